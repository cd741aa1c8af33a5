"""What each device's event means."""

from __future__ import annotations

import pygame
import pytest

from game.ui.intents import (
    Back,
    Command,
    Confirm,
    Edit,
    Fullscreen,
    Intent,
    Key,
    Move,
    PageTurn,
    Reader,
    Tab,
    ToEnd,
    Typed,
)

SHIFT, CTRL = pygame.KMOD_LSHIFT, pygame.KMOD_LCTRL
SIZE = (640, 480)


def pressed(key: int, mod: int = 0) -> pygame.Event:
    """A key goes down."""
    return pygame.Event(pygame.KEYDOWN, key=key, mod=mod)


@pytest.mark.parametrize(
    ("key", "mod", "alone", "in_a_text"),
    [
        (pygame.K_SPACE, 0, Confirm(), None),
        (pygame.K_RETURN, 0, Confirm(), Confirm()),
        (pygame.K_KP_ENTER, SHIFT, Confirm(), Typed("\n")),
        (pygame.K_ESCAPE, 0, Back(), Back()),
        (pygame.K_F11, 0, Fullscreen(), Fullscreen()),
        (pygame.K_TAB, SHIFT, Tab(-1), Tab(-1)),
        (pygame.K_LEFT, 0, Move(-1, 0), Edit("left")),
        (pygame.K_UP, SHIFT, Move(0, -1, far=True), Edit("up", select=True)),
        (pygame.K_PAGEDOWN, 0, PageTurn(1), PageTurn(1)),
        (pygame.K_DELETE, 0, Key("delete"), Edit("delete")),
        (pygame.K_BACKSPACE, 0, Key("backspace"), Edit("backspace")),
        (pygame.K_END, 0, ToEnd(1), Edit("line-end")),
        (pygame.K_HOME, 0, ToEnd(-1), Edit("line-start")),
        (pygame.K_a, 0, Key("a"), None),
        (pygame.K_KP_5, 0, Key("5"), None),
        (pygame.K_q, CTRL, None, None),
        (pygame.K_F5, 0, None, None),
    ],
)
def test_what_a_key_means(key: int, mod: int, alone: Intent | None, in_a_text: Intent | None) -> None:
    """On a screen, and in a text that is being typed."""
    for meant, typing in ((alone, False), (in_a_text, True)):
        found = Reader().read(pressed(key, mod), SIZE, typing=typing)
        assert (type(found), found) == (type(meant), meant)  # tuples of the same values are equal


def test_what_happens_once_a_press_does_not_repeat_while_it_is_held() -> None:
    """Arrows and page keys do; a command and a shortcut do not, until the key was up."""
    reader = Reader()
    for key, mod, meant in ((pygame.K_RIGHT, 0, Move(1, 0)), (pygame.K_PAGEUP, 0, PageTurn(-1))):
        assert [reader.read(pressed(key, mod), SIZE) for _ in range(2)] == [meant, meant]
    for key, mod, meant in (
        (pygame.K_s, pygame.KMOD_CTRL | pygame.KMOD_META, Command("save")),
        (pygame.K_b, 0, Key("b")),
    ):
        assert [reader.read(pressed(key, mod), SIZE) for _ in range(2)] == [meant, None]
        reader.read(pygame.Event(pygame.KEYUP, key=key, mod=mod), SIZE)
        assert reader.read(pressed(key, mod), SIZE) == meant


@pytest.mark.parametrize(
    ("button", "meant"),
    [(0, Confirm()), (1, Back()), (2, Key("z")), (3, Key("l")), (4, Tab(-1)), (5, Tab(1)), (6, None)],
)
def test_what_a_gamepads_button_means(button: int, meant: Intent | None) -> None:
    """By SDL's numbers."""
    found = Reader().read(pygame.Event(pygame.JOYBUTTONDOWN, instance_id=0, button=button), SIZE)
    assert (type(found), found) == (type(meant), meant)


def test_a_mouse_that_sdl_makes_up_from_a_touch_means_nothing() -> None:
    """The touch itself has meant something."""
    reader = Reader()
    assert reader.read(pygame.Event(pygame.MOUSEBUTTONDOWN, button=1, pos=(1, 1), touch=True), SIZE) is None
    assert reader.read(pygame.Event(pygame.MOUSEMOTION, pos=(1, 1), rel=(1, 1), touch=True), SIZE) is None
