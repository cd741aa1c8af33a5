"""The collections: what is on the shelf, and what can be fetched, with what it costs, on request."""

from __future__ import annotations

from collections.abc import Callable

import pygame

from game.collections.collection import Collection, Collections
from game.collections.download import DownloadState
from game.ui import paint
from game.ui.kit import Kit
from game.ui.menu import PageScene
from game.ui.outcomes import CancelPack, GetPack, Outcome, PlayPack
from game.ui.sizes import megabytes
from game.ui.typeset import fit_text
from game.ui.widgets import Button, Label, Look, Panel, PictureView, Widget, giving, split, text_height

COVER_SHARE = 0.34  # of a card's width
FAILURES = ("offline", "busy", "missing", "refused", "wrong", "full", "taken")  # those that have words of their own


class CoverPlace(Widget):
    """Where a collection's cover will be; a sign says that it has to be fetched."""

    def draw(self, surface: pygame.Surface, kit: Kit, *, focused: bool, pressed: bool) -> None:  # noqa: D102
        colours = kit.theme.colours
        paint.framed(surface, self.rect, colours.ground, colours.outline, kit.theme.line, kit.theme.radius)
        paint.draw_sign(surface, "get", self.rect.center, min(self.rect.size) // 3, colours.quiet)


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
            paint.panel(surface, inside, theme.colours.accent, theme.radius // 2)
        top = bar.bottom + theme.px(0.8)
        block = fit_text(text, (self.rect.width, self.rect.bottom - top), theme.type(0.85))
        block.draw(surface, pygame.Rect(self.rect.left, top, self.rect.width, 0), theme.colours.text)


class CollectionsScene(PageScene):
    """A card for each collection, with its one next step."""

    name = "collections"
    title_key = "collections.title"
    keeps_place = True

    def __init__(self, kit: Kit, collections: Collections) -> None:
        super().__init__(kit)
        self._all = collections
        self._laid_out: object = None  # what the cards depend on, as it was when they were laid out
        self._states: dict[str, DownloadState | None] = {}

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
        """A note, then cards in one or two columns."""
        theme, words = self.kit.theme, self.kit.words
        self._laid_out = self._stages()
        known = self._all.known
        text, size = words("collections.note" if known is not None else "collections.looking"), theme.type(1.0)
        note = pygame.Rect(area.left, area.top, area.width, text_height(text, area.width, size))
        parts: list[Widget] = [Label("note", note, text, size, theme.colours.text)]
        columns = 1 if theme.portrait or theme.text_scale > 1.3 else 2
        gap, top = theme.px(2), note.bottom + theme.px(2.5)
        width = (area.width - gap * (columns - 1)) // columns
        height = max((self._height(item, width) for item in known or ()), default=0)
        for number, item in enumerate(known or ()):
            row, column = divmod(number, columns)
            rect = pygame.Rect(area.left + column * (width + gap), top + row * (height + gap), width, height)
            parts += self._card(item, rect)
        rows = -(-len(known or ()) // columns)
        return parts, top + rows * (height + gap) - gap - area.top

    def _texts(self, item: Collection) -> list[tuple[str, str, int, bool]]:
        """Title, and what it is: name, text, size, boldness."""
        theme, words = self.kit.theme, self.kit.words
        facts = words("collections.facts", n=item.pictures, size=megabytes(item.bytes, words))
        if item.fault:
            facts = item.id
        return [
            ("title", words.of(item.title), theme.type(1.2), True), ("facts", facts, theme.type(0.9), False)
        ]  # fmt: skip

    def _height(self, item: Collection, width: int) -> int:
        """What a card of a width needs; with room for any state that it may come to."""
        theme, gap = self.kit.theme, self.kit.theme.px(0.6)
        width -= theme.px(3) + round((width - theme.px(3)) * COVER_SHARE) + theme.px(2)
        heights = [text_height(text, width, size, bold=bold) for _, text, size, bold in self._texts(item)]
        texts = [self._terms(item)]
        if item.offer is not None:
            texts += [self.kit.words(f"collections.failed.{why}", host=self._host(item)) for why in FAILURES]
        middle = max(text_height(text, width, theme.type(0.7)) for text in texts)  # the longest are set smaller
        return sum(heights) + 2 * gap + middle + theme.px(1) + theme.tall(7) + theme.px(3)

    def _card(self, item: Collection, rect: pygame.Rect) -> list[Widget]:
        """Cover, title, what it is and costs, and its buttons."""
        theme, colours = self.kit.theme, self.kit.theme.colours
        inner = rect.inflate(-theme.px(3), -theme.px(3))
        side = round(inner.width * COVER_SHARE)
        square = pygame.Rect(inner.left, inner.top, side, min(side, inner.height))
        parts: list[Widget] = [Panel(f"panel-{item.id}", rect, colours.surface)]
        if item.cover is not None:
            parts.append(PictureView(f"cover-{item.id}", square, *item.cover))
        else:
            parts.append(CoverPlace(f"cover-{item.id}", square))
        left = square.right + theme.px(2)
        column = pygame.Rect(left, inner.top, inner.right - left, inner.height)
        row = pygame.Rect(column.left, column.bottom - theme.tall(7), column.width, theme.tall(7))
        top = column.top
        for name, text, size, bold in self._texts(item):
            place = pygame.Rect(column.left, top, column.width, text_height(text, column.width, size, bold=bold))
            parts.append(Label(f"{name}-{item.id}", place, text, size, colours.text, bold=bold))
            top = place.bottom + theme.px(0.6)
        rest = pygame.Rect(column.left, top, column.width, row.top - theme.px(1) - top)
        return [*parts, self._middle(item, rest), *self._buttons(item, row)]

    def _middle(self, item: Collection, rest: pygame.Rect) -> Widget:
        """Licences and host; while it is fetched how far it is; where it failed why."""
        theme, stage = self.kit.theme, self._stage(item)
        name = f"gauge-{item.id}"
        if stage in ("waiting", "running"):
            return Gauge(name, rest, lambda: self._now(item))
        if stage == "failed":
            return Label(name, rest, self._why(item), theme.type(0.85), theme.colours.text)
        return Label(name, rest, self._terms(item), theme.type(0.8), theme.colours.quiet)

    def _terms(self, item: Collection) -> str:
        """Whence it comes and on what terms; of one that cannot be read, why."""
        words = self.kit.words
        if item.fault:
            return words("collections.broken", problem=item.fault)
        text = words("collections.licences", licences="; ".join(item.licences), n=len(item.licences))
        if item.path is not None and len(item.licences) > 1:
            text = words("collections.licences.own")
        if item.offer is not None:
            text = f"{words('collections.from', host=self._host(item))}\n{text}"
        elif item.own:
            text = f"{words('collections.own')}\n{text}"
        return text

    def _host(self, item: Collection) -> str:
        return self._all.mirror or (item.offer.host if item.offer is not None else "")

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

    def _buttons(self, item: Collection, row: pygame.Rect) -> list[Widget]:
        """Play, get, cancel, try again: whatever can be done now."""
        theme, words, stage = self.kit.theme, self.kit.words, self._stage(item)
        wide = min(row.width, max(theme.px(26), row.width // 2))
        if stage in ("waiting", "running"):
            cell = pygame.Rect(row.right - wide, row.top, wide, row.height)  # not where Get was: a second press misses
            press: Outcome = CancelPack(item.id)
            return [Button(f"cancel-{item.id}", cell, words("collections.cancel"), giving(press), Look(sign="cross"))]
        entries: list[tuple[str, str, str, Outcome]] = []
        if item.path is not None:
            after = PlayPack("" if item.own else item.id)
            entries.append(("play", words("collections.play"), "play", after))
        if item.offer is not None:
            key = "again" if stage == "failed" else "newer" if item.path else "go-on" if item.here else "get"
            size = megabytes(item.offer.bytes - (item.here if key == "go-on" else 0), words)
            caption = words(f"collections.{key}", size=size)
            entries.append(("get", caption, "again" if stage == "failed" else "get", GetPack(item.id)))
        cells = split(row, 2, theme.px(1.2)) if len(entries) > 1 else [pygame.Rect(row.left, row.top, wide, row.height)]
        return [
            Button(f"{name}-{item.id}", cell, caption, giving(press), Look(sign=sign))
            for (name, caption, sign, press), cell in zip(entries, cells, strict=True)
        ]

    def refresh_pictures(self) -> None:
        """Covers became ready."""
        self.damage.append(self.area)
