"""A random player for a few hundred rounds of what `python -m tests.soak` plays thousands of."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("psutil", reason="the extra 'bench' is not installed")

from . import long, soak


def test_whatever_is_pressed_the_game_goes_on_and_finds_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Desk, kiosk and workshop with phones: no exception, no error in the log, back home, nothing left open."""
    monkeypatch.setattr(soak, "EPISODE_ROUNDS", 15)
    found = soak.wander(60, 7, tmp_path)
    assert found["rounds"] >= 60
    assert set(found["by mode"]) == {"desk", "kiosk", "workshop"}
    assert {"rate", "case", "reveal", "attract", "ballot"} <= set(found["screens"])
    assert {"installed", "phones: 200"} <= set(found["happened"])
    assert len(found["languages"]) > 1
    assert {item.threads for item in found["samples"]} == {found["samples"][0].threads}


def test_the_slope_of_memory_has_an_interval() -> None:
    """A leak of 5 MB in 1,000 rounds is told from none; a steady process's interval holds zero."""
    noise = [0.4, -0.3, 0.1, -0.2, 0.3, -0.4, 0.2, -0.1] * 3
    steady = [soak.Sample(100 * place, 100 + extra, 9, 1) for place, extra in enumerate(noise)]
    leaking = [item._replace(megabytes=item.megabytes + item.rounds / 200) for item in steady]
    low, high = soak.fit(steady)["95 % interval"]
    assert low < 0 < high
    low, high = soak.fit(leaking)["95 % interval"]
    assert low < 5 < high
    assert low > 4


def test_samples_that_follow_each_other_tell_less() -> None:
    """Where memory stays high for some windows, then low, a slope by chance is not taken for a leak."""
    apart = [soak.Sample(100 * place, 100 + place % 2, 9, 1) for place in range(60)]
    lasting = [item._replace(megabytes=100 + place // 10 % 2) for place, item in enumerate(apart)]
    (low, high), (least, most) = (soak.fit(items)["95 % interval"] for items in (apart, lasting))
    assert least < 0 < most
    assert most - least > 2 * (high - low)


def test_a_step_of_what_is_held_is_no_leak_but_more_in_use_is() -> None:
    """Memory that stays where it once was for a moment is told from memory that is used."""
    noise = [0.4, -0.3, 0.1, -0.2, 0.3, -0.4, 0.2, -0.1] * 15
    held = [
        soak.Sample(100 * place, 100 + place / 20 + extra, 9, 1, 40.0, 900_000) for place, extra in enumerate(noise)
    ]
    found = soak.fit(held)
    assert found["95 % interval"][0] > 0
    assert long.steady(found)
    growing = [item._replace(heap=item.heap + item.rounds / 5000) for item in held]
    assert not long.steady(soak.fit(growing))
    growing = [item._replace(blocks=item.blocks + 2 * item.rounds) for item in held]
    assert not long.steady(soak.fit(growing))
    assert not long.steady(soak.fit([item._replace(heap=0.0) for item in held]))  # where nobody tells
    assert not long.steady(found | {"handles": [8, 9]})
