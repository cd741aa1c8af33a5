"""Spot the Fake: look at a picture, judge it, and see the evidence drawn on it."""

import os

__version__ = "1.0.0"

# read by pygame and SDL when they are first imported
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
os.environ.setdefault("SDL_WINDOWS_DPI_AWARENESS", "permonitorv2")
os.environ.setdefault("SDL_VIDEO_X11_WMCLASS", "spot-the-fake")
