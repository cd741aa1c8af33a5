"""The pupil's sheet: every round of a level as something to look at, to tick and to write on.

Owns how each kind of round is asked on paper. Refuses to print an answer: no truth, no evidence, no note of a teacher,
no credit (a credit can name the forgery), no closing lesson.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from game.model.kinds.forms import (
    ArrangeSteps,
    ChooseOne,
    InvestigateClaim,
    JudgePictures,
    MarkPicture,
    RateFace,
    ReadCard,
)
from game.model.picture import Picture
from game.model.scoring import CONFIDENCE
from game.paper import case_file, rating_rows
from game.paper.grid import LETTERS
from game.paper.plate import EDGE, draw_disc, draw_grid, images_of, picture, put, size_on_paper
from game.paper.sheet import (
    BODY,
    HEAD,
    HEADING,
    LEAD,
    QUIET,
    SMALL,
    SMALL_STRONG,
    STRONG,
    TINY,
    TITLE,
    Box,
    Group,
    Sheet,
    SheetPart,
)
from game.play.event import ANSWERS
from game.play.rules import Session, shuffled

COLUMN, BETWEEN = 58.0, 7.0  # mm: the column of answers beside a picture, and the space between
FRAMES, FRAMES_A_ROW = 6, 3  # of a clip
LEAST_FRAME, FRAME_FOOT = 24.0, 6.7  # mm: the height of a frame, and of what stands below it
LINE, STEP = 8.0, 5.0  # mm: a line to write on, a step of confidence
FACE = 82.0  # mm: the height of a face whose impressions are asked for
LEAST_SHARE = 0.85  # of the width that a picture could have beside its column


def groups(sheet: Sheet, session: Session) -> list[Group]:
    """The whole sheet: head, rounds, exit slip, and where the credits are."""
    level = sheet.library.levels[session.level]
    rounds = [asked(sheet, session, place) for place in range(len(session.rounds))]
    slip = [_exit_slip(sheet, [sheet.words.of(text) for text in level.plan.exit_slip])] if level.plan else []
    *all_but_last, last = [head(sheet, session), *rounds, *slip]
    return [*all_but_last, [*last, due(sheet)]]


def frames_of(shown: Picture) -> list[int]:
    """The frames of a clip that paper shows: the first, the last, and some evenly between."""
    last = shown.clip.frames - 1 if shown.clip else 0
    return sorted({round(last * step / (FRAMES - 1)) for step in range(FRAMES)})


def number_of(place: int) -> str:
    """What a round is called, on the screen as on paper."""
    return str(place + 1)


def heading(sheet: Sheet, place: int, text: str, *, asks: bool = True) -> SheetPart:
    """A round's number and what it asks; a card that asks nothing has its number in a frame."""
    indent = 10.0
    width = sheet.width - indent

    def draw(top: float, _height: float) -> None:
        sheet.pdf.start_section(f"{number_of(place)}  {text}")
        sheet.badge(sheet.left, top, number_of(place), filled=asks)
        sheet.text(sheet.left + indent, top + 0.4, width, text, HEAD)

    return SheetPart(max(6.4, sheet.tall(text, width, HEAD)) + 2.4, draw)


def due(sheet: Sheet) -> SheetPart:
    """Where the credits are."""
    inner = sheet.part(sheet.words("handout.due"), TINY, after=0)
    return SheetPart(inner.least + 4, lambda top, height: inner.draw(top + 4, height))


# --- the head


def head(sheet: Sheet, session: Session, *, intro: bool = True) -> Group:
    """Title, room for a team's name, what the level is about, and how the sheet is filled in."""
    level, words = sheet.library.levels[session.level], sheet.words
    title = sheet.title
    team = 52.0
    beside = sheet.width - team - 6

    def draw_title(top: float, _height: float) -> None:
        sheet.text(sheet.left, top, beside, title, TITLE)
        at = sheet.left + sheet.width - team
        label = words("handout.team")
        sheet.text(at, top + 3.2, team, label, QUIET)
        used = sheet.wide(label, QUIET) + 2
        sheet.rule(at + used, top + 7.2, team - used)

    parts = [SheetPart(sheet.tall(title, beside, TITLE) + 1.5, draw_title)]
    if intro:
        parts.append(sheet.part(words.of(level.intro), LEAD, after=4))
    if any(entry.judged or entry.marked for entry in session.rounds):
        parts.append(_how_to(sheet))
    return parts


