"""The page's rules are the game's: chance, dealing, judging and its words, held against Python case by case."""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.base.text import Words
from game.model.answer import Answer
from game.model.kinds.kinds import KINDS
from game.model.kinds.point_round import PointRound
from game.model.motion import region_at
from game.model.picture import Region
from game.model.scoring import Mask, distance
from game.pack import cache
from game.pack.library import Library
from game.pixels.pictures import load_mask
from game.play import rules
from game.web.pages_book import Book
from game.web.pages_code import CLIENT, shows
from game.web.pages_outlines import outlines
from tests.shelves import with_claims

NODE = shutil.which("node")
needs_node = pytest.mark.skipif(NODE is None, reason="there is no Node here; Debian's package is 'nodejs'")


def by_page(cases: list[dict[str, Any]]) -> list[Any]:
    """What the page's script makes of these cases."""
    command = [str(NODE), str(Path(__file__).parent / "pages.mjs"), str(CLIENT)]
    done = subprocess.run(command, input=json.dumps(cases), capture_output=True, text=True, check=True)
    return list(json.loads(done.stdout))


@needs_node
def test_chance_is_pythons() -> None:
    """Seeded by any number or text, the same draws come in the same order."""
    seeds: list[int | str] = [0, 1, 42, -7, 2**32 - 1, 2**32, 2**70 + 5, "3/0", "123456789012/17", "", "é/5", "x" * 300]
    counts = [1, 2, 3, 7, 8, 100, 1000, 2**31]
    cases = [
        {"what": "chance", "seed": f"int:{seed}" if isinstance(seed, int) else seed, "counts": counts} for seed in seeds
    ]
    for seed, got in zip(seeds, by_page(cases), strict=True):
        rng = random.Random(seed)
        expected: list[Any] = [[rng.randrange(count) for count in counts], rng.random(), rng.sample(range(30), 30)]
        numbers = list(range(30))
        rng.shuffle(numbers)
        assert got == [*expected, numbers], seed


@needs_node
def test_what_is_shown_mixed_is_mixed_alike() -> None:
    """Steps, choices and qualities stand in the order that the game gives them."""
    session = rules.Session("any", 5, ())
    cases = [
        {"what": "shuffled", "seed": 5, "place": place, "count": count} for place in range(20) for count in (2, 3, 5)
    ]
    expected = [list(rules.shuffled(session, case["place"], case["count"])) for case in cases]
    assert by_page(cases) == expected


@needs_node
def test_every_level_is_dealt_alike(shipped: Library) -> None:
    """For every seed the page deals the rounds of the game, in all levels of the game's own pack."""
    names = [name for name, level in shipped.levels.items() if not level.draws_on]
    book = Book(shipped, names, "en", None, lambda picture: picture.file)
    pictures = book.data(scored=False)["pictures"]
    seeds = (0, 1, 7, 4_294_967_295)
    cases, expected = [], []
    for level in book.levels:
        for seed in seeds:
            cases.append({"what": "dealt", "level": level, "seed": seed})
            rounds = rules.start(shipped.levels[level["id"]], shipped.pictures, seed).rounds
            expected.append([[entry.ask, _shown(entry, shipped)] for entry in rounds])
    needed = ("kin", "kind")
    slim = {name: {key: picture[key] for key in needed} for name, picture in pictures.items()}
    assert by_page([{**case, "pictures": slim} for case in cases]) == expected
    assert any("draw" in entry for level in book.levels for entry in level["rounds"])


def _shown(entry: Any, library: Library) -> list[str]:
    return [library.pictures[name].id for name in entry.pictures]


