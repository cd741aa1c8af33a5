"""One picture known to be fake: mark what gives it away."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar

from msgspec import Meta

from game.model.answer import Answer, Verdict
from game.model.kinds.forms import Form, MarkPicture
from game.model.kinds.round_kind import (
    Fault,
    Interaction,
    KeptAnswer,
    KeyPath,
    MaskOf,
    PicturesById,
    ReplayedRound,
    RoundKind,
    RulesError,
    fits,
)
from game.model.scoring import distance, evidence_score
from game.model.terms import PictureName

MAX_MARKS = 3


class PointRound(RoundKind, frozen=True, forbid_unknown_fields=True, tag_field="ask", tag="point"):
    """One picture known to be fake: mark what gives it away."""

    picture: Annotated[PictureName, Meta(description="a fake with evidence; up to three marks find it")]

    large: ClassVar[bool] = True

    @property
    def named(self) -> tuple[tuple[KeyPath, str], ...]:
        """The one picture."""
        return ((("picture",), self.picture),)

    @property
    def marked(self) -> tuple[str, ...]:
        """The one picture."""
        return (self.picture,)

    @property
    def form(self) -> Form:
        """The picture, to be marked with a pen."""
        return MarkPicture(self.picture, MAX_MARKS)

    def faults(self, pictures: PicturesById) -> Iterator[Fault]:
        """It is a fake."""
        if self.picture in pictures and not pictures[self.picture].fake:
            yield Fault(("picture",), f"'{self.picture}' is real; a 'point' round shows a fake with evidence")

    def judge(self, said: Answer, pictures: PicturesById, mask_of: MaskOf) -> Verdict:
        """Marks by their distance to the evidence; "I see nothing" is right where nothing is to be seen."""
        fits(said, marks=MAX_MARKS)
        picture = pictures[self.picture]
        if picture.shows_nothing and not said.marks:
            return Verdict(evidence=100, found=())
        regions = [item.region for item in picture.visible]
        if not said.marks:
            return Verdict(evidence=0, found=(False,) * len(regions))
        masks = [mask_of(picture, region.mask) if region.mask else None for region in regions]
        rows = [
            [distance(region, mark, mask) for region, mask in zip(regions, masks, strict=True)] for mark in said.marks
        ]
        if picture.mask and (exact := mask_of(picture, picture.mask)):
            rows = [[*row, exact.distance(mark)] for row, mark in zip(rows, said.marks, strict=True)]
        score, found = evidence_score(rows, picture.size)
        return Verdict(evidence=score, found=found[: len(regions)])

    def kept(self, said: Answer, verdict: Verdict) -> tuple[KeptAnswer, ...]:
        """The marks, to a tenth of a pixel, and what they are worth."""
        marks = tuple((round(x, 1), round(y, 1)) for x, y in said.marks)
        return (KeptAnswer(picture=self.picture, fake=True, marks=marks, evidence=verdict.evidence),)

    @classmethod
    def replayed(
        cls, rows: Sequence[KeptAnswer], dealt: RoundKind | None, pictures: PicturesById, mask_of: MaskOf
    ) -> ReplayedRound | None:
        """Judged by the evidence as it is today."""
        row = rows[0]
        if row.picture not in pictures:
            return None
        entry, said = cls(row.picture), Answer(marks=row.marks or ())
        return ReplayedRound(entry, said, entry.judge(said, pictures, mask_of))

    @classmethod
    def interaction(cls, rows: Sequence[KeptAnswer]) -> Interaction:
        """The marks as JSON; half of the points is right."""
        if rows[0].marks is None:
            raise RulesError("no marks were kept")
        marks = [list(mark) for mark in rows[0].marks]
        return Interaction("other", json.dumps(marks), (rows[0].evidence or 0) >= 50)
