"""What a source holds, as candidates: by its table, or by the layout of its names.

Owns the choice between them, and what is said of the files that neither uses.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from game.author.importing import labels, layouts
from game.author.importing.candidate import Candidate, Defaults
from game.author.importing.layouts import Layout
from game.author.importing.sources import Source
from game.base.errors import PackError
from game.pack import library, yamlfile
from game.pack.yamlfile import Problem
from game.pixels.imagefiles import UNREADABLE, picture_size


class LaidOut:
    """The candidates of a layout, made anew each time they are gone through: there may be very many."""

    def __init__(self, layout: Layout, names: Sequence[str], defaults: Defaults) -> None:
        self._layout, self._names, self._defaults = layout, names, defaults

    def __iter__(self) -> Iterator[Candidate]:
        return self._layout.read(self._names, self._defaults)


class Listed(NamedTuple):
    """What a source holds."""

    candidates: Iterable[Candidate]  # may be gone through again
    languages: tuple[str, ...]  # of the table's texts
    said: list[str]  # what an author should know of it


def listed(source: Source, table: Path | None, layout: str, defaults: Defaults, pack: Path) -> Listed:
    """The candidates of a source; raises PackError where nothing says which are real, or where the table is wrong."""
    names = source.names()
    candidates: Iterable[Candidate]
    if table is not None:
        candidates, languages = labels.read(table, names, defaults, _tells(pack), lambda path: _size(source, path))
        title = f"listed in {table.name}"
    else:
        by_name = next((one for one in layouts.LAYOUTS if one.name == layout), None)
        known = by_name or layouts.recognised(names)
        candidates, languages = (LaidOut(known, names, defaults) if known else ()), ()
        title = f"layout: {known.title}" if known else ""
    makers: Counter[str] = Counter()
    masks = set()
    for item in candidates:
        makers[item.made_by if item.fake else "real"] += 1
        masks.add(item.mask)
    total = sum(makers.values())
    if not total:
        every = ", ".join(one.name for one in layouts.LAYOUTS)
        message = (
            f"{len(names)} pictures, but nothing says which are real: put them into folders real/ and fake/, "
            f"give a table with --labels, or name a layout with --layout ({every})"
        )
        raise PackError([Problem(source.name, 0, 0, "error", message)])
    said = [*source.said, f"{title}; {', '.join(f'{count} {what}' for what, count in sorted(makers.items()))}"]
    aside = len(names) - total - len(masks - {""})
    others = ({"pictures that are not used": aside} if aside > 0 else {}) | dict(sorted(source.others.items()))
    if others:
        said.append("left aside: " + ", ".join(f"{count} {what}" for what, count in others.items()))
    return Listed(candidates, languages, said)


def _tells(pack: Path) -> set[str]:
    """The tells that evidence may name: those of the game's guide and of the pack."""
    ids: set[str] = set()
    for path in (library.guide_file(), pack / "assets" / "tells.yaml"):
        data = yamlfile.read(path, path.name).data if path.is_file() else None
        tells = data.get("tells") if isinstance(data, dict) else None
        ids |= {str(item.get("id")) for item in tells or [] if isinstance(item, dict)}
    return ids


def _size(source: Source, path: str) -> tuple[int, int] | None:
    """A picture's size, for regions to be checked against; None where it cannot be read."""
    try:
        with source.open(path) as file:
            return picture_size(file, foreign=True)
    except UNREADABLE:
        return None
