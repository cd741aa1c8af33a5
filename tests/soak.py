"""A seeded random player for thousands of rounds in accelerated time: over all modes, languages, sizes and devices.

    python -m tests.soak [--rounds 20000] [--seconds S] [--seed 1] [--out FILE.json]

Owns the wandering and what happens around it: phones that vote over loopback, collections that come, go and are
exchanged, other languages, a kiosk's SIGHUP. And what is watched meanwhile: exceptions, the way home, memory, file
handles, threads. A line is fitted to memory over rounds; its slope is given with a 95 % interval. tests/test_soak.py
runs a few hundred rounds.
"""

from __future__ import annotations

import argparse
import ctypes
import http.client
import importlib
import json
import logging
import os
import pkgutil
import shutil
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from random import Random
from statistics import fmean
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

os.environ["SDL_VIDEODRIVER"] = "dummy"
os.environ["SDL_AUDIODRIVER"] = "dummy"

import psutil
import pygame
from PIL import Image

import game
from game.base import places
from game.base.settings import Settings
from game.base.text import languages
from game.collections.shelf import Shelf
from game.collections.stock import stocked
from game.commands.tour import Player
from game.pack import cache
from game.pack.library import Library
from game.pixels.memory import clear_up
from game.play.event import ANSWERS
from game.seats.app import App, Options
from game.seats.kiosk.config import Kiosk
from game.seats.kiosk.kiosk_seat import KioskSeat, kiosk_app
from game.seats.playing import forget_masks
from game.seats.workshop.workshop_flow import WorkshopFlow
from game.ui.kept import keep_for
from game.ui.outcomes import Answered, Outcome
from game.ui.scene import Scene
from game.ui.typeset import width_of
from game.web.phones import phone_server
from tests.shelves import faces

MODES = ("desk", "kiosk", "workshop")  # each window is of the next one
EPISODE_ROUNDS = 50  # in one window; then the next one is opened
MOST_ACTIONS = 6000  # in one window
SIZES = ((1280, 720), (1024, 768), (800, 600), (640, 480), (720, 1280), (1920, 1080))
ONWARD = (
    "real", "fake", "unsure", "sure-", "done", "onward", "choice-", "step-", "begin", "vote-", "level-", "next",
    "rating-", "claim-", "lead-",
)  # fmt: skip
OPENED = {
    "desk": ("six-impressions", None, "before-you-share", None),
    "workshop": ("lesson-45", "before-you-share", ""),
}
COLLECTIONS = ("photographed-or-prompted", "people-who-do-not-exist-stylegan2")  # that levels of the game draw from
VERSIONS = ("1.0", "2.0", "3.0", "4.0")  # one more than are kept
KEEPS = "the kiosk keeps the settings that it has"  # an error that is to be logged
PHONES = 6
ENDING = ("phones", "library", "Thread-")  # names of threads that end soon after a window was closed
PATIENCE_SECONDS = 20.0
SCRIPTS = (
    "日本",
    "한국어",
    "العربية",
    "עברית",
    "हिन्दी",
    "ไทย",
    "Ελληνικά",
    "☂",
)  # typefaces are loaded when one is met
LATE_LIBRARIES = (
    "aiohttp.web",
    "av",
    "c2pa",
    "cv2.aruco",
    "segno",
    "ifaddr",
    "babel.plural",
    "cryptography",
    "pyarrow",
)
KEYS = [
    pygame.K_RETURN, pygame.K_SPACE, pygame.K_TAB, pygame.K_ESCAPE, pygame.K_LEFT, pygame.K_RIGHT, pygame.K_UP,
    pygame.K_DOWN, pygame.K_r, pygame.K_f, pygame.K_c, pygame.K_l, pygame.K_z, pygame.K_a, pygame.K_b, pygame.K_p,
    pygame.K_1, pygame.K_2, pygame.K_3, pygame.K_4, pygame.K_PAGEDOWN, pygame.K_PAGEUP, pygame.K_PERIOD, pygame.K_HOME,
    pygame.K_END, pygame.K_F5, pygame.K_BACKSPACE, pygame.K_DELETE, pygame.K_PLUS, pygame.K_MINUS,
]  # fmt: skip


