"""The answer sheet, for whoever leads: the lesson's plan, what is true of each round and where it shows, the credits.

Owns what is said beside and drawn on the pictures. Everything on it prints in grey.
"""

from __future__ import annotations

from typing import NamedTuple, assert_never

from game.model.kinds.forms import (
    ArrangeSteps,
    ChooseOne,
    InvestigateClaim,
    JudgePictures,
    MarkPicture,
    RateFace,
    ReadCard,
)
from game.model.kinds.kinds import Round
from game.model.motion import region_at
from game.model.picture import Picture, Region
from game.model.terms import NONE_VISIBLE
from game.pack.cases import answer_key
from game.paper import case_file, plan
from game.paper.grid import LETTERS, grid_of, named
from game.paper.plate import (
    EDGE,
    draw_disc,
    draw_grid,
    draw_outline,
    draw_rings,
    mask_of,
    picture,
    size_on_paper,
)
from game.paper.questions import (
    FRAME_FOOT,
    FRAMES,
    FRAMES_A_ROW,
    LEAST_FRAME,
    captioned,
    frames_of,
    heading,
    number_of,
    strip_of,
)
from game.paper.sheet import (
    BODY,
    GAP,
    HEAD,
    HEADING,
    LEAD,
    QUIET,
    SMALL,
    SMALL_STRONG,
    STRONG,
    TITLE,
    Box,
    Group,
    Sheet,
    SheetPart,
)
from game.play.rules import Session, shuffled

MOST_PLATE, BEFORE = 92.0, 36.0  # mm: the sides of a picture with its evidence, and of the untouched one beside it
LEAST_TEXT = 54.0  # mm: the narrowest column of text that still reads well
NOTES, CLIP_TEXT = 24.0, 39.0  # mm: about what notes take below a picture, and all else around a clip
EXPECTED = 11.0  # mm: about what an expected answer takes
BETWEEN, LETTER = 7.0, 11.0  # mm: beside a picture; for the number and letter of one of several
LABEL = 34.0  # mm: the column of what a note is

STAR = "*"  # at the number of an untouched picture


class Remark(NamedTuple):
    """One thing said of a picture: its number on the picture (0: none), a title, a text."""

    number: int
    title: str
    text: str


def groups(sheet: Sheet, session: Session) -> list[Group]:
    """Head, plan, an overview with the closing words, and every round."""
    level, words = sheet.library.levels[session.level], sheet.words
    head = [
        sheet.part(sheet.title, TITLE, after=1.5),
        sheet.part(words("handout.answers.line", seed=session.seed), LEAD, after=0),
    ]
    lesson = plan.groups(sheet, level.plan) if level.plan else []
    if any(sheet.library.pictures[name].clip for entry in session.rounds for name in entry.judged):
        head.append(sheet.part(words("handout.clip.paper"), BODY, after=0))
    head += [
        sheet.part(words("handout.alike", numbers=", ".join(numbers)), BODY, after=0)
        for numbers in _alike(sheet, session)
    ]
    closing: list[Group] = []
    if level.closing:
        closing.append([sheet.section("handout.closing"), *sheet.flow(words.of(level.closing))])
    side = _side(sheet, session)
    rounds = [group for place in range(len(session.rounds)) for group in _round(sheet, session, place, side)]
    return [head, *lesson, _overview(sheet, session), *closing, *rounds]


def _side(sheet: Sheet, session: Session) -> float:
    """The side in mm of pictures with their evidence: three to a page, or two with notes below them."""
    noted = any(entry.teacher_note or entry.discuss for entry in session.rounds)
    count = 2 if noted else 3
    notes = (NOTES if noted else 0) + (EXPECTED if any(entry.expected for entry in session.rounds) else 0)
    each = (sheet.height - (count - 1) * GAP) / count - notes
    return min(MOST_PLATE, each - 8.8 - EDGE - 3)


def _alike(sheet: Sheet, session: Session) -> list[list[str]]:
    """The numbers of pictures that are made from one and the same: side by side on paper they tell on each other."""
    families: dict[str, dict[str, str]] = {}  # family -> number, picture
    for number, name in _printed(sheet, session):
        if not number.endswith(STAR):
            families.setdefault(sheet.library.pictures[name].family, {})[number] = name
    return [list(shown) for shown in families.values() if len(set(shown.values())) > 1]


