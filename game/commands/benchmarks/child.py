"""What `bench` runs in processes of their own: `python -m game.commands.benchmarks.child WHAT …` gives a line of JSON.

Owns what happens inside a measured process: the real game in a real window, and the yardsticks beside it. The command
line's user never sees it.
"""

from __future__ import annotations

import json
import os
import runpy
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from game.commands.benchmarks import screens

if TYPE_CHECKING:
    from collections.abc import Callable

    from game.commands.tour import Player
    from game.seats.app import App

FRAME = 1 / 60
AT_A_SITTING = 60  # rounds of a level that are played before the next level
THINKING_SECONDS = 0.45  # before an answer, so that what can be made ready is ready


def say(**found: object) -> None:
    """One line of JSON to whoever measures."""
    sys.stdout.write(json.dumps(found) + "\n")
    sys.stdout.flush()


# --- start


def start(data: str, size: str, pack: str = "") -> None:
    """The real way in, until the first frame is on the screen and until the library is there to be played.

    Then the game ends as a player ends it, so that the next start finds what it keeps for that.
    """
    import pygame

    from game.seats.app import App

    update, draw = pygame.display.update, App._draw  # noqa: SLF001 (the moment is inside)
    first: list[float] = []

    def updated(*arguments: Any) -> None:
        update(*arguments)
        if not first:
            first.append(time.monotonic())

    def drawn(app: App) -> None:
        draw(app)
        if app.kit.library is not None and app.running:
            say(first=first[0], playable=time.monotonic())
            app.running = False

    pygame.display.update = updated
    App._draw = drawn  # type: ignore[method-assign,assignment] # noqa: SLF001
    sys.argv = ["game", "play", "--data", data, "--size", size, *(["--pack", pack] if pack else [])]
    runpy.run_module("game", run_name="__main__")


def window(size: str) -> None:
    """The yardstick of a start: a bare pygame-ce window, filled and shown."""
    os.environ.setdefault("SDL_FRAMEBUFFER_ACCELERATION", "0")
    import pygame

    pygame.display.init()
    surface = pygame.display.set_mode(size_of(size))
    surface.fill((30, 30, 60))
    pygame.display.flip()
    say(first=time.monotonic())
    os._exit(0)


def imports() -> None:
    """The other one: importing pygame-ce."""
    import pygame  # noqa: F401

    say(first=time.monotonic())
    os._exit(0)


def size_of(text: str) -> tuple[int, int]:
    """Such as 1280x720."""
    width, _, height = text.partition("x")
    return int(width), int(height)


# --- playing


def timed(done: Callable[[], object]) -> float:
    """Milliseconds that something takes."""
    started = time.perf_counter()
    done()
    return (time.perf_counter() - started) * 1e3


def in_turn(runs: int, *works: Callable[[], object]) -> list[list[float]]:
    """Milliseconds of several works that take turns."""
    found: list[list[float]] = [[] for _ in works]
    for _ in range(runs):
        for work, into in zip(works, found, strict=True):
            into.append(timed(work))
    return found


def rounds(data: str, size: str, pack: str, count: str) -> None:
    """How long an answer waits for its reveal, and a finished reveal for the next round."""
    import pygame

    app, player = screens.opened(data, size_of(size), pack)
    reveals, nexts = [], []
    for number in range(int(count)):
        if number % AT_A_SITTING == 0:
            screens.begin(player, f"level-{number // AT_A_SITTING}")
        player.settle(0.2)
        app.rest()  # as App.loop does
        time.sleep(THINKING_SECONDS)
        player.click("fake")
        player.wait_for_step()
        _type(pygame.K_3)
        reveals.append(timed(lambda: app.step(FRAME)))
        assert app.scene.name == "reveal"  # noqa: S101 (else nothing was measured)
        player.let(1.0)
        time.sleep(THINKING_SECONDS)
        _type(pygame.K_RETURN)
        nexts.append(timed(lambda: app.step(FRAME)))
        shown = [view.surface(app.kit) is not None for view in getattr(app.scene, "views", ())]
        assert all(shown), "the next picture was not ready"  # noqa: S101
    say(reveal=reveals, following=nexts)
    app.close()


