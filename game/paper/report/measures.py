"""Numbers from kept answers: shares with intervals, change between tests, calibration, what was missed, talks.

Owns the measures of the report; pure functions of counted rows, the same numbers for the same rows.
Refuses databases, words and drawing, and to decide what may be claimed of a change: `claims` does. A picture is "not
right" where anything but the truth was said of it; "can't tell" is right where it shows nothing, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from msgspec import Struct

from game.model import claims, scoring
from game.model.claims import Change, Difference, Judged, Part, Revotes, Vote
from game.model.picture import Picture
from game.model.scoring import CONFIDENCE, ENOUGH_ANSWERS, CalibrationStep, Counts, Sensitivity
from game.play.event import CLASS


class SessionCounts(Struct, frozen=True):
    """One session, and how its judgements turned out."""

    started: str  # ISO 8601, UTC
    form: str | None
    course: str | None
    event: str | None
    team: str | None
    finished: bool
    counts: Counts
    judged: tuple[Judged, ...] = ()  # of a test, picture by picture


class PictureCount(Struct, frozen=True):
    """How often one picture was judged, and how often it was not seen for what it is."""

    picture: str
    fake: bool
    answers: int
    not_right: int


class StatedCount(Struct, frozen=True):
    """How often one confidence step was said of a picture, and how often it came true."""

    picture: str
    step: int  # 0 ("guess") to 3 ("certain")
    answers: int
    right: int


class Hands(Struct, frozen=True):
    """Hands that were shown for one picture, before and after the talk."""

    event: str
    fake: bool
    unseen: bool  # it shows nothing, so that "can't tell" is right, too
    first: dict[str, int]  # real, fake, unsure -> hands
    second: dict[str, int]


class Proportion(Struct, frozen=True):
    """So many of so many, with the 95 % interval of the share."""

    count: int
    of: int
    low: float
    high: float

    @property
    def rate(self) -> float:
        """The share, 0 to 1; 0 where there is nothing to share."""
        return self.count / self.of if self.of else 0.0


def share(count: int, of: int) -> Proportion:
    """A share with its score interval (Wilson 1927); without an answer anything from 0 to 1 is possible."""
    return Proportion(count, of, *scoring.wilson(count, of))


class Condition(Struct, frozen=True):
    """The tests of one side, before or after, added up."""

    counts: Counts
    hits: Proportion  # of the fakes shown
    alarms: Proportion  # of the real pictures shown
    sensitivity: Sensitivity | None  # none below 20 decided answers

    @property
    def judged(self) -> int:
        """How many pictures were judged, "can't tell" included."""
        return self.counts.fakes + self.counts.reals


class Comparison(Struct, frozen=True):
    """Tests before and after a lesson, each after with its own before."""

    pairs: int
    before: Condition
    after: Condition
    change: Change


def added(rows: Iterable[Counts]) -> Counts:
    """Counts added up."""
    totals = [0] * len(Counts.__struct_fields__)
    for row in rows:
        for place, number in enumerate(msgspec.structs.astuple(row)):
            totals[place] += number
    return Counts(*totals)


def condition(counts: Counts) -> Condition:
    """Hits and false alarms with their intervals, d' and criterion."""
    return Condition(
        counts, share(counts.hits, counts.fakes), share(counts.false_alarms, counts.reals), scoring.sensitivity(counts)
    )


def paired(sessions: Iterable[SessionCounts]) -> tuple[list[tuple[SessionCounts, SessionCounts]], int]:
    """Whole tests before and after, and how many courses lack one of them.

    `sessions` in the order of their start. A course's (in a workshop: each team's) first test is the one before,
    the first later one of the other form the one after; a test that was not played to its end counts for nothing.
    """
    tests: dict[tuple[str, str], list[SessionCounts]] = {}
    for item in sessions:
        if item.course and item.form:
            tests.setdefault((item.course, item.team or ""), []).append(item)
    pairs: list[tuple[SessionCounts, SessionCounts]] = []
    for row in tests.values():
        whole = [item for item in row if item.finished and item.counts.fakes and item.counts.reals]
        after = next((item for item in whole if item.form != whole[0].form), None)
        if after is not None:
            pairs.append((whole[0], after))
    return pairs, len(tests) - len(pairs)


def compare(pairs: Sequence[tuple[SessionCounts, SessionCounts]]) -> Comparison | None:
    """What changed from the tests before to those after, or None without a pair."""
    change = claims.change((before.judged, after.judged) for before, after in pairs)
    if change is None:
        return None
    before, after = (condition(added(pair[side].counts for pair in pairs)) for side in (0, 1))
    return Comparison(len(pairs), before, after, change)


class Calibration(Struct, frozen=True):
    """What was said about being right beside what came true."""

    steps: tuple[CalibrationStep, ...]
    brier: float | None  # mean Brier loss, 0 (best) to 1; an even guess costs 0.25
    overconfidence: Difference | None  # mean stated probability less the share right

    @property
    def answers(self) -> int:
        """How many answers came with a confidence."""
        return sum(step.answers for step in self.steps)


def calibrate(rows: Iterable[StatedCount]) -> Calibration:
    """Calibration and mean Brier loss of all answers that came with a confidence."""
    rows = list(rows)
    right, answers = [0] * len(CONFIDENCE), [0] * len(CONFIDENCE)
    for row in rows:
        right[row.step] += row.right
        answers[row.step] += row.answers
    steps = tuple(CalibrationStep(*row) for row in zip(CONFIDENCE, right, answers, strict=True))
    loss = sum(
        step.right * scoring.brier(step.stated, happened=True)
        + (step.answers - step.right) * scoring.brier(step.stated, happened=False)
        for step in steps
    )
    total = sum(answers)
    return Calibration(steps, loss / total if total else None, _overconfidence(rows, steps))


