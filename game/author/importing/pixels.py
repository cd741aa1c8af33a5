"""What import does with a foreign picture's pixels: how it is cut and scaled, and what a mask says was altered.

Owns the crop and scale by which a picture and its regions become alike. Refuses to decode (`imagefiles` does) and to
write files.
"""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from msgspec import Struct

from game.model.picture import Region
from game.model.shapes import bounds
from game.pack.check.check_files import SAME_SHAPE
from game.pixels import encode
from game.pixels.imagefiles import open_mask

if TYPE_CHECKING:
    from PIL.Image import Image as PillowImage


class Placement(Struct, frozen=True):
    """How a source picture lies in the finished one: what is cut out of it, and by how much that is scaled."""

    left: float
    top: float
    scale: float
    size: tuple[int, int]  # of the finished picture

    def region(self, region: Region) -> Region | None:
        """A region of the source in the finished picture, whole pixels; None where it is cut away."""
        width, height = self.size

        def moved(x: float, y: float) -> tuple[float, float]:
            return round((x - self.left) * self.scale), round((y - self.top) * self.scale)

        left, top, right, bottom = bounds(region)
        (left, top), (right, bottom) = moved(left, top), moved(right, bottom)
        if right <= 0 or bottom <= 0 or left >= width or top >= height:
            return None
        inside = left >= 0 and top >= 0 and right <= width and bottom <= height
        if region.polygon is not None:
            corners = (moved(x, y) for x, y in region.polygon)
            return Region(polygon=tuple((min(max(x, 0), width), min(max(y, 0), height)) for x, y in corners))
        if region.ellipse is not None and inside:
            radius_x, radius_y = max(1, (right - left) // 2), max(1, (bottom - top) // 2)
            return Region(ellipse=(left + radius_x, top + radius_y, radius_x, radius_y))
        left, top = min(max(left, 0), width - 1), min(max(top, 0), height - 1)
        return Region(box=(left, top, max(1, min(right, width) - left), max(1, min(bottom, height) - top)))


def cut(size: tuple[int, int], *, square: bool) -> tuple[int, int, int, int]:
    """What is taken of a picture: all of it, or the largest square in its middle (left, top, right, bottom)."""
    width, height = size
    if not square:
        return 0, 0, width, height
    side = min(size)
    left, top = (width - side) // 2, (height - side) // 2
    return left, top, left + side, top + side


def placement(size: tuple[int, int], side: int, *, square: bool) -> Placement:
    """How a picture of a size will lie in one whose long side has `side` pixels."""
    left, top, right, bottom = cut(size, square=square)
    finished = encode.fitted_size((right - left, bottom - top), side)
    return Placement(left, top, side / max(right - left, bottom - top), finished)


def same_shape(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two pictures have the same proportions, so that one can lie upon the other."""
    return abs(one[0] * other[1] / (one[1] * other[0]) - 1) <= SAME_SHAPE


def mask(file: IO[bytes], means: str) -> PillowImage:
    """What a mask says was altered, white on black; raises ValueError where that is nothing.

    Any brightness above half of the brightest counts, so that masks of 0 and 1 work like those of 0 and 255; what is
    transparent does not count. A "green" mask has one part in green and the other in red; one without colours is white.
    """
    from PIL import ImageChops

    image = open_mask(file, foreign=True, proven=True)
    if means == "green" and image.mode == "RGB":
        red, green, _ = image.split()
        grey = ImageChops.subtract(green, red)
    else:
        grey = image.convert("L")
    highest = max(value for value, count in enumerate(grey.histogram()) if count)
    if highest == 0:
        raise ValueError("the mask is empty (all black)")
    return grey.point([255 if value * 2 > highest else 0 for value in range(256)])


def boxes(image: PillowImage, most: int) -> list[tuple[int, int, int, int]]:
    """The separate white areas of a mask as left, top, width, height; the largest first, specks left out."""
    import numpy as np
    from scipy import ndimage

    labelled, count = ndimage.label(np.asarray(image.convert("L")) > 127, np.ones((3, 3)))
    if not count:
        return []
    areas = np.bincount(labelled.ravel())[1:]
    parts = ndimage.find_objects(labelled)
    found = []
    for number in np.argsort(-areas, kind="stable")[:most]:
        if areas[number] * 20 < areas.max():
            break
        rows, columns = parts[number]
        found.append(
            (int(columns.start), int(rows.start), int(columns.stop - columns.start), int(rows.stop - rows.start))
        )
    return found
