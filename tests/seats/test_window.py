"""The real program in a real window: an X server of the test's own, driven by xdotool.

Skipped, with the reason, where Xvfb or xdotool is missing.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psutil
import pytest

REPOSITORY = Path(__file__).parents[2]
MISSING = [name for name in ("Xvfb", "xdotool", "xwininfo", "xprop") if shutil.which(name) is None]
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")
PATIENCE_SECONDS = 120.0  # a machine may have much else to do
REST_SECONDS = 1.0  # longer than the annotation window waits before it saves


def until(true: Callable[[], object], what: str) -> None:
    """Wait until something holds."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.05)


class Display(NamedTuple):
    """An X server of the test's own."""

    name: str
    server: psutil.Process


@pytest.fixture(scope="module")
def display() -> Iterator[Display]:
    """An X server as large as the window."""
    with _server("1280x720x24") as display:
        yield display


@pytest.fixture(params=["alone", "openbox"])
def large_display(request: pytest.FixtureRequest) -> Iterator[Display]:
    """An X server larger than the window, without a window manager and with one."""
    if request.param != "alone" and shutil.which(request.param) is None:
        pytest.skip(f"not installed: {request.param}")
    with _server("1920x1080x24") as display:
        if request.param == "alone":
            yield display
            return
        environment = {**os.environ, "DISPLAY": display.name}
        manager = subprocess.Popen(["openbox", "--sm-disable"], env=environment, stderr=subprocess.DEVNULL)
        asked = ["xprop", "-root", "_NET_SUPPORTING_WM_CHECK"]
        until(lambda: b"#" in _said(asked, environment), "openbox")
        yield display
        manager.terminate()
        manager.wait()


def _said(command: list[str], environment: dict[str, str]) -> bytes:
    return subprocess.run(command, env=environment, capture_output=True, check=False).stdout


@contextmanager
def _server(screen: str) -> Iterator[Display]:
    """An X server without a screen of its own; it stays as it is when its last client leaves."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", screen, "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read, encoding="ascii") as numbers:
        number = numbers.readline().strip()
    yield Display(f":{number}", psutil.Process(server.pid))
    server.terminate()
    server.wait()


class Window:
    """The game as a process with a window, and a hand on its keyboard and mouse."""

    def __init__(self, display: Display, data: Path, *arguments: str) -> None:
        gone = ("SDL_VIDEODRIVER", "SDL_AUDIODRIVER", "WAYLAND_DISPLAY")
        self.environment = {key: value for key, value in os.environ.items() if key not in gone}
        self.environment["DISPLAY"] = display.name
        self.data = data
        command = [sys.executable, "main.py", *arguments, "--data", str(data), "--lang", "en", "--size", "1280x720"]
        self.process = subprocess.Popen(
            command, cwd=REPOSITORY, env=self.environment, stderr=subprocess.PIPE, text=True
        )
        self.both = display.server, psutil.Process(self.process.pid)
        until(lambda: self.find() or self.process.poll() is not None, "the window")
        assert self.process.poll() is None, self.close()
        self.hand("windowfocus", self.find())
        self.rest()

    def run(self, *command: str) -> str:
        """Run a tool on the test's display."""
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        return done.stdout

    def find(self) -> str:
        """The window's number, once it is there."""
        lines = self.run("xwininfo", "-root", "-tree").splitlines()
        return next((line.split()[0] for line in lines if "Spot the Fake" in line), "")

    def hand(self, *arguments: str) -> None:
        """Let xdotool act."""
        self.run("xdotool", *arguments)

    def rest(self) -> None:
        """Wait until all that was done has been answered: game and server sleep, and use the processor no more."""
        used, since, end = None, time.monotonic(), time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() - since < REST_SECONDS:
            assert time.monotonic() < end, "waited in vain for the game to come to rest"
            now = [one.cpu_times()[:2] for one in self.both]
            if now != used or any(one.status() != psutil.STATUS_SLEEPING for one in self.both):
                used, since = now, time.monotonic()
            time.sleep(0.02)

    def answers(self) -> list[tuple[str, str]]:
        """What is in the database now, read beside the running game."""
        path = self.data / "results.sqlite3"
        if not path.is_file():
            return []
        database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            return database.execute("SELECT picture, says FROM answers ORDER BY round, picture").fetchall()
        except sqlite3.OperationalError:
            return []
        finally:
            database.close()

    def close(self) -> str:
        """End the process, if it has not ended itself; gives what it said to its error stream."""
        if self.process.poll() is None:
            self.process.terminate()
        _, said = self.process.communicate(timeout=PATIENCE_SECONDS)
        return said


