"""A classroom as a webcam sees it, drawn: pupils with vote cards at some distance, clutter, bad light, a bad lens.

The camera has 1080 lines and sees 70° across, as usual ones do. A card is printed as `paper/vote_card` prints it.
"""

from __future__ import annotations

from itertools import product
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from game.paper.vote_card import CELL, SIDE
from game.play.vote_cards import CELLS, MOST_CARDS, SIDES, CardReading, white_cells

WIDE, TALL = 1920, 1080
FOCAL = WIDE / 2 / np.tan(np.radians(70 / 2))  # pixels
METRES = (2.0, 4.0, 6.0, 8.0)
LIGHTS = ("good", "dim", "noisy", "uneven", "shaken")
NEAR = 60  # pixels
LEAN, TURN = 20.0, 30.0  # degrees: at most, out of the upright, and away from the camera
SHADE = "uneven"

Grey = NDArray[np.uint8]


class Held(NamedTuple):
    """A card that a pupil holds: what should be read, where it is in metres, and its angles in degrees."""

    reading: CardReading
    place: tuple[float, float, float]
    angles: tuple[float, float, float]  # about the upright, the level and the line of sight


def card(number: int, cell: int = 40) -> Grey:
    """A card's front, without its words; a cell has so many pixels."""
    marker = np.zeros((CELLS + 2,) * 2, np.uint8)
    marker[1:-1, 1:-1] = np.array(white_cells(number), np.uint8) * 255
    margin = (SIDE / CELL - CELLS - 2) / 2
    return np.pad(np.kron(marker, np.ones((cell, cell), np.uint8)), round(margin * cell), constant_values=255)


FRONTS = {number: card(number) for number in range(1, MOST_CARDS + 1)}


def corners(held: Held) -> NDArray[np.float32]:
    """Where a card's corners are in the frame: the card's own upper left first, clockwise."""
    yaw, pitch, roll = np.radians(held.angles)
    about = [
        [[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]],
        [[1, 0, 0], [0, np.cos(pitch), -np.sin(pitch)], [0, np.sin(pitch), np.cos(pitch)]],
        [[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]],
    ]
    half = SIDE / 2000
    flat = np.array([[-half, -half, 0], [half, -half, 0], [half, half, 0], [-half, half, 0]])
    points = flat @ (np.array(about[0]) @ about[1] @ about[2]).T + held.place
    found: NDArray[np.float32] = (points[:, :2] / points[:, 2:] * FOCAL + [WIDE / 2, TALL / 2]).astype(np.float32)
    return found


def hold(count: int, metres: float, chance: Generator) -> list[Held]:
    """So many different cards at about one distance, none before another, each with a side up."""
    held: list[Held] = []
    boxes: list[tuple[NDArray[np.float32], NDArray[np.float32]]] = []
    numbers = [int(number) + 1 for number in chance.permutation(MOST_CARDS)]
    for _ in range(count * 200):
        if len(held) == count:
            break
        side = int(chance.integers(len(SIDES)))
        far = metres * chance.uniform(0.95, 1.0)
        place = (chance.uniform(-0.66, 0.66) * far, chance.uniform(-0.36, 0.36) * far, far)
        roll = -90.0 * side + chance.uniform(-LEAN, LEAN)
        angles = (chance.uniform(-TURN, TURN), chance.uniform(-TURN, TURN), roll)
        item = Held(CardReading(numbers[len(held)], side), place, angles)
        low, high = corners(item).min(0) - 2, corners(item).max(0) + 2
        inside = (low > 24).all() and (high < [WIDE - 24, TALL - 24]).all()
        if inside and not any((low < top).all() and (bottom < high).all() for bottom, top in boxes):
            held.append(item)
            boxes.append((low, high))
    return held


def moved(item: Held, chance: Generator) -> Held:
    """The same card a moment later: no hand is quite still."""
    place, angles = chance.normal(item.place, 0.004), chance.normal(item.angles, 1.0)
    (x, y, z), (yaw, pitch, roll) = map(float, place), map(float, angles)
    return item._replace(place=(x, y, z), angles=(yaw, pitch, roll))


