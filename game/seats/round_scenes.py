"""The screens of each kind of round: the one that asks, and the one that shows what came of it.

Owns that table, beside the table of kinds in `model/kinds`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

from game.model.kinds.read_round import ReadRound
from game.play.rules import Session
from game.scenes.card import CardScene
from game.scenes.case import CaseScene
from game.scenes.case_reveal import CaseRevealScene
from game.scenes.choose import ChooseScene
from game.scenes.lesson import LessonScene
from game.scenes.order import OrderScene
from game.scenes.pick import PickScene
from game.scenes.point import PointScene
from game.scenes.rate import RateScene
from game.scenes.reveal import RevealScene
from game.scenes.verdict import VerdictScene
from game.ui.kit import Kit
from game.ui.round import PictureScene


class Reveals(Protocol):
    """Makes the screen of what came of the round at a place; `review` is a look back."""

    def __call__(self, kit: Kit, session: Session, place: int, *, review: bool = False) -> PictureScene:
        """The screen, not yet laid out."""


class RoundScenes(NamedTuple):
    """The screens of a kind; one that asks nothing has no reveal."""

    asks: Callable[[Kit, Session], PictureScene]
    reveals: Reveals | None


def _card(kit: Kit, session: Session) -> CardScene:
    entry = session.round
    assert isinstance(entry, ReadRound)  # noqa: S101 (the table says so)
    picture = kit.pack.pictures[entry.picture] if entry.picture else None
    return CardScene(kit, entry.title, entry.text, picture, entry.series, entry.moves)


SCENES: dict[str, RoundScenes] = {
    "verdict": RoundScenes(VerdictScene, RevealScene),
    "clip": RoundScenes(VerdictScene, RevealScene),
    "pick": RoundScenes(PickScene, RevealScene),
    "point": RoundScenes(PointScene, RevealScene),
    "rate": RoundScenes(RateScene, RevealScene),
    "investigate": RoundScenes(CaseScene, CaseRevealScene),
    "read": RoundScenes(_card, None),
    "order": RoundScenes(OrderScene, LessonScene),
    "choose": RoundScenes(ChooseScene, LessonScene),
}


def asking(kit: Kit, session: Session) -> PictureScene:
    """The screen of the round to play now, not yet laid out."""
    return SCENES[session.round.ask].asks(kit, session)


def revealing(kit: Kit, session: Session, place: int, *, review: bool = False) -> PictureScene:
    """The screen of what came of a round, not yet laid out; raises LookupError for a kind that asks nothing."""
    reveals = SCENES[session.rounds[place].ask].reveals
    if reveals is None:
        raise LookupError(f"a '{session.rounds[place].ask}' round has no reveal")
    return reveals(kit, session, place, review=review)
