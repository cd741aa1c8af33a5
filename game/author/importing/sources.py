"""Where pictures come from: a folder, or a zip file, which is a stranger.

Owns the listing and the reading of one file at a time, bounded. Never writes anything, never unpacks to the disk, and
refuses a whole archive in which a name or a link leads out of it; other odd names are read as `entrynames` reads them.
"""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

from game.author.importing import entrynames
from game.base.errors import PackError
from game.collections import archive
from game.pack.yamlfile import Problem

if TYPE_CHECKING:
    from typing import Self

MOST_FILES = 300_000
MOST_DIRECTORY = 64 * 1024 * 1024  # of an archive's list of its files
MOST_BYTES = 256 * 1024 * 1024  # of one file
MOST_NAMED = 10  # names that are spoken of one by one
_HEAD = 512  # bytes that tell the kind of a file
_OTHER_ARCHIVES = {  # by what stands where
    (0, b"Rar!"): "a RAR archive", (0, b"7z\xbc\xaf"): "a 7-Zip archive", (0, b"\x1f\x8b"): "a gzip or tar.gz file",
    (0, b"BZh"): "a bzip2 file", (0, b"\xfd7zX"): "an xz file", (0, b"(\xb5/\xfd"): "a Zstandard file",
    (257, b"ustar"): "a tar archive",
}  # fmt: skip


class Source:
    """The pictures below a folder or in a zip file, by their paths with slashes."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.said: list[str] = []  # what an author should know of the whole source
        self.links: list[str] = []  # files and folders that are links, which are not followed

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of open files."""

    def files(self) -> Iterator[str]:
        """Every plain file, hidden ones and those with unreadable names among them; fills `links`."""
        raise NotImplementedError

    def stamp(self, path: str) -> str:
        """What tells whether a file is still the one that was read; raises OSError."""
        raise NotImplementedError

    def read(self, path: str) -> bytes:
        """A file's content; raises OSError or ValueError where there is none to be had."""
        with self.open(path) as file:
            try:
                content = file.read(MOST_BYTES + 1)
            except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
                raise ValueError(f"damaged in the archive ({error})") from error
        if len(content) > MOST_BYTES:
            raise ValueError(f"larger than {MOST_BYTES // 2**20} MB")
        return content

    def open(self, path: str) -> IO[bytes]:
        """A file to read from; raises OSError or ValueError."""
        raise NotImplementedError


class Folder(Source):
    """A folder of pictures."""

    def __init__(self, root: Path) -> None:
        super().__init__(root.resolve().name)
        self._root = root

    def files(self) -> Iterator[str]:
        """Those below the folder."""
        self.links.clear()
        for folder, folders, files in os.walk(self._root):
            folders.sort()
            inner = Path(folder).relative_to(self._root).as_posix()
            for name in (*folders, *files):
                path = name if inner == "." else f"{inner}/{name}"
                if Path(folder, name).is_symlink():
                    self.links.append(path)
                elif name in files:
                    yield path

    def stamp(self, path: str) -> str:
        """Its size and time."""
        status = (self._root / path).stat()
        return f"{self.name}/{status.st_size}/{status.st_mtime_ns}"

    def open(self, path: str) -> IO[bytes]:
        """The file."""
        return (self._root / path).open("rb")


class Zip(Source):
    """A zip file of pictures."""

    def __init__(self, path: Path) -> None:
        """Raises PackError where it is no zip file that can be read, or holds what leads out of it."""
        super().__init__(path.name)
        try:
            self._file = archive.bounded(path, MOST_DIRECTORY)
        except OSError as error:
            archive.refuse(path.name, f"cannot be read: {error.strerror or error}")
        try:
            self._archive = zipfile.ZipFile(self._file)
            self._entries = self._named(self._archive.infolist())
        except PackError:
            self._file.close()
            raise
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, EOFError, OSError) as error:
            with self._file:
                self._file.seek(0)
                why = _why_not(self._file.read(_HEAD), error)
            archive.refuse(path.name, why)

    def _named(self, infos: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
        """The files by their paths; says which names were changed."""
        if len(infos) > MOST_FILES:
            archive.refuse(self.name, f"{len(infos)} files are too many; at most {MOST_FILES}")
        found = entrynames.read(infos)
        if found.refused:
            more = len(found.refused) - MOST_NAMED
            lines = [*found.refused[:MOST_NAMED], *([f"… and {more} more such files"] if more > 0 else [])]
            remedy = "; nothing was imported: take it out, or unpack the archive and import the folder"
            raise PackError([Problem(self.name, 0, 0, "error", f"{line}{remedy}") for line in lines])
        if found.renamed:
            pairs = [f"'{written}' as '{path}'" for written, path in found.renamed]
            more = len(pairs) - MOST_NAMED
            named = ", ".join([*pairs[:MOST_NAMED], *([f"and {more} more"] if more > 0 else [])])
            self.said.append(f"names in the archive that are read differently: {named}")
        return found.files

    def close(self) -> None:
        """Close the archive."""
        self._archive.close()
        self._file.close()

    def files(self) -> Iterator[str]:
        """Those of the archive, by the names they are read under."""
        yield from self._entries

    def stamp(self, path: str) -> str:
        """Its size and checksum."""
        info = self._entries[path]
        return f"{self.name}/{info.file_size}/{info.CRC}"

    def open(self, path: str) -> IO[bytes]:
        """The entry, unless it is a bomb or cannot be read without more than this program has."""
        info = self._entries[path]
        if info.flag_bits & 0x1:
            raise ValueError("encrypted; unpack the archive with its password and import the folder")
        if info.compress_type not in archive.METHODS:
            method = f"packed by a method ({info.compress_type}) that is not read here"
            raise ValueError(f"{method}; unpack the archive and import the folder")
        if archive.swells(info):
            raise ValueError(f"unpacks to more than {archive.MOST_RATIO} times its size")
        try:
            return self._archive.open(info)
        except (zipfile.BadZipFile, RuntimeError) as error:
            raise ValueError(f"damaged in the archive ({error})") from error


def _why_not(head: bytes, error: Exception) -> str:
    """Why a file that begins so cannot be read as a zip file, and what to do."""
    for (place, sign), kind in _OTHER_ARCHIVES.items():
        if head.startswith(sign, place):
            return f"this is no zip file but {kind}; unpack it and name its folder"
    if isinstance(error, UnicodeDecodeError):
        return "a file name in it says it is UTF-8, and is not; unpack it and name its folder"
    if head.startswith(b"PK\3\4") and "not a zip file" in str(error):
        return "this is no whole zip file: its end is missing; copy or fetch it again"
    return f"this is no zip file, or it is damaged ({error})"


def source_at(path: Path) -> Source:
    """The source at a path; raises PackError where there is none, or for an archive that is refused."""
    if path.is_dir():
        return Folder(path)
    if not path.is_file():
        raise PackError([Problem(str(path), 0, 0, "error", "no such folder or zip file; check the path")])
    return Zip(path)
