"""Pictures: safe to open, made ready off the main thread, bounded in bytes."""

from __future__ import annotations

import errno
import threading
import time
from collections.abc import Callable
from pathlib import Path

import PIL
import pytest
from PIL import Image

from game.pixels import imagefiles, pictures
from game.pixels.handover import four_bytes
from game.pixels.pictures import DecodedPixels, PictureRequest, Pictures, fit, shown_size
from game.ui.surfaces import surface_of


def wait_for(things: Pictures[bytes]) -> None:
    """Wait until nothing is being made."""
    end = time.monotonic() + 10
    while not things.idle and time.monotonic() < end:
        time.sleep(0.002)
    assert things.idle


def kept(pixels: DecodedPixels, _form: str) -> bytes:
    """Keep the bytes themselves."""
    return bytes(pixels.data)


@pytest.fixture
def red(tmp_path: Path) -> Path:
    """A red JPEG of 400 x 300."""
    path = tmp_path / "red.jpg"
    Image.new("RGB", (400, 300), (250, 10, 20)).save(path, quality=95)
    return path


def test_fit_never_crops_and_keeps_proportions() -> None:
    """As large as the area allows."""
    assert fit((400, 300), (800, 800)) == (800, 600)
    assert fit((300, 400), (800, 800)) == (600, 800)
    assert fit((4000, 10), (100, 100)) == (100, 1)


