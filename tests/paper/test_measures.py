"""The report's numbers against values from textbooks and papers, and what must hold for all of them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.model.scoring import Counts
from game.pack.library import Library
from game.paper.report.measures import (
    FEWEST_PAIRS,
    Hands,
    PictureCount,
    SessionCounts,
    StatedCount,
    Talk,
    TalkCount,
    added,
    by_kind,
    by_tell,
    calibrate,
    compare,
    difference,
    difficulties,
    hands_moved,
    moved,
    paired,
    share,
    talks,
)


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [
        (8, 10, 0.4902, 0.9433),
        (81, 263, 0.2553, 0.3662),  # Newcombe 1998, two-sided intervals for the single proportion, table I
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (0, 0, 0.0, 1.0),
    ],
)
def test_wilson(count: int, of: int, low: float, high: float) -> None:
    """Score intervals are those of the literature; of nothing, nothing is known."""
    found = share(count, of)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [  # Newcombe 1998, interval estimation for the difference between independent proportions, table II, method 10
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_newcombe(first: tuple[int, int], second: tuple[int, int], low: float, high: float) -> None:
    """Differences of two shares have the published intervals."""
    found = difference([share(*first)], [share(*second)])
    assert found.value == pytest.approx(first[0] / first[1] - second[0] / second[1])
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)
    assert found.sign == (1 if low > 0 else 0)
    assert difference([share(*second)], [share(*first)]).sign == (-1 if low > 0 else 0)


counts = st.tuples(st.integers(0, 40), st.integers(1, 40)).map(lambda pair: (min(pair), pair[1]))


@given(st.tuples(counts, counts, counts, counts))
def test_a_difference_of_differences_lies_in_its_interval(rows: tuple[tuple[int, int], ...]) -> None:
    """And its interval reaches further than that of a part of it."""
    one, two, three, four = (share(*row) for row in rows)
    whole = difference([one, four], [two, three])
    assert whole.low <= whole.value <= whole.high
    part = difference([one], [two])
    assert whole.high - whole.value >= part.high - part.value - 1e-12


def pair(hits: tuple[int, int], alarms: tuple[int, int], size: int = 10) -> tuple[Counts, Counts]:
    """Counts before and after, of as many fakes as real pictures."""
    before, after = (
        Counts(hits[side], size - hits[side], alarms[side], size - alarms[side]) for side in (0, 1)
    )  # fmt: skip
    return before, after


def test_few_pairs_are_compared_answer_by_answer() -> None:
    """Below ten pairs differences are those of all answers together, and d' carries the log-linear correction."""
    found = compare([pair((5, 8), (5, 2)), pair((5, 8), (5, 2))])
    assert found is not None
    assert (found.pairs, found.before.judged, found.after.judged, found.enough) == (2, 40, 40, True)
    assert found.hits.method == "newcombe"
    assert found.hits.value == pytest.approx(0.3)
    assert found.alarms.value == pytest.approx(-0.3)
    assert found.discernment.value == pytest.approx(0.6)
    assert found.suspicion.value == pytest.approx(0)
    assert found.suspicion.sign == 0
    assert found.before.sensitivity is not None
    assert found.before.sensitivity.d_prime == pytest.approx(0)
    assert found.after.sensitivity is not None
    assert found.after.sensitivity.d_prime == pytest.approx(2 * 0.7916, abs=1e-3)  # z(16.5 / 21) - z(4.5 / 21)
    assert found.after.sensitivity.criterion == pytest.approx(0)
    assert compare([]) is None


def test_many_pairs_are_resampled_and_weigh_the_same() -> None:
    """From ten pairs on, a pair of large tests counts as much as one of small ones; the interval is always the same."""
    pairs = [pair((2, 3 + n % 3), (2, 1 + n % 2), 5) for n in range(FEWEST_PAIRS)] + [pair((400, 100), (0, 0), 400)]
    found = compare(pairs)
    assert found is not None
    mean = (sum((1 + n % 3) / 5 for n in range(FEWEST_PAIRS)) - 0.75) / (FEWEST_PAIRS + 1)
    assert found.hits.value == pytest.approx(mean)
    assert found.hits.method == "bootstrap"
    assert found.hits.low < mean < found.hits.high
    assert compare(pairs) == found


def test_the_bootstrap_comes_near_the_normal_interval() -> None:
    """For many pairs the percentile interval is that of the mean's standard error (Efron & Tibshirani 1993)."""
    changes = [n % 7 - 2 for n in range(210)]
    found = compare([pair((3, 3 + change), (5, 5)) for change in changes])
    assert found is not None
    mean = sum(changes) / 2100
    error = math.sqrt(sum((change / 10 - mean) ** 2 for change in changes) / 210) / math.sqrt(210)
    assert (found.hits.low, found.hits.high) == pytest.approx((mean - 1.96 * error, mean + 1.96 * error), abs=error / 4)
    assert found.alarms.value == found.alarms.low == found.alarms.high == 0


def kept(started: str, form: str | None, hits: int, *, course: str | None = "c", team: str | None = None,
         finished: bool = True) -> SessionCounts:  # fmt: skip
    """One session's counts."""
    return SessionCounts(started, form, course, None, team, finished, Counts(hits, 5 - hits, 1, 4))


