"""The rows of the results file, described once: what each column holds, in which unit, what it means.

Owns that description and what follows from it: the rows as types, the file's SQL, the data dictionary of every export,
and of the one table that only exports have. Refuses to open the file. Another column is one line here and one in
MIGRATIONS. A test holds this against the database: no column is missing, and none can hold a name.
"""

# no `from __future__ import annotations`: msgspec would read every description from its text, at each start of the game

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, NamedTuple, TypeVar, get_args

import msgspec
from msgspec import Meta, Struct

from game.model.kinds.kinds import KINDS
from game.model.kinds.rate_round import HIGHEST, LOWEST
from game.model.scoring import CONFIDENCE
from game.model.terms import VERSION, Detection, Quality, Says
from game.play.event import CLASS, SIGNS, VOTER

RANDOM = "^[0-9a-f]{32}$"
ID = "^([a-z0-9][a-z0-9-]*/)?[a-z0-9][a-z0-9-]*(:([a-z0-9][a-z0-9-]*/)?[a-z0-9-]*)?$"  # of a level: practice:TELL
MOST = 2**53  # beyond this not every reader of JSON can tell two whole numbers apart

# what a description says beyond its type; only the limits of numbers are held against what is read, since a results
# file of long ago may hold what a pack was then allowed to say
Moment = Annotated[str, Meta(extra_json_schema={"format": "date-time"})]  # ISO 8601
IsoDate = Annotated[str, Meta(extra_json_schema={"format": "date"})]
Json = Annotated[str, Meta(extra_json_schema={"contentMediaType": "application/json"})]
RandomId = Annotated[str, Meta(extra_json_schema={"pattern": RANDOM})]
OwnId = Annotated[str, Meta(extra_json_schema={"pattern": ID})]
Spoken = Annotated[str, Meta(extra_json_schema={"enum": get_args(Says)})]
Whole = Annotated[int, Meta(ge=0, le=MOST)]
STEP = {"unit": "step"}
Score = Annotated[int, Meta(ge=0, le=100, extra_json_schema={"unit": "points"})]


class ResultsRow(Struct, frozen=True):
    """One row of a table of the file."""

    table: ClassVar[str]
    key: ClassVar[tuple[str, ...]]  # the columns that tell its rows apart
    refers: ClassVar[tuple[str, str] | None] = None  # the column that is the id of another table's row; that table


class SessionRow(ResultsRow, frozen=True, kw_only=True):
    """One play-through, as kept."""

    table = "sessions"
    key = ("id",)

    id: Annotated[
        RandomId, Meta(description="random number of a play-through, or of a team's or a phone's part in a workshop")
    ]
    started: Annotated[Moment, Meta(description="when it began, UTC")]
    mode: Annotated[
        str, Meta(description="where it was played", extra_json_schema={"enum": ("desk", "workshop", "study")})
    ]
    pack: Annotated[OwnId, Meta(description="the pack's id")]
    pack_version: Annotated[str, Meta(description="the pack's version", extra_json_schema={"pattern": VERSION})]
    level: Annotated[OwnId, Meta(description="the level's id, or practice")]
    language: Annotated[
        str,
        Meta(description="language of the interface", extra_json_schema={"pattern": "^[a-z]{2,3}(-[A-Za-z0-9]+)*$"}),
    ]
    seed: Annotated[int, Meta(description="from which chance dealt the rounds")]
    rounds: Annotated[Whole, Meta(description="rounds dealt", extra_json_schema={"unit": "rounds"})]
    finished: Annotated[bool, Meta(description="whether it was played to its end")] = False
    form: Annotated[
        str | None,
        Meta(description="which of two parallel tests it was", extra_json_schema={"enum": ("A", "B")}),
    ] = None
    course: Annotated[RandomId | None, Meta(description="what a test, its lesson and the second test share")] = None
    event: Annotated[RandomId | None, Meta(description="what the teams of one workshop share")] = None
    team: Annotated[
        str | None,
        Meta(
            description="a team's sign, class for all together, or the sign and number of one pupil's phone or card",
            extra_json_schema={"pattern": f"^({'|'.join((*SIGNS, CLASS))}|{VOTER})$"},
        ),
    ] = None
    study: Annotated[OwnId | None, Meta(description="the id of the study that it was part of")] = None
    condition: Annotated[OwnId | None, Meta(description="the study's condition that the participant was in")] = None


