"""Levels for browsers: as pages, as a file, for a learning platform; and their questions for Moodle."""

from __future__ import annotations

import sys
from argparse import ArgumentTypeError
from pathlib import Path
from typing import TYPE_CHECKING, Any

from game.commands.common import FINE, PROBLEMS, USAGE, complain, data_of, language_of, options_of, reasons, say, told
from game.commands.destination import a_file, not_a_file, not_a_folder

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from game.pack.library import Library
    from game.web.pages import PageForm

_FORMS: dict[str, PageForm] = {".html": "file", ".htm": "file", ".zip": "package"}  # anything else names a folder


def a_page(text: str) -> Path:
    """A type of the parser: a page, a package or a folder."""
    path = Path(text)
    why = not_a_file(path, *_FORMS) if path.suffix.lower() in _FORMS and not path.is_dir() else not_a_folder(path)
    if why:
        raise ArgumentTypeError(why)
    return path


def add(commands: Any, common: ArgumentParser) -> None:
    """Put it on the parser."""
    web = commands.add_parser(
        "web", parents=[common], help="levels as web pages: a folder, one file, a SCORM package; questions for Moodle"
    )
    web.add_argument("levels", nargs="*", metavar="LEVEL", help="id of a level, such as warm-up")
    web.add_argument("--all", action="store_true", help="every level of the pack")
    web.add_argument(
        "--out", type=a_page, metavar="PATH", help="a folder; FILE.html: one page with all in it; FILE.zip: SCORM 1.2"
    )
    web.add_argument("--moodle", type=a_file(".xml"), metavar="FILE.xml", help="verdicts and questions as Moodle XML")
    web.set_defaults(run=_web)


def _web(options: Namespace) -> int:
    """Write what was asked for."""
    if bool(options.levels) == options.all:
        say("spot-the-fake: name one level or more, or ask for --all")
        return USAGE
    if options.out is None and options.moodle is None:
        say("spot-the-fake: say where to write with --out or --moodle")
        return USAGE
    return reasons(lambda: _write(options))


def _write(options: Namespace) -> int:
    library, levels = _levels(options)
    code = FINE
    if options.out is not None:
        code = told(lambda: _write_pages(options, library, levels), options.out)
    if options.moodle is not None and code == FINE:
        code = told(lambda: _write_moodle(options, library, levels), options.moodle)
    return code


def _levels(options: Namespace) -> tuple[Library, list[str]]:
    """The pack, with others where a level of theirs is named or drawn from; and the levels, each once."""
    from game.base.errors import UnknownLevelError
    from game.collections.stock import home_pack, stocked
    from game.pack.catalogue import find_level

    named = options_of(options).pack
    home = home_pack(named)
    if options.all:
        library = home if named is not None else stocked(home, data_of(options))
        return library, _playable(library, list(home.levels))
    try:
        found = [find_level(home, name) for name in options.levels]
        alone = not any(home.levels[name].draws_on for name in found)
    except UnknownLevelError:
        alone = False
    library = home if alone or named is not None else stocked(home, data_of(options))
    return library, list(dict.fromkeys(find_level(library, name) for name in options.levels))


def _playable(library: Library, names: list[str]) -> list[str]:
    """Those levels whose pictures are here; the others are said to be left out, and why."""
    from game.play.rules import pictures_of

    dry = [library.levels[name] for name in names if not pictures_of(library.levels[name], library.pictures)]
    for level in dry:
        say(f"left out: '{level.id}', which draws from {', '.join(level.draws_on)}; install that first")
    return [name for name in names if name not in {level.id for level in dry}]


def _write_pages(options: Namespace, library: Library, levels: list[str]) -> int:
    from game.web.pages import ForeignPageError, write_pages

    out: Path = options.out
    form = _FORMS.get(out.suffix.lower(), "folder") if not out.is_dir() else "folder"
    try:
        written = write_pages(
            library, levels, language_of(options), options.seed, out, form, chosen=options.lang is not None
        )
    except ForeignPageError as error:
        complain(str(error))
        return PROBLEMS
    counts = f"{written.levels} level{'s' * (written.levels != 1)}, {written.pictures} pictures"
    others = f"other languages {written.tongues / 1000:.0f} kB, " if written.tongues else ""
    sizes = f"page {written.page / 1000:.0f} kB, {others}pictures {written.media / 1e6:.1f} MB"
    sys.stdout.write(f"{out}: {counts}; {sizes}\n")
    return FINE


def _write_moodle(options: Namespace, library: Library, levels: list[str]) -> int:
    from game.base.files import write_atomically
    from game.base.text import Words
    from game.web.pages_moodle import moodle_quiz

    quiz = moodle_quiz(library, levels, Words(language_of(options)), options.seed)
    write_atomically(options.moodle, quiz.content)
    left = f"; left out: {quiz.left_out} rounds of other kinds" if quiz.left_out else ""
    sys.stdout.write(f"{options.moodle}: {quiz.questions} questions{left}\n")
    return FINE
