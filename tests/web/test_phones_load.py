"""Phones through a bad network, a small lesson: nothing is lost or counted twice. `phones_load` holds a large one."""

from __future__ import annotations

import pytest

pytest.importorskip("aiohttp", reason="the extra 'phones' is not installed")
pytest.importorskip("psutil", reason="the extra 'bench' is not installed")

from tests.phones_load import lesson
from tests.web.faulty import Faults


def test_a_lesson_through_a_bad_network_loses_and_doubles_nothing() -> None:
    """Twenty phones, five rounds, both votes; a cut in every twentieth exchange, before it or after it."""
    held = lesson(20, 5, Faults(delay=0.02, jitter=0.05, cut=0.025, cut_after=0.025, stall=0.005, stall_seconds=1.0))
    assert held.phones == 20
    assert held.crowd["cuts"] > 5
    assert (held.lost, held.wrong, held.doubled) == (0, 0, 0)
    assert held.votes > 2 * 20 * 5 * 0.9  # a phone that is cut off may miss a vote, and is told so
