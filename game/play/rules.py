"""The rules of play: how a level becomes rounds, and how an answer moves a session on.

Owns the dealing of draws (seeded, balanced, never a picture twice) and the step from session and answer to session and
verdict.
Refuses files, time and screens; chance comes from the session's seed alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import assert_never

import msgspec
from msgspec import Struct

from game.model.answer import Answer, Judgement, Verdict
from game.model.kinds.clip_round import ClipRound
from game.model.kinds.kinds import Round
from game.model.kinds.pick_round import PickRound
from game.model.kinds.point_round import PointRound
from game.model.kinds.rate_round import RateRound
from game.model.kinds.round_kind import MaskOf, PicturesById, RulesError
from game.model.kinds.verdict_round import VerdictRound
from game.model.level import Draw, DrawRounds, Level, Pool
from game.model.names import owner
from game.model.picture import Picture
from game.model.terms import NONE_VISIBLE

_NEVER = -1  # met earlier than whatever was met
_NOTHING_SEEN: Mapping[str, int] = {}


class Session(Struct, frozen=True):
    """One play-through: its rounds, and the answers and verdicts so far (one of each for every round passed)."""

    level: str
    seed: int
    rounds: tuple[Round, ...]
    answers: tuple[Answer, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    planned: int = 0  # rounds to come to, where they are dealt one by one

    @property
    def length(self) -> int:
        """How many rounds the session has, dealt or still to be dealt."""
        return max(self.planned, len(self.rounds))

    @property
    def place(self) -> int:
        """The number of the round to play now, from 0."""
        return len(self.answers)

    @property
    def finished(self) -> bool:
        """Whether every round has been passed."""
        return self.place >= self.length

    @property
    def round(self) -> Round:
        """The round to play now."""
        return self.rounds[self.place]

    @property
    def answered(self) -> tuple[int, int]:
        """How many rounds have an answer, and of how many; cards ask for none."""
        cards = sum(not entry.asks for entry in self.rounds)
        return sum(entry.asks for entry in self.rounds[: self.place]), self.length - cards

    @property
    def score(self) -> tuple[int, int]:
        """How many pictures and questions were right, and how many have an answer."""
        passed = zip(self.rounds, self.verdicts, strict=False)
        signs = [sign for entry, verdict in passed if entry.asks for sign in verdict.signs]
        return signs.count("tick"), len(signs)

    @property
    def judgements(self) -> tuple[Judgement, ...]:
        """Every judgement so far, in order."""
        return tuple(item for verdict in self.verdicts for item in verdict.judgements)


def shuffled(session: Session, place: int, count: int) -> tuple[int, ...]:
    """The numbers of a round's steps or choices in the order in which they are shown: the same for the same session.

    Steps (three or more) never come in their own order.
    """
    rng = Random(f"{session.seed}/{place}")
    numbers = list(range(count))
    rng.shuffle(numbers)
    if count > 2 and numbers == sorted(numbers):
        numbers.append(numbers.pop(0))
    return tuple(numbers)


def start(
    level: Level, pictures: PicturesById, seed: int, seen: Mapping[str, int] = _NOTHING_SEEN, *, from_all: bool = False
) -> Session:
    """Deal a session of a level: written rounds as written, draws from their pools.

    Draws take from the level's own pack, or from all packs that there are. `seen` says of pictures when they were met
    last, in whatever unit: draws take those that were never met first, then those met longest ago. Same level,
    pictures, seed and `seen`: same session. A draw whose pool runs dry deals what there is.
    """
    rng = Random(seed)
    written = [entry for entry in level.rounds if not isinstance(entry, DrawRounds)]
    used = {name for entry in written for name in entry.pictures}
    kin = {mark for name in used if name in pictures for mark in pictures[name].kin}
    rounds: list[Round] = []
    own = pictures if from_all or len(written) == len(level.rounds) else pictures_of(level, pictures)
    for entry in level.rounds:
        if isinstance(entry, DrawRounds):
            rounds += _deal(entry.draw, own, used, kin, rng, seen)
        else:
            rounds.append(entry)
    return Session(level.id, seed, tuple(rounds))


def with_first(session: Session, picture: str) -> Session:
    """A session that asks about a picture before all others, and not again; as long as it was."""
    others = [entry for entry in session.rounds if picture not in entry.pictures]
    rounds = (VerdictRound(picture), *others)
    return msgspec.structs.replace(session, rounds=rounds[: max(1, len(session.rounds))])


def pictures_of(level: Level, pictures: PicturesById) -> PicturesById:
    """Those that a level's draws may deal, by name: of the collections it draws on, else of its own pack."""
    packs = level.draws_on or (owner(level.id),)
    return {name: picture for name, picture in pictures.items() if owner(name) in packs}


def pool_of(draw: Draw, pictures: PicturesById) -> tuple[list[Picture], list[Picture]]:
    """The fakes and the real pictures that a draw may take, in order of id."""
    pool, (easiest, hardest) = draw.pool, draw.pool.difficulty
    fakes: list[Picture] = []
    reals: list[Picture] = []
    for name in sorted(pictures):
        picture = pictures[name]
        if (
            not (picture.in_draws and picture.askable)
            or (picture.clip is not None) != (draw.ask == "clip")
            or (pool.tags and not set(pool.tags) & set(picture.tags))
        ):
            continue
        if not easiest <= picture.difficulty <= hardest:
            continue
        if not picture.fake:
            reals.append(picture)
        elif (not pool.made_by or picture.made_by in pool.made_by) and (draw.ask != "point" or picture.evidence):
            fakes.append(picture)
    return _part(pool, fakes), _part(pool, reals)


