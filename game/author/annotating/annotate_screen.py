"""The annotation window: the picture under tools, its evidence in the column, the pack to walk through.

Owns where the parts are and what keys mean. What is done to the draft stands in annotator.py, the column in
annotatorcolumn.py, the tools in marking.py.
"""

from __future__ import annotations

import pygame

from game.author.annotating.album import Album
from game.author.annotating.annotatorcolumn import AnnotatorColumn
from game.author.annotating.findingcard import FindingCard
from game.author.annotating.marking import LARGEST_BRUSH, SMALLEST_BRUSH, Tool
from game.ui.intents import Back, Command, Confirm, Hover, Intent, Key, Move, PageTurn, Press, Returned
from game.ui.kit import Kit
from game.ui.layout import places
from game.ui.outcomes import Leave, Outcome, Quit
from game.ui.typeset import width_of
from game.ui.view import ZOOM_STEP
from game.ui.widgets import Button, Columns, Label, Look, Pressed, Target, Widget

TOOLS: dict[Tool, tuple[str, str]] = {  # sign and key
    "select": ("pointer", "s"), "hand": ("hand", "h"), "box": ("box", "b"), "ellipse": ("oval", "e"),
    "polygon": ("corners", "p"), "brush": ("brush", "m"), "eraser": ("eraser", "x"),
}  # fmt: skip
BRUSH_STEP = 1.25


