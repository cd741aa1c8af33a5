"""What was found out about files, kept in SQLite, so that a second look at a pack opens only what has changed.

Owns when that still holds: a file of the same size, times and way of looking, looked at by the same version.
Refuses to be necessary, and to be believed in doubt: whatever is wrong with it costs time and nothing else. It knows
nothing of packs and pictures.
"""

from __future__ import annotations

import sqlite3
import time
import zlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

FORMAT = 2  # to be raised whenever the table or the meaning of a column changes
SETTLED_NS = 2_000_000_000  # a file younger than this may change again within one tick of its file system's clock
_UNSOUND = (sqlite3.Error, UnicodeDecodeError, TypeError)  # damage may show in a message, or in a value's type
_WAIT_SECONDS = 1.0  # for another program that writes to the index
_TABLE = """
CREATE TABLE IF NOT EXISTS files (
    root TEXT NOT NULL, path TEXT NOT NULL, look TEXT NOT NULL,
    size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, ctime_ns INTEGER NOT NULL, checker TEXT NOT NULL,
    sha256 TEXT NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL,
    fault TEXT NOT NULL, remark TEXT NOT NULL, grid BLOB NOT NULL, seal INTEGER NOT NULL,
    PRIMARY KEY (root, path, look)
) STRICT, WITHOUT ROWID
"""

_ALL_OF = """
SELECT path, look, size, mtime_ns, ctime_ns, sha256, width, height, fault, remark, grid, seal
FROM files WHERE root = ? AND checker = ?
"""


class Facts(NamedTuple):
    """What one look at a file found; a file that cannot be looked at has a fault and nothing else."""

    sha256: str = ""
    size: tuple[int, int] = (0, 0)  # width, height in pixels, upright
    fault: str = ""  # why it cannot be used
    remark: str = ""  # what should be mended
    grid: bytes = b""  # of a mask: where it is white; see `check_masks`


class Mark(NamedTuple):
    """What tells whether a file is still the one that was looked at."""

    size: int  # bytes
    mtime_ns: int
    ctime_ns: int  # of its last change where the system keeps that: a changed file cannot hide behind an old mtime


class FileLook(NamedTuple):
    """A file, and what it was looked at as: `path` is relative to the pack's folder."""

    path: str
    kind: str


class Found(NamedTuple):
    """One look with its result and the file's mark before it."""

    look: FileLook
    mark: Mark | None  # of the file, by which to know it again; None where that would not be safe
    facts: Facts


def mark_of(path: Path) -> Mark:
    """A file's mark now; raises OSError."""
    status = path.stat()
    return Mark(status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def settled(mark: Mark) -> bool:
    """Whether a file marked just now is too old to change again without getting another mark."""
    return max(mark.mtime_ns, mark.ctime_ns) < time.time_ns() - SETTLED_NS


class Index:
    """The index in one SQLite file; `checker` names whoever looks, with every version that matters.

    Not to be shared between threads.
    """

    def __init__(self, file: Path, checker: str) -> None:
        self._file, self._checker = file, checker
        self._database: sqlite3.Connection | None = None
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            self._open()
        except OSError:
            pass
        except _UNSOUND as error:
            self._failed(error)

    def known(self, root: Path) -> dict[FileLook, Found]:
        """Everything kept of a pack's files, whether or not it still holds: compare the marks."""
        if self._database is None:
            return {}
        found: dict[FileLook, Found] = {}
        try:
            rows = self._database.execute(_ALL_OF, (_name(root), self._checker))
            for path, kind, size, mtime, ctime, sha256, width, height, fault, remark, grid, seal in rows:
                facts = Facts(sha256, (width, height), fault, remark, grid)
                one = Found(FileLook(path, kind), Mark(size, mtime, ctime), facts)
                if _seal(one) == seal:
                    found[one.look] = one
        except _UNSOUND as error:
            self._failed(error)
            return {}
        return found

    def keep(self, root: Path, found: Iterable[Found]) -> None:
        """Keep what was found of the files that have a mark."""
        rows = [
            (
                _name(root),
                *item.look,
                *item.mark,
                self._checker,
                item.facts.sha256,
                *item.facts.size,
                *item.facts[2:],
                _seal(item),
            )
            for item in found
            if item.mark is not None
        ]
        self._write("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def forget(self, root: Path, gone: Iterable[FileLook]) -> None:
        """Drop what is kept of files that a pack has no more."""
        rows = [(_name(root), *look) for look in gone]
        self._write("DELETE FROM files WHERE root = ? AND path = ? AND look = ?", rows)

    def close(self) -> None:
        """Give the file back, without what is kept of packs that no longer exist."""
        if self._database is None:
            return
        try:
            roots = [row[0] for row in self._database.execute("SELECT DISTINCT root FROM files")]
            self._write("DELETE FROM files WHERE root = ?", [(root,) for root in roots if not _is_there(root)])
        except _UNSOUND as error:
            self._failed(error)
        if self._database is not None:
            self._database.close()

    def _open(self) -> None:
        database = self._database = sqlite3.connect(self._file, timeout=_WAIT_SECONDS)
        if database.execute("PRAGMA user_version").fetchone()[0] != FORMAT:
            with database:
                database.execute("DROP TABLE IF EXISTS files")
                database.execute(f"PRAGMA user_version = {FORMAT}")
        with database:
            database.execute(_TABLE)

    def _write(self, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
        if self._database is None or not rows:
            return
        try:
            with self._database:
                self._database.executemany(statement, rows)
        except _UNSOUND as error:
            self._failed(error)

    def _failed(self, error: Exception) -> None:
        """Go on without; a damaged file is thrown away, so that the next one is sound."""
        if self._database is not None:
            with suppress(sqlite3.Error):
                self._database.close()
        self._database = None
        if not isinstance(error, sqlite3.OperationalError):  # which only says that it is locked, full, read-only …
            with suppress(OSError):
                self._file.unlink()


def _seal(found: Found) -> int:
    """A checksum of a row: a worn memory card flips bits, and SQLite does not notice."""
    return zlib.crc32(found.facts.grid, zlib.crc32(repr((*found.look, *(found.mark or ()), *found.facts[:4])).encode()))


def _is_there(root: object) -> bool:
    """Whether a pack's folder is there, or may be: one that cannot be looked at is not forgotten."""
    try:
        return isinstance(root, str) and Path(root).is_dir()
    except PermissionError:
        return True
    except OSError:
        return False


def _name(root: Path) -> str:
    return str(root.resolve())
