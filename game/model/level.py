"""Levels: rounds written out or drawn by chance, and the plan of a lesson.

Owns these shapes, as frozen values; they are also the schema of the YAML files and of the cache.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from game.model.kinds.kinds import Round
from game.model.kinds.rate_round import QUALITIES
from game.model.terms import MINUTES, Difficulty, Format, Id, LensId, MadeBy, PictureName, Quality, ShelfName, Text


class Pool(Struct, frozen=True, forbid_unknown_fields=True):
    """Which pictures a draw may take; an empty list means any."""

    tags: Annotated[tuple[str, ...], Meta(description="at least one of these")] = ()
    made_by: Annotated[tuple[MadeBy, ...], Meta(description="for the fakes among them")] = ()
    difficulty: Annotated[tuple[Difficulty, Difficulty], Meta(description="the easiest, the hardest")] = (1, 5)
    part: Annotated[
        tuple[int, int] | None,
        Meta(
            description="one of so many parts of the pool, [1, 3] to [3, 3]: the same in every draw, so that draws of "
            "different parts never share a picture"
        ),
    ] = None


class Draw(Struct, frozen=True, forbid_unknown_fields=True):
    """Rounds dealt by chance from a pool: seeded, balanced, never the same picture twice in a session."""

    count: Annotated[int, Meta(ge=1, le=100, description="how many to deal", extra={"unit": "rounds"})]
    pool: Annotated[Pool, Meta(description="which pictures may be dealt; all where it is left out")] = field(
        name="from", default=Pool()
    )
    ask: Annotated[
        Literal["verdict", "pick", "point", "clip", "rate"],
        Meta(description="what they ask; clip: about moving pictures; rate: impressions first"),
    ] = "verdict"
    pictures: Annotated[
        int, Meta(ge=1, le=4, description="in each round, where they ask pick", extra={"unit": "pictures"})
    ] = 3
    balance: Annotated[
        Literal["half", "any"], Meta(description="half: as many fakes as real pictures, to one; any: as they come")
    ] = "half"
    qualities: Annotated[
        tuple[Quality, ...], Meta(min_length=1, max_length=6, description="what is rated, where they ask rate")
    ] = QUALITIES


class DrawRounds(Struct, frozen=True, forbid_unknown_fields=True, tag_field="ask", tag="draw"):
    """The entry of a level that stands for rounds still to be dealt."""

    draw: Annotated[Draw, Meta(description="what is dealt; beside it `ask` may be left out")]


class PlanStep(Struct, frozen=True, forbid_unknown_fields=True):
    """One part of a lesson."""

    minutes: Annotated[int, Meta(ge=1, le=240, description="how long it takes", extra=MINUTES)]
    text: Annotated[Text, Meta(description="what the class does")]
    context: Annotated[bool, Meta(description="whether it is about context and sources, and not about pixels")] = False


class PlanAnswers(Struct, frozen=True, forbid_unknown_fields=True):
    """What good answers to a plan's questions say, as many as there are questions, in their order."""

    before: Annotated[tuple[Text, ...], Meta(description="to those before they play")] = ()
    during: Annotated[tuple[Text, ...], Meta(description="to those while they play")] = ()
    after: Annotated[tuple[Text, ...], Meta(description="to those afterwards")] = ()


class AimCheck(Struct, frozen=True, forbid_unknown_fields=True):
    """A question that shows whether an aim was reached, and what a good answer says."""

    question: Annotated[Text, Meta(description="what is asked")]
    expected: Annotated[Text, Meta(description="what a good answer says")]


class Plan(Struct, frozen=True, forbid_unknown_fields=True):
    """How to give a lesson with a level: what a teacher reads before, and prints."""

    minutes: Annotated[int, Meta(ge=5, le=480, description="all steps together", extra=MINUTES)]
    ages: Annotated[Text, Meta(description="for whom it is")]
    aims: Annotated[tuple[Text, ...], Meta(min_length=1, max_length=8, description="what pupils can do afterwards")]
    material: Annotated[tuple[Text, ...], Meta(description="what must be at hand")]
    steps: Annotated[tuple[PlanStep, ...], Meta(min_length=2, max_length=20, description="the lesson, part by part")]
    before: Annotated[tuple[Text, ...], Meta(description="questions to the pupils before they play")]
    during: Annotated[tuple[Text, ...], Meta(description="questions while they play")]
    after: Annotated[tuple[Text, ...], Meta(description="questions afterwards")]
    exit_slip: Annotated[tuple[Text, ...], Meta(description="what each pupil writes before leaving")]
    answers: Annotated[PlanAnswers, Meta(description="what good answers to the questions say")] = PlanAnswers()
    checks: Annotated[
        tuple[AimCheck, ...],
        Meta(description="for each aim, in their order, a question that shows whether it was reached"),
    ] = ()


class Level(Struct, frozen=True, forbid_unknown_fields=True):
    """A sequence of rounds with an opening and a closing lesson."""

    format: Format
    id: Annotated[Id, Meta(description="its name in commands and results")]
    title: Annotated[Text, Meta(description="shown in the list of levels")]
    intro: Annotated[Text, Meta(description="shown before the first round")]
    rounds: Annotated[
        tuple[Round | DrawRounds, ...],
        Meta(description="what is played, in order"),
    ]
    closing: Annotated[Text | None, Meta(description="the lesson that stands above the summary")] = None
    cover: Annotated[
        PictureName | None,
        Meta(description="a picture for the list; its first evidence may be ringed on the title screen"),
    ] = None
    difficulty: Annotated[Difficulty, Meta(description="where levels stand together, they do so from easy to hard")] = 3
    shelf: Annotated[
        ShelfName | None,
        Meta(
            description="where it stands in the choice of levels: start here, go deeper, moving pictures, when looking"
            " is not enough, for groups; without it a lesson, or a level with `forms`, stands with those for groups,"
            " and any other under its pack's title"
        ),
    ] = None
    form: Annotated[
        Literal["A", "B"] | None,
        Meta(description="this level is one of two parallel tests: verdict rounds only, no reveals between them"),
    ] = None
    lenses: Annotated[
        tuple[LensId, ...] | None, Meta(description="those of the light table lent in its rounds; none: all of them")
    ] = None
    forms: Annotated[
        tuple[Id, Id] | None, Meta(description="two parallel tests, A and B, to take before and after this level")
    ] = None
    draws_on: Annotated[
        tuple[Id, ...],
        Meta(description="collections whose pictures its draws deal, those that are installed; it needs one of them"),
    ] = ()
    plan: Annotated[Plan | None, Meta(description="makes this level a lesson")] = None

    @property
    def length(self) -> int:
        """How many rounds it has, those still to be dealt among them."""
        return sum(entry.draw.count if isinstance(entry, DrawRounds) else 1 for entry in self.rounds)

    @property
    def asks(self) -> int:
        """How many of its rounds ask something; how many cards there are to be read where none does."""
        return self.length - self.cards or self.length

    @property
    def cards(self) -> int:
        """How many of its rounds ask nothing, so that nothing is kept of them."""
        return sum(not isinstance(entry, DrawRounds) and not entry.asks for entry in self.rounds)
