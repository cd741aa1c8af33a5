"""A pack that is fetched while somebody plays: by `pack get` in a process of its own, so that no frame waits for it.

Owns that process and what it last said. When it ends, or is ended, all that came is kept for the next time.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec

DownloadStage = Literal["begin", "fetching", "making", "installed", "failed"]
NICENESS = 10  # the game goes first
_END_SECONDS = 3.0
_RUN = "import sys; sys.path.append(sys.argv.pop(1)); from game.commands.cli import main; sys.exit(main())"


class DownloadState(NamedTuple):
    """What is known of a download; sizes in bytes, and files while it is made."""

    stage: DownloadStage = "begin"
    bytes: int = 0
    of_bytes: int = 0
    files: int = 0
    of_files: int = 0
    seconds_left: float | None = None
    trouble: str = ""
    why: str = ""  # it failed: offline, busy, missing, refused, wrong, full, taken, other
    lines: tuple[str, ...] = ()  # what the process said of it

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self.stage in ("installed", "failed")

    @property
    def share(self) -> float:
        """How far it is, from 0 to 1: fetching is the most of it, then the pictures are made."""
        if self.stage == "installed":
            return 1.0
        if self.stage == "making":
            return 0.8 + 0.2 * self.files / max(1, self.of_files)
        return 0.8 * self.bytes / max(1, self.of_bytes)


class Download:
    """One pack on its way. `state` is replaced whole, on a thread; `wake` is called after that."""

    def __init__(self, recipe: str, data: Path, wake: Callable[[], None], mirror: str | None = None) -> None:
        self.state = DownloadState()
        self._wake = wake
        self._process: subprocess.Popen[str] | None = None
        self._stopped = False
        self._guard = threading.Lock()
        command = [*_itself(), "pack", "get", recipe, "--data", str(data), "--format", "json"]
        self._command = [*command, *(["--from", mirror] if mirror else [])]
        self._thread = threading.Thread(target=self._follow, name="download", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the process; what came is kept."""
        with self._guard:
            self._stopped = True
            if self._process is not None:
                self._process.terminate()

    def close(self) -> None:
        """End the process and wait until it has."""
        self.stop()
        self._thread.join(_END_SECONDS)

    def _follow(self) -> None:
        """(The thread.) Start the process and hear it out."""
        strange: list[str] = []
        try:
            with self._guard:
                if self._stopped:
                    return
                process = self._process = self._started()
            with process:
                strange += [line.strip() for line in process.stdout or () if not self._hear(line)]
        except OSError as error:
            strange.append(str(error))
        if not self.state.ended:
            last = tuple(line for line in strange if line)[-1:]
            self._tell(self.state._replace(stage="failed", why="other", lines=last))

    def _started(self) -> subprocess.Popen[str]:
        flags = 0
        if sys.platform == "win32":
            flags = subprocess.BELOW_NORMAL_PRIORITY_CLASS | subprocess.CREATE_NO_WINDOW
        process = subprocess.Popen(  # noqa: S603 (this program itself)
            self._command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            encoding="utf-8", errors="replace", creationflags=flags,
        )  # fmt: skip
        if sys.platform != "win32":
            import os

            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, process.pid, NICENESS)
        return process

    def _hear(self, line: str) -> bool:
        """Take in a line; False where it is none of ours."""
        try:
            said: dict[str, Any] = json.loads(line)
            known = {key: said[key] for key in DownloadState._fields if key in said and said[key] is not None}
            before = self.state
            if said["stage"] == "failed":
                known = {"stage": "failed", "why": said["why"], "lines": tuple(said["lines"])}
            elif said["stage"] == "making":  # it knows of files alone
                known["bytes"], known["of_bytes"] = before.of_bytes, before.of_bytes
            news = before._replace(**{"seconds_left": None, "trouble": "", **known})
            self._tell(msgspec.convert(tuple(news), DownloadState))
        except (ValueError, KeyError, TypeError, RecursionError):
            return False
        return True

    def _tell(self, state: DownloadState) -> None:
        self.state = state
        if not self._stopped:
            self._wake()


def _itself() -> list[str]:
    """The command that starts this program: in a folder without Python (standalone.spec) it is the program's own."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    return [sys.executable, "-P", "-c", _RUN, str(Path(__file__).resolve().parents[2])]
