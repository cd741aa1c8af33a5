"""A workshop through real input: votes by keys, controllers, touch and hands; every step forward and back."""

from __future__ import annotations

import csv
import json
import threading
from datetime import datetime
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import NoReturn, get_args

import msgspec
import pygame
import pytest

from game.base.dates import day
from game.base.errors import ResultsError
from game.base.settings import Settings
from game.commands.cli import main
from game.commands.tour import Player
from game.model import claims
from game.model.claims import Revotes
from game.model.picture import Picture
from game.model.scoring import judged
from game.pack import cache
from game.pack.library import Library
from game.paper.report import reading
from game.paper.report.contents import contents, measure
from game.paper.report.measures import talks
from game.play import event as workshop
from game.play import rules
from game.play.event import SIGNS, Ballot, Event, Votes, generated, right
from game.results.fields import AnswerRow
from game.results.store import Store
from game.results.workshops import write_table
from game.scenes.gain import GainScene
from game.scenes.lighttable import LightTableScene
from game.scenes.report import ReportScene
from game.scenes.reveal import RevealScene
from game.seats.workshop.ballot import BallotScene
from game.seats.workshop.setup import SetupScene
from game.seats.workshop.workshop_flow import WorkshopFlow
from game.seats.workshop.wrapup import TeamBars, WrapUpScene
from game.ui import notes
from game.ui.chart import ChartView
from game.ui.outcomes import OpenWorkshop
from game.ui.widgets import Button, Label
from tests.conftest import Opens, pass_unvoted
from tests.kept import answer, answers_of, keep, saying, session, sessions_of
from tests.shelves import with_claims


def set_up(opens: Opens, library: Library, level: str, teams: int, *, tested: bool = False) -> Player:
    """A workshop about to begin."""
    player = opens(library, (1280, 720), Settings(language="en", reduced_motion=True))
    player.click("workshop")
    scene = player.app.scene
    assert isinstance(scene, SetupScene)
    scene.level, scene.teams, scene.talk, scene.tested = level, teams, 30, tested
    scene.rearrange()
    return player


def ballot(player: Player) -> BallotScene:
    """The round at hand."""
    scene = player.app.scene
    assert isinstance(scene, BallotScene)
    return scene


def flow(player: Player) -> WorkshopFlow:
    """The flow, with the workshop in it."""
    assert isinstance(player.app.flow, WorkshopFlow)
    return player.app.flow


def store(player: Player) -> Store:
    """What is kept."""
    assert player.app._store is not None
    player.app._store.settle()
    return player.app._store


def onward(player: Player) -> None:
    """The clicker."""
    player.key(pygame.K_PAGEDOWN)


def past_reveal(player: Player) -> None:
    """The clicker, until every tell was shown."""
    for _ in range(20):
        if player.app.scene.name != "reveal":
            return
        onward(player)
    raise AssertionError("the reveal does not end")


def test_a_round_goes_step_by_step_and_back(opens: Opens, shipped: Library) -> None:
    """Look, vote, talk, vote, reveal, discuss, next; the clicker's other button goes back; a vote must be complete."""
    player = set_up(opens, shipped, "cut-clone-erase", 2)
    player.click("begin")
    assert ballot(player).step == "look"
    onward(player)
    assert ballot(player).step == "first"
    onward(player)
    assert ballot(player).step == "first"  # nobody has voted yet
    player.key(pygame.K_1, pygame.K_3)
    onward(player)
    assert ballot(player).step == "talk"
    player.let(5)
    assert ballot(player).left == pytest.approx(25, abs=0.1)
    player.key(pygame.K_p)
    player.let(5)
    assert ballot(player).left == pytest.approx(25, abs=0.1)
    onward(player)
    player.click("vote-2-fake")
    player.click("vote-1-real")
    onward(player)
    assert player.app.scene.name == "reveal"
    assert "50 % after the talk" in " ".join(player.app.scene.spoken())
    past_reveal(player)
    assert player.app.scene.name == "discuss"
    for name in ("reveal", "second", "talk", "first", "look"):
        player.key(pygame.K_PAGEUP)
        scene = player.app.scene
        assert (scene.step if isinstance(scene, BallotScene) else scene.name) == name
    assert flow(player).playing.session is not None
    assert flow(player).playing.now.place == 0
    for _ in range(4):
        onward(player)
    past_reveal(player)
    onward(player)
    assert ballot(player).session.place == 1


def test_the_report_is_a_screen_after_a_workshop(opens: Opens, shipped: Library) -> None:
    """Plain words, charts and tables of this workshop; the clicker scrolls it; back leads to the end."""
    player = set_up(opens, shipped, "cut-clone-erase", 2)
    player.click("begin")
    play(player, "real", "fake")
    player.click("report")
    player.settle(0.0)
    scene = player.app.scene
    assert isinstance(scene, ReportScene)
    said = " ".join(scene.spoken())
    assert f"Judged pictures: {2 * len(flow(player).workshop.played[0].session.judgements)}" in said
    assert player.app.kit.words("report.not.title") in said
    assert any(isinstance(item, ChartView) for item in scene.widgets)
    for item in scene.page:
        if isinstance(item, Label):
            assert " ".join(item.block.lines).split() == item.text.split()
            assert item.rect.right <= scene.area.right
    onward(player)
    assert scene.offset > 0
    player.click("back")
    assert player.app.scene.name == "wrap-up"


