"""A workshop with phones, through the real game and its real server: what is shown, told, kept and reported."""

from __future__ import annotations

import csv
import http.client
import json
import time
from collections.abc import Callable
from typing import Any

import pygame
import pytest

pytest.importorskip("aiohttp", reason="the extra 'phones' is not installed")
pytest.importorskip("segno", reason="the extra 'phones' is not installed")
pytest.importorskip("ifaddr", reason="the extra 'phones' is not installed")

from game.commands.cli import main
from game.commands.tour import Player
from game.pack.library import Library
from game.paper.report.contents import contents
from game.paper.report.measures import paired, talks
from game.paper.report.reading import read
from game.play.event import Event, Votes, mean, revotes
from game.results.workshops import write_table
from game.seats.workshop import phones as phones_module
from game.seats.workshop.ballot import BallotScene
from game.seats.workshop.phones_door import DoorScene
from game.seats.workshop.setup import SetupScene
from game.seats.workshop.workshop_flow import WorkshopFlow
from game.web.phones import phone_server
from tests.conftest import Opens, pass_unvoted
from tests.kept import sessions_of
from tests.seats.test_workshop import ballot, onward, past_reveal, picture, set_up, store

HOST = "127.0.0.1"


class Phone:
    """A pupil's phone."""

    def __init__(self, player: Player) -> None:
        self.player, self.cookie = player, ""
        flow = player.app.flow
        assert isinstance(flow, WorkshopFlow)
        assert flow.phones is not None
        assert flow.phones._server is not None
        self.room, self.port = flow.phones.room, flow.phones._server.port

    def ask(self, method: str, path: str, data: object = None) -> tuple[int, bytes]:
        """One request."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=10)
        headers = {"Cookie": self.cookie, "Content-Type": "application/json"}
        connection.request(method, path, None if data is None else json.dumps(data), headers)
        answer = connection.getresponse()
        self.cookie = (answer.headers.get("Set-Cookie") or self.cookie).partition(";")[0]
        body = answer.read()
        connection.close()
        return answer.status, body

    def join(self, team: str = "") -> int:
        """Come in; gives the status."""
        return self.ask("POST", "/join", {"code": self.room.code, "team": team})[0]

    @property
    def state(self) -> Any:
        """What it is told."""
        return json.loads(self.ask("GET", "/state")[1])

    def vote(self, says: str) -> int:
        """Vote in the vote that is open; gives the status."""
        state = self.state
        nth = state["own"].get("nth", 0) + 1
        return self.ask("POST", "/vote", {"vote": state["shown"].get("vote", ""), "says": says, "nth": nth})[0]


@pytest.fixture(autouse=True)
def any_port(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests leave a computer's usual ports alone."""
    monkeypatch.setattr(phone_server, "PORTS", (0,))


def until(player: Player, done: Callable[[], bool]) -> None:
    """Let frames pass until something is so, which another thread sees to."""
    end = time.monotonic() + 20
    while not done():
        assert time.monotonic() < end, player.app.scene.spoken()
        time.sleep(0.01)
        player.app.step(0.02)


def opened(opens: Opens, library: Library, level: str, teams: int = 0, *, tested: bool = False) -> Player:
    """A workshop with phones whose room is open."""
    player = set_up(opens, library, level, teams, tested=tested)
    scene = player.app.scene
    assert isinstance(scene, SetupScene)
    player.click("phones-true")
    assert scene.phones
    scene.teams = teams
    scene.rearrange()
    player.click("begin")
    door = player.app.scene
    assert isinstance(door, DoorScene)
    until(player, lambda: door.phones.ready)
    assert not door.phones.problem
    return player


def come_in(player: Player, count: int) -> list[Phone]:
    """So many phones join."""
    phones = [Phone(player) for _ in range(count)]
    assert [phone.join() for phone in phones] == [200] * count
    return phones


def said(player: Player) -> str:
    """All that stands on the screen."""
    return " ".join(player.app.scene.spoken())


def all_vote(player: Player, phones: list[Phone], *answers: str) -> None:
    """Each its answer, seen by the game."""
    assert [phone.vote(says) for phone, says in zip(phones, answers, strict=True)] == [200] * len(phones)
    scene = ballot(player)
    assert scene.ballot is not None
    until(player, lambda: len(scene.votes.voters[scene.ballot or "first"]) >= len(phones))


