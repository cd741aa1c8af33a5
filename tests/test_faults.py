"""Faults at every write: a few of the calls that `python -m tests.faults` strikes all of."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import pytest

if sys.platform != "linux":
    pytest.skip("needs Linux: the faults are those of a preloaded library", allow_module_level=True)

from .faults import Cell
from .writes import CARELESS, ROWS, Row

REPOSITORY = Path(__file__).parent.parent


def struck(*words: str) -> dict[str, dict[str, Cell]]:
    """What the command says, by row and fault."""
    command = [sys.executable, "-m", "tests.faults", "--json", *words]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    if done.returncode == 3:
        pytest.skip(done.stderr.strip())
    found: dict[str, dict[str, Cell]] = {}
    for line in done.stdout.splitlines():
        cell = Cell(**json.loads(line))
        found.setdefault(cell.row, {})[cell.fault] = cell
    assert found, done.stderr
    return found


@pytest.fixture(scope="module")
def sample() -> dict[str, dict[str, Cell]]:
    """Of each row one call under each of two faults; two rows at a time."""
    names = [row.name for row in ROWS]
    with ThreadPoolExecutor() as pool:
        halves = pool.map(lambda half: struck("--faults", "2", "--sample", "1", *half), (names[::2], names[1::2]))
        return {name: cells for half in halves for name, cells in half.items()}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row.name))
def test_no_fault_loses_what_was_finished_or_leaves_a_half(row: Row, sample: dict[str, dict[str, Cell]]) -> None:
    """The old or the new, a refusal in one line, a second run that succeeds, and nothing left behind."""
    if row.needs and find_spec(row.needs) is None:
        pytest.skip(f"{row.needs} is not installed")
    cells = sample[row.name]
    assert len(cells) == 2
    for cell in cells.values():
        assert cell.tried, cell.fault
        assert not cell.wrong, (cell.fault, cell.wrong)


def test_careless_writing_is_found_out() -> None:
    """Each way not to do it, by the faults that it does not stand."""
    found = struck("--careless")
    wrong = {name: {fault for fault, cell in cells.items() if cell.wrong} for name, cells in found.items()}
    assert wrong == {row.name: faults for row, faults in CARELESS.items()}
