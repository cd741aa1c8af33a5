"""What is kept, handed on: counted right, readable elsewhere, accepted by a record store, deleted for good."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import msgspec
import pytest
from rich.console import Console

from game.base.errors import ResultsError
from game.base.text import Words
from game.commands.cli import main
from game.commands.tour import Player
from game.model.answer import Answer
from game.model.kinds.rate_round import QUALITIES
from game.pack import cache
from game.pack.library import Library
from game.paper.report import reading
from game.play import rules
from game.play.event import SIGNS
from game.results import store
from game.results.fields import FIELDS, ROWS, Field, select
from game.results.overview import show
from game.results.purge import limits
from game.results.store import Store, answer_rows
from game.results.tables import write_csv, write_json
from game.results.xapi import HOME, duration, write_xapi
from tests.conftest import Opens, fitting
from tests.hostile import databases
from tests.kept import answer, keep, saying, session, sessions_of
from tests.record_store import RALPH, ask, ralph
from tests.shelves import with_claims

TABLES = ["sessions.csv", "answers.csv", "counts.csv", "ratings.csv"]


@pytest.fixture
def data(tmp_path: Path, small_pack: Library) -> Path:
    """Twelve sessions at the desk, two teams of a workshop, and a kiosk's counts."""
    chance = Random(3)
    folder = tmp_path / "data"
    folder.mkdir()
    pictures = list(small_pack.pictures.values())
    rows, answers = [], []
    for number in range(12):
        row = session(f"{number:032x}", number)
        rows.append(row)
        answers += [answer(row, place, item, saying(item, chance, 0.7)) for place, item in enumerate(pictures)]
    for number, sign in enumerate(("circle", "star")):
        row = session(f"{100 + number:032x}", 700, mode="workshop", event="e" * 32, team=sign)
        rows.append(row)
        answers += [
            answer(row, place, item, saying(item, chance, 0.9), None, first="unsure")
            for place, item in enumerate(pictures)
        ]
    keep(folder / "results.sqlite3", rows, answers)
    kept = Store(folder / "results.sqlite3")
    kept.counted("2026-05-04", ("start", ""), ("hit", "owl"), ("language", "it"))
    kept.settle()
    kept.close()
    return folder


def export(data: Path, form: str, out: Path) -> Path:
    """Run the command."""
    assert main(["results", "export", "--data", str(data), "--format", form, "--out", str(out)]) == 0
    return out


def test_csv_says_what_the_database_says(data: Path, tmp_path: Path) -> None:
    """Every row, every column, and a data dictionary that describes each of them."""
    out = export(data, "csv", tmp_path / "csv")
    described = json.loads((out / "datapackage.json").read_text(encoding="utf-8"))
    assert [item["path"] for item in described["resources"]] == TABLES
    with closing(sqlite3.connect(data / "results.sqlite3")) as db:
        for resource in described["resources"][:3]:  # the fourth is made of the second
            name = resource["name"]
            with (out / resource["path"]).open(encoding="utf-8", newline="") as file:
                head, *rows = list(csv.reader(file))
            assert head == [field["name"] for field in resource["schema"]["fields"]]
            columns = ", ".join(head).replace(
                " picture,", " CASE picture WHEN '' THEN '' ELSE 'good-1/' || picture END,"
            )
            kept = db.execute(f"SELECT {columns} FROM {name}").fetchall()  # noqa: S608 (names of our own)
            assert sorted(rows) == sorted(["" if value is None else str(value) for value in row] for row in kept)
            for row in rows:
                for field, value in zip(resource["schema"]["fields"], row, strict=True):
                    limits_ = field["constraints"]
                    assert value or not limits_["required"] or name == "counts", (name, field["name"])
                    if value and "enum" in limits_:
                        assert value in limits_["enum"], (name, field["name"], value)
                    if value and "pattern" in limits_:
                        assert re.search(limits_["pattern"], value), (name, field["name"], value)


