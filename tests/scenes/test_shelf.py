"""The shelf of levels: what stands where, what comes next, and how a page of it is scrolled."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pygame
import pytest
from msgspec import structs

from game.base import places
from game.base.settings import Settings
from game.model.kinds.read_round import ReadRound
from game.model.kinds.verdict_round import VerdictRound
from game.model.level import Level
from game.pack import library as libraries
from game.pack.check.check_levels import judged
from game.pack.library import Library
from game.pack.shelves import next_level, shelves
from game.scenes.levels import LevelCard, LevelsScene
from game.ui import shelving
from game.ui.covers import BARE
from game.ui.menu import PageScene
from game.ui.theme import ON_PICTURE, PALETTES, theme_of
from game.ui.widgets import Label, ring_room
from tests.conftest import Opens, Player, fitting

SIZES = ((800, 480), (1280, 720), (1920, 1080), (1080, 1920), (1024, 768))
STILL = Settings(language="en", reduced_motion=True)
DESCRIBED = places.default_pack() / "assets" / "packs"


def shelf(player: Player) -> LevelsScene:
    """The shelf, which is opened."""
    player.app.show(player.app.flow.menu("levels"))
    player.settle(0.1)
    assert isinstance(player.app.scene, LevelsScene)
    return player.app.scene


def cards(scene: PageScene) -> list[LevelCard]:
    """The cards in reading order."""
    return [item for item in scene.page if isinstance(item, LevelCard)]


def play(player: Player, level: str, rounds: int = 99) -> None:
    """Answer so many rounds of a level, as the game itself would take the answers; the same each."""
    flow = player.app.flow
    flow.start(level)
    while not flow.playing.now.finished and rounds:
        flow.answered(fitting(flow.playing.now.round))
        rounds -= 1
    if flow.playing.now.finished:
        flow.end()


def many(library: Library, count: int = 40, **changes: Any) -> Library:
    """A library of one pack with many levels."""
    level = library.levels["one-round"]
    levels = {f"l-{number:03}": structs.replace(level, id=f"l-{number:03}", **changes) for number in range(count)}
    return structs.replace(library, levels=levels)


# --- what stands where


def test_the_shelves_stand_in_order_and_their_levels_from_easy_to_hard(shipped: Library) -> None:
    """Start here, go deeper, moving pictures, when looking is not enough, for groups; no test, each level once."""
    standing = shelves(shipped)
    assert [item.name for item in standing] == ["start", "deeper", "moving", "beyond", "groups"]
    assert standing[0].levels[0].id == "warm-up"
    for item in standing:
        assert all(one.difficulty <= other.difficulty for one, other in pairwise(item.levels))
        assert all((level.plan is not None) == (item.name == "groups") for level in item.levels)
    names = [level.id for item in standing for level in item.levels]
    assert sorted(names) == sorted(name for name, level in shipped.levels.items() if not level.form)


def test_a_level_that_says_nothing_stands_with_its_pack(small_pack: Library) -> None:
    """Under the pack's title, each pack's by themselves; lessons and what has tests with those for groups."""
    own = small_pack.levels["one-round"]
    levels = {
        **small_pack.levels,
        "beta/mine": structs.replace(own, id="beta/mine"),
        "beta/moves": structs.replace(own, id="beta/moves", shelf="moving"),
    }
    part = structs.replace(small_pack.pack, id="beta")
    standing = shelves(structs.replace(small_pack, levels=levels, parts={"beta": part}))
    assert [(item.name, item.pack, [level.id for level in item.levels]) for item in standing] == [
        ("moving", "", ["beta/moves"]),
        (None, "", ["one-round", "everything"]),
        (None, "beta", ["beta/mine"]),
        ("groups", "", ["lesson"]),
    ]


def test_each_shelf_is_under_its_heading(opens: Opens, shipped: Library) -> None:
    """No card stands above its heading, and the headings come in the order of the shelves."""
    scene = shelf(opens(shipped, settings=STILL))
    headings = [item for item in scene.page if isinstance(item, Label)]
    assert [item.name for item in headings] == [f"shelf-{item.name}" for item in shelves(shipped)]
    assert headings[0].text == "Start here"
    for item, heading in zip(shelves(shipped)[1:], headings[1:], strict=True):
        for level in item.levels:
            card = scene.widget(f"level-{level.id}").rect
            assert card.top >= heading.rect.bottom
            assert card.right > heading.rect.left


@pytest.mark.parametrize(
    "root", [places.default_pack(), *sorted(path for path in DESCRIBED.iterdir() if path.is_dir())]
)
def test_no_cover_is_asked_about(root: Any) -> None:
    """In no level of the game's own pack or of those described beside it."""
    found, _, _ = libraries.examine(root)
    assert found is not None
    for level in found.levels.values():
        if level.cover is not None:
            assert found.pictures[level.cover].id not in {item.id for item in judged(level, found)}, level.id


