"""What the player marked: a small hand beside its place, and the cross-hair that keys and gamepad move.

A mark never covers what it marks: the hand stands aside, a short leader and an open circle show the place.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import pygame

from game.model.terms import Point
from game.ui import paint
from game.ui.theme import ON_PICTURE, UNDER_STROKE, Theme

PAPER = 244, 241, 234
WAYS = (0.7, -0.7), (-0.7, -0.7), (0.7, 0.7), (-0.7, 0.7), (0, -1), (0, 1), (1, 0), (-1, 0)  # where a hand stands
AWAY = 5, 8, 11, 14  # units; farther only where something else must not be covered


class PlacedMark:
    """A place that was marked, in the window, and where its hand stands."""

    def __init__(self, place: Point, hand: Point, theme: Theme) -> None:
        self.place, self.hand, self._theme = place, hand, theme

    @property
    def rect(self) -> pygame.Rect:
        """The hand's disc."""
        side = self._theme.px(4.4) + 4
        disc = pygame.Rect(0, 0, side, side)
        disc.center = round(self.hand[0]), round(self.hand[1])
        return disc

    def draw(self, surface: pygame.Surface) -> None:
        """The circle around the place, the leader, the hand."""
        side, hole, width = self._theme.px(4.4), self._theme.px(0.9), max(2, self._theme.px(0.25))
        away = math.dist(self.place, self.hand) or 1.0
        edge = tuple(a + (b - a) * hole / away for a, b in zip(self.place, self.hand, strict=True))
        for colour, more in ((UNDER_STROKE, 2), (PAPER, 0)):
            pygame.draw.line(surface, colour, edge, self.hand, width + 2 * more)
            pygame.draw.circle(surface, colour, self.place, hole + width + more, width + 2 * more)
        disc = self.rect
        paint.panel(surface, disc, UNDER_STROKE, side)
        paint.panel(surface, disc.inflate(-4, -4), PAPER, side)
        paint.draw_sign(surface, "hand", disc.center, round(side * 0.8), UNDER_STROKE)


def set_marks(
    places: Sequence[Point], inside: pygame.Rect, theme: Theme, avoid: list[pygame.Rect] | None = None
) -> list[PlacedMark]:  # fmt: skip
    """Marks at places in the window: each hand within `inside`, upon no marked place, no other hand, nor on `avoid`."""
    found: list[PlacedMark] = []
    for place in places:
        marks = [
            PlacedMark(place, (place[0] + right * theme.px(away), place[1] + down * theme.px(away)), theme)
            for away in (AWAY if avoid else AWAY[:1])
            for right, down in WAYS
        ]
        fitting = [mark for mark in marks if inside.contains(mark.rect)] or marks
        found.append(min(fitting, key=lambda mark: _covered(mark, places, found, avoid or [])))
    return found


def _covered(
    mark: PlacedMark, places: Sequence[Point], others: Sequence[PlacedMark], avoid: list[pygame.Rect]
) -> int:  # fmt: skip
    """How much a hand lies upon."""
    around = mark.rect.inflate(6, 6)
    hidden = sum(around.collidepoint(place) for place in places)
    return 2 * hidden + 2 * sum(around.colliderect(other.rect) for other in others) + len(around.collidelistall(avoid))


def draw_crosshair(surface: pygame.Surface, place: tuple[float, float], theme: Theme) -> None:
    """A cross-hair in accent on a dark under-stroke."""
    x, y = round(place[0]), round(place[1])
    reach, hole, width = theme.px(4), theme.px(1), max(2, theme.px(0.4))
    for colour, thick in ((UNDER_STROKE, width + 4), (ON_PICTURE, width)):
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            start, end = (x + dx * hole, y + dy * hole), (x + dx * reach, y + dy * reach)
            pygame.draw.line(surface, colour, start, end, thick)
