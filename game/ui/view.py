"""The part of a picture that is looked at: pan, zoom, and the way between window and picture.

Owns zoom and centre, kept in shares of the picture, so that several panes, a picture and its original, and a lens and
its picture move as one. Refuses to read devices.
"""

from __future__ import annotations

import math
import weakref
from collections import OrderedDict

import pygame

from game.pixels.imagefiles import Size
from game.pixels.pictures import fit
from game.ui.theme import UNDER_STROKE

LARGEST = 16.0  # window pixels for one pixel of the picture
GRID_FROM = 8.0  # from here on the pixels' grid is drawn
ZOOM_STEP = 1.35
RESTED = 2  # scaled pictures kept for each panel: two panes, or a picture and its original
REST_SECONDS = 0.15  # after so long without a move the picture is drawn smoothly


def fit_scale(pane: pygame.Rect, size: Size) -> float:
    """Window pixels for one pixel of a picture of this size where all of it is shown."""
    return fit(size, pane.size)[0] / size[0]


class View:
    """Zoom (1 shows the whole picture) and centre of what is looked at; `pane` is where, `size` the picture's."""

    def __init__(self) -> None:
        self.zoom = 1.0
        self.centre = (0.5, 0.5)
        self.smooth = True  # it rests
        self.panels = 1  # that a picture is shown in, each in a pane of its own
        self._since_move = REST_SECONDS
        self._scaled: pygame.Surface | None = None  # used again while the view moves
        self._rested: OrderedDict[object, pygame.Surface] = OrderedDict()  # what was scaled smoothly last

    def forget(self) -> None:
        """Let go of the pixels; they are scaled anew when they are looked at again."""
        self._scaled = None
        self._rested.clear()

    # --- moving

    def clamp(self, pane: pygame.Rect, size: Size) -> None:
        """Keep zoom and centre where there is something to see."""
        self.zoom = min(max(1.0, self.zoom), max(1.0, LARGEST / fit_scale(pane, size)))
        fitted = fit(size, pane.size)
        centre = []
        for share, length, room in zip(self.centre, fitted, pane.size, strict=True):
            half = room / (length * self.zoom) / 2
            centre.append(0.5 if half >= 0.5 else min(max(half, share), 1 - half))
        self.centre = (centre[0], centre[1])

    def pan(self, pane: pygame.Rect, size: Size, dx: float, dy: float) -> None:
        """Move the picture by window pixels."""
        width, height = fit(size, pane.size)
        self.centre = (self.centre[0] - dx / (width * self.zoom), self.centre[1] - dy / (height * self.zoom))
        self.clamp(pane, size)
        self.moved()

    def zoom_at(self, pane: pygame.Rect, size: Size, pos: tuple[int, int], factor: float) -> None:
        """Zoom around a place in the window, which stays where it is."""
        width, height = fit(size, pane.size)
        away = pos[0] - pane.centerx, pos[1] - pane.centery
        before = self.zoom
        self.zoom = min(max(1.0, self.zoom * factor), max(1.0, LARGEST / fit_scale(pane, size)))
        for_x = away[0] / width * (1 / before - 1 / self.zoom)
        for_y = away[1] / height * (1 / before - 1 / self.zoom)
        self.centre = (self.centre[0] + for_x, self.centre[1] + for_y)
        self.clamp(pane, size)
        self.moved()

    def show_all(self) -> None:
        """The whole picture."""
        self.zoom, self.centre = 1.0, (0.5, 0.5)
        self.moved()

    def one_to_one(self, pane: pygame.Rect, size: Size) -> None:
        """One window pixel for each pixel of the picture, where that is larger than all of it."""
        self.zoom = max(1.0, 1 / fit_scale(pane, size))
        self.clamp(pane, size)
        self.moved()

    def moved(self) -> None:
        """It does not rest any more."""
        self._since_move, self.smooth = 0.0, False

    def came_to_rest(self, seconds: float, *, held: bool) -> bool:
        """Whether it comes to rest now, after some more seconds; never while it is `held`."""
        if self.smooth:
            return False
        self._since_move += seconds
        if self._since_move < REST_SECONDS or held:
            return False
        self.smooth = True
        return True

    def rest_in(self, *, held: bool) -> float | None:
        """Seconds until it comes to rest; None where it rests."""
        if self.smooth:
            return None
        return REST_SECONDS if held else max(0.0, REST_SECONDS - self._since_move)

    # --- between window and picture

    def scale(self, pane: pygame.Rect, size: Size) -> float:
        """Window pixels for one pixel of the picture."""
        return fit_scale(pane, size) * self.zoom

    def to_window(self, pane: pygame.Rect, size: Size, point: tuple[float, float]) -> tuple[float, float]:
        """A point of the picture as a place in the window."""
        scale = self.scale(pane, size)
        return (
            pane.centerx + (point[0] - self.centre[0] * size[0]) * scale,
            pane.centery + (point[1] - self.centre[1] * size[1]) * scale,
        )

    def to_picture(self, pane: pygame.Rect, size: Size, pos: tuple[float, float]) -> tuple[float, float]:
        """A place in the window as a point of the picture; it may lie outside."""
        scale = self.scale(pane, size)
        return (
            self.centre[0] * size[0] + (pos[0] - pane.centerx) / scale,
            self.centre[1] * size[1] + (pos[1] - pane.centery) / scale,
        )

    # --- drawing

    def draw(self, surface: pygame.Surface, pane: pygame.Rect, pixels: pygame.Surface) -> None:
        """The part of a picture that is looked at, scaled into the pane."""
        width, height = pixels.get_size()
        scale = self.scale(pane, (width, height))
        left = self.centre[0] * width - pane.width / 2 / scale
        top = self.centre[1] * height - pane.height / 2 / scale
        # as many pixels wherever the view is, so that what they are scaled into serves every frame
        seen = min(width, int((pane.width + 1) / scale) + 2), min(height, int((pane.height + 1) / scale) + 2)
        first = min(max(0, int(left)), width - seen[0]), min(max(0, int(top)), height - seen[1])
        source = pygame.Rect(first, seen)
        place = pane.left + round((first[0] - left) * scale), pane.top + round((first[1] - top) * scale)
        # rather a pixel too large than a gap at the far edges
        size = math.ceil(source.width * scale - 1e-6), math.ceil(source.height * scale - 1e-6)
        part = pixels.subsurface(source)
        if self.smooth and scale != 1.0 and scale < GRID_FROM / 2:
            key = weakref.ref(pixels), tuple(source), size  # no reason to hold a large picture any longer
            if key not in self._rested:
                self._rested[key] = pygame.transform.smoothscale(part, size)
                while len(self._rested) > RESTED * self.panels:
                    self._rested.popitem(last=False)
            surface.blit(self._rested[key], place)
        else:
            if self._scaled is None or self._scaled.get_size() != size:
                self._scaled = pygame.Surface(size, 0, part)
            surface.blit(pygame.transform.scale(part, size, self._scaled), place)
        if scale >= GRID_FROM:
            _draw_grid(surface, pane, scale, (left, top), source)


def _draw_grid(
    surface: pygame.Surface, pane: pygame.Rect, scale: float, start: tuple[float, float], source: pygame.Rect
) -> None:
    """A thin line between the picture's pixels."""
    for column in range(source.left, source.right + 1):
        x = pane.left + round((column - start[0]) * scale)
        pygame.draw.line(surface, UNDER_STROKE, (x, pane.top), (x, pane.bottom - 1))
    for row in range(source.top, source.bottom + 1):
        y = pane.top + round((row - start[1]) * scale)
        pygame.draw.line(surface, UNDER_STROKE, (pane.left, y), (pane.right - 1, y))
