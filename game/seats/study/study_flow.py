"""What follows what in a study: welcome, a test, the condition's training, the other test, thanks.

Owns that way, and who is assigned to what. Nothing of the menu can be reached; everything else is the game's own flow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from game.scenes.gain import GainScene
from game.seats.flow import Flow
from game.seats.playing import Course
from game.seats.study.allocation import assignment
from game.seats.study.study_pages import LeaveStudyScene, ThanksScene, WelcomeScene
from game.ui import outcomes

if TYPE_CHECKING:
    from game.model.answer import Judgement
    from game.play.rules import Session
    from game.seats.study.study_file import Study
    from game.ui.kit import Kit
    from game.ui.outcomes import Outcome
    from game.ui.scene import Scene

WAIT_SECONDS = 10.0  # for the results file to say how many took part


class StudyFlow(Flow):
    """The flow of one participant after another; of one alone, where a `number` is given."""

    def __init__(self, kit: Kit, study: Study, number: int | None) -> None:
        super().__init__(kit)
        self.study, self.number = study, number

    def title(self) -> Scene:
        """The welcome."""
        return WelcomeScene(self.kit, self.study, self.notices).open()

    def restockable(self, scene: Scene) -> bool:
        """Never: all participants see the same pictures."""
        return False

    def crowd(self, judgement: Judgement) -> None:
        """Nothing of what others made of a picture: it would be another training."""

    def follow(self, scene: Scene, outcome: Outcome) -> Scene:
        """Into the parts of the study and out of them; there is no menu."""
        match outcome:
            case outcomes.Begin():
                return self.begin()
            case outcomes.Leave() if scene.origin is None:
                return self.back_to(scene, LeaveStudyScene(self.kit).open())
            case outcomes.BreakOff():
                return self.thanks(stopped=True)
            case outcomes.Go():
                return self.thanks() if isinstance(scene, GainScene) else self.title()
            case outcomes.Answered() | outcomes.Onward() | outcomes.Leave() | outcomes.OpenTable() | outcomes.Review():
                return super().follow(scene, outcome)
        return scene

    def begin(self) -> Scene:
        """Assign the participant, and the first round of the first test."""
        from uuid import uuid4

        study, number = self.study, self.number or self._next_number()
        found = assignment(study.id, [item.id for item in study.conditions], number)
        first, second = study.forms[found.first], study.forms[1 - found.first]
        level = study.condition(found.condition).level or ""
        course = Course(uuid4().hex, level, (first, second), study=study.id, condition=found.condition)
        self.playing.begin(first, course)
        return self.next_round()

    def _next_number(self) -> int:
        """The number after those that the results file knows of."""
        from game.base.later import taken

        store = self.kit.store
        return 1 + ((taken(store.courses(self.study.id), WAIT_SECONDS) or 0) if store is not None else 0)

    def end(self) -> Scene:
        """After a part the next one; after the last one what was learnt, where it is told, and the thanks."""
        playing, session = self.playing, self.playing.now
        playing.finish()
        course, level = playing.course, playing.level
        if course is None or level is None:
            return self.title()
        if session.level not in course.forms:
            return self.closing(level, session, lambda: self._card("study.second", lambda: self._part(course.forms[1])))
        if len(course.tests) < 2:
            if not course.level:
                return self._card("study.again", lambda: self._part(course.forms[1]))
            return self._card("study.first", lambda: self._training(course.level))
        return self.gain((course.tests[0], course.tests[1])) if self.study.feedback else self.thanks()

    def gain(self, tests: tuple[Session, Session]) -> Scene:
        """Both tests side by side; then the thanks."""
        return GainScene(self.kit, tests, onward="card.onward").open()

    def _training(self, name: str) -> Scene:
        """The training's own introduction, and its first round."""
        from game.scenes.card import CardScene

        level = self.kit.pack.levels[name]
        scene = CardScene(self.kit, level.title, level.intro, self.kit.pack.pictures.get(level.cover or ""))
        scene.then = lambda: self._part(name)
        return scene.open()

    def thanks(self, *, stopped: bool = False) -> Scene:
        """The end of one participant's part."""
        course, self.playing.course, self.playing.session = self.playing.course, None, None
        if course is None:
            return self.title()
        text = self.study.condition(course.condition).thanks or self.study.thanks
        return ThanksScene(self.kit, text, stopped=stopped, last=self.number is not None).open()
