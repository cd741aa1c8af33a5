"""Cards of paper by which pupils vote: the marker on each, what each of its sides says, and when a reading counts.

Owns which marker stands for which number, and the way from single readings to votes. Pure; refuses to know cameras,
pictures and paper.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import NamedTuple

from game.model.terms import Says

MOST_CARDS = 40
DICTIONARY = "DICT_ARUCO_MIP_36h12"  # OpenCV's name: any two cards, in any turn, differ in 14 cells or more
CELLS = 6  # of a marker's side, without its black edge
SIDES: tuple[Says | None, ...] = ("real", "fake", "unsure", None)  # which is up: the marker's own top, then clockwise
MARKERS = (  # the dictionary's first ones, row by row, a bit for a cell, 1 is white; so paper needs no OpenCV
    0xD2B63A09D, 0x6001134E5, 0x1206FBE72, 0xFF8AD6CB4, 0x85DA9BC49, 0xB461AFE9C, 0x6DB51FE13, 0x5248C541F,
    0x008F34503, 0x8EA462ECE, 0xEAC2BE76D, 0x1AF615C44, 0xB48A49F27, 0x2E4E1283B, 0x78B1F2FA8, 0x27D34F57E,
    0x89222FFF1, 0x4C1669406, 0xBF49B3511, 0xDC191CD5D, 0x11D7C3F85, 0x16A130E35, 0xE29F27EFF, 0x428D8AE0C,
    0x90D548477, 0x2319CBC93, 0xC3B0C3DFC, 0x0424BCCC9, 0x2A081D630, 0x762743D96, 0xD0645BF19, 0xF38D7FD60,
    0xC6CBF9A10, 0x3C1BE7C65, 0x276F75E63, 0x4490A3F63, 0xDA60ACD52, 0x3CC68DF59, 0xAB46F9DAE, 0x88D533D78,
)  # fmt: skip

MOST_TILT = 38.0  # degrees that a card may lean and still have a side that is up; halfway between two sides is 45
AGREEING = 3  # readings of one card that say the same, one after another, until they count
STEADY_SECONDS = 0.25  # from the first of them to the last, at least
GAP_SECONDS = 0.8  # between two of them, at most


class CardReading(NamedTuple):
    """A card in one frame: its number from 1 on, and which of its sides is up; None where it leans between two."""

    card: int
    side: int | None


def white_cells(card: int) -> list[list[bool]]:
    """The cells of a card's marker without its black edge, row by row; whether each is white."""
    bits = f"{MARKERS[card - 1]:0{CELLS * CELLS}b}"
    return [[bit == "1" for bit in bits[row : row + CELLS]] for row in range(0, CELLS * CELLS, CELLS)]


def side_up(corners: Sequence[tuple[float, float]]) -> int | None:
    """Which side of a marker is up in a frame, from its corners there, the marker's own upper left first, clockwise."""
    x, y = (sum(values) / 4 for values in zip(*corners, strict=True))
    for side in range(len(SIDES)):
        (left, top), (right, bottom) = corners[side], corners[(side + 1) % 4]
        across, up = (left + right) / 2 - x, y - (top + bottom) / 2
        if math.degrees(abs(math.atan2(across, up))) <= MOST_TILT:
            return side
    return None


class _Run(NamedTuple):
    """Readings of one card that agree, one after another."""

    side: int
    length: int
    since: float
    until: float


class SteadyCards:
    """Which side each card shows, once several readings in a row agree; the last steady one counts."""

    def __init__(self) -> None:
        self.sides: dict[int, int] = {}  # card -> side
        self._runs: dict[int, _Run] = {}

    def take(self, readings: Iterable[CardReading], seconds: float) -> bool:
        """The readings of one frame, and when it was taken; whether they change anything.

        A card that is there twice counts once; where the two disagree, neither does.
        """
        found: dict[int, int | None] = {}
        for reading in readings:
            same = found.get(reading.card, reading.side) == reading.side
            found[reading.card] = reading.side if same else None
        changed = [card for card, side in found.items() if self._read(card, side, seconds)]
        return bool(changed)

    def _read(self, card: int, side: int | None, seconds: float) -> bool:
        if side is None:
            self._runs.pop(card, None)
            return False
        run = self._runs.get(card)
        if run is None or run.side != side or seconds - run.until > GAP_SECONDS:
            run = _Run(side, 0, seconds, seconds)
        run = self._runs[card] = run._replace(length=run.length + 1, until=seconds)
        if run.length < AGREEING or run.until - run.since < STEADY_SECONDS or self.sides.get(card) == side:
            return False
        self.sides[card] = side
        return True

    def forget(self) -> None:
        """Begin anew."""
        self.sides.clear()
        self._runs.clear()


class CardVotes:
    """The votes of one lesson's cards, each under a number that chance gave it: who had which card is kept nowhere."""

    def __init__(self, rng: Random, pupils: int = 0) -> None:
        self.pupils = pupils  # 0: not said, so as many as were seen
        numbers = rng.sample(range(1, 1000), MOST_CARDS)
        self._voters = {card: f"square-{number}" for card, number in enumerate(numbers, 1)}
        self._cards = {voter: card for card, voter in self._voters.items()}
        self._steady = SteadyCards()
        self._before: dict[int, Says] = {}  # of a vote that goes on
        self._known: set[int] = set()  # cards seen in this lesson
        self._vote = ""  # that is open
        self._changes = 0

    # --- what a vote source is asked

    def opens(self, vote: str, so_far: Mapping[str, Says]) -> None:
        """Cards count from now on; a vote that is open already goes on."""
        if vote == self._vote:
            return
        self._steady.forget()
        self._before = {self._cards[who]: says for who, says in so_far.items() if who in self._cards}
        self._vote = vote
        self._changes += 1

    def closes(self) -> None:
        """Cards count no longer."""
        self._vote = ""

    def votes(self) -> Mapping[str, Says]:
        """Who says what; a card whose fourth side is up has taken its vote back."""
        return {self._voters[card]: says for card, says in self._said().items()}

    @property
    def changes(self) -> int:
        """Another number once something has changed."""
        return self._changes

    @property
    def seen(self) -> int:
        """How many pupils there are: as many as were said, or more, if more cards are there."""
        return max(self.pupils, len(self._known))

    # --- what the camera brings, and the screen shows

    def take(self, readings: Iterable[CardReading], seconds: float) -> None:
        """The readings of one frame, and when it was taken."""
        if self._vote and self._steady.take(readings, seconds):
            self._known |= set(self._steady.sides)
            self._changes += 1

    @property
    def cards(self) -> list[int]:
        """The numbers of the cards that are there, or should be."""
        return sorted(self._known | set(range(1, min(self.pupils, MOST_CARDS) + 1)))

    @property
    def voted(self) -> set[int]:
        """The numbers of the cards that have voted; not how."""
        return set(self._said())

    def _said(self) -> dict[int, Says]:
        said = dict(self._before)
        for card, side in self._steady.sides.items():
            says = SIDES[side]
            if says is None:
                said.pop(card, None)
            else:
                said[card] = says
        return said
