"""The measurements of `bench`, one function a group; each gives figures beside their yardsticks.

Owns what is measured how often, and the goals (ratios, where a machine's speed must not matter). Refuses to print.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from game.base.errors import BenchError
from game.commands.benchmarks import material
from game.commands.benchmarks.child import in_turn
from game.commands.benchmarks.figures import Figure, Goal, spread
from game.commands.benchmarks.screens import SCREENS

SIZES = ((1280, 720), (1920, 1080), (3840, 2160))
START_SIZE = "1920x1080"
PATIENCE_SECONDS = 1800.0
AT_ONCE = 4  # windows at rest


class Bench(NamedTuple):
    """What a run has: a folder to throw away, a display, and whether it is to be short."""

    folder: Path
    environment: dict[str, str]
    desktop: tuple[int, int]  # the display's size in pixels
    quick: bool

    def runs(self, usual: int, quick: int) -> int:
        """How often something is done."""
        return quick if self.quick else usual

    def started(self, what: str, *arguments: object) -> subprocess.Popen[str]:
        """A measured process: a function of `child`, or, as in `screen_child.hero`, of another module here."""
        module, _, name = what.rpartition(".")
        module = f"game.commands.benchmarks.{module or 'child'}"
        command = [sys.executable, "-m", module, name, *map(str, arguments)]
        return subprocess.Popen(  # noqa: S603 (our own code)
            command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def child(self, what: str, *arguments: object) -> dict[str, Any]:
        """What a measured process says; raises BenchError where it fails."""
        process = self.started(what, *arguments)
        said, complaint = process.communicate(timeout=PATIENCE_SECONDS)
        try:
            found: dict[str, Any] = json.loads(said.splitlines()[-1])
        except (IndexError, ValueError):
            raise BenchError(f"'{what}' could not be measured: {complaint.strip().splitlines()[-1:]}") from None
        return found

    def made(self, name: str, make: Callable[[Path], object]) -> Path:
        """Something to measure with, made once."""
        path = self.folder / name
        if not path.exists():
            make(path)
        return path

    def pack(self, pictures: int, rounds: int, size: tuple[int, int] = (1024, 1024)) -> Path:
        """A pack to measure with."""
        name = f"pack-{pictures}-{rounds}-{size[0]}"
        return self.made(name, partial(material.pack, pictures=pictures, rounds=rounds, size=size))


@contextmanager
def display(size: tuple[int, int]) -> Iterator[dict[str, str]]:
    """An environment with a display of at least `size`: on Linux an X server of our own where there is Xvfb.

    Raises BenchError where there is none.
    """
    not_ours = ("SDL_VIDEODRIVER", "WAYLAND_DISPLAY", "PYTHONDONTWRITEBYTECODE")  # the last would compile at each start
    environment = {key: value for key, value in os.environ.items() if key not in not_ours}
    environment["SDL_AUDIODRIVER"] = "dummy"
    environment["PYGAME_HIDE_SUPPORT_PROMPT"] = "1"
    if not sys.platform.startswith("linux"):
        yield environment
        return
    if shutil.which("Xvfb") is None:
        raise BenchError("an X server of its own is needed for steady figures; install Xvfb (Debian: xvfb)")
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{size[0]}x{size[1]}x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)  # noqa: S603 (no shell, our words)
    os.close(write)
    with os.fdopen(read, encoding="ascii") as numbers:
        number = numbers.readline().strip()
    try:
        yield {**environment, "DISPLAY": f":{number}"}
    finally:
        server.terminate()
        server.wait()


# --- the groups


def starts(bench: Bench) -> Iterator[Figure]:
    """From the process's start to the first frame, and to a library that can be played."""
    packs = {
        "own collection": "",
        "1,000 rounds": str(bench.pack(material.DIFFERENT, 1000)),
        "10,000 rounds": str(bench.pack(material.DIFFERENT, 10_000)),
    }
    cases: dict[str, Callable[[], dict[str, Any]]] = {
        "window": lambda: bench.child("window", START_SIZE), "import": lambda: bench.child("imports"),
    }  # fmt: skip
    for number, (name, pack) in enumerate(packs.items()):
        cases[name] = partial(bench.child, "start", bench.folder / f"data-start-{number}", START_SIZE, pack)
        cases[name]()  # the first start keeps the parsed pack, and the next first screen
    new = bench.folder / "data-first-launch"  # of its own: the others go on with what they have kept
    cases["first launch"] = lambda: _afresh(new, lambda: bench.child("start", new, START_SIZE, ""))
    first: dict[str, list[float]] = {name: [] for name in cases}
    playable: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(bench.runs(11, 3)):
        for name, run in cases.items():
            begun = time.monotonic()
            found = run()
            first[name].append((found["first"] - begun) * 1e3)
            playable[name].append((found.get("playable", found["first"]) - begun) * 1e3)
    window, imported = spread(first["window"]), spread(first["import"])
    yield Figure(
        "start", "first frame", "ms", spread(first["own collection"]), "bare pygame-ce window", window, (Goal(1.5),)
    )
    yield Figure("start", "first frame", "ms", spread(first["own collection"]), "import pygame", imported)
    yield Figure(  # its goal is the one below: one of the two has to be met
        "start", "first frame, first launch", "ms", spread(first["first launch"]), "bare pygame-ce window", window
    )
    for name in packs:
        yield Figure("start", f"playable, {name}", "ms", spread(playable[name]), "bare pygame-ce window", window)
    yield Figure(
        "start", "playable, first launch", "ms", spread(playable["first launch"]), "bare pygame-ce window", window,
        (Goal(3.2),),
    )  # fmt: skip


