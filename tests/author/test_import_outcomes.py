"""What becomes of every file of an import: read, refused with a remedy, told in the report; and labels that changed."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from game.author.importing import describing
from game.author.importing.candidate import Defaults
from game.base.errors import PackError
from game.base.text import Words
from game.commands.cli import main
from game.pack import yamlfile

from .test_importing import by_path, collection, imported, photo, put, read, report


def heic(image: Image.Image, **options: Any) -> bytes:
    """A HEIC, as phones make it."""
    pillow_heif = pytest.importorskip("pillow_heif", reason="the extra 'heic'")
    file = io.BytesIO()
    pillow_heif.from_pillow(image).save(file, quality=90, **options)
    return file.getvalue()


def video(*frames: Image.Image) -> bytes:
    """An MP4 of so many frames."""
    av = pytest.importorskip("av", reason="the extra 'video'")
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=25)
        stream.width, stream.height, stream.pix_fmt = *frames[0].size, "yuv420p"
        for frame in frames:
            container.mux(stream.encode(av.VideoFrame.from_image(frame)))
        container.mux(stream.encode())
    return file.getvalue()


# --- formats


def test_a_heic_is_a_picture_like_any_other(tmp_path: Path) -> None:
    """With its own ending or a wrong one; sizes and looks are those of the picture."""
    source = collection(tmp_path / "set", 1)
    put(source, "real/IMG_0001.HEIC", heic(photo("phone", (600, 400))))
    put(source, "fake/IMG_0002.jpg", heic(photo("phone-2", (400, 600))))
    assert not imported(source, tmp_path / "pack").failed
    found = by_path(read(tmp_path / "pack"), tmp_path / "pack")
    assert found["real/IMG_0001.HEIC"].size == (300, 200)
    with Image.open(tmp_path / "pack" / "assets" / found["fake/IMG_0002.jpg"].file) as made:
        small = made.convert("RGB").resize((8, 12))
    original = photo("phone-2", (400, 600)).resize((8, 12))
    pairs = zip(small.tobytes(), original.tobytes(), strict=True)
    assert sum(abs(one - other) for one, other in pairs) / (8 * 12 * 3) < 12


def test_without_its_library_a_heic_is_refused_with_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A side of nothing else is an error that names its folder; one that is there as JPEG, too, is not needed."""
    content = heic(photo("phone"))
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    source = collection(tmp_path / "set", 2)
    put(source, "real/0.HEIC", content)
    put(source, "real/2.HEIC", content)
    assert imported(source, tmp_path / "pack").failed
    told = report(tmp_path / "pack")
    assert told["real/2.HEIC"][0] == "unusable"
    assert 'python -m pip install -e ".[heic]"; or save it as JPEG' in told["real/2.HEIC"][1]
    assert told["real/0.HEIC"] == ("aside", "the same as 'real/0.png' in a format that is not needed")
    for path in (source / "real").glob("*.png"):
        path.unlink()
    with pytest.raises(PackError, match=r"2 of 2 real pictures cannot be used: 'real': 2 \(a HEIC picture"):
        imported(source, tmp_path / "other")


