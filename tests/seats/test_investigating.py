"""Impressions, cases and the path through them, played as a player does: by mouse, finger, keys and gamepad."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pygame
import pytest
from msgspec import structs

from game.base.errors import UnknownLevelError
from game.base.settings import Settings
from game.commands.tour import tour
from game.model.kinds.rate_round import RateRound
from game.model.level import Draw, DrawRounds, Level, Pool
from game.pack import cache
from game.pack.catalogue import lacking
from game.pack.library import Library
from game.play.rules import Session
from game.results.store import Store
from game.scenes.rate import RateScene
from game.seats.app import Options
from game.ui.widgets import Button
from tests.conftest import Opens, Player
from tests.kept import answers_of, sessions_of
from tests.shelves import with_claims

EASY = Pool(difficulty=(1, 5))


@pytest.fixture(scope="module")
def claims(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The small pack with its level of claims."""
    return cache.load(with_claims(tmp_path_factory.mktemp("claims")), None)


@pytest.fixture(scope="module")
def path_of_faces(claims: Library) -> Library:
    """The small pack with a tested level of eight rated pictures, half of them fake."""
    text = {"en": "Faces"}
    test = (DrawRounds(Draw(count=2, pool=EASY)),)
    rated = DrawRounds(Draw(count=8, pool=EASY, ask="rate", qualities=("symmetry", "memorability")))
    levels = {
        "faces": Level(1, "faces", text, text, (rated,), forms=("faces-a", "faces-b"), difficulty=1),
        "faces-a": Level(1, "faces-a", text, text, test, form="A"),
        "faces-b": Level(1, "faces-b", text, text, test, form="B"),
    }
    pictures = {name: structs.replace(item, in_draws=True) for name, item in claims.pictures.items()}
    return structs.replace(claims, levels=claims.levels | levels, pictures=pictures)


def rating(opens: Opens, claims: Library, **options: Any) -> tuple[Player, RateScene]:
    """A player before the level's round of impressions."""
    player = opens(claims, **options)
    player.app.show(player.app.flow.start("claims"))
    player.app.flow.playing.session = structs.replace(session(player), rounds=session(player).rounds[1:])
    player.app.show(player.app.flow.next_round())
    scene = player.app.scene
    assert isinstance(scene, RateScene)
    return player, scene


def session(player: Player) -> Session:
    """The session in play."""
    return player.app.flow.playing.now


def focus(player: Player, name: str, move: Callable[[], object]) -> None:
    """Move until the visible focus stands on a part."""
    for _ in range(40):
        scene = player.app.scene
        if scene.focus is not None and scene.focus_shown and scene.focus.name == name:
            return
        move()
    raise AssertionError(name)


def rate(player: Player, says: str = "fake") -> None:
    """Rate a face: pictures that are fake low on everything, real ones high; then say what it is."""
    scene = player.app.scene
    assert isinstance(scene, RateScene)
    step = 2 if scene.pictures[0].fake else 6
    for _ in scene.entry.qualities:
        player.click(f"rating-{step}")
    player.click(says)
    player.click("sure-1")
    player.click("onward")


# --- impressions


@pytest.mark.parametrize("way", ["mouse", "finger", "keys", "gamepad"])
def test_impressions_come_first_by_every_input(opens: Opens, claims: Library, way: str) -> None:
    """Five steps, each once, then the verdict, then how sure; what was said last is taken back by Back."""
    player, scene = rating(opens, claims)
    asked = []
    for step in (1, 7, 3, 4, 5):
        asked.append(scene.asked)
        assert not scene.has("real")
        if way == "mouse":
            player.click(f"rating-{step}")
        elif way == "finger":
            player.touch(f"rating-{step}")
        elif way == "keys":
            player.key(pygame.K_0 + step)
        else:
            focus(player, "rating-7" if step > 4 else "rating-1", lambda way=step: player.hat(1 if way > 4 else -1, 0))
            focus(player, f"rating-{step}", lambda way=step: player.hat(-1 if way > 4 else 1, 0))
            player.button(0)
    assert sorted(filter(None, asked)) == sorted(scene.entry.qualities)
    assert scene.asked is None
    player.key(pygame.K_ESCAPE)
    assert scene.asked == asked[-1]
    player.key(pygame.K_5)
    player.key(pygame.K_r)
    player.key(pygame.K_4)
    assert player.app.scene.name == "reveal"
    assert "Your impressions, 1 to 7: " in " ".join(player.app.scene.spoken())
    said = session(player).answers[0]
    given = {scene.entry.qualities[number]: said.ratings[number] for number in said.order}
    assert list(given.values()) == [1, 7, 3, 4, 5]
    assert list(given) == asked
    assert all(spent > 0 for spent in said.rating_ms)


