"""The report: what it says and what it refuses to say, read back from its HTML and its PDF."""

from __future__ import annotations

import hashlib
import sys
from html.parser import HTMLParser
from pathlib import Path
from random import Random

import msgspec
import pytest

from game.base import places
from game.base.text import Words, languages
from game.commands.cli import main
from game.model.picture import Picture
from game.pack.library import Library
from game.paper.report import charts, reading
from game.paper.report.charts import Bar
from game.paper.report.contents import Chart, Heading, Paragraph, Points, ReportBlock, Table, contents
from game.paper.report.page import as_html, as_pdf
from game.results import store
from game.results.store import Store
from tests.kept import answer, course, keep, session, workshop

TEAMS = ("fox", "owl", "hare", "otter")
EVENT = "e7" * 16


@pytest.fixture(scope="module")
def tests_of(small_pack: Library) -> tuple[list[Picture], list[Picture]]:
    """The pictures of two tests: the small pack's, dealt into halves with fakes and real ones in each."""
    fakes = [item for item in small_pack.pictures.values() if item.fake]
    reals = [item for item in small_pack.pictures.values() if not item.fake]
    return [*fakes[::2], *reals[::2]], [*fakes[1::2], *reals[1::2]]


@pytest.fixture
def data(tmp_path: Path, small_pack: Library, tests_of: tuple[list[Picture], list[Picture]]) -> Path:
    """A data folder: twelve courses that learnt, and a workshop of four teams and the class."""
    rng = Random(11)
    rows = [course(f"course-{n}", n, tests_of, (0.4, 0.95), rng) for n in range(12)]
    rows.append(workshop(EVENT, 700, list(small_pack.pictures.values()), TEAMS, rng))
    keep(
        tmp_path / "results.sqlite3",
        (row for part, _ in rows for row in part),
        (row for _, part in rows for row in part),
    )
    return tmp_path


def blocks_of(folder: Path, library: Library, language: str = "en", event: str | None = None) -> list[ReportBlock]:
    """The report on a folder's results."""
    results = reading.read(folder / "results.sqlite3", library, event)
    return contents(results, library, Words(language))


def sentences(blocks: list[ReportBlock]) -> str:
    """All running text of a report."""
    found = []
    for block in blocks:
        if isinstance(block, (Heading, Paragraph)):
            found.append(block.text)
        elif isinstance(block, Points):
            found += block.items
    return "\n".join(found)


class Page(HTMLParser):
    """What a page is made of; every element but those that have no end must be closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: D102
        self.elements.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: D102
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:  # noqa: D102
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:  # noqa: D102
        if self.open and self.open[-1] != "style":
            self.texts.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every element of a kind."""
        return [attributes for name, attributes in self.elements if name == tag]


def pdf_of(path: Path) -> tuple[str, object]:
    """A PDF's text with single spaces, and its reader."""
    pypdf = pytest.importorskip("pypdf", reason="pypdf reads PDFs back")
    reader = pypdf.PdfReader(path)
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split()), reader


def test_plain_words_come_first_and_numbers_add_up(data: Path, small_pack: Library) -> None:
    """The first page has the counts of the file, what changed, and what cannot be concluded; no table, no chart."""
    blocks = blocks_of(data, small_pack)
    results = reading.read(data / "results.sqlite3", small_pack)
    tests = [item for item in results.sessions if item.course]
    before = [
        item.counts
        for place, item in enumerate(sorted(tests, key=lambda item: (item.course, item.started)))
        if not place % 2
    ]
    hits, fakes = sum(item.hits for item in before), sum(item.fakes for item in before)
    text = sentences(blocks)
    assert f"Before the lesson the group found {hits} of {fakes} fakes." in text
    assert "The group tells real and fake apart better than before." in text
    assert "What cannot be concluded" in text
    assert "That it was the lesson." in text
    first_page = blocks[: next(place for place, block in enumerate(blocks) if isinstance(block, Chart))]
    assert not any(isinstance(block, Table) for block in first_page)
    headings = [block.text for block in blocks if isinstance(block, Heading)]
    assert headings == [
        "What the group learnt", "In plain words", "What changed", "What cannot be concluded",
        "Fakes found and real pictures distrusted, before and after", "How sure, and how right",
        "Tells that were missed", "Ways of making", "How hard the pictures are", "Before and after the talk",
        "How this was worked out",
    ]  # fmt: skip
    assert Words("en")("report.methods.differences") in text


