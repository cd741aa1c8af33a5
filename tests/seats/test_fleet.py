"""What is shipped for many kiosks: rules that alarm, a dashboard of what there is, queries that count right."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from contextlib import chdir
from datetime import timedelta
from pathlib import Path

import pytest

from game.results.counts_parquet import write_parquet
from game.results.store import Store
from game.results.tables import Origin
from game.seats.kiosk.health import text
from tests.conftest import REPOSITORY
from tests.seats.test_health import WELL

FLEET = REPOSITORY / "game" / "seats" / "kiosk" / "fleet"


def metrics_of(said: str) -> set[str]:
    """The metrics of the game that a text names."""
    return set(re.findall(r"\bspot_the_fake_\w+", said))


@pytest.mark.parametrize("words", [("check", "rules", "alerts.yaml"), ("test", "rules", "alerts_test.yaml")])
def test_the_rules_do_what_their_tests_say(words: tuple[str, ...]) -> None:
    """To Prometheus' own tool: a frozen screen, an unseen driver, a fallback, a silent kiosk; a closed one does not."""
    if shutil.which("promtool") is None:
        pytest.skip("promtool is not installed (Debian: prometheus)")
    done = subprocess.run(["promtool", *words], cwd=FLEET, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "SUCCESS" in done.stdout


@pytest.mark.parametrize("name", ["alerts.yaml", "alerts_test.yaml", "dashboard.json"])
def test_nothing_asks_for_a_figure_that_no_kiosk_writes(name: str) -> None:
    """What the rules, their tests and the dashboard name is in the file."""
    there = {line.split("{")[0] for line in text(WELL).splitlines() if not line.startswith("#")}
    assert metrics_of((FLEET / name).read_text(encoding="utf-8")) <= there


def test_the_dashboard_is_one() -> None:
    """Panels with places of their own, each with something to ask."""
    board = json.loads((FLEET / "dashboard.json").read_text(encoding="utf-8"))
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])
    taken: set[tuple[int, int]] = set()
    for panel in board["panels"]:
        assert all(target["expr"] for target in panel["targets"])
        at = panel["gridPos"]
        cells = {(at["x"] + x, at["y"] + y) for x in range(at["w"]) for y in range(at["h"])}
        assert not cells & taken, panel["title"]
        assert at["x"] + at["w"] <= 24
        taken |= cells


@pytest.mark.parametrize(
    "words",
    [
        ("ansible-playbook", "--syntax-check", "-i", "inventory.example.yml", "kiosks.yml"),
        ("ansible-lint", "--offline"),
    ],
)
def test_the_role_is_in_order(words: tuple[str, ...], tmp_path: Path) -> None:
    """To Ansible's own tools; `python -m tests.fleet_role` runs it, upgrades and rolls back."""
    if shutil.which(words[0]) is None:
        pytest.skip(f"{words[0]} is not installed (PyPI: ansible-core, ansible-lint)")
    there = tmp_path / "fleet"
    shutil.copytree(FLEET, there)  # both keep what they find in the folder
    done = subprocess.run(words, cwd=there, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    """What three kiosks at two sites export: eight days each."""
    from datetime import date

    (tmp_path / "exports").mkdir()
    for number, (kiosk, site) in enumerate((("hall-1", "north"), ("hall-2", "north"), ("hall-1", "south"))):
        path = tmp_path / f"{number}" / "results.sqlite3"
        store = Store(path)
        for day in range(8):
            events = [("start", "")] * 4 + [("completion", "")] * 3 + [("abandoned", "2"), ("lens", "noise")]
            events += (
                [("miss", "crow")] * 2 + [("hit", "crow")] * 5 + [("unsure fake", "crow"), ("false alarm", "moor")]
            )
            events += [("language", "it")] * (3 if site == "south" else 1) + [("language", "en")]
            store.counted((date(2026, 3, 2) + timedelta(days=day)).isoformat(), *events)
        store.close()
        write_parquet(path, tmp_path / "exports" / f"{site}-{kiosk}.parquet", Origin(kiosk, site))
    return tmp_path / "exports"


def test_the_queries_count_right_from_all_files_and_from_a_nights_collection(exports: Path, tmp_path: Path) -> None:
    """The same from either: visits and completion a site and week, fooled a picture, lenses, languages, leaving."""
    pytest.importorskip("duckdb", reason="duckdb is not installed")
    from game.commands.benchmarks.fleet_year import SHIPPED, ask

    with chdir(tmp_path):
        every = str(exports / "*.parquet")
        ask(every, "collect.sql")
        found = {query: ask(every, query) for query in SHIPPED}
        assert found == {query: ask("weeks.parquet", query) for query in SHIPPED}
    rows = {query: [tuple(map(str, row)) for row in rows] for query, (rows, _) in found.items()}
    assert rows["visits.sql"] == [
        ("north", "2026-03-02", "2", "56", "42", "75.0", "0"), ("north", "2026-03-09", "2", "8", "6", "75.0", "0"),
        ("south", "2026-03-02", "1", "28", "21", "75.0", "0"), ("south", "2026-03-09", "1", "4", "3", "75.0", "0"),
    ]  # fmt: skip
    assert rows["pictures.sql"] == [
        ("moor", "real", "24", "24", "0", "100.0"), ("crow", "fake", "192", "48", "24", "25.0"),
    ]  # fmt: skip
    assert rows["lenses.sql"] == [("noise", "24", "25.0")]
    assert rows["languages.sql"] == [
        ("north", "en", "16", "50.0"), ("north", "it", "16", "50.0"), ("south", "it", "24", "75.0"),
        ("south", "en", "8", "25.0"),
    ]  # fmt: skip
    assert rows["abandoned.sql"] == [("2", "24", "100.0")]
