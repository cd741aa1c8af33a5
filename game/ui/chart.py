"""A chart of the report on the screen: its rectangles, lines, circles and texts, on paper white as in print.

Owns the way from the shapes of report/charts.py to pixels. Refuses every other SVG.
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pygame

from game.paper.report.charts import LIGHT, WIDTH, Drawing
from game.ui import paint
from game.ui.kit import Kit
from game.ui.typeset import baseline_of, line
from game.ui.widgets import Widget

MARGIN = 14.0  # around the shapes, in the chart's units
DASH = 6.0  # units of a dashed line and of its gaps


def chart_height(drawing: Drawing, width: int) -> int:
    """The height in pixels of a chart so wide."""
    return round((drawing.height + 2 * MARGIN) * width / (WIDTH + 2 * MARGIN))


class ChartView(Widget):
    """A chart, as large as its width allows; a voice reads its description."""

    def __init__(self, name: str, rect: pygame.Rect, drawing: Drawing, description: str) -> None:
        super().__init__(name, rect)
        self._drawing, self._description = drawing, description
        self._drawn: pygame.Surface | None = None

    def spoken(self) -> str:  # noqa: D102
        return self._description

    def draw(self, surface: pygame.Surface, kit: Kit, *, focused: bool, pressed: bool) -> None:  # noqa: D102
        if self._drawn is None:
            self._drawn = drawn(self._drawing, self.rect.size, surface)
        surface.blit(self._drawn, self.rect)


def drawn(drawing: Drawing, size: tuple[int, int], like: pygame.Surface) -> pygame.Surface:
    """The chart's pixels, in the format of another surface."""
    chart = pygame.Surface(size, 0, like)
    chart.fill(LIGHT)
    scale = size[0] / (WIDTH + 2 * MARGIN)
    for shape in ET.fromstring(f"<g>{drawing.shapes}</g>"):  # noqa: S314 (our own text)
        _draw(chart, shape, scale)
    return chart


def _draw(chart: pygame.Surface, shape: ET.Element, scale: float) -> None:
    def at(*names: str) -> list[int]:
        return [round((float(shape.get(name, "0")) + MARGIN) * scale) for name in names]

    width = max(1, round(float(shape.get("stroke-width", "1")) * scale))
    if shape.tag == "rect":
        left, top = at("x", "y")
        wide, high = (max(1, round(float(shape.get(name, "0")) * scale)) for name in ("width", "height"))
        place = pygame.Rect(left, top, wide, high)
        chart.fill(shape.get("fill", LIGHT), place)
        if shape.get("stroke"):
            pygame.draw.rect(chart, shape.get("stroke", ""), place, width)
    elif shape.tag == "line":
        start, end = pygame.Vector2(*at("x1", "y1")), pygame.Vector2(*at("x2", "y2"))
        pieces = round((end - start).length() / (DASH * scale)) if shape.get("stroke-dasharray") else 1
        for piece in range(0, pieces, 2):
            first, last = (start.lerp(end, place / pieces) for place in (piece, min(pieces, piece + 1)))
            pygame.draw.line(chart, shape.get("stroke", ""), first, last, width)
    elif shape.tag == "circle":
        side = round(2 * float(shape.get("r", "0")) * scale)
        place = pygame.Rect(0, 0, side, side)
        place.center = (at("cx")[0], at("cy")[0])
        paint.panel(chart, place, _colour(shape.get("fill", "")), side // 2)
    elif shape.tag == "text":
        _write(chart, shape, (at("x")[0], at("y")[0]), scale)


def _write(chart: pygame.Surface, shape: ET.Element, place: tuple[int, int], scale: float) -> None:
    """A text on its baseline, from its start, middle or end."""
    text, size = shape.text or "", max(8, round(float(shape.get("font-size", "13")) * scale))
    bold = shape.get("font-weight") == "bold"
    rendered = line(text, size, _colour(shape.get("fill", "")), bold=bold)
    share = {"middle": 0.5, "end": 1.0}.get(shape.get("text-anchor", ""), 0.0)
    top = place[1] - baseline_of(text, size, bold=bold)
    chart.blit(rendered, (place[0] - round(share * rendered.get_width()), top))


def _colour(name: str) -> tuple[int, int, int]:
    colour = pygame.Color(name)
    return colour.r, colour.g, colour.b
