"""The shipped queries over a year of three thousand simulated kiosks: how long, how much memory.

    python -m tests.fleet_year [KIOSKS [DAYS [FOLDER]]]

Ends with 1 where a query, after the night's collecting, takes more than five seconds, or all of it more than 1 GB.
What the kiosks' own files take is told, too. `bench --only fleet` asks the same beside a yardstick.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from contextlib import chdir
from pathlib import Path

from game.commands.benchmarks.fleet_year import COLLECT, SHIPPED, WEEKS, ask, simulate

MOST_SECONDS, MOST_MB = 5.0, 1000


def measured(exports: str, query: str) -> float:
    """Ask, tell how long it took, and give that."""
    begun = time.monotonic()
    found, _ = ask(exports, query)
    seconds = time.monotonic() - begun
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"  {query:16} {len(found):6} rows {seconds:7.2f} s; this process so far {most:5.0f} MB\n")
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
    sys.stdout.write(f"{size / 1e6:.0f} MB of exports\ncollected once a night:\n")
    with tempfile.TemporaryDirectory(prefix="stf-weeks-") as made, chdir(made):
        measured(every, COLLECT)
        sys.stdout.write(f"from the {Path(WEEKS).stat().st_size / 1e6:.0f} MB that this gives:\n")
        slowest = max(measured(WEEKS, query) for query in SHIPPED)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write("from the kiosks' own files:\n")
    for query in SHIPPED:
        measured(every, query)
    return int(slowest > MOST_SECONDS or most > MOST_MB)


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:3]]
    sizes = (*given, *(3000, 365)[len(given) :])
    if len(sys.argv) > 3:
        Path(sys.argv[3]).mkdir(parents=True, exist_ok=True)
        sys.exit(main(*sizes, Path(sys.argv[3])))
    with tempfile.TemporaryDirectory(prefix="stf-year-") as made:
        sys.exit(main(*sizes, Path(made)))
