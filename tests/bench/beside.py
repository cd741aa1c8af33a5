"""A peer beside the game: started in turn on the same X screen, seen and clicked from outside, told in figures.

Owns what is measured of both: start until the picture is seen, processor time and memory while nothing happens, and
the time from a click to changed pixels. Linux and X11 only; prints one line on why where that is not there.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from tempfile import TemporaryDirectory
from typing import NamedTuple, NoReturn, TypeVar

import msgspec
import psutil
from Xlib import X
from Xlib import display as xdisplay
from Xlib.ext import xtest

from game.commands.benchmarks import material
from game.commands.benchmarks.figures import Figure, Goal, spread

SIZE = 1920, 1080
PATIENCE_SECONDS = 60.0
REST_SECONDS = 0.5  # between two clicks: the game takes none within 350 ms of a step
Told = TypeVar("Told")
Region = tuple[int, int, int, int]  # left, top, width, height in pixels of the screen


def cannot(why: str) -> NoReturn:
    """End with one line that says why nothing is measured."""
    sys.stderr.write(f"{why}\n")
    raise SystemExit(1)


class Screen:
    """The X screen that both are shown on, looked at and clicked from outside."""

    def __init__(self) -> None:
        self.display = xdisplay.Display()
        self.root = self.display.screen().root

    def pixels(self, region: Region) -> bytes:
        """What a region of the screen shows."""
        return bytes(self.root.get_image(*region, X.ZPixmap, 0xFFFFFFFF).data)

    def shows_a_picture(self, region: Region) -> bool:
        """Whether a region is as varied as a photograph."""
        data = self.pixels(region)
        return len({data[at : at + 3] for at in range(0, len(data), 4)}) > 100

    def click(self, x: int, y: int) -> float:
        """Click a place; gives the moment of the release, in seconds of the monotonic clock."""
        xtest.fake_input(self.display, X.MotionNotify, x=x, y=y)
        xtest.fake_input(self.display, X.ButtonPress, 1)
        self.display.sync()
        time.sleep(0.05)
        xtest.fake_input(self.display, X.ButtonRelease, 1)
        self.display.flush()
        return time.monotonic()


class Seat(NamedTuple):
    """How one of the two is started, where its picture is seen, and where clicks change what."""

    name: str
    start: Callable[[Path], list[str]]  # a folder for its own data -> its command: the first screen
    picture: Region
    clicked: Callable[[Path], list[str]]  # the same for the clicks
    clicks: tuple[tuple[int, int], ...]  # clicked in turn
    changes: Region
    moving: Callable[[Path], list[str]] | None = None  # likewise: a ring on the picture that never rests
    before: Callable[[Path], list[str]] | None = None  # likewise: a start that is ended as a player ends it


@contextmanager
def running(command: list[str], screen: Screen, picture: Region) -> Iterator[tuple[Popen[bytes], float]]:
    """A process whose picture is on the screen, and the seconds until it was; ended with all its children."""
    end = time.monotonic() + PATIENCE_SECONDS
    while screen.shows_a_picture(picture):
        if time.monotonic() > end:
            cannot("the screen is not empty")
        time.sleep(0.02)
    begun = time.monotonic()
    process = Popen(command, stdout=DEVNULL, stderr=PIPE)
    try:
        while not screen.shows_a_picture(picture):
            if time.monotonic() > begun + PATIENCE_SECONDS or process.poll() is not None:
                cannot(f"'{command[0]}' shows no picture")
            time.sleep(0.002)
        yield process, time.monotonic() - begun
    finally:
        everyone = _family(process)
        _of_each(everyone, psutil.Process.terminate)
        _, stubborn = psutil.wait_procs(everyone, 3)
        _of_each(stubborn, psutil.Process.kill)
        process.wait()


def _family(process: Popen[bytes]) -> list[psutil.Process]:
    try:
        parent = psutil.Process(process.pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _of_each(processes: list[psutil.Process], what: Callable[[psutil.Process], Told]) -> dict[int, Told]:
    """Something of each process that is still there: a browser's come and go."""
    found = {}
    for one in processes:
        with suppress(psutil.NoSuchProcess):
            found[one.pid] = what(one)
    return found


def _seconds(one: psutil.Process) -> float:
    times = one.cpu_times()
    return float(times.user + times.system)


class Found(NamedTuple):
    """What was measured of one of the two."""

    starts: list[float]  # ms
    clicks: list[float]  # ms
    busy: list[float]  # % of a core
    memory: list[float]  # MB, proportional
    moving: list[float]  # % of a core, the X server's work included


