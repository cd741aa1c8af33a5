"""A workshop: teams without names, rounds in steps that a teacher drives, votes before and after the talk.

Owns the state of what is shown to everyone. Pure, but for that state; knows no screens, no devices, no files.
"""

from __future__ import annotations

from random import Random
from typing import Literal, get_args

from msgspec import Struct

from game.model.claims import Vote
from game.model.picture import Picture
from game.model.terms import Says
from game.play.vote_source import VoteSource

WorkshopStep = Literal["look", "first", "talk", "second", "reveal", "discuss"]
Ballot = Literal["first", "second"]
STEPS: tuple[WorkshopStep, ...] = get_args(WorkshopStep)
TEST_STEPS: tuple[WorkshopStep, ...] = ("second",)  # a test is voted on once, and shows nothing
FEWEST, MOST = 2, 6  # teams
MOST_HANDS = 99
SIGNS = ("circle", "triangle", "square", "star", "diamond", "hexagon")
NAMES = ("owls", "foxes", "lynxes", "herons", "otters", "ravens", "geckos", "whales", "hares", "swifts")
CLASS = "class"  # all together, by a show of hands
VOTER = f"({'|'.join(SIGNS)})-[1-9][0-9]{{0,3}}"  # one pupil's phone or card: a sign, which is its team's, and a number
ANSWERS: tuple[Says, ...] = get_args(Says)


class Team(Struct, frozen=True):
    """A team: a sign, and the name that the game gave it."""

    sign: str
    name: str  # one of NAMES; the interface knows the word


def generated(count: int, rng: Random) -> tuple[Team, ...]:
    """So many teams with signs and names of their own."""
    names = rng.sample(NAMES, count)
    return tuple(Team(sign, name) for sign, name in zip(SIGNS, names, strict=False))


class Votes:
    """What was voted on one picture, before and after the talk."""

    def __init__(self) -> None:
        self.teams: dict[Ballot, dict[int, Says]] = {"first": {}, "second": {}}
        self.hands: dict[Ballot, dict[Says, int]] = {"first": {}, "second": {}}
        self.voters: dict[Ballot, dict[str, Says]] = {"first": {}, "second": {}}  # of a VoteSource

    def tally(self, ballot: Ballot) -> dict[Says, int]:
        """How many teams, or hands, were for each answer."""
        if self.hands[ballot]:
            return {says: self.hands[ballot].get(says, 0) for says in ANSWERS}
        voted = list(self.voters[ballot].values() or self.teams[ballot].values())
        return {says: voted.count(says) for says in ANSWERS}

    def cast(self, ballot: Ballot) -> dict[str, Says]:
        """Who voted what: each voter of a source, or else each team by the sign of its place."""
        return self.voters[ballot] or {SIGNS[team]: says for team, says in self.teams[ballot].items()}

    def of_team(self, ballot: Ballot, team: int) -> dict[Says, int]:
        """How many in one team were for each answer."""
        said = [says for who, says in self.cast(ballot).items() if who.partition("-")[0] == SIGNS[team]]
        return {says: said.count(says) for says in ANSWERS}

    def majority(self, ballot: Ballot) -> Says:
        """The answer of most; "can't tell" where it is a draw."""
        tally = self.tally(ballot)
        most = max(tally.values())
        leading = [says for says in ANSWERS if tally[says] == most]
        return leading[0] if most and len(leading) == 1 else "unsure"


