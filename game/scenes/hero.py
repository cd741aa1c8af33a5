"""The first screen is the game: one picture, one question, three answers; the menu is a bar below.

Owns the heroes' turns: whoever leaves a picture unanswered for a while is shown its evidence, then another one.
Refuses to judge: an answer begins the warm-up with this picture as its first round.
"""

from __future__ import annotations

from typing import NamedTuple

import pygame

from game.model.picture import Picture
from game.model.terms import Says
from game.pack.heroes import HeroTurns
from game.ui.first_screen import TitlePlaces, menu_bar, state_of_collections, title_places, title_words
from game.ui.intents import Intent
from game.ui.kit import Kit
from game.ui.outcomes import AnswerHero, GetAllPacks, Outcome
from game.ui.overlays import Ring
from game.ui.round import PictureScene
from game.ui.steps import answer_steps
from game.ui.surround import Surround
from game.ui.theme import ON_PICTURE, REAL_ON_PICTURE
from game.ui.typeset import fit_text
from game.ui.widgets import Button, Columns, Label, Look, PictureView, Pressed, Widget, text_height

REST_SECONDS = 30.0  # without an answer, then the evidence draws itself
RING_SECONDS = 0.6
TOLD_SECONDS = 14.0  # for the evidence, then another picture
FADE_SECONDS = 0.4  # from one picture to the next
QUESTION_SCALES = 3.4, 2.9, 2.3, 1.8, 1.2  # on the type scale
FAILED_SECONDS = 1.0  # on a picture that cannot be read


class _Before(NamedTuple):
    """What a picture that comes fades over: the one before, as it was drawn, and its light."""

    picture: pygame.Surface
    place: pygame.Rect
    light: Surround | None


