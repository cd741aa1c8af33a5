"""The forms of files as editors and guides have them: as strict as the reader, and never out of date."""

from __future__ import annotations

import copy
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, ValidationError
from msgspec import Struct, inspect

from game.base import places
from game.commands.cli import main
from game.model.kinds.round_kind import RoundKind
from game.model.level import Level
from game.pack import formats, library, schema, yamlfile
from game.pack.yamlfile import Document
from game.seats.kiosk.config import Kiosk
from game.seats.study.study_file import Study
from tests.conftest import REPOSITORY, TESTS

KINDS: dict[str, type[Struct]] = {**formats.OF_PACKS, "kiosk": Kiosk, "study": Study}
SCHEMAS = {name: formats.json_schema(kind) for name, kind in KINDS.items()}
GUIDES = ("levels/README.md", "assets/README.md", "game/seats/kiosk/README.md", "game/seats/study/README.md")
GOOD = TESTS / "packs" / "good-1"
LINE = re.compile(r"# yaml-language-server: \$schema=(\S+)\n")
TABLE = re.compile(r"<!-- table: ([\w ]+) -->\n(.*?)<!-- end -->", re.DOTALL)
REMEDY = "python -m pytest tests/pack/test_formats.py --update-guides"


def name_of(path: Path) -> str:
    """Which form a YAML file of a pack has."""
    if path.parent.name == "levels":
        return "level"
    return "pictures" if path.name.startswith("pictures") else path.stem


def files(root: Path) -> list[Path]:
    """The YAML files of the packs in a folder."""
    return sorted([*(root / "assets").rglob("*.yaml"), *(root / "levels").glob("*.yaml"), *root.glob("*.yaml")])


SHIPPED, FROZEN = files(places.default_pack()), files(GOOD)


def faults(name: str, data: Any) -> list[str]:
    """What an editor would underline, in words."""
    return [error.message for error in Draft202012Validator(SCHEMAS[name]).iter_errors(data)]


def named(path: Path) -> str:
    """A path for a test's name."""
    return path.relative_to(REPOSITORY).as_posix()


@pytest.mark.parametrize("name", KINDS)
def test_the_schemas_are_schemas(name: str) -> None:
    """Of draft 2020-12; every key of every mapping has a title and a description."""
    Draft202012Validator.check_schema(SCHEMAS[name])
    assert SCHEMAS[name]["$schema"].endswith("2020-12/schema")
    for part in SCHEMAS[name]["$defs"].values():
        assert part["description"]
        assert part["additionalProperties"] is False
        for key, field in part["properties"].items():
            assert field["title"].startswith(key)
            assert field["description"].strip(), key


@pytest.mark.parametrize("path", [*SHIPPED, *FROZEN], ids=named)
def test_every_good_file_fits_its_schema(path: Path) -> None:
    """The shipped packs, and the frozen one, rounds and draws and all."""
    document = yamlfile.read(path, path.name)
    assert document.problems == []
    assert faults(name_of(path), document.data) == []


@pytest.mark.parametrize("path", SHIPPED, ids=named)
def test_every_shipped_file_leads_editors_to_its_schema(path: Path) -> None:
    """By its first line, relative to itself."""
    line = LINE.match(path.read_text(encoding="utf-8"))
    assert line
    assert (path.parent / line[1]).resolve() == REPOSITORY / "assets" / "schemas" / f"{name_of(path)}.schema.json"
    assert (path.parent / line[1]).is_file()


ROUND = {"ask": "verdict", "picture": "a"}
LEVEL = {"format": 1, "id": "l", "title": {"en": "T"}, "intro": {"en": "I"}, "rounds": [ROUND]}
PICTURE = {
    "id": "a", "file": "images/a.jpg", "size": [300, 200], "truth": "manipulated", "made_by": "splice", "credit": "C",
    "source_type": "humanEdits", "licence": "CC0-1.0", "alt": {"en": "A"},
    "evidence": [{"tell": "t", "region": {"box": [0, 0, 9, 9]}, "note": {"en": "N"}}],
}  # fmt: skip
PACK = {"format": 1, "id": "p", "version": "1.0", "title": {"en": "P"}, "languages": ["en"], "licence": "CC0-1.0"}


