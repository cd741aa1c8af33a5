"""What follows what, with a workshop: the desk's flow, and rounds in steps that a teacher drives.

Owns the way through a workshop, from the setting-up to the wrap-up. What is played and kept is `workshop_playing`'s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from game.seats.flow import Flow
from game.seats.playing import Playing
from game.ui import outcomes
from game.ui.intents import Intent, Key, PageTurn
from game.ui.kit import Kit
from game.ui.outcomes import Outcome
from game.ui.scene import Scene

if TYPE_CHECKING:
    from game.model.answer import Crowd, Judgement
    from game.play.event import Event
    from game.play.rules import Session
    from game.seats.workshop.cards import Cards
    from game.seats.workshop.phones import Phones
    from game.seats.workshop.setup import SetupScene
    from game.seats.workshop.workshop_playing import Workshop

WAYS_ON = ("onward", "done", "levels")  # what a page key or clicker presses, where a screen begins with it


class WorkshopFlow(Flow):
    """The desk's flow; while `workshop` is there, a workshop's."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self.workshop: Workshop | None = None
        self.phones: Phones | None = None  # of this workshop
        self.cards: Cards | None = None  # likewise
        self._setup: SetupScene | None = None  # as it was left, for another lesson

    @property
    def projected(self) -> bool:
        """Whether a class looks on."""
        return self.workshop is not None

    @property
    def _held(self) -> Workshop:
        if self.workshop is None:
            raise LookupError("no workshop is held")
        return self.workshop

    # --- the way

    def follow(self, scene: Scene, outcome: Outcome) -> Scene:
        """A workshop's own outcomes; the others as at the desk."""
        from game.ui.round import PictureScene

        following = self._followed(scene, outcome)
        if isinstance(following, PictureScene):
            following.in_full = self.workshop is not None  # what a class has not seen is not passed over
        if self.phones is not None and self.workshop is not None:
            self._tell_phones(self.phones, self.workshop, following)
        if self.cards is not None:
            self._tell_cards(self.cards, following)
        return following

    @staticmethod
    def _tell_phones(phones: Phones, workshop: Workshop, scene: Scene) -> None:
        """What they show now, and whether they may vote."""
        from game.seats.workshop.ballot import BallotScene

        while scene.origin is not None:
            scene = scene.origin
        ballot = scene.ballot if isinstance(scene, BallotScene) else None
        if isinstance(scene, BallotScene) and ballot is not None:
            phones.opens(scene.vote_id, scene.votes.voters[ballot])
        else:
            phones.closes()
        phones.follow(workshop, scene)

    @staticmethod
    def _tell_cards(cards: Cards, scene: Scene) -> None:
        """Whether the camera looks, and whether cards count."""
        from game.seats.workshop.ballot import BallotScene
        from game.seats.workshop.card_aim import AimScene

        cards.aim(on=isinstance(scene, AimScene))
        while scene.origin is not None:
            scene = scene.origin
        if isinstance(scene, BallotScene) and scene.ballot is not None:
            cards.opens(scene.vote_id, scene.votes.voters[scene.ballot])
        else:
            cards.closes()

    def _followed(self, scene: Scene, outcome: Outcome) -> Scene:
        match outcome:
            case outcomes.OpenWorkshop(level, phones, cards):
                return self._set_up(level, phones=phones, cards=cards)
            case outcomes.BeginWorkshop(chosen):
                return self._begin(chosen)
        if (beside := self._beside(scene, outcome)) is not None:
            return beside
        if self.workshop is None:
            return super().follow(scene, outcome)
        match outcome:
            case outcomes.Lead(stage):
                return self._lead(scene, stage)
            case outcomes.OpenDoor() if self.phones is not None:
                return self.back_to(scene, self._door(self.phones))
            case outcomes.OpenDoor() if self.cards is not None:
                return self.back_to(scene, self._aim(self.cards))
            case outcomes.CountHands():
                return self._count_hands(scene)
            case outcomes.OpenReport():
                from game.scenes.report import ReportScene

                return self.back_to(scene, ReportScene(self.kit, self._held.report()).open())
            case outcomes.Onward() if self._reveals(scene):
                return self._lead(scene, "forward")
            case outcomes.Leave() if scene.origin is None:
                return self._ask_to_stop(scene)
            case outcomes.StopWorkshop():
                return self._stop()
            case outcomes.Go("levels") if scene.tests:
                return self._wrap_up()
            case outcomes.Go(_):
                self._let_go()
                return self.title()
        return super().follow(scene, outcome)

    def _beside(self, scene: Scene, outcome: Outcome) -> Scene | None:
        """What is asked, read, printed or saved before and after a workshop; None where it is something else."""
        match outcome:
            case outcomes.OpenPastReport(event):
                return self._past_report(scene, event)
            case outcomes.SaveTable():
                return self._save_table(scene)
            case outcomes.ReadPlan(level):
                return self._plan(scene, level)
            case outcomes.PrintLesson(level):
                return self._print(scene, level)
            case outcomes.AskForBuzzer(digit):
                return self._ask_for_buzzer(scene, digit)
        return None

    @staticmethod
    def _reveals(scene: Scene) -> bool:
        """Whether a screen is the reveal of the round at hand, and not one that is looked back at."""
        from game.scenes.reveal import RevealScene

        return isinstance(scene, RevealScene) and scene.origin is None

    def led(self, scene: Scene, intent: Intent) -> Outcome | None:
        """What a page key, a clicker or its black button means on any screen of a workshop."""
        if self.workshop is None or not scene.led:
            return None
        if isinstance(intent, Key) and intent.name == ".":
            return outcomes.Lead("black")
        if isinstance(intent, PageTurn):
            if scene.origin is not None:
                return outcomes.Leave()
            if scene.ends:
                return outcomes.Lead("forward") if intent.step > 0 else None
            if intent.step < 0:
                return outcomes.Lead("back")
            target = scene.first_focus()
            if scene.has("onward"):
                target = next((item for item in scene.targets if item.name == "onward"), None)
            return target.press() if target is not None and target.name in WAYS_ON else None
        return None

    def votes_by(self, device: str) -> bool:
        """A team's buzzer means nothing but its vote."""
        return self.workshop is not None and device in self.workshop.event.devices

    def pressed_by(self, device: str) -> None:
        """Whoever leads has this controller: it never votes."""
        if self.workshop is not None:
            self.workshop.event.leading.add(device)

    def unplugged(self, device: str) -> None:
        """Its team has no buzzer until another one is pressed, or the same one has come back under a new number."""
        events: list[Event] = [self.workshop.event] if self.workshop is not None else []
        events += [self._setup.event] if self._setup is not None else []
        for event in events:
            event.devices.pop(device, None)
            event.leading.discard(device)
        if self.workshop is None and self._setup is not None:
            self._setup.rearrange()

    def _set_up(self, level: str, *, phones: bool, cards: bool) -> Scene:
        from game.seats.workshop.setup import SetupScene

        if self.kit.library is None or not self.kit.library.levels:
            return self.title()
        self._setup = SetupScene(self.kit, level, phones=phones, cards=cards)
        return self._setup.open()

    def _plan(self, scene: Scene, level: str) -> Scene:
        """A lesson's plan, to be read."""
        from game.seats.workshop.reading_plan import PlanScene, plan_blocks

        lesson, words = self.kit.pack.levels[level], self.kit.words
        if lesson.plan is None:
            return scene
        blocks = plan_blocks(lesson, lesson.plan, words)
        return self.back_to(scene, PlanScene(self.kit, lambda: blocks).open())

    def _print(self, scene: Scene, level: str) -> Scene:
        """Have a lesson's sheets written; the setting-up says where."""
        from functools import partial

        from game.base.later import in_background, taken
        from game.seats.workshop.reading_plan import print_lesson
        from game.seats.workshop.setup import SetupScene

        kit = self.kit
        if isinstance(scene, SetupScene) and (store := kit.store) is not None and scene.printing is None:
            folder = store.path.parent
            coming = in_background(lambda: print_lesson(kit.pack, kit.words, level, folder), "print")
            scene.printing = partial(taken, coming)
        return scene

    def _ask_for_buzzer(self, scene: Scene, digit: str) -> Scene:
        """Whether a digit is a team's buzzer: from then on it would vote for that team and mean nothing else."""
        from game.seats.workshop.buzzer import BuzzerScene
        from game.seats.workshop.setup import SetupScene

        team = scene.event.without_buzzer(scene.teams) if isinstance(scene, SetupScene) else None
        if not isinstance(scene, SetupScene) or team is None:
            return scene
        return self.back_to(scene, BuzzerScene(self.kit, digit, scene.named[team], scene.give_buzzer).open())

    def _begin(self, chosen: outcomes.WorkshopPlan) -> Scene:
        """Deal the first level."""
        from game.play.event import Event
        from game.seats.workshop.workshop_playing import Workshop

        setup = self._setup
        assert setup is not None  # noqa: S101 (nothing else gives this outcome)
        event = Event(setup.event.teams[: chosen.teams])
        event.devices = {device: team for device, team in setup.event.devices.items() if team < chosen.teams}
        event.look_seconds, event.talk_seconds = chosen.look_seconds, chosen.talk_seconds
        event.pupils = chosen.pupils
        levels = [(chosen.level, False)]
        forms = self.kit.pack.levels[chosen.level].forms
        if chosen.tested and forms:
            first, second = forms if self.kit.rng.random() < 0.5 else (forms[1], forms[0])
            levels = [(first, True), (chosen.level, False), (second, True)]
        self.playing = self.workshop = Workshop(self.kit, event, levels)
        if chosen.cards:
            return self._begin_with_cards(event)
        if not chosen.phones:
            return self._next_level()
        from game.seats.workshop.phones import Phones

        self.phones = event.source = Phones(self.kit, event.teams)
        door = self._door(self.phones)
        door.then = self._next_level
        return door

    def _door(self, phones: Phones) -> Scene:
        """How a phone comes in."""
        from game.seats.workshop.phones_door import DoorScene

        return DoorScene(self.kit, phones).open()

    def _begin_with_cards(self, event: Event) -> Scene:
        from game.seats.workshop.cards import Cards

        self.cards = event.source = Cards(self.kit.rng, event.pupils)
        aim = self._aim(self.cards)
        aim.then = self._next_level
        return aim

    def _aim(self, cards: Cards) -> Scene:
        """What the camera sees of the class."""
        from game.seats.workshop.card_aim import AimScene

        return AimScene(self.kit, cards).open()

    def _count_hands(self, scene: Scene) -> Scene:
        """No more cards: the round at hand, or the first one, with a show of hands."""
        workshop = self._held
        self.close()
        workshop.event.source = None
        return self._ballot() if scene.origin is not None else self._next_level()

    def _let_go(self) -> None:
        """The workshop is over: the desk plays again, and phones are forgotten."""
        self.close()
        self.workshop, self.playing = None, Playing(self.kit)

    def close(self) -> None:
        """The end of a workshop, or of the game."""
        if self.phones is not None:
            self.phones.close()
            self.phones = None
        if self.cards is not None:
            self.cards.close()
            self.cards = None

    def _next_level(self) -> Scene:
        """The next level of the workshop; after the last one what it has come to."""
        workshop = self._held
        if not workshop.levels:
            return self._over()
        workshop.begin_level()
        return self.next_round()

    def next_round(self) -> Scene:
        """The next round: pictures are voted on, everything else is done together as at the desk."""
        if self.workshop is None or not self.workshop.voting:
            return super().next_round()
        self.workshop.open_vote()
        return self._ballot()

    def _ballot(self) -> Scene:
        from game.seats.workshop.ballot import BallotScene

        workshop = self._held
        session = workshop.now
        picture = workshop.picture(session.place)
        if self.phones is not None:
            workshop.event.entrance = self.phones.entrance
        self.prefetch(session.rounds[session.place : session.place + 2])
        return BallotScene(self.kit, session, picture, workshop.event, test=workshop.testing).open()

    # --- steps

    def _lead(self, scene: Scene, stage: outcomes.LeadStep) -> Scene:
        """Forward, back, skip, black: wherever the round is."""
        from game.play.event import after
        from game.seats.workshop.ballot import BallotScene
        from game.seats.workshop.black import BlackScene
        from game.seats.workshop.stop import FinishScene
        from game.seats.workshop.wrapup import WrapUpScene

        workshop = self._held
        event = workshop.event
        if stage == "black":
            return self.back_to(scene, BlackScene(self.kit).open())
        if stage == "spread":
            return self._spread(scene)
        if stage == "back":
            return self._back(scene)
        if isinstance(scene, WrapUpScene):
            return self.back_to(scene, FinishScene(self.kit).open())
        if isinstance(scene, BallotScene):
            scene.take_votes()
            if stage == "skip":
                workshop.pass_by()
                return self.next_round()
            following = after(event.step, workshop.steps)
            if following in ("first", "talk", "second"):
                event.step = following
                return self._ballot()
            return self._decide()
        session = workshop.now
        if self._reveals(scene) and event.step == "reveal" and session.rounds[session.place - 1].voted:
            event.step = "discuss"
            return self._discuss()
        return self.next_round()

    def _back(self, scene: Scene) -> Scene:
        """One step back; from the first step of a round to the round before."""
        from game.play.event import before
        from game.scenes.reveal import RevealScene
        from game.seats.workshop.ballot import BallotScene
        from game.seats.workshop.card_aim import AimScene
        from game.seats.workshop.discuss import DiscussScene
        from game.seats.workshop.phones_door import DoorScene
        from game.seats.workshop.wrapup import WrapUpScene

        workshop = self._held
        if isinstance(scene, (WrapUpScene, DoorScene, AimScene)) or scene.tests:
            return scene
        event, session = workshop.event, workshop.now
        if isinstance(scene, BallotScene):
            scene.take_votes()
        if isinstance(scene, DiscussScene):
            event.step = "reveal"
            reveal = self.reveal(session, session.place - 1)
            if isinstance(reveal, RevealScene):
                reveal.all_told()
            return reveal
        if self._reveals(scene):
            workshop.take_back()
            if not workshop.voting:
                return super().next_round()
            event.step = "second"
            return self._ballot()
        if isinstance(scene, BallotScene) and (earlier := before(event.step, workshop.steps)) is not None:
            event.step = earlier
            return self._ballot()
        if scene.then is not None and session.finished:
            return scene
        return self._round_before()

    def _round_before(self) -> Scene:
        """How the round before was left: its discussion, or what came of it; else, and in a test, it begins anew."""
        from game.model.answer import Verdict

        workshop = self._held
        session = workshop.now
        place = session.place - 1
        if place >= 0 and not workshop.testing:
            if session.verdicts[place].judgements and session.rounds[place].voted:
                workshop.event.step = "discuss"
                return self._discuss()
            if session.rounds[place].asks and session.verdicts[place] != Verdict():
                return self.reveal(session, place)
        workshop.take_back()
        return self.next_round()

    def _spread(self, scene: Scene) -> Scene:
        """How the votes are spread, before anybody knows what is right."""
        from game.seats.workshop.ballot import BallotScene
        from game.seats.workshop.spread import SpreadScene

        if not isinstance(scene, BallotScene) or not scene.spread:
            return scene
        return self.back_to(scene, SpreadScene(self.kit, scene.votes, scene.spread).open())

    def _decide(self) -> Scene:
        """The votes are in: show what is right; a test goes on without."""
        workshop = self._held
        place = workshop.close_vote()
        if workshop.testing:
            return self.next_round()
        workshop.event.step = "reveal"
        return self.reveal(workshop.now, place)

    def _discuss(self) -> Scene:
        from game.seats.workshop.discuss import DiscussScene

        workshop = self._held
        place = workshop.now.place - 1
        question = workshop.now.rounds[place].discuss
        picture, votes = workshop.picture(place), workshop.votes_on(place)
        return DiscussScene(self.kit, picture, votes, question, last=not workshop.voting).open()

    def crowd(self, judgement: Judgement) -> Crowd | None:
        """A class has its own votes."""
        return super().crowd(judgement) if self.workshop is None else None

    def aside(self, session: Session, place: int) -> str:
        """How many votes were right, before and after the talk."""
        if self.workshop is None or not session.rounds[place].voted:
            return super().aside(session, place)
        shares = self.workshop.shares(place)
        if shares is None:
            return ""
        first, second = shares
        if first is None:
            return self.kit.words("workshop.aside.test", first=0, second=second)
        return self.kit.words("workshop.aside", first=first, second=second)

    # --- the end

    def end(self) -> Scene:
        """After a level's last round: its closing lesson, then the next level."""
        if self.workshop is None:
            return super().end()
        level = self.workshop.end_level()
        return self.closing(level, self.workshop.played[-1].session, self._next_level)

    def _over(self) -> Scene:
        """A test before and after side by side, then the wrap-up."""
        from game.scenes.gain import GainScene

        workshop = self._held
        if len(workshop.tests) != 2:
            return self._wrap_up()
        first, second = workshop.tests
        teams = workshop.paired_judgements(first, second)
        return GainScene(self.kit, (first.session, second.session), teams).open()

    def _ask_to_stop(self, scene: Scene) -> Scene:
        """Whoever leads wants to leave: it may not have been meant."""
        from game.seats.workshop.stop import StopScene

        return self.back_to(scene, StopScene(self.kit, voted=bool(self._held.voted)).open())

    def _stop(self) -> Scene:
        """Before its time: what the talk has changed so far, or, where nobody has voted, the choice of a lesson."""
        if self._setup is not None and not self._held.voted:
            self._let_go()
            self._setup.refit(self.kit)
            return self._setup
        self._held.stop()
        return self._wrap_up()

    def _wrap_up(self) -> Scene:
        from game.seats.workshop.wrapup import WrapUpScene

        workshop = self._held
        reported = workshop.begin_report()
        done = [part.session for part in workshop.done]
        return WrapUpScene(self.kit, workshop.event, workshop.voted, done, reported=reported).open()

    def _past_report(self, scene: Scene, event: str) -> Scene:
        """The report on a workshop of before, or on all that is kept."""
        from game.base.later import in_background, soon
        from game.scenes.report import ReportScene
        from game.seats.workshop.workshop_playing import report_on

        kit = self.kit
        coming = soon(in_background(lambda: report_on(kit, event or None), "report"))
        return self.back_to(scene, ReportScene(kit, coming).open())

    def _save_table(self, scene: Scene) -> Scene:
        """Have the votes written; the list says where."""
        from functools import partial

        from game.base.later import in_background, taken
        from game.results.workshops import write_table
        from game.scenes.results import ResultsScene

        kit = self.kit
        if isinstance(scene, ResultsScene) and (store := kit.store) is not None and scene.saving is None:
            scene.saving = partial(taken, in_background(lambda: write_table(store, kit.pack, kit.words), "table"))
        return scene

    # --- the notes of whoever leads

    def notes(self, scene: Scene) -> str:
        """What the second window says: the level's note, the answer, what comes next."""
        from game.seats.workshop.reading_plan import opening_notes
        from game.seats.workshop.setup import SetupScene

        words, workshop = self.kit.words, self.workshop
        while scene.origin is not None:
            scene = scene.origin
        if workshop is None:
            chosen = scene.level if isinstance(scene, SetupScene) else ""
            return (opening_notes(self.kit.pack.levels[chosen], words) or words("workshop.notes")) if chosen else ""
        if workshop.session is None:
            return words("workshop.notes")
        session = workshop.now
        place = session.place - 1 if self._answered(scene) else session.place
        if not 0 <= place < len(session.rounds):
            return words("workshop.notes")
        entry = session.rounds[place]
        lines = [words.of(entry.teacher_note) or words("workshop.notes.none")]
        if place == 0 and not workshop.played and (opening := opening_notes(workshop.lesson, words)):
            lines = [opening, "", *lines]
        if entry.voted:
            picture = workshop.picture(place)
            truth = words("answer.fake" if picture.fake else "answer.real")
            lines.append(words("workshop.notes.answer", answer=truth))
            lines += [f"- {words.of(item.note)}" for item in picture.evidence]
            if picture.looks_odd:
                lines.append(f"- {words.of(picture.looks_odd)}")
            if entry.expected and self._answered(scene):
                lines.append(f"{words('handout.expected')}: {words.of(entry.expected)}")
            lines.append(words("workshop.notes.next", step=self._coming()))
        return "\n".join(lines)

    @staticmethod
    def _answered(scene: Scene) -> bool:
        """Whether a screen is about the round that was answered last."""
        from game.seats.workshop.discuss import DiscussScene

        return scene.explains or isinstance(scene, DiscussScene)

    def _coming(self) -> str:
        from game.play.event import after

        workshop = self._held
        step = workshop.event.step
        following = after(step, workshop.steps) if step in workshop.steps else None
        return self.kit.words(f"workshop.step.{following or 'next'}")
