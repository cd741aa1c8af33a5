"""Moving pictures: frames from every kind of file, evidence that moves, and controls that do what they say."""

from __future__ import annotations

import io
import sys
import time
from pathlib import Path

import numpy as np
import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from PIL import Image

from game.base.settings import Settings
from game.commands.tour import Player
from game.model.kinds.choose_round import ChooseRound
from game.model.kinds.clip_round import ClipRound
from game.model.kinds.forms import Choice
from game.model.kinds.pick_round import PickRound
from game.model.kinds.point_round import PointRound
from game.model.kinds.read_round import ReadRound
from game.model.kinds.verdict_round import VerdictRound
from game.model.level import Level
from game.model.motion import moment, region_at
from game.model.picture import Evidence, Keyframe, Region
from game.pack.library import Library, examples
from game.pixels import imagefiles, lenses, pictures
from game.pixels.imagefiles import Frames
from game.pixels.pictures import DecodedPixels, PictureRequest, Pictures, decode
from game.play.rules import Session
from game.scenes.lighttable import LightTableScene
from game.seats.round_scenes import asking
from game.ui.round import PictureScene
from game.ui.transport import Transport
from tests.conftest import Opens

RED, GREEN, BLUE = (250, 10, 10), (10, 250, 10), (10, 10, 250)


def frames() -> list[Image.Image]:
    """Three plain frames."""
    return [Image.new("RGB", (64, 48), colour) for colour in (RED, GREEN, BLUE)]


@pytest.mark.parametrize("suffix", [".webp", ".gif", ".png"])
def test_every_animated_format_gives_its_frames_in_any_order(tmp_path: Path, suffix: str) -> None:
    """Forwards, backwards and again; a frame that is not there is an error."""
    first, *rest = frames()
    first.save(tmp_path / f"a{suffix}", save_all=True, append_images=rest, duration=80, loop=0)
    with Frames(tmp_path / f"a{suffix}") as clip:
        for number in (0, 1, 2, 0, 2, 1):
            pixel = clip.get(number).getpixel((30, 20))
            assert isinstance(pixel, tuple)
            assert pixel.index(max(pixel)) == number
        with pytest.raises(ValueError, match="no frame 8"):
            clip.get(7)


def test_a_folder_of_frames_is_a_clip(tmp_path: Path) -> None:
    """In the order of the names; scaled to the size shown."""
    folder = tmp_path / "f"
    folder.mkdir()
    for number, frame in enumerate(frames()):
        frame.save(folder / f"{number:03}.png")
    pixels = decode(PictureRequest(folder, (32, 24), frame=2))
    assert pixels.size == (32, 24)
    assert pixels.data[:3] == bytes(BLUE)


def test_an_mp4_gives_its_frames_in_any_order(tmp_path: Path) -> None:
    """Where the extra is installed."""
    av = pytest.importorskip("av", reason="the extra 'video' is not installed")
    with av.open(str(tmp_path / "a.mp4"), "w") as container:
        stream = container.add_stream("mpeg4", rate=12)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for frame in frames():
            container.mux(stream.encode(av.VideoFrame.from_image(frame)))
        container.mux(stream.encode(None))
    with Frames(tmp_path / "a.mp4") as clip:
        for number in (0, 2, 1, 1, 0):
            pixel = clip.get(number).getpixel((30, 20))
            assert isinstance(pixel, tuple)
            assert pixel.index(max(pixel)) == number
        with pytest.raises(ValueError, match="no frame 4"):
            clip.get(3)


