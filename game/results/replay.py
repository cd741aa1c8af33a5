"""Kept rows become sessions again, so that an old result can be looked at like a new one.

Owns that way back. Refuses to guess: rounds about pictures that the pack no longer has, and those that a damaged file
holds by halves, are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar, get_args

import msgspec

from game.model.model import (
    Answer,
    ChooseRound,
    ClipRound,
    Detection,
    Judgement,
    Level,
    OrderRound,
    PickRound,
    Picture,
    PointRound,
    Round,
    Verdict,
    VerdictRound,
)
from game.play import rules
from game.play.event import ANSWERS
from game.play.rules import MaskOf, RulesError, Session, judge
from game.results.store import AnswerRow, SessionRow

OUTCOMES = get_args(Detection)
Kept = TypeVar("Kept")


def replay(
    row: SessionRow, answers: Iterable[AnswerRow], pictures: Mapping[str, Picture], mask_of: MaskOf,
    level: Level | None = None,
) -> Session:  # fmt: skip
    """The session that a row and its answers tell of; rounds that taught and asked nothing are not among them.

    Order and choose rounds are those of the level, and left out where it is gone or no longer has them.
    """
    rounds: dict[int, list[AnswerRow]] = {}
    for item in answers:
        if item.picture in pictures or item.given is not None:
            rounds.setdefault(item.round, []).append(item)
    asked = rules.start(level, pictures, row.seed).rounds if level else ()
    entries: list[Round] = []
    said: list[Answer] = []
    verdicts: list[Verdict] = []
    for place, items in sorted(rounds.items()):
        first = items[0]
        if first.given is not None:
            again = _known(asked[place] if 0 <= place < len(asked) else None, first)
            if again is not None:
                entries.append(again[0])
                said.append(again[1])
                verdicts.append(again[2])
            continue
        if first.ask == "point":
            entry = PointRound(first.picture)
            marks = _read(first.marks, tuple[tuple[float, float], ...], ())
            answer = Answer((), None, marks, first.milliseconds, lenses=_lenses(first))
            entries.append(entry)
            said.append(answer)
            verdicts.append(judge(entry, answer, pictures, mask_of))
            continue
        if any(item.outcome not in OUTCOMES or item.says not in ANSWERS for item in items):
            continue
        judgements = tuple(
            Judgement(item.picture, item.fake, item.says, item.outcome, item.points or 0)  # type: ignore[arg-type]
            for item in items
        )
        names = tuple(item.picture for item in items)
        if first.ask == "pick":
            entries.append(PickRound(names))
        else:
            entries.append(ClipRound(names[0]) if first.ask == "clip" else VerdictRound(names[0]))
        says = tuple(item.says for item in judgements)
        said.append(Answer(says, first.confidence, (), first.milliseconds, lenses=_lenses(first)))
        verdicts.append(Verdict(judgements))
    return Session(row.level, row.seed, tuple(entries), tuple(said), tuple(verdicts))


def _known(entry: Round | None, row: AnswerRow) -> tuple[Round, Answer, Verdict] | None:
    """An order or choose round with its answer, if the level still asks it in the same way."""
    given = _read(row.given, list[int] | int | None, None)
    if isinstance(entry, OrderRound):
        said = Answer((), None, (), row.milliseconds, tuple(given) if isinstance(given, list) else ())
    elif isinstance(entry, ChooseRound):
        said = Answer((), None, (), row.milliseconds, (), given if isinstance(given, int) else None)
    else:
        return None
    try:
        return entry, said, judge(entry, said, {}, lambda *_: None)
    except RulesError:
        return None


def _lenses(row: AnswerRow) -> tuple[str, ...]:
    """The lenses of an answer."""
    return _read(row.lenses, tuple[str, ...], ())


def _read(text: str | None, kind: Any, nothing: Kept) -> Kept:
    """What a column holds as JSON; nothing where it is empty, or not of the kind that the game writes."""
    try:
        found: Kept = msgspec.json.decode(text or "", type=kind)
    except (ValueError, RecursionError):
        return nothing
    return found