def test_too_few_answers_are_said_to_be_too_few(
    tmp_path: Path, small_pack: Library, tests_of: tuple[list[Picture], list[Picture]]
) -> None:
    """With one course: counts, no percentage, no difference, no claim of change."""
    rows, answers = course("c", 0, tests_of, (0.0, 1.0), Random(1))
    keep(tmp_path / "results.sqlite3", rows, answers)
    blocks = blocks_of(tmp_path, small_pack)
    text = sentences(blocks)
    sizes = sorted(len(part) for part in tests_of)
    assert sizes == [6, 6]
    assert "Too few pictures were judged to say what changed." in text
    assert "Too few answers: 6 pictures were judged before the lesson and 6 after it." in text
    assert "better than before" not in text
    (table,) = [block for block in blocks if isinstance(block, Table) and block.head[-1] == "Difference"]
    assert "%" not in "".join("".join(row) for row in table.rows)
    assert "points (" not in "".join("".join(row) for row in table.rows)


def test_what_luck_could_do_is_no_change(
    tmp_path: Path, small_pack: Library, tests_of: tuple[list[Picture], list[Picture]]
) -> None:
    """Many answers without a change: nothing is claimed, and the interval is told."""
    rng = Random(5)
    rows = [course(f"c{n}", n, tests_of, (0.6, 0.6), rng) for n in range(40)]
    keep(
        tmp_path / "results.sqlite3",
        (row for part, _ in rows for row in part),
        (row for _, part in rows for row in part),
    )
    text = sentences(blocks_of(tmp_path, small_pack))
    assert "Nothing changed so much that luck could be ruled out." in text
    assert "That eyes got sharper, or that they did not. The change lies between \N{MINUS SIGN}" in text


def test_mere_distrust_is_not_called_learning(
    tmp_path: Path, small_pack: Library, tests_of: tuple[list[Picture], list[Picture]]
) -> None:
    """Whoever calls everything fake after a lesson finds more fakes, and is told what that is worth."""
    sessions, answers = [], []
    for n in range(12):
        for place, form in enumerate("AB"):
            row = session(f"c{n}{form}", n + 20 * place, form=form, course=f"c{n}")
            sessions.append(row)
            answers += [
                answer(row, at, picture, "fake" if place or (at + n) % 2 else "real")
                for at, picture in enumerate(tests_of[place])
            ]
    keep(tmp_path / "results.sqlite3", sessions, answers)
    text = sentences(blocks_of(tmp_path, small_pack))
    assert "It finds more fakes" in text
    assert "It takes more real pictures for fakes" in text
    assert "That is more distrust, and no proof of a sharper eye." in text
    assert "better than before" not in text
    assert "After: these answers lean towards “fake”" in text


def test_a_workshop_alone(data: Path, small_pack: Library) -> None:
    """One event by the beginning of its id: teams, class and hands apart; of lessons only that there was none."""
    blocks = blocks_of(data, small_pack, event=EVENT[:4])
    text = sentences(blocks)
    assert "Sessions: 5. Judged pictures: 60." in text
    assert "Nobody has finished a test before a lesson" in text
    assert "Whether anyone learnt anything." in text
    tables = {block.caption.partition(":")[0]: block for block in blocks if isinstance(block, Table)}
    talk = next(table for caption, table in tables.items() if caption.startswith("Verdicts before"))
    assert [row[1] for row in talk.rows] == ["4 teams", "the class as one"]
    assert [sum(map(int, row[2:6])) for row in talk.rows] == [48, 12]
    hands = tables["Hands shown before and after the talk"]
    assert hands.rows[0][1:3] == ("12", "24")


