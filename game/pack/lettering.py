"""Texts of any script in a PDF: measured, broken into lines and printed in runs of one typeface and one direction.

Owns which typeface of a document a run is printed in, and how it is shaped. What Latin, Greek and Cyrillic need fpdf2
does by itself: `lettered` says where this module has to. Refuses pages: whoever prints knows where.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from game.base import faces, scripts
from game.base.scripts import Tongue

if TYPE_CHECKING:
    from fpdf import FPDF

_AS_IT_COMES = ("Latn", "Grek", "Cyrl", "Zyyy", "Zinh")


def lettered(text: str) -> bool:
    """Whether a text needs more than fpdf2 does by itself."""
    return scripts.needs_more(text)


def wide(pdf: FPDF, line: str, tongue: Tongue = "") -> float:
    """How wide one line is in the present weight and size, in the document's unit."""
    return sum(width for _, width in _measured(pdf, line, tongue))


def lines(pdf: FPDF, text: str, width: float) -> list[str]:
    """A text in lines that are no wider, each as it is read."""
    tongue = scripts.tongue(text)
    paragraphs = (scripts.lines(one, width, lambda part: wide(pdf, part, tongue))[0] for one in text.split("\n"))
    return [line for paragraph in paragraphs for line in paragraph]


def fitted(pdf: FPDF, text: str, width: float) -> str:
    """A text in one line, cut short after a whole letter where it is wider."""
    if wide(pdf, text) <= width:
        return text
    letters = scripts.clusters(text)
    while letters and wide(pdf, f"{''.join(letters)} …") > width:
        letters = letters[:-1]
    return f"{''.join(letters).rstrip()} …"


def print_lines(
    pdf: FPDF, some: list[str], x: float, y: float, width: float, height: float, align: str = "L", tongue: Tongue = ""
) -> None:
    """Print lines of so much height one below the other, ending at the right where they run from right to left.

    `align`: "L" where a text begins, "C" in the middle, "R" at the right. The place in the document is below them then.
    """
    tongue = tongue or scripts.tongue("".join(some))
    for line in some:
        runs = _measured(pdf, line, tongue)
        room = width - sum(wide_ for _, wide_ in runs)
        at = x + (room / 2 if align == "C" else room if align == "R" or scripts.right_to_left(line) else 0.0)
        placed = []
        for run, wide_ in runs:
            placed.append((run, at, wide_))
            at += wide_
        for run, left, wide_ in sorted(placed, key=lambda one: one[0].at):  # a reader of the file gets them in order
            with _set_in(pdf, run):
                pdf.set_xy(left, y)
                pdf.cell(wide_, height, run.text)
        y += height
    pdf.set_xy(x, y)


def _measured(pdf: FPDF, line: str, tongue: Tongue) -> list[tuple[faces.TextRun, float]]:
    found = []
    for run in faces.runs(line, tongue):
        with _set_in(pdf, run):
            found.append((run, float(pdf.get_string_width(run.text))))
    return found


@contextmanager
def _set_in(pdf: FPDF, run: faces.TextRun) -> Iterator[None]:
    """Have the typeface of a run in the present weight and size, and its shaping; a cell has no margin then."""
    family, style, size, margin = pdf.font_family, pdf.font_style, pdf.font_size_pt, pdf.c_margin
    _add(pdf, run.face, style)
    pdf.set_font(run.face.name, style, size)
    pdf.c_margin = 0
    if run.backwards or run.script not in _AS_IT_COMES:
        script = None if run.script in _AS_IT_COMES else run.script.lower()
        pdf.set_text_shaping(direction="rtl" if run.backwards else "ltr", script=script)
    try:
        yield
    finally:
        pdf.set_text_shaping(use_shaping_engine=False)
        pdf.c_margin = margin
        pdf.set_font(family, style, size)


def _add(pdf: FPDF, face: faces.Face, style: str) -> None:
    """Have a typeface in a document; the regular weight of one that has no bold one."""
    if f"{face.name.lower()}{style}" in pdf.fonts:
        return
    path = face.bold if style == "B" and face.bold else face.regular
    number: dict[str, Any] = {"collection_font_number": face.number} if face.number else {}
    pdf.add_font(face.name, style, path, **number)
