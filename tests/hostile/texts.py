"""Texts: YAML, settings, tables of labels, and the small JSON files that the game keeps."""

from __future__ import annotations

import io
import json
import shutil
import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import msgspec
from rich.console import Console

from game.author.annotating.pictures_file import ChangedElsewhereError, PicturesText, UnreadableSheetError
from game.author.importing import labels
from game.author.importing.candidate import MAKERS, Defaults
from game.author.importing.filenames import FileNames
from game.author.importing.labels import Around
from game.author.translating import po, putting
from game.author.translating.messages import INTERFACE, Message, of_interface, of_pack
from game.base import settings
from game.base.errors import BenchError, PackError
from game.base.text import Words
from game.collections.download import Download, DownloadState
from game.collections.shelf import Shelf
from game.commands.benchmarks import figures, table
from game.commands.benchmarks.figures import Figure, Goal, Spread
from game.model.level import Level
from game.model.packfiles import Pack, PicturesFile, SourcesFile, TellsFile
from game.pack import library, schema, yamlfile
from game.seats.kiosk import config, dials
from game.seats.kiosk.dials import Dials
from game.seats.kiosk.lock import Lock
from game.seats.study import study_file as study_files
from game.seats.study.allocation import assignment

from . import GOOD, STRANGE, TESTS, Target, bending, bent_json, changing, folder, is_line, mixed, mutated, written

KINDS: tuple[type[Any], ...] = (PicturesFile, Level, Pack, TellsFile, SourcesFile)
NOW = datetime(2026, 11, 25, 23, 30, tzinfo=UTC)

# --- YAML


def yaml_text(data: bytes) -> None:
    """Any text as any of a pack's files: problems are recorded, nothing is raised, and each reads as a line."""
    path = written("any.yaml", data)
    document = yamlfile.read(path, "any.yaml")
    for problem in document.problems:
        is_line(problem)
    if document.problems:
        assert "\n" not in document.problems[0].message
        return
    for kind in KINDS:
        fresh = msgspec.structs.replace(document, problems=[])
        schema.read_as(fresh, kind)
        for problem in fresh.problems:
            is_line(problem)
    yamlfile.spans(data.decode("utf-8-sig"))


def sheet(data: bytes) -> None:
    """Any text as the pictures that are annotated: it can be read, and its lines are its text, or it is refused."""
    path = written("pictures.yaml", data)
    try:
        found = PicturesText(path, "pictures.yaml")
    except UnreadableSheetError as error:
        is_line(error)
        return
    assert found.text == data.decode("utf-8-sig")
    found.first_lines()
    if found.in_lines:
        for place in range(len(found.lines)):
            found.document(place)
    with suppress(ChangedElsewhereError):
        found.write()
    assert path.read_bytes() == data


def kiosk_yaml(data: bytes) -> None:
    """kiosk.yaml likewise: settings or errors, never neither."""
    found, problems = config.read(written("kiosk.yaml", data))
    assert (found is None) == any(item.severity == "error" for item in problems)
    for problem in problems:
        is_line(problem)
    if found is not None:
        found.open_at(NOW)
        assert found.target_pixels((1920, 1080)) > 0
        assert found.stage_height((1080, 1920)) > 0


_SNIPPETS = (
    b"&a x", b"*a", b"!!python/object:os.system x", b"!x y", b"<<: x", b"? x", b"? [a]\n: b", b"|\n  x", b">\n x",
    b'"\\ud800"',
    b'"\\0"', b'"\\e[2J"', b'"\\N"', b"[" * 60, b"{a: " * 60, b"- " * 60, b"9" * 5000, b".inf", b"-.INF", b".nan",
    b"1e999",
    b"0x1F", b"0o17", b"1_000", b"2026-05-04", b"yes", b"~", b"null", b"---\n", b"...\n", b"%YAML 1.2\n", b"\t", b"\r",
    b"\xe2\x80\xa8", b"\xc2\x85", b"\xef\xbb\xbf", b"\xff", b"\x00", b"#", b": ", b" #", b"''", b'""', b"'", b'"', b"@",
    b"`",
    b"[[0, 0], [1, 1]]", b"ellipse", b"a" * 6000,
)  # fmt: skip


