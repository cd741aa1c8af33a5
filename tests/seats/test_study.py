"""A study: its file is proved first, participants go through it by every input, and nobody is known."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pygame
import pytest

from game.base.settings import Settings
from game.commands.cli import main
from game.commands.tour import Player
from game.model.kinds.verdict_round import VerdictRound
from game.pack.library import Library
from game.results.fields import SessionRow
from game.scenes.gain import GainScene
from game.seats.app import Options
from game.seats.study import study_seat
from game.seats.study.allocation import assignment
from game.seats.study.study_file import Study, StudyCondition, proved
from game.seats.study.study_seat import study_app
from tests.conftest import REPOSITORY
from tests.kept import answers_of, sessions_of

EXAMPLES = REPOSITORY / "game" / "seats" / "study" / "example"
SMALL = Study(
    1, "small-x1", {"en": "A study", "it": "Uno studio"}, {"en": "Judge pictures.", "it": "Giudica."},
    ("test-a", "test-b"), (StudyCondition("lesson", "lesson", {"en": "That was a lesson."}), StudyCondition("none")),
    {"en": "That was all."},
)  # fmt: skip
GOOD = """\
format: 1
id: small-x1
title: {en: A study}
welcome: {en: Judge pictures.}
forms: [test-a, test-b]
conditions:
  - id: lesson
    level: lesson
  - id: none
