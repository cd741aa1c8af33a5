"""All that is to be known of one collection: what one learns, its size, where it comes from, licences and authors."""

from __future__ import annotations

import pygame

from game.collections.collection import Collection
from game.ui.kit import Kit
from game.ui.menu import PageScene
from game.ui.outcomes import Leave, Outcome
from game.ui.sizes import megabytes
from game.ui.widgets import Label, Widget, text_height


class CollectionScene(PageScene):
    """A page of headings and lines."""

    name = "collection"
    title_key = "collections.about"

    def __init__(self, kit: Kit, item: Collection) -> None:
        super().__init__(kit)
        self.item = item

    def fill(self, area: pygame.Rect) -> tuple[list[Widget], int]:
        """Title and what one learns, then paragraph after paragraph."""
        theme, words, item = self.kit.theme, self.kit.words, self.item
        colours, top = theme.colours, area.top
        rows = [("name", words.of(item.title), 1.5, colours.accent, True)]
        if item.about:
            rows.append(("about", words.of(item.about), 1.15, colours.text, False))
        for name, text in self._facts():
            rows.append((f"{name}-title", words(f"collections.about.{name}"), 0.95, colours.quiet, False))
            rows.append((name, text, 1.05, colours.text, False))
        parts: list[Widget] = []
        for name, text, scale, colour, bold in rows:
            size = theme.type(scale)
            if name.endswith("-title"):
                top += theme.px(1.6)
            rect = pygame.Rect(area.left, top, area.width, text_height(text, area.width, size, bold=bold))
            parts.append(Label(name, rect, text, size, colour, bold=bold))
            top = rect.bottom + theme.px(0.5)
        return parts, top - area.top

    def _facts(self) -> list[tuple[str, str]]:
        """Name and text of each paragraph that there is something to say in."""
        words, item = self.kit.words, self.item
        collections = self.kit.collections
        mirror = collections.source(item.id) if collections is not None else None
        facts = [("size", words("collections.facts", n=item.pictures, size=megabytes(item.bytes, words)))]
        if item.offer is not None:
            facts.append(("from", words("collections.from", host=mirror or item.offer.host)))
        elif item.own:
            facts.append(("from", words("collections.own")))
        facts.append(("licences", "\n".join(self.kit.pack.credited(name, words) for name in item.licences)))
        if item.path is not None:
            facts.append(("credits", words("collections.licences.own")))
        elif item.credits:
            facts.append(("credits", "\n".join(item.credits)))
        return [(name, text) for name, text in facts if text]

    def back(self) -> Outcome | None:
        """To the collections."""
        return Leave()
