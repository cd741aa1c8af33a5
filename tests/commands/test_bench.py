"""`bench`: its numbers, its comparison and chart, and that each measured process still measures something."""

from __future__ import annotations

import io
import json
import math
import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from game.base.errors import BenchError
from game.commands.benchmarks import (
    benchmarks,
    figures,
    file_groups,
    lesson_groups,
    material,
    running,
    screen_groups,
    table,
)
from game.commands.benchmarks.benchmarks import Bench
from game.commands.benchmarks.figures import Figure, Goal, Run, Skipped, spread
from game.commands.cli import main
from game.pack.check import check_files as files

REPOSITORY = Path(__file__).parents[2]


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=300))
def test_a_spread_is_of_the_values_given(values: list[float]) -> None:
    """The median parts them in halves; at most one in a hundred lies above p99; nothing lies above the most."""
    found = spread(values)
    assert sum(value < found.median for value in values) <= len(values) / 2
    assert sum(value > found.p99 for value in values) <= len(values) / 100
    assert found.p99 in values
    assert found.most == max(values)
    assert found.runs == len(values)


def run(value: float, when: str = "2026-05-04T08:00:00+00:00") -> Run:
    """A run of two figures."""
    ours, theirs = spread([value, value, value]), spread([10.0])
    return Run(
        1, when, "1.0", "3.11", "a machine",
        (
            Figure("start", "first frame", "ms", ours, "a window", theirs, (Goal(1.5),)),
            Figure("frames", "pan", "ms", ours, goals=(Goal(16.7, "p99"),)),
        ),
        (Skipped("idle", "no psutil"),),
    )  # fmt: skip


def test_goals_are_ratios_or_values() -> None:
    """Each is judged by what it names; without a yardstick a ratio cannot be judged."""
    good, bad = run(12.0).figures[0], run(16.0).figures[0]
    assert (good.ratio, good.met, bad.met) == (1.2, True, False)
    assert [run(value).figures[1].met for value in (16.0, 17.0)] == [True, False]
    assert Figure("a", "b", "ms", spread([1.0]), goals=(Goal(1.5),)).met is None
    assert Figure("a", "b", "ms", spread([1.0])).met is None


def test_runs_are_kept_and_shown(tmp_path: Path) -> None:
    """What is read back is what was kept; the table has yardstick, ratio, goal and what was skipped."""
    path = tmp_path / "run.json"
    figures.save(run(16.0), path)
    assert figures.load(path) == run(16.0)
    shown = io.StringIO()
    table.show(run(16.0), Console(file=shown, width=220))
    for said in ("first frame [ms]", "a window", "1.60x", "≤ 1.5x: MISSED", "p99 ≤ 16.7: met", "idle: no psutil"):
        assert said in shown.getvalue()


