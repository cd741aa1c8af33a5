"""Finds vote cards in a frame of a camera, and reads which they are and how they are turned.

Owns how markers are looked for. Keeps no frame, and refuses to know votes: `play/vote_cards` says what counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from game.play.vote_cards import DICTIONARY, MOST_CARDS, CardReading, side_up

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Grey = NDArray[np.uint8]

CORRECTED = 0.6  # of what the dictionary could correct: 3 cells of 36; 11 more would have to be wrong for another card


class Sighting(NamedTuple):
    """A card in a frame: what was read, and where its middle is, as shares of the frame's width and height."""

    reading: CardReading
    place: tuple[float, float]


class CardReader:
    """Reads frames one by one. Raises ImportError where OpenCV is not installed."""

    def __init__(self) -> None:
        from cv2 import aruco

        parameters = aruco.DetectorParameters()
        parameters.errorCorrectionRate = CORRECTED
        parameters.perspectiveRemovePixelPerCell = (
            3  # odd, so that the middle one is looked at: cards far off are small
        )
        self._detector = aruco.ArucoDetector(aruco.getPredefinedDictionary(getattr(aruco, DICTIONARY)), parameters)

    def read(self, grey: Grey) -> list[Sighting]:
        """Every card in a frame, upright, in shades of grey."""
        corners, numbers, _ = self._detector.detectMarkers(grey)
        if numbers is None:
            return []
        tall, wide = grey.shape
        found = []
        for number, points in zip(numbers.ravel().tolist(), corners, strict=True):
            square = [(float(x), float(y)) for x, y in points[0]]
            if number < MOST_CARDS:
                x, y = (sum(values) / 4 for values in zip(*square, strict=True))
                found.append(Sighting(CardReading(number + 1, side_up(square)), (x / wide, y / tall)))
        return found
