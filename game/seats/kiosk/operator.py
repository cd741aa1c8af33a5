"""The operator's panel: what a museum's technician may do, and pages to read.

Owns how it looks. What each press does, the kiosk decides.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import pygame

from game.ui.kit import Kit
from game.ui.outcomes import Operate, Order, Outcome
from game.ui.scene import Scene
from game.ui.widgets import Button, Columns, Label, Look, Panel, Pressed, Widget, split, text_height

ORDERS: tuple[tuple[Order, str], ...] = (
    ("close", "play"), ("clean", "hand"), ("statistics", "gauge"), ("log", "list"), ("reload", "again"),
    ("ruler", "beside"), ("restart", "home"), ("quit", "cross"),
)  # fmt: skip


class PanelState(NamedTuple):
    """What the panel shows: percentages, and lines about today."""

    volume: int
    brightness: int
    lines: tuple[str, ...]


class OperatorScene(Scene):
    """Eight orders, two dials, today in a few lines."""

    name = "operator"

    def __init__(self, kit: Kit, state: PanelState) -> None:
        super().__init__(kit)
        self.state = state

    def arrange(self) -> None:
        """Title and lines, dials, orders in two columns; in three where two would be too high."""
        theme, words = self.kit.theme, self.kit.words
        column = theme.whole.inflate(-2 * theme.margin, -2 * theme.px(3))  # there is no strip here
        column.width = min(column.width, theme.px(150))
        column.centerx = theme.window.centerx
        columns = Columns(column, theme.apart(1.5))
        parts: list[Widget] = []
        title, size = words("operator.title"), theme.type(1.8)
        parts.append(Label("title", columns.top(round(size * 1.4)), title, size, theme.colours.text, bold=True))
        text, size = "\n".join(self.state.lines), theme.type(1.0)
        height = text_height(text, column.width, size)
        parts.append(Label("today", columns.top(height), text, size, theme.colours.quiet))
        dial_rows = 2 if theme.portrait else 1
        for each in (2, 3):
            rows = -(-len(ORDERS) // each) + dial_rows
            row = min(theme.tall(9), (columns.rect.height - theme.px(1) - rows * columns.gap) // rows)
            if row >= theme.target:
                break
        dials: tuple[tuple[str, Order, Order, int], ...] = (
            ("volume", "quieter", "louder", self.state.volume),
            ("brightness", "darker", "brighter", self.state.brightness),
        )
        places = [columns.top(row) for _ in dials] if theme.portrait else split(columns.top(row), 2, theme.apart(2))
        for (name, less, more, value), place in zip(dials, places, strict=True):
            parts += self._dial(place, name, (less, more), value)
        columns.top(theme.px(1))
        for start in range(0, len(ORDERS), each):
            cells = split(columns.top(row), each, theme.apart(2))
            for (order, sign), cell in zip(ORDERS[start : start + each], cells, strict=False):
                look = Look("primary" if order == "close" else "plain", sign)
                parts.append(Button(order, cell, words(f"operator.{order}"), _press(order), look))
        self.widgets = parts

    def _dial(self, place: pygame.Rect, name: str, orders: tuple[Order, Order], value: int) -> list[Widget]:
        """Less, the value, more."""
        theme, words = self.kit.theme, self.kit.words
        side = max(place.height, theme.target)
        less = pygame.Rect(place.left, place.top, side, place.height)
        more = pygame.Rect(place.right - side, place.top, side, place.height)
        middle = pygame.Rect(less.right, place.top, more.left - less.right, place.height)
        text = words(f"operator.{name}", percent=value)
        return [
            Button(orders[0], less, "", _press(orders[0]), Look("plain", "minus", align="centre")),
            Label(name, middle, text, theme.type(1.1), theme.colours.text, align="centre", middle=True),
            Button(orders[1], more, "", _press(orders[1]), Look("plain", "plus", align="centre")),
        ]

    def back(self) -> Outcome | None:
        """Close the panel."""
        return Operate("close")


class LinesScene(Scene):
    """A page of lines: statistics, the log."""

    name = "page"

    def __init__(self, kit: Kit, title: str, lines: list[str]) -> None:
        super().__init__(kit)
        self.title, self.lines = title, lines

    def arrange(self) -> None:
        """Title, lines, back; the last lines that there is room for."""
        theme, words = self.kit.theme, self.kit.words
        column = theme.window.inflate(-2 * theme.margin, -2 * theme.px(3))
        columns = Columns(column, theme.px(1.5))
        size, small = theme.type(1.5), theme.type(0.9)
        place = columns.top(round(size * 1.4))
        back = Button("back", columns.bottom(theme.tall(8)), words("operator.back"), self.back, Look("primary", "left"))
        card = columns.rect.copy()
        inner = card.inflate(-theme.px(3), -theme.px(3))
        shown = list(self.lines)
        while len(shown) > 1 and text_height("\n".join(shown), inner.width, small) > inner.height:
            shown = shown[max(1, len(shown) // 12) :]
        self.widgets = [
            Label("title", place, self.title, size, theme.colours.text, bold=True),
            Panel("card", card, theme.colours.surface),
            Label("lines", inner, "\n".join(shown), small, theme.colours.text),
            back,
        ]

    def back(self) -> Outcome | None:
        """To the panel."""
        return Operate("panel")


class RulerScene(Scene):
    """A square to hold a ruler against, to see whether it is as large as the settings believe."""

    name = "ruler"

    def __init__(self, kit: Kit, pixels: float, millimetres: int, inches: float) -> None:
        super().__init__(kit)
        self.side, self.millimetres, self.inches = round(pixels * millimetres), millimetres, inches

    def arrange(self) -> None:
        """The square in the middle, what to do with it beside it."""
        theme, words = self.kit.theme, self.kit.words
        column = theme.window.inflate(-2 * theme.margin, -2 * theme.px(3))
        columns = Columns(column, theme.px(2))
        back = Button("back", columns.bottom(theme.tall(8)), words("operator.back"), self.back, Look("primary", "left"))
        text = words("ruler.text", mm=self.millimetres, inches=f"{self.inches:g}")
        size = theme.type(1.2)
        label = Label("text", columns.top(text_height(text, column.width, size)), text, size, theme.colours.text)
        square = pygame.Rect(0, 0, self.side, self.side)
        square.center = columns.rect.center
        self.widgets = [label, Panel("square", square, theme.colours.accent), back]

    def back(self) -> Outcome | None:
        """To the panel."""
        return Operate("panel")


class CleaningScene(Scene):
    """Touches do nothing, so that the glass can be wiped."""

    name = "cleaning"

    def __init__(self, kit: Kit, seconds: float) -> None:
        super().__init__(kit)
        self.left = seconds

    def arrange(self) -> None:
        """One sentence and the seconds left."""
        theme, words = self.kit.theme, self.kit.words
        text = words("cleaning.text", seconds=math.ceil(self.left))
        size = theme.type(2.0)
        area = theme.window.inflate(-4 * theme.margin, -2 * theme.margin)
        height = text_height(text, area.width, size, bold=True)
        area.top, area.height = theme.window.centery - height // 2, height
        self.widgets = [Label("text", area, text, size, theme.colours.text, bold=True, align="centre")]

    def update(self, seconds: float) -> Outcome | None:
        """Count down, and begin anew."""
        before, self.left = math.ceil(self.left), max(0.0, self.left - seconds)
        if math.ceil(self.left) != before:
            self.rearrange("")
        return Operate("close") if self.left <= 0 else None

    def wake_in(self) -> float | None:
        """At the next whole second."""
        return max(0.01, self.left % 1 or 1.0)


def _press(order: Order) -> Pressed:
    return lambda: Operate(order)
