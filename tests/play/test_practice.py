"""Practice: ratings move as Elo's do, missed tells come back, half is real, no picture comes twice."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from random import Random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from game.model.answer import Answer, Judgement
from game.model.kinds.investigate_round import InvestigateRound
from game.model.kinds.rate_round import RateRound
from game.model.kinds.verdict_round import VerdictRound
from game.model.picture import Evidence, Picture, Region, Tell
from game.model.terms import CaseAnswer
from game.pack import cache
from game.pack.library import Library
from game.play import practice, rules
from game.play.practice import Ratings
from game.play.rules import Session
from tests.play.test_rules import no_masks
from tests.shelves import with_claims

TELLS = {
    name: Tell(name, "anatomical", ("gan",), "2020", "strong", "own", {"en": name}, {"en": name}, {"en": name})
    for name in ("eyes", "ears", "hair", "seam")
}


def picture(name: str, tell: str = "", hard: int = 3) -> Picture:
    """A picture that needs no file: a fake where it has a tell."""
    evidence = (Evidence(tell, Region(box=(1, 1, 9, 9)), {"en": "there"}),) if tell else ()
    return Picture(
        name, f"{name}.jpg", "synthetic" if tell else "real", "gan" if tell else "camera", "me", "CC0-1.0",
        {"en": name}, (640, 480), "digitalCapture", evidence=evidence, difficulty=hard,
    )  # fmt: skip


POOL = {
    item.id: item
    for item in [
        *(picture(f"{tell}-{n}", tell, 1 + n % 5) for tell in TELLS for n in range(6)),
        *(picture(f"real-{n}", hard=1 + n % 5) for n in range(14)),
    ]
}


def play(
    seed: int,
    says: object,
    tell: str = "",
    start: Ratings | None = None,
    pool: Mapping[str, Picture] = POOL,
    tells: Mapping[str, Tell] = TELLS,
) -> rules.Session:
    """A practice session to its end; `says` gives the answer to each picture."""
    session, ratings = practice.begin(seed, tell), start or Ratings()
    while not session.finished:
        entry = practice.following(session, pool, tells, ratings)
        assert entry is not None
        session = msgspec.structs.replace(session, rounds=(*session.rounds, entry))
        ratings_given = (4,) * 5 if isinstance(entry, RateRound) else ()
        answer = Answer((says(pool[entry.judged[0]]),), 1, ratings=ratings_given)  # type: ignore[operator]
        session, verdict = rules.answer(session, answer, pool, lambda *_: None)
        ratings = practice.rate(verdict.judgements, pool, ratings)
    return session


def shown(session: rules.Session, pool: Mapping[str, Picture] = POOL) -> list[Picture]:
    """The pictures of a session, in order."""
    return [pool[name] for entry in session.rounds for name in entry.judged]


@settings(max_examples=80)
@given(seed=st.integers(0, 2**32), tell=st.sampled_from(["", *TELLS]))
def test_half_is_real_and_nothing_comes_twice(seed: int, tell: str) -> None:
    """Whatever the player says, for every seed and every tell."""
    rng = Random(seed)
    session = play(seed, lambda _: rng.choice(["real", "fake", "unsure"]), tell)
    pictures = shown(session)
    assert len(pictures) == practice.ROUNDS == len({item.id for item in pictures})
    assert sum(item.fake for item in pictures) <= len(pictures) // 2
    assert session == play(seed, replaying(session), tell)


def said(answer: Answer) -> str:
    """What was said of the one picture of a round."""
    return answer.says[0]


def replaying(session: rules.Session) -> object:
    """Says again what was said in a session."""
    known = {item.id: said(answer) for item, answer in zip(shown(session), session.answers, strict=True)}
    return lambda item: known[item.id]


@pytest.mark.parametrize("seed", range(12))
def test_a_missed_tell_comes_back_after_1_3_and_7_rounds(seed: int) -> None:
    """The first fake is missed and everything else is right: its tell returns as planned, in other pictures."""
    missed: list[str] = []

    def says(item: Picture) -> str:
        if item.fake and not missed:
            missed.append(item.id)
            return "real"
        return "fake" if item.fake else "real"

    session = play(seed, says)
    pictures = shown(session)
    assert missed
    first = [item.id for item in pictures].index(missed[0])
    tell = pictures[first].tells[0]
    for after in practice.RETURNS:
        place = first + 1 + after
        if place < len(pictures):
            assert pictures[place].tells == (tell,), (seed, first, after)


@pytest.mark.parametrize("seed", range(12))
def test_what_was_missed_a_moment_ago_is_no_debt_of_an_earlier_session(seed: int) -> None:
    """It waits for its own round; that the ratings remember it as well brings it back no sooner."""
    session, ratings = practice.begin(seed), Ratings()
    while not ratings.missed:
        entry = practice.following(session, POOL, TELLS, ratings)
        assert entry is not None
        session = msgspec.structs.replace(session, rounds=(*session.rounds, entry))
        session, verdict = rules.answer(session, Answer(("real",), 1), POOL, lambda *_: None)
        ratings = practice.rate(verdict.judgements, POOL, ratings)
    forgetful = msgspec.structs.replace(ratings, missed=())
    assert practice.following(session, POOL, TELLS, ratings) == practice.following(session, POOL, TELLS, forgetful)


@settings(max_examples=40)
@given(seed=st.integers(0, 2**32), says=st.sampled_from(["real", "fake", "unsure"]))
def test_an_original_never_meets_what_was_made_of_it(shipped: Library, seed: int, says: str) -> None:
    """With the game's own pictures: ten, none twice, at least half real, no original beside its altered version."""
    session = play(seed, lambda _: says, pool=shipped.pictures, tells=shipped.tells)
    pictures = shown(session, shipped.pictures)
    names = {item.id for item in pictures}
    assert len(names) == len(pictures) == practice.ROUNDS
    assert sum(not item.fake for item in pictures) * 2 >= len(pictures)
    assert not names & {item.original for item in pictures}


