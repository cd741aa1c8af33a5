"""A real Chromium without a window, driven over its own protocol: tabs that are each a device of their own.

Owns starting, driving and ending it. Nothing but loopback is reached.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import shutil
import tempfile
from collections.abc import AsyncIterator
from typing import Any

import aiohttp

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--remote-debugging-port=0",
)  # fmt: skip


def found() -> str | None:
    """Where it is, if it is here."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Tab:
    """A tab in a context of its own: its cookies are no other tab's."""

    def __init__(self, chromium: Chromium, session: str, context: str) -> None:
        self.chromium, self.session, self.context = chromium, session, context

    async def ask(self, method: str, **values: Any) -> dict[str, Any]:
        """A command of the protocol."""
        return await self.chromium.ask(method, self.session, **values)

    async def run(self, script: str) -> Any:
        """The value of a piece of JavaScript; raises RuntimeError where it throws."""
        said = await self.ask("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in said:
            raise RuntimeError(str(said["exceptionDetails"]))
        return said["result"].get("value")

    async def until(self, script: str, seconds: float = 10.0) -> float:
        """Wait until a piece of JavaScript is true; how long that took. Raises TimeoutError with the page's text."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        while loop.time() - began < seconds:
            with contextlib.suppress(RuntimeError):
                if await self.run(script):
                    return loop.time() - began
            await asyncio.sleep(0.03)
        raise TimeoutError(f"{script}\n{await self.run('document.body.innerText')}")

    async def go(self, url: str) -> None:
        """Open an address."""
        await self.ask("Page.navigate", url=url)

    async def size(self, width: int, height: int, *, dark: bool = True, scale: float = 1) -> None:
        """A phone's window."""
        await self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale,
                       mobile=True)  # fmt: skip
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        await self.ask("Emulation.setEmulatedMedia", features=[scheme])

    async def offline(self, *, off: bool) -> None:
        """Without a network, or with it again."""
        await self.ask("Network.emulateNetworkConditions", offline=off, latency=0, downloadThroughput=-1,
                       uploadThroughput=-1)  # fmt: skip

    async def shot(self) -> bytes:
        """What is seen, as a PNG."""
        said = await self.ask("Page.captureScreenshot", format="png")
        return base64.b64decode(said["data"])


class Chromium:
    """The browser; see `chromium`."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._number = 0
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.complaints: list[str] = []  # what pages threw, or their policy refused
        self._listening = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        async for message in self._socket:
            said = json.loads(message.data)
            future = self._waiting.pop(said.get("id", -1), None)
            if future is not None and not future.done():
                future.set_result(said)
            if said.get("method") == "Runtime.exceptionThrown":
                self.complaints.append(str(said["params"]["exceptionDetails"]))
            entry = said.get("params", {}).get("entry", {})
            if said.get("method") == "Log.entryAdded" and entry.get("source") in ("security", "violation"):
                self.complaints.append(str(entry.get("text")))

    async def ask(self, method: str, session: str | None = None, **values: Any) -> dict[str, Any]:
        """A command of the protocol; raises RuntimeError where it is refused."""
        self._number += 1
        future = self._waiting[self._number] = asyncio.get_running_loop().create_future()
        command: dict[str, Any] = {"id": self._number, "method": method, "params": values}
        await self._socket.send_json(command | ({"sessionId": session} if session else {}))
        said = await asyncio.wait_for(future, 60)
        if "error" in said:
            raise RuntimeError(f"{method}: {said['error']}")
        return dict(said["result"])

    async def tab(self, context: str | None = None) -> Tab:
        """A new tab, on a device of its own or in another tab's."""
        context = context or (await self.ask("Target.createBrowserContext"))["browserContextId"]
        target = (await self.ask("Target.createTarget", url="about:blank", browserContextId=context))["targetId"]
        session = (await self.ask("Target.attachToTarget", targetId=target, flatten=True))["sessionId"]
        tab = Tab(self, session, context)
        for domain in ("Page", "Runtime", "Network", "Log"):
            await tab.ask(f"{domain}.enable")
        return tab


async def _address(process: asyncio.subprocess.Process) -> str:
    """Where it listens, as it says itself."""
    assert process.stderr is not None
    async for line in process.stderr:
        if line.startswith(b"DevTools listening on "):
            return line.decode().split()[-1]
    raise RuntimeError("Chromium has ended")


@contextlib.asynccontextmanager
async def chromium() -> AsyncIterator[Chromium]:
    """A browser, as long as the block lasts."""
    path = found()
    assert path is not None, "Chromium is missing"
    folder = tempfile.mkdtemp(prefix="chromium-")
    process = await asyncio.create_subprocess_exec(
        path, *FLAGS, f"--user-data-dir={folder}", "about:blank", stderr=asyncio.subprocess.PIPE
    )
    try:
        address = await asyncio.wait_for(_address(process), 60)
        async with aiohttp.ClientSession() as session, session.ws_connect(address, max_msg_size=0) as socket:
            browser = Chromium(socket)
            yield browser
            browser._listening.cancel()
    finally:
        process.terminate()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), 10)
        if process.returncode is None:
            process.kill()
            await process.wait()
        shutil.rmtree(folder, ignore_errors=True)
