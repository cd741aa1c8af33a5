"""A kiosk's opening hours, and the commands for the display's power."""

from __future__ import annotations

import logging
import sys
import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.base.text import Words
from game.pack.yamlfile import Problem
from game.seats.kiosk import config, opening_hours
from game.seats.kiosk.config import Kiosk
from game.seats.kiosk.display_power import DisplayPower

MONDAY = datetime(2026, 12, 21)  # noqa: DTZ001 (local time, as kiosks have it)


def at(day: int, clock: str) -> datetime:
    """A moment of the week from Monday (0) on."""
    return datetime.fromisoformat(f"{(MONDAY + timedelta(days=day)).date()}T{clock}")


HOURS = {
    "monday": "closed",
    "tuesday": "09:00-12:30, 14:00-18:00",
    "wednesday": "9:00-18:00",
    "thursday": "10:00-16:00",  # 24 December
    "friday": "20:00-02:00",
    "2026-12-25": "closed",
    "2027-01-01": "22:00 \u2013 03:00",
    "sunday": "00:00-24:00",
}


@pytest.mark.parametrize(
    ("moment", "open_"),
    [
        (at(0, "12:00"), False), (at(1, "08:59:59"), False), (at(1, "09:00"), True), (at(1, "12:29:59"), True),
        (at(1, "12:30"), False), (at(1, "13:59"), False), (at(1, "14:00"), True), (at(1, "18:00"), False),
        (at(2, "09:00"), True), (at(4, "21:00"), False), (at(5, "01:00"), True), (at(6, "00:00"), True),
        (at(6, "23:59:59"), True), (at(7, "00:00"), False),
        (at(11, "21:59"), False), (at(11, "23:00"), True), (at(12, "02:59"), True),  # 1 and 2 January
        (at(-3, "20:00"), True), (at(-2, "01:59"), True),  # the Friday before Christmas
    ],
)  # fmt: skip
def test_a_kiosk_is_open_in_its_hours(moment: datetime, open_: bool) -> None:
    """Several spans a day, past midnight, by date before the weekday; a day left out is open."""
    assert Kiosk(hours=HOURS).open_at(moment) is open_


def test_a_night_belongs_to_the_day_it_began_on() -> None:
    """It goes on into a day that is closed, and a closed day's own night does not begin."""
    hours = {"saturday": "22:00-02:00", "sunday": "closed", "monday": "closed"}
    assert opening_hours.open_at(hours, at(6, "01:59"))
    assert not opening_hours.open_at(hours, at(6, "02:00"))
    assert not opening_hours.open_at(hours, at(7, "01:00"))
    assert not opening_hours.open_at(hours | {"2026-12-26": "closed"}, at(6, "01:00"))


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        (at(0, "12:00"), at(1, "09:00")), (at(1, "00:00"), at(1, "09:00")), (at(1, "12:30"), at(1, "14:00")),
        (at(1, "18:00"), at(2, "09:00")), (at(3, "16:00"), at(5, "00:00")), (at(11, "00:00"), at(11, "22:00")),
    ],
)  # fmt: skip
def test_when_it_opens_next(now: datetime, opens: datetime) -> None:
    """Later today, tomorrow, after a holiday."""
    assert opening_hours.next_opening(HOURS, now) == opens


def test_a_kiosk_that_does_not_open_again_says_no_time() -> None:
    """Closed on every day; a single date is found a year ahead."""
    closed = dict.fromkeys(opening_hours.DAYS, "closed")
    assert opening_hours.next_opening(closed, MONDAY) is None
    assert opening_hours.opening_text(closed, MONDAY, Words("en")) == "We are closed"
    assert opening_hours.opening_text(closed, MONDAY, Words("it")) == "Siamo chiusi"
    assert opening_hours.next_opening(closed | {"2027-12-21": "10:00-11:00"}, MONDAY) == at(365, "10:00")


@pytest.mark.parametrize(
    ("now", "hours", "english", "italian"),
    [
        (at(0, "07:00"), "09:00-18:00", "We open at 9:00", "Apriamo alle 9:00"),
        (at(0, "07:00"), "13:05-18:00", "We open at 13:05", "Apriamo alle 13:05"),
        (at(0, "00:30"), "01:00-02:00", "We open at 1:00", "Apriamo all\u20191:00"),
        (at(0, "19:00"), "09:00-18:00", "We open tomorrow at 9:00", "Apriamo domani alle 9:00"),
    ],
)
def test_the_opening_is_said_in_words(now: datetime, hours: str, english: str, italian: str) -> None:
    """Today without the day, tomorrow with it."""
    every_day = dict.fromkeys(opening_hours.DAYS, hours)
    assert opening_hours.opening_text(every_day, now, Words("en")) == english
    assert opening_hours.opening_text(every_day, now, Words("it")) == italian


