"""SQLite files and packed ones: results, the index of looked-at files, the journal of an import, the cache of packs."""

from __future__ import annotations

import io
import re
import shutil
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from unittest import mock

import msgspec
from rich.console import Console

from game.author.importing.candidate import Candidate
from game.author.importing.journal import NAME, Journal, MadePicture, SourceLook
from game.base.errors import PackError, ResultsError
from game.base.text import Words
from game.commands.benchmarks import material
from game.model.picture import Picture
from game.pack import cache as packs_kept
from game.pack import library
from game.pack.index import Facts, FileLook, Found, Index, Mark
from game.paper.report import contents as report_contents
from game.paper.report import measures, reading
from game.paper.report.contents import contents
from game.results import fields, played, purge, tables, xapi
from game.results import overview as summary
from game.results.store import Store
from game.seats.kiosk.tally import Tally
from game.ui.summing import first_sentences

from . import GOOD, Target, bent, changing, flipped, folder, is_line, mixed, mutated, written

NOW = datetime(2026, 5, 5, 12, tzinfo=UTC)


@cache
def good() -> library.Library:
    """The good pack."""
    found, problems = library.read(GOOD)
    assert found is not None, problems
    return found


# --- results


def results_file(data: bytes) -> None:
    """Any bytes as the results: the store opens, keeps and closes, and what it kept can be looked at again."""
    path = _at_rest(data)
    kept = Store(path)
    for again in played.sessions(kept, good(), lambda _picture, _name: None).result():
        replayed = again.session
        assert len(replayed.verdicts) == len(replayed.rounds)
        first_sentences(replayed, Words("en"))
    played.last(kept, good(), lambda _picture, _name: None).result()
    assert 0 < played.ratings(kept, good()).result().player < 3000
    tally = Tally(kept, lambda: NOW, 30)
    tally.today()
    tally.days(31)
    kept.close()
    assert any(item.stat().st_size for item in path.parent.iterdir())


def report(data: bytes) -> None:
    """Any bytes as the results: what reads them says why it cannot."""
    path, words = _at_rest(data), Words("en")
    exports: list[Callable[[], object]] = [
        lambda: tables.write_json(path, folder() / "out.json"),
        lambda: xapi.write_xapi(path, folder() / "out.json"),
        lambda: tables.write_csv(path, folder() / "tables"),
    ]
    which = zlib.crc32(data)  # each takes its time, the drawing of tables most
    reads = [
        exports[which % 3],
        lambda: contents(reading.read(path, good()), good(), words) if which % 2 else reading.read(path, good(), "e"),
        lambda: purge.count(path, *purge.limits(1, NOW)),
        *([lambda: summary.show(path, words, Console(file=io.StringIO(), width=100))] if which % 40 == 0 else []),
    ]
    with mock.patch.object(measures, "share", _share), mock.patch.object(report_contents, "share", _share):
        for read in reads:
            try:
                read()
            except ResultsError as error:
                is_line(error)


_share = cache(measures.share)  # exact intervals, of the same few counts time and again


def _at_rest(data: bytes) -> Path:
    """The results file of a game that has ended."""
    place = folder() / "results"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    path = place / "results.sqlite3"
    path.write_bytes(data)
    return path


def _results() -> Iterator[bytes]:
    out = folder() / "seed.sqlite3"
    material.answers(out, 60)
    yield out.read_bytes()
    out.unlink()
    yield _rows(Random(0), 0)


