"""Pictures that fill a card: cut to it, with a shade that words can be read on, and a ring that says how far one is.

Owns how these look on any picture, in every theme. Refuses to know what a card is about.
"""

from __future__ import annotations

import math
from pathlib import Path

import pygame

from game.pixels.imagefiles import Size
from game.pixels.pictures import PictureRequest
from game.ui import paint
from game.ui.kept import kept
from game.ui.kit import Kit
from game.ui.theme import ON_PICTURE, UNDER_STROKE, Colour, mix

ON_SHADE: Colour = (244, 241, 234)
QUIET_ON_SHADE: Colour = (214, 217, 222)
BARE: Colour = mix(UNDER_STROKE, ON_PICTURE, 0.16)  # a card whose picture is not there
SHADE = 206, 238  # of 255: at the top of the words, and at the card's foot
ABOVE = 0.32  # of what is cut off a picture, that much is cut at its top: faces stand in the upper half
_STEPS = 40  # of a ring
_FINE = 4


def filling(path: Path, natural: Size, area: Size) -> PictureRequest:
    """A picture at the smallest size that covers an area."""
    scale = max(area[0] / natural[0], area[1] / natural[1])
    return PictureRequest(path, (max(area[0], round(natural[0] * scale)), max(area[1], round(natural[1] * scale))))


def draw_filling(surface: pygame.Surface, kit: Kit, rect: pygame.Rect, wanted: PictureRequest | None) -> None:
    """A picture cut to a place; a plain ground until it is ready, with a sign where there is none."""
    shown = kit.pictures.get(wanted) if wanted is not None else None
    if shown is None:
        surface.fill(BARE, rect)
        if wanted is None:
            side = min(rect.size) // 3
            place = rect.centerx, rect.top + side // 2 + rect.height // 8
            paint.draw_sign(surface, "eye", place, side, mix(BARE, ON_SHADE, 0.3))
        return
    left = (shown.get_width() - rect.width) // 2
    top = round((shown.get_height() - rect.height) * ABOVE)
    surface.blit(shown, rect, (left, top, *rect.size))


@kept(24)
def _shade(size: Size, fade: int, solid: bool) -> pygame.Surface:
    """Darkness from nothing, over `fade` pixels to where words begin, to almost black at the foot."""
    column = pygame.Surface((1, size[1]), pygame.SRCALPHA)
    for y in range(size[1]):
        above, below = min(1.0, y / max(1, fade)), max(0.0, (y - fade) / max(1, size[1] - fade))
        alpha = SHADE[0] * above * above * (3 - 2 * above) + (SHADE[1] - SHADE[0]) * below  # no edge where words begin
        if solid:
            alpha = 0 if y < fade else 255
        column.set_at((0, y), (*UNDER_STROKE, round(alpha)))
    return pygame.transform.scale(column, size)


def draw_shade(surface: pygame.Surface, kit: Kit, rect: pygame.Rect, words_top: int) -> None:
    """Darken the lower part of a card, so that words from `words_top` on have their contrast on any picture."""
    fade = min(words_top - rect.top, max(kit.theme.px(6), rect.height // 3))
    part = _shade((rect.width, rect.bottom - words_top + fade), fade, kit.theme.contrast)
    surface.blit(part, (rect.left, words_top - fade))


@kept(24)
def _cut_corner(radius: int, colour: Colour) -> pygame.Surface:
    """A square of colour with a disc taken out, whose quarters cut a card's corners."""
    large = pygame.Surface((2 * radius * _FINE,) * 2, pygame.SRCALPHA)
    large.fill((*colour, 255))
    pygame.draw.circle(large, (*colour, 0), (radius * _FINE, radius * _FINE), radius * _FINE)
    return pygame.transform.smoothscale(large, (2 * radius, 2 * radius))


def cut_corners(surface: pygame.Surface, rect: pygame.Rect, ground: Colour, radius: int) -> None:
    """Give what was drawn into a place round corners, upon a ground."""
    corner = _cut_corner(radius, ground)
    for right, bottom in ((0, 0), (1, 0), (0, 1), (1, 1)):
        place = rect.right - radius if right else rect.left, rect.bottom - radius if bottom else rect.top
        surface.blit(corner, place, (right * radius, bottom * radius, radius, radius))


@kept(64)
def _ring(side: int, step: int, sign: str) -> pygame.Surface:
    large = pygame.Surface((side * _FINE,) * 2, pygame.SRCALPHA)
    large.fill((*UNDER_STROKE, 0))
    middle, radius, width = side * _FINE / 2, side * _FINE * 0.38, max(1, round(side * _FINE * 0.1))
    pygame.draw.circle(large, (*UNDER_STROKE, 225), (middle, middle), middle)
    pygame.draw.circle(large, (*mix(UNDER_STROKE, ON_SHADE, 0.35), 255), (middle, middle), radius + width / 2, width)
    points = [2 * math.pi * part / _STEPS / 4 for part in range(4 * step + 1)]
    for angle in points if step else ():
        place = middle + radius * math.sin(angle), middle - radius * math.cos(angle)
        pygame.draw.circle(large, (*ON_PICTURE, 255), place, width / 2)
    shown = pygame.transform.smoothscale(large, (side, side))
    paint.draw_sign(shown, sign, (side // 2, side // 2), round(side * 0.42), ON_SHADE)
    return shown


def draw_ring(surface: pygame.Surface, place: pygame.Rect, share: float, sign: str) -> None:
    """How much of something is done, from the top clockwise, around a sign."""
    step = round(min(1.0, max(0.0, share)) * _STEPS)
    step = min(max(step, 1), _STEPS - 1) if 0 < share < 1 else step
    surface.blit(_ring(place.width, step, sign), place)
