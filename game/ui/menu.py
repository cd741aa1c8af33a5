"""What the menu's screens share: a title with a way back, and pages that scroll."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, NamedTuple, TypeVar

import pygame

from game.ui.intents import Confirm, Drag, Intent, Move, PageTurn, Press, Release, Tab, ToEnd, Wheel
from game.ui.kit import Kit
from game.ui.outcomes import Go, Outcome
from game.ui.scene import Scene
from game.ui.widgets import Button, Label, Look, Target, Widget, text_height

LOOK_SECONDS = 0.1  # between looks whether what a page waits for is there
T = TypeVar("T")


class MenuScene(Scene):
    """A screen of the menu: Back leads to the title."""

    title_key = ""

    def head(self) -> tuple[list[Widget], pygame.Rect]:
        """Back button and title; and the area that is left for the rest."""
        theme, words = self.kit.theme, self.kit.words
        window = theme.window.inflate(-2 * theme.margin, -2 * theme.px(3))
        side = theme.px(8)
        back = Button(
            "back", pygame.Rect(window.left, window.top, side, side), "", self.back, Look("plain", sign="left")
        )
        place = pygame.Rect(
            back.rect.right + theme.px(2), window.top, window.right - back.rect.right - theme.px(2), side
        )
        title = Label(
            "title", place, words(self.title_key), theme.type(1.8), theme.colours.text, bold=True, middle=True
        )
        top = back.rect.bottom + theme.px(2.5)
        return [back, title], pygame.Rect(window.left, top, window.width, window.bottom - top)

    def back(self) -> Outcome | None:
        """To the title."""
        return Go("title")

    def first_focus(self) -> Target | None:
        """The first target that is not the way back."""
        targets = self.targets
        return next((item for item in targets if item.name != "back"), next(iter(targets), None))


class PagePlace(NamedTuple):
    """Where somebody was on a page."""

    offset: int  # pixels scrolled
    focus: str  # a part's name


class PageScene(MenuScene):
    """A menu screen whose page is higher than the window: wheel, drag, keys and two buttons scroll it."""

    keeps_place = False  # whoever comes back to it finds it as it was left

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self.offset = 0
        self.page: list[Widget] = []
        self.area = pygame.Rect(0, 0, 0, 0)
        self.page_height = 0
        self._drag_from: tuple[int, int] | None = None  # pointer y, offset
        self._dragged = False

    def fill(self, area: pygame.Rect) -> tuple[list[Widget], int]:
        """The page's parts, placed as if nothing were scrolled, and their height together."""
        raise NotImplementedError

    def arrange(self) -> None:
        """Head, page, and the scroll buttons where they are needed."""
        theme = self.kit.theme
        head, area = self.head()
        side = theme.px(8)
        self.area = area
        self.page, self.page_height = self.fill(self.area)
        buttons: list[Widget] = []
        if self.page_height > self.area.height:
            self.area = pygame.Rect(area.left, area.top, area.width - side - theme.px(2), area.height)
            self.page, self.page_height = self.fill(self.area)
            x = area.right - side
            up = pygame.Rect(x, area.top, side, side)
            down = pygame.Rect(x, area.bottom - side, side, side)
            buttons = [
                Button("up", up, "", lambda: self.scroll(-self._step()), Look("plain", sign="up")),
                Button("down", down, "", lambda: self.scroll(self._step()), Look("plain", sign="down")),
            ]
        self._base = [item.rect.top for item in self.page]
        self._fixed = [*head, *buttons]
        self.widgets = [*self.page, *self._fixed]
        self.scroll(0)

    def _step(self) -> int:
        return round(self.area.height * 0.8)

    def scroll(self, pixels: float) -> None:
        """Move the page; it stops at its ends."""
        most = max(0, self.page_height - self.area.height)
        self.offset = round(min(max(0.0, self.offset + pixels), most))
        for item, top in zip(self.page, self._base, strict=True):
            item.rect.top = top - self.offset
        self.damage.append(self.area.inflate(16, 16).clip(self.kit.theme.window))

    def handle(self, intent: Intent) -> Outcome | None:
        """Scrolling first, then as every screen."""
        if isinstance(intent, Wheel):
            self.scroll(-intent.steps * self.kit.theme.px(7))
            return None
        if isinstance(intent, PageTurn):
            self.scroll(intent.step * self._step())
            return None
        if isinstance(intent, ToEnd) and self.typing is None:
            self._to_end(intent.step)
            return None
        if isinstance(intent, Press):
            self._dragged = False
            inside = self.area.collidepoint(intent.pos)
            self._drag_from = (intent.pos[1], self.offset) if inside else None
            if not inside and not any(item.rect.collidepoint(intent.pos) for item in self._fixed):
                return None  # what is scrolled out of sight cannot be pressed
        elif isinstance(intent, Drag) and self._drag_from is not None:
            moved = self._drag_from[0] - intent.pos[1]
            if self._dragged or abs(moved) > self.kit.theme.px(1.5):
                self._dragged = True
                self.pressed = None
                self.scroll(self._drag_from[1] + moved - self.offset)
                return None
        elif isinstance(intent, Release):
            self._drag_from = None
        elif (
            isinstance(intent, Move)
            and intent.dy
            and not any(item.focusable for item in self.page if hasattr(item, "focusable"))
        ):
            self.scroll(intent.dy * self.kit.theme.px(7))
            return None
        outcome = super().handle(intent)
        if isinstance(intent, (Move, Tab, Confirm)):
            self._scroll_to_focus()
        return outcome

    def _scroll_to_focus(self) -> None:
        if self.focus is None or self.focus not in self.page:
            return
        rect = self.focus.rect
        if rect.top < self.area.top:
            self.scroll(rect.top - self.area.top - self.kit.theme.px(1))
        elif rect.bottom > self.area.bottom:
            self.scroll(rect.bottom - self.area.bottom + self.kit.theme.px(1))

    def _to_end(self, step: int) -> None:
        """To the page's beginning or end, the focus on what stands there."""
        self.scroll(step * self.page_height)
        there = [item for item in self.page if isinstance(item, Target) and item.focusable and self.in_sight(item)]
        if there:
            self.set_focus(there[0] if step < 0 else there[-1])

    @property
    def start(self) -> PagePlace | None:
        """Where the page opens, where that is not its top."""
        return None

    @property
    def place(self) -> PagePlace:
        """Where somebody is on the page."""
        return PagePlace(self.offset, self.focus.name if self.focus is not None else "")

    def go_back_to(self, place: PagePlace) -> None:
        """As far down as it was, the focus on the part of the same name."""
        self.rearrange(place.focus)
        self.scroll(place.offset - self.offset)

    def in_sight(self, target: Target) -> bool:
        """Whether it is not scrolled away."""
        return target not in self.page or self.area.colliderect(target.rect)

    def covers(self, area: pygame.Rect) -> bool:
        """Pictures that are scrolled out of the page's area are not drawn."""
        return bool(self.area.contains(area)) and super().covers(area)

    def draw_widgets(self, surface: pygame.Surface) -> None:
        """The page within its area, the head over it."""
        clip = surface.get_clip()
        everything = self.widgets
        inside = clip.clip(self.area.inflate(16, 0))
        if inside.width and inside.height:
            surface.set_clip(inside)
            self.widgets = self.page
            super().draw_widgets(surface)
        surface.set_clip(clip)
        self.widgets = self._fixed
        super().draw_widgets(surface)
        self.widgets = everything


