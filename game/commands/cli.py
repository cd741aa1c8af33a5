"""The command line: the parser, the boundary, and the exit codes; what commands do stands in `commands`.

Refuses to show a traceback, except with --debug.
"""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

from game.commands.common import FINE, LACKS, PROBLEMS, complain, reason_of, size

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Callable

OF_PLAY = ("play", "workshop", "tour")
WINDOWS = ("play", "workshop", "kiosk", "annotate")


def main(arguments: list[str] | None = None) -> int:
    """Run a command; with none, open the game. Gives the exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    if not given:
        return _guarded(_play_plainly, plays=True, debug=False)
    if given[0].startswith("-") and given[0] not in ("-h", "--help", "--version"):
        given = ["play", *given]
    return _guarded(lambda: _run(given), plays=given[0] in WINDOWS, debug="--debug" in given)


def _run(given: list[str]) -> int:
    options = build_parser(given[0]).parse_args(given)
    return int(options.run(options))


def _guarded(command: Callable[[], int], *, plays: bool, debug: bool) -> int:
    """The one boundary: what a user did wrong, or a machine lacks, becomes a line and an exit code.

    Ctrl+C is one way to leave a window; any other command was not done with its work.
    """
    for stream in (sys.stdout, sys.stderr):
        # a pipe or file on Windows has the code page of its country, in which a d' cannot be written
        if isinstance(stream, TextIOWrapper) and stream.encoding.lower().replace("-", "") != "utf8":
            stream.reconfigure(encoding="utf-8")
    try:
        try:
            return command()
        finally:
            _flush_output()  # here a full disk can still be told
    except KeyboardInterrupt:
        if plays:
            return FINE
        complain("interrupted")
        return PROBLEMS
    except OSError as error:
        if debug:
            raise
        if not isinstance(error, BrokenPipeError):  # as of `| head`, which has read enough
            complain(reason_of(error))
        return PROBLEMS
    except Exception as error:
        if debug:
            raise
        from game.base.errors import NoDisplayError

        if isinstance(error, NoDisplayError):
            complain(f"no display ({error}); 'spot-the-fake tour --out DIR' needs none and saves every screen")
            return LACKS
        complain(f"{type(error).__name__}: {error} (--debug shows where)")
        return PROBLEMS


def _flush_output() -> None:
    """Write out what was said; raises OSError, and then the interpreter's own last flush fails no more."""
    if sys.stdout is None:  # as in a build without a console
        return
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # as Python's "Note on SIGPIPE" advises
        raise


def build_parser(command: str = "") -> ArgumentParser:
    """Every command and option; also what the tests and the README are checked against.

    For a command that opens the game only its own: to make the others takes a tenth of the time to the first frame.
    """
    import argparse

    from game import __version__
    from game.commands import play_command as play

    families: list[Any] = [play]
    if command not in OF_PLAY:
        from game.commands import annotate_command as annotate
        from game.commands import bench_command as bench
        from game.commands import check_command as check
        from game.commands import handout_command as handout
        from game.commands import import_command as importing
        from game.commands import kiosk_command as kiosk
        from game.commands import new_command as new
        from game.commands import pack_command as pack
        from game.commands import report_command as report
        from game.commands import results_command as results
        from game.commands import schema_command as schema

        families += kiosk, results, report, handout, new, schema, importing, annotate, pack, check, bench

    common = argparse.ArgumentParser(add_help=False)
    group = common.add_argument_group("common options")
    group.add_argument("--lang", metavar="CODE", help="language of the interface and the texts (en, it)")
    group.add_argument("--seed", type=int, metavar="N", help="deal the same rounds every time")
    group.add_argument("--size", type=size, metavar="WxH", help="size of the window, such as 1280x720")
    group.add_argument("--fullscreen", action="store_true", default=None, help="fill the screen")
    group.add_argument("--pack", type=Path, metavar="PATH", help="play this pack's folder instead of the game's own")
    group.add_argument("--data", type=Path, metavar="DIR", help="where settings and results are kept")
    group.add_argument("--debug", action="store_true", help="show tracebacks")

    parser = argparse.ArgumentParser(
        prog="spot-the-fake",
        description="Look at a picture, judge it, and see the evidence drawn on it. Without a command: play.",
    )
    parser.add_argument("--version", action="version", version=f"spot-the-fake {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    for family in families:
        family.add(commands, common)
    return parser


def _play_plainly() -> int:
    from game.seats.app import Options, play

    return play(Options())