_GOOD_ANSWER = {
    "session": "s1", "round": 0, "picture": "fake-1", "ask": "verdict", "fake": 1, "says": "fake", "outcome": "hit",
    "confidence": 2, "points": 90, "marks": None, "evidence": None, "milliseconds": 900,
    "answered": "2026-05-04T08:00:00+00:00", "given": None, "knowledge": None, "lenses": None, "first": None,
    "votes": None,
}  # fmt: skip
_GOOD_SESSION = {
    "id": "s1", "started": "2026-05-04T08:00:00+00:00", "mode": "desk", "pack": "good-1", "pack_version": "1",
    "level": "everything", "language": "en", "seed": 1, "rounds": 9, "finished": 1, "form": None, "course": None,
    "event": "e1", "team": "class",
}  # fmt: skip
_JSON = (
    "[[1, 2]]", "[[1]]", "[1]", "{}", "null", "x", "[null, null]", '[["a", "b"]]', "[1e999]", "[NaN]", "[" * 2000, "3",
    "true",
    "[2, 0, 1]", '["mirror"]', '[3, "a"]', '"x"', "[1, 2, 3, 4]", "[0, 0]", "[-1]", "99999999999999999999", "9" * 5000,
    '{"first": {"real": 3, "fake": 2, "unsure": 1}, "second": {"real": 1, "fake": 5, "unsure": 0}}',
    '{"first": 3, "second": 4}',
    '{"first": {"real": "x"}, "second": {"fake": null}}', '{"first": {"real": -5}, "second": {"real": 1}}',
    '{"first": {}}',
    '{"first": {"real": 1e308, "fake": 1e308}, "second": {"real": 1, "fake": 1}}', '{"first": [1], "second": [2]}',
)  # fmt: skip
_TEXTS = (
    "", "x", "2026", "2026-05-04", "2026-05-04T08:00:00", "9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+23:00",
    "a" * 3000,
    "\x00", "\x1b[2J", "=1+1", "\ud7ff", "A", "B", "C", "practice", "practice:cut-edge", "practice:", "test-a",
    "test-b", "one-round",
    "real", "fake", "unsure", "hit", "miss", "false alarm", "correct rejection", "point", "order", "choose", "pick",
    "clip", "read", "verdict",
    "workshop", "good-1", "class", "circle", "e1", "e2", "s1", "s2", "start", "{x}", "[bold]", "[/x]", "a\nb",
)  # fmt: skip
_NUMBERS = (0, 1, -1, 2, 3, 4, 99, 2**31, 2**62, 2**63 - 1, -(2**63))
_MARKS = ("[[1, 2], [3, 4], [5, 6], [7, 8]]", "[]", "[[1e308, -1e308]]", "[[1, 2, 3]]")
_BYTES = (b"\xff\xfe", b"\xed\xa0\x80", b"fake-1\x00", b"\xc3")  # as text: no UTF-8, half a character, a NUL
_LOOSE = (None, 1.5, 1e308, float("inf"), b"\xff\x00", *_BYTES, *_TEXTS, *_NUMBERS)  # in tables that take anything


def _bent_row(row: dict[str, Any], chance: Random, changes: int, *, loose: bool = False) -> dict[str, Any]:
    row = dict(row)
    for name in chance.sample(sorted(row), changes):
        usual = row[name]
        if loose and chance.random() < 0.5:
            row[name] = chance.choice(_LOOSE)
        elif isinstance(usual, int) or name in ("confidence", "points", "evidence", "knowledge"):
            row[name] = chance.choice(_NUMBERS)
        elif name in ("marks", "given", "lenses", "votes"):
            row[name] = chance.choice([*_JSON, *_MARKS])
        else:
            row[name] = chance.choice([*_TEXTS, *good().pictures, *good().levels])
    return row


def _rows(chance: Random, changes: int = 3) -> bytes:
    """A sound results file whose rows hold what the game never writes; at times in tables that take anything."""
    path, loose = folder() / "bent.sqlite3", changes > 0 and chance.random() < 0.4
    path.unlink(missing_ok=True)
    schema = fields.schema()
    if loose:
        schema = (
            re.sub(" (TEXT|INTEGER)( NOT NULL)?", "", schema).replace("STRICT, WITHOUT ROWID", "").replace("STRICT", "")
        )
    with closing(sqlite3.connect(path)) as db:
        db.executescript(f"PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; BEGIN; {schema}")
        db.execute(f"PRAGMA user_version = {fields.SCHEMA_VERSION}")
        names = [*good().pictures]
        for number in range(chance.randrange(1, 4) if changes else 3):
            session = {**_GOOD_SESSION, "id": f"s{number}", "mode": chance.choice(["desk", "workshop"])}
            _put(db, "sessions", _bent_row(session, chance, chance.randrange(changes + 1), loose=loose))
            for place in range(chance.choice([1, 2, 6])):
                answer = _answer(chance, good().pictures[chance.choice(names)])
                answer |= {"session": session["id"], "round": place}
                _put(db, "answers", _bent_row(answer, chance, chance.randrange(changes + 1), loose=loose))
            count = {"day": "2026-05-05", "what": "hit", "name": names[0], "n": 3}
            _put(db, "counts", _bent_row(count, chance, chance.randrange(min(changes, 3) + 1), loose=loose))
        db.execute("COMMIT")
    return path.read_bytes()


