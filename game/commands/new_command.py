"""Beginning a pack or a level of one's own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from game.commands.common import FINE, PROBLEMS, USAGE, complain, language_of, reason_of, reasons, say

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable


def add(commands: Any, common: ArgumentParser) -> None:
    """Put it on the parser."""
    new = commands.add_parser("new", help="begin a pack or a level of your own")
    kinds = new.add_subparsers(title="what to begin", metavar="WHAT", required=True)
    pack = kinds.add_parser("pack", parents=[common], help="a folder with a few pictures and a level, full of comments")
    pack.set_defaults(run=_new_pack)
    level = kinds.add_parser("level", parents=[common], help="a level in the pack of --pack (default: this folder)")
    level.set_defaults(run=_new_level)
    for command in (pack, level):
        command.add_argument("name", metavar="NAME", help='what it is called, such as "Our town"')


def _new_pack(options: Namespace) -> int:
    """A folder of the pack's id, here."""
    from game.author.skeletons import write

    def run() -> int:
        folder = write.make_pack(options.name, Path(), language_of(options))
        sys.stdout.write(f"{folder}: a pack that can be played; its files say how to go on\n")
        sys.stdout.write(f"    spot-the-fake play --pack {folder}\n    spot-the-fake check {folder}\n")
        return FINE

    return _made(run)


def _new_level(options: Namespace) -> int:
    """A file in the pack's levels/."""
    from game.author.skeletons import write
    from game.pack.library import pack_file

    pack: Path = options.pack or Path()
    if not pack_file(pack).is_file():
        say(f"spot-the-fake: no pack in '{pack.absolute()}'; name the folder of one with --pack DIR")
        return USAGE

    def run() -> int:
        path = write.make_level(options.name, pack, language_of(options))
        sys.stdout.write(f"{path}: a level that can be played; its comments say how to go on\n")
        sys.stdout.write(f"    spot-the-fake play {path.stem} --pack {pack}\n    spot-the-fake check {pack}\n")
        return FINE

    return _made(run)


def _made(run: Callable[[], int]) -> int:
    """Run something that writes; every refusal is a line."""
    try:
        return reasons(run)
    except ValueError as error:
        say(f"spot-the-fake: {error}")
        return USAGE
    except BrokenPipeError:
        raise
    except OSError as error:
        complain(reason_of(error))
        return PROBLEMS
