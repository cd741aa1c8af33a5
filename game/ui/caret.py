"""A text with a caret and a selection: what each editing key makes of it.

Owns words, lines and what belongs to one character. Refuses fonts and devices: a frozen value in, a new one out.
"""

from __future__ import annotations

import unicodedata
from typing import Literal, NamedTuple

CaretMove = Literal["left", "right", "word-left", "word-right", "start", "end"]
_JOINER = "\u200d"


class Caret(NamedTuple):
    """A text; the caret stands before the character `at`, the selection reaches from there to `anchor`."""

    text: str = ""
    at: int = 0
    anchor: int = 0

    @property
    def span(self) -> tuple[int, int]:
        """Where the selection begins and ends; twice the same place where nothing is selected."""
        return min(self.at, self.anchor), max(self.at, self.anchor)

    @property
    def selected(self) -> str:
        """The selected text."""
        first, last = self.span
        return self.text[first:last]

    def put(self, text: str) -> Caret:
        """The text in place of the selection, the caret behind it."""
        first, last = self.span
        at = first + len(text)
        return Caret(self.text[:first] + text + self.text[last:], at, at)

    def to(self, at: int, *, select: bool = False) -> Caret:
        """The caret elsewhere; `select` leaves the other end of the selection where it is."""
        at = min(max(0, at), len(self.text))
        return Caret(self.text, at, self.anchor if select else at)

    def go(self, way: CaretMove, *, select: bool = False) -> Caret:
        """The caret one step along; without `select`, a selection is left at the end that lies in the way."""
        if not select and self.at != self.anchor and way in ("left", "right"):
            return self.to(self.span[way == "right"])
        return self.to(_place(self.text, self.at, way), select=select)

    def everything(self) -> Caret:
        """All of it selected."""
        return Caret(self.text, len(self.text), 0)

    def word_at(self, at: int) -> Caret:
        """The word around a place selected."""
        first = last = at
        while first and _in_word(self.text[first - 1]):
            first -= 1
        while last < len(self.text) and _in_word(self.text[last]):
            last += 1
        return Caret(self.text, last, first)

    def delete(self, way: CaretMove) -> Caret:
        """Without the selection; where there is none, without what the caret would step over."""
        if self.at != self.anchor:
            return self.put("")
        return self.go(way, select=True).put("")

    def replaced(self, text: str) -> Caret:
        """Another text as a whole; the caret goes behind what is new in it."""
        if text == self.text:
            return self
        behind = 0
        most = min(len(text), len(self.text))
        while behind < most and text[len(text) - 1 - behind] == self.text[len(self.text) - 1 - behind]:
            behind += 1
        at = len(text) - behind
        return Caret(text, at, at)


def _place(text: str, at: int, way: CaretMove) -> int:
    """Where a step leads."""
    if way == "left":
        return _before(text, at)
    if way == "right":
        return _behind(text, at)
    if way == "word-left":
        return _word_start(text, at)
    if way == "word-right":
        while at < len(text) and not _in_word(text[at]):
            at += 1
        while at < len(text) and _in_word(text[at]):
            at += 1
        return at
    return 0 if way == "start" else len(text)


def _word_start(text: str, at: int) -> int:
    while at and not _in_word(text[at - 1]):
        at -= 1
    while at and _in_word(text[at - 1]):
        at -= 1
    return at


def _in_word(character: str) -> bool:
    return character.isalnum() or character in "_'\u2019" or bool(unicodedata.combining(character))


def _joins(text: str, at: int) -> bool:
    """Whether the character at a place belongs to the one before it: accents, variants, joined emoji."""
    return bool(unicodedata.combining(text[at])) or text[at] in (_JOINER, "\ufe0f") or text[at - 1] == _JOINER


def _before(text: str, at: int) -> int:
    at = max(0, at - 1)
    while at and _joins(text, at):
        at -= 1
    return at


def _behind(text: str, at: int) -> int:
    at = min(len(text), at + 1)
    while at < len(text) and _joins(text, at):
        at += 1
    return at