# --- at a glance


def _overview(sheet: Sheet, session: Session) -> Group:
    """Every answer in a few words, three to a row."""
    across, indent = 3, 10.0
    width = (sheet.width - (across - 1) * 4) / across
    cells = [_briefly(sheet, session, place) for place in range(len(session.rounds))]

    def row(first: int) -> SheetPart:
        some = list(enumerate(cells[first : first + across], first))
        height = max(6.4, *(sheet.tall(text, width - indent, BODY) + 0.7 for _, text in some))

        def draw(top: float, _height: float) -> None:
            for place, text in some:
                x = sheet.left + (place - first) * (width + 4)
                sheet.badge(x, top, number_of(place))
                sheet.text(x + indent, top + 0.7, width - indent, text, BODY)

        return SheetPart(height + 2.2, draw)

    return [sheet.section("handout.overview"), *(row(first) for first in range(0, len(cells), across))]


def _briefly(sheet: Sheet, session: Session, place: int) -> str:
    form, words, pictures = session.rounds[place].form, sheet.words, sheet.library.pictures
    match form:
        case ArrangeSteps():
            return " ".join(_right_order(session, place, form))
        case ChooseOne():
            numbers = shuffled(session, place, len(form.choices))
            return ", ".join(LETTERS[at] for at, number in enumerate(numbers) if form.choices[number].right)
        case ReadCard():
            return words("handout.read")
        case MarkPicture():
            return _in_a_word(sheet, pictures[form.picture])
        case RateFace():
            return _in_a_word(sheet, pictures[form.picture])
        case InvestigateClaim():
            return words(answer_key(form.answer, form.post))
        case JudgePictures():
            shown = [pictures[name] for name in form.pictures]
            if len(shown) == 1:
                return _in_a_word(sheet, shown[0])
            return "\n".join(f"{LETTERS[at]}  {_truth(sheet, item)}" for at, item in enumerate(shown))
    assert_never(form)


def _in_a_word(sheet: Sheet, shown: Picture) -> str:
    """The answer to a picture that is judged by itself."""
    return sheet.words("handout.unseen.short") if shown.shows_nothing else _truth(sheet, shown)


def _right_order(session: Session, place: int, entry: ArrangeSteps) -> list[str]:
    """The letters of the steps as printed, in the right order."""
    mixed = shuffled(session, place, len(entry.steps))
    return [LETTERS[mixed.index(number)] for number in range(len(entry.steps))]


def _truth(sheet: Sheet, shown: Picture) -> str:
    return sheet.words("answer.fake" if shown.fake else "answer.real")


# --- the rounds


def _round(sheet: Sheet, session: Session, place: int, side: float) -> list[Group]:
    """What is true of one round; the pictures of a pick follow each other."""
    entry, words = session.rounds[place], sheet.words
    form, notes = entry.form, _notes(sheet, entry)
    match form:
        case ReadCard():
            return [[heading(sheet, place, words.of(form.title), asks=False), *notes]] if notes else []
        case ArrangeSteps():
            return [[heading(sheet, place, words.of(form.question)), *_order(sheet, session, place, form), *notes]]
        case ChooseOne():
            return [[heading(sheet, place, words.of(form.question)), *_choose(sheet, session, place, form), *notes]]
        case MarkPicture():
            shown = sheet.library.pictures[form.picture]
            return [[heading(sheet, place, words("point.question")), *_judged(sheet, shown, side), *notes]]
        case RateFace():
            shown = sheet.library.pictures[form.picture]
            return [[heading(sheet, place, words("rate.question")), *_judged(sheet, shown, side), *notes]]
        case InvestigateClaim():
            head = heading(sheet, place, words("handout.case"))
            remembered = case_file.post(sheet, form, case_file.REMINDER)
            return [[head, remembered, *case_file.answered(sheet, form), *notes]]
        case JudgePictures():
            return _verdicts(sheet, place, form, side, notes, EXPECTED if entry.expected else 0.0)
    assert_never(form)


