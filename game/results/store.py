"""Results that last: sessions and answers in SQLite, nothing about people.

Owns the database and its one writer thread; an answer is on the disk (WAL, synchronous FULL) as soon as it is given.
Refuses to stop the game: a damaged file is set aside with a message; what a full or missing disk does not take waits in
memory and is tried again.
"""

from __future__ import annotations

import json
import logging
import queue
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import Struct

from game.base.errors import ResultsError
from game.base.files import set_aside
from game.model.answer import Answer, Verdict
from game.model.kinds.round_kind import RoundKind

log = logging.getLogger(__name__)

SCHEMA_VERSION = 4
RETRY_SECONDS = 5.0
_CACHE_KB = 256  # of pages: SQLite's 2 MB would fill in a day of rounds, and an answer needs but a few of them
_SCHEMA = """
CREATE TABLE IF NOT EXISTS sessions (
    id TEXT PRIMARY KEY, started TEXT NOT NULL, mode TEXT NOT NULL, pack TEXT NOT NULL, pack_version TEXT NOT NULL,
    level TEXT NOT NULL, language TEXT NOT NULL, seed INTEGER NOT NULL, rounds INTEGER NOT NULL,
    finished INTEGER NOT NULL DEFAULT 0, form TEXT, course TEXT, event TEXT, team TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS answers (
    session TEXT NOT NULL REFERENCES sessions(id), round INTEGER NOT NULL, picture TEXT NOT NULL, ask TEXT NOT NULL,
    fake INTEGER NOT NULL, says TEXT, outcome TEXT, confidence INTEGER, points INTEGER,
    marks TEXT, evidence INTEGER, milliseconds INTEGER NOT NULL, answered TEXT NOT NULL,
    given TEXT, knowledge INTEGER, lenses TEXT, first TEXT, votes TEXT,
    PRIMARY KEY (session, round, picture)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS counts (
    day TEXT NOT NULL, what TEXT NOT NULL, name TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (day, what, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS sessions_by_level ON sessions(level, started);
CREATE INDEX IF NOT EXISTS answers_by_picture ON answers(picture, fake, outcome, says, confidence)
    WHERE outcome IS NOT NULL;  -- holds all that a summary by picture or confidence reads; no answer is slower for it
"""
_MIGRATIONS = {  # from each older version to the next
    1: (
        "ALTER TABLE sessions ADD COLUMN form TEXT",
        "ALTER TABLE sessions ADD COLUMN course TEXT",
        "ALTER TABLE answers ADD COLUMN given TEXT",
        "ALTER TABLE answers ADD COLUMN knowledge INTEGER",
    ),
    2: ("ALTER TABLE answers ADD COLUMN lenses TEXT",),
    3: (
        "ALTER TABLE sessions ADD COLUMN event TEXT",
        "ALTER TABLE sessions ADD COLUMN team TEXT",
        "ALTER TABLE answers ADD COLUMN first TEXT",
        "ALTER TABLE answers ADD COLUMN votes TEXT",
    ),
}


class SessionRow(Struct, frozen=True):
    """One play-through, as kept."""

    id: str
    started: str  # ISO 8601, UTC
    mode: str
    pack: str
    pack_version: str
    level: str
    language: str
    seed: int
    rounds: int
    finished: bool = False
    form: str | None = None  # A or B, of a test
    course: str | None = None  # what a test, its lesson and the second test have in common
    event: str | None = None  # what the teams of one workshop have in common
    team: str | None = None  # a workshop team's generated sign, or "class" for all together


class AnswerRow(Struct, frozen=True):
    """What was said of one picture in one round, as kept; order and choose rounds have no picture."""

    session: str
    round: int
    picture: str  # empty for order and choose rounds
    ask: str
    fake: bool
    says: str | None
    outcome: str | None
    confidence: int | None
    points: int | None
    marks: str | None  # JSON list of [x, y]
    evidence: int | None
    milliseconds: int
    answered: str
    given: str | None = None  # JSON: the order of steps, or the choice
    knowledge: int | None = None
    lenses: str | None = None  # JSON list of the lenses looked through
    first: str | None = None  # in a workshop: the verdict before the talk; `says` is the one after it
    votes: str | None = None  # in a workshop: hands shown, as JSON {"first": {"real": n, ...}, "second": {...}}


