"""Text on the screen: fonts, lines, blocks that fit.

Owns the bundled fonts, the breaking of lines, the shrinking of a text to its place, and the cache of rendered lines.
Refuses to let a text overflow: what cannot fit is set smaller, and at last ends in an ellipsis.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Literal, NamedTuple

import pygame

from game.base.places import fonts_folder
from game.ui.kept import kept
from game.ui.theme import Colour, Theme

LINE_HEIGHT = 1.32  # of the font's size
SMALLEST = 0.72  # how far a text may shrink before it is cut
READABLE = 0.8  # of the body text's size: what explains is set no smaller
_OPEN_FONTS = 48  # sizes and weights: each is an open file
_SET_TEXTS = 1024
_RENDERED_LINES = 160  # some 10 MB on a full HD screen
_FINE = 96  # px: a size at which shapes of different characters have different measures

Align = Literal["left", "centre"]


@kept(_OPEN_FONTS)
def _font(size: int, bold: bool, fallback: bool) -> pygame.font.Font:
    name = "NotoSans" if fallback else "AtkinsonHyperlegibleNext"
    return pygame.font.Font(fonts_folder() / f"{name}-{'Bold' if bold else 'Regular'}.ttf", size)


@cache
def _covered(character: str, fallback: bool = False) -> bool:
    """Whether a font has a shape of its own for a character: missing ones are all the same box."""
    font = _font(_FINE, False, fallback)
    return character.isspace() or font.metrics(character)[0] not in (None, font.metrics("\ufffe")[0])


def shapeless(text: str) -> str:
    """The characters of a text that no font has a shape for, each once and in order; they would show as boxes."""
    return "".join(one for one in dict.fromkeys(text) if not _covered(one) and not _covered(one, True))


def font_for(text: str, size: int, *, bold: bool) -> pygame.font.Font:
    """The font that can set all of a text: the first face, else the one with wider cover."""
    return _font(size, bold, not all(map(_covered, set(text))))


def width_of(text: str, size: int, *, bold: bool = False) -> int:
    """The width of a line in pixels."""
    return font_for(text, size, bold=bold).size(text)[0]


@kept(_RENDERED_LINES)
def line(text: str, size: int, colour: Colour, *, bold: bool = False) -> pygame.Surface:
    """One rendered line."""
    return font_for(text, size, bold=bold).render(text, True, colour)


class TextBlock(NamedTuple):
    """A text broken into lines at one size."""

    lines: tuple[str, ...]
    size: int  # font size in pixels
    bold: bool
    width: int  # of the longest line, in pixels
    cut: bool = False  # a word had to be broken, or the end left out

    @property
    def line_height(self) -> int:
        """Pixels from one line to the next."""
        return round(self.size * LINE_HEIGHT)

    @property
    def height(self) -> int:
        """Pixels from the top of the first line to the bottom of the last."""
        return self.line_height * len(self.lines)

    def draw(self, surface: pygame.Surface, area: pygame.Rect, colour: Colour, align: Align = "left") -> None:
        """Draw the lines from the top of an area."""
        clip = surface.get_clip()
        for place, text in enumerate(self.lines):
            top = area.top + place * self.line_height
            if not text or top > clip.bottom or top + self.line_height < clip.top:
                continue
            rendered = line(text, self.size, colour, bold=self.bold)
            left = area.left + (area.width - rendered.get_width()) // 2 if align == "centre" else area.left
            surface.blit(rendered, (left, top + (self.line_height - rendered.get_height()) // 2))


@kept(_SET_TEXTS)  # a place's height is taken from a text first, then the text is set into it
def set_text(text: str, width: int, size: int, *, bold: bool = False) -> TextBlock:
    """Break a text into lines no wider than `width` pixels; a newline stays a newline, a long word is split."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        row = ""
        for word in paragraph.split():
            trial = f"{row} {word}" if row else word
            if width_of(trial, size, bold=bold) <= width:
                row = trial
                continue
            if row:
                lines.append(row)
            while width_of(word, size, bold=bold) > width and len(word) > 1:
                ends = range(1, len(word))
                cut = max(1, bisect_right(ends, width, key=lambda n: width_of(word[:n], size, bold=bold)))
                lines.append(word[:cut])
                word = word[cut:]  # noqa: PLW2901 (the rest of a word too long for any line)
            row = word
        lines.append(row)
    widest = max((width_of(item, size, bold=bold) for item in lines), default=0)
    return TextBlock(tuple(lines), size, bold, widest)