def test_the_first_test_is_before_whatever_its_form() -> None:
    """Each course's and each team's tests make a pair; what is unfinished, or no test, is left out and counted."""
    rows = [
        kept("01", "B", 1), kept("02", None, 5), kept("03", "B", 2), kept("04", "A", 4),
        kept("05", "A", 0, course="d", team="fox"), kept("05", "A", 1, course="d", team="owl"),
        kept("06", "B", 2, course="d", team="fox"), kept("06", "B", 3, course="d", team="owl"),
        kept("07", "A", 5, course="e", finished=False), kept("08", "B", 5, course="e"),
        kept("09", "A", 5, course=None),
    ]  # fmt: skip
    pairs, left_out = paired(rows)
    assert [(before.hits, after.hits) for before, after in pairs] == [(1, 4), (0, 2), (1, 3)]
    assert left_out == 1


def test_counts_add_up() -> None:
    """Field by field."""
    assert added([Counts(1, 2, 3, 4, 5, 6), Counts(10, 20, 30, 40, 50, 60)]) == Counts(11, 22, 33, 44, 55, 66)
    assert added([]) == Counts()


def test_calibration_and_brier() -> None:
    """Nine of ten right at 99 % cost (9 x 0.0001 + 0.9801) / 10; nothing said, nothing found."""
    found = calibrate([StatedCount(3, 10, 9)])
    assert found.brier == pytest.approx(0.0981)
    assert found.overconfidence == pytest.approx(0.09)
    assert [(step.right, step.answers) for step in found.steps] == [(0, 0), (0, 0), (0, 0), (9, 10)]
    guesses = calibrate([StatedCount(0, 4, 1), StatedCount(0, 4, 3)])
    assert guesses.brier == pytest.approx(0.25)
    nothing = calibrate([])
    assert (nothing.brier, nothing.overconfidence, nothing.answers) == (None, None, 0)


def test_teams_weigh_the_same() -> None:
    """The share of right verdicts is the mean of the teams' shares; counts are sums; the class stands apart."""
    rows = [
        TalkCount("e", "fox", True, True, 1), TalkCount("e", "fox", False, True, 1),
        TalkCount("e", "owl", False, False, 30), TalkCount("e", "owl", True, False, 10),
        TalkCount("e", "class", False, True, 3), TalkCount("f", "fox", True, True, 2),
    ]  # fmt: skip
    teams, together, other = talks(rows)
    assert teams == Talk("e", 2, 1, 1, 10, 30, pytest.approx((1 / 2 + 10 / 40) / 2), pytest.approx((1 + 0) / 2))
    assert together == Talk("e", 0, 0, 3, 0, 0, 0.0, 1.0)
    assert (other.event, other.teams, other.judged) == ("f", 1, 2)
    change = moved([teams, together])
    assert (change.count, change.of) == (4, 14)


def test_hands_are_means_over_pictures() -> None:
    """A picture with many hands weighs no more than one with few; one without hands is left out."""
    rows = [
        Hands("e", True, False, {"real": 10, "fake": 10, "unsure": 0}, {"real": 0, "fake": 20, "unsure": 0}),
        Hands("e", False, False, {"real": 0, "fake": 2, "unsure": 2}, {"real": 2, "fake": 1, "unsure": 1}),
        Hands("e", True, False, {"real": 0, "fake": 0, "unsure": 0}, {"real": 1, "fake": 0, "unsure": 0}),
    ]
    (found,) = hands_moved(rows)
    assert (found.pictures, found.hands, found.most) == (2, 24, 20)
    assert (found.first, found.second) == pytest.approx((0.25, 0.75))


def test_what_was_missed(small_pack: Library) -> None:
    """Tells and ways of making add up over pictures; one that the pack no longer has keeps its own numbers."""
    pictures = small_pack.pictures
    fakes = [item for item in pictures.values() if item.fake and item.evidence]
    shown = fakes[0]
    tell = shown.evidence[0].tell
    others = [item.id for item in fakes[1:] if tell in {evidence.tell for evidence in item.evidence}]
    rows = [PictureCount(shown.id, True, 20, 12), PictureCount("gone", True, 5, 5)]
    rows += [PictureCount(name, True, 10, 1) for name in others]
    found = {item.name: item.share for item in by_tell(rows, pictures)}
    assert (found[tell].count, found[tell].of) == (12 + len(others), 20 + 10 * len(others))
    real = next(item.id for item in pictures.values() if not item.fake)
    kinds = {item.name: item.share for item in by_kind([*rows, PictureCount(real, False, 4, 1)], pictures)}
    assert (kinds["camera"].count, kinds["camera"].of) == (1, 4)
    assert sum(item.of for item in kinds.values()) == 24 + 10 * len(others)
    gone = next(item for item in difficulties(rows, pictures) if item.picture == "gone")
    assert (gone.estimate, gone.not_right.count) == (None, 5)


def test_one_miss_of_one_is_no_record(small_pack: Library) -> None:
    """Pictures are sorted by what is sure: 15 of 20 before 1 of 1."""
    rows = [PictureCount("house", False, 1, 1), PictureCount("moon", False, 20, 15)]
    assert [item.picture for item in difficulties(rows, small_pack.pictures)] == ["moon", "house"]
