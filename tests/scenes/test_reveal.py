"""The reveal: its light, what is brought near, the line to the card, and what an answer was worth."""

from __future__ import annotations

import math
from typing import Literal

import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from game.base.settings import Settings
from game.commands.tour import Player
from game.model.answer import Answer, Crowd
from game.model.kinds.choose_round import ChooseRound
from game.model.kinds.clip_round import ClipRound
from game.model.kinds.kinds import Round
from game.model.kinds.order_round import OrderRound
from game.model.kinds.pick_round import PickRound
from game.model.kinds.point_round import PointRound
from game.model.kinds.read_round import ReadRound
from game.model.kinds.verdict_round import VerdictRound
from game.model.level import Level
from game.model.picture import Picture
from game.model.terms import Says
from game.pack.library import Library
from game.play.rules import Session
from game.scenes.reveal import RevealScene
from game.ui.inset import is_small
from game.ui.marks import set_marks
from game.ui.mount import mount_of, setting_of
from game.ui.overlays import DIM
from game.ui.reveal_stage import INSET_SECONDS
from game.ui.theme import PALETTES, Theme
from game.ui.widgets import Label, PictureView, TextLink
from tests.conftest import Opens

STILL = Settings(language="en", reduced_motion=True)
SIZES = [(1280, 720), (800, 480), (1080, 1920), (1024, 768)]
Device = Literal["mouse", "finger", "key", "gamepad"]


def revealed(player: Player, entry: Round, said: Answer, step: int = 0) -> RevealScene:
    """The reveal of an answer, on the screen."""
    kit = player.app.kit
    verdict = entry.judge(said, kit.pack.pictures, lambda _picture, _file: None)
    scene = RevealScene(kit, Session("", 0, (entry,), (said,), (verdict,)), 0)
    scene.step = step
    player.app.show(scene.open())
    player.app.step(0.0)
    return scene


def of_picture(player: Player, name: str, step: int = 0, says: Literal["real", "fake"] = "fake") -> RevealScene:
    """The reveal of one picture, still or clip."""
    clip = player.app.kit.pack.pictures[name].clip is not None
    entry = ClipRound(name) if clip else VerdictRound(name)
    return revealed(player, entry, Answer((says,), 3), step)


def small_tells(library: Library) -> list[tuple[Picture, int]]:
    """The pieces of evidence that are narrower than an eye sees well."""
    return [
        (picture, step)
        for picture in library.pictures.values()
        for step, item in enumerate(picture.evidence)
        if picture.askable and item in picture.visible and is_small(item.region, picture.size[0])
    ]


# --- brought near


def test_a_small_tell_is_brought_near_once_its_ring_is_drawn(opens: Opens, shipped: Library) -> None:
    """Three times as large, by a short zoom; with less motion it is there at once."""
    player = opens(shipped, settings=Settings(language="en"))
    scene = of_picture(player, "red-glasses", 1)
    inset = scene.stage.inset
    assert inset is not None
    assert inset.plan.times == 3
    (left, top, width, height), pane = inset.plan.pieces[0], inset.plan.panes[0]
    view = scene.views[0]
    assert pane.width == pytest.approx(3 * width * view.rect.width / view.natural[0], abs=1)
    box = scene.pictures[0].evidence[1].region.box
    assert box is not None
    assert left <= box[0]
    assert top <= box[1]
    assert left + width >= box[0] + box[2]
    assert top + height >= box[1] + box[3]
    player.let(scene.stage.length - INSET_SECONDS)
    assert inset.share < 0.1
    player.let(INSET_SECONDS / 2)
    assert 0.2 < inset.share < 0.8
    player.let(INSET_SECONDS)
    assert inset.share == 1.0
    still = of_picture(opens(shipped, settings=STILL), "red-glasses", 1)
    assert still.stage.inset is not None
    assert still.stage.inset.share == 1.0


@pytest.mark.parametrize("size", SIZES)
def test_what_is_brought_near_covers_no_ring(opens: Opens, shipped: Library, size: tuple[int, int]) -> None:
    """In every window it stands beside the picture's evidence, where the picture is; most small tells have it."""
    player = opens(shipped, size, STILL)
    small = small_tells(shipped)
    assert len(small) > 80
    near = 0
    for picture, step in small:
        stage = of_picture(player, picture.id, step).stage
        if stage.inset is None:
            continue
        near += 1
        rect = stage.inset.plan.rect
        assert not any(ring.rect.colliderect(rect) for ring in stage.rings), picture.id
        assert stage.views[0].area.contains(rect), picture.id
        assert stage._matching is None or not stage._matching.rect.colliderect(rect), picture.id
    assert near >= 0.7 * len(small)


