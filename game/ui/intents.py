"""Mouse, touch, keyboard and gamepad become intents, here and nowhere else.

Owns what each device's event means. Refuses to poll a device: intents come from events, and from seconds that pass
while a stick or a direction is held.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Literal, NamedTuple

import pygame

Position = tuple[int, int]  # x, y in window pixels


class Press(NamedTuple):
    """A finger or the main mouse button goes down."""

    pos: Position


class Drag(NamedTuple):
    """It moves while down."""

    pos: Position


class Release(NamedTuple):
    """It goes up; things fire now."""

    pos: Position


class Hover(NamedTuple):
    """The mouse moves with no button down."""

    pos: Position


class Wheel(NamedTuple):
    """The wheel turns, or a page key or stick scrolls: steps up are positive."""

    steps: float


class Pinch(NamedTuple):
    """Two fingers move apart (ratio above 1) or together, around a place that moves by pixels."""

    pos: Position
    ratio: float
    moved: Position = (0, 0)


class Pan(NamedTuple):
    """The mouse moves by pixels with its middle or right button down."""

    dx: int
    dy: int


class Move(NamedTuple):
    """A step in a direction: arrow keys, directional pad, left stick; `far` with Shift, `grow` with Ctrl."""

    dx: int
    dy: int
    far: bool = False
    grow: bool = False


class Tab(NamedTuple):
    """The next (1) or previous (-1) target."""

    step: int


class Confirm(NamedTuple):
    """Enter, space, gamepad A."""


class Back(NamedTuple):
    """Escape, gamepad B."""


class Key(NamedTuple):
    """A letter or digit, "delete" or "backspace": a button's shortcut. Not while a text is being typed."""

    name: str


class Typed(NamedTuple):
    """Text for the field that has the focus, from a keyboard, an input method or a screen keyboard."""

    text: str


class Composed(NamedTuple):
    """What an input method has not finished yet, and where in it the caret stands; empty when it is done."""

    text: str
    at: int


EditKey = Literal[
    "left", "right", "up", "down", "word-left", "word-right", "line-start", "line-end", "start", "end",
    "backspace", "delete", "word-backspace", "word-delete",
]  # fmt: skip


class Edit(NamedTuple):
    """An editing key, for the field that has the focus; `select` with Shift."""

    key: EditKey
    select: bool = False


CommandName = Literal["undo", "redo", "copy", "cut", "paste", "all", "save"]


class Command(NamedTuple):
    """What Ctrl (on a Mac, Command) and a letter mean everywhere."""

    name: CommandName


class Returned(NamedTuple):
    """The window has the keyboard again: somebody may have been elsewhere."""


class PageTurn(NamedTuple):
    """A page key or a presenter's clicker: forward (1) or back (-1)."""

    step: int


class ToEnd(NamedTuple):
    """Home (-1) or End (1): to the first or the last of what scrolls."""

    step: int


class Buzz(NamedTuple):
    """A button of a game controller, told apart by device, where a screen asks for that."""

    device: str
    button: int


class Fullscreen(NamedTuple):
    """F11: in and out of fullscreen."""


Intent = (
    Press
    | Drag
    | Release
    | Hover
    | Wheel
    | Pinch
    | Pan
    | Move
    | Tab
    | Confirm
    | Back
    | Key
    | Typed
    | Composed
    | Edit
    | Command
    | Returned
    | PageTurn
    | ToEnd
    | Buzz
    | Fullscreen
)


def on_stage(intent: Intent, origin: Position) -> Intent:
    """The intent with its place counted from where the screen begins in the window."""
    if origin == (0, 0) or not isinstance(intent, (Press, Drag, Release, Hover, Pinch)):
        return intent
    return intent._replace(pos=(intent.pos[0] - origin[0], intent.pos[1] - origin[1]))


