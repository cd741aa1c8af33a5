"""The whole game, played by mouse, touch, keyboard and gamepad through real SDL events in the real App."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import get_args

import msgspec
import pygame
import pytest
from msgspec import structs

from game.base.errors import PackError
from game.base.settings import Settings
from game.base.settings import load as load_settings
from game.commands.tour import OffScreenError, Player, open_app
from game.model.kinds.choose_round import ChooseRound
from game.model.kinds.forms import Step
from game.model.kinds.kinds import Round
from game.model.kinds.pick_round import PickRound
from game.model.kinds.read_round import ReadRound
from game.model.kinds.verdict_round import VerdictRound
from game.model.level import Level
from game.model.terms import NONE_VISIBLE, LensId
from game.pack.library import Library
from game.pack.yamlfile import Problem
from game.play import rules
from game.play.rules import Session
from game.scenes.card import CardScene
from game.scenes.gain import GainScene
from game.scenes.lens import LensScene
from game.scenes.lighttable import LightTableScene, OnTable
from game.scenes.pick import PickScene
from game.scenes.reveal import RevealScene
from game.scenes.tell import TellScene
from game.scenes.verdict import VerdictScene
from game.seats.app import App, Options
from game.ui.kept import keep_for
from game.ui.menu import PageScene
from game.ui.round import PictureScene
from game.ui.steptile import StepTile
from game.ui.theme import PALETTES, REAL_ON_PICTURE
from game.ui.typeset import overheard
from game.ui.view import LARGEST
from game.ui.widgets import Button, Label
from tests.conftest import Opens, fitting
from tests.kept import answers_of, sessions_of


def scene_name(player: Player) -> str:
    """The scene on the screen."""
    return player.app.scene.name


def at_the_first_picture(player: Player) -> Player:
    """The player, past the menu and the first card of a level with rounds of every kind."""
    for name in ("play", "level-everything", "begin", "onward"):
        player.click(name)
    return player


def text_of(player: Player, name: str) -> str:
    """The text of a named part."""
    part = player.app.scene.widget(name)
    assert isinstance(part, (Button, Label))
    return part.text


def play_to_the_end(player: Player, press: str) -> list[str]:
    """Play the level on the screen with `click` or `touch`; gives the scenes seen."""
    act = getattr(player, press)
    seen = []
    while scene_name(player) != "summary":
        seen.append(scene_name(player))
        assert len(seen) < 90
        scene = player.app.scene
        if scene.name == "verdict":
            act("fake")
            act("sure-3")
        elif scene.name == "pick":
            act("picture-1")
            act("done")
            act("sure-0")
        elif scene.name == "point":
            assert isinstance(scene, PictureScene)
            (player.click_at if press == "click" else player.touch_at)(scene.views[0].rect.center)
            act("done")
        elif scene.name == "order":
            for place in (3, 1, 2):
                act(f"step-{place}")
            act("done")
        elif scene.name == "choose":
            act("choice-2")
        else:
            act("onward")
    return seen


@pytest.mark.parametrize("press", ["click", "touch"])
def test_a_whole_level_by_pointer(opens: Opens, press: str) -> None:
    """From the title to the summary and back to the list of results, by mouse alone and by touch alone."""
    player = opens()
    act = getattr(player, press)
    act("play")
    act("level-everything")
    act("begin")
    seen = play_to_the_end(player, press)
    assert {"card", "verdict", "pick", "point", "order", "choose", "reveal", "lesson"} <= set(seen)
    session = player.app.flow.playing.session
    assert session is not None
    assert session.finished
    act("again-1")
    assert scene_name(player) == "reveal"
    act("onward")
    act("levels")
    assert scene_name(player) == "levels"
    act("back")
    act("results")
    assert "Everything" in text_of(player, "result-1")
    act("result-1")
    assert scene_name(player) == "summary"


def tab_to(player: Player, name: str) -> None:
    """Move the focus with Tab until it stands on a part."""
    for _ in range(30):
        focus = player.app.scene.focus
        if player.app.scene.focus_shown and focus is not None and focus.name == name:
            return
        player.key(pygame.K_TAB)
    raise AssertionError(f"Tab does not lead to {name}")


def test_a_whole_level_by_keyboard(opens: Opens) -> None:
    """No pointer: arrows, Tab, Enter, letters and digits; the focus is always to be seen."""
    player = opens()
    tab_to(player, "play")
    player.key(pygame.K_RETURN)
    assert scene_name(player) == "levels"
    tab_to(player, "level-one-round")
    player.key(pygame.K_RIGHT)
    assert getattr(player.app.scene.focus, "name", "") == "level-everything"
    player.key(pygame.K_RETURN)
    assert scene_name(player) == "intro"
    assert player.app.scene.focus_shown
    player.key(pygame.K_RETURN, pygame.K_RETURN)
    assert scene_name(player) == "verdict"
    player.key(pygame.K_f, pygame.K_4)
    assert scene_name(player) == "reveal"
    player.key(pygame.K_n, pygame.K_a, pygame.K_b)
    player.key(pygame.K_ESCAPE, pygame.K_RETURN)
    assert scene_name(player) == "pick"
    player.key(pygame.K_a, pygame.K_d, pygame.K_1, pygame.K_RETURN)
    assert scene_name(player) == "point"
    for _ in range(8):
        focus = player.app.scene.focus
        if focus is not None and focus.name == "picture-1":
            break
        player.key(pygame.K_TAB)
    player.key(pygame.K_RETURN)
    player.key(*[pygame.K_RIGHT] * 6, *[pygame.K_UP] * 5, pygame.K_RETURN, pygame.K_ESCAPE, pygame.K_d)
    assert scene_name(player) == "reveal"
    session = player.app.flow.playing.session
    assert session is not None
    assert session.verdicts[-1].evidence == 100
    player.key(pygame.K_RETURN)
    for _ in range(2):
        player.key(pygame.K_c, pygame.K_RETURN)
    assert scene_name(player) == "card"
    player.key(pygame.K_n, pygame.K_n, pygame.K_p)
    assert text_of(player, "caption") == "After a hundred"
    player.key(pygame.K_RETURN)
    for _ in range(2):
        assert scene_name(player) == "order"
        player.key(pygame.K_2, pygame.K_1, pygame.K_1, pygame.K_1, pygame.K_3, pygame.K_d)
        assert scene_name(player) == "lesson"
        player.key(pygame.K_RETURN)
    for _ in range(2):
        assert scene_name(player) == "choose"
        player.key(pygame.K_1)
        assert scene_name(player) == "lesson"
        player.key(pygame.K_RETURN)
    assert scene_name(player) == "summary"
    player.key(pygame.K_ESCAPE, pygame.K_ESCAPE)
    assert scene_name(player) == "title"


def at_the_series(player: Player) -> CardScene:
    """The card with a series of the level with rounds of every kind, as it opens before a player with a keyboard."""
    level = player.app.kit.pack.levels["everything"]
    (entry,) = [entry for entry in level.rounds if isinstance(entry, ReadRound) and entry.series]
    scene = CardScene(player.app.kit, entry.title, entry.text, None, entry.series)
    player.app.show(scene.open())
    player.settle(0.5)
    return scene


def test_arrows_leaf_through_a_series(opens: Opens) -> None:
    """Left and Right show the picture before and after, and nothing beyond the ends; Up and Down move the focus."""
    player = opens()
    scene = at_the_series(player)
    seen = [scene.frame]
    for key in (pygame.K_LEFT, pygame.K_RIGHT, pygame.K_RIGHT, pygame.K_RIGHT, pygame.K_RIGHT, pygame.K_LEFT):
        player.key(key)
        seen.append(scene.frame)
    last = len(scene.series) - 1
    assert seen == [0, 0, *[min(place, last) for place in (1, 2, 3, 4)], last - 1]
    assert not scene.focus_shown
    player.hat(1, 0)
    assert scene.frame == last
    player.key(pygame.K_DOWN, pygame.K_UP)
    assert scene.focus_shown
    assert scene.frame == last
    player.key(pygame.K_z, pygame.K_LEFT)  # the loupe is out, and moves instead
    assert scene.frame == last


def test_enter_leaves_no_series_unseen(opens: Opens) -> None:
    """Enter goes on through the series, then, where all of it was seen, past the card."""
    player = opens()
    scene = at_the_series(player)
    left: list[bool] = []
    scene.then = lambda: (left.append(True), player.app.flow.title())[1]
    for place in range(1, len(scene.series)):
        player.key(pygame.K_RETURN)
        assert scene.frame == place
    player.key(pygame.K_LEFT)
    assert not left
    player.key(pygame.K_RETURN)
    assert left


def test_enter_chooses_nothing_that_is_scrolled_away(opens: Opens) -> None:
    """Where the focus was scrolled out of sight the first Enter brings it back; the second one chooses."""
    player = opens(size=(800, 480))
    tab_to(player, "play")
    player.key(pygame.K_RETURN, pygame.K_DOWN)
    scene = player.app.scene
    assert isinstance(scene, PageScene)
    focus = scene.focus
    assert focus is not None
    scene.page_height, scene.offset = scene.page_height + 5 * scene.area.height, 0  # as if there were many levels
    scene.scroll(4 * scene.area.height)
    assert not scene.area.colliderect(focus.rect)
    player.key(pygame.K_RETURN)
    assert player.app.scene is scene
    assert scene.area.contains(focus.rect)
    player.key(pygame.K_RETURN)
    assert scene_name(player) == "intro"


def many_levels(library: Library, count: int = 30) -> Library:
    """A library whose list of levels is longer than any window."""
    level = library.levels["everything"]
    levels = {f"level-{number}": structs.replace(level, id=f"level-{number}") for number in range(count)}
    return structs.replace(library, levels=levels)


def test_home_and_end_in_every_list(opens: Opens, small_pack: Library) -> None:
    """They go to the first and the last of what scrolls, the focus with them; a text scrolls to its end."""
    player = opens(many_levels(small_pack), size=(800, 480))
    player.click("play")
    player.settle(0.1)
    for key, name in ((pygame.K_END, "level-level-29"), (pygame.K_HOME, "level-level-0"), (pygame.K_END, None)):
        player.key(key)
        scene = player.app.scene
        assert isinstance(scene, PageScene)
        assert scene.focus is not None
        assert name in (scene.focus.name, None)
        assert scene.area.contains(scene.focus.rect)
    for name in ("settings", "help", "credits", "guide"):
        player.app.show(player.app.flow.menu(name))  # type: ignore[arg-type] # (one of them)
        scene = player.app.scene
        assert isinstance(scene, PageScene)
        most = max(0, scene.page_height - scene.area.height)
        player.key(pygame.K_END)
        assert scene.offset == most
        player.key(pygame.K_HOME)
        assert scene.offset == 0


@pytest.mark.parametrize("keys", [False, True])
def test_a_list_keeps_its_place(opens: Opens, small_pack: Library, keys: bool) -> None:
    """Whoever comes back from a level, or from the title, finds the list as far down, at the same level."""
    player = opens(many_levels(small_pack), size=(800, 480))
    player.click("play")
    player.settle(0.1)
    player.key(pygame.K_END, pygame.K_UP, pygame.K_UP, pygame.K_UP)
    scene = player.app.scene
    assert isinstance(scene, PageScene)
    assert scene.focus is not None
    offset, name = scene.offset, scene.focus.name
    assert offset
    if keys:
        player.key(pygame.K_RETURN, pygame.K_ESCAPE)
    else:
        player.click(name)
        player.click("back")
    for _ in range(2):
        scene = player.app.scene
        assert isinstance(scene, PageScene)
        player.settle(0.1)
        assert scene.focus is not None
        assert (scene.offset, scene.focus.name, scene.focus_shown) == (offset, name, keys)
        player.key(pygame.K_ESCAPE)
        player.click("play")
        keys = keys and player.app.scene.focus_shown


def test_a_level_by_gamepad(opens: Opens) -> None:
    """A chooses, B goes back, the pad moves the focus, X is the loupe."""
    player = opens()
    player.button(0)
    assert scene_name(player) == "title"  # the focus is shown, and nothing is answered
    for _ in range(4):
        player.hat(0, -1)
    for _ in range(12):
        if player.app.scene.focus is None or player.app.scene.focus.name != "play":
            player.hat(-1, 0)
    player.button(0)
    assert scene_name(player) == "levels"
    player.hat(0, -1)
    player.hat(1, 0)
    player.button(0)
    assert scene_name(player) == "intro"
    player.button(0)
    assert scene_name(player) == "verdict"
    player.button(2)
    scene = player.app.scene
    assert isinstance(scene, PictureScene)
    assert scene.loupe is not None
    before = scene.loupe.pos
    player.hat(1, 0)
    assert scene.loupe.pos[0] > before[0]
    player.button(1)
    assert scene.loupe is None
    for _ in range(8):
        if scene.focus is not None and scene.focus.name == "real" and scene.focus_shown:
            break
        player.hat(0, -1)
    player.button(0)
    assert scene.has("sure-1")
    player.button(0)
    assert scene_name(player) == "reveal"
    player.button(0)
    assert scene_name(player) == "summary"


def test_held_directions_repeat(opens: Opens) -> None:
    """A held stick moves on after a while, by time alone."""
    player = opens()
    player.button(0)
    pygame.event.post(pygame.Event(pygame.JOYAXISMOTION, instance_id=0, axis=1, value=1.0))
    player.app.step(0.01)
    first = player.app.scene.focus
    player.let(1.0)
    pygame.event.post(pygame.Event(pygame.JOYAXISMOTION, instance_id=0, axis=1, value=0.0))
    player.app.step(0.01)
    assert not player.app.reader.holding
    assert first is not None


def test_a_press_fires_on_release_and_only_where_it_began(opens: Opens) -> None:
    """Sliding off a button cancels it; a second finger is ignored."""
    player = opens()
    player.wait_for_step()
    play, settings = player.place("play"), player.place("settings")
    for kind, pos in ((pygame.MOUSEBUTTONDOWN, play), (pygame.MOUSEBUTTONUP, settings)):
        pygame.event.post(pygame.Event(kind, button=1, pos=pos, touch=False))
        player.app.step(0.01)
    assert scene_name(player) == "title"
    width, height = player.app.surface.get_size()

    def finger(kind: int, pos: tuple[int, int], number: int) -> None:
        at = {"x": pos[0] / width, "y": pos[1] / height, "dx": 0.0, "dy": 0.0}
        pygame.event.post(pygame.Event(kind, touch_id=1, finger_id=number, **at))
        player.app.step(0.01)

    finger(pygame.FINGERDOWN, play, 1)
    finger(pygame.FINGERDOWN, settings, 2)
    finger(pygame.FINGERUP, settings, 2)
    assert scene_name(player) == "title"
    finger(pygame.FINGERUP, play, 1)
    assert scene_name(player) == "levels"


def test_holding_a_picture_opens_the_loupe_and_lets_it_go(opens: Opens) -> None:
    """The loupe follows the finger; in a point round what it ended on is a mark."""
    player = at_the_first_picture(opens())
    scene = player.app.scene
    assert isinstance(scene, PictureScene)
    centre = scene.views[0].rect.center
    player.wait_for_step()
    pygame.event.post(pygame.Event(pygame.MOUSEBUTTONDOWN, button=1, pos=centre, touch=False))
    player.app.step(0.01)
    assert scene.loupe is None
    player.let(0.4)
    assert scene.loupe is not None
    pygame.event.post(
        pygame.Event(pygame.MOUSEMOTION, pos=(centre[0] + 40, centre[1]), rel=(40, 0), buttons=(1, 0, 0), touch=False)
    )
    player.app.step(0.01)
    assert scene.loupe.pos == (centre[0] + 40, centre[1])
    pygame.event.post(pygame.Event(pygame.MOUSEBUTTONUP, button=1, pos=centre, touch=False))
    player.app.step(0.01)
    assert scene.loupe is None
    assert scene_name(player) == "verdict"


def test_the_wipe_follows_a_drag_and_has_buttons(opens: Opens) -> None:
    """Dragging moves the line; "before" and "after" do without a drag."""
    player = at_the_first_picture(opens())
    player.click("real")
    player.click("sure-2")
    scene = player.app.scene
    player.click("wipe")
    view = scene.widget("picture-1").rect
    pygame.event.post(pygame.Event(pygame.MOUSEBUTTONDOWN, button=1, pos=view.center, touch=False))
    spot = (view.left + view.width // 4, view.centery)
    pygame.event.post(pygame.Event(pygame.MOUSEMOTION, pos=spot, rel=(0, 0), buttons=(1, 0, 0), touch=False))
    pygame.event.post(pygame.Event(pygame.MOUSEBUTTONUP, button=1, pos=spot, touch=False))
    player.app.step(0.01)
    assert isinstance(scene, RevealScene)
    assert scene.wipe is not None
    assert scene.wipe.share == pytest.approx(0.25, abs=0.01)
    player.click("before")
    assert scene.wipe.share == 1.0
    player.click("after")
    assert scene.wipe.share == 0.0


def test_the_picture_does_not_move_by_a_pixel(opens: Opens) -> None:
    """Round and reveal show the picture in the same place, for every kind of round and size."""
    for size in ((1280, 720), (720, 1280), (1024, 768)):
        player = opens(size=size)
        player.click("play")
        player.click("level-everything")
        player.click("begin")
        player.click("onward")
        while scene_name(player) in ("verdict", "pick", "point"):
            scene = player.app.scene
            assert isinstance(scene, PictureScene)
            before = [view.rect.copy() for view in scene.views]
            if scene.name == "verdict":
                player.click("unsure")
            elif scene.name == "pick":
                player.click("done")
                player.click("sure-0")
            else:
                player.click("nothing")
            scene = player.app.scene
            assert isinstance(scene, PictureScene)
            assert [view.rect for view in scene.views] == before
            player.click("onward")


@pytest.mark.parametrize(
    ("says", "said"),
    [("fake", "but that was luck"), ("real", "no eye could have seen it"), ("unsure", "the picture alone")],
)
def test_nobody_is_praised_for_seeing_what_cannot_be_seen(opens: Opens, shipped: Library, says: str, said: str) -> None:
    """Where a picture shows nothing, a right verdict is called luck and a wrong one no fault."""
    player = opens(shipped)
    player.app.flow.playing.put(Session("nothing-to-see", 1, (VerdictRound("people-white-horse"),)), "one")
    player.app.show(player.app.flow.next_round())
    player.click(says)
    if says != "unsure":
        player.click("sure-3")
    assert said in text_of(player, "headline")


def test_settings_take_effect_at_once_and_stay(opens: Opens, tmp_path: Path) -> None:
    """Language, text size and theme change the screen and the file."""
    player = opens()
    player.click("settings")
    player.click("language-it")
    assert text_of(player, "title") == "Impostazioni"
    player.click("text_size-150")
    assert player.app.kit.theme.text_scale == 1.5
    player.click("theme-light")
    assert player.app.kit.theme.colours == PALETTES["light"]
    kept, _ = load_settings(tmp_path / "data" / "settings.json")
    assert (kept.language, kept.text_size, kept.theme) == ("it", 150, "light")


@pytest.mark.parametrize("language", ["en", "it"])
@pytest.mark.parametrize("text_size", [100, 150])
@pytest.mark.parametrize("size", [(1280, 720), (1080, 1920), (1024, 768), (700, 1000), (800, 1280)])
def test_nothing_overflows(
    opens: Opens, shipped: Library, size: tuple[int, int], text_size: int, language: str
) -> None:
    """Every text fits its place uncut, every target lies in the window and is large enough, none overlap."""
    player = opens(shipped, size, Settings(language=language, text_size=text_size, reduced_motion=True))
    player.click("play")
    level = f"level-{list(shipped.levels)[1]}"
    player.reach(level)
    player.click(level)
    inspect(player)
    player.click("begin")
    inspect_level(player)


def inspect_level(player: Player) -> None:
    """Play the level on the screen to its summary, and inspect every screen on the way."""
    while scene_name(player) != "summary":
        inspect(player)
        scene = player.app.scene
        if scene.name == "verdict":
            player.click("fake")
            inspect(player)
            player.click("sure-1")
        elif scene.name == "pick":
            player.click("done")
            inspect(player)
            player.click("sure-1")
        elif scene.name == "point":
            player.click("nothing")
        elif scene.name == "order":
            for place in range(1, 7):
                if scene.has(f"step-{place}"):
                    player.click(f"step-{place}")
            inspect(player)
            player.click("done")
        elif scene.name == "choose":
            player.click("choice-1")
        elif scene.name == "case":
            player.click("lead-account" if scene.has("lead-account") else "claim-true")
            inspect(player)
            if not scene.has("change"):
                player.click("claim-true")
            player.click("sure-1")
        else:
            while scene.name == "reveal" and scene.has("next"):
                player.click("next")
                inspect(player)
                if getattr(scene, "step", 0) == 0:
                    break
            player.click("onward")
    inspect(player)


def inspect(player: Player) -> None:
    """Look at every part of the present screen."""
    scene, window = player.app.scene, player.app.surface.get_rect()
    unit = player.app.kit.theme.unit
    for part in scene.widgets:
        if isinstance(part, Label):
            assert window.contains(part.rect), (scene.name, part.name, part.rect)
            shown = " ".join(part.block.lines).split()
            assert shown == part.text.split(), (scene.name, part.name, part.text, part.rect)
            assert part.block.height <= part.rect.height + 2, (scene.name, part.name)
    targets = scene.targets
    for number, part in enumerate(targets):
        assert window.contains(part.rect), (scene.name, part.name, part.rect)
        assert min(part.rect.size) >= 5 * unit, (scene.name, part.name, part.rect)
        for other in targets[number + 1 :]:
            assert not part.rect.colliderect(other.rect), (scene.name, part.name, other.name)


def test_resizing_and_turning_keep_the_game_where_it_is(opens: Opens) -> None:
    """A new size lays the same round out again."""
    player = at_the_first_picture(opens())
    player.click("fake")
    for size in ((720, 1280), (640, 480), (1920, 1080)):
        player.app.surface = pygame.display.set_mode(size, pygame.RESIZABLE)
        pygame.event.post(pygame.Event(pygame.WINDOWRESIZED, x=size[0], y=size[1]))
        player.settle(0.1)
        assert player.app.kit.theme.size == size
        assert player.app.scene.has("sure-1")
        inspect_inside(player)


def inspect_inside(player: Player) -> None:
    """Every part lies in the window."""
    window = player.app.surface.get_rect()
    assert all(window.contains(part.rect) for part in player.app.scene.widgets)


def test_a_crash_in_a_screen_leads_to_oops_and_home(tmp_path: Path, small_pack: Library) -> None:
    """A visitor sees a calm word and the way back; the log has the traceback."""
    app = open_app(Options(data=tmp_path, settings=Settings(language="en")), small_pack)
    try:
        player = Player(app)

        def broken(_: float) -> None:
            raise ZeroDivisionError("planted")

        app.scene.update = broken  # type: ignore[method-assign,assignment]
        app.step(0.01)
        assert app.scene.name == "oops"
        player.click("home")
        assert app.scene.name == "title"
        assert "planted" in (tmp_path / "spot-the-fake.log").read_text(encoding="utf-8")
    finally:
        app.close()


def test_only_what_changed_is_drawn_and_nothing_at_rest(opens: Opens) -> None:
    """A round at rest draws no frame; pressing one button touches little more than it."""
    player = at_the_first_picture(opens())
    player.settle()
    drawn: list[pygame.Rect] = []
    scene = player.app.scene
    original = scene.draw

    def watch(surface: pygame.Surface) -> None:
        drawn.append(surface.get_clip())
        original(surface)

    scene.draw = watch  # type: ignore[method-assign]
    player.let(2.0)
    assert drawn == []
    pygame.event.post(pygame.Event(pygame.MOUSEBUTTONDOWN, button=1, pos=player.place("fake"), touch=False))
    player.app.step(0.01)
    area = sum(rect.width * rect.height for rect in drawn)
    button = scene.widget("fake").rect
    assert 0 < area < 2 * button.width * button.height


def test_what_is_drawn_in_pieces_is_what_is_drawn_whole(opens: Opens, shipped: Library) -> None:
    """After any row of partial updates the window looks as if drawn in one."""
    player = opens(shipped, settings=Settings(language="en"))
    player.app.show(player.app.flow.start("cut-clone-erase"))
    for action in (
        "fake", "change", "real", "change", "loupe", "fake", "sure-2",
        "next", "see-all", "see-all", "wipe", "before", "wipe", "loupe", "loupe",
    ):  # fmt: skip
        player.settle()
        player.click(action)
        player.settle()
        pieces = player.app.surface.copy()
        player.app.scene.damage.append(player.app.surface.get_rect())
        player.app.step(0.0)
        assert pieces.get_buffer().raw == player.app.surface.get_buffer().raw, action


def test_a_scrolled_page_of_pictures_is_drawn_alike_in_pieces(opens: Opens, shipped: Library) -> None:
    """Also where pictures are scrolled behind the head of the page, and are not drawn."""
    player = opens(shipped)
    player.click("credits")
    player.settle()
    scene = player.app.scene
    assert isinstance(scene, PageScene)
    scene.scroll(330)
    player.settle()
    whole, pieces = pygame.Surface((1280, 720), 0, 32), pygame.Surface((1280, 720), 0, 32)
    scene.draw(whole)
    pieces.fill((255, 0, 255))
    for top in range(0, 720, 20):
        for left in range(0, 1280, 20):
            pieces.set_clip((left, top, 20, 20))
            scene.draw(pieces)
    assert pieces.get_buffer().raw == whole.get_buffer().raw


def test_the_title_stands_before_the_library_is_read(tmp_path: Path) -> None:
    """Without a library the title is there and its doors stay shut."""
    app = App(Options(data=tmp_path, settings=Settings(language="en"), headless=True))
    try:
        app.step(0.0)
        player = Player(app)
        player.click("play")
        assert app.scene.name == "title"
        player.click("help")
        assert app.scene.name == "help"
    finally:
        app.close()


@pytest.mark.parametrize(
    ("button", "screen"),
    [("play", "levels"), ("practice", "intro"), ("workshop", "setup"), ("guide", "guide"), ("credits", "credits")],
)
def test_what_is_pressed_while_the_library_is_read_counts(
    tmp_path: Path, small_pack: Library, monkeypatch: pytest.MonkeyPatch, button: str, screen: str
) -> None:
    """The title's buttons work from the first frame on: what needs the library opens as soon as it is there."""
    read = threading.Event()

    def slowly(_app: App) -> Library:
        assert read.wait(30.0)
        return small_pack

    monkeypatch.setattr(App, "read_library", slowly)
    monkeypatch.setattr("game.seats.app.KEPT_SECONDS", 0.0)
    app = App(Options(headless=True, data=tmp_path, language="en", size=(1280, 720)))
    app.finish_start()
    player = Player(app)
    try:
        player.click("settings")
        assert scene_name(player) == "settings"
        player.key(pygame.K_ESCAPE)
        player.click(button)
        assert scene_name(player) == "title"
        read.set()
        for _ in range(200):
            if scene_name(player) == screen:
                break
            app._waiter.wait(0.05)
            player.let(0.02)
        assert scene_name(player) == screen
    finally:
        read.set()
        app.close()


