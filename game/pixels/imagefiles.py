"""Opens picture files, and the frames of clips, safely: the one place that says what a picture's size and pixels are.

Owns the formats read, the limits of size, the upright orientation, and that a damaged file is refused; `colours` owns
what samples mean, `damage` what decoders keep to themselves. Raises UnfitPictureError (a ValueError) for what is no
such picture, OSError where a file cannot be read.
"""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from game.pixels.unfit import UnfitPictureError

if TYPE_CHECKING:
    from typing import Self

    from PIL.Image import Image as PillowImage

    from game.pixels.colours import Coding

Size = tuple[int, int]  # width, height in pixels

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
FOREIGN_FORMATS = (*FORMATS, "TIFF", "BMP")  # what collections hold, beside what the game shows
CLIP_FORMATS = ("WEBP", "GIF", "PNG")
UNREADABLE = (OSError, ValueError, SyntaxError, MemoryError)  # what comes of a file that is damaged, or no picture
MAX_PIXELS = 50_000_000  # of one picture of a pack: larger ones are refused before they are decoded
FOREIGN_PIXELS = 128_000_000  # of one that is made smaller once it is decoded
SMALLEST = (1, 1)  # to be decoded near to that is to be decoded as small as possible
REDUCED_PIXELS = 400_000_000  # of a JPEG that is made smaller while it is decoded

_ORIENTATION = 0x0112
_TURNED = (5, 6, 7, 8)  # EXIF orientations that exchange width and height
_LATE = (b"eXIf", b"tEXt", b"zTXt", b"iTXt")  # chunks of a PNG file that may say how it is turned
_JPEGS = ("JPEG", "MPO")  # one alone, or several behind each other, of which the first is seen
_MOVING = ("GIF", "WEBP", "PNG", "AVIF")
_GREY = (127, 128)  # what libjpeg fills a hole with
_WEIGHTS = {"WEBP": 16, "AVIF": 16, "GIF": 8}  # bytes a pixel while it is decoded; of the others 4
_HEADS = {  # of files that are, or were, pictures
    b"\xff\xd8\xff": "JPEG", b"\x89PNG": "PNG", b"GIF8": "GIF", b"II*\0": "TIFF", b"MM\0*": "TIFF", b"BM": "BMP",
}  # fmt: skip
_OF_DAMAGE = ("truncated", "broken", "unrecognized", "decoder error", "decoder object", "next frame")  # Pillow's words
_BITS, _SAMPLE_FORMAT, _SIGNED = 258, 339, 2  # TIFF tags, and a value


@contextmanager
def decoding(path: Path | IO[bytes], formats: tuple[str, ...] = FORMATS) -> Iterator[None]:
    """Whatever a decoder trips over in a file becomes an UnfitPictureError, in words that are no library's."""
    try:
        yield
    except (UnfitPictureError, MemoryError):
        raise
    except OSError as error:
        if error.errno is not None:  # it cannot be read, whatever it is
            raise
        raise _unfit(path, formats, error) from error
    except Exception as error:
        raise _unfit(path, formats, error) from error


def _unfit(path: Path | IO[bytes], formats: tuple[str, ...], error: Exception) -> UnfitPictureError:
    """What a decoder's error comes to."""
    from PIL import UnidentifiedImageError

    from game.pixels import containers

    if not isinstance(error, UnidentifiedImageError):
        return UnfitPictureError("damaged" if any(word in str(error) for word in _OF_DAMAGE) else "unknown")
    with containers.reading(path) as file:
        head = file.read(12)
    if not head:
        return UnfitPictureError("empty")
    meant = next((form for begin, form in _HEADS.items() if head.startswith(begin)), "")
    if meant in formats or head[8:] == b"WEBP" or head[4:] == b"ftypavif":
        return UnfitPictureError("unknown")
    return UnfitPictureError("format", formats=", ".join(formats))


# --- pictures


def open_picture(
    path: Path | IO[bytes],
    near: Size | None = None,
    *,
    foreign: bool = False,
    ground: str = "white",
    proven: bool = False,
) -> PillowImage:
    """A picture upright and in RGB: as it is meant, in sRGB of eight bits, on a ground where it is clear.

    It may be made smaller while it is decoded, down to no less than `near`. `foreign` ones are of any format that
    collections hold, and may be larger. `proven` says that all bytes are looked at first, which takes as long again.
    """
    with decoding(path, FOREIGN_FORMATS if foreign else FORMATS):
        image, coding = _decoded(path, near, foreign=foreign, proven=proven)
        return _as_meant(image, coding, near, ground)


