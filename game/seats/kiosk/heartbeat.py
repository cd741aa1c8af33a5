"""Telling a supervisor that the kiosk lives: systemd's notification protocol.

Owns what it is told, and that it is told once. Refuses to be necessary: where nobody listens it is silent. A few
lines of our own: the libraries for it are larger than the protocol (a datagram of text; see sd_notify(3)).
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Mapping


class Heartbeat:
    """Says READY, WATCHDOG, STATUS, RELOADING and STOPPING where systemd listens; silent elsewhere."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self._address = environment.get("NOTIFY_SOCKET", "")
        limit = environment.get("WATCHDOG_USEC", "")
        # WATCHDOG_PID is the unit's main process: under cage its parent. Who is heard, NotifyAccess= decides
        self.every = int(limit) / 2e6 if limit.isdecimal() else 0.0  # seconds; 0: nobody watches
        self._since = 0.0
        self._ready = False

    def ready(self) -> None:
        """A frame is shown; told the first time only."""
        if not self._ready:
            self._ready = True
            self._tell("READY=1")

    def beat(self, seconds: float) -> None:
        """Seconds of life have passed; told twice in the time that the watchdog allows."""
        self._since += seconds
        if self.every and self._since >= self.every:
            self._since = 0.0
            self._tell("WATCHDOG=1")

    def reloading(self) -> None:
        """The same process begins anew, and will say READY again: no end, after which systemd would kill it."""
        self._ready = False
        self._tell(f"RELOADING=1\nMONOTONIC_USEC={time.monotonic_ns() // 1000}")

    def status(self, line: str) -> None:
        """(On any thread.) How the kiosk is, for `systemctl status`."""
        self._tell(f"STATUS={line}")

    def stopping(self) -> None:
        """The kiosk ends on purpose."""
        self._tell("STOPPING=1")

    def _tell(self, message: str) -> None:
        if not self._address or not hasattr(socket, "AF_UNIX"):
            return
        address = f"\0{self._address[1:]}" if self._address.startswith("@") else self._address
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as speaker:
                speaker.settimeout(0.2)
                speaker.sendto(message.encode(), address)
        except OSError:
            pass  # a supervisor that does not listen is no reason to stop