class Alarm(logging.Handler):
    """Remembers every error that the game logs: behind the kiosk's crash boundary nothing else tells."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Remember."""
        if not record.getMessage().startswith(KEEPS):
            self.heard.append(self.format(record))


class Sample(NamedTuple):
    """What the process held after so many rounds, with no window open."""

    rounds: int
    megabytes: float  # of memory that is its own
    handles: int
    threads: int
    heap: float = 0.0  # MB that somebody uses of what C libraries asked for, and Python in large pieces; 0: not told
    blocks: int = 0  # that Python uses of its own


class Pupil:
    """A phone in a workshop, at an address of its own."""

    def __init__(self, number: int) -> None:
        self.number, self.cookie = number, ""

    def act(self, port: int, code: str, rng: Random) -> int:
        """Ask for what is to be shown; come in or vote, as it says; gives the last status."""
        status, body = self._ask(port, "GET", "/state")
        if status == 401:
            return self._ask(port, "POST", "/join", {"code": code, "team": rng.choice(["", "", "sun", "moon"])})[0]
        shown = body.get("shown", {})
        if picture := shown.get("picture"):
            self._ask(port, "GET", f"/picture/{picture['key']}")
        if vote := shown.get("vote"):
            nth = body.get("own", {}).get("nth", 0) + 1
            status, _ = self._ask(port, "POST", "/vote", {"vote": vote, "says": rng.choice(ANSWERS), "nth": nth})
        return status

    def _ask(self, port: int, method: str, path: str, data: Any = None) -> tuple[int, Any]:
        source = (f"127.0.1.{self.number + 1}", 0)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20, source_address=source)
        try:
            headers = {"Cookie": self.cookie, "Content-Type": "application/json"}
            connection.request(method, path, None if data is None else json.dumps(data), headers)
            answer = connection.getresponse()
            self.cookie = (answer.headers.get("Set-Cookie") or self.cookie).partition(";")[0]
            body = answer.read()
            return answer.status, json.loads(body) if answer.headers.get_content_type() == "application/json" else {}
        except (ConnectionError, http.client.HTTPException):  # the lesson has just ended
            return 0, {}
        finally:
            connection.close()


class Surroundings:
    """What happens around the game: its shelf, which others fill and clear, and pupils with phones."""

    def __init__(self, data: Path, sources: Path) -> None:
        self.shelf, self.sources = Shelf(data), sources
        self.pupils = [Pupil(number) for number in range(PHONES)]
        self.happened: Counter[str] = Counter()

    def install(self, name: str, version: str) -> None:
        """A collection, or a version of it."""
        source = self.sources / f"{name}-{version}"
        self.shelf.install(source if source.exists() else faces(self.sources, name, version))
        self.happened["installed"] += 1

    def change_shelf(self, rng: Random, *, removing: bool) -> None:
        """A collection comes, goes, or is exchanged for another version of it, newer or older."""
        name = rng.choice(COLLECTIONS)
        way = rng.choice(["install", "install", "roll back", "remove"])
        if way == "install" or self.shelf.current(name) is None:
            self.install(name, rng.choice(VERSIONS))
        elif way == "roll back" and len(self.shelf.versions(name)) > 1:
            self.shelf.rollback(name)
            self.happened["rolled back"] += 1
        elif way == "remove" and removing:
            shutil.rmtree(self.shelf.folder / name)
            self.happened["removed"] += 1


