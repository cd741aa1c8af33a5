"""Fetching a file by its address: to the disk, bounded, proved where it is described, with a clear word where it fails.

Owns the network; nothing else in the game opens a connection, and this does so only when asked. A file that is
described by size and SHA-256 is fetched in pieces if need be: what came stays beside its place, and the next attempt,
even on another day, goes on from there (RFC 9110, section 14). Refuses redirects that leave https, and what never ends.
"""

from __future__ import annotations

import hashlib
import http.client
import random
import re
import shutil
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import IO, Literal, NamedTuple
from urllib.parse import urlsplit

from game import __version__
from game.model.packfiles import SourceFile

TIMEOUT_SECONDS = 15.0
MOST_BYTES = 4 * 1024**3
MOST_REDIRECTS = 5
ATTEMPTS = 5  # in a row that bring next to nothing
LEAST_BYTES = 32 * 1024  # that an attempt has to bring, and so long as one lasts every STALL_SECONDS
STALL_SECONDS = 60.0
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 1.0, 60.0  # between attempts: twice as long each time, by chance shorter
_BLOCK = 64 * 1024
_SIZE = re.compile(r"[0-9]{1,18}")  # in bytes
_RANGE = re.compile(rf"bytes ({_SIZE.pattern})-[0-9]+/({_SIZE.pattern}|\*)")
_ETAG = re.compile(r'(W/)?"[\x21\x23-\x7e]{1,200}"')  # RFC 9110, section 8.8.3
_BUSY = {408, 425, 429, 500, 502, 503, 504}
_GONE = {404, 410}
# what urllib and http.client raise where an answer is no answer; the last two for numbers and addresses in it
_BROKEN = (http.client.HTTPException, OSError, ValueError, OverflowError)

Why = Literal["offline", "busy", "missing", "refused", "wrong"]


class FetchError(OSError):
    """A file that could not be had: `why`, in one word and in one line that says what to do."""

    def __init__(self, why: Why, line: str) -> None:
        super().__init__(line)
        self.why: Why = why


class StoppedError(Exception):
    """Somebody asked for the end; what came so far is kept."""


class _TryAgainError(Exception):
    """An attempt failed in a way that may pass; the server may have said after how many seconds."""

    def __init__(self, what: str, after: float | None = None) -> None:
        super().__init__(what)
        self.after = after


class HostLine:
    """What fetches from one host share: the word to stop, when it wants to be asked again, what has come."""

    def __init__(self, heard: Callable[[str, int], None] = lambda _sha256, _size: None) -> None:
        """`heard` is told, on the fetching threads, how many bytes of a file (by its SHA-256) are here."""
        self.heard = heard
        self.reached = False  # the host has answered before: if it is gone now, it may come back
        self.trouble = ""  # what the pause is for, for people
        self._stop = threading.Event()
        self._not_before = 0.0  # of time.monotonic

    def stop(self) -> None:
        """Have every fetch end, with what came so far kept."""
        self._stop.set()

    def check(self) -> None:
        """Raises StoppedError once `stop` was called."""
        if self._stop.is_set():
            raise StoppedError

    def pause(self, seconds: float, trouble: str) -> None:
        """Ask nobody for so long."""
        self._not_before = max(self._not_before, time.monotonic() + seconds)
        self.trouble = trouble

    @property
    def pausing(self) -> bool:
        """Whether nobody is asked just now."""
        return time.monotonic() < self._not_before

    def wait(self) -> None:
        """Sit a pause out. Raises StoppedError."""
        while (left := self._not_before - time.monotonic()) > 0 and not self._stop.is_set():
            self._stop.wait(left)
        self.check()


# --- a file that is described


def fetch(source: SourceFile, address: str | Path, folder: Path, line: HostLine) -> None:
    """Bring a described file into `folder`, under its SHA-256: from an address, or from a file of this machine.

    A part that was fetched before is resumed. What passes (timeouts, 408, 425, 429, 5xx, a broken connection) is
    tried again after a while: after what the server says, else twice as long each time. Raises FetchError; StoppedError
    when `line` says so; OSError where the disk refuses.
    """
    part = folder / f"{source.sha256}.part"
    failures = 0
    while True:
        line.wait()
        before = _size(part)
        try:
            resumed = _attempt(source, address, part, line)
        except _TryAgainError as trouble:
            failures = 1 if _size(part) - before >= LEAST_BYTES else failures + 1
            seconds = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** (failures - 1)) * random.uniform(0.5, 1.0)
            if trouble.after is not None:
                seconds = trouble.after
            if failures >= ATTEMPTS or seconds > LONGEST_WAIT_SECONDS:
                when = "later" if trouble.after is None else f"in {trouble.after:.0f} seconds"
                raise FetchError("busy", f"'{address}' {trouble}; try again {when}") from None
            line.pause(seconds, str(trouble))
            continue
        if is_described(source, part):
            part.replace(folder / source.sha256)
            line.heard(source.sha256, source.bytes)
            return
        size = _size(part)
        part.unlink()
        line.heard(source.sha256, 0)
        if not resumed:  # no: what was here before was no part of it; once more from the beginning
            raise _wrong(source, address, size)


