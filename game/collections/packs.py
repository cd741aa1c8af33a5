"""A pack's description and the pictures it names become a pack that can be played.

Owns the assembly: fetch, prove by size and SHA-256, crop, make alike, write.
Refuses to fetch anything by itself: whoever assembles passes a function that gives the bytes of a URL.
"""

from __future__ import annotations

import hashlib
import io
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from game.base.errors import PackError
from game.base.files import whole
from game.model.packfiles import SourceFile, SourcesFile
from game.model.picture import Picture
from game.pack import schema, yamlfile
from game.pack.library import SOURCES, Library, read
from game.pack.yamlfile import Problem
from game.pixels import encode

if TYPE_CHECKING:
    from PIL.Image import Image as PillowImage

Fetch = Callable[[str], bytes]  # gives what a URL holds; raises OSError


T = TypeVar("T")


def read_sources(recipe: Path) -> SourcesFile:
    """What a pack's description fetches; raises PackError with every problem of its sources.yaml."""
    return read_file(recipe, SOURCES, SourcesFile)


def read_file(recipe: Path, name: str, kind: type[T]) -> T:
    """One file of a description, by itself; raises PackError with every problem of its form."""
    document = yamlfile.read(recipe / name, name)
    value: T | None = None if document.problems else schema.read_as(document, kind)
    if value is None or document.problems:
        raise PackError(document.problems)
    return value


def assemble(recipe: Path, out: Path, fetch: Fetch, done: Callable[[int, int], None] = lambda _n, _all: None) -> None:
    """Make a playable pack in the empty or missing folder `out` from a description and its sources.

    `done` hears how many of how many files are made. Raises PackError where the description is wrong, or where a
    fetched file is not the one that was described; OSError where fetching or writing fails.
    """
    library, problems = read(recipe)
    if library is None:
        raise PackError([item for item in problems if item.severity == "error"])
    sources = read_sources(recipe)
    skip = shutil.ignore_patterns(SOURCES)
    shutil.copytree(recipe, out, ignore=skip, dirs_exist_ok=True)
    meta = {item.file: item for item in library.pictures.values()}
    sizes = _mask_sizes(library)
    kept: dict[str, bytes] = {}  # a sheet is fetched once for all its crops
    for number, source in enumerate(sources.files, 1):
        if source.url not in kept:
            kept = {source.url: _proven(source, fetch(source.url))}
        target = out / "assets" / source.file
        if source.mask:
            _make_mask(kept[source.url], sizes.get(source.file), target)
        elif source.file in meta:
            _make(kept[source.url], source, sources, meta[source.file], target)
        done(number, len(sources.files))


def _proven(source: SourceFile, data: bytes) -> bytes:
    """The bytes, if they are the ones described."""
    if len(data) != source.bytes or hashlib.sha256(data).hexdigest() != source.sha256:
        message = f"{source.url} is not the file described ({len(data)} bytes, {source.bytes} expected)"
        raise PackError([Problem(SOURCES, 0, 0, "error", message)])
    return data


def _make(data: bytes, source: SourceFile, sources: SourcesFile, picture: Picture, target: Path) -> None:
    """A picture or clip of what was fetched, made as all of its pack are, or kept as it is."""
    from game.pixels.imagefiles import open_picture

    if source.keep:
        with whole(target, "wb") as file:
            file.write(data)
    elif picture.clip is not None and source.frames is not None:
        frames = [_alike(frame, source, sources) for frame in _frames(data, source)]
        encode.save_clip(frames, target, picture.clip.fps, picture.source_type, picture.credit)
    else:
        image = _alike(open_picture(io.BytesIO(data)), source, sources)
        encode.save_picture(image, target, picture.source_type, picture.credit, sources.quality)


def _frames(data: bytes, source: SourceFile) -> Iterator[PillowImage]:
    """The frames that are kept of a moving file. Raises PackError where it has fewer, or cannot be read."""
    from game.pixels.imagefiles import Frames
    from game.pixels.unfit import UnfitPictureError

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"clip{PurePosixPath(urlsplit(source.url).path).suffix.lower()}"
        path.write_bytes(data)
        first, last = source.frames or (0, 0)
        try:
            with Frames(path) as clip:
                for number in range(first, last + 1, source.every):
                    yield clip.get(number)
        except (UnfitPictureError, OSError) as error:
            message = f"frames {first} to {last} of {source.url}: {error}"
            raise PackError([Problem(SOURCES, 0, 0, "error", message)]) from error


def _alike(image: PillowImage, source: SourceFile, sources: SourcesFile) -> PillowImage:
    """The part of a picture that is shown, of the size that all have."""
    if source.crop is not None:
        left, top, width, height = source.crop
        if not (0 <= left < left + width <= image.width and 0 <= top < top + height <= image.height):
            message = (
                f"'crop' {list(source.crop)} of {source.file} leaves the picture of {image.width}x{image.height} pixels"
            )
            raise PackError([Problem(SOURCES, 0, 0, "error", message)])
        image = image.crop((left, top, left + width, top + height))
    return encode.alike(image, sources.native, sources.size)


def _mask_sizes(library: Library) -> dict[str, tuple[int, int]]:
    """The size of the picture that each mask file belongs to."""
    sizes: dict[str, tuple[int, int]] = {}
    for picture in library.pictures.values():
        sizes |= dict.fromkeys(picture.masks, picture.size)
    return sizes


def _make_mask(data: bytes, size: tuple[int, int] | None, target: Path) -> None:
    from game.pixels.imagefiles import open_mask

    image = open_mask(io.BytesIO(data))
    encode.save_mask(image, size or image.size, target)