def test_a_round_in_a_real_window(display: Display, tmp_path: Path) -> None:
    """Start, begin, answer by keys and mouse: the answers are on the disk while the game runs; Esc and Quit end it."""
    window = Window(display, tmp_path, "play", "cut-clone-erase")
    try:
        window.hand("key", "Return")
        window.rest()
        window.hand("key", "f")
        window.rest()
        window.hand("key", "4")
        until(lambda: len(window.answers()) == 1, "the first answer")
        assert window.answers() == [("removal-cocktail-orphan-shadow", "fake")]
        window.rest()
        window.hand("key", "Return")
        window.rest()
        window.hand("key", "c")
        until(lambda: len(window.answers()) == 2, "the second answer")
        for key in ("Escape", "Tab", "Tab", "Return", "Escape"):  # it asks first; out of the levels
            window.rest()
            window.hand("key", key)
        window.rest()
        window.hand("key", "shift+Tab")  # the focus is seen on the first answer, and before that stands the menu's end
        window.rest()
        window.hand("key", "Return")
        until(lambda: window.process.poll() is not None, "the end")
        assert window.process.returncode == 0
    finally:
        assert "Traceback" not in window.close()


def test_a_picture_is_annotated_in_a_real_window(display: Display, tmp_path: Path) -> None:
    """A box by mouse, its tell and notes by keyboard, with accents; the key that opens a list types nothing in it."""
    pack = tmp_path / "pack"
    shutil.copytree(REPOSITORY / "tests" / "packs" / "good-1", pack)
    path = pack / "assets" / "pictures.yaml"

    def written(part: str) -> bool:
        return part in path.read_text(encoding="utf-8")

    window = Window(display, tmp_path, "annotate", str(pack), "apple-blue")

    def drawn() -> bool:
        """The box is in the file; as long as it is not, the pack may still be being read."""
        window.hand("key", "b")
        window.hand("mousemove", "300", "150", "mousedown", "1")
        for place in (("320", "160"), ("360", "200"), ("400", "230")):
            window.hand("mousemove", *place)
        window.hand("mouseup", "1")
        window.rest()
        return written("- region:")

    try:
        until(drawn, "the box")
        window.hand("key", "Escape")  # out of the list of tells
        window.rest()
        window.hand("key", "t")
        window.rest()
        window.hand("type", "--delay", "60", "shadow noth")
        window.rest()
        window.hand("key", "Return")
        until(lambda: written("- tell: shadow-orphan"), "the tell")
        window.rest()
        window.hand("type", "--delay", "60", "Too blue: è così.")
        window.hand("key", "Return")
        window.hand("type", "--delay", "60", "Blu.")
        until(lambda: written("Too blue: è così.") and written("Blu."), "the notes")
        window.hand("key", "ctrl+z")
        until(lambda: not written("Blu."), "the undoing")
    finally:
        assert "Traceback" not in window.close()


@pytest.mark.parametrize("full", [False, True])
def test_f11_fills_the_screen_and_gives_it_back(large_display: Display, tmp_path: Path, full: bool) -> None:
    """The window is as large as what is laid out in it, also where no window manager makes it so."""
    window = Window(large_display, tmp_path, *(["--fullscreen"] if full else []))

    def size() -> tuple[int, ...]:
        lines = window.run("xwininfo", "-id", window.find()).splitlines()
        return tuple(int(line.split()[1]) for line in lines if line.strip().startswith(("Width:", "Height:")))

    sizes = [(1280, 720), (1920, 1080)]
    try:
        assert size() == sizes[full]
        for turn in (1, 2, 3):
            window.hand("key", "F11")
            until(lambda: size() == sizes[(full + turn) % 2], "the size")  # noqa: B023 (called at once)
            window.rest()
            assert size() == sizes[(full + turn) % 2]
        saved = json.loads((tmp_path / "settings.json").read_text(encoding="utf-8"))
        assert saved["fullscreen"] is not full
    finally:
        assert "Traceback" not in window.close()


def test_closing_the_window_ends_the_game(display: Display, tmp_path: Path) -> None:
    """No traceback, and the log is there."""
    window = Window(display, tmp_path)
    assert window.process.poll() is None
    said = window.close()
    assert "Traceback" not in said
    assert (tmp_path / "spot-the-fake.log").is_file()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_an_unmoving_title_hardly_wakes(display: Display, tmp_path: Path) -> None:
    """The loop sleeps on the window system's socket: far fewer looks than one a millisecond."""
    window = Window(display, tmp_path)
    try:

        def switches() -> int:
            tasks = Path(f"/proc/{window.process.pid}/task").iterdir()
            lines = [line for task in tasks for line in (task / "status").read_text(encoding="ascii").splitlines()]
            return sum(int(line.split()[1]) for line in lines if line.startswith("voluntary_ctxt"))

        before = switches()
        time.sleep(3.0)
        assert switches() - before < 3 * 20
    finally:
        window.close()
