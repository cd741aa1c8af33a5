"""Results: on the disk as soon as they are given, and never in the way of play."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from game.base import settings
from game.model.answer import Answer, Crowd
from game.model.kinds.point_round import PointRound
from game.pack.library import Library
from game.play import rules
from game.results import replay as history
from game.results import store
from game.results.fields import ROWS, SCHEMA_VERSION, AnswerRow, SessionRow
from game.results.store import Store, answer_rows
from tests.conftest import fitting
from tests.kept import answers_of, keep_as_of, sessions_of

ROW = SessionRow(
    id="s1", started="2026-01-02T03:04:05+00:00", mode="desk", pack="good-1", pack_version="1.0", level="everything",
    language="en", seed=7, rounds=6,
)  # fmt: skip
NOW = "2026-01-02T03:05:00+00:00"


def play(small_pack: Library) -> tuple[rules.Session, list[list[AnswerRow]]]:
    """A session of the small pack, answered, and the rows of each answer."""
    session = rules.start(small_pack.levels["everything"], small_pack.pictures, 7)
    rows = []
    while not session.finished:
        entry, place = session.round, session.place
        said = fitting(entry)
        if isinstance(entry, PointRound):
            said = Answer((), None, ((220.0, 150.0),), 1500)
        session, verdict = rules.answer(session, said, small_pack.pictures, lambda *_: None)
        rows.append(answer_rows("s1", place, entry, said, verdict))
    return session, rows


def test_a_session_comes_back_as_it_was(tmp_path: Path, small_pack: Library) -> None:
    """What was kept, read by another Store, replays to the same judgements and marks."""
    session, rows = play(small_pack)
    kept = Store(tmp_path / "r.sqlite3")
    kept.begin(ROW)
    for place, some in enumerate(rows):
        kept.answered(some, finished=place == len(rows) - 1)
    kept.close()
    again = Store(tmp_path / "r.sqlite3")
    (row,) = sessions_of(again)
    assert row == msgspec.structs.replace(ROW, finished=True)
    level = small_pack.levels["everything"]
    replayed = history.replay(row, answers_of(again, "s1"), small_pack.pictures, lambda *_: None, level)
    without = history.replay(row, answers_of(again, "s1"), small_pack.pictures, lambda *_: None)
    again.close()
    known = [verdict.knowledge for verdict in session.verdicts if verdict.knowledge is not None]
    assert [verdict.knowledge for verdict in replayed.verdicts if verdict.knowledge is not None] == known
    assert len(known) == 4
    assert all(verdict.knowledge is None for verdict in without.verdicts)
    assert sorted(replayed.judgements, key=lambda j: j.picture) == sorted(session.judgements, key=lambda j: j.picture)
    assert [verdict.evidence for verdict in replayed.verdicts if verdict.evidence is not None] == [100]


def test_answers_are_durable(tmp_path: Path) -> None:
    """The database is in WAL mode and syncs every commit."""
    kept = Store(tmp_path / "r.sqlite3")
    names = ("journal_mode", "synchronous")
    found = kept._ask(lambda db: [db.execute(f"PRAGMA {name}").fetchone()[0] for name in names])
    assert found.result(10) == ["wal", 2]
    kept.close()


WRITER = """
import sys, time
from pathlib import Path
from random import Random
from game.commands.benchmarks import material
from game.results.store import Store
kept = Store(Path(sys.argv[1]))
kept.begin(material.session(0))
for n in range(999):
    row = material.answer(0, n, Random(n))
    kept.answered([row], finished=False).wait()
    sys.stdout.write(f"{n}\\n"); sys.stdout.flush()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
@pytest.mark.parametrize("moment", [0.05, 0.2, 0.4])
def test_a_kill_costs_no_answer_that_was_kept(tmp_path: Path, moment: float) -> None:
    """After kill -9 every answer whose keeping was reported is there, and the next start is clean."""
    path = tmp_path / "r.sqlite3"
    process = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(moment)
    os.kill(process.pid, signal.SIGKILL)
    reported = [int(line) for line in process.stdout.read().splitlines() if line]
    process.wait()
    process.stdout.close()
    kept = Store(path)
    rounds = {row.round for row in answers_of(kept, "s0")}
    kept.close()
    assert rounds >= set(range(max(reported, default=0) + 1))


