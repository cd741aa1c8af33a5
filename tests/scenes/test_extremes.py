"""Texts as long as authors may write them: every screen stands, and what is cut in play is whole on its own screen."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from game.base.settings import Settings
from game.commands.tour import tour
from game.pack.library import Library
from game.seats.app import Options
from game.seats.seat import PROJECTOR_TEXT
from game.ui.widgets import Button, Label
from tests.conftest import TESTS, Opens

SENTENCES = "Somebody with a long name, and many helpers who are all named here, too. " * 40
ONE_WORD = "Donaudampfschiffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft" * 12
SOURCES = " ".join(f"https://example.org/a/long/way/down/to/picture-{number}.jpg" for number in range(40))


def grown(found: Any, text: str, key: str = "") -> Any:
    """What a YAML file holds, its texts for players exchanged for one."""
    if isinstance(found, dict):
        if found and set(found) <= {"en", "it"}:
            return dict.fromkeys(found, text)
        return {name: grown(value, text, name) for name, value in found.items()}
    if isinstance(found, list):
        return [grown(item, text, key) for item in found]
    return {"credit": text, "licence": text, "generator": text, "source": SOURCES}.get(key, found)


@pytest.mark.parametrize(
    ("text", "language", "text_size"),
    [(SENTENCES, "it", PROJECTOR_TEXT), (ONE_WORD, "en", 100)], ids=["sentences", "word"],
)  # fmt: skip
def test_every_screen_stands_with_the_longest_texts(tmp_path: Path, text: str, text_size: int, language: str) -> None:
    """Titles, notes, names, credits, licences and sources without end: the whole tour, every button in reach."""
    root = tmp_path / "pack"
    shutil.copytree(TESTS / "packs" / "good-1", root)
    for file in root.rglob("*.yaml"):
        found = grown(yaml.safe_load(file.read_text(encoding="utf-8")), text)
        file.write_text(yaml.safe_dump(found, allow_unicode=True, sort_keys=False), encoding="utf-8")
    options = Options(size=(1024, 768), language=language, pack=root, debug=True)
    shots = tour(options, tmp_path / "out", "everything", text_size=text_size)
    assert {"intro", "verdict-reveal", "pick-reveal", "point-reveal", "order-reveal", "choose-reveal"} <= {
        shot["name"] for shot in shots
    }


@pytest.mark.parametrize("text_size", [100, 150])
def test_a_credit_without_end_leaves_room_for_the_evidence(opens: Opens, small_pack: Library, text_size: int) -> None:
    """It ends in an ellipsis on the reveal, above nothing and below nothing, and is whole on the screen of credits."""
    pictures = {
        name: msgspec.structs.replace(picture, credit=SENTENCES.strip())
        for name, picture in small_pack.pictures.items()
    }
    settings = Settings(language="en", text_size=text_size, reduced_motion=True)
    player = opens(msgspec.structs.replace(small_pack, pictures=pictures), (1024, 768), settings)
    player.click("credits")
    for part in player.app.scene.widgets:
        if isinstance(part, Label) and part.name.startswith("credit-"):
            assert " ".join(part.block.lines).split() == part.text.split()
            assert SENTENCES.strip() in part.text
    player.click("back")
    player.click("play")
    player.click("level-one-round")
    player.click("begin")
    player.click("fake")
    player.click("sure-2")
    scene = player.app.scene
    assert scene.name == "reveal"
    credit, note = scene.widget("credit"), scene.widget("note")
    assert isinstance(credit, Label)
    assert isinstance(note, Label)
    assert credit.block.lines[-1].endswith("…")
    assert credit.block.height <= credit.rect.height
    assert " ".join(note.block.lines).split() == note.text.split()
    onward = scene.widget("onward")
    assert isinstance(onward, Button)
    assert not any(credit.rect.colliderect(part.rect) for part in (note, *scene.targets))
