"""How PNG files and those of the MPEG family (AVIF, HEIC) are divided, found without decoding them.

Owns chunks and boxes. Refuses to say what they mean. Where a file breaks off or makes no sense, it ends.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

PNG = b"\x89PNG\r\n\x1a\n"
MOST_META = 1 << 20  # bytes: what describes the pictures of an AVIF or HEIC file is far shorter
_BLOCK = 1 << 20  # bytes read at a time


class Chunk(NamedTuple):
    """One chunk of a PNG file."""

    name: bytes
    place: int  # of its content in the file
    length: int


@contextmanager
def reading(source: str | Path | IO[bytes]) -> Iterator[IO[bytes]]:
    """The file from its beginning; whoever reads it otherwise finds it where it was."""
    if isinstance(source, (str, Path)):
        with Path(source).open("rb") as file:
            yield file
        return
    place = source.tell()
    source.seek(0)
    try:
        yield source
    finally:
        source.seek(place)


def chunks(file: IO[bytes]) -> Iterator[Chunk]:
    """The chunks of a PNG file, IEND the last; fewer where the file is cut short."""
    place = len(PNG)
    while True:
        file.seek(place)
        head = file.read(8)
        if len(head) < 8:
            return
        chunk = Chunk(head[4:], place + 8, int.from_bytes(head[:4], "big"))
        yield chunk
        if chunk.name == b"IEND":
            return
        place = chunk.place + chunk.length + 4


def content(file: IO[bytes], chunk: Chunk) -> bytes:
    """What is in a chunk."""
    file.seek(chunk.place)
    return file.read(chunk.length)


def is_whole(file: IO[bytes], chunk: Chunk) -> bool:
    """Whether a chunk is as it was written, by its checksum."""
    file.seek(chunk.place)
    left, found = chunk.length, zlib.crc32(chunk.name)
    while left and (block := file.read(min(left, _BLOCK))):
        left -= len(block)
        found = zlib.crc32(block, found)
    return not left and file.read(4) == found.to_bytes(4, "big")


# --- boxes: ISO/IEC 14496-12 (the file), 23008-12 (pictures in it)


def colour_boxes(file: IO[bytes]) -> list[bytes]:
    """The `colr` boxes of the picture that an AVIF or HEIC file shows first, each from its type on."""
    try:
        return _colours(_meta(file))
    except (IndexError, KeyError, ValueError):
        return []


def _boxes(data: bytes, start: int = 0) -> Iterator[tuple[bytes, bytes]]:
    """The boxes that lie in some bytes: name and content."""
    while start + 8 <= len(data):
        length = int.from_bytes(data[start : start + 4], "big") or len(data) - start
        if length < 8:
            raise ValueError("a box of no length")
        yield data[start + 4 : start + 8], data[start + 8 : start + length]
        start += length


def _meta(file: IO[bytes]) -> bytes:
    """The content of the box that describes the pictures; it lies at the beginning, before all pixels."""
    place = 0
    while True:
        file.seek(place)
        head = file.read(8)
        length = int.from_bytes(head[:4], "big")
        if len(head) < 8 or length < 8:
            raise ValueError("no pictures are described")
        if head[4:] == b"meta":
            return file.read(min(length, MOST_META) - 8)[4:]
        place += length


def _colours(meta: bytes) -> list[bytes]:
    boxes = dict(_boxes(meta))
    properties = dict(_boxes(boxes[b"iprp"]))
    primary = int.from_bytes(boxes[b"pitm"][4:], "big")
    kept = list(_boxes(properties[b"ipco"]))
    numbers = _of_item(properties[b"ipma"], primary)
    return [kept[number - 1][1] for number in numbers if number and kept[number - 1][0] == b"colr"]


def _of_item(links: bytes, item: int) -> list[int]:
    """The numbers, from 1, of an item's properties."""
    wide_id, wide_link = (4 if links[0] else 2), (2 if links[3] & 1 else 1)
    count, place = int.from_bytes(links[4:8], "big"), 8
    for _ in range(count):
        found = int.from_bytes(links[place : place + wide_id], "big")
        place += wide_id
        numbers = [
            int.from_bytes(links[at : at + wide_link], "big") & (0x7FFF if wide_link == 2 else 0x7F)
            for at in range(place + 1, place + 1 + links[place] * wide_link, wide_link)
        ]
        if found == item:
            return numbers
        place += 1 + links[place] * wide_link
    return []
