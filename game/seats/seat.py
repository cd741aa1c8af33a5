"""What a seat changes of the game: the protocol that the window and its loop call, and nothing else of a seat.

Owns that protocol, with a desk's answers: a desk changes nothing. Refuses to hold the loop, which is `app`'s.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pygame

from game.ui.theme import Theme, theme_of

if TYPE_CHECKING:
    from game.base.settings import Settings
    from game.pack.library import Library
    from game.results.store import Store
    from game.seats.app import App
    from game.seats.flow import Flow
    from game.ui.intents import Intent
    from game.ui.kit import Kit
    from game.ui.outcomes import Outcome
    from game.ui.scene import Scene

PROJECTOR_TEXT = 160  # percent: 1/25 of the height


class Seat:
    """A desk, at which a workshop can be set up. `app` is there from `sit` on."""

    resizable = True  # its window
    fetches = True  # collections are offered
    saves_settings = True
    logs_first = False  # the log is opened before the library is read, although that takes time

    def __init__(self) -> None:
        self.app: App

    def sit(self, app: App) -> None:
        """Take the seat: called once, before anything else."""
        self.app = app

    # --- what it is made of

    def flow(self, kit: Kit) -> Flow:
        """The way between screens here."""
        from game.seats.workshop.workshop_flow import WorkshopFlow  # a first screen that is kept stands before

        return WorkshopFlow(kit)

    def dress(self, kit: Kit) -> Kit:
        """The kit, with what this seat offers and adds to every screen."""
        return kit

    def stage(self, size: tuple[int, int]) -> pygame.Rect:
        """Where in a window of this size, in pixels, the screens are shown."""
        return pygame.Rect((0, 0), size)

    def theme(self, size: tuple[int, int], settings: Settings, *, projected: bool) -> Theme:
        """The theme for a stage of this size, in pixels."""
        text = PROJECTOR_TEXT if projected else settings.text_size
        return theme_of(size, settings.theme, text, reduced_motion=settings.reduced_motion)

    @property
    def volume(self) -> float:
        """Of sounds, 0 to 1."""
        return 1.0

    # --- its library and what is kept

    def cache(self, data: Path) -> Path | None:
        """Where packs that were read are kept; None where none may be."""
        return data / "cache"

    def glance(self) -> Library | None:
        """(On a thread of its own.) What `read` will give, unchecked, where that takes longer; else None."""
        return self.app.glance()

    def read(self) -> Library:
        """(On a thread of its own.) The home pack; raises what reading it raises."""
        return self.app.given or self.app.read_library()

    def read_more(self, home: Library) -> Library | None:
        """(On a thread of its own.) The home pack with all that stands beside it; None where nothing does."""
        return self.app.read_shelf(home)

    def takes(self, loaded: Library | Exception) -> bool:
        """Whether what was read may be put to use now; where not, the seat sees to it later."""
        return True

    def took(self) -> None:
        """Another library is in use."""

    def keep(self, store: Store) -> Store | None:
        """What sessions and answers are kept in; None where they are not."""
        return store

    # --- its turns

    def started(self) -> None:
        """All that a start can wait for is there."""

    def before_turn(self, seconds: float, events: list[pygame.Event]) -> list[pygame.Event]:
        """Look after what the seat looks after; gives the events that the game may see."""
        return events

    def after_turn(self) -> None:
        """The turn is over, and drawn."""

    def admits(self, intent: Intent) -> bool:
        """Whether an intent is for the game at all."""
        return True

    def deals_with(self, outcome: Outcome) -> bool:
        """Whether an outcome is the seat's own and has been dealt with."""
        return False

    def followed(self, before: Scene, outcome: Outcome) -> None:
        """An outcome was followed from a screen to the one that is shown now, which may be the same."""

    def shown(self, scene: Scene) -> None:
        """A screen has been put on the stage."""

    def failed(self) -> None:
        """A screen has crashed, which is logged: show something that works."""
        self.app.show(self.app.flow.oops())

    def dim(self, canvas: pygame.Surface, rect: pygame.Rect) -> None:
        """Darken what was drawn."""

    def wake_in(self, wanted: float | None) -> float | None:
        """Seconds to sleep at most, where the game wants to be woken then; None: until something happens."""
        return wanted

    def closing(self) -> None:
        """The end: give back and keep what is the seat's own."""
