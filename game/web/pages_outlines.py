"""Outlines of masks: the borders of what was altered, as corners that a page draws and measures distances to.

Owns the way round the white parts of a mask. Pure. Outlines run along the edges of mask pixels and leave out corners
that lie less than a mask pixel off the line between their neighbours; so a distance is good to about a mask pixel, as
that of `Mask` is. Holes have outlines of their own: inside is what an odd number of outlines surrounds.
"""

from __future__ import annotations

import math
from collections import defaultdict

from game.model.scoring import Mask
from game.model.terms import Point

_Corner = tuple[int, int]
SLACK = 0.75  # mask pixels that a corner may lie off the line between its neighbours
LEAST_CORNERS = 4  # of an outline around anything


def outlines(mask: Mask) -> list[list[Point]]:
    """The outlines of a mask in pixels of its picture."""
    ways = _edges(mask)
    found: list[list[Point]] = []
    while ways:
        loop = _loop(ways)
        corners = _simplified(loop)
        if len(corners) >= LEAST_CORNERS:
            found.append([(round(x * mask.scale, 1), round(y * mask.scale, 1)) for x, y in corners])
    return found


def _edges(mask: Mask) -> dict[_Corner, list[_Corner]]:
    """From each corner where the border goes on to; white lies on the right of its way."""
    width, height, rows = mask.width, mask.height, mask.rows
    ways: dict[_Corner, list[_Corner]] = defaultdict(list)

    def white(x: int, y: int) -> bool:
        return 0 <= x < width and 0 <= y < height and rows[y * width + x] > 0

    for y in range(height):
        if not any(rows[y * width : (y + 1) * width]):
            continue
        for x in range(width):
            if not rows[y * width + x]:
                continue
            if not white(x, y - 1):
                ways[x, y].append((x + 1, y))
            if not white(x + 1, y):
                ways[x + 1, y].append((x + 1, y + 1))
            if not white(x, y + 1):
                ways[x + 1, y + 1].append((x, y + 1))
            if not white(x - 1, y):
                ways[x, y + 1].append((x, y))
    return ways


def _loop(ways: dict[_Corner, list[_Corner]]) -> list[_Corner]:
    """One way round, taken out of `ways`."""
    start = next(iter(ways))
    loop, here = [start], start
    while True:
        following = ways[here].pop()
        if not ways[here]:
            del ways[here]
        if following == start:
            return loop
        loop.append(following)
        here = following


def _simplified(loop: list[_Corner]) -> list[_Corner]:
    """The loop without corners that hardly change it (Ramer 1972; Douglas & Peucker 1973)."""
    if len(loop) < LEAST_CORNERS:
        return loop
    far = max(range(len(loop)), key=lambda place: math.dist(loop[0], loop[place]))
    closed = [*loop, loop[0]]
    kept = {0, far}
    parts = [(0, far), (far, len(loop))]
    while parts:
        first, last = parts.pop()
        off, place = max(
            ((_off(closed[first], closed[last], closed[at]), at) for at in range(first + 1, last)), default=(0.0, 0)
        )
        if off > SLACK:
            kept.add(place)
            parts += [(first, place), (place, last)]
    return [loop[place] for place in sorted(kept)]


def _off(first: _Corner, last: _Corner, corner: _Corner) -> float:
    """How far a corner lies off the line between two others."""
    (x1, y1), (x2, y2), (x, y) = first, last, corner
    length = math.hypot(x2 - x1, y2 - y1)
    if not length:
        return math.dist(first, corner)
    return abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length
