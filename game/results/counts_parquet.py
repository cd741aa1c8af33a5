"""A kiosk's daily counts as Parquet, each row with its kiosk and site: what thousands are counted together from.

Owns that form. The library is an extra, since a single kiosk does without it.
"""

from __future__ import annotations

from datetime import date
from itertools import islice
from pathlib import Path

from game.base.files import whole
from game.results.fields import CountRow
from game.results.store import looking
from game.results.tables import Exported, Origin, Rows

_ROWS_AT_ONCE = 50_000


def write_parquet(results: Path, out: Path, origin: Origin | None = None) -> Exported:
    """Write the daily counts, each thing's days together: of thousands of files, a query reads only what it asks for.

    Raises ResultsError and OSError, and ModuleNotFoundError without pyarrow.
    """
    import pyarrow as pa
    from pyarrow import parquet

    kiosk, site = origin or Origin("")
    names = [*CountRow.__struct_fields__, *Origin._fields]
    with looking(results) as db, whole(out, "wb") as file:
        rows = Rows(db)
        counted = rows.days_together()
        text = pa.dictionary(pa.int32(), pa.string())
        kinds = {"day": pa.date32(), "n": pa.int64()}
        form = pa.schema([(name, kinds.get(name, text)) for name in names])
        with parquet.ParquetWriter(file, form, compression="zstd") as writer:
            while some := list(islice(counted, _ROWS_AT_ONCE)):
                days = [date.fromisoformat(row.day) for row in some]
                columns = [days, *([getattr(row, name) for row in some] for name in ("what", "name", "n"))]
                ends = [[word] * len(some) for word in (kiosk, site)]
                arrays = [pa.array(column, field.type) for column, field in zip([*columns, *ends], form, strict=True)]
                writer.write_table(pa.Table.from_arrays(arrays, schema=form))
    return Exported([out], rows.left_out)
