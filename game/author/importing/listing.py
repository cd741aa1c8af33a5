"""What a source holds, as candidates: by its table, or by its layout; and what is said of every other file.

Owns the checks before anything is opened: a side that stays empty while pictures are left over is asked about, words
that a person named and that occur nowhere are told. Refuses to drop a file without a word.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import NamedTuple

from game.author.importing import layouts, regionfiles, sheets
from game.author.importing.candidate import Candidate, Defaults
from game.author.importing.folders import Folders, quoted, unsaid_folders
from game.author.importing.holdings import Aside, Holdings, ending
from game.author.importing.layouts import Reading, Survey
from game.author.importing.vocabulary import key_of
from game.base.errors import PackError
from game.pack import library, yamlfile
from game.pack.yamlfile import Problem

MOST_NAMED = 6  # folders or kinds of files in one line
MUCH = 0.5  # of the smaller side: so many pictures left over are asked about
_TABLES = (".csv", ".tsv", ".jsonl", ".json", ".parquet", ".xlsx", ".ods", ".txt")


class Listed(NamedTuple):
    """What a source holds."""

    candidates: list[Candidate]
    aside: list[Aside]  # every other file
    languages: tuple[str, ...]  # of the table's texts
    said: list[str]  # what an author should know of it


def listed(holdings: Holdings, table: Path | None, layout: str, defaults: Defaults, pack: Path) -> Listed:
    """The candidates of a source; raises PackError where nothing says which are real, or where the table is wrong."""
    survey = Survey(holdings, Folders(holdings), regionfiles.found(holdings), _tells(pack))
    if table is not None:
        title, reading, states = *_of_table(survey, defaults, table), True
    else:
        found = layouts.chosen(survey, defaults, layout)
        if found is None:
            raise PackError([_nothing(survey)])
        title, reading, states = found[0].titled(survey), found[1], found[0].states
    if not reading.verdicts.candidates:
        raise PackError([_nothing(survey)])
    if not states:
        _check_words(survey)
    candidates = reading.verdicts.candidates
    of_regions: list[str] = []
    if survey.regions:
        candidates, of_regions = regionfiles.with_evidence(holdings, survey.regions, candidates, survey.tells)
    aside = _every(survey, reading, candidates, table)
    _check_sides(survey, candidates, aside)
    said = [*holdings.source.said, _counted(holdings, title, candidates), *reading.said, *of_regions]
    said += _left(holdings, aside)
    return Listed(candidates, aside, reading.languages, said)


def _of_table(survey: Survey, defaults: Defaults, table: Path) -> tuple[str, Reading]:
    """What a table says that a person gave: a file beside the source, or one in it."""
    holdings, words = survey.holdings, survey.holdings.words
    inside = next((path for path in holdings.others if f"/{table.as_posix()}".endswith(f"/{path}")), "")
    try:
        if not table.exists() and inside == table.as_posix():
            raw = holdings.raw(inside)
        else:
            with table.open("rb") as file:
                raw = file.read(sheets.MOST_BYTES + 1)
    except OSError as error:
        message = words("import.fault.unreadable", why=error.strerror or error)
        raise PackError([Problem(str(table), 0, 0, "error", message)]) from None
    return words("import.layout.table", file=table.name), layouts.of_file(
        survey, defaults, str(table), raw, inside.rpartition("/")[0]
    )


def _nothing(survey: Survey) -> Problem:
    """That nothing says which pictures are real, and what would."""
    holdings, words = survey.holdings, survey.holdings.words
    every = ", ".join(one.name for one in layouts.LAYOUTS)
    message = words("import.problem.nothing", count=len(holdings.pictures))
    folder = ""
    while len(names := sorted(holdings.folders[folder])) == 1 and holdings.folders[f"{folder}/{names[0]}".lstrip("/")]:
        folder = f"{folder}/{names[0]}".lstrip("/")
    if len(names) > 1:
        message += words("import.problem.nothing_folders", first=quoted(names[0]), second=quoted(names[1]))
    elif names:
        message += words("import.problem.nothing_folder", first=quoted(names[0]))
    texts = [path for path in holdings.others if ending(path) in _TABLES]
    if texts:
        message += words("import.problem.nothing_table", table=texts[0])
    message += words("import.problem.nothing_layouts", layouts=every)
    return Problem(holdings.name, 0, 0, "error", message)


def _check_words(survey: Survey) -> None:
    """Raises PackError where a person named a folder or label that occurs nowhere."""
    said = survey.holdings.said
    known = {key_of(name) for names in survey.holdings.folders.values() for name in names}
    known |= {key_of(mark.label) for file in survey.regions for marks in file.of.values() for mark in marks}
    for side, wanted in (("real", said.real), ("fake", said.fake)):
        lost = [word for word in wanted if word not in known]
        if lost:
            message = survey.holdings.words("import.problem.no_word", option=f"--{side}", word=min(lost))
            raise PackError([Problem(survey.holdings.name, 0, 0, "error", message)])


def _check_sides(survey: Survey, candidates: list[Candidate], aside: list[Aside]) -> None:
    """Raises PackError where one side is empty, or small beside what is left over, and pictures are left over."""
    words = survey.holdings.words
    sides = Counter(item.fake for item in candidates)
    unsaid = unsaid_folders(aside)
    count = sum(unsaid.values())
    linked = [item.path for item in aside if item.why == words("import.aside.link")]
    lacking = next((name for name, fake in (("real", False), ("fake", True)) if not sides[fake]), "")
    much = count and (lacking or count > MUCH * min(sides[False], sides[True]))
    if not much and not (lacking and linked):
        return
    folders = sorted(unsaid, key=lambda folder: (-unsaid[folder], folder))
    names = [f"'{folder or survey.holdings.name}' ({unsaid[folder]})" for folder in folders[:MOST_NAMED]]
    names += [f"'{path}' ({words('import.aside.link')})" for path in linked[:MOST_NAMED]] if lacking else []
    first = quoted((folders[0] if folders else linked[0]).rpartition("/")[2] or survey.holdings.name)
    key = f"import.problem.no_{lacking}" if lacking else "import.problem.left_over"
    message = words(key, names=", ".join(names), first=first, real=sides[False], fake=sides[True])
    raise PackError([Problem(survey.holdings.name, 0, 0, "error", message)])


def _every(survey: Survey, reading: Reading, candidates: list[Candidate], table: Path | None) -> list[Aside]:
    """Every file that is no candidate, with why; the layout's own words first."""
    holdings, words = survey.holdings, survey.holdings.words
    aside = {item.path: item for item in holdings.aside}
    masks = {item.mask: item.path for item in candidates if item.mask}
    aside |= {path: Aside(path, words("import.aside.mask", picture=of), mask_of=of) for path, of in masks.items()}
    aside |= {item.path: item for item in reading.verdicts.aside if item.path not in masks}
    regions = {file.path for file in survey.regions}
    for path in holdings.others:
        if path in regions:
            why = words("import.aside.regions")
        elif table is not None and table.as_posix().endswith(path):
            why = words("import.aside.table")
        elif ending(path) in _TABLES:
            why = words("import.aside.text")
        else:
            why = words("import.aside.other")
        aside.setdefault(path, Aside(path, why))
    for item in candidates:
        aside.pop(item.path, None)
    return [aside[path] for path in sorted(aside)]


