"""The real program in a real window: an X server of the test's own, driven by xdotool.

Skipped, with the reason, where Xvfb or xdotool is missing.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent
MISSING = [name for name in ("Xvfb", "xdotool", "xwininfo") if shutil.which(name) is None]
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")
PATIENCE_SECONDS = 20.0


def until(true: Callable[[], object], what: str) -> None:
    """Wait until something holds."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """An X server without a screen of its own."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x720x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read, encoding="ascii") as numbers:
        number = numbers.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait()


class Window:
    """The game as a process with a window, and a hand on its keyboard and mouse."""

    def __init__(self, display: str, data: Path, *arguments: str) -> None:
        gone = ("SDL_VIDEODRIVER", "SDL_AUDIODRIVER", "WAYLAND_DISPLAY")
        self.environment = {key: value for key, value in os.environ.items() if key not in gone}
        self.environment["DISPLAY"] = display
        self.data = data
        command = [sys.executable, "main.py", *arguments, "--data", str(data), "--lang", "en", "--size", "1280x720"]
        self.process = subprocess.Popen(
            command, cwd=REPOSITORY, env=self.environment, stderr=subprocess.PIPE, text=True
        )
        until(self.find, "the window")
        self.hand("windowfocus", self.find())

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
        _, said = self.process.communicate(timeout=20)
        return said


def test_a_round_in_a_real_window(display: str, tmp_path: Path) -> None:
    """Start, begin, answer by keys and mouse: the answers are on the disk while the game runs; Esc and Quit end it."""
    window = Window(display, tmp_path, "play", "altered-photographs")
    try:
        time.sleep(1.0)
        window.hand("key", "Return")
        time.sleep(0.3)
        window.hand("key", "f")
        time.sleep(0.2)
        window.hand("key", "4")
        until(lambda: len(window.answers()) == 1, "the first answer")
        assert window.answers() == [("removal-cocktail-orphan-shadow", "fake")]
        window.hand("key", "Return")
        time.sleep(0.3)
        window.hand("key", "c")
        until(lambda: len(window.answers()) == 2, "the second answer")
        for _ in range(3):
            window.hand("key", "Escape")
            time.sleep(0.3)
        for _ in range(11):
            window.hand("key", "Tab")
        window.hand("key", "Return")
        until(lambda: window.process.poll() is not None, "the end")
        assert window.process.returncode == 0
    finally:
        assert "Traceback" not in window.close()


def test_a_picture_is_annotated_in_a_real_window(display: str, tmp_path: Path) -> None:
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
        time.sleep(2.0)
        return written("- region:")

    try:
        until(drawn, "the box")
        window.hand("key", "Escape")  # out of the list of tells
        time.sleep(0.5)
        window.hand("key", "t")
        time.sleep(0.5)
        window.hand("type", "--delay", "60", "shadow noth")
        time.sleep(0.5)
        window.hand("key", "Return")
        until(lambda: written("- tell: shadow-orphan"), "the tell")
        window.hand("type", "--delay", "60", "Too blue: è così.")
        window.hand("key", "Return")
        window.hand("type", "--delay", "60", "Blu.")
        until(lambda: written("Too blue: è così.") and written("Blu."), "the notes")
        window.hand("key", "ctrl+z")
        until(lambda: not written("Blu."), "the undoing")
    finally:
        assert "Traceback" not in window.close()


def test_closing_the_window_ends_the_game(display: str, tmp_path: Path) -> None:
    """No traceback, and the log is there."""
    window = Window(display, tmp_path)
    time.sleep(1.0)
    assert window.process.poll() is None
    said = window.close()
    assert "Traceback" not in said
    assert (tmp_path / "spot-the-fake.log").is_file()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_an_unmoving_title_hardly_wakes(display: str, tmp_path: Path) -> None:
    """The loop sleeps on the window system's socket: far fewer looks than one a millisecond."""
    window = Window(display, tmp_path)
    try:
        time.sleep(3.0)

        def switches() -> int:
            tasks = Path(f"/proc/{window.process.pid}/task").iterdir()
            lines = [line for task in tasks for line in (task / "status").read_text(encoding="ascii").splitlines()]
            return sum(int(line.split()[1]) for line in lines if line.startswith("voluntary_ctxt"))

        before = switches()
        time.sleep(3.0)
        assert switches() - before < 3 * 20
    finally:
        window.close()
