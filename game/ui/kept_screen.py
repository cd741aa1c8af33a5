"""The first screen of the next start, kept as it will look: a start shows it at once, and reads all else behind it.

Owns the file, which holds a line of JSON and the window's own bytes: unpacking them would take longer than the window
takes to open. A start takes it away, so that what a killed game left is not shown twice; what was kept for another
window, other settings or another version is not shown. Refuses to be in anybody's way: what cannot be read costs a
first frame of words alone.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from io import BufferedReader
from pathlib import Path

import pygame

from game import __version__
from game.base.files import whole
from game.base.settings import Settings

FILE = "first-screen.bin"
MOST_HEAD = 4096  # bytes


def keep(path: Path, screen: pygame.Surface, settings: Settings, pack: Path | None, picture: str) -> None:
    """Keep a screen, drawn on a surface like the window's, and which picture is on it; raises OSError."""
    head = json.dumps([_drawn_for(screen, settings, pack), picture]).encode() + b"\n"
    with whole(path, "wb") as file:
        file.write(head)
        file.write(screen.get_buffer().raw)


def take(path: Path, window: pygame.Surface, settings: Settings, pack: Path | None) -> str:
    """Put what is kept on the window's surface, if it was drawn for such a one; it is kept no longer.

    Gives the picture that is on it, "" where nothing was put there.
    """
    try:
        with path.open("rb") as file:
            return _read(file, window, _drawn_for(window, settings, pack))
    except (OSError, ValueError, TypeError, RecursionError):
        return ""
    finally:
        with suppress(OSError):
            path.unlink()


def _read(file: BufferedReader, window: pygame.Surface, drawn_for: str) -> str:
    told, picture = json.loads(file.readline(MOST_HEAD))
    pixels = memoryview(window.get_buffer())  # type: ignore[arg-type] # pygame does not say that it is one
    whole_file = file.tell() + len(pixels)
    if told != drawn_for or os.fstat(file.fileno()).st_size != whole_file or file.readinto(pixels) != len(pixels):
        return ""
    return str(picture)


def _drawn_for(surface: pygame.Surface, settings: Settings, pack: Path | None) -> str:
    """All that a first screen's looks depend on, and how a surface's bytes lie."""
    layout = surface.get_size(), surface.get_pitch(), surface.get_masks()
    return json.dumps([__version__, layout, settings, str(pack or "")])
