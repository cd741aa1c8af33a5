"""The window and the one loop: events to intents, time to the scene, damage to the screen; asleep otherwise.

Owns the window, the crash boundary, settings in effect, and the order of the start: first the screen that was kept for
it, or the title; then the library that was read meanwhile, results and gamepads. At the end: the next start's screen.
"""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

import pygame

from game.base import places, scripts
from game.base import settings as settings_file
from game.base.errors import NoDisplayError, PackError, UnknownLevelError
from game.base.settings import Settings
from game.base.text import Words
from game.pack import heroes
from game.pack.heroes import HeroTurns
from game.pixels.memory import clear_up
from game.pixels.pictures import Pictures, import_decoder
from game.seats.seat import Seat
from game.seats.video import start_video, window, window_manager
from game.seats.waiting import Waiter, open_sockets
from game.ui import kept_screen
from game.ui.intents import Buzz, Confirm, Fullscreen, Intent, Key, Press, Reader, on_stage
from game.ui.kept import keep_for
from game.ui.kit import Kit
from game.ui.outcomes import Answered, AnswerHero, ChangeSettings, Go, OpenWorkshop, Outcome, PlayPack, Quit, ShowNotes
from game.ui.preferred import machine_language
from game.ui.scene import Scene
from game.ui.surfaces import surface_of
from game.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Callable
    from logging import Logger

    from game.collections.collection import Collections
    from game.pack.library import Library
    from game.results.store import Store
    from game.ui.notes import NotesWindow

FRAME_SECONDS = 1 / 60
DEFAULT_SIZE = (1280, 720)
REST_SECONDS = 0.1  # where nothing is to be drawn for longer, there is time to draw ahead
KEPT_SECONDS = 0.25  # a library that was kept is here before this, and its picture; another one while all else begins
STANDING_SECONDS = 2.0  # where the first screen stands as it was kept: what is pressed meanwhile counts
FIRST_SECONDS = 1.0  # so long the end waits for the next start's picture
READY_SECONDS = 0.4  # until the title's picture is there, which all else would hold up
REPEAT_MS = 400, 40  # until a held key counts again, and from then on
ANSWERS = Press, Confirm, Key, Buzz  # what may answer, or lead on
KEYS = pygame.KEYDOWN, pygame.KEYUP  # they lead, whichever of the two windows has them
PADS = pygame.JOYBUTTONDOWN, pygame.JOYHATMOTION, pygame.JOYAXISMOTION  # what a controller's player does


def level_of(library: Library, name: str | None) -> str | None:
    """The level that was asked for, if one was; raises UnknownLevelError with what there is and a guess."""
    from game.pack.catalogue import find_level

    return find_level(library, name) if name is not None else None


def prefer_han_of(library: Library, language: str) -> None:
    """Have Han characters as the language has them, else as a language that the library speaks."""
    from game.pack.catalogue import packs_of

    scripts.prefer_han_of([code for pack in packs_of(library).values() for code in pack.languages], language)


class Options(NamedTuple):
    """What the command line asked for; None means the player's own setting."""

    language: str | None = None
    seed: int | None = None
    size: tuple[int, int] | None = None
    fullscreen: bool | None = None
    pack: Path | None = None
    data: Path | None = None
    level: str | None = None
    debug: bool = False
    headless: bool = False
    notes: bool = False  # a second window for whoever leads a workshop
    mirror: str | None = None  # where collections are fetched from, instead of where their pictures lie
    phones: bool = False  # in which pupils vote by their phones
    cards: bool = False  # or by cards of paper
    workshop: str | None = None  # open the setting-up of a workshop with this level; "" with any
    settings: Settings | None = None  # instead of the settings file, for `tour` and tests


