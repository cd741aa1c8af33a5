"""What an import has done so far, in a small database in the pack's folder, so that it can go on after any end.

Owns the file and its tables: what was seen of each picture, which ones this run takes, and what was made. A row is
written as soon as its work is done. Refuses to decide anything.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from game.author.importing.candidate import Candidate
from game.author.importing.pixels import Placement
from game.base.errors import PackError
from game.base.files import set_aside
from game.base.text import FALLBACK, Words
from game.pack.check.check_files import MIN_SIDE
from game.pack.yamlfile import Problem

NAME = ".import.sqlite3"
FORMAT = 1
_BATCH = 500
T = TypeVar("T")
_SCHEMA = """
CREATE TABLE IF NOT EXISTS looks (
    path TEXT PRIMARY KEY, stamp TEXT NOT NULL, look BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS plan (
    n INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, candidate BLOB NOT NULL, fake INTEGER NOT NULL,
    name TEXT, side INTEGER, fate TEXT NOT NULL DEFAULT '', why TEXT NOT NULL DEFAULT '', twin INTEGER, original INTEGER
) STRICT;
CREATE INDEX IF NOT EXISTS plan_by_name ON plan(name);
CREATE TABLE IF NOT EXISTS made (
    name TEXT PRIMARY KEY, digest TEXT NOT NULL, made BLOB NOT NULL, fake INTEGER NOT NULL, coarse TEXT NOT NULL,
    fine TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS settings (key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS aside (
    path TEXT PRIMARY KEY, why TEXT NOT NULL, mask INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS labels (
    name TEXT PRIMARY KEY, truth TEXT NOT NULL, made_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""


class SourceLook(Struct, frozen=True, array_like=True):
    """What was seen of a picture in its source."""

    fault: str = ""  # why it cannot be taken; then the rest is empty
    sha256: str = ""
    coarse: int = 0
    fine: int = 0
    size: tuple[int, int] = (0, 0)  # pixels, upright

    @property
    def name(self) -> str:
        """What its files in the pack are called: it depends on nothing but its content."""
        return self.sha256[:16]


class MadePicture(Struct, frozen=True, array_like=True):
    """What was made of a picture."""

    fault: str = ""  # why nothing was made
    remark: str = ""  # what could not be taken along
    bytes: int = 0  # of the picture's file
    lies: Placement = Placement(0, 0, 1, (0, 0))  # how the source picture lies in it, and its size
    mask: bool = False
    boxes: tuple[tuple[int, int, int, int], ...] = ()  # of the mask's areas


class PlannedPicture(Struct, frozen=True):
    """One picture of this run's plan."""

    n: int
    candidate: Candidate
    look: SourceLook
    fate: str
    why: str
    original: int | None


class Journal:
    """The database of one pack."""

    def __init__(self, pack: Path, words: Words | None = None) -> None:
        """Opens or begins it; raises PackError where another import is at work, OSError where it cannot be written."""
        self.path = pack / NAME
        self.moved: Path | None = None  # a damaged one, set aside
        pack.mkdir(parents=True, exist_ok=True)
        try:
            self._db = self._open()
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                message = (words or Words(FALLBACK))("import.problem.busy")
                raise PackError([Problem(str(pack), 0, 0, "error", message)]) from None
            raise OSError(f"'{self.path}' cannot be written ({error})") from None
        except (sqlite3.DatabaseError, UnicodeDecodeError):  # damage may show in the message itself
            self.moved = set_aside(self.path, "-wal", "-shm")
            self._db = self._open()

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.path, timeout=1.0, isolation_level=None)
        try:
            db.execute("PRAGMA locking_mode = EXCLUSIVE")
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = NORMAL")
            version = db.execute("PRAGMA user_version").fetchone()[0]
            if version not in (0, FORMAT):
                raise sqlite3.DatabaseError("another format")
            db.executescript(f"BEGIN IMMEDIATE;{_SCHEMA}PRAGMA user_version = {FORMAT};COMMIT;")
        except BaseException:
            db.close()
            raise
        return db

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    # --- settings that hold for the whole pack

    def setting(self, key: str) -> int | None:
        """What an earlier import into this pack settled."""
        row = self._db.execute("SELECT value FROM settings WHERE key = ?", (key,)).fetchone()
        return None if row is None else int(row[0])

    def settle(self, **values: int) -> None:
        """Let later imports do the same."""
        self._db.executemany("INSERT OR REPLACE INTO settings VALUES (?, ?)", values.items())

    # --- the plan of this run

    def plan(self, candidates: Iterable[Candidate], aside: Iterable[tuple[str, str, bool]] = ()) -> None:
        """Take these pictures, in this order; a path that comes twice counts once.

        `aside` are the other files: path, why, and whether it is the mask of a picture.
        """
        encode = msgspec.msgpack.Encoder().encode
        with self.together():
            self._db.execute("DELETE FROM plan")
            self._db.execute("DELETE FROM aside")
            self._db.executemany("INSERT OR REPLACE INTO aside VALUES (?, ?, ?)", aside)
            rows = ((item.path, encode(item), item.fake) for item in candidates)
            self._db.executemany("INSERT OR IGNORE INTO plan (path, candidate, fake) VALUES (?, ?, ?)", rows)

    def count(self, fate: str | None = None, *, fake: bool | None = None) -> int:
        """How many pictures of the plan came to this."""
        sql = "SELECT count(*) FROM plan WHERE (?1 IS NULL OR fate = ?1) AND (?2 IS NULL OR fake = ?2)"
        return int(self._db.execute(sql, (fate, fake)).fetchone()[0])

    def paths(self) -> Iterator[tuple[int, str]]:
        """Number and path of every picture, a batch at a time, so that rows may be written in between."""
        for batch in self._batches("SELECT n, path FROM plan WHERE n > ? ORDER BY n LIMIT ?"):
            yield from batch

    def aside(self) -> Iterator[tuple[str, str, bool]]:
        """The files that are no pictures of the plan, by path: why, and whether it is the mask of a picture."""
        for path, why, mask in self._db.execute("SELECT path, why, mask FROM aside ORDER BY path"):
            yield path, why, bool(mask)

    def reasons(self, fate: str, *, fake: bool) -> list[tuple[str, str, int]]:
        """The folders in which pictures of this truth came to a fate, with why, and how many did; the most first."""
        found: Counter[tuple[str, str]] = Counter()
        sql = "SELECT path, why FROM plan WHERE fate = ? AND fake = ? ORDER BY n"
        for path, why in self._db.execute(sql, (fate, fake)):
            found[path.rpartition("/")[0], why] += 1
        return [(folder, why, count) for (folder, why), count in found.most_common()]

    def rows(self, fate: str | None = None) -> Iterator[PlannedPicture]:
        """The pictures whose look is known, in order; those of one fate, or all."""
        sql = """SELECT n, candidate, look, fate, why, original FROM plan JOIN looks USING (path)
                 WHERE n > ? AND (?3 IS NULL OR fate = ?3) ORDER BY n LIMIT ?2"""
        for batch in self._batches(sql, fate):
            for row in batch:
                yield _row(row)

    def row(self, n: int) -> PlannedPicture:
        """One picture."""
        sql = """SELECT n, candidate, look, fate, why, original FROM plan JOIN looks USING (path) WHERE n = ?"""
        return _row(self._db.execute(sql, (n,)).fetchone())

    def number(self, path: str) -> int | None:
        """The picture of a path, or the one it is the same as."""
        row = self._db.execute("SELECT coalesce(twin, n) FROM plan WHERE path = ?", (path,)).fetchone()
        return None if row is None else int(row[0])

    def planned(self, name: str) -> bool:
        """Whether this run's plan holds a picture of a name."""
        return self._db.execute("SELECT 1 FROM plan WHERE name = ?", (name,)).fetchone() is not None

    def _batches(self, sql: str, *more: object) -> Iterator[list[tuple[Any, ...]]]:
        last = 0
        while batch := self._db.execute(sql, (last, _BATCH, *more)).fetchall():
            yield batch
            last = batch[-1][0]

    def decide(self, n: int, fate: str, why: str = "", twin: int | None = None) -> None:
        """What becomes of a picture."""
        self._db.execute("UPDATE plan SET fate = ?, why = ?, twin = ? WHERE n = ?", (fate, why, twin, n))

    def link(self, n: int, original: int) -> None:
        """A picture's original."""
        self._db.execute("UPDATE plan SET original = ? WHERE n = ?", (original, n))

    @contextmanager
    def together(self) -> Iterator[None]:
        """A block whose rows are written together, or not at all."""
        self._db.execute("BEGIN")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    # --- what was seen

    def look(self, path: str, stamp: str) -> SourceLook | None:
        """What was seen of a file, if it is still the same one and could be taken; else it is looked at anew.

        What could not be read may be readable by now: a library was installed.
        """
        row = self._db.execute("SELECT look FROM looks WHERE path = ? AND stamp = ?", (path, stamp)).fetchone()
        look = None if row is None else _unpacked(row[0], SourceLook)
        return None if look is None or look.fault else look

    def saw(self, path: str, stamp: str, look: SourceLook) -> None:
        """Remember what was seen of a file."""
        content = msgspec.msgpack.encode(look)
        self._db.execute("INSERT OR REPLACE INTO looks VALUES (?, ?, ?)", (path, stamp, content))

    def name(self, n: int, look: SourceLook) -> None:
        """Put into the plan what it is asked by: the picture's name and its long side."""
        values = (None, None) if look.fault else (look.name, max(look.size))
        self._db.execute("UPDATE plan SET name = ?, side = ? WHERE n = ?", (*values, n))

    def usual_side(self, *, fake: bool) -> int | None:
        """The long side that nine of ten usable pictures of this truth reach, in pixels; None where there is none."""
        sql = """SELECT side FROM plan WHERE side >= ?2 AND fake = ?1 ORDER BY side
                 LIMIT 1 OFFSET (SELECT count(*) / 10 FROM plan WHERE side >= ?2 AND fake = ?1)"""
        row = self._db.execute(sql, (fake, MIN_SIDE)).fetchone()
        return None if row is None else int(row[0])

    def smaller(self, side: int, *, fake: bool) -> int:
        """How many pictures of this truth do not reach a long side."""
        sql = "SELECT count(*) FROM plan WHERE side < ? AND fake = ?"
        return int(self._db.execute(sql, (side, fake)).fetchone()[0])

    def same(self) -> Iterator[tuple[list[int], bool]]:
        """The numbers of pictures whose files are the same, and whether their truths differ."""
        sql = """SELECT group_concat(n), min(fake) <> max(fake) FROM (SELECT * FROM plan ORDER BY n)
                 WHERE name IS NOT NULL GROUP BY name HAVING count(*) > 1"""
        for numbers, differ in self._db.execute(sql).fetchall():
            yield sorted(map(int, numbers.split(","))), bool(differ)

    # --- what was made

    def made(self, name: str) -> tuple[str, MadePicture] | None:
        """What was made of a picture, and of what that depended."""
        row = self._db.execute("SELECT digest, made FROM made WHERE name = ?", (name,)).fetchone()
        made = None if row is None else _unpacked(row[1], MadePicture)
        return None if made is None else (row[0], made)

    def keep(self, row: PlannedPicture, digest: str, made: MadePicture) -> None:
        """Remember what was made."""
        seen = f"{row.look.coarse:x}", f"{row.look.fine:x}"
        values = (row.look.name, digest, msgspec.msgpack.encode(made), row.candidate.fake, *seen)
        self._db.execute("INSERT OR REPLACE INTO made VALUES (?, ?, ?, ?, ?, ?)", values)

    def label(self, name: str) -> tuple[str, str] | None:
        """Truth and way of making of a picture as the pack took them from a source; None where that is not known."""
        row = self._db.execute("SELECT truth, made_by FROM labels WHERE name = ?", (name,)).fetchone()
        return None if row is None else (row[0], row[1])

    def labelled(self, name: str, truth: str, made_by: str) -> None:
        """Remember with what label a picture was described."""
        self._db.execute("INSERT OR REPLACE INTO labels VALUES (?, ?, ?)", (name, truth, made_by))

    def hashes(self) -> Iterator[tuple[str, bool, int, int]]:
        """Name, whether it is fake, and the two hashes of everything ever made in this pack."""
        for name, fake, coarse, fine in self._db.execute("SELECT name, fake, coarse, fine FROM made ORDER BY name"):
            try:
                yield name, bool(fake), int(coarse, 16), int(fine, 16)
            except (ValueError, TypeError) as error:
                raise sqlite3.DatabaseError(f"damaged: {error}") from None


def _unpacked(content: bytes, kind: type[T]) -> T | None:
    """What was kept of a piece of work; None where it is damaged, so that the work is done again."""
    try:
        return msgspec.msgpack.decode(content, type=kind)
    except (ValueError, TypeError, RecursionError):
        return None


def _row(row: tuple[Any, ...]) -> PlannedPicture:
    n, candidate, look, fate, why, original = row
    decode = msgspec.msgpack.decode
    return PlannedPicture(n, decode(candidate, type=Candidate), decode(look, type=SourceLook), fate, why, original)
