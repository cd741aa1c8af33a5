"""What the operator has turned, beyond kiosk.yaml: volume and brightness, kept over a restart.

Owns their file and their bounds. Refuses to sound or to shine.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal, NamedTuple

from game.base.files import write_atomically

STEP = 10  # percent
DARKEST = 10  # percent

DialTurn = Literal["louder", "quieter", "brighter", "darker"]


class Dials(NamedTuple):
    """Both in percent."""

    volume: int
    brightness: int

    def turned(self, turn: DialTurn) -> Dials:
        """A step on, as far as it goes."""
        step = STEP if turn in ("louder", "brighter") else -STEP
        if turn in ("louder", "quieter"):
            return _within(self.volume + step, self.brightness)
        return _within(self.volume, self.brightness + step)


def load(path: Path, usual: Dials) -> Dials:
    """What is kept; the usual ones where nothing is, or nothing that can be read."""
    try:
        kept = json.loads(path.read_bytes())
        return _within(int(kept["volume"]), int(kept["brightness"]))
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return usual


def save(dials: Dials, path: Path) -> None:
    """Keep them; raises OSError."""
    write_atomically(path, json.dumps(dials._asdict()).encode())


def _within(volume: int, brightness: int) -> Dials:
    return Dials(min(100, max(0, volume)), min(100, max(DARKEST, brightness)))