def hitches(data: str, size: str, pack: str, count: str) -> None:
    """How much longer than its sixtieth of a second a frame takes, alone and while large pictures are decoded."""
    from game.ui.widgets import PictureView

    app, player = screens.opened(data, size_of(size), pack)
    screens.begin(player)
    view = app.scene.widget("picture-1")
    assert isinstance(view, PictureView)  # noqa: S101 (the round is about one)
    width, height = view.wanted.size

    def beyond(*, decoding: bool) -> list[float]:
        found = []
        for number in range(int(count)):
            if decoding and app.pictures.idle:  # no two of one size, since it would be ready
                app.pictures.prefetch(view.wanted._replace(size=(width - number % 97, height - number % 89)))
            started = time.perf_counter()
            time.sleep(FRAME)
            app.scene.damage.append(view.rect)
            app.step(FRAME)
            found.append(max(0.0, (time.perf_counter() - started - FRAME) * 1e3))
        return found

    say(alone=beyond(decoding=False), decoding=beyond(decoding=True))
    app.close()


def _type(key: int) -> None:
    """A key goes down and up."""
    import pygame

    pygame.event.post(pygame.Event(pygame.KEYDOWN, key=key, mod=0, unicode=""))
    pygame.event.post(pygame.Event(pygame.KEYUP, key=key, mod=0))


def frames(data: str, size: str, pack: str, what: str, count: str) -> None:
    """Frame after frame of the reveal's animation, of the wipe, or of panning on the light table."""
    app, player = revealed(data, size, pack)
    moving = {"reveal": _reveal, "wipe": _wipe, "pan": _pan}[what]
    say(frames=moving(app, player, int(count)))
    app.close()


def revealed(data: str, size: str, pack: str) -> tuple[App, Player]:
    """The evidence on an altered picture is on the screen."""
    import pygame

    app, player = screens.opened(data, size_of(size), pack)
    screens.begin(player)
    player.key(pygame.K_r, pygame.K_1, pygame.K_RETURN)  # the second picture is an altered one
    player.settle()
    player.key(pygame.K_f, pygame.K_3)
    player.settle()
    return app, player


def turn(player: Player) -> None:
    """To the next tell of a reveal, or back: the line draws itself again."""
    scene = player.app.scene
    player.click("next" if scene.widget("next") in scene.targets else "previous")


def animate(data: str, size: str, pack: str) -> None:
    """A reveal whose line draws itself again and again, in real time, until whoever measures ends this."""
    from game.scenes.reveal import RevealScene

    app, _ = revealed(data, size, pack)
    scene = app.scene
    assert isinstance(scene, RevealScene)  # noqa: S101 (the round has been answered)
    last = time.monotonic()
    while True:
        until = app._until_next(time.monotonic() - last)  # noqa: SLF001 (as App.loop does)
        if until is None or until > 2 * FRAME:
            scene._show(scene.step, moving=True)  # noqa: SLF001 (as a press of "next" does)
            continue
        app._waiter.wait(until)  # noqa: SLF001
        now = time.monotonic()
        app.step(now - last)
        last = now


def _reveal(app: App, player: Player, most: int) -> list[float]:
    found: list[float] = []
    while len(found) < most:
        turn(player)
        found += [timed(lambda: app.step(FRAME)) for _ in range(50)]
    return found[:most]


def _wipe(app: App, player: Player, most: int) -> list[float]:
    player.click("wipe")
    view = app.scene.widget("picture-1").rect
    found = _dragged(app, most, lambda number: (view.left + 20 + number * 7 % (view.width - 40), view.centery))
    player.click("wipe")
    return found


