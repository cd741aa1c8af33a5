"""Tables of pictures as people save them: understood, or asked about with line, column and remedy; never guessed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.author.importing import labels, sheets
from game.author.importing.candidate import MAKERS, Candidate, Defaults
from game.author.importing.filenames import FileNames
from game.author.importing.labels import Around, Labels
from game.author.importing.vocabulary import said
from game.base.errors import PackError
from game.base.text import Words
from game.commands.cli import main

from .test_importing import imported, photo, put

NAMES = ("0.jpg", "1.jpg", "2.jpg", "deep/er/3.png")
BASE = "path,truth,made_by\n0.jpg,real,\n1.jpg,fake,splice\n"


def read(
    raw: bytes | str, names: Iterable[str] = NAMES, made_by: str | None = "splice", *, real: Iterable[str] = (),
    fake: Iterable[str] = (), language: str = "en", folder: str = "",
) -> Labels:  # fmt: skip
    """What a table says of pictures of 320x240 pixels."""
    defaults = Defaults(made_by)  # type: ignore[arg-type] # (one of the ways of making)
    around = Around(
        Words(language), FileNames(names), defaults, {"cut-edge", "eyes-mismatch"}, lambda _: (320, 240),
        said(real, fake), folder,
    )  # fmt: skip
    return labels.read("t.csv", raw.encode() if isinstance(raw, str) else raw, around)


def truths(found: Labels) -> dict[str, str]:
    """Path -> real or fake."""
    return {item.path: "fake" if item.fake else "real" for item in found.candidates}


def refused(raw: bytes | str, **more: Any) -> str:
    """The problems with which it is refused."""
    with pytest.raises(PackError) as caught:
        read(raw, **more)
    return str(caught.value)


def one(raw: str, path: str = "1.jpg", **more: Any) -> Candidate:
    """The candidate of a path."""
    return next(item for item in read(raw, **more).candidates if item.path == path)


# --- how tables are saved

SAVED = {
    "UTF-8 with a mark": BASE.encode("utf-8-sig"),
    "Windows' line ends": BASE.replace("\n", "\r\n").encode(),
    "old line ends": BASE.replace("\n", "\r").encode(),
    "semicolons": BASE.replace(",", ";").encode(),
    "tabs": BASE.replace(",", "\t").encode(),
    "bars": BASE.replace(",", "|").encode(),
    "sep=;": ("sep=;\n" + BASE.replace(",", ";")).encode(),
    "sep=, quoted": ('"sep=,"\r\n' + BASE).encode(),
    "UTF-16": BASE.replace(",", "\t").encode("utf-16"),
    "UTF-16 of the other order": b"\xfe\xff" + BASE.encode("utf-16-be"),
    "UTF-16 without a mark": BASE.encode("utf-16-le"),
    "Windows' letters": b"path,truth,made_by,credit\n0.jpg,real,,Societ\xe0\n1.jpg,fake,splice,x\n",
    "empty rows": (BASE + ",,\n\n ,\t,\n").encode(),
    "trailing commas": b"path,truth,made_by,,\n0.jpg,real,,,\n1.jpg,fake,splice,,\n",
    "zeros at the end": BASE.encode() + b"\0\0\n",
    "a title above": b"Our pictures,,\npath,truth,made_by\n0.jpg,real,\n1.jpg,fake,splice\n",
    "titles and a gap above": b"Ours;;\n2024: all, all of it\n;;\npath;truth;made_by\n0.jpg;real;\n1.jpg;fake;splice\n",
    "quotes behind spaces": b'path, truth, made_by\n"0.jpg", "real", ""\n"1.jpg", "fake", "splice"\n',
    "quotes within": b'path,truth,made_by,credit\n0.jpg,real,,Foto "Rossi" snc\n1.jpg,fake,splice,5" print\n',
    "lines within": b'path,truth,alt_en\n0.jpg,real,"A beach\nat noon"\n1.jpg,fake,"He said ""no"""\n',
    "commas in a text": b"path;truth;credit\n0.jpg;real;Rossi, Bianchi, Verdi\n1.jpg;fake;\n",
    "JSON lines": b'{"file_name": "0.jpg", "label": "real"}\n\n{"file_name": "1.jpg", "label": "fake"}\n',
    "a JSON list": b'[{"file": "0.jpg", "label": "REAL"}, {"file": "1.jpg", "label": "FAKE"}]',
    "JSON by file": b'{"0.jpg": {"label": "real"}, "1.jpg": {"label": "fake"}}',
    "JSON of labels": b'{"0.jpg": "real", "1.jpg": "ai"}',
    "the same line twice": (BASE + "1.jpg,fake,splice\n").encode(),
}


