"""A pupil's card: the best tells of a pack, each with a piece of a picture that shows it.

Owns the choice: what can still be trusted today comes first, every family has its turn, and only tells with a good
example in the pack. Its pictures are all fakes and said to be, so their credits stand below them.
"""

from __future__ import annotations

from typing import NamedTuple, get_args

from game.base.errors import PackError
from game.model.picture import Picture, Tell
from game.model.shapes import piece
from game.model.terms import NONE_VISIBLE, TellFamily
from game.pack.library import Library, examples
from game.pack.yamlfile import Problem
from game.paper.plate import draw_ring, images_of, put
from game.paper.sheet import BODY, GAP, QUIET, SMALL, SMALL_STRONG, STRONG, TINY, TITLE, Box, Sheet, Type

MOST = 10  # tells
COLUMNS = 2
RELIABILITIES = ("strong", "fading", "gone")
TALLEST, PAD = 46.0, 4.0  # mm: of a row, around the text of a panel
LEAST_PIECE = 300  # px: of a picture, so that its surroundings are seen and it prints well


class CardTell(NamedTuple):
    """A tell, and a picture whose evidence of this number shows it."""

    tell: Tell
    picture: Picture
    evidence: int


def best(library: Library) -> list[CardTell]:
    """The tells for a card: reliable ones first, and among them family after family, its easiest example first.

    No picture is shown twice, and no clip: it would have to move.
    """
    found: list[CardTell] = []
    shown: set[str] = set()
    for reliability in RELIABILITIES:
        queues = [_queue(library, family, reliability) for family in get_args(TellFamily)]
        for turn in range(max(map(len, queues), default=0)):
            for queue in queues:
                fresh = [item for item in queue[turn] if item.picture.id not in shown] if turn < len(queue) else []
                if fresh and len(found) < MOST:
                    found.append(fresh[0])
                    shown.add(fresh[0].picture.id)
    return found


def _queue(library: Library, family: str, reliability: str) -> list[list[CardTell]]:
    """For each tell of a family and reliability its examples; the tell with the easiest one, or the most, first."""
    rows = []
    for tell in library.tells.values():
        if tell.family == family and tell.reliability == reliability and tell.id != NONE_VISIBLE:
            shown = [item for item in examples(library, tell.id) if item[0].in_draws and item[0].clip is None]
            still = [CardTell(tell, *item) for item in shown]
            if still:
                rows.append(still)
    return sorted(rows, key=lambda row: (row[0].picture.difficulty, -len(row)))


def draw(sheet: Sheet) -> None:
    """The card, on one page: as many tells as fit on it. Raises PackError where no tell has an example."""
    words, entries = sheet.words, best(sheet.library)
    if not entries:
        message = "no picture shows a tell of the field guide; a card needs examples: name another pack with --pack"
        raise PackError([Problem("assets/pictures.yaml", 0, 0, "error", message)])
    sheet.turn()
    line = words("handout.card.line")
    top = sheet.tall(sheet.title, sheet.width, TITLE) + sheet.tall(line, sheet.width, BODY) + 1.5 + GAP
    while (height := _row_height(sheet, entries, top)) < max(_needed(sheet, entry, height) for entry in entries):
        if len(entries) == 1:
            break
        entries.pop()
    y = sheet.text(sheet.left, sheet.top, sheet.width, sheet.title, TITLE) + 1.5
    y = sheet.text(sheet.left, y, sheet.width, line, BODY) + GAP
    rows = -(-len(entries) // COLUMNS)
    width = (sheet.width - GAP) / COLUMNS
    for number, entry in enumerate(entries):
        column, row = divmod(number, rows)
        _draw_entry(sheet, entry, number + 1, Box(sheet.left + column * (width + GAP), y + row * height, width, height))
    y += rows * height + GAP / 2
    sheet.panel(Box(sheet.left, y, sheet.width, _habit_height(sheet)))
    y = sheet.text(sheet.left + PAD, y + PAD, sheet.width - 2 * PAD, words("help.doubt.title"), STRONG)
    sheet.text(sheet.left + PAD, y, sheet.width - 2 * PAD, words("help.doubt"), BODY)
    credit = _credit(sheet, entries)
    small = sheet.tall(credit, sheet.width, TINY)
    sheet.text(sheet.left, sheet.top + sheet.height - small, sheet.width, credit, TINY)


def _row_height(sheet: Sheet, entries: list[CardTell], top: float) -> float:
    """What one row of entries may take between head and foot."""
    foot = GAP / 2 + _habit_height(sheet) + 3 + sheet.tall(_credit(sheet, entries), sheet.width, TINY)
    return min(TALLEST, (sheet.height - top - foot) / -(-len(entries) // COLUMNS))


def _habit_height(sheet: Sheet) -> float:
    width = sheet.width - 2 * PAD
    texts = ((sheet.words("help.doubt.title"), STRONG), (sheet.words("help.doubt"), BODY))
    return sum(sheet.tall(text, width, kind) for text, kind in texts) + 2 * PAD


def _credit(sheet: Sheet, entries: list[CardTell]) -> str:
    """Author and licence of every example."""
    said = [
        [sheet.library.credited(part, sheet.words) for part in (entry.picture.credit, entry.picture.licence)]
        for entry in entries
    ]
    rows = (f"{number} {credit.rstrip('.')}, {licence}." for number, (credit, licence) in enumerate(said, 1))
    return f"{sheet.words('credits.title')}: {' '.join(rows)}"


def _texts(sheet: Sheet, entry: CardTell, number: int) -> list[tuple[str, Type]]:
    """What must stand beside an example."""
    words = sheet.words
    texts = [(f"{number}  {words.of(entry.tell.name)}", STRONG), (words.of(entry.tell.look), SMALL)]
    if entry.tell.reliability != "strong":
        texts.append((words(f"guide.{entry.tell.reliability}"), SMALL_STRONG))
    return texts


def _column(sheet: Sheet, height: float) -> tuple[float, float]:
    """The side of an example in a row, and the width of the text beside it, in mm."""
    side = height - 4
    return side, (sheet.width - GAP) / COLUMNS - side - 4


def _needed(sheet: Sheet, entry: CardTell, height: float) -> float:
    """How high the text of an entry is in a row of some height."""
    _, width = _column(sheet, height)
    return sum(sheet.tall(text, width, kind) + 0.6 for text, kind in _texts(sheet, entry, MOST)) + 2


def _draw_entry(sheet: Sheet, entry: CardTell, number: int, box: Box) -> None:
    """A piece of the picture with the tell ringed; beside it what to look at, and where there is room why."""
    words = sheet.words
    side, width = _column(sheet, box.height)
    left, top, wide, tall = piece(entry.picture, entry.evidence, (1, 1), LEAST_PIECE)
    scale = side / max(wide, tall)
    place = Box(box.x, box.y, wide * scale, tall * scale)
    image = images_of(sheet, entry.picture)[0].crop((left, top, left + wide, top + tall))
    put(sheet, image, place, words.of(entry.picture.alt))
    with sheet.pdf.rect_clip(*place):
        region = entry.picture.evidence[entry.evidence].region
        draw_ring(sheet, region, place._replace(x=place.x - left * scale, y=place.y - top * scale), scale)
    x, y = box.x + side + 4, box.y - 0.6
    for text, kind in _texts(sheet, entry, number):
        y = sheet.text(x, y, width, text, kind) + 0.6
    why = words.of(entry.tell.why)
    if y + sheet.tall(why, width, QUIET) <= box.y + box.height - 2:
        sheet.text(x, y, width, why, QUIET)