@pytest.mark.parametrize("damage", [b"this is no database" * 400, b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_damaged_file_is_set_aside(tmp_path: Path, damage: bytes) -> None:
    """The game goes on with a new file, the old one is kept, and someone is told."""
    path = tmp_path / "r.sqlite3"
    path.write_bytes(damage)
    told: list[Path] = []
    kept = Store(path, told.append)
    kept.begin(ROW)
    assert kept.settle()
    kept.close()
    assert [place.name for place in told] == ["r-damaged-1.sqlite3"]
    assert told[0].read_bytes() == damage
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT count(*) FROM sessions").fetchone() == (1,)


def test_a_full_disk_keeps_rows_in_memory_and_writes_them_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_pack: Library
) -> None:
    """While writes fail, play goes on; once there is room, everything is written in order."""
    _, rows = play(small_pack)
    kept = Store(tmp_path / "r.sqlite3")
    kept.settle()
    real_write, full = store._write, [True]

    def write(db: sqlite3.Connection, statements: list[tuple[str, tuple[object, ...]]]) -> None:
        if full[0]:
            raise sqlite3.OperationalError("database or disk is full")
        real_write(db, statements)

    monkeypatch.setattr(store, "_write", write)
    kept.begin(ROW)
    event = kept.answered(rows[1], finished=False)
    assert sessions_of(kept) == []
    assert not event.is_set()
    full[0] = False
    kept.answered(rows[2], finished=True)
    assert event.wait(10)
    assert len(answers_of(kept, "s1")) == len(rows[1]) + len(rows[2])
    kept.close()


def test_a_folder_that_cannot_be_made_does_not_stop_play(tmp_path: Path, small_pack: Library) -> None:
    """Where the disk refuses altogether, results are shown from memory, and written once it takes them."""
    _, rows = play(small_pack)
    place = tmp_path / "data"
    place.write_text("in the way", encoding="utf-8")
    kept = Store(place / "r.sqlite3")
    kept.begin(ROW)
    event = kept.answered(rows[1], finished=True)
    finished = [msgspec.structs.replace(ROW, finished=True)]
    assert sessions_of(kept) == finished
    assert not event.is_set()
    place.unlink()
    kept.close()
    assert event.is_set()
    again = Store(place / "r.sqlite3")
    assert sessions_of(again) == finished
    again.close()


def test_settings_come_back_and_damage_is_set_aside(tmp_path: Path) -> None:
    """Settings survive; nonsense in them becomes the default; a damaged file is kept for its owner."""
    path = tmp_path / "settings.json"
    assert settings.load(path) == (settings.Settings(), None)
    chosen = settings.Settings("it", 150, "light", True, True, False)
    settings.save(chosen, path)
    assert settings.load(path) == (chosen, None)
    path.write_text('{"language": 5, "text_size": 111, "theme": "pink", "sound": true, "new": 1}', encoding="utf-8")
    assert settings.load(path) == (settings.Settings(sound=True), None)
    path.write_text('{"language": "it"', encoding="utf-8")
    found, aside = settings.load(path)
    assert (found, aside) == (settings.Settings(), tmp_path / "settings-damaged-1.json")
    assert not path.exists()
    path.write_text("[]", encoding="utf-8")
    settings.save(chosen, path)  # as where it could not be put aside at the start
    assert settings.load(path) == (chosen, None)
    assert (tmp_path / "settings-damaged-2.json").read_text(encoding="utf-8") == "[]"


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION))
def test_results_of_every_version_are_kept(tmp_path: Path, version: int) -> None:
    """A file of an older schema gains the new columns and keeps its rows."""
    place = tmp_path / "r.sqlite3"
    keep_as_of(place, "old", version)
    kept = Store(place)
    (row,) = sessions_of(kept)
    (answer,) = answers_of(kept, "old")
    kept.begin(msgspec.structs.replace(ROW, form="A", course="c"))
    kept.settle()
    kept.close()
    assert (row.id, row.finished, row.form, row.course) == ("old", True, None, None)
    assert (answer.picture, answer.outcome, answer.given, answer.knowledge) == (
        "house",
        "correct rejection",
        None,
        None,
    )
    with closing(sqlite3.connect(place)) as now:
        assert now.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
        assert now.execute("SELECT form FROM sessions WHERE id = 's1'").fetchone() == ("A",)
        for row in ROWS:
            columns = {column[1] for column in now.execute(f"PRAGMA table_info({row.table})")}
            assert columns == set(row.__struct_fields__)


