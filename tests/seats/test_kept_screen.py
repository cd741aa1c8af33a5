"""The first screen that a game keeps for the next start: what is shown of it, and when it is not."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pygame
import pytest

from game.base.settings import Settings
from game.collections.shelf import Shelf
from game.collections.stock import stocked
from game.commands.tour import Player
from game.model.names import owner
from game.pack.heroes import HeroTurns, heroes
from game.pack.library import Library
from game.scenes.hero import HeroScene
from game.seats.app import App, Options
from game.ui import kept_screen
from game.ui.kept_screen import FILE
from tests.shelves import faces

Frame = tuple[tuple[int, int], bytes]
EN = Settings(language="en", reduced_motion=True)
HERE = Options(size=(800, 480), headless=True, settings=EN)


class Start:
    """One start of the game, until its first screen is there; what was on the window is noted at each update."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, data: Path, options: Options = HERE) -> None:
        self.frames: list[Frame] = []
        monkeypatch.setattr("pygame.display.update", self._updated)
        self.app = App(options._replace(data=data), reads=True)
        self.at_once = list(self.frames)
        monkeypatch.setattr(App, "loop", lambda _app: None)
        self.app.run()
        while self.app.kit.library is None:  # on a slow machine it comes after the first frames
            assert self.app._came.wait(30.0)
            self.app.step(0.0)
        Player(self.app).settle()

    def _updated(self, *_rects: object) -> None:
        surface = pygame.display.get_surface()
        assert surface is not None
        self.frames.append((surface.get_size(), surface.get_buffer().raw))

    @property
    def picture(self) -> str:
        """The picture on its first screen."""
        assert isinstance(self.app.scene, HeroScene)
        return self.app.scene.picture.id


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data of a game that has ended; the file is there."""
    first = Start(monkeypatch, tmp_path)
    assert not first.at_once
    first.app.close()
    assert (tmp_path / FILE).is_file()
    return tmp_path


def test_a_start_shows_at_once_what_it_will_show(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """To the pixel, and nothing else in between; each start another picture; what was shown is kept no longer."""
    shown = []
    for _ in range(3):
        start = Start(monkeypatch, kept)
        assert len(start.at_once) == 1
        assert {frame[1] for frame in start.frames} == {start.at_once[0][1]}
        assert not (kept / FILE).exists()
        shown.append(start.picture)
        start.app.close()
    assert len(set(shown)) == len(shown)


@pytest.mark.parametrize(
    "options",
    [
        HERE._replace(size=(640, 480)), HERE._replace(settings=EN._replace(language="it")),
        HERE._replace(settings=EN._replace(theme="light")), HERE._replace(settings=EN._replace(text_size=150)),
    ],
    ids=["window", "language", "theme", "text"],
)  # fmt: skip
def test_what_was_kept_for_another_look_is_not_shown(
    kept: Path, monkeypatch: pytest.MonkeyPatch, options: Options
) -> None:
    """The start is then one like the first."""
    start = Start(monkeypatch, kept, options)
    assert not start.at_once
    assert start.picture
    start.app.close()


def test_a_window_that_was_made_larger_changes_nothing(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next one has the size that it is opened with."""
    larger = Start(monkeypatch, kept)
    pygame.display.set_mode((1024, 768))
    larger.app.step(0.02, [pygame.Event(pygame.WINDOWRESIZED, x=1024, y=768, window=None)])
    assert larger.app.surface.get_size() == (1024, 768)
    larger.app.close()
    following = Start(monkeypatch, kept)
    assert [size for size, _ in following.at_once] == [HERE.size]
    assert set(following.frames) == set(following.at_once)
    following.app.close()


def test_answers_are_on_the_disk_before(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that ends the game while it closes takes the next first screen, and nothing else."""
    start = Start(monkeypatch, kept)
    assert start.app._store is not None
    thread, seen = start.app._store._thread, []
    monkeypatch.setattr(kept_screen, "keep", lambda *_: seen.append(thread.is_alive()))
    start.app.close()
    assert seen == [False]


def test_what_another_version_kept_is_not_shown(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its screens may have looked otherwise."""
    monkeypatch.setattr(kept_screen, "__version__", "99")
    start = Start(monkeypatch, kept)
    assert not start.at_once
    start.app.close()


def test_whoever_asks_for_a_level_is_shown_no_first_screen(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept stays for a start that begins there."""
    start = Start(monkeypatch, kept, HERE._replace(level="warm-up"))
    assert not start.at_once
    assert (kept / FILE).is_file()
    start.app.close()


@pytest.mark.parametrize(
    "damage",
    [
        lambda _content: b"", lambda content: content[:40], lambda content: content[:-1000],
        lambda content: content.partition(b"\n")[0] + b"\n" + b"short",
        lambda content: b"[" * 100_000 + content, lambda _content: json.dumps({"a": 1}).encode() + b"\n",
    ],
    ids=["empty", "head", "cut", "short", "deep", "other"],
)  # fmt: skip
def test_a_damaged_one_costs_nothing_else(kept: Path, monkeypatch: pytest.MonkeyPatch, damage: object) -> None:
    """It is gone, and the game begins as without it."""
    path = kept / FILE
    path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]
    start = Start(monkeypatch, kept)
    assert not start.at_once
    assert not path.exists()
    assert start.picture
    start.app.close()
    assert path.exists()


def test_only_pictures_of_the_home_pack_are_promised(shipped: Library, tmp_path: Path) -> None:
    """A start has nothing else at first. Where the next one is of it, it is that one; none comes twice running."""
    collection = faces(tmp_path / "sources", "people-who-do-not-exist-stylegan2")
    with (collection / "pack.yaml").open("a", encoding="utf-8") as file:
        file.write("heroes: [face-0, face-1, face-2]\n")
    Shelf(tmp_path / "data").install(collection)
    library = stocked(shipped, tmp_path / "data")
    turns, rng, others = HeroTurns(), Random(3), 0
    for _ in range(2 * len(heroes(library))):
        following, promised = turns.following(library, rng), turns.of_next_start(library, rng)
        assert following is not None
        assert promised is not None
        assert not owner(promised.id)
        others += bool(owner(following.id))
        assert owner(following.id) or promised is following
        turns.shown(following)
        assert turns.of_next_start(library, rng) is not following
    assert others