def test_phones_count_pictures_as_the_projector_does(opens: Opens, shipped: Library) -> None:
    """A card that is read counts nowhere, before the vote and at the reveal."""
    player = opened(opens, shipped, "made-by-prompt")
    (phone,) = come_in(player, 1)
    while player.app.scene.name != "ballot":
        onward(player)
    until(player, lambda: "picture" in phone.state["shown"])

    def counter() -> str:
        shown = phone.state["shown"]
        return f"{shown['place']} of {shown['of']}"

    assert counter() in player.app.scene.spoken()
    until(player, lambda: ballot(player).ballot == "first" or bool(onward(player)))
    all_vote(player, [phone], "fake")
    while player.app.scene.name != "reveal":
        onward(player)
    until(player, lambda: phone.state["shown"]["step"] == "reveal")
    assert counter() in player.app.scene.spoken()


def test_a_round_with_phones_goes_from_the_door_to_the_talk_about_it(opens: Opens, shipped: Library) -> None:
    """Nobody's vote shows while it is open; the way on names those that are missing, and takes a second press."""
    player = opened(opens, shipped, "cut-clone-erase")
    phones = come_in(player, 3)
    until(player, lambda: "3 phones are in" in said(player))
    assert phones[0].state["shown"] == {"step": "lobby"}
    onward(player)
    assert ballot(player).step == "look"
    until(player, lambda: "picture" in phones[0].state["shown"])
    assert phones[0].state["shown"]["step"] == "look"
    assert phones[0].vote("fake") == 409
    onward(player)
    assert phones[0].state["shown"]["ballot"] == "first"
    for phone in phones[:2]:
        assert phone.vote("fake") == 200
    until(player, lambda: "2 of 3" in said(player))
    assert not player.app.scene.has("spread")
    assert not any(name in said(player) for name in ("Fake: ", "Real: "))
    player.key(pygame.K_1, pygame.K_2)  # what would be a team's vote, or hands
    assert ballot(player).votes.tally("first")["fake"] == 2
    onward(player)
    assert ballot(player).step == "first"
    assert "1 phone has not voted" in said(player)
    onward(player)
    assert ballot(player).step == "talk"
    assert phones[2].state["shown"]["step"] == "talk"
    assert phones[2].ask("POST", "/vote", {"vote": "cut-clone-erase 0 first", "says": "real", "nth": 1})[0] == 409
    player.key(pygame.K_v)
    assert player.app.scene.name == "spread"
    player.key(pygame.K_v)
    onward(player)
    assert phones[0].state["own"] == {"who": "circle-1", "first": "fake"}
    all_vote(player, phones, "fake", "real", "fake")
    onward(player)  # all have voted: once is enough
    assert player.app.scene.name == "reveal"
    told = phones[1].state
    assert told["shown"]["step"] == "reveal"
    assert told["own"]["says"] == "real"
    assert told["shown"]["revealed"]["evidence"]
    past_reveal(player)
    assert player.app.scene.name == "discuss"
    assert phones[0].state["shown"]["step"] == "reveal"


def test_going_back_opens_the_vote_again_as_it_was(opens: Opens, shipped: Library) -> None:
    """Also after what the game does beside it: a black screen closes nothing."""
    player = opened(opens, shipped, "cut-clone-erase")
    phones = come_in(player, 2)
    onward(player)
    onward(player)
    all_vote(player, phones, "real", "fake")
    player.key(pygame.K_b)
    assert player.app.scene.name == "black"
    assert phones[0].vote("unsure") == 200
    player.key(pygame.K_b)
    onward(player)
    assert ballot(player).votes.voters["first"] == {"circle-1": "unsure", "triangle-2": "fake"}
    player.key(pygame.K_PAGEUP)
    assert ballot(player).step == "first"
    assert phones[0].state["own"]["says"] == "unsure"
    assert phones[0].vote("real") == 200
    until(player, lambda: ballot(player).votes.voters["first"]["circle-1"] == "real")


def test_nothing_that_is_sent_before_the_reveal_tells_the_answer(opens: Opens, shipped: Library) -> None:
    """Neither the data nor the picture, which has lost all that its file says of itself, and its name."""
    player = opened(opens, shipped, "cut-clone-erase")
    (phone,) = come_in(player, 1)
    onward(player)
    until(player, lambda: "picture" in phone.state["shown"])
    asked = ballot(player).picture
    original = shipped.path(asked.file).read_bytes()
    assert b"DigitalSourceType" in original
    key = phone.state["shown"]["picture"]["key"]
    status, content = phone.ask("GET", f"/picture/{key}")
    assert status == 200
    assert content.startswith(b"\xff\xd8")
    for secret in (b"DigitalSourceType", b"xap", b"Exif", b"c2pa", b"Photoshop"):
        assert secret not in content
    for _ in range(3):
        text = json.dumps(phone.state)
        assert "revealed" not in text
        assert asked.id not in text
        assert asked.file.rpartition("/")[2] not in text
        if ballot(player).ballot:
            all_vote(player, [phone], "fake")
        if ballot(player).step != "second":
            onward(player)


