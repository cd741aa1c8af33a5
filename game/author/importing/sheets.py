"""A table as people save it becomes rows of cells with their places: CSV, JSON lines, a JSON list, Parquet.

Owns encodings, separators, title lines and the reading of CSV (RFC 4180). Refuses to know what the columns mean.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec

from game.base.text import Words

MOST_BYTES = 64 * 1024 * 1024
_SEPARATORS = ",;\t|"
_HEAD_WITHIN = 10  # rows, titles above the head among them
_UTF16_FROM = 0.3  # of the bytes that are zero, and so a half of two-byte signs


class Cell(NamedTuple):
    """One value of a table, and where it begins (from 1)."""

    text: str
    line: int
    column: int


class TableSheet(NamedTuple):
    """A table's columns and rows."""

    head: list[Cell]
    rows: Iterable[list[Cell]]
    names: Mapping[str, list[str]] = MappingProxyType({})  # of a column of numbers: what each is called
    said: tuple[str, ...] = ()  # how it was read


Report = Callable[[int, int, str], None]  # line, column, what is wrong there


def read(raw: bytes, known: Callable[[str], bool], words: Words, report: Report) -> TableSheet | None:
    """A table's text or JSON; None where it is none, which is reported.

    `known` tells whether a word may head a column: the head is the first line in which two or more are known.
    """
    if len(raw) > MOST_BYTES:
        report(0, 0, words("import.table.large", most=MOST_BYTES // 2**20))
        return None
    if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        report(0, 0, words("import.table.workbook"))
        return None
    text, said = _decoded(raw, words)
    if text is None:
        report(1, 1, words("import.table.no_text"))
        return None
    if text.lstrip()[:1] in ("{", "["):
        return _of_json(text, words, report)
    found = _of_csv(text, known, words, report)
    return found._replace(said=(*said, *found.said)) if found else None


def _decoded(raw: bytes, words: Words) -> tuple[str | None, tuple[str, ...]]:
    """A table's text, and what is to be said of the way it was written."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark):
            try:
                return raw.decode(encoding), ()
            except UnicodeDecodeError:
                return None, ()
    zeros = [raw[start:2000:2].count(0) for start in (0, 1)]
    if max(zeros) > _UTF16_FROM * max(1, len(raw[:2000]) / 2):
        try:
            return raw.decode("utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"), ()
        except UnicodeDecodeError:
            return None, ()
    raw = raw.replace(b"\0", b"")
    try:
        return raw.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        try:
            return raw.decode("cp1252"), (words("import.table.cp1252", line=line),)
        except UnicodeDecodeError:
            return None, ()


# --- CSV


def _of_csv(text: str, known: Callable[[str], bool], words: Words, report: Report) -> TableSheet | None:
    """A CSV text by the separator and from the line that show the most known columns."""
    start, given = 0, re.match(r"\ufeff?\"?sep=(.)\"?[ \t]*(\r\n|\n|\r)", text, re.IGNORECASE)
    if given:
        start = given.end()
    best: tuple[int, str, int] | None = None  # how many are known, the separator, which row is the head
    for separator in given[1] if given else _SEPARATORS:
        first = list(islice(rows(text, separator, lambda *_: None, start), _HEAD_WITHIN))
        for number, row in enumerate(first):
            count = len({cell.text for cell in row if known(cell.text)})
            if count and (best is None or count > best[0]):
                best = count, separator, number
    head_line = text[start:].partition("\n")[0]
    count, separator, number = best or (0, given[1] if given else max(_SEPARATORS, key=head_line.count), 0)
    lines = rows(text, separator, lambda line, column, _: report(line, column, words("import.table.quote")), start)
    above = list(islice(lines, number))
    head = next(lines, [])
    said = (words("import.table.title", line=head[0].line),) if above and head else ()
    while head and not head[-1].text:
        head = head[:-1]
    return TableSheet(head, lines, said=said)


def rows(text: str, separator: str, report: Report, start: int = 0) -> Iterator[list[Cell]]:
    """The rows of a CSV text; blank ones are left out.

    `report` hears of a quote that is not closed: line, column, a word for it.
    """
    end = re.escape(separator)
    space = "" if separator == " " else " " if separator == "\t" else r" \t"
    gap = f"[{space}]*" if space else ""
    cell = re.compile(rf'(?:{gap}"([^"]*(?:""[^"]*)*)"[ \t]*|((?!")[^{end}\r\n]*))({end}|\r\n|\n|\r|\Z)')
    place, line, begins = start, text.count("\n", 0, start) + 1, start  # in the text; of the line, where it begins
    row: list[Cell] = []
    while place < len(text) or row:
        column = place - begins + 1
        found = cell.match(text, place)
        if found is None:
            report(line, column, "quote")
            return
        quoted, plain, after = found.groups()
        row.append(Cell((plain if quoted is None else quoted.replace('""', '"')).strip(), line, column))
        breaks = list(re.finditer(r"\r\n|\n|\r", found[0]))
        place = found.end()
        if breaks:
            line, begins = line + len(breaks), found.start() + breaks[-1].end()
        if after != separator:
            if any(item.text for item in row):
                yield row
            row = []
            if not after:
                return


# --- JSON


def _of_json(text: str, words: Words, report: Report) -> TableSheet | None:
    """JSON lines, a list of objects, or objects by the path of their picture."""
    records: list[tuple[int, dict[str, Any]]] = []
    try:
        whole = msgspec.json.decode(text)
    except (ValueError, RecursionError, msgspec.MsgspecError):
        whole = None
    if whole is None:
        for line, part in enumerate(text.splitlines(), 1):
            if not part.strip():
                continue
            try:
                record = msgspec.json.decode(part)
            except (ValueError, RecursionError, msgspec.MsgspecError):
                record = None
            if not isinstance(record, dict):
                report(line, 1, words("import.table.json"))
                return None
            records.append((line, record))
    elif isinstance(whole, list):
        records = [(0, record) for record in whole if isinstance(record, dict)]
    elif isinstance(whole, dict) and whole and all(isinstance(value, dict) for value in whole.values()):
        records = [(0, {"path": path, **value}) for path, value in whole.items()]
    elif isinstance(whole, dict) and all(isinstance(value, str | int) for value in whole.values()):
        records = [(0, {"path": path, "label": value}) for path, value in whole.items()]
    if not records:
        report(1, 1, words("import.table.json"))
        return None
    keys = list(dict.fromkeys(key for _, record in records for key in record))
    head = [Cell(key, 1, 1) for key in keys]
    return TableSheet(head, ([Cell(_text(record.get(key)), line, 1) for key in keys] for line, record in records))


def of_columns(head: list[str], values: list[list[object]], names: dict[str, list[str]]) -> TableSheet:
    """A table whose columns are known already, as those of a Parquet file."""
    cells = ([Cell(_text(value), number, 1) for value in row] for number, row in enumerate(values, 1))
    return TableSheet([Cell(name, 1, 1) for name in head], cells, names)


def _text(value: object) -> str:
    """A JSON value as the text of a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return msgspec.json.encode(value).decode()
    return str(value).strip()
