"""What people write wrongly in YAML, told at the place where they wrote it.

Owns the explanation of a text that cannot be read: PyYAML names the place where it gave up, which is often lines below
the slip, in words of its own. Refuses to read a text itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # as YAML 1.1 counts lines
ODD_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
UNSEEN = "\u00ad\u200b-\u200f\u2028\u2029\u2060\u2066-\u2069\ufeff\x85"
SMART_QUOTES = "“”„‟‘’‚‛«»‹›＂＇"  # noqa: RUF001 (that they look like others is the point, here and below)
DASHES = "–—−•·▪‣⁃∙●*"  # noqa: RUF001 (what typing aids make of a '-' at the beginning of a line; other lists' signs)
COLONS = "：﹕︰"  # noqa: RUF001
_KEY = r"""[^\s#'"“„«\[\]{},:&*!|>%@`-][^\s#:\[\]{},]*|"[^"]*"|'[^']*'"""
_ENTRY = re.compile(rf"(?P<indent> *)(?P<items>(?:- +)*)(?:(?P<key>{_KEY}) *:(?= |$) *)?(?P<value>.*)")
_ENDS = {'"': re.compile(r'(?:[^"\\]|\\.)*"'), "'": re.compile(r"(?:[^']|'')*'(?!')")}  # a quoted text, from within


REACH = 5_000  # lines above a failure in which its cause is looked for
WIDTH = 50_000  # characters: a longer line is not looked at


class Slip(NamedTuple):
    """What is wrong, and where; lines and columns count from 1."""

    line: int
    column: int
    message: str


class Failure(NamedTuple):
    """Where and why PyYAML gave up; `began` is where the part began that it could not finish."""

    what: str
    context: str
    at: tuple[int, int]
    began: tuple[int, int]


def explained(text: str, failure: Failure) -> Slip:
    """The slip that made a text unreadable; what PyYAML said of it, with a remedy, where it is of no known kind."""
    lines = LINE_END.split(text)
    for known in _KNOWN:
        slip = known(lines, failure)
        if slip is not None:
            return slip
    said = f"{failure.what} {failure.context}"
    remedy = next((remedy for sign, remedy in _REMEDIES if sign in said), "look at the line above, too")
    return Slip(*failure.at, f"not valid YAML: {failure.what}; {remedy}")


@lru_cache(1000)  # a pack has the same few keys again and again
def fault_of_key(key: str) -> str:
    """Why a key that YAML takes is not what its author meant, with a remedy; empty where nothing speaks for that."""
    found = re.search(rf"[{UNSEEN}]|^[{ODD_SPACES}]|[{ODD_SPACES}]$", key)
    if found is not None:
        return f"there is {_unseen(found[0])}"
    if len(key) > 2 and key[0] in SMART_QUOTES and key[-1] in SMART_QUOTES:
        return f"{key[0]} and {key[-1]} are no quotes in YAML, and a key needs none; write '{key[1:-1]}'"
    found = re.match(rf"([{DASHES}]) +|-(?=[^\W\d])", key)
    if found is not None:
        return _NO_ITEM.format(found[1]) if found[1] else _GLUED_DASH
    return ""


def smart_quotes(text: str) -> str:
    """The pair of quotes around a text that are a part of it, and may have been meant for YAML's; else empty."""
    if len(text) > 2 and text[0] in SMART_QUOTES and text[-1] in f"{SMART_QUOTES}\"'":
        inside = text[1:-1]
        return "" if re.search(f'[{SMART_QUOTES}"]', inside) else text[0] + text[-1]
    return ""


class _Line(NamedTuple):
    """A line taken apart: what comes before its value, and the value."""

    indent: int  # spaces
    items: str  # the dashes of list items
    key: str
    value: str
    column: int  # of the value

    @property
    def inner(self) -> int:
        """More spaces than this indent what belongs to the entry."""
        return self.indent + (len(self.items) if self.key else 0)


def _taken_apart(line: str) -> _Line:
    found = _ENTRY.match(line)
    assert found is not None  # noqa: S101 (every part of it may be empty)
    return _Line(len(found["indent"]), found["items"], found["key"] or "", found["value"], found.start("value") + 1)


def _at(lines: list[str], number: int) -> str:
    """A line by its number; empty where there is none, or one that is too long to be looked at."""
    return lines[number - 1] if 0 < number <= len(lines) and len(lines[number - 1]) <= WIDTH else ""


def _before(lines: list[str], number: int) -> int:
    """The number of the last line before one that holds something."""
    number -= 1
    while number > 1 and not _at(lines, number).strip():
        number -= 1
    return number


# --- the kinds of slips, each of which looks whether it is the cause


def _unseen_character(lines: list[str], failure: Failure) -> Slip | None:
    """A character that cannot be seen, and that YAML takes for a part of an indentation or a key."""
    for number in (_before(lines, failure.at[0]), failure.at[0]):
        head = _at(lines, number)[: re.match(r"[^:\"'#]*:?.?", _at(lines, number)).end()]  # type: ignore[union-attr]
        found = re.search(rf"[{UNSEEN}]|^ *(?:- *)*[{ODD_SPACES}]|[{ODD_SPACES}](?=:)|(?<=:)[{ODD_SPACES}]", head)
        if found is not None:
            return Slip(number, found.end(), f"there is {_unseen(found[0][-1])}")
    return None


def _unseen(character: str) -> str:
    """What is said of a character that cannot be seen."""
    if re.match(f"[{ODD_SPACES}]", character):
        return f"a space of another kind (U+{ord(character):04X}), as some programs paste it; type an ordinary one"
    return f"a character that cannot be seen (U+{ord(character):04X}); delete it"


def _tab(lines: list[str], failure: Failure) -> Slip | None:
    """A tab that indents."""
    found = re.match(r" *\t", _at(lines, failure.at[0]))
    if found is None:
        return None
    return Slip(failure.at[0], found.end(), "a tab indents this line; indent with spaces, not tabs")


def _quote(lines: list[str], failure: Failure) -> Slip | None:
    """The first quote that is not closed where it should be, up to the line of the failure."""
    number = max(1, failure.at[0] - REACH)
    block = -1  # lines that are indented more than this are in a text after '|' or '>'
    empty = True  # the entry before has no value yet: this line may be it
    while number <= min(failure.at[0], len(lines)):
        line, after = _taken_apart(_at(lines, number)), number + 1
        blank = not _at(lines, number).strip() or _at(lines, number).lstrip().startswith("#")
        if not blank and line.indent <= block:
            block = -1
        if not blank and block < 0:
            if line.key or line.items or empty:
                slip, after = _in_quotes(lines, number, line)
                if slip is not None:
                    return slip
            block = line.inner if re.match(r"[|>][-+0-9]*\s*(#.*)?$", line.value) else -1
            empty = not line.value
        number = after
    opened = _at(lines, failure.began[0])[failure.began[1] - 1 :]
    if "quoted scalar" in failure.context and "end of stream" in failure.what and opened[:1] in ('"', "'"):
        return Slip(*failure.began, _not_closed(opened))
    return None


def _in_quotes(lines: list[str], number: int, line: _Line) -> tuple[Slip | None, int]:
    """What is wrong with the quoted texts of a line's value, if anything is; and the line to go on with."""
    place = _open_quote(line.value)
    if place is None:
        return None, number + 1
    quote, rest, column = line.value[place], line.value[place + 1 :], line.column + place
    closed = _ENDS[quote].match(rest)
    if closed is not None:
        column += len(rest) + 1 - len(rest[closed.end() :].lstrip())
        inside = 'write \\" for a quote inside it' if quote == '"' else "double a ' inside it ('')"
        return Slip(number, column, f"the text ends at the {quote} before this; {inside}, or quote all of it"), number
    for last in range(number + 1, min(len(lines), number + REACH) + 1):
        below = _taken_apart(_at(lines, last))
        if below.indent <= line.inner and (below.key or below.items):
            break  # another entry begins: no text goes on like this
        if _ENDS[quote].match(_at(lines, last)):
            return None, last + 1
    return Slip(number, column, _not_closed(quote + rest)), number


def _open_quote(value: str) -> int | None:
    """Where in a line's value the first quoted text begins that is not closed on it, or is followed by more text."""
    flow, place, before = value[:1] in ("[", "{"), 0, ""
    while place < len(value) and (flow or not place):
        if value[place] in "\"'" and before in ("", "[", "{", ",", ":"):
            closed = _ENDS[value[place]].match(value, place + 1)
            if closed is None or not _may_follow(value, closed.end(), flow=flow):
                return place
            place = closed.end() - 1
        before = value[place] if value[place] != " " else before
        place += 1
    return None


def _may_follow(value: str, place: int, *, flow: bool) -> bool:
    """Whether what stands in a value from a place on may stand after a quoted text."""
    return re.compile(r"\s*$|\s+#" + (r"|\s*[],}:]" if flow else "")).match(value, place) is not None


def _not_closed(rest: str) -> str:
    """What is said of a quoted text that has no end."""
    quote, end = rest[0], rest.rstrip()[-1]
    smart = f"; {end} is no quote in YAML" if end in SMART_QUOTES else ""
    inside = "; a ' inside such a text is doubled ('')" if quote == "'" else ""
    return f"the text that begins here with {quote} has no {quote} at its end; add it{smart}{inside}"


def _escape(lines: list[str], failure: Failure) -> Slip | None:
    """A backslash in double quotes that begins no escape."""
    if not any(sign in failure.what for sign in ("escape character", "hexdecimal", "hexadecimal")):
        return None
    column = _at(lines, failure.at[0]).rfind("\\", 0, failure.at[1]) + 1
    message = "a \\ in double quotes means more than itself; write \\\\, or use single quotes"
    return Slip(failure.at[0], column or failure.at[1], message)


def _bracket(lines: list[str], failure: Failure) -> Slip | None:
    """A bracket that is not closed, or a comma that is missing or too much within a pair."""
    if not any(part in failure.context for part in ("flow sequence", "flow mapping", "flow node")):
        return None
    number, column = failure.began
    if "flow node" in failure.context:  # began at the node, and not at the bracket
        above = range(failure.at[0], max(0, failure.at[0] - REACH), -1)
        number = next((one for one in above if _taken_apart(_at(lines, one)).value[:1] in ("[", "{")), 0)
        column = _taken_apart(_at(lines, number)).column
    opened, here = _at(lines, number)[column - 1 : column], _at(lines, failure.at[0])[failure.at[1] - 1 :]
    if opened in ("[", "{") and (failure.at[0] > number or not here):
        remedy = f"write '{']' if opened == '[' else '}'}' after its last item, or quotes around a text that begins so"
        return Slip(number, column, f"the '{opened}' that opens here is not closed; {remedy}")
    if here[:1] == ",":
        return Slip(*failure.at, "there is a ',' too many; delete it")
    if "flow node" in failure.context:
        return None
    return Slip(*failure.at, "a comma is missing before this; put quotes around a text that holds , : [ ] { or }")


def _bracketed(lines: list[str], failure: Failure) -> Slip | None:
    """A bracket too many after a pair of them, or a text that begins with one."""
    line = _taken_apart(_at(lines, failure.at[0]))
    ended = "did not find expected key" in failure.what or "<block end>" in failure.what
    if line.value[:1] not in ("[", "{") or failure.at[1] <= line.column or not ended:
        return None
    rest = _at(lines, failure.at[0])[failure.at[1] - 1 :]
    if rest[:1] in ("]", "}"):
        return Slip(*failure.at, f"there is a '{rest[0]}' too many; delete it")
    return Slip(failure.at[0], line.column, f"a text cannot begin with '{line.value[0]}'; put quotes around it")


_NO_ITEM = "'{}' begins no item of a list; write '- ' instead"
_GLUED_DASH = "a space is missing after the '-' that begins an item of a list"


def _list_sign(lines: list[str], failure: Failure) -> Slip | None:
    """What looks like the '-' of a list's item and is none."""
    for number in (_before(lines, failure.at[0]), failure.at[0]):
        found = re.match(rf" *([{DASHES}]) +\S.*:(\s|$)", _at(lines, number))
        if found is not None:
            return Slip(number, found.start(1) + 1, _NO_ITEM.format(found[1]))
        found = re.match(r" *-(?=[^\W\d][\w-]* *:(\s|$))", _at(lines, number))
        if found is not None:
            return Slip(number, found.end(), _GLUED_DASH)
    return None


def _beginning(lines: list[str], failure: Failure) -> Slip | None:
    """A text that begins with a character that means something else to YAML."""
    line = _taken_apart(_at(lines, failure.at[0]))
    first = line.value[:1]
    misplaced = any(sign in failure.what for sign in ("not allowed", "node content", "unexpected"))
    means_more = first in tuple("@`%*&!") or (first in tuple("?-,:]}") and misplaced)
    if means_more or (first in ("|", ">") and "block scalar" in failure.context):
        return Slip(failure.at[0], line.column, f"a text cannot begin with '{first}'; put quotes around it")
    here = _at(lines, failure.at[0])[failure.at[1] - 1 :][:1].strip()
    if here and "cannot start any token" in failure.what:  # within brackets
        return Slip(*failure.at, f"a text cannot begin with '{here}'; put quotes around it")
    return None


def _colon(lines: list[str], failure: Failure) -> Slip | None:
    """A colon too many or too few."""
    if "mapping values are not allowed" not in failure.what and "could not find expected ':'" not in failure.what:
        return None
    line = _taken_apart(_at(lines, failure.at[0]))
    if failure.at[1] > line.column and line.key:  # a second one
        if line.value[:1] in tuple(SMART_QUOTES):
            message = f'{line.value[0]} is no quote in YAML; put " at the beginning and at the end of this text'
            return Slip(failure.at[0], line.column, message)
        return Slip(*failure.at, "put quotes around a text that holds a colon with a space after it")
    for number in (_before(lines, failure.at[0]), failure.at[0]):
        entry = _at(lines, number).lstrip(" -")
        if slip := fault_of_entry(entry):
            colon = re.search(f"[:{COLONS}]", entry)
            column = len(_at(lines, number)) - len(entry) + (colon.end() if colon is not None else 1)
            return Slip(number, column, slip)
    return None


def fault_of_entry(text: str) -> str:
    """Why a text such as 'ask:verdict' is no key and value to YAML, with a remedy; empty where it is only a text."""
    found = re.match(rf"([^\W\d][\w-]*) *(?:([{COLONS}])|:(?!//)(?=[^\s:]))", text)
    if found is None:
        return ""
    return f"'{found[2]}' is no colon in YAML; write ': '" if found[2] else f"a space is missing after '{found[1]}:'"


def _comment(lines: list[str], failure: Failure) -> Slip | None:
    """A text that goes on in the next line, but has ended in a comment."""
    if not any(sign in failure.what for sign in ("could not find expected ':'", *_MISFITS)):
        return None
    for goes_on in (failure.began[0], failure.at[0]):
        number, line = _before(lines, goes_on), _taken_apart(_at(lines, goes_on))
        found = re.match(r"[^#\"']*[^\s#:]( +)#", _at(lines, number))
        if found is not None and not line.key and line.indent > _taken_apart(_at(lines, number)).indent:
            return Slip(number, found.end(), "from ' #' on it is a comment; put quotes around a text that holds it")
    return None


def _lone_line(lines: list[str], failure: Failure) -> Slip | None:
    """A line without a colon where a key should stand."""
    if "could not find expected ':'" not in failure.what:
        return None
    number = failure.began[0] if _at(lines, failure.began[0]).strip() else _before(lines, failure.at[0])
    column = len(_at(lines, number)) - len(_at(lines, number).lstrip()) + 1
    remedy = "a text that goes on over several lines is indented more than its key"
    return Slip(number, column, f"this line has no ': ' as a key needs it; {remedy}")


def _document_sign(lines: list[str], failure: Failure) -> Slip | None:
    """A line that begins like the end or the head of a YAML document."""
    for number in (failure.at[0], _before(lines, failure.at[0])) if "document start" in failure.what else ():
        sign = next((sign for sign in ("...", "%") if _at(lines, number).startswith(sign)), None)
        if sign is not None:
            return Slip(number, 1, f"a text cannot begin with '{sign}'; put quotes around it")
    return None


_MISFITS = ("did not find expected key", "'-' indicator", "entries are not allowed", "mapping values", "<block end>")


def _indentation(lines: list[str], failure: Failure) -> Slip | None:
    """A line that is not lined up with any other."""
    line = _taken_apart(_at(lines, failure.at[0]))
    begins = failure.at[1] == line.indent + 1 or ("mapping values" in failure.what and line.key)
    if not (line.key or line.items or line.value) or not begins or not any(sign in failure.what for sign in _MISFITS):
        return None
    *others, last = sorted(set(_columns(lines[max(0, failure.at[0] - REACH) : failure.at[0] - 1]))) or [1]
    places = f"columns {', '.join(map(str, others))} and {last}" if others else f"column {last}"
    message = f"this line starts in column {line.indent + 1}, but keys or items above it in {places}"
    return Slip(failure.at[0], line.indent + 1, f"{message}; line it up, and put quotes around a text that holds ': '")


def _columns(lines: list[str]) -> Iterator[int]:
    """The columns of the keys and items that are still open at the end of these lines."""
    least = 10**6
    for line in map(_taken_apart, reversed(lines)):
        if not least:
            return
        columns = (line.indent + len(line.items), line.indent) if line.items else (line.indent,)
        for column in columns if line.key or line.items else ():
            if column < least:
                least = column
                yield column + 1


_KNOWN: tuple[Callable[[list[str], Failure], Slip | None], ...] = (
    _unseen_character, _tab, _quote, _escape, _bracket, _bracketed, _list_sign, _beginning, _colon, _comment,
    _indentation, _lone_line, _document_sign,
)  # fmt: skip
_REMEDIES = (
    ("block sequence", "begin every item of a list with '- ' in the same column"),
    ("block mapping", "give keys of one mapping the same indentation; put quotes around a text that ends early"),
    ("directive", "put quotes around a text that begins with %"),
)
