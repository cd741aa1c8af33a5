"""Kept rows become sessions again, and no row of a database closes a screen."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.model.kinds.kinds import KINDS
from game.pack.library import Library
from game.results.fields import AnswerRow, SessionRow
from game.results.replay import replay

SESSION = SessionRow(
    id="0" * 32, started="2026-05-04T12:00:00+00:00", mode="desk", pack="good-1", pack_version="1", level="everything",
    language="en", seed=7, rounds=9,
)  # fmt: skip


def kept(**values: Any) -> AnswerRow:
    """A row of an answer."""
    usual: dict[str, Any] = {
        "session": "0" * 32, "round": 0, "ask": "verdict", "milliseconds": 10, "answered": "2026-05-04T12:00:00+00:00",
    }  # fmt: skip
    return AnswerRow(**usual | values)


def again(library: Library, *rows: AnswerRow) -> int:
    """How many rounds of these rows can be looked at."""
    session = replay(SESSION, rows, library.pictures, lambda *_: None, library.levels["everything"])
    assert len(session.rounds) == len(session.answers) == len(session.verdicts)
    return len(session.rounds)


def test_four_marks_are_left_out_and_the_rest_is_shown(small_pack: Library) -> None:
    """One answer that the game cannot have taken does not hide the others."""
    fake = next(name for name, item in small_pack.pictures.items() if item.fake and item.visible)
    four = kept(picture=fake, ask="point", fake=True, marks=json.dumps([[1, 1]] * 4), evidence=50)
    three = kept(round=1, picture=fake, ask="point", fake=True, marks=json.dumps([[1, 1]] * 3), evidence=50)
    assert again(small_pack, four) == 0
    assert again(small_pack, four, three) == 1


@pytest.mark.parametrize(
    "values",
    [
        {"ask": "opera"}, {"says": "maybe", "outcome": "hit"}, {"says": "fake", "outcome": "draw"},
        {"says": "fake", "outcome": "hit", "fake": False}, {"says": "real", "outcome": "hit", "fake": True},
        {"says": "fake", "outcome": "hit", "fake": True, "picture": "nobody"}, {"says": None, "outcome": None},
        {"ask": "order", "given": "[0, 0, 1]", "picture": ""}, {"ask": "order", "given": "{}", "picture": ""},
        {"ask": "choose", "given": "99", "picture": ""}, {"ask": "choose", "given": "true", "picture": ""},
        {"ask": "choose", "given": "1e400", "picture": ""}, {"ask": "point", "marks": "[[1]]", "picture": "nobody"},
    ],
)  # fmt: skip
def test_what_the_game_never_writes_is_left_out(small_pack: Library, values: dict[str, Any]) -> None:
    """A row that contradicts itself, or its level, is no round to look at."""
    usual = {"picture": next(iter(small_pack.pictures))}
    assert again(small_pack, kept(**usual | values)) == 0


TEXTS = st.one_of(
    st.none(), st.sampled_from(["real", "fake", "unsure", "hit", "miss", "", "[", "[[1,2]]", "[0,1]", "3"])
)
NUMBERS = st.one_of(st.none(), st.integers(0, 100))


@given(st.data())
def test_no_row_raises(small_pack: Library, data: st.DataObject) -> None:
    """Whatever stands in the columns."""
    names = [*small_pack.pictures, "", "nobody"]
    rows = [
        kept(
            round=data.draw(st.integers(0, 12)), ask=data.draw(st.sampled_from([*KINDS, "opera"])),
            picture=data.draw(st.sampled_from(names)), fake=data.draw(st.booleans()), says=data.draw(TEXTS),
            outcome=data.draw(TEXTS), confidence=data.draw(NUMBERS), points=data.draw(NUMBERS), marks=data.draw(TEXTS),
            evidence=data.draw(NUMBERS), given=data.draw(TEXTS), knowledge=data.draw(NUMBERS), lenses=data.draw(TEXTS),
        )
        for _ in range(data.draw(st.integers(0, 6)))
    ]  # fmt: skip
    again(small_pack, *rows)
