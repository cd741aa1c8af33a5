"""The whole face first: one impression after another on seven steps, then real, fake or can't tell, and how sure.

Owns the order in which impressions are asked, mixed anew in every round. Refuses to hint: nothing here is right.
"""

from __future__ import annotations

from itertools import pairwise

import pygame

from game.model.answer import Answer
from game.model.kinds.rate_round import HIGHEST, LOWEST, RateRound
from game.model.terms import Quality, Says
from game.play.rules import Session, shuffled
from game.ui.chips import Chips
from game.ui.judging_scene import JudgingScene
from game.ui.kit import Kit
from game.ui.layout import places
from game.ui.outcomes import Outcome
from game.ui.round import column_and_views
from game.ui.typeset import width_of
from game.ui.widgets import Button, Columns, Label, Look, Pressed, Widget, split, text_height


class RateScene(JudgingScene):
    """Asks for each impression, then for the verdict, then for the confidence in it."""

    name = "rate"

    def __init__(self, kit: Kit, session: Session) -> None:
        entry = session.round
        assert isinstance(entry, RateRound)  # noqa: S101 (the table of scenes says so)
        super().__init__(kit, session, entry.picture)
        self.entry = entry
        numbers = range(len(entry.qualities))
        self.order = shuffled(session, session.place, len(numbers)) if len(numbers) > 1 else tuple(numbers)
        self.ratings: list[int] = []  # in the order in which they were asked
        self._given_at: list[float] = []  # seconds, when

    @property
    def asked(self) -> Quality | None:
        """The impression that is asked for now; None once all are given."""
        done = len(self.ratings)
        return self.entry.qualities[self.order[done]] if done < len(self.order) else None

    def arrange(self) -> None:
        """Picture; in the column the steps of an impression, or what is asked of every picture."""
        columns, views = column_and_views(self)
        words = self.kit.words
        quality = self.asked
        if quality is not None:
            question = words(f"quality.{quality}.question")
        else:
            question = words("sure.question" if self.says else "rate.verdict")
        parts: list[Widget] = [*views, *self.head(columns, question)]
        tools = self.tools(columns)
        if quality is not None:
            parts += self._impression(columns, quality)
        else:
            parts += self.judging(columns)
        self.widgets = [*parts, *self.controls, *tools]

    def _impression(self, columns: Columns, quality: Quality) -> list[Widget]:
        """A hint, seven steps with their ends in words, and which impressions are given."""
        theme, words = self.kit.theme, self.kit.words
        count = words("rate.counter", place=len(self.ratings) + 1, all=len(self.order))
        hint = f"{count[:1].upper()}{count[1:]}. {words('rate.hint')}"
        parts: list[Widget] = []
        size = theme.type()
        if columns.rect.height > theme.px(30):
            place = columns.top(min(text_height(hint, columns.rect.width, size), columns.rect.height // 4))
            parts.append(Label("hint", place, hint, size, theme.colours.quiet))
        steps = range(LOWEST, HIGHEST + 1)
        gap = theme.apart(0.7)
        each = len(steps) if len(steps) * (max(theme.target, theme.px(4)) + gap) - gap <= columns.rect.width else 4
        rows = -(-len(steps) // each)
        height = min(theme.tall(11), (columns.rect.height - theme.px(6) - (rows - 1) * gap) // rows)
        free = columns.rect.height - rows * (height + gap) - theme.px(5)
        columns.top(max(1, free // 8))
        before, columns.gap = columns.gap, gap
        cells = [cell for _ in range(rows) for cell in split(columns.top(height), each, gap)]
        for step, cell in zip(steps, cells, strict=False):
            look = Look("plain", key=str(step), key_shown=False, scale=1.5, align="centre")
            button = Button(f"rating-{step}", cell, str(step), self._rate(step), look)
            parts.append(button)
        ends = columns.top(round(theme.type(1.0) * 1.4))
        columns.gap = before
        for end in ("low", "high"):
            text = words(f"quality.{quality}.{end}")
            half = ends.copy()
            half.width = min(ends.width // 2, width_of(text, theme.type()) + 1)
            half.left = ends.left if end == "low" else ends.right - half.width
            parts.append(Label(end, half, text, theme.type(), theme.colours.quiet))
        if columns.rect.height > theme.px(7):
            columns.top(theme.px(1))
            names = [words(f"quality.{self.entry.qualities[number]}") for number in self.order]
            chips = Chips("impressions", columns.rect.copy(), names, len(self.ratings), self.kit)
            parts += [chips] if chips.whole else []
        return parts

    def tools(self, columns: Columns) -> list[Widget]:
        """Once an impression is given, also what takes it back; its place is kept, so that no step moves the others.

        It stands above them, in portrait at the end of their row, and in little room by its sign alone.
        """
        if self.says is not None:
            return super().tools(columns)
        theme, text, whole = self.kit.theme, self.kit.words("rate.take-back"), columns.rect.width
        width = min(whole, width_of(text, theme.type()) + theme.px(8))
        in_row = theme.portrait and width < whole // 3
        columns.rect.width -= width if in_row else 0
        tools = super().tools(columns)
        columns.rect.width = whole
        if places(theme).side is not None:
            place, text = tools[-1].rect.move(0, -theme.apart(1) - tools[-1].rect.height), ""
        elif in_row:
            place = pygame.Rect(columns.rect.right - width, tools[0].rect.top, width, tools[0].rect.height)
        else:
            place = columns.bottom(theme.tall(6))
            place.width = width
        back = Button("take-back", place, text, self.take_back, Look("quiet", "again"))
        return [*tools, back] if self.ratings else tools

    @property
    def ask_areas(self) -> list[pygame.Rect]:
        """Where tools stand beside the column, they may be others at the next step."""
        side = places(self.kit.theme).side
        return [*super().ask_areas, *([side] if side is not None else [])]

    def take_back(self) -> None:
        """Ask for the last impression again."""
        self._given_at.pop()
        self.ask(f"rating-{self.ratings.pop()}")

    def _rate(self, step: int) -> Pressed:
        def press() -> None:
            self.ratings.append(step)
            self._given_at.append(self.seconds)
            middle = (LOWEST + HIGHEST) // 2
            self.ask(f"rating-{middle}" if self.asked is not None else "real")

        return press

    def judged(self, says: Says, confidence: int | None) -> Answer:
        """With the impressions, as written in the level, and the milliseconds that each took."""
        began = [0.0, *self._given_at]
        spent = [round(1000 * (end - start)) for start, end in pairwise(began)]
        given = dict(zip(self.order, zip(self.ratings, spent, strict=True), strict=True))
        ratings, times = zip(*(given[number] for number in range(len(self.order))), strict=True)
        return Answer((says,), confidence, (), self.milliseconds, self.order, ratings=ratings, rating_ms=times)

    def back(self) -> Outcome | None:
        """What was said last is taken back, step by step; then the level is left."""
        if self.says is None and self.ratings:
            self.take_back()
            return None
        return super().back()
