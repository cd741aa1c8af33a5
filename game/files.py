"""Writing a file whole or not at all.

Owns the one way in which the game replaces a file. Refuses to know what is in it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Literal


def private(path: str, flags: int) -> int:
    """An opener of files that only their owner may read, from their first moment on."""
    return os.open(path, flags, 0o600)


@contextmanager
def whole(
    path: Path, mode: Literal["w", "wb"] = "w", opener: Callable[[str, int], int] | None = None
) -> Iterator[IO[Any]]:
    """A file to write to (UTF-8 text, or bytes) that takes its place only when all of it is written.

    After a power cut the place holds the old content or the new, never a part. Raises OSError; then the old file is
    untouched and no temporary file remains.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    options = {"encoding": "utf-8", "newline": ""} if mode == "w" else {}
    try:
        with open(temporary, mode, opener=opener, **options) as file:  # type: ignore[call-overload] # (for text alone)
            yield file
            file.flush()
            os.fsync(file.fileno())
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
