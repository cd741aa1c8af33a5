"""Outlines of masks: the borders of what was altered, as corners that a page draws and measures distances to.

Owns the way round the white parts of a mask. Pure. Outlines run along the edges of mask pixels and leave out corners
that lie less than a mask pixel off the line between their neighbours; so a distance is good to about a mask pixel, as
that of `Mask` is. Holes have outlines of their own: inside is what an odd number of outlines surrounds.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator

from game.model.scoring import Mask
from game.model.terms import Point

_Corner = tuple[int, int]
_WHITE = 255
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
    width, rows = mask.width, mask.rows
    ways: dict[_Corner, list[_Corner]] = defaultdict(list)
    black = bytes(width)
    lines = [black, *(rows[start : start + width] for start in range(0, len(rows), width)), black]
    for y, (above, line, below) in enumerate(zip(lines, lines[1:], lines[2:], strict=False)):
        edges = [
            *((x, 0, (x, y), (x + 1, y)) for x in _white_beside_black(line, above)),
            *((x, 1, (x + 1, y), (x + 1, y + 1)) for x in _white_beside_black(line, line[1:] + b"\0")),
            *((x, 2, (x + 1, y + 1), (x, y + 1)) for x in _white_beside_black(line, below)),
            *((x, 3, (x, y + 1), (x, y)) for x in _white_beside_black(line, b"\0" + line[:-1])),
        ]
        for _, _, corner, following in sorted(edges):
            ways[corner].append(following)
    return ways


def _white_beside_black(line: bytes, neighbours: bytes) -> Iterator[int]:
    """Where a row of a mask is white and its neighbours are black."""
    border = (int.from_bytes(line) & ~int.from_bytes(neighbours)).to_bytes(len(line))
    place = border.find(_WHITE)
    while place >= 0:
        yield place
        place = border.find(_WHITE, place + 1)


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