@pytest.mark.parametrize("language", sorted(languages()))
def test_every_text_is_there(data: Path, tmp_path: Path, small_pack: Library, language: str) -> None:
    """No key is left where a text should be, and no {value}; in a report with everything and in one with nothing."""
    row = session("alone", 0)
    keep(tmp_path / "alone" / "results.sqlite3", [row], [answer(row, 0, small_pack.pictures["house"], "unsure")])
    for folder in (data, tmp_path / "alone"):
        page = as_html(blocks_of(folder, small_pack, language), Words(language)).decode()
        told = "\n".join(Page(page).texts)
        assert "report." not in told
        assert "{" not in told
        assert Page(page).all("html") == [{"lang": language}]


def test_languages_have_the_same_keys() -> None:
    """Every text of the report exists in each language."""
    keys = {
        code: {key for key in Words(code)._own if key.startswith("report.") and ".one-" not in key}
        for code in languages()
    }
    assert len(keys["en"]) > 100
    assert all(found == keys["en"] for found in keys.values())


def test_the_page_needs_nothing_else_and_can_be_heard(data: Path, small_pack: Library) -> None:
    """No script, no link, no picture from elsewhere; headings in order, captions, words for every chart."""
    page = Page(as_html(blocks_of(data, small_pack), Words("en")).decode())
    names = {name for name, _ in page.elements}
    assert not names & {"script", "link", "img", "iframe", "object"}
    for name, attributes in page.elements:
        assert not {"src", "href", "onclick"} & set(attributes), name
    levels = [int(name[1]) for name, _ in page.elements if name in ("h1", "h2", "h3")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert len(page.all("table")) == len(page.all("caption"))
    identities = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(identities) == len(set(identities))
    for drawing in page.all("svg"):
        assert drawing["role"] == "img"
        assert {drawing["aria-labelledby"], drawing["aria-describedby"]} <= set(identities)
    assert len(page.all("desc")) == len(page.all("svg")) == 5
    for block in blocks_of(data, small_pack):
        if isinstance(block, Table):
            assert {len(row) for row in block.rows} == {len(block.head)} == {len(block.widths)}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("What the group learnt", "Before the lesson the group found", "Discernment d\N{PRIME}", "Page 1 of")),
        (
            "it",
            (
                "Che cosa ha imparato il gruppo",
                "Prima della lezione il gruppo",
                "Il caso da solo lo farebbe di rado",
                "Pagina 1 di",
            ),
        ),
    ],
)
def test_the_pdf_is_text(data: Path, small_pack: Library, language: str, said: tuple[str, ...]) -> None:
    """Its words can be searched, those in charts too; fonts are embedded; language, title and outline are set."""
    out = data / "report.pdf"
    assert main(["report", "--data", str(data), "--lang", language, "--out", str(out), "--pack", small_pack.root]) == 0
    text, reader = pdf_of(out)
    for sentence in said:
        assert sentence in text
    assert Words(language)("report.pictures.estimate") in text  # stands in a chart alone
    assert reader.trailer["/Root"]["/Lang"] == language  # type: ignore[attr-defined]
    assert reader.metadata.title == said[0]  # type: ignore[attr-defined]
    assert len(reader.outline) >= 1  # type: ignore[attr-defined]
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in reader.pages  # type: ignore[attr-defined]
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts
    assert all("AtkinsonHyperlegible" in name or "NotoSans" in name for name in fonts), fonts
    box = reader.pages[0].mediabox  # type: ignore[attr-defined]
    assert (round(box.width), round(box.height)) == (595, 842)