@pytest.mark.parametrize(
    ("date", "english", "italian"),
    [
        ("2026-12-23", "We open on Wednesday at 9:30", "Apriamo mercoledì alle 9:30"),
        ("2026-12-27", "We open on Sunday at 9:30", "Apriamo domenica alle 9:30"),
        ("2026-12-28", "We open on 28 December at 9:30", "Apriamo il 28 dicembre alle 9:30"),
        ("2027-01-01", "We open on 1 January at 9:30", "Apriamo il 1º gennaio alle 9:30"),
    ],
)
def test_an_opening_further_off_is_said_with_its_day(date: str, english: str, italian: str) -> None:
    """By weekday within the week, then by date."""
    hours = dict.fromkeys(opening_hours.DAYS, "closed") | {date: "09:30-18:00"}
    assert opening_hours.opening_text(hours, at(0, "12:00"), Words("en")) == english
    assert opening_hours.opening_text(hours, at(0, "12:00"), Words("it")) == italian


spans = st.tuples(st.integers(0, 23), st.integers(0, 59), st.integers(0, 23), st.integers(0, 59)).map(
    lambda parts: "{:02d}:{:02d}-{:02d}:{:02d}".format(*parts)
)


@given(
    hours=st.dictionaries(
        st.sampled_from([*opening_hours.DAYS, "2026-12-24", "2026-12-25"]), st.just("closed") | spans, max_size=9
    ),
    minutes=st.integers(0, 7 * 24 * 60),
)
def test_it_is_closed_until_it_opens(hours: dict[str, str], minutes: int) -> None:
    """From any moment at which it is closed: at the opening it is open, and a minute before it is not."""
    now = MONDAY + timedelta(minutes=minutes)
    opens = opening_hours.next_opening(hours, now)
    if not opening_hours.open_at(hours, now) and opens is not None:
        assert opens > now
        assert opening_hours.open_at(hours, opens)
        assert not opening_hours.open_at(hours, opens - timedelta(minutes=1))
        assert not opening_hours.open_at(hours, now + (opens - now) / 2)


def read(tmp_path: Path, text: str) -> tuple[Kiosk | None, list[Problem]]:
    """The settings of a text."""
    (tmp_path / "kiosk.yaml").write_text(text, encoding="utf-8")
    return config.read(tmp_path / "kiosk.yaml")


GOOD = [
    'monday: "09:00-18:00"', "monday: 09:00-18:00", "monday: closed", "monday: 09:00-12:30, 14:00-18:00",
    'friday: "22:00-02:00"', 'friday: "18:00-24:00"', 'friday: "18:00-00:00"', 'sunday: "00:00-24:00"',
    "2026-12-25: closed", '"2026-12-25": closed', '2026-12-24: "9:00-12:00"', 'monday: "14:00-18:00, 09:00-12:00"',
    'monday: "09:00-12:00, 12:00-18:00"', "friday: 22:00-02:00\n  saturday: 02:00-03:00",
]  # fmt: skip


@pytest.mark.parametrize("text", GOOD)
def test_hours_are_read_as_people_write_them(tmp_path: Path, text: str) -> None:
    """With and without quotes, as in older files."""
    found, problems = read(tmp_path, f"hours:\n  {text}\n")
    assert problems == []
    assert found is not None
    assert found.hours


