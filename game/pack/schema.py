"""Plain data against the model: every departure from a type, at its place, in words an author understands.

Owns the walk over msgspec's own description of the types, so that the model is the only schema.
Refuses to stop at the first fault: what is wrong is reported and left out, the rest is still read.
"""

from __future__ import annotations

import difflib
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

from game.pack.slips import fault_of_entry
from game.pack.yamlfile import Document, Fix, Path_

T = TypeVar("T")
LONGEST_NUMBER = 40  # digits of a number that a message repeats
_BAD = object()  # stands for a value that has been reported


def read_as(document: Document, kind: type[T], path: Path_ = ()) -> T | None:
    """The document's data (or the part at `path`) as a value of `kind`, or None with its problems recorded."""
    value = document.data
    for step in path:
        value = value[step]
    with suppress(msgspec.ValidationError):
        return msgspec.convert(value, kind)  # nothing to say: no walk, which takes fifty times as long
    before = len(document.problems)
    cleaned = _walk(value, type_info(kind), path, document)  # type: ignore[arg-type] # (types are hashable)
    if cleaned is _BAD or len(document.problems) > before:
        return None
    return msgspec.convert(cleaned, kind)


def read_partly(document: Document, kind: type[T]) -> T:
    """What of the document's data fits a type whose keys all have defaults; nothing is recorded."""
    scratch = Document(document.file)
    cleaned = _walk(document.data, type_info(kind), (), scratch)  # type: ignore[arg-type] # (types are hashable)
    fitting = {}
    for key, value in cleaned.items() if isinstance(cleaned, dict) else ():
        with suppress(msgspec.ValidationError):  # of a list that is too short without what did not fit
            msgspec.convert({key: value}, kind)
            fitting[key] = value
    return msgspec.convert(fitting, kind)


@cache
def type_info(kind: Any) -> inspect.Type:
    """The description that msgspec has of a type: made once, for every file and item read."""
    return inspect.type_info(kind)


def structs(kind: inspect.Type) -> Iterator[inspect.StructType]:
    """Every kind of mapping with known keys that a type is made of, outermost first, some more than once."""
    if isinstance(kind, inspect.Metadata):
        yield from structs(kind.type)
    elif isinstance(kind, inspect.StructType):
        yield kind
        for field in kind.fields:
            yield from structs(field.type)
    elif isinstance(kind, inspect.UnionType):
        for item in kind.types:
            yield from structs(item)
    elif isinstance(kind, inspect.VarTupleType):
        yield from structs(kind.item_type)
    elif isinstance(kind, inspect.DictType):
        yield from structs(kind.value_type)


@cache
def text_keys(*kinds: type) -> frozenset[str]:
    """The keys of these types whose values are texts by language, or lists of them."""
    return frozenset(
        field.encode_name
        for kind in kinds
        for struct in structs(type_info(kind))
        for field in struct.fields
        if _holds_texts(field.type)
    )


def _holds_texts(kind: inspect.Type) -> bool:
    if isinstance(kind, inspect.Metadata):
        return _holds_texts(kind.type)
    if isinstance(kind, inspect.UnionType):
        return any(_holds_texts(item) for item in kind.types)
    if isinstance(kind, inspect.VarTupleType):
        return _holds_texts(kind.item_type)
    return isinstance(kind, inspect.DictType)


def guess(word: str, known: list[str]) -> str:
    """A "did you mean" for a word, or nothing."""
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return f"; did you mean '{close[0]}'?" if close else ""


def _walk(value: Any, kind: inspect.Type, path: Path_, document: Document) -> Any:
    """The value with everything wrong reported; _BAD where nothing can be kept."""
    form = ""
    if isinstance(kind, inspect.Metadata):
        form = (kind.extra or {}).get("form", "")
        kind = kind.type
    if isinstance(kind, inspect.UnionType):
        return _union(value, kind, path, document)
    if isinstance(kind, inspect.StructType):
        return _struct(value, kind, path, document)
    if isinstance(kind, inspect.DictType):
        return _mapping(value, kind, path, document)
    if isinstance(kind, (inspect.VarTupleType, inspect.TupleType, inspect.ListType)):
        return _sequence(value, kind, path, document)
    problem = _leaf_problem(value, kind, form)
    if problem:
        if value is None and path in document.cut:
            problem += f"; '{document.cut[path][:30]}' is a comment: put quotes around a text that begins with '#'"
        document.problems.append(document.problem(path, f"{_name(path)}{problem}"))
        return _BAD
    return value


