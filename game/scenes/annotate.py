"""The annotation window: the picture under tools, its evidence in the column, the pack to walk through.

Owns where the parts are and what keys mean. What is done to the draft stands in game/ui/annotator.py, the tools in
game/ui/marking.py.
"""

from __future__ import annotations

from typing import NamedTuple

import pygame

from game.annotating.album import Album
from game.text import languages
from game.ui.annotator import Annotator
from game.ui.findingcard import FindingCard, card_height
from game.ui.intents import Back, Command, Confirm, Hover, Intent, Key, Move, Press, Returned, Turn
from game.ui.kit import Kit
from game.ui.layout import places
from game.ui.marking import LARGEST_BRUSH, SMALLEST_BRUSH, Tool
from game.ui.outcomes import Leave, Outcome, Quit
from game.ui.textfield import TextField
from game.ui.typeset import LINE_HEIGHT, width_of
from game.ui.view import ZOOM_STEP
from game.ui.widgets import Button, Columns, Label, Look, Pressed, Sign, Target, Widget, split, text_height

TOOLS: dict[Tool, tuple[str, str]] = {  # sign and key
    "select": ("pointer", "s"), "hand": ("hand", "h"), "box": ("box", "b"), "ellipse": ("oval", "e"),
    "polygon": ("corners", "p"), "brush": ("brush", "m"), "eraser": ("eraser", "x"),
}  # fmt: skip
BRUSH_STEP = 1.25
MOST_CARDS = 4  # shown at once
FIELD_LINES = 2  # that every field has at least


class _Text(NamedTuple):
    """A text that is written in the column."""

    where: str  # note, alt or looks_odd
    language: str
    text: str


