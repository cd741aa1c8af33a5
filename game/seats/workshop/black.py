"""A black screen, so that everybody looks at whoever speaks; anything brings the picture back."""

from __future__ import annotations

import pygame

from game.ui.intents import Back, Buzz, Confirm, Intent, Key, PageTurn, Release
from game.ui.outcomes import Leave, Outcome
from game.ui.scene import Scene


class BlackScene(Scene):
    """Nothing to see."""

    name = "black"
    led = False

    def arrange(self) -> None:
        """No parts."""
        self.widgets = []

    def handle(self, intent: Intent) -> Outcome | None:
        """Back to where it was."""
        return Leave() if isinstance(intent, (Release, Confirm, Key, Back, PageTurn, Buzz)) else None

    def draw(self, surface: pygame.Surface) -> None:
        """Black."""
        surface.fill((0, 0, 0), surface.get_clip())