def _counted(holdings: Holdings, title: str, candidates: list[Candidate]) -> str:
    """As what the source was read, and how many pictures of each kind it holds."""
    real = holdings.words("import.said.count_real")
    makers = Counter(item.made_by if item.fake else real for item in candidates)
    counts = ", ".join(f"{count} {what}" for what, count in sorted(makers.items()))
    return holdings.words("import.said.read_as", layout=title, counts=counts)


def _left(holdings: Holdings, aside: list[Aside]) -> list[str]:
    """What was left aside, in a line for each reason."""
    words = holdings.words
    said = []
    unsaid = unsaid_folders(aside)
    if unsaid:
        folders = sorted(unsaid, key=lambda folder: (-unsaid[folder], folder))[:MOST_NAMED]
        named = ", ".join(f"'{folder or holdings.name}' ({unsaid[folder]})" for folder in folders)
        said.append(words("import.said.unsaid", count=sum(unsaid.values()), names=named))
    others = set(holdings.others)
    names = [item.path for item in aside if item.path in others]
    kinds = Counter(ending(name) or name.rpartition("/")[2] for name in names)
    parts = [f"{count} {kind}" for kind, count in kinds.most_common(MOST_NAMED)]
    if len(kinds) > MOST_NAMED:
        parts.append("…")
    spare = words("import.aside.beside_others")
    rest = [item for item in aside if item.path not in others and not item.unsaid and not item.mask_of]
    whys = Counter(spare if item.spare else item.why for item in rest)
    parts += [f"{count} ({why})" for why, count in whys.most_common(MOST_NAMED)]
    if masks := sum(bool(item.mask_of) for item in aside):
        said.append(words("import.said.masks", count=masks))
    if parts:
        said.append(words("import.said.aside", parts=", ".join(parts)))
    return said


def _tells(pack: Path) -> set[str]:
    """The tells that evidence may name: those of the game's guide and of the pack."""
    ids: set[str] = set()
    for path in (library.guide_file(), pack / "assets" / "tells.yaml"):
        data = yamlfile.read(path, path.name).data if path.is_file() else None
        tells = data.get("tells") if isinstance(data, dict) else None
        ids |= {str(item.get("id")) for item in tells or [] if isinstance(item, dict)}
    return ids
