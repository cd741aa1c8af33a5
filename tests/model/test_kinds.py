"""Impressions and cases: what is judged, kept, replayed, exported and refused."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from msgspec.structs import replace

from game.model.answer import Answer
from game.model.kinds.forms import CaseSource
from game.model.kinds.investigate_round import InvestigateRound
from game.model.kinds.kinds import KINDS
from game.model.kinds.rate_round import QUALITIES, RateRound
from game.model.kinds.round_kind import KeptAnswer, RulesError
from game.model.level import DrawRounds
from game.pack import cache
from game.pack.library import Library
from game.play import rules
from tests.shelves import with_claims

PLACE = CaseSource("find", "place", {"en": "x"}, settles=True)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The small pack with its claims."""
    return cache.load(with_claims(tmp_path_factory.mktemp("claims")), None)


@pytest.fixture
def case(pack: Library) -> InvestigateRound:
    """A post on an apple that was painted."""
    entry = pack.levels["claims"].rounds[0]
    assert isinstance(entry, InvestigateRound)
    return entry


def judged(entry: InvestigateRound | RateRound, said: Answer, pack: Library):  # noqa: ANN201
    """What comes of an answer."""
    return entry.judge(said, pack.pictures, lambda *_: None)


# --- impressions


def test_a_rating_changes_no_verdict(pack: Library) -> None:
    """Whatever is said of a face, the points are those of the verdict alone."""
    entry, rng = RateRound("face"), Random(1)
    for _ in range(20):
        ratings = tuple(rng.randint(1, 7) for _ in QUALITIES)
        verdict = judged(entry, Answer(("fake",), 3, ratings=ratings), pack)
        assert [(item.outcome, item.points) for item in verdict.judgements] == [("hit", 100)]


@pytest.mark.parametrize("ratings", [(), (4, 4, 4, 4), (4, 4, 4, 4, 8), (0, 4, 4, 4, 4), (4,) * 6])
def test_ratings_fit_their_qualities(pack: Library, ratings: tuple[int, ...]) -> None:
    """One for each, from 1 to 7."""
    with pytest.raises(RulesError):
        judged(RateRound("face"), Answer(("fake",), 3, ratings=ratings), pack)


def test_ratings_are_kept_by_name(pack: Library) -> None:
    """What comes back is what was said, with the qualities that were asked for then."""
    entry = RateRound("face", ("memorability", "symmetry"))
    said = Answer(("real",), 1, order=(1, 0), ratings=(7, 2), rating_ms=(1500, 900))
    rows = entry.kept(said, judged(entry, said, pack))
    assert rows[0].given == [
        {"quality": "symmetry", "rating": 2, "milliseconds": 900},
        {"quality": "memorability", "rating": 7, "milliseconds": 1500},
    ]
    again = RateRound.replayed(rows, entry, pack.pictures, lambda *_: None)
    assert again is not None
    assert (again.entry, again.answer, again.verdict) == (entry, said, judged(entry, said, pack))
    alone = RateRound.replayed(rows, None, pack.pictures, lambda *_: None)
    assert alone is not None
    assert (alone.entry.qualities, alone.answer.ratings) == (("symmetry", "memorability"), (2, 7))
    asked = RateRound.interaction(rows)
    assert (asked.type, asked.response, asked.correct, asked.beside) == (
        "choice", "real", "fake", {"impressions": {"memorability": 7, "symmetry": 2}},
    )  # fmt: skip


@pytest.mark.parametrize(
    "given",
    [None, {}, {"symmetry": 3}, [{"quality": "beauty", "rating": 3}], [{"quality": "symmetry", "rating": 9}], [1], 5],
)
def test_no_ratings_are_made_up(pack: Library, given: object) -> None:
    """A row that the game never writes is no round."""
    row = replace(RateRound("face").kept(Answer(("real",), 1, ratings=(4,) * 5), _plain(pack))[0], given=given)
    assert RateRound.replayed([row], None, pack.pictures, lambda *_: None) is None
    with pytest.raises(RulesError):
        RateRound.interaction([row])


def _plain(pack: Library):  # noqa: ANN202
    return judged(RateRound("face"), Answer(("real",), 1, ratings=(4,) * 5), pack)


def test_a_draw_deals_impressions(pack: Library) -> None:
    """With the qualities that it names."""
    session = rules.start(pack.levels["claims"], pack.pictures, 3)
    dealt = [entry for entry in session.rounds if isinstance(entry, RateRound)][1:]
    assert [entry.qualities for entry in dealt] == [("symmetry",)] * 2


def test_parts_of_a_pool_share_nothing_and_make_it_whole(pack: Library) -> None:
    """The same parts in every draw: whoever is tested on one has never met it in another."""
    draw = next(entry.draw for entry in pack.levels["claims"].rounds if isinstance(entry, DrawRounds))
    whole = {
        item.id
        for part in rules.pool_of(replace(draw, pool=replace(draw.pool, part=None)), pack.pictures)
        for item in part
    }
    parts = [
        {
            item.id
            for some in rules.pool_of(replace(draw, pool=replace(draw.pool, part=(number, 3))), pack.pictures)
            for item in some
        }
        for number in (1, 2, 3)
    ]
    assert set().union(*parts) == whole
    assert sum(map(len, parts)) == len(whole)