def spliced(seed: bytes, chance: Random) -> bytes:
    """A text with pieces of YAML in places where a word begins."""
    for _ in range(chance.choice([1, 1, 2, 3])):
        places = [at for at, byte in enumerate(seed) if byte in b" \n[{,:-"] or [0]
        at = chance.choice(places) + 1
        end = at + chance.choice([0, 0, 1, 5, 20])
        seed = seed[:at] + chance.choice(_SNIPPETS) + seed[end:]
    return seed


def _texts(*patterns: str) -> Iterator[bytes]:
    for pattern in patterns:
        for path in sorted(TESTS.glob(pattern)):
            yield path.read_bytes()


_YAML = changing(lambda: _texts("packs/good-1/**/*.yaml", "packs/bad/*/*/*.yaml"), mutated, spliced)
_SHEETS = changing(
    lambda: _texts("packs/good-1/**/pictures*.yaml", "packs/bad/*/assets/pictures*.yaml"), mutated, spliced
)
_KIOSK = (
    b'rounds: 4\nhours: {monday: "09:00-18:00"}\nlenses: [mirror]\npack: x\n',
    (
        b"corners: [top-left, top-right, bottom-left]\nlanguages: [it, en]\nlanguage: it\ntheme: light\ninput: switch\n"
        b"screen_diagonal_inches: 43\nreach_mm: 1100.5\ntrusted_keys: [AAAA]\nkeep_days: 30\n"
    ),
)


def _kiosk_settings() -> Any:
    return msgspec.to_builtins(
        config.Kiosk(pack="x", trusted_keys=("AAAA",), level="one", hours={"wednesday": "09:00-24:00"})
    )


# --- a table of labels

_NAMES = ["a.jpg", "b.jpg", "deep/c.png", "Ünïcode.webp", "deep/a.jpg", "mask.png"]
_CELLS: dict[str, tuple[str, ...]] = {
    "path": (*_NAMES, "./a.jpg", "deep\\c.png", "A.JPG", "c.png", "../a.jpg", "missing.jpg"),
    "truth": ("real", "fake", "synthetic", "manipulated", "REAL", "true", "fak"),
    "made_by": (*MAKERS, "photoshop"),
    "credit": ("Ada", 'A "quoted" name', "one\ntwo"),
    "licence": ("CC0-1.0", "CC-BY-4.0"),
    "original": (*_NAMES, "gone.jpg"),
    "mask": ("mask.png", "gone.png"),
    "regions": (
        "ellipse 10 20 5 5", "cut-edge: box 1 2 30 40 | box 5 6 7 8", "polygon 1 1 5 1 5 5", "polygon 1 1 2",
        "box 1 2", "box 1 2 nan 4", "box 1e999 1 1 1", "box 1e308 1e308 1e308 1e308", "circle 1 2 3", "box", ":", "|",
        '[{"box": [1, 2, 3, 4]}]', '{"region": {"ellipse": [9, 9, 3, 3]}, "tell": "cut-edge"}', '{"mask": "mask.png"}',
        '{"polygon": [[1, 1]]}', '{"box": [1e308, 1e308, 1e308, 1e308]}', "[]", "{", "[" * 2000, "[1]", "[null]",
        '{"region": {"box": [0, 0, 9, 9]}, "note": {"en": 3}}',
        '{"region": {"box": [0, 0, 9, 9]}, "note": {"\\ud800": "x"}}',
    ),
    "source": ("https://example.org", ""), "year": ("2020", "1700", "٢٠٢٠", "9" * 5000, "20.5", "-1", "²"),
    "generator": ("StyleGAN",), "source_type": ("digitalCapture", "compositeCapture", "digital"),
    "difficulty": ("1", "5", "6", "0" * 5000, "three"), "tags": ("face, street", "a;b c"),
    "alt_en": ("A dog",), "note_it": ("un cane | un gatto", "a|b|c"), "looks_odd_en": ("The hand.",),
    "alt_xx-yy": ("x",), "alt_": ("x",), "unknown": ("x",), "": ("",), "PATH": _NAMES[:1], "license": ("CC0-1.0",),
}  # fmt: skip
_ODD = (
    *(item for item in STRANGE if isinstance(item, str)), "9" * 5000, "a" * 20_000, '"', '""', '"x" y', "\r", "\ufeff",
)  # fmt: skip


