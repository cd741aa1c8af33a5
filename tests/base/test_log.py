"""The log: what a failure is logged with, and that nothing depends on its being written."""

from __future__ import annotations

import logging
import tomllib
from pathlib import Path

import pytest
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


def test_the_journal_gets_what_is_logged_with_its_levels(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where systemd keeps one, a line an event with fields; a terminal opened by a service gets none."""
    for stream, terminal in (("8:77", False), ("8:77", True), (None, False)):
        if stream is None:
            monkeypatch.delenv("JOURNAL_STREAM")
        else:
            monkeypatch.setenv("JOURNAL_STREAM", stream)
        monkeypatch.setattr("sys.stderr.isatty", lambda terminal=terminal: terminal)
        log.open_log(tmp_path)
        logger = logging.getLogger("game.planted")
        logger.info("one", extra=log.fields(pack="a 1", open=True))
        logger.warning('two "2"\nthree')
        try:
            raise ValueError("planted")
        except ValueError:
            logger.exception("four")
        said = capsys.readouterr().err.splitlines()
        if stream is None or terminal:
            assert said == []
        else:
            assert said[:2] == [
                '<6>event=one logger=game.planted pack="a 1" open=true',
                '<4>event="two \\"2\\" three" logger=game.planted',
            ]
            assert said[2].startswith('<3>event=four logger=game.planted error="ValueError: planted" at=test_log.py:')
            assert len(said) == 3
            assert all(line.startswith("<3>") for line in said[3:])
    log.open_log(tmp_path)
    assert (tmp_path / log.LOG).read_text(encoding="utf-8").count("four") == 3
