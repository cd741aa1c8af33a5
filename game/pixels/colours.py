"""What the samples of a decoded picture look like: eight bits, sRGB, opaque.

Owns depths, colour profiles and transparency; game and import see the same. Works through a picture in bands, so that
a large one takes little more memory than its decoded samples. Refuses to open files.
"""

from __future__ import annotations

import io
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from game.pixels.unfit import UnfitPictureError

if TYPE_CHECKING:
    import numpy as np
    from PIL.Image import Image as PillowImage
    from PIL.ImageCms import ImageCmsProfile, ImageCmsTransform

    Samples = np.ndarray[Any, np.dtype[Any]]

_CLEAR = ("RGBA", "LA", "PA", "RGBa", "La")  # modes of pictures that can be seen through
_BAND = 1 << 20  # pixels worked on at a time
_WHITES = (0xFF, 0x3FF, 0xFFF, 0xFFFF, 0xFF_FFFF, 0x7FFF_FFFF, 0xFFFF_FFFF)  # of 8, 10, 12, 16, 24, 31, 32 bits
_SPACES = {"RGB": "RGB ", "L": "GRAY", "CMYK": "CMYK"}  # mode -> the space that a profile for it names
DARK = 0x10  # the upper half of a sample of sixteen bits: below this, twelve would do


class Coding(NamedTuple):
    """How a picture's samples are to be read, as far as its decoder does not do that."""

    profile: bytes | None = None  # an ICC profile; None for sRGB, and for what says nothing
    grey: bool = False  # stored as grey, however it was decoded
    deep: bool = False  # colours of sixteen bits, of which the upper eight were decoded
    low: PillowImage | None = None  # of deep ones: the lower eight bits, where they are seen
    bits: int = 16  # of a sample, where more than eight were decoded


