"""How much one address may ask of the server: so many requests a second, and so many wrong codes.

Owns the counting. Pure; time is passed in.
"""

from __future__ import annotations

MOST_ADDRESSES = 4096  # remembered; the one heard of longest ago is forgotten


class Allowance:
    """Each address may do something `burst` times at once, and then `rate` times a second."""

    def __init__(self, rate: float, burst: float) -> None:
        self.rate, self.burst = rate, burst
        self._left: dict[str, tuple[float, float]] = {}  # by address: what is left, and when that was

    def left(self, address: str, now: float) -> float:
        """How often it may do it now; `now` in seconds."""
        left, since = self._left.get(address, (self.burst, now))
        return min(self.burst, left + (now - since) * self.rate)

    def spend(self, address: str, now: float) -> bool:
        """Do it once; whether it was allowed."""
        left = self.left(address, now)
        self._left.pop(address, None)
        allowed = left >= 1.0
        self._left[address] = (left - 1.0 if allowed else left, now)
        if len(self._left) > MOST_ADDRESSES:
            del self._left[next(iter(self._left))]
        return allowed
