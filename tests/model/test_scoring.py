"""Scoring: tables of cases, and what must hold for every input."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.model import scoring
from game.model.answer import Judgement
from game.model.picture import Region
from game.model.scoring import Counts, Mask


@pytest.mark.parametrize(
    ("says", "step", "fake", "expected"),
    [
        ("fake", 3, True, 100), ("fake", 3, False, 2), ("real", 3, False, 100), ("real", 3, True, 2),
        ("fake", 2, True, 98), ("fake", 2, False, 28), ("real", 1, False, 91), ("real", 1, True, 51),
        ("fake", 0, True, 75), ("fake", 0, False, 75), ("unsure", None, True, 75), ("unsure", None, False, 75),
    ],
)  # fmt: skip
def test_points_are_a_hundred_less_the_brier_loss(says: str, step: int | None, fake: bool, expected: int) -> None:
    """Sure and right brings most, sure and wrong least, a guess 75 either way."""
    assert scoring.points(says, step, fake=fake) == expected


def test_cannot_tell_is_right_where_nothing_can_be_seen() -> None:
    """The honest answer earns full points on a picture that shows nothing."""
    assert scoring.points("unsure", None, fake=True, shows_nothing=True) == 100


@given(belief=st.floats(0, 1))
def test_honesty_pays(belief: float) -> None:
    """Whoever believes "fake" with a probability expects most points from the step nearest to it."""

    def expected(says: str, step: int) -> float:
        right = belief if says == "fake" else 1 - belief
        stated = scoring.CONFIDENCE[step]
        return right * (1 - scoring.brier(stated, True)) + (1 - right) * (1 - scoring.brier(stated, False))

    options = [(says, step) for says in ("fake", "real") for step in range(4)]
    best = max(options, key=lambda option: expected(*option))
    stated = scoring.CONFIDENCE[best[1]] if best[0] == "fake" else 1 - scoring.CONFIDENCE[best[1]]
    known = [p for step in scoring.CONFIDENCE for p in (step, 1 - step)]
    assert abs(stated - belief) <= min(abs(p - belief) for p in known) + 1e-9


@pytest.mark.parametrize(
    ("says", "fake", "outcome"),
    [
        ("fake", True, "hit"), ("real", True, "miss"), ("fake", False, "false alarm"),
        ("real", False, "correct rejection"), ("unsure", True, "unsure"), ("unsure", False, "unsure"),
    ],
)  # fmt: skip
def test_outcomes_have_the_names_of_signal_detection(says: str, fake: bool, outcome: str) -> None:
    """A fake called fake is a hit, a real picture called fake a false alarm."""
    assert scoring.outcome(says, fake=fake) == outcome


def test_counts_keep_cannot_tell_apart() -> None:
    """Undecided answers are neither hits nor false alarms, but count as shown."""
    rows = [
        Judgement("a", True, "fake", "hit", 1), Judgement("b", True, "unsure", "unsure", 1),
        Judgement("c", False, "fake", "false alarm", 1), Judgement("d", False, "unsure", "unsure", 1),
    ]  # fmt: skip
    counts = scoring.count(rows)
    assert counts == Counts(1, 0, 1, 0, 1, 1)
    assert (counts.fakes, counts.reals) == (2, 2)


@pytest.mark.parametrize(
    ("counts", "d_prime", "criterion"),
    [
        # log-linear rates by hand: (8.5/11, 2.5/11) and (10.5/11, 0.5/11), z from a table of the normal distribution
        (Counts(8, 2, 2, 8), 1.496, 0.0),
        (Counts(10, 0, 0, 10), 3.382, 0.0),
        (Counts(9, 1, 7, 3), 0.623, -0.785),
        (Counts(5, 5, 5, 5), 0.0, 0.0),
    ],
)
def test_sensitivity_against_tables(counts: Counts, d_prime: float, criterion: float) -> None:
    """Both agree with values worked out by hand."""
    found = scoring.sensitivity(counts)
    assert found is not None
    assert found.d_prime == pytest.approx(d_prime, abs=0.002)
    assert found.criterion == pytest.approx(criterion, abs=0.002)


def test_below_twenty_answers_there_is_no_sensitivity() -> None:
    """Few answers give counts only, and so does a row without one kind of picture."""
    assert scoring.sensitivity(Counts(9, 1, 1, 8)) is None
    assert scoring.sensitivity(Counts(20, 5, 0, 0)) is None


@given(*[st.integers(0, 200)] * 4)
def test_sensitivity_is_finite_and_antisymmetric(hits: int, misses: int, alarms: int, rejections: int) -> None:
    """Perfect rows stay finite; calling everything by its other name turns the sign."""
    one = scoring.sensitivity(Counts(hits, misses, alarms, rejections))
    other = scoring.sensitivity(Counts(alarms, rejections, hits, misses))
    if one is not None and other is not None:
        assert math.isfinite(one.d_prime)
        assert one.d_prime == pytest.approx(-other.d_prime, abs=1e-9)
        assert one.criterion == pytest.approx(other.criterion, abs=1e-9)


def test_calibration_and_overconfidence() -> None:
    """Certain twice and right once is overconfident by 0.49."""
    steps = scoring.calibration([(3, True), (3, False)])
    assert [(step.right, step.answers) for step in steps] == [(0, 0), (0, 0), (0, 0), (1, 2)]
    assert scoring.overconfidence(steps) == pytest.approx(0.49)
    assert scoring.overconfidence(scoring.calibration([])) is None


BOX = Region(box=(10, 10, 20, 10))
ELLIPSE = Region(ellipse=(50, 50, 30, 10))
POLYGON = Region(polygon=((0, 0), (10, 0), (0, 10)))


@pytest.mark.parametrize(
    ("region", "point", "expected"),
    [
        (BOX, (15, 15), 0), (BOX, (40, 15), 10), (BOX, (33, 24), 5),
        (ELLIPSE, (50, 50), 0), (ELLIPSE, (90, 50), 10), (ELLIPSE, (50, 70), 10), (ELLIPSE, (79, 50), 0),
        (POLYGON, (2, 2), 0), (POLYGON, (-3, -4), 5), (POLYGON, (10, 10), math.hypot(5, 5)),
    ],
)  # fmt: skip
def test_distance_to_shapes(region: Region, point: tuple[float, float], expected: float) -> None:
    """Inside is 0; outside is the way to the nearest edge."""
    assert scoring.distance(region, point) == pytest.approx(expected, abs=1e-6)


@given(
    st.tuples(st.floats(-500, 500), st.floats(-500, 500)), st.floats(2, 200), st.floats(2, 200),
)  # fmt: skip
def test_distance_to_an_ellipse_agrees_with_walking_its_rim(point: tuple[float, float], a: float, b: float) -> None:
    """Newton's way finds what a walk around the rim finds."""
    found = scoring.distance(Region(ellipse=(0, 0, a, b)), point)
    if (point[0] / a) ** 2 + (point[1] / b) ** 2 <= 1:
        assert found == 0
    else:
        turns = (2 * math.pi * step / 3600 for step in range(3600))
        walked = min(math.hypot(point[0] - a * math.cos(t), point[1] - b * math.sin(t)) for t in turns)
        assert found == pytest.approx(walked, abs=max(a, b) * 0.004 + 0.02)


