"""Where a mask is white, coarsely: enough to tell whether a region touches it, small enough to be kept.

Owns that grid of bits. Refuses to open files.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

SIDE = 64  # cells along each side of a mask
WHITE = 128  # of 255: from here on a mask's pixel is altered, as in pointing


def grid_of(mask: Image) -> bytes:
    """For each of SIDE x SIDE cells, row by row, whether anything in it is white; empty where nothing is.

    A cell of more than 500 pixels is white from the first five hundredth on.
    """
    from PIL.Image import Resampling

    white = mask.convert("L").point([0] * WHITE + [255] * (256 - WHITE))
    if white.getbbox() is None:
        return b""
    cells = white.resize((SIDE, SIDE), Resampling.BOX).point([0] + [255] * 255).convert("1")
    return cells.tobytes()


def touches(grid: bytes, bounds: tuple[float, float, float, float], size: tuple[int, int]) -> bool:
    """Whether an area (left, top, right, bottom in pixels of a picture of `size`) reaches a white cell."""
    left, top, right, bottom = (edge * SIDE / side for edge, side in zip(bounds, (*size, *size), strict=True))
    columns = range(max(0, math.floor(left)), min(SIDE, math.ceil(right)))
    rows = range(max(0, math.floor(top)), min(SIDE, math.ceil(bottom)))
    return any(grid[(row * SIDE + column) // 8] >> (7 - column % 8) & 1 for row in rows for column in columns)
