"""Which of the pictures that were looked at go into the pack, and which is the original of which.

Owns the fates: every picture of the plan is "in", "there" (the pack describes it already), "unusable", "duplicate" or
"contradiction". Decides in the order of the plan, so that the same pictures always come to the same.
"""

from __future__ import annotations

from collections.abc import Container

from game.author.importing import likeness
from game.author.importing.journal import Journal, PlannedPicture
from game.author.importing.pixels import cut, same_shape
from game.base.text import Words
from game.pack.check.check_files import MIN_SIDE

IN, THERE, UNUSABLE, DUPLICATE, CONTRADICTION = "in", "there", "unusable", "duplicate", "contradiction"
RELABELLED = "relabelled"  # the pack has it, and gets the label that the source gives it now
ASIDE, MASK = "aside", "mask"  # files that are no pictures of the plan


def choose(journal: Journal, described: Container[str], near: int, words: Words, *, square: bool = False) -> None:
    """Decide about every picture of the plan.

    `described` are the names of those that the pack has already; `near` is the distance of hashes (of 64 bits) up to
    which two pictures are held to be the same; `square` whether all of them will be cut.
    """
    with journal.together():
        settled = _same_files(journal, words)
        seen = likeness.Seen(near)
        for name, fake, coarse, fine in journal.hashes():
            if name in described and not journal.planned(name):
                seen.add((name, fake), coarse, fine)
        for fakes in (False, True):  # the real ones first: fakes may look alike where they come from one of them
            for row in journal.rows():
                if row.n in settled or row.candidate.fake != fakes:
                    continue
                if fault := row.look.fault or fault_of_size(row.look.size, words, square=square):
                    journal.decide(row.n, UNUSABLE, fault)
                elif row.look.name in described:
                    _decide(journal, row, seen, THERE, words)
                else:
                    _decide(journal, row, seen, IN, words)
        for row in journal.rows():
            if row.candidate.originals and not row.look.fault:
                _link(journal, row)


def fault_of_size(size: tuple[int, int], words: Words, *, square: bool) -> str:
    """Why a picture of this size is not worth showing; empty where it is."""
    left, top, right, bottom = cut(size, square=square)
    width, height = right - left, bottom - top
    values = {"width": size[0], "height": size[1], "least": MIN_SIDE}
    if max(width, height) < MIN_SIDE:
        return words("import.fault.small", **values)
    return words("import.fault.narrow", **values) if max(width, height) > 3 * min(width, height) else ""


def _same_files(journal: Journal, words: Words) -> set[int]:
    """Files that are the same to the last byte: the first one stays, unless they are called both real and fake."""
    settled: set[int] = set()
    for numbers, differ in list(journal.same()):
        first, *others = numbers
        paths = [journal.row(number).candidate.path for number in numbers[:2]]
        for number in numbers if differ else others:
            if differ:
                other = journal.row(next(item for item in numbers if item != number)).candidate.path
                journal.decide(number, CONTRADICTION, words("import.outcome.contradiction", other=other))
            else:
                journal.decide(number, DUPLICATE, words("import.outcome.same", other=paths[0]), first)
            settled.add(number)
    return settled


def _decide(journal: Journal, row: PlannedPicture, seen: likeness.Seen, fate: str, words: Words) -> None:
    """The fate, unless something nearly alike and equally real or fake came before; then that is what it is."""
    own, why = row.candidate, ""
    roots = set(own.originals)  # what the picture is said, or seen, to come from
    near = seen.near(row.look.coarse, row.look.fine)
    rows = [journal.row(key) for key in near if not isinstance(key, tuple)]
    for other in rows:
        if other.candidate.fake != own.fake and not roots and same_shape(row.look.size, other.look.size):
            journal.link(row.n, other.n)
            roots = {other.candidate.path}
    twin = next(
        (other for other in rows if other.candidate.fake == own.fake and not roots & _roots(journal, other)), None
    )
    if twin is not None:
        away = likeness.distance(row.look.coarse, twin.look.coarse)
        why = words("import.outcome.alike", other=twin.candidate.path, bits=away)
    elif older := next((key for key in near if isinstance(key, tuple) and key[1] == own.fake), None):
        why = words("import.outcome.known", other=older[0])
    if why and fate == IN:
        journal.decide(row.n, DUPLICATE, why, twin.n if twin else None)
    else:
        journal.decide(row.n, fate)
        seen.add(row.n, row.look.coarse, row.look.fine)


def _roots(journal: Journal, row: PlannedPicture) -> set[str]:
    """What a picture is said, or was seen, to come from."""
    seen = set() if row.original is None else {journal.row(row.original).candidate.path}
    return seen | set(row.candidate.originals)


def _link(journal: Journal, row: PlannedPicture) -> None:
    """Find a picture's original among those that it may have: real, in the pack, of its shape and not unlike it."""
    best: tuple[int, int] | None = None
    for path in row.candidate.originals:
        number = journal.number(path)
        if number is None:
            continue
        other = journal.row(number)
        away = likeness.distance(row.look.coarse, other.look.coarse)
        likely = row.candidate.originals_sure or away < likeness.UNRELATED
        usable = other.fate in (IN, THERE) and not other.candidate.fake and same_shape(row.look.size, other.look.size)
        if usable and likely and (best is None or away < best[0]):
            best = away, number
    if best is not None:
        journal.link(row.n, best[1])
