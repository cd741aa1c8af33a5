"""What was played before: the latest sessions of this pack, newest first; each opens its summary again."""

from __future__ import annotations

from typing import NamedTuple

import pygame

from game.ui.kit import Kit
from game.ui.menu import PageScene
from game.ui.outcomes import OpenResult
from game.ui.widgets import Button, Label, Look, Pressed, Widget, text_height


class ResultRow(NamedTuple):
    """One kept session as it is listed."""

    session: str
    title: str
    note: str


class ResultsScene(PageScene):
    """A list of sessions, or a word that there is none yet."""

    name = "results"
    title_key = "results.title"

    def __init__(self, kit: Kit, rows: list[ResultRow]) -> None:
        super().__init__(kit)
        self.rows = rows

    def fill(self, area: pygame.Rect) -> tuple[list[Widget], int]:
        """A button for each session."""
        theme, words = self.kit.theme, self.kit.words
        if not self.rows:
            text, size = words("results.none"), theme.type(1.2)
            height = text_height(text, area.width, size)
            rect = pygame.Rect(area.left, area.top, area.width, height)
            return [Label("none", rect, text, size, theme.colours.text)], height
        height, gap = theme.px(11 if theme.text_scale < 1.2 else 15), theme.px(1.6)
        parts: list[Widget] = []
        for number, row in enumerate(self.rows):
            rect = pygame.Rect(area.left, area.top + number * (height + gap), area.width, height)
            look = Look("plain", "right", note=row.note)
            parts.append(Button(f"result-{number + 1}", rect, row.title, _open(row.session), look))
        return parts, len(self.rows) * (height + gap) - gap


def _open(session: str) -> Pressed:
    return lambda: OpenResult(session)
