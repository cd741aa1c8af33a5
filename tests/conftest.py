"""What every test may ask for: the packs, an app without a display, a player."""

from __future__ import annotations

import gc
import logging
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

os.environ["SDL_VIDEODRIVER"] = "dummy"
os.environ["SDL_AUDIODRIVER"] = "dummy"

import hypothesis
import msgspec
import pytest

from game.base import places
from game.base.settings import Settings
from game.collections import offers
from game.commands.tour import Player, open_app
from game.model.answer import Answer
from game.model.kinds.kinds import Round
from game.model.terms import Says
from game.pack import cache
from game.pack.library import Library
from game.seats import video
from game.seats.app import App, Options

from .mirror import Described, Server

TESTS = Path(__file__).parent
REPOSITORY = TESTS.parent
MIRROR = REPOSITORY.parent / "shared" / "mirror"


hypothesis.settings.register_profile("untimed", deadline=None)  # machines are shared; speed is for `bench`
hypothesis.settings.load_profile("untimed")
SLOW = {  # files that take long, or look at pictures and texts that no Python changes: CI runs them on one Python only
    "bench", "claims", "collections", "documented", "endurance", "extremes", "faults", "fixes", "fuzz", "galley",
    "getting", "golden", "golden_scripts", "handout", "importing", "index", "kiosk", "kiosk_process", "lenses",
    "measuring", "network", "cards", "packs", "pages_played", "phone_page", "phone_server", "phones", "phones_load",
    "readme", "review", "shipped_pack", "simulated_study", "skeletons", "soak", "standalone", "wheel", "wheels",
    "window", "workshop",
}  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`-m "not slow"` leaves those out."""
    for item in items:
        if item.path.stem.removeprefix("test_") in SLOW:
            item.add_marker(pytest.mark.slow)


def pytest_collection_finish() -> None:
    """The game looks for garbage whenever a level ends: of the tests themselves none is, and there are many."""
    gc.collect()
    gc.freeze()


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update-golden` accepts the screens as they are now, `--update-guides` what the guides say of the types."""
    parser.addoption("--update-golden", action="store_true", help="accept the screens as they are drawn now")
    parser.addoption("--update-guides", action="store_true", help="write the guides' tables and the schemas anew")


@pytest.fixture(autouse=True)
def own_data(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes what whoever runs it keeps: settings, results, the index."""
    monkeypatch.setattr(places, "data_folder", lambda: tmp_path_factory.getbasetemp() / "data")


@pytest.fixture(autouse=True)
def own_log() -> Iterator[None]:
    """A test that opens the log leaves what the game logs to pytest again, so that their order does not matter."""
    log = logging.getLogger("game")
    yield
    for handler in list(log.handlers):
        log.removeHandler(handler)
        handler.close()
    log.propagate = True
    log.setLevel(logging.NOTSET)


@pytest.fixture
def unseen_display(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have commands that open a window be content with SDL's dummy driver, which nobody sees."""
    monkeypatch.setattr(video, "UNSEEN", ())


@pytest.fixture(scope="session")
def small_pack() -> Library:
    """The frozen small pack of format 1."""
    return cache.load(TESTS / "packs" / "good-1", None)


@pytest.fixture(scope="session")
def scripts_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pack in six scripts, with the pictures of the small one."""
    folder = tmp_path_factory.mktemp("packs") / "scripts-1"
    shutil.copytree(TESTS / "packs" / "scripts-1", folder)
    for name in ("images", "masks"):
        shutil.copytree(TESTS / "packs" / "good-1" / "assets" / name, folder / "assets" / name)
    return folder


@pytest.fixture(scope="session")
def scripts_pack(scripts_folder: Path) -> Library:
    """The pack in six scripts, read."""
    return cache.load(scripts_folder, None)


@pytest.fixture(scope="session")
def shipped() -> Library:
    """The game's own pack."""
    return cache.load(places.default_pack(), None)


@pytest.fixture
def described(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Described:
    """The one pack that is on offer, made up for a test."""
    made = Described(tmp_path)
    monkeypatch.setattr(offers, "folder", lambda: tmp_path / "offers")
    return made


@pytest.fixture
def server(described: Described, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Its mirror, served; no proxy stands between it and loopback."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    made = Server(described.mirror)
    yield made
    made.close()


class Got(NamedTuple):
    """What somebody has who got all packs that are on offer."""

    data: Path
    asked: list[str]  # the paths that the server was asked for


@pytest.fixture(scope="session")
def got(tmp_path_factory: pytest.TempPathFactory) -> Got:
    """All packs that are on offer, got from a copy of their pictures by way of a server."""
    from game.commands.cli import main

    if not MIRROR.is_dir():
        pytest.skip("there is no mirror of the pictures beside this clone")
    pytest.importorskip("av", reason="the extra 'video' is not installed: one of the packs has films")
    data, server = tmp_path_factory.mktemp("got"), Server(MIRROR)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("no_proxy", "127.0.0.1")
        assert main(["pack", "get", "all", "--from", server.address, "--data", str(data)]) == 0
    server.close()
    return Got(data, [path for path, _ in server.log])


def pass_unvoted(player: Player) -> bool:
    """Answer a round of a workshop that is not voted on, by touch; whether there was one."""
    scene = player.app.scene
    if scene.name == "choose":
        player.click("choice-1")
    elif scene.name == "point":
        player.click("nothing")
    elif scene.name == "order":
        for number in range(1, 7):
            if scene.has(f"step-{number}"):
                player.click(f"step-{number}")
        player.click("done")
    elif scene.name == "case":
        player.click("claim-true")
        player.click("sure-1")
    else:
        return False
    return True


def fitting(entry: Round, says: Says = "fake", confidence: int = 2) -> Answer:
    """An answer that fits a round, whatever its kind."""
    if entry.judged:
        return Answer((says,) * len(entry.judged), confidence, (), 1500)
    return msgspec.structs.replace(entry.sample_answers({})[0], milliseconds=1500)


Opens = Callable[..., Player]


@pytest.fixture
def opens(tmp_path: Path, small_pack: Library) -> Iterator[Opens]:
    """Opens the real App on a pack, without a display, and gives its player; closes it afterwards."""
    apps: list[App] = []

    def open_player(
        library: Library | None = None,
        size: tuple[int, int] = (1280, 720),
        settings: Settings | None = None,
        seed: int = 5,
        mirror: str | None = None,
    ) -> Player:
        chosen = settings or Settings(language="en", reduced_motion=True)
        data = tmp_path / "data"
        options = Options(data=data, size=size, seed=seed, settings=chosen, mirror=mirror, debug=True)
        apps.append(open_app(options, library or small_pack))
        return Player(apps[-1])

    yield open_player
    for app in apps:
        app.close()