@pytest.mark.parametrize("how", SAVED)
def test_a_table_is_read_however_it_was_saved(how: str) -> None:
    """Encodings, separators, titles, quotes, JSON."""
    assert truths(read(SAVED[how])) == {"0.jpg": "real", "1.jpg": "fake"}


def test_what_is_doubtful_in_the_saving_is_said() -> None:
    """Windows' letters and a title that was passed over; accents are right."""
    found = read(SAVED["Windows' letters"])
    assert found.candidates[0].credit == "Società"
    assert "read as Windows text, as line 2 is no UTF-8" in found.said[0]
    assert read(SAVED["a title above"]).said == ("passed over as a title: everything above line 2",)


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"PK\x03\x04rest", "t.csv:0:0: error: a workbook of a spreadsheet; save it as 'CSV UTF-8'"),
        (b"\xd0\xcf\x11\xe0rest", "a workbook of a spreadsheet"),
        (b"path,truth\n\x81\x8d.png,real", "not text in UTF-8, UTF-16 or Windows' encoding"),
        (b"[1, 2]", "this JSON is no table"), (b'{"a": 1.5}', "this JSON is no table"),
        (b'{"a"', "this JSON is no table"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_a_line(raw: bytes, why: str) -> None:
    """With what to do."""
    assert why in refused(raw)


@given(st.lists(st.lists(st.text(max_size=8), min_size=2, max_size=4), max_size=5), st.sampled_from(",;\t"))
def test_what_a_spreadsheet_writes_is_read(table: list[list[str]], separator: str) -> None:
    """Whatever its cells hold; blank lines and the space around values do not count."""
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(table)
    found = [[cell.text for cell in row] for row in sheets.rows(file.getvalue(), separator, pytest.fail)]
    stripped = [[cell.strip() for cell in row] for row in table]
    assert found == [row for row in stripped if any(row)]


@given(st.text(alphabet='a",;\n\r |', max_size=40))
def test_any_text_is_rows_or_a_problem(text: str) -> None:
    """With places that are in the text."""
    told: list[tuple[int, int, str]] = []
    for row in sheets.rows(text, ",", lambda *problem: told.append(problem)):
        assert all(cell.line >= 1 and cell.column >= 1 for cell in row)
    assert len(told) <= 1


# --- what columns and values are called


@pytest.mark.parametrize(
    "head", ["file_name,label", "filename,label", "image,class", "Image Path,Target", "percorso,verità",
             "file,real/fake", "img,label_str", "immagine,etichetta", "FILENAME,LABEL", "nome file,classe",
             "picture,type",
             "photo,vero o falso"],
)  # fmt: skip
@pytest.mark.parametrize(
    ("real", "fake"),
    [("real", "fake"), ("REAL", "FAKE"), ("vero", "falso"), ("vera", "finta"), ("reale", "ai"),
     ("authentic", "tampered"), ("human", "AI-generated"), ("original", "manipulated"), ("echt", "gefälscht"),
     ("Vero", "Contraffatto"),
     ("real image", "synthetic image"), ("nature", "ai"), ("pristine", "forged"), ("Real", "Deepfake")],
)  # fmt: skip
def test_columns_and_values_are_understood_in_the_words_people_use(head: str, real: str, fake: str) -> None:
    """In English, Italian and some more."""
    separator = ";" if "," not in head else ","
    raw = f"{head}\n0.jpg{separator}{real}\n1.jpg{separator}{fake}\n"
    assert truths(read(raw)) == {"0.jpg": "real", "1.jpg": "fake"}


@pytest.mark.parametrize(
    ("head", "real", "fake"),
    [("is_fake", "0", "1"), ("is_fake", "False", "True"), ("fake", "no", "yes"), ("isReal", "1", "0"),
     ("ai_generated", "n", "y"), ("real", "TRUE", "FALSE"), ("vero", "sì", "no"), ("vero", "vero", "falso"),
     ("tampered", "0", "1"), ("is_fake", "0.0", "1.0")],
)  # fmt: skip
def test_a_column_that_asks_a_question_is_answered_by_yes_and_no(head: str, real: str, fake: str) -> None:
    """Its name says what 1 means."""
    assert truths(read(f"image,{head}\n0.jpg,{real}\n1.jpg,{fake}\n")) == {"0.jpg": "real", "1.jpg": "fake"}


@pytest.mark.parametrize(
    ("first", "second"),
    [("0", "1"), ("1", "0"), ("A", "B"), ("true", "false"), ("TRUE", "FALSE"), ("yes", "no"), ("pos", "neg"),
     ("0.0", "1.0"), ("class a", "class b"), ("-1", "1"), ("au", "tp")],
)  # fmt: skip
def test_values_that_say_nothing_by_themselves_are_asked_about(first: str, second: str) -> None:
    """And one word of the person answers for both."""
    raw = f"image,label\n0.jpg,{first}\n1.jpg,{second}\n"
    told = refused(raw)
    assert "t.csv:1:7: error: what do the values of 'label' mean: " in told
    assert "--real" in told
    assert truths(read(raw, real=[first])) == {"0.jpg": "real", "1.jpg": "fake"}
    assert truths(read(raw, fake=[first])) == {"0.jpg": "fake", "1.jpg": "real"}
    assert truths(read(raw, real=[second], fake=[first])) == {"0.jpg": "fake", "1.jpg": "real"}


def test_vero_below_falso_is_asked_about() -> None:
    """Nobody knows whether it is a true picture, or whether it is true that it is false."""
    assert "what do the values of 'falso' mean" in refused("image,falso\n0.jpg,vero\n1.jpg,vero\n")


def test_of_three_values_the_person_says_each() -> None:
    """One that is not explained is told with its line."""
    raw = "image,label\n0.jpg,0\n1.jpg,1\n2.jpg,2\n"
    assert "t.csv:4:7: error: '2' is no truth" in refused(raw, real=["0"], fake=["1"])
    assert truths(read(raw, real=["0"], fake=["1", "2"]))["2.jpg"] == "fake"


def test_a_column_in_words_is_believed_before_numbers() -> None:
    """As in the table of the 140k faces, whose index has no name; others are named and passed over."""
    raw = ",original_path,id,label,label_str,path\n0,/kaggle/x,0,1,real,0.jpg\n1,/kaggle/y,1,0,fake,1.jpg\n"
    found = read(raw)
    assert truths(found) == {"0.jpg": "real", "1.jpg": "fake"}
    assert found.said == ("columns that were passed over: 'original_path', 'id', 'label'",)
    assert read("path,truth,split,licens\n0.jpg,real,train,CC0\n").said == (
        "columns that were passed over: 'split', 'licens' (is 'licence' meant?)",
    )


def test_two_columns_in_words_must_not_contradict_each_other() -> None:
    """The line is told."""
    told = refused("image,label,class\n0.jpg,real,real\n1.jpg,fake,real\n2.jpg,real,fake\n")
    assert "t.csv:3:12: error: the columns 'label' and 'class' contradict each other here" in told


def test_of_several_columns_of_paths_the_one_is_read_whose_files_are_there() -> None:
    """Whatever it is called."""
    raw = "name,image,label\nAnna,0.jpg,real\nBruno,1.jpg,fake\n"
    assert truths(read(raw)) == {"0.jpg": "real", "1.jpg": "fake"}


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("0.JPG", "0.jpg"), ("0", "0.jpg"), ("./0.jpg", "0.jpg"), ("/home/anna/set/0.jpg", "0.jpg"),
        (r"C:\Users\anna\pics\0.jpg", "0.jpg"), (r"set\0.jpg", "0.jpg"), ("set/0.jpg", "0.jpg"), ("0.jpeg", "0.jpg"),
        ("er/3.png", "deep/er/3.png"), ("3.png", "deep/er/3.png"), (r"deep\er\3", "deep/er/3.png"),
        ("DEEP/ER/3.PNG", "deep/er/3.png"), ("file:///data/deep/er/3.png", "deep/er/3.png"), ('"0.jpg"', "0.jpg"),
    ],
)  # fmt: skip
def test_paths_are_found_as_people_write_them(written: str, path: str) -> None:
    """Absolute, of another machine, with other capitals and endings."""
    assert FileNames(NAMES, "set.zip").find(written) == path


