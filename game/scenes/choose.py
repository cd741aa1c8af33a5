"""A question with choices: what would settle it? One touch answers."""

from __future__ import annotations

import pygame

from game.model.answer import Answer
from game.model.kinds.choose_round import ChooseRound
from game.play.rules import Session, shuffled
from game.ui.kit import Kit
from game.ui.layout import page_or_column, places
from game.ui.outcomes import Answered, Outcome
from game.ui.round import RoundScene
from game.ui.widgets import Button, Columns, Label, Look, Pressed, Widget, split, text_height


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
        """Question and choices in the column; without a picture in the middle, upright where a hand reaches."""
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
        height = min(theme.tall(12 if self.pictures else 14), (columns.rect.height - (rows - 1) * columns.gap) // rows)
        together = rows * height + (rows - 1) * columns.gap
        if theme.portrait:
            columns.top(max(1, columns.rect.height - together - columns.gap))  # where a hand reaches
        elif not self.pictures:
            columns.top(max(1, (columns.rect.height - together) // 3))
        cells = [cell for _ in range(rows) for cell in split(columns.top(height), each, columns.gap)]
        if theme.portrait and not self.pictures:
            parts[1:] = [self._question_above(cells[0], columns.gap)]
        buttons: list[Widget] = []
        for place, number in enumerate(self.shown):
            look = Look("plain", key=str(place + 1), scale=1.1 if self.pictures else 1.35)
            text = words.of(self.entry.choices[number].text)
            buttons.append(Button(f"choice-{place + 1}", cells[place], text, self._choose(number), look))
        self.widgets = [*views, *self.controls, *parts, *buttons, *tools]

    def _question_above(self, first: pygame.Rect, gap: int) -> Widget:
        """The question, large, right above the first choice."""
        theme, question = self.kit.theme, self.kit.words.of(self.entry.question)
        size = theme.type(1.8)
        height = min(text_height(question, first.width, size, bold=True), first.top - theme.px(12))
        place = pygame.Rect(first.left, first.top - 2 * gap - height, first.width, height)
        return Label("question", place, question, size, theme.colours.text, bold=True)

    def _choose(self, number: int) -> Pressed:
        return lambda: Answered(Answer(milliseconds=self.milliseconds, choice=number))

    def back(self) -> Outcome | None:
        """Out of the level."""
        return self.leave()
