"""A scripted player walks every screen and saves a picture of each; needs no display.

Owns `Player`, who uses the real App through real SDL events and named parts, for `tour` and for the tests.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

import pygame

from game.base import places
from game.base.files import write_atomically
from game.base.settings import Settings
from game.model.answer import Answer
from game.model.terms import Says
from game.pack import cache
from game.pack.catalogue import need_pictures_of
from game.pack.library import Library, examples
from game.play import rules
from game.play.rules import Session
from game.seats.app import FRAME_SECONDS, App, Options, level_of
from game.ui.menu import PageScene
from game.ui.outcomes import OpenWorkshop
from game.ui.round import PictureScene
from game.ui.widgets import PictureView

INDEX = "tour.json"
PATIENCE_SECONDS = 20.0  # how long pictures may take to become ready


class OffScreenError(AssertionError):
    """A part that was to be pressed cannot be reached."""


class Player:
    """Plays the App as a person would: presses named parts, types keys, lets seconds pass."""

    def __init__(self, app: App) -> None:
        self.app = app

    def let(self, seconds: float) -> None:
        """Let time pass, frame by frame."""
        while seconds > 0:
            self.app.step(min(FRAME_SECONDS, seconds))
            seconds -= FRAME_SECONDS

    def settle(self, seconds: float = 1.2) -> None:
        """Let everything that moves or loads come to rest."""
        end = time.monotonic() + PATIENCE_SECONDS
        self.app.step(0.0)
        self._wait(end)
        self.let(seconds)
        self._wait(end)

    def _wait(self, end: float) -> None:
        """Until no picture is decoded, no collection looked for, and nothing read that belongs on the screen."""
        collections = self.app.kit.collections
        while time.monotonic() < end and (
            not self.app.pictures.idle or (collections is not None and collections.looking) or self.app.scene.reading
        ):
            time.sleep(0.002)
            self.app.step(0.0)

    def place(self, name: str) -> tuple[int, int]:
        """The middle of a named part, once all that is read is there; a part outside the window is an error."""
        end = time.monotonic() + PATIENCE_SECONDS
        while self.app.scene.reading and time.monotonic() < end:
            time.sleep(0.002)
            self.app.step(0.0)
        rect = self.app.scene.widget(name).rect
        if not self.app.canvas.get_rect().collidepoint(rect.center):
            raise OffScreenError(f"'{name}' is off screen at {rect} in '{self.app.scene.name}'")
        left, top = self.app.stage.topleft
        return rect.centerx + left, rect.centery + top

    def wait_for_step(self) -> None:
        """Let time pass until what is pressed is meant for what is on the screen."""
        if self.app.scene.fresh:
            self.app.step(self.app.scene.fresh)

    def reach(self, name: str) -> None:
        """Turn the page with its keys until a named part can be pressed."""
        scene = self.app.scene
        for _ in range(200):
            if not isinstance(scene, PageScene) or scene.widget(name) not in scene.page:
                return
            middle, area = scene.widget(name).rect.centery, scene.area
            if area.top <= middle < area.bottom:
                return
            self.key(pygame.K_PAGEUP if middle < area.top else pygame.K_PAGEDOWN)

    def click(self, name: str) -> None:
        """Press and release the mouse on a named part."""
        self.click_at(self.place(name))

    def click_at(self, pos: tuple[int, int]) -> None:
        """Press and release the mouse at a place."""
        self.wait_for_step()
        for kind in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP):
            pygame.event.post(pygame.Event(kind, button=1, pos=pos, touch=False))
            self.app.step(FRAME_SECONDS)

    def touch(self, name: str) -> None:
        """Tap a named part with a finger."""
        self.touch_at(self.place(name))

    def touch_at(self, pos: tuple[int, int]) -> None:
        """Tap a place with a finger."""
        self.wait_for_step()
        for kind in (pygame.FINGERDOWN, pygame.FINGERUP):
            self._finger(kind, pos)

    def key(self, *keys: int) -> None:
        """Press and release keys."""
        for key in keys:
            self.wait_for_step()
            pygame.event.post(pygame.Event(pygame.KEYDOWN, key=key, mod=0, unicode=""))
            self.app.step(FRAME_SECONDS)
            pygame.event.post(pygame.Event(pygame.KEYUP, key=key, mod=0))
            self.app.step(FRAME_SECONDS)

    def press(self, key: int, mod: int) -> None:
        """Press and release a key while Ctrl, Shift or the like are down."""
        self.wait_for_step()
        for kind in (pygame.KEYDOWN, pygame.KEYUP):
            pygame.event.post(pygame.Event(kind, key=key, mod=mod, unicode=""))
            self.app.step(FRAME_SECONDS)

    def write(self, text: str) -> None:
        """Type a text: each character with the key's own event before it, as SDL sends them."""
        for character in text:
            pygame.event.post(pygame.Event(pygame.KEYDOWN, key=ord(character), mod=0, unicode=character))
            pygame.event.post(pygame.Event(pygame.TEXTINPUT, text=character))
            pygame.event.post(pygame.Event(pygame.KEYUP, key=ord(character), mod=0))
            self.app.step(FRAME_SECONDS)

    def drag(self, *places: tuple[int, int]) -> None:
        """Pull the mouse, its button down, from the first place over the others."""
        last = places[0]
        self.wait_for_step()
        pygame.event.post(pygame.Event(pygame.MOUSEBUTTONDOWN, button=1, pos=last, touch=False))
        self.app.step(FRAME_SECONDS)
        for place in places[1:]:
            by = place[0] - last[0], place[1] - last[1]
            pygame.event.post(pygame.Event(pygame.MOUSEMOTION, pos=place, rel=by, buttons=(1, 0, 0), touch=False))
            self.app.step(FRAME_SECONDS)
            last = place
        pygame.event.post(pygame.Event(pygame.MOUSEBUTTONUP, button=1, pos=last, touch=False))
        self.app.step(FRAME_SECONDS)

    def swipe(self, *places: tuple[int, int]) -> None:
        """Pull a finger from the first place over the others."""
        self.wait_for_step()
        kinds = [pygame.FINGERDOWN, *[pygame.FINGERMOTION] * (len(places) - 1), pygame.FINGERUP]
        for kind, place in zip(kinds, [*places, places[-1]], strict=True):
            self._finger(kind, place)

    def _finger(self, kind: int, pos: tuple[int, int]) -> None:
        width, height = self.app.surface.get_size()
        values: dict[str, Any] = {"x": pos[0] / width, "y": pos[1] / height, "dx": 0.0, "dy": 0.0}
        pygame.event.post(pygame.Event(kind, touch_id=1, finger_id=7, **values))
        self.app.step(FRAME_SECONDS)

    def button(self, *buttons: int) -> None:
        """Press and release a gamepad's buttons."""
        for button in buttons:
            self.wait_for_step()
            for kind in (pygame.JOYBUTTONDOWN, pygame.JOYBUTTONUP):
                pygame.event.post(pygame.Event(kind, instance_id=0, button=button))
                self.app.step(FRAME_SECONDS)

    def hat(self, dx: int, dy: int) -> None:
        """Push a gamepad's directional pad and let it go; up is positive, as SDL has it."""
        for value in ((dx, dy), (0, 0)):
            pygame.event.post(pygame.Event(pygame.JOYHATMOTION, instance_id=0, hat=0, value=value))
            self.app.step(FRAME_SECONDS)


