"""Writing a file, or a folder, whole or not at all, and by one process at a time.

Owns the one way in which the game puts anything in its place: written beside it under a temporary name, flushed to the
disk, then renamed; and the lock on a folder. Refuses to know what is in them. A temporary name ends in the number of
the process that made it, so that what a power cut left is cleared away by the next one to write there, and what another
process writes is not.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Literal

from game.base.errors import TakenError

_DAY_SECONDS = 24 * 3600
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # how a cell begins that is more than a text


@contextmanager
def whole(
    path: Path, mode: Literal["w", "wb"] = "w", *, private: bool = False, shared: bool = False
) -> Iterator[IO[Any]]:
    """A file to write to (UTF-8 text, or bytes) that takes its place only when all of it is written.

    After a power cut the place holds the old content or the new, never a part. The file keeps the rights that it had; a
    private one is its owner's alone, a shared one everybody may read. A link stays, and what it leads to is replaced.
    Raises OSError; then the old file is untouched and no temporary file remains.
    """
    path = Path(os.path.realpath(path)) if path.is_symlink() else path
    before = _status(path)
    if before is not None and not stat.S_ISREG(before.st_mode):
        raise FileExistsError(errno.EEXIST, "there is something that is no file", str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = _temporary(path)
    options = {"encoding": "utf-8", "newline": ""} if mode == "w" else {}
    try:
        with open(temporary, mode, opener=_private if private else None, **options) as file:  # type: ignore[call-overload]
            if (shared or (before is not None and not private)) and os.name == "posix":
                os.fchmod(file.fileno(), 0o644 if shared or before is None else stat.S_IMODE(before.st_mode))
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException as error:
        with suppress(OSError):
            temporary.unlink()
        if isinstance(error, OSError) and error.filename == str(temporary):
            error.filename = str(path)  # the one that was asked for
        raise
    _flush_names(path.parent)


def write_atomically(path: Path, content: bytes, *, private: bool = False) -> None:
    """Replace a file by these bytes; raises OSError."""
    with whole(path, "wb", private=private) as file:
        file.write(content)


FileStamp = tuple[int, ...]


def stamp(path: Path) -> FileStamp | None:
    """What changes when a file is written anew, or when another takes its place; None where none can be seen."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def no_formulas(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """A table's row in which spreadsheets take no text for a formula (OWASP: CSV injection): it begins with a quote."""
    if any(type(cell) is str and cell.startswith(_FORMULA) for cell in row):
        return tuple(f"'{cell}" if type(cell) is str and cell.startswith(_FORMULA) else cell for cell in row)
    return row


@contextmanager
def working_folder(place: Path) -> Iterator[Path]:
    """An empty folder beside a place, to fill and `move` from; it is removed at the end. Raises OSError."""
    from shutil import rmtree  # takes longer than all else here, and the first frame waits for this module

    place.parent.mkdir(parents=True, exist_ok=True)
    temporary = _temporary(place)
    try:
        temporary.mkdir()
    except OSError as error:
        error.filename = str(place)  # the one that was asked for
        raise
    try:
        yield temporary
    finally:
        rmtree(temporary, ignore_errors=True)


def move(folder: Path, place: Path) -> None:
    """Give a filled folder its place, where nothing is yet, once all in it is on the disk; raises OSError."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb+") as file:
                os.fsync(file.fileno())
        else:
            _flush_names(path)
    _flush_names(folder)
    folder.rename(place)
    _flush_names(place.parent)


def set_aside(path: Path, *endings: str) -> Path:
    """Rename a damaged file out of the way, never over another one; gives its new place.

    What belongs to it, as its name with one of the endings tells, goes with it.
    """
    number = 1
    while (aside := path.with_name(f"{path.stem}-damaged-{number}{path.suffix}")).exists():
        number += 1
    for ending in endings:
        with suppress(FileNotFoundError):
            path.with_name(path.name + ending).replace(aside.with_name(aside.name + ending))
    path.replace(aside)
    return aside


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a file for this process alone; the system lets go of it however the process ends.

    Raises TakenError where another process holds it. A file system that knows no locks holds nothing.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        try:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError) as error:
            raise TakenError(f"'{path.parent}' is in use by another process; wait for it") from error
        except OSError:
            pass
        yield


def _status(path: Path) -> os.stat_result | None:
    """What the system knows of a file, if there is one."""
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _private(path: str, flags: int) -> int:
    """Open a new file that nobody else may read, not even for a moment."""
    return os.open(path, flags, 0o600)


def _flush_names(folder: Path) -> None:
    """Have the names in a folder on the disk, where the system can; what they name is there either way."""
    if os.name == "posix":
        with suppress(OSError):
            opened = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(opened)
            finally:
                os.close(opened)


# --- temporary names


def _temporary(place: Path) -> Path:
    """A free name beside a place; what ended processes left there under such names is cleared away."""
    ours = f"{os.getpid()}-{threading.get_native_id()}"
    head = f".{place.name}."
    with suppress(OSError):  # a folder that cannot be listed may be written to
        for path in place.parent.iterdir():
            owner = path.name.removeprefix(head).removesuffix(".tmp")
            if path.name == f"{head}{owner}.tmp" and (owner == ours or _abandoned(owner, path)):
                _clear(path)
    return place.with_name(f"{head}{ours}.tmp")


def _abandoned(owner: str, path: Path) -> bool:
    """Whether the process that made a temporary file has ended."""
    process = owner.partition("-")[0]
    if not process.isdecimal():
        return False
    with suppress(OSError):
        if os.name != "posix":  # there it cannot be asked in so few words
            return time.time() - path.stat().st_mtime > _DAY_SECONDS
        try:
            os.kill(int(process), 0)
        except (ProcessLookupError, OverflowError):
            return True
    return False


def _clear(path: Path) -> None:
    from shutil import rmtree

    with suppress(OSError):
        if path.is_dir():
            rmtree(path, ignore_errors=True)
        else:
            path.unlink()
