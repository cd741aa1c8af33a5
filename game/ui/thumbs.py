"""Thumbnails of pictures that were judged, in a grid; each opens its reveal."""

from __future__ import annotations

from pathlib import Path

import pygame

from game.model.picture import Picture
from game.pixels.pictures import PictureRequest
from game.ui import paint
from game.ui.kit import Kit
from game.ui.widgets import BADGE_SHARE, PictureView, Pressed


class Thumbnail(PictureView):
    """A picture of the session with the sign of its outcome; opens its reveal."""

    sign = ""

    def draw(self, surface: pygame.Surface, kit: Kit, *, focused: bool, pressed: bool) -> None:  # noqa: D102
        super().draw(surface, kit, focused=focused, pressed=pressed)
        if not self.sign:
            return
        badge = self.badge(kit.theme.px(5))
        colours = kit.theme.colours
        paint.panel(surface, badge, colours.ground, badge.width // 2)
        ink = colours.accent if self.sign == "tick" else colours.text
        paint.draw_sign(surface, self.sign, badge.center, max(1, round(badge.width * 0.66)), ink)

    def badge(self, most: int) -> pygame.Rect:
        """Where the sign stands: in a corner, no larger than a fifth of the picture."""
        side = min(most, min(self.rect.size) // BADGE_SHARE)
        place = pygame.Rect(0, 0, side, side)
        place.bottomright = self.rect.right - side // 5, self.rect.bottom - side // 5
        return place


class ClipThumbnail(Thumbnail):
    """One of a clip: its frames come whole, and it shows their middle."""

    def surface(self, kit: Kit) -> pygame.Surface | None:
        """The middle of the frame, once it is ready."""
        whole = super().surface(kit)
        if whole is None:
            return None
        middle = self.rect.copy()
        middle.topleft = (whole.get_width() - middle.width) // 2, (whole.get_height() - middle.height) // 4
        return whole.subsurface(middle.clip(whole.get_rect()))


def square_of(name: str, cell: pygame.Rect, path: Path, picture: Picture, press: Pressed | None = None) -> Thumbnail:
    """A thumbnail that fills a square cell: the middle of a picture, of an upright one more of what is above.

    A clip shows its first frame.
    """
    width, height = picture.size
    side = min(width, height)
    crop = (width - side) // 2, (height - side) // 4, side, side
    if picture.clip is None:
        return Thumbnail(name, cell, path, picture.size, press=press, crop=crop)
    view = ClipThumbnail(name, cell, path, picture.size, press=press, crop=crop)
    whole = tuple(max(cell.width, round(length * cell.width / side)) for length in picture.size)
    view.wanted = PictureRequest(path, (whole[0], whole[1]), frame=0)
    return view


def grid(area: pygame.Rect, count: int, gap: int, most: int) -> list[pygame.Rect]:
    """Square cells for so many thumbnails, as large as the area allows and no larger than `most` pixels."""
    rows_of = {columns: -(-max(1, count) // columns) for columns in range(1, 13)}

    def side(columns: int) -> float:
        return min((area.width + gap) / columns - gap, (area.height + gap) / rows_of[columns] - gap)

    best = max(rows_of, key=side)
    edge = max(1, int(min(side(best), most)))
    cells = []
    for number in range(count):
        row, column = divmod(number, best)
        cells.append(pygame.Rect(area.left + column * (edge + gap), area.top + row * (edge + gap), edge, edge))
    return cells
