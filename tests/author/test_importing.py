"""Importing other people's pictures: read as they are meant, made alike, described, and never lost half-way."""

from __future__ import annotations

import csv
import io
import os
import random
import re
import shutil
import stat
import struct
import subprocess
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFilter

from game.author.importing import describing, run, sources
from game.author.importing.candidate import Defaults
from game.author.importing.journal import NAME
from game.author.importing.run import ImportOptions, ImportResult
from game.base.errors import PackError
from game.commands.cli import main
from game.model.picture import Region
from game.pack import library, yamlfile
from game.pack.check.check_files import read_whole
from game.pack.library import Library
from tests.conftest import REPOSITORY

ALL = Defaults("splice", "Anna", "CC0-1.0")
Tree = dict[str, bytes]


def photo(seed: object, size: tuple[int, int] = (420, 320)) -> Image.Image:
    """A picture unlike every other: soft colours and shapes, by its seed."""
    rng = random.Random(str(seed))
    image = Image.frombytes("RGB", (7, 6), rng.randbytes(126)).resize(size, Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(image)
    for _ in range(12):
        x, y, radius = rng.randrange(size[0]), rng.randrange(size[1]), rng.randrange(10, 60)
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=tuple(rng.randbytes(3)))
    return image


def put(folder: Path, name: str, image: Image.Image | bytes, **options: Any) -> Path:
    """Save a picture, or bytes, below a folder."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(image, bytes):
        path.write_bytes(image)
    else:
        image.save(path, **options)
    return path


def collection(folder: Path, each: int = 3) -> Path:
    """`real/` and `fake/`, of different sizes, formats and qualities."""
    for number in range(each):
        put(folder, f"real/{number}.png", photo(f"r{number}", (600, 400)))
        put(folder, f"fake/{number}.jpg", photo(f"f{number}", (400, 300)), quality=40)
    return folder


def imported(source: Path, out: Path, **more: Any) -> ImportResult:
    """An import with everything said that can be said for all, into small pictures."""
    return run.run(wanted(source, out, **more))


def wanted(source: Path, out: Path, **more: Any) -> ImportOptions:
    """What it asks for."""
    return ImportOptions(**{"source": source, "out": out, "languages": ("en",), "defaults": ALL, "side": 300, **more})


def read(pack: Path) -> Library:
    """A pack that has no error, and whose files are as it says."""
    found, problems = read_whole(pack)
    assert found is not None, problems
    return found


def tree(pack: Path) -> Tree:
    """Every file of a pack, except for the import's own record."""
    paths = sorted(path for path in pack.rglob("*") if path.is_file() and not path.name.startswith(NAME))
    return {path.relative_to(pack).as_posix(): path.read_bytes() for path in paths}


def report(pack: Path) -> dict[str, tuple[str, str]]:
    """What the report says: path -> outcome, why."""
    with (pack / describing.REPORT).open(encoding="utf-8-sig", newline="") as file:
        return {row["path"]: (row["outcome"], row["why"]) for row in csv.DictReader(file)}


def by_path(found: Library, pack: Path) -> dict[str, library.Picture]:
    """The pictures by where they came from."""
    with (pack / describing.REPORT).open(encoding="utf-8-sig", newline="") as file:
        return {row["path"]: found.pictures[row["id"]] for row in csv.DictReader(file) if row["id"]}


# --- what comes out


def test_nothing_but_the_content_tells_real_from_fake(tmp_path: Path) -> None:
    """Same long side, same quantisation, same mode and metadata, names from content; a playable level in balance."""
    outcome = imported(collection(tmp_path / "set"), tmp_path / "pack", side=None)
    assert not outcome.failed
    for name, schema in (
        ("pack", "schemas/"),
        ("assets/pictures", "../schemas/"),
        ("levels/real-or-fake", "../schemas/"),
    ):
        text = (tmp_path / "pack" / f"{name}.yaml").read_text(encoding="utf-8")
        link = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
        assert link
        assert link[1].startswith(schema)
        assert (tmp_path / "pack" / f"{name}.yaml").parent.joinpath(link[1]).is_file()
    assert any("reduced to 300 px" in line for line in outcome.said)
    found = read(tmp_path / "pack")
    made = set()
    for picture in found.pictures.values():
        with Image.open(found.path(picture.file)) as image:
            made.add((max(image.size), image.mode, str(image.quantization), tuple(sorted(image.info))))
        assert re.fullmatch(r"images/[0-9a-f]{16}\.jpg", picture.file)
        assert f"p-{Path(picture.file).stem}" == picture.id
    assert len(made) == 1
    assert Counter(picture.truth for picture in found.pictures.values()) == {"real": 3, "manipulated": 3}
    assert found.levels["real-or-fake"].rounds[0].draw.count == 6  # type: ignore[union-attr]


def test_a_name_does_not_follow_from_truth_order_or_place(tmp_path: Path) -> None:
    """The same file elsewhere, called fake, gets the same name."""
    put(tmp_path / "one", "real/a.png", photo(1))
    put(tmp_path / "two", "x/fake/b.png", photo(1))
    for name in ("one", "two"):
        imported(tmp_path / name, tmp_path / f"pack-{name}")
    one, two = (tmp_path / f"pack-{name}" / "assets" / "images" for name in ("one", "two"))
    assert [path.name for path in one.iterdir()] == [path.name for path in two.iterdir()]


