"""A study's file: what it asks of whom, every key with its meaning, and all that is wrong with it.

Owns that form (format 1), and what must hold of the levels that it names. The guide's table and the schema for editors
are made from it. Refuses to know who takes part.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import replace

from game.base.errors import UnknownLevelError
from game.base.text import languages
from game.model.level import DrawRounds, Level
from game.model.terms import Format, Id, Text
from game.pack import schema, yamlfile
from game.pack.catalogue import find_level
from game.pack.library import Library
from game.pack.yamlfile import Document, Path_, Problem
from game.play import rules

LevelName = Annotated[str, Meta(title="id of a level")]


class StudyCondition(Struct, frozen=True, forbid_unknown_fields=True):
    """One way of being trained between the two tests, or of not being trained."""

    id: Annotated[Id, Meta(description="its name in the results; participants never see it")]
    level: Annotated[LevelName | None, Meta(description="the level that trains; none: the tests follow each other")] = (
        None
    )
    thanks: Annotated[Text | None, Meta(description="said at the end instead of the study's own `thanks`")] = None


class Study(Struct, frozen=True, forbid_unknown_fields=True):
    """Two parallel tests, and what stands between them."""

    format: Format
    id: Annotated[
        Id,
        Meta(
            description="its name in the results; with a participant's number it decides condition and order of tests"
        ),
    ]
    title: Annotated[Text, Meta(description="the first line that participants read")]
    welcome: Annotated[
        Text, Meta(description="what is asked of them, how long it takes, who asks it and whom they can ask")
    ]
    forms: Annotated[tuple[LevelName, LevelName], Meta(description="two levels that are parallel tests, forms A and B")]
    conditions: Annotated[
        tuple[StudyCondition, ...], Meta(min_length=1, max_length=12, description="each has as many participants")
    ]
    thanks: Annotated[Text | None, Meta(description="said at the end, below the game's own thanks")] = None
    feedback: Annotated[
        bool, Meta(description="whether both tests' results are shown at the end, before the thanks")
    ] = False

    def condition(self, name: str) -> StudyCondition:
        """The condition of an id; raises LookupError."""
        return {item.id: item for item in self.conditions}[name]


def read(path: Path) -> tuple[Study | None, Document]:
    """The study of a file, or none; the document has all that is wrong with it, whatever is installed."""
    document = yamlfile.read(path, path.name)
    if document.problems:
        return None, document
    study = schema.read_as(document, Study)
    if study is not None:
        document.problems += _faults(study, document)
    return study if not document.problems else None, document


def _faults(study: Study, document: Document) -> Iterator[Problem]:
    """What the types alone cannot tell."""
    texts: list[tuple[Path_, dict[str, str] | None]] = [
        (("title",), study.title), (("welcome",), study.welcome), (("thanks",), study.thanks),
    ]  # fmt: skip
    named = [item.id for item in study.conditions]
    for number, item in enumerate(study.conditions):
        texts.append((("conditions", number, "thanks"), item.thanks))
        if item.id in named[:number]:
            message = f"two conditions are called '{item.id}'; give each a name of its own"
            yield document.problem(("conditions", number, "id"), message)
    known = list(languages())
    for path, text in texts:
        for code, said in (text or {}).items():
            if code not in known:
                hint = schema.guess(code, known)
                message = f"the game does not speak '{code}'; there are: {', '.join(known)}{hint}"
                yield document.problem((*path, code), message, at_key=True)
            elif not said.strip():
                yield document.problem((*path, code), "the text is empty; write it, or leave the language out")
        if text is not None and not text:
            yield document.problem(path, f"no language has a text; write one, such as '{known[0]}: …'")


def proved(path: Path, library: Library) -> tuple[Study | None, list[Problem]]:
    """The study of a file, its levels under their names in a library; or everything that keeps it from being played."""
    study, document = read(path)
    if study is None:
        return None, sorted(document.problems)
    return _settled(study, document, library)


def _settled(study: Study, document: Document, library: Library) -> tuple[Study | None, list[Problem]]:
    levels: dict[Path_, Level] = {}
    problems: list[Problem] = []
    named: dict[Path_, str | None] = {("forms", place): name for place, name in enumerate(study.forms)}
    named |= {("conditions", place, "level"): item.level for place, item in enumerate(study.conditions)}
    for path, name in named.items():
        try:
            if name is not None:
                levels[path] = library.levels[find_level(library, name)]
        except UnknownLevelError as error:
            problems.append(document.problem(path, str(error)))
    for path, level in levels.items():
        problems += [document.problem(path, message) for message in _unfit(level, path, library)]
    problems += _shared(levels, document, library)
    if problems:
        return None, sorted(problems)
    forms = (levels["forms", 0].id, levels["forms", 1].id)
    conditions = tuple(
        replace(item, level=levels["conditions", place, "level"].id) if item.level else item
        for place, item in enumerate(study.conditions)
    )
    return replace(study, forms=forms, conditions=conditions), []


def _unfit(level: Level, path: Path_, library: Library) -> Iterator[str]:
    """Why a level cannot stand where it is named, each with a remedy."""
    wanted = ("A", "B")[int(path[1])] if path[0] == "forms" else None
    if level.form != wanted:
        is_ = f"form {level.form} of a test" if level.form else "no test"
        remedy = f"name a level with 'form: {wanted}'" if wanted else "name a level without 'form'"
        yield f"'{level.id}' is {is_}; {remedy}"
    dealt = len(rules.start(level, library.pictures, 0).rounds)
    if dealt == level.length:
        return
    packs = [name for name in level.draws_on if name not in (library.pack.id, *library.parts)]
    remedy = f"fetch more pictures: spot-the-fake pack get {packs[0]}" if packs else "ask for fewer"
    yield f"'{level.id}' has {level.length} rounds, and there are pictures for {dealt}; {remedy}"


def _shared(levels: dict[Path_, Level], document: Document, library: Library) -> Iterator[Problem]:
    """What would be met twice: pictures of a test that another part may show as well."""
    may = {path: _may_show(level, library) for path, level in levels.items()}
    first, second = ("forms", 0), ("forms", 1)
    pairs = [(second, first), *((path, test) for path in may if path[0] != "forms" for test in (first, second))]
    for path, test in pairs:
        both = sorted(may.get(path, set()) & may.get(test, set()))
        if both:
            message = (
                f"'{levels[path].id}' and '{levels[test].id}' may show the same pictures, such as '{both[0]}'; "
                "name levels that share none"
            )
            yield document.problem(path, message)


def _may_show(level: Level, library: Library) -> set[str]:
    """Every picture that a level asks about, or may deal."""
    found: set[str] = set()
    pictures = rules.pictures_of(level, library.pictures)
    for entry in level.rounds:
        if isinstance(entry, DrawRounds):
            found.update(item.id for pool in rules.pool_of(entry.draw, pictures) for item in pool)
        else:
            found.update(library.pictures[name].id for name in (*entry.judged, *entry.marked))
    return found
