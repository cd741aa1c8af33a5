"""The grid on a printed picture, by which pupils name a place: letters from left to right, numbers downwards.

Pure: pictures' sizes and regions in, names of squares out. The same picture has the same grid on every paper.
"""

from __future__ import annotations

from string import ascii_uppercase

from msgspec import Struct

from game.model.picture import Region
from game.model.scoring import Mask, distance
from game.model.shapes import bounds

LETTERS = ascii_uppercase
LONGER = 8  # squares along a picture's longer side
NOTEWORTHY = 0.25  # of a square, or of a region: what must be in a square for it to be named
MOST_NAMED = 4  # squares; more are named by their corners
SAMPLES = 10  # points a square is looked at, each way


class Square(Struct, frozen=True, order=True):
    """One square of a grid, from 0."""

    row: int
    column: int

    @property
    def name(self) -> str:
        """As pupils write it: C4."""
        return f"{LETTERS[self.column]}{self.row + 1}"


class Grid(Struct, frozen=True):
    """The grid of one picture; its squares are as good as square."""

    size: tuple[int, int]  # of the picture, in pixels
    columns: int
    rows: int

    def squares_of(self, region: Region, mask: Mask | None = None) -> list[Square]:
        """The squares that hold a noteworthy part of a region, row by row; a mask region needs its mask."""
        if region.mask and mask is None:
            return []
        width, height = self.size[0] / self.columns, self.size[1] / self.rows
        left, top, right, bottom = (0.0, 0.0, *map(float, self.size)) if region.mask else bounds(region)
        shares: dict[Square, float] = {}
        for row in range(self.rows):
            for column in range(self.columns):
                x, y = column * width, row * height
                if x < right and x + width > left and y < bottom and y + height > top:
                    shares[Square(row, column)] = _inside(region, mask, (x, y, width, height))
        most, whole = max(shares.values(), default=0.0), sum(shares.values())
        if not whole:  # finer than the samples: the square of its middle
            column, row = int((left + right) / 2 / width), int((top + bottom) / 2 / height)
            return [Square(min(row, self.rows - 1), min(column, self.columns - 1))]
        least = min(NOTEWORTHY, NOTEWORTHY * whole, most)
        return sorted(square for square, share in shares.items() if share >= least)


def _inside(region: Region, mask: Mask | None, box: tuple[float, float, float, float]) -> float:
    """The share of a box (left, top, width, height) that a region covers, by samples."""
    left, top, width, height = box
    hits = 0
    for down in range(SAMPLES):
        for across in range(SAMPLES):
            point = left + (across + 0.5) * width / SAMPLES, top + (down + 0.5) * height / SAMPLES
            hits += _holds(mask, point) if mask is not None else distance(region, point) == 0
    return hits / SAMPLES**2


def _holds(mask: Mask, point: tuple[float, float]) -> bool:
    column, row = int(point[0] / mask.scale), int(point[1] / mask.scale)
    return column < mask.width and row < mask.height and mask.rows[row * mask.width + column] > 0


def grid_of(size: tuple[int, int]) -> Grid:
    """The grid of a picture of so many pixels."""
    scale = LONGER / max(size)
    return Grid(size, *(max(1, round(side * scale)) for side in size))


def named(squares: list[Square]) -> tuple[str, ...]:
    """The names of a few squares; of many the first and the last corner, joined by an en dash."""
    if len(squares) <= MOST_NAMED:
        return tuple(square.name for square in squares)
    rows, columns = [item.row for item in squares], [item.column for item in squares]
    corners = Square(min(rows), min(columns)), Square(max(rows), max(columns))
    return ("\N{EN DASH}".join(corner.name for corner in corners),)
