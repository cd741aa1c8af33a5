"""What ratings say: means, areas and what may be said of them, held against players whose truth is known."""

from __future__ import annotations

import math
from itertools import pairwise, product
from random import Random
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.model import impressions
from game.model.impressions import Interval, Rated, area_under_curve

STEPS = st.lists(st.integers(1, 7), min_size=1, max_size=30)


@given(signal=STEPS, noise=STEPS)
def test_an_area_counts_pairs(signal: list[int], noise: list[int]) -> None:
    """It is the share of pairs in which the signal is higher, ties half; its interval holds it and stays in 0 to 1."""
    won = [1.0 if high > low else 0.5 if high == low else 0.0 for high, low in product(signal, noise)]
    area = area_under_curve(signal, noise)
    assert area.value == pytest.approx(sum(won) / len(won))
    assert 0 <= area.low <= area.value <= area.high <= 1
    turned = area_under_curve(noise, signal)
    assert (turned.value, turned.low, turned.high) == pytest.approx((1 - area.value, 1 - area.high, 1 - area.low))


def test_an_area_is_newcombes() -> None:
    """His formula holds at both edges of the interval, which is wider with fewer values and never of no width."""
    few, many = area_under_curve([5, 6, 7, 7], [1, 2, 3, 3]), area_under_curve([5, 6, 7, 7] * 6, [1, 2, 3, 3] * 6)
    assert few.value == many.value == 1
    assert 0.5 < few.low < many.low < 1
    area, size = area_under_curve([3, 4, 5, 6], [2, 3, 4, 5]), 4
    for true in (area.low, area.high):
        more = size - 1
        spread = true * (1 - true) * (1 + more * ((1 - true) / (2 - true) + true / (1 + true))) / size**2
        assert abs(area.value - true) == pytest.approx(impressions.Z95 * math.sqrt(spread), abs=1e-6)


@pytest.mark.parametrize("apart", [0.0, 0.5, 1.2])
def test_intervals_hold_what_is_true(apart: float) -> None:
    """Of 400 players with 12 faces of each kind, whose ratings differ by a known amount: about 95 of 100 intervals.

    The bounds are where chance would take the count once in 10,000 runs if 95 % were true, and 2 % on either side for
    what steps from 1 to 7 take from a normal distribution.
    """
    rng, cells = Random(7), range(1, 8)

    def shares(centre: float) -> list[float]:
        normal = NormalDist(centre, 1.3)
        edges = [-math.inf, *(step + 0.5 for step in range(1, 7)), math.inf]
        return [normal.cdf(high) - normal.cdf(low) for low, high in pairwise(edges)]

    high, low = shares(4 + apart), shares(4)
    true_mean = sum(step * share for step, share in zip(cells, high, strict=True))
    true_area = sum(
        a * b * (1.0 if one > other else 0.5 if one == other else 0.0)
        for (one, a), (other, b) in product(zip(cells, high, strict=True), zip(cells, low, strict=True))
    )
    held_mean = held_area = 0
    players = 400
    for _ in range(players):
        fakes, reals = rng.choices(cells, high, k=12), rng.choices(cells, low, k=12)
        held_mean += _holds(impressions.mean(fakes), true_mean)
        held_area += _holds(area_under_curve(fakes, reals), true_area)
    least, most = 0.95 - 0.02 - 3.9 * math.sqrt(0.95 * 0.05 / players), 1.0
    assert least <= held_mean / players <= most
    assert least <= held_area / players <= most


def _holds(interval: Interval, value: float) -> bool:
    return interval.low <= value <= interval.high


def test_chance_alone_is_rarely_claimed() -> None:
    """Whoever rates at random is told of a difference in at most one quality of twenty, to chance."""
    rng, claimed, players = Random(3), 0, 500
    for _ in range(players):
        ratings = [Rated("symmetry", rng.randint(1, 7), number % 2 == 0, "real") for number in range(24)]
        claimed += impressions.by_quality(ratings)[0].sign != 0
    assert claimed / players <= 0.05 + 3.9 * math.sqrt(0.05 * 0.95 / players)


def test_which_way_a_quality_points() -> None:
    """Generated faces rated higher: 1; lower: -1; with as many pairs either way: 0."""
    assert _quality(reals=[1, 2, 2, 3] * 3, fakes=[5, 6, 6, 7] * 3).sign == 1
    assert _quality(reals=[5, 6, 6, 7] * 3, fakes=[1, 2, 2, 3] * 3).sign == -1
    assert _quality(reals=[3, 4, 5, 4] * 3, fakes=[4, 3, 5, 4] * 3).sign == 0
    assert _quality(reals=[5, 6, 6, 7] * 3, fakes=[1, 2, 2, 3] * 3).right_of_ten == 10


def test_what_was_used_the_wrong_way_round_is_counted() -> None:
    """Real faces that stood out, as real ones do, and were called fake for it; nothing where ratings do not tell."""
    ratings = [Rated("distinctiveness", 6, False, "fake" if number < 5 else "real") for number in range(12)]
    ratings += [Rated("distinctiveness", 2, True, "real") for _ in range(12)]
    (found,) = impressions.by_quality(ratings)
    assert (found.sign, found.misused) == (-1, (5, 12))
    (found,) = impressions.by_quality([Rated("symmetry", 4, number % 2 == 0, "fake") for number in range(24)])
    assert (found.sign, found.misused) == (0, (0, 0))


def test_too_few_faces_say_nothing() -> None:
    """Three of a kind draw no picture of anybody's eye."""
    assert impressions.by_quality([Rated("symmetry", 5, number < 3, "fake") for number in range(20)]) == []


def _quality(reals: list[int], fakes: list[int]) -> impressions.QualityRatings:
    rated = [Rated("symmetry", step, False, "real") for step in reals] + [
        Rated("symmetry", step, True, "fake") for step in fakes
    ]
    return impressions.by_quality(rated)[0]
