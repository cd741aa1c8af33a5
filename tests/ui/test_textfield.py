"""Typing: what each editing key makes of a text, where lines break, which place lies under a pointer."""

from __future__ import annotations

import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.ui.caret import Caret
from game.ui.intents import Command, Composed, Edit, Reader, Typed
from game.ui.textfield import TextField, clean, wrapped
from game.ui.theme import theme_of
from game.ui.typeset import width_of

THEME = theme_of((1280, 720), "dark", 100, reduced_motion=True)
TEXTS = st.text(st.sampled_from("ab é'.\n\u0301x-"), max_size=40)


@pytest.fixture(autouse=True)
def fonts() -> None:
    """Text can be measured."""
    pygame.font.init()


def field(text: str = "", width: int = 200, height: int = 120) -> tuple[TextField, list[str]]:
    """A field with a text, and the list of what it has told since."""
    told: list[str] = []
    made = TextField("field", told.append, lambda: None)
    return made.lay(pygame.Rect(20, 20, width, height), text, THEME), told


@given(TEXTS, st.integers(0, 40), st.integers(0, 40), TEXTS)
def test_typing_replaces_the_selection(text: str, at: int, anchor: int, new: str) -> None:
    """And nothing around it; deleting it is typing nothing."""
    caret = Caret(text).to(anchor).to(at, select=True)
    first, last = caret.span
    typed = caret.put(new)
    assert typed.text == text[:first] + new + text[last:]
    assert typed.at == typed.anchor == first + len(new)
    if caret.selected:
        assert caret.delete("left") == caret.delete("right") == caret.put("")


@given(TEXTS, st.integers(0, 40))
def test_every_step_stays_in_the_text(text: str, at: int) -> None:
    """Left and right undo each other where no accent stands alone; words and ends are reached."""
    caret = Caret(text).to(at)
    for way in ("left", "right", "word-left", "word-right", "start", "end"):
        step = caret.go(way)  # type: ignore[arg-type]
        assert 0 <= step.at <= len(text)
        assert step.text == text
    while caret.at:
        before = caret.at
        caret = caret.go("left")
        assert caret.at < before
    assert caret.go("end").at == len(text)


def test_an_accent_goes_with_its_letter() -> None:
    """One step, one deletion: composed characters are not torn apart."""
    caret = Caret("ae\u0301b").to(3)
    assert caret.go("left").at == 1
    assert caret.delete("left").text == "ab"
    assert Caret("ae\u0301b").to(1).delete("right").text == "ab"


def test_words() -> None:
    """With their apostrophes; a press on a blank takes the blank's place alone."""
    text = "L'ombra, non c'è"
    assert Caret(text).to(len(text)).go("word-left").at == text.index("c'è")
    assert Caret(text).go("word-right").at == text.index(",")
    assert Caret(text).word_at(3).selected == "L'ombra"
    assert Caret(text).word_at(8).selected == ""


def test_a_text_changed_from_outside_puts_the_caret_behind_the_change() -> None:
    """As after an undo."""
    assert Caret("one three").replaced("one two three") == Caret("one two three", 7, 7)
    assert Caret("same", 2, 1).replaced("same") == Caret("same", 2, 1)


@given(TEXTS, st.integers(20, 300))
def test_lines_cover_the_text_and_fit(text: str, width: int) -> None:
    """Every character but the line breaks is in one line; a line is too wide only where one character is."""
    lines = wrapped(text, width, 16)
    assert "".join(text[first:last] for first, last in lines) == text.replace("\n", "")
    for first, last in lines:
        assert width_of(text[first:last].rstrip(), 16) <= width or last - first <= 2


