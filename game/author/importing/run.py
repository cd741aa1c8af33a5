"""A whole import: list, look, choose, make, describe.

Owns the order of the steps and what is said of them. Every step may be cut off at any moment: the same call goes on
where the last one ended and comes to the same pack.
"""

from __future__ import annotations

import sqlite3
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing
from pathlib import Path
from typing import NamedTuple, TypeVar

from game.author.importing import choosing, describing, listing
from game.author.importing.candidate import Candidate, Defaults
from game.author.importing.journal import NAME, Journal, PlannedPicture
from game.author.importing.likeness import NEAR
from game.author.importing.making import FORMAT, Likeness, digest, files, look, make
from game.author.importing.sources import Source, source_at
from game.base.errors import PackError
from game.pack.library import pack_file
from game.pack.yamlfile import Problem
from game.ui.preferred import machine_language

MOST_NATIVE = 640  # px: what large pictures are reduced to, as those of the game's own pack
LEAST_NATIVE = 256  # px: below that too little is left to look at
SIDE = 768  # px: long side of the pictures in a pack
MOST_NOTED = 20  # pictures that are spoken of one by one; the report has all
_WORKERS = 4  # at most: decoding frees the interpreter, and every one holds a picture

T = TypeVar("T")
R = TypeVar("R")
StepProgress = Callable[[str, int, int], None]  # the step, how much of it is done, how much there is


class ImportOptions(NamedTuple):
    """What an author asks for."""

    source: Path
    out: Path
    languages: tuple[str, ...] = ()  # of a new pack; those of the table's texts come to it
    labels: Path | None = None
    layout: str = "auto"
    defaults: Defaults = Defaults()
    near: int = NEAR
    native: int | None = None
    side: int | None = None
    square: bool = False


class ImportResult(NamedTuple):
    """What came of an import."""

    counts: Counter[str]  # of the fates of all pictures
    incomplete: int  # pictures that are in without something
    noted: list[str]  # the first of the pictures of which there is something to say, and what
    said: list[str]  # what an author should know of the whole

    @property
    def failed(self) -> bool:
        """Whether something could not be taken; a duplicate's picture is in the pack."""
        return bool(self.incomplete or self.counts[choosing.UNUSABLE] or self.counts[choosing.CONTRADICTION])


def run(wanted: ImportOptions, told: StepProgress = lambda _step, _done, _all: None) -> ImportResult:
    """Import pictures into a pack.

    Raises PackError with the problems of what was given, OSError where files cannot be read or written.
    """
    _check_place(wanted)
    try:
        with warnings.catch_warnings(), source_at(wanted.source) as source:
            warnings.simplefilter("ignore")  # Pillow's about what is odd in a file: it is opened or not
            codes, ids = describing.pack_languages(wanted.out), describing.described(wanted.out)
            found = listing.listed(source, wanted.labels, wanted.layout, wanted.defaults, wanted.out)
            asked = tuple(dict.fromkeys((*wanted.languages, *found.languages)))
            if lost := [code for code in found.languages if codes and code not in codes]:
                found.said.append(f"left out: texts in {', '.join(lost)}, which is no language of this pack")
            codes = codes or asked or (machine_language(),)
            with closing(Journal(wanted.out)) as journal:
                journal.plan(found.candidates)
                said = found.said
                del found  # from here on the candidates are in the journal, not in memory
                return _Import(wanted, source, journal, told).run(codes, ids, said)
    except sqlite3.Error as error:
        what = f"the record of what is done in '{wanted.out}'"
        if isinstance(error, sqlite3.OperationalError):
            raise OSError(f"{what} cannot be written ({error})") from error
        raise OSError(f"{what} is damaged ({error}); delete {NAME} there and import once more") from error


def _check_place(wanted: ImportOptions) -> None:
    """A pack comes into a folder of its own."""
    out, source = wanted.out.resolve(), wanted.source.resolve()
    why = ""
    if out.is_file():
        why = "is a file; name a folder"
    elif source.is_dir() and (out == source or source in out.parents):
        why = "lies in the source; name a folder beside it"
    elif out.is_dir() and any(out.iterdir()) and not takes_pictures(out):
        why = "holds other files and is no pack; name a new folder"
    if why:
        raise PackError([Problem(str(wanted.out), 0, 0, "error", why)])


