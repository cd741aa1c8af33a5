"""Aiming the camera that reads vote cards: which camera, how many cards it sees, and hands instead where there is none.

Owns that screen, before the first round and in the midst of one. Shows the room small and blurred, and no vote.
"""

from __future__ import annotations

import pygame

from game.seats.workshop.card_camera import Preview
from game.seats.workshop.cards import Cards
from game.ui import paint
from game.ui.kit import Kit
from game.ui.outcomes import CountHands, Leave, Onward, Outcome
from game.ui.scene import Scene
from game.ui.theme import Theme
from game.ui.typeset import fit_text
from game.ui.widgets import Button, Columns, Label, Look, Widget, giving, split, text_height

LOOK_SECONDS = 0.1  # how often it is asked what the camera sees
SHARE = 0.34  # of the window's width that the preview takes at most, upright 0.6
PALETTE = [(value, value, value) for value in range(256)]


class AimScene(Scene):
    """What the camera sees at the left, or above; beside it what to do, and the ways on."""

    name = "aim"
    focus_first = "onward"

    def __init__(self, kit: Kit, cards: Cards) -> None:
        super().__init__(kit)
        self.cards = cards
        self._view: CameraView | None = None
        self._told = self._now

    @property
    def _now(self) -> tuple[str, int, int]:
        """What the words depend on."""
        return self.cards.state, self.cards.camera.number, len(self.cards.in_sight())

    def arrange(self) -> None:
        """Preview, words, buttons."""
        theme, words = self.kit.theme, self.kit.words
        columns = Columns(theme.window.inflate(-2 * theme.margin, -2 * theme.px(3)), theme.px(1.6))
        onward = columns.bottom(theme.tall(9))
        again = self.origin is not None
        ways = [
            ("camera", words("workshop.cards.other"), "again", "c", self._another),
            ("hands", words("workshop.cards.hands"), "hand", "h", giving(CountHands())),
        ]  # fmt: skip
        row = columns.bottom(theme.tall(7))
        buttons = [
            Button(name, cell, text, press, Look("plain", sign, key=key, key_shown=False))
            for (name, text, sign, key, press), cell in zip(ways, split(row, len(ways), theme.px(1)), strict=True)
        ]
        place, rest = _halves(columns.rect, theme)
        self._view = CameraView("view", place, self.cards.preview, self.cards.in_sight())
        key = "workshop.spread.back" if again else "workshop.phones.begin"
        look = Look("primary", "left" if again else "right")
        forward = Button("onward", onward, words(key), giving(Leave() if again else Onward()), look)
        self.widgets = [self._view, *self._words(rest), forward, *buttons]

    def _words(self, rest: pygame.Rect) -> list[Widget]:
        """How many cards are in sight, or what is wrong, and what to do."""
        theme, words, state = self.kit.theme, self.kit.words, self.cards.state
        colours, number = theme.colours, self.cards.camera.number + 1
        seen, pupils = len(self.cards.in_sight()), self.cards.seen
        if state == "on":
            key = "workshop.cards.sight-of" if pupils else "workshop.cards.sight"
            texts = [(words("workshop.cards.aim"), words(key, n=seen, of=pupils), words("workshop.cards.aim.hint"))]
        elif state in ("absent", "lacking"):
            texts = [(words(f"workshop.cards.{state}"), "", words(f"workshop.cards.{state}.hint"))]
        else:
            texts = [(words("workshop.cards.opening"), "", words("workshop.cards.private"))]
        title, count, hint = texts[0]
        columns = Columns(rest, theme.px(1.4))
        parts: list[Widget] = []
        for name, text, scale, colour, bold in (
            ("title", title, 1.3, colours.accent, True), ("count", count, 2.0, colours.text, True),
            ("hint", hint, 1.0, colours.text, False),
            ("private", words("workshop.cards.private") if state == "on" else "", 0.85, colours.quiet, False),
            ("number", words("workshop.cards.number", n=number), 0.85, colours.quiet, False),
        ):  # fmt: skip
            if text and columns.rect.height > theme.type(0.85):
                size = theme.type(scale)
                height = min(text_height(text, columns.rect.width, size, bold=bold), columns.rect.height)
                parts.append(Label(name, columns.top(height), text, size, colour, bold=bold))
        return parts

    def _another(self) -> None:
        self.cards.camera.choose_next()
        self.rearrange()

    def update(self, seconds: float) -> Outcome | None:
        """Look what the camera sees."""
        if self._now != self._told:
            self._told = self._now
            self.rearrange()
        elif self._view is not None and self.cards.preview is not self._view.preview:
            self._view.preview, self._view.cards = self.cards.preview, self.cards.in_sight()
            self.touch(self._view)
        return super().update(seconds)

    def wake_in(self) -> float | None:
        """Soon: the camera sees something else."""
        usual = super().wake_in()
        return LOOK_SECONDS if usual is None else min(usual, LOOK_SECONDS)

    def back(self) -> Outcome | None:
        """To the round; before the first one, whether to end the workshop here."""
        return Leave()


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
    """The room, small and blurred, and the number of each card where it is; not how it is turned."""

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
        side = max(theme.px(3), theme.type(0.62))
        for card, (x, y) in sorted(self.cards.items()):
            chip = pygame.Rect(0, 0, round(side * 1.4), side)
            chip.center = self.rect.left + round(x * self.rect.width), self.rect.top + round(y * self.rect.height)
            chip.clamp_ip(self.rect)
            paint.panel(surface, chip, colours.accent, side // 3)
            text = fit_text(str(card), chip.size, round(side * 0.8), bold=True)
            text.draw(surface, chip.move(0, (chip.height - text.height) // 2), colours.ground, "centre")
