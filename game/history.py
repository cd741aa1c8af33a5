"""Kept rows become sessions again, so that an old result can be looked at like a new one.

Owns that way back. Refuses to guess: rows about pictures that the pack no longer has are left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from game.model import Answer, Judgement, PickRound, Picture, PointRound, Verdict, VerdictRound
from game.rules import MaskOf, Session, judge
from game.store import AnswerRow, SessionRow


def replay(row: SessionRow, answers: Iterable[AnswerRow], pictures: Mapping[str, Picture], mask_of: MaskOf) -> Session:
    """The session that a row and its answers tell of; rounds that taught and asked nothing are not among them."""
    rounds: dict[int, list[AnswerRow]] = {}
    for item in answers:
        if item.picture in pictures:
            rounds.setdefault(item.round, []).append(item)
    entries: list[VerdictRound | PickRound | PointRound] = []
    said: list[Answer] = []
    verdicts: list[Verdict] = []
    for _, items in sorted(rounds.items()):
        first = items[0]
        if first.ask == "point":
            entry = PointRound(first.picture)
            marks = tuple((float(x), float(y)) for x, y in json.loads(first.marks or "[]"))
            answer = Answer((), None, marks, first.milliseconds)
            entries.append(entry)
            said.append(answer)
            verdicts.append(judge(entry, answer, pictures, mask_of))
            continue
        judgements = tuple(
            Judgement(item.picture, item.fake, item.says, item.outcome, item.points or 0)  # type: ignore[arg-type]
            for item in items
        )
        names = tuple(item.picture for item in items)
        entries.append(VerdictRound(names[0]) if first.ask == "verdict" else PickRound(names))
        said.append(Answer(tuple(item.says for item in judgements), first.confidence, (), first.milliseconds))
        verdicts.append(Verdict(judgements))
    return Session(row.level, row.seed, tuple(entries), tuple(said), tuple(verdicts))
