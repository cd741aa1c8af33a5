"""Texts for translators: out to a PO file, and back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from game.commands.common import FINE, PROBLEMS, USAGE, complain, reason_of, reasons, say, unwritten
from game.commands.destination import a_file

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from game.author.translating.messages import Message
    from game.pack.library import Library, Manuscript


def add(commands: Any, common: ArgumentParser) -> None:
    """Put it on the parser."""
    texts = commands.add_parser("texts", help="have the interface or a pack translated, by a PO file")
    kinds = texts.add_subparsers(title="what to do", metavar="WHAT", required=True)
    out = kinds.add_parser("export", parents=[common], help="write a PO file for the language of --lang")
    out.add_argument("--out", type=a_file(".po"), metavar="FILE", help="default: LANG.po; what it notes already stays")
    out.set_defaults(run=_export)
    back = kinds.add_parser("import", parents=[common], help="put a translator's PO file where its texts stand")
    back.add_argument("file", type=Path, metavar="FILE", help="the PO file")
    back.set_defaults(run=_import)
    for command in (out, back):
        command.add_argument(
            "path",
            nargs="?",
            type=Path,
            metavar="PACK",
            help="a pack's folder (default: the interface and the game's own pack)",
        )


def _export(options: Namespace) -> int:
    """Write what there is to translate."""
    from game.author.translating import po

    if options.lang is None:
        say("spot-the-fake: name the language to translate into, such as --lang fr")
        return USAGE
    path: Path = options.out or Path(f"{options.lang}.po")

    def run() -> int:
        library, _, messages = texts_of(options.path)
        title = library.pack.title.get("en") or next(iter(library.pack.title.values()))
        try:
            count, missing, fuzzy = po.write(path, messages, options.lang, title, library.pack.version)
        except po.UnknownLanguageError as error:
            complain(str(error))
            return USAGE
        except OSError as error:
            return unwritten(path, error)
        sys.stdout.write(f"{path}: {count} texts, {count - missing} of them in '{options.lang}', {fuzzy} fuzzy\n")
        return FINE

    return reasons(run)


def _import(options: Namespace) -> int:
    """Put translations in their places."""
    from game.author.translating import po, putting
    from game.author.translating.messages import INTERFACE
    from game.base.errors import PackError

    def run() -> int:
        library, manuscript, messages = texts_of(options.path)
        try:
            found = po.read(options.file, {message.context: message for message in messages})
        except OSError as error:
            complain(f"{options.file}: {reason_of(error)}")
            return PROBLEMS
        for problem in found.problems:
            say(problem)
        own = [item for item in found.given if item.context.startswith(f"{INTERFACE}/")]
        others = [item for item in found.given if not item.context.startswith(f"{INTERFACE}/")]
        try:
            done = putting.into_interface(own, found.language) if own else putting.Done()
            if others:
                done += putting.into_pack(others, found.language, Path(library.root), manuscript)
        except OSError as error:
            raise PackError([reason_of(error)]) from error
        sys.stdout.write(
            f"{options.file.name}: '{found.language}': {done.new} new, {done.changed} changed, {done.same} as before; "
            f"{found.missing} missing, {found.fuzzy} fuzzy and {len(found.problems)} wrong ones left out\n"
        )
        return PROBLEMS if found.problems else FINE

    return reasons(run)


def texts_of(pack: Path | None) -> tuple[Library, Manuscript, list[Message]]:
    """A pack and its texts; of the game's own with those of the interface. Raises PackError."""
    from game.author.translating.messages import of_interface, of_pack
    from game.base import places
    from game.base.errors import PackError
    from game.pack import library

    root = pack or places.default_pack()
    found, problems, manuscript = library.examine(root)
    if found is None or any(item.severity == "error" for item in problems):
        raise PackError([item for item in problems if item.severity == "error"])
    languages = ("en", *found.pack.languages)
    return found, manuscript, [*(of_interface() if pack is None else ()), *of_pack(manuscript, languages)]
