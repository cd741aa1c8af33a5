"""A study with made participants comes out as it was made: allocation, answers, ratings, measures.

Every answer goes through the study's flow, the rules and the results file; the measures are worked out from nothing but
the tables that `results export` wrote. The seed of the participants, and of what is dealt to them, is 20270214.
"""

from __future__ import annotations

import csv
import json
import math
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise
from pathlib import Path
from random import Random
from statistics import NormalDist
from typing import Any, NamedTuple, get_args

import msgspec
import pytest

from game.base.settings import Settings
from game.commands.cli import main
from game.model import impressions, scoring
from game.model.answer import Answer, Judgement
from game.model.kinds.rate_round import QUALITIES, RateRound
from game.model.level import Draw, DrawRounds, Level, Pool
from game.model.scoring import CONFIDENCE
from game.model.terms import Detection, Quality, Says
from game.pack.library import Library
from game.results import store
from game.results.codebook import codebook
from game.seats.app import Options
from game.seats.study.study_file import Study, StudyCondition
from game.seats.study.study_flow import StudyFlow
from game.seats.study.study_seat import study_app

SEED = 20270214
PARTICIPANTS = 30  # six of each kind; five whole blocks
ROUNDS = 40  # of each part
STUDY = Study(
    1, "simulated-1", {"en": "S"}, {"en": "S"}, ("sim-a", "sim-b"),
    (StudyCondition("impressions", "sim-rate"), StudyCondition("artefacts", "sim-look"), StudyCondition("none")),
)  # fmt: skip
NORMAL = NormalDist()


def level(name: str, part: int, ask: Any = "verdict", form: Any = None) -> Level:
    """A level that deals from one third of the pack."""
    draw = DrawRounds(Draw(count=ROUNDS, pool=Pool(part=(part, 3)), ask=ask))
    return Level(1, name, {"en": name}, {"en": name}, (draw,), form=form)


def shares(mean: float) -> list[float]:
    """How often each of the ratings 1 to 7 is given: a normal distribution around a mean, cut into steps."""
    spread = NormalDist(mean, 1.2)
    edges = [0.0, *(spread.cdf(step + 0.5) for step in range(1, 7)), 1.0]
    return [high - low for low, high in pairwise(edges)]


STRIKING = {True: shares(3.4), False: shares(4.6)}  # how distinctive generated and real faces strike somebody


class Statement(NamedTuple):
    """What a participant says of one picture."""

    says: Says
    confidence: int
    ratings: tuple[int, ...]  # of all qualities


def says_if(fake: bool) -> Says:
    """The word for it."""
    return "fake" if fake else "real"


def judged(kind: str, fake: bool, rng: Random) -> Statement:
    """What a participant of a kind says: this is how they are made."""
    ratings = [rng.randint(1, 7) for _ in QUALITIES]
    step = rng.randrange(4)
    match kind:
        case "random":
            says = says_if(rng.random() < 0.5)
        case "biased":
            says = says_if(rng.random() < 0.8)
        case "perfect":
            says, step = says_if(fake), 3
        case "calibrated":
            says = says_if(fake == (rng.random() < CONFIDENCE[step]))
        case _:
            (struck,) = rng.choices(range(1, 8), STRIKING[fake])
            ratings[QUALITIES.index("distinctiveness")] = struck
            says = says_if(struck < 4 or (struck == 4 and rng.random() < 0.5))
            step = abs(struck - 4)
    return Statement(says, step, tuple(ratings))


KINDS = ("random", "biased", "perfect", "calibrated", "rating-driven")


def rates_made(kind: str) -> tuple[float, float]:
    """Hits and false alarms as a kind was made."""
    if kind == "rating-driven":
        fake, real = STRIKING[True], STRIKING[False]
        return sum(fake[:3]) + fake[3] / 2, sum(real[:3]) + real[3] / 2
    right = sum(CONFIDENCE) / 4
    return {"random": (0.5, 0.5), "biased": (0.8, 0.8), "perfect": (1.0, 0.0), "calibrated": (right, 1 - right)}[kind]


