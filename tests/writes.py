"""Everything that the game writes, row by row, for tests/faults.py.

Owns what is done in each row and how to see afterwards whether it was. A command that writes one file is one more row:

    Row("handout", there("a.pdf"), handout("one-round"), one_file("a.pdf", ends(b"%%EOF")))

Where a command writes elsewhere than into one file, `look` says which states are whole; see `_csv` and `_new_pack`.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import logging
import os
import re
import shutil
import sqlite3
import sys
import tempfile
import threading
import zipfile
import zlib
from collections.abc import Callable
from contextlib import chdir, closing, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import NamedTuple
from unittest.mock import patch
from uuid import UUID

import msgspec
import pygame
from PIL import Image

from game import __version__
from game.author.annotating.brush import Stroke
from game.author.annotating.draft import Finding
from game.author.author_seat import AuthorSeat
from game.author.importing import describing
from game.author.translating import po, putting
from game.base import settings
from game.base.errors import PackError, ResultsError
from game.base.files import write_atomically
from game.base.log import LOG_BYTES
from game.base.settings import Settings
from game.base.text import Words
from game.collections import archive, fetch, subscriptions
from game.collections.shelf import KEPT, Shelf
from game.commands.benchmarks import figures, material, running
from game.commands.cli import main
from game.commands.tour import open_app
from game.model.picture import Region
from game.pack import cache, catalogue, heroes, index, library
from game.pack.check import check_files as review_files
from game.results import sending, store, workshops
from game.results.codebook import codebook
from game.results.store import Store
from game.seats.app import App, Options
from game.seats.kiosk import health, lock
from game.seats.kiosk.config import Kiosk
from game.seats.kiosk.kiosk_seat import kiosk_app
from game.seats.kiosk.lock import Lock
from game.seats.workshop import reading_plan
from game.ui import kept_screen

from .conftest import fitting
from .kept import answer, answers_of, keep, keep_as_at_first, saying, session, sessions_of
from .mirror import Described, Server, break_off, first

GOOD = Path(__file__).parent / "packs" / "good-1"
OF_GOOD = ("--pack", str(GOOD))
FILES_OF_GOOD = 13  # pictures and masks
OLD, NEW = "old", "new"
BEFORE = b"what was there before"
WHOLE = b"whole" * 1000


class Row(NamedTuple):
    """Something that is written: what is there before, how it is written, how to look whether it was.

    All three run in the row's folder. `look` gives OLD or NEW, and raises AssertionError where it is neither.
    """

    name: str
    before: Callable[[Path], object]
    run: Callable[[Path], int]  # gives the exit code
    look: Callable[[Path], str]
    silent: bool = False  # play goes on whatever the disk does: exit code 0 with the old is right
    once: bool = False  # refuses (exit 1) to write what is there already
    needs: str = ""  # a library that not everybody has
    talks: bool = False  # tells meanwhile how far it is, and in more than one line why it ends


def acknowledged(place: Path) -> Path:
    """Where a row notes what it was told is kept; out of reach of faults."""
    return place.with_name("acknowledged")


# --- parts of rows


def nothing(_place: Path) -> None:
    """Nothing is there before."""


def there(name: str, before: Callable[[Path], object] = nothing) -> Callable[[Path], None]:
    """An older file in the place of the new one, after whatever else is there before."""

    def make(place: Path) -> None:
        before(place)
        (place / name).write_bytes(BEFORE)

    return make


def command(*words: str) -> Callable[[Path], int]:
    """A command of the command line."""
    return lambda _: main(list(words))


def refusing(work: Callable[[Path], object]) -> Callable[[Path], int]:
    """Something whose errors are its caller's to tell."""

    def run(place: Path) -> int:
        try:
            code = work(place)
        except (OSError, ResultsError) as error:
            sys.stderr.write(f"{error}\n")
            return 1
        return code if isinstance(code, int) else 0

    return run


def silently(work: Callable[[Path], object]) -> Callable[[Path], int]:
    """Something that raises nothing."""

    def run(place: Path) -> int:
        work(place)
        return 0

    return run


def one_file(name: str, sound: Callable[[bytes], object]) -> Callable[[Path], str]:
    """Whether a file is as it was before, or whole and new: then `sound` neither raises nor gives what is false."""

    def look(place: Path) -> str:
        content = (place / name).read_bytes()
        assert content == BEFORE or (content and sound(content)), f"{name} is not whole"
        return OLD if content == BEFORE else NEW

    return look


def ends(with_: bytes) -> Callable[[bytes], bool]:
    """Whether a file is complete by its last bytes."""
    return lambda content: content.rstrip().endswith(with_)


# --- settings, PIN, log, cache

WAS, WILL_BE = Settings(language="en"), Settings(language="it", text_size=150)
DAMAGED = b'{"language": "it"'


def _settings(place: Path) -> str:
    found, aside = settings.load(place / "settings.json")
    assert aside is None, "half a file"
    assert found in (WAS, WILL_BE)
    return OLD if found == WAS else NEW


def _damaged_settings(place: Path) -> None:
    settings.load(place / "settings.json")
    settings.save(WILL_BE, place / "settings.json")


def _settings_aside(place: Path) -> str:
    kept = [path for path in place.glob("settings*") if path.read_bytes() == DAMAGED]
    assert len(kept) == 1, "the damaged file is lost"
    path = place / "settings.json"
    if not path.exists() or path.read_bytes() == DAMAGED:
        return OLD
    assert settings.load(path) == (WILL_BE, None)
    return NEW


def _cheap_lock(place: Path) -> Lock:
    """The lock of the data folder, with hashes that cost nothing: that matters to guessing, not to writing."""
    lock.N = 16
    return Lock(place / "data" / "kiosk-pin.json")


