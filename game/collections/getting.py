"""Getting an offered pack: fetched in parallel, proved, assembled, installed; resumed after any interruption.

Owns the data folder's downloads/: files that came whole, by their SHA-256, and parts of files. They go once the pack is
installed. Refuses to install what is not whole, and to run twice at once.
"""

from __future__ import annotations

import errno
import shutil
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from tempfile import TemporaryDirectory
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from game.base.errors import TakenError
from game.base.files import locked
from game.collections import fetch, packs
from game.collections.archive import Manifest
from game.collections.fetch import FetchError, HostLine, StoppedError, Why
from game.collections.offers import Offer, came, downloads
from game.collections.shelf import Shelf
from game.collections.sticks import place_in
from game.model.packfiles import SourceFile

WORKERS = 4
TELL_SECONDS = 0.25
# times what is fetched: the files, the pack made of them, its archive, the installed copy (of our three: 1.5 to 3.6)
SPACE = 4
_PACE_SECONDS = 10.0
_MAKING = ".making-"

FetchStage = Literal["fetching", "making"]
Mirror = str | Path | None  # an address or a folder laid out owner/repo/commit/path; None: where the pictures lie


class FetchProgress(NamedTuple):
    """How far it is."""

    stage: FetchStage
    bytes: int = 0  # here, of `of_bytes`; while it is made: 0
    of_bytes: int = 0
    files: int = 0
    of_files: int = 0
    seconds_left: float | None = None  # None: not known yet
    trouble: str = ""  # what is waited for


class NotGotError(Exception):
    """A pack could not be got: one line a file, or one for all; what came so far is kept."""

    def __init__(self, why: Why | Literal["full"], lines: list[str], missing: tuple[int, int]) -> None:
        """`missing` are the files and bytes that still have to come."""
        super().__init__("\n".join(lines))
        self.why, self.lines, self.missing = why, lines, missing


def get(
    offer: Offer, data: Path, mirror: Mirror = None, tell: Callable[[FetchProgress], None] = lambda _: None
) -> Manifest:
    """Fetch what is not here yet, make the pack of it, install it, and clear up.

    `tell` hears a few times a second how far it is. Raises NotGotError; TakenError where another process is getting a
    pack; PackError where the description is wrong; OSError where the disk refuses.
    """
    folder = downloads(data)
    try:
        return _get(offer, data, folder, mirror, tell)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        missing = [source for source in offer.files if came(source, folder) < source.bytes]
        raise NotGotError("full", [f"the disk is full ({error.strerror})"], _sum(missing)) from error


def _get(offer: Offer, data: Path, folder: Path, mirror: Mirror, tell: Callable[[FetchProgress], None]) -> Manifest:
    with locked(folder / ".lock"):
        _unmake(folder)
        missing = [source for source in offer.files if not _is_here(source, folder)]
        _check_space(offer, missing, folder)
        if missing:
            _Fetching(offer, missing, folder, mirror, tell).run()
        by_url = {source.url: source.sha256 for source in packs.read_sources(Path(offer.recipe)).files}
        with TemporaryDirectory(prefix=_MAKING, dir=folder, ignore_cleanup_errors=True) as name:
            packs.assemble(
                Path(offer.recipe), Path(name), lambda url: (folder / by_url[url]).read_bytes(),
                lambda done, of: tell(FetchProgress("making", files=done, of_files=of)),
            )  # fmt: skip
            manifest = Shelf(data).install(Path(name))
        _clear_up(offer, folder)
    return manifest


def clear_up(offer: Offer, data: Path) -> None:
    """Delete what is left of getting an installed pack, where an earlier run could not; neither raises nor waits."""
    folder = downloads(data)
    Shelf(data).clear_up()
    if folder.is_dir():
        with suppress(OSError, TakenError), locked(folder / ".lock"):
            _clear_up(offer, folder)


def _clear_up(offer: Offer, folder: Path) -> None:
    _unmake(folder)
    for source in offer.files:
        for path in (folder / source.sha256, folder / f"{source.sha256}.part"):
            with suppress(OSError):  # the pack is installed all the same
                path.unlink()


def _unmake(folder: Path) -> None:
    """Delete packs whose making broke off."""
    for old in folder.glob(f"{_MAKING}*"):
        shutil.rmtree(old, ignore_errors=True)


def _is_here(source: SourceFile, folder: Path) -> bool:
    """Whether a file came whole before; what a power cut has spoiled is thrown away."""
    path = folder / source.sha256
    if fetch.is_described(source, path):
        return True
    path.unlink(missing_ok=True)
    return False