class Event:
    """A workshop in play. `teams` is empty where hands are shown; `talk_seconds` 0 means no timer."""

    def __init__(self, teams: tuple[Team, ...], talk_seconds: int = 0) -> None:
        self.teams = teams
        self.talk_seconds = talk_seconds
        self.look_seconds = 0  # likewise
        self.source: VoteSource | None = None  # of single votes, instead of teams' or hands
        self.entrance = ""  # how a voter of the source comes in, in one line
        self.pupils = 0  # where hands are shown; 0: not said
        self.devices: dict[str, int] = {}  # a buzzer's name -> its team
        self.leading: set[str] = set()  # controllers that led on where there was nothing to vote on: nobody's buzzers
        self.votes: dict[tuple[str, int], Votes] = {}  # by level and round
        self.step: WorkshopStep = "look"
        self.seconds = 0.0  # since the round at hand was first shown
        self.lenses: list[str] = []  # looked through in it, on the light table

    def votes_on(self, level: str, place: int) -> Votes:
        """The votes on one round; empty ones at first."""
        return self.votes.setdefault((level, place), Votes())

    def assign(self, device: str, teams: int | None = None) -> int | None:
        """The team of a buzzer; one not seen before becomes that of the first of so many teams that has none."""
        if device not in self.devices:
            free = self.without_buzzer(len(self.teams) if teams is None else teams)
            if free is None:
                return None
            self.devices[device] = free
        return self.devices[device]

    def without_buzzer(self, teams: int) -> int | None:
        """The first of so many teams that has none."""
        return next((number for number in range(teams) if number not in self.devices.values()), None)

    def complete(self, votes: Votes, ballot: Ballot) -> bool:
        """Whether everybody has voted; hands, whether any was counted; of single voters, whether anybody has."""
        if self.source is not None:
            return bool(votes.voters[ballot])
        if not self.teams:
            return sum(votes.hands[ballot].values()) > 0
        return len(votes.teams[ballot]) == len(self.teams)

    @property
    def seconds_given(self) -> int:
        """How long the timer of the step at hand runs; 0 where it has none."""
        return {"look": self.look_seconds, "talk": self.talk_seconds}.get(self.step, 0)

    def spread(self, votes: Votes) -> tuple[Ballot, ...]:
        """The votes that may be shown at the step at hand: those that are complete, in a vote none but its own.

        Single votes are shown only once their vote is closed.
        """
        if self.source is not None:
            return ("first",) if self.step in ("talk", "second") and votes.voters["first"] else ()
        shown: tuple[Ballot, ...] = ("first", "second") if self.step == "second" else ("first",)
        if self.step not in ("first", "talk", "second") or not self.complete(votes, shown[-1]):
            return ()
        return tuple(ballot for ballot in shown if sum(votes.tally(ballot).values()))

    def hands_expected(self, votes: Votes, ballot: Ballot) -> int | None:
        """How many hands there should be: as many as in the first vote, or as there are pupils; None: nobody knows."""
        first = sum(votes.hands["first"].values()) if ballot == "second" else 0
        return first or self.pupils or None

    def at_turn(self, votes: Votes, ballot: Ballot) -> int | None:
        """The first team that has not voted yet."""
        return next((number for number in range(len(self.teams)) if number not in votes.teams[ballot]), None)


def after(step: WorkshopStep, steps: tuple[WorkshopStep, ...]) -> WorkshopStep | None:
    """The step that follows; None where the round is over."""
    place = steps.index(step) + 1
    return steps[place] if place < len(steps) else None


def before(step: WorkshopStep, steps: tuple[WorkshopStep, ...]) -> WorkshopStep | None:
    """The step that came before; None where it is the round before."""
    place = steps.index(step) - 1
    return steps[place] if place >= 0 else None


class Share(Struct, frozen=True):
    """How many of so many votes were right."""

    right: int
    of: int

    @property
    def percent(self) -> int:
        """In percent; 0 where there were none."""
        return round(100 * self.right / self.of) if self.of else 0


def right(tally: dict[Says, int], picture: Picture) -> Share:
    """The share of right votes; "can't tell" is right where the picture truly shows nothing."""
    return Share(sum(n for says, n in tally.items() if _is_right(says, picture)), sum(tally.values()))


def revotes(entries: list[tuple[Votes, Picture]]) -> list[Vote]:
    """Two votes on each picture of each team, or voter; who missed one is left out, and so are hands."""
    return [
        Vote("", who, picture.id, _is_right(first[who], picture), _is_right(says, picture), says != first[who])
        for votes, picture in entries
        for first in [votes.cast("first")]
        for who, says in votes.cast("second").items()
        if who in first
    ]


def mean(entries: list[tuple[Votes, Picture]], ballot: Ballot, team: int | None = None) -> float | None:
    """The mean over pictures of the share of right votes, 0 to 1: a mean, so that numbers of teams do not matter.

    `team` takes one team alone. None where there are no votes.
    """
    shares = []
    for votes, picture in entries:
        tally = votes.tally(ballot) if team is None else votes.of_team(ballot, team)
        share = right(tally, picture)
        if share.of:
            shares.append(share.right / share.of)
    return sum(shares) / len(shares) if shares else None


def _is_right(says: Says, picture: Picture) -> bool:
    return says == ("fake" if picture.fake else "real") or (says == "unsure" and picture.shows_nothing)
