"""Whether a picture file is whole, where its decoder would fill a hole in silence.

Owns the second look at the bytes: checksums of PNG, libjpeg's warnings, the strips of TIFF files. What has neither
checksum nor warning (WebP, AVIF, GIF inside a frame) can only be cut short, and that their decoders say.
"""

from __future__ import annotations

import re
import zlib
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from game.pixels import containers

if TYPE_CHECKING:
    from PIL.Image import Image as PillowImage

_PIXELS = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"acTL", b"fcTL", b"fdAT", b"IEND"}  # of a PNG file: what is shown
_EXTRANEOUS = re.compile(r"Corrupt JPEG data: (\d+) extraneous bytes before marker 0xd9")
_SCAN, _WITHOUT_LENGTH = 0xDA, (0x01, *range(0xD0, 0xDA))  # markers of a JPEG file
_TABLES_AND_FRAME = (*range(0xC0, 0xD0), 0xDB, 0xDD, 0xEE)
_OFFSETS, _COUNTS, _TILES, _TILE_COUNTS, _TABLES, _COMPRESSION = 273, 279, 324, 325, 347, 259  # TIFF tags
_JPEG, _ZIP = 7, (8, 32946)  # ways of compression of a TIFF file
_MOST_OF_A_PIXEL = 16  # bytes
_BLOCK = 1 << 20  # bytes unpacked at a time


def is_whole(source: Path | IO[bytes], image: PillowImage) -> bool | None:
    """Whether a file just opened as `image` has no hole; reads all of it. None where its decoder has to say so."""
    with containers.reading(source) as file:
        if image.format == "PNG":
            return None if _png_is_whole(file) else False
        if image.format in ("JPEG", "MPO"):
            return _jpeg_is_whole(file.read(), image.mode)
        if image.format == "TIFF":
            return None if _strips_are_whole(file, image) else False
    return None


def _png_is_whole(file: IO[bytes]) -> bool:
    name = b""
    for chunk in containers.chunks(file):
        name = chunk.name
        if name in _PIXELS and not containers.is_whole(file, chunk):
            return False
    return name == b"IEND"


def _jpeg_is_whole(data: bytes, mode: str) -> bool | None:
    """What libjpeg says of the data, of which Pillow says nothing; None where the library is not there or at a loss."""
    try:
        import simplejpeg
    except ImportError:  # there is no wheel for every machine
        return None
    space = "CMYK" if mode == "CMYK" else "GRAY"
    for bare in (False, True):  # what is wrong in metadata, and between segments, does no harm
        try:  # at an eighth of its size: that, too, reads every byte
            simplejpeg.decode_jpeg(_bare(data) if bare else data, space, fastdct=True, min_factor=8)
        except ValueError as error:
            complaint = str(error)
        else:
            return True
        if not complaint.startswith(("Corrupt JPEG data", "Premature end")):
            return None
    return None if _is_padding(complaint, data) else False


def _bare(data: bytes) -> bytes:
    """A JPEG with no more than it takes to decode it: its tables, its frame, and all from its first scan on."""
    kept, place = [data[:2]], 2
    while place + 4 <= len(data):
        marker = data[place + 1]
        if data[place] != 0xFF or marker in (0x00, 0xFF):
            place += 1
        elif marker == _SCAN:
            return b"".join((*kept, data[place:]))
        elif marker in _WITHOUT_LENGTH:
            place += 2
        else:
            end = place + 2 + int.from_bytes(data[place + 2 : place + 4], "big")
            if marker in _TABLES_AND_FRAME:
                kept.append(data[place:end])
            place = end
    return data


def _is_padding(complaint: str, data: bytes) -> bool:
    """Whether what is between the last pixels and the end is the same byte again and again, as some cameras write."""
    found = _EXTRANEOUS.fullmatch(complaint)
    end = data.rfind(b"\xff\xd9")
    return found is not None and len(set(data[max(0, end - int(found[1])) : end])) <= 1


def _strips_are_whole(file: IO[bytes], image: Any) -> bool:
    """The strips or tiles of a TIFF file, where they are compressed in a way that can be proven."""
    tags = image.tag_v2
    compression = tags.get(_COMPRESSION)
    if compression != _JPEG and compression not in _ZIP:
        return True
    offsets, counts = (tags.get(one) or tags.get(other) or () for one, other in _PLACES)
    tables, most = bytes(tags.get(_TABLES) or b"")[:-2], image.width * image.height * _MOST_OF_A_PIXEL
    for offset, count in zip(offsets, counts, strict=False):
        file.seek(offset)
        strip = file.read(count)
        if len(strip) < count:
            return False
        if compression in _ZIP:
            whole = _unpacks(strip, most)
        else:
            whole = _jpeg_is_whole(tables + strip[2 if tables else 0 :], "L") is not False
        if not whole:
            return False
    return True


_PLACES = ((_OFFSETS, _TILES), (_COUNTS, _TILE_COUNTS))


def _unpacks(strip: bytes, most: int) -> bool:
    """Whether a deflated strip is one to its checksum; of a bomb no more is unpacked than the picture can hold."""
    unpacking = zlib.decompressobj()
    try:
        while strip and not unpacking.eof and most > 0:
            most -= len(unpacking.decompress(strip, _BLOCK))
            strip = unpacking.unconsumed_tail
    except zlib.error:
        return False
    return unpacking.eof or most <= 0
