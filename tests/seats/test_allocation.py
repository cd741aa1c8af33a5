"""Who is assigned to what: evenly, the same every time, and not to be foreseen."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.seats.study.allocation import Assignment, assignment

THREE = ("impressions", "artefacts", "none")
IDS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,20}", fullmatch=True)


@given(study=IDS, conditions=st.lists(IDS, min_size=1, max_size=12, unique=True), block=st.integers(0, 10**6))
def test_every_block_has_each_cell_once(study: str, conditions: list[str], block: int) -> None:
    """So that condition and order of tests are balanced whenever a block is full."""
    size = 2 * len(conditions)
    found = [assignment(study, conditions, block * size + place + 1) for place in range(size)]
    assert sorted(found) == sorted(Assignment(name, first) for name in conditions for first in (0, 1))


@given(study=IDS, number=st.integers(1, 10**6))
def test_at_no_time_is_a_cell_two_ahead(study: str, number: int) -> None:
    """However many have taken part, cells differ by one participant at most."""
    number = number % 200 + 1
    counts = Counter(assignment(study, THREE, one) for one in range(1, number + 1))
    assert max(counts.values()) - min(counts[Assignment(name, first)] for name in THREE for first in (0, 1)) <= 1


def test_it_is_what_was_published() -> None:
    """Numbers of a study that began with one version of the game mean the same in every other."""
    assert [assignment("faces-q7d2", THREE, number) for number in range(1, 8)] == PUBLISHED


PUBLISHED = [
    ("artefacts", 0), ("impressions", 0), ("artefacts", 1), ("impressions", 1), ("none", 0), ("none", 1),
    ("impressions", 0),
]  # fmt: skip


def test_what_comes_next_cannot_be_told_from_what_came() -> None:
    """Over 3000 blocks every cell stands at each place, and after each other cell, as often as chance has it."""
    blocks = [[assignment("s", THREE, 6 * block + place + 1) for place in range(6)] for block in range(3000)]
    for place in range(6):
        assert chi_square(Counter(block[place] for block in blocks).values()) < 20.5  # 0.999 of 5 degrees of freedom
    for first in set(blocks[0]):
        after = Counter(two for block in blocks for one, two in pairwise(block) if one == first)
        assert len(after) == 5
        assert chi_square(after.values()) < 18.5  # 0.999 of 4
    alike = sum(one == two for one, two in pairwise(blocks))
    assert alike < 16  # 3000 / 720 = 4.2 are expected


def chi_square(counts: object) -> float:
    """How far counts are from even ones."""
    found = list(counts)  # type: ignore[call-overload]
    mean = sum(found) / len(found)
    return float(sum((count - mean) ** 2 / mean for count in found))


def test_studies_differ() -> None:
    """Another id mixes otherwise."""
    one, other = ([assignment(study, THREE, number) for number in range(1, 61)] for study in ("faces-a", "faces-b"))
    assert one != other


@pytest.mark.parametrize("number", [0, -3])
def test_numbers_begin_with_one(number: int) -> None:
    """Another one is nobody's."""
    with pytest.raises(ValueError, match="from 1"):
        assignment("s", THREE, number)
