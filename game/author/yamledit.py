"""Changes values in a YAML text and leaves every other character as it was: comments, order, quotes, line ends.

Owns the way from a changed value to the changed text: only what differs is written anew, in the style of what it
replaces. ruamel.yaml tells where each part stands and writes the new ones; it never writes the rest, since a whole
file through it costs a second for every 50 kB, and would come out in its own layout.
Refuses to guess: what was written is read again, and an edit that would say anything else raises EditError.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.scalarstring import (
    DoubleQuotedScalarString,
    FoldedScalarString,
    LiteralScalarString,
    SingleQuotedScalarString,
)

from game.pack import yamlfile
from game.pack.yamlfile import Path_

Origins = Mapping[Path_, Sequence[int | None]]  # for a list: which of the old items each new one is, None for new ones

TEXT_KEYS = ("alt", "looks_odd", "note")
WIDTH = 110  # characters, from which on a new text is folded
_ENDLESS = 2**30
_STYLES = {
    "'": SingleQuotedScalarString,
    '"': DoubleQuotedScalarString,
    ">": FoldedScalarString,
    "|": LiteralScalarString,
}


class EditError(ValueError):
    """A text that cannot be changed here without risk; it is left as it was."""


def rewrite(text: str, wanted: Any, origins: Origins | None = None) -> str:
    """The text of one item of a list (whole lines, from its dash on), changed so that it says `wanted`.

    Paths in `origins` begin inside the item. Raises EditError where the text is no such item, or where the result
    would not read as `wanted`.
    """
    changed = _Edit(text, origins or {}).item(wanted)
    if _read(changed) != [wanted]:
        raise EditError("the text would not say what it should")
    return changed


def fresh(value: Any) -> str:
    """Plain data as a YAML text of its own, in the layout of packs."""
    return _block(value, 0, "")


def _read(text: str) -> Any:
    """The plain data of a text, as the game reads it."""
    document = yamlfile.parse(text, yamlfile.Document(""))
    if document.problems:
        raise EditError(str(document.problems[0]))
    return document.data


class _Edit:
    """The work of one `rewrite`: pieces of text to be replaced, gathered while old and new are walked side by side."""

    def __init__(self, text: str, origins: Origins) -> None:
        self.text, self.origins = text, origins
        self.line_break = "\r\n" if "\r\n" in text else "\n"
        self.pieces: list[tuple[int, int, str]] = []  # start, end, new text
        self.style = ""  # in which new texts are written

    def item(self, wanted: Any) -> str:
        """The whole text with all its changes."""
        try:
            node = YAML().compose(StringIO(self.text))
        except YAMLError as error:
            raise EditError(str(error)) from error
        data = _read(self.text)
        if not isinstance(node, SequenceNode) or node.flow_style or len(node.value) != 1:
            raise EditError("not one item of a list in lines of its own")
        self.style = _style_of_texts(node.value[0])
        self.change(node.value[0], data[0], wanted, ())
        return self.apply(0, len(self.text))

    def put(self, start: int, end: int, new: str) -> None:
        """Have a stretch replaced by new text, which has plain line breaks."""
        self.pieces.append((start, end, new.replace("\n", self.line_break)))

    def apply(self, start: int, end: int) -> str:
        """A stretch of the text with the changes gathered for it; they count as done."""
        inside = sorted(piece for piece in self.pieces if start <= piece[0] and piece[1] <= end)
        self.pieces = [piece for piece in self.pieces if piece not in inside]
        parts, at = [], start
        for first, last, new in inside:
            parts += [self.text[at:first], new]
            at = last
        return "".join([*parts, self.text[at:end]])

    # --- the walk

    def change(self, node: Node, old: Any, new: Any, path: Path_) -> None:
        """Gather what has to be replaced so that a node says `new`."""
        if old == new and type(old) is type(new) and path not in self.origins:
            return
        block = isinstance(node, (MappingNode, SequenceNode)) and not node.flow_style
        if isinstance(node, MappingNode) and isinstance(new, dict) and old and new:
            keys = {key.value: (key, value) for key, value in node.value}
            if block and set(keys) & set(new):
                self.mapping(node, old, new, path)
                return
            if set(keys) == set(new):
                for name, (_, value) in keys.items():
                    self.change(value, old[name], new[name], (*path, name))
                return
        if isinstance(node, SequenceNode) and isinstance(new, list) and old and new:
            if path in self.origins and block:
                self.sequence(node, old, new, path)
                return
            if len(old) == len(new):
                for place, item in enumerate(node.value):
                    self.change(item, old[place], new[place], (*path, place))
                return
        self.replace(node, new)

    def mapping(self, node: MappingNode, old: dict[str, Any], new: dict[str, Any], path: Path_) -> None:
        """Keys in lines of their own: those gone are taken out, new ones go behind the one they follow in `new`."""
        rows = {key.value: (key, value) for key, value in node.value}
        column = node.start_mark.column
        first = next(key for key, _ in node.value if key.value in new)  # of those that stay
        head = node.start_mark.index
        if first.start_mark.index > head and self.behind_dash(head):
            self.put(head, first.start_mark.index, "")  # the first one that stays goes behind the dash
            head = first.start_mark.index
        for name, (key, value) in rows.items():
            if name in new:
                self.change(value, old[name], new[name], (*path, name))
            elif key.start_mark.index >= head:
                self.put(self.line_start(key.start_mark.index), self.line_end(self.end_of(value)), "")
        behind: str | None = None
        for name, value in new.items():
            if name in rows:
                behind = name
            elif behind is None:
                at = first.start_mark.index
                self.put(at, at, entry(name, value, column, self.style).lstrip() + " " * column)
            else:
                at = self.line_end(self.end_of(rows[behind][1]))
                self.insert_line(at, entry(name, value, column, self.style))

    def sequence(self, node: SequenceNode, old: list[Any], new: list[Any], path: Path_) -> None:
        """Items in lines of their own, in another order: each takes its lines along, with the comments above it."""
        origin = self.origins[path]
        starts = self.item_starts(node)
        end = self.line_end(self.end_of(node.value[-1]))
        slices = []
        for place, (item, start, stop) in enumerate(zip(node.value, starts, [*starts[1:], end], strict=True)):
            if place in origin:
                self.change(item, old[place], new[origin.index(place)], (*path, place))
            slices.append(self.apply(start, stop))
        column = node.start_mark.column
        parts = [
            slices[place] if place is not None else _items([value], column, self.style).replace("\n", self.line_break)
            for value, place in zip(new, origin, strict=True)
        ]
        joined = "".join(part if part.endswith("\n") else part + self.line_break for part in parts)
        if not self.text[:end].endswith("\n"):
            joined = joined.rstrip("\r\n")
        self.pieces.append((starts[0], end, joined))

    def replace(self, node: Node, new: Any) -> None:
        """Write a value anew where it stands, in the style it has."""
        start, end = node.start_mark.index, self.end_of(node)
        gap = " " if self.text[start - 1 : start] in (":", "-") else ""  # nothing stood here
        column = self.indent_of(start)
        if isinstance(new, (dict, list)):
            in_lines = isinstance(node, (MappingNode, SequenceNode)) and not node.flow_style
            if in_lines and new and not self.behind_dash(start):
                block = _block(new, node.start_mark.column, self.style)
                self.put(self.line_start(start), self.line_end(end), block)
            else:
                self.put(start, end, gap + _flow(new))
            return
        style = node.style if isinstance(node, ScalarNode) else None
        self.put(start, end, gap + _scalar(new, style or "", column, flow=self.inside_flow(start)))

    def insert_line(self, at: int, lines: str) -> None:
        """Put lines where a line begins, or behind a last line that does not end."""
        if at == 0 or self.text[at - 1] == "\n":
            self.put(at, at, lines)
        else:
            self.put(at, at, "\n" + lines.removesuffix("\n"))

    # --- places in the text

    def behind_dash(self, index: int) -> bool:
        """Whether something stands before a place in its line: a dash, or a key."""
        return bool(self.text[self.line_start(index) : index].strip())

    def line_start(self, index: int) -> int:
        """Where the line of a place begins."""
        return self.text.rfind("\n", 0, index) + 1

    def line_end(self, index: int) -> int:
        """Where the line after a place begins; a comment at the end of the line belongs to it."""
        if index and self.text[index - 1] == "\n":
            return index
        found = self.text.find("\n", index)
        return len(self.text) if found < 0 else found + 1

    def indent_of(self, index: int) -> int:
        """How far the line of a place is indented, a dash counted as blank."""
        line = self.text[self.line_start(index) : index]
        return len(line) - len(line.lstrip(" -"))

    def end_of(self, node: Node) -> int:
        """Where the last character of a value stands; comments and blank lines below it are not part of it."""
        if isinstance(node, (MappingNode, SequenceNode)) and not node.flow_style and node.value:
            last = node.value[-1]
            return self.end_of(last[1] if isinstance(last, tuple) else last)
        end: int = node.end_mark.index
        if isinstance(node, ScalarNode) and node.style in (">", "|"):
            head = self.text[node.start_mark.index : self.line_end(node.start_mark.index)]
            if "+" not in head.partition("#")[0]:
                end = node.start_mark.index + len(self.text[node.start_mark.index : end].rstrip())
        return end

    def item_starts(self, node: SequenceNode) -> list[int]:
        """Where each item begins: at its dash, or at the comments right above it."""
        dash = re.compile(rf"^ {{{node.start_mark.column}}}-(?=\s)", re.MULTILINE)
        starts = []
        after = 0  # nothing above this belongs to an item
        for item in node.value:
            found = dash.search(self.text, max(after, self.line_start(node.start_mark.index)))
            if found is None:
                raise EditError("a list whose dashes do not stand in one column")
            start = found.start()
            while start > after and self.text[self.line_start(start - 1) : start].lstrip().startswith("#"):
                start = self.line_start(start - 1)
            starts.append(start)
            after = self.line_end(self.end_of(item))
        return starts

    def inside_flow(self, index: int) -> bool:
        """Whether a place lies between brackets or braces."""
        depth = 0
        for token in YAML().scan(StringIO(self.text)):
            if token.start_mark.index >= index:
                break
            name = type(token).__name__
            depth += name in ("FlowSequenceStartToken", "FlowMappingStartToken")
            depth -= name in ("FlowSequenceEndToken", "FlowMappingEndToken")
        return depth > 0


def _style_of_texts(node: Node) -> str:
    """The style in which most texts by language of an item are written; of as many, the later one's."""
    styles = [text.style or "" for text in _texts(node, "")]
    return max(reversed(styles), key=styles.count, default="")


