"""Small vector charts that print in grey: bars with whiskers, calibration, measured against estimated difficulty.

Owns their shapes, as SVG that browsers and fpdf2 both draw: rectangles, lines, circles and text, no scripts, no
patterns, no style sheets. What colours would tell, hatching and filling tell as well. Refuses to know what is measured.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Literal
from unicodedata import east_asian_width

from msgspec import Struct

from game.base import scripts

WIDTH = 640.0  # of every chart, in its own units; text is 13 units high
TEXT = 13
INK, DARK, MIDDLE, LIGHT, FAINT = "#1a1a1a", "#24476b", "#7d93aa", "#ffffff", "#c9c9c9"

Fill = Literal["solid", "middle", "hatched", "empty"]
Anchor = Literal["start", "middle", "end"]


class Drawing(Struct, frozen=True):
    """A drawing WIDTH units wide: its shapes, still without the element around them."""

    height: float
    shapes: str

    def svg(self, face: str, attributes: str = "", inside: str = "") -> str:
        """The whole SVG, its text set in a face, with more attributes for its root and elements before the shapes."""
        size = f'viewBox="0 0 {WIDTH:g} {self.height:g}" width="{WIDTH:g}" height="{self.height:g}"'
        shapes = f'<g font-family="{face}">{self.shapes}</g>'
        return f'<svg xmlns="http://www.w3.org/2000/svg" {size}{attributes}>{inside}{shapes}</svg>'


class Bar(Struct, frozen=True):
    """A share as a bar, its interval as a whisker, its counts as a text."""

    label: str
    rate: float  # 0 to 1
    low: float
    high: float
    value: str  # written at the end of the row
    fill: Fill = "solid"


def bars(groups: Sequence[tuple[str, Sequence[Bar]]], label_width: float = 150) -> Drawing:
    """Groups of horizontal bars, each with a heading (which may be empty), over an axis of percent."""
    left, right = label_width + 10, WIDTH - 95
    ticks = [(percent, left + (right - left) * percent / 100) for percent in (0, 25, 50, 75, 100)]
    grid: list[str] = []
    parts: list[str] = []
    y = 4.0
    for heading, rows in groups:
        if heading:
            parts.append(_text(0, y + 14, heading, bold=True))
            y += 24
        top = y
        for row in rows:
            lines = _wrapped(row.label, round(label_width / 6.2))
            height = max(24.0, 15.0 * len(lines) + 6)
            middle = y + height / 2
            first = middle - 15 * (len(lines) - 1) / 2 + 4.5
            parts += [_text(label_width, first + 15 * number, line, "end") for number, line in enumerate(lines)]
            parts.append(_box(left, middle - 8, (right - left) * row.rate, 16, row.fill))
            parts.append(_whisker(left + (right - left) * row.low, left + (right - left) * row.high, middle))
            parts.append(_text(right + 12, middle + 4.5, row.value))
            y += height
        grid += [_line(at, top, at, y, FAINT) for _, at in ticks]
        y += 8
    axis = [_text(at, y + 12, f"{percent}%", "middle") for percent, at in ticks]
    return Drawing(y + 19, "".join([*grid, *axis, *parts]))


def stacked(rows: Sequence[tuple[str, Sequence[tuple[int, Fill]]]], legend: Sequence[tuple[str, Fill]]) -> Drawing:
    """Rows of counts, each as one bar from 0 to 100 % in parts, below a legend."""
    parts: list[str] = []
    for place, (name, fill) in enumerate(legend):
        x, y = (place % 2) * WIDTH / 2, 4.0 + 22 * (place // 2)
        parts += [_box(x, y, 22, 14, fill), _text(x + 30, y + 11.5, name)]
    y = 14.0 + 22 * ((len(legend) + 1) // 2)
    left, right = 205.0, WIDTH - 10
    for label, cells in rows:
        total = sum(count for count, _ in cells)
        parts.append(_text(left - 10, y + 16.5, label, "end"))
        x = left
        for count, fill in cells:
            width = (right - left) * count / total if total else 0.0
            parts.append(_box(x, y, width, 24, fill))
            if width >= 20:
                parts.append(_number(x + width / 2, y + 16.5, count, fill))
            x += width
        y += 34
    return Drawing(y, "".join(parts))


class Dot(Struct, frozen=True):
    """A point of a plot with the whisker of its interval, over a tick that names its counts."""

    x: float
    y: float
    low: float
    high: float
    label: str


def plot(
    dots: Sequence[Dot], x_title: str, y_title: str, ticks: Sequence[tuple[float, str]], *, diagonal: bool = False
) -> Drawing:
    """Dots over an axis of `ticks` (value, name) and an upright axis of percent; shares are 0 to 1."""
    left, right, top, bottom = 60.0, 600.0, 30.0, 230.0
    start, end = ticks[0][0], ticks[-1][0]

    def across(value: float) -> float:
        return left + 30 + (right - left - 60) * (value - start) / (end - start)

    def up(value: float) -> float:
        return bottom - (bottom - top) * value

    parts = [_text(0, 14, y_title, bold=True), _text(right, bottom + 58, x_title, "end", bold=True)]
    for percent in (0, 25, 50, 75, 100):
        y = up(percent / 100)
        parts += [_line(left, y, right, y, FAINT), _text(left - 8, y + 4.5, f"{percent}%", "end")]
    parts += [_text(across(value), bottom + 20, name, "middle") for value, name in ticks]
    if diagonal:
        parts.append(_line(across(start), up(start), across(end), up(end), INK, 1, ' stroke-dasharray="6 4"'))
    for dot in dots:
        x, y = across(dot.x), up(dot.y)
        parts.append(_whisker(up(dot.high), up(dot.low), x, upright=True))
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{DARK}" stroke="{INK}" stroke-width="1"/>')
        parts.append(_text(x, bottom + 37, dot.label, "middle"))
    return Drawing(bottom + 64, "".join(parts))


def _text(x: float, y: float, text: str, anchor: Anchor = "start", *, bold: bool = False, ink: str = INK) -> str:
    weight = ' font-weight="bold"' if bold else ""
    place = f'x="{x:.1f}" y="{y:.1f}" font-size="{TEXT}" text-anchor="{anchor}"'
    return f'<text {place}{weight} fill="{ink}">{escape(text)}</text>'


def _line(
    x1: float, y1: float, x2: float, y2: float, ink: str = INK, width: float = 1, more: str = ""
) -> str:  # fmt: skip
    place = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {place} stroke="{ink}" stroke-width="{width:g}"{more}/>'


def _whisker(start: float, end: float, across: float, *, upright: bool = False) -> str:
    """A line with a short stroke at either end."""
    strokes: tuple[tuple[float, float, float, float], ...]
    strokes = ((start, across, end, across), (start, across - 5, start, across + 5), (end, across - 5, end, across + 5))
    if upright:
        strokes = tuple((y1, x1, y2, x2) for x1, y1, x2, y2 in strokes)
    under = [_line(*stroke, LIGHT, 3.5) for stroke in strokes]  # so that it shows on a dark bar
    return "".join([*under, *(_line(*stroke, INK, 1.3) for stroke in strokes)])


def _box(x: float, y: float, width: float, height: float, fill: Fill) -> str:
    """A framed rectangle; hatching is drawn line by line, clipped by hand."""
    if width <= 0:
        return ""
    inside = {"solid": DARK, "middle": MIDDLE}.get(fill, LIGHT)
    place = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    parts = [f'<rect {place} fill="{inside}" stroke="{DARK}" stroke-width="1"/>']
    if fill == "hatched":
        offset = 6.0
        while offset < width + height:  # from the left or lower edge, upwards to the right, to the upper or right edge
            x1, y1 = (x, y + offset) if offset <= height else (x + offset - height, y + height)
            x2, y2 = (x + offset, y) if offset <= width else (x + width, y + offset - width)
            parts.append(_line(x1, y1, x2, y2, DARK))
            offset += 6
    return "".join(parts)


def _number(x: float, y: float, count: int, fill: Fill) -> str:
    """A count inside a box, on a ground of its own where the box is hatched."""
    if fill == "hatched":
        half = 4.5 * len(str(count)) + 2
        ground = f'<rect x="{x - half:.1f}" y="{y - 12:.1f}" width="{2 * half:.1f}" height="16" fill="{LIGHT}"/>'
        return ground + _text(x, y, str(count), "middle")
    return _text(x, y, str(count), "middle", ink=LIGHT if fill == "solid" else INK)


def _wrapped(text: str, characters: int) -> list[str]:
    """A label in at most three lines."""
    from textwrap import wrap

    if scripts.needs_more(text):
        rows, _ = scripts.lines(text, characters, _columns)
        return rows if len(rows) <= 3 else [*rows[:2], f"{rows[2]} …"]
    return wrap(text, characters, max_lines=3, placeholder=" …") or [""]


def _columns(text: str) -> int:
    """About how wide a text is: letters of Chinese and Japanese take two columns, marks none."""
    return sum(2 if east_asian_width(one[0]) in "WF" else 1 for one in scripts.clusters(text) if one)