def _verdicts(
    sheet: Sheet, place: int, form: JudgePictures, side: float, notes: list[SheetPart], noted: float
) -> list[Group]:
    """What is true of each picture that was judged; `noted` is the room in mm that a clip leaves for the notes."""
    words = sheet.words
    first, *others = [sheet.library.pictures[name] for name in form.pictures]
    if not others:
        told = _clip(sheet, first, noted) if first.clip else _judged(sheet, first, side)
        return [[heading(sheet, place, words("verdict.question")), *told, *notes]]
    shown = [first, *others]
    groups = [_judged(sheet, item, side, f"{number_of(place)}{LETTERS[at]}") for at, item in enumerate(shown)]
    groups[0].insert(0, heading(sheet, place, words("pick.question", n=len(shown))))
    groups[-1] += notes
    return list[Group](groups)


def _notes(sheet: Sheet, entry: Round) -> list[SheetPart]:
    """What the level tells whoever leads, and what may be talked about."""
    words = sheet.words
    parts = []
    for key, text in (("note", entry.teacher_note), ("discuss", entry.discuss)):
        if text:
            parts.append(_labelled(sheet, words(f"handout.{key}"), words.of(text)))
    if entry.expected:
        parts.append(plan.expected(sheet, words.of(entry.expected), LABEL))
    return parts


def _labelled(sheet: Sheet, label: str, text: str) -> SheetPart:
    """A label in a column of its own, and a text."""
    indent = LABEL
    height = max(sheet.tall(label, indent - 3, SMALL_STRONG), sheet.tall(text, sheet.width - indent, BODY))

    def draw(top: float, _height: float) -> None:
        sheet.text(sheet.left, top + 0.4, indent - 3, label, SMALL_STRONG)
        sheet.text(sheet.left + indent, top, sheet.width - indent, text, BODY)

    return SheetPart(height + 2, draw)


def _told_of(sheet: Sheet, shown: Picture) -> list[Remark]:
    """What is to be said of a picture: its evidence, or why it is real."""
    words = sheet.words
    if not shown.fake:
        why = Remark(0, words("reveal.real.title"), words.of(shown.looks_odd) or words("reveal.real.plain"))
        places = (
            Remark(number, f"{words('reveal.right.title')} ({_squares(sheet, shown, number - 1)})", words.of(item.note))
            for number, item in enumerate(shown.evidence, 1)
        )
        return [why, *places]
    told = [Remark(0, "", words("handout.unseen"))] if shown.shows_nothing else []
    number = 0
    for item in shown.evidence:
        if item.tell == NONE_VISIBLE:
            told.append(Remark(0, "", words.of(item.note)))
            continue
        number += 1
        tell = sheet.library.tells[item.tell]
        told.append(
            Remark(number, f"{words.of(tell.name)} ({_squares(sheet, shown, number - 1)})", words.of(item.note))
        )
    return told


def _regions_of(shown: Picture, frame: int = 0) -> list[Region]:
    """The regions that are drawn on a picture, in the order of their numbers."""
    return [region_at(item, frame) for item in shown.visible]


def _squares(sheet: Sheet, shown: Picture, place: int) -> str:
    """The squares of one region; where it moves, those of all frames on paper."""
    grid = grid_of(shown.size)
    frames = frames_of(shown) if shown.clip else [0]
    found = set()
    for frame in frames:
        region = _regions_of(shown, frame)[place]
        found |= set(grid.squares_of(region, mask_of(sheet, region.mask) if region.mask else None))
    return ", ".join(named(sorted(found)))


