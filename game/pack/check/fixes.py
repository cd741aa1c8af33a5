"""Mending files where they lie: each fix changes its own characters of the text and nothing else.

Owns how a problem's fix becomes an edit, and what is harmless in whole files (byte order mark, line endings, tabs that
indent). Refuses what is not beyond doubt: a file that would not read as meant afterwards is left as it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from game.base.files import write_atomically
from game.pack import yamlfile
from game.pack.yamlfile import Document, Fix, Path_, Problem, Span

_TABS = (2, 4, 8)  # spaces that a tab may have stood for
_PLAIN = re.compile(r"[^\W\d_][\w./-]*(?: [\w./-]+)*")  # a text that surely needs no quotes
_WORDS = {"true", "false", "null", "yes", "no", "on", "off"}


def normalised(root: Path, files: Iterable[Path]) -> list[Problem]:
    """Give files the form that reads the same everywhere; what was done, as hints. Raises OSError."""
    done = []
    for path in files:
        try:
            raw = path.read_bytes()
            text = raw.decode("utf-8-sig")
        except (OSError, UnicodeDecodeError):
            continue  # the reading says so
        shown, said = path.relative_to(root).as_posix(), []
        if raw.startswith(b"\xef\xbb\xbf"):
            said.append("took the byte order mark away")
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
            said.append("gave lines the endings of Unix")
        spaces = _without_tabs(text)
        if spaces != text:
            text = spaces
            said.append("indented with spaces instead of tabs")
        if said:
            write_atomically(path.resolve(), text.encode())
            done += [Problem(shown, 0, 0, "hint", message) for message in said]
    return done


def mended(root: Path, problems: Iterable[Problem], *, write: bool = True) -> list[Problem]:
    """Mend what has a fix; gives the problems that are mended (or would be, where nothing is to be written).

    Raises OSError; then no file is half written.
    """
    by_file: dict[str, list[Problem]] = {}
    for problem in problems:
        if problem.fix is not None:
            by_file.setdefault(problem.file, []).append(problem)
    done = []
    for file, found in by_file.items():
        path = root / file
        changed, gone = _edited(path.read_bytes().decode("utf-8-sig"), found)
        if gone and write:
            write_atomically(path.resolve(), changed.encode())
        done += gone
    return done


def _edited(text: str, problems: list[Problem]) -> tuple[str, list[Problem]]:
    """A file's text with the fixes of some problems, and those problems; fixes that go wrong are left out."""
    fixes = [problem.fix for problem in problems if problem.fix is not None]
    changed = _with(text, fixes)
    if changed is not None and _data(changed) == _wanted(_data(text), fixes):
        return changed, problems
    if len(problems) < 2:
        return text, []
    middle = len(problems) // 2
    text, first = _edited(text, problems[:middle])
    text, second = _edited(text, problems[middle:])
    return text, [*first, *second]


def _with(text: str, fixes: list[Fix]) -> str | None:
    """A text after some fixes; nothing where one of them meets a form that is not touched."""
    places = yamlfile.spans(text)
    edits = {_edit(text, places, fix) for fix in fixes}
    for edit in sorted((edit for edit in edits if edit is not None), reverse=True):
        text = text[: edit.start] + edit.new + text[edit.end :]
    return None if None in edits else text


class _Edit(NamedTuple):
    """What takes the place of which part of a text."""

    start: int
    end: int
    new: str


def _edit(text: str, places: dict[Path_, Span], fix: Fix) -> _Edit | None:
    """The edit that a fix comes down to, if it is written in a way that can be touched."""
    if fix.part == "top":
        first = min((span.key[0] for path, span in places.items() if len(path) == 1 and span.key), default=None)
        return None if first is None else _Edit(first, first, f"{fix.text}\n")
    span = places.get(fix.path)
    if span is None:
        return None
    if fix.part == "value":
        start, end = span.value
        new = fix.text if fix.text.startswith("[") else _quoted(fix.text, like=text[start:end])
        return _Edit(start, end, new) if span.flow else None
    if span.key is None:
        return None
    return _without(text, span.key, span) if fix.part == "entry" else _Edit(*span.key, _quoted(fix.text, like="a"))


def _without(text: str, key: tuple[int, int], span: Span) -> _Edit | None:
    """The edit that takes out an entry with lines of its own; a comment behind it stays."""
    begin, end = text.rfind("\n", 0, key[0]) + 1, text.find("\n", span.value[1])
    end = len(text) if end < 0 else end
    rest = text[span.value[1] : end].strip()
    if text[begin : key[0]].strip() or not span.flow or rest[:1] not in ("", "#"):
        return None
    return _Edit(key[0], end, rest) if rest else _Edit(begin, min(end + 1, len(text)), "")


def _quoted(new: str, like: str) -> str:
    """A text as YAML has it, in quotes where the old one was, or where it needs them."""
    if like[:1] == "'":
        return "'" + new.replace("'", "''") + "'"
    if like[:1] == '"' or not _PLAIN.fullmatch(new) or new.lower() in _WORDS:
        return yamlfile.quoted(new)
    return new


def _data(text: str) -> Any:
    """What a text holds; nothing where it cannot be read."""
    document = yamlfile.parse(text, Document("", None, {}, {}, []))
    return None if document.problems else document.data


def _wanted(data: Any, fixes: list[Fix]) -> Any:
    """What a file should hold after some fixes."""
    data = msgspec.json.decode(msgspec.json.encode(data))
    for fix in sorted(fixes, key=lambda fix: fix.part != "value"):  # other parts change the ways to values
        if fix.part == "top":
            data = {**(_data(fix.text) or {}), **data}
            continue
        *way, last = fix.path
        inner = data
        for step in way:
            inner = inner[step]
        if fix.part == "value":
            inner[last] = _data(fix.text) if fix.text.startswith("[") else fix.text
        elif fix.part == "key":
            inner[fix.text] = inner.pop(last)
        else:
            del inner[last]
    return data


def _without_tabs(text: str) -> str:
    """A text indented with spaces, if that makes it readable and in one way only; else the text as it is."""
    if not re.search(r"^ *\t", text, re.MULTILINE) or _data(text) is not None:
        return text
    tried = [_indented(text, width) for width in _TABS]
    readable = [(lines, data) for lines in tried if (data := _data(lines)) is not None]
    if readable and all(data == readable[0][1] for _, data in readable):
        return readable[0][0]
    return text


def _indented(text: str, width: int) -> str:
    """A text whose tabs at the beginning of lines stood for so many spaces."""
    return re.sub(r"^[ \t]+", lambda found: found[0].expandtabs(width), text, flags=re.MULTILINE)
