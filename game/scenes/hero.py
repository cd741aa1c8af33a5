"""The first screen is the game: one picture, one question, three answers; the menu is a bar below.

Owns the turn of the heroes: whoever leaves a picture unanswered for a while is shown its evidence, then another one.
Refuses to judge: an answer begins the warm-up with this picture as its first round.
"""

from __future__ import annotations

import pygame

from game.model.picture import Picture
from game.model.terms import Says
from game.ui.first_screen import menu_bar, state_of_collections, title_places, title_words
from game.ui.intents import Intent
from game.ui.kit import Kit
from game.ui.outcomes import AnswerHero, GetAllPacks, Go, Outcome
from game.ui.overlays import Ring
from game.ui.round import PictureScene
from game.ui.steps import answer_steps
from game.ui.theme import ON_PICTURE, REAL_ON_PICTURE
from game.ui.typeset import fit_text
from game.ui.widgets import Button, Columns, Label, Look, Pressed, Widget, text_height

REST_SECONDS = 30.0  # without an answer, then the evidence draws itself
RING_SECONDS = 0.6
TOLD_SECONDS = 14.0  # for the evidence, then another picture
GLOW_PIXELS = 24  # of the picture's width, blurred into the ground
GLOW_LIGHT = 56  # of 255
GLOW_ON_LIGHT = 24  # on a light ground: more would cost the quiet text its contrast


