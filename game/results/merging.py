"""The results of many computers as one results file: their data folders, and exports in CSV or JSON.

Owns the reading of exports, and the rule by which the same session in several files counts once: it is known by its
random number. Counts of kiosks are not merged, since a day of two kiosks is two days; Parquet files and DuckDB are for
these. Refuses rows that no version of the game writes: they are left out, and counted.
"""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from game.base.errors import ResultsError
from game.results.fields import FIELDS, SCHEMA_VERSION, AnswerRow, R, SessionRow, insert, row_of, schema
from game.results.store import looking
from game.results.tables import Rows

RESULTS, TABLES = "results.sqlite3", ("sessions.csv", "answers.csv")
_FORMULA = ("'=", "'+", "'-", "'@", "'\t", "'\r")  # a cell that an export keeps spreadsheets from computing
_FINISHED = f"{insert(SessionRow)} ON CONFLICT(id) DO UPDATE SET finished = max(finished, excluded.finished)"


class Merged(NamedTuple):
    """What came together: files that were read, sessions in them, and rows that no version of the game writes."""

    files: int
    sessions: int
    left_out: int


def merge(paths: Iterable[Path], out: Path) -> Merged:
    """Write a new results file of all that lies in paths; raises ResultsError where one holds no results, OSError."""
    files = left_out = 0
    with closing(sqlite3.connect(out, isolation_level=None)) as db:
        db.executescript(schema())
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        db.execute("BEGIN")
        for path in paths:
            found = 0
            for source in _sources(path):
                kept = _read(source, named=source == path)
                if kept is None:
                    continue
                found += 1
                left_out += _take(db, kept)
            if not found:
                raise ResultsError(f"no results in '{path}'; name data folders, or exports in CSV or JSON")
            files += found
        # an answer whose session nobody's file describes would be nobody's
        left_out += db.execute("DELETE FROM answers WHERE session NOT IN (SELECT id FROM sessions)").rowcount
        db.execute("COMMIT")
        (sessions,) = db.execute("SELECT count(*) FROM sessions").fetchone()
    return Merged(files, sessions, left_out)


class _Kept(NamedTuple):
    """The rows of one computer: sessions, answers, how many cannot be read."""

    sessions: list[SessionRow]
    answers: list[AnswerRow]
    left_out: int


def _take(db: sqlite3.Connection, kept: _Kept) -> int:
    """Add rows to those that are there; gives how many are left out."""
    db.executemany(_FINISHED, map(msgspec.structs.astuple, kept.sessions))
    db.executemany(insert(AnswerRow, "IGNORE"), map(msgspec.structs.astuple, kept.answers))
    return kept.left_out


def _sources(path: Path) -> Iterator[Path]:
    """What may hold results, in a path and below it: a database, a folder of tables, a document."""
    if not path.is_dir():
        yield from [path] if path.exists() else []
        return
    if (path / RESULTS).is_file():
        yield path / RESULTS
    elif (path / TABLES[0]).is_file():
        yield path
    else:
        for inner in sorted(path.iterdir()):
            if inner.is_dir() or inner.suffix.lower() == ".json":
                yield from _sources(inner)


def _read(source: Path, *, named: bool) -> _Kept | None:
    """The rows of a source; None for a document that nobody named and that is no export. Raises ResultsError."""
    try:
        if source.is_dir():
            return _tables(source)
        if source.suffix.lower() == ".json":
            return _document(source, named=named)
        return _database(source)
    except (ValueError, csv.Error) as error:  # bytes that are no text, or no table
        raise ResultsError(f"'{source}' cannot be read as an export ({error}); export it again") from None
    except OSError as error:
        raise ResultsError(f"'{source}' cannot be read ({error.strerror or error})") from None


def _database(path: Path) -> _Kept:
    with looking(path) as db:
        rows = Rows(db)
        sessions, answers = list(rows.all(SessionRow)), list(rows.all(AnswerRow))
    return _Kept(sessions, answers, rows.left_out)


def _tables(folder: Path) -> _Kept:
    sessions, answers = _table(folder / TABLES[0], SessionRow), _table(folder / TABLES[1], AnswerRow)
    left_out = sessions.count(None) + answers.count(None)
    return _Kept([row for row in sessions if row], [row for row in answers if row], left_out)


def _table(path: Path, kind: type[R]) -> list[R | None]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [_row(kind, {key: _cell(text) for key, text in line.items()}) for line in csv.DictReader(file)]


def _cell(text: Any) -> Any:
    """A cell's text as it was before the export."""
    return text[1:] if isinstance(text, str) and text.startswith(_FORMULA) else text


def _document(path: Path, *, named: bool) -> _Kept | None:
    content = msgspec.json.decode(path.read_bytes())
    if not isinstance(content, dict) or content.get("format") != 1 or not isinstance(content.get("sessions"), list):
        if named:
            raise ValueError("it is no export of the game in JSON")
        return None
    sessions: list[SessionRow | None] = []
    answers: list[AnswerRow | None] = []
    for item in content["sessions"]:
        said = dict(item) if isinstance(item, dict) else {}
        told = [answer for answer in said.pop("answers", ()) if isinstance(answer, dict)]
        answers += [_row(AnswerRow, {**answer, "session": said.get("id")}) for answer in told]
        sessions.append(_row(SessionRow, said))
    left_out = sessions.count(None) + answers.count(None)
    return _Kept([row for row in sessions if row], [row for row in answers if row], left_out)


def _row(kind: type[R], said: dict[str, Any]) -> R | None:
    """A row of an export; what is empty in it, or missing, is what the column has where nothing is."""
    cells = []
    for field in FIELDS[kind]:
        cell = said.get(field.name)
        if field.kind == "object" and cell is not None and not isinstance(cell, str):
            cell = msgspec.json.encode(cell).decode()
        if cell in (None, ""):
            cell = None if field.nullable or field.limits["required"] else ""
        cells.append(cell)
    return row_of(kind, cells)
