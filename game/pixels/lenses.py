"""The inspection lenses: pixels in, pixels out; each shows something that the plain picture hides, and proves nothing.

Owns what each lens computes. All take RGB pixels, (height, width, 3) of uint8, and give RGB pixels to show, of any
size; long ones ask `stop` between their steps and raise Stopped when it says so. numpy and Pillow are imported here and
nowhere on the way to the first frame: this module is imported where a lens is used.
Refuses to judge: a lens has no verdict.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from game.pixels.imagefiles import decoding, opened, upright_size
from game.pixels.panels import gap

RGBArray = npt.NDArray[np.uint8]
Plane = npt.NDArray[np.float32]
StopAsked = Callable[[], bool]

ELA_QUALITY = 90  # of the re-saving that error level analysis compares with
GHOST_QUALITIES = tuple(range(50, 96, 5))
SAMPLED_SIDE = 1000  # px: of planes with a longer side only so many pixels each way are looked at for a percentile
AMBER = 255, 190, 40
GRID = 8  # px: JPEG's block
LEAD = 0.25  # steps of brightness by which a grid must lead over the next best to be believed
GRID_STEP, GRID_WINDOW = 16, 5  # px between places where a block grid is judged; how many of them it is judged over
BLOCK = 12  # px: the blocks that the copy-move finder compares
CLONE_SIDE = 560  # px: long side at which it looks
SPECTRUM_SIDE = 512  # px: the square whose frequencies are shown
PEAK = 3.3  # standard deviations over its surroundings from which on a frequency is marked
GHOST_FLOOR = 0.2  # of a ghost's depth: less is seen everywhere


class Stopped(Exception):  # noqa: N818 (it is no error)
    """Nobody wants the result any more."""


def go_on() -> bool:
    """The `stop` of a lens that may run to its end."""
    return False


def check(stop: StopAsked) -> None:
    """Give up if the result is no longer wanted."""
    if stop():
        raise Stopped


def grey(pixels: RGBArray) -> Plane:
    """Luma of ITU-R BT.601, from 0 to 255."""
    luma: Plane = pixels.astype(np.float32) @ np.array([0.299, 0.587, 0.114], dtype=np.float32)
    return luma


def shown(plane: npt.NDArray[np.floating], percentile: float = 99.5) -> RGBArray:
    """A plane as grey pixels, its bright end at a percentile of its values; of a large plane's, every few pixels."""
    step = 1 + max(plane.shape) // SAMPLED_SIDE
    top = max(float(np.percentile(plane[::step, ::step], percentile)), 1e-6)
    return np.repeat((np.clip(plane / top, 0, 1) * 255).astype(np.uint8)[..., None], 3, axis=2)


def tinted(pixels: RGBArray, heat: npt.NDArray[np.floating], light: float = 0.35) -> RGBArray:
    """The picture in grey, dimmed to a share of its light, with heat from 0 to 1 laid over it in amber."""
    ground = Image.fromarray((grey(pixels) * light).astype(np.uint8)).convert("RGB")
    cover = Image.fromarray((np.clip(heat, 0, 1) * 255).astype(np.uint8))
    return np.asarray(Image.composite(Image.new("RGB", ground.size, AMBER), ground, cover))


def mirror(pixels: RGBArray, stop: StopAsked = go_on) -> RGBArray:
    """Both halves, each with its own mirror image: what belongs together should give two likely pictures.

    Shows asymmetry of faces, glasses, collars. Real faces are uneven too.
    """
    check(stop)
    half = pixels.shape[1] // 2
    left, right = pixels[:, :half], pixels[:, -half:]
    between = np.full((pixels.shape[0], gap(pixels.shape[1]), 3), 24, np.uint8)
    return np.hstack([left, left[:, ::-1], between, right[:, ::-1], right])