def test_where_and_with_what_a_picture_was_taken_is_gone(tmp_path: Path) -> None:
    """Of GPS, camera, comments, thumbnails and captions only source type and credit stay."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0131], exif[0x9286] = "SecretCam", "SecretSoft", "SecretComment"
    exif.get_ifd(0x8825).update({1: "N", 2: (45.0, 28.0, 1.0), 3: "E", 4: (9.0, 11.0, 2.0)})
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><GPSLatitude>SecretPlace</GPSLatitude></x:xmpmeta>"
    path = put(tmp_path / "set", "real/a.jpg", photo(1), exif=exif, comment=b"SecretNote", xmp=xmp)
    assert path.read_bytes().count(b"Secret") >= 4
    imported(tmp_path / "set", tmp_path / "pack")
    (made,) = (tmp_path / "pack" / "assets" / "images").iterdir()
    with Image.open(made) as image:
        assert not image.getexif()
        assert b"digitalCapture" in image.info["xmp"]
        assert b"Anna" in image.info["xmp"]
    assert b"Secret" not in made.read_bytes()
    assert b"GPS" not in made.read_bytes()


def swapped_profile() -> bytes:
    """A colour profile whose red, green and blue are sRGB's green, blue and red (ICC.1:2001, matrix and curves)."""

    def xyz(*values: float) -> bytes:
        return b"XYZ \0\0\0\0" + b"".join(struct.pack(">i", round(value * 65536)) for value in values)

    red, green, blue = xyz(0.4361, 0.2225, 0.0139), xyz(0.3851, 0.7169, 0.0971), xyz(0.1431, 0.0606, 0.7141)
    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(2.2 * 256)) + b"\0\0"
    text = b"text\0\0\0\0none\0\0\0\0"
    name = b"desc\0\0\0\0" + struct.pack(">I", 5) + b"swap\0" + bytes(81)
    tags = {
        b"rXYZ": green, b"gXYZ": blue, b"bXYZ": red, b"rTRC": curve, b"gTRC": curve, b"bTRC": curve,
        b"wtpt": xyz(0.9642, 1.0, 0.8249), b"cprt": text, b"desc": name,
    }  # fmt: skip
    place, table, body = 128 + 4 + 12 * len(tags), b"", b""
    for tag, content in tags.items():
        table += tag + struct.pack(">II", place + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    head = struct.pack(">I4sI4s4s4s", place + len(body), b"lcms", 0x02100000, b"mntr", b"RGB ", b"XYZ ")
    head += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + struct.pack(">3i", 63190, 65536, 54061)
    return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


RED = (200, 30, 30)


def as_16_bit() -> Image.Image:
    """Grey of 16 bits, at half of the brightest."""
    import numpy as np

    return Image.fromarray(np.full((320, 420), 0x8000, np.uint16))


def palette() -> Image.Image:
    """A palette of red, and nothing that is transparent."""
    image = Image.new("RGBA", (420, 320), (*RED, 255))
    image.paste((0, 0, 0, 0), (0, 0, 420, 160))
    return image.quantize(8)


@pytest.mark.parametrize(
    ("name", "image", "options", "centre"),
    [
        ("rgb.png", Image.new("RGB", (420, 320), RED), {}, RED),
        ("cmyk.jpg", Image.new("RGB", (420, 320), RED).convert("CMYK"), {}, RED),
        ("cmyk.tif", Image.new("RGB", (420, 320), RED).convert("CMYK"), {}, RED),
        ("grey.jpg", Image.new("L", (420, 320), 90), {}, (90, 90, 90)),
        ("grey16.png", as_16_bit(), {}, (128, 128, 128)),
        ("grey16.tif", as_16_bit(), {}, (128, 128, 128)),
        ("bits.png", Image.new("1", (420, 320), 1), {}, (255, 255, 255)),
        ("palette.png", palette(), {}, RED),
        ("palette.gif", Image.new("RGB", (420, 320), RED).quantize(8), {}, RED),
        ("clear.png", Image.new("RGBA", (420, 320), (0, 0, 0, 0)), {}, (255, 255, 255)),
        ("half.png", Image.new("LA", (420, 320), (0, 127)), {}, (128, 128, 128)),
        ("plain.bmp", Image.new("RGB", (420, 320), RED), {}, RED),
        ("plain.webp", Image.new("RGB", (420, 320), RED), {"lossless": True}, RED),
        ("swapped.png", Image.new("RGB", (420, 320), RED), {"icc_profile": swapped_profile()}, (30, 200, 30)),
        ("swapped.jpg", Image.new("RGB", (420, 320), RED), {"icc_profile": swapped_profile()}, (30, 200, 30)),
        ("misfit.jpg", Image.new("RGB", (420, 320), RED).convert("CMYK"), {"icc_profile": swapped_profile()}, RED),
        ("broken-profile.png", Image.new("RGB", (420, 320), RED), {"icc_profile": b"none"}, RED),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_every_kind_of_pixels_comes_out_as_it_is_meant(
    name: str, image: Image.Image, options: dict[str, Any], centre: tuple[int, int, int], tmp_path: Path
) -> None:
    """CMYK, 16 bits, palettes, transparency on white, colour profiles; broken ones are passed over."""
    put(tmp_path / "set", f"real/{name}", image, **options)
    assert not imported(tmp_path / "set", tmp_path / "pack").failed
    (made,) = (tmp_path / "pack" / "assets" / "images").iterdir()
    with Image.open(made) as found:
        assert found.mode == "RGB"
        seen = found.getpixel((found.width // 2, found.height * 3 // 4))
    assert isinstance(seen, tuple)
    assert all(abs(one - other) <= 8 for one, other in zip(seen, centre, strict=True)), seen


@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_stand_upright_and_regions_with_them(orientation: int, tmp_path: Path) -> None:
    """A dark corner that the camera turned is where it was seen, and so is its region."""
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }  # fmt: skip
    image = Image.new("RGB", (480, 320), "white")
    image.paste("black", (0, 0, 120, 80))
    stored = image.transpose(turns[orientation]) if orientation in turns else image
    exif = Image.Exif()
    exif[0x0112] = orientation
    put(tmp_path / "set", "a.jpg", stored, exif=exif, quality=95)
    table = tmp_path / "labels.csv"
    table.write_text("path,truth,made_by,regions\na.jpg,fake,splice,cut-edge: box 0 0 120 80\n", encoding="utf-8")
    imported(tmp_path / "set", tmp_path / "pack", labels=table, side=768)
    (picture,) = read(tmp_path / "pack").pictures.values()
    assert picture.size == (768, 512)
    assert picture.evidence[0].region.box == (0, 0, 192, 128)
    with Image.open(tmp_path / "pack" / "assets" / picture.file) as made:
        assert made.convert("L").getpixel((96, 64)) < 20  # type: ignore[operator]
        assert made.convert("L").getpixel((400, 300)) > 235  # type: ignore[operator]


def test_regions_and_masks_follow_a_square_cut(tmp_path: Path) -> None:
    """They move with the picture, are cut where it is cut, and go where nothing of them is left."""
    mask = Image.new("L", (800, 400))
    mask.paste(255, (300, 100, 400, 200))
    put(tmp_path / "set", "a.png", photo(1, (800, 400)))
    put(tmp_path / "set", "b.png", photo(2, (800, 400)))
    put(tmp_path / "set", "mask.png", mask)
    table = tmp_path / "labels.csv"
    table.write_text(
        "path,truth,made_by,mask,regions\na.png,fake,splice,mask.png,\n"
        "b.png,fake,splice,,ellipse 400 200 50 50 | box 150 0 100 100 | polygon 0 0 50 0 50 50\n",
        encoding="utf-8",
    )
    imported(tmp_path / "set", tmp_path / "pack", labels=table, square=True, side=400)
    found = by_path(read(tmp_path / "pack"), tmp_path / "pack")
    assert found["a.png"].size == (400, 400)
    assert found["a.png"].evidence[0].region.box == (100, 100, 100, 100)
    with Image.open(tmp_path / "pack" / "assets" / str(found["a.png"].mask)) as made:
        assert made.getbbox() == (100, 100, 200, 200)
    regions = [item.region for item in found["b.png"].evidence]
    assert regions == [Region(ellipse=(200, 200, 50, 50)), Region(box=(0, 0, 50, 100))]


def test_shapes_that_give_the_answer_away_are_told(tmp_path: Path) -> None:
    """Wide photographs and square fakes: a line says so, and how to help it; so do sizes that some do not reach."""
    for number in range(6):
        put(tmp_path / "set", f"real/{number}.png", photo(f"r{number}", (600, 400)))
        put(tmp_path / "set", f"fake/{number}.png", photo(f"f{number}", (400, 400) if number else (250, 250)))
    said = imported(tmp_path / "set", tmp_path / "pack", native=300).said
    assert any("100% of the fakes and 0% of the real pictures are square; --square" in line for line in said)
    assert any("0 real and 1 fake pictures are smaller than 300 px" in line for line in said)


# --- layouts


def test_nothing_says_what_is_real(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No folders, names or table, or fakes of unknown making: a line with what would help, and nothing is written."""
    put(tmp_path / "set", "a.jpg", photo(1))
    out = tmp_path / "pack"
    assert main(["import", str(tmp_path / "set"), "--out", str(out)]) == 1
    assert "1 pictures, but nothing says which are real" in capsys.readouterr().err
    put(tmp_path / "set", "fake/a.jpg", photo(1))
    assert main(["import", str(tmp_path / "set"), "--out", str(out)]) == 1
    assert "fake:0:0: error: how were the fakes here made?" in capsys.readouterr().err
    with pytest.raises(SystemExit, match="2"):
        main(["import", str(tmp_path / "set"), "--out", str(out), "--made-by", "gann"])
    assert "did you mean 'gan'?" in capsys.readouterr().err
    assert not out.exists()


def test_masks_and_originals_of_altered_photographs_are_taken_along(tmp_path: Path) -> None:
    """CoMoFoD's white areas and Columbia's green part become exact masks and boxes; originals are linked."""
    base = photo("base")
    forged, white = base.copy(), Image.new("L", base.size)
    for left in (40, 300):
        forged.paste("black", (left, 60, left + 60, 120))
        white.paste(1, (left, 60, left + 60, 120))  # masks of 0 and 1 are as good as those of 0 and 255
    put(tmp_path / "set", "001_O.png", base)
    put(tmp_path / "set", "001_F.png", forged)
    put(tmp_path / "set", "001_B.png", white, transparency=0)
    put(tmp_path / "other", "4cam_splc/a_b_sub_01.tif", photo("columbia"))
    put(tmp_path / "other", "4cam_auth/a_sub_01.tif", photo("auth"))
    edge = Image.new("RGB", base.size, (200, 0, 0))
    edge.paste((0, 200, 0), (100, 0, 420, 320))
    put(tmp_path / "other", "4cam_splc/edgemask/a_b_sub_01_edgemask.jpg", edge)
    assert not imported(tmp_path / "set", tmp_path / "pack", side=420).failed
    assert not imported(tmp_path / "other", tmp_path / "pack-2", side=420).failed
    forgeries = by_path(read(tmp_path / "pack"), tmp_path / "pack")
    found = {**forgeries, **by_path(read(tmp_path / "pack-2"), tmp_path / "pack-2")}
    forgery, splice = found["001_F.png"], found["4cam_splc/a_b_sub_01.tif"]
    assert forgery.original == found["001_O.png"].id
    assert [item.region.box for item in forgery.evidence] == [(40, 60, 60, 60), (300, 60, 60, 60)]
    assert forgery.evidence[0].tell == "clone-repeat"
    assert forgery.evidence[0].note["en"].startswith("TODO")
    left, top, width, height = splice.evidence[0].region.box or (0, 0, 0, 0)
    assert abs(left - 100) <= 2
    assert (top, left + width, height) == (0, 420, 320)


def test_of_two_possible_originals_the_likelier_is_linked(tmp_path: Path) -> None:
    """Where a name gives two, and in the wrong order, looks decide; an unlike one is not linked at all."""
    one, two = photo("one"), photo("two")
    forged = one.copy()
    forged.paste("white", (10, 10, 60, 60))
    put(tmp_path / "set", "Au/Au_ani_00001.png", one)
    put(tmp_path / "set", "Au/Au_ani_00002.png", two)
    put(tmp_path / "set", "Tp/Tp_D_CRN_S_N_ani00001_ani00002_11818.png", forged)
    put(tmp_path / "set", "Tp/Tp_D_CRN_S_N_ani00002_ani00002_11819.png", photo("three"))
    imported(tmp_path / "set", tmp_path / "pack")
    found = by_path(read(tmp_path / "pack"), tmp_path / "pack")
    assert found["Tp/Tp_D_CRN_S_N_ani00001_ani00002_11818.png"].original == found["Au/Au_ani_00001.png"].id
    assert found["Tp/Tp_D_CRN_S_N_ani00002_ani00002_11819.png"].original is None


# --- tables


def test_a_table_may_say_everything(tmp_path: Path) -> None:
    """Texts by language, evidence as JSON, source type, tags, generator, year; nothing is left to do."""
    put(tmp_path / "set", "più bella.png", photo(1, (768, 512)))
    put(tmp_path / "set", "r.png", photo(2, (768, 512)))
    region = '"tell": "cut-edge", "region": {"polygon": [[1,2],[30,4],[9,80]]}'
    evidence = f'[{{{region}, "note": {{"en": "Cut.", "it": "Tagliato."}}}}]'
    rows = (
        ("path", "più bella.png", "r.png"), ("truth", "manipulated", "real"), ("made_by", "splice", ""),
        ("regions", evidence, ""), ("alt_en", 'A "view"', "B"), ("alt_it", "Una «vista»: #1", "C"),
        ("source_type", "compositeSynthetic", "print"), ("tags", "sea sky", ""), ("generator", "scissors", ""),
        ("year", "1999", ""), ("credit", "B", "B"), ("licence", "CC0", "CC0"), ("looks_odd_en", "", "Old."),
        ("looks_odd_it", "", "Vecchia."), ("source", "here", "there"),
    )  # fmt: skip
    with (tmp_path / "t.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter="\t").writerows(zip(*rows, strict=True))
    imported(tmp_path / "set", tmp_path / "pack", labels=tmp_path / "t.csv", side=768, defaults=Defaults())
    found, problems = library.read(tmp_path / "pack")
    assert problems == []
    assert found is not None
    assert found.pack.languages == ("en", "it")
    pictures = by_path(found, tmp_path / "pack")
    fake, real = pictures["più bella.png"], pictures["r.png"]
    assert fake.alt == {"en": 'A "view"', "it": "Una «vista»: #1"}
    assert (fake.source_type, fake.tags, fake.generator, fake.year, fake.source) == (
        "compositeSynthetic", ("sea", "sky"), "scissors", 1999, "here",
    )  # fmt: skip
    assert fake.evidence[0].region.polygon == ((1, 2), (30, 4), (9, 80))
    assert fake.evidence[0].note == {"en": "Cut.", "it": "Tagliato."}
    assert real.looks_odd == {"en": "Old.", "it": "Vecchia."}


def test_the_table_of_the_guide_is_imported_as_it_stands(tmp_path: Path) -> None:
    """What assets/README.md shows works; what it leaves open says TODO."""
    text = (REPOSITORY / "assets" / "README.md").read_text(encoding="utf-8")
    block = re.search(r"```csv\n(.*?)```", text, re.DOTALL)
    assert block
    (tmp_path / "labels.csv").write_text(block[1], encoding="utf-8")
    for name in ("holiday/beach.jpg", "holiday/moon.jpg", "portrait.png"):
        put(tmp_path / "set", name, photo(name))
    mask = Image.new("L", (420, 320))
    mask.paste(255, (10, 10, 90, 90))
    put(tmp_path / "set", "moon-mask.png", mask)
    command = ["import", str(tmp_path / "set"), "--labels", str(tmp_path / "labels.csv"), "--lang", "en"]
    assert main([*command, "--out", str(tmp_path / "pack")]) == 0
    found, problems = library.read(tmp_path / "pack")
    assert found is not None
    assert all(item.severity == "warning" for item in problems)
    pictures = by_path(found, tmp_path / "pack")
    assert pictures["holiday/moon.jpg"].evidence[0].note["en"].startswith("TODO")
    assert pictures["portrait.png"].licence.startswith("TODO")
    assert pictures["holiday/moon.jpg"].original == pictures["holiday/beach.jpg"].id
    assert pictures["holiday/moon.jpg"].mask
    assert [item.note["en"] for item in pictures["portrait.png"].evidence] == [
        "Two earrings, two shapes.",
        "The wall melts.",
    ]


# --- what is damaged, or there twice


def lying_png() -> bytes:
    """A small file that claims to be 30,000 px a side."""
    file = io.BytesIO()
    Image.new("1", (8, 8)).save(file, "PNG")
    raw = bytearray(file.getvalue())
    raw[16:24] = struct.pack(">II", 30_000, 30_000)
    import zlib

    raw[29:33] = struct.pack(">I", zlib.crc32(raw[12:29]))
    return bytes(raw)


def test_one_damaged_file_stops_none_of_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each is reported with its reason, in the terminal and in the pack; exit 1."""
    source = collection(tmp_path / "set", 6)
    whole = put(source, "fake/cut.jpg", photo("cut")).read_bytes()
    put(source, "fake/cut.jpg", whole[: len(whole) // 2])
    put(source, "fake/text.jpg", b"this is no picture")
    put(source, "fake/empty.png", b"")
    put(source, "fake/bomb.png", lying_png())
    put(source, "fake/small.png", photo("small", (64, 64)))
    put(source, "fake/long.png", photo("long", (900, 100)))
    put(source, "fake/moves.gif", photo(1), save_all=True, append_images=[photo(2)])
    put(source, "fake/mask-wrong.png", photo("wrong"))
    put(source, "masks/mask-wrong.png", Image.new("L", (320, 420), 255))
    put(source, "fake/mask-empty.png", photo("hollow"))
    put(source, "masks/mask-empty.png", Image.new("L", (420, 320)))
    put(source, "notes.txt", b"")
    assert main(["import", str(source), "--out", str(tmp_path / "pack"), "--made-by", "splice", "--lang", "it"]) == 1
    shown = capsys.readouterr().out
    told = report(tmp_path / "pack")
    for name, outcome, why in (
        ("cut.jpg", "unusable", "danneggiat"), ("text.jpg", "unusable", "immagine in un formato"),
        ("empty.png", "unusable", "vuoto"), ("bomb.png", "unusable", "megapixel"),
        ("small.png", "unusable", "solo 64x64 pixel"), ("long.png", "unusable", "troppo stretta"),
        ("moves.gif", "unusable", ""), ("mask-wrong.png", "in", "ha 320x420 pixel, l\u2019immagine 420x320"),
        ("mask-empty.png", "in", "the mask is empty"),
    ):  # fmt: skip
        assert told[f"fake/{name}"][0] == outcome
        assert why in told[f"fake/{name}"][1]  # of the one that is cut Pillow says what is wrong, in its own words
        assert told[f"fake/{name}"][1]
        assert f"fake/{name}: {told[f'fake/{name}'][1]}" in shown
    assert "truncated" not in shown  # as a library says it
    assert "lasciati da parte: 1 .txt" in shown
    assert "14 immagini sono dentro, 7 non si possono usare" in shown
    found = read(tmp_path / "pack")
    assert len(found.pictures) == 14
    assert found.pack.languages == ("it",)
    assert found.levels["real-or-fake"].title == {"it": "Vero o falso?"}


def test_a_picture_comes_in_once(tmp_path: Path) -> None:
    """The same file, another size or format of it, and a file called both real and fake."""
    source = collection(tmp_path / "set")
    put(source, "real/again.png", (source / "real" / "0.png").read_bytes())
    put(source, "real/again.jpg", photo("r1", (600, 400)).resize((300, 200)), quality=60)
    put(source, "real/both.png", photo("both"))
    put(source, "fake/both.png", photo("both"))
    outcome = imported(source, tmp_path / "pack")
    told = report(tmp_path / "pack")
    assert told["real/again.png"] == ("duplicate", "the same file as 'real/0.png'")
    assert told["real/again.jpg"][0] == "duplicate"
    assert told["real/again.jpg"][1].startswith("nearly the same picture as 'real/1.png'")
    assert {told[f"{name}/both.png"][0] for name in ("real", "fake")} == {"contradiction"}
    assert outcome.counts == {"in": 6, "duplicate": 2, "contradiction": 2}
    assert outcome.failed
    assert len(read(tmp_path / "pack").pictures) == 6


def test_fakes_of_one_photograph_may_look_alike(tmp_path: Path) -> None:
    """An altered picture is linked with what it looks like, by its name or its looks, and not taken for a duplicate."""
    source, base = tmp_path / "set", photo("base")
    put(source, "real/base.png", base)
    for number, place in enumerate(((20, 20), (200, 150))):
        forged = base.copy()
        forged.paste("white", (*place, place[0] + 12, place[1] + 12))
        put(source, f"fake/forged-{number}.png", forged)
    put(source, "real/other.png", photo("other"))
    imported(source, tmp_path / "pack")
    found = by_path(read(tmp_path / "pack"), tmp_path / "pack")
    assert {found[f"fake/forged-{number}.png"].original for number in range(2)} == {found["real/base.png"].id}
    text = (tmp_path / "pack" / "assets" / "pictures.yaml").read_text(encoding="utf-8")
    assert text.count("# TODO: found by its likeness; is it the untouched picture?") == 2


# --- going on


def test_an_import_killed_in_the_middle_goes_on(tmp_path: Path) -> None:
    """What was made is not made again, and the pack is the same, to the last byte, as without the interruption."""
    source = tmp_path / "set"
    for number in range(16):
        put(source, f"{('real', 'fake')[number % 2]}/{number}.png", photo(number, (1000, 800)), compress_level=1)
    command = [sys.executable, "main.py", "import", str(source), "--made-by", "gan", "--lang", "en", "--out"]
    out, whole = tmp_path / "killed" / "pack", tmp_path / "whole" / "pack"
    process = subprocess.Popen(
        [*command, str(out)], cwd=REPOSITORY, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    images = out / "assets" / "images"
    while len(list(images.glob("*.jpg"))) < 4:
        assert process.poll() is None, "it was done before it could be killed"
        time.sleep(0.002)
    process.kill()
    process.wait()
    before = {path: path.stat().st_mtime_ns for path in images.iterdir()}
    assert not (out / "pack.yaml").exists()
    assert main([*command[2:], str(out)]) == 0
    assert main([*command[2:], str(whole)]) == 0
    assert tree(out) == tree(whole)
    again = [path for path, moment in before.items() if path.stat().st_mtime_ns != moment]
    assert len(again) < len(before)  # no more than was at work when it ended


class CutOffError(Exception):
    """The end, at some moment."""


def test_at_whatever_step_it_ends_the_next_run_comes_to_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After every single picture looked at or made, and at every file that a full disk refuses."""
    monkeypatch.setattr(describing, "PER_FILE", 2)
    source = collection(tmp_path / "set", 2)
    put(source, "real/base.png", photo("base"))
    put(source, "fake/cut.png", b"no picture")
    for number in range(2):
        forged = photo("base")
        forged.paste("white", (20 * number, 20, 20 * number + 12, 32))
        put(source, f"fake/forged-{number}.png", forged)
    whole = tmp_path / "whole" / "pack"
    imported(source, whole)
    assert len(list((whole / "assets").glob("pictures*.yaml"))) == 4
    steps = 0

    def ends(after: int) -> Callable[..., None]:
        def told(*_: object) -> None:
            nonlocal steps
            steps += 1
            if steps == after:
                raise CutOffError

        return told

    cut = 1
    while True:
        steps, out = 0, tmp_path / f"cut-{cut}" / "pack"
        try:
            run.run(wanted(source, out), ends(cut))
        except CutOffError:
            imported(source, out)
        assert tree(out) == tree(whole), cut
        if steps < cut:
            break
        cut += 1
    assert cut > 14
    real_open = describing.whole
    for refused in range(1, 8):  # four of pictures, level, pack, report
        out, writes = tmp_path / f"full-{refused}" / "pack", 0

        def full(path: Path, *mode: Any) -> Any:
            nonlocal writes
            writes += 1
            if writes == refused:  # noqa: B023 (used in this round of the loop alone)
                raise OSError(28, "No space left on device", str(path))
            return real_open(path, *mode)

        with monkeypatch.context() as patch:
            patch.setattr(describing, "whole", full)
            with pytest.raises(OSError, match="No space left"):
                imported(source, out)
        imported(source, out)
        assert tree(out) == tree(whole), refused


def test_a_finished_import_has_nothing_left_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No file is written anew but the report; one that went missing is made again."""
    source, out = collection(tmp_path / "set"), tmp_path / "pack"
    imported(source, out)
    first = tree(out)
    moments = {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.suffix in (".jpg", ".yaml")}
    imported(source, out)
    assert tree(out) == first
    assert {path: path.stat().st_mtime_ns for path in moments} == moments


def test_what_an_author_wrote_stays(tmp_path: Path) -> None:
    """Importing more adds files and links, made like those that are there; ids and texts that were changed stay so."""
    source, out, more = collection(tmp_path / "set"), tmp_path / "pack", tmp_path / "more"
    imported(source, out)
    pictures = out / "assets" / "pictures.yaml"
    base = by_path(read(out), out)["real/0.png"]
    edited = pictures.read_text(encoding="utf-8").replace(f"id: {base.id}", "id: the-first  # mine")
    pictures.write_text(edited.replace("TODO: say what is to be seen", "Seen: "), encoding="utf-8")
    level = out / "levels" / "real-or-fake.yaml"
    level.write_text(level.read_text(encoding="utf-8").replace("Real or fake?", "Mine"), encoding="utf-8")
    before = {path: path.read_bytes() for path in (pictures, level, out / "pack.yaml")}
    put(more, "real/new.png", photo("new", (300, 240)))
    put(more, "real/known.png", photo("r1", (600, 400)).filter(ImageFilter.GaussianBlur(1)))
    put(more, "real/0.png", (source / "real" / "0.png").read_bytes())
    forged = photo("r0", (600, 400))
    forged.paste("white", (30, 30, 60, 60))
    put(more, "tampered/splice/0.png", forged)
    outcome = imported(more, out)
    assert {path: path.read_bytes() for path in before} == before
    told = report(out)
    assert told["real/known.png"][0] == "duplicate"
    assert "which the pack has already" in told["real/known.png"][1]
    assert outcome.counts == {"in": 3, "duplicate": 1}
    found = read(out)
    assert len(found.pictures) == 8
    new = (out / "assets" / "pictures-2.yaml").read_text(encoding="utf-8")
    assert "original: the-first" in new
    assert {max(picture.size) for picture in found.pictures.values()} == {300}
    with pytest.raises(PackError, match="what is there was made with --side 300"):
        imported(more, out, side=600)


def test_a_pack_made_by_hand_is_added_to(tmp_path: Path) -> None:
    """Its languages hold, its levels stay as they are, its form is respected; a broken one is told and left alone."""
    out = tmp_path / "pack"
    shutil.copytree(REPOSITORY / "tests" / "packs" / "good-1", out)
    before = tree(out)
    imported(collection(tmp_path / "set"), out)
    after = tree(out)
    assert {name: after[name] for name in before} == before
    assert len(read(out).pictures) == 18
    assert sorted(path.name for path in (out / "assets").glob("pictures*")) == ["pictures-2.yaml", "pictures.yaml"]
    (out / "assets" / "pictures.yaml").write_text("format: [", encoding="utf-8")
    with pytest.raises(PackError, match=r"assets/pictures\.yaml:"):
        imported(tmp_path / "set", out)


@pytest.mark.parametrize(("folder", "name"), [("2024", "2024"), ("Our town", "our-town"), ("城", "pack")])
def test_a_pack_is_named_after_its_folder(folder: str, name: str, tmp_path: Path) -> None:
    """Whatever that is called."""
    imported(collection(tmp_path / "set", 1), tmp_path / folder)
    found = read(tmp_path / folder)
    assert (found.pack.id, found.pack.title) == (name, {"en": folder})


def test_many_pictures_are_described_in_several_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """None of them is long."""
    monkeypatch.setattr(describing, "PER_FILE", 4)
    imported(collection(tmp_path / "set", 5), tmp_path / "pack")
    files = sorted(path.name for path in (tmp_path / "pack" / "assets").glob("*.yaml"))
    assert files == ["pictures-2.yaml", "pictures-3.yaml", "pictures.yaml"]
    assert len(read(tmp_path / "pack").pictures) == 10


def test_two_imports_do_not_write_one_pack_at_once(tmp_path: Path) -> None:
    """The second one says so, and a damaged record is set aside."""
    source, out = collection(tmp_path / "set", 1), tmp_path / "pack"

    def other(*_: object) -> None:
        with pytest.raises(PackError, match="another import is writing this pack"):
            imported(source, out)
        raise CutOffError

    with pytest.raises(CutOffError):
        run.run(wanted(source, out), other)
    (out / NAME).write_bytes(b"unusable" * 1000)
    outcome = imported(source, out)
    assert any("the record of earlier imports was damaged" in line for line in outcome.said)
    assert len(read(out).pictures) == 2


def test_a_pack_gets_a_folder_of_its_own(tmp_path: Path) -> None:
    """Not one with other files, not the source, not a file; nothing is touched."""
    source = collection(tmp_path / "set", 1)
    put(tmp_path / "full", "letter.txt", b"Dear")
    put(tmp_path, "file", b"")
    for out, why in (
        (tmp_path / "full", "holds other files"), (tmp_path / "file", "is a file"),
        (source, "lies in the source"), (source / "pack", "lies in the source"),
    ):  # fmt: skip
        with pytest.raises(PackError, match=why):
            imported(source, out)
    assert tree(tmp_path / "full") == {"letter.txt": b"Dear"}
    with pytest.raises(PackError, match="no such folder or zip file"):
        imported(tmp_path / "nowhere", tmp_path / "pack")
    assert not (tmp_path / "pack").exists()


# --- zip files


def zipped(folder: Path, out: Path) -> Path:
    """A folder as a zip file."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(folder).as_posix())
    return out


def test_a_zip_file_is_as_good_as_its_folder(tmp_path: Path) -> None:
    """The same pack comes of it, and nothing is unpacked beside it."""
    source = collection(tmp_path / "set")
    put(source, "__MACOSX/real/._0.png", b"x")
    imported(source, tmp_path / "one" / "pack")
    (tmp_path / "alone").mkdir()
    archive = zipped(source, tmp_path / "alone" / "set.zip")
    imported(archive, tmp_path / "two" / "pack")
    assert tree(tmp_path / "one" / "pack") == tree(tmp_path / "two" / "pack")
    assert [path.name for path in archive.parent.iterdir()] == ["set.zip"]


def link(archive: zipfile.ZipFile) -> None:
    """A symbolic link."""
    info = zipfile.ZipInfo("real/link.png")
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    archive.writestr(info, "/etc/passwd")


HOSTILE: dict[str, tuple[Callable[[zipfile.ZipFile], None], str]] = {
    "traversal": (lambda archive: archive.writestr("real/../../evil.png", b"x"), "leads out of the archive"),
    "absolute": (lambda archive: archive.writestr("/real/evil.png", b"x"), "leads out of the archive"),
    "drive": (lambda archive: archive.writestr("C:/real/evil.png", b"x"), "leads out of the archive"),
    "share": (lambda archive: archive.writestr("\\\\host\\share\\evil.png", b"x"), "leads out of the archive"),
    "backslash": (lambda archive: archive.writestr("real\\..\\evil.png", b"x"), "leads out of the archive"),
    "hidden": (lambda archive: archive.writestr("__MACOSX/../../._evil.png", b"x"), "leads out of the archive"),
    "link": (link, "is a link"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_archive_is_refused_whole(case: str, tmp_path: Path) -> None:
    """With one line; nothing is written, inside or outside."""
    archive = zipped(collection(tmp_path / "set", 1), tmp_path / "set.zip")
    change, why = HOSTILE[case]
    with zipfile.ZipFile(archive, "a") as file:
        change(file)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(PackError, match=re.escape(why)):
        imported(archive, tmp_path / "pack")
    assert sorted(tmp_path.rglob("*")) == before


def test_entries_that_swell_or_are_damaged_are_reported(tmp_path: Path) -> None:
    """A bomb, wrong bytes and a too large file are left out; the rest comes in. Something else is no zip file."""
    source = collection(tmp_path / "set")
    archive = zipped(source, tmp_path / "set.zip")
    with zipfile.ZipFile(archive, "a", zipfile.ZIP_DEFLATED) as file:
        file.writestr("fake/bomb.png", bytes(3_000_000))
        file.writestr(zipfile.ZipInfo("fake/wrong.png"), photo("wrong").tobytes())
    raw = archive.read_bytes()
    wrong = raw.index(photo("wrong").tobytes()[:64])
    archive.write_bytes(raw[:wrong] + b"!" + raw[wrong + 1 :])
    outcome = imported(archive, tmp_path / "pack")
    told = report(tmp_path / "pack")
    assert "unpacks to more than 100 times its size" in told["fake/bomb.png"][1]
    assert "damaged in the archive" in told["fake/wrong.png"][1]
    assert outcome.counts == {"in": 6, "unusable": 2}


@pytest.mark.parametrize(
    ("head", "why"),
    [
        (b"PK no", r"this is no zip file, or it is damaged"),
        (b"Rar!\x1a\7\1\0", "no zip file but a RAR archive; unpack it and name its folder"),
        (b"7z\xbc\xaf\x27\x1c", "no zip file but a 7-Zip archive; unpack it"),
        (b"\x1f\x8b\x08\0", r"no zip file but a gzip or tar\.gz file; unpack it"),
        (bytes(257) + b"ustar\x0000", "no zip file but a tar archive; unpack it"),
        (b"PK\3\4" + bytes(60), "its end is missing; copy or fetch it again"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else "",
)
def test_what_is_no_zip_file_is_called_by_its_kind(head: bytes, why: str, tmp_path: Path) -> None:
    """With what to do about it."""
    put(tmp_path, "set.zip", head + bytes(400))
    with pytest.raises(PackError, match=why):
        imported(tmp_path / "set.zip", tmp_path / "pack")
    assert not (tmp_path / "pack").exists()


def test_a_file_is_read_no_further_than_it_may_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever its head says of its size."""
    monkeypatch.setattr(sources, "MOST_BYTES", 1000)
    with pytest.raises(PackError, match=r"1 of 1 real pictures cannot be used: 'real': 1 \(larger than 0 MB"):
        imported(collection(tmp_path / "set", 1), tmp_path / "pack")
    assert report(tmp_path / "pack")["fake/0.jpg"][0] == "unusable"
    assert not (tmp_path / "pack" / "pack.yaml").exists()


@pytest.mark.skipif(os.name != "posix", reason="links need no rights on POSIX alone")
def test_links_and_odd_names_in_a_folder_are_left_aside(tmp_path: Path) -> None:
    """A link may lead anywhere; a name that is no text cannot be told of. Both are counted."""
    source = collection(tmp_path / "set", 1)
    (source / "real" / "link.png").symlink_to(put(tmp_path, "secret.png", photo("secret")))
    shutil.copy(source / "real" / "0.png", os.fsencode(source / "real") + b"/\xff.png")
    shutil.copy(source / "real" / "0.png", source / "real" / "line\nbreak.png")
    outcome = imported(source, tmp_path / "pack")
    assert outcome.counts == {"in": 2}
    told = report(source.parent / "pack")
    assert told["real/link.png"] == ("aside", "a link; import follows none: name the folder or file that it leads to")
    assert {told[rf"real/{name}"][1] for name in (r"\udcff.png", r"line\nbreak.png")} == {
        "its name cannot be written as text; rename it"
    }


# --- the command


def test_without_the_library_the_command_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 3, and nothing is written."""
    monkeypatch.setitem(sys.modules, "imagehash", None)
    assert main(["import", str(collection(tmp_path / "set", 1)), "--out", str(tmp_path / "pack")]) == 3
    assert "'imagehash'; see 'authoring' in the README" in capsys.readouterr().err
    assert not (tmp_path / "pack").exists()


def test_a_full_disk_and_an_interruption_are_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 1; the work that is done is kept."""
    command = ["import", str(collection(tmp_path / "set", 1)), "--out", str(tmp_path / "pack"), "--made-by", "gan"]

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "x.jpg")

    with monkeypatch.context() as patch:
        patch.setattr("game.author.importing.making.encode.save_picture", full)
        assert main(command) == 1
    assert "No space left on device ('x.jpg'); what is done is kept" in capsys.readouterr().err

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("game.author.importing.run.choosing.choose", interrupted)
        assert main(command) == 1
    assert "interrupted; run the same command again" in capsys.readouterr().err
    assert main(command) == 0


@given(text=st.text(max_size=80))
def test_every_text_reads_back_as_it_was_written(text: str) -> None:
    """Quotes, backslashes, line breaks, signs of YAML, faces: all of them; control characters as question marks."""
    document = yamlfile.parse(f"a: {yamlfile.quoted(text)}\n", yamlfile.Document("x.yaml"))
    assert document.problems == []
    assert document.data == {"a": re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]", "?", text)}


NASTY = [
    "no", "null", "1", "- a", "a: b", "#", "'", '"', "\\", "\\n", "\n", " x ", "&a", "*a", "!a", "%", "@", "`", "{",
    "]", "\u2028", "\ufeff", "😀", "é", "--- ", "? a", "|", ">", "TODO: x # y",
]  # fmt: skip


@pytest.mark.parametrize("text", NASTY)
def test_nasty_texts_read_back_as_they_were_written(text: str) -> None:
    """As a value among others, too."""
    source = f"a:\n  - b: {yamlfile.quoted(text)}\n    c: 1\n"
    document = yamlfile.parse(source, yamlfile.Document("x.yaml"))
    assert (document.problems, document.data) == ([], {"a": [{"b": text, "c": 1}]})


def test_a_file_name_is_no_formula(tmp_path: Path) -> None:
    """The report is for a spreadsheet, and the names in it are a stranger's."""
    source = collection(tmp_path / "set")
    for number, name in enumerate(("=1+1.png", "@SUM(1).png", "-1.png", "+1.png")):
        put(source, f"{name}/real/{number}.png", photo(name, (600, 400)))
    imported(source, tmp_path / "pack")
    said = set(report(tmp_path / "pack"))
    assert {"'=1+1.png/real/0.png", "'@SUM(1).png/real/1.png", "'-1.png/real/2.png", "'+1.png/real/3.png"} < said


def test_a_list_of_files_is_not_read_at_any_length(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is refused before its names fill the memory."""
    with zipfile.ZipFile(tmp_path / "many.zip", "w") as target:
        for number in range(300):
            target.writestr(f"real/{number}.png", b"x")
    with sources.source_at(tmp_path / "many.zip") as source:
        assert len(list(source.files())) == 300
    monkeypatch.setattr(sources, "MOST_DIRECTORY", 10_000)
    with pytest.raises(PackError, match="its list of files is too long"):
        sources.source_at(tmp_path / "many.zip")
