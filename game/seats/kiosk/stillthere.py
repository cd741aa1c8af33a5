"""A question with a countdown: any input of any device answers it, and the visit goes on where it was."""

from __future__ import annotations

import math

from game.ui.kit import Kit
from game.ui.layout import page_or_column
from game.ui.outcomes import Leave, Outcome
from game.ui.scene import Scene
from game.ui.widgets import Button, Columns, Label, Look, text_height


class StillThereScene(Scene):
    """The kiosk itself ends it: by an input, or when the time is over."""

    name = "still-there"

    def __init__(self, kit: Kit, seconds: float) -> None:
        super().__init__(kit)
        self.left = seconds

    def arrange(self) -> None:
        """Question, countdown, one large button."""
        theme, words = self.kit.theme, self.kit.words
        column = page_or_column(theme, with_picture=False)
        title, text = words("still.title"), words("still.text")
        sizes = theme.type(3.2), theme.type(1.4), theme.type(6.0)
        heights = [
            text_height(title, column.width, sizes[0], bold=True), text_height(text, column.width, sizes[1]),
            round(sizes[2] * 1.3), theme.tall(12),
        ]  # fmt: skip
        columns = Columns(column, theme.px(2))
        columns.top(max(1, (column.height - sum(heights) - 4 * columns.gap) // 2))
        number = str(math.ceil(self.left))
        self.widgets = [
            Label("title", columns.top(heights[0]), title, sizes[0], theme.colours.text, bold=True, align="centre"),
            Label("text", columns.top(heights[1]), text, sizes[1], theme.colours.quiet, align="centre"),
            Label("left", columns.top(heights[2]), number, sizes[2], theme.colours.accent, bold=True, align="centre"),
            Button(
                "stay",
                columns.top(heights[3]),
                words("still.stay"),
                Leave,
                Look("primary", scale=1.4, align="centre"),
            ),
        ]

    def spoken(self) -> list[str]:
        """The question, without the number that changes."""
        return [self.kit.words("still.title"), self.kit.words("still.text")]

    def update(self, seconds: float) -> Outcome | None:
        """Count down."""
        before = math.ceil(self.left)
        self.left = max(0.0, self.left - seconds)
        if math.ceil(self.left) != before:
            self.rearrange()
        return None

    def wake_in(self) -> float | None:
        """At the next whole second."""
        return max(0.01, self.left % 1 or 1.0)