def _old_pin(place: Path) -> None:
    _cheap_lock(place).set("1357")


def _set_pin(place: Path) -> int:
    _cheap_lock(place)
    return main(["kiosk", "--set-pin", "--data", "data"])


def _pin(place: Path) -> str:
    kept = _cheap_lock(place)._kept
    assert kept is not None, "no PIN"
    assert not (place / "data" / "kiosk-pin.json").stat().st_mode & 0o077, "others may read it"
    (right,) = [pin for pin in ("1357", "2580") if lock._hash(pin, bytes.fromhex(kept.salt)) == kept.hash]
    return {"1357": OLD, "2580": NEW}[right]


def _wrong_pin(place: Path) -> None:
    guarded = _cheap_lock(place)
    assert not guarded.opens("9999", 1000.0)
    assert guarded._kept is not None
    assert guarded._kept.failures, "guessing is free while the disk refuses"


def _failures(place: Path) -> str:
    assert _pin(place) == OLD
    kept = _cheap_lock(place)._kept
    return NEW if kept and kept.failures else OLD


def _long_log(place: Path) -> None:
    (place / "spot-the-fake.log").write_text("first\n" + "." * (LOG_BYTES - 60) + "\n", encoding="utf-8")


def _write_log(place: Path) -> None:
    App._open_log(SimpleNamespace(data=place, options=Options()))  # type: ignore[arg-type] # (it needs no more)
    for number in range(3):
        logging.getLogger("game.seats.app").info("line %d", number)


def _log(place: Path) -> str:
    text = "".join(path.read_text(encoding="utf-8") for path in place.glob("spot-the-fake.log*"))
    assert text.count("first\n") == 1, "what was logged is lost"
    return NEW if "line 0" in text and "line 2" in text else OLD


def _kept_pack(place: Path) -> Path:
    """The one file of the pack cache."""
    (path,) = (place / "cache").glob("*.msgpack")
    return path


def _stale_cache(place: Path) -> None:
    cache.load(GOOD, place / "cache")
    _kept_pack(place).write_bytes(BEFORE)


def _load_through_cache(place: Path) -> None:
    assert len(cache.load(GOOD, place / "cache").pictures) == 12


def _cache(place: Path) -> str:
    if _kept_pack(place).read_bytes() == BEFORE:
        return OLD
    assert cache._kept(_kept_pack(place), cache.read_from(GOOD), library.Library) is not None, "half a cache"
    return NEW


def _shelve(place: Path) -> None:
    """The small pack, and beside it another one with the same pictures."""
    good = cache.load(GOOD, None)
    other = msgspec.structs.replace(good, pack=msgspec.structs.replace(good.pack, id="other"))
    assert len(catalogue.shelved(good, [other], place / "cache").each) == 12


def _stale_twins(place: Path) -> None:
    _shelve(place)
    _kept_pack(place).write_bytes(BEFORE)


def _twins(place: Path) -> str:
    if _kept_pack(place).read_bytes() == BEFORE:
        return OLD
    files = library.yaml_files(GOOD.resolve()) * 2
    assert cache._kept(_kept_pack(place), files, catalogue._Twins) is not None, "half of the twins"
    return NEW


def _look_twice(place: Path) -> None:
    """At a pack's files, however young they are; the first look throws a damaged index away."""
    index.SETTLED_NS = -(10**9)
    for _ in range(2):
        found, _, manuscript = library.examine(place / "pack")
        assert found is not None
        kept = index.Index(place / "data" / "index.sqlite3", review_files.checker())
        assert review_files.review(found, manuscript, kept) == []
        kept.close()


def _index(place: Path) -> str:
    kept = index.Index(place / "data" / "index.sqlite3", review_files.checker())
    found = kept.known(place / "pack")
    kept.close()
    assert all(item.facts.sha256 for item in found.values()), "half of what was found"
    return NEW if len(found) == FILES_OF_GOOD else OLD


def _damaged_index(place: Path) -> None:
    _pack(place)
    (place / "data").mkdir()
    (place / "data" / "index.sqlite3").write_bytes(NO_DATABASE)


# --- results

EARLIER, LATER = session("a" * 32, 1), session("b" * 32, 60)


def results(place: Path) -> None:
    """Two sessions of twelve answers in the data folder."""
    pack = cache.load(GOOD, None)
    chance = Random(3)
    answers = [
        answer(row, number, picture, saying(picture, chance, 0.7))
        for row in (EARLIER, LATER)
        for number, picture in enumerate(pack.pictures.values())
    ]
    (place / "data").mkdir()
    keep(place / "data" / "results.sqlite3", (EARLIER, LATER), answers)


def _earlier(place: Path) -> None:
    results(place)
    (place / "earlier").write_text("12", encoding="utf-8")


def _older_results(place: Path) -> None:
    """As the first version of the game kept them."""
    (place / "data").mkdir()
    keep_as_at_first(place / "data" / "results.sqlite3", EARLIER.id)
    (place / "earlier").write_text("1", encoding="utf-8")


NO_DATABASE = b"this is no database" * 400


def _damaged_results(place: Path) -> None:
    (place / "data").mkdir()
    (place / "data" / "results.sqlite3").write_bytes(NO_DATABASE)


def _answer_three(place: Path) -> None:
    """A session of three answers; what is reported to be on the disk is noted."""
    kept = Store(place / "data" / "results.sqlite3")
    now = msgspec.structs.replace(LATER, id="now", finished=False)
    kept.begin(now)
    rows = [msgspec.structs.replace(material.answer(0, number, Random(number)), session=now.id) for number in range(3)]
    done = [kept.answered([row], finished=row.round == 2) for row in rows]
    for number, event in enumerate(done):
        if event.wait(0.2):
            _note(place, number)
    kept.close()
    for number, event in enumerate(done):
        if event.is_set():
            _note(place, number)


