"""Statements sent to a learning record store, a batch after another, each kept as sent once the store has it.

Owns the way there (xAPI 1.0.3, section 2.1 of its communication part) and its place, sent.sqlite3: killed at any moment
and begun again, nothing is lost, and what is sent twice is the same statement to the store. Runs as a command of its
own, never beside play. Refuses to keep at a store that does not answer: the next run goes on.
"""

from __future__ import annotations

import base64
import http.client
import json
import netrc
import sqlite3
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from game import __version__
from game.base.files import locked
from game.results.fields import SessionRow
from game.results.store import looking
from game.results.tables import Origin
from game.results.xapi import Told

PLACE = "sent.sqlite3"
BATCH = 100  # statements
TIMEOUT_SECONDS = 30.0
WAITS, LONGEST_WAIT_SECONDS = 5, 60.0  # for a store that asks for patience, in a row
MOST_BAD = 10  # statements that the store takes for none: then it is the address that is wrong
SETTLED_HOURS = 12  # after which a session that was left is not resumed
_BUSY = {429, 503}
_TOO_MUCH = {400, 409, 413}  # of a batch: something in it
_HERE = {"localhost", "127.0.0.1", "::1"}


class Sent(NamedTuple):
    """How many statements the store took, and had otherwise already, and found wrong; why the rest waits, if so."""

    taken: int
    known: int
    bad: int
    why: str


class _StopError(Exception):
    """Nothing more can be sent now; says why."""


def send(results: Path, url: str, origin: Origin | None, wait: Callable[[float], None] = time.sleep) -> Sent:
    """Send what is settled and was not sent there before; `origin` is the kiosk whose days are told.

    Raises ResultsError, TakenError where another process is sending, ValueError for an address that is none, OSError
    where the place cannot be kept.
    """
    store = RecordStore(url, wait)
    with locked(results.with_name(".sending")), looking(results) as db, closing(_place(results)) as place:
        told = Told(db)
        today = datetime.now().astimezone().date().isoformat()
        wanted = told.statements(origin, today, _settled(datetime.now(UTC)))
        try:
            unsent = _unsent(wanted, place, url)
            while some := list(islice(unsent, BATCH)):
                for done in store.post(some):
                    _keep(place, url, done)
        except _StopError as stopped:
            return Sent(store.taken, store.known, store.bad, str(stopped))
    return Sent(store.taken, store.known, store.bad, "")


def _settled(now: datetime) -> Callable[[SessionRow], bool]:
    """Whether nothing will be added to a session, nor taken back."""
    before = (now - timedelta(hours=SETTLED_HOURS)).isoformat()
    return lambda row: row.finished or row.started < before


# --- the place


def _place(results: Path) -> sqlite3.Connection:
    db = sqlite3.connect(results.with_name(PLACE), isolation_level=None)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("CREATE TABLE IF NOT EXISTS sent (store TEXT, id BLOB, PRIMARY KEY (store, id)) WITHOUT ROWID")
    except sqlite3.Error as error:
        db.close()
        raise OSError(f"'{results.with_name(PLACE)}' cannot be used ({error}); delete it: all is sent again") from error
    return db


def _unsent(statements: Iterable[dict[str, Any]], place: sqlite3.Connection, url: str) -> Iterator[dict[str, Any]]:
    for item in statements:
        if place.execute("SELECT 1 FROM sent WHERE store = ? AND id = ?", (url, UUID(item["id"]).bytes)).fetchone():
            continue
        yield item


def _keep(place: sqlite3.Connection, url: str, done: list[dict[str, Any]]) -> None:
    try:
        place.execute("BEGIN")
        place.executemany("INSERT OR IGNORE INTO sent VALUES (?, ?)", [(url, UUID(item["id"]).bytes) for item in done])
        place.execute("COMMIT")
    except sqlite3.Error as error:
        raise _StopError(f"what was sent cannot be noted ({error})") from None


# --- the store


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A POST that is redirected would become a GET, and nothing be sent."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """No request follows."""


class RecordStore:
    """A learning record store: posts statements, and counts what became of them."""

    def __init__(self, url: str, wait: Callable[[float], None]) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("https", "http") or not parts.hostname:
            raise ValueError(
                f"'{url}' is no address of a record store, such as https://lrs.example.org/xAPI/statements"
            )
        if parts.scheme == "http" and parts.hostname not in _HERE:
            raise ValueError(f"'{url}' would send without encryption; write https://")
        if parts.username or parts.password:
            raise ValueError("name and password belong into ~/.netrc, as for curl: an address is seen by everybody")
        self._url, self._wait = url, wait
        self._opener = urllib.request.build_opener(_NoRedirects)
        self._headers = {
            "Content-Type": "application/json", "X-Experience-API-Version": "1.0.3",
            "User-Agent": f"spot-the-fake/{__version__}", **_authorization(parts.hostname),
        }  # fmt: skip
        self.taken = self.known = self.bad = 0

    def post(self, batch: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
        """Post statements; gives those that need not be sent again, as soon as that is known.

        Where the store refuses a batch, it is halved until the one that it refuses stands alone: a conflict (409) is
        a statement that the store has otherwise, and stays so; another one (400) is left for the next run.
        """
        code = self._answer(batch)
        if code < 300:
            self.taken += len(batch)
            yield batch
        elif len(batch) > 1:
            half = len(batch) // 2
            yield from self.post(batch[:half])
            yield from self.post(batch[half:])
        elif code == http.client.CONFLICT:
            self.known += 1
            yield batch
        else:
            self.bad += 1
            if self.bad >= MOST_BAD and not self.taken:
                raise _StopError(f"it takes no statement ({code}); is '{self._url}' where it takes them?")

    def _answer(self, batch: list[dict[str, Any]]) -> int:
        """The code that a batch is answered with, once the store is not busy; raises _StopError where that ends all."""
        content = json.dumps(batch).encode()
        for _ in range(WAITS):
            request = urllib.request.Request(self._url, content, self._headers, method="POST")  # noqa: S310 (checked)
            try:
                with self._opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
                    answer.read()
                    return int(answer.status)
            except urllib.error.HTTPError as error:
                with error:
                    code, after = error.code, error.headers.get("Retry-After", "")
            except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError) as error:
                raise _StopError(f"it cannot be reached ({getattr(error, 'reason', error)})") from None
            if code in _TOO_MUCH:
                return code
            if code not in _BUSY:
                remedy = "; name and password belong into ~/.netrc" if code in (401, 403) else ""
                raise _StopError(f"it answers {code}{remedy}")
            self._wait(min(float(after) if after.isdecimal() else 5.0, LONGEST_WAIT_SECONDS))
        raise _StopError("it is busy")


def _authorization(host: str) -> dict[str, str]:
    """Name and password for a host, as ~/.netrc has them; none where it has none."""
    try:
        found = netrc.netrc().authenticators(host)
    except (OSError, netrc.NetrcParseError, RuntimeError):  # the last: there is no home folder
        return {}
    if found is None:
        return {}
    return {"Authorization": "Basic " + base64.b64encode(f"{found[0]}:{found[2]}".encode()).decode()}
