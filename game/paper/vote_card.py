"""Cards by which pupils vote, one to a page, to be cut out: a marker that a camera reads, and a word on three edges.

Owns the card's measures. The side that is up is the vote; the fourth says nothing, and bears the card's number. Its
words are too small to be read from the next desk, and its back stays white.
"""

from __future__ import annotations

from game.model.terms import Says
from game.pack.document import GREY
from game.paper.sheet import INK, LEAD, SMALL, Box, Sheet, Type
from game.play.vote_cards import CELLS, SIDES, white_cells

SIDE = 180.0  # mm: of a card, on either paper
CELL = 18.0  # mm: a cell of the marker; as wide is the white around it, which a camera needs
SIGN = 4.6  # mm
EDGE = 4.0  # mm: from the cut to a word
WORD = Type(9, 4.6, bold=True)
GRIP, CUT = 2.5, 7.0  # mm: from a corner to its cut marks, and their length


def draw(sheet: Sheet, count: int) -> None:
    """So many cards, from number 1 on."""
    from fpdf.prefs import ViewerPreferences

    sheet.pdf.viewer_preferences = ViewerPreferences(duplex="Simplex")
    for number in range(1, count + 1):
        sheet.turn()
        box = Box((sheet.pdf.w - SIDE) / 2, (sheet.pdf.h - SIDE) / 2, SIDE, SIDE)
        _marker(sheet, number, box)
        _edges(sheet, number, box)
        _cut_marks(sheet, box)
        _notes(sheet, number, box)


def _marker(sheet: Sheet, number: int, box: Box) -> None:
    """Black, with the white cells in it; neighbours in a row as one, so that no hairline parts them."""
    across = (CELLS + 2) * CELL
    x, y = box.x + (SIDE - across) / 2, box.y + (SIDE - across) / 2
    with sheet.pdf.local_context(fill_color=INK):
        sheet.pdf.rect(x, y, across, across, style="F")
    with sheet.pdf.local_context(fill_color=(255, 255, 255)):
        for row, cells in enumerate(white_cells(number), 1):
            for column, white in enumerate(cells, 1):
                if white:
                    more = row < CELLS and white_cells(number)[row][column - 1]
                    beside = column < CELLS and cells[column]
                    wide, tall = CELL + 0.1 * beside, CELL + 0.1 * more
                    sheet.pdf.rect(x + column * CELL, y + row * CELL, wide, tall, style="F")


def _edges(sheet: Sheet, number: int, box: Box) -> None:
    """Sign and word on each edge, upright when that edge is up."""
    words = sheet.words
    middle = box.x + SIDE / 2, box.y + SIDE / 2
    for side, says in enumerate(SIDES):
        text = words(f"answer.{says}") if says else words("handout.vote-cards.number", n=number)
        with sheet.pdf.rotation(-90 * side, *middle):
            wide = sheet.wide(text, WORD) + (SIGN + 1.6 if says else 0)
            x, y = middle[0] - wide / 2, box.y + EDGE
            if says:
                _sign(sheet, says, x + SIGN / 2, y + WORD.line / 2)
                x += SIGN + 1.6
            sheet.text(x, y, wide + 1, text, WORD)


def _sign(sheet: Sheet, says: Says, x: float, y: float) -> None:
    """As on the screen: full, hatched, or with a question mark."""
    pdf, radius = sheet.pdf, SIGN / 2
    if says == "real":
        with pdf.local_context(fill_color=INK):
            pdf.circle(x, y, radius, style="F")
        return
    with pdf.local_context(draw_color=INK, line_width=0.4):
        pdf.circle(x, y, radius - 0.2)
        if says == "fake":
            with pdf.round_clip(x - radius, y - radius, SIGN):
                for step in range(-4, 5):
                    pdf.line(x - SIGN + step * 1.1, y + SIGN, x + SIGN + step * 1.1, y - SIGN)
    if says == "unsure":
        kind = Type(9, 3.8, bold=True)
        sheet.text(x - radius, y - kind.line / 2, SIGN, "?", kind, "C")


def _cut_marks(sheet: Sheet, box: Box) -> None:
    """Two short lines at each corner, outside the card."""
    with sheet.pdf.local_context(line_width=0.25, draw_color=GREY):
        for x, out in ((box.x, -1), (box.x + SIDE, 1)):
            for y, down in ((box.y, -1), (box.y + SIDE, 1)):
                sheet.pdf.line(x + out * GRIP, y, x + out * (GRIP + CUT), y)
                sheet.pdf.line(x, y + down * GRIP, x, y + down * (GRIP + CUT))


def _notes(sheet: Sheet, number: int, box: Box) -> None:
    """Beside the card, what is cut away: how it is made and held."""
    words = sheet.words
    below = box.y + SIDE + GRIP + CUT + 2
    sheet.text(box.x, below, SIDE, words("handout.vote-cards.print"), SMALL)
    if number == 1:
        text = words("handout.vote-cards.hold")
        above = box.y - GRIP - CUT - 2 - sheet.tall(text, SIDE, LEAD)
        sheet.text(box.x, above, SIDE, text, LEAD)
