"""Marks on a fake: a touch sets one, a touch on it takes it away."""

from __future__ import annotations

from game.base.settings import Settings
from game.model.kinds.point_round import PointRound
from game.pack.library import Library
from game.play.rules import Session
from game.scenes.point import PointScene
from tests.conftest import Opens


def test_a_mark_that_is_touched_again_goes(opens: Opens, small_pack: Library) -> None:
    """No spot is marked twice; marks apart from each other stay."""
    player = opens(small_pack, settings=Settings(language="en", reduced_motion=True))
    name = next(item.id for item in small_pack.pictures.values() if item.fake and item.visible)
    scene = PointScene(player.app.kit, Session("", 0, (PointRound(name),)))
    player.app.show(scene.open())
    player.wait_for_step()
    x, y = scene.views[0].rect.center
    player.click_at((x, y))
    assert len(scene.marks) == 1
    player.click_at((x + 120, y))
    assert len(scene.marks) == 2
    player.click_at((x + 3, y + 2))
    assert [round(scene.views[0].to_window(mark)[0]) for mark in scene.marks] == [x + 120]
    player.click_at((x, y))
    player.click_at((x, y - 120))
    assert len(scene.marks) == 3
