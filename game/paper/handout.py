"""What can be printed of a pack: a level's sheet, its answers, a card of tells, a certificate.

Owns which document is made of what, and its title. The same input gives the same bytes.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from game.base.text import Words
from game.pack.document import Paper
from game.pack.library import Library
from game.paper import answers, certificate, questions
from game.paper import tells_card as card
from game.paper.sheet import Sheet
from game.play import rules

SheetKind = Literal["sheet", "answers", "card", "certificate"]
DEALT: tuple[SheetKind, ...] = ("sheet", "answers")  # from a level, by a seed
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
) -> Printed:
    """One document as a PDF; a sheet and its answers need a level that the library has.

    Raises PackError where a picture cannot be read, or where a card would have no examples.
    """
    played = library.levels[level] if level else None
    title = words.of(played.title) if played else ""
    if kind != "sheet":
        title = words(f"handout.{kind}", level=title)
    foot = f"{words('title.name')} · {title} · {words('handout.seed', seed=seed)}" if kind in DEALT else ""
    with Sheet(title, foot, library, words, paper, landscape=kind == "certificate") as sheet:
        if kind == "card":
            card.draw(sheet)
        elif kind == "certificate":
            certificate.draw(sheet, played)
        else:
            assert played is not None  # noqa: S101 (said above)
            session = rules.start(played, library.pictures, seed)
            if kind == "answers":
                sheet.fill(answers.groups(sheet, session))
                sheet.fill(answers.credits_of(sheet, session))
            else:
                sheet.fill(questions.groups(sheet, session))
        return Printed(sheet.bytes(), sheet.pdf.page)
