"""Hostile bytes for everything that reads a file: the only outcomes are success, or the error that is documented.

    python -m tests.fuzz TARGET|all [--runs N] [--seconds S]

Owns the targets: each takes bytes and raises only where the game failed. With atheris (optional, Linux) inputs are
guided by what code they reach; without it they are mutations of the seeds by chance. What was found once lies in
tests/crashes/TARGET/ and is tried again by tests/test_fuzz.py.
"""

from __future__ import annotations

import argparse
import io
import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from game import archive, library, rules, schema, settings, yamlfile
from game.bench import material
from game.errors import PackError, ResultsError
from game.imagefiles import Frames, open_picture
from game.kiosk import config
from game.model import Answer, Level, Pack, PicturesFile, SourcesFile, TellsFile
from game.pictures import Wanted, decode
from game.results import tables, xapi
from game.scoring import Mask
from game.store import Store

TESTS = Path(__file__).parent
GOOD = TESTS / "packs" / "good-1"
CRASHES = TESTS / "crashes"
KINDS: tuple[type[Any], ...] = (PicturesFile, Level, Pack, TellsFile, SourcesFile)
LONGEST = 200_000  # bytes of one input


@cache
def folder() -> Path:
    """A folder of this process's own, in memory where the machine has one there."""
    memory = Path("/dev/shm")  # noqa: S108 (a folder of our own in it)
    return Path(tempfile.mkdtemp(prefix="spot-the-fake-fuzz-", dir=memory if memory.is_dir() else None))


def written(name: str, data: bytes) -> Path:
    """The bytes as a file."""
    path = folder() / name
    path.write_bytes(data)
    return path


# --- targets


def yaml_text(data: bytes) -> None:
    """Any text as any of a pack's files: problems are recorded, nothing is raised, and each reads as a line."""
    path = written("any.yaml", data)
    for kind in KINDS:
        document = yamlfile.read(path, "any.yaml")
        if not document.problems:
            schema.read_as(document, kind)
        for problem in document.problems:
            assert "\n" not in str(problem)
            assert problem.message


def kiosk_yaml(data: bytes) -> None:
    """kiosk.yaml likewise: settings or errors, never neither."""
    found, problems = config.read(written("kiosk.yaml", data))
    assert (found is None) == any(item.severity == "error" for item in problems)


def settings_file(data: bytes) -> None:
    """Settings always come out; a damaged file is put aside, not lost."""
    path = written("settings.json", data)
    found, aside = settings.load(path)
    assert found.theme in settings.THEMES
    if aside is not None:
        assert aside.read_bytes() == data
        aside.unlink()


def picture_file(data: bytes) -> None:
    """Any bytes as a picture, a mask and a clip: pixels, or one of the errors that the decode thread expects."""
    expected = (OSError, ValueError, SyntaxError)
    with suppress(*expected):
        open_picture(io.BytesIO(data), (64, 64))
    path = written("picture", data)
    for wanted in (Wanted(path, (64, 48)), Wanted(path, (64, 48), "outline"), Wanted(path, (64, 48), frame=1)):
        with suppress(*expected):
            pixels = decode(wanted)
            assert len(pixels.data) == pixels.size[0] * pixels.size[1] * 4
            assert (pixels.shown or pixels.size) == (64, 48)
    with suppress(*expected), Frames(path) as frames:
        frames.get(3)
    fault, size = library._open_fault(path)
    assert fault or min(size) >= 1


def archive_file(data: bytes) -> None:
    """Any bytes as a pack's archive: it is refused in one line, or it is a pack that plays."""
    target = folder() / "unpacked"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    said = ""
    try:
        archive.unpack(written("pack.zip", data), target)
    except PackError as error:
        said = str(error)
    else:
        assert library.read(target)[0] is not None
    assert "\n" not in said
    outside = {path.name for path in folder().iterdir()} - NAMES
    assert not outside, outside


NAMES = {
    "any.yaml", "kiosk.yaml", "settings.json", "picture", "unpacked", "pack.zip", "results", "tables", "out.json",
    "pack", "labels.csv", "corpus",
}  # fmt: skip


def results_file(data: bytes) -> None:
    """Any bytes as the results: the store opens, keeps and closes; what exports them says why it cannot."""
    place = folder() / "results"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    path = place / "results.sqlite3"
    path.write_bytes(data)
    for export in (tables.write_json, xapi.write_xapi):
        with suppress(ResultsError):
            export(path, folder() / "out.json")
    with suppress(ResultsError):
        tables.write_csv(path, folder() / "tables")
    store = Store(path)
    for session in store.sessions():
        store.answers(session.id)
    store.counts()
    store.close()
    assert any(item.stat().st_size for item in place.iterdir())


