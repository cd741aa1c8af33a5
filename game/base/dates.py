"""Days and moments as a language writes them.

Owns that form, for every screen. Refuses to parse what was typed: only what the game itself has kept.
"""

from __future__ import annotations

from datetime import date, datetime

from game.base.text import Words


def day(when: date, language: str) -> str:
    """A day, its month by name: "2 January 2026"."""
    words = Words(language)
    month = words("date.months").split()[when.month - 1]
    return words("date.day", day=when.day, month=month, year=when.year)


def moment(when: datetime, language: str) -> str:
    """A day and the time of day, on a clock of 24 hours."""
    return Words(language)("date.moment", day=day(when, language), time=f"{when:%H:%M}")


def local(kept: str) -> datetime:
    """A moment that was kept in UTC, in this machine's time; raises ValueError where it is none."""
    return datetime.fromisoformat(kept).astimezone()
