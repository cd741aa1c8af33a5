"""What comes from pupils: requests of whatever is in the same Wi-Fi, vote cards as a camera reads them, its frames."""

from __future__ import annotations

import atexit
import re
import socket
import time
from collections.abc import Iterator
from functools import cache
from random import Random
from typing import TYPE_CHECKING, Any
from unittest import mock

from game.base.text import Words
from game.play.event import ANSWERS
from game.play.vote_cards import MOST_CARDS, SIDES, CardReading, CardVotes, side_up

from . import Target, bent_json, changing, flipped, mixed, mutated

if TYPE_CHECKING:
    from game.web.phones.phone_server import PhoneServer

HOST = "127.0.0.1"
VOTE, KEY = "level 0 first", "key-of-the-picture"
ANSWERED_SECONDS = 0.3  # by then the server has answered, or waits for the rest of a request
LAST = b"GET /icon.svg HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
SOON = 0.02  # seconds, until who waits for something new is told that there is nothing
ASKS_OFTEN = 50  # inputs from one look at the lesson to the next

# --- requests


class _Served:
    """A room with one phone in it, its server, and the phone's token."""

    def __init__(self) -> None:
        from game.web.phones import phone_server
        from game.web.phones.limits import Allowance
        from game.web.phones.pupils_page import page_files
        from game.web.phones.room import Room
        from game.web.phones.shown import PhoneScreen

        self.room = Room(time.monotonic)
        self.room.code = "KLUM"
        self.server: PhoneServer = phone_server.PhoneServer(self.room, page_files(Words("en"), self.room.code))
        self.server.start(HOST, (0,))
        assert self.server._thread is not None
        self.server._thread.name = "fuzz"  # it lives as long as this process, whatever else is run in that
        atexit.register(self.server.close)
        self.server._asked = self.server._wrong = Allowance(1e12, 1e12)  # what floods are told is tested elsewhere
        self.token = self.room.join(self.room.code).token
        shown = PhoneScreen("vote", 1, 3, VOTE, "first", (640, 480))
        self.room.show(shown, (KEY, b"\xff\xd8 a picture"))
        self.room.opens(VOTE, {})
        self.asked = 0


@cache
def _served() -> _Served:
    return _Served()


def requests(data: bytes) -> None:
    """Any bytes as what a phone asks: each is answered by a code that is no fault of the server's, and it lives on."""
    from game.web.phones import phone_server

    served = _served()
    served.asked += 1
    with mock.patch.object(phone_server, "HOLD_SECONDS", SOON):
        answers = _answers(data.replace(b"{TOKEN}", served.token.encode()) + LAST)
    assert not answers or answers.startswith(b"HTTP/"), answers[:100]
    faults = [code for code in re.findall(rb"HTTP/\d+\.\d+ (5\d\d) ", answers) if code not in (b"503", b"505")]
    assert not faults, answers[:1000]
    assert b"Traceback" not in answers
    if served.asked % ASKS_OFTEN == 0:
        assert served.server._thread is not None
        assert served.server._thread.is_alive()
        found = _answers(b"GET /state HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: phone=" + served.token.encode() + b"\r\n"
                         b"Connection: close\r\n\r\n")  # fmt: skip
        assert found.startswith(b"HTTP/1.1 200"), found[:200]
        assert all(says in ANSWERS for says in served.room.votes().values())
        served.room._joined = len(served.room._phones)
        if len(served.room._phones) > 100:  # of phones that came in
            served.room._phones = {served.token: served.room._phones[served.token]}


def _answers(data: bytes) -> bytes:
    """What the server says to some bytes, until it says no more."""
    found = b""
    with socket.create_connection((HOST, _served().server.port), timeout=5) as line:
        try:
            line.sendall(data)
            line.settimeout(ANSWERED_SECONDS)
            while piece := line.recv(1 << 16):
                found += piece
        except (TimeoutError, ConnectionError):
            pass
    return found