def is_described(source: SourceFile, path: Path) -> bool:
    """Whether a file is there and is the one described, by size and SHA-256."""
    if _size(path) != source.bytes:
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == source.sha256


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _wrong(source: SourceFile, address: str | Path, size: int) -> FetchError:
    what = f"{size} bytes, {source.bytes} expected" if size != source.bytes else "another SHA-256"
    return FetchError("wrong", f"'{address}' is not the file described ({what}); fetch from another copy with --from")


def _attempt(source: SourceFile, address: str | Path, part: Path, line: HostLine) -> bool:
    """One request; gives whether it went on from what was here before."""
    if isinstance(address, Path):
        _copy_file(source, address, part, line)
        return False
    start = _size(part)
    if start >= source.bytes:
        return True  # all of it came, and then the power went; or it is something else
    request = _request(address, start)
    try:
        answer = _opened(request)
    except urllib.error.HTTPError as error:
        raise _told(error, address, part) from None
    except urllib.error.URLError as error:
        raise _unreachable(error.reason, address, line) from None
    except _BROKEN as error:
        raise _TryAgainError(f"broke off ({error or type(error).__name__})") from None
    with answer:
        line.reached = True
        start = _begins_at(source, address, answer, start, part)
        with part.open("r+b" if start else "wb") as file:
            file.seek(start)
            file.truncate()
            _receive(source, answer, file, line)
    if _size(part) < source.bytes:
        raise _TryAgainError(f"broke off after {_size(part)} of {source.bytes} bytes")
    return start > 0


def _copy_file(source: SourceFile, path: Path, part: Path, line: HostLine) -> None:
    try:
        file = path.open("rb")
    except FileNotFoundError:
        raise FetchError("missing", f"there is no file '{path}'; is the copy whole?") from None
    except OSError as error:
        raise FetchError("refused", f"'{path}' cannot be read ({error.strerror})") from None
    with file, part.open("wb") as out:
        if path.stat().st_size == source.bytes:
            shutil.copyfileobj(file, out)
    line.check()


def _told(error: urllib.error.HTTPError, address: str, part: Path) -> Exception:
    """What follows from an answer other than the file."""
    what = f"answers {error.code} ({' '.join(str(error.reason).split())})"
    with closing(error):
        if error.code == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            part.unlink(missing_ok=True)
            return _TryAgainError(what)
        if error.code in _BUSY:
            return _TryAgainError(what, _retry_after(error.headers))
        if error.code in _GONE:
            return FetchError("missing", f"'{address}' {what}; fetch from another copy with --from")
        return FetchError("refused", f"'{address}' {what}; fetch from another copy with --from")


def _unreachable(reason: object, address: str, line: HostLine) -> Exception:
    """No connection could be made: the machine is offline, or the host is gone for a while."""
    import ssl

    if isinstance(reason, ssl.SSLCertVerificationError):
        return FetchError(
            "refused", f"'{address}' has no certificate that this machine trusts ({reason.verify_message})"
        )
    if line.reached or isinstance(reason, TimeoutError):
        return _TryAgainError(f"cannot be reached ({reason})")
    host = urlsplit(address).hostname
    return FetchError("offline", f"'{host}' cannot be reached ({getattr(reason, 'strerror', None) or reason})")


def _retry_after(headers: Message) -> float | None:
    """Seconds until a server wants to be asked again, where it says so (RFC 9110, section 10.2.3)."""
    text = headers.get("Retry-After", "").strip()
    if text.isdecimal():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None


