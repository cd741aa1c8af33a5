"""The exit slip, four to a page: what each pupil writes before leaving, to be cut apart.

Nobody's name is asked.
"""

from __future__ import annotations

from game.model.level import Level
from game.pack.document import GREY
from game.paper.sheet import BODY, HEAD, QUIET, Box, Sheet

PAD = 8.0  # mm: from a cut to the text
LINE = 8.0  # mm: a line to write on
SCALES = (1.0, 0.85, 0.7, 0.55)  # of the texts, until each prompt has lines to write on


def draw(sheet: Sheet, level: Level) -> None:
    """The page: four times the same, with lines to cut along. The level must have a plan with an exit slip."""
    sheet.turn()
    left, top = sheet.left, sheet.top
    middle, half = sheet.pdf.w / 2, sheet.pdf.h / 2
    width, height = middle - PAD - left, half - PAD - top
    for x in (left, middle + PAD):
        for y in (top, half + PAD):
            _slip(sheet, level, Box(x, y, width, height))
    with sheet.pdf.local_context(line_width=0.25, draw_color=GREY):
        sheet.pdf.set_dash_pattern(dash=1.6, gap=1.6)
        sheet.pdf.line(left, half, 2 * middle - left, half)
        sheet.pdf.line(middle, top, middle, 2 * half - top)


def _slip(sheet: Sheet, level: Level, box: Box) -> None:
    """One of the four: heading, prompts, and below each the lines that there is room for."""
    words = sheet.words
    prompts = [words.of(text) for text in level.plan.exit_slip] if level.plan else []
    foot = sheet.tall(words.of(level.title), box.width, QUIET)
    room = box.height - foot - 2

    def needed(scale: float) -> float:
        texts = [(words("handout.exit"), HEAD), *((text, BODY) for text in prompts)]
        return sum(sheet.tall(text, box.width, kind.scaled(scale)) + 2 for text, kind in texts)

    scale = next((item for item in SCALES if needed(item) + LINE * len(prompts) <= room), SCALES[-1])
    free = max(0.0, room - needed(scale)) / len(prompts)
    y = sheet.text(box.x, box.y, box.width, words("handout.exit"), HEAD.scaled(scale)) + 2
    for text in prompts:
        y = sheet.text(box.x, y, box.width, text, BODY.scaled(scale)) + 2
        sheet.ruled(box.x, y, box.width, free - 2, LINE)
        y += free
    sheet.text(box.x, box.y + box.height - foot, box.width, words.of(level.title), QUIET)
