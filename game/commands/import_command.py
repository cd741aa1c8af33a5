"""Other people's pictures become a pack."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from game.base.errors import plain
from game.commands.annotate_command import lacks_ruamel
from game.commands.common import FINE, LACKS, PROBLEMS, options_of, reasons, say, words_of
from game.commands.destination import a_folder

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from game.author.importing.run import ImportResult, StepProgress
    from game.base.text import Words

_LAYOUTS = (  # those of layouts.py, which takes long to import
    "auto", "140k", "cifake", "cnnspot", "genimage", "yonsei", "casia", "columbia", "comofod", "imd2020", "defacto",
    "celeb-df", "faceforensics", "openforensics", "dfdc", "huggingface", "parquet", "regions", "folders", "names",
    "tampered",
)  # fmt: skip


def add(commands: Any, common: ArgumentParser) -> None:
    """Put it on the parser."""
    command = commands.add_parser("import", parents=[common], help="make a pack of a folder or zip file of pictures")
    command.add_argument("source", type=Path, metavar="SRC", help="folder or zip file")
    command.add_argument("--out", type=a_folder, required=True, metavar="PACK", help="the pack's folder, new or there")
    command.add_argument("--labels", type=Path, metavar="FILE", help="table of pictures: CSV, JSON lines")
    command.add_argument("--layout", choices=_LAYOUTS, default="auto", help="how names tell real from fake")
    for side in ("real", "fake"):
        what = f"name of folders, or label, that means {side}; may be given again"
        command.add_argument(f"--{side}", action="append", default=[], metavar="WORD", help=what)
    command.add_argument("--made-by", metavar="HOW", help="how the fakes were made, where nothing says so")
    command.add_argument("--credit", default="", metavar="TEXT", help="of pictures whose source names none")
    command.add_argument("--licence", default="", metavar="TEXT", help="of pictures whose source names none")
    command.add_argument("--similar", type=_bits, metavar="BITS", help="difference up to which two are the same (4)")
    command.add_argument("--native", type=_pixels, metavar="PX", help="long side that all are reduced to first")
    command.add_argument("--side", type=_pixels, metavar="PX", help="long side of all pictures of the pack (768)")
    command.add_argument("--square", action="store_true", help="cut every picture to the square in its middle")
    command.add_argument("--relabel", action="store_true", help="write labels corrected in the source into the pack")
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

    words = words_of(options)
    lacking = "" if available() else "imagehash"
    if options.relabel and not lacking and lacks_ruamel():
        return LACKS
    if lacking:
        say(f"spot-the-fake: {words('import.lacks', library=lacking)}")
        return LACKS
    try:
        return reasons(lambda: _told(options, words))
    except OSError as error:
        where = f" ('{error.filename}')" if error.filename else ""
        say(f"spot-the-fake: {words('import.refused', why=f'{error.strerror or error}{where}')}")
        return PROBLEMS
    except KeyboardInterrupt:
        say(f"spot-the-fake: {words('import.interrupted')}")
        return PROBLEMS


def _told(options: Namespace, words: Words) -> int:
    """Run with a progress bar; print what an author should know."""
    from game.author.importing.candidate import Defaults
    from game.author.importing.likeness import NEAR
    from game.author.importing.run import ImportOptions, run

    language = options_of(options).language
    wanted = ImportOptions(
        options.source, options.out, (language,) if language else (), options.labels,
        options.layout, Defaults(_maker(options.made_by, words), options.credit, options.licence),
        NEAR if options.similar is None else options.similar, options.native, options.side, options.square,
        tuple(options.real), tuple(options.fake), options.relabel, words,
    )  # fmt: skip
    with _progress(words) as tell:
        outcome = run(wanted, tell)
    return _summary(outcome, options.out, words)


@contextmanager
def _progress(words: Words) -> Iterator[StepProgress]:
    """Shows on a terminal how far each step is; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _step, _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks = {step: bar.add_task(words(f"import.step.{step}"), total=None) for step in ("look", "make")}
        yield lambda step, done, total: bar.update(tasks[step], completed=done, total=total)


def _maker(text: str | None, words: Words) -> Any:
    """A way of making fakes; ends the program where there is no such."""
    from difflib import get_close_matches

    from game.author.importing.candidate import MAKERS
    from game.commands.common import USAGE

    known = [maker for maker in MAKERS if maker != "camera"]
    if text is not None and text not in known:
        near = get_close_matches(text, known, n=1)
        guess = words("import.guess", name=near[0]) if near else ""
        say(f"spot-the-fake: {words('import.no_maker', word=text, makers=', '.join(known), guess=guess)}")
        raise SystemExit(USAGE)
    return text


def _summary(outcome: ImportResult, pack: Path, words: Words) -> int:
    """What was done, and what must be done by hand."""
    from game.author.importing.describing import REPORT

    for line in outcome.said:
        sys.stdout.write(f"{plain(line)}\n")
    counts = outcome.counts
    sys.stdout.writelines(f"  {plain(line)}\n" for line in outcome.noted)
    more = outcome.incomplete + outcome.differing + sum(counts.values()) - counts["in"] - len(outcome.noted)
    if more > 0:
        sys.stdout.write(f"  {words('import.more', count=more)}\n")
    parts = [words(f"import.fate.{fate}", count=count) for fate in _FATES if (count := counts[fate])]
    if outcome.before:
        parts.insert(1, words("import.fate.before", count=outcome.before))
    if outcome.differing:
        sys.stdout.write(f"{words('import.relabel.offer', count=outcome.differing)}\n")
    sys.stdout.write(f"{pack}: {words('import.report', parts=', '.join(parts), report=REPORT)}\n")
    for problem in outcome.problems:
        say(str(problem))
    sys.stdout.write(f"{words('import.next', command=f'spot-the-fake check {pack}')}\n")
    return PROBLEMS if outcome.failed else FINE


_FATES = ("in", "duplicate", "unusable", "contradiction")
