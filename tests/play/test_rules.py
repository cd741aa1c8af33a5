"""The rules: dealing, stepping, and what must hold for every level and answer."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.model.answer import Answer
from game.model.kinds.choose_round import ChooseRound
from game.model.kinds.clip_round import ClipRound
from game.model.kinds.forms import Choice, Step
from game.model.kinds.order_round import OrderRound
from game.model.kinds.pick_round import PickRound
from game.model.kinds.point_round import PointRound
from game.model.kinds.read_round import ReadRound
from game.model.kinds.round_kind import RulesError
from game.model.kinds.verdict_round import VerdictRound
from game.model.level import Draw, DrawRounds, Level, Pool
from game.model.picture import Clip, Picture
from game.pack.library import Library
from game.play import rules
from game.play.rules import Session
from tests.conftest import fitting


def picture(name: str, *, fake: bool, made_by: str = "splice", original: str | None = None, hard: int = 3) -> Picture:
    """A picture that needs no file."""
    truth = "manipulated" if fake else "real"
    return Picture(
        name, f"{name}.jpg", truth, made_by if fake else "camera", "me", "CC0-1.0", {"en": name}, (640, 480),
        "humanEdits", original=original, difficulty=hard, tags=("thing",),
    )  # fmt: skip


def no_masks(_picture: Picture, _file: str) -> None:
    """There are no masks here."""


POOL = {
    item.id: item
    for item in [
        *(picture(f"real-{n}", fake=False, hard=1 + n % 5) for n in range(12)),
        *(
            picture(f"fake-{n}", fake=True, made_by=("splice", "gan", "retouch")[n % 3], hard=1 + n % 5)
            for n in range(9)
        ),
        *(picture(f"twin-{n}", fake=True, made_by="upscale", original=f"real-{n}") for n in range(4)),
    ]
}


def level(*rounds: object) -> Level:
    """A level of some rounds."""
    return Level(1, "test", {"en": "t"}, {"en": "i"}, tuple(rounds))


@given(seed=st.integers(0, 2**32), count=st.integers(1, 12), ask=st.sampled_from(["verdict", "pick"]))
def test_draws_never_repeat_and_are_balanced(seed: int, count: int, ask: str) -> None:
    """No picture twice in a session; half and half to one; same seed, same deal."""
    drawn = DrawRounds(Draw(count, ask=ask, pictures=2))
    session = rules.start(level(drawn), POOL, seed)
    names = [name for entry in session.rounds for name in entry.pictures]
    assert len(names) == len(set(names))
    fakes = sum(POOL[name].fake for name in names)
    if len(names) == count * (2 if ask == "pick" else 1):
        assert abs(fakes - (len(names) - fakes)) <= 1 or len(names) > 20
    assert rules.start(level(drawn), POOL, seed) == session


@given(seed=st.integers(0, 2**32))
def test_a_draw_keeps_originals_and_their_copies_apart(seed: int) -> None:
    """While the pool lasts, no two pictures of one family are dealt."""
    session = rules.start(level(DrawRounds(Draw(8))), POOL, seed)
    families = [POOL[name].family for entry in session.rounds for name in entry.pictures]
    assert len(families) == len(set(families)) == 8


@given(seed=st.integers(0, 2**32))
def test_a_draw_keeps_pictures_of_one_person_apart(seed: int) -> None:
    """While the pool lasts, nobody is met twice, in whatever pictures; where it does not, the draw goes on."""
    faces = [
        msgspec.structs.replace(picture(f"face-{n}", fake=n % 2 == 0), person=f"person-{n // 3}") for n in range(24)
    ]
    pool = {item.id: item for item in faces}
    session = rules.start(level(DrawRounds(Draw(4, ask="pick", pictures=2))), pool, seed)
    people = [pool[name].person for entry in session.rounds for name in entry.pictures]
    assert len(people) == len(set(people)) == 8
    session = rules.start(level(DrawRounds(Draw(12))), pool, seed)
    assert len(session.rounds) == 12


@given(order=st.permutations(range(24)))
def test_parts_of_a_pool_share_nobody(order: list[int]) -> None:
    """Whoever is met in one part is met in no other, also over a third picture; and every picture is in one of them."""
    faces = [msgspec.structs.replace(picture(f"face-{n}", fake=False), person=f"person-{n // 2}") for n in order]
    faces += [msgspec.structs.replace(item, id=f"{item.id}-crop", original=item.id) for item in faces[:12]]
    pool = {item.id: item for item in faces}
    parts = [rules.pool_of(Draw(2, pool=Pool(part=(number, 3))), pool)[1] for number in (1, 2, 3)]
    assert sorted(item.id for part in parts for item in part) == sorted(pool)
    people = [{item.person for item in part} for part in parts]
    assert sum(map(len, people)) == len(set().union(*people))
    assert all(people)


@given(seed=st.integers(0, 2**32))
def test_written_rounds_are_not_dealt_again(seed: int) -> None:
    """A picture named in a round never comes out of a draw of the same level."""
    session = rules.start(level(VerdictRound("fake-1"), DrawRounds(Draw(10))), POOL, seed)
    names = [name for entry in session.rounds for name in entry.pictures]
    assert names.count("fake-1") == 1


@given(seed=st.integers(0, 2**32), ask=st.sampled_from(["verdict", "pick"]))
def test_what_was_never_seen_is_dealt_first(seed: int, ask: str) -> None:
    """Then what was seen longest ago; same seed and same things seen: same deal; without any nothing changes."""
    drawn = level(DrawRounds(Draw(3, ask=ask, pictures=2)))
    first = rules.start(drawn, POOL, seed)
    assert rules.start(drawn, POOL, seed, {}) == first
    shown = [name for entry in first.rounds for name in entry.pictures]
    seen = dict.fromkeys(shown, 100)
    second = rules.start(drawn, POOL, seed, seen)
    assert not set(shown) & {name for entry in second.rounds for name in entry.pictures}
    assert rules.start(drawn, POOL, seed, seen) == second
    oldest = {"real-9": 1, "fake-3": 1}
    every = dict.fromkeys(POOL, 100) | oldest
    third = rules.start(drawn, POOL, seed, every)
    assert set(oldest) <= {name for entry in third.rounds for name in entry.pictures}


def test_a_draw_deals_clips_only_where_it_asks_for_them() -> None:
    """A clip is asked about as a clip, a still as a still."""
    moving = {
        f"clip-{n}": msgspec.structs.replace(picture(f"clip-{n}", fake=n % 2 == 0), clip=Clip(8, 4)) for n in range(6)
    }
    session = rules.start(level(DrawRounds(Draw(4, ask="clip"))), POOL | moving, 1)
    assert [type(entry) for entry in session.rounds] == [ClipRound] * 4
    assert {name for entry in session.rounds for name in entry.pictures} <= set(moving)
    still = rules.start(level(DrawRounds(Draw(20))), POOL | moving, 1)
    assert not {name for entry in still.rounds for name in entry.pictures} & set(moving)


def test_a_pool_is_chosen_by_tag_kind_and_difficulty() -> None:
    """Only what fits is dealt, and a dry pool deals what there is."""
    draw = Draw(5, Pool(made_by=("gan",), difficulty=(1, 2)), balance="any")
    fakes, reals = rules.pool_of(draw, POOL)
    assert {item.made_by for item in fakes} == {"gan"}
    assert all(item.difficulty <= 2 for item in [*fakes, *reals])
    assert rules.pool_of(Draw(1, Pool(tags=("nothing",))), POOL) == ([], [])
    assert rules.start(level(DrawRounds(Draw(5, Pool(tags=("nothing",))))), POOL, 1).rounds == ()


def test_every_way_of_making_takes_its_turn() -> None:
    """Four fakes of four makers come before a second one of any."""
    session = rules.start(level(DrawRounds(Draw(8))), POOL, 3)
    makers = [POOL[e.picture].made_by for e in session.rounds if isinstance(e, VerdictRound) and POOL[e.picture].fake]
    assert len(set(makers)) == len(makers) == 4


def test_a_session_steps_to_its_end(small_pack: Library) -> None:
    """Answers and verdicts grow together; after the last round nothing more is taken."""
    session = rules.start(small_pack.levels["everything"], small_pack.pictures, 1)
    before = session
    while not session.finished:
        session, _ = rules.answer(session, fitting(session.round), small_pack.pictures, no_masks)
    assert len(session.answers) == len(session.verdicts) == len(session.rounds) == 11
    assert before.place == 0
    with pytest.raises(RulesError, match="finished"):
        rules.answer(session, Answer(), small_pack.pictures, no_masks)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (VerdictRound("fake-1"), Answer()),
        (VerdictRound("fake-1"), Answer(("fake", "real"))),
        (VerdictRound("fake-1"), Answer(("fake",), 4)),
        (VerdictRound("fake-1"), Answer(("fake",), 1, ((1.0, 1.0),))),
        (PickRound(("fake-1", "real-1")), Answer(("fake",))),
        (PointRound("fake-1"), Answer(marks=((1.0, 1.0),) * 4)),
        (ReadRound({"en": "a"}, {"en": "b"}), Answer(("real",))),
    ],
)
def test_answers_that_do_not_fit_are_refused(entry: object, said: Answer) -> None:
    """A wrong number of verdicts, confidence or marks is an error, not a score."""
    with pytest.raises(RulesError):
        entry.judge(said, POOL, no_masks)


def test_marks_are_scored_apart_from_verdicts(small_pack: Library) -> None:
    """A mark on one eye finds one tell of two; "I see nothing" is wrong here and right where nothing shows."""
    entry = PointRound("face")
    verdict = entry.judge(Answer(marks=((220.0, 150.0),)), small_pack.pictures, no_masks)
    assert (verdict.evidence, verdict.found, verdict.judgements) == (100, (True, False), ())
    assert entry.judge(Answer(), small_pack.pictures, no_masks).evidence == 0
    assert PointRound("moon").judge(Answer(), small_pack.pictures, no_masks).evidence == 100


def test_tells_to_practise_are_those_missed(small_pack: Library) -> None:
    """A missed fake names its tells; what was caught does not."""
    rounds = level(VerdictRound("house-two-trees"), VerdictRound("apple-blue"))
    session = rules.start(rounds, small_pack.pictures, 1)
    session, _ = rules.answer(session, Answer(("real",), 1), small_pack.pictures, no_masks)
    session, _ = rules.answer(session, Answer(("fake",), 1), small_pack.pictures, no_masks)
    assert rules.tells_to_practise(session, small_pack.pictures) == ("clone-repeat",)


@settings(max_examples=60)
@given(data=st.data(), seed=st.integers(0, 2**32))
def test_any_row_of_answers_gives_points_in_range(data: st.DataObject, seed: int) -> None:
    """Whatever is answered: 0 to 100 a picture, and the counts add up to what was shown."""
    session = rules.start(level(DrawRounds(Draw(6)), DrawRounds(Draw(2, ask="pick", pictures=3))), POOL, seed)
    while not session.finished:
        count = len(session.round.pictures)
        says = tuple(data.draw(st.sampled_from(["real", "fake", "unsure"])) for _ in range(count))
        said = Answer(says, data.draw(st.one_of(st.none(), st.integers(0, 3))))
        session, verdict = rules.answer(session, said, POOL, no_masks)
        assert all(0 <= item.points <= 100 for item in verdict.judgements)
    shown = sum(len(entry.pictures) for entry in session.rounds)
    assert len(session.judgements) == shown


ORDER = OrderRound({"en": "?"}, tuple(Step({"en": str(n)}) for n in range(4)), {"en": "!"})
CHOOSE = ChooseRound(
    {"en": "?"}, (Choice({"en": "a"}, {"en": "-"}), Choice({"en": "b"}, {"en": "+"}, right=True)), {"en": "!"}
)


@pytest.mark.parametrize(
    ("order", "score", "found"),
    [
        ((0, 1, 2, 3), 100, (True, True, True, True)),
        ((3, 2, 1, 0), 0, (False, False, False, False)),
        ((1, 0, 2, 3), 83, (False, False, True, True)),
        ((1, 2, 3, 0), 50, (False, False, False, False)),
    ],
)
def test_an_order_is_scored_by_its_pairs(order: tuple[int, ...], score: int, found: tuple[bool, ...]) -> None:
    """The share of pairs that stand the right way round, and which steps are in their places."""
    verdict = ORDER.judge(Answer(order=order), {}, no_masks)
    assert (verdict.knowledge, verdict.found, verdict.judgements) == (score, found, ())


@pytest.mark.parametrize("order", [(), (0, 1, 2), (0, 1, 2, 2), (1, 2, 3, 4)])
def test_an_order_names_every_step_once(order: tuple[int, ...]) -> None:
    """Anything else is refused."""
    with pytest.raises(RulesError, match="4 steps"):
        ORDER.judge(Answer(order=order), {}, no_masks)


def test_a_choice_is_right_or_not() -> None:
    """100 or 0; a choice that is not there is refused."""
    assert CHOOSE.judge(Answer(choice=1), {}, no_masks).knowledge == 100
    assert CHOOSE.judge(Answer(choice=0), {}, no_masks).knowledge == 0
    for choice in (None, -1, 2):
        with pytest.raises(RulesError, match="does not exist"):
            CHOOSE.judge(Answer(choice=choice), {}, no_masks)


@given(seed=st.integers(0, 2**32), place=st.integers(0, 20), count=st.integers(2, 6))
def test_steps_are_shown_mixed(seed: int, place: int, count: int) -> None:
    """Every number once, the same for the same session; three or more never in their own order."""
    session = Session("test", seed, ())
    shown = rules.shuffled(session, place, count)
    assert sorted(shown) == list(range(count))
    assert shown == rules.shuffled(session, place, count)
    assert count < 3 or shown != tuple(range(count))


def test_pictures_kept_for_tests_are_never_drawn() -> None:
    """`in_draws: false` keeps a picture out of every pool."""
    kept = {name: msgspec.structs.replace(item, in_draws=item.fake) for name, item in POOL.items()}
    _, reals = rules.pool_of(Draw(4), kept)
    assert reals == []
