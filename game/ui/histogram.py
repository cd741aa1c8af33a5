"""A histogram: how often each brightness occurs in a picture, drawn once for as long as the picture is the same."""

from __future__ import annotations

from collections.abc import Callable

import pygame

from game.pixels.pictures import fit
from game.ui.kit import Kit
from game.ui.widgets import Widget


class Histogram(Widget):
    """How often each brightness occurs in what `pixels` gives; nothing is drawn where it gives None."""

    def __init__(self, name: str, rect: pygame.Rect, pixels: Callable[[], pygame.Surface | None]) -> None:
        super().__init__(name, rect)
        self._pixels = pixels
        self._drawn: tuple[pygame.Surface, pygame.Surface] | None = None  # of which pixels, and what

    def forget(self) -> None:
        """Let go of the picture it was drawn of."""
        self._drawn = None

    def draw(self, surface: pygame.Surface, kit: Kit, *, focused: bool, pressed: bool) -> None:  # noqa: D102
        pixels = self._pixels()
        if pixels is None:
            surface.fill(kit.theme.colours.surface, self.rect)
            return
        if self._drawn is None or self._drawn[0] is not pixels:
            small = pixels
            if max(pixels.get_size()) > self.rect.width * 2:
                size = fit(pixels.get_size(), (self.rect.width * 2, self.rect.width * 2))
                small = pygame.transform.scale(pixels, size)
            self._drawn = (pixels, _histogram(small, self.rect.size))
        surface.blit(self._drawn[1], self.rect)


def _histogram(pixels: pygame.Surface, size: tuple[int, int]) -> pygame.Surface:
    import numpy as np

    from game.pixels import lenses

    drawn = lenses.histogram(np.frombuffer(pygame.image.tobytes(pixels, "RGB"), np.uint8).reshape(-1, 1, 3), size)
    return pygame.image.frombuffer(drawn.tobytes(), size, "RGB")
