"""What follows what: the whole game on one page.

Owns the session in play and the way from each outcome to the next screen. Scenes know nothing of each other.
"""

from __future__ import annotations

from functools import cache
from threading import Thread
from typing import TYPE_CHECKING

from game.scenes.title import TitleScene
from game.ui import outcomes
from game.ui.kit import Kit
from game.ui.outcomes import Outcome
from game.ui.scene import Scene

if TYPE_CHECKING:
    from pathlib import Path

    from game.model import Answer, Picture, Round
    from game.rules import Session
    from game.scoring import Mask


class Flow:
    """The game between screens: which session is played, and what comes next."""

    def __init__(self, kit: Kit) -> None:
        self.kit = kit
        self.notices: tuple[str, ...] = ()
        self.session: Session | None = None
        self.session_id = ""
        self._old = False  # the session is one of the list of results

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
            case outcomes.StartLevel(level):
                return self._start(level)
            case outcomes.Answered(answer):
                return self._answered(answer)
            case outcomes.Onward():
                return self._onward(scene)
            case outcomes.Review(place):
                from game.scenes.reveal import RevealScene

                return RevealScene(self.kit, self._playing, place, review=True).open()
            case outcomes.OpenResult(session):
                return self._open_result(session)
            case outcomes.Leave():
                return self._leave(scene)
        return scene

    @property
    def _playing(self) -> Session:
        if self.session is None:
            raise LookupError("no session is played")
        return self.session

    def _menu(self, screen: outcomes.Screen) -> Scene:
        from game.scenes import credits as credits_scene
        from game.scenes import help as help_scene
        from game.scenes import levels, results, settings

        if self.kit.library is None and screen in ("levels", "credits", "results"):
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
            case "results":
                return results.ResultsScene(self.kit, self._result_rows()).open()
        return self.title()

    def intro(self, level: str) -> Scene:
        """A level's introduction."""
        from game.scenes.intro import IntroScene

        return IntroScene(self.kit, self.kit.pack.levels[level]).open()

    def _start(self, level: str) -> Scene:
        from uuid import uuid4

        from game import rules
        from game.store import SessionRow

        pack = self.kit.pack
        self.session = rules.start(pack.levels[level], pack.pictures, self.kit.rng.getrandbits(32))
        self.session_id, self._old = uuid4().hex, False
        if self.kit.store is not None:
            row = SessionRow(
                self.session_id, _now(), "desk", pack.pack.id, pack.pack.version, level,
                self.kit.words.language, self.session.seed, len(self.session.rounds),
            )  # fmt: skip
            self.kit.store.begin(row)
        return self._next()

    def _answered(self, said: Answer) -> Scene:
        from game import rules
        from game.model import ReadRound
        from game.scenes.reveal import RevealScene
        from game.store import answer_rows

        session, pictures = self._playing, self.kit.pack.pictures
        entry, place = session.round, session.place
        self.session, verdict = rules.answer(session, said, pictures, self.mask_of)
        if self.kit.store is not None:
            names = rules.pictures_of(entry)
            ask = str(entry.__struct_config__.tag)
            rows = answer_rows(self.session_id, place, ask, names, said, verdict, _now())
            self.kit.store.answered(rows, finished=self.session.finished)
        if isinstance(entry, ReadRound):
            return self._next()
        return RevealScene(self.kit, self.session, place).open()

    def _onward(self, scene: Scene) -> Scene:
        """Past a reveal, a card, or the closing lesson."""
        from game.model import Answer, ReadRound

        session = self._playing
        if scene.name == "card" and not session.finished and isinstance(session.round, ReadRound):
            return self._answered(Answer())
        if scene.name == "card":
            return self._summary()
        return self._next()

    def _next(self) -> Scene:
        """The next round; after the last one the closing lesson, then the summary."""
        from game.model import PickRound, PointRound, ReadRound, VerdictRound
        from game.scenes.card import CardScene
        from game.scenes.pick import PickScene
        from game.scenes.point import PointScene
        from game.scenes.verdict import VerdictScene

        session, pack = self._playing, self.kit.pack
        if session.finished:
            if self.kit.store is not None:
                self.kit.store.finish(self.session_id)
            level = pack.levels[session.level]
            if level.closing:
                return CardScene(self.kit, level.title, level.closing, None).open()
            return self._summary()
        entry = session.round
        scene: Scene
        if isinstance(entry, VerdictRound):
            scene = VerdictScene(self.kit, session)
        elif isinstance(entry, PickRound):
            scene = PickScene(self.kit, session)
        elif isinstance(entry, PointRound):
            scene = PointScene(self.kit, session)
        else:
            assert isinstance(entry, ReadRound)  # noqa: S101 (there is no other kind)
            picture = pack.pictures[entry.picture] if entry.picture else None
            scene = CardScene(self.kit, entry.title, entry.text, picture)
        opened = scene.open()
        self._prefetch(session.rounds[session.place : session.place + 2])
        return opened

    def _prefetch(self, entries: tuple[Round, ...]) -> None:
        """Ask for this round's and the next round's pictures, and the originals that their wipes will show."""
        from game import rules
        from game.pictures import Wanted, fit
        from game.ui.layout import places, tiles

        pack, theme = self.kit.pack, self.kit.theme
        for entry in reversed(entries):
            for mask in _masks_to_score(entry, pack.pictures):
                Thread(target=_mask, args=(pack.path(mask),), daemon=True).start()
            shown = [pack.pictures[name] for name in rules.pictures_of(entry)]
            rects = tiles(places(theme).picture, [picture.size for picture in shown], theme.px(1.5)) if shown else []
            for picture, rect in zip(shown, rects, strict=True):
                size = fit(picture.size, rect.size)
                original = pack.pictures.get(picture.original or "")
                if original is not None and len(shown) == 1:
                    self.kit.pictures.prefetch(Wanted(pack.path(original.file), size))
                self.kit.pictures.prefetch(Wanted(pack.path(picture.file), size))

    def _summary(self) -> Scene:
        from game.scenes.summary import SummaryScene

        return SummaryScene(self.kit, self._playing, old=self._old).open()

    def _leave(self, scene: Scene) -> Scene:
        """Out of a level to the levels; from a look back to the summary."""
        if getattr(scene, "review", False):
            return self._summary()
        return self._menu("levels")

    # --- results of before

    def mask_of(self, _picture: Picture, file: str) -> Mask | None:
        """A mask for scoring, read once; None where it cannot be read."""
        return _mask(self.kit.pack.path(file))

    def _result_rows(self) -> list:  # type: ignore[type-arg] # of scenes.results.Row, not imported at start
        from datetime import datetime

        from game.scenes.results import Row
        from game.ui.summing import first_sentences

        rows = []
        for row, session in self._kept():
            level = self.kit.pack.levels.get(row.level)
            title = self.kit.words.of(level.title) if level else row.level
            date = datetime.fromisoformat(row.started).astimezone().strftime("%Y-%m-%d %H:%M")
            result = first_sentences(session, self.kit.words)
            note = (
                result
                if row.finished
                else self.kit.words("results.open", result=result, done=len(session.rounds), rounds=row.rounds)
            )
            rows.append(Row(row.id, self.kit.words("results.row", level=title, date=date), note))
        return rows

    def _kept(self, most: int = 60) -> list:  # type: ignore[type-arg] # of (SessionRow, Session)
        from game.history import replay

        store, pack = self.kit.store, self.kit.pack
        if store is None:
            return []
        kept = [(row, replay(row, store.answers(row.id), pack.pictures, self.mask_of)) for row in store.sessions(most)]
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


def _now() -> str:
    from datetime import UTC, datetime

    return datetime.now(UTC).isoformat(timespec="seconds")


def _masks_to_score(entry: Round, pictures: dict[str, Picture]) -> set[str]:
    """The mask files that marks in a round will be measured against."""
    from game.model import PointRound

    if not isinstance(entry, PointRound):
        return set()
    picture = pictures[entry.picture]
    files = {picture.mask, *(item.region.mask for item in picture.evidence)}
    return {file for file in files if file}


@cache
def _mask(path: Path) -> Mask | None:
    from game.pictures import load_mask

    try:
        return load_mask(path)
    except (OSError, ValueError, SyntaxError) as error:
        import logging

        logging.getLogger(__name__).warning("mask %s cannot be read: %s", path.name, error)
        return None