def test_what_was_missed_in_an_earlier_session_comes_first() -> None:
    """A tell missed before and not caught since is due at the beginning of the next session."""
    session = play(3, lambda item: "fake" if item.fake else "real", start=Ratings(missed=("seam",)))
    assert shown(session)[1].tells == ("seam",)


def test_practising_a_tell_shows_that_tell() -> None:
    """Every fake shows it, while there are any."""
    session = play(8, lambda item: "fake" if item.fake else "real", "ears")
    fakes = [item for item in shown(session) if item.fake]
    assert fakes
    assert all(item.tells == ("ears",) for item in fakes)


def judgement(name: str, outcome: str) -> Judgement:
    """How one picture was judged."""
    says = {"hit": "fake", "false alarm": "fake", "unsure": "unsure"}.get(outcome, "real")
    return Judgement(name, POOL[name].fake, says, outcome, 0)  # type: ignore[arg-type]


def test_ratings_move_towards_what_happens() -> None:
    """Right raises the player and lowers the picture by as much; an even match moves both by half of K."""
    before = Ratings()
    after = practice.rate([judgement("real-2", "correct rejection")], POOL, before)
    assert after.player == pytest.approx(1000 + practice.GAIN / 2)
    assert after.of(POOL["real-2"]) == pytest.approx(1000 - practice.GAIN / 2)
    assert practice.rate([judgement("eyes-2", "miss")], POOL).player < 1000
    assert practice.rate([judgement("eyes-2", "miss")], POOL).missed == ("eyes",)
    assert practice.rate([judgement("eyes-2", "miss"), judgement("eyes-3", "hit")], POOL).missed == ()
    assert practice.rate([judgement("eyes-2", "unsure")], POOL).player == pytest.approx(1000)


def test_pictures_suit_the_player() -> None:
    """A strong player is given harder pictures than a weak one."""

    def difficulty(rating: float) -> int:
        sessions = [play(seed, lambda _: "real", start=Ratings(rating)) for seed in range(8)]
        return sum(item.difficulty for session in sessions for item in shown(session))

    assert difficulty(1500) > difficulty(500) + 8 * practice.ROUNDS


