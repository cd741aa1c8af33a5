"""The light table: what a forensic examiner has, in a visitor's hands. Pan, zoom, compare, look through lenses.

Opened from any round and any reveal, and left for it again. It judges nothing. The view is kept in shares of the
picture, so that two pictures side by side, a picture and its original, and a lens and its picture move as one. What a
lens gives in several panels is shown in as many panes, named, and moves as one, too.
"""

from __future__ import annotations

from typing import NamedTuple

import pygame

from game.model.helpful import helpful_first
from game.model.picture import Picture
from game.pixels import panels
from game.pixels.pictures import PictureRequest, fit, sharp_size
from game.ui import paint
from game.ui.guiding import alike, file_says
from game.ui.histogram import Histogram
from game.ui.intents import Confirm, Drag, Hover, Intent, Key, Move, Pan, Pinch, Press, Release, Wheel
from game.ui.kit import Kit
from game.ui.layout import places, stacked, tiles
from game.ui.lenschoice import LensTile, preview_area, sheet
from game.ui.outcomes import Leave, Outcome
from game.ui.scene import Scene
from game.ui.theme import ON_PICTURE, UNDER_STROKE, Colour
from game.ui.typeset import fit_text
from game.ui.view import ZOOM_STEP, View
from game.ui.widgets import Button, Columns, Label, Look, Panel, Pressed, Widget, split, text_height

PAN_SHARE = 0.2  # of the pane, for each press of an arrow
BLINK_SECONDS = 0.5  # two changes a second: below what can harm
HELD_BYTES = 60 * 1000 * 1000  # of all pictures that are looked at together, beside the cache
NOTHING = "none"  # the entry of the lens list that takes the lens away
MORE = "more"  # lenses, on another page


class OnTable(NamedTuple):
    """What lies on the table: pictures, the lenses lent, whether the truth is told; of clips one frame.

    Where it is told, originals may be seen, and the lenses that help stand first.
    """

    pictures: tuple[Picture, ...]
    lenses: tuple[str, ...]
    told: bool
    frame: int = 0