def test_a_part_off_screen_cannot_be_clicked(opens: Opens) -> None:
    """The test's own player does not cheat."""
    player = opens()
    player.app.scene.widget("play").rect.left = 5000
    with pytest.raises(OffScreenError):
        player.click("play")


@pytest.mark.parametrize("language", ["en", "it"])
@pytest.mark.parametrize("text_size", [100, 150])
@pytest.mark.parametrize("size", [(1280, 720), (1080, 1920), (1024, 768), (800, 1280)])
def test_the_guide_and_the_lessons_do_not_overflow(
    opens: Opens, shipped: Library, size: tuple[int, int], text_size: int, language: str
) -> None:
    """Every tell's page and every screen of the story fits, at every size and text size."""
    player = opens(shipped, size, Settings(language=language, text_size=text_size, reduced_motion=True))
    for tell in shipped.tells:
        if tell != NONE_VISIBLE:
            player.app.show(TellScene(player.app.kit, tell).open())
            inspect(player)
    for lens in shipped.lenses.values():
        player.app.show(LensScene(player.app.kit, lens).open())
        inspect(player)
    player.app.show(player.app.flow.intro("what-is-a-deepfake"))
    inspect(player)
    player.click("begin")
    inspect_level(player)


def test_order_and_choose_by_gamepad(opens: Opens) -> None:
    """The focus goes from step to step; A gives numbers, B takes the last one back."""
    player = opens()
    player.app.flow.playing.session = session_at(player, 7)
    player.app.show(player.app.flow.next_round())
    assert scene_name(player) == "order"
    player.button(0)
    for _ in range(8):
        focus = player.app.scene.focus
        if focus is not None and focus.name == "step-1" and player.app.scene.focus_shown:
            break
        player.hat(0, 1)
        player.hat(-1, 0)
    player.button(0)
    assert getattr(player.app.scene, "given", []) != []
    player.button(1)
    assert getattr(player.app.scene, "given", None) == []
    assert scene_name(player) == "order"
    player.button(1)
    assert scene_name(player) == "break-off"


