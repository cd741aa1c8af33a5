"""Whether a workshop is to end before its time: a lesson is over when the bell rings."""

from __future__ import annotations

from game.ui.kit import Kit
from game.ui.layout import page_or_column
from game.ui.outcomes import Leave, Outcome, StopWorkshop
from game.ui.scene import Scene
from game.ui.widgets import Button, Columns, Label, Look, text_height


class StopScene(Scene):
    """A question with two answers; Back goes on, so that nothing ends by a key that is held too long."""

    name = "stop"

    def __init__(self, kit: Kit, *, voted: bool) -> None:
        super().__init__(kit)
        self.voted = voted  # there is something to be looked at in the end

    def arrange(self) -> None:
        """Question, what becomes of the votes, and the two ways."""
        theme, words = self.kit.theme, self.kit.words
        column = page_or_column(theme, with_picture=False)
        title, text = words("workshop.stop"), words("workshop.stop.text")
        sizes = theme.type(2.2), theme.type(1.2)
        heights = text_height(title, column.width, sizes[0], bold=True), text_height(text, column.width, sizes[1])
        columns = Columns(column, theme.px(2))
        row = theme.tall(10)
        columns.top(max(1, (column.height - sum(heights) - 2 * row - 4 * columns.gap) // 2))
        stop = words("workshop.stop.end" if self.voted else "workshop.stop.other")
        self.widgets = [
            Label("title", columns.top(heights[0]), title, sizes[0], theme.colours.text, bold=True),
            Label("text", columns.top(heights[1]), text, sizes[1], theme.colours.quiet),
            Button("stay", columns.top(row), words("workshop.stop.go-on"), Leave, Look("primary", "play", scale=1.2)),
            Button("stop", columns.top(row), stop, StopWorkshop, Look("plain", "square", scale=1.2)),
        ]

    def back(self) -> Outcome | None:
        """On with the round."""
        return Leave()
