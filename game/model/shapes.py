"""The geometry of regions: what they reach to, and the piece of a picture around them.

Pure; everything in picture pixels. A region that is a mask has no numbers: what it covers is worked out elsewhere.
"""

from __future__ import annotations

from game.model.picture import Picture, Region

AROUND = 0.35  # of the evidence's size: how much of the surroundings an example shows on each side
LEAST_PIECE = 150  # px: the smallest piece of a picture shown as an example


def bounds(region: Region) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a box, ellipse or polygon, in picture pixels."""
    if region.box is not None:
        left, top, width, height = region.box
        return left, top, left + width, top + height
    if region.ellipse is not None:
        x, y, radius_x, radius_y = region.ellipse
        return x - radius_x, y - radius_y, x + radius_x, y + radius_y
    if region.polygon is not None:
        xs, ys = zip(*region.polygon, strict=True)
        return min(xs), min(ys), max(xs), max(ys)
    raise ValueError("a mask region has no bounds of its own")


def has_bounds(region: Region) -> bool:
    """Whether a region is one shape, drawn in numbers, with bounds to speak of."""
    shapes = [shape for shape in (region.box, region.ellipse, region.polygon, region.mask) if shape is not None]
    if len(shapes) != 1 or region.mask is not None or (region.polygon is not None and len(region.polygon) < 3):
        return False
    left, top, right, bottom = bounds(region)
    return left < right and top < bottom


def clipped(region: Region, size: tuple[int, int]) -> Region:
    """A box, ellipse or polygon without what sticks out of a picture of `size` pixels."""
    width, height = size
    left, top, right, bottom = bounds(region)
    if region.box is not None:
        x, y = max(0, left), max(0, top)
        return Region(box=(x, y, min(right, width) - x, min(bottom, height) - y))
    if region.ellipse is not None:
        x, y, radius_x, radius_y = region.ellipse
        return Region(ellipse=(x, y, min(radius_x, x, width - x), min(radius_y, y, height - y)))
    corners = region.polygon or ()
    return Region(polygon=tuple((min(max(0, x), width), min(max(0, y), height)) for x, y in corners))


def piece(
    picture: Picture, evidence: int, shape: tuple[int, int], least: int = LEAST_PIECE
) -> tuple[int, int, int, int]:  # fmt: skip
    """Left, top, width and height (px) of the part to show, in the proportions of `shape` where it fits."""
    left, top, right, bottom = bounds(picture.evidence[evidence].region)
    width, height = (right - left) * (1 + 2 * AROUND), (bottom - top) * (1 + 2 * AROUND)
    width, height = max(width, least), max(height, least)
    ratio = shape[0] / shape[1]
    width, height = max(width, height * ratio), max(height, width / ratio)
    most = min(picture.size[0] / width, picture.size[1] / height, 1.0)
    width, height = round(width * most), round(height * most)
    x = min(max(0, round((left + right - width) / 2)), picture.size[0] - width)
    y = min(max(0, round((top + bottom - height) / 2)), picture.size[1] - height)
    return x, y, width, height
