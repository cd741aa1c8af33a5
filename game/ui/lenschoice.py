"""The choice of lenses: what each of them makes of the picture at hand, small, on a sheet of tiles.

Owns the tiles and how many of them have room. Refuses to compute: previews are asked for in the background, and a tile
shows a sign until its own is there.
"""

from __future__ import annotations

from typing import NamedTuple

import pygame

from game.pixels import panels
from game.pixels.pictures import PictureRequest, fit
from game.ui import paint
from game.ui.kit import Kit
from game.ui.theme import Colour, Theme
from game.ui.typeset import fit_text, fits
from game.ui.widgets import Button, Look, Pressed

MOST_COLUMNS = 6
WORDS = 2.7  # lines of a tile's name, above and below it a little
SIDE_BY_SIDE = ("rgb", "ycbcr")  # a preview shows a strip of each of their panels; of others the first one


class TileSheet(NamedTuple):
    """How tiles lie on an area."""

    columns: int
    rows: int
    tile: tuple[int, int]
    gap: int

    def place(self, area: pygame.Rect, number: int) -> pygame.Rect:
        """The place of a tile, from 0."""
        row, column = divmod(number, self.columns)
        left, top = area.left + column * (self.tile[0] + self.gap), area.top + row * (self.tile[1] + self.gap)
        return pygame.Rect(left, top, *self.tile)


def sheet(area: pygame.Rect, names: list[str], size: tuple[int, int], theme: Theme) -> TileSheet:
    """The sheet with room for most names, none of them cut, and of those the one that shows a picture largest.

    Where targets need the room it has fewer tiles than there are names.
    """
    gap, count, sheets = theme.apart(1.0), len(names), []
    for columns in range(1, MOST_COLUMNS + 1):
        low = max(theme.target, name_height(theme) + theme.px(7))
        rows = min(-(-count // columns), max(1, (area.height + gap) // (low + gap)))
        tile = (area.width - gap * (columns - 1)) // columns, (area.height - gap * (rows - 1)) // rows
        if tile[0] >= theme.target:
            sheets.append(TileSheet(columns, rows, tile, gap))

    def worth(one: TileSheet) -> tuple[int, int, int]:
        tile = pygame.Rect((0, 0), one.tile)
        room = preview_area(tile, theme)
        whole = sum(fits(name, (room.width, name_height(theme)), theme.type(0.95), bold=True) for name in names)
        return min(count, one.columns * one.rows), whole, fit(size, room.size)[0]

    return max(sheets, key=worth)


def preview_area(tile: pygame.Rect, theme: Theme) -> pygame.Rect:
    """Where a tile shows its picture: above the name, within the tile's edge."""
    pad, words = theme.px(0.6), name_height(theme)
    return pygame.Rect(
        tile.left + pad, tile.top + pad, max(1, tile.width - 2 * pad), max(1, tile.height - 2 * pad - words)
    )


def name_height(theme: Theme) -> int:
    """Pixels that a tile keeps for its name."""
    return round(theme.type(0.8) * WORDS)


class LensTile(Button):
    """What a lens makes of the picture, and the lens's name; what cannot be shown small has a sign."""

    def __init__(
        self, rect: pygame.Rect, kit: Kit, lens: str, natural: tuple[int, int], wanted: PictureRequest | None,
        press: Pressed, *, selected: bool,
    ) -> None:  # fmt: skip
        super().__init__(f"lens-{lens}", rect, kit.words(f"lens.{lens}"), press, Look("plain", selected=selected))
        self.kit, self.lens, self.natural, self.wanted = kit, lens, natural, wanted
        self.shown = False  # its preview was there when it was last looked for

    def preview(self) -> pygame.Surface | None:
        """What the lens makes of the picture, once it is there."""
        return self.kit.pictures.kept(self.wanted) if self.wanted is not None else None

    def content(self, surface: pygame.Surface, theme: Theme, ink: Colour) -> None:
        """The preview, and the name below it."""
        area, made = preview_area(self.rect, theme), self.preview()
        if made is None:
            sign = "list" if self.wanted is None else "loupe"
            paint.draw_sign(surface, sign, area.center, max(1, min(theme.px(6), *area.size)), theme.colours.quiet)
        else:
            self._draw_preview(surface, area, made)
        place = pygame.Rect(area.left, area.bottom, area.width, name_height(theme))
        block = fit_text(self.text, place.size, theme.type(0.95), bold=True)
        block.draw(surface, place.move(0, (place.height - block.height) // 2), ink, "centre")

    def _draw_preview(self, surface: pygame.Surface, area: pygame.Rect, made: pygame.Surface) -> None:
        """In the middle of its area; of panels, strip after strip, so that they are one picture."""
        spans = panels.spans(self.lens, self.natural[0], made.get_width())
        width = spans[0][1]
        place = pygame.Rect((0, 0), (width, made.get_height()))
        place.center = area.center
        strips = len(spans) if self.lens in SIDE_BY_SIDE else 1
        for number in range(strips):
            start, end = width * number // strips, width * (number + 1) // strips
            left = min(spans[number][0], made.get_width() - width)
            surface.blit(made, (place.left + start, place.top), (left + start, 0, end - start, place.height))
