"""Aiming the camera that reads vote cards: which camera, how many cards it sees, and hands instead where there is none.

Owns that screen, before the first round and during one. Shows the room small and blurred, and no vote.
"""

from __future__ import annotations

import pygame

from game.seats.workshop.card_board import board
from game.seats.workshop.card_camera import Preview
from game.seats.workshop.cards import Cards
from game.seats.workshop.watching import WatchingScene
from game.ui import paint
from game.ui.kit import Kit
from game.ui.outcomes import CountHands, Leave, Onward, Outcome
from game.ui.theme import Theme
from game.ui.widgets import Button, Columns, Label, Look, Pressed, Widget, giving, split, text_height

SHARE = 0.34  # of the window's width that the preview takes at most, upright 0.6
BELOW = 0.36  # of the height, for the numbers of the cards in sight
PALETTE = [(value, value, value) for value in range(256)]


class AimScene(WatchingScene):
    """What the camera sees at the left, or above; beside it what to do, and the ways on."""

    name = "aim"
    look_seconds = 0.1

    def __init__(self, kit: Kit, cards: Cards) -> None:
        self.cards = cards
        super().__init__(kit)
        self._view: CameraView | None = None

    @property
    def told(self) -> tuple[str, int, frozenset[int]]:
        """What the words depend on."""
        return self.cards.state, self.cards.camera.number, frozenset(self.cards.in_sight())

    @property
    def _blind(self) -> bool:
        """Whether nothing will be seen: then hands are the way on."""
        return self.cards.state in ("absent", "unread")

    def arrange(self) -> None:
        """Preview and words, below them who is in sight, buttons."""
        theme, words = self.kit.theme, self.kit.words
        columns = Columns(theme.window.inflate(-2 * theme.margin, -2 * theme.px(3)), theme.px(1.6))
        again = self.origin is not None
        onward = words("workshop.spread.back" if again else "workshop.phones.begin")
        ways: list[tuple[str, str, str, str, Pressed]] = [
            ("onward", onward, "left" if again else "right", "", giving(Leave() if again else Onward())),
            ("camera", words("workshop.cards.other", n=self.cards.camera.number + 1), "again", "c", self._another),
            ("hands", words("workshop.cards.hands"), "hand", "h", giving(CountHands())),
        ]  # fmt: skip
        if self._blind:
            ways.reverse()
        self.focus_first = ways[0][0]
        large = columns.bottom(theme.tall(9))
        cells = [large, *split(columns.bottom(theme.tall(7)), 2, theme.px(1))]
        buttons = [
            Button(
                name, cell, text, press, Look("plain" if cell != large else "primary", sign, key=key, key_shown=False)
            )
            for (name, text, sign, key, press), cell in zip(ways, cells, strict=True)
        ]
        below = columns.bottom(round(columns.rect.height * BELOW))
        if self._blind:
            self._view, seen = None, []
            rest = columns.rect.union(below)
        else:
            place, rest = _halves(columns.rect, theme)
            self._view = CameraView("view", place, self.cards.preview, self.cards.in_sight())
            seen = [self._view, *board(self.kit, self.cards, below, set(self.cards.in_sight()))]
        self.widgets = [*seen, *self._words(rest), *buttons]

    def _words(self, rest: pygame.Rect) -> list[Widget]:
        """How many cards are in sight, or what is wrong, and what to do."""
        theme, words, state = self.kit.theme, self.kit.words, self.cards.state
        colours = theme.colours
        private = ("private", words("workshop.cards.private"), 0.85, colours.quiet, False)
        if self._blind:
            texts = [
                ("title", words(f"workshop.cards.{state}"), 2.2, colours.text, True),
                ("hint", words(f"workshop.cards.{state}.hint"), 1.2, colours.quiet, False),
            ]
        elif state == "on":
            seen, pupils = len(self.cards.in_sight()), self.cards.seen
            key = "workshop.cards.sight-of" if pupils else "workshop.cards.sight"
            texts = [
                ("title", words("workshop.cards.aim"), 1.3, colours.accent, True),
                ("count", words(key, n=seen, of=pupils), 2.0, colours.text, True),
                ("hint", words("workshop.cards.aim.hint"), 1.0, colours.text, False), private,
            ]  # fmt: skip
        else:
            texts = [("title", words("workshop.cards.opening"), 1.3, colours.accent, True), private]
        columns = Columns(rest, theme.px(1.4))
        parts: list[Widget] = []
        for name, text, scale, colour, bold in texts:
            size = theme.type(scale)
            height = text_height(text, columns.rect.width, size, bold=bold)
            if name != "private" or height <= columns.rect.height:
                parts.append(Label(name, columns.top(height), text, size, colour, bold=bold))
        return parts

    def _another(self) -> None:
        self.cards.camera.choose_next()
        self.rearrange()

    def update(self, seconds: float) -> Outcome | None:
        """What the camera sees, though the words stay."""
        if self._view is not None and self.cards.preview is not self._view.preview:
            self._view.preview, self._view.cards = self.cards.preview, self.cards.in_sight()
            self.touch(self._view)
        return super().update(seconds)


def _halves(area: pygame.Rect, theme: Theme) -> tuple[pygame.Rect, pygame.Rect]:
    """Where the preview is, small, and where the words are."""
    if area.width < area.height * 1.1:
        wide = min(round(area.width * 0.6), round(area.height * 0.4 * 16 / 9))
        view = pygame.Rect(area.left, area.top, wide, wide * 9 // 16)
        top = view.bottom + theme.px(2)
        return view, pygame.Rect(area.left, top, area.width, area.bottom - top)
    wide = min(round(theme.window.width * SHARE), area.height * 16 // 9)
    view = pygame.Rect(area.left, area.top, wide, wide * 9 // 16)
    left = view.right + theme.px(4)
    return view, pygame.Rect(left, area.top, area.right - left, area.height)


class CameraView(Widget):
    """The room, small and blurred, and a dot where a card is; not how it is turned."""

    def __init__(
        self, name: str, rect: pygame.Rect, preview: Preview | None, cards: dict[int, tuple[float, float]]
    ) -> None:
        super().__init__(name, rect)
        self.preview, self.cards = preview, cards

    def draw(self, surface: pygame.Surface, kit: Kit, *, focused: bool, pressed: bool) -> None:  # noqa: D102
        theme, colours = kit.theme, kit.theme.colours
        paint.panel(surface, self.rect, colours.raised, theme.radius)
        if self.preview is None:
            paint.draw_sign(surface, "eye", self.rect.center, min(self.rect.size) // 3, colours.quiet)
            return
        grey = pygame.image.frombuffer(self.preview.grey, (self.preview.wide, self.preview.tall), "P")
        grey.set_palette(PALETTE)
        surface.blit(pygame.transform.smoothscale(grey.convert(24), self.rect.size), self.rect)
        side = theme.px(2)
        for x, y in self.cards.values():
            dot = pygame.Rect(0, 0, side, side)
            dot.center = self.rect.left + round(x * self.rect.width), self.rect.top + round(y * self.rect.height)
            dot.clamp_ip(self.rect)
            paint.panel(surface, dot.inflate(theme.line * 2, theme.line * 2), colours.ground, side)
            paint.panel(surface, dot, colours.accent, side)