# --- what comes next


def test_what_comes_next() -> None:
    """The first level in order that was not played to its end; after all, the one that went worst; never a lesson."""
    easy, hard, lesson = (
        Level(1, name, {"en": name}, {"en": "x"}, (), difficulty=difficulty, shelf=where)
        for name, difficulty, where in (("easy", 1, "start"), ("hard", 4, "deeper"), ("lesson", 1, "groups"))
    )
    library = Library("", None, {"hard": hard, "lesson": lesson, "easy": easy}, {}, {})  # type: ignore[arg-type]
    assert next_level(library, {}) is easy
    assert next_level(library, {}, after="easy") is hard
    assert next_level(library, {"easy": 0.2}) is hard
    assert next_level(library, {"easy": 0.9, "hard": 0.5}) is hard
    assert next_level(library, {"easy": 0.4, "hard": 0.5}) is easy
    assert next_level(library, {"easy": 0.4, "hard": 0.5}, after="easy") is hard
    assert next_level(library, {}, left=("gone", "hard", "easy")) is hard
    assert next_level(library, {"easy": 0.4}, after="hard", left=("hard",)) is easy
    needs = structs.replace(easy, draws_on=("far-away",))
    assert next_level(structs.replace(library, levels={"easy": needs, "hard": hard}), {}) is hard
    assert next_level(structs.replace(library, levels={"lesson": lesson}), {}) is None


def test_whoever_plays_is_led_to_play_on() -> None:
    """On its shelf a story, or a lesson between tests, comes after what is played, though it is easier."""
    card = ReadRound({"en": "A card"}, {"en": "x"})
    story, tested, played = (
        Level(1, name, {"en": name}, {"en": "x"}, rounds, difficulty=difficulty, shelf="start", forms=forms)
        for name, rounds, difficulty, forms in (
            ("story", (card, VerdictRound("apple")), 1, None),
            ("tested", (VerdictRound("apple"),), 1, ("a", "b")),
            ("played", (card, VerdictRound("apple"), VerdictRound("pear")), 2, None),
        )
    )
    further = structs.replace(played, id="further", shelf="deeper")
    levels = {level.id: level for level in (story, tested, played, further)}
    library = Library("", None, levels, {}, {})  # type: ignore[arg-type]
    assert next_level(library, {}) is played
    assert next_level(library, {"played": 1.0}) is story
    assert next_level(library, {"played": 1.0, "story": 1.0}) is tested
    assert next_level(library, {"played": 1.0, "story": 1.0, "tested": 1.0}) is further


def test_the_card_of_the_next_level_is_the_first_and_the_largest(opens: Opens, shipped: Library) -> None:
    """It says so, the focus begins on it, and after it was played another one does."""
    player = opens(shipped, settings=STILL)
    for name in ("warm-up", "made-by-prompt"):
        scene = shelf(player)
        first, *others = cards(scene)
        assert first.level.id == name
        assert "Next for you" in first.spoken()
        assert not any("Next for you" in card.spoken() for card in others)
        size = first.rect.width * first.rect.height
        assert all(size > 1.2 * card.rect.width * card.rect.height for card in others)
        assert scene.first_focus() is first
        play(player, name)
    assert "Last time: " in next(card for card in cards(shelf(player)) if card.level.id == "warm-up").last


