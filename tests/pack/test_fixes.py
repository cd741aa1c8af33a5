"""`check --fix`: mends exactly what is beyond doubt, where it stands, and nothing else."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from PIL import Image

from game.base import files as game_files
from game.commands.cli import main
from game.pack.check import fixes
from game.pack.yamlfile import Fix, Problem

PACK = Path(__file__).parents[1] / "packs" / "good-1"
PICTURES = "assets/pictures.yaml"

CASES = {  # what is wrong (old text, new text) and how the new text reads once it is mended; None: as the old one
    "size, near": ("size: [480, 320]", "size: [480,  321]  # width, height", "size: [480, 320]  # width, height"),
    "size, without regions": ("b2.png\n    size: [360, 480]", "b2.png\n    size: [9, 9]", None),
    "letter case of a file": ("file: images/d1.png", "file: 'images/D1.PNG'", "file: 'images/d1.png'"),
    "letter case of a folder": ("file: images/d1.png", "file: Images/d1.png", None),
    "letter case of a mask": ("mask: masks/a2.png", "mask: masks/A2.png", None),
    "no format": ("format: 1\npictures:", "pictures:", None),
    "a box sticks out": ("box: [285, 125, 90, 130]", "box: [391.5, 125, 90, 130]", "box: [391.5, 125, 88.5, 130]"),
    "an ellipse sticks out": ("[421, 193, 50, 66]", "[430, 193, 51, 66]", "[430, 193, 50, 66]"),
    "a polygon sticks out": (
        "polygon: [[120, 132], [165, 132], [165, 168], [120, 168]]",
        "polygon: [[-1, 132], [165, 132],  # two\n            [165, 361], [120, 168]]",
        "polygon: [[0, 132], [165, 132], [165, 360], [120, 168]]",
    ),
    "letter case of a language": ("      en: A smiling face.", "      EN: A smiling face.", None),
    "letter case of a key": ("file: images/b1.png", "File: images/b1.png", None),
    "a key with a hyphen": ("    made_by: gan", "    made-by: gan", None),
    "the original of a real picture": (
        "    tags: [scene, night]\n", "    original: house  # why?\n    tags: [scene, night]\n",
        "    # why?\n    tags: [scene, night]\n",
    ),
    "the original of a real picture, plainly": (
        "    tags: [scene, night]\n", "    original: house\n    tags: [scene, night]\n", None
    ),
    "a licence in another spelling": (
        "licence: CC0-1.0\n    tags: [space, night]", 'licence: "CC BY 4.0"\n    tags: [space, night]',
        'licence: "CC-BY-4.0"\n    tags: [space, night]',
    ),
}  # fmt: skip
LEFT = {  # what is wrong, and is left for a person to decide
    "size, far, with regions": (
        "size: [360, 360]\n    truth: synthetic\n    made_by: gan",
        "size: [720, 720]\n    truth: synthetic\n    made_by: gan",
    ),
    "a box sticks out far": ("box: [285, 125, 90, 130]", "box: [395, 125, 90, 130]"),
    "a size in block style": ("size: [480, 320]", "size:\n      - 480\n      - 321"),
    "an original first in its item": ("  - id: evening\n", "  - original: moon\n    id: evening\n"),
}  # fmt: skip


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the small good pack, to be changed."""
    shutil.copytree(PACK, tmp_path / "pack")
    return tmp_path / "pack"


def text_of(root: Path, file: str = PICTURES) -> str:
    """A file's text, line endings and all."""
    return (root / file).read_bytes().decode("utf-8")


def changed(root: Path, old: str, new: str) -> None:
    """Change the first place that holds a text."""
    text = text_of(root)
    assert old in text
    (root / PICTURES).write_bytes(text.replace(old, new, 1).encode("utf-8"))


def mended(root: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str], dict[str, object]]:
    """Exit code, the lines about fixes, and the report that is left after `check --fix`."""
    code = main(["check", str(root), "--fix"])
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("fixed: ")]
    main(["check", str(root), "--format", "json"])
    return code, lines, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("case", CASES)