def levels(pixels: RGBArray, stop: StopAsked = go_on) -> RGBArray:
    """Contrast stretched to the full range, and shadows opened (gamma 0.6): what hides in dark and bright."""
    check(stop)
    image = Image.fromarray(pixels)
    curves: list[int] = []
    for counts in np.array(image.histogram()).reshape(3, 256):
        low, high = np.searchsorted(counts.cumsum() / counts.sum(), (0.01, 0.99))
        curve = np.clip((np.arange(256) - low) / max(high - low, 1), 0, 1) ** 0.6
        curves += (curve * 255).astype(int).tolist()
    return np.asarray(image.point(curves))


def edges(pixels: RGBArray, stop: StopAsked = go_on) -> RGBArray:
    """Strength of edges (Sobel): cut lines, smears without any, outlines drawn too evenly."""
    check(stop)
    plane = np.pad(grey(pixels), 1, mode="edge")
    across = plane[:, 2:] - plane[:, :-2]
    down = plane[2:] - plane[:-2]
    across = across[:-2] + 2 * across[1:-1] + across[2:]
    down = down[:, :-2] + 2 * down[:, 1:-1] + down[:, 2:]
    return shown(np.hypot(across, down))


def saturation(pixels: RGBArray, stop: StopAsked = go_on) -> RGBArray:
    """How colourful each place is (HSV saturation): painted-over parts and colours that spill beyond their edges."""
    check(stop)
    return shown(np.asarray(Image.fromarray(pixels).convert("HSV"), dtype=np.float32)[..., 1], 99.9)


def _panels(planes: Sequence[npt.NDArray[np.uint8]]) -> RGBArray:
    """Grey planes in a row."""
    between = np.full((planes[0].shape[0], gap(planes[0].shape[1])), 24, np.uint8)
    row = [part for plane in planes for part in (plane, between)][:-1]
    return np.repeat(np.hstack(row)[..., None], 3, axis=2)


def rgb(pixels: RGBArray, stop: StopAsked = go_on) -> RGBArray:
    """Red, green and blue apart: a pasted part often differs in one of them."""
    check(stop)
    return _panels([pixels[..., channel] for channel in range(3)])


def ycbcr(pixels: RGBArray, stop: StopAsked = go_on) -> RGBArray:
    """Brightness and the two colour differences apart (ITU-R BT.601, as JPEG has them), colours stretched."""
    check(stop)
    planes = np.asarray(Image.fromarray(pixels).convert("YCbCr"))
    stretched = [planes[..., 0]]
    for channel in (1, 2):
        part = planes[..., channel].astype(np.float32) - 128
        top = max(float(np.percentile(np.abs(part), 99.5)), 1.0)
        stretched.append((np.clip(part / top, -1, 1) * 127 + 128).astype(np.uint8))
    return _panels(stretched)


def residual(pixels: RGBArray) -> Plane:
    """What a 3 x 3 median takes away from the luma: noise and fine grain, signed."""
    plane = grey(pixels).astype(np.uint8)
    smooth = np.asarray(Image.fromarray(plane).filter(ImageFilter.MedianFilter(3)), dtype=np.float32)
    rest: Plane = plane.astype(np.float32) - smooth
    return rest


def noise(pixels: RGBArray, stop: StopAsked = go_on) -> RGBArray:
    """The noise alone: a camera's is even all over; filled, smoothed and pasted parts have another, or none."""
    check(stop)
    return shown(np.abs(residual(pixels)), 99)