class AnswerRow(ResultsRow, frozen=True, kw_only=True):
    """What was said of one picture in one round, as kept; rounds about no picture have one row, too."""

    table = "answers"
    key = ("session", "round", "picture")
    refers = ("session", "sessions")

    session: Annotated[RandomId, Meta(description="the session's id")]
    round: Annotated[Whole, Meta(description="place of the round, from 0")]
    picture: Annotated[
        OwnId, Meta(description="the picture, as PACK/ID in every export; empty for order and choose rounds")
    ] = ""
    ask: Annotated[
        str,
        Meta(
            description="kind of the round",
            extra_json_schema={"enum": tuple(KINDS)},
        ),
    ]
    fake: Annotated[bool, Meta(description="whether the picture is synthetic or altered")] = False
    says: Annotated[Spoken | None, Meta(description="the verdict; in a workshop the one after the talk")] = None
    outcome: Annotated[
        str | None,
        Meta(
            description="signal detection's name for it, where fake is the signal",
            extra_json_schema={"enum": get_args(Detection)},
        ),
    ] = None
    confidence: Annotated[
        Annotated[int, Meta(ge=0, le=len(CONFIDENCE) - 1)] | None,
        Meta(description="0 (a guess, 50 %), 1 (70 %), 2 (85 %), 3 (99 %)", extra_json_schema=STEP),
    ] = None
    points: Annotated[Score | None, Meta(description="100 less the Brier loss")] = None
    marks: Annotated[
        Json | None,
        Meta(description="places marked, as [x, y] in pixels of the picture", extra_json_schema={"unit": "pixels"}),
    ] = None
    evidence: Annotated[Score | None, Meta(description="how well marks hit the evidence, 0 to 100")] = None
    milliseconds: Annotated[
        Whole, Meta(description="how long the round was on the screen", extra_json_schema={"unit": "ms"})
    ]
    answered: Annotated[Moment, Meta(description="when, UTC")]
    given: Annotated[
        Json | None,
        Meta(
            description="what is no verdict: an order of steps, the number of a choice, impressions in the order "
            "asked, a claim's answer with the places that were opened"
        ),
    ] = None
    knowledge: Annotated[Score | None, Meta(description="how right that was, 0 to 100")] = None
    lenses: Annotated[Json | None, Meta(description="ids of the lenses looked through")] = None
    first: Annotated[Spoken | None, Meta(description="in a workshop: the verdict before the talk")] = None
    votes: Annotated[
        Json | None,
        Meta(description="in a workshop: hands shown, by ballot and verdict", extra_json_schema={"unit": "hands"}),
    ] = None


class CountRow(ResultsRow, frozen=True, kw_only=True):
    """How often something happened on one day, whoever did it: all that a kiosk keeps."""

    table = "counts"
    key = ("day", "what", "name")

    day: Annotated[IsoDate, Meta(description="local day of a kiosk")]
    what: Annotated[str, Meta(description="what was counted", extra_json_schema={"pattern": "^[a-z]+( [a-z]+)*$"})]
    name: Annotated[OwnId, Meta(description="of the picture, lens, language or round; may be empty")] = ""
    n: Annotated[Whole, Meta(description="how often", extra_json_schema={"unit": "times"})]


class RatingRow(ResultsRow, frozen=True, kw_only=True):
    """One impression of one face, from the answer that it is part of: a table of exports alone."""

    table = "ratings"
    key = ("session", "round", "quality")
    refers = ("session", "sessions")

    session: Annotated[RandomId, Meta(description="the session's id")]
    round: Annotated[Whole, Meta(description="place of the round, from 0")]
    picture: Annotated[OwnId, Meta(description="the picture, as PACK/ID")]
    quality: Annotated[str, Meta(description="what was rated", extra_json_schema={"enum": get_args(Quality)})]
    order: Annotated[int, Meta(ge=1, description="as which of the round's qualities it was asked, from 1")]
    rating: Annotated[
        int, Meta(ge=LOWEST, le=HIGHEST, description="the impression, from little to much", extra_json_schema=STEP)
    ]
    milliseconds: Annotated[
        Whole, Meta(description="how long it took; 0 where that is not known", extra_json_schema={"unit": "ms"})
    ]


