"""Somebody's ratings of real and of generated faces, quality by quality: two means with their intervals on one scale.

Owns the drawing. Real is a disc in the blue of "real", generated a square in the orange of "fake", so that neither
needs its colour.
"""

from __future__ import annotations

from collections.abc import Sequence

import pygame

from game.model.impressions import Interval, QualityRatings
from game.model.kinds.rate_round import HIGHEST, LOWEST
from game.ui import paint
from game.ui.kit import Kit
from game.ui.theme import Colour, mix
from game.ui.typeset import fit_text
from game.ui.widgets import Widget

NAMES, VERDICTS = 0.27, 0.23  # of the width: the qualities' names at the left, what each is worth at the right


class RatingsChart(Widget):
    """A row for each quality; the scale from 1 to 7 above all of them."""

    def __init__(self, name: str, rect: pygame.Rect, found: Sequence[QualityRatings], kit: Kit) -> None:
        super().__init__(name, rect)
        self._found, self._kit = tuple(found), kit
        self._head = round(kit.theme.type(1.0) * 1.8)
        self._left = rect.left + round(rect.width * NAMES)
        self._right = rect.right - round(rect.width * VERDICTS)
        self._row = (rect.height - self._head) / max(1, len(found))

    def _x(self, rating: float) -> int:
        inset = self._kit.theme.px(2)
        share = (rating - LOWEST) / (HIGHEST - LOWEST)
        return round(self._left + inset + share * (self._right - self._left - 2 * inset))

    def verdict(self, item: QualityRatings) -> str:
        """What the quality alone would be worth, in words."""
        words = self._kit.words
        return words("ratings.of-ten", n=item.right_of_ten) if item.sign else words("ratings.no-difference")

    def spoken(self) -> str:
        """Each row as a sentence."""
        words = self._kit.words
        return " ".join(
            words(
                "ratings.spoken", name=words(f"quality.{item.quality}"), real=words.decimal(item.real.value),
                fake=words.decimal(item.fake.value), verdict=self.verdict(item),
            )
            for item in self._found
        )  # fmt: skip

    def draw(self, surface: pygame.Surface, kit: Kit, *, focused: bool, pressed: bool) -> None:  # noqa: D102
        theme, colours = kit.theme, kit.theme.colours
        small, size = theme.type(0.95), theme.type(1.1)
        rule, tall = mix(colours.ground, colours.outline, 0.6), round(self._row * len(self._found))
        for step in range(LOWEST, HIGHEST + 1):
            x = self._x(step)
            surface.fill(rule, (x, self.rect.top + self._head, 1, tall))
            block = fit_text(str(step), (theme.px(4), self._head), small)
            block.draw(surface, pygame.Rect(x - block.width // 2, self.rect.top, block.width, 0), colours.quiet)
        block = fit_text(kit.words("ratings.alone"), (self.rect.right - self._right - theme.px(2), self._head), small)
        block.draw(surface, pygame.Rect(self._right + theme.px(2), self.rect.top, block.width, 0), colours.quiet)
        self._legend(surface, small)
        for number, item in enumerate(self._found):
            top = round(self.rect.top + self._head + number * self._row)
            height = round(self._row)
            worth = colours.text if item.sign else colours.quiet
            for text, left, right, ink in (
                (kit.words(f"quality.{item.quality}"), self.rect.left, self._left - theme.px(1), colours.text),
                (self.verdict(item), self._right + theme.px(2), self.rect.right, worth),
            ):
                block = fit_text(text, (max(1, right - left), height), size)
                block.draw(surface, pygame.Rect(left, top + (height - block.height) // 2, right - left, 0), ink)
            self._mark(surface, item.real, top + round(height * 0.34), colours.real, square=False)
            self._mark(surface, item.fake, top + round(height * 0.66), colours.fake, square=True)

    def _legend(self, surface: pygame.Surface, size: int) -> None:
        """What disc and square stand for."""
        theme, x = self._kit.theme, self.rect.left
        for key, colour, square in (("real", theme.colours.real, False), ("fake", theme.colours.fake, True)):
            side = round(size * 0.8)
            spot = pygame.Rect(x, self.rect.top + (self._head - side) // 2, side, side)
            paint.panel(surface, spot, colour, 0 if square else side // 2)
            block = fit_text(self._kit.words(f"answer.{key}"), (theme.px(16), self._head), size)
            x = spot.right + theme.px(0.8)
            top = self.rect.top + (self._head - block.height) // 2
            block.draw(surface, pygame.Rect(x, top, block.width, 0), theme.colours.quiet)
            x += block.width + theme.px(2)

    def _mark(self, surface: pygame.Surface, found: Interval, y: int, colour: Colour, *, square: bool) -> None:
        theme = self._kit.theme
        thick = max(2, theme.px(0.6))
        low, high = self._x(found.low), self._x(found.high)
        band = pygame.Rect(low, y - thick // 2, max(thick, high - low), thick)
        paint.panel(surface, band, mix(theme.colours.ground, colour, 0.6), thick // 2)
        side = min(theme.px(2.4), round(self._row * 0.34))
        spot = pygame.Rect(0, 0, side, side)
        spot.center = self._x(found.value), y
        paint.panel(surface, spot, colour, 0 if square else side // 2)
