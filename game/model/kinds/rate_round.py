"""The whole face first: impressions on seven steps, then real, fake or can't tell, and how sure.

Owns which qualities there are, and how ratings are kept beside the verdict. What each asks in words is the interface's.
The qualities are those that people can rate reliably and that set generated faces apart on average (Miller et al. 2023,
doi 10.1177/09567976231207095); there is no right rating.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Self

import msgspec
from msgspec import Meta

from game.model.answer import Answer, Verdict
from game.model.kinds.forms import Form, RateFace
from game.model.kinds.judging import JudgingKind
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
)
from game.model.kinds.verdict_round import VerdictRound
from game.model.terms import PictureName, Quality

LOWEST, HIGHEST = 1, 7
QUALITIES: tuple[Quality, ...] = ("symmetry", "proportion", "distinctiveness", "memorability", "expression")
# attractiveness is rated only where a level names it: rating real people's looks is no task for a school


class RateRound(JudgingKind, frozen=True, forbid_unknown_fields=True, tag_field="ask", tag="rate"):
    """A face: impressions of the whole of it, 1 to 7 each, in mixed order; then a verdict, and how sure."""

    picture: Annotated[PictureName, Meta(description="the face to rate and to judge")]
    qualities: Annotated[
        tuple[Quality, ...],
        Meta(min_length=1, max_length=6, description="what is rated; they are asked in mixed order"),
    ] = QUALITIES

    @classmethod
    def of(cls, names: tuple[str, ...]) -> Self:
        """The round that asks about the first of these faces."""
        return cls(names[0])

    @property
    def named(self) -> tuple[tuple[KeyPath, str], ...]:
        """The one face."""
        return ((("picture",), self.picture),)

    @property
    def votes(self) -> tuple[RoundKind, ...]:
        """A class votes on the face; what strikes it is what it talks about."""
        return (
            VerdictRound(self.picture, teacher_note=self.teacher_note, discuss=self.discuss, expected=self.expected),
        )

    @property
    def form(self) -> Form:
        """Steps to tick for each quality, then a verdict."""
        return RateFace(self.picture, self.qualities)

    def faults(self, pictures: PicturesById) -> Iterator[Fault]:
        """It asks for each impression once, and of a picture that stands still."""
        for number, quality in enumerate(self.qualities):
            if quality in self.qualities[:number]:
                yield Fault(("qualities", number), f"'{quality}' is asked for twice; leave one of them out")
        if self.picture in pictures and pictures[self.picture].clip is not None:
            yield Fault(("picture",), f"'{self.picture}' is a clip; impressions are asked of pictures that stand still")

    def judge(self, said: Answer, pictures: PicturesById, mask_of: MaskOf) -> Verdict:
        """The verdict as everywhere; ratings have no right or wrong, but there is one for each quality."""
        if len(said.ratings) != len(self.qualities):
            raise RulesError(f"{len(self.qualities)} ratings are asked for, {len(said.ratings)} were given")
        if not all(LOWEST <= rating <= HIGHEST for rating in said.ratings):
            raise RulesError(f"ratings go from {LOWEST} to {HIGHEST}")
        if said.rating_ms and (len(said.rating_ms) != len(said.ratings) or min(said.rating_ms) < 0):
            raise RulesError("each rating has a time of its own, or none has")
        if said.order and sorted(said.order) != list(range(len(self.qualities))):
            raise RulesError("the order must name each quality once")
        return super().judge(said, pictures, mask_of)

    def sample_answers(self, pictures: PicturesById) -> tuple[Answer, ...]:
        """In the middle of everything, and wrong."""
        middle = ((LOWEST + HIGHEST) // 2,) * len(self.qualities)
        return tuple(msgspec.structs.replace(said, ratings=middle) for said in super().sample_answers(pictures))

    def kept(self, said: Answer, verdict: Verdict) -> tuple[KeptAnswer, ...]:
        """The verdict's row, with the ratings in the order in which they were asked."""
        times = said.rating_ms or (0,) * len(self.qualities)
        order = said.order or range(len(self.qualities))
        given = [Rating(self.qualities[number], said.ratings[number], times[number]) for number in order]
        return tuple(
            msgspec.structs.replace(row, given=msgspec.to_builtins(given)) for row in super().kept(said, verdict)
        )

    @classmethod
    def replayed(
        cls, rows: Sequence[KeptAnswer], dealt: RoundKind | None, pictures: PicturesById, mask_of: MaskOf
    ) -> ReplayedRound | None:
        """As it was rated and judged then."""
        again, given = super().replayed(rows, dealt, pictures, mask_of), ratings_of(rows[0].given)
        if again is None or not given:
            return None
        asked = tuple(item.quality for item in given)
        entry = cls(rows[0].picture, asked)
        if isinstance(dealt, cls) and (dealt.picture, sorted(dealt.qualities)) == (entry.picture, sorted(asked)):
            entry = dealt
        by_quality = {item.quality: item for item in given}
        said = msgspec.structs.replace(
            again.answer,
            ratings=tuple(by_quality[quality].rating for quality in entry.qualities),
            rating_ms=tuple(by_quality[quality].milliseconds for quality in entry.qualities),
            order=tuple(entry.qualities.index(quality) for quality in asked),
        )
        return msgspec.structs.replace(again, entry=entry, answer=said)

    @classmethod
    def interaction(cls, rows: Sequence[KeptAnswer]) -> Interaction:
        """A choice of one verdict; the ratings stand beside it."""
        given = ratings_of(rows[0].given)
        if not given:
            raise RulesError("no ratings were kept")
        ratings = {str(item.quality): item.rating for item in given}
        return msgspec.structs.replace(super().interaction(rows), beside={"impressions": ratings})


class Rating(msgspec.Struct, frozen=True):
    """One impression as it is kept."""

    quality: Quality
    rating: Annotated[int, Meta(ge=LOWEST, le=HIGHEST)]
    milliseconds: Annotated[int, Meta(ge=0, le=2**53)] = 0


def ratings_of(given: object) -> tuple[Rating, ...]:
    """The ratings that a row kept, in the order asked; empty where they are not what the game writes."""
    try:
        ratings = msgspec.convert(given, tuple[Rating, ...])
    except msgspec.ValidationError:
        return ()
    return ratings if len({item.quality for item in ratings}) == len(ratings) else ()