@pytest.mark.parametrize("size", [(40, 30), (200, 150), (390, 292), (400, 300), (800, 600)])
def test_pixels_become_a_surface_of_the_size_shown(red: Path, size: tuple[int, int]) -> None:
    """Four bytes a pixel: red, green, blue, filler; smaller, as large, or larger than the file."""
    pixels = pictures.decode(PictureRequest(red, size))
    assert len(pixels.data) == pixels.size[0] * pixels.size[1] * 4
    assert (pixels.shown or pixels.size) == size
    red_, green, blue, _ = pixels.data[:4]
    assert (red_ > 240, green < 30, blue < 40) == (True, True, True)
    surface = surface_of(pixels, "picture")
    assert surface.get_size() == size
    assert surface.get_at((size[0] // 2, size[1] // 2))[:3] == pytest.approx((250, 10, 20), abs=12)


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_large_pictures_are_reduced_before_they_are_handed_on(tmp_path: Path, form: str) -> None:
    """At most twice as many pixels each way as are shown, also where the format cannot be decoded smaller."""
    path = tmp_path / "large"
    Image.new("RGB", (3000, 2000), "green").save(path, form)
    width, height = pictures.decode(PictureRequest(path, (300, 200))).size
    assert 300 <= width < 600
    assert 200 <= height < 400


@pytest.mark.parametrize(("mode", "packed"), [("RGB", "RGBX"), ("RGBA", "RGBA")])
@pytest.mark.parametrize("size", [(7, 3), (640, 480), (2400, 2000)], ids=["small", "one piece", "several pieces"])
def test_pixels_are_handed_over_as_pillow_packs_them(mode: str, packed: str, size: tuple[int, int]) -> None:
    """Without a copy where they lie in one piece, which they do up to 16 MB."""
    image = Image.effect_noise(size, 80).convert(mode)
    expected = image.tobytes("raw", packed)
    given = four_bytes(image)
    assert isinstance(given, bytes) == (size == (2400, 2000) or int(PIL.__version__.partition(".")[0]) < 13)
    assert given == expected


def test_pixels_outlive_what_was_decoded(red: Path) -> None:
    """They hold the image whose memory they are."""
    pixels = [pictures.decode(PictureRequest(red, (400, 300))) for _ in range(8)]
    taken = [Image.new("RGB", (400, 300)) for _ in range(8)]  # would lie where an image had been let go
    assert all(bytes(item.data[:2])[0] > 240 for item in pixels)
    assert len(taken) == 8


def test_rotated_and_transparent_pictures(tmp_path: Path) -> None:
    """EXIF orientation is obeyed, transparency lies on white."""
    turned = tmp_path / "turned.jpg"
    exif = Image.Exif()
    exif[274] = 6
    Image.new("RGB", (400, 200), "blue").save(turned, exif=exif)
    assert imagefiles.open_picture(turned).size == (200, 400)
    clear = tmp_path / "clear.png"
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(clear)
    assert imagefiles.open_picture(clear).getpixel((5, 5)) == (255, 255, 255)


def test_what_is_no_picture_is_a_failure_and_not_a_crash(tmp_path: Path) -> None:
    """Missing, damaged and huge files are known to have failed; the thread lives on."""
    bad = tmp_path / "bad.jpg"
    bad.write_bytes(b"\xff\xd8 not a picture")
    good = tmp_path / "good.png"
    Image.new("RGB", (20, 20)).save(good)
    things: Pictures[bytes] = Pictures(kept)
    wanted = [PictureRequest(path, (10, 10)) for path in (bad, tmp_path / "missing.png", good)]
    for item in wanted:
        things.get(item)
    wait_for(things)
    assert [things.failed(item) for item in wanted] == [True, True, False]
    assert things.get(wanted[2]) is not None
    things.close()


def damaged(path: Path) -> None:
    """A file that begins like a picture."""
    path.write_bytes(b"\xff\xd8 not a picture")


def cut_short(path: Path) -> None:
    """What a copy that is still on its way looks like."""
    Image.effect_noise((40, 30), 80).convert("RGB").save(path, "PNG")
    path.write_bytes(path.read_bytes()[:-400])


@pytest.mark.parametrize("before", [lambda _: None, damaged, cut_short], ids=["missing", "damaged", "cut short"])
@pytest.mark.parametrize("asks", ["get", "prefetch", "failed"])
def test_a_picture_that_failed_is_made_once_its_file_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: Callable[[Path], None], asks: str
) -> None:
    """Whoever asks next, and however it failed; as long as its file stays as it is, it is not read again."""
    read: list[PictureRequest] = []
    decode = pictures.decode
    monkeypatch.setattr(pictures, "decode", lambda wanted, *more: read.append(wanted) or decode(wanted, *more))
    path = tmp_path / "a.png"
    before(path)
    things: Pictures[bytes] = Pictures(kept)
    wanted = PictureRequest(path, (20, 15))
    for _ in range(3):
        assert things.get(wanted) is None
        things.prefetch(wanted)
        wait_for(things)
        assert things.failed(wanted)
    assert len(read) == 1
    Image.new("RGB", (40, 30)).save(tmp_path / "b.png")
    (tmp_path / "b.png").replace(path)
    getattr(things, asks)(wanted)
    assert not things.failed(wanted)
    things.get(wanted)
    wait_for(things)
    assert things.get(wanted) is not None
    assert len(read) == 2
    things.close()


def test_a_picture_fails_once_more_where_its_file_has_gone(red: Path) -> None:
    """And is back again when that is."""
    things: Pictures[bytes] = Pictures(kept, cache_bytes=1)
    for number in range(4):
        aside = red.with_suffix(".aside")
        red.rename(aside)
        wanted = PictureRequest(red, (40 + number, 30))
        things.get(wanted)
        wait_for(things)
        assert things.failed(wanted)
        aside.rename(red)
        assert not things.failed(wanted)
        things.get(wanted)
        wait_for(things)
        assert things.get(wanted) is not None
    things.close()


def test_a_clip_that_failed_is_played_once_its_frames_are_back(tmp_path: Path) -> None:
    """The folder that it was first looked for in is not the one that is there now; nor is a frame in it."""
    folder = tmp_path / "clip"
    things: Pictures[bytes] = Pictures(kept)
    wanted = PictureRequest(folder, (20, 15), frame=1)
    things.get(wanted)
    wait_for(things)
    assert things.failed(wanted)
    folder.mkdir()
    for name in ("1.png", "2.png"):
        Image.new("RGB", (20, 15)).save(folder / name)
    damaged(folder / "2.png")
    things.get(wanted)
    wait_for(things)
    assert things.failed(wanted)
    Image.new("RGB", (20, 15)).save(folder / "2.png")
    things.get(wanted)
    wait_for(things)
    assert things.get(wanted) is not None
    things.close()


def test_a_picture_for_several_comes_back_with_the_last_of_them(red: Path, tmp_path: Path) -> None:
    """The lens that lays pictures over each other needs them all."""
    things: Pictures[bytes] = Pictures(kept)
    other = tmp_path / "other.png"
    wanted = PictureRequest(red, (40, 30), lens="align", others=(other,))
    things.get(wanted)
    wait_for(things)
    assert things.failed(wanted)
    Image.new("RGB", (40, 30)).save(other)
    things.get(wanted)
    wait_for(things)
    assert things.get(wanted) is not None
    things.close()


@pytest.mark.parametrize("error", [MemoryError(), OSError(errno.EMFILE, "too many"), OSError(errno.EIO, "worn")])
def test_what_is_not_the_files_fault_passes(red: Path, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """No memory, no free handle, a disk that answers later: tried again after a while, though the file is the same."""

    def fail(*_: object) -> DecodedPixels:
        raise error

    now = 100.0
    monkeypatch.setattr(pictures.time, "monotonic", lambda: now)
    things: Pictures[bytes] = Pictures(kept)
    wanted = PictureRequest(red, (40, 30))
    with monkeypatch.context() as patch:
        patch.setattr(pictures, "decode", fail)
        things.get(wanted)
        while not things.idle:
            pass
    now += pictures.RETRY_SECONDS - 0.1
    assert things.failed(wanted)
    now += 0.2
    assert not things.failed(wanted)
    things.get(wanted)
    while not things.idle:
        pass
    assert things.get(wanted) is not None
    things.close()


def test_too_many_pixels_are_refused_before_decoding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit is on width times height as the header states it."""
    path = tmp_path / "large.png"
    Image.new("1", (300, 300)).save(path)
    monkeypatch.setattr(imagefiles, "MAX_PIXELS", 80_000)
    with pytest.raises(ValueError, match="megapixels"):
        imagefiles.open_picture(path)


def test_decoding_happens_off_the_main_thread_and_wakes(red: Path) -> None:
    """`get` never waits; `ready` is called from the thread when the picture is there."""
    woken = threading.Event()
    names: list[str] = []

    def make(pixels: DecodedPixels, _form: str) -> bytes:
        names.append(threading.current_thread().name)
        return bytes(pixels.data)

    things: Pictures[bytes] = Pictures(make, woken.set)
    assert things.get(PictureRequest(red, (40, 30))) is None
    assert woken.wait(10)
    assert things.get(PictureRequest(red, (40, 30))) is not None
    assert names == ["pictures"]
    things.close()


def test_the_cache_is_bounded_in_bytes(red: Path) -> None:
    """What was shown least recently is dropped first."""
    things: Pictures[bytes] = Pictures(kept, cache_bytes=3 * 40 * 30 * 4)
    sizes = [(40, 30), (39, 30), (38, 30), (37, 30), (36, 30)]
    for size in sizes:
        things.get(PictureRequest(red, size))
        wait_for(things)
    assert things.cached_bytes <= 3 * 40 * 30 * 4
    assert things.get(PictureRequest(red, sizes[-1])) is not None
    assert things.get(PictureRequest(red, sizes[0])) is None
    things.close()


def test_what_is_looked_at_comes_before_what_may_be(red: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A prefetch waits behind a picture on the screen."""
    order: list[tuple[int, int]] = []
    gate = threading.Event()

    def slow(wanted: PictureRequest, *_: object) -> DecodedPixels:
        gate.wait(10)
        order.append(wanted.size)
        return DecodedPixels(wanted.size, b"1234")

    monkeypatch.setattr(pictures, "decode", slow)
    things: Pictures[bytes] = Pictures(kept)
    things.get(PictureRequest(red, (1, 1)))
    time.sleep(0.05)
    things.prefetch(PictureRequest(red, (2, 2)))
    things.prefetch(PictureRequest(red, (3, 3)))
    things.get(PictureRequest(red, (4, 4)))
    gate.set()
    wait_for(things)
    assert order == [(1, 1), (4, 4), (2, 2), (3, 3)]
    things.close()


def test_a_masks_outline_surrounds_it(tmp_path: Path) -> None:
    """Nothing inside, nothing far away, ink on the edge."""
    path = tmp_path / "mask.png"
    mask = Image.new("1", (200, 200), 0)
    mask.paste(1, (60, 60, 140, 140))
    mask.save(path)
    shown = pictures.decode(PictureRequest(path, (200, 200), "outline", (255, 0, 0)))
    outline = Image.frombytes("RGBA", (200, 200), shown.data)
    assert outline.getpixel((100, 100))[3] == 0
    assert outline.getpixel((10, 10))[3] == 0
    row = [outline.getpixel((x, 100)) for x in range(50, 64)]
    assert max(pixel[3] for pixel in row) > 200
    assert max(pixel[0] for pixel in row) > 120
    assert pictures.load_mask(path).distance((30.0, 100.0)) == pytest.approx(30, abs=1.5)


@pytest.mark.parametrize("form", ["picture", "outline"])
def test_masks_have_the_limit_of_pictures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: pictures.Rendering
) -> None:
    """Shown or scored against."""
    Image.new("1", (300, 200)).save(tmp_path / "mask.png")
    monkeypatch.setattr(imagefiles, "MAX_PIXELS", 300 * 200 - 1)
    with pytest.raises(ValueError, match="megapixels"):
        pictures.decode(PictureRequest(tmp_path / "mask.png", (60, 40), form))
    with pytest.raises(ValueError, match="megapixels"):
        pictures.load_mask(tmp_path / "mask.png")


def test_a_picture_of_few_pixels_is_shown_three_times_as_large_at_most() -> None:
    """Others fill their area, small or large."""
    assert shown_size((400, 400), (1900, 2000)) == (1200, 1200)
    assert shown_size((400, 300), (3000, 3000)) == (1200, 900)
    assert shown_size((400, 400), (1000, 900)) == (900, 900)
    assert shown_size((1600, 1200), (800, 800)) == (800, 600)