"""


class Opened:
    """Opens studies of the small pack, in one data folder."""

    def __init__(self, library: Library, data: Path) -> None:
        self.library, self.data, self.players = library, data, list[Player]()

    def __call__(self, study: Study = SMALL, number: int | None = None, size: tuple[int, int] = (960, 540)) -> Player:
        """A player before the welcome."""
        settings = Settings(language="en", reduced_motion=True)
        options = Options(size=size, data=self.data, headless=True, settings=settings, debug=True, seed=number)
        app = study_app(options, study, self.library, number)
        app.finish_start(self.library)
        app.step(0.0)
        self.players.append(Player(app))
        return self.players[-1]


@pytest.fixture
def opened(small_pack: Library, tmp_path: Path) -> Iterator[Opened]:
    """The opener; all that it opened is closed in the end."""
    opener = Opened(small_pack, tmp_path / "data")
    yield opener
    for player in opener.players:
        player.app.close()


def name(player: Player) -> str:
    """Which screen it is."""
    return player.app.scene.name


def seen_until(player: Player, last: str) -> list[str]:
    """Answer and go on until a screen; the names of those before it."""
    seen = []
    while name(player) != last:
        seen.append(name(player))
        assert len(seen) < 40, seen
        if name(player) == "verdict":
            player.click("fake")
            player.click("sure-2")
        else:
            player.click("onward")
    return seen


def rows_of(player: Player) -> list[SessionRow]:
    """The sessions that are kept, the first one first."""
    assert player.app.kit.store is not None
    return sessions_of(player.app.kit.store)[::-1]


def number_in(condition: str) -> int:
    """A participant who is assigned to a condition."""
    return next(n for n in range(1, 9) if assignment(SMALL.id, ["lesson", "none"], n).condition == condition)


# --- the way through it


def test_a_participant_is_tested_trained_and_tested_again(opened: Opened) -> None:
    """Nothing is revealed but in the training, and no result is shown; what is kept tells study and condition."""
    player = opened(number=number_in("lesson"))
    assert name(player) == "study-welcome"
    player.click("onward")
    seen = seen_until(player, "study-thanks")
    test, training = ["verdict", "verdict"], ["verdict", "reveal", "card"]
    assert seen == [*test, "card", "card", *training, "card", *test]
    assert "That was a lesson." in " ".join(player.app.scene.spoken())
    rows = rows_of(player)
    assert [row.level for row in rows if row.form is None] == ["lesson"]
    assert {row.form for row in rows} == {"A", "B", None}
    kept = {(row.study, row.condition, row.mode, row.finished) for row in rows}
    assert kept == {("small-x1", "lesson", "study", True)}
    assert len({row.course for row in rows}) == 1
    assert player.app.kit.store is not None
    answers = [row for session in rows for row in answers_of(player.app.kit.store, session.id)]
    assert len(answers) == 5
    assert {row.confidence for row in answers} == {2}


def test_without_training_the_tests_follow_each_other(opened: Opened) -> None:
    """A card between them says so."""
    player = opened(number=number_in("none"))
    player.click("onward")
    assert seen_until(player, "study-thanks") == ["verdict", "verdict", "card", "verdict", "verdict"]
    assert "That was all." in " ".join(player.app.scene.spoken())
    assert {row.condition for row in rows_of(player)} == {"none"}


def test_the_number_decides_condition_and_order_and_is_not_kept(opened: Opened) -> None:
    """The same number twice: the same cell, and nothing else in common that could lead back to it."""
    kept = []
    for number in (1, 1, 2, 3, 4):
        player = opened(number=number)
        player.click("onward")
        seen_until(player, "study-thanks")
        kept.append(rows_of(player)[-3:])
    for number, rows in zip((1, 1, 2, 3, 4), kept, strict=True):
        mine = [row for row in rows if row.course == rows[-1].course]
        found = assignment(SMALL.id, ["lesson", "none"], number)
        assert mine[0].condition == found.condition
        assert mine[0].form == "AB"[found.first]
    first, second = (rows[-1] for rows in kept[:2])
    assert first.course != second.course
    assert first.seed != second.seed


def test_one_after_another_gets_the_next_number(opened: Opened) -> None:
    """As many as have begun are counted, also by another start of the game; who only reads the welcome is nobody."""
    player = opened()
    for _ in range(3):
        player.click("onward")
        seen_until(player, "study-thanks")
        player.click("onward")
        assert name(player) == "study-welcome"
    player = opened()
    player.click("onward")
    assert name(player) == "verdict"
    rows = rows_of(player)
    courses = list(dict.fromkeys(row.course for row in rows))
    assert len(courses) == 3  # the fourth has not answered anything yet
    found = [next((row.condition, row.form) for row in rows if row.course == course) for course in courses]
    course = player.app.flow.playing.course
    assert course is not None
    found.append((course.condition, "A" if course.forms[0] == "test-a" else "B"))
    wanted = [assignment(SMALL.id, ["lesson", "none"], number) for number in (1, 2, 3, 4)]
    assert found == [(item.condition, "AB"[item.first]) for item in wanted]


def test_whoever_leaves_is_asked_and_what_was_answered_is_kept(opened: Opened) -> None:
    """As unfinished; Back goes on instead."""
    player = opened(number=1)
    player.click("onward")
    player.click("real")
    player.click("sure-1")
    player.key(pygame.K_ESCAPE)
    assert name(player) == "study-stop"
    player.key(pygame.K_ESCAPE)
    assert name(player) == "verdict"
    player.key(pygame.K_ESCAPE)
    player.click("leave")
    assert name(player) == "study-thanks"
    assert "before the end" in " ".join(player.app.scene.spoken())
    (row,) = rows_of(player)
    assert not row.finished
    player.click("onward")
    assert not player.app.running  # the number was one participant's


def test_feedback_is_shown_where_the_study_says_so(opened: Opened) -> None:
    """Both tests side by side, then the thanks; no way to other levels."""
    player = opened(msgspec.structs.replace(SMALL, feedback=True), number=1)
    player.click("onward")
    seen_until(player, "gain")
    assert isinstance(player.app.scene, GainScene)
    player.click("again-1-1")
    player.click("onward")
    assert name(player) == "gain"
    player.key(pygame.K_ESCAPE)
    assert name(player) == "study-thanks"


@pytest.mark.parametrize("by", ["keys", "pad", "touch"])
def test_every_input_alone_leads_through_it(opened: Opened, by: str) -> None:
    """Welcome, tests, training, thanks: by keys, by a gamepad, by a finger."""
    player = opened(number=number_in("lesson"))
    for _ in range(60):
        if name(player) == "study-thanks":
            break
        before = player.app.scene
        if by == "touch":
            names = ("real", "sure-2") if name(player) == "verdict" else ("onward",)
            for one in names:
                player.touch(one)
        elif by == "keys":
            player.key(*([pygame.K_r, pygame.K_2] if name(player) == "verdict" else [pygame.K_RETURN]))
        else:
            for _ in range(4):
                if player.app.scene is before:
                    player.button(0)
        assert player.app.scene is not before, name(player)
    assert name(player) == "study-thanks"
    assert len({row.course for row in rows_of(player)}) == 1


def test_nothing_but_the_study_can_be_reached(opened: Opened) -> None:
    """No guide and no practice on a reveal, no menu on the welcome."""
    player = opened(number=number_in("lesson"))
    assert {item.name for item in player.app.scene.targets} == {"close", "onward"}
    player.click("onward")
    while name(player) != "reveal":
        seen_until(player, "reveal")
    assert not player.app.scene.has("guide")
    player.key(pygame.K_F1, pygame.K_g)
    assert name(player) == "reveal"


@pytest.mark.parametrize("size", [(800, 480), (1080, 1920)])
def test_a_long_welcome_is_read_to_its_end(opened: Opened, size: tuple[int, int]) -> None:
    """Page by page; it begins on the last one only, and nothing is cut."""
    text = "\n\n".join(
        f"Paragraph {number} of what participants are told. {'It goes on. ' * 20}" for number in range(12)
    )
    player = opened(msgspec.structs.replace(SMALL, welcome={"en": text}), number=1, size=size)
    said = []
    for _ in range(40):
        said += player.app.scene.spoken()
        if player.app.kit.words("intro.begin") in player.app.scene.spoken():
            break
        player.click("onward")
    for number in range(12):
        assert f"Paragraph {number} of" in " ".join(said)
    player.click("onward")
    assert name(player) == "verdict"


# --- its file


def test_a_good_file_is_a_study(small_pack: Library, tmp_path: Path) -> None:
    """As it is written."""
    path = tmp_path / "s.yaml"
    path.write_text(GOOD, encoding="utf-8")
    study, problems = proved(path, small_pack)
    assert problems == []
    assert study is not None
    assert (study.id, study.forms, study.conditions[0].level) == ("small-x1", ("test-a", "test-b"), "lesson")


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("forms:", "form:", "s.yaml:5:1: error: unknown key 'form'; did you mean 'forms'?"),
        ("test-b", "test-c", "s.yaml:5:17: error: no level 'test-c'; there are: "),
        ("test-b", "lesson", "s.yaml:5:17: error: 'lesson' is no test; name a level with 'form: B'"),
        ("[test-a, test-b]", "[test-b, test-a]", "s.yaml:5:9: error: 'test-b' is form B of a test; name a level with"),
        ("level: lesson", "level: test-a", "s.yaml:8:12: error: 'test-a' is form A of a test; name a level without"),
        ("id: none", "id: lesson", "s.yaml:9:9: error: two conditions are called 'lesson'; give each a name"),
        ("{en: Judge pictures.}", "{xx: Judge}", "s.yaml:4:11: error: the game does not speak 'xx'; there are: de, en"),
        ("{en: A study}", "{}", "s.yaml:3:8: error: "),
        ("format: 1", "format: 2", "s.yaml:1:9: error: 'format' is '2', but must be one of: 1"),
    ],
)
def test_what_is_wrong_is_said_with_its_place_and_a_remedy(
    small_pack: Library, tmp_path: Path, old: str, new: str, line: str
) -> None:
    """Before anybody is asked anything."""
    path = tmp_path / "s.yaml"
    path.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    study, problems = proved(path, small_pack)
    assert study is None
    assert any(str(problem).startswith(line) for problem in problems), [str(problem) for problem in problems]


def test_a_picture_of_a_test_is_not_met_elsewhere(small_pack: Library, tmp_path: Path) -> None:
    """Neither in a training nor in the other test: whoever has seen it is no longer tested by it."""
    path = tmp_path / "s.yaml"
    path.write_text(GOOD, encoding="utf-8")
    for level, place in (("lesson", "8:12"), ("test-b", "5:17")):
        spoiled = msgspec.structs.replace(small_pack.levels[level], rounds=(VerdictRound("star-a"),))
        library = msgspec.structs.replace(small_pack, levels={**small_pack.levels, level: spoiled})
        study, problems = proved(path, library)
        assert study is None
        wanted = f"s.yaml:{place}: error: '{level}' and 'test-a' may show the same pictures, such as 'star-a'; name"
        assert str(problems[0]).startswith(wanted)


def test_collections_that_are_not_installed_are_named(shipped: Library) -> None:
    """With the command that fetches them."""
    study, problems = proved(EXAMPLES / "faces.yaml", shipped)
    assert study is None
    assert "there are pictures for 0; fetch more pictures: spot-the-fake pack get" in str(problems[0])


def test_the_example_for_a_first_try_plays_as_it_is(shipped: Library) -> None:
    """With the game's own pictures alone; no picture of a test is met elsewhere."""
    study, problems = proved(EXAMPLES / "first-try.yaml", shipped)
    assert problems == []
    assert study is not None


