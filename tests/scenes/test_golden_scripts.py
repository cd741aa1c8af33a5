"""Screens of a pack in six scripts look as they did when someone last looked at them and accepted them.

`python -m pytest tests/scenes/test_golden_scripts.py --update-golden` accepts them as they are now: look at them first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pygame
import pytest

from game.base import faces
from game.base.settings import Settings
from game.commands.tour import Player
from game.model.answer import Answer
from game.pack.library import Library
from game.play.rules import Session
from game.scenes.intro import IntroScene
from game.seats.round_scenes import asking, revealing
from game.ui.kit import Kit
from game.ui.scene import Scene
from tests.conftest import Opens

from .test_golden import GOLDEN, SIZE, look

LANGUAGES = ("ar", "he", "hi", "ja", "th", "zh")
SYSTEM = "NotoSansCJK-Regular"  # Japanese and Chinese were accepted in it


def shown(kit: Kit) -> Iterator[tuple[str, Scene]]:
    """Every screen that has an author's texts, by name."""
    level = kit.pack.levels["look-twice"]
    judged, chosen, _ = level.rounds
    yield "intro", IntroScene(kit, level)
    for name, entry, answer in (("verdict", judged, Answer(("fake",), 3)), ("choose", chosen, Answer((), choice=1))):
        yield name, asking(kit, Session(level.id, 0, (entry,)))
        verdict = entry.judge(answer, kit.pack.pictures, lambda _picture, _file: None)
        yield f"{name}-reveal", revealing(kit, Session(level.id, 0, (entry,), (answer,), (verdict,)), 0)


def walk(player: Player, language: str, save: Callable[[str], None]) -> None:
    """Show each of them."""
    player.app.kit.words.texts = language  # the interface's own stay English
    for name, scene in shown(player.app.kit):
        player.app.show(scene.open())
        player.settle()
        save(name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_screens_in_other_scripts_are_as_accepted(
    language: str, scripts_pack: Library, opens: Opens, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Of each script an introduction, questions and what is said of their answers."""
    title = scripts_pack.levels["look-twice"].title[language]
    if language in ("ja", "zh") and not any(run.face.name.startswith(SYSTEM) for run in faces.runs(title)):
        pytest.skip(f"there is no {SYSTEM} here, in which the screens were accepted")
    player = opens(scripts_pack, size=SIZE, settings=Settings(language="en", reduced_motion=True))
    names: list[str] = []

    def save(name: str) -> None:
        names.append(f"{name}.png")
        pygame.image.save(player.app.canvas, tmp_path / names[-1])

    walk(player, language, save)
    look(tmp_path, names, GOLDEN / "scripts" / language, update=request.config.getoption("--update-golden"))
