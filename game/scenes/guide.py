"""The field guide: every tell, by family, each with a look at one of its examples."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

import pygame

from game.model.picture import Picture, Tell
from game.model.terms import NONE_VISIBLE, TellFamily
from game.pack.library import examples_of_all
from game.results.progress import Progress
from game.ui import paint
from game.ui.guiding import example_view
from game.ui.kit import Kit
from game.ui.layout import LARGE_TEXT
from game.ui.menu import ReadingScene
from game.ui.outcomes import Leave, OpenLens, OpenTell, Outcome
from game.ui.theme import Colour, Theme
from game.ui.typeset import fit_text, width_of
from game.ui.widgets import Button, Label, Look, PictureView, Pressed, Widget, text_height


class TellCard(Button):
    """A tell's name, how far it can be trusted today, and a piece of a picture that shows it."""

    def __init__(
        self, name: str, rect: pygame.Rect, tell: Tell, kit: Kit, press: Pressed, example: tuple[Picture, int] | None
    ) -> None:
        super().__init__(name, rect, kit.words.of(tell.name), press, Look("tile"))
        self.kit, self.tell, self.seen = kit, tell, False
        self.view: PictureView | None = None
        if example is not None:
            pad = kit.theme.px(1)
            area = pygame.Rect(rect.left, rect.top, rect.height, rect.height).inflate(-2 * pad, -2 * pad)
            self.view = example_view("example", area, kit, *example, square=True)
            self._offset = self.view.rect.move(-rect.left, -rect.top).topleft

    def spoken(self) -> str:
        """Its name, and whether it was seen."""
        said = super().spoken()
        return f"{said}. {self.kit.words('guide.seen.tick')}" if self.seen else said

    def content(self, surface: pygame.Surface, theme: Theme, ink: Colour) -> None:
        """A piece of a picture that shows it, and its name."""
        left = self.rect.left + theme.px(2)
        if self.view is not None:
            self.view.rect.topleft = (self.rect.left + self._offset[0], self.rect.top + self._offset[1])
            self.view.draw(surface, self.kit, focused=False, pressed=False)
            left = self.rect.left + self.rect.height + theme.px(0.6)
        width = self.rect.right - left - theme.px(1.5)
        small = theme.type(0.85)
        if self.seen:
            side = theme.px(2.4)
            corner = self.rect.right - theme.px(1.2) - side // 2, self.rect.top + theme.px(1.2) + side // 2
            paint.draw_sign(surface, "tick", corner, side, theme.colours.accent)
            width -= side
        note = fit_text(self.kit.words(f"guide.{self.tell.reliability}"), (width, round(small * 1.4)), small)
        title = fit_text(self.text, (width, self.rect.height - note.height - theme.px(2)), theme.type(1.1), bold=True)
        top = self.rect.top + (self.rect.height - title.height - note.height) // 2
        gone = self.tell.reliability == "gone"
        title.draw(surface, pygame.Rect(left, top, width, 0), theme.colours.quiet if gone else ink)
        if gone:  # struck through, as what is no longer so
            thick = max(1, theme.px(0.2))
            for row, text in enumerate(title.lines):
                middle = top + row * title.line_height + title.line_height // 2
                wide = width_of(text, title.size, bold=True)
                surface.fill(theme.colours.quiet, (left, middle, wide, thick))
        note.draw(surface, pygame.Rect(left, top + title.height, width, 0), theme.colours.quiet)


