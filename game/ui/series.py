"""A series of pictures on the screen: where in it one is, the view of that place, and the slider that moves it.

Owns the passage from one picture to the next, also by itself, once, until somebody takes over. Refuses to know what
the pictures are about.
"""

from __future__ import annotations

from pathlib import Path

import pygame

from game.pixels.pictures import PictureRequest
from game.ui import paint
from game.ui.kit import Kit
from game.ui.theme import Colour
from game.ui.widgets import PictureView, Widget

REST_SECONDS = 1.6  # on each picture, while it moves by itself
PASSAGE_SECONDS = 0.45  # from one picture through to the next
GROOVE_UNITS, STOP_UNITS, KNOB_UNITS = 1.2, 0.9, 4.4


class Passing:
    """A place in a series of pictures, counted from 0, and where it goes from there."""

    def __init__(self, last: int, *, blends: bool) -> None:
        self.last, self.blends = last, blends
        self.place = self.goal = 0.0
        self.by_itself = True  # until somebody takes over, or the end is reached
        self.rest = REST_SECONDS
        self.dragged = False

    @property
    def frame(self) -> int:
        """The picture that is nearest."""
        return round(self.place)

    def take_over(self) -> None:
        """From now on it moves only where it is told to."""
        self.by_itself = False

    def go(self, frame: int, *, at_once: bool) -> None:
        """On to a picture."""
        self.goal = float(min(max(frame, 0), self.last))
        if at_once or not self.blends:
            self.place = self.goal

    def drag(self, share: float) -> None:
        """To a share of its length: between two pictures only where they blend."""
        place = min(max(share, 0.0), 1.0) * self.last
        self.place = self.goal = place if self.blends else float(round(place))

    def update(self, seconds: float) -> bool:
        """Let time pass; whether the place is another one."""
        before = self.place
        if self.place != self.goal:
            step = seconds / PASSAGE_SECONDS
            self.place = (
                min(self.goal, self.place + step) if self.goal > self.place else max(self.goal, self.place - step)
            )
        elif self.by_itself:
            self.rest -= seconds
            if self.rest <= 0:
                self.rest = REST_SECONDS
                self.go(self.frame + 1, at_once=False)
                self.by_itself = self.goal < self.last
        return self.place != before

    def wake_in(self) -> float | None:
        """Seconds until it moves."""
        if self.place != self.goal:
            return 0.0
        return max(0.0, self.rest) if self.by_itself else None


class BlendView(PictureView):
    """A view of one picture, through which the next one of its series shows."""

    def __init__(self, name: str, area: pygame.Rect, paths: list[Path], natural: tuple[int, int], place: float) -> None:
        super().__init__(name, area, paths[0], natural)
        self._paths = paths
        self.over: PictureRequest | None = None
        self._share = 0.0
        self.show(place)

    def show(self, place: float) -> None:
        """Show a place of the series from now on."""
        first = min(int(place), len(self._paths) - 1)
        self.path = self._paths[first]
        self.wanted = PictureRequest(self.path, self.rect.size)
        self._share = place - first
        self.over = PictureRequest(self._paths[first + 1], self.rect.size) if self._share else None

    def draw(self, surface: pygame.Surface, kit: Kit, *, focused: bool, pressed: bool) -> None:  # noqa: D102
        super().draw(surface, kit, focused=focused, pressed=pressed)
        over = kit.pictures.get(self.over) if self.over is not None else None
        if over is not None:
            clip = surface.get_clip().clip(self.rect)
            over.set_alpha(round(255 * self._share))
            surface.blit(over, clip.topleft, clip.move(-self.rect.left, -self.rect.top))
            over.set_alpha(None)  # as it is kept, for whoever shows it alone


class Slider(Widget):
    """Where in the series one is: a stop for each picture, and a knob that is dragged."""

    def __init__(self, name: str, rect: pygame.Rect, passing: Passing, text: str) -> None:
        super().__init__(name, rect)
        self.passing, self.text = passing, text

    def spoken(self) -> str:  # noqa: D102
        return self.text

    def across(self, place: float) -> int:
        """The x in the window of a place in the series."""
        half = self._half
        return self.rect.left + half + round((self.rect.width - 2 * half) * place / max(1, self.passing.last))

    def share_at(self, x: int) -> float:
        """The share of the series that an x in the window stands for."""
        return (x - self.rect.left - self._half) / max(1, self.rect.width - 2 * self._half)

    @property
    def _half(self) -> int:
        return self.rect.height // 2  # so that the knob stays within

    def draw(self, surface: pygame.Surface, kit: Kit, *, focused: bool, pressed: bool) -> None:  # noqa: D102
        theme, colours = kit.theme, kit.theme.colours
        groove = pygame.Rect(self.rect.left, 0, self.rect.width, theme.px(GROOVE_UNITS))
        groove.centery = self.rect.centery
        paint.panel(surface, groove, colours.outline, groove.height // 2)
        here = self.across(self.passing.place)
        done = groove.copy()
        done.width = here - groove.left
        paint.panel(surface, done, colours.accent, groove.height // 2)
        for stop in range(self.passing.last + 1):
            x = self.across(stop)
            ink = colours.on_accent if x < here else colours.text
            _dot(surface, (x, self.rect.centery), max(3, theme.px(STOP_UNITS)), ink)
        knob = min(self.rect.height, theme.px(KNOB_UNITS))
        _dot(surface, (here, self.rect.centery), knob, colours.ground)
        _dot(surface, (here, self.rect.centery), knob - 2 * theme.line, colours.accent)


def _dot(surface: pygame.Surface, centre: tuple[int, int], across: int, colour: Colour) -> None:
    place = pygame.Rect(0, 0, across, across)
    place.center = centre
    paint.panel(surface, place, colour, across // 2)