def labels_table(data: bytes) -> None:
    """Any bytes as the table of a source's pictures: candidates, or problems of which each reads as a line."""
    defaults = Defaults("splice" if len(data) % 2 else None)

    def size(name: str) -> tuple[int, int] | None:
        return (800, 600) if name.endswith("jpg") else None

    try:
        around = Around(Words("en"), FileNames(_NAMES), defaults, {"cut-edge", "fill-smear"}, size)
        found = labels.read("labels.csv", data, around)
    except PackError as error:
        is_line(error.problems[0])
        for problem in error.problems[1:]:
            is_line(problem)
        return
    assert all(item.path in _NAMES for item in found.candidates)
    msgspec.msgpack.encode(found.candidates)


def table_of_labels(chance: Random) -> bytes:
    """A table as people write them, and as nobody should."""
    columns = ["path", "truth", *chance.sample(sorted(_CELLS), chance.randrange(6))]
    for _ in range(chance.choice([0, 0, 0, 1, 2])):
        columns.insert(chance.randrange(len(columns) + 1), chance.choice([*columns, *_ODD]))
    if chance.random() < 0.1:
        del columns[chance.randrange(len(columns))]
    separator, end = chance.choice(",,,;\t|"), chance.choice(["\n", "\n", "\r\n", "\r"])
    lines = [separator.join(_cell(name, separator, chance) for name in columns)]
    for _ in range(chance.choice([0, 1, 1, 2, 4, 8])):
        cells = [
            chance.choice(_ODD) if chance.random() < 0.05 else chance.choice(_CELLS.get(name, ("x",)))
            for name in columns
        ]
        cells = cells[: len(cells) - chance.choice([0, 0, 0, 0, 1, 3])]
        lines.append(
            separator.join(_cell(text, separator, chance) for text in cells + [""] * chance.choice([0, 0, 0, 1]))
        )
    text = end.join(lines) + chance.choice([end, end, "", end * 3])
    code = chance.choice(["utf-8", "utf-8", "utf-8-sig", "utf-8", "utf-16", "latin-1"])
    data = text.encode(code, "surrogatepass" if code.startswith("utf") else "replace")
    return mutated(data, chance) if chance.random() < 0.2 else data


def _cell(text: str, separator: str, chance: Random) -> str:
    if chance.random() < 0.02:
        return text
    must = any(sign in text for sign in f'{separator}"\r\n')
    return '"' + text.replace('"', '""') + '"' if must or chance.random() < 0.2 else text


# --- a translator's file


def po_file(data: bytes) -> None:
    """Any bytes as a translator's file: translations that fit their texts and can be put there, or problems."""
    known = _messages()
    try:
        found = po.read(written("xx.po", data), known)
    except PackError as error:
        for problem in error.problems:
            is_line(problem)
        return
    for line in found.problems:
        is_line(line)
    for item in found.given:
        assert item.source == known[item.context].source
        item.text.encode("utf-8")
    own = [item for item in found.given if item.context.startswith(f"{INTERFACE}/")]
    others = [item for item in found.given if not item.context.startswith(f"{INTERFACE}/")]
    place = folder() / "translated"
    if own:
        place.mkdir(exist_ok=True)
        putting.into_interface(own, found.language, place)
        for path in place.iterdir():
            json.loads(path.read_bytes())
            path.unlink()
    if others and zlib.crc32(data) % 5 == 0:  # it takes a few hundredths of a second
        try:
            putting.into_pack(others, found.language, _pack_to_translate(), library.examine(_pack_to_translate())[2])
        except PackError as error:
            for problem in error.problems:
                is_line(problem)
        else:
            assert library.examine(_pack_to_translate())[0] is not None, "the pack cannot be read any more"
        finally:
            _pack_to_translate.cache_clear()


