"""The choice of a level: shelves of picture cards, and one card that says what comes next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import pygame

from game.model.level import Level
from game.model.names import owner
from game.pack.catalogue import lacking
from game.pack.shelves import LevelShelf, next_level, shelves
from game.pixels.pictures import PictureRequest
from game.results.played import ReplayedSession
from game.ui import covers, paint, shelving
from game.ui.kit import Kit
from game.ui.menu import PagePlace, ReadingScene
from game.ui.outcomes import Go, OpenLevel
from game.ui.round import sign_of_round
from game.ui.theme import ON_PICTURE, mix
from game.ui.typeset import TextBlock, fit_text, text_lines, width_of
from game.ui.widgets import Button, Label, Look, Widget, draw_focus, giving, text_height

HARDEST = 5


class LevelProgress(NamedTuple):
    """What came of a level: in words, as a share, and whether it was played to its end."""

    words: str = ""
    share: float = 0.0
    finished: bool = False


class LevelCard(Button):
    """A cover that fills it; on its shade the title, how long and how hard it is, and how far one came."""

    def __init__(self, rect: pygame.Rect, level: Level, kit: Kit, progress: LevelProgress, label: str | None) -> None:
        """`label` is what a large card says above its title; None for one of usual size."""
        press = giving(OpenLevel(level.id))
        super().__init__(f"level-{level.id}", rect, kit.words.of(level.title), press, Look("tile"))
        self.level, self.progress = level, progress
        self.large, self.label = label is not None, label or ""
        self._cover = kit.pack.pictures.get(level.cover or "")
        self._hard = kit.words("levels.difficulty", n=level.difficulty, most=HARDEST)
        line = kit.words("levels.needs") if lacking(kit.pack, level) else kit.words("levels.line", n=level.asks)
        self._facts = progress.words or line

    @property
    def last(self) -> str:
        """What came of it last time; where it was left."""
        return self.progress.words

    def wanted(self, kit: Kit) -> PictureRequest | None:
        """The cover at the size that it is shown."""
        if self._cover is None:
            return None
        return covers.filling(kit.pack.path(self._cover.file), self._cover.size, self.rect.size)

    def spoken(self) -> str:
        """Also what the card shows without words."""
        return ". ".join(item for item in (self.label, self.text, self._facts, self._hard) if item)

    def draw(self, surface: pygame.Surface, kit: Kit, *, focused: bool, pressed: bool) -> None:  # noqa: D102
        theme, rect = kit.theme, self.rect
        covers.draw_filling(surface, kit, rect, self.wanted(kit))
        self._write(surface, kit)
        if self.last and (self.progress.share or self.progress.finished):
            side = theme.px(6.4 if self.large else 5)
            place = pygame.Rect(rect.right - theme.px(1.2) - side, rect.top + theme.px(1.2), side, side)
            covers.draw_ring(surface, place, self.progress.share, "tick" if self.progress.finished else "play")
        if pressed:
            surface.fill((34, 34, 34), rect, pygame.BLEND_RGB_ADD)
        covers.cut_corners(surface, rect, theme.colours.ground, min(theme.px(1.4), rect.height // 4))
        if theme.contrast:
            paint.frame(surface, rect, theme.colours.outline, theme.line, theme.px(1.4))
        if focused:
            draw_focus(surface, rect, theme)

    def _write(self, surface: pygame.Surface, kit: Kit) -> None:
        """The shade, and the words on it, from the card's foot up."""
        theme, rect = kit.theme, self.rect
        pad = theme.px(2.4 if self.large else 1.8)
        width = rect.width - 2 * pad
        label, title, facts = self._blocks(kit, width, rect.height - 2 * pad)
        high = title.height + facts.height + (label.height if label is not None else 0)
        top = rect.bottom - pad - high
        covers.draw_shade(surface, kit, rect, top - theme.px(0.8))
        left = rect.left + pad
        if label is not None:
            label.draw(surface, pygame.Rect(left, top, width, 0), ON_PICTURE)
            top += label.height
        title.draw(surface, pygame.Rect(left, top, width, 0), covers.ON_SHADE)
        top += title.height
        facts.draw(surface, pygame.Rect(left, top, width, 0), covers.QUIET_ON_SHADE)
        pitch = round(facts.size * 0.72)
        middle = top + facts.height - facts.line_height // 2
        for step in range(HARDEST):
            hard = step < self.level.difficulty
            colour = ON_PICTURE if hard else mix(covers.QUIET_ON_SHADE, (0, 0, 0), 0.55)
            centre = rect.right - pad - (HARDEST - 1 - step) * pitch - pitch // 2, middle
            paint.draw_sign(surface, "real", centre, max(3, round(facts.size * 0.5)), colour)

    def _blocks(self, kit: Kit, width: int, high: int) -> tuple[TextBlock | None, TextBlock, TextBlock]:
        """Label, title and facts as they fit: the facts leave room for the dots beside their last line."""
        theme = kit.theme
        small = theme.type(1.05 if self.large else 0.9)
        dots = round(small * 0.72) * HARDEST + theme.px(1)
        facts = fit_text(self._facts, (width - dots, text_lines(2, small)), small)
        label = None
        if self.label:
            label = fit_text(self.label, (width, text_lines(1, theme.type(1.1))), theme.type(1.1), bold=True)
        room = high - facts.height - (label.height if label is not None else 0)
        title = fit_text(self.text, (width, room), theme.type(1.9 if self.large else 1.2), bold=True)
        return label, title, facts