R = TypeVar("R", bound=ResultsRow)

ROWS: tuple[type[ResultsRow], ...] = (SessionRow, AnswerRow, CountRow)
EXPORTED: tuple[type[ResultsRow], ...] = (*ROWS, RatingRow)
INDEXES = """
CREATE INDEX IF NOT EXISTS sessions_by_level ON sessions(level, started);
CREATE INDEX IF NOT EXISTS answers_by_picture ON answers(picture, fake, outcome, says, confidence)
    WHERE outcome IS NOT NULL;  -- holds all that a summary by picture or confidence reads; no answer is slower for it
"""
MIGRATIONS = {  # from each older version of the file to the next; what was once published here never changes
    1: (
        "ALTER TABLE sessions ADD COLUMN form TEXT",
        "ALTER TABLE sessions ADD COLUMN course TEXT",
        "ALTER TABLE answers ADD COLUMN given TEXT",
        "ALTER TABLE answers ADD COLUMN knowledge INTEGER",
    ),
    2: ("ALTER TABLE answers ADD COLUMN lenses TEXT",),
    3: (
        "ALTER TABLE sessions ADD COLUMN event TEXT",
        "ALTER TABLE sessions ADD COLUMN team TEXT",
        "ALTER TABLE answers ADD COLUMN first TEXT",
        "ALTER TABLE answers ADD COLUMN votes TEXT",
    ),
    4: ("ALTER TABLE sessions ADD COLUMN study TEXT", "ALTER TABLE sessions ADD COLUMN condition TEXT"),
}
SCHEMA_VERSION = max(MIGRATIONS) + 1


# --- what follows: each column, described


class Field(NamedTuple):
    """One column of a table, as a data dictionary describes it."""

    name: str
    kind: str  # of Table Schema: string, integer, boolean, datetime, date, object
    description: str
    unit: str
    limits: dict[str, Any]  # Table Schema's constraints
    nullable: bool

    @property
    def sql(self) -> str:
        """The column's definition."""
        kind = "INTEGER" if self.kind in ("integer", "boolean") else "TEXT"
        return f"{self.name} {kind}{'' if self.nullable else ' NOT NULL'}"


_KINDS = {"date-time": "datetime", "date": "date", "application/json": "object"}


def _described(row: type[ResultsRow]) -> tuple[Field, ...]:
    """The columns of a table, from the JSON Schema of its row."""
    properties = msgspec.json.schema(row)["$defs"][row.__name__]["properties"]
    return tuple(_field(name, properties[name]) for name in row.__struct_fields__)


def _field(name: str, said: dict[str, Any]) -> Field:
    said = {**next((part for part in said.get("anyOf", ()) if part["type"] != "null"), {}), **said}
    kind = _KINDS.get(said.get("format", said.get("contentMediaType", "")), said["type"])
    limits: dict[str, Any] = {"required": said.get("default", 0) not in (None, "")}
    limits |= {key: said[key] for key in ("pattern", "minimum", "maximum") if key in said}
    if "enum" in said:
        limits["enum"] = list(said["enum"])
    return Field(name, kind, said["description"], said.get("unit", ""), limits, nullable=said.get("default", 0) is None)


FIELDS = {row: _described(row) for row in EXPORTED}
_CHECKS: dict[str, Callable[[str], object]] = {
    "datetime": lambda text: datetime.fromisoformat(text).astimezone(), "date": date.fromisoformat,
    "object": msgspec.json.decode,
}  # fmt: skip
_CHECKED = {
    row: tuple((field.name, _CHECKS[field.kind]) for field in fields if field.kind in _CHECKS)
    for row, fields in FIELDS.items()
}


