"""What follows what: the whole game on one page.

Owns the session in play and the way from each outcome to the next screen. Scenes know nothing of each other.
"""

from __future__ import annotations

from functools import lru_cache
from threading import Thread
from typing import TYPE_CHECKING, NamedTuple

from game.scenes.title import TitleScene
from game.ui import outcomes
from game.ui.intents import Intent
from game.ui.kit import Kit
from game.ui.outcomes import Outcome
from game.ui.scene import Scene

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from game.model.answer import Answer, Verdict
    from game.model.kinds.kinds import Round
    from game.model.level import Level
    from game.model.picture import Picture
    from game.model.scoring import Mask
    from game.play.practice import Ratings
    from game.play.rules import Session
    from game.results.store import SessionRow
    from game.scenes.results import ResultRow
    from game.scenes.reveal import RevealScene
    from game.ui.theme import Theme


class Course(NamedTuple):
    """A level with a test before and after it: which form comes first is decided by chance."""

    id: str
    level: str
    forms: tuple[str, str]  # the first test's level, the second's
    tests: tuple[Session, ...] = ()  # those finished


class Flow:
    """The game between screens: which session is played, and what comes next."""

    def __init__(self, kit: Kit) -> None:
        self.kit = kit
        self.notices: tuple[str, ...] = ()
        self.session: Session | None = None
        self.session_id = ""
        self._foreseen: tuple[str, int, Theme, str] | None = None  # for which session and look a reveal was laid out
        self._old = False  # the session is one of the list of results
        self._course: Course | None = None
        self._ratings: Ratings | None = None  # while practice is played
        self._then: Callable[[], Scene] = self._summary  # what follows the card on the screen, after the last round

    @property
    def projected(self) -> bool:
        """Whether a class looks on from afar."""
        return False

    def led(self, scene: Scene, intent: Intent) -> Outcome | None:
        """What an intent means before the screen sees it; nothing, at a desk."""
        return None

    def votes_by(self, device: str) -> bool:
        """Whether a device is a team's, which votes and does nothing else; none is, at a desk."""
        return False

    def unplugged(self, device: str) -> None:
        """A controller is gone; at a desk nobody had it."""

    def notes(self, scene: Scene) -> str:
        """What whoever leads reads on a second window."""
        return ""

    def title(self) -> Scene:
        """The first screen."""
        return TitleScene(self.kit, self.notices).open()

    def oops(self) -> Scene:
        """What is shown after something went wrong."""
        from game.scenes.oops import OopsScene

        return OopsScene(self.kit).open()

    def follow(self, scene: Scene, outcome: Outcome) -> Scene:
        """The screen that follows an outcome; the same one where it stays."""
        match outcome:
            case outcomes.Go(screen):
                return self._menu(screen)
            case outcomes.OpenLevel(level):
                return self.intro(level)
            case outcomes.StartLevel(level, tested):
                return self._start_course(level) if tested else self._start(level)
            case outcomes.OpenPractice(tell):
                return self._from(scene, self._practice_intro(tell)) if self.kit.library is not None else scene
            case outcomes.OpenTell(tell):
                from game.scenes.tell import TellScene

                return self._from(scene, TellScene(self.kit, tell).open())
            case outcomes.OpenLens(lens):
                from game.scenes.lens import LensScene

                return self._from(scene, LensScene(self.kit, self.kit.pack.lenses[lens]).open())
            case outcomes.OpenExample(picture, evidence):
                return self._example(scene, picture, evidence)
            case outcomes.Answered(answer):
                return self._answered(answer, tuple(getattr(scene, "lenses", ())))
            case outcomes.OpenTable():
                return self._table(scene)
            case outcomes.Onward():
                return self._onward(scene)
            case outcomes.Review(place, test):
                from game.scenes.gain import GainScene

                session = scene.tests[test] if isinstance(scene, GainScene) else self._playing
                return self._from(scene, self._reveal(session, place, review=True))
            case outcomes.OpenResult(session):
                return self._open_result(session)
            case outcomes.Leave():
                return self._leave(scene)
            case outcomes.GetPack(pack) if self.kit.collections is not None:
                self.kit.collections.get(pack)
            case outcomes.CancelPack(pack) if self.kit.collections is not None:
                self.kit.collections.cancel(pack)
        return scene

    def _from(self, origin: Scene, scene: Scene) -> Scene:
        """A screen that Leave leads back from, to the screen it was opened on."""
        scene.origin = origin
        scene.rearrange()  # some screens say where they lead back to
        return scene

    @property
    def _playing(self) -> Session:
        if self.session is None:
            raise LookupError("no session is played")
        return self.session

    def _menu(self, screen: outcomes.MenuScreen) -> Scene:
        from game.scenes import collections, guide, levels, results
        from game.scenes import credits as credits_scene
        from game.scenes import help as help_scene
        from game.scenes import settings_screen as settings

        if self.kit.library is None and screen in ("levels", "credits", "results", "guide", "collections"):
            return self.title()
        match screen:
            case "levels":
                return levels.LevelsScene(self.kit, self._last_results()).open()
            case "settings":
                return settings.SettingsScene(self.kit).open()
            case "help":
                return help_scene.HelpScene(self.kit).open()
            case "credits":
                return credits_scene.CreditsScene(self.kit).open()
            case "guide":
                return guide.GuideScene(self.kit).open()
            case "collections" if self.kit.collections is not None:
                self.kit.collections.look()
                return collections.CollectionsScene(self.kit, self.kit.collections).open()
            case "results":
                return results.ResultsScene(self.kit, self._result_rows()).open()
        return self.title()

    def intro(self, level: str) -> Scene:
        """A level's introduction."""
        from game.scenes.intro import IntroScene

        return IntroScene(self.kit, self.kit.pack.levels[level]).open()

    def _practice_intro(self, tell: str) -> Scene:
        """Practice introduces itself like a level."""
        from game.model.level import Level
        from game.pack.library import examples
        from game.play.practice import PRACTICE, ROUNDS
        from game.scenes.intro import IntroScene
        from game.ui.summing import level_title

        words, pack = self.kit.words, self.kit.pack
        name = f"{PRACTICE}:{tell}" if tell else PRACTICE
        text = words("practice.intro")
        cover = None
        if tell in pack.tells:
            text = words("practice.intro.tell", look=words.of(pack.tells[tell].look))
            cover = next((picture.id for picture, _ in examples(pack, tell)), None)
        language = words.language
        level = Level(1, name, {language: level_title(self.kit, name)}, {language: text}, (), cover=cover)
        return IntroScene(self.kit, level, ROUNDS).open()

    def _start_course(self, level: str) -> Scene:
        """A test, the level, and the other test."""
        from uuid import uuid4

        first, second = self.kit.pack.levels[level].forms or (level, level)
        forms = (first, second) if self.kit.rng.random() < 0.5 else (second, first)
        return self._start(forms[0], Course(uuid4().hex, level, forms))

    def _start(self, level: str, course: Course | None = None) -> Scene:
        from uuid import uuid4

        from game.play import practice, rules
        from game.results.store import SessionRow, now_utc

        pack, seed = self.kit.pack, self.kit.rng.getrandbits(32)
        if level in pack.levels:
            self.session = rules.start(pack.levels[level], pack.pictures, seed)
        else:
            self._ratings = self._rate()
            self.session = practice.begin(seed, level.partition(":")[2])
            self._deal()
        self._course = course
        self.session_id, self._old = uuid4().hex, False
        if self.kit.store is not None:
            form = pack.levels[level].form if level in pack.levels else None
            row = SessionRow(
                self.session_id, now_utc(), "desk", pack.pack.id, pack.pack.version, level, self.kit.words.language,
                self.session.seed, self.session.length, False, form, course.id if course else None,
            )  # fmt: skip
            self.kit.store.begin(row)
        return self._next()

    def _rate(self) -> Ratings:
        """How good the player and how hard the pictures have proved to be, over all that is kept."""
        from game.play import practice

        judgements = [item for _, session in reversed(self._kept(500)) for item in session.judgements]
        return practice.rate(judgements, self.kit.pack.pictures)

    def _deal(self) -> None:
        """The next round of practice; where no picture is left the session ends."""
        import msgspec

        from game.play import practice

        session, pack = self._playing, self.kit.pack
        entry = None
        if not session.finished and self._ratings is not None:
            entry = practice.following(session, pack.pictures, pack.tells, self._ratings)
        if entry is None:
            self.session = msgspec.structs.replace(session, planned=session.place)
        else:
            self.session = msgspec.structs.replace(session, rounds=(*session.rounds, entry))

    def _table(self, scene: Scene) -> Scene:
        """The light table with the pictures of a screen; what may be seen depends on whether it still asks."""
        from typing import get_args

        from game.model.terms import LensId
        from game.scenes.lighttable import LightTableScene, OnTable
        from game.ui.round import PictureScene

        if not isinstance(scene, PictureScene) or not scene.pictures:
            return scene
        lenses = self._lent(get_args(LensId), asking=scene.asks)
        if not any("face" in picture.tags for picture in scene.pictures):
            lenses = tuple(name for name in lenses if name != "align")
        return self._from(
            scene, LightTableScene(self.kit, OnTable(tuple(scene.pictures), lenses, not scene.asks, scene.clip_frame))
        )

    def _lent(self, names: tuple[str, ...], *, asking: bool) -> tuple[str, ...]:
        """The lenses that may be used now."""
        level = self.kit.pack.levels.get(self.session.level) if self.session else None
        if not asking:
            return names
        lent = () if level is not None and level.form else level.lenses if level is not None else None
        # while it is asked, what the file says of itself would be the answer
        return tuple(name for name in (names if lent is None else lent) if name != "metadata")

    def _answered(self, said: Answer, lenses: tuple[str, ...] = ()) -> Scene:
        import msgspec

        from game.model.kinds.read_round import ReadRound
        from game.play import practice, rules
        from game.results.store import answer_rows

        session, pictures = self._playing, self.kit.pack.pictures
        entry, place = session.round, session.place
        said = msgspec.structs.replace(said, lenses=lenses)
        self.session, verdict = rules.answer(session, said, pictures, self.mask_of)
        if self.kit.store is not None:
            rows = answer_rows(self.session_id, place, entry, said, verdict)
            self.kit.store.answered(rows, finished=self.session.finished)
        self._count(verdict, lenses)
        answered = self.session
        level = self.kit.pack.levels.get(answered.level)
        if level is None and self._ratings is not None:
            self._ratings = practice.rate(verdict.judgements, pictures, self._ratings)
            self._deal()
        if isinstance(entry, ReadRound) or (level is not None and level.form):
            return self._next()
        return self._reveal(answered, place)

    def _reveal(self, session: Session, place: int, *, review: bool = False) -> Scene:
        """What came of one round."""
        from game.scenes.lesson import LessonScene
        from game.scenes.reveal import RevealScene

        kind = RevealScene if session.verdicts[place].knowledge is None else LessonScene
        scene = kind(self.kit, session, place, review=review)
        scene.aside = lambda: self._aside(session, place)
        return scene.open()

    def to_come(self, scene: Scene) -> Scene | None:
        """While the first round is looked at: a reveal of the level, to be drawn once where nobody sees it.

        The first one needs modules, sizes of fonts, signs and shapes of characters that no screen before it does, and
        would come a frame late.
        """
        if self.session is None or not getattr(scene, "asks", False):
            return None
        here = self.session_id, self.session.seed, self.kit.theme, self.kit.words.language
        level = self.kit.pack.levels.get(self.session.level)
        if self._foreseen == here or (level is not None and level.form):
            return None

        names = [name for entry in self.session.rounds for name in entry.pictures]
        pictures = [self.kit.pack.pictures[name] for name in names]
        picture = next((item for item in pictures if item.evidence and item.clip is None), None)
        if picture is None:  # in practice, where one is dealt at a time, one may come
            return None
        self._foreseen = here
        return self._unasked(picture.id).open()

    def _count(self, verdict: Verdict, lenses: tuple[str, ...]) -> None:
        """An answer was given; only a kiosk counts."""

    def _aside(self, session: Session, place: int) -> str:
        """A remark on a round, on its reveal; nothing, except on a kiosk."""
        return ""

    def _example(self, origin: Scene, name: str, evidence: int) -> Scene:
        """A picture of the field guide, with its evidence."""
        scene = self._unasked(name)
        scene.step = evidence
        scene.origin = origin
        return scene.open()

    def _unasked(self, name: str) -> RevealScene:
        """A picture and its evidence, as of a round that nobody was asked."""
        from game.model.answer import Answer, Verdict
        from game.model.kinds.point_round import PointRound
        from game.play.rules import Session
        from game.scenes.reveal import RevealScene

        session = Session("", 0, (PointRound(name),), (Answer(),), (Verdict(),))
        return RevealScene(self.kit, session, 0, review=True)

    def _onward(self, scene: Scene) -> Scene:
        """Past a reveal, a card, or the closing lesson."""
        from game.model.answer import Answer
        from game.model.kinds.read_round import ReadRound

        session = self._playing
        if scene.name == "card" and not session.finished and isinstance(session.round, ReadRound):
            return self._answered(Answer())
        if scene.name == "card":
            return self._then()
        return self._next()

    def _next(self) -> Scene:
        """The next round; after the last one what ends the session."""
        from game.model.kinds.choose_round import ChooseRound
        from game.model.kinds.clip_round import ClipRound
        from game.model.kinds.order_round import OrderRound
        from game.model.kinds.pick_round import PickRound
        from game.model.kinds.point_round import PointRound
        from game.model.kinds.read_round import ReadRound
        from game.model.kinds.verdict_round import VerdictRound
        from game.scenes.card import CardScene
        from game.scenes.choose import ChooseScene
        from game.scenes.order import OrderScene
        from game.scenes.pick import PickScene
        from game.scenes.point import PointScene
        from game.scenes.verdict import VerdictScene

        session, pack = self._playing, self.kit.pack
        if session.finished:
            return self._end()
        entry = session.round
        scene: Scene
        if isinstance(entry, (VerdictRound, ClipRound)):
            scene = VerdictScene(self.kit, session)
        elif isinstance(entry, PickRound):
            scene = PickScene(self.kit, session)
        elif isinstance(entry, PointRound):
            scene = PointScene(self.kit, session)
        elif isinstance(entry, OrderRound):
            scene = OrderScene(self.kit, session)
        elif isinstance(entry, ChooseRound):
            scene = ChooseScene(self.kit, session)
        else:
            assert isinstance(entry, ReadRound)  # noqa: S101 (there is no other kind)
            picture = pack.pictures[entry.picture] if entry.picture else None
            scene = CardScene(self.kit, entry.title, entry.text, picture, entry.series)
        opened = scene.open()
        self._prefetch(session.rounds[session.place : session.place + 2])
        return opened

    def _end(self) -> Scene:
        """After the last round: the closing lesson, then the summary; within a course the next part."""
        from game.scenes.card import CardScene

        session, course = self._playing, self._course
        if self.kit.store is not None:
            self.kit.store.finish(self.session_id)
        level: Level | None = self.kit.pack.levels.get(session.level)
        if course is not None and session.level in course.forms:
            course = self._course = course._replace(tests=(*course.tests, session))
            if len(course.tests) == 2:
                return self.gain((course.tests[0], course.tests[1]))
            return self._card("course.first", lambda: self._start(course.level, course))
        self._then = self._summary
        if course is not None:
            self._then = lambda: self._card("course.second", lambda: self._start(course.forms[1], course))
        if level is not None and level.closing:
            return CardScene(self.kit, level.title, level.closing, None).open()
        return self._then()

    def gain(self, tests: tuple[Session, Session]) -> Scene:
        """What changed between two tests."""
        from game.scenes.gain import GainScene

        return GainScene(self.kit, tests).open()

    def _card(self, key: str, then: Callable[[], Scene]) -> Scene:
        """A card of the game's own words, and what follows it."""
        from game.base.text import in_all_languages
        from game.scenes.card import CardScene

        self._then = then
        return CardScene(self.kit, in_all_languages(f"{key}.title"), in_all_languages(f"{key}.text"), None).open()

    def _prefetch(self, entries: tuple[Round, ...]) -> None:
        """Ask for this round's and the next round's pictures, and the originals that their wipes will show."""
        from game.model.kinds.pick_round import PickRound
        from game.model.kinds.point_round import PointRound
        from game.model.kinds.verdict_round import VerdictRound
        from game.pixels.pictures import PictureRequest, fit
        from game.ui.layout import places, tiles

        pack, theme = self.kit.pack, self.kit.theme
        for entry in reversed(entries):
            if not isinstance(entry, (VerdictRound, PickRound, PointRound)):
                continue  # cards and steps ask for their own
            for mask in pack.pictures[entry.picture].masks if isinstance(entry, PointRound) else ():
                Thread(target=_mask, args=(pack.path(mask),), daemon=True).start()
            shown = [pack.pictures[name] for name in entry.pictures]
            if any(picture.clip for picture in shown):
                continue  # their frames are asked for as they are played
            rects = tiles(places(theme).picture, [picture.size for picture in shown], theme.px(1.5)) if shown else []
            for picture, rect in zip(shown, rects, strict=True):
                size = fit(picture.size, rect.size)
                original = pack.pictures.get(picture.original or "")
                if original is not None and len(shown) == 1:
                    self.kit.pictures.prefetch(PictureRequest(pack.path(original.file), size))
                self.kit.pictures.prefetch(PictureRequest(pack.path(picture.file), size))

    def _summary(self) -> Scene:
        from game.scenes.summary import SummaryScene

        return SummaryScene(self.kit, self._playing, old=self._old).open()

    def _leave(self, scene: Scene) -> Scene:
        """Back to where a screen was opened from; out of a level to the levels."""
        if scene.origin is not None:
            used = getattr(scene, "used", [])
            if used and hasattr(scene.origin, "lenses"):
                scene.origin.lenses += [name for name in used if name not in scene.origin.lenses]
            scene.origin.refit(self.kit)
            return scene.origin
        self._course = None
        return self._menu("levels")

    # --- results of before

    def mask_of(self, _picture: Picture, file: str) -> Mask | None:
        """A mask for scoring, read once; None where it cannot be read."""
        return _mask(self.kit.pack.path(file))

    def _result_rows(self) -> list[ResultRow]:
        from datetime import datetime

        from game.model.kinds.read_round import ReadRound
        from game.scenes.results import ResultRow
        from game.ui.summing import first_sentences, level_title

        rows = []
        for row, session in self._kept():
            title = level_title(self.kit, row.level)
            try:
                date = datetime.fromisoformat(row.started).astimezone().strftime("%Y-%m-%d %H:%M")
            except (ValueError, OverflowError):  # a damaged file
                date = row.started
            result = first_sentences(session, self.kit.words)
            level = self.kit.pack.levels.get(row.level)
            cards = sum(isinstance(entry, ReadRound) for entry in level.rounds) if level is not None else 0
            asked = max(len(session.rounds), row.rounds - cards)  # a card asks nothing, and nothing is kept of it
            note = self.kit.words("results.open", result=result, done=len(session.rounds), rounds=asked)
            named = self.kit.words("results.row", level=title, date=date)
            rows.append(ResultRow(row.id, named, result if row.finished else note))
        return rows

    def _kept(self, most: int = 60) -> list[tuple[SessionRow, Session]]:
        """The player's latest sessions of this pack that can be looked at again, newest first."""
        from game.results.replay import replay

        store, pack = self.kit.store, self.kit.pack
        if store is None:
            return []
        kept = [
            (row, replay(row, store.answers(row.id), pack.pictures, self.mask_of, pack.levels.get(row.level)))
            for row in store.sessions(most, pack.pack.id, "desk")
        ]
        return [(row, session) for row, session in kept if session.rounds]

    def _last_results(self) -> dict[str, str]:
        """For each level what came of it last time, in words."""
        from game.ui.summing import first_sentences

        last: dict[str, str] = {}
        for row, session in self._kept():
            if row.finished and row.level not in last:
                last[row.level] = self.kit.words("levels.last", result=first_sentences(session, self.kit.words))
        return last

    def _open_result(self, session_id: str) -> Scene:
        for row, session in self._kept(200):
            if row.id == session_id:
                self.session, self.session_id, self._old = session, row.id, True
                return self._summary()
        return self._menu("results")

    def refit(self, kit: Kit) -> None:
        """Another kit, from now on."""
        self.kit = kit


def forget_masks() -> None:
    """Masks may have been painted anew: read them again when they are needed."""
    _mask.cache_clear()


@lru_cache(8)
def _mask(path: Path) -> Mask | None:
    from game.pixels.imagefiles import UNREADABLE
    from game.pixels.pictures import load_mask

    try:
        return load_mask(path)
    except UNREADABLE as error:
        import logging

        logging.getLogger(__name__).warning("mask %s cannot be read: %s", path.name, error)
        return None