def test_what_a_note_compares_stands_side_by_side(opens: Opens, shipped: Library) -> None:
    """In twelve pictures and more: both parts equally large, the left one left."""
    player = opens(shipped, settings=STILL)
    pairs = [
        (picture, step)
        for picture in shipped.pictures.values()
        for step, item in enumerate(picture.evidence)
        if item.beside
    ]
    shown = 0
    for picture, step in pairs:
        inset = of_picture(player, picture.id, step).stage.inset
        if inset is None:
            continue
        shown += 1
        (first, second), (tell, other) = inset.plan.pieces, inset.plan.panes
        assert tell.size == other.size
        across = 0 if tell.top == other.top else 1
        if first[across] != second[across]:
            assert (first[across] < second[across]) == (tell.topleft[across] < other.topleft[across]), picture.id
    assert shown >= 12


# --- light


def test_a_clip_is_dimmed_and_lit_like_a_still(opens: Opens, shipped: Library) -> None:
    """The light goes with a tell that moves."""
    player = opens(shipped, settings=STILL)
    scene = of_picture(player, "skateboarder-fountain")
    player.settle()
    assert scene.transport is not None
    stage, view = scene.stage, scene.views[0]
    assert stage.spot is not None
    scene.damage.append(player.app.kit.theme.whole)
    player.app.step(0.0)
    plain = view.surface(player.app.kit)
    assert plain is not None
    corner = max(
        (view.rect.topleft, view.rect.topright, view.rect.bottomleft),
        key=lambda place: math.dist(place, stage.spot.centre),  # type: ignore[union-attr]
    )
    x, y = min(corner[0], view.rect.right - 2), min(corner[1], view.rect.bottom - 2)
    shown, was = player.app.canvas.get_at((x, y)), plain.get_at((x - view.rect.left, y - view.rect.top))
    assert sum(shown[:3]) == pytest.approx(sum(was[:3]) * DIM / 255, abs=6)
    before = stage.spot.centre
    scene.transport.playing = True
    player.let(1.5)
    assert scene.stage.spot is not None
    assert scene.stage.spot.centre != before
    assert scene.stage.spot.centre == pytest.approx(scene.stage.rings[0].rect.center, abs=3)


def test_of_several_pictures_the_others_are_dimmed(opens: Opens, shipped: Library) -> None:
    """Also where a real one is shown whole, for which nobody marked anything."""
    player = opens(shipped, settings=STILL)
    fake = "removal-cocktail-orphan-shadow"
    real = next(
        item.id for item in shipped.pictures.values() if item.truth == "real" and not item.evidence and not item.clip
    )
    entry = PickRound((fake, real))
    scene = revealed(player, entry, Answer(("fake", "real"), 2))
    scene._show(len(scene.stops) - 1)
    player.settle()
    scene.damage.append(player.app.kit.theme.whole)
    player.app.step(0.0)
    for number, bright in ((0, False), (1, True)):
        view = scene.views[number]
        plain = view.surface(player.app.kit)
        assert plain is not None
        x, y = view.rect.center
        shown, was = player.app.canvas.get_at((x, y)), plain.get_at((x - view.rect.left, y - view.rect.top))
        assert (shown[:3] == was[:3]) is bright


# --- the line to the card


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
def test_the_line_ends_at_the_cards_first_words(opens: Opens, shipped: Library, size: tuple[int, int]) -> None:
    """At the title's left edge, on its first line, also where the title takes two."""
    player = opens(shipped, size, Settings(language="it", reduced_motion=True))
    scene = of_picture(player, "people-man-dog")
    title = scene.widget("tell")
    ends = scene.stage.leader()
    assert ends is not None
    assert isinstance(title, TextLink)
    assert 0 < title.rect.left - ends[1][0] < player.app.kit.theme.px(2)
    assert title.rect.top < ends[1][1] < title.rect.top + title.block.height / len(title.block.lines)


def test_the_line_crosses_no_other_picture(opens: Opens, shipped: Library) -> None:
    """Where it would, there is none."""
    player = opens(shipped, (1920, 1080), STILL)
    names = tuple(picture.id for picture, _ in small_tells(shipped) if picture.fake and not picture.clip)[:4]
    scene = revealed(player, PickRound(names), Answer(("fake",) * 4, 2))
    drawn = 0
    for step in range(len(scene.stops)):
        scene._show(step)
        ends = scene.stage.leader()
        if ends is None:
            continue
        drawn += 1
        others = [view.rect for number, view in enumerate(scene.views) if number != scene.stops[step].picture]
        assert not any(rect.clipline(*ends) for rect in others)
    assert drawn


