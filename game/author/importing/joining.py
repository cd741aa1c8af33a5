"""Which mask and which original belong to which altered picture, by where they lie and not by their names alone.

Owns what counts as the same place: the folders on the way, less those that only say "real", "fake" or "masks". Two
pictures of one name that a mask might belong to both get none, and that is told. A picture that merely is called
"mask" stays a picture: a mask has two brightnesses.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple, Protocol

from game.author.importing import vocabulary
from game.author.importing.holdings import Aside, Holdings, folders_of, stem_of
from game.author.importing.refused import DECODER_FAULTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_TWO_VALUED = 0.97  # of the pixels: the rest is the soft rim of a compressed mask
_SMALL = 128  # px: to count brightnesses
JoinKey = tuple[str, ...]


class Side(Protocol):
    """What is said of a picture."""

    @property
    def fake(self) -> bool:
        """Whether it is called fake."""
        ...

    @property
    def folder(self) -> str:
        """The folder that says it."""
        ...


class Sides(Protocol):
    """What is said of pictures by their folders."""

    def of(self, path: str) -> Side | None:
        """What is said of one."""
        ...


class Joined(NamedTuple):
    """What belongs together."""

    mask_of: dict[str, str]  # an altered picture -> its mask
    masks: dict[str, Aside]  # every mask, with or without its picture
    originals: dict[str, tuple[str, ...]]  # an altered picture -> what may be the untouched one


def joined(holdings: Holdings, sides: Sides, found: Mapping[str, Side]) -> Joined:
    """The masks and originals of the altered pictures among `found`."""
    fakes, reals = _Places(), _Places()
    possible = [path for path in holdings.pictures if _may_be_mask(path)]
    for path, side in found.items():
        (fakes if side.fake else reals).add(path, _key(path, side.folder))
    mask_of: dict[str, str] = {}
    masks: dict[str, Aside] = {}
    for path in possible:
        own = sides.of(path)
        if own is not None and not own.fake:
            continue  # a real picture of a mask: nothing was altered in it
        within = _in_mask_folder(path, own.folder if own else "")
        stem = vocabulary.without_mask(stem_of(path)) or (stem_of(path) if within else None)
        targets = [] if stem is None else fakes.near(stem, _key(path, own.folder if own else ""), path)
        if own is not None and not _two_valued(holdings, path):
            continue  # an altered picture that is called so
        if len(targets) == 1 and (within or stem != stem_of(path)):
            mask_of[targets[0]] = path
            masks[path] = Aside(path, holdings.words("import.aside.mask", picture=targets[0]), mask_of=targets[0])
        elif len(targets) > 1:
            why = holdings.words("import.aside.masks", one=targets[0], other=targets[1])
            masks[path] = Aside(path, why)
        elif within:
            masks[path] = Aside(path, holdings.words("import.aside.no_mask"))
    originals: dict[str, tuple[str, ...]] = {}
    for path, side in found.items():
        untouched = reals.near(stem_of(path), _key(path, side.folder), path) if side.fake and path not in masks else []
        if len(untouched) == 1:
            originals[path] = (untouched[0],)
    return Joined(mask_of, masks, originals)


def _may_be_mask(path: str) -> bool:
    return vocabulary.without_mask(stem_of(path)) is not None or _in_mask_folder(path, "")


def _in_mask_folder(path: str, below: str) -> bool:
    """Whether a folder on the way says "masks"; of a picture that has a side, one below the folder that says it."""
    return any(
        vocabulary.is_mask_folder(name) and (not below or f"{around}/".startswith(f"{below}/"))
        for around, name in folders_of(path)
    )


def _key(path: str, said_by: str) -> JoinKey:
    """Where a picture lies, without the folders that say what it is."""
    kept = []
    for around, name in folders_of(path):
        if (f"{around}/{name}" if around else name) == said_by or vocabulary.is_mask_folder(name):
            continue
        found = vocabulary.sense(name)
        if found is None or found.kind == "natural":
            kept.append(name.strip().casefold())
    return tuple(kept)


class _Places:
    """Pictures by their names, with where they lie."""

    def __init__(self) -> None:
        self._by_stem: dict[str, list[tuple[JoinKey, str]]] = defaultdict(list)

    def add(self, path: str, key: JoinKey) -> None:
        """Take one in."""
        self._by_stem[stem_of(path)].append((key, path))

    def near(self, stem: str, key: JoinKey, but: str) -> list[str]:
        """Those of a name that lie at the same place; else those one of whose ways is a part of the other's."""
        here = [(other, path) for other, path in self._by_stem.get(stem, ()) if path != but]
        same = [path for other, path in here if other == key]
        return same or [path for other, path in here if _part(key, other) or _part(other, key)]


def _part(short: JoinKey, long: JoinKey) -> bool:
    """Whether all of one way comes in the other, in order."""
    steps = iter(long)
    return all(step in steps for step in short)


def _two_valued(holdings: Holdings, path: str) -> bool:
    """Whether a picture has two brightnesses, as a mask has."""
    try:
        grey = holdings.seen(path, _SMALL).convert("L")
    except DECODER_FAULTS:
        return False
    counts = grey.histogram()
    lowest = next(value for value, count in enumerate(counts) if count)
    highest = 255 - next(value for value, count in enumerate(reversed(counts)) if count)
    if highest == lowest:
        return True
    rim = (highest - lowest) // 8
    ends = sum(counts[lowest : lowest + rim + 1]) + sum(counts[highest - rim : highest + 1])
    return ends >= _TWO_VALUED * sum(counts)


def by_path(masks: Iterable[str], pictures: Iterable[str]) -> dict[str, str]:
    """A picture -> its mask, where a collection's masks have the pictures' names: the nearest place wins."""
    places = _Places()
    for path in masks:
        stem = stem_of(path)
        for name in {stem, vocabulary.without_mask(stem) or stem}:
            places._by_stem[name].append((_key(path, ""), path))  # noqa: SLF001 (of this module)
    found = {}
    for path in pictures:
        near = places.near(stem_of(path), _key(path, ""), path)
        if len(near) == 1:
            found[path] = near[0]
    return found
