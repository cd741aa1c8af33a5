"""A question with choices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

from msgspec import Meta

from game.model.answer import ALL_POINTS, Answer, Verdict
from game.model.kinds.forms import Choice, ChooseOne, Form
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
from game.model.terms import PictureName, Text


class ChooseRound(RoundKind, frozen=True, forbid_unknown_fields=True, tag_field="ask", tag="choose"):
    """A question with two to five choices, of which at least one is right; they are shown mixed."""

    question: Annotated[Text, Meta(description="what is asked")]
    choices: Annotated[
        tuple[Choice, ...], Meta(min_length=2, max_length=5, description="the answers; they are shown mixed")
    ]
    explain: Annotated[Text, Meta(description="what is right and why, shown after the answer")]
    picture: Annotated[PictureName | None, Meta(description="a picture beside the question")] = None

    @property
    def named(self) -> tuple[tuple[KeyPath, str], ...]:
        """The picture beside the question, if there is one."""
        return ((("picture",), self.picture),) if self.picture else ()

    @property
    def form(self) -> Form:
        """Choices to tick."""
        return ChooseOne(self.question, self.choices, self.explain, self.picture)

    def faults(self, pictures: PicturesById) -> Iterator[Fault]:
        """It can be answered."""
        if not any(choice.right for choice in self.choices):
            yield Fault(("choices",), "none of the choices is right; write 'right: true' beside at least one")

    def judge(self, said: Answer, pictures: PicturesById, mask_of: MaskOf) -> Verdict:
        """Right or not."""
        fits(said)
        if said.choice is None or not 0 <= said.choice < len(self.choices):
            raise RulesError(f"choice {said.choice} does not exist")
        return Verdict(knowledge=ALL_POINTS if self.choices[said.choice].right else 0)

    def sample_answers(self, pictures: PicturesById) -> tuple[Answer, ...]:
        """Each choice."""
        return tuple(Answer(choice=number) for number in range(len(self.choices)))

    def kept(self, said: Answer, verdict: Verdict) -> tuple[KeptAnswer, ...]:
        """The choice's number as written."""
        return (KeptAnswer(given=said.choice, knowledge=verdict.knowledge),)

    @classmethod
    def replayed(
        cls, rows: Sequence[KeptAnswer], dealt: RoundKind | None, pictures: PicturesById, mask_of: MaskOf
    ) -> ReplayedRound | None:
        """Only where the level still asks it, with this choice."""
        given = rows[0].given
        if not isinstance(dealt, cls) or type(given) is not int:
            return None
        said = Answer(choice=given)
        return ReplayedRound(dealt, said, dealt.judge(said, pictures, mask_of))

    @classmethod
    def interaction(cls, rows: Sequence[KeptAnswer]) -> Interaction:
        """The choice's number; which ones were right then is not kept."""
        if type(rows[0].given) is not int:
            raise RulesError("no choice was kept")
        return Interaction("other", str(rows[0].given), rows[0].knowledge == ALL_POINTS)