class HeroScene(PictureScene):
    """A picture that can be answered at once."""

    name = "title"
    home = True
    ends = True
    focus_first = "real"

    def __init__(self, kit: Kit, picture: Picture, notices: tuple[str, ...] = ()) -> None:
        super().__init__(kit, [picture])
        self.notices = notices
        self.seconds = 0.0  # on the screen
        self.rest = 0.0  # since somebody did something
        self._rings: list[Ring] = []
        self._glow: pygame.Surface | None = None

    @property
    def picture(self) -> Picture:
        """The hero."""
        return self.pictures[0]

    @property
    def told(self) -> bool:
        """Whether the evidence is drawn: nobody has answered for a while."""
        return self.rest >= REST_SECONDS

    def arrange(self) -> None:
        """Picture and question; below all the menu's bar."""
        theme, words = self.kit.theme, self.kit.words
        bar, above = menu_bar(self.kit)
        picture, column = title_places(theme, above)
        views = self.lay_pictures(picture)
        self._glow = None
        columns = Columns(column, theme.px(1.2))
        parts: list[Widget] = [*views, *title_words(self.kit, columns, self.notices)]
        line = self._collections(columns)
        height = min(theme.tall(12), (columns.rect.height * 6 // 10 - 2 * columns.gap) // 3)
        answers = [self._another(columns)] if self.told else answer_steps(columns, self.kit, height, self._say, 1.25)
        title, text = self._said() if self.told else (words("title.question"), words("title.hint"))
        room = columns.rect
        size = next(size for size in map(theme.type, self._sizes) if size * 4 < room.height or size == theme.type(1.2))
        small = theme.type(1.2 if self.told else 1.0)
        height = min(text_height(title, room.width, size, bold=True), room.height // 2)
        below = fit_text(text, (room.width, max(1, room.height - height - columns.gap)), small).height
        columns.top(max(0, (room.height - height - below - 3 * columns.gap) // 2))  # in the middle of what is left
        parts.append(Label("question", columns.top(height), title, size, theme.colours.text, bold=True))
        parts.append(Label("hint", columns.top(below), text, small, theme.colours.quiet))
        self._rings = self._ringed() if self.told else []
        self.widgets = [*parts, *answers, *line, *bar]

    @property
    def _sizes(self) -> tuple[float, ...]:
        """Of the question, on the type scale, the largest first: the first one with room is taken."""
        return (1.6, 1.2) if self.told else (2.9, 2.3, 1.8, 1.2)

    def _another(self, columns: Columns) -> Button:
        """What is told cannot be asked any more."""
        place, text = columns.bottom(self.kit.theme.tall(9)), self.kit.words("title.another")
        return Button("another", place, text, lambda: Go("title"), Look("primary", "again", align="centre"))

    def _say(self, says: Says) -> Pressed:
        return lambda: AnswerHero(self.picture.id, says, min(round(self.seconds * 1000), 86_400_000))

    def _collections(self, columns: Columns) -> list[Widget]:
        """One quiet line: what more can be had, with one press for all of it; or how far that is."""
        theme, collections = self.kit.theme, self.kit.collections
        state = state_of_collections(self.kit)
        if not state or collections is None:
            return []
        row = columns.bottom(theme.tall(5.5))
        if collections.news is not None:
            return [Label("more", row, state, theme.type(0.9), theme.colours.quiet, middle=True)]
        return [Button("get-all", row, state, GetAllPacks, Look("plain", "down", scale=0.85))]

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

    def handle(self, intent: Intent) -> Outcome | None:
        """Whoever does something is there; the evidence, once it is drawn, stays until the next picture."""
        if not self.told:
            self.rest = 0.0
        return super().handle(intent)

    def update(self, seconds: float) -> Outcome | None:
        """Draw the evidence after a rest, then lead to another picture; say what is new of the collections."""
        before = self.rest
        self.rest += seconds
        self.seconds += seconds
        if before < REST_SECONDS <= self.rest:
            self.rearrange()
        if self.rest >= REST_SECONDS + TOLD_SECONDS:
            return Go("title")
        share = 1.0 if self.kit.theme.reduced_motion else (self.rest - REST_SECONDS) / RING_SECONDS
        for ring in self._rings:
            changed = ring.advance(min(1.0, max(0.0, share)))
            if changed is not None:
                self.damage.append(changed)
        if self._line_said() != state_of_collections(self.kit):
            self.rearrange()
        return super().update(seconds)

    def _line_said(self) -> str:
        """What the line on the collections says now."""
        for name in ("get-all", "more"):
            if self.has(name):
                return self.widget(name).spoken()
        return ""

    def wake_in(self) -> float | None:
        """Every frame while the ring is drawn; else when something comes of the rest."""
        held = super().wake_in()
        since = self.rest - REST_SECONDS
        if self._rings and 0.0 <= since < RING_SECONDS and not self.kit.theme.reduced_motion:
            return 0.0
        coming = REST_SECONDS - self.rest if since < 0.0 else REST_SECONDS + TOLD_SECONDS - self.rest
        return coming if held is None else min(held, coming)

    # --- drawing

    def refresh_pictures(self) -> None:
        """The picture is there, and lights its surround."""
        super().refresh_pictures()
        if self._glow is None:
            self.damage.append(self.kit.theme.whole)

    def hide(self) -> None:
        """The light is made again from the picture."""
        super().hide()
        self._glow = None

    def draw(self, surface: pygame.Surface) -> None:
        """The picture's light, the parts, and the ring."""
        clip = surface.get_clip()
        if not self.covers(clip):
            light = self._light()
            if light is None:
                surface.fill(self.kit.theme.colours.ground, clip)
            else:
                surface.blit(light, clip.topleft, clip)
        self.draw_widgets(surface)
        for ring in self._rings:
            ring.draw(surface)
        if self.loupe is not None:
            self.loupe.draw(surface, self.kit)

    def _light(self) -> pygame.Surface | None:
        """A blurred copy of the picture, as large as the window, deep in the ground's colour; none in high contrast."""
        theme = self.kit.theme
        shown = self.views[0].surface(self.kit)
        if shown is None or theme.contrast:
            return None
        if self._glow is None:
            small = pygame.transform.smoothscale(shown.convert(24), (GLOW_PIXELS, GLOW_PIXELS))
            small = pygame.transform.gaussian_blur(small, 2)
            ground = theme.colours.ground
            light, share = (GLOW_ON_LIGHT, 1 - GLOW_ON_LIGHT / 255) if theme.light else (GLOW_LIGHT, 2 / 3)
            small.fill((light,) * 3, special_flags=pygame.BLEND_RGB_MULT)
            small.fill(tuple(round(part * share) for part in ground), special_flags=pygame.BLEND_RGB_ADD)
            self._glow = pygame.transform.smoothscale(small, theme.size).convert()
        return self._glow
