"""`pack get`: what is fetched is told first, how far it is meanwhile, and what became of it in the end."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from game.base.errors import plain
from game.commands.common import FINE, PROBLEMS, USAGE, say, shelf_of, words_of

if TYPE_CHECKING:
    from argparse import Namespace
    from typing import Self

    from game.collections.getting import FetchProgress, Mirror
    from game.collections.offers import Offer

LINE_SECONDS = 2.0  # between lines of progress, where there is no terminal


def get(options: Namespace) -> int:
    """Get the packs that are named; gives the exit code. Raises PackError where a description is wrong."""
    from game.base.errors import PackError, TakenError
    from game.collections import getting
    from game.collections.offers import here, offers, read
    from game.pack.library import SOURCES
    from game.pack.schema import guess

    shelf = shelf_of(options)
    data = shelf.folder.parent
    known = {offer.id: offer for offer in offers(data / "cache")}
    if options.name not in known and (Path(options.name) / SOURCES).is_file():
        known[options.name] = read(Path(options.name))
    elif options.name != "all" and options.name not in known:
        there = f"there are: {', '.join(known)}{guess(options.name, list(known))}"
        say(f"spot-the-fake: no pack '{options.name}' to get; {there}")
        return USAGE
    words = words_of(options)
    mirror: Mirror = options.mirror
    if mirror is not None and not options.mirror.startswith(("https://", "http://")):
        mirror = Path(options.mirror)
    code = FINE
    for offer in known.values() if options.name == "all" else [known[options.name]]:
        voice = _Lines(offer) if options.format == "json" else _Voice(offer, words.of(offer.title))
        if shelf.version(offer.id) == offer.version:
            getting.clear_up(offer, data)
            voice.installed(f"{offer.id} {offer.version} is installed already; play it with --pack {offer.id}")
            continue
        voice.begin(str(mirror or offer.host), here(offer, data))
        try:
            with voice:
                getting.get(offer, data, mirror, voice.tell)
        except BrokenPipeError:
            raise
        except (getting.NotGotError, PackError, TakenError, OSError) as error:
            voice.failed(error)
            code = PROBLEMS
            if getattr(error, "why", "") in ("offline", "busy"):
                break  # nor would the others come
        except KeyboardInterrupt:
            voice.stopped(here(offer, data))
            raise
        else:
            voice.installed(f"installed {offer.id} {offer.version}; play it with --pack {offer.id}")
    return code


def _mb(size: float) -> str:
    return f"{size / 1e6:.1f}"


class _Voice:
    """Speaks to people: a bar on a terminal, elsewhere a line now and then."""

    def __init__(self, offer: Offer, title: str) -> None:
        self.offer, self.title = offer, title
        self._bar: Any = None
        self._task: Any = None
        self._told = 0.0
        self._stage = ""

    def begin(self, where: str, here: int) -> None:
        """What is going to be fetched, from where, whose it is, and what may be done with it."""
        offer = self.offer
        kept = f"; {_mb(here)} MB are here already" if here else ""
        sys.stdout.write(
            f"{plain(self.title)} ({offer.id} {offer.version}): {offer.pictures} pictures\n"
            f"  fetches:  {len(offer.files)} files, {_mb(offer.bytes)} MB, from {where}{kept}\n"
            f"  licence:  {plain(offer.licence)}\n  pictures: {plain('; '.join(offer.licences))}\n"
            f"  by:       {plain('; '.join(offer.credits))}\n"
        )
        sys.stdout.flush()

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn

            columns = BarColumn(), TextColumn("{task.description}")
            self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task("", total=None)
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def tell(self, now: FetchProgress) -> None:
        """How far it is."""
        if now.stage == "fetching":
            line = f"{_mb(now.bytes)} of {_mb(now.of_bytes)} MB, {now.files} of {now.of_files} files"
            done, of = now.bytes, now.of_bytes
        else:
            line = f"{now.files} of {now.of_files} pictures and masks made"
            done, of = now.files, now.of_files
        if now.trouble:
            line += f"; waiting: {now.trouble}"
        elif now.seconds_left is not None and now.bytes < now.of_bytes:
            line += f", {_time(now.seconds_left)} left"
        if self._bar is not None:
            self._bar.update(self._task, completed=done, total=of, description=line)
        elif done == of or now.stage != self._stage or time.monotonic() - self._told >= LINE_SECONDS:
            self._told, self._stage = time.monotonic(), now.stage
            say(line)

    def failed(self, error: Exception) -> None:
        """Why, and how to go on."""
        for line in str(error).splitlines():
            say(f"spot-the-fake: {line}")
        missing = getattr(error, "missing", None)
        if missing is not None:
            offer = self.offer
            say(
                f"{offer.id} lacks {missing[0]} of its {len(offer.files)} files ({_mb(missing[1])} of "
                f"{_mb(offer.bytes)} MB). Run this again to go on where it stopped, or fetch from a copy: "
                f"'pack get {offer.id} --from DIR|URL', laid out owner/repo/commit/path"
            )

    def stopped(self, here: int) -> None:
        """By Ctrl+C."""
        say(f"stopped; {_mb(here)} of {_mb(self.offer.bytes)} MB are kept: run this again to go on")

    def installed(self, line: str) -> None:
        """It is there."""
        sys.stdout.write(f"{line}\n")


class _Lines(_Voice):
    """Speaks to programs: each line an object with the pack's id and its stage."""

    def __init__(self, offer: Offer) -> None:
        super().__init__(offer, "")

    def _write(self, stage: str, **more: object) -> None:
        sys.stdout.write(json.dumps({"pack": self.offer.id, "stage": stage, **more}) + "\n")
        sys.stdout.flush()

    def begin(self, where: str, here: int) -> None:
        """As numbers."""
        offer = self.offer
        self._write(
            "begin", source=where, bytes=here, of_bytes=offer.bytes, licences=offer.licences, credits=offer.credits
        )

    def __enter__(self) -> Self:
        return self

    def tell(self, now: FetchProgress) -> None:
        """All of it."""
        self._write(**now._asdict())

    def failed(self, error: Exception) -> None:
        """In one word, in lines, and what is missing."""
        files, size = getattr(error, "missing", (0, 0))
        why = getattr(error, "why", "taken" if type(error).__name__ == "TakenError" else "other")
        self._write("failed", why=why, lines=str(error).splitlines(), files=files, bytes=size)

    def stopped(self, here: int) -> None:
        """By Ctrl+C."""
        self._write("stopped", bytes=here)

    def installed(self, line: str) -> None:
        """It is there."""
        self._write("installed", version=self.offer.version)


def _time(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
