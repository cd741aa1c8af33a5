"""The shipped queries over a year of three thousand simulated kiosks: how long, how much memory.

    python -m tests.fleet_year [KIOSKS [DAYS [FOLDER]]]

Ends with 1 where a query, after the night's collecting, takes more than five seconds, or all of it more than 1 GB.
What the kiosks' own files take is told, too, in seconds and in the processors' seconds, which other work on the machine
changes less; beside it what DuckDB takes to open those files and count their rows. `bench --only fleet` asks the same
beside a yardstick.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import chdir
from functools import partial
from pathlib import Path

from game.commands.benchmarks.fleet_year import COLLECT, SHIPPED, WEEKS, ask, count_rows, simulate

MOST_SECONDS, MOST_MB = 5.0, 1000


def measured(name: str, asked: Callable[[], object]) -> float:
    """Ask, tell how long it took, and give that."""
    begun, before = time.monotonic(), time.process_time()
    asked()
    seconds, worked = time.monotonic() - begun, time.process_time() - before
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"  {name:16} {seconds:7.2f} s, processors {worked:7.2f} s; this process so far {most:5.0f} MB\n")
    sys.stdout.flush()
    return seconds


def main(kiosks: int, days: int, folder: Path) -> int:
    """Simulate, collect, ask, print a table."""
    begun = time.monotonic()
    if not any(folder.glob("*.parquet")):
        rows = simulate(folder, kiosks, days)
        sys.stdout.write(f"{rows} rows of {kiosks} kiosks x {days} days in {time.monotonic() - begun:.0f} s\n")
    size = sum(path.stat().st_size for path in folder.glob("*.parquet"))
    every = str(folder / "*.parquet")
    sys.stdout.write(f"{size / 1e6:.0f} MB of exports; from these, the kiosks' own files:\n")
    measured("count(*)", partial(count_rows, every))
    for query in SHIPPED:
        measured(query, partial(ask, every, query))
    sys.stdout.write("collected once a night:\n")
    with tempfile.TemporaryDirectory(prefix="stf-weeks-") as made, chdir(made):
        measured(COLLECT, partial(ask, every, COLLECT))
        sys.stdout.write(f"from the {Path(WEEKS).stat().st_size / 1e6:.0f} MB that this gives:\n")
        slowest = max(measured(query, partial(ask, WEEKS, query)) for query in SHIPPED)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return int(slowest > MOST_SECONDS or most > MOST_MB)


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:3]]
    sizes = (*given, *(3000, 365)[len(given) :])
    if len(sys.argv) > 3:
        Path(sys.argv[3]).mkdir(parents=True, exist_ok=True)
        sys.exit(main(*sizes, Path(sys.argv[3])))
    with tempfile.TemporaryDirectory(prefix="stf-year-") as made:
        sys.exit(main(*sizes, Path(made)))
