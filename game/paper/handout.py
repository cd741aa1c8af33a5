"""What can be printed of a pack: a level's sheets, answers, exit slips; a card, a certificate, vote cards.

Owns which document is made of what, and its title. The same input gives the same bytes.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from game.base.text import Words
from game.model.level import Level
from game.pack.document import Paper
from game.pack.library import Library
from game.paper import answers, certificate, exit_slips, questions, short_sheet, vote_card
from game.paper import tells_card as card
from game.paper.sheet import Sheet
from game.play import rules
from game.play.vote_cards import MOST_CARDS

SheetKind = Literal["sheet", "short", "answers", "slips", "card", "certificate", "vote-cards"]
DEALT: tuple[SheetKind, ...] = ("sheet", "short", "answers")  # from a level, by a seed
USUAL_SEED = 1  # so that a sheet and its answers agree where nobody names one


class Printed(NamedTuple):
    """A finished document."""

    content: bytes
    pages: int


def handout(
    library: Library,
    words: Words,
    kind: SheetKind,
    level: str | None = None,
    seed: int = USUAL_SEED,
    paper: Paper = "a4",
    cards: int = MOST_CARDS,
) -> Printed:
    """One document as a PDF; sheets and answers need a level that the library has, slips one with an exit slip.

    Raises PackError where a picture cannot be read, or where a card would have no examples.
    """
    played = library.levels[level] if level else None
    title = words.of(played.title) if played else ""
    if kind not in ("sheet", "short"):
        title = words(f"handout.{kind}", level=title)
    foot = f"{words('title.name')} · {title} · {words('handout.seed', seed=seed)}" if kind in DEALT else ""
    with Sheet(title, foot, library, words, paper, landscape=kind == "certificate") as sheet:
        if kind == "card":
            card.draw(sheet)
        elif kind == "certificate":
            certificate.draw(sheet, played)
        elif kind == "vote-cards":
            vote_card.draw(sheet, cards)
        else:
            assert played is not None  # noqa: S101 (said above)
            _fill(sheet, kind, played, seed)
        return Printed(sheet.bytes(), sheet.pdf.page)


def _fill(sheet: Sheet, kind: SheetKind, level: Level, seed: int) -> None:
    """What is printed of one level."""
    if kind == "slips":
        exit_slips.draw(sheet, level)
        return
    session = rules.start(level, sheet.library.pictures, seed)
    match kind:
        case "answers":
            sheet.fill(answers.groups(sheet, session))
            sheet.fill(answers.credits_of(sheet, session))
        case "short":
            sheet.fill(short_sheet.groups(sheet, session))
        case _:
            sheet.fill(questions.groups(sheet, session))
