"""A case on few pages: in half the width of the sheet, beside another case.

Owns that column. Refuses to stand beside a picture to judge, which is not half as high, or to be cut over two pages.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from game.base.dates import day
from game.model.kinds.forms import CaseSource, InvestigateClaim
from game.model.scoring import CONFIDENCE
from game.pack.cases import found_at
from game.paper import case_file
from game.paper.plate import picture, size_on_paper
from game.paper.questions import due, number_of
from game.paper.sheet import BODY, QUIET, SMALL, SMALL_STRONG, STRONG, Box, Sheet, Type
from game.play.rules import Session

INDENT, PAD, GAP = 10.0, 2.5, 1.6  # mm: the heading beside its number; inside the post's frame; below a part
LEAST, MOST = 28.0, 52.0  # mm: the height of the post's picture
FOUND = 22.0  # mm: the width of a picture that is found
LINE, LINES = 6.5, 2  # mm: a line to write on; how many of them


class SheetCell(NamedTuple):
    """A round that stands beside another: the height in mm that it needs, the height it can use, how it is drawn."""

    least: float
    most: float
    draw: Callable[[Box], None]


class CasePart(NamedTuple):
    """Something in a case's column: its height in mm, and how it is drawn at a place."""

    height: float
    draw: Callable[[float, float], object]


def cells(sheet: Sheet, session: Session, width: float) -> dict[int, SheetCell]:
    """The cases that fit a page in this width, an even number of them, by their places."""
    forms = {place: entry.form for place, entry in enumerate(session.rounds)}
    found = {place: _cell(sheet, place, it, width) for place, it in forms.items() if isinstance(it, InvestigateClaim)}
    room = sheet.height - due(sheet).least
    fitting = [(place, cell) for place, cell in found.items() if cell.least <= room]
    return dict(fitting[: len(fitting) // 2 * 2])


def _cell(sheet: Sheet, place: int, form: InvestigateClaim, width: float) -> SheetCell:
    """Number, post, what was found, and what is asked of it, one below the other."""
    words = sheet.words
    title = words("handout.case")
    above = [_text(sheet, text, width - 2 * PAD, kind) for text, kind in _said(sheet, form)]
    below = [
        *(_found(sheet, lead, form, width) for lead in form.leads),
        _text(sheet, words("case.claims", claim=words.of(form.claim)), width, SMALL_STRONG),
        _ticks(sheet, case_file.claims(sheet, form), width, BODY, circles=False),
        _ticks(sheet, [words(f"sure.{step}") for step in range(len(CONFIDENCE))], width, SMALL, circles=True),
        _text(sheet, words("handout.case.why"), width, SMALL_STRONG),
        CasePart(LINES * LINE, lambda x, y: sheet.ruled(x, y, width, LINES * LINE, LINE)),
    ]
    heading = max(7.6, sheet.tall(title, width - INDENT, STRONG) + 2)
    framed = _high(above) + 2 * PAD
    fixed = heading + framed + GAP + _high(below)
    shown = sheet.library.pictures[form.picture] if form.picture else None
    tallest = size_on_paper(shown.size, width - 2 * PAD, MOST)[1] if shown else 0.0

    def draw(box: Box) -> None:
        sheet.pdf.start_section(f"{number_of(place)}  {title}")
        sheet.badge(box.x, box.y, number_of(place))
        sheet.text(box.x + INDENT, box.y + 0.7, width - INDENT, title, STRONG)
        y = box.y + heading
        tall = min(tallest, box.height - fixed)
        sheet.panel(Box(box.x, y, width, framed + tall))
        end = _stacked(above, box.x + PAD, y + PAD)
        if shown is not None:
            picture(sheet, shown, Box(box.x + PAD, end, *size_on_paper(shown.size, width - 2 * PAD, tall)))
        _stacked(below, box.x, y + framed + tall + GAP)

    return SheetCell(fixed + min(tallest, LEAST), fixed + tallest, draw)


def _said(sheet: Sheet, form: InvestigateClaim) -> list[tuple[str, Type]]:
    """Who says it, when, and in which words."""
    words = sheet.words
    about = f"{day(date.fromisoformat(form.post.date), words.language)} · {words('case.invented')}"
    return [(words.of(form.post.account), SMALL_STRONG), (about, QUIET), (words.of(form.post.text), STRONG)]


def _found(sheet: Sheet, lead: CaseSource, form: InvestigateClaim, width: float) -> CasePart:
    """A place, and below it what was found there; a picture of it stands beside."""
    label = sheet.words(f"case.lead.{lead.kind}")
    text = found_at(lead, form.picture, sheet.library, sheet.words)
    shown = sheet.library.pictures[lead.picture] if lead.picture else None
    wide, tall = size_on_paper(shown.size, FOUND, FOUND) if shown else (0.0, 0.0)
    inner = width - (wide + 3 if shown else 0)
    high = sheet.tall(label, inner, SMALL_STRONG) + sheet.tall(text, inner, SMALL)

    def draw(x: float, y: float) -> None:
        sheet.text(x, sheet.text(x, y, inner, label, SMALL_STRONG), inner, text, SMALL)
        if shown is not None:
            picture(sheet, shown, Box(x + width - wide, y, wide, tall))

    return CasePart(max(high, tall) + GAP, draw)


def _text(sheet: Sheet, text: str, width: float, kind: Type) -> CasePart:
    return CasePart(sheet.tall(text, width, kind) + 1, lambda x, y: sheet.text(x, y, width, text, kind))


def _ticks(sheet: Sheet, texts: list[str], width: float, kind: Type, *, circles: bool) -> CasePart:
    high = sheet.tick_height(width, texts, kind) + GAP / 2
    return CasePart(high, lambda x, y: sheet.ticks(x, y, width, texts, kind, circles=circles))


def _high(parts: Sequence[CasePart]) -> float:
    return sum(part.height for part in parts)


def _stacked(parts: Sequence[CasePart], x: float, y: float) -> float:
    """All parts one below the other; gives the place below."""
    for part in parts:
        part.draw(x, y)
        y += part.height
    return y