def test_what_could_not_be_read_is_read_once_its_library_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same command again takes it in."""
    source = collection(tmp_path / "set", 2)
    put(source, "real/phone.heic", heic(photo("phone")))
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "pillow_heif", None)
        assert imported(source, tmp_path / "pack").failed
    assert not imported(source, tmp_path / "pack").failed
    assert len(read(tmp_path / "pack").pictures) == 5


def test_of_a_video_one_frame_is_taken(tmp_path: Path) -> None:
    """The same one of an original and of what was made of it, so that they are linked; a broken one is told."""
    source, base = tmp_path / "set", photo("base", (320, 240))
    frames = [base.rotate(number) for number in range(60)]
    forged = [frame.copy() for frame in frames]
    for frame in forged:
        frame.paste("white", (100, 100, 130, 130))
    put(source, "original_sequences/youtube/c23/videos/000.mp4", video(*frames))
    put(source, "manipulated_sequences/Deepfakes/c23/videos/000_003.mp4", video(*forged[:52]))
    for number in range(3):
        other = photo(f"other-{number}", (320, 240))
        put(source, f"original_sequences/youtube/c23/videos/90{number}.mp4", video(other))
    outcome = imported(source, tmp_path / "pack", defaults=Defaults())
    assert outcome.said[0].startswith("read as: FaceForensics++")
    assert not outcome.failed
    found = by_path(read(tmp_path / "pack"), tmp_path / "pack")
    fake = found["manipulated_sequences/Deepfakes/c23/videos/000_003.mp4"]
    original = found["original_sequences/youtube/c23/videos/000.mp4"]
    assert (fake.made_by, fake.original) == ("faceswap", original.id)
    with Image.open(tmp_path / "pack" / "assets" / original.file) as made:
        seen = made.convert("RGB").resize((8, 6)).tobytes()
    turned = base.rotate(48).resize((8, 6)).tobytes()
    assert sum(abs(one - other) for one, other in zip(seen, turned, strict=True)) / len(seen) < 12
    put(source, "original_sequences/youtube/c23/videos/999.mp4", bytes(99))
    assert imported(source, tmp_path / "pack", defaults=Defaults()).counts["unusable"] == 1
    assert (
        "a video that cannot be read" in report(tmp_path / "pack")["original_sequences/youtube/c23/videos/999.mp4"][1]
    )


def test_without_its_library_a_video_is_refused_with_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the report."""
    source = collection(tmp_path / "set", 2)
    put(source, "real/clip.mp4", b"\0\0\0\x18ftypisom")
    monkeypatch.setitem(sys.modules, "av", None)
    assert imported(source, tmp_path / "pack").failed
    assert 'python -m pip install -e ".[video]"' in report(tmp_path / "pack")["real/clip.mp4"][1]


ODD = {  # a file's name -> its content, what becomes of it, and a part of why
    "DSC.NEF": (b"II*\0", "unusable", "raw file; save it as JPEG or PNG"),
    "a.psd": (b"8BPS", "unusable", "a file of an image editor"),
    "old.tga": (b"x", "unusable", "a format that import does not read; save it as PNG or JPEG"),
    "photo.jp2": (b"x", "unusable", "JPEG 2000, which import does not read"),
    "y.jxl": (b"x", "unusable", "JPEG XL, which import does not read"),
    "empty.jpg": (b"", "unusable", "an empty file; copy it again"),
    "page.jpg": (b"\n<HTML>404</html>", "unusable", "a web page and no picture, whatever its name says"),
    "paper.png": (b"%PDF-1.4", "unusable", "a PDF and no picture"),
    "clip.jpg": (b"\0\0\0\x18ftypisom", "unusable", "a video and no picture"),
    "drawing.png": (b"<?xml version='1.0'?><svg/>", "unusable", "a drawing of lines"),
    "text.jpg": (b"Dear Anna", "unusable", "not a picture in a format"),
    "noext": (b"\x89PNG\r\n\x1a\n", "unusable", "damaged"),
    "1.NEF": (b"II*\0", "aside", "the same as 'real/1.png' in a format that is not needed"),
    "notes.docx": (b"PK", "aside", "not a picture"),
    "list.csv": (b"a,b", "aside", "not read; a table is given with --labels"),
    ".secret.jpg": (b"x", "aside", "hidden file"),
    "broken.png": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "unusable", ""),
}


def test_every_file_stands_in_the_report_with_what_became_of_it(tmp_path: Path) -> None:
    """Whatever it is; and no answer is a library's."""
    source = collection(tmp_path / "set", 17)
    put(source, "real/Screenshot 12.30\u202fPM, \u2068\U0001f468\u200d\U0001f469\u2069\u00a0.png", photo("shot"))
    for name, (content, *_) in ODD.items():
        put(source, f"real/{name}", content)
    outcome = imported(source, tmp_path / "pack")
    assert outcome.failed
    told = report(tmp_path / "pack")
    paths = {path.relative_to(source).as_posix() for path in source.rglob("*") if path.is_file()}
    assert set(told) == paths
    for name, (_, fate, why) in ODD.items():
        assert told[f"real/{name}"][0] == fate, name
        assert why in told[f"real/{name}"][1], name
        for word in ("decoder", "error", "Error", "cannot identify", "object at", "bytes", "PIL"):
            assert word not in told[f"real/{name}"][1], name


