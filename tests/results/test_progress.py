"""How far the player has come is read from what is kept, whatever stands in it."""

from __future__ import annotations

from random import Random

from msgspec.structs import replace

from game.model.answer import Answer
from game.model.level import Level
from game.pack.library import Library
from game.results.progress import LevelScore, Progress, progress, progress_of
from game.results.store import PlayedSession
from tests.conftest import Opens, fitting
from tests.kept import answer, session
from tests.play.test_rules import picture


def kept(name: str, level: str, *rights: bool, form: str | None = None, finished: bool = True) -> PlayedSession:
    """A session of a level in which pictures were judged right or wrong."""
    row = replace(session(name, 1), level=level, finished=finished, form=form)
    fake = picture("p", fake=True)
    rows = tuple(
        replace(answer(row, place, fake, "fake" if right else "real"), picture=f"p{place}")
        for place, right in enumerate(rights)
    )
    return PlayedSession(row, rows)


def test_the_best_is_the_one_of_the_largest_share(small_pack: Library) -> None:
    """Of finished sessions of that level; one can be left out, such as that which is just over."""
    level = next(item.id for item in small_pack.levels.values() if not item.form)
    way = progress_of(
        [
            kept("c", level, True, True, finished=False),
            kept("b", level, True, True, False),
            kept("a", level, True, False, False),
        ],
        small_pack,
    )
    assert [item.id for item in way.sessions] == ["a", "b"]
    assert way.best(level) == LevelScore(2, 3)
    assert way.best(level, but="b") == LevelScore(1, 3)
    assert way.best("another") is None
    assert set(way.shares) == {level}


def test_tests_and_practice_have_no_best(small_pack: Library) -> None:
    """A test is for its comparison; practice adapts to the player."""
    form = next(item for item in small_pack.levels.values() if item.form)
    way = progress_of([kept("a", form.id, True, form="A"), kept("b", "practice", True)], small_pack)
    assert way == Progress()


def test_a_tell_is_seen_once_its_picture_was_answered(opens: Opens, small_pack: Library) -> None:
    """Whatever the answer was: the evidence is shown to all. A level left in the middle counts; a test shows none."""
    player = opens(small_pack)
    flow, pack = player.app.flow, player.app.kit.pack
    store = player.app.kit.store
    flow.start("everything")
    met: set[str] = set()
    for _ in range(6):
        for name in flow.playing.now.round.pictures if flow.playing.now.round.asks else ():
            met.update(pack.pictures[name].tells)
        flow.answered(fitting(flow.playing.now.round) if flow.playing.now.round.asks else Answer())
    assert met
    assert progress(store, pack).result(10).tells == met
    form = next(item for item in small_pack.levels.values() if item.form)
    other = [replace(kept("t", form.id, True, form="A").answers[0], picture=name) for name in pack.pictures]
    assert not progress_of([PlayedSession(kept("t", form.id, form="A").session, tuple(other))], pack).tells


def test_without_a_store_nothing_is_known(small_pack: Library) -> None:
    """As where nothing may be kept."""
    assert progress(None, small_pack).result(10) == Progress()


def test_no_row_stops_the_reading(small_pack: Library) -> None:
    """A damaged file may hold any words and numbers."""
    rng = Random(7)
    level: Level = next(item for item in small_pack.levels.values() if not item.form)
    odd = (None, "", "hit", "unsure", "miss", "x", "real")
    for _ in range(300):
        whole = kept("a", rng.choice((level.id, "gone")), True, False)
        rows = tuple(
            replace(
                item, says=rng.choice(odd), outcome=rng.choice(odd), points=rng.choice((None, -5, 100)),
                evidence=rng.choice((None, 0, 400)), knowledge=rng.choice((None, -1, 100)),
                round=rng.choice((0, 1, -3)), picture=rng.choice(("", "p1", *small_pack.pictures)),
            )
            for item in whole.answers
        )  # fmt: skip
        for past in progress_of([PlayedSession(whole.session, rows)], small_pack).sessions:
            assert 0 <= past.score.right <= past.score.of
