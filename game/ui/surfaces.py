"""Decoded pixels as pygame surfaces; runs on the decode thread."""

from __future__ import annotations

import threading
import time

import pygame

from game.pixels.imagefiles import Size
from game.pixels.pictures import DecodedPixels, Rendering

AT_ONCE = 512 * 1024  # bytes that are copied while the thread that draws waits: a third of a millisecond
MOST_KEPT = 8 * 1024 * 1024  # bytes of a surface that is scaled into and kept for the next picture of that size
_RED_FIRST, _AS_WINDOWS = (0xFF, 0xFF00, 0xFF0000, 0), (0xFF0000, 0xFF00, 0xFF, 0)


class _Between(threading.local):
    """What a picture was scaled into last, for the next one: fresh memory costs a page fault for every 4 KB.

    Of a JPEG of 1024 px to its surface that is an eighth of the time (medians of 60, in turn); it holds 4 MB at 1080p.
    """

    surface: pygame.Surface | None = None


_between = _Between()


def surface_of(pixels: DecodedPixels, form: Rendering) -> pygame.Surface:
    """Pixels as a surface of the size shown: opaque in the window's own form (a plain copy to blit), or transparent."""
    if form == "outline":
        return pygame.image.frombuffer(pixels.data, pixels.size, "RGBA").copy()
    given = pygame.image.frombuffer(pixels.data, pixels.size, "RGBX")
    if pixels.shown is not None:
        given = _scaled(given, pixels.shown)
    surface = pygame.Surface(given.get_size(), 0, 32, _AS_WINDOWS)
    width, height = given.get_size()
    rows = max(1, AT_ONCE // (4 * width))
    for top in range(0, height, rows):
        surface.blit(given, (0, top), (0, top, width, rows))
        time.sleep(0)  # pygame keeps all other threads waiting while it copies: let the one that draws have its turn
    return surface


def _scaled(given: pygame.Surface, shown: Size) -> pygame.Surface:
    """Pixels at the size shown, good until the next call."""
    if shown[0] * shown[1] * 4 > MOST_KEPT:
        return pygame.transform.smoothscale(given, shown)
    between = _between.surface
    if between is None or between.get_size() != shown:
        between = _between.surface = pygame.Surface(shown, 0, 32, _RED_FIRST)
    return pygame.transform.smoothscale(given, shown, between)
