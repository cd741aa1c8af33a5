"""Picture files: whole or refused in plain words, as large as they are seen, and no larger than they may be."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from game.base.text import Words, languages
from game.pack.check import check_files
from game.pixels import damage, imagefiles
from game.pixels.budget import MemoryBudget
from game.pixels.imagefiles import Frames, open_picture, picture_size, weight
from game.pixels.pictures import PictureRequest, decode
from game.pixels.unfit import UnfitPictureError, said
from tests.pixels.charts import png, saved

LOST = "the file is damaged"
LIBRARIES = ("decoder", "errno", "stream", "truncated", "cannot identify", "codec", "NoneType", "Error", "object at")


def photograph(size: tuple[int, int] = (320, 240), seed: int = 1) -> Image.Image:
    """Soft colours and grain, so that every part of a file says something."""
    rng = np.random.default_rng(seed)
    image = Image.fromarray(rng.integers(0, 255, (size[1] // 20, size[0] // 20, 3), np.uint8))
    soft = np.asarray(image.resize(size, Image.Resampling.BICUBIC)).astype(int)
    return Image.fromarray((soft + rng.integers(-4, 5, (size[1], size[0], 3))).clip(0, 255).astype(np.uint8))


def inverted(data: bytes) -> bytes:
    """Forty bytes in the middle the other way round."""
    middle = len(data) // 2
    return data[:middle] + bytes(value ^ 0xFF for value in data[middle : middle + 40]) + data[middle + 40 :]


def emptied(data: bytes) -> bytes:
    """A tenth of it, from the middle on, all zeros."""
    middle, length = len(data) // 2, len(data) // 10
    return data[:middle] + bytes(length) + data[middle + length :]


def halved(data: bytes) -> bytes:
    """The first half."""
    return data[: len(data) // 2]


def shortened(data: bytes) -> bytes:
    """All but the last hundredth."""
    return data[: -max(12, len(data) // 100)]


def ended(data: bytes) -> bytes:
    """The first half of a JPEG, and the mark of its end, as programs write that save what they could read."""
    return data[: len(data) // 2] + b"\xff\xd9"


def without_end(data: bytes) -> bytes:
    """A PNG without its last chunk."""
    return data[:-12]


PHOTO = photograph()
FILES: dict[str, bytes] = {
    "png": saved(PHOTO, "PNG"),
    "grey.png": saved(PHOTO.convert("L"), "PNG"),
    "jpeg": saved(PHOTO, "JPEG", quality=90),
    "progressive": saved(PHOTO, "JPEG", quality=90, progressive=True),
    "grey.jpeg": saved(PHOTO.convert("L"), "JPEG", quality=90),
    "inks.jpeg": saved(PHOTO.convert("CMYK"), "JPEG", quality=90),
    "restarting": saved(PHOTO, "JPEG", quality=90, restart_marker_rows=1),
    "webp": saved(PHOTO, "WEBP"),
    "avif": saved(PHOTO, "AVIF"),
    "gif": saved(PHOTO, "GIF"),
    "bmp": saved(PHOTO, "BMP"),
    "tiff": saved(PHOTO, "TIFF"),
    "deflated tiff": saved(PHOTO, "TIFF", compression="tiff_adobe_deflate"),
    "lzw tiff": saved(PHOTO, "TIFF", compression="tiff_lzw"),
    "jpeg tiff": saved(PHOTO, "TIFF", compression="jpeg", quality=90),
}
CHECKED = ("png", "grey.png", "deflated tiff", "lzw tiff")  # each byte has its checksum, or its place in a code
CODED = ("jpeg", "progressive", "grey.jpeg", "inks.jpeg", "restarting", "jpeg tiff")  # a few bytes may pass for others
DAMAGED = (
    *((name, how) for name in FILES for how in (halved, shortened)),
    *((name, how) for name in CHECKED for how in (inverted, emptied)),
    *((name, emptied) for name in CODED),
    *((name, ended) for name in FILES if "jpeg" in name and "tiff" not in name),
    ("progressive", ended), ("png", without_end),
)  # fmt: skip


@pytest.mark.filterwarnings("ignore")  # Pillow's, of metadata: import shows none of them
@pytest.mark.parametrize(("name", "how"), DAMAGED, ids=lambda value: getattr(value, "__name__", value))
def test_a_damaged_file_is_refused_in_plain_words(name: str, how: Callable[[bytes], bytes], tmp_path: Path) -> None:
    """By import, and by `check` for the formats of packs; never half black, and in no library's words."""
    data = how(FILES[name])
    assert open_picture(io.BytesIO(FILES[name]), foreign=True, proven=True).size == PHOTO.size
    with pytest.raises(UnfitPictureError) as found:
        open_picture(io.BytesIO(data), foreign=True, proven=True)
    assert str(found.value).startswith(LOST)
    assert "copy it again" in str(found.value)
    assert not any(word in str(found.value) for word in LIBRARIES)
    path = tmp_path / "picture"
    path.write_bytes(data)
    facts = check_files._facts(path, "picture", MemoryBudget(10**9))
    assert facts.fault.startswith(LOST if name not in ("bmp", "tiff") and "tiff" not in name else "not a picture")