def _texts(node: Node, key: str) -> Iterator[ScalarNode]:
    """The texts by language below a node, which stands behind a key."""
    if isinstance(node, MappingNode):
        for name, value in node.value:
            if key in TEXT_KEYS and isinstance(value, ScalarNode):
                yield value
            else:
                yield from _texts(value, name.value)
    elif isinstance(node, SequenceNode):
        for item in node.value:
            yield from _texts(item, "")


# --- new text


def _writer() -> YAML:
    yaml = YAML()
    yaml.width = _ENDLESS
    yaml.allow_unicode = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _dump(value: Any) -> str:
    file = StringIO()
    _writer().dump(value, file)
    return file.getvalue()


def _indented(text: str, column: int) -> str:
    return "".join(" " * column + line if line.strip() else line for line in text.splitlines(keepends=True))


def entry(key: str, value: Any, column: int, style: str) -> str:
    """`key: value` as lines, in the layout of packs; `style` is how its neighbours are quoted, such as '"' or ">"."""
    return _indented(_dump(CommentedMap({key: _styled(value, style)})), column)


def _items(values: list[Any], column: int, style: str) -> str:
    """Items of a list as lines, their dashes in a column."""
    return _indented(_dump(CommentedMap({"k": _styled(values, style)})).partition("\n")[2], column - 2)