def test_letters_that_the_first_face_lacks_are_printed_in_the_second(data: Path, small_pack: Library) -> None:
    """A pack in Greek has Greek in its charts."""
    tells = {
        name: msgspec.structs.replace(tell, name={"en": f"Σκιά {name}"}) for name, tell in small_pack.tells.items()
    }  # fmt: skip
    greek = msgspec.structs.replace(small_pack, tells=tells)
    (data / "greek.pdf").write_bytes(as_pdf(blocks_of(data, greek), Words("en")))
    text, _ = pdf_of(data / "greek.pdf")
    assert "Σκιά" in text


def test_a_pack_in_arabic_is_reported_on(data: Path, small_pack: Library) -> None:
    """In paragraphs, tables and charts; on paper letters are joined, and words are in the order of reading."""
    name = "الجزء نفسه مرتين"
    tells = {key: msgspec.structs.replace(tell, name={"ar": name}) for key, tell in small_pack.tells.items()}
    pictures = {
        key: msgspec.structs.replace(item, alt={"ar": "بيت وشجرة."}) for key, item in small_pack.pictures.items()
    }  # fmt: skip
    arabic = msgspec.structs.replace(small_pack, tells=tells, pictures=pictures)
    blocks = blocks_of(data, arabic)
    (data / "arabic.pdf").write_bytes(as_pdf(blocks, Words("en")))
    text, reader = pdf_of(data / "arabic.pdf")
    assert text.count("الجزء") >= 2
    assert "بيت" in text
    fonts = {
        str(font.get_object()["/BaseFont"]) for page in reader.pages for font in page["/Resources"]["/Font"].values()
    }  # type: ignore[attr-defined]
    assert any("NotoSansArabic" in font for font in fonts)
    assert "unicode-bidi: plaintext" in as_html(blocks, Words("en")).decode()


def test_a_running_game_is_not_disturbed(tmp_path: Path, small_pack: Library) -> None:
    """The report sees what a game has just kept, and writes nothing into the results."""
    place = tmp_path / "results.sqlite3"
    running = Store(place)
    row = session("now", 0)
    running.begin(row)
    running.answered([answer(row, 0, small_pack.pictures["house"], "real")], finished=False).wait(10)
    before = hashlib.sha256(place.read_bytes()).digest()
    results = reading.read(place, small_pack)
    assert [item.counts.correct_rejections for item in results.sessions] == [1]
    assert hashlib.sha256(place.read_bytes()).digest() == before
    running.begin(session("later", 1))
    assert running.settle()
    running.close()


def test_a_day_and_other_packs(tmp_path: Path, small_pack: Library, capsys: pytest.CaptureFixture[str]) -> None:
    """--since leaves out what was before; other packs' pictures count as answers, not as pictures."""
    old, new = session("old", 0), session("new", 6000, pack="other")
    house = small_pack.pictures["house"]
    keep(tmp_path / "results.sqlite3", [old, new], [answer(old, 0, house, "real"), answer(new, 0, house, "fake")])
    out = tmp_path / "r.html"
    command = ["report", "--data", str(tmp_path), "--lang", "en", "--out", str(out), "--pack", small_pack.root]
    assert main(command) == 0
    assert "Sessions: 2. Judged pictures: 2." in out.read_text(encoding="utf-8")
    assert "1 judgement concerns a picture of another pack" in out.read_text(encoding="utf-8")
    assert main([*command, "--since", "2026-05-10"]) == 0
    assert "Sessions: 1. Judged pictures: 1. On 1" in out.read_text(encoding="utf-8")
    assert main([*command, "--since", "2027-01-01"]) == 1
    assert "name an earlier day" in capsys.readouterr().err


