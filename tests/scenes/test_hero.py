"""The first screen is the game: it can be answered at once, and shows its evidence to whoever rests."""

from __future__ import annotations

import json
from itertools import pairwise, product
from pathlib import Path
from random import Random

import msgspec
import pygame
import pytest

from game.base.settings import Settings
from game.commands.tour import Player
from game.model.kinds.verdict_round import VerdictRound
from game.pack.heroes import FILE, HeroTurns, heroes
from game.pack.library import Library
from game.results.store import Store
from game.scenes.hero import FADE_SECONDS, REST_SECONDS, TOLD_SECONDS, HeroScene
from game.scenes.reveal import RevealScene
from game.ui.surround import Surround
from game.ui.theme import theme_of
from game.ui.widgets import Button, PictureView
from tests.conftest import Opens
from tests.mirror import Described, Server
from tests.ui.test_look import contrast_ratio

STILL = Settings(language="en", reduced_motion=True)


def hero(player: Player) -> HeroScene:
    """The first screen as it stands."""
    scene = player.app.scene
    assert isinstance(scene, HeroScene)
    return scene


def rest(player: Player, seconds: float) -> None:
    """Nobody does anything for a while, once the picture is there."""
    player.settle(0.0)
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


def test_every_hero_comes_before_one_comes_again(opens: Opens, shipped: Library) -> None:
    """They take turns in an order of chance."""
    player = opens(shipped, settings=STILL)
    seen = []
    for _ in heroes(shipped):
        seen.append(hero(player).picture.id)
        hero(player).turn()
    assert sorted(seen) == sorted(picture.id for picture in heroes(shipped))


def test_a_hero_fades_into_the_next_one(opens: Opens, shipped: Library) -> None:
    """Both are seen at once for less than half a second, then the new one alone; in reduced motion it is a cut."""
    player = opens(shipped, settings=Settings(language="en"))
    player.settle()
    scene = hero(player)
    shots = []
    scene.turn()
    player.settle(0.0)
    for seconds in (0.0, FADE_SECONDS / 2, FADE_SECONDS):
        player.let(seconds)
        shots.append(player.app.surface.subsurface(scene.views[0].rect).copy())
    first, middle, last = (pygame.transform.average_color(shot, consider_alpha=False)[:3] for shot in shots)
    assert all(min(a, b) - 3 <= c <= max(a, b) + 3 for a, b, c in zip(first, last, middle, strict=True))
    assert shots[0].get_buffer().raw != shots[1].get_buffer().raw != shots[2].get_buffer().raw
    assert scene.share == 1.0
    assert scene.wake_in() != 0.0
    player.app.change(STILL)
    scene.turn()
    assert scene.share == 1.0


def test_a_picture_that_cannot_be_read_gives_its_turn_away(opens: Opens, shipped: Library, tmp_path: Path) -> None:
    """After a moment, without an error on the screen for long."""
    player = opens(shipped, settings=STILL)
    player.settle()
    scene = hero(player)
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"no picture")
    first = scene.picture
    scene.views[0].path = broken
    scene.views[0].wanted = scene.views[0].wanted._replace(path=broken)
    player.app.step(0.01)
    rest(player, 3)
    assert scene.picture != first


def test_no_hero_comes_twice_running_over_a_restart(shipped: Library, tmp_path: Path) -> None:
    """Whatever chance says: the last one is remembered in the data folder."""
    shown = []
    for seed in range(40):
        turns = HeroTurns(tmp_path / FILE)
        picture = turns.following(shipped, Random(seed))
        assert picture is not None
        turns.shown(picture)
        turns.keep()
        shown.append(picture.id)
    assert all(before != after for before, after in pairwise(shown))
    assert len(set(shown)) > 6


def test_the_window_remembers_its_last_hero(opens: Opens, shipped: Library) -> None:
    """As it closes, after however many turns."""
    player = opens(shipped, settings=STILL)
    hero(player).turn()
    last = hero(player).picture.id
    player.app.close()
    assert json.loads((player.app.data / FILE).read_text(encoding="utf-8")) == {"picture": last}


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'{"picture"', b"\xff\xfe", b"[" * 100_000, b"{}"])
def test_a_damaged_memory_of_heroes_is_ignored_and_logged(
    shipped: Library, tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """The game starts with any hero, says so in the log, and writes the file anew."""
    (tmp_path / FILE).write_bytes(content)
    turns = HeroTurns(tmp_path / FILE)
    picture = turns.following(shipped, Random(1))
    assert picture is not None
    turns.shown(picture)
    turns.keep()
    assert f"'{FILE}' is damaged" in caplog.text
    assert json.loads((tmp_path / FILE).read_text(encoding="utf-8")) == {"picture": picture.id}


def test_a_disk_that_refuses_stops_no_hero(shipped: Library, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A folder stands where the file should: it is logged, and the turns go on."""
    (tmp_path / FILE).mkdir()
    turns = HeroTurns(tmp_path / FILE)
    first = turns.following(shipped, Random(1))
    assert first is not None
    turns.shown(first)
    turns.keep()
    assert "cannot be kept" in caplog.text
    following = turns.following(shipped, Random(1))
    assert following is not None
    assert following != first


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_words_stay_legible_in_any_picture_s_light(theme: str) -> None:
    """Black, white and every full colour light the ground so faintly that quiet text keeps 4.5:1."""
    made = theme_of((640, 360), theme, 100, reduced_motion=True)
    pygame.display.set_mode((640, 360))
    for colour in product((0, 255), repeat=3):
        picture = pygame.Surface((200, 200))
        picture.fill(colour)
        ground = Surround(picture, pygame.Rect(40, 40, 200, 200), made).ground
        for place in ((500, 60), (600, 300), (320, 340)):
            behind = ground.get_at(place)[:3]
            for ink in (made.colours.text, made.colours.quiet, made.colours.accent):
                assert contrast_ratio(ink, behind) >= 4.5, (colour, place, ink)


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


@pytest.mark.parametrize("size", [(800, 480), (1280, 720), (1080, 1920)])
def test_what_can_be_had_moves_no_answer(
    opens: Opens, server: Server, described: Described, size: tuple[int, int]
) -> None:
    """Its line comes a moment after the start, when somebody may already press; where it goes, no press counts."""
    player = opens(size=size, mirror=server.address, settings=STILL)
    collections = player.app.kit.collections
    assert collections is not None

    def answers() -> list[tuple[int, ...]]:
        return [tuple(player.app.scene.widget(name).rect) for name in ("real", "fake", "unsure")]

    before = answers()
    collections.look_now()
    player.app.step(1.0)
    assert player.app.scene.has("get-all")
    assert answers() == before
    assert player.app.scene.fresh
    player.app.step(1.0)
    assert not player.app.scene.fresh
    collections.known = ()
    player.app.step(0.02)
    assert not player.app.scene.has("get-all")
    assert player.app.scene.fresh


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