def test_the_report_opens_in_a_spreadsheet(tmp_path: Path) -> None:
    """It begins with a byte order mark, is quoted where needed, holds no formula, and speaks the author's language."""
    source = collection(tmp_path / "set", 2)
    put(source, "real/=1+1, «città».jpg", b"no")
    imported(source, tmp_path / "pack", words=Words("it"))
    raw = (tmp_path / "pack" / describing.REPORT).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfpath,outcome,id,why\r\n")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert {len(row) for row in rows} == {4}
    assert any(row[3].startswith("non è un\u2019immagine in un formato") for row in rows)
    put(tmp_path / "zip", "=SUM(A1)/real/1.png", photo("x"))
    put(tmp_path / "zip", "=SUM(A1)/fake/1.png", photo("y"))
    imported(tmp_path / "zip", tmp_path / "pack-2")
    assert "'=SUM(A1)/real/1.png" in report(tmp_path / "pack-2")


# --- sides


def test_a_side_of_which_less_than_half_can_be_used_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It names the folders and why, and the rest is imported; of which none can, nothing is but the report."""
    source = collection(tmp_path / "set", 2)
    for number in range(3):
        put(source, f"fake/gan/bad-{number}.jpg", b"no")
    put(source, "fake/small.png", photo("small", (60, 60)))
    command = ["import", str(source), "--made-by", "splice", "--lang", "en", "--out"]
    assert main([*command, str(tmp_path / "pack")]) == 1
    told = capsys.readouterr().err
    assert "set:0:0: error: 4 of 6 fake pictures cannot be used: 'fake/gan': 3 (not a picture in a format" in told
    assert "'fake': 1 (only 60x60 pixels" in told
    assert len(read(tmp_path / "pack").pictures) == 4
    for number in range(2):
        (source / "fake" / f"{number}.jpg").unlink()
    assert main([*command, str(tmp_path / "other")]) == 1
    assert "4 of 4 fake pictures cannot be used" in capsys.readouterr().err
    assert report(tmp_path / "other")["fake/small.png"][0] == "unusable"
    assert not (tmp_path / "other" / "pack.yaml").exists()
    put(source, "fake/0.jpg", photo("0"))
    for number in range(3):
        put(source, f"fake/more-{number}.jpg", photo(f"more {number}"))
    assert main([*command, str(tmp_path / "half")]) == 1
    assert "cannot be used:" not in capsys.readouterr().err


def test_a_side_that_is_mostly_of_one_picture_is_told(tmp_path: Path) -> None:
    """Such as the frames of one video."""
    source, base = collection(tmp_path / "set", 2), photo("base", (400, 300))
    for number in range(6):
        put(source, f"fake/frame-{number}.png", base.resize((400 - number, 300)))
    said = imported(source, tmp_path / "pack").said
    assert "5 of 8 fake pictures look like another one and are left out; --similar 0 keeps all but the same" in said


def test_large_pictures_are_not_made_smaller_than_needed(tmp_path: Path) -> None:
    """Those that reach the pack's size, with room for the reduction that hides old compression, keep all its pixels."""
    for number in range(2):
        put(tmp_path / "set", f"real/{number}.jpg", photo(f"r{number}", (1600, 1200)))
        put(tmp_path / "set", f"fake/{number}.jpg", photo(f"f{number}", (1100, 825)))
    said = imported(tmp_path / "set", tmp_path / "pack", side=None).said
    assert any("reduced to 768 px" in line and "brought to 768 px" in line for line in said)
    said = imported(tmp_path / "set", tmp_path / "large", side=1200).said
    assert any("reduced to 825 px" in line and "brought to 1200 px" in line for line in said)


# --- labels that changed


def labelled(tmp_path: Path, fake: str = "fake,splice") -> dict[str, Any]:
    """An import by a table, whose last line says something of `b.png`."""
    for name in ("a.png", "b.png"):
        if not (tmp_path / "set" / name).exists():
            put(tmp_path / "set", name, photo(name))
    table = tmp_path / "labels.csv"
    table.write_text(f"path,truth,made_by\na.png,real,\nb.png,{fake}\n", encoding="utf-8")
    return {"source": tmp_path / "set", "out": tmp_path / "pack", "labels": table}


