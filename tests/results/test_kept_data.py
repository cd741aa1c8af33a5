"""What version 0.1.0 left on people's disks is read by this one: settings, results, packs, a kiosk's files, an import.

tests/data-1/README.md says what lies there and how it was made.
"""

from __future__ import annotations

import csv
import json
import shutil
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from game.base import settings
from game.base.settings import Settings
from game.collections.shelf import Shelf
from game.commands.cli import main
from game.commands.tour import Player
from game.model.answer import Answer, Verdict
from game.pack import cache, catalogue
from game.pack.library import Library
from game.pixels.pictures import load_mask
from game.play import practice
from game.results import played
from game.results.replay import replay
from game.results.store import Store
from game.seats.app import App, Options
from game.seats.kiosk import dials
from game.seats.kiosk.dials import Dials
from game.seats.kiosk.lock import Lock
from game.seats.kiosk.tally import Tally
from game.ui.theme import PALETTES
from tests.conftest import fitting

KEPT = Path(__file__).parent.parent / "data-1"
EXPECTED = KEPT / "expected"
THEN = json.loads((EXPECTED / "expected.json").read_text(encoding="utf-8"))
JOURNAL = ".import.sqlite3"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The data folder, to be read and written."""
    return Path(shutil.copytree(KEPT / "data", tmp_path / "data"))


@pytest.fixture
def pack(data: Path) -> Library:
    """The pack that is installed in it."""
    current = Shelf(data).current("kept-1")
    assert current is not None
    return cache.load(current, None)


def masks_of(pack: Library) -> played.MaskOf:
    """The masks of a pack."""
    return lambda _, file: load_mask(pack.path(file))


LATER = {"ratings": [], "rating_ms": [], "claim": None, "opened": [], "points": None}  # what answers did not have then


def of_then(value: Answer | Verdict) -> dict[str, Any]:
    """An answer or a verdict as it could be then: what came later is as if it were not there."""
    said: dict[str, Any] = json.loads(msgspec.json.encode(value))
    return {key: item for key, item in said.items() if key not in LATER or item != LATER[key]}


# --- a player's


def test_settings_are_in_effect(data: Path) -> None:
    """Language, letters, theme and motion are as they were chosen; the chosen pack is on the shelf."""
    assert settings.load(data / "settings.json") == (Settings(**THEN["settings"]), None)
    app = App(Options(data=data, headless=True, size=(800, 480)))
    try:
        app.finish_start()
        end = time.monotonic() + 20
        while (app.kit.library is None or not app.kit.library.parts) and time.monotonic() < end:
            app.step(0.01)
        assert (app.kit.pack.pack.id, list(app.kit.pack.parts)) == ("spot-the-fake", ["kept-1"])
        assert app.kit.words.language == "it"
        assert app.kit.theme.colours == PALETTES["contrast"]
        assert app.kit.theme.reduced_motion
        assert app.settings.text_size == 125
    finally:
        app.close()


def test_every_session_is_what_it_was(data: Path, pack: Library) -> None:
    """Each replays to the same rounds, answers, points and marks; nothing is set aside, and nothing left out."""
    told: list[Path] = []
    kept = Store(data / "results.sqlite3", told.append)
    found = {}
    for row, answers in kept.played(500).result(10):
        session = replay(row, answers, pack.pictures, masks_of(pack), pack.levels.get(row.level))
        rounds = [
            {
                "ask": str(entry.__struct_config__.tag), "picture": getattr(entry, "picture", None),
                "answer": of_then(said), "verdict": of_then(verdict),
            }
            for entry, said, verdict in zip(session.rounds, session.answers, session.verdicts, strict=True)
        ]  # fmt: skip
        told_of = {"mode": row.mode, "level": row.level, "team": row.team, "form": row.form}
        found[row.id] = {**told_of, "rounds": json.loads(json.dumps(rounds))}
    kept.close()
    assert found == THEN["sessions"]
    assert told == []
    asked = {item["ask"] for session in found.values() for item in session["rounds"]}
    assert asked == {"verdict", "clip", "pick", "point", "order", "choose"}


def test_the_list_of_results_and_practice_know_them(data: Path, pack: Library) -> None:
    """Those at the desk, newest first, each level's last one, and how good the player was."""
    desk = {name for name, item in THEN["sessions"].items() if item["mode"] == "desk"}
    kept = Store(data / "results.sqlite3")
    listed = played.sessions(kept, pack, masks_of(pack)).result(10)
    last = played.last(kept, pack, masks_of(pack)).result(10)
    ratings = played.ratings(kept, pack).result(10)
    kept.close()
    assert {item.row.id for item in listed} == desk
    assert [item.row.started for item in listed] == sorted((item.row.started for item in listed), reverse=True)
    assert set(last) == {"everything", "moving", "lesson", "test-a", "test-b", "practice"}
    judged = [judgement for item in reversed(listed) for judgement in item.session.judgements]
    assert ratings == practice.rate(judged, pack.pictures)


