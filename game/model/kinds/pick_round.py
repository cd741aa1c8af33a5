"""One to four pictures: which are fake? None and all are possible."""

from __future__ import annotations

from typing import Annotated, Self

from msgspec import Meta

from game.model.kinds.judging import JudgingKind
from game.model.kinds.round_kind import KeyPath, RoundKind
from game.model.kinds.verdict_round import VerdictRound
from game.model.terms import PictureName


class PickRound(JudgingKind, frozen=True, forbid_unknown_fields=True, tag_field="ask", tag="pick"):
    """One to four pictures: which are fake? None and all are possible."""

    pictures: Annotated[tuple[PictureName, ...], Meta(min_length=1, max_length=4, description="the pictures to judge")]

    @classmethod
    def of(cls, names: tuple[str, ...]) -> Self:
        """The round that asks about these pictures."""
        return cls(names)

    @property
    def named(self) -> tuple[tuple[KeyPath, str], ...]:
        """Each of them."""
        return tuple((("pictures", number), name) for number, name in enumerate(self.pictures))

    @property
    def votes(self) -> tuple[RoundKind, ...]:
        """One vote on each picture."""
        return tuple(
            VerdictRound(name, teacher_note=self.teacher_note, discuss=self.discuss, expected=self.expected)
            for name in self.pictures
        )
