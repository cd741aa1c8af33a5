"""A description with generated pictures, a mirror folder of them, and a server on loopback that misbehaves to order."""

from __future__ import annotations

import hashlib
import io
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote

from PIL import Image

RAW = "https://raw.githubusercontent.com/"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
FOLDER = f"owner/repo/{COMMIT}"
PICTURES = 6
_PICTURE = """
  - id: p{n}
    file: images/p{n}.jpg
    size: [320, 240]
    truth: {truth}
    source_type: {kind}
    made_by: {made_by}
    credit: Spot the Fake's tests
    licence: CC0-1.0
    alt: {{en: "Noise {n}", it: "Rumore {n}"}}
    {more}"""
_LEVEL = """format: 1
id: noise
title: {en: Noise, it: Rumore}
intro: {en: "Look.", it: "Guarda."}
cover: p0
rounds:
  - ask: verdict
    picture: p0
  - ask: verdict
    picture: p1
"""


def noise(number: int) -> bytes:
    """A PNG that does not get smaller: some 230 KB."""
    buffer = io.BytesIO()
    Image.effect_noise((640, 480), 20 + number).save(buffer, "PNG")
    return buffer.getvalue()


class Described:
    """A description in `recipe`, and all that it fetches in `mirror`, laid out owner/repo/commit/path."""

    def __init__(self, folder: Path, name: str = "noise", version: str = "1.0") -> None:
        self.name = name
        self.recipe, self.mirror = folder / "offers" / name, folder / "mirror"
        for place in (self.recipe / "assets", self.recipe / "levels", self.mirror / FOLDER):
            place.mkdir(parents=True, exist_ok=True)
        self.files = {f"{name}-{n}.png": noise(n) for n in range(PICTURES)}
        for file, content in self.files.items():
            (self.mirror / FOLDER / file).write_bytes(content)
        title = f'{{en: "{name.title()}", it: "{name.title()}"}}'
        text = f'format: 1\nid: {name}\nversion: "{version}"\ntitle: {title}\nlanguages: [en, it]\nlicence: CC0-1.0\n'
        (self.recipe / "pack.yaml").write_text(text, encoding="utf-8")
        (self.recipe / "levels" / "noise.yaml").write_text(_LEVEL, encoding="utf-8")
        self._write_pictures()
        self.write_sources()

    def _write_pictures(self) -> None:
        rows = []
        for n in range(PICTURES):
            fake = {"truth": "synthetic", "kind": "trainedAlgorithmicMedia", "made_by": "gan"}
            real = {"truth": "real", "kind": "digitalCapture", "made_by": "camera"}
            seen = (
                "evidence: [{tell: none-visible, region: {box: [40, 40, 200, 100]}, note: {en: Nothing., it: Niente.}}]"
            )
            rows.append(_PICTURE.format(n=n, more=seen if n % 2 else "", **(fake if n % 2 else real)))
        text = "format: 1\npictures:" + "".join(rows) + "\n"
        (self.recipe / "assets" / "pictures.yaml").write_text(text, encoding="utf-8")

    def write_sources(self) -> None:
        """The description of what is fetched, as the files are now."""
        text = "format: 1\nnative: 300\nsize: 320\nfiles:\n"
        for n, (file, content) in enumerate(self.files.items()):
            text += f"  - file: images/p{n}.jpg\n    url: {RAW}{FOLDER}/{file}\n"
            text += f"    sha256: {hashlib.sha256(content).hexdigest()}\n    bytes: {len(content)}\n"
        (self.recipe / "sources.yaml").write_text(text, encoding="utf-8")

    @property
    def bytes(self) -> int:
        """All that is fetched."""
        return sum(map(len, self.files.values()))


class Request(BaseHTTPRequestHandler):
    """One request to a `Server`: its file, by what the server was told to do with it."""

    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Serve a file, or a misbehaviour."""
        self.server.log.append((self.path, self.headers.get("Range")))
        misbehave = self.server.orders.get(self.path.rpartition("/")[2]) or self.server.orders.get("*")
        if misbehave is not None and misbehave(self):
            self.close_connection = True
            return
        self.give()

    @property
    def content(self) -> bytes:
        """The file that is asked for; empty where there is none."""
        path = self.server.folder / unquote(self.path).lstrip("/")
        return path.read_bytes() if path.is_file() else b""

    def give(self, content: bytes | None = None, *, ranges: bool = True, length: int | None = None) -> None:
        """Send a content (the file's by default), or the part of it that is asked for."""
        content = self.content if content is None else content
        if not content:
            self.send_error(404)
            return
        if not ranges:
            del self.headers["Range"]
        rest = self.head(len(content), length)
        self.send(content[len(content) - rest :])

    def head(self, size: int, length: int | None = None) -> int:
        """The head of an answer, for a file of a size; gives how many bytes have to follow."""
        start = int((self.headers.get("Range") or "bytes=0-").removeprefix("bytes=").rstrip("-"))
        if start >= size:
            self.send_error(416)
            return 0
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{size - 1}/{size}")
        self.send_header("Content-Length", str(size - start if length is None else length))
        self.end_headers()
        return size - start

    def send(self, content: bytes) -> None:
        """Bytes of the body, at the server's pace; nobody may be there to take them."""
        try:
            for place in range(0, len(content), 16 * 1024):
                self.wfile.write(content[place : place + 16 * 1024])
                time.sleep(self.server.pause)
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (as it is named above)
        """Say nothing."""


Order = Callable[[Request], bool]  # gives whether the request is dealt with


class Server(ThreadingHTTPServer):
    """Serves a folder on loopback. `orders`: by the file's name, or "*" for all, what to do instead."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), Request)
        self.folder = folder
        self.orders: dict[str, Order] = {}
        self.log: list[tuple[str, str | None]] = []  # each request's path and range
        self.pause = 0.0  # seconds after every 16 KB
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def address(self) -> str:
        """As `--from` takes it."""
        return f"http://127.0.0.1:{self.server_port}"

    def asked(self, file: str) -> list[str | None]:
        """The ranges that a file was asked for with."""
        return [given for path, given in self.log if path.endswith(f"/{file}")]

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is no news."""

    def close(self) -> None:
        """End it."""
        self.shutdown()
        self.server_close()


def first(times: int, order: Callable[[Request], None]) -> Order:
    """An order for the first so many requests; the file as it is afterwards."""
    left = [times]

    def run(request: Request) -> bool:
        left[0] -= 1
        if left[0] < 0:
            return False
        order(request)
        return True

    return run


def always(order: Callable[[Request], None]) -> Order:
    """An order for every request."""
    return first(10**9, order)


def answer(code: int, **headers: str) -> Callable[[Request], None]:
    """An answer with a code and nothing else."""

    def run(request: Request) -> None:
        request.send_response(code)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", "0")
        request.end_headers()

    return run


def break_off(share: float) -> Callable[[Request], None]:
    """Announce all that is asked for, and send only a share of it."""

    def run(request: Request) -> None:
        content = request.content
        rest = request.head(len(content))
        request.send(content[len(content) - rest :][: int(rest * share)])

    return run