class CountRow(Struct, frozen=True):
    """How often something happened on one day, whoever did it: all that a kiosk keeps."""

    day: str  # ISO 8601, local
    what: str  # start, completion, abandoned, language, hit, miss, ..., lens, crash
    name: str  # of the round, the language, the picture, the lens; may be empty
    n: int


def answer_rows(session: str, place: int, entry: RoundKind, said: Answer, verdict: Verdict) -> list[AnswerRow]:
    """The rows of an answer to a round, given now."""
    now, lenses = now_utc(), json.dumps(said.lenses) if said.lenses else None
    return [
        AnswerRow(
            session=session,
            round=place,
            picture=kept.picture,
            ask=entry.ask,
            fake=kept.fake,
            says=kept.says,
            outcome=kept.outcome,
            confidence=kept.confidence,
            points=kept.points,
            marks=None if kept.marks is None else json.dumps(kept.marks),
            evidence=kept.evidence,
            milliseconds=said.milliseconds,
            answered=now,
            given=None if kept.given is None else json.dumps(kept.given),
            knowledge=kept.knowledge,
            lenses=lenses,
        )
        for kept in entry.kept(said, verdict)
    ]


_SESSION_FIELDS = ", ".join(SessionRow.__struct_fields__)
_ANSWER_FIELDS = ", ".join(AnswerRow.__struct_fields__)


class _Job(NamedTuple):
    """Something to do with the database, in the order given; a reading does not wait for a full disk."""

    do: Callable[[sqlite3.Connection], object]
    reads: bool = False
    done: Callable[[], object] = lambda: None  # told when it is on the disk


_NOTHING = _Job(lambda _: None, reads=True)


