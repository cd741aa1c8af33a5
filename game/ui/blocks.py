"""A row of blocks, one for each picture: filled where it was judged right, open where not.

Owns their looks. The words above the row say what is counted; "can't tell" has its dash.
"""

from __future__ import annotations

from collections.abc import Sequence

import pygame

from game.model.answer import OutcomeSign
from game.ui import paint
from game.ui.kit import Kit
from game.ui.theme import Colour, Theme
from game.ui.typeset import LINE_HEIGHT, fit_text
from game.ui.widgets import Widget

BLOCK_UNITS = 3.2  # high
WIDEST = 3.4  # times as wide as high


class Blocks(Widget):
    """Words, and below them a block for each sign."""

    def __init__(
        self, name: str, rect: pygame.Rect, text: str, spoken: str, signs: Sequence[OutcomeSign], tint: Colour
    ) -> None:
        super().__init__(name, rect)
        self.text, self.signs = text, tuple(signs)
        self._spoken, self._tint = spoken, tint

    @staticmethod
    def height(theme: Theme) -> int:
        """What it takes, in pixels."""
        return round(theme.type(1.0) * LINE_HEIGHT) + theme.px(0.5) + theme.px(BLOCK_UNITS)

    def spoken(self) -> str:  # noqa: D102
        return self._spoken

    def draw(self, surface: pygame.Surface, kit: Kit, *, focused: bool, pressed: bool) -> None:  # noqa: D102
        theme = kit.theme
        high = theme.px(BLOCK_UNITS)
        words = fit_text(self.text, (self.rect.width, self.rect.height - high), theme.type(1.0))
        words.draw(surface, self.rect, theme.colours.quiet)
        gap = theme.px(1 if len(self.signs) <= 12 else 0.5)
        wide = min(round(high * WIDEST), (self.rect.width + gap) // max(1, len(self.signs)) - gap)
        for number, sign in enumerate(self.signs):
            block = pygame.Rect(self.rect.left + number * (wide + gap), self.rect.bottom - high, wide, high)
            if sign == "tick":
                paint.panel(surface, block, self._tint, theme.radius // 2)
                continue
            edge = max(2, theme.line * 2)
            paint.framed(surface, block, theme.colours.ground, self._tint, edge, theme.radius // 2)
            if sign in ("dash", "half"):
                paint.draw_sign(surface, sign, block.center, max(1, min(wide, high) * 2 // 3), self._tint)
