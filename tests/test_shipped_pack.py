"""The game's own pack: everything in assets/ and levels/ is sound, balanced, licensed and gives nothing away."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import msgspec
import numpy as np
import pytest
from PIL import Image

from game.base import places
from game.base.text import Words, strings
from game.commands.cli import main
from game.model.kinds.investigate_round import InvestigateRound
from game.model.kinds.order_round import OrderRound
from game.model.kinds.point_round import PointRound
from game.model.kinds.read_round import ReadRound
from game.model.level import DrawRounds, Level
from game.model.picture import Picture
from game.model.terms import LensId
from game.pack import cache
from game.pack.check.check_levels import judged
from game.pack.library import Library, examples_of_all
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
    assert report["pictures"] > 5


EARLIER = 768  # px, the long side of what came before


def today(library: Library) -> list[Picture]:
    """The stills and clips of the collection of 2026."""
    return [item for item in library.pictures.values() if item.size in ((400, 400), (350, 350))]


def seconds_of(picture: Picture) -> float:
    """How long a clip lasts."""
    assert picture.clip is not None
    return picture.clip.frames / picture.clip.fps


def dealt(library: Library, name: str, seed: int) -> list[Picture]:
    """All that a level asks about with this seed, marked or judged, in order."""
    session = rules.start(library.levels[name], library.pictures, seed)
    return [library.pictures[each] for entry in session.rounds for each in (*entry.judged, *entry.marked)]


def test_at_least_half_of_the_pictures_are_real(shipped: Library) -> None:
    """Of the stills that may be drawn; illustrations are not judged, and do not count."""
    judged = [item for item in shipped.pictures.values() if item.in_draws and item.askable and not item.clip]
    reals = [item for item in judged if not item.fake]
    assert len(judged) >= 250
    assert len(reals) * 2 >= len(judged)


def test_the_collection_of_2026_is_as_large_as_was_promised(shipped: Library) -> None:
    """Stills by many models, edits with before, after and mask, clips, and real pictures with evidence."""
    found = today(shipped)
    stills = [item for item in found if item.truth == "synthetic" and not item.clip and not item.original]
    stills = [item for item in stills if item.evidence]
    assert len(stills) >= 55
    assert len({item.generator for item in stills}) >= 20
    assert {item.year for item in stills if item.year} >= {2023, 2024, 2025, 2026}
    kinds = {"portrait", "street", "animal", "food", "landscape", "sport", "interior", "product", "sign"}
    assert kinds <= {tag for item in stills for tag in item.tags}
    edits = [item for item in found if item.truth == "manipulated" and item.original and item.mask and not item.clip]
    assert len([item for item in edits if item.made_by == "instruction-edit"]) >= 30  # by a sentence alone
    assert all(item.original in shipped.pictures for item in edits)
    clips = [item for item in found if item.clip and item.fake and item.evidence]
    assert len([item for item in clips if 3 <= seconds_of(item) <= 4]) >= 43
    assert any(item.made_by == "lipsync" for item in clips)
    assert len([item for item in shipped.pictures.values() if not item.fake and item.visible]) >= 60


UNPICTURED = {  # what no picture can show by itself; the cases of posts with sources do
    "context-false": "the picture is true and only its story is not",
}


def test_every_tell_has_a_picture(shipped: Library) -> None:
    """A fake in this pack or in one of those described beside it has it as evidence, with a region of its own."""
    packs = [shipped, *(cache.load(path, None) for path in sorted(DESCRIBED.iterdir()) if path.is_dir())]
    fakes = [picture for pack in packs for picture in pack.pictures.values() if picture.fake]
    shown = {item.tell for picture in fakes for item in picture.evidence}
    assert set(shipped.tells) - shown == set(UNPICTURED)


def test_what_is_never_dealt_shows_a_tell_that_has_no_other_example(shipped: Library) -> None:
    """History is looked at in the field guide where nothing else has the tell; what a test keeps never is."""
    found = examples_of_all(shipped, shipped.tells)
    assert [picture.id for picture, _ in found["water-blob"]] == ["face-droplet"]
    assert [picture.id for picture, _ in found["mirror-face"]] == ["retouch-mirror-l"]
    assert all(len({picture.in_draws for picture, _ in rows}) == 1 for rows in found.values())
    tested = {name for level in shipped.levels.values() if level.form for name in shown(level)}
    assert tested
    assert tested.isdisjoint(picture.id for rows in found.values() for picture, _ in rows)


def test_every_fake_of_today_names_its_model_and_its_year(shipped: Library) -> None:
    """Stills, edits and clips alike: all that may be asked about."""
    fakes = [item for item in today(shipped) if item.fake and item.askable]
    assert len(fakes) >= 150
    assert [item.id for item in fakes if not item.generator or not item.year] == []


def test_a_byline_names_nobodys_package(shipped: Library) -> None:
    """Where a file was found, and in which version, is told among the credits alone."""
    lines = {item.id: shipped.byline(item, Words("en")) for item in shipped.pictures.values()}
    assert [line for line in lines.values() if re.search(r"npm|PyPI|comfyui|gan-face|-templates", line)] == []
    assert lines["red-glasses"] == "HiDream-O1 Dev, 2026 · Comfy Org · MIT"
    assert "PyPI" in shipped.pictures["red-glasses"].source


def test_history_keeps_its_place_and_no_more(shipped: Library) -> None:
    """No face of the small network and no retouched Hopper is dealt; few are named at all."""
    small = [item for item in shipped.pictures.values() if "DCGAN" in item.generator]
    assert not [item.id for item in small if item.in_draws and not item.clip]
    named = {name for level in shipped.levels.values() for name in shown(level)}
    hopper = [
        item.id
        for item in shipped.pictures.values()
        if item.original in ("portrait-grace-hopper", "clip-hopper") and (item.id in named or item.in_draws)
    ]
    assert len(hopper) <= 4
    for family in ("space-astronaut", "portrait-grace-hopper", "object-bulb"):
        kin = {item.id for item in shipped.pictures.values() if item.family == family}
        levels = [level.id for level in shipped.levels.values() if kin & set(asked(level))]
        assert 3 * len(levels) <= len(shipped.levels), (family, levels)


def shown(level: Level) -> list[str]:
    """The pictures that a level names in its rounds."""
    return [name for entry in level.rounds if not isinstance(entry, DrawRounds) for name in entry.pictures]


def asked(level: Level) -> list[str]:
    """Those of them that it asks about."""
    return [
        name for entry in level.rounds if not isinstance(entry, DrawRounds) for name in (*entry.judged, *entry.marked)
    ]


def test_the_levels_are_those_of_the_plan(shipped: Library) -> None:
    """From the first look to hard ones; three lessons; two tests."""
    assert set(shipped.levels) == {
        "warm-up", "what-is-a-deepfake", "made-by-prompt", "real-though-it-looks-fake", "changed-by-a-sentence",
        "cut-clone-erase", "moving-pictures", "talking-heads", "nothing-to-see", "what-the-file-says", "generations",
        "true-picture-which-story", "before-you-share",
        "six-impressions", "six-impressions-a", "six-impressions-b",
        "test-a", "test-b", "lesson-20", "lesson-45", "lesson-90",
    }  # fmt: skip


def test_a_cover_is_never_asked_about(shipped: Library) -> None:
    """Neither in a round nor by a draw, nor is what it was made of."""
    for level in shipped.levels.values():
        kin = {item.family for item in judged(level, shipped)}
        assert level.cover is None or shipped.pictures[level.cover].id not in {i.id for i in judged(level, shipped)}
        if level.id != "cut-clone-erase":  # its cover is a copy within a picture of which others were made, too
            assert level.cover is None or shipped.pictures[level.cover].family not in kin, level.id


def test_people_from_near_are_as_often_real_as_fake(shipped: Library) -> None:
    """In rounds as they are written, and in the pools from which draws deal."""
    for level in shipped.levels.values():
        written = [shipped.pictures[name] for name in asked(level) if "face" in shipped.pictures[name].tags]
        assert sum(item.fake for item in written) * 2 == len(written), level.id
        for entry in level.rounds:
            if isinstance(entry, DrawRounds) and not level.draws_on:  # collections are balanced by themselves
                pools = rules.pool_of(entry.draw, shipped.own)
                shares = [sum("face" in item.tags for item in pool) / len(pool) for pool in pools]
                assert abs(shares[0] - shares[1]) < 0.1, (level.id, shares)


def test_parallel_tests_match_picture_by_picture(shipped: Library) -> None:
    """Ten each: the same truth, kind and difficulty in the same place; five real, four of them faces from near."""
    first, second = ([shipped.pictures[name] for name in shown(shipped.levels[name])] for name in ("test-a", "test-b"))
    assert len(first) == len(second) == 10
    for one, other in zip(first, second, strict=True):
        assert (one.fake, one.made_by, one.difficulty) == (other.fake, other.made_by, other.difficulty)
        assert ("face" in one.tags, "plant" in one.tags) == ("face" in other.tags, "plant" in other.tags) or one.fake
        assert one.shows_nothing == other.shows_nothing
    for test in (first, second):
        assert all(item.size == (400, 400) and not item.in_draws for item in test)
        assert not {item.id for item in test} & set(shipped.pack.heroes)
        reals = [item for item in test if not item.fake]
        assert (len(reals), sum("face" in item.tags for item in reals)) == (5, 4)
        fakes = [item for item in test if item.fake]
        assert sum("face" in item.tags for item in fakes) == 4
        assert sum(item.made_by == "diffusion" and "face" in item.tags for item in fakes) >= 1
        assert sum(item.made_by == "diffusion" and "face" not in item.tags for item in fakes) >= 1
        assert sum(item.made_by in ("instruction-edit", "inpainting") for item in fakes) == 2


def test_every_card_is_short_and_shows_something(shipped: Library) -> None:
    """At most 25 words in each language, and a picture or a series."""
    cards = [
        (level, entry) for level in shipped.levels.values() for entry in level.rounds if isinstance(entry, ReadRound)
    ]
    assert len(cards) > 20
    for level, entry in cards:
        assert entry.picture or entry.series, (level.id, entry.title)
        for language, text in entry.text.items():
            assert len(re.split(r"[ \n]+", text)) <= 25, (level.id, language, text)


def test_nothing_to_put_in_order_says_its_year(shipped: Library) -> None:
    """Which is older is to be seen, and explained afterwards: in this pack and in its collections."""
    packs = [shipped, *(cache.load(path, None) for path in sorted(DESCRIBED.iterdir()) if path.is_dir())]
    rounds = [
        entry
        for pack in packs
        for level in pack.levels.values()
        for entry in level.rounds
        if isinstance(entry, OrderRound)
    ]
    assert len(rounds) >= 7
    for entry in rounds:
        assert not [text for step in entry.steps for text in step.text.values() if re.search(r"\d{4}", text)]
    dated = [entry for entry in shipped.levels["generations"].rounds if isinstance(entry, OrderRound)]
    assert [re.findall(r"\d{4}", entry.explain["en"]) for entry in dated if entry.explain] == [
        ["2016", "2020", "2026"], ["2022", "2023", "2026"],
    ]  # fmt: skip


def test_no_french_line_begins_with_a_colon(shipped: Library) -> None:
    """Before ; : ? ! and inside of « » the space is one at which no line breaks: in packs, and in the interface."""
    packs = [shipped, *(cache.load(path, None) for path in sorted(DESCRIBED.iterdir()) if path.is_dir())]
    texts = [text for pack in packs for text in _in("fr", msgspec.to_builtins(pack))]
    texts += strings("fr").values()
    assert len(texts) > 4000
    assert [text for text in texts if re.search(r"\w\W? [;:?!»]( |$)|« ", text)] == []


def _in(language: str, value: object) -> Iterator[str]:
    """Every text of a language in what a pack is made of."""
    if isinstance(value, dict):
        if isinstance(value.get(language), str):
            yield value[language]
        for part in value.values():
            yield from _in(language, part)
    elif isinstance(value, list):
        for part in value:
            yield from _in(language, part)


def test_ten_faces_lie_on_one_another(shipped: Library) -> None:
    """The story shows ten made-up faces and then their mean, each blending into the next."""
    (ten,) = [
        entry
        for entry in shipped.levels["what-is-a-deepfake"].rounds
        if isinstance(entry, ReadRound) and len(entry.series) > 10
    ]
    assert ten.moves == "blend"
    assert [frame.picture for frame in ten.series] == [*(f"ten-{n}" for n in range(1, 11)), "ten-overlaid"]
    assert all(shipped.pictures[frame.picture].fake for frame in ten.series)


@pytest.mark.parametrize(("name", "least"), [("lesson-20", 0.4), ("lesson-45", 0.5), ("lesson-90", 0.5)])
def test_half_of_a_lesson_is_about_context_and_sources(shipped: Library, name: str, least: float) -> None:
    """By the minutes of its plan, which add up; in twenty of them it is nearly half. There are cases to match."""
    lesson = shipped.levels[name]
    assert lesson.plan is not None
    assert sum(step.minutes for step in lesson.plan.steps) == lesson.plan.minutes
    assert sum(step.minutes for step in lesson.plan.steps if step.context) >= least * lesson.plan.minutes
    cases = [entry for entry in lesson.rounds if isinstance(entry, InvestigateRound)]
    assert len(cases) >= lesson.plan.minutes // 22


def test_every_aim_of_a_lesson_has_its_check(shipped: Library) -> None:
    """A question and a good answer, in each language."""
    for lesson in (item for item in shipped.levels.values() if item.plan):
        assert lesson.plan is not None
        assert len(lesson.plan.checks) == len(lesson.plan.aims), lesson.id


def test_every_fake_has_evidence_and_every_real_picture_a_reason(shipped: Library) -> None:
    """Notes fit their card, and no note is used twice as a stock phrase over many pictures."""
    notes: dict[str, int] = {}
    for picture in shipped.pictures.values():
        assert picture.evidence or not picture.fake or not picture.in_draws, picture.id
        assert bool(picture.looks_odd) == (picture.truth == "real"), picture.id
        texts = [*(item.note for item in picture.evidence), *([picture.looks_odd] if picture.looks_odd else ())]
        for text in texts:
            notes[text["en"]] = notes.get(text["en"], 0) + 1
            assert all(len(value) <= 145 for value in text.values()), (picture.id, text)
    assert max(notes.values()) == 1 or sorted(notes.values())[-2] <= 3


def test_nothing_but_the_content_tells(shipped: Library) -> None:
    """In a level one size class, and everywhere one format, quality and colour mode; file names say nothing."""
    seen: dict[int, set[tuple[object, ...]]] = {400: set(), EARLIER: set()}
    for picture in [item for item in shipped.pictures.values() if "lens" not in item.tags and not item.clip]:
        with Image.open(shipped.path(picture.file)) as image:
            tables = {key: tuple(value) for key, value in image.quantization.items()}
            seen[max(image.size)].add((image.format, image.mode, str(tables), image.layers))
            assert re.fullmatch(r"[0-9a-f]{8}\.jpg", Path(picture.file).name)
            silent = "case" in picture.tags  # what a copy's file says, or not, belongs to its story
            assert silent or picture.source_type is None or picture.source_type.encode() in image.info["xmp"]
            assert not image.getexif()
            assert "comment" not in image.info
    assert [len(forms) for forms in seen.values()] == [1, 1]
    for level in shipped.levels.values():
        stills = [item for item in judged(level, shipped) if not item.clip]
        assert len({max(item.size) for item in stills}) <= 1, level.id
        moving = [item for item in judged(level, shipped) if item.clip]
        assert len({item.size for item in moving}) <= 1, level.id


def test_clips_differ_in_nothing_but_what_they_show(shipped: Library) -> None:
    """Of one format and of a like length, real or fake."""
    clips = [item for item in shipped.pictures.values() if item.clip]
    for clip in clips:
        path = shipped.path(clip.file)
        with Image.open(path) as image:
            assert image.get_format_mimetype() == "image/webp"
            assert clip.source_type is None or clip.source_type.encode() in image.info["xmp"]
        assert re.fullmatch(r"[0-9a-f]{8}\.webp", path.name)
        assert 1.5 <= seconds_of(clip) <= 4.2, clip.id
    assert len(clips) >= 40


def test_masks_lie_where_something_was_altered(shipped: Library) -> None:
    """Outside its mask an altered picture is its original, but for compression; inside it is not."""
    for picture in shipped.pictures.values():
        if not picture.mask or picture.made_by in ("faceswap", "retouch", "upscale", "relight"):
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
            difference = ImageChops.difference(altered.convert("RGB"), untouched.convert("RGB"))
            inside = sum(ImageStat.Stat(difference, mask.convert("L")).mean)
            outside = sum(ImageStat.Stat(difference, ImageChops.invert(mask.convert("L"))).mean)
            # a program told to change a part draws the rest anew as well
            assert inside > (1.5 if picture.size == (400, 400) else 2) * outside, (picture.id, inside, outside)


def test_licences_are_known_and_noncommercial_pictures_stand_apart(shipped: Library) -> None:
    """Only free licences in images/; faces with a non-commercial history in a folder of their own."""
    free = {
        "CC0-1.0", "CC-BY-2.0", "CC-BY-3.0", "CC-BY-4.0", "CC-BY-SA-3.0", "CC-BY-SA-4.0", "MIT", "BSD-3-Clause",
        "Public domain", "No known copyright restrictions", "Unsplash License", "Pexels License",
    }  # fmt: skip
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
        if level.draws_on:
            continue  # collections are not installed here
        session = rules.start(level, shipped.pictures, seed)
        found = [shipped.pictures[name] for entry in session.rounds for name in entry.judged]
        names = [item.id for item in dealt(shipped, level.id, seed)]
        assert len(names) == len(set(names)), level.id
        assert len(found) < 4 or 0.4 <= sum(not item.fake for item in found) / len(found) <= 0.7, level.id
        assert session.rounds
        for entry in session.rounds:
            if isinstance(entry, PointRound):
                assert shipped.pictures[entry.picture].visible


def test_the_package_stays_small() -> None:
    """assets/ stays under 60 MB."""
    folder = places.default_pack() / "assets"
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) < 60_000_000


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
    residual, where = np.abs(lenses.residual(pixels("swap-0182"))), inside("swap-0182")
    assert residual[where].mean() < residual[~where].mean() / 2
    assert lenses.peaks(lenses.log_spectrum(pixels("lens-lattice"))).max() > lenses.PEAK
    assert lenses.peaks(lenses.log_spectrum(pixels("face-0045"))).max() < lenses.PEAK
    assert len(lenses.clone_pairs(pixels("removal-cocktail-orphan-shadow"))[0]) > 1000