BAD = {
    'monday: "09:00-12:00, 11:00-18:00"': "2:11: error: '09:00-12:00, 11:00-18:00': 09:00-12:00 and 11:00",
    'monday: "20:00-02:00, 21:00-22:00"': "2:11: error: '20:00-02:00, 21:00-22:00': 20:00-02:00 and 21:00",
    'monday: "09:00-09:00"': "2:11: error: '09:00-09:00' opens and closes at the same minute; a whole day is",
    'monday: "09:00-24:30"': "2:11: error: '09:00-24:30' are no opening hours; write such as",
    'monday: "9-18"': "2:11: error: '9-18' are no opening hours; write such as",
    'monday: "09:00-12:00 14:00-18:00"': "2:11: error: '09:00-12:00 14:00-18:00' are no opening hours",
    'monday: "closed, 09:00-12:00"': "2:11: error: 'closed, 09:00-12:00' are no opening hours",
    "monday: ''": "2:11: error: '' are no opening hours",
    "monday: [closed]": "2:11: error: 'monday' is a list, but must be a text",
    "2026-02-30: closed": "2:3: error: there is no day '2026-02-30' in the calendar",
    "25-12-2026: closed": "2:3: error: unknown key '25-12-2026'; there are: monday, ",
    "lunedì: closed": "2:3: error: unknown key 'lunedì'; there are: monday, ",
    'friday: "18:00-09:00"': "2:11: warning: '18:00-09:00' goes on past midnight until 09:00 of the next day",
    'friday: "22:00-03:00"\n  saturday: "02:00-09:00"': (
        "3:13: warning: friday goes on until 03:00, and saturday opens at 02:00; is that meant?"
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", BAD)
def test_contradictory_hours_are_told_with_their_place(tmp_path: Path, text: str) -> None:
    """What cannot be meant is an error, what is likely not meant a warning."""
    found, problems = read(tmp_path, f"hours:\n  {text}\n")
    (problem,) = problems
    assert str(problem).startswith(f"kiosk.yaml:{BAD[text]}")
    assert (found is None) == (problem.severity == "error")


def test_spans_without_quotes_between_braces_are_told(tmp_path: Path) -> None:
    """There the comma ends the text: the second span is a key, and the message says to use quotes."""
    _, problems = read(tmp_path, "hours: {monday: 09:00-12:00, 14:00-18:00}\n")
    assert "unknown key '14:00-18:00'" in problems[0].message
    assert "in one text, in quotes" in problems[0].message


def test_all_faults_of_all_keys_are_told_at_once(tmp_path: Path) -> None:
    """Wrong types hide no wrong meaning, in the same mapping or elsewhere."""
    _, problems = read(
        tmp_path, "rounds: many\nhours: {monday: [], tuesday: 9-18, moonday: closed}\nlanguage: xx\ndisplay_off: [x]\n"
    )
    assert [item.line for item in problems] == [1, 2, 2, 2, 3, 4]


# --- the display's power


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("display_off: [xset]\n", "'display_off' needs 'display_on'"),
        ("display_on: [xset]\n", "'display_on' needs 'display_off'"),
        ("display_off: ['']\ndisplay_on: [xset]\n", "'display_off' begins with no program"),
        ("display_off: xset dpms\ndisplay_on: [xset]\n", "'display_off' is 'xset dpms', but must be a list"),
    ],
)
def test_a_display_that_would_stay_dark_is_a_mistake(tmp_path: Path, text: str, why: str) -> None:
    """Both commands or none, as lists of words."""
    found, problems = read(tmp_path, text)
    assert found is None
    assert why in problems[0].message


def python(code: str) -> list[str]:
    """A command that runs a line of Python."""
    return [sys.executable, "-c", code]


def test_the_commands_run_in_order_and_only_at_a_change(tmp_path: Path) -> None:
    """What they get is words, not a line for a shell; at the start nobody knows how the display was left."""
    path = tmp_path / "seen"
    off, on = (
        [*python(f"import sys; open({str(path)!r}, 'a').write(sys.argv[1])"), f"{name} $HOME;"]
        for name in ("off", "on")
    )
    display = DisplayPower(off, on)
    for switched in (True, False, False, True, True, False):
        display.switch(on=switched)
    display.close()
    assert path.read_text(encoding="utf-8") == "on $HOME;off $HOME;on $HOME;off $HOME;on $HOME;"


def test_nothing_waits_for_a_command(tmp_path: Path) -> None:
    """The kiosk goes on while it runs."""
    go_on = tmp_path / "go"
    code = f"import os, time\nwhile not os.path.exists({str(go_on)!r}): time.sleep(0.01)"
    display = DisplayPower(python(code), python(""))
    display.switch(on=False)
    assert any(thread.name.startswith("display") for thread in threading.enumerate())
    go_on.touch()  # only here the command can end
    display.close()


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (["/no/such/program", "--off"], "cannot be run"),
        (["\0"], "cannot be run"),
        (python("import sys; sys.exit('no such\\nmonitor ' + 9999 * 'x')"), "failed (exit code 1)"),
        (python("import time; time.sleep(60)"), "was ended after 0.5 seconds"),
    ],
    ids=["missing", "no name", "failing", "hanging"],
)
def test_what_is_wrong_with_a_command_is_logged(caplog: pytest.LogCaptureFixture, command: list[str], why: str) -> None:
    """In a line, and the kiosk goes on."""
    display = DisplayPower(command, (), 0.5)
    with caplog.at_level(logging.INFO):
        display.switch(on=False)
        display.close()
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert why in record.message
    assert len(record.message) < 600
    assert "\n" not in record.message


def test_without_commands_nothing_runs(caplog: pytest.LogCaptureFixture) -> None:
    """As by default."""
    display = DisplayPower((), ())
    with caplog.at_level(logging.INFO):
        display.switch(on=False)
        display.close()
    assert not caplog.records


def test_a_system_that_is_only_read_runs_the_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Although no folder takes a file for what they say."""

    def no_folder() -> None:
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setattr("game.seats.kiosk.display_power.TemporaryFile", no_folder)
    display = DisplayPower(python(f"open({str(tmp_path / 'off')!r}, 'w'); 1 / 0"), python(""))
    display.switch(on=False)
    display.close()
    assert (tmp_path / "off").is_file()


def test_a_display_is_left_dark_for_the_kiosk_that_follows_at_once(tmp_path: Path) -> None:
    """A restart by night does not light it up; an end does."""
    for followed in (True, False):
        on = tmp_path / f"on-{followed}"
        display = DisplayPower(python(""), python(f"open({str(on)!r}, 'w')"))
        display.switch(on=False)
        display.close(followed=followed)
        assert on.is_file() is not followed