class AnnotateScene(Annotator):
    """Tools at the left, the picture, the column at the right; in portrait below."""

    name = "annotate"

    def __init__(self, kit: Kit, album: Album) -> None:
        super().__init__(kit, album)
        self.about_picture = False  # the column is about the picture as a whole
        self.language = self.languages[0]  # whose texts are shown where not all have room
        self._hovered = ""
        self._warned = False

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
        columns = Columns(area.column, theme.px(0.9))
        head = self._head(columns)
        foot = self._problems(columns)
        body = self._picture_page(columns) if self.about_picture else self._evidence_page(columns)
        self.widgets = [self.canvas, *head, *body, *foot, *self._bar(bar), *self._toolbox(strip)]

    def _head(self, columns: Columns) -> list[Widget]:
        """Back, which picture, whether it is saved, and what the column is about."""
        theme, words, entry = self.kit.theme, self.kit.words, self.entry
        row = columns.top(card_height(theme))
        out = pygame.Rect(row.left, row.top, row.height, row.height)
        left = out.right + theme.px(1.2)
        title = pygame.Rect(left, row.top, row.right - left, row.height - round(theme.type(0.85) * LINE_HEIGHT) - 2)
        state = pygame.Rect(left, title.bottom, title.width, row.bottom - title.bottom)
        self._state = self._state_label(state)
        parts: list[Widget] = [
            Button("back", out, "", self.back, Look("plain", "left")),
            Label("title", title, entry.id, theme.type(1.1), theme.colours.text, bold=True, middle=True),
            *self._state,
        ]
        cells = split(columns.top(theme.tall(5.4)), 2, theme.px(0.8))
        key = "annotate.why-real" if entry.real else "annotate.evidence"
        for cell, name, text, on in (
            (cells[0], "about-evidence", words(key), not self.about_picture),
            (cells[1], "about-picture", words("annotate.picture"), self.about_picture),
        ):
            look = Look("plain", selected=on, align="centre", key="a" if not on else "", key_shown=False)
            parts.append(Button(name, cell, text, self._about(name == "about-picture"), look))
        return parts

    def _state_label(self, rect: pygame.Rect) -> list[Widget]:
        """Saved, not saved yet, or not to be saved: a sign and a word."""
        theme, words, album = self.kit.theme, self.kit.words, self.album
        bad = bool(album.trouble)
        sign = "cross" if bad else "dash" if album.dirty else "tick"
        text = words("annotate.unsaved" if bad else "annotate.saving" if album.dirty else "annotate.saved")
        text = words("annotate.state", state=text, difficulty=self.draft.difficulty)
        colour = theme.colours.accent if bad else theme.colours.quiet
        mark = pygame.Rect(rect.left, rect.top, rect.height, rect.height)
        place = pygame.Rect(mark.right + theme.px(0.5), rect.top, rect.right - mark.right - theme.px(0.5), rect.height)
        return [
            Sign("saved", mark.inflate(-mark.width // 5, -mark.width // 5), sign, colour),
            Label("state", place, text, theme.type(0.85), colour, middle=True),
        ]

    def _problems(self, columns: Columns) -> list[Widget]:
        """What happened and what is missing, in the words of `check`, from the bottom of the column."""
        theme, colours, words, entry = self.kit.theme, self.kit.theme.colours, self.kit.words, self.entry
        fault = words("annotate.fault", why=entry.fault) if entry.fault else ""
        warning = words("annotate.leave-unsaved") if self._warned and self.album.dirty else ""
        lines = [line for line in (warning, self.album.trouble or self.notice, fault) if line]
        lines += [f"{item.file.rpartition('/')[2]}:{item.line}: {item.message}" for item in entry.problems]
        text = "\n".join(lines) if lines else words("annotate.complete")
        size = theme.type(0.85)
        height = min(text_height(text, columns.rect.width, size), columns.rect.height // 4)
        colour = colours.accent if lines else colours.quiet
        return [Label("problems", columns.bottom(height), text, size, colour)]

    def _evidence_page(self, columns: Columns) -> list[Widget]:
        """The findings as cards, what can be done with the selected one, and its notes; or why a picture is real."""
        theme, words, draft = self.kit.theme, self.kit.words, self.draft
        if self.entry.real:
            texts = [_Text("looks_odd", code, draft.looks_odd.get(code, "")) for code in self.languages]
            return [*self._hint(columns, "annotate.real"), *self._texts(columns, texts)]
        if self.finding is None:
            return [
                *self._cards(columns),
                *self._hint(columns, "annotate.draw" if not draft.findings else "annotate.pick"),
            ]
        finding = self.finding
        parts = self._cards(columns)
        tell = self.kit.pack.tells.get(finding.tell)
        named = words.of(tell.name) if tell else finding.tell or words("annotate.choose-tell")
        row = columns.top(theme.tall(5.6))
        look = Look("plain" if tell else "primary", "book", key="t", key_shown=False)
        beside = row.width >= theme.px(44) * theme.text_scale
        icons = row if not beside else pygame.Rect(row.right - 3 * row.height - theme.px(1.6), row.top, 0, row.height)
        if beside:
            icons.width = row.right - icons.left
            row = pygame.Rect(row.left, row.top, icons.left - theme.px(0.8) - row.left, row.height)
        else:
            icons = columns.top(theme.tall(5.6))
        parts.append(Button("tell", row, named, self.open_tells, look, enabled=not self.fixed))
        count, place = len(draft.findings), draft.findings.index(finding)
        for cell, name, sign, key, press, on in zip(
            split(icons, 3, theme.px(0.8)), ("earlier", "later", "delete"), ("up", "down", "bin"), ("u", "d", ""),
            (lambda: self.shift(-1), lambda: self.shift(1), self.delete), (place > 0, place < count - 1, True),
            strict=True,
        ):  # fmt: skip
            enabled = on and not self.fixed
            parts.append(Button(name, cell, "", press, Look("plain", sign, key=key, key_shown=False), enabled=enabled))
        texts = [_Text("note", code, finding.note.get(code, "")) for code in self.languages]
        return [*parts, *self._texts(columns, texts)]

    def _hint(self, columns: Columns, key: str) -> list[Widget]:
        """What to do here."""
        theme, text = self.kit.theme, self.kit.words(key)
        size = theme.type(1.0)
        height = min(text_height(text, columns.rect.width, size), columns.rect.height // 3)
        return [Label("hint", columns.top(height), text, size, theme.colours.quiet)]

    def _cards(self, columns: Columns) -> list[Widget]:
        """The findings around the selected one."""
        theme, findings = self.kit.theme, self.draft.findings
        at = next((place for place, item in enumerate(findings) if item.key == self.key), 0)
        first = min(max(0, at - MOST_CARDS + 1), max(0, len(findings) - MOST_CARDS)) if findings else 0
        first = min(first, at)
        parts: list[Widget] = []
        for place, finding in list(enumerate(findings))[first : first + MOST_CARDS]:
            tell = self.kit.pack.tells.get(finding.tell)
            title = self.kit.words.of(tell.name) if tell else finding.tell or self.kit.words("annotate.no-tell")
            note = self.kit.words.of(finding.note) or self.kit.words("annotate.no-note")
            rect = columns.top(card_height(theme))
            card = FindingCard(f"finding-{finding.key}", rect, title, self._choose(finding.key), place + 1, note)
            card.look = card.look._replace(selected=finding.key == self.key)
            parts.append(card)
        return parts

    def _picture_page(self, columns: Columns) -> list[Widget]:
        """What the picture is, how hard it is, and what it shows in words."""
        theme, words, draft = self.kit.theme, self.kit.words, self.draft
        truth, made_by = self.entry.made
        text = words("annotate.made", truth=truth, made_by=made_by, width=self.canvas.shown.size[0],
                     height=self.canvas.shown.size[1])  # fmt: skip
        size = theme.type(0.95)
        height = text_height(text, columns.rect.width, size)
        parts: list[Widget] = [Label("made", columns.top(height), text, size, theme.colours.quiet)]
        text = words(f"annotate.difficulty.{min(5, max(1, draft.difficulty))}")
        height = text_height(text, columns.rect.width, size)
        parts.append(Label("difficulty", columns.top(height), text, size, theme.colours.text))
        for number, cell in enumerate(split(columns.top(theme.tall(5.4)), 5, theme.px(0.8)), 1):
            look = Look("plain", selected=draft.difficulty == number, align="centre")
            press = self._difficult(number)
            parts.append(Button(f"difficulty-{number}", cell, str(number), press, look, enabled=not self.fixed))
        text = words("annotate.alt")
        height = text_height(text, columns.rect.width, size)
        parts.append(Label("alt", columns.top(height), text, size, theme.colours.text))
        return [*parts, *self._texts(columns, [_Text("alt", code, draft.alt.get(code, "")) for code in self.languages])]

    def _texts(self, columns: Columns, texts: list[_Text]) -> list[Widget]:
        """A field for each language; where not all have room, one, and buttons for the languages."""
        theme = self.kit.theme
        least = round(theme.type() * 1.32) * FIELD_LINES + theme.px(1.6)
        caption = round(theme.type(0.85) * 1.35)
        room = columns.rect.height
        parts: list[Widget] = []
        if len(texts) * (caption + least + 2 * columns.gap) > room and len(texts) > 1:
            row = columns.top(theme.tall(5))
            for cell, item in zip(split(row, len(texts), theme.px(0.8)), texts, strict=True):
                on = item.language == self.language
                sign = "" if item.text.strip() else "pen"
                look = Look("plain", sign, selected=on, align="centre")
                parts.append(
                    Button(
                        f"language-{item.language}",
                        cell,
                        languages().get(item.language, item.language),
                        self._speak(item.language),
                        look,
                    )
                )
            texts = [item for item in texts if item.language == self.language]
            least, caption = columns.rect.height, 0
        share = (columns.rect.height - (len(texts) - 1) * columns.gap) // len(texts)
        for item in texts:
            place = columns.top(share)
            if caption:
                name = languages().get(item.language, item.language)
                label = pygame.Rect(place.left, place.top, place.width, caption)
                parts.append(Label(f"in-{item.language}", label, name, theme.type(0.85), theme.colours.quiet))
                place = pygame.Rect(place.left, place.top + caption, place.width, place.height - caption)
            parts.append(self._field(item, place))
        return parts

    def _field(self, item: _Text, rect: pygame.Rect) -> TextField:
        """The field of a text: the same one as long as the picture is at hand."""
        name = f"{item.where}-{item.language}"
        if name not in self._fields:
            self._fields[name] = TextField(name, self.write(item.where, item.language), self._next_field)
        field = self._fields[name]
        field.hint = self.kit.words(f"annotate.{item.where}.hint")
        field.missing = not item.text.strip() and item.where != "looks_odd"
        field.focusable = not self.fixed
        shown = field.caret.text if field.caret.text.strip() == item.text.strip() else item.text
        return field.lay(rect, shown, self.kit.theme)

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

    def _about(self, picture: bool) -> Pressed:
        def press() -> None:
            self.about_picture = picture
            self.relaid()

        return press

    def _choose(self, key: int) -> Pressed:
        def press() -> None:
            self.selected(key)
            self.canvas.take("select")

        return press

    def _difficult(self, number: int) -> Pressed:
        return lambda: self.set_difficulty(number)

    def _speak(self, language: str) -> Pressed:
        def press() -> None:
            self.language = language
            self.relaid()

        return press

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

    def _next_field(self) -> None:
        """Enter goes on to the next text; behind the last one typing is over."""
        fields = [item for item in self.targets if isinstance(item, TextField)]
        place = fields.index(self.focus) if isinstance(self.focus, TextField) and self.focus in fields else -1
        if place + 1 < len(fields):
            self.set_focus(fields[place + 1])
        elif any(item.name == f"language-{self.language}" for item in self.targets):
            codes = list(self.languages)
            self.language = codes[(codes.index(self.language) + 1) % len(codes)]
            where = self.focus.name.partition("-")[0] if self.focus else "note"
            self.rearrange(f"{where}-{self.language}")
        else:
            self.set_focus(None)

    def begin_note(self) -> None:
        """Type the first note that is missing."""
        finding = self.finding
        missing = [code for code in self.languages if finding is not None and not finding.note.get(code, "").strip()]
        if not missing:
            return
        if not self.has(f"note-{missing[0]}"):
            self.language = missing[0]
        self.rearrange(f"note-{missing[0]}")

    def after_typing(self) -> None:
        """The card shows the note, the sign whether it is saved."""
        finding = self.finding
        name = f"finding-{self.key}"
        if finding is not None and self.has(name):
            card = self.widget(name)
            if isinstance(card, FindingCard):
                card.note = self.kit.words.of(finding.note) or self.kit.words("annotate.no-note")
                self.touch(card)
        sign, label = self._state
        fresh = self._state_label(pygame.Rect(sign.rect.left, label.rect.top, 0, 0).union(label.rect))
        self.widgets = [fresh[self._state.index(item)] if item in self._state else item for item in self.widgets]
        self._state = fresh
        self.touch(label)
        self.touch(sign)

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
        elif isinstance(intent, Turn):
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
        if self.album.dirty and not self._warned:
            self._warned = True
            self.relaid()
            return None
        return Leave() if self.origin is not None else Quit()

    def refresh_pictures(self) -> None:
        """The picture became ready."""
        self.damage.append(self.canvas.rect)
