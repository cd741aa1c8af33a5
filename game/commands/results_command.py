"""What is kept: sums, exports, sending, deleting what is old."""

from __future__ import annotations

import sys
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from game.commands.common import (
    FINE,
    PROBLEMS,
    USAGE,
    complain,
    data_of,
    options_of,
    reason_of,
    results_of,
    say,
    told,
    words_of,
)
from game.commands.destination import not_a_file, not_a_folder

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable

    from game.results.tables import Exported, Origin

MOST_DAYS = 36_500
FORMS = {"csv": "", "json": ".json", "xapi": ".json", "parquet": ".parquet"}  # and what their files end in


def add(commands: Any, common: ArgumentParser) -> None:
    """The commands about what is kept."""
    results = commands.add_parser("results", help="what is kept: a summary, exports, sending, deleting")
    kinds = results.add_subparsers(title="what to do", metavar="WHAT", required=True)
    summary = kinds.add_parser("summary", parents=[common], help="how much was played, how it went")
    summary.set_defaults(run=_results_summary)
    export = kinds.add_parser("export", parents=[common], help="hand the results on")
    export.add_argument(
        "--format", choices=FORMS,
        help="csv is a folder of tables, parquet a kiosk's daily counts (default: by what --out ends in)",
    )  # fmt: skip
    export.add_argument("--out", type=Path, required=True, metavar="PATH", help="folder (csv) or file (all others)")
    export.set_defaults(run=_results_export)
    send = kinds.add_parser("send", parents=[common], help="send them to a learning record store, as xAPI statements")
    send.add_argument("--to", required=True, metavar="URL", help="https://…/xAPI/statements; the password: ~/.netrc")
    send.set_defaults(run=_results_send)
    for command in (export, send):
        command.add_argument(
            "--config", type=Path, metavar="FILE",
            help="of the kiosk that they come from: its name and site (default: kiosk.yaml in the data folder)",
        )  # fmt: skip
    purge = kinds.add_parser("purge", parents=[common], help="delete what is old")
    purge.add_argument("--older-than", type=_days, required=True, metavar="DAYS", help="in days")
    purge.add_argument("--yes", action="store_true", help="do not ask")
    purge.set_defaults(run=_results_purge)


def _days(text: str) -> int:
    import argparse

    if not text.isdecimal() or int(text) > MOST_DAYS:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number of days from 0 to {MOST_DAYS}")
    return int(text)


def _agrees(question: str) -> bool:
    """Whether whoever sits there says yes; the end of input is a no."""
    try:
        return input(question).strip().lower() in ("y", "yes", "s", "si", "sì")
    except EOFError:
        sys.stdout.write("\n")
        return False


def _results_summary(options: Namespace) -> int:
    """Print tables."""
    from rich.console import Console

    from game.results.overview import show

    options_of(options)
    words = words_of(options)

    def run() -> int:
        show(results_of(options), words, Console())
        return FINE

    return told(run)


def _origin(options: Namespace) -> Origin | None:
    """The kiosk that the results come from, where they are a kiosk's: what its settings call it."""
    from game.results.tables import Origin
    from game.seats.kiosk import config

    path = options.config or config.usual_path(data_of(options))
    if path is None:
        return None
    kiosk, problems = config.read(path)
    for problem in problems if kiosk is None else ():
        say(str(problem))
    kiosk = kiosk or config.read_partly(path)
    return Origin(kiosk.called, kiosk.site or "")


def _results_export(options: Namespace) -> int:
    """Write tables, a document or statements."""
    from game.results import tables
    from game.results.counts_parquet import write_parquet
    from game.results.xapi import write_xapi

    options_of(options)
    form = options.format or {".json": "json", ".parquet": "parquet"}.get(options.out.suffix.lower(), "csv")
    if why := _misplaced(form, options.out):
        complain(why)
        return USAGE
    today = datetime.now().astimezone().date().isoformat()
    write: dict[str, Callable[[Path, Path, Origin | None], Exported]] = {
        "csv": tables.write_csv, "json": tables.write_json, "parquet": write_parquet,
        "xapi": partial(write_xapi, today=today),
    }  # fmt: skip

    def run() -> int:
        exported = write[form](results_of(options), options.out, _origin(options))
        for path in exported.paths:
            sys.stdout.write(f"{path}\n")
        if exported.left_out:
            complain(f"{exported.left_out} rows that no version of the game writes are left out")
        return PROBLEMS if exported.left_out else FINE

    return told(run, options.out)


def _misplaced(form: str, place: Path) -> str:
    """Why an export in a form cannot be written to a place, with a remedy; empty where it can."""
    if ending := FORMS[form]:
        return not_a_file(place, ending)
    why = not_a_folder(place)
    if why and not place.exists():
        kinds = (
            "csv (a folder of tables, which spreadsheets open), json and xapi (a file that ends in .json), "
            "parquet (a file that ends in .parquet)"
        )
        return f"{why}; there are: {kinds}"
    return why


def _results_send(options: Namespace) -> int:
    """Send what was not sent yet; a store that does not answer gets it the next time."""
    from game.base.errors import TakenError
    from game.results.sending import send

    options_of(options)

    def run() -> int:
        try:
            sent = send(results_of(options), options.to, _origin(options))
        except ValueError as error:
            complain(str(error))
            return USAGE
        except (TakenError, OSError) as error:
            complain(reason_of(error))
            return PROBLEMS
        known = f", {sent.known} were there otherwise and stay as they are" if sent.known else ""
        sys.stdout.write(f"{sent.taken} statements sent{known}\n")
        if sent.bad:
            complain(f"{sent.bad} statements are refused as wrong; they are tried again the next time")
        if sent.why:
            complain(f"the rest waits for the next time: the record store does not take it, {sent.why}")
        return PROBLEMS if sent.bad or sent.why else FINE

    return told(run)


def _results_purge(options: Namespace) -> int:
    """Say what is old; delete it when told so."""
    from game.results import ages, purge

    options_of(options)
    path = results_of(options)
    now = datetime.now().astimezone()
    moment, day = purge.limits(options.older_than, now)

    def run() -> int:
        old = purge.count(path, moment, day)
        if (last := ages.strange(now.date().isoformat(), purge.latest(path))) is not None:
            sys.stdout.write(f"the clock says {now.date()}, and the latest result is of {last}: is the clock right?\n")
        line = (
            f"older than {options.older_than} days: {old.sessions} sessions, {old.answers} answers, {old.counts} counts"
        )
        sys.stdout.write(f"{line}\n")
        if any(old) and not options.yes:
            if not sys.stdin.isatty():
                say("spot-the-fake: nothing was deleted; add --yes")
                return USAGE
            if not _agrees("delete them? [y/N] "):
                return FINE
        purge.delete(path, moment, day)
        sys.stdout.write("deleted\n" if any(old) else "")
        return FINE

    return told(run)
