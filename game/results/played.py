"""What was played before, read again while the game goes on.

Owns the way from what is kept of the player's sessions to sessions that are looked at, to each level's latest one, and
to the ratings that practice begins with. The reading is on a thread of its own: whoever asks looks later whether it is
there. Refuses nothing that a database can hold: a session that cannot be replayed is left out.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from itertools import combinations
from typing import NamedTuple

from msgspec.structs import replace

from game.base.later import in_background
from game.model.answer import Judgement
from game.model.kinds.kinds import KINDS
from game.model.kinds.round_kind import MaskOf, RulesError
from game.model.level import Level
from game.pack.catalogue import pack_of, packs_of, shelf_level, shelf_picture
from game.pack.library import Library
from game.play import practice
from game.play.practice import Ratings
from game.play.rules import Session
from game.results.fields import SessionRow
from game.results.replay import kept_of, replay, unfinished
from game.results.store import PlayedSession, Store

log = logging.getLogger(__name__)

LISTED = 60  # sessions
RATED = 500
SEAT = "desk"


class LeftCourse(NamedTuple):
    """A level with a test before and after it that was not taken to its end: the parts that were."""

    id: str
    level: str
    forms: tuple[str, str]  # the first test's level, the second's
    tests: tuple[Session, ...]
    lesson: Session | None  # the level itself, once it was played to its end


class ReplayedSession(NamedTuple):
    """A kept session, and what it was; of a course that was left the part at hand, or the last one that is done."""

    row: SessionRow
    session: Session
    course: LeftCourse | None = None

    def left_at(self, library: Library) -> tuple[int, int] | None:
        """How many rounds were done, and of how many, where it was broken off; None for one that was finished."""
        if self.row.finished:
            return None
        level = library.levels.get(self.row.level)
        cards = level.cards if level is not None else 0  # a card asks nothing, and nothing is kept of it
        return len(self.session.rounds), max(len(self.session.rounds), self.row.rounds - cards)


def sessions(store: Store | None, library: Library, mask_of: MaskOf) -> Future[tuple[ReplayedSession, ...]]:
    """The player's latest sessions of the packs on the shelf that can be looked at again, newest first."""
    asked = asked_of(store, library, LISTED)
    return in_background(lambda: tuple(_replayed(on_shelf(asked.result(), library), library, mask_of)), "played")


def last(store: Store | None, library: Library, mask_of: MaskOf) -> Future[dict[str, ReplayedSession]]:
    """Of each level that is among the latest sessions the last one, where it can be resumed.

    Where it cannot, the last one that was played to its end.
    """
    asked = asked_of(store, library, LISTED)

    def read() -> dict[str, ReplayedSession]:
        found: dict[str, ReplayedSession] = {}
        rows = tuple(on_shelf(asked.result(), library))
        for name in library.levels:
            if (begun := _left(rows, name, store, library, mask_of)) is not None:
                found[name] = begun
        for kept in rows:
            level = kept.session.level
            if kept.session.finished and level not in found:
                found.update((again.row.level, again) for again in _replayed([kept], library, mask_of))
        return found

    return in_background(read, "played")


def left(store: Store | None, library: Library, mask_of: MaskOf, level: str) -> Future[tuple[ReplayedSession, ...]]:
    """The session of a level that can be resumed: its last one, where that was left; else none."""
    asked = asked_of(store, library, LISTED)

    def read() -> tuple[ReplayedSession, ...]:
        found = _left(tuple(on_shelf(asked.result(), library)), level, store, library, mask_of)
        return (found,) if found is not None else ()

    return in_background(read, "played")


def _left(
    rows: tuple[PlayedSession, ...], level: str, store: Store | None, library: Library, mask_of: MaskOf
) -> ReplayedSession | None:  # fmt: skip
    """What can be resumed of a level, from sessions newest first: what was begun last, alone or as a course.

    None where that was played to its end.
    """
    forms = library.levels[level].forms if level in library.levels else None
    parts = {level, *(forms or ())}
    newest = next(
        (kept for kept in rows if kept.session.level == level or (kept.session.course and kept.session.level in parts)),
        None,
    )
    if newest is None:
        return None
    if forms is None or newest.session.course is None:
        return _unfinished(newest, store, library, mask_of)
    course = [kept for kept in reversed(rows) if kept.session.course == newest.session.course]
    return _left_course(course, level, forms, store, library, mask_of)