def test_json_is_one_document(data: Path, tmp_path: Path) -> None:
    """Sessions with their answers, and the counts."""
    document = json.loads(export(data, "json", tmp_path / "r.json").read_text(encoding="utf-8"))
    assert len(document["sessions"]) == 14
    team = next(item for item in document["sessions"] if item["team"] == "star")
    assert {item["first"] for item in team["answers"]} == {"unsure"}
    assert document["counts"][0]["day"] == "2026-05-04"


def test_exporting_twice_gives_the_same_statements(data: Path, tmp_path: Path) -> None:
    """So that a record store keeps each once."""
    first = json.loads(export(data, "xapi", tmp_path / "a.json").read_text(encoding="utf-8"))
    second = json.loads(export(data, "xapi", tmp_path / "b.json").read_text(encoding="utf-8"))
    assert first == second
    assert len({item["id"] for item in first}) == len(first)
    verbs = [item["verb"]["display"]["en"] for item in first]
    assert verbs.count("completed") == 14
    assert verbs.count("answered") == len(first) - 14


def test_durations_are_those_of_iso_8601() -> None:
    """To the hundredth of a second."""
    assert [duration(n) for n in (0, 1500, 61_234)] == ["PT0.00S", "PT1.50S", "PT61.23S"]


# --- a real record store


@pytest.fixture
def record_store(tmp_path: Path) -> Iterator[str]:
    """Ralph with its file-system backend, on loopback."""
    if RALPH is None:
        pytest.skip("ralph-malph is not installed: python -m pip install -e '.[lrs]'")
    with ralph(tmp_path / "lrs") as url:
        yield url


def test_a_record_store_takes_the_statements_and_gives_them_back(record_store: str, data: Path, tmp_path: Path) -> None:
    """All are valid xAPI to it, and come back as they went."""
    statements = json.loads(export(data, "xapi", tmp_path / "s.json").read_text(encoding="utf-8"))
    assert sorted(ask(record_store, statements)) == sorted(item["id"] for item in statements)
    back: dict[str, Any] = {}
    url = f"{record_store}?limit=500"
    while url:
        page = ask(url)
        back |= {item["id"]: item for item in page["statements"]}
        more = page.get("more")
        url = f"{record_store.rsplit('/xAPI', 1)[0]}{more}" if more else ""
    assert set(back) == {item["id"] for item in statements}
    for item in statements:
        for part in ("actor", "verb", "object", "result", "context"):
            assert back[item["id"]][part] == item[part]


def test_a_record_store_takes_impressions_and_cases(record_store: str, tmp_path: Path) -> None:
    """A choice of real or fake with the impressions beside it; a choice of five with what was opened."""
    pack = cache.load(with_claims(tmp_path), None)
    kept = Store(tmp_path / "claims" / "results.sqlite3", lambda _: None)
    row = session("c" * 32, 0, level="claims")
    kept.begin(row)
    rounds = rules.start(pack.levels["claims"], pack.pictures, 1).rounds
    order, ratings = (1, 0, 2, 3, 4), (5, 2, 3, 4, 6)
    said = [
        (0, Answer(claim="altered", confidence=3, milliseconds=9000, opened=(2, 1))),
        (1, Answer(("fake",), 2, milliseconds=8000, order=order, ratings=ratings, rating_ms=(900,) * 5)),
    ]
    for place, given in said:
        verdict = rounds[place].judge(given, pack.pictures, lambda *_: None)
        kept.answered(answer_rows(row.id, place, rounds[place], given, verdict), finished=False)
    assert kept.settle()
    kept.close()
    statements = json.loads(export(tmp_path / "claims", "xapi", tmp_path / "c.json").read_text(encoding="utf-8"))
    ask(record_store, statements)
    back = {item["id"]: item for item in ask(record_store)["statements"]}
    case, face = (
        next(item for item in back.values() if item["object"]["id"].find(f"/rounds/{place}") > 0) for place in (1, 2)
    )
    assert case["object"]["definition"]["interactionType"] == "choice"
    assert case["object"]["definition"]["correctResponsesPattern"] == ["altered"]
    assert (case["result"]["response"], case["result"]["success"]) == ("altered", True)
    assert case["result"]["score"]["scaled"] == 1.0
    assert case["result"]["extensions"][f"{HOME}/xapi/opened"] == ["file", "original"]
    assert (face["result"]["response"], face["result"]["success"]) == ("fake", True)
    impressions = face["result"]["extensions"][f"{HOME}/xapi/impressions"]
    assert impressions == dict(zip(QUALITIES, ratings, strict=True))