@pytest.mark.parametrize("size", [(800, 480), (1280, 720), (1080, 1920)])
@pytest.mark.parametrize("text", [100, 150])
def test_an_impression_is_taken_back_by_touch(opens: Opens, claims: Library, size: tuple[int, int], text: int) -> None:
    """Also the last one, before the verdict; the first impression has none before it, a verdict its own way back."""
    player, scene = rating(opens, claims, size=size, settings=Settings(language="de", text_size=text))
    assert not scene.has("take-back")
    for step in (1, 7, 3, 4, 5):
        player.touch(f"rating-{step}")
        if text == 100:
            assert scene.has("impressions") == (scene.asked is not None)  # in large text they may have no room
        area = scene.widget("take-back").rect
        assert player.app.surface.get_rect().contains(area)
        assert not [item.name for item in scene.targets if item.name != "take-back" and item.rect.colliderect(area)]
    player.touch("take-back")
    assert (scene.ratings, scene.asked) == ([1, 7, 3, 4], scene.entry.qualities[scene.order[4]])
    player.touch("rating-6")
    player.touch("real")
    assert not scene.has("take-back")
    player.touch("sure-2")
    assert session(player).answers[0].ratings == tuple(
        step for _, step in sorted(zip(scene.order, (1, 7, 3, 4, 6), strict=True))
    )


def test_a_double_tap_rates_once(opens: Opens, claims: Library) -> None:
    """An input within 350 ms of a step never answers the next one."""
    player, scene = rating(opens, claims)
    player.click("rating-4")
    for kind in (pygame.KEYDOWN, pygame.KEYUP):
        pygame.event.post(pygame.Event(kind, key=pygame.K_4, mod=0, unicode="4"))
    player.app.step(0.05)
    assert len(scene.ratings) == 1
    player.settle(0.4)
    player.key(pygame.K_4)
    assert len(scene.ratings) == 2


# --- cases


@pytest.mark.parametrize("way", ["mouse", "finger", "keys"])
def test_a_case_is_looked_into_and_answered(opens: Opens, claims: Library, way: str) -> None:
    """Places open in any order and cost nothing; the reveal names the shortest way and the move that it is."""
    player = opens(claims)
    player.app.show(player.app.flow.start("claims"))
    press = {"mouse": player.click, "finger": player.touch}.get(way)
    scene = player.app.scene
    assert scene.name == "case"
    assert "Blue apples have grown here!" in " ".join(scene.spoken())
    for kind in ("file", "original"):
        if press is not None:
            press(f"lead-{kind}")
        else:
            focus(player, f"lead-{kind}", lambda: player.key(pygame.K_TAB))
            player.key(pygame.K_RETURN)
    said = " ".join(scene.spoken())
    assert "11 May 2019: A page on fruit" in said
    assert "The same apple, and it is red." in said
    assert scene.has("found")
    if press is not None:
        press("claim-altered")
        press("sure-3")
    else:
        player.key(pygame.K_2)
        player.key(pygame.K_4)
    assert player.app.scene.name == "case-reveal"
    told = " ".join(player.app.scene.spoken())
    assert "Yes: Altered." in told
    assert "+25" in told
    assert "The shortest way: The original (Trace it back). You opened 2 of 3." in told
    assert "Somebody painted it." in told
    assert session(player).answers[0].opened == (2, 1)
    player.click("onward")
    assert player.app.scene.name == "rate"


def test_an_answer_to_a_case_is_taken_back(opens: Opens, claims: Library) -> None:
    """By Back, or by pressing it; then another one is given."""
    player = opens(claims)
    player.app.show(player.app.flow.start("claims"))
    player.click("claim-true")
    player.key(pygame.K_ESCAPE)
    player.click("claim-synthetic")
    player.click("change")
    player.click("claim-true")
    player.click("sure-0")
    told = " ".join(player.app.scene.spoken())
    assert "It was: Altered." in told
    assert "You said: True." in told
    assert session(player).verdicts[0].knowledge == 0


@pytest.mark.parametrize("size", [(800, 480), (1280, 720), (1080, 1920), (1024, 768)])
@pytest.mark.parametrize("language", ["en", "it"])
@pytest.mark.parametrize("text", [100, 150])
def test_everything_of_a_case_and_of_impressions_is_in_sight(
    opens: Opens, claims: Library, size: tuple[int, int], language: str, text: int
) -> None:
    """No target leaves the window or lies on another one; at every step."""
    player = opens(claims, size, Settings(language=language, reduced_motion=True, text_size=text))
    player.app.show(player.app.flow.start("claims"))
    window = player.app.surface.get_rect()

    def whole() -> None:
        targets = [item for item in player.app.scene.targets if item.name not in ("picture-1", "found")]
        for item in targets:
            assert window.contains(item.rect), (player.app.scene.name, item.name)
            assert min(item.rect.size) >= 20, (player.app.scene.name, item.name)
        for number, item in enumerate(targets):
            assert not [other.name for other in targets[:number] if other.rect.colliderect(item.rect)], item.name

    whole()
    for kind in ("account", "original", "file"):
        player.click(f"lead-{kind}")
        whole()
    player.click("claim-altered")
    whole()
    player.click("sure-1")
    whole()
    player.click("onward")
    whole()
    rate(player)
    assert player.app.scene.name == "case"
    whole()