def test_the_command_opens_it_or_says_why_not(
    small_pack: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--seed` is the participant's number; problems are lines and exit 1, a wrong use is exit 2; `check` knows it."""
    path, opened = tmp_path / "s.yaml", list[object]()
    path.write_text(GOOD, encoding="utf-8")
    common = ["--pack", str(small_pack.root), "--data", str(tmp_path / "data")]

    def run(_options: Options, study: Study, _library: Library, number: int | None) -> int:
        opened.append((study.id, number))
        return 0

    monkeypatch.setattr(study_seat, "run", run)
    assert main(["play", "--study", str(path), "--seed", "7", *common]) == 0
    assert main(["--study", str(path), *common]) == 0
    assert opened == [("small-x1", 7), ("small-x1", None)]
    assert main(["check", str(path), *common]) == 0
    path.write_text(GOOD.replace("test-b", "test-c"), encoding="utf-8")
    capsys.readouterr()
    assert main(["play", "--study", str(path), *common]) == 1
    assert "s.yaml:5:17: error: no level 'test-c'" in capsys.readouterr().err
    assert main(["check", str(path), *common]) == 1
    assert "s.yaml:5:17: error: no level 'test-c'" in capsys.readouterr().out
    assert main(["play", "--study", str(tmp_path / "none.yaml"), *common]) == 1
    assert "cannot be read" in capsys.readouterr().err
    assert main(["play", "--study", str(path), "--seed", "0", *common]) == 2
    assert main(["play", "lesson", "--study", str(path), *common]) == 2


# --- what is kept of it


def test_every_export_tells_study_and_condition(opened: Opened, tmp_path: Path) -> None:
    """Tables, document and statements; the participant's number is in none of them."""
    player = opened(number=number_in("lesson"))
    player.click("onward")
    seen_until(player, "study-thanks")
    player.app.close()
    opened.players.clear()
    for form, out in (("csv", "tables"), ("json", "r.json"), ("xapi", "x.json")):
        where = ["--data", str(opened.data), "--out", str(tmp_path / out)]
        assert main(["results", "export", "--format", form, *where]) == 0
    head, *rows = (tmp_path / "tables" / "sessions.csv").read_text(encoding="utf-8").splitlines()
    assert {"study", "condition"} <= set(head.split(","))
    assert all(row.endswith(",small-x1,lesson") for row in rows)
    document = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert {(item["study"], item["condition"]) for item in document["sessions"]} == {("small-x1", "lesson")}
    statements = json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))
    for statement in statements:
        extensions = {key.rpartition("/")[2]: value for key, value in statement["context"]["extensions"].items()}
        assert (extensions["study"], extensions["condition"], extensions["mode"]) == ("small-x1", "lesson", "study")
