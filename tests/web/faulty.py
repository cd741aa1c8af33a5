"""A bad network between phones and the server, on loopback: delays, stalls, cuts, and connections that overtake.

Owns one proxy for TCP. What it does is told by a seeded chance.
"""

from __future__ import annotations

import asyncio
import contextlib
from random import Random
from typing import NamedTuple


class Faults(NamedTuple):
    """How bad it is; times in seconds, chances from 0 to 1 for each piece that passes from a phone."""

    delay: float = 0.0  # of each piece, each way
    jitter: float = 0.0  # up to so much more, so that connections overtake one another
    cut: float = 0.0  # the connection ends there, before the piece has passed
    cut_after: float = 0.0  # or just after it: what was asked is done, and nobody hears of it
    stall: float = 0.0  # nothing passes for a while
    stall_seconds: float = 2.0


class FaultyProxy:
    """Passes on what comes in to `port` of loopback; each phone keeps its own address."""

    def __init__(self, port: int, faults: Faults, rng: Random) -> None:
        self.target, self.faults, self.rng = port, faults, rng
        self.port = 0
        self.cuts = self.stalls = self.pieces = 0
        self._server: asyncio.Server | None = None
        self._running: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Begin."""
        self._server = await asyncio.start_server(self._passed, "127.0.0.1", 0, backlog=512)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """End, with every connection."""
        assert self._server is not None
        self._server.close()
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _passed(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        address = writer.get_extra_info("peername")[0]
        try:
            far, away = await asyncio.open_connection("127.0.0.1", self.target, local_addr=(address, 0))
        except OSError:
            writer.close()
            return
        both = [asyncio.create_task(self._pass(reader, away, asked=True)),
                asyncio.create_task(self._pass(far, writer, asked=False))]  # fmt: skip
        self._running |= set(both)
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in both:
                task.cancel()
                self._running.discard(task)
            for end in (writer, away):
                with contextlib.suppress(OSError):
                    end.transport.abort()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, asked: bool) -> None:
        faults, rng = self.faults, self.rng
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                self.pieces += 1
                if asked and rng.random() < faults.stall:
                    self.stalls += 1
                    await asyncio.sleep(faults.stall_seconds)
                await asyncio.sleep(faults.delay + rng.random() * faults.jitter)
                if asked and rng.random() < faults.cut:
                    self.cuts += 1
                    return
                writer.write(data)
                await writer.drain()
                if asked and rng.random() < faults.cut_after:
                    self.cuts += 1
                    await asyncio.sleep(0.02)  # the server has read it by then
                    return
