"""The forms of files, for editors."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from game.commands.common import FINE, unwritten
from game.commands.destination import a_folder

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def add(commands: Any, common: ArgumentParser) -> None:
    """Put it on the parser."""
    schema = commands.add_parser("schema", parents=[common], help="write JSON Schemas, by which editors help to write")
    schema.add_argument(
        "--out", type=a_folder, default=Path("schemas"), metavar="DIR", help="folder (default: schemas)"
    )
    schema.set_defaults(run=_schema)


def _schema(options: Namespace) -> int:
    """Write the schema of every kind of file, and say how an editor finds it."""
    from game.pack import formats
    from game.seats.kiosk.config import Kiosk
    from game.seats.study.study_file import Study

    kinds = formats.OF_PACKS | {"kiosk": Kiosk, "study": Study}
    try:
        formats.write_schemas(kinds, options.out)
    except OSError as error:
        return unwritten(options.out, error)
    line = formats.editor_line("level", f"../{options.out.resolve().name}")
    sys.stdout.write(f"{len(kinds)} schemas in {options.out}; editors find them by a first line such as\n    {line}")
    return FINE
