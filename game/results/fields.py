"""Every field of the results file: type, unit, meaning. The data dictionary of every export, and its only one.

Owns that description, and its form as a data package. Refuses to read the file. A test holds this
against the database: no column is missing here, and none can hold a name.
"""

from __future__ import annotations

from typing import Any, Literal, get_args

from msgspec import Struct

from game.model.terms import VERSION, Detection, Says
from game.play.event import CLASS, SIGNS

ColumnKind = Literal["string", "integer", "boolean", "datetime", "date", "object"]
HEX = "^[0-9a-f]{32}$"
ID = "^[a-z0-9]+(-[a-z0-9]+)*(:[a-z0-9-]*)?$"
SAYS = get_args(Says)


class Field(Struct, frozen=True):
    """One column of a table."""

    name: str
    kind: ColumnKind
    description: str
    unit: str = ""
    pattern: str = ""
    values: tuple[str, ...] = ()
    required: bool = True


SESSIONS = (
    Field("id", "string", "random number of a play-through, or of a team's part in a workshop", pattern=HEX),
    Field("started", "datetime", "when it began, UTC"),
    Field("mode", "string", "where it was played", values=("desk", "workshop")),
    Field("pack", "string", "the pack's id", pattern=ID),
    Field("pack_version", "string", "the pack's version", pattern=VERSION),
    Field("level", "string", "the level's id, or practice", pattern=ID),
    Field("language", "string", "language of the interface", pattern="^[a-z]{2,3}$"),
    Field("seed", "integer", "from which chance dealt the rounds"),
    Field("rounds", "integer", "rounds dealt", "rounds"),
    Field("finished", "boolean", "whether it was played to its end"),
    Field("form", "string", "which of two parallel tests it was", values=("A", "B"), required=False),
    Field("course", "string", "what a test, its lesson and the second test share", pattern=HEX, required=False),
    Field("event", "string", "what the teams of one workshop share", pattern=HEX, required=False),
    Field("team", "string", "a team's sign, or class for all together", required=False, values=(*SIGNS, CLASS)),
)  # fmt: skip
ANSWERS = (
    Field("session", "string", "the session's id", pattern=HEX),
    Field("round", "integer", "place of the round, from 0"),
    Field("picture", "string", "the picture's id; empty for order and choose rounds", pattern=ID, required=False),
    Field(
        "ask", "string", "kind of the round",
        values=("verdict", "clip", "pick", "point", "order", "choose", "read"),
    ),
    Field("fake", "boolean", "whether the picture is synthetic or altered"),
    Field("says", "string", "the verdict; in a workshop the one after the talk", values=SAYS, required=False),
    Field(
        "outcome", "string", "signal detection's name for it, where fake is the signal", required=False,
        values=get_args(Detection),
    ),
    Field("confidence", "integer", "0 (a guess, 50 %), 1 (70 %), 2 (85 %), 3 (99 %)", "step", required=False),
    Field("points", "integer", "100 less the Brier loss", "points", required=False),
    Field("marks", "object", "places marked, as [x, y] in pixels of the picture", "pixels", required=False),
    Field("evidence", "integer", "how well marks hit the evidence, 0 to 100", "points", required=False),
    Field("milliseconds", "integer", "how long the round was on the screen", "ms"),
    Field("answered", "datetime", "when, UTC"),
    Field("given", "object", "an order of steps, or the number of a choice", required=False),
    Field("knowledge", "integer", "how right that was, 0 to 100", "points", required=False),
    Field("lenses", "object", "ids of the lenses looked through", required=False),
    Field("first", "string", "in a workshop: the verdict before the talk", values=SAYS, required=False),
    Field("votes", "object", "in a workshop: hands shown, by ballot and verdict", "hands", required=False),
)  # fmt: skip
COUNTS = (
    Field("day", "date", "local day of a kiosk"),
    Field("what", "string", "what was counted", pattern="^[a-z]+( [a-z]+)*$"),
    Field(
        "name", "string", "of the picture, lens, language or round; may be empty", pattern=f"({ID})|^$", required=False
    ),
    Field("n", "integer", "how often", "times"),
)
TABLES: dict[str, tuple[Field, ...]] = {"sessions": SESSIONS, "answers": ANSWERS, "counts": COUNTS}
KEYS = {"sessions": ["id"], "answers": ["session", "round", "picture"], "counts": ["day", "what", "name"]}


def package(version: str, exported: str) -> dict[str, Any]:
    """The data package's descriptor: Frictionless Data Package 1.0 with a Table Schema for each file."""
    return {
        "profile": "tabular-data-package",
        "name": "spot-the-fake-results",
        "title": "Results of Spot the Fake",
        "version": version,
        "created": exported,
        "resources": [_resource(name) for name in TABLES],
    }


def _resource(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_schema(field) for field in TABLES[name]], "missingValues": [""], "primaryKey": KEYS[name],
    }  # fmt: skip
    if name == "answers":
        schema["foreignKeys"] = [{"fields": "session", "reference": {"resource": "sessions", "fields": "id"}}]
    return {
        "profile": "tabular-data-resource", "name": name, "path": f"{name}.csv", "encoding": "utf-8", "format": "csv",
        "mediatype": "text/csv", "schema": schema,
    }  # fmt: skip


def _schema(field: Field) -> dict[str, Any]:
    entry: dict[str, Any] = {"name": field.name, "type": field.kind, "description": field.description}
    if field.kind == "boolean":
        entry |= {"trueValues": ["1"], "falseValues": ["0"]}
    if field.kind == "datetime":
        entry["format"] = "%Y-%m-%dT%H:%M:%S%z"
    if field.unit:
        entry["unit"] = field.unit
    limits: dict[str, Any] = {"required": field.required}
    if field.pattern and field.required:
        limits["pattern"] = field.pattern
    if field.values:
        limits["enum"] = list(field.values)
    return entry | {"constraints": limits}
