"""A row of short words that says how far one is: those done are ticked, the one at hand stands out.

Owns their places and their look. They are no targets.
"""

from __future__ import annotations

from collections.abc import Sequence

import pygame

from game.ui import paint
from game.ui.kit import Kit
from game.ui.typeset import fit_text, width_of
from game.ui.widgets import Widget


class Chips(Widget):
    """Words in rounded boxes, in as many rows as they need; those without room are left out."""

    def __init__(self, name: str, rect: pygame.Rect, words: Sequence[str], place: int, kit: Kit) -> None:
        super().__init__(name, rect)
        self._words, self._place = tuple(words), place
        theme = kit.theme
        self._size, self._pad, self._gap = theme.type(0.9), theme.px(1.4), theme.px(1)
        self._height = round(self._size * 1.9)
        self._boxes = self._laid()

    @property
    def whole(self) -> bool:
        """Whether all of them have room."""
        return len(self._boxes) == len(self._words)

    def _laid(self) -> list[pygame.Rect]:
        boxes: list[pygame.Rect] = []
        x, y = self.rect.left, self.rect.top
        for number, text in enumerate(self._words):
            mark = self._size if number < self._place else 0
            width = min(self.rect.width, width_of(text, self._size) + 2 * self._pad + mark)
            if x > self.rect.left and x + width > self.rect.right:
                x, y = self.rect.left, y + self._height + self._gap
            if y + self._height > self.rect.bottom:
                break
            boxes.append(pygame.Rect(x, y, width, self._height))
            x += width + self._gap
        return boxes

    def draw(self, surface: pygame.Surface, kit: Kit, *, focused: bool, pressed: bool) -> None:  # noqa: D102
        colours, line = kit.theme.colours, kit.theme.line
        for number, (text, box) in enumerate(zip(self._words, self._boxes, strict=False)):
            here, done = number == self._place, number < self._place
            edge = colours.accent if here else colours.surface if not kit.theme.contrast else colours.outline
            paint.framed(surface, box, colours.ground if here else colours.surface, edge, line, self._height // 2)
            left = box.left + self._pad
            if done:
                side = round(self._size * 0.8)
                paint.draw_sign(surface, "tick", (left + side // 2, box.centery), side, colours.text)
                left += self._size
            ink = colours.accent if here else colours.text if done else colours.quiet
            block = fit_text(text, (box.right - left - self._pad // 2, box.height), self._size)
            block.draw(surface, pygame.Rect(left, box.top + (box.height - block.height) // 2, box.width, 0), ink)
