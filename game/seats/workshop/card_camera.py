"""A webcam that looks for vote cards, on a thread of its own.

Owns the device: which one, that it is on only while somebody wants to see cards, and that it comes back after it was
unplugged. Keeps no frame: what is left of one is where cards are and, while it is aimed, a small blurred picture.
"""

from __future__ import annotations

import atexit
import logging
import threading
from collections import deque
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

from game.seats.workshop.card_reader import CardReader, Sighting

if TYPE_CHECKING:
    from game.seats.workshop.card_reader import Grey

log = logging.getLogger(__name__)

CameraState = Literal["off", "opening", "on", "absent", "unread"]

SIZE = (1920, 1080)  # asked for; a camera that cannot gives what it can
FRAME_SECONDS = 0.1  # between two frames that are read, at least
RETRY_SECONDS = 2.0  # until a camera that is gone is looked for again
MOST_CAMERAS = 6  # numbers that are tried, one after another
END_SECONDS = 3.0  # that Python, before it ends, waits for the thread: OpenCV must not be cut off halfway
HELD_FRAMES = 64  # not taken yet: a screen that stands still forgets the oldest
PREVIEW = (96, 54)  # pixels: enough to aim by, too few for a face
BLUR = 1.6  # pixels of those


class Device(Protocol):
    """What OpenCV gives for a camera."""

    def read(self) -> tuple[bool, Any]:
        """Whether there is a frame, and the frame."""

    def release(self) -> None:
        """Switch it off."""


class SeenFrame(NamedTuple):
    """What is left of a frame: when it was taken, and the cards in it."""

    seconds: float
    cards: list[Sighting]


class Preview(NamedTuple):
    """A blurred frame, in shades of grey: width, height, a byte for each pixel."""

    wide: int
    tall: int
    grey: bytes


def opened(number: int) -> Device | None:
    """A camera by its number; None where there is none, or where another program has it."""
    import cv2

    cv2.setNumThreads(1)  # the other cores are the game's
    device = cv2.VideoCapture(number)
    if not device.isOpened():
        device.release()
        return None
    device.set(
        cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG")
    )  # else many cameras send five large frames a second
    device.set(cv2.CAP_PROP_FRAME_WIDTH, SIZE[0])
    device.set(cv2.CAP_PROP_FRAME_HEIGHT, SIZE[1])
    device.set(cv2.CAP_PROP_BUFFERSIZE, 1)
    return device


class CardCamera:
    """A camera that is on while it is watched. Every answer is there at once; the device is the thread's alone."""

    def __init__(self, number: int = 0, device: Callable[[int], Device | None] | None = None) -> None:
        self.number = number
        self.state: CameraState = "off"
        self.preview: Preview | None = None  # while it is aimed
        self.aiming = False
        self._open = device or opened
        self._frames: deque[SeenFrame] = deque(maxlen=HELD_FRAMES)
        self._wanted, self._ended = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    def watch(self, *, aiming: bool = False) -> None:
        """Have it on; `aiming` with a preview."""
        if self.state == "unread" or self._ended.is_set():
            return
        self.aiming = aiming
        if not self._wanted.is_set():
            self._frames.clear()
            self.state = "opening"
            self._wanted.set()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="cards", daemon=True)
            atexit.register(self._end)
            self._thread.start()

    def rest(self) -> None:
        """Have it off."""
        self._wanted.clear()
        self.preview, self.aiming = None, False

    def choose_next(self) -> None:
        """Another camera, if there is one; after the last the first again."""
        self.number = (self.number + 1) % MOST_CAMERAS
        self.state, self.preview = "opening", None

    def close(self) -> None:
        """The lesson is over. Waits for nothing."""
        self.rest()
        self._ended.set()
        self._wanted.set()

    def take(self) -> list[SeenFrame]:
        """What was seen since it was asked last, in order; nothing where nobody watches any more."""
        frames = []
        while self._frames:
            frames.append(self._frames.popleft())
        return frames if self._wanted.is_set() else []

    def _end(self) -> None:
        self.close()
        if self._thread is not None:
            self._thread.join(END_SECONDS)

    # --- the thread

    def _run(self) -> None:
        try:
            reader = CardReader()
            while not self._ended.is_set():
                self._wanted.wait()
                if not self._ended.is_set():
                    self._look(reader)
        except ImportError as error:
            log.warning("cards cannot be read: %s", error)
            self.state = "unread"
        finally:
            atexit.unregister(self._end)

    def _look(self, reader: CardReader) -> None:
        """One camera, until it is not wanted any more, gone, or another one is."""
        number = self.number
        device = self._open(number)
        if device is None:
            self._is_gone(number)
            return
        try:
            while self._wanted.is_set() and not self._ended.is_set() and self.number == number:
                seconds = monotonic()
                if not self._once(reader, device):
                    self._is_gone(number)
                    return
                self._ended.wait(max(0.0, FRAME_SECONDS - (monotonic() - seconds)))
        finally:
            device.release()
            if not self._wanted.is_set():
                self.state = "off"

    def _once(self, reader: CardReader, device: Device) -> bool:
        """One frame of a camera; whether there was one, of a kind that can be read."""
        import cv2

        try:
            there, frame = device.read()
            if there:
                self._read(reader, frame, monotonic())
        except cv2.error as error:
            if self.state != "absent":  # else it is tried again every few seconds, but said only once
                log.warning("a camera gives what cannot be read: %s", error)
            return False
        return there

    def _is_gone(self, number: int) -> None:
        """Say so, and wait until it is worth another try; another number is tried at once."""
        self.preview = None
        if self.number != number:
            return
        self.state = "absent"
        until = monotonic() + RETRY_SECONDS
        while monotonic() < until and self.number == number and self._wanted.is_set():
            if self._ended.wait(0.05):
                return

    def _read(self, reader: CardReader, frame: Any, seconds: float) -> None:
        import cv2

        grey: Grey = frame if frame.ndim == 2 else cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
        self._frames.append(SeenFrame(seconds, reader.read(grey)))
        if self.aiming and self._wanted.is_set():
            small = cv2.GaussianBlur(cv2.resize(grey, PREVIEW, interpolation=cv2.INTER_AREA), (0, 0), BLUR)
            self.preview = Preview(*PREVIEW, small.tobytes())
        if self._wanted.is_set():
            self.state = "on"
