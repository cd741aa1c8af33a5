"""Every collection that can be chosen in the game: its own, the installed ones, and those that can be got.

Owns the list of them, and the downloads that a player has asked for: one after another. Refuses to fetch anything that
nobody asked for. Read on a thread of its own, once the first screen stands.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from game.base import places
from game.base.text import FALLBACK

if TYPE_CHECKING:
    from game.collections.download import Download, DownloadState
    from game.collections.offers import Offer
    from game.collections.sticks import Copy
    from game.pack.library import Library

Cover = tuple[Path, tuple[int, int]]


class Collection(NamedTuple):
    """One collection, as its card tells it."""

    id: str
    version: str
    title: dict[str, str]
    pictures: int
    bytes: int  # of its picture files; of an offer: what is fetched
    licences: tuple[str, ...]  # of its pictures
    path: Path | None = None  # where it is installed
    own: bool = False  # it comes with the game
    levels: int = 0
    covers: tuple[Cover, ...] = ()  # pictures that show what it is like, once it is installed
    about: dict[str, str] = {}  # what one learns  # noqa: RUF012 (never changed)
    credits: tuple[str, ...] = ()  # authors, of an offer
    offer: Offer | None = None  # what can be fetched: all of it, or a newer version
    here: int = 0  # bytes of the offer that came before
    copy: Copy | None = None  # of the offer's files, on something that is plugged in
    fault: str = ""  # why an installed one cannot be read


class Collections:
    """What there is, and what is on its way. All of it is used on the loop's thread; `wake` is called from others."""

    def __init__(self, data: Path, wake: Callable[[], None], mirror: str | None = None) -> None:
        """`mirror`: a folder or an address that pictures are fetched from instead of where they lie."""
        self.data, self.mirror = data, mirror
        self.known: tuple[Collection, ...] | None = None  # None: not looked for yet
        self.downloads: dict[str, Download] = {}
        self.waiting: list[str] = []  # the ids of those to be fetched next
        self._copies: dict[str, Path] = {}  # where those come from that a player wants from a stick
        self._wake = wake
        self._looking: threading.Thread | None = None
        self._listed: set[str] = set()  # installed since the start, and looked for since
        self._seen: set[str] = set()  # ended, and shown to the player

    # --- what there is

    def look(self) -> None:
        """See what there is, on a thread."""
        if self._looking is None or not self._looking.is_alive():
            self._looking = threading.Thread(target=self.look_now, name="collections", daemon=True)
            self._looking.start()

    @property
    def looking(self) -> bool:
        """Whether that look still goes on."""
        return self._looking is not None and self._looking.is_alive()

    def look_now(self) -> None:
        """(On any thread.) See what there is; what cannot be read is left out, and logged."""
        import logging

        log = logging.getLogger(__name__)
        try:
            self.known = collections(self.data, log.warning)
        except Exception:
            log.exception("the collections cannot be looked for")
            self.known = self.known or ()
        self._wake()

    # --- what is on its way

    def get(self, name: str, copy: Path | None = None) -> None:
        """Have an offered pack fetched once those before it are; from a copy of its files, where one is given."""
        self._copies.pop(name, None)
        if copy is not None:
            self._copies[name] = copy
        self.downloads.pop(name, None)
        self._listed.discard(name)
        self._seen.discard(name)
        if name not in self.waiting:
            self.waiting.append(name)
        self.follow()

    def get_all(self) -> None:
        """Have everything on offer fetched, one pack after another."""
        for item in self.known or ():
            if item.path is None and item.offer is not None:
                self.get(item.id)

    def cancel(self, name: str) -> None:
        """Call a download off; what has come is kept."""
        self.waiting = [other for other in self.waiting if other != name]
        download = self.downloads.pop(name, None)
        if download is not None:
            download.stop()
        self.look()
        self.follow()

    def follow(self) -> None:
        """Begin the next download when none runs; look again at what there is when one has ended."""
        installed = {name for name, download in self.downloads.items() if download.state.stage == "installed"}
        if installed - self._listed and not self.looking:
            self._listed |= installed
            self.look()
        if self.waiting and all(download.state.ended for download in self.downloads.values()):
            name = self.waiting.pop(0)
            offer = next((item.offer for item in self.known or () if item.id == name and item.offer), None)
            if offer is not None:
                from game.collections.download import Download

                self.downloads[name] = Download(offer.recipe, self.data, self._wake, self.source(name))

    def source(self, name: str) -> str | None:
        """A folder or an address that a collection is fetched from instead of where its pictures lie."""
        copy = self._copies.get(name)
        return str(copy) if copy is not None else self.mirror

    def state(self, name: str) -> DownloadState | None:
        """How far a collection is on its way; None where nobody asked for it, or it only waits for its turn."""
        download = self.downloads.get(name)
        return download.state if download is not None else None

    @property
    def news(self) -> tuple[Collection, DownloadState] | None:
        """The download that runs, else the last one that ended and was not shown yet."""
        for name, download in reversed(self.downloads.items()):
            item = next((item for item in self.known or () if item.id == name), None)
            if item is not None and name not in self._seen:
                return item, download.state
        return None

    def seen(self) -> None:
        """The player sees what has become of the downloads."""
        self._seen |= {name for name, download in self.downloads.items() if download.state.ended}

    def close(self) -> None:
        """End what runs; it can be resumed."""
        self.waiting = []
        for download in self.downloads.values():
            download.close()


