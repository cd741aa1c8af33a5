"""Collections in the game: got on request while one plays, chosen, remembered; told in words where it fails."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pygame
import pytest

from game.base import places, settings
from game.base import text as strings_of
from game.base.settings import Settings
from game.base.text import Words, languages
from game.collections import download, offers, stock
from game.collections.collection import Collections
from game.collections.shelf import Shelf
from game.commands.tour import Player, open_app
from game.pack import cache, catalogue
from game.pack.library import Library
from game.seats.app import App, Options
from game.seats.kiosk.config import Kiosk
from game.seats.kiosk.kiosk_seat import kiosk_app
from game.seats.workshop.workshop_flow import WorkshopFlow
from game.ui.menu import PageScene
from game.ui.outcomes import Go, OpenWorkshop, PrintLesson
from game.ui.widgets import Button, Label
from tests.conftest import Opens
from tests.kept import answers_of, sessions_of
from tests.mirror import Described, Request, Server, always, answer
from tests.shelves import GOOD, another

PATIENCE_SECONDS = 60.0


@pytest.fixture(scope="session")
def read(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of caches in which the game's own pack is read already."""
    folder = tmp_path_factory.mktemp("cache")
    cache.load(places.default_pack(), folder)
    return folder


@pytest.fixture(autouse=True)
def _is_read(read: Path, described: Described, tmp_path: Path) -> None:
    """One pack is on offer, and the game's own is read already."""
    shutil.copytree(read, tmp_path / "data" / "cache")


@pytest.fixture
def gate(server: Server) -> Iterator[threading.Event]:
    """The server gives the first two files, and the others once this is set."""
    event, count = threading.Event(), iter(range(10**6))

    def hold(_: Request) -> bool:
        if next(count) >= 2:
            event.wait(PATIENCE_SECONDS)
        return False

    server.orders["*"] = hold
    yield event
    event.set()


