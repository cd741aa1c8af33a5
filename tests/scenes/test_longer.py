"""A language whose texts are 40 % longer than English fits every screen, at 800x480 and the largest text."""

from __future__ import annotations

import math
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pygame
import pytest
import yaml

from game.base import text
from game.commands import tour
from game.seats.app import Options
from game.ui import typeset
from game.ui.widgets import Button, Label
from tests.conftest import TESTS

LONGER = 0.4
CUT_AT_WILL = {"credit", "credits"}  # names of labels that end in an ellipsis by design


def longer(said: str) -> str:
    """A text that is 40 % longer, in words as long as its own; {values} stand once."""
    plain = re.sub(r"{\w+}", "", said)
    more = math.ceil(len(plain) * LONGER)
    words = re.findall(r"[^\W\d_]+", plain)
    if not words or "\n" in said.strip():
        return said
    added: list[str] = []
    while sum(map(len, added)) + len(added) < more:
        added.append(words[len(added) % len(words)].lower())
    if len(words) == 1:  # a word alone grows, as German words do
        return said + words[0].lower()[: max(1, more)]
    return f"{said} {' '.join(added)}"[: len(said) + more].rstrip()


def grown(found: object) -> object:
    """Plain data of a library, with every text by language made longer."""
    if isinstance(found, dict):
        if found and set(found) <= set(text.codes()) and all(isinstance(one, str) for one in found.values()):
            return {"en": longer(found["en"])} if "en" in found else found
        return {key: grown(value) for key, value in found.items()}
    if isinstance(found, list):
        return [grown(item) for item in found]
    return found


def faults(player: tour.Player) -> Iterator[str]:
    """What is cut on the screen that is shown; a button that has a sign may do without its words."""
    scene, kit = player.app.scene, player.app.kit
    for part in scene.widgets:
        if isinstance(part, Label) and part.name not in CUT_AT_WILL and typeset.Fitted(part.text, part.block).shown < 1:
            yield f"{scene.name}: {part.name}: {part.text!r} is cut: {part.rect}"
        elif isinstance(part, Button) and part.text and not part.look.sign:
            with typeset.overheard() as heard:
                part.draw(pygame.Surface((1, 1)), kit, focused=False, pressed=False)
            if any(item.shown < 1 for item in heard):
                yield f"{scene.name}: {part.name}: {part.text!r} is cut: {part.rect}"


@pytest.fixture
def long_pack(tmp_path: Path) -> Path:
    """A pack whose texts are 40 % longer."""
    root = Path(shutil.copytree(TESTS / "packs" / "good-1", tmp_path / "pack"))
    for file in root.rglob("*.yaml"):
        found = grown(yaml.safe_load(file.read_text(encoding="utf-8")))
        file.write_text(yaml.safe_dump(found, allow_unicode=True, sort_keys=False), encoding="utf-8")
    pack = root / "pack.yaml"
    pack.write_text(
        pack.read_text(encoding="utf-8").replace("languages:\n- en\n- it", "languages:\n- en"), encoding="utf-8"
    )
    return root


@pytest.mark.parametrize(("size", "text_size"), [((800, 480), 150), ((1280, 720), 150), ((1080, 1920), 150)])
@pytest.mark.parametrize("level", ["everything", "before-you-share"])
def test_forty_per_cent_longer_fits_everywhere(
    size: tuple[int, int], text_size: int, level: str, long_pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every screen of the tour."""
    english = {key: longer(said) for key, said in text.strings("en").items()}
    plain = text.strings
    monkeypatch.setattr(text, "strings", lambda code: english if code == "en" else plain(code))
    found: list[str] = []
    monkeypatch.setattr(
        tour._Walk, "shot", lambda walk, _name: (walk.player.settle(), found.extend(faults(walk.player)))
    )
    options = Options(size=size, language="en", pack=long_pack if level == "everything" else None, debug=True)
    tour.tour(options, tmp_path / "out", level, text_size=text_size)
    assert list(dict.fromkeys(found)) == []
