"""Which pack is meant: the one that is named, else the collection chosen in the game, else the game's own.

Owns that rule, for the window and for every command. Refuses to hide that a chosen collection cannot be read.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from game.base import places
from game.base.errors import PackError
from game.collections.shelf import Shelf
from game.pack import cache

if TYPE_CHECKING:
    from game.pack.library import Library


def library_meant(
    named: Path | None, chosen: str, data: Path, level: str | None = None, kept: Path | None = None
) -> Library:
    """The pack in the folder `named`, else the installed pack `chosen`, else the game's own.

    A `level` that was asked for counts more than what was chosen: where the chosen pack lacks it, the game's own is
    meant. `kept` is the folder of caches. Raises PackError or OSError for a pack that cannot be read.
    """
    if named is not None:
        return cache.load(named, kept)
    folder = Shelf(data).current(chosen)
    if folder is not None:
        try:
            library = cache.load(folder, kept)
        except (PackError, OSError):
            if not level:
                raise
        else:
            if not level or level in library.levels:
                return library
    return cache.load(places.default_pack(), kept)
