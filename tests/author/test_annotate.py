"""The annotation window: a pack annotated from end to end by mouse, touch and keys, and what is in its files then."""

from __future__ import annotations

import difflib
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pygame
import pytest
from msgspec.structs import replace
from PIL import Image

from game.author.annotating.annotate_screen import AnnotateScene
from game.author.author_flow import AuthorFlow
from game.author.author_seat import AuthorSeat
from game.base import places
from game.base.settings import Settings
from game.collections.shelf import Shelf
from game.commands.cli import main
from game.commands.tour import Player
from game.model.picture import Region
from game.pack import cache, library
from game.seats.app import App, Options
from game.ui.outcomes import OpenAnnotation
from game.ui.widgets import Button, Label

GOOD = Path(__file__).parents[1] / "packs" / "good-1"
Place = tuple[int, int]
Opens = Callable[..., Player]


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the small pack."""
    shutil.copytree(GOOD, tmp_path / "pack")
    return tmp_path / "pack"


@pytest.fixture
def annotates(tmp_path: Path, pack: Path) -> Iterator[Opens]:
    """Opens the annotation window on the copy, without a display; closes it afterwards."""
    apps: list[App] = []

    def open_player(picture: str | None = "", size: tuple[int, int] = (1280, 720)) -> Player:
        settings = Settings(language="en", reduced_motion=True)
        options = Options(
            headless=True, data=tmp_path / "data", size=size, pack=pack, seed=5, settings=settings, debug=True
        )
        app = App(options, AuthorSeat(picture))
        apps.append(app)
        found, _ = library.survey(pack)
        assert found is not None
        app.finish_start(found)
        app.step(0.0)
        return Player(app)

    yield open_player
    for app in apps:
        app.close()


def window(player: Player) -> AnnotateScene:
    """The annotation window that is on the screen."""
    assert isinstance(player.app.scene, AnnotateScene), player.app.scene.name
    return player.app.scene


def at(player: Player, x: float, y: float) -> Place:
    """Where in the window a point of the picture is."""
    place = window(player).canvas.to_window((x, y))
    return round(place[0]), round(place[1])


def text_of(player: Player, name: str) -> str:
    """The text of a named part."""
    part = player.app.scene.widget(name)
    assert isinstance(part, (Button, Label))
    return part.text


def take(player: Player, tell: str) -> None:
    """Pull the list of tells with a finger until one is in reach, and touch it."""
    width, height = player.app.surface.get_size()
    while player.app.scene.widget(f"tell-{tell}").rect.bottom > height:
        player.swipe((width // 2, height * 3 // 4), (width // 2, height // 2), (width // 2, height // 2))
        player.settle(0.7)
    player.touch(f"tell-{tell}")


def yaml_of(pack: Path) -> str:
    """The pack's pictures file."""
    return (pack / "assets" / "pictures.yaml").read_bytes().decode("utf-8")


def changes(before: str, after: str) -> list[str]:
    """The lines that differ, as a diff shows them, without their surroundings."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


def test_a_picture_is_annotated_by_mouse_and_keys(
    annotates: Opens, pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A box is drawn, its tell found by typing, notes are written; it is saved by itself; `check` has no complaint."""
    before = yaml_of(pack)
    player = annotates("apple-blue")
    player.key(pygame.K_b)
    player.drag(at(player, 100, 60), at(player, 150, 90), at(player, 180, 120))
    assert player.app.scene.name == "tells"
    assert "- region:" in yaml_of(pack)
    player.write("zzz")
    assert player.app.scene.has("no-match")
    player.press(pygame.K_a, pygame.KMOD_CTRL)
    player.write("nothíng OMBRA")
    assert [item.name for item in player.app.scene.widgets if item.name.startswith("tell-")] == ["tell-shadow-orphan"]
    player.key(pygame.K_RETURN)
    scene = window(player)
    assert scene.finding is not None
    assert scene.finding.tell == "shadow-orphan"
    player.let(1.0)
    assert any("'note' is missing" in item.message for item in scene.entry.problems)
    player.write("A shadow: of nothing.")
    player.key(pygame.K_RETURN)
    player.write("Ombra di niente.")
    player.let(1.0)
    assert text_of(player, "state").startswith("Saved")
    assert scene.entry.problems == []
    assert changes(before, yaml_of(pack)) == [
        "+      - tell: shadow-orphan",
        "+        region:",
        "+          box: [100, 60, 80, 60]",
        "+        note:",
        '+          en: "A shadow: of nothing."',
        '+          it: "Ombra di niente."',
    ]  # fmt: skip
    assert main(["check", str(pack)]) == 0
    assert "0 errors" in capsys.readouterr().out


