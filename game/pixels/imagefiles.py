"""Opens picture files, and the frames of clips, safely.

Owns the formats read, the limit of pixels and the upright orientation. Raises OSError or ValueError for everything
that is none of it.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Self

    from PIL.Image import Image as PillowImage

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
CLIP_FORMATS = ("WEBP", "GIF", "PNG")
UNREADABLE = (OSError, ValueError, SyntaxError)  # what comes of a file that is damaged, or no picture
MAX_PIXELS = 50_000_000  # of one picture: larger ones are refused before they are decoded


@contextmanager
def decoding(path: Path | IO[bytes]) -> Iterator[None]:
    """Whatever a decoder trips over in a damaged file becomes a ValueError: Pillow's let others through, too."""
    try:
        yield
    except (OSError, ValueError, SyntaxError, MemoryError):
        raise
    except Exception as error:
        raise ValueError(f"{getattr(path, 'name', 'the picture')} is damaged ({error})") from error


def open_picture(path: Path | IO[bytes], near: tuple[int, int] | None = None) -> PillowImage:
    """Open a picture upright and in RGB; a JPEG is reduced while it is decoded, down to no less than `near`.

    Raises OSError or ValueError for files that are no picture of a known format or have too many pixels.
    """
    with decoding(path):
        return _upright(path, near)


def opened(path: Path | IO[bytes], formats: tuple[str, ...] = FORMATS) -> PillowImage:
    """An image of a known format, not yet decoded; whoever opens it closes it. Raises as `open_picture` does."""
    from PIL import Image

    image: PillowImage = Image.open(path, formats=formats)
    try:
        _check_pixels(path, image.size)
    except ValueError:
        image.close()
        raise
    return image


def _check_pixels(path: Path | IO[bytes], size: tuple[int, int]) -> None:
    if size[0] * size[1] > MAX_PIXELS:
        raise ValueError(f"{getattr(path, 'name', 'the picture')} has more than {MAX_PIXELS // 10**6} megapixels")


def _upright(path: Path | IO[bytes], near: tuple[int, int] | None) -> PillowImage:
    from PIL import Image, ImageOps

    with opened(path) as image:
        if near is not None:
            image.draft("RGB", near)
        ImageOps.exif_transpose(image, in_place=True)
        if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
            ground = Image.new("RGBA", image.size, (255, 255, 255, 255))
            return Image.alpha_composite(ground, image.convert("RGBA")).convert("RGB")
        if image.mode != "RGB" or getattr(image, "is_animated", False):
            return image.convert("RGB")
        image.load()  # and no copy, as `convert` makes of RGB, too: it takes a fifth of the time of a small picture
        return image


class Frames:
    """The frames of one clip, decoded one after another; going back begins anew.

    An animated WebP, GIF or APNG, a folder of pictures in the order of their names, or, where PyAV is installed, an
    MP4. Raises OSError or ValueError for what is none of these.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._next = 0
        self._image: PillowImage | None = None
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
        """One frame in RGB."""
        with decoding(self.path):
            return self._get(frame)

    def _get(self, frame: int) -> PillowImage:
        if self._files:
            if frame >= len(self._files):
                raise ValueError(f"{self.path.name} has no frame {frame + 1}")
            return open_picture(self._files[frame])
        if self.path.suffix.lower() == ".mp4":
            return self._of_video(frame)
        if self._image is None:
            self._image = opened(self.path, CLIP_FORMATS)
        try:
            self._image.seek(frame)
        except EOFError as error:
            raise ValueError(f"{self.path.name} has no frame {frame + 1}") from error
        _check_pixels(self.path, self._image.size)  # the frames of a GIF may be larger than its first one
        return self._image.convert("RGB")

    def _of_video(self, frame: int) -> PillowImage:
        if self._video is None or frame < self._next:
            self._video, self._next = _video_frames(self.path), 0
        for image in self._video:
            self._next += 1
            if self._next > frame:
                return image
        raise ValueError(f"{self.path.name} has no frame {frame + 1}")


def _video_frames(path: Path) -> Generator[PillowImage]:
    try:
        import av
    except ImportError as error:
        raise ValueError(f"{path.name} needs the optional extra 'video'") from error
    # nothing but an MP4: other formats name files and addresses that would be opened, too
    with av.open(str(path), format="mp4") as container:
        for stream in container.streams.video:
            _check_pixels(path, (stream.width, stream.height))
        for frame in container.decode(video=0):
            _check_pixels(path, (frame.width, frame.height))
            yield frame.to_image()