def test_a_level_that_was_left_says_how_far_it_went(opens: Opens, shipped: Library) -> None:
    """In words and as a share; one that was played to its end how much was right."""
    player = opens(shipped, settings=STILL)
    play(player, "made-by-prompt", 3)
    play(player, "warm-up")
    found = {card.level.id: card for card in cards(shelf(player))}
    asked = shipped.levels["made-by-prompt"].asks
    left = found["made-by-prompt"].progress
    assert left.words.startswith("Continue: ")
    assert left.words.endswith(f" of {asked}")
    assert 0 < left.share < 1
    assert not left.finished
    played = found["warm-up"].progress
    assert played.finished
    assert played.words == f"Last time: {round(5 * played.share)} of 5 right"


# --- how it looks


@pytest.mark.parametrize("text_size", [100, 150])
@pytest.mark.parametrize("size", SIZES)
def test_cards_do_not_overlap_and_are_large_enough(
    opens: Opens, shipped: Library, size: tuple[int, int], text_size: int
) -> None:
    """In as many columns as the window has room for; every word of every title fits, also one that is 40 % longer."""
    longer = {
        name: structs.replace(level, title={"en": stretched(level.title["en"])})
        for name, level in shipped.levels.items()
    }
    library = structs.replace(shipped, levels=longer)
    player = opens(library, size, STILL._replace(text_size=text_size))
    scene, theme = shelf(player), player.app.kit.theme
    found = cards(scene)
    for number, card in enumerate(found):
        assert scene.area.left <= card.rect.left
        assert card.rect.right <= scene.area.right
        assert all(not card.rect.colliderect(other.rect) for other in found[number + 1 :])
        pad = 2 * theme.px(2.4 if card.large else 1.8)
        blocks = card._blocks(player.app.kit, card.rect.width - pad, card.rect.height - pad)
        assert not any(block.cut for block in blocks if block is not None), card.name
    columns = len({card.rect.left for card in found if card.rect.top == found[-1].rect.top})
    if text_size == 100:
        assert columns in {(1920, 1080): (3, 4), (1080, 1920): (1, 2)}.get(size, (2, 3))


def stretched(text: str) -> str:
    """A text that is 40 % longer."""
    return text + " " + "word " * round(0.4 * len(text) / 5)


