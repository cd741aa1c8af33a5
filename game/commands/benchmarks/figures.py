"""What a run of `bench` gives: figures with medians and p99, their yardsticks, ratios and goals; kept as JSON.

Owns the numbers and their file. Refuses to measure and to print.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from game.base.errors import BenchError
from game.base.files import write_atomically

Unit = Literal["ms", "s", "MB", "% of a core", "/s", ""]


class Spread(Struct, frozen=True):
    """What several runs of one thing gave."""

    median: float
    p99: float
    most: float
    runs: int
    p95: float | None = None  # older runs did not keep it


def spread(values: Sequence[float]) -> Spread:
    """Median, 95th and 99th percentile (nearest rank) and maximum of at least one value."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    median = ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
    p95, p99 = (ordered[math.ceil(share * len(ordered)) - 1] for share in (0.95, 0.99))
    return Spread(median, p99, ordered[-1], len(ordered), p95)


class Goal(Struct, frozen=True):
    """What a figure is to stay at or below: a ratio to the yardstick, or a value in the figure's own unit."""

    most: float
    of: Literal["ratio", "median", "p95", "p99", "most"] = "ratio"


class Figure(Struct, frozen=True):
    """One thing measured."""

    group: str
    name: str
    unit: Unit
    ours: Spread
    yardstick: str = ""  # what it is measured against
    theirs: Spread | None = None
    goals: tuple[Goal, ...] = ()
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Ours to theirs, by medians; of figures judged by their p99, by p99."""
        if self.theirs is None:
            return None
        ours, theirs = (
            (self.ours.p99, self.theirs.p99) if self.judged_by_p99 else (self.ours.median, self.theirs.median)
        )
        return ours / theirs if theirs > 0 else None

    @property
    def judged_by_p99(self) -> bool:
        """Whether what is rare counts: frames."""
        return any(goal.of == "p99" for goal in self.goals)

    def value(self, goal: Goal) -> float | None:
        """What a goal is about."""
        if goal.of == "ratio":
            return self.ratio
        value: float | None = getattr(self.ours, goal.of)
        return value

    @property
    def met(self) -> bool | None:
        """Whether all goals are met; None where there is none, or where one could not be judged."""
        values = [self.value(goal) for goal in self.goals]
        if not values or None in values:
            return None
        return all(value <= goal.most for value, goal in zip(values, self.goals, strict=True) if value is not None)


class Skipped(Struct, frozen=True):
    """Something that was not measured, and why."""

    group: str
    why: str


class Run(Struct, frozen=True):
    """One run of `bench`."""

    format: Literal[1]
    when: str  # ISO 8601, UTC
    version: str
    python: str
    machine: str  # system, processor, cores, display
    figures: tuple[Figure, ...]
    skipped: tuple[Skipped, ...] = ()


def save(run: Run, path: Path) -> None:
    """Keep a run; raises OSError."""
    write_atomically(path, msgspec.json.format(msgspec.json.encode(run), indent=1) + b"\n")


def load(path: Path) -> Run:
    """A kept run; raises BenchError for what is none."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Run)
    except OSError as error:
        raise BenchError(f"'{path}' cannot be read ({error.strerror}); name a file that 'bench --out' wrote") from None
    except (ValueError, RecursionError) as error:
        raise BenchError(f"'{path}' is no run of 'bench' ({error}); name a file that 'bench --out' wrote") from None
