"""The rules of play: how a level becomes rounds, and how an answer moves a session on.

Owns the dealing of draws (seeded, balanced, never a picture twice) and the step from session and answer to session and
verdict.
Refuses files, time and screens; chance comes from the session's seed alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

import msgspec
from msgspec import Struct

from game.model import scoring
from game.model.model import (
    NONE_VISIBLE,
    Answer,
    ChooseRound,
    ClipRound,
    Draw,
    DrawRounds,
    Judgement,
    Level,
    OrderRound,
    PickRound,
    Picture,
    PointRound,
    ReadRound,
    Round,
    Says,
    Verdict,
    VerdictRound,
)

PicturesById = Mapping[str, Picture]
MaskOf = Callable[[Picture, str], "scoring.Mask | None"]  # (picture, mask file) -> its mask

MAX_MARKS = 3


class RulesError(ValueError):
    """An answer that does not fit its round."""


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
    def judgements(self) -> tuple[Judgement, ...]:
        """Every judgement so far, in order."""
        return tuple(item for verdict in self.verdicts for item in verdict.judgements)


def pictures_of(entry: Round) -> tuple[str, ...]:
    """The ids of the pictures that a round shows."""
    if isinstance(entry, PickRound):
        return entry.pictures
    if isinstance(entry, OrderRound):
        return tuple(step.picture for step in entry.steps if step.picture)
    if isinstance(entry, ReadRound) and entry.series:
        return tuple(frame.picture for frame in entry.series)
    return (entry.picture,) if entry.picture else ()


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


def start(level: Level, pictures: PicturesById, seed: int) -> Session:
    """Deal a session of a level: written rounds as written, draws from their pools.

    Same level, pictures and seed: same session. A draw whose pool runs dry deals what there is.
    """
    rng = Random(seed)
    written = [entry for entry in level.rounds if not isinstance(entry, DrawRounds)]
    used = {name for entry in written for name in pictures_of(entry)}
    kin = {mark for name in used if name in pictures for mark in pictures[name].kin}
    rounds: list[Round] = []
    for entry in level.rounds:
        if isinstance(entry, DrawRounds):
            rounds += _deal(entry.draw, pictures, used, kin, rng)
        else:
            rounds.append(entry)
    return Session(level.id, seed, tuple(rounds))


def pool_of(draw: Draw, pictures: PicturesById) -> tuple[list[Picture], list[Picture]]:
    """The fakes and the real pictures that a draw may take, in order of id."""
    pool, (easiest, hardest) = draw.pool, draw.pool.difficulty
    fakes: list[Picture] = []
    reals: list[Picture] = []
    for name in sorted(pictures):
        picture = pictures[name]
        if not picture.in_draws or picture.clip or (pool.tags and not set(pool.tags) & set(picture.tags)):
            continue
        if not easiest <= picture.difficulty <= hardest:
            continue
        if not picture.fake:
            reals.append(picture)
        elif (not pool.made_by or picture.made_by in pool.made_by) and (draw.ask != "point" or picture.evidence):
            fakes.append(picture)
    return fakes, reals


def _deal(draw: Draw, pictures: PicturesById, used: set[str], kin: set[str], rng: Random) -> list[Round]:
    """Rounds of one draw; notes what it took in `used` and `kin`."""
    fakes, reals = (_spread(part, rng) for part in pool_of(draw, pictures))
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
    if draw.ask == "verdict":
        return [VerdictRound(name) for name in taken]
    if draw.ask == "point":
        return [PointRound(name) for name in taken]
    return [PickRound(tuple(taken[at : at + each])) for at in range(0, len(taken) - each + 1, each)]


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
    verdict = judge(session.round, said, pictures, mask_of)
    moved = msgspec.structs.replace(session, answers=(*session.answers, said), verdicts=(*session.verdicts, verdict))
    return moved, verdict


def passed_by(session: Session) -> Session:
    """The session past its present round, of which nothing is asked; every other round keeps its place."""
    return msgspec.structs.replace(
        session, answers=(*session.answers, Answer()), verdicts=(*session.verdicts, Verdict())
    )


def without_this(session: Session) -> Session:
    """The session without the round to play now."""
    rounds = (*session.rounds[: session.place], *session.rounds[session.place + 1 :])
    return msgspec.structs.replace(session, rounds=rounds)


def judge(entry: Round, said: Answer, pictures: PicturesById, mask_of: MaskOf) -> Verdict:
    """What comes of one answer to one round."""
    asked = len(pictures_of(entry)) if isinstance(entry, (VerdictRound, ClipRound, PickRound)) else 0
    if len(said.says) != asked:
        raise RulesError(f"{asked} verdicts are asked for, {len(said.says)} were given")
    if said.confidence is not None and not 0 <= said.confidence < len(scoring.CONFIDENCE):
        raise RulesError(f"confidence step {said.confidence} does not exist")
    if len(said.marks) > (MAX_MARKS if isinstance(entry, PointRound) else 0):
        raise RulesError("too many marks")
    if isinstance(entry, PointRound):
        return _judge_marks(pictures[entry.picture], said, mask_of)
    if isinstance(entry, OrderRound):
        return _judge_order(entry, said)
    if isinstance(entry, ChooseRound):
        if said.choice is None or not 0 <= said.choice < len(entry.choices):
            raise RulesError(f"choice {said.choice} does not exist")
        return Verdict(knowledge=100 if entry.choices[said.choice].right else 0)
    if isinstance(entry, ReadRound):
        return Verdict()
    pairs = zip(pictures_of(entry), said.says, strict=True)
    return Verdict(tuple(judged(pictures[name], says, said.confidence) for name, says in pairs))


def judged(picture: Picture, says: Says, confidence: int | None = None) -> Judgement:
    """What was said of one picture, and how that turned out; votes of a class have no confidence."""
    worth = scoring.points(says, confidence, fake=picture.fake, shows_nothing=picture.shows_nothing)
    return Judgement(picture.id, picture.fake, says, scoring.outcome(says, fake=picture.fake), worth)


def _judge_order(entry: OrderRound, said: Answer) -> Verdict:
    """Score an order by the share of pairs of steps that stand the right way round (Kendall's tau, from 0 to 100)."""
    count = len(entry.steps)
    if sorted(said.order) != list(range(count)):
        raise RulesError(f"the order is to name each of {count} steps once")
    pairs = [(first, second) for place, first in enumerate(said.order) for second in said.order[place + 1 :]]
    right = sum(first < second for first, second in pairs)
    found = tuple(step == place for place, step in enumerate(said.order))
    return Verdict(found=found, knowledge=round(100 * right / len(pairs)))


def _judge_marks(picture: Picture, said: Answer, mask_of: MaskOf) -> Verdict:
    """Score marks by their distance to the evidence; "I see nothing" is right where nothing is to be seen."""
    if picture.shows_nothing and not said.marks:
        return Verdict(evidence=100, found=())
    regions = [item.region for item in picture.visible]
    if not said.marks:
        return Verdict(evidence=0, found=(False,) * len(regions))
    masks = [mask_of(picture, region.mask) if region.mask else None for region in regions]
    rows = [
        [scoring.distance(region, mark, mask) for region, mask in zip(regions, masks, strict=True)]
        for mark in said.marks
    ]
    if picture.mask and (exact := mask_of(picture, picture.mask)):
        rows = [[*row, exact.distance(mark)] for row, mark in zip(rows, said.marks, strict=True)]
    score, found = scoring.evidence_score(rows, picture.size)
    return Verdict(evidence=score, found=found[: len(regions)])


def tells_to_practise(session: Session, pictures: PicturesById) -> tuple[str, ...]:
    """The two tells that the player missed most often in this session, worst first; ties in order of appearance."""
    missed: dict[str, int] = {}
    for entry, verdict in zip(session.rounds, session.verdicts, strict=False):
        for item in verdict.judgements:
            if item.fake and item.outcome in ("miss", "unsure"):
                for evidence in pictures[item.picture].evidence[:2]:
                    missed[evidence.tell] = missed.get(evidence.tell, 0) + 1
        if isinstance(entry, PointRound):
            for evidence, found in zip(pictures[entry.picture].visible, verdict.found, strict=False):
                if not found:
                    missed[evidence.tell] = missed.get(evidence.tell, 0) + 1
    missed.pop(NONE_VISIBLE, None)
    return tuple(sorted(missed, key=lambda tell: -missed[tell])[:2])
