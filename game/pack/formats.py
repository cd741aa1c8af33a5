"""The forms of files, described for people and editors: JSON Schemas, and tables in Markdown.

Owns both ways of writing down what the types say of themselves, and the order in which that is written, whichever
order a library's version has. Refuses to know more than they say, so that a schema, a guide and the reader never
differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec import NODEFAULT, Struct, inspect

from game.base.files import write_atomically
from game.model.level import Level
from game.model.packfiles import LensesFile, Pack, PicturesFile, SourcesFile, TellsFile
from game.pack.schema import span, structs, type_info

SCHEMAS = "schemas"  # the folder of a pack that holds them for editors; it is not built into archives
OF_PACKS: dict[str, type[Struct]] = {
    "pack": Pack,
    "pictures": PicturesFile,
    "tells": TellsFile,
    "lenses": LensesFile,
    "level": Level,
    "sources": SourcesFile,
}
KEYWORDS = (  # of a schema, as a person reads them: what it is, what it is for, what it allows
    "$schema", "$ref", "title", "description", "type", "enum", "pattern", "minLength", "maxLength", "minimum",
    "exclusiveMinimum", "maximum", "minItems", "maxItems", "prefixItems", "items", "minProperties", "maxProperties",
    "propertyNames", "properties", "additionalProperties", "required", "anyOf", "default", "$defs",
)  # fmt: skip


# --- JSON Schemas


def json_schema(kind: type[Struct]) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a file: refuses what the reader refuses for its types."""
    made = msgspec.json.schema(kind)
    definitions = made["$defs"]
    for info in structs(type_info(kind)):
        _complete(definitions[info.cls.__name__], info)
    _simplify(definitions)
    schema: dict[str, Any] = _ordered({"$schema": "https://json-schema.org/draft/2020-12/schema", **made})
    return schema


def _complete(definition: dict[str, Any], info: inspect.StructType) -> None:
    """Add what msgspec leaves out: titles with units, the kind of a round, and keys of mappings that are listed."""
    names = [*([info.tag_field] if info.tag_field is not None else []), *(item.encode_name for item in info.fields)]
    properties = definition["properties"] = {name: definition["properties"][name] for name in names}
    if info.tag_field is not None:
        properties[info.tag_field]["title"] = info.tag_field
        properties[info.tag_field]["description"] = definition["description"]
        if info.tag in properties and info.tag_field in definition["required"]:
            definition["required"].remove(info.tag_field)  # as in `- draw: …`
    for field in info.fields:
        described = properties[field.encode_name]
        unit = _extra(field.type).get("unit")
        described["title"] = field.encode_name + (f" ({unit})" if unit else "")
        if described.get("default", ...) is None:
            del described["default"]  # else an editor would offer to write an empty value
        inner = _inner(field.type)
        if isinstance(inner, inspect.DictType) and isinstance(inner.key_type, inspect.LiteralType):
            described["propertyNames"] = {"enum": list(inner.key_type.values)}


def _simplify(part: Any) -> None:
    """Leave out what editors' older drafts misread and the rest of the schema says anyway."""
    if isinstance(part, dict):
        part.pop("discriminator", None)
        if "prefixItems" in part:
            part.pop("items")  # there are as many as maxItems
        for item in part.values():
            _simplify(item)
    elif isinstance(part, list):
        for item in part:
            _simplify(item)


def _ordered(part: Any) -> Any:
    """A part of a schema: keywords as in KEYWORDS, others last; alternatives sorted; properties as in their type."""
    if isinstance(part, list):
        return [_ordered(item) for item in part]
    if not isinstance(part, dict):
        return part
    rank = {keyword: place for place, keyword in enumerate(KEYWORDS)}
    ordered: dict[str, Any] = {}
    for keyword in sorted(part, key=lambda one: (rank.get(one, len(rank)), one)):
        inner = part[keyword]
        if keyword == "properties":
            inner = {name: _ordered(item) for name, item in inner.items()}
        elif keyword == "$defs":
            inner = {name: _ordered(item) for name, item in sorted(inner.items())}
        elif keyword == "required":
            inner = [name for name in part["properties"] if name in inner]
        elif keyword in ("anyOf", "enum"):
            inner = sorted(_ordered(inner), key=lambda one: (one == {"type": "null"}, msgspec.json.encode(one)))
        elif keyword != "default":  # which is a value, not a schema
            inner = _ordered(inner)
        ordered[keyword] = inner
    return ordered


