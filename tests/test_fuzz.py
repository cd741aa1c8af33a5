"""Hostile bytes: a few thousand of the executions that `python -m tests.fuzz` does a million of, and all old finds."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator

import pytest

from . import fuzz, hostile

KEPT = sorted(path for path in fuzz.CRASHES.glob("*/*") if path.is_file())
RUNS = {  # for each a second, or less
    "yaml": 200, "sheet": 100, "kiosk": 300, "settings": 500, "labels": 400, "pin": 300, "dials": 500, "pointer": 400,
    "bench": 100, "download": 400, "picture": 120, "clip": 80, "import": 80, "metadata": 200, "results": 60,
    "report": 20, "index": 150, "journal": 120, "cache": 300, "archive": 60, "zip": 150, "installed": 400,
    "collection": 100, "pack": 80, "offer": 80, "answer": 200,
    "claims": 80, "po": 60, "study": 300, "requests": 200, "readings": 300, "frame": 80,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """What the game logs about hostile files is no news here; Pillow warns of some."""
    logging.disable(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("name", fuzz.TARGETS)
def test_hostile_bytes_end_in_success_or_a_problem(name: str) -> None:
    """Nothing else: no exception, no file outside, no endless session."""
    assert fuzz.shake(name, RUNS[name], seed=5) == RUNS[name]


@pytest.mark.parametrize("path", KEPT, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_was_found_once_stays_mended(path: hostile.Path) -> None:
    """Each kept input ends as it should."""
    fuzz.TARGETS[path.parent.name].run(path.read_bytes())


def test_a_fault_is_kept_and_told(tmp_path: hostile.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The input that made a target fail lies in its folder of crashes, and the failure is raised."""

    def fails(data: bytes) -> None:
        if len(data) % 3 == 0:
            raise RuntimeError

    monkeypatch.setattr(fuzz, "CRASHES", tmp_path)
    monkeypatch.setitem(fuzz.TARGETS, "dials", fuzz.TARGETS["dials"]._replace(run=fails))
    with pytest.raises(RuntimeError):
        fuzz.shake("dials", 500, seed=5)
    (kept,) = (tmp_path / "dials").iterdir()
    assert len(kept.read_bytes()) % 3 == 0
    assert fuzz.shake("dials", 50, seed=5, on=True) == 50