def _left_course(
    parts: list[PlayedSession], level: str, forms: tuple[str, str], store: Store | None, library: Library,
    mask_of: MaskOf,
) -> ReplayedSession | None:  # fmt: skip
    """A course that was left after its first test, from its sessions, oldest first; half of a test says nothing."""
    done = {
        again.row.level: again
        for again in _replayed((kept for kept in parts if kept.session.finished), library, mask_of)
    }
    first = next((kept.session.level for kept in parts if kept.session.level in forms), "")
    if first not in done or set(forms) <= set(done):
        return None
    order = (first, next(name for name in forms if name != first))
    tests = tuple(done[name].session for name in order if name in done)
    lesson = done[level].session if level in done else None
    course = LeftCourse(parts[0].session.course or "", level, order, tests, lesson)
    begun = next((kept for kept in reversed(parts) if kept.session.level == level and level not in done), None)
    at_hand = _unfinished(begun, store, library, mask_of) if begun is not None else None
    if at_hand is not None:
        return at_hand._replace(course=course)
    last = done[level] if level in done else done[first]
    return last._replace(row=replace(last.row, finished=False), course=course)


def ratings(store: Store | None, library: Library) -> Future[Ratings]:
    """How good the player and how hard the pictures have proved to be, over all that is kept."""
    asked = asked_of(store, library, RATED)

    def read() -> Ratings:
        kept = list(on_shelf(asked.result(), library))
        judged = (item for one in reversed(kept) for item in judgements(one, library))
        return practice.rate(judged, library.pictures)

    return in_background(read, "played")


def seen(store: Store | None, library: Library, before: str) -> Future[dict[str, int]]:
    """When the player met each picture on the shelf last, before a moment; in seconds."""
    asked = {pack: store.seen(pack, SEAT, before) for pack in packs_of(library)} if store is not None else {}

    def read() -> dict[str, int]:
        found: dict[str, int] = {}
        for pack, met in asked.items():
            for name, when in met.result().items():
                picture = shelf_picture(library, pack, name)
                found[picture] = max(when, found.get(picture, when))
        return found

    return in_background(read, "seen")


def asked_of(store: Store | None, library: Library, most: int) -> Future[tuple[PlayedSession, ...]]:
    """The player's latest sessions of the packs on the shelf; none where nothing is kept."""
    if store is not None:
        return store.played(most, packs_of(library), SEAT)
    nothing: Future[tuple[PlayedSession, ...]] = Future()
    nothing.set_result(())
    return nothing


def on_shelf(played: Iterable[PlayedSession], library: Library) -> Iterator[PlayedSession]:
    """Sessions with their levels and pictures under the names that these have on the shelf."""
    for row, answers in played:
        yield PlayedSession(
            replace(row, level=shelf_level(library, row.pack, row.level)),
            tuple(replace(item, picture=shelf_picture(library, row.pack, item.picture)) for item in answers),
        )


def judgements(kept: PlayedSession, library: Library) -> Iterator[Judgement]:
    """Every judgement of a kept session, in order; what the game cannot have judged so is left out."""
    for row in kept.answers:
        kind = KINDS.get(row.ask)
        if kind is None or row.outcome is None:
            continue
        with suppress(RulesError):
            again = kind.replayed([kept_of(row)], None, library.pictures, lambda _, _file: None)
            if again is not None:
                yield from again.verdict.judgements


def _unfinished(
    kept: PlayedSession, store: Store | None, library: Library, mask_of: MaskOf
) -> ReplayedSession | None:  # fmt: skip
    """A session that can be resumed: the same pack's, and its level deals the same rounds as it did.

    It was dealt by what had been seen before it, or without, where that had not been read in time; and of a level that
    draws on several collections from those that were here then.
    """
    row, answers = kept
    level = library.levels.get(row.level)
    if level is None or row.finished or row.pack_version != pack_of(library, row.level).version:
        return None
    try:
        before = seen(store, library, row.started).result() or {}
        tries = ((replace(level, draws_on=packs), met) for packs in _drawn_on(level) for met in (before, {}))
        dealt = (unfinished(row, answers, library.pictures, mask_of, then, met) for then, met in tries)
        session = next((session for session in dealt if session is not None), None)
    except (ValueError, ArithmeticError, LookupError, TypeError):  # whatever stands in it closes no screen
        log.exception("a session that is kept cannot be resumed")
        return None
    return ReplayedSession(row, session) if session is not None else None


def _drawn_on(level: Level) -> Iterator[tuple[str, ...]]:
    """Which of the collections that a level draws on may have been here: all of them before fewer."""
    count = len(level.draws_on)
    for length in range(count, min(count, 1) - 1, -1):
        yield from combinations(level.draws_on, length)


def _replayed(played: Iterable[PlayedSession], library: Library, mask_of: MaskOf) -> Iterator[ReplayedSession]:
    for row, answers in played:
        try:
            session = replay(row, answers, library.pictures, mask_of, library.levels.get(row.level))
        except (ValueError, ArithmeticError, LookupError, TypeError):  # whatever stands in it closes no screen
            log.exception("a session that is kept cannot be looked at again")
            continue
        if session.rounds:
            yield ReplayedSession(row, session)