def write_schemas(kinds: Mapping[str, type[Struct]], folder: Path) -> None:
    """Write NAME.schema.json for each kind of file; replaces older ones. Raises OSError."""
    for name, kind in kinds.items():
        text = msgspec.json.format(msgspec.json.encode(json_schema(kind)), indent=1)
        write_atomically(folder / f"{name}.schema.json", text + b"\n")


def editor_line(name: str, folder: str) -> str:
    """The first line of a YAML file by which editors find its schema; `folder` is relative to the file."""
    return f"# yaml-language-server: $schema={folder}/{name}.schema.json\n"


# --- tables


def chapter(*kinds: type[Struct]) -> str:
    """What a kind of mapping is, and its table; for several, the table alone."""
    return table(*kinds) if len(kinds) > 1 else f"{kinds[0].__doc__}\n\n{table(*kinds)}"


def table(*kinds: type[Struct]) -> str:
    """Every key with type, unit, default and meaning, as a table in Markdown.

    Several kinds share a table where each is an entry of one list; then its first column says which entry. Keys that a
    kind shares with all others, in its base, stand in a table of the base.
    """
    infos = [info for kind in kinds if isinstance(info := type_info(kind), inspect.StructType)]
    tag = infos[0].tag_field
    columns = [*([f"`{tag}`"] if tag else []), "Key", "Type", "Unit", "Default", "Meaning"]
    rows = [columns, ["---"] * len(columns)]
    for info in infos:
        inherited = getattr(info.cls.__base__, "__struct_fields__", ())
        own = [_row(field) for field in info.fields if field.name not in inherited]
        rows += [[f"`{info.tag}`", *row] if tag else row for row in own]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _row(field: inspect.Field) -> list[str]:
    """Key, type, unit, default, meaning."""
    described = field.type.extra_json_schema if isinstance(field.type, inspect.Metadata) else None
    default = field.default if field.default is not NODEFAULT else None
    if field.default_factory is not NODEFAULT:
        default = field.default_factory()
    return [
        f"`{field.encode_name}`",
        words(field.type),
        _extra(field.type).get("unit", ""),
        "required" if field.required else shown(default),
        (described or {}).get("description", ""),
    ]


def words(kind: inspect.Type) -> str:
    """A type in words; mappings with keys of their own by the name of their table."""
    if isinstance(kind, inspect.Metadata):
        return (kind.extra_json_schema or {}).get("title") or words(kind.type)
    if isinstance(kind, inspect.UnionType):
        one = next(item for item in kind.types if not isinstance(item, inspect.NoneType))
        several = isinstance(one, inspect.StructType) and one.tag_field
        return f"entry with `{several}`" if several else words(one)
    if isinstance(kind, inspect.StructType):
        name = kind.cls.__name__
        return f"[{name}](#{name.lower()})"
    if isinstance(kind, inspect.LiteralType):
        return ", ".join(f"`{value}`" for value in sorted(kind.values, key=str))
    if isinstance(kind, inspect.VarTupleType):
        least, most = kind.min_length, kind.max_length
        number = f"{least} to {most}" if least and most else f"up to {most}" if most else f"{least} or more"
        number = f" ({number})" if least or most else ""
        return f"list{number} of: {words(kind.item_type)}"
    if isinstance(kind, inspect.TupleType):
        return f"list ({len(kind.item_types)}) of: {words(kind.item_types[0])}"
    if isinstance(kind, inspect.DictType):
        return f"{words(kind.value_type)} by: {words(kind.key_type)}"
    if isinstance(kind, (inspect.IntType, inspect.FloatType)):
        number = "whole number" if isinstance(kind, inspect.IntType) else "number"
        return ", ".join(filter(None, (number, span(kind))))
    return "true or false" if isinstance(kind, inspect.BoolType) else "text"


def shown(value: object) -> str:
    """A value as the file has it, for people."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (tuple, list)):
        return ", ".join(map(str, value)) or "none"
    if isinstance(value, dict):
        return ", ".join(f"{key}: {item}" for key, item in value.items()) or "none"
    if isinstance(value, Struct):
        return "its own defaults"
    return f"{value:g}" if isinstance(value, float) else str(value) or "none"


def _inner(kind: inspect.Type) -> inspect.Type:
    return kind.type if isinstance(kind, inspect.Metadata) else kind


def _extra(kind: inspect.Type) -> dict[str, Any]:
    return (kind.extra or {}) if isinstance(kind, inspect.Metadata) else {}
