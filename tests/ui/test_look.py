"""Colours, words and sounds: contrast by WCAG's formula, languages complete, sounds short and quiet."""

from __future__ import annotations

import json
import re
from itertools import product

import pygame
import pytest

from game.base.places import fonts_folder
from game.base.text import FOLDER, Words, languages
from game.pack.yamlfile import MAX_TEXT
from game.ui import sound
from game.ui.theme import PALETTES, Colour
from game.ui.typeset import fit_text, font_for, overheard, set_text, width_of


@pytest.fixture(autouse=True)
def fonts() -> None:
    """Text can be measured."""
    pygame.font.init()


def contrast_ratio(one: Colour, other: Colour) -> float:
    """The contrast of two colours, 1 to 21, by WCAG 2.2's formula for relative luminance."""

    def luminance(colour: Colour) -> float:
        parts = [part / 255 for part in colour]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("name", PALETTES)
def test_contrast(name: str) -> None:
    """Every colour that carries text or a sign keeps 5.4:1 on every ground; text on accent and on the way on, 4.5:1."""
    colours = PALETTES[name]
    inks = (colours.text, colours.quiet, colours.accent, colours.real, colours.fake, colours.unsure)
    grounds = (colours.ground, colours.surface, colours.raised)
    for ink, ground in product(inks, grounds):
        assert contrast_ratio(ink, ground) >= 5.4, (name, ink, ground)
    assert contrast_ratio(colours.on_accent, colours.accent) >= 4.5
    assert contrast_ratio(colours.on_lit, colours.lit) >= 4.5


def test_the_formula_knows_black_and_white() -> None:
    """21:1, and 1:1 for a colour on itself."""
    assert contrast_ratio((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast_ratio((9, 99, 199), (9, 99, 199)) == 1


def strings(code: str) -> dict[str, str]:
    """A language's file."""
    found: dict[str, str] = json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("code", sorted(languages()))
def test_languages_are_complete(code: str) -> None:
    """The same texts and the same {values} as in English, except for forms for one."""
    english, own = strings("en"), strings(code)

    def plain(keys: set[str]) -> set[str]:
        return {key for key in keys if ".one-" not in key}

    assert plain(set(own)) == plain(set(english))
    for key, text in own.items():
        base = re.sub(r"\.one-\w+$", "", key)
        values, allowed = set(re.findall(r"{(\w+)}", text)), set(re.findall(r"{(\w+)}", english[base]))
        assert values == allowed if key == base else values <= allowed, key
        assert text.strip(" \n") == text
        assert text


def test_forms_for_one() -> None:
    """One is not many, in each language by its own grammar."""
    english, italian = Words("en"), Words("it")
    assert english("levels.line", n=1) == "1 round"
    assert english("levels.line", n=2) == "2 rounds"
    assert italian("summary.caught", hits=1, n=4) == "Hai scoperto 1 falso su 4."
    assert italian("summary.caught", hits=3, n=4) == "Hai scoperto 3 falsi su 4."


def test_missing_texts_fall_back() -> None:
    """To English, then to any language, then to nothing; an unknown language speaks English."""
    assert Words("it").of({"en": "only"}) == "only"
    assert Words("it").of({"fr": "seul"}) == "seul"
    assert Words("it").of(None) == ""
    assert Words("xx")("title.play") == "Levels"


@pytest.mark.parametrize("name", sound.TONES)
def test_sounds_are_short_and_quiet(name: str) -> None:
    """Under 300 ms, under a quarter of full scale, and no click at either end."""
    wave = sound.samples(name)
    assert len(wave) / sound.RATE < 0.3
    assert 0.05 < max(map(abs, wave)) / 32767 < 0.25
    assert abs(wave[0]) < 300
    assert abs(wave[-1]) < 300


def test_text_breaks_shrinks_and_is_cut_only_at_last() -> None:
    """Lines are no wider than asked; what cannot fit ends in an ellipsis."""
    block = set_text("one two three four five six", 120, 20)
    assert " ".join(block.lines) == "one two three four five six"
    assert all(width_of(line, 20) <= 120 for line in block.lines)
    smaller = fit_text("one two three four five six", (120, block.height - 5), 20)
    assert smaller.size < 20
    assert smaller.height <= block.height - 5
    assert fit_text("one two three four five six", (60, 20), 20).lines[-1].endswith("…")
    assert "".join(set_text("Donaudampfschifffahrt", 60, 20).lines) == "Donaudampfschifffahrt"
    assert fit_text("", (60, 5), 20).lines == ("",)  # nothing is not cut


def test_characters_beyond_the_first_face_have_a_shape() -> None:
    """Greek and Cyrillic are set in the second face, and are not boxes."""
    for text in ("Ελληνικά", "Привет", "Tiếng Việt"):
        font = font_for(text, 96, bold=False)
        assert font.metrics("\ufffe")[0] not in font.metrics(text)
    assert font_for("Привет", 20, bold=False) is not font_for("Why?", 20, bold=False)
    assert font_for("Perché?", 20, bold=False) is font_for("Why?", 20, bold=False)


def test_proofs_hear_what_became_of_texts() -> None:
    """Whoever listens hears of every text that is set into a place: its size, and how much of it is shown."""
    words = "one two three four five six"
    with overheard() as heard:
        fit_text(words, (400, 100), 20)
        fit_text(words, (60, 20), 20)
        fit_text("Donaudampfschifffahrt", (60, 200), 20)
    fit_text(words, (400, 100), 20)
    assert [item.text for item in heard] == [words, words, "Donaudampfschifffahrt"]
    whole, cut, broken = heard
    assert (whole.shown, whole.block.size) == (1.0, 20)
    assert 0.1 < cut.shown < 0.6
    assert broken.shown == 1.0


def test_a_word_without_end_is_broken_at_once() -> None:
    """The longest text that a pack may hold, without a space: a level of a stranger stops no kiosk."""
    word = "W" * MAX_TEXT
    block = set_text(word, 300, 20)
    assert "".join(block.lines) == word
    assert block.width <= 300
    assert len(block.lines[0]) == max(n for n in range(1, 100) if width_of("W" * n, 20) <= 300)


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_a_zero_has_no_slash(weight: str) -> None:
    """The middle of a zero is empty, in both weights of the face that screens, paper and web pages use."""
    font = pygame.font.Font(fonts_folder() / f"AtkinsonHyperlegibleNext-{weight}.ttf", 200)
    ink = pygame.mask.from_surface(font.render("0", True, (255, 255, 255)), 127)
    (box,) = ink.get_bounding_rects()
    middle = pygame.Rect(0, 0, box.width // 3, box.height // 3)
    middle.center = box.center
    empty = pygame.Mask(middle.size, fill=True)
    assert ink.overlap_area(empty, middle.topleft) == 0
