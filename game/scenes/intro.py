"""A level's introduction: what it is about, and one button to begin, or to go on where it was left."""

from __future__ import annotations

from collections.abc import Callable

import pygame

from game.model.level import Level
from game.pack.catalogue import lacking
from game.results.played import ReplayedSession
from game.ui.first_screen import called
from game.ui.kit import Kit
from game.ui.menu import LOOK_SECONDS
from game.ui.outcomes import Go, GoOn, Leave, OpenNeeded, Outcome, StartLevel
from game.ui.scene import STEP_SECONDS, Scene
from game.ui.widgets import Button, Columns, Label, Look, PictureView, Widget, giving, split, text_height


class IntroScene(Scene):
    """Title, text, how to answer, the cover."""

    name = "intro"

    def __init__(
        self, kit: Kit, level: Level, rounds: int = 0, *,
        left: Callable[[], tuple[ReplayedSession, ...] | None] = tuple,
    ) -> None:  # fmt: skip
        """`left` gives the session that can be resumed, if there is one; None for as long as it is read."""
        super().__init__(kit)
        self.level = level
        self._read_left = left
        self._left = left()
        self._named: list[str] = []  # the collections that it needs, as they are called on the screen
        self.rounds = rounds  # of a level whose rounds are dealt one by one

    @property
    def reading(self) -> bool:
        """Whether it is not known yet what was left."""
        return self._left is None

    @property
    def left(self) -> ReplayedSession | None:
        """The session that can be resumed."""
        return self._left[0] if self._left else None

    def update(self, seconds: float) -> Outcome | None:
        """See whether it is known by now what was left; where something was, other buttons stand there."""
        if self._named and self._lacks() != self._named:
            self.rearrange()
        if self._left is None:
            self._left = self._read_left()
            if self._left:
                self.rearrange()
                self.fresh = STEP_SECONDS
        return super().update(seconds)

    def wake_in(self) -> float | None:
        """Soon, while that is read."""
        return LOOK_SECONDS if self._left is None or self._named else super().wake_in()

    @property
    def restocks(self) -> bool:
        """What it draws on may be read by now: the first collection, or one more."""
        return not set(self.level.draws_on) <= self.kit.pack.parts.keys()

    def arrange(self) -> None:
        """Words at the left, cover at the right; in portrait the cover above."""
        self.focus_first = "go-on" if self.left is not None else "begin"
        theme, words, pack = self.kit.theme, self.kit.words, self.kit.pack
        window = theme.window.inflate(-2 * theme.margin, -2 * theme.margin)
        cover = pack.pictures.get(self.level.cover or "")
        column, area = window.copy(), None
        if cover is not None and theme.portrait:
            area = pygame.Rect(window.left, window.top, window.width, round(window.height * 0.42))
            column.top, column.height = area.bottom + theme.px(3), window.bottom - area.bottom - theme.px(3)
        elif cover is not None:
            area = pygame.Rect(0, window.top, round(window.width * 0.46), window.height)
            area.right = window.right
            column.width = area.left - window.left - theme.px(5)
        columns = Columns(column, theme.px(2))
        left, right = split(columns.bottom(theme.px(9)), 2, theme.px(1.6))
        leave = words("intro.back" if self.origin is None else "intro.back.here")
        back = Button("back", left, leave, self.back, Look("plain", "left"))
        begin = Button("begin", right, words("intro.begin"), self._begin, Look("primary", "play"))
        lacks = self._named = self._lacks()
        if lacks and self.kit.collections is not None:
            self.kit.collections.look()
        if lacks:
            fetch = giving(OpenNeeded(lacking(pack, self.level)))
            begin = Button("fetch", right, words("intro.fetch"), fetch, Look("primary", "get"))
        ways: list[Widget] = [back, begin]
        if self.left is not None and not lacks:
            go_on = Button("go-on", right, words("intro.go-on"), giving(GoOn(self.left)), Look("primary", "play"))
            begin.rect, begin.text, begin.look = (
                columns.bottom(theme.px(8)),
                words("intro.again"),
                Look("plain", "again"),
            )
            ways = [begin, back, go_on]
        if self.level.forms and not lacks:
            test = pack.levels[self.level.forms[0]]
            look = Look("plain", "gauge", note=words("intro.tested.note", n=test.asks))
            row = columns.bottom(theme.px(10))
            ways.insert(0, Button("tested", row, words("intro.tested"), self._begin_tested, look))
        title, text = words.of(self.level.title), words.of(self.level.intro)
        if lacks:
            text = f"{text}\n{words('intro.needs', titles=words('intro.needs.or').join(lacks))}"
        sizes = theme.type(2.2), theme.type(1.2), theme.type(0.95)
        hint = words("intro.hint", n=self.level.asks or self.rounds)
        hint_height = text_height(hint, column.width, sizes[2])
        parts: list[Widget] = [
            Label("hint", columns.bottom(hint_height), hint, sizes[2], theme.colours.quiet),
        ]
        height = min(text_height(title, column.width, sizes[0], bold=True), columns.rect.height // 3)
        parts.insert(0, Label("title", columns.top(height), title, sizes[0], theme.colours.text, bold=True))
        parts.insert(1, Label("text", columns.rect, text, sizes[1], theme.colours.text))
        views: list[Widget] = []
        if cover is not None and area is not None:
            views = [PictureView("cover", area, pack.path(cover.file), cover.size)]
        self.widgets = [*views, *parts, *ways]

    def _lacks(self) -> list[str]:
        """The titles of the collections that the level draws on, where none of them is here."""
        return called(self.kit, lacking(self.kit.pack, self.level))

    def _begin(self) -> Outcome | None:
        return StartLevel(self.level.id)

    def _begin_tested(self) -> Outcome | None:
        return StartLevel(self.level.id, tested=True)

    def back(self) -> Outcome | None:
        """To the levels, or to where this was opened from."""
        return Leave() if self.origin is not None else Go("levels")
