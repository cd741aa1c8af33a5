"""What `web` writes, without a browser: its forms, its policy, its size, and what it refuses."""

from __future__ import annotations

import base64
import json
import re
import zipfile
import zlib
from hashlib import sha256
from itertools import cycle
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from game.base import places
from game.base.text import languages
from game.commands.cli import main
from game.pack import cache
from game.web import pages_code
from game.web.pages import write_pages

BUDGET = 200_000  # bytes of page and code, beside the pictures


def web(*words: str) -> int:
    """Run the command."""
    return main(["web", *words])


def data_of(page: str) -> dict[str, Any]:
    """The data that a page carries, with a number for each text."""
    packed = re.search(r'id="book">([^<]+)<', page)
    assert packed
    return dict(json.loads(zlib.decompress(base64.b64decode(packed[1]))))


def tongue_of(page: str, language: str, folder: Path) -> dict[str, Any]:
    """A language's words and texts, from the page or from beside it."""
    file = data_of(page)["languages"][language]["file"]
    inside = re.search(rf'id="{file}"[^>]*>([^<]+)<', page)
    packed = inside[1] if inside else (folder / file).read_text().split('"')[3]
    return dict(json.loads(zlib.decompress(base64.b64decode(packed))))


@pytest.mark.slow
def test_every_level_is_small(tmp_path: Path) -> None:
    """Page, code and typeface of each level stay within the budget, in every language, however many it may deal."""
    library = cache.load(places.default_pack(), None)
    names = [name for name, level in library.levels.items() if not level.draws_on]
    for name, language in zip(names, cycle(languages())):
        written = write_pages(library, [name], language, None, tmp_path / f"{name}.zip", "package", chosen=True)
        assert written.page < BUDGET, f"{name} in {language}"


def test_a_level_of_ten_pictures_is_small(tmp_path: Path) -> None:
    """Page, code and typeface stay within the budget; every picture of the level goes along, and no other."""
    assert web("test-a", "--out", str(tmp_path / "site")) == 0
    page = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert len(page.encode()) < BUDGET
    pictures = data_of(page)["pictures"]
    shown = {name for entry in data_of(page)["levels"][0]["rounds"] for name in entry["pictures"]}
    assert shown <= set(pictures)
    files = {path.relative_to(tmp_path / "site").as_posix() for path in (tmp_path / "site" / "media").iterdir()}
    tongues = [language["file"] for language in data_of(page)["languages"].values()]
    assert files == {picture["file"] for picture in pictures.values()} | set(tongues[1:])  # its own is in the page


def test_names_of_files_say_nothing(tmp_path: Path) -> None:
    """They are made of what is in the files: no id, no word, no order; ids and answers are not readable in the page."""
    assert web("test-a", "--out", str(tmp_path / "site")) == 0
    page = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    for path in (tmp_path / "site" / "media").glob("*.jpg"):
        assert path.stem == sha256(path.read_bytes()).hexdigest()[:16]
    plain = re.sub(r"<(script|style).*?</\1>", "", page, flags=re.DOTALL)
    for name, picture in data_of(page)["pictures"].items():
        assert name not in plain
        assert tongue_of(page, "en", tmp_path / "site")["texts"][picture["alt"]] not in page


