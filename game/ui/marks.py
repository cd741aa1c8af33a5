"""What the player marked: a small hand in a disc, and the cross-hair that keys and gamepad move."""

from __future__ import annotations

import pygame

from game.ui import paint
from game.ui.theme import ON_PICTURE, UNDER_STROKE, Theme


def draw_mark(surface: pygame.Surface, place: tuple[float, float], theme: Theme) -> None:
    """A mark whose finger tip touches the place."""
    side = theme.px(4.4)
    disc = pygame.Rect(0, 0, side, side)
    disc.center = (round(place[0]), round(place[1]))
    paint.panel(surface, disc.inflate(4, 4), UNDER_STROKE, side)
    paint.panel(surface, disc, (244, 241, 234), side)
    paint.draw_sign(surface, "hand", disc.center, round(side * 0.8), UNDER_STROKE)


def draw_crosshair(surface: pygame.Surface, place: tuple[float, float], theme: Theme) -> None:
    """A cross-hair in accent on a dark under-stroke."""
    x, y = round(place[0]), round(place[1])
    reach, hole, width = theme.px(4), theme.px(1), max(2, theme.px(0.4))
    for colour, thick in ((UNDER_STROKE, width + 4), (ON_PICTURE, width)):
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            start, end = (x + dx * hole, y + dy * hole), (x + dx * reach, y + dy * reach)
            pygame.draw.line(surface, colour, start, end, thick)
