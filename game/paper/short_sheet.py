"""The pupil's sheet on few pages: two rounds side by side, and no cards to read, which whoever leads reads out.

Owns the small round. Refuses, as the long sheet does, to print an answer.
"""

from __future__ import annotations

from game.model.kinds.forms import ChooseOne, JudgePictures
from game.model.picture import Picture
from game.model.scoring import CONFIDENCE
from game.paper import questions, short_case
from game.paper.grid import LETTERS
from game.paper.plate import EDGE, draw_grid, picture, size_on_paper
from game.paper.questions import number_of
from game.paper.sheet import BODY, GAP, SMALL, SMALL_STRONG, STRONG, Box, Group, Sheet, SheetPart
from game.paper.short_case import SheetCell
from game.play.event import ANSWERS
from game.play.rules import Session, shuffled

BETWEEN, COLUMN = 8.0, 31.0  # mm: between two rounds, and the column of answers beside a picture
BADGE, INDENT = 7.6, 10.0  # mm: a round's number above its picture; a question beside its number
LINE, LINES = 6.5, 2  # mm: a line to write on; how many of them
LEAST, MOST = 36.0, 47.5  # mm: the height of a picture
CHOICES = 42.0  # mm: the column of choices beside a picture


def groups(sheet: Sheet, session: Session) -> list[Group]:
    """Head, rounds with one picture two by two, so cases, the others as on the long sheet, where the credits are.

    A pair stands where its first one would: so a picture can come before a clip that is asked about earlier.
    """
    cells = {place: cell for place in range(len(session.rounds)) if (cell := _cell(sheet, session, place))}
    head = questions.head(sheet, session, intro=False)
    room = sheet.height - sum(part.least for part in head) - GAP
    cases = _below_head(short_case.cells(sheet, session, _width(sheet)), session, room)
    pairs = _two_by_two(cells) | _two_by_two(cases)
    small = {*cells, *cases}
    parts: list[Group] = []
    for place, entry in enumerate(session.rounds):
        if place in pairs:
            parts.append([_pair(sheet, pairs[place])])
        elif place not in small and entry.asks:
            parts.append(questions.asked(sheet, session, place))
    *most, last = [head, *parts]
    return [*most, [*last, questions.due(sheet)]]


def _below_head(cases: dict[int, SheetCell], session: Session, room: float) -> dict[int, SheetCell]:
    """The cases that stand beside others: not the first one where its pair has no room in so many mm below the head."""
    first = next((place for place, entry in enumerate(session.rounds) if entry.asks), None)
    places = list(cases)
    if first not in cases or max(cases[place].least for place in places[:2]) <= room:
        return cases
    others = places[1:]
    return {place: cases[place] for place in others[: len(others) // 2 * 2]}


def _two_by_two(cells: dict[int, SheetCell]) -> dict[int, list[SheetCell]]:
    """Which rounds stand beside each other, by the place of the first."""
    places = list(cells)
    return {places[at]: [cells[place] for place in places[at : at + 2]] for at in range(0, len(places), 2)}


def _cell(sheet: Sheet, session: Session, place: int) -> SheetCell | None:
    """A round that asks about one still picture, whether it is real or which of some answers is right; else None."""
    form, pictures = session.rounds[place].form, sheet.library.pictures
    if isinstance(form, ChooseOne) and form.picture:
        cell = _choice(sheet, session, place, form, pictures[form.picture])
        return cell if cell.least <= sheet.height / 2 else None
    if isinstance(form, JudgePictures) and len(form.pictures) == 1 and pictures[form.pictures[0]].clip is None:
        return _verdict(sheet, place, pictures[form.pictures[0]])
    return None


def _width(sheet: Sheet) -> float:
    return (sheet.width - BETWEEN) / 2


def _pair(sheet: Sheet, cells: list[SheetCell]) -> SheetPart:
    """One or two small rounds beside each other."""
    width = _width(sheet)

    def draw(top: float, height: float) -> None:
        for number, cell in enumerate(cells):
            cell.draw(Box(sheet.left + number * (width + BETWEEN), top, width, height))

    return SheetPart(max(cell.least for cell in cells), draw, max(cell.most for cell in cells))


def _verdict(sheet: Sheet, place: int, shown: Picture) -> SheetCell:
    """Number, picture with its grid, answers and steps of confidence beside it, lines for the reasons below."""
    words = sheet.words
    why = words("handout.why")
    lines = sheet.tall(why, _width(sheet), SMALL_STRONG) + LINES * LINE + 1

    def draw(box: Box) -> None:
        sheet.pdf.start_section(f"{number_of(place)}  {words('verdict.question')}")
        sheet.badge(box.x, box.y, number_of(place))
        top = box.y + BADGE
        room = box.y + box.height - lines - top - EDGE - 1.5
        wide, tall = size_on_paper(shown.size, box.width - COLUMN - EDGE - 4, room)
        frame = Box(box.x + EDGE, top + EDGE, wide, tall)
        picture(sheet, shown, frame)
        draw_grid(sheet, shown.size, frame)
        x, y = box.x + box.width - COLUMN, top
        for name in ANSWERS:
            y = sheet.ticks(x, y, COLUMN, [words(f"answer.{name}")], BODY)
        y += 1.5
        for step in range(len(CONFIDENCE)):
            y = sheet.ticks(x, y, COLUMN, [words(f"sure.{step}")], SMALL, circles=True)
        y = sheet.text(box.x, box.y + box.height - lines, box.width, why, SMALL_STRONG)
        sheet.ruled(box.x, y, box.width, LINES * LINE, LINE)

    least = BADGE + max(_column_height(sheet), EDGE + LEAST) + lines
    return SheetCell(least, BADGE + EDGE + MOST + lines, draw)


def _column_height(sheet: Sheet) -> float:
    words = sheet.words
    return (
        sum(sheet.tick_height(COLUMN, [words(f"answer.{name}")], BODY) for name in ANSWERS)
        + sum(sheet.tick_height(COLUMN, [words(f"sure.{step}")], SMALL) for step in range(len(CONFIDENCE))) + 1.5
    )  # fmt: skip


def _choice(sheet: Sheet, session: Session, place: int, form: ChooseOne, shown: Picture) -> SheetCell:
    """Number and question; below them the picture, and the choices beside it."""
    question, width = sheet.words.of(form.question), _width(sheet)
    mixed = [form.choices[number] for number in shuffled(session, place, len(form.choices))]
    texts = [f"{LETTERS[number]}  {sheet.words.of(choice.text)}" for number, choice in enumerate(mixed)]
    head = max(BADGE, sheet.tall(question, width - INDENT, STRONG) + 3)
    wide, tall = size_on_paper(shown.size, width - CHOICES - 4, MOST)

    def draw(box: Box) -> None:
        sheet.pdf.start_section(f"{number_of(place)}  {question}")
        sheet.badge(box.x, box.y, number_of(place))
        sheet.text(box.x + INDENT, box.y + 0.7, width - INDENT, question, STRONG)
        y = box.y + head
        picture(sheet, shown, Box(box.x, y, wide, tall))
        for text in texts:
            y = sheet.ticks(box.x + width - CHOICES, y, CHOICES, [text], BODY)

    least = head + max(tall, sum(sheet.tick_height(CHOICES, [text], BODY) for text in texts))
    return SheetCell(least, least, draw)
