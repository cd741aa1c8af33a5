"""The kiosk: the game's own window and loop, locked down and left alone.

Owns what a visitor must not find (no way out, no trace of others) and what keeps it going: the idle timers, the
operator's door, opening hours, the crash boundary and the heartbeat. Time comes in as seconds, the date from `now`.
"""

from __future__ import annotations

import logging
import os
import time
from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

import pygame

from game.base import places
from game.base.errors import PackError
from game.base.settings import TEXT_SIZES, Settings
from game.base.text import languages
from game.collections import archive
from game.collections.shelf import Shelf
from game.pack import cache
from game.results.store import Store
from game.seats.app import App, Options
from game.seats.kiosk import dials
from game.seats.kiosk.config import Kiosk
from game.seats.kiosk.corners import Corners
from game.seats.kiosk.dials import Dials
from game.seats.kiosk.heartbeat import Heartbeat
from game.seats.kiosk.kiosk_flow import KioskFlow
from game.seats.kiosk.lock import Lock
from game.seats.kiosk.operator import CleaningScene, ClosedScene, LinesScene, OperatorScene, PanelState, RulerScene
from game.seats.kiosk.pinpad import PinPadScene
from game.seats.kiosk.stillthere import StillThereScene
from game.seats.kiosk.tally import Tally
from game.seats.kiosk.voice import Voice
from game.ui import outcomes
from game.ui.intents import Back, Confirm, Fullscreen, Intent, Tab
from game.ui.kit import Exits
from game.ui.outcomes import Begin, ChangeSettings, Leave, Lower, Operate, Outcome, Quit, Speak, TryPin
from game.ui.round import RoundScene
from game.ui.scene import Scene
from game.ui.theme import Theme, theme_of
from game.ui.widgets import Button, Look, Widget, giving, split

if TYPE_CHECKING:
    from pathlib import Path

    from game.pack.library import Library

log = logging.getLogger(__name__)

INPUTS = {
    pygame.FINGERDOWN, pygame.FINGERMOTION, pygame.FINGERUP, pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP,
    pygame.MOUSEMOTION, pygame.MOUSEWHEEL, pygame.MULTIGESTURE, pygame.KEYDOWN, pygame.KEYUP, pygame.JOYBUTTONDOWN,
    pygame.JOYBUTTONUP, pygame.JOYHATMOTION, pygame.JOYAXISMOTION,
}  # fmt: skip
PRESSES = {pygame.FINGERDOWN, pygame.MOUSEBUTTONDOWN, pygame.KEYDOWN, pygame.JOYBUTTONDOWN}
NOISE = 0.3  # of a stick's way: below this nobody moved it
EXPLAINING = ("reveal", "lesson", "table", "ending")  # longer quiet is allowed here
BEHIND_THE_DOOR = ("pin", "operator", "page", "ruler")
FOCUS_SECONDS = 2.0  # between looks whether keys come here
CRASHES, CRASH_SECONDS = 3, 60.0  # so many within so long, and the supervisor takes over
LOG_LINES = 60
RULER_MM = 20


