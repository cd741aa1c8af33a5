"""A lesson's cards: the camera that reads them, and the votes that they are.

Owns when the camera is on: while it is aimed, and while a vote is open. Nothing of it stays after the lesson.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from random import Random

from game.model.terms import Says
from game.play.vote_cards import CardVotes
from game.seats.workshop.card_camera import CameraState, CardCamera, Preview
from game.seats.workshop.card_reader import Sighting

IN_SIGHT_SECONDS = 1.0  # a card was seen so lately that it counts as in sight


def lacking() -> str:
    """The library of the extra `cards`, where it is missing; empty where it is there."""
    return "" if find_spec("cv2") is not None else "opencv-python-headless"


class Cards:
    """Cards from the setting-up to the wrap-up: a VoteSource."""

    def __init__(self, rng: Random, pupils: int, camera: CardCamera | None = None) -> None:
        self.camera = camera or CardCamera()
        self.ballot = CardVotes(rng, pupils)
        self._aiming = False
        self._voting = False
        self._sight: dict[int, tuple[float, Sighting]] = {}  # card -> when it was seen last, and where
        self._latest = 0.0
        self._told: CameraState = "off"
        self._turns = 0  # of the camera's state

    @property
    def state(self) -> CameraState:
        """What the camera does."""
        return self.camera.state

    @property
    def preview(self) -> Preview | None:
        """A small blurred picture, while it is aimed."""
        return self.camera.preview

    # --- what a vote source is asked

    def opens(self, vote: str, so_far: Mapping[str, Says]) -> None:
        """The camera looks, and cards count."""
        if not self._voting:
            self.camera.take()
        self.ballot.opens(vote, so_far)
        self._voting = True
        self._switch()

    def closes(self) -> None:
        """They count no longer, and nobody looks."""
        self.ballot.closes()
        self._voting = False
        self._switch()

    def votes(self) -> Mapping[str, Says]:
        """Who says what, by numbers of this lesson alone."""
        return self.ballot.votes()

    @property
    def changes(self) -> int:
        """Another number once there is something new; what the camera has seen is taken in here."""
        self._take()
        if self.state != self._told:
            self._told = self.state
            self._turns += 1
        return self.ballot.changes + self._turns

    @property
    def seen(self) -> int:
        """How many pupils there are."""
        return self.ballot.seen

    # --- aiming

    def aim(self, *, on: bool) -> None:
        """Show what the camera sees, or no longer."""
        self._aiming = on
        self._switch()

    def in_sight(self) -> dict[int, tuple[float, float]]:
        """The cards that are seen just now: number, and place as shares of the frame."""
        self._take()
        return {
            card: sighting.place
            for card, (seconds, sighting) in self._sight.items()
            if self._latest - seconds <= IN_SIGHT_SECONDS
        }

    def close(self) -> None:
        """The lesson is over: forget who had which card."""
        self.camera.close()

    def _switch(self) -> None:
        if self._aiming or self._voting:
            self.camera.watch(aiming=self._aiming)
        else:
            self.camera.rest()
            self._sight.clear()

    def _take(self) -> None:
        for frame in self.camera.take():
            self._latest = frame.seconds
            self._sight |= {item.reading.card: (frame.seconds, item) for item in frame.cards}
            self.ballot.take((item.reading for item in frame.cards), frame.seconds)
