"""The report on the screen, after a workshop: plain words first, then charts and tables, as in print."""

from __future__ import annotations

from collections.abc import Sequence

import pygame

from game.paper.report.contents import Chart, Heading, NewPage, Paragraph, Points, ReportBlock, Table
from game.ui.chart import ChartView, chart_height
from game.ui.menu import ReadingScene
from game.ui.outcomes import Leave, OpenTell, Outcome
from game.ui.widgets import Button, Label, Look, Widget, giving, split, text_height

HEADINGS = {1: 1.35, 2: 1.15}  # their sizes, by level
SMALL = 0.62  # of what is to be looked up rather than read out: body text of a desk, also on a projector


class ReportScene(ReadingScene[Sequence[ReportBlock]]):
    """A page that scrolls; its first block is the title. None at all: the results could not be read."""

    name = "report"
    led = False
    title_key = "report.title"

    def fill(self, area: pygame.Rect) -> tuple[list[Widget], int]:
        """Block below block."""
        if not self.found:
            return self.note(area, self.kit.words("report.reading" if self.reading else "report.unreadable"))
        parts: list[Widget] = []
        gap, top = self.kit.theme.px(2), area.top
        blocks = [block for block in self.found if not isinstance(block, NewPage)][1:]
        for number, block in enumerate(blocks):
            fresh = self._block(f"block-{number}", block, pygame.Rect(area.left, top, area.width, 0))
            parts += fresh
            top = max(item.rect.bottom for item in fresh) + gap
        return parts, top - area.top

    def _block(self, name: str, block: ReportBlock, place: pygame.Rect) -> list[Widget]:
        theme = self.kit.theme
        match block:
            case Heading(level, text):
                place.move_ip(0, theme.px(1.5))
                return [self._text(name, place, text, HEADINGS.get(level, 1.0), heading=True)]
            case Paragraph(text, leading):
                return [self._text(name, place, text, 1.0 if leading else SMALL)]
            case Points(items):
                parts: list[Widget] = []
                for number, item in enumerate(items):
                    dot = self._text(f"{name}-{number}-dot", place.copy(), "•", 1.0)
                    inner = pygame.Rect(place.left + theme.px(3), place.top, place.width - theme.px(3), 0)
                    parts += [dot, self._text(f"{name}-{number}", inner, item, 1.0)]
                    place.top = parts[-1].rect.bottom + theme.px(0.6)
                return parts
            case Chart(title, description, drawing, tells):
                label = self._text(name, place, title, SMALL, heading=True)
                width = min(place.width, theme.px(120))
                below = pygame.Rect(place.left, label.rect.bottom + theme.px(0.6), width, chart_height(drawing, width))
                chart = ChartView(f"{name}-chart", below, drawing, description)
                return [label, chart, *self._tells(tells, place, below.bottom)]
            case Table():
                return self._table(name, block, place)
        return []

    def _tells(self, tells: tuple[str, ...], place: pygame.Rect, top: int) -> list[Widget]:
        """The way to each tell's page of the field guide, below the chart that is about them."""
        theme, words, known = self.kit.theme, self.kit.words, self.kit.pack.tells
        names = [name for name in tells if name in known] if self.kit.exits.guide else []
        height, gap, each = theme.tall(7), theme.apart(1.2), 1 if theme.portrait or theme.text_scale > 1.2 else 2
        parts: list[Widget] = []
        for start in range(0, len(names), each):
            row = pygame.Rect(place.left, top + theme.px(1.2) + start // each * (height + gap), place.width, height)
            for name, cell in zip(names[start : start + each], split(row, each, gap), strict=False):
                text = words.of(known[name].name)
                parts.append(Button(f"tell-{name}", cell, text, giving(OpenTell(name)), Look("plain", "book")))
        return parts

    def _text(self, name: str, place: pygame.Rect, text: str, scale: float, *, heading: bool = False) -> Label:
        """A text as high as it needs, from a place's top."""
        theme = self.kit.theme
        size = theme.type(scale)
        place.height = text_height(text, place.width, size, bold=heading)
        colour = theme.colours.accent if heading else theme.colours.text if scale >= 1 else theme.colours.quiet
        return Label(name, place, text, size, colour, bold=heading)

    def _table(self, name: str, table: Table, place: pygame.Rect) -> list[Widget]:
        """Caption, head and rows; columns in the widths that the table asks for."""
        theme = self.kit.theme
        parts: list[Widget] = [self._text(name, place, table.caption, SMALL, heading=True)]
        gap, top = theme.px(1.5), parts[0].rect.bottom + theme.px(0.6)
        unit = (place.width - gap * (len(table.widths) - 1)) / sum(table.widths)
        for row, cells in enumerate((table.head, *table.rows)):
            left, bottom = float(place.left), top
            for column, (cell, width) in enumerate(zip(cells, table.widths, strict=True)):
                where = pygame.Rect(round(left), top, round(width * unit), 0)
                label = self._text(f"{name}-{row}-{column}", where, cell, SMALL)
                parts.append(label)
                left, bottom = left + width * unit + gap, max(bottom, label.rect.bottom)
            top = bottom + theme.px(0.5)
        return parts

    def back(self) -> Outcome | None:
        """To the end of the workshop."""
        return Leave()