class LevelsScene(ReadingScene[Mapping[str, ReplayedSession]]):
    """All levels on their shelves, each with what came of it last time, or where it was left, once that is read."""

    name = "levels"
    title_key = "levels.title"
    keeps_place = True

    def __init__(self, kit: Kit, read: Callable[[], Mapping[str, ReplayedSession] | None]) -> None:
        super().__init__(kit, read)
        self._tops: dict[str, int] = {}  # where each level's shelf begins, in pixels from the page's top
        self._covered: set[str] = set()  # the cards whose cover has been drawn

    def head(self) -> tuple[list[Widget], pygame.Rect]:
        """Beside the title the way to the path through the levels, where the pack has one."""
        parts, area = super().head()
        if not self.kit.pack.pack.curriculum:
            return parts, area
        theme, text = self.kit.theme, self.kit.words("curriculum.open")
        title = parts[-1]
        width = min(title.rect.width // 2, width_of(text, theme.type(), bold=True) + theme.px(9))
        rect = pygame.Rect(title.rect.right - width, title.rect.top, width, title.rect.height)
        title.rect.width -= width + theme.px(2)
        look = Look("plain", "list")
        return [*parts, Button("curriculum", rect, text, giving(Go("curriculum")), look)], area

    def fill(self, area: pygame.Rect) -> tuple[list[Widget], int]:
        """What comes next, large, with the first shelf; then shelf after shelf, short ones side by side."""
        self._tops, self._covered = {}, set()
        progress = {name: self._progress(kept) for name, kept in (self.found or {}).items()}
        standing = shelves(self.kit.pack)
        finished = {name: item.share for name, item in progress.items() if item.finished}
        left = {name: kept.row.started for name, kept in (self.found or {}).items() if not progress[name].finished}
        first = next_level(self.kit.pack, finished, left=sorted(left, key=lambda name: left[name], reverse=True))
        stands = [
            shelf._replace(levels=tuple(level for level in shelf.levels if level is not first)) for shelf in standing
        ]
        known = shelving.card_grid(self.kit.theme, area)
        parts: list[Widget] = []
        top = area.top
        if first is not None:
            parts, top = self._opening(area, first, stands.pop(0), progress)
        stands = [shelf for shelf in stands if shelf.levels]
        for band in shelving.bands([len(shelf.levels) for shelf in stands], known.columns):
            fresh, top = self._band(area, top, [stands[number] for number in band], progress)
            parts += fresh
        return parts, top - area.top

    def _opening(
        self, area: pygame.Rect, first: Level, shelf: LevelShelf, progress: Mapping[str, LevelProgress]
    ) -> tuple[list[Widget], int]:
        """The first shelf, which begins with the large card; and where the next one begins."""
        known = shelving.card_grid(self.kit.theme, area)
        parts, top = self._heading(shelf, pygame.Rect(area.left, area.top, area.width, 0))
        rects = shelving.opening(area, top, len(shelf.levels), known)
        label = self.kit.words("levels.next" if self.found is not None else "levels.reading")
        card = LevelCard(rects[0], first, self.kit, progress.get(first.id, LevelProgress()), label)
        cards = self._cards(shelf.levels, rects[1:], progress)
        self._tops |= dict.fromkeys([first.id, *(level.id for level in shelf.levels)], 0)
        return [*parts, card, *cards], max(rect.bottom for rect in rects) + known.gap

    def _band(
        self, area: pygame.Rect, top: int, stand: list[LevelShelf], progress: Mapping[str, LevelProgress]
    ) -> tuple[list[Widget], int]:
        """Shelves that share a row, or one with rows of its own, under their headings; and where the next begins."""
        known = shelving.card_grid(self.kit.theme, area)
        top += self.kit.theme.px(1)
        levels = [level for shelf in stand for level in shelf.levels]
        self._tops |= dict.fromkeys([level.id for level in levels], top - area.top)
        columns = shelving.below(area, top, len(levels), known)
        parts: list[Widget] = []
        under, at = top, 0
        for shelf in stand:
            last = columns[at + len(shelf.levels) - 1] if len(stand) > 1 else area
            place = pygame.Rect(columns[at].left, top, last.right - columns[at].left, 0)
            heading, bottom = self._heading(shelf, place)
            parts += heading
            under, at = max(under, bottom), at + len(shelf.levels)
        rects = shelving.below(area, under, len(levels), known)
        return [*parts, *self._cards(levels, rects, progress)], rects[-1].bottom + known.gap

    def _heading(self, shelf: LevelShelf, place: pygame.Rect) -> tuple[list[Widget], int]:
        """What stands above a shelf, in a place's width; and where its cards begin."""
        theme, pack = self.kit.theme, self.kit.pack
        if shelf.name is not None:
            name, text = f"shelf-{shelf.name}", self.kit.words(f"levels.shelf.{shelf.name}")
        else:
            part = pack.parts[shelf.pack] if shelf.pack else pack.pack
            name, text = f"pack-{part.id}", self.kit.words.of(part.title)
        size = theme.type(1.35)
        place = pygame.Rect(place.left, place.top, place.width, text_height(text, place.width, size, bold=True))
        return [Label(name, place, text, size, theme.colours.text, bold=True)], place.bottom + theme.px(1.2)

    def _cards(
        self, levels: list[Level] | tuple[Level, ...], rects: list[pygame.Rect], progress: Mapping[str, LevelProgress]
    ) -> list[Widget]:
        return [
            LevelCard(rect, level, self.kit, progress.get(level.id, LevelProgress()), None)
            for level, rect in zip(levels, rects, strict=True)
        ]

    @property
    def start(self) -> PagePlace | None:
        """At the levels of the collection that was opened last."""
        chosen = self.kit.settings.pack
        found = next((name for name in self._tops if chosen and owner(name) == chosen), None)
        return PagePlace(self._tops[found], f"level-{found}") if found is not None else None

    def _progress(self, kept: ReplayedSession) -> LevelProgress:
        """How far a level was played that was left; of one that was played to its end, how much was right."""
        words = self.kit.words
        if kept.course is not None:
            parts = len(kept.course.tests) + (kept.course.lesson is not None)
            return LevelProgress(words("levels.left.part", part=parts + 1, n=3), parts / 3)
        if not kept.row.finished:
            done, rounds = kept.session.answered
            return LevelProgress(words("levels.left", done=done, n=rounds), done / max(1, rounds))
        places = [place for place, entry in enumerate(kept.session.rounds) if entry.asks]
        right = sum(sign_of_round(kept.session, place) == "tick" for place in places)
        if not places:
            return LevelProgress(words("levels.read"), 1.0, finished=True)
        return LevelProgress(words("levels.last", right=right, n=len(places)), right / len(places), finished=True)

    def refresh_pictures(self) -> None:
        """Covers became ready: their cards are drawn again, once each."""
        for item in self.page:
            if isinstance(item, LevelCard) and item.name not in self._covered and self.in_sight(item):
                wanted = item.wanted(self.kit)
                if wanted is not None and self.kit.pictures.get(wanted) is not None:
                    self._covered.add(item.name)
                    self.damage.append(item.rect.clip(self._shown))
