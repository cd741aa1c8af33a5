"""A card that teaches, and the closing lesson of a level."""

from __future__ import annotations

import pygame

from game.model.kinds.forms import Frame
from game.model.picture import Picture
from game.pixels.pictures import PictureRequest, shown_size
from game.ui.intents import Intent, Move
from game.ui.kit import Kit
from game.ui.layout import page_or_column, places
from game.ui.outcomes import Leave, Onward, Outcome
from game.ui.round import PictureScene
from game.ui.widgets import Button, Columns, Label, Look, Pressed, ProgressDots, Style, Target, Widget, text_height


class CardScene(PictureScene):
    """A title and a text, with a picture, a series to leaf through, or without; one button onward.

    Left and Right leaf through the series. Until its last picture was seen the next one is the way on.
    """

    name = "card"
    in_steps = True

    def __init__(
        self, kit: Kit, title: dict[str, str], text: dict[str, str], picture: Picture | None,
        series: tuple[Frame, ...] = (),
    ) -> None:  # fmt: skip
        super().__init__(kit, [picture] if picture else [])
        self.title, self.text = title, text
        self.series = series
        self.frame = self._farthest = 0  # what is shown of the series, and the last of it that was seen
        self._turn_to(0)

    @property
    def _seen(self) -> bool:
        """Whether all of the series was seen."""
        return self._farthest >= len(self.series) - 1

    def first_focus(self) -> Target | None:
        """The way on."""
        name = "onward" if self._seen else "next"
        return next((item for item in self.targets if item.name == name), super().first_focus())

    def handle(self, intent: Intent) -> Outcome | None:
        """Left and Right leaf; beyond the ends of the series nothing follows."""
        if self.series and isinstance(intent, Move) and intent.dx and self.loupe is None:
            frame = self.frame + intent.dx
            if 0 <= frame < len(self.series):
                self._leaf(frame)()
            return None
        return super().handle(intent)

    def _turn_to(self, frame: int) -> None:
        if self.series:
            self.frame, self._farthest = frame, max(frame, self._farthest)
            self.pictures = [self.kit.pack.pictures[self.series[frame].picture]]

    def arrange(self) -> None:
        """With a picture as a round, without one as a page in the middle."""
        theme, words = self.kit.theme, self.kit.words
        area = places(theme)
        columns = Columns(page_or_column(theme, with_picture=bool(self.pictures)), theme.px(2))
        views: list[Widget] = [*self.lay_pictures(area.picture)]
        row = columns.bottom(theme.tall(9))
        look: Style = "primary" if self._seen else "plain"
        onward = Button("onward", row, words("card.onward"), self._onward, Look(look, align="centre"))
        foot = self.foot(columns, onward)
        leaves = self._leaves(columns, area.picture) if self.series else []
        title, text = words.of(self.title), words.of(self.text)
        scales = (1.5, 1.25) if self.pictures else (1.9, 1.35)
        size_title, size = (theme.type(scale) for scale in scales)
        height = text_height(title, columns.rect.width, size_title, bold=True)
        body = text_height(text, columns.rect.width, size)
        if not self.pictures:
            columns.top(max(1, (columns.rect.height - height - body) // 2))
        place, ink = columns.top(min(height, columns.rect.height // 3)), theme.colours.text
        page, turns = self.paged(columns, onward, text, size)
        parts = [
            Label("title", place, title, size_title, ink, bold=True), Label("text", columns.rect, page, size, ink)
        ]  # fmt: skip
        self.widgets = [*views, *self.controls, *parts, *turns, *leaves, *foot]

    def _leaves(self, columns: Columns, area: pygame.Rect) -> list[Widget]:
        """The series' caption, place and buttons; all its pictures are made ready."""
        theme, words = self.kit.theme, self.kit.words
        for frame in self.series:
            picture = self.kit.pack.pictures[frame.picture]
            shown = shown_size(picture.size, area.size)
            self.kit.pictures.prefetch(PictureRequest(self.kit.pack.path(picture.file), shown))
        row = columns.bottom(theme.tall(8))
        left, right, middle = row.copy(), row.copy(), row.copy()
        left.width = right.width = theme.tall(12)
        right.right = row.right
        middle.left, middle.width = left.right + theme.px(1.5), right.left - left.right - theme.px(3)
        last = len(self.series) - 1
        signs = ["circle" if number <= self.frame else "" for number in range(last + 1)]
        size = theme.type(1.15)
        captions = [words.of(frame.caption) for frame in self.series]
        height = max(text_height(caption, columns.rect.width, size, bold=True) for caption in captions)
        caption = columns.bottom(height)
        look = Look("plain", "left", key="p", key_shown=False)
        fewer = Button("previous", left, "", self._leaf(self.frame - 1), look, enabled=self.frame > 0)
        look = Look("plain" if self._seen else "primary", "right", key="n", key_shown=False)
        more = Button("next", right, "", self._leaf(self.frame + 1), look, enabled=self.frame < last)
        return [
            Label("caption", caption, captions[self.frame], size, theme.colours.accent, bold=True),
            fewer,
            ProgressDots("place", middle, signs, self.frame, ""),
            more,
        ]

    def _leaf(self, frame: int) -> Pressed:
        def press() -> None:
            name = self.focus.name if self.focus else ""
            self._turn_to(frame)
            ends = {"previous": (0, "next"), "next": (len(self.series) - 1, "onward")}
            end, other = ends.get(name, (None, name))  # a button that has nowhere left to go hands the focus over
            self.rearrange(other if frame == end else name)

        return press

    def _onward(self) -> Outcome | None:
        if self.in_full and self.frame < len(self.series) - 1:
            self._leaf(self.frame + 1)()
            return None
        return Onward()

    def back(self) -> Outcome | None:
        """Out of the level."""
        return Leave()