def _note(place: Path, number: int) -> None:
    with acknowledged(place).open("a", encoding="utf-8") as file:
        file.write(f"{number}\n")


def _answers(place: Path) -> str:
    told: list[Path] = []
    kept = Store(place / "data" / "results.sqlite3", told.append)
    rows = {row.id: row for row in sessions_of(kept)}
    found = {row.round for row in answers_of(kept, "now")}
    earlier = len(answers_of(kept, EARLIER.id))
    kept.close()
    noted = acknowledged(place).read_text(encoding="utf-8").split() if acknowledged(place).exists() else []
    assert not told, "damage"
    assert found >= set(map(int, noted)), f"answers {noted} were reported, kept are {sorted(found)}"
    if (place / "earlier").exists():
        assert earlier == int((place / "earlier").read_text(encoding="utf-8")), "earlier answers are lost"
    return NEW if found == {0, 1, 2} and rows["now"].finished else OLD


def _take_back(place: Path) -> None:
    """A workshop goes back on a round that two teams have answered."""
    kept = Store(place / "data" / "results.sqlite3")
    kept.unanswered((EARLIER.id, LATER.id), 5)
    kept.close()


def _taken_back(place: Path) -> str:
    told: list[Path] = []
    kept = Store(place / "data" / "results.sqlite3", told.append)
    found = [[row.round for row in answers_of(kept, session.id)] for session in (EARLIER, LATER)]
    kept.close()
    assert not told, "damage"
    assert found[0] == found[1], "one team's answer is gone and the other's is not"
    whole = list(range(12))
    assert found[0] in (whole, [number for number in whole if number != 5])
    return OLD if found[0] == whole else NEW


def _answers_beside_damage(place: Path) -> str:
    data = place / "data"
    assert [path for path in data.iterdir() if path.read_bytes() == NO_DATABASE], "the damaged file is lost"
    path = data / "results.sqlite3"
    if path.exists() and path.read_bytes() != NO_DATABASE:
        return _answers(place)
    assert not acknowledged(place).exists()
    return OLD


def _purged(place: Path) -> str:
    data = place / "data"
    with store.looking(data / "results.sqlite3") as db:
        (sessions,) = db.execute("SELECT count(*) FROM sessions").fetchone()
        (answers,) = db.execute("SELECT count(*) FROM answers").fetchone()
    assert (sessions, answers) in ((2, 24), (0, 0)), "half of it is deleted"
    traces = b"".join(path.read_bytes() for path in data.glob("results.sqlite3*"))
    return OLD if sessions or EARLIER.id.encode() in traces else NEW


TABLES = ("sessions.csv", "answers.csv", "counts.csv", "ratings.csv", "codebook.md")


def _older_csv(place: Path) -> None:
    results(place)
    (place / "csv").mkdir()
    for name in TABLES:
        (place / "csv" / name).write_bytes(BEFORE)
    (place / "csv" / "datapackage.json").write_text("{}", encoding="utf-8")


def _csv(place: Path) -> str:
    """The data dictionary is there only with tables that belong together."""
    folder = place / "csv"
    if not (folder / "datapackage.json").exists():
        return OLD
    json.loads((folder / "datapackage.json").read_bytes())
    texts = [(folder / name).read_bytes() for name in TABLES]
    if texts == [BEFORE] * len(TABLES):
        return OLD
    assert [text.count(b"\r\n") for text in texts[:4]] == [3, 25, 1, 1], "old and new, and a data dictionary"
    assert texts[4] == codebook(__version__).encode(), "half a codebook"
    return NEW


def export(form: str, out: str) -> Callable[[Path], int]:
    """A `results export`."""
    return command("results", "export", "--data", "data", "--format", form, "--out", out)


class _RecordStore(BaseHTTPRequestHandler):
    """A learning record store that takes everything, and notes what it has in a file that no fault reaches."""

    def do_POST(self) -> None:
        """Take statements."""
        items = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.server.kept.open("a", encoding="utf-8") as file:  # type: ignore[attr-defined]
            file.writelines(f"{item['id']}\n" for item in items)
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"[]")

    def log_message(self, *_: object) -> None:
        """Not."""


def _sends(place: Path) -> int:
    """To a store on loopback that is at the same address every time, as far as `sent.sqlite3` knows."""
    sending.BATCH = 5
    server = ThreadingHTTPServer(("127.0.0.1", 0), _RecordStore)
    server.kept = acknowledged(place)  # type: ignore[attr-defined]
    address = f"http://127.0.0.1:{server.server_port}/xAPI/statements"
    opened = sending.RecordStore(address, lambda _: None)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with patch.object(sending, "RecordStore", lambda *_: opened):
        return main(["results", "send", "--data", "data", "--to", STORE])


STORE = "http://127.0.0.1/xAPI/statements"
STATEMENTS = 26  # of the results


def _sent(place: Path) -> str:
    """Whatever is noted as sent is there."""
    there = set(acknowledged(place).read_text(encoding="utf-8").split()) if acknowledged(place).exists() else set()
    path = place / "data" / sending.PLACE
    if not path.exists() or not path.stat().st_size:
        return OLD
    with closing(sqlite3.connect(path)) as db:
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'sent'").fetchone():
            return OLD
        noted = {str(UUID(bytes=row[0])) for row in db.execute("SELECT id FROM sent")}
    assert noted <= there, "noted as sent, and it never arrived"
    return NEW if len(noted) == STATEMENTS else OLD