def open_app(options: Options, library: Library) -> App:
    """An App without a display, started to the end and with its library in place."""
    app = App(options._replace(headless=True))
    app.finish_start(library)
    app.step(0.0)
    return app


def tour(
    options: Options, out: Path, level: str | None = None, *, library: Library | None = None, theme: str = "dark",
    text_size: int = 100,
) -> list[dict[str, object]]:  # fmt: skip
    """Walk title, menu, and one round and reveal of each kind of a level; save a PNG of each screen and tour.json.

    Without a library, through the options' pack or the game's own. Results of the walk are kept in a folder of its own,
    unless the options name one. Raises UnknownLevelError, PackError and OSError.
    """
    (out / INDEX).unlink(missing_ok=True)  # it names the screens of one walk, once all are there
    with TemporaryDirectory(prefix="spot-the-fake-tour-") as temporary:
        data = options.data or Path(temporary)
        settings = Settings(theme=theme, text_size=text_size)
        library = library or cache.load(options.pack or places.default_pack(), None)
        chosen = level_of(library, level) or [name for name, item in library.levels.items() if not item.form][-1]
        need_pictures_of(library, chosen)
        seed = 1 if options.seed is None else options.seed
        app = open_app(options._replace(data=data, settings=settings, seed=seed, level=None), library)
        try:
            assert app.kit.collections is not None  # noqa: S101 (this is no kiosk)
            app.kit.collections.look_now()
            return _Walk(app, out, chosen).walk()
        finally:
            app.close()


