"""The first screen of a kiosk: the game's own, playing itself until somebody touches it.

Owns its rhythm, the invitation in each language in turn, and that nothing stands in the same place for hours. An answer
is the first one of a visit; any other input begins a visit, too.
"""

from __future__ import annotations

import pygame

from game.base.text import Words, languages
from game.pack.heroes import HeroTurns
from game.scenes.hero import HeroScene
from game.ui import paint
from game.ui.first_screen import TitlePlaces, title_places
from game.ui.intents import Back, Confirm, Drag, Hover, Intent, Key, Move, Press, Release, Tab, Wheel
from game.ui.kit import Kit
from game.ui.outcomes import Begin, Outcome
from game.ui.scene import Scene
from game.ui.theme import Colour
from game.ui.typeset import fit_text
from game.ui.widgets import Button, Columns, Label, Look, Widget, text_height

REST_SECONDS = 8.0  # time to look, and to answer
TOLD_SECONDS = 8.0  # a child reads a tell's name and its note, some 15 words
INVITE_SECONDS = 2.4  # each language
MOVING_SECONDS = 1 / 24  # from one frame to the next, as in films: it plays all day
SHIFTS = ((0, 0), (1, 1), (-1, 0), (1, -1), (0, 1), (-1, -1), (1, 0), (-1, 1), (0, -1))  # of all parts, turn by turn
SHIFT_UNITS = 0.5


class AttractScene(HeroScene):
    """Plays by itself; `languages` are those to invite in."""

    name = "attract"
    home = False  # the seat sees to what it waits for
    focus_first = "real"
    rest_seconds = REST_SECONDS
    told_seconds = TOLD_SECONDS
    frame_seconds = MOVING_SECONDS
    hint_scale = 1.4
    answer_scale = 1.5

    def __init__(self, kit: Kit, turns: HeroTurns, languages: tuple[str, ...]) -> None:
        self.languages = languages
        self.invited = 0.0
        super().__init__(kit, turns)

    def around(self) -> tuple[list[Widget], TitlePlaces]:
        """All of the window, a little aside of where it was, so that nothing burns into the panel."""
        by = self.kit.theme.px(SHIFT_UNITS)
        right, down = SHIFTS[self.turn_number % len(SHIFTS)]
        window = self.kit.theme.window.inflate(-2 * by, -2 * by).move(right * by, down * by)
        return [], title_places(self.kit.theme, window)

    def beneath_answers(self, columns: Columns) -> list[Widget]:
        """Visitors fetch nothing."""
        return []

    @property
    def _turn_of(self) -> str:
        """The language whose turn it is."""
        return self.languages[int(self.invited / INVITE_SECONDS) % len(self.languages)]

    def hint(self) -> str:
        """The invitation, in the language whose turn it is."""
        return Words(self._turn_of)("attract.begin")

    def beneath_question(self, place: pygame.Rect, text: str, size: int) -> Widget:
        """The invitation, with a hand that points at the answers."""
        return _Invitation("begin", place, text, size, self.kit.theme.colours.accent)

    def way_on(self, columns: Columns) -> Button:
        """Where the evidence is told, the invitation."""
        look = Look("primary", "hand", scale=1.5, align="centre")
        return Button("begin", columns.bottom(self.kit.theme.tall(14)), self.hint(), self._begin, look)

    def arrange(self) -> None:
        """As the game's first screen; without any picture what this is, and the invitation."""
        if self.pictures:
            super().arrange()
            return
        theme, words = self.kit.theme, self.kit.words
        _, places = self.around()
        columns = Columns(places.head.union(places.column) if theme.portrait else places.column, theme.px(2))
        begin = self.way_on(columns)
        name, size = words("title.name"), theme.type(2.9)
        high = text_height(name, columns.rect.width, size, bold=True)
        parts = [Label("name", columns.top(high), name, size, theme.colours.text, bold=True)]
        parts.append(Label("line", columns.rect, words("title.line"), theme.type(1.35), theme.colours.quiet))
        self.widgets = [*parts, begin]

    def spoken(self) -> list[str]:
        """What stays, whatever the loop is at: a voice says it once, and does not begin again with every step."""
        words = self.kit.words
        keys = ("title.name", "title.question", "answer.real", "answer.fake", "answer.unsure", "attract.begin")
        return [words(key) for key in keys]

    def handle(self, intent: Intent) -> Outcome | None:
        """Whatever is pressed begins a visit, but for the answers and the kiosk's own buttons."""
        if not self.told:
            self.rest = 0.0
        if isinstance(intent, (Press, Release, Drag)):
            own = any(item.rect.collidepoint(intent.pos) for item in self.targets if item.name != "begin")
            outcome = Scene.handle(self, intent)
            return self._begin() if isinstance(intent, Release) and not own else outcome
        if isinstance(intent, (Move, Tab, Hover)) or (isinstance(intent, Confirm) and self.focus_shown):
            return Scene.handle(self, intent)
        if isinstance(intent, Key):
            return Scene.handle(self, intent) or self._begin()
        return self._begin() if isinstance(intent, (Confirm, Wheel, Back)) else None

    def _begin(self) -> Begin:
        """A visit, which asks first about the picture at hand, unless what it is was told."""
        return Begin(self.picture.id if self.pictures and not self.told else "")

    def update(self, seconds: float) -> Outcome | None:
        """Go through the loop; invite in the next language."""
        turn = int(self.invited / INVITE_SECONDS)
        self.invited += seconds
        if turn != int(self.invited / INVITE_SECONDS) and len(self.languages) > 1 and self.has("begin"):
            begin = self.widget("begin")
            if isinstance(begin, Button):
                begin.text = self.hint()
            elif isinstance(begin, _Invitation):
                begin.say(self.hint())
            self.touch(begin)
        self._name_language()
        return super().update(seconds)

    def _name_language(self) -> None:
        """Beside the globe the language of the invitation: whoever reads it sees where to choose it.

        Where there are two, the globe changes to the other one at once, and is called by it.
        """
        globe = next((item for item in self._strip if item.name == "language"), None)
        name = languages()[self._turn_of]
        if isinstance(globe, Button) and len(self.languages) > 2 and globe.text != name:
            globe.text = name
            self.touch(globe)

    def wake_in(self) -> float | None:
        """When something comes of the rest, or the next language's turn does."""
        wanted, invite = super().wake_in(), INVITE_SECONDS - self.invited % INVITE_SECONDS
        return max(0.01, invite if wanted is None else min(wanted, invite))


class _Invitation(Label):
    """A line with a hand before it; its text changes."""

    def __init__(self, name: str, rect: pygame.Rect, text: str, size: int, colour: Colour) -> None:
        self._size, self._ink = size, colour
        super().__init__(name, rect, text, size, colour, bold=True)
        self.say(text)

    def say(self, text: str) -> None:
        """Another text, in the same place."""
        self.text = text
        self.block = fit_text(text, (self.rect.width - 2 * self._size, self.rect.height), self._size, bold=True)

    def draw(self, surface: pygame.Surface, kit: Kit, *, focused: bool, pressed: bool) -> None:
        side = round(1.5 * self._size)
        first = self.rect.top + self.block.height // max(1, len(self.block.lines)) // 2
        paint.draw_sign(surface, "hand", (self.rect.left + side // 2, first), side, self._ink)
        self.block.draw(surface, self.rect.move(2 * self._size, 0), self._ink, "left")
