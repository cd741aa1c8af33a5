"""The part of a picture that is looked at fills its pane, wherever it is, and costs no new memory while it moves."""

from __future__ import annotations

from random import Random

import pygame
import pytest

from game.ui.view import View

PANE, GROUND, INK = pygame.Rect(7, 5, 211, 157), (255, 0, 255), (10, 20, 30)


@pytest.fixture
def window() -> pygame.Surface:
    """A window in the ground's colour."""
    surface = pygame.Surface((240, 180), 0, 32)
    surface.fill(GROUND)
    surface.set_clip(PANE)
    return surface


@pytest.mark.parametrize("size", [(60, 45), (311, 211), (900, 300), (1001, 1999)])
@pytest.mark.parametrize("rests", [True, False], ids=["at rest", "moving"])
def test_a_picture_larger_than_its_pane_leaves_no_gap(
    window: pygame.Surface, size: tuple[int, int], rests: bool
) -> None:
    """At any zoom and place, also at the picture's edges."""
    rng, picture = Random(3), pygame.Surface(size, 0, 32)
    picture.fill(INK)
    for _ in range(300):
        view = View()
        view.zoom, view.centre = rng.uniform(1, 30), (rng.uniform(-0.2, 1.2), rng.uniform(-0.2, 1.2))
        view.clamp(PANE, size)
        scale = view.scale(PANE, size)
        if min(size[0] * scale - PANE.width, size[1] * scale - PANE.height) < 0 or scale >= 8:
            continue
        view.smooth = rests
        window.fill(GROUND)
        view.draw(window, PANE, picture)
        left = pygame.mask.from_threshold(window.subsurface(PANE), GROUND, (1, 1, 1, 255))
        assert left.count() == 0, (view.zoom, view.centre, left.get_bounding_rects())


def test_a_drag_scales_into_one_surface(window: pygame.Surface) -> None:
    """Of some megabytes, on a large screen: to get them anew takes longer than to scale."""
    view, picture = View(), pygame.Surface((640, 480), 0, 32)
    view.zoom = 4.3
    view.clamp(PANE, picture.get_size())
    used = set()
    for step in range(50):
        view.pan(PANE, picture.get_size(), 1 + step % 3, -1)
        view.draw(window, PANE, picture)
        used.add(id(view._scaled))
    assert len(used) == 1