def rightness_made(kind: str, step: int) -> float:
    """How often a kind is right where it states a step, with as many fakes as real pictures."""
    if kind == "calibrated":
        return CONFIDENCE[step]
    if kind != "rating-driven" or not step:
        return {"perfect": 1.0}.get(kind, 0.5)
    fake, real = STRIKING[True], STRIKING[False]
    right = fake[3 - step] + real[3 + step]
    return right / (right + fake[3 + step] + real[3 - step])


def area_made(kind: str, quality: str) -> float:
    """How often a kind rates a generated face above a real one."""
    if kind != "rating-driven" or quality != "distinctiveness":
        return 0.5
    fake, real = STRIKING[True], STRIKING[False]
    return sum(
        one * other * (1.0 if up > down else 0.5 if up == down else 0.0)
        for up, one in enumerate(fake)
        for down, other in enumerate(real)
    )


class Played(NamedTuple):
    """A study that is over: the folder of its tables, who was of which kind, and every rating that was given."""

    tables: Path
    kinds: dict[str, str]  # by course
    rated: Counter[tuple[str, str, int, int, int]]  # course, quality, order, rating, milliseconds


@pytest.fixture(scope="module")
def over(shipped: Library, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """The study, played by everybody and exported."""
    data, out = tmp_path_factory.mktemp("study"), tmp_path_factory.mktemp("tables")
    levels = [
        level("sim-a", 1, form="A"),
        level("sim-b", 2, form="B"),
        level("sim-rate", 3, "rate"),
        level("sim-look", 3),
    ]
    library = msgspec.structs.replace(shipped, levels={item.id: item for item in levels})
    options = Options(size=(960, 540), data=data, headless=True, settings=Settings(language="en"), debug=True)
    app = study_app(options, STUDY, library)
    app.finish_start(library)
    app.step(0.0)
    assert isinstance(app.flow, StudyFlow)
    app.kit.rng.seed(SEED)
    rng, kinds, rated = Random(SEED), dict[str, str](), Counter[tuple[str, str, int, int, int]]()
    moments = (datetime(2027, 2, 14, 9, tzinfo=UTC) + timedelta(seconds=number) for number in count())
    with pytest.MonkeyPatch.context() as patch:  # else all of it would happen within one second
        patch.setattr(store, "now_utc", lambda: next(moments).isoformat(timespec="seconds"))
        for number in range(PARTICIPANTS):
            kinds |= take_part(app.flow, KINDS[number % len(KINDS)], rng, rated)
    app.close()
    assert main(["results", "export", "--data", str(data), "--out", str(out)]) == 0
    return Played(out, kinds, rated)


def take_part(
    flow: StudyFlow, kind: str, rng: Random, rated: Counter[tuple[str, str, int, int, int]]
) -> dict[str, str]:  # fmt: skip
    """One participant, from the welcome to the thanks."""
    scene, playing = flow.begin(), flow.playing
    assert playing.course is not None
    course = playing.course.id
    while scene.name != "study-thanks":
        while not playing.now.finished:
            entry = playing.now.round
            fake = flow.kit.pack.pictures[entry.pictures[0]].fake
            says, confidence, ratings = judged(kind, fake, rng)
            said = Answer((says,), confidence, (), rng.randint(800, 9000))
            if isinstance(entry, RateRound):
                order = tuple(rng.sample(range(len(QUALITIES)), len(QUALITIES)))
                times = tuple(rng.randint(300, 4000) for _ in QUALITIES)
                said = msgspec.structs.replace(said, ratings=ratings, rating_ms=times, order=order)
                rated.update(
                    (course, QUALITIES[item], place, ratings[item], times[item]) for place, item in enumerate(order, 1)
                )
            playing.answer(said)
        scene = flow.end()
        while scene.then is not None:
            scene = scene.then()
    return {course: kind}


def table(over: Played, name: str) -> list[dict[str, str]]:
    """A table of the export."""
    with (over.tables / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def answers(over: Played) -> dict[str, list[dict[str, str]]]:
    """The answers by kind of participant, with their sessions' columns."""
    sessions = {row["id"]: row for row in table(over, "sessions")}
    found: dict[str, list[dict[str, str]]] = {kind: [] for kind in KINDS}
    for row in table(over, "answers"):
        session = sessions[row["session"]]
        found[over.kinds[session["course"]]].append({**session, **row})
    return found


def counts_of(rows: Iterable[dict[str, str]]) -> scoring.Counts:
    """How answers turned out, from what the table says of them."""
    return scoring.count(_judgement(row) for row in rows)


def _judgement(row: dict[str, str]) -> Judgement:
    assert row["says"] in get_args(Says)
    assert row["outcome"] in get_args(Detection)
    fake = row["fake"] == "1"
    outcome = scoring.outcome(row["says"], fake=fake)  # type: ignore[arg-type] # (asserted above)
    assert outcome == row["outcome"]
    return Judgement(row["picture"], fake, row["says"], outcome, int(row["points"]))  # type: ignore[arg-type]


def mostly(found: list[tuple[str, float, float, float]]) -> None:
    """So many intervals of 95 % hold what was made as chance has it in 999 of 1000 studies."""
    missed = [item for item in found if not item[1] <= item[2] <= item[3]]
    likely = [math.comb(len(found), n) * 0.05**n * 0.95 ** (len(found) - n) for n in range(len(found) + 1)]
    most = next(n for n in range(len(found) + 1) if sum(likely[: n + 1]) >= 0.999)
    assert len(missed) <= most, missed


def test_every_block_is_full(over: Played) -> None:
    """Ten participants in each condition, five with each order of tests; every session is finished."""
    courses: dict[str, list[dict[str, str]]] = {}
    for row in table(over, "sessions"):
        courses.setdefault(row["course"], []).append(row)
    cells = Counter()
    for rows in courses.values():
        assert {row["finished"] for row in rows} == {"1"}
        assert {(row["study"], row["mode"]) for row in rows} == {("simulated-1", "study")}
        (condition,) = {row["condition"] for row in rows}
        cells[condition, next(row["form"] for row in rows if row["form"])] += 1
        assert len(rows) == (2 if condition == "none" else 3)
    assert cells == dict.fromkeys(((name, form) for name in ("impressions", "artefacts", "none") for form in "AB"), 5)


def test_nobody_meets_a_picture_twice(over: Played) -> None:
    """Neither in both tests nor in the training."""
    sessions = {row["id"]: row["course"] for row in table(over, "sessions")}
    met = Counter((sessions[row["session"]], row["picture"]) for row in table(over, "answers"))
    assert set(met.values()) == {1}


def test_hits_and_false_alarms_are_those_that_were_made(over: Played) -> None:
    """Each within its interval; those of the perfect ones exactly."""
    found = []
    for kind, rows in answers(over).items():
        counts, made = counts_of(rows), rates_made(kind)
        if kind == "perfect":
            assert (counts.hits, counts.false_alarms) == (counts.fakes, 0)
            continue
        for name, seen, of, rate in (
            ("hits", counts.hits, counts.fakes, made[0]),
            ("false alarms", counts.false_alarms, counts.reals, made[1]),
        ):
            low, high = scoring.wilson(seen, of)
            found.append((f"{kind}: {name}", low, rate, high))
    mostly(found)


def test_sensitivity_and_criterion_are_those_that_were_made(over: Played) -> None:
    """Within 1.96 standard errors (Gourevitch & Galanter 1967); the perfect ones' follow from the correction alone."""
    found = []
    for kind, rows in answers(over).items():
        counts = counts_of(rows)
        measured = scoring.sensitivity(counts)
        assert measured is not None
        if kind == "perfect":
            hits, alarms = (counts.fakes + 0.5) / (counts.fakes + 1), 0.5 / (counts.reals + 1)
            assert measured.d_prime == pytest.approx(NORMAL.inv_cdf(hits) - NORMAL.inv_cdf(alarms))
            continue
        (hits, alarms), sizes = rates_made(kind), (counts.fakes, counts.reals)
        z_hit, z_false = NORMAL.inv_cdf(hits), NORMAL.inv_cdf(alarms)
        error = 1.96 * math.sqrt(
            sum(
                rate * (1 - rate) / size / NORMAL.pdf(NORMAL.inv_cdf(rate)) ** 2
                for rate, size in zip((hits, alarms), sizes, strict=True)
            )
        )
        made_d, made_c = z_hit - z_false, -(z_hit + z_false) / 2
        found.append((f"{kind}: d'", measured.d_prime - error, made_d, measured.d_prime + error))
        found.append((f"{kind}: c", measured.criterion - error / 2, made_c, measured.criterion + error / 2))
    mostly(found)


def test_calibration_is_that_which_was_made(over: Played) -> None:
    """Of each step that somebody stated, how often it was right; only the calibrated ones are as right as they say."""
    found, over_by = [], {}
    for kind, rows in answers(over).items():
        right = [(int(row["confidence"]), row["outcome"] in ("hit", "correct rejection")) for row in rows]
        steps = scoring.calibration(right)
        over_by[kind] = scoring.overconfidence(steps)
        for number, step in enumerate(steps):
            made = rightness_made(kind, number)
            if step.answers and 0 < made < 1:
                low, high = scoring.wilson(step.right, step.answers)
                found.append((f"{kind}: step {number}", low, made, high))
    mostly(found)
    assert over_by["perfect"] == pytest.approx(CONFIDENCE[3] - 1)
    error = 1.96 * 0.5 / math.sqrt(PARTICIPANTS / len(KINDS) * 2 * ROUNDS)  # of at least so many answers
    assert abs(over_by["calibrated"] or 0.0) < error
    assert over_by["random"] == pytest.approx(sum(CONFIDENCE) / 4 - 0.5, abs=2 * error)


def test_the_area_under_the_curve_is_that_which_was_made(over: Played) -> None:
    """Of each quality and kind; only the rating-driven ones' distinctiveness tells generated faces from real ones."""
    sessions = {row["id"]: row for row in table(over, "sessions")}
    truth = {(row["session"], row["round"]): row["fake"] == "1" for row in table(over, "answers")}
    values: dict[tuple[str, str, bool], list[int]] = {}
    for row in table(over, "ratings"):
        kind, fake = over.kinds[sessions[row["session"]]["course"]], truth[row["session"], row["round"]]
        values.setdefault((kind, row["quality"], fake), []).append(int(row["rating"]))
    found = []
    for kind, quality in sorted({key[:2] for key in values}):
        area = impressions.area_under_curve(values[kind, quality, True], values[kind, quality, False])
        found.append((f"{kind}: {quality}", area.low, area_made(kind, quality), area.high))
        if (kind, quality) == ("rating-driven", "distinctiveness"):
            assert area.high < 0.5
    assert {name.partition(":")[0] for name, *_ in found} == set(KINDS)
    mostly(found)


def test_every_rating_is_there_with_its_order_and_its_time(over: Played) -> None:
    """None more, none less, and none changed."""
    sessions = {row["id"]: row["course"] for row in table(over, "sessions")}
    kept = Counter(
        (sessions[row["session"]], row["quality"], int(row["order"]), int(row["rating"]), int(row["milliseconds"]))
        for row in table(over, "ratings")
    )
    assert kept == over.rated
    assert kept.total() == 10 * ROUNDS * len(QUALITIES)
    assert {row["quality"] for row in table(over, "ratings")} <= set(get_args(Quality))


def test_the_codebook_tells_of_every_column(over: Played) -> None:
    """Of every table, as the data dictionary does; both lie beside the tables."""
    page = (over.tables / "codebook.md").read_text(encoding="utf-8")
    described = json.loads((over.tables / "datapackage.json").read_text(encoding="utf-8"))
    assert page == codebook(described["version"])
    for resource in described["resources"]:
        with (over.tables / resource["path"]).open(encoding="utf-8", newline="") as file:
            head = next(csv.reader(file))
        chapter = page.partition(f"## {resource['path']}")[2].partition("\n## ")[0]
        assert head == [field["name"] for field in resource["schema"]["fields"]]
        for field in resource["schema"]["fields"]:
            assert f"| `{field['name']}` | {field['type']} |" in chapter
            assert field["description"] in chapter
