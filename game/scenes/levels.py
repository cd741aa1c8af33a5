"""The choice of a level: cards from easy to hard, each with what came of it last time."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pygame

from game.model.level import Level
from game.model.names import owner
from game.results.played import ReplayedSession
from game.ui import paint
from game.ui.kit import Kit
from game.ui.layout import LARGE_TEXT
from game.ui.menu import PagePlace, ReadingScene
from game.ui.outcomes import OpenLevel
from game.ui.summing import first_sentences
from game.ui.theme import Colour, Theme
from game.ui.typeset import fit_text
from game.ui.widgets import Button, Label, Look, PictureView, Pressed, Widget, text_height


class LevelCard(Button):
    """A cover, a title, how long and how hard, and the last result."""

    def __init__(self, name: str, rect: pygame.Rect, level: Level, kit: Kit, press: Pressed, last: str) -> None:
        super().__init__(name, rect, kit.words.of(level.title), press, Look("tile"))
        self.kit, self.level, self.last = kit, level, last
        pictures = kit.pack.pictures
        cover = pictures.get(level.cover or "")
        self.view: PictureView | None = None
        if cover is not None:
            pad = kit.theme.px(2)
            area = pygame.Rect(rect.left, rect.top, rect.height, rect.height).inflate(-pad, -pad)
            self.view = PictureView("cover", area, kit.pack.path(cover.file), cover.size)
            self._offset = self.view.rect.move(-rect.left, -rect.top).topleft

    def content(self, surface: pygame.Surface, theme: Theme, ink: Colour) -> None:
        """The cover, the title, and what came of it last time."""
        kit = self.kit
        pad = theme.px(2)
        left = self.rect.left + pad
        if self.view is not None:
            self.view.rect.topleft = (self.rect.left + self._offset[0], self.rect.top + self._offset[1])
            self.view.draw(surface, kit, focused=False, pressed=False)
            left = self.rect.left + self.rect.height + theme.px(1)
        words = kit.words
        width = self.rect.right - left - pad
        size = theme.type(1.25)
        line = words("levels.line", n=self.level.length)
        small = theme.type(0.9)
        area = self.rect.height - 2 * pad
        room = area - round(size * 1.3) - round(small * 1.5)  # what came of it last time may be long
        lines = max(1, min(3, round(room / (small * 1.35) - 0.4)))
        below = fit_text(self.last, (width, round(small * 1.35 * lines)), small)
        title = fit_text(self.text, (width, area - round(small * 1.5) - below.height), size, bold=True)
        top = self.rect.top + (self.rect.height - title.height - round(small * 1.4) - below.height) // 2
        title.draw(surface, pygame.Rect(left, top, width, 0), ink)
        top += title.height
        rendered = fit_text(line, (width - theme.px(12), round(small * 1.4)), small)
        rendered.draw(surface, pygame.Rect(left, top, width, 0), theme.colours.quiet)
        x = left + rendered.width + theme.px(2)
        for step in range(5):
            hard = step < self.level.difficulty
            colour = theme.colours.accent if hard else theme.colours.outline
            centre = x + step * theme.px(1.9), top + round(small * 0.66)
            paint.draw_sign(surface, "real", centre, theme.px(1.5 if hard else 0.8), colour)
        below.draw(surface, pygame.Rect(left, top + round(small * 1.4), width, 0), theme.colours.quiet)


class LevelsScene(ReadingScene[Mapping[str, ReplayedSession]]):
    """All levels on the shelf, each with what came of it last time, or where it was left, as soon as that is read."""

    name = "levels"
    title_key = "levels.title"
    keeps_place = True

    def __init__(self, kit: Kit, read: Callable[[], Mapping[str, ReplayedSession] | None]) -> None:
        super().__init__(kit, read)
        self._tops: dict[str, int] = {}  # where each pack's levels begin, in pixels from the page's top

    def fill(self, area: pygame.Rect) -> tuple[list[Widget], int]:
        """One or two columns of cards: the game's own levels, then each collection's under its title."""
        theme = self.kit.theme
        columns = 1 if theme.portrait or theme.text_scale > 1.3 else 2
        gap = theme.px(2)
        width = (area.width - gap * (columns - 1)) // columns
        sections = self._sections()
        rows = sum(-(-len(levels) // columns) for levels in sections.values())
        size = theme.type(1.35)
        heads = {
            pack: text_height(title, area.width, size, bold=True) + 2 * gap if (title := self._head(pack)) else 0
            for pack in sections
        }
        least = theme.px(17 if theme.text_scale < 1.2 else 21 if theme.text_scale < LARGE_TEXT else 24)
        room = area.height - sum(heads.values()) - gap * (rows - 1)
        height = max(least, min(theme.px(28), room // max(1, rows)))
        parts: list[Widget] = []
        top = area.top
        for pack, levels in sections.items():
            if title := self._head(pack):
                place = pygame.Rect(area.left, top + gap, area.width, heads[pack] - 2 * gap)
                self._tops[pack] = place.top - area.top
                parts.append(Label(f"pack-{pack}", place, title, size, theme.colours.accent, bold=True))
            top += heads[pack]
            for number, level in enumerate(levels):
                row, column = divmod(number, columns)
                rect = pygame.Rect(area.left + column * (width + gap), top + row * (height + gap), width, height)
                note = self._last(level.id)
                parts.append(LevelCard(f"level-{level.id}", rect, level, self.kit, self._opening(level.id), note))
            top += -(-len(levels) // columns) * (height + gap)
        return parts, top - gap - area.top

    def _sections(self) -> dict[str, list[Level]]:
        """The levels of each pack that are listed, the home pack's first, under no name."""
        sections: dict[str, list[Level]] = {}
        for name, level in self.kit.pack.levels.items():
            if not level.form:
                sections.setdefault(owner(name), []).append(level)
        return sections

    def _head(self, pack: str) -> str:
        """What stands above a pack's levels; nothing above those that are at home."""
        return self.kit.words.of(self.kit.pack.parts[pack].title) if pack else ""

    @property
    def start(self) -> PagePlace | None:
        """At the levels of the collection that was opened last."""
        chosen = self.kit.settings.pack
        levels = self._sections().get(chosen) if chosen else None
        return PagePlace(self._tops[chosen], f"level-{levels[0].id}") if levels else None

    def _last(self, level: str) -> str:
        """What came of a level last time; where it was left."""
        words = self.kit.words
        if self.found is None:
            return words("levels.reading")
        kept = self.found.get(level)
        if kept is None:
            return words("levels.new")
        if not kept.row.finished:
            done, rounds = kept.session.answered
            return words("levels.left", done=done, n=rounds)
        return words("levels.last", result=first_sentences(kept.session, words))

    def _opening(self, level: str) -> Pressed:
        kept = (self.found or {}).get(level)
        left = kept if kept is not None and not kept.row.finished else None
        return lambda: OpenLevel(level, left)

    def refresh_pictures(self) -> None:
        """Covers became ready."""
        self.damage.append(self.area)
