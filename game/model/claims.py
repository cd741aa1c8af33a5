"""Whether a change may be claimed: decided here and nowhere else, for every screen and the report.

Owns the intervals of a change between two tests, and the tests of votes before and after a talk, both at 95 %. Pure
numbers in and out, without a library that a kiosk may lack. Refuses words.
What is said is conditional: on the answers given, on the first votes, and on pictures that might have been others.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Literal, NamedTuple, get_args

from msgspec import Struct

from game.model.scoring import ENOUGH_ANSWERS, CalibrationStep, wilson

RARELY = 0.025  # the chance of a claim upwards, and of one downwards, where nothing has changed
FEWEST_PICTURES = 6  # that were voted on twice: all of fewer go one way by luck alone, once in 16 times or more often
STUDENT = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
    2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip

Measure = Literal["hits", "alarms", "discernment", "suspicion"]
GainVerdict = Literal["few", "better", "worse", "suspicious", "trusting", "same"]


def student(freedom: float) -> float:
    """Student's t for 95 %, two-sided; degrees of freedom are rounded down, more than 30 count as 30."""
    return STUDENT[max(1, min(int(freedom + 1e-9), len(STUDENT))) - 1]  # 3.9999… is 4


class Difference(Struct, frozen=True):
    """A difference of shares (-1 to 1; of discernment -2 to 2) with its 95 % interval."""

    value: float
    low: float
    high: float
    enough: bool = True  # whether there are answers enough to conclude anything

    @property
    def sign(self) -> int:
        """1 or -1 where it may be said that there is a difference: the whole interval lies above or below zero."""
        return 0 if not self.enough else 1 if self.low > 0 else -1 if self.high < 0 else 0


# --- means of answers that resemble each other


class Part(NamedTuple):
    """One answer's part in a sum of weighted means."""

    who: int  # who gave it
    drawn: str  # from which pictures its picture was drawn
    picture: str
    cell: tuple[bool, bool]  # of which mean it is a part
    weight: float  # below zero where the mean is taken away
    value: float


def margin(parts: Sequence[Part]) -> float:
    """Half the 95 % interval of a sum of weighted means, where people and pictures are both drawn by chance.

    Answers on one picture resemble each other, and so do those of one person or team. The variance is that between
    pictures, and by how much people differ beyond what single answers do: that of resampling both (Owen 2007, "The
    pigeonhole bootstrap") without the noise that it counts three times (Cameron, Gelbach & Miller 2011, "Robust
    inference with multiway clustering"). Pictures are drawn apart for each test and truth. Degrees of freedom:
    Satterthwaite 1946. Infinite where one picture stands for all of its kind.
    """
    means = _means(parts)
    pictures: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    people: dict[int, float] = defaultdict(float)
    alone = 0.0
    for part in parts:
        influence = part.weight * (part.value - means[part.cell])
        pictures[part.drawn][part.picture] += influence
        people[part.who] += influence
        alone += influence * influence
    if any(len(group) < 2 for group in pictures.values()):
        return math.inf
    spreads = [(_spread(group.values()), len(group) - 1) for group in pictures.values()]
    if len(people) > 1:
        spreads.append((max(0.0, _spread(people.values()) - alone), len(people) - 1))
    variance = sum(spread for spread, _ in spreads)
    doubt = sum(spread * spread / freedom for spread, freedom in spreads)
    return student(variance * variance / doubt) * math.sqrt(variance) if doubt else 0.0


def _means(parts: Sequence[Part]) -> dict[tuple[bool, bool], float]:
    sums: dict[tuple[bool, bool], float] = defaultdict(float)
    weights: dict[tuple[bool, bool], float] = defaultdict(float)
    for part in parts:
        sums[part.cell] += abs(part.weight) * part.value
        weights[part.cell] += abs(part.weight)
    return {cell: sums[cell] / weights[cell] for cell in sums}


def _spread(influences: Collection[float]) -> float:
    """The variance of a sum of so many independent influences."""
    count = len(influences)
    return count / (count - 1) * sum(influence * influence for influence in influences)


def newcombe(plus: Sequence[tuple[int, int]], minus: Sequence[tuple[int, int]]) -> tuple[float, float]:
    """The 95 % interval of the sum of some shares (so many of so many) less others, every answer taken for itself.

    For one of each this is the hybrid score interval of Newcombe 1998 ("Interval estimation for the difference between
    independent proportions", method 10); for more, its extension by Zou & Donner 2008.
    """
    value = sum(count / of for count, of in plus) - sum(count / of for count, of in minus)
    down = [count / of - wilson(count, of)[0] for count, of in plus]
    down += [wilson(count, of)[1] - count / of for count, of in minus]
    up = [wilson(count, of)[1] - count / of for count, of in plus]
    up += [count / of - wilson(count, of)[0] for count, of in minus]
    return value - math.hypot(*down), value + math.hypot(*up)


