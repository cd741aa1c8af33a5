"""What is drawn or set once and shown again and again is kept, as long as the window stays as it is.

Owns where all of it is let go: the fonts, set texts, signs and discs of a window that is gone.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import ParamSpec, TypeVar

from game.ui.theme import Theme

Given = ParamSpec("Given")
T = TypeVar("T")

_forget: list[Callable[[], None]] = []
_theme: Theme | None = None


def kept(most: int) -> Callable[[Callable[Given, T]], Callable[Given, T]]:
    """Remember what a function made of the same arguments, for the `most` used last."""

    def decorate(make: Callable[Given, T]) -> Callable[Given, T]:
        remembered = lru_cache(most)(make)
        _forget.append(remembered.cache_clear)
        return remembered  # type: ignore[return-value]  # its own type takes any arguments

    return decorate


def keep_for(theme: Theme | None) -> None:
    """Screens are drawn in this theme from now on, or none is: what was made for another one is let go."""
    global _theme  # noqa: PLW0603 (what is kept is one for the process, as its one window is)
    if theme != _theme:
        for forget in _forget:
            forget()
    _theme = theme
