"""How a round turned out: a sign, and bold words beside it, at the head of every reveal."""

from __future__ import annotations

import pygame

from game.ui.kit import Kit
from game.ui.widgets import Columns, Label, Sign, Widget, text_height


def headline(kit: Kit, columns: Columns, sign: str, text: str, scale: float = 1.5) -> list[Widget]:
    """From the top of the column, at most a third of it; `scale` in parts of the usual text."""
    theme, colours = kit.theme, kit.theme.colours
    side, size = theme.px(5.5), theme.type(scale)
    width = columns.rect.width - side - theme.px(1.5)
    row = columns.top(min(max(side, text_height(text, width, size, bold=True)), columns.rect.height // 3))
    mark = pygame.Rect(row.left, row.top, side, side)
    place = pygame.Rect(mark.right + theme.px(1.5), row.top, width, row.height)
    return [
        Sign("outcome", mark, sign, colours.accent if sign == "tick" else colours.text),
        Label("headline", place, text, size, colours.text, bold=True, middle=True),
    ]
