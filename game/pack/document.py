"""A PDF document as the game prints them: paper, embedded fonts, title, language, and a foot line with the page.

Owns what all documents share. Refuses to know what stands on their pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal, get_args

from game.base.faces import FIRST, WIDE
from game.base.text import Words
from game.pack import lettering

if TYPE_CHECKING:
    from fpdf import FPDF
    from fpdf.line_break import Fragment

Paper = Literal["a4", "letter"]
PAPERS: tuple[Paper, ...] = get_args(Paper)
MARGIN, FOOT = 18.0, 20.0  # mm; the foot is kept free for the line at the bottom
FACE, WIDE_FACE = FIRST.name, WIDE.name  # the second where the first lacks a character
GREY = (90, 90, 90)
TOTAL = "¤¤"  # stands for the number of pages until that is known; as wide as two digits, and in no text


def document(title: str, words: Words, foot: str, paper: Paper = "a4", *, landscape: bool = False) -> FPDF:
    """An empty document; its foot line says what it is, and the number of each page. Without a foot: neither."""
    import logging

    from fpdf import FPDF

    class Paged(FPDF):
        """A document with a foot line."""

        def footer(self) -> None:
            """What it is, and the page's number."""
            if not foot:
                return
            self.set_y(-FOOT + 6)
            self.set_font(FACE, size=9)
            self.set_text_color(*GREY)
            width, page = self.epw - 40, words("document.page", n=self.page_no(), of=TOTAL)
            if lettering.lettered(foot):
                line = lettering.fitted(self, foot, width)
                lettering.print_lines(self, [line], self.l_margin, self.get_y(), width, 5)
            else:
                self.cell(width, 5, fitted(self, foot, width))
            wide = self.get_string_width(page.replace(TOTAL, "00")) + 2 * self.c_margin
            self.set_x(-MARGIN - wide)
            self.cell(wide, 5, page)
            self.set_text_color(0)

        def _parse_chars(self, text: str, *args: Any, **more: Any) -> Iterator[Fragment]:
            """What is shaped is one run: fpdf2 would part a letter from marks that are of no script."""
            from fpdf.line_break import Fragment

            if not self.text_shaping:
                yield from super()._parse_chars(text, *args, **more)
            elif text:
                yield Fragment(text, self._get_current_graphics_state(), self.k)

    logging.getLogger("fontTools").setLevel(logging.ERROR)  # its notes on cutting fonts down are not for a teacher
    pdf = Paged(orientation="landscape" if landscape else "portrait", format=paper)
    for face in (FIRST, WIDE):
        pdf.add_font(face.name, "", face.regular)
        pdf.add_font(face.name, "B", face.bold)
    pdf.set_fallback_fonts([WIDE_FACE], exact_match=False)
    pdf.set_margins(MARGIN, MARGIN, MARGIN)
    pdf.set_auto_page_break(auto=True, margin=FOOT)
    pdf.set_title(title)
    pdf.set_creator(words("title.name"))
    pdf.set_lang(words.language)
    pdf.alias_nb_pages(TOTAL)
    return pdf


def fitted(pdf: FPDF, text: str, width: float) -> str:
    """A text in one line of the present font, cut short where it is wider than so many mm."""
    if pdf.get_string_width(text) <= width:
        return text
    while text and pdf.get_string_width(f"{text} …") > width:
        text = text[:-1].rstrip()
    return f"{text} …"


def covers(pdf: FPDF, text: str) -> bool:
    """Whether the present font has all characters of a text."""
    from fpdf.fonts import TTFFont

    return isinstance(pdf.current_font, TTFFont) and all(ord(item) in pdf.current_font.cmap for item in text)
