"""Cards with a series: the slider, how pictures pass into each other, and who moves it."""

from __future__ import annotations

import pygame
import pytest

from game.base.settings import Settings
from game.commands.tour import Player
from game.model.kinds.forms import Frame, Passage
from game.model.kinds.read_round import ReadRound
from game.pack.library import Library
from game.scenes.card import CardScene
from game.ui.layout import places, places_for, tiles
from game.ui.series import PASSAGE_SECONDS, REST_SECONDS, BlendView, Slider
from game.ui.theme import theme_of
from tests.conftest import Opens

MOVING = Settings(language="en", reduced_motion=False)
LAST = 3


def open_series(player: Player, library: Library, moves: Passage = "step") -> CardScene:
    """A card with four pictures of one shape."""
    names = [name for name, picture in library.pictures.items() if picture.size == (320, 240)][: LAST + 1]
    if len(names) <= LAST:
        names = [next(iter(library.pictures))] * (LAST + 1)
    series = tuple(Frame(name, {"en": f"Picture {number}"}) for number, name in enumerate(names))
    scene = CardScene(player.app.kit, {"en": "Title"}, {"en": "Text"}, None, series, moves)
    player.app.show(scene.open())
    player.settle(0.5)
    return scene


def knob_at(scene: CardScene, place: float) -> tuple[int, int]:
    """The place in the window that stands for one in the series."""
    slider = scene.widget("slider")
    assert isinstance(slider, Slider)
    return slider.across(place), slider.rect.centery


def test_the_slider_is_dragged(opens: Opens, small_pack: Library) -> None:
    """It follows the pointer to the nearest picture, beyond its ends too, and counts what was passed as seen."""
    player = opens()
    scene = open_series(player, small_pack)
    player.drag(knob_at(scene, 0), knob_at(scene, 1.4))
    assert scene.passing is not None
    assert (scene.frame, scene.passing.place) == (1, 1.0)
    player.drag(knob_at(scene, 1), knob_at(scene, 2), (player.app.surface.get_width() - 1, 5))
    assert scene.frame == LAST
    assert scene.first_focus() is scene.widget("onward")


def test_between_two_pictures_the_next_one_shows_through(opens: Opens, small_pack: Library) -> None:
    """Where a series blends, the place between two pictures shows both; where it does not, there is no such place."""
    player = opens()
    scene = open_series(player, small_pack, "blend")
    player.drag(knob_at(scene, 0), knob_at(scene, 0.4))
    (view,) = scene.views
    assert isinstance(view, BlendView)
    assert view.over is not None
    assert scene.frame == 0
    player.key(pygame.K_RIGHT)
    assert scene.frame == 1
    assert scene.views[0].over is None  # type: ignore[attr-defined] # (a view that blends, as above)


@pytest.mark.parametrize(("settings", "moves"), [(MOVING, True), (None, False)])
def test_the_slider_moves_by_itself_once(
    opens: Opens, small_pack: Library, settings: Settings | None, moves: bool
) -> None:
    """Left alone it passes through all pictures and stays at the last; with reduced motion it stays at the first."""
    player = opens(settings=settings)
    scene = open_series(player, small_pack, "blend")
    player.let((LAST + 1) * (REST_SECONDS + PASSAGE_SECONDS))
    assert scene.frame == (LAST if moves else 0)
    player.let(5 * REST_SECONDS)
    assert scene.frame == (LAST if moves else 0)


def test_whoever_touches_the_slider_leads(opens: Opens, small_pack: Library) -> None:
    """After the first input nothing moves by itself any more."""
    player = opens(settings=MOVING)
    scene = open_series(player, small_pack)
    player.key(pygame.K_RIGHT)
    player.let(10 * REST_SECONDS)
    assert scene.frame == 1


def test_before_a_class_nothing_moves_by_itself(opens: Opens, small_pack: Library) -> None:
    """A workshop's way on shows picture after picture; the slider waits for it."""
    player = opens(settings=MOVING)
    scene = open_series(player, small_pack)
    scene.in_full = True
    player.let(10 * REST_SECONDS)
    assert scene.frame == 0


def test_a_blend_wants_pictures_of_one_shape(shipped: Library) -> None:
    """Other shapes and a missing series are faults that say what to do."""
    text = {"en": "x"}
    shapes = {picture.size[0] * 1000 // picture.size[1]: name for name, picture in shipped.pictures.items()}
    one, other = list(shapes.values())[:2]
    mixed = ReadRound(title=text, text=text, series=(Frame(one, text), Frame(other, text)), moves="blend")
    (fault,) = mixed.faults(shipped.pictures)
    assert fault.key == ("series", 1, "picture")
    assert "moves: step" in fault.message
    (fault,) = ReadRound(title=text, text=text, picture=one, moves="blend").faults(shipped.pictures)
    assert fault.key == ("moves",)
    alike = ReadRound(title=text, text=text, series=(Frame(one, text), Frame(one, text)), moves="blend")
    assert not list(alike.faults(shipped.pictures))


@pytest.mark.parametrize("size", [(1080, 1920), (720, 1280)])
def test_two_pictures_stand_one_above_the_other_in_an_upright_window(size: tuple[int, int]) -> None:
    """They are larger than beside each other in the place of one, and the column keeps the lower third."""
    theme = theme_of(size, "dark", 100, reduced_motion=True)
    squares = [(768, 768)] * 2
    upper, lower = tiles(places_for(theme, 2).picture, squares, theme.px(1.5))
    assert upper.left == lower.left
    assert upper.bottom < lower.top
    beside = tiles(places(theme).picture, squares, theme.px(1.5))[0]
    assert min(upper.size) > 1.05 * min(beside.size)
    assert places_for(theme, 2).column.top <= size[1] * 2 // 3
