"""Outside the opening hours: a dark screen that says when the museum opens, in every language of a visit."""

from __future__ import annotations

from collections.abc import Callable

import pygame

from game.ui.kit import Kit
from game.ui.outcomes import Outcome
from game.ui.scene import Scene
from game.ui.theme import Colour
from game.ui.widgets import Columns, Label, text_height

DIM: Colour = (140, 140, 140)  # on black 6.2:1
MOVE_SECONDS = 60.0  # the words stand nowhere for long: a night after night would burn them into the panel
PLACES = 11  # that they take in turn


class ClosedScene(Scene):
    """Nothing to do. `lines` says when it opens: a line for each language, asked for again as time passes."""

    name = "closed"

    def __init__(self, kit: Kit, lines: Callable[[], tuple[str, ...]]) -> None:
        super().__init__(kit)
        self._lines = lines
        self._shown = lines()
        self._seconds = 0.0

    def arrange(self) -> None:
        """The lines one below the other, the first one largest, at one place after the other."""
        theme = self.kit.theme
        area = theme.whole.inflate(-2 * theme.margin, -2 * theme.margin)
        width = round(area.width * 0.8)
        sizes = [theme.type(2.2 if number == 0 else 1.5) for number in range(len(self._shown))]
        heights = [text_height(text, width, size) for text, size in zip(self._shown, sizes, strict=True)]
        gap = theme.px(2)
        turn = int(self._seconds / MOVE_SECONDS)
        place = pygame.Rect(0, 0, width, min(area.height, sum(heights) + gap * len(heights)))
        place.left = area.left + (area.width - place.width) * (3 * turn % PLACES) // (PLACES - 1)
        place.top = area.top + (area.height - place.height) * ((5 + 4 * turn) % PLACES) // (PLACES - 1)
        columns = Columns(place, gap)
        self.widgets = [
            Label(f"line-{number}", columns.top(height), text, size, DIM)
            for number, (text, size, height) in enumerate(zip(self._shown, sizes, heights, strict=True))
        ]

    def update(self, seconds: float) -> Outcome | None:
        """Move the words; tomorrow is today after midnight. The loop looks once a second, whatever is shown."""
        before, self._seconds = int(self._seconds / MOVE_SECONDS), self._seconds + seconds
        lines = self._lines()
        if lines != self._shown or before != int(self._seconds / MOVE_SECONDS):
            self._shown = lines
            self.rearrange("")
        return None

    def draw(self, surface: pygame.Surface) -> None:
        """On black, the kiosk's strip included."""
        surface.fill((0, 0, 0), surface.get_clip())
        self.draw_widgets(surface)