def _check_space(offer: Offer, missing: list[SourceFile], folder: Path) -> None:
    """Raises NotGotError where the disk, or the game's own limit, is too small."""
    needed, free = SPACE * offer.bytes, shutil.disk_usage(folder).free
    lines = []
    if offer.bytes > fetch.MOST_BYTES:
        lines = [f"{offer.bytes // 10**9} GB are too much; a pack has at most {fetch.MOST_BYTES // 10**9}"]
    elif free < needed:
        lines = [f"{needed // 10**6} MB of disk are needed, {free // 10**6} are free at '{folder}'"]
    if lines:
        raise NotGotError("full", lines, _sum(missing))


def _sum(sources: list[SourceFile]) -> tuple[int, int]:
    return len(sources), sum(source.bytes for source in sources)


class _Fetching:
    """The files of one offer, fetched by a few threads; the calling one watches and tells."""

    def __init__(
        self,
        offer: Offer,
        missing: list[SourceFile],
        folder: Path,
        mirror: Mirror,
        tell: Callable[[FetchProgress], None],
    ) -> None:
        self._offer, self._missing, self._folder, self._mirror, self._tell = offer, missing, folder, mirror, tell
        self._line = HostLine(self._heard)
        self._queue: SimpleQueue[SourceFile] = SimpleQueue()
        for source in missing:
            self._queue.put(source)
        self._sizes = {source.sha256: came(source, folder) for source in offer.files}
        self._failed: dict[str, FetchError] = {}  # by SHA-256
        self._broken: list[Exception] = []  # what ends all of it
        self._pace: deque[tuple[float, int]] = deque()

    def _heard(self, sha256: str, size: int) -> None:
        """(On the fetching threads.) So much of a file is here."""
        self._sizes[sha256] = size

    def run(self) -> None:
        """Fetch them all. Raises NotGotError; OSError where the disk refuses."""
        if isinstance(self._mirror, Path) and not self._mirror.is_dir():
            raise NotGotError("missing", [f"there is no folder '{self._mirror}'"], _sum(self._missing))
        threads = [threading.Thread(target=self._work, name=f"fetch-{n}", daemon=True) for n in range(WORKERS)]
        for thread in threads:
            thread.start()
        try:
            told = 0.0
            while alive := [thread for thread in threads if thread.is_alive()]:
                if time.monotonic() - told >= TELL_SECONDS:
                    told = time.monotonic()
                    self._tell(self._progress())
                alive[0].join(0.1)
        except BaseException:
            self._line.stop()
            raise
        self._tell(self._progress())
        self._raise()

    def _work(self) -> None:
        """(A thread.) One file after another."""
        while True:
            try:
                source = self._queue.get_nowait()
                fetch.fetch(source, self._address(source.url), self._folder, self._line)
            except (Empty, StoppedError):
                return
            except FetchError as error:
                self._failed[source.sha256] = error
                if error.why in ("offline", "busy"):
                    self._line.stop()
            except Exception as error:  # noqa: BLE001 (raised again on the calling thread)
                self._broken.append(error)
                self._line.stop()

    def _address(self, url: str) -> str | Path:
        """Where a file lies: at its own address, or in the mirror."""
        if isinstance(self._mirror, Path):
            return place_in(self._mirror, url)
        path = urlsplit(url).path.lstrip("/")
        return url if self._mirror is None else f"{self._mirror.rstrip('/')}/{path}"

    def _raise(self) -> None:
        """What went wrong, if anything did."""
        for error in self._broken:
            raise error
        failed = self._failed
        if not failed:
            return
        for why in ("offline", "busy"):
            lines = [str(error) for error in failed.values() if error.why == why]
            if lines:
                raise NotGotError(why, lines[:1], self._left())
        errors = list(failed.values())
        why = errors[0].why
        if len(errors) == len(self._offer.files) > 1 and {error.why for error in errors} == {"missing"}:
            where = self._mirror or self._offer.host
            lines = [f"'{where}' has none of the {len(errors)} files; a copy is laid out owner/repo/commit/path"]
            raise NotGotError(why, lines, self._left())
        raise NotGotError(
            why, [str(failed[item.sha256]) for item in self._missing if item.sha256 in failed], self._left()
        )

    def _left(self) -> tuple[int, int]:
        """Files and bytes that still have to come."""
        files = sum(self._sizes.get(source.sha256, 0) < source.bytes for source in self._offer.files)
        return files, self._offer.bytes - sum(self._sizes.values())

    def _progress(self) -> FetchProgress:
        files, left = self._left()
        count, size = len(self._offer.files), self._offer.bytes
        trouble = self._line.trouble if self._line.pausing else ""
        return FetchProgress(
            "fetching", size - left, size, count - files, count, self._seconds(size - left, left), trouble
        )

    def _seconds(self, done: int, left: int) -> float | None:
        """The time left at the pace of the last seconds."""
        now = time.monotonic()
        self._pace.append((now, done))
        while now - self._pace[0][0] > _PACE_SECONDS:
            self._pace.popleft()
        seconds, came = now - self._pace[0][0], done - self._pace[0][1]
        return left * seconds / came if seconds >= 1.0 and came > 0 else None