class Wanderer(Player):
    """Does whatever a person, a child or a cat on the keyboard might do, while other things happen around."""

    def __init__(self, app: App, rng: Random, around: Surroundings) -> None:
        super().__init__(app)
        self.rng = rng
        self.around = around
        self.rounds = 0
        self.seen: Counter[str] = Counter()
        follow = app.flow.follow

        def counted(scene: Scene, outcome: Outcome) -> Scene:
            self.rounds += isinstance(outcome, Answered)
            return follow(scene, outcome)

        app.flow.follow = counted  # type: ignore[method-assign]

    def act(self) -> None:
        """One thing, chosen by chance; mostly what leads on."""
        ways: list[tuple[int, Callable[[], None]]] = [
            (60, self._press), (8, self._key), (4, self._pad), (5, self._gesture), (3, self._wheel), (6, self._wait),
            (1, self._resize), (0.5, self._speak), (0.25, self._shelf), (0.15, self._hang_up),
        ]  # fmt: skip
        self.rng.choices([way for _, way in ways], [weight for weight, _ in ways])[0]()
        self.vote()
        self.seen[self.app.scene.name] += 1

    def vote(self) -> None:
        """Of the pupils who have phones one does something, where phones are in the room."""
        flow = self.app.flow
        phones = flow.phones if isinstance(flow, WorkshopFlow) else None
        if phones is None or not phones.ready or phones._server is None or self.rng.random() < 0.5:
            return
        status = self.rng.choice(self.around.pupils).act(phones._server.port, phones.code, self.rng)
        self.around.happened[f"phones: {status}"] += 1
        assert status < 500 or status == 503, status

    def _speak(self) -> None:
        """Another language, as whoever sets it would have it."""
        if not isinstance(self.app.seat, KioskSeat):
            self.app.change(self.app.settings._replace(language=self.rng.choice(list(languages()))))
            self.app.step(0.02)

    def _shelf(self) -> None:
        """Somebody else installs something, or takes it away; on a kiosk nothing that plays is taken away."""
        self.around.change_shelf(self.rng, removing=not isinstance(self.app.seat, KioskSeat))
        self.app.step(0.02)

    def _hang_up(self) -> None:
        """The supervisor has a kiosk read its settings and packs anew; at times these are wrong."""
        seat = self.app.seat
        if not isinstance(seat, KioskSeat) or not hasattr(signal, "SIGHUP"):
            return
        assert seat.file is not None
        wrong = self.rng.random() < 0.5
        seat.file.write_text("rounds: many\n" if wrong else "rounds: 3\n", encoding="utf-8")
        before = signal.signal(signal.SIGHUP, lambda *_: seat.begin_anew())
        signal.raise_signal(signal.SIGHUP)
        signal.signal(signal.SIGHUP, before)
        self.around.happened["SIGHUP, wrong settings" if wrong else "SIGHUP"] += 1

    def _press(self) -> None:
        canvas = self.app.canvas.get_rect()
        targets = [item for item in self.app.scene.targets if canvas.contains(item.rect) and item.name != "quit"]
        leading = [item for item in targets if item.name.startswith(ONWARD)]
        chosen = leading if leading and self.rng.random() < 0.8 else targets
        if not chosen:
            self._key()
            return
        rect = self.rng.choice(chosen).rect
        left, top = self.app.stage.topleft
        pos = (self.rng.randrange(rect.left, rect.right) + left, self.rng.randrange(rect.top, rect.bottom) + top)
        (self.click_at if self.rng.random() < 0.5 else self.touch_at)(pos)

    def _key(self) -> None:
        self.key(self.rng.choice(KEYS))

    def _pad(self) -> None:
        if self.rng.random() < 0.5:
            self.button(self.rng.randrange(12))
        else:
            self.hat(*self.rng.choice([(1, 0), (-1, 0), (0, 1), (0, -1)]))

    def _anywhere(self) -> tuple[int, int]:
        width, height = self.app.surface.get_size()
        return self.rng.randrange(width), self.rng.randrange(height)

    def _gesture(self) -> None:
        pos = self._anywhere()
        pygame.event.post(pygame.Event(pygame.MOUSEBUTTONDOWN, button=1, pos=pos, touch=False))
        self.let(self.rng.random() * 0.5)
        for _ in range(self.rng.randrange(6)):
            pos = self._anywhere()
            pygame.event.post(pygame.Event(pygame.MOUSEMOTION, pos=pos, rel=(1, 1), buttons=(1, 0, 0), touch=False))
            self.let(0.02)
        pygame.event.post(pygame.Event(pygame.MOUSEBUTTONUP, button=1, pos=pos, touch=False))
        self.let(0.02)

    def _wheel(self) -> None:
        steps = self.rng.choice([-3, -1, 1, 3])
        pygame.event.post(pygame.Event(pygame.MOUSEWHEEL, x=0, y=steps, precise_x=0.0, precise_y=float(steps)))
        self.let(0.02)

    def _wait(self) -> None:
        for _ in range(self.rng.randrange(1, 8)):
            self.app.step(self.rng.choice([0.02, 0.1, 0.4]))
        self.app.rest()

    def _resize(self) -> None:
        size = self.rng.choice(SIZES)
        if self.rng.random() < 0.3:
            size = (size[1], size[0])
        pygame.display.set_mode(size, pygame.RESIZABLE if self.app.seat.resizable else 0)
        pygame.event.post(pygame.Event(pygame.WINDOWRESIZED, x=size[0], y=size[1], window=None))
        self.app.step(0.02)

    def go_home(self) -> bool:
        """Back to the first screen: by Escape, or on a kiosk by doing nothing."""
        if isinstance(self.app.seat, KioskSeat):
            for _ in range(1000):
                if self.app.scene.name == "attract" or not self.app.running:
                    return True
                self.app.step(0.5)
            return False
        for _ in range(40):
            if self.app.scene.name == "title":
                return True
            if self.app.scene.name == "stop":
                self.click("stop")
            elif self.app.scene.name == "break-off":
                self.click("leave")
            else:
                self.key(pygame.K_ESCAPE)
        return False