class App:
    """The game in its window. `step` is one turn of the loop; `run` turns it until the player leaves."""

    def __init__(self, options: Options, seat: Seat | None = None, *, reads: bool = False) -> None:
        """Open the window and lay the first screen out.

        `reads`: as for a player, the library is read meanwhile, and at the end the next start's first screen is kept.
        """
        self.options = options
        self.seat = seat or Seat()
        self.seat.sit(self)
        self.running = True
        self.frames = 0  # drawn so far
        self.reader = Reader()
        self._ready = False  # pictures became ready
        self._loaded: Library | Exception | None = None
        self._next: Library | None = None  # read, and put to use once nobody plays
        self.given: Library | None = None  # the home pack, where it was read before the start
        self._installed: object = None  # what was installed when the shelf was last read
        self._opened = False  # the level that was asked for
        self._known: object = None  # the collections, when they were last looked for
        self._standing = ""  # the picture on the first screen as it was kept, which still stands
        self._stands_until = 0.0  # as time.monotonic has it, at the latest
        self._reading_lock = threading.Lock()  # of the next two
        self._reading_pack = self._read_again = False
        self._asked: Outcome | None = None  # what needs the library, pressed while it is read
        self._came = threading.Event()  # the first library, or why there is none
        self._pictured = threading.Event()  # the first picture
        self._kept_shown = threading.Event()  # both are on the screen, or they take longer
        self._readying: threading.Timer | None = None
        self._notices: list[str] = []
        self.refusal: Exception | None = None  # what was asked for and cannot be played
        self.sounds: Any = None
        self._asks_for_text = True  # as SDL does from the start
        self._repeats = False
        self._notes: NotesWindow | None = None
        self._windowed_at: tuple[int, int] | None = None  # before it was made to fill the screen by size and place
        self._store: Store | None = None
        self._collections: Collections | None = None
        self._wake: Callable[[], None] | None = None  # the loop, from any thread; None until it can sleep
        self._load_settings()
        self._reads = reads
        self._open()
        self.pictures: Pictures[pygame.Surface] = Pictures(surface_of, self._picture_ready)
        self.pictures.keep_for(self.surface.get_size())
        rng = Random(options.seed)
        theme = self.seat.theme(self.stage.size, self.settings, projected=False)
        keep_for(theme)
        words = Words(self.settings.language)
        self.kit = self.seat.dress(Kit(words, theme, self.settings, self.pictures, rng))
        self.flow = self.seat.flow(self.kit)
        self.flow.notices = tuple(self._notices)
        self.flow.heroes = HeroTurns(self.data / heroes.FILE)
        self.flow.heroes.promise(self._standing)
        self.scene: Scene = self.flow.title()

    # --- start

    def _keep_first_screen(self) -> None:
        """Keep the next start's first screen, drawn out of sight and for the window that it will have."""
        library = self.kit.library
        if not self._reads or self.refusal is not None or library is None:
            return
        try:
            window().hide()
            screen = pygame.Surface(self._size_at_start(), 0, self.surface)
            theme = self.seat.theme(self.seat.stage(screen.get_size()).size, self.settings, projected=False)
            kit = Kit(Words(self.settings.language), theme, self.settings, self.pictures, self.kit.rng, library)
            picture = self.flow.draw_first(kit, screen, FIRST_SECONDS)
            if picture:
                kept_screen.keep(self.data / kept_screen.FILE, screen, self.settings, self.options.pack, picture)
        except Exception:  # noqa: BLE001 (it is logged)
            _log().warning("the next start's first screen cannot be kept", exc_info=True)

    def _load_settings(self) -> None:
        """What the player chose, and what the command line asks for instead."""
        options = self.options
        self.data = options.data or places.data_folder()
        stored, aside = (options.settings, None) if options.settings else settings_file.load(self._settings_path)
        assert stored is not None  # noqa: S101 (one of the two)
        language = options.language or stored.language or machine_language()
        self.settings = stored._replace(language=language)
        if options.fullscreen is not None:
            self.settings = self.settings._replace(fullscreen=options.fullscreen)
        if aside is not None:
            self._notices.append(Words(language)("title.settings-aside", file=aside.name))

    def _open(self) -> None:
        """Open the window. The library is read meanwhile, or as soon as the first screen stands that was kept."""
        path = self.data / kept_screen.FILE
        kept = self._reads and not self._asks and path.is_file()
        if self._reads and not kept:
            self.reread()
        self._open_window()
        if kept:
            self._standing = kept_screen.take(path, self.surface, self.settings, self.options.pack)
            if self._standing:
                pygame.display.update()
                self._stands_until = time.monotonic() + STANDING_SECONDS
            self.reread()

    def _open_window(self) -> None:
        """Display and window; nothing else stands before the first frame."""
        before = open_sockets()
        self._driver = driver = start_video(headless=self.options.headless)
        if driver == "x11":
            # without a GPU SDL would push every frame through an OpenGL texture
            os.environ.setdefault("SDL_FRAMEBUFFER_ACCELERATION", "0")
        try:
            pygame.font.init()
            pygame.display.set_caption(Words(self.settings.language)("title.name"))
            self._windowed = self.options.size or DEFAULT_SIZE
            self._set_mode()
        except pygame.error as error:
            raise NoDisplayError(str(error)) from error
        self._waiter = Waiter(before, driver)
        self._wake = self._waiter.wake

    def _set_mode(self) -> None:
        if self.settings.fullscreen and not self.options.headless:
            self.surface = pygame.display.set_mode((0, 0), pygame.FULLSCREEN)
        else:
            flags = pygame.RESIZABLE if self.seat.resizable else 0
            self.surface = pygame.display.set_mode(self._within_desktop(self._windowed), flags)
        self._set_stage()

    def _size_at_start(self) -> tuple[int, int]:
        """The window's size when the game is opened with these settings and options, however large it is now."""
        if self.settings.fullscreen and not self.options.headless:
            width, height = pygame.display.get_desktop_sizes()[0]
            return width, height
        return self._within_desktop(self.options.size or DEFAULT_SIZE)

    def _within_desktop(self, size: tuple[int, int]) -> tuple[int, int]:
        """A window's size, no larger than the screen that shows it; one that was asked for is as it was asked for."""
        desktops = pygame.display.get_desktop_sizes() if self.options.size is None else []
        width, height = desktops[0] if desktops else size
        return min(size[0], width), min(size[1], height)

    def _set_stage(self) -> None:
        """Where in the window screens are shown; what lies above is black."""
        whole = self.surface.get_rect()
        self.stage = self.seat.stage(whole.size)
        self.canvas = self.surface
        if self.stage != whole:
            self.surface.set_clip(None)
            self.surface.fill((0, 0, 0), (0, 0, whole.width, self.stage.top))
            self.canvas = self.surface.subsurface(self.stage)

    def restage(self) -> None:
        """The stage is another one: lay everything out for it."""
        self._set_stage()
        self._give(self.kit._replace(theme=self._themed()))
        self.scene.refit(self.kit)

    @property
    def _settings_path(self) -> Path:
        return self.data / "settings.json"

    def _themed(self) -> Theme:
        """The theme from now on; what was kept for another one, or for a window of another size, is let go."""
        theme = self.seat.theme(self.stage.size, self.settings, projected=self.projected)
        if theme.whole.size != self.kit.theme.whole.size:
            self.pictures.keep_for(self.surface.get_size())
        keep_for(theme)
        return theme

    def _worded(self) -> Words:
        """The interface's words from now on: to one player, or to a class."""
        return Words(self.settings.language, to_class=self.projected)

    @property
    def projected(self) -> bool:
        """Whether a class looks on from afar."""
        return self.flow.projected

    def finish_start(self, library: Library | None = None) -> None:
        """What can wait until the title is on the screen: library, log, results, gamepads, sound."""
        if self.seat.logs_first:
            self._open_log()
        if library is None:
            if not self._reads:
                self.reread()
            self._show_kept()
            self._kept_shown.set()
        else:
            self._loaded = self.given = library
            self._note_installed()
        if not self.seat.logs_first:
            self._open_log()
        from game.results.store import Store  # with SQLite, which a collection that is shown at once need not wait for

        store = self._store = Store(self.data / "results.sqlite3", self._results_set_aside)
        self._give(self.kit._replace(store=self.seat.keep(store)))
        if self.kit.library is not None:
            self._open_asked(self.kit.library)
        if self.seat.fetches:
            self._collect()
        if not self.options.headless:
            pygame.joystick.init()
        self._set_sound()
        if library is None:
            self._readying = threading.Timer(READY_SECONDS, self._get_ready)
            self._readying.daemon = True
            self._readying.start()
        self.seat.started()

    def _show_kept(self) -> None:
        """Have a library that comes at once, as one that is kept parsed does, and its picture on the title.

        Nothing else is begun before: two threads that import take turns, and each waits for the other. Where the first
        screen stands as it was kept, its picture is waited for by nobody.
        """
        if self.kit.library is None:
            self._came.wait(KEPT_SECONDS)
            if self._loaded is None or isinstance(self._loaded, Exception):
                return
            self._take_library()
            self._draw()
        if not self._standing and not self.pictures.idle and self._pictured.wait(KEPT_SECONDS):
            self.scene.refresh_pictures()
            self._draw()

    def _still_stands(self) -> bool:
        """Whether the first screen stands as it was kept: until its picture is there, or somebody goes on.

        From then on it is drawn, all of it.
        """
        if not self._standing:
            return False
        there = self.kit.library is not None and self.scene.pictured
        if there or not self.scene.home or time.monotonic() > self._stands_until:
            self._standing = ""
            self.scene.damage = [self.kit.theme.whole]
            return False
        return True

    def _get_ready(self) -> None:
        """(On a thread of its own.) What a player needs only some clicks later."""
        from game.scenes import card, intro, levels, pick, point, reveal, summary, verdict  # noqa: F401

        self.flow.heroes.keep()
        self.flow.close()
        if self._collections is not None:
            self._collections.look_now()

    def _collect(self) -> None:
        """Have collections offered."""
        from game.collections.collection import Collections

        self._collections = Collections(self.data, self._waiter.wake, self.options.mirror)
        self._give(self.kit._replace(collections=self._collections))

    def _open_log(self) -> None:
        from game.base.log import open_log

        open_log(self.data, debug=self.options.debug)

    def reread(self) -> None:
        """Read the library, on a thread; one at a time, and once more where that is asked for meanwhile."""
        with self._reading_lock:
            self._read_again = True
            if not self._reading_pack:
                self._reading_pack = True
                threading.Thread(target=self._load_library, name="library", daemon=True).start()

    @property
    def _coming(self) -> bool:
        """Whether a library is on its way."""
        with self._reading_lock:
            return self._reading_pack or self._loaded is not None or self._next is not None

    def _load_library(self) -> None:
        """(On a thread of its own.) Read the library, and have the loop take it: at a start the home pack first."""
        while True:
            with self._reading_lock:
                self._read_again = False
            starts = not self._came.is_set()
            if starts and (glanced := self.seat.glance()) is not None:
                self._bring(glanced)
                self._import_for_first_screen()
                self._kept_shown.wait(READY_SECONDS)  # what is wrong with it can be said later
            loaded = self._read_or_say_why()
            if starts:
                self._bring(loaded)
                self._import_for_first_screen()
                self._kept_shown.wait(READY_SECONDS)  # else this thread would hold up the title
            whole = loaded if isinstance(loaded, Exception) else self._with_others(loaded)
            asks = self._asks and not isinstance(loaded, Exception)
            with self._reading_lock:
                if self._read_again:
                    continue
                self._reading_pack = False
                if whole is not loaded or not starts or asks:
                    self._bring(whole)
            return

    def _bring(self, loaded: Library | Exception) -> None:
        """(On the thread that reads.) Have the loop take what was read."""
        self._loaded = loaded
        self._came.set()
        if self._wake is not None:
            self._wake()

    @staticmethod
    def _import_for_first_screen() -> None:
        """(On the thread that reads.) What the first screen and its picture need, while the window opens."""
        from game.scenes import hero  # noqa: F401

        import_decoder()

    def _read_or_say_why(self) -> Library | Exception:
        """The pack, or why it cannot be played; whoever takes it logs it."""
        try:
            return self.seat.read()
        except Exception as error:  # noqa: BLE001 (it is not lost)
            return error

    def _with_others(self, home: Library) -> Library:
        """The home pack with all others; alone where these cannot even be looked for."""
        try:
            return self.seat.read_more(home) or home
        except Exception:  # noqa: BLE001 (it is logged)
            _log().exception("the installed packs cannot be read")
            return home

    def glance(self) -> Library | None:
        """The game's own pack unchecked, at a first launch, when checking it takes longer than anything else."""
        from game.pack import cache

        named = self.options.pack is not None or self.given is not None
        return None if named else cache.glance(places.default_pack(), self.seat.cache(self.data))

    def read_library(self) -> Library:
        """The home pack: the options', else the game's own; raises PackError, OSError and what else goes wrong."""
        from game.collections.stock import home_pack

        return home_pack(self.options.pack, self.seat.cache(self.data))

    def read_shelf(self, home: Library) -> Library | None:
        """The home pack with every installed one; None where there is none, or a pack is named to be played alone."""
        from game.collections.stock import stocked

        if self.options.pack is not None:
            return None
        self._note_installed()
        shelf = stocked(home, self.data, self.seat.cache(self.data))
        return shelf if shelf.parts else None

    def _note_installed(self) -> None:
        from game.collections.shelf import Shelf

        self._installed = Shelf(self.data).state()

    def _look_at_shelf(self) -> None:
        """Read again where a pack was installed or removed since, by this game or beside it."""
        before = self._installed
        if before is None or not self.seat.fetches or self.options.pack is not None:
            return
        self._note_installed()
        if self._installed != before:
            self.reread()

    def give_library(self, library: Library | Exception) -> None:
        """Have the loop take a library, or say why there is none."""
        self._loaded = library

    def _take_library(self) -> None:
        """Put a library that has been read to use, or say why there is none; another one waits while somebody plays."""
        loaded, self._loaded = self._loaded, None
        if loaded is None or not self.seat.takes(loaded):
            return
        if isinstance(loaded, Exception):
            self._say_why(loaded)
            return
        first, another = self.kit.library is None, loaded is not self.kit.library
        self._next = loaded if another and not first and not self.flow.restockable(self.scene) else None
        if self._next is not None:
            return
        if another:
            self.put_to_use(loaded)
        if not self._open_asked(loaded):
            self._renew(first=first)
        self.seat.took()

    def _say_why(self, error: Exception) -> None:
        """There is no library: end where one was named, else say so on the title."""
        self._standing = ""
        if self.options.pack is not None:
            self.refuse(error)
            return
        unexpected = None if isinstance(error, (PackError, OSError)) else error
        _log().error("the pack cannot be played:\n%s", error, exc_info=unexpected)
        problem = str(error).splitlines()[0] if str(error) else type(error).__name__
        self._notices.append(self.kit.words("title.pack-bad", problem=problem))
        self._asked = None

    @property
    def _asks(self) -> bool:
        """Whether the command line asks for a level, or a workshop, that was not opened yet."""
        return not self._opened and (self.options.level is not None or self.options.workshop is not None)

    def _open_asked(self, library: Library) -> bool:
        """Open the level that the command line asks for, once; whether it does, or that level may still come."""
        if not self._asks:
            return False
        if self._store is None:
            return True  # what was left of the level can be offered then
        try:
            level = level_of(library, self.options.workshop or self.options.level)
        except UnknownLevelError as error:
            if not self._coming:
                self.refuse(error)
            return True
        self._opened = True
        if self.options.workshop is not None:
            self.show(self.flow.follow(self.scene, OpenWorkshop(level or "", self.options.phones, self.options.cards)))
        elif level is not None:
            self.show(self.flow.intro(level))
        return True

    def _renew(self, *, first: bool) -> None:
        """Fill what is on the screen from the library in use; do what was pressed before it was there."""
        if self.scene.home:
            following = self.flow.with_library(self.scene)
            if following is not self.scene:
                self.show(following)
            else:
                self.scene.refit(self.kit)
            asked, self._asked = self._asked, None
            self.act(asked)
        elif not first and (renewed := self.flow.renewed(self.scene)) is not self.scene:
            self.show(renewed)

    def put_to_use(self, library: Library) -> None:
        """Play from a library from now on."""
        prefer_han_of(library, self.kit.words.language)
        self._give(self.kit._replace(library=library))

    def refuse(self, why: Exception) -> None:
        """End: what was asked for cannot be played."""
        self.refusal, self.running = why, False

    def _results_set_aside(self, place: Path) -> None:
        """(On the store's thread.) The damaged results file has been put aside."""
        self._notices.append(self.kit.words("title.results-aside", file=place.name))
        self._waiter.wake()

    # --- one turn

    def step(self, seconds: float, events: list[pygame.Event] | None = None) -> None:
        """One turn: events (by default SDL's), then `seconds` of time, then the drawing of what changed."""
        happened = pygame.event.get() if events is None else events
        self._waiter.saw_events(len(happened))
        happened = self.seat.before_turn(seconds, happened)
        try:
            self._turn(seconds, happened)
            self._draw()
            if self.options.notes:
                self._show_notes()
        except Exception:
            if self.options.debug:
                raise
            _log().exception("the screen '%s' failed", self.scene.name)
            self.seat.failed()
            self._draw()
        self.seat.after_turn()

    def _show_notes(self) -> None:
        """On a second window, for whoever leads a workshop."""
        from game.ui.notes import NotesWindow

        text = self.flow.notes(self.scene) if self.options.notes else ""
        if not text:
            if self._notes is not None:
                self._notes.close()
                self._notes = None
            return
        if self._notes is None:
            self._notes = NotesWindow(self.kit.words("workshop.notes"))
        self._notes.show(text)

    def _turn(self, seconds: float, events: list[pygame.Event]) -> None:
        if self._loaded is None and self._next is not None and self.flow.restockable(self.scene):
            self._loaded = self._next
        if self._loaded is not None:
            self._take_library()
        if self._collections is not None:
            self._collections.follow()
            if self._collections.known is not self._known:
                self._known = self._collections.known
                self._look_at_shelf()
        if len(self._notices) > len(self.flow.notices):
            self.flow.notices = tuple(self._notices)
            if self.scene.home:
                self.show(self.flow.title())
        if self._ready:
            self._ready = False
            self.scene.refresh_pictures()
        self.scene.fresh = max(0.0, self.scene.fresh - seconds)
        # the time first: it passed before the events came, on the screen as it was, under nothing that is pressed now
        for intent in self.reader.held(seconds):
            self.handle(intent)
        self.act(self.scene.update(seconds))
        for event in events:
            self._event(event)
        if events:
            self.act(self.scene.update(0.0))
        self._take_text()

    def _take_text(self) -> None:
        """Ask the system for text (its input method, its screen keyboard) while a field is typed in; repeat keys."""
        field = self.scene.typing
        if (field is not None) != self._asks_for_text:
            self._asks_for_text = field is not None
            if self._asks_for_text:
                pygame.key.start_text_input()
            else:
                pygame.key.stop_text_input()
        if field is not None:
            pygame.key.set_text_input_rect(field.caret_rect().move(self.stage.topleft))
        if self.scene.repeats != self._repeats:
            self._repeats = self.scene.repeats
            pygame.key.set_repeat(*(REPEAT_MS if self._repeats else ()))

    def _event(self, event: pygame.Event) -> None:
        if event.type == pygame.QUIT:
            self.running = False
        elif self._notes is not None and event.type not in KEYS and _window_of(event) == self._notes.id:
            if event.type == pygame.WINDOWCLOSE:
                self._notes.close()
                self._notes, self.options = None, self.options._replace(notes=False)
            elif event.type in (pygame.WINDOWEXPOSED, pygame.WINDOWRESIZED, pygame.WINDOWRESTORED):
                self._notes.show(self.flow.notes(self.scene), anew=True)
        elif event.type in (pygame.WINDOWRESIZED, pygame.WINDOWSIZECHANGED):
            self._resized()
        elif event.type in (pygame.WINDOWEXPOSED, pygame.WINDOWSHOWN, pygame.WINDOWRESTORED):
            self.scene.damage.append(self.kit.theme.whole)
        elif event.type == pygame.JOYBUTTONDOWN and self.scene.buzzers:
            self.handle(Buzz(f"pad-{event.instance_id}", event.button))
        elif event.type in PADS and self.flow.votes_by(f"pad-{event.instance_id}"):
            pass  # there is nothing to vote on now
        else:
            if event.type == pygame.JOYBUTTONDOWN:
                self.flow.pressed_by(f"pad-{event.instance_id}")
            elif event.type == pygame.JOYDEVICEREMOVED:
                self.flow.unplugged(f"pad-{event.instance_id}")
            intent = self.reader.read(event, self.surface.get_size(), typing=self.scene.typing is not None)
            if event.type in (pygame.JOYDEVICEADDED, pygame.JOYDEVICEREMOVED):
                self._waiter.find_pads()
            if intent is not None:
                self.handle(on_stage(intent, self.stage.topleft))

    def handle(self, intent: Intent) -> None:
        """Do what somebody wants."""
        if not self.seat.admits(intent):
            return
        if self.scene.fresh and isinstance(intent, ANSWERS):
            return
        if isinstance(intent, Fullscreen):
            self.change(self.settings._replace(fullscreen=not self.settings.fullscreen))
        elif self.scene.buzzers or not (isinstance(intent, Key) and self.flow.votes_by(f"key-{intent.name}")):
            led = self.flow.led(self.scene, intent)
            self.act(self.scene.handle(intent) if led is None else led)

    def act(self, outcome: Outcome | None) -> None:
        """Do what came of it."""
        if outcome is None or self.seat.deals_with(outcome):
            return
        self._asked = None
        if isinstance(outcome, Quit):
            self.running = False
        elif isinstance(outcome, ChangeSettings):
            self.change(outcome.settings)
            if outcome.leaves:
                self.act(self.scene.back())
        elif isinstance(outcome, ShowNotes):
            self.options = self.options._replace(notes=not self.options.notes)
            self._show_notes()
        elif isinstance(outcome, PlayPack):
            self._choose(outcome.pack)
        else:
            self._follow(outcome)

    def _follow(self, outcome: Outcome) -> None:
        """Show what follows; what the title leads to only with a library, as soon as that is there."""
        before, projected = self.scene, self.projected
        following = self.flow.follow(before, outcome)
        if self.kit.library is None and self.scene.home and following.home and self._coming:
            self._asked = outcome
        if following is not self.scene:
            self.show(following)
        if self.projected != projected:
            exits = self.kit.exits._replace(practice=not self.projected)
            self._give(self.kit._replace(words=self._worded(), theme=self._themed(), exits=exits))
            self.scene.refit(self.kit)
        self._sound_of(outcome)
        self.seat.followed(before, outcome)

    def show(self, scene: Scene) -> None:
        """Put another scene on the screen; the focus goes on being shown where keys are in use."""
        shown = self.scene.focus_shown
        self.scene.hide()
        self.scene = scene
        if shown and not (self.projected and scene.asks):  # there the next Space or Enter leads, and answers nothing
            scene.set_focus(scene.focus or scene.first_focus())
        scene.damage = [self.kit.theme.whole]
        if scene.ends:
            clear_up()
        if self.flow.restockable(scene):
            self._look_at_shelf()
        self.seat.shown(scene)

    def _draw(self) -> None:
        """Draw the damaged rectangles and no others."""
        if not self.scene.damage or self._still_stands():
            return
        rects = merged(self.scene.damage, self.canvas.get_rect())
        self.scene.damage = []
        for rect in rects:
            self.canvas.set_clip(rect)
            self.scene.draw(self.canvas)
            self.seat.dim(self.canvas, rect)
        self.canvas.set_clip(None)
        pygame.display.update([rect.move(self.stage.topleft) for rect in rects])
        self.frames += 1

    # --- changes

    def _give(self, kit: Kit) -> None:
        """Another kit for everyone; who changes what is seen lays the scene out again."""
        self.kit = kit
        self.flow.refit(kit)
        self.scene.kit = kit

    def _resized(self) -> None:
        """The window has another size, or was turned."""
        surface = pygame.display.get_surface()
        if surface is None:
            return
        self.surface = surface
        if not self.settings.fullscreen:
            self._windowed = surface.get_size()
        self._set_stage()
        if self.stage.size != self.kit.theme.whole.size:
            self._give(self.kit._replace(theme=self._themed()))
            self.scene.refit(self.kit)

    def change(self, settings: Settings) -> None:
        """Other settings: in effect at once, and kept."""
        was, self.settings = self.settings, settings
        if settings.fullscreen != was.fullscreen:
            self._fill_screen(settings.fullscreen)
        self._give(self.kit._replace(words=self._worded(), theme=self._themed(), settings=settings))
        self.scene.refit(self.kit)
        if settings.sound != was.sound:
            self._set_sound()
        if settings.language != was.language:
            pygame.display.set_caption(self.kit.words("title.name"))
        self._save(settings)

    def _choose(self, pack: str) -> None:
        """Open the levels at a collection's, now and at later starts; the title stands until it is on the shelf."""
        self.settings = self.settings._replace(pack=pack)
        self._give(self.kit._replace(settings=self.settings))
        self._save(self.settings)
        library = self.kit.library
        if pack and self._coming and (library is None or pack not in library.parts):
            self.show(self.flow.title())
            self._asked = PlayPack(pack)
        else:
            self.flow.forget_place("levels")
            self._follow(Go("levels"))

    def _save(self, settings: Settings) -> None:
        if not self.seat.saves_settings:
            return
        try:
            settings_file.save(settings, self._settings_path)
        except OSError as error:
            _log().warning("the settings cannot be kept: %s", error)

    def _fill_screen(self, full: bool) -> None:
        """In or out of fullscreen; the new size arrives as an event, like any other."""
        if self.options.headless:
            return
        shown = window()  # under X11 set_mode would not come back to the former size
        if not full:
            shown.set_windowed()
            shown.size = self._windowed
            if self._windowed_at is not None:
                shown.position, self._windowed_at = self._windowed_at, None
        elif self._driver != "x11" or window_manager():
            shown.set_fullscreen(True)
        else:  # SDL would believe that it fills the screen, and nobody would have made it larger
            self._windowed_at = shown.position
            shown.position, shown.size = (0, 0), pygame.display.get_desktop_sizes()[0]

    def _set_sound(self) -> None:
        if self.settings.sound:
            from game.ui.sound import Sounds

            self.sounds = self.sounds or Sounds()
            self.sounds.volume = self.seat.volume
        elif self.sounds is not None:
            self.sounds.close()
            self.sounds = None

    def _sound_of(self, outcome: Outcome) -> None:
        if self.sounds is None:
            return
        if not isinstance(outcome, (Answered, AnswerHero)):
            self.sounds.play("chosen")
        elif self.flow.playing.session is not None and self.scene.explains:
            from game.ui.round import sign_of_round

            session = self.flow.playing.session
            right = sign_of_round(session, session.place - 1) == "tick"
            self.sounds.play("right" if right else "other")

    def _picture_ready(self) -> None:
        """(On the decode thread.) Have the loop look at once."""
        self._ready = True
        self._pictured.set()
        self._waiter.wake()

    # --- the loop

    def run(self) -> None:
        """Draw the title, start the rest, and turn until the player leaves."""
        self._draw()
        self.finish_start()
        self.loop()

    def loop(self) -> None:
        """Turn until the player leaves."""
        last = time.monotonic()
        while self.running:
            until = self._until_next(time.monotonic() - last)
            if until is None or until > REST_SECONDS:
                self.rest()
            self._waiter.wait(until)
            now = time.monotonic()
            self.step(now - last)
            last = now

    def rest(self) -> None:
        """Nothing is to be drawn for a while: draw unseen what will follow."""
        if not self.pictures.idle:
            return
        try:
            following = self.flow.to_come(self.scene)
            if following is not None:
                following.draw(pygame.Surface(self.canvas.get_size()))
        except Exception:
            if self.options.debug:
                raise
            _log().exception("what follows the screen '%s' cannot be drawn", self.scene.name)

    def _until_next(self, since: float) -> float | None:
        """Seconds to sleep at most."""
        if self._ready or self._loaded is not None or (self.scene.damage and not self._standing):
            return 0.0
        wanted = self.seat.wake_in(0.0 if self.reader.holding else self.scene.wake_in())
        if self._standing:
            left = max(0.0, self._stands_until - time.monotonic())
            wanted = left if wanted is None else min(wanted, left)
        if wanted is None:
            return None
        return max(wanted, FRAME_SECONDS - since) if wanted < FRAME_SECONDS else wanted

    def close(self) -> None:
        """Give everything back; what was answered is on the disk before this returns."""
        try:
            self.seat.closing()
        finally:
            self._close()

    def _close(self) -> None:
        if self._readying is not None:
            self._readying.cancel()
        if self._store is not None:
            self._store.close()
        if self._collections is not None:
            self._collections.close()
        if self._notes is not None:
            self._notes.close()
        self._keep_first_screen()  # after what must not be lost
        self.flow.heroes.keep()
        self.pictures.close()
        self._waiter.close()
        if self.sounds is not None:
            self.sounds.close()
        pygame.display.quit()


