"""Statistics without people: how often something happened on a day, and nothing else.

Owns which counts there are, and when old ones go: never at the start, and only after something was counted, since the
clock may not have been set yet. Two visitors cannot be told apart in them: no times, no order, no session.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime

from game.base.later import soon
from game.model.answer import FOOLED, Crowd, Judgement
from game.results import ages
from game.results.fields import CountRow
from game.results.store import Store

log = logging.getLogger(__name__)

_Asked = Callable[[], "tuple[CountRow, ...] | None"]
JUDGED = "hit", "miss", "false alarm", "correct rejection"


class Tally:
    """Counts into the store, and knows today's counts. Without a store it only knows today's."""

    def __init__(self, store: Store | None, now: Callable[[], datetime], keep_days: int) -> None:
        self._store, self._now, self._keep_days = store, now, keep_days
        self._today: Counter[tuple[str, str]] = Counter()
        self._day = ""
        self._cleared = ""  # the day on which old counts were last let go
        self._before: Callable[[], tuple[str, ...] | None] | None = None  # days counted before, while they are read
        self._earlier: _Asked | None = None  # what was counted today before this start, while it is read
        self._days: _Asked | None = None
        self._turn()

    def _turn(self) -> str:
        """Today's name; on a new day the counts begin again. A clock that jumped far is logged."""
        today = self._now().date().isoformat()
        if today != self._day:
            before, self._day = self._day, today
            self._today.clear()
            if before:
                self._doubt((before,))
            elif self._store is not None:
                self._before = soon(self._store.days())
            if self._store is not None:
                self._earlier = soon(self._store.counts(today))
        if self._before is not None and (days := self._before()) is not None:
            self._before = None
            self._doubt(days)
        if self._earlier is not None and (rows := self._earlier()) is not None:
            self._earlier = None
            self._today.update({(row.what, row.name): row.n for row in rows if row.day == self._day})
        return self._day

    def _doubt(self, days: Iterable[str]) -> None:
        """Log where today lies far from the days that were counted before."""
        if (latest := ages.strange(self._day, days)) is not None:
            log.warning("the clock says %s, and the latest day was %s: is it right?", self._day, latest)

    def count(self, *events: tuple[str, str]) -> None:
        """Something happened: pairs of what and name. The first of a day lets go of days that are over."""
        day = self._turn()
        self._today.update(events)
        if self._store is not None and events:
            self._store.counted(day, *events)
            if day != self._cleared:
                self._cleared = day
                self._store.forget_counts(day, self._keep_days)

    def answered(self, judgements: Iterable[Judgement], lenses: Iterable[str]) -> None:
        """An answer: each picture's outcome (with "unsure" told apart by truth), each lens used."""
        events = [(item.counted_as, item.picture) for item in judgements]
        self.count(*events, *(("lens", name) for name in lenses))

    def crowd(self, picture: str) -> Crowd:
        """What today's answers made of a picture."""
        self._turn()
        judged = sum(self._today[what, picture] for what in (*JUDGED, "unsure fake", "unsure real"))
        wrong = sum(self._today[what, picture] for what in FOOLED)
        return Crowd(wrong, judged)

    def today(self) -> dict[str, int]:
        """Today's sums: starts, completions, abandoned visits, answers, wrong answers, crashes."""
        self._turn()
        sums: Counter[str] = Counter()
        for (what, _), n in self._today.items():
            sums[what] += n
        return {
            "start": sums["start"], "completion": sums["completion"], "abandoned": sums["abandoned"],
            "answers": sum(sums[what] for what in (*JUDGED, "unsure fake", "unsure real")),
            "fooled": sum(sums[what] for what in FOOLED), "crash": sums["crash"],
        }  # fmt: skip

    def days(self, most: int) -> list[tuple[str, dict[str, int]]] | None:
        """Starts, completions and crashes of the latest days, newest first; None while they are still read."""
        if self._store is None:
            return []
        if self._days is None:
            self._days = soon(self._store.counts())
        rows = self._days()
        if rows is None:
            return None
        self._days = None
        days: dict[str, Counter[str]] = {}
        for row in rows:
            days.setdefault(row.day, Counter())[row.what] += row.n
        return [(day, dict(days[day])) for day in sorted(days, reverse=True)[:most]]