# --- the path, in several sittings


def play_test(player: Player) -> None:
    """Two verdicts of a test."""
    for _ in range(2):
        assert player.app.scene.name == "verdict"
        player.click("fake")
        player.click("sure-1")


def sitting(opens: Opens, library: Library) -> Player:
    """Another day: the introduction of the path, with the way on where it was left."""
    player = opens(library)
    player.app.show(player.app.flow.intro("faces"))
    player.settle(0.2)
    return player


def kept(player: Player) -> Store:
    """What is kept."""
    store = player.app.kit.store
    assert store is not None
    return store


def test_the_path_is_played_in_three_sittings(opens: Opens, path_of_faces: Library) -> None:
    """After the first test and amid the training it can be left; it is resumed as one course."""
    player = sitting(opens, path_of_faces)
    player.click("tested")
    play_test(player)
    assert player.app.scene.name == "card"  # the first test is over
    (first,) = (row.level for row in sessions_of(kept(player)) if row.finished)
    player.app.show(player.app.flow.menu("levels"))
    player.settle(0.2)
    assert "part 2 of 3" in " ".join(player.app.scene.spoken())
    player.app.close()

    player = sitting(opens, path_of_faces)
    player.click("go-on")
    player.click("onward")
    for _ in range(3):
        rate(player)
    player.app.close()

    player = sitting(opens, path_of_faces)
    player.click("go-on")
    assert session(player).place == 3
    for _ in range(5):
        rate(player)
    while player.app.scene.name == "card":
        player.click("onward")
    play_test(player)
    its_own_ratings(player)
    player.click("onward")
    assert player.app.scene.name == "gain"
    course = player.app.flow.playing.course
    assert course is not None
    assert course.forms[0] == first
    rows = sessions_of(kept(player))
    assert {row.course for row in rows} == {course.id}
    assert sorted(row.level for row in rows if row.finished) == ["faces", "faces-a", "faces-b"]
    rated = answers_of(kept(player), next(row.id for row in rows if row.level == "faces"))
    assert [bool(item.given) for item in rated if item.ask == "rate"] == [True] * 8
    assert not sitting(opens, path_of_faces).app.scene.has("go-on")


def its_own_ratings(player: Player) -> None:
    """The page says what the ratings told: all real faces were rated high, and called fake."""
    assert player.app.scene.name == "ratings"
    told = " ".join(player.app.scene.spoken())
    for text in (
        "Your eye had it already.",
        "even on both sides",
        "Right before the training",
        "called 4 of them fake",
    ):
        assert text in told


def test_half_a_test_is_begun_anew(opens: Opens, path_of_faces: Library) -> None:
    """It says nothing, so there is nothing to go on with."""
    player = opens(path_of_faces)
    player.app.show(player.app.flow.start("faces", tested=True))
    player.click("fake")
    player.click("sure-1")
    player.key(pygame.K_ESCAPE)
    player.app.show(player.app.flow.intro("faces"))
    player.settle(0.2)
    assert not player.app.scene.has("go-on")


def test_a_level_says_what_it_needs(opens: Opens, path_of_faces: Library) -> None:
    """Where none of the collections that it draws on is installed it cannot begin, and leads to where they are."""
    needs = structs.replace(path_of_faces.levels["faces"], draws_on=("far-away", "farther-away"))
    player = opens(structs.replace(path_of_faces, levels=path_of_faces.levels | {"faces": needs}))
    player.app.show(player.app.flow.intro("faces"))
    assert not player.app.scene.has("begin")
    assert not player.app.scene.has("tested")
    assert "“far-away” or “farther-away”" in " ".join(player.app.scene.spoken())
    player.click("fetch")
    assert player.app.scene.name == "collections"
    player.click("back")
    assert player.app.scene.name == "intro"  # and not somewhere from where the level has to be looked for