def test_the_caret_goes_up_and_down_by_lines_and_keeps_its_column() -> None:
    """Past the first and last line to the ends of the text."""
    made, _ = field("wide wide wide\nshort\nwide wide wide", 400)
    made.handle(Edit("start"))
    for _ in range(11):
        made.handle(Edit("right"))
    column = made.caret_rect().left
    made.handle(Edit("down"))
    assert made.caret.at == len("wide wide wide\nshort")
    made.handle(Edit("down"))
    assert made.caret_rect().left == column
    made.handle(Edit("down"))
    assert made.caret.at == len(made.caret.text)
    made.handle(Edit("up", select=True))
    assert made.caret.selected


def test_a_pointer_finds_each_place() -> None:
    """A press puts the caret there, two take the word, three everything; a drag selects."""
    made, _ = field("one two three four five six", 150)
    for at in (0, 5, 13, 20):
        made.caret = made.caret.to(at)
        made.let(1.0)
        made.press_at(made.caret_rect().midleft)
        assert made.caret.at == at
    spot = made.caret_rect().center
    made.press_at(spot)
    assert made.caret.selected == "five"
    made.press_at(spot)
    assert made.caret.selected == made.caret.text
    made.let(1.0)
    made.press_at((21, 24))
    made.drag_to((1000, 1000))
    assert made.caret.selected == made.caret.text


def test_more_than_fits_scrolls_with_the_caret_and_the_wheel() -> None:
    """What is typed is always seen."""
    made, _ = field("\n".join(f"line {number}" for number in range(20)), 200, 80)
    made.handle(Edit("end"))
    assert made.rect.contains(made.caret_rect())
    made.wheel(50)
    assert not made.rect.contains(made.caret_rect())
    made.handle(Edit("start"))
    assert made.rect.contains(made.caret_rect())


def test_its_owner_is_told_each_change_once() -> None:
    """And not of movements; what an input method has not finished is nobody's yet."""
    made, told = field("ab")
    for intent in (
        Edit("end"),
        Typed("c"),
        Edit("left"),
        Edit("backspace"),
        Composed("ka", 2),
        Edit("left"),
        Typed("か"),
    ):
        assert made.handle(intent)
    assert told == ["abc", "ac", "aかc"]
    assert not made.handle(Command("undo"))


def test_what_may_not_be_in_a_file_is_not_taken() -> None:
    """Control characters, tabs, other systems' line breaks."""
    assert clean("a\r\nb\rc\td\x00\x1b\ufffe\ud800", one_line=False) == "a\nb\nc d"
    assert clean("a\nb", one_line=True) == "a b"


KEYS = [
    (pygame.K_a, 0, None, "Key"), (pygame.K_SPACE, 0, None, "Confirm"), (pygame.K_RETURN, 0, "Confirm", "Confirm"),
    (pygame.K_RETURN, pygame.KMOD_SHIFT, "Typed", "Confirm"), (pygame.K_ESCAPE, 0, "Back", "Back"),
    (pygame.K_LEFT, 0, "Edit", "Move"), (pygame.K_DELETE, 0, "Edit", "Key"), (pygame.K_TAB, 0, "Tab", "Tab"),
    (pygame.K_HOME, 0, "Edit", "ToEnd"), (pygame.K_z, pygame.KMOD_CTRL, "Command", "Command"),
    (pygame.K_q, pygame.KMOD_CTRL | pygame.KMOD_ALT, None, None), (pygame.K_F11, 0, "Fullscreen", "Fullscreen"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "mod", "typing", "otherwise"), KEYS)
def test_keys_mean_text_only_while_typing(key: int, mod: int, typing: str | None, otherwise: str | None) -> None:
    """Letters and digits are then no shortcuts, arrows move in the text; AltGr's characters are no commands."""
    event = pygame.Event(pygame.KEYDOWN, key=key, mod=mod, unicode="")
    for is_typing, expected in ((True, typing), (False, otherwise)):
        intent = Reader().read(event, (100, 100), typing=is_typing)
        assert (type(intent).__name__ if intent is not None else None) == expected
    text = pygame.Event(pygame.TEXTINPUT, text="a")
    assert Reader().read(text, (100, 100), typing=True) == Typed("a")
    assert Reader().read(text, (100, 100)) is None
