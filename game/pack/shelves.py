"""Which levels stand together in the choice of levels, in which order, and which one comes next.

Owns those three. Refuses to know how they look, and how it is known what came of a level.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, get_args

from game.model.level import Level
from game.model.names import owner
from game.model.terms import ShelfName
from game.pack.catalogue import lacking
from game.pack.library import Library


class LevelShelf(NamedTuple):
    """Levels that stand together: one of the game's shelves, or a pack's own.

    They stand from easy to hard, and of those that are as hard those with tests, which take longer, last.
    """

    name: ShelfName | None  # None: it has a pack's title
    pack: str  # whose title, as levels' names say it; empty for the home pack
    levels: tuple[Level, ...]


def shelf_of(level: Level) -> ShelfName | None:
    """Where a level stands: where it says, else with those for groups where it is for them."""
    return level.shelf or ("groups" if level.plan or level.forms else None)


def shelves(library: Library) -> list[LevelShelf]:
    """The game's shelves, then each pack's own, then what is for groups; empty ones and tests are left out."""
    stand: dict[tuple[ShelfName | None, str], list[Level]] = {
        (name, ""): [] for name in get_args(ShelfName) if name != "groups"
    }
    groups: list[Level] = []
    for name, level in library.levels.items():
        shelf = shelf_of(level)
        if level.form:
            continue
        if shelf == "groups":
            groups.append(level)
        else:
            stand.setdefault((shelf, "" if shelf else owner(name)), []).append(level)
    stand["groups", ""] = groups
    return [
        LevelShelf(name, pack, tuple(sorted(levels, key=lambda level: (level.difficulty, level.forms is not None))))
        for (name, pack), levels in stand.items()
        if levels
    ]


def next_level(
    library: Library, finished: Mapping[str, float], after: str = "", left: Sequence[str] = ()
) -> Level | None:
    """What to play next: what was left on the way, else the first level not played to its end, else the worst one.

    `left` names those that were left, the last one first. `finished` says of those that were played to their end which
    share of what they asked was right; `after` is the one just played, which never comes next. On a shelf those that
    tell more than they ask, or test, come last: whoever is playing wants to play on. Levels for groups do not count,
    nor those whose pictures are not installed.
    """
    levels = [
        level
        for shelf in shelves(library)
        if shelf.name != "groups"
        for level in sorted(shelf.levels, key=_tells)
        if level.id != after and not lacking(library, level)
    ]
    begun = next((level for name in left for level in levels if level.id == name), None)
    unplayed = next((level for level in levels if level.id not in finished), None)
    return begun or unplayed or min(levels, key=lambda level: finished[level.id], default=None)


def _tells(level: Level) -> bool:
    """Whether a level is a story more than a game, or a lesson between two tests."""
    return level.forms is not None or level.cards >= level.asks
