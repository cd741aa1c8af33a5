"""Every kind of screen that somebody may leave standing, at a desk, in a museum and in a class, and the way there.

Owns the ways, by the keys and parts that a person would use. The command line's user never sees it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from game.commands.tour import Player
    from game.pack.library import Library
    from game.seats.app import App

DESK = (
    "title", "levels", "settings", "help", "credits", "results", "guide", "intro", "verdict", "reveal", "table",
    "summary",
)  # fmt: skip
MUSEUM = ("attract", "verdict", "reveal")
CLASS = ("setup", "look", "talk", "reveal", "discuss", "wrap-up")
SCREENS = (*DESK, *(f"kiosk: {name}" for name in MUSEUM), *(f"workshop: {name}" for name in CLASS))
LEVEL = "level-0"


def reach(screen: str, data: str, size: tuple[int, int], pack: str) -> App:
    """The game in a real window, at rest on a screen."""
    seat, _, name = screen.rpartition(": ")
    way: Callable[[Player, str], None] = {"": _at_a_desk, "kiosk": _in_a_museum, "workshop": _in_a_class}[seat]
    app, player = opened(data, size, pack, kiosk=seat == "kiosk")
    way(player, name)
    player.settle()
    there = "ballot" if name in ("look", "talk") else name
    assert app.scene.name == there, app.scene.name  # noqa: S101 (else another screen is measured)
    return app


def opened(
    data: str, size: tuple[int, int], pack: str, *, kiosk: bool = False, phones: bool = False,
    library: Library | None = None,
) -> tuple[App, Player]:  # fmt: skip
    """The game in a real window with its library in place: that of the pack, or another one."""
    from game.base.settings import Settings
    from game.commands.tour import Player
    from game.pack import cache
    from game.seats.app import App, Options

    if library is None:
        library = cache.load(Path(pack), Path(data) / "cache")
    settings = Settings(language="en")
    options = Options(data=Path(data), size=size, seed=1, pack=Path(pack), phones=phones, settings=settings)
    if kiosk:
        from game.seats.kiosk.config import Kiosk
        from game.seats.kiosk.kiosk_seat import kiosk_app

        app, _ = kiosk_app(options, Kiosk(level=LEVEL, idle_seconds=3600.0, idle_reveal_seconds=3600.0))
    else:
        app = App(options)
    app._draw()  # noqa: SLF001 (as App.run begins)
    app.finish_start(library)
    app._get_ready()  # noqa: SLF001 (in the game a thread does so while the title stands)
    player = Player(app)
    player.settle()
    return app, player


def begin(player: Player, level: str = LEVEL) -> None:
    """The first round of a level is on the screen."""
    from game.ui.outcomes import StartLevel

    player.app.act(StartLevel(level))  # as its introduction does
    player.settle()


def answer(player: Player) -> None:
    """Give the round on the screen any answer."""
    import pygame

    player.key(pygame.K_f, pygame.K_2)


def _at_a_desk(player: Player, name: str) -> None:
    app = player.app
    if name in ("levels", "settings", "help", "credits", "results", "guide"):
        player.click("play" if name == "levels" else name)
    elif name == "intro":
        app.show(app.flow.intro(LEVEL))
    elif name != "title":
        begin(player)
        if name != "verdict":
            answer(player)
        if name == "table":
            player.click("table")
        while name == "summary" and app.scene.name != "summary":
            player.click("onward")
            if app.scene.name == "verdict":
                answer(player)


def _in_a_museum(player: Player, name: str) -> None:
    if name != "attract":
        player.click("begin")
    if name == "reveal":
        player.settle()
        answer(player)


def _in_a_class(player: Player, name: str) -> None:
    import pygame

    from game.ui.outcomes import OpenWorkshop

    app = player.app
    app.act(OpenWorkshop(LEVEL))  # as the title does
    if name == "setup":
        return
    player.click("begin")
    for step in ("look", "first", "talk", "second", "reveal", "discuss"):
        if name == step:
            return
        if step in ("first", "second"):
            player.key(*[pygame.K_2] * len(app.scene.event.teams))  # type: ignore[attr-defined]  # it is the ballot
        player.key(pygame.K_PAGEDOWN)
    player.key(pygame.K_ESCAPE)
    player.click("stop")
    app.flow.workshop.report()  # type: ignore[attr-defined] # (it is written meanwhile, once)
