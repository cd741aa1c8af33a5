"""What the picture files themselves say: that they open whole, have the size stated, and fit their masks.

Owns the inspection: each file is hashed and decoded once, several at a time, within a budget of memory; a JPEG at an
eighth of its size, which still reads every byte. With an index unchanged files are not opened at all. What a picture's
size is, and whether a file is damaged, `imagefiles` says.
"""

from __future__ import annotations

import hashlib
import os
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

from game import __version__
from game.model.picture import Picture
from game.model.shapes import bounds, has_bounds
from game.model.terms import NONE_VISIBLE
from game.pack.check import check_masks as masks
from game.pack.index import Facts, FileLook, Found, Index, Mark, mark_of, settled
from game.pack.library import Library, Manuscript, examine, lies_inside
from game.pack.yamlfile import Document, Fix, Problem, Severity
from game.pixels.budget import MemoryBudget
from game.pixels.imagefiles import SMALLEST, UNREADABLE, Frames, decoding, open_mask, open_proven, upright_size, weight
from game.pixels.unfit import said

if TYPE_CHECKING:
    from PIL.Image import Image

CHECKER = 2  # to be raised whenever a look at a file finds something else
MIN_SIDE = 200  # px: below this there is nothing to look at
SAME_SHAPE = 0.01  # how far the proportions of a picture and its original may differ for the wipe to line up
_BUDGET = 200 * 1024 * 1024  # bytes of decoded pictures at the same time, whatever the number of threads
_BATCH = 500  # looks kept at a time: what an interrupted check has done is not done again
METADATA = "metadata"  # the tag of a picture whose file is the point, with all that it says of itself
_GPS = 0x8825
_REMARK = "the file says where it was taken (GPS position in its metadata); save it without"

FilesDone = Callable[[int, int], None]  # files done, files to do


def checker() -> str:
    """Who looks: a file looked at by another version is looked at again."""
    import PIL

    return f"{__version__}/{CHECKER}/Pillow {PIL.__version__}"


def read_whole(root: Path, index: Index | None = None) -> tuple[Library | None, list[Problem]]:
    """As `library.read`, and every picture file is opened: what must be sound before a pack is passed on or played."""
    found, problems, manuscript = examine(root)
    if found is not None:
        problems = sorted([*problems, *review(found, manuscript, index)])
    return (None if any(item.severity == "error" for item in problems) else found), problems


def review(
    library: Library, manuscript: Manuscript, index: Index | None = None, progress: FilesDone = lambda _n, _all: None
) -> list[Problem]:
    """What is wrong with the files of a library's pictures; those that are missing have been reported before."""
    assets, root = Path(library.root) / "assets", Path(library.root)
    wanted: dict[FileLook, None] = {}
    for picture in library.own.values():
        wanted |= dict.fromkeys(_looks(picture))
    there = {look: mark for look in wanted if (mark := _mark(assets / look.path)) is not None}
    known = index.known(root) if index is not None else {}
    facts = {look: known[look].facts for look, mark in there.items() if look in known and known[look].mark == mark}
    fresh: list[Found] = []
    todo = [look for look in there if look not in facts]
    for found in _look_at(assets, todo):
        facts[found.look] = found.facts
        fresh.append(found)
        progress(len(facts), len(there))
        if index is not None and len(fresh) % _BATCH == 0:
            index.keep(root, fresh[-_BATCH:])
    if index is not None:
        index.keep(root, fresh[len(fresh) - len(fresh) % _BATCH :])
        index.forget(root, known.keys() - there.keys())
    problems = []
    first: dict[str, str] = {}  # sha256 -> the picture that has it
    for name, picture in library.own.items():
        document, path = manuscript.pictures[name]
        for fault in _faults(library, picture, facts, first):
            fix = Fix((*path, fault.key), "value", fault.fix) if fault.fix else None
            at = (*path, fault.key, *fault.below)
            problems.append(document.problem(at, fault.message, severity=fault.severity, fix=fix))
    return problems


def review_picture(library: Library, picture: Picture, document: Document) -> list[Problem]:
    """What is wrong with the files of one picture; the document is a list of this picture alone."""
    assets = Path(library.root) / "assets"
    looks = [look for look in _looks(picture) if _mark(assets / look.path) is not None]
    facts = {found.look: found.facts for found in _look_at(assets, looks)}
    return [
        document.problem((0, fault.key, *fault.below), fault.message, severity=fault.severity)
        for fault in _faults(library, picture, facts, {})
    ]


# --- looking


def _looks(picture: Picture) -> Iterator[FileLook]:
    """The files of a picture, and as what each is looked at."""
    if lies_inside(picture.file):
        yield FileLook(picture.file, f"clip {picture.clip.frames}" if picture.clip else "picture")
    names = {picture.mask, *(item.region.mask for item in picture.evidence)} if picture.clip is None else set()
    for mask in sorted(name for name in names if name and lies_inside(name)):
        yield FileLook(mask, "mask")


def _mark(path: Path) -> Mark | None:
    try:
        return mark_of(path)
    except OSError:
        return None


