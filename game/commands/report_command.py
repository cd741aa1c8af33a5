"""What a group has learnt, as a page."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from game.commands.common import FINE, library_of, reasons, results_of, told, words_of
from game.commands.destination import a_file

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def add(commands: Any, common: ArgumentParser) -> None:
    """Put it on the parser."""
    report = commands.add_parser("report", parents=[common], help="what the group learnt, as a page to print or open")
    report.add_argument(
        "--out", type=a_file(".pdf", ".html"), required=True, metavar="FILE", help="NAME.pdf or NAME.html"
    )
    report.add_argument("--event", metavar="ID", help="only this workshop; the beginning of its id is enough")
    report.add_argument("--since", type=_day, metavar="DATE", help="only sessions from this day on, such as 2026-09-01")
    report.set_defaults(run=_report)


def _day(text: str) -> str:
    """The beginning of a day here, as a time in UTC."""
    import argparse
    from datetime import UTC, date, datetime, time

    try:
        begins = datetime.combine(date.fromisoformat(text), time()).astimezone(UTC)
    except (ValueError, OverflowError):  # the latter at the ends of the calendar
        raise argparse.ArgumentTypeError(f"'{text}' is not a day; write YEAR-MONTH-DAY, such as 2026-09-01") from None
    return begins.isoformat(timespec="seconds")


def _report(options: Namespace) -> int:
    """Write what the group learnt."""
    from game.paper.report.page import write

    def run() -> int:
        library = library_of(options)
        write(options.out, results_of(options), library, words_of(options), options.event, options.since)
        sys.stdout.write(f"the report is in {options.out}\n")
        return FINE

    return told(lambda: reasons(run), options.out)
