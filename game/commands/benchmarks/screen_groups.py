"""The measurements of `bench` about single screens: the first one with its picture, a shelf, an inset, ratings."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from game.commands.benchmarks import material
from game.commands.benchmarks.benchmarks import START_SIZE, Bench
from game.commands.benchmarks.figures import Figure, Goal, spread

PACKS, LEVELS = 10, 50  # on the shelf; levels of each pack
SMALL_TELL = 0.04  # half its width, as a share of its picture's: it is brought near
_GAME = Path(__file__).resolve().parents[2]


def hero(bench: Bench) -> Iterator[Figure]:
    """From the process's start until the first screen shows its picture: warm, and with nothing kept."""
    pack, data = bench.pack(material.DIFFERENT, 1000), bench.folder / "data-hero"
    picture = pack / "assets" / "images" / "1.jpg"  # the only cover
    ours = partial(bench.child, "screen_child.hero", data, START_SIZE, pack)
    theirs = partial(bench.child, "screen_child.bare_hero", START_SIZE, picture)
    yardstick = "bare pygame-ce window with the same picture"
    ours()  # the first start keeps the parsed pack
    for name, runs, before, goal in (
        ("picture seen, warm", bench.runs(11, 3), None, Goal(1.5)),
        ("picture seen, cold", bench.runs(5, 2), partial(_forget, data, pack), Goal(3.2)),
    ):
        found: dict[str, list[float]] = {"first": [], "seen": [], "bare": []}
        for _ in range(runs):
            if before is not None:
                before()
            begun = time.monotonic()
            told = ours()
            found["first"].append((told["first"] - begun) * 1e3)
            found["seen"].append((told["seen"] - begun) * 1e3)
            if before is not None:
                before()
            begun = time.monotonic()
            found["bare"].append((theirs()["seen"] - begun) * 1e3)
        note = f"first frame after {spread(found['first']).median:.0f} ms"
        yield Figure(
            "hero", name, "ms", spread(found["seen"]), yardstick, spread(found["bare"]), (goal,), note=note
        )  # fmt: skip


def _forget(data: Path, pack: Path) -> None:
    """Forget what the game has kept; and, where the system can, the files that a start reads."""
    shutil.rmtree(data, ignore_errors=True)
    if not hasattr(os, "posix_fadvise"):
        return
    libraries = [
        Path(spec.origin).parent
        for name in ("pygame", "PIL", "msgspec", "yaml")
        if (spec := find_spec(name)) and spec.origin
    ]
    bundled = [path for library in libraries for path in library.parent.glob("*.libs")]
    for folder in (_GAME, pack, *libraries, *bundled):
        for path in folder.rglob("*"):
            with suppress(OSError):
                file = os.open(path, os.O_RDONLY)
                try:
                    os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
                finally:
                    os.close(file)


def shelf(bench: Bench) -> Iterator[Figure]:
    """A shelf of ten packs and 500 levels: opened, and pulled."""
    packs = bench.made("shelf", partial(material.shelf, packs=PACKS, levels=LEVELS))
    openings, frames = bench.runs(15, 4), bench.runs(1200, 240)
    found = bench.child("screen_child.shelf", bench.folder / "data-shelf-screen", START_SIZE, packs, openings, frames)
    picture = packs / "bench-0" / "assets" / "images" / "1.jpg"
    bare = bench.child("screen_child.bare_shelf", START_SIZE, picture, PACKS * LEVELS, openings, frames)
    of = f"{PACKS} packs, {PACKS * LEVELS} levels"
    note = f"the first time {found['first']:.0f} ms"
    yield Figure(
        "shelf", f"opened, {of}", "ms", spread(found["opened"]), "as many titles set in bare pygame-ce",
        spread(bare["opened"]), (Goal(100, "median"),), note,
    )  # fmt: skip
    yield Figure(
        "shelf", f"a frame while it is pulled, {of}", "ms", spread(found["frames"]),
        "a windowful of cards drawn in bare pygame-ce", spread(bare["frames"]), (Goal(16.7, "p99"),),
    )  # fmt: skip


def insets(bench: Bench) -> Iterator[Figure]:
    """Frames of a reveal that brings a small tell near."""
    pack = bench.made("pack-small-tells", partial(material.pack, pictures=8, rounds=8, tell=SMALL_TELL))
    photograph = bench.made("frame.jpg", partial(material.save, (1024, 1024), 3))
    count = bench.runs(600, 120)
    found = bench.child("screen_child.inset", bench.folder / "data-inset", START_SIZE, pack, count)
    bare = bench.child("bare_frames", START_SIZE, photograph, count)
    yield Figure(
        "inset", f"reveal with an inset, {START_SIZE}", "ms", spread(found["frames"]),
        "ring and loupe in bare pygame-ce", spread(bare["frames"]), (Goal(1.5), Goal(16.7, "p99")),
    )  # fmt: skip


def ratings(bench: Bench) -> Iterator[Figure]:
    """A page of six qualities, laid out and drawn."""
    pack, count = bench.pack(4, 4), bench.runs(60, 10)
    found = bench.child("screen_child.ratings", bench.folder / "data-ratings", START_SIZE, pack, count)
    yield Figure(
        "ratings", "a page laid out and drawn", "ms", spread(found["ours"]), "its words set in bare pygame-ce",
        spread(found["theirs"]),
    )  # fmt: skip


GROUPS: dict[str, Callable[[Bench], Iterator[Figure]]] = {
    "hero": hero, "shelf": shelf, "inset": insets, "ratings": ratings,
}  # fmt: skip
