"""Where pictures come from: a folder, or a zip file, which is a stranger.

Owns the listing and the reading of one file at a time, bounded. Never writes anything, never unpacks to the disk, and
refuses a whole archive whose names, links or entries are not harmless (as `archive` does for packs).
"""

from __future__ import annotations

import os
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

from game.base.errors import PackError
from game.collections import archive
from game.pack.yamlfile import Problem

if TYPE_CHECKING:
    from typing import Self

SUFFIXES = {
    ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".avif", ".gif", ".tif", ".tiff", ".bmp",
}  # fmt: skip
_UNREADABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")  # in names; surrogates stand for undecodable bytes
MOST_FILES = 300_000
MOST_DIRECTORY = 64 * 1024 * 1024  # of an archive's list of its files
MOST_BYTES = 256 * 1024 * 1024  # of one file


class Source:
    """The pictures below a folder or in a zip file, by their paths with slashes."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.others: Counter[str] = Counter()  # what is no picture, by the end of its name

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of open files."""

    def names(self) -> list[str]:
        """Every picture file, sorted; hidden ones and links are left aside. Fills `others`."""
        self.others.clear()
        found = []
        for path in self._all():
            parts = path.split("/")
            if any(part.startswith(".") or part == "__MACOSX" for part in parts):
                continue
            if _UNREADABLE.search(path):
                self.others["with names that are no UTF-8 text"] += 1
            elif (suffix := PurePosixPath(parts[-1]).suffix.lower()) in SUFFIXES:
                found.append(path)
            else:
                self.others[suffix or parts[-1]] += 1
        return sorted(found)

    def _all(self) -> Iterator[str]:
        """Every plain file."""
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

    def _all(self) -> Iterator[str]:
        for folder, folders, files in os.walk(self._root):
            folders.sort()
            inner = Path(folder).relative_to(self._root).as_posix()
            for name in files:
                if not Path(folder, name).is_symlink():
                    yield name if inner == "." else f"{inner}/{name}"

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
        """Raises PackError where the archive as a whole is not to be trusted."""
        super().__init__(path.name)
        try:
            self._file = archive.bounded(path, MOST_DIRECTORY)
        except OSError as error:
            archive.refuse(path.name, f"cannot be read: {error.strerror or error}")
        try:
            self._archive = zipfile.ZipFile(self._file)
            files = [info for info in self._archive.infolist() if not info.filename.endswith("/")]
            self._entries = archive.plain_files(path.name, files, MOST_FILES)
        except PackError:
            self._file.close()
            raise
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, EOFError, OSError) as error:
            self._file.close()
            archive.refuse(path.name, f"this is no zip file, or it is damaged ({error})")

    def close(self) -> None:
        """Close the archive."""
        self._archive.close()
        self._file.close()

    def _all(self) -> Iterator[str]:
        yield from self._entries

    def stamp(self, path: str) -> str:
        """Its size and checksum."""
        info = self._entries[path]
        return f"{self.name}/{info.file_size}/{info.CRC}"

    def open(self, path: str) -> IO[bytes]:
        """The entry, unless it is a bomb."""
        info = self._entries[path]
        if archive.swells(info):
            raise ValueError(f"unpacks to more than {archive.MOST_RATIO} times its size")
        try:
            return self._archive.open(info)
        except (zipfile.BadZipFile, RuntimeError) as error:
            raise ValueError(f"damaged in the archive ({error})") from error


def source_at(path: Path) -> Source:
    """The source at a path; raises PackError where there is none, or for an archive that is refused."""
    if path.is_dir():
        return Folder(path)
    if not path.is_file():
        raise PackError([Problem(str(path), 0, 0, "error", "no such folder or zip file; check the path")])
    return Zip(path)
