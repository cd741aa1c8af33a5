"""After a reveal: the first vote beside the second, and a question to talk about."""

from __future__ import annotations

import pygame

from game.model.picture import Picture
from game.model.terms import NONE_VISIBLE, Says, Text
from game.play.event import ANSWERS, Votes
from game.ui import paint
from game.ui.kit import Kit
from game.ui.outcomes import Lead, Leave, OpenTell, Outcome
from game.ui.scene import Scene
from game.ui.theme import Theme
from game.ui.typeset import fit_text
from game.ui.widgets import Button, Columns, Label, Look, PictureView, Widget, giving, text_height

MOST_TELLS = 2


class DiscussScene(Scene):
    """Bars of both votes, the picture small, the level's question large."""

    name = "discuss"
    focus_first = "onward"

    def __init__(self, kit: Kit, picture: Picture, votes: Votes, question: Text | None, *, last: bool) -> None:
        super().__init__(kit)
        self.picture, self.votes, self.question = picture, votes, question
        self.last = last  # what follows is no picture to vote on

    def arrange(self) -> None:
        """Question above, bars left, picture right."""
        theme, words = self.kit.theme, self.kit.words
        window = theme.window.inflate(-2 * theme.margin, -2 * theme.px(3))
        columns = Columns(window, theme.px(2))
        text = words.of(self.question) if self.question else words("workshop.discuss")
        size = theme.type(1.35)
        height = min(text_height(text, window.width, size, bold=True), window.height // 3)
        question = Label("question", columns.top(height), text, size, theme.colours.text, bold=True)
        row = columns.bottom(theme.tall(9))
        back = pygame.Rect(row.left, row.top, theme.tall(9), row.height)
        on = pygame.Rect(back.right + theme.px(1.5), row.top, row.right - back.right - theme.px(1.5), row.height)
        area = columns.rect
        if theme.portrait:
            bars = pygame.Rect(area.left, area.top, area.width, area.height // 2)
            view = pygame.Rect(area.left, bars.bottom + theme.px(2), area.width, 0)
            view.height = area.bottom - view.top
        else:
            bars = pygame.Rect(area.left, area.top, round(area.width * 0.6), area.height)
            view = pygame.Rect(bars.right + theme.px(3), area.top, area.right - bars.right - theme.px(3), area.height)
        parts: list[Widget] = [question]
        height = (bars.height - 2 * theme.px(1.5)) // 3
        most = max([1, *self.votes.tally("first").values(), *self.votes.tally("second").values()])
        truth: Says = "fake" if self.picture.fake else "real"
        for number, says in enumerate(ANSWERS):
            place = pygame.Rect(bars.left, bars.top + number * (height + theme.px(1.5)), bars.width, height)
            counts = self.votes.tally("first")[says], self.votes.tally("second")[says]
            good = says == truth or (says == "unsure" and self.picture.shows_nothing)
            text = words(f"answer.{says}")
            parts.append(TwoBars(f"bars-{says}", place, text, says, counts, most, right=good, kit=self.kit))
        view, tells = self._tells(view)
        parts += tells
        path = self.kit.pack.path(self.picture.file)
        parts.append(PictureView("picture-1", view, path, self.picture.size))
        self.widgets = [
            *parts,
            Button("back", back, "", lambda: Lead("back"), Look("plain", "left", align="centre")),
            Button(
                "onward",
                on,
                words("card.onward" if self.last else "workshop.next"),
                lambda: Lead("forward"),
                Look("primary", "right"),
            ),
        ]

    def _tells(self, area: pygame.Rect) -> tuple[pygame.Rect, list[Widget]]:
        """The tells that the picture shows, below it: each opens its page of the field guide; and what is left."""
        theme, words, known = self.kit.theme, self.kit.words, self.kit.pack.tells
        columns = Columns(area, theme.apart(1))
        names = [name for name in self.picture.tells if name in known and name != NONE_VISIBLE]
        parts: list[Widget] = []
        for name in names[:MOST_TELLS] if self.kit.exits.guide else ():
            text, look = words.of(known[name].name), Look("plain", "book")
            parts.append(Button(f"tell-{name}", columns.bottom(theme.tall(7)), text, giving(OpenTell(name)), look))
        return columns.rect, parts[::-1]

    def back(self) -> Outcome | None:
        """Whether to end the workshop here."""
        return Leave()


class TwoBars(Widget):
    """How many were for an answer: at first (an outline), and after the talk (filled)."""

    def __init__(
        self, name: str, rect: pygame.Rect, text: str, says: Says, counts: tuple[int, ...], most: int, *, right: bool,
        kit: Kit,
    ) -> None:  # fmt: skip
        super().__init__(name, rect)
        self.text, self.says, self.counts, self.most, self.right = text, says, counts, most, right
        self._labels = kit.words("workshop.bars.first"), kit.words("workshop.bars.second")

    def spoken(self) -> str:  # noqa: D102
        return f"{self.text}: {', '.join(str(count) for count in self.counts)}"

    def draw(self, surface: pygame.Surface, kit: Kit, *, focused: bool, pressed: bool) -> None:  # noqa: D102
        theme = kit.theme
        colour = getattr(theme.colours, self.says)
        head = pygame.Rect(self.rect.left, self.rect.top, self.rect.width, round(theme.type(1.0) * 1.3))
        side = round(head.height * 0.8)
        sign = "tick" if self.right else self.says
        paint.draw_sign(surface, sign, (head.left + side // 2, head.centery), side, colour)
        text = fit_text(self.text, (head.width - 2 * side, head.height), theme.type(1.0), bold=self.right)
        text.draw(surface, head.move(side + theme.px(1), 0), theme.colours.text)
        high = (self.rect.bottom - head.bottom - theme.px(0.6)) // 2
        for number in range(len(self.counts)):
            row = pygame.Rect(self.rect.left, head.bottom + number * (high + theme.px(0.4)), self.rect.width, high)
            self._bar(surface, theme, row, number)

    def _bar(self, surface: pygame.Surface, theme: Theme, row: pygame.Rect, number: int) -> None:
        colour = getattr(theme.colours, self.says)
        label = fit_text(self._labels[number], (row.width // 4 - theme.px(1), row.height), theme.type(1.0))
        label.draw(surface, row.move(0, (row.height - label.height) // 2), theme.colours.quiet)
        start = row.left + row.width // 4
        room = row.right - start - theme.px(6)
        bar = pygame.Rect(start, row.top, max(2, round(room * self.counts[number] / self.most)), max(2, row.height))
        if number:
            paint.panel(surface, bar, colour, theme.radius // 2)
        elif self.counts[0]:
            paint.framed(surface, bar, theme.colours.ground, colour, max(2, theme.line * 2), theme.radius // 2)
        value = fit_text(str(self.counts[number]), (theme.px(6), row.height), theme.type(1.0), bold=True)
        top = row.top + (row.height - value.height) // 2
        value.draw(surface, pygame.Rect(bar.right + theme.px(1), top, 0, 0), theme.colours.text)
