"""A card that teaches, and the closing lesson of a level."""

from __future__ import annotations

from game.model import Picture
from game.ui.kit import Kit
from game.ui.layout import places
from game.ui.outcomes import Leave, Onward, Outcome
from game.ui.round import PictureScene
from game.ui.widgets import Button, Columns, Label, Look, Widget, text_height


class CardScene(PictureScene):
    """A title and a text, with a picture or without; one button onward."""

    name = "card"

    def __init__(self, kit: Kit, title: dict[str, str], text: dict[str, str], picture: Picture | None) -> None:
        super().__init__(kit, [picture] if picture else [])
        self.title, self.text = title, text

    def arrange(self) -> None:
        """With a picture as a round, without one as a page in the middle."""
        theme, words = self.kit.theme, self.kit.words
        area = places(theme)
        column = area.column
        if not self.pictures:
            width = min(theme.window.width - 2 * theme.margin, theme.px(100))
            column = theme.window.inflate(0, -2 * theme.margin)
            column.width = width
            column.centerx = theme.window.centerx
        columns = Columns(column, theme.px(2))
        views: list[Widget] = [*self.lay_pictures(area.picture)]
        row = columns.bottom(theme.px(9))
        onward = Button("onward", row, words("card.onward"), self._onward, Look("primary", align="centre"))
        tools = [self.loupe_button(columns.bottom(theme.px(6)))] if self.pictures else []
        title, text = words.of(self.title), words.of(self.text)
        size_title, size = (
            theme.type(1.9 if not self.pictures else 1.5),
            theme.type(1.35 if not self.pictures else 1.25),
        )
        height = text_height(title, columns.rect.width, size_title, bold=True)
        body = text_height(text, columns.rect.width, size)
        if not self.pictures:
            columns.top(max(1, (columns.rect.height - height - body) // 2))
        parts: list[Widget] = [
            Label(
                "title",
                columns.top(min(height, columns.rect.height // 3)),
                title,
                size_title,
                theme.colours.text,
                bold=True,
            ),
            Label("text", columns.rect, text, size, theme.colours.text),
        ]
        self.widgets = [*views, *parts, onward, *tools]

    def first_focus(self) -> Button | None:
        """Onward."""
        button = self.widget("onward")
        return button if isinstance(button, Button) else None

    def _onward(self) -> Outcome | None:
        return Onward()

    def back(self) -> Outcome | None:
        """Out of the level."""
        return Leave()