@needs_node
def test_every_answer_is_judged_alike(tmp_path: Path) -> None:
    """Verdict, its words for a platform, and its worth are those of the kinds themselves, for every kind of round."""
    library = cache.load(with_claims(tmp_path), None)
    book = Book(library, ["everything", "claims"], "en", 4, lambda picture: picture.file)
    pictures = book.data(scored=False)["pictures"]
    cases, expected, kinds = [], [], set()
    for level in book.levels:
        session = rules.start(library.levels[level["id"]], library.pictures, 4)
        for entry, told in zip(session.rounds, level["rounds"], strict=True):
            if not entry.asks:
                continue
            kinds.add(entry.ask)
            for said in _answers(entry, library):
                verdict = entry.judge(said, library.pictures, lambda *_: None)
                rows = entry.kept(said, verdict)
                words = type(entry).interaction(rows)
                given = {
                    name: getattr(said, name) for name in said.__struct_fields__ if getattr(said, name) is not None
                }
                cases.append({"what": "judged", "round": told, "said": given, "pictures": pictures})
                expected.append((verdict, words))
    for case, got, (verdict, words) in zip(cases, by_page(cases), expected, strict=True):
        mine = got["verdict"]
        ask = case["round"]["ask"]
        assert [item["points"] for item in mine.get("judgements", [])] == [it.points for it in verdict.judgements], ask
        assert [item["outcome"] for item in mine.get("judgements", [])] == [it.outcome for it in verdict.judgements]
        assert mine.get("knowledge") == verdict.knowledge
        assert mine.get("points") == verdict.points
        assert mine.get("evidence") == verdict.evidence
        assert mine.get("found", []) == list(verdict.found)
        assert (got["said"]["type"], got["said"]["success"]) == (words.type, words.success)
        assert got["said"].get("correct") == words.correct
        response = words.response or ""
        same = (
            json.loads(got["said"]["response"]) == json.loads(response)
            if ask == "point"
            else got["said"]["response"] == response
        )
        assert same
    assert kinds == {name for name, kind in KINDS.items() if kind.asks} - {"clip"}  # judged as a verdict is


def _answers(entry: Any, library: Library) -> list[Answer]:
    """Wrong ones, and others beside them."""
    answers = list(entry.sample_answers(library.pictures))
    if entry.ask == "point":
        size = library.pictures[entry.picture].size
        answers += [
            Answer(marks=((size[0] * x, size[1] * y), (3.0, 4.0))) for x, y in ((0.2, 0.3), (0.5, 0.5), (0.71, 0.44))
        ]
        answers.append(Answer())
    elif entry.judged:
        count = len(entry.judged)
        ratings = (4,) * len(getattr(entry, "qualities", ()))
        answers += [
            Answer((says,) * count, step, ratings=ratings) for says in ("real", "fake") for step in (0, 1, 2, 3)
        ]
        answers.append(Answer(("unsure",) * count, None, ratings=ratings))
    return answers


@needs_node
def test_distances_and_moving_evidence_are_the_games(shipped: Library) -> None:
    """To boxes, ellipses and polygons exactly; of clips, where a tell is in every frame."""
    regions = [Region(box=(10, 20, 30, 5)), Region(ellipse=(50, 50, 40, 9)), Region(polygon=((0, 0), (40, 8), (9, 50)))]
    points = [(x * 7.3 - 20, y * 9.1 - 15) for x in range(14) for y in range(12)]
    cases, expected = [], []
    for region in regions:
        shape = {
            name: getattr(region, name) for name in ("box", "ellipse", "polygon") if getattr(region, name) is not None
        }
        for point in points:
            cases.append({"what": "distance", "region": shape, "point": point})
            expected.append(distance(region, point))
    assert by_page(cases) == pytest.approx(expected)
    moving = [item for picture in shipped.pictures.values() for item in picture.evidence if item.keyframes]
    assert moving
    book = Book(shipped, ["moving-pictures", "talking-heads"], "en", None, lambda picture: picture.file)
    told = [
        item
        for picture in book.data(scored=False)["pictures"].values()
        for item in picture["evidence"]
        if item["frames"]
    ]
    original = {item.note["en"]: item for item in moving}
    cases, places = [], []
    for item in told:
        for frame in (0, 3.5, 11, 40):
            cases.append({"what": "regionAt", "item": item, "frame": frame})
            places.append(region_at(original[item["note"]["en"]], frame))
    for got, region in zip(by_page(cases), places, strict=True):
        assert (got.get("ellipse") or got.get("box")) == pytest.approx(list(region.ellipse or region.box or ()))


