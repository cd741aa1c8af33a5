"""A path through the levels, sitting by sitting: its aim, what is played, and a question that tests it.

Owns that page. Refuses to lock anything: whoever likes may begin in the middle.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pygame

from game.model.packfiles import Sitting
from game.results.played import ReplayedSession
from game.ui.kit import Kit
from game.ui.menu import ReadingScene
from game.ui.outcomes import Go, OpenLevel, Outcome
from game.ui.typeset import width_of
from game.ui.widgets import Button, Label, Look, Panel, Widget, giving, text_height


class CurriculumScene(ReadingScene[Mapping[str, ReplayedSession]]):
    """A card for each sitting, in one column or two; levels that were played to their ends are ticked."""

    name = "curriculum"
    title_key = "curriculum.title"
    keeps_place = True

    def __init__(self, kit: Kit, read: Callable[[], Mapping[str, ReplayedSession] | None]) -> None:
        super().__init__(kit, read)

    def fill(self, area: pygame.Rect) -> tuple[list[Widget], int]:
        """Cards of a row are as high as the highest of them."""
        theme = self.kit.theme
        columns = 1 if theme.portrait or theme.text_scale > 1.2 else 2
        gap = theme.px(2)
        width = (area.width - gap * (columns - 1)) // columns
        sittings = self.kit.pack.pack.curriculum
        parts: list[Widget] = []
        top = area.top
        for first in range(0, len(sittings), columns):
            row = range(first, min(first + columns, len(sittings)))
            cards = [self._card(number, width) for number in row]
            height = max(height for _, height in cards)
            for column, (card, _) in enumerate(cards):
                left = area.left + column * (width + gap)
                panel = pygame.Rect(left, top, width, height)
                parts.append(Panel(f"sitting-{first + column + 1}", panel, theme.colours.surface))
                for part in card:
                    part.rect.move_ip(left, top)
                    parts.append(part)
            top += height + gap
        return parts, top - gap - area.top

    def _card(self, number: int, width: int) -> tuple[list[Widget], int]:
        """The parts of a sitting from 0 down, and its height."""
        theme, words = self.kit.theme, self.kit.words
        sitting: Sitting = self.kit.pack.pack.curriculum[number]
        pad = theme.px(2)
        inner, top = width - 2 * pad, pad
        parts: list[Widget] = []
        count = words("curriculum.number", n=number + 1, minutes=sitting.minutes)
        texts = (
            ("number", count, 0.95, theme.colours.quiet, False),
            ("name", words.of(sitting.title), 1.4, theme.colours.accent, True),
            ("aim", words.of(sitting.aim), 1.1, theme.colours.text, False),
        )
        for name, text, scale, colour, bold in texts:
            size = theme.type(scale)
            place = pygame.Rect(pad, top, inner, text_height(text, inner, size, bold=bold))
            parts.append(Label(f"{name}-{number + 1}", place, text, size, colour, bold=bold))
            top = place.bottom + theme.px(0.6)
        top += theme.px(0.6)
        parts += (levels := self._levels(sitting, pad, top, inner))
        top = levels[-1].rect.bottom + theme.px(1.4)
        asked = f"{words('curriculum.check')} {words.of(sitting.question)}"
        size = theme.type()
        place = pygame.Rect(pad, top, inner, text_height(asked, inner, size, bold=True))
        parts.append(Label(f"question-{number + 1}", place, asked, size, theme.colours.text, bold=True))
        top = place.bottom + theme.px(0.4)
        expected = words.of(sitting.expected)
        place = pygame.Rect(pad, top, inner, text_height(expected, inner, size))
        parts.append(Label(f"expected-{number + 1}", place, expected, size, theme.colours.quiet))
        return parts, place.bottom + pad

    def _levels(self, sitting: Sitting, left: int, top: int, width: int) -> list[Widget]:
        """A button for each level, side by side where their titles have room."""
        theme, words, pack = self.kit.theme, self.kit.words, self.kit.pack
        gap, height = theme.apart(1), theme.tall(6)
        buttons: list[Widget] = []
        x, right = left, left + width
        for name in sitting.levels:
            text = words.of(pack.levels[name].title)
            kept = (self.found or {}).get(name)
            done = kept is not None and kept.row.finished
            wide = min(width, width_of(text, theme.type(), bold=True) + theme.px(9))
            if x > left and x + wide > right:
                x, top = left, top + height + gap
            rect = pygame.Rect(x, top, wide, height)
            look = Look("plain", "tick" if done else "play")
            buttons.append(Button(f"level-{name}", rect, text, giving(OpenLevel(name)), look))
            x = rect.right + gap
        return buttons

    def back(self) -> Outcome | None:
        """To the levels."""
        return Go("levels")
