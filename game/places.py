"""Where the game's own files lie: beside `game/` in a clone, inside it when installed.

Owns that one difference. Imports nothing heavy: the first frame waits for it.
"""

from __future__ import annotations

from pathlib import Path


def default_pack() -> Path:
    """The folder of the pack that comes with the game."""
    here = Path(__file__).resolve().parent
    installed = here / "default_pack"
    return installed if installed.is_dir() else here.parent


def fonts_folder() -> Path:
    """The folder of the bundled fonts."""
    return default_pack() / "assets" / "fonts"
