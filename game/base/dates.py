"""Dates as a language writes them, on screens and on paper, by the Unicode CLDR.

Owns their forms. Files, exports and the log keep ISO 8601; nothing here reads a date back.
"""

from __future__ import annotations

from datetime import date, datetime

from game.base.text import Words, cldr


def day(when: date, language: str, *, short: bool = False) -> str:
    """A day: "30 November 2026", "30 novembre 2026"; in tables short: "30 Nov 2026", "30 nov 2026"."""
    from babel.dates import format_date

    return _first(str(format_date(when, "medium" if short else "long", cldr(language))), when, language)


def day_of_year(when: date, language: str) -> str:
    """A day without its year: "30 November", "30. November"."""
    from babel.dates import format_skeleton

    return _first(str(format_skeleton("MMMMd", when, locale=cldr(language))), when, language)


def _first(text: str, when: date, language: str) -> str:
    """With the first of a month as a language writes it ("1er janvier", "1º gennaio"), which the CLDR does not say."""
    return text.replace("1", Words(language)("date.first"), 1) if when.day == 1 else text


def moment(when: datetime, language: str, *, short: bool = False) -> str:
    """A day and the time of the day, by the clock that `when` is given in."""
    return Words(language)("date.moment", day=day(when, language, short=short), time=f"{when:%H:%M}")


def local(kept: str) -> datetime:
    """A moment that was kept in UTC, in this machine's time; raises ValueError where it is none."""
    return datetime.fromisoformat(kept).astimezone()
