"""Copies of what can be fetched, on sticks and disks that are plugged in.

Owns where each platform mounts them, and how a copy is recognised: laid out owner/repo/commit/path, at the top or in a
folder of it. Refuses to look any deeper, and to fetch.
"""

from __future__ import annotations

import os
import string
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from game.collections.offers import Offer

MOUNTED = {"darwin": ("/Volumes/*",), "linux": ("/media/*", "/media/*/*", "/run/media/*/*", "/mnt/*")}
MOST_FOLDERS = 100  # looked at on one stick


class Copy(NamedTuple):
    """A copy of an offer's files."""

    stick: str  # its name, as a player knows it
    folder: Path


def place_in(copy: Path, url: str) -> Path:
    """Where a file that is fetched from a URL lies in a copy."""
    parts = unquote(urlsplit(url).path).split("/")
    return copy.joinpath(*(part for part in parts if part not in ("", ".", "..")))


def plugged_in() -> list[Path]:
    """The folders where sticks and disks show what they hold."""
    if sys.platform == "win32":
        return [path for letter in string.ascii_uppercase[3:] if (path := Path(f"{letter}:\\")).is_dir()]
    patterns = MOUNTED.get(sys.platform, ())
    return [path for pattern in patterns for path in sorted(Path("/").glob(pattern[1:])) if path.is_dir()]


def copy_of(offer: Offer, sticks: Iterable[Path]) -> Copy | None:
    """The first copy of all of an offer's files, at the top of a stick or in a folder there; None without any."""
    for stick in sticks:
        for folder in (stick, *_folders(stick)):
            with suppress(OSError):
                if offer.files and all(place_in(folder, item.url).is_file() for item in offer.files):
                    return Copy(stick.name or str(stick), folder)
    return None


def _folders(stick: Path) -> list[Path]:
    """The folders at the top of a stick; none where it cannot be read."""
    with suppress(OSError), os.scandir(stick) as entries:
        return sorted(Path(item.path) for _, item in zip(range(MOST_FOLDERS), entries, strict=False) if item.is_dir())
    return []
