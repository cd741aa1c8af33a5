"""What is slow and rarely breaks, one after another, each for so long; the last result of each is kept.

    python -m tests.long [CHECK …] [--seconds 300] [--seed N] [--out tests/bench/long.json]

Owns which checks there are, how much of each fits into a time, and what is kept of it: when, with which version, for
how long, the figures, and whether it passed. All else is the checks' own: each is a command of its own, with its own
exit code. Before a release all are run; what CI and the tests do of each is seconds long.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from game import __version__
from game.base.files import write_atomically

from . import fuzz, writes
from .faults import FAULTS

REPOSITORY = Path(__file__).parent.parent
KEPT = Path(__file__).parent / "bench" / "long.json"
LATE = 3.0  # times the time that was given, and MARGIN_SECONDS: a check that still runs then is ended, and has failed
MARGIN_SECONDS = 300.0
MOST_HEAP_MB, MOST_BLOCKS = 0.05, 600  # more in use after 1,000 rounds of a soak: 0.1 MB in all
LAST_LINES = 12  # of what it said, that are kept of a check that failed

Figures = dict[str, Any]


class Check(NamedTuple):
    """Something that takes long: its command's words for some seconds and a seed, and what it says in figures."""

    words: Callable[[float, int], Sequence[object]]
    figures: Callable[[str], Figures]
    sound: Callable[[Figures], bool] = lambda _: True  # beside an exit code of 0
    module: str = ""  # else the one of tests/ that has the check's name


# --- what checks say


def of_json(said: str) -> Figures:
    """One JSON value."""
    found = json.loads(said[said.index("{") :])
    return found if isinstance(found, dict) else {}


def of_lines(said: str) -> Figures:
    """Lines of NAME: VALUE; a value that is a number is one."""
    pairs = (line.partition(": ") for line in said.splitlines() if ": " in line)
    return {name.strip(): _number(value.strip()) for name, _, value in pairs}


def of_executions(said: str) -> Figures:
    """How many inputs each target had."""
    found = {name: int(count) for name, count in re.findall(r"(?m)^(\w+): (\d+) executions", said)}
    return {"executions": sum(found.values()), **found}


def of_table(said: str) -> Figures:
    """Of how many calls that were struck how many did harm."""
    counts = re.findall(r"(\d+) of (\d+)", said)
    tried = sum(int(of) for _, of in counts)
    rows = sum(bool(re.search(r"\d of \d", line)) for line in said.splitlines())
    return {"rows": rows, "struck": tried, "harmed": tried - sum(int(well) for well, _ in counts)}


def of_last_lines(said: str) -> Figures:
    """The last lines as they are."""
    return {"said": said.strip().splitlines()[-LAST_LINES:]}


