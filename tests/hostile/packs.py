"""Packs, and descriptions of packs that are fetched: good ones with parts of their YAML replaced."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from unittest import mock

import msgspec

from game.base.errors import PackError
from game.collections import offers
from game.collections import packs as assembly
from game.model.answer import Answer, Verdict
from game.model.kinds.investigate_round import CLAIMS as CLAIMS_OF
from game.model.kinds.investigate_round import InvestigateRound
from game.model.kinds.rate_round import HIGHEST, LOWEST, RateRound
from game.model.kinds.round_kind import MaskOf, RoundKind, RulesError
from game.model.level import Level
from game.model.picture import Picture
from game.model.scoring import Mask
from game.pack import library, yamlfile
from game.pack.check import check_files as files
from game.pack.check import check_levels as levels
from game.pack.check import check_pictures as pictures
from game.pack.check import fixes
from game.pack.check.check_texts import unwritten
from game.pack.index import FileLook, Found, Index
from game.play import rules
from game.play.event import ANSWERS
from tests import shelves

from . import GOOD, Target, bent_json, folder, is_line, parts_of, swapped
from .texts import spliced

Texts = dict[str, str]  # by path
CLAIMS = f"levels/{shelves.CLAIMS.name}"


# --- a pack


def whole_pack(data: bytes) -> None:
    """A good pack with other texts: problems, or a pack whose every level can be dealt and played."""
    place = folder() / "pack"
    if not place.exists():
        shutil.copytree(GOOD, place)
    _prove(data, place, _texts())


def claims(data: bytes) -> None:
    """Likewise a level of impressions and cases, in a good pack."""
    place = folder() / "with-claims"
    if not place.exists():
        shelves.with_claims(folder())
    _prove(data, place, _claims())


def _prove(data: bytes, place: Path, known: Texts) -> None:
    """A good pack's folder with other texts, which are put back in the end."""
    _index_of(place)
    changed = _changed(data, known)
    try:
        for name, text in changed.items():
            (place / name).write_text(text, encoding="utf-8", errors="surrogateescape", newline="")
        with mock.patch.object(yamlfile, "read", _Reader({place / name for name in changed})):
            part, problems, manuscript = library.examine(place)
        assert part is not None or any(item.severity == "error" for item in problems)
        if part is not None:  # an editor has something to say of what is broken, too
            problems += files.review(part, manuscript, _index_of(place))
            said = [*pictures.review(part, manuscript), *levels.review(part, manuscript), *unwritten(manuscript)]
            problems += said
            fixes.mended(place, problems, write=False)
        for problem in problems:
            is_line(problem)
        if part is not None and all(item.severity != "error" for item in problems):
            for level in part.levels.values():
                _play(level, part, Random(len(data)))
    finally:
        for name in changed:
            (place / name).write_text(known[name], encoding="utf-8", newline="")


def _changed(data: bytes, known: Texts) -> Texts:
    """The texts of an input, of files that are known; none for one that holds none."""
    with suppress(ValueError, RecursionError):
        found = json.loads(data)
        if isinstance(found, dict):
            return {name: text for name, text in found.items() if name in known and isinstance(text, str)}
    return {}


class _Reader:
    """Reads YAML as yamlfile does, but what has not changed only once."""

    def __init__(self, changed: set[Path]) -> None:
        self._changed = changed

    def __call__(self, path: Path, shown_as: str) -> yamlfile.Document:
        if path in self._changed:
            return _read(path, shown_as)
        return msgspec.structs.replace(_read_once(path, shown_as), problems=[])


_read = yamlfile.read
_read_once = cache(_read)


class _Known(Index):
    """What is known of the good pack's pictures, so that they need not be opened every time; it learns nothing more."""

    _facts: dict[FileLook, Found] | None = None

    def known(self, root: Path) -> dict[FileLook, Found]:
        """What was known in the beginning."""
        if self._facts is None:
            self._facts = super().known(root)
        return self._facts

    def keep(self, root: Path, found: Iterable[Found]) -> None:
        """Not."""

    def forget(self, root: Path, gone: Iterable[FileLook]) -> None:
        """Not."""


@cache
def _index_of(place: Path) -> Index:
    file = folder() / f"{place.name}.sqlite3"
    found, _, manuscript = library.examine(place)
    assert found is not None
    with mock.patch.object(files, "settled", return_value=True):  # it was copied a moment ago
        files.review(found, manuscript, Index(file, "fuzz"))
    return _Known(file, "fuzz")


@cache
def _texts() -> Texts:
    """Each YAML file of the good pack."""
    return {path.relative_to(GOOD).as_posix(): path.read_text(encoding="utf-8") for path in library.yaml_files(GOOD)}


@cache
def _claims() -> Texts:
    """The level of impressions and cases."""
    return {CLAIMS: shelves.CLAIMS.read_text(encoding="utf-8")}


@cache
def _values(texts: tuple[tuple[str, str], ...]) -> dict[str, object]:
    """What is in YAML texts."""
    return {name: yamlfile.parse(text, yamlfile.Document(name, None, {}, {}, [])).data for name, text in texts}


