"""Kept rows become sessions again, so that an old result can be looked at like a new one.

Owns that way back. Refuses to guess: rounds of pictures that the pack no longer has, and those that a damaged file
holds by halves, are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import msgspec

from game.model.kinds.kinds import KINDS
from game.model.kinds.round_kind import KeptAnswer, MaskOf, ReplayedRound, RulesError
from game.model.level import Level
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
    places: dict[int, list[AnswerRow]] = {}
    for item in answers:
        places.setdefault(item.round, []).append(item)
    dealt = rules.start(level, pictures, row.seed).rounds if level else ()
    played: list[ReplayedRound] = []
    for place, rows in sorted(places.items()):
        kind = KINDS.get(rows[0].ask)
        if kind is None:
            continue
        now = dealt[place] if 0 <= place < len(dealt) else None
        try:
            again = kind.replayed([kept_of(item) for item in rows], now, pictures, mask_of)
        except RulesError:
            again = None
        if again is not None:
            said = msgspec.structs.replace(
                again.answer, milliseconds=rows[0].milliseconds, lenses=read_json(rows[0].lenses, tuple[str, ...], ())
            )
            played.append(msgspec.structs.replace(again, answer=said))
    return Session(
        row.level,
        row.seed,
        tuple(item.entry for item in played),
        tuple(item.answer for item in played),
        tuple(item.verdict for item in played),
    )


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
