"""YAML text to plain data, with the place of every key and value.

Owns the reading of YAML: a small, strict YAML (no aliases, no tags, no duplicate keys, `no` is the text "no"), the
quoting of a text in it, and the form of every problem, `file:line:column: error|warning: what is wrong; the remedy`.
Refuses to know what the data mean.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Literal

import yaml
from msgspec import Struct

from game.errors import plain

Path_ = tuple[str | int, ...]  # the way from the top of a file to a value: keys and list places
Severity = Literal["error", "warning"]

MAX_BYTES = 16 * 1024 * 1024
MAX_DEPTH = 40
MAX_VALUES = 1_000_000  # of one file, keys included: they take half a gigabyte while it is read
MAX_TEXT = 5_000  # characters: ten times what a screen holds; setting a text takes time, and grows with its length
_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)\.[0-9]*)([eE][-+]?[0-9]+)?")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Problem(Struct, frozen=True, order=True):
    """One thing wrong in one place; sorts by file, line and column (1-based; 0 means the whole file)."""

    file: str
    line: int
    column: int
    severity: Severity
    message: str

    def __str__(self) -> str:
        """The line that editors and people read; nothing that a pack holds acts on the terminal."""
        return plain(f"{self.file}:{self.line}:{self.column}: {self.severity}: {self.message}")


class Document(Struct):
    """One YAML file: its plain data and where each part of it stood."""

    file: str  # the name to show in problems
    data: Any
    places: dict[Path_, tuple[int, int]]  # value -> line, column
    key_places: dict[Path_, tuple[int, int]]  # key of a mapping -> line, column
    problems: list[Problem]

    def problem(self, path: Path_, message: str, *, severity: Severity = "error", at_key: bool = False) -> Problem:
        """A problem at a path, or at the nearest enclosing part that has a place."""
        places = (self.key_places, self.places) if at_key else (self.places, self.key_places)
        for end in range(len(path), -1, -1):
            for table in places:
                if path[:end] in table:
                    line, column = table[path[:end]]
                    return Problem(self.file, line, column, severity, message)
        return Problem(self.file, 1, 1, severity, message)


def read(path: Path, shown_as: str) -> Document:
    """Read a YAML file; whatever is wrong with it is in the document's problems, never raised.

    `shown_as` is the file name that the problems carry.
    """
    document = Document(shown_as, None, {}, {}, [])

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
    problem = _forbidden_character(text, document.file) or _forbidden_form(text, document.file)
    if problem is not None:
        document.problems.append(problem)
        return document
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        document.problems.append(_syntax_problem(error, text, document.file))
        return document
    if node is None:
        document.problems.append(Problem(document.file, 1, 1, "error", "the file is empty"))
        return document
    document.data = _plain(node, (), document)
    return document


def _forbidden_character(text: str, file: str) -> Problem | None:
    """The first control character, which YAML does not allow and PyYAML reports without a place."""
    found = re.search(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", text)
    if found is None:
        return None
    before = text[: found.start()]
    line, column = before.count("\n") + 1, found.start() - (before.rfind("\n") + 1) + 1
    return Problem(file, line, column, "error", f"control character U+{ord(found[0]):04X}; delete it")


def _forbidden_form(text: str, file: str) -> Problem | None:
    """The first alias, tag or second document, nesting that is too deep, or more values than packs have."""
    if not re.search(r"[&*!]|^(---|\.\.\.)", text, re.MULTILINE) and _shallow(text) and _small(text):
        return None
    depth = documents = values = 0
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            message = ""
            values += isinstance(event, yaml.NodeEvent)
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                message = "anchors and aliases (& and *) are not allowed; write the value out, or put quotes around it"
            elif (tag := getattr(event, "tag", None)) not in (None, "!"):
                message = f"tag '{tag}' is not allowed; put quotes around a text that begins with '!'"
            elif isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                message = "a second document begins here; one file holds one document" if documents > 1 else ""
            elif isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                message = f"nested deeper than {MAX_DEPTH} levels" if depth > MAX_DEPTH else ""
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if values > MAX_VALUES:
                message = f"more than {MAX_VALUES:,} values; split it into several files"
            if message:
                line, column = _position(event.start_mark)
                return Problem(file, line, column, "error", message)
    except yaml.YAMLError as error:
        return _syntax_problem(error, text, file)
    return None


def _position(mark: Any) -> tuple[int, int]:
    """Line and column, from 1."""
    return mark.line + 1, mark.column + 1


def _shallow(text: str) -> bool:
    """Whether the text cannot nest deeper than MAX_DEPTH: a bound that needs no parsing."""
    deepest = 0
    for line in text.splitlines():
        indent = len(line) - len(line.lstrip(" "))
        deepest = max(deepest, indent + line.count("[") + line.count("{") + line.count("- "))
        if deepest > MAX_DEPTH:
            return False
    # flow collections may also grow over many lines
    return text.count("[") - text.count("]") <= MAX_DEPTH and text.count("{") - text.count("}") <= MAX_DEPTH


def _small(text: str) -> bool:
    """Whether the text cannot hold more than MAX_VALUES: each of these signs brings at most a key and its value."""
    return 2 * sum(map(text.count, "\n\r\x85\u2028\u2029:,-[{?")) < MAX_VALUES


def _text_fault(text: str) -> str:
    """What is wrong with a text once its escapes are read; empty where nothing is."""
    if len(text) > MAX_TEXT:
        return f"a text of {len(text)} characters; at most {MAX_TEXT}"
    found = _CONTROL.search(text)
    return f"control character U+{ord(found[0]):04X} in a text; delete it" if found else ""


def _plain(node: Any, path: Path_, document: Document) -> Any:
    """The plain value of a node; records where it and its keys stand, and duplicate keys."""
    document.places[path] = _position(node.start_mark)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*path, place), document) for place, item in enumerate(node.value)]
    if isinstance(node, yaml.ScalarNode):
        if fault := _text_fault(node.value):
            document.problems.append(Problem(document.file, *document.places[path], "error", fault))
        return _scalar(node)
    mapping: dict[str, Any] = {}
    for key_node, value_node in node.value:
        here = _position(key_node.start_mark)
        if not isinstance(key_node, yaml.ScalarNode):
            message = "a list or mapping cannot be a key; put quotes around a text that begins with [ or { or ?"
            document.problems.append(Problem(document.file, *here, "error", message))
            continue
        key = key_node.value
        message = _text_fault(key)
        if key in mapping:
            first = document.key_places[(*path, key)][0]
            message = f"key '{key}' stands here a second time (first in line {first}); keep one of them"
        if message:
            document.problems.append(Problem(document.file, *here, "error", message))
            continue
        document.key_places[(*path, key)] = here
        mapping[key] = _plain(value_node, (*path, key), document)
    return mapping


def _scalar(node: yaml.ScalarNode) -> Any:
    """A quoted text stays a text; of the plain ones only true, false, null and numbers mean something else."""
    text: str = node.value
    if node.style in ("'", '"', "|", ">"):
        return text
    if text in ("", "~", "null"):
        return None
    if text in ("true", "false"):
        return text == "true"
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


_REMEDIES = (
    ("mapping values are not allowed", "put quotes around a text that holds ': '"),
    ("could not find expected ':'", "a key needs ': ' and a value; a long text needs quotes, or '|' after its key"),
    ("cannot start any token", "put quotes around a text that begins with @, `, % or a tab"),
    ("unknown escape character", "in double quotes write \\\\ for a backslash, or use single quotes"),
    ("found unexpected end of stream", "a quote or bracket is opened and not closed"),
    ("while scanning a quoted scalar", "close the quote; double a quote that is part of the text"),
    ("flow sequence", "close the bracket ']' and put commas between its items"),
    ("flow mapping", "close the brace '}' and put quotes around texts that hold , ? : [ ] { }"),
    ("block sequence", "begin every item of a list with '- ' in the same column"),
    ("block mapping", "give keys of one mapping the same indentation; put quotes around a text that ends early"),
    ("tab", "indent with spaces, not tabs"),
    ("alias", "put quotes around a text that begins with *"),
    ("anchor", "put quotes around a text that begins with &"),
    ("directive", "put quotes around a text that begins with %"),
)


def _syntax_problem(error: yaml.YAMLError, text: str, file: str) -> Problem:
    """PyYAML's error as a problem with a place and a remedy."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    what = getattr(error, "problem", None) or str(error).splitlines()[0]
    context = getattr(error, "context", None) or ""
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    lines = text.splitlines()
    shown = lines[line - 1] if 0 < line <= len(lines) else ""
    said = f"{what} {context}"
    remedy = next((remedy for sign, remedy in _REMEDIES if sign in said), "look at the line above, too")
    if shown[: len(shown) - len(shown.lstrip())].count("\t"):
        remedy = "indent with spaces, not tabs"
    return Problem(file, line, column, "error", f"not valid YAML: {what}; {remedy}")