_FINGERS = (pygame.FINGERDOWN, pygame.FINGERMOTION, pygame.FINGERUP)
_ARROWS = {pygame.K_LEFT: (-1, 0), pygame.K_RIGHT: (1, 0), pygame.K_UP: (0, -1), pygame.K_DOWN: (0, 1)}
_TURNS = {pygame.K_PAGEUP: PageTurn(-1), pygame.K_PAGEDOWN: PageTurn(1)}  # as these two, again and again while held
_ANYWHERE: dict[int, Intent] = {  # once a press, also while a text is being typed
    pygame.K_RETURN: Confirm(), pygame.K_KP_ENTER: Confirm(), pygame.K_ESCAPE: Back(), pygame.K_F11: Fullscreen(),
}  # fmt: skip
_UNTYPED: dict[int, Intent] = {  # once a press, where they are not part of a text
    pygame.K_SPACE: Confirm(), pygame.K_DELETE: Key("delete"), pygame.K_BACKSPACE: Key("backspace"),
    pygame.K_HOME: ToEnd(-1), pygame.K_END: ToEnd(1),
}  # fmt: skip
_PAD_BUTTONS: dict[int, Intent] = {  # A, B, X, Y, and the two at the shoulders
    0: Confirm(), 1: Back(), 2: Key("z"), 3: Key("l"), 4: Tab(-1), 5: Tab(1),
}  # fmt: skip
_COMMANDS: dict[int, CommandName] = {
    pygame.K_z: "undo", pygame.K_y: "redo", pygame.K_c: "copy", pygame.K_x: "cut", pygame.K_v: "paste",
    pygame.K_a: "all", pygame.K_s: "save",
}  # fmt: skip
_COMMAND_KEY = pygame.KMOD_META if sys.platform == "darwin" else pygame.KMOD_CTRL
_WORD_KEY = pygame.KMOD_ALT if sys.platform == "darwin" else pygame.KMOD_CTRL
_EDITS: dict[int, tuple[EditKey, EditKey]] = {  # alone, and by whole words or the whole text
    pygame.K_LEFT: ("left", "word-left"), pygame.K_RIGHT: ("right", "word-right"),
    pygame.K_UP: ("up", "start"), pygame.K_DOWN: ("down", "end"),
    pygame.K_HOME: ("line-start", "start"), pygame.K_END: ("line-end", "end"),
    pygame.K_BACKSPACE: ("backspace", "word-backspace"), pygame.K_DELETE: ("delete", "word-delete"),
}  # fmt: skip
PINCH = 3.0  # how much a change of the fingers' distance, as a share of the screen, enlarges
DEAD_ZONE = 0.55  # of a stick's way
FIRST_REPEAT_SECONDS = 0.4
REPEAT_SECONDS = 0.07


