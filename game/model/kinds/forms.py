"""How a round is asked and answered, as plain data: what paper prints, what an export describes, what a page shows.

Owns the closed set of forms, and the parts that rounds are written with. A new kind of round that is asked in one of
these forms is printed without another line. Refuses layout: whoever draws a form decides where its parts stand.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from game.model.terms import PictureName, Text

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


Form = JudgePictures | MarkPicture | ArrangeSteps | ChooseOne | ReadCard
