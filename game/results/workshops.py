"""The workshops that are kept: which there were, and their votes as one flat table for a spreadsheet.

Owns both. Knows teams by their signs alone: nothing else is kept of them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from concurrent.futures import Future
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from game.base.files import no_formulas, whole
from game.base.later import in_background
from game.base.text import Words
from game.pack.catalogue import packs_of, shelf_level, shelf_picture
from game.pack.library import Library
from game.play.event import CLASS, SIGNS
from game.results.fields import AnswerRow, SessionRow
from game.results.store import PlayedSession, Store, looking
from game.results.tables import Rows

LISTED = 1000  # the latest parts of workshops, one for each team and level
TABLE = "workshops.csv"
COLUMNS = ("date", "lesson", "round", "picture", "team", "first", "second", "right")


class PastWorkshop(NamedTuple):
    """A workshop that something was voted in."""

    event: str
    started: str  # ISO 8601, UTC
    level: str  # its lesson, where there were tests before and after it
    teams: tuple[str, ...]  # their signs, or voters' signs and numbers; none where hands were shown
    finished: bool

    @property
    def single(self) -> bool:
        """Whether each pupil voted alone, by a phone or a card."""
        return any("-" in team for team in self.teams)


def workshops(store: Store | None, library: Library) -> Future[tuple[PastWorkshop, ...]]:
    """The latest workshops with the packs on the shelf, newest first."""
    if store is None:
        nothing: Future[tuple[PastWorkshop, ...]] = Future()
        nothing.set_result(())
        return nothing
    asked = store.played(LISTED, packs_of(library), "workshop")
    return in_background(lambda: tuple(_grouped(asked.result(), library)), "workshops")


def _grouped(parts: tuple[PlayedSession, ...], library: Library) -> Iterator[PastWorkshop]:
    """The parts of each workshop as one."""
    found: dict[str, list[SessionRow]] = {}
    for part in parts:
        if part.session.event is not None and any(answer.outcome is not None for answer in part.answers):
            found.setdefault(part.session.event, []).append(part.session)
    for event, rows in found.items():
        lesson = next((row for row in rows if row.form is None), rows[-1])
        teams = tuple(sorted({row.team for row in rows if row.team not in (None, CLASS)}, key=str))
        levels = {row.level for row in rows}  # one phone may have missed a vote
        finished = all(any(row.finished for row in rows if row.level == level) for level in levels)
        level = shelf_level(library, lesson.pack, lesson.level)
        yield PastWorkshop(event, min(row.started for row in rows), level, tuple(map(str, teams)), finished)


def write_table(store: Store, library: Library, words: Words) -> Path:
    """Write every vote of the workshops with the packs on the shelf beside the results file; gives the table's place.

    Whatever a spreadsheet may take for a formula is a text there. Raises ResultsError and OSError.
    """
    path = store.path.parent / TABLE
    store.settle()
    with looking(store.path) as db, whole(path) as file:
        rows = Rows(db)
        file.write("\ufeff")  # else a spreadsheet takes UTF-8 for something else
        writer = csv.writer(file, lineterminator="\r\n")  # RFC 4180
        writer.writerow(words(f"workshop.table.{name}") for name in COLUMNS)
        for session in _in_order(rows, library):
            for answer in rows.answers(session.id):
                if answer.outcome is not None:
                    writer.writerow(no_formulas(_row(session, answer, library, words)))
    return path


def _in_order(rows: Rows, library: Library) -> list[SessionRow]:
    """The parts of all workshops: level after level, and in each the teams in the order of their signs."""
    packs = packs_of(library)
    parts = [row for row in rows.all(SessionRow) if row.mode == "workshop" and row.pack in packs]
    begun: dict[tuple[str | None, str], str] = {}
    for row in parts:
        begun.setdefault((row.event, row.level), row.started)
    places = {sign: place for place, sign in enumerate(SIGNS)}

    def order(row: SessionRow) -> tuple[str, int, int]:
        sign, _, number = (row.team or CLASS).partition("-")
        return begun[row.event, row.level], places.get(sign, len(places)), int(number) if number.isdecimal() else 0

    return sorted(parts, key=order)


def _who(team: str, words: Words) -> str:
    """A team's sign in words; of a phone or card with its number."""
    sign, _, number = team.partition("-")
    return f"{words(f'team.sign.{sign}')} {number}".rstrip()


def _row(session: SessionRow, answer: AnswerRow, library: Library, words: Words) -> tuple[str | int, ...]:
    """One vote: of a team, or of most hands."""
    level = library.levels.get(shelf_level(library, session.pack, session.level))
    picture = library.pictures.get(shelf_picture(library, session.pack, answer.picture))
    right = answer.outcome in ("hit", "correct rejection")
    if answer.outcome == "unsure":
        right = picture is not None and picture.shows_nothing
    says = [words(f"answer.{vote}") if vote else "" for vote in (answer.first, answer.says)]
    return (
        datetime.fromisoformat(session.started).astimezone().strftime("%Y-%m-%d %H:%M"),
        words.of(level.title) if level is not None else session.level,
        answer.round + 1,
        answer.picture,
        _who(session.team or CLASS, words),
        *says,
        words("workshop.table.yes" if right else "workshop.table.no"),
    )
