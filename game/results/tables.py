"""The results file as CSV with a data dictionary, or as one JSON document; row by row, whatever its size.

Owns both forms. Files appear whole or not at all; where there is a data dictionary, the tables beside it are of one
export.
"""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from game import __version__
from game.base.files import no_formulas, whole
from game.results.fields import TABLES, package
from game.results.store import looking, now_utc


def write_csv(results: Path, folder: Path) -> list[Path]:
    """Write sessions.csv, answers.csv, counts.csv and datapackage.json; raises ResultsError and OSError."""
    descriptor = folder / "datapackage.json"
    paths = {name: folder / f"{name}.csv" for name in TABLES}
    with looking(results) as db, ExitStack() as files:
        described = files.enter_context(whole(descriptor))  # the first here is the last to take its place
        for name, fields in TABLES.items():
            file = files.enter_context(whole(paths[name]))
            writer = csv.writer(file, lineterminator="\r\n")  # RFC 4180
            writer.writerow([field.name for field in fields])
            writer.writerows(map(no_formulas, _rows(db, name)))
        described.write(json.dumps(package(__version__, now_utc()), indent=1) + "\n")
        descriptor.unlink(missing_ok=True)  # now old tables and new ones may lie side by side
    return [*paths.values(), descriptor]


def write_json(results: Path, out: Path) -> list[Path]:
    """Write one document: every session with its answers, then the daily counts."""
    with looking(results) as db, whole(out) as file:
        head = {"format": 1, "game": __version__, "exported": now_utc()}
        file.write(json.dumps(head)[:-1] + ', "sessions": [')
        answers = Answers(db)
        for number, row in enumerate(_records(db, "sessions")):
            row["finished"] = bool(row["finished"])
            row["answers"] = [_plain(item) for item in answers.of(row["id"])]
            file.write(("," if number else "") + "\n" + json.dumps(row))
        file.write('\n], "counts": [')
        for number, row in enumerate(_records(db, "counts")):
            file.write(("," if number else "") + "\n" + json.dumps(row))
        file.write("\n]}\n")
    return [out]


class Answers:
    """The answers of one session after another."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        names = [field.name for field in TABLES["answers"]]
        self._names = names
        self._sql = f"SELECT {', '.join(names)} FROM answers WHERE session = ? ORDER BY round, picture"  # noqa: S608

    def of(self, session: str) -> list[dict[str, Any]]:
        """A session's answers, as they are kept."""
        return [dict(zip(self._names, row, strict=True)) for row in self._db.execute(self._sql, (session,))]


def sessions(db: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """Every session, in the order in which they began."""
    return _records(db, "sessions")


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """An answer with its lists and mappings as such, and without what is empty."""
    row = {name: value for name, value in row.items() if value is not None and name != "session"}
    row["fake"] = bool(row["fake"])
    for name in ("marks", "given", "lenses", "votes"):
        if name in row:
            row[name] = json.loads(row[name])
    return row


def _rows(db: sqlite3.Connection, table: str) -> Iterator[tuple[Any, ...]]:
    names = ", ".join(field.name for field in TABLES[table])
    order = "started, id" if table == "sessions" else "1, 2, 3"
    yield from db.execute(f"SELECT {names} FROM {table} ORDER BY {order}")  # noqa: S608 (names of our own)


def _records(db: sqlite3.Connection, table: str) -> Iterator[dict[str, Any]]:
    names = [field.name for field in TABLES[table]]
    return (dict(zip(names, row, strict=True)) for row in _rows(db, table))
