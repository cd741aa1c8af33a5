"""How far the player has come, from all that is kept: each level's best, the tells that were shown, every session.

Owns that reading, from rows alone, so that hundreds of sessions take a moment; it is done on a thread of its own.
Refuses tests, whose results are for their comparison, and practice in what compares sessions, as it adapts to the
player.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from typing import NamedTuple, get_args

from msgspec import Struct

from game.base.later import in_background
from game.model import scoring
from game.model.answer import Judgement, Verdict
from game.model.scoring import Counts
from game.model.terms import Detection, Says
from game.pack.library import Library
from game.results.fields import AnswerRow
from game.results.played import asked_of, on_shelf
from game.results.store import PlayedSession, Store

MOST = 1000  # sessions that are taken into account, the latest ones


class LevelScore(NamedTuple):
    """So many pictures and questions right, of so many."""

    right: int
    of: int

    @property
    def rank(self) -> tuple[float, int]:
        """The better one is larger: by its share, of equal shares the one of more."""
        return self.right / max(1, self.of), self.of


class PastSession(Struct, frozen=True):
    """One session of a level that was played to its end."""

    id: str
    level: str
    started: str  # UTC
    score: LevelScore
    counts: Counts  # of the pictures that were judged


class Progress(Struct, frozen=True):
    """How far the player has come."""

    sessions: tuple[PastSession, ...] = ()  # oldest first
    tells: frozenset[str] = frozenset()  # those whose evidence was shown after an answer

    @property
    def shares(self) -> dict[str, float]:
        """Of each level that was played to its end the share of right answers, the last time."""
        return {item.level: item.score.right / max(1, item.score.of) for item in self.sessions}

    def best(self, level: str, but: str = "") -> LevelScore | None:
        """The best that a level was played, one session left out; None where it was not."""
        scores = [item.score for item in self.sessions if item.level == level and item.id != but]
        return max(scores, key=lambda score: score.rank, default=None)


def progress(store: Store | None, library: Library) -> Future[Progress]:
    """What is known of the player's way through the packs on the shelf."""
    asked = asked_of(store, library, MOST)
    return in_background(lambda: progress_of(on_shelf(asked.result(), library), library), "progress")


def progress_of(kept: Iterable[PlayedSession], library: Library) -> Progress:
    """The same of sessions, newest first, whose levels and pictures have their names on the shelf."""
    past: list[PastSession] = []
    tells: set[str] = set()
    for row, answers in kept:
        if row.form is not None:
            continue  # a test shows no evidence
        for item in answers:
            picture = library.pictures.get(item.picture)
            tells.update(picture.tells if picture is not None else ())
        level = library.levels.get(row.level)
        if level is not None and row.finished:
            verdicts = _verdicts(answers).values()
            judged = [item for verdict in verdicts for item in verdict.judgements]
            signs = [sign for verdict in verdicts for sign in verdict.signs]
            score = LevelScore(signs.count("tick"), len(signs))
            past.append(PastSession(row.id, row.level, row.started, score, scoring.count(judged)))
    return Progress(tuple(reversed(past)), frozenset(tells))


def _verdicts(answers: Iterable[AnswerRow]) -> Mapping[int, Verdict]:
    """What came of each round, as it was kept."""
    rounds: dict[int, list[AnswerRow]] = {}
    for item in answers:
        rounds.setdefault(item.round, []).append(item)
    return {place: _verdict(rows) for place, rows in rounds.items()}


def _verdict(rows: list[AnswerRow]) -> Verdict:
    judged = tuple(
        Judgement(row.picture, row.fake, row.says, row.outcome, row.points or 0)  # type: ignore[arg-type] # (as kept)
        for row in rows
        if row.says in get_args(Says) and row.outcome in get_args(Detection)  # a damaged file may say anything
    )
    return Verdict(judged, rows[0].evidence, (), rows[0].knowledge)