def takes_pictures(folder: Path) -> bool:
    """Whether a folder is a pack, or one that an import has begun."""
    return pack_file(folder).is_file() or (folder / NAME).is_file()


class _Import:
    """The work of one `run`."""

    def __init__(self, wanted: ImportOptions, source: Source, journal: Journal, told: StepProgress) -> None:
        self.wanted = wanted
        self.source = source
        self.journal = journal
        self.told = told
        self.said: list[str] = []

    def run(self, codes: tuple[str, ...], ids: dict[str, str], said: list[str]) -> ImportResult:
        """Every step; `codes` are the pack's languages, `ids` what it describes already."""
        self.said += said
        if self.journal.moved:
            self.said.append(f"the record of earlier imports was damaged; it is kept as {self.journal.moved.name}")
        self._look()
        common = self._common()
        choosing.choose(self.journal, ids, self.wanted.near, square=common.square)
        self._make(common)
        self.journal.settle(native=common.native, side=common.side, square=common.square)
        self._describe(codes, ids)
        return self._outcome()

    # --- looking

    def _look(self) -> None:
        """Open every picture that was not seen before."""
        total, done = self.journal.count(), 0

        def unseen() -> Iterator[tuple[int, str, str]]:
            nonlocal done
            for n, path in self.journal.paths():
                try:
                    stamp = f"{FORMAT}/{self.source.stamp(path)}"
                except OSError:
                    stamp = "unreadable"
                known = self.journal.look(path, stamp)
                if known is None:
                    yield n, path, stamp
                else:
                    self.journal.name(n, known)
                    done += 1

        for (n, path, stamp), seen in spread(lambda job: look(self.source, job[1]), unseen()):
            with self.journal.together():
                self.journal.saw(path, stamp, seen)
                self.journal.name(n, seen)
            done += 1
            self.told("look", done, total)
        self.told("look", done, total)

    def _common(self) -> Likeness:
        """What all pictures will have in common: what the pack has settled, what is asked for, or what suits all."""
        settled = {key: self.journal.setting(key) for key in ("native", "side", "square")}
        usual = {name: self.journal.usual_side(fake=fake) for name, fake in (("real", False), ("fake", True))}
        side = self.wanted.side or settled["side"] or SIDE
        native = self.wanted.native or settled["native"] or _native(side for side in usual.values() if side is not None)
        square = self.wanted.square or bool(settled["square"])
        now = {"native": native, "side": side, "square": int(square)}
        for key, value in now.items():
            if settled[key] is not None and settled[key] != value:
                message = f"what is there was made with --{key} {settled[key]}; a pack's pictures are all alike"
                raise PackError([Problem(str(self.wanted.out), 0, 0, "error", message)])
        seen = ", ".join(f"{name} {value} px" for name, value in usual.items() if value is not None)
        self.said.append(
            f"every picture: {'cut square, ' if square else ''}reduced to {native} px on its long side "
            f"(reached by nine of ten: {seen}), brought to {side} px, saved with one JPEG quality"
        )
        self._warn_of_size(native)
        self._warn_of_shape(square=square)
        return Likeness(native, side, square)

    def _warn_of_size(self, native: int) -> None:
        """Say how many pictures are smaller than the rest is made, and stay softer."""
        few = {name: self.journal.smaller(native, fake=fake) for name, fake in (("real", False), ("fake", True))}
        if any(few.values()):
            self.said.append(
                f"{few['real']} real and {few['fake']} fake pictures are smaller than {native} px and stay softer "
                "than the others; --native makes all of them smaller"
            )

    def _warn_of_shape(self, *, square: bool) -> None:
        """Say where the proportions of the pictures tell real from fake."""
        shapes: dict[bool, Counter[str]] = {False: Counter(), True: Counter()}
        for row in self.journal.rows():
            if not row.look.fault:
                width, height = row.look.size
                shape = "square" if width == height else "wide" if width > height else "tall"
                shapes[row.candidate.fake][shape] += 1
        totals = {fake: sum(counts.values()) for fake, counts in shapes.items()}
        if square or min(totals.values()) < 5:
            return
        for shape in ("square", "wide", "tall"):
            real, fake = (shapes[key][shape] / totals[key] for key in (False, True))
            if abs(real - fake) > 0.3:
                self.said.append(
                    f"shapes give answers away: {fake:.0%} of the fakes and {real:.0%} of the real pictures "
                    f"are {shape}; --square cuts all of them square"
                )
                return

    # --- making

    def _make(self, common: Likeness) -> None:
        """Make every picture that is in and not made yet."""
        total, done = self.journal.count(choosing.IN), 0

        def unmade() -> Iterator[tuple[PlannedPicture, str]]:
            nonlocal done
            for row in self.journal.rows(choosing.IN):
                mark = digest(row, common, self._mask_stamp(row.candidate))
                if self._is_made(row, mark):
                    done += 1
                else:
                    yield row, mark

        for (row, mark), made in spread(lambda job: make(self.source, job[0], common, self.wanted.out), unmade()):
            self.journal.keep(row, mark, made)
            done += 1
            self.told("make", done, total)
        self.told("make", done, total)

    def _is_made(self, row: PlannedPicture, mark: str) -> bool:
        """Whether an earlier run made just this, and its files are still there."""
        known = self.journal.made(row.look.name)
        if known is None or known[0] != mark:
            return False
        made = known[1]
        picture, mask = files(self.wanted.out, row.look.name)
        try:
            whole = bool(made.fault) or picture.stat().st_size == made.bytes
        except OSError:
            return False
        return whole and (not made.mask or mask.is_file())

    def _mask_stamp(self, item: Candidate) -> str:
        """What tells whether a picture's mask is still the same file."""
        try:
            return self.source.stamp(item.mask) if item.mask else ""
        except OSError:
            return "unreadable"

    # --- describing

    def _describe(self, codes: tuple[str, ...], ids: dict[str, str]) -> None:
        """Write what is missing: pictures, a level, the pack."""
        root = self.wanted.out
        new = not describing.pack_languages(root)
        if new:
            describing.write_schemas(root)
        describing.describe(self.journal, root, codes, ids)
        fakes, reals = (
            sum(self.journal.count(fate, fake=fake) for fate in (choosing.IN, choosing.THERE)) for fake in (True, False)
        )
        if fakes + reals and not any((root / "levels").glob("*.yaml")):
            describing.write_level(root, codes, fakes, reals)
        if new:
            describing.write_pack(root, codes)
        describing.write_report(self.journal, root)

    def _outcome(self) -> ImportResult:
        """Counts and remarks."""
        counts: Counter[str] = Counter()
        incomplete = 0
        noted: list[str] = []
        for path, fate, _, why in describing.outcomes(self.journal):
            counts[fate] += 1
            incomplete += fate == choosing.IN and bool(why)
            if why and len(noted) < MOST_NOTED:
                noted.append(f"{path}: {why}")
        return ImportResult(counts, incomplete, noted, self.said)


