"""What follows what on a kiosk: attract, a few rounds, an ending, attract.

Owns the dealing of a visit and what is counted of it. Everything else is the game's own flow.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

import msgspec

from game.base.errors import UnknownLevelError
from game.base.text import in_all_languages
from game.model.answer import Answer, Crowd, Judgement, Verdict
from game.model.level import Draw, DrawRounds, Level
from game.model.names import renamed
from game.pack.catalogue import find_level
from game.pack.library import Library
from game.play import rules
from game.play.rules import Session
from game.seats.flow import Flow
from game.seats.kiosk.attract import AttractScene
from game.seats.kiosk.config import Kiosk
from game.seats.kiosk.ending import EndingScene
from game.seats.kiosk.tally import Tally
from game.ui import outcomes
from game.ui.kit import Kit
from game.ui.outcomes import Outcome
from game.ui.scene import Scene

log = logging.getLogger(__name__)

VISIT = "kiosk"  # the name of a visit's level, where none is set


def level_of(kiosk: Kiosk, library: Library) -> Level | None:
    """The level that is set, where it is there."""
    try:
        return library.levels[find_level(library, kiosk.level)] if kiosk.level is not None else None
    except UnknownLevelError:
        return None


class KioskFlow(Flow):
    """The flow of visits. `tally` is asked for whenever something is counted, `begins` whether a visit may begin."""

    def __init__(self, kit: Kit, kiosk: Kiosk, tally: Callable[[], Tally], begins: Callable[[], bool]) -> None:
        super().__init__(kit)
        self._begins = begins
        self.kiosk = kiosk
        self._tally = tally
        self._just_begun = False  # a visit of which nothing but its first touch is known, and which is not counted yet

    def title(self) -> Scene:
        """The first screen, which plays by itself; a visit that was going on is over."""
        self.forget()
        first = self.kit.words.language
        languages = (first, *(code for code in self.kiosk.offered_with(self.kit.library) if code != first))
        return AttractScene(self.kit, self.heroes, languages).open()

    def restockable(self, scene: Scene) -> bool:
        """The seat says when."""
        return True

    def forget(self) -> None:
        """Nothing of a visitor remains; where the visit broke off is counted."""
        session, self.playing.session = self.playing.session, None
        if session is not None:
            self._count_start()
            if not session.finished:
                self._tally().count(("abandoned", str(session.place + 1)))
            self._tally().count(("language", self.kit.words.language))

    def admit(self) -> None:
        """The operator comes in; a visit that has just begun was the first of the corners that were touched."""
        if self._just_begun:
            self.playing.session, self._just_begun = None, False
        self.forget()

    def _count_start(self) -> None:
        if self._just_begun:
            self._just_begun = False
            self._tally().count(("start", ""))

    def follow(self, scene: Scene, outcome: Outcome) -> Scene:
        """Out of a round or the ending is back to attract; there is no menu."""
        match outcome:
            case outcomes.Begin(picture):
                return self.begin(picture)
            case outcomes.AnswerHero(picture, says, milliseconds):
                return self._begin_with(picture, Answer((says,), None, (), milliseconds))
        self._count_start()
        match outcome:
            case outcomes.Leave() if scene.origin is None:
                return self.title()
            case outcomes.Leave() if scene.origin is not None and not scene.origin.asks:
                self._tally().count(*(("lens", name) for name in scene.lenses))
                return super().follow(scene, outcome)
            case outcomes.Answered() | outcomes.Onward() | outcomes.OpenTable() | outcomes.Review() | outcomes.Leave():
                return super().follow(scene, outcome)
        return self.title()

    def begin(self, picture: str = "") -> Scene:
        """Deal a visit and show its first round; attract again where there is nothing to play, or not now.

        The first round asks about a picture that the visitor has been looking at, where there is one.
        """
        if not self._deal():
            return self.title()
        if picture:
            self.playing.put(rules.with_first(self.playing.now, picture), VISIT)
        return self.next_round()

    def _begin_with(self, picture: str, said: Answer) -> Scene:
        """A visit whose first round was answered on the first screen: what came of it."""
        if not self._deal():
            return self.title()
        self.playing.put(rules.with_first(self.playing.now, picture), VISIT)
        self._count_start()
        return self.answered(said)

    def _deal(self) -> bool:
        """Deal a visit, and whether there is one."""
        self.forget()
        session = self.dealt() if self._begins() else None
        if session is None:
            return False
        self.playing.put(session, VISIT)
        self._just_begun = True
        return True

    def dealt(self) -> Session | None:
        """So many rounds of the level, or drawn from all that is played; only pictures whose files are there."""
        library = self.kit.library
        if library is None:
            return None
        there = {name: item for name, item in library.pictures.items() if library.path(item.file).exists()}
        level = level_of(self.kiosk, library)
        from_all = level is None
        if level is None:
            title = in_all_languages("title.name")
            draw = DrawRounds(Draw(count=self.kiosk.rounds, ask="verdict"))
            level = Level(1, VISIT, title, title, (draw,))
        session = rules.start(level, there, self.kit.rng.getrandbits(32), from_all=from_all)
        rounds = [
            entry
            for entry in session.rounds
            if all(name in there for name in entry.pictures) and (self.kiosk.input == "touch" or not entry.marked)
        ]
        if not rounds:
            log.error("there is nothing to play: the pack's pictures are gone")
            return None
        return msgspec.structs.replace(session, rounds=tuple(rounds[: self.kiosk.rounds]))

    def skip(self) -> Scene:
        """Go past the round at hand, whose picture cannot be shown."""
        session = self.playing.session = rules.drop_round(self.playing.now)
        if not session.rounds:
            return self.title()
        self._count_completion()
        return self.next_round()

    def _count_completion(self) -> None:
        if self.playing.now.finished:
            self._tally().count(("completion", ""))

    def count(self, verdict: Verdict, lenses: tuple[str, ...]) -> None:
        """What came of an answer, and the lenses looked through before it; the last one completes the visit.

        A visit is complete once all rounds are answered, whether or not the last reveal is read to its end.
        """
        judgements = (msgspec.structs.replace(item, picture=self._counted(item.picture)) for item in verdict.judgements)
        self._tally().answered(judgements, lenses)
        self._count_completion()

    def _counted(self, picture: str) -> str:
        """What a picture is counted as: `pack/id` where several packs are played."""
        library = self.kit.pack
        return renamed(picture, library.pack.id, "") if library.parts else picture

    def crowd(self, judgement: Judgement) -> Crowd | None:
        """How many of today's visitors this picture fooled, once enough have answered."""
        crowd = self._tally().crowd(self._counted(judgement.picture))
        return crowd if crowd.answers >= self.kiosk.crowd_from else None

    def lent(self, names: tuple[str, ...], *, asking: bool) -> tuple[str, ...]:
        """Those that the settings allow."""
        return tuple(name for name in super().lent(names, asking=asking) if name in self.kiosk.lenses)

    def end(self) -> Scene:
        """The natural end."""
        return EndingScene(self.kit, self.playing.now, self._begins).open()