def test_everything_works_by_touch(annotates: Opens, pack: Path) -> None:
    """Fingers draw an ellipse and a polygon, choose tells from the list, drag a handle, move, reorder and delete."""
    player = annotates("apple-blue")
    scene = window(player)
    player.touch("tool-ellipse")
    player.swipe(at(player, 20, 20), at(player, 80, 60))
    take(player, "clone-repeat")
    finding = scene.finding
    assert finding is not None
    assert finding.region == Region(ellipse=(50, 40, 30, 20))
    player.swipe(at(player, 80, 60), at(player, 100, 80))
    assert scene.finding is not None
    assert scene.finding.region == Region(ellipse=(60, 50, 40, 30))
    player.swipe(at(player, 60, 50), at(player, 90, 60))
    assert scene.finding is not None
    assert scene.finding.region == Region(ellipse=(90, 60, 40, 30))
    player.touch("tool-polygon")
    for x, y in ((200, 20), (300, 30), (250, 100), (200, 20)):
        player.touch_at(at(player, x, y))
    take(player, "cut-edge")
    assert scene.finding is not None
    assert scene.finding.region == Region(polygon=((200, 20), (300, 30), (250, 100)))
    player.swipe(at(player, 275, 65), at(player, 290, 80))  # the middle between two corners
    assert scene.finding is not None
    assert scene.finding.region == Region(polygon=((200, 20), (300, 30), (290, 80), (250, 100)))
    player.touch("delete")  # the corner, which is chosen
    assert scene.finding is not None
    assert scene.finding.region == Region(polygon=((200, 20), (300, 30), (250, 100)))
    player.touch("earlier")
    player.touch("earlier")
    assert [item.tell for item in scene.draft.findings] == ["cut-edge", "colour-spill", "clone-repeat"]
    player.touch_at(at(player, 90, 60))
    assert scene.finding is not None
    assert scene.finding.tell == "clone-repeat"
    player.touch("delete")
    player.let(1.0)
    assert "clone-repeat" not in yaml_of(pack).partition("id: apple-blue")[2]


def test_undo_leads_to_the_very_beginning_and_redo_back(annotates: Opens, pack: Path) -> None:
    """Every step is undone, down to a file that is the same byte for byte; every one is done again."""
    before = yaml_of(pack)
    player = annotates("house-two-trees")
    scene = window(player)
    player.click(f"finding-{scene.draft.findings[0].key}")
    player.key(pygame.K_RIGHT, pygame.K_RIGHT)
    player.press(pygame.K_DOWN, pygame.KMOD_SHIFT)
    player.press(pygame.K_RIGHT, pygame.KMOD_CTRL)
    assert scene.finding is not None
    assert scene.finding.region == Region(ellipse=(424, 203, 51, 66))
    player.let(1.0)
    player.click("note-it")
    player.write("Ecco: ")
    player.let(1.0)
    player.key(pygame.K_ESCAPE, pygame.K_4)
    player.click("delete")
    player.let(1.0)
    after = yaml_of(pack)
    assert "difficulty: 4" in after
    assert after.count("clone-repeat") == before.count("clone-repeat") - 1
    steps = 0
    while scene.entry.history.can_undo:
        player.press(pygame.K_z, pygame.KMOD_CTRL)
        steps += 1
    player.let(1.0)
    assert steps >= 4
    assert yaml_of(pack) == before
    for _ in range(steps):
        player.press(pygame.K_z, pygame.KMOD_CTRL | pygame.KMOD_SHIFT)
    player.let(1.0)
    assert yaml_of(pack) == after
    player.press(pygame.K_z, pygame.KMOD_CTRL)
    player.press(pygame.K_y, pygame.KMOD_CTRL)
    player.let(1.0)
    assert yaml_of(pack) == after


