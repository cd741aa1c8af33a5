"""One sign for each outcome, wherever it is shown: what earned is never shown as wrong."""

from __future__ import annotations

from itertools import product
from typing import get_args

import pytest
from msgspec.structs import replace

from game.model import scoring
from game.model.answer import Answer, OutcomeSign, Verdict
from game.model.kinds.verdict_round import VerdictRound
from game.model.picture import Evidence, Picture, Region
from game.model.terms import NONE_VISIBLE, Says
from game.play import practice, rules
from game.play.rules import Session
from tests.play.test_rules import picture

SEEN = Evidence("mirror", Region(box=(1, 1, 9, 9)), {"en": "here"})
UNSEEN = Evidence(NONE_VISIBLE, Region(box=(1, 1, 9, 9)), {"en": "nowhere"})


def shown(*, fake: bool, seen: bool) -> Picture:
    """A picture, its evidence visible or not."""
    evidence = (SEEN if seen else UNSEEN,) if fake else ()
    return replace(picture("it", fake=fake), evidence=evidence)


@pytest.mark.parametrize("step", range(4))
@pytest.mark.parametrize(("says", "fake", "seen"), [*product(get_args(Says), (True, False), (True, False))])
def test_an_answer_that_earned_is_never_a_cross(says: Says, step: int, fake: bool, seen: bool) -> None:
    """Practice, points and sign agree: more than a guess is a tick, less a cross, and only "can't tell" a dash."""
    it = shown(fake=fake, seen=seen)
    judgement = scoring.judged(it, says, None if says == "unsure" else step)
    over = scoring.over_guessing(judgement.points)
    sign = Verdict((judgement,)).sign
    assert (sign == "dash") == (says == "unsure" and not (fake and not seen))
    if over > 0:
        assert sign == "tick"
    if sign == "cross":
        assert over <= 0
    before, after = practice.START, practice.rate([judgement], {it.id: it}).player
    assert (sign == "tick") == (after > before)
    assert (sign == "cross") == (after < before)
    assert (it.tells[:2] if sign != "tick" else ()) == practice.rate([judgement], {it.id: it}).missed


@pytest.mark.parametrize(
    ("verdict", "sign"),
    [
        (Verdict(evidence=80, found=(True,)), "tick"),
        (Verdict(evidence=34, found=(True, False)), "half"),
        (Verdict(evidence=20, found=(False, False)), "cross"),
        (Verdict(knowledge=100), "tick"),
        (Verdict(knowledge=67, found=(True, True, False)), "half"),
        (Verdict(knowledge=0), "cross"),
        (Verdict(), "circle"),
    ],
)
def test_what_was_right_in_part_is_shown_so(verdict: Verdict, sign: OutcomeSign) -> None:
    """Some of the tells, some of the steps: neither right nor wrong; of a card nothing comes."""
    assert verdict.sign == sign


def test_of_several_pictures_some_may_be_right() -> None:
    """All: a tick. Some, and more than a guess earns: a half. None: a cross. Each counts by itself."""
    real, fake = shown(fake=False, seen=True), shown(fake=True, seen=True)
    right, wrong = scoring.judged(real, "real", 1), scoring.judged(fake, "real", 1)
    assert Verdict((right, right)).sign == "tick"
    assert Verdict((right, right, right, wrong)).sign == "half"
    assert Verdict((wrong, wrong)).sign == "cross"
    assert Verdict((right, right, right, wrong)).signs == ("tick", "tick", "tick", "cross")


def test_a_session_counts_what_was_asked() -> None:
    """Every picture and every question, "can't tell" where nothing is to be seen among what was right."""
    it = shown(fake=True, seen=False)
    session = Session("x", 1, (VerdictRound("it"), VerdictRound("it")))
    session, _ = rules.answer(session, Answer(("unsure",)), {"it": it}, lambda *_: None)
    assert session.score == (1, 1)
    session, _ = rules.answer(session, Answer(("real",), 3), {"it": it}, lambda *_: None)
    assert session.score == (1, 2)