def _workshop_held(place: Path) -> None:
    """A workshop of two teams in the data folder, and the table of an earlier one."""
    pack = cache.load(GOOD, None)
    rows = [msgspec.structs.replace(row, mode="workshop", pack="good-1", event="e" * 32, team=team)
            for row, team in ((EARLIER, "sun"), (LATER, "moon"))]  # fmt: skip
    chance = Random(3)
    (place / "data").mkdir()
    keep(place / "data" / "results.sqlite3", rows, [
        answer(row, number, picture, saying(picture, chance, 0.7))
        for row in rows for number, picture in enumerate(pack.pictures.values())
    ])  # fmt: skip
    (place / "data" / workshops.TABLE).write_bytes(BEFORE)


def _write_votes(place: Path) -> None:
    """The table of all votes."""
    kept = Store(place / "data" / "results.sqlite3")
    try:
        workshops.write_table(kept, cache.load(GOOD, None), Words("en"))
    finally:
        kept.close()


HEALTH = f"figures/{health.FILE}"


def _figures(place: Path) -> None:
    """An older file where how the kiosk is is written."""
    (place / "figures").mkdir()
    there(HEALTH)(place)


def _write_health(place: Path) -> None:
    """A minute of a kiosk is over; as much as its loop would see of it."""
    well = health.Health(
        "hall-2", "north", "1", "x11", (1280, 720), (("one", "1"),), fallback=False, open=True, frame=1.0, input=0.0,
        now=1.0, visits=0, completed=0, rounds=0, crashes=0, waiting=0,
    )  # fmt: skip
    file = health.HealthFile(place / "figures", place, lambda _: None)
    file.beat(health.EVERY_SECONDS, lambda: well)
    assert file._writing is not None
    file._writing.exception(60)
    file.beat(0.0, lambda: well)


def handout(*words: str) -> Callable[[Path], int]:
    """Something on paper, as a.pdf."""
    return command("handout", *words, *OF_GOOD, "--lang", "en", "--out", "a.pdf")


def web(*words: str) -> Callable[[Path], int]:
    """Levels as web pages."""
    return command("web", "one-round", "everything", *OF_GOOD, "--lang", "en", *words)


def _older_page(place: Path) -> None:
    """The page of another level."""
    with chdir(place):
        assert main(["web", "lesson", *OF_GOOD, "--lang", "it", "--out", "site"]) == 0
    shutil.copy(place / "site" / "index.html", place / "older.html")


def _page(place: Path) -> str:
    """A page in a folder names no picture, and no language, that is not there."""
    page = (place / "site" / "index.html").read_bytes()
    assert ends(b"</html>")(page)
    book = json.loads(zlib.decompress(base64.b64decode(re.search(rb'id="book"[^>]*>([^<]+)<', page)[1])))  # type: ignore[index]
    named = set(re.findall(r"media/[0-9a-f]{16}\.\w+", json.dumps(book)))
    assert named
    for name in named:
        if not name.endswith(".js"):
            with Image.open(place / "site" / name) as image:
                image.load()
        elif f'id="{name}"'.encode() not in page:
            handed = re.fullmatch(rf'hand\("{name}","([^"]+)"\);\n', (place / "site" / name).read_text())
            json.loads(zlib.decompress(base64.b64decode(handed[1])))  # type: ignore[index]
    return OLD if page == (place / "older.html").read_bytes() else NEW


def _print_lesson(place: Path) -> None:
    reading_plan.print_lesson(cache.load(GOOD, None), Words("en"), "one-round", place)


def _printed(place: Path) -> str:
    """Either paper by itself is whole."""
    found = {one_file(name, ends(b"%%EOF"))(place) for name in ("one-round.pdf", "one-round-answers.pdf")}
    return NEW if found == {NEW} else OLD


def report(out: str) -> Callable[[Path], int]:
    """The report."""
    return command("report", "--data", "data", *OF_GOOD, "--out", out)


# --- the whole game


def _through(app: App, level: str) -> None:
    """Play a level to its end."""
    flow = app.flow
    flow.start(level)
    while flow.playing.session is not None and not flow.playing.session.finished:
        flow.answered(fitting(flow.playing.session.round))


def _play(place: Path) -> None:
    """A session at the desk, other settings, the end."""
    app = open_app(Options(data=place / "data", size=(640, 480), seed=5), cache.load(GOOD, None))
    _through(app, "everything")
    app.change(app.settings._replace(language="it", text_size=150))
    app.close()


def _played(place: Path) -> str:
    data = place / "data"
    found, aside = settings.load(data / "settings.json")
    assert aside is None
    assert found.language in ("", "it")
    if not (data / "results.sqlite3").exists():
        return OLD
    told: list[Path] = []
    kept = Store(data / "results.sqlite3", told.append)
    finished = [row for row in sessions_of(kept) if row.finished]
    kept.close()
    assert not told
    return NEW if finished and found.language == "it" else OLD


def _kiosk(place: Path) -> None:
    """A visit to the kiosk, louder, the end."""
    options = Options(data=place / "data", size=(640, 480), seed=5, headless=True)
    app, seat = kiosk_app(options, Kiosk(rounds=2, volume=60))
    app.finish_start(cache.load(GOOD, None))
    app.step(0.0)
    _through(app, "everything")
    seat.operate("louder")
    app.close()


def _visited(place: Path) -> str:
    data = place / "data"
    if (data / "kiosk-dials.json").exists():
        assert json.loads((data / "kiosk-dials.json").read_bytes())["volume"] > 60
    if not (data / "results.sqlite3").exists():
        return OLD
    told: list[Path] = []
    kept = Store(data / "results.sqlite3", told.append)
    counted = kept.counts()
    kept.close()
    assert not told
    return NEW if counted and (data / "kiosk-dials.json").exists() else OLD


