"""The display's power: runs the museum's own commands at closing and at opening time.

Owns that they never block the kiosk, run one after another in the order asked for, and end in time; what they say on
failing is logged. No shell is involved. Refuses to know the hours, and what kind of display it is.
"""

from __future__ import annotations

import logging
import os
import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from game.seats.kiosk.voice import environment

log = logging.getLogger(__name__)

LONGEST_SECONDS = 20.0  # a display by CEC or network takes its time; a command that hangs is ended
_LOGGED = 300  # bytes at most of what a failing command says


class DisplayPower:
    """Switches by two commands, each a program and its arguments; without one nothing happens."""

    def __init__(self, off: Sequence[str], on: Sequence[str], longest_seconds: float = LONGEST_SECONDS) -> None:
        self._commands = {False: tuple(off), True: tuple(on)}
        self._longest = longest_seconds
        self._on: bool | None = None  # not known: an earlier kiosk may have left it off
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="display")

    def switch(self, *, on: bool) -> None:
        """Switch the display, and return at once; nothing happens where it was switched so before."""
        if on != self._on:
            self._on = on
            if command := self._commands[on]:
                self._worker.submit(_run, command, self._longest)

    def close(self, *, followed: bool = False) -> None:
        """Leave no display switched off, unless another kiosk follows at once, and wait for the commands."""
        if self._on is False and not followed:
            self.switch(on=True)
        self._worker.shutdown()


def _scratch() -> IO[bytes]:
    """A file for what a command says; nothing is kept where no folder can be written, as on a read-only system."""
    try:
        return TemporaryFile()
    except OSError:
        return Path(os.devnull).open("r+b")


def _run(command: tuple[str, ...], longest: float) -> None:
    """(On the worker's thread.) Run a command to its end; whatever is wrong with it is a line in the log."""
    shown = " ".join(command)
    with _scratch() as said:  # a pipe would stay open with whatever the command leaves behind
        try:
            done = subprocess.run(  # noqa: S603 (the museum's own command, of its own settings)
                command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, timeout=longest, check=False,
                env=environment(),
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            log.error("the display's command was ended after %g seconds: %s", longest, shown)  # noqa: TRY400 (a wrong setting)
            return
        except (OSError, ValueError) as error:
            log.error("the display's command cannot be run (%s): %s", error, shown)  # noqa: TRY400 (likewise)
            return
        if done.returncode:
            said.seek(0)
            words = " ".join(said.read(_LOGGED).decode(errors="replace").split())
            log.error("the display's command failed (exit code %d): %s: %s", done.returncode, shown, words)
        else:
            log.info("the display's command was run: %s", shown)
