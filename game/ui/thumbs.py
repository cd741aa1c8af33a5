"""Thumbnails of pictures that were judged, in a grid; each opens its reveal."""

from __future__ import annotations

import pygame

from game.ui import paint
from game.ui.kit import Kit
from game.ui.widgets import BADGE_SHARE, PictureView


class Thumbnail(PictureView):
    """A picture of the session with the sign of its outcome; opens its reveal."""

    sign = ""

    def draw(self, surface: pygame.Surface, kit: Kit, *, focused: bool, pressed: bool) -> None:  # noqa: D102
        super().draw(surface, kit, focused=focused, pressed=pressed)
        side = max(1, min(kit.theme.px(4), min(self.rect.size) // BADGE_SHARE))
        badge = pygame.Rect(self.rect.right - side, self.rect.bottom - side, side, side)
        paint.panel(surface, badge, kit.theme.colours.ground)
        paint.draw_sign(surface, self.sign, badge.center, round(side * 0.8), kit.theme.colours.text)


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
