"""Handouts in six scripts: shaped, broken by the same rules as on screens, and read back from the file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from io import BytesIO

import pytest
from fpdf import FPDF

from game.base import faces, scripts
from game.base.text import Words
from game.pack import lettering
from game.pack.document import FACE, document
from game.pack.library import Library
from game.paper.handout import SheetKind, handout
from tests.ui.test_typeset import TEXTS

pypdf = pytest.importorskip("pypdf", reason="pypdf reads PDFs back")
POINTS_PER_MM = 72 / 25.4


@pytest.fixture
def pdf() -> Iterator[FPDF]:
    """A document to print in; its files are closed again."""
    made = document("A title", Words("en"), "")
    made.add_page()
    yield made
    for font in made.fonts.values():
        font.close()  # type: ignore[union-attr]


def words_in(language: str) -> Words:
    """English words around texts in another language."""
    words = Words("en")
    words.texts = language
    return words


def letters(text: str) -> str:
    """What can be compared of a text that was read back: letters of other scripts, without how they were joined.

    Of a syllable in two shapes fpdf2 names only the first; pypdf gives some sign of ASCII for the other.
    """
    return "".join(one for one in unicodedata.normalize("NFKC", text) if one.isalnum() and not one.isascii())


def need_shapes(text: str) -> None:
    """Skip where the system has no typeface for a script that does not come with the game."""
    if faces.shapeless(text):
        pytest.skip("no typeface here has the letters of this script")


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("kind", ["sheet", "answers"])
def test_a_handout_is_read_back(scripts_pack: Library, language: str, kind: SheetKind) -> None:
    """The title, the question and its choices of a level stand in the file as they were written."""
    level = scripts_pack.levels["look-twice"]
    need_shapes(level.title[language])
    printed = handout(scripts_pack, words_in(language), kind, "look-twice")
    text_of_it = "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(printed.content)).pages)
    read = letters(text_of_it)
    asked = level.rounds[1]
    wanted = [level.title, *(choice.text for choice in asked.choices)]  # type: ignore[union-attr]
    for text in wanted:
        assert letters(text[language]) in read, text[language]
    assert "Instagram" in text_of_it
    assert kind == "sheet" or {"Photoshop", "2026"} <= set(re.findall(r"[a-zA-Z]+|[0-9]+", text_of_it))


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("width", [40, 90])
def test_lines_fit_and_begin_where_the_text_does(pdf: FPDF, language: str, width: float) -> None:
    """No line is wider than its column; what runs from right to left ends at the column's right edge."""
    need_shapes(TEXTS[language])
    pdf.set_font(FACE, "", 11)
    tongue = scripts.tongue(TEXTS[language])
    lines = lettering.lines(pdf, TEXTS[language], width)
    assert all(lettering.wide(pdf, line, tongue) <= width for line in lines)
    assert scripts.seen("".join(lines)) == scripts.seen(TEXTS[language])
    lettering.print_lines(pdf, lines, 20, 30, width, 5)
    assert (pdf.get_x(), pdf.get_y()) == pytest.approx((20, 30 + 5 * len(lines)))
    assert (pdf.font_family, pdf.font_style, pdf.text_shaping) == (FACE.lower(), "", None)
    lefts = []

    def see(text: str, _matrix: list[float], at: list[float], font: object, size: float) -> None:
        if text.strip() and font is not None:
            lefts.append(at[4] / POINTS_PER_MM)

    pypdf.PdfReader(BytesIO(bytes(pdf.output()))).pages[0].extract_text(visitor_text=see)
    assert min(lefts) >= 19.5
    assert max(lefts) <= 20.1 + width
    if not scripts.right_to_left(TEXTS[language]):
        assert min(lefts) == pytest.approx(20, abs=1)


def test_a_title_is_cut_after_a_whole_letter(pdf: FPDF) -> None:
    """In the foot line, where a long one does not fit."""
    pdf.set_font(FACE, "", 11)
    whole = scripts.clusters(TEXTS["hi"])
    for width in range(20, 60, 3):
        cut = lettering.fitted(pdf, TEXTS["hi"], width)
        assert cut.endswith(" …")
        assert lettering.wide(pdf, cut) <= width
        assert cut.removesuffix(" …") in {"".join(whole[:count]).rstrip() for count in range(len(whole))}


def test_marks_stay_with_their_letters(pdf: FPDF) -> None:
    """Joined as HarfBuzz joins them: a vowel sign takes no room of its own, and does not part the letters beside it."""
    pdf.set_font(FACE, "", 20)
    assert lettering.wide(pdf, "تُنشر") == pytest.approx(lettering.wide(pdf, "تنشر"), abs=0.2)
    apart = sum(lettering.wide(pdf, letter) for letter in "تنشر")
    assert lettering.wide(pdf, "تنشر") < 0.85 * apart
