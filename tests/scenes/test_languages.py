"""Languages are chosen by their own names; keys answer by the words of the language."""

from __future__ import annotations

import pygame
import pytest

from game.base.settings import Settings
from game.base.text import languages
from game.pack.library import Library
from game.ui.widgets import Button
from tests.conftest import Opens


def test_each_language_is_named_in_itself_and_chosen_by_a_press(opens: Opens, small_pack: Library) -> None:
    """The first screen leads to all of them; a press changes the words and leads back."""
    player = opens(small_pack, settings=Settings(language="en", reduced_motion=True))
    player.click("language")
    shown = {item.name: item.text for item in player.app.scene.widgets if isinstance(item, Button)}
    assert {shown[f"language-{code}"] for code in languages()} >= {
        "Deutsch",
        "English",
        "Español",
        "Français",
        "Italiano",
    }
    player.click("language-de")
    assert player.app.scene.home
    assert player.app.kit.words("title.question") == "Echt oder Fake?"
    button = player.app.scene.widget("language")
    assert isinstance(button, Button)
    assert button.text == "Deutsch"


def test_a_pack_brings_its_own_languages(opens: Opens, scripts_pack: Library) -> None:
    """Its texts are in the one that is chosen, the interface's in English."""
    player = opens(scripts_pack, settings=Settings(language="en", reduced_motion=True))
    player.click("language")
    player.reach("language-ar")
    player.click("language-ar")
    level = next(iter(scripts_pack.levels.values()))
    assert player.app.kit.words.of(level.title) == level.title["ar"]
    assert player.app.kit.words("title.question") == "Real or fake?"


@pytest.mark.parametrize(
    ("language", "keys"), [("it", "vfn"), ("de", "efn"), ("fr", "vfi"), ("es", "rfn"), ("en", "rfc")]
)
def test_letters_answer_in_the_players_own_language(
    opens: Opens, small_pack: Library, language: str, keys: str
) -> None:
    """The initial of each answer, as it is shown on it."""
    for says, key in zip(("real", "fake", "unsure"), keys, strict=True):
        player = opens(small_pack, settings=Settings(language=language, reduced_motion=True))
        player.app.show(player.app.flow.start("one-round"))
        player.wait_for_step()
        player.key(getattr(pygame, f"K_{key}"))
        if says == "unsure":
            assert player.app.scene.name == "reveal"
        else:
            assert player.app.scene.has("change")
            assert getattr(player.app.scene, "says", "") == says
