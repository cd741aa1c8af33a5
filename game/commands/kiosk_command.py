"""Running unattended, checking its settings, setting its PIN."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from game.commands.common import FINE, PROBLEMS, complain, data_of, options_of, reason_of, reasons, say

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def add(commands: Any, common: ArgumentParser) -> None:
    """Put it on the parser."""
    kiosk = commands.add_parser("kiosk", parents=[common], help="run unattended: attract, a few rounds, attract")
    kiosk.add_argument("--config", type=Path, metavar="FILE", help="kiosk.yaml (default: the one in the data folder)")
    kiosk.add_argument("--check", action="store_true", help="say what is wrong, and show the settings in effect")
    kiosk.add_argument("--set-pin", action="store_true", help="set the PIN of the operator's panel")
    kiosk.set_defaults(run=_kiosk)


def _kiosk(options: Namespace) -> int:
    """Run the kiosk, check its settings, or set its PIN."""
    from game.seats.kiosk import config
    from game.seats.kiosk import kiosk_start as command

    wanted = options_of(options)
    data = data_of(options)
    if options.set_pin:
        try:
            command.set_pin(data, named=options.data is not None)
        except (ValueError, OSError) as error:
            complain(reason_of(error))
            return PROBLEMS
        return 0
    path: Path | None = options.config or config.usual_path(data)
    kiosk, problems = command.settings(path, wanted)
    for problem in problems:
        say(str(problem))
    wrong = any(problem.severity == "error" for problem in problems)
    if options.check:
        from game.seats.kiosk.kiosk_check import check

        return PROBLEMS if check(kiosk, path, wanted, data) or wrong else FINE
    if wrong:
        return PROBLEMS
    return reasons(lambda: command.run(kiosk, path, wanted))