class Reader:
    """Turns pygame events into intents; remembers which finger leads and which direction is held."""

    def __init__(self) -> None:
        self._finger: int | None = None
        self._mouse_down = False
        self._panning = False
        self._between: Position | None = None  # the place between two fingers
        self._keys: set[int] = set()
        self._held = (0, 0)
        self._scroll = 0.0
        self._repeat_in = 0.0
        self._pads: dict[int, pygame.joystick.JoystickType] = {}  # SDL closes one that nobody holds
        self._meanings: dict[int, Callable[[pygame.Event, Position, bool], Intent | None]] = {
            **dict.fromkeys(_FINGERS, self._touch),
            pygame.MULTIGESTURE: self._two_fingers,
            pygame.TEXTINPUT: self._text,
            pygame.TEXTEDITING: self._text_in_the_making,
            pygame.MOUSEBUTTONDOWN: self._mouse_pressed,
            pygame.MOUSEBUTTONUP: self._mouse_released,
            pygame.MOUSEMOTION: self._mouse_moved,
            pygame.MOUSEWHEEL: self._wheel,
            pygame.KEYDOWN: self._key_pressed,
            pygame.KEYUP: self._key_released,
            pygame.JOYDEVICEADDED: self._pad_added,
            pygame.JOYDEVICEREMOVED: self._pad_removed,
            pygame.JOYBUTTONDOWN: self._pad_pressed,
            pygame.JOYHATMOTION: self._pad_pushed,
            pygame.JOYAXISMOTION: self._stick_moved,
            pygame.WINDOWFOCUSLOST: self._window_left,
            pygame.WINDOWFOCUSGAINED: self._window_entered,
        }

    def forget(self) -> None:
        """Whatever was down is up: for when events were kept from here, and for the next visitor of a kiosk."""
        self._finger, self._mouse_down = None, False
        self._keys.clear()
        self._held, self._scroll = (0, 0), 0.0

    def read(self, event: pygame.Event, size: Position, *, typing: bool = False) -> Intent | None:
        """The intent of one event, if it has one; `size` is the window's in pixels.

        While a text is being typed, letters are text and arrows move in it.
        """
        made_up = event.type not in _FINGERS and getattr(event, "touch", False)  # a mouse, by SDL, from a touch
        meaning = self._meanings.get(event.type)
        return meaning(event, size, typing) if meaning is not None and not made_up else None

    # --- what each kind of event means

    def _text(self, event: pygame.Event, size: Position, typing: bool) -> Intent | None:
        return Typed(event.text) if typing else None

    def _text_in_the_making(self, event: pygame.Event, size: Position, typing: bool) -> Intent | None:
        return Composed(event.text, event.start) if typing else None

    def _mouse_pressed(self, event: pygame.Event, size: Position, typing: bool) -> Intent | None:
        self._panning = self._panning or event.button in (2, 3)
        if event.button != 1:
            return None
        self._mouse_down = True
        return Press(event.pos)

    def _mouse_released(self, event: pygame.Event, size: Position, typing: bool) -> Intent | None:
        self._panning = self._panning and event.button not in (2, 3)
        if event.button != 1:
            return None
        was_down, self._mouse_down = self._mouse_down, False
        return Release(event.pos) if was_down else None

    def _mouse_moved(self, event: pygame.Event, size: Position, typing: bool) -> Intent:
        if self._panning:
            return Pan(*event.rel)
        return Drag(event.pos) if self._mouse_down else Hover(event.pos)

    def _wheel(self, event: pygame.Event, size: Position, typing: bool) -> Intent:
        return Wheel(getattr(event, "precise_y", 0.0) or float(event.y))

    def _key_released(self, event: pygame.Event, size: Position, typing: bool) -> None:
        self._keys.discard(event.key)

    def _pad_added(self, event: pygame.Event, size: Position, typing: bool) -> None:
        pad = pygame.joystick.Joystick(event.device_index)
        self._pads[pad.get_instance_id()] = pad

    def _pad_removed(self, event: pygame.Event, size: Position, typing: bool) -> None:
        self._pads.pop(event.instance_id, None)
        self._held, self._scroll = (0, 0), 0.0

    def _pad_pushed(self, event: pygame.Event, size: Position, typing: bool) -> Intent | None:
        return self._hold((event.value[0], -event.value[1]))

    def _window_left(self, event: pygame.Event, size: Position, typing: bool) -> None:
        self._keys.clear()
        self._held, self._scroll = (0, 0), 0.0
        self._panning = False

    def _window_entered(self, event: pygame.Event, size: Position, typing: bool) -> Intent:
        return Returned()

    @property
    def holding(self) -> bool:
        """Whether a direction is held, so that time alone brings intents."""
        return self._held != (0, 0) or self._scroll != 0.0

    def held(self, seconds: float) -> list[Intent]:
        """The intents that come of holding a direction for some seconds."""
        intents: list[Intent] = []
        if self._scroll:
            intents.append(Wheel(-self._scroll * seconds * 12))
        if self._held != (0, 0):
            self._repeat_in -= seconds
            if self._repeat_in <= 0:
                self._repeat_in += REPEAT_SECONDS
                intents.append(Move(*self._held))
        return intents

    def _touch(self, event: pygame.Event, size: Position, typing: bool) -> Intent | None:
        """One touch at a time: the first finger leads until it is lifted."""
        if event.type != pygame.FINGERMOTION:
            self._between = None
        pos = (
            min(size[0] - 1, max(0, round(event.x * size[0]))),
            min(size[1] - 1, max(0, round(event.y * size[1]))),
        )
        if event.type == pygame.FINGERDOWN and self._finger is None:
            self._finger = event.finger_id
            return Press(pos)
        if event.finger_id != self._finger:
            return None
        if event.type == pygame.FINGERUP:
            self._finger = None
            return Release(pos)
        return Drag(pos) if event.type == pygame.FINGERMOTION else None

    def _two_fingers(self, event: pygame.Event, size: Position, typing: bool) -> Intent | None:
        if event.num_fingers != 2:
            return None
        pos = round(event.x * size[0]), round(event.y * size[1])
        was, self._between = self._between or pos, pos
        return Pinch(pos, max(0.2, 1 + event.pinched * PINCH), (pos[0] - was[0], pos[1] - was[1]))

    def _key_pressed(self, event: pygame.Event, size: Position, typing: bool) -> Intent | None:
        key, repeated = event.key, event.key in self._keys
        self._keys.add(key)
        command = _command(event)
        if command is not None:
            return None if repeated else command  # a slow moment must not paste twice
        edit = _edit(event) if typing else None
        if edit is not None:
            return edit
        if key in _ARROWS:
            return Move(*_ARROWS[key], bool(event.mod & pygame.KMOD_SHIFT), bool(event.mod & _COMMAND_KEY))
        if key in _TURNS or repeated:
            return _TURNS.get(key)
        if key == pygame.K_TAB:
            return Tab(-1 if event.mod & pygame.KMOD_SHIFT else 1)
        if key in _ANYWHERE or typing:
            return _ANYWHERE.get(key)
        return _UNTYPED[key] if key in _UNTYPED else _shortcut(event)

    def _pad_pressed(self, event: pygame.Event, size: Position, typing: bool) -> Intent | None:
        return _PAD_BUTTONS.get(event.button)

    def _stick_moved(self, event: pygame.Event, size: Position, typing: bool) -> Intent | None:
        axis, value = event.axis, event.value
        if axis in (0, 1):
            way = (value > DEAD_ZONE) - (value < -DEAD_ZONE)
            return self._hold((way, self._held[1]) if axis == 0 else (self._held[0], way))
        if axis == 4:
            self._scroll = value if abs(value) > DEAD_ZONE / 2 else 0.0
        return None

    def _hold(self, way: tuple[int, int]) -> Intent | None:
        if way == self._held:
            return None
        self._held, self._repeat_in = way, FIRST_REPEAT_SECONDS
        return Move(*way) if way != (0, 0) else None