def _pan(app: App, player: Player, most: int) -> list[float]:
    import pygame

    from game.ui.layout import places

    player.click("table")
    player.settle()
    area = places(app.kit.theme).picture
    for _ in range(5):
        pygame.event.post(pygame.Event(pygame.MOUSEWHEEL, x=0, y=1, precise_x=0.0, precise_y=1.0))
        player.let(FRAME)
    player.settle()

    def place(number: int) -> tuple[int, int]:
        along, down = number * 9 % 700 - 350, number * 5 % 300 - 150
        return area.centerx + abs(along) - 175, area.centery + abs(down) - 75

    return _dragged(app, most, place)


def _dragged(app: App, most: int, place: Callable[[int], tuple[int, int]]) -> list[float]:
    """The frames of a drag along places."""
    import pygame

    pygame.event.post(pygame.Event(pygame.MOUSEBUTTONDOWN, button=1, pos=place(0), touch=False))
    app.step(FRAME)
    found = []
    for number in range(most):
        pos = place(number + 1)
        pygame.event.post(pygame.Event(pygame.MOUSEMOTION, pos=pos, rel=(1, 1), buttons=(1, 0, 0), touch=False))
        found.append(timed(lambda: app.step(FRAME)))
    pygame.event.post(pygame.Event(pygame.MOUSEBUTTONUP, button=1, pos=place(most), touch=False))
    app.step(FRAME)
    return found