def _judged(sheet: Sheet, shown: Picture, side: float, letter: str = "") -> list[SheetPart]:
    """A picture with its evidence drawn on it; beside it what is to be said, and the untouched one."""
    told = _told_of(sheet, shown)
    wide, tall = size_on_paper(shown.size, side, side)
    x = EDGE + side + BETWEEN
    width = sheet.width - x
    original = sheet.library.pictures.get(shown.original or "")
    before = size_on_paper(original.size, BEFORE, BEFORE) if original else (0.0, 0.0)
    below = before[1] + SMALL.line + 2 if original else 0.0
    if original and width - BEFORE - 5 >= LEAST_TEXT:  # at the right of the text, not under it
        width -= BEFORE + 5
    head = sheet.tall(_verdict(sheet, shown), width - LETTER, HEAD) + 1.5
    said = sum(_told_height(sheet, item, width) for item in told)
    under = x + width > sheet.width - BEFORE
    beside = head + said + below if under else max(head + said, below)
    fits = beside < sheet.height * 0.7

    def draw(top: float, _height: float) -> None:
        box = Box(sheet.left + EDGE, top + EDGE, wide, tall)
        picture(sheet, shown, box)
        draw_grid(sheet, shown.size, box)
        _draw_evidence(sheet, shown, _regions_of(shown), box)
        left, y = sheet.left + x, top + EDGE - 1
        sheet.text(left, y, LETTER, letter, HEAD)
        at = left + LETTER if letter else left
        y = sheet.text(at, y, width - LETTER, _verdict(sheet, shown), HEAD) + 1.5
        for item in told if fits else ():
            y = _draw_told(sheet, item, left, y, width)
        if original:
            corner = (left, y) if under else (sheet.left + sheet.width - BEFORE, top + EDGE - 1)
            y = sheet.text(*corner, BEFORE, sheet.words("reveal.before"), QUIET) + 0.6
            picture(sheet, original, Box(corner[0], y, *before))

    part = SheetPart(EDGE + max(tall, beside if fits else below) + 3, draw)
    return [part] if fits else [part, *(_told_part(sheet, item) for item in told)]


def _verdict(sheet: Sheet, shown: Picture) -> str:
    """Real or fake; a fake with how it was made, a real one with its year."""
    more = sheet.words(f"maker.{shown.made_by}") if shown.fake else str(shown.year or "")
    return " · ".join(item for item in (_truth(sheet, shown), more) if item)


def _draw_evidence(sheet: Sheet, shown: Picture, regions: list[Region], box: Box) -> None:
    """Exact outlines first, then numbered rings."""
    for mask in dict.fromkeys([shown.mask, *(region.mask for region in regions)]):
        if mask:
            draw_outline(sheet, mask, box)
    draw_rings(sheet, shown.size, regions, box)


def _told_height(sheet: Sheet, item: Remark, width: float) -> float:
    indent = 7.0 if item.number else 0.0
    return sheet.tall(item.title, width - indent, STRONG) + sheet.tall(item.text, width - indent, BODY) + 2.5


def _draw_told(sheet: Sheet, item: Remark, x: float, y: float, width: float) -> float:
    indent = 7.0 if item.number else 0.0
    if item.number:
        draw_disc(sheet, x + 2.3, y + 2.4, str(item.number))
    y = sheet.text(x + indent, y, width - indent, item.title, STRONG)
    return sheet.text(x + indent, y, width - indent, item.text, BODY) + 2.5


def _told_part(sheet: Sheet, item: Remark) -> SheetPart:
    """One thing said of a picture, over the whole width."""

    def draw(top: float, _height: float) -> None:
        _draw_told(sheet, item, sheet.left, top, sheet.width)

    return SheetPart(_told_height(sheet, item, sheet.width), draw)