@pytest.mark.parametrize("written", ["x/er/3.png", "../0.jpg", "9.jpg", "", "deep/3.png", "deep/er", "x/0.jpg"])
def test_paths_that_lead_elsewhere_find_nothing(written: str) -> None:
    """A name alone does not make another folder's picture right."""
    assert FileNames(NAMES, "set").find(written) is None


def test_a_path_that_may_be_two_files_is_told_with_both() -> None:
    """It is not guessed."""
    names = ("a/x.jpg", "b/x.jpg")
    assert "'x.jpg' may be 'a/x.jpg' or 'b/x.jpg'; write the whole path" in refused(
        "path,truth\nx.jpg,real\n", names=names
    )
    assert truths(read("path,truth\nx.jpg,real\n", names=names, folder="b")) == {"b/x.jpg": "real"}


@pytest.mark.parametrize("written", ["2019.0", "2019", "12/03/2019", "2019-03-12", "2019-03-12 10:30:00"])
def test_a_year_is_read_as_spreadsheets_write_it(written: str) -> None:
    """With a point, or out of a date."""
    assert one(f"path,truth,year\n1.jpg,real,{written}\n").year == 2019


@pytest.mark.parametrize("written", ["19", "2019.5", "1/2/19", "2019-2020", "soon", "1700"])
def test_a_year_that_is_none_is_told(written: str) -> None:
    """With its limits."""
    assert "must be a whole number from 1820 to 2100" in refused(f"path,truth,year\n1.jpg,real,{written}\n")