def test_the_collections_that_a_level_needs_come_first(opens: Opens, shipped: Library) -> None:
    """Framed, the focus on the way to the first one, with why it is needed; elsewhere in their usual order."""
    player = opens(shipped)
    collections = player.app.kit.collections
    assert collections is not None
    collections.look_now()
    player.app.show(player.app.flow.intro("six-impressions"))
    player.click("fetch")
    scene = player.app.scene
    panels = [item.name.removeprefix("panel-") for item in scene.widgets if item.name.startswith("panel-")]
    needed = shipped.levels["six-impressions"].draws_on
    assert set(panels[: len(needed)]) == set(needed)
    assert {item.name for item in scene.widgets if item.name.startswith("needed-")} == {f"needed-{n}" for n in needed}
    focus = scene.first_focus()
    assert focus is not None
    assert focus.name == f"get-{panels[0]}"
    assert scene.widget("note").spoken().startswith("This level takes its faces from “")
    player.app.show(player.app.flow.menu("collections"))
    assert not any(item.name.startswith("needed-") for item in player.app.scene.widgets)
    assert next(item.id for item in collections.known or ()) in player.app.scene.page[1].name


def test_ratings_are_the_rounds_of_the_draw(opens: Opens, path_of_faces: Library) -> None:
    """Half of the faces are real, each comes once."""
    player = opens(path_of_faces)
    player.app.show(player.app.flow.start("faces"))
    rounds = session(player).rounds
    assert all(isinstance(entry, RateRound) for entry in rounds)
    names = [entry.pictures[0] for entry in rounds]
    assert len(set(names)) == 8
    assert sum(path_of_faces.pictures[name].fake for name in names) == 4


def test_the_levels_of_the_path_are_in_order() -> None:
    """Two tests and the training draw on the same collections, from three parts that share no face."""
    shipped = cache.load(Path(__file__).parents[2], None)
    levels = [shipped.levels[name] for name in ("six-impressions-a", "six-impressions-b", "six-impressions")]
    draws = [entry.draw for level in levels for entry in level.rounds if isinstance(entry, DrawRounds)]
    assert [draw.pool.part for draw in draws] == [(1, 3), (2, 3), (3, 3)]
    assert len({level.draws_on for level in levels}) == 1
    assert [draw.count for draw in draws] == [20, 20, 24]


@pytest.mark.parametrize(
    ("size", "text"), [((1280, 720), 100), ((800, 480), 150), ((1080, 1920), 100), ((1024, 768), 125)]
)
def test_the_summary_has_each_case_whole_and_in_one_size(
    opens: Opens, shipped: Library, size: tuple[int, int], text: int
) -> None:
    """Each leads to what it was; none lies on another one, or leaves the window; where there is room, how to know.

    What the answers were worth stands there as after any other level.
    """
    player = opens(shipped, size, Settings(language="en", reduced_motion=True, text_size=text))
    player.app.show(player.app.flow.start("before-you-share"))
    while player.app.scene.name != "summary":
        player.click("claim-synthetic")
        player.click("sure-1")
        player.click("onward")
    cases = [item for item in player.app.scene.targets if item.name.startswith("case-")]
    assert len(cases) == 7
    targets = player.app.scene.targets
    assert all(player.app.surface.get_rect().contains(item.rect) for item in targets)
    for number, item in enumerate(targets):
        assert not [other.name for other in targets[:number] if other.rect.colliderect(item.rect)], item.name
    assert len({item.look.scale for item in cases if isinstance(item, Button)}) == 1
    spoken = " ".join(player.app.scene.spoken())
    if text == 100:
        assert "…" not in spoken
        assert "Points against guessing: " in spoken
    if size[1] > size[0]:
        assert "The shortest way: Search the picture (Trace it back)." in spoken
    player.click("case-2")
    assert player.app.scene.name == "case-reveal"
    player.click("onward")
    assert player.app.scene.name == "summary"


# --- what a tour shows of them


def test_a_tour_shows_impressions_and_cases_with_every_lead(claims: Library, tmp_path: Path) -> None:
    """Each step of the first of each kind, so that whoever writes one can look at it."""
    options = Options(data=tmp_path / "data", size=(800, 480))
    shown = {str(shot["name"]) for shot in tour(options, tmp_path / "shots", "claims", library=claims)}
    leads = {"case-lead-account", "case-lead-original", "case-lead-file"}
    assert {"case", "case-sure", "case-reveal", "rate", "rate-verdict", "rate-reveal", "summary"} | leads <= shown


def test_a_tour_of_a_level_whose_pictures_are_not_here_says_which_to_get(shipped: Library, tmp_path: Path) -> None:
    """It never fails half-way through."""
    level = next(item for item in shipped.levels.values() if lacking(shipped, item))
    with pytest.raises(UnknownLevelError, match=f"level '{level.id}' .*get {level.draws_on[0]}"):
        tour(Options(data=tmp_path / "data"), tmp_path / "shots", level.id, library=shipped)
