"""The command line: what it prints, and its exit codes."""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from game.commands.cli import main

PACKS = Path(__file__).parents[1] / "packs"
REPOSITORY = Path(__file__).parents[2]


def test_check_of_a_good_pack(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing to say, exit 0; in JSON, too."""
    assert main(["check", str(PACKS / "good-1")]) == 0
    assert capsys.readouterr().out == "12 pictures checked: 0 errors, 0 warnings, 0 hints\n"
    assert main(["check", str(PACKS / "good-1"), "--format", "json"]) == 0
    none = {"problems": [], "fixed": [], "errors": 0, "warnings": 0, "hints": 0}
    assert json.loads(capsys.readouterr().out) == {**none, "pictures": 12}


def test_check_of_several_packs_names_their_folders(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """All packs are checked, each problem names its pack, exit 1."""
    assert main(["check", str(PACKS / "good-1"), str(tmp_path / "none"), str(tmp_path), "--format", "json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["errors"] >= 2
    files = {item["file"] for item in report["problems"]}
    assert str(tmp_path / "none") in files
    assert f"{tmp_path.as_posix()}/pack.yaml" in files


@pytest.mark.usefixtures("unseen_display")
def test_a_pack_with_errors_is_not_opened(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Its problems are printed instead of a window, exit 1; a missing folder likewise."""
    (tmp_path / "pack.yaml").write_text("format: 1\n", encoding="utf-8")
    assert main(["play", "--pack", str(tmp_path)]) == 1
    assert "pack.yaml:1:1: error: 'id' is missing" in capsys.readouterr().err
    with pytest.raises(SystemExit) as stopped:
        main(["play", "--pack", str(tmp_path / "none")])
    assert stopped.value.code == 1


@pytest.mark.usefixtures("unseen_display")
def test_a_wrong_level_or_language_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 2, what there is, and a guess."""
    assert main(["play", "cut-clone-eras"]) == 2
    assert "did you mean 'cut-clone-erase'?" in capsys.readouterr().err
    with pytest.raises(SystemExit) as stopped:
        main(["play", "--lang", "xx"])
    assert stopped.value.code == 2


@pytest.mark.parametrize("arguments", [["fly"], ["play", "--size", "big"], ["play", "--size", "1x1"], ["tour"]])
def test_wrong_usage_exits_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """The parser says what is wrong."""
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "error:" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_behind_the_output_is_one_line_and_exit_1() -> None:
    """Also where it shows only in the last flush."""
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "main.py", "check", str(PACKS / "good-1")]
        done = subprocess.run(command, cwd=REPOSITORY, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "spot-the-fake: No space left on device\n")


def test_a_reader_who_has_read_enough_is_no_fault() -> None:
    """As in `spot-the-fake check | head -1`: nothing is said."""
    command = [sys.executable, "main.py", "check", str(PACKS / "good-1")]
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(command, cwd=REPOSITORY, stdout=write, stderr=subprocess.PIPE, text=True, check=False)
    os.close(write)
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a display")
def test_check_checks_the_pack_that_is_named_like_elsewhere(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """By --pack, too; not the game's own instead."""
    (tmp_path / "pack.yaml").write_text("format: 1\n", encoding="utf-8")
    assert main(["check", "--pack", str(tmp_path)]) == 1
    assert "'id' is missing" in capsys.readouterr().out


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_pipe_takes_utf_8_whatever_the_country(tmp_path: Path, form: str) -> None:
    """On Windows one has a code page, in which not every message can be written."""
    (tmp_path / "pack.yaml").write_text("format: 1\nżółw: 1\n", encoding="utf-8")
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    command = [sys.executable, "main.py", "check", str(tmp_path), "--format", form]
    told = subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, check=False)
    assert told.returncode == 1
    assert "żółw" in told.stdout.decode("utf-8")


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_who_went_away_is_no_fault_of_the_file(tmp_path: Path, unbuffered: str) -> None:
    """What was asked for is written; nothing is said of it that is not true."""
    environment = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    command = [sys.executable, "main.py", "pack", "build", str(PACKS / "good-1"), "--out", str(tmp_path / "p.zip")]
    read, write = os.pipe()
    os.close(read)
    told = subprocess.run(command, cwd=REPOSITORY, env=environment, stdout=write, stderr=subprocess.PIPE, check=False)
    os.close(write)
    assert (tmp_path / "p.zip").is_file()
    assert told.stderr == b""


