"""A case on paper: the post, what was found at each place, five boxes, and afterwards what it was.

Owns these parts. On paper everything is open at once; the sheet says what was found, never what it means.
"""

from __future__ import annotations

from datetime import date

from game.base.dates import day
from game.model.kinds.forms import InvestigateClaim
from game.model.kinds.investigate_round import CLAIMS
from game.pack.cases import answer_key, found_at
from game.paper.plate import picture, size_on_paper
from game.paper.sheet import BODY, HEAD, QUIET, SMALL, SMALL_STRONG, STRONG, Box, Sheet, SheetPart

PAD, PLATE, REMINDER = 3.5, 78.0, 40.0  # mm: inside the post's frame; its picture's height at most, and at least
TIGHT = 19.0  # mm: the picture's height, where a head would else stand alone
LABEL = 44.0  # mm: the column of the places' names
FOUND = 26.0  # mm: the height of a picture that is found


def post(sheet: Sheet, form: InvestigateClaim, most: float = PLATE) -> SheetPart:
    """The post in a frame: who says it, when, in which words, and its picture, at most so many mm high."""
    words, width = sheet.words, sheet.width - 2 * PAD
    about = f"{day(date.fromisoformat(form.post.date), words.language)} · {words('case.invented')}"
    account, text = words.of(form.post.account), words.of(form.post.text)
    head = sheet.tall(account, width, STRONG) + sheet.tall(about, width, QUIET) + 1.5
    said = sheet.tall(text, width, HEAD) + 2
    shown = sheet.library.pictures[form.picture] if form.picture else None
    tall = size_on_paper(shown.size, width, most)[1] if shown else 0.0
    fixed = head + said + 2 * PAD + 3

    def draw(top: float, height: float) -> None:
        sheet.panel(Box(sheet.left, top, sheet.width, height - 3))
        x, y = sheet.left + PAD, top + PAD
        y = sheet.text(x, y, width, account, STRONG)
        y = sheet.text(x, y, width, about, QUIET) + 1.5
        y = sheet.text(x, y, width, text, HEAD) + 2
        if shown is not None:
            picture(sheet, shown, Box(x, y, *size_on_paper(shown.size, width, height - fixed)))

    return SheetPart(fixed + min(tall, REMINDER), draw, fixed + tall, fixed + min(tall, TIGHT))


def finds(sheet: Sheet, form: InvestigateClaim) -> list[SheetPart]:
    """What was found, a row for each place."""
    return [_row(sheet, form, number) for number in range(len(form.leads))]


def _row(sheet: Sheet, form: InvestigateClaim, number: int) -> SheetPart:
    lead, words = form.leads[number], sheet.words
    label, text = words(f"case.lead.{lead.kind}"), found_at(lead, form.picture, sheet.library, words)
    shown = sheet.library.pictures[lead.picture] if lead.picture else None
    wide, tall = size_on_paper(shown.size, LABEL, FOUND) if shown else (0.0, 0.0)
    width = sheet.width - LABEL - (wide + 3 if shown else 0)
    height = max(sheet.tall(label, LABEL - 3, SMALL_STRONG), sheet.tall(text, width, BODY), tall) + 2.2

    def draw(top: float, _height: float) -> None:
        sheet.text(sheet.left, top + 0.5, LABEL - 3, label, SMALL_STRONG)
        sheet.text(sheet.left + LABEL, top, width, text, BODY)
        if shown is not None:
            picture(sheet, shown, Box(sheet.left + sheet.width - wide, top, wide, tall))

    return SheetPart(height, draw)


def claims(sheet: Sheet, form: InvestigateClaim) -> list[str]:
    """The five answers, as they are ticked."""
    return [sheet.words(answer_key(claim, form.post)) for claim in CLAIMS]


def asked(sheet: Sheet, form: InvestigateClaim) -> SheetPart:
    """What is to be judged, in one sentence."""
    return sheet.part(sheet.words("case.claims", claim=sheet.words.of(form.claim)), STRONG, after=1)


def answered(sheet: Sheet, form: InvestigateClaim) -> list[SheetPart]:
    """What it was, the shortest way that settles it, and why."""
    words = sheet.words
    settling = next((lead for lead in form.leads if lead.settles), None)
    if settling is None:
        way = words("case.shortest.none")
    else:
        lead, move = words(f"case.lead.{settling.kind}"), words(f"move.{settling.move}")
        way = words("case.shortest", lead=lead, move=move)
    return [
        sheet.part(words(answer_key(form.answer, form.post)), HEAD, after=1),
        sheet.part(words("case.claims", claim=words.of(form.claim)), SMALL, after=1),
        sheet.part(way, STRONG, after=1),
        *sheet.flow(words.of(form.explain)),
    ]
