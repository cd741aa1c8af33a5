"""YAML text to plain data, with the place of every key and value.

Owns the reading of YAML: a small, strict YAML (no aliases, no tags, no duplicate keys, `no` is the text "no"), the
quoting of a text in it, and the form of every problem,
`file:line:column: error|warning|hint: what is wrong; the remedy`.
Refuses to know what the data mean.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from msgspec import Struct

from game.base.errors import plain
from game.pack import slips

if TYPE_CHECKING:
    from yaml import YAMLError

Path_ = tuple[str | int, ...]  # the way from the top of a file to a value: keys and list places
Severity = Literal["error", "warning", "hint"]  # it cannot be played; it should be mended; it may be meant so

MAX_BYTES = 16 * 1024 * 1024
MAX_DEPTH = 40
MAX_VALUES = 1_000_000  # of one file, keys included: they take half a gigabyte while it is read
MAX_TEXT = 5_000  # characters: ten times what a screen holds; setting a text takes time, and grows with its length
_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)\.[0-9]*)([eE][-+]?[0-9]+)?")
_TAGS = (None, "!")  # that a value may have: none, and the one that quotes give it
_NUMERIC = "+-.0123456789"  # how a number begins
_QUOTED = ("'", '"', "|", ">")  # styles in which a text says itself where it ends
_COMMENT = re.compile(r" *#[^\r\n]*")
_MEANT = re.compile(r"(  +|)# ")  # a comment that nobody takes for text: two spaces before it, one after its sign
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class Fix(Struct, frozen=True):
    """The one change of a file's text that mends a problem beyond doubt."""

    path: Path_
    part: Literal["value", "key", "entry", "top"]  # what `text` replaces; an entry goes; at the top a line comes in
    text: str = ""


class Problem(Struct, frozen=True, omit_defaults=True):
    """One thing wrong in one place; sorts by file, line and column (1-based; 0 means the whole file)."""

    file: str
    line: int
    column: int
    severity: Severity
    message: str
    fix: Fix | None = None

    def __str__(self) -> str:
        """The line that editors and people read; nothing that a pack holds acts on the terminal."""
        return plain(f"{self.file}:{self.line}:{self.column}: {self.severity}: {self.message}")

    def __lt__(self, other: Problem) -> bool:
        """By place, then by what is said."""
        return (self.file, self.line, self.column, self.severity, self.message) < (
            other.file, other.line, other.column, other.severity, other.message,
        )  # fmt: skip


class Document(Struct):
    """One YAML file: its plain data and where each part of it stood."""

    file: str  # the name to show in problems
    data: Any = None
    places: dict[Path_, tuple[int, int]] = {}  # value -> line, column
    key_places: dict[Path_, tuple[int, int]] = {}  # key of a mapping -> line, column
    problems: list[Problem] = []
    cut: dict[Path_, str] = {}  # value without quotes -> the comment after it, where that may be meant as part of it
    wrapped: dict[Path_, str] = {}  # value without quotes -> its first and last character, where these are other quotes

    def problem(
        self, path: Path_, message: str, *, severity: Severity = "error", at_key: bool = False, fix: Fix | None = None
    ) -> Problem:
        """A problem at a path, or at the nearest enclosing part that has a place."""
        places = (self.key_places, self.places) if at_key else (self.places, self.key_places)
        for end in range(len(path), -1, -1):
            for table in places:
                if path[:end] in table:
                    line, column = table[path[:end]]
                    return Problem(self.file, line, column, severity, message, fix)
        return Problem(self.file, 1, 1, severity, message, fix)


def read(path: Path, shown_as: str) -> Document:
    """Read a YAML file; whatever is wrong with it is in the document's problems, never raised.

    `shown_as` is the file name that the problems carry.
    """
    document = Document(shown_as)

    def refuse(message: str, line: int = 1, column: int = 1) -> Document:
        document.problems.append(Problem(shown_as, line, column, "error", message))
        return document

    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        return refuse(f"cannot be read: {error.strerror or error}", 0, 0)
    if len(raw) > MAX_BYTES:
        return refuse(f"larger than {MAX_BYTES // 2**20} MB; split it into several files", 0, 0)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return refuse("not UTF-8 text; save the file as UTF-8", line)
    return parse(text, document)


def parse(text: str, document: Document) -> Document:
    """Fill a document from YAML text."""
    from yaml import YAMLError  # as long as half the title takes; a pack that is kept parsed needs none of it

    problem = _forbidden_character(text, document.file)
    if problem is None:
        try:
            document.data = _Walk(text, document).whole()
        except _RefusedError as refused:
            problem = Problem(document.file, refused.line, refused.column, "error", str(refused))
        except YAMLError as error:
            problem = _syntax_problem(error, text, document.file)
    if problem is not None:
        document.problems[:] = [problem]  # what a broken file seemed to hold is not worth a word
    return document