def _block(value: Any, column: int, style: str) -> str:
    """A mapping or a list as lines."""
    if isinstance(value, list):
        return _items(value, column, style)
    return "".join(entry(key, item, column, style) for key, item in value.items())


def _flow(value: Any) -> str:
    """A mapping or list in one line."""
    return _dump(_in_one_line(value)).removesuffix("\n")


def _in_one_line(value: Any) -> Any:
    if isinstance(value, dict):
        made = CommentedMap({key: _in_one_line(item) for key, item in value.items()})
        made.fa.set_flow_style()
        return made
    if isinstance(value, list):
        items = CommentedSeq([_in_one_line(item) for item in value])
        items.fa.set_flow_style()
        return items
    if type(value) is str and ("?" in value or value.startswith(":")):
        return DoubleQuotedScalarString(value)  # ruamel reads it without quotes between braces, PyYAML does not
    return value


def _styled(value: Any, style: str) -> Any:
    """A value in the layout of packs: mappings in lines, lists of numbers in one, texts as the others are written."""
    if isinstance(value, dict):
        return CommentedMap({key: _styled(item, style) for key, item in value.items()})
    if isinstance(value, list):
        if all(isinstance(item, dict) for item in value):
            return CommentedSeq([_styled(item, style) for item in value])
        return _in_one_line(value)
    return _text(value, style) if isinstance(value, str) and _is_prose(value) else value


