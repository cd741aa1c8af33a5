"""Other people's pictures become a pack."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from game.commands.common import FINE, LACKS, PROBLEMS, options_of, reasons, say
from game.commands.destination import a_folder

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from game.author.importing.run import ImportResult

_LAYOUTS = ("auto", "folders", "140k", "yonsei", "tampered", "faceforensics")


def add(commands: Any, common: ArgumentParser) -> None:
    """Put it on the parser."""
    command = commands.add_parser("import", parents=[common], help="make a pack of a folder or zip file of pictures")
    command.add_argument("source", type=Path, metavar="SRC", help="folder or zip file")
    command.add_argument("--out", type=a_folder, required=True, metavar="PACK", help="the pack's folder, new or there")
    command.add_argument("--labels", type=Path, metavar="FILE", help="CSV with a line for each picture")
    command.add_argument("--layout", choices=_LAYOUTS, default="auto", help="how names tell real from fake")
    command.add_argument("--made-by", metavar="HOW", help="how the fakes were made, where nothing says so")
    command.add_argument("--credit", default="", metavar="TEXT", help="of pictures whose source names none")
    command.add_argument("--licence", default="", metavar="TEXT", help="of pictures whose source names none")
    command.add_argument("--similar", type=_bits, metavar="BITS", help="difference up to which two are the same (4)")
    command.add_argument("--native", type=_pixels, metavar="PX", help="long side that all are reduced to first")
    command.add_argument("--side", type=_pixels, metavar="PX", help="long side of all pictures of the pack (768)")
    command.add_argument("--square", action="store_true", help="cut every picture to the square in its middle")
    command.set_defaults(run=_import)


def _bits(text: str) -> int:
    import argparse

    if not text.isdecimal() or int(text) > 16:
        raise argparse.ArgumentTypeError(f"'{text}' is no number of bits from 0 to 16")
    return int(text)


def _pixels(text: str) -> int:
    import argparse

    if not text.isdecimal() or not 200 <= int(text) <= 4096:
        raise argparse.ArgumentTypeError(f"'{text}' is no number of pixels from 200 to 4096")
    return int(text)


def _import(options: Namespace) -> int:
    """Import, and tell what came of it."""
    from game.author.importing.likeness import available

    if not available():
        say("spot-the-fake: import needs the library 'imagehash'; see 'authoring' in the README")
        return LACKS
    try:
        return reasons(lambda: _told(options))
    except OSError as error:
        where = f" ('{error.filename}')" if error.filename else ""
        say(f"spot-the-fake: {error.strerror or error}{where}; what is done is kept, run the same command again")
        return PROBLEMS
    except KeyboardInterrupt:
        say("spot-the-fake: interrupted; run the same command again to go on")
        return PROBLEMS


def _told(options: Namespace) -> int:
    """Run with a progress bar; print what an author should know."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from game.author.importing.candidate import Defaults
    from game.author.importing.likeness import NEAR
    from game.author.importing.run import ImportOptions, run

    language = options_of(options).language
    wanted = ImportOptions(
        options.source, options.out, (language,) if language else (), options.labels,
        options.layout, Defaults(_maker(options.made_by), options.credit, options.licence),
        NEAR if options.similar is None else options.similar, options.native, options.side, options.square,
    )  # fmt: skip
    names = {"look": "looking at pictures", "make": "making them alike"}
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        tasks = {step: bar.add_task(name, total=None) for step, name in names.items()}
        outcome = run(wanted, lambda step, done, total: bar.update(tasks[step], completed=done, total=total))
    return _summary(outcome, options.out)


def _maker(text: str | None) -> Any:
    """A way of making fakes; ends the program where there is no such."""
    from game.author.importing.candidate import MAKERS
    from game.commands.common import USAGE
    from game.pack.schema import guess

    known = [maker for maker in MAKERS if maker != "camera"]
    if text is not None and text not in known:
        say(f"spot-the-fake: --made-by '{text}' is none of: {', '.join(known)}{guess(text, known)}")
        raise SystemExit(USAGE)
    return text


def _summary(outcome: ImportResult, pack: Path) -> int:
    """What was done, and what must be done by hand."""
    from game.author.importing.describing import REPORT

    for line in outcome.said:
        sys.stdout.write(f"{line}\n")
    counts = outcome.counts
    sys.stdout.writelines(f"  {line}\n" for line in outcome.noted)
    more = outcome.incomplete + sum(counts.values()) - counts["in"] - len(outcome.noted)
    if more:
        sys.stdout.write(f"  … and {more} more\n")
    parts = [f"{count} {name}" for fate, name in _FATES.items() if (count := counts[fate])]
    sys.stdout.write(f"{pack}: {', '.join(parts)}; {REPORT} in it says what became of each\n")
    sys.stdout.write(f"next: spot-the-fake check {pack}\n")
    return PROBLEMS if outcome.failed else FINE


_FATES = {
    "in": "pictures are in", "duplicate": "left out as duplicates", "unusable": "could not be used",
    "contradiction": "called both real and fake",
}  # fmt: skip
