"""Language, text size, colours, motion, sound, window: each a row of choices, in effect at once."""

from __future__ import annotations

import pygame

from game.base.settings import TEXT_SIZES, THEMES, Settings
from game.ui.menu import PageScene
from game.ui.outcomes import ChangeSettings
from game.ui.widgets import Button, Label, Look, Pressed, Widget, split

MOST_IN_LINE = 3  # choices


class SettingsScene(PageScene):
    """The settings, one row each."""

    name = "settings"
    title_key = "settings.title"

    def fill(self, area: pygame.Rect) -> tuple[list[Widget], int]:
        """A label and its choices in each row; in portrait the label above."""
        theme, words, now = self.kit.theme, self.kit.words, self.kit.settings
        yes_no = ((True, words("settings.on")), (False, words("settings.off")))
        rows: list[tuple[str, object, list[tuple[object, str]]]] = [
            ("language", self.kit.words.texts, list(self.kit.languages.items())),
            ("text_size", now.text_size, [(size, f"{size} %") for size in TEXT_SIZES]),
            ("theme", now.theme, [(name, words(f"settings.theme.{name}")) for name in THEMES]),
            ("reduced_motion", now.reduced_motion, list(yes_no)),
            ("sound", now.sound, list(yes_no)),
            ("fullscreen", now.fullscreen, list(yes_no)),
        ]
        above, label_height = theme.portrait, round(theme.type(1.1) * 1.5)
        lines = sum(len(_in_lines(choices)) for *_, choices in rows)
        each = area.height // lines - (label_height if above else 0)  # so that the page is filled, within reason
        height = min(max(theme.tall(7.5), round(each * 0.75)), theme.tall(11))
        gap = min(max(theme.px(1.5), each - height), theme.px(4))
        parts: list[Widget] = []
        top = area.top
        for name, value, choices in rows:
            text = words(f"settings.{name}")
            if above:
                place = pygame.Rect(area.left, top, area.width, label_height)
                top = place.bottom
                row = pygame.Rect(area.left, top, area.width, height)
            else:
                place = pygame.Rect(area.left, top, round(area.width * 0.36), height)
                row = pygame.Rect(place.right, top, area.right - place.right, height)
            parts.append(Label(f"{name}-label", place, text, theme.type(1.1), theme.colours.text, middle=not above))
            for line in _in_lines(choices):
                for (choice, caption), cell in zip(line, split(row, len(line), theme.px(1.2)), strict=True):
                    look = Look("plain", sign="tick" if choice == value else "", selected=choice == value, align="left")
                    press = _choose(now._replace(**{name: choice}))  # type: ignore[arg-type] # a field and its own value
                    parts.append(Button(f"{name}-{choice}".lower(), cell, caption, press, look))
                top += height + gap
                row = row.move(0, height + gap)
        return parts, top - gap - area.top


def _in_lines(choices: list[tuple[object, str]]) -> list[list[tuple[object, str]]]:
    """Choices in as many lines as they need, none of which has more than three."""
    lines = -(-len(choices) // MOST_IN_LINE)
    each = -(-len(choices) // lines)
    return [choices[first : first + each] for first in range(0, len(choices), each)]


def _choose(settings: Settings) -> Pressed:
    return lambda: ChangeSettings(settings)
