"""Picture files become pixels at the size shown, off the main thread.

Owns fitting, the decode thread, the prefetch and the cache bounded in bytes.
Refuses to know the window: whoever shows pixels passes a function that makes of them what it blits.
"""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Generic, Literal, NamedTuple, TypeVar

from game.base.files import FileStamp, stamp
from game.pixels.handover import four_bytes
from game.pixels.imagefiles import Frames, Size, open_mask, open_picture
from game.pixels.memory import hand_back_large_blocks

if TYPE_CHECKING:
    from logging import Logger

    from PIL.Image import Image as PillowImage

    from game.model.scoring import Mask

Shown = TypeVar("Shown")  # what the window blits

CACHE_BYTES = 96 * 1024 * 1024  # where nobody says otherwise
CACHE_WINDOWS = 2.5  # how many windowfuls of pixels are kept: this round, the next one, originals, thumbnails
MASK_SIDE = 384  # px: as fine as pointing needs
CLIP_REST = 10.0  # s: so long nothing is asked for until an open clip is let go; it holds some megabytes
MOST_ENLARGED = 3  # times, each way: beyond that a picture of few pixels shows its pixels instead of what is on it
SHARP_LIMIT = 4096  # px: longest side of a picture that is looked at closely
RETRY_SECONDS = 5.0  # until a file is tried again that the system could not read, or had no memory for

Rendering = Literal["picture", "outline"]  # the picture itself, or the outline of the white part of a mask


class PictureRequest(NamedTuple):
    """One picture at one size."""

    path: Path
    size: Size
    form: Rendering = "picture"
    ink: tuple[int, int, int] = (255, 255, 255)  # of an outline
    crop: tuple[int, int, int, int] | None = None  # left, top, width, height in pixels of the full picture
    lens: str = ""  # look through this lens; the result is fitted into `size`
    frame: int | None = None  # of a clip, from 0
    others: tuple[Path, ...] = ()  # further pictures, for the lens that lays several over each other


class DecodedPixels(NamedTuple):
    """What a decode gives: opaque pixels as R, G, B, X bytes, or an outline as R, G, B, A bytes.

    Pillow keeps them in that order, so that they need not be copied. Where they are too many, whoever makes of them
    what is shown brings them to the size `shown`: SDL does that several times faster.
    """

    size: Size
    data: bytes | memoryview
    shown: Size | None = None
    image: PillowImage | None = None  # whose memory the data may be: it has to last as long


def _handed_over(image: PillowImage, shown: Size | None = None) -> DecodedPixels:
    return DecodedPixels(image.size, four_bytes(image), shown, image)


def fit(size: Size, area: Size) -> Size:
    """The largest size of the same proportions inside an area; at least 1 pixel each way."""
    scale = min(area[0] / size[0], area[1] / size[1])
    return max(1, int(size[0] * scale + 0.5)), max(1, int(size[1] * scale + 0.5))


def shown_size(size: Size, area: Size) -> Size:
    """The size at which a whole picture is shown inside an area: `MOST_ENLARGED` times its own at most."""
    fitted = fit(size, area)
    return fitted if fitted[0] <= MOST_ENLARGED * size[0] else (MOST_ENLARGED * size[0], MOST_ENLARGED * size[1])


def sharp_size(size: Size, most: float = math.inf) -> Size:
    """The size at which a picture is looked at closely: its own, or one that has no more than `most` pixels."""
    scale = min(1.0, SHARP_LIMIT / max(size), math.sqrt(most / (size[0] * size[1])))
    return max(1, int(size[0] * scale)), max(1, int(size[1] * scale))


def one_frame(path: Path, frame: int) -> PillowImage:
    """One frame of a clip, from 0, in RGB; raises what `Frames.get` raises."""
    with Frames(path) as clip:
        return clip.get(frame)


