"""How a kiosk is, as a file for the node exporter and a line for systemd: right, whole, and never in play's way."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from game import __version__
from game.base import later
from game.commands.tour import Player
from game.pack.library import Library
from game.results.store import Store
from game.seats.app import App, Options
from game.seats.kiosk import health
from game.seats.kiosk.config import Kiosk
from game.seats.kiosk.health import FILE, Health, HealthFile, status, text
from game.seats.kiosk.kiosk_seat import KioskSeat, kiosk_app

NOON = datetime(2026, 5, 4, 12, 0)  # noqa: DTZ001 (a Monday, local time)
WELL = Health(
    "hall-2", "north", "1.0", "x11", (1920, 1080), (("one", "1.0"), ("two", '2"\\')), fallback=False, open=True,
    frame=1000.5, input=0.0, now=1001.0, visits=4, completed=3, rounds=20, crashes=0, waiting=0,
)  # fmt: skip
Opens = Callable[[Kiosk], tuple[App, KioskSeat]]


@pytest.fixture
def opens(tmp_path: Path, small_pack: Library) -> Iterator[Opens]:
    """Opens kiosks at noon of a Monday; closes them."""
    opened: list[App] = []

    def open_kiosk(kiosk: Kiosk) -> tuple[App, KioskSeat]:
        options = Options(data=tmp_path / "data", size=(1280, 720), seed=3, headless=True)
        app, seat = kiosk_app(options, kiosk, now=lambda: NOON, file=tmp_path / "kiosk.yaml")
        opened.append(app)
        app.finish_start(small_pack)
        app.step(0.0)
        return app, seat

    yield open_kiosk
    for app in opened:
        app.close()


def pass_minute(app: App) -> None:
    """A minute, in steps of a second, and until what it has written is there."""
    for _ in range(60):
        app.step(1.0)
    seat = app.seat
    assert isinstance(seat, KioskSeat)
    if (writing := seat._health._writing) is not None:
        later.taken(writing, 10.0)
    app.step(0.0)


def read(path: Path) -> dict[str, float]:
    """The samples of a file without their labels, by the official parser of OpenMetrics."""
    parser = pytest.importorskip("prometheus_client.openmetrics.parser", reason="prometheus-client is not installed")
    families = parser.text_string_to_metric_families(path.read_text(encoding="utf-8"))
    return {
        sample.name.removeprefix("spot_the_fake_"): sample.value for family in families for sample in family.samples
    }


def test_the_file_is_open_metrics_and_the_older_format(tmp_path: Path) -> None:
    """To both parsers of Prometheus' own client; labels are escaped, times are seconds, each sample names its kiosk."""
    strict = pytest.importorskip("prometheus_client.openmetrics.parser", reason="prometheus-client is not installed")
    loose = pytest.importorskip("prometheus_client.parser")
    by_strict, by_loose = (
        [sample for family in module.text_string_to_metric_families(text(WELL)) for sample in family.samples]
        for module in (strict, loose)
    )
    assert [(s.name, s.labels, s.value) for s in by_strict] == [(s.name, s.labels, s.value) for s in by_loose]
    assert {(s.labels["kiosk"], s.labels["site"]) for s in by_strict} == {("hall-2", "north")}
    packs = [s.labels["pack_version"] for s in by_strict if s.name == "spot_the_fake_pack_info"]
    assert packs == ["1.0", '2"\\']
    values = {s.name: s.value for s in by_strict}
    assert values["spot_the_fake_last_frame_timestamp_seconds"] == 1000.5
    units = {family.name: family.unit for family in strict.text_string_to_metric_families(text(WELL))}
    assert {name for name, unit in units.items() if unit == "seconds"} == {
        name for name in units if name.endswith("_seconds")
    }


def test_the_line_says_the_same() -> None:
    """Short enough for `systemctl status`, without a line's end."""
    assert status(WELL._replace(fallback=True, damaged=2)) == (
        'hall-2: open, plays one 1.0, two 2"\\ as a fallback; 4 visits and 20 rounds today; 0 crashes; '
        "1920x1080 by x11; 0 results wait; 2 damaged results files"
    )
    assert status(WELL._replace(open=False, packs=())).startswith("hall-2: closed, plays no pack;")


def test_a_visit_shows(opens: Opens, tmp_path: Path) -> None:
    """Visits, rounds, the last touch, what is drawn; the file lies where kiosk.yaml says, for everybody to read."""
    app, _ = opens(Kiosk(name="hall-2", site="north", metrics="health"))
    before = time.time()
    pass_minute(app)
    found = read(tmp_path / "health" / FILE)
    assert (found["visits_today"], found["rounds_today"], found["last_input_timestamp_seconds"]) == (0, 0, 0)
    assert found["last_frame_timestamp_seconds"] >= before - 1
    assert (found["open"], found["fallback"], found["crashes_today"], found["info"]) == (1, 0, 0, 1)
    player = Player(app)
    player.click("begin") if any(item.name == "begin" for item in app.scene.targets) else player.touch_at((640, 600))
    player.settle()
    player.click("fake")
    player.click("sure-2")
    pass_minute(app)
    found = read(tmp_path / "health" / FILE)
    assert (found["visits_today"], found["rounds_today"]) == (1, 1)
    assert found["last_input_timestamp_seconds"] >= before
    assert (tmp_path / "health" / FILE).stat().st_mode & 0o777 == 0o644


