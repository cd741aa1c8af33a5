"""One and the same path for every picture of a pack, so that nothing but the content gives an answer away.

Owns size, resampling, quality and the metadata that packaged pictures carry. Refuses to know packs.
"""

from __future__ import annotations

from html import escape  # not that of xml.sax, which loads what fetches over the net: 7 MB
from itertools import pairwise
from pathlib import Path
from typing import IO, TYPE_CHECKING

from game.base.files import whole

if TYPE_CHECKING:
    from PIL.Image import Image

IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"
JPEG_QUALITY = 88
CLIP_QUALITY = 64  # of WebP


def xmp(source_type: str | None, credit: str) -> bytes:
    """The XMP packet of one picture: its credit line and, where it is known, its IPTC digital source type."""
    kind = f"<Iptc4xmpExt:DigitalSourceType>{IPTC}{source_type}</Iptc4xmpExt:DigitalSourceType>" if source_type else ""
    return (
        '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
        'xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" '
        'xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">'
        f"<photoshop:Credit>{escape(credit, quote=False)}</photoshop:Credit>"
        f"{kind}"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def fitted_size(size: tuple[int, int], side: int) -> tuple[int, int]:
    """The size of the same proportions whose longer side has `side` pixels."""
    scale = side / max(size)
    return round(size[0] * scale), round(size[1] * scale)


def alike(image: Image, native: int, side: int, shape: tuple[int, int] | None = None) -> Image:
    """An RGB picture reduced to `native` px on its long side, where it is larger, then brought to `side` px.

    The first step takes away detail that only some of the sources have: sharpness must not tell them apart. `shape` is
    a size whose proportions the result has; without it they are the picture's own.
    """
    from PIL.Image import Resampling

    picture = image.convert("RGB")
    if max(picture.size) > native:
        picture = picture.resize(fitted_size(shape or picture.size, native), Resampling.LANCZOS)
    return picture.resize(fitted_size(shape or picture.size, side), Resampling.LANCZOS)


def save_picture(image: Image, target: Path, source_type: str | None, credit: str, quality: int = JPEG_QUALITY) -> None:
    """Save as an sRGB JPEG with no metadata but its source type and credit; raises OSError."""
    packet = xmp(source_type, credit)
    with whole(target, "wb") as file:
        _bare(image).save(file, "JPEG", quality=quality, subsampling="4:2:0", optimize=True, xmp=packet)


def bare_jpeg(image: Image, side: int, quality: int = JPEG_QUALITY) -> bytes:
    """A JPEG of at most `side` px on its long side, which says nothing but its pixels: no metadata at all."""
    from io import BytesIO

    from PIL.Image import Resampling

    picture = image.convert("RGB")
    if max(picture.size) > side:
        picture = picture.resize(fitted_size(picture.size, side), Resampling.LANCZOS)
    file = BytesIO()
    _bare(picture).save(file, "JPEG", quality=quality, subsampling="4:2:0")
    return file.getvalue()


def save_clip(
    frames: list[Image], target: Path, fps: float, source_type: str | None, credit: str, quality: int = CLIP_QUALITY
) -> None:
    """Save as an animated WebP with no metadata but its source type and credit; raises OSError."""
    with whole(target, "wb") as file:
        clip_bytes(frames, file, fps, source_type, credit, quality)


def clip_bytes(
    frames: list[Image], file: IO[bytes], fps: float, source_type: str | None, credit: str, quality: int = CLIP_QUALITY
) -> None:
    """Write to a file what `save_clip` saves."""
    first, *others = map(_bare, frames)
    first.save(
        file, "WEBP", save_all=True, append_images=others, duration=frame_durations(len(frames), fps), loop=0,
        quality=quality, method=4, xmp=xmp(source_type, credit),
    )  # fmt: skip


def frame_durations(count: int, fps: float) -> list[int]:
    """How long each frame is shown, in whole milliseconds that add up to the clip's length at this frame rate."""
    ends = [round(1000 * number / fps) for number in range(count + 1)]
    return [end - start for start, end in pairwise(ends)]


def save_mask(image: Image, size: tuple[int, int], target: Path) -> None:
    """Save a mask of a picture's size: pure black and white, one bit a pixel; raises OSError."""
    from PIL.Image import Resampling

    mask = image.convert("L").resize(size, Resampling.BILINEAR).point([0] * 128 + [255] * 128).convert("1")
    with whole(target, "wb") as file:
        _bare(mask).save(file, "PNG", optimize=True)


def _bare(image: Image) -> Image:
    """The pixels alone: Pillow saves comments and profiles that it has read, unless they are taken away."""
    bare = image.copy()
    bare.info = {}
    return bare
