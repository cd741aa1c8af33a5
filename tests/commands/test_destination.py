"""What --out may name, for every command that writes: refused before anything is done, with what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from game.commands.cli import main
from game.commands.destination import prepare
from game.pack.library import Library
from tests import kept

FILES = {  # commands that write a file, and an ending that they write
    "handout one": ".pdf", "report": ".pdf", "pack build P": ".zip", "pack key": "", "bench": ".json",
    "bench chart run.json": ".png", "results export --format json": ".json", "results export --format xapi": ".json",
}  # fmt: skip
FOLDERS = ("tour", "schema", "import SRC", "results export", "results export --format csv")


def code_of(command: str, out: str | Path) -> int:
    """The exit code of a command that is to write there."""
    try:
        return main([*command.split(), "--out", str(out)])
    except SystemExit as stopped:
        return int(stopped.code or 0)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("command", FILES)
def test_a_folder_is_no_file(command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The name of one in it is proposed."""
    (tmp_path / "there").mkdir()
    assert code_of(command, "there") == 2
    said = capsys.readouterr().err
    assert f"'there' is a folder; name a file, such as 'there/NAME{FILES[command]}'" in said.replace("\\", "/")
    assert list((tmp_path / "there").iterdir()) == []


@pytest.mark.parametrize("command", [command for command, ending in FILES.items() if ending])
@pytest.mark.parametrize("name", ["x.doc", "x.xlsx", "x", "pdf"])
def test_another_ending_is_refused(command: str, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With those that can be written; nothing is."""
    assert code_of(command, name) == 2
    assert f"name a file that ends in {FILES[command]}" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", FOLDERS)
def test_a_file_is_no_folder(command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It stays as it is."""
    (tmp_path / "there").write_text("mine", encoding="utf-8")
    assert code_of(command, "there") == 2
    assert "'there' is a file, and a folder is written here" in capsys.readouterr().err
    assert (tmp_path / "there").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("command", FOLDERS)
@pytest.mark.parametrize("name", ["x.xlsx", "x.csv", "x.PDF", "x.zip"])
def test_what_looks_like_a_file_does_not_become_a_folder(
    command: str, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder without the ending is proposed; of an export also its forms."""
    assert code_of(command, name) == 2
    said = capsys.readouterr().err
    assert f"'{name}' looks like a file, and a folder is written here; name one, such as 'x'" in said
    assert ("there are: csv (a folder of tables" in said) == command.startswith("results")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_may_be_called_like_a_file(tmp_path: Path) -> None:
    """It is one."""
    (tmp_path / "x.json").mkdir()
    assert code_of("schema", "x.json") == 0


def test_an_export_has_the_form_that_its_name_says(tmp_path: Path, small_pack: Library) -> None:
    """A file that ends in .json is one document; any other name is a folder of tables."""
    row = kept.session("1" * 32, 0)
    answer = kept.answer(row, 0, next(iter(small_pack.pictures.values())), "fake")
    kept.keep(tmp_path / "results.sqlite3", [row], [answer])
    assert code_of("results export --data .", "all.json") == 0
    assert (tmp_path / "all.json").is_file()
    assert code_of("results export --data .", "all") == 0
    assert (tmp_path / "all" / "answers.csv").is_file()


def test_a_place_that_cannot_be_written_is_said_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the work is long."""
    monkeypatch.setattr("game.commands.benchmarks.running.run", lambda *_, **__: pytest.fail("it was measured"))
    (tmp_path / "file").touch()
    assert code_of("bench", "file/run.json") == 1
    assert "'file/run.json' cannot be written" in capsys.readouterr().err.replace("\\", "/")
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(PermissionError):
        prepare(tmp_path / "run.json")
