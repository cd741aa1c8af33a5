"""What `bench` runs in processes of their own about screens: the first one, a shelf, an inset, a page of ratings.

Each is the real game in a real window, and beside it what pygame-ce alone takes for the same. Like `child`, by
`python -m game.commands.benchmarks.screen_child WHAT …`, which gives a line of JSON.
"""

from __future__ import annotations

import os
import runpy
import sys
import time
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, get_args

from game.commands.benchmarks import screens
from game.commands.benchmarks.child import FRAME, in_turn, revealed, say, size_of, timed, turn

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pygame

    from game.model.impressions import Rated
    from game.seats.app import App

TELL_FRAMES = 60  # until ring and inset have grown
LIGHT = (240, 240, 240)
TITLE, LINE = "Moving pictures, and what they leave behind", "8 rounds, about four minutes"


# --- the first screen


def hero(data: str, size: str, pack: str) -> None:
    """The real way in, until the first frame, and until the first screen shows its picture, however it comes to it.

    Then the game ends as a player ends it, so that the next start finds what it keeps for that.
    """
    import pygame

    from game.seats.app import App

    update, draw = pygame.display.update, App._draw  # noqa: SLF001 (the moment is inside)
    frames: list[tuple[float, bytes]] = []  # when each was on the screen, and a part of its picture

    def updated(*arguments: Any) -> None:
        update(*arguments)
        shown = time.monotonic()
        surface = pygame.display.get_surface()
        assert surface is not None  # noqa: S101 (it was updated)
        side = surface.get_height() // 2
        frames.append((shown, pygame.image.tobytes(surface.subsurface((side // 2, side // 2, side, side)), "RGB")))

    def drawn(app: App) -> None:
        views: list[Any] = getattr(app.scene, "views", [])
        there = bool(views) and app.pictures.kept(views[0].wanted) is not None
        draw(app)
        if there and app.running:
            seen = next(shown for shown, part in frames if part == frames[-1][1])
            say(first=frames[0][0], seen=seen)
            app.running = False

    pygame.display.update = updated
    App._draw = drawn  # type: ignore[method-assign,assignment] # noqa: SLF001
    sys.argv = ["game", "play", "--data", data, "--size", size, "--pack", pack]
    runpy.run_module("game", run_name="__main__")


def bare_hero(size: str, picture: str) -> None:
    """Its yardstick: a bare pygame-ce window that shows the same picture, as large."""
    os.environ.setdefault("SDL_FRAMEBUFFER_ACCELERATION", "0")
    import pygame

    width, height = size_of(size)
    pygame.display.init()
    screen = pygame.display.set_mode((width, height))
    screen.fill((30, 30, 60))
    side = height * 9 // 10
    photograph = pygame.image.load(picture).convert()
    screen.blit(pygame.transform.smoothscale(photograph, (side, side)), (height // 20, height // 20))
    pygame.display.flip()
    say(seen=time.monotonic())
    os._exit(0)


# --- a shelf


def shelf(data: str, size: str, packs: str, openings: str, pulls: str) -> None:
    """How long the shelf of many packs takes to open, and a frame while it is pulled, at sixty a second."""
    import pygame

    from game.pack import cache
    from game.pack.catalogue import shelved

    kept = Path(data) / "cache"
    home, *others = (cache.load(path, kept) for path in sorted(Path(packs).iterdir()))
    app, player = screens.opened(data, size_of(size), home.root, library=shelved(home, others, kept))
    opened = []
    for _ in range(int(openings) + 1):
        opened.append(timed(lambda: _open_shelf(app)))
        assert app.scene.name == "levels"  # noqa: S101 (else another screen is measured)
        player.settle(0.3)
        player.key(pygame.K_ESCAPE)
        player.settle(0.3)
    _open_shelf(app)
    say(first=opened[0], opened=opened[1:], frames=list(_pulled(app, int(pulls))))
    app.close()


def _open_shelf(app: App) -> None:
    """Until all that is read for it is drawn; covers come while one looks."""
    from game.ui.outcomes import Go

    app.act(Go("levels"))
    app.step(0.0)
    while app.scene.reading:
        time.sleep(0.001)
        app.step(0.0)


def _pulled(app: App, most: int) -> Iterator[float]:
    """The frames of pulls down the page, and up again from its end; half of each is its running on."""
    import pygame

    from game.ui.menu import PageScene

    scene = app.scene
    assert isinstance(scene, PageScene)  # noqa: S101 (a shelf is one)
    area, way, before = scene.area, -1, -1
    frames = 0
    while frames < most:
        if scene.offset == before:
            way = -way  # it was at its end
        before = scene.offset
        x, y = area.centerx, area.bottom - 40 if way < 0 else area.top + 40
        _mouse(pygame.MOUSEBUTTONDOWN, (x, y))
        for number in range(60):
            if number < 30:
                y += way * area.height // 40
                pygame.event.post(pygame.Event(pygame.MOUSEMOTION, pos=(x, y), rel=(0, 1), buttons=(1, 0, 0)))
            elif number == 30:
                _mouse(pygame.MOUSEBUTTONUP, (x, y))
            time.sleep(FRAME / 2)  # so that covers are decoded meanwhile, as they are between a screen's frames
            frames += 1
            yield timed(lambda: app.step(FRAME))


def _mouse(kind: int, place: tuple[int, int]) -> None:
    import pygame

    pygame.event.post(pygame.Event(kind, button=1, pos=place, touch=False))


def bare_shelf(size: str, picture: str, levels: str, openings: str, pulls: str) -> None:
    """Its yardsticks: as many titles set and a windowful of cards drawn, and those cards moved, in bare pygame-ce."""
    os.environ.setdefault("SDL_FRAMEBUFFER_ACCELERATION", "0")
    import pygame

    width, height = size_of(size)
    pygame.display.init()
    screen, font = pygame.display.set_mode((width, height)), _font(height)
    card = pygame.Rect(0, 0, width // 5, height // 3)
    cover = pygame.transform.smoothscale(pygame.image.load(picture).convert(), card.size)
    texts: list[tuple[pygame.Surface, pygame.Surface]] = []

    def page(offset: int) -> None:
        screen.fill((30, 30, 60))
        for number, (title, line) in enumerate(texts):
            row, column = divmod(number, 4)
            place = card.move(40 + column * (card.width + 40), 40 + row * (card.height + 40) - offset)
            if -card.height < place.top < height:
                screen.blits([
                    (cover, place), (title, place.move(12, card.height - 80)), (line, place.move(12, card.height - 40)),
                ])  # fmt: skip
        pygame.display.update()

    def opened() -> None:
        titles = (font.render(f"{number} {TITLE}", True, LIGHT, None, card.width - 20) for number in range(int(levels)))
        texts[:] = [(title, font.render(LINE, True, LIGHT)) for title in titles]
        page(0)

    found = [timed(opened) for _ in range(int(openings))]
    frames = [timed(lambda number=number: page(number * 20 % 4000)) for number in range(int(pulls))]  # type: ignore[misc]
    say(opened=found, frames=frames)


def _font(height: int) -> pygame.font.Font:
    """The game's typeface, for a window so high."""
    import pygame

    from game.base.places import fonts_folder

    pygame.font.init()
    return pygame.font.Font(fonts_folder() / "AtkinsonHyperlegibleNext-Regular.ttf", max(8, height // 36))


# --- an inset


def inset(data: str, size: str, pack: str, count: str) -> None:
    """Frame after frame of a reveal that brings a small tell near: the light, the ring, the inset that grows of it."""
    app, player = revealed(data, size, pack)
    frames: list[float] = []
    while len(frames) < int(count):
        turn(player)
        frames += [timed(lambda: app.step(FRAME)) for _ in range(TELL_FRAMES)]
        assert app.scene.stage.inset is not None, "no inset"  # type: ignore[attr-defined] # noqa: S101 (a reveal's)
    say(frames=frames[: int(count)])
    app.close()


# --- a page of ratings


def ratings(data: str, size: str, pack: str, count: str) -> None:
    """How long a page of six qualities takes to be laid out and drawn; beside it its words alone, in bare pygame-ce."""
    from game.scenes.ratings import RatingsScene
    from game.ui.widgets import Label

    app, _player = screens.opened(data, size_of(size), pack)
    given = _rated(24)

    def ours() -> None:
        app.show(RatingsScene(app.kit, given).open())
        app.step(0.0)

    ours()
    said = [(item.text, item.rect) for item in app.scene.widgets if isinstance(item, Label)]
    assert app.scene.has("chart"), "no chart"  # noqa: S101 (else another page is measured)
    font = _font(app.canvas.get_height())

    def theirs() -> None:
        app.canvas.fill((30, 30, 60))
        for text, place in said:
            app.canvas.blit(font.render(text, True, LIGHT, None, place.width), place)
        pygame.display.update()

    import pygame

    page, words = in_turn(int(count), ours, theirs)
    say(ours=page, theirs=words)
    app.close()


def _rated(faces: int) -> list[Rated]:
    """Six qualities of so many faces, of which one tells generated faces from real ones."""
    from game.model.impressions import Rated
    from game.model.terms import Quality

    chance = Random(7)
    return [
        Rated(quality, min(7, chance.randint(1, 5) + 2 * (face % 2) * (quality == "proportion")), face % 2 == 1, "real")
        for quality in get_args(Quality)
        for face in range(faces)
    ]


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