class GuideScene(ReadingScene[Progress]):
    """Families as headings, tells as cards below them; those that the player was shown after an answer have a tick."""

    name = "guide"
    title_key = "guide.title"
    keeps_place = True

    def __init__(self, kit: Kit, read: Callable[[], Progress | None] = Progress) -> None:
        super().__init__(kit, read)

    def fill(self, area: pygame.Rect) -> tuple[list[Widget], int]:
        """What the guide is, then family after family."""
        theme, words, pack = self.kit.theme, self.kit.words, self.kit.pack
        examples = examples_of_all(pack, pack.tells)
        text, size = words("guide.note", n=len(pack.tells) - 1), theme.type(1.05)
        height = text_height(text, area.width, size)
        rect = pygame.Rect(area.left, area.top, area.width, height)
        parts: list[Widget] = [Label("note", rect, text, size, theme.colours.text)]
        seen = self.found.tells if self.found is not None else frozenset()
        if self.found is not None:
            count, known = len(seen & pack.tells.keys() - {NONE_VISIBLE}), len(pack.tells) - 1
            rect = pygame.Rect(area.left, rect.bottom + theme.px(1), area.width, round(theme.type(1.35) * 1.4))
            text = words("guide.seen", seen=count, n=known)
            parts.append(Label("seen", rect, text, theme.type(1.35), theme.colours.text, bold=True))
        top = rect.bottom + theme.px(3)
        count = 1 if theme.text_scale > 1.3 and theme.portrait else 2 if theme.portrait or theme.text_scale > 1.2 else 3
        gap = theme.px(1.6)
        card_height = theme.px(13 if theme.text_scale < 1.2 else 17 if theme.text_scale < LARGE_TEXT else 20)
        width = (area.width - gap * (count - 1)) // count
        for family in get_args(TellFamily):
            tells = [tell for tell in pack.tells.values() if tell.family == family and tell.id != NONE_VISIBLE]
            if not tells:
                continue
            title, line = words(f"family.{family}"), words(f"family.{family}.line")
            head, top = self._heading(f"family-{family}", title, line, area, top)
            parts += head
            for number, tell in enumerate(tells):
                row, column = divmod(number, count)
                place = pygame.Rect(
                    area.left + column * (width + gap), top + row * (card_height + gap), width, card_height
                )
                shown = examples.get(tell.id, [None])[0]
                card = TellCard(f"tell-{tell.id}", place, tell, self.kit, _open(tell.id), shown)
                card.seen = tell.id in seen
                parts.append(card)
            top += -(-len(tells) // count) * (card_height + gap) + theme.px(2)
        if pack.lenses:
            head, top = self._heading("lenses", words("guide.lenses"), words("guide.lenses.line"), area, top)
            parts += head
            for number, lens in enumerate(pack.lenses.values()):
                row, column = divmod(number, count)
                left, up = area.left + column * (width + gap), top + row * (card_height + gap)
                place = pygame.Rect(left, up, width, card_height)
                look = Look("tile", "loupe", scale=1.1)
                parts.append(Button(f"lens-{lens.id}", place, words(f"lens.{lens.id}"), _open_lens(lens.id), look))
            top += -(-len(pack.lenses) // count) * (card_height + gap)
        return parts, top - area.top

    def _heading(self, name: str, title: str, line: str, area: pygame.Rect, top: int) -> tuple[list[Widget], int]:
        """A heading with a quiet line below it, and where the next row begins."""
        theme = self.kit.theme
        parts: list[Widget] = []
        for part, text, scale, colour, bold in (
            (name, title, 1.35, theme.colours.accent, True),
            (f"{name}-line", line, 0.95, theme.colours.quiet, False),
        ):
            size = theme.type(scale)
            height = text_height(text, area.width, size, bold=bold)
            rect = pygame.Rect(area.left, top, area.width, height)
            parts.append(Label(part, rect, text, size, colour, bold=bold))
            top = rect.bottom
        return parts, top + theme.px(1.6)

    def refresh_pictures(self) -> None:
        """Examples became ready."""
        self.damage.append(self.area)

    def back(self) -> Outcome | None:
        """To where the guide was opened from."""
        return Leave() if self.origin is not None else super().back()


def _open_lens(lens: str) -> Pressed:
    return lambda: OpenLens(lens)


def _open(tell: str) -> Pressed:
    return lambda: OpenTell(tell)
