"""Which picture stands above the closing words."""

from __future__ import annotations

from msgspec.structs import replace

from game.model.answer import Answer
from game.model.kinds.read_round import ReadRound
from game.model.kinds.verdict_round import VerdictRound
from game.model.picture import Clip
from game.play import rules
from game.play.rules import Session
from game.play.striking import striking
from tests.play.test_rules import no_masks, picture

PICTURES = {
    item.id: item
    for item in (
        picture("small", fake=True),
        replace(picture("large", fake=False), size=(1200, 900)),
        replace(picture("clip", fake=True), size=(1920, 1080), clip=Clip(10, 10.0)),
        replace(picture("to-come", fake=False), size=(4000, 3000)),
        replace(picture("card", fake=False), size=(3000, 2000)),
    )
}


def test_the_most_striking_picture_is_one_that_was_revealed() -> None:
    """Asked about rather than shown, a still rather than a clip, a hero before all; none that is still to come."""
    text = {"en": "a"}
    rounds = (ReadRound(text, text, "card"), *map(VerdictRound, ("small", "clip", "large", "to-come")))
    session = rules.pass_round(Session("x", 1, rounds))
    assert striking(session, PICTURES) == PICTURES["card"]
    for _ in range(3):
        session, _ = rules.answer(session, Answer(("fake",), 1), PICTURES, no_masks)
    assert striking(session, PICTURES) == PICTURES["large"]
    assert striking(session, PICTURES, {"small"}) == PICTURES["small"]
    assert striking(session, {}) is None
