"""A post with a claim, and places to look: question everything, as play.

Owns what makes a case whole, how an answer to it is judged, and the shortest way that settles it. The moves are those
of SIFT (Caulfield 2019): stop, investigate the source, find better coverage, trace to the original.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

import msgspec
from msgspec import Meta

from game.model.answer import ALL_POINTS, Answer, Verdict
from game.model.kinds.forms import CaseSource, Form, InvestigateClaim, Post
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
from game.model.scoring import stated
from game.model.terms import CaseAnswer, PictureName, Text, Truth

CLAIMS: dict[CaseAnswer, str] = {
    "true": "True",
    "altered": "Altered",
    "synthetic": "Made by a machine",
    "false-context": "True picture, false story",
    "cannot-know": "Can't be known",
}  # in the order in which they are offered, with what an export calls them
_TRUTHS: dict[CaseAnswer, tuple[Truth, ...]] = {
    "true": ("real",), "altered": ("manipulated",), "synthetic": ("synthetic",), "false-context": ("real",),
}  # fmt: skip # what the picture of a case with this answer can be


class InvestigateRound(RoundKind, frozen=True, forbid_unknown_fields=True, tag_field="ask", tag="investigate"):
    """A post with a claim, and places to look; then which of five it is, and how sure."""

    post: Annotated[Post, Meta(description="what makes the claim; its people, places and papers are invented")]
    claim: Annotated[Text, Meta(description="what it wants one to believe, in one sentence")]
    answer: Annotated[
        CaseAnswer,
        Meta(
            description="true; altered: the picture was; synthetic: made by a machine; false-context: a true picture "
            "with a false story; cannot-know: nothing that can be opened settles it"
        ),
    ]
    sources: Annotated[
        tuple[CaseSource, ...],
        Meta(min_length=2, max_length=7, description="places to look, to be opened in any order"),
    ]
    explain: Annotated[Text, Meta(description="what it was and what one can learn from it, shown after the answer")]
    picture: Annotated[PictureName | None, Meta(description="the picture of the post; a call has none")] = None

    @property
    def named(self) -> tuple[tuple[KeyPath, str], ...]:
        """The post's picture, and those that are found."""
        own: tuple[tuple[KeyPath, str], ...] = ((("picture",), self.picture),) if self.picture else ()
        found = ((("sources", number, "picture"), lead.picture) for number, lead in enumerate(self.sources))
        return (*own, *((path, name) for path, name in found if name))

    @property
    def form(self) -> Form:
        """A post, what was found, and five answers."""
        return InvestigateClaim(self.post, self.claim, self.sources, self.answer, self.explain, self.picture)

    @property
    def shortest(self) -> int | None:
        """The number of the first lead that settles it by itself; None where none does."""
        return next((number for number, lead in enumerate(self.sources) if lead.settles), None)

    def faults(self, pictures: PicturesById) -> Iterator[Fault]:
        """It can be found out, or truly cannot; its picture is what the answer says."""
        settled = self.shortest is not None
        if self.answer == "cannot-know" and settled:
            key = ("sources", self.shortest or 0, "settles")
            yield Fault(key, "the answer is that it cannot be known, and yet this settles it; leave 'settles' out")
        if self.answer != "cannot-know" and not settled:
            yield Fault(("sources",), "nothing here settles the answer; write 'settles: true' beside what does")
        kinds = [lead.kind for lead in self.sources]
        for number, lead in enumerate(self.sources):
            if lead.kind in kinds[:number]:
                yield Fault(("sources", number, "kind"), f"there is a '{lead.kind}' already; put both finds into one")
            if lead.kind == "file" and self.picture is None:
                yield Fault(("sources", number, "kind"), "there is no file to look into; give the round a 'picture'")
            if lead.kind != "file" and lead.finds is None and not lead.dated:
                yield Fault(("sources", number), "nothing is found here; write 'finds', or 'dated' finds")
        picture = pictures.get(self.picture or "")
        truths = _TRUTHS.get(self.answer, ())
        if picture is not None and truths and picture.truth not in truths:
            message = f"'{self.picture}' is '{picture.truth}', which the answer '{self.answer}' does not say"
            yield Fault(("answer",), message)

    def judge(self, said: Answer, pictures: PicturesById, mask_of: MaskOf) -> Verdict:
        """Right or not, and points by the confidence stated; what was opened costs nothing."""
        fits(said)
        if said.claim not in CLAIMS:
            raise RulesError(f"'{said.claim}' is none of the five answers")
        if len(set(said.opened)) != len(said.opened) or not all(0 <= at < len(self.sources) for at in said.opened):
            raise RulesError("leads are opened once each, and only those that there are")
        right = said.claim == self.answer
        return Verdict(knowledge=ALL_POINTS if right else 0, points=stated(said.confidence, right=right))

    def sample_answers(self, pictures: PicturesById) -> tuple[Answer, ...]:
        """Right and wrong."""
        wrong: CaseAnswer = "true" if self.answer != "true" else "cannot-know"
        everything = tuple(range(len(self.sources)))
        return Answer(claim=self.answer, confidence=2, opened=everything), Answer(claim=wrong, confidence=2)

    def kept(self, said: Answer, verdict: Verdict) -> tuple[KeptAnswer, ...]:
        """One row without a picture: what was said, what was true, and what was opened."""
        given = {"says": said.claim, "answer": self.answer, "opened": [self.sources[at].kind for at in said.opened]}
        row = KeptAnswer(confidence=said.confidence, points=verdict.points, given=given, knowledge=verdict.knowledge)
        return (row,)

    @classmethod
    def replayed(
        cls, rows: Sequence[KeptAnswer], dealt: RoundKind | None, pictures: PicturesById, mask_of: MaskOf
    ) -> ReplayedRound | None:
        """Only where the level still has the case, with these leads and this answer."""
        case = _case_of(rows[0].given)
        if not isinstance(dealt, cls) or case is None or case.answer != dealt.answer:
            return None
        kinds: list[str] = [lead.kind for lead in dealt.sources]
        if not set(case.opened) <= set(kinds):
            return None
        said = Answer(claim=case.says, confidence=rows[0].confidence, opened=tuple(map(kinds.index, case.opened)))
        return ReplayedRound(dealt, said, dealt.judge(said, pictures, mask_of))

    @classmethod
    def interaction(cls, rows: Sequence[KeptAnswer]) -> Interaction:
        """A choice of one of five; what was opened stands beside it."""
        case = _case_of(rows[0].given)
        if case is None:
            raise RulesError("no case was kept")
        right = case.says == case.answer
        return Interaction(
            "choice", case.says, right, case.answer, tuple(CLAIMS.items()), {"opened": list(case.opened)}
        )


class _Case(msgspec.Struct, frozen=True):
    """What a row keeps of a case."""

    says: CaseAnswer
    answer: CaseAnswer
    opened: tuple[str, ...] = ()


def _case_of(given: object) -> _Case | None:
    """The case that a row kept; None where it is not what the game writes."""
    try:
        return msgspec.convert(given, _Case)
    except msgspec.ValidationError:
        return None
