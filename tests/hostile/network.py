"""What a server answers, when a pack is fetched from it."""

from __future__ import annotations

import hashlib
import socket
import zlib
from random import Random
from typing import Any
from unittest import mock

from game.collections import fetch
from game.model.packfiles import SourceFile

from . import Target, folder, is_line, mutated

_BODY = b"0123456789" * 40
_SOURCE = SourceFile("a.jpg", "https://example.org/a.jpg", hashlib.sha256(_BODY).hexdigest(), len(_BODY))


class _Wire(socket.socket):
    """One end of a line between two sockets, which knows no delays to be switched off."""

    def setsockopt(self, *_: Any) -> None:
        """Nothing."""


def answer(data: bytes) -> None:
    """Any bytes as a server's answer: what came is kept, or what went wrong is told in a line and tried again."""
    ends: list[socket.socket] = []

    def connect(*_: Any, **__: Any) -> socket.socket:
        ours, theirs = socket.socketpair()
        ends.append(theirs)
        theirs.setblocking(False)
        theirs.send(data[:100_000])
        theirs.shutdown(socket.SHUT_WR)
        return _Wire(fileno=ours.detach())

    part = folder() / "fetched.part"
    begun = zlib.crc32(data) % 3
    part.write_bytes(_BODY[: (0, 100, 399)[begun]])
    url = "http://example.org/a.jpg"
    try:
        with mock.patch.object(socket, "create_connection", connect):
            try:
                fetch._attempt(_SOURCE, url, part, fetch.HostLine())
            except (fetch.FetchError, fetch._TryAgainError) as error:
                is_line(error)
            try:
                got = fetch.download(url, part, '"mark"')
                assert got is None or part.stat().st_size <= len(data)  # None: what is there is still the newest
            except OSError as error:
                is_line(error)
    finally:
        for end in ends:
            end.close()


_STATES = (
    *["200 OK", "206 Partial Content"] * 5, *["301 Moved", "503 Busy"] * 2, "301 Moved", "302 Found", "307 Temporary",
    "303 See", "304 Not", "404 Gone \x1b[2J", "416 Range",
    "429 Slow", "500 Oops", "503 Busy", "100 Continue", "999 x", "0 x", "-1 x", "abc", "", "200", "401 Auth",
    "407 Proxy", "206 \xff",
)  # fmt: skip
_HEADERS = {
    "Content-Length": (
        "400", "0", "-1", "399", "9" * 5000, "9" * 30, "x", "", "\u0664\u0660\u0660", "4 00", "+400", "4_00", "\xb2",
    ),
    "Content-Range": (
        "bytes 0-399/400", "bytes 100-399/400", "bytes 399-399/400", "bytes 100-399/*", f"bytes {'9' * 5000}-1/2",
        "bytes 1-2/" + "9" * 5000,
        "bytes */400", "x", "bytes \u0661-\u0662/\u0663",
    ),
    "Retry-After": (
        "5", "9" * 400, "9" * 5000, "-1", "Wed, 21 Oct 2015 07:28:00 GMT",
        "Wed, 21 Oct 99999999999999999999 07:28:00 GMT", "soon", "\xb2", "\u0665",
        "Wed, 21 Oct 2015 07:28:00 -0000", "Wed, 21 Oct 2015 07:28:00 +9999999", "1e9",
        "Fri, 31 Dec 9999 23:59:59 -2300", "",
    ),
    "Location": (
        "http://example.org/b.jpg", "https://example.org/", "file:///etc/passwd", "ftp://x/", "//x/y", "/b", "",
        "http://[x/", "http://x:99999/",
        "http://x:y/", "javascript:x", "http://\xff/", "http://a b/", "?" + "a" * 3000, "http:///x", "http://x\x00/",
        "http://" + "a" * 300 + "/",
        "http://" + ".".join(["a" * 70] * 3), "http://xn--/", "data:,x", "http://u:p@x/", "\\\\x\\y",
    ),
    "Transfer-Encoding": ("chunked", "gzip", "CHUNKED"), "Content-Encoding": ("gzip", "br"),
    "Connection": ("close", "keep-alive"),
    "Content-Type": ("text/html; charset=\xff", "image/jpeg"), "WWW-Authenticate": ("Basic realm=x", "Digest"),
    "X": ("a" * 9_000, "\x00"),
}  # fmt: skip


def bent_answer(chance: Random) -> bytes:
    """An answer whose state, headers or body are not what they should be."""
    lines = [chance.choice(["HTTP/1.1 "] * 9 + ["HTTP/1.0 ", "HTTP/9.9 ", "http", ""]) + chance.choice(_STATES)]
    for name in chance.sample(sorted(_HEADERS), chance.randrange(6)):
        lines += [f"{name}: {value}" for value in chance.sample(_HEADERS[name], chance.choice([1, 1, 1, 2]))]
    if chance.random() < 0.05:
        lines += [f"X-{number}: x" for number in range(120)]
    body = chance.choice(
        [
            _BODY,
            _BODY[100:],
            b"",
            _BODY * 2,
            b"190\r\n" + _BODY + b"\r\n0\r\n\r\n",
            b"ffffffffff\r\nx",
            b"-5\r\nx",
            b"zz\r\n",
        ]
    )
    data = "\r\n".join(lines).encode("utf-8" if chance.random() < 0.5 else "latin-1", "replace") + b"\r\n\r\n" + body
    return mutated(data, chance) if chance.random() < 0.2 else data


TARGETS: dict[str, Target] = {"answer": Target(answer, bent_answer)}
