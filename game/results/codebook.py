"""The data dictionary for people: every column of every exported table, and how the tables go together.

Owns that page, which is made from the same descriptions as the rows themselves. Refuses to say what they do not.
"""

from __future__ import annotations

from collections.abc import Iterator

from game.results.fields import EXPORTED, FIELDS, Field, ResultsRow

HEAD = """\
# Codebook

What `results export` of Spot the Fake {version} wrote beside this page. `datapackage.json` has the same, for programs.

The tables are CSV (RFC 4180) in UTF-8. An empty cell means: not said, or not asked. 1 is yes and 0 is no. Every row of
`answers.csv` and `ratings.csv` belongs to the row of `sessions.csv` whose `id` is its `session`. One participant of a
study is one `course`: up to three sessions, of which the tests have a `form`.

Signal detection counts a synthetic or altered picture as the signal: the `outcome` of a fake is hit, miss or unsure,
that of a real picture correct rejection, false alarm or unsure. Whoever says "can't tell" gives no confidence.
"""


def codebook(version: str) -> str:
    """The page, in Markdown; `version` is the game's."""
    return "\n".join([HEAD.format(version=version), *map(_chapter, EXPORTED)])


def _chapter(row: type[ResultsRow]) -> str:
    lines = [f"## {row.table}.csv", "", " ".join((row.__doc__ or "").split()), ""]
    lines += [f"Rows are told apart by: {', '.join(f'`{name}`' for name in row.key)}.", ""]
    lines += ["| Column | Type | Unit | Values | May be empty | Meaning |", "| --- | --- | --- | --- | --- | --- |"]
    return "\n".join([*lines, *map(_line, FIELDS[row]), ""])


def _line(field: Field) -> str:
    empty = "" if field.limits["required"] else "yes"
    values = "; ".join(_values(field))
    return f"| `{field.name}` | {field.kind} | {field.unit} | {values} | {empty} | {field.description} |"


def _values(field: Field) -> Iterator[str]:
    """What may stand in a column, as far as that is known."""
    if "enum" in field.limits:
        yield ", ".join(f"`{value}`" for value in field.limits["enum"])
    low, high = field.limits.get("minimum"), field.limits.get("maximum")
    if low is not None:
        yield f"from {low}" if high is None or high > 1_000_000 else f"{low} to {high}"
    if field.kind == "boolean":
        yield "`0`, `1`"
