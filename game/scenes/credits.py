"""Who made every picture, under which licence; generated from the packs; and the fonts."""

from __future__ import annotations

import pygame

from game.model.picture import Picture
from game.pack.catalogue import packs_of
from game.ui.menu import PageScene
from game.ui.widgets import Label, PictureView, Widget, text_height


class CreditsScene(PageScene):
    """A note, then every picture with its thumbnail, author, source and licence."""

    name = "credits"
    title_key = "credits.title"

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
        top = area.top + height + theme.px(3)
        columns = 1 if theme.portrait or theme.text_scale > 1.2 else 2
        gap, row_height = theme.px(2), theme.px(13 if theme.text_scale < 1.2 else 18)
        width = (area.width - gap * (columns - 1)) // columns
        beside = width - row_height - theme.px(1.5)  # of the thumbnail
        size = theme.type(0.78)
        credited = [(picture, self._line(picture)) for picture in sorted(pack.each, key=lambda it: it.id)]
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
