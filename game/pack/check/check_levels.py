"""What an editor has to say of how pictures meet in levels: balance, relatives, draws, and who never appears.

Owns those opinions and their limits. Pure. Refuses what makes a level unplayable (`library` has that).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from game.model.level import Draw, DrawRounds, Level
from game.model.picture import Picture
from game.pack.library import Library, Manuscript, examples_of_all
from game.pack.yamlfile import Document, Path_, Problem
from game.play import rules

FEWEST = 4  # judged pictures: below this a level need not be balanced
REALS = 0.4, 0.75  # the share of real pictures, at least and at most
CHANCE = 0.01  # that all pictures of a subject have the same truth by chance: below this it is worth a hint
MOST_NAMED = 5  # pictures that no level shows are named one by one; more of them in a line for each file


def judged(level: Level, library: Library) -> list[Picture]:
    """Every picture that a level may ask about."""
    found: dict[str, Picture] = {}
    for entry in level.rounds:
        if isinstance(entry, DrawRounds):
            if entry.draw.ask != "point":
                fakes, reals = rules.pool_of(entry.draw, rules.pictures_of(level, library.own))
                found |= {item.id: item for item in (*fakes, *reals)}
        else:
            found |= {item.id: item for item in _known((*entry.judged, *entry.marked), library)}
    return list(found.values())


def subjects(picture: Picture, library: Library) -> set[str]:
    """What a picture's tags say is to be seen; a tag that is a level's id says only where it is dealt."""
    return set(picture.tags).difference(library.levels)


def review(library: Library, manuscript: Manuscript) -> Iterator[Problem]:
    """Everything about every level; pictures that are not there are left out."""
    for name, level in library.levels.items():
        document = manuscript.levels[name]
        yield from _balance(level, library, document)
        yield from _relatives(level, library, document)
        yield from _subjects(level, library, document)
        for place, entry in enumerate(level.rounds):
            if isinstance(entry, DrawRounds) and not level.draws_on:
                yield from _draw(entry.draw, library, document, ("rounds", place, "draw"))


def _known(names: tuple[str, ...], library: Library) -> list[Picture]:
    """The pictures of these names that are there."""
    return [library.pictures[name] for name in names if name in library.pictures]


def _balance(level: Level, library: Library, document: Document) -> Iterator[Problem]:
    """Fakes and real pictures in balance over all that a level asks; what is drawn counts as it may be expected."""
    fakes, reals = 0.0, 0.0
    for entry in level.rounds:
        if isinstance(entry, DrawRounds):
            if level.draws_on:
                continue
            drawn = _expected(entry.draw, library)
            fakes, reals = fakes + drawn[0], reals + drawn[1]
        else:
            known = _known(entry.judged, library)
            fakes += sum(picture.fake for picture in known)
            reals += sum(not picture.fake for picture in known)
    if fakes + reals >= FEWEST and not REALS[0] <= reals / (fakes + reals) <= REALS[1]:
        counts = f"{round(fakes, 1):g} fake and {round(reals, 1):g} real pictures"
        message = f"level '{level.id}' shows {counts}; aim for half and half"
        yield document.problem(("rounds",), message, severity="warning", at_key=True)


def _expected(draw: Draw, library: Library) -> tuple[float, float]:
    """How many fakes and real pictures a draw asks about, on average."""
    if draw.ask == "point":
        return 0.0, 0.0
    fakes, reals = map(len, rules.pool_of(draw, library.own))
    wanted = draw.count * (draw.pictures if draw.ask == "pick" else 1)
    share = 0.5 if draw.balance == "half" else fakes / max(1, fakes + reals)
    return wanted * share, wanted * (1 - share)


def _relatives(level: Level, library: Library, document: Document) -> Iterator[Problem]:
    """No picture meets its original, or another one of the same person: in one round, or from one round to the next."""
    before: list[Picture] = []
    for place, entry in enumerate(level.rounds):
        if isinstance(entry, DrawRounds) or not entry.judged:
            # where a fake is known to be one, it may have been judged in the round before
            before = [] if isinstance(entry, DrawRounds) else _known(entry.marked, library)
            continue
        known = _known(entry.judged, library)
        at = ("rounds", place, *entry.named[0][0][:1])
        ids = {picture.id for picture in known}
        if len({picture.family for picture in known}) < len(ids):
            message = "a picture and its original (or two of one original) in one round give each other away"
            yield document.problem(at, message, severity="warning")
        elif len(ids) > 1 and len(frozenset().union(*(picture.kin for picture in known))) < sum(
            len(picture.kin) for picture in known
        ):
            message = "two pictures of one person in one round give each other away"
            yield document.problem(at, message, severity="warning")
        for picture in known:
            other = next((item for item in before if not item.kin.isdisjoint(picture.kin)), None)
            if other is not None:
                what = "the same picture" if other.id == picture.id else f"'{other.id}', a relative of it,"
                message = f"'{picture.id}': {what} was in the round before; put other rounds between them"
                yield document.problem(at, message, severity="warning")
        before = known


def _subjects(level: Level, library: Library, document: Document) -> Iterator[Problem]:
    """No subject gives the answer: a tag whose pictures are all fake, or all real, by more than chance would do it."""
    pictures = judged(level, library)
    fakes = Counter(tag for picture in pictures if picture.fake for tag in subjects(picture, library))
    reals = Counter(tag for picture in pictures if not picture.fake for tag in subjects(picture, library))
    share = sum(picture.fake for picture in pictures) / max(1, len(pictures))
    for tag in sorted(fakes | reals):
        count, truth = (fakes[tag], "fake") if fakes[tag] else (reals[tag], "real")
        by_chance = (share if fakes[tag] else 1 - share) ** count
        if 0 < share < 1 and not (fakes[tag] and reals[tag]) and by_chance < CHANCE:
            message = f"all {count} pictures tagged '{tag}' that level '{level.id}' may ask about are {truth}"
            message += "; what is to be seen gives the answer"
            yield document.problem(("rounds",), message, severity="hint", at_key=True)


def _draw(draw: Draw, library: Library, document: Document, path: Path_) -> Iterator[Problem]:
    """A draw finds enough pictures that are no relatives of each other."""
    fakes, reals = rules.pool_of(draw, library.own)
    wanted = draw.count * (draw.pictures if draw.ask == "pick" else 1)
    pool = fakes if draw.ask == "point" else [*fakes, *reals]
    apart, kin = 0, set[str]()
    for picture in pool:
        apart += kin.isdisjoint(picture.kin)
        kin |= picture.kin
    if apart < wanted <= len(pool):
        message = (
            f"the draw wants {wanted} pictures, its pool holds {apart} that are no relatives of each other; the others "
            "give each other away"
        )
        yield document.problem(path, message, severity="warning")


def never_shown(library: Library, manuscript: Manuscript) -> Iterator[Problem]:
    """Pictures that nothing leads to; an original is shown beside the picture that was made of it.

    One that is never dealt is shown in the field guide, where it is the only example of a tell.

    To be asked of a pack without errors: a level that cannot be read shows nothing.
    """
    shown: set[str] = set()
    for level in library.levels.values():
        shown |= {picture.id for picture in judged(level, library)} | {level.cover or ""}
        for entry in level.rounds:
            if not isinstance(entry, DrawRounds):
                shown |= set(entry.pictures)
            elif entry.draw.ask == "point":
                shown |= {picture.id for picture in rules.pool_of(entry.draw, library.own)[0]}
    for lens in library.lenses.values():
        shown |= {lens.helps, lens.misleads}
    alone = [rows[0][0] for rows in examples_of_all(library, library.tells).values() if len(rows) == 1]
    shown |= {picture.id for picture in alone if not picture.in_draws}
    shown |= {picture.original or "" for name, picture in library.pictures.items() if name in shown}
    unseen: dict[str, list[str]] = {}
    for name in library.own:
        if name not in shown:
            unseen.setdefault(manuscript.pictures[name][0].file, []).append(name)
    for names in unseen.values():
        document, path = manuscript.pictures[names[0]]
        if len(names) > MOST_NAMED:
            message = f"no level shows {len(names)} pictures of this file; name them in rounds, or draw them"
            yield document.problem(path[:1], f"{message} (the first is '{names[0]}')", severity="warning", at_key=True)
            continue
        for name in names:
            document, path = manuscript.pictures[name]
            message = f"no level shows '{name}'; name it in a round, or let a draw's pool take it"
            yield document.problem((*path, "id"), message, severity="warning")