def _how_to(sheet: Sheet) -> SheetPart:
    """Three columns: the answers, how sure, and what the grid is for."""
    words = sheet.words
    pad, icon = 4.0, 15.0
    width = (sheet.width - 4 * pad) / 3
    rows = [(words(f"answer.{name}"), words(f"answer.{name}.note")) for name in ANSWERS]
    texts = [f"{name}: {note[:1].lower()}{note[1:]}." for name, note in rows]
    heads = [words("handout.how.answer"), words("handout.how.sure"), words("handout.how.where")]
    sure, where = words("handout.how.sure.text"), words("handout.how.where.text")
    heights = [
        sum(sheet.tall(text, width, SMALL) for text in texts),
        sheet.tall(sure, width, SMALL),
        max(icon, sheet.tall(where, width - icon - 3, SMALL)),
    ]
    head = max(sheet.tall(text, width, SMALL_STRONG) for text in heads) + 0.8
    height = head + max(heights) + 2 * pad - 1

    def draw(top: float, _height: float) -> None:
        sheet.panel(Box(sheet.left, top, sheet.width, height))
        columns = [sheet.left + pad + number * (width + pad) for number in range(3)]
        for x, text in zip(columns, heads, strict=True):
            sheet.text(x, top + pad - 0.5, width, text, SMALL_STRONG)
        y = top + pad + head - 0.5
        below = y
        for text in texts:
            below = sheet.text(columns[0], below, width, text, SMALL)
        sheet.text(columns[1], y, width, sure, SMALL)
        _example(sheet, columns[2], y, icon)
        sheet.text(columns[2] + icon + 3, y, width - icon - 3, where, SMALL)

    return SheetPart(height, draw)


def _example(sheet: Sheet, x: float, y: float, side: float) -> None:
    """A small grid with a ring in C2."""
    cells, edge = 4, 2.8
    step = (side - edge) / cells
    left, top = x + edge, y + edge
    with sheet.pdf.local_context(line_width=0.15, draw_color=0):
        for at in range(cells + 1):
            sheet.pdf.line(left + at * step, top, left + at * step, top + cells * step)
            sheet.pdf.line(left, top + at * step, left + cells * step, top + at * step)
    for at in range(cells):
        sheet.text(left + at * step, y - 0.9, step, LETTERS[at], TINY, "C")
        sheet.text(x - 0.6, top + at * step - 0.2, edge - 0.4, str(at + 1), TINY, "R")
    with sheet.pdf.local_context(line_width=0.5, draw_color=0):
        sheet.pdf.circle(left + 2.5 * step, top + 1.5 * step, step * 0.48)


# --- the rounds


def asked(sheet: Sheet, session: Session, place: int) -> Group:
    """One round, as it is asked on paper."""
    form, pictures = session.rounds[place].form, sheet.library.pictures
    match form:
        case ArrangeSteps():
            return _order(sheet, session, place, form)
        case ChooseOne():
            return _choose(sheet, session, place, form)
        case ReadCard():
            return _read(sheet, place, form)
        case MarkPicture():
            return _point(sheet, place, pictures[form.picture], form.most)
        case RateFace():
            return _rate(sheet, place, pictures[form.picture], form)
        case InvestigateClaim():
            return _investigate(sheet, place, form)
        case JudgePictures():
            shown = [pictures[name] for name in form.pictures]
            if len(shown) > 1:
                return _pick(sheet, place, shown)
            return (_clip if shown[0].clip else _verdict)(sheet, place, shown[0])
    assert_never(form)


def _beside(sheet: Sheet, shown: Picture, top: float, height: float) -> tuple[float, float]:
    """A picture with its grid, as large as height and column allow; gives where the column is and how wide."""
    room = sheet.width - COLUMN - BETWEEN - EDGE
    width, tall = size_on_paper(shown.size, room, height - EDGE)
    box = Box(sheet.left + EDGE, top + EDGE, width, tall)
    picture(sheet, shown, box)
    draw_grid(sheet, shown.size, box)
    x = box.x + width + BETWEEN
    return x, sheet.left + sheet.width - x