def _overconfidence(rows: Sequence[StatedCount], steps: Sequence[CalibrationStep]) -> Difference | None:
    """With its interval, as for the same people and other pictures."""
    value, total = scoring.overconfidence(steps), sum(row.answers for row in rows)
    if value is None:
        return None
    half = claims.margin(
        [
            Part(0, "", row.picture, (True, True), row.answers / total, CONFIDENCE[row.step] - row.right / row.answers)
            for row in rows
        ]
    )
    return Difference(value, max(-1.0, value - half), min(1.0, value + half), total >= ENOUGH_ANSWERS)


class Missed(Struct, frozen=True):
    """How often pictures that have something in common (a tell, a way of making) were not seen for what they are."""

    name: str
    share: Proportion


def by_tell(rows: Iterable[PictureCount], pictures: Mapping[str, Picture]) -> list[Missed]:
    """How often the fakes that show a tell were not called fake; first what was most surely missed, not 1 of 1."""
    known = (row for row in rows if row.fake and row.picture in pictures)
    return _missed((tell, row) for row in known for tell in pictures[row.picture].tells)


def by_kind(rows: Iterable[PictureCount], pictures: Mapping[str, Picture]) -> list[Missed]:
    """The same by the way in which pictures were made; real ones are made by a camera."""
    return _missed((pictures[row.picture].made_by, row) for row in rows if row.picture in pictures)


def _missed(rows: Iterable[tuple[str, PictureCount]]) -> list[Missed]:
    totals: dict[str, tuple[int, int]] = {}
    for name, row in rows:
        missed, answers = totals.get(name, (0, 0))
        totals[name] = missed + row.not_right, answers + row.answers
    found = [Missed(name, share(*counts)) for name, counts in totals.items()]
    return sorted(found, key=lambda item: (-item.share.low, -item.share.rate, item.name))


class ObservedDifficulty(Struct, frozen=True):
    """How hard a picture proved to be, beside what its author thought."""

    picture: str
    fake: bool
    not_right: Proportion
    estimate: int | None  # 1 to 5; none where the pack no longer has the picture


def difficulties(rows: Iterable[PictureCount], pictures: Mapping[str, Picture]) -> list[ObservedDifficulty]:
    """Every judged picture, the most surely hard first: one miss of one is no record."""
    found = [
        ObservedDifficulty(
            row.picture, row.fake, share(row.not_right, row.answers),
            pictures[row.picture].difficulty if row.picture in pictures else None,
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda item: (-item.not_right.low, -item.not_right.rate, item.picture))


class Talk(Struct, frozen=True):
    """Votes of one workshop before and after the talk: of its teams, or of the class as one."""

    event: str
    teams: int  # or single voters; 0: the class as one
    votes: Revotes
    first: float  # share right before the talk: the mean of the teams' shares
    second: float  # and after it
    single: bool = False  # each pupil voted alone, by a phone or a card


def talks(votes: Iterable[Vote]) -> list[Talk]:
    """What became of each workshop's votes, in their order; teams weigh the same, the class stands apart."""
    events: dict[tuple[str, bool], dict[str, list[Vote]]] = {}
    for vote in votes:
        events.setdefault((vote.event, vote.team == CLASS), {}).setdefault(vote.team, []).append(vote)
    found = []
    for (event, is_class), teams in events.items():
        cast = [vote for team in teams.values() for vote in team]
        first = _mean([_mean([vote.first_right for vote in team]) for team in teams.values()])
        second = _mean([_mean([vote.second_right for vote in team]) for team in teams.values()])
        single = any("-" in team for team in teams)
        found.append(Talk(event, 0 if is_class else len(teams), claims.revoted(cast), first, second, single))
    return found


def revoted(votes: Iterable[Vote]) -> Revotes:
    """How all teams' votes changed; a class that shows hands is left out, as nobody sees who changed."""
    return claims.revoted([vote for vote in votes if vote.team != CLASS])


class HandsMoved(Struct, frozen=True):
    """Shows of hands of one workshop: the share of right hands, as the mean of its pictures."""

    event: str
    pictures: int
    hands: int  # shown before the talk, for all pictures together
    most: int  # shown for one picture
    first: float
    second: float


def hands_moved(rows: Iterable[Hands]) -> list[HandsMoved]:
    """Right hands before and after the talk; a picture for which nobody showed a hand is left out."""
    events: dict[str, list[Hands]] = {}
    for row in rows:
        if sum(row.first.values()) and sum(row.second.values()):
            events.setdefault(row.event, []).append(row)
    return [
        HandsMoved(
            event, len(shown), sum(sum(row.first.values()) for row in shown),
            max(sum(row.first.values()) for row in shown),
            _mean([_right(row.first, row) for row in shown]), _mean([_right(row.second, row) for row in shown]),
        )
        for event, shown in events.items()
    ]  # fmt: skip


def _right(hands: Mapping[str, int], row: Hands) -> float:
    """The share of hands that were right."""
    right = hands.get("fake" if row.fake else "real", 0) + (hands.get("unsure", 0) if row.unseen else 0)
    return right / sum(hands.values())


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