def saved_again(pixels: RGBArray, quality: int) -> RGBArray:
    """A picture, or a plane of 8 bits, after one more JPEG compression."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=quality, subsampling="4:4:4")
    with Image.open(io.BytesIO(buffer.getvalue())) as image:
        return np.asarray(image)


def error_levels(pixels: RGBArray) -> Plane:
    """Mean absolute change of each pixel by one more compression at ELA_QUALITY (Krawetz 2007)."""
    change = np.abs(pixels.astype(np.int16) - saved_again(pixels, ELA_QUALITY).astype(np.int16))
    levels_: Plane = change.mean(axis=2, dtype=np.float32)
    return levels_


def ela(pixels: RGBArray, stop: StopAsked = go_on) -> RGBArray:
    """Error level analysis: parts with another compression history change more, or less, when saved once more.

    Edges and fine texture always light up, and a picture that was scaled or saved anew shows nothing.
    """
    check(stop)
    return shown(error_levels(pixels), 99)


def blocks(plane: npt.NDArray[np.floating], side: int) -> npt.NDArray[np.float32]:
    """Means over squares of `side` pixels; what is left over at right and bottom is cut off."""
    height, width = plane.shape[0] // side, plane.shape[1] // side
    rows = plane[: height * side, : width * side].reshape(height, side, width * side).sum(axis=1, dtype=np.float32)
    means: npt.NDArray[np.float32] = rows.reshape(height, width, side).sum(axis=2) / side**2
    return means


def spread(small: npt.NDArray[np.floating], side: int, size: tuple[int, int]) -> npt.NDArray[np.float32]:
    """Squares of `side` pixels from single values, filled up to a height and width."""
    height, width = size
    if not small.size:
        return np.zeros(size, np.float32)
    large = np.repeat(np.repeat(small, side, axis=0), side, axis=1)
    padded: npt.NDArray[np.float32] = np.pad(
        large, ((0, max(0, height - large.shape[0])), (0, max(0, width - large.shape[1]))), mode="edge"
    )[:height, :width].astype(np.float32)
    return padded


def ghost_map(pixels: RGBArray, stop: StopAsked = go_on) -> npt.NDArray[np.float32]:
    """For each 8 x 8 block how much better than its surroundings it fits some lower quality, from 0 to 1.

    Farid 2009, "Exposing digital forgeries from JPEG ghosts": a part that was once saved at a lower quality changes
    least when it is saved at that quality again.
    """
    luma = grey(pixels).astype(np.uint8)
    stack = []
    for quality in GHOST_QUALITIES:
        check(stop)
        change = np.abs(luma.astype(np.int16) - saved_again(luma, quality)).astype(np.float32)
        stack.append(blocks(change * change, GRID))
    curves = np.stack(stack)
    curves = (curves - curves.min(axis=0)) / np.maximum(np.ptp(curves, axis=0), 1e-6)
    usual = np.median(curves, axis=(1, 2), keepdims=True)
    depth: npt.NDArray[np.float32] = np.clip(usual - curves, 0, 1).max(axis=0).astype(np.float32)
    return depth


def ghosts(pixels: RGBArray, stop: StopAsked = go_on) -> RGBArray:
    """JPEG ghosts: parts that were once saved at another quality than the rest. Smooth areas may glow for nothing."""
    found = ghost_map(pixels, stop)
    smooth = np.asarray(Image.fromarray((found * 255).astype(np.uint8)).filter(ImageFilter.MedianFilter(3)))
    return tinted(pixels, spread((smooth / 255.0 - GHOST_FLOOR) * 1.8, GRID, pixels.shape[:2]))


def grid_offsets(pixels: RGBArray, stop: StopAsked = go_on) -> npt.NDArray[np.int64]:
    """Every GRID_STEP pixels where the 8 x 8 grid of an earlier compression lies: row * 8 + column of its corner.

    Block edges leave steps of brightness; the offset with the largest mean step over GRID_WINDOW places each way wins
    (after Li, Yuan & Yu 2009). Where none leads clearly, flat and busy places, it is -1.
    """
    plane = grey(pixels)
    check(stop)
    across, down = _steps(plane), _steps(plane.T).T
    height, width = plane.shape[0] // GRID_STEP, plane.shape[1] // GRID_STEP
    if not height or not width:
        return np.full((1, 1), -1, np.int64)
    check(stop)
    phases = []
    for steps in (down, across.T):
        rows, columns = steps.shape[0] // GRID_STEP, steps.shape[1] // GRID_STEP
        cut = steps[: rows * GRID_STEP, : columns * GRID_STEP]
        means = cut.reshape(rows, GRID_STEP // GRID, GRID, columns, GRID_STEP).mean(axis=(1, 4))
        phases.append(np.stack([around(means[:, phase], GRID_WINDOW // 2) for phase in range(GRID)], axis=-1))
    by_row, by_column = phases[0], phases[1].transpose(1, 0, 2)
    offsets: npt.NDArray[np.int64] = by_row.argmax(axis=2) * GRID + by_column.argmax(axis=2)
    sure = (_lead(by_row) > LEAD) & (_lead(by_column) > LEAD)
    return np.where(sure, offsets, -1)


def _lead(phases: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    """How far the highest of the last axis's values rises over the second highest."""
    ordered = np.sort(phases, axis=-1)
    return np.asarray(ordered[..., -1] - ordered[..., -2])


