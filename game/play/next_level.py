"""Which level comes next for a player.

Owns that choice, for the end of a level and for the shelf. Pure: what was finished is given.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from game.model.level import Level


def next_level(levels: Iterable[Level], finished: Collection[str], after: str = "") -> str | None:
    """The first level on the shelf that was not finished, else the next harder one than that just played.

    `levels` in the shelf's order, `finished` by id, `after` the level just played, if any. Tests and lessons for groups
    are left out. None where the hardest one was just played, and all of them before.
    """
    own = [level for level in levels if level.form is None and level.plan is None]
    fresh = next((level.id for level in own if level.id not in finished and level.id != after), None)
    if fresh is not None:
        return fresh
    played = next((level for level in own if level.id == after), None)
    if played is None:
        return own[0].id if own else None
    harder = [level for level in own if level.difficulty > played.difficulty]
    return min(harder, key=lambda level: level.difficulty).id if harder else None
