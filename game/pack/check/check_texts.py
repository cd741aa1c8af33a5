"""What an editor has to say of a pack's texts: what nobody has written yet, and how hard they are to read.

Owns the walk over all texts by language, and the formulas' thresholds. The formulas are textstat's, an optional extra;
only those that count letters, words and sentences are used, since its syllables come from the network.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from game.base import faces
from game.pack.library import Manuscript, is_text
from game.pack.yamlfile import Document, Path_, Problem

OPEN = re.compile(r"\bTODO\b")
MOST_SHOWN = 10  # characters without a shape
FEWEST_WORDS = 40  # of a text: below this the formulas say nothing


class Placed(NamedTuple):
    """One text in one language, and where it stands."""

    language: str
    text: str
    document: Document
    path: Path_

    def problem(self, message: str, severity: Any) -> Problem:
        """A problem with this text."""
        return self.document.problem(self.path, message, severity=severity)


class Formula(NamedTuple):
    """A readability formula of textstat, and from where on a text is too hard at 13 years of age."""

    name: str  # of textstat's function
    shown: str
    limit: float
    higher_is_harder: bool

    def score(self, textstat: Any, text: str) -> float:
        """The score of a text."""
        return float(getattr(textstat, self.name)(text))

    def hard(self, score: float) -> bool:
        """Whether a score is beyond the limit."""
        return score > self.limit if self.higher_is_harder else score < self.limit


# Lucisano & Piemontese 1988: below 60 hard to read with the middle school's certificate, which is given at 13 or 14
_GULPEASE = Formula("gulpease_index", "Gulpease", 60, higher_is_harder=False)
# Coleman & Liau 1975: the school year in the United States; the eighth ends at 14
_COLEMAN = Formula("coleman_liau_index", "Coleman-Liau grade", 9, higher_is_harder=True)
# Björnsson 1968: from 40 on "standard", from 50 on difficult; it needs to know nothing of a language
_LIX = Formula("lix", "LIX", 45, higher_is_harder=True)
FORMULAS = {"it": _GULPEASE, "en": _COLEMAN}


def misread(manuscript: Manuscript) -> Iterator[Problem]:
    """Values without quotes that hold less or more than was meant, by what YAML makes of '#', and not of “ and ”."""
    for document in manuscript.documents:
        for path, comment in document.cut.items():
            if isinstance(_value(document, path), str) and (is_text(path[:-1]) or comment[1:2].strip()):
                remedy = "put quotes around a text that holds it (a comment has two spaces before '#' and one after it)"
                message = f"{_shown(path)} ends before '{comment[:30]}', which is a comment; {remedy}"
                yield document.problem(path, message, severity="warning")
        for path, pair in document.wrapped.items():
            remedy = f'write " instead, or put " around all of it if {pair[0]} and {pair[1]} are to be shown'
            message = f"{_shown(path)} begins with {pair[0]}, which is no quote in YAML but part of the text; {remedy}"
            yield document.problem(path, message, severity="warning")


def _value(document: Document, path: Path_) -> Any:
    value = document.data
    for step in path:
        value = value[step]
    return value


def _shown(path: Path_) -> str:
    """A value's place, for the beginning of a sentence: its key, and its language."""
    keys = [step for step in path if isinstance(step, str)]
    return f"'{keys[-2]}' in '{keys[-1]}'" if is_text(path[:-1]) else f"'{''.join(keys[-1:])}'"


def unwritten(manuscript: Manuscript) -> Iterator[Problem]:
    """Every value that still says TODO: `import` leaves it where a person has to speak."""
    for document in manuscript.documents:
        if b"TODO" not in msgspec.json.encode(document.data):
            continue
        for path, text in _strings(document.data, ()):
            if OPEN.search(text):
                message = f"{_shown(path)} still says TODO; write what is to stand here"
                yield document.problem(path, message, severity="warning")


def placed(manuscript: Manuscript) -> Iterator[Placed]:
    """Every text of a pack in every language."""
    for document in manuscript.documents:
        for path, text in _strings(document.data, ()):
            if is_text(path[:-1]):
                yield Placed(str(path[-1]), text, document, path)


def boxed(manuscript: Manuscript) -> Iterator[Placed]:
    """Every text with characters that no typeface here has a shape for; `boxes` says what is wrong with it."""
    return (text for text in placed(manuscript) if faces.shapeless(text.text))


def boxes(text: Placed) -> Problem:
    """What is wrong with a text of which some characters would be boxes, and what helps."""
    lacking = faces.shapeless(text.text)
    named = ", ".join(f"{one} (U+{ord(one):04X})" for one in lacking[:MOST_SHOWN])
    remedy = f"install {faces.remedy(lacking)} on every computer that plays, or write it otherwise"
    message = f"no font here has a shape for {named}: boxes are shown in '{text.language}'; {remedy}"
    return text.problem(message, "warning")


def reading(manuscript: Manuscript) -> tuple[list[Problem], list[str]]:
    """Hints for long texts that are hard to read, and a line for each language over all of its texts.

    Raises ModuleNotFoundError without textstat.
    """
    import textstat

    problems, texts = [], dict[str, list[str]]()
    for item in placed(manuscript):
        if OPEN.search(item.text):
            continue
        texts.setdefault(item.language, []).append(item.text)
        formula = FORMULAS.get(item.language, _LIX)
        score = formula.score(textstat, item.text)
        if len(item.text.split()) >= FEWEST_WORDS and formula.hard(score):
            message = f"hard to read at 13 ({formula.shown} {score:.0f}); try shorter sentences and plainer words"
            problems.append(item.problem(message, "hint"))
    lines = []
    for language, all_of_it in sorted(texts.items()):
        formula = FORMULAS.get(language, _LIX)
        score = formula.score(textstat, "\n".join(f"{text.rstrip('.')}." for text in all_of_it))
        limit = f"{'above' if formula.higher_is_harder else 'below'} {formula.limit:g} is hard at 13"
        lines.append(f"reading level of all texts in '{language}': {formula.shown} {score:.0f} ({limit})")
    return problems, lines


def _strings(value: Any, path: Path_) -> Iterator[tuple[Path_, str]]:
    """Every text in plain data, and the way to it."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _strings(item, (*path, key))
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _strings(item, (*path, place))
