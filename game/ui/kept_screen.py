"""The first screen of the next start, kept as it will look: a start shows it at once, and reads all else behind it.

Owns the file. A start takes it away, so that what a killed game left is not shown twice; what was kept for another
window, other settings or another version is not shown. Refuses to be in anybody's way: what cannot be read costs a
first frame of words alone.
"""

from __future__ import annotations

import json
import threading
import zlib
from pathlib import Path
from typing import NamedTuple

import pygame

from game import __version__
from game.base.files import write_atomically
from game.base.settings import Settings

FILE = "first-screen.bin"
QUICK = 1  # of zlib's levels: a screen takes a third of the time of the usual one, and is no larger by much
MOST_BYTES = 256 * 1024 * 1024  # of pixels: a damaged file may unpack to anything


class KeptScreen(NamedTuple):
    """A screen as its window's own bytes, what it was drawn for, and the picture that is on it."""

    drawn_for: str
    picture: str
    pixels: bytes


class Coming:
    """A kept screen that is read on a thread of its own, while the window opens."""

    def __init__(self, path: Path) -> None:
        self._found: KeptScreen | None = None
        self._thread = threading.Thread(target=self._take, args=(path,), name="kept screen", daemon=True)
        self._thread.start()

    def _take(self, path: Path) -> None:
        self._found = take(path)

    def shown_on(self, surface: pygame.Surface, settings: Settings, pack: Path | None) -> str:
        """Put it on the window's surface, if it was drawn for such a one; gives the picture on it, "" if it was not."""
        self._thread.join()
        found = self._found
        size = surface.get_pitch() * surface.get_height()
        if found is None or found.drawn_for != _told(surface, settings, pack) or len(found.pixels) != size:
            return ""
        surface.get_buffer().write(found.pixels, 0)
        return found.picture


def keep(path: Path, screen: pygame.Surface, settings: Settings, pack: Path | None, picture: str) -> None:
    """Keep a screen, drawn on a surface like the window's; raises OSError."""
    head = json.dumps([_told(screen, settings, pack), picture]).encode()
    write_atomically(path, head + b"\n" + zlib.compress(screen.get_buffer().raw, QUICK))


def take(path: Path) -> KeptScreen | None:
    """What is kept, which is kept no longer; None where nothing is, or where it is damaged."""
    try:
        content = path.read_bytes()
        path.unlink()
        head, _, packed = content.partition(b"\n")
        drawn_for, picture = json.loads(head)
        return KeptScreen(str(drawn_for), str(picture), zlib.decompressobj().decompress(packed, MOST_BYTES))
    except (OSError, ValueError, TypeError, RecursionError, zlib.error):
        return None


def _told(surface: pygame.Surface, settings: Settings, pack: Path | None) -> str:
    """All that a first screen's looks depend on, and how a surface's bytes lie."""
    layout = surface.get_size(), surface.get_pitch(), surface.get_masks()
    return json.dumps([__version__, layout, settings, str(pack or "")])
