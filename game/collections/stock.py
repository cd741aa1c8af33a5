"""What stands on the shelf: the pack that is named, alone; else the game's own and every one that is installed.

Owns that rule, for the window and for every command. Refuses to let a pack that cannot be read take others away: it is
logged, and left out.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from game.base import places
from game.base.errors import PackError, UnknownLevelError
from game.collections.shelf import Shelf
from game.model.names import OWN_PACK
from game.pack import cache, catalogue

if TYPE_CHECKING:
    from game.pack.library import Library

log = logging.getLogger(__name__)


def home_pack(named: Path | None, kept: Path | None = None) -> Library:
    """The pack in the folder `named`, else the game's own; `kept` is the folder of caches.

    Raises PackError or OSError for one that cannot be read.
    """
    return cache.load(named or places.default_pack(), kept)


def stocked(home: Library, data: Path, kept: Path | None = None) -> Library:
    """The home pack with every installed one."""
    return catalogue.shelved(home, _installed(home.pack.id, data, kept), kept)


def folders_of(names: Iterable[str], data: Path) -> dict[str, Path]:
    """The folders of packs by id, the game's own among them; one that is not installed has a folder that is not."""
    shelf = Shelf(data)
    return {
        name: places.default_pack() if name == OWN_PACK else shelf.current(name) or shelf.folder / name
        for name in names
    }


def library_meant(named: Path | None, data: Path, level: str | None = None, kept: Path | None = None) -> Library:
    """The pack in the folder `named` alone, else the game's own; with all others, where a level of theirs is asked for.

    Raises PackError or OSError where the first one cannot be read.
    """
    home = home_pack(named, kept)
    if named is not None or level is None:
        return home
    try:
        catalogue.find_level(home, level)
    except UnknownLevelError:
        return stocked(home, data, kept)
    return home


def library_whole(named: Path | None, data: Path) -> Library:
    """The pack in the folder `named` alone, else the game's own with all others, as the window would show them.

    Raises PackError or OSError where the first one cannot be read.
    """
    kept = data / "cache"
    home = home_pack(named, kept)
    return home if named is not None else stocked(home, data, kept)


def _installed(home: str, data: Path, kept: Path | None) -> Iterator[Library]:
    """The installed packs, by id, but for a copy of the home pack."""
    shelf = Shelf(data)
    for name in shelf.names():
        path = shelf.current(name)
        if path is None or name == home:
            continue
        try:
            yield cache.load(path, kept)
        except (PackError, OSError) as error:
            log.warning("the pack '%s' cannot be read, and is left out:\n%s", name, error)
