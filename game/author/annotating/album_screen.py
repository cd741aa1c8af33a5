"""All pictures of the pack that is annotated, as thumbnails: which of them still want something, and where to go on."""

from __future__ import annotations

from typing import get_args

import pygame

from game.author.annotating.album import Album, Show
from game.author.annotating.entry import Entry
from game.ui.intents import Intent, PageTurn, ToEnd, Wheel
from game.ui.kit import Kit
from game.ui.menu import MenuScene
from game.ui.outcomes import Leave, OpenEntry, Outcome
from game.ui.thumbs import Thumbnail
from game.ui.typeset import shortened
from game.ui.widgets import Button, Label, Look, Pressed, Target, Widget, split

CELL = 20, 18  # width and height of a thumbnail with its name, in units


class AlbumScene(MenuScene):
    """A page of thumbnails with the sign of what is missing; filters above, pages turned by keys and buttons."""

    name = "album"
    title_key = "annotate.pictures"

    def __init__(self, kit: Kit, album: Album) -> None:
        super().__init__(kit)
        self.album = album
        self.first = -1  # place among those shown of the first on the page; before the first layout, none
        self._count = 1  # on a page

    def arrange(self) -> None:
        """Filters, thumbnails, pages."""
        theme, words = self.kit.theme, self.kit.words
        head, area = self.head()
        gap = theme.px(1.2)
        row = pygame.Rect(area.left, area.top - theme.px(1), area.width, theme.tall(6))
        shows = get_args(Show)
        filters: list[Widget] = []
        for show, cell in zip(shows, split(row, len(shows), gap), strict=True):
            look = Look("plain", selected=show == self.album.show, align="centre")
            text = words(f"annotate.show.{show}", n=self.album.count(show))
            filters.append(Button(f"show-{show}", cell, text, self._filter(show), look))
        side = theme.tall(7)
        foot = pygame.Rect(area.left, area.bottom - side, area.width, side)
        grid = pygame.Rect(area.left, row.bottom + gap, area.width, foot.top - row.bottom - 2 * gap)
        columns = max(1, (grid.width + gap) // (theme.px(CELL[0]) + gap))
        rows = max(1, (grid.height + gap) // (theme.px(CELL[1]) + gap))
        self._count = columns * rows
        shown = self.album.shown()
        if self.first < 0:
            here = shown.index(self.album.place) if self.album.place in shown else 0
            self.first = here - here % self._count
        self.first = min(max(0, self.first), max(0, (len(shown) - 1) // self._count * self._count))
        width, height = (grid.width + gap) // columns - gap, (grid.height + gap) // rows - gap
        cells: list[Widget] = []
        for number, place in enumerate(shown[self.first : self.first + self._count]):
            down, across = divmod(number, columns)
            rect = pygame.Rect(grid.left + across * (width + gap), grid.top + down * (height + gap), width, height)
            cells += self._cell(rect, place)
        if not shown:
            text = words("annotate.none-left")
            cells = [Label("none", grid, text, theme.type(1.2), theme.colours.quiet, align="centre", middle=True)]
        self.widgets = [*head, *filters, *cells, *self._pages(foot, len(shown))]

    def _cell(self, rect: pygame.Rect, place: int) -> list[Widget]:
        """One picture, and its name below."""
        theme, entry = self.kit.theme, self.album.entries[place]
        size = theme.type(0.8)
        name = pygame.Rect(rect.left, rect.bottom - round(size * 1.4), rect.width, round(size * 1.4))
        pack = self.album.library
        path = pack.path(entry.file)
        area = pygame.Rect(rect.left, rect.top, rect.width, name.top - rect.top - theme.px(0.4))
        view = Thumbnail(f"entry-{place}", area, path, entry.size(path), press=_open(place))
        if entry.is_clip:
            view.wanted = view.wanted._replace(frame=0)
        view.sign = sign_of(entry)
        view.alt = entry.id
        colour = theme.colours.accent if place == self.album.place else theme.colours.text
        text = shortened(entry.id, name.width, size, middle=True)
        return [view, Label(f"name-{place}", name, text, size, colour, align="centre")]

    def _pages(self, rect: pygame.Rect, count: int) -> list[Widget]:
        """Back and forth, where one page does not hold all."""
        theme = self.kit.theme
        if count <= self._count:
            return []
        left = pygame.Rect(rect.left, rect.top, rect.height * 2, rect.height)
        right = pygame.Rect(rect.right - left.width, rect.top, left.width, rect.height)
        middle = pygame.Rect(left.right, rect.top, right.left - left.right, rect.height)
        page, pages = self.first // self._count + 1, -(-count // self._count)
        text = self.kit.words("round.counter", place=page, rounds=pages)
        return [
            Button("page-back", left, "", self._turn(-1), Look("plain", "left"), enabled=page > 1),
            Label("page", middle, text, theme.type(), theme.colours.quiet, align="centre", middle=True),
            Button("page-on", right, "", self._turn(1), Look("plain", "right"), enabled=page < pages),
        ]

    def _turn(self, way: int) -> Pressed:
        def press() -> None:
            self.first += way * self._count
            self.rearrange()

        return press

    def _filter(self, show: Show) -> Pressed:
        def press() -> None:
            self.album.show = show
            self.first = -1
            self.rearrange(f"show-{show}")

        return press

    def handle(self, intent: Intent) -> Outcome | None:
        """Page keys and the wheel turn pages; Home and End go to the first and the last one."""
        if isinstance(intent, ToEnd):
            self._turn(intent.step * len(self.album.shown()))()
            there = [item for item in self.targets if isinstance(item, Thumbnail)]
            if there:
                self.set_focus(there[0] if intent.step < 0 else there[-1])
            return None
        if isinstance(intent, (PageTurn, Wheel)):
            way = intent.step if isinstance(intent, PageTurn) else -1 if intent.steps > 0 else 1
            self._turn(way)()
            return None
        return super().handle(intent)

    def first_focus(self) -> Target | None:
        """The picture at hand, where it is on the page."""
        name = f"entry-{self.album.place}"
        return next((item for item in self.targets if item.name == name), super().first_focus())

    def back(self) -> Outcome | None:
        """To the picture at hand."""
        return Leave()


def sign_of(entry: Entry) -> str:
    """Whether a picture is complete, still bare, or something in it is missing."""
    return "dash" if entry.is_bare else "question" if entry.is_open else "tick"


def _open(place: int) -> Pressed:
    return lambda: OpenEntry(place)