@cache
def _pack_to_translate() -> Path:
    """A copy of the good pack, as good as new."""
    place = folder() / "to-translate"
    shutil.rmtree(place, ignore_errors=True)
    return Path(shutil.copytree(GOOD, place, ignore=shutil.ignore_patterns("*.png", "*.jpg", "*.webp", "*.mp4")))


@cache
def _messages() -> dict[str, Message]:
    """Some texts of the interface, all that count things among them, and those of the good pack."""
    every = list(of_interface())
    some = [item for place, item in enumerate(every) if item.counts or place % 40 == 0]
    pack = list(of_pack(library.examine(GOOD)[2], ("en", "it")))
    return {item.context: item for item in (*some[:16], *pack[:12])}


def _po_files() -> Iterator[bytes]:
    for language in ("fr", "pl", "ar", "pt-BR"):
        path = folder() / f"{language}.po"
        po.write(path, [_translated(item, language) for item in _messages().values()], language, "Any", "1.0")
        yield path.read_bytes()
        path.unlink()


def _translated(message: Message, language: str) -> Message:
    """The text as a translation of itself, in all forms that the language has."""
    _, categories = po.plural(language)
    forms = {language: dict.fromkeys(categories[:-1], message.source)} if message.counts else {}
    return message._replace(texts={**message.texts, language: message.source}, forms={**message.forms, **forms})


_PO_LINES = (
    b'msgid ""', b'msgstr ""', b'msgctxt "x"', b'msgid "x"', b'msgstr "x"', b'msgid_plural "x"', b'msgstr[0] "x"',
    b'msgstr[9] "x"', b'msgstr[] "x"', b'msgstr[-1] "x"', b"msgstr[" + b"9" * 5000 + b'] "x"', b'msgstr[x] "x"',
    b"msgstr", b"msgid", b'"', b'""', b'"\\', b'"\\x"', b'"\\777"', b"#, fuzzy", b"#, python-brace-format, x", b"#",
    b'#~ msgid "x"', b"#~", b'#| msgid "x"', b"#:", b"#: x:", b"#: x:" + b"9" * 5000,
    b"#: \xe2\x81\xa8a b\xe2\x81\xa9", b"#: \xe2\x81\xa8a", b"#.", b"#, " + b"," * 50, b"\xef\xbb\xbf", b"\xff",
    b"\x00", b"{", b"}", b"{name}", b"{0}", b"%s", b"\xe2\x80\xa8", b'"{x}"', b'"a" "b"', b"a" * 6000,
    b'msgstr "\\r\\n"', b'msgstr "\\t"', b'msgstr "\\ud800"', b'"Language: \\n"', b'"Language: fr\\n"',
    b'"Language: x_\\n"', b'"Language: de_AT@euro\\n"', b'"Language: ../../x\\n"', b'"Language: en\\n"',
    b'"Language: zh_Hans_CN\\n"', b'"Language: ' + b"a" * 300 + b'\\n"', b'"Plural-Forms: nplurals=x;\\n"',
    b'"Plural-Forms: nplurals=2; plural=(n/0);\\n"', b'"Plural-Forms: nplurals=999999; plural=n;\\n"',
    b'"Plural-Forms: \\n"', b'"Content-Type: text/plain; charset=utf-7\\n"',
    b'"Content-Type: text/plain; charset=x\\n"', b'"Content-Type: x\\n"',
    b'"Content-Type: text/plain; charset=utf-16\\n"', b'"POT-Creation-Date: x\\n"',
    b'"PO-Revision-Date: 9999-99-99 99:99\\n"', b'"PO-Revision-Date: 2026-01-01 10:00+9999\\n"', b'"X: "',
    b'": x\\n"', b'"MIME-Version"', b'"Project-Id-Version: \\n"', b'"Project-Id-Version: " "x\\n"',
    b'"Last-Translator: ${X} <>\\n"',
)  # fmt: skip


