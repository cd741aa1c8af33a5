"""A step or stage that can be put in order: its picture, its text, and the number it was given."""

from __future__ import annotations

import pygame

from game.model.kinds.forms import Step
from game.ui import paint
from game.ui.kit import Kit
from game.ui.layout import tiles
from game.ui.theme import Colour, Theme
from game.ui.typeset import Align, fit_text
from game.ui.widgets import Button, Look, PictureView, Pressed

TEXT_SHARE = 0.30  # of a tile's height that belongs to its text


class StepTile(Button):
    """A target with a picture (or none), a text, and a badge at its corner: a number, a sign, or nothing."""

    def __init__(self, name: str, rect: pygame.Rect, kit: Kit, step: Step, press: Pressed, key: str = "") -> None:
        super().__init__(name, rect, kit.words.of(step.text), press, Look("tile", key=key, key_shown=False))
        theme = kit.theme
        self.kit = kit
        self.badge = ""  # the number given
        self.sign = ""  # instead of a number, on a reveal
        self.view: PictureView | None = None
        pad = theme.px(1)
        share = TEXT_SHARE if theme.text_scale < 1.2 else 0.38
        self._text = rect.inflate(-2 * pad, -2 * pad)
        picture = kit.pack.pictures.get(step.picture or "")
        if picture is not None:
            height = round(rect.height * (1 - share)) - pad
            area = pygame.Rect(rect.left + pad, rect.top + pad, rect.width - 2 * pad, height)
            self.view = PictureView("step", area, kit.pack.path(picture.file), picture.size)
            self._text.top, self._text.height = area.bottom, rect.bottom - pad - area.bottom

    def content(self, surface: pygame.Surface, theme: Theme, ink: Colour) -> None:
        """The picture, where there is one, and the text."""
        area = self._text
        if self.view is not None:
            self.view.draw(surface, self.kit, focused=False, pressed=False)
        side = theme.px(5)
        if self.view is None:
            indent = side + theme.px(2) + (side + theme.px(0.6) if self.sign else 0)
            area = pygame.Rect(area.left + indent, area.top, area.width - indent, area.height)
        size = theme.type(1.05 if self.view else 1.2)
        block = fit_text(self.text, area.size, size, bold=self.view is None)
        top = area.top + (area.height - block.height) // 2
        align: Align = "centre" if self.view else "left"
        block.draw(surface, pygame.Rect(area.left, top, area.width, 0), ink, align)
        badge = pygame.Rect(self.rect.left + theme.px(1), 0, side, side)
        badge.top = self.rect.top + theme.px(1) if self.view else self.rect.centery - side // 2
        if not self.badge and self.view is not None:
            return
        paint.panel(surface, badge, theme.colours.accent if self.badge else theme.colours.outline, side // 2)
        inside = theme.colours.on_accent if self.badge else theme.colours.ground
        if self.badge:
            number = fit_text(self.badge, badge.size, theme.type(1.2), bold=True)
            place = pygame.Rect(badge.left, badge.centery - number.height // 2, badge.width, 0)
            number.draw(surface, place, inside, "centre")
        if self.sign:
            mark = badge.move(side + theme.px(0.6), 0)
            paint.panel(surface, mark, theme.colours.ground, side // 2)
            paint.draw_sign(surface, self.sign, mark.center, round(side * 0.7), theme.colours.text)


def step_places(area: pygame.Rect, steps: tuple[Step, ...], theme: Theme) -> list[pygame.Rect]:
    """Where the steps go: tiles where they have pictures, or where rows would be too low for a finger; else rows."""
    gap = theme.apart(1.6)
    if any(step.picture for step in steps):
        return tiles(area, [(100, 92)] * len(steps), gap)
    if len(steps) * (theme.target + gap) > area.height + gap:
        return tiles(area, [(100, 40)] * len(steps), gap)
    height = min(theme.tall(14), (area.height - gap * (len(steps) - 1)) // len(steps))
    top = area.top + (area.height - len(steps) * height - gap * (len(steps) - 1)) // 2
    return [pygame.Rect(area.left, top + n * (height + gap), area.width, height) for n in range(len(steps))]
