"""One pictures file on the disk: its text, cut into the lines of each picture, and whether someone else changed it.

Owns reading, replacing the lines of a picture, and writing the file whole. Refuses to write over a change that it has
not seen, and to know what the lines say (yamledit changes them).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, NamedTuple

from game.base.files import write_atomically
from game.pack import yamlfile
from game.pack.yamlfile import Document, Problem

BOM = "\ufeff"


class UnreadableSheetError(ValueError):
    """A file that cannot be read now; carries the first problem, which reads as a line."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class ChangedElsewhereError(Exception):
    """The file on the disk is not the one that was read."""


class Lines(NamedTuple):
    """The lines of one picture and what they say."""

    text: str
    data: dict[str, Any]


class _Mark(NamedTuple):
    """What a file looked like when it was last read or written."""

    time_ns: int
    size: int
    digest: bytes


class PicturesText:
    """A pictures file; `lines` are those of its pictures, in order, where they can be told apart."""

    def __init__(self, path: Path, shown_as: str, document: Document | None = None) -> None:
        """The `document` is what the file holds, where it was read just now.

        Raises UnreadableSheetError where the file is not there, no YAML, or no list of pictures.
        """
        self.path, self.shown_as = path, shown_as
        document = document or yamlfile.read(path, shown_as)
        if document.data is None and document.problems:
            raise UnreadableSheetError(document.problems[0])
        pictures = document.data.get("pictures") if isinstance(document.data, dict) else None
        if not isinstance(pictures, list):
            raise UnreadableSheetError(document.problem((), "'pictures' is missing"))
        raw = path.read_bytes()
        self._mark = _mark(path, raw)
        text = raw.decode("utf-8")
        self._bom = BOM if text.startswith(BOM) else ""
        rows = text.removeprefix(BOM).splitlines(keepends=True)
        starts = list(_starts(rows, document, len(pictures)))
        self.in_lines = len(starts) == len(pictures)  # else a text editor has to do it
        cuts = [*starts, _end(rows, document)] if self.in_lines and starts else [len(rows)]
        self._head = "".join(rows[: cuts[0]])
        self._tail = "".join(rows[cuts[-1] :])
        parts = ["".join(rows[first:last]) for first, last in pairwise(cuts)]
        self.lines = [
            Lines(text, item if isinstance(item, dict) else {})
            for text, item in zip(parts if self.in_lines else [""] * len(pictures), pictures, strict=True)
        ]

    @property
    def text(self) -> str:
        """The whole text, as it will be written."""
        return "".join([self._head, *(lines.text for lines in self.lines), self._tail])

    def first_line(self, place: int) -> int:
        """The number of the line (from 1) in which a picture begins."""
        return self.first_lines()[place]

    def first_lines(self) -> list[int]:
        """The numbers of the lines in which the pictures begin."""
        counts = [self._head.count("\n"), *(lines.text.count("\n") for lines in self.lines[:-1])]
        return [1 + above for above in accumulate(counts)]

    def document(self, place: int) -> Document:
        """The lines of one picture as a document of their own: a list of one item, whose first line is 1."""
        return yamlfile.parse(self.lines[place].text, Document(self.shown_as))

    def replace(self, place: int, text: str) -> None:
        """Other lines for a picture; they are on the disk after `write`."""
        data = yamlfile.parse(text, Document(self.shown_as)).data
        self.lines[place] = Lines(text, data[0])

    def append(self, lines: Lines) -> None:
        """Put a picture's lines at the end of the list again."""
        if self.lines and not self.lines[-1].text.endswith("\n"):
            last = self.lines[-1]
            self.lines[-1] = last._replace(text=last.text + "\n")
        self.lines.append(lines)

    def changed(self, *, closely: bool = False) -> bool:
        """Whether the file on the disk is another one by now: by time and size first, `closely` by content at once."""
        try:
            status = self.path.stat()
            if not closely and (status.st_mtime_ns, status.st_size) == self._mark[:2]:
                return False
            raw = self.path.read_bytes()
        except OSError:
            return True
        mark = _mark(self.path, raw)
        if mark.digest != self._mark.digest:
            return True
        self._mark = mark
        return False

    def write(self) -> None:
        """Write the file whole; raises ChangedElsewhereError, or OSError where the disk refuses."""
        if self.changed(closely=True):
            raise ChangedElsewhereError(self.shown_as)
        raw = (self._bom + self.text).encode("utf-8")
        write_atomically(self.path.resolve(), raw)
        self._mark = _mark(self.path, raw)


def _mark(path: Path, raw: bytes) -> _Mark:
    status = path.stat()
    return _Mark(status.st_mtime_ns, status.st_size, hashlib.sha256(raw).digest())


def _starts(rows: list[str], document: Document, count: int) -> Iterator[int]:
    """The row (from 0) of each picture's dash, as long as they can be found."""
    for place in range(count):
        line, column = document.places[("pictures", place)]
        row = line - 1
        if rows[row][: column - 1].strip() == "" and row:  # the dash stands in a line of its own
            row -= 1
            while row and not rows[row].partition("#")[0].strip():
                row -= 1
            if rows[row].partition("#")[0].strip() != "-":
                return
        elif rows[row][: column - 1].strip() != "-":
            return
        yield row


def _end(rows: list[str], document: Document) -> int:
    """The row behind the list of pictures: that of the next key, or the end."""
    begin = document.key_places[("pictures",)][0]
    behind = [line for path, (line, _) in document.key_places.items() if len(path) == 1 and line > begin]
    return min(behind) - 1 if behind else len(rows)
