"""A level ends on one page: its best picture, the count, what it means, and the ways on."""

from __future__ import annotations

from concurrent.futures import Future

import msgspec
import pygame
import pytest

from game.base.later import soon
from game.base.settings import Settings
from game.commands.tour import Player
from game.model import claims, scoring
from game.model.answer import Answer
from game.model.level import Level
from game.model.terms import Says
from game.pack.library import Library
from game.play.rules import Session
from game.results.progress import Progress, progress
from game.scenes.guide import GuideScene, TellCard
from game.scenes.results import FEWEST_POINTS, ResultsScene
from game.scenes.reveal import RevealScene
from game.scenes.summary import SummaryScene
from game.ui.blocks import Blocks
from game.ui.curve import Curve
from game.ui.summing import sureness
from game.ui.thumbs import BADGE_SHARE, Thumbnail
from game.ui.widgets import FLIGHT_SECONDS, Button, Label, ProgressDots
from tests.conftest import Opens, fitting

STILL = Settings(language="en", reduced_motion=True)


def play(player: Player, level: str, *, right: int = 100, says: Says | None = None) -> None:
    """A level to its end: so many pictures judged right, from then on wrong, or always the same said."""
    flow, pack = player.app.flow, player.app.kit.pack
    flow.playing.begin(level)
    while not flow.playing.now.finished:
        entry = flow.playing.now.round
        if not entry.judged:
            flow.playing.answer(fitting(entry) if entry.asks else Answer())
            continue
        said: list[Says] = []
        for name in entry.judged:
            fake = pack.pictures[name].fake == (right > 0)
            said.append(says or ("fake" if fake else "real"))
            right -= 1
        flow.playing.answer(Answer(tuple(said), 3, (), 1500))
    player.app.show(flow.end())
    player.settle(0.2)


def summary(player: Player) -> SummaryScene:
    """The page on the screen."""
    scene = player.app.scene
    assert isinstance(scene, SummaryScene)
    return scene


def text_of(player: Player, name: str) -> str:
    """The text of a named part."""
    part = player.app.scene.widget(name)
    assert isinstance(part, (Button, Label))
    return part.text


def test_the_count_leads_then_hits_and_false_alarms(opens: Opens, shipped: Library) -> None:
    """No card before it; the closing words stand on the same page; the blocks say what the sentences do."""
    player = opens(shipped, settings=STILL)
    play(player, "warm-up", right=3)
    scene = summary(player)
    assert text_of(player, "count") == "3 of 5 right"
    assert text_of(player, "closing") == player.app.kit.words.of(shipped.levels["warm-up"].closing)
    counts = scoring.count(scene.session.judgements)
    rows = {item.name: item for item in scene.widgets if isinstance(item, Blocks)}
    assert rows["hits"].signs.count("tick") == counts.hits
    assert len(rows["hits"].signs) == counts.fakes
    assert rows["rejections"].signs.count("tick") == counts.correct_rejections
    assert f"{counts.hits} of {counts.fakes}" in text_of(player, "sentences")
    assert f"{counts.hits} of {counts.fakes}" in rows["hits"].spoken()
    spoken = scene.spoken()
    assert spoken.index("3 of 5 right") < spoken.index(text_of(player, "sentences"))


def test_points_are_shown_against_guessing(opens: Opens, shipped: Library) -> None:
    """With a sign; whoever says "can't tell" throughout gains and loses nothing by it."""
    player = opens(shipped, settings=STILL)
    play(player, "warm-up")
    assert "Points against guessing: +125." in text_of(player, "points")
    play(player, "warm-up", right=0)
    assert "Points against guessing: \N{MINUS SIGN}365." in text_of(player, "points")
    play(player, "warm-up", says="unsure")
    blind = [shipped.pictures[item.picture].shows_nothing for item in summary(player).session.judgements]
    over = f"+{25 * sum(blind)}" if any(blind) else "0"
    assert f"Points against guessing: {over}." in text_of(player, "points")


def test_the_personal_best_is_of_before(opens: Opens, shipped: Library) -> None:
    """Nothing at first; then the best one, until it is outdone."""
    player = opens(shipped, settings=STILL)
    play(player, "warm-up", right=3)
    assert "best" not in text_of(player, "points")
    play(player, "warm-up", right=2)
    assert "Best so far: 3 of 5." in text_of(player, "points")
    play(player, "warm-up", right=4)
    assert "Your best so far. Before, it was 3 of 5." in text_of(player, "points")
    player.app.show(player.app.flow._again("results"))
    player.settle(0.2)
    scene = player.app.scene
    notes = [item.look.note for item in scene.widgets if isinstance(item, Button) and item.name.startswith("result-")]
    assert [note.startswith("Your best: 4 of 5 right.") for note in notes] == [True, False, False]


