"""Who made every picture, under which licence; generated from the packs; and the fonts."""

from __future__ import annotations

import pygame

from game.model.names import owner
from game.model.picture import Picture
from game.pack.catalogue import packs_of
from game.ui.menu import PageScene
from game.ui.widgets import Button, Label, Look, PictureView, Pressed, Widget, split, text_height


class CreditsScene(PageScene):
    """A note, then every picture of a pack with its thumbnail, author, source and licence; of others at a press."""

    name = "credits"
    title_key = "credits.title"
    shown = ""  # whose pictures: another pack's id, or the home pack's

    def fill(self, area: pygame.Rect) -> tuple[list[Widget], int]:
        """Rows of a thumbnail and all that is to be said, in one or two columns."""
        theme, words, pack = self.kit.theme, self.kit.words, self.kit.pack
        parts: list[Widget] = []
        size = theme.type(1.0)
        packs = [words("credits.pack", pack=words.of(it.title), version=it.version) for it in packs_of(pack).values()]
        text = words("credits.note", packs="; ".join(packs))
        height = text_height(text, area.width, size)
        note = pygame.Rect(area.left, area.top, area.width, height)
        parts.append(Label("note", note, text, size, theme.colours.text))
        top = note.bottom + theme.px(3)
        if pack.parts:
            choice, top = self._choice(area, top)
            parts += choice
        columns = 1 if theme.portrait or theme.text_scale > 1.2 else 2
        gap, row_height = theme.px(2), theme.px(18 if theme.portrait or theme.text_scale > 1.2 else 13)
        width = (area.width - gap * (columns - 1)) // columns
        beside = width - row_height - theme.px(1.5)  # of the thumbnail
        size = theme.type(0.88)
        own = [picture for picture in pack.each if owner(picture.id) == self.shown]
        credited = [(picture, self._line(picture)) for picture in sorted(own, key=lambda it: it.id)]
        for start in range(0, len(credited), columns):
            row = credited[start : start + columns]
            height = max(row_height, *(text_height(line, beside, size) for _, line in row))
            for column, (picture, line) in enumerate(row):
                left = area.left + column * (width + gap)
                thumb = pygame.Rect(left, top, row_height, row_height)
                place = pygame.Rect(left + width - beside, top, beside, height)
                parts.append(PictureView(f"thumb-{picture.id}", thumb, pack.path(picture.file), picture.size))
                parts.append(Label(f"credit-{picture.id}", place, line, size, theme.colours.quiet))
            top += height + gap
        return parts, top - area.top

    def _choice(self, area: pygame.Rect, top: int) -> tuple[list[Widget], int]:
        """A button for each pack, the chosen one marked; and where its pictures begin."""
        theme, words, pack = self.kit.theme, self.kit.words, self.kit.pack
        columns = (
            1 if theme.text_scale > 1.2 and theme.portrait else 2 if theme.portrait or theme.text_scale > 1.2 else 3
        )
        gap, height = theme.px(1.6), theme.tall(7)
        parts: list[Widget] = []
        titles = {"": pack.pack.title, **{name: part.title for name, part in pack.parts.items()}}
        for number, (name, title) in enumerate(titles.items()):
            row, column = divmod(number, columns)
            line = pygame.Rect(area.left, top + row * (height + gap), area.width, height)
            look = Look("plain", selected=name == self.shown)
            cell = split(line, columns, gap)[column]
            parts.append(Button(f"pack-{name or pack.pack.id}", cell, words.of(title), self._show(name), look))
        return parts, top + -(-len(titles) // columns) * (height + gap) + theme.px(1.5)

    def _show(self, pack: str) -> Pressed:
        def press() -> None:
            self.shown = pack
            self.rearrange()

        return press

    def _line(self, picture: Picture) -> str:
        """What is to be said of a picture."""
        pack, words = self.kit.pack, self.kit.words
        year = f" ({picture.year})" if picture.year else ""
        maker, licence, source = (
            pack.credited(text, words) for text in (picture.credit, picture.licence, picture.source)
        )  # fmt: skip
        return f"{words.of(picture.alt)}{year}\n{maker}. {licence}\n{source}"

    def refresh_pictures(self) -> None:
        """Thumbnails became ready."""
        self.damage.append(self.area)
