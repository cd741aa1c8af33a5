"""How a page that is higher than its window moves: the bar that says where one is, and the run of a page let go.

Owns the look of the bar and the speed of a pulled page. Refuses to know what is on the page.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import pygame

from game.ui import paint
from game.ui.kit import Kit
from game.ui.widgets import Widget

FELT_SECONDS = 0.05  # the hand's speed is taken over about so long
SLOWS_SECONDS = 0.18  # a page let go has lost two thirds of its speed by then
GLIDE_SECONDS = 0.6  # and stands still
LEAST_UNITS = 12  # a second: slower than that nobody sees it move


class Glide:
    """How fast a page is pulled, and how far it runs on once it is let go. Speeds are in pixels a second."""

    def __init__(self) -> None:
        self.speed = 0.0
        self.left = 0.0  # seconds until it stands still
        self._pulled = 0.0

    def pull(self, pixels: float) -> None:
        """The hand moved the page."""
        self._pulled += pixels

    def feel(self, seconds: float) -> None:
        """Time passed with the hand on the page; a hand that rests has no speed."""
        if seconds > 0:
            keeps = math.exp(-seconds / FELT_SECONDS)
            self.speed = keeps * self.speed + (1 - keeps) * self._pulled / seconds
            self._pulled = 0.0

    def let_go(self, least: float, most: float) -> None:
        """The hand is off: the page runs on, unless it hardly moved."""
        self.speed = min(max(-most, self.speed), most)
        self.left = GLIDE_SECONDS if abs(self.speed) >= least else 0.0

    def run(self, seconds: float) -> float:
        """How many pixels it runs in so much time."""
        seconds = min(seconds, self.left)
        self.left -= seconds
        slowed = self.speed * math.exp(-seconds / SLOWS_SECONDS)
        pixels = (self.speed - slowed) * SLOWS_SECONDS
        self.speed = slowed
        return pixels

    def stop(self) -> bool:
        """Stand still; whether it ran."""
        ran = self.left > 0
        self.speed = self.left = self._pulled = 0.0
        return ran


class ScrollBar(Widget):
    """A thin bar in the margin: how much of the page is seen, and where. `seen` gives its beginning and end as shares.

    It only tells: the page itself is what is pulled.
    """

    def __init__(self, rect: pygame.Rect, seen: Callable[[], tuple[float, float]]) -> None:
        super().__init__("scroll-bar", rect)
        self.seen = seen

    def draw(self, surface: pygame.Surface, kit: Kit, *, focused: bool, pressed: bool) -> None:  # noqa: D102
        colours = kit.theme.colours
        begin, end = self.seen()
        paint.panel(surface, self.rect, colours.text if kit.theme.contrast else colours.raised, self.rect.width // 2)
        thumb = self.rect.copy()
        thumb.top = self.rect.top + round(begin * self.rect.height)
        thumb.height = max(2 * self.rect.width, round((end - begin) * self.rect.height))
        thumb.clamp_ip(self.rect)
        paint.panel(surface, thumb, colours.accent if kit.theme.contrast else colours.quiet, self.rect.width // 2)
