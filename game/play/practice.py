"""Practice that adapts: the next picture suits the player, and what was missed comes back.

Owns the ratings (Elo's, for player and pictures) and the choice of the next round. Pure: what it gives depends on the
session, the ratings and the session's seed alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from random import Random

from msgspec import Struct

from game.model.answer import ALL_POINTS, Judgement
from game.model.kinds.investigate_round import InvestigateRound
from game.model.kinds.kinds import Round
from game.model.kinds.rate_round import RateRound
from game.model.kinds.verdict_round import VerdictRound
from game.model.picture import Picture, Tell
from game.play.rules import Session

PRACTICE = "practice"  # the level name of a practice session; with a tell: "practice:TELL"
ROUNDS = 10
CASE_AT, RATED_AT = 3, 6  # the rounds, from 0, that are a case, and a face to be rated first
FACES = {"face", "portrait"}  # tags
RETURNS = (1, 3, 7)  # a missed tell comes back after so many other rounds
START = 1000.0  # rating of a new player
STEP = 150.0  # rating between two steps of estimated difficulty
GAIN = 32.0  # Elo's K
AIM = -147.0  # rating of a picture against the player's, for 70 right of 100


class Ratings(Struct, frozen=True):
    """How good the player and how hard each picture has proved to be, on Elo's scale; 400 apart means 10 to 1."""

    player: float = START
    pictures: dict[str, float] = {}
    missed: tuple[str, ...] = ()  # tells that were missed and not caught since, longest ago first

    def of(self, picture: Picture) -> float:
        """A picture's rating; the author's estimate until somebody has judged it."""
        return self.pictures.get(picture.id, START + STEP * (picture.difficulty - 3))


def rate(judgements: Iterable[Judgement], pictures: Mapping[str, Picture], start: Ratings | None = None) -> Ratings:
    """Ratings after a row of judgements, oldest first (Elo 1978; right 1, wrong 0, "can't tell" a half).

    "Can't tell" is right where the picture shows nothing.
    """
    now = start or Ratings()
    player, rated, missed = now.player, dict(now.pictures), list(now.missed)
    for item in judgements:
        picture = pictures.get(item.picture)
        if picture is None:
            continue
        rating = rated.get(picture.id, now.of(picture))
        expected = 1 / (1 + 10 ** ((rating - player) / 400))
        won = 1.0 if item.right else 0.0
        if item.outcome == "unsure":
            won = 1.0 if picture.shows_nothing else 0.5
        player += GAIN * (won - expected)
        rated[picture.id] = rating - GAIN * (won - expected)
        if picture.fake:
            tells = picture.tells
            missed = [tell for tell in missed if tell not in tells]
            if won < 1.0:
                missed += tells[:2]
    return Ratings(player, rated, tuple(missed))


def begin(seed: int, tell: str = "") -> Session:
    """A practice session without rounds yet; `following` deals the first."""
    return Session(f"{PRACTICE}:{tell}" if tell else PRACTICE, seed, (), planned=ROUNDS)


def following(
    session: Session, pictures: Mapping[str, Picture], tells: Mapping[str, Tell], ratings: Ratings,
    cases: Sequence[InvestigateRound] = (),
) -> Round | None:  # fmt: skip
    """The next round of a practice session, or None where no picture is left.

    A tell that was missed comes back in another picture after 1, 3 and 7 rounds, as long as there are some, and so does
    an answer that was missed in a case, in another case. At least half of the session's pictures are real; none comes
    twice, nor an original with a picture that was made of it. One face is rated before it is judged. Practice on one
    tell deals pictures alone.
    """
    case = _case(session, cases)
    if case is not None:
        return case
    rated = session.place == RATED_AT and ":" not in session.level
    faces = {name: item for name, item in pictures.items() if FACES & set(item.tags)} if rated else {}
    entry = _picture(session, pictures, tells, ratings, faces) or _picture(session, pictures, tells, ratings, pictures)
    return RateRound(entry.picture) if entry is not None and entry.picture in faces else entry


