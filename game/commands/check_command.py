"""Finding every problem of packs, and mending those that are beyond doubt."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from game.commands.common import FINE, LACKS, OF_ARCHIVES, PROBLEMS, index_of, options_of, say

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator

    from game.pack.check.check_files import FilesDone
    from game.pack.index import Index
    from game.pack.library import Library, Manuscript
    from game.pack.yamlfile import Problem

MOST_PASSES = 5  # of mending: what a fix uncovers may have a fix of its own


def add(commands: Any, common: ArgumentParser) -> None:
    """Put it on the parser."""
    check = commands.add_parser("check", parents=[common], help="find every problem of packs")
    folders = "pack folders, or a study's file (default: --pack, or the game's own)"
    check.add_argument("paths", nargs="*", type=Path, metavar="PATH", help=folders)
    check.add_argument("--format", choices=("text", "json"), default="text", help="how to print the problems")
    check.add_argument("--fix", action="store_true", help="mend what is beyond doubt, comments and order kept")
    check.add_argument("--shortcuts", action="store_true", help="let simple models guess the truth from the files")
    check.add_argument("--reading", action="store_true", help="hint at texts that are hard to read")
    check.set_defaults(run=_check)


class _Report(NamedTuple):
    """What is said of one pack."""

    problems: list[Problem]
    fixed: list[Problem]
    mendable: int = 0
    pictures: int = 0
    lines: tuple[str, ...] = ()


def _check(options: Namespace) -> int:
    """Print every problem of every pack given."""
    from game.base import places
    from game.pack.yamlfile import Problem

    index = index_of(options)
    reports = []
    try:
        for root in options.paths or [options_of(options).pack or places.default_pack()]:
            if root.is_dir():
                reports.append(_named(_report(root, options, index), root, options.paths[1:]))
            elif root.suffix in (".yaml", ".yml") and root.is_file():
                reports.append(_of_study(root, options))
            else:
                why = f"a file; {OF_ARCHIVES}" if root.is_file() else "no such folder; name a pack's folder"
                missing = Problem(str(root), 0, 0, "error", why)
                reports.append(_Report([missing], []))
    except ModuleNotFoundError as error:
        if error.name not in ("sklearn", "scipy", "textstat", "numpy"):
            raise
        say(f"spot-the-fake: this needs the library '{error.name}'; install the extra 'check', see the README")
        return LACKS
    finally:
        index.close()
    return _print(reports, options.format)


def _of_study(path: Path, options: Namespace) -> _Report:
    """What there is to say of a study, with what is installed here; the first line of a pack that is wrong itself."""
    from game.base.errors import PackError
    from game.collections.stock import library_whole
    from game.commands.common import data_of
    from game.pack.yamlfile import Problem
    from game.seats.study.study_file import proved

    try:
        library = library_whole(options_of(options).pack, data_of(options))
    except PackError as error:
        why = f"its pack cannot be played: {error.problems[0]}"
        return _Report([Problem(str(path), 0, 0, "error", why)], [])
    return _Report(proved(path, library)[1], [])


def _print(reports: list[_Report], form: str) -> int:
    """All reports as one; gives the exit code."""
    import msgspec

    problems = [item for report in reports for item in report.problems]
    fixed = [item for report in reports for item in report.fixed]
    pictures = sum(report.pictures for report in reports)
    counts = {kind: sum(item.severity == kind for item in problems) for kind in ("error", "warning", "hint")}
    if form == "json":
        numbers = {f"{kind}s": count for kind, count in counts.items()}
        report = {"problems": problems, "fixed": fixed, **numbers, "pictures": pictures}
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(report), indent=2).decode() + "\n")
        return PROBLEMS if counts["error"] else FINE
    for item in fixed:
        place = f":{item.line}:{item.column}" if item.line else ""
        sys.stdout.write(f"fixed: {item.file}{place}: {item.message}\n")
    for item in problems:
        sys.stdout.write(f"{item}\n")
    for line in (line for report in reports for line in report.lines):
        sys.stdout.write(f"{line}\n")
    said = ", ".join(f"{count} {kind}{'' if count == 1 else 's'}" for kind, count in counts.items())
    mendable = sum(report.mendable for report in reports)
    tail = f"; --fix mends {mendable} of them" if mendable else ""
    sys.stdout.write(f"{pictures} pictures checked: {said}{tail}\n")
    return PROBLEMS if counts["error"] else FINE


def _named(report: _Report, root: Path, others: list[Path]) -> _Report:
    """A report whose files name their pack, where there are others."""
    from msgspec.structs import replace

    if not others:
        return report
    problems, fixed = (
        [replace(item, file=f"{root.as_posix()}/{item.file}") for item in items]
        for items in (report.problems, report.fixed)
    )
    return report._replace(problems=problems, fixed=fixed)


def _report(root: Path, options: Namespace, index: Index) -> _Report:
    """What there is to say of one pack, once everything is mended that is to be."""
    from game.pack import library
    from game.pack.check import check_texts as texts
    from game.pack.check import fixes, shortcuts

    fixed = fixes.normalised(root, library.yaml_files(root)) if options.fix else []
    for passes_left in reversed(range(MOST_PASSES)):
        found, problems, manuscript = library.examine(root)
        if found is not None:
            problems = sorted({*problems, *_reviewed(found, manuscript, problems, index), *_of_interface(found)})
        mended = fixes.mended(root, problems) if options.fix and passes_left else []
        if not mended:
            break
        fixed += mended
    mendable = len(fixes.mended(root, problems, write=False))
    if found is None:
        return _Report(problems, fixed, mendable)
    lines: list[str] = []
    if options.shortcuts:
        problems = sorted([*problems, *shortcuts.review(found, manuscript)])
    if options.reading:
        hints, lines = texts.reading(manuscript)
        problems = sorted([*problems, *hints])
    return _Report(problems, fixed, mendable, len(found.pictures), tuple(lines))


def _reviewed(found: Library, manuscript: Manuscript, problems: list[Problem], index: Index) -> Iterator[Problem]:
    """What an editor says; who is never shown and what does not fit can be said only of a pack that is whole."""
    from game.pack.check import check_files as files
    from game.pack.check import check_levels as levels
    from game.pack.check import check_pictures as pictures
    from game.pack.check import check_texts as texts

    yield from pictures.review(found, manuscript)
    yield from texts.unwritten(manuscript)
    yield from texts.misread(manuscript)
    yield from map(texts.boxes, texts.boxed(manuscript))
    with _progress() as progress:
        yield from files.review(found, manuscript, index, progress)
    yield from levels.review(found, manuscript)
    if not any(item.severity == "error" for item in problems):
        yield from levels.never_shown(found, manuscript)
        yield from _misfits(found, manuscript)


def _of_interface(found: Library) -> Iterator[Problem]:
    """What the interface's own texts lack, which go with the game's own pack."""
    from game.author.translating.messages import faults_of_interface
    from game.model.names import OWN_PACK
    from game.pack.yamlfile import Problem

    if found.pack.id == OWN_PACK:
        for file, message in faults_of_interface():
            yield Problem(f"game/base/strings/{file}", 0, 0, "warning", message)


def _misfits(found: Library, manuscript: Manuscript) -> Iterator[Problem]:
    """Texts that are too long for their place, at each place where they are written."""
    from game.author import galley
    from game.pack.check import check_texts as texts

    worst: dict[tuple[str, str], galley.Misfit] = {}
    for item in galley.misfits(found, frozenset(manuscript.tells)):
        key = item.language, item.text
        worst[key] = min(item, worst.get(key, item), key=lambda one: (one.shown, one.height))
    if worst:
        for text in texts.placed(manuscript):
            misfit = worst.get((text.language, text.text))
            if misfit is not None:
                yield text.problem(misfit.describe(), "warning")


@contextmanager
def _progress() -> Iterator[FilesDone]:
    """Shows on a terminal how many pictures have been looked at; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _done, _all: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("pictures")
        yield lambda done, all_of_them: bar.update(task, completed=done, total=all_of_them)
