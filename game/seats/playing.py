"""What is played at a desk: the session in play, what is kept of it, and the player's results of before.

Owns dealing, answering, practice, the course of a tested lesson, and the rows that are kept. Refuses to know screens:
`flow` says which one follows.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from game.ui.kit import Kit

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from game.base.files import FileStamp
    from game.model.answer import Answer, Verdict
    from game.model.kinds.round_kind import MaskOf
    from game.model.level import Level
    from game.model.picture import Picture
    from game.model.scoring import Mask
    from game.pack.library import Library
    from game.play.practice import Ratings
    from game.play.rules import Session
    from game.results.played import ReplayedSession


class Course(NamedTuple):
    """A level with a test before and after it: which form comes first is decided by chance, or by a study."""

    id: str
    level: str  # none in a study's condition without training
    forms: tuple[str, str]  # the first test's level, the second's
    tests: tuple[Session, ...] = ()  # those finished
    lesson: Session | None = None  # the level itself, once it was played to its end
    study: str = ""  # its id, where the course is a participant's part in one
    condition: str = ""


class Playing:
    """The session in play, and the way it is kept."""

    def __init__(self, kit: Kit) -> None:
        self.kit = kit
        self.session: Session | None = None
        self.session_id = ""
        self.old = False  # the session is one of the list of results
        self.left: tuple[int, int] | None = None  # of an old one that was broken off: rounds done, and all
        self.course: Course | None = None
        self._ratings: Ratings | None = None  # while practice is played
        self._earlier: Callable[[], Ratings | None] | None = None  # from all that is kept, while that is read

    @property
    def now(self) -> Session:
        """The session in play; raises LookupError where there is none."""
        if self.session is None:
            raise LookupError("no session is played")
        return self.session

    @property
    def level(self) -> Level | None:
        """The level in play; practice has none."""
        return self.kit.pack.levels.get(self.session.level) if self.session is not None else None

    @property
    def testing(self) -> bool:
        """Whether the session is a test, which shows nothing until its end."""
        level = self.level
        return level is not None and level.form is not None

    def begin_course(self, level: str) -> None:
        """The first test of a level that has tests."""
        from uuid import uuid4

        first, second = self.kit.pack.levels[level].forms or (level, level)
        forms = (first, second) if self.kit.rng.random() < 0.5 else (second, first)
        self.begin(forms[0], Course(uuid4().hex, level, forms))

    def begin(self, level: str, course: Course | None = None, first: str = "") -> None:
        """Deal a session of a level, or of practice; `first` is a picture to ask about before all others."""
        from uuid import uuid4

        from game.base.later import soon
        from game.pack.catalogue import kept_level, pack_of
        from game.play import practice, rules
        from game.results import played
        from game.results.fields import SessionRow
        from game.results.store import now_utc

        pack, seed, started = self.kit.pack, self.kit.rng.getrandbits(32), now_utc()
        if level in pack.levels:
            # what others saw before is nothing to a study's participant
            seen = soon(played.seen(self.kit.store, pack, started))() if course is None or not course.study else {}
            self.session = rules.start(pack.levels[level], pack.pictures, seed, seen or {})
        else:
            self.session = practice.begin(seed, level.partition(":")[2])
            self._ratings, self._earlier = practice.Ratings(), soon(played.ratings(self.kit.store, pack))
            self._deal()
        if first:
            self.session = rules.with_first(self.session, first)
        self.course, self.session_id, self.old, self.left = course, uuid4().hex, False, None
        own = pack_of(pack, level)
        if self.kit.store is not None:
            self.kit.store.begin(
                SessionRow(
                    id=self.session_id,
                    started=started,
                    mode="study" if course and course.study else "desk",
                    pack=own.id,
                    pack_version=own.version,
                    level=kept_level(pack, level),
                    language=self.kit.words.language,
                    seed=self.session.seed,
                    rounds=self.session.length,
                    form=pack.levels[level].form if level in pack.levels else None,
                    course=course.id if course else None,
                    study=(course.study or None) if course else None,
                    condition=(course.condition or None) if course else None,
                )
            )

    def resume(self, left: ReplayedSession) -> None:
        """Go on with a session of a level where it was left: what is answered from now on is kept as part of it.

        With a course from the part at hand; where none is, the session is one that is over.
        """
        self.put(left.session, left.row.id)
        self.course = Course(*left.course) if left.course is not None else None

    @property
    def loses(self) -> bool:
        """Whether somebody has answered something and not come to the end, so that leaving may be a mistake.

        A test is left at once: half of it says nothing.
        """
        session = self.session
        if session is None or session.finished or self.testing:
            return False
        return any(entry.asks for entry in session.rounds[: session.place])

    @property
    def goes_on(self) -> bool:
        """Whether the session can be resumed once it is left: a level's can, a test's cannot."""
        return self.kit.store is not None and self.level is not None and not self.testing

    def put(self, session: Session, name: str, *, old: bool = False, left: tuple[int, int] | None = None) -> None:
        """Play, or look back at, a session that was dealt elsewhere."""
        self.session, self.session_id, self.old, self.left, self.course = session, name, old, left, None

    def _rate(self) -> None:
        """Take what was played earlier into account, as soon as it has been read."""
        from game.play import practice

        earlier = self._earlier() if self._earlier is not None else None
        if earlier is not None:
            self._ratings = practice.rate(self.now.judgements, self.kit.pack.pictures, earlier)
            self._earlier = None

    def _deal(self) -> None:
        """The next round of practice; where no picture is left the session ends."""
        import msgspec

        from game.play import practice

        session, pack = self.now, self.kit.pack
        self._rate()
        entry = None
        if not session.finished and self._ratings is not None:
            entry = practice.following(session, pack.pictures, pack.tells, self._ratings, pack.cases)
        if entry is None:
            self.session = msgspec.structs.replace(session, planned=session.place)
        else:
            self.session = msgspec.structs.replace(session, rounds=(*session.rounds, entry))

    def answer(self, said: Answer) -> Verdict:
        """Take the answer to the present round, keep it, and move on."""
        from game.play import practice, rules
        from game.results.store import answer_rows

        session, pictures = self.now, self.kit.pack.pictures
        entry, place = session.round, session.place
        self.session, verdict = rules.answer(session, said, pictures, self.mask_of)
        if self.kit.store is not None:
            rows = answer_rows(self.session_id, place, entry, said, verdict, self.kept_name)
            self.kit.store.answered(rows, finished=self.session.finished)
        if self.level is None and self._ratings is not None:
            self._ratings = practice.rate(verdict.judgements, pictures, self._ratings)
            self._deal()
        return verdict

    def kept_name(self, picture: str) -> str:
        """What a picture is called in what is kept of the session."""
        from game.pack.catalogue import kept_picture

        return kept_picture(self.kit.pack, self.now.level, picture)

    def finish(self) -> None:
        """Keep that the session was played to its end; within a course note a test that is over."""
        if self.kit.store is not None:
            self.kit.store.finish(self.session_id)
        course = self.course
        if course is not None and self.now.level in course.forms:
            self.course = course._replace(tests=(*course.tests, self.now))
        elif course is not None:
            self.course = course._replace(lesson=self.now)

    def lent(self, names: tuple[str, ...], *, asking: bool) -> tuple[str, ...]:
        """The lenses that may be used now."""
        level = self.level
        if not asking:
            return names
        lent = () if level is not None and level.form else level.lenses if level is not None else None
        # while it is asked, what the file says of itself would be the answer
        return tuple(name for name in (names if lent is None else lent) if name != "metadata")

    def mask_of(self, _picture: Picture, file: str) -> Mask | None:
        """A mask of the pack in play, for scoring; None where it cannot be read."""
        return read_mask(self.kit.pack.path(file))


def unasked(name: str) -> Session:
    """A session of one picture that nobody was asked about, so that its evidence can be shown."""
    from game.model.answer import Answer, Verdict
    from game.model.kinds.point_round import PointRound
    from game.play.rules import Session

    return Session("", 0, (PointRound(name),), (Answer(),), (Verdict(),))


def masks_of(pack: Library) -> MaskOf:
    """The masks of one pack, whichever is played meanwhile."""
    return lambda _, file: read_mask(pack.path(file))


def forget_masks() -> None:
    """Let go of the masks that were read last."""
    _mask.cache_clear()


def read_mask(path: Path) -> Mask | None:
    """A mask file for scoring, read once for each state of the file; None where it cannot be read."""
    from game.base.files import stamp

    return _mask(path, stamp(path))


@lru_cache(8)
def _mask(path: Path, _state: FileStamp | None) -> Mask | None:
    from game.pixels.imagefiles import UNREADABLE
    from game.pixels.pictures import load_mask

    try:
        return load_mask(path)
    except UNREADABLE as error:
        import logging

        logging.getLogger(__name__).warning("mask %s cannot be read: %s", path.name, error)
        return None
