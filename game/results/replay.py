"""Kept rows become sessions again, so that an old result can be looked at like a new one, or resumed.

Owns that way back. Refuses to guess: rounds of pictures that the pack no longer has, and those that a damaged file
holds by halves, are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import msgspec

from game.model.kinds.kinds import KINDS
from game.model.kinds.round_kind import KeptAnswer, MaskOf, ReplayedRound, RoundKind, RulesError
from game.model.level import DrawRounds, Level
from game.model.picture import Picture
from game.model.terms import Point
from game.play import rules
from game.play.rules import Session
from game.results.fields import AnswerRow, SessionRow

T = TypeVar("T")


def replay(
    row: SessionRow, answers: Iterable[AnswerRow], pictures: Mapping[str, Picture], mask_of: MaskOf,
    level: Level | None = None,
) -> Session:  # fmt: skip
    """The session that a row and its answers tell of; rounds that taught and asked nothing are not among them.

    Rounds that are about no picture are those of the level, and left out where it is gone or no longer has them.
    """
    places = _by_round(answers)
    dealt = rules.start(level, pictures, row.seed).rounds if level else ()
    played: list[ReplayedRound] = []
    for place, rows in sorted(places.items()):
        again = _again(rows, dealt[place] if 0 <= place < len(dealt) else None, pictures, mask_of)
        if again is not None:
            played.append(again)
    return Session(
        row.level,
        row.seed,
        tuple(item.entry for item in played),
        tuple(item.answer for item in played),
        tuple(item.verdict for item in played),
    )


def unfinished(
    row: SessionRow, answers: Iterable[AnswerRow], pictures: Mapping[str, Picture], mask_of: MaskOf, level: Level,
    seen: Mapping[str, int],
) -> Session | None:  # fmt: skip
    """The session of a level as it was left, dealt again, to be resumed; of what was only read nothing is kept.

    `seen` is what had been seen when it was dealt. One that began with the first screen's picture begins with it again.
    None where it was played to its end, where it is a test, or where the level no longer deals it.
    """
    places, session = _by_round(answers), rules.start(level, pictures, row.seed, seen)
    session = _with_its_first(session, level, places.get(0, []), pictures)
    if row.finished or level.form or len(session.rounds) != row.rounds or not places:
        return None
    if not 0 <= min(places) <= max(places) < len(session.rounds):
        return None
    for place, entry in enumerate(session.rounds[: max(places) + 1]):
        rows = places.get(place, [])
        asked = list(entry.judged or entry.marked or ("",))
        if not entry.asks and not rows:
            session = rules.pass_round(session)
            continue
        if {item.ask for item in rows} != {entry.ask} or sorted(item.picture for item in rows) != sorted(asked):
            return None
        again = _again(sorted(rows, key=lambda item: asked.index(item.picture)), entry, pictures, mask_of)
        if again is None:
            return None
        session = msgspec.structs.replace(
            session, answers=(*session.answers, again.answer), verdicts=(*session.verdicts, again.verdict)
        )
    return None if session.finished else session


def _with_its_first(
    session: Session, level: Level, rows: list[AnswerRow], pictures: Mapping[str, Picture]
) -> Session:  # fmt: skip
    """As it was begun: where a level deals all of its rounds, the first may have been the first screen's picture."""
    if len(rows) != 1 or not all(isinstance(entry, DrawRounds) for entry in level.rounds):
        return session
    first = rows[0].picture
    if first not in pictures or first in session.rounds[0].pictures:
        return session
    return rules.with_first(session, first)


def _by_round(answers: Iterable[AnswerRow]) -> dict[int, list[AnswerRow]]:
    places: dict[int, list[AnswerRow]] = {}
    for item in answers:
        places.setdefault(item.round, []).append(item)
    return places


def _again(
    rows: list[AnswerRow], dealt: RoundKind | None, pictures: Mapping[str, Picture], mask_of: MaskOf
) -> ReplayedRound | None:  # fmt: skip
    """A round that was kept as these rows; None where they are not what the game writes."""
    kind = KINDS.get(rows[0].ask)
    if kind is None:
        return None
    try:
        again = kind.replayed([kept_of(item) for item in rows], dealt, pictures, mask_of)
    except RulesError:
        return None
    if again is None:
        return None
    said = msgspec.structs.replace(
        again.answer, milliseconds=rows[0].milliseconds, lenses=read_json(rows[0].lenses, tuple[str, ...], ())
    )
    return msgspec.structs.replace(again, answer=said)


def kept_of(row: AnswerRow) -> KeptAnswer:
    """A row of the results file as the kinds of rounds know it."""
    return KeptAnswer(
        picture=row.picture,
        fake=row.fake,
        says=row.says,
        outcome=row.outcome,
        confidence=row.confidence,
        points=row.points,
        marks=read_json(row.marks, tuple[Point, ...] | None, None),
        evidence=row.evidence,
        given=read_json(row.given, Any, None),
        knowledge=row.knowledge,
    )


def read_json(text: str | None, kind: Any, nothing: T) -> T:
    """What a column holds as JSON; nothing where it is empty, or not of the kind that the game writes."""
    try:
        found: T = msgspec.json.decode(text or "", type=kind)
    except (ValueError, RecursionError):
        return nothing
    return found
