"""Translations put where their texts stand: into a pack's YAML, and into the interface's own file.

Owns the one new line (or changed text) of each; every other character of a YAML file stays, comments and order too.
Refuses what would not read back as meant: then the file is left as it was.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from game.author import yamledit
from game.author.translating.messages import INTERFACE, context_of
from game.author.translating.po import Translated
from game.base import text as interface
from game.base.errors import PackError
from game.base.files import write_atomically
from game.pack import yamlfile
from game.pack.check.check_texts import placed
from game.pack.library import Manuscript, pack_file
from game.pack.yamlfile import Document, Path_, Span

_WIDTH = 120  # from which on a mapping in braces is written in lines


class Done(NamedTuple):
    """What became of translations."""

    new: int = 0
    changed: int = 0
    same: int = 0

    def __add__(self, other: object) -> Done:
        """Both together."""
        return Done(*(a + b for a, b in zip(self, other, strict=True))) if isinstance(other, Done) else NotImplemented


def into_interface(given: Sequence[Translated], language: str, folder: Path = interface.FOLDER) -> Done:
    """Write a language's texts of the interface, in the order of the English ones; those not given stay.

    Raises OSError.
    """
    path = folder / f"{language}.json"
    old: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    new = dict(old)
    names = {key: name for code in interface.codes() for key, name in interface.counted(code).items()}
    done = Done()
    for item in given:
        key = item.context.removeprefix(f"{INTERFACE}/")
        forms = {f"{key}.{form}-{names[key]}": said for form, said in item.forms.items()} if key in names else {}
        own = {name: said for name, said in forms.items() if said != item.text}  # one that is the usual text is none
        for name in forms.keys() - own.keys():
            new.pop(name, None)
        said = {key: item.text, **own}
        whole = all(name in old for name in said)
        same = all(old.get(name) == value for name, value in said.items())
        done += Done(same=1) if same else Done(changed=1) if whole else Done(new=1)
        new.update(said)
    english = list(interface.strings(interface.FALLBACK))
    place = {key: at for at, key in enumerate(english)}
    rows = sorted(new, key=lambda name: place.get(name, place.get(interface.without_form(name), len(place)) + 0.5))
    lines = ",\n".join(f"{json.dumps(key)}: {json.dumps(new[key], ensure_ascii=False)}" for key in rows)
    if new != old:
        write_atomically(path, f"{{\n{lines}\n}}\n".encode())
    return done


def into_pack(given: Sequence[Translated], language: str, root: Path, manuscript: Manuscript) -> Done:
    """Write a language's texts into a pack's files, and the language into pack.yaml once all texts have it.

    Raises PackError where a file cannot be changed without risk, and OSError; a file is changed whole or not at all.
    """
    wanted = {item.context: item.text for item in given}
    there: dict[str, dict[Path_, dict[str, str]]] = defaultdict(dict)
    documents: dict[str, Document] = {}
    for item in placed(manuscript):
        documents[item.document.file] = item.document
        there[item.document.file].setdefault(item.path[:-1], {})[item.language] = item.text
    done, problems, whole = Done(), list[str](), True
    for file, texts in there.items():
        document, edits = documents[file], dict[Path_, str]()
        for path, said in texts.items():
            new = wanted.get(context_of(document, path))
            if new is None:
                whole = whole and language in said
                continue
            done += Done(same=1) if said.get(language) == new else Done(changed=1) if language in said else Done(new=1)
            if said.get(language) != new:
                edits[path] = new
        if edits:
            try:
                _edit_file(root / file, edits, language, document.data)
            except yamledit.EditError as error:
                problems.append(f"{file}: {error}; nothing of it was changed")
    if problems:
        raise PackError(problems)
    if whole:
        _name_language(pack_file(root), language)
    return done


def _edit_file(path: Path, edits: Mapping[Path_, str], language: str, data: Any) -> None:
    raw = path.read_bytes().decode("utf-8-sig")
    changed = with_texts(raw, edits, language)
    wanted = msgspec.json.decode(msgspec.json.encode(data))
    for way, said in edits.items():
        inner = wanted
        for step in way:
            inner = inner[step]
        inner[language] = said
    again = yamlfile.parse(changed, Document("", None, {}, {}, []))
    if again.problems or again.data != wanted:
        raise yamledit.EditError("the file would not say what it should")
    write_atomically(path.resolve(), changed.encode())


def with_texts(raw: str, edits: Mapping[Path_, str], language: str) -> str:
    """A YAML text in which the mappings at some places say something in a language; raises EditError."""
    spans = yamlfile.spans(raw)
    line_break = "\r\n" if "\r\n" in raw else "\n"
    by_place: dict[Path_, list[tuple[str, Span]]] = defaultdict(list)
    for path, span in spans.items():
        if path and path[:-1] in edits and isinstance(path[-1], str):
            by_place[path[:-1]].append((path[-1], span))
    pieces = []
    for path, said in edits.items():
        if path not in spans or not by_place[path]:
            raise yamledit.EditError("a text that stands nowhere")
        pieces.append(_piece(raw, spans[path], dict(by_place[path]), language, said))
    for start, end, new in sorted(pieces, reverse=True):
        raw = raw[:start] + new.replace("\n", line_break) + raw[end:]
    return raw


def _piece(raw: str, around: Span, texts: dict[str, Span], language: str, said: str) -> tuple[int, int, str]:
    """From where to where a text is replaced, and by what, so that its mapping has the language."""
    first = next(iter(texts.values()))
    if first.key is None:
        raise yamledit.EditError("a text without a key")
    if raw[around.value[0]] == "{":
        return _in_braces(raw, around, texts, language, said)
    column = first.key[0] - (raw.rfind("\n", 0, first.key[0]) + 1)
    style = raw[first.value[0]]
    lines = yamledit.entry(language, said, column, style if style in "'\">|" else "").rstrip("\n")
    if language in texts:
        old = texts[language]
        if old.key is None:
            raise yamledit.EditError("a text without a key")
        return old.key[0], _end(raw, old), lines.lstrip(" ")
    last = _end(raw, max(texts.values(), key=lambda span: span.value))
    end = raw.find("\n", last)
    end = len(raw) if end < 0 else end - (raw[end - 1] == "\r")
    return end, end, f"\n{lines}"


def _in_braces(raw: str, around: Span, texts: dict[str, Span], language: str, said: str) -> tuple[int, int, str]:
    """In a mapping in one line; one that grows too long gets lines of its own, where it stands alone."""
    if language in texts:
        start, end = texts[language].value
        return start, end, yamlfile.quoted(said)
    start, end = max(texts.values(), key=lambda span: span.value).value
    line = raw.rfind("\n", 0, around.value[0]) + 1
    stop = raw.find("\n", around.value[1])
    stop = len(raw) if stop < 0 else stop
    added = f", {language}: {yamlfile.quoted(said)}"
    head = raw[line : around.value[0]]
    alone = not raw[around.value[1] : stop].strip() and "{" not in head and "[" not in head and "#" not in head
    if stop - line + len(added) <= _WIDTH or not alone or "\n" in raw[slice(*around.value)]:
        return end, end, added
    indent = len(head) - len(head.lstrip(" -"))
    item = not head.strip(" -")  # an item of a list stands behind its dash
    column = indent if item else indent + 2
    spoken = {name: raw[slice(*span.value)] for name, span in texts.items()} | {language: yamlfile.quoted(said)}
    rows = [f"{' ' * column}{name}: {value}" for name, value in spoken.items()]
    text = "\n".join(rows)
    return (around.value[0], around.value[1], text.lstrip(" ")) if item else (
        line + len(head.rstrip()), around.value[1], f"\n{text}"
    )  # fmt: skip


def _end(raw: str, span: Span) -> int:
    """Where a value ends; a block of lines without what follows it."""
    return span.value[0] + len(raw[slice(*span.value)].rstrip())


def _name_language(path: Path, language: str) -> None:
    """Have pack.yaml name a language."""
    raw = path.read_bytes().decode("utf-8-sig")
    document = yamlfile.parse(raw, Document("", None, {}, {}, []))
    known = document.data.get("languages", []) if isinstance(document.data, dict) else []
    if language in known:
        return
    spans = yamlfile.spans(raw)
    last = spans.get(("languages", len(known) - 1))
    if last is None or raw[spans["languages",].value[0]] != "[":
        raise PackError([f"{path.name}: write '{language}' into 'languages'; its form is one that is not changed here"])
    at = last.value[1]
    write_atomically(path.resolve(), f"{raw[:at]}, {language}{raw[at:]}".encode())
