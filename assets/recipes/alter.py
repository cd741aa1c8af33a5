"""Alter photographs of the cleared content on purpose, each by one plain trick, and keep the mask of what changed.

Owns the tricks (cover, copy, paste, turn a hue, stretch) and the table of what they were done to. All coordinates are
pixels of the whole photograph; pictures and masks are cut to the crop that prepare.py takes of the untouched one.
The same input gives the same output. Refuses to touch living people and NASA's portraits.

    python assets/recipes/alter.py CLEARED_CONTENT_FOLDER SCRATCH_FOLDER
    python assets/recipes/prepare.py CLEARED_CONTENT_FOLDER SCRATCH_FOLDER
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

Picture = Image.Image
Point = tuple[int, int]
Outline = tuple[Point, ...]
Box = tuple[int, int, int, int]  # left, top, width, height
Trick = Callable[[Picture, Path], tuple[Picture, Picture]]  # a photograph and the content folder: altered, mask

GALAXY = ((124, 360), (152, 370), (164, 400), (152, 432), (124, 442), (96, 430), (84, 400), (96, 370))
VISIBLE = 8  # of 255: from here on a soft edge counts as altered


def opened(path: Path) -> Picture:
    """A photograph of the cleared content, in RGB."""
    with Image.open(path) as image:
        return image.convert("RGB")


def soft(size: tuple[int, int], outline: Outline, feather: float) -> Picture:
    """A filled outline with a feathered edge, white on black."""
    alpha = Image.new("L", size)
    ImageDraw.Draw(alpha).polygon(outline, fill=255)
    return alpha.filter(ImageFilter.GaussianBlur(feather)) if feather else alpha


def cover(
    photo: Picture, _: Path, patches: tuple[tuple[Outline, Point], ...], feather: float
) -> tuple[Picture, Picture]:
    """Hide a thing: each outline is filled with what lies one shift away in the same photograph."""
    altered, mask = photo, Image.new("L", photo.size)
    for outline, (across, down) in patches:
        alpha = soft(photo.size, outline, feather)
        altered = Image.composite(ImageChops.offset(photo, -across, -down), altered, alpha)
        mask = ImageChops.lighter(mask, alpha)
    return altered, mask


def copy(
    photo: Picture, _: Path, outline: Outline, shift: Point, feather: float, mirrored: bool = False
) -> tuple[Picture, Picture]:
    """Show a thing twice: what lies inside the outline appears again one shift away, mirrored in place if asked."""
    source, alpha = photo, soft(photo.size, outline, feather)
    across, down = shift
    if mirrored:
        source, alpha = ImageOps.mirror(source), ImageOps.mirror(alpha)
        across += min(x for x, _ in outline) + max(x for x, _ in outline) - photo.width + 1
    alpha = ImageChops.offset(alpha, across, down)
    return Image.composite(ImageChops.offset(source, across, down), photo, alpha), alpha


def paste(
    photo: Picture,
    content: Path,
    donor: str,
    outline: Outline,
    at: Point,
    scale: float,
    gains: tuple[float, float, float],
    feather: float,
    darker_than: int = 256,
) -> tuple[Picture, Picture]:
    """Put a thing of another photograph here, its box at `at`; with `darker_than`, only what is dark in it."""
    left, top = min(x for x, _ in outline), min(y for _, y in outline)
    right, bottom = max(x for x, _ in outline), max(y for _, y in outline)
    edge = 4
    box = (left - edge, top - edge, right + edge, bottom + edge)
    other = opened(content / donor)
    thing, alpha = other.crop(box), soft(other.size, outline, feather).crop(box)
    if darker_than < 256:
        dark = [max(0, min(255, (darker_than - value) * 12)) for value in range(256)]
        alpha = ImageChops.multiply(alpha, thing.convert("L").filter(ImageFilter.GaussianBlur(1)).point(dark))
    size = round(thing.width * scale), round(thing.height * scale)
    thing, alpha = thing.resize(size, Image.Resampling.LANCZOS), alpha.resize(size, Image.Resampling.LANCZOS)
    thing = Image.merge(
        "RGB",
        [
            band.point([min(255, round(v * gain)) for v in range(256)])
            for band, gain in zip(thing.split(), gains, strict=True)
        ],
    )
    altered, mask = photo.copy(), Image.new("L", photo.size)
    altered.paste(thing, at, alpha)
    mask.paste(alpha, at)
    return altered, mask


def turn_hue(photo: Picture, _: Path, outline: Outline, degrees: int, feather: float) -> tuple[Picture, Picture]:
    """Give a thing another colour: all hues inside a roughly drawn outline are turned."""
    hue, saturation, value = photo.convert("HSV").split()
    turned = hue.point([(step + round(degrees * 256 / 360)) % 256 for step in range(256)])
    alpha = soft(photo.size, outline, feather)
    return Image.composite(Image.merge("HSV", (turned, saturation, value)).convert("RGB"), photo, alpha), alpha


def flip(photo: Picture, _: Path) -> tuple[Picture, Picture]:
    """Turn a photograph left for right: a change that leaves no trace."""
    return ImageOps.mirror(photo), Image.new("L", photo.size, 255)


def warm(photo: Picture, _: Path, red: float, blue: float) -> tuple[Picture, Picture]:
    """Shift the light of a whole photograph: warmer than it was, and nothing else."""
    bands = photo.split()
    curves = [[min(255, round(255 * (value / 255) ** power)) for value in range(256)] for power in (red, 1.0, blue)]
    altered = Image.merge("RGB", [band.point(curve) for band, curve in zip(bands, curves, strict=True)])
    return altered, Image.new("L", photo.size, 255)


def stretch_up(photo: Picture, _: Path, box: Box, foot: int, rise: int, cell: int = 10) -> tuple[Picture, Picture]:
    """Draw a thing out upwards: in the middle of the box by up to `rise` px at its top, by none from `foot` down."""
    left, top, width, height = box

    def taken_from(x: int, y: int) -> tuple[float, float]:
        """Where the pixel that comes to stand at x, y stood before."""
        across = min(1.0, 2.2 * (1 - abs(2 * (x - left) / width - 1)))
        low = max(0.0, min(1.0, (foot - y) / (foot - top - rise)))
        ceiling = max(0.0, min(1.0, (y - top) / rise))
        return x, y + rise * math.sin(across * math.pi / 2) * low * ceiling

    mesh = []
    for x in range(left, left + width, cell):
        for y in range(top, top + height, cell):
            corners = [taken_from(*corner) for corner in ((x, y), (x, y + cell), (x + cell, y + cell), (x + cell, y))]
            mesh.append(((x, y, x + cell, y + cell), tuple(value for corner in corners for value in corner)))
    mask = soft(photo.size, ((left, top), (left + width - 1, top), (left + width - 1, foot), (left, foot)), 0)
    warped = photo.transform(photo.size, Image.Transform.MESH, mesh, Image.Resampling.BICUBIC)
    return Image.composite(warped, photo, mask), mask


# name of the altered picture: the photograph, the crop that is kept, the trick
ALTERED: dict[str, tuple[str, Box, Trick]] = {
    "removal-rope": (
        "real/animals/two_dogs_friends.jpg",
        (1060, 1890, 980, 640),
        partial(
            cover,
            patches=((((1452, 2022), (1850, 2040), (1850, 2120), (1700, 2112), (1452, 2092)), (0, 312)),),
            feather=3,
        ),
    ),
    "removal-branch": (
        "real/scenes/forest_stream.jpg",
        (0, 700, 1240, 930),
        partial(
            cover,
            patches=(
                (((300, 1352), (386, 1238), (470, 1118), (498, 1106), (520, 1118), (424, 1254), (330, 1372)), (52, 36)),
                (
                    ((484, 1100), (548, 1080), (622, 1012), (672, 945),
                     (690, 968), (640, 1036), (556, 1112), (500, 1130)),
                    (-34, -50),
                ),
            ),
            feather=3,
        ),
    ),
    "copymove-limes": (
        "real/food/citrus_slices.jpg",
        (615, 0, 735, 890),
        partial(
            copy,
            outline=tuple(
                (round(745 + 125 * math.cos(step / 20 * math.pi)), round(372 + 123 * math.sin(step / 20 * math.pi)))
                for step in range(40)
            ),
            shift=(160, -195),
            feather=1.5,
        ),
    ),
    "copymove-sheep": (
        "real/historic/march_pastoral.jpg",
        (0, 0, 640, 450),
        partial(
            copy,
            outline=(
                (128, 145), (140, 138), (158, 139), (170, 155), (180, 175), (178, 205), (179, 235), (182, 252),
                (165, 252), (158, 268), (140, 272), (134, 250), (115, 243), (114, 232), (130, 222), (120, 180),
            ),
            shift=(182, 128),
            feather=2.5,
            mirrored=True,
        ),
    ),
    "splice-boulder": (
        "real/scenes/aitzgorri_mountain.jpg",
        (300, 960, 1300, 870),
        partial(
            paste,
            donor="real/scenes/picos_de_europa.jpg",
            outline=(
                (2489, 2192), (2505, 2180), (2525, 2170), (2545, 2172), (2562, 2181), (2590, 2178), (2606, 2190),
                (2618, 2215), (2632, 2245), (2642, 2252), (2635, 2266), (2614, 2268), (2626, 2308), (2604, 2310),
                (2590, 2306), (2560, 2310), (2545, 2336), (2520, 2318), (2480, 2312), (2505, 2290),
                (2502, 2240), (2488, 2212),
            ),
            at=(980, 1360),
            scale=1.75,
            gains=(1.0, 1.0, 1.0),
            feather=1,
        ),
    ),
    "splice-fir": (
        "real/scenes/picos_de_europa.jpg",
        (1500, 1130, 1600, 1020),
        partial(
            paste,
            donor="real/scenes/aitzgorri_mountain.jpg",
            outline=(
                (2285, 800), (2320, 800), (2400, 960), (2460, 1045), (2405, 1130), (2412, 1190),
                (2396, 1206), (2382, 1232),
                (2366, 1214), (2344, 1240), (2322, 1226), (2304, 1246), (2280, 1228), (2262, 1250), (2240, 1230),
                (2222, 1244), (2206, 1222), (2192, 1236), (2190, 1180), (2165, 1070),
            ),
            at=(2080, 1420),
            scale=0.9,
            gains=(1.35, 1.2, 0.9),
            feather=1.5,
            darker_than=104,
        ),
    ),
    "recolour-brush": (
        "real/objects/paint_brushes.jpg",
        (400, 130, 680, 900),
        partial(
            turn_hue,
            outline=(
                (538, 255), (580, 280), (650, 315), (712, 370), (760, 440), (778, 470), (752, 560), (720, 660),
                (690, 740), (664, 832), (610, 822), (560, 795), (500, 752), (446, 720), (470, 640),
                (500, 500), (520, 380),
            ),
            degrees=-65,
            feather=4,
        ),
    ),
    "unseen-chameleon": ("real/animals/chameleon.png", (0, 0, 0, 0), flip),
    "unseen-dandelions": ("real/plants/dandelions.jpg", (0, 0, 0, 0), flip),
    "unseen-dahlia": ("real/plants/flower_dahlia.jpg", (0, 0, 0, 0), flip),
    "unseen-pancakes": ("real/food/pancakes.png", (0, 0, 0, 0), partial(warm, red=0.9, blue=1.12)),
    "unseen-galaxy": (
        "real/space/hubble_deep_field.jpg",
        (0, 0, 0, 0),
        partial(
            cover,
            patches=((GALAXY, (84, 46)),),
            feather=4,
        ),
    ),
    "retouch-bottle": (
        "real/scenes/wine_lounge.jpg",
        (750, 130, 1600, 1300),
        partial(stretch_up, box=(1160, 250, 210, 660), foot=900, rise=110),
    ),
}  # fmt: skip


def main() -> None:
    """Make every altered picture and its mask; a crop of nothing is the whole photograph."""
    content, scratch = Path(sys.argv[1]), Path(sys.argv[2])
    (scratch / "altered" / "masks").mkdir(parents=True, exist_ok=True)
    for name, (source, (left, top, width, height), trick) in ALTERED.items():
        photo = opened(content / source)
        altered, mask = trick(photo, content)
        kept = (left, top, left + width, top + height) if width else (0, 0, *photo.size)
        hard = mask.point([0] * VISIBLE + [255] * (256 - VISIBLE))
        altered.crop(kept).save(scratch / "altered" / f"{name}.png")
        hard.crop(kept).save(scratch / "altered" / "masks" / f"{name}.png")
        sys.stdout.write(f"{name}\n")


if __name__ == "__main__":
    main()
