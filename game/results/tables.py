"""The results file as CSV with a data dictionary, or as one JSON document; row by row, whatever its size.

Owns both forms. Files appear whole or not at all; where there is a data dictionary, the tables beside it are of one
export. What comes from a kiosk says from which. Refuses rows that no version of the game writes: they are left out, and
counted.
"""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from game import __version__
from game.base.files import no_formulas, whole
from game.model.kinds.rate_round import ratings_of
from game.results.codebook import codebook
from game.results.fields import (
    EXPORTED,
    FIELDS,
    AnswerRow,
    CountRow,
    R,
    RatingRow,
    ResultsRow,
    SessionRow,
    package,
    picture_in_full,
    row_of,
    select,
)
from game.results.store import looking, now_utc


class Origin(NamedTuple):
    """The kiosk that results come from, and the house that it stands in (empty where it is not named)."""

    kiosk: str
    site: str = ""


class Exported(NamedTuple):
    """The files that were written, and how many rows of the results file are not in them."""

    paths: list[Path]
    left_out: int


_PICTURE = picture_in_full("(SELECT pack FROM sessions WHERE id = session)")
_SELECTS: dict[type[ResultsRow], str] = {
    AnswerRow: select(AnswerRow).replace(" picture,", f" {_PICTURE} AS picture,", 1)
}


class Rows:
    """The rows of a results file; those that no version of the game writes are left out, and counted.

    Pictures are named in full, `pack/id`, whichever version of the game kept them.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._unread: set[object] = set()  # the ids of the sessions left out
        self.left_out = 0

    def all(self, kind: type[R]) -> Iterator[R]:
        """Every row of a table: sessions as they began, answers and counts by what tells them apart."""
        order = "started, id" if kind is SessionRow else ", ".join(f"{kind.table}.{name}" for name in kind.key)
        return self._sound(kind, f"ORDER BY {order}")

    def days_together(self) -> Iterator[CountRow]:
        """Every count: one thing's days after one another, then the next thing's."""
        return self._sound(CountRow, "ORDER BY what, name, day")

    def answers(self, session: str) -> list[AnswerRow]:
        """The answers of one session, in order."""
        return list(self._sound(AnswerRow, "WHERE session = ? ORDER BY round, answers.picture", session))

    def _sound(self, kind: type[R], more: str, *values: object) -> Iterator[R]:
        for cells in self._db.execute(_SELECTS.get(kind, select(kind)) + more, values):
            row = row_of(kind, cells)
            if row is not None and not (self._unread and isinstance(row, AnswerRow) and row.session in self._unread):
                yield row
                continue
            self.left_out += 1
            if kind is SessionRow:
                self._unread.add(cells[0])


def write_csv(results: Path, folder: Path, origin: Origin | None = None) -> Exported:
    """Write sessions.csv, answers.csv, counts.csv, ratings.csv, codebook.md and datapackage.json.

    Counts of a kiosk have its name and site in two more columns. Raises ResultsError and OSError.
    """
    descriptor, book = folder / "datapackage.json", folder / "codebook.md"
    paths = {kind: folder / f"{kind.table}.csv" for kind in EXPORTED}
    with looking(results) as db, ExitStack() as files:
        rows, left_out = Rows(db), 0
        described = files.enter_context(whole(descriptor))  # the first here is the last to take its place
        for kind, path in paths.items():
            more = (origin or ()) if kind is CountRow else ()
            file = files.enter_context(whole(path))
            writer = csv.writer(file, lineterminator="\r\n")  # RFC 4180
            writer.writerow((*kind.__struct_fields__, *(Origin._fields if more else ())))
            if kind is RatingRow:  # of answers, which are counted by now
                writer.writerows(map(_cells, _ratings(rows.all(AnswerRow))))
                continue
            writer.writerows(no_formulas((*_cells(row), *more)) for row in rows.all(kind))
            left_out = rows.left_out
        files.enter_context(whole(book)).write(codebook(__version__))
        described.write(json.dumps(package(__version__, now_utc(), of_kiosk=origin is not None), indent=1) + "\n")
        descriptor.unlink(missing_ok=True)  # now old tables and new ones may lie side by side
    return Exported([*paths.values(), book, descriptor], left_out)


def _ratings(answers: Iterable[AnswerRow]) -> Iterator[RatingRow]:
    """Every impression that answers hold, in the order in which they were asked."""
    for row in answers:
        if row.ask != "rate":
            continue
        for order, given in enumerate(ratings_of(msgspec.json.decode(row.given or "null")), 1):
            yield RatingRow(
                session=row.session, round=row.round, picture=row.picture, quality=given.quality, order=order,
                rating=given.rating, milliseconds=given.milliseconds,
            )  # fmt: skip


def _cells(row: ResultsRow) -> tuple[Any, ...]:
    """A row as its cells are kept: 1 and 0 for what is true or not."""
    return tuple(int(cell) if isinstance(cell, bool) else cell for cell in msgspec.structs.astuple(row))


def write_json(results: Path, out: Path, origin: Origin | None = None) -> Exported:
    """Write one document: every session with its answers, then the daily counts."""
    with looking(results) as db, whole(out) as file:
        rows = Rows(db)
        head = {"format": 1, "game": __version__, "exported": now_utc(), **(origin._asdict() if origin else {})}
        file.write(json.dumps(head)[:-1] + ', "sessions": [')
        for number, session in enumerate(rows.all(SessionRow)):
            row = msgspec.structs.asdict(session)
            row["answers"] = [_plain(answer) for answer in rows.answers(session.id)]
            file.write(("," if number else "") + "\n" + json.dumps(row))
        file.write('\n], "counts": [')
        for number, counted in enumerate(rows.all(CountRow)):
            file.write(("," if number else "") + "\n" + json.dumps(msgspec.structs.asdict(counted)))
        file.write("\n]}\n")
    return Exported([out], rows.left_out)


_JSON = frozenset(field.name for field in FIELDS[AnswerRow] if field.kind == "object")


def _plain(row: AnswerRow) -> dict[str, Any]:
    """An answer with its lists and mappings as such, and without what is empty."""
    return {
        name: msgspec.json.decode(value) if name in _JSON else value
        for name, value in msgspec.structs.asdict(row).items()
        if value is not None and name != "session"
    }
