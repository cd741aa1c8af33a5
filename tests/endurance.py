"""The kiosk as a process in a real window, and people who do everything to it.

    python -m tests.endurance [--visitors 200] [--kills 50]

Owns the scripted visitors; tests/test_endurance.py runs a few of them, this command many, and prints a table.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent
SIZE = 1280, 720
PATIENCE_SECONDS = 30.0
SETTINGS = """\
idle_seconds: 5
idle_reveal_seconds: 5
still_there_seconds: 5
rounds: 3
reduced_motion: true
"""
KEYS = [
    "Escape", "F11", "alt+F4", "ctrl+q", "ctrl+w", "ctrl+c", "alt+Tab", "super", "ctrl+alt+t", "Return", "Tab", "space",
    "f", "r", "c", "l", "z", "a", "b", "n", "1", "2", "3", "4", "Left", "Right", "Up", "Down", "BackSpace", "Delete",
    "F1", "F5", "F12", "Print", "Menu", "shift+Tab", "Home", "End", "Page_Up", "Page_Down",
]  # fmt: skip


def missing() -> list[str]:
    """The tools that are not on this machine."""
    return [name for name in ("Xvfb", "xdotool", "xwininfo") if shutil.which(name) is None]


def until(true: Callable[[], object], what: str) -> None:
    """Wait until something holds."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not true():
        if time.monotonic() > end:
            raise TimeoutError(f"waited in vain for {what}")
        time.sleep(0.05)


@contextmanager
def display() -> Iterator[str]:
    """An X server without a screen of its own."""
    read, write = os.pipe()
    command = [
        "Xvfb",
        "-displayfd",
        str(write),
        "-screen",
        "0",
        f"{SIZE[0]}x{SIZE[1]}x24",
        "-nolisten",
        "tcp",
        "-noreset",
    ]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read, encoding="ascii") as numbers:
        number = numbers.readline().strip()
    try:
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