def test_the_sign_of_a_step_leaves_its_text_alone(opens: Opens) -> None:
    """A step without a picture shows number, sign and all of its text side by side."""
    kit, rect = opens().app.kit, pygame.Rect(0, 0, 700, 90)
    badge_ends, sign_ends = kit.theme.px(1) + kit.theme.px(5), kit.theme.px(1) + 2 * kit.theme.px(5) + kit.theme.px(0.6)
    ink = []
    for sign, left in (("", badge_ends), ("cross", sign_ends)):
        tile = StepTile("step-1", rect, kit, Step({"en": "Stop"}), lambda: None)
        tile.badge, tile.sign = "1", sign
        surface = pygame.Surface(rect.size)
        tile.draw(surface, kit, focused=False, pressed=False)
        part = surface.subsurface(left, 0, rect.width - left, rect.height)
        ink.append(pygame.mask.from_threshold(part, kit.theme.colours.text, (60, 60, 60, 255)).count())
    assert ink[0] == ink[1] > 100


def session_at(player: Player, place: int) -> Session:
    """A session of the small pack's level, answered up to a place."""
    pack = player.app.kit.pack
    session = rules.start(pack.levels["everything"], pack.pictures, 5)
    while session.place < place:
        session, _ = rules.answer(session, fitting(session.round), pack.pictures, lambda *_: None)
    return session


