"""The kiosk: the game's window and loop, locked down and left alone.

Owns what a visitor must not find (no way out, no trace of others) and what keeps it going: the idle timers, the
operator's door, opening hours, the crash boundary and the heartbeat. Time comes in as seconds, the date from `now`.
"""

from __future__ import annotations

import logging
import os
import time
from collections import deque
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import pygame

from game import __version__
from game.base import places
from game.base.errors import PackError
from game.base.log import LOG, fields
from game.base.settings import Settings
from game.base.text import Words
from game.collections.shelf import Shelf
from game.collections.stock import folders_of
from game.pack import cache, catalogue
from game.results.store import Store
from game.seats.app import App, Options
from game.seats.kiosk import config, dials
from game.seats.kiosk.attract import AttractScene
from game.seats.kiosk.closed import ClosedScene
from game.seats.kiosk.config import Kiosk
from game.seats.kiosk.corners import Corners
from game.seats.kiosk.dials import Dials
from game.seats.kiosk.display_power import DisplayPower
from game.seats.kiosk.ending import EndingScene
from game.seats.kiosk.health import Health, HealthFile
from game.seats.kiosk.heartbeat import Heartbeat
from game.seats.kiosk.kiosk_flow import KioskFlow
from game.seats.kiosk.lock import LONGEST_WAIT_SECONDS, Lock
from game.seats.kiosk.opening_hours import opening_text
from game.seats.kiosk.operator import CleaningScene, LinesScene, OperatorScene, PanelState, RulerScene
from game.seats.kiosk.pinpad import PinPadScene
from game.seats.kiosk.stillthere import StillThereScene
from game.seats.kiosk.strip import StripState, strip
from game.seats.kiosk.tally import Tally
from game.seats.kiosk.voice import Voice
from game.seats.seat import Seat
from game.seats.video import window
from game.ui import outcomes
from game.ui.intents import Back, Confirm, Fullscreen, Intent, Tab
from game.ui.kit import Exits, Kit
from game.ui.outcomes import AnswerHero, Begin, Leave, ListLanguages, Lower, Operate, Outcome, Quit, Speak, TryPin
from game.ui.round import RoundScene
from game.ui.scene import Scene
from game.ui.theme import Theme, theme_of
from game.ui.widgets import Widget

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
BEHIND_THE_DOOR = (PinPadScene, OperatorScene, LinesScene, RulerScene)
FOCUS_SECONDS = 2.0  # between looks whether keys come here
PACKS_SECONDS = 60.0  # between looks whether a pack was installed, while nobody is there
CRASHES, CRASH_SECONDS = 3, 60.0  # so many within so long, and the supervisor takes over
LOG_LINES = 60
PAGES: tuple[outcomes.Order, ...] = ("panel", "statistics", "log", "ruler")  # the operator's
RULER_MM = 20