# --- two tests


class Judged(Struct, frozen=True):
    """One picture of a test, and whether it was called fake."""

    picture: str
    test: str  # which of the two parallel tests it belongs to
    fake: bool
    called: bool  # "fake" was said; "can't tell" is not


Pair = tuple[Sequence[Judged], Sequence[Judged]]  # one person's, or one team's, test before and after


class Change(Struct, frozen=True):
    """What changed between tests before and after."""

    hits: Difference
    alarms: Difference
    discernment: Difference  # of hit rate minus false-alarm rate: above 0, real and fake are told apart better
    suspicion: Difference  # of the share called fake: above 0, "fake" is said more often, rightly or not

    @property
    def enough(self) -> bool:
        """Whether each side has as many judged pictures as a conclusion needs."""
        return self.discernment.enough

    @property
    def verdict(self) -> GainVerdict:
        """What may be said in one sentence."""
        if not self.enough:
            return "few"
        if self.discernment.sign:
            return "better" if self.discernment.sign > 0 else "worse"
        if self.suspicion.sign:
            return "suspicious" if self.suspicion.sign > 0 else "trusting"
        return "same"


def change(pairs: Iterable[Pair]) -> Change | None:
    """What changed from the tests before to those after; None without a pair that saw fakes and real pictures.

    The difference of hit and false-alarm rate is the discrimination index P_r of Snodgrass & Corwin 1988, which small
    tests allow; the change of bias is kept apart, so that mere distrust does not pass for learning. A "can't tell" is
    neither a hit nor a false alarm. Every pair weighs the same. An interval is the wider one of two: Student's t with
    pictures and people drawn by chance, and the score interval of all answers, which small numbers and shares of
    nothing or all need.
    """
    whole = [pair for pair in pairs if all({item.fake for item in side} == {True, False} for side in pair)]
    if not whole:
        return None
    return Change(*(_difference(whole, measure) for measure in get_args(Measure)))


def _difference(pairs: Sequence[Pair], measure: Measure) -> Difference:
    parts = list(_parts(pairs, measure))
    value = sum(part.weight * part.value for part in parts)
    half = margin(parts)
    plus, minus = _counted(pairs, measure)
    low, high = newcombe(plus, minus)
    most = 2.0 if measure == "discernment" else 1.0
    enough = all(sum(len(pair[side]) for pair in pairs) >= ENOUGH_ANSWERS for side in (0, 1))
    return Difference(value, max(-most, min(low, value - half)), min(most, max(high, value + half)), enough)


def _parts(pairs: Sequence[Pair], measure: Measure) -> Iterator[Part]:
    """Every answer that a measure rests on."""
    for who, pair in enumerate(pairs):
        for after, side in enumerate(pair):
            fakes = sum(item.fake for item in side)
            for item in side:
                of = len(side) if measure == "suspicion" else fakes if item.fake else len(side) - fakes
                weight = (1 if after else -1) / (of * len(pairs))
                if measure == "discernment" and not item.fake:
                    weight = -weight
                if measure not in ("hits", "alarms") or item.fake == (measure == "hits"):
                    drawn = f"{item.test} {item.fake}"
                    yield Part(who, drawn, item.picture, (bool(after), item.fake), weight, float(item.called))