def test_a_test_before_and_after_shows_what_changed(opens: Opens) -> None:
    """Form A or B, the lesson, the other form, the gain; nothing is revealed between a test's rounds."""
    player = opens()
    player.click("play")
    assert not player.app.scene.has("level-test-a")
    player.reach("level-lesson")
    player.click("level-lesson")
    player.click("tested")
    seen = []
    while scene_name(player) != "gain":
        seen.append(scene_name(player))
        assert len(seen) < 30
        if scene_name(player) == "verdict":
            session = player.app.flow.playing.session
            assert session is not None
            first = session.level.startswith("test") and "reveal" not in seen
            player.click("real" if first else "fake")
            player.click("sure-2")
        else:
            player.click("onward")
    # test (two verdicts), card, lesson, reveal, closing, card, test
    assert seen == ["verdict", "verdict", "card", "verdict", "reveal", "card", "card", "verdict", "verdict"]
    scene = player.app.scene
    assert isinstance(scene, GainScene)
    assert {test.level for test in scene.tests} == {"test-a", "test-b"}
    assert text_of(player, "sentence").startswith("Too few pictures to say")
    player.click("again-2-1")
    assert scene_name(player) == "reveal"
    player.click("onward")
    assert scene_name(player) == "gain"
    player.click("levels")
    store = player.app.kit.store
    assert store is not None
    rows = sessions_of(store)
    assert {row.form for row in rows} == {"A", "B", None}
    assert len({row.course for row in rows}) == 1


