"""What a picture of few pixels is met as, where it leaves room around it: a post, a chat, a print.

Owns the rule and the drawing. The rule sees the picture's shape and whether it moves, and refuses to know more: nothing
but the content may give the answer away.
"""

from __future__ import annotations

from typing import Literal

import pygame

from game.model.picture import Picture
from game.pixels.pictures import fit
from game.ui import paint
from game.ui.kept import kept
from game.ui.kit import Kit
from game.ui.theme import Theme
from game.ui.widgets import PictureView, Widget

Setting = Literal["post", "chat", "print"]

UPRIGHT, WIDE = 0.87, 1.15  # width by height: below the one a phone's picture, above the other a camera's
ROOM = {"post": (2.0, 8.5, 5.0), "chat": (1.6, 1.6, 3.6), "print": (2.4, 2.4, 2.4)}  # units: sides, above, below
PAPER = 250, 248, 243
SHADOW = 16  # pixels of the small shadow that is enlarged


def setting_of(picture: Picture) -> Setting:
    """What a picture is met as: in a post, if it moves or is about square; upright in a chat; wide as a print."""
    ratio = picture.size[0] / picture.size[1]
    if picture.clip is not None or UPRIGHT <= ratio <= WIDE:
        return "post"
    return "chat" if ratio < UPRIGHT else "print"


def mount_of(view: PictureView, picture: Picture, theme: Theme) -> Mount | None:
    """The mount of a picture that its pixels keep smaller than its place; a print where there is room for no more.

    None for a picture that fills its place, and where there is no room around it.
    """
    if view.rect.size == fit(view.natural, view.area.size):
        return None
    for setting in (setting_of(picture), "print"):
        side, above, below = (theme.px(units) for units in ROOM[setting])
        left, top = view.rect.left - side, view.rect.top - above
        outer = pygame.Rect(left, top, view.rect.width + 2 * side, view.rect.height + above + below)
        if view.area.contains(outer):
            return Mount(f"mount-{view.name}", outer, view.rect, setting)
    return None


class Mount(Widget):
    """What lies around a picture; `setting` says which."""

    def __init__(self, name: str, rect: pygame.Rect, inner: pygame.Rect, setting: str) -> None:
        super().__init__(name, rect)
        self.inner, self.setting = inner, setting

    def draw(self, surface: pygame.Surface, kit: Kit, *, focused: bool, pressed: bool) -> None:  # noqa: D102
        theme = kit.theme
        if self.setting == "print":
            self._draw_shadow(surface, theme)
            paint.panel(surface, self.rect, PAPER)
        elif self.setting == "chat":
            self._draw_chat(surface, theme)
        else:
            self._draw_post(surface, theme)

    def _draw_shadow(self, surface: pygame.Surface, theme: Theme) -> None:
        spread = theme.px(1.5)
        shadow = _shadow(self.rect.inflate(2 * spread, 2 * spread).size)
        surface.blit(shadow, (self.rect.left - spread, self.rect.top - spread + theme.px(0.5)))

    def _draw_chat(self, surface: pygame.Surface, theme: Theme) -> None:
        """A bubble with its tail."""
        colours, radius = theme.colours, theme.px(2)
        bubble = self.rect.copy()
        bubble.height -= theme.px(2)
        paint.panel(surface, bubble, colours.raised, radius)
        x, y = bubble.left + radius, bubble.bottom
        tail = [(x, y - 1), (x + theme.px(3), y - 1), (x, y + theme.px(2) - 1)]
        pygame.draw.polygon(surface, colours.raised, tail)

    def _draw_post(self, surface: pygame.Surface, theme: Theme) -> None:
        """A card: above the picture somebody's likeness and name as grey shapes, below it what one can do."""
        colours = theme.colours
        paint.panel(surface, self.rect, colours.surface, theme.px(1.5))
        grey, side = colours.raised, theme.px(5)
        face = pygame.Rect(self.inner.left, 0, side, side)
        face.centery = (self.rect.top + self.inner.top) // 2
        paint.panel(surface, face, grey, side // 2)
        for number, units in enumerate((16, 10)):
            bar = pygame.Rect(face.right + theme.px(1.4), 0, theme.px(units), theme.px(1.1))
            bar.centery = face.centery + (theme.px(1) if number else -theme.px(1))
            paint.panel(surface, bar, grey, bar.height // 2)
        for number in range(3):
            dot = pygame.Rect(self.inner.left + number * theme.px(3.4), 0, theme.px(2), theme.px(2))
            dot.centery = (self.rect.bottom + self.inner.bottom) // 2
            paint.panel(surface, dot, grey, dot.height // 2)


@kept(4)
def _shadow(size: tuple[int, int]) -> pygame.Surface:
    """A soft shadow as large as what throws it and its edge together."""
    small = pygame.Surface((SHADOW, SHADOW), pygame.SRCALPHA)
    for step in range(1, 4):
        edge = pygame.Surface((SHADOW, SHADOW), pygame.SRCALPHA)
        edge.fill((0, 0, 0, 45), pygame.Rect(0, 0, SHADOW, SHADOW).inflate(-step, -step))
        small.blit(edge, (0, 0))
    return pygame.transform.smoothscale(small, size)