def unchecked(path: Path) -> Any:
    """The data of a file that is known to be right: as `read`, in half the time, without places and without problems.

    Raises ValueError, or whatever such data lead to, where it is not right after all; OSError where it cannot be read.
    """
    import yaml

    event = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(path.read_text(encoding="utf-8-sig")).get_event

    def value(this: Any) -> Any:
        if this.anchor is not None or this.tag not in _TAGS:
            raise ValueError("a form of YAML that packs do not use")
        if type(this) is yaml.ScalarEvent:
            return _scalar(this)
        if type(this) is yaml.SequenceStartEvent:
            items = []
            while type(item := event()) is not yaml.SequenceEndEvent:
                items.append(value(item))
            return items
        mapping = {}
        while type(key := event()) is not yaml.MappingEndEvent:
            mapping[key.value] = value(event())
        return mapping

    try:
        while type(event()) is not yaml.DocumentStartEvent:
            pass
        return value(event())
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error


def _forbidden_character(text: str, file: str) -> Problem | None:
    """The first control character, which YAML does not allow and PyYAML reports without a place."""
    found = re.search(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", text)
    if found is None:
        return None
    before = text[: found.start()]
    line, column = before.count("\n") + 1, found.start() - (before.rfind("\n") + 1) + 1
    return Problem(file, line, column, "error", f"control character U+{ord(found[0]):04X}; delete it")


class Span(NamedTuple):
    """Where an entry or item of a file stands, as offsets in its text: its key (where it has one) and its value."""

    key: tuple[int, int] | None
    value: tuple[int, int]
    flow: bool  # a single value, or a list or mapping in brackets: it ends where it seems to


def spans(text: str) -> dict[Path_, Span]:
    """Where everything stands in a text that can be read; nothing for one that cannot."""
    from yaml import YAMLError

    found: dict[Path_, Span] = {}
    document = Document("")
    try:
        _Walk(text, document, found).whole()
    except (_RefusedError, YAMLError):
        return {}
    return {} if document.problems else found


class _RefusedError(Exception):
    """A form of YAML that packs do not use, and where."""

    def __init__(self, mark: Any, message: str) -> None:
        super().__init__(message)
        self.line, self.column = _position(mark)


class _Walk:
    """One walk over a text's events: plain data, and the places of keys and values; `found` wants spans, too.

    Events, and not PyYAML's nodes: a large file's nodes take more memory and time than all that is kept of it.
    """

    def __init__(self, text: str, document: Document, found: dict[Path_, Span] | None = None) -> None:
        import yaml

        self._yaml = yaml
        self._text = text
        self._event = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text).get_event
        self._document = document
        self._found = found
        self._values = 0

    def whole(self) -> Any:
        """The data of the only document in the text; raises _RefusedError or YAMLError."""
        data: Any = None
        documents = 0
        while not isinstance(event := self._event(), self._yaml.StreamEndEvent):
            if isinstance(event, self._yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _RefusedError(event.start_mark, "a second document begins here; one file holds one document")
                data = self._value(self._event(), ())
        if not documents:
            self._document.problems.append(Problem(self._document.file, 1, 1, "error", "the file is empty"))
        return data

    def _count(self, event: Any) -> None:
        """A value or key begins with an event, whose form is one that packs use."""
        self._values += 1
        if self._values <= MAX_VALUES and event.anchor is None and event.tag in _TAGS:
            return
        if self._values > MAX_VALUES:
            raise _RefusedError(event.start_mark, f"more than {MAX_VALUES:,} values; split it into several files")
        if event.anchor is not None:
            message = "anchors and aliases (& and *) are not allowed; write the value out, or put quotes around it"
            raise _RefusedError(event.start_mark, message)
        message = f"tag '{event.tag}' is not allowed; put quotes around a text that begins with '!'"
        raise _RefusedError(event.start_mark, message)

    def _value(self, event: Any, path: Path_, key: Any = None) -> Any:
        """The plain value that begins with an event; `key` is the event of its key."""
        self._count(event)
        mark = event.start_mark
        self._document.places[path] = (mark.line + 1, mark.column + 1)
        value: Any
        end = event
        if type(event) is self._yaml.ScalarEvent:
            if fault := _text_fault(event):
                self._document.problems.append(Problem(self._document.file, *_position(mark), "error", fault))
            value = _scalar(event)
            if event.style not in _QUOTED:
                self._look_at_plain(event, path)
        else:
            if len(path) >= MAX_DEPTH:
                raise _RefusedError(mark, f"nested deeper than {MAX_DEPTH} levels")
            value, end = self._list(path) if type(event) is self._yaml.SequenceStartEvent else self._mapping(path)
        if self._found is not None:
            flow = end is not event and bool(event.flow_style)
            flow = flow or (end is event and event.style not in ("|", ">"))
            self._found[path] = Span(_reach(key, key) if key is not None else None, _reach(event, end), flow)
        return value

    def _look_at_plain(self, event: Any, path: Path_) -> None:
        """Note what suggests that a text without quotes was meant to have some."""
        comment = _COMMENT.match(self._text, event.end_mark.index)
        if comment is not None and not _MEANT.match(comment[0]):
            self._document.cut[path] = comment[0].strip()
        if pair := slips.smart_quotes(event.value):
            self._document.wrapped[path] = pair

    def _list(self, path: Path_) -> tuple[list[Any], Any]:
        """The items of a list, and the event that ends it."""
        items: list[Any] = []
        while type(event := self._event()) is not self._yaml.SequenceEndEvent:
            items.append(self._value(event, (*path, len(items))))
        return items, event

    def _mapping(self, path: Path_) -> tuple[dict[str, Any], Any]:
        """The entries of a mapping, and the event that ends it; keys that are none, or come twice, are problems."""
        document, mapping = self._document, dict[str, Any]()
        while type(event := self._event()) is not self._yaml.MappingEndEvent:
            self._count(event)
            here = _position(event.start_mark)
            if type(event) is not self._yaml.ScalarEvent:
                message = "a list or mapping cannot be a key; put quotes around a text that begins with [ or { or ?"
                document.problems.append(Problem(document.file, *here, "error", message))
                self._passed_by(event)
                self._passed_by(self._event())
                continue
            key = event.value
            place = (*path, key)
            message = _text_fault(event) or slips.fault_of_key(key)
            if key in mapping:
                first = document.key_places[place][0]
                message = f"key '{key}' stands here a second time (first in line {first}); keep one of them"
            if message:
                document.problems.append(Problem(document.file, *here, "error", message))
                self._passed_by(self._event())
                continue
            document.key_places[place] = here
            mapping[key] = self._value(self._event(), place, event)
        return mapping, event

    def _passed_by(self, event: Any) -> None:
        """Leave out a value that nobody asked for."""
        depth = 0
        while True:
            if isinstance(event, self._yaml.CollectionEndEvent):
                depth -= 1
            else:
                self._count(event)
                depth += isinstance(event, self._yaml.CollectionStartEvent)
            if depth <= 0:
                return
            if depth > MAX_DEPTH:
                raise _RefusedError(event.start_mark, f"nested deeper than {MAX_DEPTH} levels")
            event = self._event()


def _position(mark: Any) -> tuple[int, int]:
    """Line and column, from 1."""
    return mark.line + 1, mark.column + 1


def _reach(first: Any, last: Any) -> tuple[int, int]:
    """From where one event begins to where another one ends."""
    return first.start_mark.index, last.end_mark.index


def _text_fault(event: Any) -> str:
    """What is wrong with a text once its escapes are read, which only double quotes have; empty where nothing is."""
    text: str = event.value
    if len(text) > MAX_TEXT:
        return f"a text of {len(text)} characters; at most {MAX_TEXT}"
    found = _CONTROL.search(text) if event.style == '"' else None
    return f"control character U+{ord(found[0]):04X} in a text; delete it" if found else ""


def _scalar(event: Any) -> Any:
    """A quoted text stays a text; of the plain ones only true, false, null and numbers mean something else."""
    text: str = event.value
    if event.style in _QUOTED:
        return text
    if text in ("", "~", "null"):
        return None
    if text in ("true", "false"):
        return text == "true"
    if text[0] not in _NUMERIC:
        return text
    if _INT.fullmatch(text) and len(text) < 19:
        return int(text)
    if _FLOAT.fullmatch(text) and len(text) < 40:
        return float(text)
    return text


def quoted(text: str) -> str:
    """A text as YAML that reads back as the same text; control characters, which no text may hold, become "?"."""
    escaped = re.sub(
        r'["\\]|[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]', _escape, text
    )
    return f'"{escaped}"'


def _escape(found: re.Match[str]) -> str:
    """A character that double quotes do not hold as it is."""
    number = ord(found[0])
    if found[0] in '"\\':
        return f"\\{found[0]}"
    return "?" if _CONTROL.match(found[0]) else f"\\u{number:04x}"


def _syntax_problem(error: YAMLError, text: str, file: str) -> Problem:
    """PyYAML's error as a problem with a place and a remedy."""
    at, began = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    places = [_position(mark) if mark else (1, 1) for mark in (at or began, began or at)]
    what = getattr(error, "problem", None) or str(error).splitlines()[0]
    slip = slips.explained(text, slips.Failure(what, getattr(error, "context", None) or "", *places))
    return Problem(file, slip.line, slip.column, "error", slip.message)
