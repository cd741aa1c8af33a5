"""The pictures of the first screen: which there are, and whose turn it is.

Owns the turn: each comes once before any comes again, and never the same twice running, not even over a restart.
Refuses to be in anybody's way: a file that cannot be read or written costs a repeated picture, and a line in the log.
"""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from game.base.files import write_atomically
from game.model.names import owner

if TYPE_CHECKING:
    from game.model.picture import Picture
    from game.pack.library import Library

FILE = "hero.json"


def heroes(library: Library) -> list[Picture]:
    """The pictures that take turns, of each pack those that it names, else covers of its levels."""
    named: list[str] = list(library.pack.heroes) or _covers(library, "")
    for pack in library.parts.values():
        named += [f"{pack.id}/{name}" for name in pack.heroes] or _covers(library, pack.id)
    found = [library.pictures[name] for name in dict.fromkeys(named) if name in library.pictures]
    return [picture for picture in found if picture.askable and picture.clip is None]


def shown_by(library: Library) -> list[Picture]:
    """The pictures that a pack is shown by, each once: those that it names, then the covers of its levels."""
    from game.pack.library import cover

    first = cover(library)
    named = [*library.pack.heroes, *([first.id] if first is not None else []), *_covers(library, "")]
    found = [library.pictures[name] for name in dict.fromkeys(named) if name in library.pictures]
    return [picture for picture in found if picture.clip is None] or found


def _covers(library: Library, pack: str) -> list[str]:
    """The covers of a pack's levels that are for one player; of the home pack, whose names are bare, for ""."""
    return [level.cover or "" for name, level in library.levels.items() if owner(name) == pack and not level.plan]


def telling(library: Library) -> list[Picture]:
    """The pictures that could stand in for heroes: those that are drawn and show something."""
    return [item for item in library.each if item.in_draws and item.askable and item.clip is None and item.visible]


class HeroTurns:
    """Whose turn it is; `path` is where the last one is remembered, None where nowhere."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._last: str | None = None  # shown; not known before anybody asks
        self._kept = ""  # in the file
        self._fault = ""  # of the file, to be logged once there is a log
        self._names: tuple[str, ...] = ()  # of all that take turns
        self._coming: list[str] = []  # the rest of this turn, the next one last
        self._promised = ""  # to come first

    def following(self, library: Library, rng: Random) -> Picture | None:
        """The next one, the same until it was shown; None where no picture that could be it is there."""
        there = _there(library, heroes(library)) or _there(library, telling(library))
        if not there:
            return None
        if self._last is None:
            self._last = self._kept = self._read()
        if tuple(there) != self._names:
            self._names, self._coming = tuple(there), []
        if not self._coming:
            self._coming = rng.sample(self._names, len(self._names))
            if self._coming[-1] == self._last:
                self._coming.insert(0, self._coming.pop())
        if self._promised in self._coming:
            self._coming.remove(self._promised)
            self._coming.append(self._promised)
        self._promised = ""
        return there[self._coming[-1]]

    def of_next_start(self, library: Library, rng: Random) -> Picture | None:
        """The first one of the next start, when only the home pack is there; the next one if it is of that."""
        following = self.following(library, rng)
        if following is None or not owner(following.id):
            return following
        there = _there(library, [item for item in heroes(library) if not owner(item.id)])
        names = [name for name in (*self._coming[::-1], *there) if name in there and name != self._last]
        return there[names[0]] if names else None

    def promise(self, picture: str) -> None:
        """This one comes first, if it is there: it is on the screen already."""
        self._promised = picture

    def shown(self, picture: Picture) -> None:
        """It is on the screen: another one follows."""
        self._last = picture.id
        if picture.id in self._coming:
            self._coming.remove(picture.id)

    def keep(self) -> None:
        """Remember the last one, whatever the disk says to it. Not for the thread that draws: it waits for the disk."""
        if self._fault:
            _warn("which picture the first screen showed last is not known: %s", self._fault)
            self._fault = ""
        if self._path is None or not self._last or self._last == self._kept:
            return
        try:
            write_atomically(self._path, json.dumps({"picture": self._last}).encode())
            self._kept = self._last
        except OSError as error:
            _warn("which picture the first screen showed last cannot be kept: %s", error)

    def _read(self) -> str:
        """The one that is remembered; "" where none is."""
        if self._path is None:
            return ""
        try:
            return str(json.loads(self._path.read_bytes())["picture"])
        except FileNotFoundError:
            return ""
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            self._fault = f"'{self._path.name}' is damaged, and is written anew ({type(error).__name__})"
            return ""


def _there(library: Library, pictures: list[Picture]) -> dict[str, Picture]:
    """Those whose files are there, by id."""
    return {picture.id: picture for picture in pictures if library.path(picture.file).is_file()}


def _warn(message: str, *details: object) -> None:
    import logging  # the first frame does without

    logging.getLogger(__name__).warning(message, *details)
