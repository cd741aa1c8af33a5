"""Sending to a record store: each statement once, whatever breaks off; what a kiosk's day is told as."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest

from game.base.errors import TakenError
from game.base.files import locked
from game.commands.cli import main
from game.pack.library import Library
from game.results import sending, tables
from game.results.counts_parquet import write_parquet
from game.results.sending import BATCH, Sent, send
from game.results.store import Store
from game.results.tables import Origin
from game.results.xapi import write_xapi
from tests.kept import answer, keep, saying, session
from tests.record_store import RALPH, SECRET, USER, ask, ralph

TODAY = datetime.now().astimezone().date()
HALL = Origin("hall-2", "north")


@pytest.fixture
def results(tmp_path: Path, small_pack: Library) -> Path:
    """Forty finished sessions, and a kiosk's counts of two days that are over and one that is not."""
    chance = Random(5)
    rows = [session(f"{number:032x}", number) for number in range(40)]
    answers = [
        answer(row, place, picture, saying(picture, chance, 0.6))
        for row in rows
        for place, picture in enumerate(small_pack.pictures.values())
    ]
    path = tmp_path / "data" / "results.sqlite3"
    path.parent.mkdir()
    keep(path, rows, answers)
    store = Store(path)
    for ago in (2, 1, 0):
        day = (TODAY - timedelta(days=ago)).isoformat()
        store.counted(day, ("start", ""), ("start", ""), ("hit", "house"), ("language", "it"))
    store.close()
    return path


class RecordStore(ThreadingHTTPServer):
    """What a record store does, in memory; `orders` are answers that it gives instead, first to last."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Posted)
        self.kept: dict[str, Any] = {}
        self.again = 0  # statements that came although they were there
        self.orders: list[tuple[int, dict[str, str]]] = []
        self.otherwise: set[str] = set()  # ids of which it has another statement
        self.wrong: set[str] = set()  # ids that it takes for no statement
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        """Where it takes statements."""
        return f"http://127.0.0.1:{self.server_port}/xAPI/statements"


class Posted(BaseHTTPRequestHandler):
    """One request."""

    server: RecordStore

    def do_POST(self) -> None:
        """Take all statements or none."""
        batch = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        code, headers = self.server.orders.pop(0) if self.server.orders else (200, {})
        ids = {item["id"] for item in batch}
        if code == 200 and ids & self.server.otherwise:
            code = 409
        if code == 200 and ids & self.server.wrong:
            code = 400
        if code == 200:
            self.server.again += len(ids & set(self.server.kept))
            self.server.kept |= {item["id"]: item for item in batch}
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(b"[]")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (as it is named above)
        """Say nothing."""


@pytest.fixture
def store() -> Iterator[RecordStore]:
    """One on loopback."""
    server = RecordStore()
    yield server
    server.shutdown()
    server.server_close()


def wanted(results: Path) -> dict[str, Any]:
    """Every statement that there is to send, by its id."""
    out = results.with_name("all.json")
    write_xapi(results, out, HALL, TODAY.isoformat())
    return {item["id"]: item for item in json.loads(out.read_text(encoding="utf-8"))}


def test_everything_is_sent_once(results: Path, store: RecordStore) -> None:
    """The second run has nothing to do; another store gets all of it."""
    all_of_it = wanted(results)
    assert len(all_of_it) > 2 * BATCH
    assert send(results, store.url, HALL) == Sent(len(all_of_it), 0, 0, "")
    assert store.kept == all_of_it
    assert send(results, store.url, HALL) == Sent(0, 0, 0, "")
    assert send(results, store.url + "?", HALL).taken == len(all_of_it)


def test_a_kiosks_day_is_one_statement_once_it_is_over(results: Path, store: RecordStore) -> None:
    """With what was counted and nothing else; of today not a word. The same day has the same id for ever."""
    days = [item for item in wanted(results).values() if item["verb"]["display"]["en"] == "counted"]
    assert [item["timestamp"][:10] for item in days] == [(TODAY - timedelta(days=ago)).isoformat() for ago in (2, 1)]
    (counts,) = days[0]["result"]["extensions"].values()
    assert counts == {"start": 2, "hit": {"house": 1}, "language": {"it": 1}}
    assert days[0]["actor"]["account"]["name"] == "kiosk/north/hall-2"
    assert {item["id"] for item in days} <= set(wanted(results))
    send(results, store.url, None)
    assert not {item["id"] for item in days} & set(store.kept)  # whose they are is not known


def test_a_store_that_is_away_gets_the_rest_the_next_time(results: Path, store: RecordStore) -> None:
    """What it has taken before is not sent again."""
    all_of_it = wanted(results)
    store.orders = [(200, {}), (500, {})]
    sent = send(results, store.url, HALL)
    assert (sent.taken, sent.why) == (BATCH, "it answers 500")
    assert send(results, store.url, HALL).taken == len(all_of_it) - BATCH
    assert (store.kept, store.again) == (all_of_it, 0)
    nobody = send(results, "http://127.0.0.1:9/xAPI/statements", HALL)
    assert nobody.taken == 0
    assert nobody.why.startswith("it cannot be reached")


def test_a_busy_store_is_waited_for_as_long_as_it_says(results: Path, store: RecordStore) -> None:
    """429 and 503; not for ever."""
    waited: list[float] = []
    store.orders = [(429, {"Retry-After": "7"}), (503, {}), (429, {"Retry-After": "99999"})]
    assert send(results, store.url, HALL, waited.append).why == ""
    assert waited == [7.0, 5.0, 60.0]
    store.orders = [(429, {})] * 50
    assert send(results, store.url + "?busy", HALL, waited.append).why == "it is busy"


def test_a_conflict_is_one_statement_that_the_store_has_otherwise(results: Path, store: RecordStore) -> None:
    """The others of its batch are taken, and it is not sent again."""
    all_of_it = wanted(results)
    store.otherwise = {sorted(all_of_it)[17]}
    assert send(results, store.url, HALL) == Sent(len(all_of_it) - 1, 1, 0, "")
    assert set(all_of_it) - set(store.kept) == store.otherwise
    assert send(results, store.url, HALL) == Sent(0, 0, 0, "")


def test_a_statement_that_is_refused_waits_and_holds_nothing_up(results: Path, store: RecordStore) -> None:
    """It is tried the next time; where the address takes nothing at all, that is said before all are tried."""
    all_of_it = wanted(results)
    store.wrong = {sorted(all_of_it)[23]}
    assert send(results, store.url, HALL) == Sent(len(all_of_it) - 1, 0, 1, "")
    store.wrong = set()
    assert send(results, store.url, HALL).taken == 1
    store.orders = [(400, {})] * 10_000
    sent = send(results, store.url + "?other", HALL)
    assert (sent.taken, sent.bad) == (0, sending.MOST_BAD)
    assert "takes no statement" in sent.why


def test_killed_between_the_answer_and_the_note_nothing_is_lost(
    results: Path, store: RecordStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was taken and not noted goes again as the same statements."""
    all_of_it = wanted(results)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(sending, "_keep", killed)
        with pytest.raises(KeyboardInterrupt):
            send(results, store.url, HALL)
    assert len(store.kept) == BATCH
    assert send(results, store.url, HALL).taken == len(all_of_it)
    assert (store.kept, store.again) == (all_of_it, BATCH)


