"""The numbers of a class's cards, ticked off as they vote: never what they say.

Owns those parts of a round's screen that only cards have.
"""

from __future__ import annotations

import pygame

from game.seats.workshop.cards import Cards
from game.ui import paint
from game.ui.kit import Kit
from game.ui.typeset import fit_text
from game.ui.widgets import Columns, Widget


def board(kit: Kit, cards: Cards, columns: Columns) -> list[Widget]:
    """The board in what is left of a column; nothing before a card is there."""
    if not cards.ballot.cards or columns.rect.height < kit.theme.px(4):
        return []
    return [CardBoard("board", columns.rect.copy(), cards.ballot.cards, cards.ballot.voted)]


class CardBoard(Widget):
    """A cell for each card: framed while its vote is awaited, full once it is there."""

    def __init__(self, name: str, rect: pygame.Rect, cards: list[int], voted: set[int]) -> None:
        super().__init__(name, rect)
        self.cards, self.voted = cards, voted

    def spoken(self) -> str:  # noqa: D102
        return " ".join(str(card) for card in self.cards if card not in self.voted)

    def draw(self, surface: pygame.Surface, kit: Kit, *, focused: bool, pressed: bool) -> None:  # noqa: D102
        theme, colours = kit.theme, kit.theme.colours
        gap = theme.px(0.6)
        across, wide, high = self._cells(gap, theme.px(8), theme.px(5))
        size = min(theme.type(1.0), round(high * 0.7))
        for number, card in enumerate(self.cards):
            row, column = divmod(number, across)
            cell = pygame.Rect(
                self.rect.left + column * (wide + gap), self.rect.top + row * (high + gap), wide, high
            )  # fmt: skip
            voted = card in self.voted
            if voted:
                paint.panel(surface, cell, colours.accent, theme.radius // 2)
            else:
                paint.framed(surface, cell, colours.ground, colours.quiet, theme.line, theme.radius // 2)
            text = fit_text(str(card), cell.size, size, bold=voted)
            colour = colours.ground if voted else colours.quiet
            text.draw(surface, cell.move(0, (cell.height - text.height) // 2), colour, "centre")

    def _cells(self, gap: int, widest: int, highest: int) -> tuple[int, int, int]:
        """How many cells a row has, and their size: as large as lets all of them in."""
        best = (1, 1, 1)
        for across in range(1, len(self.cards) + 1):
            rows = -(-len(self.cards) // across)
            wide = min(widest, (self.rect.width - (across - 1) * gap) // across)
            high = min(highest, (self.rect.height - (rows - 1) * gap) // rows)
            if min(wide, high * 1.4) > min(best[1], best[2] * 1.4):
                best = across, wide, high
        return best
