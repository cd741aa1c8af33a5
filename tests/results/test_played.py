"""What was played before is looked at again without holding up the game, whatever stands in the file."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from typing import NamedTuple

import msgspec
import pygame
import pytest

from game.commands.tour import Player
from game.model.level import Draw, DrawRounds
from game.pack.library import Library
from game.play import practice, rules
from game.results import played, store
from game.results.fields import AnswerRow, SessionRow, insert
from game.results.store import Store, answer_rows
from game.scenes.levels import LevelsScene
from game.scenes.results import ResultsScene
from game.ui.widgets import Button
from tests.conftest import Opens, fitting
from tests.hostile import databases
from tests.kept import answer, answers_of, keep, session, sessions_of


def no_mask(*_: object) -> None:
    """No mask can be read."""


def play(player: Player, level: str) -> None:
    """A level from its first round to its last."""
    flow = player.app.flow
    flow.start(level)
    while flow.playing.session is not None and not flow.playing.session.finished:
        flow.answered(fitting(flow.playing.session.round))
    flow.end()


class Slow(NamedTuple):
    """A player whose disk answers nothing until `there` is set."""

    player: Player
    there: threading.Event


@pytest.fixture
def slow(opens: Opens, small_pack: Library) -> Iterator[Slow]:
    """One level has been played, and now the disk sleeps."""
    player = opens(small_pack)
    play(player, "one-round")
    player.app.show(player.app.flow.title())
    kept, there = player.app.kit.store, threading.Event()
    assert kept is not None
    kept._jobs.put(store._Job(lambda _: there.wait(60)))
    yield Slow(player, there)
    there.set()


def text_on(player: Player) -> str:
    """All that the screen says."""
    player.app._draw()
    shown = player.app.scene.spoken()
    for item in player.app.scene.widgets:
        if isinstance(item, Button):
            shown.append(item.spoken())
    return " ".join(shown)


@pytest.mark.parametrize(("screen", "key"), [("levels", "levels.reading"), ("results", "results.reading")])
def test_a_slow_disk_holds_up_no_screen(slow: Slow, screen: str, key: str) -> None:
    """The screen comes at once and says that it reads; when that has come it fills in by itself."""
    player, words = slow.player, slow.player.app.kit.words
    player.click({"levels": "play", "results": "results"}[screen])
    assert player.app.scene.name == screen
    assert words(key) in text_on(player)
    assert player.app.scene.wake_in() is not None
    player.key(pygame.K_DOWN)
    assert words(key) in text_on(player)
    slow.there.set()
    player.settle()
    assert words(key) not in text_on(player)
    came = {"levels": words("levels.last", right=0, n=1), "results": words("summary.distrusted", n=1, alarms=1)}
    assert came[screen] in text_on(player)
    assert player.app.scene.wake_in() is None


def test_practice_begins_before_the_past_is_read_and_takes_it_in_later(slow: Slow) -> None:
    """Until then authors' estimates stand; then it is as if it had been known from the start."""
    player, pictures = slow.player, slow.player.app.kit.pack.pictures
    flow = player.app.flow
    flow.start(practice.PRACTICE)
    assert flow.playing.session is not None
    assert flow.playing._ratings == practice.Ratings()
    flow.answered(fitting(flow.playing.session.round))
    here = flow.playing.session.judgements
    assert flow.playing._ratings == practice.rate(here, pictures)
    slow.there.set()
    assert flow.playing._earlier is not None
    while flow.playing._earlier() is None:
        pass
    flow.answered(fitting(flow.playing.session.round))
    kept = player.app.kit.store
    assert kept is not None
    (before,) = [item for item in kept.played().result(10) if item.session.level == "one-round"]
    everything = [*played.judgements(before, player.app.kit.pack), *flow.playing.session.judgements]
    assert flow.playing._ratings == practice.rate(everything, pictures)


