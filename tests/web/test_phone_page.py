"""The pupil's page in a real Chromium: three tabs through a short lesson. `phones_tabs` holds one of twenty-eight."""

from __future__ import annotations

import pytest

pytest.importorskip("aiohttp", reason="the extra 'phones' is not installed")
pytest.importorskip("psutil", reason="the extra 'bench' is not installed")

from tests.phones_tabs import lesson
from tests.web.chromium import found


@pytest.mark.skipif(found() is None, reason="Chromium is not installed")
def test_tabs_find_back_into_their_place_and_every_press_counts() -> None:
    """Loaded anew, offline and back, in a second tab; no page throws, and its policy has nothing to refuse."""
    held = lesson(3, 2)
    assert held.votes == 3 * 2 * 2
    assert held.wrong == 0
    assert held.complaints == []
    assert len(held.reloads) == len(held.returns) == len(held.second_tabs) == 4
    assert max(held.reloads + held.returns + held.second_tabs) < 10  # 2 s where the machine is not shared