@pytest.mark.parametrize("target", ["folder/index.html", "both.html"])
def test_the_policy_lets_in_what_is_there_and_asks_nobody(pages: Path, target: str) -> None:
    """Nothing by default; this script and this style by their hashes; no address anywhere in page and code."""
    page = (pages / target).read_text(encoding="utf-8")
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert policy
    rules = dict(rule.split(" ", 1) for rule in policy[1].split("; "))
    assert rules["default-src"] == "'none'"
    assert "unsafe" not in policy[1]
    assert "connect-src" not in rules
    for tag in ("style", "script"):
        inside = re.search(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        assert inside
        digest = base64.b64encode(sha256(inside[1].encode()).digest()).decode()
        assert f"'sha256-{digest}'" in rules[f"{tag}-src"]
    assert set(re.findall(r"\w+://[\w./]+", page)) == {"http://www.w3.org/2000/svg"}  # a name, not an address
    assert re.search(r'\s(style|on\w+)="', page) is None


def test_one_file_holds_everything(pages: Path) -> None:
    """Every picture stands in the page, and the page is the same whenever it is written."""
    page = (pages / "both.html").read_text(encoding="utf-8")
    for picture in data_of(page)["pictures"].values():
        assert f'id="{picture["file"]}"' in page


def test_a_package_is_what_scorm_wants(pages: Path, small_pack: Path, tmp_path: Path) -> None:
    """The manifest at the top names every file, and only those; written again, the bytes are the same."""
    with zipfile.ZipFile(pages / "both.zip") as package:
        names = package.namelist()
        tree = ET.fromstring(package.read("imsmanifest.xml"))  # noqa: S314 (our own)
        page = package.read("index.html").decode()
    space = {"c": "http://www.imsproject.org/xsd/imscp_rootv1p1p2"}
    assert names[0] == "imsmanifest.xml"
    assert tree.findtext(".//c:schemaversion", namespaces=space) == "1.2"
    resource = tree.find(".//c:resource", space)
    assert resource is not None
    assert resource.get("{http://www.adlnet.org/xsd/adlcp_rootv1p2}scormtype") == "sco"
    assert [file.get("href") for file in resource.findall("c:file", space)] == names[1:]
    assert data_of(page)["scored"] is True
    common = ["--pack", str(small_pack), "--seed", "4", "--data", str(tmp_path)]
    assert web("everything", "claims", "--out", str(tmp_path / "again.zip"), *common) == 0
    assert (tmp_path / "again.zip").read_bytes() == (pages / "both.zip").read_bytes()


def test_with_a_seed_only_what_it_deals_goes_along(tmp_path: Path) -> None:
    """Without one the whole pool does, as the page deals for itself."""
    assert web("warm-up", "--out", str(tmp_path / "all")) == 0
    assert web("warm-up", "--seed", "3", "--out", str(tmp_path / "one")) == 0
    every, one = (data_of((tmp_path / name / "index.html").read_text(encoding="utf-8")) for name in ("all", "one"))
    assert every["seed"] is None
    assert one["seed"] == 3
    assert not any("draw" in entry for entry in one["levels"][0]["rounds"])
    assert set(one["pictures"]) < set(every["pictures"])


def test_a_folder_is_written_anew_and_somebody_elses_is_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Pictures of an earlier page go, other files stay; a page that is not ours is left alone, with a line."""
    site = tmp_path / "site"
    assert web("test-a", "--out", str(site)) == 0
    (site / "media" / "mine.txt").write_text("mine")
    before = set((site / "media").iterdir())
    assert web("test-b", "--out", str(site)) == 0
    after = set((site / "media").iterdir())
    assert site / "media" / "mine.txt" in after
    assert len(after & before) <= 2  # a picture of both, and mine
    other = tmp_path / "other"
    other.mkdir()
    (other / "index.html").write_text("<title>My school</title>")
    assert web("test-a", "--out", str(other)) == 1
    assert "somebody else's" in capsys.readouterr().err
    assert (other / "index.html").read_text() == "<title>My school</title>"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--out", "OUT"], 2, "name one level"),
        (["warm-up", "--all", "--out", "OUT"], 2, "name one level"),
        (["warm-up"], 2, "--out or --moodle"),
        (["warm-upp", "--out", "OUT"], 2, "did you mean 'warm-up'"),
        (["warm-up", "--out", "OUT.pdf"], 2, "looks like a file"),
        (["six-impressions", "--out", "OUT"], 2, "install"),
    ],
)
def test_what_cannot_be_written_is_said_in_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], code: int, said: str
) -> None:
    """Wrong usage has its exit code and a remedy, and nothing is written."""
    given = [word.replace("OUT", str(tmp_path / "out")) for word in words]
    try:
        result = web(*given, "--data", str(tmp_path / "data"))
    except SystemExit as end:
        result = int(end.code or 0)
    assert result == code
    assert said in capsys.readouterr().err
    assert not list(tmp_path.glob("out*"))


def test_moodle_gets_verdicts_and_questions_with_pictures(tmp_path: Path) -> None:
    """A right answer each; a picture in it; feedback for every answer; kinds without a form are counted."""
    assert web("lesson-45", "--moodle", str(tmp_path / "quiz.xml"), "--lang", "it") == 0
    tree = ET.parse(tmp_path / "quiz.xml").getroot()  # noqa: S314 (our own)
    questions = tree.findall("question[@type='multichoice']")
    assert len(questions) == 5  # four verdicts, a choice
    for question in questions:
        fractions = [answer.get("fraction") for answer in question.findall("answer")]
        assert 1 <= fractions.count("100") < len(fractions)
        assert all((answer.findtext("feedback/text") or "").startswith("<p>") for answer in question.findall("answer"))
        for file in question.findall("questiontext/file"):
            assert file.get("name", "") in (question.findtext("questiontext/text") or "")
            assert base64.b64decode(file.text or "")[:4] in (b"\xff\xd8\xff\xe0", b"\xff\xd8\xff\xe1", b"RIFF")
    assert sum(len(question.findall("questiontext/file")) for question in questions) >= 4
    assert (tree.findtext("question/category/text") or "").startswith("$course$/")


def test_the_typeface_is_small() -> None:
    """Both cuts stand in every page, so they must not weigh much."""
    sizes = [path.stat().st_size for path in pages_code.CLIENT.glob("*.woff2")]
    assert len(sizes) == 2
    assert sum(sizes) < 40_000
