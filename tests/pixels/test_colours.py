"""What a picture's samples mean: the same in game and import, and the same as other decoders say."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from game.pixels.imagefiles import FORMATS, open_mask, open_picture
from game.pixels.pictures import PictureRequest, decode, load_mask
from game.pixels.unfit import UnfitPictureError
from tests.pixels import charts
from tests.pixels.charts import PATCHES, Chart, laid_out, png, saved, seen

EVERY = {chart.name: chart for chart in charts.charts()}
LIBVIPS: dict[str, list[list[int]]] = json.loads((Path(__file__).parent / "libvips.json").read_text(encoding="ascii"))
EIGHT = np.array(PATCHES, np.uint8)


def shown(data: bytes) -> Any:
    """The patches of a file as import sees them."""
    return seen(open_picture(io.BytesIO(data), foreign=True))


def off_by(one: Any, other: Any) -> float:
    """The largest difference of 255."""
    return float(np.abs(one - np.asarray(other)).max())


@pytest.mark.parametrize("name", [name for name, chart in EVERY.items() if chart.exact is not None])
def test_colours_are_those_of_exact_arithmetic(name: str) -> None:
    """Profiles of wide and narrow spaces, grey, alpha, palettes, sixteen bits, code points, gamma: within 1 of 255."""
    assert off_by(shown(EVERY[name].data), EVERY[name].exact) <= 1


@pytest.mark.parametrize("name", LIBVIPS)
def test_colours_are_those_of_libvips(name: str) -> None:
    """Within 2 of 255, presses among them."""
    assert off_by(shown(EVERY[name].data), LIBVIPS[name]) <= 2


@pytest.mark.parametrize("name", [name for name in EVERY if "16" not in name and name[-3:] in ("jpg", "tif")])
def test_colours_are_those_of_littlecms(name: str) -> None:
    """Within 1 of what it makes of the decoded samples by the embedded profile."""
    image = Image.open(io.BytesIO(EVERY[name].data))
    profile = ImageCms.ImageCmsProfile(io.BytesIO(image.info["icc_profile"])) if image.mode != "LAB" else (
        ImageCms.createProfile("LAB")
    )  # fmt: skip
    relative = ImageCms.Intent.RELATIVE_COLORIMETRIC
    right = ImageCms.profileToProfile(image, profile, ImageCms.createProfile("sRGB"), relative, "RGB")
    assert right is not None
    assert off_by(shown(EVERY[name].data), seen(right)) <= 1


@pytest.mark.parametrize("name", [name for name in EVERY if name[-3:] != "tif"])
def test_the_game_shows_what_import_takes(name: str, tmp_path: Path) -> None:
    """A picture put into a pack by hand has the same pixels, whole and reduced."""
    path = tmp_path / name
    path.write_bytes(EVERY[name].data)
    with Image.open(path) as image:
        assert image.format in FORMATS
        size = image.size
    pixels = decode(PictureRequest(path, size))
    image = Image.frombytes("RGB", pixels.size, bytes(pixels.data), "raw", "RGBX")
    assert off_by(seen(image), shown(EVERY[name].data)) == 0
    small = decode(PictureRequest(path, (size[0] // 4, size[1] // 4)))
    values = np.frombuffer(bytes(small.data), np.uint8).reshape(size[1] // 4, size[0] // 4, 4)[..., :3]
    assert off_by(values[2::4, 2::4].reshape(-1, 3).astype(float), shown(EVERY[name].data)) <= 2


def test_a_profile_that_cannot_be_used_is_passed_over() -> None:
    """Damaged, for other pixels, or one that links devices: colours are as they are stored."""
    image = Image.fromarray(laid_out(EIGHT))
    whole = charts.coloured("p3", charts.P3_D50, charts.SRGB_CURVE)
    for profile in (b"none", whole[:200], b"\0" * 500, charts.grey("grey", 1.0), charts.inks("press")):
        assert off_by(shown(saved(image, "PNG", icc_profile=profile)), EIGHT) == 0
    assert off_by(shown(saved(image.convert("CMYK"), "TIFF", icc_profile=whole)), EIGHT) <= 1


def test_a_profile_of_srgb_changes_nothing() -> None:
    """Whatever it is called; not a single value."""
    for profile in (
        charts.coloured("My screen", charts.SRGB_D50, charts.SRGB_CURVE, 0x04300000),
        ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
    ):
        data = saved(Image.fromarray(laid_out(EIGHT)), "PNG", icc_profile=profile)
        assert off_by(shown(data), EIGHT) == 0


# --- depth


@pytest.mark.parametrize("bits", [8, 10, 12, 16, 24])
@pytest.mark.parametrize("form", ["PNG", "TIFF", "big-endian TIFF"])
def test_grey_is_as_bright_as_its_bits_allow(bits: int, form: str) -> None:
    """8, 10 or 12 bits kept in 16, and 24 in 32, are no black picture."""
    values = laid_out((EIGHT[:, 1].astype(np.int64) * (2**bits - 1)) // 255)
    kind = "i4" if bits > 16 else ">u2" if "big" in form else "<u2"
    data = png(values.astype(np.uint16)) if form == "PNG" and bits <= 16 else (
        saved(Image.fromarray(values.astype(kind)), "TIFF")
    )  # fmt: skip
    assert off_by(shown(data), EIGHT[:, [1, 1, 1]]) <= 1


def test_colours_of_twelve_bits_in_sixteen_are_no_black_picture() -> None:
    """As a camera's raw converter writes them."""
    twelve = (EIGHT.astype(np.int64) * 4095 // 255).astype(np.uint16)
    assert off_by(shown(png(laid_out(twelve))), EIGHT) <= 1


def test_floating_point_numbers_are_refused_with_a_remedy() -> None:
    """Nothing says which of them is white."""
    data = saved(Image.fromarray(laid_out(EIGHT[:, 1].astype(np.float32))), "TIFF")
    with pytest.raises(UnfitPictureError, match=r"floating-point numbers.*save it as JPEG or PNG"):
        shown(data)


def test_one_value_that_is_clear_lies_on_white() -> None:
    """In grey and colours of eight and sixteen bits, and in a palette."""
    grey, sixteen = EIGHT[:, 1], EIGHT.astype(np.uint16) * 257
    cases = (
        (png(laid_out(grey), before=[(b"tRNS", bytes((0, grey[5])))]), 5),
        (png(laid_out(sixteen[:, 1]), before=[(b"tRNS", int(sixteen[5, 1]).to_bytes(2, "big"))]), 5),
        (png(laid_out(EIGHT), before=[(b"tRNS", b"".join(bytes((0, value)) for value in EIGHT[4]))]), 4),
        (png(laid_out(sixteen), before=[(b"tRNS", sixteen[4].astype(">u2").tobytes())]), 4),
    )
    for data, place in cases:
        found = shown(data)
        assert found[place].tolist() == [255, 255, 255]
        assert found[place + 2].tolist() != [255, 255, 255]


def test_two_halves_of_clear_grey_lie_on_white() -> None:
    """Grey with alpha of sixteen bits, which Pillow decodes as colours, under a profile for grey."""
    grey = EIGHT[:, 1].astype(np.uint16) * 257
    alpha = np.linspace(20, 240, 12) / 255
    clear = np.column_stack([grey, (alpha * 65535).round().astype(np.uint16)])
    data = png(laid_out(clear), before=[charts.iccp(charts.grey("linear", 1.0))])
    light = charts.srgb_value(EIGHT[:, 1] / 255)
    assert off_by(shown(data), (light * alpha + 255 * (1 - alpha))[:, None]) <= 2


# --- high dynamic range


@pytest.mark.parametrize("transfer", [16, 18], ids=["PQ", "HLG"])
def test_high_dynamic_range_comes_to_that_of_a_screen(transfer: int) -> None:
    """Half of the light of white paper is grey as on a screen; brighter lights stay apart, and none is lost."""
    nits = np.array([0, 5, 43.8, 101.5, 203, 400, 700, 1000, 1000, 0, 0, 0])
    root = (nits / 10000) ** (2610 / 16384)
    light = (nits / 1000) ** (1 / 1.2)
    values = ((107 / 128 + 2413 / 128 * root) / (1 + 2392 / 128 * root)) ** (2523 / 32) if transfer == 16 else (
        np.where(light <= 1 / 12, np.sqrt(3 * light),
                 0.17883277 * np.log(np.maximum(12 * light - 0.28466892, 1e-9)) + 0.55991073)
    )  # fmt: skip
    patches = np.repeat((values * 65535).round().astype(np.uint16)[:, None], 3, 1)
    found = shown(png(laid_out(patches), before=[(b"cICP", bytes((9, transfer, 0, 1)))]))[:, 1]
    assert abs(found[2] - 128) <= 3
    assert 180 <= found[3] <= 190
    assert 215 <= found[4] < found[5] < found[6] <= found[7] == 255


def test_numbers_of_colours_in_an_avif_file_are_followed(tmp_path: Path) -> None:
    """The box `nclx`: Display P3 instead of sRGB."""
    sound = saved(Image.fromarray(laid_out(EIGHT)), "AVIF", quality=100, subsampling="4:4:4")
    place = sound.index(b"nclx") + 4
    told = sound[:place] + (12).to_bytes(2, "big") + (13).to_bytes(2, "big") + sound[place + 4 :]
    exact = charts.exactly(shown(sound) / 255, charts.P3_D50, charts.srgb_light)
    assert off_by(shown(told), exact) <= 2
    assert off_by(shown(told), shown(sound)) > 10


# --- masks


def test_masks_are_read_as_they_are_stored(tmp_path: Path) -> None:
    """No profile changes them; 16 bits, palettes, one bit and alpha come to black and white, upright."""
    white = np.zeros((40, 60), np.uint8)
    white[:10, :20] = 255
    exif = Image.Exif()
    exif[0x0112] = 6
    image = Image.fromarray(white)
    alpha = Image.merge("LA", (Image.new("L", image.size, 255), image))
    for name, data in {
        "grey.png": saved(image, "PNG", icc_profile=charts.grey("linear", 1.0)),
        "sixteen.png": png(white.astype(np.uint16) * 257),
        "bit.png": saved(image.convert("1"), "PNG"),
        "palette.png": saved(image.convert("P"), "PNG"),
        "alpha.png": saved(alpha, "PNG"),
        "turned.png": saved(image.transpose(Image.Transpose.ROTATE_90), "PNG", exif=exif),
    }.items():
        path = tmp_path / name
        path.write_bytes(data)
        mask = open_mask(path).convert("L")
        assert (mask.size, mask.getbbox()) == ((60, 40), (0, 0, 20, 10)), name
        kept = load_mask(path)
        assert (kept.width, kept.height, sum(kept.rows) // 255) == (60, 40, 200), name


def test_every_chart_has_a_name_of_its_own() -> None:
    """So that none is left out above."""
    assert len(EVERY) == len(list(charts.charts()))
    assert EVERY.keys() >= LIBVIPS.keys()
    assert all(isinstance(chart, Chart) for chart in EVERY.values())
