"""Decoded pixels as pygame surfaces; runs on the decode thread."""

from __future__ import annotations

import pygame

from game.pixels.pictures import DecodedPixels, Rendering


def surface_of(pixels: DecodedPixels, form: Rendering) -> pygame.Surface:
    """Pixels as a surface of the size shown: opaque in the window's own form (a plain copy to blit), or transparent."""
    if form == "outline":
        return pygame.image.frombuffer(pixels.data, pixels.size, "RGBA").copy()
    given = pygame.image.frombuffer(pixels.data, pixels.size, "RGBX")
    if pixels.shown is not None:
        given = pygame.transform.smoothscale(given, pixels.shown)
    surface = pygame.Surface(given.get_size(), 0, 32, (0xFF0000, 0xFF00, 0xFF, 0))
    surface.blit(given, (0, 0))
    return surface
