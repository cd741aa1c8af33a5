"""A seeded random player for thousands of rounds in accelerated time: over all modes, languages, sizes and devices.

    python -m tests.soak [--rounds 20000] [--seed 1] [--out FILE.json]

Owns the wandering and what is watched meanwhile: exceptions, the way home, memory, file handles, threads. A line is
fitted to memory over rounds; its slope is given with a 95 % interval. tests/test_soak.py runs a few hundred rounds.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
import threading
from collections import Counter
from collections.abc import Callable
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

from game.base import places
from game.base.settings import Settings
from game.base.text import languages
from game.commands.tour import Player
from game.pack import cache
from game.pack.library import Library
from game.pixels.memory import clear_up
from game.seats.app import App, Options
from game.seats.kiosk.config import Kiosk
from game.seats.kiosk.kiosk_seat import KioskSeat, kiosk_app
from game.seats.playing import forget_masks
from game.ui.kept import keep_for
from game.ui.outcomes import Answered, Outcome
from game.ui.scene import Scene

MODES = ("desk", "kiosk", "workshop")  # each window is of the next one
EPISODE_ROUNDS = 100  # in one window; then the next one is opened
MOST_ACTIONS = 6000  # in one window
SIZES = ((1280, 720), (1024, 768), (800, 600), (640, 480), (720, 1280), (1920, 1080))
ONWARD = ("real", "fake", "unsure", "sure-", "done", "onward", "choice-", "step-", "begin", "vote-", "level-", "next")
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
        self.heard.append(self.format(record))


class Sample(NamedTuple):
    """What the process held after so many rounds, with no window open."""

    rounds: int
    megabytes: float  # of memory that is its own
    handles: int
    threads: int


class Wanderer(Player):
    """Does whatever a person, a child or a cat on the keyboard might do."""

    def __init__(self, app: App, rng: Random) -> None:
        super().__init__(app)
        self.rng = rng
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
            (1, self._resize),
        ]  # fmt: skip
        self.rng.choices([way for _, way in ways], [weight for weight, _ in ways])[0]()
        self.seen[self.app.scene.name] += 1

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
                if self.app.scene.name == "attract":
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


def window(mode: str, data: Path, library: Library, rng: Random) -> App:
    """One of the game's modes in a window of any size, with any settings."""
    size, language = rng.choice(SIZES[:5]), rng.choice(list(languages()))
    if mode == "kiosk":
        kiosk = Kiosk(
            language=language, theme=rng.choice(["dark", "light", "contrast"]), text_size=rng.choice([100, 125, 150]),
            controls_low=rng.random() < 0.3, input=rng.choice(["touch", "touch", "buttons", "switch"]),
            reduced_motion=rng.random() < 0.3, rounds=rng.choice([3, 6]), target_mm=rng.choice([12.0, 20.0]),
        )  # fmt: skip
        options = Options(data=data, size=size, seed=rng.getrandbits(30), headless=True)
        app, _ = kiosk_app(options, kiosk, now=lambda: datetime(2026, 5, 4, 12, tzinfo=UTC).replace(tzinfo=None))
    else:
        settings = Settings(
            language=language, theme=rng.choice(["dark", "light", "contrast"]), text_size=rng.choice([100, 125, 150]),
            reduced_motion=rng.random() < 0.3,
        )  # fmt: skip
        options = Options(data=data, size=size, seed=rng.getrandbits(30), headless=True, settings=settings, debug=True)
        options = options._replace(mirror=str(data / "nowhere"))  # whoever presses Get here asks no stranger
        app = App(options._replace(workshop="" if mode == "workshop" else None))
    app.finish_start(library)
    app.step(0.0)
    return app


