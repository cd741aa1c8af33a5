"""What a source holds: pictures, what else lies beside them, and each picture's bytes as Pillow reads them.

Owns the sorting of files by what they are, the reading of texts beside the pictures, and the way from a HEIC, a video
or a row of a Parquet file to the bytes of one picture. Refuses to say what is real.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cached_property
from typing import IO, TYPE_CHECKING, Any, NamedTuple

import msgspec

from game.author.importing import foreign, sources
from game.author.importing.candidate import Candidate
from game.author.importing.parquet import ParquetRows
from game.author.importing.refused import DECODER_FAULTS, RefusedFileError, refuse_what_is_no_picture
from game.author.importing.sources import Source
from game.author.importing.vocabulary import NOTHING_SAID, Said
from game.base.text import Words
from game.pixels.imagefiles import open_picture, picture_size

if TYPE_CHECKING:
    from PIL.Image import Image as PillowImage

READABLE = {".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".avif", ".gif", ".tif", ".tiff", ".bmp"}
OTHER_PICTURES = {  # by the end of the name: the sentence that says why such a picture cannot be read
    **dict.fromkeys((".nef", ".cr2", ".cr3", ".arw", ".dng", ".orf", ".rw2", ".raf", ".pef", ".srw", ".raw"), "raw"),
    **dict.fromkeys((
        ".tga", ".ppm", ".pgm", ".pbm", ".pnm", ".dds", ".pcx", ".sgi", ".ico", ".icns", ".exr", ".hdr", ".fits",
        ".dcm", ".xbm", ".qoi", ".jxr", ".wdp", ".fli", ".blp", ".ras", ".im",
    ), "format"),
    ".psd": "psd", ".psb": "psd", ".xcf": "psd", ".jp2": "jp2", ".j2k": "jp2", ".jxl": "jxl",
}  # fmt: skip
_UNREADABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")  # surrogates stand for bytes that are no text
MOST_TEXT = 64 * 1024 * 1024  # bytes of a text beside the pictures
_HEAD = 32  # bytes that tell what a file is
_SYSTEM = {"thumbs.db", "desktop.ini", ".ds_store"}


class Aside(NamedTuple):
    """A file that is no picture of the pack, and what it is instead."""

    path: str
    why: str
    mask_of: str = ""  # the picture whose altered areas it shows
    unsaid: bool = False  # a picture of which nothing says whether it is real
    spare: bool = False  # it is there in another format, too


class Verdicts(NamedTuple):
    """What a layout says: of which files it speaks, and how."""

    candidates: list[Candidate]
    aside: list[Aside]


class Holdings:
    """The files of a source, and the language in which is spoken of them."""

    def __init__(self, source: Source, words: Words, said: Said = NOTHING_SAID) -> None:
        """`said` are the words that a person said mean real or fake."""
        self.source = source
        self.words = words
        self.said = said
        self.pictures: list[str] = []  # sorted; whether or not they can be read
        self.others: list[str] = []  # sorted: texts and whatever else
        self.aside: list[Aside] = []  # what cannot even be looked at
        self.parquet = ParquetRows(self)
        self._sort()

    @property
    def name(self) -> str:
        """What the source is called."""
        return self.source.name

    def close(self) -> None:
        """Let go of open files; the source stays open."""
        self.parquet.close()

    def _sort(self) -> None:
        """Every file by what it is."""
        for path in self.source.files():
            name = path.rpartition("/")[2]
            if _UNREADABLE.search(path):
                self.aside.append(Aside(ascii(path)[1:-1], self.words("import.aside.name")))
            elif hidden(path):
                if ending(name) in READABLE and not name.startswith("._"):
                    self.aside.append(Aside(path, self.words("import.aside.hidden")))
            elif self._is_picture(path):
                self.pictures.append(path)
            else:
                self.others.append(path)
        self.aside += [
            Aside(path, self.words("import.aside.link")) for path in self.source.links if not _UNREADABLE.search(path)
        ]
        self.pictures = sorted(self._needed())
        self.others.sort()

    def _needed(self) -> Iterator[str]:
        """The pictures, without raw files and videos that lie beside a picture of the same name which can be read."""
        read = {stem: path for path in self.pictures if (stem := _read_as(path))}
        for path in self.pictures:
            suffix = ending(path)
            spare = suffix in OTHER_PICTURES or suffix in foreign.VIDEOS
            spare = spare or (suffix in foreign.HEIC and not foreign.reads_heic())
            other = read.get(path[: -len(suffix)].casefold()) if spare else None
            if other is None:
                yield path
            else:
                self.aside.append(Aside(path, self.words("import.aside.beside", other=other), spare=True))

    def _is_picture(self, path: str) -> bool:
        """Whether a file is meant to be a picture, by its name; by its first bytes where that has no ending."""
        suffix = ending(path)
        if suffix in READABLE or suffix in OTHER_PICTURES or suffix in foreign.HEIC or suffix in foreign.VIDEOS:
            return True
        return not suffix and foreign.begins_like_picture(self.head(path))

    @cached_property
    def folders(self) -> dict[str, set[str]]:
        """Every folder that holds pictures at some depth: the names of such folders in it; "" is the source itself."""
        found: dict[str, set[str]] = {"": set()}
        for path in self.pictures:
            folder = path.rpartition("/")[0]
            while folder and folder not in found:
                found[folder] = set()
                folder = folder.rpartition("/")[0]
        for folder in found:
            if folder:
                parent, _, name = folder.rpartition("/")
                found[parent].add(name)
        return found

    # --- reading

    def head(self, path: str) -> bytes:
        """How a file begins; nothing where it cannot be read."""
        try:
            with self.source.open(path) as file:
                return file.read(_HEAD)
        except DECODER_FAULTS:
            return b""

    def raw(self, path: str, most: int = MOST_TEXT) -> bytes:
        """A file beside the pictures, or its first so many bytes and one; nothing where it cannot be read."""
        try:
            with self.source.open(path) as file:
                return file.read(most + 1)
        except DECODER_FAULTS:
            return b""

    def json(self, path: str) -> Any:
        """What a JSON file says; None where it is none, or too large."""
        content = self.raw(path)
        try:
            return None if len(content) > MOST_TEXT else msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"))
        except (ValueError, RecursionError, msgspec.MsgspecError):
            return None

    def stamp(self, path: str) -> str:
        """What tells whether a picture is still the one that was read; raises OSError."""
        return self.source.stamp(self.parquet.file_of(path) or path)

    def read(self, path: str) -> bytes:
        """A picture's bytes, in a format that Pillow reads; raises RefusedFileError, or what a decoder raises."""
        if self.parquet.file_of(path):
            return self.parquet.read(path)
        suffix = ending(path)
        if suffix in OTHER_PICTURES:
            raise RefusedFileError(OTHER_PICTURES[suffix])
        data = self.source.read(path)
        if suffix in foreign.VIDEOS:
            return foreign.frame(data)
        refuse_what_is_no_picture(data[:_HEAD])
        return foreign.from_heic(data) if foreign.is_heic(data) else data

    def open(self, path: str) -> IO[bytes]:
        """A picture to read from; raises as `read` does."""
        if path in self._plain and ending(path) in READABLE:
            with self.source.open(path) as file:
                head = file.read(_HEAD)
                if isinstance(file, io.BufferedReader) and file.seek(0, io.SEEK_END) > sources.MOST_BYTES:
                    raise RefusedFileError("bytes", most=sources.MOST_BYTES // 2**20)
            if not foreign.is_heic(head):
                refuse_what_is_no_picture(head)
                return self.source.open(path)
        return io.BytesIO(self.read(path))

    @cached_property
    def _plain(self) -> set[str]:
        """The pictures that are files of their own."""
        return set(self.pictures)

    def seen(self, path: str, side: int) -> PillowImage:
        """A picture as it is seen, on black, of about `side` pixels or more; raises as `read` does."""
        return open_picture(io.BytesIO(self.read(path)), (side, side), foreign=True, ground="black")

    def size(self, path: str) -> tuple[int, int] | None:
        """A picture's size as it is seen; None where it cannot be read."""
        try:
            with self.open(path) as file:
                return picture_size(file, foreign=True)
        except DECODER_FAULTS:
            return None


def _read_as(path: str) -> str:
    """A picture's path without its ending, where Pillow or this computer reads it; else nothing."""
    suffix = ending(path)
    readable = suffix in READABLE or (suffix in foreign.HEIC and foreign.reads_heic())
    return path[: -len(suffix)].casefold() if readable else ""


def ending(path: str) -> str:
    """The end of a file's name, with its dot, in small letters; nothing where it has none."""
    name = path[path.rfind("/") + 1 :]
    dot = name.rfind(".")
    return name[dot:].lower() if dot > 0 else ""


def hidden(path: str) -> bool:
    """Whether a file is of the system and not of a person."""
    parts = path.split("/")
    return any(part.startswith(".") or part == "__MACOSX" for part in parts) or parts[-1].lower() in _SYSTEM


def stem_of(path: str) -> str:
    """The name of a file without its ending; of one that is nothing but an ending, all of it."""
    name = path.rpartition("/")[2]
    return name.rpartition(".")[0] or name


def folders_of(path: str) -> Iterator[tuple[str, str]]:
    """The folders that a file is in, outermost first: the path of the one around it, and its name."""
    around = ""
    for name in path.split("/")[:-1]:
        yield around, name
        around = f"{around}/{name}" if around else name
