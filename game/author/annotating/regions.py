"""Regions drawn, moved and reshaped: a region in, a region out, in whole pixels of the full picture.

Owns the geometry: handles, what lies under a pointer, and that a region never leaves its picture nor gets too small.
Refuses masks, which are painted (see `brush`).
"""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

from game.model.picture import Region
from game.model.scoring import distance
from game.model.shapes import bounds
from game.model.terms import Point
from game.pixels.imagefiles import Size

Shape = Literal["box", "ellipse", "polygon"]
LEAST = 4  # px: the smallest side of a region that is drawn


class Handle(NamedTuple):
    """A place by which a region is reshaped."""

    kind: Literal["side", "corner", "middle"]  # of bounds; a polygon's corner; the middle between two of its corners
    number: int  # of a side: 0 to 7 clockwise from the top left; else of the corner, or of the one before the middle
    point: Point


_SIDES = ((0, 0), (1, 0), (2, 0), (2, 1), (2, 2), (1, 2), (0, 2), (0, 1))  # left, middle, right; top, middle, bottom


def is_drawn(region: Region) -> bool:
    """Whether there is a region at all."""
    return region != Region()


def drawn(shape: Shape, start: Point, end: Point, size: Size) -> Region | None:
    """The box or ellipse between two points; None where it would be too small to be meant."""
    (x1, y1), (x2, y2) = (_inside(point, size) for point in (start, end))
    left, right, top, bottom = min(x1, x2), max(x1, x2), min(y1, y2), max(y1, y2)
    if right - left < LEAST or bottom - top < LEAST:
        return None
    return _within(shape, (left, top, right, bottom))


def polygon(corners: tuple[Point, ...], size: Size) -> Region | None:
    """The polygon of these corners; None where they are fewer than three or enclose nothing."""
    whole = tuple(dict.fromkeys(_inside(corner, size) for corner in corners))
    if len(whole) < 3:
        return None
    region = Region(polygon=whole)
    left, top, right, bottom = bounds(region)
    return region if right - left >= LEAST and bottom - top >= LEAST else None


def handles(region: Region) -> list[Handle]:
    """Where a region can be taken hold of; corners come before the middles between them."""
    if region.polygon is not None:
        corners = region.polygon
        middles = [
            Handle("middle", number, ((x1 + x2) / 2, (y1 + y2) / 2))
            for number, ((x1, y1), (x2, y2)) in enumerate(zip(corners, (*corners[1:], corners[0]), strict=True))
        ]
        return [*(Handle("corner", number, corner) for number, corner in enumerate(corners)), *middles]
    if region.box is None and region.ellipse is None:
        return []
    left, top, right, bottom = bounds(region)
    xs, ys = (left, (left + right) / 2, right), (top, (top + bottom) / 2, bottom)
    return [Handle("side", number, (xs[x], ys[y])) for number, (x, y) in enumerate(_SIDES)]


def reshaped(region: Region, handle: Handle, to: Point, size: Size) -> Region:
    """The region after one of its handles was dragged to a point; a polygon's middle becomes a corner there."""
    x, y = _inside(to, size)
    if region.polygon is not None:
        corners = list(region.polygon)
        if handle.kind == "middle":
            corners.insert(handle.number + 1, (x, y))
        else:
            corners[handle.number] = (x, y)
        return polygon(tuple(corners), size) or region
    across, down = _SIDES[handle.number]
    left, top, right, bottom = bounds(region)
    if across != 1:
        left, right = (min(x, right - LEAST), right) if across == 0 else (left, max(x, left + LEAST))
    if down != 1:
        top, bottom = (min(y, bottom - LEAST), bottom) if down == 0 else (top, max(y, top + LEAST))
    return _within("box" if region.box is not None else "ellipse", (left, top, right, bottom))


def moved(region: Region, dx: float, dy: float, size: Size) -> Region:
    """The region shifted by whole pixels, as far as the picture goes."""
    if not is_drawn(region) or region.mask is not None:
        return region
    left, top, right, bottom = bounds(region)
    right_most, lowest = max(0, size[0] - right), max(0, size[1] - bottom)
    x = round(min(max(dx, -left), right_most))
    y = round(min(max(dy, -top), lowest))
    if region.polygon is not None:
        return Region(polygon=tuple((round(px + x), round(py + y)) for px, py in region.polygon))
    first, second, third, fourth = region.box or region.ellipse or (0, 0, 0, 0)
    values = round(first + x), round(second + y), round(third), round(fourth)
    return Region(box=values) if region.box is not None else Region(ellipse=values)


def resized(region: Region, dx: int, dy: int, size: Size) -> Region:
    """The region with its right and lower edge moved by pixels; a polygon is scaled from its upper left."""
    if not is_drawn(region) or region.mask is not None:
        return region
    left, top, right, bottom = bounds(region)
    if region.polygon is None:
        # an ellipse keeps whole radii: half the step each way would be lost
        step = 2 if region.ellipse is not None else 1
        to = (right + dx * step, bottom + dy * step)
        return reshaped(region, Handle("side", 4, to), to, size)
    width, height = max(LEAST, right - left + dx), max(LEAST, bottom - top + dy)
    across, down = width / (right - left), height / (bottom - top)
    corners = tuple((left + (x - left) * across, top + (y - top) * down) for x, y in region.polygon)
    return polygon(corners, size) or region


def without_corner(region: Region, number: int) -> Region:
    """A polygon without one corner; a triangle stays one."""
    if region.polygon is None or len(region.polygon) <= 3:
        return region
    return Region(polygon=tuple(corner for place, corner in enumerate(region.polygon) if place != number))


def contains(region: Region, point: Point) -> bool:
    """Whether a point lies inside a box, ellipse or polygon."""
    return distance(region, point) == 0


def area(region: Region) -> float:
    """The area of a region's bounds in square pixels; of a mask, everything."""
    if region.box is None and region.ellipse is None and region.polygon is None:
        return math.inf
    left, top, right, bottom = bounds(region)
    return (right - left) * (bottom - top)


def outline(region: Region) -> list[Point]:
    """The corners of a closed line around a region, in pixels of the picture; an ellipse has many."""
    if region.polygon is not None:
        return list(region.polygon)
    if region.ellipse is not None:
        x, y, rx, ry = region.ellipse
        turns = [2 * math.pi * step / 72 for step in range(72)]
        return [(x + rx * math.cos(turn), y + ry * math.sin(turn)) for turn in turns]
    if region.box is not None:
        left, top, width, height = region.box
        return [(left, top), (left + width, top), (left + width, top + height), (left, top + height)]
    return []


def _inside(point: Point, size: Size) -> tuple[int, int]:
    """A point in whole pixels, within the picture's edges."""
    return min(max(0, round(point[0])), size[0]), min(max(0, round(point[1])), size[1])


def _within(shape: Shape, edges: tuple[float, float, float, float]) -> Region:
    """The box or ellipse that fills whole edges (left, top, right, bottom); an ellipse's middle is a whole pixel."""
    left, top, right, bottom = (round(edge) for edge in edges)
    if shape == "box":
        return Region(box=(left, top, right - left, bottom - top))
    rx, ry = (right - left) // 2, (bottom - top) // 2
    return Region(ellipse=(left + rx, top + ry, rx, ry))