def test_a_latecomer_finds_the_door_and_a_locked_one_keeps_others_out(opens: Opens, shipped: Library) -> None:
    """The address and the letters stand on every round; a key shows the code again, and the lock."""
    player = opened(opens, shipped, "cut-clone-erase")
    onward(player)
    assert Phone(player).room.code in said(player)
    player.key(pygame.K_q)
    assert isinstance(player.app.scene, DoorScene)
    late = Phone(player)
    assert late.join() == 200
    assert late.state["shown"]["step"] == "look"
    player.click("lock")
    assert Phone(player).join() == 423
    assert late.join() == 200
    player.click("lock")
    assert Phone(player).join() == 200
    onward(player)
    assert ballot(player).step == "look"


def test_teams_count_their_own_phones(opens: Opens, shipped: Library) -> None:
    """A phone chooses its team; the board says how many of each have voted, the end what share was right."""
    player = opened(opens, shipped, "cut-clone-erase", 2)
    first, second, third = (Phone(player) for _ in range(3))
    assert first.join() == 422
    assert [first.join("circle"), second.join("circle"), third.join("triangle")] == [200] * 3
    onward(player)
    onward(player)
    all_vote(player, [first, second, third], "fake", "real", "fake")
    names = [player.app.scene.widget(f"team-{number}").spoken() for number in (1, 2)]
    assert [name.rpartition(": ")[2] for name in names] == ["2", "1"]


def finish(player: Player, phones: list[Phone], answers: Callable[[int, BallotScene], str]) -> None:
    """Play to the end; each phone says what `answers` gives for it, nothing where that is empty."""
    for _ in range(800):
        scene = player.app.scene
        if scene.name in ("wrap-up", "gain"):
            return
        if isinstance(scene, BallotScene) and scene.ballot:
            voting = [(phone, says) for number, phone in enumerate(phones) if (says := answers(number, scene))]
            all_vote(player, [phone for phone, _ in voting], *(says for _, says in voting))
            onward(player)
            if player.app.scene is scene:
                onward(player)
        elif not pass_unvoted(player):
            onward(player)
    raise AssertionError(player.app.scene.name)


def test_each_phone_is_a_pair_of_its_own_in_the_report(opens: Opens, shipped: Library) -> None:
    """Tests before and after are compared phone by phone, of those that missed nothing; nobody is kept by name."""
    level = next(item.id for item in shipped.levels.values() if item.forms)
    player = opened(opens, shipped, level, tested=True)
    phones = come_in(player, 3)
    missed: list[int] = []

    def answers(number: int, scene: BallotScene) -> str:
        if number == 2 and scene.test and not missed:
            missed.append(scene.session.place)
            return ""
        return "fake" if scene.picture.fake or (scene.ballot == "first" and number) else "real"

    onward(player)
    finish(player, phones, answers)
    assert player.app.scene.name == "gain"
    assert len(player.app.scene.pairs) == 2  # type: ignore[attr-defined]
    onward(player)
    assert player.app.scene.name == "wrap-up"
    assert phones[0].state == {"version": phones[0].state["version"], "shown": {"step": "over"}, "voted": 0, "seen": 0}
    kept = store(player)
    rows = sessions_of(kept)
    assert {row.team for row in rows} == {"circle-1", "triangle-2", "square-3", "class"}
    results = read(kept.path, shipped)
    pairs, lacking = paired(results.sessions)
    assert [pair[0].team for pair in pairs] == ["circle-1", "triangle-2"]
    assert lacking == 1
    (talk,) = talks(results.votes)
    assert (talk.teams, talk.single) == (3, True)
    assert talk.votes.votes == 3 * len({vote.picture for vote in results.votes})
    assert (talk.first, talk.second) == (pytest.approx(talk.first), 1.0)
    text = json.dumps([str(block) for block in contents(results, shipped, player.app.kit.words)])
    assert "3 pupils" in text
    player.click("done")
    player.click("results")
    assert "3 pupils by phone or card" in said(player)
    with write_table(kept, shipped, player.app.kit.words).open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    assert {row["team"] for row in table} == {"circle 1", "triangle 2", "square 3"}