def test_a_small_pool_ends_the_session_early(small_pack: Library) -> None:
    """Where no picture is left there is no next round."""
    session, count = practice.begin(1), 0
    while entry := practice.following(session, small_pack.pictures, small_pack.tells, Ratings()):
        session = msgspec.structs.replace(session, rounds=(*session.rounds, entry))
        session, _ = rules.answer(session, Answer(("real",), 1), small_pack.pictures, lambda *_: None)
        count += 1
        if session.finished:
            break
    assert 4 <= count <= practice.ROUNDS
    assert all(small_pack.pictures[entry.picture].in_draws for entry in session.rounds)  # type: ignore[union-attr]


# --- impressions and cases among the pictures


def claims_of(tmp_path: Path) -> Library:
    """The small pack with its cases, all of its pictures free to be dealt."""
    pack = cache.load(with_claims(tmp_path), None)
    return replace(pack, pictures={name: replace(item, in_draws=True) for name, item in pack.pictures.items()})


def played_through(pack: Library, seed: int, says: CaseAnswer | None = None) -> Session:
    """A practice session of somebody who always says "real", and of a case `says`, or what is true."""
    session, ratings = practice.begin(seed), practice.Ratings()
    while not session.finished:
        entry = practice.following(session, pack.pictures, pack.tells, ratings, pack.cases)
        if entry is None:
            break
        session = replace(session, rounds=(*session.rounds, entry))
        if isinstance(entry, InvestigateRound):
            said = Answer(claim=says or entry.answer, confidence=1)
        else:
            said = Answer(("real",), 1, ratings=(4,) * 5 if isinstance(entry, RateRound) else ())
        session, _ = rules.answer(session, said, pack.pictures, no_masks)
    return session


def test_practice_deals_a_case_and_a_face_to_be_rated(tmp_path: Path) -> None:
    """The fourth round is a case; a face that comes seventh is rated before it is judged; half are real as before."""
    pack = claims_of(tmp_path)
    faces = {name: replace(item, tags=("face", *item.tags)) for name, item in pack.pictures.items()}
    pack = replace(pack, pictures=faces)
    for seed in range(12):
        rounds = played_through(pack, seed).rounds
        assert [place for place, entry in enumerate(rounds) if isinstance(entry, InvestigateRound)] == [3]
        assert [place for place, entry in enumerate(rounds) if isinstance(entry, RateRound)] == [6]
        judged = [name for entry in rounds for name in entry.judged]
        assert len(set(judged)) == len(judged)
        assert sum(pack.pictures[name].fake for name in judged) <= len(rounds) // 2


def test_a_case_that_was_missed_returns_as_another_one(tmp_path: Path) -> None:
    """With the same answer, after one round, and later again as long as there are others."""
    pack = claims_of(tmp_path)
    case = next(item for item in pack.cases if item.answer == "altered")
    others = [replace(case, claim={"en": f"another {number}"}) for number in range(3)]
    level = replace(pack.levels["claims"], rounds=(case, *others))
    pack = replace(pack, levels={"claims": level})
    rounds = played_through(pack, 4, "true").rounds
    assert [place for place, entry in enumerate(rounds) if isinstance(entry, InvestigateRound)][:3] == [3, 5, 7]
    met = [entry for entry in rounds if isinstance(entry, InvestigateRound)]
    assert all(entry not in met[:number] for number, entry in enumerate(met))
    assert sum(isinstance(entry, InvestigateRound) for entry in played_through(pack, 4).rounds) == 1


def test_practice_on_a_tell_deals_pictures_alone(tmp_path: Path) -> None:
    """Neither a case nor impressions: there is something to be looked for."""
    pack = claims_of(tmp_path)
    session = practice.begin(1, "colour-bleed")
    for _ in range(8):
        entry = practice.following(session, pack.pictures, pack.tells, practice.Ratings(), pack.cases)
        if entry is None:
            break
        assert isinstance(entry, VerdictRound)
        session = replace(session, rounds=(*session.rounds, entry))
        session, _ = rules.answer(session, Answer(("real",), 1), pack.pictures, no_masks)
