"""What a player has chosen: language, text size, theme, motion, sound, collection.

Owns the settings file. Refuses to lose one: it is written whole or not at all, and a damaged one is set aside.
Imports nothing heavy: the first frame waits for it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

from game.base.files import set_aside, write_atomically

TEXT_SIZES = (100, 125, 150)  # percent
THEMES = ("dark", "light", "contrast")


class Settings(NamedTuple):
    """Everything a player can set; the defaults are those of a first start."""

    language: str = ""  # empty: not chosen yet
    text_size: int = 100  # percent
    theme: str = "dark"
    reduced_motion: bool = False
    sound: bool = False
    fullscreen: bool = False
    pack: str = ""  # the installed collection at which the levels open; empty: the game's own


def load(path: Path) -> tuple[Settings, Path | None]:
    """The settings of a file (defaults where it is missing), and where a damaged file was put aside, if it was."""
    try:
        data = _read(path)
    except OSError:
        return Settings(), None
    except ValueError:
        try:
            return Settings(), set_aside(path)
        except OSError:
            return Settings(), None
    defaults = Settings()
    known: dict[str, Any] = {}
    for name, usual in zip(Settings._fields, defaults, strict=True):
        if type(data.get(name)) is type(usual):
            known[name] = data[name]
    if known.get("text_size") not in TEXT_SIZES:
        known.pop("text_size", None)
    if known.get("theme") not in THEMES:
        known.pop("theme", None)
    return Settings(**known), None


def _read(path: Path) -> dict[str, Any]:
    """What a file holds; raises ValueError for a damaged one, OSError."""
    try:
        data = json.loads(path.read_bytes())
    except RecursionError:
        raise ValueError("brackets within brackets without end") from None
    if not isinstance(data, dict):
        raise ValueError("not a mapping")  # noqa: TRY004 (a damaged file, like any other)
    return data


def save(settings: Settings, path: Path) -> None:
    """Write the settings; raises OSError where the disk refuses. A damaged file is not written over."""
    try:
        _read(path)
    except FileNotFoundError:
        pass
    except ValueError:
        set_aside(path)
    write_atomically(path, json.dumps(settings._asdict(), indent=1).encode())
