"""What can be fetched: the packs that are described here and whose pictures lie elsewhere.

Owns the list of them, and what each costs: bytes, licences, authors, the host. Refuses to fetch.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from game.base import places
from game.collections import packs
from game.model.packfiles import Pack, PicturesFile, SourceFile
from game.model.terms import Text
from game.pack import cache, library


class Offer(Struct, frozen=True):
    """A described pack, as it is told before it is fetched."""

    id: str
    version: str
    title: Text
    recipe: str  # the folder of the description
    licence: str  # of the pack as a whole
    licences: tuple[str, ...]  # of its pictures
    credits: tuple[str, ...]
    pictures: int
    files: tuple[SourceFile, ...]  # what is fetched, each once
    about: Text | None = None  # what one learns
    levels: int = 0

    @property
    def bytes(self) -> int:
        """What is fetched, all together."""
        return sum(item.bytes for item in self.files)

    @property
    def host(self) -> str:
        """Where it is fetched from."""
        return ", ".join(sorted({urlsplit(item.url).hostname or "" for item in self.files}))


class _Offers(Struct, frozen=True):
    offers: tuple[Offer, ...]


def folder() -> Path:
    """Where the descriptions lie."""
    return places.default_pack() / "assets" / "packs"


def read(recipe: Path) -> Offer:
    """What one description offers; whether its parts fit each other is seen when it is assembled.

    Raises PackError with its problems.
    """
    pack = packs.read_file(recipe, "pack.yaml", Pack)
    files = {item.sha256: item for item in packs.read_sources(recipe).files}
    names = [path.relative_to(recipe).as_posix() for path in sorted((recipe / "assets").glob("pictures*.yaml"))]
    pictures = [item for name in names for item in packs.read_file(recipe, name, PicturesFile).pictures]
    return Offer(
        pack.id, pack.version, pack.title, str(recipe), pack.licence,
        tuple(sorted({item.licence for item in pictures})), tuple(sorted({item.credit for item in pictures})),
        len(pictures), tuple(files.values()), pack.about, len(list((recipe / "levels").glob("*.yaml"))),
    )  # fmt: skip


def offers(kept: Path | None = None) -> tuple[Offer, ...]:
    """All that can be fetched, by id; kept in the folder of caches `kept`, so that a second start reads no YAML.

    Raises PackError where a description has errors.
    """
    recipes = sorted(path.parent for path in folder().glob("*/pack.yaml"))
    files = [file for recipe in recipes for file in (*library.yaml_files(recipe), recipe / library.SOURCES)]
    place = kept / "offers.msgpack" if kept is not None else None
    return cache.remember(place, files, _Offers, lambda: _Offers(tuple(map(read, recipes)))).offers


def downloads(data: Path) -> Path:
    """Where fetched files wait."""
    return data / "downloads"


def here(offer: Offer, data: Path) -> int:
    """How many bytes of an offer came before, by the files' sizes."""
    return sum(came(source, downloads(data)) for source in offer.files)


def came(source: SourceFile, folder: Path) -> int:
    """How many bytes of a file came before, whole or in part."""
    for name in (source.sha256, f"{source.sha256}.part"):
        with suppress(OSError):
            return min(source.bytes, (folder / name).stat().st_size)
    return 0
