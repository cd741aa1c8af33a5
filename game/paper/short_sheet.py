"""The pupil's sheet on few pages: two pictures side by side, and no cards to read, which whoever leads reads out.

Owns the small round. Refuses, as the long sheet does, to print an answer.
"""

from __future__ import annotations

from game.model.picture import Picture
from game.model.scoring import CONFIDENCE
from game.paper import questions
from game.paper.plate import EDGE, draw_grid, picture, size_on_paper
from game.paper.questions import number_of
from game.paper.sheet import BODY, SMALL, SMALL_STRONG, Box, Group, Sheet, SheetPart
from game.play.event import ANSWERS
from game.play.rules import Session

BETWEEN, COLUMN = 8.0, 31.0  # mm: between two rounds, and the column of answers beside a picture
BADGE = 7.6  # mm: a round's number above its picture
LINE, LINES = 6.5, 2  # mm: a line to write on; how many of them
LEAST, MOST = 36.0, 47.5  # mm: the height of a picture


def groups(sheet: Sheet, session: Session) -> list[Group]:
    """Head, rounds that ask of one picture two by two, the others as on the long sheet, where the credits are.

    A pair stands where its first one would: so a picture can come before a clip that is asked about earlier.
    """
    small = [place for place in range(len(session.rounds)) if _is_small(sheet, session, place)]
    pairs = {small[at]: small[at : at + 2] for at in range(0, len(small), 2)}
    parts: list[Group] = []
    for place, entry in enumerate(session.rounds):
        if place in pairs:
            parts.append([_pair(sheet, session, pairs[place])])
        elif place not in small and entry.asks:
            parts.append(questions.asked(sheet, session, place))
    *most, last = [questions.head(sheet, session, intro=False), *parts]
    return [*most, [*last, questions.due(sheet)]]


def _is_small(sheet: Sheet, session: Session, place: int) -> bool:
    """Whether a round asks whether one still picture is real."""
    judged = session.rounds[place].judged
    return len(judged) == 1 and sheet.library.pictures[judged[0]].clip is None


def _pair(sheet: Sheet, session: Session, places: list[int]) -> SheetPart:
    """One or two small rounds beside each other."""
    width = (sheet.width - BETWEEN) / 2
    shown = [sheet.library.pictures[session.rounds[place].pictures[0]] for place in places]
    column = _column_height(sheet)
    beside = max(column, EDGE + LEAST)
    below = sheet.tall(sheet.words("handout.why"), width, SMALL_STRONG) + LINES * LINE + 1

    def draw(top: float, height: float) -> None:
        for number, (place, item) in enumerate(zip(places, shown, strict=True)):
            x = sheet.left + number * (width + BETWEEN)
            _small(sheet, place, item, Box(x, top, width, height))

    return SheetPart(BADGE + beside + below, draw, BADGE + EDGE + MOST + below)


def _column_height(sheet: Sheet) -> float:
    words = sheet.words
    return (
        sum(sheet.tick_height(COLUMN, [words(f"answer.{name}")], BODY) for name in ANSWERS)
        + sum(sheet.tick_height(COLUMN, [words(f"sure.{step}")], SMALL) for step in range(len(CONFIDENCE))) + 1.5
    )  # fmt: skip


def _small(sheet: Sheet, place: int, shown: Picture, box: Box) -> None:
    """Number, picture with its grid, answers and steps of confidence beside it, lines for the reasons below."""
    words = sheet.words
    sheet.pdf.start_section(f"{number_of(place)}  {words('verdict.question')}")
    sheet.badge(box.x, box.y, number_of(place))
    why = words("handout.why")
    lines = sheet.tall(why, box.width, SMALL_STRONG) + LINES * LINE + 1
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
