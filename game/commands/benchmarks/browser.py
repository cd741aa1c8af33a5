"""A Chromium without a window that opens pages and says when their first picture is painted.

Owns the process and the pipe to it (its DevTools protocol, a message and a zero byte). Needs no library; POSIX only.
"""

from __future__ import annotations

import itertools
import json
import os
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from game.base.errors import BenchError

NAMES = "chromium", "chromium-browser", "google-chrome"
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--mute-audio",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--remote-debugging-pipe",
)  # fmt: skip
PATIENCE_SECONDS = 60.0
_LAUNCH = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3); os.dup2(int(sys.argv[2]), 4); os.execv(sys.argv[3], sys.argv[3:])"
)
# milliseconds from the page's start until a picture of some size is decoded and two frames have gone by
SEEN = """new Promise(async (done) => {
  const frame = () => new Promise(requestAnimationFrame);
  let shown;
  while (!(shown = [...document.images].find((item) => item.complete && item.naturalWidth && item.clientWidth > 64)))
    await frame();
  await shown.decode();
  await frame(); await frame();
  done([performance.now(), shown.src]);
})"""


def program() -> str:
    """Where the browser is; raises BenchError where there is none that can be driven."""
    if sys.platform == "win32":
        raise BenchError("Chromium is driven by a pipe, which there is none of on Windows")
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        raise BenchError("Chromium is not installed (Debian: chromium)")
    return found


class Browser:
    """One browser; its folder is thrown away by the caller."""

    def __init__(self, home: Path, size: tuple[int, int]) -> None:
        command = [program(), *FLAGS, f"--window-size={size[0]},{size[1]}", f"--user-data-dir={home}", "about:blank"]
        import fcntl  # POSIX alone

        ours_in, to_us = os.pipe()
        from_us, ours_out = os.pipe()
        # the browser reads from 3 and writes to 4; what it is given must not stand there itself
        theirs_in, theirs_out = (fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (from_us, to_us))
        given = [sys.executable, "-c", _LAUNCH, str(theirs_in), str(theirs_out), *command]
        self._process = subprocess.Popen(  # noqa: S603 (a known program)
            given, pass_fds=(theirs_in, theirs_out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for end in (theirs_in, theirs_out, from_us, to_us):
            os.close(end)
        self._in, self._out, self._kept = ours_in, ours_out, b""
        self._numbers = itertools.count(1)

    def __enter__(self) -> Self:
        """As it is."""
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        """End the process."""
        self._process.terminate()
        self._process.wait(PATIENCE_SECONDS)
        os.close(self._in)
        os.close(self._out)

    def first_picture(self, address: str) -> tuple[float, str]:
        """Milliseconds from a page's start to its first picture, and which that is; in a tab of its own.

        Raises BenchError.
        """
        target = self._send("Target.createTarget", url="about:blank")["targetId"]
        session = self._send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self._send("Page.enable", session)
        self._send("Page.navigate", session, url=address)
        found = self._send("Runtime.evaluate", session, expression=SEEN, awaitPromise=True, returnByValue=True)
        self._send("Target.closeTarget", targetId=target)
        try:
            after, source = found["result"]["value"]
            return float(after), str(source)
        except (KeyError, TypeError, ValueError):
            raise BenchError(f"the page shows no picture: {found}") from None

    def _send(self, method: str, session: str = "", **parameters: Any) -> dict[str, Any]:
        """One command's result."""
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": parameters, **({"sessionId": session} if session else {})}
        os.write(self._out, json.dumps(message).encode() + b"\0")
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            said = json.loads(self._message(end))
            if said.get("id") == number:
                if "error" in said:
                    raise BenchError(f"Chromium: {method}: {said['error']['message']}")
                return dict(said["result"])

    def _message(self, end: float) -> bytes:
        while b"\0" not in self._kept:
            ready = select.select([self._in], [], [], max(0.0, end - time.monotonic()))[0]
            some = os.read(self._in, 1 << 16) if ready else b""
            if not some:
                raise BenchError("Chromium does not answer")
            self._kept += some
        message, _, self._kept = self._kept.partition(b"\0")
        return message
