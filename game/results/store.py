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
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec

from game.base.errors import ResultsError
from game.base.files import set_aside
from game.model.answer import Answer, Crowd, Verdict
from game.model.kinds.round_kind import RoundKind
from game.results import ages
from game.results.fields import (
    MIGRATIONS,
    ROWS,
    SCHEMA_VERSION,
    AnswerRow,
    CountRow,
    R,
    SessionRow,
    insert,
    row_of,
    schema,
    select,
)

log = logging.getLogger(__name__)

RETRY_SECONDS = 5.0
_CACHE_KB = 256  # of pages: SQLite's 2 MB would fill in a day of rounds, and an answer needs but a few of them
_LOG_PAGES = 100  # of the log, until they are put in their place and it begins anew: a file that no longer grows takes
# an answer in three quarters of the time (0.21 ms, not 0.28, medians of 600 in turn)
_WANTED = """
    SELECT id FROM sessions WHERE EXISTS (SELECT 1 FROM answers WHERE session = sessions.id)
    AND (?1 IS NULL OR pack IN (SELECT value FROM json_each(?1))) AND mode = coalesce(?2, mode)
    ORDER BY started DESC, rowid DESC LIMIT ?3
"""
_SEEN = """
    SELECT picture, max(CAST(strftime('%s', answered) AS INTEGER)) AS moment
    FROM answers JOIN sessions ON sessions.id = session
    WHERE pack = ? AND mode = ? AND answered < ? AND picture != '' GROUP BY picture HAVING moment >= 0
"""
_CROWD = """
    SELECT coalesce(sum(outcome = ?4), 0), count(*) FROM (
        SELECT outcome, min(round) FROM answers JOIN sessions ON sessions.id = session
        WHERE picture IN (?1, ?2) AND (picture = ?2 OR pack = ?3) AND fake = (?4 = 'miss')
        AND outcome IS NOT NULL AND mode = 'desk' GROUP BY session
    )
"""
_TEXT = partial(str, encoding="utf-8", errors="replace")  # what is damaged shows, and is no reason to read nothing
_DAYS = "SELECT DISTINCT day FROM counts ORDER BY day"
T = TypeVar("T")


class PlayedSession(NamedTuple):
    """A session, and what was answered in it, in order."""

    session: SessionRow
    answers: tuple[AnswerRow, ...]


