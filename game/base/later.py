"""What takes longer than the loop may wait: it is done elsewhere, and taken once it is there.

Owns the three steps of that: begin (`in_background`), wait for a moment at most (`soon`), look (`taken`).
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from functools import partial
from threading import Thread
from typing import TypeVar

T = TypeVar("T")

MOMENT = 0.1  # seconds: as long as a press may take until the screen answers


def in_background(work: Callable[[], T], name: str) -> Future[T]:
    """What a function gives, on a thread of that name, which ends with the game whether it is done or not."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # noqa: BLE001 (whoever takes the result has it raised)
            future.set_exception(error)

    Thread(target=run, name=name, daemon=True).start()
    return future


def soon(coming: Future[T]) -> Callable[[], T | None]:
    """Wait for a moment at most, which is enough for most things; gives a function that looks whether it has come."""
    taken(coming, MOMENT)
    return partial(taken, coming)


def taken(coming: Future[T], seconds: float = 0.0) -> T | None:
    """What comes, or None where it is not there within some seconds; raises what went wrong with it."""
    try:
        return coming.result(seconds)
    except (TimeoutError, CancelledError):
        return None