def _steps(plane: Plane) -> Plane:
    """How much higher the step from each pixel's left neighbour is than the steps beside it."""
    step = np.abs(np.diff(plane, axis=1, prepend=plane[:, :1]))
    beside = (np.roll(step, 1, axis=1) + np.roll(step, -1, axis=1)) / 2
    higher: Plane = np.clip(step - beside, -8, 8)
    return higher


def grid(pixels: RGBArray, stop: StopAsked = go_on) -> RGBArray:
    """Where the block grid of the compression does not lie as in most of the picture: pasted or moved parts.

    Needs a picture that was not scaled since; flat areas have no grid to find.
    """
    offsets = grid_offsets(pixels, stop)
    usual = np.bincount(offsets[offsets >= 0], minlength=64).argmax()
    other = Image.fromarray(np.where((offsets != usual) & (offsets >= 0), 255, 0).astype(np.uint8))
    areas = np.asarray(other.filter(ImageFilter.MedianFilter(3))) / 255.0  # single places are chance
    return tinted(pixels, spread(areas, GRID_STEP, pixels.shape[:2]) * 0.85)


def reduced(pixels: RGBArray, side: int) -> tuple[RGBArray, float]:
    """The picture with at most `side` pixels on its long side, and how many old pixels a new one spans."""
    scale = max(pixels.shape[:2]) / side
    if scale <= 1:
        return pixels, 1.0
    size = round(pixels.shape[1] / scale), round(pixels.shape[0] / scale)
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BOX)), scale