_METHODS = (
    *["GET", "POST"] * 5, "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH", "PRI", "get", "", " ",
    "G\x00T",
    "A" * 5000, "\xff", "PROPFIND",
)  # fmt: skip
_PATHS = (
    *["/", "/join", "/vote", "/state", "/state?since=1", f"/picture/{KEY}"] * 4, "/KLUM", "/klum", "/phone.js",
    "/phone.css",
    "/regular.ttf", "/icon.svg", "/state?since=", "/state?since=%00", "/state?since=" + "9" * 3000,
    "/state?" + "a=b&" * 900,
    "/picture/", "/picture/../../etc/passwd", "/picture/%2e%2e%2fetc", "/picture/" + "a" * 65, "/picture/\u00e9", "/%",
    "/%zz",
    "/%00", "/%ff", "//", "//etc/passwd", "/../..", "*", "", "x", "http://127.0.0.1/", "http://example.org/",
    "http://[x/",
    "http://x:99999/", "https://127.0.0.1:1/state", "/KLUM/", "/KLÜM", "/\xff\xfe", "/a b", "/#x", "/?", "?", "/;x",
    "/" + "a" * 5000, "/" + "%41" * 1400, "/\x7f", "/\r", "/state#", "127.0.0.1:80", "/{code}", "/join/",
    "/.well-known/x",
)  # fmt: skip
_VERSIONS = (
    *["HTTP/1.1"] * 9,
    "HTTP/1.0",
    "HTTP/2.0",
    "HTTP/0.9",
    "HTTP/9.9",
    "HTTP/1",
    "http/1.1",
    "",
    "HTTP/1.1 x",
    "X",
)
_VALUES: dict[str, tuple[str, ...]] = {
    "Host": (
        *["127.0.0.1"] * 6, "127.0.0.1:8080", "localhost", "[::1]", "[::1]:80", "example.org", "", "[", "]", ":", "::",
        "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:" + "9" * 500, "\u0661\u0662\u0667.0.0.1", "127.1", "0x7f.1",
        "fe80::1%eth0",
        "fe80::1%" + "a" * 900, "127.0.0.1, x", "127.0.0.1\t", "\xff", "1.2.3.4:\xb2",
    ),
    "Origin": ("http://127.0.0.1", "null", "", "http://example.org", "http://127.0.0.1:8080", "\xff", "http://None"),
    "Cookie": (
        *["phone={TOKEN}"] * 6, "phone=", "phone", "phone=x", "phone=" + "a" * 3000, 'phone="{TOKEN}"',
        "a=b; phone={TOKEN}",
        "phone={TOKEN}; phone=x", "; ; ;", "=", 'phone="', "phone=\\303\\251", "\xff=\xff", "$Version=1; phone={TOKEN}",
        ";".join(f"a{number}=b" for number in range(300)), 'phone="\\', "__proto__=x", "phone=a,b",
        "expires=x; phone=y",
    ),
    "Content-Type": (
        *["application/json"] * 6, "application/json; charset=utf-8", "text/plain", "", ";", "/", "application/json;",
        "\xff",
        "application/json; charset=\xff", "multipart/form-data; boundary=x", "multipart/form-data",
        "application/x-www-form-urlencoded", "application/json, text/html", 'application/json; charset="', "a" * 3000,
        "application/json; charset=utf-7", "=?utf-8?q?x?=",
    ),
    "Content-Length": (
        "0", "5", "1024", "1025", "-1", "x", "", "9" * 30, "9" * 3000, "5, 5", "+5", "0x5", "5 5", "\xb2", "1_0",
    ),
    "Transfer-Encoding": (
        "chunked", "gzip, chunked", "identity", "chunked, chunked", "x", "", "CHUNKED", "\x0bchunked",
    ),
    "Content-Encoding": ("gzip", "deflate", "br", "zstd", "identity", "x", "gzip, gzip"),
    "Expect": ("100-continue", "x", "", "100-Continue"),
    "Connection": ("close", "keep-alive", "upgrade", "Host", "close, x"),
    "Upgrade": ("websocket", "h2c", "x"), "Sec-WebSocket-Key": ("x", "dGhlIHNhbXBsZSBub25jZQ=="),
    "Sec-WebSocket-Version": ("13", "x"), "HTTP2-Settings": ("AAMAAABkAAQAAP__", "x"),
    "Sec-Fetch-Site": ("same-origin", "none", "cross-site", "x", ""),
    "Range": ("bytes=0-5", "bytes=5-0", "x", "bytes=-9"),
    "If-None-Match": ("*", "x", '"'), "If-Modified-Since": ("x", "Wed, 21 Oct 99999 07:28:00 GMT"),
    "X-Forwarded-For": ("1.2.3.4", "x"), "Forwarded": ("for=x", 'for="', ";;"), "Accept-Encoding": ("gzip", "x" * 900),
    "X": ("a" * 9000, "a\x00b", "", " "), "": ("x",), " X": ("folded",), "X y": ("z",),
    "Authorization": ("Basic x", "\xff"),
}  # fmt: skip
_BODIES = (
    {"code": "KLUM"}, {"code": "KLUM", "team": "sun"}, {"code": "klum"}, {"code": "XXXX"},
    {"vote": VOTE, "says": "real", "nth": 1}, {"vote": VOTE, "says": "fake", "nth": 2},
    {"vote": "", "says": "unsure", "nth": 3},
    {"vote": VOTE, "says": "perhaps", "nth": 10**18},
)  # fmt: skip
_RAW = (
    b"", b"{}", b"[]", b"null", b"[" * 900, b"{" * 1000, b'{"code":"\\ud800"}', b'{"code":"\\u0130\\u0131"}',
    b"\xff\xfe",
    b'{"code":"KLUM","code":"x"}', b"x" * 1024, b"x" * 1025, b"x" * 50_000,
    b'{"vote":"","says":"","nth":' + b"9" * 900 + b"}",
    b'{"vote":"level 0 first","says":"real","nth":1e308}', b"\x1f\x8b\x08\x00", b"\x00" * 20,
    b'{"vote":"level 0 first","says":"real","nth":-9223372036854775808}', b'{"code":"\xc3\x9f\xc5\x89\xef\xac\x83"}',
)  # fmt: skip