def _begins_at(source: SourceFile, address: str, answer: http.client.HTTPResponse, start: int, part: Path) -> int:
    """Where in the file an answer begins: a server that ignores the range gives all of it."""
    announced = answer.headers.get("Content-Length", "")
    if answer.status != http.HTTPStatus.PARTIAL_CONTENT:
        if _SIZE.fullmatch(announced) and int(announced) != source.bytes:
            raise _wrong(source, address, int(announced))
        return 0
    given = _RANGE.fullmatch(answer.headers.get("Content-Range", "").strip())
    if given is None or int(given[1]) != start:
        part.unlink()
        raise _TryAgainError("gives another part than it was asked for")
    if given[2] not in ("*", str(source.bytes)):
        raise _wrong(source, address, int(given[2]))
    return start


def _receive(source: SourceFile, answer: http.client.HTTPResponse, file: IO[bytes], line: HostLine) -> None:
    """Write what comes, until it ends or is more than it should be; a trickle is a broken connection."""
    since, came = time.monotonic(), 0
    while file.tell() <= source.bytes:
        line.check()
        try:
            block = answer.read1(_BLOCK)
        except _BROKEN as error:
            raise _TryAgainError(f"broke off ({error or type(error).__name__})") from None
        if not block:
            return
        file.write(block)
        line.heard(source.sha256, min(file.tell(), source.bytes))
        came += len(block)
        if time.monotonic() - since > STALL_SECONDS:
            if came < LEAST_BYTES:
                raise _TryAgainError(f"gave only {came} bytes in {STALL_SECONDS:.0f} seconds")
            since, came = time.monotonic(), 0


# --- any file


class Downloaded(NamedTuple):
    """What an address gave: its mark (ETag; empty where the server gives none) and the SHA-256 of its bytes."""

    etag: str
    sha256: str


def download(url: str, out: Path, known: str = "") -> Downloaded | None:
    """Write what an address (http or https) gives into a file; None where that still has the mark `known`.

    Proxies are those of the environment. Raises OSError with one line that says what to do.
    """
    size, digest = 0, hashlib.sha256()
    request = _request(url)
    if known:
        request.add_header("If-None-Match", known)
    try:
        with _opened(request) as answer, out.open("wb") as file:
            announced = answer.headers.get("Content-Length")
            etag = answer.headers.get("ETag", "").strip()
            while block := answer.read(_BLOCK):
                size += len(block)
                if size > MOST_BYTES:
                    raise OSError(f"'{url}' gives more than {MOST_BYTES // 10**9} GB; that is no pack")
                digest.update(block)
                file.write(block)
    except urllib.error.HTTPError as error:
        if known and error.code == http.HTTPStatus.NOT_MODIFIED:
            return None
        raise OSError(f"'{url}' answers {error.code} ({error.reason}); check the address") from None
    except (
        urllib.error.URLError, http.client.HTTPException, TimeoutError, ConnectionError, ValueError, OverflowError
    ) as error:  # fmt: skip
        reason = getattr(error, "reason", error)
        raise OSError(f"'{url}' cannot be reached ({reason}); check the connection and try again") from None
    if announced is not None and _SIZE.fullmatch(announced) and size != int(announced):
        raise OSError(f"'{url}' broke off after {size} of {announced} bytes; try again")
    return Downloaded(etag if _ETAG.fullmatch(etag) else "", digest.hexdigest())


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows a few redirects, to http and https only, and never from https to http."""

    max_redirections = MOST_REDIRECTS

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        """The request that follows. Raises HTTPError where it must not be made."""
        scheme = urlsplit(newurl).scheme
        if scheme not in ("http", "https") or (req.type == "https" and scheme == "http"):
            where = "to an address that is not safe" if scheme == "http" else f"to '{scheme}:'"
            raise urllib.error.HTTPError(req.full_url, code, f"a redirect {where}", headers, fp)
        fp.close()  # else all of what comes with the redirect is read into memory, however much that is
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _request(url: str, start: int = 0) -> urllib.request.Request:
    """A request for what an address holds, from a byte on. Raises OSError for what is no address of http or https."""
    headers = {"User-Agent": f"spot-the-fake/{__version__}", "Accept-Encoding": "identity"}
    if start:
        headers["Range"] = f"bytes={start}-"
    if urlsplit(url).scheme not in ("http", "https"):
        raise OSError(f"'{url}' is no address that packs are fetched from; it begins with https://")
    return urllib.request.Request(url, headers=headers)  # noqa: S310 (just checked)


def _opened(request: urllib.request.Request) -> http.client.HTTPResponse:
    """The answer to a request; raises what urllib and http.client raise."""
    answer = urllib.request.build_opener(_Redirects).open(request, timeout=TIMEOUT_SECONDS)
    assert isinstance(answer, http.client.HTTPResponse)  # noqa: S101 (of these two schemes)
    return answer
