"""The kiosk under a clock of the test's own: every timer, every lock, every count, no way out."""

from __future__ import annotations

import ctypes
import gc
import hmac
import io
import json
import os
import re
import shutil
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Literal
from unittest import mock

import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st

from game import __version__
from game.base.text import languages
from game.collections import archive
from game.collections.shelf import Shelf
from game.commands.cli import main
from game.commands.tour import Player
from game.model.answer import Crowd, Judgement
from game.pack import cache
from game.pack.library import Library
from game.pack.yamlfile import Problem
from game.results.store import Store, _Job
from game.seats.app import App, Options
from game.seats.kiosk import config, voice
from game.seats.kiosk import kiosk_start as command
from game.seats.kiosk.attract import REST_SECONDS, AttractScene
from game.seats.kiosk.config import Kiosk
from game.seats.kiosk.heartbeat import Heartbeat
from game.seats.kiosk.kiosk_check import check
from game.seats.kiosk.kiosk_seat import kiosk_app
from game.seats.kiosk.lock import FREE_TRIES, LONGEST_WAIT_SECONDS, Lock
from game.seats.kiosk.tally import Tally
from game.seats.kiosk.voice import Voice
from game.ui.outcomes import AnswerHero
from game.ui.round import RoundScene
from game.ui.widgets import Button
from tests.conftest import TESTS
from tests.kept import sessions_of
from tests.shelves import with_claims

NOON = datetime(2026, 5, 4, 12, 0)  # noqa: DTZ001 (a Monday, local time)
KEYS = [
    pygame.K_ESCAPE, pygame.K_F11, pygame.K_F4, pygame.K_q, pygame.K_RETURN, pygame.K_TAB, pygame.K_SPACE, pygame.K_l,
    pygame.K_g, pygame.K_BACKSPACE, pygame.K_LEFT, pygame.K_DOWN, pygame.K_f, pygame.K_2, pygame.K_w, pygame.K_HOME,
]  # fmt: skip


class Speaker(Voice):
    """Remembers what it was told to say."""

    def __init__(self) -> None:
        super().__init__([])
        self.said: list[tuple[str, str]] = []

    def say(self, text: str, language: str, volume: int = 100) -> None:
        """Remember."""
        self.said.append((text, language))


class Visit:
    """A kiosk, its clock, and a visitor's hands."""

    def __init__(
        self, data: Path, library: Library, kiosk: Kiosk, size: tuple[int, int], file: Path | None = None
    ) -> None:
        self.time = NOON
        self.speaker = Speaker()
        options = Options(data=data, size=size, seed=3, headless=True)
        self.app, self.seat = kiosk_app(options, kiosk, now=lambda: self.time, speaker=self.speaker, file=file)
        self.app.finish_start(library)
        self.app.step(0.0)
        self.player = Player(self.app)

    @property
    def name(self) -> str:
        """The screen on show."""
        return self.app.scene.name

    def quiet(self, seconds: float) -> None:
        """Nobody does anything; half a second a turn."""
        for _ in range(round(seconds * 2)):
            self.app.step(0.5)

    def corners(self, *names: str) -> None:
        """Touch corners of the screen."""
        width, height = self.app.surface.get_size()
        for name in names or self.seat.kiosk.corners:
            x = 4 if "left" in name else width - 4
            y = 4 if "top" in name else height - 4
            self.player.touch_at((x, y))

    def enter(self, pin: str) -> None:
        """Type a PIN on the pad."""
        for digit in pin:
            self.player.click(f"digit-{digit}")
        self.player.click("enter")

    def choose(self, language: str) -> None:
        """Choose a language from the strip."""
        self.player.click("language")
        self.player.click(f"language-{language}")

    def answer(self) -> None:
        """Answer the round at hand."""
        self.player.click("fake")
        self.player.click("sure-2")


Opens = Callable[..., Visit]


@pytest.fixture
def visits(tmp_path: Path, shipped: Library) -> Iterator[Opens]:
    """Opens kiosks in one data folder, and closes them."""
    opened: list[Visit] = []

    def open_kiosk(kiosk: Kiosk | None = None, size: tuple[int, int] = (1280, 720)) -> Visit:
        opened.append(Visit(tmp_path, shipped, kiosk or Kiosk(reduced_motion=True), size))
        return opened[-1]

    yield open_kiosk
    for visit in opened:
        visit.app.close()


# --- visitors


def test_a_whole_visit_ends_by_itself_and_is_counted(visits: Opens) -> None:
    """Attract, six rounds with their reveals, the ending; done, and attract again."""
    visit = visits()
    assert visit.name == "attract"
    visit.player.touch_at((300, 300))
    for _ in range(6):
        assert visit.name == "verdict"
        visit.answer()
        assert visit.name == "reveal"
        visit.player.click("onward")
    assert visit.name == "ending"
    visit.player.click("again-1")
    assert visit.name == "reveal"
    visit.player.click("onward")
    assert visit.name == "ending"
    visit.player.click("done")
    assert visit.name == "attract"
    today = visit.seat.tally.today()
    assert (today["start"], today["completion"], today["abandoned"], today["answers"]) == (1, 1, 0, 6)
    assert visit.app._store is not None
    assert sessions_of(visit.app._store) == []  # nothing of the visitor is kept
    assert visit.app._store.counts().result(10)


@pytest.mark.parametrize(("where", "limit"), [("verdict", 60), ("reveal", 90)])
def test_quiet_asks_then_forgets(visits: Opens, where: str, limit: int) -> None:
    """A minute (a minute and a half while an answer is explained), 20 s to answer, then the next visitor's turn."""
    visit = visits()
    visit.player.click("begin")
    visit.choose("it")
    assert visit.app.kit.words.language == "it"
    if where == "reveal":
        visit.answer()
    visit.quiet(limit - 1)
    assert visit.name == where
    visit.quiet(2)
    assert visit.name == "still-there"
    visit.quiet(18)
    assert visit.name == "still-there"
    visit.quiet(3)
    assert visit.name == "attract"
    assert visit.app.kit.words.language == "en"
    assert visit.app.flow.playing.session is None
    assert visit.seat.tally.today()["abandoned"] == 1


def test_a_screen_turned_while_nobody_is_there_is_laid_out_anew(visits: Opens) -> None:
    """Whoever comes back finds the answers on the screen."""
    visit = visits()
    visit.player.click("begin")
    visit.quiet(visit.seat.kiosk.idle_seconds + 1)
    assert visit.name == "still-there"
    pygame.display.set_mode((720, 1280))
    pygame.event.post(pygame.Event(pygame.WINDOWSIZECHANGED, x=720, y=1280))
    visit.app.step(0.1)
    visit.player.touch_at((300, 300))
    assert visit.app.scene.asks  # type: ignore[attr-defined]
    assert visit.app.surface.get_rect().contains(visit.app.scene.widget("fake").rect)


HANDS: dict[str, Callable[[Player], None]] = {
    "finger": lambda player: player.touch_at((200, 200)),
    "mouse": lambda player: player.click_at((200, 200)),
    "key": lambda player: player.key(pygame.K_F9),
    "gamepad": lambda player: player.button(6),
    "directional pad": lambda player: player.hat(0, 1),
}


@pytest.mark.parametrize("hand", HANDS)
def test_any_input_of_any_device_answers(visits: Opens, hand: str) -> None:
    """The visit goes on where it was, and the input does nothing else."""
    visit = visits()
    visit.player.click("begin")
    scene = visit.app.scene
    visit.quiet(61)
    assert visit.name == "still-there"
    HANDS[hand](visit.player)
    assert visit.app.scene is scene
    visit.quiet(50)
    assert visit.name == "verdict"


@pytest.fixture
def press_pad() -> Iterator[Callable[[], None]]:
    """Plugs in a game controller of SDL's own making at the first call; then presses its first button."""
    maps = Path("/proc/self/maps")
    names = {line.split()[-1] for line in maps.read_text(encoding="utf-8").splitlines()} if maps.exists() else set()
    library = next((name for name in names if "libSDL2-2" in name), None)
    if library is None:
        pytest.skip("SDL's library is not to be found on this platform")
    sdl = ctypes.CDLL(library)
    sdl.SDL_JoystickFromInstanceID.restype = ctypes.c_void_p
    plugged: list[int] = []

    def press() -> None:
        if not plugged:
            pygame.joystick.init()
            plugged.append(sdl.SDL_JoystickAttachVirtual(1, 2, 10, 1))
            return
        pad = sdl.SDL_JoystickFromInstanceID(sdl.SDL_JoystickGetDeviceInstanceID(plugged[0]))
        for value in (1, 0):
            if pad:  # else nobody holds it open
                sdl.SDL_JoystickSetVirtualButton(ctypes.c_void_p(pad), 0, value)
            sdl.SDL_JoystickUpdate()

    yield press
    for place in plugged:
        sdl.SDL_JoystickDetachVirtual(place)