def test_an_answer_that_was_gone_back_on_is_kept_once(opens: Opens, shipped: Library) -> None:
    """From the reveal back into the vote, and on again: a row for each phone, with what it said last."""
    player = opened(opens, shipped, "cut-clone-erase")
    phones = come_in(player, 2)
    for _ in range(2):
        onward(player)
    all_vote(player, phones, "real", "real")
    onward(player)
    onward(player)
    all_vote(player, phones, "real", "fake")
    onward(player)
    assert player.app.scene.name == "reveal"
    player.key(pygame.K_PAGEUP)
    assert ballot(player).step == "second"
    assert phones[0].state["own"]["says"] == "real"
    assert phones[0].vote("fake") == 200
    until(player, lambda: ballot(player).votes.voters["second"]["circle-1"] == "fake")
    onward(player)
    votes = read(store(player).path, shipped).votes
    assert sorted((vote.team, vote.changed) for vote in votes) == [("circle-1", True), ("triangle-2", True)]


def test_the_server_lives_only_as_long_as_the_lesson(opens: Opens, shipped: Library) -> None:
    """Stopped before anybody has voted, or left: nobody answers any more, and the room is forgotten."""
    player = opened(opens, shipped, "cut-clone-erase")
    (phone,) = come_in(player, 1)
    onward(player)
    player.key(pygame.K_ESCAPE)
    player.click("stop")
    assert player.app.scene.name == "setup"
    assert phone.room.over

    def refused() -> bool:
        try:
            phone.ask("GET", "/state")
        except OSError:
            return True
        return False

    until(player, refused)


def test_no_phone_at_all_holds_up_no_lesson(opens: Opens, shipped: Library) -> None:
    """The way on says so once, and goes on: whoever tries it out alone gets to the end."""
    player = opened(opens, shipped, "cut-clone-erase")
    onward(player)
    onward(player)
    onward(player)
    assert "Nobody has voted yet" in said(player)
    onward(player)
    assert ballot(player).step == "talk"


def test_where_the_library_is_missing_the_switch_says_so(
    opens: Opens, shipped: Library, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the setting-up and on the command line, with the way to get it."""
    monkeypatch.setattr(phones_module, "LIBRARIES", ("aiohttp", "no_such_library"))
    player = set_up(opens, shipped, "cut-clone-erase", 0)
    player.click("phones-true")
    scene = player.app.scene
    assert isinstance(scene, SetupScene)
    assert not scene.phones
    assert "“no_such_library” is missing" in said(player)
    assert main(["workshop", "--phones"]) == 3
    assert "pip install 'spot-the-fake[phones]'" in capsys.readouterr().err


def test_a_room_that_cannot_be_opened_says_why(opens: Opens, shipped: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """And where there is no network, what to try; the lesson can begin all the same."""

    def no_port(*_: object, **__: object) -> None:
        raise OSError(98, "Address already in use")

    monkeypatch.setattr(phone_server.PhoneServer, "start", no_port)
    player = set_up(opens, shipped, "cut-clone-erase", 0)
    player.click("phones-true")
    player.click("begin")
    until(player, lambda: "Address already in use" in said(player))
    onward(player)
    assert ballot(player).step == "look"


# --- the rules of single votes


def test_single_votes_are_shown_only_when_closed() -> None:
    """The spread of an open vote is nobody's; that of the first one may be shown from the talk on."""
    event, votes = Event(()), Votes()
    event.source = object()  # type: ignore[assignment]  # it is not asked
    votes.voters["first"] = {"circle-1": "fake"}
    votes.voters["second"] = {"circle-1": "real"}
    shown = {}
    for step in ("look", "first", "talk", "second", "reveal"):
        event.step = step  # type: ignore[assignment]  # one of them
        shown[step] = event.spread(votes)
    assert shown == {"look": (), "first": (), "talk": ("first",), "second": ("first",), "reveal": ()}


def test_single_votes_are_counted_like_teams(shipped: Library) -> None:
    """Each voter once; a team's mean is that of its sign; who missed a vote did not change it."""
    fake, votes = picture(shipped, fake=True), Votes()
    votes.voters["first"] = {"circle-1": "real", "triangle-2": "fake", "circle-3": "fake"}
    votes.voters["second"] = {"circle-1": "fake", "triangle-2": "fake", "square-12": "fake"}
    assert votes.tally("first") == {"real": 1, "fake": 2, "unsure": 0}
    assert votes.majority("second") == "fake"
    assert mean([(votes, fake)], "first", 0) == pytest.approx(0.5)
    assert mean([(votes, fake)], "second", 2) == pytest.approx(1.0)
    assert mean([(votes, fake)], "second", 5) is None
    assert [(vote.team, vote.first_right, vote.second_right) for vote in revotes([(votes, fake)])] == [
        ("circle-1", False, True), ("triangle-2", True, True),
    ]  # fmt: skip