def _counted(pairs: Sequence[Pair], measure: Measure) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The shares called fake that a measure adds and takes away: so many of so many."""

    def share(after: int, *truths: bool) -> tuple[int, int]:
        called = [item.called for pair in pairs for item in pair[after] if item.fake in truths]
        return sum(called), len(called)

    match measure:
        case "hits":
            return [share(1, True)], [share(0, True)]
        case "alarms":
            return [share(1, False)], [share(0, False)]
        case "discernment":
            return [share(1, True), share(0, False)], [share(0, True), share(1, False)]
        case "suspicion":
            return [share(1, True, False)], [share(0, True, False)]


# --- one session


def surer(steps: Sequence[CalibrationStep]) -> int:
    """1 where it may be said that a player was surer than right, -1 for the contrary, else 0.

    Said where the mean stated probability lies outside the 95 % score interval of the share right (Wilson 1927), which
    is wider than that of answers of unlike probabilities; and from as many answers on as a conclusion needs.
    """
    answers = sum(step.answers for step in steps)
    if answers < ENOUGH_ANSWERS:
        return 0
    low, high = wilson(sum(step.right for step in steps), answers)
    stated = sum(step.stated * step.answers for step in steps) / answers
    return 1 if stated > high else -1 if stated < low else 0


# --- votes before and after a talk


class Vote(Struct, frozen=True):
    """What one team voted on one picture before and after the talk."""

    event: str
    team: str
    picture: str
    first_right: bool
    second_right: bool
    changed: bool  # another answer than before, be it no more right than the first


class Revotes(Struct, frozen=True):
    """How votes changed after a talk."""

    kept_right: int
    to_right: int
    to_wrong: int
    kept_wrong: int
    sign: int  # 1 or -1 where it may be said that wrong votes changed more often than right ones, or less often; else 0

    @property
    def votes(self) -> int:
        """How many there are."""
        return self.kept_right + self.to_right + self.to_wrong + self.kept_wrong


def revoted(votes: Sequence[Vote]) -> Revotes:
    """How votes changed, and whether re-voting at chance would rarely do as much.

    Wherever fewer than half are right at first, re-voting at chance brings more right answers: so the chance that
    matters is conditional on the first votes and on how many changed. At chance, those that changed are any of them,
    right or wrong; so the number of right ones among them is hypergeometric (Fisher 1935). It is compared within each
    picture, as hard pictures are voted on anew more often, and within each team, as unsure teams change more often.
    Teams also hear each other; so what is left over must be the same from picture to picture (Student's t between
    pictures, of which at least six). Something is said only where all three agree, and where more votes became right
    than wrong, or the other way about.
    """
    counts = [0, 0, 0, 0]
    for vote in votes:
        counts[2 * (not vote.second_right) + (vote.first_right != vote.second_right)] += 1
    kept_right, to_right, kept_wrong, to_wrong = counts
    net = to_right - to_wrong
    sign = 0
    if len(votes) >= ENOUGH_ANSWERS and net:
        sign = _direction(votes)
        sign = sign if sign * net > 0 else 0
    return Revotes(kept_right, to_right, to_wrong, kept_wrong, sign)


class _Stratum(NamedTuple):
    """Votes that are compared with each other only."""

    votes: int
    right: int  # at first
    changed: int
    given_up: int  # right at first, and changed


def _direction(votes: Sequence[Vote]) -> int:
    """1 where all comparisons say that wrong votes were changed rather than right ones, -1 for the contrary, else 0."""
    shown = _strata(votes, lambda vote: (vote.event, vote.picture))
    excesses: dict[str, float] = defaultdict(float)  # by picture: right votes kept that would be given up at chance
    for (_, picture), item in shown.items():
        excesses[picture] += item.right * item.changed / item.votes - item.given_up
    count, total = len(excesses), sum(excesses.values())
    if count < FEWEST_PICTURES:
        return 0
    if total * total <= student(count - 1) ** 2 * _spread([excess - total / count for excess in excesses.values()]):
        return 0
    way = 1 if total > 0 else -1
    teams = _strata(votes, lambda vote: (vote.event, vote.team))
    return way if all(_chance(strata.values(), way) <= RARELY for strata in (shown, teams)) else 0


def _strata(votes: Iterable[Vote], key: Callable[[Vote], tuple[str, str]]) -> dict[tuple[str, str], _Stratum]:
    """The votes that have a key in common, counted."""
    found: dict[tuple[str, str], _Stratum] = {}
    for vote in votes:
        numbers = (1, vote.first_right, vote.changed, vote.first_right and vote.changed)
        before = found.get(key(vote), (0, 0, 0, 0))
        found[key(vote)] = _Stratum(*(one + other for one, other in zip(before, numbers, strict=True)))
    return found


def _chance(strata: Iterable[_Stratum], way: int) -> float:
    """How likely it is at chance that so few right votes are given up, or fewer (way 1); or so many (-1)."""
    import numpy as np

    chances, seen = np.ones(1), 0
    for votes, right, changed, given_up in strata:
        low, high = max(0, changed - (votes - right)), min(changed, right)
        ways = [math.comb(right, n) * math.comb(votes - right, changed - n) for n in range(low, high + 1)]
        chances = np.convolve(chances, [number / math.comb(votes, changed) for number in ways])
        seen += given_up - low
    return float(chances[: seen + 1].sum() if way > 0 else chances[seen:].sum())
