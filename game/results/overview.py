"""A table for whoever leads or runs the game: how much was played, how it went, what was missed most.

Owns the counting, in SQL, so that a hundred thousand answers take no time. Rates come with their counts.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from game.base.errors import ResultsError, plain
from game.model import scoring
from game.model.names import bare
from game.model.scoring import CONFIDENCE, ENOUGH_ANSWERS, Counts
from game.results.fields import picture_in_full
from game.results.store import looking

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from game.base.text import Words

MOST_MISSED, DAYS = 10, 14
_MODES = """
    WITH whole AS (  -- a play-through at the desk, or a workshop with the parts of all its teams; phones may miss some
        SELECT mode, min(finished != 0 OR coalesce(team, '') LIKE '%-%') AS finished
        FROM sessions GROUP BY mode, coalesce(event, id)
    )
    SELECT mode, count(*), sum(finished) FROM whole GROUP BY mode ORDER BY mode
"""
_LEVELS = """
    WITH counted AS (
        SELECT session, count(*) AS n, sum(outcome = 'hit') AS hits, sum(outcome = 'miss') AS misses,
            sum(outcome = 'false alarm') AS alarms, sum(outcome = 'correct rejection') AS rejections,
            sum(outcome = 'unsure' AND fake = 1) AS unsure_fakes, sum(outcome = 'unsure' AND fake = 0) AS unsure_reals
        FROM answers WHERE outcome IS NOT NULL GROUP BY session  -- as they lie in the file: nothing is sorted
    )
    SELECT pack, level, count(DISTINCT coalesce(event, id)),
        sum(hits), sum(misses), sum(alarms), sum(rejections), sum(unsure_fakes), sum(unsure_reals)
    FROM counted JOIN sessions ON sessions.id = session GROUP BY pack, level ORDER BY sum(n) DESC
"""
_SURE = """
    SELECT confidence, count(*), sum(outcome IN ('hit', 'correct rejection')) FROM answers
    WHERE outcome IS NOT NULL AND says != 'unsure' AND confidence IN (0, 1, 2, 3)
    GROUP BY confidence ORDER BY confidence
"""
_JUDGED = "count(*) AS n, sum(outcome IN ('miss', 'false alarm')) AS wrong"
_OF_ONE_PACK = f"""
    SELECT ? AS pack, picture, fake, {_JUDGED} FROM answers
    WHERE outcome IS NOT NULL GROUP BY picture, fake  -- as the index has them: an eighth of the time of the other
"""  # noqa: S608 (SQL of our own)
_OF_PACKS = f"""
    SELECT pack, picture, fake, {_JUDGED} FROM sessions CROSS JOIN answers ON session = sessions.id
    WHERE outcome IS NOT NULL GROUP BY pack, picture, fake
"""  # noqa: S608
_MISSED = f"""
    SELECT {picture_in_full("pack")} AS shown, fake, sum(n), sum(wrong) AS wrong FROM (%s)
    GROUP BY shown, fake HAVING sum(wrong) > 0
"""  # noqa: S608
_PACKS = "SELECT DISTINCT pack FROM sessions LIMIT 2"
_DAYS = """
    SELECT day, sum(n * (what = 'start')), sum(n * (what = 'completion')), sum(n * (what = 'abandoned')),
        sum(n * (what IN ('hit', 'miss', 'false alarm', 'correct rejection', 'unsure fake', 'unsure real'))),
        sum(n * (what = 'crash'))
    FROM counts WHERE n BETWEEN 0 AND 1000000000 GROUP BY day ORDER BY day DESC LIMIT ?  -- more than that nobody counts
