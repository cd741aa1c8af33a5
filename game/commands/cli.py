"""The command line: its entrance and its boundary; what commands do stands in the modules beside this one.

Refuses to show a traceback, except with --debug; the log has it, with the versions of all that was at work.
"""

from __future__ import annotations

import os
import sys
import threading
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from typing import TYPE_CHECKING

from game.commands.common import FINE, LACKS, PROBLEMS, USAGE, complain, reason_of

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Iterator
    from pathlib import Path

WINDOWS = ("play", "workshop", "kiosk", "annotate")


def main(arguments: list[str] | None = None) -> int:
    """Run a command; with none, open the game. Gives the exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    if not given:
        return _guarded(_play_plainly, None, "play")
    from argparse import Namespace  # with the parser it takes a tenth of the time to the first frame

    from game.commands.parser import command_first

    options = Namespace(data=None, debug="--debug" in given)  # until the parser knows better
    try:
        given = command_first(given)
    except ValueError as error:
        complain(str(error))
        return USAGE
    return _guarded(lambda: _run(given, options), options, given[0])


def _run(given: list[str], options: Namespace) -> int:
    from game.commands.parser import build_parser

    build_parser(given[0]).parse_args(given, options)
    return int(options.run(options))


def _guarded(command: Callable[[], int], options: Namespace | None, name: str) -> int:
    """The one boundary: what a user did wrong, or a machine lacks, becomes a line and an exit code.

    Ctrl+C is one way to leave a window; any other command was not done with its work.
    """
    debug = options is not None and options.debug
    for stream in (sys.stdout, sys.stderr):
        # a pipe or file on Windows has the code page of its country, in which a d' cannot be written
        if isinstance(stream, TextIOWrapper) and stream.encoding.lower().replace("-", "") != "utf8":
            stream.reconfigure(encoding="utf-8")
    try:
        try:
            with _threads_told(options, name):
                return command()
        finally:
            _flush_output()  # here a full disk can still be told
    except KeyboardInterrupt:
        if name in WINDOWS:
            return FINE
        complain("interrupted")
        return PROBLEMS
    except Exception as error:
        if isinstance(error, BrokenPipeError):  # as of `| head`, which has read enough
            return PROBLEMS
        from game.base.errors import NoDisplayError

        logged = _logged(error, options, name)
        if isinstance(error, NoDisplayError) and not debug:
            complain(f"no display ({error}); 'spot-the-fake tour --out DIR' needs none and saves every screen")
            return LACKS
        if debug:
            raise
        if isinstance(error, OSError):
            complain(reason_of(error))
        else:
            complain(_unexpected(error, logged))
        return PROBLEMS


def _logged(error: BaseException, options: Namespace | None, name: str) -> Path | None:
    """Log an error nobody expected; gives the log's file, where it could be written."""
    from game.base import places
    from game.base.log import log_failure

    with suppress(ImportError):  # that may be what failed
        import pygame  # noqa: F401 (so that SDL's version can be told)
    data = options.data if options is not None else None
    return log_failure(data or places.data_folder(), error, f"'{name}'")


def _unexpected(error: BaseException, logged: Path | None) -> str:
    where = f"the log says where: {logged}" if logged is not None else "--debug shows where"
    return f"{type(error).__name__}: {error} ({where})"


@contextmanager
def _threads_told(options: Namespace | None, name: str) -> Iterator[None]:
    """What fails on a thread is told and logged as what fails here; whoever else wants to hear of it does."""
    before, debug = threading.excepthook, options is not None and options.debug

    def tell(failed: threading.ExceptHookArgs) -> None:
        if failed.exc_value is not None and not isinstance(failed.exc_value, SystemExit):
            logged = _logged(failed.exc_value, options, name)
            if not debug:
                complain(_unexpected(failed.exc_value, logged))
        if debug or before is not threading.__excepthook__:
            before(failed)

    threading.excepthook = tell
    try:
        yield
    finally:
        threading.excepthook = before


def _flush_output() -> None:
    """Write out what was said; raises OSError, and then the interpreter's own last flush fails no more."""
    if sys.stdout is None:  # as in a build without a console
        return
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # as Python's "Note on SIGPIPE" advises
        raise


def _play_plainly() -> int:
    from game.seats.app import Options, play

    return play(Options())
