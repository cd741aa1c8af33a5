"""Measuring the game on this machine, comparing two runs, drawing several."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from game.commands.common import FINE, LACKS, PROBLEMS, USAGE, complain, say, unwritten
from game.commands.destination import not_a_file, prepare

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable


def add(commands: Any, common: ArgumentParser) -> None:
    """Put it on the parser."""
    bench = commands.add_parser("bench", parents=[common], help="measure the game here, beside yardsticks")
    bench.add_argument("words", nargs="*", metavar="compare OLD NEW | chart FILE …", help="instead: look at kept runs")
    bench.add_argument("--out", type=Path, metavar="FILE", help="keep the run as JSON, or the chart as PNG")
    bench.add_argument("--quick", action="store_true", help="fewer repetitions, smaller packs")
    bench.add_argument(
        "--only",
        action="append",
        metavar="GROUP",
        help="only this group, such as hero, phones or web; may be given several times",
    )
    bench.set_defaults(run=_bench)


def _bench(options: Namespace) -> int:
    """Measure, or look at what was measured."""
    from game.base.errors import BenchError

    what, *names = options.words or ["run"]
    ways: dict[str, Callable[[Namespace, list[str]], int]] = {"run": _run, "compare": _compare, "chart": _chart}
    if what not in ways or (what == "run" and names):
        say(f"spot-the-fake: 'bench {what}' is unknown; there are: bench, bench compare OLD NEW, bench chart FILE …")
        return USAGE
    try:
        return ways[what](options, names)
    except BenchError as error:
        say(f"spot-the-fake: {error}")
    except ModuleNotFoundError as error:
        say(f"spot-the-fake: bench needs the library '{error.name}'; see 'bench' in the README")
        return LACKS
    except OSError as error:
        return unwritten(options.out, error)
    return PROBLEMS


def _run(options: Namespace, _names: list[str]) -> int:
    from rich.console import Console

    from game.commands.benchmarks import figures, running, table
    from game.pack.schema import guess

    wanted = tuple(options.only or running.NAMES)
    for name in wanted:
        if name not in running.NAMES:
            hint = guess(name, list(running.NAMES))
            say(f"spot-the-fake: nothing is called '{name}'; there are: {', '.join(running.NAMES)}{hint}")
            return USAGE
    if options.out is not None:
        if why := not_a_file(options.out, ".json"):
            complain(why)
            return USAGE
        prepare(options.out)
    import psutil  # noqa: F401 (better to say so before measuring for an hour)

    found = running.run(wanted, quick=options.quick, done=lambda name: say(f"measuring: {name}"))
    table.show(found, Console(width=200 if not sys.stdout.isatty() else None))
    if options.out is not None:
        figures.save(found, options.out)
    return FINE if found.figures else PROBLEMS


def _compare(_options: Namespace, names: list[str]) -> int:
    """1 where something became clearly worse."""
    from rich.console import Console

    from game.commands.benchmarks import figures, table

    if len(names) != 2:
        say("spot-the-fake: 'bench compare' takes two files, the old run and the new one")
        return USAGE
    old, new = (figures.load(Path(name)) for name in names)
    return PROBLEMS if table.compare(old, new, Console()) else FINE


def _chart(options: Namespace, names: list[str]) -> int:
    from game.commands.benchmarks import figures, table

    if not names or options.out is None:
        say("spot-the-fake: 'bench chart' takes the files of runs, and --out FILE.png")
        return USAGE
    if why := not_a_file(options.out, ".png"):
        complain(why)
        return USAGE
    table.chart([figures.load(Path(name)) for name in names], options.out)
    sys.stdout.write(f"{options.out}\n")
    return FINE
