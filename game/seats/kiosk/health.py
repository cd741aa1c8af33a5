"""How the kiosk is, for whoever looks after many: one OpenMetrics file, and one line for systemd.

Owns which figures there are, what they are called (OpenMetrics 1.0; all are gauges, since the day's counts begin
again), and when they are written. The file is for the textfile collector of Prometheus' node exporter, which carries
it: the kiosk opens no port. Refuses to hold anything up: it is written on a thread, and what the disk refuses is logged
once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import NamedTuple

from game.base.files import whole
from game.base.later import in_background

log = logging.getLogger(__name__)

FILE = "spot-the-fake.prom"
EVERY_SECONDS = 60.0
FIRST_SECONDS = 5.0  # after the start, when a library is there
_NAME = "spot_the_fake"


class Health(NamedTuple):
    """A kiosk at one moment; times are seconds since 1970."""

    kiosk: str
    site: str
    version: str
    driver: str
    size: tuple[int, int]
    packs: tuple[tuple[str, str], ...]  # id and version
    fallback: bool  # something else plays than the settings ask for
    open: bool
    frame: float  # when something was drawn last
    input: float  # when somebody touched it last; 0: not since the start
    now: float
    visits: int
    completed: int
    rounds: int
    crashes: int
    waiting: int  # results that the disk has not taken
    damaged: int = 0  # results files that were put aside


def text(health: Health) -> str:
    """The file, in OpenMetrics; the node exporter's older format has the same lines."""
    return "\n".join(_lines(health)) + "\n# EOF\n"


def _lines(health: Health) -> Iterator[str]:
    where = {"kiosk": health.kiosk, "site": health.site}
    width, height = health.size
    driven = {"version": health.version, "driver": health.driver, "width": str(width), "height": str(height)}
    yield from _family("info", "the program and its screen", [({**where, **driven}, 1)])
    packs = [({**where, "pack": name, "pack_version": version}, 1.0) for name, version in health.packs]
    yield from _family("pack_info", "a pack that is played", packs)
    for name, said, value in (
        ("fallback", "whether something else plays than the settings ask for", health.fallback),
        ("open", "whether visitors are expected", health.open),
        ("written_timestamp_seconds", "when this was written", health.now),
        ("last_frame_timestamp_seconds", "when something was drawn last", health.frame),
        ("last_input_timestamp_seconds", "when somebody touched it last; 0: not since the start", health.input),
        ("visits_today", "visits begun today", health.visits),
        ("visits_completed_today", "visits of today that were played to their end", health.completed),
        ("rounds_today", "pictures judged today", health.rounds),
        ("crashes_today", "crashes today", health.crashes),
        ("results_waiting", "results that the disk has not taken yet", health.waiting),
        ("results_damaged", "damaged results files that were put aside", health.damaged),
    ):
        yield from _family(name, said, [(where, value)])


def _family(name: str, said: str, samples: Sequence[tuple[Mapping[str, str], float]]) -> Iterator[str]:
    yield f"# TYPE {_NAME}_{name} gauge"
    if name.endswith("_seconds"):
        yield f"# UNIT {_NAME}_{name} seconds"
    yield f"# HELP {_NAME}_{name} {said}"
    for labels, value in samples:
        told = ",".join(f'{key}="{_escaped(word)}"' for key, word in labels.items())
        number = f"{value:.0f}" if value == int(value) else f"{value:.3f}"
        yield f"{_NAME}_{name}{{{told}}} {number}"


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def status(health: Health) -> str:
    """The same in a line, for `systemctl status`."""
    packs = ", ".join(f"{name} {version}" for name, version in health.packs) or "no pack"
    words = [
        f"{health.kiosk}: {'open' if health.open else 'closed'}, plays {packs}{' as a fallback' * health.fallback}",
        f"{health.visits} visits and {health.rounds} rounds today", f"{health.crashes} crashes",
        f"{health.size[0]}x{health.size[1]} by {health.driver}", f"{health.waiting} results wait",
    ]  # fmt: skip
    if health.damaged:
        words.append(f"{health.damaged} damaged results files")
    return "; ".join(words)


class HealthFile:
    """Has the file written every minute; without a folder only the line is told."""

    def __init__(self, folder: Path | None, data: Path, told: Callable[[str], None]) -> None:
        """`told` gets the line for the supervisor; `data` is where damaged results files lie."""
        self._folder, self._data, self._told = folder, data, told
        self._since = EVERY_SECONDS - FIRST_SECONDS
        self._writing: Future[Health] | None = None
        self._refused = False  # by the disk, the last time

    def beat(self, seconds: float, look: Callable[[], Health]) -> None:
        """Seconds of life have passed: have the file written once a minute, never twice at a time."""
        self._since += seconds
        if self._writing is not None and self._writing.done():
            self._written(self._writing)
            self._writing = None
        if self._since >= EVERY_SECONDS and self._writing is None:
            self._since = 0.0
            health = look()
            self._writing = in_background(lambda: self._write(health), "health")

    def _write(self, health: Health) -> Health:
        """(On a thread of its own.) Look at what takes a disk, and write the file whole."""
        health = health._replace(damaged=len(list(self._data.glob("results-damaged-*.sqlite3"))))
        self._told(status(health))
        if self._folder is not None:
            with whole(self._folder / FILE, shared=True) as file:
                file.write(text(health))
        return health

    def _written(self, done: Future[Health]) -> None:
        error = done.exception()
        if error is not None and not self._refused:
            log.warning("how the kiosk is cannot be written to '%s' (%s); it plays on", self._folder, error)
        elif error is None and self._refused:
            log.info("how the kiosk is can be written to '%s' again", self._folder)
        self._refused = error is not None
