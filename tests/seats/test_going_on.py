"""A level that is left before its end: it is asked about, kept, and resumed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pygame
import pytest
from msgspec import structs

from game.base.settings import Settings
from game.pack.library import Library
from game.play.rules import Session
from game.scenes.levels import LevelCard
from game.seats.app import App, Options
from game.ui.round import PictureScene
from tests.conftest import Opens, Player
from tests.kept import answers_of, sessions_of


def begun(player: Player, level: str = "everything") -> Player:
    """The player, past the introduction of a level."""
    for name in ("play", f"level-{level}", "begin"):
        player.click(name)
    return player


def session(player: Player) -> Session:
    """The session in play."""
    return player.app.flow.playing.now


def pass_round(player: Player) -> None:
    """Answer the round on the screen, and see what came of it."""
    scene, entry = player.app.scene, session(player).round
    if scene.name == "verdict":
        player.click("fake")
        player.click("sure-3")
    elif scene.name == "pick":
        player.click("picture-2")
        player.click("done")
        player.click("sure-1")
    elif scene.name == "point":
        assert isinstance(scene, PictureScene)
        player.click_at(scene.views[0].rect.center)
        player.click("done")
    elif scene.name == "order":
        for place in (3, 1, 2):
            player.click(f"step-{place}")
        player.click("done")
    elif scene.name == "choose":
        player.click("choice-2")
    if entry.asks:
        assert player.app.scene.name in ("reveal", "lesson")
    player.click("onward")


def last_asked(was: Session) -> int:
    """The place of the last round that was answered, and not only read."""
    return max(place for place in range(was.place) if was.rounds[place].asks)


def counted(was: Session) -> str:
    """How far a session went, as the list of results counts: cards are no rounds."""
    asking = [entry.asks for entry in was.rounds]
    return f"{sum(asking[: was.place])} of {sum(asking)}"


def left_after(player: Player, rounds: int) -> Session:
    """The session that was left once some rounds had been passed; the levels are on the screen."""
    begun(player)
    for _ in range(rounds):
        pass_round(player)
    was = session(player)
    player.key(pygame.K_ESCAPE)
    assert player.app.scene.name == "break-off"
    assert f"You have done {counted(was)} rounds" in " ".join(player.app.scene.spoken())
    player.click("leave")
    assert player.app.scene.name == "levels"
    player.settle(0.1)
    return was


def tile(player: Player, level: str = "everything") -> str:
    """What a level's tile says."""
    player.settle(0.1)
    card = player.app.scene.widget(f"level-{level}")
    assert isinstance(card, LevelCard)
    return card.last


def test_leaving_a_level_is_asked_about(opens: Opens) -> None:
    """Before the first answer it is left at once; then Escape asks, and Escape again, Enter and "Go on" go on."""
    player = begun(opens())
    player.click("onward")  # a card was read
    player.key(pygame.K_ESCAPE)
    assert player.app.scene.name == "levels"
    player.click("level-everything")
    player.click("begin")
    player.click("onward")
    pass_round(player)
    scene = player.app.scene
    for way in (pygame.K_ESCAPE, pygame.K_RETURN, None):
        player.key(pygame.K_ESCAPE)
        assert player.app.scene.name == "break-off"
        if way is None:
            player.click("go-on")
        else:
            player.key(way)
        assert player.app.scene is scene
    pass_round(player)


def test_a_test_and_a_level_that_is_over_are_left_at_once(opens: Opens) -> None:
    """Half a test says nothing; at the last reveal nothing is left to be done."""
    player = opens()
    player.app.show(player.app.flow.start("test-a"))
    player.click("real")
    player.click("sure-1")
    player.key(pygame.K_ESCAPE)
    assert player.app.scene.name == "levels"
    player.click("level-everything")
    player.click("begin")
    while not session(player).finished:
        pass_round(player)
    player.key(pygame.K_ESCAPE)
    assert player.app.scene.name in ("levels", "summary")


ROUNDS = 12  # of the level with rounds of every kind


@pytest.mark.parametrize("rounds", range(2, ROUNDS - 1))
def test_a_level_goes_on_where_it_was_left(opens: Opens, rounds: int) -> None:
    """Its tile says how far it went; the same rounds, the answers as they were, the same session to its end."""
    player = opens()
    was = left_after(player, rounds)
    asked = last_asked(was) + 1
    assert tile(player) == f"Continue: {counted(was)}"
    assert player.app.kit.store is not None
    (before,) = sessions_of(player.app.kit.store)
    player.app.close()

    again = opens()  # started another time
    again.click("play")
    again.settle(0.1)
    again.click("level-everything")
    again.key(pygame.K_RETURN)  # the first way on
    now = session(again)
    assert now.rounds == was.rounds
    assert (now.answers, now.verdicts) == (was.answers[:asked], was.verdicts[:asked])
    while not session(again).finished:
        pass_round(again)
    while again.app.scene.name != "summary":
        again.click("onward")
    assert again.app.kit.store is not None
    (row,) = sessions_of(again.app.kit.store)
    assert row.id == before.id
    assert row.finished
    kept = answers_of(again.app.kit.store, row.id)
    assert {item.round for item in kept} == {place for place, entry in enumerate(was.rounds) if entry.asks}
    again.click("levels")
    assert tile(again).startswith("Last time")


