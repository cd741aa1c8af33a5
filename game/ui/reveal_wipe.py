"""Before and after on one picture: the original left of a line that is dragged, the altered picture right of it.

Owns the line's place and its pixels. Refuses to know which screen it lies on.
"""

from __future__ import annotations

import pygame

from game.pixels.pictures import PictureRequest
from game.ui import paint
from game.ui.intents import Drag, Intent, Move, Press, Release, Wheel
from game.ui.kit import Kit
from game.ui.overlays import draw_wipe, wiped
from game.ui.theme import ON_PICTURE, UNDER_STROKE
from game.ui.typeset import line
from game.ui.widgets import PictureView

STEP = 0.04  # of the picture's width, for a key or a notch of the wheel


class Wipe:
    """The line between a picture and its original; `share` of the picture's width shows the original."""

    def __init__(self, kit: Kit, view: PictureView, original: PictureRequest, share: float = 0.5) -> None:
        self.kit, self.view, self.share = kit, view, share
        self.original = original
        self.damage: list[pygame.Rect] = []
        self._held = False

    def set(self, share: float) -> None:
        """Move the line."""
        before, old = self._handle(), self.share
        self.share = min(1.0, max(0.0, share))
        self.damage += [wiped(self.view, old, self.share), before, self._handle()]

    def handle(self, intent: Intent, *, by_keys: bool) -> bool:
        """Whether an intent is for the line; `by_keys` where directions are free to move it."""
        rect = self.view.rect
        if isinstance(intent, Press):
            self._held = bool(rect.collidepoint(intent.pos))
        if isinstance(intent, (Press, Drag)) and self._held:
            self.set((intent.pos[0] - rect.left) / rect.width)
        elif isinstance(intent, Release) and self._held:
            self._held = False
        elif isinstance(intent, Move) and intent.dx and by_keys:
            self.set(self.share + intent.dx * STEP)
        elif isinstance(intent, Wheel):
            self.set(self.share + intent.steps * STEP)
        else:
            return False
        return True

    def _handle(self) -> pygame.Rect:
        """The line and its grip."""
        rect, side = self.view.rect, self.kit.theme.px(7)
        x = rect.left + round(self.share * rect.width)
        return pygame.Rect(x - side // 2 - 2, rect.top, side + 4, rect.height)

    def draw(self, surface: pygame.Surface) -> None:
        """The original left of the line, and what is on which side."""
        view, theme, clip = self.view, self.kit.theme, surface.get_clip()
        x = draw_wipe(surface, view, self.kit.pictures.get(self.original), self.share)
        for text, right in ((self.kit.words("reveal.before"), False), (self.kit.words("reveal.after"), True)):
            label = line(text, theme.type(0.95), theme.colours.text, bold=True)
            tag = label.get_rect().inflate(theme.px(2), theme.px(1))
            tag.top = view.rect.top
            if right:
                tag.right = view.rect.right
            else:
                tag.left = view.rect.left
            if tag.colliderect(clip) and (x > tag.centerx if not right else x < tag.centerx):
                paint.panel(surface, tag, theme.colours.ground)
                surface.blit(label, label.get_rect(center=tag.center))
        side = theme.px(6.4)
        grip = pygame.Rect(0, 0, side, side)
        grip.center = (x, view.rect.centery)
        paint.panel(surface, grip.inflate(6, 6), UNDER_STROKE, side)
        paint.panel(surface, grip, ON_PICTURE, side)
        paint.draw_sign(surface, "wipe", grip.center, round(side * 0.7), UNDER_STROKE)