class AnnotateScene(AnnotatorColumn):
    """Tools at the left, the picture, the column at the right; in portrait below."""

    name = "annotate"

    def __init__(self, kit: Kit, album: Album) -> None:
        super().__init__(kit, album)
        self._hovered = ""

    # --- layout

    def arrange(self) -> None:
        """Canvas, column, bar, tools: in the order in which Tab goes through them."""
        theme = self.kit.theme
        area = places(theme)
        gap = theme.px(1)
        picture = area.picture
        side = theme.tall(6)
        strip = pygame.Rect(picture.left, picture.top, side, picture.height)
        right = pygame.Rect(strip.right + gap, picture.top, picture.right - strip.right - gap, picture.height)
        bar = pygame.Rect(right.left, right.bottom - side, right.width, side)
        self.canvas.rect = pygame.Rect(right.left, right.top, right.width, right.height - side - gap)
        self.show_picture()
        column = self.column(Columns(area.column, theme.px(0.9)))
        self.widgets = [self.canvas, *column, *self._bar(bar), *self._toolbox(strip)]

    def _bar(self, rect: pygame.Rect) -> list[Widget]:
        """Below the picture: what the tool does or how wide the brush is; previous, place, next, all pictures."""
        theme, words = self.kit.theme, self.kit.words
        shown = self.album.shown()
        gap, side = theme.px(0.8), rect.height
        place = shown.index(self.album.place) + 1 if self.album.place in shown else 0
        counter = words(f"annotate.counter.{self.album.show}", place=place or "?", all=len(shown))
        size = theme.type(0.95)
        width = min(max(theme.px(13), width_of(counter, size) + theme.px(2)), rect.width // 3)
        right = rect.right
        parts: list[Widget] = []
        for name, sign, press, wide, enabled in (
            ("pictures", "grid", self.open_album, side, True),
            ("following", "right", lambda: self.go(1), side, any(item > self.album.place for item in shown)),
            ("counter", "", None, width, True),
            ("previous", "left", lambda: self.go(-1), side, any(item < self.album.place for item in shown)),
        ):
            cell = pygame.Rect(right - wide, rect.top, wide, rect.height)
            if press is None:
                parts.append(Label(name, cell, counter, size, theme.colours.text, align="centre", middle=True))
            else:
                key = {"pictures": "l", "following": "n", "previous": "r"}[name]
                parts.append(
                    Button(name, cell, "", press, Look("plain", sign, key=key, key_shown=False), enabled=enabled)
                )
            right = cell.left - gap
        rest = pygame.Rect(rect.left, rect.top, right - rect.left, rect.height)
        parts.reverse()
        return [*(self._brush(rest) if self.canvas.tool in ("brush", "eraser") else self._tip(rest)), *parts]

    def _tip(self, rect: pygame.Rect) -> list[Widget]:
        """What the tool at hand does, or the button under the mouse."""
        theme = self.kit.theme
        text = self.kit.words(f"annotate.tip.{self._hovered or self.canvas.tool}")
        return [Label("tip", rect, text, theme.type(0.9), theme.colours.quiet, middle=True)]

    def _brush(self, rect: pygame.Rect) -> list[Widget]:
        """How wide the brush is."""
        theme, side, gap = self.kit.theme, rect.height, self.kit.theme.px(0.8)
        thin = pygame.Rect(rect.left, rect.top, side, side)
        middle = pygame.Rect(thin.right + gap, rect.top, min(theme.px(14), rect.width - 2 * (side + gap)), side)
        wide = pygame.Rect(middle.right + gap, rect.top, side, side)
        text = self.kit.words("annotate.brush", n=2 * self.canvas.radius + 1)
        return [
            Button("thinner", thin, "", self._widen(1 / BRUSH_STEP), Look("plain", "minus", key=",", key_shown=False)),
            Label("width", middle, text, theme.type(0.9), theme.colours.quiet, align="centre", middle=True),
            Button("wider", wide, "", self._widen(BRUSH_STEP), Look("plain", "plus", key=".", key_shown=False)),
        ]

    def _toolbox(self, rect: pygame.Rect) -> list[Widget]:
        """The tools, zoom, undo."""
        theme, history = self.kit.theme, self.entry.history
        usable = not self.entry.real and not self.fixed
        rows: list[tuple[str, str, str, Pressed, bool, bool]] = [
            (f"tool-{tool}", sign, key, self._take(tool), tool == self.canvas.tool,
             usable or tool in ("select", "hand"))
            for tool, (sign, key) in TOOLS.items()
        ]  # fmt: skip
        rows += [
            ("zoom-in", "plus", "+", self._zoom(ZOOM_STEP), False, True),
            ("zoom-out", "minus", "-", self._zoom(1 / ZOOM_STEP), False, True),
            ("zoom-fit", "fit", "0", self._fit, False, True),
            ("undo", "undo", "", self.undo, False, history.can_undo),
            ("redo", "redo", "", self.redo, False, history.can_redo),
        ]
        gap = theme.px(0.5)
        height = min(rect.width, (rect.height - gap * (len(rows) - 1)) // len(rows))
        parts: list[Widget] = []
        for number, (name, sign, key, press, on, enabled) in enumerate(rows):
            cell = pygame.Rect(rect.left, rect.top + number * (height + gap), rect.width, height)
            look = Look("plain", sign, selected=on, key=key, key_shown=False)
            parts.append(Button(name, cell, "", press, look, enabled=enabled))
        return parts

    # --- presses

    def _take(self, tool: Tool) -> Pressed:
        def press() -> None:
            self.canvas.take(tool)
            self.relaid()

        return press

    def _zoom(self, factor: float) -> Pressed:
        return lambda: self.canvas.zoom(factor)

    def _fit(self) -> None:
        self.canvas.view.show_all()
        self.damage.append(self.canvas.rect)

    def _widen(self, factor: float) -> Pressed:
        def press() -> None:
            radius = self.canvas.radius
            wider = round(radius * factor)
            wider += 0 if wider != radius else 1 if factor > 1 else -1
            self.canvas.radius = min(max(SMALLEST_BRUSH, wider), LARGEST_BRUSH)
            self.relaid()

        return press

    # --- intents

    def set_focus(self, target: Target | None) -> None:
        """Where the keys are: a card that they come to is selected."""
        super().set_focus(target)
        if isinstance(target, FindingCard):
            self.selected(int(target.name.removeprefix("finding-")))

    def handle(self, intent: Intent) -> Outcome | None:
        """The canvas first, then what keys mean here, then as every screen."""
        taken = self.canvas.handle(intent, self.kit.theme)
        self._redraw_canvas()
        if taken:
            if isinstance(intent, Press):
                self.touch(self.focus)
                self.focus, self.focus_shown, self.pressed = self.canvas, False, None
            return None
        if isinstance(intent, Hover):
            self._hover(intent.pos)
        if self._key(intent):
            self._redraw_canvas()
            return None
        if isinstance(intent, Confirm) and self.typing is None and self.focus in (None, self.canvas):
            return self._confirm_on_canvas()
        outcome = super().handle(intent)
        self._redraw_canvas()
        return outcome

    def _redraw_canvas(self) -> None:
        self.damage += self.canvas.damage
        self.canvas.damage.clear()

    def _key(self, intent: Intent) -> bool:
        """Whether an intent means something here, whatever has the focus."""
        on_region = self.typing is None and (self.focus in (None, self.canvas) or isinstance(self.focus, FindingCard))
        if isinstance(intent, Command) and intent.name in ("undo", "redo", "save"):
            {"undo": self.undo, "redo": self.redo, "save": self.save}[intent.name]()
            if intent.name == "save":
                self.relaid()
        elif isinstance(intent, PageTurn):
            self.go(intent.step)
        elif isinstance(intent, Returned):
            self.look()
        elif isinstance(intent, Move) and self.finding is not None and on_region:
            self.nudge(intent.dx, intent.dy, far=intent.far, grow=intent.grow)
        elif isinstance(intent, Move) and on_region and not isinstance(self.focus, FindingCard):
            step = self.kit.theme.px(5)
            self.canvas.pan(-intent.dx * step, -intent.dy * step)
        elif isinstance(intent, Key) and intent.name in ("c", "v"):
            self.next_corner() if intent.name == "c" else self.add_corner()
        elif isinstance(intent, Key) and intent.name in ("delete", "backspace"):
            if not self.canvas.take_back():
                self.delete()
        elif isinstance(intent, Key) and intent.name in ("1", "2", "3", "4", "5"):
            self.set_difficulty(int(intent.name))
        elif isinstance(intent, Key) and intent.name == "=":
            self.canvas.zoom(ZOOM_STEP)
        elif isinstance(intent, Back) and self.canvas.drop():
            self.relaid()
        elif isinstance(intent, Back) and self.typing is None and self.canvas.tool != "select":
            self.canvas.take("select")
            self.relaid()
        else:
            return False
        return True

    def _confirm_on_canvas(self) -> Outcome | None:
        """Enter: close the polygon, put a region where the tool is, or choose the tell of the selected one."""
        outcome = None
        if self.canvas.corners:
            self.canvas.finish()
        elif self.canvas.tool not in ("select", "hand"):
            self.canvas.place()
        elif self.finding is not None:
            outcome = self.open_tells()
        else:
            self.set_focus(self.canvas)
        self._redraw_canvas()
        return outcome

    def _hover(self, pos: tuple[int, int]) -> None:
        """The tip below the picture is about what the mouse is on."""
        under = next((item for item in self.parts if isinstance(item, Button) and item.rect.collidepoint(pos)), None)
        name = under.name.removeprefix("tool-") if under is not None else ""
        hovered = name if name and self.kit.words.has(f"annotate.tip.{name}") else ""
        if hovered != self._hovered:
            self._hovered = hovered
            if self.has("tip"):
                old = self.widget("tip")
                fresh = self._tip(old.rect)
                self.widgets = [fresh[0] if item is old else item for item in self.widgets]
                self.touch(old)

    def first_focus(self) -> Target | None:
        """The picture."""
        return self.canvas

    def back(self) -> Outcome | None:
        """Out, when all is saved; what cannot be saved is told first."""
        self.save()
        asked = self.collided()
        if asked is not None:
            return asked
        if self.album.dirty and not self.warned:
            self.warned = True
            self.relaid()
            return None
        return Leave() if self.origin is not None else Quit()

    def refresh_pictures(self) -> None:
        """The picture became ready."""
        self.damage.append(self.canvas.rect)
