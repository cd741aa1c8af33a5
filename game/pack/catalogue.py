"""What several packs hold, as one library: everything on one shelf.

Owns the merging: the home pack keeps its plain ids, whatever another one holds is named `pack/id`; which pack a level
or picture belongs to; and which level somebody means. Refuses to know where packs lie, and to change what a pack says.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from game.base.errors import UnknownLevelError
from game.model.level import DrawRounds, Level
from game.model.names import bare, owner, renamed
from game.model.packfiles import Pack
from game.model.picture import Picture, Tell
from game.pack.cache import remember
from game.pack.library import Library, assets_of, yaml_files
from game.pack.schema import guess
from game.play.practice import PRACTICE

_BLOCK = 65536  # bytes


def shelved(home: Library, others: Iterable[Library], kept: Path | None = None) -> Library:
    """One library of the home pack and others, each of which is put behind those before it.

    The home pack's tells win, and its lenses are the only ones. A picture that an earlier pack has as well, byte for
    byte, is that pack's: the later pack's name is another key of the same picture, so `picture.id` differs from it.
    A photograph that several packs cut from the same page shows the same person in each of them. `kept` is the folder
    of caches: which pictures these are need not be found out at every start.
    """
    levels, pictures, tells, parts = dict(home.levels), dict(home.pictures), dict(home.tells), dict(home.parts)
    added: list[Library] = []
    for other in others:
        if other.pack.id not in (home.pack.id, *parts):
            parts[other.pack.id] = other.pack
            added.append(other)
    twins = _twins(home, added, kept)
    for other in added:
        part = _Part(other, home.pack.id, twins.found.get(other.pack.id, {}))
        tells |= part.tells(tells)
        for name, picture in other.pictures.items():
            named = part.name(name)
            if named not in part.same:
                pictures.setdefault(named, part.picture(picture))
        pictures |= {named: pictures[twin] for named, twin in part.same.items() if twin in pictures}
        levels |= {level.id: level for level in map(part.level, other.levels.values())}
    for names in twins.photographs:
        person = next((pictures[name].person for name in names if pictures[name].person), names[0])
        pictures |= {name: replace(pictures[name], person=pictures[name].person or person) for name in names}
    return replace(home, levels=levels, pictures=pictures, tells=tells, parts=parts)


class _Part:
    """One pack on its way to the shelf of another."""

    def __init__(self, library: Library, home: str, same: dict[str, str]) -> None:
        self.library, self.home = library, home
        self.same = same  # a picture's name on the shelf -> the earlier one that it is, too
        self._assets, self._prefix = assets_of(library.root), f"{library.pack.id}/"
        self._tells: dict[str, str] = {}  # those that have another name on the shelf

    def name(self, name: str) -> str:
        """What a picture, level or person of the pack is called on the shelf."""
        return renamed(name, self.library.pack.id, self.home) if "/" in name else self._prefix + name

    def shown(self, name: str) -> str:
        """What a picture goes by on the shelf."""
        named = self.name(name)
        return self.same.get(named, named)

    def tells(self, there: dict[str, Tell]) -> dict[str, Tell]:
        """The pack's own tells that are not there yet; one whose id stands for another text gets a name of its own."""
        found: dict[str, Tell] = {}
        for name, tell in self.library.tells.items():
            if name not in there:
                found[name] = tell
            elif there[name] != tell:
                self._tells[name] = self.name(name)
                found[self.name(name)] = replace(tell, id=self.name(name))
        return found

    def picture(self, picture: Picture) -> Picture:
        """A picture under its name on the shelf."""
        return picture.moved(self._assets, self.shown, self._tell)

    def _tell(self, tell: str) -> str:
        return self._tells.get(tell, tell)

    def level(self, level: Level) -> Level:
        """A level under its name on the shelf, with the pictures that it names there."""
        return replace(
            level,
            id=self.name(level.id),
            cover=level.cover and self.shown(level.cover),
            forms=level.forms and (self.name(level.forms[0]), self.name(level.forms[1])),
            rounds=tuple(entry if isinstance(entry, DrawRounds) else self._round(entry) for entry in level.rounds),
        )

    def _round(self, entry: Any) -> Any:
        for key, name in entry.named:
            entry = _put(entry, key, self.shown(name))
        return entry


def _put(value: Any, key: tuple[str | int, ...], name: str) -> Any:
    """A value with a name at one of its keys: a struct's field, or a place in a tuple."""
    if not key:
        return name
    step, *rest = key
    if isinstance(step, int):
        return (*value[:step], _put(value[step], tuple(rest), name), *value[step + 1 :])
    return replace(value, **{step: _put(getattr(value, step), tuple(rest), name)})


# --- the same picture in two packs


class _Twins(Struct, frozen=True):
    """What packs share, by the pictures' names on the shelf."""

    found: dict[str, dict[str, str]]  # by pack: of those that stand there already, the names that they go by
    photographs: list[list[str]]  # those that are crops of one photograph


def _twins(home: Library, others: list[Library], kept: Path | None) -> _Twins:
    """The twins among the packs' pictures; looked for again where any of the packs has changed."""
    if not others:
        return _Twins({}, [])

    def look() -> _Twins:
        files = _Files()
        files.twins(home, str)
        found = {}
        for other in others:
            found[other.pack.id] = files.twins(other, _Part(other, home.pack.id, {}).name)
        same = {name for names in found.values() for name in names}
        return _Twins(found, _photographs(home, others, same))

    read = [file for library in (home, *others) for file in yaml_files(Path(library.root))]
    return remember(kept / "twins.msgpack" if kept is not None else None, read, _Twins, look)