def test_a_controller_serves_one_visitor_after_the_other(visits: Opens, press_pad: Callable[[], None]) -> None:
    """Forgetting a visitor does not close the controller."""
    visit = visits(Kiosk(input="buttons", reduced_motion=True))
    press_pad()
    for _ in range(3):
        visit.quiet(1)  # what is pressed right after a step was meant for the one before
        press_pad()
        visit.app.step(0.1)
        assert visit.name == "verdict"
        visit.quiet(90)
        assert visit.name == "attract"
        gc.collect()


def test_a_finger_lifted_while_nobody_looks_blocks_no_other(visits: Opens) -> None:
    """A hand that rests on the glass until "Still there?" and is lifted then: the next touch counts."""
    visit = visits()
    visit.player.click("begin")
    finger = {"touch_id": 1, "dx": 0.0, "dy": 0.0, "x": 0.1, "y": 0.9}
    pygame.event.post(pygame.Event(pygame.FINGERDOWN, finger_id=1, **finger))
    visit.quiet(62)
    assert visit.name == "still-there"
    pygame.event.post(pygame.Event(pygame.FINGERUP, finger_id=1, **finger))
    visit.app.step(0.1)
    assert visit.name == "verdict"
    visit.player.touch("fake")
    assert visit.app.scene.has("sure-0")


def test_a_drifting_stick_is_nobody(visits: Opens) -> None:
    """Noise of an axis keeps no visit alive."""
    visit = visits()
    visit.player.click("begin")
    for _ in range(130):
        pygame.event.post(pygame.Event(pygame.JOYAXISMOTION, instance_id=0, axis=0, value=0.05))
        visit.app.step(0.5)
    assert visit.name == "still-there"


def test_the_language_is_on_every_screen(visits: Opens) -> None:
    """And so are text, contrast and voice, until the visit is over."""
    visit = visits()
    names = set()
    visit.player.click("begin")
    while visit.name != "ending":
        names.add(visit.name)
        for tool in ("language", "text", "contrast", "speak"):
            assert visit.app.scene.has(tool)
        if visit.name == "verdict":
            visit.answer()
        else:
            visit.player.click("onward")
    assert visit.app.scene.has("language")
    visit.player.click("text")
    visit.player.click("contrast")
    assert (visit.app.settings.text_size, visit.app.settings.theme) == (125, "contrast")
    visit.player.click("done")
    assert (visit.app.settings.text_size, visit.app.settings.theme) == (100, "dark")
    assert names == {"verdict", "reveal"}


def test_attract_plays_by_itself_and_invites_in_every_language(visits: Opens) -> None:
    """The question, the evidence, one picture after another, each moving a little aside of the one before."""
    visit = visits(Kiosk())
    seen, asked, places = set(), set(), set()
    globes = set()
    for turn in range(400):
        visit.player.settle(0.25)
        scene = visit.app.scene
        assert isinstance(scene, AttractScene)
        if turn < 120:  # what was drawn in pieces is what is drawn whole
            pieces = visit.app.surface.copy()
            scene.damage.append(visit.app.kit.theme.whole)
            visit.app.step(0.0)
            assert pieces.get_buffer().raw == visit.app.surface.get_buffer().raw
        seen.add(scene.picture.id)
        asked.add(scene.has("fake"))
        places.add(scene.widget("name").rect.topleft)
        globes.add((getattr(scene.widget("begin"), "text", ""), getattr(scene.widget("language"), "text", "")))
    assert len(seen) >= 5
    assert globes == {  # whoever reads an invitation sees where its language is chosen
        ("Touch to begin", "English"),
        ("Tocca per iniziare", "Italiano"),
        ("Antippen und los", "Deutsch"),
        ("Touche pour commencer", "Français"),
        ("Toca para empezar", "Español"),
    }
    assert asked == {True, False}
    assert len(places) >= 5


@pytest.mark.parametrize("hand", ["mouse", "finger", "key"])
def test_one_touch_of_an_answer_begins_a_visit_with_it(visits: Opens, hand: str) -> None:
    """The picture of the first screen is the first of six rounds: its reveal comes at once, and both are counted."""
    visit = visits()
    scene = visit.app.scene
    assert isinstance(scene, AttractScene)
    picture = scene.picture
    says = "fake" if picture.fake else "real"
    if hand == "key":
        visit.player.key(pygame.K_f if picture.fake else pygame.K_r)
    else:
        (visit.player.click if hand == "mouse" else visit.player.touch)(says)
    assert visit.name == "reveal"
    session = visit.app.flow.playing.now
    assert session.rounds[0].pictures == (picture.id,)
    assert session.verdicts[0].judgements[0].right
    assert len(session.rounds) == 6
    assert not any(picture.id in entry.pictures for entry in session.rounds[1:])
    for _ in range(5):
        visit.player.click("onward")
        visit.answer()
    visit.player.click("onward")
    assert visit.name == "ending"
    visit.player.click("done")
    today = visit.seat.tally.today()
    assert (today["start"], today["completion"], today["abandoned"], today["answers"]) == (1, 1, 0, 6)


def test_an_answer_begins_the_level_that_is_set(visits: Opens) -> None:
    """The picture of the first screen comes before what the level asks."""
    visit = visits(Kiosk(level="warm-up", reduced_motion=True))
    visit.player.click("unsure")
    assert visit.name == "reveal"
    assert visit.app.flow.playing.now.level == "warm-up"


def test_two_buttons_answer_the_first_screen(visits: Opens) -> None:
    """One goes to the first answer, the other takes it; the one that takes begins a visit before that."""
    visit = visits(Kiosk(input="buttons", reduced_motion=True))
    visit.player.button(1)
    focus = visit.app.scene.focus
    assert focus is not None
    assert focus.name == "real"
    visit.player.button(0)
    assert visit.name == "reveal"


def test_evidence_that_is_told_is_not_asked_any_more(visits: Opens) -> None:
    """Within half a minute it draws itself; a touch anywhere then begins a visit."""
    visit = visits()
    visit.player.settle(0.0)
    visit.quiet(REST_SECONDS + 0.5)
    scene = visit.app.scene
    assert isinstance(scene, AttractScene)
    assert not scene.has("fake")
    visit.player.touch_at((300, 300))
    assert visit.name == "verdict"


def test_after_hours_no_answer_begins_a_visit(visits: Opens) -> None:
    """A visit that could not begin is not counted."""
    visit = visits(Kiosk(reduced_motion=True))
    visit.seat.after_hours = True
    scene = visit.app.scene
    assert visit.app.flow.follow(scene, AnswerHero("any", "fake", 1)).name == "attract"
    assert not any(visit.seat.tally.today().values())


# --- bodies


SCREENS = [
    ((1280, 720), 15.6), ((1920, 1080), 15.6), ((1920, 1080), 23.8), ((3840, 2160), 55.0), ((1080, 1920), 32.0),
    ((1024, 768), 19.0),
]  # fmt: skip


@pytest.mark.parametrize(("size", "inches"), SCREENS)
@pytest.mark.parametrize("text", [100, 150])
@pytest.mark.parametrize("low", [False, True])
def test_targets_are_as_large_as_a_finger_needs(
    visits: Opens, size: tuple[int, int], inches: float, text: int, *, low: bool
) -> None:
    """20 mm each way and 1 mm apart, on every screen of a visit, in every language."""
    kiosk = Kiosk(
        text_size=text, reduced_motion=True, controls_low=low, screen_diagonal_inches=inches, screen_bottom_mm=800
    )  # type: ignore[arg-type]
    visit = visits(kiosk, size)
    screens = {"verdict", "reveal", "table"}
    visit.player.click("begin")
    while screens or visit.name != "ending":
        screens.discard(visit.name)
        _large_enough(visit)
        if visit.name == "verdict":
            visit.player.click("fake")
            _large_enough(visit)
            visit.player.click("sure-2")
        elif visit.name == "reveal" and "table" in screens:
            visit.player.click("table")
        elif visit.name == "table":
            visit.player.click("lenses")
            _large_enough(visit)
            visit.player.click("lens-edges")
            visit.player.click("back")
        else:
            for tool in ("see-all", "wipe"):
                if visit.app.scene.has(tool):
                    visit.player.click(tool)
                    _large_enough(visit)
            visit.player.click("onward")
    _large_enough(visit)
    visit.choose("it")
    _large_enough(visit)


def _large_enough(visit: Visit) -> None:
    size = visit.app.surface.get_size()
    per_mm = visit.seat.kiosk.pixels_per_mm(size)
    targets = visit.app.scene.targets
    for item in targets:
        where = f"{item.name} in {visit.name}: {item.rect}"
        assert min(item.rect.size) >= visit.seat.kiosk.target_mm * per_mm - 1, where
        assert visit.app.canvas.get_rect().contains(item.rect), where
        for other in targets:
            if other is not item and not other.name.startswith("picture") and not item.name.startswith("picture"):
                assert not item.rect.inflate(round(per_mm), round(per_mm)).colliderect(other.rect), (where, other.name)


