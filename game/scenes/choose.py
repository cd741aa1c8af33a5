"""A question with choices: what would settle it? One touch answers."""

from __future__ import annotations

from game.model.answer import Answer
from game.model.kinds.choose_round import ChooseRound
from game.play.rules import Session, shuffled
from game.ui.kit import Kit
from game.ui.layout import page_or_column, places
from game.ui.outcomes import Answered, Outcome
from game.ui.round import RoundScene
from game.ui.widgets import Button, Columns, Look, Pressed, Widget, split


class ChooseScene(RoundScene):
    """The picture, where there is one, and the choices in mixed order."""

    name = "choose"

    def __init__(self, kit: Kit, session: Session) -> None:
        entry = session.round
        assert isinstance(entry, ChooseRound)  # noqa: S101 (the table of scenes says so)
        super().__init__(kit, session, [kit.pack.pictures[entry.picture]] if entry.picture else [])
        self.entry = entry
        self.shown = shuffled(session, session.place, len(entry.choices))

    def arrange(self) -> None:
        """Question and choices in the column; without a picture in the middle of the window."""
        theme, words = self.kit.theme, self.kit.words
        area = places(theme)
        views: list[Widget] = [*self.lay_pictures(area.picture)]
        columns = Columns(page_or_column(theme, with_picture=bool(self.pictures)), theme.px(1.6))
        parts = self.head(columns, words.of(self.entry.question))
        tools = self.tools(columns)
        each = 1
        if len(self.shown) * (theme.target + columns.gap) > columns.rect.height:
            columns.gap = theme.apart(0.7)
        if len(self.shown) * (theme.target + columns.gap) > columns.rect.height + columns.gap:
            each = 2
        rows = -(-len(self.shown) // each)
        height = min(theme.tall(12), (columns.rect.height - (rows - 1) * columns.gap) // rows)
        if not self.pictures:
            together = rows * height + (rows - 1) * columns.gap
            columns.top(max(1, (columns.rect.height - together) // 3))
        cells = [cell for _ in range(rows) for cell in split(columns.top(height), each, columns.gap)]
        buttons: list[Widget] = []
        for place, number in enumerate(self.shown):
            look = Look("plain", key=str(place + 1), scale=1.1)
            text = words.of(self.entry.choices[number].text)
            buttons.append(Button(f"choice-{place + 1}", cells[place], text, self._choose(number), look))
        self.widgets = [*views, *self.controls, *parts, *buttons, *tools]

    def _choose(self, number: int) -> Pressed:
        return lambda: Answered(Answer(milliseconds=self.milliseconds, choice=number))

    def back(self) -> Outcome | None:
        """Out of the level."""
        return self.leave()
