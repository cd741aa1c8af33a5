"""Something went wrong inside: a calm word, and the way back. The details are in the log."""

from __future__ import annotations

from game.ui.layout import page_or_column
from game.ui.outcomes import Go, Outcome
from game.ui.scene import Scene
from game.ui.widgets import Button, Columns, Label, Look, text_height


class OopsScene(Scene):
    """What a visitor sees instead of a traceback."""

    name = "oops"

    def arrange(self) -> None:
        """Two sentences and a button in the middle."""
        theme, words = self.kit.theme, self.kit.words
        column = page_or_column(theme, with_picture=False)
        title, text = words("oops.title"), words("oops.text")
        sizes = theme.type(2.2), theme.type(1.2)
        heights = text_height(title, column.width, sizes[0], bold=True), text_height(text, column.width, sizes[1])
        columns = Columns(column, theme.px(2))
        columns.top(max(1, (column.height - sum(heights) - theme.px(13)) // 2))
        self.widgets = [
            Label("title", columns.top(heights[0]), title, sizes[0], theme.colours.text, bold=True),
            Label("text", columns.top(heights[1]), text, sizes[1], theme.colours.text),
            Button("home", columns.top(theme.px(9)), words("oops.home"), lambda: Go("title"), Look("primary", "home")),
        ]

    def back(self) -> Outcome | None:
        """To the title."""
        return Go("title")