def _look_at(assets: Path, looks: list[FileLook]) -> Iterator[Found]:
    """Look at files, a few at a time, in their order."""
    room = MemoryBudget(_BUDGET)

    def look_at(look: FileLook) -> Found:
        path = assets / look.path
        mark = _mark(path)
        safe = mark is not None and settled(mark) and not path.is_dir()  # a folder's mark is not that of its frames
        clip = look.kind.removeprefix("clip ")
        facts = _clip_facts(path, int(clip)) if clip != look.kind else _facts(path, look.kind, room)
        return Found(look, mark if safe and mark == _mark(path) else None, facts)

    pool = ThreadPoolExecutor(_threads(), thread_name_prefix="check")
    try:
        with warnings.catch_warnings():  # of large pictures: our own limit is lower
            warnings.simplefilter("ignore")
            yield from pool.map(look_at, looks)
    finally:
        pool.shutdown(cancel_futures=True)


def _threads() -> int:
    """One for each core that this process may use, eight at most."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(8, usable or 1)


def _facts(path: Path, kind: str, room: MemoryBudget) -> Facts:
    """What one picture or mask file is found to be."""
    sha256 = ""
    try:
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            with room.of(weight(file, SMALLEST if kind == "picture" else None)):
                return _picture_facts(file, sha256) if kind == "picture" else _mask_facts(file, sha256)
    except UNREADABLE as error:
        return Facts(sha256, fault=said(error))


def _picture_facts(file: IO[bytes], sha256: str) -> Facts:
    """What an opened picture is found to be."""
    with decoding(file), open_proven(file) as image:
        return Facts(sha256, upright_size(file, image), remark=_REMARK if _says_where(image) else "")


def _says_where(image: Image) -> bool:
    """Whether a picture's metadata tell where it was taken."""
    try:
        return bool(image.getexif().get_ifd(_GPS))
    except Exception:  # noqa: BLE001 (metadata can be wrong in every way, and the picture still be shown)
        return False


def _mask_facts(file: IO[bytes], sha256: str) -> Facts:
    """What an opened mask is found to be."""
    image = open_mask(file, proven=True)
    grid = masks.grid_of(image)
    return Facts(sha256, image.size, "" if grid else "the mask is empty (all black)", grid=grid)


def _clip_facts(path: Path, frames: int) -> Facts:
    """What a clip is found to be: all frames must be there."""
    try:
        sha256 = ""
        if path.is_file():
            with path.open("rb") as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        with Frames(path) as clip:
            return Facts(sha256, clip.prove(frames))
    except UNREADABLE as error:
        return Facts(fault=f"cannot be opened as a clip of {frames} frames: {said(error)}")


# --- what follows from it


class _Fault(NamedTuple):
    """What is wrong with a picture's files: under which of its keys, and how it is mended."""

    key: str
    message: str
    severity: Severity = "error"
    below: tuple[str | int, ...] = ()  # the way on from the key
    fix: str = ""


def _faults(
    library: Library, picture: Picture, facts: dict[FileLook, Facts], first: dict[str, str]
) -> Iterator[_Fault]:
    """What is wrong with the files of one picture; `first` learns which picture has which content."""
    looks = list(_looks(picture))
    found = next((facts.get(look) for look in looks if look.kind != "mask"), None)
    if found is None:
        return
    if found.fault:
        yield _Fault("file", found.fault)
        return
    if found.remark:
        yield _Fault("file", found.remark, "hint" if METADATA in picture.tags else "warning")
    twin = first.setdefault(found.sha256 or picture.id, picture.id)
    if twin != picture.id:
        yield _Fault("file", f"the very same file as that of '{twin}', byte for byte; delete one of them", "warning")
    if found.size != picture.size:
        what = "the clip" if picture.clip else "the file"
        message = f"'size' says {list(picture.size)}, {what} has {list(found.size)}"
        yield _Fault("size", message, fix=str(list(found.size)) if _harmless(picture, found.size) else "")
    if picture.clip:
        return
    if min(found.size) < MIN_SIDE:
        width, height = found.size
        yield _Fault("file", f"the picture has {width}x{height} pixels; below {MIN_SIDE} there is nothing to look at")
    for mask in (facts.get(look) for look in looks if look.kind == "mask"):
        if mask is not None and mask.fault:
            yield _Fault("mask", mask.fault)
        elif mask is not None and mask.size != found.size:
            yield _Fault("mask", f"the mask has {list(mask.size)} pixels, the picture {list(found.size)}")
    original = library.pictures.get(picture.original or "")
    if original is not None and picture.fake:
        ratio, ratio_original = found.size[0] / found.size[1], original.size[0] / original.size[1]
        if abs(ratio / ratio_original - 1) > SAME_SHAPE:
            yield _Fault("original", "the original has other proportions, so that the wipe would not line up")
    yield from _misses(picture, facts.get(FileLook(picture.mask or "", "mask")))


def _harmless(picture: Picture, size: tuple[int, int]) -> bool:
    """Whether a wrong 'size' can be set right without asking: regions are in pixels of the size meant."""
    near = all(abs(said - there) <= 2 for said, there in zip(picture.size, size, strict=True))
    return near or all(item.region.mask for item in picture.evidence)


def _misses(picture: Picture, mask: Facts | None) -> Iterator[_Fault]:
    """Evidence that lies wholly beside the mask of the altered area, where none of it touches that."""
    if mask is None or not mask.grid:
        return
    drawn = [
        (number, item.region)
        for number, item in enumerate(picture.evidence)
        if has_bounds(item.region) and item.tell != NONE_VISIBLE
    ]
    missing = [number for number, region in drawn if not masks.touches(mask.grid, bounds(region), mask.size)]
    if missing and len(missing) == len(drawn):
        for number in missing:
            message = "the region lies wholly beside the mask of what was altered; draw it where the mask is white"
            yield _Fault("evidence", message, "warning", (number, "region"))
