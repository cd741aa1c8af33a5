"""Every language of the interface and of the packs, each by its own name; a press chooses it and leads back."""

from __future__ import annotations

import pygame

from game.ui.menu import PageScene
from game.ui.outcomes import ChangeSettings
from game.ui.widgets import Button, Look, Widget, giving, split


class LanguagesScene(PageScene):
    """A choice of languages, for whoever cannot read the one that is shown."""

    name = "languages"
    title_key = "settings.language"

    def fill(self, area: pygame.Rect) -> tuple[list[Widget], int]:
        """Large buttons, two in a row; upright one."""
        theme, settings = self.kit.theme, self.kit.settings
        across = 1 if theme.portrait else 2
        gap, height = theme.px(2), theme.tall(12)
        parts: list[Widget] = []
        known = list(self.kit.languages.items())
        for first in range(0, len(known), across):
            row = pygame.Rect(area.left, area.top + first // across * (height + gap), area.width, height)
            for (code, name), cell in zip(known[first : first + across], split(row, across, gap), strict=False):
                now = code == self.kit.words.texts
                look = Look("plain", "tick" if now else "globe", selected=now, scale=1.4, align="left")
                chosen = ChangeSettings(settings._replace(language=code), leaves=True)
                parts.append(Button(f"language-{code}", cell, name, giving(chosen), look))
        return parts, parts[-1].rect.bottom - area.top