@needs_node
def test_marks_on_masks_earn_what_they_earn_in_the_game(shipped: Library) -> None:
    """Where a file says exactly what was altered, outlines and mask give the same points, but for a few."""
    masked = [picture for picture in shipped.own.values() if picture.mask and picture.visible][:12]
    book = Book(shipped, [], "en", None, lambda picture: picture.file)
    rng, cases, expected = random.Random(3), [], []
    for picture in masked:
        book._picture(picture.id)
        for _ in range(12):
            mark = (rng.uniform(0, picture.size[0]), rng.uniform(0, picture.size[1]))
            entry, said = PointRound(picture.id), Answer(marks=(mark,))
            verdict = entry.judge(said, shipped.pictures, lambda _, file: load_mask(shipped.path(file)))
            told = {"ask": "point", "form": "mark", "most": 3, "pictures": [picture.id]}
            cases.append({"what": "judged", "round": told, "said": {"marks": [mark]}, "pictures": book._pictures})
            expected.append(verdict.evidence or 0)
    got = [case["verdict"]["evidence"] for case in by_page(cases)]
    assert got == pytest.approx(expected, abs=4)
    assert 0 < sum(map(bool, expected)) < len(expected)


@given(st.lists(st.lists(st.booleans(), min_size=9, max_size=9), min_size=2, max_size=7))
@settings(max_examples=60)
def test_outlines_surround_what_is_white(rows: list[list[bool]]) -> None:
    """The middle of every white pixel lies within an odd number of outlines, that of a black one does not."""
    mask = Mask(9, len(rows), bytes(255 * white for row in rows for white in row), 1.0)
    loops = _exact(mask)
    for y, row in enumerate(rows):
        for x, white in enumerate(row):
            assert _inside(loops, x + 0.5, y + 0.5) == white


def _exact(mask: Mask) -> list[list[tuple[float, float]]]:
    """The outlines without any simplification."""
    from game.web import pages_outlines

    ways = pages_outlines._edges(mask)
    loops = []
    while ways:
        loops.append([(float(x), float(y)) for x, y in pages_outlines._loop(ways)])
    return loops


def _inside(loops: list[list[tuple[float, float]]], x: float, y: float) -> bool:
    inside = False
    for loop in loops:
        for (x1, y1), (x2, y2) in zip(loop, [*loop[1:], loop[0]], strict=True):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                inside = not inside
    return inside


def test_outlines_are_good_to_a_mask_pixel() -> None:
    """A disc's outline lies within a mask pixel of the disc, with far fewer corners than it has border pixels."""
    side, radius = 120, 40
    rows = bytes(255 * ((x - 60) ** 2 + (y - 60) ** 2 <= radius**2) for y in range(side) for x in range(side))
    (loop,) = outlines(Mask(side, side, rows, 2.0))
    assert all(abs(((x / 2 - 60.5) ** 2 + (y / 2 - 60.5) ** 2) ** 0.5 - radius) < 1.6 for x, y in loop)
    assert len(loop) < 90


def test_every_text_that_the_script_shows_is_there() -> None:
    """No key is misspelt: each one that stands in the script has a text, in both languages."""
    source = "".join(path.read_text(encoding="utf-8") for path in CLIENT.glob("*.js"))
    keys = set(re.findall(r'say\((?:[^"()]*\? )?"([a-z]+\.[a-z.-]+)"', source)) | set(
        re.findall(r'"((?:web|reveal|summary|case)\.[a-z.-]+)"', source)
    )
    assert len(keys) > 60
    for code in ("en", "it"):
        words = Words(code)
        missing = {key for key in keys if not words.has(key) or not shows(key)}
        assert missing == set()