def shown(image: PillowImage, coding: Coding, ground: str, reduced: int = 1) -> PillowImage:
    """A decoded picture in RGB as it is meant, on a ground where it is clear, at one over `reduced` of its size.

    Raises UnfitPictureError where the samples do not say what is white.
    """
    from PIL import Image

    if image.mode == "F":
        raise UnfitPictureError("floats")
    white = _white(image, coding)
    done = Image.new("RGB", (-(-image.width // reduced), -(-image.height // reduced)))
    rows = max(1, _BAND // image.width // reduced) * reduced
    for top in range(0, image.height, rows):
        box = (0, top, image.width, min(top + rows, image.height))
        band, profile = image.crop(box), coding.profile
        if image.mode.startswith("I"):
            band, profile = _deep_grey(band, profile, white), None
        elif coding.low is not None:
            band, profile = _deep_colours(band, coding.low.crop(box), profile, white), None
        else:
            band = _expanded(band)
        if reduced > 1:
            band = band.reduce(reduced)
        done.paste(_flat(band, profile, ground, grey=coding.grey), (0, top // reduced))
    return done


def _expanded(band: PillowImage) -> PillowImage:
    """Samples of eight bits without a palette: L, LA, RGB, RGBA or CMYK."""
    if "transparency" in band.info or band.mode in _CLEAR:
        return band if band.mode in ("RGBA", "LA") else band.convert("RGBA")
    if band.mode == "1":
        return band.convert("L")
    if band.mode == "LAB":  # before it is reduced: of its signed values Pillow takes no mean
        return _srgb(band, None)
    return band if band.mode in _SPACES else band.convert("RGB")


def _flat(band: PillowImage, profile: bytes | None, ground: str, *, grey: bool) -> PillowImage:
    """Samples of eight bits in sRGB, on a ground; `grey` says that coloured ones stand for grey."""
    from PIL import Image

    alpha = band.getchannel("A") if band.mode in _CLEAR else None
    if alpha is not None:
        band = band.convert("L" if grey or band.mode == "LA" else "RGB")
    band = _srgb(band, profile)
    if alpha is None:
        return band
    below = Image.new("RGB", band.size, ground)
    below.paste(band, mask=alpha)
    return below


# --- colour


def is_srgb(profile: bytes | None, mode: str) -> bool:
    """Whether the colours of a profile can stand as they are, in a picture of this mode."""
    return not profile or _transform(profile, mode) is None


def _srgb(band: PillowImage, profile: bytes | None) -> PillowImage:
    """The colours that a profile means, in sRGB; without one, or with one for other pixels, as they are."""
    transform = _transform(profile or b"", band.mode) if profile or band.mode == "LAB" else None
    if transform is None:
        return band if band.mode == "RGB" else band.convert("RGB")
    changed: PillowImage = transform.apply(band)
    return changed


@lru_cache(8)
def _transform(profile: bytes, mode: str) -> ImageCmsTransform | None:
    """How a profile's colours come to sRGB; None where they are there, or where the profile is of no use."""
    from PIL import ImageCms

    try:
        found = _to_srgb(_profile_for(profile, mode), mode)
        return None if mode == "RGB" and _changes_nothing(found) else found
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None


def _to_srgb(own: ImageCmsProfile, mode: str) -> ImageCmsTransform:
    """Colours relative to white and no compensation of black, as libvips has it."""
    from PIL import ImageCms

    relative = ImageCms.Intent.RELATIVE_COLORIMETRIC
    return ImageCms.buildTransform(own, ImageCms.createProfile("sRGB"), mode, "RGB", renderingIntent=relative)


def _profile_for(profile: bytes, mode: str) -> ImageCmsProfile:
    """A profile that fits a mode; raises ValueError where it is for other pixels, and what it is damaged by."""
    from PIL import ImageCms

    if mode == "LAB":
        return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    if own.profile.xcolor_space != _SPACES.get(mode):
        raise ValueError("a profile for other pixels")
    return own


def _changes_nothing(transform: ImageCmsTransform) -> bool:
    """Whether no colour moves by more than one: most profiles that are embedded are sRGB's own, of many names."""
    from PIL import Image

    steps = (0, 4, 8, 16, 32, 64, 96, 128, 160, 192, 224, 255)
    tried = bytes(value for red in steps for green in steps for blue in steps for value in (red, green, blue))
    seen = transform.apply(Image.frombytes("RGB", (len(tried) // 3, 1), tried)).tobytes()
    return all(abs(one - other) <= 1 for one, other in zip(tried, seen, strict=True))


# --- samples of more than eight bits


def _white(image: Any, coding: Coding) -> int:
    """The sample that is white, of those of more than eight bits.

    Cameras and scanners keep 10 or 12 bits in samples of 16, some programs 8 or 24 in 16 or 32: a picture whose
    brightest sample has no more than those would else be black.
    """
    if image.mode.startswith("I"):
        if coding.bits < 15:
            return int(2**coding.bits - 1)
        lowest, highest = _extremes(image)
        if lowest < 0 and coding.bits == 32:  # Pillow knows no others than signed ones
            return _WHITES[-1]
    elif image.mode == "CMYK":
        return 0xFFFF
    elif coding.low is not None:
        highest = max(high for _, high in image.getextrema()[:3]) << 8 | 0xFF
    else:
        return 0xFF
    return int(min(next(white for white in _WHITES if highest <= white), 2**coding.bits - 1))


def _extremes(image: PillowImage) -> tuple[int, int]:
    """The darkest and the brightest sample of a grey picture; Pillow knows them of some orders of bytes only."""
    import numpy as np

    values: Samples = np.asarray(image)
    return int(values.min()), int(values.max())


def _deep_grey(band: PillowImage, profile: bytes | None, white: int) -> PillowImage:
    """Grey of more than eight bits as L, or as LA where one value of it is clear; in sRGB."""
    import numpy as np
    from PIL import Image

    values: Samples = np.asarray(band)
    if white == _WHITES[-1]:
        values = values.view(np.uint32)
    even = (values.clip(0, white).astype(np.float64) * (0xFFFF / white)).round().astype(np.uint16)
    grey = Image.fromarray(_grey_curve(profile)[even])
    clear = band.info.get("transparency")
    if clear is None:
        return grey
    return Image.merge("LA", (grey, Image.fromarray(np.where(values == clear, 0, 255).astype(np.uint8))))


@lru_cache(8)
def _grey_curve(profile: bytes | None) -> Samples:
    """Eight bits of sRGB for each of 65536 greys."""
    import numpy as np
    from PIL import Image, ImageCms

    greys = np.arange(0x10000, dtype=np.uint16)
    if profile:
        try:
            found = _to_srgb(_profile_for(profile, "L"), "I;16")
            return np.asarray(found.apply(Image.fromarray(greys.reshape(256, 256)))).reshape(-1, 3)[:, 1]
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass
    return (greys / 257).round().astype(np.uint8)


def _deep_colours(band: PillowImage, low: PillowImage, profile: bytes | None, white: int) -> PillowImage:
    """Colours of sixteen bits as eight in sRGB; Pillow's littleCMS takes only eight, so several answers are mixed.

    Those at the corners of the cube of eight bits in which a colour lies, along its longest edges first (tetrahedral
    interpolation): an error of a half in each answer stays one of a half.
    """
    import numpy as np
    from PIL import Image

    mode = "CMYK" if band.mode == "CMYK" else "RGB"
    upper, lower = (np.asarray(one.convert(mode)).astype(np.float32) for one in (band, low))
    values = ((upper * 256 + lower) * (255 / white)).clip(0, 255)
    base = np.floor(values)
    rest = values - base
    ranks = np.argsort(np.argsort(-rest, axis=2, kind="stable"), axis=2)
    weights = -np.diff(-np.sort(-rest, axis=2), axis=2, prepend=1, append=0)
    mixed = np.zeros((*values.shape[:2], 3), np.float32)
    for corner in range(weights.shape[2]):
        near = (base + (ranks < corner)).clip(0, 255).astype(np.uint8)
        colours = _srgb(Image.frombytes(mode, band.size, near.tobytes()), profile)
        mixed += np.asarray(colours) * weights[:, :, corner : corner + 1]
    found = Image.fromarray(mixed.round().astype(np.uint8))
    if "A" in band.getbands():
        found.putalpha(band.getchannel("A"))
    return found