def _native(usual: Iterable[int]) -> int:
    """The long side that all pictures are reduced to, in pixels, from what nine of ten real and fake ones reach.

    Three quarters of the smaller one: then nothing is left of the grid and the grain of compression, by which pictures
    that were small before differ from those that were large.
    """
    smaller = min(usual, default=MOST_NATIVE)
    return min(MOST_NATIVE, max(smaller * 3 // 4, min(smaller, LEAST_NATIVE)))


def spread(work: Callable[[T], R], jobs: Iterable[T]) -> Iterator[tuple[T, R]]:
    """Every job with its result, as they come; a few at a time, on as many threads as there are cores to use.

    Jobs are drawn as they are needed, from the thread that asks for results. What a job raises is raised here.
    """
    import os

    workers = max(1, min(_WORKERS, os.cpu_count() or 1))
    waiting: dict[Future[R], T] = {}
    with ThreadPoolExecutor(workers) as pool:
        try:
            for job in jobs:
                waiting[pool.submit(work, job)] = job
                if len(waiting) >= 2 * workers:
                    yield from _done(waiting)
            while waiting:
                yield from _done(waiting)
        finally:
            for future in waiting:
                future.cancel()


def _done(waiting: dict[Future[R], T]) -> Iterator[tuple[T, R]]:
    """What is done by now, at least one."""
    for future in wait(waiting, return_when=FIRST_COMPLETED).done:
        yield waiting.pop(future), future.result()
