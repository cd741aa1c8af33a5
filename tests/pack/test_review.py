"""What an editor says of a pack that can be played, where a case needs files of its own; the others are packs/bad."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest
from PIL import Image

from game.base import faces
from game.commands.cli import main
from game.pack.check import check_licences as licences

PACK = Path(__file__).parents[1] / "packs" / "good-1"
PICTURES, ONE_ROUND = "assets/pictures.yaml", "levels/one-round.yaml"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the small good pack, to be changed."""
    shutil.copytree(PACK, tmp_path / "pack")
    return tmp_path / "pack"


def said(root: Path, capsys: pytest.CaptureFixture[str], *options: str) -> list[str]:
    """What check says of a pack, without its last line."""
    capsys.readouterr()
    main(["check", str(root), *options])
    return capsys.readouterr().out.splitlines()[:-1]


def change(root: Path, file: str, old: str, new: str) -> None:
    """Change the one place of a file that holds a text."""
    text = (root / file).read_text(encoding="utf-8")
    assert text.count(old) == 1, (old, text.count(old))
    (root / file).write_text(text.replace(old, new), encoding="utf-8")


def add_pictures(root: Path, fakes: int, reals: int, sides: tuple[int, int] = (300, 300)) -> None:
    """Add `assets/pictures-more.yaml`: faces that are fake, hills that are real, all tagged 'more'."""
    rows = []
    for number in range(fakes + reals):
        fake = number < fakes
        name, side = f"more-{number:02}", sides[not fake]
        picture = Image.effect_noise((side, side), 40 + number * 5 % 12).convert("RGB")
        picture.save(root / "assets" / "images" / f"{name}.jpg")
        made = ("synthetic", "gan", "trainedAlgorithmicMedia") if fake else ("real", "camera", "digitalCapture")
        rows.append(
            f"  - id: {name}\n    file: images/{name}.jpg\n    size: [{side}, {side}]\n    truth: {made[0]}\n"
            f"    made_by: {made[1]}\n    source_type: {made[2]}\n    credit: me\n    licence: MIT\n"
            f"    tags: [more, {'face' if fake else 'hill'}]\n    alt: {{en: Grain, it: Grana}}\n"
        )
        if fake:
            note = "{en: Nothing., it: Niente.}"
            rows.append(
                f"    evidence:\n      - {{tell: none-visible, region: {{box: [9, 9, 90, 90]}}, note: {note}}}\n"
            )
    (root / "assets" / "pictures-more.yaml").write_text("format: 1\npictures:\n" + "".join(rows), encoding="utf-8")
    change(root, ONE_ROUND, "    picture: apple\n", "    picture: apple\n  - draw: {count: 4, from: {tags: [more]}}\n")


