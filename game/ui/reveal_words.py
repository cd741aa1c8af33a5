"""What a reveal says, in the language of now: how the answer turned out, what there is to show, what each piece means.

Owns the choice among the texts; pure of places and pixels. Refuses to judge: verdicts come judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from game.base.text import Words
from game.model.answer import Answer, Crowd, Verdict
from game.model.kinds.rate_round import RateRound
from game.model.kinds.round_kind import RoundKind
from game.model.picture import Evidence, Picture, Tell
from game.model.scoring import over_guessing
from game.model.terms import NONE_VISIBLE
from game.pack.library import Library

HARD = 4  # from which difficulty on a fake is not easy to see


class RevealStop(NamedTuple):
    """One thing to be shown: a piece of evidence, or (None) why a picture is real, or that nobody marked a fake yet."""

    picture: int
    evidence: Evidence | None


class RevealHeading(NamedTuple):
    """How an answer turned out: its sign, what is said of it, and below that points beside those of a guess."""

    sign: str
    text: str
    points: str = ""  # signed
    small: str = ""


def stops_of(pictures: Sequence[Picture]) -> list[RevealStop]:
    """What there is to show of some pictures, in order."""
    found: list[RevealStop] = []
    for number, picture in enumerate(pictures):
        found += [RevealStop(number, item) for item in picture.evidence]
        if not picture.evidence or not (picture.fake or picture.looks_odd is None):
            found.append(RevealStop(number, None))
    return found


class RevealWords:
    """Texts on the pictures of one round."""

    def __init__(self, words: Words, library: Library, pictures: Sequence[Picture]) -> None:
        self.words, self.library, self.pictures = words, library, pictures

    # --- how it turned out

    def heading(self, sign: str, verdict: Verdict, said: Answer) -> RevealHeading:
        """Of a whole round."""
        words, items = self.words, verdict.judgements
        if verdict.evidence is not None:
            small = words("reveal.evidence", points=verdict.evidence)
            if not verdict.found:
                return RevealHeading(sign, words("reveal.point.nothing"), small=small)
            found = sum(verdict.found)
            key = "reveal.point" if found else "reveal.point.none"
            return RevealHeading(sign, words(key, n=found, all=len(verdict.found)), small=small)
        if not items:
            return RevealHeading("eye", words("reveal.look"))
        over = over_guessing(round(sum(item.points for item in items) / len(items)))
        points = words.decimal(over, signed=True, places=0)
        if len(items) > 1:
            right = sum(item.right for item in items)
            sign = "eye" if sign == "cross" and over > 0 else sign  # what earns points does not look like a failure
            return RevealHeading(
                sign, words("reveal.pick", right=right, all=len(items)), points, words("reveal.worth.mean")
            )
        item = items[0]
        if item.outcome == "unsure":
            how = "unsure.right" if self.pictures[0].shows_nothing else "unsure"
        elif over == 0:
            how = "guess"
        else:
            how = ("right" if item.right else "wrong") + (f".{said.confidence}" if said.confidence else "")
        small = words(f"reveal.worth.{how}")
        if item.outcome != "unsure" and said.confidence is None:
            points = small = ""  # nobody was asked how sure: it was an opening, or a show of hands
        if self.pictures[0].shows_nothing:
            if item.outcome == "unsure":
                return RevealHeading("tick", words("reveal.unsure.right"), points, small)
            return RevealHeading(sign, words(f"reveal.{item.outcome}.unseen"), points, small)
        came = item.outcome if item.outcome != "unsure" else f"unsure.{'fake' if item.fake else 'real'}"
        hard = ".hard" if came == "miss" and self.pictures[0].difficulty >= HARD else ""
        return RevealHeading(sign, words(f"reveal.{came.replace(' ', '-')}{hard}"), points, small)

    def crowd(self, crowd: Crowd | None) -> str:
        """What others at this computer took the picture for."""
        if crowd is None:
            return ""
        key = "reveal.crowd" if self.pictures[0].fake else "reveal.crowd.real"
        return self.words(key, n=crowd.fooled, all=crowd.answers)

    # --- what is shown

    def of(self, stop: RevealStop) -> tuple[str, str]:
        """Title and text of one thing that is shown."""
        words, picture = self.words, self.pictures[stop.picture]
        if stop.evidence is not None:
            return self._title(stop, stop.evidence), words.of(stop.evidence.note)
        if picture.fake:
            return words("reveal.unmarked.title"), words("reveal.unmarked")
        return words("reveal.real.title"), words.of(picture.looks_odd) or words("reveal.real.plain")

    def of_all(self, stops: Sequence[RevealStop]) -> tuple[str, str]:
        """By the numbers on the picture the names of all tells, or what is right in a real picture."""
        rows = [stop for stop in stops if stop.evidence is not None]
        real = [not self.pictures[stop.picture].fake for stop in rows]
        title = self.words("reveal.right.title" if rows and all(real) else "reveal.all.title")
        said = (self.of(stop)[1 if is_real else 0] for stop, is_real in zip(rows, real, strict=True))
        return title, "\n".join(f"{number}  {text}" for number, text in enumerate(said, 1))

    def tell(self, stop: RevealStop) -> Tell | None:
        """The field guide's page on one thing that is shown."""
        return self.library.tells.get(stop.evidence.tell) if stop.evidence else None

    def why(self, stop: RevealStop) -> str:
        """From the field guide: why fakes show the tell; of a real picture, what a fake may show there."""
        tell = self.tell(stop)
        if tell is None:
            return ""
        if self.pictures[stop.picture].fake:
            return self.words.of(tell.why)
        name = self.words.of(tell.name)
        return "" if tell.family == "source" else self.words("reveal.right.why", tell=name)

    def lasts(self, stop: RevealStop) -> str:
        """How long the tell will help, by its own years."""
        tell = self.tell(stop)
        if tell is None or tell.id == NONE_VISIBLE or not self.pictures[stop.picture].fake:
            return ""
        latest = max((one.years[-4:] for one in self.library.tells.values()), default="")
        until = tell.years[-4:]
        if not until.isdigit():
            return ""
        key = f"{tell.reliability}.now" if tell.reliability == "fading" and until == latest else tell.reliability
        return self.words(f"reveal.lasts.{key}", year=until)

    def rated(self, entry: RoundKind, said: Answer) -> str:
        """The impressions that were given before the verdict; nothing where none were asked for."""
        if not isinstance(entry, RateRound) or len(said.ratings) != len(entry.qualities):
            return ""
        pairs = zip(entry.qualities, said.ratings, strict=True)
        named = [(self.words(f"quality.{quality}"), rating) for quality, rating in pairs]
        given = " · ".join(f"{name}\N{NO-BREAK SPACE}{rating}" for name, rating in named)
        return self.words("rate.yours", given=given)

    def _title(self, stop: RevealStop, evidence: Evidence) -> str:
        """The tell's name, or that here is right where generators fail; of its source no picture shows anything."""
        tell = self.library.tells.get(evidence.tell)
        if not self.pictures[stop.picture].fake and (tell is None or tell.family != "source"):
            return self.words("reveal.right.title")
        if tell is not None:
            return self.words.of(tell.name)
        return self.words("reveal.none-visible") if evidence.tell == NONE_VISIBLE else evidence.tell
