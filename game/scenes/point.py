"""One picture known to be fake: mark what gives it away."""

from __future__ import annotations

from math import dist

import pygame

from game.model.answer import Answer
from game.model.kinds.point_round import MAX_MARKS, PointRound
from game.model.picture import Picture
from game.play.rules import Session
from game.ui import marks
from game.ui.intents import Back, Confirm, Intent, Move
from game.ui.kit import Kit
from game.ui.outcomes import Answered, Outcome
from game.ui.round import RoundScene, column_and_views
from game.ui.widgets import (
    Button,
    Columns,
    Label,
    Look,
    PictureView,
    Pressed,
    Style,
    Target,
    Widget,
    split,
    text_height,
)

NEAR_UNITS = 2.5  # of the window: a touch so near to a mark means that mark


class PointScene(RoundScene):
    """Touches become marks, up to three, and on a mark take it away; a cross-hair moves by keys and gamepad."""

    name = "point"

    def __init__(self, kit: Kit, session: Session) -> None:
        entry = session.round
        assert isinstance(entry, PointRound)  # noqa: S101 (the table of scenes says so)
        super().__init__(kit, session, [kit.pack.pictures[entry.picture]])
        self.marks: list[tuple[float, float]] = []
        self.cursor: tuple[float, float] | None = None  # in picture pixels, while keys move it

    def make_view(self, name: str, rect: pygame.Rect, picture: Picture) -> PictureView:
        """A picture that takes the keyboard's focus, so that the cross-hair can be used."""
        return PictureView(name, rect, self.kit.pack.path(picture.file), picture.size, press=self._begin_cursor)

    def arrange(self) -> None:
        """Picture, what to do, take back, nothing to see, done."""
        words, theme = self.kit.words, self.kit.theme
        columns, views = column_and_views(self)
        parts: list[Widget] = [*views, *self.head(columns, words("point.question"))]
        parts.append(self._hint(columns))
        tools = self.tools(columns)
        rows: list[tuple[str, Style, str, Pressed, bool]] = [
            ("done", "primary", "d", self._done, bool(self.marks)),
            ("nothing", "plain", "n", self._nothing, True),
            ("undo", "plain", "u", self._undo, bool(self.marks)),
        ]
        if 3 * (theme.target + columns.gap) > columns.rect.height:
            height = min(theme.tall(10), (columns.rect.height - columns.gap) // 2)
            cells = [columns.bottom(height), *split(columns.bottom(height), 2, theme.apart(1))[::-1]]
        else:
            height = min(theme.tall(10), (columns.rect.height - 2 * columns.gap) // 3)
            cells = [columns.bottom(height) for _ in rows]
        buttons: list[Widget] = []
        for (name, style, key, press, enabled), cell in zip(rows, cells, strict=True):
            look = Look(style, key=key, scale=1.15)
            buttons.insert(0, Button(name, cell, words(f"point.{name}"), press, look, enabled=enabled))
        self.widgets = [*parts, *self.controls, *buttons, *tools]

    def _hint(self, columns: Columns) -> Label:
        theme, words = self.kit.theme, self.kit.words
        left = MAX_MARKS - len(self.marks)
        text = words("point.hint", n=left) if left else words("point.full")
        size = theme.type()
        height = min(text_height(words("point.hint", n=MAX_MARKS), columns.rect.width, size), columns.rect.height // 3)
        return Label("hint", columns.top(height), text, size, theme.colours.quiet)

    def tapped(self, view: PictureView, pos: tuple[int, int]) -> Outcome | None:
        """A touch is a mark."""
        return self._mark(view.to_picture(pos))

    def looked_at(self, view: PictureView, pos: tuple[int, int]) -> Outcome | None:
        """What the held loupe ended on is a mark."""
        return self._mark(view.to_picture(pos)) if view.rect.collidepoint(pos) else None

    def _mark(self, point: tuple[float, float]) -> Outcome | None:
        """A mark where there is none; a mark that is touched goes away."""
        view, reach = self.views[0], self.kit.theme.px(NEAR_UNITS)
        near = [mark for mark in self.marks if dist(view.to_window(mark), view.to_window(point)) < reach]
        if near:
            self.marks.remove(near[0])
        elif len(self.marks) < MAX_MARKS:
            self.marks.append(point)
        self.rearrange()
        return None

    def _undo(self) -> None:
        if self.marks:
            self.marks.pop()
            self.rearrange("undo" if self.marks else "nothing")

    def _done(self) -> Outcome | None:
        return Answered(Answer((), None, tuple(self.marks), self.milliseconds))

    def _nothing(self) -> Outcome | None:
        return Answered(Answer((), None, (), self.milliseconds))

    def _begin_cursor(self) -> None:
        view = self.views[0]
        if self.cursor is None and self.focus_shown:
            self.cursor = (view.natural[0] / 2, view.natural[1] / 2)
            self.touch(view)

    def handle(self, intent: Intent) -> Outcome | None:
        """While the cross-hair is out, directions move it, Confirm marks, Back puts it away."""
        if self.cursor is not None and self.loupe is None:
            view = self.views[0]
            if isinstance(intent, Move):
                step = max(view.natural) / 60
                x, y = self.cursor
                self.touch(view)
                self.cursor = (
                    min(max(0.0, x + intent.dx * step), float(view.natural[0])),
                    min(max(0.0, y + intent.dy * step), float(view.natural[1])),
                )
                return None
            if isinstance(intent, Confirm):
                return self._mark(self.cursor)
            if isinstance(intent, Back):
                self.cursor = None
                self.touch(view)
                return None
        outcome = super().handle(intent)
        if self.cursor is not None and self.focus is not None and self.focus is not self.views[0]:
            self.cursor = None
            self.touch(self.views[0])
        return outcome

    def fire(self, target: Target) -> Outcome | None:
        """A pointer's touch on the picture is a mark, a key's Confirm brings the cross-hair."""
        if isinstance(target, PictureView) and not self.focus_shown:
            return self.tapped(target, self._press_pos)
        return super().fire(target)

    def back(self) -> Outcome | None:
        """Out of the level."""
        return self.leave()

    def draw(self, surface: pygame.Surface) -> None:
        """The parts, the marks, the cross-hair, the loupe."""
        self.draw_parts(surface)
        view = self.views[0]
        for mark in marks.set_marks([view.to_window(mark) for mark in self.marks], view.rect, self.kit.theme):
            mark.draw(surface)
        if self.cursor is not None:
            marks.draw_crosshair(surface, view.to_window(self.cursor), self.kit.theme)
        if self.loupe is not None:
            self.loupe.draw(surface, self.kit)
