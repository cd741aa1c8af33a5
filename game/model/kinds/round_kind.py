"""What every kind of round says of itself to whoever plays, keeps, prints, exports or checks it.

Owns that protocol, as a base class with the answers of a round that asks nothing, and the plain values that it is
spoken in. Refuses to know the kinds: `kinds` lists them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Annotated, Any, ClassVar

from msgspec import Meta, Struct

from game.model.answer import Answer, Verdict
from game.model.kinds.forms import Form
from game.model.picture import Picture
from game.model.scoring import CONFIDENCE, Mask
from game.model.terms import Point, Text

PicturesById = Mapping[str, Picture]
MaskOf = Callable[[Picture, str], Mask | None]  # (picture, mask file) -> its mask, None where it cannot be read
KeyPath = tuple[str | int, ...]  # where something stands in a round as it is written

FARTHEST = 1_000_000  # pixels; no picture that is read is as wide or as high


class RulesError(ValueError):
    """An answer that does not fit its round."""


class Fault(Struct, frozen=True):
    """What is wrong with a round as it is written, and at which of its keys."""

    key: KeyPath
    message: str


class KeptAnswer(Struct, frozen=True):
    """What is kept of an answer: one row for each picture judged or marked, or one row without a picture.

    Values come back from a file that others may have written, so any of them can be what the game never writes.
    """

    picture: str = ""
    fake: bool = False
    says: str | None = None
    outcome: str | None = None
    confidence: int | None = None
    points: int | None = None
    marks: tuple[Point, ...] | None = None
    evidence: int | None = None
    given: Any = None  # what a kind keeps of its own, of the types that JSON has
    knowledge: int | None = None
    milliseconds: int = 0
    lenses: tuple[str, ...] = ()


class ReplayedRound(Struct, frozen=True):
    """A round that was played, made of what was kept of it."""

    entry: Any  # the round
    answer: Answer
    verdict: Verdict


class Interaction(Struct, frozen=True):
    """One answer in the words of xAPI's and SCORM's interactions; lists are joined by "[,]"."""

    type: str  # choice, sequencing, other
    response: str | None = None
    success: bool | None = None
    correct: str | None = None
    choices: tuple[tuple[str, str], ...] = ()  # id, English description
    beside: dict[str, Any] = {}  # what these words have no place for, by name, of the types that JSON has


class RoundKind(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What every round may carry for a workshop."""

    teacher_note: Annotated[
        Text | None, Meta(description="for whoever leads: on the second window and on paper, never on the projector")
    ] = None
    discuss: Annotated[Text | None, Meta(description="what a workshop talks about after the reveal")] = None
    expected: Annotated[
        Text | None, Meta(description="what good answers to `discuss` say: on the second window and on paper")
    ] = None

    asks: ClassVar[bool] = True  # whether an answer is wanted
    voted: ClassVar[bool] = False  # whether a class votes on its one picture
    tested: ClassVar[bool] = False  # whether a test may ask it
    large: ClassVar[bool] = False  # whether its pictures fill the picture area

    @property
    def ask(self) -> str:
        """The kind's name in levels and results."""
        return str(self.__struct_config__.tag)

    @property
    def named(self) -> tuple[tuple[KeyPath, str], ...]:
        """The pictures that the round names: at which key, and which."""
        return ()

    @property
    def pictures(self) -> tuple[str, ...]:
        """The ids of the pictures that it shows."""
        return tuple(name for _, name in self.named)

    @property
    def judged(self) -> tuple[str, ...]:
        """The pictures on which it asks a verdict."""
        return ()

    @property
    def marked(self) -> tuple[str, ...]:
        """The pictures, known to be fake, on which it asks for marks."""
        return ()

    @property
    def votes(self) -> tuple[RoundKind, ...]:
        """The rounds that a class plays instead: each with one picture to vote on, where there are several."""
        return (self,)

    @property
    def form(self) -> Form:
        """How it is asked and answered on paper."""
        raise NotImplementedError

    def faults(self, pictures: PicturesById) -> Iterator[Fault]:
        """What makes it unplayable; that its pictures exist is checked for all kinds alike."""
        yield from ()

    def judge(self, said: Answer, pictures: PicturesById, mask_of: MaskOf) -> Verdict:
        """What comes of an answer; raises RulesError where it does not fit the round."""
        fits(said)
        return Verdict()

    def sample_answers(self, pictures: PicturesById) -> tuple[Answer, ...]:
        """Answers that between them lead to every text of its reveal: for proofs of the screens, and for tests."""
        return (Answer(),)

    def kept(self, said: Answer, verdict: Verdict) -> tuple[KeptAnswer, ...]:
        """What is kept of an answer, without its time and its lenses."""
        return ()

    @classmethod
    def replayed(
        cls, rows: Sequence[KeptAnswer], dealt: RoundKind | None, pictures: PicturesById, mask_of: MaskOf
    ) -> ReplayedRound | None:
        """The round that was kept as these rows (at least one), or None where they are not what the game writes.

        `dealt` is the round that the level has at this place today, where it has one. Raises RulesError.
        """
        return None

    @classmethod
    def interaction(cls, rows: Sequence[KeptAnswer]) -> Interaction:
        """The answer that was kept as these rows (at least one), for a learning record store; raises RulesError."""
        return Interaction("other")


def fits(said: Answer, says: int = 0, marks: int = 0) -> None:
    """Raises RulesError unless an answer has so many verdicts, at most so many marks, and a confidence that exists.

    Marks must lie where a picture can be: a stored one may be any number.
    """
    if len(said.says) != says:
        raise RulesError(f"{says} verdicts are asked for, {len(said.says)} were given")
    if said.confidence is not None and not 0 <= said.confidence < len(CONFIDENCE):
        raise RulesError(f"confidence step {said.confidence} does not exist")
    if len(said.marks) > marks:
        raise RulesError(f"{len(said.marks)} marks were given, at most {marks} are asked for")
    if not all(abs(part) <= FARTHEST for mark in said.marks for part in mark):
        raise RulesError("a mark lies where no picture is")