class HeroScene(PictureScene):
    """A picture that can be answered at once, and others that take turns with it."""

    name = "title"
    home = True
    ends = True
    in_steps = True
    focus_first = "real"
    rest_seconds = REST_SECONDS
    told_seconds = TOLD_SECONDS
    hint_scale = 1.0  # of the line below the question
    answer_scale = 1.25
    frame_seconds = 0.0  # from one step of what moves to the next; 0: as fast as the screen

    def __init__(self, kit: Kit, turns: HeroTurns, notices: tuple[str, ...] = ()) -> None:
        super().__init__(kit, [])
        self.turns = turns
        self.notices = notices
        self.seconds = 0.0  # the picture has been on the screen
        self.rest = 0.0  # since somebody did something
        self.turn_number = 0
        self._rings: list[Ring] = []
        self._light: Surround | None = None
        self._before: _Before | None = None
        self._faded = 0.0  # seconds of the way from what was before
        self._take_turn()

    def _take_turn(self) -> None:
        """The picture whose turn it is; where there is none, the one before, if any."""
        picture = self.turns.following(self.kit.pack, self.kit.rng) if self.kit.library is not None else None
        if picture is not None:
            self.pictures = [picture]
            self.turns.shown(picture)
        self.seconds = self.rest = 0.0
        self.turn_number += 1

    @property
    def picture(self) -> Picture:
        """The hero."""
        return self.pictures[0]

    @property
    def told(self) -> bool:
        """Whether the evidence is drawn: nobody has answered for a while."""
        return self.rest >= self.rest_seconds

    # --- what a kiosk changes

    def around(self) -> tuple[list[Widget], TitlePlaces]:
        """What frames the picture and its words, and their places: the menu's bar, and what is above it."""
        bar, above = menu_bar(self.kit)
        return bar, title_places(self.kit.theme, above)

    def beneath_answers(self, columns: Columns) -> list[Widget]:
        """One quiet line: what more can be had, with one press for all of it; or how far that is."""
        theme, collections = self.kit.theme, self.kit.collections
        state = state_of_collections(self.kit)
        if collections is None or (collections.known is None and not state):
            columns.bottom(theme.tall(5.5))  # its place, until that is known: the answers do not move when it comes
            return []
        if not state:
            return []
        row = columns.bottom(theme.tall(5.5))
        if collections.news is not None:
            return [Label("more", row, state, theme.type(0.9), theme.colours.quiet, middle=True)]
        return [Button("get-all", row, state, GetAllPacks, Look("quiet", "down", scale=0.85))]

    def beneath_question(self, place: pygame.Rect, text: str, size: int) -> Widget:
        """The line below the question."""
        return Label("hint", place, text, size, self.kit.theme.colours.quiet)

    def hint(self) -> str:
        """What that line says."""
        return self.kit.words("title.hint")

    def way_on(self, columns: Columns) -> Button:
        """Where the evidence is told: what is told cannot be asked any more."""
        place, text = columns.bottom(self.kit.theme.tall(9)), self.kit.words("title.another")
        return Button("another", place, text, self.turn, Look("primary", "again", align="centre"))

    # --- its parts

    def arrange(self) -> None:
        """Picture and question; around them what leads elsewhere."""
        theme, words = self.kit.theme, self.kit.words
        around, places = self.around()
        views = self.lay_pictures(places.picture)
        self._light = None
        columns = Columns(places.column, theme.apart(1.2))
        parts: list[Widget] = [*views, *title_words(self.kit, places, columns, self.notices)]
        line = self.beneath_answers(columns)
        height = max(theme.target, min(theme.tall(12), (columns.rect.height * 6 // 10 - 2 * columns.gap) // 3))
        answers = (
            [self.way_on(columns)]
            if self.told
            else answer_steps(columns, self.kit, height, self._say, self.answer_scale)
        )
        title, text = self._said() if self.told else (words("title.question"), self.hint())
        room = columns.rect
        size, small = self._sizes(room, columns.gap, title, text)
        height = fit_text(title, (room.width, room.height // 2), size, bold=True).height
        below = fit_text(text, (room.width, max(1, room.height - height - columns.gap)), small).height
        columns.top(max(0, (room.height - height - below - 3 * columns.gap) // 2))  # in the middle of what is left
        parts.append(Label("question", columns.top(height), title, size, theme.colours.text, bold=True))
        place = columns.top(below)
        if self.told:
            parts.append(Label("hint", place, text, small, theme.colours.text))
        else:
            parts.append(self.beneath_question(place, text, small))
        self._rings = self._ringed() if self.told else []
        self.widgets = [*parts, *answers, *line, *around]
        self._fetch_next()

    def make_view(self, name: str, rect: pygame.Rect, picture: Picture) -> PictureView:
        """Drawn by the scene itself, which may be on its way from the one before."""
        return _HeroView(self, name, rect, picture)

    def _fetch_next(self) -> None:
        """Have the picture of the next turn made, once this one is."""
        if self.kit.library is None or not self.views or self.views[0].surface(self.kit) is None:
            return
        following = self.turns.following(self.kit.library, self.kit.rng)
        if following is not None and following.id != self.picture.id:
            view = PictureView("next", self.views[0].area, self.kit.library.path(following.file), following.size)
            self.kit.pictures.prefetch(view.wanted)

    def _sizes(self, room: pygame.Rect, gap: int, title: str, text: str) -> tuple[int, int]:
        """Of the question, or what is told, and of the line below it: the largest for which there is room."""
        theme = self.kit.theme
        asked = tuple((scale, min(scale, self.hint_scale)) for scale in QUESTION_SCALES)
        scales = ((2.1, 1.5), (1.6, 1.2)) if self.told else asked
        share = 7 if self.told else 3.2  # of the height: a told text takes several lines
        for scale, below in scales:
            size, small = theme.type(scale), theme.type(below)
            high = text_height(title, room.width, size, bold=True)
            fits = high <= room.height // 2 and high + gap + text_height(text, room.width, small) <= room.height
            if size * share < room.height and fits:
                return size, small
        return theme.type(1.2), theme.type(min(1.2, self.hint_scale))

    def _say(self, says: Says) -> Pressed:
        return lambda: AnswerHero(self.picture.id, says, min(round(self.seconds * 1000), 86_400_000))

    def _said(self) -> tuple[str, str]:
        """Title and text of the clearest evidence."""
        words, picture = self.kit.words, self.picture
        evidence = next(iter(picture.evidence), None)
        tell = self.kit.pack.tells.get(evidence.tell) if evidence is not None else None
        if evidence is None or (tell is None and picture.fake):
            return words("reveal.real.title"), words.of(picture.looks_odd)
        title = words.of(tell.name) if tell is not None and picture.fake else words("reveal.right.title")
        truth = words("answer.fake" if picture.fake else "answer.real")
        return f"{truth}. {title}", words.of(evidence.note)

    def _ringed(self) -> list[Ring]:
        colour = ON_PICTURE if self.picture.fake else REAL_ON_PICTURE
        seen = [item.region for item in self.picture.visible[:1] if not item.region.mask]
        return [Ring(self.views[0], region, self.kit.theme, colour) for region in seen]

    # --- time

    def turn(self) -> None:
        """Another picture, which fades in over this one."""
        view = self.views[0]
        shown = view.surface(self.kit)
        self._before = None
        if shown is not None and not self.kit.theme.reduced_motion:
            self._before, self._faded = _Before(shown, view.rect, self._light), 0.0
        self._take_turn()
        self.begin_step()
        self.rearrange()

    def handle(self, intent: Intent) -> Outcome | None:
        """Whoever does something is there; the evidence, once it is drawn, stays until the next picture."""
        if not self.told:
            self.rest = 0.0
        return super().handle(intent)

    def update(self, seconds: float) -> Outcome | None:
        """Draw the evidence after a rest, then lead to another picture; say what is new of the collections."""
        if self._passes:
            self._pass(seconds)
        said, state = self._line_said(), state_of_collections(self.kit)
        if said != state:
            if not said or not state:
                self.begin_step()  # the answers may move, and a press was meant for the one that was there
            self.rearrange()
        return super().update(seconds)

    @property
    def _failed(self) -> bool:
        """Whether the picture cannot be read, so that another one takes its turn in a moment."""
        return bool(self.views) and self.kit.pictures.failed(self.views[0].wanted)

    @property
    def _passes(self) -> bool:
        """Whether time passes here: not while the picture is still made."""
        return bool(self.views) and (self._failed or self.views[0].surface(self.kit) is not None)

    def _pass(self, seconds: float) -> None:
        """On through rest and evidence to the next turn."""
        before, self.rest = self.rest, self.rest + seconds
        self.seconds += seconds
        self._fade(seconds)
        if before < self.rest_seconds <= self.rest:
            self.begin_step()
            self.rearrange()
        if self.rest >= self.rest_seconds + self.told_seconds or (self._failed and self.rest >= FAILED_SECONDS):
            self.turn()
            return
        share = 1.0 if self.kit.theme.reduced_motion else (self.rest - self.rest_seconds) / RING_SECONDS
        for ring in self._rings:
            changed = ring.advance(min(1.0, max(0.0, share)))
            if changed is not None:
                self.damage.append(changed)

    def _fade(self, seconds: float) -> None:
        if self._before is not None:
            self._faded += seconds
            self.damage.append(self.kit.theme.whole)
            if self._faded >= FADE_SECONDS:
                self._before = None

    def _line_said(self) -> str:
        """What the line on the collections says now."""
        for name in ("get-all", "more"):
            if self.has(name):
                return self.widget(name).spoken()
        return ""

    def wake_in(self) -> float | None:
        """Soon while something moves; else when something comes of the rest."""
        held = super().wake_in()
        if not self._passes:
            return held  # the picture wakes it
        since = self.rest - self.rest_seconds
        drawing = bool(self._rings) and 0.0 <= since < RING_SECONDS and not self.kit.theme.reduced_motion
        if drawing or self._before is not None:
            return self.frame_seconds
        coming = -since if since < 0.0 else self.told_seconds - since
        if self._failed:
            coming = FAILED_SECONDS - self.rest
        return max(0.0, coming if held is None else min(held, coming))

    # --- drawing

    def refit(self, kit: Kit) -> None:
        """In another place or light nothing fades."""
        self._before = None
        super().refit(kit)

    def refresh_pictures(self) -> None:
        """The picture is there, and lights its surround."""
        super().refresh_pictures()
        if self._light is None:
            self.damage.append(self.kit.theme.whole)
            self._fetch_next()

    def hide(self) -> None:
        """The light is made again from the picture."""
        super().hide()
        self._light = self._before = None

    def draw(self, surface: pygame.Surface) -> None:
        """The picture's light, the parts, and the ring."""
        clip = surface.get_clip()
        light, before = self.light(), self._before
        if before is not None and before.light is not None:
            before.light.draw(surface)
            if light is not None:
                light.draw_over(surface, self.share)
        elif light is not None:
            light.draw(surface)
        else:
            surface.fill(self.kit.theme.colours.ground, clip)
        self.draw_widgets(surface)
        for ring in self._rings:
            ring.draw(surface)
        if self.loupe is not None:
            self.loupe.draw(surface, self.kit)

    @property
    def share(self) -> float:
        """How much of the picture there is over the one before."""
        return min(1.0, self._faded / FADE_SECONDS) if self._before is not None else 1.0

    def light(self) -> Surround | None:
        """What the picture throws on its surround; none before it is there, and in high contrast."""
        shown = self.views[0].surface(self.kit) if self.views else None
        if shown is None or self.kit.theme.contrast:
            return None
        if self._light is None:
            self._light = Surround(shown, self.views[0].rect, self.kit.theme)
        return self._light

    def draw_before(self, surface: pygame.Surface, place: pygame.Rect, *, there: bool) -> None:
        """The picture before, where it still shows: whole under the one that comes, fading beside it."""
        if self._before is None:
            return
        picture, was, _ = self._before
        clip = surface.get_clip()
        if there and not place.contains(was):
            picture.set_alpha(round(255 * (1 - self.share)))
            surface.blit(picture, was)
            picture.set_alpha(None)
        surface.set_clip(clip.clip(place) if there else clip)
        surface.blit(picture, was)
        surface.set_clip(clip)


class _HeroView(PictureView):
    """A hero with round corners, in its light; on its way from the one before."""

    def __init__(self, scene: HeroScene, name: str, rect: pygame.Rect, picture: Picture) -> None:
        super().__init__(name, rect, scene.kit.pack.path(picture.file), picture.size)
        self._scene = scene

    def covers(self, area: pygame.Rect, kit: Kit) -> bool:
        """Its light shows at its corners."""
        return False

    def draw(self, surface: pygame.Surface, kit: Kit, *, focused: bool, pressed: bool) -> None:
        scene, shown = self._scene, self.surface(kit)
        scene.draw_before(surface, self.rect, there=shown is not None)
        if scene.share >= 1.0:
            super().draw(surface, kit, focused=focused, pressed=pressed)
        elif shown is not None:
            shown.set_alpha(round(255 * scene.share))
            surface.blit(shown, self.rect)
            shown.set_alpha(None)
        light = scene.light()
        if light is not None:
            light.round_off(surface)