def until(player: Player, true: Callable[[], bool]) -> None:
    """Let the game run until something is so."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < end, "it never came to be so"
        time.sleep(0.005)
        player.app.step(0.005)


def visit(player: Player) -> None:
    """Open the collections, and wait until they are known."""
    player.click("collections")
    collections = player.app.kit.collections
    assert collections is not None
    until(player, lambda: collections.known is not None and not collections.looking)
    player.app.step(0.0)


def begin(player: Player) -> Collections:
    """Press Get, and wait until two files are there."""
    player.click("get-noise")
    collections = player.app.kit.collections
    assert collections is not None
    until(player, lambda: (state := collections.state("noise")) is not None and state.files == 2)
    return collections


def stage(player: Player) -> str:
    """How far the pack is."""
    collections = player.app.kit.collections
    assert collections is not None
    state = collections.state("noise")
    return "" if state is None else state.stage


def note(player: Player) -> str:
    """What the title says of collections."""
    scene = player.app.scene
    return next((scene.widget(name).spoken() for name in ("more", "get-all") if scene.has(name)), "")


def text(player: Player, name: str) -> str:
    """What a part of the screen says."""
    part = player.app.scene.widget(name)
    return part.spoken()


def kept(player: Player) -> Settings:
    """The settings as they are on the disk."""
    return settings.load(player.app.data / "settings.json")[0]


def test_a_collection_comes_while_one_plays_and_is_played(
    opens: Opens, server: Server, gate: threading.Event, described: Described
) -> None:
    """Asked for, a round played meanwhile, installed, put on the shelf beside the others, played and kept."""
    player = opens(mirror=server.address)
    app = player.app
    visit(player)
    assert "6 pictures" in text(player, "facts-noise")
    assert "2 MB" in text(player, "facts-noise")
    player.click("about-noise")
    assert server.address in text(player, "from")
    assert "CC0-1.0" in text(player, "licences")
    player.click("back")
    assert server.log == []  # until Get is pressed nobody is asked
    collections = begin(player)
    assert app.scene.has("cancel-noise")
    assert text(player, "gauge-noise").startswith("1 MB of 2 MB")
    player.click("back")
    assert note(player).startswith("Noise: ")
    for name in ("play", "level-everything", "begin", "onward", "fake", "sure-2"):
        player.click(name)
    assert app.scene.name == "reveal"
    assert stage(player) == "fetching"
    gate.set()
    until(player, lambda: stage(player) == "installed" and not collections.looking)
    player.key(pygame.K_ESCAPE)
    player.click("leave")
    player.click("back")
    until(player, lambda: note(player) == "Noise is ready to play")
    visit(player)
    assert not app.scene.has("get-noise")
    player.click("play-noise")
    until(player, lambda: app.scene.name == "levels")
    assert list(app.kit.pack.parts) == ["noise"]
    assert app.scene.has("level-noise/noise")
    assert app.scene.has("level-everything")  # of the pack at home, above
    assert text(player, "pack-noise") == "Noise"
    player.key(pygame.K_ESCAPE)
    assert note(player) == ""
    player.settle()
    assert app.scene.has("picture-1")
    player.click("play")
    player.click("level-noise/noise")
    player.click("begin")
    player.click("real")
    player.click("sure-1")
    player.click("onward")
    assert app.kit.store is not None
    assert [(row.pack, row.level) for row in sessions_of(app.kit.store)][:1] == [("noise", "noise")]
    assert kept(player).pack == "noise"
    assert len(server.log) == len(described.files)


@pytest.fixture
def installed(described: Described, tmp_path: Path) -> Path:
    """A data folder in which the pack is installed already."""
    from game.collections import getting

    getting.get(offers.read(described.recipe), tmp_path / "data", described.mirror)
    return tmp_path / "data"


def start(data: Path, **options: object) -> Player:
    """The game, started as by a player; it ends with `close`."""
    chosen = Options(data=data, size=(1280, 720), headless=True, settings=Settings(language="en"), debug=True)
    app = App(chosen._replace(**options))
    app.finish_start()
    player = Player(app)
    until(player, lambda: app.kit.library is not None and not app._reading_pack and app._loaded is None)
    return player


def show(player: Player, name: str) -> None:
    """Scroll a page until a card of it is in sight."""
    page = player.app.scene
    assert isinstance(page, PageScene)
    page.scroll(page.widget(name).rect.top - page.area.top)


def test_all_that_is_installed_is_on_the_shelf(installed: Path) -> None:
    """At the next start as well: its levels, practice, field guide and results beside the game's own."""
    player = start(installed)
    app = player.app
    try:
        assert (app.kit.pack.pack.id, list(app.kit.pack.parts)) == ("spot-the-fake", ["noise"])
        player.click("play")
        show(player, "level-noise/noise")
        player.click("level-noise/noise")
        player.click("begin")
        player.click("real")
        player.click("sure-1")
        player.key(pygame.K_ESCAPE)
        player.click("leave")
        assert app.scene.name == "levels"
        player.click("back")
        player.click("results")
        (result,) = [item for item in app.scene.widgets if item.name.startswith("result-")]
        assert isinstance(result, Button)
        assert result.text.startswith("Noise, ")
        player.click(result.name)
        assert app.scene.name == "summary"
    finally:
        app.close()


def test_play_opens_the_levels_at_a_collections(installed: Path) -> None:
    """Now, and at later starts, until they are left somewhere else; at the game's own by that one's card."""
    player = start(installed)
    app = player.app
    try:
        visit(player)
        assert not app.scene.has("notice")
        player.click("play-noise")
        assert app.scene.name == "levels"
        assert app.scene.widget("pack-noise").rect.top >= 0
        assert app.scene.in_sight(app.scene.widget("level-noise/noise"))  # type: ignore[attr-defined]
        first = next(item for item in app.scene.targets if item.name.startswith("level-"))
        assert not app.scene.in_sight(first)  # type: ignore[attr-defined]
        again = kept(player)
        assert again.pack == "noise"
        player.click("back")
        visit(player)
        player.click("play-spot-the-fake")
        assert app.scene.offset == 0  # type: ignore[attr-defined]
        assert kept(player).pack == ""
    finally:
        app.close()
    player = start(installed, settings=again)
    try:
        player.click("play")
        assert player.app.scene.in_sight(player.app.scene.widget("level-noise/noise"))  # type: ignore[attr-defined]
    finally:
        player.app.close()


def test_an_installed_pack_appears_and_goes_without_a_restart(installed: Path, described: Described) -> None:
    """Whoever installs or removes it; who plays meanwhile is not disturbed, and a page keeps its place."""
    home = Shelf(installed).folder / "noise"
    aside = installed / "aside"
    home.rename(aside)
    player = start(installed)
    app = player.app
    try:
        assert not app.kit.pack.parts
        player.click("play")
        aside.rename(home)
        player.click("back")
        until(player, lambda: list(app.kit.pack.parts) == ["noise"])
        player.click("play")
        app.scene.scroll(10**6)  # type: ignore[attr-defined]
        offset = app.scene.offset  # type: ignore[attr-defined]
        show(player, "level-noise/noise")
        player.click("level-noise/noise")
        player.click("begin")
        home.rename(aside)
        app._look_at_shelf()
        until(player, lambda: app._next is not None)
        player.click("real")
        player.click("sure-1")
        assert app.scene.name == "reveal"
        assert "noise" in app.kit.pack.parts
        player.key(pygame.K_ESCAPE)
        player.click("leave")
        until(player, lambda: not app.kit.pack.parts)
        assert app.scene.name == "levels"
        assert not app.scene.has("level-noise/noise")
        assert 0 < app.scene.offset <= offset  # type: ignore[attr-defined]
    finally:
        app.close()