def whole_pack(data: bytes) -> None:
    """A good pack with parts of its YAML replaced: problems, or a pack whose every level can be dealt and played."""
    chance = Random(data)
    place = folder() / "pack"
    if not place.exists():
        shutil.copytree(GOOD, place)
    texts = _yaml_of_the_good_pack()
    changed = chance.sample(sorted(texts), chance.choice([1, 1, 1, 2]))
    try:
        for name in changed:
            value = json.loads(texts[name])
            for _ in range(chance.choice([1, 1, 2, 5])):
                value = _bent(value, chance, chance.randrange(1, 7))
            (place / name).write_text(json.dumps(value, indent=1), encoding="utf-8")
        found, problems = library.read(place)
        assert found is not None or any(item.severity == "error" for item in problems)
        if found is not None:
            library.check_files(found)
            for level in found.levels.values():
                _play(level, found, chance)
    finally:
        for name in changed:
            (place / name).write_text(texts[name], encoding="utf-8")


@cache
def _yaml_of_the_good_pack() -> dict[str, str]:
    """Each YAML file of the good pack as JSON, which is YAML too."""
    texts = {}
    for path in library.yaml_files(GOOD):
        document = yamlfile.read(path, path.name)
        texts[path.relative_to(GOOD).as_posix()] = json.dumps(document.data)
    return texts


def _bent(value: Any, chance: Random, depth: int) -> Any:
    """The value with one part of it replaced, removed, doubled or renamed."""
    strange = [
        None, True, 0, -1, 1.5, 10**12, "", "no", "a" * 300, "../../x", "\u202e", [], {}, ["x"], {"en": "x"}, [[0]],
        {"ellipse": [1, 2, 3]}, 1e308, "picture-1",
    ]  # fmt: skip
    if depth == 0 or not isinstance(value, (dict, list)) or not value:
        return chance.choice(strange)
    if isinstance(value, dict):
        key = chance.choice(sorted(value))
        way = chance.random()
        if way < 0.15:
            return {name: item for name, item in value.items() if name != key}
        if way < 0.25:
            return {**value, chance.choice(["pictrue", "", "no", "ellipse", "format"]): value[key]}
        return {**value, key: _bent(value[key], chance, depth - 1)}
    place = chance.randrange(len(value))
    if chance.random() < 0.2:
        return [*value[:place], *value[place + 1 :]]
    if chance.random() < 0.2:
        return [*value, value[place]]
    return [*value[:place], _bent(value[place], chance, depth - 1), *value[place + 1 :]]


def _play(level: Level, pack: library.Library, chance: Random) -> None:
    session = rules.start(level, pack.pictures, chance.getrandbits(32))

    def mask_of(_name: str) -> Mask | None:
        return None

    for _ in range(200):
        if session.finished:
            return
        entry = session.round
        count = len(rules.pictures_of(entry))
        answers = [
            Answer(tuple(chance.choice(["real", "fake", "unsure"]) for _ in range(count)), chance.randrange(4)),
            Answer((), None, tuple((chance.uniform(-9, 999), chance.uniform(-9, 999)) for _ in range(2))),
            Answer((), None, (), 5, tuple(range(len(getattr(entry, "steps", ()))))),
            Answer((), None, (), 5, (), 0), Answer(),
        ]  # fmt: skip
        for said in answers:
            with suppress(rules.RulesError):
                session, _ = rules.answer(session, said, pack.pictures, mask_of)
                break
        else:
            raise AssertionError(f"no answer fits {entry}")
    raise AssertionError("a session without end")


# --- seeds


def _texts(*patterns: str) -> Iterator[bytes]:
    for pattern in patterns:
        for path in sorted(TESTS.glob(pattern)):
            yield path.read_bytes()


def _pictures() -> Iterator[bytes]:
    """A small picture in each format that the game reads, and the kinds that are shipped."""
    image = material.photograph((96, 72), 3)
    others = [material.photograph((96, 72), seed) for seed in range(4, 8)]
    ways: list[tuple[Any, str, dict[str, Any]]] = [
        (image, "JPEG", {"quality": 88}), (image, "JPEG", {"progressive": True}), (image.convert("CMYK"), "JPEG", {}),
        (image, "PNG", {}), (image.convert("1"), "PNG", {}), (image.convert("P"), "PNG", {}), (image, "WEBP", {}),
        (image, "WEBP", {"save_all": True, "append_images": others}), (image, "GIF", {}),
        (image, "GIF", {"save_all": True, "append_images": others}),
        (image, "PNG", {"save_all": True, "append_images": others}), (image, "AVIF", {}),
    ]  # fmt: skip
    for one, form, options in ways:
        out = io.BytesIO()
        with suppress(OSError, KeyError):  # a format that this Pillow does not write
            one.save(out, form, **options)
            yield out.getvalue()