def level(**changes: Any) -> tuple[str, Any]:
    """A level with something changed."""
    return "level", LEVEL | changes


def entry(**keys: Any) -> tuple[str, Any]:
    """A level of one entry."""
    return level(rounds=[keys])


def picture(**changes: Any) -> tuple[str, Any]:
    """A pictures file of one picture with something changed."""
    return "pictures", {"format": 1, "pictures": [PICTURE | changes]}


def region(**shapes: Any) -> tuple[str, Any]:
    """A picture with evidence of such a region."""
    return picture(evidence=[{"tell": "t", "region": shapes, "note": {"en": "N"}}])


@pytest.mark.parametrize(
    "good",
    [
        level(), picture(), ("pack", PACK), ("kiosk", {}), entry(draw={"count": 2}),
        entry(ask="draw", draw={"count": 2}), level(closing=None), level(lenses=[]),
        region(polygon=[[0, 0], [9, 0], [9, 9]]), picture(year=None),
        ("kiosk", {"hours": {"monday": "closed", "sunday": "09:00-24:00"}, "lenses": []}),
    ],
)  # fmt: skip
def test_what_is_right_is_not_underlined(good: tuple[str, Any]) -> None:
    """Neither by the schema nor by the reader; a draw needs no `ask`, an optional key may stand empty."""
    name, data = good
    assert faults(name, data) == []
    document = Document("x", data, {}, {}, [])
    assert schema.read_as(document, KINDS[name]) is not None


@pytest.mark.parametrize(
    "slip",
    [
        level(intor={"en": "I"}), level(id="My level"), level(title="T"), level(title=None), level(title={}),
        level(title={"en": None}), level(title={"en": " "}), level(format=2), level(difficulty=6),
        level(difficulty="2"), level(form="C"), level(lenses=["mirorr"]), level(forms=["a"]), level(rounds=None),
        entry(ask="verdict", pictrue="a"), entry(ask="verdict"), entry(ask="guess", picture="a"), entry(picture="a"),
        entry(ask="verdict", pictures=["a"]), entry(ask="pick", pictures=[]), entry(ask="pick", pictures=list("abcde")),
        entry(ask="read", draw={"count": 2}), entry(draw={"count": 0}), entry(draw={"count": 2, "form": {}}),
        entry(draw={"count": 2, "from": {"difficulty": [1, 2, 3]}}), entry(ask=["verdict"], picture="a"),
        entry(ask="choose", question={"en": "?"}, choices=[], explain={"en": "!"}), picture(truth="fake"),
        picture(truth=None), picture(made_by="ai"), picture(source_type="digital"),
        picture(size=[300]), picture(size=[0, 200]), picture(alt={"en": 5}), picture(year=20000), picture(tags="face"),
        picture(clip={"frames": 2, "fps": 0}), picture(in_draws="no"), picture(original="Not an id"),
        region(), region(box=[0, 0, 9, 9], ellipse=[5, 5, 4, 4]), region(box=[0, 0, 9]), region(circle=[1, 1, 1]),
        region(polygon=[[0, 0], [9, 9]]), region(polygon=[[0, 0, 1], [9, 9], [9, 0]]),
        ("pack", PACK | {"version": 1.0}), ("pack", PACK | {"languages": []}),
        ("pack", {key: value for key, value in PACK.items() if key != "licence"}),
        ("kiosk", {"hours": {"mondy": "closed"}}), ("kiosk", {"hours": {"monday": "nine to five"}}),
        ("kiosk", {"rounds": 0}), ("kiosk", {"theme": "pink"}), ("kiosk", {"idle_secs": 5}),
        ("sources", {"format": 1, "native": 9, "size": 9, "files": [{"file": "a", "url": "http://x", "bytes": 1}]}),
    ],
)  # fmt: skip
def test_typical_slips_are_underlined(slip: tuple[str, Any]) -> None:
    """Unknown keys, wrong values, missing and empty texts, wrong numbers of things."""
    name, data = slip
    assert faults(name, data)


