"""The log: what a failure is logged with, and that nothing depends on its being written."""

from __future__ import annotations

import tomllib
from pathlib import Path

from packaging.requirements import Requirement

from game.base import log
from tests.conftest import REPOSITORY

OF_MAKERS = ("lrs", "test", "standalone", "audit")  # extras that no running game has


def test_every_library_of_the_project_is_named() -> None:
    """A new dependency, or one of an extra that players install, is logged with the others."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [items for name, items in project["optional-dependencies"].items() if name not in OF_MAKERS]
    named = [Requirement(item).name for items in (project["dependencies"], *extras) for item in items]
    assert sorted(log.LIBRARIES) == sorted(set(named))


def test_a_place_that_cannot_be_written_is_no_second_failure(tmp_path: Path) -> None:
    """Then there is no log to name."""
    (tmp_path / "file").touch()
    assert log.log_failure(tmp_path / "file" / "data", ValueError("planted"), "'check'") is None
    (tmp_path / "data" / log.LOG).mkdir(parents=True)
    assert log.log_failure(tmp_path / "data", ValueError("planted"), "'check'") is None
