"""A place to type in: caret, selection, clipboard, input methods, word wrap; by keys, mouse and touch.

Owns what is shown of a text while it is edited, and which place in it lies under a pointer. Refuses to keep the text:
each change is told to whoever owns it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pygame

from game.base import scripts
from game.ui import paint
from game.ui.caret import Caret, CaretMove
from game.ui.intents import Command, Composed, Edit, EditKey, Intent, Typed
from game.ui.kept import kept
from game.ui.theme import Theme, mix
from game.ui.typeset import LINE_HEIGHT, fit_text, line, places_in, width_of
from game.ui.widgets import Pressed, Target

if TYPE_CHECKING:
    from game.ui.kit import Kit

AGAIN_SECONDS = 0.4  # two presses so soon after each other take a word, three everything
_WAYS: dict[EditKey, CaretMove] = {
    "left": "left", "right": "right", "word-left": "word-left", "word-right": "word-right", "start": "start",
    "end": "end",
}  # fmt: skip
_DELETES: dict[EditKey, CaretMove] = {
    "backspace": "left", "delete": "right", "word-backspace": "word-left", "word-delete": "word-right",
}  # fmt: skip


def clean(text: str, *, one_line: bool) -> str:
    """What may be typed or pasted: plain line breaks, blanks for tabs, no control characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(filter(_is_text, text.replace("\n", " ") if one_line else text))


def _is_text(character: str) -> bool:
    """Whether a text may hold it as it is; a pattern that says the same takes 5 ms of a start to be made."""
    code = ord(character)
    printable = 0x20 <= code <= 0x7E or 0xA0 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code > 0xFFFF
    return printable or character in "\n\x85"


@kept(64)
def wrapped(text: str, width: int, size: int) -> tuple[tuple[int, int], ...]:
    """Where each line begins and ends in a text; blanks at a line's end belong to it, a long word is split."""
    lines: list[tuple[int, int]] = []
    start = 0
    for paragraph in text.split("\n"):
        end, begin = start + len(paragraph), start
        while True:
            cut = _line_end(text, begin, end, width, size)
            lines.append((begin, cut))
            if cut >= end:
                break
            begin = cut
        start = end + 1
    return tuple(lines)


def _line_end(text: str, begin: int, end: int, width: int, size: int) -> int:
    """How far one line reaches: to the last word that fits, else to the last character that does."""
    at = begin
    for found in re.finditer(rf"{scripts.WORD}\s*|\s+", text[begin:end]):
        if width_of(text[begin : begin + found.end()].rstrip(), size) > width:
            break
        at = begin + found.end()
    if at > begin or begin == end:
        return at
    at = begin + 1
    while at < end and width_of(text[begin : at + 1], size) <= width:
        at += 1
    return at


