"""Every screen, in each language, looks as it did when someone last looked at it and accepted it.

`python -m pytest tests/scenes/test_golden.py --update-golden` accepts the screens as they are now: look at them first.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from game.base.text import languages
from game.collections import offers
from game.commands.tour import tour
from game.results import store
from game.seats.app import Options
from tests.mirror import Described

GOLDEN = Path(__file__).parents[1] / "golden"
PACK = Path(__file__).parents[1] / "packs" / "good-1"
SIZE = (960, 540)
MEAN_TOLERANCE = 0.6  # of 255, over all pixels
STRONG = 60  # of 255: a pixel this far off counts as different
STRONG_SHARE = 0.002  # of all pixels


@pytest.fixture(scope="session", params=sorted(languages()))
def walked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path, list[str]]:
    """The tour of the small pack in one language: language, folder, names of the files."""
    out = tmp_path_factory.mktemp(f"tour-{request.param}")
    described = Described(tmp_path_factory.mktemp("described"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(offers, "folder", lambda: described.recipe.parent)
        patch.setattr(store, "now_utc", lambda: "2026-01-02T12:00:00+00:00")
        patch.setenv("TZ", "UTC")
        if hasattr(time, "tzset"):
            time.tzset()
        shots = tour(Options(language=request.param, size=SIZE, pack=PACK, seed=4, debug=True), out, "everything")
    return request.param, out, [str(shot["file"]) for shot in shots]


def test_the_tour_names_what_it_saw(walked: tuple[str, Path, list[str]]) -> None:
    """Title, menu, a round and a reveal of each kind, summary, results and oops are all there."""
    names = {file[3:-4] for file in walked[2]}
    wanted = "title settings help credits levels intro card verdict verdict-reveal pick pick-reveal point point-reveal"
    assert names >= {*wanted.split(), "summary", "review", "results", "oops"}
    assert names >= {"series", "order", "order-given", "order-reveal", "choose", "choose-reveal"}
    assert names >= {"guide", "tell", "tell-example", "practice", "gain", "collections"}
    assert (walked[1] / "tour.json").is_file()


def test_screens_are_as_accepted(walked: tuple[str, Path, list[str]], request: pytest.FixtureRequest) -> None:
    """Sizes first, then pixels within a small tolerance; on failure actual, expected and difference are saved."""
    language, out, files = walked
    look(out, files, GOLDEN / language, update=request.config.getoption("--update-golden"))


def look(out: Path, files: list[str], accepted: Path, *, update: bool) -> None:
    """Compare screens in a folder with those that were accepted, or accept them."""
    if update:
        accepted.mkdir(parents=True, exist_ok=True)
        for old in accepted.glob("*.png"):
            old.unlink()
        for file in files:
            with Image.open(out / file) as image:
                image.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(accepted / file, optimize=True)
        return
    assert sorted(path.name for path in accepted.glob("*.png")) == sorted(files)
    failed = GOLDEN / "failed" / accepted.name
    different = []
    for file in files:
        with Image.open(out / file) as one, Image.open(accepted / file) as other:
            actual, expected = one.convert("RGB"), other.convert("RGB")
        assert actual.size == expected.size, file
        difference = ImageChops.difference(actual, expected)
        strong = difference.convert("L").point([0] * STRONG + [255] * (256 - STRONG))
        share = ImageStat.Stat(strong).mean[0] / 255
        if max(ImageStat.Stat(difference).mean) > MEAN_TOLERANCE * 3 or share > STRONG_SHARE:
            different.append(f"{file} ({share:.2%} of its pixels)")
            failed.mkdir(parents=True, exist_ok=True)
            actual.save(failed / file.replace(".png", "-actual.png"))
            expected.save(failed / file.replace(".png", "-expected.png"))
            difference.save(failed / file.replace(".png", "-difference.png"))
        else:
            for name in ("actual", "expected", "difference"):
                (failed / file.replace(".png", f"-{name}.png")).unlink(missing_ok=True)
    assert not different
