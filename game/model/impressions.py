"""What somebody's ratings of faces say: for real and for generated ones, quality by quality.

Owns the measures: means with their intervals, and how well a quality alone tells generated faces from real ones (the
area under the ROC curve). Refuses to claim more than an interval allows. Pure functions of plain values.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from msgspec import Struct

from game.model.answer import Answer, Verdict
from game.model.claims import student
from game.model.kinds.rate_round import HIGHEST, LOWEST, RateRound
from game.model.kinds.round_kind import RoundKind
from game.model.terms import Quality, Says

Z95 = 1.959964  # of the normal distribution, for 95 %
LEAST_FACES = 4  # of each truth: with fewer nothing is drawn
MIDDLE = (LOWEST + HIGHEST) / 2


class Rated(Struct, frozen=True):
    """One rating of one face, what the face was, and what it was taken for."""

    quality: Quality
    rating: int  # 1 to 7
    fake: bool
    says: Says


class Interval(Struct, frozen=True):
    """A value with its 95 % interval."""

    value: float
    low: float
    high: float


class QualityRatings(Struct, frozen=True):
    """A quality's ratings by one person."""

    quality: Quality
    real: Interval  # mean rating of real faces, 1 to 7
    fake: Interval  # of generated ones
    area: Interval  # under the ROC curve: how often a generated face is rated above a real one; 0.5 is chance
    high_real: int  # real faces rated above the middle
    low_real: int  # real faces rated below it
    high_real_called_fake: int  # of the real ones rated above the middle, those that were taken for fake
    low_real_called_fake: int

    @property
    def sign(self) -> Literal[-1, 0, 1]:
        """1 where generated faces are rated higher, -1 where real ones are, 0 where the ratings do not say."""
        if self.area.low > 0.5:
            return 1
        return -1 if self.area.high < 0.5 else 0

    @property
    def right_of_ten(self) -> int:
        """How many of ten pairs, one of each, the quality alone would put the right way round."""
        return round(10 * max(self.area.value, 1 - self.area.value))

    @property
    def misused(self) -> tuple[int, int]:
        """Of the real faces that were rated as real ones are, how many were called fake: (those, all of them).

        Both 0 where the ratings do not tell the two apart.
        """
        if self.sign == -1:
            return self.high_real_called_fake, self.high_real
        if self.sign == 1:
            return self.low_real_called_fake, self.low_real
        return 0, 0


def rated(rounds: Iterable[tuple[RoundKind, Answer, Verdict]]) -> list[Rated]:
    """Every rating among rounds that were played."""
    found: list[Rated] = []
    for entry, said, verdict in rounds:
        if isinstance(entry, RateRound) and len(said.ratings) == len(entry.qualities) and verdict.judgements:
            judged = verdict.judgements[0]
            found += [
                Rated(quality, rating, judged.fake, judged.says)
                for quality, rating in zip(entry.qualities, said.ratings, strict=True)
            ]
    return found


def by_quality(ratings: Sequence[Rated]) -> list[QualityRatings]:
    """The qualities that were rated of enough faces, in the order in which they were first rated."""
    found: list[QualityRatings] = []
    for quality in dict.fromkeys(item.quality for item in ratings):
        mine = [item for item in ratings if item.quality == quality]
        reals, fakes = ([item.rating for item in mine if item.fake == fake] for fake in (False, True))
        if min(len(reals), len(fakes)) < LEAST_FACES:
            continue
        found.append(_measured(quality, mine, reals, fakes))
    return found


def _measured(quality: Quality, ratings: list[Rated], reals: list[int], fakes: list[int]) -> QualityRatings:
    def count(which: Callable[[Rated], bool]) -> int:
        return sum(map(which, ratings))

    return QualityRatings(
        quality,
        mean(reals),
        mean(fakes),
        area_under_curve(fakes, reals),
        high_real=count(lambda item: not item.fake and item.rating > MIDDLE),
        low_real=count(lambda item: not item.fake and item.rating < MIDDLE),
        high_real_called_fake=count(lambda item: not item.fake and item.rating > MIDDLE and item.says == "fake"),
        low_real_called_fake=count(lambda item: not item.fake and item.rating < MIDDLE and item.says == "fake"),
    )


def mean(values: Sequence[int]) -> Interval:
    """The mean of ratings with Student's interval, kept on the scale; of one value the interval is the whole scale."""
    count = len(values)
    middle = sum(values) / count
    if count < 2:
        return Interval(middle, LOWEST, HIGHEST)
    deviation = math.sqrt(sum((value - middle) ** 2 for value in values) / (count - 1))
    half = student(count - 1) * deviation / math.sqrt(count)
    return Interval(middle, max(LOWEST, middle - half), min(HIGHEST, middle + half))


def area_under_curve(signal: Sequence[float], noise: Sequence[float]) -> Interval:
    """How often a value of the signal is above one of the noise, ties counting half, with its 95 % interval.

    It is the Mann-Whitney statistic over all pairs; the interval is Newcombe's method 5 (2006, Statistics in Medicine
    25, 559-573), which holds with few values and near 0 and 1 as well. Raises ValueError where either is empty.
    """
    if not signal or not noise:
        raise ValueError("an area needs values of both")
    pairs = len(signal) * len(noise)
    won = sum((high > low) + (high == low) / 2 for high in signal for low in noise)
    area = won / pairs
    more = (len(signal) + len(noise)) / 2 - 1

    def beyond(true: float) -> float:
        """By how much the distance to a true area goes beyond what chance allows."""
        spread = true * (1 - true) * (1 + more * ((1 - true) / (2 - true) + true / (1 + true))) / pairs
        return abs(area - true) - Z95 * math.sqrt(max(0.0, spread))

    return Interval(area, _edge(beyond, 0.0, area), _edge(beyond, 1.0, area))


def _edge(beyond: Callable[[float], float], outside: float, inside: float) -> float:
    """Where a function changes its sign between a place beyond and one that is not, by halving."""
    if beyond(outside) <= 0:
        return outside
    for _ in range(50):
        middle = (outside + inside) / 2
        if beyond(middle) > 0:
            outside = middle
        else:
            inside = middle
    return (outside + inside) / 2