class ReadingScene(PageScene, Generic[T]):
    """A page of what may still be read when it opens: it says so, and fills in once that is there.

    `read` gives what the page is about, or None for as long as it is read.
    """

    def __init__(self, kit: Kit, read: Callable[[], T | None]) -> None:
        super().__init__(kit)
        self._read = read
        self.found = read()
        self._left: PagePlace | None = None  # where somebody was, before what is read is there

    @property
    def reading(self) -> bool:
        """Whether it is not there yet."""
        return self.found is None

    def update(self, seconds: float) -> Outcome | None:
        """Look whether it is there."""
        if self.found is None:
            self.found = self._read()
            if self.found is not None:
                self.rearrange()
                if self._left is not None:
                    super().go_back_to(self._left)
        return super().update(seconds)

    def go_back_to(self, place: PagePlace) -> None:
        """Also once all is there that was."""
        self._left = place
        super().go_back_to(place)

    def wake_in(self) -> float | None:
        """Soon, while there is something to wait for."""
        return LOOK_SECONDS if self.found is None else super().wake_in()

    def note(self, area: pygame.Rect, text: str) -> tuple[list[Widget], int]:
        """A page that holds nothing but a text."""
        theme = self.kit.theme
        size = theme.type(1.2)
        height = text_height(text, area.width, size)
        rect = pygame.Rect(area.left, area.top, area.width, height)
        return [Label("none", rect, text, size, theme.colours.text)], height
