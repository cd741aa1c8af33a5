"""Results of many computers, put together: the same whatever form they come in, and counted once."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from game.base.errors import ResultsError
from game.commands.cli import main
from game.pack.library import Library
from game.results.merging import RESULTS, Merged, merge
from game.results.tables import write_csv, write_json
from tests.kept import answer, keep, saying, session

GOOD = Path(__file__).parents[1] / "packs" / "good-1"


@pytest.fixture
def schools(tmp_path: Path, small_pack: Library) -> Path:
    """A folder of five schools' data folders, of three sessions each."""
    chance = Random(4)
    for school in range(5):
        rows = [session(f"{school * 10 + number:032x}", number, mode="workshop") for number in range(3)]
        answers = [
            answer(row, place, picture, saying(picture, chance, 0.6))
            for row in rows
            for place, picture in enumerate(small_pack.pictures.values())
        ]
        folder = tmp_path / "schools" / f"school-{school}"
        folder.mkdir(parents=True)
        keep(folder / RESULTS, rows, answers)
    return tmp_path / "schools"


def content(path: Path) -> list[tuple[object, ...]]:
    """Every session and answer of a results file."""
    with closing(sqlite3.connect(path)) as db:
        return [
            *db.execute("SELECT * FROM sessions ORDER BY id"),
            *db.execute("SELECT * FROM answers ORDER BY session, round, picture"),
        ]


def test_every_form_gives_the_same(schools: Path, tmp_path: Path) -> None:
    """Data folders, tables and documents, alone or all together: the same rows, each once."""
    merged = {}
    for form in ("data", "csv", "json"):
        folder = tmp_path / form
        for school in schools.iterdir():
            if form == "csv":
                write_csv(school / RESULTS, folder / school.name)
            elif form == "json":
                write_json(school / RESULTS, folder / f"{school.name}.json")
            else:
                shutil.copytree(school, folder / school.name)
        out = tmp_path / f"{form}.sqlite3"
        assert merge([folder], out) == Merged(5, 15, 0)
        merged[form] = content(out)
    assert merged["csv"] == merged["json"] == merged["data"]
    assert len(merged["data"]) > 15 + 15 * 3
    assert merge([tmp_path / form for form in merged], tmp_path / "all.sqlite3") == Merged(15, 15, 0)
    assert content(tmp_path / "all.sqlite3") == merged["data"]


def test_a_session_that_went_on_is_finished(schools: Path, tmp_path: Path) -> None:
    """An export in the middle of a workshop and one after it: together it was played to its end, in either order."""
    early, late = tmp_path / "early", schools / "school-0"
    shutil.copytree(late, early)
    with closing(sqlite3.connect(early / RESULTS)) as db, db:
        db.execute("UPDATE sessions SET finished = 0")
        db.execute("DELETE FROM answers WHERE round > 0")
    for order in ([early, late], [late, early]):
        out = tmp_path / f"{order[0].name}.sqlite3"
        merge(order, out)
        with closing(sqlite3.connect(late / RESULTS)) as db:
            (answers,) = db.execute("SELECT count(*) FROM answers").fetchone()
        with closing(sqlite3.connect(out)) as db:
            assert db.execute("SELECT min(finished), count(*) FROM sessions").fetchone() == (1, 3)
            assert db.execute("SELECT count(*) FROM answers").fetchone() == (answers,)


def test_what_holds_no_results_is_a_line(schools: Path, tmp_path: Path) -> None:
    """An empty folder, a document of something else, bytes; what lies about in a folder is passed over."""
    (tmp_path / "empty").mkdir()
    other = tmp_path / "other.json"
    other.write_text('{"a": 1}', encoding="utf-8")
    torn = tmp_path / "torn.json"
    torn.write_bytes(b"\xff\xfe{")
    for number, path in enumerate((tmp_path / "empty", other, torn, tmp_path / "gone.json")):
        with pytest.raises(ResultsError, match=re.escape(str(path))):
            merge([path], tmp_path / f"{number}.sqlite3")
    shutil.copy(other, schools)
    assert merge([schools], tmp_path / "out.sqlite3").files == 5


def test_one_report_of_many_computers(schools: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`report --from` says how much came together, and counts an overlap once."""
    out = tmp_path / "report.html"
    words = ["report", "--pack", str(GOOD), "--lang", "en", "--out", str(out), "--data", str(tmp_path / "nothing")]
    assert main([*words, "--from", str(schools), str(schools / "school-3")]) == 0
    assert "15 sessions from 6 places" in capsys.readouterr().out
    assert "15" in out.read_text(encoding="utf-8")
    assert main([*words, "--from", str(tmp_path / "none")]) == 1
    assert "no results in" in capsys.readouterr().err
