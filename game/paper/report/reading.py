"""The results file, counted: what the report needs of it, in a few rows.

Owns the reading, in one consistent look that disturbs no running game. Refuses to write, and to say what rows mean, but
for one rule of the game: "can't tell" is right where a picture shows nothing.
"""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from game.base.errors import ResultsError
from game.model.claims import Judged, Vote
from game.model.names import owner, renamed
from game.model.scoring import CONFIDENCE, Counts
from game.pack.catalogue import packs_of, shelf_picture
from game.pack.library import Library
from game.paper.report.measures import Hands, PictureCount, SessionCounts, StatedCount
from game.play.event import MOST_HANDS
from game.results.fields import picture_in_full
from game.results.store import looking

_SHOWN = picture_in_full("s.pack")  # pictures of two packs may have one name
_UNSEEN = f"{_SHOWN} IN (SELECT value FROM json_each(:unseen))"  # noqa: S608 (SQL of our own)
_RIGHT = f"(a.outcome IN ('hit', 'correct rejection') OR (a.outcome = 'unsure' AND {_UNSEEN}))"
_BEGUN = f"(a.first = CASE a.fake WHEN 1 THEN 'fake' ELSE 'real' END OR (a.first = 'unsure' AND {_UNSEEN}))"
_Shown = Annotated[int, Meta(ge=0, le=MOST_HANDS)]
_JUDGED = "FROM sessions s JOIN answers a ON a.session = s.id WHERE a.outcome IS NOT NULL"


class Results(Struct, frozen=True):
    """All that the report is made of; everything but `sessions` is empty where nothing of it was kept."""

    sessions: tuple[SessionCounts, ...]  # those in which a picture was judged, in the order of their start
    event: str | None  # the workshop to which the results are confined
    stated: tuple[StatedCount, ...]
    pictures: tuple[PictureCount, ...]  # of the packs that were asked about
    elsewhere: int  # judgements of other packs' pictures
    votes: tuple[Vote, ...]  # of workshops, before and after the talk
    hands: tuple[Hands, ...]


def read(path: Path, library: Library, event: str | None = None, since: str | None = None) -> Results:
    """Count what a results file holds of all sessions, of one workshop's, or of those from a time on.

    The library is the pack, or the shelf of packs, that is asked about; its evidence tells which pictures show nothing.
    `event` is a workshop's id or the beginning of it, `since` an ISO 8601 time in UTC. Raises ResultsError.
    """
    with looking(path) as db:
        event = _event(db, event) if event is not None else None
        results = _read(db, library, event, since)
    if not results.sessions:
        wanted = "no results from then on; name an earlier day" if since else "no results yet; play a level first"
        raise ResultsError(f"{wanted} ('{path}')")
    return results


def _event(db: sqlite3.Connection, wanted: str) -> str:
    """The workshop that an id, or the beginning of one, names."""
    rows = db.execute("SELECT event FROM sessions WHERE event IS NOT NULL GROUP BY event ORDER BY max(started) DESC")
    events = [str(row[0]) for row in rows]
    found = [item for item in events if item == wanted] or [item for item in events if item.startswith(wanted)]
    if len(found) == 1:
        return found[0]
    known = ", ".join((found or events)[:5]) or "none"
    said = f"{len(found)} workshops begin with '{wanted}'" if found else f"no workshop '{wanted}'"
    raise ResultsError(f"{said}; the latest: {known}")


