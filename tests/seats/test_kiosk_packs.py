"""A kiosk that plays several packs together: exactly those, between visits the newest of each, and none for a fault."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from game.collections import archive
from game.collections.shelf import Shelf
from game.seats.app import App, Options
from game.seats.kiosk import config
from game.seats.kiosk.attract import AttractScene
from game.seats.kiosk.config import Kiosk
from game.seats.kiosk.kiosk_check import check
from game.seats.kiosk.kiosk_flow import KioskFlow
from game.seats.kiosk.kiosk_seat import PACKS_SECONDS, KioskSeat, kiosk_app
from tests.conftest import fitting
from tests.shelves import another

Opens = Callable[..., App]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder in which two packs are installed."""
    for name in ("beta", "gamma"):
        Shelf(tmp_path / "data").install(Path(another(tmp_path, name).root))
    return tmp_path / "data"


@pytest.fixture
def opens(data: Path) -> Iterator[Opens]:
    """Opens kiosks, as they start; closes them."""
    opened: list[App] = []

    def open_kiosk(kiosk: Kiosk, pack: Path | None = None) -> App:
        app, _ = kiosk_app(Options(data=data, size=(1280, 720), seed=3, headless=True, pack=pack), kiosk)
        opened.append(app)
        app.finish_start()
        await_library(app)
        return app

    yield open_kiosk
    for app in opened:
        app.close()


def await_library(app: App) -> None:
    """Turn the loop until what is being read is in use."""
    end = time.monotonic() + 60
    while app.kit.library is None or app._reading_pack or app._loaded is not None:
        assert time.monotonic() < end
        app.step(0.01)
        time.sleep(0.005)


def flow_of(app: App) -> KioskFlow:
    """The way between a kiosk's screens."""
    assert isinstance(app.flow, KioskFlow)
    return app.flow


def packs_of(app: App) -> list[str]:
    """The packs that are played, that at home first."""
    return [app.kit.pack.pack.id, *app.kit.pack.parts]


def test_exactly_the_packs_that_are_named_play(opens: Opens) -> None:
    """In their order; the game's own by its id, and not without. Rounds are drawn from all of them."""
    app = opens(Kiosk(packs=("gamma", "beta")))
    assert packs_of(app) == ["gamma", "beta"]
    dealt = [flow_of(app).dealt() for _ in range(20)]
    names = {name for session in dealt if session is not None for entry in session.rounds for name in entry.pictures}
    assert {"/" in name for name in names} == {True, False}
    assert packs_of(opens(Kiosk(packs=("beta", "spot-the-fake")))) == ["beta", "spot-the-fake"]
    assert packs_of(opens(Kiosk(packs=("spot-the-fake",)))) == ["spot-the-fake"]


@pytest.mark.parametrize("level", ["beta/everything", "gamma/everything"])
def test_a_level_of_one_of_them_plays(opens: Opens, level: str) -> None:
    """By its pack and id, wherever that pack stands."""
    app = opens(Kiosk(packs=("beta", "gamma"), level=level, rounds=9))
    session = flow_of(app).dealt()
    assert session is not None
    assert session.level == level.removeprefix("beta/")
    assert {name.startswith("gamma/") for entry in session.rounds for name in entry.pictures} == {level[0] == "g"}


def test_what_is_counted_says_whose_picture_it_was(opens: Opens) -> None:
    """In full where several packs play, so that another order of them changes nothing."""
    app = opens(Kiosk(packs=("beta", "gamma")))
    flow_of(app).begin()
    while not flow_of(app).playing.now.finished:
        flow_of(app).answered(fitting(flow_of(app).playing.now.round))
    assert app._store is not None
    app._store.settle()
    counted = {row.name for row in app._store.counts().result(10) if row.what in ("hit", "false alarm")}
    assert counted
    assert all(re.match("(beta|gamma)/", name) for name in counted)