def _name(path: Path_) -> str:
    """The last key on the way, for the beginning of a sentence."""
    keys = [step for step in path if isinstance(step, str)]
    return f"'{keys[-1]}' " if keys else "the file "


def _leaf_problem(value: Any, kind: inspect.Type, form: str) -> str:
    """What is wrong with a single value, in words; empty when nothing is. `form` says what a text's pattern asks."""
    if isinstance(kind, inspect.LiteralType):
        if value in kind.values and not isinstance(value, bool):
            return ""
        known = [str(item) for item in kind.values]
        return f"is {_shown(value)}, but must be one of: {', '.join(known)}{guess(str(value), known)}"
    if isinstance(kind, inspect.StrType):
        if not isinstance(value, str):
            remedy = "write one" if value is None or isinstance(value, (dict, list)) else "put quotes around it"
            return f"is {_shown(value)}, but must be a text; {remedy}"
        if kind.pattern and not _fits(kind.pattern, value):
            return f"is {_shown(value)}, but {form}"
        if kind.max_length is not None and len(value) > kind.max_length:
            return f"is longer than {kind.max_length} characters"
        return ""
    if isinstance(kind, (inspect.IntType, inspect.FloatType)):
        whole = isinstance(kind, inspect.IntType)
        if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
            wanted = "whole number" if whole else "number"
            return f"is {_shown(value)}, but must be a {wanted}{_meant_number(value, whole=whole)}"
        low, high = kind.ge, kind.le
        too_low = (low is not None and value < low) or (kind.gt is not None and value <= kind.gt)
        too_high = high is not None and value > high
        return f"is {_number(value)}, but must be {span(kind)}" if too_low or too_high else ""
    if isinstance(kind, inspect.BoolType):
        return "" if isinstance(value, bool) else f"is {_shown(value)}, but must be true or false{_meant_bool(value)}"
    return "" if value is None else f"is {_shown(value)}, but must be empty"


def _meant_number(value: Any, *, whole: bool) -> str:
    """How a text that says a number is written as one, such as 2.5 for 2,5 and 7 for 007; else nothing."""
    if not isinstance(value, str):
        return ""
    found = re.fullmatch(r"([-+]?)0*(\d+)(?:[.,](\d+))?\s*%?", unicodedata.normalize("NFKC", value).strip())
    if found is None or len(found[2]) > LONGEST_NUMBER or (whole and (found[3] or "").strip("0")):
        return ""
    return _written(value, f"{found[1].strip('+')}{int(found[2])}{'' if whole or not found[3] else f'.{found[3]}'}")


def _meant_bool(value: Any) -> str:
    """How a text that says yes or no is written as true or false; else nothing."""
    word = value.strip().lower() if isinstance(value, str) else ""
    for meant, said in (("true", ("true", "yes", "on", "y", "sì", "si")), ("false", ("false", "no", "off", "n"))):
        if word in said:
            return _written(value, meant)
    return ""


def _written(value: str, meant: str) -> str:
    """A remedy for a text that should be a number or a truth: what is the same without quotes had some."""
    return f"; write {meant}{', without quotes' if value == meant else ''}"


def _fits(pattern: str, text: str) -> bool:
    """Whether a text has a pattern as JSON Schema means it: `$` is the very end, and not before a last newline."""
    return re.search(pattern.replace("$", r"\Z"), text) is not None


def span(kind: inspect.IntType | inspect.FloatType) -> str:
    """The bounds of a number, in words; empty where there are none."""
    if kind.gt is not None:
        return f"more than {kind.gt:g}" + ("" if kind.le is None else f" and at most {kind.le:g}")
    if kind.ge is not None:
        return f"at least {kind.ge:g}" if kind.le is None else f"from {kind.ge:g} to {kind.le:g}"
    return "" if kind.le is None else f"at most {kind.le:g}"