def open_mask(path: Path | IO[bytes], *, foreign: bool = False, proven: bool = False) -> PillowImage:
    """A mask upright, its values as they are stored, black where it is clear; in L, or in RGB where it has colours."""
    with decoding(path, FOREIGN_FORMATS if foreign else FORMATS):
        image, coding = _decoded(path, None, foreign=foreign, proven=proven)
        if image.mode in ("1", "L") and "transparency" not in image.info:
            return image.convert("L")
        found = _as_meant(image, coding and coding._replace(profile=None), None, "black")
        return found.convert("L") if image.mode in ("1", "L", "LA") or image.mode.startswith("I") else found


def open_proven(path: Path | IO[bytes]) -> PillowImage:
    """An image of which all bytes were looked at; whoever gets it closes it. Raises what `decoding` knows.

    Its pixels are there or not, and reduced or not: as comes cheapest.
    """
    image = opened(path)
    try:
        if _refuse_a_hole(path, image) is None:
            image.draft("L", SMALLEST)
            image.load()
    except BaseException:
        image.close()
        raise
    return image


def picture_size(path: Path | IO[bytes], *, foreign: bool = False) -> Size:
    """Width and height of a picture as it is seen."""
    formats = FOREIGN_FORMATS if foreign else FORMATS
    with decoding(path, formats), opened(path, formats, foreign=foreign, reduced=foreign) as image:
        return upright_size(path, image)


def upright_size(path: Path | IO[bytes], image: PillowImage) -> Size:
    """Width and height as they are seen, of the picture opened from there; it is decoded only where it must be."""
    if image.format == "PNG" and _may_say_late(path):
        image.load()
    return (image.height, image.width) if _orientation(image) in _TURNED else image.size


def opened(
    path: Path | IO[bytes], formats: tuple[str, ...] = FORMATS, *, foreign: bool = False, reduced: bool = False
) -> PillowImage:
    """An image of a known format, not yet decoded; whoever opens it closes it. Raises what `decoding` knows.

    `reduced` says that a JPEG will be made smaller while it is decoded.
    """
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # the limits here are lower, or for what is not decoded whole
    image: PillowImage = Image.open(path, formats=formats)
    try:
        most = MAX_PIXELS
        if foreign:
            most = REDUCED_PIXELS if reduced and _is_reducible(image) else FOREIGN_PIXELS
        _check_pixels(image.size, most)
        if foreign and image.format in _MOVING and getattr(image, "n_frames", 1) > 1:
            raise UnfitPictureError("moves")
    except BaseException:
        image.close()
        raise
    return image


def weight(path: Path | IO[bytes], near: Size | None = None, *, foreign: bool = False) -> int:
    """About how many bytes of memory it takes to decode a picture, down to `near`; raises as `open_picture`."""
    formats = FOREIGN_FORMATS if foreign else FORMATS
    with decoding(path, formats), opened(path, formats, foreign=foreign, reduced=near is not None) as image:
        whole = image.width * image.height
        if near is not None:
            image.draft("RGB", near)
        held = 6 * whole if image.info.get("progressive") else 0
        return held + image.width * image.height * _WEIGHTS.get(image.format or "", 4)


def _is_reducible(image: PillowImage) -> bool:
    """Whether it can be decoded to a part of its size: a progressive JPEG is in memory whole before."""
    return image.format in _JPEGS and not image.info.get("progressive")


