"""Choosing a tell of the field guide: a word is typed, what fits stays."""

from __future__ import annotations

import pygame

from game.author.annotating.search import matching
from game.model.picture import Tell
from game.ui.intents import Back, Confirm, Edit, Intent
from game.ui.kit import Kit
from game.ui.menu import PageScene
from game.ui.outcomes import Leave, Outcome, TakeTell
from game.ui.textfield import TextField
from game.ui.theme import Colour, Theme
from game.ui.typeset import fit_text
from game.ui.widgets import Button, Label, Look, Pressed, Target, Widget


class TellRow(Button):
    """A tell in the list: its name, its family, what to look at."""

    def __init__(self, rect: pygame.Rect, tell: Tell, kit: Kit, press: Pressed, look: Look) -> None:
        super().__init__(f"tell-{tell.id}", rect, kit.words.of(tell.name), press, look)
        self._family = kit.words(f"family.{tell.family}")
        self._look = kit.words.of(tell.look)

    def content(self, surface: pygame.Surface, theme: Theme, ink: Colour) -> None:
        """The name, and what to look at."""
        pad = theme.px(1.4)
        size, small = theme.type(1.05), theme.type(0.85)
        area = self.rect.inflate(-2 * pad, 0)
        family = fit_text(self._family, (area.width // 3, round(small * 1.4)), small)
        title = fit_text(self.text, (area.width - family.width - pad, round(size * 1.4)), size, bold=True)
        look = fit_text(self._look, (area.width, self.rect.height - title.height - theme.px(1)), small)
        top = self.rect.top + (self.rect.height - title.height - look.height) // 2
        title.draw(surface, pygame.Rect(area.left, top, area.width, 0), ink)
        beside = pygame.Rect(area.right - family.width, top, family.width, 0)
        family.draw(surface, beside, theme.colours.quiet)
        look.draw(surface, pygame.Rect(area.left, top + title.height, area.width, 0), theme.colours.quiet)


class TellsScene(PageScene):
    """A field to type in above the list; up and down choose while it is typed in."""

    name = "tells"
    title_key = "annotate.choose-tell"

    def __init__(self, kit: Kit, tell: str) -> None:
        super().__init__(kit)
        self.tell = tell  # the one that is set now
        self.typed = ""
        self.chosen = next((place for place, item in enumerate(self.found) if item.id == tell), 0)
        self._field = TextField("search", self._search, self._take_chosen, one_line=True)

    @property
    def found(self) -> list[Tell]:
        """The tells that fit what was typed."""
        return matching(self.kit.pack.tells.values(), self.typed, self.kit.words.language)

    def head(self) -> tuple[list[Widget], pygame.Rect]:
        """Back, title, and the field."""
        parts, area = super().head()
        theme = self.kit.theme
        rect = pygame.Rect(area.left, area.top - theme.px(1), area.width, theme.tall(6))
        self._field.hint = self.kit.words("annotate.search")
        self._field.lay(rect, self.typed, theme, 1.15)
        top = rect.bottom + theme.px(2)
        return [*parts, self._field], pygame.Rect(area.left, top, area.width, area.bottom - top)

    def fill(self, area: pygame.Rect) -> tuple[list[Widget], int]:
        """One row for each tell."""
        theme, found = self.kit.theme, self.found
        self.chosen = min(self.chosen, max(0, len(found) - 1))
        gap, height = theme.px(0.8), theme.tall(8 if theme.text_scale < 1.2 else 11)
        parts: list[Widget] = []
        for place, tell in enumerate(found):
            rect = pygame.Rect(area.left, area.top + place * (height + gap), area.width, height)
            look = Look("tile", selected=place == self.chosen)
            parts.append(TellRow(rect, tell, self.kit, _take(tell.id), look))
        if not found:
            rect = pygame.Rect(area.left, area.top, area.width, theme.tall(8))
            text = self.kit.words("annotate.no-match")
            parts.append(Label("no-match", rect, text, theme.type(1.1), theme.colours.quiet, middle=True))
        return parts, max(1, len(found)) * (height + gap)

    def open(self) -> TellsScene:
        """Typing begins at once."""
        super().open()
        self.set_focus(self._field)
        if self.chosen:
            self.scroll(self.page[self.chosen].rect.centery - self.area.centery)
        return self

    def _search(self, text: str) -> None:
        self.typed, self.chosen = text, 0
        self.offset = 0
        self.rearrange("search")

    def _take_chosen(self) -> Outcome | None:
        found = self.found
        return TakeTell(found[self.chosen].id) if found else None

    def handle(self, intent: Intent) -> Outcome | None:
        """Up and down go through the list while it is typed; Esc is the way back at once."""
        if isinstance(intent, Back):
            return self.back()
        if self.typing is not None and isinstance(intent, Edit) and intent.key in ("up", "down"):
            self.chosen = min(max(0, self.chosen + (1 if intent.key == "down" else -1)), max(0, len(self.found) - 1))
            self.rearrange("search")
            self._show_chosen()
            return None
        if self.typing is not None and isinstance(intent, Confirm):
            return self._take_chosen()
        return super().handle(intent)

    def _show_chosen(self) -> None:
        """Scroll to the chosen row."""
        if not self.found:
            return
        rect = self.page[self.chosen].rect
        if rect.top < self.area.top:
            self.scroll(rect.top - self.area.top)
        elif rect.bottom > self.area.bottom:
            self.scroll(rect.bottom - self.area.bottom)

    def first_focus(self) -> Target | None:
        """The field."""
        return self._field

    def back(self) -> Outcome | None:
        """Without choosing."""
        return Leave()


def _take(tell: str) -> Pressed:
    return lambda: TakeTell(tell)