def clone_pairs(pixels: RGBArray, stop: StopAsked = go_on) -> tuple[npt.NDArray[np.int64], tuple[int, int], float]:
    """Corners (row, column) of blocks that are repeated at one and the same shift; that shift; the scale looked at.

    Low DCT frequencies of all overlapping blocks are quantised and sorted; equal neighbours vote for their shift
    (Fridrich, Soukal & Lukáš 2003, "Detection of copy-move forgery in digital images").
    """
    small, scale = reduced(pixels, CLONE_SIDE)
    plane = grey(small)
    nothing = np.zeros((0, 2), np.int64), (0, 0), scale
    if min(plane.shape) < 3 * BLOCK:
        return nothing
    base = np.cos(np.pi * np.outer(np.arange(BLOCK) + 0.5, np.arange(4)) / BLOCK).astype(np.float32)
    base /= np.linalg.norm(base, axis=0)
    waves = [_slid(plane, base[:, k], 1) for k in range(4)]
    check(stop)
    chosen = [(0, 0), (0, 1), (1, 0), (1, 1), (0, 2), (2, 0), (1, 2), (2, 1), (0, 3), (3, 0)]
    features = np.stack([_slid(waves[k], base[:, j], 0) for j, k in chosen], axis=-1)
    check(stop)
    lively = np.abs(features[..., 1:]).sum(axis=-1) > 60
    where = np.argwhere(lively)
    if len(where) < 2:
        return nothing
    found: list[npt.NDArray[np.int64]] = []  # a shift and the corner that has it, as one number
    span = 4 * CLONE_SIDE
    steps = np.array([24, *[14] * 9], dtype=np.float32)
    for offset in (0.0, 0.5):
        check(stop)
        codes = np.floor(features[lively] / steps + offset).astype(np.int64) & 0x3F
        keys = (codes << (np.arange(10, dtype=np.int64) * 6)).sum(axis=1)
        order = np.argsort(keys, kind="stable")
        for reach in (1, 2, 3):
            same = keys[order[:-reach]] == keys[order[reach:]]
            first, second = where[order[:-reach][same]], where[order[reach:][same]]
            shift = second - first
            turned = (shift[:, 0] < 0) | ((shift[:, 0] == 0) & (shift[:, 1] < 0))
            shift[turned] *= -1
            first = np.where(turned[:, None], second, first)
            far = np.hypot(*shift.T) > 2 * BLOCK
            ways = shift[far] @ (span, 1) + span // 2
            found.append(ways * span**2 + first[far] @ (span, 1))
    ways, corners = np.divmod(np.unique(np.concatenate(found)), span**2)
    if not ways.size:
        return nothing
    known, votes = np.unique(ways, return_counts=True)
    if votes.max() < 4 * BLOCK:
        return nothing
    best = known[votes.argmax()]
    down, across = divmod(int(best), span)
    return np.stack(np.divmod(corners[ways == best], span), axis=1), (down, across - span // 2), scale


def _slid(plane: Plane, wave: Plane, axis: int) -> Plane:
    """The sum of products of a short wave with a plane, at every place along an axis where all of it fits."""
    count = plane.shape[axis] - wave.size + 1
    total = np.zeros((count, plane.shape[1]) if axis == 0 else (plane.shape[0], count), np.float32)
    for place, height in enumerate(wave):
        total += height * (plane[place : place + count] if axis == 0 else plane[:, place : place + count])
    return total


def clones(pixels: RGBArray, stop: StopAsked = go_on) -> RGBArray:
    """Copy-move finder: places that repeat each other block by block. Tiles, windows and bricks repeat honestly."""
    corners, (down, across), scale = clone_pairs(pixels, stop)
    height, width = pixels.shape[:2]
    heat = np.zeros((round(height / scale) + BLOCK, round(width / scale) + BLOCK), np.float32)
    for row, column in corners:
        heat[row : row + BLOCK, column : column + BLOCK] = 1
        heat[row + down : row + down + BLOCK, column + across : column + across + BLOCK] = 1
    large = Image.fromarray((heat[: round(height / scale), : round(width / scale)] * 255).astype(np.uint8))
    return tinted(pixels, np.asarray(large.resize((width, height))) / 255.0 * 0.8)


def log_spectrum(pixels: RGBArray) -> Plane:
    """Log magnitude of the noise residual's Fourier transform, zero frequency in the middle.

    The middle square of the picture is used as it is: scaling would move the peaks.
    """
    side = min(SPECTRUM_SIDE, *pixels.shape[:2])
    top, left = (pixels.shape[0] - side) // 2, (pixels.shape[1] - side) // 2
    rest = residual(pixels[top : top + side, left : left + side])
    window = np.hanning(side).astype(np.float32)
    magnitude: Plane = np.log1p(np.abs(np.fft.fftshift(np.fft.fft2(rest * np.outer(window, window))))).astype(
        np.float32
    )
    return magnitude


def around(plane: Plane, radius: int) -> Plane:
    """Means over squares of 2 * radius + 1 pixels; the edges repeat."""
    side = 2 * radius + 1
    sums = np.pad(plane.astype(np.float64), radius, mode="edge").cumsum(axis=0).cumsum(axis=1)
    sums = np.pad(sums, ((1, 0), (1, 0)))
    total = sums[side:, side:] - sums[:-side, side:] - sums[side:, :-side] + sums[:-side, :-side]
    mean: Plane = (total / side**2).astype(np.float32)
    return mean


def peaks(plane: Plane) -> Plane:
    """How far each frequency rises over its surroundings, in their standard deviations; the axes are left out.

    Enlarging repeats fine patterns at fixed distances: regular peaks (Odena, Dumoulin & Olah 2016; Durall et al. 2020).
    """
    rest = plane - around(plane, 6)
    middle = plane.shape[0] // 2
    rest[middle - 4 : middle + 5] = rest[:, middle - 4 : middle + 5] = 0
    high: Plane = rest / max(float(rest.std()), 1e-6)
    return high


def spectrum(pixels: RGBArray, stop: StopAsked = go_on) -> RGBArray:
    """Frequencies of the fine grain, single ones that stand out in amber: traces of enlarging. JPEG makes some too."""
    check(stop)
    plane = log_spectrum(pixels)
    check(stop)
    ground = shown(np.maximum(plane - float(np.percentile(plane, 20)), 0), 99.95)
    dots = Image.fromarray(np.where(peaks(plane) > PEAK, 255, 0).astype(np.uint8)).filter(ImageFilter.MaxFilter(7))
    return tinted(ground, np.asarray(dots) / 255.0, 0.6)


def overlay(faces: Sequence[RGBArray], stop: StopAsked = go_on) -> RGBArray:
    """Several pictures laid over each other, each fitted to the first: aligned generators keep the eyes in place."""
    size = faces[0].shape[1], faces[0].shape[0]
    together = np.zeros((size[1], size[0], 3), np.float32)
    for face in faces:
        check(stop)
        together += np.asarray(Image.fromarray(face).resize(size, Image.Resampling.BILINEAR), dtype=np.float32)
    mean: RGBArray = (together / len(faces)).astype(np.uint8)
    return mean


def histogram(pixels: RGBArray, size: tuple[int, int]) -> RGBArray:
    """How often each brightness occurs, for red, green and blue, drawn into width and height."""
    width, height = size
    drawn = np.full((height, width, 3), 24, np.uint8)
    for channel in range(3):
        counts = np.bincount(pixels[..., channel].ravel(), minlength=256).astype(np.float32)
        bars = np.interp(np.linspace(0, 255, width), np.arange(256), counts)
        top = max(float(np.percentile(counts, 99)), 1.0)
        heights = (np.clip(bars / top, 0, 1) * (height - 1)).astype(int)
        lit = np.arange(height)[::-1, None] <= heights[None, :]
        drawn[..., channel] = np.where(lit, 215, drawn[..., channel])
    return drawn


LENSES: dict[str, Callable[[RGBArray, StopAsked], RGBArray]] = {
    "mirror": mirror, "levels": levels, "edges": edges, "saturation": saturation, "rgb": rgb, "ycbcr": ycbcr,
    "noise": noise, "ela": ela, "ghosts": ghosts, "grid": grid, "clones": clones, "spectrum": spectrum,
}  # fmt: skip


TOLD = (
    "Make", "Model", "LensModel", "Software", "DateTimeOriginal", "DateTime", "ExposureTime", "FNumber",
    "ISOSpeedRatings", "Artist", "Copyright", "ImageDescription",
)  # fmt: skip
TOLD_IN_XMP = ("DigitalSourceType", "AISystemUsed", "Credit", "CreatorTool", "DateCreated")  # IPTC 2025.1, XMP
LONGEST_VALUE = 120  # characters


def metadata(path: Path) -> list[tuple[str, str]]:
    """What a file says of itself: format, EXIF, XMP (IPTC source type, credit …), C2PA manifest; (name, value) pairs.

    Names are those of the standards. Without the optional c2pa-python a manifest is only noticed: ("c2pa", "unread").
    No pair begins with "c2pa" where there is no manifest at all.
    Raises what `open_picture` raises.
    """
    import re
    from html import unescape

    from PIL.ExifTags import IFD, TAGS

    with decoding(path), opened(path) as image:
        width, height = upright_size(path, image)
        found = [("format", f"{image.format}, {width} x {height}")]
        exif = image.getexif()
        said = {TAGS.get(tag, ""): value for ifd in (exif, exif.get_ifd(IFD.Exif)) for tag, value in ifd.items()}
        found += [(name, str(said[name]).strip("\0 ")[:LONGEST_VALUE]) for name in TOLD if name in said]
        if exif.get_ifd(IFD.GPSInfo):
            found.append(("GPSInfo", ""))
        packet = image.info.get("xmp", b"")
    text = packet.decode("utf-8", "replace") if isinstance(packet, bytes) else str(packet)
    for name in TOLD_IN_XMP:
        match = re.search(rf"{name}(?:>|=\")([^<\"]+)", text)
        if match:
            value = unescape(match[1])[:LONGEST_VALUE]
            found.append((name, value.rpartition("/")[2] if name == "DigitalSourceType" else value))
    return found + _provenance(path)


MOST_STEPS = 6  # of what was done, by the credentials
UNTOUCHED = {"", "created", "opened", "published", "converted", "watermarked", "unknown"}  # what changes no content
FAULTS_OF_CHANGE = {"mismatch", "missing", "malformed", "undeclared", "multiple"}  # C2PA 2.1, 15.2.2: the last words


def _provenance(path: Path) -> list[tuple[str, str]]:
    """What the C2PA manifest says, where the file has one; a manifest elsewhere on the network is not fetched."""
    if b"c2pa" not in path.read_bytes():
        return []
    try:
        import c2pa
    except ImportError:
        return [("c2pa", "unread")]
    try:
        offline = c2pa.Context(c2pa.Settings.from_dict({"verify": {"remote_manifest_fetch": False}}))
        with c2pa.Reader(path, context=offline) as reader:
            manifest = json.loads(reader.json())
        return _credentials(manifest)
    except Exception:  # noqa: BLE001 (whatever a manifest does wrong, the rest is still shown)
        return [("c2pa", "broken")]


def _credentials(store: dict[str, Any]) -> list[tuple[str, str]]:
    """The active manifest of a store: whether the file is as it was signed, what was done, by what, whom and when.

    Whether the signer is who the certificate says is not checked: there is no list of those who are. A certificate that
    has run out says nothing about the file. What made the picture may stand in the manifest of what it was made from.
    """
    manifests = store["manifests"]
    active = manifests[store["active_manifest"]]
    faults = {str(item["code"]) for item in store.get("validation_status", [])}
    steps = list(dict.fromkeys(str(item.get("action", "")).rpartition(".")[2] for item in _actions(active)))
    state = "changed" if any(map(_means_a_change, faults)) else "whole" if UNTOUCHED.issuperset(steps) else "edited"
    told = [("c2pa", state)]
    told += [("action", step) for step in steps[:MOST_STEPS]]
    names = [str(item.get("name", "")) for item in active.get("claim_generator_info", [])]
    signature = active.get("signature_info", {})
    issuer = str(signature.get("issuer", ""))
    told += [("claim_generator", ", ".join(filter(None, names))), ("issuer", issuer)]
    told += [("trust", "unchecked")] if issuer else []
    told.append(("signed", str(signature.get("time", "")).partition("T")[0]))
    if "signingCredential.expired" in faults:
        told.append(("certificate", "expired"))
    others = [item for name, item in manifests.items() if name != store["active_manifest"]]
    for manifest in (active, *others):
        sources = [str(item.get("digitalSourceType", "")).rpartition("/")[2] for item in _actions(manifest)]
        if any(sources):
            told += [("digitalSourceType", source) for source in dict.fromkeys(sources)]
            break
    return [(name, value[:LONGEST_VALUE]) for name, value in told if value]


def _actions(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    """What a manifest says was done."""
    done = [item for item in manifest.get("assertions", []) if str(item.get("label", "")).startswith("c2pa.actions")]
    return [action for item in done for action in item["data"].get("actions", [])]


def _means_a_change(code: str) -> bool:
    """Whether a fault of the check means that the file, or what is said of it, is not what was signed."""
    part, _, what = code.partition(".")
    return part in ("assertion", "claim", "claimSignature", "manifest") and what.rpartition(".")[2] in FAULTS_OF_CHANGE
