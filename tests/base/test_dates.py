"""Days and moments as each language writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from game.base import dates
from game.base.text import Words, languages


@pytest.mark.parametrize(
    ("language", "said"), [("en", "2 January 2026"), ("it", "2 gennaio 2026"), ("xx", "2 January 2026")]
)
def test_a_day_names_its_month(language: str, said: str) -> None:
    """Nobody has to know which of two numbers is the month; an unknown language writes English."""
    assert dates.day(date(2026, 1, 2), language) == said


def test_a_moment_has_its_time_of_day() -> None:
    """On a clock of 24 hours."""
    assert dates.moment(datetime(2026, 12, 31, 7, 5, tzinfo=UTC), "en") == "31 December 2026, 07:05"
    assert dates.moment(datetime(2026, 12, 31, 17, 5, tzinfo=UTC), "it") == "31 dicembre 2026, ore 17:05"


@pytest.mark.parametrize("language", sorted(languages()))
def test_a_year_has_twelve_months(language: str) -> None:
    """In every language."""
    assert len({Words(language)(f"month.{number}") for number in range(1, 13)}) == 12