class KioskApp(App):
    """An App that nobody can leave. `now` is the local date and time, for opening hours and daily counts."""

    window_flags = 0

    def __init__(
        self, options: Options, kiosk: Kiosk, *, now: Callable[[], datetime] = datetime.now,
        speaker: Voice | None = None,
    ) -> None:  # fmt: skip
        self.kiosk = kiosk
        self.now = now
        self.low = kiosk.controls_low
        self.code = 0
        self.restart = False
        self.quiet = 0.0  # seconds since the last input
        self._uptime = 0.0
        self._crashes: deque[float] = deque(maxlen=CRASHES)
        self._corners = Corners(kiosk)
        self._waiting: Scene | None = None  # the screen behind "Still there?"
        self._scanned = 0.0
        self._unfocused = 0.0
        self._reading = False
        self._read = ""
        self._focus_read: Widget | None = None
        self._next_library: Library | Exception | None = None  # for when this visit is over
        self._voice = speaker
        self._heart = Heartbeat()
        data = options.data or places.data_folder()
        self._lock = Lock(data / "kiosk-pin.json")
        self._dials_path = data / "kiosk-dials.json"
        self.dials = dials.load(self._dials_path, Dials(kiosk.volume, kiosk.brightness))
        self._tally = Tally(None, now, kiosk.keep_days)
        self._defaults = Settings(
            language=kiosk.language, text_size=kiosk.text_size, theme=kiosk.theme,
            reduced_motion=kiosk.reduced_motion, sound=kiosk.sound and self.dials.volume > 0,
            fullscreen=options.size is None,
        )  # fmt: skip
        os.environ["SDL_GRAB_KEYBOARD"] = "1"  # the window manager's keys come here, where they do nothing
        super().__init__(options._replace(settings=self._defaults, language=kiosk.language, debug=False))
        self.kit = self.kit._replace(exits=Exits(guide=False, table=bool(kiosk.lenses)), strip=self._strip)
        self.flow.refit(self.kit)
        self.scene = self.flow.title()

    # --- start

    def _make_flow(self) -> KioskFlow:
        return KioskFlow(self.kit, self.kiosk, lambda: self._tally)

    @property
    def visits(self) -> KioskFlow:
        """The flow, as what it is."""
        assert isinstance(self.flow, KioskFlow)  # noqa: S101 (made above)
        return self.flow

    def _set_stage(self) -> None:
        """The part of the screen that is within reach, or all of it."""
        size = self.surface.get_size()
        height = self.kiosk.stage_height(size) if self.low else size[1]
        self.stage = pygame.Rect(0, size[1] - height, size[0], height)
        self.surface.set_clip(None)
        self.surface.fill((0, 0, 0), (0, 0, size[0], self.stage.top))
        self.canvas = self.surface.subsurface(self.stage)

    def _theme(self) -> Theme:
        now = self.settings
        target = self.kiosk.target_pixels(self.surface.get_size())
        bar = target + 2 * self._gap
        return theme_of(
            self.stage.size, now.theme, now.text_size, reduced_motion=now.reduced_motion, target=target, bar=bar
        )

    @property
    def _gap(self) -> int:
        """At least 1 mm between targets, in pixels."""
        size = self.surface.get_size()
        return max(round(min(size) / 90), int(self.kiosk.pixels_per_mm(size)) + 1)

    def finish_start(self, library: Library | None = None) -> None:
        """As ever; then hide the pointer, hold the keyboard, and tell the supervisor."""
        self._open_log()  # here what reads the library logs, too
        super().finish_start(library)
        pygame.mouse.set_visible(False)
        if not self.options.headless and self.settings.fullscreen:
            pygame.event.set_grab(True)  # with the hint set before the window: the keyboard too
        self._heart.ready()

    def _keep(self, store: Store) -> None:
        """Counts are kept; visitors' sessions and answers are not."""
        self._tally = Tally(store if self.kiosk.statistics else None, self.now, self.kiosk.keep_days)

    def _collect(self) -> None:
        """Visitors fetch nothing."""

    def _save(self, settings: Settings) -> None:
        """A visitor's settings are forgotten."""

    @property
    def _cache(self) -> Path | None:
        """None where packs must be signed: what is kept of them is not."""
        return None if self.kiosk.trusted_keys else super()._cache

    def _read_library(self) -> Library | Exception | None:
        """The pack; where it cannot be played the one in use, else the game's own, else nothing."""
        found: Library | Exception | None
        try:
            if self.kiosk.trusted_keys and self.options.pack is not None:
                archive.prove(self.options.pack, self.kiosk.trusted_keys)
            found = super()._read_library()
        except (PackError, ImportError, OSError) as error:
            found = error
        if found is None or isinstance(found, Exception) or not _playable(found):
            why = found if isinstance(found, Exception) else "its pictures are gone"
            log.error("the pack cannot be played, another one plays on:\n%s", why)
            found = self.kit.library
            if found is None or not _playable(found):
                found = self._own_library()
        return found

    def _own_library(self) -> Library | None:
        """The game's own pack, where even that can be read."""
        try:
            return cache.load(places.default_pack(), self._cache)
        except (PackError, OSError) as error:
            log.error("nor can the game's own: %s", error)  # noqa: TRY400 (the reasons are the message)
            return None

    def _take_library(self) -> None:
        """Put a pack to use between visitors; who plays now goes on with the pictures that were dealt."""
        if self.visits.session is not None:
            self._next_library, self._loaded = self._loaded, None
            return
        super()._take_library()
        if self.scene.name == "attract":
            self.show(self.flow.title())

    # --- one turn

    def step(self, seconds: float, events: list[pygame.Event] | None = None) -> None:
        """One turn, with everything that an unattended machine looks after."""
        happened = pygame.event.get() if events is None else events
        self._uptime += seconds
        self._heart.beat(seconds)
        self._hold_focus(seconds)
        try:
            seen = self._watch(seconds, happened)
            if len(seen) < len(happened):
                self.reader.forget()  # the end of what was down may be among what the game does not see
            happened = seen
        except Exception:
            log.exception("the kiosk's own watch failed")
            self._failed()
        super().step(seconds, happened)
        if self._reading:
            self._read_out()

    def _hold_focus(self, seconds: float) -> None:
        """Take the keyboard back from whatever has taken it, or where the window came up without it."""
        self._unfocused += seconds
        if self._unfocused < FOCUS_SECONDS:
            return
        self._unfocused = 0.0
        if not self.options.headless and self.settings.fullscreen and not pygame.key.get_focused():
            pygame.Window.from_display_module().focus()

    def _watch(self, seconds: float, events: list[pygame.Event]) -> list[pygame.Event]:
        """Opening hours, the corners, quiet; gives the events that the game may see."""
        live = [event for event in events if _is_input(event)]
        others = [event for event in events if event.type not in INPUTS]
        if not self._opened():
            self._corner_presses(live)
            return others if self.scene.name == "closed" else events
        if self.scene.name == "cleaning":
            return others
        if self._corner_presses(live):
            return others
        self.quiet = 0.0 if live or (self._voice is not None and self._voice.speaking) else self.quiet + seconds
        if isinstance(self.scene, StillThereScene):
            return self._wait_for_sign(self.scene, others, live=bool(live))
        if self._quiet_too_long():
            return others
        self._skip_missing()
        return self._switches(seconds, events)

    def _opened(self) -> bool:
        """Whether visitors are expected; the screen goes black and comes back with the hours."""
        opened = self.kiosk.open_at(self.now())
        if not opened and self.scene.name not in ("closed", "cleaning", *BEHIND_THE_DOOR):
            self.reset()
            self.show(ClosedScene(self.kit).open())
        elif opened and self.scene.name == "closed":
            self.reset()
        elif not opened and self.scene.name in BEHIND_THE_DOOR:
            return True  # the operator is at work
        return opened

    def _wait_for_sign(self, scene: StillThereScene, others: list[pygame.Event], *, live: bool) -> list[pygame.Event]:
        """Any input goes back to where the visitor was; none ends the visit."""
        if live and self._waiting is not None:
            waiting, self._waiting = self._waiting, None
            waiting.refit(self.kit)  # the screen may have been turned meanwhile
            self.show(waiting)
        elif scene.left <= 0:
            self.reset()
        return others

    def _quiet_too_long(self) -> bool:
        """After long quiet ask whether somebody is there; the operator's pages just close."""
        name = self.scene.name
        limit = self.kiosk.idle_reveal_seconds if name in EXPLAINING else self.kiosk.idle_seconds
        if self.quiet < limit or name in ("closed", "cleaning"):
            return False
        self.quiet = 0.0
        if name == "attract":
            if self.settings != self._defaults or self.low != self.kiosk.controls_low or self._reading:
                self.reset()
            return False
        if name in BEHIND_THE_DOOR:
            self.reset()
            return False
        self._waiting = self.scene
        self.show(StillThereScene(self.kit, self.kiosk.still_there_seconds).open())
        return True

    def _skip_missing(self) -> None:
        """A picture that has gone while the visit is on: past that round."""
        scene = self.scene
        if isinstance(scene, RoundScene) and any(self.pictures.failed(view.wanted) for view in scene.views):
            log.warning("a picture cannot be shown: %s", ", ".join(item.file for item in scene.pictures))
            self.show(self.visits.skip())

    def _switches(self, seconds: float, events: list[pygame.Event]) -> list[pygame.Event]:
        """Two buttons go on and choose; one switch chooses what the scan is at."""
        if self.kiosk.input == "buttons":
            rest = []
            for event in events:
                if event.type == pygame.JOYBUTTONDOWN and event.button % 2 == 1:
                    self._handle(Tab(1))
                else:
                    rest.append(event)
            return rest
        if self.kiosk.input != "switch" or self.scene.name in BEHIND_THE_DOOR:
            return events  # the operator types with whatever is at hand
        self._scanned += seconds
        presses = sum(event.type in PRESSES and not getattr(event, "touch", False) for event in events)
        if presses:
            self._scanned = 0.0
            self._handle(Confirm())
        elif self._scanned >= self.kiosk.scan_seconds and self.scene.name != "attract":
            self._scanned = 0.0
            self.scene.next_focus(1)
        return [event for event in events if event.type not in INPUTS]

    def _event(self, event: pygame.Event) -> None:
        if event.type == pygame.QUIT:
            return
        if event.type == pygame.WINDOWMINIMIZED:
            pygame.Window.from_display_module().restore()
        super()._event(event)

    def _handle(self, intent: Intent) -> None:
        """No way out by keys."""
        if isinstance(intent, Fullscreen) or (isinstance(intent, Back) and self.scene.name not in BEHIND_THE_DOOR):
            return
        super()._handle(intent)

    def _outcome(self, outcome: Outcome | None) -> None:
        match outcome:
            case Quit():
                return
            case Speak():
                self._reading = not self._reading
                self._read = ""
                if not self._reading and self._voice is not None:
                    self._voice.stop()
                self.scene.rearrange("speak")
            case Lower():
                self._lower(not self.low)
            case TryPin(digits):
                self._try_pin(digits)
            case Operate(order):
                self._operate(order)
            case ChangeSettings() | None:
                super()._outcome(outcome)
            case Leave() if self.scene.name == "ending":
                self.reset()
            case _:
                before = self.scene.name
                super()._outcome(outcome)
                if self.scene.name == "attract" and before not in ("attract", "still-there"):
                    self.reset()
                elif self.scene.name == "attract" and isinstance(outcome, Begin):
                    self._reread()  # there was nothing to play

    def show(self, scene: Scene) -> None:
        """Another scene; with a switch its first target is shown at once."""
        super().show(scene)
        self._scanned = 0.0
        if self.kiosk.input == "switch" and scene.name not in ("attract", *BEHIND_THE_DOOR):
            scene.set_focus(scene.first_focus() or next(iter(scene.targets), None))

    def _failed(self) -> None:
        """A crash: back to attract, counted; too many, and the supervisor starts the kiosk anew."""
        self._crashes.append(self._uptime)
        try:
            self._tally.count(("crash", ""))
            self.reset()
        except Exception:
            log.exception("the kiosk cannot go back to its first screen")
            self.code, self.running = 1, False
        if len(self._crashes) == CRASHES and self._uptime - self._crashes[0] <= CRASH_SECONDS:
            log.error(
                "%d crashes within %d seconds: the supervisor has to start the kiosk again", CRASHES, CRASH_SECONDS
            )
            self.code, self.running = 1, False

    def reset(self) -> None:
        """Forget the visitor: settings, session, a finger that never came up, the voice."""
        self._waiting, self._read, self._reading, self.quiet = None, "", False, 0.0
        self.visits.forget()
        if self._next_library is not None:
            self._loaded, self._next_library = self._next_library, None
        if self._voice is not None:
            self._voice.stop()
        self.reader.forget()
        if self.low != self.kiosk.controls_low:
            self._lower(self.kiosk.controls_low)
        if self.settings != self._defaults:
            self._change(self._defaults)
        self._pick_up()
        self.scene.focus_shown = False  # whoever comes next may not use keys
        self.show(self.flow.title())

    def _pick_up(self) -> None:
        """Another version of the installed pack, between visitors."""
        playing, now = self.options.pack, Shelf(self.data).current(self.kiosk.pack or "")
        if playing is None or now is None or now == playing or now.parent != playing.parent:
            return  # another pack than an installed one, or nothing new
        log.info("the pack '%s' is played as %s from now on", self.kiosk.pack, now.name)
        self.options = self.options._replace(pack=now)
        self._reread()

    # --- the strip below every screen

    def _strip(self, name: str) -> list[Widget]:
        """Language, text, contrast, reach, voice: on every screen, for every visitor."""
        if name in ("closed", "cleaning", *BEHIND_THE_DOOR):
            return []
        theme, words = self.kit.theme, self.kit.words
        codes = self.kiosk.offered
        tools: list[tuple[str, str, str, bool, Outcome]] = []
        if len(codes) > 1:
            following = codes[(codes.index(words.language) + 1) % len(codes)] if words.language in codes else codes[0]
            change = ChangeSettings(self.settings._replace(language=following))
            tools.append(("language", "globe", languages()[following], False, change))
        size = self.settings.text_size
        larger = TEXT_SIZES[(TEXT_SIZES.index(size) + 1) % len(TEXT_SIZES)]
        tools.append(
            (
                "text",
                "letters",
                words("kiosk.text"),
                size != 100,
                ChangeSettings(self.settings._replace(text_size=larger)),
            )
        )
        other = "contrast" if self.settings.theme != "contrast" else "dark"
        change = ChangeSettings(self.settings._replace(theme=other))
        tools.append(("contrast", "contrast", words("kiosk.contrast"), self.settings.theme == "contrast", change))
        if self.kiosk.stage_height(self.surface.get_size()) < self.surface.get_height():
            tools.append(("lower", "lower", words("kiosk.lower"), self.low, Lower()))
        if self._voice is not None and self.kiosk.speech:
            tools.append(("speak", "headphones", words("kiosk.speak"), self._reading, Speak()))
        row = pygame.Rect(theme.margin, theme.size[1] + self._gap, theme.size[0] - 2 * theme.margin, theme.target)
        cells = split(row, max(4, len(tools)), self._gap)
        parts: list[Widget] = []
        for (label, sign, text, on, outcome), cell in zip(tools, cells, strict=False):
            look = Look("quiet", sign, selected=on, scale=0.9)
            parts.append(Button(label, cell, text, giving(outcome), look))
        return parts

    def _lower(self, low: bool) -> None:
        """Bring everything within reach, or use the whole screen again."""
        self.low = low
        self._set_stage()
        self._give(self.kit._replace(theme=self._themed()))
        self.scene.refit(self.kit)
        pygame.display.update()

    def _read_out(self) -> None:
        """Say what is new on the screen, or the part that the focus is on."""
        if self._voice is None or not self._reading:
            return
        scene = self.scene
        text = ". ".join(scene.spoken())
        volume = self.dials.volume
        if text != self._read:
            self._read = text
            self._focus_read = scene.focus
            self._voice.say(text, self.kit.words.language, volume)
        elif scene.focus_shown and scene.focus is not None and scene.focus is not self._focus_read:
            self._focus_read = scene.focus
            self._voice.say(scene.voiced(scene.focus), self.kit.words.language, volume)

    # --- the operator's door

    def _corner_presses(self, events: list[pygame.Event]) -> bool:
        """Follow the sequence of corners; whether these events belong to it and are nobody else's."""
        ours = False
        for event in events:
            pos = _press_pos(event, self.surface.get_size())
            if pos is None or self.scene.name in BEHIND_THE_DOOR:
                continue
            ours = self._corners.touch(pos, self._uptime, self.surface.get_size()) or ours
            if self._corners.done():
                self._open_door()
        return ours

    def _open_door(self, *, wrong: bool = False) -> None:
        self.visits.admit()
        wait = self._lock.wait(time.time())
        self.quiet = 0.0
        self.show(PinPadScene(self.kit, wait, wrong=wrong, unset=not self._lock.is_set).open())

    def _try_pin(self, digits: str) -> None:
        if self._lock.opens(digits, time.time()):
            self._panel()
        else:
            log.warning("a wrong PIN was typed in")
            self._open_door(wrong=True)

    def _panel(self) -> None:
        today, words = self._tally.today(), self.kit.words
        pack = self.kit.library
        name, pictures = (f"{pack.pack.id} {pack.pack.version}", len(pack.pictures)) if pack is not None else ("-", 0)
        keys = {"starts": "start", "ends": "completion", "answers": "answers", "fooled": "fooled", "crashes": "crash"}
        lines = (
            words("operator.today", **{key: today[what] for key, what in keys.items()}),
            words("operator.pack", pack=name, n=pictures, hours=words.decimal(self._uptime / 3600)),
        )
        self.show(OperatorScene(self.kit, PanelState(self.dials.volume, self.dials.brightness, lines)).open())

    def _operate(self, order: outcomes.Order) -> None:
        """What the operator pressed; whoever is not behind the door cannot press it."""
        match order:
            case "close":
                self.reset()
            case "quit":
                log.info("the operator ends the kiosk")
                self.running = False
            case "restart":
                log.info("the operator starts the kiosk anew")
                self.restart, self.running = True, False
            case "reload":
                self._reread()
                self.reset()
            case "louder" | "quieter" | "brighter" | "darker":
                self._dial(order)
            case "clean":
                self.show(CleaningScene(self.kit, self.kiosk.cleaning_seconds).open())
            case "statistics":
                self.show(LinesScene(self.kit, self.kit.words("operator.statistics"), self._statistics()).open())
            case "log":
                self.show(LinesScene(self.kit, self.kit.words("operator.log"), self._log_lines()).open())
            case "ruler":
                per_mm = self.kiosk.pixels_per_mm(self.surface.get_size())
                self.show(RulerScene(self.kit, per_mm, RULER_MM, self.kiosk.screen_diagonal_inches).open())
            case "panel":
                self._panel()

    def _dial(self, turn: dials.DialTurn) -> None:
        """Another volume or brightness, at once and after a restart."""
        self.dials = self.dials.turned(turn)
        try:
            dials.save(self.dials, self._dials_path)
        except OSError as error:
            log.warning("volume and brightness cannot be kept: %s", error)
        if self._sounds is not None:
            self._sounds.volume = self.dials.volume / 100
        self._panel()
        self.scene.focus = next((item for item in self.scene.targets if item.name == turn), None)

    def _statistics(self) -> list[str]:
        words = self.kit.words
        rows = [
            words(
                "operator.day", day=day, starts=sums.get("start", 0), ends=sums.get("completion", 0),
                answers=sum(sums.get(what, 0) for what in ("hit", "miss", "false alarm", "correct rejection")),
                crashes=sums.get("crash", 0),
            )
            for day, sums in self._tally.days(31)
        ]  # fmt: skip
        return rows or [words("operator.no-days")]

    def _log_lines(self) -> list[str]:
        try:
            lines = (self.data / "spot-the-fake.log").read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError as error:
            return [str(error)]
        return lines[-LOG_LINES:] or [self.kit.words("operator.log-empty")]

    # --- the window and the loop

    def _dim(self, rect: pygame.Rect) -> None:
        if self.dials.brightness < 100:
            level = round(255 * self.dials.brightness / 100)
            self.canvas.fill((level,) * 3, rect, pygame.BLEND_RGB_MULT)

    def _set_sound(self) -> None:
        super()._set_sound()
        if self._sounds is not None:
            self._sounds.volume = self.dials.volume / 100

    def _until_next(self, since: float) -> float | None:
        wanted = super()._until_next(since)
        if self.kiosk.input != "switch":
            return wanted
        left = max(0.0, self.kiosk.scan_seconds - self._scanned)
        return left if wanted is None else min(wanted, left)

    def stop(self) -> None:
        """The supervisor asks for the end."""
        log.info("the supervisor ends the kiosk")
        self.running = False

    def close(self) -> None:
        """Tell the supervisor, and give everything back."""
        self._heart.stopping()
        if self._voice is not None:
            self._voice.stop()
        super().close()


def _playable(library: Library) -> bool:
    """Whether any of a pack's pictures is there."""
    return any(library.path(item.file).exists() for item in library.pictures.values())


def _is_input(event: pygame.Event) -> bool:
    """Whether somebody did something; a stick that drifts did nothing."""
    if event.type == pygame.JOYAXISMOTION:
        return abs(float(event.value)) > NOISE
    if event.type == pygame.MOUSEMOTION:
        return event.rel != (0, 0) or any(event.buttons)
    return event.type in INPUTS


def _press_pos(event: pygame.Event, size: tuple[int, int]) -> tuple[int, int] | None:
    """Where in the window a press was, if it was one."""
    if event.type == pygame.FINGERDOWN:
        return min(size[0] - 1, int(event.x * size[0])), min(size[1] - 1, int(event.y * size[1]))
    if event.type == pygame.MOUSEBUTTONDOWN and not getattr(event, "touch", False):
        x, y = event.pos
        return int(x), int(y)
    return None
