"""The natural end of a visit: how it went, every picture again, what to take home, and the way out."""

from __future__ import annotations

from collections.abc import Callable

import pygame

from game.play.rules import Session
from game.ui.kit import Kit
from game.ui.outcomes import Begin, Leave, Outcome, Review
from game.ui.round import sign_of_round
from game.ui.scene import Scene
from game.ui.summing import count_line, first_sentences
from game.ui.thumbs import grid, square_of
from game.ui.widgets import (
    Button,
    Columns,
    Label,
    Look,
    Panel,
    Pressed,
    Target,
    Widget,
    draw_focus,
    giving,
    split,
    text_height,
)


class Again(Target):
    """A place that is touched to see a picture's reveal again: all of it, however narrow the picture is."""

    def __init__(self, name: str, rect: pygame.Rect, press: Pressed, alt: str) -> None:
        super().__init__(name, rect, press)
        self._alt = alt

    def spoken(self) -> str:  # noqa: D102
        return self._alt

    def draw(self, surface: pygame.Surface, kit: Kit, *, focused: bool, pressed: bool) -> None:  # noqa: D102
        if focused:
            draw_focus(surface, self.rect, kit.theme)


class EndingScene(Scene):
    """The count, two sentences, the pictures, one habit to take home, "done"; "again" while one may."""

    name = "ending"
    explains = True
    in_steps = True
    focus_first = "again"

    def __init__(self, kit: Kit, session: Session, again: Callable[[], bool]) -> None:
        super().__init__(kit)
        self.session = session
        self._again = again

    def arrange(self) -> None:
        """Words left and pictures right; in portrait pictures in the middle."""
        theme, words = self.kit.theme, self.kit.words
        area = theme.window.inflate(-2 * theme.margin, -2 * theme.px(4))
        buttons = pygame.Rect(area.left, area.bottom - theme.tall(10), area.width, theme.tall(10))
        area.height = buttons.top - theme.px(3) - area.top
        if theme.portrait:
            left = pygame.Rect(area.left, area.top, area.width, round(area.height * 0.56))
            right = pygame.Rect(area.left, left.bottom + theme.px(2), area.width, 0)
            right.height = area.bottom - right.top
        else:
            left = pygame.Rect(area.left, area.top, round(area.width * 0.5), area.height)
            right = pygame.Rect(left.right + theme.px(4), area.top, 0, area.height)
            right.width = area.right - right.left
        places = split(buttons, 2 if self._again() else 1, theme.apart(2))
        columns = Columns(left, theme.px(2))
        parts: list[Widget] = []
        for name, text, scale, share in (
            ("count", count_line(self.session, words), 2.6, 0.25),
            ("sentences", first_sentences(self.session, words), 1.5, 0.35),
        ):
            if text:
                size = theme.type(scale)
                height = min(text_height(text, left.width, size, bold=True), round(left.height * share))
                parts.append(Label(name, columns.top(height), text, size, theme.colours.text, bold=True))
        parts += self._habit(columns)
        parts += self._thumbnails(right)
        look = Look("plain" if self._again() else "primary", "home", scale=1.2, align="centre")
        parts.append(Button("done", places[0], words("ending.done"), Leave, look))
        for place in places[1:]:
            look = Look("primary", "again", scale=1.2, align="centre")
            parts.append(Button("again", place, words("ending.again"), Begin, look))
        self.widgets = parts

    def _habit(self, columns: Columns) -> list[Widget]:
        """What to do where looking does not help."""
        theme, words = self.kit.theme, self.kit.words
        pad = theme.px(2)
        title, text = words("ending.habit.title"), words("ending.habit")
        size_title, size = theme.type(1.3), theme.type(1.15)
        width = columns.rect.width - 2 * pad
        heights = text_height(title, width, size_title, bold=True), text_height(text, width, size)
        card = columns.top(min(columns.rect.height, sum(heights) + theme.px(1) + 2 * pad))
        inner = Columns(card.inflate(-2 * pad, -2 * pad), theme.px(1))
        return [
            Panel("habit", card, theme.colours.surface),
            Label("habit-title", inner.top(heights[0]), title, size_title, theme.colours.accent, bold=True),
            Label("habit-text", inner.rect, text, size, theme.colours.text),
        ]

    def _thumbnails(self, area: pygame.Rect) -> list[Widget]:
        """Every picture that was judged; each opens its reveal again."""
        theme, pack = self.kit.theme, self.kit.pack
        shown = [
            (place, name)
            for place, entry in enumerate(self.session.rounds[: self.session.place])
            for name in entry.pictures
            if self.session.verdicts[place].judgements
        ]
        gap = theme.apart(1.5)
        cells = grid(area, len(shown), gap, theme.px(40))
        parts: list[Widget] = []
        for (place, name), cell in zip(shown, cells, strict=True):
            if min(cell.size) < max(theme.target, theme.px(4)):
                break  # too many to be touched: none is better than small ones
            picture = pack.pictures[name]
            view = square_of(f"picture-{place + 1}", cell, pack.path(picture.file), picture)
            view.sign = sign_of_round(self.session, place)
            parts += [view, Again(f"again-{place + 1}", cell, giving(Review(place)), self.kit.words.of(picture.alt))]
        return parts

    def back(self) -> Outcome | None:
        """Done."""
        return Leave()
