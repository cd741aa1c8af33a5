"""What becomes of other people's picture files, from the command line: whole ones come in upright, damaged ones not."""

from __future__ import annotations

import csv
import io
import threading
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from game.author.importing import making
from game.commands.cli import main
from game.pixels import imagefiles
from game.pixels.budget import MemoryBudget
from tests.pixels.test_imagefiles import emptied, ended, halved, photograph, stored

SAID = ("--made-by", "splice", "--credit", "Anna", "--licence", "CC0-1.0")


def imported(source: Path, pack: Path, *more: str) -> tuple[int, dict[str, tuple[str, str]]]:
    """The exit code, and what the report says of each file: outcome, why."""
    code = main(["import", str(source), "--out", str(pack), *SAID, *more])
    with (pack / "import-report.csv").open(encoding="utf-8-sig", newline="") as file:
        return code, {row["path"]: (row["outcome"], row["why"]) for row in csv.DictReader(file)}


def put(path: Path, data: bytes | Image.Image, **options: Any) -> Path:
    """A file in a folder that is made for it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(data, bytes):
        path.write_bytes(data)
    else:
        data.save(path, **options)
    return path


def bytes_of(image: Image.Image, form: str, **options: Any) -> bytes:
    """A picture as a file."""
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def test_damaged_pictures_stay_out_and_the_others_come_in(tmp_path: Path) -> None:
    """Each with the same plain reason and remedy; nothing of them is in the pack."""
    source = tmp_path / "set"
    broken = {}
    for number, side in enumerate(("real", "fake")):
        png = bytes_of(photograph((420, 320), 10 + number), "PNG")
        jpeg = bytes_of(photograph((420, 320), 20 + number), "JPEG", quality=90)
        broken |= {
            f"{side}/emptied.png": emptied(png), f"{side}/halved.png": halved(png),
            f"{side}/emptied.jpg": emptied(jpeg), f"{side}/halved.jpg": halved(jpeg), f"{side}/ended.jpg": ended(jpeg),
        }  # fmt: skip
        put(source / side / "whole.png", photograph((420, 320), 30 + number))
    for name, data in broken.items():
        put(source / name, data)
    code, told = imported(source, tmp_path / "pack")
    assert code == 1
    for name in broken:
        outcome, why = told[name]
        assert outcome == "unusable"
        assert why.startswith("the file is damaged, and a part of the picture is lost; copy it again")
    assert {name for name, (outcome, _) in told.items() if outcome == "in"} == {"real/whole.png", "fake/whole.png"}
    assert len(list((tmp_path / "pack" / "assets" / "images").iterdir())) == 2


def test_check_finds_what_was_damaged_by_hand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In a pack that was whole: the line of its `file`, the reason, the remedy."""
    source, pack = tmp_path / "set", tmp_path / "pack"
    for number, side in enumerate(("real", "fake")):
        put(source / side / "a.png", photograph((420, 320), 40 + number))
    imported(source, pack)
    for path in (pack / "assets" / "images").iterdir():
        path.write_bytes(ended(path.read_bytes()))
    capsys.readouterr()
    assert main(["check", str(pack), "--data", str(tmp_path / "data")]) == 1
    found = [line for line in capsys.readouterr().out.splitlines() if ": error: the file is damaged" in line]
    assert len(found) == 2
    assert all(line.startswith("assets/pictures.yaml:") and line.endswith("or save it anew") for line in found)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_tiff_and_its_mask_come_in_upright(orientation: int, tmp_path: Path) -> None:
    """Not squeezed; the mask fits, whether it is turned by itself or stored upright."""
    source = tmp_path / "set"
    image, _ = stored(orientation, (480, 320))
    upright = Image.new("L", (480, 320))
    upright.paste(255, (0, 0, 120, 80))
    turned = image.convert("L").point([255] * 128 + [0] * 128)
    for number, compression in enumerate((None, "tiff_lzw")):
        grain = Image.composite(
            image, photograph(image.size, 50 + number), image.convert("L").point([255] * 128 + [0] * 128)
        )
        put(source / f"{number}.tif", grain, tiffinfo={0x0112: orientation}, compression=compression)
    put(source / "upright.png", upright)
    put(source / "turned.tif", turned, tiffinfo={0x0112: orientation})
    table = put(
        tmp_path / "labels.csv",
        b"path,truth,made_by,mask\n0.tif,fake,splice,upright.png\n1.tif,fake,splice,turned.tif\n",
    )
    code, told = imported(source, tmp_path / "pack", "--labels", str(table), "--native", "480", "--side", "480")
    assert (code, told["0.tif"], told["1.tif"]) == (0, ("in", ""), ("in", ""))
    for path in (tmp_path / "pack" / "assets" / "images").iterdir():
        with Image.open(path) as made:
            assert made.size == (480, 320)
            assert made.convert("L").getpixel((40, 30)) < 40
    for path in (tmp_path / "pack" / "assets" / "masks").iterdir():
        with Image.open(path) as mask:
            assert (mask.size, mask.getbbox()) == ((480, 320), (0, 0, 120, 80))


def test_a_photograph_of_more_than_fifty_megapixels_comes_in(tmp_path: Path) -> None:
    """It is made small anyway."""
    source = tmp_path / "set"
    put(source / "real" / "a.jpg", photograph((1024, 768)).resize((8192, 6144)), quality=60)
    put(source / "fake" / "b.jpg", photograph((1024, 768), 2))
    code, told = imported(source, tmp_path / "pack")
    assert (code, told["real/a.jpg"]) == (0, ("in", ""))


def test_large_pictures_are_not_decoded_side_by_side(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many cores there are: what is decoded at the same time has a bound in bytes."""
    source, most, now, lock = tmp_path / "set", 0, 0, threading.Lock()
    for number in range(8):
        put(source / ("real" if number % 2 else "fake") / f"{number}.png", photograph((420, 320), 60 + number))
    sound = imagefiles.open_picture

    def counted(*arguments: Any, **options: Any) -> Image.Image:
        nonlocal most, now
        with lock:
            now += 1
            most = max(most, now)
        try:
            return sound(*arguments, **options)
        finally:
            with lock:
                now -= 1

    monkeypatch.setattr(making, "open_picture", counted)
    monkeypatch.setattr(making, "_ROOM", MemoryBudget(420 * 320 * 4 + 1))
    monkeypatch.setattr("os.cpu_count", lambda: 4)
    assert imported(source, tmp_path / "pack")[0] == 0
    assert most == 1