def _photographs(home: Library, others: list[Library], same: set[str]) -> list[list[str]]:
    """The photographs that several packs have from the same page, each pack one; of pages of many nothing is known.

    `same` are the names of pictures that an earlier pack has byte for byte.
    """
    pages: dict[str, dict[str, set[str]]] = {}
    for library in (home, *others):
        name_of = str if library is home else _Part(library, home.pack.id, {}).name
        for name, picture in library.pictures.items():
            page = picture.source.partition(" ")[0].rstrip(",;/")
            if picture.truth == "real" and page.startswith(("https://", "http://")):
                pages.setdefault(page, {}).setdefault(library.pack.id, set()).add(name_of(name))
    found = [packs.values() for packs in pages.values() if all(len(names) == 1 for names in packs.values())]
    crops = [list(dict.fromkeys(name for names in page for name in names if name not in same)) for page in found]
    return [names for names in crops if len(names) > 1]


class _Files:
    """The picture files of the packs on the shelf so far, to tell which later ones are the same."""

    def __init__(self) -> None:
        self._looks: dict[tuple[int, tuple[int, int]], list[tuple[str, str]]] = {}  # bytes, size -> name, path

    def twins(self, library: Library, name_of: Callable[[str], str]) -> dict[str, str]:
        """Of a further pack's pictures those that stand here, byte for byte: its name on the shelf, the earlier one's.

        The others stand here from now on.
        """
        assets, found, fresh = assets_of(library.root), dict[str, str](), []
        for name, picture in library.pictures.items():
            path = picture.file if os.path.isabs(picture.file) else assets + picture.file  # noqa: PTH117 (texts)
            try:
                status = os.stat(path)  # noqa: PTH116 (ten thousand of them: Path takes three times as long)
            except OSError:
                continue
            if not stat.S_ISREG(status.st_mode):
                continue  # a folder of frames
            look = status.st_size, picture.size
            twin = next((other for other, file in self._looks.get(look, ()) if _same(file, path)), None)
            if twin is not None:
                found[name_of(name)] = twin
            else:
                fresh.append((look, (name_of(name), path)))
        for look, entry in fresh:
            self._looks.setdefault(look, []).append(entry)
        return found


def _same(first: str, second: str) -> bool:
    """Whether two files hold the same; most that do not differ in their first block."""
    with suppress(OSError), open(first, "rb") as one, open(second, "rb") as other:  # noqa: PTH123 (texts, as above)
        while (block := one.read(_BLOCK)) == other.read(_BLOCK):
            if not block:
                return True
    return False


# --- what belongs to which pack


def lacking(library: Library, level: Level) -> tuple[str, ...]:
    """The collections that a level draws on, where none of them is installed; nothing where it can be played."""
    return () if any(name in library.parts for name in level.draws_on) else level.draws_on


def need_pictures_of(library: Library, level: str) -> None:
    """Raises UnknownLevelError where a level draws on a collection that is not here, with which to get."""
    lacks = lacking(library, library.levels[level])
    if lacks:
        raise UnknownLevelError(f"level '{level}' draws on pictures that are not here; get {' or '.join(lacks)} first")


def kept_level(library: Library, level: str) -> str:
    """A level's name in the session that is kept of it; of practice, which is no pack's, its own."""
    return bare(level) if level in library.levels else level


def kept_picture(library: Library, level: str, picture: str) -> str:
    """A picture's name in a session that is kept of a level, or of practice: `pack/id` where it is another pack's."""
    return renamed(picture, library.pack.id, pack_of(library, level).id)


def shelf_level(library: Library, pack: str, level: str) -> str:
    """What a level that was kept in a session of a pack is called on the shelf."""
    return level if level.partition(":")[0] == PRACTICE else renamed(level, pack, library.pack.id)


def shelf_picture(library: Library, pack: str, picture: str) -> str:
    """What a picture that was kept in a session of a pack goes by on the shelf; it need not stand there any more."""
    name = renamed(picture, pack, library.pack.id)
    return library.pictures[name].id if name in library.pictures else name


def packs_of(library: Library) -> dict[str, Pack]:
    """All packs on the shelf, by id; the home pack first."""
    return {library.pack.id: library.pack, **library.parts}


def pack_of(library: Library, name: str) -> Pack:
    """The pack of a level or picture on the shelf; the home pack where it says none."""
    return library.parts.get(owner(name), library.pack)


def find_level(library: Library, name: str) -> str:
    """The level that is meant by `pack/id`, or by a plain id that the home pack has, or else one other pack alone.

    Raises UnknownLevelError with what there is: several, none and a guess.
    """
    there = renamed(name, library.pack.id, library.pack.id)
    if there in library.levels:
        return there
    known = list(library.levels)
    found = [] if owner(name) else [other for other in known if bare(other) == name]
    if len(found) == 1:
        return found[0]
    if found:
        raise UnknownLevelError(f"several packs have a level '{name}'; name one of them: {', '.join(found)}")
    raise UnknownLevelError(f"no level '{name}'; there are: {', '.join(known)}{guess(name, known)}")
