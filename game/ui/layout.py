"""Where things go on a playing screen, for landscape and portrait.

Owns the split between pictures and column, and the tiles of a round with several pictures; a round and its reveal use
the same places, so that the picture does not move by a pixel.
"""

from __future__ import annotations

from typing import NamedTuple

import pygame

from game.pixels.pictures import fit
from game.ui.theme import Theme

COLUMN_UNITS = 70, 80  # what the column needs in portrait, with usual and with large text
COLUMN_UNITS_LOW = 67  # in portrait below what uses all the height it can get
PAIR = 2
COLUMN_EMS = 15  # and in landscape, where the window is hardly wider than high
TIGHT_ROWS = 6  # targets that the column holds in portrait, the question included, where they are large
LARGE_TEXT = 1.4  # from this scale on, as on a projector, what is not needed gives way to what is


class Places(NamedTuple):
    """The areas of a playing screen, in window pixels."""

    picture: pygame.Rect
    column: pygame.Rect
    side: pygame.Rect | None = None  # for tools, one below the other, where targets leave no room in the column


def places(theme: Theme, *, tall: bool = False) -> Places:
    """Landscape: pictures left of a column; portrait: pictures above, the column in reach below.

    `tall`: in portrait what is shown gains from more height, as two pictures do, one above the other.
    """
    width, height = theme.size
    edge = theme.px(2)
    if theme.portrait:
        tall = tall and theme.text_scale < 1.2
        wanted = theme.px(COLUMN_UNITS_LOW if tall else COLUMN_UNITS[theme.text_scale >= 1.2])
        if theme.tight:
            wanted = max(wanted, TIGHT_ROWS * theme.target)
        most = height if tall else width - 2 * edge
        picture_height = max(height // 4, min(most, height - wanted))
        picture = pygame.Rect(edge, edge, width - 2 * edge, picture_height)
        top = picture.bottom + theme.px(2)
        return Places(picture, pygame.Rect(theme.margin, top, width - 2 * theme.margin, height - top - theme.px(3)))
    share = 0.30 if theme.text_scale < 1.2 else 0.34 if theme.text_scale < LARGE_TEXT else 0.38
    column_width = max(round(width * share), theme.px(40), theme.type(COLUMN_EMS))
    if theme.tight:
        column_width = max(column_width, 3 * (theme.target + theme.apart(1)))
        column = pygame.Rect(width - column_width - edge, edge, column_width, height - 2 * edge)
        side = pygame.Rect(column.left - edge - theme.target, edge, theme.target, column.height)
        return Places(pygame.Rect(edge, edge, side.left - 2 * edge, height - 2 * edge), column, side)
    column = pygame.Rect(width - column_width - theme.px(3), theme.px(3), column_width, height - theme.px(6))
    return Places(pygame.Rect(edge, edge, column.left - theme.px(3) - edge, height - 2 * edge), column)


def places_for(theme: Theme, count: int) -> Places:
    """The areas of a round with so many pictures; two stand one above the other where the window is upright."""
    return places(theme, tall=count == PAIR)


def stacked(side: pygame.Rect, count: int, gap: int) -> list[pygame.Rect]:
    """Places for so many square tools in a side, from its bottom up."""
    step = min(side.width + gap, (side.height + gap) // max(1, count))
    return [
        pygame.Rect(side.left, side.bottom - number * step - (step - gap), side.width, step - gap)
        for number in range(count)
    ]


def page_or_column(theme: Theme, *, with_picture: bool) -> pygame.Rect:
    """Where words go: the usual column beside a picture, or a page in the middle of the window."""
    if with_picture:
        return places(theme).column
    page = theme.window.inflate(0, -2 * theme.margin)
    page.width = min(theme.window.width - 2 * theme.margin, theme.px(100))
    page.centerx = theme.window.centerx
    return page


def tiles(area: pygame.Rect, sizes: list[tuple[int, int]], gap: int) -> list[pygame.Rect]:
    """Equal tiles for pictures of the given sizes, in the rows and columns that show them largest."""
    count = len(sizes)
    best: tuple[float, int] = (0.0, 1)
    for columns in range(1, count + 1):
        rows = -(-count // columns)
        tile = ((area.width - gap * (columns - 1)) // columns, (area.height - gap * (rows - 1)) // rows)
        if min(tile) < 1:
            continue
        shown = min(fit(size, tile)[0] * fit(size, tile)[1] for size in sizes)
        best = max(best, (shown, columns))
    columns = best[1]
    rows = -(-count // columns)
    width, height = (area.width - gap * (columns - 1)) // columns, (area.height - gap * (rows - 1)) // rows
    places = []
    for number in range(count):
        row, column = divmod(number, columns)
        in_row = min(columns, count - row * columns)
        indent = (area.width - in_row * width - (in_row - 1) * gap) // 2
        left = area.left + indent + column * (width + gap)
        places.append(pygame.Rect(left, area.top + row * (height + gap), width, height))
    return places
