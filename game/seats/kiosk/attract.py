"""What plays while nobody does: a picture, the ring that finds what is wrong with it, the wipe, "Touch to begin".

It invites in each language in turn. Any input begins a visit.
"""

from __future__ import annotations

import pygame

from game.base.text import Words
from game.model.picture import Evidence, Picture
from game.pixels.pictures import PictureRequest
from game.ui.intents import Back, Confirm, Drag, Hover, Intent, Key, Move, Press, Release, Tab, Wheel
from game.ui.kit import Kit
from game.ui.layout import places
from game.ui.outcomes import Begin, Outcome
from game.ui.overlays import Ring, draw_wipe, wiped
from game.ui.scene import Scene
from game.ui.widgets import Button, Columns, Label, Look, PictureView, Widget, text_height

QUESTION_SECONDS = 4.0  # the picture alone: time to look
RING_SECONDS = 0.6
TELL_SECONDS = 6.0  # each tell, the ring's drawing included: a child reads its name and its note, some 15 words
WIPE_SECONDS = 4.0
WIPING_SECONDS = 3.2  # of them until the line is back
MOVING_SECONDS = 1 / 24  # from one frame to the next, as in films: it plays all day
INVITE_SECONDS = 2.4  # each language
MOST_TELLS = 2
SHOWN = 24  # pictures in one round of the loop


