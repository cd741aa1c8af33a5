"""How to play, how to answer, which keys there are."""

from __future__ import annotations

import pygame

from game.ui.menu import PageScene
from game.ui.widgets import Label, Widget, text_height

SECTIONS = ("play", "answer", "points", "evidence", "keys", "doubt")
SCALES = (1.6, 1.5, 1.4, 1.3, 1.2, 1.1, 1.0)  # of the text


class HelpScene(PageScene):
    """Short sections of words."""

    name = "help"
    title_key = "help.title"

    def fill(self, area: pygame.Rect) -> tuple[list[Widget], int]:
        """One or two columns of sections, as large as fits the page; what does not fit at the last size is scrolled."""
        for scale in SCALES[:-1]:
            parts, height = self._sections(area, scale)
            if height <= area.height:
                return parts, height
        return self._sections(area, SCALES[-1])

    def _sections(self, area: pygame.Rect, scale: float) -> tuple[list[Widget], int]:
        """Every section, in one column or in two that end as near to each other as they can."""
        theme = self.kit.theme
        gap = theme.px(4)
        single = theme.portrait or theme.text_scale > 1.2
        width = area.width if single else (area.width - gap) // 2
        sections = [self._section(name, width, scale) for name in SECTIONS]
        heights = [parts[-1].rect.bottom + theme.px(2.6) for parts in sections]
        cuts = [len(sections)] if single else range(1, len(sections))
        cut = min(cuts, key=lambda at: max(sum(heights[:at]), sum(heights[at:])))
        placed: list[Widget] = []
        for left, first, last in ((area.left, 0, cut), (area.left + width + gap, cut, len(sections))):
            top = area.top
            for parts, height in zip(sections[first:last], heights[first:last], strict=True):
                for part in parts:
                    part.rect.move_ip(left, top)
                placed += parts
                top += height
        return placed, max(sum(heights[:cut]), sum(heights[cut:])) - theme.px(2.6)

    def _section(self, name: str, width: int, scale: float) -> list[Widget]:
        """Title and text, from 0 down."""
        theme, words = self.kit.theme, self.kit.words
        parts: list[Widget] = []
        top = 0
        for key, size, colour, bold in (
            (f"help.{name}.title", theme.type(1.15 * scale), theme.colours.accent, True),
            (f"help.{name}", theme.type(scale), theme.colours.text, False),
        ):
            height = text_height(words(key), width, size, bold=bold)
            parts.append(Label(key, pygame.Rect(0, top, width, height), words(key), size, colour, bold=bold))
            top += height + theme.px(0.6)
        return parts