def _answer(chance: Random, picture: Picture) -> dict[str, Any]:
    """A row as the game writes it, or nearly."""
    answer = {**_GOOD_ANSWER, "picture": picture.id, "fake": int(picture.fake)}
    if chance.random() < 0.5:
        answer |= {"ask": chance.choice(["point", "order", "choose", "pick"]), "lenses": '["mirror"]'}
        answer["marks"] = chance.choice(["[[5, 5]]", *_MARKS])
    if chance.random() < 0.3:
        answer |= {"given": "[0, 1, 2]", "picture": "", "knowledge": 100, "outcome": None, "says": None}
    if chance.random() < 0.3:
        answer |= {"first": "real", "votes": _JSON[22]}
    return answer


def _put(db: sqlite3.Connection, table: str, row: dict[str, Any]) -> None:
    places = ", ".join("CAST(? AS TEXT)" if value in _BYTES else "?" for value in row.values())
    sql = f"INSERT OR REPLACE INTO {table} ({', '.join(row)}) VALUES ({places})"  # noqa: S608 (names of our own)
    db.execute(sql, tuple(row.values()))


# --- the index


ROOT = Path("/")  # a folder that is there on every machine


def index_file(data: bytes) -> None:
    """Any bytes as the index: it says what it was told, or nothing, and takes new things in."""
    path = written("index.sqlite3", data)
    index = Index(path, "checker")
    for looked, found in index.known(ROOT).items():
        assert _FOUND.get(looked) == found
    index.keep(ROOT, _FOUND.values())
    index.forget(ROOT, list(_FOUND)[:1])
    index.close()
    again = Index(path, "checker")
    assert set(again.known(ROOT).items()) <= set(_FOUND.items())
    again.close()


_FOUND = {
    found.look: found
    for found in (
        Found(FileLook("images/a1.png", "picture"), Mark(2186, 10**18, 10**18), Facts("a" * 64, (240, 240), "", "GPS")),
        Found(FileLook("images/b1.png", "picture"), Mark(5, 10**18, 10**18), Facts("b" * 64, (0, 0), "no picture")),
        Found(
            FileLook("masks/a2.png", "mask"), Mark(90, 10**18, 10**18), Facts("c" * 64, (240, 240), grid=b"\xf0" * 512)
        ),
    )
}


def _indexes() -> Iterator[bytes]:
    path = folder() / "seed.sqlite3"
    index = Index(path, "checker")
    index.keep(ROOT, _FOUND.values())
    index.close()
    yield path.read_bytes()
    path.unlink()


# --- the journal of an import

_CANDIDATES = (
    Candidate("a.jpg", "real", "camera", "digitalCapture", alt={"en": "A dog"}),
    Candidate("b.jpg", "manipulated", "splice", "compositeCapture", originals=("a.jpg",), mask="m.png"),
)