def _read(db: sqlite3.Connection, library: Library, event: str | None, since: str | None) -> Results:
    home = library.pack.id
    unseen = [renamed(name, home, "") for name, picture in library.pictures.items() if picture.shows_nothing]
    values = {"unseen": json.dumps(unseen), "event": event, "since": since}
    where = "".join(
        f" AND {condition}"
        for condition, value in (("s.event = :event", event), ("s.started >= :since", since))
        if value is not None
    )

    def rows(columns: str, more: str = "", end: str = "") -> list[tuple[Any, ...]]:
        return db.execute(f"SELECT {columns} {_JUDGED}{where}{more} {end}", values).fetchall()

    sums = ", ".join(
        f"sum(a.outcome = '{outcome}'{more})"
        for outcome, more in (
            ("hit", ""), ("miss", ""), ("false alarm", ""), ("correct rejection", ""),
            ("unsure", " AND a.fake = 1"), ("unsure", " AND a.fake = 0"),
        )
    )  # fmt: skip
    tests: dict[int, list[Judged]] = {}
    columns = f"s.rowid, {_SHOWN}, s.pack || ':' || s.level, a.fake, a.says = 'fake'"
    for key, picture, test, fake, called in rows(columns, " AND s.form IS NOT NULL"):
        if _texts(picture, test):
            tests.setdefault(key, []).append(Judged(picture, test, bool(fake), bool(called)))
    columns = f"s.rowid, s.started, s.form, s.course, s.event, s.team, s.finished, {sums}"
    sessions = rows(columns, end="GROUP BY s.id ORDER BY s.started, s.rowid")
    stated = rows(
        f"{_SHOWN}, a.confidence, count(*), sum({_RIGHT})",
        f" AND a.says != 'unsure' AND a.confidence BETWEEN 0 AND {len(CONFIDENCE) - 1}", "GROUP BY 1, 2",
    )  # fmt: skip
    pictures = rows(f"{_SHOWN}, a.fake, count(*), sum(NOT {_RIGHT})", end="GROUP BY 1, a.fake ORDER BY 1, 2")
    here = [row for row in pictures if _texts(row[0]) and owner(row[0]) in packs_of(library)]
    votes = rows(
        f"s.event, coalesce(s.team, ''), {_SHOWN}, {_BEGUN}, {_RIGHT}, a.first != a.says",
        " AND s.event IS NOT NULL AND a.first IS NOT NULL",
        "ORDER BY s.started, s.team = 'class', s.rowid, a.round",
    )
    hands = rows(
        f"s.event, a.fake, {_UNSEEN}, a.votes",
        " AND s.event IS NOT NULL AND a.votes IS NOT NULL",
        "ORDER BY s.started, a.round",
    )
    return Results(
        tuple(counted for row in sessions if (counted := _session(tuple(tests.get(row[0], ())), *row[1:])) is not None),
        event,
        tuple(StatedCount(*row) for row in stated if _texts(row[0])),
        tuple(PictureCount(shelf_picture(library, "", row[0]), bool(row[1]), *row[2:]) for row in here),
        sum(row[2] for row in pictures) - sum(row[2] for row in here),
        tuple(
            Vote(event, team, picture, *map(bool, said))
            for event, team, picture, *said in votes
            if _texts(event, team, picture)
        ),
        tuple(shown for row in hands if (shown := _hands(*row)) is not None),
    )


def _texts(*cells: object) -> bool:
    """Whether cells hold texts, as the game writes them; a table that was not made by it may hold anything."""
    return all(isinstance(cell, str) for cell in cells)


def _session(
    judged: tuple[Judged, ...], started: str, form: str | None, course: str | None, event: str | None, team: str | None,
    finished: int, *counts: int,
) -> SessionCounts | None:  # fmt: skip
    """A session's counts; None where no version of the game writes it so."""
    try:
        datetime.fromisoformat(started).astimezone()
    except (ValueError, OverflowError, TypeError):
        return None
    if not _texts(*(item for item in (form, course, event, team) if item is not None)):
        return None
    return SessionCounts(started, form, course, event, team, bool(finished), Counts(*counts), judged)


def _hands(event: str, fake: int, unseen: int, votes: str) -> Hands | None:
    """A show of hands, where both are complete and no version of the game would write them otherwise."""
    try:
        counted = msgspec.json.decode(votes, type=dict[str, dict[str, _Shown]])
    except (ValueError, RecursionError, TypeError):
        return None
    first, second = counted.get("first"), counted.get("second")
    return Hands(event, bool(fake), bool(unseen), first, second) if first and second and _texts(event) else None