# --- marks


@given(st.lists(st.tuples(st.integers(0, 699), st.integers(0, 499)), min_size=1, max_size=3, unique=True))
def test_a_mark_never_covers_what_it_marks(places: list[tuple[int, int]]) -> None:
    """Its hand stands beside the place, within the picture."""
    theme = Theme((1280, 720), PALETTES["dark"], 1.0, contrast=False, reduced_motion=False)
    inside = pygame.Rect(0, 0, 700, 500)
    for mark, place in zip(set_marks(places, inside, theme), places, strict=True):
        assert mark.place == place
        assert not mark.rect.collidepoint(place)
        assert inside.contains(mark.rect)


# --- words


@pytest.mark.parametrize(
    ("says", "confidence", "points", "text"),
    [
        ("fake", 3, "+25", "certain and right"),
        ("fake", 0, "0", "a guess"),
        ("real", 0, "0", "a guess"),
        ("real", 3, "\N{MINUS SIGN}73", "certain and wrong"),
        ("unsure", None, "0", "nothing gained, nothing lost"),
    ],
)
def test_points_are_told_beside_those_of_a_guess(
    opens: Opens, shipped: Library, says: Says, confidence: int | None, points: str, text: str
) -> None:  # fmt: skip
    """With a true minus sign; what costs nothing shows no cross beside it."""
    player = opens(shipped, settings=STILL)
    scene = revealed(player, VerdictRound("red-glasses"), Answer((says,), confidence))
    worth, small = scene.widget("worth"), scene.widget("points")
    assert isinstance(worth, Label)
    assert isinstance(small, Label)
    assert (worth.text, small.text) == (points, text)
    if says == "unsure":
        assert scene._said.heading("dash", scene.verdict, scene.said).sign == "dash"


def test_a_pick_that_earns_does_not_look_like_a_failure(opens: Opens, shipped: Library) -> None:
    """Three of four is no cross."""
    player = opens(shipped, settings=STILL)
    names = tuple(picture.id for picture, _ in small_tells(shipped) if picture.fake and not picture.clip)[:4]
    scene = revealed(player, PickRound(names), Answer(("fake", "fake", "fake", "real"), 1))
    heading = scene._said.heading("cross", scene.verdict, scene.said)
    assert heading.points.startswith("+")
    assert heading.sign != "cross"


def test_others_are_counted_for_fakes_and_for_real_pictures(opens: Opens, shipped: Library) -> None:
    """They were fooled by the one, and distrusted the other."""
    player = opens(shipped, settings=STILL)
    for name, words in (
        ("red-glasses", "12 of 30 here were fooled"),
        ("animal-squirrel-trunk", "12 of 30 here distrust"),
    ):
        scene = of_picture(player, name)
        scene.crowd = lambda: Crowd(12, 30)
        scene.rearrange()
        assert words in " ".join(scene.spoken())


def test_the_card_says_how_long_its_tell_will_last(opens: Opens, shipped: Library) -> None:
    """By the tell's own years."""
    player = opens(shipped, settings=STILL)
    scene = of_picture(player, "red-glasses", 1)
    lasts = scene.widget("lasts")
    assert isinstance(lasts, Label)
    assert lasts.text == "Fading: fakes made after 2025 rarely show it."


# --- frames


def test_real_and_fake_pictures_are_framed_by_one_rule(opens: Opens, shipped: Library) -> None:
    """The same picture, whatever is true of it, is met as the same thing; small ones alone are framed."""
    theme = opens(shipped, (3840, 2160), STILL).app.kit.theme
    area = pygame.Rect(0, 0, 2600, 2100)
    for picture in shipped.pictures.values():
        view = PictureView("picture-1", area, shipped.path(picture.file), picture.size)
        other = structs.replace(picture, truth="real" if picture.fake else "synthetic", evidence=(), generator="")
        assert setting_of(picture) == setting_of(other)
        framed = mount_of(view, picture, theme)
        again = mount_of(view, other, theme)
        assert (framed is None) == (again is None)
        assert framed is None or (framed.rect, framed.setting) == (again.rect, again.setting)  # type: ignore[union-attr]
        if view.rect.width in (area.width, area.height) or view.rect.height == area.height:
            assert framed is None