def test_counts_add_up_by_day_and_are_forgotten_by_day(tmp_path: Path) -> None:
    """Daily counts know how often, and nothing else."""
    kept = store.Store(tmp_path / "r.sqlite3")
    for _ in range(3):
        kept.counted("2026-05-01", ("hit", "owl"), ("language", "it"))
    kept.counted("2026-05-02", ("hit", "owl"))
    assert [(row.day, row.what, row.n) for row in kept.counts().result(10)] == [
        ("2026-05-01", "hit", 3), ("2026-05-01", "language", 3), ("2026-05-02", "hit", 1),
    ]  # fmt: skip
    assert kept.days().result(10) == ("2026-05-01", "2026-05-02")
    kept.forget_counts("2026-05-02", 0)
    assert [row.day for row in kept.counts().result(10)] == ["2026-05-02"]
    kept.close()


def test_what_one_row_breaks_costs_no_other(tmp_path: Path) -> None:
    """Whatever a job stumbles over, the thread goes on: what is written and asked next is done."""
    kept = Store(tmp_path / "r.sqlite3")
    kept._jobs.put(store._Job(lambda _: bool(1 / 0)))
    broken = kept._ask(lambda _: (bool({}["day"]),))
    kept.begin(ROW)
    assert broken.result(10) == ()
    assert kept.settle()
    with closing(sqlite3.connect(tmp_path / "r.sqlite3")) as db:
        assert db.execute("SELECT id FROM sessions").fetchall() == [(ROW.id,)]
    kept.close()


def test_a_picture_is_counted_once_a_session_by_either_name(tmp_path: Path) -> None:
    """The first answer counts; a workshop's, another pack's, and those of when it passed for real do not."""
    kept = Store(tmp_path / "r.sqlite3")

    def answered(session: str, picture: str, outcome: str, place: int = 0, fake: bool = True) -> None:
        says = "fake" if outcome in ("hit", "false alarm") else "real"
        row = AnswerRow(
            session=session, round=place, picture=picture, ask="verdict", fake=fake, says=says, outcome=outcome,
            points=50, milliseconds=1, answered=NOW,
        )  # fmt: skip
        kept.answered([row], finished=False)

    sessions = [("a", "home", "desk"), ("b", "home", "desk"), ("c", "other", "desk"), ("d", "home", "workshop")]
    for name, pack, mode in [*sessions, ("e", "other", "desk"), ("f", "home", "desk")]:
        kept.begin(msgspec.structs.replace(ROW, id=name, pack=pack, mode=mode))
    answered("a", "face", "miss")
    answered("a", "face", "hit", place=3)
    answered("b", "home/face", "hit")
    answered("c", "home/face", "miss")
    answered("d", "face", "miss")
    answered("e", "face", "miss")  # the other pack's own
    answered("f", "face", "correct rejection", fake=False)
    assert kept.crowd("home", "face", fake=True).result(10) == Crowd(2, 3)
    assert kept.crowd("home", "face", fake=False).result(10) == Crowd(0, 1)
    assert kept.crowd("home", "moon", fake=True).result(10) == Crowd(0, 0)
    kept.close()


def test_what_is_asked_of_a_closed_store_is_cancelled(tmp_path: Path) -> None:
    """Nobody waits for it for ever, as a thread did that asked twice while the window was closed."""
    kept = Store(tmp_path / "results.sqlite3")
    assert kept.played().result(10.0) == ()
    kept.close()
    assert kept.played().cancelled()
    assert kept.seen("good-1", "desk", NOW).cancelled()
