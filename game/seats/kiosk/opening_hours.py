"""Opening hours, as kiosk.yaml has them: when a kiosk is open, when it opens next, and what is wrong with them.

Owns their form: texts by weekday or date, each with spans such as "09:00-12:30, 14:00-18:00" or "closed". A span that
ends no later than it begins goes on past midnight and belongs to the day on which it began. Pure; times are local.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from game.base.dates import day_of_year
from game.base.text import Words

Day = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
DAYS: tuple[Day, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DATE = r"\d{4}-\d{2}-\d{2}"
_SPAN = r"([01]?\d|2[0-3]):([0-5]\d) *[-\u2013] *([01]?\d|2[0-3]|24):([0-5]\d)"
KEY_PATTERN = f"^({'|'.join(DAYS)}|{_DATE})$"
KEY_FORM = f'{", ".join(DAYS)}, and dates such as "2026-12-25" (all hours of a day in one text, in quotes)'
TEXT_PATTERN = f"^(closed|{_SPAN}( *, *{_SPAN})*)$"
_FORM = 'write such as "09:00-18:00", several as "09:00-12:30, 14:00-18:00", or closed'
MINUTES = 24 * 60  # of a day
LONGEST_NIGHT = 12 * 60  # minutes of a span past midnight; a longer one has its ends swapped, or nearly so
LOOK_AHEAD_DAYS = 400


class OpenSpan(NamedTuple):
    """From when to when, in minutes after the day's beginning; past midnight the end lies beyond the day's."""

    opens: int
    closes: int


WHOLE_DAY = (OpenSpan(0, MINUTES),)


@lru_cache(maxsize=64)
def spans(text: str) -> tuple[OpenSpan, ...] | None:
    """The spans of a day in order; None where a text has another form."""
    if not re.fullmatch(TEXT_PATTERN, text):
        return None
    found = []
    for match in re.finditer(_SPAN, text):
        hour, minute, last_hour, last_minute = map(int, match.groups())
        opens, closes = 60 * hour + minute, 60 * last_hour + last_minute
        if closes > MINUTES:  # 24:30
            return None
        found.append(OpenSpan(opens, closes if closes > opens else closes + MINUTES))
    return tuple(sorted(found))


def open_at(hours: Mapping[str, str], now: datetime) -> bool:
    """Whether visitors are expected."""
    minute = 60 * now.hour + now.minute
    today, before = _of_day(hours, now.date()), _of_day(hours, now.date() - timedelta(days=1))
    return any(span.opens <= minute < span.closes for span in today) or any(
        minute + MINUTES < span.closes for span in before
    )


def next_opening(hours: Mapping[str, str], now: datetime) -> datetime | None:
    """When a closed kiosk opens; None where it does not within `LOOK_AHEAD_DAYS`."""
    for ahead in range(LOOK_AHEAD_DAYS):
        day = now.date() + timedelta(days=ahead)
        for span in _of_day(hours, day):
            opens = datetime.combine(day, time(*divmod(span.opens, 60)))
            if opens > now:
                return opens
    return None


def _of_day(hours: Mapping[str, str], day: date) -> tuple[OpenSpan, ...]:
    """A date's own hours, else its weekday's; a day left out is open."""
    text = hours.get(day.isoformat(), hours.get(DAYS[day.weekday()]))
    return WHOLE_DAY if text is None else spans(text) or ()


def opening_text(hours: Mapping[str, str], now: datetime, words: Words) -> str:
    """For visitors before a closed kiosk: when it opens, in the words of a language."""
    opens = next_opening(hours, now)
    if opens is None:
        return words("closed.now")
    clock = words("closed.at", time=f"{opens.hour}:{opens.minute:02d}", hour=opens.hour)
    ahead = (opens.date() - now.date()).days
    if ahead < len(DAYS):
        key = {0: "closed.today", 1: "closed.tomorrow"}.get(ahead, f"closed.{DAYS[opens.weekday()]}")
        return words(key, at=clock)
    return words("closed.date", date=day_of_year(opens, words.language), at=clock)


# --- what is wrong with them


class HoursFault(NamedTuple):
    """Something wrong with the hours of a day."""

    key: str
    message: str
    at_key: bool = False
    warning: bool = False


def faults(hours: Mapping[str, str]) -> Iterator[HoursFault]:
    """What cannot be meant, and what is likely not."""
    for key, text in hours.items():
        if (message := _key_fault(key)) is not None:
            yield HoursFault(key, message, at_key=True)
        found = spans(text)
        if found is None:
            yield HoursFault(key, f"'{text}' are no opening hours; {_FORM}")
            continue
        for span in found:
            if span.closes - span.opens == MINUTES and span != WHOLE_DAY[0]:
                yield HoursFault(key, f"'{text}' opens and closes at the same minute; a whole day is \"00:00-24:00\"")
            elif span.closes - MINUTES > 0 and span.closes - span.opens > LONGEST_NIGHT:
                until = f"until {_clock(span.closes)} of the next day"
                yield HoursFault(key, f"'{text}' goes on past midnight {until}; is that meant?", warning=True)
        for one, other in pairwise(found):
            if other.opens < one.closes:
                yield HoursFault(key, f"'{text}': {_shown(one)} and {_shown(other)} overlap; make one span of them")
    yield from _overlaps(hours)


def _key_fault(key: str) -> str | None:
    if key in DAYS:
        return None
    try:
        date.fromisoformat(key)
    except ValueError:
        return f"there is no day '{key}' in the calendar"
    return None


def _overlaps(hours: Mapping[str, str]) -> Iterator[HoursFault]:
    """Nights that go on into the next weekday's hours."""
    for number, name in enumerate(DAYS):
        following = DAYS[(number + 1) % len(DAYS)]
        tonight, tomorrow = spans(hours.get(name, "closed")), spans(hours.get(following, "closed"))
        if tonight and tomorrow and (end := tonight[-1].closes - MINUTES) > tomorrow[0].opens:
            message = f"{name} goes on until {_clock(end)}, and {following} opens at {_clock(tomorrow[0].opens)}"
            yield HoursFault(following, f"{message}; is that meant?", warning=True)


def _clock(minutes: int) -> str:
    hour, minute = divmod(minutes % MINUTES, 60)
    return f"{hour:02d}:{minute:02d}"


def _shown(span: OpenSpan) -> str:
    return f"{_clock(span.opens)}-{'24:00' if span.closes == MINUTES else _clock(span.closes)}"
