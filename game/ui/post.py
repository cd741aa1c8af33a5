"""A post, a message, a call or a page, as one meets it: who says it, when, in which words; its picture stands below.

Owns how each looks. People and places in it are invented, and it says so.
"""

from __future__ import annotations

from datetime import date

import pygame

from game.base.dates import day
from game.model.kinds.forms import Post
from game.ui import paint
from game.ui.kit import Kit
from game.ui.layout import places
from game.ui.theme import Theme, mix
from game.ui.typeset import Align, TextBlock, fit_text, fits
from game.ui.widgets import Widget, text_height

SIGNS = {"post": "person", "message": "bubble", "call": "phone", "page": "page"}


class PostCard(Widget):
    """The card; `inside` is where its picture has room. One without a picture stands large, in the middle."""

    def __init__(self, name: str, rect: pygame.Rect, post: Post, kit: Kit, *, with_picture: bool) -> None:
        super().__init__(name, rect)
        theme, words = kit.theme, kit.words
        self._sign, self._pad, self._side = SIGNS[post.via], theme.px(2.4), theme.px(6 if with_picture else 14)
        account, when = words.of(post.account), day(date.fromisoformat(post.date), words.language)
        about, text = f"{when} · {words('case.invented')}", words.of(post.text)
        self._said = f"{account}, {when}. {text}"
        lay = self._above_picture if with_picture else self._alone
        self._align: Align = "left" if with_picture else "centre"
        self._disc = pygame.Rect(0, 0, 0, 0)
        self._lines: list[tuple[TextBlock, pygame.Rect, bool]] = []  # set text, its place, whether it is quiet
        self.inside = lay(theme, account, about, text)

    def _above_picture(self, theme: Theme, account: str, about: str, text: str) -> pygame.Rect:
        """A head beside a small sign, the words, then the picture's room."""
        inner, gap = self.rect.inflate(-2 * self._pad, -2 * self._pad), theme.px(1.6)
        self._disc = pygame.Rect(inner.left, inner.top, self._side, self._side)
        width = inner.width - self._side - gap
        size, small = theme.type(1.15), theme.type(0.9)
        self._lines = [
            (fit_text(account, (width, round(size * 1.4)), size, bold=True), pygame.Rect(0, 0, 0, 0), False),
            (fit_text(about, (width, round(small * 2.8)), small), pygame.Rect(0, 0, 0, 0), True),
        ]
        y = inner.top
        for block, place, _ in self._lines:
            place.update(self._disc.right + gap, y, width, block.height)
            y = place.bottom
        y = max(y, self._disc.bottom) + gap
        rooms = ((inner.bottom - y) * fifths // 5 for fifths in (2, 3, 4))  # the words come before the picture's size
        areas = [(inner.width, room) for room in rooms]
        area = next((one for one in areas if fits(text, one, theme.type(1.3))), areas[-1])
        block = fit_text(text, area, theme.type(1.3))
        place = pygame.Rect(inner.left, y, inner.width, block.height)
        self._lines.append((block, place, False))
        top = place.bottom + gap
        return pygame.Rect(inner.left, top, inner.width, max(1, inner.bottom - top))

    def _alone(self, theme: Theme, account: str, about: str, text: str) -> pygame.Rect:
        """A large sign, the head and the words below each other, in the middle of the card."""
        inner, gap = self.rect.inflate(-4 * self._pad, -2 * self._pad), theme.px(2)
        small = theme.type(0.95)
        for large, side in ((1.9, 14), (1.5, 9), (1.25, 7)):
            size, self._side = theme.type(min(1.4, large)), theme.px(side)
            head = text_height(account, inner.width, size, bold=True) + text_height(about, inner.width, small)
            room = inner.height - self._side - 2 * gap - head
            if text_height(text, inner.width, theme.type(large)) <= room:
                break
        blocks = [
            (fit_text(account, (inner.width, inner.height), size, bold=True), False),
            (fit_text(about, (inner.width, inner.height), small), True),
            (fit_text(text, (inner.width, max(1, room)), theme.type(large)), False),
        ]
        together = self._side + sum(block.height for block, _ in blocks) + 2 * gap
        y = inner.top + max(0, (inner.height - together) // 2)
        self._disc = pygame.Rect(inner.centerx - self._side // 2, y, self._side, self._side)
        y = self._disc.bottom + gap
        self._lines = []
        for block, quiet in blocks:
            y += gap if block is blocks[-1][0] else 0
            self._lines.append((block, pygame.Rect(inner.left, y, inner.width, block.height), quiet))
            y += block.height
        return pygame.Rect(inner.left, y, inner.width, max(1, inner.bottom - y))

    def spoken(self) -> str:  # noqa: D102
        return self._said

    def draw(self, surface: pygame.Surface, kit: Kit, *, focused: bool, pressed: bool) -> None:  # noqa: D102
        theme, colours = kit.theme, kit.theme.colours
        edge = colours.outline if theme.contrast else colours.surface
        paint.framed(surface, self.rect, colours.surface, edge, theme.line, theme.radius)
        paint.panel(surface, self._disc, mix(colours.raised, colours.real, 0.35), self._side // 2)
        paint.draw_sign(surface, self._sign, self._disc.center, round(self._side * 0.62), colours.text)
        for block, place, quiet in self._lines:
            block.draw(surface, place, colours.quiet if quiet else colours.text, self._align)


def case_places(kit: Kit, *, with_picture: bool) -> tuple[pygame.Rect, pygame.Rect, pygame.Rect]:
    """Where the post, the column and the answers stand; the reveal has them in the same places."""
    theme = kit.theme
    edge, gap = theme.px(2), theme.px(2)
    window = theme.window.inflate(-2 * edge, -2 * edge)
    many = theme.portrait or theme.text_scale >= 1.2 or theme.tight
    foot_height = (2 if many else 1) * theme.tall(8) + (theme.apart(1) if many else 0)
    foot = pygame.Rect(window.left, window.bottom - foot_height, window.width, foot_height)
    above = pygame.Rect(window.left, window.top, window.width, foot.top - gap - window.top)
    if theme.portrait:
        post = above.copy()
        post.height = above.height * (12 if with_picture or theme.text_scale >= 1.2 else 9) // 24
        column = pygame.Rect(above.left + edge, post.bottom + gap, above.width - 2 * edge, 0)
        column.height = above.bottom - column.top
        return post, column, foot
    column = places(theme).column
    width = max(column.width, above.width * 45 // 100)
    post = pygame.Rect(above.left, above.top, above.width - width - 2 * gap, above.height)
    return post, pygame.Rect(post.right + 2 * gap, above.top, width, above.height), foot