def _part(pool: Pool, pictures: list[Picture]) -> list[Picture]:
    """The part of them that the pool is: every n-th in an order that says nothing about them, and never changes.

    Kin stay together, so that nobody who was met in one part is met in another.
    """
    if pool.part is None:
        return pictures
    from hashlib import sha256  # with OpenSSL, which the first screen need not wait for

    number, of = pool.part
    first = _first_of_kin(pictures)
    mixed = sorted(set(first.values()), key=lambda name: (sha256(name.encode()).digest(), name))
    taken = set(mixed[number - 1 :: of])
    return [item for item in pictures if first[item.id] in taken]


def _first_of_kin(pictures: list[Picture]) -> dict[str, str]:
    """Of every picture which one stands for all its kin, those included that it is kin with over others."""
    above = {item.id: item.id for item in pictures}  # the next one on the way to the first
    bearer: dict[str, str] = {}  # by mark

    def first(name: str) -> str:
        while above[name] != name:
            above[name] = above[above[name]]  # the next search is shorter
            name = above[name]
        return name

    for picture in pictures:
        for mark in picture.kin:
            one, other = sorted((first(picture.id), first(bearer.setdefault(mark, picture.id))))
            above[other] = one
    return {name: first(name) for name in above}


def _deal(
    draw: Draw, pictures: PicturesById, used: set[str], kin: set[str], rng: Random, seen: Mapping[str, int]
) -> list[Round]:  # fmt: skip
    """Rounds of one draw; notes what it took in `used` and `kin`."""
    fakes, reals = (
        sorted(_spread(part, rng), key=lambda item: seen.get(item.id, _NEVER)) for part in pool_of(draw, pictures)
    )
    each = draw.pictures if draw.ask == "pick" else 1
    wanted = draw.count * each
    if draw.ask == "point":
        plan = [True] * wanted
    elif draw.balance == "half":
        more = rng.random() < 0.5
        plan = [place < (wanted + more) // 2 for place in range(wanted)]
        rng.shuffle(plan)
    else:
        plan = [rng.randrange(len(fakes) + len(reals)) < len(fakes) if fakes or reals else True for _ in range(wanted)]
    taken: list[str] = []
    for fake in plan:
        first, second = (fakes, reals) if fake else (reals, fakes)
        picture = _take(first, used, kin) or (_take(second, used, kin) if draw.ask != "point" else None)
        if picture is None:
            break
        taken.append(picture.id)
    match draw.ask:
        case "verdict":
            return [VerdictRound(name) for name in taken]
        case "clip":
            return [ClipRound(name) for name in taken]
        case "point":
            return [PointRound(name) for name in taken]
        case "pick":
            return [PickRound(tuple(taken[at : at + each])) for at in range(0, len(taken) - each + 1, each)]
        case "rate":
            return [RateRound(name, draw.qualities) for name in taken]
    assert_never(draw.ask)


def _spread(pictures: list[Picture], rng: Random) -> list[Picture]:
    """The pictures shuffled so that every way of making takes its turn."""
    groups: dict[str, list[Picture]] = {}
    for picture in rng.sample(pictures, len(pictures)):
        kind = picture.made_by if picture.fake else (picture.tags[0] if picture.tags else "")
        groups.setdefault(kind, []).append(picture)
    rows = rng.sample(list(groups.values()), len(groups))
    return [row[turn] for turn in range(max(map(len, rows), default=0)) for row in rows if turn < len(row)]


def _take(candidates: list[Picture], used: set[str], kin: set[str]) -> Picture | None:
    """The next picture not yet used, if possible without kin among those used."""
    fresh = next((item for item in candidates if item.id not in used and kin.isdisjoint(item.kin)), None)
    picture = fresh or next((item for item in candidates if item.id not in used), None)
    if picture is not None:
        used.add(picture.id)
        kin |= picture.kin
    return picture


def answer(session: Session, said: Answer, pictures: PicturesById, mask_of: MaskOf) -> tuple[Session, Verdict]:
    """The session after an answer to its present round, and what came of it.

    Raises RulesError where the answer does not fit: the session is over, a wrong number of verdicts, a
    confidence out of range, too many marks.
    """
    if session.finished:
        raise RulesError("the session is finished")
    verdict = session.round.judge(said, pictures, mask_of)
    moved = msgspec.structs.replace(session, answers=(*session.answers, said), verdicts=(*session.verdicts, verdict))
    return moved, verdict


def pass_round(session: Session) -> Session:
    """The session past its present round, of which nothing is asked; every other round keeps its place."""
    return msgspec.structs.replace(
        session, answers=(*session.answers, Answer()), verdicts=(*session.verdicts, Verdict())
    )


def drop_round(session: Session) -> Session:
    """The session without the round to play now."""
    rounds = (*session.rounds[: session.place], *session.rounds[session.place + 1 :])
    return msgspec.structs.replace(session, rounds=rounds)


def tells_to_practise(session: Session, pictures: PicturesById) -> tuple[str, ...]:
    """The two tells that the player missed most often in this session, worst first; ties in order of appearance."""
    missed: dict[str, int] = {}
    for entry, verdict in zip(session.rounds, session.verdicts, strict=False):
        for item in verdict.judgements:
            if item.fake and item.outcome in ("miss", "unsure"):
                for evidence in pictures[item.picture].evidence[:2]:
                    missed[evidence.tell] = missed.get(evidence.tell, 0) + 1
        for name in entry.marked:
            for evidence, found in zip(pictures[name].visible, verdict.found, strict=False):
                if not found:
                    missed[evidence.tell] = missed.get(evidence.tell, 0) + 1
    missed.pop(NONE_VISIBLE, None)
    return tuple(sorted(missed, key=lambda tell: -missed[tell])[:2])
