"""A whole import: list, look, choose, make, describe.

Owns the order of the steps and what is said of them. Every step may be cut off at any moment: the same call goes on
where the last one ended and comes to the same pack.
"""

from __future__ import annotations

import sqlite3
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import NamedTuple, TypeVar

from game.author.importing import choosing, describing, listing, relabelling
from game.author.importing.candidate import Candidate, Defaults
from game.author.importing.describing import DescribedPicture
from game.author.importing.holdings import Aside, Holdings
from game.author.importing.journal import NAME, Journal, PlannedPicture
from game.author.importing.likeness import NEAR
from game.author.importing.making import FORMAT, Likeness, digest, files, look, make
from game.author.importing.sources import source_at
from game.author.importing.vocabulary import said as said_words
from game.base.errors import PackError
from game.base.text import FALLBACK, Words
from game.pack.library import pack_file
from game.pack.yamlfile import Problem
from game.ui.preferred import machine_language

LEAST_NATIVE = 256  # px: below that too little is left to look at
SIDE = 768  # px: long side of the pictures in a pack
MOST_REASONS = 5  # why pictures of one side cannot be used, in the line that says so
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
    real: tuple[str, ...] = ()  # names of folders, or labels, that mean real
    fake: tuple[str, ...] = ()  # and those that mean fake
    relabel: bool = False  # write labels that were corrected into the pack
    words: Words = Words(FALLBACK)  # in which is spoken


class ImportResult(NamedTuple):
    """What came of an import."""

    counts: Counter[str]  # of the fates of all pictures
    incomplete: int  # pictures that are in without something
    noted: list[str]  # the first of the pictures of which there is something to say, and what
    said: list[str]  # what an author should know of the whole
    before: int = 0  # of those that are in: how many the pack had already
    differing: int = 0  # pictures whose label in the pack is not the one that the source gives now
    problems: Sequence[Problem] = ()  # of the whole: a side of which little is left

    @property
    def failed(self) -> bool:
        """Whether something could not be taken; a duplicate's picture is in the pack."""
        lacking = self.counts[choosing.UNUSABLE] or self.counts[choosing.CONTRADICTION]
        return bool(self.incomplete or lacking or self.differing)


def run(wanted: ImportOptions, told: StepProgress = lambda _step, _done, _all: None) -> ImportResult:
    """Import pictures into a pack.

    Raises PackError with the problems of what was given, OSError where files cannot be read or written.
    """
    words = wanted.words
    _check_place(wanted)
    try:
        with warnings.catch_warnings(), source_at(wanted.source) as source:
            warnings.simplefilter("ignore")  # Pillow's about what is odd in a file: it is opened or not
            codes, known = describing.pack_languages(wanted.out), describing.described(wanted.out)
            holdings = Holdings(source, words, said_words(wanted.real, wanted.fake))
            with closing(holdings):
                found = listing.listed(holdings, wanted.labels, wanted.layout, wanted.defaults, wanted.out)
                asked = tuple(dict.fromkeys((*wanted.languages, *found.languages)))
                if lost := [code for code in found.languages if codes and code not in codes]:
                    found.said.append(words("import.said.languages", codes=", ".join(lost)))
                codes = codes or asked or (machine_language(),)
                with closing(Journal(wanted.out, words)) as journal:
                    journal.plan(found.candidates, map(_row_of, found.aside))
                    said = found.said
                    del found  # from here on the candidates are in the journal, not in memory
                    return _Import(wanted, holdings, journal, told).run(codes, known, said)
    except sqlite3.Error as error:
        key = "unwritable" if isinstance(error, sqlite3.OperationalError) else "damaged"
        raise OSError(words(f"import.record.{key}", pack=wanted.out, file=NAME)) from error


def _row_of(item: Aside) -> tuple[str, str, bool]:
    """A file that is no picture of the plan, as the journal keeps it."""
    return item.path, item.why, bool(item.mask_of)


def _check_place(wanted: ImportOptions) -> None:
    """A pack comes into a folder of its own."""
    out, source = wanted.out.resolve(), wanted.source.resolve()
    why = ""
    if not source.exists():
        raise PackError([Problem(str(wanted.source), 0, 0, "error", wanted.words("import.place.none"))])
    if out.is_file():
        why = "file"
    elif source.is_dir() and (out == source or source in out.parents):
        why = "inside"
    elif out.is_dir() and any(out.iterdir()) and not takes_pictures(out):
        why = "full"
    if why:
        raise PackError([Problem(str(wanted.out), 0, 0, "error", wanted.words(f"import.place.{why}"))])