def clutter(chance: Generator) -> Grey:
    """A room without cards: furniture, posters with words, tiles of a chessboard."""
    room = np.full((TALL, WIDE), chance.integers(70, 200), np.uint8)
    for _ in range(120):
        x, y, wide, tall = (int(value) for value in chance.integers((0, 0, 8, 8), (WIDE, TALL, 300, 300)))
        cv2.rectangle(room, (x, y), (x + wide, y + tall), int(chance.integers(256)), int(chance.choice([-1, -1, 2, 5])))
    for _ in range(50):
        at = int(chance.integers(WIDE)), int(chance.integers(TALL))
        cv2.putText(room, "Real or fake? 0123", at, 0, chance.uniform(0.4, 2), int(chance.integers(256)), 2)
    for _ in range(6):
        x, y, side = (int(value) for value in chance.integers((0, 0, 4), (WIDE, TALL, 24)))
        for row, column in product(range(8), range(8)):
            left, top = x + column * side, y + row * side
            cv2.rectangle(room, (left, top), (left + side, top + side), int(chance.integers(2)) * 255, -1)
    return room


def show(room: Grey, held: list[Held], chance: Generator) -> Grey:
    """The room with cards in it; thumbs on their lower edges."""
    seen = room.copy()
    for item in held:
        place = corners(item)
        low, high = np.floor(place.min(0)).astype(int) - 2, np.ceil(place.max(0)).astype(int) + 3
        fine = 4 if (high - low).max() < NEAR else 2  # drawn so much larger first: its edges are as soft as a camera's
        size = tuple(int(value) for value in (high - low) * fine)
        front = FRONTS[item.reading.card]
        side = front.shape[0]
        flat = np.array([[0, 0], [side, 0], [side, side], [0, side]], np.float32)
        across = cv2.getPerspectiveTransform(flat, ((place - low) * fine).astype(np.float32))
        drawn = cv2.warpPerspective(front, across, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        cover = np.zeros(size[::-1], np.uint8)
        cv2.fillConvexPoly(cover, np.round((place - low) * fine).astype(np.int32), 255)
        small = (int(high[0] - low[0]), int(high[1] - low[1]))
        drawn, cover = (cv2.resize(one, small, interpolation=cv2.INTER_AREA) for one in (drawn, cover))
        part = seen[low[1] : high[1], low[0] : high[0]]
        part[:] = part * (1 - cover / 255.0) + drawn * (cover / 255.0)
        bottom = sorted(place.tolist(), key=lambda point: -point[1])[:2]
        thumb = (np.array(bottom[0]) + np.array(bottom[1])) / 2
        radius = max(1, round(0.008 / item.place[2] * FOCAL))
        cv2.circle(seen, (int(thumb[0]), int(thumb[1])), radius, int(chance.integers(60, 180)), -1)
    return seen


def taken(seen: Grey, light: str, chance: Generator) -> Grey:
    """A frame of that: focus, light, noise, shake, and the JPEG that webcams send."""
    frame = cv2.GaussianBlur(seen, (0, 0), chance.uniform(0.4, 1.0)).astype(np.float32)
    gain, noise = {"dim": (0.22, 6.0), "noisy": (0.6, 10.0)}.get(light, (1.0, 3.0))
    frame *= gain
    if light == SHADE:
        frame *= np.linspace(0.25, 1.0, WIDE, dtype=np.float32)
    if light == "shaken":
        length = int(chance.integers(2, 6))
        line = np.full((1, length), 1 / length, np.float32)
        frame = cv2.filter2D(frame, -1, line if chance.random() < 0.5 else line.T)
    grain = np.empty((TALL, WIDE), np.float32)
    cv2.setRNGSeed(int(chance.integers(1 << 30)))
    cv2.randn(grain, 8, noise)
    _, packed = cv2.imencode(".jpg", np.clip(frame + grain, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 80])
    sent: Any = cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE)
    return np.asarray(sent, np.uint8)