def text_lines(count: int, size: int) -> int:
    """The height in pixels of so many lines at a size."""
    return count * round(size * LINE_HEIGHT)


def largest(text: str, area: tuple[int, int], scales: Sequence[float], theme: Theme, *, bold: bool = False) -> int:
    """The font size of the first of some steps of type, from large to small, at which a text fits; else of the last."""
    sizes = [theme.type(scale) for scale in scales]
    return next((size for size in sizes if _fits(text, set_text(text, area[0], size, bold=bold), area)), sizes[-1])


class Fitted(NamedTuple):
    """A text that was set into an area, and what became of it."""

    text: str
    block: TextBlock

    @property
    def shown(self) -> float:
        """The share of its characters that are shown: 1 where nothing was cut."""
        whole, lines = "".join(self.text.split()), "".join("".join(self.block.lines).split())
        return 1.0 if lines == whole or not whole else (len(lines) - 1) / len(whole)


_heard: list[Fitted] | None = None


@contextmanager
def overheard() -> Iterator[list[Fitted]]:
    """Every text that is set into an area meanwhile, for whoever reads proofs."""
    global _heard  # noqa: PLW0603 (screens set their texts wherever they are; none of them knows who listens)
    heard: list[Fitted] = []
    _heard = heard
    try:
        yield heard
    finally:
        _heard = None


def fit_text(text: str, area: tuple[int, int], size: int, *, bold: bool = False) -> TextBlock:
    """Set a text into an area (width, height in pixels): at `size`, else smaller, at last cut with an ellipsis."""
    block = _fitted(text, area, size, bold=bold)
    if _heard is not None:
        _heard.append(Fitted(text, block))
    return block


def fits(text: str, area: tuple[int, int], size: int, *, bold: bool = False) -> bool:
    """Whether `fit_text` would set all of a text into an area, no word broken."""
    return not _fitted(text, area, size, bold=bold).cut


def pages(text: str, area: tuple[int, int], size: int, least: float = SMALLEST) -> tuple[str, ...]:
    """A text in as many parts, of about as many lines each, as it takes to show all of it in an area.

    One part where it fits as `fit_text` sets it, at no less than `least` of its size; else each fits at `size`.
    """
    whole = _fitted(text, area, size, bold=False)
    if Fitted(text, whole).shown == 1 and whole.size >= size * least:
        return (text,)
    block = set_text(text, area[0], size)
    most = max(1, area[1] // block.line_height)
    each = -(-len(block.lines) // -(-len(block.lines) // most))
    return tuple("\n".join(block.lines[start : start + each]) for start in range(0, len(block.lines), each))


@kept(_SET_TEXTS)
def _fitted(text: str, area: tuple[int, int], size: int, *, bold: bool) -> TextBlock:
    smallest = min(size, max(11, round(size * SMALLEST)))
    block = set_text(text, area[0], size, bold=bold)
    if not text.strip():
        return block
    if not _fits(text, block, area) and smallest < size:
        # the smallest next, to know whether any can: a size of a font that was not used before takes a millisecond
        last = set_text(text, area[0], smallest, bold=bold)
        between = range(size - 1, smallest, -1) if _fits(text, last, area) else ()
        blocks = (set_text(text, area[0], smaller, bold=bold) for smaller in between)
        block = next((item for item in blocks if _fits(text, item, area)), last)
    if _fits(text, block, area):
        return block
    if block.height <= area[1]:
        return block._replace(cut=True)
    kept = list(block.lines[: max(1, area[1] // block.line_height)])
    while kept[-1] and width_of(f"{kept[-1]}…", block.size, bold=bold) > area[0]:
        kept[-1] = kept[-1][:-1]
    kept[-1] += "…"
    return TextBlock(tuple(kept), block.size, bold, block.width, cut=True)


def shortened(text: str, width: int, size: int, *, bold: bool = False, middle: bool = False) -> str:
    """A line that is no wider than `width` pixels: its end, or its `middle`, gives way to an ellipsis."""
    kept, line_ = len(text), text
    while width_of(line_, size, bold=bold) > width and kept > 1:
        kept -= 1
        tail = kept // 2 if middle else 0
        line_ = f"{text[: kept - tail].rstrip()}…{text[len(text) - tail :] if tail else ''}"
    return line_


def _fits(text: str, block: TextBlock, area: tuple[int, int]) -> bool:
    """Whether it is no higher than its area, and no word had to be broken."""
    return block.height <= area[1] and " ".join(block.lines).split() == text.split()