def _check_pixels(size: Size, most: int) -> None:
    if size[0] * size[1] > most:
        raise UnfitPictureError("pixels", width=size[0], height=size[1], most=most // 10**6)


def _decoded(
    path: Path | IO[bytes], near: Size | None, *, foreign: bool, proven: bool = False
) -> tuple[PillowImage, Coding | None]:
    """A picture upright in samples of its own, and how they are to be read; None for what is known without."""
    formats = FOREIGN_FORMATS if foreign else FORMATS
    with opened(path, formats, foreign=foreign, reduced=near is not None) as image:
        if proven or image.format == "PNG":
            _refuse_a_hole(path, image)
        coding = _coding(path, image)
        if near is not None:
            image.draft("RGB", near)
        image.load()
        if image.format in _JPEGS and not proven and _has_grey_end(image):
            _refuse_a_hole(path, image)
        if coding is not None and coding.deep:
            coding = _with_low_bytes(path, image, coding)
        return _upright(image), coding


def _refuse_a_hole(path: Path | IO[bytes], image: PillowImage) -> bool | None:
    """Raises UnfitPictureError for a damaged file; gives what `damage.is_whole` does."""
    from game.pixels.damage import is_whole

    whole = is_whole(path, image)
    if whole is False:
        raise UnfitPictureError("damaged")
    return whole


def _has_grey_end(image: PillowImage) -> bool:
    """Whether it ends as a JPEG does whose data ended early."""
    last = image.getpixel((image.width - 1, image.height - 1))
    return all(value in _GREY for value in (last if isinstance(last, tuple) else (last,)))


def _as_meant(image: PillowImage, coding: Coding | None, near: Size | None, ground: str) -> PillowImage:
    """Decoded samples in RGB, sRGB and opaque, not much larger than `near`."""
    reduced = 1 if near is None else max(1, min(image.width // near[0], image.height // near[1]))
    if coding is None and image.mode in ("RGB", "L", "CMYK") and "transparency" not in image.info:
        image = image.reduce(reduced) if reduced > 1 else image
        return image if image.mode == "RGB" else image.convert("RGB")
    from game.pixels import colours

    return colours.shown(image, coding or colours.Coding(), ground, reduced)


# --- how it stands


def _orientation(image: PillowImage) -> int:
    """EXIF's orientation; that of a TIFF file Pillow has followed, and one that cannot be read is none."""
    from PIL import Image

    if image.format == "TIFF":
        return 1
    try:
        found = Image.Image.getexif(image).get(_ORIENTATION, 1)  # that of PNG would decode it, whatever comes of that
    except Exception:  # noqa: BLE001 (metadata can be wrong in every way)
        return 1
    return found if isinstance(found, int) else 1


def _upright(image: PillowImage) -> PillowImage:
    """A decoded image as it is seen."""
    from PIL.Image import Transpose

    turn = {
        2: Transpose.FLIP_LEFT_RIGHT, 3: Transpose.ROTATE_180, 4: Transpose.FLIP_TOP_BOTTOM, 5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270, 7: Transpose.TRANSVERSE, 8: Transpose.ROTATE_90,
    }.get(_orientation(image))  # fmt: skip
    if turn is not None:
        return image.transpose(turn)
    return image.copy() if getattr(image, "is_animated", False) else image


def _may_say_late(path: Path | IO[bytes]) -> bool:
    """Whether a PNG file has metadata after its pixels."""
    from game.pixels import containers

    with containers.reading(path) as file:
        names = [chunk.name for chunk in containers.chunks(file)]
    return b"IDAT" in names and any(name in _LATE for name in names[names.index(b"IDAT") :])


# --- how its samples are to be read


def _coding(path: Path | IO[bytes], image: Any) -> Coding | None:
    """How an opened image's samples are to be read; None for eight bits that are sRGB."""
    raw = _raw_mode(image)
    grey = raw.startswith("LA") or image.mode in ("1", "L", "LA") or image.mode.startswith("I")
    profile = image.info.get("icc_profile") or None
    if image.format == "PNG":
        profile = _png_profile(path, image.info, profile, grey=grey)
    elif profile is None and image.format == "AVIF":
        profile = nclx_profile(path)
    deep = image.mode in ("RGB", "RGBA", "CMYK") and raw.startswith(("RGB;16", "RGBA;16", "RGBX;16", "CMYK;16"))
    if deep and isinstance(clear := image.info.get("transparency"), tuple):
        image.info["transparency"] = tuple(value >> 8 for value in clear)
    if profile is None and not deep and not image.mode.startswith("I"):
        return None
    from game.pixels.colours import Coding

    tags = image.tag_v2 if image.format == "TIFF" else {}
    bits = tags.get(_BITS, (16,))[0] - (tags.get(_SAMPLE_FORMAT, (1,))[0] == _SIGNED)
    return Coding(profile, grey=grey, deep=deep, bits=bits)


def _raw_mode(image: Any) -> str:
    """How the samples lie in the file, in Pillow's words."""
    arguments = image.tile[0][3] if image.tile else ""
    return str(arguments[0] if isinstance(arguments, tuple) and arguments else arguments)


def _png_profile(path: Path | IO[bytes], info: dict[Any, Any], profile: bytes | None, *, grey: bool) -> bytes | None:
    """What a PNG file says of its colours: cICP before a profile, that before gAMA and cHRM (PNG 3, 4.3)."""
    from game.pixels import containers

    with containers.reading(path) as file:
        for chunk in containers.chunks(file):
            if chunk.name == b"IDAT":
                break
            if chunk.name == b"cICP" and chunk.length == 4:
                from game.pixels.codepoints import profile_of

                primaries, transfer, *_ = containers.content(file, chunk)
                return profile_of(primaries, transfer, grey=grey)
    if profile is not None or "srgb" in info or not ("gamma" in info or "chromaticity" in info):
        return profile
    from game.pixels.codepoints import profile_of_gamma

    return profile_of_gamma(info.get("gamma", 1 / 2.2), info.get("chromaticity"), grey=grey)


def nclx_profile(path: Path | IO[bytes]) -> bytes | None:
    """What an AVIF or HEIC file says of its colours in numbers, as a profile; None where they are sRGB."""
    from game.pixels import containers

    with containers.reading(path) as file:
        boxes = containers.colour_boxes(file)
    for box in boxes:
        if box.startswith(b"nclx"):
            from game.pixels.codepoints import profile_of

            return profile_of(int.from_bytes(box[4:6], "big"), int.from_bytes(box[6:8], "big"))
    return None


def _with_low_bytes(path: Path | IO[bytes], image: Any, coding: Coding) -> Coding:
    """With the lower halves of samples of sixteen bits, where they are seen: under a profile, or in a dark picture.

    Pillow decodes the upper halves alone; asked for the other order of bytes, it decodes the lower ones.
    """
    from game.pixels import colours

    dark = image.mode != "CMYK" and max(high for _, high in image.getextrema()[:3]) < colours.DARK
    if not dark and colours.is_srgb(coding.profile, image.mode.removesuffix("A")):
        return coding._replace(profile=None)
    other = {"B": "L", "L": "B", "N": "B" if sys.byteorder == "little" else "L"}

    def swapped(arguments: Any) -> Any:
        if isinstance(arguments, tuple):
            return (swapped(arguments[0]), *arguments[1:])
        return arguments[:-1] + other[arguments[-1]]

    low: Any
    with opened(path, FOREIGN_FORMATS, foreign=True) as low:
        low.tile = [tile._replace(args=swapped(tile.args)) for tile in low.tile]
        low.load()
        return coding._replace(low=_upright(low))


# --- clips


class Frames:
    """The frames of one clip, decoded one after another; going back begins anew.

    An animated WebP, GIF or APNG, a folder of pictures in the order of their names, or, where PyAV is installed, an
    MP4. Raises OSError or ValueError for what is none of these.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._next = 0
        self._image: PillowImage | None = None
        self._coding: Coding | None = None
        self._video: Generator[PillowImage] | None = None
        self._files = sorted(path.glob("[!.]*")) if path.is_dir() else []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the file go; the next frame opens it again."""
        if self._image is not None:
            self._image.close()
        if self._video is not None:
            self._video.close()
        self._image = self._video = None

    def get(self, frame: int) -> PillowImage:
        """One frame upright and in RGB, as `open_picture` gives pictures."""
        try:
            with decoding(self.path):
                return self._get(frame)
        except BaseException:
            self.close()  # asked again, a decoder would give the half that it has
            raise

    def prove(self, frames: int) -> Size:
        """Look at all bytes of so many frames; gives the size of the last. Raises what `get` raises."""
        for file in self._files[:frames]:
            with decoding(file):
                open_proven(file).close()
        return self.get(frames - 1).size

    def _get(self, frame: int) -> PillowImage:
        if self._files:
            if frame >= len(self._files):
                raise UnfitPictureError("frame", frame=frame + 1)
            return open_picture(self._files[frame])
        if self.path.suffix.lower() == ".mp4":
            return self._of_video(frame)
        if self._image is None:
            self._image = self._opened()
        try:
            while self._image.tell() != frame:  # one by one: a frame of a GIF may be larger than the first
                self._image.seek(0 if self._image.tell() > frame else self._image.tell() + 1)
                _check_pixels(self._image.size, MAX_PIXELS)
        except EOFError as error:
            raise UnfitPictureError("frame", frame=frame + 1) from error
        self._image.load()
        found = _as_meant(_upright(self._image), self._coding, None, "white")
        return found.copy() if found is self._image else found

    def _opened(self) -> PillowImage:
        """The file, which then stands at its first frame."""
        image = opened(self.path, CLIP_FORMATS)
        try:
            _refuse_a_hole(self.path, image)
            self._coding = _coding(self.path, image)
        except BaseException:
            image.close()
            raise
        return image

    def _of_video(self, frame: int) -> PillowImage:
        if self._video is None or frame < self._next:
            self._video, self._next = _video_frames(self.path), 0
        for image in self._video:
            self._next += 1
            if self._next > frame:
                return image
        raise UnfitPictureError("frame", frame=frame + 1)


def _video_frames(path: Path) -> Generator[PillowImage]:
    try:
        import av
    except ImportError as error:
        raise UnfitPictureError("video") from error
    # nothing but an MP4: other formats name files and addresses that would be opened, too
    with av.open(str(path), format="mp4") as container:
        for stream in container.streams.video:
            _check_pixels((stream.width, stream.height), MAX_PIXELS)
        for frame in container.decode(video=0):
            _check_pixels((frame.width, frame.height), MAX_PIXELS)
            if frame.is_corrupt:
                raise UnfitPictureError("damaged")
            yield _turned(frame)


def _turned(frame: Any) -> PillowImage:
    """A frame of a video as a phone was held; older versions of PyAV do not say how."""
    from PIL.Image import Transpose

    turn = {90: Transpose.ROTATE_90, 180: Transpose.ROTATE_180, 270: Transpose.ROTATE_270}.get(
        round(getattr(frame, "rotation", 0)) % 360
    )
    image: PillowImage = frame.to_image()
    return image if turn is None else image.transpose(turn)