def other_lines(seed: bytes, chance: Random) -> bytes:
    """A translator's file with lines left out, doubled, moved, or others in their places."""
    lines = seed.split(b"\n")
    lines = lines[: chance.choice([20, 60, 200, len(lines)])]
    for _ in range(chance.choice([1, 1, 2, 4, 8])):
        at = chance.randrange(len(lines)) if chance.random() < 0.6 else min(chance.randrange(20), len(lines) - 1)
        way = chance.randrange(5)
        if way == 0 and len(lines) > 1:
            del lines[at]
        elif way == 1:
            lines.insert(at, chance.choice(lines))
        elif way == 2:
            lines.insert(at, chance.choice(_PO_LINES))
        elif way == 3:
            lines[at] = chance.choice(_PO_LINES)
        else:
            lines[at] = lines[at].replace(b'"', chance.choice([b"", b'""', b'" "', b'"{x}', b'"\\']), 1)
    return b"\n".join(lines)


# --- a study


def study_file(data: bytes) -> None:
    """Any text as a study: one whose levels are there and share nothing, or problems that each read as a line."""
    found, problems = study_files.proved(written("study.yaml", data), _small())
    assert (found is None) == bool(problems)
    for problem in problems:
        is_line(problem)
    if found is None:
        return
    for number in (1, 2, 77):
        given = assignment(found.id, [item.id for item in found.conditions], number)
        assert given.first in (0, 1)
        condition = found.condition(given.condition)
        assert condition.level is None or condition.level in _small().levels
    assert Words("it").of(found.title)


@cache
def _small() -> library.Library:
    found, problems = library.read(GOOD)
    assert found is not None, problems
    return found


_STUDY = {
    "format": 1, "id": "small-x1", "title": {"en": "A study", "it": "Uno studio"}, "welcome": {"en": "Judge pictures."},
    "forms": ["test-a", "test-b"], "thanks": {"en": "That was all."}, "feedback": True,
    "conditions": [{"id": "lesson", "level": "lesson", "thanks": {"en": "A lesson."}}, {"id": "none"}],
}  # fmt: skip
_STUDY_WORDS = (
    *STRANGE, "test-a", "test-b", "lesson", "everything", "one-round", "good-1/lesson", "none", "xx", {"de": "x"},
    {"en": " "},
    [{"id": "a", "level": "lesson"}], ["test-b", "test-a"], ["everything", "everything"],
)  # fmt: skip


def _studies() -> Iterator[bytes]:
    yield from _texts("../game/seats/study/example/*.yaml")


# --- small JSON files


def settings_file(data: bytes) -> None:
    """Settings always come out; a damaged file is put aside, not lost."""
    path = written("settings.json", data)
    found, aside = settings.load(path)
    assert found.theme in settings.THEMES
    assert found.text_size in settings.TEXT_SIZES
    assert path.exists() != (aside is not None)
    if aside is not None:
        assert aside.read_bytes() == data
        aside.unlink()
    Shelf(folder()).current(found.pack)
    assert Words(found.language)("title.play")
    if zlib.crc32(data) % 10 == 0:
        settings.save(found, path)
        assert settings.load(path) == (found, None)


def pin_file(data: bytes) -> None:
    """Any bytes as the kiosk's PIN: the panel stays shut, or it can be tried after a wait that ends."""
    lock = Lock(written("kiosk-pin.json", data))
    assert 0.0 <= lock.wait(1e9) <= 3600.0
    if lock.is_set and zlib.crc32(data) % 50 == 0:  # it takes a tenth of a second
        assert not lock.opens("1357", 1e12)


def dials_file(data: bytes) -> None:
    """Any bytes as the operator's volume and brightness: both in their limits."""
    found = dials.load(written("kiosk-dials.json", data), Dials(60, 100))
    assert 0 <= found.volume <= 100
    assert dials.DARKEST <= found.brightness <= 100


