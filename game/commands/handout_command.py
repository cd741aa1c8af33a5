"""What a class gets on paper."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from game.commands.common import FINE, USAGE, library_of, reasons, say, told, words_of
from game.commands.destination import a_file
from game.pack.document import PAPERS

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def add(commands: Any, common: ArgumentParser) -> None:
    """Put it on the parser."""
    handout = commands.add_parser(
        "handout", parents=[common], help="a level on paper: sheet, answers, exit slips; card, certificate"
    )
    handout.add_argument("level", nargs="?", metavar="LEVEL", help="id of a level, such as lesson-45")
    kinds = handout.add_mutually_exclusive_group()
    kinds.add_argument(
        "--short", dest="kind", action="store_const", const="short", help="the sheet on few pages: small pictures"
    )
    kinds.add_argument(
        "--slips", dest="kind", action="store_const", const="slips", help="the exit slip, four to a page"
    )
    kinds.add_argument(
        "--answers", dest="kind", action="store_const", const="answers", help="the answers, for whoever leads"
    )
    kinds.add_argument("--card", dest="kind", action="store_const", const="card", help="a page of the ten best tells")
    kinds.add_argument(
        "--certificate", dest="kind", action="store_const", const="certificate", help="one that names nobody"
    )
    kinds.add_argument(
        "--vote-cards", dest="cards", type=_cards, metavar="N", help="N cards to vote with, for workshop --cards"
    )
    handout.add_argument(
        "--out", type=a_file(".pdf"), metavar="FILE", help="NAME.pdf (default: LEVEL.pdf in this folder)"
    )
    handout.add_argument("--paper", choices=PAPERS, default="a4", help="paper size")
    handout.set_defaults(run=_handout, kind="sheet")


def _cards(text: str) -> int:
    """How many cards to vote with."""
    from argparse import ArgumentTypeError

    from game.play.vote_cards import MOST_CARDS

    if not text.isdecimal() or not 1 <= int(text) <= MOST_CARDS:
        raise ArgumentTypeError(f"'{text}' is no number of cards; give one from 1 to {MOST_CARDS}")
    return int(text)


def _handout(options: Namespace) -> int:
    """Write one document."""
    if options.cards:
        options.kind = "vote-cards"
    if options.kind in ("sheet", "short", "answers", "slips") and options.level is None:
        say("spot-the-fake: name a level to print, or ask for --card, --certificate or --vote-cards")
        return USAGE
    if options.kind in ("card", "vote-cards") and options.level is not None:
        of_all = "the card is of the whole pack" if options.kind == "card" else "the cards serve every level"
        say(f"spot-the-fake: {of_all}; leave the level out")
        return USAGE
    kind = "" if options.kind == "sheet" else options.kind
    named = (options.level or "").replace("/", "-")
    out: Path = options.out or Path("-".join(filter(None, (named, kind))) + ".pdf")
    return told(lambda: reasons(lambda: _write(options, out)), out)


def _write(options: Namespace, out: Path) -> int:
    from game.base.files import write_atomically
    from game.pack.catalogue import need_pictures_of
    from game.paper.handout import USUAL_SEED, handout
    from game.seats.app import level_of

    library = library_of(options, options.level)
    level = level_of(library, options.level)
    if level:
        need_pictures_of(library, level)
    plan = library.levels[level].plan if level else None
    if options.kind == "slips" and not (plan and plan.exit_slip):
        say(f"spot-the-fake: level '{options.level}' has no exit slip; print those of a lesson, such as lesson-45")
        return USAGE
    seed = USUAL_SEED if options.seed is None else options.seed
    printed = handout(library, words_of(options), options.kind, level, seed, options.paper, options.cards or 0)
    write_atomically(out, printed.content)
    pages = "1 page" if printed.pages == 1 else f"{printed.pages} pages"
    sys.stdout.write(f"{out}: {pages}, {options.paper}\n")
    return FINE
