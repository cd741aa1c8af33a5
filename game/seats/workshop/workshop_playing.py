"""What is played and kept in a workshop: its levels one after another, what was voted, and the report on it.

Owns the workshop in play from its first round to its last, and the rows that are kept of it. Nobody's name is known to
it. Refuses to know screens: `workshop_flow` says which one follows.
"""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

from game.base.later import in_background, soon
from game.play.event import CLASS, STEPS, TEST_STEPS, Event, Votes, WorkshopStep, right
from game.play.rules import Session
from game.seats.playing import Playing
from game.ui.kit import Kit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future

    from game.model.answer import Answer, Judgement
    from game.model.level import Level
    from game.model.picture import Picture
    from game.paper.report.contents import ReportBlock

log = logging.getLogger(__name__)

LONGEST_MS = 86_400_000  # a day: a screen that was left standing says nothing about a class


class PlayedLevel(NamedTuple):
    """A level played in a workshop."""

    level: str
    test: bool
    session: Session


class Workshop(Playing):
    """A workshop in play; `levels` are those to be played, in order, and whether each is a test."""

    def __init__(self, kit: Kit, event: Event, levels: list[tuple[str, bool]]) -> None:
        super().__init__(kit)
        self.event = event
        self.id = uuid4().hex
        self.levels = levels  # still to be played
        self.lesson = kit.pack.levels[next((level for level, test in levels if not test), levels[0][0])]
        self.played: list[PlayedLevel] = []
        self._course_id = uuid4().hex if len(levels) > 1 else None
        self._kept_as: dict[str, str] = {}  # by a team's sign, or a voter's, or `class`: the id of its answers
        self._begin_row: Callable[[str], None] = lambda _: None  # keep that its part of the level begins
        self._reporting: Future[Sequence[ReportBlock]] | None = None

    # --- levels and rounds

    @property
    def testing(self) -> bool:
        """Whether the level at hand is a test."""
        return bool(self.levels) and self.levels[0][1]

    @property
    def steps(self) -> tuple[WorkshopStep, ...]:
        """The steps of a round that is voted on."""
        return TEST_STEPS if self.testing else STEPS

    def begin_level(self) -> None:
        """Deal the next level; rounds of several pictures become one vote on each."""
        import msgspec

        from game.pack.catalogue import kept_level, pack_of
        from game.play import rules
        from game.results.fields import SessionRow
        from game.results.store import now_utc

        level, _ = self.levels[0]
        pack, seed = self.kit.pack, self.kit.rng.getrandbits(32)
        dealt = rules.start(pack.levels[level], pack.pictures, seed)
        session = msgspec.structs.replace(dealt, rounds=tuple(vote for entry in dealt.rounds for vote in entry.votes))
        own = pack_of(pack, level)
        teams = self.event.teams if self.event.source is None else ()  # single voters stand for themselves
        store, language = self.kit.store, self.kit.words.language
        self._kept_as = {}

        def begin_row(who: str) -> None:
            self._kept_as[who] = uuid4().hex
            if store is None:
                return
            row = SessionRow(
                id=self._kept_as[who],
                started=now_utc(),
                mode="workshop",
                pack=own.id,
                pack_version=own.version,
                level=kept_level(pack, level),
                language=language,
                seed=session.seed,
                rounds=session.length,
                form=pack.levels[level].form,
                course=self._course_id,
                event=self.id,
                team=who,
            )
            store.begin(row)

        self._begin_row = begin_row
        for who in (*(team.sign for team in teams), CLASS):
            begin_row(who)
        self.put(session, self._kept_as[CLASS])

    def end_level(self) -> Level:
        """Keep that the level at hand was played to its end, and put it behind."""
        level, test = self.levels.pop(0)
        self.played.append(PlayedLevel(level, test, self.now))
        if self.kit.store is not None:
            for who, name in self._kept_as.items():
                if not test or self._answered_all(who):
                    self.kit.store.finish(name)
        return self.kit.pack.levels[level]

    def _answered_all(self, who: str) -> bool:
        """Whether a voter missed no vote of the test that ends: half a test is none."""
        if self.event.source is None or who == CLASS:
            return True
        part = self.played[-1]
        return all(who in self.event.votes_on(part.level, place).cast("second") for place, _ in _voted(part.session))

    @property
    def voting(self) -> bool:
        """Whether the present round is voted on."""
        return not self.now.finished and self.now.round.voted

    def picture(self, place: int) -> Picture:
        """The picture of a round that is voted on."""
        return self.kit.pack.pictures[self.now.rounds[place].pictures[0]]

    def votes_on(self, place: int) -> Votes:
        """What was voted on a round of the level at hand."""
        return self.event.votes_on(self.now.level, place)

    def open_vote(self) -> None:
        """The present round begins with its first step."""
        self.event.step = self.steps[0]
        self.event.seconds, self.event.lenses = 0.0, []

    def pass_by(self) -> None:
        """Leave the present round out: it counts nowhere, but one can come back to it."""
        from game.play import rules

        self.session = rules.pass_round(self.now)

    def take_back(self) -> None:
        """Undo the last answer, on the disk, too: whatever it will be, it is given anew."""
        import msgspec

        session = self.now
        self.session = msgspec.structs.replace(session, answers=session.answers[:-1], verdicts=session.verdicts[:-1])
        if self.kit.store is not None:
            self.kit.store.unanswered(tuple(self._kept_as.values()), self.session.place)

    def close_vote(self) -> int:
        """The votes on the present round are in: keep them; gives the round's place."""
        from game.model.answer import Answer
        from game.play import rules

        session = self.now
        place = session.place
        votes = self.votes_on(place)
        milliseconds = min(round(self.event.seconds * 1000), LONGEST_MS)
        said = Answer((votes.majority("second"),), None, (), milliseconds, lenses=tuple(self.event.lenses))
        self.session, _ = rules.answer(session, said, self.kit.pack.pictures, self.mask_of)
        self._keep_votes(place, votes, said)
        return place

    def _keep_votes(self, place: int, votes: Votes, said: Answer) -> None:
        """A row for each team, or voter; for hands one row with the numbers."""
        import msgspec

        from game.model.answer import Verdict
        from game.model.scoring import judged
        from game.results.store import answer_rows

        if self.kit.store is None:
            return
        picture, entry = self.picture(place), self.now.rounds[place]
        first = votes.cast("first")
        cast = [(who, says, first.get(who)) for who, says in votes.cast("second").items()]
        hands = None
        if not self.event.teams and self.event.source is None:
            cast = [(CLASS, votes.majority("second"), votes.majority("first") if votes.hands["first"] else None)]
            hands = json.dumps({ballot: votes.tally(ballot) for ballot in ("first", "second")})
        for who, says, was in cast:
            if who not in self._kept_as:
                self._begin_row(who)
            name = self._kept_as[who]
            verdict = Verdict((judged(picture, says),))
            rows = answer_rows(name, place, entry, msgspec.structs.replace(said, says=(says,)), verdict, self.kept_name)
            rows = [msgspec.structs.replace(row, first=was, votes=hands) for row in rows]
            self.kit.store.answered(rows, finished=False)

    def shares(self, place: int) -> tuple[int | None, int] | None:
        """Percent of right votes before (None: there was no such vote) and after the talk; None without votes."""
        votes, picture = self.votes_on(place), self.picture(place)
        first, second = (right(votes.tally(ballot), picture) for ballot in ("first", "second"))
        return (first.percent if first.of else None, second.percent) if second.of else None

    # --- what it has come to

    def stop(self) -> None:
        """End it where it is: what was voted on counts, the rest is left out."""
        self.played, self.levels = self.done, []

    @property
    def done(self) -> list[PlayedLevel]:
        """The levels finished, and the one at hand, once it has begun."""
        if self.session is None:
            return self.played
        return [*self.played, *(PlayedLevel(level, test, self.now) for level, test in self.levels[:1])]

    @property
    def voted(self) -> list[tuple[Votes, Picture]]:
        """The votes on each picture outside tests so far, and the picture."""
        return [
            (self.event.votes_on(part.level, place), self.kit.pack.pictures[name])
            for part in self.done
            if not part.test
            for place, name in _voted(part.session)
        ]

    @property
    def tests(self) -> list[PlayedLevel]:
        """The tests that were finished."""
        return [part for part in self.played if part.test]

    def paired_judgements(
        self, before: PlayedLevel, after: PlayedLevel
    ) -> list[tuple[tuple[Judgement, ...], tuple[Judgement, ...]]]:
        """Two tests of each team, or of each voter who missed nothing in either; or of the majority of hands."""
        if not self.event.teams and self.event.source is None:
            return [(before.session.judgements, after.session.judgements)]
        first, second = self._judgements(before), self._judgements(after)
        return [(said, second[who]) for who, said in first.items() if who in second]

    def _judgements(self, part: PlayedLevel) -> dict[str, tuple[Judgement, ...]]:
        """Who judged what in a test, of those who missed no vote in it."""
        from game.model.scoring import judged

        shown = _voted(part.session)
        votes = [self.event.votes_on(part.level, place).cast("second") for place, _ in shown]
        whole = [who for who in (votes[0] if votes else {}) if all(who in cast for cast in votes)]
        return {
            who: tuple(
                judged(self.kit.pack.pictures[name], cast[who]) for (_, name), cast in zip(shown, votes, strict=True)
            )
            for who in whole
        }

    # --- the report

    def begin_report(self) -> bool:
        """Write the report on a thread of its own, where there is something to report; whether it does.

        It takes its time; so it is there by the time that the wrap-up's sentences have been read.
        """
        if not self.voted or self.kit.store is None:
            return False
        self._reporting = in_background(lambda: report_on(self.kit, self.id), "report")
        return True

    def report(self) -> Callable[[], Sequence[ReportBlock] | None]:
        """What is to be asked for the report, which gives None as long as it is still written."""
        assert self._reporting is not None  # noqa: S101 (the way here is on the wrap-up alone)
        return soon(self._reporting)


def report_on(kit: Kit, event: str | None) -> Sequence[ReportBlock]:
    """What a workshop (None: all that is kept) has come to; nothing where that cannot be read. It takes its time."""
    from game.base.errors import ResultsError
    from game.paper.report.contents import contents
    from game.paper.report.reading import read

    store, pack, words = kit.store, kit.pack, kit.words
    try:
        return contents(read(store.path, pack, event), pack, words) if store and store.settle() else ()
    except ResultsError as error:
        log.warning("there is no report: %s", error)
        return ()


def _voted(session: Session) -> list[tuple[int, str]]:
    """The rounds that were voted on: place and picture."""
    return [
        (place, entry.pictures[0])
        for place, entry in enumerate(session.rounds[: session.place])
        if session.verdicts[place].judgements
    ]