def test_one_that_cannot_be_played_takes_no_other_away(
    opens: Opens, data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It is left out and logged; where none is left it is as with one pack: the game's own plays."""
    caplog.set_level("INFO")
    current = Shelf(data).current("gamma")
    assert current is not None
    (current / "pack.yaml").write_text("x", encoding="utf-8")
    app = opens(Kiosk(packs=("gamma", "beta", "nowhere")))
    assert packs_of(app) == ["beta"]
    logged = (data / "spot-the-fake.log").read_text(encoding="utf-8")
    for name in ("gamma", "nowhere"):
        assert f"the pack '{name}' cannot be played, the others play" in logged
    assert packs_of(opens(Kiosk(packs=("gamma",)))) == ["spot-the-fake"]


def test_a_pack_that_the_command_line_names_is_alone(opens: Opens, data: Path) -> None:
    """Whatever the settings say."""
    assert packs_of(opens(Kiosk(packs=("beta", "gamma")), Shelf(data).current("gamma"))) == ["gamma"]


def test_a_newer_version_is_taken_up_between_visits(opens: Opens, data: Path, tmp_path: Path) -> None:
    """Of any of them; nobody who plays is disturbed."""
    app = opens(Kiosk(packs=("beta", "gamma")))
    seat = app.seat
    assert isinstance(seat, KioskSeat)
    flow_of(app).begin()
    pack = tmp_path / "gamma" / "pack.yaml"
    pack.write_text(pack.read_text(encoding="utf-8").replace('"1.0"', '"2.0"'), encoding="utf-8")
    Shelf(data).install(tmp_path / "gamma")
    app.step(0.1)
    assert app.kit.pack.parts["gamma"].version == "1.0"
    seat.reset()
    await_library(app)
    assert app.kit.pack.parts["gamma"].version == "2.0"
    seat.reset()
    assert not app._reading_pack  # nothing is new


@pytest.mark.parametrize("several", [True, False])
def test_a_newer_version_is_taken_up_though_nobody_comes(
    opens: Opens, data: Path, tmp_path: Path, *, several: bool
) -> None:
    """Within a minute, and gone back from so; a visit that has begun goes on with what it began with."""
    gamma = Shelf(data).current("gamma")
    app = opens(Kiosk(packs=("gamma",))) if several else opens(Kiosk(pack="gamma"), gamma)
    pack = tmp_path / "gamma" / "pack.yaml"
    pack.write_text(pack.read_text(encoding="utf-8").replace('"1.0"', '"2.0"'), encoding="utf-8")
    Shelf(data).install(tmp_path / "gamma")
    for version in ("2.0", "1.0"):
        app.step(PACKS_SECONDS - 1)
        assert app.kit.pack.pack.version != version
        app.step(2)
        await_library(app)
        assert app.kit.pack.pack.version == version
        assert isinstance(app.scene, AttractScene)
        Shelf(data).rollback("gamma")
    app.show(flow_of(app).begin())
    app.step(PACKS_SECONDS + 1)
    assert not app._reading_pack
    assert app.kit.pack.pack.version == "1.0"


def test_each_of_them_is_signed_where_keys_are_set(
    opens: Opens, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One that is not is left out, and --check says so; the game's own needs no signature."""
    pytest.importorskip("cryptography", reason="the extra 'signing' is not installed")
    private, public = archive.new_key()
    archive.build(tmp_path / "beta", tmp_path / "signed.zip", private)
    Shelf(data).install(tmp_path / "signed.zip")
    kiosk = Kiosk(packs=("beta", "gamma", "spot-the-fake"), trusted_keys=(public,))
    assert packs_of(opens(kiosk)) == ["beta", "spot-the-fake"]
    assert check(kiosk, tmp_path / "kiosk.yaml", Options(), data) == 1
    said = capsys.readouterr().out
    assert re.search(r"error: it is not signed, .*; 'gamma' is left out", said)
    assert "plays instead" not in said


def test_check_says_each(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Version, pictures, languages and problems of every pack; which one is not there; which level is not."""
    current = Shelf(data).current("gamma")
    assert current is not None
    (current / "assets" / "images" / "a1.png").unlink()
    kiosk = Kiosk(packs=("beta", "gamma", "nowhere", "spot-the-fake"), level="gamma/everythin")
    assert check(kiosk, tmp_path / "kiosk.yaml", Options(), data) == 1
    said = capsys.readouterr().out
    for line in (
        "pack: beta 1.0, 12 pictures", "pack: gamma 1.0, 12 pictures", "pack: spot-the-fake 1.0, ",
        "no folder and no installed pack 'nowhere'", "gamma: assets/pictures.yaml:5:11: error: no file",
        "error: no level 'gamma/everythin'; there are: ", "did you mean 'gamma/everything'?",
    ):  # fmt: skip
        assert line in said
    fine = Kiosk(packs=("beta", "spot-the-fake"), level="beta/everything")
    assert check(fine, tmp_path / "kiosk.yaml", Options(), data) == 0


def test_pack_and_packs_are_not_both_set(tmp_path: Path) -> None:
    """An error with its line; so are a pack that is named twice, and what is no id."""
    path = tmp_path / "kiosk.yaml"
    path.write_text("pack: good-1\npacks: [a, b, a]\n", encoding="utf-8")
    _, problems = config.read(path)
    assert [(item.line, item.message) for item in problems if "folder" not in item.message] == [
        (2, "'pack' and 'packs' both say what is played; keep one of them"),
        (2, "'a' is named twice; name each pack once"),
    ]
    path.write_text("packs: [a/b]\n", encoding="utf-8")
    assert config.read(path)[0] is None
    path.write_text("packs: [spot-the-fake, b]\nlevel: b/c\n", encoding="utf-8")
    found, problems = config.read(path)
    assert (found, problems) == (Kiosk(packs=("spot-the-fake", "b"), level="b/c"), [])
