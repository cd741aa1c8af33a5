"""Every text that there is to translate, with what a translator must know of it.

Owns the names of texts (`context`): the key of one of the interface, the way to one of a pack by ids, which a change of
order elsewhere does not alter. Refuses files of translators, and to change anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from game.base import text
from game.base.text import FALLBACK
from game.pack.check.check_texts import placed
from game.pack.library import Manuscript
from game.pack.yamlfile import Document, Path_

INTERFACE = "interface"
LONGER = 1.4  # how much longer than the longest there is a translation may be: so much has room at the smallest sizes
_SHORT = 30  # characters: a button's or a label's; a limit is told only of those
_NAMES = {  # of what a key holds, for people
    "alt": "what the picture shows, read out to people who do not see it",
    "note": "what is to be seen at the marked place, or why an answer is right or wrong",
    "looks_odd": "why a real picture looks odd and is real all the same",
    "title": "title", "intro": "before the first round", "closing": "above the summary",
    "discuss": "a question to a class", "expected": "what good answers of a class say; for the teacher",
    "teacher_note": "for the teacher alone",
}  # fmt: skip


class Message(NamedTuple):
    """One text in all its languages."""

    context: str
    source: str  # in the language that is translated from
    texts: Mapping[str, str]  # by language
    where: tuple[str, int]  # file and line
    about: tuple[str, ...] = ()
    counts: str = ""  # the value NAME on which its form depends
    forms: Mapping[str, Mapping[str, str]] = {}  # by language: plural category -> text, without "other"

    @property
    def values(self) -> frozenset[str]:
        """The {values} in it."""
        return values_of(self.source)


def values_of(said: str) -> frozenset[str]:
    """The {values} in a text."""
    return frozenset(re.findall(r"{(\w+)}", said))


def of_interface() -> Iterator[Message]:
    """The interface's texts, in the order of the English file."""
    everything = {code: text.strings(code) for code in text.codes()}
    english = everything[FALLBACK]
    for line, key in enumerate(english, 2):
        if text.is_form(key):
            continue
        texts = {code: own[key] for code, own in everything.items() if key in own}
        counts = next((name for code in everything if (name := text.counted(code).get(key))), "")
        forms = {code: text.forms(code, key, counts) for code in everything} if counts else {}
        about = tuple(_of_key(key, texts))
        yield Message(f"{INTERFACE}/{key}", english[key], texts, (f"{FALLBACK}.json", line), about, counts, forms)


def _of_key(key: str, texts: Mapping[str, str]) -> Iterator[str]:
    if ".class" in key:
        yield "said to a whole class"
    if key == "language.name":
        yield "the language's name in itself"
    yield from _limit(texts)


def _limit(texts: Mapping[str, str]) -> Iterator[str]:
    longest = max(map(len, texts.values()))
    if longest <= _SHORT:
        yield f"at most {round(longest * LONGER)} characters"


def of_pack(manuscript: Manuscript, languages: Iterable[str]) -> Iterator[Message]:
    """A pack's texts, file by file in their order; the first language that a text has of these is its source."""
    by_place: dict[tuple[str, Path_], tuple[Document, dict[str, str]]] = {}
    for item in placed(manuscript):
        _, texts = by_place.setdefault((item.document.file, item.path[:-1]), (item.document, {}))
        texts[item.language] = item.text
    order = tuple(languages)
    for (file, path), (document, texts) in by_place.items():
        source = next((texts[code] for code in order if code in texts), next(iter(texts.values())))
        line, _ = document.places.get(path, (1, 1))
        about = tuple(_of_place(document, path, texts))
        yield Message(context_of(document, path), source, texts, (Path(file).as_posix(), line), about)


def context_of(document: Document, path: Path_) -> str:
    """The name of a text at a place of a pack's file: `pictures/ID/alt`, `levels/ID/rounds/0/title`, `pack/title`."""
    value, steps = document.data, list[str]()
    for step in path:
        value = value[step]
        named = isinstance(step, int) and isinstance(value, dict) and isinstance(value.get("id"), str)
        steps.append(value["id"] if named else str(step))
    if Path(document.file).parent.name == "levels":
        steps[:0] = ["levels", str(document.data.get("id"))]
    elif Path(document.file).name == "pack.yaml":
        steps[:0] = ["pack"]
    return "/".join(steps)


def _of_place(document: Document, path: Path_, texts: Mapping[str, str]) -> Iterator[str]:
    key = next(step for step in reversed(path) if isinstance(step, str))
    if key in _NAMES:
        yield _NAMES[key]
    around: Any = document.data
    for step in path[:2]:
        around = around[step]
    if path[0] == "pictures" and isinstance(around, dict):
        yield f"picture assets/{around.get('file')}, {around.get('truth')}"
    elif path[0] == "rounds" and isinstance(around, dict):
        yield f"'{around.get('ask')}' round{f' about picture {shown}' if (shown := around.get('picture')) else ''}"
    yield from _limit(texts)


def faults_of_interface() -> Iterator[tuple[str, str]]:
    """What is wrong with the interface's texts in any language: its file, and a sentence with the remedy."""
    for message in of_interface():
        key = message.context.partition("/")[2]
        for code in text.codes():
            file = f"{code}.json"
            said = message.texts.get(code)
            if not said:
                yield file, f"'{key}' has no text in '{code}', and is shown in English; translate it"
                continue
            there = values_of(said)
            if lost := message.values - there:
                yield file, f"'{key}' has lost {braced(lost)} in '{code}'; put it where the sentence wants it"
            for form in (said, *message.forms.get(code, {}).values()):
                if strange := values_of(form) - message.values:
                    yield file, f"'{key}' has no value {braced(strange)}; values are not translated"


def braced(names: Iterable[str]) -> str:
    """Values' names as they stand in a text."""
    return ", ".join(f"{{{name}}}" for name in sorted(names))
