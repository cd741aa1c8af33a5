"""Sleeping until something happens.

Owns the wait of the loop: blocking where the platform gives a file to wait on (X11: the server's socket), otherwise
quick looks for a second after input and then slower ones. Refuses to read events: it only returns when to look.

pygame's own event.wait looks every millisecond, even when idle.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from pathlib import Path

QUICK_SECONDS = 0.004  # between looks while a player is active
SLOW_SECONDS = 0.03  # and while nobody is
ACTIVE_SECONDS = 1.0
LONGEST_SECONDS = 1.0  # one wait: what is plugged in is noticed that soon


def open_sockets() -> set[int]:
    """The sockets that this process has open, where /proc tells (Linux); else none."""
    return {number for number, target in _descriptors() if target.startswith("socket:")}


def _descriptors() -> list[tuple[int, str]]:
    found = []
    with suppress(OSError):
        for name in os.listdir("/proc/self/fd"):  # noqa: PTH208 (numbers, not paths)
            with suppress(OSError):
                found.append((int(name), str(Path(f"/proc/self/fd/{name}").readlink())))
    return found


class Waiter:
    """Waits for the window system's events, a wake from another thread, or time."""

    def __init__(self, before: set[int], driver: str) -> None:
        """`before` are the sockets open before the display was; `driver` is SDL's video driver."""
        self._sockets: list[int] = []
        self._wake_read = self._wake_write = -1
        self._last_input = time.monotonic()
        if driver == "x11" and sys.platform.startswith("linux"):
            self._sockets = sorted(open_sockets() - before)
        if self._sockets:
            self._wake_read, self._wake_write = os.pipe()
            os.set_blocking(self._wake_read, False)
            os.set_blocking(self._wake_write, False)
        self._woken = False
        self._ready = False  # the last wait ended because of a file
        self._empty_returns = 0  # waits in a row that ended so, and there was no event
        self._pads: list[int] = []

    def find_pads(self) -> None:
        """Look which game controllers SDL has open; to be told whenever one comes or goes."""
        self._pads = [number for number, target in _descriptors() if target.startswith("/dev/input/")]

    def wake(self) -> None:
        """End a wait, from any thread."""
        self._woken = True
        if self._wake_write >= 0:
            with suppress(OSError):
                os.write(self._wake_write, b"!")

    def saw_events(self, count: int) -> None:
        """Tell how many events the last look brought."""
        if count:
            self._last_input = time.monotonic()
        self._empty_returns = self._empty_returns + 1 if self._ready and not count else 0

    def wait(self, seconds: float | None) -> None:
        """Sleep until an event may be there, `wake` was called, or `seconds` have passed (None: any time)."""
        limit = LONGEST_SECONDS if seconds is None else min(seconds, LONGEST_SECONDS)
        self._ready = False
        if limit <= 0:
            return
        if self._sockets:
            self._select(limit)
        else:
            self._look_often(limit)
        self._woken = False

    def _select(self, limit: float) -> None:
        import select

        if self._empty_returns > 50:  # a file that always seems ready must not keep a core busy
            time.sleep(min(limit, QUICK_SECONDS))
        try:
            ready, _, _ = select.select([*self._sockets, self._wake_read, *self._pads], [], [], limit)
        except (OSError, ValueError):
            self._sockets, self._pads = [], []
            return
        self._ready = any(file != self._wake_read for file in ready)
        if self._wake_read in ready:
            with suppress(OSError):
                os.read(self._wake_read, 4096)

    def _look_often(self, limit: float) -> None:
        end = time.monotonic() + limit
        active = time.monotonic() - self._last_input < ACTIVE_SECONDS
        pause = QUICK_SECONDS if active else SLOW_SECONDS
        if not self._woken:
            time.sleep(max(0.0, min(pause, end - time.monotonic())))

    def close(self) -> None:
        """Give the pipe back."""
        for number in (self._wake_read, self._wake_write):
            if number >= 0:
                with suppress(OSError):
                    os.close(number)
        self._wake_read = self._wake_write = -1
