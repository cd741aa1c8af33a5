"""One to four pictures: which are fake? None and all are possible."""

from __future__ import annotations

from collections.abc import Iterable

import pygame

from game.model.answer import Answer
from game.model.kinds.pick_round import PickRound
from game.model.picture import Picture
from game.model.terms import Says
from game.play.rules import Session
from game.ui.kit import Kit
from game.ui.outcomes import Answered, Outcome
from game.ui.round import RoundScene, column_and_views
from game.ui.steps import confidence_steps
from game.ui.widgets import Button, Look, PictureView, Pressed, Widget, split


class PickScene(RoundScene):
    """Pictures are touched to call them fake; then "done", and how sure."""

    name = "pick"

    def __init__(self, kit: Kit, session: Session) -> None:
        entry = session.round
        assert isinstance(entry, PickRound)  # noqa: S101 (the table of scenes says so)
        super().__init__(kit, session, [kit.pack.pictures[name] for name in entry.pictures])
        self.chosen: set[int] = set()
        self.asking = False

    def make_view(self, name: str, rect: pygame.Rect, picture: Picture) -> PictureView:
        """A picture that can be pressed, to choose it or not."""
        number = self.pictures.index(picture)
        path = self.kit.pack.path(picture.file)
        view = PictureView(name, rect, path, picture.size, press=lambda: self._toggle(number))
        view.selected = number in self.chosen
        return view

    def arrange(self) -> None:
        """Pictures, question, none and all, done; then the four steps."""
        words, theme = self.kit.words, self.kit.theme
        columns, views = column_and_views(self)
        question = words("sure.question") if self.asking else words("pick.question", n=len(self.pictures))
        parts: list[Widget] = [*views, *self.head(columns, question)]
        tools = self.tools(columns)
        if self.asking:
            says: Says = "fake" if self.chosen else "real"
            steps = confidence_steps(columns, self.kit, says, self._sure, self.reconsider)
            change = steps[0]
            if isinstance(change, Button):
                change.text = self._chosen_words()
            self.widgets = [*parts, *self.controls, *steps, *tools]
            return
        height = min(theme.tall(10), max(theme.target, (columns.rect.height - 2 * columns.gap) // 3))
        height = min(height, (columns.rect.height - columns.gap) // 2)
        look = Look("primary", key="d", scale=1.15)
        done = Button("done", columns.bottom(height), self._done_words(), self._done, look)
        left, right = split(columns.bottom(height), 2, theme.apart(1.2))
        none = Button("none", left, words("pick.none"), self._choose(()), Look("plain", key="n", scale=1.15))
        look = Look("plain", key="a", scale=1.15)
        everything = Button("all", right, words("pick.all"), self._choose(range(len(self.pictures))), look)
        self.widgets = [*parts, *self.controls, none, everything, done, *tools]

    def _chosen_words(self) -> str:
        words, count = self.kit.words, len(self.chosen)
        if not count:
            return words("pick.says.none")
        return words("pick.says.all") if count == len(self.pictures) else words("pick.says.some", n=count)

    def _done_words(self) -> str:
        return self.kit.words("pick.done", chosen=self._chosen_words())

    def _toggle(self, number: int) -> None:
        if self.asking:
            return
        self.chosen ^= {number}
        self._show_choice()

    def _choose(self, numbers: Iterable[int]) -> Pressed:
        def press() -> None:
            self.chosen = set(numbers)
            self._show_choice()

        return press

    def _show_choice(self) -> None:
        for number, view in enumerate(self.views):
            view.selected = number in self.chosen
            self.touch(view)
        done = self.widget("done")
        if isinstance(done, Button):
            done.text = self._done_words()
            self.touch(done)

    def _done(self) -> None:
        self.asking = True
        self.ask("sure-1")

    def _sure(self, step: int) -> Outcome | None:
        says: list[Says] = ["fake" if number in self.chosen else "real" for number in range(len(self.pictures))]
        return Answered(Answer(tuple(says), step, (), self.milliseconds))

    def reconsider(self) -> None:
        """Back to the pictures."""
        self.asking = False
        self.ask("done")

    def back(self) -> Outcome | None:
        """First back to the pictures, then out of the level."""
        if self.asking:
            self.reconsider()
            return None
        return self.leave()
