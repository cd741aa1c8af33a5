"""How a player is doing: a share for each session, one after another, with the range that chance allows as a band.

Owns the drawing, in the theme's colours. What a share rests on, and its interval, are given.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pygame

from game.ui import paint
from game.ui.kit import Kit
from game.ui.theme import mix
from game.ui.typeset import line, width_of
from game.ui.widgets import Widget

BAND_TINT = 0.2  # of the accent in the band's colour
DASH_UNITS = 1.0


class CurvePoint(NamedTuple):
    """One session: a share from 0 to 1, its 95 % interval, and what a voice says of it."""

    share: float
    low: float
    high: float
    spoken: str


class AxisWords(NamedTuple):
    """What stands at the axes' ends."""

    all: str
    half: str
    none: str
    first: str
    last: str


class Curve(Widget):
    """Points, joined by a line, on a band; at the left what the heights mean, below the days of the ends."""

    def __init__(self, name: str, rect: pygame.Rect, points: Sequence[CurvePoint], axes: AxisWords) -> None:
        super().__init__(name, rect)
        self.points, self.axes = tuple(points), axes

    def spoken(self) -> str:
        """Every session, in words."""
        return " ".join(point.spoken for point in self.points)

    def draw(self, surface: pygame.Surface, kit: Kit, *, focused: bool, pressed: bool) -> None:  # noqa: D102
        theme, colours = kit.theme, kit.theme.colours
        size = theme.type(0.8)
        left = max(width_of(text, size) for text in self.axes[:3]) + theme.px(1.5)
        plot = pygame.Rect(self.rect.left + left, self.rect.top + size // 2, 0, 0)
        plot.width, plot.height = self.rect.right - plot.left - theme.px(1.5), self.rect.height - round(size * 2.2)
        for text, share in zip(self.axes[:3], (1.0, 0.5, 0.0), strict=True):
            y = plot.bottom - round(share * plot.height)
            rendered = line(text, size, colours.quiet)
            surface.blit(rendered, (self.rect.left, y - rendered.get_height() // 2))
            _rule(surface, plot, y, colours.outline, 0 if share != 0.5 else theme.px(DASH_UNITS))
        first, last = (line(text, size, colours.quiet) for text in self.axes[3:])
        below = plot.bottom + size // 2
        surface.blit(first, (plot.left, below))
        surface.blit(last, (plot.right - last.get_width(), below))
        self._draw_points(surface, kit, plot)

    def _draw_points(self, surface: pygame.Surface, kit: Kit, plot: pygame.Rect) -> None:
        theme, colours = kit.theme, kit.theme.colours
        step = plot.width / max(1, len(self.points) - 1)

        def at(number: int, share: float) -> tuple[int, int]:
            return round(plot.left + number * step), round(plot.bottom - share * plot.height)

        upper = [at(number, point.high) for number, point in enumerate(self.points)]
        lower = [at(number, point.low) for number, point in enumerate(self.points)]
        band = mix(colours.ground, colours.accent, BAND_TINT)
        pygame.draw.polygon(surface, band, [*upper, *reversed(lower)])
        if theme.contrast:
            for edge in (upper, lower):
                pygame.draw.lines(surface, colours.outline, False, edge, theme.line)
        _rule(surface, plot, at(0, 0.5)[1], colours.outline, theme.px(DASH_UNITS))
        middle = [at(number, point.share) for number, point in enumerate(self.points)]
        pygame.draw.lines(surface, colours.accent, False, middle, max(2, theme.px(0.4)))
        side = theme.px(2)
        for spot in middle:
            dot = pygame.Rect(0, 0, side, side)
            dot.center = spot
            paint.panel(surface, dot, colours.accent, side // 2)


def _rule(surface: pygame.Surface, plot: pygame.Rect, y: int, colour: tuple[int, int, int], dash: int) -> None:
    """A line across the plot, in dashes of so many pixels, or whole."""
    for left in range(plot.left, plot.right, 2 * dash or plot.width):
        pygame.draw.line(surface, colour, (left, y), (min(plot.right, left + (dash or plot.width)), y))