def test_what_is_mended(case: str, pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A line says so, the place reads as expected, all else stays to the byte, and a second run does nothing."""
    before = text_of(pack)
    old, new, expected = CASES[case]
    changed(pack, old, new)
    code, lines, report = mended(pack, capsys)
    assert text_of(pack) == before.replace(old, old if expected is None else expected, 1)
    assert (code, report["errors"], report["warnings"]) == (0, 0, 0)
    assert len(lines) == 1
    assert lines[0].startswith("fixed: assets/pictures.yaml:")
    assert mended(pack, capsys)[1] == []


@pytest.mark.parametrize("case", LEFT)
def test_what_is_left_for_a_person(case: str, pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The file is not touched, and the exit code says that there is an error."""
    changed(pack, *LEFT[case])
    before = text_of(pack)
    code, lines, report = mended(pack, capsys)
    assert (code, lines) == (1, [])
    assert report["errors"] == 1
    assert text_of(pack) == before


def test_everything_at_once(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Many faults in one file are mended in one run; what cannot be mended does not keep the others from it."""
    before = text_of(pack)
    alone = ("size, near", "letter case of a folder", "the original of a real picture, plainly")
    for old, new, _ in (CASES[name] for name in CASES if name not in alone):
        changed(pack, old, new)
    changed(pack, "size: [480, 320]", "size:\n      - 480\n      - 321")
    code, lines, report = mended(pack, capsys)
    assert code == 1
    assert len(lines) == len(CASES) - len(alone)
    assert [item["message"] for item in report["problems"]] == ["'size' says [480, 321], the file has [480, 320]"]
    after = text_of(pack)
    for comment in ("# A small, whole pack of format 1", "# why?"):
        assert comment in after
    assert after.count("\n  - id: ") == before.count("\n  - id: ")


def test_the_form_of_files(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A byte order mark, endings of Windows and tabs that indent go; the data stay the same."""
    files = {
        "levels/one-round.yaml": lambda text: "\ufeff" + text,
        "levels/lesson.yaml": lambda text: text.replace("\n", "\r\n"),
        "levels/test-a.yaml": lambda text: text.replace("    ", "\t\t").replace("\n  ", "\n\t"),
    }
    before = {file: text_of(pack, file) for file in files}
    for file, spoilt in files.items():
        (pack / file).write_bytes(spoilt(before[file]).encode("utf-8"))
    code, lines, _ = mended(pack, capsys)
    assert code == 0
    assert lines == [
        "fixed: levels/lesson.yaml: gave lines the endings of Unix",
        "fixed: levels/one-round.yaml: took the byte order mark away",
        "fixed: levels/test-a.yaml: indented with spaces instead of tabs",
    ]
    assert {file: text_of(pack, file) for file in files} == before
    assert mended(pack, capsys)[1] == []


def test_tabs_that_may_mean_two_things_are_left(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Mixed with spaces, a tab's width decides what belongs to what: nobody guesses."""
    text = "format: 1\nid: mixed\ntitle:\n  en: T\n\tit: T\n"
    (pack / "levels" / "mixed.yaml").write_text(text, encoding="utf-8")
    assert fixes._without_tabs("a:\n    b: 1\n\tc: 2\n") == "a:\n    b: 1\n\tc: 2\n".replace("\t", "    ")
    assert "\t" in fixes._without_tabs("a:\n  b:\n    c: 1\n\td: 2\n")
    main(["check", str(pack), "--fix"])
    assert "levels/mixed.yaml" in capsys.readouterr().out


def test_json_tells_what_was_fixed(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the places they had, beside what is left; several packs are told apart."""
    changed(pack, "size: [480, 320]", "size: [480, 321]")
    assert main(["check", str(PACK), str(pack), "--fix", "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert [(item["file"], item["line"], item["column"]) for item in report["fixed"]] == [
        (f"{pack.as_posix()}/assets/pictures.yaml", 88, 11)
    ]
    assert (report["problems"], report["pictures"]) == ([], 24)


def test_a_fix_that_would_change_more_is_not_made(tmp_path: Path) -> None:
    """What a file holds afterwards is compared with what it should hold; in doubt it stays as it is."""
    text = "a: {b: 1, original: x}\nc: [1, 2]\n"
    (tmp_path / "x.yaml").write_text(text, encoding="utf-8")
    wrong = [
        Problem("x.yaml", 1, 1, "error", "m", Fix(("a", "original"), "entry")),
        Problem("x.yaml", 1, 1, "error", "m", Fix(("a", "nowhere"), "value", "y")),
        Problem("x.yaml", 1, 1, "error", "m", Fix((), "top", "b: [")),
    ]
    right = Problem("x.yaml", 2, 1, "error", "m", Fix(("c",), "value", "[3, 4]"))
    assert fixes.mended(tmp_path, wrong) == []
    assert (tmp_path / "x.yaml").read_text(encoding="utf-8") == text
    assert fixes.mended(tmp_path, [*wrong[:2], right, wrong[2]]) == [right]
    assert (tmp_path / "x.yaml").read_text(encoding="utf-8") == "a: {b: 1, original: x}\nc: [3, 4]\n"


def test_a_full_disk_leaves_the_file_as_it_was(
    pack: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line, exit 1, nothing lost."""
    changed(pack, "size: [480, 320]", "size: [480, 321]")
    before = text_of(pack)

    def full(_file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(game_files.os, "fsync", full)
    assert main(["check", str(pack), "--fix"]) == 1
    assert "No space left on device" in capsys.readouterr().err
    assert text_of(pack) == before
    assert sorted(path.name for path in (pack / "assets").iterdir()) == [
        "images",
        "masks",
        "pictures.yaml",
        "tells.yaml",
    ]


def test_a_turned_photograph_is_fixed_upright(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The size is that of the picture as it is shown, whatever way its file is turned."""
    path = pack / "assets" / "images" / "b2.png"
    with Image.open(path) as image:
        exif = Image.Exif()
        exif[0x0112] = 6
        image.load()
        image.save(path, exif=exif)
    code, _, report = mended(pack, capsys)
    assert (code, report["errors"]) == (0, 0)
    assert "file: images/b2.png\n    size: [480, 360]" in text_of(pack)
