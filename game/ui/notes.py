"""A second window for whoever leads: notes, the answer, what comes next. Never on the projector.

Owns that window. It opens on the second screen; where there is one only, which may be the projector's, minimised.
Where the platform gives no second window, there is none, and the log says so.
"""

from __future__ import annotations

import logging

import pygame

from game.ui.theme import PALETTES
from game.ui.typeset import fit_text

log = logging.getLogger(__name__)

SIZE = 640, 480
SIZE_OF_TEXT = 22  # px


class NotesWindow:
    """Text in a window of its own."""

    def __init__(self, title: str) -> None:
        self._window: pygame.Window | None = None
        self._text = ""
        second = min(1, pygame.display.get_num_displays() - 1)
        try:
            self._window = pygame.Window(title, SIZE, (pygame.WINDOWPOS_CENTERED | second,) * 2, resizable=True)
            if not second:
                self._window.minimize()
        except pygame.error as error:
            log.warning("no second window for the notes: %s", error)

    @property
    def id(self) -> int | None:
        """The window's number, by which its events are known."""
        return self._window.id if self._window is not None else None

    def show(self, text: str, *, anew: bool = False) -> None:
        """Show a text; nothing is drawn where it is the same, unless the window needs it `anew`."""
        if self._window is None or (text == self._text and not anew):
            return
        self._text = text
        colours = PALETTES["dark"]
        surface = self._window.get_surface()
        surface.fill(colours.ground)
        area = surface.get_rect().inflate(-32, -32)
        fit_text(text, area.size, SIZE_OF_TEXT).draw(surface, area, colours.text)
        self._window.flip()

    def close(self) -> None:
        """Give the window back."""
        if self._window is not None:
            self._window.destroy()
            self._window = None