def test_the_next_level_is_one_press_away(opens: Opens, shipped: Library) -> None:
    """By keyboard alone: it has the focus. After the warm-up it is one that is played, not the story."""
    player = opens(shipped, settings=STILL)
    play(player, "warm-up")
    player.key(pygame.K_RETURN)
    assert player.app.scene.name == "intro"
    title = player.app.kit.words.of(shipped.levels["made-by-prompt"].title)
    assert player.app.scene.widget("title").spoken() == title


def test_everything_on_the_page_leads_somewhere(opens: Opens, shipped: Library) -> None:
    """Thumbnails to their reveals, tells to the guide, and back; again; the levels."""
    player = opens(shipped, settings=STILL)
    play(player, "real-though-it-looks-fake", right=4)
    scene = summary(player)
    player.touch("again-2")
    assert isinstance(player.app.scene, RevealScene)
    player.click("onward")
    assert player.app.scene is scene
    tell = next(item.name for item in scene.targets if item.name.startswith("tell-"))
    player.click(tell)
    assert player.app.scene.name == "tell"
    player.key(pygame.K_ESCAPE)
    assert player.app.scene is scene
    player.click("levels")
    assert player.app.scene.name == "levels"


def test_badges_take_a_fifth_of_a_thumbnail_at_most(opens: Opens, shipped: Library) -> None:
    """And lie inside it."""
    player = opens(shipped, settings=STILL)
    play(player, "cut-clone-erase", right=9)
    thumbs = [item for item in summary(player).widgets if isinstance(item, Thumbnail)]
    assert len(thumbs) > 12
    for thumb in thumbs:
        badge = thumb.badge(player.app.kit.theme.px(5))
        assert thumb.rect.contains(badge)
        assert badge.width * BADGE_SHARE <= thumb.rect.width


def test_what_is_still_read_fills_in_by_itself(opens: Opens, shipped: Library) -> None:
    """The page comes at once; the best and the next level follow."""
    player = opens(shipped, settings=STILL)
    play(player, "warm-up", right=3)
    session: Session = summary(player).session
    coming: Future[Progress | None] = Future()
    scene = SummaryScene(player.app.kit, session, "another", soon(coming))
    player.app.show(scene.open())
    assert scene.reading
    assert scene.has("next")
    assert "best" not in text_of(player, "points").lower()
    store = player.app.kit.store
    coming.set_result(progress(store, shipped).result(10))
    player.let(0.3)
    assert not scene.reading
    assert "Best so far: 3 of 5." in text_of(player, "points")


def test_sureness_is_judged_from_twenty_answers_on() -> None:
    """And only where the interval allows: below that, counts alone."""
    steps = scoring.calibration([(3, place % 2 == 0) for place in range(18)])
    assert claims.surer(steps) == 0
    steps = scoring.calibration([(3, place % 2 == 0) for place in range(20)])
    assert claims.surer(steps) == 1
    assert claims.surer(scoring.calibration([(3, place > 0) for place in range(20)])) == 0
    assert claims.surer(scoring.calibration([(0, True)] * 20)) == -1
    assert claims.surer(()) == 0


