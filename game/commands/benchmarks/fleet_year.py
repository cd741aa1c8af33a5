"""A year of many simulated kiosks as Parquet, and the shipped queries asked of it.

Owns what a kiosk's day counts on average. Its files have the form of `results/counts_parquet`.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

QUERIES = Path(__file__).resolve().parents[2] / "seats" / "kiosk" / "fleet" / "queries"
COLLECT, WEEKS = "collect.sql", "weeks.parquet"  # what one query of the night writes for all others
SHIPPED = sorted(path.name for path in QUERIES.glob("*.sql") if path.name not in ("counts.sql", COLLECT))
SITES, PICTURES = 150, 60
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
    """Write an export for each kiosk, in the form of results/counts_parquet.py; gives the number of rows.

    Raises ModuleNotFoundError without pyarrow.
    """
    import numpy as np
    import pyarrow as pa
    from pyarrow import parquet

    counted = kinds()
    text = pa.dictionary(pa.int32(), pa.string())
    chance = np.random.default_rng(1)
    whats = pa.array([what for what, _, _ in counted for _ in range(days)]).cast(text)
    names = pa.array([name for _, name, _ in counted for _ in range(days)]).cast(text)
    day = pa.array([FIRST_DAY + timedelta(days=number) for number in range(days)] * len(counted), pa.date32())
    rates = np.repeat([rate for _, _, rate in counted], days)
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
    """What a shipped query gives, and its columns; run in the current folder.

    Raises ModuleNotFoundError without DuckDB.
    """
    import duckdb

    with duckdb.connect() as db:
        db.execute(f"SET memory_limit = '{memory}'")
        db.execute("SET VARIABLE exports = ?", [exports])
        db.execute((QUERIES / "counts.sql").read_text(encoding="utf-8"))
        found = db.execute((QUERIES / query).read_text(encoding="utf-8"))
        return found.fetchall(), [column[0] for column in found.description or ()]


def count_rows(exports: str) -> int:
    """How many rows the files have, as DuckDB counts them."""
    import duckdb

    with duckdb.connect() as db:
        found: tuple[int] = db.execute("SELECT count(*) FROM read_parquet(?)", [exports]).fetchone()
    return found[0]
