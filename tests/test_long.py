"""`python -m tests.long`: a small one of it; what is kept, and how a check that fails or never ends is told."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

if sys.platform != "linux":
    pytest.skip("needs Linux, as some of the checks do", allow_module_level=True)

from . import long
from .conftest import REPOSITORY

TOLD = """\
{"rounds": 900, "handles": [7], "threads": [1], "slope MB per 1,000 rounds": 0.2, "95 % interval": INTERVAL}
"""


def checks(monkeypatch: pytest.MonkeyPatch, said: str, code: int = 0, waits: float = 0.0) -> None:
    """Have a soak say something, and end with a code."""
    program = f"import sys, time; print({said!r}, flush=True); time.sleep({waits}); sys.exit({code})"

    def instead(command: list[str], most: float) -> tuple[str, int | None]:
        return told([sys.executable, "-c", program], most)

    told = long._said
    monkeypatch.setattr(long, "_said", instead)


def test_a_check_runs_and_is_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One target of the fuzz, really: its figures, when, and with which version."""
    out = tmp_path / "long.json"
    words = long.CHECKS["fuzz"].words(35.0, 4)
    assert words[0] == "all"
    said, code = long._said([sys.executable, "-m", "tests.fuzz", "dials", "--runs", "50", "--seed", "4"], 60)
    assert code == 0
    assert long.of_executions(said) == {"executions": 50, "dials": 50}
    long.keep(out, long.Result("fuzz", "2026-11-30T12:00:00+00:00", "1.0", "x", 3.0, True, long.of_executions(said)))
    assert long.kept(out)["fuzz"].figures["dials"] == 50
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("interval", "code", "passed"),
    [("[-0.5, 0.9]", 0, True), ("[-0.9, -0.1]", 0, True), ("[0.1, 0.3]", 0, False), ("[-0.5, 0.9]", 1, False)],
)
def test_a_soak_passes_where_no_leak_can_be_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], interval: str, code: int,
    passed: bool,
) -> None:  # fmt: skip
    """And its exit code is 0; the last result takes the former one's place, and others stay."""
    checks(monkeypatch, TOLD.replace("INTERVAL", interval), code)
    out = tmp_path / "long.json"
    long.keep(out, long.Result("faults", "2026-01-01T00:00:00+00:00", "1.0", "x", 1.0, True, {"rows": 3}))
    long.keep(out, long.Result("soak", "2026-01-01T00:00:00+00:00", "1.0", "x", 1.0, True, {"rounds": 3}))
    assert long.main(["soak", "--seconds", "1", "--out", str(out)]) == int(not passed)
    results = long.kept(out)
    assert list(results) == ["soak", "faults"]
    assert results["soak"].passed == passed
    assert results["soak"].figures["rounds"] == 900
    said = capsys.readouterr().out
    assert re.search(rf"soak .*{'passed' if passed else 'FAILED'}; rounds 900", said)
    assert re.search(r"faults .*2026-01-01.*passed; rows 3", said)


def test_a_check_without_end_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """With all that it said until then."""
    monkeypatch.setattr(long, "MARGIN_SECONDS", 0.5)
    checks(monkeypatch, "so far", waits=60.0)
    result = long.run("soak", 0.1, 1)
    assert not result.passed
    assert result.figures["exit code"] is None
    assert result.figures["said"] == ["so far"]


def test_an_unknown_check_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """In a line that names those that there are."""
    with pytest.raises(SystemExit):
        long.main(["soka"])
    assert "no check 'soka'; there are: soak, fuzz" in capsys.readouterr().err


def test_every_check_is_a_command_whose_size_follows_the_time() -> None:
    """An hour is more than a minute, but for what pytest runs; the page for contributors names all of them."""
    page = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for name, check in long.CHECKS.items():
        if check.module:
            assert all((REPOSITORY / str(word)).is_file() for word in check.words(60, 1) if "/" in str(word))
        else:
            assert (REPOSITORY / "tests" / f"{name}.py").is_file()
            assert check.words(60, 1) != check.words(3600, 1)
        assert re.search(rf"`(python -m tests\.)?{name}( all)?`", page), name


def test_what_is_kept_in_the_repository_is_read() -> None:
    """Each under its check's name; what failed says how."""
    results = long.kept(long.KEPT)
    assert results
    assert set(results) <= set(long.CHECKS)
    assert all(item.passed or "exit code" in item.figures for item in results.values())


def test_tables_of_faults_and_lines_become_figures() -> None:
    """Numbers as numbers."""
    said = "              disk full   killed\nweb, file     2 of 2      1 of 3\n    killed, call 2: left behind\n"
    assert long.of_table(said) == {"rows": 1, "struck": 5, "harmed": 2}
    assert long.of_lines("phones: 200\np95: 0.2\ncrowd: {'a': 1}\n") == {"phones": 200, "p95": 0.2, "crowd": "{'a': 1}"}
