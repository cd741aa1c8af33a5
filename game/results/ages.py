"""How old daily counts are, by the days that were counted, and never by the clock alone.

Owns which days are over. A machine without a clock of its own starts in 1970, or wherever it was left, until the
network tells it the time. So days that lie far apart are taken for days of different clocks, and none of these is
believed more than another until it has gone on for as long as counts are kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from itertools import pairwise
from typing import TypeGuard

LONGEST_PAUSE_DAYS = 183  # between two counts by the same clock: a museum may close for a winter


def strange(today: str, counted: Iterable[str]) -> str | None:
    """The latest counted day (ISO 8601), where today lies far from all of them: the clock may be wrong."""
    days = sorted(filter(_is_day, counted))
    return days[-1] if days and all(_far(day, today) for day in days) else None


def over(counted: Iterable[str], today: str, keep_days: int) -> list[str]:
    """Those of the counted days (ISO 8601) whose counts are to go, as seen on `today`, a counted day itself.

    Of the days of today's clock, those go that lie more than `keep_days` back. Where there are such, that clock has
    gone on for long enough, and all days of other clocks go, too: earlier ones, and those to come.
    """
    clocks = _clocks({today, *(day for day in counted if _is_day(day))})
    present = next(days for days in clocks if today in days)
    old = [day for day in present if _days(day, today) > keep_days]
    others = [day for days in clocks if days is not present for day in days]
    return [*old, *others] if old else []


def _clocks(days: set[str]) -> list[list[str]]:
    """The days in order, apart where the pause between two is too long for one clock."""
    ordered = sorted(days)
    clocks = [ordered[:1]]
    for before, day in pairwise(ordered):
        if _far(before, day):
            clocks.append([])
        clocks[-1].append(day)
    return clocks


def _far(before: str, day: str) -> bool:
    return abs(_days(before, day)) > LONGEST_PAUSE_DAYS


def _days(before: str, after: str) -> int:
    return (date.fromisoformat(after) - date.fromisoformat(before)).days


def _is_day(text: object) -> TypeGuard[str]:
    """Whether it is a date; a damaged file may hold anything."""
    with suppress(ValueError, TypeError):
        return date.fromisoformat(text).isoformat() == text  # type: ignore[arg-type] # (a TypeError says no)
    return False
