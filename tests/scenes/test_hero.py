"""The first screen is the game: it can be answered at once, and shows its evidence to whoever rests."""

from __future__ import annotations

from itertools import pairwise

import msgspec
import pygame
import pytest

from game.base.settings import Settings
from game.commands.tour import Player
from game.model.kinds.verdict_round import VerdictRound
from game.pack.library import Library, heroes
from game.results.store import Store
from game.scenes.hero import REST_SECONDS, TOLD_SECONDS, HeroScene
from game.scenes.reveal import RevealScene
from game.ui.widgets import Button, PictureView
from tests.conftest import Opens
from tests.mirror import Described, Server

STILL = Settings(language="en", reduced_motion=True)


def hero(player: Player) -> HeroScene:
    """The first screen as it stands."""
    scene = player.app.scene
    assert isinstance(scene, HeroScene)
    return scene


def rest(player: Player, seconds: float) -> None:
    """Nobody does anything for a while."""
    for _ in range(round(seconds)):
        player.app.step(1.0)


def test_an_answer_begins_the_warm_up_with_this_picture(opens: Opens, shipped: Library) -> None:
    """Its reveal comes at once; four more rounds follow, none about the same picture; the answer is kept."""
    player = opens(shipped, settings=STILL)
    picture = hero(player).picture
    player.click("fake" if picture.fake else "real")
    scene = player.app.scene
    assert isinstance(scene, RevealScene)
    assert scene.pictures == [picture]
    session = player.app.flow.playing.now
    assert session.level == "warm-up"
    assert len(session.rounds) == 5
    assert session.rounds[0] == VerdictRound(picture.id)
    assert all(picture.id not in entry.pictures for entry in session.rounds[1:])
    assert session.verdicts[0].judgements[0].right
    store = player.app._store
    assert isinstance(store, Store)
    assert store.settle()
    (kept,) = store.played(9, [shipped.pack.id], "desk").result(10)
    assert [row.picture for row in kept.answers] == [picture.id]


def test_without_that_level_practice_begins(opens: Opens, small_pack: Library) -> None:
    """As in a pack that somebody plays alone."""
    player = opens(small_pack, settings=STILL)
    player.click("unsure")
    assert isinstance(player.app.scene, RevealScene)
    assert player.app.flow.playing.level is None
    player.click("onward")
    assert player.app.scene.name == "verdict"


def test_whoever_rests_is_shown_the_evidence_and_then_another_picture(opens: Opens, shipped: Library) -> None:
    """What is told cannot be answered any more; no picture comes twice running."""
    player = opens(shipped, settings=STILL)
    seen = [hero(player).picture.id]
    for _ in range(12):
        assert hero(player).has("fake")
        rest(player, REST_SECONDS + 1)
        scene = hero(player)
        assert not scene.has("fake")
        assert len(scene._rings) == bool([item for item in scene.picture.visible[:1] if not item.region.mask])
        rest(player, TOLD_SECONDS)
        seen.append(hero(player).picture.id)
    assert all(before != after for before, after in pairwise(seen))
    assert len(set(seen)) > 3


def test_whoever_does_something_is_not_resting(opens: Opens, shipped: Library) -> None:
    """The rest begins anew; one press leads from the evidence to another picture."""
    player = opens(shipped, settings=STILL)
    first = hero(player).picture.id
    rest(player, REST_SECONDS - 2)
    player.key(pygame.K_TAB)
    rest(player, REST_SECONDS - 2)
    assert hero(player).has("fake")
    rest(player, 4)
    player.click("another")
    assert hero(player).has("fake")
    assert hero(player).picture.id != first


def test_heroes_are_half_real_and_every_fake_shows_something(shipped: Library) -> None:
    """Six or more; whoever is fooled sees by what."""
    found = heroes(shipped)
    assert len(found) >= 6
    assert sum(picture.fake for picture in found) * 2 == len(found)
    assert all(picture.visible for picture in found)
    assert all(picture.in_draws for picture in found)


def test_packs_without_heroes_lend_their_covers(small_pack: Library) -> None:
    """Of levels for one player, and never what cannot be asked."""
    assert {picture.id for picture in heroes(small_pack)} <= {level.cover for level in small_pack.levels.values()}
    unknown = {
        name: msgspec.structs.replace(item, truth="unknown", made_by="unknown", evidence=())
        for name, item in small_pack.pictures.items()
    }
    assert heroes(msgspec.structs.replace(small_pack, pictures=unknown)) == []


@pytest.mark.parametrize("text_size", [100, 150])
@pytest.mark.parametrize("language", ["en", "it"])
@pytest.mark.parametrize("size", [(800, 480), (1024, 768), (1280, 720), (1080, 1920), (3840, 2160)])
def test_nothing_lies_upon_another_thing_or_outside(
    opens: Opens, shipped: Library, size: tuple[int, int], language: str, text_size: int
) -> None:
    """Picture, words, answers and menu, at every size that the design names."""
    player = opens(shipped, size, Settings(language=language, reduced_motion=True, text_size=text_size))
    scene = hero(player)
    parts = [item for item in scene.widgets if isinstance(item, (Button, PictureView))]
    for item in parts:
        assert scene.kit.theme.window.contains(item.rect), item.name
        assert not [other.name for other in parts if other is not item and other.rect.colliderect(item.rect)], item.name
    assert {"play", "collections", "guide", "practice", "workshop", "results", "settings", "help", "language"} <= {
        item.name for item in parts
    }


def test_one_press_gets_all_collections(opens: Opens, server: Server, described: Described) -> None:
    """The line says how many there are and how large; then how far they are."""
    player = opens(mirror=server.address)
    assert player.app.kit.collections is not None
    player.app.kit.collections.look_now()
    player.app.step(0.02)
    assert "get it" in player.app.scene.widget("get-all").spoken()
    player.click("get-all")
    collections = player.app.kit.collections
    assert collections is not None
    assert [*collections.downloads, *collections.waiting] == [described.name]
