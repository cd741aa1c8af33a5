"""What an address gave last, so that a timer may ask again every night and nothing is fetched or installed twice.

Owns packs/addresses.json, and the way from an address to an installed pack. A pack that was rolled back stays so until
its address gives something new: rings of a rollout are different addresses. Refuses nothing by itself; the shelf does.
"""

from __future__ import annotations

import logging
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, NamedTuple

import msgspec
from msgspec import Meta, Struct

from game.base.errors import PackError
from game.base.files import write_atomically
from game.collections import archive
from game.collections.fetch import download

if TYPE_CHECKING:
    from collections.abc import Callable

    from game.collections.shelf import Shelf

log = logging.getLogger(__name__)


class FetchedPack(Struct, frozen=True):
    """What an address gave: its mark there, its bytes' hash, and the folder on the shelf that it became."""

    sha256: str
    id: str
    folder: Annotated[str, Meta(pattern=r"^[0-9A-Za-z][0-9A-Za-z.+-]*$", max_length=255)]
    etag: str = ""


class Installed(NamedTuple):
    """A pack that an address gives, and whether anything had to be done for it."""

    id: str
    version: str
    described: str
    unchanged: bool


def install(
    shelf: Shelf, url: str, trusted: tuple[str, ...], suits: Callable[[Path], None] = lambda _: None
) -> Installed:
    """Put what an address gives to use, unless it is what it gave before and that is still sound.

    What does not suit is refused as `Shelf.install` says, and asked for again the next time.

    Raises PackError where it is refused, OSError where it cannot be had or kept, TakenError, ImportError.
    """
    known = _noted(shelf).get(url)
    if known is not None and not _sound(shelf, known, trusted):
        known = None  # damaged, cleared away, or signed by nobody who is trusted now
    with TemporaryDirectory(prefix="spot-the-fake-") as folder:
        path = Path(folder) / "fetched.zip"
        got = download(url, path, known.etag if known is not None else "")
        if known is not None and (got is None or got.sha256 == known.sha256):
            shelf.clear_up()  # what an installation before this left, which nobody installs now to clear away
            return Installed(known.id, _version(known.folder), f"{known.id} {_version(known.folder)}", unchanged=True)
        assert got is not None  # noqa: S101 (nothing was known)
        manifest = shelf.install(path, trusted, suits)
    current = shelf.current(manifest.id)
    if current is not None:
        _note(shelf, url, FetchedPack(got.sha256, manifest.id, current.name, got.etag))
    return Installed(manifest.id, manifest.version, archive.describe(manifest), unchanged=False)


def _sound(shelf: Shelf, given: FetchedPack, trusted: tuple[str, ...]) -> bool:
    """Whether what an address gave is on the shelf, as it was built, and signed as it has to be."""
    if given.folder not in shelf.versions(given.id):
        return False
    try:
        archive.prove(shelf.folder / given.id / given.folder, trusted)
    except PackError:
        return False
    return True


def _version(folder: str) -> str:
    return folder.rpartition("-")[0]


def _path(shelf: Shelf) -> Path:
    return shelf.folder / "addresses.json"


def _noted(shelf: Shelf) -> dict[str, FetchedPack]:
    try:
        return msgspec.json.decode(_path(shelf).read_bytes(), type=dict[str, FetchedPack])
    except (OSError, ValueError, RecursionError):
        return {}


def _note(shelf: Shelf, url: str, given: FetchedPack) -> None:
    """Keep what an address gave; where the disk refuses, it is fetched again the next time."""
    try:
        write_atomically(_path(shelf), msgspec.json.encode(_noted(shelf) | {url: given}))
    except OSError as error:
        log.warning("what '%s' gave cannot be noted: %s", url, error)
