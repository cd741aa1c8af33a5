"""A real Chromium, driven over its DevTools protocol: keys, touches and clicks as a person makes them.

Owns the process and the one connection. Refuses to wait longer than a test may: what does not come true is an error.
"""

from __future__ import annotations

import base64
import itertools
import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

PROGRAM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
PATIENCE_SECONDS = 20.0
_KEYS = {
    "Enter": ("\r", 13),
    " ": (" ", 32),
    "Tab": ("", 9),
    "Backspace": ("", 8),
    "ArrowRight": ("", 39),
    "ArrowDown": ("", 40),
}


class Chromium:
    """One browser, for several pages."""

    def __init__(self, home: Path) -> None:
        from websockets.sync.client import connect

        assert PROGRAM is not None
        flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0", "--hide-scrollbars"]
        flags += ["--no-first-run", "--disable-background-networking", "--force-color-profile=srgb", "--mute-audio"]
        self._process = subprocess.Popen(
            [PROGRAM, *flags, f"--user-data-dir={home}", "about:blank"],
            stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": str(home)},
        )
        port_file = home / "DevToolsActivePort"
        _until(lambda: port_file.is_file() and len(port_file.read_text().splitlines()) == 2, "Chromium did not start")
        port, path = port_file.read_text().splitlines()
        self._open = ExitStack()
        self._socket = self._open.enter_context(connect(f"ws://127.0.0.1:{port}{path}", max_size=None))
        self._numbers = itertools.count(1)
        self.events: list[dict[str, Any]] = []

    def send(self, method: str, session: str | None = None, **parameters: Any) -> dict[str, Any]:
        """One command's result; events that come meanwhile are kept."""
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": parameters, **({"sessionId": session} if session else {})}
        self._socket.send(json.dumps(message))
        while True:
            said = json.loads(self._socket.recv(timeout=PATIENCE_SECONDS))
            if said.get("id") == number:
                if "error" in said:
                    raise RuntimeError(f"{method}: {said['error']['message']}")
                return dict(said["result"])
            self.events.append(said)

    def page(self, address: str, size: tuple[int, int] = (1280, 720), *, touch: bool = False, **features: str) -> Page:
        """A new page; `features`: media features, such as prefers_color_scheme."""
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = Page(self, session, target)
        for domain in ("Page", "Runtime", "Log", "Network"):
            page.send(f"{domain}.enable")
        page.resize(size, touch=touch)
        page.prefer(**features)
        page.goto(address)
        return page

    def close(self) -> None:
        """End the process."""
        self._open.close()
        self._process.terminate()
        self._process.wait(timeout=PATIENCE_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Page:
    """One page as somebody uses it."""

    def __init__(self, browser: Chromium, session: str, target: str) -> None:
        self._browser, self._session, self._target = browser, session, target

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """A command to this page."""
        return self._browser.send(method, self._session, **parameters)

    def prefer(self, **features: str) -> None:
        """What the reader prefers, as media features."""
        wanted = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        self.send("Emulation.setEmulatedMedia", features=wanted)

    def resize(self, size: tuple[int, int], *, touch: bool = False) -> None:
        """Another size of the window."""
        width, height = size
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=touch)
        self.send("Emulation.setTouchEmulationEnabled", enabled=touch)

    def goto(self, address: str) -> None:
        """Open an address and wait for the first screen."""
        self.send("Page.navigate", url=address)
        self.until("document.readyState === 'complete'")

    def run(self, script: str) -> Any:
        """The value of an expression, awaited."""
        result = self.send("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in result:
            raise AssertionError(_described(result["exceptionDetails"]))
        return result["result"].get("value")

    def until(self, script: str) -> None:
        """Wait until an expression is true."""
        _until(lambda: bool(self.run(f"Boolean({script})")), f"never true: {script}")

    def key(self, name: str) -> None:
        """Press and let go."""
        text, code = _KEYS[name]
        about = {"key": name, "code": "Space" if name == " " else name, "windowsVirtualKeyCode": code}
        self.send("Input.dispatchKeyEvent", type="keyDown", **about, **({"text": text} if text else {}))
        self.send("Input.dispatchKeyEvent", type="keyUp", **about)

    def place(self, selector: str) -> tuple[float, float]:
        """The middle of an element, brought into sight."""
        script = f"""(() => {{
            const item = document.querySelector({json.dumps(selector)});
            item.scrollIntoView({{block: 'center'}});
            const rect = item.getBoundingClientRect();
            return [rect.left + rect.width / 2, rect.top + rect.height / 2];
        }})()"""
        x, y = self.run(script)
        return x, y

    def tap(self, selector: str) -> None:
        """Touch an element with a finger."""
        x, y = self.place(selector)
        self.send("Input.dispatchTouchEvent", type="touchStart", touchPoints=[{"x": x, "y": y}])
        self.send("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])

    def click(self, selector: str) -> None:
        """Click an element with a mouse."""
        x, y = self.place(selector)
        for kind in ("mousePressed", "mouseReleased"):
            self.send("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def screenshot(self, path: Path) -> None:
        """What is to be seen, as a PNG."""
        path.write_bytes(base64.b64decode(self.send("Page.captureScreenshot", format="png")["data"]))

    @property
    def complaints(self) -> list[str]:
        """Errors and refusals that the browser told of this page so far."""
        self.run("0")
        found = []
        for event in self._browser.events:
            if event.get("sessionId") != self._session:
                continue
            if event["method"] == "Runtime.exceptionThrown":
                found.append(_described(event["params"]["exceptionDetails"]))
            elif event["method"] == "Log.entryAdded" and event["params"]["entry"]["level"] in ("error", "warning"):
                found.append(event["params"]["entry"]["text"])
        return found

    @property
    def requests(self) -> list[str]:
        """Every address that the page asked for."""
        self.run("0")
        events = (event for event in self._browser.events if event.get("sessionId") == self._session)
        return [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]

    def close(self) -> None:
        """Close it."""
        self._browser.send("Target.closeTarget", targetId=self._target)


def _described(details: dict[str, Any]) -> str:
    """An exception of the page's."""
    return str(details.get("exception", {}).get("description") or details["text"])


def _until(true: Callable[[], bool], complaint: str) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not true():
        if time.monotonic() > end:
            raise AssertionError(complaint)
        time.sleep(0.02)