def window(mode: str, number: int, data: Path, library: Library, rng: Random) -> App:
    """One of the game's modes in a window of any size, with any settings; `number` windows were of that mode before."""
    size, language = rng.choice(SIZES[:5]), rng.choice(list(languages()))
    whole = stocked(library, data)
    if mode == "kiosk":
        kiosk = Kiosk(
            language=language, theme=rng.choice(["dark", "light", "contrast"]), text_size=rng.choice([100, 125, 150]),
            controls_low=rng.random() < 0.3, input=rng.choice(["touch", "touch", "buttons", "switch"]),
            reduced_motion=rng.random() < 0.3, rounds=rng.choice([3, 6]), target_mm=rng.choice([12.0, 20.0]),
            packs=(library.pack.id, *COLLECTIONS) if number % 2 else (),
        )  # fmt: skip
        options = Options(data=data, size=size, seed=rng.getrandbits(30), headless=True)
        now = datetime(2026, 5, 4, 12, tzinfo=UTC).replace(tzinfo=None)
        app, _ = kiosk_app(options, kiosk, now=lambda: now, file=data / "kiosk.yaml")
        whole = whole if kiosk.packs else library
    else:
        settings = Settings(
            language=language, theme=rng.choice(["dark", "light", "contrast"]), text_size=rng.choice([100, 125, 150]),
            reduced_motion=rng.random() < 0.3,
        )  # fmt: skip
        options = Options(data=data, size=size, seed=rng.getrandbits(30), headless=True, settings=settings, debug=True)
        options = options._replace(mirror=str(data / "nowhere"))  # whoever presses Get here asks no stranger
        opened = OPENED[mode][number % len(OPENED[mode])]
        if mode == "workshop":
            app = App(options._replace(workshop=opened, phones=number % 2 == 0))
        else:
            app = App(options._replace(level=opened))
    app.finish_start(whole)
    app.step(0.0)
    return app