def test_who_sends_is_alone(results: Path, store: RecordStore) -> None:
    """A second one ends with a word."""
    with locked(results.with_name(".sending")), pytest.raises(TakenError):
        send(results, store.url, HALL)


def test_a_session_that_goes_on_waits(results: Path, store: RecordStore, small_pack: Library) -> None:
    """Its answers may be taken back; once it is finished they are sent."""
    kept = Store(results)
    now = sending.datetime.now(sending.UTC).isoformat(timespec="seconds")
    row = msgspec.structs.replace(session("f" * 32, 0), started=now, finished=False)
    kept.begin(row)
    kept.answered([answer(row, 0, next(iter(small_pack.pictures.values())), "fake")], finished=False)
    kept.settle()
    before = send(results, store.url, HALL).taken
    kept.finish(row.id)
    kept.close()
    assert send(results, store.url, HALL).taken == 2
    assert len(store.kept) == before + 2


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://lrs.example.org/xAPI/statements", "without encryption"),
        ("https://me:word@lrs.example.org/xAPI/statements", "netrc"), ("lrs", "is no address"),
    ],
)  # fmt: skip
def test_an_address_that_gives_something_away_is_wrong_usage(
    results: Path, capsys: pytest.CaptureFixture[str], url: str, why: str
) -> None:
    """Said in a line, before anything is sent."""
    assert main(["results", "send", "--to", url, "--data", str(results.parent)]) == 2
    assert why in capsys.readouterr().err