class KioskSeat(Seat):
    """A seat that nobody can leave.

    `now` is the local date and time, for opening hours and daily counts; `file` is where the settings are read from.
    """

    resizable = False
    fetches = False
    saves_settings = False  # a visitor's are forgotten
    logs_first = True  # what reads the library logs, too

    def __init__(
        self, options: Options, kiosk: Kiosk, *, now: Callable[[], datetime] = datetime.now,
        speaker: Voice | None = None, file: Path | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.kiosk = kiosk
        self.file = file
        self._from_file = file is not None and file.is_file()  # else these are the defaults
        self.now = now
        self.low = kiosk.controls_low
        self.code = 0
        self.restart = False
        self.quiet = 0.0  # seconds since the last input
        self.after_hours = False  # the opening hours are over, and a visit is not
        data = options.data or places.data_folder()
        self.lock = Lock(data / "kiosk-pin.json")
        self._dials_path = data / "kiosk-dials.json"
        self.dials = dials.load(self._dials_path, Dials(kiosk.volume, kiosk.brightness))
        self.tally = Tally(None, now, kiosk.keep_days)
        self.defaults = Settings(
            language=kiosk.language, text_size=kiosk.text_size, theme=kiosk.theme,
            reduced_motion=kiosk.reduced_motion, sound=kiosk.sound and self.dials.volume > 0,
            fullscreen=options.size is None,
        )  # fmt: skip
        self._uptime = 0.0
        self._crashes: deque[float] = deque(maxlen=CRASHES)
        self._corners = Corners(kiosk)
        self._waiting: Scene | None = None  # the screen behind "Still there?"
        self._scanned = 0.0
        self._unfocused = self._unlooked = 0.0
        self._reading = self._listing = False  # what the strip's voice and its globe are at
        self._read = ""
        self._focus_read: Widget | None = None
        self._next_library: Library | Exception | None = None  # for when this visit is over
        self._voice = speaker
        self._heart = Heartbeat({} if options.headless else os.environ)
        self._health = HealthFile(kiosk.metrics_folder(file), data, self._heart.status)
        self._store: Store | None = None
        self._fallback = False  # something else plays than the settings ask for
        self._frames, self._drawn_at, self._touched_at = 0, time.time(), 0.0  # when: for others' clocks
        self._power = DisplayPower(kiosk.display_off, kiosk.display_on)
        self._told = False  # the log has what this start plays, and where
        self._ended = False  # by the supervisor
        self._asked_anew = False  # settings and pack are to be read again once nobody plays
        self._folders: dict[str, Path] = {}  # of the packs that are played together, as they were read last

    # --- what it is made of

    def flow(self, kit: Kit) -> KioskFlow:
        """Visits."""
        return KioskFlow(kit, self.kiosk, lambda: self.tally, lambda: not self.after_hours)

    def dress(self, kit: Kit) -> Kit:
        """No field guide, the light table where there are lenses, and the strip below every screen."""
        return kit._replace(exits=Exits(guide=False, table=bool(self.kiosk.lenses)), strip=self._strip)

    @property
    def visits(self) -> KioskFlow:
        """The flow, as what it is."""
        assert isinstance(self.app.flow, KioskFlow)  # noqa: S101 (made above)
        return self.app.flow

    def stage(self, size: tuple[int, int]) -> pygame.Rect:
        """The part of the screen that is within reach, or all of it."""
        height = self.kiosk.stage_height(size) if self.low else size[1]
        return pygame.Rect(0, size[1] - height, size[0], height)

    def theme(self, size: tuple[int, int], settings: Settings, *, projected: bool) -> Theme:
        """With targets in millimetres, and room for the strip."""
        target = self.kiosk.target_pixels(self._window_size)
        motion, text = settings.reduced_motion, settings.text_size
        bar = target + 2 * self._gap
        return theme_of(size, settings.theme, text, reduced_motion=motion, target=target, bar=bar, keys=False)

    @property
    def _window_size(self) -> tuple[int, int]:
        return self.app.surface.get_size()

    @property
    def _gap(self) -> int:
        """At least 1 mm between targets, in pixels."""
        size = self.app.surface.get_size()
        return max(round(min(size) / 90), int(self.kiosk.pixels_per_mm(size)) + 1)

    def started(self) -> None:
        """Hide the pointer, and hold the keyboard: a window manager's keys come here, where they do nothing."""
        pygame.mouse.set_visible(False)
        if self._fills_screen:
            # set_grab would hold the pointer, too; while it is hidden it would then only tell how far it moves, and
            # whatever points at a place (a touch screen that poses as a mouse, VNC, a virtual machine) would miss it
            window().grab_keyboard = True

    # --- its library and what is kept

    def keep(self, store: Store) -> Store | None:
        """Counts are kept; visitors' sessions and answers are not."""
        self._store = store
        self.tally = Tally(store if self.kiosk.statistics else None, self.now, self.kiosk.keep_days)
        return None

    def cache(self, data: Path) -> Path | None:
        """None where packs must be signed: what is kept of them is not."""
        return None if self.kiosk.trusted_keys else super().cache(data)

    def glance(self) -> None:
        """Nothing that was not checked is shown."""

    def read(self) -> Library:
        """The pack, or the packs; where none can be played what is in use, else the game's own."""
        self._fallback = False
        found = self._shelf() if self._several else self._one("the pack", self.app.options.pack, "another one plays on")
        if found is not None:
            return found
        playing = self.app.kit.library
        if playing is not None and _playable(playing):
            return playing
        return cache.load(places.default_pack(), self.cache(self.app.data))

    @property
    def _several(self) -> bool:
        """Whether the settings name packs that are played together, and the command line no other one."""
        return bool(self.kiosk.packs) and self.app.options.pack is None

    def _one(self, name: str, pack: Path | None, instead: str) -> Library | None:
        """A pack that can be played (None: the game's own); nothing where it cannot, which is logged."""
        why = "its pictures are gone"
        try:
            if (keys := self.kiosk.trusted_keys) and pack is not None and pack != places.default_pack():
                starts = self.app.kit.library is None  # later what plays plays on
                proven = Shelf(self.app.data).proven(pack, keys, or_before=starts)
                found = cache.load(proven, None)
                self._fallback = self._fallback or proven != pack
            else:
                found = cache.load(pack or places.default_pack(), self.cache(self.app.data))
            if _playable(found):
                return found
        except (PackError, ImportError, OSError) as error:
            why = str(error)
        self._fallback = True
        log.error("%s cannot be played, %s:\n%s", name, instead, why)
        return None

    def _shelf(self) -> Library | None:
        """The packs that are played together, without those that cannot be; nothing where none can."""
        self._folders = folders_of(self.kiosk.packs, self.app.data)
        read = (self._one(f"the pack '{name}'", path, "the others play") for name, path in self._folders.items())
        playable = [found for found in read if found is not None]
        return catalogue.shelved(playable[0], playable[1:], self.cache(self.app.data)) if playable else None

    def read_more(self, home: Library) -> None:
        """A visitor plays what the settings name, and all of that is read at once."""

    def takes(self, loaded: Library | Exception) -> bool:
        """Only between visitors; who plays now goes on with the pictures that were dealt."""
        if isinstance(loaded, Exception):
            log.error("nor can the game's own: %s", loaded)
            return False
        if self.visits.playing.session is not None:
            self._next_library = loaded
            return False
        return True

    def took(self) -> None:
        """What attracts is another pack's; the first one is logged with all that a technician asks for first."""
        if not self._told:
            self._told = True
            size, driver = self._window_size, pygame.display.get_driver()
            settings = self.file if self._from_file else "the defaults"
            log.info(
                "spot-the-fake %s plays the pack %s on %dx%d by SDL's driver %s; settings: %s",
                __version__, _named(self.app.kit.pack), *size, driver, settings,
                extra=fields(kiosk=self.kiosk.called, version=__version__, driver=driver, fallback=self._fallback),
            )  # fmt: skip
        if isinstance(self.app.scene, AttractScene):
            self.app.show(self.app.flow.title())

    # --- one turn

    def before_turn(self, seconds: float, events: list[pygame.Event]) -> list[pygame.Event]:
        """Look after everything that an unattended machine needs; nobody closes or minimises the window."""
        self._uptime += seconds
        self._heart.beat(seconds)
        self._health.beat(seconds, self.health)
        self._hold_focus(seconds)
        kinds = {event.type for event in events}
        if pygame.WINDOWMINIMIZED in kinds:
            window().restore()
        if pygame.QUIT in kinds and pygame.WINDOWCLOSE not in kinds and pygame.display.get_driver() == "wayland":
            log.error("the display is gone: its compositor has ended")
            self.code, self.app.running = 3, False
        happened = [event for event in events if event.type != pygame.QUIT]
        try:
            seen = self._watch(seconds, happened)
        except Exception:
            log.exception("the kiosk's own watch failed")
            self.failed()
            return happened
        if len(seen) < len(happened):
            self.app.reader.forget()  # the end of what was down may be among what the game does not see
        return seen

    def after_turn(self) -> None:
        """A frame is shown: the supervisor may hear of it. Say what is new on the screen."""
        self._heart.ready()
        if self.app.frames != self._frames:
            self._frames, self._drawn_at = self.app.frames, time.time()
        self._power.switch(on=not isinstance(self.app.scene, ClosedScene))
        if self._reading:
            self._read_out()

    def health(self) -> Health:
        """How the kiosk is now."""
        library, today = self.app.kit.library, self.tally.today()
        packs = catalogue.packs_of(library).values() if library is not None else ()
        return Health(
            kiosk=self.kiosk.called, site=self.kiosk.site or "", version=__version__,
            driver=pygame.display.get_driver(), size=self._window_size,
            packs=tuple((pack.id, pack.version) for pack in packs), fallback=self._fallback,
            open=self.kiosk.open_at(self.now()), frame=self._drawn_at, input=self._touched_at, now=time.time(),
            visits=today["start"], completed=today["completion"], rounds=today["answers"], crashes=today["crash"],
            waiting=self._store.waiting if self._store is not None else 0,
        )  # fmt: skip

    def _hold_focus(self, seconds: float) -> None:
        """Take the keyboard back from whatever has taken it, or where the window came up without it."""
        self._unfocused += seconds
        if self._unfocused < FOCUS_SECONDS:
            return
        self._unfocused = 0.0
        if self._fills_screen and not pygame.key.get_focused():
            window().focus()

    @property
    def _fills_screen(self) -> bool:
        """Whether the window is a real one without a frame."""
        return self.app.settings.fullscreen and not self.app.options.headless

    def _watch(self, seconds: float, events: list[pygame.Event]) -> list[pygame.Event]:
        """Opening hours, the corners, quiet; gives the events that the game may see."""
        live = [event for event in events if _is_input(event)]
        others = [event for event in events if event.type not in INPUTS]
        if live:
            self._touched_at = time.time()
        self._keep_hours()
        if self._asked_anew and isinstance(self.app.scene, (AttractScene, ClosedScene)):
            self._begin_anew()
        self._look_for_packs(seconds)
        if isinstance(self.app.scene, ClosedScene):
            self._corner_presses(live)
            return others if isinstance(self.app.scene, ClosedScene) else events
        if isinstance(self.app.scene, CleaningScene):
            return others
        if self._corner_presses(live):
            return others
        self.quiet = 0.0 if live else self.quiet + seconds
        if isinstance(self.app.scene, StillThereScene):
            return self._wait_for_sign(self.app.scene, others, live=bool(live))
        if self._quiet_too_long():
            return others
        self._skip_missing()
        return self._switches(seconds, events)

    def _keep_hours(self) -> None:
        """Close and open the screen with the hours; a visit that is going on may end, and is told."""
        opened, scene = self.kiosk.open_at(self.now()), self.app.scene
        after_hours = not opened and self.visits.playing.session is not None
        if after_hours != self.after_hours:
            self.after_hours = after_hours
            scene.rearrange()
        if isinstance(scene, ClosedScene if opened else AttractScene):
            self.reset()

    def _home(self) -> Scene:
        """Attract; outside the opening hours when those are."""
        if self.kiosk.open_at(self.now()):
            return self.app.flow.title()
        return ClosedScene(self.app.kit, self._opening_lines).open()

    def _opening_lines(self) -> tuple[str, ...]:
        """When the museum opens, in each language of a visit, that of its beginning first."""
        codes = sorted(self.kiosk.offered_with(self.app.kit.library), key=lambda code: code != self.kiosk.language)
        return tuple(opening_text(self.kiosk.hours, self.now(), Words(code)) for code in codes)

    def _wait_for_sign(self, scene: StillThereScene, others: list[pygame.Event], *, live: bool) -> list[pygame.Event]:
        """Any input goes back to where the visitor was; none ends the visit."""
        if live and self._waiting is not None:
            waiting, self._waiting = self._waiting, None
            waiting.refit(self.app.kit)  # the screen may have been turned meanwhile
            self.app.show(waiting)
        elif scene.left <= 0:
            self.reset()
        return others

    def _quiet_too_long(self) -> bool:
        """After long quiet ask whether somebody is there; the operator's pages just close."""
        scene = self.app.scene
        limit = self.kiosk.idle_reveal_seconds if scene.explains else self.kiosk.idle_seconds
        if self.quiet < limit or isinstance(scene, (ClosedScene, CleaningScene)):
            return False
        self.quiet = 0.0
        if isinstance(scene, AttractScene):
            if self.app.settings != self.defaults or self.low != self.kiosk.controls_low or self._reading:
                self.reset()
            return False
        if self._behind_the_door:
            self.reset()
            return False
        self._waiting = scene
        self.app.show(StillThereScene(self.app.kit, self.kiosk.still_there_seconds).open())
        return True

    def _skip_missing(self) -> None:
        """A picture that has gone while the visit is on: past that round."""
        scene = self.app.scene
        if isinstance(scene, RoundScene) and any(self.app.pictures.failed(view.wanted) for view in scene.views):
            log.warning("a picture cannot be shown: %s", ", ".join(item.file for item in scene.pictures))
            self.app.show(self.visits.skip())

    def _switches(self, seconds: float, events: list[pygame.Event]) -> list[pygame.Event]:
        """Two buttons go on and choose; one switch chooses what the scan is at."""
        if self.kiosk.input == "buttons":
            rest = []
            for event in events:
                if event.type == pygame.JOYBUTTONDOWN and event.button % 2 == 1:
                    self.app.handle(Tab(1))
                else:
                    rest.append(event)
            return rest
        if self.kiosk.input != "switch" or self._behind_the_door:
            return events  # the operator types with whatever is at hand
        self._scanned += seconds
        presses = sum(event.type in PRESSES and not getattr(event, "touch", False) for event in events)
        if presses:
            self._scanned = 0.0
            self.app.handle(Confirm())
        elif self._scanned >= self.kiosk.scan_seconds and not isinstance(self.app.scene, AttractScene):
            self._scanned = 0.0
            self.app.scene.next_focus(1)
        return [event for event in events if event.type not in INPUTS]

    def admits(self, intent: Intent) -> bool:
        """No way out by keys."""
        return not isinstance(intent, Fullscreen) and not (isinstance(intent, Back) and not self._behind_the_door)

    @property
    def _behind_the_door(self) -> bool:
        """Whether an operator is at work."""
        return isinstance(self.app.scene, BEHIND_THE_DOOR)

    def deals_with(self, outcome: Outcome) -> bool:
        """What a visitor must not do, and what only a kiosk has."""
        self._listing = isinstance(outcome, ListLanguages) and not self._listing
        match outcome:
            case Quit():
                pass
            case Speak():
                reads = not self._reading
                self._hush()
                self._reading = reads
                self.app.scene.rearrange("speak")
            case ListLanguages():
                self.app.scene.rearrange(f"language-{self.app.kit.words.language}")
            case Lower():
                self.lower(low=not self.low)
            case TryPin(digits):
                self._try_pin(digits)
            case Operate(order):
                self.operate(order)
            case Leave() if isinstance(self.app.scene, EndingScene):
                self.reset()
            case _:
                return False
        return True

    def followed(self, before: Scene, outcome: Outcome) -> None:
        """Back at attract the visit is over; where it did not begin there was nothing to play."""
        if not isinstance(self.app.scene, AttractScene):
            return
        if not isinstance(before, (AttractScene, StillThereScene)):
            self.reset()
        elif isinstance(outcome, (Begin, AnswerHero)):
            self.app.reread()

    def shown(self, scene: Scene) -> None:
        """With a switch the first target is shown at once."""
        self._scanned = 0.0
        if self.kiosk.input == "switch" and not isinstance(scene, (AttractScene, *BEHIND_THE_DOOR)):
            scene.set_focus(scene.first_focus() or next(iter(scene.targets), None))

    def failed(self) -> None:
        """A crash: back to attract, counted; too many, and the supervisor starts the kiosk anew."""
        self._crashes.append(self._uptime)
        try:
            self.tally.count(("crash", ""))
            self.reset()
        except Exception:
            log.exception("the kiosk cannot go back to its first screen")
            self.code, self.app.running = 1, False
        if len(self._crashes) == CRASHES and self._uptime - self._crashes[0] <= CRASH_SECONDS:
            log.error(
                "%d crashes within %d seconds: the supervisor has to start the kiosk again", CRASHES, CRASH_SECONDS
            )
            self.code, self.app.running = 1, False

    def reset(self) -> None:
        """Forget the visitor: settings, session, a finger that never came up, the voice."""
        self._waiting, self.quiet, self._listing = None, 0.0, False
        self._hush()
        self.visits.forget()
        if self._next_library is not None:
            self.app.give_library(self._next_library)
            self._next_library = None
        self.app.reader.forget()
        if self.low != self.kiosk.controls_low:
            self.lower(low=self.kiosk.controls_low)
        if self.app.settings != self.defaults:
            self.app.change(self.defaults)
        self._pick_up()
        self.app.scene.focus_shown = False  # whoever comes next may not use keys
        self.app.show(self._home())

    def _look_for_packs(self, seconds: float) -> None:
        """What was installed while nobody is there plays before anybody comes."""
        self._unlooked += seconds
        if self._unlooked >= PACKS_SECONDS and isinstance(self.app.scene, AttractScene):
            self._unlooked = 0.0
            self._pick_up()

    def _pick_up(self) -> None:
        """Another version of an installed pack, between visitors."""
        if self._several:
            if self._folders and (folders := folders_of(self.kiosk.packs, self.app.data)) != self._folders:
                changed = ", ".join(path.name for name, path in folders.items() if path != self._folders.get(name))
                log.info("the packs are played with %s from now on", changed)
                self._folders = folders
                self.app.reread()
            return
        playing, now = self.app.options.pack, Shelf(self.app.data).current(self.kiosk.pack or "")
        if playing is None or now is None or now == playing or now.parent != playing.parent:
            return  # another pack than an installed one, or nothing new
        log.info("the pack '%s' is played as %s from now on", self.kiosk.pack, now.name)
        self.app.options = self.app.options._replace(pack=now)
        self.app.reread()

    # --- the strip below every screen

    def _strip(self, scene: Scene) -> list[Widget]:
        """The strip below a screen; none where there is nothing for a visitor."""
        if isinstance(scene, (ClosedScene, CleaningScene, *BEHIND_THE_DOOR)):
            return []
        size = self._window_size
        state = StripState(
            languages=self.kiosk.offered_with(self.app.kit.library),
            listing=self._listing,
            lowers=self.kiosk.stage_height(size) < size[1],
            low=self.low,
            speaks=self._voice is not None and self.kiosk.speech,
            reading=self._reading,
            closing=self.after_hours,
            gap=self._gap,
        )
        return strip(self.app.kit, state)

    def lower(self, *, low: bool) -> None:
        """Bring everything within reach, or use the whole screen again."""
        self.low = low
        self.app.restage()
        pygame.display.update()

    def _read_out(self) -> None:
        """Say what is new on the screen, or the part that the focus is on."""
        if self._voice is None or not self._reading:
            return
        scene = self.app.scene
        text = ". ".join([*scene.spoken(), *([self.app.kit.words("kiosk.closing")] if self.after_hours else [])])
        volume = self.dials.volume
        if text != self._read:
            self._read = text
            self._focus_read = scene.focus
            self._voice.say(text, self.app.kit.words.language, volume)
        elif scene.focus_shown and scene.focus is not None and scene.focus is not self._focus_read:
            self._focus_read = scene.focus
            self._voice.say(scene.voiced(scene.focus), self.app.kit.words.language, volume)

    def _hush(self) -> None:
        """Read nothing out any more."""
        self._read, self._reading = "", False
        if self._voice is not None:
            self._voice.stop()

    # --- the operator's door

    def _corner_presses(self, events: list[pygame.Event]) -> bool:
        """Follow the sequence of corners; whether these events belong to it and are nobody else's."""
        ours = False
        for event in events:
            pos = _press_pos(event, self.app.surface.get_size())
            if pos is None or self._behind_the_door:
                continue
            ours = self._corners.touch(pos, self._uptime, self.app.surface.get_size()) or ours
            if self._corners.done():
                self._open_door()
        return ours

    def _open_door(self, *, wrong: bool = False) -> None:
        self._hush()
        self.visits.admit()
        wait = self.lock.wait(time.time())
        self.quiet = 0.0
        self.app.show(PinPadScene(self.app.kit, wait, wrong=wrong, unset=not self.lock.is_set).open())

    def _try_pin(self, digits: str) -> None:
        if self.lock.opens(digits, time.time()):
            self._panel()
        else:
            log.warning("a wrong PIN was typed in")
            self._open_door(wrong=True)

    def _panel(self) -> None:
        today, words = self.tally.today(), self.app.kit.words
        pack = self.app.kit.library
        name, pictures = (_named(pack), len(pack.each)) if pack is not None else ("-", 0)
        keys = {"starts": "start", "ends": "completion", "answers": "answers", "fooled": "fooled", "crashes": "crash"}
        lines = (
            words("operator.today", **{key: today[what] for key, what in keys.items()}),
            words("operator.pack", pack=name, n=pictures, hours=words.decimal(self._uptime / 3600)),
        )
        self.app.show(OperatorScene(self.app.kit, PanelState(self.dials.volume, self.dials.brightness, lines)).open())

    def operate(self, order: outcomes.Order) -> None:
        """What the operator pressed; whoever is not behind the door cannot press it."""
        match order:
            case "close":
                self.reset()
            case "quit":
                log.info("the operator ends the kiosk")
                self.app.running = False
            case "restart":
                if wrong := self._wrong_settings():
                    self._lines("operator.restart-not", wrong)
                else:
                    log.info("the operator starts the kiosk anew")
                    self.restart, self.app.running = True, False
            case "reload":
                self.app.reread()
                self.reset()
            case "louder" | "quieter" | "brighter" | "darker":
                self._dial(order)
            case "clean":
                self.app.show(CleaningScene(self.app.kit, self.kiosk.cleaning_seconds).open())
            case "statistics":
                self._lines("operator.statistics", self._statistics())
            case "log":
                self._lines("operator.log", self._log_lines())
            case "ruler":
                per_mm = self.kiosk.pixels_per_mm(self.app.surface.get_size())
                self.app.show(RulerScene(self.app.kit, per_mm, RULER_MM, self.kiosk.screen_diagonal_inches).open())
            case "panel":
                self._panel()

    def own_screens(self) -> Iterator[Scene]:
        """The kiosk's own screens that have anything to touch, laid out."""
        kit = self.app.kit
        yield StillThereScene(kit, self.kiosk.still_there_seconds).open()
        for wait, unset in ((0.0, False), (LONGEST_WAIT_SECONDS, False), (0.0, True)):
            yield PinPadScene(kit, wait, unset=unset).open()
        for order in PAGES:
            self.operate(order)
            yield self.app.scene

    def _lines(self, key: str, lines: list[str]) -> None:
        """A page of lines under a title."""
        self.app.show(LinesScene(self.app.kit, self.app.kit.words(key), lines).open())

    def _dial(self, turn: dials.DialTurn) -> None:
        """Another volume or brightness, at once and after a restart."""
        self.dials = self.dials.turned(turn)
        try:
            dials.save(self.dials, self._dials_path)
        except OSError as error:
            log.warning("volume and brightness cannot be kept: %s", error)
        if self.app.sounds is not None:
            self.app.sounds.volume = self.dials.volume / 100
        self._panel()
        scene = self.app.scene
        scene.focus = next((item for item in scene.targets if item.name == turn), None)

    def _statistics(self) -> list[str]:
        words, days = self.app.kit.words, self.tally.days(31)
        if days is None:
            return [words("operator.days-reading")]
        rows = [
            words(
                "operator.day", day=day, starts=sums.get("start", 0), ends=sums.get("completion", 0),
                answers=sum(sums.get(what, 0) for what in ("hit", "miss", "false alarm", "correct rejection")),
                crashes=sums.get("crash", 0),
            )
            for day, sums in days
        ]  # fmt: skip
        return rows or [words("operator.no-days")]

    def _log_lines(self) -> list[str]:
        try:
            lines = (self.app.data / LOG).read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError as error:
            return [str(error)]
        return lines[-LOG_LINES:] or [self.app.kit.words("operator.log-empty")]

    # --- the window and the loop

    def dim(self, canvas: pygame.Surface, rect: pygame.Rect) -> None:
        """As dark as the operator has set it."""
        if self.dials.brightness < 100:
            level = round(255 * self.dials.brightness / 100)
            canvas.fill((level,) * 3, rect, pygame.BLEND_RGB_MULT)

    @property
    def volume(self) -> float:
        """As loud as the operator has set it."""
        return self.dials.volume / 100

    def wake_in(self, wanted: float | None) -> float | None:
        """With a switch, when the scan goes on."""
        if self.kiosk.input != "switch":
            return wanted
        left = max(0.0, self.kiosk.scan_seconds - self._scanned)
        return left if wanted is None else min(wanted, left)

    def stop(self) -> None:
        """(In the middle of anything.) The supervisor asks for the end."""
        self._ended, self.restart, self.app.running = True, False, False

    def begin_anew(self) -> None:
        """(In the middle of anything.) Settings and pack are to be read again, as soon as nobody plays."""
        self._asked_anew = True

    def _begin_anew(self) -> None:
        """Start again with the settings as they are now; with the old ones where these are wrong."""
        self._asked_anew = False
        if not self._wrong_settings():
            log.info("the kiosk starts anew, with its settings and its pack read again")
            self.restart, self.app.running = True, False
        else:
            self._heart.reloading()
            self.app.reread()

    def _wrong_settings(self) -> list[str]:
        """What is wrong with the settings file now, which is logged, too: a start would fail."""
        if self.file is None or not (self._from_file or self.file.is_file()):
            return []
        found, problems = config.read(self.file)
        lines = [str(item) for item in problems] if found is None else []
        if lines:
            log.error("the kiosk keeps the settings that it has:\n%s", "\n".join(lines))
        return lines

    def closing(self) -> None:
        """Tell the supervisor; nobody speaks any more, and the display stays on for what follows."""
        if self._ended:
            log.info("the supervisor ends the kiosk")
        if self.restart:
            self._heart.reloading()
        else:
            self._heart.stopping()
        self._hush()
        self._power.close(followed=self.restart)


def kiosk_app(
    options: Options, kiosk: Kiosk, *, now: Callable[[], datetime] = datetime.now, speaker: Voice | None = None,
    file: Path | None = None,
) -> tuple[App, KioskSeat]:  # fmt: skip
    """The game at a kiosk's seat, as `KioskSeat` has it."""
    seat = KioskSeat(options, kiosk, now=now, speaker=speaker, file=file)
    return App(options._replace(settings=seat.defaults, language=kiosk.language, debug=False), seat), seat


def _named(library: Library) -> str:
    """What is played, for whoever runs the kiosk."""
    return ", ".join(f"{pack.id} {pack.version}" for pack in catalogue.packs_of(library).values())


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