def test_closed_is_no_fault(opens: Opens, tmp_path: Path) -> None:
    """Outside the hours it says so, and goes on writing."""
    app, _ = opens(Kiosk(metrics="health", hours={"monday": "closed"}))
    pass_minute(app)
    first = read(tmp_path / "health" / FILE)
    pass_minute(app)
    then = read(tmp_path / "health" / FILE)
    assert first["open"] == then["open"] == 0
    assert then["written_timestamp_seconds"] >= first["written_timestamp_seconds"]


def test_a_damaged_results_file_shows_until_somebody_takes_it_away(opens: Opens, tmp_path: Path) -> None:
    """Also after a restart."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "results.sqlite3").write_bytes(b"damaged" * 1000)
    app, _ = opens(Kiosk(metrics="health"))
    pass_minute(app)
    assert read(tmp_path / "health" / FILE)["results_damaged"] == 1


def test_a_fallback_shows(tmp_path: Path, opens: Opens) -> None:
    """Another pack plays than the settings name."""
    options = Options(data=tmp_path / "data", size=(1280, 720), headless=True, pack=tmp_path / "gone")
    app, seat = kiosk_app(options, Kiosk(pack="gone", metrics="health"), now=lambda: NOON, file=tmp_path / "kiosk.yaml")
    app.finish_start()
    end = time.monotonic() + 60
    while app.kit.library is None and time.monotonic() < end:
        app.step(0.01)
        time.sleep(0.005)
    assert seat.health().fallback
    app.close()


@pytest.mark.parametrize("fault", ["missing", "a file", "read-only", "full"])
def test_what_the_folder_refuses_is_logged_once_and_stops_nothing(
    fault: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A missing folder is made; in any other's place the kiosk is told of, and the file is there once it can be."""
    folder, told = tmp_path / "health", list[str]()
    failing = [fault in ("read-only", "full")]
    real = health.whole

    def whole(path: Path, *, shared: bool) -> object:
        if failing[0]:
            raise OSError(*((30, "Read-only file system") if fault == "read-only" else (28, "No space left on device")))
        return real(path, shared=shared)

    monkeypatch.setattr(health, "whole", whole)
    if fault == "a file":
        folder.write_text("in the way")
    file = HealthFile(folder, tmp_path, told.append)

    def minutes(n: int) -> None:
        for _ in range(n):
            file.beat(60.0, lambda: WELL)
            assert file._writing is not None
            file._writing.exception(10.0)
        file.beat(0.0, lambda: WELL)

    minutes(3)
    assert len(told) == 3
    warned = [record for record in caplog.records if record.levelname == "WARNING"]
    assert len(warned) == (fault != "missing")
    failing[0] = False
    if fault == "a file":
        folder.unlink()
    minutes(1)
    assert (folder / FILE).read_text(encoding="utf-8") == text(WELL)
    assert len([record for record in caplog.records if record.levelname == "WARNING"]) == (fault != "missing")
    assert [path.name for path in folder.iterdir()] == [FILE]


def test_a_disk_that_hangs_holds_nothing_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The loop goes on, and nothing is written twice meanwhile."""
    begun: list[float] = []

    def hang(*_: object, **__: object) -> None:
        begun.append(time.monotonic())
        time.sleep(2.0)

    monkeypatch.setattr(health, "whole", hang)
    file = HealthFile(tmp_path, tmp_path, lambda _: None)
    start = time.monotonic()
    for _ in range(10):
        file.beat(60.0, lambda: WELL)
    assert time.monotonic() - start < 1.0
    time.sleep(0.1)
    assert len(begun) == 1


def test_results_that_the_disk_refuses_are_counted(tmp_path: Path) -> None:
    """They wait, and the file says how many."""
    path = tmp_path / "results.sqlite3"
    path.mkdir()  # no file can be there
    store = Store(path)
    store.counted("2026-05-04", ("start", ""))
    store.counted("2026-05-04", ("start", ""))
    end = time.monotonic() + 10
    while store.waiting < 2 and time.monotonic() < end:
        time.sleep(0.01)
    assert store.waiting == 2
    path.rmdir()
    store.close()
    assert store.waiting == 0


def test_the_version_is_the_programs(opens: Opens) -> None:
    """And the screen is the one that it plays on."""
    _, seat = opens(Kiosk(name="hall-2"))
    now = seat.health()
    assert (now.version, now.driver, now.size, now.packs) == (__version__, "dummy", (1280, 720), (("good-1", "1.0"),))
