"""Picture files of every format that is read: what is shown, what clips show, what is imported, what files say."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

from game.author.importing import making, pixels
from game.author.importing.holdings import Holdings
from game.author.importing.refused import DECODER_FAULTS
from game.author.importing.sources import Folder
from game.base.text import Words
from game.commands.benchmarks import material
from game.pack.check import check_files as files
from game.pixels import lenses
from game.pixels.budget import MemoryBudget
from game.pixels.imagefiles import Frames, open_picture
from game.pixels.pictures import PictureRequest, decode

from . import ASSETS, Make, Target, changing, flipped, folder, is_line, mutated, written

EXPECTED = (OSError, ValueError, SyntaxError, MemoryError)  # by the threads that decode


def picture_file(data: bytes) -> None:
    """Any bytes as a picture, and a mask: pixels, or one of the errors that the decode thread expects."""
    with suppress(*EXPECTED):
        open_picture(io.BytesIO(data), (64, 64))
    path = written("picture", data)
    for wanted in (PictureRequest(path, (64, 48)), PictureRequest(path, (64, 48), "outline")):
        with suppress(*EXPECTED):
            found = decode(wanted)
            assert len(found.data) == found.size[0] * found.size[1] * 4
            assert (found.shown or found.size) == (64, 48)
    for kind in ("picture", "mask"):
        facts = files._facts(path, kind, MemoryBudget(10**9))
        assert facts.fault or min(facts.size) >= 1


def clip_file(data: bytes) -> None:
    """Any bytes as a clip, in both forms that are told apart by the name: frames, or an expected error."""
    for name in ("clip.webp",) if data[4:8] != b"ftyp" else ("clip.mp4",):
        path = written(name, data)
        with suppress(*EXPECTED):
            found = decode(PictureRequest(path, (64, 48), frame=1))
            assert len(found.data) == found.size[0] * found.size[1] * 4
        with suppress(*EXPECTED), Frames(path) as frames:
            frames.get(3)
            frames.get(0)
        facts = files._clip_facts(path, 4)
        assert facts.fault or min(facts.size) >= 1


def source_picture(data: bytes) -> None:
    """Any bytes as a picture, and a mask, of a collection that is imported: a look at it, or the fault of it."""
    place = folder() / "source"
    place.mkdir(exist_ok=True)
    (place / "a.jpg").write_bytes(data)
    look = making.look(Holdings(Folder(place), Words("en")), "a.jpg", Words("en"))
    assert bool(look.fault) != bool(look.sha256)
    if look.fault:
        is_line("".join(sign for sign in look.fault if sign.isprintable() or sign == "\n"))
        assert "\n" not in look.fault
        return
    assert min(look.size) >= 1
    for means in ("white", "green"):
        with suppress(*DECODER_FAULTS):
            pixels.boxes(pixels.mask(io.BytesIO(data), means), 4)


def metadata(data: bytes) -> None:
    """Any bytes as a file that is asked what it says of itself: EXIF, XMP and C2PA, or an expected error."""
    path = written("metadata.jpg", data)
    with suppress(*EXPECTED):
        for name, value in lenses.metadata(path):
            assert len(value) <= lenses.LONGEST_VALUE or name == "format"
            value.encode("utf-8")


# --- seeds


def _saved(image: Any, form: str, **options: Any) -> Iterator[bytes]:
    out = io.BytesIO()
    with suppress(OSError, KeyError):  # a format that this Pillow does not write
        image.save(out, form, **options)
        yield out.getvalue()


def _frames() -> tuple[Any, dict[str, Any]]:
    others = [material.photograph((48, 36), seed) for seed in range(4, 8)]
    return material.photograph((48, 36), 3), {"save_all": True, "append_images": others}


def _small() -> Iterator[bytes]:
    """A small picture in each format that the game reads."""
    image = material.photograph((96, 72), 3)
    for form in ("JPEG", "PNG", "WEBP", "GIF", "AVIF"):
        yield from _saved(image, form)
    for one, form, options in (
        (image, "JPEG", {"progressive": True}), (image.convert("CMYK"), "JPEG", {}), (image.convert("L"), "JPEG", {}),
        (image.convert("1"), "PNG", {}), (image.convert("P"), "PNG", {}), (image.convert("RGBA"), "PNG", {}),
        (image.convert("LA"), "PNG", {}), (image.convert("I;16"), "PNG", {}), (image, "WEBP", {"lossless": True}),
        (image.convert("RGBA"), "WEBP", {}), (image.convert("P"), "GIF", {"transparency": 3, "interlace": True}),
    ):  # fmt: skip
        yield from _saved(one, form, **options)
    yield from _telling()
    first, options = _frames()
    for form in ("WEBP", "GIF", "PNG"):
        yield from _saved(first, form, **options)


def _telling() -> Iterator[bytes]:
    """Pictures that say much of themselves: EXIF of all kinds, XMP, a colour profile, credentials."""
    from PIL import Image, ImageCms
    from PIL.TiffImagePlugin import IFDRational

    image = material.photograph((48, 36), 5)
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112], exif[0x8298] = "Maker", "Model 1", 6, "CC0"
    exif.get_ifd(0x8769).update(
        {0x829D: IFDRational(28, 10), 0x829A: IFDRational(1, 0), 0x9003: "2024:05:04 12:00:00", 0x8827: 100}
    )
    exif.get_ifd(0x8825).update({1: "N", 2: (IFDRational(45), IFDRational(1), IFDRational(2))})
    xmp = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><Iptc4xmpExt:DigitalSourceType>http://cv.iptc.org/trainedAlgorithmicMedia'
        b'</Iptc4xmpExt:DigitalSourceType><photoshop:Credit>Ada &amp; Bo</photoshop:Credit> CreatorTool="&#xD800; x"'
    )
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for form in ("JPEG", "WEBP", "PNG", "AVIF", "TIFF"):
        yield from _saved(image, form, exif=exif, xmp=xmp)
    yield from _saved(image, "JPEG", exif=exif, icc_profile=profile)
    yield from _saved(image, "JPEG", comment=b"c2pa")


def _signed() -> Iterator[bytes]:
    """A picture with content credentials, where the library for them is there."""
    try:
        from tests.test_lenses import signed
    except ImportError:
        return
    with tempfile.TemporaryDirectory() as name, suppress(BaseException):
        plain, target = Path(name, "plain.jpg"), Path(name, "signed.jpg")
        plain.write_bytes(next(_saved(material.photograph((48, 36), 5), "JPEG")))
        signed(plain, target)
        yield target.read_bytes()


def _videos() -> Iterator[bytes]:
    """A short MP4, where the library for it is there."""
    first, options = _frames()
    with suppress(ImportError):
        import av

        out = io.BytesIO()
        with av.open(out, "w", format="mp4") as container:
            stream: Any = container.add_stream("mpeg4", rate=4)
            stream.width, stream.height, stream.pix_fmt = 48, 36, "yuv420p"
            for image in (first, *options["append_images"]):
                container.mux(stream.encode(av.VideoFrame.from_image(image)))
            container.mux(stream.encode(None))
        yield out.getvalue()


def _clips() -> Iterator[bytes]:
    first, options = _frames()
    for form in ("WEBP", "GIF", "PNG"):
        for more in ({}, {"duration": 40, "loop": 0}):
            yield from _saved(first, form, **options, **more)
    yield from list(_videos()) * 3


def _foreign() -> Iterator[bytes]:
    """What collections hold and packs do not."""
    image = material.photograph((48, 36), 3)
    for one, form, options in (
        (image, "BMP", {}), (image.convert("P"), "BMP", {}), (image, "TIFF", {}),
        (image, "TIFF", {"compression": "tiff_lzw"}),
        (image, "TIFF", {"compression": "jpeg"}), (image.convert("I;16"), "TIFF", {}), (image.convert("F"), "TIFF", {}),
        (image.convert("CMYK"), "TIFF", {"compression": "tiff_adobe_deflate"}),
        (image.convert("1"), "TIFF", {"compression": "group4"}),
    ):  # fmt: skip
        yield from _saved(one, form, **options)


def _shipped(most: int) -> Iterator[bytes]:
    """The smallest of the pictures, masks and clips that come with the game."""
    for pattern in ("images/*.jpg", "masks/*.png", "noncommercial/*.jpg"):
        paths = sorted(ASSETS.glob(pattern), key=lambda path: path.stat().st_size)
        yield from (path.read_bytes() for path in paths[:most])


def often(first: Make, times: int, second: Make) -> Make:
    """The first, and once in so many times the second, which takes longer."""

    def make(chance: Random) -> bytes:
        return second(chance) if chance.randrange(times) == 0 else first(chance)

    return make


def bent_exif(chance: Random) -> bytes:
    """A JPEG whose EXIF has entries of any tag, type, count and offset."""
    import struct

    order = chance.choice("<>")

    def entry() -> bytes:
        tag = chance.choice(
            [0x0112, 0x010F, 0x8769, 0x8825, 0xA005, 0x829D, 0x9003, 0x927C, 0x9286, chance.randrange(65536)]
        )
        return struct.pack(
            f"{order}HHII", tag, chance.choice([1, 2, 3, 4, 5, 7, 9, 10, 12, 13, 0, 99]),
            chance.choice([0, 1, 2, 7, 65536, 2**32 - 1]),
            chance.choice([0, 6, 8, 26, 40, 200, 2**32 - 1, chance.randrange(300)]),
        )  # fmt: skip

    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}I", chance.choice([8, 8, 8, 8, 0, 30, 9999]))
    tables = b""
    for _ in range(chance.choice([1, 2, 3])):
        count = chance.randrange(7)
        tables += struct.pack(f"{order}H", chance.choice([count, count, count, 65535])) + b"".join(
            entry() for _ in range(count)
        )
        tables += struct.pack(f"{order}I", chance.choice([0, 0, 8, len(tables) + 12]))
    return next(_saved(_DOT[0], "JPEG", exif=b"Exif\0\0" + head + tables + chance.randbytes(chance.choice([0, 8, 64]))))


_DOT = [material.photograph((16, 12), 1)]


def bent_xmp(chance: Random) -> bytes:
    """A JPEG or PNG whose XMP says odd things under the names that are looked for."""
    names = ["DigitalSourceType", "Credit", "CreatorTool"]
    values = [
        b"x",
        b"",
        b"a" * 500,
        b"&#xD800;",
        b"&#99999999;",
        b"&#" + b"9" * 5000 + b";",
        b"\xff\xfe",
        b"&amp;lt;",
        b"a/b/",
        b"\x1b[2J",
    ]
    text = b"".join(
        f"<p:{name}".encode()
        + chance.choice([b">", b'="', b" ", b">>"])
        + chance.choice(values)
        + chance.choice([b"<", b'"', b""])
        for name in chance.choices(names, k=3)
    )
    return next(_saved(_DOT[0], chance.choice(["JPEG", "PNG", "WEBP"]), xmp=text))


_SHIPPED = changing(lambda: _shipped(4), flipped, mutated)
_CLIP = ASSETS / "clips" / "a34c2795.webp"

TARGETS: dict[str, Target] = {
    "picture": Target(picture_file, often(changing(_small, flipped, mutated), 20, _SHIPPED)),
    "clip": Target(
        clip_file, often(changing(_clips, flipped, mutated), 100, changing(lambda: iter([_CLIP.read_bytes()]), flipped))
    ),
    "import": Target(
        source_picture, often(changing(lambda: iter([*_foreign(), *_small()]), flipped, mutated), 40, _SHIPPED)
    ),
    "metadata": Target(
        metadata,
        often(often(changing(lambda: iter([*_telling(), *_signed()]), flipped, mutated), 3, bent_exif), 4, bent_xmp),
    ),
}
