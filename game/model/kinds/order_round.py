"""Stages to be put in order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, TypeGuard

from msgspec import Meta

from game.model.answer import ALL_POINTS, Answer, Verdict
from game.model.kinds.forms import ArrangeSteps, Form, Step
from game.model.kinds.round_kind import (
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
from game.model.terms import Text


class OrderRound(RoundKind, frozen=True, forbid_unknown_fields=True, tag_field="ask", tag="order"):
    """Stages to be put in order; they are written in the right one and shown mixed."""

    question: Annotated[Text, Meta(description="what is asked")]
    steps: Annotated[
        tuple[Step, ...], Meta(min_length=3, max_length=6, description="in the right order; they are shown mixed")
    ]
    explain: Annotated[Text, Meta(description="why it is this order, shown after the answer")]

    @property
    def named(self) -> tuple[tuple[KeyPath, str], ...]:
        """The pictures of the steps that have one."""
        return tuple(
            (("steps", number, "picture"), step.picture) for number, step in enumerate(self.steps) if step.picture
        )

    @property
    def form(self) -> Form:
        """Steps to be numbered."""
        return ArrangeSteps(self.question, self.steps, self.explain)

    def judge(self, said: Answer, pictures: PicturesById, mask_of: MaskOf) -> Verdict:
        """The share of pairs of steps that stand the right way round (Kendall's tau, from 0 to 100)."""
        fits(said)
        count = len(self.steps)
        if sorted(said.order) != list(range(count)):
            raise RulesError(f"the order must name each of {count} steps once")
        pairs = [(first, second) for place, first in enumerate(said.order) for second in said.order[place + 1 :]]
        right = sum(first < second for first, second in pairs)
        found = tuple(step == place for place, step in enumerate(said.order))
        return Verdict(found=found, knowledge=round(100 * right / len(pairs)))

    def sample_answers(self, pictures: PicturesById) -> tuple[Answer, ...]:
        """From the last to the first."""
        return (Answer(order=tuple(reversed(range(len(self.steps))))),)

    def kept(self, said: Answer, verdict: Verdict) -> tuple[KeptAnswer, ...]:
        """The steps' numbers as written, in the order given."""
        return (KeptAnswer(given=list(said.order), knowledge=verdict.knowledge),)

    @classmethod
    def replayed(
        cls, rows: Sequence[KeptAnswer], dealt: RoundKind | None, pictures: PicturesById, mask_of: MaskOf
    ) -> ReplayedRound | None:
        """Only where the level still asks it, with as many steps."""
        given = rows[0].given
        if not isinstance(dealt, cls) or not is_numbers(given):
            return None
        said = Answer(order=tuple(given))
        return ReplayedRound(dealt, said, dealt.judge(said, pictures, mask_of))

    @classmethod
    def interaction(cls, rows: Sequence[KeptAnswer]) -> Interaction:
        """The order given, of the steps' numbers."""
        given = rows[0].given
        if not is_numbers(given):
            raise RulesError("no order was kept")
        steps = sorted(given)
        return Interaction(
            "sequencing",
            "[,]".join(map(str, given)),
            rows[0].knowledge == ALL_POINTS,
            "[,]".join(map(str, steps)),
            tuple((str(step), f"step {step + 1}") for step in steps),
        )


def is_numbers(given: object) -> TypeGuard[list[int]]:
    """Whether what was kept is a list of whole numbers."""
    return isinstance(given, list) and all(type(item) is int for item in given)
