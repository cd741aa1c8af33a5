"""Numbers from kept answers: shares with intervals, change between tests, calibration, what was missed, talk's effect.

Owns the measures of the report; pure functions of counted rows, the same numbers for the same rows.
Refuses databases, words and drawing. A picture is "not right" where anything but the truth was said of it; "can't tell"
is right where it shows nothing, and nowhere else.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import msgspec
from msgspec import Struct

from game.model import scoring
from game.model.picture import Picture
from game.model.scoring import CONFIDENCE, ENOUGH_ANSWERS, CalibrationStep, Counts, Sensitivity
from game.play.event import CLASS

LEVEL = 0.95  # of every interval
FEWEST_PAIRS = 10  # below this, resampling pairs of tests gives intervals that are too narrow
RESAMPLES = 1999
SEED = 1927  # the same rows give the same intervals

Method = Literal["bootstrap", "newcombe"]


class SessionCounts(Struct, frozen=True):
    """One session, and how its judgements turned out."""

    started: str  # ISO 8601, UTC
    form: str | None
    course: str | None
    event: str | None
    team: str | None
    finished: bool
    counts: Counts


class PictureCount(Struct, frozen=True):
    """How often one picture was judged, and how often it was not seen for what it is."""

    picture: str
    fake: bool
    answers: int
    not_right: int


class StatedCount(Struct, frozen=True):
    """How often one confidence step was said, and how often it came true."""

    step: int  # 0 ("guess") to 3 ("certain")
    answers: int
    right: int


class TalkCount(Struct, frozen=True):
    """Verdicts of one team of a workshop: right or not before the talk, right or not after it."""

    event: str
    team: str
    first_right: bool
    second_right: bool
    answers: int


class Hands(Struct, frozen=True):
    """Hands shown for one picture, before and after the talk."""

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
    from scipy.stats import binomtest

    if not of:
        return Proportion(0, 0, 0.0, 1.0)
    low, high = binomtest(count, of).proportion_ci(LEVEL, method="wilson")
    return Proportion(count, of, float(low), float(high))


class Difference(Struct, frozen=True):
    """A difference of shares (-1 to 1) with its 95 % interval, and how that was found."""

    value: float
    low: float
    high: float
    method: Method

    @property
    def sign(self) -> int:
        """1 or -1 where the whole interval lies above or below zero, else 0: nothing can be said."""
        return 1 if self.low > 0 else -1 if self.high < 0 else 0


def difference(plus: Sequence[Proportion], minus: Sequence[Proportion]) -> Difference:
    """The sum of some shares less that of others, every answer taken for itself.

    For one of each this is the hybrid score interval of Newcombe 1998 ("Interval estimation for the difference between
    independent proportions", method 10); for more, its extension by Zou & Donner 2008.
    """
    value = sum(item.rate for item in plus) - sum(item.rate for item in minus)
    below = [item.rate - item.low for item in plus] + [item.high - item.rate for item in minus]
    above = [item.high - item.rate for item in plus] + [item.rate - item.low for item in minus]
    return Difference(value, value - math.hypot(*below), value + math.hypot(*above), "newcombe")


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
    hits: Difference
    alarms: Difference
    discernment: Difference  # of hit rate minus false-alarm rate: above 0, real and fake are told apart better
    suspicion: Difference  # of the share called fake: above 0, "fake" is said more often, rightly or not

    @property
    def enough(self) -> bool:
        """Whether each side has as many judged pictures as a conclusion needs."""
        return min(self.before.judged, self.after.judged) >= ENOUGH_ANSWERS


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


def paired(sessions: Iterable[SessionCounts]) -> tuple[list[tuple[Counts, Counts]], int]:
    """Whole tests before and after, and how many courses lack one of them.

    `sessions` in the order of their start. A course's (in a workshop: each team's) first test is the one before,
    the first later one of the other form the one after; a test that was not played to its end counts for nothing.
    """
    tests: dict[tuple[str, str], list[SessionCounts]] = {}
    for item in sessions:
        if item.course and item.form:
            tests.setdefault((item.course, item.team or ""), []).append(item)
    pairs: list[tuple[Counts, Counts]] = []
    for row in tests.values():
        whole = [item for item in row if item.finished and item.counts.fakes and item.counts.reals]
        after = next((item for item in whole if item.form != whole[0].form), None)
        if after is not None:
            pairs.append((whole[0].counts, after.counts))
    return pairs, len(tests) - len(pairs)


def compare(pairs: Sequence[tuple[Counts, Counts]]) -> Comparison | None:
    """What changed from the tests before to those after, or None without a pair.

    From ten pairs on, differences are means over the pairs, so that a pair weighs the same however many pictures it
    judged, and their intervals come from resampling whole pairs; below that every answer is taken for itself.
    """
    if not pairs:
        return None
    before, after = (condition(added(pair[side] for pair in pairs)) for side in (0, 1))
    if len(pairs) >= FEWEST_PAIRS:
        hits, alarms, discernment, suspicion = _resampled([_changes(*pair) for pair in pairs])
    else:
        called = [share(one.counts.hits + one.counts.false_alarms, one.judged) for one in (before, after)]
        hits, alarms = difference([after.hits], [before.hits]), difference([after.alarms], [before.alarms])
        discernment = difference([after.hits, before.alarms], [before.hits, after.alarms])
        suspicion = difference([called[1]], [called[0]])
    return Comparison(len(pairs), before, after, hits, alarms, discernment, suspicion)


def _changes(before: Counts, after: Counts) -> tuple[float, float, float, float]:
    """The change of one pair: hit rate, false-alarm rate, discernment, share called fake."""
    hits = after.hits / after.fakes - before.hits / before.fakes
    alarms = after.false_alarms / after.reals - before.false_alarms / before.reals
    called = [(one.hits + one.false_alarms) / (one.fakes + one.reals) for one in (before, after)]
    return hits, alarms, hits - alarms, called[1] - called[0]


def _resampled(rows: Sequence[tuple[float, ...]]) -> list[Difference]:
    """For each column its mean and percentile interval, whole rows resampled with replacement (Efron 1979)."""
    import numpy as np
    from scipy.stats import bootstrap

    columns = np.array(rows).T
    batch = max(1, 2_000_000 // columns.size)  # some tens of MB at a time
    found = bootstrap(
        (columns,), np.mean, axis=-1, confidence_level=LEVEL, method="percentile", n_resamples=RESAMPLES, batch=batch,
        rng=np.random.default_rng(SEED),
    ).confidence_interval  # fmt: skip
    limits = zip(columns.mean(axis=-1), found.low, found.high, strict=True)
    return [Difference(float(mean), float(low), float(high), "bootstrap") for mean, low, high in limits]


class Calibration(Struct, frozen=True):
    """What was said about being right beside what came true."""

    steps: tuple[CalibrationStep, ...]
    brier: float | None  # mean Brier loss, 0 (best) to 1; an even guess costs 0.25
    overconfidence: float | None

    @property
    def answers(self) -> int:
        """How many answers came with a confidence."""
        return sum(step.answers for step in self.steps)


def calibrate(rows: Iterable[StatedCount]) -> Calibration:
    """Calibration and mean Brier loss of all answers that came with a confidence."""
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
    return Calibration(steps, loss / total if total else None, scoring.overconfidence(steps))


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
    """What the talk of one workshop moved: verdicts of its teams, or of the class as one."""

    event: str
    teams: int  # 0: the class as one
    kept_right: int
    to_right: int
    to_wrong: int
    kept_wrong: int
    first: float  # share right before the talk: the mean of the teams' shares
    second: float  # and after it

    @property
    def judged(self) -> int:
        """How many verdicts there are, of all teams."""
        return self.kept_right + self.to_right + self.to_wrong + self.kept_wrong


def talks(rows: Iterable[TalkCount]) -> list[Talk]:
    """What each workshop's talk moved, in the order of the rows; teams weigh the same, the class stands apart."""
    events: dict[tuple[str, bool], dict[str, list[int]]] = {}
    for row in rows:
        teams = events.setdefault((row.event, row.team == CLASS), {})
        cells = teams.setdefault(row.team, [0, 0, 0, 0])  # kept right, to right, kept wrong, to wrong
        cells[2 * (not row.second_right) + (row.first_right != row.second_right)] += row.answers
    found = []
    for (event, is_class), teams in events.items():
        kept_right, to_right, kept_wrong, to_wrong = map(sum, zip(*teams.values(), strict=True))
        first = _mean([(cells[0] + cells[3]) / sum(cells) for cells in teams.values()])
        second = _mean([(cells[0] + cells[1]) / sum(cells) for cells in teams.values()])
        number = 0 if is_class else len(teams)
        found.append(Talk(event, number, kept_right, to_right, to_wrong, kept_wrong, first, second))
    return found


def moved(rows: Iterable[Talk]) -> Proportion:
    """Of the verdicts that changed, those that became right: one half is what luck would give."""
    rows = list(rows)
    right, wrong = sum(row.to_right for row in rows), sum(row.to_wrong for row in rows)
    return share(right, right + wrong)


class HandsMoved(Struct, frozen=True):
    """Shows of hands of one workshop: the share of right hands, as the mean of its pictures."""

    event: str
    pictures: int
    hands: int  # shown before the talk, for all pictures together
    most: int  # shown for one picture
    first: float
    second: float


def hands_moved(rows: Iterable[Hands]) -> list[HandsMoved]:
    """What the talk moved among hands; a picture for which nobody showed a hand is left out."""
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
