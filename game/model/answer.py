"""Answers and what came of them."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from game.model.terms import CaseAnswer, Detection, Point, Says

ALL_POINTS = 100
EVEN_POINTS = 75  # what a guess earns
# right, in part, wrong, "can't tell"; nothing was asked
OutcomeSign = Literal["tick", "half", "cross", "dash", "circle"]

FOOLED: tuple[Detection, ...] = ("miss", "false alarm")


class Answer(Struct, frozen=True):
    """What a player said in one round."""

    says: tuple[Says, ...] = ()  # one for each picture of a verdict or pick round
    confidence: int | None = None  # step 0 ("guess") to 3 ("certain")
    marks: tuple[Point, ...] = ()  # in a point round
    milliseconds: int = 0
    order: tuple[int, ...] = ()  # of steps, in the order given, or of a rate round's qualities, in that asked: numbers
    choice: int | None = None  # in a choose round: the choice's number as written
    lenses: tuple[str, ...] = ()  # looked through before answering
    ratings: tuple[int, ...] = ()  # in a rate round: 1 to 7 for each of its qualities, as written
    rating_ms: tuple[int, ...] = ()  # how long each of them took, in milliseconds; empty where that is not known
    claim: CaseAnswer | None = None  # in an investigate round: what its claim is taken for
    opened: tuple[int, ...] = ()  # in an investigate round: the leads' numbers as written, in the order opened


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
    def credited(self) -> bool:
        """Whether it was the best answer: the truth, or "can't tell" where there is nothing to be seen."""
        return self.right or (self.outcome == "unsure" and self.points == ALL_POINTS)

    @property
    def sign(self) -> OutcomeSign:
        """How it is shown."""
        return "tick" if self.credited else "dash" if self.outcome == "unsure" else "cross"

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
    knowledge: int | None = None  # 0 to 100, in an order or choose round; 0 or 100 in an investigate round
    points: int | None = None  # 0 to 100, in an investigate round, by the confidence that was stated

    @property
    def signs(self) -> tuple[OutcomeSign, ...]:
        """How each thing went that was asked: every picture by itself, else the one question."""
        return tuple(item.sign for item in self.judgements) or (self.sign,)

    @property
    def sign(self) -> OutcomeSign:
        """How the round went; everything that shows, counts or sounds it asks here, so that all of them agree.

        Of several pictures, steps or tells some may be right: that is "half" where it earned more than a guess.
        """
        if self.evidence is not None:
            return "tick" if self.evidence >= ALL_POINTS // 2 else "half" if any(self.found) else "cross"
        if self.knowledge is not None:
            whole, half = self.knowledge == ALL_POINTS, self.knowledge >= ALL_POINTS // 2
            return "tick" if whole else "half" if half else "cross"
        signs = {item.sign for item in self.judgements}
        if len(signs) == 1:
            return signs.pop()
        mean = sum(item.points for item in self.judgements) / max(1, len(self.judgements))
        return ("half" if mean > EVEN_POINTS else "cross") if signs else "circle"
