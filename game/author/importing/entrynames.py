"""The names in a stranger's zip file as paths: how each is read, which were changed, and what would escape.

Owns that reading. Nothing is ever unpacked under these names, so a name that only some system dislikes stays as it is;
changed are those that no table could name or no screen could show. Refuses to open an entry.
"""

from __future__ import annotations

import re
import stat
import struct
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import NamedTuple
from zipfile import ZipInfo

from game.base.errors import plain

UNREADABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")  # in names; surrogates stand for undecodable bytes
_DRIVE = re.compile(r"[A-Za-z]:[/\\]")
_UTF8_FLAG = 0x800
_LONGEST_SHOWN = 120  # characters of a name in a sentence
_UNICODE_PATH = 0x7075  # extra field of Info-ZIP: the name once more, in UTF-8
_NO_FILES = {stat.S_IFLNK, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK}


class EntryNames(NamedTuple):
    """The files of an archive."""

    files: dict[str, ZipInfo]  # by path with slashes, each of its own
    renamed: list[tuple[str, str]]  # as it stands in the archive, as it is read
    refused: list[str]  # what would lead out of the archive, a sentence each


def read(infos: Iterable[ZipInfo]) -> EntryNames:
    """The files among an archive's entries; folders are left out."""
    found, same = EntryNames({}, [], []), Counter[str]()
    for info in infos:
        written, sure = _decoded(info)
        kind = stat.S_IFMT(info.external_attr >> 16)
        if written.endswith(("/", "\\")) or kind == stat.S_IFDIR:
            continue
        parts = re.split(r"[/\\]", written)
        if written.startswith(("/", "\\")) or _DRIVE.match(written) or any(part.strip() == ".." for part in parts):
            found.refused.append(f"the file name '{_shown(written)}' leads out of the archive")
        elif kind in _NO_FILES:
            found.refused.append(f"'{_shown(written)}' is a link or something else that is no plain file")
        elif path := _tidy(parts):
            path = _free(path, found.files, same)
            found.files[path] = info
            if (path != _composed(written) or not sure) and not hidden(path):
                found.renamed.append((_shown(written if sure else info.orig_filename), _shown(path)))
    return found


def hidden(path: str) -> bool:
    """Whether a system put it there for itself, as macOS does, or somebody hid it."""
    return any(part.startswith(".") or part == "__MACOSX" for part in path.split("/"))


def _decoded(info: ZipInfo) -> tuple[str, bool]:
    """A name as it was meant, and whether that is sure; without the flag for UTF-8 the format itself means cp437."""
    name = info.orig_filename
    if info.flag_bits & _UTF8_FLAG or name.isascii():
        return name, True
    raw = name.encode("cp437")
    if (told := _unicode_path(info.extra, raw)) is not None:
        return told, True
    try:
        return raw.decode("utf-8"), True  # many writers forget the flag, and nothing else is valid UTF-8 by chance
    except UnicodeDecodeError:
        pass
    if not _latin(name):  # a European's name, and Windows wrote it in its other encoding
        try:
            other = raw.decode("cp1252")
        except UnicodeDecodeError:
            return name, True
        if _latin(other):
            return other, False
    return name, True


def _unicode_path(extra: bytes, raw: bytes) -> str | None:
    """The name in the extra field for it, where there is one that belongs to this name (APPNOTE 4.6.9)."""
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        field, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == _UNICODE_PATH and len(field) > 5 and struct.unpack_from("<BI", field) == (1, zlib.crc32(raw)):
            try:
                return field[5:].decode("utf-8")
            except UnicodeDecodeError:
                return None
    return None


def _latin(name: str) -> bool:
    return all(sign.isascii() or unicodedata.name(sign, "").startswith("LATIN") for sign in name)


def _composed(name: str) -> str:
    """The letters as most systems and tables write them; macOS takes è apart."""
    return unicodedata.normalize("NFC", name)


def _tidy(parts: list[str]) -> str:
    """A path with nothing in it that says nothing, and nothing that cannot be seen."""
    return _composed("/".join(part for one in parts if (part := UNREADABLE.sub("_", one).strip()) not in ("", ".")))


def _shown(name: str) -> str:
    return plain(name if len(name) <= _LONGEST_SHOWN else f"{name[:_LONGEST_SHOWN]}…")


def _free(path: str, taken: dict[str, ZipInfo], same: Counter[str]) -> str:
    """The path, with a number where another file has it; `same` holds how often each came."""
    place, free = PurePosixPath(path), path
    while free in taken:
        same[path] += 1
        free = str(place.with_name(f"{place.stem} ({same[path] + 1}){place.suffix}"))
    return free
