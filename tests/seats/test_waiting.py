"""The loop sleeps until something happens, and wakes no oftener than it has to."""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from game.seats.waiting import QUICK_SECONDS, Waiter, open_sockets

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only there a window's socket is found")


class Desk(NamedTuple):
    """A waiter, and the display's end of the socket that it waits for."""

    waiter: Waiter
    display: socket.socket

    def wait(self, seconds: float) -> float:
        """How many seconds a wait takes."""
        start = time.monotonic()
        self.waiter.wait(seconds)
        return time.monotonic() - start


@pytest.fixture
def desk() -> Iterator[Desk]:
    """A waiter for one socket."""
    before = open_sockets()
    near, far = socket.socketpair()
    waiter = Waiter(before | {far.fileno()}, "x11")
    yield Desk(waiter, far)
    waiter.close()
    near.close()
    far.close()


@pytest.fixture
def naps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long it slept outside its waits."""
    found: list[float] = []
    monkeypatch.setattr(time, "sleep", found.append)
    return found


def test_what_the_display_says_ends_a_wait(desk: Desk) -> None:
    """Its socket is ready; without a word the whole time passes."""
    assert desk.wait(0.02) >= 0.02
    desk.display.send(b"a click")
    assert desk.wait(1.0) < 0.5


def test_another_thread_ends_a_wait(desk: Desk) -> None:
    """Once: the next wait is whole again."""
    threading.Timer(0.02, desk.waiter.wake).start()
    assert desk.wait(1.0) < 0.5
    assert desk.wait(0.02) >= 0.02


def test_frames_without_events_wait_once(desk: Desk, naps: list[float]) -> None:
    """What plays by itself hears nothing for minutes: no reason to sleep twice a frame."""
    for _ in range(70):
        desk.wait(0.001)
        desk.waiter.saw_events(0)
    assert naps == []


def test_a_socket_that_is_always_ready_keeps_no_core_busy(desk: Desk, naps: list[float]) -> None:
    """Nobody reads what lies there; with events again, it waits as before."""
    desk.display.send(b"never read")
    for _ in range(70):
        desk.wait(1.0)
        desk.waiter.saw_events(0)
    assert 10 < len(naps) < 30
    assert set(naps) == {QUICK_SECONDS}
    desk.waiter.saw_events(1)
    naps.clear()
    desk.wait(1.0)
    assert naps == []