def merged(rects: list[pygame.Rect], window: pygame.Rect) -> list[pygame.Rect]:
    """Rectangles that cover the same, clipped to the window; joined only where that adds little to be drawn."""
    pieces: list[pygame.Rect] = []
    for rect in rects:
        piece = rect.clip(window)
        if not piece.width or not piece.height:
            continue
        place = 0
        while place < len(pieces):
            other = pieces[place]
            union = piece.union(other)
            if _area(union) <= 1.15 * (_area(piece) + _area(other)) - _area(piece.clip(other)):
                piece = union
                del pieces[place]
                place = 0
            else:
                place += 1
        pieces.append(piece)
    return pieces


def _area(rect: pygame.Rect) -> int:
    return rect.width * rect.height


def _window_of(event: pygame.Event) -> int | None:
    """The number of the window that an event belongs to, where it says so."""
    window = getattr(event, "window", None)
    return window.id if window is not None else None


def _log() -> Logger:
    import logging  # takes as long as the title itself

    return logging.getLogger(__name__)


def run(app: App) -> int:
    """Turn the loop until the player leaves, then close; gives the exit code.

    Raises PackError or UnknownLevelError where the pack or level that the options name cannot be played.
    """
    try:
        app.run()
        if app.refusal is not None:
            raise app.refusal
    finally:
        app.close()
    return 0


def play(options: Options) -> int:
    """Open the game and play until the player leaves; raises what `run` raises."""
    return run(App(options, reads=True))
