"""Who made every picture, under which licence; generated from the pack; and the fonts."""

from __future__ import annotations

import pygame

from game.ui.menu import PageScene
from game.ui.widgets import Label, PictureView, Widget, text_height


class CreditsScene(PageScene):
    """A note, then every picture with its thumbnail, author, source and licence."""

    name = "credits"
    title_key = "credits.title"

    def fill(self, area: pygame.Rect) -> tuple[list[Widget], int]:
        """Rows of a thumbnail and three lines, in one or two columns."""
        theme, words, pack = self.kit.theme, self.kit.words, self.kit.pack
        parts: list[Widget] = []
        size = theme.type(1.0)
        text = words("credits.note", pack=words.of(pack.pack.title), version=pack.pack.version)
        height = text_height(text, area.width, size)
        note = pygame.Rect(area.left, area.top, area.width, height)
        parts.append(Label("note", note, text, size, theme.colours.text))
        top = area.top + height + theme.px(3)
        columns = 1 if theme.portrait or theme.text_scale > 1.2 else 2
        gap, row_height = theme.px(2), theme.px(13 if theme.text_scale < 1.2 else 18)
        width = (area.width - gap * (columns - 1)) // columns
        for number, picture in enumerate(sorted(pack.pictures.values(), key=lambda item: item.id)):
            row, column = divmod(number, columns)
            rect = pygame.Rect(area.left + column * (width + gap), top + row * (row_height + gap), width, row_height)
            thumb = pygame.Rect(rect.left, rect.top, row_height, row_height)
            parts.append(PictureView(f"thumb-{picture.id}", thumb, pack.path(picture.file), picture.size))
            beside = pygame.Rect(thumb.right + theme.px(1.5), rect.top, 0, row_height)
            beside.width = rect.right - beside.left
            year = f" ({picture.year})" if picture.year else ""
            line = f"{words.of(picture.alt)}{year}\n{picture.credit}. {picture.licence}\n{picture.source}"
            parts.append(Label(f"credit-{picture.id}", beside, line, theme.type(0.78), theme.colours.quiet))
        rows = -(-len(pack.pictures) // columns)
        return parts, top + rows * (row_height + gap) - area.top

    def refresh_pictures(self) -> None:
        """Thumbnails became ready."""
        self.damage.append(self.area)