def test_the_shelf_knows_them(data: Path, pack: Library, shipped: Library) -> None:
    """Beside the game's own pack, too, every session of the desk is found, with the same judgements."""
    shelf = catalogue.shelved(shipped, [pack])
    kept = Store(data / "results.sqlite3")
    alone = played.sessions(kept, pack, masks_of(pack)).result(10)
    there = played.sessions(kept, shelf, masks_of(shelf)).result(10)
    last = played.last(kept, shelf, masks_of(shelf)).result(10)
    kept.close()
    assert [item.row.id for item in there] == [item.row.id for item in alone]
    assert set(last) == {f"kept-1/{name}" for name in ("everything", "moving", "lesson", "test-a", "test-b")} | {
        "practice"
    }
    for then, now in zip(alone, there, strict=True):
        assert now.session.length == then.session.length
        assert [item.picture.removeprefix("kept-1/") for item in now.session.judgements] == [
            item.picture for item in then.session.judgements
        ]
        assert [msgspec.structs.replace(item, picture="") for item in now.session.judgements] == [
            msgspec.structs.replace(item, picture="") for item in then.session.judgements
        ]


def test_the_installed_pack_plays(data: Path, pack: Library) -> None:
    """Every level from its first round to its last."""
    assert sorted(pack.pictures) == THEN["pack"]
    assert sorted(pack.levels) == THEN["levels"]
    app = App(Options(data=data, headless=True, size=(800, 480), seed=1, debug=True))
    try:
        app.finish_start(pack)
        app.step(0.0)
        player = Player(app)
        for level in pack.levels:
            app.show(app.flow.intro(level))
            player.click("begin")
            while app.flow.playing.session is not None and not app.flow.playing.session.finished:
                app.show(app.flow.answered(fitting(app.flow.playing.session.round)))
                player.let(0.1)
            assert app.flow.playing.session is not None
            assert app.flow.playing.session.level == level
    finally:
        app.close()


# --- exports


def _statements(path: Path) -> list[dict[str, Any]]:
    """XAPI statements, but for the version of the game that wrote them."""
    statements: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    for item in statements:
        assert item["context"].pop("platform").startswith("Spot the Fake ")
    return statements


def _document(path: Path) -> dict[str, Any]:
    """The one document, but for when it was written and by which version."""
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    assert document.pop("format") == 1
    return {key: value for key, value in document.items() if key not in ("game", "exported")}