def test_a_framed_picture_does_not_move_at_its_reveal(opens: Opens, shipped: Library) -> None:
    """Neither does its frame."""
    player = opens(shipped, (3840, 2160), STILL)
    player.app.show(player.app.flow.start("made-by-prompt"))
    while player.app.scene.name != "verdict":
        player.click("onward")
    asked = player.app.scene
    before = asked.widget("picture-1").rect.copy(), asked.widget("mount-picture-1").rect.copy()
    player.click("unsure")
    scene = player.app.scene
    assert isinstance(scene, RevealScene)
    assert (scene.widget("picture-1").rect, scene.widget("mount-picture-1").rect) == before


# --- steps


def press(player: Player, device: Device, name: str) -> None:
    """Press a part now, whether or not presses are meant for it."""
    app = player.app
    x, y = place = app.scene.widget(name).rect.center
    width, height = app.surface.get_size()
    finger = {"finger_id": 1, "touch_id": 1, "dx": 0.0, "dy": 0.0, "pressure": 1.0, "x": x / width, "y": y / height}
    events: dict[Device, tuple[tuple[int, int], dict[str, object]]] = {
        "mouse": ((pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP), {"button": 1, "pos": place, "touch": False}),
        "finger": ((pygame.FINGERDOWN, pygame.FINGERUP), finger),
        "key": ((pygame.KEYDOWN, pygame.KEYUP), {"key": pygame.K_RETURN, "mod": 0, "unicode": "\r"}),
        "gamepad": ((pygame.JOYBUTTONDOWN, pygame.JOYBUTTONUP), {"instance_id": 0, "button": 0}),
    }
    if device in ("key", "gamepad"):
        app.scene.set_focus(app.scene.widget(name))  # type: ignore[arg-type]
    kinds, values = events[device]
    for kind in kinds:
        app.step(0.01, [pygame.Event(kind, **values)])


def first_of(shipped: Library, kind: type[Round]) -> Round:
    """Some round of a kind, of the game's own levels."""
    return next(entry for level in shipped.levels.values() for entry in level.rounds if isinstance(entry, kind))


@pytest.mark.parametrize("device", ["mouse", "finger", "key", "gamepad"])
@pytest.mark.parametrize("kind", ["verdict", "clip", "pick", "point", "order", "choose", "read", "reveal"])
def test_a_press_right_after_a_step_answers_nothing(
    opens: Opens, shipped: Library, kind: str, device: Device
) -> None:  # fmt: skip
    """Within 350 ms it was meant for the step before; then the same press does what it says."""
    still = "red-glasses"
    clip = next(item.id for item in shipped.pictures.values() if item.clip and item.fake and item.visible)
    rounds: dict[str, tuple[Round, str]] = {
        "verdict": (VerdictRound(still), "real"),
        "clip": (ClipRound(clip), "real"),
        "pick": (PickRound((still, "animal-squirrel-trunk")), "done"),
        "point": (PointRound(still), "nothing"),
        "order": (first_of(shipped, OrderRound), "step-1"),
        "choose": (first_of(shipped, ChooseRound), "choice-1"),
        "read": (ReadRound({"en": "Read"}, {"en": "this."}), "onward"),
        "reveal": (VerdictRound(still), "onward"),
    }
    entry, name = rounds[kind]
    level = Level(1, "made", {"en": "Made"}, {"en": "for a test"}, (entry, VerdictRound("animal-parrot")))
    player = opens(structs.replace(shipped, levels={**shipped.levels, level.id: level}), settings=STILL)
    app = player.app
    app.show(app.flow.start(level.id))
    if kind == "reveal":
        player.click("unsure")
        assert app.scene.name == "reveal"
        app.scene.begin_step()
    before = state(player)
    press(player, device, name)
    assert state(player) == before
    player.let(0.4)
    press(player, device, name)
    assert state(player) != before


def state(player: Player) -> tuple[object, ...]:
    """What an answer, or a part of one, changes."""
    scene = player.app.scene
    given = getattr(scene, "given", ()), getattr(scene, "says", None)
    return scene, player.app.flow.playing.now.place, scene.name, tuple(scene.spoken()), *map(str, given)