def test_the_guide_leads_to_examples_and_practice_and_back(opens: Opens) -> None:
    """From a reveal to the tell's page, its example, and back where one was; practice never repeats a picture."""
    player = at_the_first_picture(opens())
    player.click("fake")
    player.click("sure-1")
    reveal = player.app.scene
    player.click("guide")
    assert scene_name(player) == "tell"
    player.click("example-1")
    assert scene_name(player) == "reveal"
    player.click("onward")
    assert scene_name(player) == "tell"
    player.key(pygame.K_ESCAPE)
    assert player.app.scene is reveal
    player.click("guide")
    player.click("practise")
    player.click("begin")
    shown = []
    while scene_name(player) == "verdict":
        session = player.app.flow.playing.session
        assert session is not None
        shown += session.round.pictures
        player.click("real")
        player.click("sure-0")
        player.click("onward")
    assert scene_name(player) == "summary"
    assert len(shown) == len(set(shown)) > 3
    assert "Practice" in text_of(player, "title")


def table_of(player: Player) -> LightTableScene:
    """The light table on the screen."""
    scene = player.app.scene
    assert isinstance(scene, LightTableScene)
    return scene


def test_the_light_table_opens_from_a_round_and_the_answer_tells_of_its_lens(opens: Opens) -> None:
    """Key L; pan, zoom and clamp; a lens from the list; back to the same round; the lens is kept with the answer."""
    player = at_the_first_picture(opens())
    round_ = player.app.scene
    player.key(pygame.K_l)
    table = table_of(player)
    player.settle()
    assert "metadata" not in table.table.lenses
    assert table.original is None
    assert not table.has("wipe")
    player.key(*[pygame.K_EQUALS] * 20)
    assert table.view.scale(table.panes[0], table.picture.size) == pytest.approx(LARGEST)
    player.key(*[pygame.K_LEFT] * 60, *[pygame.K_UP] * 60)
    assert 0 < table.view.centre[0] < 0.3
    player.settle()
    player.key(pygame.K_0)
    assert (table.view.zoom, table.view.centre) == (1.0, (0.5, 0.5))
    player.click("lenses")
    player.click("lens-mirror")
    player.settle()
    assert table.surface(table.picture) is not None
    assert table.lenses == ["mirror"]
    player.key(pygame.K_ESCAPE)
    assert player.app.scene is round_
    player.click("fake")
    player.click("sure-2")
    session, store = player.app.flow.playing.session, player.app.kit.store
    assert session is not None
    assert session.answers[-1].lenses == ("mirror",)
    assert store is not None
    assert answers_of(store, player.app.flow.playing.session_id)[0].lenses == '["mirror"]'