@pytest.mark.parametrize("name", ["dark", "light", "contrast"])
def test_words_can_be_read_on_a_white_cover(opens: Opens, shipped: Library, name: str) -> None:
    """Each has its 4.5:1 where it stands, by the WCAG formula; and most of the cover is hardly darkened."""
    player = opens(shipped, settings=STILL._replace(theme=name))
    scene = shelf(player)
    card, kit = cards(scene)[0], player.app.kit
    whitened = pygame.Surface(card.rect.size)
    card.rect.topleft = (0, 0)
    asked: dict[str, Any] = {"get": lambda *_: white(card.rect.size)}
    kit = kit._replace(pictures=type("White", (), asked)())
    card.text, card.label, card._facts = "", " ", ""
    card.draw(whitened, kit, focused=False, pressed=False)
    pad = kit.theme.px(2.4)
    label, title, facts = card._blocks(kit, card.rect.width - 2 * pad, card.rect.height - 2 * pad)
    assert label is not None
    top = card.rect.height - pad - title.height - facts.height - label.height
    ground = whitened.get_at((pad, top))[:3]
    for ink in (ON_PICTURE, (244, 241, 234), (214, 217, 222)):
        assert contrast(ink, ground) >= 4.5
    assert whitened.get_at((card.rect.centerx, card.rect.height // 4))[0] > 230


def white(size: tuple[int, int]) -> pygame.Surface:
    """A white picture."""
    surface = pygame.Surface(size)
    surface.fill((255, 255, 255))
    return surface


def contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """The ratio of WCAG 2."""

    def luminance(colour: tuple[int, ...]) -> float:
        parts = [part / 255 for part in colour]
        red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def test_covers_are_asked_for_only_where_they_are_seen(opens: Opens, shipped: Library) -> None:
    """Those further down are decoded once they are scrolled into view."""
    player = opens(shipped, settings=STILL)
    scene = shelf(player)
    kept = [card for card in cards(scene) if player.app.pictures._kept.get(card.wanted(player.app.kit))]  # type: ignore[arg-type]
    assert kept
    assert all(scene._shown.colliderect(card.rect) for card in kept)
    last = cards(scene)[-1]
    player.key(pygame.K_END)
    player.settle(0.1)
    assert player.app.surface.get_at(last.rect.move(0, -last.rect.height // 4).center)[:3] != BARE
    assert player.app.pictures._kept.get(last.wanted(player.app.kit))  # type: ignore[arg-type]


def test_shelves_share_rows_and_rows_are_filled_alike() -> None:
    """Short shelves stand side by side; no row but the last is shorter by more than one card."""
    assert shelving.bands([2, 2, 3, 1, 5, 1], 4) == [[0, 1], [2, 3], [4], [5]]
    assert shelving.rows_of(5, 4) == [3, 2]
    assert shelving.rows_of(8, 4) == [4, 4]
    assert shelving.rows_of(0, 4) == []


def test_five_hundred_levels_open_at_once(opens: Opens, small_pack: Library) -> None:
    """Laid out far below the time that a press may take until the screen answers."""
    player = opens(many(small_pack, 500), (1920, 1080), STILL)
    shelf(player)
    began = time.process_time()
    player.app.flow.menu("levels")
    assert time.process_time() - began < 0.25


# --- how a page is scrolled


@pytest.fixture
def long_page(opens: Opens, small_pack: Library) -> Player:
    """A shelf of many levels."""
    player = opens(many(small_pack), (1280, 720), Settings(language="en"))
    shelf(player)
    return player


def offset(player: Player) -> int:
    """How far the page is scrolled."""
    assert isinstance(player.app.scene, PageScene)
    return player.app.scene.offset


@pytest.mark.parametrize("pull", [Player.drag, Player.swipe])
def test_a_page_follows_the_hand_and_presses_nothing(long_page: Player, pull: Callable[..., None]) -> None:
    """Mouse and finger alike, also where the pull ends where it began."""
    pull(long_page, (400, 600), (400, 500), (400, 400), (400, 400))
    assert offset(long_page) >= 200
    long_page.settle(1.0)
    before = offset(long_page)
    pull(long_page, (400, 400), (400, 300), (400, 400), (400, 400))
    long_page.settle(1.0)
    assert abs(offset(long_page) - before) < 100
    assert long_page.app.scene.name == "levels"


def in_sight(scene: Any) -> LevelCard:
    """A card that is in the middle of the page as it is scrolled now."""
    return next(card for card in cards(scene) if scene.area.contains(card.rect))


def test_a_page_let_go_runs_on_a_little_and_a_touch_stops_it(long_page: Player) -> None:
    """No longer than 600 ms; the touch that stops it chooses nothing, the next one does."""
    scene = long_page.app.scene
    pull = [(400, 650 - 30 * step) for step in range(10)]
    long_page.swipe(*pull)
    let_go = offset(long_page)
    assert scene.wake_in() == 0.0
    long_page.let(0.1)
    assert offset(long_page) > let_go + 20
    long_page.touch(in_sight(scene).name)
    stopped = offset(long_page)
    long_page.let(0.3)
    assert offset(long_page) == stopped
    assert long_page.app.scene is scene
    long_page.swipe(*pull)
    long_page.let(0.7)
    assert scene.wake_in() is None
    long_page.touch(in_sight(scene).name)
    assert long_page.app.scene.name == "intro"


def test_with_reduced_motion_a_page_stays_where_it_is_let_go(opens: Opens, small_pack: Library) -> None:
    """It follows the hand, and nothing more."""
    player = opens(many(small_pack), (1280, 720), STILL)
    shelf(player)
    player.swipe(*[(400, 650 - 30 * step) for step in range(10)])
    let_go = offset(player)
    assert let_go
    player.let(0.5)
    assert offset(player) == let_go


def test_a_page_that_fits_is_not_pulled(opens: Opens, small_pack: Library) -> None:
    """An unsteady finger still presses; there is no bar."""
    player = opens(many(small_pack, 2), (1280, 720), STILL)
    scene = shelf(player)
    assert not scene.has("scroll-bar")
    x, y = cards(scene)[0].rect.center
    player.swipe((x, y), (x + 5, y - 40), (x, y - 40))
    assert player.app.scene.name == "intro"


@pytest.mark.parametrize("text_size", [100, 150])
@pytest.mark.parametrize("size", [(1280, 720), (800, 480), (1080, 1920)])
def test_no_focus_ring_is_cut(opens: Opens, shipped: Library, size: tuple[int, int], text_size: int) -> None:
    """Wherever Tab leads, the ring lies within what is drawn of the page; and Tab comes to every card."""
    player = opens(shipped, size, STILL._replace(text_size=text_size))
    scene = shelf(player)
    player.key(pygame.K_TAB)
    visited = set()
    for _ in range(2 * len(scene.targets)):
        focus = scene.focus
        assert focus is not None
        visited.add(focus.name)
        room = 2 * ring_room(player.app.kit.theme)
        if focus in scene.page:
            assert scene._shown.contains(focus.rect.inflate(room, room)), focus.name
        player.key(pygame.K_TAB)
    assert visited == {item.name for item in scene.targets}


@pytest.mark.parametrize("screen", ["help", "credits", "guide", "settings", "levels"])
def test_one_switch_sees_all_of_every_page(opens: Opens, shipped: Library, screen: str) -> None:
    """Tab alone scrolls over what nothing can stand on, too, and comes back to the beginning."""
    player = opens(shipped, (800, 480), STILL._replace(text_size=150))
    player.app.show(player.app.flow.menu(screen))  # type: ignore[arg-type]
    player.settle(0.1)
    scene = player.app.scene
    assert isinstance(scene, PageScene)
    player.key(pygame.K_TAB)
    seen: list[tuple[int, int]] = []
    for _ in range(4 * (len(scene.targets) + scene.page_height // scene.area.height) + 20):
        seen.append((scene.offset, scene.offset + scene.area.height))
        player.key(pygame.K_TAB)
    reached = 0
    for begin, end in sorted(set(seen)):
        assert begin <= reached, (begin, reached)
        reached = max(reached, end)
    assert reached >= scene.page_height - player.app.kit.theme.px(6)
    assert (0, scene.area.height) in seen[5:]


def test_arrows_page_keys_wheel_and_stick_scroll(long_page: Player) -> None:
    """Each of them, without the mouse."""
    player = long_page
    for _ in range(6):
        player.key(pygame.K_DOWN)
    assert offset(player)
    player.key(pygame.K_HOME)
    assert offset(player) == 0
    player.key(pygame.K_PAGEDOWN)
    assert offset(player) > 300
    player.key(pygame.K_PAGEUP)
    assert offset(player) == 0
    pygame.event.post(pygame.Event(pygame.MOUSEWHEEL, x=0, y=-2, precise_x=0.0, precise_y=-2.0, flipped=False))
    player.app.step(0.0)
    assert offset(player) > 50
    before = offset(player)
    pygame.event.post(pygame.Event(pygame.JOYAXISMOTION, instance_id=0, axis=4, value=1.0))
    player.let(0.5)
    assert offset(player) > before
    pygame.event.post(pygame.Event(pygame.JOYAXISMOTION, instance_id=0, axis=4, value=0.0))
    player.app.step(0.0)


def test_the_bar_says_where_one_is(long_page: Player) -> None:
    """Its thumb goes from the top to the bottom of its track, in the margin beside the page."""
    scene = long_page.app.scene
    assert isinstance(scene, PageScene)
    bar = scene.widget("scroll-bar")
    assert bar.rect.left > scene.area.right
    assert bar.rect.right <= long_page.app.surface.get_width()
    quiet = PALETTES["dark"].quiet
    for key, there in ((pygame.K_HOME, bar.rect.top + 5), (pygame.K_END, bar.rect.bottom - 6)):
        long_page.key(key)
        long_page.settle(0.0)
        assert long_page.app.surface.get_at((bar.rect.centerx, there))[:3] == quiet


def test_columns_follow_the_window() -> None:
    """Three or four from 1080p on, fewer below and with larger text, one or two where the window is upright."""
    counts = {}
    for size in SIZES:
        theme = theme_of(size, "dark", 100, reduced_motion=False)
        area = theme.window.inflate(-2 * theme.margin, 0)
        counts[size] = shelving.card_grid(theme, area).columns
    assert counts == {(800, 480): 3, (1280, 720): 3, (1920, 1080): 4, (1080, 1920): 2, (1024, 768): 3}