"""
_Level = tuple[str, int, list[int]]  # its id, how often it was played, and the answers counted


def show(path: Path, words: Words, console: Console) -> None:
    """Print the summary of a results file; raises ResultsError."""
    with looking(path) as db:
        rows = db.execute(_LEVELS).fetchall()
        names = _short(f"{pack}/{level}" for pack, level, *_ in rows)
        levels: list[_Level] = [(names[f"{pack}/{level}"], played, sums) for pack, level, played, *sums in rows]
        overview, by_level = _overview(db, levels, words), _by_level(levels, words)
        tables = [overview, by_level, _sure(db, words), _missed(db, words), _days(db, words)]
    filled = [table for table in tables if table.row_count]
    if not filled:
        raise ResultsError(f"no results yet; play a level first ('{path}')")
    for table in filled:
        console.print(table, markup=False)  # what a row says in brackets is its text


def _short(names: Iterable[str]) -> dict[str, str]:
    """What levels or pictures are called, each given as `pack/id`: by the id, unless two packs have one of that id."""
    found = dict.fromkeys(names)
    often = Counter(map(bare, found))
    return {name: name if often[bare(name)] > 1 else bare(name) for name in found}


def _table(title: str, *columns: str) -> Table:
    """A table whose first column holds words, the others numbers."""
    from rich.table import Table

    table = Table(title=title, title_justify="left", title_style="bold", show_header=any(columns))
    table.add_column(columns[0], overflow="fold", min_width=10)
    for column in columns[1:]:
        table.add_column(column, justify="right")
    return table


def _overview(db: sqlite3.Connection, levels: list[_Level], words: Words) -> Table:
    table = _table(words("export.overview"), "", "")
    for mode, sessions, finished in db.execute(_MODES):
        name = words(f"export.mode.{mode}") if words.has(f"export.mode.{mode}") else plain(str(mode))
        counted = "export.workshops" if mode == "workshop" else "export.sessions"
        table.add_row(name, words(counted, n=sessions, finished=finished or 0))
    counts = Counts(*map(sum, zip(*(sums for _, _, sums in levels), strict=True)))
    if counts.fakes + counts.reals:
        for name, shown in _rates(counts, words):
            table.add_row(name, shown)
    return table


def _rates(counts: Counts, words: Words) -> list[tuple[str, str]]:
    """Hits and false alarms with their counts; d' and criterion where there are answers enough."""
    rows = [
        (words("export.hits"), _share(counts.hits, counts.fakes)),
        (words("export.alarms"), _share(counts.false_alarms, counts.reals)),
        (words("export.unsure"), str(counts.unsure_fakes + counts.unsure_reals)),
    ]
    found = scoring.sensitivity(counts)
    if found is not None:
        d_prime = words.decimal(found.d_prime, places=2)
        said = words("export.dprime.of", d=d_prime, fakes=found.fakes, reals=found.reals)
        rows.append((words("export.dprime"), said))
        rows.append((words("export.criterion"), words.decimal(found.criterion, signed=True, places=2)))
    elif counts.fakes + counts.reals < ENOUGH_ANSWERS:
        rows.append((words("export.dprime"), words("export.few", n=ENOUGH_ANSWERS)))
    return rows


def _by_level(levels: list[_Level], words: Words) -> Table:
    columns = ("level", "times", "hits", "alarms", "unsure")
    table = _table(words("export.levels"), *(words(f"export.{name}") for name in columns))
    for level, sessions, sums in levels:
        counts = Counts(*sums)
        unsure = counts.unsure_fakes + counts.unsure_reals
        table.add_row(
            plain(str(level)),
            str(sessions),
            _share(counts.hits, counts.fakes),
            _share(counts.false_alarms, counts.reals),
            str(unsure),
        )
    return table


def _sure(db: sqlite3.Connection, words: Words) -> Table:
    """How often those were right who were so sure."""
    table = _table(words("export.sure"), words("export.said"), words("export.was"))
    for step, n, right in db.execute(_SURE):
        table.add_row(f"{round(100 * CONFIDENCE[step])} %", _share(right, n))
    return table


def _missed(db: sqlite3.Connection, words: Words) -> Table:
    """The pictures that were most surely misjudged: one of one is no record."""
    table = _table(words("export.missed"), words("export.picture"), words("export.wrong"))
    packs = db.execute(_PACKS).fetchall()
    found = db.execute(_MISSED % _OF_ONE_PACK, packs[0]) if len(packs) == 1 else db.execute(_MISSED % _OF_PACKS)
    rows = sorted(found, key=lambda row: (-scoring.wilson(row[3], row[2])[0], str(row[0])))
    names = _short(str(row[0]) for row in rows)
    for picture, fake, n, wrong in rows[:MOST_MISSED]:
        table.add_row(
            f"{plain(names[str(picture)])} ({words('answer.fake' if fake else 'answer.real').lower()})",
            _share(wrong, n),
        )
    return table


def _days(db: sqlite3.Connection, words: Words) -> Table:
    """A kiosk's daily counts."""
    columns = ("day", "starts", "ends", "abandoned", "answers", "crashes")
    table = _table(words("export.kiosk"), *(words(f"export.{name}") for name in columns))
    for row in db.execute(_DAYS, (DAYS,)):
        table.add_row(plain(str(row[0])), *map(str, row[1:]))
    return table


def _share(part: int, whole: int) -> str:
    """Counts, and from twenty answers on the percentage."""
    if not whole:
        return "-"
    return f"{part} / {whole}" + (f" = {100 * part / whole:.0f} %" if whole >= ENOUGH_ANSWERS else "")