@pytest.mark.parametrize("nothing", ["-", "n/a", "NA", "nan", "None", "null", "—"])
def test_signs_for_nothing_are_nothing(nothing: str) -> None:
    """In the columns that may be empty."""
    item = one(
        f"path,truth,made_by,original,mask,year,regions\n1.jpg,fake,{nothing},{nothing},{nothing},{nothing},{nothing}\n"
    )
    assert (item.made_by, item.originals, item.mask, item.year, item.claims) == ("splice", (), "", None, ())


@pytest.mark.parametrize(
    ("regions", "box"),
    [
        ("box 10 20 30 40", (10, 20, 30, 40)), ("box 10,20,30,40", (10, 20, 30, 40)),
        ("box 10, 20, 30, 40", (10, 20, 30, 40)),
        ("box 10,5 20,5 30 40", (10.5, 20.5, 30, 40)), ("box 10.5 20.5 30.25 40.75", (10.5, 20.5, 30.25, 40.75)),
        ("box 300 200 21 41", (300, 200, 21, 41)),
    ],
)  # fmt: skip
def test_numbers_of_regions_are_read_as_they_are_meant(regions: str, box: tuple[float, ...]) -> None:
    """Decimal commas, and a pixel beyond the edge."""
    (claim,) = one(f"path;truth;regions\n1.jpg;fake;{regions}\n").claims
    assert claim.region.box == box


