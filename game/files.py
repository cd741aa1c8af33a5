"""Writing a file whole or not at all, and by one process at a time.

Owns the one way in which the game replaces a file, and the lock on a folder. Refuses to know what is in them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Literal

from game.errors import TakenError


@contextmanager
def whole(path: Path, mode: Literal["w", "wb"] = "w") -> Iterator[IO[Any]]:
    """A file to write to (UTF-8 text, or bytes) that takes its place only when all of it is written.

    After a power cut the place holds the old content or the new, never a part. Raises OSError; then the old file is
    untouched and no temporary file remains.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    options = {"encoding": "utf-8", "newline": ""} if mode == "w" else {}
    try:
        with temporary.open(mode, **options) as file:  # type: ignore[call-overload] # (text options for text alone)
            yield file
            file.flush()
            os.fsync(file.fileno())
        with suppress(OSError):
            temporary.chmod(path.stat().st_mode)  # who may read and write it stays as it was
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def write_atomically(path: Path, content: bytes) -> None:
    """Replace a file by these bytes; raises OSError."""
    with whole(path, "wb") as file:
        file.write(content)


def set_aside(path: Path) -> Path:
    """Rename a damaged file out of the way, never over another one; gives its new place."""
    number = 1
    while (aside := path.with_name(f"{path.stem}-damaged-{number}{path.suffix}")).exists():
        number += 1
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