def bent_requests(chance: Random) -> bytes:
    """One request or a few of which something is not as it should be."""
    return b"".join(_request(chance) for _ in range(chance.choice([1, 1, 1, 2, 4])))


def _request(chance: Random) -> bytes:
    body = chance.choice(_RAW) if chance.random() < 0.3 else bent_json(chance.choice(_BODIES), chance)
    if chance.random() < 0.2:
        body = bent_json(chance.choice(_BODIES), chance, ANSWERS)
    method, path = chance.choice(_METHODS), chance.choice(_PATHS)
    if chance.random() < 0.3:
        method, path = "POST", chance.choice(["/join", "/vote"])
    lines = [f"{method} {path} {chance.choice(_VERSIONS)}"]
    usual = {"Host": HOST, "Cookie": "phone={TOKEN}", "Content-Type": "application/json"}
    for name in chance.sample(sorted(_VALUES), chance.choice([0, 1, 1, 2, 4])):
        usual.pop(name, None)
        lines += [
            f"{name}: {value}"
            for value in chance.sample(_VALUES[name], min(len(_VALUES[name]), chance.choice([1, 1, 1, 2])))
        ]
    lines += [f"{name}: {value}" for name, value in usual.items() if chance.random() < 0.95]
    if chance.random() < 0.03:
        lines += [f"X-{number}: x" for number in range(chance.choice([120, 3000]))]
    way = chance.random()
    if method != "POST" and way < 0.7:
        body = b""
    elif way < 0.8:
        lines.append(f"Content-Length: {len(body)}")
    else:
        lines.append("Transfer-Encoding: chunked")
        size = chance.choice(
            [f"{len(body):x}", "0", "-1", "ffffffffffffffffff", "x", "5;a=b", f"{len(body):x};" + "a" * 5000]
        )
        body = (
            size.encode()
            + b"\r\n"
            + body
            + chance.choice([b"\r\n0\r\n\r\n", b"\r\n0\r\nX: y\r\n\r\n", b"\r\n", b"\n0\n\n", b""])
        )
    end = chance.choice(["\r\n"] * 9 + ["\n", "\r", "\r\n "])
    code = "latin-1" if chance.random() < 0.5 else "utf-8"
    data = end.join(lines).encode(code, "replace") + (end * 2).encode() + body
    return mutated(data, chance) if chance.random() < 0.15 else data


# --- cards


def readings(data: bytes) -> None:
    """Any sequence of readings, votes that open and close among them: votes of cards that there are, and no others."""
    votes, now = CardVotes(Random(len(data)), data[0] % 60 if data else 0), 0.0
    for at in range(0, len(data) - 3, 4):
        what, card, side, passed = data[at : at + 4]
        now += passed / 200 if what % 16 else passed / 200 - 0.5  # a clock that is put back
        if what % 11 == 0:
            votes.opens(f"level {card % 3} first", votes.votes() if side % 2 else {"square-x": "real", "sun": "fake"})
        elif what % 11 == 1:
            votes.closes()
        else:
            count = what % 4
            seen = [CardReading(1 + (card + n) % MOST_CARDS, (side + n * what) % 5) for n in range(count)]
            votes.take([item if item.side != 4 else item._replace(side=None) for item in seen], now)
    said = votes.votes()
    assert all(says in SIDES for says in said.values())
    assert len(said) == len(votes.voted)
    assert votes.voted <= set(range(1, MOST_CARDS + 1))
    assert votes.voted <= set(votes.cards) | set(votes._before)
    assert votes.seen >= 0
    corners = [(float(data[n]), float(data[n + 1])) for n in range(0, 8, 2)] if len(data) >= 8 else [(0.0, 0.0)] * 4
    assert side_up(corners) in (None, 0, 1, 2, 3)