def test_the_command_says_what_came_of_it(
    results: Path, store: RecordStore, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the kiosk's name of kiosk.yaml; exit 1 where something waits."""
    (results.parent / "kiosk.yaml").write_text("name: hall-2\nsite: north\n", encoding="utf-8")
    words = ["results", "send", "--to", store.url, "--data", str(results.parent)]
    store.orders = [(401, {})]
    assert main(words) == 1
    assert "answers 401; name and password belong into ~/.netrc" in capsys.readouterr().err
    assert main(words) == 0
    assert capsys.readouterr().out == f"{len(wanted(results))} statements sent\n"


def test_ralph_has_each_once_after_a_conflict_and_a_second_sending(
    results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A real record store: what it has already, the same or otherwise, stays once; `python -m tests.sending` kills."""
    if RALPH is None:
        pytest.skip("ralph-malph is not installed: python -m pip install -e '.[lrs]'")
    netrc = tmp_path / ".netrc"
    netrc.write_text(f"machine 127.0.0.1 login {USER} password {SECRET}\n", encoding="utf-8")
    netrc.chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    all_of_it = wanted(results)
    with ralph(tmp_path / "lrs") as url:
        first, second = list(all_of_it.values())[:2]
        ask(url, [first])
        ask(url, [second | {"timestamp": "2020-01-01T00:00:00+00:00"}])
        assert send(results, url, HALL) == Sent(len(all_of_it) - 1, 1, 0, "")
        results.with_name(sending.PLACE).unlink()
        assert send(results, url, HALL) == Sent(len(all_of_it) - 1, 1, 0, "")
        there = [item["id"] for item in every(url)]
    assert sorted(there) == sorted(all_of_it)


def every(url: str) -> list[dict[str, Any]]:
    """All statements of a store, page by page."""
    found: list[dict[str, Any]] = []
    more = f"{url}?limit=500"
    while more:
        page = ask(more)
        found += page["statements"]
        more = url.partition("/xAPI")[0] + page["more"] if page.get("more") else ""
    return found


def read_counts(path: Path) -> list[dict[str, Any]]:
    """The rows of a Parquet file."""
    from pyarrow import parquet

    rows: list[dict[str, Any]] = parquet.read_table(path).to_pylist()
    return rows


def exported(results: Path, write: Callable[..., Any], name: str, origin: Origin | None) -> Path:
    """An export."""
    out = results.with_name(name)
    write(results, out, origin)
    return out


def test_exports_of_a_kiosk_say_from_which(results: Path) -> None:
    """In each form; those of a desk are as they were."""
    pytest.importorskip("pyarrow", reason="the extra 'parquet' is not installed")
    rows = read_counts(exported(results, write_parquet, "a.parquet", HALL))
    assert len(rows) == 9
    assert rows == sorted(rows, key=lambda row: (row["what"], row["name"], row["day"]))
    assert rows[0] == {
        "day": TODAY - timedelta(days=2), "what": "hit", "name": "house", "n": 1, "kiosk": "hall-2",
        "site": "north",
    }  # fmt: skip
    named, plain = (exported(results, tables.write_csv, name, origin) for name, origin in (("n", HALL), ("p", None)))
    assert (named / "counts.csv").read_text().splitlines()[0] == "day,what,name,n,kiosk,site"
    assert (named / "counts.csv").read_text().splitlines()[1].endswith(",1,hall-2,north")
    assert (plain / "counts.csv").read_text().splitlines()[0] == "day,what,name,n"
    assert (named / "sessions.csv").read_bytes() == (plain / "sessions.csv").read_bytes()
    described = json.loads((named / "datapackage.json").read_text(encoding="utf-8"))["resources"][2]["schema"]
    assert [field["name"] for field in described["fields"]][-2:] == ["kiosk", "site"]
    document = json.loads(exported(results, tables.write_json, "a.json", HALL).read_text(encoding="utf-8"))
    assert (document["kiosk"], document["site"]) == HALL


def test_the_command_exports_parquet_by_its_ending(results: Path) -> None:
    """The name is kiosk.yaml's, or that of the settings that --config names; else the machine's."""
    pytest.importorskip("pyarrow", reason="the extra 'parquet' is not installed")
    out, config = results.with_name("a.parquet"), results.with_name("other.yaml")
    words = ["results", "export", "--data", str(results.parent), "--out", str(out)]
    for text, name in (("name: hall-7\nsite: south\n", "hall-7"), ("rounds: 5\n", None)):
        config.write_text(text, encoding="utf-8")
        assert main([*words, "--config", str(config)]) == 0
        kiosks = {row["kiosk"] for row in read_counts(out)}
        assert len(kiosks) == 1
        assert name is None or kiosks == {name}
        assert kiosks != {""}


def test_two_exports_at_once_leave_one_whole_file(results: Path) -> None:
    """Whoever is later; nothing of either is left beside it."""
    pytest.importorskip("pyarrow", reason="the extra 'parquet' is not installed")
    out = results.with_name("out") / "a.parquet"
    errors: list[BaseException] = []

    def export() -> None:
        try:
            for _ in range(15):
                write_parquet(results, out, HALL)
        except BaseException as error:  # noqa: BLE001 (told below)
            errors.append(error)

    threads = [threading.Thread(target=export) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(read_counts(out)) == 9
    assert [path.name for path in out.parent.iterdir()] == ["a.parquet"]


def test_a_clock_that_jumps_tells_no_day_before_it_is_over(results: Path) -> None:
    """Days to come, counted by a clock that ran ahead, wait; told later, they are the same statements."""
    out, store = results.with_name("jumped.json"), Store(results)
    store.counted("2031-05-01", ("start", ""))
    store.close()

    def days(today: str) -> dict[str, Any]:
        write_xapi(results, out, HALL, today)
        told = json.loads(out.read_text(encoding="utf-8"))
        return {item["timestamp"][:10]: item for item in told if item["verb"]["display"]["en"] == "counted"}

    before, after = days(TODAY.isoformat()), days("2031-05-02")
    assert "2031-05-01" not in before
    assert "2031-05-01" in after
    assert {day: after[day] for day in before} == before
