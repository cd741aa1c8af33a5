"""A label that was corrected in the source after its picture came into the pack: found, told, and, if asked, written.

Owns what counts as corrected: what the source says now is neither what the pack says nor what the source said when the
picture was described. Changes truth, way of making and source type of a picture, and takes away what would contradict
them; every other character of the pack's files stays. Never changes anything unasked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from game.author.importing.candidate import Candidate
from game.author.importing.choosing import THERE
from game.author.importing.describing import DescribedPicture
from game.author.importing.journal import Journal
from game.base.errors import PackError

_OF_FAKES = ("generator", "mask", "evidence", "original")
_OF_REAL = ("looks_odd",)


class Corrected(NamedTuple):
    """A picture whose label differs from the pack's."""

    n: int  # in the plan
    name: str
    item: Candidate
    known: DescribedPicture


def corrected(journal: Journal, known: dict[str, DescribedPicture]) -> Iterator[Corrected]:
    """The pictures of the plan that the pack describes with another label than the source gives them now."""
    for row in journal.rows(THERE):
        item, there = row.candidate, known[row.look.name]
        now = (item.truth, item.made_by)
        if now != (there.truth, there.made_by) and now != journal.label(row.look.name):
            yield Corrected(row.n, row.look.name, item, there)


def write(journal: Journal, root: Path, found: list[Corrected]) -> None:
    """Write the labels into the pack's files; raises PackError where one of them cannot be changed without risk."""
    from game.author import yamledit
    from game.author.annotating.pictures_file import PicturesText, UnreadableSheetError

    by_file: dict[Path, list[Corrected]] = defaultdict(list)
    for one in found:
        by_file[one.known.file].append(one)
    for path, some in by_file.items():
        shown = path.relative_to(root).as_posix()
        try:
            text = PicturesText(path, shown)
            for one in some:
                lines = text.lines[one.known.place]
                text.replace(one.known.place, yamledit.rewrite(lines.text, _with_label(lines.data, one, journal)))
        except (UnreadableSheetError, yamledit.EditError) as error:
            raise PackError([f"{shown}: {error}"]) from error
        text.write()
        for one in some:
            journal.labelled(one.name, one.item.truth, one.item.made_by)


def _with_label(data: dict[str, Any], one: Corrected, journal: Journal) -> dict[str, Any]:
    """A picture's keys with another label."""
    gone = _OF_FAKES if not one.item.fake else _OF_REAL if one.known.truth == "real" else ()
    kept = {key: value for key, value in data.items() if key not in gone}
    kept |= {"truth": one.item.truth, "made_by": one.item.made_by, "source_type": one.item.source_type}
    made = journal.made(one.name)
    if one.item.fake and made is not None and made[1].mask:
        kept.setdefault("mask", f"masks/{one.name}.png")
    return kept
