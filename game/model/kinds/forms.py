"""How a round is asked and answered, as plain data: what paper prints, what an export describes, what a page shows.

Owns the closed set of forms, and the parts that rounds are written with. A new kind of round that is asked in one of
these forms is printed without another line. Refuses layout: whoever draws a form decides where its parts stand.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from game.model.terms import CaseAnswer, PictureName, Quality, SiftMove, SourceKind, Text

IsoDay = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$", extra={"form": "must be a day such as 2026-10-02"})]

Passage = Literal["step", "blend"]  # from one picture of a series to the next: at once, or the one through the other


class Frame(Struct, frozen=True, forbid_unknown_fields=True):
    """One picture of a series that a card's slider passes through."""

    picture: Annotated[PictureName, Meta(description="the picture")]
    caption: Annotated[Text, Meta(description="what it shows")]


class Step(Struct, frozen=True, forbid_unknown_fields=True):
    """One stage of something that happens in order."""

    text: Annotated[Text, Meta(description="the step, in a few words")]
    picture: Annotated[PictureName | None, Meta(description="its picture; give all steps one, or none")] = None


class Choice(Struct, frozen=True, forbid_unknown_fields=True):
    """One answer to a question, and what to say to whoever chose it."""

    text: Annotated[Text, Meta(description="the answer")]
    note: Annotated[Text, Meta(description="what to say to whoever chose it")]
    right: Annotated[bool, Meta(description="whether it is right; at least one choice is")] = False


class Post(Struct, frozen=True, forbid_unknown_fields=True):
    """What makes a claim: who says it, when, and in which words."""

    account: Annotated[Text, Meta(description="who says it, as its name stands there; invented")]
    date: Annotated[IsoDay, Meta(description="when it was said")]
    text: Annotated[Text, Meta(description="what it says, in its own words")]
    via: Annotated[
        Literal["post", "message", "call", "page"], Meta(description="how it reaches the player, and how it is drawn")
    ] = "post"


class Find(Struct, frozen=True, forbid_unknown_fields=True):
    """Something that was found, and since when it has been there."""

    date: Annotated[IsoDay, Meta(description="the day it bears")]
    text: Annotated[Text, Meta(description="what it is")]


class CaseSource(Struct, frozen=True, forbid_unknown_fields=True):
    """A place to look, and what is found there."""

    move: Annotated[SiftMove, Meta(description="which move of SIFT it is")]
    kind: Annotated[SourceKind, Meta(description="where one looks; of each kind one at most")]
    finds: Annotated[
        Text | None, Meta(description="what is found there; of a file the game says itself what it holds")
    ] = None
    dated: Annotated[tuple[Find, ...], Meta(max_length=4, description="finds that bear a date, shown as a list")] = ()
    picture: Annotated[PictureName | None, Meta(description="a picture that is found there")] = None
    settles: Annotated[bool, Meta(description="whether it is enough to answer by")] = False


class JudgePictures(Struct, frozen=True):
    """Real, fake or can't tell for each picture, and how sure; the pictures themselves know the answer."""

    pictures: tuple[str, ...]


class MarkPicture(Struct, frozen=True):
    """Up to `most` marks on what gives a picture away; its evidence is the answer."""

    picture: str
    most: int


class ArrangeSteps(Struct, frozen=True):
    """Steps to be put in order, given in the right one; they are shown mixed."""

    question: Text
    steps: tuple[Step, ...]
    explain: Text


class ChooseOne(Struct, frozen=True):
    """A question with choices, of which at least one is right; they are shown mixed."""

    question: Text
    choices: tuple[Choice, ...]
    explain: Text
    picture: str | None = None


class ReadCard(Struct, frozen=True):
    """Nothing is asked: a title, a text, and a picture or a series of them."""

    title: Text
    text: Text
    picture: str | None = None
    series: tuple[Frame, ...] = ()
    moves: Passage = "step"  # between the pictures of the series, where they can move


class RateFace(Struct, frozen=True):
    """Impressions of a face, 1 to 7 each, then real, fake or can't tell, and how sure."""

    picture: str
    qualities: tuple[Quality, ...]


class InvestigateClaim(Struct, frozen=True):
    """A post and places to look; which of the five it is, and how sure."""

    post: Post
    claim: Text
    leads: tuple[CaseSource, ...]
    answer: CaseAnswer
    explain: Text
    picture: str | None = None


Form = RateFace | InvestigateClaim | JudgePictures | MarkPicture | ArrangeSteps | ChooseOne | ReadCard
