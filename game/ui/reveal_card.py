"""The card of a reveal: title, text, why, how long it helps; its pages, and its two buttons where it has room for them.

Owns the places in it. Refuses to choose the words, and what a press does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pygame

from game.ui.kit import Kit
from game.ui.theme import Colour
from game.ui.typeset import pages
from game.ui.widgets import Button, Columns, Label, Look, Panel, Pressed, Style, TextLink, Widget, text_height

QUIET_SIZES = 0.92, 0.8  # of the lines below the text: as a rule, and where one of them has to have room


class RevealTool(NamedTuple):
    """Something that can be done on a reveal, as a button shows it."""

    name: str
    sign: str
    text: str
    key: str
    press: Pressed
    on: bool = False

    def look(self, style: Style) -> Look:
        """Its look as a button of a style; it shows no key."""
        return Look(style, self.sign, selected=self.on, key=self.key, key_shown=False)


class CardPlaces(NamedTuple):
    """Where the parts of the card stand, and the sizes of its title and its text."""

    steps: pygame.Rect | None
    counter: pygame.Rect | None
    title: pygame.Rect
    text: pygame.Rect
    sizes: tuple[int, int]


class CardWords(NamedTuple):
    """What the card says now; the quiet lines below the text where there is room for them."""

    title: str
    text: str
    quiet: tuple[tuple[str, str], ...] = ()  # the names of their parts, and the lines
    needed: bool = False  # the first of these lines: rather than without it the text is set smaller


def roomy(kit: Kit) -> bool:
    """Whether there is room for large words in the card, and for words on the tools."""
    return kit.theme.text_scale < 1.2


class RevealCard:
    """Lays out what is said in a rectangle."""

    def __init__(self, kit: Kit, rect: pygame.Rect, steps: Sequence[RevealTool], *, counted: bool) -> None:
        self.kit, self.rect = kit, rect
        self.steps = steps  # its two buttons; none where they stand elsewhere, or there is nothing to step through
        self._counted = counted  # without buttons, too

    def places(self, title: str) -> CardPlaces:
        """Where the parts of the card stand, under a title."""
        theme = self.kit.theme
        pad = theme.px(2 if roomy(self.kit) else 1.4)
        inner = Columns(self.rect.inflate(-2 * pad, -2 * pad), theme.px(1.2))
        row, counter = None, None
        if self.steps:
            row = inner.bottom(theme.tall(7))
        elif self._counted:
            counter = inner.bottom(round(theme.type(0.9) * 1.32))
        sizes = (theme.type(1.35), theme.type(1.2)) if roomy(self.kit) else (theme.type(1.1), theme.type(1.0))
        height = min(text_height(title, inner.rect.width, sizes[0], bold=True), inner.rect.height // 2)
        return CardPlaces(row, counter, inner.top(height), inner.rect, sizes)

    def pages(self, title: str, text: str) -> tuple[str, ...]:
        """What is said under a title, in as many pages as it takes."""
        places = self.places(title)
        return pages(text, places.text.size, places.sizes[1])

    def first_words(self, title: str) -> tuple[int, int]:
        """Just before the title's first line, at its height: where a line from the picture ends."""
        places, theme = self.places(title), self.kit.theme
        return places.title.left - theme.px(0.9), places.title.top + round(places.sizes[0] * 0.66)

    def parts(
        self, said: CardWords, page: int, counter: str, colour: Colour, edge: Colour | None,
        opens: Pressed | None = None,
    ) -> list[Widget]:  # fmt: skip
        """The card's parts on a page; with an `edge`, a bar of that colour at its left. The title may lead on."""
        theme, colours = self.kit.theme, self.kit.theme.colours
        parts: list[Widget] = [Panel("card", self.rect, colours.surface, None)]
        if edge is not None:
            bar = pygame.Rect(self.rect.left, self.rect.top, theme.px(0.6), self.rect.height)
            parts.append(Panel("edge", bar, edge, edge))
        row, count, place, note, (size_title, size) = self.places(said.title)
        if row is not None:
            parts += self._step_buttons(row, counter)
        elif count is not None:
            parts.append(Label("counter", count, counter, theme.type(0.9), colours.quiet, align="centre"))
        if opens is not None:
            link = TextLink("tell", place, said.title, size_title, colour, opens, bold=True)
            parts.append(link.reach(theme.px(5) + 1))
        else:
            parts.append(Label("tell", place, said.title, size_title, colour, bold=True))
        leaves = self.pages(said.title, said.text)
        text, small = leaves[page], theme.type(QUIET_SIZES[0])
        if said.needed and len(leaves) == 1:
            size, small = self._smaller(said, note, size)
        below, height = note.copy(), min(note.height, text_height(text, note.width, size))
        note = pygame.Rect(note.left, note.top, note.width, height)
        parts.append(Label("note", note if len(leaves) == 1 else below, text, size, colours.text))
        below.top, below.height = note.bottom, below.bottom - note.bottom
        return [*parts, *(self._quiet_lines(said, below, small) if len(leaves) == 1 else [])]

    def _smaller(self, said: CardWords, room: pygame.Rect, size: int) -> tuple[int, int]:
        """The sizes of the text and of the lines below it at which the first of these has room; the usual ones else."""
        theme, first = self.kit.theme, next((text for _, text in said.quiet if text), "")
        large, low = map(theme.type, QUIET_SIZES)
        for text, line in ((size, large), (theme.type(1.0), large), (theme.type(1.0), low), (theme.type(0.88), low)):
            high = text_height(said.text, room.width, text) + theme.px(1) + text_height(first, room.width, line)
            if high <= room.height:
                return min(size, text), line
        return size, large

    def _quiet_lines(self, said: CardWords, room: pygame.Rect, small: int) -> list[Widget]:
        """What there is room for below the text, the first lines first."""
        theme = self.kit.theme
        below = Columns(room, theme.px(1))
        below.top(theme.px(1))
        parts: list[Widget] = []
        for name, text in said.quiet:
            height = text_height(text, room.width, small)
            if text and height <= below.rect.height:
                parts.append(Label(name, below.top(height), text, small, theme.colours.quiet))
        return parts

    def _step_buttons(self, row: pygame.Rect, counter: str) -> list[Widget]:
        """Two buttons at the ends of the card's last row, and between them where one is."""
        theme, parts = self.kit.theme, list[Widget]()
        worded = any(step.text for step in self.steps)
        width = (row.width - theme.px(1)) // 2 if worded else theme.tall(9)
        left = pygame.Rect(row.left, row.top, width, row.height)
        right = pygame.Rect(row.right - width, row.top, width, row.height)
        for step, cell in zip(self.steps, (left, right), strict=True):
            look = Look("plain", "" if step.text else step.sign, key=step.key, key_shown=False, align="centre")
            parts.append(Button(step.name, cell, step.text, step.press, look))
        if not worded:
            middle, colour = pygame.Rect(left.right, row.top, right.left - left.right, row.height), theme.colours.quiet
            parts.append(Label("counter", middle, counter, theme.type(), colour, align="centre", middle=True))
        return parts