def test_an_mp4_without_its_extra_says_which(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The remedy is named."""
    monkeypatch.setitem(sys.modules, "av", None)
    (tmp_path / "a.mp4").write_bytes(b"none")
    with pytest.raises(ValueError, match="optional extra 'video'"):
        Frames(tmp_path / "a.mp4").get(0)


@given(frame=st.floats(-5, 50))
def test_a_region_moves_evenly_between_its_keyframes(frame: float) -> None:
    """At rest before the first and after the last one."""
    keys = tuple(Keyframe(at, Region(box=(at * 10.0, 5, 20, 30))) for at in (4, 14, 24))
    evidence = Evidence("t", Region(box=(0, 0, 1, 1)), {"en": "n"}, keys)
    box = region_at(evidence, frame).box
    assert box is not None
    assert box[0] == pytest.approx(min(max(frame, 4), 24) * 10)
    assert box[1:] == (5, 20, 30)
    assert region_at(Evidence("t", Region(box=(1, 2, 3, 4)), {"en": "n"}), frame).box == (1, 2, 3, 4)


def test_a_piece_is_cut_out_of_the_frame_that_is_named(tmp_path: Path) -> None:
    """Not of the first: a tell may be there for a moment only."""
    first, *rest = frames()
    first.save(tmp_path / "a.webp", save_all=True, append_images=rest, duration=80, loop=0, lossless=True)
    pixels = decode(PictureRequest(tmp_path / "a.webp", (16, 12), crop=(8, 6, 16, 12), frame=2))
    assert pixels.size == (16, 12)
    assert pixels.data[:3] == bytes(BLUE)


def test_an_example_in_the_guide_shows_the_frame_in_which_the_tell_is(shipped: Library) -> None:
    """The pasted face from the side, where the film begins from the front; of a still there is but one."""
    (turning, slip), *_ = examples(shipped, "profile-slip")
    assert moment(turning, slip) == 14
    (swaying, pinned), *_ = examples(shipped, "head-fixed")
    assert moment(swaying, pinned) == 0
    (still, wet), *_ = examples(shipped, "water-blob")
    assert moment(still, wet) is None


def playing(player: Player) -> tuple[PictureScene, Transport]:
    """The clip on the screen."""
    scene = player.app.scene
    assert isinstance(scene, PictureScene)
    assert scene.transport is not None
    return scene, scene.transport


def at_clip(opens: Opens, shipped: Library, *, still: bool = False) -> Player:
    """A round about a clip of 36 frames, twelve a second."""
    player = opens(shipped, (1280, 720), Settings(language="en", reduced_motion=still))
    at_round(player, "clip-hopper")
    player.settle(0.1)
    return player


def at_round(player: Player, clip: str) -> None:
    """A session of one round, about a clip."""
    player.app.flow.playing.put(Session("moving-pictures", 1, (ClipRound(clip),)), "one")
    player.app.show(player.app.flow.next_round())


def test_a_clip_plays_stops_steps_slows_and_loops(opens: Opens, shipped: Library) -> None:
    """By time alone while it plays; a paused one draws nothing and sleeps."""
    player = at_clip(opens, shipped)
    _, transport = playing(player)
    transport.seek(0)
    player.let(1.0)
    assert transport.place == pytest.approx(12, abs=1.1)
    player.click("clip-slow")
    before = transport.place
    player.let(1.0)
    assert transport.place - before == pytest.approx(3, abs=1.1)
    player.click("clip-play")
    place = int(transport.place)
    player.let(1.0)
    assert int(transport.place) == place
    assert player.app.scene.wake_in() is None
    player.click("clip-on")
    assert int(transport.place) == place + 1
    player.click("clip-back")
    player.click("clip-back")
    assert int(transport.place) == place - 1
    player.click("clip-part")
    first, last = transport.ends
    assert last - first == 6
    player.click("clip-slow")
    player.click("clip-play")
    for _ in range(30):
        player.let(0.1)
        assert first <= int(transport.place) <= last


def test_the_bar_is_scrubbed_by_a_drag(opens: Opens, shipped: Library) -> None:
    """Press, drag, release: the frame under the finger, and playing stops."""
    player = at_clip(opens, shipped)
    player.let(0.5)  # a press right after the screen has changed was meant for the one before
    scene, transport = playing(player)
    bar = scene.widget("bar").rect
    for kind, share in ((pygame.MOUSEBUTTONDOWN, 0.1), (pygame.MOUSEMOTION, 0.5), (pygame.MOUSEBUTTONUP, 0.5)):
        pos = (bar.left + round(bar.width * share), bar.centery)
        extra = {"rel": (0, 0), "buttons": (1, 0, 0)} if kind == pygame.MOUSEMOTION else {"button": 1}
        pygame.event.post(pygame.Event(kind, pos=pos, touch=False, **extra))
        player.app.step(0.01)
    assert int(transport.place) == 18
    assert not transport.playing


def test_a_part_is_scrubbed_within_its_ends(opens: Opens, shipped: Library) -> None:
    """Beyond them the knob stays at the end that is nearer."""
    player = at_clip(opens, shipped)
    scene, transport = playing(player)
    transport.seek(10)
    player.key(pygame.K_o)
    first, last = transport.ends
    bar = scene.widget("bar").rect
    for share, frame in ((0.9, last), (0.02, first)):
        player.click_at((bar.left + round(bar.width * share), bar.centery))
        assert int(transport.place) == frame


def test_a_drag_ends_where_its_screen_was_left(opens: Opens, shipped: Library) -> None:
    """A release that another screen took: the next press is a press."""
    player = at_clip(opens, shipped)
    scene, _ = playing(player)
    bar = scene.widget("bar").rect
    pygame.event.post(pygame.Event(pygame.MOUSEBUTTONDOWN, button=1, pos=bar.center, touch=False))
    player.app.step(0.01)
    player.key(pygame.K_l)
    pygame.event.post(pygame.Event(pygame.MOUSEBUTTONUP, button=1, pos=bar.center, touch=False))
    player.app.step(0.01)
    player.key(pygame.K_ESCAPE)
    assert player.app.scene is scene
    player.click("fake")
    assert player.app.scene.has("sure-1")


def test_a_clip_has_its_controls_in_every_kind_of_round(opens: Opens, shipped: Library) -> None:
    """It can be stopped wherever it plays."""
    clip = next(item.id for item in shipped.pictures.values() if item.clip and item.visible)
    choices = (Choice({"en": "a"}, {"en": "n"}, right=True), Choice({"en": "b"}, {"en": "n"}))
    rounds = (
        PointRound(clip), PickRound((clip,)), ReadRound({"en": "t"}, {"en": "x"}, picture=clip),
        ChooseRound({"en": "q"}, choices, {"en": "e"}, clip),
    )  # fmt: skip
    level = Level(1, "every", {"en": "Every"}, {"en": "kind"}, rounds)
    library = structs.replace(shipped, levels={level.id: level})
    player = opens(library, (1280, 720), Settings(language="en"))
    player.app.show(player.app.flow.start(level.id))
    seen = []
    for presses in (("nothing",), ("onward",), ("none", "done", "sure-1"), ("onward",), ("onward",), ("choice-1",), ()):
        scene, transport = playing(player)
        seen.append(scene.name)
        assert transport.playing
        player.key(pygame.K_m)
        assert not transport.playing
        assert scene.has("clip-play")
        for name in presses:
            player.click(name)
    assert seen == ["point", "reveal", "pick", "reveal", "card", "choose", "lesson"]


def test_rings_move_beside_one_that_stands(opens: Opens, shipped: Library) -> None:
    """All tells at once: those that move do, and the others stay."""
    clip = next(item for item in shipped.pictures.values() if item.clip and item.visible)
    assert clip.clip is not None
    ends = Region(ellipse=(50, 50, 20, 20)), Region(ellipse=(clip.size[0] - 50, clip.size[1] - 50, 20, 20))
    tell, last = clip.visible[0].tell, clip.clip.frames - 1
    moves = Evidence(tell, ends[0], {"en": "m"}, (Keyframe(0, ends[0]), Keyframe(last, ends[1])))
    stays = Evidence(tell, Region(ellipse=(clip.size[0] / 2, clip.size[1] / 2, 20, 20)), {"en": "s"})
    level = Level(1, "rings", {"en": "Rings"}, {"en": "move"}, (VerdictRound(clip.id),))
    pictures = {**shipped.pictures, clip.id: structs.replace(clip, evidence=(moves, stays))}
    library = structs.replace(shipped, levels={level.id: level}, pictures=pictures)
    player = opens(library, (1280, 720), Settings(language="en", reduced_motion=True))
    player.app.show(player.app.flow.start(level.id))
    for name in ("fake", "sure-1", "see-all"):
        player.click(name)
    scene, transport = playing(player)
    places = []
    for frame in (0, last):
        transport.seek(frame)
        scene.frame_shown()
        places.append([ring.rect.topleft for ring in scene.stage.rings])  # type: ignore[attr-defined]
    (moved, stood), (there, here) = places
    assert moved != there
    assert stood == here


def test_less_motion_begins_paused(opens: Opens, shipped: Library) -> None:
    """Whoever asked for less motion starts it."""
    player = at_clip(opens, shipped, still=True)
    assert not playing(player)[1].playing
    player.key(pygame.K_m)
    assert playing(player)[1].playing


def test_the_ring_goes_with_a_tell_that_moves(opens: Opens, shipped: Library) -> None:
    """Its ring is elsewhere at the end than at the beginning."""
    player = opens(shipped, (1280, 720), Settings(language="en", reduced_motion=True))
    at_round(player, "skateboarder-fountain")
    player.click("fake")
    player.click("sure-0")
    scene, transport = playing(player)
    transport.seek(0)
    scene.frame_shown()
    before = [ring.rect.copy() for ring in scene.stage.rings]
    transport.seek(35)
    scene.frame_shown()
    after = [ring.rect for ring in scene.stage.rings]
    assert before
    assert before != after


def test_the_light_table_shows_the_frame_at_hand(opens: Opens, shipped: Library) -> None:
    """Plain and through a lens, not the clip's first one."""
    player = at_clip(opens, shipped, still=True)
    scene, transport = playing(player)
    transport.seek(20)
    player.settle()
    player.key(pygame.K_l)
    table = player.app.scene
    assert isinstance(table, LightTableScene)
    wanted = table.wanted(table.picture)
    assert wanted.frame == 20
    player.settle()  # below, this thread reads the clip as only the picture thread does in the game
    picture = scene.pictures[0]
    with Frames(shipped.path(picture.file)) as clip:
        pixels = np.asarray(clip.get(20))
    lens = decode(PictureRequest(wanted.path, picture.size, lens="edges", frame=20))
    assert lens.data == Image.fromarray(lenses.edges(pixels)).tobytes("raw", "RGBX")


def test_frames_are_kept_within_the_bound_of_the_cache(shipped: Library) -> None:
    """However often a clip goes round, no more bytes are kept than the cache may hold."""
    picture = shipped.pictures["clip-hopper"]
    kept: Pictures[DecodedPixels] = Pictures(lambda pixels, _: pixels, cache_bytes=8 * 480 * 320 * 4)
    try:
        for frame in range(72):
            wanted = PictureRequest(shipped.path(picture.file), (480, 320), frame=frame % 36)
            while kept.get(wanted) is None:
                assert not kept.failed(wanted)
        assert kept.cached_bytes <= 8 * 480 * 320 * 4
    finally:
        kept.close()


def test_a_clip_is_kept_open_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From frame to frame; let go when none was asked for in a while, when another one is read, and at the end."""
    told: list[str] = []

    class Told(Frames):
        def __init__(self, path: Path) -> None:
            super().__init__(path)
            told.append(f"opened {path.stem}")

        def close(self) -> None:
            super().close()
            told.append(f"closed {self.path.stem}")

    monkeypatch.setattr(pictures, "Frames", Told)
    first, *rest = frames()
    for name in "ab":
        first.save(tmp_path / f"{name}.gif", save_all=True, append_images=rest)
    kept: Pictures[DecodedPixels] = Pictures(lambda pixels, _: pixels)

    def see(name: str, frame: int) -> None:
        while kept.get(PictureRequest(tmp_path / f"{name}.gif", (32, 24), frame=frame)) is None:
            time.sleep(0.001)

    for frame in range(3):
        see("a", frame)
    assert told == ["opened a"]
    see("b", 0)
    assert told == ["opened a", "closed a", "opened b"]
    monkeypatch.setattr(pictures, "CLIP_REST", 0.01)
    see("b", 1)
    until = time.monotonic() + 10
    while len(told) < 4 and time.monotonic() < until:
        time.sleep(0.001)
    assert told[3:] == ["closed b"]
    monkeypatch.setattr(pictures, "CLIP_REST", 10.0)
    see("b", 2)
    kept.close()
    assert told[4:] == ["opened b", "closed b"]


def test_a_later_frame_may_not_be_larger_than_a_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A GIF's first frame can be small, and its second one reach beyond the screen that the file announces."""
    parts = []
    for size in ((20, 20), (200, 300)):
        made = io.BytesIO()
        Image.new("P", size, 1).save(made, "GIF")
        parts.append(made.getvalue())
    table = 13 + 3 * 2 ** ((parts[1][10] & 7) + 1)  # the header of the second one, and its colours
    (tmp_path / "a.gif").write_bytes(parts[0][:-1] + parts[1][table:])
    with Frames(tmp_path / "a.gif") as clip:
        assert clip.get(1).size == (200, 300)
    monkeypatch.setattr(imagefiles, "MAX_PIXELS", 10_000)
    with Frames(tmp_path / "a.gif") as clip:
        assert clip.get(0).size == (20, 20)
        with pytest.raises(ValueError, match="megapixels"):
            clip.get(1)


def mp4(path: Path, size: tuple[int, int] = (64, 48)) -> Path:
    """A short moving picture."""
    av = pytest.importorskip("av", reason="the extra 'video' is not installed")
    with av.open(str(path), "w") as out:
        stream = out.add_stream("mpeg4", rate=5)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for image in frames():
            out.mux(stream.encode(av.VideoFrame.from_image(image.resize(size))))
        out.mux(stream.encode())
    return path


@pytest.mark.parametrize(
    "text",
    [
        "ffconcat version 1.0\nfile other.mp4\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10.0,\nother.mp4\n#EXT-X-ENDLIST\n",
        "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5555 RTP/AVP 96\n",
    ],
    ids=["list of files", "playlist", "stream"],
)
def test_an_mp4_is_an_mp4(tmp_path: Path, text: str) -> None:
    """A text of that name, which other players take for a list of further files or addresses, is no clip."""
    with Frames(mp4(tmp_path / "other.mp4")) as clip:
        assert clip.get(2).size == (64, 48)
    (tmp_path / "list.mp4").write_text(text, encoding="ascii")
    with Frames(tmp_path / "list.mp4") as clip, pytest.raises((ValueError, OSError)):
        clip.get(0)


def test_an_mp4_has_the_limit_of_pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By what it announces, before a frame is decoded."""
    mp4(tmp_path / "a.mp4")
    monkeypatch.setattr(imagefiles, "MAX_PIXELS", 64 * 48 - 1)
    with Frames(tmp_path / "a.mp4") as clip, pytest.raises(ValueError, match="megapixels"):
        clip.get(0)


def test_a_folder_of_frames_holds_no_hidden_ones(tmp_path: Path) -> None:
    """What a system leaves in a folder is no frame."""
    (tmp_path / "f").mkdir()
    frames()[1].save(tmp_path / "f" / "000.png")
    (tmp_path / "f" / ".DS_Store").write_bytes(b"x")
    assert decode(PictureRequest(tmp_path / "f", (32, 24), frame=0)).size == (32, 24)


def test_a_loupe_stays_on_a_clip_and_shows_its_frame(opens: Opens, shipped: Library) -> None:
    """Paused, stepped and playing: the glass goes with the frame on the screen."""
    player = opens(shipped, settings=Settings(language="en", reduced_motion=True))
    name = next(item.id for item in shipped.pictures.values() if item.clip and item.askable)
    player.app.show(asking(player.app.kit, Session("", 0, (ClipRound(name),))).open())
    player.wait_for_step()
    player.click("loupe")
    scene = player.app.scene
    assert isinstance(scene, PictureScene)
    for button in ("clip-on", "clip-on", "clip-play"):
        before = scene.views[0].wanted.frame
        player.click(button)
        player.let(0.3)
        assert scene.loupe is not None
        assert scene.views[0].wanted.frame != before
        assert scene.loupe.wanted.frame == scene.views[0].wanted.frame
