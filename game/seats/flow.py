"""What follows what: the way from each outcome to the next screen.

Owns that way, on one page. Scenes know nothing of each other; what is played and kept is `playing`'s.
"""

from __future__ import annotations

import time
from threading import Thread
from typing import TYPE_CHECKING

from game.pack.heroes import HeroTurns
from game.scenes.title import TitleScene
from game.seats.playing import Playing, masks_of, read_mask, unasked
from game.ui import outcomes
from game.ui.intents import Intent
from game.ui.kit import Kit
from game.ui.menu import PageScene
from game.ui.outcomes import Outcome
from game.ui.scene import Scene

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    import pygame

    from game.model.answer import Answer, Crowd, Judgement, Verdict
    from game.model.kinds.kinds import Round
    from game.model.level import Level
    from game.model.terms import Says
    from game.play.rules import Session
    from game.results.progress import Progress
    from game.scenes.reveal import RevealScene
    from game.ui.menu import PagePlace
    from game.ui.theme import Theme


WARM_UP = "warm-up"  # the level that an answer on the first screen begins


class Flow:
    """The way between screens at a desk. Other seats have flows of their own that change what their docstrings say."""

    def __init__(self, kit: Kit) -> None:
        self.kit = kit
        self.notices: tuple[str, ...] = ()
        self.heroes = HeroTurns()  # those of the first screen
        self.playing = Playing(kit)
        self._left: dict[str, PagePlace] = {}  # where somebody was on those of the menu's pages, by their names
        self._others: tuple[str, Future[Crowd] | None] = ("", None)  # a picture, and what others made of it
        self._page: tuple[outcomes.MenuScreen, Scene] | None = None  # of the menu: the one opened last
        self._foreseen: tuple[str, int, Theme, str] | None = None  # for which session and look a reveal was laid out

    # --- what other seats change

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

    def pressed_by(self, device: str) -> None:
        """A controller that is no team's is about to do what its button means; at a desk that says nothing of it."""

    def unplugged(self, device: str) -> None:
        """A controller is gone; at a desk nobody had it."""

    def close(self) -> None:
        """The end of the game."""

    def notes(self, scene: Scene) -> str:
        """What whoever leads reads on a second window."""
        return ""

    def title(self) -> Scene:
        """The first screen: the game itself with another picture each time, as soon as there is one."""
        library = self.kit.library
        if library is None or self.heroes.following(library, self.kit.rng) is None:
            return TitleScene(self.kit, self.notices).open()
        from game.scenes.hero import HeroScene

        scene = HeroScene(self.kit, self.heroes, self.notices)
        self._ask_of_others(scene.picture.id)
        return scene.open()

    def draw_first(self, kit: Kit, surface: pygame.Surface, seconds: float) -> str:
        """Draw the first screen of the next start; gives its picture, "" where that is not there within so long."""
        from game.scenes.hero import HeroScene

        following = self.heroes.of_next_start(kit.pack, kit.rng)
        if following is None:
            return ""
        turns = HeroTurns()
        turns.promise(following.id)
        scene = HeroScene(kit, turns)
        scene.open()
        wanted, until = scene.views[0].wanted, time.monotonic() + seconds
        while kit.pictures.get(wanted) is None:
            if kit.pictures.failed(wanted) or time.monotonic() > until:
                return ""
            time.sleep(0.005)
        scene.draw(surface)
        return following.id

    def with_library(self, scene: Scene) -> Scene:
        """The first screen, now that there is something to show on it."""
        return self.title() if isinstance(scene, TitleScene) else scene

    def count(self, verdict: Verdict, lenses: tuple[str, ...]) -> None:
        """An answer was given; only a kiosk counts."""

    def aside(self, session: Session, place: int) -> str:
        """A remark on a round, on its reveal; nothing, at a desk."""
        return ""

    def crowd(self, judgement: Judgement) -> Crowd | None:
        """What this computer's answers made of the picture at hand, this one included, once there are enough of them.

        None, too, where that has not been read by now: nobody waits for it.
        """
        from game.base.later import taken
        from game.model.scoring import ENOUGH_ANSWERS

        picture, coming = self._others
        before = taken(coming) if coming is not None and picture == judgement.picture else None
        crowd = before.joined_by(judgement) if before else None
        return crowd if crowd is not None and crowd.answers >= ENOUGH_ANSWERS else None

    def _ask_of_others(self, name: str) -> None:
        """Have read what others made of a picture, while it is looked at."""
        from game.model.names import bare
        from game.pack.catalogue import pack_of

        store, picture = self.kit.store, self.kit.pack.pictures[name]
        if store is not None:
            self._others = name, store.crowd(pack_of(self.kit.pack, name).id, bare(name), fake=picture.fake)

    def lent(self, names: tuple[str, ...], *, asking: bool) -> tuple[str, ...]:
        """The lenses that may be used now."""
        return self.playing.lent(names, asking=asking)

    def refit(self, kit: Kit) -> None:
        """Another kit, from now on."""
        self.kit = self.playing.kit = kit

    # --- another library

    def restockable(self, scene: Scene) -> bool:
        """Whether another library may be put to use while a screen is shown: the title, or one of the menu's pages."""
        opened = self._page is not None and self._page[1] is scene
        return not scene.reading and (scene.restocks or (scene.origin is None and (scene.home or opened)))

    def renewed(self, scene: Scene) -> Scene:
        """A page of the menu filled anew, as far down as it was; any other screen itself."""
        if self._page is None or self._page[1] is not scene:
            return scene
        if isinstance(scene, PageScene):
            self._left[scene.name] = scene.place
        return self._again(self._page[0], scene)

    def forget_place(self, screen: outcomes.MenuScreen) -> None:
        """Open a page of the menu where it begins, the next time."""
        self._left.pop(screen, None)

    # --- from outcome to screen

    def oops(self) -> Scene:
        """What is shown after something went wrong."""
        from game.scenes.oops import OopsScene

        return OopsScene(self.kit).open()

    def follow(self, scene: Scene, outcome: Outcome) -> Scene:
        """The screen that follows an outcome; the same one where it stays."""
        if isinstance(scene, PageScene) and scene.keeps_place:
            self._left[scene.name] = scene.place
        match outcome:
            case outcomes.Go(screen):
                return self._again(screen)
            case outcomes.StartLevel(level, tested):
                return self.start(level, tested=tested)
            case outcomes.GoOn(left):
                self.playing.resume(left)
                return self._further() if self.playing.now.finished else self.next_round()
            case outcomes.BreakOff():
                return self._out()
            case outcomes.AnswerHero(picture, says, milliseconds):
                return self._warm_up(picture, says, milliseconds, tuple(scene.lenses))
            case outcomes.Answered(answer):
                return self.answered(answer, tuple(scene.lenses))
            case outcomes.Onward():
                return scene.then() if scene.then is not None else self.next_round()
            case outcomes.Review(place, test):
                tests = scene.tests
                session = tests[test] if tests else self.playing.now
                return self.back_to(scene, self.reveal(session, place, review=True))
            case outcomes.OpenResult(kept):
                self.playing.put(kept.session, kept.row.id, old=True, left=kept.left_at(self.kit.pack))
                return self.summary()
            case outcomes.Leave():
                return self._leave(scene)
            case outcomes.GetAllPacks() if self.kit.collections is not None:
                self.kit.collections.get_all()
            case outcomes.GetPack(pack, copy) if self.kit.collections is not None:
                self.kit.collections.get(pack, copy)
            case outcomes.CancelPack(pack) if self.kit.collections is not None:
                self.kit.collections.cancel(pack)
            case _:
                return self._opened(scene, outcome)
        return scene

    def _opened(self, scene: Scene, outcome: Outcome) -> Scene:
        """A screen that an outcome opens, and that leads back to where it was opened from."""
        match outcome:
            case outcomes.OpenLevel(level):
                return self.intro(level)
            case outcomes.OpenPractice(tell) if self.kit.library is not None:
                return self.back_to(scene, self._practice_intro(tell))
            case outcomes.OpenTell(tell):
                from game.scenes.tell import TellScene

                return self.back_to(scene, TellScene(self.kit, tell).open())
            case outcomes.OpenLens(lens):
                from game.scenes.lens import LensScene

                return self.back_to(scene, LensScene(self.kit, self.kit.pack.lenses[lens]).open())
            case outcomes.OpenCollection(pack):
                return self._collection(scene, pack)
            case outcomes.OpenNeeded(packs) if self.kit.collections is not None:
                from game.scenes.collections import CollectionsScene

                self.kit.collections.look()
                return self.back_to(scene, CollectionsScene(self.kit, self.kit.collections, packs).open())
            case outcomes.OpenExample(picture, evidence):
                return self._example(scene, picture, evidence)
            case outcomes.OpenTable():
                return self._table(scene)
        return scene

    def back_to(self, origin: Scene, scene: Scene) -> Scene:
        """A screen that Leave leads back from, to the screen it was opened on."""
        scene.origin = origin
        scene.rearrange()  # some screens say where they lead back to
        return scene

    def _again(self, screen: outcomes.MenuScreen, before: Scene | None = None) -> Scene:
        """A screen of the menu, as it was left for what it led to; in the place of one `before`, as that looked."""
        from game.scenes.collections import CollectionsScene

        opened = self.menu(screen)
        if isinstance(opened, CollectionsScene) and isinstance(before, CollectionsScene):
            opened.order = before.order
        self._page = (screen, opened)
        if isinstance(opened, PageScene) and (place := self._left.get(opened.name) or opened.start) is not None:
            opened.go_back_to(place)
        return opened

    def menu(self, screen: outcomes.MenuScreen) -> Scene:
        """One of the screens that the title leads to; the title itself where there is no library to show."""
        from game.base.later import soon
        from game.results import played, workshops
        from game.scenes import collections, curriculum, guide, languages, levels, results, settings_screen
        from game.scenes import credits as credits_scene
        from game.scenes import help as help_scene

        if self.kit.library is None and screen not in ("title", "settings", "languages", "help"):
            return self.title()
        match screen:
            case "levels" | "curriculum":
                last = soon(played.last(self.kit.store, self.kit.pack, masks_of(self.kit.pack)))
                if screen == "curriculum":
                    return curriculum.CurriculumScene(self.kit, last).open()
                return levels.LevelsScene(self.kit, last).open()
            case "settings":
                return settings_screen.SettingsScene(self.kit).open()
            case "languages":
                return languages.LanguagesScene(self.kit).open()
            case "help":
                return help_scene.HelpScene(self.kit).open()
            case "credits":
                return credits_scene.CreditsScene(self.kit).open()
            case "guide":
                return guide.GuideScene(self.kit, self._progress()).open()
            case "collections" if self.kit.collections is not None:
                self.kit.collections.look()
                return collections.CollectionsScene(self.kit, self.kit.collections).open()
            case "results":
                sessions = soon(played.sessions(self.kit.store, self.kit.pack, masks_of(self.kit.pack)))
                held = soon(workshops.workshops(self.kit.store, self.kit.pack))
                way = self._progress()
                return results.ResultsScene(self.kit, sessions, held, way).open()
            case "title" | "collections":
                return self.title()

    def _leave(self, scene: Scene) -> Scene:
        """Back to where a screen was opened from; out of a level to the levels, where that was meant."""
        origin = scene.origin
        if origin is not None:
            origin.lenses += [name for name in scene.lenses if name not in origin.lenses]
            origin.refit(self.kit)
            origin.begin_step()
            return origin
        if not self.playing.loses:
            return self._out()
        from game.scenes.break_off import BreakOffScene

        playing = self.playing
        return self.back_to(scene, BreakOffScene(self.kit, playing.now, goes_on=playing.goes_on).open())

    def _out(self) -> Scene:
        """Out of a level, to the levels."""
        self.playing.course = None
        return self._again("levels")

    # --- a level

    def intro(self, level: str) -> Scene:
        """A level's introduction, with the way on in a session of it that was left."""
        from game.base.later import soon
        from game.results import played
        from game.scenes.intro import IntroScene

        pack = self.kit.pack
        left = soon(played.left(self.kit.store, pack, masks_of(pack), level))
        return IntroScene(self.kit, pack.levels[level], left=left).open()

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
        shown = [name for name in pack.pack.heroes if name in pack.pictures]
        cover = self.kit.rng.choice(shown) if shown else None
        if tell in pack.tells:
            text = words("practice.intro.tell", look=words.of(pack.tells[tell].look))
            cover = next((picture.id for picture, _ in examples(pack, tell)), None)
        language = words.language
        level = Level(1, name, {language: level_title(self.kit, name)}, {language: text}, (), cover=cover)
        return IntroScene(self.kit, level, ROUNDS).open()

    def start(self, level: str, *, tested: bool = False) -> Scene:
        """The first round of a level or of practice; of its first test, where it is tested."""
        if tested:
            self.playing.begin_course(level)
        else:
            self.playing.begin(level)
        return self.next_round()

    def _warm_up(self, picture: str, says: Says, milliseconds: int, lenses: tuple[str, ...]) -> Scene:
        """The reveal of the first screen's picture, which is the first round of the warm-up."""
        from game.model.answer import Answer
        from game.play.practice import PRACTICE

        self.playing.begin(WARM_UP if WARM_UP in self.kit.pack.levels else PRACTICE, first=picture)
        return self.answered(Answer((says,), None, (), milliseconds), lenses)

    def next_round(self) -> Scene:
        """The next round; after the last one what ends the session."""
        from game.seats.round_scenes import asking

        session = self.playing.now
        if session.finished:
            return self.end()
        scene = asking(self.kit, session)
        if not session.round.asks:
            scene.then = self._read
        elif len(session.round.pictures) == 1:
            self._ask_of_others(session.round.pictures[0])
        opened = scene.open()
        self.prefetch(session.rounds[session.place : session.place + 2])
        return opened

    def _read(self) -> Scene:
        """A card was read: past it, and nothing is kept of it."""
        from game.model.answer import Answer

        return self.answered(Answer())

    def answered(self, said: Answer, lenses: tuple[str, ...] = ()) -> Scene:
        """What follows an answer: its reveal, or the next round where nothing is revealed."""
        import msgspec

        place, entry = self.playing.now.place, self.playing.now.round
        verdict = self.playing.answer(msgspec.structs.replace(said, lenses=lenses))
        self.count(verdict, lenses)
        if not entry.asks or self.playing.testing:
            return self.next_round()
        return self.reveal(self.playing.now, place)

    def reveal(self, session: Session, place: int, *, review: bool = False) -> Scene:
        """What came of one round; `review` is a look back."""
        from game.seats.round_scenes import revealing

        scene = revealing(self.kit, session, place, review=review)
        scene.aside = lambda: self.aside(session, place)
        judgements = session.verdicts[place].judgements
        if len(judgements) == 1 and not review:
            scene.crowd = lambda: self.crowd(judgements[0])
        return scene.open()

    def end(self) -> Scene:
        """After the last round the summary, with the closing words upon it; within a course the next part."""
        playing, session = self.playing, self.playing.now
        playing.finish()
        course, level = playing.course, playing.level
        if course is None or level is None:
            return self._ratings(session, (), self.summary)
        if session.level in course.forms:
            return self._further()
        return self.closing(level, session, self._further)

    def _further(self) -> Scene:
        """The part of a course that follows those that are done; after the second test what it has come to."""
        course = self.playing.course
        if course is None:
            return self.summary()
        if len(course.tests) == 2:
            tests = course.tests[0], course.tests[1]
            lesson = course.lesson
            return self._ratings(lesson, tests, lambda: self.gain(tests)) if lesson is not None else self.gain(tests)
        if course.lesson is None:
            return self._card("course.first", lambda: self._part(course.level))
        return self._card("course.second", lambda: self._part(course.forms[1]))

    def _ratings(self, session: Session, tests: tuple[Session, ...], then: Callable[[], Scene]) -> Scene:
        """The player's own ratings, where enough faces were rated; what follows them."""
        from game.model.impressions import by_quality, rated

        ratings = rated(zip(session.rounds, session.answers, session.verdicts, strict=False))
        if not by_quality(ratings):
            return then()
        from game.scenes.ratings import RatingsScene

        scene = RatingsScene(self.kit, ratings, tests)
        scene.then = then
        return scene.open()

    def _part(self, level: str) -> Scene:
        """The next part of a course."""
        self.playing.begin(level, self.playing.course)
        return self.next_round()

    def closing(self, level: Level, played: Session, then: Callable[[], Scene]) -> Scene:
        """A level's closing lesson beside its best picture, and what follows it, where that is no summary."""
        from game.play.striking import striking
        from game.scenes.card import CardScene

        if not level.closing:
            return then()
        picture = striking(played, self.kit.pack.pictures)
        scene = CardScene(self.kit, level.title, level.closing, picture)
        scene.then = then
        return scene.open()

    def gain(self, tests: tuple[Session, Session]) -> Scene:
        """What changed between two tests."""
        from game.scenes.gain import GainScene

        return GainScene(self.kit, tests).open()

    def _card(self, key: str, then: Callable[[], Scene]) -> Scene:
        """A card of the game's own words, and what follows it."""
        from game.base.text import in_all_languages
        from game.scenes.card import CardScene

        scene = CardScene(self.kit, in_all_languages(f"{key}.title"), in_all_languages(f"{key}.text"), None)
        scene.then = then
        return scene.open()

    def summary(self) -> Scene:
        """What the session has come to."""
        from game.scenes.summary import SummaryScene

        playing = self.playing
        return SummaryScene(
            self.kit, playing.now, playing.session_id, self._progress(), old=playing.old, left=playing.left
        ).open()

    def _progress(self) -> Callable[[], Progress | None]:
        """How far the player has come, once it is read; no screen waits for it."""
        from functools import partial

        from game.base.later import taken
        from game.results.progress import progress

        return partial(taken, progress(self.kit.store, self.kit.pack))

    # --- beside a round

    def _table(self, scene: Scene) -> Scene:
        """The light table with the pictures of a screen; what may be seen depends on whether it still asks."""
        from typing import get_args

        from game.model.terms import LensId
        from game.scenes.lighttable import LightTableScene, OnTable
        from game.ui.round import PictureScene

        if not isinstance(scene, PictureScene) or not scene.pictures:
            return scene
        lenses = self.lent(get_args(LensId), asking=scene.asks)
        if not any("face" in picture.tags for picture in scene.pictures):
            lenses = tuple(name for name in lenses if name != "align")
        table = OnTable(tuple(scene.pictures), lenses, not scene.asks, scene.clip_frame)
        return self.back_to(scene, LightTableScene(self.kit, table))

    def _collection(self, origin: Scene, pack: str) -> Scene:
        """What is to be known of a collection; nothing where it is gone."""
        from game.scenes.collection_page import CollectionScene

        known = self.kit.collections.known if self.kit.collections is not None else None
        item = next((item for item in known or () if item.id == pack), None)
        return self.back_to(origin, CollectionScene(self.kit, item).open()) if item is not None else origin

    def _example(self, origin: Scene, name: str, evidence: int) -> Scene:
        """A picture of the field guide, with its evidence."""
        scene = self.evidence(name)
        scene.step = evidence
        scene.origin = origin
        return scene.open()

    def evidence(self, name: str) -> RevealScene:
        """A picture and its evidence, as of a round that nobody was asked; not yet laid out."""
        from game.scenes.reveal import RevealScene

        return RevealScene(self.kit, unasked(name), 0, review=True)

    # --- ahead of time

    def to_come(self, scene: Scene) -> Scene | None:
        """While the first round is looked at: a reveal of the level, to be drawn once where nobody sees it.

        The first one needs modules, sizes of fonts, signs and shapes of characters that no screen before it does, and
        would come a frame late.
        """
        session = self.playing.session
        if session is None or not scene.asks:
            return None
        here = self.playing.session_id, session.seed, self.kit.theme, self.kit.words.language
        if self._foreseen == here or self.playing.testing:
            return None
        pictures = [self.kit.pack.pictures[name] for entry in session.rounds for name in entry.pictures]
        picture = next((item for item in pictures if item.evidence and item.clip is None), None)
        if picture is None:  # in practice, where one is dealt at a time, one may come
            return None
        self._foreseen = here
        return self.evidence(picture.id).open()

    def prefetch(self, entries: tuple[Round, ...]) -> None:
        """Ask for this round's and the next round's pictures, and the originals that their wipes will show."""
        from game.pixels.pictures import PictureRequest, shown_size
        from game.ui.layout import places_for, tiles

        pack, theme = self.kit.pack, self.kit.theme
        for entry in reversed(entries):
            if not entry.large:
                continue  # cards and steps ask for their own
            for name in entry.marked:
                for mask in pack.pictures[name].masks:
                    Thread(target=read_mask, args=(pack.path(mask),), daemon=True).start()
            shown = [pack.pictures[name] for name in entry.pictures]
            if any(picture.clip for picture in shown):
                continue  # their frames are asked for as they are played
            area = places_for(theme, len(shown)).picture
            rects = tiles(area, [picture.size for picture in shown], theme.px(1.5)) if shown else []
            for picture, rect in zip(shown, rects, strict=True):
                size = shown_size(picture.size, rect.size)
                original = pack.pictures.get(picture.original or "")
                if original is not None and len(shown) == 1:
                    self.kit.pictures.prefetch(PictureRequest(pack.path(original.file), size))
                self.kit.pictures.prefetch(PictureRequest(pack.path(picture.file), size))