def wander(rounds: int, seed: int, data: Path, told: Callable[[Sample], None] = lambda _: None) -> dict[str, Any]:
    """Play that many rounds; gives what was seen. Raises whatever the game raises, and AssertionError."""
    rng = Random(seed)
    library = cache.load(places.default_pack(), None)
    alarm, log = Alarm(), logging.getLogger("game")
    log.addHandler(alarm)
    samples: list[Sample] = []
    seen: Counter[str] = Counter()
    modes: Counter[str] = Counter()
    played = windows = actions = 0
    try:
        while played < rounds:
            mode = MODES[windows % len(MODES)]
            app = window(mode, data / mode, library, rng)
            log.addHandler(alarm)  # opening its log, the App took every handler away
            player = Wanderer(app, rng)
            here = 0
            while player.rounds < min(EPISODE_ROUNDS, rounds - played) and here < MOST_ACTIONS:
                player.act()
                here += 1
            home = player.go_home()
            place = app.scene.name
            app.close()
            keep_for(None)  # here the process goes on without a window
            forget_masks()  # of which a few are kept, and a random player takes thousands of rounds to meet so many
            assert home, f"no way home from '{place}' (seed {seed}, window {windows}, {mode})"
            assert not alarm.heard, alarm.heard[0]
            played, windows, actions = played + player.rounds, windows + 1, actions + here
            modes[mode] += player.rounds
            seen += player.seen
            del app, player
            samples.append(_sample(played))
            told(samples[-1])
    finally:
        log.removeHandler(alarm)
    return {
        "seed": seed, "rounds": played, "by mode": dict(modes), "windows": windows, "actions": actions,
        "screens": dict(seen.most_common()), "samples": samples, **fit(samples),
    }  # fmt: skip


def _sample(rounds: int) -> Sample:
    clear_up()  # as the game does when a level ends
    process = psutil.Process()
    handles = process.num_fds() if hasattr(process, "num_fds") else process.num_handles()
    held = process.memory_info()
    own = held.rss - getattr(held, "shared", 0)  # the system drops and rereads pages of libraries as it likes
    return Sample(rounds, own / 2**20, handles, threading.active_count())


def fit(samples: list[Sample]) -> dict[str, Any]:
    """The slope of memory in MB per 1,000 rounds by least squares, with its 95 % interval; the first fifth warms up.

    Each point is the mean of three windows, one of every mode, since those leave different things behind. What is left
    behind stays for some time, so that n points tell less than n independent ones would: as much less as neighbouring
    residuals are alike, as Santer and others reckon (2000, https://doi.org/10.1029/1999JD901105).
    """
    settled = samples[len(samples) // 5 :]
    points = list(zip(*(settled[mode :: len(MODES)] for mode in range(len(MODES))), strict=False))
    if len(points) < 4:
        return {}
    from scipy import stats

    rounds = [fmean(item.rounds for item in point) / 1000 for point in points]
    held = [fmean(item.megabytes for item in point) for point in points]
    all_held = [item.megabytes for item in settled]
    line = stats.linregress(rounds, held)
    slope = float(line.slope)
    rest = [mb - slope * at - float(line.intercept) for at, mb in zip(rounds, held, strict=True)]
    alike = sum(one * two for one, two in pairwise(rest)) / (sum(one * one for one in rest) or 1.0)
    telling = max(3.0, len(rest) * (1 - alike) / (1 + alike)) if alike > 0 else float(len(rest))
    error = float(line.stderr) * ((len(rest) - 2) / (telling - 2)) ** 0.5
    reach = float(stats.t.ppf(0.975, telling - 2)) * error
    return {
        "slope MB per 1,000 rounds": round(slope, 3),
        "95 % interval": [round(slope - reach, 3), round(slope + reach, 3)],
        "points, as many independent": [len(rest), round(telling, 1)],
        "megabytes": [round(min(all_held), 1), round(max(all_held), 1)],
        "handles": sorted({item.handles for item in settled}), "threads": sorted({item.threads for item in settled}),
    }  # fmt: skip


def _tell(sample: Sample) -> None:
    sys.stderr.write(f"{sample.rounds} rounds: {sample.megabytes:.1f} MB\n")


def main() -> int:
    """Play, and print what was seen."""
    parser = argparse.ArgumentParser(description="a random player for thousands of rounds")
    parser.add_argument("--rounds", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="keep everything as JSON")
    options = parser.parse_args()
    with TemporaryDirectory(prefix="spot-the-fake-soak-") as folder:
        found = wander(options.rounds, options.seed, Path(folder), _tell)
    if options.out:
        options.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    found.pop("samples")
    sys.stdout.write(json.dumps(found, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
