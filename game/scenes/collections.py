"""The collections: what is on the shelf, and what can be fetched, with what it costs, on request."""

from __future__ import annotations

from collections.abc import Callable

import pygame

from game.collections.collection import Collection, Collections
from game.collections.download import DownloadState
from game.ui import paint
from game.ui.first_screen import called
from game.ui.kit import Kit
from game.ui.menu import PageScene
from game.ui.outcomes import CancelPack, GetPack, Leave, OpenCollection, Outcome, PlayPack
from game.ui.sizes import megabytes
from game.ui.typeset import fit_text
from game.ui.widgets import (
    Button,
    Label,
    Look,
    Panel,
    PictureView,
    Sign,
    Style,
    Target,
    Widget,
    giving,
    split,
    text_height,
)

FACE = 0.46  # height of a card's pictures, or of what is said in their place, of its width
LARGE_SHARE = 0.66  # of that width for the first picture, where there are more
GET_SHARE = 0.56  # of its row for Get; beside it there is room for Cancel
FAILURES = ("offline", "busy", "missing", "refused", "wrong", "full", "taken")  # those that have words of their own


def mosaic(area: pygame.Rect, count: int, gap: int) -> list[pygame.Rect]:
    """Places for one picture, or for a large one and two or three small ones beside it."""
    if count < 3:
        return [area]
    large = pygame.Rect(area.left, area.top, round(area.width * LARGE_SHARE), area.height)
    small = min(count - 1, 3)
    left, high = large.right + gap, (area.height - gap * (small - 1)) / small
    tops = [round(area.top + number * (high + gap)) for number in range(small)]
    return [large, *(pygame.Rect(left, top, area.right - left, round(high)) for top in tops)]