def _is_prose(text: str) -> bool:
    """Whether a text is one that people read, which is written like the others; ids and file names are not."""
    return re.fullmatch(r"[\w./-]*", text) is None


def _text(text: str, style: str) -> Any:
    """A text as ruamel writes it in a style; quotes where the style cannot hold it, or where it is long and plain."""
    if style in (">", "|", "") and "\n" in text and _blocks(text):
        return LiteralScalarString(text)
    if style in (">", "|", "") and len(text) > WIDTH - 20 and _blocks(text):
        return _folded(text)
    kind = _STYLES.get(style) if style not in (">", "|") else None
    return kind(text) if kind is not None and not (style == "'" and "\n" in text) else text


def _folded(text: str) -> Any:
    """A text in several lines, broken at blanks."""
    folded = FoldedScalarString(text)
    folds, begin = [], 0
    for found in re.finditer(" ", text):
        following = text.find(" ", found.end())
        if (len(text) if following < 0 else following) - begin > WIDTH - 20:
            folds.append(found.start())
            begin = found.end()
    folded.fold_pos = folds
    return folded


def _blocks(text: str) -> bool:
    """Whether a text keeps its blanks in a block: none at its ends, none doubled, no line that begins with one."""
    return text.strip() == text and "  " not in text and not re.search(r"\n[ \t]|[ \t]\n|\t", text)


def _scalar(value: Any, style: str, column: int, *, flow: bool) -> str:
    """A single value in the style of the one it replaces; lines after the first are indented below `column`."""
    if flow:
        kept = _STYLES.get(style, str)(value) if style in ("'", '"') and isinstance(value, str) else value
        return _dump(_in_one_line([kept])).strip()[1:-1]
    styled = _text(value, style) if isinstance(value, str) else value
    if style == "|" and isinstance(value, str) and _blocks(value):
        styled = LiteralScalarString(value)
    if style == ">" and isinstance(value, str) and "\n" not in value and _blocks(value):
        styled = _folded(value)
    head, *rest = _dump(CommentedMap({"k": styled})).removesuffix("\n").split("\n")
    return "\n".join(
        [head.removeprefix("k:").strip(), *(" " * column + line if line.strip() else line for line in rest)]
    )