# --- cases


@pytest.mark.parametrize(
    ("claim", "confidence", "points", "knowledge"),
    [("altered", 3, 100, 100), ("altered", 0, 75, 100), ("synthetic", 3, 2, 0), ("cannot-know", 0, 75, 0)],
)
def test_a_case_is_worth_what_was_staked(
    pack: Library, case: InvestigateRound, claim: str, confidence: int, points: int, knowledge: int
) -> None:
    """Points by the confidence that was stated, as everywhere; what was opened costs nothing."""
    for opened in ((), (0,), (2, 0, 1)):
        said = Answer(claim=claim, confidence=confidence, opened=opened)  # type: ignore[arg-type]
        verdict = judged(case, said, pack)
        assert (verdict.points, verdict.knowledge, verdict.judgements) == (points, knowledge, ())


def test_the_shortest_way_is_the_first_that_settles(pack: Library, case: InvestigateRound) -> None:
    """None where it cannot be known."""
    assert case.sources[case.shortest or 0].kind == "original"
    call = pack.levels["claims"].rounds[2]
    assert isinstance(call, InvestigateRound)
    assert call.shortest is None


def test_a_case_is_kept_and_comes_back(pack: Library, case: InvestigateRound) -> None:
    """With what was opened, in its order; a case that was changed since is another one."""
    said = Answer(claim="altered", confidence=2, opened=(2, 1))
    rows = case.kept(said, judged(case, said, pack))
    assert rows[0].given == {"says": "altered", "answer": "altered", "opened": ["file", "original"]}
    again = InvestigateRound.replayed(rows, case, pack.pictures, lambda *_: None)
    assert again is not None
    assert (again.answer, again.verdict) == (said, judged(case, said, pack))
    changed = replace(case, sources=case.sources[:2])
    assert InvestigateRound.replayed(rows, changed, pack.pictures, lambda *_: None) is None
    asked = InvestigateRound.interaction(rows)
    assert (asked.type, asked.response, asked.success, asked.correct) == ("choice", "altered", True, "altered")
    assert asked.beside == {"opened": ["file", "original"]}


@pytest.mark.parametrize("given", [None, "altered", {"says": "maybe", "answer": "true"}, {"says": "true"}, [1]])
def test_no_case_is_made_up(pack: Library, case: InvestigateRound, given: object) -> None:
    """A row that the game never writes is no case."""
    row = KeptAnswer(given=given, knowledge=100, points=100)
    assert InvestigateRound.replayed([row], case, pack.pictures, lambda *_: None) is None
    with pytest.raises(RulesError):
        InvestigateRound.interaction([row])


@pytest.mark.parametrize(
    "said",
    [
        Answer(), Answer(claim="altered", opened=(0, 0)), Answer(claim="altered", opened=(3,)),
        Answer(claim="altered", opened=(-1,)), Answer(claim="altered", confidence=4),
        Answer(("real",), claim="altered"),
    ],
)  # fmt: skip
def test_what_does_not_fit_a_case_is_refused(pack: Library, case: InvestigateRound, said: Answer) -> None:
    """No answer, a place opened twice, one that is not there, a confidence that does not exist, a verdict."""
    with pytest.raises(RulesError):
        judged(case, said, pack)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"answer": "cannot-know"}, "and yet this settles it"),
        ({"answer": "true"}, "which the answer 'true' does not say"),
        ({"sources": (CaseSource("find", "coverage", {"en": "x"}),) * 2}, "there is a 'coverage' already"),
        (
            {"sources": (CaseSource("find", "coverage"), CaseSource("find", "place", {"en": "x"}, settles=True))},
            "nothing is found",
        ),
        (
            {"sources": (CaseSource("find", "place", {"en": "x"}), CaseSource("stop", "file"))},
            "nothing here settles the answer",
        ),
        ({"picture": None}, "there is no file to look into"),
    ],
)
def test_a_case_that_cannot_be_played_says_why(
    pack: Library, case: InvestigateRound, change: dict[str, object], message: str
) -> None:
    """Each slip with its remedy."""
    assert any(message in fault.message for fault in replace(case, **change).faults(pack.pictures))
    assert list(case.faults(pack.pictures)) == []


def test_every_kind_plays_its_samples(pack: Library) -> None:
    """What a kind gives as sample answers fits its rounds, and is kept and replayed."""
    asks = set()
    for level in pack.levels.values():
        for place, entry in enumerate(rules.start(level, pack.pictures, 1).rounds):
            for said in entry.sample_answers(pack.pictures):
                verdict = entry.judge(said, pack.pictures, lambda *_: None)
                rows = entry.kept(said, verdict)
                if entry.asks:
                    again = KINDS[entry.ask].replayed(rows, entry, pack.pictures, lambda *_: None)
                    assert again is not None, (level.id, place)
                    assert again.verdict == verdict
            asks.add(entry.ask)
    assert asks >= {"rate", "investigate", "verdict", "choose"}


def test_the_pack_of_claims_is_in_order(tmp_path: Path) -> None:
    """Nothing to be said of it."""
    from game.commands.cli import main

    assert main(["check", str(with_claims(tmp_path))]) == 0
