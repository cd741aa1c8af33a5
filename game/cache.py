"""Parsed packs kept as msgpack beside the settings, so that a second start reads no YAML.

Owns when a kept pack still holds: every YAML file has the size and time it had, or at least the same content.
Refuses to be necessary: whatever is wrong with a cache file, the pack is read anew.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Raw, Struct

from game import __version__, library
from game.errors import PackError
from game.files import write_atomically
from game.library import Library


class _FileMark(Struct, frozen=True):
    """What tells whether a file is still the one that was read."""

    path: str
    size: int
    time_ns: int
    sha256: str


class _Kept(Struct, frozen=True):
    """The content of one cache file; the library is decoded only where it is wanted."""

    version: str
    marks: tuple[_FileMark, ...]
    library: Raw


def load(root: Path, folder: Path | None) -> Library:
    """A pack's library, from the cache in `folder` where that is still true, else from its YAML.

    Raises PackError with every problem where the pack has errors. Without a folder nothing is kept.
    """
    if folder is None:
        return _read(root)
    kept = _kept(root, folder)
    if kept is not None:
        try:
            return msgspec.msgpack.decode(kept.library, type=Library)
        except msgspec.MsgspecError:
            pass  # written by something else: read anew below
    fresh = _read(root)
    marks = tuple(_mark(path) for path in _files(root))
    content = msgspec.msgpack.encode(_Kept(_VERSION, marks, Raw(msgspec.msgpack.encode(fresh))))
    with suppress(OSError):  # a full or read-only disk costs the next start some time, and nothing else
        write_atomically(_place(root, folder), content)
    return fresh


CACHE_FORMAT = 8  # to be raised whenever game/model.py changes
_VERSION = f"{__version__}/{CACHE_FORMAT}"


def _read(root: Path) -> Library:
    fresh, problems = library.read(root.resolve())
    if fresh is None:
        raise PackError(problems)
    return fresh


def _files(root: Path) -> list[Path]:
    """Every file that a library is made of."""
    return [*library.yaml_files(root.resolve()), library.guide_file()]


def _place(root: Path, folder: Path) -> Path:
    return folder / f"{hashlib.sha256(str(root.resolve()).encode()).hexdigest()[:16]}.msgpack"


def _kept(root: Path, folder: Path) -> _Kept | None:
    """What is kept of a pack, where it is still true."""
    try:
        kept = msgspec.msgpack.decode(_place(root, folder).read_bytes(), type=_Kept)
    except (OSError, msgspec.MsgspecError):
        return None
    return kept if kept.version == _VERSION and _same(kept.marks, _files(root)) else None


def _mark(path: Path) -> _FileMark:
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
