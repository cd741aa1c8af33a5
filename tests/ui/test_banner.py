"""The band at the end of a level: words upon any picture can be read, and no picture is blown up."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pygame
import pytest
from msgspec.structs import replace

from game.pixels.pictures import MOST_ENLARGED
from game.ui.banner import LEAST_SEEN, Banner
from game.ui.theme import PALETTES
from tests.play.test_rules import picture
from tests.ui.test_look import contrast_ratio

COLOURS = (0, 0, 0), (255, 255, 255), (255, 194, 71), (120, 130, 140)
WORDS = pygame.Rect(40, 60, 500, 200)


@pytest.mark.parametrize(("theme", "colour"), [*product(PALETTES, COLOURS)])
def test_words_can_be_read_on_any_picture(theme: str, colour: tuple[int, int, int]) -> None:
    """4.5:1 everywhere behind them; at its foot the band has become the ground."""
    palette = PALETTES[theme]
    banner = Banner(pygame.Rect(0, 0, 1280, 300), Path("x"), picture("x", fake=True), [WORDS])
    shown = pygame.Surface(banner.wanted.size, 0, 32)
    shown.fill(colour)
    made = banner.composed(shown, palette.ground)
    for x, y in product(range(WORDS.left, WORDS.right, 20), range(WORDS.top, WORDS.bottom, 10)):
        found = made.get_at((x, y))
        assert contrast_ratio(palette.text, (found.r, found.g, found.b)) >= 4.5, (x, y)
    foot = made.get_at((900, 299))
    assert all(abs(one - other) <= 6 for one, other in zip(foot[:3], palette.ground, strict=True))


@pytest.mark.parametrize("size", [(400, 400), (768, 512), (512, 768), (640, 480), (4000, 3000)])
@pytest.mark.parametrize("band", [(1280, 300), (3840, 900), (1080, 520)])
def test_a_picture_is_not_blown_up_and_half_of_it_is_seen(size: tuple[int, int], band: tuple[int, int]) -> None:
    """Three times its size at most, undistorted, and no narrow strip of it."""
    banner = Banner(pygame.Rect((0, 0), band), Path("x"), replace(picture("x", fake=True), size=size), [])
    shown, crop = banner.wanted.size, banner.wanted.crop
    assert crop is not None
    assert shown[0] / crop[2] <= MOST_ENLARGED * 1.01
    assert shown[0] / crop[2] == pytest.approx(shown[1] / crop[3], rel=0.02)
    assert crop[3] >= size[1] * LEAST_SEEN - 1
    assert 0 <= crop[1] <= size[1] - crop[3]
    assert 0 <= crop[0] <= size[0] - crop[2]
