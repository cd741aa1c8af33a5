"""Hostile bytes: a few thousand of the executions that `python -m tests.fuzz` does a million of, and all old finds."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator

import pytest

from . import fuzz

KEPT = sorted(path for path in fuzz.CRASHES.glob("*/*") if path.is_file())


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """What the game logs about hostile files is no news here; Pillow warns of some."""
    logging.disable(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize(
    ("name", "runs"),
    [
        ("yaml", 300),
        ("kiosk", 400),
        ("settings", 500),
        ("picture", 300),
        ("archive", 100),
        ("results", 40),
        ("pack", 150),
    ],
)
def test_hostile_bytes_end_in_success_or_a_problem(name: str, runs: int) -> None:
    """Nothing else: no exception, no file outside, no endless session."""
    assert fuzz.shake(name, runs, seed=5) == runs


def test_every_target_is_shaken() -> None:
    """None is forgotten here."""
    marks = test_hostile_bytes_end_in_success_or_a_problem.pytestmark  # type: ignore[attr-defined]
    assert {name for name, _ in marks[0].args[1]} == set(fuzz.TARGETS)


@pytest.mark.parametrize("path", KEPT, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_was_found_once_stays_mended(path: fuzz.Path) -> None:
    """Each kept input ends as it should."""
    fuzz.TARGETS[path.parent.name][0](path.read_bytes())
