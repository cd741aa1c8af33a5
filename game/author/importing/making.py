"""One picture at a time: looked at, and made into what the pack holds.

Owns the order of steps, which is the same for every picture, whatever it shows: upright, sRGB, on white, cut, reduced
to one native size, brought to one side, saved with one quality and no metadata but source type and credit.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from pathlib import Path

import msgspec
from msgspec import Struct

from game.author.importing import likeness
from game.author.importing.candidate import TODO, Candidate
from game.author.importing.journal import MadePicture, PlannedPicture, SourceLook
from game.author.importing.pixels import boxes, cut, mask, pixels, placement, same_shape, upright_size
from game.author.importing.sources import Source
from game.pixels import encode

MOST_EVIDENCE = 4  # in one picture: more than that nobody reads
FORMAT = 1  # to be raised whenever the same source would give other files
DECODER_FAULTS = (  # what Pillow's decoders raise for damaged files
    OSError, ValueError, SyntaxError, EOFError, struct.error, TypeError, KeyError, IndexError, AttributeError,
    OverflowError, ZeroDivisionError, MemoryError, RuntimeError, zlib.error,
)  # fmt: skip


class Likeness(Struct, frozen=True):
    """What all pictures of a pack have in common."""

    native: int  # px: long side that every picture is reduced to first
    side: int  # px: long side of every picture in the pack
    square: bool = False  # cut to the largest square in the middle


def look(source: Source, path: str) -> SourceLook:
    """Open a picture once: what is wrong with it, its size, its fingerprint."""
    import io

    try:
        data = source.read(path)
        size = upright_size(io.BytesIO(data))
        prints = likeness.prints(data, pixels(data, likeness.HASHED_FROM))
    except DECODER_FAULTS as error:
        return SourceLook(_said(error))
    return SourceLook("", prints.sha256, prints.coarse, prints.fine, size)


def _said(error: BaseException) -> str:
    """What an exception says, in one line."""
    from PIL import UnidentifiedImageError

    if isinstance(error, UnidentifiedImageError):
        return "not a picture in a format that import reads (JPEG, PNG, WebP, AVIF, GIF, TIFF, BMP), or damaged"
    if isinstance(error, OSError) and error.strerror:
        return f"cannot be read ({error.strerror})"
    return " ".join(str(error).split()) or type(error).__name__


def digest(row: PlannedPicture, common: Likeness, mask_stamp: str) -> str:
    """What tells whether a picture made before is the one that would be made now."""
    item = row.candidate
    parts = (FORMAT, row.look.sha256, common, item.source_type, _credit(item), item.mask, item.mask_means, mask_stamp)
    return hashlib.sha256(msgspec.msgpack.encode(parts)).hexdigest()


def files(root: Path, name: str) -> tuple[Path, Path]:
    """Where a picture and its mask lie in a pack."""
    return root / "assets" / "images" / f"{name}.jpg", root / "assets" / "masks" / f"{name}.png"


def make(source: Source, row: PlannedPicture, common: Likeness, root: Path) -> MadePicture:
    """Write one picture, and its mask, into the pack; raises OSError where the disk refuses."""
    target, mask_target = files(root, row.look.name)
    item = row.candidate
    try:
        image = pixels(source.read(item.path), 2 * common.native)
    except DECODER_FAULTS as error:
        return MadePicture(_said(error))
    lies = placement(row.look.size, common.side, square=common.square)
    size = lies.size
    image = encode.alike(image.crop(cut(image.size, square=common.square)), common.native, common.side, size)
    encode.save_picture(image, target, item.source_type, _credit(item))
    made = MadePicture(bytes=target.stat().st_size, lies=lies)
    if not item.mask:
        return made
    try:
        altered = mask(source.read(item.mask), item.mask_means)
        if not same_shape(altered.size, row.look.size):
            raise ValueError(
                f"it has {altered.width}x{altered.height} pixels, the picture {row.look.size[0]}x{row.look.size[1]}"
            )
        altered = altered.crop(cut(altered.size, square=common.square)).resize(size)
    except DECODER_FAULTS as error:
        return msgspec.structs.replace(made, remark=f"its mask '{item.mask}' was left out: {_said(error)}")
    found = boxes(altered, MOST_EVIDENCE)
    if not found:
        return msgspec.structs.replace(
            made, remark=f"its mask '{item.mask}' was left out: nothing of it is in the picture"
        )
    encode.save_mask(altered, size, mask_target)
    return msgspec.structs.replace(made, mask=True, boxes=tuple(found))


def _credit(item: Candidate) -> str:
    """The credit that is known; a picture's file does not carry what is still to be written."""
    return "" if item.credit.startswith(TODO) else item.credit