def test_controls_low_are_within_reach(visits: Opens) -> None:
    """On a high screen everything comes below 1200 mm, touches included; on a small one nothing changes."""
    tall = visits(Kiosk(screen_diagonal_inches=55, screen_bottom_mm=600, reduced_motion=True), (1080, 1920))
    tall.player.click("begin")
    tall.player.click("lower")
    per_mm = tall.seat.kiosk.pixels_per_mm((1080, 1920))
    top = tall.app.stage.top
    assert 600 + (1920 - top) / per_mm <= 1201
    assert tall.app.stage.size == tall.app.kit.theme.whole.size
    tall.answer()
    assert tall.name == "reveal"
    tall.quiet(120)
    assert tall.name == "attract"
    assert tall.app.stage.top == 0
    small = visits(Kiosk(screen_diagonal_inches=23.8), (1920, 1080))
    small.player.click("begin")
    assert not small.app.scene.has("lower")


def test_one_switch_plays_a_whole_visit(visits: Opens) -> None:
    """The scan goes from target to target; the switch (any button) takes the one it is at."""
    visit = visits(Kiosk(input="switch", scan_seconds=1.0, rounds=2, reduced_motion=True))
    visit.player.button(3)
    assert visit.name == "verdict"
    before = visit.app.scene.focus
    visit.quiet(1.5)
    assert visit.app.scene.focus is not before
    seen = []
    for _ in range(400):
        focus = visit.app.scene.focus
        wanted = {"verdict": ("fake", "sure-0"), "reveal": ("onward",), "ending": ("done",)}.get(visit.name, ())
        if visit.name not in seen:
            seen.append(visit.name)
        if focus is not None and focus.name in wanted:
            visit.player.button(0)
        else:
            visit.quiet(0.5)
        if visit.name == "attract":
            break
    assert seen == ["verdict", "reveal", "ending"]
    assert visit.seat.tally.today()["completion"] == 1


def test_who_walks_away_from_the_last_reveal_has_completed_the_visit(visits: Opens) -> None:
    """Every visit that began is either completed or abandoned."""
    visit = visits(Kiosk(rounds=2, idle_reveal_seconds=10, still_there_seconds=10, reduced_motion=True))
    for answers, counted in ((2, (1, 1, 0)), (1, (2, 1, 1))):
        visit.player.touch_at((300, 300))
        for number in range(answers):
            if number:
                visit.player.click("onward")
            visit.answer()
        assert visit.name == "reveal"
        for _ in range(30):
            visit.quiet(1)
        assert visit.name == "attract"
        today = visit.seat.tally.today()
        assert (today["start"], today["completion"], today["abandoned"]) == counted


def test_the_operator_of_a_switch_types_directly(visits: Opens) -> None:
    """Behind the door there is no scan: a mouse or a touch that was brought along opens it, and keys type the PIN."""
    visit = visits(Kiosk(input="switch", scan_seconds=1.0, reduced_motion=True))
    visit.seat.lock.set("2581")
    visit.corners()
    assert visit.name == "pin"
    visit.enter("2581")
    assert visit.name == "operator"
    visit.player.click("close")
    assert visit.name == "attract"


def test_two_buttons_play_a_whole_visit(visits: Opens) -> None:
    """One goes on, one chooses: as a gamepad's two first buttons."""
    visit = visits(Kiosk(input="buttons", rounds=2, reduced_motion=True))
    visit.player.button(0)
    for _ in range(200):
        focus = visit.app.scene.focus if visit.app.scene.focus_shown else None
        wanted = {"verdict": ("real", "sure-1"), "reveal": ("onward",), "ending": ("done",)}.get(visit.name, ())
        visit.player.button(0 if focus is not None and focus.name in wanted else 1)
        if visit.name == "attract":
            break
    assert visit.seat.tally.today()["completion"] == 1


@pytest.mark.parametrize("devices", ["buttons", "switch"])
def test_buttons_pressed_twice_answer_nothing_more(visits: Opens, devices: Literal["buttons", "switch"]) -> None:
    """Within 350 ms of a step a press was meant for the step before: from the verdict to its reveal and on."""
    visit = visits(Kiosk(input=devices, reduced_motion=True))
    visit.player.button(0)
    assert visit.name == "verdict"

    def choose(name: str) -> None:
        app = visit.app
        app.scene.set_focus(app.scene.widget(name))  # type: ignore[arg-type]
        for kind in (pygame.JOYBUTTONDOWN, pygame.JOYBUTTONUP):
            app.step(0.01, [pygame.Event(kind, instance_id=0, button=0)])

    visit.player.let(0.4)
    choose("unsure")
    assert visit.name == "reveal"
    choose("onward")
    assert visit.name == "reveal"
    visit.player.let(0.4)
    choose("onward")
    assert visit.name == "verdict"
    choose("unsure")
    assert visit.name == "verdict"


def test_everything_is_spoken_on_demand(visits: Opens) -> None:
    """Question, answers and alternative text; what the focus is on; silence after the visit."""
    visit = visits()
    visit.player.click("begin")
    assert visit.speaker.said == []
    visit.player.click("speak")
    text, language = visit.speaker.said[-1]
    scene = visit.app.scene
    assert language == "en"
    alt = visit.app.kit.words.of(getattr(scene, "pictures")[0].alt)  # noqa: B009 (a PictureScene)
    for part in (alt, "Real or fake?", "Fake. Made or altered"):
        assert part in text
    visit.player.key(pygame.K_TAB)
    visit.player.key(pygame.K_TAB)
    assert visit.app.scene.focus is not None
    assert visit.speaker.said[-1][0] == visit.app.scene.voiced(visit.app.scene.focus)
    visit.choose("it")
    assert visit.speaker.said[-1][1] == "it"
    visit.quiet(82)
    count = len(visit.speaker.said)
    visit.player.click("begin")
    assert len(visit.speaker.said) == count


