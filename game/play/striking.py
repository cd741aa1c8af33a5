"""The picture that stands above a level's closing words: the most striking one of those that were just revealed.

Owns that choice. Pure; which pictures greet on the first screen is given.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from game.model.picture import Picture
from game.play.rules import Session


def striking(session: Session, pictures: Mapping[str, Picture], heroes: Collection[str] = ()) -> Picture | None:
    """The picture of the rounds passed that a wide band shows best; None where they had none.

    One that was asked about before one that was only shown; a still before a clip; a hero before others; then the one
    of most pixels, the widest, the first.
    """
    shown = [
        (entry.asks, pictures[name])
        for entry in session.rounds[: session.place]
        for name in entry.pictures
        if name in pictures
    ]

    def rank(item: tuple[bool, Picture]) -> tuple[bool, bool, bool, int, float]:
        asked, picture = item
        width, height = picture.size
        return asked, picture.clip is None, picture.id in heroes, width * height, width / height

    best = max(shown, key=rank, default=None)
    return best[1] if best is not None else None