@pytest.mark.parametrize(("arguments", "code"), [(["check"], 1), (["play"], 0)])
def test_ctrl_c_ends_a_window_and_interrupts_work(
    arguments: list[str], code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody takes a pack for checked that was not."""

    def interrupted(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(f"game.commands.{arguments[0]}_command._{arguments[0]}", interrupted)
    assert main(arguments) == code
    assert ("interrupted" in capsys.readouterr().err) == (code == 1)


def test_a_place_that_cannot_be_written_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """By the name that was asked for, without numbers of errors."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    out = tmp_path / "file" / "p.zip"
    assert main(["pack", "build", str(PACKS / "good-1"), "--out", str(out)]) == 1
    said = capsys.readouterr().err
    assert "[Errno" not in said
    assert ".tmp" not in said
    assert str(tmp_path / "file") in said


def test_no_display_is_one_line_and_exit_3(tmp_path: Path) -> None:
    """The line names tour, which needs none."""
    gone = ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER")
    environment = {key: value for key, value in os.environ.items() if key not in gone}
    done = subprocess.run(
        [sys.executable, "main.py", "--data", str(tmp_path)],
        cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 3
    assert done.stderr.count("\n") == 1
    assert "tour" in done.stderr
    assert "Traceback" not in done.stderr


def test_tour_saves_pictures_and_names_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A PNG of each screen and tour.json with name, file, language and size."""
    out = tmp_path / "out"
    command = [
        "tour",
        "one-round",
        "--pack",
        str(PACKS / "good-1"),
        "--out",
        str(out),
        "--size",
        "640x480",
        "--lang",
        "it",
    ]
    assert main(command) == 0
    shots = json.loads((out / "tour.json").read_text(encoding="utf-8"))
    assert capsys.readouterr().out == f"{len(shots)} screens in {out}\n"
    for shot in shots:
        assert (out / shot["file"]).stat().st_size > 1000
        assert (shot["language"], shot["size"]) == ("it", [640, 480])


CARDS = """format: 1
id: cards
title: {en: Cards, it: Schede}
intro: {en: "Read.", it: "Leggi."}
closing: {en: "Ask.", it: "Chiedi."}
rounds:
  - {ask: read, title: {en: One, it: Uno}, text: {en: "Look.", it: "Guarda."}}
  - {ask: point, picture: face}
  - draw: {count: 2, ask: pick, pictures: 2}
"""


@pytest.mark.parametrize("level", ["cards", "test-a"])
def test_tour_walks_any_level_to_its_end(level: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One that has no round for a workshop, more rounds than entries and a last card; a test, which has no tile."""
    pack = tmp_path / "pack"
    shutil.copytree(PACKS / "good-1", pack)
    (pack / "levels" / "cards.yaml").write_text(CARDS, encoding="utf-8")
    out = tmp_path / "out"
    assert main(["tour", level, "--pack", str(pack), "--out", str(out), "--size", "640x480"]) == 0, capsys.readouterr()
    names = [shot["name"] for shot in json.loads((out / "tour.json").read_text(encoding="utf-8"))]
    assert names[-3:] == ["wrap-up", "collections", "oops"]


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever reads a pack fails."""

    def broken(*_: object) -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr("game.pack.library.examine", broken)


@pytest.mark.usefixtures("planted")
def test_unexpected_errors_are_one_line_and_an_entry_of_the_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The line names the log, which has the traceback and the versions of all that was at work."""
    assert main(["check", "--data", str(tmp_path)]) == 1
    log = tmp_path / "spot-the-fake.log"
    assert capsys.readouterr().err == f"spot-the-fake: RuntimeError: planted (the log says where: {log})\n"
    said = log.read_text(encoding="utf-8")
    assert "'check' failed" in said
    assert 'raise RuntimeError("planted")' in said
    for name in ("spot-the-fake", "Python", "pygame-ce", "SDL", "Pillow", "msgspec", "PyYAML"):
        assert re.search(rf"\b{name} \d+\.\d+", said), name
    assert platform.platform() in said


@pytest.mark.usefixtures("planted")
def test_debug_shows_the_traceback(tmp_path: Path) -> None:
    """And has it logged all the same."""
    with pytest.raises(RuntimeError, match="planted"):
        main(["--debug", "check", "--data", str(tmp_path)])
    assert "RuntimeError: planted" in (tmp_path / "spot-the-fake.log").read_text(encoding="utf-8")


@pytest.mark.usefixtures("planted")
def test_without_room_for_a_log_the_line_names_debug(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is one line still."""
    (tmp_path / "spot-the-fake.log").mkdir()
    assert main(["check", "--data", str(tmp_path)]) == 1
    assert capsys.readouterr().err == "spot-the-fake: RuntimeError: planted (--debug shows where)\n"


def test_a_failure_on_a_thread_is_told_like_any_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line and an entry of the log, and no traceback in the terminal."""

    def fail(_: object) -> int:
        thread = threading.Thread(target=lambda: 1 / 0)
        thread.start()
        thread.join()
        return 0

    monkeypatch.setattr("game.commands.schema_command._schema", fail)
    monkeypatch.setattr(threading, "excepthook", threading.__excepthook__)
    assert main(["schema", "--data", str(tmp_path)]) == 0
    said = capsys.readouterr().err
    assert said.startswith("spot-the-fake: ZeroDivisionError")
    assert said.count("\n") == 1
    assert "Traceback" in (tmp_path / "spot-the-fake.log").read_text(encoding="utf-8")
    assert threading.excepthook is threading.__excepthook__