def measure(seats: tuple[Seat, Seat], *, quick: bool) -> tuple[Found, Found]:
    """Both in turn, again and again; what the first start leaves for later ones, each of them has."""
    screen = Screen()
    found = tuple(Found([], [], [], [], []) for _ in seats)
    with TemporaryDirectory(prefix="spot-the-fake-peer-", ignore_cleanup_errors=True) as name:
        for number in range(4 if quick else 10):
            for place, (seat, into) in enumerate(zip(seats, found, strict=True)):
                folder = Path(name, str(place))
                folder.mkdir(exist_ok=True)
                if seat.before is not None:
                    subprocess.run(seat.before(folder), check=True, stdout=DEVNULL, stderr=DEVNULL)
                with running(seat.start(folder), screen, seat.picture) as (_process, seconds):
                    if number:
                        into.starts.append(seconds * 1e3)
    for seat, into in zip(seats, found, strict=True):
        with (
            TemporaryDirectory(prefix="spot-the-fake-peer-", ignore_cleanup_errors=True) as folder,
            running(seat.clicked(Path(folder)), screen, seat.picture) as (process, _seconds),
        ):
            time.sleep(3.0)
            _stay(process, into, 5.0 if quick else 20.0)
            _click(screen, seat, into, 10 if quick else 60)
    for seat, into in zip(seats, found, strict=True):
        if seat.moving is not None and all(one.moving is not None for one in seats):
            with (
                TemporaryDirectory(prefix="spot-the-fake-peer-", ignore_cleanup_errors=True) as folder,
                running(seat.moving(Path(folder)), screen, seat.picture) as (process, _seconds),
            ):
                time.sleep(3.0)
                into.moving.append(_busy([*_family(process), *_x_server()], 5.0 if quick else 20.0))
    return found[0], found[1]


def _x_server() -> list[psutil.Process]:
    """The server of the screen, where `bench` has started one for this script."""
    return [one for one in psutil.Process(os.getppid()).children() if one.name() == "Xvfb"]


def _busy(processes: list[psutil.Process], seconds: float) -> float:
    """The percentage of a core that processes take."""
    before = _of_each(processes, _seconds)
    time.sleep(seconds)
    after = _of_each(processes, _seconds)
    return round(sum(after[one] - before[one] for one in after) / seconds * 100, 2)


def _stay(process: Popen[bytes], into: Found, seconds: float) -> None:
    family = _family(process)
    into.busy.append(_busy(family, seconds))
    into.memory.append(sum(_of_each(family, lambda one: one.memory_full_info().pss / 2**20).values()))


def _click(screen: Screen, seat: Seat, into: Found, most: int) -> None:
    for number in range(most):
        before = screen.pixels(seat.changes)
        released = screen.click(*seat.clicks[number % len(seat.clicks)])
        while screen.pixels(seat.changes) == before:
            if time.monotonic() > released + 2.0:
                cannot(f"a click changes nothing in {seat.name}")
        into.clicks.append((time.monotonic() - released) * 1e3)
        time.sleep(REST_SECONDS)


def ours(pack: Path) -> Seat:
    """The game: its title with a picture; then a round, whose answers give way to the question how sure one is."""
    size = f"{SIZE[0]}x{SIZE[1]}"

    def play(folder: Path) -> list[str]:
        return [sys.executable, "main.py", "play", "--data", str(folder), "--size", size, "--pack", str(pack)]

    def child(what: str, *more: str) -> Callable[[Path], list[str]]:
        return lambda folder: [
            sys.executable,
            "-m",
            "game.commands.benchmarks.child",
            what,
            str(folder),
            size,
            str(pack),
            *more,
        ]

    fake, change = (1500, 700), (1500, 310)  # the answer, and the way back to it
    return Seat(
        "the game", play, (480, 460, 48, 48), child("idle", "verdict"), (fake, change), (1400, 256, 16, 16),
        child("animate"), child("start"),
    )  # fmt: skip


def tell(peer: str, found: tuple[Found, Found], goals: dict[str, tuple[Goal, ...]]) -> None:
    """Print the figures as JSON."""
    mine, theirs = found
    rows = (
        ("start until the picture is seen", "ms", mine.starts, theirs.starts),
        ("click to pixel", "ms", mine.clicks, theirs.clicks),
        ("memory in a round", "MB", mine.memory, theirs.memory),
        ("idle in a round", "% of a core", mine.busy, theirs.busy),
        ("a ring that draws itself, with the X server", "% of a core", mine.moving, theirs.moving),
    )
    figures = [
        Figure("peers", name, unit, spread(one), peer, spread(other), goals.get(name, ()))  # type: ignore[arg-type]
        for name, unit, one, other in rows
        if one and other
    ]
    sys.stdout.write(msgspec.json.encode(figures).decode() + "\n")


def main(peer: str, seat: Callable[[Path, Path], Seat], goals: dict[str, tuple[Goal, ...]]) -> None:
    """Measure a peer beside the game; `seat` is given a folder for its files and the picture to show."""
    parser = argparse.ArgumentParser(description=f"{peer} beside the game")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    os.environ["SDL_VIDEO_WINDOW_POS"] = "0,0"
    with TemporaryDirectory(prefix="spot-the-fake-peers-") as name:
        folder = Path(name)
        pack = material.pack(folder / "pack", 40, 100)
        picture = pack / "assets" / "images" / "0.jpg"
        tell(peer, measure((ours(pack), seat(folder, picture)), quick=options.quick), goals)