def answer_rows(
    session: str, place: int, entry: RoundKind, said: Answer, verdict: Verdict, kept_as: Callable[[str], str] = str
) -> list[AnswerRow]:
    """The rows of an answer to a round, given now; `kept_as` says what a picture is called in them."""
    now, lenses = now_utc(), json.dumps(said.lenses) if said.lenses else None
    return [
        AnswerRow(
            session=session,
            round=place,
            picture=kept_as(kept.picture),
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


class _Job(NamedTuple):
    """Something to do with the database, in the order given; a question does not wait for a full disk."""

    do: Callable[[sqlite3.Connection], object]
    done: Callable[[], object] = lambda: None  # told when it is on the disk
    asked: Future[Any] | None = None  # the answer to a question

    @property
    def reads(self) -> bool:
        """Whether it changes nothing."""
        return self is _NOTHING or self.asked is not None


_NOTHING = _Job(lambda _: None)


class Store:
    """The results file. Writes go to its thread in order; questions are answered after the writes before them.

    Nothing here waits for the disk, but for `settle` and `close`. `notice` is called (from the writer thread) with the
    new place of a damaged file that was set aside.
    """

    def __init__(self, path: Path, notice: Callable[[Path], None] = lambda _: None) -> None:
        self.path = path
        self._notice = notice
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._refused = False  # by the disk, the last time
        self.waiting = 0  # results that it has not taken
        self._closed, self._closing = False, threading.Lock()  # what is asked from then on is never answered
        self._thread = threading.Thread(target=self._work, name="store", daemon=True)
        self._thread.start()

    def begin(self, row: SessionRow) -> None:
        """Keep a session that begins."""
        sql = insert(SessionRow, "IGNORE")
        self._jobs.put(_Job(lambda db: _write(db, [(sql, msgspec.structs.astuple(row))])))

    def answered(self, rows: list[AnswerRow], *, finished: bool) -> threading.Event:
        """Keep an answer (and that it was the session's last); the event is set when it is on the disk."""
        done = threading.Event()
        sql = insert(AnswerRow, "REPLACE")
        if rows:
            self._jobs.put(_Job(lambda db: _write(db, [(sql, msgspec.structs.astuple(row)) for row in rows]), done.set))
        else:
            done.set()
        if finished and rows:
            self.finish(rows[0].session)
        return done

    def unanswered(self, sessions: Sequence[str], place: int) -> None:
        """Delete what was answered in a round: the answer was taken back."""
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

    def forget_counts(self, today: str, keep_days: int) -> None:
        """Delete the counts of days that are over on a day that was counted."""

        def job(db: sqlite3.Connection) -> None:
            gone = ages.over((day for (day,) in db.execute(_DAYS)), today, keep_days)
            _write(db, [("DELETE FROM counts WHERE day = ?", (day,)) for day in gone])

        self._jobs.put(_Job(job))

    def days(self) -> Future[tuple[str, ...]]:
        """Ask for the days that have counts, in order."""
        return self._ask(lambda db: tuple(day for (day,) in db.execute(_DAYS)))

    def counts(self, since: str = "") -> Future[tuple[CountRow, ...]]:
        """Ask for the counts from a day on, in order of day, what and name."""
        sql = select(CountRow, "WHERE day >= ? ORDER BY day, what, name")
        return self._ask(lambda db: tuple(_rows(db, CountRow, sql, (since,))))

    def played(
        self, most: int = 200, packs: Iterable[str] | None = None, mode: str | None = None
    ) -> Future[tuple[PlayedSession, ...]]:
        """Ask for the latest sessions with an answer, newest first; of some packs and one mode, or of all."""
        wanted = None if packs is None else json.dumps(list(packs))
        return self._ask(lambda db: _played(db, (wanted, mode, most)))

    def seen(self, pack: str, mode: str, before: str) -> Future[dict[str, int]]:
        """Ask when each picture of a pack was answered last before a moment, in seconds; what never was is left out."""
        return self._ask(lambda db: dict(db.execute(_SEEN, (pack, mode, before))))

    def crowd(self, pack: str, picture: str, *, fake: bool) -> Future[Crowd]:
        """Ask what a pack's picture was taken for at the desk: the first answer of each session counts.

        It may be kept by its own name, or as `pack/id`.
        """
        asked = picture, f"{pack}/{picture}", pack, "miss" if fake else "false alarm"
        return self._ask(lambda db: Crowd(*db.execute(_CROWD, asked).fetchone()))

    def courses(self, study: str) -> Future[int]:
        """Ask how many participants of a study have begun."""
        sql = "SELECT count(DISTINCT course) FROM sessions WHERE study = ?"
        return self._ask(lambda db: int(db.execute(sql, (study,)).fetchone()[0]))

    def settle(self, seconds: float = 10.0) -> bool:
        """Wait until all that was given so far is on the disk; False where time ran out."""
        done = threading.Event()
        self._jobs.put(_Job(lambda _: None, done.set))
        return done.wait(seconds)

    def close(self) -> None:
        """Write what is waiting and end the thread."""
        with self._closing:
            self._closed = True
            self._jobs.put(None)
        self._thread.join(10.0)

    def _ask(self, read: Callable[[sqlite3.Connection], T]) -> Future[T]:
        """Have a question answered, after the writes before it; cancelled where the store is closed by then."""
        asked: Future[T] = Future()
        with self._closing:
            if self._closed:
                asked.cancel()
            else:
                self._jobs.put(_Job(read, asked=asked))
        return asked

    def _work(self) -> None:
        """The writer thread: job after job.

        What the disk refuses waits, and is tried again from time to time and at the end. Where not even the file can be
        opened, a database in memory shows this session's results meanwhile.
        """
        db, waiting = self._open(), list[_Job]()
        with closing(sqlite3.connect(":memory:")) as meanwhile:
            meanwhile.executescript(schema())
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
                self.waiting = sum(not job.reads for job in waiting)
        for job in waiting:
            if job.asked is not None:
                job.asked.cancel()
        lost = sum(not job.reads for job in waiting)
        if lost:
            log.error("%d results could not be kept: the disk refused until the end", lost)
        if db is not None:
            db.close()

    def _do(self, jobs: list[_Job], db: sqlite3.Connection, *, on_disk: bool = True) -> list[_Job]:
        """Do the jobs in order; gives those still to be done: what finds the disk full or locked, and writes after it.

        A question that the file cannot answer, however often it is asked, is answered with nothing.
        """
        waiting: list[_Job] = []
        for job in jobs:
            if not job.reads and any(not other.reads for other in waiting):
                waiting.append(job)
                continue
            try:
                found = job.do(db)
            except Exception as error:  # whatever one job stumbles over, the next ones are done
                if isinstance(error, sqlite3.OperationalError) and not _is_damage(error):
                    self._refuse(error)
                    waiting.append(job)
                    continue
                log.exception("a result could not be kept, or read")
                found = ()
            else:
                if on_disk and not job.reads:
                    self._refused = False
                    job.done()
            if job.asked is not None:
                job.asked.set_result(found)
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
            except (sqlite3.Error, UnicodeDecodeError, OSError) as error:  # damage may show in the message itself
                if not _is_damage(error):
                    self._refuse(error)
                    return None
                log.warning("the results file is damaged: %s", error)
                try:
                    self._notice(set_aside(self.path, "-wal", "-shm"))
                except OSError as refused:
                    self._refuse(refused)
                    return None
        return None


def _is_damage(error: Exception) -> bool:
    """Whether an error is the file's, and no waiting will mend it; else the disk refuses."""
    if isinstance(error, sqlite3.OperationalError):
        return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR  # no such table or column, or the like
    return not isinstance(error, OSError)


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
            db.text_factory = _TEXT
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
    """Open and prove a results file; raises sqlite3.Error where it is damaged or the disk refuses, OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(path, timeout=5.0, isolation_level=None)
    try:
        db.text_factory = _TEXT
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
        db.execute(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}")
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA_VERSION:
            raise sqlite3.OperationalError("the results file was written by a newer version of the game")
        for older in range(version or SCHEMA_VERSION, SCHEMA_VERSION):
            _write(db, [*((sql, ()) for sql in MIGRATIONS[older]), (f"PRAGMA user_version = {older + 1}", ())])
        db.executescript(schema())
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        for row in ROWS:  # a table of that name may lack a column, or be none
            db.execute(f"EXPLAIN {insert(row)}", [None] * len(row.__struct_fields__))
        for (found,) in db.execute("PRAGMA quick_check(1)"):
            if found != "ok":
                raise sqlite3.DatabaseError(found)
    except BaseException:
        with closing(db):
            raise
    return db


@contextmanager
def _at_once(db: sqlite3.Connection, how: str) -> Iterator[None]:
    """A transaction: all of it or nothing, and one state of the file."""
    db.execute(f"BEGIN {how}")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def _write(db: sqlite3.Connection, statements: list[tuple[str, tuple[object, ...]]]) -> None:
    """Several rows as one: all of them or none."""
    with _at_once(db, "IMMEDIATE"):
        for sql, values in statements:
            db.execute(sql, values)


def _rows(db: sqlite3.Connection, kind: type[R], sql: str, values: tuple[object, ...]) -> Iterator[R]:
    """The rows of a question, but for those that the game never writes so."""
    return (row for cells in db.execute(sql, values) if (row := row_of(kind, cells)) is not None)


def _played(db: sqlite3.Connection, wanted: tuple[object, ...]) -> tuple[PlayedSession, ...]:
    """The sessions wanted, with the answers of all of them in one question.

    Rows that the game never writes so are left out, a round as a whole: half of it would be another one.
    """
    answers: dict[str, list[AnswerRow]] = {}
    spoiled: set[tuple[object, object]] = set()
    with _at_once(db, "DEFERRED"):
        sql = select(SessionRow, f"WHERE id IN ({_WANTED}) ORDER BY started DESC, rowid DESC")
        sessions = list(_rows(db, SessionRow, sql, wanted))
        sql = select(AnswerRow, f"WHERE session IN ({_WANTED}) ORDER BY session, round, picture")
        for cells in db.execute(sql, wanted):
            row = row_of(AnswerRow, cells)
            if row is None:
                spoiled.add(cells[:2])
            else:
                answers.setdefault(row.session, []).append(row)
    return tuple(
        PlayedSession(session, tuple(row for row in kept if (row.session, row.round) not in spoiled))
        for session in sessions
        if (kept := answers.get(session.id))
    )