class Running:
    """The kiosk in its window. A supervisor's socket of our own tells when it is ready and that it lives."""

    def __init__(self, screen: str, data: Path, *, seed: int = 1, settings: str = SETTINGS, **environment: str) -> None:
        data.mkdir(parents=True, exist_ok=True)
        (data / "kiosk.yaml").write_text(settings, encoding="utf-8")
        self.data = data
        gone = ("SDL_VIDEODRIVER", "SDL_AUDIODRIVER", "WAYLAND_DISPLAY")
        self.environment = {key: value for key, value in os.environ.items() if key not in gone}
        self._folder = tempfile.TemporaryDirectory(prefix="stf-")
        self._supervisor = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        address = Path(self._folder.name) / "notify"
        self._supervisor.bind(str(address))
        self._supervisor.setblocking(False)
        self.environment |= {"DISPLAY": screen, "NOTIFY_SOCKET": str(address), "WATCHDOG_USEC": "2000000"}
        self.hands = dict(self.environment)  # of whoever stands before the screen
        self.environment |= environment
        self.heard: list[str] = []
        command = [sys.executable, "main.py", "kiosk", "--data", str(data), "--seed", str(seed)]
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            command, cwd=REPOSITORY, env=self.environment, stderr=subprocess.PIPE, text=True
        )

    def listen(self) -> list[str]:
        """What it told its supervisor so far."""
        with suppress(BlockingIOError):
            while True:
                self.heard.append(self._supervisor.recv(100).decode())
        return self.heard

    def ready(self) -> None:
        """Wait until it says so and its first pictures can be played."""
        until(lambda: "READY=1" in self.listen() or not self.alive, "READY=1")
        if not self.alive:
            raise RuntimeError(f"it ended with {self.process.returncode}: {self.process.communicate()[1]}")

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self.process.poll() is None

    def hand(self, *arguments: object) -> None:
        """Let xdotool act."""
        subprocess.run(["xdotool", *map(str, arguments)], env=self.hands, capture_output=True, check=False)

    def tap(self, x: float, y: float) -> None:
        """Touch a place, in shares of the screen."""
        self.hand("mousemove", round(x * SIZE[0]), round(y * SIZE[1]), "click", 1)

    def window(self) -> str:
        """The window's line in X's list."""
        done = subprocess.run(
            ["xwininfo", "-root", "-tree"], env=self.hands, capture_output=True, text=True, check=False
        )
        return next((line for line in done.stdout.splitlines() if "Spot the Fake" in line), "")

    def counts(self) -> dict[str, int]:
        """The sums of what it has counted."""
        path = self.data / "results.sqlite3"
        if not path.is_file():
            return {}
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)) as database:
            try:
                return dict(database.execute("SELECT what, SUM(n) FROM counts GROUP BY what"))
            except sqlite3.OperationalError:
                return {}

    def answers(self) -> int:
        """How many answers have been counted."""
        counted = self.counts()
        outcomes = ("hit", "miss", "false alarm", "correct rejection", "unsure fake", "unsure real")
        return sum(counted.get(what, 0) for what in outcomes)

    def kill(self) -> None:
        """As a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate(timeout=20)

    def close(self) -> str:
        """End it; gives what it said to its error stream."""
        if self.alive:
            self.process.terminate()
        _, said = self.process.communicate(timeout=20)
        self._supervisor.close()
        self._folder.cleanup()
        return said


def wild_visitor(kiosk: Running, chance: random.Random) -> None:
    """Taps anywhere, hits key combinations, drags; sometimes plays properly; then walks away."""
    for _ in range(chance.randrange(4, 14)):
        what = chance.random()
        if what < 0.5:
            kiosk.tap(chance.random(), chance.random())
        elif what < 0.62:
            kiosk.tap(0.84, 0.62)  # an answer, a step, or the card
        elif what < 0.75:
            kiosk.hand("key", "f", "sleep", "0.05", "key", "3", "sleep", "0.05", "key", "Return")
        elif what < 0.95:
            kiosk.hand("key", chance.choice(KEYS))
        else:
            x, y = chance.randrange(SIZE[0]), chance.randrange(SIZE[1])
            kiosk.hand("mousemove", x, y, "mousedown", 1, "mousemove", chance.randrange(SIZE[0]), y, "mouseup", 1)


def attracted(kiosk: Running) -> bool:
    """Whether every visit that was begun is over."""
    counts = kiosk.counts()
    return counts.get("start", 0) == counts.get("completion", 0) + counts.get("abandoned", 0)


def visitors(screen: str, data: Path, count: int) -> dict[str, object]:
    """Wild visitors one after another; every one leaves the kiosk where it was."""
    chance = random.Random(7)
    kiosk = Running(screen, data)
    try:
        kiosk.ready()
        for number in range(count):
            wild_visitor(kiosk, chance)
            kiosk.listen()
            if not kiosk.alive:
                raise RuntimeError(f"visitor {number + 1} got out: {kiosk.process.communicate()[1]}")
            if number % 20 == 19 or number == count - 1:
                until(lambda: attracted(kiosk), "attract")
            line = kiosk.window()
            if f"{SIZE[0]}x{SIZE[1]}" not in line:
                raise RuntimeError(f"visitor {number + 1} changed the window: {line}")
        heard = kiosk.listen()
        return {
            "visitors": count, "ways out": 0, **kiosk.counts(), "heartbeats": heard.count("WATCHDOG=1"),
            "seconds": round(time.monotonic() - kiosk.started),
        }  # fmt: skip
    finally:
        kiosk.close()


def kills(screen: str, data: Path, count: int) -> dict[str, object]:
    """Ended at random moments of play; an answer whose reveal was shown is never lost, each start is clean."""
    chance = random.Random(11)
    lost, least, starts = 0, 0, 0
    for number in range(count):
        kiosk = Running(screen, data, seed=number)
        try:
            kiosk.ready()
            starts += 1
            found = kiosk.answers()
            lost += max(0, least - found)
            until(lambda k=kiosk, n=found: _answer(k, n), "an answer")  # type: ignore[misc]
            least = kiosk.answers()  # these have been seen on the disk while it ran
            time.sleep(chance.random() * 0.7)
            if chance.random() < 0.5:
                kiosk.hand("key", "Return", "sleep", "0.02", "key", "f", "sleep", "0.02", "key", "2")
                time.sleep(chance.random() * 0.05)
            kiosk.kill()
        finally:
            kiosk.close()
    damaged = len(list(data.glob("*damaged*")))
    return {
        "kills": count,
        "clean starts": starts,
        "answers kept": least,
        "answers lost": lost,
        "damaged files": damaged,
    }


def _answer(kiosk: Running, before: int) -> bool:
    """Try to give an answer; whether more than so many have been counted."""
    kiosk.hand("key", "Return", "sleep", "0.1", "key", "f", "sleep", "0.1", "key", "3")
    time.sleep(0.15)
    return kiosk.answers() > before


def full_disk(screen: str, data: Path) -> dict[str, object]:
    """No file may grow for a while: play goes on; when there is room again, all that was counted is written."""
    kiosk = Running(screen, data)
    try:
        kiosk.ready()
        until(lambda: _answer(kiosk, 0), "an answer")
        size = max(path.stat().st_size for path in data.glob("results*"))
        resource.prlimit(kiosk.process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
        before = kiosk.answers()
        for _ in range(24):
            kiosk.hand("key", "Return", "sleep", "0.1", "key", "f", "sleep", "0.1", "key", "3", "sleep", "0.1")
        meanwhile, played = kiosk.answers(), kiosk.alive
        resource.prlimit(kiosk.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
        until(lambda: kiosk.answers() > meanwhile, "the writing of what had to wait")
        until(lambda: attracted(kiosk), "the end of the visit")  # all that was counted before it is written, too
        return {
            "played on": played, "answers on the disk before": before, "while full": meanwhile,
            "with room again": kiosk.answers(),
        }  # fmt: skip
    finally:
        kiosk.close()


def main() -> None:
    """Everything, and a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--visitors", type=int, default=200)
    parser.add_argument("--kills", type=int, default=50)
    options = parser.parse_args()
    with display() as screen, tempfile.TemporaryDirectory() as folder:
        for name, run in (
            ("visitors", lambda data: visitors(screen, data, options.visitors)),
            ("kills", lambda data: kills(screen, data, options.kills)),
            ("full-disk", lambda data: full_disk(screen, data)),
        ):
            sys.stdout.write(f"{name}: {run(Path(folder) / name)}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
