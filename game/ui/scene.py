"""What every screen has in common: its parts, its focus, and what changed.

Owns the way from an intent to a part (press, focus, shortcut) and the list of rectangles to draw again.
Refuses to know which screen comes next.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pygame

from game.ui.intents import Back, Confirm, Drag, Hover, Intent, Key, Move, Press, Release, Tab, Wheel
from game.ui.kit import Kit
from game.ui.outcomes import Outcome
from game.ui.textfield import TextField
from game.ui.widgets import Button, PictureView, Target, Widget, ring_room

if TYPE_CHECKING:
    from game.play.rules import Session

STEP_SECONDS = 0.35  # a second tap of a double tap comes within this time


class Scene:
    """A screen: `handle(intent)`, `update(seconds)`, `draw(surface)`; `draw` changes nothing.

    `arrange` lays the parts out for the kit's theme and language; it runs again whenever one of them changes.
    `damage` lists the rectangles that have to be drawn again; whoever draws them empties it.
    """

    name = "scene"
    focus_first = ""  # the part where the focus begins when keys or a gamepad are used
    ends = False  # whatever came before is over: a good moment to clear up behind it
    home = False  # the first screen, where what needs the library waits for it
    asks = False  # an answer is still to be given, so nothing here may give it away
    explains = False  # it says what is true: whoever reads it may take longer
    guides = False  # a page of the field guide
    told_tell = ""  # the tell that this page is about
    in_steps = False  # what is pressed right after a step of it was meant for the one before
    led = True  # page keys and a presenter's clicker lead a workshop on from here
    tests: tuple[Session, ...] = ()  # those that it compares, whose rounds can be looked at again

    def __init__(self, kit: Kit) -> None:
        self.kit = kit
        self.widgets: list[Widget] = []
        self.focus: Target | None = None
        self.focus_shown = False
        self.pressed: Target | None = None
        self.damage: list[pygame.Rect] = [kit.theme.whole]
        self._strip: list[Widget] = []  # the kiosk's own parts
        self.origin: Scene | None = None  # the screen that Leave goes back to, where that is not the menu
        self.fresh = 0.0  # seconds until presses are meant for the step at hand
        self.then: Callable[[], Scene] | None = None  # what follows it, where that is not the next round
        self.lenses: list[str] = []  # looked through on it, or on the light table that was opened from it

    def open(self) -> Scene:
        """Lay out for the first time."""
        self._lay_out()
        self.begin_step()
        return self

    def begin_step(self) -> None:
        """Something else is asked or shown from now on: whoever taps twice meant what was there before."""
        self.fresh = STEP_SECONDS if self.in_steps else 0.0

    def _lay_out(self) -> None:
        self.arrange()
        self._strip = self.kit.strip(self) if self.kit.strip is not None else []

    @property
    def parts(self) -> list[Widget]:
        """The screen's parts, and those that a kiosk adds."""
        return [*self.widgets, *self._strip]

    def refit(self, kit: Kit) -> None:
        """Another size, language or theme: lay out again; the focus stays on the part of the same name."""
        self.kit = kit
        self.pressed = None
        self.rearrange()

    def rearrange(self, focus: str | None = None) -> None:
        """Lay out again and draw everything; the focus goes to the part named, or stays on that of the same name."""
        if focus is None:
            focus = self.focus.name if self.focus else ""
        pressed = self.pressed.name if self.pressed else ""
        self._lay_out()
        self.focus = next((item for item in self.stops_of_focus if item.name == focus), None)
        self.pressed = next((item for item in self.targets if item.name == pressed), None)  # it is still held
        self.damage.append(self.kit.theme.whole)

    def arrange(self) -> None:
        """Fill `widgets`."""
        raise NotImplementedError

    def back(self) -> Outcome | None:
        """What Back means here."""
        return None

    @property
    def restocks(self) -> bool:
        """Whether another library may be put to use while it is shown: it waits for one."""
        return False

    @property
    def reading(self) -> bool:
        """Whether something that belongs on it is still being read."""
        return False

    @property
    def buzzers(self) -> bool:
        """Whether controllers' buttons are told apart here."""
        return False

    def first_focus(self) -> Target | None:
        """Where the focus begins: on the part that `focus_first` names, else on the first in reading order."""
        targets = self.stops_of_focus
        return next((item for item in targets if item.name == self.focus_first), next(iter(targets), None))

    @property
    def targets(self) -> list[Target]:
        """The parts that can be focused and pressed, in reading order."""
        return [item for item in self.parts if isinstance(item, Target) and item.focusable]

    @property
    def stops_of_focus(self) -> list[Target]:
        """Those of them that the focus of keys can stand on."""
        return [item for item in self.targets if item.by_key]

    @property
    def typing(self) -> TextField | None:
        """The field that is being typed in."""
        return self.focus if isinstance(self.focus, TextField) and self.focus in self.parts else None

    def widget(self, name: str) -> Widget:
        """The part of a name; raises KeyError."""
        for item in self.parts:
            if item.name == name:
                return item
        raise KeyError(name)

    def has(self, name: str) -> bool:
        """Whether there is a part of a name."""
        return any(item.name == name for item in self.parts)

    def touch(self, widget: Widget | None) -> None:
        """Have a part drawn again, its focus ring included."""
        if widget is not None:
            margin = 2 * ring_room(self.kit.theme)
            self.damage.append(widget.rect.inflate(margin, margin))

    def handle(self, intent: Intent) -> Outcome | None:
        """What comes of an intent; scenes with more to say ask this one last."""
        if self.typing is not None and self._type(self.typing, intent):
            return None
        if isinstance(intent, (Press, Drag, Release)):
            return self._pointer(intent)
        if isinstance(intent, Move):
            self.move_focus(intent.dx, intent.dy)
        elif isinstance(intent, Tab):
            self.next_focus(intent.step)
        elif isinstance(intent, Confirm):
            return self._confirm()
        elif isinstance(intent, Back):
            return self.back()
        elif isinstance(intent, Key):
            for item in self.targets:
                if isinstance(item, Button) and item.look.key == intent.name:
                    return self.fire(item)
        elif isinstance(intent, Hover) and self.focus_shown:
            self.focus_shown = False
            self.touch(self.focus)
        return None

    @property
    def repeats(self) -> bool:
        """Whether a key that is held down counts again and again."""
        return self.typing is not None

    def _type(self, field: TextField, intent: Intent) -> bool:
        """Whether an intent is for the field that is being typed in."""
        if isinstance(intent, Back):
            self.set_focus(None)
        elif isinstance(intent, Wheel):
            field.wheel(intent.steps)
        elif not field.handle(intent):
            return False
        self.touch(field)
        return True

    def _confirm(self) -> Outcome | None:
        """Fire the target that is seen to be focused; where no focus is shown yet, the one way on that is seen.

        Else show where the focus is.
        """
        if self.typing is not None:
            return self.fire(self.typing)
        shown = self.focus if self.focus_shown and self.focus in self.targets else None
        if shown is not None and self.in_sight(shown):
            return self.fire(shown)
        first = self.first_focus()
        primary = isinstance(first, Button) and first.look.style == "primary"
        if shown is None and first is not None and primary and self.in_sight(first):
            return self.fire(first)
        self.set_focus(self.focus if self.focus in self.targets else first)
        return None

    def in_sight(self, target: Target) -> bool:
        """Whether a target can be seen where it is."""
        return self.kit.theme.whole.colliderect(target.rect)

    def fire(self, target: Target) -> Outcome | None:
        """A target was chosen."""
        self.touch(target)
        return target.press()

    def _pointer(self, intent: Press | Drag | Release) -> Outcome | None:
        under = next((item for item in reversed(self.targets) if item.rect.collidepoint(intent.pos)), None)
        if isinstance(intent, Press):
            self.pressed = under
            self.focus_shown = False
            self.touch(self.focus)
            self.focus = under if under is not None and under.by_key else self.focus
            self.touch(under)
            if isinstance(under, TextField):
                under.press_at(intent.pos)
            return None
        if isinstance(self.pressed, TextField):
            self.pressed.drag_to(intent.pos)
            self.touch(self.pressed)
            if isinstance(intent, Release):
                self.pressed = None
            return None
        if isinstance(intent, Drag):
            return None
        pressed, self.pressed = self.pressed, None
        self.touch(pressed)
        if pressed is not None and pressed is under:
            return self.fire(pressed)
        return None

    def set_focus(self, target: Target | None) -> None:
        """Move the visible focus."""
        self.touch(self.focus)
        self.focus, self.focus_shown = target, target is not None
        self.touch(target)

    def next_focus(self, step: int) -> None:
        """The next or previous target in reading order."""
        targets = self.stops_of_focus
        if not targets:
            return
        if self.focus not in targets or not (self.focus_shown or self.typing is not None):
            self.set_focus(self.focus if self.focus in targets else self.first_focus() or targets[0])
            return
        self.set_focus(targets[(targets.index(self.focus) + step) % len(targets)])

    def move_focus(self, dx: int, dy: int) -> None:
        """The nearest target in a direction."""
        if self.focus not in self.targets or self.focus is None or not self.focus_shown:
            self.next_focus(1)
            return
        here = self.focus.rect
        best: tuple[float, Target] | None = None
        for item in self.stops_of_focus:
            if item is self.focus:
                continue
            ahead = _gap(here, item.rect, dx, dy)
            if ahead is None:
                continue
            aside = abs(item.rect.centery - here.centery) if dx else abs(item.rect.centerx - here.centerx)
            overlaps = _overlap(here, item.rect, horizontal=bool(dx))
            cost = ahead + (0.2 if overlaps else 2.0) * aside
            if best is None or cost < best[0]:
                best = (cost, item)
        if best is not None:
            self.set_focus(best[1])

    def spoken(self) -> list[str]:
        """What a voice reads out, in reading order."""
        return [text for item in self.widgets if (text := self.voiced(item))]

    def voiced(self, item: Widget) -> str:
        """What a voice says of a part; of a button that shows a sign alone, what the sign means."""
        text = item.spoken()
        if not text and isinstance(item, Button) and self.kit.words.has(f"sign.{item.look.sign}"):
            return self.kit.words(f"sign.{item.look.sign}")
        return text

    def hide(self) -> None:
        """Another screen is shown now: let go of large pixels that can be made again.

        Screens and their parts refer to each other, so that what they hold would stay until Python looks for cycles.
        """

    def update(self, seconds: float) -> Outcome | None:
        """Let time pass."""
        if self.typing is not None:
            self.typing.let(seconds)
        return None

    def wake_in(self) -> float | None:
        """Seconds until `update` is wanted: 0 for the next frame, None to sleep until something happens."""
        return None

    @property
    def pictured(self) -> bool:
        """Whether the pictures that are looked at are there, or cannot be read."""
        return True

    def refresh_pictures(self) -> None:
        """Pictures became ready: draw their places again."""
        for item in self.widgets:
            if isinstance(item, PictureView):
                self.touch(item)

    def draw(self, surface: pygame.Surface) -> None:
        """Draw what lies within the surface's clip."""
        clip = surface.get_clip()
        if not self.covers(clip):
            surface.fill(self.kit.theme.colours.ground, clip)  # as slow as all else together where a picture moves
        self.draw_widgets(surface)

    def covers(self, area: pygame.Rect) -> bool:
        """Whether a picture will be drawn over all of a part of the window."""
        return any(isinstance(item, PictureView) and item.covers(area, self.kit) for item in self.parts)

    def draw_widgets(self, surface: pygame.Surface) -> None:
        """Draw the parts; the focused one last, so that its ring lies on top."""
        clip = surface.get_clip()
        margin = 2 * ring_room(self.kit.theme)
        for item in self.parts:
            if item is not self.focus and item.rect.colliderect(clip):
                item.draw(surface, self.kit, focused=False, pressed=item is self.pressed)
        focus = self.focus
        if focus is not None and focus in self.parts and focus.rect.inflate(margin, margin).colliderect(clip):
            shown = self.focus_shown or isinstance(focus, TextField)
            focus.draw(surface, self.kit, focused=shown, pressed=focus is self.pressed)


def _gap(here: pygame.Rect, there: pygame.Rect, dx: int, dy: int) -> float | None:
    """How far ahead a rectangle lies in a direction; None where it does not."""
    ahead = (there.centerx - here.centerx) * dx if dx else (there.centery - here.centery) * dy
    return float(ahead) if ahead > 2 else None


def _overlap(here: pygame.Rect, there: pygame.Rect, *, horizontal: bool) -> bool:
    if horizontal:
        return here.top < there.bottom and there.top < here.bottom
    return here.left < there.right and there.left < here.right
