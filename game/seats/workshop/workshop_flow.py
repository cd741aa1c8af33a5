"""What follows what, with a workshop: the game's own flow, and rounds in steps that a teacher drives.

Owns the workshop in play, from the setting-up to the wrap-up, and what is kept of it. Nobody's name is known to it.
"""

from __future__ import annotations

import json
from importlib.util import find_spec
from threading import Thread
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

from game.seats.flow import Flow
from game.ui import outcomes
from game.ui.intents import Intent, Key, PageTurn
from game.ui.kit import Kit
from game.ui.outcomes import Outcome
from game.ui.scene import Scene

if TYPE_CHECKING:
    from collections.abc import Sequence

    from game.model.answer import Judgement
    from game.model.kinds.kinds import Round
    from game.model.picture import Picture
    from game.paper.report.contents import ReportBlock
    from game.play.event import Event, Votes, WorkshopStep
    from game.play.rules import Session
    from game.seats.workshop.setup import SetupScene


class PlayedLevel(NamedTuple):
    """A level played in a workshop."""

    level: str
    test: bool
    session: Session


class WorkshopFlow(Flow):
    """The desk's flow; while `event` is there, a workshop's."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self.event: Event | None = None
        self._event_id = ""
        self._levels: list[tuple[str, bool]] = []  # still to be played, and whether they are tests
        self._parts: list[PlayedLevel] = []  # those finished
        self._course_id: str | None = None
        self._kept_as: tuple[str, ...] = ()  # the ids of each team's answers, the last of all together
        self._reporting: Thread | None = None
        self._blocks: Sequence[ReportBlock] = ()  # of the report
        self._setup: SetupScene | None = None  # as it was left, for another lesson

    @property
    def projected(self) -> bool:
        """Whether a class looks on."""
        return self.event is not None

    # --- the way

    def follow(self, scene: Scene, outcome: Outcome) -> Scene:
        """A workshop's own outcomes; the others as at the desk."""
        match outcome:
            case outcomes.OpenWorkshop(level):
                return self._set_up(level)
            case outcomes.BeginWorkshop(chosen):
                return self._begin(chosen)
        if self.event is None:
            return super().follow(scene, outcome)
        match outcome:
            case outcomes.Lead(stage):
                return self._lead(scene, stage)
            case outcomes.OpenReport():
                return self._from(scene, self._report())
            case outcomes.Onward() if scene.name == "reveal" and scene.origin is None:
                return self._lead(scene, "forward")
            case outcomes.Leave() if scene.origin is None:
                return self._ask_to_stop(scene)
            case outcomes.StopWorkshop():
                return self._stop()
            case outcomes.Go("levels") if scene.name == "gain":
                return self._wrap_up()
            case outcomes.Go(_):
                self.event = None
                return self.title()
        return super().follow(scene, outcome)

    def led(self, scene: Scene, intent: Intent) -> Outcome | None:
        """What a page key, a clicker or its black button means on any screen of a workshop."""
        if self.event is None or scene.name in ("black", "report"):
            return None
        if isinstance(intent, Key) and intent.name == ".":
            return outcomes.Lead("black")
        if isinstance(intent, PageTurn):
            if scene.origin is not None:
                return outcomes.Leave()
            if intent.step < 0:
                return outcomes.Lead("back")
            target = scene.first_focus()
            if scene.has("onward"):
                target = next((item for item in scene.targets if item.name == "onward"), None)
            return target.press() if target is not None and target.name in ("onward", "done", "levels") else None
        return None

    def votes_by(self, device: str) -> bool:
        """A team's buzzer means nothing but its vote."""
        return self.event is not None and device in self.event.devices

    def unplugged(self, device: str) -> None:
        """Its team has no buzzer until another one is pressed, or the same one has come back under a new number."""
        for event in (self.event, self._setup.event if self._setup is not None else None):
            if event is not None:
                event.devices.pop(device, None)
        if self.event is None and self._setup is not None:
            self._setup.rearrange()

    def _set_up(self, level: str) -> Scene:
        from game.seats.workshop.setup import SetupScene

        if self.kit.library is None or not self.kit.library.levels:
            return self.title()
        self._setup = SetupScene(self.kit, level)
        return self._setup.open()

    def _begin(self, chosen: outcomes.Workshop) -> Scene:
        """Deal the first part."""
        from game.play.event import Event

        setup = self._setup
        assert setup is not None  # noqa: S101 (nothing else gives this outcome)
        event = Event(setup.event.teams[: chosen.teams])
        event.devices = {device: team for device, team in setup.event.devices.items() if team < chosen.teams}
        event.talk_seconds = chosen.talk_seconds
        self.event, self._event_id, self._parts = event, uuid4().hex, []
        self._levels, self._course_id = [(chosen.level, False)], None
        forms = self.kit.pack.levels[chosen.level].forms
        if chosen.tested and forms:
            first, second = forms if self.kit.rng.random() < 0.5 else (forms[1], forms[0])
            self._levels = [(first, True), (chosen.level, False), (second, True)]
            self._course_id = uuid4().hex
        return self._next_part()

    def _next_part(self) -> Scene:
        """The next level of the workshop; after the last one what it has come to."""
        import msgspec

        from game.play import rules
        from game.play.event import CLASS
        from game.results.store import SessionRow, now_utc

        event = self._held
        if not self._levels:
            return self._over()
        level, _ = self._levels[0]
        pack, seed = self.kit.pack, self.kit.rng.getrandbits(32)
        session = rules.start(pack.levels[level], pack.pictures, seed)
        self.session = msgspec.structs.replace(session, rounds=_one_by_one(session.rounds))
        self._course, self._old = None, False
        signs = [*(team.sign for team in event.teams), CLASS]
        self._kept_as = tuple(uuid4().hex for _ in signs)
        self.session_id = self._kept_as[-1]
        if self.kit.store is not None:
            for name, sign in zip(self._kept_as, signs, strict=True):
                row = SessionRow(
                    name, now_utc(), "workshop", pack.pack.id, pack.pack.version, level, self.kit.words.language,
                    self.session.seed, self.session.length, False, pack.levels[level].form, self._course_id,
                    self._event_id, sign,
                )  # fmt: skip
                self.kit.store.begin(row)
        return self._next()

    @property
    def _held(self) -> Event:
        if self.event is None:
            raise LookupError("no workshop is held")
        return self.event

    @property
    def _test(self) -> bool:
        return bool(self._levels) and self._levels[0][1]

    @property
    def _steps(self) -> tuple[WorkshopStep, ...]:
        from game.play.event import STEPS, TEST_STEPS

        return TEST_STEPS if self._test else STEPS

    def _next(self) -> Scene:
        """The next round: pictures are voted on, everything else is done together as at the desk."""
        if self.event is None or self._playing.finished or not self._voted_on(self._playing.round):
            return super()._next()
        self.event.step = self._steps[0]
        self.event.seconds, self.event.lenses = 0.0, []
        return self._ballot()

    @staticmethod
    def _voted_on(entry: Round) -> bool:
        from game.model.kinds.clip_round import ClipRound
        from game.model.kinds.verdict_round import VerdictRound

        return isinstance(entry, (VerdictRound, ClipRound))

    def _ballot(self) -> Scene:
        from game.seats.workshop.ballot import BallotScene

        session = self._playing
        picture = self._picture(session.place)
        self._prefetch(session.rounds[session.place : session.place + 2])
        return BallotScene(self.kit, session, picture, self._held, test=self._test).open()

    def _picture(self, place: int) -> Picture:

        return self.kit.pack.pictures[self._playing.rounds[place].pictures[0]]

    # --- steps

    def _lead(self, scene: Scene, stage: outcomes.LeadStep) -> Scene:
        """Forward, back, skip, black: wherever the round is."""
        from game.play.event import after

        event = self._held
        if stage == "black":
            from game.seats.workshop.black import BlackScene

            return self._from(scene, BlackScene(self.kit).open())
        if stage == "back":
            return self._back(scene)
        if scene.name == "ballot":
            if stage == "skip":
                return self._skip()
            following = after(event.step, self._steps)
            if following in ("first", "talk", "second"):
                event.step = following
                return self._ballot()
            return self._decide()
        session = self._playing
        if scene.name == "reveal" and event.step == "reveal" and self._voted_on(session.rounds[session.place - 1]):
            event.step = "discuss"
            return self._discuss()
        return self._next()

    def _back(self, scene: Scene) -> Scene:
        """One step back; from the first step of a round to the round before."""
        from game.play.event import before

        event, session = self._held, self._playing
        if scene.name in ("wrap-up", "gain"):
            return scene
        if scene.name == "discuss":
            event.step = "reveal"
            return self._shown(session.place - 1)
        if scene.name == "reveal":
            self._take_back()
            if not self._voted_on(self._playing.round):
                return super()._next()
            event.step = "second"
            return self._ballot()
        if scene.name == "ballot" and (earlier := before(event.step, self._steps)) is not None:
            event.step = earlier
            return self._ballot()
        if scene.name == "card" and session.finished:
            return scene
        self._take_back()
        return self._next()

    def _skip(self) -> Scene:
        """Leave the round at hand out: it counts nowhere, but one can come back to it."""
        from game.play import rules

        self.session = rules.passed_by(self._playing)
        return self._next()

    def _take_back(self) -> None:
        """Undo the last answer, on the disk, too: whatever it will be, it is given anew."""
        import msgspec

        session = self._playing
        self.session = msgspec.structs.replace(session, answers=session.answers[:-1], verdicts=session.verdicts[:-1])
        if self.kit.store is not None:
            self.kit.store.unanswered(self._kept_as, self.session.place)

    def _decide(self) -> Scene:
        """The votes are in: keep them, and show what is right (a test goes on without)."""
        from game.model.answer import Answer
        from game.play import rules

        event, session = self._held, self._playing
        place = session.place
        votes = event.votes_on(session.level, place)
        milliseconds = min(round(event.seconds * 1000), 86_400_000)
        said = Answer((votes.majority("second"),), None, (), milliseconds, lenses=tuple(event.lenses))
        self.session, _ = rules.answer(session, said, self.kit.pack.pictures, self.mask_of)
        self._keep_votes(place, votes, milliseconds)
        if self._test:
            return self._next()
        event.step = "reveal"
        return self._shown(place)

    def _shown(self, place: int) -> Scene:
        return self._reveal(self._playing, place)

    def _discuss(self) -> Scene:
        from game.seats.workshop.discuss import DiscussScene

        session = self._playing
        place = session.place - 1
        votes = self._held.votes_on(session.level, place)
        return DiscussScene(self.kit, self._picture(place), votes, session.rounds[place].discuss).open()

    def _aside(self, session: Session, place: int) -> str:
        """How many votes were right, before and after the talk."""
        from game.play.event import right

        if self.event is None or not self._voted_on(session.rounds[place]):
            return super()._aside(session, place)
        votes, picture = self.event.votes_on(session.level, place), self._picture(place)
        first, second = (right(votes.tally(ballot), picture) for ballot in ("first", "second"))
        key = "workshop.aside" if first.of else "workshop.aside.test"
        return self.kit.words(key, first=first.percent, second=second.percent) if second.of else ""

    # --- what is kept

    def _keep_votes(self, place: int, votes: Votes, milliseconds: int) -> None:
        """A row for each team; for hands one row with the numbers."""
        import msgspec

        from game.model.answer import Answer, Verdict
        from game.model.scoring import judged
        from game.results.store import answer_rows

        if self.kit.store is None:
            return
        picture, event = self._picture(place), self._held
        entry = self._playing.rounds[place]
        cast = [
            (self._kept_as[team], says, votes.teams["first"].get(team)) for team, says in votes.teams["second"].items()
        ]
        hands = None
        if not event.teams:
            first = votes.majority("first") if votes.hands["first"] else None
            cast = [(self._kept_as[-1], votes.majority("second"), first)]
            hands = json.dumps({ballot: votes.tally(ballot) for ballot in ("first", "second")})
        for session, says, was in cast:
            said = Answer((says,), None, (), milliseconds, lenses=tuple(event.lenses))
            verdict = Verdict((judged(picture, says),))
            rows = answer_rows(session, place, entry, said, verdict)
            rows = [msgspec.structs.replace(row, first=was, votes=hands) for row in rows]
            self.kit.store.answered(rows, finished=False)

    # --- the end

    def _end(self) -> Scene:
        """After a part's last round: its closing lesson, then the next part."""
        if self.event is None:
            return super()._end()
        from game.scenes.card import CardScene

        level, test = self._levels.pop(0)
        self._parts.append(PlayedLevel(level, test, self._playing))
        if self.kit.store is not None:
            for name in self._kept_as:
                self.kit.store.finish(name)
        self._then = self._next_part
        entry = self.kit.pack.levels[level]
        if entry.closing:
            return CardScene(self.kit, entry.title, entry.closing, None).open()
        return self._next_part()

    def _over(self) -> Scene:
        """What a test before and after shows, then the wrap-up."""
        from game.scenes.gain import GainScene

        tests = [part for part in self._parts if part.test]
        if len(tests) == 2:
            counted = tuple(self._judgements(part) for part in tests)
            return GainScene(self.kit, (tests[0].session, tests[1].session), (counted[0], counted[1])).open()
        return self._wrap_up()

    def _ask_to_stop(self, scene: Scene) -> Scene:
        """Whoever leads wants to leave: nobody knows whether it was meant."""
        from game.seats.workshop.stop import StopScene

        return self._from(scene, StopScene(self.kit, voted=bool(self._voted_so_far())).open())

    def _stop(self) -> Scene:
        """Before its time: what the talk has changed so far, or, where nobody has voted, the choice of a lesson."""
        if self._setup is not None and not self._voted_so_far():
            self.event = None
            self._setup.refit(self.kit)
            return self._setup
        self._parts, self._levels = self._so_far, []
        return self._wrap_up()

    @property
    def _so_far(self) -> list[PlayedLevel]:
        """The parts finished, and the one at hand."""
        return [*self._parts, *(PlayedLevel(level, test, self._playing) for level, test in self._levels[:1])]

    def _voted_so_far(self) -> list[tuple[Votes, Picture]]:
        """The votes on each picture outside tests, and the picture."""
        event = self._held
        return [
            (event.votes_on(part.level, place), self.kit.pack.pictures[name])
            for part in self._so_far
            if not part.test
            for place, name in _voted(part.session)
        ]

    def _judgements(self, part: PlayedLevel) -> tuple[Judgement, ...]:
        """Every team's votes in a test, or the majority of hands."""
        from game.model.scoring import judged

        event, pictures = self._held, self.kit.pack.pictures
        if not event.teams:
            return part.session.judgements
        return tuple(
            judged(pictures[name], says)
            for place, name in _voted(part.session)
            for says in event.votes_on(part.level, place).teams["second"].values()
        )

    def _wrap_up(self) -> Scene:
        from game.seats.workshop.wrapup import WrapUpScene

        entries = self._voted_so_far()
        reported = bool(entries) and self.kit.store is not None and find_spec("scipy") is not None
        if reported:  # SciPy takes its time; so it is there by the time that the sentences have been read
            self._reporting = Thread(target=self._write_report, daemon=True)
            self._reporting.start()
        return WrapUpScene(self.kit, self._held, entries, reported=reported).open()

    def _write_report(self) -> None:
        """What this workshop has come to, from what was kept of it; on a thread of its own."""
        from game.paper.report.contents import contents
        from game.paper.report.reading import read

        store, pack = self.kit.store, self.kit.pack
        if store is not None and store.settle():
            self._blocks = contents(read(store.path, pack, self._event_id), pack, self.kit.words)

    def _report(self) -> Scene:
        from game.scenes.report import ReportScene

        if self._reporting is not None:
            self._reporting.join()
        return ReportScene(self.kit, self._blocks).open()

    # --- the notes of whoever leads

    def notes(self, scene: Scene) -> str:
        """What the second window says: the level's note, the answer, what comes next."""
        words = self.kit.words
        if self.event is None or self.session is None:
            return words("workshop.notes")
        session = self.session
        while scene.origin is not None:
            scene = scene.origin
        shown = scene.name in ("reveal", "discuss", "lesson")
        place = session.place - 1 if shown else session.place
        if not 0 <= place < len(session.rounds):
            return words("workshop.notes")
        entry = session.rounds[place]
        lines = [words.of(entry.teacher_note) or words("workshop.notes.none")]
        if self._voted_on(entry):
            picture = self._picture(place)
            truth = words("answer.fake" if picture.fake else "answer.real")
            lines.append(words("workshop.notes.answer", answer=truth))
            lines += [f"- {words.of(item.note)}" for item in picture.evidence]
            if picture.looks_odd:
                lines.append(f"- {words.of(picture.looks_odd)}")
            lines.append(words("workshop.notes.next", step=self._coming()))
        return "\n".join(lines)

    def _coming(self) -> str:
        from game.play.event import after

        following = after(self._held.step, self._steps) if self._held.step in self._steps else None
        return self.kit.words(f"workshop.step.{following or 'next'}")


def _one_by_one(rounds: tuple[Round, ...]) -> tuple[Round, ...]:
    """A round of several pictures becomes one vote on each."""
    from game.model.kinds.pick_round import PickRound
    from game.model.kinds.verdict_round import VerdictRound

    flat: list[Round] = []
    for entry in rounds:
        if isinstance(entry, PickRound):
            flat += [
                VerdictRound(name, teacher_note=entry.teacher_note, discuss=entry.discuss) for name in entry.pictures
            ]
        else:
            flat.append(entry)
    return tuple(flat)


def _voted(session: Session) -> list[tuple[int, str]]:
    """The rounds that were voted on: place and picture."""
    return [
        (place, entry.pictures[0])
        for place, entry in enumerate(session.rounds[: session.place])
        if session.verdicts[place].judgements
    ]