def test_a_level_of_the_command_line_offers_to_go_on(opens: Opens, tmp_path: Path, small_pack: Library) -> None:
    """`play LEVEL` opens its introduction with the way on where it was left; and without, where nothing was."""
    player = opens()
    was = left_after(player, 4)
    player.app.close()
    for level, left in (("everything", True), ("one-round", False)):
        options = Options(headless=True, data=tmp_path / "data", size=(960, 540), level=level, debug=True)
        app = App(options._replace(settings=Settings(language="en")))
        try:
            app.finish_start(small_pack)
            again = Player(app)
            again.settle(0.1)
            assert app.scene.name == "intro"
            assert app.scene.has("go-on") == left
            if left:
                again.key(pygame.K_RETURN)
                assert session(again).rounds == was.rounds
                assert session(again).place == was.place
        finally:
            app.close()


def test_a_warm_up_begun_on_the_first_screen_goes_on(opens: Opens, shipped: Library) -> None:
    """With the picture that the first screen asked about, and with those that were dealt after it."""
    player = opens(shipped)
    player.click("unsure")
    player.click("onward")
    pass_round(player)
    was = session(player)
    player.key(pygame.K_ESCAPE)
    assert "2 of 5" in " ".join(player.app.scene.spoken())
    player.click("leave")
    assert tile(player, "warm-up") == "Continue: 2 of 5"
    player.app.close()
    again = opens(shipped)
    again.click("play")
    assert tile(again, "warm-up") == "Continue: 2 of 5"
    again.click("level-warm-up")
    again.click("go-on")
    assert session(again).rounds == was.rounds
    assert session(again).answers == was.answers


def test_from_the_beginning(opens: Opens) -> None:
    """Another session; the one that was left stays among the results."""
    player = opens()
    left_after(player, 2)
    player.click("level-everything")
    player.click("begin")
    assert session(player).place == 0
    assert player.app.scene.name == "card"
    player.click("onward")
    pass_round(player)
    assert player.app.kit.store is not None
    assert len(sessions_of(player.app.kit.store)) == 2


def other_version(library: Library) -> Library:
    """Another version of the pack."""
    return structs.replace(library, pack=structs.replace(library.pack, version="99.0.0"))


def without_a_round(library: Library) -> Library:
    """Its level has one round less."""
    level = library.levels["everything"]
    return structs.replace(library, levels={"everything": structs.replace(level, rounds=level.rounds[:-1])})


def in_another_order(library: Library) -> Library:
    """Its level asks the same in another order."""
    level = library.levels["everything"]
    rounds = (level.rounds[0], *reversed(level.rounds[1:]))
    return structs.replace(library, levels={"everything": structs.replace(level, rounds=rounds)})


@pytest.mark.parametrize("changed", [other_version, without_a_round, in_another_order])
def test_what_is_no_longer_dealt_so_is_not_gone_on_with(
    opens: Opens, small_pack: Library, changed: Callable[[Library], Library]
) -> None:
    """Another version of the pack, other rounds: the level begins anew."""
    player = opens()
    left_after(player, 3)
    player.app.close()
    again = opens(changed(small_pack))
    again.click("play")
    assert tile(again) == ""
    again.click("level-everything")
    assert not again.app.scene.has("go-on")


def test_damaged_answers_are_not_gone_on_with(opens: Opens, tmp_path: Path) -> None:
    """A round that is missing, or that is kept as another kind: the level begins anew, and nothing breaks."""
    player = opens()
    left_after(player, 4)
    player.app.close()
    (file,) = (tmp_path / "data").glob("results.sqlite3")
    for damage in ("UPDATE answers SET ask = 'order' WHERE round = 2", "DELETE FROM answers WHERE round = 1"):
        with sqlite3.connect(file) as database:
            database.execute(damage)
        again = opens()
        again.click("play")
        assert tile(again) == ""
        again.app.close()


def test_the_latest_session_counts(opens: Opens) -> None:
    """A level that was left, and since then played to its end, has a result."""
    player = opens()
    left_after(player, 2)
    player.click("level-everything")
    player.click("begin")
    while player.app.scene.name != "summary":
        if session(player).finished:
            player.click("onward")
        else:
            pass_round(player)
    player.click("levels")
    assert tile(player).startswith("Last time")


def test_practice_says_what_is_kept(opens: Opens) -> None:
    """It cannot be resumed, and says so."""
    player = opens()
    player.click("practice")
    player.click("begin")
    player.settle(0.1)
    player.click("real")
    player.click("sure-1")
    player.key(pygame.K_ESCAPE)
    assert player.app.scene.name == "break-off"
    assert "results" in " ".join(player.app.scene.spoken())
    player.key(pygame.K_ESCAPE)
    assert player.app.scene.name == "reveal"