def test_a_collection_that_cannot_be_read_takes_none_away(
    installed: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The others play; its card and the log say why, and where it is on offer it can be got again."""
    Shelf(installed).install(Path(another(tmp_path, "beta").root))
    current = Shelf(installed).current("noise")
    assert current is not None
    (current / "pack.yaml").write_text("x", encoding="utf-8")
    player = start(installed, settings=Settings(language="en", pack="noise"))
    try:
        assert list(player.app.kit.pack.parts) == ["beta"]
        assert not player.app.scene.has("notice")
        visit(player)
        assert "cannot be read, so it is left out: pack.yaml:1:1: error" in text(player, "said-noise")
        assert not player.app.scene.has("play-noise")
        assert player.app.scene.has("get-noise")
        assert player.app.scene.has("play-beta")
    finally:
        player.app.close()


def test_the_home_pack_plays_before_the_others_are_read(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A shelf that takes long, or cannot be read at all, holds up nothing."""
    there = threading.Event()
    read = stock.stocked

    def slow(*given: Any) -> Library:
        there.wait(PATIENCE_SECONDS)
        return read(*given)

    monkeypatch.setattr(stock, "stocked", slow)
    app = App(Options(data=installed, size=(1280, 720), headless=True, settings=Settings(language="en"), debug=True))
    player = Player(app)
    try:
        app.finish_start()
        until(player, lambda: app.kit.library is not None)
        player.click("play")
        player.settle()
        assert not app.scene.has("level-noise/noise")
        player.key(pygame.K_DOWN)
        focus = app.scene.focus
        assert focus is not None
        there.set()
        until(player, lambda: app.scene.has("level-noise/noise"))
        assert app.scene.name == "levels"
        assert app.scene.focus is not None
        assert app.scene.focus.name == focus.name
        assert app.scene.focus_shown
    finally:
        there.set()
        app.close()

    def broken(*_: object) -> Library:
        raise RuntimeError("nobody knows why")

    monkeypatch.setattr(stock, "stocked", broken)
    player = start(installed)
    assert not player.app.kit.pack.parts
    player.app.close()


@pytest.mark.parametrize(
    ("level", "opened"), [("lesson-45", "lesson-45"), ("noise", "noise/noise"), ("noise/noise", "noise/noise")]
)
def test_a_level_that_is_named_opens(installed: Path, level: str, opened: str) -> None:
    """The game's own at once, a collection's as soon as that is read; once, whatever is read later."""
    player = start(installed, level=level)
    app = player.app
    try:
        until(player, lambda: app.scene.name == "intro")
        assert app.scene.level.id == opened  # type: ignore[attr-defined]
        assert app.refusal is None
        player.click("back")
        until(player, lambda: bool(app.kit.pack.parts))
        assert app.scene.name in ("title", "levels")
    finally:
        app.close()


def test_a_level_that_nobody_has_is_refused(installed: Path) -> None:
    """Once all that is installed was read."""
    app = App(
        Options(data=installed, size=(1280, 720), headless=True, settings=Settings(language="en"), level="no-such")
    )
    try:
        app.finish_start()
        until(Player(app), lambda: not app.running)
        assert "no level 'no-such'" in str(app.refusal)
        assert "noise/noise" in str(app.refusal)
    finally:
        app.close()


def test_a_pack_that_is_named_plays_alone(installed: Path, tmp_path: Path) -> None:
    """Nothing else is on the shelf then."""
    player = start(installed, pack=GOOD)
    try:
        assert (player.app.kit.pack.pack.id, player.app.kit.pack.parts) == ("good-1", {})
    finally:
        player.app.close()


def test_cancelled_and_gone_on_with(opens: Opens, server: Server, gate: threading.Event, described: Described) -> None:
    """What came is kept, the card says what is still to come, and no finished file is fetched twice."""
    player = opens(mirror=server.address)
    visit(player)
    collections = begin(player)
    pos = player.place("cancel-noise")
    player.click("cancel-noise")
    until(player, lambda: not collections.looking and player.app.scene.has("get-noise"))
    button = player.app.scene.widget("get-noise")
    assert isinstance(button, Button)
    assert not button.rect.collidepoint(pos)  # a second press does not begin it again
    assert button.text == "Get the rest, 1 MB"
    assert Shelf(player.app.data).names() == []
    gate.set()
    asked = {path for path, _ in server.log[:2]}
    server.log.clear()
    player.click("get-noise")
    until(player, lambda: stage(player) == "installed")
    assert not asked & {path for path, _ in server.log}
    assert len(server.log) == len(described.files) - 2


def test_closing_the_window_ends_the_download(opens: Opens, server: Server, gate: threading.Event) -> None:
    """No process goes on; the next start can go on with what came."""
    player = opens(mirror=server.address)
    visit(player)
    collections = begin(player)
    process = collections.downloads["noise"]._process
    assert process is not None
    player.app.close()
    assert process.returncode is not None
    assert len([path for path in (player.app.data / "downloads").iterdir() if len(path.name) == 64]) == 2


FAULTS = {
    "offline": (None, "cannot be reached. Is this computer online?"),
    "missing": (answer(404), "no longer where they were"),
    "refused": (answer(403), "does not hand out the pictures"),
    "wrong": (lambda request: request.give(request.content[::-1]), "are not the pictures described here"),
    "busy": (answer(503, Retry_After="4000"), "is too busy"),
}


@pytest.mark.parametrize("why", FAULTS)
def test_a_failure_is_told_in_words(opens: Opens, server: Server, why: str) -> None:
    """On the card with a way to try again, and in a line on the title until it was seen."""
    order, words = FAULTS[why]
    player = opens(mirror=server.address)
    if order is None:
        server.close()
    else:
        server.orders["*"] = always(order)
    visit(player)
    player.click("get-noise")
    player.click("back")
    until(player, lambda: stage(player) == "failed")
    player.app.step(0.0)
    assert note(player) == "Noise could not be downloaded"
    visit(player)
    assert words in text(player, "gauge-noise")
    assert text(player, "get-noise") == "Try again"
    player.click("back")
    assert note(player) != "Noise could not be downloaded"


def test_what_failed_can_be_tried_again(opens: Opens, server: Server) -> None:
    """Once the server is well, the same button brings it."""
    player = opens(mirror=server.address)
    server.orders["noise-3.png"] = always(answer(404))
    visit(player)
    player.click("get-noise")
    until(player, lambda: stage(player) == "failed")
    player.app.step(0.0)
    server.orders = {}
    player.click("get-noise")
    until(player, lambda: stage(player) == "installed")


def test_two_are_got_one_after_the_other(opens: Opens, server: Server, gate: threading.Event, tmp_path: Path) -> None:
    """The second waits for its turn, and can be taken back meanwhile."""
    Described(tmp_path, "sounds")
    player = opens(mirror=server.address)
    visit(player)
    player.click("get-noise")
    player.click("get-sounds")
    assert text(player, "gauge-sounds") == "Waits for its turn"
    player.click("cancel-sounds")
    player.app.step(0.0)
    player.click("get-sounds")
    player.app.step(0.0)
    gate.set()
    until(player, lambda: player.app.kit.collections is not None and len(Shelf(player.app.data).names()) == 2)


def test_progress_is_drawn_only_where_it_is_seen(opens: Opens, server: Server, gate: threading.Event) -> None:
    """On its card, and no more than that card; in a round nothing is drawn."""
    player = opens(mirror=server.address)
    app = player.app
    visit(player)
    collections = begin(player)
    player.settle(0.1)
    download = collections.downloads["noise"]
    download.state = download.state._replace(files=3, bytes=900_000)
    app._turn(0.0, [])
    assert [rect for rect in app.scene.damage if rect] == [app.scene.widget("gauge-noise").rect]
    app._turn(0.0, [])
    assert len(app.scene.damage) == 1
    app._draw()
    player.click("back")
    player.click("help")
    player.settle(0.1)
    download.state = download.state._replace(files=4)
    app._turn(0.0, [])
    assert app.scene.damage == []


def test_nothing_is_offered_on_a_kiosk(tmp_path: Path, small_pack: Library) -> None:
    """A visitor gets to no list, and nobody looks for one."""
    app, _ = kiosk_app(Options(data=tmp_path / "data", size=(1280, 720), headless=True), Kiosk())
    try:
        app.finish_start(small_pack)
        app.step(0.0)
        assert app.kit.collections is None
        assert app.scene.name == "attract"
    finally:
        app.close()


@pytest.mark.parametrize("language", sorted(languages()))
@pytest.mark.parametrize("size", [(1280, 720), (1024, 768), (1080, 1920), (640, 480)])
def test_every_word_of_a_card_is_legible(
    small_pack: Library, tmp_path: Path, size: tuple[int, int], language: str
) -> None:
    """In every state a card can be in, no text is cut."""
    from game.collections.download import DownloadState

    for text_size in (100, 150):
        chosen = Settings(language=language, text_size=text_size)
        app = open_app(Options(data=tmp_path / "data", size=size, settings=chosen, debug=True), small_pack)
        player = Player(app)
        try:
            visit(player)
            collections = app.kit.collections
            assert collections is not None
            faults = [key.rpartition(".")[2] for key in _keys("collections.failed.")]
            for state in (None, *(DownloadState("failed", why=why, lines=("?",)) for why in faults)):
                collections.downloads = {"noise": Ended(state)} if state else {}  # type: ignore[dict-item]
                app.step(0.0)
                for item in app.scene.widgets:
                    if isinstance(item, Label):
                        assert not any(line.endswith("…") for line in item.block.lines), item.text
        finally:
            app.close()


def _keys(start: str) -> list[str]:
    strings = json.loads((Path(strings_of.__file__).parent / "strings" / "en.json").read_text(encoding="utf-8"))
    assert Words("en").has(f"{start}other")
    return [key for key in strings if key.startswith(start)]


class Ended:
    """A download that is over."""

    def __init__(self, state: object) -> None:
        self.state = state

    def close(self) -> None:
        """There is nothing to end."""


def test_in_a_folder_without_python_the_program_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """There `sys.executable` is the game, which knows nothing of `-c`; elsewhere it is Python, which finds the game."""
    assert subprocess.run(
        [*download._itself(), "--version"], cwd=places.default_pack().anchor, capture_output=True, check=True
    ).stdout
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert download._itself() == [sys.executable]


def test_credits_name_every_picture_of_every_pack(opens: Opens, small_pack: Library, tmp_path: Path) -> None:
    """The home pack's at first, each other one's at a press; the note has all titles and versions."""
    beta = another(tmp_path, "beta", same=("a1.png",))
    player = opens(catalogue.shelved(small_pack, [beta]))
    player.click("credits")
    assert "Small pack, version 1.0; Beta, version 1.0." in text(player, "note")

    def credited() -> set[str]:
        return {item.name.removeprefix("credit-") for item in player.app.scene.widgets if item.name[:7] == "credit-"}

    assert credited() == set(small_pack.pictures)
    player.click("pack-beta")
    assert credited() == {f"beta/{name}" for name in beta.pictures if name != "house"}
    player.click("pack-good-1")
    assert credited() == set(small_pack.pictures)
    player.click("back")
    player.app.act(Go("guide"))
    player.settle()
    assert player.app.scene.has("tell-clone-repeat")


def test_a_workshop_is_held_with_a_level_of_a_collection(opens: Opens, small_pack: Library, tmp_path: Path) -> None:
    """It is listed like the others, kept as its pack's, and its sheets have names without a folder."""
    player = opens(catalogue.shelved(small_pack, [another(tmp_path, "beta")]))
    app = player.app
    app.act(OpenWorkshop("beta/one-round"))
    show(player, "level-beta/one-round")
    player.click("level-beta/one-round")
    app.act(PrintLesson("beta/one-round"))
    until(player, lambda: not app.scene.reading)
    assert (app.data / "beta-one-round.pdf").is_file()
    app.scene.scroll(-(10**6))  # type: ignore[attr-defined]
    player.click("begin")
    assert app.kit.store is not None
    assert app.kit.store.settle()
    flow = app.flow
    assert isinstance(flow, WorkshopFlow)
    assert flow.workshop is not None
    for ballot in ("first", "second"):
        flow.workshop.votes_on(0).teams[ballot].update({0: "real", 1: "fake"})  # type: ignore[index]
    flow.workshop.close_vote()
    rows = [row for row in sessions_of(app.kit.store) if row.team in ("circle", "triangle")]
    assert {(row.pack, row.level) for row in rows} == {("beta", "one-round")}
    assert {item.picture for row in rows for item in answers_of(app.kit.store, row.id)} == {"apple"}
