"""Deleting what is old, so that nothing of it remains in the file.

Owns that. Counts first what would go; the file is made anew, so that deleted rows cannot be read from its unused parts.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from game.base.errors import ResultsError
from game.results.store import looking


class Old(NamedTuple):
    """How much is older than a limit."""

    sessions: int
    answers: int
    counts: int


def limits(days: int, now: datetime) -> tuple[str, str]:
    """From which moment (UTC) and from which local day on things stay."""
    moment = now.astimezone(UTC) - timedelta(days=days)
    return moment.isoformat(timespec="seconds"), (now.date() - timedelta(days=days)).isoformat()


def count(path: Path, moment: str, day: str) -> Old:
    """How much would go; raises ResultsError."""
    with looking(path) as db:
        (sessions,) = db.execute("SELECT count(*) FROM sessions WHERE started < ?", (moment,)).fetchone()
        (answers,) = db.execute(
            "SELECT count(*) FROM answers WHERE session IN (SELECT id FROM sessions WHERE started < ?)", (moment,)
        ).fetchone()
        (counts,) = db.execute("SELECT count(*) FROM counts WHERE day < ?", (day,)).fetchone()
    return Old(sessions, answers, counts)


def latest(path: Path) -> list[str]:
    """The local day (ISO 8601) of the latest session and of the latest counts, by which a clock can be judged."""
    with looking(path) as db:
        rows = [*db.execute("SELECT max(started) FROM sessions"), *db.execute("SELECT max(day) FROM counts")]
    return [text[:10] for (text,) in rows if text]


def delete(path: Path, moment: str, day: str) -> None:
    """Delete it, and whatever an earlier deletion that broke off has left; raises ResultsError where that cannot be."""
    try:
        with closing(sqlite3.connect(path, timeout=2.0, isolation_level=None)) as db:
            db.execute("PRAGMA secure_delete = ON")
            db.execute("BEGIN IMMEDIATE")
            db.execute("DELETE FROM answers WHERE session IN (SELECT id FROM sessions WHERE started < ?)", (moment,))
            db.execute("DELETE FROM sessions WHERE started < ?", (moment,))
            db.execute("DELETE FROM counts WHERE day < ?", (day,))
            db.execute("COMMIT")
            db.execute("VACUUM")
            (in_use, *_) = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if in_use:
                raise sqlite3.OperationalError("it is in use")
    except sqlite3.Error as error:
        raise ResultsError(f"'{path}' cannot be changed ({error}); end the game and try again") from None