def test_without_results_it_says_how_to_make_some(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No file, or a file without a judged picture: exit 1, one line, nothing written."""
    out = tmp_path / "r.pdf"
    for folder in (tmp_path / "none", tmp_path / "empty"):
        if folder.name == "empty":
            keep(folder / "results.sqlite3", [session("s", 0)], [])
        assert main(["report", "--data", str(folder), "--out", str(out)]) == 1
        said = capsys.readouterr().err
        assert "no results yet" in said
        assert "play a level" in said
        assert said.count("\n") == 1
    assert not out.exists()
    assert not (tmp_path / "none").exists()


def test_an_unknown_workshop_names_the_known_ones(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 1."""
    assert main(["report", "--data", str(data), "--out", str(data / "r.pdf"), "--event", "zz"]) == 1
    assert capsys.readouterr().err == f"spot-the-fake: no workshop 'zz'; the latest: {EVENT}\n"


def test_a_file_that_is_no_database_or_of_another_version(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 1, and what to do."""
    command = ["report", "--data", str(data), "--out", str(tmp_path / "r.pdf")]
    version = store.SCHEMA_VERSION
    monkeypatch.setattr(store, "SCHEMA_VERSION", version + 1)
    assert main(command) == 1
    assert "open the game once" in capsys.readouterr().err
    monkeypatch.setattr(store, "SCHEMA_VERSION", version - 1)
    assert main(command) == 1
    assert "newer version of the game" in capsys.readouterr().err
    (data / "results.sqlite3").write_bytes(b"no database at all" * 99)
    assert main(command) == 1
    assert "cannot be read" in capsys.readouterr().err


def test_a_place_that_cannot_be_written(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 1, one line."""
    (data / "file").write_text("in the way", encoding="utf-8")
    assert main(["report", "--data", str(data), "--out", str(data / "file" / "r.html")]) == 1
    said = capsys.readouterr().err
    assert "cannot be written" in said
    assert said.count("\n") == 1


def test_no_extra_is_needed(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What every installation has suffices, intervals and all: the sentences on screens follow the same ones."""
    for name in ("scipy", "scipy.stats", "sklearn"):
        monkeypatch.setitem(sys.modules, name, None)
    assert main(["report", "--data", str(data), "--out", str(data / "r.html")]) == 0


@pytest.mark.parametrize("more", [["--out", "r.doc"], ["--out", "r.pdf", "--since", "yesterday"], []])
def test_wrong_usage(more: list[str]) -> None:
    """Exit 2."""
    with pytest.raises(SystemExit) as stopped:
        main(["report", *more])
    assert stopped.value.code == 2


def test_charts_tell_fillings_apart_without_colour() -> None:
    """Each filling has shapes or a lightness of its own, and hatching stays inside its box."""
    drawn = {fill: charts._box(10, 20, 100, 16, fill) for fill in ("solid", "middle", "hatched", "empty")}
    assert len(set(drawn.values())) == 4
    page = Page(f"<svg>{drawn['hatched']}</svg>")
    assert len(page.all("line")) > 10
    for line in page.all("line"):
        for name, least, most in (("x1", 10, 110), ("x2", 10, 110), ("y1", 20, 36), ("y2", 20, 36)):
            assert least <= float(str(line[name])) <= most
    assert charts._box(0, 0, 0, 16, "solid") == ""


def test_bars_are_as_long_as_their_shares() -> None:
    """Half is half as long as all."""
    drawing = charts.bars([("", [Bar("a", 1.0, 0.9, 1.0, "10 of 10"), Bar("b", 0.5, 0.2, 0.8, "5 of 10")])])
    all_of, half = (float(str(box["width"])) for box in Page(drawing.svg("x")).all("rect"))
    assert half == pytest.approx(all_of / 2)


def test_the_shipped_pack_has_a_name_for_every_way_of_making(shipped: Library) -> None:
    """In every language."""
    assert Path(shipped.root) == places.default_pack()
    for code in languages():
        for picture in filter(lambda item: item.askable, shipped.pictures.values()):
            key = "report.kinds.camera" if picture.made_by == "camera" else f"maker.{picture.made_by}"
            assert Words(code).has(key), key
