"""Cards to vote with, on paper: read by a camera from the printed page, their words where they belong."""

from __future__ import annotations

from pathlib import Path

import pytest

from game.base.text import Words
from game.commands.cli import main
from game.pack.document import PAPERS, Paper
from game.pack.library import Library
from game.paper import vote_card
from game.paper.handout import handout
from game.play.vote_cards import CELLS, MOST_CARDS, CardReading

pypdf = pytest.importorskip("pypdf", reason="pypdf reads PDFs back")


@pytest.mark.parametrize(("paper", "language"), [("a4", "en"), ("letter", "it")])
def test_every_printed_card_is_read_in_every_turn(shipped: Library, paper: Paper, language: str) -> None:
    """Pages made into pixels, small as they are far off: number and side that is up, of all cards."""
    pytest.importorskip("cv2", reason="OpenCV reads cards")
    pdfium = pytest.importorskip("pypdfium2", reason="makes pixels of pages")
    import numpy as np

    from game.seats.workshop.card_reader import CardReader

    reader = CardReader()
    document = pdfium.PdfDocument(handout(shipped, Words(language), "vote-cards", paper=paper).content)
    assert len(document) == MOST_CARDS
    for number, page in enumerate(document, 1):
        image = np.asarray(page.render(scale=0.25).to_pil().convert("L"))
        for turn in range(4):
            (seen,) = reader.read(np.ascontiguousarray(np.rot90(image, turn)))
            assert seen.reading == CardReading(number, turn)
    document.close()


def test_words_stand_on_the_edges_and_nothing_else_is_on_the_card(shipped: Library) -> None:
    """One page a card, printed on one side; what says how to hold it is outside the cut."""
    content = handout(shipped, Words("en"), "vote-cards", cards=3).content
    from io import BytesIO

    reader = pypdf.PdfReader(BytesIO(content))
    assert len(reader.pages) == 3
    assert reader.trailer["/Root"]["/ViewerPreferences"]["/Duplex"] == "/Simplex"
    for number, page in enumerate(reader.pages, 1):
        text = page.extract_text()
        for word in (
            *(Words("en")(f"answer.{says}") for says in ("real", "fake", "unsure")),
            f"Card {number} · no vote",
        ):
            assert word in text
    assert "at the top" in reader.pages[0].extract_text()


@pytest.mark.parametrize("paper", PAPERS)
def test_a_card_and_its_cut_marks_fit_on_the_paper(paper: Paper) -> None:
    """A hand's breadth of 18 cm; a cell of white all around the marker."""
    across = {"a4": 210, "letter": 216}[paper]
    assert across - 8 > vote_card.SIDE + 2 * (vote_card.GRIP + vote_card.CUT)  # what no printer prints
    assert (vote_card.SIDE - (CELLS + 2) * vote_card.CELL) / 2 >= vote_card.CELL


def test_the_command_prints_cards_without_a_level(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As many as asked for; too many, a level, or another document beside them are wrong usage."""
    monkeypatch.chdir(tmp_path)
    assert main(["handout", "--vote-cards", "2", "--lang", "it"]) == 0
    assert capsys.readouterr().out == "vote-cards.pdf: 2 pages, a4\n"
    assert main(["handout", "lesson-45", "--vote-cards", "2"]) == 2
    assert "the cards serve every level; leave the level out" in capsys.readouterr().err
    for wrong in (["--vote-cards", "41"], ["--vote-cards", "0"], ["--vote-cards", "2", "--card"]):
        with pytest.raises(SystemExit, match="2"):
            main(["handout", *wrong])