def _command(event: pygame.Event) -> Command | None:
    """What a key means together with Ctrl (on a Mac, Command)."""
    if not event.mod & _COMMAND_KEY or event.mod & pygame.KMOD_ALT or event.key not in _COMMANDS:
        return None
    return Command("redo" if event.key == pygame.K_z and event.mod & pygame.KMOD_SHIFT else _COMMANDS[event.key])


def _edit(event: pygame.Event) -> Edit | Typed | None:
    """What a key means in a text."""
    key, shift = event.key, bool(event.mod & pygame.KMOD_SHIFT)
    if key in (pygame.K_RETURN, pygame.K_KP_ENTER):
        return Typed("\n") if shift else None
    if key not in _EDITS:
        return None
    if sys.platform == "darwin" and event.mod & _COMMAND_KEY and key in (pygame.K_LEFT, pygame.K_RIGHT):
        return Edit("line-start" if key == pygame.K_LEFT else "line-end", shift)
    alone, more = _EDITS[key]
    return Edit(more if event.mod & (_WORD_KEY | _COMMAND_KEY) else alone, shift)


def _shortcut(event: pygame.Event) -> Key | None:
    """A letter or a digit, also of the number pad, pressed alone."""
    name = pygame.key.name(event.key)
    name = name.strip("[]") if name.startswith("[") and len(name) == 3 else name
    return Key(name) if len(name) == 1 and not event.mod & (pygame.KMOD_CTRL | pygame.KMOD_ALT) else None
