"""The server that pupils' phones reach a room by: a few fixed addresses, on a thread and a loop of its own.

Owns what is asked and answered over HTTP, and every limit on it: hosts, origins, sizes, floods, wrong codes, idle
connections. Refuses to read a file while it serves: all that it gives out is handed to it before, or is the room's.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from aiohttp import web
from msgspec import Struct

from game.web.phones.limits import Allowance
from game.web.phones.room import LETTERS, RefusedError, Room

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

log = logging.getLogger(__name__)

PORTS = (80, 8080, 8000, 8888, 0)  # the shortest address first; 0: any that is free
MOST_BODY = 1024  # bytes
MOST_HEAD = 4096  # bytes of one line, or field, of a request's head
HOLD_SECONDS = 5.0  # how long a phone that knows all there is to know waits for something new
BEAT_SECONDS = 1.0  # how often phones are told how many have voted
FIRST_SECONDS = 10.0  # a connection that has asked for nothing by then is closed
MOST_CONNECTIONS = 1500
COOKIE = "phone"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()", "X-Frame-Options": "DENY",
}  # fmt: skip
STATUS = {"code": 403, "locked": 423, "full": 503, "over": 410, "closed": 409, "unknown": 401, "team": 422}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class StaticFile(NamedTuple):
    """A file of the page, held in memory."""

    kind: str  # its media type
    content: bytes


class _Join(Struct, forbid_unknown_fields=True):
    code: str = ""
    team: str = ""


class _Vote(Struct, forbid_unknown_fields=True):
    vote: str
    says: str
    nth: int


class PhoneServer:
    """Serves a room until it is closed. `files` are the page's by their paths; `/` is the page itself."""

    def __init__(self, room: Room, files: Mapping[str, StaticFile]) -> None:
        self.room, self.files = room, files
        self.port = 0
        self._loop: AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._changed: asyncio.Event | None = None
        self._asked = Allowance(rate=60, burst=600)  # a whole class may stand behind one address
        self._wrong = Allowance(rate=0.2, burst=12)  # codes
        self._connected: dict[object, float] = {}  # since when, of those that have asked for nothing yet
        self._served: set[int] = set()

    # --- its life

    def start(self, host: str = "", ports: tuple[int, ...] = PORTS) -> None:
        """Begin to serve; raises OSError where no port is free."""
        sockets = _listening(host, ports)
        self.port = sockets[0].getsockname()[1]
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(sockets, ready), name="phones", daemon=True)
        self._thread.start()
        ready.wait(10)

    def close(self, seconds: float = 3.0) -> None:
        """End the room, tell the phones, and serve nothing more; waits for that, for some seconds at most."""
        self.room.ends()
        loop, thread = self._loop, self._thread
        self._loop = None
        if loop is not None and thread is not None:
            loop.call_soon_threadsafe(self._stop.set)
            thread.join(seconds)

    def _run(self, sockets: list[socket.socket], ready: threading.Event) -> None:
        try:
            asyncio.run(self._serve(sockets, ready))
        except Exception:
            log.exception("the phones' server has ended")
        finally:
            ready.set()

    async def _serve(self, sockets: list[socket.socket], ready: threading.Event) -> None:
        self._changed, self._stop = asyncio.Event(), asyncio.Event()
        self._loop = loop = asyncio.get_running_loop()
        self.room.told = lambda: self._tell(loop)
        runner = web.AppRunner(
            self._app(), access_log=None, max_line_size=MOST_HEAD, max_field_size=MOST_HEAD, keepalive_timeout=30,
            shutdown_timeout=1.0, auto_decompress=False,
        )  # fmt: skip
        await runner.setup()
        for item in sockets:
            await web.SockSite(runner, item, backlog=256).start()
        beat = asyncio.create_task(self._beat(runner))
        ready.set()
        await self._stop.wait()
        await asyncio.sleep(0.3)  # so that phones that wait hear that it is over
        beat.cancel()
        self.room.told = lambda: None
        await runner.cleanup()

    def _tell(self, loop: AbstractEventLoop) -> None:
        """(On any thread.) Let all that wait look again."""
        try:
            loop.call_soon_threadsafe(self._wake)
        except RuntimeError:
            log.debug("the loop has ended")

    def _wake(self) -> None:
        assert self._changed is not None  # noqa: S101 (it is there as long as the loop)
        waiting, self._changed = self._changed, asyncio.Event()
        waiting.set()

    async def _beat(self, runner: web.AppRunner) -> None:
        """Now and then: tell the count, and close connections that ask for nothing."""
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            self.room.beat()
            if runner.server is not None:
                self._sweep(runner.server, time.monotonic())

    def _sweep(self, server: web.Server, now: float) -> None:
        """Close connections that have not asked for anything in time, and those beyond the most that there may be."""
        open_now = server.connections
        self._connected = {item: self._connected.get(item, now) for item in open_now}
        self._served &= {id(item) for item in open_now}
        idle = [item for item in open_now if id(item) not in self._served]
        late = [item for item in idle if now - self._connected[item] > FIRST_SECONDS]
        surplus = idle[: max(0, len(open_now) - MOST_CONNECTIONS)]
        for item in {*late, *surplus}:
            item.force_close()

    # --- what is asked

    def _app(self) -> web.Application:
        """Every address behind the limits. Not by a middleware: aiohttp keeps those, and so their rooms, for good."""

        def guarded(handler: Handler) -> Handler:
            async def answered(request: web.Request) -> web.StreamResponse:
                return await self._guarded(request, handler)

            return answered

        app = web.Application(client_max_size=MOST_BODY)
        app.add_routes([
            web.get("/state", guarded(self._state)),
            web.get("/picture/{key:[A-Za-z0-9_-]{1,64}}", guarded(self._picture)),
            web.post("/join", guarded(self._join)), web.post("/vote", guarded(self._vote)),
            web.get(f"/{{code:[{LETTERS}{LETTERS.lower()}]{{4}}}}", guarded(self._page)),
            *(web.get(path, guarded(self._file)) for path in self.files),
            web.route("*", "/{other:.*}", guarded(self._nothing)),
        ])  # fmt: skip
        return app

    async def _guarded(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Every limit, before anything is done; and the headers of every answer."""
        self._served.add(id(request.protocol))
        try:
            refused = self._refused(request)
            answer = refused if refused is not None else await handler(request)
        except RefusedError as error:
            answer = web.json_response({"refused": error.why}, status=STATUS[error.why])
        except web.HTTPException as error:
            answer = web.Response(status=error.status, text=error.reason)
        except (msgspec.DecodeError, web.RequestPayloadError, UnicodeError, ValueError):
            answer = web.Response(status=400, text="Bad Request")
        answer.headers.update(HEADERS)
        return answer

    def _refused(self, request: web.Request) -> web.Response | None:
        """An answer to what may not even be asked."""
        if not self._asked.spend(_address(request), time.monotonic()):
            return web.Response(status=429, text="Too Many Requests", headers={"Retry-After": "2"})
        if not _own_host(request.headers.get("Host", "")):
            return web.Response(status=421, text="Misdirected Request")
        origin = request.headers.get("Origin")
        if origin is not None and origin != f"http://{request.headers.get('Host')}":
            return web.Response(status=403, text="Forbidden")
        if request.method == "POST":
            if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
                return web.Response(status=403, text="Forbidden")
            if request.content_type != "application/json" or "Content-Encoding" in request.headers:
                return web.Response(status=415, text="Unsupported Media Type")
            if (request.content_length or 0) > MOST_BODY:
                return web.Response(status=413, text="Content Too Large")
        return None

    async def _nothing(self, request: web.Request) -> web.StreamResponse:
        raise web.HTTPNotFound

    async def _page(self, request: web.Request) -> web.Response:
        """The page itself, whatever the code: whether that is right is asked when the phone joins."""
        return self._answer(self.files["/"])

    async def _file(self, request: web.Request) -> web.Response:
        return self._answer(self.files[request.path])

    @staticmethod
    def _answer(file: StaticFile) -> web.Response:
        return web.Response(body=file.content, headers={"Content-Type": file.kind})

    async def _join(self, request: web.Request) -> web.Response:
        wanted = msgspec.json.decode(await request.read(), type=_Join)
        address, now = _address(request), time.monotonic()
        if self._wrong.left(address, now) < 1.0:
            return web.Response(status=429, text="Too Many Requests", headers={"Retry-After": "5"})
        try:
            joined = self.room.join(wanted.code.upper(), wanted.team, request.cookies.get(COOKIE, ""))
        except RefusedError as error:
            if error.why == "code":
                self._wrong.spend(address, now)
            if error.why == "team":
                return web.json_response({"refused": "team", "teams": self.room.teams}, status=STATUS["team"])
            raise
        answer = web.json_response({"who": joined.who})
        answer.set_cookie(COOKIE, joined.token, httponly=True, samesite="Strict", path="/")
        return answer

    async def _state(self, request: web.Request) -> web.Response:
        """What is to be shown; a phone that knows it already is held until something changes, or for some seconds."""
        token = request.cookies.get(COOKIE, "")
        known = request.query.get("since", "")
        until = time.monotonic() + HOLD_SECONDS
        while known == str(self.room.version) and (left := until - time.monotonic()) > 0:
            assert self._changed is not None  # noqa: S101 (it is there as long as the loop)
            if not self.room.knows(token):
                break
            try:
                await asyncio.wait_for(self._changed.wait(), left)
            except TimeoutError:
                break
        answer = web.Response(body=self.room.state(token), content_type="application/json")
        if self.room.over:
            answer.del_cookie(COOKIE, path="/")
        return answer

    async def _vote(self, request: web.Request) -> web.Response:
        said = msgspec.json.decode(await request.read(), type=_Vote)
        self.room.vote(request.cookies.get(COOKIE, ""), said.vote, said.says, said.nth)
        return web.json_response({"nth": said.nth})

    async def _picture(self, request: web.Request) -> web.Response:
        content = self.room.picture(request.cookies.get(COOKIE, ""), request.match_info["key"])
        return web.Response(body=content, content_type="image/jpeg")


def _address(request: web.Request) -> str:
    """Of whoever asks; of an IPv6 address the network, as one device has many in it."""
    text = request.remote or ""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return text
    if address.version == 6 and address.ipv4_mapped is None:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def _own_host(host: str) -> bool:
    """Whether a request was meant for an address, or for this computer by its own name.

    Any address will do: only by a name of its own can a page from elsewhere have a browser take this server for its.
    """
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdecimal() else host
    name = name.removeprefix("[").removesuffix("]").lower()
    own = socket.gethostname().lower().partition(".")[0]
    if name in ("localhost", own, f"{own}.local"):
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _listening(host: str, ports: tuple[int, ...]) -> list[socket.socket]:
    """A socket that listens on the first port that is free, for IPv4 and IPv6; raises the last OSError."""
    last: OSError = OSError("no port")
    for port in ports:
        try:
            if host:
                return [socket.create_server((host, port), backlog=256)]
            if socket.has_dualstack_ipv6():
                return [socket.create_server(("", port), family=socket.AF_INET6, dualstack_ipv6=True, backlog=256)]
            return [socket.create_server(("", port), backlog=256)]
        except OSError as error:
            last = error
    raise last