def _shown(value: Any) -> str:
    """A value as an author would recognise it."""
    if value is None:
        return "empty"
    if isinstance(value, (dict, list)):
        return "a mapping" if isinstance(value, dict) else "a list"
    text = str(value).lower() if isinstance(value, bool) else _number(value)
    return f"'{text[:40]}'"


def _number(value: Any) -> str:
    """A number as it is written; one of thousands of digits, which Python refuses to write, by their count."""
    if isinstance(value, int) and abs(value) >= 10**LONGEST_NUMBER:
        return f"a number of about {math.floor(value.bit_length() * math.log10(2)) + 1} digits"
    return str(value)


def _meant_mapping(value: Any) -> str:
    """A hint for a text that stands where a mapping was wanted, and may have been meant as one."""
    fault = fault_of_entry(value) if isinstance(value, str) else ""
    return f"; {fault}" if fault else ""


def _folded(key: str) -> str:
    """A key without what writers and their programs vary: capitals, full-width letters, spaces and hyphens for '_'."""
    return re.sub(r"[\s-]+", "_", unicodedata.normalize("NFKC", key).strip().casefold())


def _respelt(key: str, known: Iterable[str]) -> str:
    """The known key that a key is another spelling of; else empty."""
    return next((name for name in known if name != key and _folded(name) == _folded(key)), "")


def _union(value: Any, kind: inspect.UnionType, path: Path_, document: Document) -> Any:
    """A value that may be empty, or one of several structs told apart by their tag (a draw also by its key)."""
    structs = [item for item in kind.types if isinstance(item, inspect.StructType)]
    if len(structs) < 2:
        if value is None and any(isinstance(item, inspect.NoneType) for item in kind.types):
            return None
        return _walk(value, next(i for i in kind.types if not isinstance(i, inspect.NoneType)), path, document)
    if not isinstance(value, dict):
        message = f"{_name(path)}holds {_shown(value)}, but must be a mapping{_meant_mapping(value)}"
        document.problems.append(document.problem(path, message))
        return _BAD
    tagged = {str(item.tag): item for item in structs}
    tag_field = str(structs[0].tag_field)
    tag = value.get(tag_field, next((name for name in tagged if name in value), None))
    if isinstance(tag, str) and tag in tagged:
        return _struct(value, tagged[tag], path, document)
    known = sorted(tagged)
    if tag_field in value:
        message = f"'{tag_field}' is {_shown(tag)}, but must be one of: {', '.join(known)}{guess(str(tag), known)}"
        document.problems.append(document.problem((*path, tag_field), message))
    elif spelt := next((key for key in value if _respelt(key, (tag_field, *known))), None):
        meant = _respelt(spelt, (tag_field, *known))
        fix = Fix((*path, spelt), "key", meant)
        message = f"unknown key '{spelt}'; write '{meant}'"
        document.problems.append(document.problem((*path, spelt), message, at_key=True, fix=fix))
    else:
        document.problems.append(document.problem(path, f"'{tag_field}' is missing; it is one of: {', '.join(known)}"))
    return _BAD


def _struct(value: Any, kind: inspect.StructType, path: Path_, document: Document) -> Any:
    """A mapping with known keys."""
    if not isinstance(value, dict):
        message = f"{_name(path)}is {_shown(value)}, but must be a mapping{_meant_mapping(value)}"
        document.problems.append(document.problem(path, message))
        return _BAD
    fields = {item.encode_name: item for item in kind.fields}
    tag_field = kind.tag_field
    where = f" in a '{kind.tag}' round" if tag_field else ""
    cleaned: dict[str, Any] = {tag_field: kind.tag} if tag_field else {}
    guessed: set[str] = set()
    for key, item in value.items():
        if key == tag_field:
            continue
        if key not in fields:
            guessed.add(_unknown_key(key, value, [*fields, *([tag_field] if tag_field else [])], where, path, document))
            continue
        result = _walk(item, fields[key].type, (*path, key), document)
        if result is not _BAD:
            cleaned[key] = result
    for name, entry in fields.items():
        if entry.required and name not in value and name not in guessed:
            plain = entry.type.type if isinstance(entry.type, inspect.Metadata) else entry.type
            only = plain.values if isinstance(plain, inspect.LiteralType) else ()
            fix = Fix((), "top", f"{name}: {only[0]}") if not path and len(only) == 1 else None
            document.problems.append(document.problem(path, f"'{name}' is missing{where}", fix=fix))
    return cleaned


