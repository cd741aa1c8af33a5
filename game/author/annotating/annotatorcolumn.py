"""The column of the annotation window: the picture's name, its evidence as cards, its texts, what is missing.

Owns these parts and what pressing them does. What is done to the draft stands in annotator.
"""

from __future__ import annotations

from typing import NamedTuple

import pygame

from game.author.annotating.album import Album
from game.author.annotating.annotator import Annotator
from game.author.annotating.findingcard import FindingCard, card_height
from game.base.text import languages
from game.ui.kit import Kit
from game.ui.textfield import TextField
from game.ui.typeset import LINE_HEIGHT
from game.ui.widgets import Button, Columns, Label, Look, Pressed, Sign, Widget, split, text_height

MOST_CARDS = 4  # shown at once
FIELD_LINES = 2  # that every field has at least


class _Text(NamedTuple):
    """A text that is written in the column."""

    where: str  # note, alt or looks_odd
    language: str
    text: str


class AnnotatorColumn(Annotator):
    """A screen with that column; the other parts are laid out by the scene."""

    def __init__(self, kit: Kit, album: Album) -> None:
        super().__init__(kit, album)
        self.about_picture = False  # the column is about the picture as a whole
        self.language = self.languages[0]  # whose texts are shown where not all have room
        self.warned = False  # that something will be left unsaved
        self._state: list[Widget] = []

    def column(self, columns: Columns) -> list[Widget]:
        """All its parts, in the order in which Tab goes through them."""
        head = self._head(columns)
        foot = self._problems(columns)
        body = self._picture_page(columns) if self.about_picture else self._evidence_page(columns)
        return [*head, *body, *foot]

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
        warning = words("annotate.leave-unsaved") if self.warned and self.album.dirty else ""
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
