"""Parsed packs kept as msgpack beside the settings, so that a second start reads no YAML.

Owns when a kept pack still holds: every YAML file has the size and time it had, or at least the same content, and the
types that it was made of are written down as they were.
Refuses to be necessary: whatever is wrong with a cache file, its checksum above all, the pack is read anew.
"""

from __future__ import annotations

import binascii
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Raw, Struct

from game import __version__, model
from game.base.errors import PackError
from game.base.files import write_atomically
from game.pack import library
from game.pack.library import Library


class _FileMark(Struct, frozen=True):
    """What tells whether a file is still the one that was read."""

    path: str
    size: int
    time_ns: int
    sha256: str


class _Kept(Struct, frozen=True):
    """The content of one cache file; what was read is decoded only where it is wanted."""

    types: str  # as `_types` has them
    marks: tuple[_FileMark, ...]
    read: Raw


Read = TypeVar("Read", bound=Struct)


def load(root: Path, folder: Path | None) -> Library:
    """A pack's library, from the cache in `folder` where that is still true, else from its YAML.

    Raises PackError with every problem where the pack has errors. Without a folder nothing is kept.
    """
    place = _place(root, folder) if folder else None
    return remember(place, read_from(root), Library, lambda: _read(root))


def glance(root: Path, folder: Path | None) -> Library | None:
    """The game's own library before it is checked, at a first launch: None where it has been kept, or is not right."""
    known = folder is None or _place(root, folder).exists()
    return None if known else library.glance(root.resolve())


def read_from(root: Path) -> list[Path]:
    """Every file that a pack's library is made of: its own, and those of the game's that it may name something of."""
    return list(dict.fromkeys([*library.yaml_files(root.resolve()), *library.lent_files()]))


def _place(root: Path, folder: Path) -> Path:
    """Where a pack is kept; two packs that meet there by chance read each other's marks, and are read anew."""
    return folder / f"{binascii.crc32(str(root.resolve()).encode()):08x}.msgpack"  # hashlib takes 5 ms to be there


def remember(place: Path | None, files: list[Path], kind: type[Read], read: Callable[[], Read]) -> Read:
    """What `read` makes of these files, or what it made of them before and was kept in the file `place`.

    Raises what `read` raises; then nothing is kept.
    """
    if place is None:
        return read()
    kept = _kept(place, files, kind)
    if kept is not None:
        try:
            return msgspec.msgpack.decode(kept.read, type=kind)
        except (ValueError, RecursionError):
            pass  # written by something else: read anew below
    fresh = read()
    marks = tuple(_mark(path) for path in files)
    content = msgspec.msgpack.encode(_Kept(_types(kind), marks, Raw(msgspec.msgpack.encode(fresh))))
    with suppress(OSError):  # a full or read-only disk costs the next start some time, and nothing else
        write_atomically(place, binascii.crc32(content).to_bytes(_CHECK_BYTES, "big") + content)
    return fresh


_CHECK_BYTES = 4  # of the CRC-32 before all else: a worn memory card flips bits, and a pack would play on with them


@cache
def _types(kind: type[Struct]) -> str:
    """The game's version, and a checksum of the sources in which a kind and the types within it are written down.

    So it changes with them. It takes some tenths of a millisecond of every start; msgspec's own description of the
    types takes a hundred times as long. Where there are no sources, as in a standalone game, the version alone decides.
    """
    check = 0
    for path in _sources(kind):
        with suppress(OSError):
            check = binascii.crc32(path.read_bytes(), check)
    return f"{__version__}/{check:08x}"


def _sources(kind: type[Struct]) -> list[Path]:
    # not rglob, which takes five times as long
    found = [Path(folder, name) for folder, _, names in os.walk(model.__path__[0]) for name in names]
    return [Path(sys.modules[kind.__module__].__file__ or ""), *sorted(path for path in found if path.suffix == ".py")]


def _read(root: Path) -> Library:
    fresh, problems = library.read(root.resolve())
    if fresh is None:
        raise PackError(problems)
    return fresh


def _kept(place: Path, files: list[Path], kind: type[Struct]) -> _Kept | None:
    """What is kept of files as a kind, where it is still true."""
    try:
        whole = memoryview(place.read_bytes())
        check, content = whole[:_CHECK_BYTES], whole[_CHECK_BYTES:]
        if binascii.crc32(content) != int.from_bytes(check, "big"):
            return None
        kept = msgspec.msgpack.decode(content, type=_Kept)
    except (OSError, ValueError, RecursionError):
        return None
    return kept if kept.types == _types(kind) and _same(kept.marks, files) else None


def _mark(path: Path) -> _FileMark:
    import hashlib

    status = path.stat()
    return _FileMark(str(path), status.st_size, status.st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest())


def _same(marks: tuple[_FileMark, ...], files: list[Path]) -> bool:
    """Whether the files are those of the marks: by size and time, or where the time differs by content."""
    if [mark.path for mark in marks] != [str(path) for path in files]:
        return False
    for mark, path in zip(marks, files, strict=True):
        try:
            status = path.stat()
            same_time = status.st_size == mark.size and status.st_mtime_ns == mark.time_ns
            if not same_time and (status.st_size != mark.size or _mark(path).sha256 != mark.sha256):
                return False
        except OSError:
            return False
    return True