def _unknown_key(key: str, value: dict[str, Any], known: list[str], where: str, path: Path_, document: Document) -> str:
    """Report a key that is not known; gives the one that was surely or probably meant, else nothing."""
    meant, fix = _respelt(key, known), None
    if meant and meant in value:
        line = document.key_places[(*path, meant)][0]
        hint = f"; it is another spelling of '{meant}' in line {line}: keep one of them, as '{meant}'"
    elif meant:
        hint, fix = f"; write '{meant}'", Fix((*path, key), "key", meant)
    else:
        hint = guess(key, [name for name in known if name not in value])
        meant = next((name for name in known if f"'{name}'?" in hint), "")
    document.problems.append(document.problem((*path, key), f"unknown key '{key}'{where}{hint}", at_key=True, fix=fix))
    return meant


def _mapping(value: Any, kind: inspect.DictType, path: Path_, document: Document) -> Any:
    """A mapping: texts by language with free keys, or values by keys that are listed."""
    if isinstance(kind.key_type, inspect.LiteralType) and isinstance(value, dict):
        known = [str(item) for item in kind.key_type.values]
        for key in [key for key in value if key not in known]:
            message = f"unknown key '{key}'; there are: {', '.join(known)}{guess(key, known)}"
            document.problems.append(document.problem((*path, key), message, at_key=True))
        value = {key: item for key, item in value.items() if key in known}
    if isinstance(kind.key_type, inspect.Metadata) and isinstance(value, dict):
        value = _fitting_keys(value, kind.key_type, path, document)
    if isinstance(value, str):
        remedy = _meant_mapping(value) or "; write 'en: …' in a line of its own below"
        message = f"{_name(path)}is one text, but must be texts by language{remedy}"
        document.problems.append(document.problem(path, message))
        return _BAD
    if not isinstance(value, dict):
        document.problems.append(document.problem(path, f"{_name(path)}is {_shown(value)}, but must be a mapping"))
        return _BAD
    results = {key: _walk(item, kind.value_type, (*path, key), document) for key, item in value.items()}
    return {key: item for key, item in results.items() if item is not _BAD}


def _fitting_keys(value: dict[str, Any], kind: inspect.Metadata, path: Path_, document: Document) -> dict[str, Any]:
    """The part of a mapping whose keys have the pattern that its type asks for."""
    extra, text = kind.extra or {}, kind.type
    fits = {key: isinstance(text, inspect.StrType) and _fits(text.pattern or "", key) for key in value}
    for key in [key for key in value if not fits[key]]:
        hint = guess(key, list(extra.get("known", ())))
        message = f"unknown key '{key}'; there are: {extra.get('form', '')}{hint}"
        document.problems.append(document.problem((*path, key), message, at_key=True))
    return {key: item for key, item in value.items() if fits[key]}


def _sequence(
    value: Any, kind: inspect.VarTupleType | inspect.TupleType | inspect.ListType, path: Path_, document: Document
) -> Any:
    """A list of one type, or a list of a fixed number of values."""
    if not isinstance(value, list):
        document.problems.append(document.problem(path, f"{_name(path)}is {_shown(value)}, but must be a list"))
        return _BAD
    if isinstance(kind, inspect.TupleType):
        if len(value) != len(kind.item_types):
            message = f"{_name(path)}has {len(value)} values, but must have {len(kind.item_types)}"
            document.problems.append(document.problem(path, message))
            return _BAD
        kinds = list(kind.item_types)
    else:
        low, high = kind.min_length or 0, kind.max_length
        if len(value) < low or (high is not None and len(value) > high):
            bounds = f"from {low} to {high}" if high is not None else f"at least {low}"
            document.problems.append(document.problem(path, f"{_name(path)}has {len(value)} items, but needs {bounds}"))
            return _BAD
        kinds = [kind.item_type] * len(value)
    pairs = zip(value, kinds, strict=True)
    results = [_walk(item, one, (*path, place), document) for place, (item, one) in enumerate(pairs)]
    return [item for item in results if item is not _BAD]