def test_compare_points_out_what_became_worse(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 1 where a ratio grew by more than 15 %, 0 where it did not."""
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    figures.save(run(10.0), old)
    figures.save(run(12.0), new)
    assert main(["bench", "compare", str(old), str(new)]) == 1
    assert "1.20 WORSE" in capsys.readouterr().out
    assert main(["bench", "compare", str(new), str(old)]) == 0
    assert "0.83 better" in capsys.readouterr().out


def test_what_is_no_run_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A line, and exit 1; wrong words are wrong usage."""
    (tmp_path / "bad.json").write_text("{}", encoding="utf-8")
    for name in ("bad.json", "none.json"):
        assert main(["bench", "compare", str(tmp_path / name), str(tmp_path / name)]) == 1
        assert "that 'bench --out' wrote" in capsys.readouterr().err
    for words in (["compare", "one"], ["chart"], ["fly"], ["--only", "stat"]):
        assert main(["bench", *words]) == 2
    assert "did you mean 'start'?" in capsys.readouterr().err
    with pytest.raises(BenchError):
        figures.load(tmp_path / "bad.json")


def test_the_chart_is_a_picture(tmp_path: Path) -> None:
    """One PNG of several runs, also where something took no time at all."""
    pytest.importorskip("matplotlib", reason="the extra 'bench' is not installed")
    from PIL import Image

    out = tmp_path / "chart.png"
    table.chart([run(0.0), run(12.0), run(16.0, "2026-05-05T08:00:00+00:00")], out)
    with Image.open(out) as picture:
        assert picture.format == "PNG"
        assert picture.width > 800


def test_the_chart_shows_what_the_newest_run_has() -> None:
    """What only a former run measured is not taken for a figure of today."""
    older, newer = run(12.0), run(16.0, "2026-05-05T08:00:00+00:00")
    gone = msgspec.structs.replace(older.figures[0], name="gone")
    rows = table._rows([msgspec.structs.replace(older, figures=(*older.figures, gone)), newer])
    (shown,) = [row for found in rows.values() for row in found]
    assert shown.name == newer.figures[0].name
    assert set(shown.ratios) == {0, 1}


def test_packs_to_measure_with_are_sound(tmp_path: Path) -> None:
    """They are read without a problem, copies beyond the different pictures included, and have the rounds asked for."""
    pack = material.pack(tmp_path / "pack", material.DIFFERENT + 2, 250, (256, 256))
    found, problems = files.read_whole(pack)
    assert problems == []
    assert found is not None
    assert sum(len(level.rounds) for level in found.levels.values()) == 250
    contents = {path.read_bytes() for path in (pack / "assets" / "images").iterdir()}
    assert len(contents) == material.DIFFERENT + 2


@pytest.mark.parametrize(
    ("what", "arguments", "keys"),
    [
        ("start", ("640x480", "PACK"), {"first", "playable"}),
        ("window", (), {"first"}),
        ("imports", (), {"first"}),
        ("rounds", ("640x480", "PACK", "2"), {"reveal", "following"}),
        ("frames", ("640x480", "PACK", "reveal", "60"), {"frames"}),
        ("frames", ("640x480", "PACK", "wipe", "20"), {"frames"}),
        ("frames", ("640x480", "PACK", "pan", "20"), {"frames"}),
        ("bare_frames", (), {"frames"}),
        ("memory", ("640x480", "PACK", "0,3", "2"), {"memory"}),
        ("decoding", (), {"ours", "copied", "pillow", "djpeg", "parts"}),
    ],
)
def test_each_measured_process_measures(tmp_path: Path, what: str, arguments: tuple[str, ...], keys: set[str]) -> None:
    """It goes where it should and says numbers."""
    if what == "memory":
        pytest.importorskip("psutil", reason="the extra 'bench' is not installed")
    pack = material.pack(tmp_path / "pack", 4, 20, (320, 320))
    given = [str(pack) if item == "PACK" else item for item in arguments]
    if what == "window":
        given = ["640x480"]
    elif what == "bare_frames":
        given = ["640x480", str(material.save((1024, 1024), 3, tmp_path / "large.jpg")), "10"]
    elif what == "decoding":
        given = [str(material.save((1024, 1024), 3, tmp_path / "large.jpg")), "900x900", "2"]
    elif what != "imports":
        given = [str(tmp_path / "data"), *given]
    try:
        with benchmarks.display((640, 480)) as environment:
            done = subprocess.run(
                [sys.executable, "-m", "game.commands.benchmarks.child", what, *given],
                cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False,
            )  # fmt: skip
    except BenchError as error:
        pytest.skip(str(error))
    assert done.returncode == 0, done.stderr
    assert set(json.loads(done.stdout.splitlines()[-1])) == keys


SMALL = {  # what a group is measured with here
    screen_groups: {"START_SIZE": "1280x720", "PACKS": 2, "LEVELS": 3},
    lesson_groups: {"START_SIZE": "640x480", "A_CLASS": 3, "CARDS": 3},
    file_groups: {"KIOSKS": 30, "DAYS": 20, "EVERY": "test-a"},
    material: {"DIFFERENT": 2},
}
NEEDS = {"phones": ("aiohttp", "segno", "ifaddr"), "cards": ("cv2",), "fleet": ("duckdb", "pyarrow", "psutil")}
ALONE = {"one level's page and code"}  # rows without a yardstick


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    """A bench that does everything twice, with little."""
    for module, values in SMALL.items():
        for name, value in values.items():
            monkeypatch.setattr(module, name, value)
    monkeypatch.setattr(Bench, "runs", lambda *_: 2)
    try:
        with benchmarks.display((1280, 720)) as environment:
            yield Bench(tmp_path, environment, (1280, 720), quick=True)
    except BenchError as error:
        pytest.skip(str(error))


@pytest.mark.parametrize(
    "name", [*screen_groups.GROUPS, *lesson_groups.GROUPS, *file_groups.GROUPS]
)  # fmt: skip
def test_each_group_gives_numbers_beside_its_yardstick(name: str, small: Bench) -> None:
    """With little to measure: finite ones, and a ratio wherever there is a yardstick."""
    for library in NEEDS.get(name, ()):
        pytest.importorskip(library, reason=f"'{library}' is not installed")
    found = list(running.GROUPS[name](small))
    assert found
    for figure in found:
        assert figure.group == name
        assert all(math.isfinite(value) for value in (figure.ours.median, figure.ours.p99, figure.ours.most))
        assert figure.ours.most > 0
        if figure.name not in ALONE and not figure.name.startswith("memory"):
            assert figure.ratio is not None
            assert 0 < figure.ratio < 1e4


def test_only_what_is_named_is_measured(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The other groups are not begun; a missing library is said with what to install."""
    pytest.importorskip("psutil", reason="the extra 'bench' is not installed")

    def none(_bench: Bench) -> Iterator[Figure]:
        raise AssertionError("not asked for")

    for name in running.GROUPS:
        monkeypatch.setitem(running.GROUPS, name, none)
    monkeypatch.setitem(running.GROUPS, "texts", lambda _: iter([Figure("texts", "all", "ms", spread([1.0]))]))
    monkeypatch.setitem(running.GROUPS, "cards", lesson_groups.cards)
    monkeypatch.setitem(sys.modules, "cv2", None)
    monkeypatch.setattr(running, "display", lambda _: nullcontext({}))
    assert main(["bench", "--only", "texts", "--only", "cards"]) == 0
    said = capsys.readouterr().out
    assert "texts │ all" in said
    assert "not measured: cards: needs the library 'cv2': python -m pip install -e \".[cards]\"" in said


def test_a_run_from_before_is_read(tmp_path: Path) -> None:
    """It did not keep the 95th percentile."""
    path = tmp_path / "run.json"
    figures.save(run(16.0), path)
    old = json.loads(path.read_text("utf-8"))
    for figure in old["figures"]:
        del figure["ours"]["p95"]
    path.write_text(json.dumps(old), encoding="utf-8")
    assert figures.load(path).figures[0].ours.p95 is None
    assert figures.load(path).figures[0].met is False
