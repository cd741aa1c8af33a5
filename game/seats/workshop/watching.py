"""A screen that looks, several times a second, whether what it tells has changed: a door, a camera's view.

Owns when it looks. Each such screen says what its words depend on.
"""

from __future__ import annotations

from game.ui.kit import Kit
from game.ui.outcomes import Leave, Outcome
from game.ui.scene import Scene


class WatchingScene(Scene):
    """Arranged anew whenever what it tells has changed."""

    focus_first = "onward"
    look_seconds = 0.2  # between two looks

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._told = self.told  # what a subclass tells must be there before

    @property
    def told(self) -> object:
        """What the words depend on."""
        raise NotImplementedError

    def update(self, seconds: float) -> Outcome | None:
        """Look."""
        told = self.told
        if told != self._told:
            self._told = told
            self.rearrange()
        return super().update(seconds)

    def wake_in(self) -> float | None:
        """Soon: something may have changed."""
        usual = super().wake_in()
        return self.look_seconds if usual is None else min(usual, self.look_seconds)

    def back(self) -> Outcome | None:
        """To the round; before the first one, whether to end the workshop here."""
        return Leave()
