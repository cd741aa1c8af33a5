"""Packs whose pictures are fetched: described in the repository, assembled from a mirror, proven file by file."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
from PIL import Image

from game.base import places
from game.base.errors import PackError
from game.collections import offers, packs
from game.collections.shelf import Shelf
from game.commands.cli import main
from game.pack import cache, library
from game.pack.check.shortcuts import LIMIT, Features, guesses
from game.pack.library import Library
from tests.conftest import Got

FOLDER = places.default_pack() / "assets" / "packs"
RECIPES = sorted(path for path in FOLDER.iterdir() if path.is_dir())
RAW = "https://raw.githubusercontent.com/"


@pytest.fixture(scope="session", params=RECIPES, ids=lambda path: path.name)
def assembled(request: pytest.FixtureRequest, got: Got) -> Library:
    """One described pack, got and read."""
    path = Shelf(got.data).current(request.param.name)
    assert path is not None
    return cache.load(path, None)


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda path: path.name)
def test_a_description_is_sound_without_its_pictures(recipe: Path) -> None:
    """It reads without a problem, pins every file to a commit, and holds no picture itself."""
    found, problems = library.read(recipe)
    assert problems == []
    assert found is not None
    sources = packs.read_sources(recipe)
    assert {item.file for item in sources.files if not item.mask} == {item.file for item in found.own.values()}
    assert all(item.url.startswith(RAW) and len(item.url.split("/")[5]) == 40 for item in sources.files)
    assert found.levels
    files = {path.suffix for path in recipe.rglob("*") if path.is_file()}
    assert files <= {".yaml", ".png"}
    assert all(path.parent.name == "masks" for path in recipe.rglob("*.png"))
    assert all(item.evidence for item in found.own.values() if item.fake)
    assert all(item.looks_odd for item in found.own.values() if not item.fake)


def test_all_of_them_come_from_a_server(got: Got) -> None:
    """Each file is asked for once, all packs are installed, and nothing is left over."""
    wanted = offers.offers()
    assert Shelf(got.data).names() == [offer.id for offer in wanted]
    assert sorted(got.asked) == sorted(item.url.removeprefix(RAW[:-1]) for offer in wanted for item in offer.files)
    assert [path.name for path in (got.data / "downloads").iterdir()] == [".lock"]


def test_a_pack_is_assembled_whole(assembled: Library, capsys: pytest.CaptureFixture[str]) -> None:
    """Check finds nothing to mend; every picture has the size described, and carries its source type and credit."""
    assert main(["check", assembled.root, "--format", "json"]) == 0
    assert [item for item in json.loads(capsys.readouterr().out)["problems"] if item["severity"] != "hint"] == []
    qualities = set()
    kept = {picture.id for picture in assembled.own.values() if "metadata" in picture.tags}  # as they were fetched
    for picture in assembled.own.values():
        with Image.open(assembled.path(picture.file)) as image:
            assert image.size == picture.size
            assert image.format == ("WEBP" if picture.clip else "JPEG") or picture.id in kept
            if picture.id not in kept:
                assert (picture.source_type or "").encode() in image.info["xmp"]
                qualities.add(str(getattr(image, "quantization", "")))
    assert len(qualities) <= 1


@pytest.mark.parametrize("features", ["file", "tags"])
def test_no_assembled_level_gives_its_answers_away(assembled: Library, features: Features) -> None:
    """As for the game's own pack: bytes, size and metadata, or the subject, leave simple models at chance."""
    assert [item for item in guesses(assembled, (features,)) if item.p < LIMIT] == []


def small_recipe(folder: Path, data: bytes, *, sha256: str = "") -> Path:
    """A description of one picture."""
    import hashlib

    (folder / "assets").mkdir(parents=True)
    (folder / "levels").mkdir()
    (folder / "pack.yaml").write_text(
        'format: 1\nid: one\nversion: "1"\ntitle: {en: One}\nlanguages: [en]\nlicence: CC0\n', encoding="utf-8"
    )
    (folder / "assets" / "pictures.yaml").write_text(
        "format: 1\npictures:\n  - id: a\n    file: images/a.jpg\n    size: [300, 200]\n    truth: real\n"
        "    made_by: camera\n    source_type: digitalCapture\n    credit: A & B\n    licence: CC0-1.0\n"
        "    alt: {en: A}\n",
        encoding="utf-8",
    )
    (folder / "levels" / "l.yaml").write_text(
        "format: 1\nid: l\ntitle: {en: L}\nintro: {en: I}\nrounds:\n  - ask: verdict\n    picture: a\n",
        encoding="utf-8",
    )
    digest = sha256 or hashlib.sha256(data).hexdigest()
    (folder / "sources.yaml").write_text(
        f"format: 1\nnative: 250\nsize: 300\nfiles:\n  - file: images/a.jpg\n    url: https://example.org/a.png\n"
        f"    sha256: {digest}\n    bytes: {len(data)}\n    crop: [100, 50, 600, 400]\n",
        encoding="utf-8",
    )
    return folder


