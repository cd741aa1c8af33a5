"""What `bench` runs in processes of their own about a lesson: votes of many phones until the projector shows them.

Both sides of it: the real game with its server, or a bare aiohttp handler beside a bare window; and a crowd of phones,
each at an address of its own, that asks either for the same. `python -m game.commands.benchmarks.lesson_child WHAT …`
gives a line of JSON.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
import time
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

from game.commands.benchmarks import screens
from game.commands.benchmarks.child import FRAME, say, size_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from game.seats.app import App
    from game.seats.workshop.phones import Phones

PATIENCE_SECONDS = 60.0
A_SECOND = 70  # votes, at most: as many as a class gives at once
CODE = "BARE"


class SentVote(NamedTuple):
    """That a phone has voted; `sent` in seconds of the monotonic clock, which all processes share."""

    who: str
    vote: str
    sent: float


class _Crowd:
    """The phones, in a process of their own; what they sent, once the lesson is over."""

    def __init__(self, port: int, code: str, count: int) -> None:
        command = [sys.executable, "-m", "game.commands.benchmarks.lesson_child", "crowd", str(port), code, str(count)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE)  # noqa: S603 (our own code)

    def told(self, seen: dict[tuple[str, str], float]) -> list[float]:
        """Milliseconds from each vote's sending until it was seen."""
        sent = [SentVote(*item) for item in json.loads(self._process.communicate(timeout=PATIENCE_SECONDS)[0])]
        return [(seen[item.vote, item.who] - item.sent) * 1e3 for item in sent if (item.vote, item.who) in seen]


# --- the game


def phones(data: str, size: str, pack: str, count: str, rounds: str) -> None:
    """A lesson in the real game: both votes of so many rounds by so many phones."""
    from game.seats.workshop.ballot import BallotScene
    from game.ui.outcomes import OpenWorkshop
    from game.web.phones import phone_server

    phone_server.PORTS = (0,)  # type: ignore[assignment] # the usual ones may be taken
    app, player = screens.opened(data, size_of(size), pack, phones=True)
    app.act(OpenWorkshop(screens.LEVEL, phones=True))
    player.click("begin")
    room: Phones = app.flow.phones  # type: ignore[attr-defined] # a workshop's
    turn = _Turns(app)
    turn.until(lambda: room.ready)
    assert room._server is not None, room.problem  # noqa: S101, SLF001 (its port is told nobody else)
    crowd = _Crowd(room._server.port, room.code, int(count))  # noqa: SLF001
    turn.until(lambda: room.seen >= int(count))
    seen: dict[tuple[str, str], float] = {}

    def look() -> None:
        scene = app.scene
        if isinstance(scene, BallotScene) and scene.ballot is not None:
            for who in scene.votes.voters[scene.ballot]:
                seen.setdefault((scene.vote_id, who), time.monotonic())

    turn.look = look
    for number in range(2 * int(rounds)):
        while not (isinstance(app.scene, BallotScene) and app.scene.ballot is not None):
            _onward(app)
        turn.until(lambda asked=(number + 1) * int(count): len(seen) >= asked)  # type: ignore[misc]
        _onward(app)
    room.close()
    say(times=crowd.told(seen))
    app.close()


def _onward(app: App) -> None:
    import pygame

    app.step(app.scene.fresh)
    for kind in (pygame.KEYDOWN, pygame.KEYUP):
        pygame.event.post(pygame.Event(kind, key=pygame.K_PAGEDOWN, mod=0, unicode=""))
        app.step(FRAME)


