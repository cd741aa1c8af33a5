"""A chart of patches in files of many colour spaces and depths, and what other decoders say of it.

    python -m tests.pixels.charts FOLDER

writes the files, for another decoder to read: `libvips.json` beside this was made from them by libvips 8.18, and has
what it shows in the middle of each patch (`icc_transform("srgb", embedded=True, depth=8)`, without a profile
`colourspace("srgb")`, alpha laid on white). Owns small ICC profiles, written out so that no file has to be kept.
"""

from __future__ import annotations

import io
import struct
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from PIL import Image, ImageCms

PATCHES = (
    (255, 0, 0), (0, 200, 0), (0, 0, 255), (255, 128, 0), (200, 30, 120), (128, 128, 128),
    (30, 180, 170), (250, 220, 180), (60, 60, 60), (12, 10, 14), (90, 60, 30), (255, 255, 255),
)  # fmt: skip
SIDE = 16  # px of a patch
D50 = (0.9642, 1.0, 0.8249)
SRGB_D50 = ((0.4360, 0.2225, 0.0139), (0.3851, 0.7169, 0.0971), (0.1431, 0.0606, 0.7141))
P3_D50 = ((0.5151, 0.2412, -0.0011), (0.2920, 0.6922, 0.0419), (0.1571, 0.0666, 0.7841))
ADOBE_D50 = ((0.6097, 0.3111, 0.0195), (0.2053, 0.6257, 0.0609), (0.1492, 0.0632, 0.7446))
ADOBE_GAMMA = 2.19921875
PROPHOTO_D50 = ((0.7977, 0.2880, 0.0), (0.1352, 0.7119, 0.0), (0.0313, 0.0001, 0.8249))

Values = Any  # an array of numbers
Curve = Callable[[Values], Values]


class Chart(NamedTuple):
    """One file: its name, its bytes, and what exact arithmetic makes of each patch; None where there is no formula."""

    name: str
    data: bytes
    exact: Values | None = None


# --- profiles


def _profile(space: bytes, tags: dict[bytes, bytes], version: int = 0x02100000, kind: bytes = b"mntr") -> bytes:
    place, table, body = 128 + 4 + 12 * len(tags), b"", b""
    for tag, content in tags.items():
        table += tag + struct.pack(">II", place + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    pcs = b"Lab " if b"A2B0" in tags else b"XYZ "
    head = struct.pack(">I4sI4s4s4s", place + len(body), bytes(4), version, kind, space, pcs)
    head += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + _xyz(D50)[8:]
    return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


def _xyz(values: Sequence[float]) -> bytes:
    return b"XYZ \0\0\0\0" + b"".join(struct.pack(">i", round(value * 65536)) for value in values)


def _named(name: str) -> dict[bytes, bytes]:
    text = name.encode()
    described = b"desc\0\0\0\0" + struct.pack(">I", len(text) + 1) + text + b"\0" + bytes(78)
    return {b"desc": described, b"cprt": b"text\0\0\0\0CC0\0", b"wtpt": _xyz(D50)}


def _gamma(gamma: float) -> bytes:
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256))


def _parametric(*values: float) -> bytes:
    return (
        b"para\0\0\0\0" + struct.pack(">HH", 3, 0) + b"".join(struct.pack(">i", round(one * 65536)) for one in values)
    )


SRGB_CURVE = _parametric(2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)


def coloured(name: str, columns: Sequence[Sequence[float]], curve: bytes, version: int = 0x02100000) -> bytes:
    """A profile of a screen."""
    tags = dict(zip((b"rXYZ", b"gXYZ", b"bXYZ"), map(_xyz, columns), strict=True))
    return _profile(b"RGB ", {**_named(name), **tags, b"rTRC": curve, b"gTRC": curve, b"bTRC": curve}, version)


def grey(name: str, gamma: float) -> bytes:
    """A profile of grey."""
    return _profile(b"GRAY", {**_named(name), b"kTRC": _gamma(gamma)})


def inks(name: str) -> bytes:
    """A profile of a press: sixteen corners of a cube of inks in CIELAB, nothing between (lut8)."""
    corners = []
    for number in range(16):
        cyan, magenta, yellow, black = (number >> bit & 1 for bit in (3, 2, 1, 0))
        light = (100 - 30 * cyan - 45 * magenta - 8 * yellow) * (0.15 if black else 1)
        faded = 0.2 if black else 1
        corners += [
            round(light * 2.55), 128 + round(faded * (-35 * cyan + 70 * magenta - 5 * yellow)),
            128 + round(faded * (-45 * cyan - 3 * magenta + 88 * yellow)),
        ]  # fmt: skip
    ramp = bytes(range(256))
    identity = struct.pack(">9i", 65536, 0, 0, 0, 65536, 0, 0, 0, 65536)
    table = b"mft1\0\0\0\0" + bytes((4, 3, 2, 0)) + identity
    table += ramp * 4 + bytes(max(0, min(255, value)) for value in corners) + ramp * 3
    return _profile(b"CMYK", {**_named(name), b"A2B0": table}, kind=b"prtr")


