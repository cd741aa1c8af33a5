"""A whole run of `bench`: every group one after another, with the peers that this clone and machine have.

Owns the order, the folder thrown away afterwards, and what is skipped with which reason.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from game import __version__
from game.base.errors import BenchError
from game.commands.benchmarks import benchmarks, file_groups, lesson_groups, screen_groups
from game.commands.benchmarks.benchmarks import SIZES, Bench, display
from game.commands.benchmarks.figures import Figure, Run, Skipped
from game.results.store import now_utc

PEERS = "peers"
PEER_SCRIPTS = Path(__file__).resolve().parents[3] / "tests" / "bench"  # in a clone
GROUPS = {**benchmarks.GROUPS, **screen_groups.GROUPS, **lesson_groups.GROUPS, **file_groups.GROUPS}
NAMES = (*GROUPS, PEERS)
EXTRAS = {  # which one brings a library that is missing
    "aiohttp": "phones", "segno": "phones", "ifaddr": "phones", "cv2": "cards", "pyarrow": "parquet",
}  # fmt: skip


def run(groups: tuple[str, ...], *, quick: bool, done: Callable[[str], None]) -> Run:
    """Measure the groups named; `done` hears each of them begin. Raises BenchError where nothing can be measured."""
    figures: list[Figure] = []
    skipped: list[Skipped] = []
    desktop = SIZES[-1]
    with TemporaryDirectory(prefix="spot-the-fake-bench-") as folder, display(desktop) as environment:
        bench = Bench(Path(folder), environment, desktop, quick)
        for name in groups:
            done(name)
            try:
                if name == PEERS:
                    figures += _peers(bench, skipped)
                else:
                    figures += GROUPS[name](bench)
            except BenchError as error:
                skipped.append(Skipped(name, str(error)))
            except ModuleNotFoundError as error:
                skipped.append(Skipped(name, _lacking(error.name or "")))
    return Run(
        1, now_utc(), __version__, platform.python_version(), _machine(),
        tuple(figures), tuple(skipped),
    )  # fmt: skip


def _lacking(library: str) -> str:
    """What to install for a library that is not there."""
    extra = EXTRAS.get(library, "bench")
    return f"needs the library '{library}': python -m pip install -e \".[{extra}]\""


def _machine() -> str:
    screen = "Xvfb" if sys.platform.startswith("linux") else "its own display"
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {screen}"


def _peers(bench: Bench, skipped: list[Skipped]) -> list[Figure]:
    """Figures of the scripts beside the tests: each prints figures as JSON, or one line on why it cannot."""
    scripts = sorted(PEER_SCRIPTS.glob("peer_*.py"))
    if not scripts:
        skipped.append(Skipped(PEERS, "the peers' scripts lie in tests/bench of a clone"))
    found: list[Figure] = []
    for script in scripts:
        command = [sys.executable, "-m", f"tests.bench.{script.stem}", *(["--quick"] if bench.quick else [])]
        done = subprocess.run(  # noqa: S603 (our own script)
            command, env=bench.environment, cwd=PEER_SCRIPTS.parents[1], capture_output=True, text=True, check=False
        )
        if done.returncode == 0:
            found += msgspec.json.decode(done.stdout, type=list[Figure])
        else:
            said = (done.stdout + done.stderr).strip().splitlines()
            skipped.append(Skipped(f"{PEERS}: {script.stem}", said[-1] if said else "it said nothing"))
    return found
