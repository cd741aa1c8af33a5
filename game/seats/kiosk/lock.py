"""The operator's PIN: kept as a scrypt hash, and guarded against guessing.

Owns its file, and reads it before each try: a PIN set from a terminal holds at once. After five wrong tries each
further one has to wait, twice as long every time; the wait survives a restart, a changed clock and a full disk.
scrypt's cost follows RFC 7914 and OWASP's advice for interactive logins.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import os
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from game.base.files import write_atomically

log = logging.getLogger(__name__)

N, R, P = 2**15, 8, 1  # 32 MiB and about 0.1 s
FREE_TRIES = 5
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 30.0, 3600.0
DIGITS = 4, 12  # fewest and most


class _Kept(Struct, frozen=True):
    """What the file holds."""

    salt: Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$")]
    hash: Annotated[str, Meta(pattern=r"^[0-9a-f]{128}$")]
    failures: Annotated[int, Meta(ge=0)] = 0
    failed_at: float = 0.0  # seconds since 1970, of the latest wrong try


class Lock:
    """The lock of the operator's panel. `now` is always in seconds since 1970."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._unwritten: _Kept | None = None  # what the disk did not take

    @property
    def _kept(self) -> _Kept | None:
        """What the file holds now, with the tries that the disk did not take."""
        try:
            found = msgspec.json.decode(self.path.read_bytes(), type=_Kept)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError) as error:
            log.warning("the PIN file cannot be read, so the panel stays shut: %s", error)
            return None
        ours = self._unwritten
        return ours if ours is not None and ours.salt == found.salt else found

    @property
    def is_set(self) -> bool:
        """Whether there is a PIN; without one the panel does not open."""
        return self._kept is not None

    def set(self, pin: str) -> None:
        """Keep another PIN; raises ValueError for one that is too easy, OSError where the disk refuses."""
        fewest, most = DIGITS
        if not (pin.isascii() and pin.isdecimal() and fewest <= len(pin) <= most):
            raise ValueError(f"a PIN has {fewest} to {most} digits")
        if len(set(pin)) == 1 or pin in "0123456789" or pin in "9876543210":
            raise ValueError("such a PIN is guessed at once; mix the digits")
        salt = os.urandom(16)
        self._keep(_Kept(salt.hex(), _hash(pin, salt)))

    def _keep(self, kept: _Kept) -> None:
        self._unwritten = kept
        write_atomically(self.path, json.dumps(msgspec.to_builtins(kept)).encode(), private=True)
        self._unwritten = None

    def wait(self, now: float) -> float:
        """Seconds until the next try is allowed; a clock that was put back cannot lengthen it."""
        kept = self._kept
        return 0.0 if kept is None else _wait(kept, now)

    def opens(self, pin: str, now: float) -> bool:
        """Try a PIN. A wrong one is counted before anything else happens."""
        kept = self._kept
        if kept is None or _wait(kept, now) > 0:
            return False
        right = hmac.compare_digest(_hash(pin, bytes.fromhex(kept.salt)), kept.hash)
        failures = 0 if right else kept.failures + 1
        if right and not kept.failures:
            return True
        latest = self._kept
        if latest is None or latest.salt != kept.salt:
            return False  # another PIN was set while this one was tried
        try:
            self._keep(msgspec.structs.replace(kept, failures=failures, failed_at=now))
        except OSError as error:
            log.warning("wrong tries cannot be kept: %s", error)
        return right


def _wait(kept: _Kept, now: float) -> float:
    if kept.failures < FREE_TRIES:
        return 0.0
    length = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2.0 ** min(20, kept.failures - FREE_TRIES))
    return min(length, max(0.0, kept.failed_at + length - now))


def _hash(pin: str, salt: bytes) -> str:
    return hashlib.scrypt(pin.encode(), salt=salt, n=N, r=R, p=P, maxmem=64 * 1024 * 1024).hex()