# --- exact arithmetic


def srgb_light(values: Values) -> Values:
    """IEC 61966-2-1, from 0 to 1."""
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def srgb_value(light: Values) -> Values:
    """The other way, in steps of 255."""
    light = np.clip(light, 0, 1)
    return 255 * np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)


def exactly(values: Values, columns: Sequence[Sequence[float]], curve: Curve) -> Values:
    """What values from 0 to 1 under a profile are in sRGB."""
    return srgb_value(curve(values) @ np.array(columns) @ np.linalg.inv(np.array(SRGB_D50)))


# --- files


def laid_out(patches: Values) -> Values:
    """Patches of any depth as a picture of 6 x 2 of them."""
    return np.repeat(np.repeat(patches.reshape(2, 6, *patches.shape[1:]), SIDE, 0), SIDE, 1)


def seen(image: Image.Image) -> Values:
    """The middle of each patch of an RGB picture."""
    values = np.asarray(image).astype(float)
    return values[SIDE // 2 :: SIDE, SIDE // 2 :: SIDE][:2, :6].reshape(-1, 3)


def saved(image: Image.Image, form: str, **options: Any) -> bytes:
    """A picture as a file."""
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def png(
    values: Values, *, before: Sequence[tuple[bytes, bytes]] = (), after: Sequence[tuple[bytes, bytes]] = ()
) -> bytes:
    """A PNG of any depth and number of channels, with chunks before and after its pixels."""
    import zlib

    channels = values.shape[2] if values.ndim == 3 else 1
    kind, depth = {1: 0, 2: 4, 3: 2, 4: 6}[channels], 8 * values.itemsize
    rows = b"".join(b"\0" + row.astype(f">u{values.itemsize}").tobytes() for row in values)
    head = struct.pack(">IIBBBBB", values.shape[1], values.shape[0], depth, kind, 0, 0, 0)
    chunks = ((b"IHDR", head), *before, (b"IDAT", zlib.compress(rows)), *after, (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        for name, content in chunks
    )


def iccp(profile: bytes) -> tuple[bytes, bytes]:
    """The chunk that carries a profile."""
    import zlib

    return b"iCCP", b"p\0\0" + zlib.compress(profile)


def charts() -> Iterator[Chart]:
    """Every file."""
    eight = np.array(PATCHES, np.uint8)
    sixteen = (eight.astype(np.uint16) * 257 - np.where(eight > 0, 119, 0)).astype(np.uint16)  # between eight bits
    yield from _coloured(eight, sixteen)
    yield from _greys(eight[:, 1], sixteen[:, 1])
    yield from _inks(eight)
    yield from _numbered(eight, sixteen)


def _coloured(eight: Values, sixteen: Values) -> Iterator[Chart]:
    for name, columns, gamma in (
        ("linear-srgb", SRGB_D50, 1.0), ("p3", P3_D50, 2.2), ("adobe", ADOBE_D50, ADOBE_GAMMA),
        ("prophoto", PROPHOTO_D50, 1.8),
    ):  # fmt: skip
        # a profile that is called sRGB and is none, as GIMP's linear one
        profile = coloured("GIMP built-in Linear sRGB" if gamma == 1.0 else name, columns, _gamma(gamma))
        exact = exactly(eight / 255, columns, lambda values, gamma=gamma: values**gamma)
        image = Image.fromarray(laid_out(eight))
        yield Chart(f"{name}.png", saved(image, "PNG", icc_profile=profile), exact)
        yield Chart(f"{name}.tif", saved(image, "TIFF", icc_profile=profile), exact)
        yield Chart(f"{name}.webp", saved(image, "WEBP", lossless=True, icc_profile=profile), exact)
        yield Chart(f"{name}.jpg", saved(image, "JPEG", quality=100, subsampling=0, icc_profile=profile))
        exact = exactly(sixteen / 65535, columns, lambda values, gamma=gamma: values**gamma)
        yield Chart(f"{name}-16.png", png(laid_out(sixteen), before=[iccp(profile)]), exact)
    version_4 = coloured("p3 v4", P3_D50, SRGB_CURVE, 0x04300000)
    exact = exactly(eight / 255, P3_D50, srgb_light)
    yield Chart("p3-v4.png", saved(Image.fromarray(laid_out(eight)), "PNG", icc_profile=version_4), exact)
    clear = np.column_stack([eight, np.arange(20, 260, 20, np.uint8)])
    alpha = clear[:, 3:] / 255
    yield Chart("p3-alpha.png", png(laid_out(clear), before=[iccp(version_4)]), exact * alpha + 255 * (1 - alpha))
    yield Chart("plain-16.png", png(laid_out(sixteen)), sixteen / 257)
    yield Chart("plain-alpha.png", png(laid_out(clear)), eight * alpha + 255 * (1 - alpha))
    palette = Image.fromarray(laid_out(eight)).quantize(16)
    yield Chart("palette.png", saved(palette, "PNG"), eight)
    profile = coloured("adobe", ADOBE_D50, _gamma(ADOBE_GAMMA))
    exact = exactly(eight / 255, ADOBE_D50, lambda values: values**ADOBE_GAMMA)
    yield Chart("palette-adobe.png", saved(palette, "PNG", icc_profile=profile), exact)


def _greys(eight: Values, sixteen: Values) -> Iterator[Chart]:
    profile = grey("linear grey", 1.0)

    def exact(values: Values) -> Values:
        return np.repeat(srgb_value(values)[:, None], 3, 1)

    image = Image.fromarray(laid_out(eight))
    yield Chart("grey.png", saved(image, "PNG", icc_profile=profile), exact(eight / 255))
    yield Chart("grey.jpg", saved(image, "JPEG", quality=100, icc_profile=profile))
    yield Chart("grey.tif", saved(image, "TIFF", icc_profile=profile), exact(eight / 255))
    yield Chart("grey-16.png", png(laid_out(sixteen), before=[iccp(profile)]), exact(sixteen / 65535))
    yield Chart("grey-16-plain.png", png(laid_out(sixteen)), np.repeat(sixteen[:, None] / 257, 3, 1))
    clear = np.column_stack([eight, np.arange(20, 260, 20, np.uint8)])
    alpha = clear[:, 1:] / 255
    yield Chart("grey-alpha.png", png(laid_out(clear), before=[iccp(profile)]),
                exact(eight / 255) * alpha + 255 * (1 - alpha))  # fmt: skip
    for order in "<>":
        data = saved(Image.fromarray(laid_out(sixteen).astype(f"{order}u2")), "TIFF", icc_profile=profile)
        yield Chart(f"grey-16{'b' if order == '>' else 'l'}.tif", data, exact(sixteen / 65535))


def _inks(eight: Values) -> Iterator[Chart]:
    image = Image.fromarray(laid_out(eight)).convert("CMYK")
    profile = inks("a press")
    yield Chart("inks.tif", saved(image, "TIFF", icc_profile=profile))
    yield Chart("inks.jpg", saved(image, "JPEG", quality=100, subsampling=0, icc_profile=profile))
    lab = ImageCms.profileToProfile(
        Image.fromarray(laid_out(eight)),
        ImageCms.createProfile("sRGB"),
        ImageCms.createProfile("LAB"),
        outputMode="LAB",
    )
    assert lab is not None
    yield Chart("lab.tif", saved(lab, "TIFF"))


def _numbered(eight: Values, sixteen: Values) -> Iterator[Chart]:
    """Colours told by numbers: cICP, gAMA, cHRM."""
    p3 = exactly(eight / 255, P3_D50, srgb_light)
    yield Chart("cicp-p3.png", png(laid_out(eight), before=[(b"cICP", bytes((12, 13, 0, 1)))]), p3)
    p3 = exactly(sixteen / 65535, P3_D50, srgb_light)
    yield Chart("cicp-p3-16.png", png(laid_out(sixteen), before=[(b"cICP", bytes((12, 13, 0, 1)))]), p3)
    yield Chart("cicp-srgb.png", png(laid_out(eight), before=[(b"cICP", bytes((1, 13, 0, 1)))]), eight)
    linear = struct.pack(">I", 100000)
    yield Chart("gama.png", png(laid_out(eight), before=[(b"gAMA", linear)]), srgb_value(eight / 255))
    light = np.repeat(srgb_value(eight[:, 1] / 255)[:, None], 3, 1)
    yield Chart("gama-grey.png", png(laid_out(eight[:, 1]), before=[(b"gAMA", linear)]), light)
    adobe = struct.pack(">8I", 31270, 32900, 64000, 33000, 21000, 71000, 15000, 6000)
    exact = exactly(eight / 255, ADOBE_D50, lambda values: values**2.2)
    yield Chart("chrm.png", png(laid_out(eight), before=[(b"gAMA", struct.pack(">I", 45455)), (b"cHRM", adobe)]), exact)
    usual = [(b"gAMA", struct.pack(">I", 45455))]
    yield Chart("gama-usual.png", png(laid_out(eight), before=usual), eight)


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for chart in charts():
        (folder / chart.name).write_bytes(chart.data)