def test_keys_and_a_gamepad_move_the_picture_on_the_light_table(opens: Opens) -> None:
    """Whatever was used before, arrows and pad move the picture; the shoulder buttons go to the tools, B back."""
    player = opens(size=(1280, 720))
    player.app.show(player.app.flow.start("everything"))
    player.click("onward")
    player.hat(1, 0)
    assert player.app.scene.focus_shown
    player.button(3)
    table = table_of(player)
    for _ in range(4):
        player.button(0)
    assert table.view.zoom == pytest.approx(1.35**4)
    centre = table.view.centre
    player.hat(1, 0)
    player.key(pygame.K_DOWN)
    assert table.view.centre[0] > centre[0]
    assert table.view.centre[1] > centre[1]
    player.button(5)
    assert table.focus_shown
    centre = table.view.centre
    player.hat(1, 0)
    assert table.view.centre == centre
    player.button(1)
    assert not table.focus_shown
    player.button(1)
    assert player.app.scene.name == "verdict"


def test_fakes_that_nobody_has_marked_yet_are_played_and_revealed(opens: Opens, small_pack: Library) -> None:
    """As in a pack that was just imported: the card says so, nothing is lit or ringed, and every round goes on."""
    bare = {name: msgspec.structs.replace(item, evidence=()) for name, item in small_pack.pictures.items()}
    player = opens(msgspec.structs.replace(small_pack, pictures=bare))
    for name in ("play", "level-everything", "begin", "onward", "unsure"):
        player.click(name)
    player.settle()
    assert scene_name(player) == "reveal"
    assert text_of(player, "tell") == "What gives it away"
    assert text_of(player, "note").startswith("Nobody has marked that yet.")
    player.click("see-all")
    player.click("onward")
    play_to_the_end(player, "click")


def test_what_is_right_in_a_real_picture_is_lit_as_a_tell_is(opens: Opens, small_pack: Library) -> None:
    """In the blue of "real", titled so, with what a fake may show there; the last stop says why it is real."""
    apple, altered = small_pack.pictures["apple"], small_pack.pictures["house-two-trees"]
    apple = msgspec.structs.replace(apple, evidence=altered.evidence[:1], looks_odd={"en": "It was drawn by hand."})
    pictures = {**small_pack.pictures, "apple": apple}
    player = opens(msgspec.structs.replace(small_pack, pictures=pictures))
    for name in ("play", "level-one-round", "begin", "real", "sure-1"):
        if player.app.scene.has(name):
            player.click(name)
            player.settle(0.5)
    scene = player.app.scene
    assert isinstance(scene, RevealScene)
    assert len(scene.stops) == 2
    assert [scene.stage.colour(stop.picture) for stop in scene.stops] == [REAL_ON_PICTURE] * 2
    assert len(scene.stage.rings) == 1
    assert text_of(player, "tell") == "Right where machines fail"
    name = small_pack.tells[altered.evidence[0].tell].name["en"]
    assert text_of(player, "why") == f"A fake may give itself away here: “{name}”"
    player.click("next")
    assert text_of(player, "tell") == "Why it is real"
    assert not scene.stage.rings
    scene._toggle_all()
    assert text_of(player, "tell") == "Right where machines fail"
    assert text_of(player, "note") == f"1  {altered.evidence[0].note['en']}"


def test_the_first_reveal_is_drawn_once_unseen(opens: Opens, shipped: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the first round is looked at; then the reveal opens no font, and nothing else has changed."""
    keep_for(None)  # what earlier tests have opened
    player = opens(shipped)
    app = player.app
    app.show(app.flow.start("cut-clone-erase"))
    player.settle()
    session, seen = app.flow.playing.session, pygame.image.tobytes(app.surface, "RGB")
    app.rest()
    assert app.flow.playing.session is session
    assert not app.scene.damage
    assert pygame.image.tobytes(app.surface, "RGB") == seen
    assert app.flow.to_come(app.scene) is None
    player.click("fake")
    opened = []
    real = pygame.font.Font
    monkeypatch.setattr(pygame.font, "Font", lambda *given: opened.append(given) or real(*given))
    player.click("sure-2")
    assert scene_name(player) == "reveal"
    assert not opened


def test_the_light_travels_from_the_middle_of_the_picture(opens: Opens, shipped: Library) -> None:
    """To the first tell, and only then the line draws itself; with less motion both are there at once."""
    for still in (False, True):
        player = opens(shipped, seed=1, settings=Settings(language="en", reduced_motion=still))
        player.app.show(player.app.flow.start("cut-clone-erase"))
        player.settle()
        for name in ("fake", "sure-2"):
            player.click(name)
        scene = player.app.scene
        assert isinstance(scene, RevealScene)
        assert scene.pictures[0].id == "removal-cocktail-orphan-shadow"
        light, ring = scene.stage.spot, scene.stage.rings[0]
        assert light is not None
        begin, end = scene.views[0].rect.center, ring.rect.center
        assert math.dist(begin, end) > 100
        assert math.dist(light.centre, end if still else begin) < math.dist(begin, end) / 4
        assert (ring._drawn > 0) is still
        player.let(2.0)
        assert math.dist(light.centre, end) < 10
        assert ring._drawn == len(ring._points)


def test_time_that_passed_before_an_event_is_the_former_screens(opens: Opens, shipped: Library) -> None:
    """The loop sleeps as long as nothing happens: then a touch is no long press, a reveal begins at its beginning."""
    player = opens(shipped, seed=1, settings=Settings(language="en"))
    app = player.app
    app.show(app.flow.start("cut-clone-erase"))
    player.settle()
    player.click("fake")
    asked = app.scene
    assert isinstance(asked, VerdictScene)
    before = asked.milliseconds
    app.step(0.9, [pygame.Event(pygame.KEYDOWN, key=pygame.K_2, mod=0, unicode="2")])
    assert asked.milliseconds == before + 900
    assert isinstance(app.scene, RevealScene)
    assert app.scene.stage.seconds == 0.0
    assert app.scene.wake_in() == 0.0
    while scene_name(player) != "pick":
        player.click(next(item.name for item in app.scene.targets if item.name in ("onward", "unsure")))
    left, top = app.scene.widget("picture-1").rect.center
    place = {"x": left / app.surface.get_width(), "y": top / app.surface.get_height()}
    finger = {"finger_id": 1, "touch_id": 1, "dx": 0.0, "dy": 0.0, "pressure": 1.0}
    app.step(0.9, [pygame.Event(pygame.FINGERDOWN, place | finger)])
    app.step(0.1, [pygame.Event(pygame.FINGERUP, place | finger)])
    assert isinstance(app.scene, PickScene)
    assert app.scene.loupe is None
    assert app.scene.views[0].selected


def test_what_cannot_be_drawn_ahead_stops_nobody(opens: Opens, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is logged, and the round goes on."""
    player = at_the_first_picture(opens())
    player.app.options = player.app.options._replace(debug=False)
    monkeypatch.setattr(player.app.flow, "to_come", lambda _: 1 / 0)
    player.settle()
    player.app.rest()
    assert "ZeroDivisionError" in (player.app.data / "spot-the-fake.log").read_text(encoding="utf-8")
    assert scene_name(player) == "verdict"


@pytest.mark.parametrize("size", [(1280, 720), (720, 1280)])
def test_the_number_of_each_tell_stands_beside_its_ring(opens: Opens, shipped: Library, size: tuple[int, int]) -> None:
    """Within the picture, joined to the ring by a short leader, and no number covers another."""
    player = opens(shipped, size, Settings(language="en", reduced_motion=True))
    several = [item for item in shipped.pictures.values() if len(item.visible) > 1 and not item.clip]
    assert len(several) > 10
    for picture in several:
        scene = player.app.flow.evidence(picture.id).open()
        scene._toggle_all()
        badges = scene.stage.badges()
        assert len(badges) == len(scene.stage.rings)
        for (_, end, place), ring in zip(badges, scene.stage.rings, strict=True):
            assert scene.views[0].rect.collidepoint(place), picture.id
            assert min(math.dist(end, point) for point in ring._points) <= 1, picture.id
            assert math.dist(end, place) < player.app.kit.theme.px(10), picture.id
        places = [place for _, _, place in badges]
        apart = [math.dist(one, other) for n, one in enumerate(places) for other in places[:n]]
        assert min(apart) >= player.app.kit.theme.px(3.5), picture.id  # of discs of px(4)


@pytest.mark.parametrize("language", ["en", "it"])
@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080), (1080, 1920)])
def test_every_tool_of_a_reveal_has_its_word(
    opens: Opens, shipped: Library, size: tuple[int, int], language: str
) -> None:
    """Even five in a row, and whole: nobody has to guess what a sign means."""
    player = opens(shipped, size, Settings(language=language))
    player.app.show(player.app.flow.start("cut-clone-erase"))
    for name in ("fake", "sure-2"):
        player.click(name)
    tools = [text_of(player, name) for name in ("see-all", "wipe", "guide", "table", "loupe")]
    assert all(tools)
    player.app.scene.damage.append(player.app.scene.kit.theme.whole)
    with overheard() as heard:
        player.app.step(0.0)
    shown = [item for item in heard if item.text in tools]
    assert {item.text for item in shown} == set(tools)
    assert {item.shown for item in shown} == {1.0}