def _tables(path: Path) -> dict[str, list[dict[str, str]]]:
    """Each table's rows, column by column."""
    found = {}
    for name in ("sessions", "answers", "counts"):
        with (path / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            found[name] = list(csv.DictReader(file))
    return found


@pytest.mark.parametrize(
    ("form", "name", "read"),
    [("csv", "csv", _tables), ("json", "results.json", _document), ("xapi", "xapi.json", _statements)],
)
def test_exports_say_what_they_said(
    data: Path, tmp_path: Path, form: str, name: str, read: Callable[[Path], Any]
) -> None:
    """Every table, key and statement of then is there, and means the same; there may be more."""
    Store(data / "results.sqlite3").close()  # as once the game was opened
    out = tmp_path / name
    assert main(["results", "export", "--data", str(data), "--format", form, "--out", str(out)]) == 0
    _holds(read(out), read(EXPECTED / name), form)


def _holds(now: Any, then: Any, where: str) -> None:
    """What was there then is there now; a later version may say more of the same things, and nothing else."""
    if isinstance(then, dict):
        assert isinstance(now, dict), where
        for key, value in then.items():
            assert key in now, f"{where}/{key}"
            _holds(now[key], value, f"{where}/{key}")
    elif isinstance(then, list):
        assert isinstance(now, list), where
        assert len(now) == len(then), where
        for number, (one, other) in enumerate(zip(now, then, strict=True)):
            _holds(one, other, f"{where}/{number}")
    else:
        assert now == then, where


# --- a kiosk's


def test_the_pin_opens_and_the_dials_stand(data: Path) -> None:
    """The operator's PIN, volume and brightness."""
    guarded = Lock(data / "kiosk-pin.json")
    assert guarded.is_set
    assert not guarded.opens("1234", 0.0)
    assert guarded.opens(THEN["pin"], 0.0)
    assert dials.load(data / "kiosk-dials.json", Dials(1, 99)) == Dials(**THEN["dials"])


def test_the_counts_are_there(data: Path) -> None:
    """Of each day, in the file and on the operator's page."""
    kept = Store(data / "results.sqlite3")
    tally = Tally(kept, lambda: datetime(2026, 5, 4, 20), 1000)  # noqa: DTZ001 (a kiosk's local time)
    ((day, sums),) = tally.days(31) or [("", {})]
    counts = kept.counts().result(10)
    kept.close()
    assert [msgspec.to_builtins(row) for row in counts] == THEN["counts"]
    assert (day, sums["start"], sums["completion"], sums["miss"]) == ("2026-05-04", 1, 1, 3)
    assert tally.today()["answers"] == 6


# --- an author's


def test_an_import_goes_on(tmp_path: Path) -> None:
    """One more picture comes into the pack; those of then are neither made nor named anew, nor is the journal."""
    pytest.importorskip("imagehash", reason="the extra 'authoring' is not installed")
    from PIL import Image

    source = Path(shutil.copytree(KEPT / "sources", tmp_path / "sources"))
    out = Path(shutil.copytree(KEPT / "imported", tmp_path / "imported"))
    before = {path.name: path.read_bytes() for path in (out / "assets" / "images").iterdir()}
    Image.effect_mandelbrot((240, 180), (-1, -1, 0, 0), 50).convert("RGB").save(source / "fake" / "e.jpg", quality=40)
    command = ["import", str(source), "--out", str(out), "--made-by", "splice", "--credit", "Anna"]
    assert main([*command, "--licence", "CC0-1.0", "--side", "200", "--data", str(tmp_path / "data")]) == 0
    with (out / "import-report.csv").open(encoding="utf-8-sig", newline="") as file:
        now = {row["path"]: row for row in csv.DictReader(file)}
    with (KEPT / "imported" / "import-report.csv").open(encoding="utf-8", newline="") as file:
        then = {row["path"]: row for row in csv.DictReader(file)}
    assert {path: row for path, row in now.items() if path in then} == then
    assert {path: row["outcome"] for path, row in now.items() if path not in then} == {"fake/e.jpg": "in"}
    images = {path.name: path.read_bytes() for path in (out / "assets" / "images").iterdir()}
    assert {name: images[name] for name in before} == before
    assert len(images) == len(before) + 1
    assert len(cache.load(out, None).pictures) == 5
    assert [path.name for path in out.glob(".import*")] == [JOURNAL]
