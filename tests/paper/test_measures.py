"""The report's numbers against values from textbooks and papers, and what must hold for all of them."""

from __future__ import annotations

import pytest

from game.model import claims
from game.model.claims import Judged, Revotes, Vote
from game.model.scoring import Counts
from game.pack.library import Library
from game.paper.report.measures import (
    Hands,
    PictureCount,
    SessionCounts,
    StatedCount,
    Talk,
    added,
    by_kind,
    by_tell,
    calibrate,
    compare,
    difficulties,
    hands_moved,
    paired,
    revoted,
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


def kept(started: str, form: str | None, hits: int, *, course: str | None = "c", team: str | None = None,
         finished: bool = True) -> SessionCounts:  # fmt: skip
    """One session's counts."""
    return SessionCounts(started, form, course, None, team, finished, Counts(hits, 5 - hits, 1, 4), shown(form, hits))


def shown(form: str | None, hits: int) -> tuple[Judged, ...]:
    """Five fakes and five real pictures of a test, of which so many fakes and one real one were called fake."""
    return tuple(
        Judged(f"{form}{fake}{place}", str(form), fake, place < (hits if fake else 1))
        for fake in (True, False)
        for place in range(5)
    )


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
    assert [(before.counts.hits, after.counts.hits) for before, after in pairs] == [(1, 4), (0, 2), (1, 3)]
    assert left_out == 1


def test_tests_are_compared_with_counts_and_change() -> None:
    """Each side's counts are sums, d' says on how many answers it rests, and the change is that of `claims`."""
    pairs, _ = paired(
        kept(f"{place}{form}", form, hits, course=f"c{place}")
        for place in range(6)
        for form, hits in (("A", 1 + place % 2), ("B", 4 + place % 2))
    )
    found = compare(pairs)
    assert found is not None
    assert (found.pairs, found.before.judged, found.after.judged) == (6, 60, 60)
    assert (found.before.hits.count, found.after.hits.count) == (9, 27)
    assert found.after.sensitivity is not None
    assert (found.after.sensitivity.fakes, found.after.sensitivity.reals) == (30, 30)
    assert found.change == claims.change((before.judged, after.judged) for before, after in pairs)
    assert found.change.discernment.value == pytest.approx(0.6)
    assert compare([]) is None


def test_counts_add_up() -> None:
    """Field by field."""
    assert added([Counts(1, 2, 3, 4, 5, 6), Counts(10, 20, 30, 40, 50, 60)]) == Counts(11, 22, 33, 44, 55, 66)
    assert added([]) == Counts()


def test_calibration_and_brier() -> None:
    """Nine of ten right at 99 % cost (9 x 0.0001 + 0.9801) / 10; nothing said, nothing found."""
    found = calibrate([StatedCount("house", 3, 10, 9)])
    assert found.brier == pytest.approx(0.0981)
    assert found.overconfidence is not None
    assert found.overconfidence.value == pytest.approx(0.09)
    assert found.overconfidence.sign == 0  # one picture says nothing of others
    assert [(step.right, step.answers) for step in found.steps] == [(0, 0), (0, 0), (0, 0), (9, 10)]
    guesses = calibrate([StatedCount("house", 0, 4, 1), StatedCount("moon", 0, 4, 3)])
    assert guesses.brier == pytest.approx(0.25)
    nothing = calibrate([])
    assert (nothing.brier, nothing.overconfidence, nothing.answers) == (None, None, 0)


def test_overconfidence_is_that_of_pictures_not_of_answers() -> None:
    """One picture that misleads everybody makes no overconfident group; eight that mislead half of it do."""
    hard = [StatedCount(str(place), 3, 30, 0 if not place else 30) for place in range(8)]
    found = calibrate(hard).overconfidence
    assert found is not None
    assert found.value > 0.1
    assert found.sign == 0
    even = calibrate([StatedCount(str(place), 3, 30, 14 + place % 3) for place in range(8)]).overconfidence
    assert even is not None
    assert even.sign == 1


def votes(event: str, team: str, first_right: bool, second_right: bool, times: int = 1) -> list[Vote]:
    """So many votes of a team, each on a picture of its own."""
    return [Vote(event, team, str(n), first_right, second_right, first_right != second_right) for n in range(times)]


def test_teams_weigh_the_same() -> None:
    """The share of right verdicts is the mean of the teams' shares; counts are sums; the class stands apart."""
    rows = [
        *votes("e", "fox", True, True), *votes("e", "fox", False, True),
        *votes("e", "owl", False, False, 30), *votes("e", "owl", True, False, 10),
        *votes("e", "class", False, True, 3), *votes("f", "fox", True, True, 2),
    ]  # fmt: skip
    teams, together, other = talks(rows)
    assert teams == Talk(
        "e", 2, Revotes(1, 1, 10, 30, -1), pytest.approx((1 / 2 + 10 / 40) / 2), pytest.approx((1 + 0) / 2)
    )
    assert together == Talk("e", 0, Revotes(0, 3, 0, 0, 0), 0.0, 1.0)
    assert (other.event, other.teams, other.votes.votes) == ("f", 1, 2)
    assert revoted(rows).votes == 44  # without the class


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