def test_one_guess_says_nothing_of_sureness(opens: Opens, shipped: Library) -> None:
    """Ten certain answers are counted, and no more is said of them."""
    player = opens(shipped, settings=STILL)
    play(player, "warm-up", right=2)
    lines = sureness(summary(player).session, player.app.kit.words)
    assert lines == ["When you were certain, you were right 2 of 5 times."]


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("text_size", [100, 150])
@pytest.mark.parametrize("size", [(800, 480), (1024, 768), (1280, 720), (1080, 1920), (3840, 2160)])
def test_nothing_is_cut_and_nothing_lies_upon_another(
    opens: Opens, shipped: Library, size: tuple[int, int], text_size: int, theme: str
) -> None:
    """At every size that the design names, with closing words and a title half as long again."""
    level = shipped.levels["cut-clone-erase"]
    closing = {code: text + " " + text[: len(text) // 2] for code, text in (level.closing or {}).items()}
    longer = msgspec.structs.replace(level, closing=closing)
    library = msgspec.structs.replace(shipped, levels={**shipped.levels, level.id: longer})
    player = opens(library, size, Settings(language="it", reduced_motion=True, text_size=text_size, theme=theme))
    play(player, level.id, right=8)
    scene = summary(player)
    window = scene.kit.theme.window
    labels = [item for item in scene.widgets if isinstance(item, Label)]
    for label in labels:
        assert window.contains(label.rect), label.name
        assert not label.block.cut, label.name
    parts = [item for item in scene.widgets if isinstance(item, (Button, Thumbnail, Blocks, Label))]
    for number, item in enumerate(parts):
        assert window.contains(item.rect), item.name
        assert not [other.name for other in parts[number + 1 :] if other.rect.colliderect(item.rect)], item.name


# --- results and guide


def test_a_curve_needs_three_levels(opens: Opens, shipped: Library) -> None:
    """Before that a line of words; a voice hears every session, with its interval."""
    player = opens(shipped, settings=STILL)
    for count in range(1, FEWEST_POINTS + 1):
        play(player, "warm-up", right=count)
        player.app.show(player.app.flow._again("results"))
        player.settle(0.2)
        scene = player.app.scene
        assert isinstance(scene, ResultsScene)
        assert scene.has("curve") == (count == FEWEST_POINTS)
        assert scene.has("curve-note")
    curve = scene.widget("curve")
    assert isinstance(curve, Curve)
    assert [round(point.share * 5) for point in curve.points] == [1, 2, 3]
    assert all(point.low < point.share < point.high for point in curve.points)
    assert "Warm-up: 3 of 5 pictures judged right; allowing for luck, 23 to 88 %." in curve.spoken()


def test_the_guide_counts_the_tells_that_were_seen(opens: Opens, shipped: Library) -> None:
    """Those of the fakes that were answered, each with a tick that a voice hears, too."""
    player = opens(shipped, settings=STILL)
    player.app.show(player.app.flow._again("guide"))
    player.settle(0.2)
    assert text_of(player, "seen") == f"0 of {len(shipped.tells) - 1} tells seen"
    play(player, "made-by-prompt")
    tells = {tell for item in summary(player).session.judgements for tell in shipped.pictures[item.picture].tells}
    tells |= {
        tell
        for entry in summary(player).session.rounds
        for name in entry.marked
        for tell in shipped.pictures[name].tells
    }
    player.app.show(player.app.flow._again("guide"))
    player.settle(0.2)
    scene = player.app.scene
    assert isinstance(scene, GuideScene)
    assert text_of(player, "seen") == f"{len(tells)} of {len(shipped.tells) - 1} tells seen"
    cards = [item for item in scene.widgets if isinstance(item, TellCard)]
    assert {card.tell.id for card in cards if card.seen} == tells
    assert all(card.spoken().endswith("seen") == card.seen for card in cards)


# --- the sign that flies


def answered(player: Player, level: Level) -> RevealScene:
    """The first picture of a level, answered."""
    player.app.show(player.app.flow.start(level.id))
    while player.app.scene.name == "card":
        player.click("onward")
    assert player.app.scene.name == "verdict"
    player.click("real")
    player.click("sure-1")
    scene = player.app.scene
    assert isinstance(scene, RevealScene)
    return scene


def test_the_outcome_flies_into_the_progress(opens: Opens, shipped: Library) -> None:
    """From the headline to its dot, in less than half a second; only the column's head is drawn again for it."""
    player = opens(shipped, settings=Settings(language="en"))
    scene = answered(player, shipped.levels["made-by-prompt"])
    dots = scene.widget("progress")
    assert isinstance(dots, ProgressDots)
    theme = scene.kit.theme
    before = dots.flying(theme)
    assert before.colliderect(scene.widget("outcome").rect)
    way = [before]
    while dots.flown < 1:
        assert scene.wake_in() == 0.0
        player.app.step(0.05)
        way.append(dots.flying(theme))
        assert len(way) < 20
    assert (len(way) - 2) * 0.05 <= FLIGHT_SECONDS <= 0.45
    assert dots.rect.inflate(0, 4).colliderect(way[-1])
    assert way[-1].width < way[0].width
    scene.damage.clear()
    scene._fly(0.1)
    assert scene.damage == []


def test_with_reduced_motion_it_appears(opens: Opens, shipped: Library) -> None:
    """At once."""
    player = opens(shipped, settings=STILL)
    scene = answered(player, shipped.levels["made-by-prompt"])
    dots = scene.widget("progress")
    assert isinstance(dots, ProgressDots)
    assert dots.flown == 1.0
    assert dots.arriving == sum(entry.asks for entry in scene.session.rounds[: scene.place])


def test_a_level_that_was_left_is_not_told_as_finished(opens: Opens, shipped: Library) -> None:
    """Looked at again it says how far it went, not the closing words, and can be gone on with."""
    player = opens(shipped, settings=STILL)
    flow = player.app.flow
    flow.start("made-by-prompt")
    flow.playing.answer(Answer())
    for _ in range(3):
        flow.playing.answer(fitting(flow.playing.now.round))
    player.app.show(flow._again("results"))
    player.settle(0.2)
    player.click("result-1")
    scene = summary(player)
    closing = player.app.kit.words.of(shipped.levels["made-by-prompt"].closing)
    said = text_of(player, "closing")
    assert said.startswith("You stopped after 3 of 10 rounds")
    assert closing not in " ".join(scene.spoken())
    assert scene.first_focus() is scene.widget("results")
    player.click("go-on")
    player.settle(0.2)
    assert player.app.scene.name == "intro"
    assert player.app.scene.has("go-on")