def test_warnings_and_hints_are_counted_and_are_no_failure(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 0; the last line counts them, and says how many can be mended."""
    change(pack, PICTURES, "source_type: print", "source_type: trainedAlgorithmicMedia")
    change(pack, PICTURES, "licence: CC0-1.0\n    tags: [space", "licence: CC0\n    tags: [space")
    assert main(["check", str(pack)]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == "12 pictures checked: 0 errors, 1 warning, 1 hint; --fix mends 1 of them"
    assert main(["check", str(pack), "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["errors"], report["warnings"], report["hints"]) == (0, 1, 1)
    assert [item["severity"] for item in report["problems"]] == ["warning", "hint"]
    assert report["problems"][1]["fix"] == {"path": ["pictures", 5, "licence"], "part": "value", "text": "CC0-1.0"}


def test_two_pictures_of_one_person_in_a_round(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """They give each other away, as a picture and its original do."""
    for name in ("moon", "mountains"):
        change(pack, PICTURES, f"  - id: {name}\n", f"  - id: {name}\n    person: somebody\n")
    change(
        pack, ONE_ROUND, "  - ask: verdict\n    picture: apple\n", "  - ask: pick\n    pictures: [moon, mountains]\n"
    )
    expected = "levels/one-round.yaml:12:15: warning: two pictures of one person in one round give each other away"
    assert said(pack, capsys) == [expected]


def test_many_pictures_that_nothing_leads_to_are_one_line(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An import of thousands is not a flood."""
    for level in (pack / "levels").glob("*.yaml"):
        if level.name != "one-round.yaml":
            level.unlink()
    message = "no level shows 11 pictures of this file; name them in rounds, or draw them (the first is 'house')"
    assert said(pack, capsys) == [f"assets/pictures.yaml:3:1: warning: {message}"]


def test_a_subject_that_is_the_answer(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All faces are fake and all hills real: a hint for each, where chance would hardly do it."""
    add_pictures(pack, 8, 8)
    assert said(pack, capsys) == [
        f"levels/one-round.yaml:10:1: hint: all 8 pictures tagged '{tag}' that level 'one-round' may ask about are "
        f"{truth}; what is to be seen gives the answer"
        for tag, truth in (("face", "fake"), ("hill", "real"))
    ]


def test_evidence_wholly_beside_its_mask(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Said where none of the regions reaches the altered area; one that does is enough."""
    change(pack, PICTURES, "ellipse: [421, 193, 50, 66]", "ellipse: [60, 60, 50, 50]")
    message = "the region lies wholly beside the mask of what was altered; draw it where the mask is white"
    assert said(pack, capsys) == [f"assets/pictures.yaml:{line}:11: warning: {message}" for line in (36, 42)]
    change(pack, PICTURES, "ellipse: [60, 60, 50, 50]", "ellipse: [360, 193, 50, 66]")
    assert said(pack, capsys) == []


def test_the_same_file_twice(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever its name: the bytes decide."""
    images = pack / "assets" / "images"
    shutil.copy(images / "sa.png", images / "sb.png")
    message = "the very same file as that of 'star-a', byte for byte; delete one of them"
    assert said(pack, capsys) == [f"assets/pictures.yaml:212:11: warning: {message}"]


def test_where_a_picture_was_taken_is_nobodys_business(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A GPS position in a file's metadata is told; an orientation there turns the size."""
    path = pack / "assets" / "images" / "c1.png"
    with Image.open(path) as image:
        exif = Image.Exif()
        exif.get_ifd(0x8825)[1] = "N"
        exif[0x0112] = 6
        image.transpose(Image.Transpose.ROTATE_90).save(path, exif=exif)
    message = "the file says where it was taken (GPS position in its metadata); save it without"
    assert said(pack, capsys) == [f"assets/pictures.yaml:87:11: warning: {message}"]


def test_a_tell_that_moves(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Keyframes come in order; they keep one shape, or the reveal could not be drawn."""
    frames = [Image.new("RGB", (360, 360), (40 * n, 90, 90)) for n in range(5)]
    frames[0].save(pack / "assets" / "images" / "b1.webp", save_all=True, append_images=frames[1:], lossless=True)
    change(pack, PICTURES, "file: images/b1.png", "file: images/b1.webp\n    clip: {frames: 5, fps: 10}")
    region = "          ellipse: [220, 150, 30, 28]\n"
    keys = "".join(f"          - {{frame: {n}, region: {{ellipse: [220, {150 + n}, 30, 28]}}}}\n" for n in (3, 1, 4))
    change(pack, PICTURES, region, f"{region}        keyframes:\n{keys}")
    message = "frame 1 comes after frame 3; write keyframes in order, each frame once"
    assert said(pack, capsys) == [f"assets/pictures.yaml:65:21: warning: {message}"]
    change(pack, PICTURES, "ellipse: [220, 151, 30, 28]", "box: [220, 151, 30, 28]")
    message = "a tell that moves is a box in all of its keyframes, or an ellipse in all of them"
    assert f"assets/pictures.yaml:65:32: error: {message}" in said(pack, capsys)


USUAL = {
    "cc by 2.0": "CC-BY-2.0", "Creative Commons Attribution-ShareAlike 3.0 Unported": "CC-BY-SA-3.0",
    "Creative Commons Attribution-NonCommercial 4.0 International": "CC-BY-NC-4.0", "CC0": "CC0-1.0",
    "pubblico dominio": "Public domain", "CC BY 4.0 (photograph)": "CC-BY-4.0 (photograph)", "pexels": "Pexels License",
}  # fmt: skip
FINE = (
    "CC0-1.0", "CC-BY-4.0", "CC-BY-NC-SA-3.0-IT", "Public domain", "Own work, MIT; the rest is told elsewhere",
    "MIT (weights); training pictures for research", "Pexels License",
)  # fmt: skip
GRAVE = ("CC-BY", "CC BY-SA", "All rights reserved", "© Me 2024", "CC-BY-ND-4.0", "CC BY-NC-ND 2.0")


def test_licences_and_how_they_are_spelt() -> None:
    """Known names pass, other spellings lead to them, what does not allow the use is grave, the rest is unknown."""
    for licence in FINE:
        assert licences.opinion(licence, altered=True) == licences.Opinion()
    for licence, usual in USUAL.items():
        opinion = licences.opinion(licence, altered=True)
        assert (opinion.better, opinion.grave) == (usual, False)
        assert licences.opinion(usual, altered=True) == licences.Opinion()
    for licence in GRAVE:
        assert licences.opinion(licence, altered=True).grave, licence
    assert not licences.opinion("CC-BY-ND-4.0", altered=False).message
    unknown = licences.opinion("by arrangement", altered=False)
    assert (bool(unknown.message), unknown.grave, unknown.better) == (True, False, "")


HARD = (
    "Consequently, institutional authentication infrastructures necessitate interdisciplinary considerations regarding "
    "provenance, notwithstanding methodological heterogeneity characterising contemporary verification practices, "
    "whose epistemological implications professionals habitually underestimate whenever organisational circumstances "
    "discourage comprehensive documentation concerning intermediary transformations throughout publication processes, "
    "thereby compromising accountability among participating administrations."
)


def test_reading_level(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A line for each language, and a hint for each long text that is too hard at 13; exit 0."""
    pytest.importorskip("textstat")
    change(pack, ONE_ROUND, "en: The shortest level there can be.", f"en: {HARD}")
    lines = [line for line in said(pack, capsys, "--reading") if "too long" not in line]
    assert lines[0].startswith("levels/one-round.yaml:8:7: hint: hard to read at 13 (Coleman-Liau grade ")
    assert [line.split(":")[0] for line in lines[1:]] == [
        f"reading level of all texts in '{language}'" for language in ("en", "it")
    ]
    assert main(["check", str(pack), "--reading"]) == 0


@pytest.mark.parametrize(("option", "library"), [("--shortcuts", "sklearn"), ("--reading", "textstat")])
def test_without_its_extra_an_option_says_which(
    option: str, library: str, pack: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 3, one line."""
    monkeypatch.setitem(sys.modules, library, None)
    assert main(["check", str(pack), option]) == 3
    expected = f"spot-the-fake: this needs the library '{library}'; install the extra 'check', see the README\n"
    assert capsys.readouterr().err == expected


def test_shortcuts_are_found_by_the_option(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Fakes saved smaller than real pictures: a warning; all saved alike: none."""
    pytest.importorskip("sklearn")
    add_pictures(pack, 12, 12, (240, 300))
    found = "levels/one-round.yaml:10:1: warning: the truth can be guessed from the files alone (25 of 25 right)"
    lines = said(pack, capsys, "--shortcuts")
    assert [line for line in lines if "from the files" in line] == [f"{found}: save all pictures of the level alike"]
    change(pack, ONE_ROUND, "  - draw: {count: 4, from: {tags: [more]}}\n", "")
    add_pictures(pack, 12, 12)
    assert not [line for line in said(pack, capsys, "--shortcuts") if "from the files" in line]


def test_characters_that_would_be_boxes_are_named(
    pack: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """At their place, with the language and what to install; other scripts that the game or the system has are fine."""
    monkeypatch.setattr(faces, "_installed", dict)
    monkeypatch.setattr(faces, "_face_of", faces._face_of.__wrapped__)
    monkeypatch.setattr(faces, "_runs", faces._runs.__wrapped__)
    change(pack, ONE_ROUND, "The shortest level there can be.", "صورة, तस्वीर, ภาพ, 写真, צילום")
    change(pack, ONE_ROUND, "Un turno", "Un \U000f0a00 turno")
    of, remedy = "no font here has a shape for", "on every computer that plays, or write it otherwise"
    assert said(pack, capsys) == [
        f"levels/one-round.yaml:{line}: warning: {of} {named}: boxes are shown in '{language}'; install {what} {remedy}"
        for line, named, language, what in (
            ("5:7", "\U000f0a00 (U+F0A00)", "it", "a font that has it"),
            ("8:7", "写 (U+5199), 真 (U+771F)", "en", "Noto Sans CJK"),
        )
    ]
