"""Cards to vote with: which marker is whose, which side is up, and when what was read counts."""

from __future__ import annotations

import math
from itertools import combinations
from random import Random

import pytest

from game.play import vote_cards
from game.play.vote_cards import CELLS, MARKERS, MOST_CARDS, SIDES, CardReading, CardVotes, SteadyCards, side_up

SQUARE = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]


def turned(degrees: float) -> list[tuple[float, float]]:
    """The corners of a card that was turned clockwise."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return [(9 + x * cos - y * sin, 7 + x * sin + y * cos) for x, y in SQUARE]


def rotations(cells: list[list[bool]]) -> list[list[list[bool]]]:
    """A marker's four turns."""
    turns = [cells]
    for _ in range(3):
        turns.append([list(row) for row in zip(*turns[-1][::-1], strict=True)])
    return turns


def apart(one: list[list[bool]], other: list[list[bool]]) -> int:
    """In how many cells two markers differ."""
    return sum(a != b for left, right in zip(one, other, strict=True) for a, b in zip(left, right, strict=True))


def test_markers_are_far_apart_in_every_turn() -> None:
    """Between any two cards, and any two turns of one card, 14 cells differ; seen in a mirror, 8."""
    turns = [rotations(vote_cards.white_cells(number)) for number in range(1, MOST_CARDS + 1)]
    assert len(MARKERS) == MOST_CARDS
    assert min(apart(one[0], other) for one, two in combinations(turns, 2) for other in two) == 14
    assert min(apart(one[0], other) for one in turns for other in one[1:]) >= 14
    mirrored = [[row[::-1] for row in one[0]] for one in turns]
    assert min(apart(one, other) for one in mirrored for two in turns for other in two) == 8


def test_markers_are_those_of_opencv() -> None:
    """Number and cells are its own, so any other reader of ArUco markers agrees."""
    aruco = pytest.importorskip("cv2", reason="OpenCV knows its markers").aruco
    dictionary = aruco.getPredefinedDictionary(getattr(aruco, vote_cards.DICTIONARY))
    for number in range(MOST_CARDS):
        image = aruco.generateImageMarker(dictionary, number, CELLS + 2)[1:-1, 1:-1]
        assert [[bool(cell) for cell in row] for row in image.tolist()] == vote_cards.white_cells(number + 1)


@pytest.mark.parametrize(
    ("degrees", "side"),
    [(0, 0), (30, 0), (-37, 0), (-90, 1), (180, 2), (-150, 2), (90, 3), (60, 3), (44, None), (-45, None), (135, None)],
)
def test_the_side_that_is_up_is_told_from_the_corners(degrees: float, side: int | None) -> None:
    """Turned to the left the right side comes up; halfway between two sides none is."""
    assert side_up(turned(degrees)) == side


def steady(*frames: tuple[float, list[CardReading]]) -> dict[int, int]:
    """What counts after some frames."""
    cards = SteadyCards()
    for seconds, readings in frames:
        cards.take(readings, seconds)
    return cards.sides


def test_a_reading_counts_once_several_agree() -> None:
    """Two are too few, and three at once, too; a card turned for a moment changes nothing, one turned for good does."""
    one, other = [CardReading(7, 0)], [CardReading(7, 1)]
    assert steady((0, one), (0.2, one)) == {}
    assert steady((0, one), (0.05, one), (0.1, one)) == {}
    kept = [(0.0, one), (0.2, one), (0.4, one)]
    assert steady(*kept) == {7: 0}
    assert steady(*kept, (0.6, other), (0.8, one), (1.0, other), (1.2, one)) == {7: 0}
    assert steady(*kept, (0.6, other), (0.8, other), (1.0, other)) == {7: 1}


def test_all_cards_of_a_frame_count() -> None:
    """A class holds its cards up at once."""
    frame = [CardReading(card, card % 4) for card in range(1, MOST_CARDS + 1)]
    assert steady((0, frame), (0.2, frame), (0.4, frame)) == {card: card % 4 for card in range(1, MOST_CARDS + 1)}


def test_readings_far_apart_or_leaning_do_not_agree() -> None:
    """A card that was away for long, or leant between two sides, begins anew."""
    one = [CardReading(7, 0)]
    assert steady((0, one), (0.2, one), (2.0, one)) == {}
    assert steady((0, one), (0.2, one), (0.3, [CardReading(7, None)]), (0.4, one)) == {}


def test_a_card_that_is_there_twice_counts_once_or_not_at_all() -> None:
    """Two that agree are one; two that disagree are none."""
    same, both = [CardReading(7, 0)] * 2, [CardReading(7, 0), CardReading(7, 1)]
    assert steady((0, same), (0.2, same), (0.4, same)) == {7: 0}
    assert steady((0, both), (0.2, both), (0.4, both), (0.6, both)) == {}


def hold_up(votes: CardVotes, card: int, side: int, seconds: float = 0.0) -> None:
    """Somebody holds a card long enough."""
    for number in range(4):
        votes.take([CardReading(card, side)], seconds + number / 5)


def test_the_side_that_is_up_is_the_vote() -> None:
    """Three sides vote; the fourth takes the vote back, and so it is as if it had not been given."""
    votes = CardVotes(Random(1), 28)
    votes.opens("level/0/first", {})
    for card, says in enumerate(SIDES, 1):
        hold_up(votes, card, SIDES.index(says))
    assert sorted(votes.votes().values()) == ["fake", "real", "unsure"]
    assert votes.voted == {1, 2, 3}
    assert (votes.seen, votes.cards) == (28, list(range(1, 29)))
    hold_up(votes, 1, 3, seconds=9)
    assert votes.voted == {2, 3}


def test_cards_count_only_while_a_vote_is_open() -> None:
    """Nothing before, nothing after; a vote that goes on keeps what there was, and says when something has changed."""
    votes = CardVotes(Random(1))
    hold_up(votes, 5, 0)
    assert (votes.votes(), votes.seen) == ({}, 0)
    votes.opens("level/0/first", {})
    before = votes.changes
    hold_up(votes, 5, 0)
    assert votes.changes != before
    votes.closes()
    hold_up(votes, 5, 1, seconds=9)
    first = votes.votes()
    assert (list(first.values()), votes.seen) == (["real"], 1)
    votes.opens("level/0/second", {})
    assert votes.votes() == {}
    votes.opens("level/0/first", first)
    assert votes.votes() == first


def test_a_voter_is_the_same_in_one_lesson_and_another_in_the_next() -> None:
    """The number on a card is not what is kept: chance gives each lesson other ones."""
    lessons = []
    for seed in (1, 2):
        votes = CardVotes(Random(seed))
        votes.opens("level/0/first", {})
        hold_up(votes, 5, 0)
        first = set(votes.votes())
        votes.opens("level/0/second", {})
        hold_up(votes, 5, 1)
        assert set(votes.votes()) == first
        lessons.append(first)
    assert lessons[0] != lessons[1]
