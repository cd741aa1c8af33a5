"""What a group has learnt, as a page."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from game.commands.common import FINE, complain, library_of, reasons, results_of, told, words_of
from game.commands.destination import a_file

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator


def add(commands: Any, common: ArgumentParser) -> None:
    """Put it on the parser."""
    report = commands.add_parser("report", parents=[common], help="what the group learnt, as a page to print or open")
    report.add_argument(
        "--out", type=a_file(".pdf", ".html"), required=True, metavar="FILE", help="NAME.pdf or NAME.html"
    )
    report.add_argument("--event", metavar="ID", help="only this workshop; the beginning of its id is enough")
    report.add_argument("--since", type=_day, metavar="DATE", help="only sessions from this day on, such as 2026-09-01")
    report.add_argument(
        "--from", dest="sources", nargs="+", type=Path, metavar="PATH",
        help="of many computers: their data folders, or exports in CSV or JSON; what is in several counts once",
    )  # fmt: skip
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
        with _results(options) as path:
            write(options.out, path, library, words_of(options), options.event, options.since)
        sys.stdout.write(f"the report is in {options.out}\n")
        return FINE

    return told(lambda: reasons(run), options.out)


@contextmanager
def _results(options: Namespace) -> Iterator[Path]:
    """The results file: this computer's, or one of all that `--from` names, for as long as it is needed."""
    if options.sources is None:
        yield results_of(options)
        return
    from tempfile import TemporaryDirectory

    from game.results.merging import RESULTS, merge

    with TemporaryDirectory(prefix="spot-the-fake-") as folder:
        path = Path(folder) / RESULTS
        merged = merge(options.sources, path)
        sys.stdout.write(f"{merged.sessions} sessions from {merged.files} places\n")
        if merged.left_out:
            complain(f"{merged.left_out} rows that no version of the game writes are left out")
        yield path