def _sized(sheet: Sheet, shown: Picture, column: float, draw: Callable[[float, float], None]) -> SheetPart:
    """A picture and its column of so many mm as a part: how high it must be, and how high it can be."""
    room = sheet.width - COLUMN - BETWEEN - EDGE
    most = size_on_paper(shown.size, room, room)[1]
    return SheetPart(max(column, EDGE + LEAST_SHARE * most), draw, EDGE + most)


def _verdict(sheet: Sheet, place: int, shown: Picture) -> Group:
    """A picture; beside it verdict, confidence, and lines for the reasons."""
    words = sheet.words
    sure, why = words("sure.question"), words("handout.why")
    answers = _answers(sheet)
    fixed = (
        sum(sheet.tick_height(COLUMN, [text], HEAD) for text in answers) + 1
        + sheet.tall(sure, COLUMN, SMALL_STRONG) + 1 + sum(_steps(sheet)) + 2 + sheet.tall(why, COLUMN, SMALL_STRONG)
    )  # fmt: skip

    def draw(top: float, height: float) -> None:
        x, width = _beside(sheet, shown, top, height)
        y = top + EDGE
        for text in answers:
            y = sheet.ticks(x, y, width, [text], HEAD)
        y = sheet.text(x, y + 1, width, sure, SMALL_STRONG) + 1
        y = _scale(sheet, x, y) + 2
        y = sheet.text(x, y, width, why, SMALL_STRONG)
        sheet.ruled(x, y, width, top + height - y, LINE)

    return [heading(sheet, place, words("verdict.question")), _sized(sheet, shown, EDGE + fixed + 2 * LINE + 1, draw)]


def _steps(sheet: Sheet) -> list[float]:
    """How high each step of confidence is in a column."""
    return [max(STEP, sheet.tall(sheet.words(f"sure.{step}"), COLUMN - 6, SMALL)) for step in range(len(CONFIDENCE))]


def _scale(sheet: Sheet, x: float, y: float) -> float:
    """Confidence from guess to certain: circles on one line, each with its word and what it stands for."""
    radius, heights = 1.7, _steps(sheet)
    with sheet.pdf.local_context(line_width=0.3, draw_color=0):
        sheet.pdf.line(x + radius, y + STEP / 2, x + radius, y + sum(heights[:-1]) + STEP / 2)
    for step, height in enumerate(heights):
        with sheet.pdf.local_context(line_width=0.35, draw_color=0, fill_color=255):
            sheet.pdf.circle(x + radius, y + STEP / 2, radius, style="DF")
        text, note = sheet.words(f"sure.{step}"), sheet.words(f"sure.{step}.note")
        line = y + (STEP - SMALL.line) / 2
        sheet.text(x + 6, line, COLUMN - 6, text, SMALL)
        at = 6 + sheet.wide(text, SMALL) + 2.5
        if at + sheet.wide(note, QUIET) < COLUMN:
            sheet.text(x + at, line, COLUMN - at, note, QUIET)
        y += height
    return y


def _asked_below(sheet: Sheet, answers: list[str], reasons: str = "handout.why") -> SheetPart:
    """What is asked below pictures: boxes for the answers, if any; circles for confidence, lines for the reasons."""
    words = sheet.words
    steps = [words(f"sure.{step}") for step in range(len(CONFIDENCE))]
    sure, why = words("sure.question"), words(reasons)
    asked = sheet.tick_height(sheet.width, answers, HEAD) + 1 if answers else 0.0
    fixed = (
        asked + sheet.tall(sure, sheet.width, SMALL_STRONG) + 1 + sheet.tick_height(sheet.width, steps, BODY) + 1
        + sheet.tall(why, sheet.width, SMALL_STRONG)
    )  # fmt: skip

    def draw(top: float, height: float) -> None:
        if answers:
            sheet.ticks(sheet.left, top, sheet.width, answers, HEAD)
        y = sheet.text(sheet.left, top + asked, sheet.width, sure, SMALL_STRONG) + 1
        y = sheet.ticks(sheet.left, y, sheet.width, steps, BODY, circles=True) + 1
        y = sheet.text(sheet.left, y, sheet.width, why, SMALL_STRONG)
        sheet.ruled(sheet.left, y, sheet.width, top + height - y, LINE)

    return SheetPart(fixed + LINE, draw, fixed + 3 * LINE)


