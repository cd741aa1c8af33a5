"""Decoded pixels as pygame surfaces; runs on the decode thread."""

from __future__ import annotations

import pygame

from game.pictures import Form, Pixels


def surface_of(pixels: Pixels, form: Form) -> pygame.Surface:
    """Pixels as a surface of the size shown: opaque in the window's own form (a plain copy to blit), or transparent."""
    if form == "outline":
        return pygame.image.frombuffer(pixels.data, pixels.size, "RGBA").copy()
    surface = pygame.Surface(pixels.size, 0, 32, (0xFF0000, 0xFF00, 0xFF, 0))
    surface.get_buffer().write(pixels.data, 0)
    return surface if pixels.shown is None else pygame.transform.smoothscale(surface, pixels.shown)
