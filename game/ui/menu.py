"""What the menu's screens share: a title with a way back, and pages that scroll."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, NamedTuple, TypeVar

import pygame

from game.ui.intents import Confirm, Drag, Intent, Move, PageTurn, Press, Release, Tab, ToEnd, Wheel
from game.ui.kit import Kit
from game.ui.outcomes import Go, Outcome
from game.ui.scene import Scene
from game.ui.scrolling import LEAST_UNITS, Glide, ScrollBar
from game.ui.widgets import Button, Label, Look, Target, Widget, ring_room, text_height

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
    """A menu screen whose page may be higher than the window.

    It is pulled by a finger or the mouse, and scrolled by wheel, stick and keys; the focus brings what it is on into
    view, and reads on where there is nothing to stand on. A thin bar says where one is.
    """

    keeps_place = False  # whoever comes back to it finds it as it was left

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self.offset = 0
        self.page: list[Widget] = []
        self.area = pygame.Rect(0, 0, 0, 0)
        self.page_height = 0
        self._bar: ScrollBar | None = None
        self._grip: tuple[int, int] | None = None  # pointer y, offset, where the hand took hold of the page
        self._pulled = False  # the hand moved the page, so it presses nothing
        self._glide = Glide()

    def fill(self, area: pygame.Rect) -> tuple[list[Widget], int]:
        """The page's parts, placed as if nothing were scrolled, and their height together."""
        raise NotImplementedError

    def arrange(self) -> None:
        """Head and page; the bar in the margin, where the page does not fit."""
        theme = self.kit.theme
        head, self.area = self.head()
        self.page, self.page_height = self.fill(self.area)
        self._bar = None
        if self._most:
            right = theme.window.right - theme.px(1.2)
            track = pygame.Rect(right - theme.px(0.6), self.area.top, theme.px(0.6), self.area.height)
            self._bar = ScrollBar(track, self._seen)
        self._base = [item.rect.top for item in self.page]
        self._fixed = [*head, self._bar] if self._bar is not None else head
        self.widgets = [*self.page, *self._fixed]
        self._glide.stop()
        self.scroll(0)

    @property
    def _most(self) -> int:
        """How many pixels it can be scrolled."""
        return max(0, self.page_height - self.area.height)

    def _seen(self) -> tuple[float, float]:
        """Where what is seen begins and ends, as shares of the page."""
        return self.offset / self.page_height, (self.offset + self.area.height) / self.page_height

    def _step(self) -> int:
        return round(self.area.height * 0.8)

    @property
    def _shown(self) -> pygame.Rect:
        """The page's part of the window, with the room that focus rings take around it."""
        return self.area.inflate(*[2 * ring_room(self.kit.theme)] * 2).clip(self.kit.theme.window)

    def scroll(self, pixels: float) -> None:
        """Move the page; it stops at its ends."""
        self.offset = round(min(max(0.0, self.offset + pixels), self._most))
        for item, top in zip(self.page, self._base, strict=True):
            item.rect.top = top - self.offset
        self.damage.append(self._shown)
        if self._bar is not None:
            self.damage.append(self._bar.rect.copy())

    def handle(self, intent: Intent) -> Outcome | None:
        """Scrolling first, then as every screen."""
        if self._is_for_page(intent):
            return None
        before = self.focus, self.focus_shown
        outcome = super().handle(intent)
        moved = (self.focus, self.focus_shown) != before
        if isinstance(intent, Confirm) or (moved and isinstance(intent, (Move, Tab))):
            self._scroll_to_focus()
        return outcome

    def _is_for_page(self, intent: Intent) -> bool:
        """Whether an intent did nothing but move the page, or was kept from what is scrolled out of sight."""
        if isinstance(intent, Press):
            return self._take_hold(intent.pos)
        if isinstance(intent, Drag):
            return self._pull(intent.pos)
        if isinstance(intent, Release):
            return self._let_go()
        if isinstance(intent, Wheel):
            self.scroll(-intent.steps * self.kit.theme.px(7))
        elif isinstance(intent, PageTurn):
            self.scroll(intent.step * self._step())
        elif isinstance(intent, ToEnd) and self.typing is None:
            self._to_end(intent.step)
        else:
            return False
        self._glide.stop()
        return True

    # --- pulled by hand

    def _take_hold(self, pos: tuple[int, int]) -> bool:
        """A press: it stops a page that runs, and presses nothing then; nor can what is out of sight be pressed."""
        ran, inside = self._glide.stop(), self.area.collidepoint(pos)
        self._pulled = False
        self._grip = (pos[1], self.offset) if inside and self._most else None
        if inside:
            return ran
        return not any(item.rect.collidepoint(pos) for item in (*self._fixed, *self._strip))

    def _pull(self, pos: tuple[int, int]) -> bool:
        """A drag: once it has gone far enough the page follows, and what was pressed is not."""
        if self._grip is None:
            return False
        theme, moved = self.kit.theme, self._grip[0] - pos[1]
        if not self._pulled and abs(moved) <= max(theme.px(1.5), theme.target // 6):
            return False
        before, self._pulled, self.pressed = self.offset, True, None
        self.scroll(self._grip[1] + moved - self.offset)
        self._glide.pull(self.offset - before)
        return True

    def _let_go(self) -> bool:
        """A release: a page that was pulled runs on a little."""
        self._grip = None
        if not self._pulled:
            return False
        self._pulled = False
        if self.kit.theme.reduced_motion:
            self._glide.stop()
        else:
            self._glide.let_go(self.kit.theme.px(LEAST_UNITS), 4.0 * self.area.height)
        return True

    def update(self, seconds: float) -> Outcome | None:
        """Feel how fast it is pulled; run on."""
        if self._grip is not None:
            self._glide.feel(seconds)
        elif self._glide.left:
            self.scroll(self._glide.run(seconds))
            if self.offset in (0, self._most):
                self._glide.stop()
        return super().update(seconds)

    def wake_in(self) -> float | None:
        """Every frame while it runs."""
        return 0.0 if self._glide.left else super().wake_in()

    # --- the focus

    def next_focus(self, step: int) -> None:
        """The next target; where it is further away than a windowful, or behind the page's end, read on first."""
        if not self._reads_on(step):
            super().next_focus(step)

    def _reads_on(self, step: int) -> bool:
        """Scroll on, where what lies before the next target has not been seen; else leave the step to the focus."""
        stops = self.stops_of_focus
        if not self._most or not self.focus_shown or self.focus not in stops:
            return False
        here = stops.index(self.focus)
        coming = stops[(here + step) % len(stops)]
        ahead = self._most - self.offset if step > 0 else self.offset
        if coming in self.page and (stops.index(coming) - here) * step > 0:
            edge = coming.rect.bottom - self.area.bottom if step > 0 else self.area.top - coming.rect.top
            ahead = edge if edge > self._step() else 0
        elif self.focus not in self.page and len(stops) > 1:
            ahead = 0  # from the head back to the page's end
        elif ahead <= self.kit.theme.px(6):  # all was read
            if step > 0 or coming is self.focus:
                self.scroll(-step * self.page_height)
            return coming is self.focus
        if ahead > 0:
            self.scroll(step * self._step())
        return ahead > 0

    def move_focus(self, dx: int, dy: int) -> None:
        """The nearest target in a direction; up or down where there is none, the page itself."""
        before = self.focus
        if not dy or any(isinstance(item, Target) and item.focusable for item in self.page):
            shown = self.focus_shown
            super().move_focus(dx, dy)
            if not (dy and shown and self.focus is before):
                return
        self.scroll(dy * self.kit.theme.px(7))

    def _scroll_to_focus(self) -> None:
        """Bring the focus into view, its ring and all; with the first and last one, the page's beginning and end."""
        stops = [item for item in self.page if isinstance(item, Target) and item.focusable]
        if self.focus not in stops:
            return
        self._glide.stop()
        rect = self.focus.rect
        if rect.top < self.area.top:
            self.scroll(rect.top - self.area.top - self.kit.theme.px(1))
        elif rect.bottom > self.area.bottom:
            self.scroll(rect.bottom - self.area.bottom + self.kit.theme.px(1))
        if rect.top == min(item.rect.top for item in stops) and rect.bottom + self.offset <= self.area.bottom:
            self.scroll(-self.offset)

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
        inside = clip.clip(self._shown)
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
        """Now, and again once all of the page has been read."""
        self._left = place
        super().go_back_to(place)

    def wake_in(self) -> float | None:
        """Soon, while there is something to wait for."""
        held = super().wake_in()
        return LOOK_SECONDS if self.found is None and held is None else held

    def note(self, area: pygame.Rect, text: str) -> tuple[list[Widget], int]:
        """A page that holds nothing but a text."""
        theme = self.kit.theme
        size = theme.type(1.2)
        height = text_height(text, area.width, size)
        rect = pygame.Rect(area.left, area.top, area.width, height)
        return [Label("none", rect, text, size, theme.colours.text)], height
