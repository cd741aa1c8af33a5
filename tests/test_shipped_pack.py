"""The game's own pack: everything in assets/ and levels/ is sound, balanced, licensed and gives nothing away."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from PIL import Image

from game.base import places
from game.commands.cli import main
from game.model.kinds.pick_round import PickRound
from game.model.kinds.point_round import PointRound
from game.model.kinds.verdict_round import VerdictRound
from game.model.terms import LensId
from game.pack.library import Library
from game.pixels import lenses
from game.play import rules

DESCRIBED = places.default_pack() / "assets" / "packs"


@pytest.mark.parametrize("pack", ["", *sorted(path.name for path in DESCRIBED.iterdir() if path.is_dir())])
def test_check_finds_nothing_to_mend(pack: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No error and no warning, files and layout included, in the game's own pack and in those described beside it."""
    root = DESCRIBED / pack if pack else places.default_pack()
    assert main(["check", str(root), "--data", str(tmp_path), "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert [item for item in report["problems"] if item["severity"] != "hint"] == []
    assert report["pictures"] > 30


def test_at_least_half_of_the_pictures_are_real(shipped: Library) -> None:
    """And there are enough of both; illustrations are not judged, and do not count."""
    judged = [item for item in shipped.pictures.values() if not {"story", "lens"} & set(item.tags)]
    reals = [item for item in judged if not item.fake]
    assert len(judged) >= 110
    assert len(reals) * 2 >= len(judged)


def test_every_fake_has_evidence_and_every_real_picture_a_reason(shipped: Library) -> None:
    """Notes fit their card, and no note is used twice as a stock phrase over many pictures."""
    notes: dict[str, int] = {}
    for picture in shipped.pictures.values():
        assert bool(picture.evidence) == picture.fake, picture.id
        assert bool(picture.looks_odd) != picture.fake, picture.id
        texts = [item.note for item in picture.evidence] or [picture.looks_odd or {}]
        for text in texts:
            notes[text["en"]] = notes.get(text["en"], 0) + 1
            assert all(len(value) <= 130 for value in text.values()), (picture.id, text)
    assert max(notes.values()) == 1 or sorted(notes.values())[-2] <= 3


def test_nothing_but_the_content_tells(shipped: Library) -> None:
    """One size class, format, quality and colour mode for all that is judged; file names say nothing."""
    seen = set()
    for picture in [item for item in shipped.pictures.values() if "lens" not in item.tags and not item.clip]:
        with Image.open(shipped.path(picture.file)) as image:
            tables = {key: tuple(value) for key, value in image.quantization.items()}
            seen.add((image.format, image.mode, max(image.size), str(tables), image.layers))
            assert re.fullmatch(r"[0-9a-f]{8}\.jpg", Path(picture.file).name)
            assert picture.source_type.encode() in image.info["xmp"]
            assert not image.getexif()
            assert "comment" not in image.info
    assert len(seen) == 1


def test_clips_differ_in_nothing_but_what_they_show(shipped: Library) -> None:
    """As long, as fast, as large and in the same format, real or fake; and together they stay under 10 MB."""
    clips = [item for item in shipped.pictures.values() if item.clip]
    seen, bytes_ = set(), 0
    for clip in clips:
        path = shipped.path(clip.file)
        with Image.open(path) as image:
            assert image.get_format_mimetype() == "image/webp"
            assert clip.source_type.encode() in image.info["xmp"]
            seen.add((clip.clip, image.size, getattr(image, "n_frames", 1), image.mode))
        assert re.fullmatch(r"[0-9a-f]{8}\.webp", path.name)
        bytes_ += path.stat().st_size
    assert len(seen) == 1
    assert len(clips) >= 6
    assert bytes_ < 10_000_000
    assert all(2 <= clip.clip.frames / clip.clip.fps <= 4 for clip in clips if clip.clip)


def test_masks_lie_where_something_was_altered(shipped: Library) -> None:
    """Outside its mask an altered picture is its original, but for compression; inside it is not."""
    for picture in shipped.pictures.values():
        if not picture.mask or picture.made_by in ("faceswap", "retouch"):
            continue
        original = shipped.pictures[picture.original or ""]
        if original.size != picture.size:
            continue
        from PIL import ImageChops, ImageStat

        with (
            Image.open(shipped.path(picture.file)) as altered,
            Image.open(shipped.path(original.file)) as untouched,
            Image.open(shipped.path(picture.mask)) as mask,
        ):
            difference = ImageChops.difference(altered.convert("L"), untouched.convert("L"))
            inside = ImageStat.Stat(difference, mask.convert("L")).mean[0]
            outside = ImageStat.Stat(difference, ImageChops.invert(mask.convert("L"))).mean[0]
            assert inside > 2 * outside, (picture.id, inside, outside)


def test_licences_are_known_and_noncommercial_pictures_stand_apart(shipped: Library) -> None:
    """Only free licences in images/; faces with a non-commercial history in a folder of their own."""
    free = {"CC0-1.0", "CC-BY-2.0", "CC-BY-4.0", "Public domain", "No known copyright restrictions"}
    for picture in shipped.pictures.values():
        if picture.file.startswith(("images/", "clips/")):
            assert picture.licence in free, picture.id
        else:
            assert picture.file.startswith("noncommercial/")
            assert "non-commercial" in picture.licence


@pytest.mark.parametrize("seed", range(20))
def test_every_level_can_be_dealt_in_full(shipped: Library, seed: int) -> None:
    """Whatever the seed: all rounds, no picture twice, and about half real where verdicts are asked."""
    for level in shipped.levels.values():
        session = rules.start(level, shipped.pictures, seed)
        names = [name for entry in session.rounds for name in entry.pictures]
        judged = [
            shipped.pictures[name]
            for entry in session.rounds
            if isinstance(entry, (VerdictRound, PickRound))
            for name in entry.pictures
        ]
        asked = [entry for entry in session.rounds if isinstance(entry, (VerdictRound, PickRound, PointRound))]
        shown = [name for entry in asked for name in entry.pictures]
        assert len(shown) == len(set(shown)), level.id
        assert len(judged) < 4 or 0.4 <= sum(not item.fake for item in judged) / len(judged) <= 0.7, level.id
        assert names
        for entry in session.rounds:
            if isinstance(entry, PointRound):
                assert shipped.pictures[entry.picture].evidence


def test_the_package_stays_small() -> None:
    """assets/ stays under 40 MB."""
    folder = places.default_pack() / "assets"
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) < 40_000_000


def test_every_lens_has_a_good_and_a_misleading_example(shipped: Library) -> None:
    """And on the good examples of the compression lenses the planted part lights up."""
    assert set(shipped.lenses) == set(get_args(LensId))

    def pixels(name: str) -> lenses.RGBArray:
        with Image.open(shipped.path(shipped.pictures[name].file)) as image:
            return np.asarray(image.convert("RGB"))

    def inside(name: str) -> np.ndarray:
        with Image.open(shipped.path(shipped.pictures[name].mask or "")) as image:
            return np.asarray(image.convert("L")) > 0

    errors, where = lenses.error_levels(pixels("lens-history")), inside("lens-history")
    assert errors[where].mean() > 1.5 * errors[~where].mean()
    offsets, tiles = (
        lenses.grid_offsets(pixels("lens-grid")),
        lenses.blocks(inside("lens-grid").astype(float), lenses.GRID_STEP),
    )
    planted = offsets[tiles > 0.9]
    assert (planted > 0).mean() > 0.5
    assert (offsets[tiles < 0.1] > 0).mean() < 0.05
    found, where = lenses.ghost_map(pixels("lens-ghost")), lenses.blocks(inside("lens-ghost").astype(float), 8) > 0.5
    assert found[where].mean() > 3 * found[~where].mean()
    residual, where = np.abs(lenses.residual(pixels("swap-0057"))), inside("swap-0057")
    assert residual[where].mean() < residual[~where].mean() / 2
    assert lenses.peaks(lenses.log_spectrum(pixels("lens-lattice"))).max() > lenses.PEAK
    assert lenses.peaks(lenses.log_spectrum(pixels("face-0114"))).max() < lenses.PEAK
    assert len(lenses.clone_pairs(pixels("removal-cocktail-orphan-shadow"))[0]) > 1000
