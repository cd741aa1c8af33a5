"""Ways to what explains: from a tell's name to its page of the guide and back; to all that is said of a collection."""

from __future__ import annotations

from pathlib import Path

import pygame
import pytest

from game.base.settings import Settings
from game.collections import sticks
from game.collections.offers import read
from game.commands.tour import Player
from game.model.picture import Picture
from game.model.shapes import bounds
from game.pack.library import Library, examples
from game.scenes.reveal import RevealScene
from game.scenes.tell import TellScene
from game.ui.guiding import ExampleView, example_view, related
from game.ui.menu import PageScene
from game.ui.outcomes import OpenTell
from game.ui.widgets import Button, TextLink
from tests.conftest import Opens
from tests.mirror import Described

STILL = Settings(language="en", reduced_motion=True)


def shown_fake(shipped: Library) -> Picture:
    """A fake with two different tells, each with a page of the guide."""
    fakes = (item for item in shipped.pictures.values() if item.clip is None and item.in_draws)
    return next(item for item in fakes if len([name for name in item.tells if name in shipped.tells]) > 1)


def revealed(opens: Opens, shipped: Library) -> Player:
    """A fake's evidence, as if looked back at."""
    player = opens(shipped, settings=STILL)
    player.app.show(player.app.flow.evidence(shown_fake(shipped).id).open())
    return player


def test_a_tell_named_on_the_reveal_opens_its_page_and_back_leads_to_the_same_step(
    opens: Opens, shipped: Library
) -> None:
    """From the second tell of a picture, by touch, and back to that second tell."""
    player = revealed(opens, shipped)
    scene = player.app.scene
    player.click("next")
    assert isinstance(scene, RevealScene)
    step = scene.step
    assert step == 1
    player.touch("tell")
    assert isinstance(player.app.scene, TellScene)
    assert player.app.scene.tell.id == scene.pictures[0].evidence[1].tell
    player.key(pygame.K_ESCAPE)
    assert player.app.scene is scene
    assert scene.step == step


def test_back_leads_through_several_tells_to_where_one_was(opens: Opens, shipped: Library) -> None:
    """Guide, tell, related tell, its relation: three times Back ends where the guide was scrolled to."""
    player = opens(shipped, settings=STILL)
    player.click("guide")
    guide = player.app.scene
    assert isinstance(guide, PageScene)
    guide.scroll(400)
    place = guide.place.offset
    first = next(item for item in guide.targets if item.name.startswith("tell-") and item.rect.top > guide.area.top)
    player.click(first.name)
    pages = [player.app.scene]
    for _ in range(2):
        onward = next(item for item in player.app.scene.targets if item.name.startswith("related-"))
        player.click(onward.name)
        pages.append(player.app.scene)
    assert all(isinstance(page, TellScene) for page in pages)
    for page in reversed(pages[:-1]):
        player.key(pygame.K_ESCAPE)
        assert player.app.scene is page
    player.key(pygame.K_ESCAPE)
    assert player.app.scene is guide
    assert guide.place.offset == place


def test_an_example_does_not_lead_to_the_page_it_was_opened_from(opens: Opens, shipped: Library) -> None:
    """Back leads there; a second copy of the page would lie between."""
    player = opens(shipped, settings=STILL)
    tell = next(name for name in shown_fake(shipped).tells if name in shipped.tells)
    player.app.show(player.app.flow.follow(player.app.flow.menu("guide"), OpenTell(tell)))
    player.click("example-1")
    assert isinstance(player.app.scene, RevealScene)
    title = player.app.scene.widget("tell")
    assert not isinstance(title, TextLink)


def test_related_tells_share_family_and_a_maker(shipped: Library) -> None:
    """And a tell is not related to itself."""
    for tell in shipped.tells.values():
        for other in related(shipped, tell):
            assert other.id != tell.id
            assert other.family == tell.family
            assert set(other.generators) & set(tell.generators)


def test_a_collection_tells_licences_and_host_one_press_away(opens: Opens, described: Described) -> None:
    """Its card names the size; the page behind the i the size, the host and the licences; Back leads to the cards."""
    player = opens(mirror="http://mirror.example")
    player.click("collections")
    player.settle(0.2)
    card = " ".join(player.app.scene.spoken())
    assert "6 pictures, 2 MB" in card
    assert "1 level" in card
    cards = player.app.scene
    assert isinstance(cards, PageScene)
    cards.scroll(cards.widget("about-noise").rect.top - cards.area.top)
    player.click("about-noise")
    page = " ".join(player.app.scene.spoken())
    assert all(part in page for part in ("2 MB", "mirror.example", "CC0-1.0"))
    player.click("back")
    assert player.app.scene is cards


def test_a_copy_on_a_stick_is_found_and_named(
    opens: Opens, described: Described, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The files lie in a folder at its top, laid out as they are fetched; where one of them lacks it is no copy."""
    stick = tmp_path / "KINGSTON"
    stick.mkdir()
    described.mirror.rename(stick / "copies")
    monkeypatch.setattr(sticks, "plugged_in", lambda: [tmp_path / "nothing", stick])
    offer = read(described.recipe)
    assert sticks.copy_of(offer, [stick]) == ("KINGSTON", stick / "copies")
    player = opens()
    player.click("collections")
    player.settle(0.2)
    button = player.app.scene.widget("stick-noise")
    assert isinstance(button, Button)
    assert "KINGSTON" in button.text
    player.app.step(0.0)
    cards = player.app.scene
    assert isinstance(cards, PageScene)
    cards.scroll(button.rect.top - cards.area.top)
    player.click("stick-noise")
    collections = player.app.kit.collections
    assert collections is not None
    assert collections.source("noise") == str(stick / "copies")
    assert "noise" in collections.downloads
    collections.close()
    next((stick / "copies").rglob("*.png")).unlink()
    assert sticks.copy_of(offer, [stick]) is None


@pytest.mark.parametrize("size", [(1280, 720), (800, 480), (1080, 1920)])
def test_an_example_of_the_guide_shows_where_the_tell_is(opens: Opens, shipped: Library, size: tuple[int, int]) -> None:
    """Ringed as on the reveal, within the part that is shown; a thumbnail is not, which the ring would cover."""
    player = opens(shipped, size, STILL)
    for tell in ("gibberish-text", "hands-wrong", "teeth-odd"):
        scene = TellScene(player.app.kit, tell).open()
        views = [item for item in scene.widgets if isinstance(item, ExampleView)]
        assert views
        for view, (picture, number) in zip(views, examples(shipped, tell), strict=False):
            left, top, right, bottom = bounds(picture.evidence[number].region)
            assert view.ring is not None
            middle = view.to_window(((left + right) / 2, (top + bottom) / 2))
            assert abs(view.ring.rect.centerx - middle[0]) < 3
            assert abs(view.ring.rect.centery - middle[1]) < 3
            assert view.rect.inflate(*[view.rect.width // 8] * 2).contains(view.ring.rect)
    thumb = example_view("thumb", pygame.Rect(0, 0, 60, 60), player.app.kit, picture, number, square=True)
    assert thumb.ring is None
