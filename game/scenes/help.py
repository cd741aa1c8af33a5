"""How to play, how to answer, which keys there are."""

from __future__ import annotations

import pygame

from game.ui.menu import PageScene
from game.ui.widgets import Label, Widget, text_height

SECTIONS = ("play", "answer", "points", "evidence", "keys", "doubt")


class HelpScene(PageScene):
    """Short sections of words."""

    name = "help"
    title_key = "help.title"

    def fill(self, area: pygame.Rect) -> tuple[list[Widget], int]:
        """One or two columns of sections."""
        theme, words = self.kit.theme, self.kit.words
        columns = 1 if theme.portrait or theme.text_scale > 1.2 else 2
        gap = theme.px(4)
        width = (area.width - gap * (columns - 1)) // columns
        tops = [area.top] * columns
        parts: list[Widget] = []
        for section in SECTIONS:
            column = tops.index(min(tops))
            left = area.left + column * (width + gap)
            for key, size, colour, bold in (
                (f"help.{section}.title", theme.type(1.15), theme.colours.accent, True),
                (f"help.{section}", theme.type(1.0), theme.colours.text, False),
            ):
                height = text_height(words(key), width, size, bold=bold)
                rect = pygame.Rect(left, tops[column], width, height)
                parts.append(Label(key, rect, words(key), size, colour, bold=bold))
                tops[column] += height + theme.px(0.6)
            tops[column] += theme.px(2)
        return parts, max(tops) - area.top
