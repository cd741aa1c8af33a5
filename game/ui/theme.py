"""Colours, sizes and type of one window: everything that follows from its size and the player's settings.

Owns every number of the look: palette, unit and scale. Refuses to draw.
"""

from __future__ import annotations

from typing import NamedTuple

import pygame

Colour = tuple[int, int, int]


def _hex(text: str) -> Colour:
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


class Palette(NamedTuple):
    """The roles of colour; every text role keeps 4.5:1 against the three grounds (a test measures it)."""

    ground: Colour
    surface: Colour
    raised: Colour
    text: Colour
    quiet: Colour
    accent: Colour
    real: Colour
    fake: Colour
    unsure: Colour
    on_accent: Colour  # text upon accent and verdict colours
    outline: Colour
    lit: Colour  # the ground of the way on
    on_lit: Colour  # text upon it
    shade: Colour  # below what is raised, where that casts a shadow


def _palette(colours: str) -> Palette:
    return Palette(*map(_hex, colours.split()))


PALETTES = {
    "dark": _palette(
        "#121417 #1B1F24 #262C33 #F4F1EA #AEB6C0 #FFC247 #56B4E9 #E69F00 #B9A7D6 #121417 #4A535E "
        "#FFC247 #121417 #121417"
    ),
    "light": _palette(
        "#F1ECE2 #FFFFFF #FBF8F1 #1A1C1F #4A525C #865000 #005E94 #984600 #5B4391 #FFFFFF #A69C88 "
        "#FFC247 #1A1C1F #CFC5B1"
    ),
    "contrast": _palette(
        "#000000 #000000 #000000 #FFFFFF #FFFFFF #FFD54A #7CC9FF #FFB52E #D6C6F2 #000000 #FFFFFF "
        "#FFD54A #000000 #000000"
    ),
}
# upon pictures, whose ground may be anything: bright on a dark under-stroke, in every theme
ON_PICTURE: Colour = (255, 194, 71)
REAL_ON_PICTURE: Colour = (86, 180, 233)
UNDER_STROKE: Colour = (12, 14, 16)
TIGHT = 12  # units: a column of 84 then holds a question, three answers and a row of tools, but not in large text
APART = 15  # of a target of 20 mm it is 1.3 mm


class Theme(NamedTuple):
    """The look of a window: screens lay their parts out in `size`; `unit` is 1/90 of its shorter side, in pixels."""

    size: tuple[int, int]
    colours: Palette
    text_scale: float
    contrast: bool
    reduced_motion: bool
    target: int = 0  # pixels that every target has at least, each way: on a kiosk from millimetres
    bar: int = 0  # height in pixels of the kiosk's own strip, below the screen's parts
    keys: bool = True  # buttons show their keys, as they should where somebody has a keyboard

    @property
    def unit(self) -> float:
        """Pixels of one unit of the grid."""
        return min(self.size) / 90

    @property
    def tight(self) -> bool:
        """Whether targets are so large that a column holds little more than what is asked; the rest goes elsewhere."""
        return self.target > TIGHT * self.unit

    @property
    def portrait(self) -> bool:
        """Whether the window is higher than wide."""
        return self.size[1] > self.size[0]

    def px(self, units: float) -> int:
        """Units in whole pixels, at least 1."""
        return max(1, round(units * self.unit))

    def tall(self, units: float) -> int:
        """The height of a target in pixels: units, but never less than a target may have."""
        return max(self.px(units), self.target)

    def apart(self, units: float) -> int:
        """Pixels between two targets: units, but never less than a hand needs where targets have to be large."""
        return max(self.px(units), -(-self.target // APART))

    def type(self, scale: float = 1.0) -> int:
        """The font size in pixels of a step of the type scale; 1 is body text, 1/40 of the shorter side."""
        return max(12, round(min(self.size) / 40 * self.text_scale * scale))

    @property
    def line(self) -> int:
        """Width of outlines in pixels."""
        return max(3, self.px(0.35)) if self.contrast else max(1, self.px(0.15))

    @property
    def light(self) -> bool:
        """Whether dark text stands on a light ground."""
        return sum(self.colours.ground) > sum(self.colours.text)

    @property
    def depth(self) -> int:
        """Height in pixels of the shade below what is raised: on a dark ground none is seen."""
        return self.px(0.4) if self.light else 0

    @property
    def radius(self) -> int:
        """Corner radius in pixels."""
        return self.px(1)

    @property
    def margin(self) -> int:
        """The margin of a screen in pixels."""
        return self.px(4)

    @property
    def window(self) -> pygame.Rect:
        """Where a screen lays out its parts."""
        return pygame.Rect((0, 0), self.size)

    @property
    def whole(self) -> pygame.Rect:
        """All that a screen draws: its parts, and the kiosk's strip below."""
        return pygame.Rect(0, 0, self.size[0], self.size[1] + self.bar)


def theme_of(
    size: tuple[int, int], name: str, text_size: int, *, reduced_motion: bool, target: int = 0, bar: int = 0,
    keys: bool = True,
) -> Theme:  # fmt: skip
    """The theme of a window of `size` pixels, `bar` of them (from the bottom) a kiosk's; `text_size` in percent."""
    parts = size[0], size[1] - bar
    return Theme(parts, PALETTES[name], text_size / 100, name == "contrast", reduced_motion, target, bar, keys)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """A colour between two: `share` 0 is the first, 1 the second."""
    return (
        round(one[0] + (other[0] - one[0]) * share),
        round(one[1] + (other[1] - one[1]) * share),
        round(one[2] + (other[2] - one[2]) * share),
    )
