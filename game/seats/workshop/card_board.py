"""The numbers of a class's cards, ticked off as they are seen, or as they vote: never what they say.

Owns those parts of a round's screen that only cards have.
"""

from __future__ import annotations

import pygame

from game.seats.workshop.cards import Cards
from game.ui import paint
from game.ui.kit import Kit
from game.ui.typeset import fit_text
from game.ui.widgets import Widget


def board(kit: Kit, cards: Cards, rect: pygame.Rect, ticked: set[int]) -> list[Widget]:
    """The board in some place; nothing before a card is there, or where there is no room."""
    numbers = sorted({*cards.ballot.cards, *ticked})
    if not numbers or rect.height < kit.theme.px(4):
        return []
    return [CardBoard("board", rect.copy(), numbers, ticked)]


class CardBoard(Widget):
    """A cell for each card: framed while it is awaited, full once it is there."""

    def __init__(self, name: str, rect: pygame.Rect, cards: list[int], ticked: set[int]) -> None:
        super().__init__(name, rect)
        self.cards, self.ticked = cards, ticked

    def spoken(self) -> str:  # noqa: D102
        return " ".join(str(card) for card in self.cards if card not in self.ticked)

    def draw(self, surface: pygame.Surface, kit: Kit, *, focused: bool, pressed: bool) -> None:  # noqa: D102
        theme, colours = kit.theme, kit.theme.colours
        gap = theme.px(0.6)
        across, wide, high = self._cells(gap, theme.px(5.5), theme.px(6))
        size = min(theme.type(1.0), round(high * 0.7))
        for number, card in enumerate(self.cards):
            row, column = divmod(number, across)
            cell = pygame.Rect(
                self.rect.left + column * (wide + gap), self.rect.top + row * (high + gap), wide, high
            )  # fmt: skip
            ticked = card in self.ticked
            if ticked:
                paint.panel(surface, cell, colours.accent, theme.radius // 2)
            else:
                paint.framed(surface, cell, colours.ground, colours.quiet, theme.line, theme.radius // 2)
            text = fit_text(str(card), cell.size, size, bold=ticked)
            colour = colours.ground if ticked else colours.quiet
            text.draw(surface, cell.move(0, (cell.height - text.height) // 2), colour, "centre")

    def _cells(self, gap: int, narrowest: int, highest: int) -> tuple[int, int, int]:
        """How many cells a row has, and their size: few rows, about equally full, over the whole width."""
        most = max(1, (self.rect.width + gap) // (narrowest + gap))
        rows = -(-len(self.cards) // most)
        across = -(-len(self.cards) // rows)
        wide = (self.rect.width - (across - 1) * gap) // across
        return across, wide, max(1, min(highest, wide, (self.rect.height - (rows - 1) * gap) // rows))
