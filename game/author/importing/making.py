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
from typing import IO

import msgspec
from msgspec import Struct

from game.author.importing import likeness
from game.author.importing.candidate import TODO, Candidate
from game.author.importing.holdings import Holdings
from game.author.importing.journal import MadePicture, PlannedPicture, SourceLook
from game.author.importing.pixels import boxes, cut, mask, placement, same_shape
from game.author.importing.refused import DECODER_FAULTS, RefusedFileError, said
from game.base.text import Words
from game.pixels import encode
from game.pixels.budget import MemoryBudget
from game.pixels.imagefiles import FOREIGN_FORMATS, Size, open_picture, opened, picture_size, weight
from game.pixels.unfit import UnfitPictureError

MOST_EVIDENCE = 4  # in one picture: nobody reads more than that
FORMAT = 2  # to be raised whenever the same source would be seen differently, or would give other files
_ROOM = MemoryBudget(256 * 1024 * 1024)  # for pictures being decoded; a larger one is decoded alone


class Likeness(Struct, frozen=True):
    """What all pictures of a pack have in common."""

    native: int  # px: long side that every picture is reduced to first
    side: int  # px: long side of every picture in the pack
    square: bool = False  # cut to the largest square in the middle


def look(source: Holdings, path: str, words: Words) -> SourceLook:
    """Open a picture once: what is wrong with it, in somebody's words, its size, its fingerprint."""
    near = likeness.HASHED_FROM, likeness.HASHED_FROM
    try:
        with _reading(source, path, near) as file:
            size = picture_size(file, foreign=True)
            image = open_picture(file, near, foreign=True, proven=True)
            file.seek(0)
            prints = likeness.prints(hashlib.file_digest(file, "sha256").hexdigest(), image)
    except DECODER_FAULTS as error:
        return SourceLook(said(error, words))
    return SourceLook("", prints.sha256, prints.coarse, prints.fine, size)


@contextmanager
def _reading(source: Holdings, path: str, near: Size | None = None) -> Iterator[io.BufferedReader | io.BytesIO]:
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


def make(source: Holdings, row: PlannedPicture, common: Likeness, root: Path, words: Words) -> MadePicture:
    """Write one picture, and its mask, into the pack; raises OSError where the disk refuses."""
    target, mask_target = files(root, row.look.name)
    item = row.candidate
    try:
        near = 2 * common.native, 2 * common.native
        with _reading(source, item.path, near) as file:
            image = open_picture(file, near, foreign=True)
    except DECODER_FAULTS as error:
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
            means = "white" if _is_grey(file) else item.mask_means
            altered = mask(file, means)
        if not same_shape(altered.size, row.look.size):
            sizes = ["{}x{}".format(*pair) for pair in (altered.size, row.look.size)]
            raise RefusedFileError("mask_size", mask=sizes[0], picture=sizes[1])
        altered = altered.crop(cut(altered.size, square=common.square)).resize(size)
    except DECODER_FAULTS as error:
        return _without_mask(made, item, said(error, words), words)
    found = boxes(altered, MOST_EVIDENCE)
    if not found:
        return _without_mask(made, item, words("import.fault.mask_cut"), words)
    encode.save_mask(altered, size, mask_target)
    return msgspec.structs.replace(made, mask=True, boxes=tuple(found))


def _without_mask(made: MadePicture, item: Candidate, reason: str, words: Words) -> MadePicture:
    """What was made, with the remark that its mask could not be taken along."""
    return msgspec.structs.replace(made, remark=words("import.outcome.mask", mask=item.mask, why=reason))


def _is_grey(file: IO[bytes]) -> bool:
    """Whether a mask has no colours, so that none of them can mean anything."""
    image = opened(file, FOREIGN_FORMATS, foreign=True)
    grey = image.mode in ("1", "L", "LA") or image.mode.startswith("I")
    file.seek(0)
    return grey


def _credit(item: Candidate) -> str:
    """The credit that is known; a picture's file does not carry what is still to be written."""
    return "" if item.credit.startswith(TODO) else item.credit
