"""A certificate that names nobody: it says what its holder can do, and anyone can ask for the proof.

Its frame is the grid by which evidence is named.
"""

from __future__ import annotations

from game.model.level import Level
from game.pack.document import GREY
from game.paper.grid import LETTERS
from game.paper.sheet import BODY, HEAD, INK, LEAD, QUIET, SMALL, Box, Sheet, Type

COLUMNS, ROWS = 8, 5
EDGE = 8.0  # mm: the frame's strip for letters and numbers
NAME = Type(46, 19, bold=True)
LINE = Type(16, 8.2)
SCALES = (1.0, 0.85, 0.7, 0.55)  # of all of it, until it fits


def draw(sheet: Sheet, level: Level | None) -> None:
    """The page, on landscape paper; with a level it says which one was played."""
    sheet.turn()
    words = sheet.words
    box = Box(sheet.left, sheet.top, sheet.width, sheet.pdf.h - 2 * sheet.top)
    _frame(sheet, box)
    x, width = box.x + 26, box.width - 52
    played = words("handout.certificate.level", level=words.of(level.title)) if level else ""
    rows = [
        (words("title.name"), HEAD, 7.0), (words("handout.certificate"), NAME, 11.0),
        *((text, LINE, 0.0) for text in words("handout.certificate.text").split("\n")),
        ("", BODY, 4.0), (played, LEAD, 6.0),
        (words("handout.certificate.when"), QUIET, 1.0), (words("handout.certificate.steps"), HEAD, 0.0),
    ]  # fmt: skip
    foot = 24.0
    room = box.height - foot - 2 * EDGE - 6
    scale = next(item for item in SCALES if _height(sheet, rows, width, item) <= room or item == SCALES[-1])
    y = box.y + (box.height - foot - _height(sheet, rows, width, scale)) / 2
    for text, kind, after in rows:
        if kind is NAME:
            _ring(sheet, box.x + box.width / 2, y, text, scale)
        y = sheet.text(x, y, width, text, kind.scaled(scale), "C") + after * scale
    y = box.y + box.height - foot
    each = (width - 16) / 2
    for at, key in ((x, "date"), (x + each + 16, "place")):
        sheet.rule(at, y, each)
        sheet.text(at, y + 1.2, each, words(f"handout.certificate.{key}"), QUIET)
    sheet.text(x, y + 9, width, words("handout.certificate.nobody"), SMALL, "C")


def _height(sheet: Sheet, rows: list[tuple[str, Type, float]], width: float, scale: float) -> float:
    return sum(sheet.tall(text, width, kind.scaled(scale)) + after * scale for text, kind, after in rows)


def _ring(sheet: Sheet, x: float, y: float, word: str, scale: float) -> None:
    """A ring round a word that begins at y, as the game draws it round a tell."""
    kind = NAME.scaled(scale)
    across, down = sheet.wide(word, kind) + 34 * scale, kind.line * 1.5
    for pen, colour in ((1.5, INK), (0.7, 255)):
        with sheet.pdf.local_context(line_width=pen, draw_color=colour):
            sheet.pdf.ellipse(x - across / 2, y + kind.line * 0.52 - down / 2, across, down)


def _frame(sheet: Sheet, box: Box) -> None:
    """Two lines, between them letters and numbers, with short marks where the grid's lines would begin."""
    inner = Box(box.x + EDGE, box.y + EDGE, box.width - 2 * EDGE, box.height - 2 * EDGE)
    with sheet.pdf.local_context(line_width=0.9, draw_color=INK):
        sheet.pdf.rect(*box)
    with sheet.pdf.local_context(line_width=0.3, draw_color=INK):
        sheet.pdf.rect(*inner)
    across, down = inner.width / COLUMNS, inner.height / ROWS
    kind = Type(10.5, 5, bold=True)
    for number in range(COLUMNS):
        at = inner.x + number * across
        for y in (box.y, inner.y + inner.height):
            sheet.text(at, y + (EDGE - kind.line) / 2, across, LETTERS[number], kind, "C")
    for number in range(ROWS):
        at = inner.y + (number + 0.5) * down - kind.line / 2
        for x in (box.x, inner.x + inner.width):
            sheet.text(x, at, EDGE, str(number + 1), kind, "C")
    with sheet.pdf.local_context(line_width=0.15, draw_color=GREY):
        for number in range(1, COLUMNS):
            at = inner.x + number * across
            sheet.pdf.line(at, box.y, at, inner.y)
            sheet.pdf.line(at, inner.y + inner.height, at, box.y + box.height)
        for number in range(1, ROWS):
            at = inner.y + number * down
            sheet.pdf.line(box.x, at, inner.x, at)
            sheet.pdf.line(inner.x + inner.width, at, box.x + box.width, at)
