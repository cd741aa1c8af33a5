"""A piece of evidence in the column: its number, its tell, the beginning of its note."""

from __future__ import annotations

import pygame

from game.ui import paint
from game.ui.theme import ON_PICTURE, UNDER_STROKE, Colour, Theme
from game.ui.typeset import LINE_HEIGHT, line, shortened
from game.ui.widgets import Button, Look, Pressed


class FindingCard(Button):
    """The card of one finding; `note` may change while it is typed."""

    def __init__(self, name: str, rect: pygame.Rect, title: str, press: Pressed, number: int, note: str) -> None:
        super().__init__(name, rect, title, press, Look("tile"))
        self.number, self.note = number, note

    def spoken(self) -> str:  # noqa: D102
        return f"{self.number}. {self.text}. {self.note}"

    def content(self, surface: pygame.Surface, theme: Theme, ink: Colour) -> None:
        """The number, the tell and the note."""
        side = min(theme.px(3.4), self.rect.height - theme.px(1))
        spot = pygame.Rect(self.rect.left + theme.px(1), self.rect.centery - side // 2, side, side)
        paint.panel(surface, spot.inflate(4, 4), UNDER_STROKE, side)
        paint.panel(surface, spot, ON_PICTURE, side)
        number = line(str(self.number), round(side * 0.62), UNDER_STROKE, bold=True)
        surface.blit(number, number.get_rect(center=spot.center))
        left = spot.right + theme.px(1.2)
        width = self.rect.right - left - theme.px(0.8)
        size, small = theme.type(0.95), theme.type(0.8)
        top = self.rect.centery - round((size + small) * LINE_HEIGHT / 2)
        rows = ((self.text, size, ink, True), (self.note, small, theme.colours.quiet, False))
        for text, height, colour, bold in rows:
            rendered = line(shortened(text.replace("\n", " "), width, height, bold=bold), height, colour, bold=bold)
            surface.blit(rendered, (left, top))
            top += round(height * LINE_HEIGHT)


def card_height(theme: Theme) -> int:
    """The height of a card in pixels: its two lines, and never less than a target may have."""
    return max(theme.tall(6), round((theme.type(0.95) + theme.type(0.8)) * LINE_HEIGHT) + theme.px(0.8))
