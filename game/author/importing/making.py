"""One picture at a time: looked at, and made into what the pack holds.

Owns the order of steps, which is the same for every picture, whatever it shows: upright, sRGB, on white, cut, reduced
to one native size, brought to one side, saved with one quality and no metadata but source type and credit.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct

from game.author.importing import likeness
from game.author.importing.candidate import TODO, Candidate
from game.author.importing.journal import MadePicture, PlannedPicture, SourceLook
from game.author.importing.pixels import boxes, cut, mask, placement, same_shape
from game.author.importing.sources import Source
from game.base.text import Words
from game.pixels import encode
from game.pixels.budget import MemoryBudget
from game.pixels.imagefiles import UNREADABLE, Size, open_picture, picture_size, weight
from game.pixels.unfit import UnfitPictureError, said

MOST_EVIDENCE = 4  # in one picture: more than that nobody reads
FORMAT = 2  # to be raised whenever the same source would be seen otherwise, or would give other files
_ROOM = MemoryBudget(256 * 1024 * 1024)  # for pictures being decoded; a larger one is decoded alone


class Likeness(Struct, frozen=True):
    """What all pictures of a pack have in common."""

    native: int  # px: long side that every picture is reduced to first
    side: int  # px: long side of every picture in the pack
    square: bool = False  # cut to the largest square in the middle


def look(source: Source, path: str, words: Words | None = None) -> SourceLook:
    """Open a picture once: what is wrong with it, in somebody's words, its size, its fingerprint."""
    near = likeness.HASHED_FROM, likeness.HASHED_FROM
    try:
        with _reading(source, path, near) as file:
            size = picture_size(file, foreign=True)
            image = open_picture(file, near, foreign=True, proven=True)
            file.seek(0)
            prints = likeness.prints(hashlib.file_digest(file, "sha256").hexdigest(), image)
    except UNREADABLE as error:
        return SourceLook(said(error, words))
    return SourceLook("", prints.sha256, prints.coarse, prints.fine, size)


@contextmanager
def _reading(source: Source, path: str, near: Size | None = None) -> Iterator[io.BufferedReader | io.BytesIO]:
    """A picture file, and room in memory for what it is decoded to; one from an archive is in memory as well."""
    with source.open(path) as file:
        plain = file if isinstance(file, (io.BufferedReader, io.BytesIO)) else None
        try:
            needed = weight(file, near, foreign=True)
        except UnfitPictureError:
            if plain is None:
                source.read(path)  # it may be the archive that is damaged: that is said, then
            raise
        with _ROOM.of(needed * (2 if plain is None else 1)):
            yield plain or io.BytesIO(source.read(path))


def digest(row: PlannedPicture, common: Likeness, mask_stamp: str) -> str:
    """What tells whether a picture made before is the one that would be made now."""
    item = row.candidate
    parts = (FORMAT, row.look.sha256, common, item.source_type, _credit(item), item.mask, item.mask_means, mask_stamp)
    return hashlib.sha256(msgspec.msgpack.encode(parts)).hexdigest()


def files(root: Path, name: str) -> tuple[Path, Path]:
    """Where a picture and its mask lie in a pack."""
    return root / "assets" / "images" / f"{name}.jpg", root / "assets" / "masks" / f"{name}.png"


def make(source: Source, row: PlannedPicture, common: Likeness, root: Path, words: Words | None = None) -> MadePicture:
    """Write one picture, and its mask, into the pack; raises OSError where the disk refuses."""
    target, mask_target = files(root, row.look.name)
    item = row.candidate
    try:
        near = 2 * common.native, 2 * common.native
        with _reading(source, item.path, near) as file:
            image = open_picture(file, near, foreign=True)
    except UNREADABLE as error:
        return MadePicture(said(error, words))
    lies = placement(row.look.size, common.side, square=common.square)
    size = lies.size
    image = encode.alike(image.crop(cut(image.size, square=common.square)), common.native, common.side, size)
    encode.save_picture(image, target, item.source_type, _credit(item))
    made = MadePicture(bytes=target.stat().st_size, lies=lies)
    if not item.mask:
        return made
    try:
        with _reading(source, item.mask) as file:
            altered = mask(file, item.mask_means)
        if not same_shape(altered.size, row.look.size):
            raise ValueError(
                f"it has {altered.width}x{altered.height} pixels, the picture {row.look.size[0]}x{row.look.size[1]}"
            )
        altered = altered.crop(cut(altered.size, square=common.square)).resize(size)
    except UNREADABLE as error:
        return msgspec.structs.replace(made, remark=f"its mask '{item.mask}' was left out: {said(error, words)}")
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