def middle_of(size: tuple[int, int], place: pygame.Rect) -> tuple[int, int, int, int]:
    """The largest part of a picture, from its middle, that has the proportions of a place; rather its upper part."""
    scale = min(size[0] / place.width, size[1] / place.height)
    width, height = max(1, round(place.width * scale)), max(1, round(place.height * scale))
    return ((size[0] - width) // 2, (size[1] - height) // 3, width, height)


class Gauge(Widget):
    """How far a download is, as a bar with words below; `now` says it whenever it is drawn."""

    def __init__(self, name: str, rect: pygame.Rect, now: Callable[[], tuple[float, str]]) -> None:
        super().__init__(name, rect)
        self.now = now

    def spoken(self) -> str:  # noqa: D102
        return self.now()[1]

    def draw(self, surface: pygame.Surface, kit: Kit, *, focused: bool, pressed: bool) -> None:  # noqa: D102
        theme = kit.theme
        share, text = self.now()
        bar = pygame.Rect(self.rect.left, self.rect.top + theme.px(0.8), self.rect.width, theme.px(1.4))
        paint.framed(surface, bar, theme.colours.ground, theme.colours.outline, theme.line, theme.radius)
        inside = bar.inflate(-2 * theme.line, -2 * theme.line)
        inside.width = round(inside.width * min(1.0, share))
        if inside.width:
            paint.panel(surface, inside, theme.colours.lit, theme.radius // 2)
        top = bar.bottom + theme.px(0.8)
        block = fit_text(text, (self.rect.width, self.rect.bottom - top), theme.type(0.85))
        block.draw(surface, pygame.Rect(self.rect.left, top, self.rect.width, 0), theme.colours.text)


class CollectionsScene(PageScene):
    """A card for each collection, with its one next step; none moves while somebody looks at them.

    Those come first, and are framed, that a level needs.
    """

    name = "collections"
    title_key = "collections.title"
    keeps_place = True

    def __init__(self, kit: Kit, collections: Collections, needed: tuple[str, ...] = ()) -> None:
        super().__init__(kit)
        self._all = collections
        self.needed = needed
        self.order: list[str] = []  # of all cards, once they have been laid out
        self.keeps_place = not needed  # it is another order
        self._laid_out: object = None  # what the cards depend on, as it was when they were laid out
        self._states: dict[str, DownloadState | None] = {}

    def _in_order(self) -> list[Collection]:
        """All that are known as they stand: at first those that are needed, and those last that are new here."""
        known = {item.id: item for item in self._all.known or ()}
        first = sorted(known, key=lambda name: name not in self.needed)
        self.order = [*self.order, *(name for name in first if name not in self.order)]
        return [known[name] for name in self.order if name in known]

    def back(self) -> Outcome | None:
        """To the level that this was opened from, or to the title."""
        return Leave() if self.origin is not None else super().back()

    @property
    def restocks(self) -> bool:
        """What the level needs is put to use as soon as it is here."""
        return bool(self.needed)

    def first_focus(self) -> Target | None:
        """The way to what is needed."""
        wanted = [item for item in self.targets if item.name in {f"get-{name}" for name in self.needed}]
        return wanted[0] if wanted else super().first_focus()

    def _stages(self) -> object:
        """What the cards' parts depend on, beyond numbers."""
        stages = {item.id: self._stage(item) for item in self._all.known or ()}
        return self._all.known, stages

    def _stage(self, item: Collection) -> str:
        if item.id in self._all.waiting:
            return "waiting"
        state = self._all.state(item.id)
        if state is None or state.stage == "installed":
            return ""
        return "failed" if state.stage == "failed" else "running"

    def update(self, seconds: float) -> Outcome | None:
        """Lay out again where a card has another step now; where only numbers changed draw them."""
        self._all.seen()
        if self._stages() != self._laid_out:
            self.rearrange()
            return None
        states = {item.id: self._all.state(item.id) for item in self._all.known or ()}
        for name, state in states.items():
            if state != self._states.get(name) and self.has(f"gauge-{name}"):
                self.damage.append(self.widget(f"gauge-{name}").rect.clip(self.area))
        self._states = states
        return super().update(seconds)

    def fill(self, area: pygame.Rect) -> tuple[list[Widget], int]:
        """A note, then cards in as many columns as there is room for."""
        theme, words = self.kit.theme, self.kit.words
        self._laid_out = self._stages()
        known = self._in_order()
        text, size = words("collections.note" if self._all.known is not None else "collections.looking"), theme.type()
        if self.needed and known:
            text = words("intro.needs", titles=words("intro.needs.or").join(called(self.kit, self.needed)))
        note = pygame.Rect(area.left, area.top, area.width, text_height(text, area.width, size))
        parts: list[Widget] = [Label("note", note, text, size, theme.colours.text)]
        columns = 3 if area.width > 130 * theme.unit and theme.text_scale < 1.2 else 2
        columns = 1 if theme.portrait or theme.text_scale > 1.3 else columns
        gap, top = theme.px(2), note.bottom + theme.px(2.5)
        width = (area.width - gap * (columns - 1)) // columns
        height = max((self._height(item, width) for item in known), default=0)
        for number, item in enumerate(known):
            row, column = divmod(number, columns)
            rect = pygame.Rect(area.left + column * (width + gap), top + row * (height + gap), width, height)
            parts += self._card(item, rect)
        rows = -(-len(known) // columns)
        return parts, top + rows * (height + gap) - gap - area.top

    def _facts(self, item: Collection) -> str:
        """How much it holds; of one that cannot be read, which it is."""
        words = self.kit.words
        if item.fault:
            return item.id
        facts = words("collections.facts", n=item.pictures, size=megabytes(item.bytes, words))
        return f"{facts} · {words('collections.levels', n=item.levels)}" if item.levels else facts

    def _texts(self, item: Collection) -> list[tuple[str, str, int, bool]]:
        """Title, and how much it holds: name, text, size, boldness."""
        theme = self.kit.theme
        return [
            ("title", self.kit.words.of(item.title), theme.type(1.3), True),
            ("facts", self._facts(item), theme.type(0.95), False),
        ]

    def _height(self, item: Collection, width: int) -> int:
        """What a card of a width needs; with room for any state that it may come to."""
        theme, gap = self.kit.theme, self.kit.theme.px(0.6)
        width -= 2 * theme.px(2)
        heights = [text_height(text, width, size, bold=bold) for _, text, size, bold in self._texts(item)]
        said = [text_height(self._said(item), width - 2 * theme.px(2), theme.type(1.1))]
        if item.offer is not None:  # the longest of what may go wrong are set smaller
            why = [self.kit.words(f"collections.failed.{why}", host=self._host(item)) for why in FAILURES]
            said += [text_height(text, width - 2 * theme.px(2), theme.type(0.8)) for text in why]
        face = max(min(round(width * FACE), theme.px(40)), max(said) + 2 * theme.px(2))
        return face + sum(heights) + 2 * gap + theme.px(1) + self._buttons_height(item, width) + 2 * theme.px(2)

    def _buttons_height(self, item: Collection, width: int) -> int:
        """Of one row, or of two where one has no room for the words of two buttons."""
        theme = self.kit.theme
        two = self._in_two_rows(len(self._entries(item, failed=False)), width)
        return 2 * theme.tall(7) + theme.apart(1.2) if two else theme.tall(7)

    def _in_two_rows(self, entries: int, width: int) -> bool:
        return entries > 1 and width < self.kit.theme.type(26)

    def _said(self, item: Collection) -> str:
        """What stands where pictures will be: what one learns; of one that cannot be read, why."""
        if item.fault:
            return self.kit.words("collections.broken", problem=item.fault)
        return self.kit.words.of(item.about) if item.about else ""

    def _card(self, item: Collection, rect: pygame.Rect) -> list[Widget]:
        """Pictures or what one learns, title, how much it is, and its buttons."""
        theme, colours = self.kit.theme, self.kit.theme.colours
        inner = rect.inflate(-2 * theme.px(2), -2 * theme.px(2))
        rows = self._buttons_height(item, inner.width)
        row = pygame.Rect(inner.left, inner.bottom - rows, inner.width, rows)
        texts, gap = self._texts(item), theme.px(0.6)
        heights = [text_height(text, inner.width, size, bold=bold) for _, text, size, bold in texts]
        top = row.top - theme.px(1) - sum(heights) - gap
        face = pygame.Rect(inner.left, inner.top, inner.width, top - gap - inner.top)
        parts: list[Widget] = []
        if item.id in self.needed:
            parts.append(Panel(f"needed-{item.id}", rect.inflate(*[theme.px(0.8)] * 2), colours.accent))
        parts.append(Panel(f"panel-{item.id}", rect, colours.surface))
        stage = self._stage(item)
        for (name, text, size, bold), height in zip(texts, heights, strict=True):
            place = pygame.Rect(inner.left, top, inner.width, height)
            colour = colours.text if bold else colours.quiet
            if bold or not stage:
                parts.append(Label(f"{name}-{item.id}", place, text, size, colour, bold=bold))
            top = place.bottom + gap
        return [*parts, *self._face(item, face), *self._buttons(item, row)]

    def _face(self, item: Collection, place: pygame.Rect) -> list[Widget]:
        """Its pictures; what one learns where they are not here yet; while they come how far, where they failed why."""
        theme, colours, stage = self.kit.theme, self.kit.theme.colours, self._stage(item)
        if item.covers and not stage:
            places = mosaic(place, len(item.covers), theme.px(0.6))
            return [
                PictureView(f"cover-{item.id}" if not number else f"cover-{item.id}-{number + 1}", cell, path, size,
                            crop=middle_of(size, cell))
                for number, ((path, size), cell) in enumerate(zip(item.covers, places, strict=False))
            ]  # fmt: skip
        pad = theme.px(2)
        ground = Panel(f"face-{item.id}", place, colours.raised)
        inner, name = place.inflate(-2 * pad, -2 * pad), f"gauge-{item.id}"
        if stage in ("waiting", "running"):
            bar = pygame.Rect(inner.left, 0, inner.width, min(theme.px(9), inner.height))
            bar.centery = inner.centery
            return [ground, Gauge(name, bar, lambda: self._now(item))]
        if stage == "failed":
            return [ground, Label(name, inner, self._why(item), theme.type(1.0), colours.text, middle=True)]
        said = self._said(item)
        if said:
            return [ground, Label(f"said-{item.id}", inner, said, theme.type(1.1), colours.text, middle=True)]
        side = min(theme.px(10), *inner.size)
        sign = pygame.Rect(0, 0, side, side)
        sign.center = inner.center
        return [ground, Sign(f"sign-{item.id}", sign, "get", colours.quiet)]

    def _host(self, item: Collection) -> str:
        return self._all.source(item.id) or (item.offer.host if item.offer is not None else "")

    def _now(self, item: Collection) -> tuple[float, str]:
        """How far, as a share and in words."""
        words, state = self.kit.words, self._all.state(item.id)
        if state is None:
            return 0.0, words("collections.waits")
        if state.stage in ("making", "installed"):
            return state.share, words("collections.making", n=state.files, all=state.of_files)
        if state.trouble:
            return state.share, words("collections.trouble", host=self._host(item))
        if not state.of_bytes:
            return 0.0, words("collections.begins", host=self._host(item))
        done, of = megabytes(state.bytes, words), megabytes(state.of_bytes, words)
        text = words("collections.fetching", done=done, all=of)
        if state.seconds_left is not None:
            seconds = round(state.seconds_left)
            minutes, key = -(-seconds // 60), "minutes" if seconds >= 90 else "seconds"
            text = words(f"collections.fetching.{key}", done=done, all=of, n=minutes if key == "minutes" else seconds)
        return state.share, text

    def _why(self, item: Collection) -> str:
        """What went wrong, and that nothing is lost."""
        words, state = self.kit.words, self._all.state(item.id)
        why = state.why if state is not None and state.why in FAILURES else "other"
        detail = state.lines[0] if state is not None and state.lines else "?"
        return words(f"collections.failed.{why}", host=self._host(item), detail=detail)

    def _buttons(self, item: Collection, place: pygame.Rect) -> list[Widget]:
        """Play, get, cancel, try again: whatever can be done now; at the end of the row all that is to be known."""
        theme, words, stage, gap = self.kit.theme, self.kit.words, self._stage(item), self.kit.theme.apart(1.2)
        high = theme.tall(7)
        about = pygame.Rect(place.right - high, place.bottom - high, high, high)
        more = Button(f"about-{item.id}", about, "", giving(OpenCollection(item.id)), Look("plain", "info"))
        row = pygame.Rect(place.left, place.bottom - high, about.left - gap - place.left, high)
        if stage in ("waiting", "running"):
            left = row.left + round(row.width * GET_SHARE) + gap
            cell = pygame.Rect(left, row.top, row.right - left, high)  # not where Get was: a second press misses
            cancel = giving(CancelPack(item.id))
            return [Button(f"cancel-{item.id}", cell, words("collections.cancel"), cancel, Look(sign="cross")), more]
        entries = self._entries(item, failed=stage == "failed")
        if len(entries) == 1 and entries[0][0] == "get":
            row.width = round(row.width * GET_SHARE)
        cells = split(row, max(1, len(entries)), gap)
        if self._in_two_rows(len(entries), place.width):
            first = pygame.Rect(place.left, place.top, place.width, high)
            cells = [first, *split(row, len(entries) - 1, gap)]
        return [
            *(
                Button(f"{name}-{item.id}", cell, caption, giving(press), Look(style, sign))
                for (name, caption, sign, style, press), cell in zip(entries, cells, strict=False)
            ),
            more,
        ]

    def _entries(self, item: Collection, *, failed: bool) -> list[tuple[str, str, str, Style, Outcome]]:
        """What can be done with it: name, caption, sign, style, outcome."""
        words = self.kit.words
        entries: list[tuple[str, str, str, Style, Outcome]] = []
        if item.path is not None:
            after = PlayPack("" if item.own else item.id)
            entries.append(("play", words("collections.play"), "play", "primary", after))
        if item.offer is not None:
            key = "again" if failed else "newer" if item.path else "go-on" if item.here else "get"
            size = megabytes(item.offer.bytes - (item.here if key == "go-on" else 0), words)
            style: Style = "plain" if item.path is not None else "primary"
            caption = words(f"collections.{key}", size=size)
            entries.append(("get", caption, "again" if failed else "get", style, GetPack(item.id)))
        if item.copy is not None:
            caption = words("collections.stick", name=item.copy.stick)
            entries.append(("stick", caption, "get", "plain", GetPack(item.id, item.copy.folder)))
        return entries

    def refresh_pictures(self) -> None:
        """Covers became ready."""
        self.damage.append(self.area)