def test_the_light_table_of_a_reveal_compares_with_the_original(opens: Opens) -> None:
    """Side by side with one view for both, blink, wipe by drag; metadata may be read now."""
    player = at_the_first_picture(opens())
    player.click("unsure")
    player.click("table")
    table = table_of(player)
    assert "metadata" in table.table.lenses
    player.click("beside")
    assert len(table.panes) == 2
    player.settle()
    player.click("blink")
    assert len(table.panes) == 1
    player.let(0.6)
    assert table._blink >= 0.5
    player.click("wipe")
    pane = table.panes[0]
    spot = (pane.left + pane.width // 4, pane.centery)
    player.click_at(spot)
    assert table.wipe == pytest.approx(0.25, abs=0.01)
    player.click("wipe")
    pygame.event.post(
        pygame.Event(pygame.MULTIGESTURE, touch_id=1, x=0.3, y=0.5, pinched=0.2, rotated=0.0, num_fingers=2)
    )
    player.app.step(0.01)
    assert table.view.zoom == pytest.approx(1.6)
    before = table.view.centre
    pygame.event.post(pygame.Event(pygame.MOUSEBUTTONDOWN, button=1, pos=pane.center, touch=False))
    there = (pane.centerx + 60, pane.centery)
    pygame.event.post(pygame.Event(pygame.MOUSEMOTION, pos=there, rel=(60, 0), buttons=(1, 0, 0), touch=False))
    pygame.event.post(pygame.Event(pygame.MOUSEBUTTONUP, button=1, pos=there, touch=False))
    player.app.step(0.01)
    assert table.view.centre[0] < before[0]
    player.click("back")
    assert scene_name(player) == "reveal"


def test_a_test_lends_no_lens(opens: Opens) -> None:
    """Neither do levels that lend none; others lend what they name."""
    player = opens()
    player.app.show(player.app.flow.start("test-a"))
    player.click("table")
    assert table_of(player).table.lenses == ()
    assert not player.app.scene.has("lenses")


@pytest.mark.parametrize("language", ["en", "it"])
@pytest.mark.parametrize("text_size", [100, 150])
@pytest.mark.parametrize("size", [(1280, 720), (1080, 1920), (1024, 768), (800, 1280)])
def test_the_light_table_does_not_overflow(
    opens: Opens, shipped: Library, size: tuple[int, int], text_size: int, language: str
) -> None:
    """Tools, list of lenses and the words of every lens fit."""
    player = opens(shipped, size, Settings(language=language, text_size=text_size, reduced_motion=True))
    picture = shipped.pictures["retouch-slim"]
    lenses = get_args(LensId)
    table = LightTableScene(player.app.kit, OnTable((picture, shipped.pictures["object-bulb"]), lenses, told=True))
    player.app.show(table.open())
    inspect(player)
    for lens in lenses:
        player.click("lenses")
        inspect(player)
        player.click(f"lens-{lens}")
        inspect(player)


def playing(opens: Opens, shipped: Library, *rounds: Round) -> Player:
    """A level of these rounds, begun."""
    level = Level(1, "made", {"en": "Made"}, {"en": "for a test"}, rounds)
    library = structs.replace(shipped, levels={**shipped.levels, level.id: level})
    player = opens(library, (1280, 720), Settings(language="en", reduced_motion=True))
    player.app.show(player.app.flow.start(level.id))
    return player


def question(shipped: Library) -> ChooseRound:
    """A question about a picture."""
    rounds = [entry for level in shipped.levels.values() for entry in level.rounds]
    return next(entry for entry in rounds if isinstance(entry, ChooseRound) and entry.picture)


def test_a_right_choice_with_a_lens_is_right(opens: Opens, shipped: Library) -> None:
    """What the summary says of a lens counts questions as the rest of it does."""
    entry = question(shipped)
    player = playing(opens, shipped, VerdictRound("animal-parrot"), entry)
    for name in ("real", "sure-2", "onward", "table", "lenses", "lens-edges", "back"):
        player.click(name)
    right = next(number for number, choice in enumerate(entry.choices) if choice.right)
    player.click(f"choice-{player.app.scene.shown.index(right) + 1}")  # type: ignore[attr-defined]
    player.click("onward")
    assert "you were right 1 of 1 time" in text_of(player, "points")


def test_a_level_of_cards_is_read_to_its_end(opens: Opens, shipped: Library) -> None:
    """Nothing was asked, so nothing is counted and no picture is to be seen again."""
    player = playing(opens, shipped, ReadRound({"en": "Read"}, {"en": "this."}))
    player.click("onward")
    assert scene_name(player) == "summary"
    assert player.app.kit.words("summary.read") in player.app.scene.spoken()
    assert not player.app.scene.has("again-1")
    assert not player.app.scene.has("count")


def test_a_level_broken_off_counts_what_asks(opens: Opens, shipped: Library) -> None:
    """Cards are no rounds of which one could have done so many."""
    card = ReadRound({"en": "Read"}, {"en": "this."})
    other = next(item.id for item in shipped.pictures.values() if item.id != "animal-parrot" and not item.clip)
    player = playing(opens, shipped, card, VerdictRound("animal-parrot"), card, VerdictRound(other), card)
    for name in ("onward", "real", "sure-2", "onward", "onward"):
        player.click(name)
    player.key(pygame.K_ESCAPE)
    assert "1 of 2 rounds" in text_of(player, "text")
    player.click("leave")
    player.click("back")
    player.click("results")
    row = player.app.scene.widget("result-1")
    assert isinstance(row, Button)
    assert "(1 of 2 rounds)" in row.look.note


def test_the_guide_of_several_pictures_leads_somewhere(opens: Opens, shipped: Library) -> None:
    """Also from the last picture, which is real."""
    fake = next(item for item in shipped.pictures.values() if item.visible and not item.clip)
    real = next(item for item in shipped.pictures.values() if not item.fake and not item.clip)
    player = playing(opens, shipped, PickRound((fake.id, real.id)))
    for name in ("none", "done", "sure-1"):
        player.click(name)
    scene = player.app.scene
    assert isinstance(scene, RevealScene)
    for _ in scene.stops[1:]:
        player.click("next")
    assert scene.stops[scene.step].evidence is None
    player.click("guide")
    assert scene_name(player) == "tell"


def test_a_wipe_ends_where_it_was_left(opens: Opens, shipped: Library) -> None:
    """Put away by its key under a held button: the next click is a click."""
    fake = next(item for item in shipped.pictures.values() if item.original and item.fake and not item.clip)
    player = playing(opens, shipped, VerdictRound(fake.id), VerdictRound("animal-parrot"))
    for name in ("fake", "sure-1", "wipe"):
        player.click(name)
    scene = player.app.scene
    assert isinstance(scene, RevealScene)
    pygame.event.post(pygame.Event(pygame.MOUSEBUTTONDOWN, button=1, pos=scene.views[0].rect.center, touch=False))
    player.app.step(0.01)
    player.key(pygame.K_b)
    pygame.event.post(pygame.Event(pygame.MOUSEBUTTONUP, button=1, pos=scene.views[0].rect.center, touch=False))
    player.app.step(0.01)
    player.key(pygame.K_b)
    player.click("onward")
    assert scene_name(player) == "verdict"


def test_an_answered_question_is_heard(opens: Opens, shipped: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """Right or not, like every other answer."""
    entry = question(shipped)
    player = playing(opens, shipped, entry)
    played: list[str] = []
    monkeypatch.setattr(player.app, "sounds", SimpleNamespace(play=played.append, close=lambda: None))
    right = next(number for number, choice in enumerate(entry.choices) if choice.right)
    player.click(f"choice-{player.app.scene.shown.index(right) + 1}")  # type: ignore[attr-defined]
    assert played == ["right"]


def test_a_screen_that_is_left_lets_go_of_its_pixels(opens: Opens, shipped: Library) -> None:
    """Screens and parts refer to each other: without this, pictures would pile up until Python looks for cycles."""
    player = opens(shipped)
    app = player.app
    app.show(app.flow.intro("cut-clone-erase"))
    player.click("begin")
    player.settle()
    player.key(pygame.K_f, pygame.K_4)
    player.settle()
    player.click("table")
    player.settle()
    table = app.scene
    assert isinstance(table, LightTableScene)
    assert table._surfaces
    player.click("back")
    assert not table._surfaces


def test_a_double_tap_answers_once(opens: Opens, shipped: Library) -> None:
    """A second press within 350 ms of a step was meant for the step before: by mouse, finger, key and controller."""
    player = opens(shipped)
    player.app.show(player.app.flow.start("test-a"))
    player.let(1.0)

    def twice(*events: tuple[int, dict[str, object]]) -> None:
        for _ in range(2):
            for kind, values in events:
                player.app.step(0.02, [pygame.Event(kind, **values)])
        player.app.step(0.02, [])

    scene = player.app.scene
    at = player.place("real")
    one = [(kind, {"key": pygame.K_1, "mod": 0, "unicode": "1"}) for kind in (pygame.KEYDOWN, pygame.KEYUP)]
    twice((pygame.MOUSEBUTTONDOWN, {"button": 1, "pos": at}), (pygame.MOUSEBUTTONUP, {"button": 1, "pos": at}))
    assert player.app.scene is scene
    assert scene.has("sure-1")  # the first press was taken, the second was not
    twice(*one)
    assert player.app.scene is scene
    player.let(0.4)
    twice(*one)
    assert player.app.flow.playing.now.place == 1
    player.let(0.4)
    player.key(pygame.K_r)
    twice(*((kind, {"instance_id": 0, "button": 0}) for kind in (pygame.JOYBUTTONDOWN, pygame.JOYBUTTONUP)))
    assert player.app.flow.playing.now.place == 1


def test_a_first_launch_shows_its_pack_before_that_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first picture can be answered while what is wrong is still looked for; then the checked pack takes over."""
    checked = threading.Event()
    read = App.read_library

    def slowly(app: App) -> Library:
        assert checked.wait(30.0)
        return read(app)

    monkeypatch.setattr(App, "read_library", slowly)
    app = App(Options(headless=True, data=tmp_path, language="en", size=(1280, 720), seed=1))
    try:
        app.finish_start()
        until(app, lambda: app.scene.has("fake"))
        unchecked = app.kit.library
        assert not list((tmp_path / "cache").glob("*.msgpack"))
        checked.set()
        until(app, lambda: app.kit.library is not unchecked)
        assert app.kit.library == unchecked
        assert app.scene.has("fake")
        assert list((tmp_path / "cache").glob("*.msgpack"))
    finally:
        checked.set()
        app.close()


def test_a_pack_that_turns_out_wrong_after_a_first_glance_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it would be without one: on the first screen."""

    def broken(_app: App) -> Library:
        raise PackError([Problem("levels/a.yaml", 1, 1, "error", "it is broken")])

    monkeypatch.setattr(App, "read_library", broken)
    app = App(Options(headless=True, data=tmp_path, language="en", size=(1280, 720), seed=1))
    try:
        app.finish_start()
        until(app, lambda: app.scene.has("notice"))
        assert "it is broken" in app.scene.widget("notice").spoken()
    finally:
        app.close()


def until(app: App, holds: Callable[[], bool]) -> None:
    """Let the window turn until something holds."""
    end = time.monotonic() + 30.0
    while not holds():
        assert time.monotonic() < end
        app.step(0.01)
        time.sleep(0.005)