# --- summary and purge


def test_the_summary_counts_right(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Against the rows themselves, in both languages."""
    with closing(sqlite3.connect(data / "results.sqlite3")) as db:
        hits, fakes = db.execute("SELECT sum(outcome = 'hit'), sum(fake) FROM answers").fetchone()
    assert main(["results", "summary", "--data", str(data), "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert f"{hits} / {fakes} = {100 * hits / fakes:.0f} %" in said
    assert "12 sessions, 12 finished" in said
    assert "2026-05-04" in said
    assert main(["results", "summary", "--data", str(data), "--lang", "it"]) == 0
    assert "Falsi scoperti" in capsys.readouterr().out


def test_the_summary_counts_workshops_as_workshops(
    tmp_path: Path, small_pack: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    """However many teams take part; one whose parts were not all finished is not finished, and played once a level."""
    rows = [
        session(f"{number:032x}", number, mode="workshop", event=f"{number // 5:032x}", level=level,
                team="class" if number % 5 == 4 else SIGNS[number % 5], finished=number != 7)
        for number, level in enumerate(["one-round"] * 5 + ["everything"] * 5)
    ]  # fmt: skip
    rows.append(session(f"{99:032x}", 20))
    house = small_pack.pictures["house"]
    answers = [answer(row, 0, house, "real") for row in rows]
    keep(tmp_path / "results.sqlite3", rows, answers)
    assert main(["results", "summary", "--data", str(tmp_path), "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert "2 workshops, 1 finished" in out
    assert "1 session, 1 finished" in out
    played = {line.split()[1]: line.split()[3] for line in out.splitlines() if "one-round" in line or "everyth" in line}
    assert played == {"one-round": "1", "everything": "2"}
    assert main(["results", "summary", "--data", str(tmp_path), "--lang", "it"]) == 0
    assert "Laboratori: 2, conclusi: 1" in capsys.readouterr().out


def test_the_summary_is_read_on_a_small_terminal(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Eighty columns, also of a pipe: every level's name is there, and every figure whole."""
    monkeypatch.setenv("COLUMNS", "80")
    for language in ("en", "it"):
        assert main(["results", "summary", "--data", str(data), "--lang", language]) == 0
        out = capsys.readouterr().out
        assert "\N{HORIZONTAL ELLIPSIS}" not in out
        assert "everything" in out


def test_few_answers_are_counted_and_no_percentage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], small_pack: Library
) -> None:
    """Below twenty; and one wrong of one is not harder than eight of ten."""
    rows = [session(f"{number:032x}", number) for number in range(11)]
    fake = next(item for item in small_pack.pictures.values() if item.fake)
    often, rarely = (msgspec.structs.replace(fake, id=name) for name in ("hard", "once"))
    hard = [answer(row, 0, often, "real" if number < 8 else "fake") for number, row in enumerate(rows[:10])]
    once = answer(rows[10], 0, rarely, "real")
    keep(tmp_path / "results.sqlite3", rows, [*hard, once])
    assert main(["results", "summary", "--data", str(tmp_path), "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert "2 / 11" in out
    assert "2 / 11 =" not in out
    assert out.index("hard (fake)") < out.index("once (fake)")


@pytest.mark.parametrize("days", ["-1", "99999999999", "soon"])
def test_a_strange_number_of_days_is_wrong_usage(days: str, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Said in a line; nothing is deleted."""
    with pytest.raises(SystemExit) as stopped:
        main(["results", "purge", "--data", str(data), "--older-than", days])
    assert stopped.value.code == 2
    assert "number of days" in capsys.readouterr().err


def test_no_answer_deletes_nothing(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl+D at the question is no yes."""

    def ended(_: str) -> str:
        raise EOFError

    monkeypatch.setattr("builtins.input", ended)
    monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: True))
    assert main(["results", "purge", "--data", str(data), "--older-than", "0"]) == 0
    with closing(sqlite3.connect(data / "results.sqlite3")) as db:
        assert db.execute("SELECT count(*) FROM sessions").fetchone() == (14,)


def test_nothing_kept_is_said_in_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With a remedy, and exit 1."""
    for command in (["summary"], ["export", "--out", str(tmp_path / "x")], ["purge", "--older-than", "3"]):
        assert main(["results", *command, "--data", str(tmp_path)]) == 1
        assert "no results yet" in capsys.readouterr().err
    assert not (tmp_path / "x").exists()


def test_purging_leaves_nothing_in_the_file(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Only with --yes; then not even in the file's unused parts."""
    path = data / "results.sqlite3"
    old = b"%032x" % 3
    assert main(["results", "purge", "--data", str(data), "--older-than", "0"]) == 2
    assert "nothing was deleted" in capsys.readouterr().err
    assert old in path.read_bytes()
    assert main(["results", "purge", "--data", str(data), "--older-than", "0", "--yes"]) == 0
    assert "14 sessions" in capsys.readouterr().out
    assert old not in b"".join(item.read_bytes() for item in data.glob("results.sqlite3*"))
    kept = Store(path)
    assert sessions_of(kept) == []
    assert kept.counts().result(10) == ()
    kept.close()


def test_what_is_younger_stays(data: Path) -> None:
    """The limit is a moment for sessions and a day for counts."""
    moment, day = limits(10, datetime.fromisoformat("2026-05-14T12:00:00+00:00"))
    assert (moment, day) == ("2026-05-04T12:00:00+00:00", "2026-05-04")


# --- no field can hold a name


def test_no_field_can_hold_a_name(opens: Opens, small_pack: Library) -> None:
    """Every column is in the dictionary, and each that holds text holds numbers, listed words or ids of the pack."""
    with closing(store._connect(Path(":memory:"))) as db:
        for row_type, fields in FIELDS.items():
            table = row_type.table
            columns = {row[1]: row[2] for row in db.execute(f"PRAGMA table_info({table})")}
            if row_type in ROWS:  # else it is a table of exports alone
                assert set(columns) == {field.name for field in fields}
            for field in fields:
                if " TEXT" in field.sql:
                    closed = {"enum", "pattern"} & set(field.limits) or field.kind in ("datetime", "date", "object")
                    assert closed, f"{table}.{field.name} may hold anything"
        tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert tables == {row_type.table for row_type in ROWS}
    player = opens(small_pack)
    _play(player)
    kept = player.app.kit.store
    assert kept is not None
    kept.settle()
    with closing(sqlite3.connect(kept.path)) as db:
        for row_type in ROWS:
            for row in db.execute(select(row_type)):
                for field, value in zip(FIELDS[row_type], row, strict=True):
                    _is_no_name(field, value)


def _play(player: Player) -> None:
    flow = player.app.flow
    flow.start(next(iter(player.app.kit.pack.levels)))
    while flow.playing.session is not None and not flow.playing.session.finished:
        flow.answered(fitting(flow.playing.session.round), ("mirror",))


def _is_no_name(field: Field, value: object) -> None:
    """A value of a closed kind."""
    if value is None or isinstance(value, int):
        return
    assert isinstance(value, str)
    if field.kind == "object":
        assert re.fullmatch(r'[\[\]{}:,.\d\s"a-z-]*', value), (field.name, value)
    elif field.kind in ("datetime", "date"):
        datetime.fromisoformat(value)
    elif "enum" in field.limits:
        assert value in field.limits["enum"]
    elif value:
        assert re.search(field.limits["pattern"], value), (field.name, value)


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    """Not even where an older version of the game took a pack's word for its version."""
    evil = ("=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\t=1", "1.0")
    rows = [session(f"{number:032x}", number, pack_version=text) for number, text in enumerate(evil)]
    keep(tmp_path / "results.sqlite3", rows, [])
    with (export(tmp_path, "csv", tmp_path / "csv") / "sessions.csv").open(encoding="utf-8", newline="") as file:
        versions = [row["pack_version"] for row in csv.DictReader(file)]
    assert versions == ["'=HYPERLINK(1)", "'+1", "'-1", "'@SUM(1)", "'\t=1", "1.0"]
    written = json.loads(export(tmp_path, "json", tmp_path / "r.json").read_text(encoding="utf-8"))
    assert [row["pack_version"] for row in written["sessions"]] == list(evil)


# --- whatever stands in the file


@pytest.mark.parametrize("form", ["csv", "json", "xapi"])
def test_what_the_game_never_writes_is_left_out_of_every_export(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    """The rest is handed on; how much is missing is said, and the exit code is 1."""
    with closing(sqlite3.connect(data / "results.sqlite3")) as db, db:
        ids = [row[0] for row in db.execute("SELECT id FROM sessions ORDER BY id")]
        places = len(db.execute("SELECT picture FROM answers WHERE session = ?", (ids[0],)).fetchall())
        db.execute("UPDATE answers SET confidence = 9 WHERE session = ? AND round = 0", (ids[1],))
        db.execute("UPDATE answers SET lenses = '[' WHERE session = ? AND round = 1", (ids[1],))
        db.execute("UPDATE answers SET answered = 'then' WHERE session = ? AND round = 2", (ids[1],))
        db.execute("UPDATE answers SET picture = CAST(x'ff' AS TEXT) WHERE session = ? AND round = 3", (ids[1],))
        db.execute("UPDATE sessions SET started = 'once' WHERE id = ?", (ids[0],))
    out = tmp_path / ("out" if form == "csv" else "out.json")
    assert main(["results", "export", "--data", str(data), "--format", form, "--out", str(out)]) == 1
    gone = 1 + 3 + (places if form == "csv" else 0)  # in the tables a session's answers stand apart
    assert f"{gone} rows that no version of the game writes are left out" in capsys.readouterr().err
    text = (out / "answers.csv" if form == "csv" else out).read_text(encoding="utf-8")
    assert ids[2] in text or str(UUID(ids[2])) in text
    assert ids[0] not in text
    assert str(UUID(ids[0])) not in text


def test_rounds_whose_rows_do_not_go_together_make_no_statement(data: Path, tmp_path: Path) -> None:
    """Each row may be as the game writes it, and both together are nothing that it asks."""
    with closing(sqlite3.connect(data / "results.sqlite3")) as db, db:
        (session,) = db.execute("SELECT min(id) FROM sessions").fetchone()
        db.execute("UPDATE answers SET round = 0 WHERE session = ? AND round = 1", (session,))
        last = db.execute("SELECT max(picture) FROM answers WHERE session = ? AND round = 0", (session,)).fetchone()[0]
        db.execute("UPDATE answers SET says = NULL WHERE session = ? AND picture = ?", (session, last))
    exported = write_xapi(data / "results.sqlite3", tmp_path / "s.json")
    assert exported.left_out == 1
    statements = json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))
    of_it = [item for item in statements if item["actor"]["account"]["name"] == str(UUID(session))]
    assert [item["object"]["id"] for item in of_it if "/rounds/1/" in item["object"]["id"]] == []
    assert len(of_it) > 2


@pytest.mark.parametrize("seed", range(20))
def test_no_row_stops_an_export_or_a_summary(seed: int, tmp_path: Path) -> None:
    """A file that SQLite finds sound is read to its end."""
    path = tmp_path / "results.sqlite3"
    path.write_bytes(databases._rows(Random(seed)))
    write_csv(path, tmp_path / "csv")
    write_json(path, tmp_path / "r.json")
    write_xapi(path, tmp_path / "s.json")
    show(path, Words("en"), Console(file=io.StringIO(), width=80))
    json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))
    with suppress(ResultsError):  # where no picture was judged in any session that is left
        reading.read(path, databases.good())
