"""The measurements of `bench` about what is written and read: web pages, translators' texts, a year of kiosks."""

from __future__ import annotations

import hashlib
import html
import shutil
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote, urlparse
from urllib.request import url2pathname

from game.commands.benchmarks.benchmarks import Bench, run_game, seconds_of
from game.commands.benchmarks.browser import Browser, program
from game.commands.benchmarks.figures import Figure, Goal, spread
from game.commands.benchmarks.fleet_year import COLLECT, simulate

LEVEL = "warm-up"  # of the game's own pack
EVERY = "--all"
KIOSKS, DAYS = 3000, 365
LANGUAGE = "fr"
WINDOW = 1280, 720
_PAGE = """<!doctype html><meta charset="utf-8"><title>Picture</title>
<style>body { margin: 0 } img { height: 90vh }</style><img src="SOURCE">
"""


def _export(bench: Bench, out: Path, *what: str) -> str:
    """Write pages as the command does; what it says."""
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "game", "web", *what, "--out", str(out), "--data", str(bench.folder / "data-web")]
    return run_game(command, bench.environment)


def web(bench: Bench) -> Iterator[Figure]:
    """One level as a web page, and all of them, against copying and hashing the same bytes."""
    for name, what, runs, most in (
        ("one level as a web page", (LEVEL,), bench.runs(5, 2), 2),
        ("every level as a web page", (EVERY,), bench.runs(3, 1), 60),
    ):
        out, copy = bench.folder / f"web-{what[0].strip('-')}", bench.folder / "web-copy"
        ours: list[float] = []
        theirs: list[float] = []
        for _ in range(runs):
            said = ""

            def export(out: Path = out, what: tuple[str, ...] = what) -> None:
                nonlocal said
                said = _export(bench, out, *what)

            ours.append(seconds_of(export))
            theirs.append(seconds_of(partial(_copied_and_hashed, out, copy)))
        note = said.strip().rpartition("; ")[2]
        yield Figure(
            "web", name, "s", spread(ours), "copying and hashing as much", spread(theirs), (Goal(most, "median"),),
            note,
        )  # fmt: skip
    size = (bench.folder / f"web-{LEVEL}" / "index.html").stat().st_size / 1e6
    yield Figure("web", "one level's page and code", "MB", spread([size]), goals=(Goal(0.2, "most"),))


def _copied_and_hashed(folder: Path, copy: Path) -> None:
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy)
    for path in copy.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                hashlib.file_digest(file, "sha256")


def page(bench: Bench) -> Iterator[Figure]:
    """A level's page in Chromium until its first picture is painted, beside a page that is that picture alone."""
    program()
    out = bench.folder / "web-shown"
    _export(bench, out, LEVEL)
    bare, shown = out / "bare.html", out / "index.html"
    ours: list[float] = []
    theirs: list[float] = []
    with (
        TemporaryDirectory(prefix="stf-chromium-", ignore_cleanup_errors=True) as home,
        Browser(Path(home), WINDOW) as browser,
    ):
        _, source = browser.first_picture(shown.as_uri())
        picture = Path(url2pathname(unquote(urlparse(source).path)))
        bare.write_text(_PAGE.replace("SOURCE", html.escape(picture.relative_to(out).as_posix())), encoding="utf-8")
        browser.first_picture(bare.as_uri())
        for _ in range(bench.runs(15, 4)):
            ours.append(browser.first_picture(shown.as_uri())[0])
            theirs.append(browser.first_picture(bare.as_uri())[0])
    yield Figure(
        "page", "a level's page, first picture", "ms", spread(ours), "Chromium with the picture alone", spread(theirs)
    )  # fmt: skip


def texts(bench: Bench) -> Iterator[Figure]:
    """All texts of the interface and the game's pack for a translator."""
    found = bench.child("file_child.texts", bench.folder / "texts.po", LANGUAGE, bench.runs(7, 2))
    name = f"texts export, {found['texts']:,} texts"
    yield Figure(
        "texts", name, "ms", spread(found["ours"]), "Babel writing the same catalogue", spread(found["theirs"])
    )  # fmt: skip


def fleet(bench: Bench) -> Iterator[Figure]:
    """DuckDB's shipped queries over a year of many kiosks."""
    import duckdb  # noqa: F401 (better to say so before a year is simulated)
    import pyarrow as pa  # noqa: F401

    kiosks = KIOSKS // 10 if bench.quick else KIOSKS
    exports = bench.made(f"fleet-{kiosks}", partial(_simulated, kiosks=kiosks))
    found = bench.child("file_child.fleet", exports, bench.folder / "fleet-weeks")
    of = f"{kiosks:,} kiosks of {DAYS} days"
    for query, (ours, theirs) in found["queries"].items():
        goals = () if query == COLLECT or bench.quick else (Goal(5000, "median"),)
        name = f"collected in a night, {of}" if query == COLLECT else f"{query.removesuffix('.sql')}, {of}"
        yardstick = "DuckDB's count(*) of the same files"
        yield Figure("fleet", name, "ms", spread([ours]), yardstick, spread([theirs]), goals)
    goals = () if bench.quick else (Goal(1000, "most"),)
    yield Figure("fleet", f"memory for all of them, {of}", "MB", spread([found["memory"]]), goals=goals)


def _simulated(folder: Path, kiosks: int) -> None:
    folder.mkdir()
    simulate(folder, kiosks, DAYS)


GROUPS: dict[str, Callable[[Bench], Iterator[Figure]]] = {"web": web, "page": page, "texts": texts, "fleet": fleet}