def pointer(data: bytes) -> None:
    """Any bytes as an installed pack's current.json: a version that is there, or none."""
    shelf = Shelf(folder() / "shelf")
    home = shelf.folder / "demo"
    for version in ("1.0-abcdef12", "0.9-12345678"):
        (home / version).mkdir(parents=True, exist_ok=True)
    (home / "current.json").write_bytes(data)
    path = shelf.current("demo")
    assert path is None or path.parent == home
    assert shelf.names() == (["demo"] if path else [])
    assert shelf.version("demo") is None or path is not None
    if len(shelf.versions("demo")) > 1:
        try:
            assert shelf.rollback("demo")
        except PackError as error:
            is_line(error)


def bench_file(data: bytes) -> None:
    """Any bytes as a run of `bench`: it is shown and compared, or refused in a line."""
    console = Console(file=io.StringIO(), width=120)
    try:
        run = figures.load(written("bench.json", data))
    except BenchError as error:
        is_line(error)
        return
    table.show(run, console)
    table.compare(run, _run(), console)
    table.compare(_run(), run, console)


@cache
def _run() -> figures.Run:
    spread = Spread(1.0, 2.0, 3.0, 5)
    goals = (Goal(1.5), Goal(9.0, "p99"), Goal(20.0, "most"))
    return figures.Run(
        1, "2026-05-04T08:00:00+00:00", "1.0", "3.13", "Linux [x] $x$", (
            Figure("start", "first frame", "ms", spread, "imports", spread, goals, "cold"),
            Figure("size", "wheel", "MB", spread), Figure("frames", "reveal", "ms", spread, "flip", spread, goals[1:2]),
        ), (figures.Skipped("window", "no display"),),
    )  # fmt: skip


def download_line(data: bytes) -> None:
    """Any line as what the process says that gets a pack: it is news of a known form, or passed over."""
    download = Download.__new__(Download)  # without its process
    download.state, download._wake, download._stopped = DownloadState(), lambda: None, False
    for line in data.decode("utf-8", "replace").splitlines():
        download._hear(line)
        state = download.state
        assert isinstance(state.share, float)
        assert state.ended in (True, False)
        assert all(isinstance(item, str) for item in (state.stage, state.trouble, state.why, *state.lines))
        assert all(isinstance(item, int) for item in state[1:5])


_NEWS = (
    {"stage": "fetching", "bytes": 5, "of_bytes": 9, "files": 1, "of_files": 2, "seconds_left": 3.5, "trouble": "busy"},
    {"stage": "making", "files": 1, "of_files": 3},
    {"stage": "failed", "why": "offline", "lines": ["no host"], "bytes": 4},
    {"stage": "installed"},
)


TARGETS: dict[str, Target] = {
    "yaml": Target(yaml_text, _YAML),
    "sheet": Target(sheet, _SHEETS),
    "kiosk": Target(kiosk_yaml, mixed(changing(lambda: iter(_KIOSK), mutated, spliced), bending(_kiosk_settings))),
    "settings": Target(
        settings_file,
        bending(settings.Settings()._asdict, lambda: settings.Settings("it", 150, "light", pack="x")._asdict()),
    ),
    "labels": Target(labels_table, table_of_labels),
    "po": Target(po_file, changing(_po_files, other_lines, other_lines, mutated)),
    "study": Target(
        study_file,
        mixed(
            changing(_studies, mutated, spliced),
            bending(lambda: _STUDY),
            lambda chance: bent_json(_STUDY, chance, _STUDY_WORDS),
        ),
    ),
    "pin": Target(pin_file, bending(lambda: {"salt": "0" * 32, "hash": "a" * 128, "failures": 7, "failed_at": 1e9})),
    "dials": Target(dials_file, bending(lambda: {"volume": 50, "brightness": 80})),
    "pointer": Target(pointer, bending(lambda: {"folders": ["1.0-abcdef12", "0.9-12345678"]})),
    "bench": Target(bench_file, bending(lambda: msgspec.to_builtins(_run()))),
    "download": Target(download_line, lambda chance: b"\n".join(bent_json(item, chance) for item in _NEWS)),
}
