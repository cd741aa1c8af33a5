"""A card that teaches, and the closing lesson of a level."""

from __future__ import annotations

import pygame

from game.model.kinds.forms import Frame, Passage
from game.model.picture import Picture
from game.pixels.pictures import PictureRequest, shown_size
from game.ui.intents import Drag, Hover, Intent, Move, Press, Release
from game.ui.kit import Kit
from game.ui.layout import page_or_column, places
from game.ui.outcomes import Leave, Onward, Outcome
from game.ui.round import PictureScene
from game.ui.series import BlendView, Passing, Slider
from game.ui.widgets import Button, Columns, Label, Look, PictureView, Pressed, Target, Widget, text_height

TITLE, TEXT = 1.55, (1.8, 1.65, 1.5, 1.4, 1.25)  # steps of type beside a picture; the title grows with the text
PAGE = (1.9, 1.7, 1.5, 1.35)  # of the text, without a picture
FILLED = 0.85  # of the room for words: beyond that the next smaller step looks better


class CardScene(PictureScene):
    """A title and a text, with a picture, a series with a slider, or without; one button onward.

    The slider is dragged; Left and Right move it by a picture. Until the last one was seen the next is the way on.
    """

    name = "card"
    in_steps = True

    def __init__(
        self, kit: Kit, title: dict[str, str], text: dict[str, str], picture: Picture | None,
        series: tuple[Frame, ...] = (), moves: Passage = "step",
    ) -> None:  # fmt: skip
        super().__init__(kit, [picture] if picture else [])
        self.title, self.text = title, text
        self.series = series
        self.passing = Passing(len(series) - 1, blends=moves == "blend") if series else None
        self._farthest = 0  # the last of the series that was seen
        self._take_picture()

    @property
    def frame(self) -> int:
        """What is shown of the series."""
        return self.passing.frame if self.passing is not None else 0

    @property
    def _seen(self) -> bool:
        """Whether all of the series was seen."""
        return self._farthest >= len(self.series) - 1

    def first_focus(self) -> Target | None:
        """The way on."""
        name = "onward" if self._seen else "next"
        return next((item for item in self.targets if item.name == name), super().first_focus())

    def handle(self, intent: Intent) -> Outcome | None:
        """Whoever does something moves the slider from now on; Left and Right move it, and nothing beyond its ends."""
        if self.passing is None:
            return super().handle(intent)
        if not isinstance(intent, Hover):
            self.passing.take_over()
        if self._drag(self.passing, intent):
            return None
        if isinstance(intent, Move) and intent.dx and self.loupe is None:
            self._leaf(intent.dx)()
            return None
        return super().handle(intent)

    def _drag(self, passing: Passing, intent: Intent) -> bool:
        """Whether an intent is about the slider's knob."""
        slider = self.widget("slider")
        if isinstance(intent, Press) and isinstance(slider, Slider):
            passing.dragged = slider.rect.collidepoint(intent.pos)
        if not passing.dragged or not isinstance(intent, (Press, Drag, Release)):
            return False
        if isinstance(intent, Release):
            passing.dragged = False
        elif isinstance(slider, Slider):
            frame = passing.frame
            passing.drag(slider.share_at(intent.pos[0]))
            self._moved(frame)
        return True

    def update(self, seconds: float) -> Outcome | None:
        """The slider moves on."""
        if self.passing is not None and self.loupe is None:
            if self.kit.theme.reduced_motion or self.in_full:
                self.passing.take_over()
            frame = self.passing.frame
            if self.passing.update(seconds):
                self._moved(frame)
        return super().update(seconds)

    def wake_in(self) -> float | None:
        """When the slider moves."""
        moves = self.passing.wake_in() if self.passing is not None else None
        held = super().wake_in()
        return min(moves, held) if moves is not None and held is not None else held if moves is None else moves

    def _moved(self, before: int) -> None:
        """Another place of the series is to be shown; `before` was the picture nearest to the last one."""
        if self.frame != before:
            focus = self.focus.name if self.focus else ""
            ends = {"previous": (0, "next"), "next": (len(self.series) - 1, "onward")}
            end, other = ends.get(focus, (None, focus))  # a button that has nowhere left to go hands the focus over
            self._take_picture()
            self.rearrange(other if self.frame == end else focus)
            return
        for view in self.views:
            if isinstance(view, BlendView) and self.passing is not None:
                view.show(self.passing.place)
            self.touch(view)
        self.touch(self.widget("slider"))

    def _take_picture(self) -> None:
        if self.series:
            self._farthest = max(self.frame, self._farthest)
            self.pictures = [self.kit.pack.pictures[self.series[self.frame].picture]]

    def make_view(self, name: str, rect: pygame.Rect, picture: Picture) -> PictureView:
        """Of a series that blends, a view that can show two pictures."""
        if self.passing is None or not self.passing.blends:
            return super().make_view(name, rect, picture)
        pack = self.kit.pack
        paths = [pack.path(pack.pictures[frame.picture].file) for frame in self.series]
        return BlendView(name, rect, paths, picture.size, self.passing.place)

    def arrange(self) -> None:
        """With a picture as a round, without one as a page in the middle; the words as large as they have room."""
        theme, words = self.kit.theme, self.kit.words
        area, column = self._areas()
        columns = Columns(column, theme.px(2))
        slider = self._slider(area, self.passing) if self.passing is not None else []
        room = area.copy()
        if slider:
            room.height = min(part.rect.top for part in slider) - theme.px(1) - room.top
        views: list[Widget] = [*self.lay_pictures(room)]
        for frame in self.series:  # all of them are made ready
            picture = self.kit.pack.pictures[frame.picture]
            shown = shown_size(picture.size, room.size)
            self.kit.pictures.prefetch(PictureRequest(self.kit.pack.path(picture.file), shown))
        row = columns.bottom(theme.tall(9))
        look = Look("primary" if self._seen else "plain", align="centre", scale=1.2)
        onward = Button("onward", row, words("card.onward"), self._onward, look)
        foot = self.foot(columns, onward)
        title, text = words.of(self.title), words.of(self.text)
        size_title, size = self._sizes(columns)
        height = text_height(title, columns.rect.width, size_title, bold=True)
        body = text_height(text, columns.rect.width, size)
        if not self.pictures:
            columns.top(max(1, (columns.rect.height - height - body) // 2))
        place, ink = columns.top(min(height, columns.rect.height // 3)), theme.colours.text
        page, turns = self.paged(columns, onward, text, size)
        parts = [
            Label("title", place, title, size_title, ink, bold=True), Label("text", columns.rect, page, size, ink)
        ]  # fmt: skip
        self.widgets = [*views, *self.controls, *slider, *parts, *turns, *foot]

    def _areas(self) -> tuple[pygame.Rect, pygame.Rect]:
        """Where the picture goes and where the words go; upright the picture has all that the words leave."""
        theme = self.kit.theme
        area = places(theme)
        if not (theme.portrait and self.pictures):
            return area.picture, page_or_column(theme, with_picture=bool(self.pictures))
        width = area.column.width
        title, text = (self.kit.words.of(words) for words in (self.title, self.text))
        words = text_height(title, width, theme.type(TITLE), bold=True) + text_height(text, width, theme.type(TEXT[-1]))
        least = words + theme.tall(9) + theme.tall(6) + theme.px(10)  # the gaps between them
        picture, column = area.picture.copy(), area.column.copy()
        picture.height = max(picture.height, column.bottom - least - picture.top)
        full = max(round(picture.width * one.size[1] / one.size[0]) for one in self.pictures)
        rows = theme.tall(7) + theme.px(6) + theme.type(1.2) * 2 if self.series else 0
        picture.height = min(picture.height, full + rows)
        column.height = column.bottom - picture.bottom - theme.px(2)
        column.top = picture.bottom + theme.px(2)
        return picture, column

    def _sizes(self, columns: Columns) -> tuple[int, int]:
        """The sizes of title and text: the largest with which both fit; below the last a text takes several pages."""
        theme, words = self.kit.theme, self.kit.words
        title, text = words.of(self.title), words.of(self.text)
        width = columns.rect.width
        for scale in TEXT if self.pictures else PAGE:
            head = theme.type(scale * TITLE / TEXT[-1])
            used = (
                text_height(title, width, head, bold=True) + columns.gap + text_height(text, width, theme.type(scale))
            )
            if used <= columns.rect.height * FILLED:
                return head, theme.type(scale)
        return theme.type(TITLE), theme.type(TEXT[-1])

    def _slider(self, area: pygame.Rect, passing: Passing) -> list[Widget]:
        """Below the series' picture what it shows, and the slider between two buttons."""
        theme, words = self.kit.theme, self.kit.words
        columns = Columns(area, theme.px(1))
        row = columns.bottom(theme.tall(7))
        size = theme.type(1.2)
        captions = [words.of(frame.caption) for frame in self.series]
        height = max(text_height(caption, row.width, size, bold=True) for caption in captions)
        caption = columns.bottom(min(height, area.height // 4))
        left, right, middle = row.copy(), row.copy(), row.copy()
        left.width = right.width = theme.tall(9)
        right.right = row.right
        middle.left, middle.width = left.right + theme.px(1.5), right.left - left.right - theme.px(3)
        last = len(self.series) - 1
        look = Look("plain", "left", key="p", key_shown=False)
        fewer = Button("previous", left, "", self._leaf(-1), look, enabled=self.frame > 0)
        look = Look("plain" if self._seen else "primary", "right", key="n", key_shown=False)
        more = Button("next", right, "", self._leaf(1), look, enabled=self.frame < last)
        words_of_now = captions[self.frame]
        return [
            Label("caption", caption, words_of_now, size, theme.colours.accent, bold=True, align="centre"),
            fewer,
            Slider("slider", middle, passing, ""),
            more,
        ]

    def _leaf(self, way: int) -> Pressed:
        def press() -> None:
            passing = self.passing
            if passing is not None:
                before = passing.frame
                passing.go(round(passing.goal) + way, at_once=self.kit.theme.reduced_motion)
                if passing.place == passing.goal:
                    self._moved(before)

        return press

    def _onward(self) -> Outcome | None:
        if self.in_full and self.frame < len(self.series) - 1:
            self._leaf(1)()
            return None
        return Onward()

    def back(self) -> Outcome | None:
        """Out of the level."""
        return Leave()
