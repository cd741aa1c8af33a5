"""A round kind is one thing in one place: a new one is a module, a scene, its strings and a row in two tables."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from game.commands import tour
from game.model.kinds.kinds import KINDS
from game.seats.round_scenes import SCENES
from tests.conftest import REPOSITORY


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What became of the kind that tests/new_kind.py adds."""
    command = [sys.executable, "-m", "tests.new_kind", str(tmp_path_factory.mktemp("kind"))]
    done = subprocess.run(command, capture_output=True, text=True, cwd=REPOSITORY, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found | {"printed": done.stdout, "errors": done.stderr}


def test_it_is_checked(said: dict[str, Any]) -> None:
    """What its module says is wrong with a round stands with the file, the line and the column; a sound one passes."""
    assert "levels/decades.yaml:6:43: error: 1969 is none of the decades" in said["printed"] + said["errors"]
    assert (said["bad"], said["good"]) == (1, 0)


def test_it_is_played_and_revealed(said: dict[str, Any]) -> None:
    """Its own scene asks in its own words; a reveal that fits its form says what was right."""
    assert (said["asked"], said["revealed"], said["verdict"]) == ("In which decade?", "lesson", 100)


def test_it_is_kept_and_replayed(said: dict[str, Any]) -> None:
    """What it keeps is what comes back."""
    assert json.loads(said["kept"]) == {"right": 1970, "said": 1}
    assert said["replayed"] == [True, 100]


def test_it_is_exported(said: dict[str, Any]) -> None:
    """As xAPI in its own words, and as tables."""
    assert (said["export"], said["csv"]) == (0, 0)
    assert said["xapi"] == ["choice", "1970"]


def test_it_is_printed(said: dict[str, Any]) -> None:
    """The question on the sheet, the right answer and its note on the answers."""
    assert (said["sheet"], said["answers"]) == (0, 0)
    assert "In which decade was it taken?" in said["on sheet"]
    assert "the 1970s (right)" in " ".join(said["on answers"].split())
    assert "(right)" not in said["on sheet"]


def test_every_kind_has_a_row_of_scenes() -> None:
    """The table of kinds and the table of scenes name the same; the tour can answer each that asks."""
    assert set(SCENES) == set(KINDS)
    assert {scenes.asks.name for scenes in SCENES.values() if scenes.reveals} == set(tour._Walk.ANSWERS)  # type: ignore[attr-defined]
    assert all((SCENES[ask].reveals is not None) == kind.asks for ask, kind in KINDS.items())
