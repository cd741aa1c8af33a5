"""The operator's door: ten digits. It tells nothing but that a PIN was wrong, or how long to wait."""

from __future__ import annotations

import math

import pygame

from game.ui.intents import Confirm, Intent, Key
from game.ui.kit import Kit
from game.ui.outcomes import Operate, Outcome, TryPin
from game.ui.scene import Scene
from game.ui.typeset import LINE_HEIGHT
from game.ui.widgets import Button, Columns, Label, Look, Pressed, Widget, split, text_height

ROWS = ("123", "456", "789")
MOST_DIGITS = 12


class PinPadScene(Scene):
    """Digits are typed blind; `wait` is how many seconds no try is allowed."""

    name = "pin"

    def __init__(self, kit: Kit, wait: float, *, wrong: bool = False, unset: bool = False) -> None:
        super().__init__(kit)
        self.typed = ""
        self.wait, self.wrong, self.unset = wait, wrong, unset

    def arrange(self) -> None:
        """A telephone's pad in the middle."""
        theme, words = self.kit.theme, self.kit.words
        gap = theme.apart(1.5)
        page = theme.whole  # there is no strip here
        text = words("pin.title")
        if self.unset:
            text = words("pin.unset")
        elif self.wait > 0:
            text = words("pin.wait", seconds=math.ceil(self.wait))
        elif self.wrong and not self.typed:
            text = words("pin.wrong")
        size, size_dots = theme.type(1.5), theme.type(1.6)
        wide = pygame.Rect(theme.margin, theme.px(2), page.width - 2 * theme.margin, 0)
        wide.height = max(theme.px(6), min(text_height(text, wide.width, size, bold=True), page.height // 6))
        high = round(size_dots * LINE_HEIGHT)
        side = min(theme.tall(12), (page.height - 2 * wide.top - wide.height - high - 6 * gap) // 4)
        column = pygame.Rect(0, wide.bottom + gap, 3 * round(side * 1.35) + 2 * gap, page.height)
        column.centerx = page.centerx
        columns = Columns(column, gap)
        parts: list[Widget] = [
            Label("title", wide, text, size, theme.colours.text, bold=True, align="centre", middle=True),
        ]
        dots = "* " * len(self.typed)
        parts.append(Label("typed", columns.top(high), dots.strip(), size_dots, theme.colours.accent, align="centre"))
        open_ = self.wait <= 0 and not self.unset
        look = Look("plain", scale=1.6, align="centre")
        for row in ROWS:
            for digit, cell in zip(row, split(columns.top(side), 3, gap), strict=True):
                parts.append(Button(f"digit-{digit}", cell, digit, self._digit(digit), look, enabled=open_))
        cells = split(columns.top(side), 3, gap)
        parts.append(Button("cancel", cells[0], "", self._close, Look("plain", "cross", align="centre")))
        parts.append(Button("digit-0", cells[1], "0", self._digit("0"), look, enabled=open_))
        ready = open_ and bool(self.typed)
        parts.append(Button("enter", cells[2], "", self._try, Look("primary", "tick", align="centre"), enabled=ready))
        self.widgets = parts

    def _digit(self, digit: str) -> Pressed:
        def press() -> None:
            if len(self.typed) < MOST_DIGITS and self.wait <= 0 and not self.unset:
                self.typed += digit
                self.rearrange(f"digit-{digit}")

        return press

    def _try(self) -> Outcome | None:
        typed, self.typed = self.typed, ""
        return TryPin(typed) if typed else None

    def _close(self) -> Outcome:
        return Operate("close")

    def back(self) -> Outcome | None:
        """Away from the door."""
        return Operate("close")

    def handle(self, intent: Intent) -> Outcome | None:
        """A keyboard's digits count too."""
        if isinstance(intent, Key) and intent.name.isdecimal():
            self._digit(intent.name)()
            return None
        if isinstance(intent, Confirm) and not self.focus_shown:
            return self._try()
        return super().handle(intent)

    def update(self, seconds: float) -> Outcome | None:
        """Count the wait down."""
        if self.wait > 0:
            before, self.wait = self.wait, max(0.0, self.wait - seconds)
            if math.ceil(before) != math.ceil(self.wait):
                self.wrong = False
                self.rearrange("")
        return None

    def wake_in(self) -> float | None:
        """At the next whole second of a wait."""
        return max(0.01, self.wait % 1 or 1.0) if self.wait > 0 else None