def drawn() -> bytes:
    """A PNG of 800 x 500 pixels."""
    buffer = io.BytesIO()
    Image.radial_gradient("L").resize((800, 500)).convert("RGB").save(buffer, "PNG")
    return buffer.getvalue()


def test_a_picture_is_cropped_and_made_alike(tmp_path: Path) -> None:
    """Cropped, reduced, brought to size; metadata escaped; progress told."""
    recipe, told = small_recipe(tmp_path / "recipe", drawn()), []
    packs.assemble(recipe, tmp_path / "out", lambda _: drawn(), lambda done, of: told.append((done, of)))
    with Image.open(tmp_path / "out" / "assets" / "images" / "a.jpg") as image:
        assert image.size == (300, 200)
        assert b"A &amp; B" in image.info["xmp"]
    assert told == [(1, 1)]
    assert not (tmp_path / "out" / "sources.yaml").exists()


def moving() -> bytes:
    """A GIF of six frames of 80 x 50 pixels, each of another grey."""
    buffer = io.BytesIO()
    first, *others = (Image.new("L", (80, 50), 40 * number) for number in range(6))
    first.save(buffer, "GIF", save_all=True, append_images=others, duration=100)
    return buffer.getvalue()


def clip_recipe(folder: Path, frames: str) -> Path:
    """A description of a clip that is fetched."""
    recipe = small_recipe(folder, moving())
    pictures, sources = recipe / "assets" / "pictures.yaml", recipe / "sources.yaml"
    text = pictures.read_text(encoding="utf-8").replace("images/a.jpg", "clips/a.webp")
    text = re.sub(r"size: .*", "size: [40, 40]\n    clip: {frames: 3, fps: 8}", text)
    pictures.write_text(text, encoding="utf-8")
    text = sources.read_text(encoding="utf-8").replace("images/a.jpg", "clips/a.webp").replace("a.png", "a.gif")
    text = re.sub(r"crop: .*", f"crop: [0, 0, 50, 50]\n    frames: {frames}", text)
    sources.write_text(text.replace("native: 250\nsize: 300", "native: 40\nsize: 40"), encoding="utf-8")
    return recipe


def test_a_clip_keeps_its_stretch_and_its_pace(tmp_path: Path) -> None:
    """Of a moving file some frames are kept, cropped and made alike; the frame rate is the picture's."""
    packs.assemble(clip_recipe(tmp_path / "recipe", "[2, 4]"), tmp_path / "out", lambda _: moving())
    with Image.open(tmp_path / "out" / "assets" / "clips" / "a.webp") as image:
        assert (image.size, image.n_frames, image.info["loop"]) == ((40, 40), 3, 0)
        for number, grey in enumerate((80, 120, 160)):
            image.seek(number)
            image.load()
            assert image.info["duration"] == 125
            assert abs(image.convert("L").getpixel((20, 20)) - grey) < 4
    packs.assemble(clip_recipe(tmp_path / "every", "[0, 4]\n    every: 2"), tmp_path / "fewer", lambda _: moving())
    with Image.open(tmp_path / "fewer" / "assets" / "clips" / "a.webp") as image:
        assert image.n_frames == 3
    with pytest.raises(PackError, match=r"frames 4 to 9 of https://example.org/a\.gif: .*7"):
        packs.assemble(clip_recipe(tmp_path / "short", "[4, 9]"), tmp_path / "none", lambda _: moving())


def test_what_a_file_says_of_itself_is_kept(tmp_path: Path) -> None:
    """Byte for byte, with its credentials and all."""
    recipe = small_recipe(tmp_path / "recipe", drawn())
    text = re.sub(r"    crop: .*", "    keep: true", (recipe / "sources.yaml").read_text(encoding="utf-8"))
    (recipe / "sources.yaml").write_text(text, encoding="utf-8")
    packs.assemble(recipe, tmp_path / "out", lambda _: drawn())
    assert (tmp_path / "out" / "assets" / "images" / "a.jpg").read_bytes() == drawn()


def test_another_file_than_the_one_described_is_refused(tmp_path: Path) -> None:
    """Wrong size or wrong hash: a PackError that names the file."""
    recipe = small_recipe(tmp_path / "recipe", drawn(), sha256="0" * 64)
    with pytest.raises(PackError, match=r"a\.png is not the file described"):
        packs.assemble(recipe, tmp_path / "out", lambda _: drawn())
    with pytest.raises(PackError, match="3 bytes"):
        packs.assemble(recipe, tmp_path / "out", lambda _: b"abc")


def test_a_crop_outside_the_picture_is_refused(tmp_path: Path) -> None:
    """It would be made black, at any size."""
    recipe = small_recipe(tmp_path / "recipe", drawn())
    text = (recipe / "sources.yaml").read_text(encoding="utf-8")
    for crop in ("[0, 0, 99999, 99999]", "[-1, 0, 10, 10]", "[0, 0, 0, 10]", "[700, 0, 200, 10]"):
        (recipe / "sources.yaml").write_text(text.replace("[100, 50, 600, 400]", crop), encoding="utf-8")
        with pytest.raises(PackError, match="leaves the picture of 800x500 pixels"):
            packs.assemble(recipe, tmp_path / "out", lambda _: drawn())
