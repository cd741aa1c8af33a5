"""Somebody else changed pictures that were changed here too: theirs, mine, or both where they do not collide."""

from __future__ import annotations

import pygame

from game.author.annotating.album import Collision, CollisionChoice
from game.ui.kit import Kit
from game.ui.outcomes import Settle
from game.ui.scene import Scene
from game.ui.widgets import Button, Label, Look, Pressed, Widget, text_height

NAMES = 6  # pictures that are named
CHOICES: tuple[CollisionChoice, ...] = ("both", "theirs", "mine")


class CollisionScene(Scene):
    """A question with three answers; undo leads back from each of them."""

    name = "collision"

    def __init__(self, kit: Kit, collision: Collision) -> None:
        super().__init__(kit)
        self.collision = collision

    def arrange(self) -> None:
        """What happened, which pictures, three buttons."""
        theme, words = self.kit.theme, self.kit.words
        page = theme.window.inflate(-2 * theme.margin, -2 * theme.margin)
        page.width = min(page.width, theme.px(110))
        page.centerx = theme.window.centerx
        names = list(self.collision.names[:NAMES])
        names += ["…"] if len(self.collision.names) > NAMES else []
        texts = (
            ("title", words("collision.title"), 1.8, theme.colours.accent, True),
            ("text", words("collision.text", file=self.collision.sheet.shown_as), 1.15, theme.colours.text, False),
            ("names", ", ".join(names), 1.05, theme.colours.quiet, False),
        )
        parts: list[Widget] = []
        heights = [text_height(text, page.width, theme.type(scale), bold=bold) for _, text, scale, _, bold in texts]
        gap, height = theme.px(1.6), theme.tall(11)
        top = page.top + max(0, page.height - sum(heights) - 6 * gap - 3 * height) // 2
        for (name, text, scale, colour, bold), tall in zip(texts, heights, strict=True):
            rect = pygame.Rect(page.left, top, page.width, tall)
            parts.append(Label(name, rect, text, theme.type(scale), colour, bold=bold))
            top = rect.bottom + gap
        top += gap
        for choice in CHOICES:
            look = Look("primary" if choice == "both" else "plain", note=words(f"collision.{choice}.note"))
            rect = pygame.Rect(page.left, top, page.width, height)
            parts.append(Button(choice, rect, words(f"collision.{choice}"), _settle(choice), look))
            top = rect.bottom + gap
        self.widgets = parts


def _settle(choice: CollisionChoice) -> Pressed:
    return lambda: Settle(choice)
