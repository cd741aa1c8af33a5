"""What is kept for a window goes with it, and what is freed goes back to the system."""

from __future__ import annotations

import ctypes
import gc
import subprocess
import sys
from weakref import ref

import pygame
import pytest

from game.pack.library import Library
from game.ui.typeset import line
from tests.conftest import Opens

HOLES = """
import psutil
from game.pixels.memory import clear_up
own = lambda: psutil.Process().memory_info().rss / 2**20
blocks = [b"x" * (100_000 + n) for n in range(1000)]  # small enough for the heap
last = b"y" * 100_000
full = own()
del blocks
before = own()
clear_up()
print(full, before, own())
"""


def test_a_window_of_another_size_lets_go_of_what_was_set_for_the_one_before(opens: Opens, shipped: Library) -> None:
    """While it stays as it is, a line is rendered once."""
    player = opens(shipped, (1280, 720))
    colour = (1, 2, 3)
    first = line("a line", 20, colour)
    assert line("a line", 20, colour) is first
    pygame.display.set_mode((1024, 768))
    pygame.event.post(pygame.Event(pygame.WINDOWRESIZED, x=1024, y=768, window=None))
    player.app.step(0.02)
    assert player.app.kit.theme.whole.size == (1024, 768)
    assert line("a line", 20, colour) is not first


def test_the_screens_of_a_level_are_let_go_when_it_ends(opens: Opens) -> None:
    """They and their buttons refer to each other; Python itself would come round to them hundreds of rounds later."""
    player = opens()
    gc.disable()
    try:
        for press in ("play", "level-one-round", "begin"):
            player.click(press)
        left = ref(player.app.scene)
        player.key(pygame.K_f, pygame.K_2)
        assert left() is not None
        player.click("onward")
        assert player.app.scene.name == "summary"
        assert left() is None
    finally:
        gc.enable()


@pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="only glibc keeps free pages"
)
def test_pages_below_the_last_block_are_handed_back() -> None:
    """100 MB of freed blocks with one above them: without the request they would stay."""
    pytest.importorskip("psutil", reason="the extra 'bench' is not installed")
    done = subprocess.run([sys.executable, "-c", HOLES], capture_output=True, text=True, check=True)
    full, before, after = map(float, done.stdout.split())
    assert full > 90
    assert before > after + 50