def bare_frames(size: str, picture: str, count: str) -> None:
    """The yardstick of a reveal's frame: a background, a pulsing ring and a moving loupe, changed rectangles only."""
    import math

    import pygame

    os.environ.setdefault("SDL_FRAMEBUFFER_ACCELERATION", "0")
    width, height = size_of(size)
    scale = height / 1080
    pygame.display.init()
    screen = pygame.display.set_mode((width, height))
    photograph = pygame.image.load(picture).convert()
    side, ring_side, loupe_side = round(900 * scale), round(320 * scale), round(384 * scale)
    ground = pygame.Surface((width, height)).convert()
    ground.fill((30, 30, 60))
    ground.blit(pygame.transform.smoothscale(photograph, (side, side)), (round(20 * scale), round(90 * scale)))
    rings = []
    for number in range(30):
        ring = pygame.Surface((ring_side, ring_side), pygame.SRCALPHA)
        radius = round((70 + 60 * math.sin(number / 30 * math.tau)) * scale)
        middle = (ring_side // 2, ring_side // 2)
        pygame.draw.circle(ring, (255, 40, 40, 90), middle, radius)
        pygame.draw.circle(ring, (255, 60, 60, 220), middle, radius, max(2, round(8 * scale)))
        rings.append(ring)
    mask = pygame.Surface((loupe_side, loupe_side), pygame.SRCALPHA)
    pygame.draw.circle(mask, (255, 255, 255, 255), (loupe_side // 2, loupe_side // 2), loupe_side // 2)
    ring_place = pygame.Rect(round(1200 * scale), round(300 * scale), ring_side, ring_side)
    before: pygame.Rect | None = None

    def frame(number: int) -> None:
        nonlocal before
        changed = [ring_place]
        if before is not None:
            screen.blit(ground, before, before)
            changed.append(before)
        screen.blit(ground, ring_place, ring_place)
        screen.blit(rings[number % 30], ring_place)
        x, y = round(300 + 200 * math.cos(number / 40)), round(300 + 200 * math.sin(number / 40))
        close = pygame.transform.smoothscale(photograph.subsurface((x, y, 128, 128)), (loupe_side, loupe_side))
        seen = close.convert_alpha()
        seen.blit(mask, (0, 0), special_flags=pygame.BLEND_RGBA_MULT)
        before = screen.blit(seen, (round((200 + x) * scale), round((200 + y) * scale)))
        pygame.display.update([*changed, before])

    found = []
    for number in range(int(count) + 20):
        pygame.event.pump()
        found.append(timed(lambda number=number: frame(number)))  # type: ignore[misc]
    say(frames=found[20:])


# --- decoding


def decoding(path: str, shown: str, count: str) -> None:
    """A picture becomes a surface as in the game; beside it what it cannot do without, and other ways.

    That is Pillow's decoding, SDL's scaling, and one copy in the window's own form, each alone; then the same with its
    pixels copied once more, and djpeg. Without djpeg that gives nothing, nor does a copy that the game itself makes;
    nor do the parts where the picture is made smaller while it is decoded.
    """
    import shutil
    import subprocess

    import pygame
    from PIL import Image

    from game.pixels.memory import hand_back_large_blocks
    from game.pixels.pictures import PictureRequest, decode
    from game.ui.surfaces import surface_of

    hand_back_large_blocks()  # as the game does: it costs a decode some page faults
    size = size_of(shown)
    wanted, tool = PictureRequest(Path(path), size), shutil.which("djpeg")
    whole, scaled = decode(wanted), surface_of(decode(wanted), "picture")
    given = pygame.image.frombuffer(whole.data, whole.size, "RGBX")
    into = pygame.Surface(size, 0, given)

    def copied() -> None:
        pixels = decode(wanted)
        assert pixels.image is not None  # noqa: S101 (a picture is decoded by Pillow)
        surface_of(pixels._replace(data=pixels.image.tobytes("raw", "RGBX")), "picture")

    def pillow() -> None:
        with Image.open(path) as image:
            image.load()

    def scaling() -> None:
        pygame.transform.smoothscale(given, size, into)

    def copying() -> None:
        pygame.Surface(size, 0, scaled).blit(into, (0, 0))

    def djpeg() -> None:
        if tool is not None:
            subprocess.run([tool, "-outfile", os.devnull, path], check=True)  # noqa: S603 (a known tool)

    works = (lambda: surface_of(decode(wanted), "picture"), copied, pillow, djpeg, scaling, copying)
    ours, copies, alone, theirs, *rest = in_turn(int(count), *works)
    shared = isinstance(whole.data, memoryview)
    with Image.open(path) as image:
        undivided = image.size == whole.size
    parts = [sum(part) for part in zip(alone, *rest, strict=True)] if undivided else []
    say(ours=ours, copied=copies if shared else [], pillow=alone, djpeg=theirs, parts=parts)


# --- checking


def files(pack: str, index: str) -> None:
    """How many seconds the inspection of a pack's files takes, the first time and again."""
    from game.pack import library
    from game.pack.check import check_files as picture_files
    from game.pack.index import Index

    found, _, manuscript = library.examine(Path(pack))
    assert found is not None  # noqa: S101 (the pack is our own)
    kept = Index(Path(index), picture_files.checker())
    first, again = (timed(lambda: picture_files.review(found, manuscript, kept)) / 1e3 for _ in range(2))
    kept.close()
    say(first=first, again=again)


# --- staying


def idle(data: str, size: str, pack: str, screen: str) -> None:
    """Stay on a screen, as the real loop does, until whoever measures ends this."""
    app = screens.reach(screen, data, size_of(size), pack)
    say(ready=True)
    app.loop()


def memory(data: str, size: str, pack: str, counts: str, samples: str) -> None:
    """Play round after round; memory in MB at the start and in so many rounds from each of the counts on.

    The counts are such as 0,100,10000. It differs from round to round by as much as the pictures of a round weigh.
    """
    app, player = screens.opened(data, size_of(size), pack)
    found: dict[int, list[dict[str, float]]] = {int(count): [] for count in counts.split(",")}
    for played in range(max(found) + int(samples)):
        for count, held in found.items():
            if count <= played < count + (int(samples) if count else 1):
                player.settle()
                held.append(_memory_mb())
        if app.scene.name not in ("verdict", "reveal"):
            screens.begin(player, f"level-{played // 100 % 5}")
        screens.answer(player)
        player.settle(0.1)
        player.click("onward")
    say(memory=found)
    app.close()


def _memory_mb() -> dict[str, float]:
    import psutil

    info = psutil.Process().memory_full_info()
    return {"rss": info.rss / 2**20, "pss": getattr(info, "pss", info.rss) / 2**20}


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
