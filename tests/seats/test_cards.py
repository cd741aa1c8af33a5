"""Cards read by a camera: drawn classrooms, a camera on its thread on only when it must be, votes out of both."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

pytest.importorskip("cv2", reason="OpenCV reads cards")

import numpy as np

from game.commands.benchmarks.card_room import LIGHTS, Grey, clutter, hold, show, taken
from game.play.vote_cards import SIDES
from game.seats.workshop.card_camera import PREVIEW, RETRY_SECONDS, CardCamera
from game.seats.workshop.cards import Cards
from tests.cards_long import look


class DrawnCamera:
    """A device that sees one frame for ever; `gone` unplugs it."""

    def __init__(self, frame: Grey | None) -> None:
        self.frame = frame
        self.gone = False
        self.released = False

    def read(self) -> tuple[bool, Any]:
        """The frame."""
        time.sleep(0.002)
        return (not self.gone, self.frame)

    def release(self) -> None:
        """Switch it off."""
        self.released = True


def wait(until: Callable[[], object], seconds: float = 8.0) -> None:
    """Until something is so; fails where it never is."""
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.01)


@pytest.fixture
def room() -> tuple[Grey, dict[int, int | None]]:
    """A frame with nine cards, and the side of each that is up."""
    chance = np.random.default_rng(5)
    held = hold(9, 3.0, chance)
    return taken(show(clutter(chance), held, chance), "good", chance), {
        item.reading.card: item.reading.side for item in held
    }


def test_a_class_is_read_in_three_seconds() -> None:
    """From the last row, in bad light, with noise and shaking hands: of a hundred cards one may be late, none wrong."""
    count: Counter[str] = Counter()
    for number, light in enumerate(LIGHTS):
        look(8.0, light, number, count)
    assert count["voted"] >= 0.99 * count["held"]
    assert (count["absent"], count["turned"], count["wrong"]) == (0, 0, 0)


def test_cards_become_votes(room: tuple[Grey, dict[int, int | None]]) -> None:
    """The camera is on only while a vote is open; three sides vote, the fourth does not; nothing of a frame is left."""
    frame, sides = room
    device = DrawnCamera(frame)
    cards = Cards(Random(1), 12, CardCamera(device=lambda _: device))
    assert (cards.state, cards.seen) == ("off", 12)
    cards.opens("level 0 first", {})
    voting = {card for card, side in sides.items() if side is not None and SIDES[side]}
    wait(lambda: cards.changes and cards.ballot.voted == voting)
    said = Counter(cards.votes().values())
    assert said == Counter(SIDES[side] for side in sides.values() if side is not None and SIDES[side])
    assert cards.preview is None  # nobody aims
    cards.closes()
    wait(lambda: device.released and cards.state == "off")
    cards.close()


def test_the_preview_is_too_coarse_for_a_face(room: tuple[Grey, dict[int, int | None]]) -> None:
    """While it is aimed there is a small blurred picture, and where cards are; afterwards neither."""
    device = DrawnCamera(room[0])
    cards = Cards(Random(1), 0, CardCamera(device=lambda _: device))
    cards.aim(on=True)
    wait(lambda: cards.preview is not None and set(cards.in_sight()) == set(room[1]))
    assert cards.preview is not None
    assert (cards.preview.wide, cards.preview.tall) == PREVIEW
    assert max(PREVIEW) <= 100
    grey = np.frombuffer(cards.preview.grey, np.uint8).reshape(PREVIEW[::-1]).astype(float)
    assert abs(np.diff(grey, axis=1)).max() < 128  # no hard edge is left
    cards.aim(on=False)
    wait(lambda: device.released)
    assert cards.preview is None
    assert cards.in_sight() == {}
    cards.close()


def test_a_camera_that_was_unplugged_comes_back(
    room: tuple[Grey, dict[int, int | None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said that there is none, and looked for again until there is."""
    monkeypatch.setattr("game.seats.workshop.card_camera.RETRY_SECONDS", 0.1)
    assert RETRY_SECONDS > 0.1
    devices = [DrawnCamera(room[0])]
    there = threading.Event()
    there.set()
    camera = CardCamera(device=lambda _: devices[-1] if there.is_set() else None)
    camera.watch()
    wait(lambda: camera.state == "on")
    there.clear()
    devices[0].gone = True
    wait(lambda: camera.state == "absent")
    devices.append(DrawnCamera(room[0]))
    there.set()
    wait(lambda: camera.state == "on")
    camera.close()
    wait(lambda: devices[1].released)


@pytest.mark.parametrize("kind", [np.uint16, np.float32, np.uint8])
def test_a_camera_whose_frames_cannot_be_read_is_none(
    room: tuple[Grey, dict[int, int | None]], monkeypatch: pytest.MonkeyPatch, kind: type[Any]
) -> None:
    """Of a type that OpenCV does not take, or with nothing in them: once it gives better ones it is on."""
    monkeypatch.setattr("game.seats.workshop.card_camera.RETRY_SECONDS", 0.05)
    device = DrawnCamera(np.zeros((90, 0 if kind is np.uint8 else 160), kind))
    camera = CardCamera(device=lambda _: device)
    camera.watch()
    wait(lambda: camera.state == "absent")
    device.frame = room[0]
    wait(lambda: camera.state == "on")
    camera.close()


def test_another_camera_can_be_chosen(room: tuple[Grey, dict[int, int | None]]) -> None:
    """The next number; the one before is let go."""
    devices: dict[int, DrawnCamera] = {number: DrawnCamera(room[0]) for number in (0, 1)}
    camera = CardCamera(device=devices.get)
    camera.watch()
    wait(lambda: camera.state == "on")
    camera.choose_next()
    wait(lambda: devices[0].released and camera.state == "on")
    assert camera.number == 1
    camera.choose_next()
    wait(lambda: camera.state == "absent")
    camera.close()


def test_without_opencv_nobody_waits_for_a_camera(monkeypatch: pytest.MonkeyPatch) -> None:
    """The thread says what is lacking, and ends."""

    def lacks() -> None:
        raise ModuleNotFoundError("No module named 'cv2'", name="cv2")

    monkeypatch.setattr("game.seats.workshop.card_camera.CardReader", lacks)
    camera = CardCamera()
    camera.watch()
    wait(lambda: camera.state == "unread")
    camera.close()
