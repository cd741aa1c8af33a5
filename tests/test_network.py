"""No session opens a network connection: played in a process that would end at the first socket."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("psutil", reason="the extra 'bench' is not installed")

from .conftest import REPOSITORY
from .sealed import ENDED


def sealed(folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """What came of it."""
    command = [sys.executable, "-m", "tests.sealed", str(folder), *more]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)


def test_desk_kiosk_workshop_tour_and_commands_open_no_connection(tmp_path: Path) -> None:
    """Everything but the fetching of packs, which is asked for by their address."""
    done = sealed(tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("played\n")
    assert (tmp_path / "report.html").is_file()


def test_a_process_that_reaches_out_would_be_ended(tmp_path: Path) -> None:
    """By the kernel where it sees to it, by Python elsewhere: the proof above can fail."""
    done = sealed(tmp_path, "--reach")
    by_the_kernel = done.stdout.startswith("sealed by the kernel")
    assert done.returncode == (-signal.SIGSYS if by_the_kernel else ENDED)
    assert by_the_kernel or "the network was asked for: socket" in done.stderr


def test_nothing_but_the_fetching_and_the_sending_know_the_network() -> None:
    """Whoever adds an import of it comes by here; what takes a supervisor's heartbeat stays on the machine."""
    homes = {
        "collections/fetch.py": {"urllib", "http", "ssl"}, "results/sending.py": {"urllib", "http"},
        "seats/kiosk/heartbeat.py": {"socket"},
    }  # fmt: skip
    homes["web/phones/phone_server.py"] = {"asyncio", "socket"}  # listens; only where a teacher lets phones in
    homes["commands/benchmarks/file_groups.py"] = {"urllib"}  # `bench` alone: names of files as addresses
    homes["commands/benchmarks/lesson_child.py"] = {"asyncio"}  # and phones over loopback
    found: dict[str, set[str]] = {}
    game = REPOSITORY / "game"
    for path in game.rglob("*.py"):
        names = network(path.read_text(encoding="utf-8"))
        if names and "default_pack" not in path.parts:
            found[path.relative_to(game).as_posix()] = names
    assert found == homes


def network(source: str) -> set[str]:
    """The modules that a source imports of those that open connections."""
    import ast

    known = {"socket", "urllib", "http", "ssl", "ftplib", "smtplib", "asyncio", "requests", "httpx", "webbrowser"}
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.module != "urllib.parse":
            found.add(node.module.partition(".")[0])
    return found & known
