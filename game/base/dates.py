"""Dates as a language writes them, on screens and on paper.

Owns their forms. Files, exports and the log keep ISO 8601; nothing here reads a date back.
"""

from __future__ import annotations

from datetime import date, datetime

from game.base.text import Words

MONTH_LETTERS = 3  # of a short month


def day(when: date, language: str, *, short: bool = False) -> str:
    """A day: "30 November 2026", "30 novembre 2026"; in tables short: "30 Nov 2026", "30 nov 2026"."""
    words = Words(language)
    month = words(f"month.{when.month}")
    return words("date.day", day=when.day, month=month[:MONTH_LETTERS] if short else month, year=when.year)


def moment(when: datetime, language: str, *, short: bool = False) -> str:
    """A day and the time of the day, by the clock that `when` is given in."""
    return Words(language)("date.moment", day=day(when, language, short=short), time=f"{when:%H:%M}")