def _afresh(data: Path, run: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    shutil.rmtree(data, ignore_errors=True)
    return run()


def playing(bench: Bench) -> Iterator[Figure]:
    """What a player waits for: the reveal after an answer, the next round after a reveal."""
    pack = bench.pack(material.DIFFERENT, 1000)
    found = bench.child("rounds", bench.folder / "data-play", START_SIZE, pack, bench.runs(120, 15))
    yield Figure("playing", "answer to reveal", "ms", spread(found["reveal"]), goals=(Goal(16.7, "p99"),))
    yield Figure("playing", "reveal to next round", "ms", spread(found["following"]), goals=(Goal(16.7, "p99"),))
    pack = bench.pack(4, 4, (4000, 3000))
    found = bench.child("hitches", bench.folder / "data-hitches", START_SIZE, pack, bench.runs(600, 120))
    name = "a frame's delay while 12 MP are decoded"
    yield Figure(
        "playing", name, "ms", spread(found["decoding"]), "the same with nothing decoded", spread(found["alone"]),
        (Goal(4.0, "p99"),),
    )  # fmt: skip


def frames(bench: Bench) -> Iterator[Figure]:
    """Frames of the reveal, the wipe and panning a picture of 4000x3000, at each size."""
    small, large = bench.pack(material.DIFFERENT, 1000), bench.pack(4, 4, (4000, 3000))
    photograph = bench.made("frame.jpg", partial(material.save, (1024, 1024), 3))
    count = bench.runs(600, 120)
    for size in SIZES:
        if size[0] > bench.desktop[0] or size[1] > bench.desktop[1]:
            continue
        shown = f"{size[0]}x{size[1]}"
        bare = spread(bench.child("bare_frames", shown, photograph, count)["frames"])
        for what, pack in (("reveal", small), ("wipe", small), ("pan", large)):
            data = bench.folder / f"data-frames-{what}"
            ours = spread(bench.child("frames", data, shown, pack, what, count)["frames"])
            goals = (Goal(1.5), Goal(16.7, "p99")) if what == "reveal" else (Goal(16.7, "p99"),)
            yield Figure("frames", f"{what}, {shown}", "ms", ours, "ring and loupe in bare pygame-ce", bare, goals)


def idle(bench: Bench) -> Iterator[Figure]:
    """Processor time while nobody does anything, on every kind of screen."""
    pack = bench.pack(material.DIFFERENT, 12)
    for first in range(0, len(SCREENS), AT_ONCE):
        yield from _staying(bench, pack, SCREENS[first : first + AT_ONCE])


def _staying(bench: Bench, pack: Path, screens: tuple[str, ...]) -> Iterator[Figure]:
    """The same on a few screens at once: each is a process of its own, and its own time is told."""
    import psutil

    seconds = 10.0 if bench.quick else 60.0
    processes = []
    try:
        for number, screen in enumerate(screens):
            data = bench.folder / f"data-idle-{number}"
            processes.append(bench.started("idle", data, "1280x720", pack, screen))
        for screen, process in zip(screens, processes, strict=True):
            assert process.stdout is not None  # noqa: S101 (it is a pipe)
            if not process.stdout.readline():
                said = process.communicate()[1].strip().splitlines()[-1:]
                raise BenchError(f"the screen '{screen}' could not be measured: {said}")
        time.sleep(2.0)
        watched = [psutil.Process(process.pid) for process in processes]
        before = [(one.cpu_times(), one.num_ctx_switches().voluntary) for one in watched]
        time.sleep(seconds)
        after = [(one.cpu_times(), one.num_ctx_switches().voluntary) for one in watched]
    finally:
        for process in processes:
            process.kill()
            process.communicate()
    for screen, (was, switches), (now, switches_now) in zip(screens, before, after, strict=True):
        used = round(max(0.0, now.user + now.system - was.user - was.system) / seconds * 100, 2)
        note = f"{(switches_now - switches) / seconds:.0f} wakes a second"
        yield Figure("idle", screen, "% of a core", spread([used]), goals=(Goal(0.5, "most"),), note=note)


def memory(bench: Bench) -> Iterator[Figure]:
    """Memory after the start, and after many rounds."""
    pack = bench.pack(material.DIFFERENT, 1000)
    counts, samples = ((0, 100, 200, 1000) if bench.quick else (0, 100, 200, 10_000)), 20
    told = ",".join(map(str, counts))
    found = bench.child("memory", bench.folder / "data-memory", START_SIZE, pack, told, samples)["memory"]
    pss, rss = ({count: [held[kind] for held in found[str(count)]] for count in counts} for kind in ("pss", "rss"))
    for count in counts:
        name, note = f"after {count:,} rounds", f"resident {spread(rss[count]).median:.0f} MB"
        yield Figure("memory", name, "MB", spread(pss[count]), goals=(Goal(100, "median"),), note=note)
    # the share of a page falls and rises with the other processes that have it, too
    grown = spread(rss[counts[-1]]).median - spread(rss[200]).median
    yield Figure("memory", f"growth from 200 to {counts[-1]:,} rounds", "MB", spread([grown]), goals=(Goal(2, "most"),))


def decoding(bench: Bench) -> Iterator[Figure]:
    """A picture file becomes pixels at the size shown."""
    has_djpeg = shutil.which("djpeg") is not None
    for size, shown, goals in (((1024, 1024), (900, 900), ()), ((4000, 3000), (1200, 900), (Goal(1.6),))):
        path = bench.made(f"decode-{size[0]}.jpg", partial(material.save, size, 5))
        found = bench.child("decoding", path, f"{shown[0]}x{shown[1]}", bench.runs(41, 9))
        ours = spread(found["ours"])
        name = f"JPEG of {size[0]}x{size[1]} to {shown[0]}x{shown[1]}"
        if found["copied"]:
            yield Figure("decoding", name, "ms", ours, "the same with a copy of the pixels", spread(found["copied"]))
        yield Figure("decoding", name, "ms", ours, "Pillow, whole and unscaled", spread(found["pillow"]))
        if found["parts"]:  # decoding and scaling alone take longer than djpeg's 1.2x
            parts = "its decoding, scaling and copying, each alone"
            yield Figure("decoding", name, "ms", ours, parts, spread(found["parts"]), (Goal(1.2),))
        if has_djpeg:
            yield Figure("decoding", name, "ms", ours, "djpeg process", spread(found["djpeg"]), goals)


def checking(bench: Bench) -> Iterator[Figure]:
    """`check` of large packs, and of that the inspection of their files, the first time and again."""
    for pictures in (1000,) if bench.quick else (1000, 10_000):
        pack = bench.pack(pictures, pictures)
        data = bench.folder / f"data-check-{pictures}"
        command = [sys.executable, "-m", "game", "check", str(pack), "--data", str(data)]
        hashed, decoded = spread([seconds_of(partial(_hash_all, pack))]), spread([_djpeg_seconds(pack, pictures)])
        first, again = (seconds_of(partial(run_game, command, bench.environment)) for _ in range(2))
        looked = bench.child("files", pack, bench.folder / f"index-{pictures}.sqlite3")
        of, sha, djpeg = f"{pictures:,} pictures", "SHA-256 of every file", "djpeg of every file in turn"
        yield Figure("checking", f"check of {of}", "s", spread([first]), sha, hashed)
        yield Figure("checking", f"check again of {of}", "s", spread([again]), sha, hashed)
        if decoded.median:
            yield Figure(
                "checking", f"their files, {of}", "s", spread([looked["first"]]), djpeg, decoded, (Goal(0.35),)
            )
        yield Figure("checking", f"files again, {of}", "s", spread([looked["again"]]), sha, hashed, (Goal(1.5),))


def _djpeg_seconds(pack: Path, pictures: int, sample: int = 500) -> float:
    """How long djpeg would take for so many, told by the first ones; 0 where there is no djpeg."""
    if shutil.which("djpeg") is None:
        return 0.0
    some = sorted(pack.rglob("*.jpg"))[:sample]

    def each() -> None:
        for path in some:
            subprocess.run(["djpeg", "-outfile", os.devnull, str(path)], check=True)  # noqa: S603, S607 (a known tool)

    return seconds_of(each) * pictures / len(some)


def run_game(command: list[str], environment: dict[str, str]) -> str:
    """Run a command of the game; gives what it says, and raises BenchError where it fails."""
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 (our own)
    if done.returncode not in (0, 1):
        raise BenchError(f"'{' '.join(command[2:])}' failed: {done.stderr.strip()}")
    return done.stdout


def _hash_all(folder: Path) -> None:
    for path in folder.rglob("*.jpg"):
        with path.open("rb") as file:
            hashlib.file_digest(file, "sha256")


def seconds_of(work: Callable[[], object]) -> float:
    """How many seconds something takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def results(bench: Bench) -> Iterator[Figure]:
    """A million answers summarised, and how fast answers reach the disk for good."""
    import io
    import sqlite3
    from contextlib import closing

    from rich.console import Console

    from game.base.text import Words
    from game.results.overview import show

    count = 100_000 if bench.quick else 1_000_000
    path = bench.made("results.sqlite3", partial(material.answers, count=count))

    def scan() -> None:
        with closing(sqlite3.connect(path)) as database:
            database.execute("SELECT sum(points), sum(fake), count(outcome) FROM answers").fetchall()

    def summary() -> None:
        show(path, Words("en"), Console(file=io.StringIO(), width=120))

    ours, theirs = in_turn(bench.runs(5, 3), summary, scan)
    name = f"summary of {count:,} answers"
    goals = () if bench.quick else (Goal(1500, "median"),)
    yield Figure("results", name, "ms", spread(ours), "one scan of the table", spread(theirs), goals)
    yield from _durable(bench)


def _durable(bench: Bench) -> Iterator[Figure]:
    """An answer until it is on the disk, against writing and flushing 4 KB."""
    from game.results.store import Store

    store = Store(bench.folder / "durable.sqlite3")
    store.begin(material.session(0, rounds=10_000))
    number, chance = 0, Random(7)

    def keep() -> None:
        nonlocal number
        store.answered([material.answer(0, number, chance)], finished=False).wait(10.0)
        number += 1

    block = os.urandom(4096)
    with (bench.folder / "flushed.bin").open("wb", buffering=0) as file:

        def flush() -> None:
            file.seek(0)
            file.write(block)
            os.fsync(file.fileno())

        ours, theirs = in_turn(bench.runs(400, 80), keep, flush)
    store.close()
    yardstick = "writing and flushing 4 KB"
    yield Figure("results", "an answer on the disk", "ms", spread(ours), yardstick, spread(theirs), (Goal(2.5),))


def installing(bench: Bench) -> Iterator[Figure]:
    """A pack of 200 MB proved and put to use, against copying and hashing as much."""
    from game.collections import archive
    from game.collections.shelf import Shelf

    megabytes = 40 if bench.quick else 200
    probe = bench.made("decode-1024.jpg", partial(material.save, (1024, 1024), 5))
    pictures = megabytes * 1_000_000 // probe.stat().st_size
    pack = bench.pack(pictures, pictures)
    built = bench.made(f"built-{megabytes}.zip", partial(archive.build, pack))
    copy = bench.folder / "copied.zip"

    def copied() -> None:
        shutil.copyfile(built, copy)
        with copy.open("rb") as file:
            hashlib.file_digest(file, "sha256")

    theirs = seconds_of(copied)
    ours = seconds_of(lambda: Shelf(bench.folder / "data-shelf").install(built))
    name = f"install of {built.stat().st_size / 1e6:.0f} MB, {pictures:,} pictures"
    yield Figure("installing", name, "s", spread([ours]), "copying and hashing the file", spread([theirs]))


GROUPS: dict[str, Callable[[Bench], Iterator[Figure]]] = {
    "start": starts, "playing": playing, "frames": frames, "decoding": decoding, "results": results,
    "checking": checking, "installing": installing, "memory": memory, "idle": idle,
}  # fmt: skip
