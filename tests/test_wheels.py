"""Every computer that the game is for can install it without a compiler."""

from __future__ import annotations

import pytest

from . import wheels


def test_wheels_of_all_dependencies_exist_for_every_machine() -> None:
    """Linux on PC and Raspberry Pi, Windows, macOS on both processors; from the oldest Python to the newest."""
    if wheels.offline():
        pytest.skip("no package index answers here")
    found = wheels.table(wheels.PROJECT["dependencies"])
    assert not any(found.values()), wheels.shown(found)
    assert wheels.missing(wheels.MACHINES[0], "3.11", ["msgspec==0.0.1"]) == ["msgspec"]  # it could say otherwise