class LightTableScene(Scene):
    """Panes at the left, tools at the right; in portrait below."""

    name = "table"
    explains = True

    def __init__(self, kit: Kit, table: OnTable) -> None:
        super().__init__(kit)
        self.table = table
        self.place = 0  # of the picture looked at
        self.lens = ""
        self.choosing = False  # the list of lenses is open
        self.beside = False
        self.blinking = False
        self.wipe: float | None = None
        self.view = View()
        self.panes: list[pygame.Rect] = []
        self._in_panes: list[tuple[Picture, int]] = []  # what each shows: a picture, and which panel of it
        self._pos: tuple[int, int] | None = None
        self._dragging = False
        self._blink = 0.0
        self.page = 0  # of the tools, where there is little room
        self.lens_page = 0
        # what is looked at now is held here, whatever the cache lets go of
        self._surfaces: dict[PictureRequest, pygame.Surface] = {}
        self._panels: dict[PictureRequest, list[pygame.Surface]] = {}  # the parts of those that have several

    # --- what is seen

    @property
    def picture(self) -> Picture:
        """The picture looked at."""
        return self.table.pictures[self.place]

    @property
    def original(self) -> Picture | None:
        """Its untouched original, where that may be seen."""
        return self.kit.pack.pictures.get(self.picture.original or "") if self.table.told else None

    def shown(self) -> list[Picture]:
        """The pictures of the panes, left to right."""
        if not self.beside:
            return [self.picture]
        other = self.original
        if other is None and len(self.table.pictures) > 1:
            other = self.table.pictures[(self.place + 1) % len(self.table.pictures)]
        return [self.picture, other] if other is not None else [self.picture]

    def seen(self) -> list[Picture]:
        """The pictures of the panes, and the original that blinks or shows on one side of the wipe."""
        original = self.original if self.blinking or self.wipe is not None else None
        return [*self.shown(), *([original] if original is not None else [])]

    def wanted(self, picture: Picture) -> PictureRequest:
        """A picture, or what the lens makes of it, at its own size as far as all that is seen fits into HELD_BYTES."""
        return self._through(self.lens, picture, HELD_BYTES / 4 / panels.wider(self.lens) / len(self.seen()))

    def _through(self, lens: str, picture: Picture, most: float) -> PictureRequest:
        """A picture of at most so many pixels, or as many in each panel of what a lens makes of it."""
        size = sharp_size(picture.size, most)
        path = self.kit.pack.path(picture.file)
        frame = min(self.table.frame, picture.clip.frames - 1) if picture.clip is not None else None
        if lens in ("", "metadata"):
            return PictureRequest(path, size, frame=frame)
        faces = alike(self.kit.pack, picture) if lens == "align" else []
        others = tuple(self.kit.pack.path(item.file) for item in faces)
        wide = int(size[0] * panels.wider(lens)), size[1]
        return PictureRequest(path, wide, lens=lens, others=others, frame=frame)

    def surface(self, picture: Picture) -> pygame.Surface | None:
        """The pixels to show, once they are there."""
        wanted = self.wanted(picture)
        if wanted not in self._surfaces:
            ready = self.kit.pictures.get(wanted)
            if ready is None:
                return None
            self._surfaces[wanted] = ready
        return self._surfaces[wanted]

    def panel(self, picture: Picture, number: int) -> pygame.Surface | None:
        """The pixels of one panel, from 0; all of them where there is but one."""
        pixels, wanted = self.surface(picture), self.wanted(picture)
        if pixels is None or panels.count(self.lens) == 1:
            return pixels
        if wanted not in self._panels:
            spans = panels.spans(self.lens, picture.size[0], pixels.get_width())
            height = pixels.get_height()
            self._panels[wanted] = [pixels.subsurface((left, 0, width, height)) for left, width in spans]
        return self._panels[wanted][number]

    # --- layout

    def arrange(self) -> None:
        """Panes and tools."""
        theme = self.kit.theme
        wanted = {self.wanted(picture) for picture in self.seen()}
        self._surfaces = {request: pixels for request, pixels in self._surfaces.items() if request in wanted}
        self._panels = {request: parts for request, parts in self._panels.items() if request in wanted}
        area = places(theme)
        self._lay_panes(area.picture)
        self.widgets = self._lens_list() if self.choosing else self._tools(Columns(area.column, theme.px(1.2)))
        self.view.clamp(self.panes[0], self.picture.size)

    def _lay_panes(self, area: pygame.Rect) -> None:
        """A pane for each picture, or for each panel of what the lens makes of it, as large as they can be."""
        shown, count = self.shown(), panels.count(self.lens)
        gap, self.panes, self._in_panes = self.kit.theme.px(1), [], []
        self.view.panels = count
        for picture, place in zip(shown, tiles(area, [picture.size for picture in shown], gap), strict=True):
            self.panes += tiles(place, [picture.size] * count, gap)
            self._in_panes += [(picture, number) for number in range(count)]

    def _tools(self, columns: Columns) -> list[Widget]:
        theme, words = self.kit.theme, self.kit.words
        row_height, side = theme.tall(7), places(theme).side
        look = Look("primary", "left")
        back = Button("back", columns.bottom(theme.tall(8)), words("table.back"), Leave, look)
        metadata = self._metadata() if self.lens == "metadata" else []
        if side is not None:
            return [*self._paged(columns, stacked(side, 4, theme.apart(0.8))[::-1]), back, *metadata]
        start = columns.rect.copy(), back.rect
        title = words("table.title")
        size = theme.type(1.4)
        parts: list[Widget] = [
            Label("title", columns.top(round(size * 1.4)), title, size, theme.colours.text, bold=True)
        ]
        parts += self._zooms(split(columns.top(row_height), 4, theme.apart(0.8)))
        if theme.target:
            parts += self._pan_buttons(split(columns.top(row_height), 4, theme.apart(0.8)))
        parts += self._compare(columns, 4 if theme.tight else 2)
        if self.table.lenses and theme.tight:
            back.rect, place = split(back.rect, 2, theme.apart(0.8))
            parts.append(self._lens_button(place))
        elif self.table.lenses:
            parts.append(self._lens_button(columns.top(row_height)))
        if theme.target and columns.rect.height < self._words_height(columns):
            columns.rect, back.rect = start
            parts = self._paged(columns, split(columns.top(row_height), 4, theme.apart(0.8)))
            return [*parts, back, *metadata]
        return [*parts, *self._lens_words(columns), back, *metadata]

    def _paged(self, columns: Columns, cells: list[pygame.Rect]) -> list[Widget]:
        """Little room: how large, in four cells, of which the last turns to the next page of all the rest."""
        theme = self.kit.theme
        parts = self._zooms(cells[:3])
        parts.append(Button("page", cells[3], "", self._turn_page, Look("plain", "list", align="centre")))
        page = self._page_names()[self.page % len(self._page_names())]
        if page == "compare":
            return [*parts, *self._compare(columns, 2)]
        if page == "move":
            gap = theme.apart(0.8)
            rows = columns.top(theme.tall(7)), columns.top(theme.tall(7))
            return [*parts, *self._pan_buttons([cell for row in rows for cell in split(row, 2, gap)])]
        if self.table.lenses:
            parts.append(self._lens_button(columns.bottom(theme.tall(7))))
        return [*parts, *self._lens_words(columns)]

    def _page_names(self) -> list[str]:
        """The pages of what there is no room for at once."""
        return ["lens", *(["compare"] if self._comparisons() else []), "move"]

    def _turn_page(self) -> None:
        self.page = (self.page + 1) % len(self._page_names())
        self.rearrange("page")

    def _zooms(self, cells: list[pygame.Rect]) -> list[Widget]:
        """How large: smaller, larger, all, and where there is a place for it, each pixel as one."""
        parts: list[Widget] = []
        for cell, (name, sign, text, key, press) in zip(
            cells,
            (
                ("out", "minus", "", "-", self._zoom_by(1 / ZOOM_STEP)),
                ("in", "plus", "", "+", self._zoom_by(ZOOM_STEP)),
                ("fit", "", self.kit.words("table.fit"), "0", self._fit),
                ("one", "", "1:1", "1", self._one_to_one),
            ),
            strict=False,
        ):
            look = Look("plain", sign, key=key, key_shown=False, align="centre")
            parts.append(Button(f"zoom-{name}", cell, text, press, look))
        return parts

    def _comparisons(self) -> list[tuple[str, str, str, str, bool, Pressed]]:
        """Ways to see two pictures, or the next one: name, sign, text, key, whether it is on, and press."""
        words = self.kit.words
        tools: list[tuple[str, str, str, str, bool, Pressed]] = []
        if len(self.table.pictures) > 1:
            tools.append(("other", "right", words("table.other"), "n", False, self._next_picture))
        if self.original is not None or len(self.table.pictures) > 1:
            tools.append(("beside", "beside", words("table.beside"), "p", self.beside, self._toggle_beside))
        if self.original is not None:
            tools.append(("blink", "eye", words("table.blink"), "b", self.blinking, self._toggle_blink))
            tools.append(("wipe", "wipe", words("reveal.wipe"), "w", self.wipe is not None, self._toggle_wipe))
        return tools

    def _compare(self, columns: Columns, each: int) -> list[Widget]:
        """Their buttons, so many in a row."""
        theme, tools = self.kit.theme, self._comparisons()
        parts: list[Widget] = []
        for start in range(0, len(tools), each):
            cells = split(columns.top(theme.tall(7)), each, theme.apart(0.8))
            for (name, sign, text, key, on, press), cell in zip(tools[start : start + each], cells, strict=False):
                look = Look("plain", sign, selected=on, key=key, key_shown=False)
                parts.append(Button(name, cell, text, press, look))
        return parts

    def _lens_button(self, place: pygame.Rect) -> Button:
        """The way to the lenses; it names the one that is looked through."""
        text = self.kit.words(f"lens.{self.lens}" if self.lens else "table.lenses")
        look = Look("plain", "loupe", selected=bool(self.lens), key="l", key_shown=False)
        return Button("lenses", place, text, self._open_list, look)

    def _pan_buttons(self, cells: list[pygame.Rect]) -> list[Widget]:
        """For those who cannot drag: four ways to move the view, or the line of the wipe."""
        ways = (("left", 1, 0), ("up", 0, 1), ("down", 0, -1), ("right", -1, 0))
        parts: list[Widget] = []
        for cell, (sign, dx, dy) in zip(cells, ways, strict=True):
            parts.append(Button(f"pan-{sign}", cell, "", self._pan_by(dx, dy), Look("plain", sign, align="centre")))
        return parts

    def _lens_texts(self) -> list[tuple[str, Colour]]:
        """What the lens shows, and what it cannot prove; or the scale and how to move."""
        colours, words = self.kit.theme.colours, self.kit.words
        if not self.lens:
            return [(words("table.hint.touch" if self.kit.theme.target else "table.hint"), colours.quiet)]
        return [(words(f"lens.{self.lens}.shows"), colours.text), (words(f"lens.{self.lens}.limit"), colours.accent)]

    def _words_height(self, columns: Columns) -> int:
        """Pixels that these texts take."""
        size = self.kit.theme.type(1.05)
        return sum(text_height(text, columns.rect.width, size) + columns.gap for text, _ in self._lens_texts())

    def _lens_words(self, columns: Columns) -> list[Widget]:
        """These texts, and below them the histogram where there is room for it."""
        theme, size = self.kit.theme, self.kit.theme.type(1.05)
        parts: list[Widget] = []
        for number, (text, colour) in enumerate(self._lens_texts()):
            height = min(text_height(text, columns.rect.width, size), columns.rect.height)
            if columns.rect.height < size:
                break
            parts.append(Label(f"words-{number + 1}", columns.top(height), text, size, colour))
        left = columns.rect
        height = min(theme.px(12), left.height - theme.px(1))
        if height >= theme.px(6):
            parts.append(Histogram("histogram", columns.bottom(height), lambda: self.surface(self.picture)))
        return parts

    def _metadata(self) -> list[Widget]:
        """What the file says, on a panel over the picture."""
        theme, pane = self.kit.theme, self.panes[0]
        text = file_says(self.kit, self.picture)
        pad, size = theme.px(2), theme.type(1.0)
        height = min(text_height(text, pane.width - 2 * pad, size) + 2 * pad, pane.height)
        rect = pygame.Rect(pane.left, pane.bottom - height, pane.width, height)
        inner = rect.inflate(-2 * pad, -2 * pad)
        return [
            Panel("file-panel", rect, theme.colours.surface),
            Label("file", inner, text, size, theme.colours.text),
        ]

    def _lens_list(self) -> list[Widget]:
        """Every lens lent as a tile, on as many pages as it takes; above them the way back and what they are."""
        theme, words = self.kit.theme, self.kit.words
        lenses: tuple[str, ...] = self.table.lenses
        if self.table.told:
            lenses = helpful_first(lenses, self.picture, self.kit.pack.lenses)
        names = [NOTHING, *lenses]
        window = theme.window.inflate(-2 * theme.margin, -2 * theme.px(3))
        side = theme.tall(8)
        back = pygame.Rect(window.left, window.top, side, side)
        beside = pygame.Rect(back.right + theme.px(2), window.top, window.right - back.right - theme.px(2), side)
        parts: list[Widget] = [Button("back", back, "", self.back, Look("plain", "left"))]
        key = "table.choose.told" if self.table.told else "table.choose.note"
        colours = theme.colours
        for name, text, scale, colour in (
            ("title", words("table.choose"), 1.4, colours.text), ("note", words(key), 0.9, colours.quiet)
        ):  # fmt: skip
            size, bold = theme.type(scale), name == "title"
            beside.height = text_height(text, beside.width, size, bold=bold)
            parts.append(Label(name, beside.copy(), text, size, colour, bold=bold))
            beside.top = beside.bottom
        top = max(back.bottom, beside.top) + theme.px(1.5)
        area = pygame.Rect(window.left, top, window.width, window.bottom - top)
        laid = sheet(area, [words(f"lens.{name}") for name in names], self.picture.size, theme)
        room_for = laid.columns * laid.rows
        if len(names) > room_for:
            held = room_for - 1  # the last place leads to the next page
            first = self.lens_page % -(-len(names) // held) * held
            names = names[first : first + held]
            place = laid.place(area, held)
            parts.append(Button(MORE, place, words("table.more"), self._turn_lenses, Look("plain", "right")))
        return [*parts, *(self._lens_tile(laid.place(area, number), name) for number, name in enumerate(names))]

    def _lens_tile(self, place: pygame.Rect, name: str) -> LensTile:
        """The tile of a lens, or of none; what it shows is asked for in the background, the first one first."""
        wanted, picture = None, self.picture
        if name != "metadata":
            room = fit(picture.size, preview_area(place, self.kit.theme).size)
            wanted = self._through("" if name == NOTHING else name, picture, room[0] * room[1])
            self.kit.pictures.prefetch(wanted)
        selected = name == (self.lens or NOTHING)
        return LensTile(place, self.kit, name, picture.size, wanted, self._take(name), selected=selected)

    def _lens_tiles(self) -> list[LensTile]:
        return [item for item in self.widgets if isinstance(item, LensTile)]

    def _stop_previews(self) -> None:
        """They are not wanted any more; what is comes sooner."""
        for tile in self._lens_tiles():
            if tile.wanted is not None:
                self.kit.pictures.cancel(tile.wanted)

    def _turn_lenses(self) -> None:
        self.lens_page += 1
        self.rearrange(MORE)

    # --- presses

    def _next_picture(self) -> None:
        self.place = (self.place + 1) % len(self.table.pictures)
        self.wipe, self.blinking = None, False
        self.rearrange("other")

    def _toggle_beside(self) -> None:
        self.beside, self.wipe, self.blinking = not self.beside, None, False
        self.rearrange("beside")

    def _toggle_blink(self) -> None:
        self.blinking, self.wipe, self.beside, self._blink = not self.blinking, None, False, 0.0
        self.rearrange("blink")

    def _toggle_wipe(self) -> None:
        self.wipe, self.blinking, self.beside = (0.5 if self.wipe is None else None), False, False
        self.rearrange("wipe")

    def _open_list(self) -> None:
        self.choosing = True
        self.rearrange(f"lens-{self.lens or NOTHING}")

    def _take(self, name: str) -> Pressed:
        def press() -> None:
            for picture in self.seen():
                self.kit.pictures.cancel(self.wanted(picture))
            self.lens = "" if name == NOTHING else name
            if self.lens and self.lens not in self.lenses:
                self.lenses.append(self.lens)
            self._stop_previews()
            self.choosing = False
            self.rearrange("lenses")

        return press

    def _zoom_by(self, factor: float) -> Pressed:
        return lambda: self._zoom_at(self.panes[0].center, factor)

    def _pan_by(self, dx: int, dy: int) -> Pressed:
        def press() -> None:
            pane = self.panes[0]
            if self.wipe is not None:
                self._set_wipe((round(pane.left + (self.wipe - dx * PAN_SHARE) * pane.width), pane.top))
            else:
                self._pan(dx * PAN_SHARE * pane.width, dy * PAN_SHARE * pane.height)

        return press

    def _fit(self) -> None:
        self.view.show_all()
        self.damage += self.panes

    def _one_to_one(self) -> None:
        self.view.one_to_one(self.panes[0], self.picture.size)
        self.damage += self.panes

    # --- the view

    def _pan(self, dx: float, dy: float) -> None:
        """Move the picture by window pixels."""
        self.view.pan(self.panes[0], self.picture.size, dx, dy)
        self.damage += self.panes

    def _zoom_at(self, pos: tuple[int, int], factor: float) -> None:
        """Zoom around a place in the window, which stays where it is."""
        self.view.zoom_at(self._pane_at(pos) or self.panes[0], self.picture.size, pos, factor)
        self.damage += self.panes

    def _pane_at(self, pos: tuple[int, int]) -> pygame.Rect | None:
        return next((pane for pane in self.panes if pane.collidepoint(pos)), None)

    # --- intents and time

    def handle(self, intent: Intent) -> Outcome | None:
        """The panes first, then the buttons; while a lens is chosen there are no panes."""
        if self.choosing:
            return super().handle(intent)
        if isinstance(intent, Press) and self._pane_at(intent.pos) is not None:
            self._dragging, self._pos = True, intent.pos
            if self.wipe is not None:
                self._set_wipe(intent.pos)
            return None
        if isinstance(intent, Drag) and self._dragging and self._pos is not None:
            if self.wipe is not None:
                self._set_wipe(intent.pos)
            else:
                self._pan(intent.pos[0] - self._pos[0], intent.pos[1] - self._pos[1])
            self._pos = intent.pos
            return None
        if isinstance(intent, Release) and self._dragging:
            self._dragging = False
            return None
        if isinstance(intent, Hover):
            self._pos = intent.pos
        elif isinstance(intent, Wheel):
            self._zoom_at(self._pos or self.panes[0].center, ZOOM_STEP**intent.steps)
            return None
        elif isinstance(intent, Pinch):
            self._zoom_at(intent.pos, intent.ratio)
            self._pan(*intent.moved)
            return None
        elif isinstance(intent, Pan):
            self._pan(intent.dx, intent.dy)
            return None
        elif isinstance(intent, Move) and not self.focus_shown:
            step = self.kit.theme.px(5)
            self._pan(-intent.dx * step, -intent.dy * step)
            return None
        elif not self.focus_shown and _zooms_in(intent):
            self._zoom_at(self.panes[0].center, ZOOM_STEP)
            return None
        return super().handle(intent)

    def _set_wipe(self, pos: tuple[int, int]) -> None:
        pane = self._pane_at(pos) or self.panes[0]
        self.wipe = min(1.0, max(0.0, (pos[0] - pane.left) / pane.width))
        self.damage += self.panes

    def back(self) -> Outcome | None:
        """Out of the list of lenses, out of the focus, back to the round."""
        if self.choosing:
            self._stop_previews()
            self.choosing = False
            self.rearrange("lenses")
            return None
        if self.focus_shown:
            self.set_focus(None)
            return None
        return Leave()

    def first_focus(self) -> Button | None:
        """The lens at hand; outside their list nothing, so that keys and sticks move the picture."""
        if not self.choosing:
            return None
        buttons = [item for item in self.targets if isinstance(item, Button)]
        return next((item for item in buttons if item.name == f"lens-{self.lens or NOTHING}"), buttons[0])

    def update(self, seconds: float) -> Outcome | None:
        """Draw smoothly after a rest; blink."""
        if self.view.came_to_rest(seconds, held=self._dragging):
            self.damage += self.panes
        if self.blinking:
            before = self._blink
            self._blink = (before + seconds) % (2 * BLINK_SECONDS)
            if (before < BLINK_SECONDS) != (self._blink < BLINK_SECONDS):
                self.damage += self.panes
        return super().update(seconds)

    def wake_in(self) -> float | None:
        """When the rest is over, or the next blink."""
        rest = self.view.rest_in(held=self._dragging)
        waits = [] if rest is None else [rest]
        if self.blinking:
            waits.append(BLINK_SECONDS - self._blink % BLINK_SECONDS)
        return min(waits) if waits else super().wake_in()

    def hide(self) -> None:
        """Pictures at their own size, and what was made of them."""
        self._surfaces.clear()
        self._panels.clear()
        self.view.forget()
        for item in self.widgets:
            if isinstance(item, Histogram):
                item.forget()

    def refresh_pictures(self) -> None:
        """A picture or what a lens makes of it became ready."""
        for tile in self._lens_tiles():
            if not tile.shown and tile.preview() is not None:
                tile.shown = True
                self.touch(tile)
        if self.choosing:
            return
        self.damage += self.panes
        for item in self.widgets:
            if isinstance(item, Histogram):
                self.touch(item)

    # --- drawing

    def draw(self, surface: pygame.Surface) -> None:
        """The panes, then the tools."""
        clip = surface.get_clip()
        surface.fill(self.kit.theme.colours.ground, clip)
        for pane, (picture, number) in zip(self.panes, self._in_panes, strict=True):
            if pane.colliderect(clip) and not self.choosing:
                self._draw_pane(surface, pane, clip.clip(pane), picture, number)
        surface.set_clip(clip)
        self.draw_widgets(surface)

    def _draw_pane(
        self, surface: pygame.Surface, pane: pygame.Rect, clip: pygame.Rect, picture: Picture, number: int
    ) -> None:
        """One panel of a picture, or of its original; left of the wipe's line the original."""
        original, theme = self.original, self.kit.theme
        surface.set_clip(clip)
        swapped = original is not None and self.blinking and self._blink >= BLINK_SECONDS
        self._draw_view(surface, pane, original if swapped and original is not None else picture, number)
        if self.wipe is not None and original is not None:
            x = pane.left + round(self.wipe * pane.width)
            part = pygame.Rect(pane.left, pane.top, x - pane.left, pane.height)
            surface.set_clip(clip.clip(part))
            self._draw_view(surface, pane, original, number)
            surface.set_clip(clip)
            width = max(2, theme.px(0.35))
            for colour, thick in ((UNDER_STROKE, width + 4), (ON_PICTURE, width)):
                pygame.draw.line(surface, colour, (x, pane.top), (x, pane.bottom - 1), thick)
        words = self.kit.words
        if original is not None and (self.blinking or self.beside or self.wipe is not None):
            before = swapped or self.wipe is not None or picture is original
            self._draw_tag(surface, pane, words("reveal.before" if before else "reveal.after"))
        if self.wipe is not None:
            self._draw_tag(surface, pane, words("reveal.after"), right=True)
        if panels.count(self.lens) > 1:
            self._draw_tag(surface, pane, words(f"lens.{self.lens}.panel-{number + 1}"), low=True)

    def _draw_tag(
        self, surface: pygame.Surface, pane: pygame.Rect, words: str, *, right: bool = False, low: bool = False
    ) -> None:
        """Words in a corner of what is seen of a picture."""
        theme = self.kit.theme
        seen = self._seen(pane)
        text = fit_text(
            words, (seen.width * 9 // 10 if low else seen.width // 3, theme.px(5)), theme.type(0.95), bold=True
        )
        tag = pygame.Rect(seen.left, seen.top, text.width + theme.px(2), text.height + theme.px(1))
        if right:
            tag.right = seen.right
        if low:
            tag.bottom = seen.bottom
        paint.panel(surface, tag, theme.colours.ground)
        text.draw(surface, tag.move(theme.px(1), theme.px(0.5)), theme.colours.text)

    def _seen(self, pane: pygame.Rect) -> pygame.Rect:
        """The part of a pane that its picture covers."""
        (left, top), (right, bottom) = (
            self.view.to_window(pane, self.picture.size, corner) for corner in ((0, 0), self.picture.size)
        )
        return pygame.Rect(round(left), round(top), round(right - left), round(bottom - top)).clip(pane)

    def _draw_view(self, surface: pygame.Surface, pane: pygame.Rect, picture: Picture, number: int) -> None:
        """The part of a picture, or of a panel of it, that the view shows, scaled into the pane."""
        theme = self.kit.theme
        pixels = self.panel(picture, number)
        if pixels is None:
            surface.fill(theme.colours.surface, pane)
            text = fit_text(self.kit.words("table.wait"), pane.size, theme.type(1.1))
            area = pygame.Rect(pane.left, pane.centery - text.height // 2, pane.width, text.height)
            text.draw(surface, area, theme.colours.quiet, "centre")
            return
        self.view.draw(surface, pane, pixels)


def _zooms_in(intent: Intent) -> bool:
    """Enter, A, or the plus key without shift."""
    return isinstance(intent, Confirm) or (isinstance(intent, Key) and intent.name == "=")