def test_what_is_read_out_on_attract_comes_to_an_end(visits: Opens, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the loop shows meanwhile, in whichever language it invites; and the voice is nobody's touch."""
    visit = visits(Kiosk(idle_seconds=60))
    monkeypatch.setattr(Speaker, "speaking", True)
    visit.player.click("speak")
    visit.player.settle(50)
    assert visit.name == "attract"
    assert [language for _, language in visit.speaker.said] == ["en"]
    for part in ("Spot the Fake", "Real or fake?", "Touch to begin"):
        assert part in visit.speaker.said[0][0]
    visit.choose("it")
    assert [language for _, language in visit.speaker.said] == ["en", "it"]
    visit.player.settle(61)
    assert not visit.seat._reading
    visit.player.click("begin")
    assert len(visit.speaker.said) == 2


def test_a_voice_keeps_no_visit_open(visits: Opens, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever walks away while it speaks is asked for as anybody else is."""
    visit = visits()
    monkeypatch.setattr(Speaker, "speaking", True)
    visit.player.click("begin")
    visit.player.click("speak")
    visit.quiet(61)
    assert visit.name == "still-there"
    visit.quiet(21)
    assert visit.name == "attract"


def test_the_operators_pages_are_not_read_out(visits: Opens) -> None:
    """Where a wait is counted down on the PIN pad, the voice would begin anew each second."""
    visit = visits()
    visit.seat.lock.set("2581")
    visit.player.click("begin")
    visit.player.click("speak")
    for _ in range(FREE_TRIES):
        visit.seat.lock.opens("1234", time.time())
    visit.corners()
    count = len(visit.speaker.said)
    visit.quiet(10)
    assert visit.name == "pin"
    assert len(visit.speaker.said) == count


def test_a_voice_reads_in_a_process_and_is_silenced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The text goes to its input; stopping ends it at once; one that never ends holds no visit open for ever."""
    heard = tmp_path / "heard"
    code = "import sys, time; open(sys.argv[1], 'wb').write(sys.stdin.buffer.read()); time.sleep(float(sys.argv[2]))"
    voice = Voice([sys.executable, "-c", code, str(heard), "0"])
    voice.say("È vera?", "it")
    assert voice._process is not None
    voice._process.wait(20)
    assert heard.read_text(encoding="utf-8") == "È vera?"
    assert not voice.speaking
    voice = Voice([sys.executable, "-c", code, str(heard), "600"])
    voice.say("And on", "en")
    assert voice.speaking
    now = time.monotonic()
    monkeypatch.setattr("game.seats.kiosk.voice.time.monotonic", lambda: now + 20)
    assert not voice.speaking
    voice.stop()
    Voice(["no-such-voice"]).say("Silence", "en")


def test_without_a_voice_there_is_no_button(visits: Opens) -> None:
    """The machine has none, or the museum wants none."""
    visit = visits(Kiosk(speech=False))
    visit.player.click("begin")
    assert not visit.app.scene.has("speak")


# --- lock-down


def test_no_key_leads_out(visits: Opens) -> None:
    """Esc, Alt+F4, F11, the window's close button and every other key: the kiosk runs on."""
    visit = visits()
    for _ in range(3):
        for key in KEYS:
            for mod in (0, pygame.KMOD_ALT, pygame.KMOD_CTRL):
                pygame.event.post(pygame.Event(pygame.KEYDOWN, key=key, mod=mod, unicode=""))
                visit.app.step(0.02)
                pygame.event.post(pygame.Event(pygame.KEYUP, key=key, mod=mod))
            pygame.event.post(pygame.Event(pygame.QUIT))
            visit.app.step(0.02)
            assert visit.app.running
            assert visit.name in ("attract", "verdict", "reveal", "table", "ending")
    assert visit.app.settings.fullscreen is False  # as the test opened it


def test_the_operators_door(visits: Opens, tmp_path: Path) -> None:
    """Four corners in time, then the PIN; without one set, the door stays shut."""
    visit = visits()
    visit.corners()
    assert visit.name == "pin"
    assert not visit.app.scene.widget("digit-1").focusable
    visit.player.click("cancel")
    assert visit.name == "attract"
    visit.seat.lock.set("2581")
    visit.corners("top-left", "bottom-right", "top-right", "bottom-left")
    assert visit.name != "pin"
    visit.quiet(200)
    visit.corners("top-left", "top-right")
    visit.quiet(5)
    visit.corners("bottom-right", "bottom-left")
    assert visit.name != "pin"
    visit.corners()
    assert visit.name == "pin"
    visit.enter("1111")
    assert visit.name == "pin"
    visit.enter("2581")
    assert visit.name == "operator"
    for page in ("statistics", "log", "ruler"):
        visit.player.click(page)
        assert visit.name == ("ruler" if page == "ruler" else "page")
        visit.player.click("back")
    visit.player.click("darker")
    visit.player.click("louder")
    assert tuple(visit.seat.dials) == (70, 90)
    visit.player.click("clean")
    visit.player.touch_at((300, 300))
    assert visit.name == "cleaning"
    visit.quiet(61)
    assert visit.name == "attract"
    again = visits()
    assert tuple(again.seat.dials) == (70, 90)
    dials = tmp_path / "kiosk-dials.json"
    assert json.loads(dials.read_text(encoding="utf-8"))["brightness"] == 90
    dials.write_text('{"volume": Infinity, "brightness": 90}', encoding="utf-8")
    assert tuple(visits().seat.dials) == (60, 100)


def test_the_corners_are_no_visit(visits: Opens) -> None:
    """Whoever comes in by the corners is not counted as a visitor; a visit that was going on is."""
    visit = visits()
    visit.corners()
    assert visit.name == "pin"
    assert not any(visit.seat.tally.today().values())
    visit.player.click("cancel")
    visit.player.touch("begin")
    visit.answer()
    visit.corners()
    assert visit.name == "pin"
    counted = visit.seat.tally.today()
    assert (counted["start"], counted["abandoned"]) == (1, 1)


@pytest.mark.parametrize("order", ["quit", "restart"])
def test_the_operator_ends_it(visits: Opens, order: str) -> None:
    """Quit is fine to a supervisor; restart is told apart."""
    visit = visits()
    visit.seat.lock.set("2581")
    visit.corners()
    visit.enter("2581")
    visit.player.click(order)
    assert not visit.app.running
    assert (visit.seat.code, visit.seat.restart) == (0, order == "restart")


def test_no_keys_are_shown_where_there_is_no_keyboard(visits: Opens) -> None:
    """A button looks as it would without one."""
    visit = visits()
    visit.player.click("begin")
    button = visit.app.scene.widget("fake")
    assert isinstance(button, Button)
    assert button.look.key
    drawn = []
    for look in (button.look, button.look._replace(key="")):
        button.look = look
        surface = pygame.Surface(visit.app.canvas.get_size())
        button.draw(surface, visit.app.kit, focused=False, pressed=False)
        drawn.append(surface.get_buffer().raw)
    assert drawn[0] == drawn[1]


# --- beginning anew


@pytest.fixture
def begun(tmp_path: Path, shipped: Library) -> Iterator[Callable[[str], Visit]]:
    """Opens a kiosk whose settings are those of a text in a file."""
    opened: list[Visit] = []

    def begin(text: str) -> Visit:
        found, _ = read(tmp_path, text)
        assert found is not None
        opened.append(Visit(tmp_path, shipped, found, (1280, 720), tmp_path / "kiosk.yaml"))
        return opened[-1]

    yield begin
    for visit in opened:
        visit.app.close()


def test_a_hangup_begins_anew_when_the_visit_is_over(begun: Callable[[str], Visit]) -> None:
    """Not in the middle of it, and not while the operator works."""
    visit = begun("reduced_motion: true\n")
    visit.seat.lock.set("2581")
    visit.player.click("begin")
    visit.seat.begin_anew()
    visit.answer()
    assert visit.app.running
    visit.corners()
    visit.enter("2581")
    visit.quiet(1)
    assert visit.app.running
    visit.player.click("close")
    visit.quiet(1)
    assert not visit.app.running
    assert (visit.seat.code, visit.seat.restart) == (0, True)


def test_a_hangup_at_night_begins_anew(begun: Callable[[str], Visit]) -> None:
    """Nobody plays then."""
    visit = begun("hours: {monday: closed}\n")
    visit.quiet(1)
    assert visit.name == "closed"
    visit.seat.begin_anew()
    visit.quiet(1)
    assert visit.seat.restart


@pytest.mark.parametrize("text", ["rounds: 90\n", "rounds: [\n", None])
def test_wrong_settings_are_not_begun_with(
    begun: Callable[[str], Visit], monkeypatch: pytest.MonkeyPatch, text: str | None
) -> None:
    """The kiosk keeps those that it has, logs what is wrong, and reads its pack again."""
    visit = begun("reduced_motion: true\n")
    file = visit.seat.file
    assert file is not None
    reread: list[int] = []
    monkeypatch.setattr(visit.app, "reread", lambda: reread.append(1))
    file.unlink() if text is None else file.write_text(text, encoding="utf-8")
    visit.seat.begin_anew()
    visit.quiet(1)
    assert visit.app.running
    assert reread == [1]
    log = (visit.app.data / "spot-the-fake.log").read_text(encoding="utf-8")
    assert log.count("keeps the settings that it has:\nkiosk.yaml") == 1


def test_the_operator_cannot_restart_into_wrong_settings(begun: Callable[[str], Visit]) -> None:
    """What is wrong is on the screen; with it mended, the kiosk restarts."""
    visit = begun("reduced_motion: true\n")
    assert visit.seat.file is not None
    visit.seat.lock.set("2581")
    visit.corners()
    visit.enter("2581")
    visit.seat.file.write_text("rounds: 90\n", encoding="utf-8")
    visit.player.click("restart")
    assert visit.app.running
    assert "'rounds' is 90" in " ".join(visit.app.scene.spoken())
    visit.seat.file.write_text("rounds: 9\n", encoding="utf-8")
    visit.player.click("back")
    visit.player.click("restart")
    assert not visit.app.running
    assert visit.seat.restart


def test_an_end_that_is_asked_for_goes_before_a_beginning(begun: Callable[[str], Visit]) -> None:
    """A supervisor that stops the kiosk while it begins anew is heard."""
    visit = begun("rounds: 4\n")
    visit.seat.begin_anew()
    visit.quiet(1)
    visit.seat.stop()
    assert not visit.seat.restart


def test_each_start_is_one_line_in_the_log(begun: Callable[[str], Visit]) -> None:
    """Version, pack, screen, driver and settings: what a technician asks first."""
    visit = begun("rounds: 4\n")
    visit.app.reread()
    read_to_the_end(visit.app)
    pack = visit.app.kit.pack.pack
    line = (
        f"spot-the-fake {__version__} plays the pack spot-the-fake {pack.version} on 1280x720 by SDL's driver dummy; "
        f"settings: {visit.seat.file}"
    )
    assert (visit.app.data / "spot-the-fake.log").read_text(encoding="utf-8").count(line) == 1


def test_nobody_behind_the_door_for_long(visits: Opens) -> None:
    """A panel left open closes itself."""
    visit = visits()
    visit.seat.lock.set("2581")
    visit.corners()
    visit.enter("2581")
    visit.quiet(61)
    assert visit.name == "attract"


def test_a_guessed_pin_waits_longer_each_time(tmp_path: Path) -> None:
    """Five free tries; then 30 s, 60 s, ...; restarts and changed clocks do not help."""
    path = tmp_path / "pin.json"
    lock = Lock(path)
    lock.set("2581")
    assert "2581" not in path.read_text(encoding="utf-8")
    now = 1000.0
    for _ in range(FREE_TRIES):
        assert lock.wait(now) == 0
        assert not lock.opens("1234", now)
    assert lock.wait(now) == 30
    lock = Lock(path)  # a restart
    assert lock.wait(now + 10) == 20
    assert not lock.opens("2581", now + 10)  # even the right one has to wait
    assert lock.wait(now - 10**9) == 30  # the clock was put back: no longer than the wait itself
    assert not lock.opens("1234", now + 30)
    assert lock.wait(now + 30) == 60
    for _ in range(40):
        now += LONGEST_WAIT_SECONDS
        lock.opens("1234", now)
    assert lock.wait(now) == LONGEST_WAIT_SECONDS
    assert lock.opens("2581", now + LONGEST_WAIT_SECONDS)
    assert lock.wait(now) == 0


@pytest.mark.parametrize("pin", ["123", "1111", "1234", "9876", "abcd", "1" * 13, "²³⁴⁵"])
def test_too_easy_pins_are_refused(tmp_path: Path, pin: str) -> None:
    """And leave no file."""
    with pytest.raises(ValueError, match=r"digits|guessed"):
        Lock(tmp_path / "pin.json").set(pin)
    assert not (tmp_path / "pin.json").exists()


@pytest.mark.skipif(os.name != "posix", reason="elsewhere modes say nothing")
def test_the_pins_file_is_nobody_elses(tmp_path: Path) -> None:
    """From its first moment on: with four digits, whoever reads the hash has the PIN in an hour."""
    before = os.umask(0)
    try:
        Lock(tmp_path / "pin.json").set("2581")
    finally:
        os.umask(before)
    assert (tmp_path / "pin.json").stat().st_mode & 0o777 == 0o600
    assert b"2581" not in (tmp_path / "pin.json").read_bytes()


@pytest.mark.parametrize(
    "text", ["{}", "[", '{"salt": "x", "hash": "y"}', f'{{"salt": "{"0" * 32}", "hash": "{"é" * 128}"}}', ""]
)
def test_a_damaged_pin_file_keeps_the_panel_shut(tmp_path: Path, text: str) -> None:
    """Whatever is typed in."""
    (tmp_path / "pin.json").write_text(text, encoding="utf-8")
    lock = Lock(tmp_path / "pin.json")
    assert not lock.is_set
    assert not lock.opens("", 0.0)
    assert not lock.opens("2581", 0.0)


@pytest.mark.skipif(not Path("/bin/cat").exists(), reason="needs a program that says what it hears")
def test_what_is_read_out_is_no_command(tmp_path: Path) -> None:
    """A pack cannot make macOS's voice louder than the kiosk allows, nor talk for hours; no argument comes from it."""
    heard = tmp_path / "heard"
    voice = Voice(["/bin/sh", "-c", f"echo \"$1 $2\" > '{heard}'; cat >> '{heard}'", "x", "{language}", "{volume}"])
    voice.say("[[volm 1.0]] -w/tmp/x {language} $(id) " + "x" * 9999, "it", 60)
    while voice.speaking:
        time.sleep(0.01)
    said = heard.read_text(encoding="utf-8")
    assert said.startswith("it 60\n[ [volm 1.0]] -w/tmp/x {language} $(id) xxx")
    assert len(said) < 5010


def test_a_voice_gets_no_libraries_of_a_folder_without_python(monkeypatch: pytest.MonkeyPatch) -> None:
    """There PyInstaller puts the folder's own libraries before the system's; espeak-ng needs the system's."""
    for frozen, path in ((False, "/ours"), (True, "/given")):
        monkeypatch.setattr(sys, "frozen", frozen, raising=False)
        monkeypatch.setenv("LD_LIBRARY_PATH", "/ours")
        monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/given")
        assert voice.environment()["LD_LIBRARY_PATH"] == path
    monkeypatch.delenv("LD_LIBRARY_PATH_ORIG")
    assert "LD_LIBRARY_PATH" not in voice.environment()


HOURS = {"monday": "09:00-18:00", "tuesday": "closed"}


def test_outside_the_hours_the_screen_says_when_it_opens(visits: Opens) -> None:
    """In each language, on black; no touch wakes it, only the door opens; with the hour the attract loop is back."""
    visit = visits(Kiosk(hours=HOURS, language="it"))
    visit.time = NOON.replace(hour=18)
    visit.quiet(1)
    assert visit.name == "closed"
    said = visit.app.scene.spoken()
    assert said[0] == "Apriamo mercoledì alle 0:00"
    assert {"We open on Wednesday at 0:00", "Wir öffnen am Mittwoch um 0:00 Uhr"} < set(said)
    assert len(said) == len(languages())
    assert visit.app.surface.get_at((0, 0))[:3] == (0, 0, 0)
    assert visit.app.scene.targets == []
    visit.player.touch_at((300, 300))
    assert visit.name == "closed"
    visit.seat.lock.set("2581")
    visit.corners()
    assert visit.name == "pin"
    visit.player.click("cancel")
    assert visit.name == "closed"
    visit.time = NOON.replace(day=5)
    visit.quiet(1)
    assert "We open tomorrow at 0:00" in visit.app.scene.spoken()
    visit.time = NOON.replace(day=6)
    visit.quiet(1)
    assert visit.name == "attract"


def test_the_words_of_a_closed_screen_stay_nowhere_for_long(visits: Opens) -> None:
    """Else a year of nights would burn them into the panel; they never leave the screen."""
    visit = visits(Kiosk(hours={"monday": "09:00-18:00"}, text_size=150), (800, 480))
    visit.time = NOON.replace(hour=20)
    seen = set()
    for _ in range(30):
        visit.app.step(60.0)
        rects = [item.rect for item in visit.app.scene.widgets]
        assert all(visit.app.surface.get_rect().contains(rect) for rect in rects)
        seen.add(rects[0].topleft)
    assert len(seen) >= 10


@pytest.mark.parametrize("language", ["en", "it"])
def test_closing_time_lets_a_visit_end_and_says_so(visits: Opens, language: str) -> None:
    """Every round, on every screen in words, and aloud; then nothing more can be begun, and the screen closes."""
    visit = visits(Kiosk(hours=HOURS, rounds=2, language=language, reduced_motion=True))
    visit.player.click("begin")
    before = visit.app.kit.theme.window.height
    assert not visit.app.scene.has("closing")
    visit.player.click("fake")
    visit.time = NOON.replace(hour=18)
    visit.quiet(1)
    told = visit.app.kit.words("kiosk.closing")
    seen = set()
    while visit.name != "ending":
        seen.add(visit.name)
        label = visit.app.scene.widget("closing")
        assert label.spoken() == told
        assert (
            visit.app.kit.theme.window.height <= label.rect.top < label.rect.bottom <= visit.app.kit.theme.whole.height
        )
        if visit.name == "verdict":
            visit.player.click("sure-2") if visit.app.scene.has("sure-2") else visit.answer()
        else:
            visit.player.click("onward")
    assert seen == {"verdict", "reveal"}
    visit.player.click("speak")
    assert told in visit.speaker.said[-1][0]
    assert visit.app.scene.has("closing")
    assert not visit.app.scene.has("again")
    visit.player.click("done")
    assert visit.name == "closed"
    assert visit.seat.tally.today()["completion"] == 1
    visit.time = NOON.replace(day=6)
    visit.quiet(1)
    assert visit.name == "attract"
    assert visit.app.kit.theme.window.height == before


def test_closing_time_finds_an_ending_and_who_went_away(visits: Opens) -> None:
    """Play again goes from the ending that is on the screen; a visit that nobody ends is ended by quiet, as ever."""
    visit = visits(Kiosk(hours=HOURS, rounds=1, reduced_motion=True))
    visit.player.click("begin")
    visit.answer()
    visit.player.click("onward")
    assert visit.app.scene.has("again")
    visit.time = NOON.replace(hour=18)
    visit.quiet(1)
    assert visit.name == "ending"
    assert not visit.app.scene.has("again")
    visit.quiet(95)
    assert visit.name == "still-there"
    assert visit.app.scene.has("closing")
    visit.quiet(21)
    assert visit.name == "closed"


def test_the_operator_is_not_closed_out(visits: Opens) -> None:
    """Whoever works on the panel at closing time goes on; behind it the screen is closed."""
    visit = visits(Kiosk(hours=HOURS, reduced_motion=True))
    visit.seat.lock.set("2581")
    visit.corners()
    visit.enter("2581")
    visit.time = NOON.replace(hour=18)
    visit.quiet(2)
    assert visit.name == "operator"
    visit.player.click("clean")
    visit.quiet(2)
    assert visit.name == "cleaning"
    visit.quiet(60)
    assert visit.name == "closed"


def test_the_display_is_switched_with_the_hours(visits: Opens, monkeypatch: pytest.MonkeyPatch) -> None:
    """Off with the closed screen, not while a visit ends; on for the operator, with the hour, and at the end."""
    switched: list[str] = []
    monkeypatch.setattr("game.seats.kiosk.display_power._run", lambda command, _: switched.append(command[0]))
    visit = visits(Kiosk(hours=HOURS, display_off=("off",), display_on=("on",), reduced_motion=True))

    def told() -> list[str]:
        visit.seat._power._worker.submit(int).result(10)  # what was asked for before has been done
        return switched

    assert told() == ["on"]
    visit.player.click("begin")
    visit.time = NOON.replace(hour=18)
    visit.quiet(30)
    assert told() == ["on"]
    visit.quiet(60)
    assert visit.name == "closed"
    assert told() == ["on", "off"]
    visit.corners()
    assert visit.name == "pin"
    assert told() == ["on", "off", "on"]
    visit.player.click("cancel")
    assert told()[3:] == ["off"]
    visit.seat.closing()
    assert switched[4:] == ["on"]


# --- endurance


def test_a_crash_goes_back_to_attract_and_three_end_the_process(visits: Opens, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted and logged; one an hour never ends it, three within a minute do, with an exit code."""
    visit = visits()
    for _ in range(4):
        visit.player.click("begin")
        monkeypatch.setattr(visit.app.scene, "update", _fails)
        visit.app.step(0.1)
        assert visit.name == "attract"
        assert visit.app.running
        visit.quiet(61)
    assert visit.seat.tally.today()["crash"] == 4
    log = (visit.app.data / "spot-the-fake.log").read_text(encoding="utf-8")
    assert "RuntimeError: of the test" in log
    for _ in range(3):
        visit.player.click("begin")
        monkeypatch.setattr(visit.app.scene, "update", _fails)
        visit.app.step(0.1)
    assert not visit.app.running
    assert visit.seat.code == 1


def _fails(_: float) -> None:
    raise RuntimeError("of the test")


def test_systemd_hears_the_heart(tmp_path: Path) -> None:
    """READY once, WATCHDOG twice in the time allowed, RELOADING with its time, STOPPING: on a socket of our own."""
    address = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as supervisor:
        supervisor.bind(str(address))
        supervisor.settimeout(2)
        watched = {"WATCHDOG_USEC": "4000000", "WATCHDOG_PID": "1"}  # of a unit whose main process is the compositor
        heart = Heartbeat({"NOTIFY_SOCKET": str(address), **watched})
        heart.ready()
        assert supervisor.recv(100) == b"READY=1"
        heart.ready()
        for _ in range(4):
            heart.beat(0.6)
        assert supervisor.recv(100) == b"WATCHDOG=1"
        before = time.monotonic_ns() // 1000
        heart.reloading()
        heart.ready()
        told = supervisor.recv(100).decode().splitlines()
        assert told[0] == "RELOADING=1"
        assert before <= int(told[1].removeprefix("MONOTONIC_USEC=")) <= time.monotonic_ns() // 1000
        assert supervisor.recv(100) == b"READY=1"
        heart.stopping()
        assert supervisor.recv(100) == b"STOPPING=1"
    heart.ready()  # a supervisor that has gone is no reason to stop
    Heartbeat({}).beat(100)


def test_pictures_that_vanish_are_skipped(visits: Opens, shipped: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """A round whose file has gone is passed; a pack without any leaves attract."""
    visit = visits()
    visit.player.click("begin")
    session = visit.app.flow.playing.session
    assert session is not None
    first = session.rounds[0]
    monkeypatch.setattr(visit.app.pictures, "failed", lambda wanted: wanted == visit.app.scene.views[0].wanted)  # type: ignore[attr-defined]
    visit.seat._skip_missing()
    monkeypatch.undo()
    visit.app.step(0.1)
    assert visit.app.flow.playing.session is not None
    assert visit.app.flow.playing.session.rounds[0] != first
    visit.quiet(100)
    monkeypatch.setattr(Library, "path", lambda *_: Path("gone"))
    visit.player.click("begin")
    assert visit.name == "attract"


def test_a_picture_that_is_back_is_not_skipped(visits: Opens, tmp_path: Path) -> None:
    """Its round is asked, though the picture was missing before."""
    visit = visits()
    visit.player.click("begin")
    scene = visit.app.scene
    assert isinstance(scene, RoundScene)
    view = scene.views[0]
    there = view.wanted.path
    view.wanted = view.wanted._replace(path=tmp_path / "a.jpg")
    visit.app.pictures.get(view.wanted)
    end = time.monotonic() + 10
    while not visit.app.pictures.idle and time.monotonic() < end:
        time.sleep(0.002)
    assert visit.app.pictures.failed(view.wanted)
    shutil.copy(there, tmp_path / "a.jpg")
    visit.app.step(0.1)
    assert visit.app.scene is scene
    visit.player.settle()
    assert view.surface(visit.app.kit) is not None


def test_a_damaged_pack_plays_the_games_own(tmp_path: Path) -> None:
    """The museum stays open; the log knows why."""
    bad = tmp_path / "pack"
    bad.mkdir()
    (bad / "pack.yaml").write_text("id: [", encoding="utf-8")
    app, _ = kiosk_app(Options(data=tmp_path / "data", size=(1280, 720), headless=True, pack=bad), Kiosk())
    try:
        app._open_log()
        app._load_library()
        app.step(0.0)
        assert app.kit.library is not None
        assert app.running
        assert "another one plays on" in (tmp_path / "data" / "spot-the-fake.log").read_text(encoding="utf-8")
    finally:
        app.close()


def read_to_the_end(app: App) -> None:
    """Wait for the thread that reads the pack, and let the kiosk take it."""
    for thread in threading.enumerate():
        if thread.name == "library":
            thread.join()
    app.step(0.1)


def test_a_pack_that_vanishes_gives_way_to_the_games_own(tmp_path: Path) -> None:
    """While it runs, and at the next start: nobody finds a dead screen, and the log says why."""
    pack = tmp_path / "pack"
    shutil.copytree(Path(__file__).parents[1] / "packs" / "good-1", pack)
    options = Options(data=tmp_path / "data", size=(1280, 720), headless=True, pack=pack)
    app, _ = kiosk_app(options, Kiosk(reduced_motion=True))
    try:
        app.finish_start()
        read_to_the_end(app)
        assert app.kit.library is not None
        assert app.kit.library.pack.id == "good-1"
        shutil.rmtree(pack / "assets")
        player = Player(app)
        player.click("begin")
        assert app.scene.name == "attract"
        read_to_the_end(app)
        assert app.kit.library.pack.id == "spot-the-fake"
        player.click("begin")
        assert app.scene.name == "verdict"
    finally:
        app.close()
    shutil.rmtree(pack)
    app, _ = kiosk_app(options, Kiosk(reduced_motion=True))
    try:
        app.finish_start()
        for _ in range(400):
            app.step(0.0)  # at whatever moment the thread is interrupted
            time.sleep(0.005)
            if app.kit.library is not None:
                break
        assert app.running
        assert app.kit.library is not None
        assert app.kit.library.pack.id == "spot-the-fake"
    finally:
        app.close()


def test_a_pack_read_anew_waits_for_the_visitor(visits: Opens, small_pack: Library) -> None:
    """Who plays keeps the pictures that were dealt; the next visitor gets the others."""
    visit = visits()
    visit.player.click("begin")
    visit.app._loaded = small_pack
    visit.app.step(0.1)
    visit.answer()
    assert visit.name == "reveal"
    assert visit.app.kit.pack.pack.id == "spot-the-fake"
    visit.quiet(120)
    assert visit.app.kit.pack.pack.id == "good-1"
    visit.player.click("begin")
    assert visit.name == "verdict"


def test_a_clock_that_jumps_starts_a_new_day_and_nothing_else(visits: Opens) -> None:
    """Timers do not follow the clock on the wall."""
    visit = visits()
    visit.player.click("begin")
    visit.time = NOON.replace(year=2031)
    visit.quiet(30)
    assert visit.name == "verdict"
    visit.time = NOON.replace(year=2019)
    visit.quiet(20)
    assert visit.name == "verdict"
    visit.answer()
    assert visit.seat.tally.today()["answers"] == 1


# --- statistics


def test_the_crowd_is_told_from_twenty_answers_on(visits: Opens) -> None:
    """Neither at 19 nor about another picture."""
    visit = visits(Kiosk(crowd_from=20, reduced_motion=True))
    visit.player.click("begin")
    session = visit.app.flow.playing.session
    assert session is not None
    picture = visit.app.kit.pack.pictures[visit.app.scene.pictures[0].id]  # type: ignore[attr-defined]
    wrong = "miss" if picture.fake else "false alarm"
    for _ in range(18):
        visit.seat.tally.answered([Judgement(picture.id, picture.fake, "real", wrong, 0)], ())
    assert visit.seat.tally.crowd(picture.id) == Crowd(18, 18)
    visit.seat.tally.answered([Judgement(picture.id, picture.fake, "real", wrong, 0)], ())
    visit.player.click("real" if not picture.fake else "fake")
    visit.player.click("sure-1")
    key = "reveal.crowd" if picture.fake else "reveal.crowd.real"
    assert visit.app.kit.words(key, n=19, all=20) in " ".join(visit.app.scene.spoken())
    visit.choose("it")  # the next visitor's
    assert visit.app.kit.words.language == "it"
    assert visit.app.kit.words(key, n=19, all=20) in " ".join(visit.app.scene.spoken())


def test_lenses_are_counted_before_and_after_the_answer(visits: Opens) -> None:
    """On the round with its answer, on the reveal when the light table is left."""
    visit = visits()
    visit.player.click("begin")
    for lens, where in (("edges", "verdict"), ("noise", "reveal")):
        visit.player.key(pygame.K_l)
        visit.player.click("lenses")
        visit.player.click(f"lens-{lens}")
        visit.player.click("back")
        assert visit.name == where
        if where == "verdict":
            visit.answer()
    assert [(visit.seat.tally._today["lens", name]) for name in ("edges", "noise")] == [1, 1]


def test_counts_last_a_restart_and_are_forgotten_in_time(tmp_path: Path) -> None:
    """Today's are read back; those beyond the days to keep are gone from the file."""
    day = [NOON]
    store = Store(tmp_path / "r.sqlite3")
    tally = Tally(store, lambda: day[0], keep_days=10)
    tally.count(("start", ""), ("language", "it"))
    assert Tally(store, lambda: day[0], 10).today()["start"] == 1
    day[0] = NOON.replace(day=20)
    tally.count(("start", ""))
    assert [row.day for row in store.counts().result(10)] == ["2026-05-20"]
    store.close()


def test_counts_of_before_come_when_the_disk_gives_them(tmp_path: Path) -> None:
    """A slow disk holds up neither the start nor the operator; then all is counted, and nothing twice."""
    kept = Store(tmp_path / "r.sqlite3")
    Tally(kept, lambda: NOON, 10).count(("start", ""), ("hit", "owl"))
    there = threading.Event()
    kept._jobs.put(_Job(lambda _: there.wait(60)))
    tally = Tally(kept, lambda: NOON, 10)
    tally.count(("start", ""))
    assert (tally.today()["start"], tally.today()["answers"]) == (1, 0)
    assert tally.days(31) is None
    there.set()
    assert kept.settle()
    assert (tally.today()["start"], tally.today()["answers"]) == (2, 1)
    assert tally.days(31) == [("2026-05-04", {"start": 2, "hit": 1})]
    assert Tally(kept, lambda: NOON, 10).today()["start"] == 2
    kept.close()


# --- configuration


def read(tmp_path: Path, text: str) -> tuple[Kiosk | None, list[Problem]]:
    """The settings of a text."""
    (tmp_path / "kiosk.yaml").write_text(text, encoding="utf-8")
    return config.read(tmp_path / "kiosk.yaml")


def test_every_fault_is_told_with_its_place_and_a_remedy(tmp_path: Path) -> None:
    """As for packs: all at once."""
    _, problems = read(tmp_path, 'rounds: 60\ntarget: 3\nhours: {moonday: closed}\nsound: "no"\nlenses: [mirorr]\n')
    wanted = [
        ("1:9: error: 'rounds' is 60, but must be from 1 to 50", ""),
        ("2:1: error: unknown key 'target'", "; did you mean 'target_mm'?"),
        ("3:9: error: unknown key 'moonday'; there are: ", "; did you mean 'monday'?"),
        ("4:8: error: 'sound' is 'no', but must be true or false", ""),
        ("5:10: error: 'lenses' is 'mirorr', but must be one of: ", "; did you mean 'mirror'?"),
    ]
    for problem, (start, end) in zip(problems, wanted, strict=True):
        assert str(problem).startswith(f"kiosk.yaml:{start}")
        assert str(problem).endswith(end)
    _, problems = read(
        tmp_path,
        'hours: {monday: "18:00-09:00"}\nlanguage: xx\npack: no/where\ncorners: [top-left, top-left, top-right]\n',
    )
    assert [item.line for item in problems] == [1, 2, 3, 4]
    assert read(tmp_path, "rounds: 4\n") == (Kiosk(rounds=4), [])


def test_check_shows_what_is_in_effect(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Set values are marked, and what a technician should know is said."""
    found, _ = read(tmp_path, "rounds: 4\nlevel: cut-clone-eras\n")
    assert found is not None
    code = check(found, tmp_path / "kiosk.yaml", Options(), tmp_path)
    said = capsys.readouterr().out
    assert code == 1
    assert "rounds: 4   (set)" in said
    assert "no PIN is set" in said
    assert "did you mean 'cut-clone-erase'?" in said


def test_check_tells_of_a_pack_that_is_not_installed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The id may be right and the installation missing: a line says where to look."""
    found, _ = read(tmp_path, "pack: nowhere\n")
    assert found is not None
    assert check(found, tmp_path / "kiosk.yaml", Options(), tmp_path) == 1
    assert "no folder and no installed pack 'nowhere'; 'spot-the-fake pack list'" in capsys.readouterr().out


def test_check_goes_through_everything_in_one_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A mistake of one kind hides none of another: settings, screen, PIN, voice, display, pack, languages, fonts."""
    shutil.copytree(TESTS / "packs" / "good-1", tmp_path / "pack")
    for path in (tmp_path / "pack").rglob("*.yaml"):
        text = re.sub(r", it: \"[^\"]*\"|, it: [^}\n]*(?=})|\n +it: .*", "", path.read_text(encoding="utf-8"))
        path.write_text(text.replace("[en, it]", "[en]").replace("A house", "A \U000f0a00 house"), encoding="utf-8")
    (tmp_path / "pack" / "assets" / "images" / "a1.png").unlink()
    (tmp_path / "kiosk.yaml").write_text(
        f"pack: pack\nrounds: 99\nlevel: everythin\nlanguage: it\nhours: {{monday: 9-18}}\nidle: 5\n"
        f"trusted_keys: [{'A' * 43}=]\ndisplay_off: [no-such-program]\ndisplay_on: [{sys.executable}]\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(voice, "find", lambda: None)
    assert main(["kiosk", "--check", "--config", str(tmp_path / "kiosk.yaml"), "--data", str(tmp_path)]) == 1
    said, complained = capsys.readouterr()
    assert [line.partition(": error: ")[0] for line in complained.splitlines()] == [
        "kiosk.yaml:2:9", "kiosk.yaml:5:17", "kiosk.yaml:6:1",
    ]  # fmt: skip
    assert "language: it   (set)" in said
    wanted = (
        "warning: no screen can be reached from here (SDL's driver is 'dummy')", "on 1920x1080: targets of",
        "warning: no PIN is set", "warning: this machine has no voice",
        "warning: 'display_off': there is no program 'no-such-program' here",
        "pack:0:0: error: it is not signed, and only signed packs are wanted here",
        "error: no file 'assets/images/a1.png'", "error: no level 'everythin'; there are: lesson, ",
        "warning: the pack has no texts in Italiano ('it'), that visits begin in; it has: en", "pack: good-1 1.0, ",
        "warning: no font here has a shape for \U000F0A00 (U+F0A00): boxes are shown",
    )  # fmt: skip
    places = [said.find(line) for line in wanted]
    assert places == sorted(places)
    assert -1 not in places, wanted[places.index(-1)]


def test_check_warns_of_languages_that_the_pack_lacks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The one that visits begin in, and those that visitors may choose: a warning, for the kiosk can play."""
    shutil.copytree(TESTS / "packs" / "good-1", tmp_path / "good-1")
    kiosk = Kiosk(pack="good-1", languages=("en", "it"))
    assert check(kiosk, tmp_path / "kiosk.yaml", Options(), tmp_path) == 0
    assert "has no texts in" not in capsys.readouterr().out
    head = tmp_path / "good-1" / "pack.yaml"
    head.write_text(head.read_text(encoding="utf-8").replace("[en, it]", "[en]"), encoding="utf-8")
    assert check(kiosk, tmp_path / "kiosk.yaml", Options(), tmp_path) == 0
    assert "Italiano ('it'), that visitors may choose; it has: en; name those" in capsys.readouterr().out
    assert check(Kiosk(pack="good-1", languages=("en",)), tmp_path / "kiosk.yaml", Options(), tmp_path) == 0
    assert "has no texts in" not in capsys.readouterr().out


def test_check_says_which_version_plays_for_one_that_is_not_trusted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before a restart does; and where signatures cannot be proved at all, what to install."""
    private, public = archive.new_key()
    pack, shelf = tmp_path / "source", Shelf(tmp_path)
    shutil.copytree(TESTS / "packs" / "good-1", pack)
    archive.build(pack, tmp_path / "signed.zip", private)
    shelf.install(tmp_path / "signed.zip")
    head = pack / "pack.yaml"
    head.write_text(re.sub("version: .*", 'version: "2.0"', head.read_text(encoding="utf-8")), encoding="utf-8")
    shelf.install(pack)
    kiosk, path = Kiosk(pack="good-1", trusted_keys=(public,)), tmp_path / "kiosk.yaml"
    assert check(kiosk, path, Options(), tmp_path) == 1
    said = capsys.readouterr().out
    assert re.search(r"2\.0-\w+:0:0: error: it is not signed, .*; 1\.0-\w+ plays instead", said)
    shutil.rmtree(shelf.before(shelf.current("good-1") or tmp_path)[0])
    assert check(kiosk, path, Options(), tmp_path) == 1
    assert "the game's own pack plays instead" in capsys.readouterr().out
    shelf.install(tmp_path / "signed.zip")
    assert check(kiosk, path, Options(), tmp_path) == 0
    with mock.patch.dict(sys.modules, {"cryptography.exceptions": None}):
        assert check(kiosk, path, Options(), tmp_path) == 1
    assert "error: 'trusted_keys' needs the library 'cryptography" in capsys.readouterr().out


@given(hour=st.integers(0, 23), minute=st.integers(0, 59))
def test_hours_hold_to_the_minute(hour: int, minute: int) -> None:
    """From the first minute up to the last."""
    now = NOON.replace(hour=hour, minute=minute)
    assert Kiosk(hours={"monday": "09:30-18:00"}).open_at(now) == ((9, 30) <= (hour, minute) < (18, 0))
    assert Kiosk(hours={"monday": "09:30-24:00"}).open_at(now) == ((hour, minute) >= (9, 30))
    assert Kiosk(hours={"tuesday": "closed"}).open_at(now)


# --- the PIN, from a terminal


def test_a_pin_set_beside_a_running_kiosk_holds_at_once(tmp_path: Path) -> None:
    """A forgotten PIN: no restart, no old hash written back by the next wrong try, no wait left from before."""
    kiosk = Lock(tmp_path / "pin.json")
    assert not kiosk.is_set
    Lock(tmp_path / "pin.json").set("2581")
    assert kiosk.is_set
    for _ in range(FREE_TRIES + 1):
        assert not kiosk.opens("1234", 1000.0)
    assert kiosk.wait(1000.0) > 0
    Lock(tmp_path / "pin.json").set("7913")
    assert kiosk.wait(1000.0) == 0
    assert not kiosk.opens("2581", 1000.0)
    assert Lock(tmp_path / "pin.json").opens("7913", 1000.0)
    assert kiosk.opens("7913", 1000.0)
    (tmp_path / "pin.json").unlink()
    assert not kiosk.is_set
    assert not kiosk.opens("7913", 1000.0)


@pytest.mark.parametrize("typed", ["2581", "1234"])
def test_a_pin_set_while_another_is_tried_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    """The hash takes a tenth of a second; what is written after it is of the new PIN, or nothing."""
    kiosk, terminal = Lock(tmp_path / "pin.json"), Lock(tmp_path / "pin.json")
    terminal.set("2581")
    assert not kiosk.opens("1234", 0.0)  # so that even the right one has something to write
    compare = hmac.compare_digest

    def meanwhile(one: str, other: str) -> bool:
        terminal.set("7913")
        return compare(one, other)

    with monkeypatch.context() as patch:
        patch.setattr("game.seats.kiosk.lock.hmac.compare_digest", meanwhile)
        assert not kiosk.opens(typed, 0.0)
    assert kiosk.opens("7913", 0.0)


def test_a_full_disk_makes_no_guess_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tries that cannot be written count in memory; a PIN set meanwhile holds all the same."""
    kiosk = Lock(tmp_path / "pin.json")
    kiosk.set("2581")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("game.seats.kiosk.lock.write_atomically", full)
        for _ in range(FREE_TRIES):
            assert not kiosk.opens("1234", 1000.0)
    assert kiosk.wait(1000.0) == 30
    Lock(tmp_path / "pin.json").set("7913")
    assert kiosk.opens("7913", 1000.0)


def set_pin(data: Path, monkeypatch: pytest.MonkeyPatch, pin: str = "2581") -> int:
    """The command, with a PIN from a pipe."""
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{pin}\n"))
    return main(["kiosk", "--set-pin", "--data", str(data)])


def test_setting_the_pin_makes_the_folder_and_says_whose_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody else looks into a folder made so; a second time nothing changes but the PIN."""
    data = tmp_path / "lib" / "data"
    assert set_pin(data, monkeypatch) == 0
    said = capsys.readouterr().out
    assert f"the PIN is set, for the kiosk of user '{command._user()}' with the data folder '{data}'" in said
    if os.name == "posix":
        assert data.stat().st_mode & 0o777 == 0o700
        assert (data / "kiosk-pin.json").stat().st_mode & 0o777 == 0o600
    assert set_pin(data, monkeypatch, "7913") == 0
    assert "was made" not in capsys.readouterr().out
    assert Lock(data / "kiosk-pin.json").opens("7913", 0.0)


root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root, who may be anybody on POSIX"
)
SOMEBODY, NOBODY = 54321, 65534


@contextmanager
def being(user: int) -> Iterator[None]:
    """As another user, for file rights."""
    os.seteuid(user)
    try:
        yield
    finally:
        os.seteuid(0)


@root
def test_roots_pin_can_be_read_by_the_kiosks_own_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file is given to whom the folder belongs; of a folder that root makes it is said what is still to do."""
    tmp_path.chmod(0o755)
    data = tmp_path / "kiosk"
    assert set_pin(data, monkeypatch) == 0
    assert f"'chown -R USER {data}'" in capsys.readouterr().out
    os.chown(data, SOMEBODY, SOMEBODY)
    assert set_pin(data, monkeypatch) == 0
    assert f"user '{SOMEBODY}'" in capsys.readouterr().out
    assert (data / "kiosk-pin.json").stat().st_uid == SOMEBODY
    assert set_pin(data / "inner" / "most", monkeypatch) == 0
    assert (data / "inner").stat().st_uid == (data / "inner" / "most" / "kiosk-pin.json").stat().st_uid == SOMEBODY


@root
def test_a_pin_that_the_kiosk_would_not_read_is_not_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another user's folder, open to all or not, or one that may not be made: a line with the command that works."""
    for folder in (tmp_path, *tmp_path.parents[:3]):
        folder.chmod(folder.stat().st_mode | 0o011)
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs").chmod(0o777)
    with being(NOBODY):
        for name in ("theirs", "new"):
            assert set_pin(tmp_path / name, monkeypatch) == 1
            (line,) = capsys.readouterr().err.splitlines()
            assert f"kiosk --set-pin --data {tmp_path / name}'" in line
            assert ("belongs to user 'root', whose kiosk reads it" if name == "theirs" else "may not make") in line
    assert list(tmp_path.rglob("*")) == [tmp_path / "theirs"]


@pytest.mark.parametrize("size", [(1280, 720), (1080, 1920), (1920, 1080)])
@pytest.mark.parametrize("input_", ["touch", "buttons"])
def test_a_visitor_rates_and_investigates(tmp_path: Path, size: tuple[int, int], input_: str) -> None:
    """Cases and impressions stand in a visit like all rounds; every target has its millimetres and lies in sight."""
    library = cache.load(with_claims(tmp_path), None)
    kiosk = Kiosk(reduced_motion=True, level="claims", input=input_, rounds=3)  # type: ignore[arg-type]
    visit = Visit(tmp_path / "data", library, kiosk, size)
    try:
        visit.player.app.show(visit.app.flow.begin())  # type: ignore[attr-defined]
        least = kiosk.target_pixels(size) if input_ == "touch" else 1
        for presses in (
            ("lead-original", "lead-account", "claim-altered", "sure-2", "onward"),
            *[(f"rating-{step}",) for step in (2, 3, 4, 5, 6)],
            ("fake", "sure-1", "onward"),
            ("claim-cannot-know", "sure-3", "onward"),
        ):
            for name in presses:
                whole = visit.app.surface.get_rect()
                for item in visit.app.scene.targets:
                    if not item.name.startswith("picture-"):
                        assert whole.contains(item.rect), (visit.name, item.name)
                        assert min(item.rect.size) >= least - 1, (visit.name, item.name, item.rect, least)
                visit.player.click(name)
        assert visit.name == "ending"
    finally:
        visit.app.close()
