"""Pages that are set by hand: text measured before it is printed, and parts that never break over a page.

Owns type, pens and the filling of pages; all places and lengths are mm from the upper left corner.
Refuses to know what a part is about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple, Self, cast

from game.base import scripts
from game.base.text import Words
from game.pack import lettering
from game.pack.document import FACE, FOOT, GREY, MARGIN, Paper, document
from game.pack.library import Library

GAP = 7.0  # between groups
BELOW = 2.0  # a paragraph
TALLEST_TEXT = 60.0  # of one part; longer texts may break over a page between such parts
ROUNDING = 0.01  # mm
INK, PALE = (0, 0, 0), (238, 238, 238)
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)  # of every sheet: the same input gives the same bytes


class Type(NamedTuple):
    """How a text is set: size in points, line height in mm."""

    size: float
    line: float
    bold: bool = False
    grey: bool = False

    def scaled(self, factor: float) -> Type:
        """The same, smaller or larger."""
        return self._replace(size=self.size * factor, line=self.line * factor)


TITLE = Type(23, 9.6, bold=True)
HEADING = Type(15, 6.6, bold=True)
HEAD = Type(12.5, 5.6, bold=True)
LEAD = Type(12, 5.8)
BODY = Type(10.5, 5.0)
STRONG = Type(10.5, 5.0, bold=True)
SMALL = Type(9, 4.2)
SMALL_STRONG = Type(9, 4.2, bold=True)
QUIET = Type(9, 4.2, grey=True)
TINY = Type(7.5, 3.4, grey=True)


class Box(NamedTuple):
    """A rectangle on a page."""

    x: float
    y: float
    width: float
    height: float


class SheetPart(NamedTuple):
    """A piece of a page that stays whole: the height it needs, `draw(top, height)`, the height it can use.

    `tight` is the height that it makes do with below a head, which would else stand on a page of its own.
    """

    least: float
    draw: Callable[[float, float], None]
    most: float = 0.0
    tight: float = 0.0

    @property
    def tightened(self) -> SheetPart:
        """The same, content with little; what cannot be tightened leaves the room that there is to what can."""
        return self._replace(least=self.tight) if self.tight else self._replace(most=self.least)


Group = Sequence[SheetPart]  # parts that stay on one page where they fit on one


class Sheet:
    """A document and its pens; in a `with`, so that the files of its fonts are closed also where it is not finished."""

    def __init__(
        self, title: str, foot: str, library: Library, words: Words, paper: Paper = "a4", *, landscape: bool = False
    ) -> None:
        self.title, self.library, self.words = title, library, words
        scripts.prefer_han_of(library.pack.languages, words.language)
        self.pdf = document(title, words, foot, paper, landscape=landscape)
        self.pdf.set_auto_page_break(False)
        self.pdf.c_margin = 0
        self.pdf.set_creation_date(UNDATED)
        self.left, self.top = MARGIN, MARGIN
        self.width, self.height = self.pdf.epw, self.pdf.h - MARGIN - FOOT
        self.pdf.add_page()  # text can be measured on a page only
        self._fresh = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        from fpdf.fonts import TTFFont

        for font in self.pdf.fonts.values():
            if isinstance(font, TTFFont):
                font.close()

    def bytes(self) -> bytes:
        """The finished document."""
        return bytes(self.pdf.output())

    # --- pages

    def turn(self) -> None:
        """Begin a page; the first one is there already."""
        if not self._fresh:
            self.pdf.add_page()
        self._fresh = False

    def fill(self, groups: Iterable[Group]) -> None:
        """Set groups one below the other, over as many pages as it takes; where room is left, parts grow into it."""
        page: list[tuple[float, SheetPart]] = []  # (space before, part)
        room = self.height
        for number, usual in enumerate(groups):
            tight = [part.tightened for part in usual]
            alone = number == 1 and _least(usual) > room - GAP >= _least(tight)  # else the head would be
            group: Group = tight if alone else usual
            whole = _least(group)
            gap = GAP
            for unit in [group] if whole <= self.height else [[part] for part in group]:
                needed = _least(unit)
                if page and gap + needed > room + ROUNDING:
                    self._print(page, room)
                    page, room = [], self.height
                for part in unit:
                    before = gap if page else 0.0
                    page.append((before, part))
                    room -= before + part.least
                    gap = 0.0
        if page:
            self._print(page, room)

    def _print(self, page: list[tuple[float, SheetPart]], room: float) -> None:
        """One page; its parts share what room is left by how much more each of them can use."""
        self.turn()
        wishes = [max(0.0, part.most - part.least) for _, part in page]
        share = min(1.0, max(0.0, room) / sum(wishes)) if sum(wishes) else 0.0
        top = self.top
        for (before, part), wish in zip(page, wishes, strict=True):
            top += before
            height = part.least + wish * share
            part.draw(top, height)
            top += height

    # --- text

    def _set(self, kind: Type) -> None:
        self.pdf.set_font(FACE, "B" if kind.bold else "", kind.size)
        self.pdf.set_text_color(*(GREY if kind.grey else INK))

    def lines(self, text: str, width: float, kind: Type) -> list[str]:
        """A text in lines of so many mm."""
        self._set(kind)
        if lettering.lettered(text):
            return lettering.lines(self.pdf, text, width)
        self.pdf.set_xy(self.left, self.top)
        return cast(
            "list[str]", self.pdf.multi_cell(width, kind.line, text, align="L", dry_run=True, output="LINES")
        )  # fmt: skip

    def tall(self, text: str, width: float, kind: Type = BODY) -> float:
        """How high a text is in so many mm of width."""
        return len(self.lines(text, width, kind)) * kind.line if text else 0.0

    def text(self, x: float, y: float, width: float, text: str, kind: Type = BODY, align: str = "L") -> float:
        """Print a text; gives the place below it."""
        if not text:
            return y
        self._set(kind)
        if lettering.lettered(text):
            lettering.print_lines(self.pdf, lettering.lines(self.pdf, text, width), x, y, width, kind.line, align)
            return float(self.pdf.get_y())
        self.pdf.set_xy(x, y)
        self.pdf.multi_cell(width, kind.line, text, align=align, new_x="LEFT", new_y="NEXT")
        return float(self.pdf.get_y())

    def wide(self, text: str, kind: Type) -> float:
        """How wide a text is in one line."""
        self._set(kind)
        return lettering.wide(self.pdf, text) if lettering.lettered(text) else float(self.pdf.get_string_width(text))

    def flow(self, text: str, kind: Type = BODY, x: float = 0.0) -> list[SheetPart]:
        """A text over the whole width from x on, in parts between which a page may end; paragraphs stand apart."""
        parts = []
        width = self.width - x
        for paragraph in text.split("\n\n"):
            lines = self.lines(paragraph, width, kind)
            most = max(1, int(TALLEST_TEXT / kind.line))
            for at in range(0, len(lines), most):
                some = lines[at : at + most]
                below = BELOW if at + most >= len(lines) else 0.0
                parts.append(self.part("\n".join(some), kind, x, below))
        return parts

    def part(self, text: str, kind: Type = BODY, x: float = 0.0, after: float = BELOW) -> SheetPart:
        """A text over the whole width from x on, as one part."""
        width = self.width - x

        def draw(top: float, _height: float) -> None:
            self.text(self.left + x, top, width, text, kind)

        return SheetPart(self.tall(text, width, kind) + after, draw)

    def section(self, key: str) -> SheetPart:
        """A section's heading, one of the interface's texts."""
        return self.part(self.words(key), HEADING, after=2)

    def points(self, texts: Sequence[str], kind: Type = BODY) -> list[SheetPart]:
        """A list, each item after a dot."""
        return [self._point(text, kind) for text in texts]

    def _point(self, text: str, kind: Type) -> SheetPart:
        inner = self.part(text, kind, 5, after=1.4)

        def draw(top: float, height: float) -> None:
            self.text(self.left, top, 5, "•", kind)
            inner.draw(top, height)

        return SheetPart(inner.least, draw)

    # --- pens

    def rule(self, x: float, y: float, width: float, pen: float = 0.25, *, dashed: bool = False) -> None:
        """A horizontal line."""
        with self.pdf.local_context(line_width=pen, draw_color=GREY):
            if dashed:
                self.pdf.set_dash_pattern(dash=1.6, gap=1.6)
            self.pdf.line(x, y, x + width, y)

    def ruled(self, x: float, y: float, width: float, height: float, step: float = 8.5) -> None:
        """Lines to write on, as many as fit, the last one at the bottom."""
        count = max(1, int(height / step + 0.01))
        for number in range(count):
            self.rule(x, y + height - number * step, width, 0.2)

    def square(self, x: float, y: float, side: float) -> None:
        """A box to tick or to write a number in."""
        with self.pdf.local_context(line_width=0.35, draw_color=INK):
            self.pdf.rect(x, y, side, side)

    def panel(self, box: Box) -> None:
        """A pale ground."""
        with self.pdf.local_context(fill_color=PALE):
            self.pdf.rect(*box, style="F", round_corners=True, corner_radius=1.5)

    def badge(self, x: float, y: float, text: str, *, filled: bool = True) -> None:
        """A number in white on black, or in black in a frame."""
        side = 6.4
        kind = Type(side * 1.75, side * 0.8, bold=True)
        width = max(side, self.wide(text, kind) + side * 0.4)
        with self.pdf.local_context(fill_color=INK, draw_color=INK, line_width=0.4):
            self.pdf.rect(x, y, width, side, style="F" if filled else "D", round_corners=True, corner_radius=1.2)
        self._set(kind)
        self.pdf.set_text_color(255 if filled else 0)
        self.pdf.set_xy(x, y)
        self.pdf.cell(width, side, text, align="C")
        self.pdf.set_text_color(0)

    def tick(self, x: float, y: float, width: float, text: str, kind: Type = BODY, *, circle: bool = False) -> float:
        """A small box, or circle, and what it stands for; gives the place below them."""
        side = _tick_side(kind)
        above = (kind.line - side) / 2
        if circle:
            with self.pdf.local_context(line_width=0.35, draw_color=INK):
                self.pdf.circle(x + side / 2, y + above + side / 2, side / 2)
        else:
            self.square(x, y + above, side)
        return self.text(x + side + 1.6, y, width - side - 1.6, text, kind)

    def ticks(
        self, x: float, y: float, width: float, texts: Sequence[str], kind: Type = BODY, *, circles: bool = False
    ) -> float:
        """Things to tick side by side, in as many rows as they need; gives the place below."""
        for row in self._tick_rows(width, texts, kind):
            at, below = x, y
            for text, wide in row:
                below = max(below, self.tick(at, y, wide, text, kind, circle=circles))
                at += wide + 5
            y = below + 1.5
        return y

    def tick_height(self, width: float, texts: Sequence[str], kind: Type = BODY) -> float:
        """How high things to tick side by side are."""
        inner = _tick_side(kind) + 1.6
        rows = self._tick_rows(width, texts, kind)
        return sum(max(self.tall(text, wide - inner, kind) for text, wide in row) + 1.5 for row in rows)

    def _tick_rows(self, width: float, texts: Sequence[str], kind: Type) -> list[list[tuple[str, float]]]:
        """Which texts stand in which row, and how wide each is with its box."""
        rows: list[list[tuple[str, float]]] = [[]]
        at = 0.0
        for text in texts:
            wide = min(width, _tick_side(kind) + 1.6 + self.wide(text, kind) + 0.5)
            if rows[-1] and at + wide > width:
                rows.append([])
                at = 0.0
            rows[-1].append((text, wide))
            at += wide + 5
        return rows


def _least(group: Group) -> float:
    """What a group needs, in mm."""
    return sum(part.least for part in group)


def _tick_side(kind: Type) -> float:
    """The side of a box to tick beside a text."""
    return kind.line * 0.78