def takes_pictures(folder: Path) -> bool:
    """Whether a folder is a pack, or one that an import has begun."""
    return pack_file(folder).is_file() or (folder / NAME).is_file()


class _Import:
    """The work of one `run`."""

    def __init__(self, wanted: ImportOptions, holdings: Holdings, journal: Journal, told: StepProgress) -> None:
        self.wanted = wanted
        self.words = wanted.words
        self.holdings = holdings
        self.journal = journal
        self.told = told
        self.said: list[str] = []
        self.problems: list[Problem] = []

    def run(self, codes: tuple[str, ...], known: dict[str, DescribedPicture], said: list[str]) -> ImportResult:
        """Every step; `codes` are the pack's languages, `known` what it describes already."""
        self.said += said
        if self.journal.moved:
            self.said.append(self.words("import.record.aside", file=self.journal.moved.name))
        self._look()
        common = self._common()
        choosing.choose(self.journal, known, self.wanted.near, self.words, square=common.square)
        self._check_sides()
        corrected = list(relabelling.corrected(self.journal, known))
        for one in corrected:
            values = {"now": f"{one.item.truth}/{one.item.made_by}", "then": f"{one.known.truth}/{one.known.made_by}"}
            fate, key = (choosing.RELABELLED, "done") if self.wanted.relabel else (choosing.THERE, "told")
            self.journal.decide(one.n, fate, self.words(f"import.relabel.{key}", **values))
        self._make(common)
        self.journal.settle(native=common.native, side=common.side, square=common.square)
        if corrected and self.wanted.relabel:
            relabelling.write(self.journal, self.wanted.out, corrected)
        self._describe(codes, known)
        return self._outcome(len(corrected))

    def _check_sides(self) -> None:
        """Where less than half of the real or of the fake pictures can be used, that is a problem, with where and why.

        Raises PackError where none of them can.
        """
        for name, fake in (("real", False), ("fake", True)):
            planned = self.journal.count(fake=fake)
            lost = self.journal.reasons(choosing.UNUSABLE, fake=fake)
            lost += self.journal.reasons(choosing.CONTRADICTION, fake=fake)
            count = sum(number for *_, number in lost)
            if planned and (count == planned or 2 * count > planned):
                few = lost[:MOST_REASONS]
                parts = [f"'{folder or self.holdings.name}': {number} ({why})" for folder, why, number in few]
                folders = "; ".join([*parts, *(["…"] if len(lost) > MOST_REASONS else [])])
                values = {"lost": count, "planned": planned, "folders": folders, "report": describing.REPORT}
                message = self.words(f"import.problem.side_{name}", **values)
                self.problems.append(Problem(self.holdings.name, 0, 0, "error", message))
                if count == planned:
                    describing.write_report(self.journal, self.wanted.out)
                    raise PackError(self.problems)
            doubled = sum(number for *_, number in self.journal.reasons(choosing.DUPLICATE, fake=fake))
            if 2 * doubled > planned:
                self.said.append(self.words(f"import.said.doubled_{name}", doubled=doubled, planned=planned))

    # --- looking

    def _look(self) -> None:
        """Open every picture that was not seen before."""
        total, done = self.journal.count(), 0

        def unseen() -> Iterator[tuple[int, str, str]]:
            nonlocal done
            for n, path in self.journal.paths():
                try:
                    stamp = f"{FORMAT}/{self.holdings.stamp(path)}"
                except OSError:
                    stamp = "unreadable"
                known = self.journal.look(path, stamp)
                if known is None:
                    yield n, path, stamp
                else:
                    self.journal.name(n, known)
                    done += 1

        for (n, path, stamp), seen in spread(lambda job: look(self.holdings, job[1], self.words), unseen()):
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
        reached = [one for one in usual.values() if one is not None]
        native = self.wanted.native or settled["native"] or _native(reached, side)
        square = self.wanted.square or bool(settled["square"])
        now = {"native": native, "side": side, "square": int(square)}
        for key, value in now.items():
            if settled[key] is not None and settled[key] != value:
                message = self.words("import.problem.settled", option=f"--{key}", value=settled[key])
                raise PackError([Problem(str(self.wanted.out), 0, 0, "error", message)])
        sides = ((name, value) for name, value in usual.items() if value is not None)
        seen = ", ".join(self.words(f"import.said.{name}_px", px=value) for name, value in sides)
        key = "import.said.square" if square else "import.said.common"
        self.said.append(self.words(key, native=native, side=side, seen=seen))
        self._warn_of_size(native)
        self._warn_of_shape(square=square)
        return Likeness(native, side, square)

    def _warn_of_size(self, native: int) -> None:
        """Say how many pictures are smaller than the size of the pack, and so stay softer."""
        few = {name: self.journal.smaller(native, fake=fake) for name, fake in (("real", False), ("fake", True))}
        if any(few.values()):
            self.said.append(self.words("import.said.small", **few, native=native))

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
                shares = {"fake": f"{fake:.0%}", "real": f"{real:.0%}"}
                self.said.append(self.words(f"import.said.shape_{shape}", **shares))
                return

    # --- making

    def _make(self, common: Likeness) -> None:
        """Make every picture that is in and not made yet."""
        fates = (choosing.IN, choosing.RELABELLED)
        total, done = sum(map(self.journal.count, fates)), 0

        def unmade() -> Iterator[tuple[PlannedPicture, str]]:
            nonlocal done
            for row in chain.from_iterable(map(self.journal.rows, fates)):
                mark = digest(row, common, self._mask_stamp(row.candidate))
                if self._is_made(row, mark):
                    done += 1
                else:
                    yield row, mark

        for (row, mark), made in spread(
            lambda job: make(self.holdings, job[0], common, self.wanted.out, self.words), unmade()
        ):
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
            whole = not made.fault and not made.remark and picture.stat().st_size == made.bytes
        except OSError:
            return False
        return whole and (not made.mask or mask.is_file())

    def _mask_stamp(self, item: Candidate) -> str:
        """What tells whether a picture's mask is still the same file."""
        try:
            return self.holdings.stamp(item.mask) if item.mask else ""
        except OSError:
            return "unreadable"

    # --- describing

    def _describe(self, codes: tuple[str, ...], known: dict[str, DescribedPicture]) -> None:
        """Write what is missing: pictures, a level, the pack."""
        root = self.wanted.out
        new = not describing.pack_languages(root)
        if new:
            describing.write_schemas(root)
        describing.describe(self.journal, root, codes, known, self.words)
        fakes, reals = (
            sum(self.journal.count(fate, fake=fake) for fate in (choosing.IN, choosing.THERE, choosing.RELABELLED))
            for fake in (True, False)
        )
        if fakes + reals and not any((root / "levels").glob("*.yaml")):
            describing.write_level(root, codes, fakes, reals)
        elif self.journal.count(choosing.RELABELLED):
            describing.mend_level(root, codes, fakes, reals)
        if new:
            describing.write_pack(root, codes)
        describing.write_report(self.journal, root)

    def _outcome(self, corrected: int) -> ImportResult:
        """Counts and remarks; `corrected` is how many labels differed from the pack's."""
        counts: Counter[str] = Counter()
        incomplete = -corrected  # whose reason is no fault of the picture's
        noted: list[str] = []
        for path, fate, _, why in describing.outcomes(self.journal):
            counts[fate] += 1
            incomplete += fate == choosing.IN and bool(why)
            if why and len(noted) < MOST_NOTED:
                noted.append(f"{path}: {why}")
        before = self.journal.count(choosing.THERE) + self.journal.count(choosing.RELABELLED)
        differing = 0 if self.wanted.relabel else corrected
        return ImportResult(counts, incomplete, noted, self.said, before, differing, self.problems)


def _native(usual: Iterable[int], side: int) -> int:
    """The long side that all pictures are reduced to, in pixels, from what nine of ten real and fake ones reach.

    Three quarters of the smaller one: then nothing is left of the grid and the grain of compression, by which pictures
    that were small before differ from those that were large. Never more than the side that all will have: pictures that
    are large enough lose nothing but what does not fit.
    """
    smaller = min(usual, default=side)
    return min(side, max(smaller * 3 // 4, min(smaller, LEAST_NATIVE)))


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
