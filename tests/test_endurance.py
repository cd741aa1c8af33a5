"""The kiosk's process: a few of the visitors, kills and full disks that `python -m tests.endurance` does many of."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

if sys.platform != "linux":
    pytest.skip("needs Linux: an X server and process limits", allow_module_level=True)

from . import endurance

MISSING = endurance.missing()
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")


@pytest.fixture(scope="module")
def screen() -> Iterator[str]:
    """An X server of the test's own."""
    with endurance.display() as name:
        yield name


def test_wild_visitors_find_no_way_out(screen: str, tmp_path: Path) -> None:
    """Whatever they press, the window stays, the heart beats, and every visit ends at attract."""
    done = endurance.visitors(screen, tmp_path, 8)
    assert done["ways out"] == 0
    assert done["heartbeats"]
    assert not done.get("crash")


def test_a_power_cut_loses_no_finished_answer(screen: str, tmp_path: Path) -> None:
    """Ended by SIGKILL at random moments; each start is clean."""
    done = endurance.kills(screen, tmp_path, 3)
    assert (done["clean starts"], done["answers lost"], done["damaged files"]) == (3, 0, 0)


def test_a_full_disk_stops_nobody(screen: str, tmp_path: Path) -> None:
    """What is counted waits in memory and is written when there is room."""
    done = endurance.full_disk(screen, tmp_path)
    assert done["played on"]
    before, meanwhile, after = (done[key] for key in ("answers on the disk before", "while full", "with room again"))
    assert isinstance(before, int)
    assert isinstance(meanwhile, int)
    assert isinstance(after, int)
    assert meanwhile < after
    assert meanwhile <= before + 3  # there was little room
