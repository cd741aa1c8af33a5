"""The parts that screens are made of: labels, buttons, pictures, progress, scrolling.

Owns how a part looks in each state. Refuses to decide what follows from a press: a button only calls its `press`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

import pygame

from game.pixels.pictures import PictureRequest, fit, shown_size
from game.ui import paint
from game.ui.kit import Kit
from game.ui.outcomes import Outcome
from game.ui.theme import Colour, Theme, mix
from game.ui.typeset import Align, TextBlock, fit_text, set_text, width_of

BADGE_SHARE = 5  # of a picture's shorter side a sign on it takes at most one in so many
Style = Literal["plain", "primary", "quiet", "tile"]
Pressed = Callable[[], Outcome | None]


def giving(outcome: Outcome) -> Pressed:
    """A press that always has the same outcome."""
    return lambda: outcome


class Widget:
    """Something with a place; `name` finds it, in tests and by shortcut."""

    focusable = False

    def __init__(self, name: str, rect: pygame.Rect) -> None:
        self.name = name
        self.rect = rect

    def draw(self, surface: pygame.Surface, kit: Kit, *, focused: bool, pressed: bool) -> None:
        """Draw within `rect`; changes nothing."""
        raise NotImplementedError

    def spoken(self) -> str:
        """What a voice says of it; nothing where it says nothing."""
        return ""


class Target(Widget):
    """A part that can have the focus; `press` is what choosing it does."""

    focusable = True
    by_key = True  # the focus of keys can stand on it; where not, a finger, the mouse or a key of its own choose it

    def __init__(self, name: str, rect: pygame.Rect, press: Pressed) -> None:
        super().__init__(name, rect)
        self.press = press


class Label(Widget):
    """A text in a place, set smaller where it would not fit."""

    def __init__(
        self, name: str, rect: pygame.Rect, text: str, size: int, colour: Colour,
        *, bold: bool = False, align: Align = "left", middle: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(name, rect)
        self.text = text
        self.block: TextBlock = fit_text(text, rect.size, size, bold=bold)
        self._colour = colour
        self._align: Align = align
        self._middle = middle

    def spoken(self) -> str:  # noqa: D102
        return self.text

    def draw(self, surface: pygame.Surface, kit: Kit, *, focused: bool, pressed: bool) -> None:  # noqa: D102
        area = self.rect
        if self._middle:
            area = area.move(0, max(0, (area.height - self.block.height) // 2))
        self.block.draw(surface, area, self._colour, self._align)


class Panel(Widget):
    """A raised ground for other parts."""

    def __init__(self, name: str, rect: pygame.Rect, colour: Colour, edge: Colour | None = None) -> None:
        super().__init__(name, rect)
        self._colour, self._edge = colour, edge

    def draw(self, surface: pygame.Surface, kit: Kit, *, focused: bool, pressed: bool) -> None:  # noqa: D102
        edge = kit.theme.colours.outline if kit.theme.contrast else self._edge
        colours = kit.theme.colours
        if kit.theme.depth and self._colour == colours.surface:  # a card: it lies upon the ground
            paint.lifted(surface, self.rect, self._colour, edge or self._colour, colours.shade, kit.theme)
        elif edge is None:
            paint.panel(surface, self.rect, self._colour, kit.theme.radius)
        else:
            paint.framed(surface, self.rect, self._colour, edge, kit.theme.line, kit.theme.radius)


class Sign(Widget):
    """A sign alone."""

    def __init__(self, name: str, rect: pygame.Rect, sign: str, colour: Colour) -> None:
        super().__init__(name, rect)
        self._sign, self._colour = sign, colour

    def draw(self, surface: pygame.Surface, kit: Kit, *, focused: bool, pressed: bool) -> None:  # noqa: D102
        paint.draw_sign(surface, self._sign, self.rect.center, min(self.rect.size), self._colour)


class Look(NamedTuple):
    """How a button presents itself beyond its text."""

    style: Style = "plain"
    sign: str = ""
    tint: Colour | None = None  # a verdict's colour, for sign and edge
    hatched: bool = False
    selected: bool = False
    key: str = ""  # the shortcut
    key_shown: bool = True  # at the right
    scale: float = 1.0  # of the text
    note: str = ""  # a second, quieter line
    align: Align = "left"
    row: tuple[str, ...] = ()  # in a row of narrow buttons: all their texts, set alike, each under its sign


class Button(Target):
    """A target: fires on release, by Confirm while focused, or by its key."""

    def __init__(
        self,
        name: str,
        rect: pygame.Rect,
        text: str,
        press: Pressed,
        look: Look | None = None,
        *,
        enabled: bool = True,
    ) -> None:
        super().__init__(name, rect, press)
        self.text = text
        self.look = look or Look()
        self.enabled = enabled
        self.focusable = enabled

    def spoken(self) -> str:  # noqa: D102
        return f"{self.text}. {self.look.note}" if self.look.note else self.text

    def draw(self, surface: pygame.Surface, kit: Kit, *, focused: bool, pressed: bool) -> None:  # noqa: D102
        theme, colours, look = kit.theme, kit.theme.colours, self.look
        fill, edge, ink = colours.raised, colours.outline, colours.text
        if look.style == "primary":
            fill, edge, ink = colours.lit, colours.accent if theme.light else colours.lit, colours.on_lit
        elif look.style == "quiet":
            fill = edge = colours.ground
        if look.tint:
            edge = look.tint
        if look.selected:
            fill, edge = mix(colours.raised, look.tint or colours.lit, 0.22), look.tint or colours.accent
        if pressed:
            fill = mix(fill, colours.text, 0.14)
        if not self.enabled:
            ink = mix(colours.quiet, fill, 0.35)
            fill, edge = colours.ground, colours.outline if theme.contrast else colours.surface
        width = theme.line * 2 if look.selected else theme.line
        if theme.contrast and look.style == "quiet":
            edge = colours.outline
        if look.style == "quiet" or pressed or not self.enabled:
            paint.framed(surface, self.rect, fill, edge, width, theme.radius)
        else:
            shade = colours.accent if look.style == "primary" else colours.shade
            paint.lifted(surface, self.rect, fill, edge, shade, theme, width)
        if look.hatched and look.tint and self.enabled:
            strip = pygame.Rect(self.rect.left + width, self.rect.top + theme.radius, theme.px(1.4), 0)
            strip.height = self.rect.height - 2 * theme.radius
            paint.hatch(surface, strip, look.tint, theme.px(1))
        self.content(surface, theme, ink)
        if focused:
            draw_focus(surface, self.rect, theme)

    def content(self, surface: pygame.Surface, theme: Theme, ink: Colour) -> None:
        """Sign, text, key and note; the text alone where there is no room for both, else the sign alone."""
        look, pad = self.look, min(theme.px(1.6), self.rect.width // 14)
        area = self.rect.inflate(-2 * pad, -theme.px(0.8))
        if look.row:
            self._under_sign(surface, theme, area, ink)
            return
        size = theme.type(look.scale)
        side, start = max(1, min(round(size * 1.5), area.height, area.width)), area.left
        if look.sign:
            start += (theme.px(0.8) if look.tint else 0) + side + min(theme.px(1.2), pad)
        key = None
        if look.key and look.key_shown and theme.keys:
            key = fit_text(look.key.upper(), (size * 2, area.height), round(theme.type() * 0.8))
        width = max(8, area.right - start - (key.width + theme.px(0.8) if key else 0))
        note = fit_text(look.note, (width, area.height // 2), round(theme.type() * 0.88)) if look.note else None
        room = area.height - (note.height if note else 0)
        block = fit_text(self.text, (width, room), size, bold=look.style in ("primary", "plain"))
        signed = bool(look.sign)
        if signed and self.text and block.cut and note is None:
            alone = fit_text(self.text, (max(8, area.width), room), size, bold=look.style in ("primary", "plain"))
            if not alone.cut:
                block, start, width, signed = alone, area.left, area.width, False
        if signed and (not self.text or (block.cut and note is None)):
            paint.draw_sign(surface, look.sign, self.rect.center, side, look.tint or ink)
            return
        if signed:
            left = area.left + (theme.px(0.8) if look.tint else 0)
            paint.draw_sign(surface, look.sign, (left + side // 2, area.centery), side, look.tint or ink)
        quiet = theme.colours.quiet if ink == theme.colours.text else ink
        if key:
            key.draw(surface, pygame.Rect(area.right - key.width, area.centery - key.height // 2, 0, 0), quiet)
        top = area.top + (area.height - block.height - (note.height if note else 0)) // 2
        block.draw(surface, pygame.Rect(start, top, width, 0), ink, look.align)
        if note:
            note.draw(surface, pygame.Rect(start, top + block.height, width, 0), quiet, look.align)

    def _under_sign(self, surface: pygame.Surface, theme: Theme, area: pygame.Rect, ink: Colour) -> None:
        """The text under the sign; the sign alone where the text would have to be cut."""
        sign, most, step = self.look.sign, min(area.height, area.width), theme.type()
        tint = self.look.tint or ink
        if self.text:
            side = max(1, min(round(step * 1.35), most))
            room = area.width, max(1, area.height - side)
            size = min(fit_text(text, room, theme.type(0.8), bold=True).size for text in self.look.row)
            block = fit_text(self.text, room, size, bold=True)
            if not block.cut:
                top = area.top + (room[1] - block.height) // 2
                paint.draw_sign(surface, sign, (area.centerx, top + side // 2), side, tint)
                block.draw(surface, pygame.Rect(area.left, top + side, area.width, 0), ink, "centre")
                return
        paint.draw_sign(surface, sign, area.center, max(1, min(round(step * 1.5), most)), tint)


def ring_room(theme: Theme) -> int:
    """How many pixels the visible focus takes around its part, on each side."""
    return 2 * max(2, theme.px(0.45))


class TextLink(Target):
    """A text that leads somewhere, underlined; set smaller where it would not fit."""

    def __init__(
        self, name: str, rect: pygame.Rect, text: str, size: int, colour: Colour, press: Pressed, *, bold: bool = False
    ) -> None:
        super().__init__(name, rect, press)
        self.text, self._colour = text, colour
        self.block: TextBlock = fit_text(text, rect.size, size, bold=bold)

    def reach(self, height: int) -> TextLink:
        """Let it be pressed above and below its text, too, where that is lower than `height` pixels."""
        self.rect = self.rect.inflate(0, max(0, height - self.rect.height))
        return self

    def spoken(self) -> str:  # noqa: D102
        return self.text

    def draw(self, surface: pygame.Surface, kit: Kit, *, focused: bool, pressed: bool) -> None:  # noqa: D102
        block, theme = self.block, kit.theme
        ink = mix(self._colour, theme.colours.text, 0.5) if pressed else self._colour
        area = self.rect.move(0, (self.rect.height - block.height) // 2)
        block.draw(surface, area, ink)
        thick = max(1, round(block.size / 14))
        for number, text in enumerate(block.lines):
            under = area.top + (number + 1) * block.line_height - thick
            wide = width_of(text, block.size, bold=block.bold, tongue=block.tongue)
            surface.fill(ink, (block.left_of(text, area), under, wide, thick))
        if focused:
            draw_focus(surface, self.rect, theme)


def draw_focus(surface: pygame.Surface, rect: pygame.Rect, theme: Theme) -> None:
    """The visible focus: an accent frame outside a thin dark one, seen on any ground."""
    width = ring_room(theme) // 2
    ring = rect.inflate(4 * width, 4 * width)
    paint.frame(surface, ring.inflate(-2 * width, -2 * width), theme.colours.ground, width, theme.radius)
    paint.frame(surface, ring, theme.colours.accent, width, theme.radius + width)


class PictureView(Target):
    """A picture fitted into an area; knows the way between window and picture pixels.

    `rect` is the picture itself; `area` is where it was fitted. Only examples of the field guide show a
    `crop`, of a clip one `frame`.
    """

    def __init__(
        self, name: str, area: pygame.Rect, path: Path, natural: tuple[int, int], *,
        press: Pressed | None = None, crop: tuple[int, int, int, int] | None = None, frame: int | None = None,
    ) -> None:  # fmt: skip
        if crop is not None:
            natural = crop[2:]
        size = fit(natural, area.size) if crop is not None else shown_size(natural, area.size)
        rect = pygame.Rect((0, 0), size)
        rect.center = area.center
        super().__init__(name, rect, press or (lambda: None))
        self.area = area
        self.path = path
        self.natural = natural
        self.focusable = press is not None
        self.wanted = PictureRequest(path, size, crop=crop, frame=frame)
        self.selected = False
        self.alt = ""

    def spoken(self) -> str:  # noqa: D102
        return self.alt

    def surface(self, kit: Kit) -> pygame.Surface | None:
        """The picture at the size shown, once it is ready."""
        return kit.pictures.get(self.wanted)

    def covers(self, area: pygame.Rect, kit: Kit) -> bool:
        """Whether nothing under it shows in a part of the window."""
        return bool(self.rect.contains(area)) and self.surface(kit) is not None

    def to_picture(self, pos: tuple[int, int]) -> tuple[float, float]:
        """A place in the window as a point of the full picture, kept inside it."""
        x = (pos[0] - self.rect.left) * self.natural[0] / self.rect.width
        y = (pos[1] - self.rect.top) * self.natural[1] / self.rect.height
        return min(max(x, 0.0), float(self.natural[0])), min(max(y, 0.0), float(self.natural[1]))

    def to_window(self, point: tuple[float, float]) -> tuple[float, float]:
        """A point of the full picture as a place in the window."""
        x = self.rect.left + point[0] * self.rect.width / self.natural[0]
        y = self.rect.top + point[1] * self.rect.height / self.natural[1]
        return x, y

    def draw(self, surface: pygame.Surface, kit: Kit, *, focused: bool, pressed: bool) -> None:  # noqa: D102
        shown = self.surface(kit)
        theme = kit.theme
        if shown is None:
            surface.fill(theme.colours.surface, self.rect)
            if kit.pictures.failed(self.wanted):
                block = fit_text(kit.words("picture.missing"), self.rect.size, theme.type())
                area = self.rect.move(0, (self.rect.height - block.height) // 2)
                block.draw(surface, area, theme.colours.quiet, "centre")
        else:
            clip = surface.get_clip().clip(self.rect)
            surface.blit(shown, clip.topleft, clip.move(-self.rect.left, -self.rect.top))
        if self.selected:
            width = max(4, theme.px(0.8))
            paint.frame(surface, self.rect, theme.colours.fake, width)
            side = max(1, min(theme.px(5), min(self.rect.size) // BADGE_SHARE))
            badge = pygame.Rect(0, 0, side, side)
            badge.bottomright = (self.rect.right - width, self.rect.bottom - width)
            paint.panel(surface, badge, theme.colours.ground, theme.radius)
            paint.draw_sign(surface, "fake", badge.center, max(1, side * 4 // 5), theme.colours.fake)
        if focused:
            draw_focus(surface, self.rect, theme)


FLIGHT_SECONDS = 0.4


class ProgressDots(Widget):
    """One sign for each round: filled by its outcome, a ring for the round at hand, a dot for those to come.

    The sign of the round `arriving` flies in from `start`, a place of the screen; `flown` is how far it is, 0 to 1.
    """

    def __init__(
        self, name: str, rect: pygame.Rect, signs: Sequence[str], place: int, words: str, arriving: int = -1
    ) -> None:
        super().__init__(name, rect)
        self._signs, self._place, self.text, self.arriving = tuple(signs), place, words, arriving
        self.start = rect
        self.flown = 1.0

    def spoken(self) -> str:  # noqa: D102
        return self.text

    def _lay(self, theme: Theme) -> tuple[TextBlock, int, float]:
        """The words, and where the signs begin and how far they stand apart, in pixels."""
        size = min(round(theme.type(0.85)), self.rect.height)
        words = fit_text(self.text, (self.rect.width // 3, self.rect.height), size)
        left = self.rect.left + words.width + theme.px(2)
        return words, left, min(theme.px(3), (self.rect.right - left) / max(1, len(self._signs)))

    def flying(self, theme: Theme) -> pygame.Rect:
        """Where the arriving sign is: slower and smaller towards its dot."""
        _, left, pitch = self._lay(theme)
        eased = 1 - (1 - self.flown) ** 3
        side = max(6, round(pitch * 0.8))
        side = round(self.start.height + (side - self.start.height) * eased)
        x = self.start.centerx + (left + pitch * (self.arriving + 0.5) - self.start.centerx) * eased
        y = self.start.centery + (self.rect.centery - self.start.centery) * eased
        spot = pygame.Rect(0, 0, side, side)
        spot.center = round(x), round(y)
        return spot

    def draw(self, surface: pygame.Surface, kit: Kit, *, focused: bool, pressed: bool) -> None:  # noqa: D102
        theme, colours = kit.theme, kit.theme.colours
        words, left, pitch = self._lay(theme)
        words.draw(surface, self.rect.move(0, (self.rect.height - words.height) // 2), colours.quiet)
        for number, sign in enumerate(self._signs):
            centre = (round(left + pitch * (number + 0.5)), self.rect.centery)
            side = max(6, round(pitch * 0.8))
            on_its_way = number == self.arriving and self.flown < 1
            if number == self._place or on_its_way:
                paint.draw_sign(surface, "real", centre, side, colours.accent)
            elif sign == "circle":  # passed, and nothing came of it
                paint.draw_sign(surface, sign, centre, max(4, side // 2), colours.text)
            elif sign:
                paint.draw_sign(surface, sign, centre, side, colours.text)
            else:
                paint.draw_sign(surface, "real", centre, max(4, side // 2), colours.outline)
        if 0 <= self.arriving < len(self._signs) and self.flown < 1:
            spot = self.flying(theme)
            paint.draw_sign(surface, self._signs[self.arriving], spot.center, spot.width, colours.accent)


class Columns:
    """Deals out places in a column, from its top down and from its bottom up."""

    def __init__(self, rect: pygame.Rect, gap: int) -> None:
        self.rect = rect.copy()
        self.gap = gap

    def top(self, height: int) -> pygame.Rect:
        """The next place from the top, no higher than what is left."""
        height = max(1, min(height, self.rect.height))
        place = pygame.Rect(self.rect.left, self.rect.top, self.rect.width, height)
        self.rect.top, self.rect.height = place.bottom + self.gap, max(1, self.rect.height - height - self.gap)
        return place

    def bottom(self, height: int) -> pygame.Rect:
        """The next place from the bottom."""
        height = max(1, min(height, self.rect.height))
        place = pygame.Rect(self.rect.left, self.rect.bottom - height, self.rect.width, height)
        self.rect.height = max(1, self.rect.height - height - self.gap)
        return place


def split(rect: pygame.Rect, parts: int, gap: int) -> list[pygame.Rect]:
    """A row of equal places."""
    width = (rect.width - gap * (parts - 1)) / parts
    return [
        pygame.Rect(round(rect.left + place * (width + gap)), rect.top, round(width), rect.height)
        for place in range(parts)
    ]


def text_height(text: str, width: int, size: int, *, bold: bool = False) -> int:
    """The height in pixels that a text needs at its full size."""
    return set_text(text, width, size, bold=bold).height
