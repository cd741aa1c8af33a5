"""Dates as each language writes them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from game.base.dates import day, moment
from game.base.text import codes


@pytest.mark.parametrize(
    ("language", "when", "long", "short"),
    [
        ("en", date(2026, 11, 30), "30 November 2026", "30 Nov 2026"),
        ("it", date(2026, 11, 30), "30 novembre 2026", "30 nov 2026"),
        ("en", date(2026, 5, 1), "1 May 2026", "1 May 2026"),
        ("it", date(2026, 5, 1), "1º maggio 2026", "1º mag 2026"),
    ],
)
def test_a_day_is_written_in_the_form_of_the_language(language: str, when: date, long: str, short: str) -> None:
    """The month stands as a word, in full or in three letters; in Italian the first day is an ordinal."""
    assert (day(when, language), day(when, language, short=True)) == (long, short)


def test_a_moment_ends_in_the_time_of_the_day() -> None:
    """Hours and minutes follow, of 24 hours."""
    assert moment(datetime(2026, 11, 3, 9, 5), "en") == "3 November 2026, 09:05"  # noqa: DTZ001 (a clock on the wall)
    assert moment(datetime(2026, 11, 3, 21, 5), "it", short=True) == "3 nov 2026, 21:05"  # noqa: DTZ001 (as above)


def test_short_months_differ_in_every_language() -> None:
    """Three letters tell twelve months apart."""
    for code in codes():
        assert len({day(date(2026, month, 2), code, short=True) for month in range(1, 13)}) == 12