def collections(data: Path, warn: Callable[[str, Path, Exception], None] = lambda *_: None) -> tuple[Collection, ...]:
    """The game's own collection, the installed ones by id, then the offers that are not installed.

    `warn` hears of those that cannot be read. Raises PackError where an offer is wrong; OSError.
    """
    from game.base.errors import PackError
    from game.collections.offers import here, offers
    from game.collections.shelf import Shelf
    from game.collections.sticks import copy_of, plugged_in
    from game.pack import cache

    kept, shelf = data / "cache", Shelf(data)
    offered = {offer.id: offer for offer in offers(kept)}
    found = [_read(cache.load(places.default_pack(), kept))._replace(own=True)]
    for name in shelf.names():
        path = shelf.current(name)
        if path is None or name == found[0].id:  # a copy of what the game has itself
            continue
        try:
            item = _read(cache.load(path, kept))
        except (PackError, OSError) as error:
            warn("the pack in %s cannot be read: %s", path, error)
            item = _broken(name, shelf.version(name) or "", offered.get(name), error)
        offer = offered.get(name)
        newer = offer if offer is not None and offer.version != item.version else None
        found.append(item._replace(offer=newer))
        offered.pop(name, None)
    for offer in offered.values():
        item = Collection(offer.id, offer.version, offer.title, offer.pictures, offer.bytes, offer.licences)
        found.append(item._replace(offer=offer, levels=offer.levels, about=offer.about or {}, credits=offer.credits))
    sticks = plugged_in() if any(item.offer for item in found) else []
    return tuple(
        item._replace(here=here(item.offer, data), copy=copy_of(item.offer, sticks)) if item.offer else item
        for item in found
    )


def _broken(name: str, version: str, offer: Offer | None, error: Exception) -> Collection:
    """What the card of an installed pack tells that cannot be read; where it is on offer it can be got again."""
    title = dict(offer.title) if offer is not None else {FALLBACK: name}
    fault = str(error).splitlines()[0] if str(error) else type(error).__name__
    return Collection(name, "" if offer is not None else version, title, 0, 0, (), fault=fault)


def _read(library: Library) -> Collection:
    """What a library's card tells."""
    from game.model.names import owner
    from game.pack.heroes import shown_by

    pictures = library.own.values()
    files = {library.path(item.file) for item in pictures}
    return Collection(
        library.pack.id, library.pack.version, dict(library.pack.title), len(pictures),
        sum(path.stat().st_size for path in files if path.is_file()),
        tuple(sorted({item.licence for item in pictures})), Path(library.root),
        levels=sum(not owner(name) for name in library.levels),
        covers=tuple((library.path(item.file), item.size) for item in shown_by(library)),
        about=dict(library.pack.about or {}),
    )  # fmt: skip
