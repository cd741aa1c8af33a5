"""The way to the operator's door: corners of the screen, touched in order within a time.

Owns how far a sequence has come, and which touches belong to it and are nobody else's. Refuses to open the door.
"""

from __future__ import annotations

import pygame

from game.seats.kiosk.config import Corner, Kiosk


class Corners:
    """The sequence of a kiosk."""

    def __init__(self, kiosk: Kiosk) -> None:
        self._kiosk = kiosk
        self._touched: list[float] = []  # when each corner of the sequence so far was

    def touch(self, pos: tuple[int, int], now: float, screen: tuple[int, int]) -> bool:
        """Take a touch at a place of a screen, `now` in seconds; gives whether it goes on with a sequence."""
        if self._touched and now - self._touched[0] > self._kiosk.corner_seconds:
            self._touched = []
        for start in (len(self._touched), 0):  # a wrong corner may be the first of another try
            if self._place(self._kiosk.corners[start], screen).collidepoint(pos):
                self._touched = [*self._touched[:start], now]
                break
        else:
            self._touched = []
        return len(self._touched) > 1

    def done(self) -> bool:
        """Whether all were touched; then it begins anew."""
        if len(self._touched) < len(self._kiosk.corners):
            return False
        self._touched = []
        return True

    def _place(self, corner: Corner, screen: tuple[int, int]) -> pygame.Rect:
        """A corner of the screen, as large as two targets."""
        side = 2 * self._kiosk.target_pixels(screen)
        rect = pygame.Rect(0, 0, side, side)
        if "right" in corner:
            rect.right = screen[0]
        if "bottom" in corner:
            rect.bottom = screen[1]
        return rect