@cache
def _parts(texts: tuple[tuple[str, str], ...]) -> dict[type, list[Any]]:
    """Every part of what is in YAML texts, by its type; and some numbers."""
    found: dict[type, list[Any]] = {int: [0, 1, 2, 3, 100, 480], float: [0.5, 1.5]}
    for item in parts_of(list(_values(texts).values())):
        found.setdefault(type(item), []).append(item)
    return found


def bent_texts(texts: Texts, chance: Random, around: Texts | None = None) -> bytes:
    """One or two of some YAML files with other values in them (of those or of others), strange ones, or other YAML."""
    found, key = {}, tuple({**texts, **(around or {})}.items())
    for name in chance.sample(sorted(texts), min(len(texts), chance.choice([1, 1, 1, 2]))):
        way, value = chance.random(), _values(key)[name]
        if way < 0.4:
            for _ in range(chance.choice([1, 1, 2, 4])):
                value = swapped(value, chance, _parts(key))
            data = json.dumps(value).encode()
        elif way < 0.8:
            data = bent_json(value, chance)
        else:
            data = spliced(texts[name].encode(), chance)
        found[name] = data.decode("utf-8", "surrogateescape")
    return json.dumps(found).encode()


def _play(level: Level, pack: library.Library, chance: Random) -> None:
    session = rules.start(level, pack.pictures, chance.getrandbits(32))

    def mask_of(_picture: Picture, _name: str) -> Mask | None:
        return None

    for _ in range(200):
        if session.finished:
            return
        entry = session.round
        count = len(entry.pictures)
        answers = [
            Answer(tuple(chance.choice(["real", "fake", "unsure"]) for _ in range(count)), chance.randrange(4)),
            Answer((), None, tuple((chance.uniform(-9, 999), chance.uniform(-9, 999)) for _ in range(2))),
            Answer((), None, (), 5, tuple(range(len(getattr(entry, "steps", ()))))),
            Answer((), None, (), 5, (), 0), Answer(), *_investigated(entry, chance),
        ]  # fmt: skip
        for said in answers:
            with suppress(RulesError):
                session, verdict = rules.answer(session, said, pack.pictures, mask_of)
                break
        else:
            raise AssertionError(f"no answer fits {entry}")
        _keep(entry, said, verdict, pack, mask_of)
    raise AssertionError("a session without end")


def _investigated(entry: RoundKind, chance: Random) -> Iterator[Answer]:
    """What may be said of impressions and cases."""
    if isinstance(entry, RateRound):
        count = len(entry.qualities)
        ratings = tuple(chance.randint(LOWEST, HIGHEST) for _ in range(count))
        order = tuple(chance.sample(range(count), count))
        yield Answer((chance.choice(ANSWERS),), chance.randrange(4), ratings=ratings, order=order)
    elif isinstance(entry, InvestigateRound):
        opened = tuple(chance.sample(range(len(entry.sources)), chance.randrange(len(entry.sources) + 1)))
        yield Answer((), chance.randrange(4), claim=chance.choice(list(CLAIMS_OF)), opened=opened)


def _keep(entry: RoundKind, said: Answer, verdict: Verdict, pack: library.Library, mask_of: MaskOf) -> None:
    """What is kept of impressions and of a case says the same again, and is told in the words of xAPI."""
    if isinstance(entry, RateRound | InvestigateRound):
        rows = entry.kept(said, verdict)
        again = entry.replayed(rows, entry, pack.pictures, mask_of)
        assert again is not None
        assert again.verdict == verdict
        msgspec.json.encode(entry.interaction(rows))


# --- a description


def offer(data: bytes) -> None:
    """A description of a pack with other texts: problems, or an offer, and a pack that is made of it."""
    place, out = folder() / "recipes" / "small", folder() / "made"
    shutil.rmtree(place.parent, ignore_errors=True)
    shutil.rmtree(out, ignore_errors=True)
    texts = {**_recipe(), **_changed(data, _recipe())}
    for name, text in texts.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text, encoding="utf-8", errors="surrogateescape", newline="")
    with mock.patch.object(yamlfile, "read", _Reader({place / name for name in texts})):
        try:
            found = offers.read(place)
        except PackError as error:
            for problem in error.problems:
                is_line(problem)
        else:
            assert found.bytes > 0 or not found.files
            assert isinstance(found.host, str)
            offers.here(found, folder())
            try:
                assembly.assemble(place, out, lambda _url: _source())
            except PackError as error:
                for problem in error.problems:
                    is_line(problem)


@cache
def _source() -> bytes:
    return (GOOD / "assets" / "images" / "a1.png").read_bytes()


@cache
def _recipe() -> Texts:
    """The files of the smallest description."""
    from .archives import _small_pack

    whole = {name: data.decode() for name, data in _small_pack().items() if name.endswith(".yaml")}
    digest = hashlib.sha256(_source()).hexdigest()
    source = f"url: https://example.org/a.png\n    sha256: {digest}\n    bytes: {len(_source())}\n"
    whole[library.SOURCES] = f"format: 1\nnative: 240\nsize: 240\nfiles:\n  - file: images/a.png\n    {source}"
    return whole


TARGETS: dict[str, Target] = {
    "pack": Target(whole_pack, lambda chance: bent_texts(_texts(), chance)),
    "claims": Target(claims, lambda chance: bent_texts(_claims(), chance, _texts())),
    "offer": Target(offer, lambda chance: bent_texts(_recipe(), chance)),
}