def import_decoder() -> None:
    """Import what decodes most pictures, ahead of the first one; takes as long as decoding it."""
    from PIL import JpegImagePlugin  # noqa: F401


def decode(
    wanted: PictureRequest,
    stop: Callable[[], bool] = lambda: False,
    frame_of: Callable[[Path, int], PillowImage] = one_frame,
) -> DecodedPixels:
    """The pixels of one wanted picture; raises what `open_picture` raises, and lenses.Stopped where `stop` says so.

    Whoever reads frame after frame passes a `frame_of` that leaves the clip open.
    """
    from PIL import Image

    if wanted.lens:
        return _through_lens(wanted, stop, frame_of)
    if wanted.form == "outline":
        return _outline(wanted)
    if wanted.frame is not None and wanted.crop is None:
        image = frame_of(wanted.path, wanted.frame)
        if wanted.crop is not None:
            left, top, width, height = wanted.crop
            image = image.crop((left, top, left + width, top + height))
        if image.size != wanted.size:
            image = image.resize(wanted.size, Image.Resampling.BILINEAR)
        return _handed_over(image)
    if wanted.frame is not None:
        image = frame_of(wanted.path, wanted.frame)
    else:
        image = open_picture(wanted.path, wanted.size if wanted.crop is None else None)
    if wanted.crop is not None:
        left, top, width, height = wanted.crop
        image = image.crop((left, top, left + width, top + height))
    if image.width < wanted.size[0] or image.height < wanted.size[1]:
        image = image.resize(wanted.size, Image.Resampling.LANCZOS)
    whole = min(image.width // wanted.size[0], image.height // wanted.size[1])
    if whole > 1:
        image = image.reduce(whole)
    shown = None if image.size == wanted.size else wanted.size
    return _handed_over(image, shown)


def _through_lens(
    wanted: PictureRequest, stop: Callable[[], bool], frame_of: Callable[[Path, int], PillowImage]
) -> DecodedPixels:
    """A picture through a lens: computed at the file's own size, since scaling wipes traces out, then fitted."""
    import numpy as np
    from PIL import Image

    from game.pixels import lenses

    first = open_picture(wanted.path) if wanted.frame is None else frame_of(wanted.path, wanted.frame)
    faces = [np.asarray(item) for item in (first, *map(open_picture, wanted.others))]
    seen = lenses.overlay(faces, stop) if wanted.lens == "align" else lenses.LENSES[wanted.lens](faces[0], stop)
    image = Image.fromarray(seen)
    size = fit(image.size, wanted.size)
    if size != image.size:
        image = image.resize(size, Image.Resampling.LANCZOS)
    return _handed_over(image)


def _outline(wanted: PictureRequest) -> DecodedPixels:
    """The outline of a mask's white part, in ink on a dark under-stroke; its width follows the size shown."""
    from PIL import Image, ImageChops, ImageFilter

    mask = open_mask(wanted.path).convert("L").resize(wanted.size, Image.Resampling.BILINEAR)
    width = max(3, round(min(wanted.size) / 180) * 2 + 1)
    solid = mask.filter(ImageFilter.GaussianBlur(width / 2)).point([0] * 128 + [255] * 128)
    line, under = (
        ImageChops.subtract(solid.filter(ImageFilter.MaxFilter(reach)), solid).filter(ImageFilter.GaussianBlur(0.8))
        for reach in (width, width + 4)
    )
    ink = Image.new("RGB", wanted.size, (12, 14, 16))
    ink.paste(wanted.ink, (0, 0), line)
    ink.putalpha(ImageChops.lighter(line, under))
    return _handed_over(ink)


def load_mask(path: Path) -> Mask:
    """A mask file for scoring, no finer than pointing needs."""
    from PIL import Image

    from game.model.scoring import Mask

    image = open_mask(path).convert("L")
    scale = max(1.0, max(image.size) / MASK_SIDE)
    size = (max(1, round(image.width / scale)), max(1, round(image.height / scale)))
    small = image.resize(size, Image.Resampling.BILINEAR).point([0] * 128 + [255] * 128)
    return Mask(size[0], size[1], small.tobytes(), image.width / size[0])


class _Failure(NamedTuple):
    """What a picture's files were when it could not be read, and when it is tried again even if they are the same."""

    stamps: tuple[FileStamp | None, ...]
    again: float  # as time.monotonic has it


def _stamps(wanted: PictureRequest) -> tuple[FileStamp | None, ...]:
    """Of every file that a picture is made of."""
    return tuple(map(stamp, (wanted.path, *wanted.others)))


def _frame_stamps(wanted: PictureRequest) -> tuple[FileStamp | None, ...]:
    """Of every file of a clip that is a folder; most are none."""
    if wanted.frame is None:
        return ()
    with suppress(OSError):
        return tuple(map(stamp, sorted(wanted.path.iterdir())))
    return ()


class Pictures(Generic[Shown]):
    """Pictures made ready by a thread of their own; `get` never waits.

    `make` turns pixels into what is shown (it runs on the thread); `ready` is called (on the thread) after each
    picture. What was asked for last is made first; what is shown least recently is dropped first.
    """

    def __init__(
        self,
        make: Callable[[DecodedPixels, Rendering], Shown],
        ready: Callable[[], None] = lambda: None,
        cache_bytes: int = CACHE_BYTES,
    ) -> None:
        self._make = make
        self._ready = ready
        self._limit = cache_bytes
        self._kept: OrderedDict[PictureRequest, tuple[Shown, int]] = OrderedDict()
        self._failures: dict[PictureRequest, _Failure] = {}
        self._bytes = 0
        self._queue: list[PictureRequest] = []
        self._busy: PictureRequest | None = None
        self._cancelled = False  # what is being made is no longer wanted
        self._closed = False
        self._clip: Frames | None = None  # the one read last: frames mostly come in order; only the thread knows it
        self._change = threading.Condition()
        self._thread: threading.Thread | None = None

    def get(self, wanted: PictureRequest) -> Shown | None:
        """The picture if it is ready; otherwise it is made next, unless it failed and its file is as it was then."""
        with self._change:
            if wanted in self._kept:
                self._kept.move_to_end(wanted)
                return self._kept[wanted][0]
            if not self._still_fails(wanted):
                self._ask(wanted, first=True)
            return None

    def kept(self, wanted: PictureRequest) -> Shown | None:
        """The picture if it is ready; otherwise nothing is done about it."""
        with self._change:
            return self._kept[wanted][0] if wanted in self._kept else None

    def prefetch(self, wanted: PictureRequest) -> None:
        """Make a picture ready when nothing more urgent waits."""
        with self._change:
            if wanted not in self._kept and wanted not in self._queue and not self._still_fails(wanted):
                self._ask(wanted, first=False)

    def failed(self, wanted: PictureRequest) -> bool:
        """Whether the picture was tried and could not be read, and its file has not changed since."""
        with self._change:
            return self._still_fails(wanted)

    def cancel(self, wanted: PictureRequest) -> None:
        """Nobody wants this any more: it is not made, or making it ends at its next step."""
        with self._change:
            if wanted in self._queue:
                self._queue.remove(wanted)
            self._cancelled = self._cancelled or self._busy == wanted

    @property
    def idle(self) -> bool:
        """Whether nothing is being made or waits to be made."""
        with self._change:
            return not self._queue and self._busy is None

    @property
    def cached_bytes(self) -> int:
        """Bytes of pixels kept now."""
        with self._change:
            return self._bytes

    def keep_for(self, window: Size) -> None:
        """Start anew for a window of another size: drop what is kept and waiting, and bound the cache by it."""
        with self._change:
            self._limit = int(CACHE_WINDOWS * window[0] * window[1] * 4)
            self._queue.clear()
            self._kept.clear()
            self._failures.clear()
            self._bytes = 0

    def close(self) -> None:
        """End the thread."""
        with self._change:
            self._closed = True
            self._queue.clear()
            self._change.notify()
        if self._thread is not None:
            self._thread.join(5.0)

    def _still_fails(self, wanted: PictureRequest) -> bool:
        """Whether it cannot be read; what may be readable by now is to be tried again."""
        failure = self._failures.get(wanted)
        if failure is None:
            return False
        if time.monotonic() < failure.again and _stamps(wanted) + _frame_stamps(wanted) == failure.stamps:
            return True
        del self._failures[wanted]
        return False

    def _ask(self, wanted: PictureRequest, *, first: bool) -> None:
        if wanted in self._queue:
            self._queue.remove(wanted)
        if first:
            self._queue.append(wanted)
        else:
            self._queue.insert(0, wanted)
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="pictures", daemon=True)
            self._thread.start()
        self._change.notify()

    def _work(self) -> None:
        first = True
        while True:
            with self._change:
                while not self._queue and not self._closed:
                    if not self._change.wait(None if self._clip is None else CLIP_REST):
                        self._close_clip()
                if self._closed:
                    self._close_clip()
                    return
                wanted = self._queue.pop()
                if wanted in self._kept or wanted in self._failures:
                    continue
                self._busy, self._cancelled = wanted, False
            if not self._try(wanted):
                continue
            self._ready()
            if first:  # after the title's picture, which it would hold up
                hand_back_large_blocks()
                first = False

    def _try(self, wanted: PictureRequest) -> bool:
        """Make a picture, or note that it failed; whether there is news of it."""
        before = _stamps(wanted)  # what changes while it is read, and after, is worth another try
        try:
            self._keep(wanted, *self._made(wanted))
        except (OSError, ValueError, SyntaxError, MemoryError) as error:
            _log().warning("picture %s cannot be shown: %s", wanted.path.name, error)
            self._note_failure(wanted, before, error)
        except Exception as error:  # noqa: BLE001 (it is logged)
            if type(error).__name__ == "Stopped":  # not imported: numpy comes with it
                with self._change:
                    self._busy = None
                return False
            _log().exception("picture %s cannot be shown", wanted.path.name)
            self._note_failure(wanted, before, error)
        return True

    def _note_failure(self, wanted: PictureRequest, before: tuple[FileStamp | None, ...], error: Exception) -> None:
        self._close_clip()  # what was open may be a file that has gone
        passes = isinstance(error, MemoryError) or getattr(error, "errno", None) is not None
        again = time.monotonic() + RETRY_SECONDS if passes and None not in before else math.inf
        with self._change:
            self._busy = None
            self._failures[wanted] = _Failure(before + _frame_stamps(wanted), again)

    def _made(self, wanted: PictureRequest) -> tuple[Shown, int]:
        """What is shown of a picture, and its bytes; the pixels that it was made of are let go."""
        pixels = decode(wanted, lambda: self._cancelled or self._closed, self._frame)
        width, height = pixels.shown or pixels.size
        return self._make(pixels, wanted.form), width * height * 4

    def _frame(self, path: Path, frame: int) -> PillowImage:
        if self._clip is None or self._clip.path != path:
            self._close_clip()
            self._clip = Frames(path)
        return self._clip.get(frame)

    def _close_clip(self) -> None:
        if self._clip is not None:
            self._clip.close()
            self._clip = None

    def _keep(self, wanted: PictureRequest, shown: Shown, weight: int) -> None:
        with self._change:
            self._busy = None
            if wanted not in self._kept:
                self._kept[wanted] = (shown, weight)
                self._bytes += weight
            while self._bytes > self._limit and len(self._kept) > 1:
                self._bytes -= self._kept.popitem(last=False)[1][1]


def _log() -> Logger:
    import logging  # not before the first frame

    return logging.getLogger(__name__)