class _Turns:
    """The app's own loop, in real time, which ends when something has come about."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.look: Callable[[], None] = lambda: None  # after every frame

    def until(self, done: Callable[[], bool]) -> None:
        """Turn until something is so."""
        app, last = self.app, time.monotonic()
        end = last + PATIENCE_SECONDS
        while not done():
            assert last < end, "no votes"  # noqa: S101 (else nothing is measured)
            until = app._until_next(time.monotonic() - last)  # noqa: SLF001 (as App.loop does)
            app._waiter.wait(0.1 if until is None else min(until, 0.1))  # noqa: SLF001
            now = time.monotonic()
            app.step(now - last)
            self.look()
            last = now


# --- beside it


def bare_phones(size: str, count: str, rounds: str) -> None:
    """The yardstick: an aiohttp handler that notes votes, and a bare window that draws their number at each frame."""
    import os

    os.environ.setdefault("SDL_FRAMEBUFFER_ACCELERATION", "0")
    import pygame

    pygame.display.init()
    pygame.font.init()
    screen, font = pygame.display.set_mode(size_of(size)), pygame.font.Font(None, 60)
    server, seen, shown = _BareServer(), dict[tuple[str, str], float](), 0
    crowd = _Crowd(server.port, CODE, int(count))
    end = time.monotonic() + PATIENCE_SECONDS

    def frame() -> None:
        nonlocal shown
        pygame.event.pump()
        there = list(server.votes)
        if len(there) != shown:
            shown = len(there)
            place = screen.blit(font.render(f"{shown} votes", True, (240, 240, 240), (30, 30, 60)), (100, 100))
            pygame.display.update(place)
        for key in there:
            seen.setdefault(key, time.monotonic())
        assert time.monotonic() < end, "no votes"  # noqa: S101 (else nothing is measured)
        time.sleep(FRAME)

    while len(server.joined) < int(count):
        frame()
    for number in range(2 * int(rounds)):
        server.opens(f"vote {number}")
        while len(seen) < (number + 1) * int(count):
            frame()
    server.opens("")
    say(times=crowd.told(seen))
    os._exit(0)


class _BareServer:
    """What phones ask for, and nothing more, on a thread of its own."""

    def __init__(self) -> None:
        self.joined: list[str] = []
        self.votes: dict[tuple[str, str], str] = {}
        self.port = 0
        self._open: str | None = None  # the vote; "" once all is over
        self._changed = asyncio.Event()
        self._ready = threading.Event()
        threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True).start()
        self._ready.wait(PATIENCE_SECONDS)

    def opens(self, vote: str) -> None:
        """Let phones vote; "" ends it all."""
        self._open = vote
        self._loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        waiting, self._changed = self._changed, asyncio.Event()
        waiting.set()

    async def _serve(self) -> None:
        from aiohttp import web

        app = web.Application()
        app.add_routes([web.post("/join", self._join), web.get("/state", self._state), web.post("/vote", self._vote)])
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0, backlog=256).start()
        self._loop = asyncio.get_running_loop()
        self.port = runner.addresses[0][1]
        self._ready.set()
        await asyncio.Event().wait()

    async def _join(self, _request: Any) -> Any:
        from aiohttp import web

        self.joined.append(f"phone-{len(self.joined)}")
        return web.json_response({"who": self.joined[-1]})

    async def _state(self, request: Any) -> Any:
        from aiohttp import web

        if request.query.get("since") == str(self._open):
            await self._changed.wait()
        step = "over" if self._open == "" else "vote" if self._open else "lobby"
        return web.json_response({"version": str(self._open), "shown": {"step": step, "vote": self._open or ""}})

    async def _vote(self, request: Any) -> Any:
        from aiohttp import web

        said = await request.json()
        self.votes[said["vote"], request.headers["X-Who"]] = said["says"]
        return web.json_response({"nth": said["nth"]})


# --- the phones


def crowd(port: str, code: str, count: str) -> None:
    """Come in, wait, vote once in each vote; when it is over, say what was taken, and when it was sent."""
    sent = asyncio.run(_crowd(int(port), code, int(count)))
    sys.stdout.write(json.dumps(sent))


async def _crowd(port: int, code: str, count: int) -> list[SentVote]:
    sent: list[SentVote] = []
    hurry = max(1.0, count / A_SECOND)
    await asyncio.gather(*(_phone(number, port, code, hurry, sent) for number in range(count)))
    return sent


async def _phone(number: int, port: int, code: str, hurry: float, sent: list[SentVote]) -> None:
    import aiohttp

    chance, base = Random(number), f"http://127.0.0.1:{port}"
    own = f"127.0.{1 + number // 250}.{1 + number % 250}"  # a server limits what one address may ask
    local = (own, 0) if sys.platform.startswith("linux") else None
    connector, jar = aiohttp.TCPConnector(local_addr=local, limit=6), aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(connector=connector, cookie_jar=jar) as session:
        await asyncio.sleep(chance.random())
        async with session.post(f"{base}/join", json={"code": code}) as answer:
            who = (await answer.json())["who"]
        voting: set[asyncio.Task[None]] = set()
        version = voted = ""
        while True:
            async with session.get(f"{base}/state", params={"since": version}) as answer:
                state = await answer.json()
            version, shown = str(state["version"]), state["shown"]
            if shown["step"] == "over":
                break
            vote = shown.get("vote", "")
            if vote and vote != voted:
                voted = vote
                after = chance.random() * hurry
                voting.add(asyncio.create_task(_vote(session, base, who, vote, after, sent)))
        await asyncio.gather(*voting)


async def _vote(session: Any, base: str, who: str, vote: str, after: float, sent: list[SentVote]) -> None:
    await asyncio.sleep(after)
    began, said = time.monotonic(), {"vote": vote, "says": "fake", "nth": 1}
    async with session.post(f"{base}/vote", json=said, headers={"X-Who": who}) as answer:
        await answer.read()
        if answer.status == 200:
            sent.append(SentVote(who, vote, began))


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
