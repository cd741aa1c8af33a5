"""What the kinds that ask for a verdict on each of their pictures have in common.

Owns the judging of verdicts, and how they are kept, replayed and exported.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Self

from game.model.answer import ALL_POINTS, Answer, Judgement, Verdict
from game.model.kinds.forms import Form, JudgePictures
from game.model.kinds.round_kind import (
    Interaction,
    KeptAnswer,
    MaskOf,
    PicturesById,
    ReplayedRound,
    RoundKind,
    RulesError,
    fits,
)
from game.model.scoring import CONFIDENCE, judged, outcome
from game.model.terms import Says

SAYS: dict[str, str] = {"real": "Real", "fake": "Fake", "unsure": "Can't tell"}


class JudgingKind(RoundKind, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A kind that asks for a verdict on each of its pictures."""

    large: ClassVar[bool] = True

    @classmethod
    def of(cls, names: tuple[str, ...]) -> Self:
        """The round that asks about these pictures."""
        raise NotImplementedError

    @property
    def judged(self) -> tuple[str, ...]:
        """All of them."""
        return self.pictures

    @property
    def form(self) -> Form:
        """Boxes to tick beside each picture."""
        return JudgePictures(self.pictures)

    def judge(self, said: Answer, pictures: PicturesById, mask_of: MaskOf) -> Verdict:
        """Every picture by itself, all with the one confidence that was stated."""
        fits(said, says=len(self.pictures))
        pairs = zip(self.pictures, said.says, strict=True)
        return Verdict(tuple(judged(pictures[name], says, said.confidence) for name, says in pairs))

    def sample_answers(self, pictures: PicturesById) -> tuple[Answer, ...]:
        """Wrong about every picture."""
        says: list[Says] = ["real" if pictures[name].fake else "fake" for name in self.pictures]
        return (Answer(tuple(says), 0),)

    def kept(self, said: Answer, verdict: Verdict) -> tuple[KeptAnswer, ...]:
        """A row for each picture; "can't tell" has no confidence."""
        return tuple(
            KeptAnswer(
                picture=item.picture,
                fake=item.fake,
                says=item.says,
                outcome=item.outcome,
                confidence=None if item.says == "unsure" else said.confidence,
                points=item.points,
            )
            for item in verdict.judgements
        )

    @classmethod
    def replayed(
        cls, rows: Sequence[KeptAnswer], dealt: RoundKind | None, pictures: PicturesById, mask_of: MaskOf
    ) -> ReplayedRound | None:
        """As it was judged then, whatever is known of the pictures today."""
        rows = [row for row in rows if row.picture in pictures]
        if not rows or not all(map(_sound, rows)):
            return None
        judgements = tuple(
            Judgement(row.picture, row.fake, row.says, row.outcome, row.points or 0)  # type: ignore[arg-type] # (sound)
            for row in rows
        )
        said = Answer(tuple(item.says for item in judgements), rows[0].confidence)
        return ReplayedRound(cls.of(tuple(row.picture for row in rows)), said, Verdict(judgements))

    @classmethod
    def interaction(cls, rows: Sequence[KeptAnswer]) -> Interaction:
        """A choice of one verdict; several have no type of their own."""
        if not all(map(_sound, rows)):
            raise RulesError("a verdict was kept that the game does not know")
        correct = "[,]".join("fake" if row.fake else "real" for row in rows)
        response = "[,]".join(row.says or "" for row in rows)
        success = all(row.outcome in ("hit", "correct rejection") or _rightly_unsure(row) for row in rows)
        if len(rows) > 1:
            return Interaction("other", response, success, correct)
        return Interaction("choice", response, success, correct, tuple(SAYS.items()))


def _sound(row: KeptAnswer) -> bool:
    """Whether a row is one that `kept` gives, or one of a vote, which has no confidence and may have no points."""
    return (
        row.says in SAYS
        and row.outcome == outcome(row.says, fake=row.fake)  # type: ignore[arg-type] # (one of them)
        and (row.confidence is None or 0 <= row.confidence < len(CONFIDENCE))
        and 0 <= (row.points or 0) <= ALL_POINTS
    )


def _rightly_unsure(row: KeptAnswer) -> bool:
    """Whether "can't tell" was right: the picture shows nothing, which the points tell."""
    return row.says == "unsure" and row.points == ALL_POINTS