def test_a_corrected_label_is_told_and_changes_nothing_unasked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 1, with what both say and the option that writes it; the pack's files stay as they are."""
    imported(**labelled(tmp_path))
    before = {path: path.read_bytes() for path in (tmp_path / "pack" / "assets").rglob("*") if path.is_file()}
    capsys.readouterr()
    labelled(tmp_path, "real,")
    command = [
        "import",
        str(tmp_path / "set"),
        "--labels",
        str(tmp_path / "labels.csv"),
        "--out",
        str(tmp_path / "pack"),
    ]
    assert main(command) == 1
    shown = capsys.readouterr().out
    assert "b.png: the pack says manipulated/splice, the source now says real/camera; nothing was changed" in shown
    assert "1 label in the source differs from the pack" in shown
    assert "--relabel writes it into the pack" in shown
    assert "2 pictures are in, 2 of them were there before" in shown
    assert {path: path.read_bytes() for path in before} == before
    assert main([*command, "--lang", "it"]) == 1
    assert "--relabel la scrive nella raccolta" in capsys.readouterr().out


def test_relabel_writes_the_corrected_label(tmp_path: Path) -> None:
    """In the YAML and in the picture's file; what contradicts it goes, the rest stays, and the pack still plays."""
    imported(**labelled(tmp_path))
    path = tmp_path / "pack" / "assets" / "pictures.yaml"
    text = path.read_text(encoding="utf-8").replace("TODO: say what is to be seen", "A view # mine")
    path.write_text(text.replace("    difficulty: 3", "    difficulty: 5  # hard"), encoding="utf-8")
    outcome = imported(**labelled(tmp_path, "real,"), relabel=True)
    assert (outcome.failed, outcome.counts, outcome.before) == (False, {"in": 2}, 2)
    picture = by_path(read(tmp_path / "pack"), tmp_path / "pack")["b.png"]
    assert (picture.truth, picture.made_by, picture.source_type) == ("real", "camera", "digitalCapture")
    assert (picture.difficulty, picture.evidence) == (5, ())
    assert picture.alt["en"].startswith("A view # mine")
    assert "difficulty: 5  # hard" in path.read_text(encoding="utf-8")
    assert b"digitalCapture" in (tmp_path / "pack" / "assets" / picture.file).read_bytes()
    assert not imported(**labelled(tmp_path, "real,")).differing
    imported(**labelled(tmp_path, "fake,retouch"), relabel=True)
    picture = by_path(read(tmp_path / "pack"), tmp_path / "pack")["b.png"]
    assert (picture.truth, picture.made_by, picture.source_type) == ("manipulated", "retouch", "humanEdits")


def test_a_label_that_the_author_changed_in_the_pack_is_no_corrected_one(tmp_path: Path) -> None:
    """The source says what it said before."""
    imported(**labelled(tmp_path))
    path = tmp_path / "pack" / "assets" / "pictures.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("made_by: splice", "made_by: morph"), encoding="utf-8")
    outcome = imported(**labelled(tmp_path))
    assert (outcome.failed, outcome.differing) == (False, 0)
    assert "made_by: morph" in path.read_text(encoding="utf-8")


def test_a_folder_that_was_corrected_is_a_corrected_label_too(tmp_path: Path) -> None:
    """A picture moved from real/ to fake/."""
    source = collection(tmp_path / "set", 2)
    imported(source, tmp_path / "pack")
    (source / "real" / "0.png").rename(source / "fake" / "moved.png")
    assert imported(source, tmp_path / "pack").differing == 1
    imported(source, tmp_path / "pack", relabel=True)
    picture = by_path(read(tmp_path / "pack"), tmp_path / "pack")["fake/moved.png"]
    assert (picture.truth, picture.made_by) == ("manipulated", "splice")


def test_what_a_person_must_write_is_asked_for_in_the_languages_of_the_pack(tmp_path: Path) -> None:
    """Texts in each of them; comments in the author's."""
    imported(collection(tmp_path / "set", 1), tmp_path / "pack", languages=("en", "it"), words=Words("it"))
    path = tmp_path / "pack" / "assets" / "pictures.yaml"
    text = path.read_text(encoding="utf-8")
    pictures = yamlfile.read(path, "pictures.yaml").data["pictures"]
    assert {json.dumps(item["alt"], ensure_ascii=False) for item in pictures} == {json.dumps({
        "en": "TODO: say what is to be seen, without giving the answer away",
        "it": "TODO: di\u2019 che cosa si vede, senza svelare la risposta",
    }, ensure_ascii=False)}  # fmt: skip
    assert "# Importate. Ogni testo che inizia con TODO aspetta una persona" in text
    assert "# TODO looks_odd: perché questa immagine è vera" in text