def _rate(sheet: Sheet, place: int, shown: Picture, form: RateFace) -> Group:
    """A face; below it a scale for each impression, then what is asked of every picture."""
    wide, tall = size_on_paper(shown.size, sheet.width, FACE)

    def draw(top: float, _height: float) -> None:
        picture(sheet, shown, Box(sheet.left + (sheet.width - wide) / 2, top, wide, tall))

    return [
        heading(sheet, place, sheet.words("rate.question")),
        SheetPart(tall + 3, draw),
        *rating_rows.rows(sheet, form.qualities),
        _asked_below(sheet, _answers(sheet)),
    ]


def _investigate(sheet: Sheet, place: int, form: InvestigateClaim) -> Group:
    """A post, what was found, and what is asked of it."""
    return [
        heading(sheet, place, sheet.words("handout.case")),
        case_file.post(sheet, form),
        *case_file.finds(sheet, form),
        case_file.asked(sheet, form),
        _asked_below(sheet, case_file.claims(sheet, form), "handout.case.why"),
    ]


def _answers(sheet: Sheet) -> list[str]:
    return [sheet.words(f"answer.{name}") for name in ANSWERS]


def _pick(sheet: Sheet, place: int, shown: list[Picture]) -> Group:
    """Pictures side by side, each with boxes of its own; below them confidence and lines."""
    words = sheet.words
    across = 2 if len(shown) in (2, 4) else 3
    lines = [shown[at : at + across] for at in range(0, len(shown), across)]
    width = (sheet.width - (across - 1) * BETWEEN) / across
    answers = _answers(sheet)
    boxes = sheet.tick_height(width - 8, answers, BODY) + 3
    parts = [heading(sheet, place, words("pick.question", n=len(shown)))]
    for number, some in enumerate(lines):
        parts.append(_tiles(sheet, some, number * across, width, boxes))
    return [*parts, _asked_below(sheet, [])]


def _tiles(sheet: Sheet, shown: list[Picture], first: int, width: float, boxes: float) -> SheetPart:
    """One row of pictures with their grids, letters, and boxes to tick below each."""
    answers = _answers(sheet)
    most = max(size_on_paper(item.size, width - EDGE, sheet.height)[1] for item in shown)

    def draw(top: float, height: float) -> None:
        for number, item in enumerate(shown):
            x = sheet.left + number * (width + BETWEEN)
            wide, tall = size_on_paper(item.size, width - EDGE, height - EDGE - boxes)
            box = Box(x + EDGE, top + EDGE, wide, tall)
            picture(sheet, item, box)
            draw_grid(sheet, item.size, box)
            y = top + height - boxes + 2
            sheet.text(x, y - 0.6, 8, LETTERS[first + number], HEADING)
            sheet.ticks(x + 8, y, width - 8, answers, BODY)

    least = EDGE + min(most, 48.0) + boxes
    return SheetPart(least, draw, EDGE + min(most, 84.0) + boxes)


def _clip(sheet: Sheet, place: int, shown: Picture) -> Group:
    """A strip of frames with their times; below it verdict, confidence and lines."""
    words, frames = sheet.words, frames_of(shown)
    seconds = words("handout.seconds", n=words.decimal(shown.clip.frames / shown.clip.fps if shown.clip else 0))
    return [
        heading(sheet, place, words("handout.clip", n=len(frames), seconds=seconds)),
        strip_of(sheet, shown, LEAST_FRAME),
        _asked_below(sheet, _answers(sheet)),
    ]


