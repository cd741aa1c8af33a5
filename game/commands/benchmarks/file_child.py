"""What `bench` runs in processes of their own about files: a year of kiosks, translators' texts.

Like `child`, by `python -m game.commands.benchmarks.file_child WHAT …`, which gives a line of JSON.
"""

from __future__ import annotations

import sys
from contextlib import chdir
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from game.commands.benchmarks.child import in_turn, say, timed

if TYPE_CHECKING:
    from game.pack.library import Library


def fleet(folder: str, made: str) -> None:
    """The shipped queries, from what the night's collecting gives; milliseconds, and megabytes at most."""
    import psutil

    from game.commands.benchmarks.fleet_year import COLLECT, SHIPPED, WEEKS, ask, count_rows

    every, found = str(Path(folder) / "*.parquet"), dict[str, tuple[float, float]]()
    Path(made).mkdir(parents=True, exist_ok=True)
    with chdir(made):
        counted = timed(lambda: count_rows(every))
        found[COLLECT] = timed(lambda: ask(every, COLLECT)), counted
        for query in SHIPPED:
            (ours,), (theirs,) = in_turn(1, lambda query=query: ask(WEEKS, query), lambda: count_rows(WEEKS))  # type: ignore[misc]
            found[query] = ours, theirs
    say(queries=found, memory=_most_mb(psutil.Process()))


def _most_mb(process: object) -> float:
    """What this process took at most."""
    if sys.platform == "win32":
        return float(process.memory_info().peak_wset) / 2**20  # type: ignore[attr-defined]
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 2**20 if sys.platform == "darwin" else most / 1024


def texts(out: str, language: str, count: str) -> None:
    """The interface and the game's pack as PO, read and written; beside it Babel writing the same catalogue."""
    from babel.messages.pofile import read_po, write_po

    path = Path(out)
    export(path, language)
    catalogue = read_po(BytesIO(path.read_bytes()))

    def ours() -> None:
        path.unlink()
        export(path, language)

    def theirs() -> None:
        file = BytesIO()
        write_po(file, catalogue, width=0)
        path.with_suffix(".bare.po").write_bytes(file.getvalue())

    mine, its = in_turn(int(count), ours, theirs)
    say(ours=mine, theirs=its, texts=len(catalogue))


def export(path: Path, language: str) -> None:
    """As `texts export` does."""
    from game.author.translating import po
    from game.commands.texts_command import texts_of

    library: Library
    library, _, messages = texts_of(None)
    po.write(path, messages, language, "bench", library.pack.version)


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