def test_what_is_asked_is_answered_after_what_was_written_before(tmp_path: Path) -> None:
    """An answer that was given counts at once, and one given later does not slip in."""
    kept = Store(tmp_path / "r.sqlite3")
    row = session("s", 0)
    kept.begin(row)
    first, second = (
        AnswerRow(session="s", round=place, ask="read", milliseconds=5, answered=row.started) for place in range(2)
    )
    kept.answered([first], finished=False)
    asked = kept.played()
    kept.answered([second], finished=False)
    ((_, answers),) = asked.result(10)
    assert answers == (first,)
    assert answers_of(kept, "s") == [first, second]
    kept.close()


def test_many_sessions_cost_one_question_each_for_sessions_and_answers(
    tmp_path: Path, small_pack: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many there are: not one a session."""
    rows = [session(f"{number:032x}", number) for number in range(100)]
    picture = next(iter(small_pack.pictures.values()))
    keep(tmp_path / "r.sqlite3", rows, [answer(row, 0, picture, "real") for row in rows])
    told: list[str] = []
    connect = store._connect

    def traced(path: Path) -> sqlite3.Connection:
        db = connect(path)
        db.set_trace_callback(told.append)
        return db

    monkeypatch.setattr(store, "_connect", traced)
    kept = Store(tmp_path / "r.sqlite3")
    assert len(played.sessions(kept, small_pack, no_mask).result(10)) == played.LISTED
    kept.close()
    assert len([sql for sql in told if "SELECT" in sql]) == 2


def test_a_question_that_the_disk_refuses_is_answered_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is tried again with what is written meanwhile, and does not stand in the way of that."""
    kept = Store(tmp_path / "r.sqlite3")
    row = session("s", 0)
    kept.begin(row)
    assert kept.answered(
        [AnswerRow(session="s", round=0, ask="read", milliseconds=5, answered=row.started)], finished=True
    ).wait(10)
    real, locked = store._played, [True]

    def read(db: sqlite3.Connection, wanted: tuple[object, ...]) -> tuple[store.PlayedSession, ...]:
        if locked[0]:
            raise sqlite3.OperationalError("database is locked")
        return real(db, wanted)

    monkeypatch.setattr(store, "_played", read)
    asked = kept.played()
    assert kept.settle()
    assert not asked.done()
    locked[0] = False
    assert kept.settle()
    assert [item.session.id for item in asked.result(10)] == ["s"]
    kept.close()


def test_a_question_that_is_never_answered_ends_with_the_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits for it does not wait for ever."""

    def refuse(*_: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(store, "_played", refuse)
    kept = Store(tmp_path / "r.sqlite3")
    asked = kept.played()
    kept.close()
    assert asked.cancelled()


# --- whatever stands in the file


def visit(player: Player) -> None:
    """Every screen that shows what was played before; in the tests' App whatever a screen raises is raised."""
    app = player.app
    for name, scene in (("play", LevelsScene), ("results", ResultsScene)):
        app.show(app.flow.title())
        player.click(name)
        player.settle(0.1)
        assert isinstance(app.scene, scene)
    listed = app.scene.found
    assert isinstance(listed, tuple)
    for number in range(len(listed)):
        app.show(app.flow.title())
        player.click("results")
        player.settle(0.0)
        app.scene.scroll(app.scene.widget(f"result-{number + 1}").rect.top - app.scene.area.top)  # type: ignore[attr-defined]
        player.click(f"result-{number + 1}")
        assert app.scene.name == "summary"
        for again in range(len(listed[number].session.rounds)):
            app.show(app.flow.reveal(listed[number].session, again, review=True))
            player.let(0.1)
    app.flow.start(practice.PRACTICE)
    player.settle(0.0)


@pytest.mark.parametrize("seed", range(6))
def test_no_row_closes_a_screen(opens: Opens, small_pack: Library, tmp_path: Path, seed: int) -> None:
    """A sound file whose rows hold what the game never writes: each is left out, or looked at again."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "results.sqlite3").write_bytes(databases._rows(Random(seed)))
    visit(opens(small_pack))


STRANGE = {
    "marks": ["[[1, 2], [3, 4], [5, 6], [7, 8]]", "[[1]]", "{}", "[[1e999, 0]]", "[" * 5000],
    "outcome": ["found", "", "\x00"],
    "says": ["maybe"],
    "round": [-1, 2**62],
    "confidence": [4, -1, 2**62],
    "points": [-(2**62), 101],
    "milliseconds": [-5, 2**63 - 1],
    "picture": ["gone", "\x00", "a" * 3000],
    "ask": ["", "dance", "order", "pick", "clip"],
    "given": ["[0, 0]", "99", '"x"', "[9, 8, 7]", "null"],
    "lenses": ["[1, 2]", '["no-such-lens"]', "3"],
    "answered": ["yesterday", "9999-99-99", ""],
    "evidence": [1000],
    "knowledge": [-3],
    "votes": ["[]", '{"first": 3}'],
}
STRANGE_SESSIONS = {
    "started": ["", "then", "0001-01-01T00:00:00+23:00", "9999-12-31T23:59:59-23:00", "\x1b[2J"],
    "level": ["gone", "\x00", "a" * 3000, "practice:\x00", ""],
    "seed": [2**63 - 1, -(2**63)],
    "rounds": [-1, 2**62],
    "finished": [2**62, -1],
    "language": ["\x00"],
    "form": ["C"],
}


NO_TEXT = [b"\xff", b"\xed\xa0\x80", b"owl\x00"]  # SQLite keeps whatever bytes it is given as a text
ASKED_AS = {
    "marks": "ask = 'point', says = NULL, outcome = NULL, ",
    "given": "ask = 'order', picture = '', says = NULL, ",
}


@pytest.mark.parametrize("table", ["answers", "sessions"])
def test_no_column_closes_a_screen(opens: Opens, small_pack: Library, tmp_path: Path, table: str) -> None:
    """One session for each strange value of each column: the rest of it is there, or at least all other sessions."""
    strange = STRANGE if table == "answers" else STRANGE_SESSIONS
    pairs: list[tuple[str, object]] = [(name, value) for name, values in strange.items() for value in values]
    pairs += [(name, value) for name in ("picture", "says", "level", "started") if name in strange for value in NO_TEXT]
    assert len(pairs) < played.LISTED
    pictures = [item for item in small_pack.pictures.values() if not item.clip][:3]
    rows = [session(f"s{number}", number) for number in range(len(pairs) + 1)]
    answers = [answer(row, number, picture, "fake") for row in rows for number, picture in enumerate(pictures)]
    (tmp_path / "data").mkdir()
    keep(tmp_path / "data" / "results.sqlite3", rows, answers)
    with closing(sqlite3.connect(tmp_path / "data" / "results.sqlite3")) as db, db:
        for number, (column, value) in enumerate(pairs):
            place = "CAST(? AS TEXT)" if isinstance(value, bytes) else "?"
            sets = f"{ASKED_AS.get(column, '')}{column} = {place}"
            where = "session = ? AND round = 0" if table == "answers" else "id = ?"
            db.execute(f"UPDATE {table} SET {sets} WHERE {where}", (value, f"s{number}"))  # noqa: S608 (names of our own)
    player = opens(small_pack)
    visit(player)
    kit = player.app.kit
    listed = {item.row.id for item in played.sessions(kit.store, kit.pack, no_mask).result(10)}
    assert listed == {row.id for row in rows} if table == "answers" else f"s{len(pairs)}" in listed


def test_half_a_round_is_no_round(tmp_path: Path, small_pack: Library) -> None:
    """Where one picture's row of several is unreadable, the round is left out as a whole."""
    row = session("s", 0)
    rows = [
        msgspec.structs.replace(answer(row, place, picture, "real"), ask="pick")
        for place in (0, 1)
        for picture in list(small_pack.pictures.values())[:3]
    ]
    keep(tmp_path / "r.sqlite3", [row], rows)
    with closing(sqlite3.connect(tmp_path / "r.sqlite3")) as db, db:
        db.execute("UPDATE answers SET confidence = 77 WHERE round = 0 AND picture = ?", (rows[1].picture,))
    kept = Store(tmp_path / "r.sqlite3")
    assert [item.round for item in answers_of(kept, "s")] == [1, 1, 1]
    kept.close()


@pytest.mark.parametrize(
    "sql",
    [
        "ALTER TABLE answers DROP COLUMN votes",
        "DROP TABLE answers",
        "DROP TABLE sessions; CREATE VIEW sessions AS SELECT 1 AS id",
        "DROP TABLE counts; CREATE TABLE counts (day TEXT)",
        "DROP TABLE sessions; DROP TABLE answers; PRAGMA user_version = 2",
    ],
)
def test_a_file_that_lacks_what_it_should_hold_is_set_aside(tmp_path: Path, sql: str) -> None:
    """No answer was kept in such a file, however long it waited in memory; a table that is gone is made anew."""
    path = tmp_path / "r.sqlite3"
    keep(path, [], [])
    with closing(sqlite3.connect(path)) as db:
        db.executescript(sql)
    kept = Store(path)
    row = session("s", 0)
    kept.begin(row)
    given = AnswerRow(session="s", round=0, ask="read", milliseconds=5, answered=row.started)
    assert kept.answered([given], finished=False).wait(10)
    assert answers_of(kept, "s") == [given]
    kept.close()


def test_a_row_is_what_its_cells_say(tmp_path: Path) -> None:
    """What is written comes back, column by column."""
    row = SessionRow(
        id="s", started="2026-05-04T08:00:00+00:00", mode="desk", pack="p", pack_version="1", level="l", language="en",
        seed=3, rounds=4, finished=True, form="A", course="c", event="e", team="star",
    )  # fmt: skip
    with closing(store._connect(tmp_path / "r.sqlite3")) as db:
        db.execute(insert(SessionRow), msgspec.structs.astuple(row))
        db.execute(
            insert(AnswerRow),
            msgspec.structs.astuple(AnswerRow(session="s", round=0, ask="read", milliseconds=5, answered=row.started)),
        )
    kept = Store(tmp_path / "r.sqlite3")
    assert sessions_of(kept) == [row]
    kept.close()


def test_what_was_seen_before_is_dealt_last_and_a_left_session_goes_on_with_what_it_dealt(
    tmp_path: Path, small_pack: Library
) -> None:
    """Whatever is played after it: the left session is dealt by what had been seen when it began."""
    drawn = DrawRounds(Draw(2, balance="any"))
    level = msgspec.structs.replace(small_pack.levels["one-round"], rounds=(drawn,))
    pack = msgspec.structs.replace(small_pack, levels={level.id: level})
    kept = Store(tmp_path / "r.sqlite3")

    def plays(name: str, started: str, rounds: int) -> rules.Session:
        seen = played.seen(kept, pack, started).result(10)
        session = rules.start(level, pack.pictures, 7, seen)
        kept.begin(
            SessionRow(
                id=name * 32,
                started=started,
                mode="desk",
                pack=pack.pack.id,
                pack_version=pack.pack.version,
                level=level.id,
                language="en",
                seed=7,
                rounds=session.length,
            )
        )
        for place in range(rounds):
            entry, said = session.round, fitting(session.round)
            session, verdict = rules.answer(session, said, pack.pictures, lambda *_: None)
            rows = answer_rows(name * 32, place, entry, said, verdict)
            kept.answered([msgspec.structs.replace(row, answered=started) for row in rows], finished=False)
        return session

    first = plays("a", "2026-05-04T12:00:00+00:00", 2)
    second = plays("b", "2026-05-04T12:10:00+00:00", 1)
    assert not {item.pictures for item in first.rounds} & {item.pictures for item in second.rounds}
    other = SessionRow(
        id="c" * 32, started="2026-05-04T12:20:00+00:00", mode="desk", pack=pack.pack.id, pack_version="1",
        level="practice", language="en", seed=7, rounds=1,
    )  # fmt: skip
    kept.begin(other)
    later = [
        AnswerRow(session="c" * 32, round=0, picture=name, ask="verdict", milliseconds=1, answered=other.started)
        for entry in second.rounds
        for name in entry.pictures
    ]
    kept.answered(later, finished=True)
    left = played.last(kept, pack, lambda *_: None).result(10)[level.id]
    kept.close()
    assert left.session.rounds == second.rounds
    assert left.session.place == 1
