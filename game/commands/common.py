"""What the commands share: exit codes, common options in effect, and refusals as lines.

Imported before the first frame: what takes time is imported inside.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from game.base.errors import plain

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable

    from game.base.settings import Settings
    from game.base.text import Words
    from game.collections.shelf import Shelf
    from game.pack.index import Index
    from game.pack.library import Library
    from game.seats.app import Options

FINE, PROBLEMS, USAGE, LACKS = 0, 1, 2, 3
OF_ARCHIVES = "'pack verify' proves an archive, 'pack install' puts it to use; else name a folder"


def say(line: str) -> None:
    """A line for people, beside what programs read; nothing in it acts on the terminal."""
    sys.stderr.write(f"{plain(line)}\n")


def complain(why: str) -> None:
    """Say in a line why a command does not do what it was asked to."""
    say(f"spot-the-fake: {why}")


def reason_of(error: Exception) -> str:
    """What an error says, without its number."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}{f': {error.filename}' if error.filename else ''}"
    return str(error)


def options_of(options: Namespace) -> Options:
    """What the common options ask for; ends the program where they name what is not there."""
    from game.seats.app import Options

    if options.pack is not None and not options.pack.is_dir():
        installed = shelf_of(options).current(str(options.pack))
        options.pack = installed or options.pack
    if options.pack is not None and not options.pack.is_dir():
        file = options.pack.is_file()
        complain(
            f"'{options.pack}' is a file; {OF_ARCHIVES}"
            if file
            else f"no folder and no installed pack '{options.pack}'"
        )
        raise SystemExit(PROBLEMS)
    return Options(
        language=_known(options), seed=options.seed, size=options.size, fullscreen=options.fullscreen,
        pack=options.pack, data=options.data, level=getattr(options, "level", None),
        mirror=getattr(options, "mirror", None), debug=options.debug,
    )  # fmt: skip


def language_of(options: Namespace) -> str:
    """The language asked for, else the one chosen in the game, else this machine's.

    Ends the program where there is no such language.
    """
    from game.ui.preferred import machine_language

    return _known(options) or chosen_in(options).language or machine_language()


def chosen_in(options: Namespace) -> Settings:
    """What the player has chosen in the game."""
    from game.base import settings

    return settings.load(data_of(options) / "settings.json")[0]


def library_of(options: Namespace, level: str | None = None) -> Library:
    """The pack that a command means, with others where it names a level of theirs; see `library_meant`.

    Raises PackError and OSError.
    """
    from game.collections.stock import library_meant

    return library_meant(options_of(options).pack, data_of(options), level)


def _known(options: Namespace) -> str | None:
    """The language asked for: one of the interface, or of the pack that is named; ends the program for another one."""
    from game.base.text import languages

    language: str | None = options.lang
    if language is not None and language not in (known := [*languages(), *_spoken_by(options.pack)]):
        from game.pack.schema import guess

        complain(f"no language '{language}'; there are: {', '.join(known)}{guess(language, known)}")
        raise SystemExit(USAGE)
    return language


def _spoken_by(pack: Path | None) -> list[str]:
    """The languages of a pack's folder that the interface lacks."""
    from game.base.text import languages

    if pack is None or not pack.is_dir():
        return []
    from game.pack import yamlfile
    from game.pack.library import pack_file

    try:
        data = yamlfile.read(pack_file(pack), "pack.yaml").data
    except OSError:
        return []
    spoken = data.get("languages") if isinstance(data, dict) else None
    return [code for code in spoken or () if isinstance(code, str) and code not in languages()]


def words_of(options: Namespace) -> Words:
    """The words of `language_of`."""
    from game.base.text import Words

    return Words(language_of(options))


def data_of(options: Namespace) -> Path:
    """The folder of settings, results and packs."""
    from game.base import places

    folder: Path = options.data or places.data_folder()
    return folder


def shelf_of(options: Namespace) -> Shelf:
    """The installed packs."""
    from game.collections.shelf import Shelf

    return Shelf(data_of(options))


def index_of(options: Namespace) -> Index:
    """What is kept of pictures that were looked at."""
    from game.pack.check.check_files import checker
    from game.pack.index import Index

    return Index(data_of(options) / "index.sqlite3", checker())


def reasons(run: Callable[[], int]) -> int:
    """Run something that plays a pack; print why where it cannot be played."""
    from game.base.errors import PackError, UnknownLevelError, UnknownPictureError

    try:
        return run()
    except PackError as error:
        for problem in error.problems:
            say(str(problem))
        return PROBLEMS
    except (UnknownLevelError, UnknownPictureError) as error:
        complain(str(error))
        return USAGE


def told(run: Callable[[], int], out: Path | None = None) -> int:
    """Run something that writes `out`; say in a line what is wrong with results, or the place, or this machine."""
    from game.base.errors import ResultsError

    try:
        return run()
    except ResultsError as error:
        complain(str(error))
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        complain(f"this needs the library '{missing}'; the README says how to install it")
        return LACKS
    except OSError as error:
        if out is None or isinstance(error, BrokenPipeError):  # of whoever reads what is said, not of `out`
            raise
        return unwritten(out, error)
    return PROBLEMS


def unwritten(out: Path, error: OSError) -> int:
    """Say that what was asked for could not be written, and what to do; gives the exit code."""
    complain(f"'{out}' cannot be written ({error.strerror or error}); name another place with --out")
    return PROBLEMS


def results_of(options: Namespace) -> Path:
    """The results file."""
    return data_of(options) / "results.sqlite3"


def size(text: str) -> tuple[int, int]:
    """A window's size as the command line has it: 1280x720."""
    import argparse

    width, cross, height = text.lower().partition("x")
    if not cross or not width.isdecimal() or not height.isdecimal():
        raise argparse.ArgumentTypeError(f"'{text}' is not a size; write WxH, such as 1280x720")
    sides = int(width), int(height)
    if not all(320 <= side <= 16384 for side in sides):
        raise argparse.ArgumentTypeError(f"'{text}' is out of range; each side has 320 to 16384 pixels")
    return sides