def test_a_corner_that_another_editor_takes_away_is_chosen_no_more(annotates: Opens, pack: Path) -> None:
    """Keys then move the region, and nothing fails."""
    file = pack / "assets" / "pictures.yaml"
    text = file.read_text(encoding="utf-8")

    def put(polygon: str) -> None:
        file.write_text(text.replace("ellipse: [180, 230, 88, 88]", f"polygon: {polygon}", 1), encoding="utf-8")

    put("[[100, 100], [200, 80], [260, 140], [260, 220], [180, 300], [90, 220]]")
    player = annotates("apple-blue")
    scene = window(player)
    player.click(f"finding-{scene.draft.findings[0].key}")
    for _ in range(6):
        player.key(pygame.K_c)
    assert scene.corner == 5
    put("[[100, 100], [200, 80], [260, 140]]")
    os.utime(file, (2e9, 2e9))
    player.let(2.5)
    assert scene.finding is not None
    assert scene.finding.region.polygon == ((100, 100), (200, 80), (260, 140))
    player.key(pygame.K_RIGHT, pygame.K_v)
    assert scene.finding.region.polygon == ((101, 100), (201, 80), (261, 140))


def test_a_polygon_is_made_by_keys_alone(annotates: Opens, pack: Path) -> None:
    """Put into the middle of what is seen, its corners chosen, moved, added and deleted; Tab comes to its texts."""
    player = annotates("apple-blue")
    scene = window(player)
    player.key(pygame.K_p, pygame.K_RETURN)
    player.write("cut-edge")
    player.key(pygame.K_RETURN)
    player.write("One.")
    player.key(pygame.K_RETURN)
    player.write("Uno.")
    player.key(pygame.K_RETURN)

    def corners() -> tuple[tuple[float, float], ...]:
        assert scene.finding is not None
        return scene.finding.region.polygon or ()

    before = corners()
    assert len(before) == 4
    player.key(pygame.K_c, pygame.K_c, pygame.K_UP)
    assert corners()[1] == (before[1][0], before[1][1] - 1)
    player.key(pygame.K_v)
    assert len(corners()) == 5
    player.press(pygame.K_RIGHT, pygame.KMOD_SHIFT)
    assert corners()[2][0] == before[1][0] + 10
    player.key(pygame.K_DELETE)
    assert len(corners()) == 4
    player.key(pygame.K_c, pygame.K_c, pygame.K_c, pygame.K_c, pygame.K_c)
    assert scene.corner is None
    for _ in range(14):
        player.key(pygame.K_TAB)
        if scene.typing is not None:
            break
    assert scene.typing is not None
    assert scene.typing.name == "note-en"
    player.key(pygame.K_ESCAPE, pygame.K_DELETE)
    assert [item.tell for item in scene.draft.findings] == ["colour-spill"]


def test_a_brush_writes_a_mask_of_one_bit(annotates: Opens, pack: Path) -> None:
    """White where it was painted, black elsewhere and where it was erased; its name says nothing."""
    player = annotates("face")
    scene = window(player)
    player.click("tool-brush")
    player.drag(at(player, 100, 100), at(player, 140, 100), at(player, 200, 100))
    player.click("tool-eraser")
    player.drag(at(player, 200, 100), at(player, 230, 100))
    player.let(1.0)
    finding = scene.finding
    assert finding is not None
    assert finding.region.mask is not None
    assert len(Path(finding.region.mask).stem) == 8
    assert f"mask: {finding.region.mask}" in yaml_of(pack)
    with Image.open(pack / "assets" / finding.region.mask) as mask:
        assert (mask.mode, mask.size) == ("1", (360, 360))
        radius = scene.canvas.radius
        assert all(mask.getpixel(place) for place in ((100, 100), (150, 100 + radius - 1), (170, 100 - radius + 1)))
        assert not any(mask.getpixel(place) for place in ((100, 100 + radius + 2), (200, 100), (300, 300)))
    player.press(pygame.K_z, pygame.KMOD_CTRL)
    player.let(1.0)
    with Image.open(pack / "assets" / finding.region.mask) as mask:
        assert mask.getpixel((200, 100))
    player.press(pygame.K_z, pygame.KMOD_CTRL)
    player.let(1.0)
    player.app.close()
    assert not (pack / "assets" / finding.region.mask).exists()


def test_letters_are_text_while_a_field_is_typed_in(annotates: Opens) -> None:
    """No tool changes, nothing is deleted, no difficulty is set; outside a field the same keys mean what they mean."""
    player = annotates("face")
    scene = window(player)
    player.click(f"finding-{scene.draft.findings[0].key}")
    player.click("note-en")
    player.press(pygame.K_a, pygame.KMOD_CTRL)
    player.write("b e p m 5 n")
    player.key(pygame.K_BACKSPACE, pygame.K_DELETE)
    assert scene.canvas.tool == "select"
    assert scene.draft.difficulty == 3
    assert scene.finding is not None
    assert scene.finding.note["en"] == "b e p m 5 "
    assert scene.entry.id == "face"
    player.key(pygame.K_ESCAPE, pygame.K_b)
    assert scene.canvas.tool == "box"
    player.key(pygame.K_ESCAPE, pygame.K_5)
    assert scene.draft.difficulty == 5