def _tour(place: Path) -> str:
    index = place / "tour" / "tour.json"
    if not index.exists():
        return OLD
    for shot in json.loads(index.read_bytes()):
        assert _png((index.parent / shot["file"]).read_bytes())
    return NEW


def _png(content: bytes) -> bool:
    with Image.open(io.BytesIO(content)) as image:
        image.load()
        return image.format == "PNG"


# --- packs


def _pack(place: Path) -> None:
    shutil.copytree(GOOD, place / "pack")


def _version(place: Path, version: str) -> Path:
    """The small pack in a version, as a folder."""
    folder = place / "source"
    if not folder.exists():
        shutil.copytree(GOOD, folder)
    text = (GOOD / "pack.yaml").read_text(encoding="utf-8")
    lines = [f'version: "{version}"' if line.startswith("version:") else line for line in text.splitlines()]
    (folder / "pack.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def packed(*installed: str, to_come: str) -> Callable[[Path], None]:
    """Versions that are installed, and the archive of another one."""

    def before(place: Path) -> None:
        for version in installed:
            Shelf(place / "data").install(_version(place, version))
        archive.build(_version(place, to_come), place / "pack.zip")
        shutil.rmtree(place / "source")

    return before


def _described(place: Path) -> None:
    """The description of a pack, and what it fetches in a folder."""
    Described(place)


def _half_fetched(place: Path) -> None:
    """A part of a file, and one whose end a power cut took."""
    described = Described(place)
    folder = place / "data" / "downloads"
    folder.mkdir(parents=True)
    for ending, content in zip((".part", ""), described.files.values(), strict=False):
        (folder / f"{hashlib.sha256(content).hexdigest()}{ending}").write_bytes(content[: len(content) // 2])


def _get(*source: str) -> int:
    fetch.FIRST_WAIT_SECONDS = 0.001
    return main(["pack", "get", "offers/noise", "--data", "data", "--lang", "en", "--from", *source])


def _get_from_address(place: Path) -> int:
    """From a server on this machine that breaks off once."""
    server = Server(place / "mirror")
    server.orders["noise-3.png"] = first(1, break_off(0.5))
    return _get(server.address)


def _noted_address(place: Path) -> None:
    """An address that gave 1.0 and is asked again: it gives 2.0; another one gave something, too."""
    packed("1.0", to_come="2.0")(place)
    current = Shelf(place / "data").current("good-1")
    assert current is not None
    known = subscriptions.FetchedPack("0" * 64, "good-1", current.name)
    subscriptions._note(Shelf(place / "data"), "http://127.0.0.1/other.zip", known)
    subscriptions._note(Shelf(place / "data"), SUBSCRIBED, known)


SUBSCRIBED = "http://127.0.0.1/pack.zip"


def _subscribe(place: Path) -> int:
    """What a timer does every night, from a server on this machine."""
    server = Server(place)
    fetched = subscriptions.download
    given = f"{server.address}/pack.zip"
    with patch.object(subscriptions, "download", lambda _url, out, mark: fetched(given, out, mark)):
        return main(["pack", "install", SUBSCRIBED, "--data", "data"])


def _subscribed(place: Path) -> str:
    """What addresses gave is not forgotten, and what is noted is on the shelf."""
    noted = subscriptions._noted(Shelf(place / "data"))
    assert set(noted) == {SUBSCRIBED, "http://127.0.0.1/other.zip"}, "what addresses gave is forgotten"
    assert noted[SUBSCRIBED].folder in Shelf(place / "data").versions("good-1")
    return NEW if _current(place) == "2.0" else OLD  # where that cannot be noted it is fetched once more


def _got(place: Path) -> str:
    """Whether the fetched pack is in use."""
    path = Shelf(place / "data").current("noise")
    if path is None:
        return OLD
    archive.prove(path)
    return NEW


def _install_from_address(place: Path) -> int:
    """An archive that a server on this machine gives."""
    return main(["pack", "install", f"{Server(place).address}/pack.zip", "--data", "data"])


def _current(place: Path) -> str | None:
    """The version that would play, once it and all that a rollback leads to are proved."""
    shelf = Shelf(place / "data")
    for folder in shelf.versions("good-1"):
        try:
            archive.prove(shelf.folder / "good-1" / folder)
        except PackError as error:
            raise AssertionError(str(error)) from error
    current = shelf.current("good-1")
    return None if current is None else current.name.partition("-")[0]


def plays(old: str | None, new: str) -> Callable[[Path], str]:
    """Which version is in use."""

    def look(place: Path) -> str:
        now = _current(place)
        assert now in (old, new), f"{now} is in use"
        return NEW if now == new else OLD

    return look


INSTALL = command("pack", "install", "pack.zip", "--data", "data")


def _damaged_pack(place: Path) -> None:
    """Installed, then damaged: installing it again is the remedy."""
    packed("1.0", to_come="1.0")(place)
    current = Shelf(place / "data").current("good-1")
    assert current is not None
    (current / "pack.yaml").write_bytes(b"")


def _repaired(place: Path) -> str:
    current = Shelf(place / "data").current("good-1")
    assert current is not None
    try:
        archive.prove(current)
    except PackError:
        return OLD
    return NEW


def _roll_back(place: Path) -> int:
    """Back to 1.0, if that is not in use."""
    return 0 if _current(place) == "1.0" else main(["pack", "rollback", "good-1", "--data", "data"])


def _rolled_back(place: Path) -> str:
    """Both versions are there, whichever is in use."""
    assert len(Shelf(place / "data").versions("good-1")) == 2
    return plays("2.0", "1.0")(place)


def _archive(content: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as found:
        return found.testzip() is None and len(found.namelist()) > 15


def _package(content: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as found:
        return found.testzip() is None and "imsmanifest.xml" in found.namelist()


def _key(place: Path) -> str:
    path = place / "key.pem"
    if not path.exists():
        return OLD
    assert not path.stat().st_mode & 0o077, "others may read it"
    archive.sign(b"text", path.read_bytes())
    return NEW


# --- authors


def _new_pack(place: Path) -> str:
    if not (place / "our-town").exists():
        return OLD
    found, problems = review_files.read_whole(place / "our-town")
    assert found is not None, problems
    return NEW


def _new_level(place: Path) -> str:
    found, problems = library.read(place / "pack")
    assert found is not None, problems
    return NEW if "second-look" in found.levels else OLD


def _schemas(place: Path) -> str:
    paths = list((place / "schemas").glob("*.json"))
    for path in paths:
        json.loads(path.read_bytes())
    return NEW if len(paths) == 8 else OLD


def _with_mistakes(place: Path) -> None:
    """A pack in whose files `check --fix` mends something twice: line ends first, then what is said."""
    _pack(place)
    path = place / "pack" / "assets" / "pictures.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(*SIZE[:1]) == 1
    path.write_bytes(text.replace(*SIZE).replace("\n", "\r\n").encode())


SIZE = ("size: [480, 320]\n", "size: [480, 321]\n")


def _fix(_place: Path) -> int:
    """Mend; what is found of files, however young, is kept."""
    index.SETTLED_NS = -(10**9)
    return main(["check", "pack", "--fix", "--data", "data"])


def _mended(place: Path) -> str:
    """As it should be, as it was, or so far with only its line ends mended."""
    found = (place / "pack" / "assets" / "pictures.yaml").read_bytes()
    right = (GOOD / "assets" / "pictures.yaml").read_bytes()
    wrong = right.replace(*(text.encode() for text in SIZE))
    assert found in (right, wrong, wrong.replace(b"\n", b"\r\n")), "another text"
    return NEW if found == right else OLD


OLD_PO = b'msgid ""\nmsgstr ""\n"Language: fr\\n"\n\n# mine\nmsgctxt "pack/title"\nmsgid "Old"\nmsgstr "Vieux"\n'
EXPORT_TEXTS = command("texts", "export", "pack", "--lang", "fr", "--out", "fr.po")


def _noted_po(place: Path) -> None:
    """A translator's file with a note of hers in it."""
    _pack(place)
    (place / "fr.po").write_bytes(OLD_PO)


def _exported(place: Path) -> str:
    content = (place / "fr.po").read_bytes()
    assert content == OLD_PO or (content.count(b"msgctxt") > 60 and b"# mine" in content), "half a file"
    return OLD if content == OLD_PO else NEW


def _translated(place: Path) -> None:
    """A pack, and a translator's file in which every text of it is French."""
    _pack(place)
    with chdir(place):
        assert EXPORT_TEXTS(place) == 0
    texts = (place / "fr.po").read_text(encoding="utf-8").split('msgid ""\nmsgstr ""\n', 1)
    filled = re.sub(r'(?m)^msgid (".*")\nmsgstr ""$', r"msgid \1\nmsgstr \1", texts[1])
    (place / "fr.po").write_text(f'{texts[0]}msgid ""\nmsgstr ""\n{filled}', encoding="utf-8")


def _french(place: Path) -> str:
    """The pack is whole, and says that it speaks French only where all of it does."""
    found, problems = library.read(place / "pack")
    assert found is not None, problems
    assert not [item for item in problems if item.severity == "error"], problems
    return NEW if "fr" in found.pack.languages else OLD


def _strings(place: Path) -> None:
    """The interface's texts of one language, few as they are."""
    (place / "fr.json").write_text(json.dumps({"title.play": "Vieux"}), encoding="utf-8")


def _put_strings(place: Path) -> None:
    given = po.Translated("interface/title.play", "Play", "Jouer", {}, 1)
    putting.into_interface([given], "fr", place)


def _strings_put(place: Path) -> str:
    return {"Vieux": OLD, "Jouer": NEW}[json.loads((place / "fr.json").read_bytes())["title.play"]]


def _show_hero(place: Path) -> None:
    """The first screen's picture is remembered."""
    turns = heroes.HeroTurns(place / heroes.FILE)
    pack = cache.load(GOOD, None)
    turns.following(pack, Random(1))
    turns.shown(pack.pictures["apple"])
    turns.keep()


def _hero(place: Path) -> str:
    return {"face": OLD, "apple": NEW}[json.loads((place / heroes.FILE).read_bytes())["picture"]]


def _keep_screen(picture: str) -> Callable[[Path], object]:
    """The first screen of the next start is kept."""

    def keeps(place: Path) -> None:
        screen = pygame.Surface((64, 48), 0, 32)
        kept_screen.keep(place / kept_screen.FILE, screen, Settings(language="en"), None, picture)

    return keeps


def _screen_kept(place: Path) -> str:
    head, _, pixels = (place / kept_screen.FILE).read_bytes().partition(b"\n")
    assert len(pixels) == 64 * 48 * 4
    return {"face": OLD, "apple": NEW}[json.loads(head)[1]]


PAINTED = Finding(
    50, "cut-edge", Region(mask="masks/painted.png"), {"en": "Painted.", "it": "Dipinto."}, (Stroke(((50, 50),), 9),)
)


def _annotate(place: Path) -> int:
    """A mask painted in the annotation window, and the end."""
    wanted = Options(data=place / "data", size=(640, 480), seed=5, headless=True, pack=place / "pack")
    seat = AuthorSeat("face")
    app = App(wanted, seat)
    app.finish_start(library.survey(place / "pack")[0])
    app.step(0.0)
    album = seat.authoring.album
    assert album is not None
    said = album.entry.now
    if not any(item.region.mask == PAINTED.region.mask for item in said.findings):
        album.entry.history.put(said.with_finding(PAINTED))
    album.save()
    app.close()
    if seat.unsaved is not None:
        sys.stderr.write(f"what could not be saved is in {seat.unsaved}\n")
        return 1
    return 0


def _annotated(place: Path) -> str:
    """Where evidence is named, its mask is there."""
    mask = place / "pack" / "assets" / "masks" / "painted.png"
    assert not mask.exists() or _png(mask.read_bytes())
    found, problems = review_files.read_whole(place / "pack")
    assert found is not None, problems
    return NEW if any(item.region.mask == PAINTED.region.mask for item in found.pictures["face"].evidence) else OLD


def _pictures(place: Path, *numbers: int) -> None:
    """Other people's pictures: a real one and a fake with a mask for each number, and a table of them."""
    source = place / "source"
    rows = ["path,truth,made_by,mask"]
    for number in numbers:
        source.mkdir(exist_ok=True)
        for name in ("real", "fake"):
            soft = Image.frombytes("RGB", (7, 6), Random(f"{name} {number}").randbytes(126))
            soft.resize((320, 240), Image.Resampling.BICUBIC).save(source / f"{name}-{number}.png")
        white = Image.new("L", (320, 240))
        white.paste(255, (40, 40, 120, 120))
        white.save(source / f"mask-{number}.png")
        rows += [f"real-{number}.png,real,,", f"fake-{number}.png,fake,splice,mask-{number}.png"]
    (place / "labels.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")


IMPORT = command(
    "import", "source", "--labels", "labels.csv", "--out", "pack", "--side", "300", "--credit", "Anna", "--licence",
    "CC0-1.0", "--lang", "en",
)  # fmt: skip


def _more_pictures(place: Path) -> None:
    """A pack that was imported, and pictures to come to it."""
    _pictures(place, 1)
    with chdir(place):
        assert IMPORT(place) == 0
    _pictures(place, 1, 2)


def imported(before: int, after: int) -> Callable[[Path], str]:
    """Whether a pack has so many pictures; those that it describes are there, and the report names them all."""

    def look(place: Path) -> str:
        pack = place / "pack"
        if not (pack / "pack.yaml").exists():
            assert not before, "the pack is lost"
            return OLD
        found, problems = review_files.read_whole(pack)
        assert found is not None, problems
        assert len(found.pictures) in (before, after), "half of the pictures are described"
        rows = (pack / describing.REPORT).read_text(encoding="utf-8-sig").splitlines() if _reported(pack) else []
        return NEW if sum(",in," in row for row in rows) == after and len(found.pictures) == after else OLD

    return look


def _reported(pack: Path) -> bool:
    return (pack / describing.REPORT).exists()


RUN = figures.Run(
    1, "2026-05-04T08:00:00+00:00", "1", "3.11", "none",
    (figures.Figure("start", "x", "ms", figures.spread([1.0]), "y", figures.spread([1.0])),),
)  # fmt: skip


def _bench(_place: Path) -> int:
    running.run = lambda *_, **__: RUN  # type: ignore[assignment] # (what is measured does not matter)
    return main(["bench", "--out", "run.json"])


def _run_to_draw(place: Path) -> None:
    there("chart.png")(place)
    figures.save(RUN, place / "run.json")


HANDOUTS = {
    "sheet": ("one-round",), "answers": ("one-round", "--answers"), "card": ("--card",),
    "certificate": ("--certificate",), "short": ("one-round", "--short"), "vote cards": ("--vote-cards", "3"),
}  # fmt: skip


ROWS = (
    Row("settings, others", lambda place: settings.save(WAS, place / "settings.json"),
        refusing(lambda place: settings.save(WILL_BE, place / "settings.json")), _settings),
    Row("settings, damaged", lambda place: (place / "settings.json").write_bytes(DAMAGED),
        refusing(_damaged_settings), _settings_aside),
    Row("PIN", _old_pin, _set_pin, _pin),
    Row("wrong PIN", _old_pin, silently(_wrong_pin), _failures, silent=True),
    Row("log, full", _long_log, silently(_write_log), _log, silent=True),
    Row("pack cache", _stale_cache, silently(_load_through_cache), _cache, silent=True),
    Row("twins on the shelf", _stale_twins, silently(_shelve), _twins, silent=True),
    Row("index, first", _pack, silently(_look_twice), _index, silent=True),
    Row("index, damaged", _damaged_index, silently(_look_twice), _index, silent=True),
    Row("answers, first", nothing, silently(_answer_three), _answers, silent=True),
    Row("answers, more", _earlier, silently(_answer_three), _answers, silent=True),
    Row("answers, older file", _older_results, silently(_answer_three), _answers, silent=True),
    Row("answers, damaged file", _damaged_results, silently(_answer_three), _answers_beside_damage, silent=True),
    Row("answers, taken back", results, silently(_take_back), _taken_back, silent=True),
    Row("play at the desk", nothing, silently(_play), _played, silent=True),
    Row("visit to the kiosk", nothing, silently(_kiosk), _visited, silent=True),
    Row("results purge", results, command("results", "purge", "--data", "data", "--older-than", "0", "--yes"), _purged),
    Row("results as CSV", _older_csv, export("csv", "csv"), _csv),
    Row("results as JSON", there("out.json", results), export("json", "out.json"), one_file("out.json", json.loads)),
    Row("results as Parquet", there("out.parquet", results), export("parquet", "out.parquet"),
        one_file("out.parquet", ends(b"PAR1")), needs="pyarrow"),
    Row("health of a kiosk", _figures, silently(_write_health), one_file(HEALTH, ends(b"# EOF")), silent=True),
    Row("results as xAPI", there("out.json", results), export("xapi", "out.json"), one_file("out.json", json.loads)),
    Row("report as HTML", there("out.html", results), report("out.html"), one_file("out.html", ends(b"</html>"))),
    Row("report as PDF", there("out.pdf", results), report("out.pdf"), one_file("out.pdf", ends(b"%%EOF"))),
    *(Row(f"handout, {name}", there("a.pdf"), handout(*words), one_file("a.pdf", ends(b"%%EOF")))
      for name, words in HANDOUTS.items()),
    Row("lesson on paper", lambda place: [there(name)(place) for name in ("one-round.pdf", "one-round-answers.pdf")],
        refusing(_print_lesson), _printed),
    Row("web, folder", _older_page, web("--out", "site"), _page),
    Row("web, file", there("a.html"), web("--out", "a.html"), one_file("a.html", ends(b"</html>"))),
    Row("web, package", there("a.zip"), web("--out", "a.zip"), one_file("a.zip", _package)),
    Row("web, Moodle", there("a.xml"), web("--moodle", "a.xml"), one_file("a.xml", ends(b"</quiz>"))),
    Row("results send", results, _sends, _sent),
    Row("votes of workshops", _workshop_held, refusing(_write_votes),
        one_file(f"data/{workshops.TABLE}", lambda content: content.count(b"\r\n") > 20), talks=True),
    Row("hero of the first screen", lambda place: (place / heroes.FILE).write_text('{"picture": "face"}'),
        silently(_show_hero), _hero, silent=True),
    Row("first screen of the next start", _keep_screen("face"), refusing(_keep_screen("apple")), _screen_kept),
    Row("tour", nothing, command("tour", "one-round", *OF_GOOD, "--size", "480x480", "--out", "tour"), _tour),
    Row("pack build", there("pack.zip", _pack), command("pack", "build", "pack", "--out", "pack.zip"),
        one_file("pack.zip", _archive)),
    Row("pack install, first", packed(to_come="1.0"), INSTALL, plays(None, "1.0")),
    Row("pack install, update", packed(*"123"[:KEPT], to_come="4.0"), INSTALL, plays("3", "4.0")),
    Row("pack install, repair", _damaged_pack, INSTALL, _repaired),
    Row("pack install, address", packed(to_come="1.0"), _install_from_address, plays(None, "1.0")),
    Row("pack install, every night", _noted_address, _subscribe, _subscribed),
    Row("pack get, folder", _described, lambda _: _get("mirror"), _got, talks=True),
    Row("pack get, address", _half_fetched, _get_from_address, _got, talks=True),
    Row("pack rollback", packed("1.0", "2.0", to_come="3.0"), _roll_back, _rolled_back),
    Row("pack key", nothing, command("pack", "key", "--out", "key.pem"), _key, once=True, needs="cryptography"),
    Row("new pack", nothing, command("new", "pack", "Our town"), _new_pack, once=True),
    Row("new level", _pack, command("new", "level", "Second look", "--pack", "pack"), _new_level, once=True),
    Row("check --fix", _with_mistakes, _fix, _mended),
    Row("texts export", _noted_po, EXPORT_TEXTS, _exported),
    Row("texts import, pack", _translated, command("texts", "import", "fr.po", "pack"), _french),
    Row("texts import, interface", _strings, refusing(_put_strings), _strings_put),
    Row("annotate", _pack, refusing(_annotate), _annotated, needs="ruamel"),
    Row("import, new pack", lambda place: _pictures(place, 1), IMPORT, imported(0, 2), needs="imagehash"),
    Row("import, more", _more_pictures, IMPORT, imported(2, 4), needs="imagehash"),
    Row("schema", nothing, command("schema", "--out", "schemas"), _schemas),
    Row("bench", there("run.json"), _bench, one_file("run.json", json.loads), needs="psutil"),
    Row("bench chart", _run_to_draw, command("bench", "chart", "run.json", "--out", "chart.png"),
        one_file("chart.png", _png), needs="matplotlib"),
)  # fmt: skip


# --- how not to do it


def _in_its_place(place: Path) -> None:
    (place / "file").write_bytes(WHOLE)


def _not_flushed(place: Path) -> None:
    (place / "part").write_bytes(WHOLE)
    (place / "part").replace(place / "file")


def _with_litter(place: Path) -> None:
    handle, name = tempfile.mkstemp(dir=place)
    with os.fdopen(handle, "wb") as file:
        file.write(WHOLE)
        file.flush()
        os.fsync(handle)
    Path(name).replace(place / "file")


def _well(place: Path) -> None:
    write_atomically(place / "file", WHOLE)


def _without_a_word(place: Path) -> None:
    with suppress(OSError):
        _well(place)


def careless(name: str, run: Callable[[Path], int]) -> Row:
    """A row that writes a file wrongly."""
    return Row(name, there("file"), run, one_file("file", lambda content: content == WHOLE))


CARELESS = {  # and which faults must find them out
    careless("in its place", refusing(_in_its_place)): {"disk full", "I/O error", "killed", "power cut"},
    careless("not flushed", refusing(_not_flushed)): {"power cut"},
    careless("with litter", refusing(_with_litter)): {"disk full", "I/O error", "no rights", "killed", "power cut"},
    careless("without a word", silently(_without_a_word)): {"disk full", "I/O error", "no rights"},
    careless("with a traceback", silently(_well)): {"disk full", "I/O error", "no rights"},
}  # fmt: skip