def test_distance_to_a_mask() -> None:
    """Measured in picture pixels from the nearest white one."""
    rows = bytearray(20 * 20)
    rows[10 * 20 + 5] = 255
    mask = Mask(20, 20, bytes(rows), 2.0)
    assert mask.distance((11, 21)) == 0
    assert mask.distance((31, 21)) == pytest.approx(19, abs=1.5)
    assert Mask(2, 2, bytes(4), 1.0).distance((0, 0)) == math.inf


@given(draw=st.data(), width=st.integers(1, 12), height=st.integers(1, 12), scale=st.sampled_from([0.5, 1.0, 2.75]))
def test_distance_to_a_mask_is_that_to_its_nearest_white_pixel(
    draw: st.DataObject, width: int, height: int, scale: float
) -> None:
    """Among all of them, whatever the mask, and for points beyond its edges, too; half a pixel less, and 0 inside."""
    white = draw.draw(st.sets(st.tuples(st.integers(0, width - 1), st.integers(0, height - 1))))
    x, y = draw.draw(st.tuples(st.floats(-4, width + 4), st.floats(-4, height + 4)))
    rows = bytes(255 if (column, row) in white else 0 for row in range(height) for column in range(width))
    point = x * scale, y * scale
    x, y = point[0] / scale, point[1] / scale
    inside = int(min(max(x, 0), width - 1)), int(min(max(y, 0), height - 1))
    away = min((math.hypot(column + 0.5 - x, row + 0.5 - y) for column, row in white), default=math.inf)
    expected = 0.0 if inside in white else max(0.0, away - 0.5) * scale
    assert Mask(width, height, rows, scale).distance(point) == expected


def test_evidence_score() -> None:
    """On the tell 100; a stray mark halves the mean; found is what a mark came near."""
    assert scoring.evidence_score([[0.0, 300.0]], (600, 800)) == (100, (True, False))
    assert scoring.evidence_score([[0.0, 300.0], [300.0, 300.0]], (600, 800)) == (50, (True, False))
    assert scoring.evidence_score([[40.0]], (600, 800)) == (50, (True,))
    assert scoring.evidence_score([[41.0]], (600, 800)) == (49, (False,))
    assert scoring.evidence_score([], (600, 800)) == (0, ())


@pytest.mark.parametrize(
    ("says", "step", "over"), [("fake", 3, 25), ("fake", 0, 0), ("real", 0, 0), ("unsure", None, 0), ("real", 3, -73)]
)  # fmt: skip
def test_points_stand_beside_those_of_a_guess(says: str, step: int | None, over: int) -> None:
    """A guess is 0; certain and right is above, certain and wrong far below."""
    assert scoring.over_guessing(scoring.points(says, step, fake=True)) == over
