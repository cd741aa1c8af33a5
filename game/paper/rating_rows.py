"""Impressions of a face on paper: for each quality a question and seven circles between two ends in words.

Owns these rows.
"""

from __future__ import annotations

from collections.abc import Sequence

from game.model.kinds.rate_round import HIGHEST, LOWEST
from game.model.terms import Quality
from game.paper.sheet import BODY, QUIET, SMALL, Sheet, SheetPart

SCALE, STEP, RADIUS = 96.0, 8.0, 1.9  # mm: what a scale takes at the right, between circles, of a circle


def rows(sheet: Sheet, qualities: Sequence[Quality]) -> list[SheetPart]:
    """A hint, and a row for each quality."""
    return [sheet.part(sheet.words("rate.hint"), QUIET, after=1.5), *(_row(sheet, quality) for quality in qualities)]


def _row(sheet: Sheet, quality: Quality) -> SheetPart:
    words, width = sheet.words, sheet.width - SCALE
    question = words(f"quality.{quality}.question")
    low, high = words(f"quality.{quality}.low"), words(f"quality.{quality}.high")
    steps = HIGHEST - LOWEST + 1
    side = (SCALE - steps * STEP) / 2
    ends = max(sheet.tall(low, side - 2, SMALL), sheet.tall(high, side - 2, SMALL))
    height = max(sheet.tall(question, width - 3, BODY), ends, 2 * RADIUS + 1) + 2

    def draw(top: float, _height: float) -> None:
        sheet.text(sheet.left, top, width - 3, question, BODY)
        x = sheet.left + width
        sheet.text(x, top, side - 2, low, SMALL, "R")
        with sheet.pdf.local_context(line_width=0.35, draw_color=0, fill_color=255):
            for step in range(steps):
                sheet.pdf.circle(x + side + (step + 0.5) * STEP, top + 2.4, RADIUS, style="DF")
        sheet.text(x + side + steps * STEP + 2, top, side - 2, high, SMALL)

    return SheetPart(height, draw)