def _case(session: Session, cases: Sequence[InvestigateRound]) -> InvestigateRound | None:
    """A case that is due: the one of a session, and after one that was missed others with the same answer."""
    if ":" in session.level:
        return None
    met = [entry for entry in session.rounds if isinstance(entry, InvestigateRound)]
    open_ = [case for case in cases if case not in met]
    missed = [
        (place, entry.answer)
        for place, (entry, verdict) in enumerate(zip(session.rounds, session.verdicts, strict=False))
        if isinstance(entry, InvestigateRound) and verdict.knowledge != ALL_POINTS
    ]
    due = [answer for place, answer in missed if session.place - place - 1 in RETURNS]
    rng = Random(f"{session.seed}/{session.place}/case")
    if due:
        alike = [case for case in open_ if case.answer == due[0]]
        return rng.choice(alike) if alike else None
    return rng.choice(open_) if session.place == CASE_AT and open_ else None


def _picture(
    session: Session, pictures: Mapping[str, Picture], tells: Mapping[str, Tell], ratings: Ratings,
    among: Mapping[str, Picture],
) -> VerdictRound | None:  # fmt: skip
    """The next picture to judge, one of some."""
    rng = Random(f"{session.seed}/{session.place}")
    shown = _judged(session)
    spent = {*shown, *(pictures[name].original for name in shown)}
    open_ = [
        item
        for _, item in sorted(among.items())
        if item.in_draws and item.askable and not item.clip and item.id not in spent and item.original not in shown
    ]
    reals = [item for item in open_ if not item.fake]
    fakes = [item for item in open_ if item.fake]
    budget = session.length // 2 - sum(pictures[name].fake for name in shown)
    now, later = _due(session, pictures, ratings.missed)
    kin = {mark for name in shown for mark in pictures[name].kin}
    _, _, focus = session.level.partition(":")

    def pick(candidates: Sequence[Picture]) -> VerdictRound | None:
        fresh = [item for item in candidates if kin.isdisjoint(item.kin)] or candidates
        if not fresh:
            return None
        distance = {item.id: abs(ratings.of(item) - ratings.player - AIM) + rng.uniform(0, 120) for item in fresh}
        return VerdictRound(min(fresh, key=lambda item: distance[item.id]).id)

    if budget > 0:
        for tell in now:
            returning = pick([item for item in fakes if tell in item.tells])
            if returning is not None:
                return returning
    free = max(0, budget - later)
    wants_fake = rng.random() < free / max(1, session.length - session.place)
    if wants_fake or not reals:
        return pick(_focused(fakes, focus, tells) if budget > 0 else []) or pick(reals)
    return pick(_alike(reals, fakes, focus)) or pick(reals)


def _judged(session: Session) -> list[str]:
    """The pictures that a session asks about, in order."""
    return [name for entry in session.rounds for name in entry.judged]


def _due(session: Session, pictures: Mapping[str, Picture], before: tuple[str, ...]) -> tuple[list[str], int]:
    """The tells due by now, oldest first, and how many are still to come within the session."""
    missed = [
        (place, picture.tells)
        for place, verdict in enumerate(session.verdicts)
        for item in verdict.judgements
        if (picture := pictures[item.picture]).fake and item.outcome != "hit" and not picture.shows_nothing
    ]
    # the ratings already count what this session missed: those tells have a place of their own to return to
    earlier = [tell for tell in before if not any(tell in tells for _, tells in missed)]
    due = [(after, tell) for tell in earlier[:2] for after in RETURNS]
    due += [(place + 1 + after, tell) for place, tells in missed for tell in tells[:1] for after in RETURNS]
    for place, entry in enumerate(session.rounds):
        # each picture that showed a tell which was due has paid one of its returns
        paid = pictures[entry.judged[0]].tells if entry.judged else ()
        owed = min((item for item in due if item[0] <= place and item[1] in paid), default=None)
        if owed is not None:
            due.remove(owed)
    place = session.place
    now = [tell for when, tell in sorted(due) if when <= place]
    return list(dict.fromkeys(now)), sum(place < when < session.length for when, _ in due)


def _focused(fakes: list[Picture], focus: str, tells: Mapping[str, Tell]) -> list[Picture]:
    """The fakes that show the tell to be practised; after them those of its family; after them any."""
    if not focus:
        return fakes
    family = tells[focus].family if focus in tells else ""
    near = [item for item in fakes if any(tells[t].family == family for t in item.tells if t in tells)]
    return [item for item in fakes if focus in item.tells] or near or fakes


def _alike(reals: list[Picture], fakes: list[Picture], focus: str) -> list[Picture]:
    """The real pictures that show the kind of thing in which the tell is found: its absence is to be seen too."""
    if not focus:
        return reals
    kinds = {tag for item in fakes if focus in item.tells for tag in item.tags[:1]}  # the first one says what it shows
    return [item for item in reals if kinds & set(item.tags)] or reals
