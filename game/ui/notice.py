"""A page in the middle of the window: a title, what there is to say, and the ways on."""

from __future__ import annotations

from typing import NamedTuple

from game.ui.layout import page_or_column
from game.ui.scene import Scene
from game.ui.widgets import Button, Columns, Label, Look, Pressed, text_height


class NoticeButton(NamedTuple):
    """A button of a notice."""

    name: str
    text: str
    press: Pressed
    look: Look


class NoticeScene(Scene):
    """What interrupts the game."""

    def notice(self, title: str, text: str, *ways: NoticeButton) -> None:
        """Lay out title, text and buttons, one below the other."""
        theme = self.kit.theme
        column = page_or_column(theme, with_picture=False)
        sizes = theme.type(2.2), theme.type(1.2)
        heights = text_height(title, column.width, sizes[0], bold=True), text_height(text, column.width, sizes[1])
        columns, row = Columns(column, theme.px(2)), theme.tall(10)
        used = sum(heights) + len(ways) * row + (len(ways) + 2) * columns.gap
        columns.top(max(1, (column.height - used) // 2))
        self.widgets = [
            Label("title", columns.top(heights[0]), title, sizes[0], theme.colours.text, bold=True),
            Label("text", columns.top(heights[1]), text, sizes[1], theme.colours.quiet),
            *(Button(way.name, columns.top(row), way.text, way.press, way.look) for way in ways),
        ]