def test_text_is_selected_copied_cut_and_pasted(annotates: Opens) -> None:
    """By keys and by mouse, through the system's clipboard; an input method shows what is not finished yet."""
    player = annotates("face")
    scene = window(player)
    player.click(f"finding-{scene.draft.findings[0].key}")
    player.click("note-en")
    player.press(pygame.K_a, pygame.KMOD_CTRL)
    player.write("one two three")
    player.press(pygame.K_LEFT, pygame.KMOD_CTRL | pygame.KMOD_SHIFT)
    field = scene.typing
    assert field is not None
    assert field.caret.selected == "three"
    player.press(pygame.K_x, pygame.KMOD_CTRL)
    player.key(pygame.K_HOME)
    player.press(pygame.K_v, pygame.KMOD_CTRL)
    player.write(" ")
    assert field.caret.text == "three one two "
    place = field.caret_rect()
    for _ in range(2):
        player.click_at((field.rect.left + 2 * (place.right - field.rect.left) // 3, place.centery))
    word = field.caret.selected
    assert word in ("one", "two", "three")
    player.press(pygame.K_c, pygame.KMOD_CTRL)
    assert pygame.scrap.get_text() == word
    player.key(pygame.K_END)
    pygame.event.post(pygame.Event(pygame.TEXTEDITING, text="こん", start=2, length=0))
    player.app.step(0.01)
    assert field.caret.text == "three one two "
    assert field.composing.text == "こん"
    pygame.event.post(pygame.Event(pygame.TEXTINPUT, text="今"))
    player.app.step(0.01)
    assert field.caret.text == "three one two 今"
    pygame.scrap.put_text("a\r\nb\tc\x07")
    player.press(pygame.K_v, pygame.KMOD_CTRL)
    assert field.caret.text.endswith("今a\nb c")


def test_a_text_editor_changes_another_part_meanwhile(annotates: Opens, pack: Path) -> None:
    """What does not collide is taken over, comments included, and both are in the file."""
    player = annotates("face")
    scene = window(player)
    player.key(pygame.K_4)
    player.let(1.0)
    path = pack / "assets" / "pictures.yaml"
    edited = yaml_of(pack).replace("A house and two trees.", "Two trees beside a house.  # better")
    path.write_text(edited.replace("  - id: moon", "  # the moon\n  - id: moon"), encoding="utf-8")
    player.let(1.5)
    assert "read again" in text_of(player, "problems")
    player.key(pygame.K_5)
    player.let(1.0)
    after = yaml_of(pack)
    assert "Two trees beside a house.  # better" in after
    assert "  # the moon\n" in after
    assert "difficulty: 5" in after.partition("id: face")[2].partition("- id:")[0]
    assert scene.entry.id == "face"


@pytest.mark.parametrize("choice", ["theirs", "mine", "both"])
def test_a_collision_is_asked_about_and_nothing_is_lost(annotates: Opens, pack: Path, choice: str) -> None:
    """A text editor writes the same picture: whichever is chosen, undo leads to the other."""
    player = annotates("face")
    scene = window(player)
    key = scene.draft.findings[0].key
    player.click(f"finding-{key}")
    player.click("note-en")
    player.press(pygame.K_a, pygame.KMOD_CTRL)
    player.write("Mine.")
    player.let(1.0)
    path = pack / "assets" / "pictures.yaml"
    theirs = yaml_of(pack).replace('"Mine."', '"Theirs."').replace("And this one sits lower.", "Lower.")
    path.write_text(theirs, encoding="utf-8")
    pygame.event.post(pygame.Event(pygame.WINDOWFOCUSGAINED))
    player.app.step(0.01)
    assert player.app.scene.name == "collision"
    assert text_of(player, "names") == "face"
    player.click(choice)
    assert player.app.scene is scene
    notes = [item.note["en"] for item in scene.draft.findings]
    expected = {
        "theirs": ["Theirs.", "Lower."],
        "mine": ["Mine.", "And this one sits lower."],
        "both": ["Mine.", "Lower."],
    }
    assert notes == expected[choice]
    assert [note for note in (*notes, "Theirs.") if f'"{note}"' in yaml_of(pack)] == notes + notes[:1] * (
        choice == "theirs"
    )
    player.press(pygame.K_z, pygame.KMOD_CTRL)
    other = "Mine." if choice == "theirs" else "Theirs."
    assert scene.draft.findings[0].note["en"] == other


def test_a_file_that_is_broken_meanwhile_waits(annotates: Opens, pack: Path) -> None:
    """Nothing is written over it; mended, the change goes in; leaving before puts it into another file."""
    player = annotates("face")
    scene = window(player)
    path = pack / "assets" / "pictures.yaml"
    whole = yaml_of(pack)
    path.write_text(whole.replace("format: 1", "format: [1"), encoding="utf-8")
    player.key(pygame.K_4)
    player.let(1.0)
    assert "the '[' that opens here is not closed" in text_of(player, "problems")
    assert text_of(player, "state").startswith("Cannot be saved")
    assert "format: [1" in yaml_of(pack)
    path.write_text(whole, encoding="utf-8")
    player.let(4.0)
    assert text_of(player, "state").startswith("Saved")
    assert "difficulty: 4" in yaml_of(pack)
    path.write_text("format: [1", encoding="utf-8")
    player.key(pygame.K_5)
    player.key(pygame.K_ESCAPE)
    assert "Leave once more" in text_of(player, "problems")
    player.key(pygame.K_ESCAPE)
    assert not player.app.running
    player.app.close()
    assert scene.entry.now.difficulty == 5
    assert "difficulty: 5" in (pack / "assets" / "unsaved-1.yaml").read_text(encoding="utf-8")
    assert yaml_of(pack) == "format: [1"


def test_the_pack_is_walked_through(annotates: Opens, pack: Path) -> None:
    """Page keys, buttons and thumbnails; the filters keep to what is bare or unfinished; leaving a picture saves it."""
    path = pack / "assets" / "pictures.yaml"
    text = yaml_of(pack)
    bare = text[: text.index("    evidence:\n      - tell: eyes-mismatch")] + text[text.index("  - id: evening") :]
    path.write_text(bare.replace("The Spot the Fake authors", "TODO", 1), encoding="utf-8")
    player = annotates()
    scene = window(player)
    assert scene.entry.id == "house"
    player.key(pygame.K_2)
    player.key(pygame.K_PAGEDOWN)
    assert scene.entry.id == "house-two-trees"
    assert "difficulty: 2" in yaml_of(pack).partition("- id: house-two-trees")[0]
    player.click("following")
    player.click("previous")
    assert scene.entry.id == "house-two-trees"
    player.key(pygame.K_l)
    assert player.app.scene.name == "album"
    player.click("show-bare")
    assert [item.name for item in player.app.scene.widgets if item.name.startswith("entry-")] == [
        "entry-2",
        "entry-9",
        "entry-11",
    ]
    player.click("entry-2")
    assert window(player).entry.id == "face"
    assert text_of(player, "counter") == "1 of 3 without evidence"
    player.key(pygame.K_l)
    player.click("show-open")
    player.click("entry-0")
    assert window(player).entry.id == "house"
    assert text_of(player, "counter").startswith("1 of ")


def test_a_real_picture_says_why_it_is_real(annotates: Opens, pack: Path) -> None:
    """No tool draws on it; its texts are written, its words for the blind on the other page."""
    player = annotates("star-a")
    scene = window(player)
    assert not scene.widget("tool-box").focusable  # type: ignore[attr-defined]
    player.click("looks_odd-en")
    player.write("Drawn with five points.")
    player.key(pygame.K_RETURN)
    player.write("Disegnata con cinque punte.")
    player.click("about-picture")
    player.click("alt-it")
    player.press(pygame.K_a, pygame.KMOD_CTRL)
    player.write("Una stella a cinque punte.")
    player.let(1.0)
    found, problems = library.read(pack)
    assert problems == []
    assert found is not None
    assert found.pictures["star-a"].looks_odd == {
        "en": "Drawn with five points.", "it": "Disegnata con cinque punte.",
    }  # fmt: skip
    assert found.pictures["star-a"].alt["it"] == "Una stella a cinque punte."


def test_zoom_and_pan_keep_the_coordinates_of_the_full_picture(annotates: Opens) -> None:
    """What is drawn at any zoom is where it was drawn in the picture."""
    player = annotates("apple-blue")
    scene = window(player)
    centre = scene.canvas.rect.center
    pygame.event.post(pygame.Event(pygame.MOUSEMOTION, pos=centre, rel=(0, 0), buttons=(0, 0, 0), touch=False))
    for _ in range(5):
        pygame.event.post(pygame.Event(pygame.MOUSEWHEEL, x=0, y=1, precise_y=1.0))
        player.app.step(0.01)
    assert scene.canvas.view.zoom > 3
    before = scene.canvas.view.centre
    player.key(pygame.K_h)
    player.drag((centre[0] + 90, centre[1] - 150), (centre[0], centre[1] - 90))
    assert scene.canvas.view.centre != before
    player.key(pygame.K_b)
    start, end = at(player, 190, 150), at(player, 210, 170)
    player.drag(start, end)
    player.key(pygame.K_ESCAPE)
    assert scene.finding is not None
    assert scene.finding.region == Region(box=(190, 150, 20, 20))
    pygame.event.post(
        pygame.Event(pygame.MULTIGESTURE, touch_id=1, x=0.4, y=0.5, pinched=-0.2, rotated=0.0, num_fingers=2)
    )
    player.app.step(0.01)
    pan = scene.canvas.view.centre
    pygame.event.post(pygame.Event(pygame.MOUSEBUTTONDOWN, button=2, pos=centre, touch=False))
    pygame.event.post(pygame.Event(pygame.MOUSEMOTION, pos=centre, rel=(40, 0), buttons=(0, 1, 0), touch=False))
    pygame.event.post(pygame.Event(pygame.MOUSEBUTTONUP, button=2, pos=centre, touch=False))
    player.app.step(0.01)
    assert scene.canvas.view.centre[0] < pan[0]
    player.key(pygame.K_0)
    assert scene.canvas.view.zoom == 1.0


def test_a_second_finger_zooms_and_draws_nothing(annotates: Opens) -> None:
    """What the first one had begun is dropped."""
    player = annotates("apple-blue")
    scene = window(player)
    player.touch("tool-box")
    before = scene.draft
    width, height = player.app.surface.get_size()
    places = [at(player, 60, 60), at(player, 120, 120), at(player, 140, 140)]
    kinds = [pygame.FINGERDOWN, pygame.FINGERMOTION, pygame.MULTIGESTURE, pygame.FINGERMOTION, pygame.FINGERUP]
    for kind, (x, y) in zip(kinds, [*places, places[-1], places[-1]], strict=True):
        values = {"touch_id": 1, "x": x / width, "y": y / height}
        if kind == pygame.MULTIGESTURE:
            values |= {"pinched": 0.3, "rotated": 0.0, "num_fingers": 2}
        else:
            values |= {"finger_id": 1, "dx": 0.0, "dy": 0.0}
        pygame.event.post(pygame.Event(kind, values))
        player.app.step(0.01)
    assert scene.draft == before
    assert scene.canvas.view.zoom > 1.5


def test_annotating_from_a_reveal_counts_at_once(annotates: Opens, pack: Path) -> None:
    """In author mode the reveal offers it; back from the window, the reveal shows and judges by the new evidence."""
    player = annotates(None)
    player.click("play")
    player.click("level-everything")
    player.click("begin")
    ways = {
        "card": ("onward",), "verdict": ("fake", "sure-0"), "pick": ("picture-1", "done", "sure-0"),
        "reveal": ("onward",), "order": ("step-1", "step-2", "step-3", "done"), "choose": ("choice-1",),
        "lesson": ("onward",),
    }  # fmt: skip
    while player.app.scene.name != "point":
        for name in ways[player.app.scene.name]:
            player.click(name)
    player.click_at(player.app.scene.views[0].rect.center)  # type: ignore[attr-defined]
    player.click("done")
    session = player.app.flow.playing.session
    assert session is not None
    place, name = session.place - 1, session.rounds[session.place - 1].picture  # type: ignore[union-attr]
    found = session.verdicts[place].found
    player.click("annotate")
    scene = window(player)
    assert scene.entry.id == name
    scene.selected(None)
    player.key(pygame.K_e)
    player.drag(at(player, 60, 60), at(player, 110, 110))
    player.write("cut")
    player.key(pygame.K_RETURN)
    player.click("note-en")
    player.write("New here.")
    player.key(pygame.K_RETURN)
    player.write("Novità.")
    player.click("back")
    assert player.app.scene.name == "reveal"
    after = player.app.flow.playing.session
    assert after is not None
    assert len(after.verdicts[place].found) == len(found) + 1
    assert player.app.kit.pack.pictures[name].evidence[-1].note == {"en": "New here.", "it": "Novità."}
    assert len(player.app.scene.stops) == len(found) + 1  # type: ignore[attr-defined]
    assert cache.load(pack, None).pictures[name] == player.app.kit.pack.pictures[name]
    player.click("onward")


def test_what_has_room_nowhere_waits_until_it_has(
    annotates: Opens, pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even a file beside the pictures can be written: the change is kept, and saved before the next one."""
    player = annotates(None)
    flow = player.app.flow
    assert isinstance(flow, AuthorFlow)
    flow.annotate("face")
    assert flow.album is not None
    flow.album.entry.history.put(replace(flow.album.entry.now, difficulty=5))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("game.author.annotating.pictures_file.write_atomically", full)
        patch.setattr("game.author.annotating.album.write_atomically", full)
        with pytest.raises(OSError, match="No space"):
            flow.put_away()
    flow.annotate("house")
    assert cache.load(pack, None).pictures["face"].difficulty == 5


@pytest.mark.usefixtures("unseen_display")
def test_what_cannot_be_annotated_is_said_in_a_line(
    pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No folder, no such picture, no pack, no library that writes YAML: a line and the exit code that goes with it."""
    data = ["--data", str(tmp_path / "data")]
    assert main(["annotate", str(tmp_path / "nothing"), *data]) == 1
    assert "no folder" in capsys.readouterr().err
    assert main(["annotate", str(pack), "hous", *data]) == 2
    assert "no picture 'hous'; did you mean 'house'?" in capsys.readouterr().err
    assert main(["annotate", str(tmp_path), *data]) == 1
    assert "pack.yaml" in capsys.readouterr().err
    assert main(["play", "--author", "--pack", "nothing", *data]) == 1
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    for arguments in (["annotate", str(pack)], ["play", "--author", "--pack", str(pack)]):
        assert main([*arguments, *data]) == 3
        assert "ruamel.yaml" in capsys.readouterr().err


def installed(data: Path, pack: Path) -> Path:
    """A copy of the small pack on the shelf of a data folder, and chosen there; gives its folder."""
    built = data.parent / "good-1.zip"
    assert main(["pack", "build", str(pack), "--out", str(built)]) == 0
    assert main(["pack", "install", str(built), "--data", str(data)]) == 0
    (data / "settings.json").write_text('{"pack": "good-1", "language": "en"}', encoding="utf-8")
    folder = Shelf(data).current("good-1")
    assert folder is not None
    return folder


def await_library(app: App) -> None:
    """Turn the loop until a library that is being read is in use."""
    until = time.monotonic() + 60
    while app.kit.library is None:
        assert time.monotonic() < until, "no library came"
        app.step(0.0)
        time.sleep(0.01)


def test_an_author_works_on_one_pack(tmp_path: Path, pack: Path) -> None:
    """Behind a reveal and alone: the one that is named, else the game's own; nothing installed stands beside it."""
    folder = installed(tmp_path / "data", pack)
    for seat, named in ((AuthorSeat(), folder), (AuthorSeat(""), folder), (AuthorSeat(""), None)):
        app = App(Options(headless=True, data=tmp_path / "data", size=(1280, 720), pack=named, seed=5), seat)
        try:
            app.finish_start()
            await_library(app)
            if seat.picture is None:
                app.act(OpenAnnotation("apple-blue"))
            assert isinstance(app.scene, AnnotateScene)
            assert app.scene.album.root == (named or places.default_pack())
            assert not app.kit.pack.parts
        finally:
            app.close()


def test_the_window_alone_tells_at_once_that_its_library_is_there(tmp_path: Path, pack: Path) -> None:
    """The start waits for the library no longer than it takes."""
    options = Options(headless=True, data=tmp_path / "data", size=(1280, 720), pack=pack, seed=5)
    app = App(options, AuthorSeat(""))
    came = app._came.wait
    waited = []
    app._came.wait = lambda _seconds=None: waited.append(came(60)) or waited[-1]
    try:
        app.finish_start()
        assert waited == [True]  # it is told, so no start waits until its patience is over
        await_library(app)
    finally:
        app.close()