def load_all() -> None:
    """Load all that the game loads only when it is needed: else a line is fitted to stairs, one for each library."""
    for module in pkgutil.walk_packages(game.__path__, "game."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for name in LATE_LIBRARIES:
        with suppress(ImportError):
            importlib.import_module(name)
    Image.init()
    pygame.font.init()
    for text in SCRIPTS:
        width_of(text, 30)


def wander(
    rounds: int, seed: int, data: Path, told: Callable[[Sample], None] = lambda _: None, seconds: float = 1e9
) -> dict[str, Any]:
    """Play that many rounds, or so long; gives what was seen. Raises whatever the game raises, and AssertionError."""
    load_all()
    rng = Random(seed)
    library = cache.load(places.default_pack(), None)
    alarm, log = Alarm(), logging.getLogger("game")
    log.addHandler(alarm)
    samples: list[Sample] = []
    seen: Counter[str] = Counter()
    modes: Counter[str] = Counter()
    spoken: Counter[str] = Counter()
    happened: Counter[str] = Counter()
    played = windows = actions = 0
    begun, ports, phone_server.PORTS = time.monotonic(), phone_server.PORTS, (0,)
    try:
        while played < rounds and time.monotonic() - begun < seconds:
            mode = MODES[windows % len(MODES)]
            around = Surroundings(data / mode, data / "sources")
            for name in COLLECTIONS:
                if around.shelf.current(name) is None:
                    around.install(name, VERSIONS[0])
            app = window(mode, windows // len(MODES), data / mode, library, rng)
            log.addHandler(alarm)  # opening its log, the App took every handler away
            player = Wanderer(app, rng, around)
            here = 0
            while app.running and player.rounds < min(EPISODE_ROUNDS, rounds - played) and here < MOST_ACTIONS:
                player.act()
                here += 1
                spoken[app.kit.words.language] += 1
            home = player.go_home()
            place = app.scene.name
            happened["started anew"] += not app.running
            _end(app)
            assert home, f"no way home from '{place}' (seed {seed}, window {windows}, {mode})"
            assert not alarm.heard, f"{alarm.heard[0]} (seed {seed}, window {windows}, {mode})"
            played, windows, actions = played + player.rounds, windows + 1, actions + here
            modes[mode] += player.rounds
            seen += player.seen
            happened += around.happened
            del app, player
            samples.append(_sample(played))
            told(samples[-1])
    finally:
        log.removeHandler(alarm)
        phone_server.PORTS = ports
    return {
        "seed": seed, "rounds": played, "seconds": round(time.monotonic() - begun), "by mode": dict(modes),
        "windows": windows, "actions": actions, "languages": dict(spoken), "happened": dict(happened.most_common()),
        "screens": dict(seen.most_common()), "samples": samples, **fit(samples),
    }  # fmt: skip


def _end(app: App) -> None:
    """Close a window, and wait for what its threads do to end."""
    app.close()
    keep_for(None)  # here the process goes on without a window
    forget_masks()  # of which a few are kept, and a random player takes thousands of rounds to meet so many
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end and any(item.name.startswith(ENDING) for item in threading.enumerate()):
        time.sleep(0.01)


def _sample(rounds: int) -> Sample:
    clear_up()  # as the game does when a level ends
    process = psutil.Process()
    handles = process.num_fds() if hasattr(process, "num_fds") else process.num_handles()
    held = process.memory_info()
    own = held.rss - getattr(held, "shared", 0)  # the system drops and rereads pages of libraries as it likes
    return Sample(rounds, own / 2**20, handles, threading.active_count(), _heap_mb(), sys.getallocatedblocks())


class _Heap(ctypes.Structure):
    """What glibc tells of its heap; see mallinfo2(3)."""

    _fields_ = [
        (name, ctypes.c_size_t)
        for name in ("arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks",
                     "keepcost")
    ]  # fmt: skip


def _heap_mb() -> float:
    """MB of the heap that are in use: what was freed, and lies between what is not, does not count."""
    told = getattr(ctypes.CDLL(None), "mallinfo2", None) if sys.platform == "linux" else None
    if told is None:
        return 0.0
    told.restype = _Heap
    heap = told()
    return float((heap.uordblks + heap.hblkhd) / 2**20)


def fit(samples: list[Sample]) -> dict[str, Any]:
    """The slope of memory in MB per 1,000 rounds by least squares, with its 95 % interval; the first fifth warms up.

    Each point is the mean of three windows, one of every mode, since those leave different things behind. What is left
    behind stays for some time, so that n points tell less than n independent ones would: as much less as neighbouring
    residuals are alike, as Santer and others reckon (2000, https://doi.org/10.1029/1999JD901105). The process holds the
    most that it ever needed, in steps; what is in use of that tells a leak far sooner, and is fitted beside it.
    """
    settled = samples[len(samples) // 5 :]
    points = list(zip(*(settled[mode :: len(MODES)] for mode in range(len(MODES))), strict=False))
    if len(points) < 4:
        return {}
    slope, interval, telling = _line(points, lambda item: item.megabytes)
    all_held = [item.megabytes for item in settled]
    in_use = {
        "heap in use, MB per 1,000 rounds": _line(points, lambda item: item.heap)[1],
        "Python's blocks per 1,000 rounds": _line(points, lambda item: item.blocks)[1],
    }
    return {
        "slope MB per 1,000 rounds": slope, "95 % interval": interval,
        "points, as many independent": [len(points), telling],
        "megabytes": [round(min(all_held), 1), round(max(all_held), 1)],
        **(in_use if settled[0].heap else {}),
        "handles": sorted({item.handles for item in settled}), "threads": sorted({item.threads for item in settled}),
    }  # fmt: skip


def _line(
    points: list[tuple[Sample, ...]], of: Callable[[Sample], float]
) -> tuple[float, list[float], float]:  # fmt: skip
    """Slope per 1,000 rounds, its 95 % interval, and how many independent points these are worth."""
    from scipy import stats

    rounds = [fmean(item.rounds for item in point) / 1000 for point in points]
    held = [fmean(of(item) for item in point) for point in points]
    if min(held) == max(held):
        return 0.0, [0.0, 0.0], float(len(held))
    line = stats.linregress(rounds, held)
    slope = float(line.slope)
    rest = [value - slope * at - float(line.intercept) for at, value in zip(rounds, held, strict=True)]
    alike = sum(one * two for one, two in pairwise(rest)) / (sum(one * one for one in rest) or 1.0)
    telling = max(3.0, len(rest) * (1 - alike) / (1 + alike)) if alike > 0 else float(len(rest))
    error = float(line.stderr) * ((len(rest) - 2) / (telling - 2)) ** 0.5
    reach = float(stats.t.ppf(0.975, telling - 2)) * error
    return round(slope, 3), [round(slope - reach, 3), round(slope + reach, 3)], round(telling, 1)


def _tell(sample: Sample) -> None:
    sys.stderr.write(f"{sample.rounds} rounds: {sample.megabytes:.1f} MB\n")


def main() -> int:
    """Play, and print what was seen."""
    parser = argparse.ArgumentParser(description="a random player for thousands of rounds")
    parser.add_argument("--rounds", type=int, default=20_000)
    parser.add_argument("--seconds", type=float, default=1e9)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="keep everything as JSON")
    options = parser.parse_args()
    with TemporaryDirectory(prefix="spot-the-fake-soak-") as folder:
        found = wander(options.rounds, options.seed, Path(folder), _tell, options.seconds)
    if options.out:
        options.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    found.pop("samples")
    sys.stdout.write(json.dumps(found, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
