"""A crowd of phones that do what the page does, in a process of their own: join, wait, vote, change, try again.

`python -m tests.web.crowd PORT CODE COUNT SEED FAULTS` prints one JSON line when the lesson is over: every vote that a
phone was told is taken, or was left in the dark about, and when it was first sent (CLOCK_MONOTONIC, as the game's).
FAULTS is JSON of `Faults`.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from random import Random
from typing import Any

import aiohttp

from tests.web.faulty import Faults, FaultyProxy

ANSWERS = ("real", "fake", "unsure")


class PagePhone:
    """One phone, at an address of its own."""

    def __init__(self, number: int, port: int, code: str, rng: Random) -> None:
        self.number, self.code, self.rng = number, code, rng
        self.base = f"http://127.0.0.1:{port}"
        self.who = ""
        self.said: list[dict[str, Any]] = []
        self.failures = self.closed = 0
        self.hurry = 3.0  # seconds within which a class has voted

    def session(self) -> aiohttp.ClientSession:
        """As a browser has it: cookies, and few connections."""
        address = f"127.0.{1 + self.number // 250}.{1 + self.number % 250}"
        connector = aiohttp.TCPConnector(local_addr=(address, 0), limit=6)
        timeout = aiohttp.ClientTimeout(total=8)
        return aiohttp.ClientSession(connector=connector, timeout=timeout, cookie_jar=aiohttp.CookieJar(unsafe=True))

    async def ask(self, session: aiohttp.ClientSession, method: str, path: str, data: Any = None) -> tuple[int, Any]:
        """One request, again and again until there is an answer."""
        for tries in range(200):
            try:
                async with session.request(method, self.base + path, json=data) as answer:
                    body = await answer.read()
                    if answer.status == 429:
                        raise aiohttp.ClientError
                    return answer.status, body
            except (aiohttp.ClientError, TimeoutError):
                self.failures += 1
                await asyncio.sleep(min(1.0, 0.1 * 2 ** min(tries, 4)))
        raise TimeoutError(path)

    async def attend(self) -> None:
        """The whole lesson."""
        voted, version, picture = "", "", ""
        voting: set[asyncio.Task[None]] = set()
        async with self.session() as session:
            await asyncio.sleep(self.rng.random() * 2)
            status, body = await self.ask(session, "POST", "/join", {"code": self.code})
            assert status == 200, body
            self.who = json.loads(body)["who"]
            while True:
                _, body = await self.ask(session, "GET", f"/state?since={version}")
                state = json.loads(body)
                version, shown = state["version"], state["shown"]
                if shown["step"] == "over":
                    break
                if (key := shown.get("picture", {}).get("key")) and key != picture:
                    picture = key
                    voting.add(asyncio.create_task(self._look(session, key)))
                vote = shown.get("vote", "")
                if vote and vote != voted:
                    voted = vote
                    voting.add(asyncio.create_task(self._vote(session, vote)))
            await asyncio.gather(*voting)

    async def _look(self, session: aiohttp.ClientSession, key: str) -> None:
        await self.ask(session, "GET", f"/picture/{key}")

    async def _vote(self, session: aiohttp.ClientSession, vote: str) -> None:
        """Once or twice; the second one may overtake the first, and each may be sent twice."""
        await asyncio.sleep(self.rng.random() * self.hurry)
        sent = []
        for nth in range(1, 2 + (self.rng.random() < 0.3)):
            data = {"vote": vote, "says": self.rng.choice(ANSWERS), "nth": nth}
            sent += [data] * (1 + (self.rng.random() < 0.2))
        self.rng.shuffle(sent)
        await asyncio.gather(*(self._send(session, data) for data in sent))

    async def _send(self, session: aiohttp.ClientSession, data: dict[str, Any]) -> None:
        began, before = time.monotonic(), self.failures
        status, _ = await self.ask(session, "POST", "/vote", data)
        self.closed += status == 409
        self.said.append({**data, "who": self.who, "sent": began, "taken": status == 200,
                          "sure": status == 200 or self.failures == before})  # fmt: skip


async def crowd(port: int, code: str, count: int, seed: int, faults: Faults) -> dict[str, Any]:
    """Send so many phones through a bad network."""
    proxy = FaultyProxy(port, faults, Random(seed))
    await proxy.start()
    phones = [PagePhone(number, proxy.port, code, Random(seed * 1000 + number)) for number in range(count)]
    await asyncio.gather(*(phone.attend() for phone in phones))
    await proxy.close()
    return {
        "said": [said for phone in phones for said in phone.said], "who": [phone.who for phone in phones],
        "failures": sum(phone.failures for phone in phones), "closed": sum(phone.closed for phone in phones),
        "cuts": proxy.cuts, "stalls": proxy.stalls, "pieces": proxy.pieces,
    }  # fmt: skip


if __name__ == "__main__":
    port, code, count, seed, faults = sys.argv[1:]
    sys.stdout.write(
        json.dumps(asyncio.run(crowd(int(port), code, int(count), int(seed), Faults(**json.loads(faults)))))
    )
