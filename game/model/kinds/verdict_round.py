"""One picture: real, fake, or can't tell; then how sure."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from msgspec import Meta

from game.model.kinds.judging import JudgingKind
from game.model.kinds.round_kind import KeyPath
from game.model.terms import PictureName


class VerdictRound(JudgingKind, frozen=True, forbid_unknown_fields=True, tag_field="ask", tag="verdict"):
    """One picture: real, fake, or can't tell; then how sure."""

    picture: Annotated[PictureName, Meta(description="the picture to judge")]

    voted: ClassVar[bool] = True
    tested: ClassVar[bool] = True

    @classmethod
    def of(cls, names: tuple[str, ...]) -> Self:
        """The round that asks about the first of these pictures."""
        return cls(names[0])

    @property
    def named(self) -> tuple[tuple[KeyPath, str], ...]:
        """The one picture."""
        return ((("picture",), self.picture),)