class _Device:
    """A camera that gives one frame, of whatever kind."""

    def __init__(self, frame: Any) -> None:
        self._frame = frame

    def read(self) -> tuple[bool, Any]:
        """It."""
        return True, self._frame

    def release(self) -> None:
        """Nothing is to be done."""


def frame(data: bytes) -> None:
    """Any bytes as what a camera gives, packed or as numbers of any shape: it is read, or passed over."""
    from game.seats.workshop.card_camera import PREVIEW, CardCamera

    for given in _frames(data):
        camera = CardCamera(device=lambda _number, given=given: _Device(given))  # type: ignore[misc]
        camera._wanted.set()
        camera.aiming = len(data) % 2 == 0
        camera._once(_reader(), _Device(given))
        for seen in camera.take():
            for card, place in seen.cards:
                assert 1 <= card.card <= MOST_CARDS
                assert card.side in (None, 0, 1, 2, 3)
                assert all(-0.5 < part < 1.5 for part in place)
        if camera.preview is not None:
            assert len(camera.preview.grey) == PREVIEW[0] * PREVIEW[1]


@cache
def _reader() -> Any:
    from game.seats.workshop.card_reader import CardReader

    return CardReader()


def _frames(data: bytes) -> Iterator[Any]:
    """The bytes as a packed picture, and as numbers of a type and shape that the first of them tell."""
    import cv2
    import numpy as np

    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    found = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED) if data else None
    if found is not None and found.size < 4_000_000:
        yield found
    if len(data) < 4:
        yield np.zeros((0, 0), np.uint8)
        return
    form, wide, layers = data[0] % 16, max(1, data[1]), (0, 1, 2, 3, 3, 3, 4, 5)[data[2] % 8]
    kind = (np.uint8, np.uint8, np.uint8, np.uint16, np.int16, np.float32, np.float64, np.int8)[form % 8]
    numbers = np.frombuffer(
        data, kind, (len(data) - 3) // np.dtype(kind).itemsize, 3 if np.dtype(kind).itemsize == 1 else 0
    )
    across = wide * max(1, layers)
    numbers = numbers[: len(numbers) // across * across]
    yield numbers.reshape((-1, wide, layers) if layers else (-1, wide))


def _rooms() -> Iterator[bytes]:
    """Cards as a camera sees them: packed, and as they are; large and small."""
    import cv2
    import numpy as np

    from game.commands.benchmarks.card_room import card

    for number in (1, 17, 40):
        seen = np.full((90, 200), 200, np.uint8)
        one = cv2.resize(card(number, 6), (70, 70))
        seen[10:80, 10:80], seen[10:80, 110:180] = one, np.rot90(one, number % 4)
        for ending in (".jpg", ".png", ".bmp", ".webp"):
            yield cv2.imencode(ending, seen)[1].tobytes()
        yield cv2.imencode(".png", cv2.cvtColor(seen, cv2.COLOR_GRAY2BGRA))[1].tobytes()
        yield cv2.imencode(".png", seen.astype(np.uint16) * 257)[1].tobytes()
        yield bytes((0, 200, 0)) + seen.tobytes()
        yield bytes((0, 200, 3)) + cv2.cvtColor(seen, cv2.COLOR_GRAY2BGR).tobytes()


def _numbers(chance: Random) -> bytes:
    """A frame of some numbers, of any type and shape."""
    return bytes((chance.randrange(16), chance.randrange(256), chance.randrange(8))) + chance.randbytes(
        chance.randrange(3000)
    )


TARGETS: dict[str, Target] = {
    "requests": Target(requests, bent_requests),
    "readings": Target(readings, lambda chance: chance.randbytes(chance.choice([0, 3, 8, 40, 400, 400, 2000]))),
    "frame": Target(frame, mixed(changing(_rooms, flipped, mutated), _numbers)),
}