def strip_of(
    sheet: Sheet, shown: Picture, least: float, most: float = 99.0, over: Callable[[int, Box], None] | None = None
) -> SheetPart:
    """Frames of a clip in rows, each with its grid, number and time; `over` draws something else on each.

    They are from `least` to `most` mm high, as far as the width and their pixels allow.
    """
    frames = frames_of(shown)
    across = min(FRAMES_A_ROW, len(frames))
    rows = -(-len(frames) // across)
    width = (sheet.width - (across - 1) * 5) / across - EDGE
    most = size_on_paper(shown.size, width, most)[1]

    def draw(top: float, height: float) -> None:
        wide, tall = size_on_paper(shown.size, width, height / rows - EDGE - FRAME_FOOT)
        for number, image in enumerate(images_of(sheet, shown, frames)):
            row, column = divmod(number, across)
            box = Box(sheet.left + EDGE + column * (wide + EDGE + 5), top + EDGE + row * height / rows, wide, tall)
            put(sheet, image, box, f"{sheet.words.of(shown.alt)} ({number + 1})")
            draw_grid(sheet, shown.size, box)
            if over is not None:
                over(frames[number], box)
            y = box.y + tall + 0.8
            draw_disc(sheet, box.x + 2.2, y + SMALL.line / 2, str(number + 1), 2.1)
            time = sheet.words.decimal(frames[number] / shown.clip.fps if shown.clip else 0)
            sheet.text(box.x + 6, y, width - 6, sheet.words("handout.seconds", n=time), QUIET)

    edges = rows * (EDGE + FRAME_FOOT)
    return SheetPart(edges + rows * min(least, most), draw, edges + rows * most)


def _point(sheet: Sheet, place: int, shown: Picture, most: int) -> Group:
    """A picture known to be fake; beside it room for so many marks."""
    words = sheet.words
    hint, label = words("handout.point"), words("handout.square")
    head = sheet.tall(hint, COLUMN, BODY) + 3

    def draw(top: float, height: float) -> None:
        x, width = _beside(sheet, shown, top, height)
        y = sheet.text(x, top + EDGE - 1, width, hint, BODY) + 3
        each = (top + height - y) / most
        for number in range(most):
            at = y + number * each
            draw_disc(sheet, x + 2.6, at + 3, str(number + 1), 2.6)
            sheet.text(x + 8, at + 0.9, width - 8, label, SMALL)
            sheet.rule(x + 9 + sheet.wide(label, SMALL), at + 5.4, 16)
            sheet.ruled(x, at + 6, width, each - 6 - (2 if number < most - 1 else 0), LINE)

    least = EDGE + head + most * (8 + LINE)
    return [heading(sheet, place, words("point.question")), _sized(sheet, shown, least, draw)]


def _order(sheet: Sheet, session: Session, place: int, entry: ArrangeSteps) -> Group:
    """The steps mixed, each with a box for its number."""
    words = sheet.words
    mixed = [entry.steps[number] for number in shuffled(session, place, len(entry.steps))]
    hint = words("handout.order", n=len(mixed))
    parts = [heading(sheet, place, words.of(entry.question)), sheet.part(hint, QUIET, 10, after=3)]
    across = len(mixed) if len(mixed) <= 4 else 3
    if all(step.picture for step in mixed):
        shown = [(words.of(step.text), sheet.library.pictures[step.picture]) for step in mixed if step.picture]
        lines = [shown[at : at + across] for at in range(0, len(shown), across)]
        return [*parts, *(captioned(sheet, line, at * across, box=True) for at, line in enumerate(lines))]
    for number, step in enumerate(mixed):
        parts.append(_row(sheet, LETTERS[number], words.of(step.text), 8.0))
    return parts


def _row(sheet: Sheet, letter: str, text: str, side: float) -> SheetPart:
    """A letter, a box and a text."""
    indent = 10 + side + 4
    width = sheet.width - indent
    height = max(side, sheet.tall(text, width, BODY))

    def draw(top: float, _height: float) -> None:
        sheet.text(sheet.left + 1, top + height / 2 - 2.5, 8, letter, STRONG)
        sheet.square(sheet.left + 10, top + (height - side) / 2, side)
        tall = sheet.tall(text, width, BODY)
        sheet.text(sheet.left + indent, top + (height - tall) / 2, width, text, BODY)

    return SheetPart(height + 2.2, draw)


def captioned(sheet: Sheet, shown: list[tuple[str, Picture]], first: int, *, box: bool) -> SheetPart:
    """A row of pictures with texts below them; with a letter and a box for a number, where asked for."""
    gap, side = 5.0, 8.0
    count = len(shown)
    width = min(58.0, (sheet.width - (count - 1) * gap) / count)
    indent = side + 2.5 if box else 0.0
    texts = [f"{LETTERS[first + at]}  {text}" if box else text for at, (text, _) in enumerate(shown)]
    below = max(side if box else 0.0, *(sheet.tall(text, width - indent, SMALL) for text in texts))
    tall = max(size_on_paper(item.size, width, 60)[1] for _, item in shown)

    def draw(top: float, _height: float) -> None:
        for number, ((_, item), text) in enumerate(zip(shown, texts, strict=True)):
            x = sheet.left + number * (width + gap)
            wide, high = size_on_paper(item.size, width, 60)
            picture(sheet, item, Box(x, top + tall - high, wide, high))
            if box:
                sheet.square(x, top + tall + 2, side)
            sheet.text(x + indent, top + tall + 2, width - indent, text, SMALL)

    return SheetPart(tall + 2 + below + 3, draw)


def _choose(sheet: Sheet, session: Session, place: int, entry: ChooseOne) -> Group:
    """A question; the choices mixed, each with a box to tick, beside the picture where there is one."""
    words = sheet.words
    mixed = [entry.choices[number] for number in shuffled(session, place, len(entry.choices))]
    texts = [words.of(choice.text) for choice in mixed]
    parts = [heading(sheet, place, words.of(entry.question))]
    if entry.picture:
        parts.append(_framed(sheet, sheet.library.pictures[entry.picture]))
    return [*parts, *(_row(sheet, LETTERS[number], text, 5.0) for number, text in enumerate(texts))]


def _framed(sheet: Sheet, shown: Picture) -> SheetPart:
    """A picture by itself, without a grid."""
    width, tall = size_on_paper(shown.size, 104, 66)

    def draw(top: float, _height: float) -> None:
        picture(sheet, shown, Box(sheet.left + 10, top, width, tall))

    return SheetPart(tall + 3.5, draw)


def _read(sheet: Sheet, place: int, entry: ReadCard) -> Group:
    """A card that teaches: its text, beside it the picture or below it the series."""
    words, title = sheet.words, sheet.words.of(entry.title)
    text = words.of(entry.text)
    parts = [heading(sheet, place, title, asks=False)]
    shown = sheet.library.pictures.get(entry.picture or "")
    if entry.series:
        shown = None
    width = sheet.width - 10 - (56 if shown else 0)
    paragraphs = text.split("\n\n")
    tall = sum(sheet.tall(item, width, BODY) + 2 for item in paragraphs)
    if shown and tall < sheet.height / 2:
        parts.append(_card(sheet, paragraphs, width, tall, shown))
    else:
        parts += [*([_framed(sheet, shown)] if shown else []), *sheet.flow(text, BODY, 10)]
    pairs = [(words.of(frame.caption), sheet.library.pictures[frame.picture]) for frame in entry.series]
    across = 6 if len(pairs) % 6 == 0 or len(pairs) > 8 else 4
    for at in range(0, len(pairs), across):
        parts.append(captioned(sheet, pairs[at : at + across], at, box=False))
    return parts


def _card(sheet: Sheet, paragraphs: list[str], width: float, tall: float, shown: Picture) -> SheetPart:
    """Paragraphs, and a picture at their right."""
    wide, high = size_on_paper(shown.size, 50, 50)

    def draw(top: float, _height: float) -> None:
        y = top
        for item in paragraphs:
            y = sheet.text(sheet.left + 10, y, width, item, BODY) + 2
        picture(sheet, shown, Box(sheet.left + sheet.width - wide, top, wide, high))

    return SheetPart(max(tall, high), draw)


def _exit_slip(sheet: Sheet, prompts: list[str]) -> Group:
    """What each pupil writes before leaving, below a line to cut along."""

    def draw_cut(top: float, _height: float) -> None:
        sheet.rule(sheet.left, top, sheet.width, dashed=True)

    parts = [SheetPart(5, draw_cut), sheet.part(sheet.words("handout.exit"), HEADING, after=2)]
    for prompt in prompts:
        parts += [sheet.part(prompt, BODY, after=1), _lines(sheet)]
    return parts


def _lines(sheet: Sheet) -> SheetPart:
    """Two lines to write on."""
    return SheetPart(2 * LINE + 2, lambda top, height: sheet.ruled(sheet.left, top, sheet.width, height - 2, LINE))