def test_a_label_may_say_how_a_fake_was_made() -> None:
    """And a column of generators, too; else it is asked for once, with how many lines lack it."""
    raw = "image,label\n0.jpg,real\n1.jpg,StyleGAN2\n2.jpg,splicing\n"
    made = {item.path: (item.made_by, item.generator) for item in read(raw, made_by=None).candidates}
    assert made == {"0.jpg": ("camera", ""), "1.jpg": ("gan", "StyleGAN2"), "2.jpg": ("splice", "")}
    assert one("image,label,generator\n1.jpg,fake,Midjourney\n", made_by=None).made_by == "diffusion"
    told = refused("image,label\n0.jpg,real\n1.jpg,fake\n2.jpg,fake\n", made_by=None)
    remedy = "Fill in a column 'made_by', or say it for all with --made-by"
    assert told == f"t.csv:3:7: error: how were 2 fakes of this table made? {remedy}"


def test_problems_are_told_in_italian_too() -> None:
    """With the remedy."""
    told = refused("image,label\n0.jpg,0\n1.jpg,1\n", language="it")
    assert "che cosa vogliono dire i valori di 'label': '0', '1'? Scrivi per esempio --real 0" in told


# --- problems


def test_every_problem_of_a_table_is_told_before_anything_is_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With line, column and remedy, all in one run."""
    for name in ("a.png", "b.png", "c.png", "d.png"):
        put(tmp_path / "set", f"in/{name}", photo(name))
    (tmp_path / "labels.csv").write_text(
        "\ufeffpath;truth;made_by;original;regions;year;difficulty;licens\n"
        "in/a.png;rela;;;;;;\n"
        "in/A.png;real;;;;1799;6;\n"
        'in/b.png;fake;;in/c.png;"elipse 1 2 3 4";;;\n'
        "in/b.png;fake;gann;;;;;\n"
        'in/c.png;real;splice;;"two\nlines";;;\n'
        "\n"
        "in/d.png;fake;gan;in/c.png;ear-odd: box 400 300 90 10 | ear-old: polygon 1 2 3;;;\n"
        "in/d.png;fake;gan;;ear-odd: box 400 300 90 10;;;;;\n"
        "in/e.png;fake;gan;;ear-odd: box 400 300 90 10;;;;x;\n",
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    assert main(["import", "set", "--labels", "labels.csv", "--out", "pack"]) == 1
    example = "; write for example 'ellipse 10 20 5 5' or 'cut-edge: box 1 2 30 40 | box 5 6 7 8'"
    truth = "real, synthetic, manipulated, fake; did you mean 'real'?; or say what it means with --real or --fake"
    makers = ", ".join(MAKERS)
    assert "unknown" not in MAKERS
    assert capsys.readouterr().err.splitlines() == [
        f"labels.csv:2:10: error: 'rela' is no truth; write one of: {truth}",
        "labels.csv:3:1: error: 'in/a.png' is listed already in line 2; keep one of them",
        "labels.csv:3:18: error: 'year' is '1799', but must be a whole number from 1820 to 2100",
        "labels.csv:3:23: error: 'difficulty' is '6', but must be a whole number from 1 to 5",
        "labels.csv:4:10: error: how was this fake made? Fill in a column 'made_by', or say it for all with --made-by",
        f"labels.csv:4:25: error: 'elipse' is no shape: box, ellipse or polygon; did you mean 'ellipse'?{example}",
        "labels.csv:5:1: error: 'in/b.png' is listed already in line 4; keep one of them",
        f"labels.csv:5:15: error: 'gann' is no way of making; write one of: {makers}; did you mean 'gan'?",
        "labels.csv:6:15: error: 'splice' does not go with the truth 'real'; change one of them",
        f"labels.csv:6:23: error: 'two lines' holds something that is no number{example}",
        f"labels.csv:9:28: error: 'polygon' needs six numbers or more, in pairs; here are 3{example}",
        "labels.csv:10:1: error: 'in/d.png' is listed already in line 9; keep one of them",
        "labels.csv:10:20: error: the region (x 400-490, y 300-310) leaves the picture of 420x320 pixels",
        "labels.csv:11:50: error: more values than columns; put quotes around a text that holds the separator",
    ]
    assert not (tmp_path / "pack").exists()


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "1:1: error: there is no column 'path'"),
        (b"picture,title\n", "1:1: error: there is no column 'truth'"),
        (b"title,truth\nx,real\n", "1:1: error: there is no column 'path' (or 'file_name', 'image' \u2026)"),
        (b"path,truth\n", "1:1: error: there is no column 'truth'"),
        (b"path,truth,path\na.png,real,a.png", "1:12: error: column 'path' stands here a second time"),
        (b"path,truth,year,year\na.png,real,,", "1:17: error: column 'year' stands here a second time"),
        (b'path,truth\na.png,"real\n', "2:7: error: a quote is opened and not closed"),
        (b'path,truth\n"a.png"x,real\n', "2:1: error: a quote is opened and not closed"),
        (b"path,truth\n,real", "2:1: error: 'path' is empty"),
        (b"path,truth\na.png,real\nb.png,\n", "3:7: error: nothing says here whether the picture is real"),
        (b"path,truth\n../../etc/passwd,real", "2:1: error: no picture '../../etc/passwd' in the source"),
        (b"path,truth,made_by,regions\na.png,fake,gan,box 0 0 9999 5", "leaves the picture of 420x320 pixels"),
        (b"path,truth,made_by,regions\na.png,fake,gan,box 0 0 423 5", "leaves the picture of 420x320 pixels"),
        (b"path,truth,made_by,regions\na.png,fake,gan,box 5 5 0 5", "2:16: error: the region is empty"),
        (b"path,truth,made_by,regions\na.png,fake,gan,box 5 5 nan 5", "something that is no number"),
        (b"path,truth,made_by,regions\na.png,fake,gan,eyes-mismach: box 5 5 5 5", "did you mean 'eyes-mismatch'?"),
        (b'path,truth,made_by,regions\na.png,fake,gan,"{""elipse"": [1, 2, 3, 4]}"', "not the JSON of regions"),
        (b'path,truth,made_by,regions\na.png,fake,gan,"{""box"": [1,2,3,4], ""mask"": ""m.png""}"', "is one of box"),
        (b"path,truth,regions\na.png,real,box 1 2 3 4", "a real picture has no regions"),
        (b"path,truth,made_by,original\na.png,fake,gan,b.png", "its original 'b.png' has no line of its own"),
        (b"path,truth,made_by,original\na.png,fake,gan,b.png\nb.png,fake,gan,", "'b.png' is not real; an original is"),
        (b"path,truth,made_by,regions,note_en\na.png,fake,gan,box 1 2 3 4|box 5 6 7 8,a|b|c", "3 notes for 2 regions"),
        (b"path,truth,source_type\na.png,real,digitalCaptur", "did you mean 'digitalCapture'?"),
        (b"path,truth,made_by\na.png,fake,gann", "did you mean 'gan'?"),
        (b"path,truth,made_by\na.png,real,splice", "'splice' does not go with the truth 'real'"),
    ],
)  # fmt: skip
def test_a_wrong_table_is_a_line(raw: bytes, why: str, tmp_path: Path) -> None:
    """Whatever is wrong with it."""
    for name in ("a.png", "b.png"):
        put(tmp_path / "set", name, photo(name))
    (tmp_path / "labels.csv").write_bytes(raw)
    with pytest.raises(PackError) as caught:
        imported(tmp_path / "set", tmp_path / "pack", labels=tmp_path / "labels.csv", defaults=Defaults())
    assert why in str(caught.value)