def _number(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return value


def steady(found: Figures) -> bool:
    """Whether nothing stays open and memory does not grow.

    That is so where no slope above zero can be told; or where one can, since the process keeps the most that it ever
    needed, but what is in use of that grows by less than anybody would notice in a year.
    """
    heap, blocks = (
        found.get(f"{name} per 1,000 rounds", [0.0, math.inf]) for name in ("heap in use, MB", "Python's blocks")
    )
    flat = found.get("95 % interval", [0.0])[0] <= 0.0 or (heap[1] <= MOST_HEAP_MB and blocks[1] <= MOST_BLOCKS)
    return bool(flat) and all(len(found.get(name, [1])) == 1 for name in ("handles", "threads"))


def _brief(said: str) -> Figures:
    """A soak's, without how often each screen was seen."""
    found = of_json(said)
    return {name: value for name, value in found.items() if name not in ("screens", "by mode", "samples")}


# --- the checks; how much is done in a second is as on two cores of 2024 that are shared


def _least(least: int, pace: float) -> Callable[[float], int]:
    return lambda seconds: max(least, round(seconds * pace))


_VISITORS, _KILLS, _ROUNDS, _TABS = _least(2, 0.25), _least(1, 0.12), _least(2, 0.15), _least(1, 0.02)
_FRAMES, _KIOSKS, _STATEMENTS = _least(480, 6.0), _least(20, 10.0), _least(1000, 300.0)
_CALLS = _least(1, 1 / (len(writes.ROWS) * len(FAULTS) * 0.5))

CHECKS: dict[str, Check] = {
    "soak": Check(
        lambda seconds, seed: ("--rounds", 10**9, "--seconds", seconds, "--seed", seed), _brief, steady
    ),
    "fuzz": Check(
        lambda seconds, seed: (
            "all", "--runs", 10**9, "--seconds", max(1, round(seconds / len(fuzz.TARGETS))), "--seed", seed,
        ),
        of_executions,
    ),
    "endurance": Check(lambda seconds, _: ("--visitors", _VISITORS(seconds), "--kills", _KILLS(seconds)), of_lines),
    "phones_load": Check(lambda seconds, _: (200, _ROUNDS(seconds)), of_lines),
    "phones_tabs": Check(lambda seconds, _: (28, _TABS(seconds)), of_lines),
    "cards_long": Check(lambda seconds, seed: (_FRAMES(seconds), seed), of_last_lines),
    "fleet_year": Check(lambda seconds, _: (min(3000, _KIOSKS(seconds)), 365), of_last_lines),
    "sending": Check(lambda seconds, _: (min(100_000, _STATEMENTS(seconds)),), of_last_lines),
    "faults": Check(lambda seconds, seed: ("--sample", _CALLS(seconds), "--seed", seed), of_table),
    "standalone": Check(
        lambda _seconds, _seed: ("-q", "-p", "no:cacheprovider", "tests/test_standalone.py"), of_last_lines,
        lambda found: "skipped" not in found["said"][-1], "pytest",
    ),
}  # fmt: skip


# --- running them


class Result(NamedTuple):
    """What came of a check."""

    check: str
    when: str  # ISO 8601
    version: str
    machine: str
    seconds: float
    passed: bool
    figures: Figures


def run(name: str, seconds: float, seed: int) -> Result:
    """Run a check for about so long; what it says of its progress goes to our error stream."""
    check = CHECKS[name]
    command = [sys.executable, "-m", check.module or f"tests.{name}", *map(str, check.words(seconds, seed))]
    begun, when = time.monotonic(), datetime.now(UTC).isoformat(timespec="seconds")
    said, code = _said(command, seconds * LATE + MARGIN_SECONDS)
    try:
        figures = check.figures(said)
    except (ValueError, KeyError):
        figures = of_last_lines(said)
    passed = code == 0 and check.sound(figures)
    if not passed:
        figures = {**figures, "exit code": code, **of_last_lines(said)}
    took = round(time.monotonic() - begun, 1)
    return Result(name, when, __version__, f"{platform.system()}, {os.cpu_count()} cores", took, passed, figures)


def _said(command: list[str], most: float) -> tuple[str, int | None]:
    """What a command says, and its exit code; None for one that was ended, with all that it had started."""
    process = subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        said, _ = process.communicate(timeout=most)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        said, _ = process.communicate()
        return said, None
    except BaseException:  # whoever is told to stop leaves nothing running
        os.killpg(process.pid, signal.SIGKILL)
        raise
    return said, process.returncode


# --- keeping


def kept(path: Path) -> dict[str, Result]:
    """The last results by check; none where there is no such file."""
    if not path.is_file():
        return {}
    return {item["check"]: Result(**item) for item in json.loads(path.read_bytes())}


def keep(path: Path, result: Result) -> None:
    """Keep a result instead of the last one of the same check; raises OSError."""
    results = {**kept(path), result.check: result}
    ordered = sorted(results.values(), key=lambda item: list(CHECKS).index(item.check))
    text = json.dumps([item._asdict() for item in ordered], indent=1, ensure_ascii=False)
    write_atomically(path, f"{text}\n".encode())


def table(results: Iterable[Result]) -> Iterator[str]:
    """The results as text."""
    yield f"{'check':<12} {'when':<17} {'version':<8} {'seconds':>8}  result"
    for item in results:
        shown = ", ".join(
            f"{name} {value}" for name, value in item.figures.items() if not isinstance(value, dict | list)
        )
        yield (
            f"{item.check:<12} {item.when[:16]:<17} {item.version:<8} {item.seconds:>8.0f}  "
            f"{'passed' if item.passed else 'FAILED'}{'; ' if shown else ''}{shown[:120]}"
        )


def main(given: Sequence[str] | None = None) -> int:
    """Run checks, keep what came of them, print a table; 1 where one of them failed."""
    parser = argparse.ArgumentParser(description="what is slow and rarely breaks")
    parser.add_argument("checks", nargs="*", metavar="CHECK", help=f"only these of {', '.join(CHECKS)}")
    parser.add_argument("--seconds", type=float, default=300.0, help="for each, about (default: 300)")
    parser.add_argument("--seed", type=int, default=date.today().toordinal(), help="default: today's")  # noqa: DTZ011
    parser.add_argument("--out", type=Path, default=KEPT, metavar="FILE", help="where results are kept")
    options = parser.parse_args(given)
    if unknown := [name for name in options.checks if name not in CHECKS]:
        parser.error(f"no check '{unknown[0]}'; there are: {', '.join(CHECKS)}")
    results = []
    for name in options.checks or CHECKS:
        result = run(name, options.seconds, options.seed)
        keep(options.out, result)
        results.append(result)
        sys.stdout.write("\n".join(list(table([result]))[1:]) + "\n")
        sys.stdout.flush()
    sys.stdout.write("\n".join(("", *table(kept(options.out).values()))) + "\n")
    return int(not all(item.passed for item in results))


if __name__ == "__main__":
    sys.exit(main())