def changed(data: Any, draw: st.DataObject) -> Any:
    """The data with one thing in it taken away, renamed, or replaced by something of another kind."""
    ways = list(_ways(data))
    way = draw.draw(st.sampled_from(ways))
    data = copy.deepcopy(data)
    parent = data
    for step in way[:-1]:
        parent = parent[step]
    replaced = st.sampled_from(["words", "", 0, -1, 1, 3, 2.5, 10**6, True, None, [], {}, [1, 2], {"en": "words"}])
    if isinstance(parent, dict):
        what = draw.draw(st.sampled_from(["take away", "rename", "replace"]))
        if what == "replace":
            parent[way[-1]] = draw.draw(replaced)
        else:
            value = parent.pop(way[-1])
            if what == "rename":
                parent[f"{way[-1]}s"] = value
    else:
        parent[way[-1]] = draw.draw(replaced)
    return data


def _ways(data: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if way:
        yield way
    for key, value in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield from _ways(value, (*way, key))


SAMPLES = [
    *((name_of(path), yamlfile.read(path, path.name).data) for path in FROZEN),
    ("level", yamlfile.read(places.default_pack() / "levels" / "lesson-20.yaml", "x").data),
    ("kiosk", {"rounds": 4, "hours": {"monday": "closed"}, "corners": ["top-left", "top-right", "bottom-left"]}),
]


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(draw=st.data())
def test_schema_and_reader_agree_on_whatever_is_changed(draw: st.DataObject) -> None:
    """What the reader's types refuse the schema refuses; what only the schema refuses is an empty text or a region."""
    name, sound = draw.draw(st.sampled_from(SAMPLES))
    data = changed(sound, draw)
    document = Document("x", data, {}, {}, [])
    schema.read_as(document, KINDS[name])
    found = list(Draft202012Validator(SCHEMAS[name]).iter_errors(data))
    if document.problems:
        assert found, document.problems
    else:
        for error in found:
            assert any(map(beyond_types, _causes(error))), error.message


def beyond_types(error: ValidationError) -> bool:
    """Whether it is about what a type cannot say: an empty text, a region without a shape or with two, bad hours."""
    if error.validator == "pattern":
        return error.validator_value == r"\S" or error.validator_value.startswith("^(closed")
    return error.validator in ("minProperties", "maxProperties", "minItems", "minLength")


def _causes(error: ValidationError) -> Iterator[ValidationError]:
    """What is wrong, and what is wrong with each of several things that it could have been."""
    yield error
    for inner in error.context:
        yield from _causes(inner)


def test_what_only_the_schema_refuses_the_check_refuses_too(tmp_path: Path) -> None:
    """Empty texts and regions without a shape, or with two: nobody is told off for what would play."""
    for number, (old, new) in enumerate(
        [
            ("en: A house and a tree.", 'en: ""'),
            ("      en: A house and a tree.\n      it: Una casa e un albero.", "      {}"),
            ("ellipse: [421, 193, 50, 66]", "{}"),
            (
                "          ellipse: [421, 193, 50, 66]",
                "          ellipse: [421, 193, 50, 66]\n          box: [1, 1, 9, 9]",
            ),
        ]
    ):
        root = tmp_path / str(number)
        shutil.copytree(GOOD, root)
        path = root / "assets" / "pictures.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
        assert faults("pictures", yamlfile.read(path, "x").data)
        assert library.read(root)[0] is None


def test_committed_schemas_are_those_of_the_types(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """assets/schemas/ means what the command `schema` writes."""
    folder = REPOSITORY / "assets" / "schemas"
    if request.config.getoption("--update-guides"):
        formats.write_schemas(KINDS, folder)
    assert main(["schema", "--out", str(tmp_path)]) == 0
    written, committed = (
        {path.name: json.loads(path.read_text(encoding="utf-8")) for path in place.iterdir()}
        for place in (tmp_path, folder)
    )
    assert written == committed, REMEDY


def stirred(part: Any, rng: Random) -> Any:
    """The same schema in another order: of keywords, of alternatives, of required keys."""
    if isinstance(part, list):
        return [stirred(item, rng) for item in part]
    if not isinstance(part, dict):
        return part
    items = [(key, item if key == "default" else stirred(item, rng)) for key, item in part.items()]
    rng.shuffle(items)
    for key, item in items:
        if key in ("anyOf", "enum", "required") and isinstance(item, list):
            rng.shuffle(item)
    return dict(items)


def test_a_schema_is_written_in_an_order_of_our_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whatever order a version of msgspec gives it: byte for byte the same, what a thing is before what it holds."""
    formats.write_schemas(KINDS, tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    given, rng = msgspec.json.schema, Random(3)
    monkeypatch.setattr(msgspec.json, "schema", lambda kind: stirred(given(kind), rng))
    formats.write_schemas(KINDS, tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    level = json.loads(before["level.schema.json"])
    assert list(level) == ["$schema", "$ref", "$defs"]
    assert list(level["$defs"]["Level"])[:4] == ["title", "description", "type", "properties"]
    assert list(level["$defs"]["Level"]["properties"]) == [field.encode_name for field in msgspec.structs.fields(Level)]


def test_schemas_that_cannot_be_written_are_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where a file stands in the way: the place and a remedy, exit code 1."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert main(["schema", "--out", str(tmp_path / "file" / "schemas")]) == 1
    assert "name another place with --out" in capsys.readouterr().err


def kinds_of(names: str) -> list[type[Struct]]:
    """The types that a table is of."""
    described = (*(info.cls for kind in KINDS.values() for info in schema.structs(inspect.type_info(kind))), RoundKind)
    known = {kind.__name__: kind for kind in described}
    return [known[name] for name in names.split()]


@pytest.mark.parametrize("page", GUIDES)
def test_tables_of_the_guides_are_those_of_the_types(page: str, request: pytest.FixtureRequest) -> None:
    """Every key with type, unit, default and meaning, as the types have it now."""
    path = REPOSITORY / page
    text = path.read_text(encoding="utf-8")
    made = TABLE.sub(
        lambda found: f"<!-- table: {found[1]} -->\n\n{formats.chapter(*kinds_of(found[1]))}\n\n<!-- end -->", text
    )
    if request.config.getoption("--update-guides"):
        path.write_text(made, encoding="utf-8", newline="\n")
    else:
        assert text == made, REMEDY


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("levels/README.md", ["level", "level", "level"]), ("assets/README.md", ["pictures", "sources"]),
        ("game/seats/kiosk/README.md", ["kiosk", "kiosk"]), ("game/seats/study/README.md", ["study"]),
    ],
)  # fmt: skip
def test_the_examples_of_the_guides_are_right(page: str, names: list[str]) -> None:
    """Each block of YAML fits its schema; a part of a level, with the rest of one around it."""
    blocks = re.findall(r"```yaml\n(.*?)```", (REPOSITORY / page).read_text(encoding="utf-8"), re.DOTALL)
    for name, block in zip(names, blocks, strict=True):
        document = yamlfile.parse(block, Document(page))
        assert document.problems == []
        assert faults(name, (LEVEL if name == "level" else {}) | document.data) == []


def test_every_type_has_a_table() -> None:
    """Each mapping of every file stands in one guide, once."""
    shown = [
        kind
        for page in GUIDES
        for names, _ in TABLE.findall((REPOSITORY / page).read_text(encoding="utf-8"))
        for kind in kinds_of(names)
    ]
    needed = {info.cls for kind in KINDS.values() for info in schema.structs(inspect.type_info(kind))}
    assert sorted(kind.__name__ for kind in shown) == sorted(kind.__name__ for kind in needed | {RoundKind})
