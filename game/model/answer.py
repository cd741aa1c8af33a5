"""Answers and what came of them."""

from __future__ import annotations

from msgspec import Struct

from game.model.terms import Detection, Point, Says

FOOLED: tuple[Detection, ...] = ("miss", "false alarm")


class Answer(Struct, frozen=True):
    """What a player said in one round."""

    says: tuple[Says, ...] = ()  # one for each picture of a verdict or pick round
    confidence: int | None = None  # step 0 ("guess") to 3 ("certain")
    marks: tuple[Point, ...] = ()  # in a point round
    milliseconds: int = 0
    order: tuple[int, ...] = ()  # in an order round: the steps' numbers as written, in the order given
    choice: int | None = None  # in a choose round: the choice's number as written
    lenses: tuple[str, ...] = ()  # looked through before answering


class Judgement(Struct, frozen=True):
    """One picture, what was said of it, and how that turned out."""

    picture: str
    fake: bool
    says: Says
    outcome: Detection
    points: int  # 0 to 100

    @property
    def right(self) -> bool:
        """Whether it said the truth; "can't tell" did not."""
        return self.outcome in ("hit", "correct rejection")

    @property
    def counted_as(self) -> str:
        """Its outcome; "unsure" is counted apart on fakes and on real pictures."""
        return self.outcome if self.outcome != "unsure" else f"unsure {'fake' if self.fake else 'real'}"


class Crowd(Struct, frozen=True):
    """What this computer's answers made of a picture, whoever gave them."""

    fooled: int  # took it for what it is not
    answers: int

    def joined_by(self, judgement: Judgement) -> Crowd:
        """With one more answer."""
        return Crowd(self.fooled + (judgement.outcome in FOOLED), self.answers + 1)


class Verdict(Struct, frozen=True):
    """What came of one answer; the evidence is scored apart from the verdict."""

    judgements: tuple[Judgement, ...] = ()
    evidence: int | None = None  # 0 to 100, in a point round
    found: tuple[bool, ...] = ()  # for each piece of evidence: did a mark reach it; for each step: is it in its place
    knowledge: int | None = None  # 0 to 100, in an order or choose round
