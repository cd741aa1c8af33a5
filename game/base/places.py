"""Where files lie: the game's own beside `game/` in a clone, inside it when installed; the player's elsewhere.

Owns that one difference, and the folder of the player's own files. Imports nothing heavy: the first frame waits for it.
"""

from __future__ import annotations

from pathlib import Path


def default_pack() -> Path:
    """The folder of the pack that comes with the game."""
    here = Path(__file__).resolve().parents[1]
    installed = here / "default_pack"
    return installed if installed.is_dir() else here.parent


def fonts_folder() -> Path:
    """The folder of the bundled fonts."""
    return default_pack() / "assets" / "fonts"


def data_folder() -> Path:
    """Where this platform keeps a user's data."""
    from platformdirs import user_data_path

    return user_data_path("spot-the-fake", appauthor=False)
