"""What every phone of a room shows, and what one phone knows of itself: the data that goes to the page.

Owns these shapes. Refuses to hold an answer before its reveal: only `evidence_of` knows one.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from game.base.text import Words
from game.model.picture import Picture, Region
from game.model.shapes import has_bounds
from game.model.terms import NONE_VISIBLE, Says
from game.pack.library import Library
from game.play.event import Ballot

PhoneStep = Literal["lobby", "look", "vote", "talk", "closed", "reveal", "elsewhere", "over"]


class ShownPicture(Struct, frozen=True):
    """The picture of the round: the random key it is served under, its size in pixels, what is to be seen."""

    key: str
    size: tuple[int, int]
    alt: str
    moves: bool = False  # a clip: the phone has one still of it


class ShownEvidence(Struct, frozen=True):
    """One tell, once it is revealed: `outline` is a box, ellipse or polygon in pixels of the full picture."""

    name: str
    note: str
    shape: Literal["box", "ellipse", "polygon", "none"] = "none"
    outline: tuple[float, ...] = ()


class Revealed(Struct, frozen=True):
    """What is true of the picture, and why."""

    truth: Says
    right: tuple[Says, ...]  # the answers that are right
    why: str
    credit: str
    evidence: tuple[ShownEvidence, ...] = ()


class PhoneScreen(Struct, frozen=True, omit_defaults=True):
    """What every phone shows now. `vote` names the vote that is open; `revealed` is there from the reveal on alone."""

    step: PhoneStep
    place: int = 0  # of the picture, from 1
    of: int = 0
    vote: str = ""
    ballot: Ballot | None = None
    size: tuple[int, int] = (0, 0)  # of the picture, in the pixels that outlines count in
    picture: ShownPicture | None = None
    revealed: Revealed | None = None


class Own(Struct, frozen=True, omit_defaults=True):
    """What one phone knows of itself in the round at hand."""

    who: str  # sign and number
    says: Says | None = None  # in the vote that is open, or was last
    nth: int = 0  # how often it has said something in it
    first: Says | None = None  # in the vote before the talk


def evidence_of(picture: Picture, library: Library, words: Words) -> Revealed:
    """What a phone is told at the reveal."""
    truth: Says = "fake" if picture.fake else "real"
    right: tuple[Says, ...] = (truth, "unsure") if picture.shows_nothing else (truth,)
    why = words.of(picture.looks_odd)
    if picture.fake and not picture.evidence:
        why = words("reveal.unmarked")
    evidence = tuple(
        ShownEvidence(_name(item.tell, picture, library, words), words.of(item.note), *_outline(item.region))
        for item in picture.evidence
    )
    credit = library.byline(picture, words)
    return Revealed(truth, right, why, credit, evidence)


def _name(tell: str, picture: Picture, library: Library, words: Words) -> str:
    """What a tell is called; empty for what is right in a real picture."""
    if tell == NONE_VISIBLE:
        return words("reveal.none-visible")
    return words.of(library.tells[tell].name) if picture.fake and tell in library.tells else ""


def _outline(region: Region) -> tuple[Literal["box", "ellipse", "polygon", "none"], tuple[float, ...]]:
    """A region as the page draws it; one that only a mask describes is told in words."""
    if not has_bounds(region):
        return "none", ()
    if region.box is not None:
        return "box", region.box
    if region.ellipse is not None:
        return "ellipse", region.ellipse
    return "polygon", tuple(number for point in region.polygon or () for number in point)