class _Walk:
    """One tour: what has been shown so far, and the way on."""

    def __init__(self, app: App, out: Path, level: str) -> None:
        self.app, self.out, self.level = app, out, level
        self.player = Player(app)
        self.shots: list[dict[str, object]] = []

    def shot(self, name: str) -> None:
        """Save the screen as it is at rest; raises RuntimeError where it is the one that stands for a failure."""
        self.player.settle()
        if self.app.scene.name == "oops" and name != "oops":
            raise RuntimeError(f"the screen '{name}' failed; the log says why")
        file = f"{len(self.shots) + 1:02d}-{name}.png"
        picture = BytesIO()
        pygame.image.save(self.app.surface, picture, file)
        write_atomically(self.out / file, picture.getvalue())
        width, height = self.app.surface.get_size()
        language = self.app.kit.words.language
        self.shots.append({"name": name, "file": file, "language": language, "size": [width, height]})

    def walk(self) -> list[dict[str, object]]:
        """The whole way."""
        player, app = self.player, self.app
        self.shot("title")
        for screen in ("settings", "language", "help", "credits"):
            player.click(screen)
            self.shot(app.scene.name)
            player.click("back")
        self.guide()
        player.click("play")
        self.shot("levels")
        if app.scene.has(f"level-{self.level}"):
            player.reach(f"level-{self.level}")
            player.click(f"level-{self.level}")
        else:  # a test by itself has no tile
            app.show(app.flow.intro(self.level))
        self.shot("intro")
        player.click("begin")
        seen: set[str] = set()
        while app.scene.name not in ("ratings", "summary", "levels"):
            self.pass_round(seen)
        if app.scene.name == "ratings":
            self.shot("ratings")
            player.click("onward")
        self.shot("summary")
        if app.scene.has("again-1"):
            player.click("again-1")
            self.shot("review")
            player.click("onward")
        player.click("levels")
        self.shot("levels-played")
        player.click("back")
        player.click("results")
        self.shot("results")
        if (tests := self.tests()) is not None:
            app.show(app.flow.gain(tests))
            self.shot("gain")
        self.workshop()
        app.show(app.flow.title())
        player.click("collections")
        self.shot("collections")
        app.show(app.flow.oops())
        self.shot("oops")
        write_atomically(self.out / INDEX, json.dumps(self.shots, indent=1).encode() + b"\n")
        return self.shots

    def tests(self) -> tuple[Session, Session] | None:
        """The two forms of the first level that has them, as somebody would pass them who learns in between."""
        pack = self.app.kit.pack
        forms = next((level.forms for level in pack.levels.values() if level.forms), None)
        if forms is None:
            return None
        first, second = (rules.start(pack.levels[name], pack.pictures, 1) for name in forms)
        while not first.finished:
            says: Says = "fake" if first.place % 3 else "real"
            first, _ = rules.answer(first, Answer((says,)), pack.pictures, self.app.flow.playing.mask_of)
        while not second.finished:
            (name,) = second.round.pictures
            says = "fake" if pack.pictures[name].fake != (second.place == 4) else "real"
            second, _ = rules.answer(second, Answer((says,)), pack.pictures, self.app.flow.playing.mask_of)
        return first, second

    def guide(self) -> None:
        """The field guide, the first tell that has an example, the example, and practice on it."""
        player, app = self.player, self.app
        player.click("guide")
        self.shot("guide")
        pack = app.kit.pack
        tell = next((name for name in pack.tells if app.scene.has(f"tell-{name}") and examples(pack, name)), None)
        if tell is not None:
            player.reach(f"tell-{tell}")
            player.click(f"tell-{tell}")
            self.shot("tell")
            player.click("example-1")
            self.shot("tell-example")
            player.click("onward")
            player.click("practise")
            self.shot("practice")
            player.click("back")
            player.click("back")
        player.click("back")

    def workshop(self) -> None:
        """A workshop with the level: its setting-up, each step of the first round that is voted on, and its end."""
        player, app = self.player, self.app
        app.show(app.flow.follow(app.flow.title(), OpenWorkshop(self.level)))
        self.shot("setup")
        if app.scene.has("tested-false"):
            player.click("tested-false")
        player.click("begin")
        while app.scene.name not in ("ballot", "wrap-up"):
            self.pass_round({"card", "series", "closing", "pick", "point", "order", "choose", "case", "rate"})
            self._reveal_passed()
        if app.scene.name == "ballot":
            for step in ("look", "first", "talk", "second"):
                self.shot(f"ballot-{step}")
                if step in ("first", "second"):
                    player.key(pygame.K_1, pygame.K_2, pygame.K_2, pygame.K_3 if step == "first" else pygame.K_2)
                    self.shot(f"ballot-{step}-voted")
                player.key(pygame.K_PAGEDOWN)
            self.shot("ballot-reveal")
            self._reveal_passed()
            self.shot("discuss")
            player.key(pygame.K_ESCAPE)
            self.shot("stop")
            player.click("stop")
        self.shot("wrap-up")
        player.click("done")

    def _reveal_passed(self) -> None:
        """In a workshop every tell is shown before the way leads on."""
        while self.app.scene.name == "reveal":
            self.player.key(pygame.K_PAGEDOWN)

    def pass_round(self, seen: set[str]) -> None:
        """Answer one round; the first of each kind is shown, with its reveal."""
        scene = self.app.scene
        session = self.app.flow.playing.session
        kind = "closing" if scene.name == "card" and session and session.finished else scene.name
        if scene.name == "card" and getattr(scene, "series", False):
            kind = "series"
        first = kind not in seen
        seen.add(kind)
        show: Callable[[str], None] = self.shot if first else lambda _: None
        if kind in ("card", "closing", "series"):
            show(kind)
            while first and scene.has("next") and scene.widget("next") in scene.targets:
                self.player.click("next")
                self.shot(f"{kind}-next")
            self.player.click("onward")
            return
        show(kind)
        self.ANSWERS[kind](self, show)
        if self.app.scene.name not in ("reveal", "lesson", "case-reveal"):
            return  # a test shows nothing between its rounds
        show(f"{kind}-reveal")
        if first:
            self._tools(kind)
        self.player.click("onward")

    def _verdict(self, show: Callable[[str], None]) -> None:
        if self.app.flow.playing.session is not None and self.app.flow.playing.session.place % 5 == 4:
            self.player.click("unsure")
            return
        self.player.click("fake")
        show("verdict-sure")
        self.player.click("sure-2")

    def _pick(self, show: Callable[[str], None]) -> None:
        self.player.click("picture-1")
        show("pick-chosen")
        self.player.click("done")
        self.player.click("sure-1")

    def _point(self, show: Callable[[str], None]) -> None:
        scene = self.app.scene
        assert isinstance(scene, PictureScene)  # noqa: S101 (a point round is one)
        view, picture = scene.views[0], scene.pictures[0]
        area = next((item.region for item in picture.evidence if not item.region.mask), None)
        pos = view.rect.center
        if area is not None:
            from game.model.shapes import bounds

            left, top, right, bottom = bounds(area)
            x, y = view.to_window(((left + right) / 2, (top + bottom) / 2))
            pos = (round(x), round(y))
        self.player.click_at(pos)
        self.player.click("loupe")
        show("point-loupe")
        self.player.click("loupe")
        self.player.click("done")

    def _order(self, show: Callable[[str], None]) -> None:
        for place in range(1, 7):
            if self.app.scene.has(f"step-{place}"):
                self.player.click(f"step-{place}")
        show("order-given")
        self.player.click("done")

    def _choose(self, _show: Callable[[str], None]) -> None:
        self.player.click("choice-1")

    def _rate(self, show: Callable[[str], None]) -> None:
        place = 0
        while not self.app.scene.has("real"):
            self.player.click(f"rating-{1 + (3 * place) % 7}")
            place += 1
        show("rate-verdict")
        self._verdict(show)

    def _case(self, show: Callable[[str], None]) -> None:
        leads = [item.name for item in self.app.scene.targets if item.name.startswith("lead-")]
        for lead in leads:
            self.player.click(lead)
            show(f"case-{lead}")
        self.player.click("claim-false-context")
        show("case-sure")
        self.player.click("sure-2")

    def _tools(self, kind: str) -> None:
        """The reveal's tools: everything at once, before and after."""
        scene = self.app.scene
        for name in ("next", "see-all", "wipe"):
            if scene.has(name):
                self.player.click(name)
                self.shot(f"{kind}-reveal-{name}")
                if name != "next":
                    self.player.click(name)
        assert all(isinstance(item, PictureView) for item in getattr(scene, "views", []))  # noqa: S101

    ANSWERS: ClassVar[dict[str, Callable[[_Walk, Callable[[str], None]], None]]] = {  # by the scene that asks
        "verdict": _verdict, "pick": _pick, "point": _point, "order": _order, "choose": _choose, "rate": _rate,
        "case": _case,
    }  # fmt: skip