@pytest.mark.parametrize("size", [(320, 240), (160, 120), (40, 30)], ids=lambda value: str(value[0]))
@pytest.mark.parametrize(
    ("name", "how"),
    [
        *((name, ended) for name in ("jpeg", "grey.jpeg", "inks.jpeg", "restarting")),
        *((name, halved) for name in FILES),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_the_game_never_shows_half_a_picture(
    name: str, how: Callable[[bytes], bytes], size: tuple[int, int], tmp_path: Path
) -> None:
    """Where the data of a JPEG end early libjpeg fills the rest with grey, and Pillow says nothing: it is noticed."""
    path = tmp_path / "picture"
    path.write_bytes(how(FILES[name]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises(UnfitPictureError):
            decode(PictureRequest(path, size))


def test_a_second_try_does_not_let_it_in(tmp_path: Path) -> None:
    """A decoder that failed once gives what it has when it is asked again; of a damaged PNG it is not asked."""
    path = tmp_path / "a.png"
    path.write_bytes(emptied(FILES["png"]))
    for look in (
        lambda: open_picture(path),
        lambda: open_picture(path, proven=True),
        lambda: imagefiles.open_proven(path),
    ):
        for _ in range(2):
            with pytest.raises(UnfitPictureError):
                look()


def test_a_lost_chunk_of_pixels_is_noticed() -> None:
    """Every checksum that is there is right."""
    import zlib

    whole = saved(PHOTO, "PNG")
    start = whole.index(b"IDAT") - 4
    packed = zlib.compress(np.asarray(PHOTO).tobytes())  # any data: only where they lie counts
    parts = [packed[place : place + 5000] for place in range(0, len(packed), 5000)]
    chunks = b"".join(
        len(part).to_bytes(4, "big") + b"IDAT" + part + zlib.crc32(b"IDAT" + part).to_bytes(4, "big")
        for number, part in enumerate(parts) if number != 3
    )  # fmt: skip
    with pytest.raises(UnfitPictureError, match=LOST):
        open_picture(io.BytesIO(whole[:start] + chunks + whole[-12:]))


def test_what_lies_between_and_behind_does_no_harm() -> None:
    """Padding before the end of a JPEG, bytes behind it, odd bytes among its tables, broken metadata: no pixels."""
    for name in ("jpeg", "progressive", "grey.jpeg", "inks.jpeg", "restarting"):
        whole = FILES[name]
        tables = whole.index(b"\xff\xdb")
        exif = b"\xff\xe1\0\x20Exif\0\0II*\0\xff\xff\xff\xff" + b"\xee" * 16
        icc = b"\xff\xe2\0\x14ICC_PROFILE\0\x07\x03abcd"
        for odd in (
            whole[:-2] + bytes(40) + whole[-2:], whole + b"preview" * 50,
            whole[:tables] + b"\xff\0\xff\0" + whole[tables:], whole[:2] + exif + whole[2:],
            whole[:2] + icc + whole[2:],
        ):  # fmt: skip
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                assert open_picture(io.BytesIO(odd), proven=True).size == PHOTO.size


def test_without_its_library_a_jpeg_is_what_pillow_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no wheel for every machine; a cut is seen all the same."""
    import sys

    monkeypatch.setitem(sys.modules, "simplejpeg", None)
    assert open_picture(io.BytesIO(FILES["jpeg"]), proven=True).size == PHOTO.size
    with pytest.raises(UnfitPictureError, match=LOST):
        open_picture(io.BytesIO(halved(FILES["jpeg"])), proven=True)


def test_a_bomb_among_the_strips_is_not_unpacked() -> None:
    """No more than a picture of that size can hold."""
    import zlib

    assert damage._unpacks(zlib.compress(bytes(50_000_000)), 1_000_000)
    assert not damage._unpacks(zlib.compress(bytes(1000))[:-3], 1_000_000)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty"), (b"no picture at all", "not a picture in a format that is read here"),
        (b"\x89PNG\r\n\x1a\nnone", LOST), (FILES["jpeg"][:40], LOST), (b"II*\0\xff\xff\xff\xff", LOST),
    ],
)  # fmt: skip
def test_every_reason_is_said_in_every_language(data: bytes, reason: str) -> None:
    """With what to do, in one line."""
    with pytest.raises(UnfitPictureError) as found:
        picture_size(io.BytesIO(data), foreign=True)
    assert str(found.value).startswith(reason)
    lines = {said(found.value, Words(code)) for code in languages()}
    assert len(lines) == len(languages())
    assert all("\n" not in line and "{" not in line and ";" in line for line in lines)


def test_other_faults_are_said_as_plainly() -> None:
    """No memory, no file."""
    words = Words("it")
    assert said(MemoryError(), words) == words("unfit.memory")
    assert said(OSError(13, "Permission denied")) == "cannot be read (Permission denied)"
    assert said(ValueError("two\nlines")) == "two lines"


# --- clips


def moving(form: str, **options: Any) -> bytes:
    """Six frames."""
    others = [photograph((160, 120), seed) for seed in range(2, 7)]
    return saved(photograph((160, 120)), form, save_all=True, append_images=others, **options)


@pytest.mark.parametrize("form", ["PNG", "WEBP", "GIF"])
@pytest.mark.parametrize("how", [inverted, halved], ids=lambda value: value.__name__)
def test_a_damaged_clip_is_refused_and_stays_so(form: str, how: Callable[[bytes], bytes], tmp_path: Path) -> None:
    """By `check` as a whole, and in the game at the frame that is lost, however often it is asked for."""
    path = tmp_path / f"clip.{form.lower()}"
    whole = moving(form)
    path.write_bytes(how(whole))
    if (form, how) == ("GIF", inverted):
        return  # its codes have no checksum
    facts = check_files._clip_facts(path, 6)
    assert facts.fault.startswith(f"cannot be opened as a clip of 6 frames: {LOST}")
    with Frames(path) as clip:
        for _ in range(2):
            with pytest.raises(UnfitPictureError):
                clip.get(5)


def test_each_frame_of_a_folder_is_looked_at(tmp_path: Path) -> None:
    """Not the last one alone."""
    for number in range(4):
        data = saved(photograph((160, 120), number), "JPEG")
        (tmp_path / f"{number}.jpg").write_bytes(emptied(data) if number == 1 else data)
    assert LOST in check_files._clip_facts(tmp_path, 4).fault
    (tmp_path / "1.jpg").write_bytes(saved(photograph((160, 120), 1), "JPEG"))
    assert check_files._clip_facts(tmp_path, 4)[1:3] == ((160, 120), "")


def mp4(path: Path, rotation: int = 0) -> bytes:
    """Twenty frames; `rotation` as phones write it."""
    av = pytest.importorskip("av")
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 160, 120, "yuv420p"
        for number in range(20):
            image = photograph((160, 120), 1).rotate(number)
            container.mux(stream.encode(av.VideoFrame.from_image(image)))
        container.mux(stream.encode(None))
    data = path.read_bytes()
    if rotation:  # the matrix in the track's header: 2**16 is one
        place = data.index(b"tkhd") + 4 + 40
        one = (1 << 16).to_bytes(4, "big")
        minus = (-(1 << 16)).to_bytes(4, "big", signed=True)
        zero = bytes(4)
        data = data[:place] + zero + one + zero + minus + zero + zero + zero + zero + data[place + 32 :]
        path.write_bytes(data)
    return data


def test_a_damaged_mp4_is_refused(tmp_path: Path) -> None:
    """Its decoder conceals what is lost, and marks the frame."""
    path = tmp_path / "a.mp4"
    data = mp4(path)
    assert check_files._clip_facts(path, 20)[1:3] == ((160, 120), "")
    place = data.index(b"mdat") + 4
    middle = place + (len(data) - place) // 3
    path.write_bytes(data[:middle] + bytes(value ^ 0xFF for value in data[middle : middle + 60]) + data[middle + 60 :])
    assert LOST in check_files._clip_facts(path, 20).fault


def test_an_mp4_stands_as_the_phone_was_held(tmp_path: Path) -> None:
    """A quarter turn in its header turns its frames, and its size."""
    av = pytest.importorskip("av")
    if not hasattr(av.VideoFrame, "rotation"):
        pytest.skip("this PyAV does not say how a frame is turned")
    path = tmp_path / "a.mp4"
    mp4(path, 90)
    with Frames(path) as clip:
        turned = clip.get(0)
    mp4(path)
    with Frames(path) as clip:
        level = clip.get(0)
    assert turned.size == (120, 160)
    upright = level.transpose(Image.Transpose.ROTATE_270)
    assert np.abs(np.asarray(turned).astype(int) - np.asarray(upright)).mean() < 3


# --- size


TURNS = {
    1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}  # fmt: skip


def stored(orientation: int, size: tuple[int, int] = (96, 64)) -> tuple[Image.Image, Image.Exif]:
    """White with its upper left corner black, as a turned camera stores it."""
    image = Image.new("RGB", size, "white")
    image.paste("black", (0, 0, size[0] // 4, size[1] // 4))
    turn = TURNS[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    return (image if turn is None else image.transpose(turn)), exif


def turned(form: str, orientation: int) -> bytes:
    """A file that is turned."""
    image, exif = stored(orientation)
    if form == "late PNG":  # metadata may lie behind the pixels
        return png(np.asarray(image), after=[(b"eXIf", exif.tobytes().removeprefix(b"Exif\0\0"))])
    if form.endswith("TIFF"):
        compression = {"": None, "lzw ": "tiff_lzw", "deflated ": "tiff_adobe_deflate"}[form.removesuffix("TIFF")]
        return saved(image, "TIFF", tiffinfo={0x0112: orientation}, compression=compression)
    options = {"JPEG": {"quality": 95}, "WEBP": {"lossless": True}}.get(form, {})
    return saved(image, form, exif=exif, **options)


@pytest.mark.parametrize("orientation", TURNS)
@pytest.mark.parametrize("form", ["JPEG", "PNG", "late PNG", "WEBP", "AVIF", "TIFF", "lzw TIFF", "deflated TIFF"])
def test_one_size_for_all_who_ask(form: str, orientation: int, tmp_path: Path) -> None:
    """Before a turned picture is decoded, after it, in `check`; and what was above and on the left is there."""
    path = tmp_path / "picture"
    path.write_bytes(turned(form, orientation))
    image = open_picture(path, foreign=True)
    assert image.size == picture_size(path, foreign=True) == (96, 64)
    grey = np.asarray(image.convert("L"))
    assert grey[8, 12] < 60
    assert min(grey[56, 12], grey[8, 84], grey[56, 84]) > 200
    small = open_picture(path, (24, 16), foreign=True)
    assert small.width * 64 == small.height * 96
    if "TIFF" not in form:
        for kind in ("picture", "mask"):
            assert check_files._facts(path, kind, MemoryBudget(10**9))[1:3] == ((96, 64), "")
        assert decode(PictureRequest(path, (96, 64))).size == (96, 64)


def test_broken_metadata_do_not_make_a_picture_unfit(tmp_path: Path) -> None:
    """It stands as it is stored."""
    data = FILES["jpeg"]
    for exif in (b"Exif\0\0II*\0", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0" + b"\xff" * 30):
        segment = b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif
        path = tmp_path / "a.jpg"
        path.write_bytes(data[:2] + segment + data[2:])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            assert open_picture(path).size == picture_size(path) == PHOTO.size
            assert check_files._facts(path, "picture", MemoryBudget(10**9))[1:3] == (PHOTO.size, "")


# --- limits


def test_a_photograph_of_a_large_camera_is_made_smaller(tmp_path: Path) -> None:
    """More than a pack may hold is no matter for import: a JPEG is reduced while it is decoded."""
    path = tmp_path / "a.jpg"
    Image.new("L", (8192, 6144), 90).save(path, quality=50)  # 50.3 megapixels
    assert picture_size(path, foreign=True) == (8192, 6144)
    assert weight(path, (1280, 1280), foreign=True) < 50_000_000
    assert open_picture(path, (1280, 1280), foreign=True).size == (2048, 1536)
    fault = check_files._facts(path, "picture", MemoryBudget(10**9)).fault
    assert fault == "8192x6144 pixels are too many: at most 50 megapixels; make it smaller and save it anew"


def claiming(width: int, height: int) -> bytes:
    """A small PNG that says that it is large."""
    import zlib

    data = bytearray(saved(Image.new("1", (8, 8)), "PNG"))
    data[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    data[29:33] = zlib.crc32(data[12:29]).to_bytes(4, "big")
    return bytes(data)


@pytest.mark.parametrize("side", [12_000, 30_000, 100_000])
def test_a_bomb_is_refused_before_it_is_decoded(side: int) -> None:
    """With its size, the limit and the remedy, whatever Pillow would say."""
    for look in (picture_size, open_picture, weight):
        with pytest.raises(UnfitPictureError, match=rf"{side}x{side} pixels.*at most 128 megapixels; make it smaller"):
            look(io.BytesIO(claiming(side, side)), foreign=True)


def test_a_progressive_jpeg_has_the_limit_of_what_is_decoded_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it is in memory before the first pixel is there."""
    monkeypatch.setattr(imagefiles, "FOREIGN_PIXELS", 50_000)
    assert open_picture(io.BytesIO(FILES["jpeg"]), (40, 30), foreign=True).size == (40, 30)
    with pytest.raises(UnfitPictureError, match="pixels are too many"):
        open_picture(io.BytesIO(FILES["progressive"]), (40, 30), foreign=True)
    assert weight(io.BytesIO(FILES["progressive"]), (40, 30)) > 10 * weight(io.BytesIO(FILES["jpeg"]), (40, 30))


def test_a_large_picture_is_worked_through_in_bands() -> None:
    """However its samples lie, it comes out as a small one does."""
    image = photograph((1600, 1400)).convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    whole = np.asarray(open_picture(io.BytesIO(saved(image, "PNG", compress_level=1)))).astype(int)
    alpha = np.asarray(image.getchannel("A")).astype(float)[..., None] / 255
    right = np.asarray(image.convert("RGB")) * alpha + 255 * (1 - alpha)
    assert np.abs(whole - right).max() <= 1
    small = open_picture(io.BytesIO(saved(image, "PNG", compress_level=1)), (400, 350))
    assert small.size == (400, 350)
    assert np.abs(np.asarray(small) - right.reshape(350, 4, 400, 4, 3).mean((1, 3))).max() <= 3