def _archives() -> Iterator[bytes]:
    out = folder() / "pack.zip"
    archive.build(GOOD, out)
    yield out.read_bytes()


def _results() -> Iterator[bytes]:
    out = folder() / "corpus"
    material.answers(out, 60)
    yield out.read_bytes()
    out.unlink()


def _numbers() -> Iterator[bytes]:
    for number in range(64):
        yield number.to_bytes(4, "little")


TARGETS: dict[str, tuple[Callable[[bytes], None], Callable[[], Iterator[bytes]]]] = {
    "yaml": (yaml_text, lambda: _texts("packs/good-1/**/*.yaml", "packs/bad/*/*/*.yaml")),
    "kiosk": (kiosk_yaml, lambda: iter([b'rounds: 4\nhours: {monday: "09:00-18:00"}\nlenses: [mirror]\npack: x\n'])),
    "settings": (settings_file, lambda: iter([json.dumps(settings.Settings()._asdict()).encode()])),
    "picture": (picture_file, _pictures),
    "archive": (archive_file, _archives),
    "results": (results_file, _results),
    "pack": (whole_pack, _numbers),
}


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


def shake(name: str, runs: int, seed: int, seconds: float = 1e9) -> int:
    """So many mutations of a target's seeds; gives how many were tried. What fails is kept, then raised."""
    target, seeds = TARGETS[name]
    known, chance = list(seeds()), Random(seed)
    end = time.monotonic() + seconds
    for tried in range(runs):
        data = mutated(chance.choice(known), chance)
        try:
            target(data)
        except BaseException:
            (CRASHES / name).mkdir(parents=True, exist_ok=True)
            (CRASHES / name / f"{seed}-{tried}").write_bytes(data)
            raise
        if time.monotonic() > end:
            return tried + 1
    return runs


# --- the command


def _guided(name: str, runs: int, seconds: int) -> None:
    """Run a target under atheris until it ends; never returns."""
    import atheris

    for module in (
        "game.yamlfile",
        "game.schema",
        "game.library",
        "game.archive",
        "game.kiosk.config",
        "game.imagefiles",
    ):
        for function in vars(sys.modules[module]).copy().values():
            if callable(function) and getattr(function, "__module__", "") == module and hasattr(function, "__code__"):
                atheris.instrument_func(function)
    target, seeds = TARGETS[name]
    corpus = folder() / "corpus"
    known = list(seeds())
    corpus.mkdir()
    for number, data in enumerate(known):
        (corpus / str(number)).write_bytes(data)
    (CRASHES / name).mkdir(parents=True, exist_ok=True)
    words = [
        sys.argv[0], f"-runs={runs}", f"-max_total_time={seconds}", f"-artifact_prefix={CRASHES / name}/",
        "-timeout=30", "-rss_limit_mb=4096", "-print_final_stats=1", f"-max_len={LONGEST}", str(corpus),
    ]  # fmt: skip
    atheris.Setup(words, target)
    atheris.Fuzz()


def main() -> int:
    """Run one target, or all of them one after another, and say how often."""
    parser = argparse.ArgumentParser(description="hostile bytes for everything that reads a file")
    parser.add_argument("target", choices=[*TARGETS, "all"])
    parser.add_argument("--runs", type=int, default=100_000)
    parser.add_argument("--seconds", type=int, default=3600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--guided", action="store_true", help="by atheris")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    os.environ["SDL_VIDEODRIVER"] = "dummy"
    if options.target == "all":
        words = [f"--runs={options.runs}", f"--seconds={options.seconds}", f"--seed={options.seed}"]
        words += ["--guided"] if options.guided else []
        codes = [
            subprocess.run([sys.executable, "-m", "tests.fuzz", name, *words], check=False).returncode
            for name in TARGETS
        ]
        return int(any(codes))
    try:
        if options.guided:
            _guided(options.target, options.runs, options.seconds)
        tried = shake(options.target, options.runs, options.seed, options.seconds)
        sys.stdout.write(f"{options.target}: {tried} executions, no fault\n")
    finally:
        shutil.rmtree(folder(), ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
