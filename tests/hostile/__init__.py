"""Hostile bytes for everything that reads a file, by kind of file; `tests/fuzz.py` runs them.

Owns what the targets share: a folder in memory, and the ways in which good bytes are made bad ones.
"""

from __future__ import annotations

import atexit
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from game.base.errors import plain
from game.pack.yamlfile import Problem

TESTS = Path(__file__).parent.parent
GOOD = TESTS / "packs" / "good-1"
ASSETS = TESTS.parent / "assets"
LONGEST = 200_000  # bytes of one input

Run = Callable[[bytes], None]
Make = Callable[[Random], bytes]


class Target(NamedTuple):
    """Something that reads a file: `run` raises only where the game failed, `make` gives an input for it."""

    run: Run
    make: Make


# --- files


@cache
def folder() -> Path:
    """A folder of this process's own, in memory where the machine has one there."""
    memory = Path("/dev/shm")  # noqa: S108 (a folder of our own in it)
    path = Path(tempfile.mkdtemp(prefix="spot-the-fake-fuzz-", dir=memory if memory.is_dir() else None))
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path


def written(name: str, data: bytes) -> Path:
    """The bytes as a file."""
    path = folder() / name
    path.write_bytes(data)
    return path


def is_line(said: object) -> None:
    """What is said of a fault reads as a line, on every terminal."""
    text = plain(str(said))
    assert text.strip()
    assert text == str(said) or not isinstance(said, Problem)
    text.encode("utf-8")


# --- bytes


def mutated(seed: bytes, chance: Random) -> bytes:
    """Bytes with a few of them flipped, cut, doubled or replaced."""
    data = bytearray(seed)
    for _ in range(chance.choice([1, 1, 2, 4, 16])):
        if not data:
            break
        at, length = chance.randrange(len(data)), min(len(data), chance.choice([1, 1, 2, 4, 32]))
        way = chance.randrange(5)
        if way == 0:
            data[at] ^= 1 << chance.randrange(8)
        elif way == 1:
            data[at : at + length] = chance.randbytes(length)
        elif way == 2:
            del data[at : at + length]
        elif way == 3:
            data[at:at] = data[at : at + length]
        else:
            data = data[: at + 1]
    return bytes(data[:LONGEST])


def flipped(seed: bytes, chance: Random) -> bytes:
    """Bytes with a few bits flipped and nothing moved: what a worn memory card does."""
    data = bytearray(seed)
    for _ in range(chance.choice([1, 1, 2, 8, 32])):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def changing(seeds: Callable[[], Iterator[bytes]], *ways: Callable[[bytes, Random], bytes]) -> Make:
    """Inputs that are seeds changed in one of some ways; the seeds are made at the first of them."""

    @cache
    def known() -> list[bytes]:
        return list(seeds())

    return lambda chance: chance.choice(ways or (mutated,))(chance.choice(known()), chance)


# --- values

STRANGE: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 10**12, -(2**63), 2**64, 1e308, "", "no", "a" * 300, "../../x", "/etc/passwd",
    "C:\\x",
    "CON", "\u202e", "e\u0301", "\x00", "\x1b[2J", "a\nb", "a\u2028b", "\U0001f600", "=1+1", "${HOME}", "%s%n", "[/x]",
    [], {},
    ["x"], {"en": "x"}, {"": None}, [[0]], [[]] * 9, {"ellipse": [1, 2, 3]}, "picture-1", "2026-05-04T08:00:00+00:00",
    "9" * 30, "https://[x/", "http://x:99999/", " ",
)  # fmt: skip
_TOKENS = (  # what stands in a JSON text where a value should; json.dumps writes none of it
    b"9" * 5000, b"-" + b"9" * 5000, b"1e999", b"-1e999", b"NaN", b"Infinity", b"-0", b"1E400", b'"\\ud800"',
    b'"\\u0000"',
    b'"\xff"', b'"\xed\xa0\x80"', b'"\\x"', b"[" * 3000, b"[" * 40_000, b'{"a":' * 3000, b'{"x":1,"x":2}', b"0x10",
    b"01",
    b"", b",", b'"', b"/**/1", b"\x00", b"'x'", b"\xef\xbb\xbf1",
)  # fmt: skip
_MARK = "\N{REPLACEMENT CHARACTER}here"


def bent(value: Any, chance: Random, depth: int, strange: tuple[Any, ...] = STRANGE) -> Any:
    """The value with one part of it replaced, removed, doubled or renamed."""
    if depth == 0 or not isinstance(value, (dict, list)) or not value:
        return chance.choice(strange)
    if isinstance(value, dict):
        key = chance.choice(sorted(value))
        way = chance.random()
        if way < 0.15:
            return {name: item for name, item in value.items() if name != key}
        if way < 0.25:
            return {**value, chance.choice(["pictrue", "", "no", "ellipse", "format", "a" * 300, "\x00"]): value[key]}
        return {**value, key: bent(value[key], chance, depth - 1, strange)}
    place = chance.randrange(len(value))
    if chance.random() < 0.2:
        return [*value[:place], *value[place + 1 :]]
    if chance.random() < 0.2:
        return [*value, value[place]]
    return [*value[:place], bent(value[place], chance, depth - 1, strange), *value[place + 1 :]]


def bent_json(value: Any, chance: Random, strange: tuple[Any, ...] = STRANGE) -> bytes:
    """The value with parts of it bent, as JSON; at times with something in it that is no JSON at all."""
    for _ in range(chance.choice([1, 1, 2, 5])):
        value = bent(value, chance, chance.randrange(1, 5), strange)
    if strange is STRANGE and chance.random() < 0.3:
        value = bent(value, chance, chance.randrange(0, 5), (_MARK,))
    text = json.dumps(value, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
    for mark in (json.dumps(_MARK).encode(), json.dumps(_MARK, ensure_ascii=False).encode()):
        text = text.replace(mark, chance.choice(_TOKENS))
    return mutated(text, chance) if strange is STRANGE and chance.random() < 0.15 else text


def swapped(value: Any, chance: Random, others: dict[type, list[Any]]) -> Any:
    """The value with one part of it replaced by another of the same type: what may well be allowed."""
    part, steps = value, []
    while isinstance(part, (dict, list)) and part and (not steps or chance.random() < 0.85):
        steps.append(chance.choice(sorted(part)) if isinstance(part, dict) else chance.randrange(len(part)))
        part = part[steps[-1]]
    fresh = json.loads(json.dumps(value))
    if not steps:
        return fresh
    inner = fresh
    for step in steps[:-1]:
        inner = inner[step]
    if chance.random() < 0.1:
        del inner[steps[-1]]
    else:
        inner[steps[-1]] = chance.choice(others.get(type(part)) or [part])
    return fresh


def parts_of(value: Any) -> Iterator[Any]:
    """The value, and everything in it."""
    yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from parts_of(item)


def bending(*values: Callable[[], Any]) -> Make:
    """Inputs that are one of some values, bent."""
    return lambda chance: bent_json(chance.choice(values)(), chance)


def mixed(*makes: Make) -> Make:
    """Inputs made in one of some ways."""
    return lambda chance: chance.choice(makes)(chance)
