"""The door of a room: how a phone comes in, how many are in, and the lock.

Owns that screen, before the first round and, for latecomers, during one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pygame

from game.seats.workshop.watching import WatchingScene
from game.ui import paint
from game.ui.kit import Kit
from game.ui.outcomes import Leave, Onward
from game.ui.typeset import width_of
from game.ui.widgets import Button, Columns, Label, Look, Widget, giving, split, text_height

if TYPE_CHECKING:
    from game.seats.workshop.phones import Phones

QUIET_ZONE = 4  # modules of white around the code, as its standard wants


class DoorScene(WatchingScene):
    """A code to photograph beside an address and four letters to type."""

    name = "door"

    def __init__(self, kit: Kit, phones: Phones) -> None:
        self.phones = phones
        super().__init__(kit)
        self.address = 0  # which of this computer's addresses is shown

    @property
    def told(self) -> tuple[bool, int]:
        """What the words depend on: whether one can come in, and how many have."""
        return self.phones.ready, self.phones.seen

    def arrange(self) -> None:
        """The code at the left, or above; words and buttons beside it."""
        theme, words, phones = self.kit.theme, self.kit.words, self.phones
        window = theme.window.inflate(-2 * theme.margin, -2 * theme.px(3))
        columns = Columns(window.copy(), theme.px(1.6))
        parts: list[Widget] = []
        onward = columns.bottom(theme.tall(9))
        if phones.addresses:
            body = columns.rect
            portrait = body.width < body.height * 1.1
            side = (
                min(body.width, round(body.height * 0.45)) if portrait else min(body.height, round(body.width * 0.42))
            )
            square = pygame.Rect(body.left, body.top, side, side)
            parts.append(QrCode("qr", square, self._url()))
            if portrait:
                square.centerx = body.centerx
                rest = pygame.Rect(body.left, square.bottom + theme.px(2), body.width, 0)
                rest.height = body.bottom - rest.top
            else:
                square.centery = body.centery
                rest = pygame.Rect(square.right + theme.px(4), body.top, 0, body.height)
                rest.width = body.right - rest.left
            columns = Columns(rest, theme.px(1.2))
        parts += [*self._lock(columns), *self._words(columns)]
        key = "workshop.spread.back" if self.origin is not None else "workshop.phones.begin"
        forward = Button("onward", onward, words(key), giving(Leave() if self.origin else Onward()),
                         Look("primary", "left" if self.origin else "right"))  # fmt: skip
        self.widgets = [*parts, forward]

    def _words(self, columns: Columns) -> list[Widget]:
        """What to do, the address, the letters, who is in, what to try."""
        theme, words, phones = self.kit.theme, self.kit.words, self.phones
        colours = theme.colours
        if not phones.ready:
            texts = [("title", words("workshop.phones.opening"), 1.4, colours.text, True)]
        elif not phones.addresses:
            text = words("workshop.phones.problem", problem=phones.problem) if phones.problem else words(
                "workshop.phones.no-network")  # fmt: skip
            texts = [
                ("title", words("workshop.phones.closed"), 1.4, colours.text, True),
                ("text", text, 1.0, colours.quiet, False),
            ]
        else:
            self_seen = words("workshop.phones.in", n=phones.seen)
            self_seen += f" · {words('workshop.phones.locked')}" if phones.room.locked else ""
            texts = [
                ("title", words("workshop.phones.join"), 1.1, colours.accent, True),
                ("address", phones.addresses[self.address], 1.5, colours.text, True),
                ("code", " ".join(phones.code), 3.0, colours.text, True),
                ("count", self_seen, 1.25, colours.text, True),
                ("try", words("workshop.phones.try"), 0.8, colours.quiet, False),
            ]
        parts: list[Widget] = []
        for name, text, scale, colour, bold in texts:
            size = theme.type(scale)
            if name in ("address", "code"):  # never broken over two lines: they are copied letter by letter
                while size > 12 and width_of(text, size, bold=True) > columns.rect.width:
                    size -= 1
            height = min(text_height(text, columns.rect.width, size, bold=bold), max(1, columns.rect.height))
            parts.append(Label(name, columns.top(height), text, size, colour, bold=bold))
        return parts

    def _lock(self, columns: Columns) -> list[Widget]:
        """Let nobody else in; another of this computer's addresses, where it has several."""
        theme, words, phones = self.kit.theme, self.kit.words, self.phones
        if not phones.addresses:
            return []
        ways = [("lock", words("workshop.phones.unlock" if phones.room.locked else "workshop.phones.lock"), self._turn)]
        if len(phones.addresses) > 1:
            ways.append(("another", words("workshop.phones.another"), self._another))
        row = columns.bottom(theme.tall(6))
        return [
            Button(name, cell, text, press, Look("plain", align="centre", scale=0.8))
            for (name, text, press), cell in zip(ways, split(row, len(ways), theme.px(1)), strict=True)
        ]

    def _url(self) -> str:
        return f"http://{self.phones.addresses[self.address]}/{self.phones.code}"

    def _turn(self) -> None:
        self.phones.room.lock(locked=not self.phones.room.locked)
        self.rearrange()

    def _another(self) -> None:
        self.address = (self.address + 1) % len(self.phones.addresses)
        self.rearrange()


class QrCode(Widget):
    """A QR code of a text, black on white whatever the theme: not every phone reads another."""

    def __init__(self, name: str, rect: pygame.Rect, text: str) -> None:
        import segno

        super().__init__(name, rect)
        self.text = text
        self._rows = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix]

    def spoken(self) -> str:  # noqa: D102
        return self.text

    def draw(self, surface: pygame.Surface, kit: Kit, *, focused: bool, pressed: bool) -> None:  # noqa: D102
        count = len(self._rows) + 2 * QUIET_ZONE
        side = max(1, min(self.rect.size) // count)
        ground = pygame.Rect(0, 0, side * count, side * count)
        ground.center = self.rect.center
        paint.panel(surface, ground, (255, 255, 255), kit.theme.radius)
        for y, row in enumerate(self._rows, QUIET_ZONE):
            for x, dark in enumerate(row, QUIET_ZONE):
                if dark:
                    surface.fill((0, 0, 0), (ground.left + x * side, ground.top + y * side, side, side))
