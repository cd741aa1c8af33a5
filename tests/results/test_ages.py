"""Which daily counts are over: by what was counted, whatever a clock says."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.commands.cli import main
from game.results import ages
from game.results.store import Store
from game.seats.kiosk.tally import Tally
from tests import kept

RIGHT = date(2026, 5, 4)


def days(first: date, count: int) -> list[str]:
    """So many days in a row, as counts have them."""
    return [(first + timedelta(days=number)).isoformat() for number in range(count)]


def test_days_beyond_those_to_keep_are_over() -> None:
    """To the day; what is to come is not."""
    counted = [*days(RIGHT, 3), *days(RIGHT + timedelta(days=30), 2)]
    assert ages.over(counted, "2026-05-06", 2) == []
    assert ages.over([*counted, "2026-05-07"], "2026-05-07", 2) == ["2026-05-04"]
    assert ages.over([*counted, "2026-05-07"], "2026-05-07", 0) == ["2026-05-04", "2026-05-05", "2026-05-06"]
    assert ages.over([], "2026-05-07", 0) == []


@pytest.mark.parametrize("wrong", ["1970-01-01", "2010-01-01", "2024-05-04", "2028-05-04", "2099-12-31", "9999-12-31"])
def test_a_wrong_clock_takes_nothing_with_it_and_does_not_stay(wrong: str) -> None:
    """Counts made under it delete no right ones, neither then nor later, and go once the right clock has gone on."""
    counted = days(RIGHT, 400)
    for day in days(date.fromisoformat(wrong), 1):
        assert ages.over([*counted, day], day, 400) == []
        assert ages.over([*counted, day], counted[-1], 400) == []
    later = days(RIGHT, 403)
    assert sorted(ages.over([*later, wrong], later[-1], 400)) == sorted([later[0], later[1], wrong])


def test_a_clock_put_right_for_good_lets_go_of_the_time_before() -> None:
    """Years on another clock, or switched off: after as many days as are kept, nothing is left of them."""
    before, now = days(RIGHT, 30), days(date(2031, 1, 1), 12)
    assert ages.over([*before, *now[:11]], now[10], 10) == []
    assert sorted(ages.over([*before, *now], now[11], 10)) == [*before, now[0]]


def test_a_winters_pause_is_no_other_clock() -> None:
    """Closed for half a year: the counts before go when they are old, and not later."""
    assert ages.over(["2025-11-01", "2026-04-15"], "2026-04-15", 100) == ["2025-11-01"]


def test_what_is_no_day_is_passed_over() -> None:
    """A damaged file may hold anything."""
    assert ages.over(["", "x", "2026-5-4", "20260101", "2026-01-01"], "2026-05-04", 100) == ["2026-01-01"]
    assert ages.strange("2026-05-04", ["", "x"]) is None


def test_a_clock_far_from_all_that_was_counted_is_strange() -> None:
    """Years before or after; near any of them it is not."""
    assert ages.strange("2026-05-04", []) is None
    assert ages.strange("2026-05-04", ["2026-05-03", "2099-01-01"]) is None
    assert ages.strange("2099-01-01", ["2026-05-03", "2026-05-01"]) == "2026-05-03"
    assert ages.strange("1970-01-01", ["2026-05-03"]) == "2026-05-03"


@given(
    counted=st.sets(st.dates(date(1970, 1, 1), date(2100, 1, 1)), max_size=30),
    today=st.dates(date(1970, 1, 1), date(2100, 1, 1)),
    keep=st.integers(1, 1000),
)
def test_what_is_young_stays_and_each_goes_once(counted: set[date], today: date, keep: int) -> None:
    """Today never goes, nor do the days before it that are kept, whatever else was counted."""
    gone = ages.over([day.isoformat() for day in counted], today.isoformat(), keep)
    assert len(gone) == len(set(gone))
    kept_days = {
        (today - timedelta(days=back)).isoformat() for back in range(min(keep, (today - date(1970, 1, 1)).days))
    }
    assert not kept_days & set(gone)


class Clock:
    """A clock that a test sets."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __call__(self) -> datetime:
        """Noon of that day."""
        return datetime.fromisoformat(f"{self.text}T12:00:00")


def test_a_start_deletes_nothing_and_a_jump_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Far ahead, far behind, right again, with visitors or without: the right counts are all there."""
    store, clock = Store(tmp_path / "r.sqlite3"), Clock("2026-05-04")
    Tally(store, clock, 10).count(("start", ""))
    for wrong in ("2099-01-01", "1970-01-01"):
        for visited in (False, True):
            clock.text = wrong
            caplog.clear()
            tally = Tally(store, clock, 10)  # a start
            assert tally.today()["start"] == 0
            assert f"the clock says {wrong}, and the latest day was " in caplog.text
            if visited:
                tally.count(("start", ""))
            caplog.clear()
            clock.text = "2026-05-05"  # the network has told the time
            tally.count(("start", ""))
            assert f"the clock says 2026-05-05, and the latest day was {wrong}" in caplog.text
            assert tally.today()["start"] == sum(
                row.n for row in store.counts("2026-05-05").result(10) if row.day == "2026-05-05"
            )
            assert "2026-05-04" in store.days().result(10)
    assert list(store.days().result(10)) == ["1970-01-01", "2026-05-04", "2026-05-05", "2099-01-01"]
    caplog.clear()
    for day in days(date(2026, 5, 5), 11):
        clock.text = day
        Tally(store, clock, 10).count(("start", ""))
    assert list(store.days().result(10)) == days(date(2026, 5, 5), 11)
    assert not caplog.text
    store.close()


def test_who_deletes_by_hand_is_told_of_a_strange_clock(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the day that it believes, before anything goes."""
    data = tmp_path / "results.sqlite3"
    kept.keep(data, [], [])
    with closing(sqlite3.connect(data)) as db, db:
        db.execute("INSERT INTO counts(day, what, name, n) VALUES ('1999-05-04', 'start', '', 1)")
    assert main(["results", "purge", "--data", str(tmp_path), "--older-than", "36500", "--yes"]) == 0
    assert "and the latest result is of 1999-05-04: is the clock right?" in capsys.readouterr().out
    with closing(sqlite3.connect(data)) as db, db:
        db.execute("UPDATE counts SET day = ?", (date.today().isoformat(),))  # noqa: DTZ011 (local, as the counts are)
    assert main(["results", "purge", "--data", str(tmp_path), "--older-than", "36500", "--yes"]) == 0
    assert "is the clock right?" not in capsys.readouterr().out


@pytest.mark.parametrize("day", [None, 7, b"2026-05-04", "", "today", "2026-5-4"])
def test_a_day_that_is_none_is_passed_over(day: Any) -> None:
    """A damaged file may hold anything in that column."""
    assert ages.strange("2026-05-04", [day]) is None
    assert ages.over([day], "2026-05-04", 10) == []