def _clip(sheet: Sheet, shown: Picture, noted: float) -> list[SheetPart]:
    """The frames with their evidence, two clips to a page, and what is to be said; so many mm more follow as notes."""
    most = ((sheet.height - GAP) / 2 - CLIP_TEXT - noted) / (FRAMES // FRAMES_A_ROW) - EDGE - FRAME_FOOT

    def mark(frame: int, box: Box) -> None:
        draw_rings(sheet, shown.size, _regions_of(shown, frame), box)

    return [
        sheet.part(_verdict(sheet, shown), HEADING, after=1.5),
        strip_of(sheet, shown, LEAST_FRAME, most, mark),
        *(_told_part(sheet, item) for item in _told_of(sheet, shown)),
    ]


def _order(sheet: Sheet, session: Session, place: int, entry: ArrangeSteps) -> list[SheetPart]:
    """The steps as they follow each other, with their letters, and why."""
    words = sheet.words
    letters = _right_order(session, place, entry)
    rows = [
        f"{number}  ({letter})  {words.of(step.text)}"
        for number, (letter, step) in enumerate(zip(letters, entry.steps, strict=True), 1)
    ]
    shown = [
        (row, sheet.library.pictures[step.picture]) for row, step in zip(rows, entry.steps, strict=True) if step.picture
    ]
    parts = [sheet.part(row, BODY, 10) for row in rows]
    if len(shown) == len(rows):
        across = len(shown) if len(shown) <= 4 else 3
        parts = [captioned(sheet, shown[at : at + across], at, box=False) for at in range(0, len(shown), across)]
    return [*parts, *sheet.flow(words.of(entry.explain), BODY)]


def _choose(sheet: Sheet, session: Session, place: int, entry: ChooseOne) -> list[SheetPart]:
    """Every choice with what to say to whoever chose it; the right ones are marked. Then why."""
    words = sheet.words
    parts = []
    for at, number in enumerate(shuffled(session, place, len(entry.choices))):
        choice = entry.choices[number]
        parts.append(_choice(sheet, LETTERS[at], words.of(choice.text), words.of(choice.note), right=choice.right))
    return [*parts, *sheet.flow(words.of(entry.explain), BODY)]


def _choice(sheet: Sheet, letter: str, text: str, note: str, *, right: bool) -> SheetPart:
    indent = 10.0
    width = sheet.width - indent
    title = f"{text}  ({sheet.words('handout.right')})" if right else text
    kind = STRONG if right else BODY
    height = sheet.tall(title, width, kind) + sheet.tall(note, width, SMALL)

    def draw(top: float, _height: float) -> None:
        if right:
            sheet.badge(sheet.left, top - 0.6, letter)
        else:
            sheet.text(sheet.left, top, 6.4, letter, BODY, "C")
        y = sheet.text(sheet.left + indent, top, width, title, kind)
        sheet.text(sheet.left + indent, y, width, note, SMALL)

    return SheetPart(height + 2.5, draw)


# --- credits


def credits_of(sheet: Sheet, session: Session) -> list[Group]:
    """Author, licence and source of every picture on the sheet, by the numbers under which it is there."""
    words, pictures = sheet.words, sheet.library.pictures
    rows: dict[str, tuple[list[str], list[str]]] = {}  # credit -> its numbers, its pictures
    for number, name in _printed(sheet, session):
        numbers, names = rows.setdefault(_credit_line(sheet, pictures[name]), ([], []))
        numbers += [number] if number not in numbers else []
        names += [name] if name not in names else []
    head = [
        sheet.section("credits.title"),
        sheet.part(words("handout.credits"), BODY, after=1),
        sheet.part(words("handout.credits.note"), SMALL, after=0),
    ]
    told = [
        _credit(sheet, ", ".join(numbers), " ".join(words.of(pictures[name].alt) for name in names), line)
        for line, (numbers, names) in rows.items()
    ]
    return [head, told]


def _printed(sheet: Sheet, session: Session) -> list[tuple[str, str]]:
    """(number, picture id) of every picture on the sheet and its answers, in order; untouched ones with a star."""
    found = []
    pictures = sheet.library.pictures
    for place, entry in enumerate(session.rounds):
        names = entry.pictures
        for at, name in enumerate(names):
            letter = LETTERS[at] if len(entry.judged) > 1 else ""
            found.append((f"{number_of(place)}{letter}", name))
            original = pictures[name].original or ""
            if original in pictures and (entry.judged or entry.marked) and not pictures[name].clip:
                found.append((f"{number_of(place)}{letter}{STAR}", original))
    return found


def _credit_line(sheet: Sheet, shown: Picture) -> str:
    """Author, licence, and where it is from or how it was made."""
    parts = (sheet.library.credited(part, sheet.words) for part in (shown.credit, shown.licence, shown.source))
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)


def _credit(sheet: Sheet, number: str, title: str, line: str) -> SheetPart:
    indent = 22.0
    width = sheet.width - indent
    height = max(
        sheet.tall(number, indent - 3, SMALL_STRONG),
        sheet.tall(title, width, SMALL_STRONG) + sheet.tall(line, width, SMALL),
    )

    def draw(top: float, _height: float) -> None:
        sheet.text(sheet.left, top, indent - 3, number, SMALL_STRONG)
        y = sheet.text(sheet.left + indent, top, width, title, SMALL_STRONG)
        sheet.text(sheet.left + indent, y, width, line, SMALL)

    return SheetPart(height + 1.8, draw)