class Store:
    """The results file. Writes go to its thread in order; reads wait for the writes before them.

    `notice` is called (from the writer thread) with the new place of a damaged file that was set aside.
    """

    def __init__(self, path: Path, notice: Callable[[Path], None] = lambda _: None) -> None:
        self.path = path
        self._notice = notice
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._refused = False  # by the disk, the last time
        self._thread = threading.Thread(target=self._work, name="store", daemon=True)
        self._thread.start()

    def begin(self, row: SessionRow) -> None:
        """Keep a session that begins."""
        sql = (
            f"INSERT OR IGNORE INTO sessions({_SESSION_FIELDS})"  # noqa: S608 (names of our own)
            f" VALUES ({','.join('?' * len(SessionRow.__struct_fields__))})"
        )
        values = tuple(getattr(row, name) for name in SessionRow.__struct_fields__)
        self._jobs.put(_Job(lambda db: _write(db, [(sql, values)])))

    def answered(self, rows: list[AnswerRow], *, finished: bool) -> threading.Event:
        """Keep an answer (and that it was the session's last); the event is set when it is on the disk."""
        done = threading.Event()
        places = ",".join("?" * len(AnswerRow.__struct_fields__))
        sql = f"INSERT OR REPLACE INTO answers({_ANSWER_FIELDS}) VALUES ({places})"  # noqa: S608 (names of our own)
        statements: list[tuple[str, tuple[object, ...]]] = [
            (sql, tuple(getattr(row, name) for name in AnswerRow.__struct_fields__)) for row in rows
        ]
        if rows:
            self._jobs.put(_Job(lambda db: _write(db, statements), done=done.set))
        else:
            done.set()
        if finished and rows:
            self.finish(rows[0].session)
        return done

    def unanswered(self, sessions: Sequence[str], place: int) -> None:
        """Delete what was answered in a round: it was gone back on."""
        sql = "DELETE FROM answers WHERE session = ? AND round = ?"
        self._jobs.put(_Job(lambda db: _write(db, [(sql, (session, place)) for session in sessions])))

    def finish(self, session: str) -> None:
        """Keep that a session was played to its end."""
        sql = "UPDATE sessions SET finished = 1 WHERE id = ?"
        self._jobs.put(_Job(lambda db: _write(db, [(sql, (session,))])))

    def counted(self, day: str, *events: tuple[str, str]) -> None:
        """Count what happened on a day: pairs of what and name."""
        sql = (
            "INSERT INTO counts(day, what, name, n) VALUES (?,?,?,1)"
            " ON CONFLICT(day, what, name) DO UPDATE SET n = n + 1"
        )
        self._jobs.put(_Job(lambda db: _write(db, [(sql, (day, what, name)) for what, name in events])))

    def forget_counts(self, before: str) -> None:
        """Delete the counts of the days before a day."""
        self._jobs.put(_Job(lambda db: _write(db, [("DELETE FROM counts WHERE day < ?", (before,))])))

    def counts(self, since: str = "") -> list[CountRow]:
        """The counts from a day on, in order of day, what and name."""
        sql = "SELECT day, what, name, n FROM counts WHERE day >= ? ORDER BY day, what, name"
        return [CountRow(*row) for row in self._ask(sql, (since,))]

    def sessions(self, most: int = 200, pack: str | None = None, mode: str | None = None) -> list[SessionRow]:
        """The latest sessions that have at least one answer, newest first; of one pack and one mode, or of all."""
        sql = (
            f"SELECT {_SESSION_FIELDS} FROM sessions s"  # noqa: S608 (likewise)
            " WHERE EXISTS (SELECT 1 FROM answers WHERE session = s.id)"
            " AND pack = coalesce(?, pack) AND mode = coalesce(?, mode)"
            " ORDER BY started DESC, rowid DESC LIMIT ?"
        )
        names = SessionRow.__struct_fields__
        rows = [dict(zip(names, row, strict=True)) for row in self._ask(sql, (pack, mode, most))]
        return [SessionRow(**{**row, "finished": bool(row["finished"])}) for row in rows]

    def answers(self, session: str) -> list[AnswerRow]:
        """The answers of a session, in order."""
        sql = f"SELECT {_ANSWER_FIELDS} FROM answers WHERE session = ? ORDER BY round, picture"  # noqa: S608 (likewise)
        rows = self._ask(sql, (session,))
        names = AnswerRow.__struct_fields__
        return [AnswerRow(**{**dict(zip(names, row, strict=True)), "fake": bool(row[4])}) for row in rows]

    def settle(self, seconds: float = 10.0) -> bool:
        """Wait until all that was given so far is on the disk; False where time ran out."""
        done = threading.Event()
        self._jobs.put(_Job(lambda _: None, done=done.set))
        return done.wait(seconds)

    def close(self) -> None:
        """Write what is waiting and end the thread."""
        self._jobs.put(None)
        self._thread.join(10.0)

    def _ask(self, sql: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        """Rows of a question, in order behind the writes; empty where the file cannot be read."""
        answer: list[tuple[Any, ...]] = []
        done = threading.Event()

        def job(db: sqlite3.Connection) -> None:
            try:
                answer.extend(db.execute(sql, values))
            finally:
                done.set()

        self._jobs.put(_Job(job, reads=True))
        done.wait(10.0)
        return answer

    def _work(self) -> None:
        """The writer thread: job after job.

        What the disk refuses waits, and is tried again from time to time and at the end. Where not even the file can be
        opened, a database in memory shows this session's results meanwhile.
        """
        db, waiting = self._open(), list[_Job]()
        with closing(sqlite3.connect(":memory:")) as meanwhile:
            meanwhile.executescript(_SCHEMA)
            job: _Job | None = _NOTHING
            while job is not None:
                try:
                    job = self._jobs.get(timeout=RETRY_SECONDS if waiting else None)
                except queue.Empty:
                    job = _NOTHING
                if db is None and waiting and job in (_NOTHING, None):
                    db = self._open()
                jobs = [job] if job is not None else []
                if db is not None:
                    waiting = self._do([*waiting, *jobs], db)
                else:
                    self._do(jobs, meanwhile, on_disk=False)
                    waiting += [job for job in jobs if not job.reads]
        if waiting:
            log.error("%d results could not be kept: the disk refused until the end", len(waiting))
        if db is not None:
            db.close()

    def _do(self, jobs: list[_Job], db: sqlite3.Connection, *, on_disk: bool = True) -> list[_Job]:
        """Do the jobs in order; gives those still to be done after the first that finds the disk full or locked."""
        waiting: list[_Job] = []
        for job in jobs:
            if waiting and not job.reads:
                waiting.append(job)
                continue
            try:
                job.do(db)
                if on_disk and not job.reads:
                    self._refused = False
                    job.done()
            except sqlite3.OperationalError as error:
                self._refuse(error)
                if not job.reads:
                    waiting.append(job)
            except (sqlite3.Error, ValueError):  # a ValueError where a damaged text is no UTF-8
                log.exception("a result could not be kept")
        return waiting

    def _refuse(self, error: Exception) -> None:
        """Log that the disk refuses; not again before it has taken something."""
        if not self._refused:
            log.warning("results cannot be kept on the disk (%s); they wait in memory", error)
        self._refused = True

    def _open(self) -> sqlite3.Connection | None:
        """The database, made anew where it is missing or damaged; None where the disk refuses."""
        for _ in range(2):
            try:
                return _connect(self.path)
            except (sqlite3.OperationalError, OSError) as error:
                self._refuse(error)
                return None
            except (sqlite3.DatabaseError, UnicodeDecodeError) as error:  # damage may show in the message itself
                log.warning("the results file is damaged: %s", error)
                try:
                    self._notice(set_aside(self.path, "-wal", "-shm"))
                except OSError as refused:
                    self._refuse(refused)
                    return None
        return None


def now_utc() -> str:
    """The time to be kept: ISO 8601, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


@contextmanager
def looking(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that cannot write, and within it one state of the file, whatever a running game adds.

    Raises ResultsError where there is no file, or none that this version reads.
    """
    if not path.is_file():
        raise ResultsError(f"no results yet in '{path.parent}'; play a level, or name another folder with --data")
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)) as db:
            db.execute("BEGIN")
            version = db.execute("PRAGMA user_version").fetchone()[0]
            if version > SCHEMA_VERSION:
                raise ResultsError("the results were written by a newer version of the game; use that one")
            if version < SCHEMA_VERSION:
                raise ResultsError(
                    "the results were written by an older version; open the game once to bring them up to date"
                )
            yield db
    except sqlite3.Error as error:
        raise ResultsError(f"'{path}' cannot be read ({error}); try a copy of it in a folder of your own") from None
    except (ValueError, TypeError, AttributeError, LookupError, OverflowError, RecursionError) as error:
        # the file is sound for SQLite, and a value in it is none that the game writes
        raise ResultsError(f"'{path}' is damaged ({error}); put it aside, and the game begins a new one") from error


def _connect(path: Path) -> sqlite3.Connection:
    """Open and prove a results file; raises sqlite3.DatabaseError where it is damaged, OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(path, timeout=5.0, isolation_level=None)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA_VERSION:
            raise sqlite3.OperationalError("the results file was written by a newer version of the game")
        for older in range(version or SCHEMA_VERSION, SCHEMA_VERSION):
            _write(db, [*((sql, ()) for sql in _MIGRATIONS[older]), (f"PRAGMA user_version = {older + 1}", ())])
        db.executescript(_SCHEMA)
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        for row in db.execute("PRAGMA quick_check(1)"):
            if row[0] != "ok":
                raise sqlite3.DatabaseError(row[0])
    except BaseException:
        with closing(db):
            raise
    return db


def _write(db: sqlite3.Connection, statements: list[tuple[str, tuple[object, ...]]]) -> None:
    """Several rows as one: all of them or none."""
    db.execute("BEGIN IMMEDIATE")
    try:
        for sql, values in statements:
            db.execute(sql, values)
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