def test_the_report_holds_up_nobody(opens: Opens, shipped: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """While it is written its page says so; where the results cannot be read, it says that."""
    pytest.importorskip("scipy", reason="the extra 'report' is not installed")
    there = threading.Event()

    def read(*_: object) -> NoReturn:
        there.wait(60)
        raise ResultsError("the disk is gone")

    monkeypatch.setattr(reading, "read", read)
    player = set_up(opens, shipped, "cut-clone-erase", 2)
    player.click("begin")
    play(player, "real", "fake")
    player.click("report")
    words = player.app.kit.words
    assert words("report.reading") in player.app.scene.spoken()
    there.set()
    player.settle(0.0)
    assert words("report.unreadable") in player.app.scene.spoken()


def test_black_skip_and_the_way_back_to_the_round_before(opens: Opens, shipped: Library) -> None:
    """The clicker's black button works on every screen; a skipped round is asked of nobody."""
    player = set_up(opens, shipped, "cut-clone-erase", 2)
    player.click("begin")
    scene = player.app.scene
    player.key(pygame.K_PERIOD)
    assert player.app.scene.name == "black"
    assert pygame.transform.average_color(player.app.surface)[:3] == (0, 0, 0)
    player.key(pygame.K_PERIOD)
    assert player.app.scene is scene
    player.key(pygame.K_s)
    assert ballot(player).session.place == 1
    player.key(pygame.K_PAGEUP)
    assert ballot(player).session.place == 0


def vote(player: Player, *keys: int) -> None:
    """From the first look to the reveal, each team by a number key, twice the same."""
    for _ in range(2):
        onward(player)
        player.key(*keys)
        onward(player)


def test_a_skipped_round_counts_nowhere(opens: Opens, shipped: Library) -> None:
    """Before its reveal or long after it; the next picture begins without votes, and nothing is kept of it."""
    player = set_up(opens, shipped, "cut-clone-erase", 2)
    player.click("begin")
    onward(player)
    player.key(pygame.K_1, pygame.K_2)
    player.key(pygame.K_s)  # the first picture, in the middle of its vote
    assert ballot(player).votes.teams == {"first": {}, "second": {}}
    pictures = []
    for _ in range(3):
        pictures.append(ballot(player).pictures[0].id)
        vote(player, pygame.K_1, pygame.K_2)
        assert player.app.scene.name == "reveal"
        past_reveal(player)
        onward(player)
    while not isinstance(player.app.scene, BallotScene) or player.app.scene.session.place > 2:
        player.key(pygame.K_PAGEUP)
    assert [item.picture for item in kept(player)] == pictures[:1]  # an answer that was taken back is given anew
    player.key(pygame.K_s)
    for _ in range(4):
        onward(player)
    assert player.app.scene.name == "reveal"
    scene = stopped(player)
    assert [picture.id for _, picture in scene.entries] == [pictures[0], pictures[2]]
    assert [(item.round, item.picture) for item in kept(player)] == [(1, pictures[0]), (3, pictures[2])]


def stopped(player: Player) -> WrapUpScene:
    """The end of a workshop that somebody has voted in, before its time."""
    player.key(pygame.K_ESCAPE)
    player.click("stop")
    scene = player.app.scene
    assert isinstance(scene, WrapUpScene)
    return scene


def kept(player: Player, team: str = "circle") -> list[AnswerRow]:
    """What is kept of a team."""
    (row,) = [row for row in sessions_of(store(player)) if row.team == team]
    return answers_of(store(player), row.id)


def test_a_workshop_ends_before_its_time(opens: Opens, shipped: Library) -> None:
    """Escape asks; Escape again goes on; what was voted on is summed up, and without a vote a lesson is chosen."""
    player = set_up(opens, shipped, "cut-clone-erase", 2)
    player.click("begin")
    player.key(pygame.K_ESCAPE)
    assert player.app.scene.name == "stop"
    player.key(pygame.K_ESCAPE)
    assert ballot(player).step == "look"
    player.key(pygame.K_ESCAPE)
    player.click("stop")
    assert player.app.scene.name == "setup"
    assert not player.app.projected
    player.click("begin")
    onward(player)
    player.key(pygame.K_1, pygame.K_2)
    onward(player)
    onward(player)
    player.key(pygame.K_2, pygame.K_2)
    onward(player)
    assert player.app.scene.name == "reveal"
    scene = stopped(player)
    assert [votes.teams for votes, _ in scene.entries] == [
        {"first": {0: "real", 1: "fake"}, "second": {0: "fake", 1: "fake"}}
    ]
    sessions = [row for row in sessions_of(store(player)) if row.team in ("circle", "triangle")]
    assert len(sessions) == 2
    assert not any(row.finished for row in sessions)
    player.click("done")
    assert player.app.scene.name == "title"


def test_the_tests_of_a_workshop_stopped_early_are_no_comparison(opens: Opens, shipped: Library) -> None:
    """Stopped in the first test, nothing is summed up."""
    player = set_up(opens, shipped, "lesson-45", 2, tested=True)
    player.click("begin")
    player.key(pygame.K_1, pygame.K_2)
    onward(player)  # the other picture of the first card
    onward(player)
    assert flow(player).playing.now.place == 1
    player.key(pygame.K_ESCAPE)
    player.click("stop")
    assert player.app.scene.name == "setup"


def play(player: Player, first: str, second: str) -> None:
    """Play a workshop to its end: each ballot cast in full by number keys; choices by touch."""
    digits = {"real": pygame.K_1, "fake": pygame.K_2, "unsure": pygame.K_3}
    for _ in range(600):
        scene = player.app.scene
        if scene.name in ("wrap-up", "gain"):
            return
        if isinstance(scene, BallotScene) and scene.ballot:
            for _ in scene.event.teams:
                player.key(digits[first if scene.ballot == "first" else second])
            if not scene.event.teams:
                player.key(digits["unsure"])
        if not pass_unvoted(player):
            onward(player)
    raise AssertionError(f"the workshop does not end: {player.app.scene.name}")


def test_a_whole_workshop_is_kept_team_by_team(opens: Opens, shipped: Library) -> None:
    """A session for each team's sign, first and second votes, nothing about people."""
    player = set_up(opens, shipped, "moving-pictures", 3)
    player.click("begin")
    play(player, "real", "fake")
    assert player.app.scene.name == "wrap-up"
    sessions = sessions_of(store(player))
    assert {row.team for row in sessions} >= {"circle", "triangle", "square"}
    assert {row.mode for row in sessions} == {"workshop"}
    assert len({row.event for row in sessions}) == 1
    answers = answers_of(store(player), next(row.id for row in sessions if row.team == "square"))
    assert len(answers) == 8
    assert {(row.first, row.says, row.confidence) for row in answers} == {("real", "fake", None)}
    assert all(row.finished for row in sessions)
    player.click("done")
    assert player.app.scene.name == "title"
    assert not player.app.projected
    player.click("results")  # these are a player's own
    assert not [item for item in player.app.scene.widgets if item.name.startswith("result-")]


def test_the_report_counts_as_the_end_of_a_workshop_does(opens: Opens, shipped: Library, tmp_path: Path) -> None:
    """Also where a picture shows nothing: then "can't tell" was the right answer."""
    player = set_up(opens, shipped, "nothing-to-see", 2)
    player.click("begin")
    play(player, "real", "unsure")
    scene = player.app.scene
    assert isinstance(scene, WrapUpScene)
    revotes = claims.revoted(workshop.revotes(scene.entries))
    assert revotes.to_right > 0
    (talk,) = talks(reading.read(store(player).path, shipped).votes)
    assert talk.votes == revotes
    assert (talk.first, talk.second) == pytest.approx(
        tuple(workshop.mean(scene.entries, ballot) for ballot in ("first", "second"))
    )
    out = tmp_path / "statements.json"
    assert (
        main(["results", "export", "--format", "xapi", "--out", str(out), "--data", str(store(player).path.parent)])
        == 0
    )
    answers = [item["result"] for item in json.loads(out.read_text(encoding="utf-8")) if "success" in item["result"]]
    assert {item["score"]["scaled"] for item in answers} >= {1, 0.75}  # right, and where something is to be seen
    assert all(item["success"] is (item["score"]["scaled"] == 1) for item in answers)


def test_controllers_vote_each_for_its_team(opens: Opens, shipped: Library) -> None:
    """The first press gives a team its buzzer; A, B and X are real, fake and can't tell; a vote may be changed."""
    player = set_up(opens, shipped, "cut-clone-erase", 2)
    for pad in (7, 3):
        pygame.event.post(pygame.Event(pygame.JOYBUTTONDOWN, instance_id=pad, button=0))
        player.app.step(0.02)
    player.click("begin")
    onward(player)
    player.wait_for_step()
    for pad, button in ((3, 1), (7, 2), (7, 0), (9, 1)):
        pygame.event.post(pygame.Event(pygame.JOYBUTTONDOWN, instance_id=pad, button=button))
        player.app.step(0.02)
    assert ballot(player).votes.teams["first"] == {0: "real", 1: "fake"}
    pygame.event.post(pygame.Event(pygame.JOYDEVICEREMOVED, instance_id=7))
    player.app.step(0.02)
    press(player, 12, 1)  # the same one again, under a new number
    assert ballot(player).votes.teams["first"] == {0: "fake", 1: "fake"}
    onward(player)
    assert ballot(player).step == "talk"
    press(player, 3, 0)  # nothing is voted on now
    pygame.event.post(pygame.Event(pygame.JOYHATMOTION, instance_id=3, hat=0, value=(1, 0)))
    player.app.step(0.02)
    assert ballot(player).step == "talk"
    assert not ballot(player).focus_shown
    press(player, 30, 0)  # nobody's
    assert ballot(player).step == "second"


def press(player: Player, pad: int, button: int) -> None:
    """A controller's button."""
    player.wait_for_step()
    pygame.event.post(pygame.Event(pygame.JOYBUTTONDOWN, instance_id=pad, button=button))
    player.app.step(0.02)


def test_a_controller_that_goes_before_the_workshop_begins_has_no_team(opens: Opens, shipped: Library) -> None:
    """The setting-up shows at once that its team has no buzzer."""
    player = set_up(opens, shipped, "cut-clone-erase", 2)
    press(player, 7, 0)
    scene = player.app.scene
    assert isinstance(scene, SetupScene)
    assert scene.event.devices == {"pad-7": 0}
    pygame.event.post(pygame.Event(pygame.JOYDEVICEREMOVED, instance_id=7))
    player.app.step(0.02)
    assert scene.event.devices == {}
    button = scene.widget("team-1")
    assert isinstance(button, Button)
    assert not button.look.selected


def test_the_last_vote_is_taken_back(opens: Opens, shipped: Library) -> None:
    """0 takes back what was given last, by whatever means and whichever team."""
    player = set_up(opens, shipped, "cut-clone-erase", 3)
    player.click("begin")
    onward(player)
    player.click("vote-3-fake")
    player.key(pygame.K_1, pygame.K_0)
    assert ballot(player).votes.teams["first"] == {2: "fake"}
    player.key(pygame.K_1)
    player.click("vote-3-real")
    player.key(pygame.K_0)
    assert ballot(player).votes.teams["first"] == {0: "real"}


def give_buzzers(player: Player, *keys: int) -> None:
    """One after another; of a digit it is asked whether it is one."""
    for key in keys:
        player.key(key)
        if player.app.scene.name == "buzzer":
            player.click("yes")


def test_a_buzzers_letter_is_no_shortcut(opens: Opens, shipped: Library) -> None:
    """A pupil's S skips nothing, whatever is on the screen; whoever leads has the button."""
    player = set_up(opens, shipped, "moving-pictures", 2)
    give_buzzers(player, pygame.K_s, pygame.K_l)
    player.click("begin")
    onward(player)
    place = ballot(player).session.place
    player.key(pygame.K_s, pygame.K_l)
    assert ballot(player).session.place == place
    vote(player, pygame.K_s, pygame.K_l)
    assert player.app.scene.name == "reveal"
    player.key(pygame.K_l)
    assert player.app.scene.name == "reveal"
    player.key(pygame.K_PAGEUP)
    player.click("skip")
    assert ballot(player).session.place == place + 1


def test_a_clip_is_skipped_by_the_same_key(opens: Opens, shipped: Library) -> None:
    """S, and not slow motion, which has another."""
    player = set_up(opens, shipped, "moving-pictures", 2)
    player.click("begin")
    onward(player)
    while ballot(player).transport is None:
        player.click("skip")
    place = ballot(player).session.place
    player.key(pygame.K_s)
    assert ballot(player).session.place == place + 1


def test_buzzers_that_type_vote_by_the_number_of_presses(opens: Opens, shipped: Library) -> None:
    """Once real, twice fake, three times can't tell; a digit's too; a team's buzzer can be given anew."""
    player = set_up(opens, shipped, "cut-clone-erase", 3)
    give_buzzers(player, pygame.K_q, pygame.K_1, pygame.K_s, pygame.K_x)
    scene = player.app.scene
    assert isinstance(scene, SetupScene)
    assert scene.event.devices == {"key-q": 0, "key-1": 1, "key-s": 2}
    player.click("team-1")
    give_buzzers(player, pygame.K_p)
    assert scene.event.devices == {"key-1": 1, "key-s": 2, "key-p": 0}
    player.click("begin")
    onward(player)
    player.key(pygame.K_p, pygame.K_1, pygame.K_1, pygame.K_s, pygame.K_s, pygame.K_s)
    assert ballot(player).votes.teams["first"] == {0: "real", 1: "fake", 2: "unsure"}


def test_a_buzzer_of_a_team_that_does_not_play_votes_for_nobody(opens: Opens, shipped: Library) -> None:
    """Four buzzers were given, then two teams chosen: the votes are complete with two."""
    player = set_up(opens, shipped, "cut-clone-erase", 4)
    give_buzzers(player, pygame.K_a, pygame.K_d, pygame.K_e, pygame.K_g)
    player.click("teams-2")
    player.click("begin")
    onward(player)
    player.key(pygame.K_g, pygame.K_e)
    assert ballot(player).votes.teams["first"] == {}
    player.key(pygame.K_a, pygame.K_d)
    onward(player)
    assert ballot(player).step == "talk"


def test_the_light_table_of_a_vote_gives_nothing_away(opens: Opens, shipped: Library) -> None:
    """Neither original nor what the file says; the clicker closes it; the lens is kept with every team's answer."""
    player = set_up(opens, shipped, "cut-clone-erase", 2)
    player.click("begin")
    player.key(pygame.K_l)
    table = player.app.scene
    assert isinstance(table, LightTableScene)
    assert table.original is None
    assert "metadata" not in table.table.lenses
    player.click("lenses")
    player.click("lens-edges")
    onward(player)
    assert ballot(player).step == "look"
    onward(player)
    player.key(pygame.K_1, pygame.K_2)
    onward(player)
    player.key(pygame.K_l)
    player.key(pygame.K_PAGEUP)
    assert ballot(player).step == "talk"
    onward(player)
    player.key(pygame.K_1, pygame.K_2)
    onward(player)
    rows = [answers_of(store(player), row.id) for row in sessions_of(store(player))]
    assert {answer.lenses for answers in rows for answer in answers} == {'["edges"]'}
    player.click("table")
    assert isinstance(player.app.scene, LightTableScene)
    assert player.app.scene.original is not None


def test_hands_are_typed_or_counted(opens: Opens, shipped: Library) -> None:
    """Numbers for each answer; the row holds them, and the majority as the answer."""
    player = set_up(opens, shipped, "cut-clone-erase", 0)
    player.click("begin")
    onward(player)
    player.key(pygame.K_1, pygame.K_2)
    player.click("field-fake")
    player.key(pygame.K_7)
    player.click("more-unsure")
    assert ballot(player).votes.tally("first") == {"real": 12, "fake": 7, "unsure": 1}
    onward(player)
    onward(player)
    player.click("field-fake")
    player.key(pygame.K_1, pygame.K_9)
    onward(player)
    player.key(pygame.K_1)
    onward(player)
    onward(player)
    (row,) = [row for row in sessions_of(store(player)) if row.team == "class"]
    (answer,) = answers_of(store(player), row.id)
    assert (answer.first, answer.says) == ("real", "fake")
    assert json.loads(answer.votes or "")["first"] == {"real": 12, "fake": 7, "unsure": 1}


def test_before_and_after(opens: Opens, shipped: Library) -> None:
    """Both forms are voted on once, without a reveal; the gain counts every team's votes."""
    level = next(item for item in shipped.levels.values() if item.forms)
    player = set_up(opens, shipped, level.id, 2, tested=True)
    player.click("begin")
    play(player, "real", "fake")
    assert player.app.scene.name == "gain"
    gain = player.app.scene
    assert isinstance(gain, GainScene)
    assert [[len(side) for side in pair] for pair in gain.pairs] == [[10, 10], [10, 10]]  # two teams, ten pictures each
    for number, test in enumerate(gain.tests, 1):
        player.click(f"again-{number}-3")
        assert [item.id for item in getattr(player.app.scene, "pictures", ())] == [test.judgements[2].picture]
        player.key(pygame.K_ESCAPE)
    forms = {row.form for row in sessions_of(store(player)) if row.form}
    assert forms == {"A", "B"}
    onward(player)
    assert player.app.scene.name == "wrap-up"


@pytest.mark.parametrize("size", [(1280, 720), (1024, 768), (1920, 1080)])
def test_what_pupils_read_is_a_25th_of_the_height(opens: Opens, shipped: Library, size: tuple[int, int]) -> None:
    """Question, teams, timer: from the last row of a classroom."""
    player = opens(shipped, size, Settings(language="it", reduced_motion=True))
    player.click("workshop")
    player.click("begin")
    assert player.app.kit.theme.type(1.0) >= min(size) / 25 - 1

    def look() -> None:
        for item in player.app.scene.widgets:
            later = "keys", "credit", "why", "lasts"  # for whoever leads, or later
            if isinstance(item, Label) and item.name not in later:
                least = 32 if item.name == "note" else 25  # a long note is set a little smaller
                assert item.block.size >= min(size) / least - 1, (player.app.scene.name, item.name, item.text)

    for _ in range(200):
        scene = player.app.scene
        look()
        for lead in [item.name for item in scene.targets if item.name.startswith("lead-")]:
            player.click(lead)
            look()
        if scene.name == "wrap-up":
            break
        if isinstance(scene, BallotScene) and scene.ballot:
            player.key(*[pygame.K_2] * len(scene.event.teams))
        if not pass_unvoted(player):
            onward(player)
    assert player.app.scene.name == "wrap-up"


def test_the_second_window_tells_whoever_leads(opens: Opens, shipped: Library) -> None:
    """The note, the answer and the evidence, which the projector shows only later."""
    player = set_up(opens, shipped, "cut-clone-erase", 2)
    player.click("begin")
    text = flow(player).notes(player.app.scene)
    picture = shipped.pictures[flow(player).playing.now.round.pictures[0]]
    assert "Answer: Fake" in text
    assert picture.evidence[0].note["en"] in text
    assert "Next: first vote" in text


def test_the_second_window_holds_what_good_answers_say(opens: Opens, shipped: Library) -> None:
    """From the reveal on, when it is talked about; never on the projector."""
    player = set_up(opens, shipped, "lesson-20", 2)
    player.click("begin")
    entry = flow(player).playing.now.round
    assert entry.expected is not None
    said = entry.expected["en"]
    for _ in range(4):
        assert said not in flow(player).notes(player.app.scene)
        if isinstance(player.app.scene, BallotScene) and player.app.scene.ballot:
            player.key(pygame.K_2, pygame.K_2)
        onward(player)
    while player.app.scene.name != "discuss":
        onward(player)
    assert said in flow(player).notes(player.app.scene)
    assert said not in " ".join(player.app.scene.spoken())


# --- keys that lead never vote


ARROWS = pygame.K_RIGHT, pygame.K_LEFT, pygame.K_UP, pygame.K_DOWN, pygame.K_TAB
LEADING = pygame.K_SPACE, pygame.K_RETURN, pygame.K_KP_ENTER


@pytest.mark.parametrize("arrow", ARROWS)
@pytest.mark.parametrize("leads", LEADING)
def test_a_key_that_leads_never_votes(opens: Opens, shipped: Library, arrow: int, leads: int) -> None:
    """Back and forward through a round's steps with the focus shown: what was voted stays what was voted."""
    player = set_up(opens, shipped, "cut-clone-erase", 2)
    player.click("begin")
    vote(player, pygame.K_1, pygame.K_2)
    for _ in range(4):
        player.key(pygame.K_PAGEUP)
    assert ballot(player).step == "look"
    before = json.dumps(ballot(player).votes.teams)
    player.key(arrow, pygame.K_PAGEDOWN)
    assert ballot(player).step == "first"
    player.key(leads)
    assert ballot(player).step == "talk"
    assert json.dumps(ballot(player).votes.teams) == before


@pytest.mark.parametrize("leads", LEADING)
@pytest.mark.parametrize("teams", [0, 2, 6])
def test_no_answer_of_a_vote_takes_the_focus(opens: Opens, shipped: Library, teams: int, leads: int) -> None:
    """Wherever the arrows go, and after a touch, what Space and Enter do there is no vote."""
    player = set_up(opens, shipped, "cut-clone-erase", teams)
    player.click("begin")
    onward(player)
    scene = ballot(player)
    player.click("vote-2-fake" if teams else "more-fake")
    before = json.dumps([scene.votes.teams, scene.votes.hands])
    for arrow in [*ARROWS * 3, *[pygame.K_TAB] * 30]:
        player.key(arrow)
        assert player.app.scene is scene
        name = scene.focus.name if scene.focus is not None else ""
        assert not name.startswith(("vote-", "field-", "more-", "less-")), name
    player.app.scene.set_focus(None)
    player.key(leads)
    assert json.dumps([scene.votes.teams, scene.votes.hands]) == before


def test_a_controller_that_leads_never_votes(opens: Opens, shipped: Library) -> None:
    """Whoever leads by one goes on with it in a vote, too; one that is pressed first in a vote is a team's."""
    player = set_up(opens, shipped, "cut-clone-erase", 2)
    player.click("begin")
    press(player, 5, 0)
    assert ballot(player).step == "first"
    for button in range(4):
        press(player, 5, button)
    assert ballot(player).votes.teams["first"] == {}
    press(player, 8, 1)
    player.key(pygame.K_2)
    assert ballot(player).votes.teams["first"] == {0: "fake", 1: "fake"}
    press(player, 5, 0)
    assert ballot(player).step == "talk"


@pytest.mark.parametrize("leads", LEADING)
def test_a_key_that_leads_answers_no_question(opens: Opens, shipped: Library, leads: int) -> None:
    """A question of knowledge is put to the class: the key that led to it chooses none of its answers."""
    player = set_up(opens, shipped, "lesson-45", 2)
    player.click("begin")
    for _ in range(200):
        if player.app.scene.name == "choose":
            break
        if isinstance(player.app.scene, BallotScene):
            player.key(pygame.K_s)
        else:
            player.key(pygame.K_RIGHT)
            onward(player)
    scene = player.app.scene
    assert scene.name == "choose"
    player.key(leads)
    assert player.app.scene is scene


@pytest.mark.parametrize("leads", [*LEADING, pygame.K_PAGEDOWN])
def test_hands_are_counted_answer_by_answer(opens: Opens, shipped: Library, leads: int) -> None:
    """The key that leads goes to the next answer, and only then on; a number begins anew where it is typed again."""
    player = set_up(opens, shipped, "cut-clone-erase", 0)
    player.click("begin")
    onward(player)
    player.key(leads)  # none for "real"
    assert ballot(player).field == "fake"
    player.key(pygame.K_1, pygame.K_2, leads)
    assert (ballot(player).step, ballot(player).field) == ("first", "unsure")
    assert "12 hands so far" in ballot(player).spoken()
    player.key(pygame.K_UP, pygame.K_1, pygame.K_4, pygame.K_DOWN, pygame.K_3, leads)
    assert ballot(player).step == "talk"
    assert ballot(player).votes.tally("first") == {"real": 0, "fake": 14, "unsure": 3}


@pytest.mark.parametrize("leads", [*LEADING, pygame.K_PAGEDOWN])
def test_a_number_of_hands_that_cannot_be_right_is_remarked_on(opens: Opens, shipped: Library, leads: int) -> None:
    """By the number of pupils, then by the first vote; whoever leads may go on, but not by one key."""
    player = set_up(opens, shipped, "cut-clone-erase", 0)
    scene = player.app.scene
    assert isinstance(scene, SetupScene)
    scene.pupils = 20
    player.click("begin")
    onward(player)
    for _ in range(3):
        player.key(pygame.K_6, leads)
    assert ballot(player).step == "first"
    assert "18 hands instead of 20. Count again, or go on." in ballot(player).spoken()
    player.key(pygame.K_7)
    assert "19 of 20 hands" in ballot(player).spoken()
    player.key(leads)
    assert ballot(player).step == "first"  # another number that is not right
    player.key(leads)
    assert ballot(player).step == "talk"
    onward(player)
    player.key(pygame.K_7, leads, leads, leads)
    assert ballot(player).step == "second"
    assert "7 hands instead of 19. Count again, or go on." in ballot(player).spoken()
    player.click("field-fake")
    player.key(pygame.K_1, pygame.K_2, leads)
    assert player.app.scene.name == "reveal"


def test_no_hands_at_all_are_no_vote(opens: Opens, shipped: Library) -> None:
    """However often the key that leads is pressed."""
    player = set_up(opens, shipped, "cut-clone-erase", 0)
    player.click("begin")
    for _ in range(9):
        onward(player)
    assert ballot(player).step == "first"
    assert "Not one hand yet." in ballot(player).spoken()


# --- the way through a round


def through_a_round(player: Player) -> None:
    """From a picture's look to the next one's, all tells shown."""
    place = flow(player).playing.now.place
    for _ in range(40):
        scene = player.app.scene
        if isinstance(scene, BallotScene) and scene.ballot:
            player.key(*[pygame.K_1] * len(scene.event.teams))
        onward(player)
        scene = player.app.scene
        if isinstance(scene, BallotScene) and scene.session.place > place:
            return
    raise AssertionError("the round does not end")


def test_back_from_a_look_leads_to_the_discussion_before(opens: Opens, shipped: Library) -> None:
    """And on from there to the look again: nothing is asked anew, and what was kept stays kept."""
    player = set_up(opens, shipped, "cut-clone-erase", 2)
    player.click("begin")
    through_a_round(player)
    rows = kept(player)
    player.key(pygame.K_PAGEUP)
    assert player.app.scene.name == "discuss"
    onward(player)
    assert (ballot(player).step, ballot(player).session.place) == ("look", 1)
    player.click("back")
    assert player.app.scene.name == "discuss"
    player.key(pygame.K_PAGEUP)
    assert player.app.scene.name == "reveal"
    assert kept(player) == rows
    player.key(pygame.K_PAGEUP)
    assert (ballot(player).step, ballot(player).session.place) == ("second", 0)


def test_back_from_a_look_leads_to_what_came_of_a_question(opens: Opens, shipped: Library) -> None:
    """A round that is done together is left with its reveal, and that is what lies before the next one."""
    player = set_up(opens, shipped, "cut-clone-erase", 2)
    player.click("begin")
    while player.app.scene.name != "point":
        if isinstance(player.app.scene, BallotScene):
            player.key(pygame.K_s)
        else:
            onward(player)
    player.click("picture-1")
    player.click("done")
    place = flow(player).playing.now.place
    while player.app.scene.name == "reveal":
        onward(player)
    player.key(pygame.K_PAGEUP)
    assert player.app.scene.name == "reveal"
    assert flow(player).playing.now.place == place


@pytest.mark.parametrize("leads", [*LEADING, pygame.K_PAGEDOWN])
def test_every_tell_is_shown_before_a_reveal_leads_on(opens: Opens, shipped: Library, leads: int) -> None:
    """One after another by the key that leads; those shown by other means are not shown again."""
    player = set_up(opens, shipped, "cut-clone-erase", 2)
    player.click("begin")
    for skipped in ([], [1]):
        while True:
            scene = player.app.scene
            if isinstance(scene, RevealScene) and len(scene.stops) > 1:
                break
            if isinstance(scene, BallotScene) and scene.ballot:
                player.key(pygame.K_1, pygame.K_2)
            if scene.name == "point":
                player.click("nothing")
            onward(player)
        for _ in skipped:
            player.key(pygame.K_n)
        for step in range(1 + len(skipped), len(scene.stops)):
            player.key(leads)
            assert player.app.scene is scene
            assert scene.step == step
        player.key(leads)
        assert player.app.scene is not scene


def test_the_spread_of_votes_is_shown_before_the_reveal(opens: Opens, shipped: Library) -> None:
    """By a key, as soon as a vote is complete; it does not say which answer is right."""
    player = set_up(opens, shipped, "cut-clone-erase", 3)
    player.click("begin")
    player.key(pygame.K_v)
    assert ballot(player).step == "look"
    onward(player)
    player.key(pygame.K_1, pygame.K_2, pygame.K_v)
    assert ballot(player).step == "first"
    player.key(pygame.K_2)
    onward(player)
    player.key(pygame.K_v)
    assert player.app.scene.name == "spread"
    assert {"Real: 1", "Fake: 2", player.app.kit.words("answer.unsure") + ": 0"} <= set(player.app.scene.spoken())
    onward(player)
    assert ballot(player).step == "talk"
    onward(player)
    player.key(pygame.K_v)
    assert ballot(player).step == "second"  # what was voted first would be shown while some vote
    player.key(pygame.K_2, pygame.K_2, pygame.K_2, pygame.K_v)
    assert {"Real: 1, 0", "Fake: 2, 3"} <= set(player.app.scene.spoken())
    assert not any(getattr(item, "right", False) for item in player.app.scene.widgets if item.name.startswith("bars-"))
    player.key(pygame.K_v)
    assert ballot(player).step == "second"


def test_a_timer_is_given_more_time_and_look_may_have_one(opens: Opens, shipped: Library) -> None:
    """30 seconds more by a key or the button; none for Look unless it is wanted."""
    player = set_up(opens, shipped, "cut-clone-erase", 2)
    player.click("look-45")
    player.click("begin")
    assert ballot(player).left == pytest.approx(45, abs=0.1)
    player.let(5)
    player.key(pygame.K_t)
    assert ballot(player).left == pytest.approx(70, abs=0.2)
    player.app.step(100)
    assert ballot(player).left == 0
    assert ballot(player).step == "look"
    player.click("more-time")
    assert ballot(player).left == pytest.approx(30, abs=0.1)
    player.key(pygame.K_p)
    player.let(5)
    assert ballot(player).left == pytest.approx(30, abs=0.1)
    onward(player)
    player.key(pygame.K_1, pygame.K_2)
    onward(player)
    assert ballot(player).left == pytest.approx(30, abs=0.1)


# --- buzzers that type


@pytest.mark.parametrize("keys", [[pygame.K_1], [pygame.K_1] * 2, [pygame.K_2, pygame.K_3], [pygame.K_KP_1]])
def test_a_digit_becomes_a_buzzer_only_when_asked(opens: Opens, shipped: Library, keys: list[int]) -> None:
    """A digit that was typed too early gives no team a buzzer, and typed votes keep their meaning."""
    player = set_up(opens, shipped, "cut-clone-erase", 2)
    setup = player.app.scene
    assert isinstance(setup, SetupScene)
    player.key(keys[0])
    assert player.app.scene.name == "buzzer"
    player.key(*keys[1:])
    assert player.app.scene.name == "buzzer"  # neither another key nor the same one says yes
    player.key(pygame.K_RETURN)
    assert player.app.scene is setup
    assert setup.event.devices == {}
    player.click("begin")
    onward(player)
    player.key(pygame.K_2, pygame.K_1)
    assert ballot(player).votes.teams["first"] == {0: "fake", 1: "real"}


@pytest.mark.parametrize("key", [pygame.K_PERIOD, pygame.K_COMMA, pygame.K_DELETE, pygame.K_BACKSPACE])
def test_what_is_no_letter_or_digit_is_no_buzzer(opens: Opens, shipped: Library, key: int) -> None:
    """Least of all a presenter's button that makes the screen black."""
    player = set_up(opens, shipped, "cut-clone-erase", 2)
    player.key(key)
    scene = player.app.scene
    assert isinstance(scene, SetupScene)
    assert scene.event.devices == {}


def test_digits_are_pupils_where_hands_are_shown(opens: Opens, shipped: Library) -> None:
    """No buzzer is asked about where no team votes; 24 typed are 24 pupils."""
    player = set_up(opens, shipped, "cut-clone-erase", 0)
    player.key(pygame.K_2, pygame.K_4, pygame.K_q)
    player.click("pupils-more")
    scene = player.app.scene
    assert isinstance(scene, SetupScene)
    assert (scene.pupils, scene.event.devices) == (25, {})
    player.click("begin")
    assert ballot(player).event.pupils == 25


# --- after the end


@pytest.mark.parametrize("key", [*LEADING, pygame.K_PAGEDOWN, pygame.K_ESCAPE])
def test_no_key_too_many_closes_the_end(opens: Opens, shipped: Library, key: int) -> None:
    """It asks, and the same key pressed again stays; so it goes on for ever; the button finishes."""
    player = set_up(opens, shipped, "cut-clone-erase", 2)
    player.click("begin")
    vote(player, pygame.K_1, pygame.K_2)
    scene = stopped(player)
    player.key(pygame.K_PAGEUP)
    assert player.app.scene is scene
    for _ in range(3):
        player.key(key)
        assert player.app.scene.name == "finish"
        player.key(key)
        assert player.app.scene is scene
    player.key(key)
    player.click("finish")
    assert player.app.scene.name == "title"


def test_past_workshops_stand_in_the_results(opens: Opens, shipped: Library) -> None:
    """With date, lesson and teams; each opens its own report, and a table of all votes is saved."""
    player = set_up(opens, shipped, "cut-clone-erase", 3)
    player.click("begin")
    vote(player, pygame.K_1, pygame.K_2, pygame.K_2)
    stopped(player)
    player.click("done")
    player.click("workshop")
    player.click("teams-0")
    player.click("begin")
    onward(player)
    for _ in range(2):
        player.key(pygame.K_7, pygame.K_PAGEDOWN, pygame.K_3, pygame.K_PAGEDOWN, pygame.K_PAGEDOWN)
        onward(player)
    stopped(player)
    player.click("done")
    player.click("results")
    player.settle(0.0)
    said = player.app.scene.spoken()
    rows = [text for text in said if "Workshop" in text]
    assert ["3 teams" in text for text in rows] == [False, True]
    assert "show of hands" in rows[0]
    assert day(datetime.now().astimezone().date(), "en") in rows[0]
    assert shipped.levels["cut-clone-erase"].title["en"] in rows[1]
    player.click("table")
    player.settle(0.0)
    path = player.app.data / "workshops.csv"
    assert f"Saved: {path}" in player.app.scene.spoken()
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    table = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert list(table[0]) == ["date", "lesson", "round", "picture", "team", "first vote", "second vote", "right"]
    assert [(row["team"], row["first vote"], row["second vote"]) for row in table] == [
        ("circle", "Real", "Real"), ("triangle", "Fake", "Fake"), ("square", "Fake", "Fake"),
        ("everyone", "Real", "Real"),
    ]  # fmt: skip
    truth = "Fake" if shipped.pictures[table[0]["picture"].removeprefix("spot-the-fake/")].fake else "Real"
    assert all((row["right"] == "yes") == (row["second vote"] == truth) for row in table[:3])
    player.click("workshop-2")
    player.settle(0.0)
    assert player.app.scene.name == "report"
    assert "Judged pictures: 3" in " ".join(player.app.scene.spoken())
    player.click("back")
    player.click("report")
    player.settle(0.0)
    assert "Judged pictures: 4" in " ".join(player.app.scene.spoken())


def test_a_table_of_votes_is_safe_and_says_why_it_is_not_there(opens: Opens, shipped: Library) -> None:
    """A title that looks like a formula is a text; what the disk refuses is said."""
    player = set_up(opens, shipped, "cut-clone-erase", 2)
    player.click("begin")
    vote(player, pygame.K_1, pygame.K_2)
    stopped(player)
    level = msgspec.structs.replace(shipped.levels["cut-clone-erase"], title={"en": "=1+1"})
    pack = msgspec.structs.replace(shipped, levels={**shipped.levels, level.id: level})
    path = write_table(store(player), pack, player.app.kit.words)
    assert ",'=1+1," in path.read_text(encoding="utf-8-sig")
    player.click("done")
    path.unlink()
    path.mkdir()
    player.click("results")
    player.click("table")
    player.settle(0.0)
    assert any("cannot be saved" in text for text in player.app.scene.spoken())


# --- a lesson with tests


def test_a_lesson_whose_plan_has_tests_is_tested(opens: Opens, shipped: Library) -> None:
    """Unless whoever leads does not want it; a level with tests and no plan is not."""
    player = opens(shipped)
    player.click("workshop")
    scene = player.app.scene
    assert isinstance(scene, SetupScene)
    for name, tested in (("lesson-90", True), ("lesson-20", False), ("what-is-a-deepfake", False), ("lesson-90", True)):
        scene.scroll(scene.widget(f"level-{name}").rect.top - scene.area.top)
        player.click(f"level-{name}")
        assert scene.tested == tested
    scene.scroll(-9999)
    player.click("begin")
    assert flow(player).workshop is not None
    assert ballot(player).test


def test_a_test_has_one_vote_and_says_where_its_button_leads(opens: Opens, shipped: Library) -> None:
    """To the next picture, and from the last one to what is no picture; so does a discussion's."""
    player = set_up(opens, shipped, "lesson-90", 2, tested=True)
    player.click("begin")
    words = player.app.kit.words
    while isinstance(player.app.scene, BallotScene) and player.app.scene.test:
        scene = player.app.scene
        said = scene.spoken()
        assert words("workshop.vote") in said
        assert words("workshop.second") not in said
        player.key(pygame.K_1, pygame.K_2)
        button = scene.widget("onward")
        assert isinstance(button, Button)
        onward(player)
        leads_to_a_picture = isinstance(player.app.scene, BallotScene)
        assert button.text == words("workshop.next" if leads_to_a_picture else "card.onward")
    discussed = set()
    for _ in range(200):
        scene = player.app.scene
        if scene.name == "choose":
            break
        if isinstance(scene, BallotScene) and scene.ballot:
            player.key(pygame.K_1, pygame.K_2)
        onward(player)
        if scene.name == "discuss":
            button = scene.widget("onward")
            assert isinstance(button, Button)
            assert button.text == words("workshop.next" if player.app.scene.name == "ballot" else "card.onward")
            discussed.add(button.text)
    assert len(discussed) == 2


def test_a_class_is_many(opens: Opens, shipped: Library) -> None:
    """What the interface says to one player in the singular it says to a class in the plural, and back again."""
    player = opens(shipped, (1280, 720), Settings(language="it", reduced_motion=True))
    one = player.app.kit.words
    assert one("point.hint", n=3).startswith("Tocca ")
    player.click("workshop")
    player.click("begin")
    many = player.app.kit.words
    assert many("point.hint", n=3).startswith("Toccate ")
    assert many("reveal.point", n=1, all=2) == "Avete trovato 1 indizio su 2."
    player.app.change(player.app.settings._replace(theme="light"))
    assert player.app.kit.words("reveal.look") == "Guardate bene."
    player.key(pygame.K_ESCAPE)
    player.click("stop")
    assert player.app.kit.words("reveal.look") == "Guarda bene."


# --- what whoever leads reads and prints


def test_plan_and_sheets_are_reached_from_the_setting_up(opens: Opens, shipped: Library) -> None:
    """The plan is read on the screen; sheet and answers lie in the data folder, which is said."""
    player = set_up(opens, shipped, "lesson-20", 2)
    setup = player.app.scene
    player.click("plan")
    said = " ".join(player.app.scene.spoken())
    plan = shipped.levels["lesson-20"].plan
    assert plan is not None
    for text in (*plan.aims, *plan.before, *plan.exit_slip, *(step.text for step in plan.steps)):
        assert text["en"] in said
    player.click("back")
    assert player.app.scene is setup
    player.click("print")
    while setup.reading:
        player.settle(0.0)
    paths = [player.app.data / name for name in ("lesson-20.pdf", "lesson-20-answers.pdf")]
    assert f"To be printed: {paths[0]}, {paths[1]}" in setup.spoken()
    assert all(path.read_bytes().startswith(b"%PDF") for path in paths)


def test_a_level_without_a_plan_has_none_to_read(opens: Opens, shipped: Library) -> None:
    """And sheets all the same; where they cannot be written that is said."""
    player = set_up(opens, shipped, "cut-clone-erase", 2)
    assert not player.app.scene.has("plan")
    (player.app.data / "cut-clone-erase.pdf").mkdir(parents=True)
    player.click("print")
    player.settle(0.0)
    assert any("cannot be written" in text for text in player.app.scene.spoken())


def test_the_notes_open_in_the_setting_up_with_the_plan(
    opens: Opens, shipped: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a button, which closes them, too: what to ask before, and the steps; still there at the first round."""
    shown: list[str] = []
    window = SimpleNamespace(id=7, show=lambda text, **_: shown.append(text), close=lambda: shown.append("closed"))
    monkeypatch.setattr(notes, "NotesWindow", lambda _title: window)
    player = set_up(opens, shipped, "lesson-45", 2)
    plan = shipped.levels["lesson-45"].plan
    assert plan is not None
    player.click("notes")
    assert plan.before[0]["en"] in shown[-1]
    assert plan.steps[0].text["en"] in shown[-1]
    player.click("notes")
    assert shown[-1] == "closed"
    player.click("notes")
    player.click("begin")
    player.app.step(0.0)
    assert plan.before[0]["en"] in shown[-1]
    player.key(pygame.K_ESCAPE)
    player.click("stop")
    player.click("back")
    assert shown[-1] == "closed"


# --- the rules of votes


def picture(shipped: Library, *, fake: bool) -> Picture:
    """Any picture of a truth."""
    return next(item for item in shipped.pictures.values() if item.fake == fake and not item.shows_nothing)


def test_means_do_not_depend_on_how_many_voted(shipped: Library) -> None:
    """Each picture counts once, whether two or thirty voted on it."""
    few, many = Votes(), Votes()
    few.hands["second"] = {"fake": 1, "real": 1}
    many.hands["second"] = {"fake": 30}
    fake = picture(shipped, fake=True)
    assert workshop.mean([(few, fake), (many, fake)], "second") == pytest.approx(0.75)
    assert workshop.mean([(few, fake)], "first") is None


def test_moves_are_told_apart(shipped: Library) -> None:
    """Kept right, become right, become wrong, kept wrong; a team that missed a vote is left out."""
    votes = Votes()
    votes.teams["first"] = {0: "fake", 1: "real", 2: "fake", 3: "real"}
    votes.teams["second"] = {0: "fake", 1: "fake", 2: "unsure", 3: "real", 4: "fake"}
    found = workshop.revotes([(votes, picture(shipped, fake=True))])
    assert claims.revoted(found) == Revotes(1, 1, 1, 1, 0)
    assert [vote.changed for vote in found] == [False, True, True, False]


def test_a_draw_is_cant_tell() -> None:
    """And so is nothing at all."""
    votes = Votes()
    assert votes.majority("first") == "unsure"
    votes.teams["first"] = {0: "fake", 1: "real"}
    assert votes.majority("first") == "unsure"
    votes.teams["first"][2] = "real"
    assert votes.majority("first") == "real"


def test_names_and_signs_are_generated() -> None:
    """All different, and never asked of anybody."""
    teams = generated(6, Random(1))
    assert len({team.name for team in teams}) == len({team.sign for team in teams}) == 6
    event = Event(teams[:2])
    assert [event.assign("pad-4"), event.assign("pad-1"), event.assign("pad-4"), event.assign("pad-9")] == [
        0,
        1,
        0,
        None,
    ]


def test_a_lesson_of_45_minutes(opens: Opens, shipped: Library, tmp_path: Path) -> None:
    """Four teams: votes by keys, controllers and touch, a clicker that leads, a real period's time; then its report."""
    player = set_up(opens, shipped, "lesson-45", 4)
    for pad in (0, 1, 2, 3):
        pygame.event.post(pygame.Event(pygame.JOYBUTTONDOWN, instance_id=pad, button=0))
        player.app.step(0.02)
    player.click("begin")
    chance = Random(45)
    seconds = 0.0

    def pass_time(length: float) -> None:
        nonlocal seconds
        for _ in range(round(length)):
            player.app.step(1.0)
        seconds += length

    ways = ["keys", "controllers", "touch"]
    while player.app.scene.name != "wrap-up":
        scene = player.app.scene
        if isinstance(scene, BallotScene) and scene.ballot:
            way = ways[scene.session.place % len(ways)]
            truth = scene.pictures[0].fake
            sure = 0.45 if scene.ballot == "first" else 0.8
            for team in range(4):
                number = int(truth) if chance.random() < sure else chance.choice([int(not truth), 2])
                if way == "keys":
                    player.key([pygame.K_1, pygame.K_2, pygame.K_3][number])
                elif way == "controllers":
                    pygame.event.post(pygame.Event(pygame.JOYBUTTONDOWN, instance_id=team, button=number))
                    player.app.step(0.02)
                else:
                    player.touch(f"vote-{team + 1}-{('real', 'fake', 'unsure')[number]}")
            pass_time(20)
        elif isinstance(scene, BallotScene):
            pass_time(30 if scene.step == "look" else 60)
        elif scene.name == "choose":
            pass_time(180)
            player.click("choice-1")
        elif scene.name == "case":
            pass_time(360)
            player.click("claim-altered")
            player.click("sure-2")
        else:
            pass_time(45)
        if player.app.scene is scene or scene.name != "choose":
            onward(player)
    assert 25 * 60 <= seconds <= 45 * 60
    sessions = [row for row in sessions_of(store(player)) if row.team != "class"]
    assert [len(answers_of(store(player), row.id)) for row in sessions] == [4] * 4
    done = main(["report", "--data", str(player.app.data), "--out", str(tmp_path / "report.html"), "--lang", "en"])
    assert done == 0
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "Judged pictures: 16" in text
    assert "of 16 verdicts" in text
    assert "What cannot be concluded" in text


def test_back_from_a_reveal_leads_to_what_was_asked(opens: Opens, shipped: Library) -> None:
    """A round of marks is done at the board: the clicker's way back leads to it, not to a vote that it has not."""
    player = set_up(opens, shipped, "cut-clone-erase", 2)
    player.click("begin")
    for _ in range(200):
        name = player.app.scene.name
        if name == "point":
            break
        if name == "ballot":
            player.key(pygame.K_1, pygame.K_3)
        onward(player)
    assert player.app.scene.name == "point"
    place = flow(player).playing.now.place
    player.click("picture-1")
    player.click("done")
    assert player.app.scene.name == "reveal"
    player.key(pygame.K_PAGEUP)
    assert player.app.scene.name == "point"
    assert flow(player).playing.now.place == place
    player.click("picture-1")
    player.click("done")
    onward(player)
    assert player.app.scene.name != "discuss"
    assert flow(player).playing.now.place == place + 1


def test_a_class_is_not_led_into_practice(opens: Opens, shipped: Library) -> None:
    """The field guide opens from a reveal, but practice is for one: it would take the workshop's place."""
    player = set_up(opens, shipped, "cut-clone-erase", 2)
    player.click("begin")
    while player.app.scene.name != "reveal":
        if player.app.scene.name == "ballot":
            player.key(pygame.K_1, pygame.K_3)
        onward(player)
    player.click("guide")
    assert player.app.scene.name == "tell"
    assert not player.app.scene.has("practise")
    player.key(pygame.K_p)
    assert player.app.scene.name == "tell"
    player.click("back")
    assert player.app.scene.name == "reveal"


def test_keys_lead_whichever_window_has_them(opens: Opens, shipped: Library) -> None:
    """The notes on the second window may have the focus: page keys and votes count all the same, its mouse does not."""
    player = set_up(opens, shipped, "cut-clone-erase", 2)
    player.click("begin")
    notes = SimpleNamespace(id=7, show=lambda *_, **__: None, close=lambda: None)
    player.app._notes = notes
    window = SimpleNamespace(id=7)

    def pressed(key: int, text: str = "") -> None:
        player.wait_for_step()
        for kind in (pygame.KEYDOWN, pygame.KEYUP):
            player.app.step(0.0, [pygame.Event(kind, key=key, mod=0, unicode=text, scancode=0, window=window)])

    pressed(pygame.K_PAGEDOWN)
    assert ballot(player).step == "first"
    for _ in range(2):
        pressed(pygame.K_1, "1")
    assert len(ballot(player).votes.teams["first"]) == 2
    button = ballot(player).targets[0].rect.center
    for kind in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP):
        player.app.step(0.0, [pygame.Event(kind, pos=button, button=1, window=window)])
    assert ballot(player).step == "first"
    player.app._notes = None


# --- what the screens may say


def cast(shipped: Library, rng: Random, teams: int, chances: tuple[float, float, float]) -> list[tuple[Votes, Picture]]:
    """Votes on twelve pictures: so many right at first, so many wrong ones put right, so many right ones given up."""
    right, mended, lost = chances
    shown = [item for item in shipped.pictures.values() if not item.shows_nothing and not item.clip][:12]
    entries = []
    for item in shown:
        truth, other = ("fake", "real") if item.fake else ("real", "fake")
        votes = Votes()
        for team in range(teams):
            first = rng.random() < right
            second = rng.random() >= lost if first else rng.random() < mended
            votes.teams["first"][team] = truth if first else other  # type: ignore[assignment]
            votes.teams["second"][team] = truth if second else other  # type: ignore[assignment]
        entries.append((votes, item))
    return entries


@pytest.mark.parametrize(
    ("chances", "said"),
    [((0.4, 0.8, 0.05), "better"), ((0.6, 0.05, 0.8), "worse"), ((0.2, 0.36, 0.36), "chance")],
    ids=["better", "worse", "chance"],
)
def test_the_end_and_the_report_say_the_same_of_a_talk(
    opens: Opens, shipped: Library, tmp_path: Path, chances: tuple[float, float, float], said: str
) -> None:
    """That wrong votes were changed more often, or right ones, or that luck could do as much."""
    entries = cast(shipped, Random(8), 5, chances)
    player = opens(shipped)
    kit = player.app.kit
    scene = WrapUpScene(kit, Event(generated(5, Random(1))), entries, reported=False).open()
    assert isinstance(scene, WrapUpScene)
    player.app.show(scene)
    assert kit.words(f"workshop.end.{said}") in scene.spoken()
    first, second = (
        sum(right(votes.tally(ballot), item).right for votes, item in entries) for ballot in get_args(Ballot)
    )
    assert (second > first) == (said != "worse")
    rows = [
        session(f"team-{team}", 0, mode="workshop", event="e7" * 16, team=sign, pack=shipped.pack.id)
        for team, sign in enumerate(SIGNS[:5])
    ]
    answers = [
        answer(row, place, item, votes.teams["second"][team], None, votes.teams["first"][team])
        for team, row in enumerate(rows)
        for place, (votes, item) in enumerate(entries)
    ]
    keep(tmp_path / "results.sqlite3", rows, answers)
    told = contents(reading.read(tmp_path / "results.sqlite3", shipped), shipped, kit.words)
    text = " ".join(
        getattr(block, "text", "") + " ".join(getattr(block, "items", ())) for block in told
    )  # fmt: skip
    for name in ("better", "worse"):
        assert (kit.words(f"report.talk.{name}") in text) == (name == said)
    assert ("Voting again at random could do as much." in text) == (said == "chance")


@pytest.mark.parametrize("seed", range(8))
def test_the_gain_page_says_what_the_report_says(opens: Opens, shipped: Library, tmp_path: Path, seed: int) -> None:
    """Of the same tests, whatever came of them; and how many pictures and votes there were."""
    rng = Random(seed)
    level = next(item for item in shipped.levels.values() if item.forms)
    assert level.forms is not None
    player = opens(shipped)
    kit = player.app.kit
    tests = [rules.start(shipped.levels[name], shipped.pictures, seed) for name in level.forms]
    names = [[name for entry in test.rounds for name in entry.pictures] for test in tests]
    skills = (0.4, rng.choice((0.4, 0.95)))
    rows, answers, teams = [], [], []
    for sign in SIGNS[:5]:
        sides = []
        for place, (skill, shown) in enumerate(zip(skills, names, strict=True)):
            row = session(
                f"{sign}-{place}", 20 * place, mode="workshop", event="e7" * 16, team=sign, form="AB"[place],
                course="c", level=tests[place].level, pack=shipped.pack.id,
            )  # fmt: skip
            said = [saying(shipped.pictures[name], rng, skill) for name in shown]
            rows.append(row)
            pictures = [shipped.pictures[name] for name in shown]
            answers += [answer(row, at, *pair) for at, pair in enumerate(zip(pictures, said, strict=True))]
            sides.append(tuple(judged(*pair) for pair in zip(pictures, said, strict=True)))
        teams.append((sides[0], sides[1]))
    keep(tmp_path / "results.sqlite3", rows, answers)
    found = measure(reading.read(tmp_path / "results.sqlite3", shipped), shipped).comparison
    assert found is not None
    scene = GainScene(kit, (tests[0], tests[1]), teams).open()
    player.app.show(scene)
    verdict = found.change.verdict
    key = f"gain.class.{verdict}" if kit.words.has(f"gain.class.{verdict}") else f"gain.{verdict}"
    assert kit.words(key) in scene.spoken()
    assert kit.words("gain.class.note", n=10, votes=50) in scene.spoken()
    assert (verdict == "better") == (skills[1] > skills[0])


def test_a_class_investigates_at_the_board(opens: Opens, tmp_path: Path) -> None:
    """A case is looked into together and answered once; a face to be rated is voted on; the clicker leads on."""
    player = set_up(opens, cache.load(with_claims(tmp_path), None), "claims", 2)
    player.click("begin")
    assert player.app.scene.name == "case"
    onward(player)
    assert player.app.scene.name == "case"  # what it is, is to be said first
    player.click("lead-original")
    player.click("claim-altered")
    player.click("sure-2")
    assert player.app.scene.name == "case-reveal"
    onward(player)
    assert ballot(player).step == "look"
    assert flow(player).workshop is not None
    kept = [row for part in sessions_of(store(player)) for row in answers_of(store(player), part.id)]
    assert [(row.ask, row.knowledge) for row in kept] == [("investigate", 100)]


@pytest.mark.parametrize("size", [(1280, 720), (800, 480), (1080, 1920)])
def test_a_workshop_of_cases_ends_on_the_cases(opens: Opens, shipped: Library, size: tuple[int, int]) -> None:
    """Nothing was voted on: it says what was answered together, and what each case was, not that nobody voted."""
    player = opens(shipped, size, Settings(language="de", reduced_motion=True))
    player.app.show(player.app.flow.follow(player.app.flow.title(), OpenWorkshop("before-you-share")))
    player.settle(0.1)
    player.click("begin")
    while player.app.scene.name != "wrap-up":
        for name in ("claim-synthetic", "sure-2") if player.app.scene.name == "case" else ("onward",):
            player.click(name)
    scene, window = player.app.scene, player.app.surface.get_rect()
    assert "Zusammen habt ihr 2 von 7 Fragen richtig beantwortet." in scene.spoken()
    cases = [item for item in scene.widgets if item.name.startswith("case-")]
    assert len(cases) == 7
    assert all(window.contains(item.rect) for item in cases)
    assert not any(isinstance(item, TeamBars) for item in scene.widgets)