@pytest.mark.parametrize("device", ["mouse", "finger", "key", "gamepad"])
def test_a_double_tap_on_the_first_screen_leads_no_further_than_its_reveal(
    opens: Opens, shipped: Library, device: Device
) -> None:  # fmt: skip
    """Nor does one on the reveal answer the next round."""
    player = opens(shipped, settings=STILL)
    player.let(0.4)
    press(player, device, "real")
    assert player.app.scene.name == "reveal"
    scene = player.app.scene
    press(player, device, "onward")
    assert player.app.scene is scene
    player.let(0.4)
    press(player, device, "onward")
    asked = player.app.scene
    assert asked is not scene
    target = next(item.name for item in asked.stops_of_focus if item.name in ("real", "done", "onward", "nothing"))
    press(player, device, target)
    assert player.app.scene is asked
    assert player.app.flow.playing.now.place == 1


# --- what passes quickly, and what was not asked


def test_a_tell_that_passes_in_a_blink_is_dwelt_on(opens: Opens, shipped: Library) -> None:
    """The part of the clip that shows it plays slowly, again and again; with the next thing said all of it is back."""
    player = opens(shipped)
    scene = of_picture(player, "tennis-clay-handshake")
    transport = scene.transport
    assert transport is not None
    first, last = 0, shipped.pictures["tennis-clay-handshake"].evidence[0].keyframes[-1].frame
    assert transport.part is not None
    assert transport.slow
    assert transport.part[0] <= first
    assert last <= transport.part[1] < 15
    for _ in range(40):
        player.let(0.1)
        assert transport.part[0] <= transport.place <= transport.part[1] + 1
    player.click("clip-part")  # whoever wants to see all of it, sees all of it
    player.click("clip-slow")
    assert (transport.part, transport.slow) == (None, False)
    player.let(0.5)
    assert (transport.part, transport.slow) == (None, False)
    longer = of_picture(player, "skateboarder-fountain").transport
    assert longer is not None
    assert longer.part is None


def test_a_tell_is_shown_only_while_it_is_there(opens: Opens, shipped: Library) -> None:
    """Before the wheel has come into sight there is nothing to ring: the part with it plays, at its own pace."""
    transport = of_picture(opens(shipped), "bmx-glowing-wall").transport
    assert transport is not None
    frames = [key.frame for key in shipped.pictures["bmx-glowing-wall"].evidence[0].keyframes]
    assert transport.part is not None
    assert not transport.slow
    assert 30 < transport.part[0] <= frames[0]
    assert transport.part[1] == frames[-1]


def test_nobody_loses_points_for_what_was_not_asked(opens: Opens, shipped: Library) -> None:
    """An answer without a confidence has a sign and words, and no number."""
    player = opens(shipped, settings=STILL)
    scene = revealed(player, VerdictRound("walker-white-dress"), Answer(("real",)))
    assert not scene.has("worth")
    assert not scene.has("points")
    asked = revealed(player, VerdictRound("walker-white-dress"), Answer(("real",), 3))
    assert asked.has("worth")


def test_only_a_hard_fake_was_not_easy_to_see(opens: Opens, shipped: Library) -> None:
    """Whoever missed an easy one is not told that it was hard."""
    player = opens(shipped, settings=STILL)
    fakes = [item for item in shipped.pictures.values() if item.askable and item.fake and not item.shows_nothing]
    for hard in (False, True):
        name = next(item.id for item in fakes if (item.difficulty >= 4) is hard and item.clip is None)
        label = of_picture(player, name, says="real").widget("headline")
        assert isinstance(label, Label)
        assert ("not easy" in label.text) is hard


def test_what_is_said_of_a_real_picture_is_true_of_it(opens: Opens, small_pack: Library) -> None:
    """What a fake may show there is said to be a fake's; where a picture came from is no place in it."""
    apple = small_pack.pictures["apple"]
    evidence = small_pack.pictures["house-two-trees"].evidence[0]
    tell = small_pack.tells[evidence.tell]
    for family, title, why in (
        ("cheapfake", "Right where machines fail", f"A fake may give itself away here: “{tell.name['en']}”"),
        ("source", tell.name["en"], ""),
    ):
        pictures = {**small_pack.pictures, "apple": structs.replace(apple, evidence=(evidence,))}
        tells = {**small_pack.tells, tell.id: structs.replace(tell, family=family)}
        player = opens(structs.replace(small_pack, pictures=pictures, tells=tells), settings=STILL)
        scene = of_picture(player, "apple")
        label = scene.widget("tell")
        assert isinstance(label, Label | TextLink)
        assert label.text == title
        assert [item.text for item in scene.widgets if item.name == "why" and isinstance(item, Label)] == (
            [why] if why else []
        )
