"""How many bytes of pictures may be in memory at the same time, whatever the number of threads.

Owns the waiting. Refuses to know what a picture weighs.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class MemoryBudget:
    """Room for so many bytes; a single picture always finds room, alone if need be."""

    def __init__(self, total: int) -> None:
        self._free = self._total = total
        self._changed = threading.Condition()

    @contextmanager
    def of(self, weight: int) -> Iterator[None]:
        """Wait until there is room for so many bytes, and hold it."""
        weight = min(weight, self._total)
        with self._changed:
            self._changed.wait_for(lambda: self._free >= weight)
            self._free -= weight
        try:
            yield
        finally:
            with self._changed:
                self._free += weight
                self._changed.notify_all()
