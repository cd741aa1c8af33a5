"""A voice that reads a screen out: espeak-ng, macOS's `say`, or pyttsx3, each in a process of its own.

Owns finding one and ending it in the middle of a word. Refuses to block: `say` returns at once.
"""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
import time
from importlib.util import find_spec

log = logging.getLogger(__name__)

WORDS_A_MINUTE = 150
LONGEST = 5_000  # characters said at once: more than any screen holds
PATIENCE_SECONDS, SLOWEST = 10.0, 6.0  # for the voice to begin; characters a second: half as fast as it speaks


class Voice:
    """One speaker; what is said cuts off what was being said."""

    def __init__(self, command: list[str]) -> None:
        """`command` reads a text from its standard input and speaks it; `{language}` and `{volume}` are filled in."""
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._longest = 0.0  # until when (monotonic seconds) it may take to say what it says

    @property
    def speaking(self) -> bool:
        """Whether something is being said; a voice that does not come to an end says nothing."""
        process = self._process
        return process is not None and process.poll() is None and time.monotonic() < self._longest

    def say(self, text: str, language: str, volume: int = 100) -> None:
        """Say a text; `volume` in percent."""
        self.stop()
        self._longest = time.monotonic() + PATIENCE_SECONDS + len(text) / SLOWEST
        filled = [part.format(language=language, volume=volume) for part in self._command]
        try:
            self._process = subprocess.Popen(  # noqa: S603 (a fixed command; the text goes to its input)
                filled, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment()
            )
            assert self._process.stdin is not None  # noqa: S101 (it was asked for)
            self._process.stdin.write(_spoken(text).encode())
            self._process.stdin.close()
        except OSError as error:
            log.warning("the voice fails: %s", error)
            self.stop()

    def stop(self) -> None:
        """Be silent at once."""
        process, self._process = self._process, None
        if process is not None:
            if process.poll() is None:
                process.kill()
            process.wait()


def environment() -> dict[str, str]:
    """Ours; out of a folder without Python (standalone.spec) the one we were given, without that folder's libraries."""
    environment = dict(os.environ)
    if getattr(sys, "frozen", False):
        for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"):
            given = environment.pop(f"{name}_ORIG", "")
            environment.pop(name, None)
            environment |= {name: given} if given else {}
    return environment


def _spoken(text: str) -> str:
    """A text that is only spoken: to macOS "[[volm 1]]" is a command, to espeak "[[...]]" is phonemes."""
    return text[:LONGEST].replace("[[", "[ [")


def find() -> Voice | None:
    """The voice of this machine, or None where it has none."""
    for name in ("espeak-ng", "espeak"):
        if path := shutil.which(name):
            return Voice([path, "-v", "{language}", "-a", "{volume}", "-s", str(WORDS_A_MINUTE), "--stdin"])
    if sys.platform == "darwin" and (path := shutil.which("say")):
        return Voice([path, "-r", str(WORDS_A_MINUTE), "-f", "-"])
    if not getattr(sys, "frozen", False) and find_spec("pyttsx3") is not None:  # it takes a Python of its own
        return Voice([sys.executable, "-m", "game.seats.kiosk.voice", "{language}", "{volume}"])
    return None


def _speak_by_pyttsx3(language: str, volume: int) -> None:
    """Read standard input out; run as a process of its own, so that it can be ended."""
    import pyttsx3

    engine = pyttsx3.init()
    engine.setProperty("rate", WORDS_A_MINUTE)
    engine.setProperty("volume", volume / 100)
    for voice in engine.getProperty("voices"):
        known = " ".join([str(voice.id), *map(str, voice.languages or ())]).lower()
        if f"_{language}" in known or f"{language}_" in known or f"{language}-" in known:
            engine.setProperty("voice", voice.id)
            break
    engine.say(sys.stdin.buffer.read().decode())
    engine.runAndWait()


if __name__ == "__main__":
    _speak_by_pyttsx3(sys.argv[1], int(sys.argv[2]))
