"""Text on the screen: fonts, lines, blocks that fit.

Owns the opened fonts, the breaking of lines, the shrinking of a text to its place, and the cache of rendered lines.
Refuses to let a text overflow: what cannot fit is set smaller, and at last ends in an ellipsis. Latin, Greek and
Cyrillic are set in one go; of any other script a line is set in runs, as `scripts` and `faces` have them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import pygame

from game.base import scripts
from game.base.places import fonts_folder
from game.base.scripts import Tongue
from game.ui.kept import kept
from game.ui.theme import Colour, Theme

if TYPE_CHECKING:
    from game.base.faces import Face

LINE_HEIGHT = 1.32  # of the font's size
TALL_LINE_HEIGHT = 1.5  # where marks stand above and below letters
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


@kept(4 * _SET_TEXTS)
def _simple(text: str) -> bool:
    """Whether one font can set all of a text, letter by letter."""
    return not scripts.needs_more(text) and all(_covered(one) or _covered(one, True) for one in set(text))


def font_for(text: str, size: int, *, bold: bool) -> pygame.font.Font:
    """The font that can set all of a text: the first face, else the one with wider cover."""
    return _font(size, bold, not all(map(_covered, set(text))))


def _drawn(text: str) -> str:
    """A line with spaces that the first face has, in place of those at which no line may break."""
    return text.replace("\u202f", "\u2009").replace("\u2007", "\u00a0")


def width_of(text: str, size: int, *, bold: bool = False, tongue: Tongue = "") -> int:
    """The width of a line in pixels; `tongue`: whose Han letters they are, where they do not say it themselves."""
    if not tongue and _simple(text):
        return font_for(text, size, bold=bold).size(_drawn(text))[0]
    return sum(font.size(part)[0] for part, font in _fonts_of(text, size, bold, tongue))


@kept(_RENDERED_LINES)
def line(text: str, size: int, colour: Colour, *, bold: bool = False, tongue: Tongue = "") -> pygame.Surface:
    """One rendered line."""
    if not tongue and _simple(text):
        return font_for(text, size, bold=bold).render(_drawn(text), True, colour)
    return _side_by_side(_fonts_of(text, size, bold, tongue), _font(size, bold, False), colour)


def baseline_of(text: str, size: int, *, bold: bool = False) -> int:
    """How far below the top of a rendered line its letters stand."""
    if _simple(text):
        return font_for(text, size, bold=bold).get_ascent()
    first = _font(size, bold, False)
    middle = line(text, size, (0, 0, 0), bold=bold).get_height() // 2
    return middle + first.get_ascent() - first.get_height() // 2


def _side_by_side(
    parts: Sequence[tuple[str, pygame.font.Font]], first: pygame.font.Font, colour: Colour
) -> pygame.Surface:
    """A line out of parts on one baseline, which is where it is in a line that is all in the first face."""
    seen = [(part, font) for part, font in parts if font.size(part)[0]]  # marks of direction are not
    shown = [(font.render(part, True, colour), font.get_ascent()) for part, font in seen]
    middle = first.get_ascent() - first.get_height() // 2  # the baseline below the middle
    above = max([first.get_ascent(), *(ascent for _, ascent in shown)]) - middle
    below = max([0, *(part.get_height() - ascent for part, ascent in shown)]) + middle
    half = max(above, below, first.get_height() // 2)
    surface = pygame.Surface((sum(part.get_width() for part, _ in shown), 2 * half), pygame.SRCALPHA)
    left = 0
    for part, ascent in shown:
        surface.blit(part, (left, half + middle - ascent))
        left += part.get_width()
    return surface


# --- fonts for runs


def _fonts_of(text: str, size: int, bold: bool, tongue: Tongue) -> list[tuple[str, pygame.font.Font]]:
    """The parts of a line from left to right, each with its font."""
    from game.base import faces

    return [(run.text, _shaping(size, bold, run.face, run.script, run.backwards)) for run in faces.runs(text, tongue)]


@kept(_OPEN_FONTS)
def _shaping(size: int, bold: bool, face: Face, script: str, backwards: bool) -> pygame.font.Font:
    """A font that joins letters as a script does; it is opened for that alone, since it keeps script and direction."""
    path = face.bold if bold and face.bold else face.regular
    font = pygame.font.Font(_Chosen(path, face.number) if face.number else path, size)
    font.set_bold(bold and not face.bold)
    with suppress(pygame.error):  # a build without HarfBuzz sets letters as they come
        if script not in ("Zyyy", "Zinh"):
            font.set_script(script)
        font.set_direction(pygame.DIRECTION_RTL if backwards else pygame.DIRECTION_LTR)
    return font


class _Chosen(FileIO):
    """A file of several typefaces, read as if one of them were the first: pygame opens only that."""

    def __init__(self, path: Path, number: int) -> None:
        super().__init__(path)
        head = super().read(12 + 4 * (number + 1)) or b""
        self._head = head[:12] + head[12 + 4 * number :]  # the places of the faces follow a tag, a version, a count
        self.seek(0)

    def read(self, size: int | None = -1, /) -> bytes:
        at = self.tell()
        found = super().read(-1 if size is None else size) or b""
        begin = self._head[at : at + len(found)]
        return begin + found[len(begin) :]


class TextBlock(NamedTuple):
    """A text broken into lines at one size; each line is as it is read, not as it is seen."""

    lines: tuple[str, ...]
    size: int  # font size in pixels
    bold: bool
    width: int  # of the longest line, in pixels
    cut: bool = False  # a word had to be broken, or the end left out
    tongue: Tongue = ""  # whose Han letters they are
    tall: bool = False  # marks above and below the letters need room

    @property
    def line_height(self) -> int:
        """Pixels from one line to the next."""
        return round(self.size * (TALL_LINE_HEIGHT if self.tall else LINE_HEIGHT))

    @property
    def height(self) -> int:
        """Pixels from the top of the first line to the bottom of the last."""
        return self.line_height * len(self.lines)

    def left_of(self, text: str, area: pygame.Rect, align: Align = "left") -> int:
        """Where one of the lines begins: one that runs from right to left ends at the right of its area."""
        if align == "left" and not scripts.right_to_left(text):
            return area.left
        room = area.width - width_of(text, self.size, bold=self.bold, tongue=self.tongue)
        return area.left + (room // 2 if align == "centre" else max(0, room))

    def draw(self, surface: pygame.Surface, area: pygame.Rect, colour: Colour, align: Align = "left") -> None:
        """Draw the lines from the top of an area; `left` is where a text begins, if it runs from left to right."""
        clip = surface.get_clip()
        for place, text in enumerate(self.lines):
            top = area.top + place * self.line_height
            if not text or top > clip.bottom or top + self.line_height < clip.top:
                continue
            rendered = line(text, self.size, colour, bold=self.bold, tongue=self.tongue)
            left = self.left_of(text, area, align)
            surface.blit(rendered, (left, top + (self.line_height - rendered.get_height()) // 2))


@kept(_SET_TEXTS)  # a place's height is taken from a text first, then the text is set into it
def set_text(text: str, width: int, size: int, *, bold: bool = False) -> TextBlock:
    """Break a text into lines no wider than `width` pixels; a newline stays a newline, a long word is split."""
    tongue = scripts.tongue(text)
    measure = _measure(text, size, bold, tongue)
    break_lines = _at_spaces if _simple(text) else scripts.lines
    lines: list[str] = []
    cut = False
    for paragraph in text.split("\n"):
        rows, broken = break_lines(paragraph, width, measure)
        lines += rows
        cut |= broken
    widest = max(map(measure, lines), default=0)
    return TextBlock(tuple(lines), size, bold, widest, cut, tongue, scripts.is_tall(text))


def _measure(text: str, size: int, bold: bool, tongue: Tongue) -> Callable[[str], int]:
    """What measures parts of a text in pixels."""
    if all(map(_covered, set(text))) and _simple(text):
        font = _font(size, bold, False)
        return lambda part: font.size(_drawn(part))[0]
    return lambda part: width_of(part, size, bold=bold, tongue=tongue)


def places_in(text: str, size: int) -> Callable[[int], int]:
    """What knows how many pixels from its left a line has its places; where directions are mixed it guesses."""
    measure = _measure(text, size, False, scripts.tongue(text))
    if not scripts.right_to_left(text):
        return lambda at: measure(text[:at])
    whole = measure(text)
    return lambda at: whole - measure(text[:at])


def _at_spaces(paragraph: str, width: int, measure: Callable[[str], int]) -> tuple[list[str], bool]:
    """A paragraph in lines, and whether a word had to be broken, where words stand between spaces."""
    rows: list[str] = []
    cut, row = False, ""
    for word in scripts.words_of(paragraph):
        trial = f"{row} {word}" if row else word
        if measure(trial) <= width:
            row = trial
            continue
        if row:
            rows.append(row)
        while measure(word) > width and len(word) > 1:
            ends = range(1, len(word))
            end = max(1, bisect_right(ends, width, key=lambda n: measure(word[:n])))
            rows.append(word[:end])
            cut = True
            word = word[end:]  # noqa: PLW2901 (the rest of a word too long for any line)
        row = word
    return [*rows, row], cut


def text_lines(count: int, size: int) -> int:
    """The height in pixels of so many lines at a size."""
    return count * round(size * LINE_HEIGHT)


def largest(text: str, area: tuple[int, int], scales: Sequence[float], theme: Theme, *, bold: bool = False) -> int:
    """The font size of the first of some steps of type, from large to small, at which a text fits; else of the last."""
    sizes = [theme.type(scale) for scale in scales]
    return next((size for size in sizes if _fits(set_text(text, area[0], size, bold=bold), area)), sizes[-1])


class Fitted(NamedTuple):
    """A text that was set into an area, and what became of it."""

    text: str
    block: TextBlock

    @property
    def shown(self) -> float:
        """The share of its characters that are shown: 1 where nothing was cut."""
        whole, lines = scripts.seen(self.text), scripts.seen("".join(self.block.lines))
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
    if not _fits(block, area) and smallest < size:
        # the smallest next, to know whether any can: a size of a font that was not used before takes a millisecond
        last = set_text(text, area[0], smallest, bold=bold)
        between = range(size - 1, smallest, -1) if _fits(last, area) else ()
        blocks = (set_text(text, area[0], smaller, bold=bold) for smaller in between)
        block = next((item for item in blocks if _fits(item, area)), last)
    if _fits(block, area):
        return block
    if block.height <= area[1]:
        return block._replace(cut=True)
    kept = list(block.lines[: max(1, area[1] // block.line_height)])
    letters = scripts.clusters(kept[-1])
    while letters and width_of(f"{''.join(letters)}…", block.size, bold=bold, tongue=block.tongue) > area[0]:
        letters = letters[:-1]
    kept[-1] = "".join((*letters, "…"))
    return block._replace(lines=tuple(kept), cut=True)


def shortened(text: str, width: int, size: int, *, bold: bool = False, middle: bool = False) -> str:
    """A line that is no wider than `width` pixels: its end, or its `middle`, gives way to an ellipsis."""
    letters = scripts.clusters(text)
    kept, line_ = len(letters), text
    while width_of(line_, size, bold=bold) > width and kept > 1:
        kept -= 1
        tail = kept // 2 if middle else 0
        begin, end = "".join(letters[: kept - tail]), "".join(letters[len(letters) - tail :] if tail else ())
        line_ = f"{begin.rstrip()}…{end}"
    return line_


def _fits(block: TextBlock, area: tuple[int, int]) -> bool:
    """Whether it is no higher than its area, and no word had to be broken."""
    return block.height <= area[1] and not block.cut