def row_of(kind: type[R], cells: Sequence[object]) -> R | None:
    """A table's row from its cells in the order of the columns; None where no version of the game writes it so.

    Its types and numbers' limits are looked at, and whether times are times and JSON is JSON.
    """
    try:
        row = msgspec.convert(dict(zip(kind.__struct_fields__, cells, strict=True)), kind, strict=False)
        for name, check in _CHECKED[kind]:
            value = getattr(row, name)
            if value is not None:
                check(value)
    except (ValueError, OverflowError, RecursionError):
        return None
    return row


# --- what follows: SQL


def schema() -> str:
    """The file's tables and indexes, as SQL that makes those that are missing."""
    return "\n".join([*map(_create, ROWS), INDEXES])


def _create(row: type[ResultsRow]) -> str:
    lines = [*(field.sql for field in FIELDS[row]), f"PRIMARY KEY ({', '.join(row.key)})"]
    if row.refers is not None:
        lines.append(f"FOREIGN KEY ({row.refers[0]}) REFERENCES {row.refers[1]}(id)")
    options = "STRICT" if row.key == ("id",) else "STRICT, WITHOUT ROWID"  # a rowid tells which session came later
    return f"CREATE TABLE IF NOT EXISTS {row.table} ({', '.join(lines)}) {options};"


def select(row: type[ResultsRow], more: str = "") -> str:
    """A SELECT whose rows `row_of` takes; `more` says which, and in what order."""
    return f"SELECT {', '.join(row.__struct_fields__)} FROM {row.table} {more}"  # noqa: S608 (names of our own)


def picture_in_full(pack: str) -> str:
    """SQL for an answer's picture as `pack/id`, whoever's it is; `pack` is SQL for the pack of its session."""
    return (
        "CASE WHEN typeof(picture) != 'text' OR picture = '' OR instr(picture, '/') THEN picture"
        f" ELSE coalesce({pack} || '/', '') || picture END"
    )


def insert(row: type[ResultsRow], otherwise: str = "ABORT") -> str:
    """The INSERT of a row's cells (`msgspec.structs.astuple`); `otherwise` is for a row that is there already."""
    names = row.__struct_fields__
    places = ", ".join("?" * len(names))
    return f"INSERT OR {otherwise} INTO {row.table}({', '.join(names)}) VALUES ({places})"  # noqa: S608 (likewise)


# --- what follows: the data dictionary


_ORIGIN = tuple(
    {"name": name, "type": "string", "description": said, "constraints": {"required": required}}
    for name, said, required in (
        ("kiosk", "the kiosk's name", True),
        ("site", "the house that it stands in; may be empty", False),
    )
)


def package(version: str, exported: str, *, of_kiosk: bool = False) -> dict[str, Any]:
    """The data package's descriptor: Frictionless Data Package 1.0 with a Table Schema for each file.

    A kiosk's counts say in two more columns from which they are.
    """
    return {
        "profile": "tabular-data-package",
        "name": "spot-the-fake-results",
        "title": "Results of Spot the Fake",
        "version": version,
        "created": exported,
        "resources": [_resource(row, _ORIGIN if of_kiosk and row is CountRow else ()) for row in EXPORTED],
    }


def _resource(row: type[ResultsRow], more: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    described: dict[str, Any] = {
        "fields": [*(_schema(field) for field in FIELDS[row]), *more], "missingValues": [""],
        "primaryKey": list(row.key),
    }  # fmt: skip
    if row.refers is not None:
        column, other = row.refers
        described["foreignKeys"] = [{"fields": column, "reference": {"resource": other, "fields": "id"}}]
    return {
        "profile": "tabular-data-resource", "name": row.table, "path": f"{row.table}.csv", "encoding": "utf-8",
        "format": "csv", "mediatype": "text/csv", "schema": described,
    }  # fmt: skip


def _schema(field: Field) -> dict[str, Any]:
    entry: dict[str, Any] = {"name": field.name, "type": field.kind, "description": field.description}
    if field.kind == "boolean":
        entry |= {"trueValues": ["1"], "falseValues": ["0"]}
    if field.kind == "datetime":
        entry["format"] = "%Y-%m-%dT%H:%M:%S%z"
    if field.unit:
        entry["unit"] = field.unit
    return entry | {"constraints": field.limits}
