"""Masks painted with a brush: strokes are kept as values, pixels are made of them when they are needed.

Owns the strokes, their pixels and the neutral name of a mask's file. Refuses to write files: the album does, before
the YAML that names them.
"""

from __future__ import annotations

import secrets
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from game.pixels.imagefiles import UNREADABLE, Size, open_mask

if TYPE_CHECKING:
    from PIL.Image import Image

FOLDER = "masks"


class Stroke(Struct, frozen=True):
    """One pull of the brush through points of the full picture; `erases` takes away."""

    points: tuple[tuple[int, int], ...]
    radius: int  # pixels of the full picture
    erases: bool = False


def new_name(taken: set[str]) -> str:
    """A file name for a mask that says nothing, relative to the assets folder."""
    while (name := f"{FOLDER}/{secrets.token_hex(4)}.png") in taken:
        pass
    return name


class Painting:
    """The pixels of one mask; strokes that follow those already there are laid over them, the rest begins anew."""

    def __init__(self, size: Size, base: Path | None) -> None:
        """`base` is the mask's file to begin with; where it cannot be read, an empty one."""
        self.size, self.base = size, base
        self.strokes: tuple[Stroke, ...] = ()
        self._ground: Image | None = None
        self._image: Image | None = None

    def show(self, strokes: tuple[Stroke, ...]) -> Image:
        """The mask of these strokes as an 8-bit picture of 0 and 255."""
        ground = self._load()
        if self._image is not None and (rest := _rest_of_last(self.strokes, strokes)) is not None:
            draw(self._image, rest)
            self.strokes = strokes
            return self._image
        if self._image is None or strokes[: len(self.strokes)] != self.strokes:
            self._image, self.strokes = ground.copy(), ()
        for stroke in strokes[len(self.strokes) :]:
            draw(self._image, stroke)
        self.strokes = strokes
        return self._image

    def _load(self) -> Image:
        """The file's own pixels."""
        from PIL import Image as Images

        if self._ground is None:
            self._ground = Images.new("L", self.size, 0)
            if self.base is not None:
                try:
                    mask = open_mask(self.base)
                    if mask.size == self.size:
                        self._ground = mask.convert("L").point([0] * 128 + [255] * 128)
                except UNREADABLE:
                    pass  # `check` says what is wrong with it
        return self._ground

    def png(self, strokes: tuple[Stroke, ...]) -> bytes:
        """The mask as a PNG of one bit a pixel."""
        file = BytesIO()
        self.show(strokes).convert("1").save(file, "PNG", optimize=True)
        return file.getvalue()

    def tinted(
        self, strokes: tuple[Stroke, ...], part: tuple[float, float, float, float], size: Size,
        ink: tuple[int, int, int], cover: int,
    ) -> bytes:  # fmt: skip
        """A part (left, top, right, bottom) scaled to a size: R, G, B, A bytes, `cover` of 255 where it is white."""
        from PIL import Image as Images

        seen = self.show(strokes).resize(size, Images.Resampling.BOX, box=_clipped(part, self.size))
        tint = Images.new("RGB", size, ink)
        tint.putalpha(seen.point([value * cover // 255 for value in range(256)]))
        return tint.tobytes()


def _rest_of_last(known: tuple[Stroke, ...], strokes: tuple[Stroke, ...]) -> Stroke | None:
    """What is new where nothing but the last stroke has grown, as it does under the pointer."""
    if not known or len(known) != len(strokes) or known[:-1] != strokes[:-1]:
        return None
    was, now = known[-1], strokes[-1]
    length = len(was.points)
    if (was.radius, was.erases) != (now.radius, now.erases) or was.points != now.points[:length]:
        return None
    return Stroke(now.points[length - 1 :], now.radius, now.erases)


def draw(image: Image, stroke: Stroke) -> None:
    """Lay one stroke over a mask: discs along the way, and what lies between them."""
    from PIL import ImageDraw

    brush, ink, radius = ImageDraw.Draw(image), 0 if stroke.erases else 255, stroke.radius
    for x, y in stroke.points:
        brush.ellipse((x - radius, y - radius, x + radius, y + radius), fill=ink)
    if len(stroke.points) > 1 and radius:
        brush.line(stroke.points, fill=ink, width=2 * radius + 1)


def _clipped(part: tuple[float, float, float, float], size: Size) -> tuple[float, float, float, float]:
    left, top = min(max(0.0, part[0]), size[0] - 1.0), min(max(0.0, part[1]), size[1] - 1.0)
    return left, top, min(max(left + 1, part[2]), float(size[0])), min(max(top + 1, part[3]), float(size[1]))