class TextField(Target):
    """A text being edited. It stays the same part when its screen is laid out anew: `lay` gives it its place."""

    def __init__(self, name: str, changed: Callable[[str], None], enter: Pressed, *, one_line: bool = False) -> None:
        super().__init__(name, pygame.Rect(0, 0, 1, 1), enter)
        self.changed, self.one_line = changed, one_line
        self.hint = ""  # what an empty field says
        self.caret = Caret()
        self.composing = Composed("", 0)
        self.stretch = 0  # counts up with each break in the typing: what belongs together for undo
        self.missing = False  # a text is wanted here
        self._size = 16
        self._pad = 6
        self._first = 0  # line shown at the top
        self._goal: int | None = None  # x that up and down aim at
        self._presses, self._since_press, self._last_press = 0, AGAIN_SECONDS, (0, 0)

    def lay(self, rect: pygame.Rect, text: str, theme: Theme, scale: float = 1.0) -> TextField:
        """Put it somewhere, with the text as its owner has it now."""
        self.rect, self._size, self._pad = rect, theme.type(scale), theme.px(1.3)
        if text != self.caret.text:
            self.caret = self.caret.replaced(text)
        self._show_caret()
        return self

    def spoken(self) -> str:  # noqa: D102
        return self.caret.text or self.hint

    # --- what is typed

    def handle(self, intent: Intent) -> bool:
        """Take an intent while this field has the focus; gives whether it was one for a text."""
        if isinstance(intent, Composed):
            self.composing = intent
        elif isinstance(intent, Typed):
            self.composing = Composed("", 0)
            self._put(clean(intent.text, one_line=self.one_line))
        elif isinstance(intent, Edit):
            if not self.composing.text:
                self._edit(intent)
        elif isinstance(intent, Command) and intent.name in ("copy", "cut", "paste", "all"):
            self._command(intent.name)
        else:
            return False
        self._show_caret()
        return True

    def _put(self, text: str) -> None:
        if text.isspace() or len(text) > 1:
            self.stretch += 1
        self._take(self.caret.put(text))

    def _take(self, caret: Caret) -> None:
        """Another caret; its owner is told where the text is another one."""
        before, self.caret, self._goal = self.caret.text, caret, None
        if caret.text != before:
            self.changed(caret.text)

    def _edit(self, edit: Edit) -> None:
        if edit.key in _DELETES:
            if edit.key not in ("backspace", "delete") or self.caret.selected:
                self.stretch += 1
            self._take(self.caret.delete(_DELETES[edit.key]))
            return
        self.stretch += 1
        if edit.key in _WAYS:
            self._take(self.caret.go(_WAYS[edit.key], select=edit.select))
        elif edit.key in ("up", "down"):
            self._vertically(-1 if edit.key == "up" else 1, select=edit.select)
        else:
            first, last = self._lines[self._line_of(self.caret.at)]
            at = first if edit.key == "line-start" else self._end_of(first, last)
            self._take(self.caret.to(at, select=edit.select))

    def _vertically(self, way: int, *, select: bool) -> None:
        """One line up or down, as nearly below or above as the lines allow."""
        here = self._line_of(self.caret.at)
        goal = self._goal if self._goal is not None else self._x_of(self.caret.at)
        target = here + way
        if 0 <= target < len(self._lines):
            self._take(self.caret.to(self._nearest(target, goal), select=select))
        else:
            self._take(self.caret.go("start" if way < 0 else "end", select=select))
        self._goal = goal

    def _command(self, name: str) -> None:
        self.stretch += 1
        if name == "all":
            self.caret = self.caret.everything()
            return
        try:
            if name == "paste":
                self._take(self.caret.put(clean(pygame.scrap.get_text(), one_line=self.one_line)))
            elif self.caret.selected:
                pygame.scrap.put_text(self.caret.selected)
                if name == "cut":
                    self._take(self.caret.put(""))
        except pygame.error:
            return  # a display without a clipboard

    # --- pointers and time

    def press_at(self, pos: tuple[int, int]) -> None:
        """A press puts the caret there; a second one soon takes the word, a third everything."""
        at = self._at(pos)
        near = max(abs(pos[0] - self._last_press[0]), abs(pos[1] - self._last_press[1])) <= self._size // 2
        self._presses = self._presses % 3 + 1 if near and self._since_press < AGAIN_SECONDS else 1
        self._since_press, self._last_press = 0.0, pos
        self.stretch += 1
        self._goal = None
        if self._presses == 1:
            self.caret = self.caret.to(at)
        else:
            self.caret = self.caret.word_at(at) if self._presses == 2 else self.caret.everything()

    def drag_to(self, pos: tuple[int, int]) -> None:
        """The selection follows the pointer."""
        if self._presses == 1:
            self.caret = self.caret.to(self._at(pos), select=True)
            self._show_caret()

    def wheel(self, steps: float) -> None:
        """Scroll where there is more than fits."""
        most = max(0, len(self._lines) - self._rows)
        self._first = min(max(0, self._first - round(steps)), most)

    def let(self, seconds: float) -> None:
        """Let time pass."""
        self._since_press += seconds

    # --- places

    @property
    def _shown(self) -> str:
        """The text with what an input method has not finished yet."""
        at = self.caret.at
        return self.caret.text[:at] + self.composing.text + self.caret.text[at:]

    @property
    def _lines(self) -> tuple[tuple[int, int], ...]:
        return wrapped(self._shown, max(8, self._inner.width - 2), self._size)

    @property
    def _inner(self) -> pygame.Rect:
        """Where the text goes: one line in the middle, several from the top."""
        inner = self.rect.inflate(-2 * self._pad, -self._pad)
        return inner.inflate(0, self._pitch - inner.height) if self.one_line else inner

    @property
    def _pitch(self) -> int:
        """Pixels from one line to the next."""
        return round(self._size * LINE_HEIGHT)

    @property
    def _rows(self) -> int:
        """How many lines fit."""
        return max(1, self._inner.height // self._pitch)

    def _line_of(self, at: int) -> int:
        lines = self._lines
        return max((row for row, (first, _) in enumerate(lines) if first <= at), default=0)

    def _x_of(self, at: int) -> int:
        """Pixels from the left edge of the text to a place in it."""
        first, last = self._lines[self._line_of(at)]
        text = self._shown[first:last]
        return places_in(text, self._size)(at - first)

    def _nearest(self, row: int, x: int) -> int:
        """The place in a line that is nearest to an x."""
        first, last = self._lines[row]
        text = self._shown[first:last]
        places = places_in(text, self._size)
        ends = range(first, self._end_of(first, last) + 1)
        return min(ends, key=lambda at: abs(places(at - first) - x))

    def _end_of(self, first: int, last: int) -> int:
        """The last place in a line: before the blank at which it was broken, where the next line begins."""
        broken = last < len(self._shown) and self._shown[last : last + 1] != "\n" and last > first
        return last - 1 if broken and self._shown[last - 1].isspace() else last

    def _at(self, pos: tuple[int, int]) -> int:
        """The place in the text that is nearest to a place in the window."""
        row = self._first + (pos[1] - self._inner.top) // self._pitch
        row = min(max(0, row), len(self._lines) - 1)
        return min(self._nearest(row, pos[0] - self._inner.left), len(self.caret.text))

    def _show_caret(self) -> None:
        """Scroll so that the caret is seen."""
        row = self._line_of(self.caret.at + self.composing.at)
        rows = self._rows
        self._first = min(max(self._first, row - rows + 1), row)
        self._first = min(self._first, max(0, len(self._lines) - rows))

    def caret_rect(self) -> pygame.Rect:
        """Where the caret stands in the window: an input method opens beside it."""
        at = self.caret.at + self.composing.at
        top = self._inner.top + (self._line_of(at) - self._first) * self._pitch
        return pygame.Rect(self._inner.left + self._x_of(at), top, max(2, self._size // 10), self._pitch)

    # --- drawing

    def draw(self, surface: pygame.Surface, kit: Kit, *, focused: bool, pressed: bool) -> None:  # noqa: D102
        theme, colours = kit.theme, kit.theme.colours
        edge = colours.accent if focused else colours.unsure if self.missing else colours.outline
        width = theme.line * 2 if focused or self.missing else theme.line
        paint.framed(surface, self.rect, colours.surface, edge, width, theme.radius)
        inner, clip = self._inner, surface.get_clip()
        surface.set_clip(clip.clip(self.rect.inflate(-2 * width, -2 * width)))
        if not self._shown:
            block = fit_text(self.hint, inner.size, self._size)
            block.draw(surface, inner, colours.quiet)
        top = inner.top
        for first, last in self._lines[self._first : self._first + self._rows + 1]:
            row = pygame.Rect(inner.left, top, inner.width, self._pitch)
            self._draw_line(surface, theme, row, first, last, focused=focused)
            top += self._pitch
        if focused:
            surface.fill(colours.accent, self.caret_rect())
        surface.set_clip(clip)
        self._draw_more(surface, theme)

    def _draw_line(
        self, surface: pygame.Surface, theme: Theme, row: pygame.Rect, first: int, last: int, *, focused: bool
    ) -> None:
        text, colours = self._shown[first:last], theme.colours
        places = places_in(text, self._size)

        def x_of(at: int) -> int:
            return row.left + places(min(max(at, first), last) - first)

        begin, end = self.caret.span
        if focused and begin < last and end > first and begin != end:
            mark = pygame.Rect(x_of(begin), row.top, x_of(end) - x_of(begin), row.height)
            mark.normalize()
            surface.fill(mix(colours.surface, colours.accent, 0.35), mark)
        if text.strip():
            rendered = line(text, self._size, colours.text)
            surface.blit(rendered, (row.left, row.top + (row.height - rendered.get_height()) // 2))
        start, stop = self.caret.at, self.caret.at + len(self.composing.text)
        if start < last and stop > first and start != stop:
            under = pygame.Rect(x_of(start), row.bottom - 3, x_of(stop) - x_of(start), 2)
            under.normalize()
            surface.fill(colours.accent, under)

    def _draw_more(self, surface: pygame.Surface, theme: Theme) -> None:
        """A bar at the right where there is more text than fits."""
        count, rows = len(self._lines), self._rows
        if count <= rows:
            return
        track = pygame.Rect(self.rect.right - theme.px(0.9), self.rect.top + self._pad, theme.px(0.5), 0)
        track.height = self.rect.height - 2 * self._pad
        height = max(theme.px(1), track.height * rows // count)
        top = track.top + (track.height - height) * self._first // max(1, count - rows)
        paint.panel(surface, pygame.Rect(track.left, top, track.width, height), theme.colours.quiet, track.width // 2)