class AttractScene(Scene):
    """Plays by itself; `languages` are those to invite in."""

    name = "attract"
    focus_first = "begin"
    ends = True

    def __init__(self, kit: Kit, languages: tuple[str, ...]) -> None:
        super().__init__(kit)
        self.languages = languages
        self.pictures = _showable(kit)
        kit.rng.shuffle(self.pictures)
        del self.pictures[SHOWN:]
        self.place = 0
        self.tells: list[Evidence] = []  # what is shown of the present picture
        self.seconds = 0.0  # since the present picture came
        self.invited = 0.0
        self.view: PictureView | None = None
        self._ring: Ring | None = None
        self._told = -1  # the tell that the ring is on
        self._share = 1.0  # of the wipe

    @property
    def picture(self) -> Picture | None:
        """The picture on the screen."""
        return self.pictures[self.place % len(self.pictures)] if self.pictures else None

    @property
    def original(self) -> Picture | None:
        """What the wipe compares with; nothing where motion is not wanted."""
        if self.picture is None or self.kit.theme.reduced_motion:
            return None
        return self.kit.pack.pictures.get(self.picture.original or "")

    def arrange(self) -> None:
        """The picture where a round shows it; words and the invitation in the column."""
        theme, words = self.kit.theme, self.kit.words
        area = places(theme)
        self.view = None
        self.tells = _rings(self.picture)[:MOST_TELLS] if self.picture is not None else []
        self._ring, self._told = None, -1
        parts: list[Widget] = []
        if self.picture is not None:
            path = self.kit.pack.path(self.picture.file)
            self.view = PictureView("picture-1", area.picture, path, self.picture.size)
            self.view.alt = words.of(self.picture.alt)
            parts.append(self.view)
            self._fetch()
        columns = Columns(area.column, theme.px(2))
        invite = columns.bottom(theme.tall(16))
        name, size = words("title.name"), theme.type(1.1)
        parts.append(Label("name", columns.top(round(size * 1.4)), name, size, theme.colours.quiet, bold=True))
        title, text = self._words()
        size = theme.type(2.2)
        high = min(text_height(title, columns.rect.width, size, bold=True), columns.rect.height // 2)
        parts.append(Label("title", columns.top(high), title, size, theme.colours.accent, bold=True))
        parts.append(Label("line", columns.rect, text, theme.type(1.35), theme.colours.text))
        look = Look("primary", "hand", scale=1.5, align="centre")
        parts.append(Button("begin", invite, self._invitation(), Begin, look))
        self.widgets = parts

    def spoken(self) -> list[str]:
        """What stays, whatever the loop is at: a voice says it once, and does not begin again with every step."""
        words = self.kit.words
        return [words(key) for key in ("title.name", "attract.question", "title.line", "attract.begin")]

    def _words(self) -> tuple[str, str]:
        """What is said now: the question, or a tell and what is wrong."""
        words, place = self.kit.words, self._tell_at(self.seconds)
        if self.picture is None:
            return words("title.name"), words("title.line")
        if place is None:
            return words("attract.question"), words("title.line")
        if place >= len(self.tells):
            return words("reveal.wipe.title"), words("attract.wipe")
        evidence = self.tells[place]
        tell = self.kit.pack.tells.get(evidence.tell)
        return (words.of(tell.name) if tell else evidence.tell), words.of(evidence.note)

    def _invitation(self) -> str:
        """The invitation, in the language whose turn it is."""
        turn = int(self.invited / INVITE_SECONDS) % len(self.languages)
        return Words(self.languages[turn])("attract.begin")

    def _tell_at(self, seconds: float) -> int | None:
        """Which tell is shown after some seconds; one more than there are for the wipe, None while it asks."""
        if seconds < QUESTION_SECONDS:
            return None
        return min(int((seconds - QUESTION_SECONDS) / TELL_SECONDS), len(self.tells))

    @property
    def _length(self) -> float:
        return QUESTION_SECONDS + TELL_SECONDS * len(self.tells) + (WIPE_SECONDS if self.original is not None else 0)

    def _fetch(self) -> None:
        """Have what comes next made: the original, and the next picture."""
        if self.view is None or not self.pictures:
            return
        original = self.original
        if original is not None:
            self.kit.pictures.prefetch(PictureRequest(self.kit.pack.path(original.file), self.view.rect.size))
        following = self.pictures[(self.place + 1) % len(self.pictures)]
        view = PictureView("next", self.view.area, self.kit.pack.path(following.file), following.size)
        self.kit.pictures.prefetch(view.wanted)

    # --- input and time

    def handle(self, intent: Intent) -> Outcome | None:
        """Whatever is pressed begins a visit, but for the kiosk's own buttons, which do what they say."""
        if isinstance(intent, (Press, Release, Drag)):
            own = any(item.rect.collidepoint(intent.pos) for item in self.targets if item.name != "begin")
            if own or isinstance(intent, Drag):
                return super().handle(intent)
            outcome = super().handle(intent)
            return Begin() if isinstance(intent, Release) else outcome
        if isinstance(intent, (Move, Tab)):
            return super().handle(intent)
        if isinstance(intent, Confirm) and self.focus_shown:
            return super().handle(intent)
        if isinstance(intent, (Confirm, Key, Wheel, Back)):
            return Begin()
        if isinstance(intent, Hover):
            return super().handle(intent)
        return None

    def update(self, seconds: float) -> Outcome | None:
        """Go through the loop."""
        if self.view is not None and self.view.surface(self.kit) is None and not self._failed():
            return None  # the clock waits for the picture
        before, turn = self._tell_at(self.seconds), int(self.invited / INVITE_SECONDS)
        self.seconds += seconds
        self.invited += seconds
        if self.pictures and (self.seconds >= self._length or self._failed()):
            self.place += 1
            self.seconds = 0.0
            self.rearrange()
            return None
        place = self._tell_at(self.seconds)
        if place != before:
            self._share = 1.0
            self.rearrange()
        elif turn != int(self.invited / INVITE_SECONDS) and len(self.languages) > 1:
            button = self.widget("begin")
            if isinstance(button, Button):
                button.text = self._invitation()
                self.touch(button)
        if place is not None and self.view is not None:
            self._animate(place)
        return super().update(seconds)

    def _failed(self) -> bool:
        return self.view is not None and self.kit.pictures.failed(self.view.wanted)

    def _animate(self, place: int) -> None:
        """The ring draws itself; the wipe goes to the left and comes back."""
        view = self.view
        if view is None:
            return
        since = self.seconds - QUESTION_SECONDS - TELL_SECONDS * place
        if place < len(self.tells):
            if self._told != place:
                self._told = place
                self._ring = Ring(view, self.tells[place].region, self.kit.theme)
                self.damage.append(view.rect)
            share = 1.0 if self.kit.theme.reduced_motion else min(1.0, since / RING_SECONDS)
            changed = self._ring.advance(share) if self._ring is not None else None
            if changed is not None:
                self.damage.append(changed)
        elif self.original is not None:
            self._ring = None
            before, self._share = self._share, 1 - abs(1 - 2 * min(1.0, since / WIPING_SECONDS))
            if self._share != before:
                self.damage.append(wiped(view, before, self._share))

    def wake_in(self) -> float | None:
        """Soon while something moves; else with the next event."""
        if self.view is not None and self.view.surface(self.kit) is None:
            return None
        place = self._tell_at(self.seconds)
        if place is not None and not self.kit.theme.reduced_motion:
            since = self.seconds - QUESTION_SECONDS - TELL_SECONDS * place
            if since < (RING_SECONDS if place < len(self.tells) else WIPING_SECONDS):
                return MOVING_SECONDS
        steps = QUESTION_SECONDS if place is None else QUESTION_SECONDS + TELL_SECONDS * (place + 1)
        steps = min(steps, self._length)
        invite = INVITE_SECONDS - self.invited % INVITE_SECONDS
        return max(0.01, min(steps - self.seconds, invite))

    def draw(self, surface: pygame.Surface) -> None:
        """The parts, and on the picture the ring or the wipe."""
        super().draw(surface)
        view = self.view
        if view is None or view.surface(self.kit) is None:
            return
        clip = surface.get_clip()
        place, original = self._tell_at(self.seconds), self.original
        if self._ring is not None and self._told == place:
            self._ring.draw(surface)
        if original is not None and place is not None and place >= len(self.tells) and view.rect.colliderect(clip):
            before = self.kit.pictures.get(PictureRequest(self.kit.pack.path(original.file), view.rect.size))
            surface.set_clip(clip.clip(view.rect))
            draw_wipe(surface, view, before, self._share)
            surface.set_clip(clip)


def _rings(picture: Picture) -> list[Evidence]:
    """The evidence that a ring can show."""
    return [item for item in picture.visible if not item.region.mask] if picture.fake else []


def _showable(kit: Kit) -> list[Picture]:
    """The fakes with something to point at, whose file is there."""
    if kit.library is None:
        return []
    return [
        picture
        for picture in kit.library.each
        if picture.in_draws and not picture.clip and _rings(picture) and kit.library.path(picture.file).is_file()
    ]
