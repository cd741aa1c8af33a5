"""Finding every problem of packs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from game.commands.common import FINE, PROBLEMS

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def add(commands: Any, common: ArgumentParser) -> None:
    """Put it on the parser."""
    check = commands.add_parser("check", parents=[common], help="find every problem of packs")
    check.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="pack folders (default: the game's own)")
    check.add_argument("--format", choices=("text", "json"), default="text", help="how to print the problems")
    check.set_defaults(run=_check)


def _check(options: Namespace) -> int:
    """Print every problem of every pack given."""
    import msgspec

    from game import library, places
    from game.yamlfile import Problem

    problems: list[Problem] = []
    checked = 0
    for root in options.paths or [places.default_pack()]:
        if not root.is_dir():
            problems.append(Problem(str(root), 0, 0, "error", "no such folder; name a pack's folder"))
            continue
        pack, found = library.read(root)
        if pack is not None:
            found = sorted([*found, *library.check_files(pack)])
            checked += len(pack.pictures)
        several = len(options.paths) > 1
        problems += [
            Problem(f"{root.as_posix()}/{item.file}", *list(msgspec.structs.astuple(item))[1:]) if several else item
            for item in found
        ]
    errors = sum(item.severity == "error" for item in problems)
    if options.format == "json":
        report = {"problems": problems, "errors": errors, "warnings": len(problems) - errors, "pictures": checked}
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(report), indent=2).decode() + "\n")
    else:
        for item in problems:
            sys.stdout.write(f"{item}\n")
        sys.stdout.write(f"{checked} pictures checked: {errors} errors, {len(problems) - errors} warnings\n")
    return PROBLEMS if errors else FINE
