"""Marking the evidence on a pack's pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from game.commands.common import LACKS, PROBLEMS, options_of, reasons, say

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def add(commands: Any, common: ArgumentParser) -> None:
    """Put it on the parser."""
    annotate = commands.add_parser("annotate", parents=[common], help="mark evidence on a pack's pictures")
    annotate.add_argument("folder", type=Path, metavar="PACK", help="the pack's folder")
    annotate.add_argument("picture", nargs="?", default="", metavar="PICTURE", help="id of the picture to begin with")
    annotate.set_defaults(run=_annotate)


def lacks_ruamel() -> bool:
    """Whether the library that writes YAML is missing; then it says so."""
    from importlib.util import find_spec

    if find_spec("ruamel") is not None and find_spec("ruamel.yaml") is not None:
        return False
    say("spot-the-fake: annotating needs the library 'ruamel.yaml'; see 'authoring' in the README")
    return True


def lacks_folder(pack: Path) -> bool:
    """Whether a pack's folder is missing; then it says so."""
    if pack.is_dir():
        return False
    say(f"spot-the-fake: no folder '{pack}'; an installed pack is annotated in the folder it was built of")
    return True


def _annotate(options: Namespace) -> int:
    """Open the annotation window."""
    from game.author.author_seat import run

    if lacks_folder(options.folder):
        return PROBLEMS
    if lacks_ruamel():
        return LACKS
    options.pack = options.folder
    return reasons(lambda: run(options_of(options), options.picture))