def journal_file(data: bytes) -> None:
    """Any bytes as the record of an import: it goes on, or begins anew, or says why it cannot."""
    place = folder() / "journal"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    (place / NAME).write_bytes(data)
    try:
        with closing(Journal(place)) as journal:
            journal.setting("side")
            journal.look("a.jpg", "a/1/2")
            journal.made("0123456789abcdef")
            list(journal.hashes())
            journal.plan(_CANDIDATES)
            for n, path in list(journal.paths()):
                journal.saw(path, "b/1/2", _LOOK)
                journal.name(n, _LOOK)
            list(journal.same())
            for row in list(journal.rows()):
                journal.decide(row.n, "taken")
                journal.keep(journal.row(row.n), "digest", MadePicture())
            journal.usual_side(fake=True)
            journal.settle(side=768)
    except (PackError, OSError, sqlite3.Error) as error:  # the last is told as an OSError by `run`
        str(error).encode("utf-8")


_LOOK = SourceLook("", "0123456789abcdef" * 4, 5, 6, (800, 600))


def _journals() -> Iterator[bytes]:
    place = folder() / "journal"
    shutil.rmtree(place, ignore_errors=True)
    with closing(Journal(place)) as journal:
        journal.plan(_CANDIDATES)
        for n, path in list(journal.paths()):
            journal.saw(path, "a/1/2", _LOOK)
            journal.name(n, _LOOK)
        for row in list(journal.rows()):
            journal.keep(row, "digest", MadePicture(bytes=5, mask=True, boxes=((1, 2, 3, 4),)))
        journal.settle(native=640, side=768)
    yield (place / NAME).read_bytes()


# --- the cache of packs


def cache_file(data: bytes) -> None:
    """Any bytes as a kept pack: it is the pack that was read, or it is read anew; a sealed one says what it likes."""
    found = _kept_or_read(written("pack.msgpack", data))
    sealed = zlib.crc32(data[4:]) == int.from_bytes(data[:4], "big") and data[4:] != _seed()[4:]
    assert isinstance(found, library.Library) if sealed else found == _read()


def _kept_or_read(place: Path) -> library.Library:
    """What the cache makes of a file, on every machine and in every version of the game."""
    with mock.patch.object(packs_kept, "_types", return_value="1/1"):
        return packs_kept.remember(place, [], library.Library, _read)


@cache
def _read() -> library.Library:
    return msgspec.structs.replace(good(), root="pack", tells={})


@cache
def _seed() -> bytes:
    place = folder() / "pack.msgpack"
    place.unlink(missing_ok=True)
    _kept_or_read(place)
    return place.read_bytes()


def _caches() -> Iterator[bytes]:
    yield _seed()


def _bent_cache(seed: bytes, chance: Random) -> bytes:
    """A kept pack, sealed, whose parts are of other types, in msgpack that is sound or nearly."""
    content = seed[4:]
    way = chance.random()
    if way < 0.5:
        kept = msgspec.msgpack.decode(content)
        if chance.random() < 0.7:
            read = bent(kept["read"], chance, chance.randrange(1, 7))
            content = bytes(msgspec.msgpack.encode(_plain({**kept, "read": read})))
        else:
            content = bytes(msgspec.msgpack.encode(_plain(bent(kept, chance, chance.randrange(4)))))
    elif way < 0.7:
        nest = chance.choice(
            [b"\x91" * 3000, b"\x91" * 50_000, b"\x81\xa1a" * 3000, b"\xa1\xff", b"\xc1", b"\xdd\xff\xff\xff\xff"]
        )
        at = content.find(chance.choice([b"pack", b"title", b"path", b"version", b"read"]))
        content = content[:at] + nest + content[at + chance.choice([0, 1, 4]) :]
    else:
        content = mutated(content, chance)
    return zlib.crc32(content).to_bytes(4, "big") + content


def _plain(value: Any) -> Any:
    """Numbers as msgpack can hold them."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value % 2**64 if isinstance(value, int) and not -(2**63) <= value < 2**64 else value


TARGETS: dict[str, Target] = {
    "results": Target(results_file, mixed(changing(_results, flipped, mutated), _rows)),
    "report": Target(report, mixed(changing(_results, flipped, mutated), _rows)),
    "index": Target(index_file, changing(_indexes, flipped, mutated)),
    "journal": Target(journal_file, changing(_journals, flipped, mutated)),
    "cache": Target(cache_file, changing(_caches, flipped, mutated, _bent_cache)),
}
