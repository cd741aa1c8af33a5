"""The shipped queries over a year of three thousand simulated kiosks: how long, how much memory.

    python -m tests.fleet_year [KIOSKS [DAYS [FOLDER]]]

Ends with 1 where a query, after the night's collecting, takes more than five seconds, or all of it more than 1 GB.
What the kiosks' own files take is told, too.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from contextlib import chdir
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
from pyarrow import parquet

from .conftest import REPOSITORY

QUERIES = REPOSITORY / "game" / "seats" / "kiosk" / "fleet" / "queries"
SITES, PICTURES = 150, 60
MOST_SECONDS, MOST_MB = 5.0, 1000
SHIPPED = sorted(path.name for path in QUERIES.glob("*.sql") if path.name not in ("counts.sql", "collect.sql"))
FIRST_DAY = date(2025, 1, 1)


def kinds() -> list[tuple[str, str, float]]:
    """What one day of a kiosk counts, and how often on average: sixty visits of six rounds."""
    names = [f"spot-the-fake/picture-{number:02d}" for number in range(PICTURES)]
    judged = [
        (what, name, 360 / PICTURES * share)
        for number, name in enumerate(names)
        for what, share in (
            (("hit", 0.55), ("miss", 0.35), ("unsure fake", 0.1))
            if number % 2
            else (("correct rejection", 0.6), ("false alarm", 0.3), ("unsure real", 0.1))
        )
    ]
    lenses = [("lens", name, 9.0) for name in ("mirror", "levels", "edges", "noise", "ela", "clones")]
    left = [("abandoned", str(number), 4.0) for number in range(1, 7)]
    rest = [("start", "", 60.0), ("completion", "", 36.0), ("language", "en", 40.0), ("language", "it", 20.0)]
    return sorted([*judged, *lenses, *left, *rest, ("crash", "", 0.01)])


def simulate(folder: Path, kiosks: int, days: int) -> int:
    """Write an export for each kiosk, in the form of results/counts_parquet.py; gives the number of rows."""
    counted = kinds()
    text = pa.dictionary(pa.int32(), pa.string())
    chance = np.random.default_rng(1)
    whats = pa.array([what for what, _, _ in counted] * days).cast(text)
    names = pa.array([name for _, name, _ in counted] * days).cast(text)
    day = pa.array(
        np.repeat([np.datetime64(FIRST_DAY + timedelta(days=number)) for number in range(days)], len(counted))
    )
    day = day.cast(pa.date32())
    rates = np.tile([rate for _, _, rate in counted], days)
    rows = 0
    for number in range(kiosks):
        n = chance.poisson(rates)
        kept = n > 0
        columns = {
            "day": day, "what": whats, "name": names, "n": pa.array(n, pa.int64()),
            "kiosk": pa.array([f"hall-{number}"] * len(n)).cast(text),
            "site": pa.array([f"site-{number % SITES}"] * len(n)).cast(text),
        }  # fmt: skip
        table = pa.table(columns).filter(pa.array(kept))
        parquet.write_table(table, folder / f"hall-{number}.parquet", compression="zstd")
        rows += table.num_rows
    return rows


def ask(exports: str, query: str, memory: str = "700MB") -> tuple[list[tuple[object, ...]], list[str]]:
    """What a shipped query gives, and its columns; run in the current folder."""
    with duckdb.connect() as db:
        db.execute(f"SET memory_limit = '{memory}'")
        db.execute("SET VARIABLE exports = ?", [exports])
        db.execute((QUERIES / "counts.sql").read_text(encoding="utf-8"))
        found = db.execute((QUERIES / query).read_text(encoding="utf-8"))
        return found.fetchall(), [column[0] for column in found.description or ()]


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
        measured(every, "collect.sql")
        sys.stdout.write(f"from the {Path('weeks.parquet').stat().st_size / 1e6:.0f} MB that this gives:\n")
        slowest = max(measured("weeks.parquet", query) for query in SHIPPED)
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
