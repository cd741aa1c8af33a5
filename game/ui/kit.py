"""What every scene is given: one frozen kit.

Owns nothing but the bundle. Scenes get time as seconds and chance from `rng`, never from elsewhere.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, NamedTuple

import pygame

from game.base.settings import Settings
from game.base.text import Words, languages, name_of
from game.pixels.pictures import Pictures
from game.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from game.collections.collection import Collections
    from game.pack.library import Library
    from game.results.store import Store
    from game.ui.scene import Scene
    from game.ui.widgets import Widget


class Exits(NamedTuple):
    """What a screen may lead to; a kiosk and a workshop offer less."""

    guide: bool = True
    table: bool = True
    practice: bool = True
    annotate: bool = False  # to whoever makes the pack


class Kit(NamedTuple):
    """Library (None until it is read), words, theme, pictures, results, settings and chance."""

    words: Words
    theme: Theme
    settings: Settings
    pictures: Pictures[pygame.Surface]
    rng: Random
    library: Library | None = None
    store: Store | None = None
    exits: Exits = Exits()
    collections: Collections | None = None  # a kiosk offers none
    strip: Callable[[Scene], list[Widget]] | None = None  # what a kiosk adds to every screen

    @property
    def languages(self) -> dict[str, str]:
        """Those of the interface, and of the packs that are here: code -> name in itself."""
        packs = (self.library.pack, *self.library.parts.values()) if self.library is not None else ()
        own = languages()
        others = sorted({code for pack in packs for code in pack.languages} - set(own))
        return own | {code: name_of(code) for code in others}

    @property
    def pack(self) -> Library:
        """The library, where it is known to be there."""
        if self.library is None:
            raise LookupError("the library is not read yet")
        return self.library
