"""Which participant gets what: a condition, and which of the two tests comes first.

Owns the rule, so that it can be written down before a study and worked out again afterwards. Refuses chance from
elsewhere: a study's id and a participant's number decide, in every version of Python and on every computer.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple


class Assignment(NamedTuple):
    """A condition's id, and which form of the test comes first: 0 for the one named first, 1 for the other."""

    condition: str
    first: int


def assignment(study: str, conditions: Sequence[str], number: int) -> Assignment:
    """The cell of the participant of a number, counted from 1; raises ValueError for one below.

    Permuted blocks: every so many participants as there are cells, each cell has one of them, in an order that the
    study's id and the block's number mix (by SHA-256).
    """
    if number < 1:
        raise ValueError("participants are numbered from 1")
    cells = [Assignment(condition, first) for condition in conditions for first in (0, 1)]
    block, place = divmod(number - 1, len(cells))

    def mixed(item: Assignment) -> bytes:
        return sha256(f"{study}/{block}/{item.condition}/{item.first}".encode()).digest()

    return sorted(cells, key=mixed)[place]
