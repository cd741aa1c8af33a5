"""One moving picture: real, fake, or can't tell; then how sure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Self

from msgspec import Meta

from game.model.kinds.judging import JudgingKind
from game.model.kinds.round_kind import Fault, KeyPath, PicturesById
from game.model.terms import PictureName


class ClipRound(JudgingKind, frozen=True, forbid_unknown_fields=True, tag_field="ask", tag="clip"):
    """One moving picture: real, fake, or can't tell; then how sure."""

    picture: Annotated[PictureName, Meta(description="the clip to judge")]

    voted: ClassVar[bool] = True

    @classmethod
    def of(cls, names: tuple[str, ...]) -> Self:
        """The round that asks about the first of these clips."""
        return cls(names[0])

    @property
    def named(self) -> tuple[tuple[KeyPath, str], ...]:
        """The one clip."""
        return ((("picture",), self.picture),)

    def faults(self, pictures: PicturesById) -> Iterator[Fault]:
        """It moves."""
        if self.picture in pictures and pictures[self.picture].clip is None:
            remedy = "write 'clip: {frames: N, fps: N}' beside it, or ask 'verdict'"
            yield Fault(("picture",), f"'{self.picture}' is no clip; {remedy}")
