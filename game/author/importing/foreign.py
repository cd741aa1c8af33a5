"""One picture out of a file that Pillow alone does not read: a HEIC of a phone, or a video.

Owns these two decoders (the optional extras `heic` and `video`). Of every video the same frame is taken, so that those
of an altered one and of its original show the same moment. Raises RefusedFileError where the extra is missing.
"""

from __future__ import annotations

import io
from typing import Any

from game.author.importing.refused import DECODER_FAULTS, RefusedFileError
from game.pixels.imagefiles import MAX_PIXELS

HEIC = {".heic", ".heif", ".hif"}
VIDEOS = {".mp4", ".mov", ".m4v", ".avi", ".mkv", ".webm", ".mpg", ".mpeg", ".wmv"}
FRAME = 48  # of every video, or the last one of a shorter: about two seconds in, past black and titles
_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"II*\0", b"MM\0*", b"BM")
_CONTAINERS = ((4, b"ftyp", "mov,mp4,m4a,3gp,3g2,mj2"), (0, b"RIFF", "avi"), (0, b"\x1a\x45\xdf\xa3", "matroska,webm"))


def reads_heic() -> bool:
    """Whether the library for HEIC is there."""
    from importlib.util import find_spec

    return find_spec("pillow_heif") is not None


def is_heic(data: bytes) -> bool:
    """Whether a file is a HEIC, whatever its name says."""
    return data[4:8] == b"ftyp" and data[8:12] in _BRANDS


def begins_like_picture(head: bytes) -> bool:
    """Whether a file without an ending is a picture."""
    return head.startswith(_PICTURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP") or is_heic(head)


def from_heic(data: bytes) -> bytes:
    """A HEIC's picture, upright, with its colour profile, as an uncompressed PNG."""
    try:
        import pillow_heif
    except ImportError:
        raise RefusedFileError("heic") from None
    try:
        found = pillow_heif.open_heif(io.BytesIO(data), convert_hdr_to_8bit=True)
        if found.size[0] * found.size[1] > MAX_PIXELS:
            raise RefusedFileError("large", most=MAX_PIXELS // 10**6)
        image = found.to_pillow()
    except DECODER_FAULTS as error:
        raise error if isinstance(error, RefusedFileError) else RefusedFileError("damaged") from error
    return _png(image, image.info.get("icc_profile"))


def frame(data: bytes) -> bytes:
    """A frame of a video, as a PNG; no more of the video is decoded than needed."""
    try:
        import av
    except ImportError:
        raise RefusedFileError("no_video") from None
    name = next((kind for place, sign, kind in _CONTAINERS if data[place:].startswith(sign)), None)
    if name is None:  # other formats name files and addresses that would be opened, too
        raise RefusedFileError("damaged_video")
    last: Any = None
    try:
        with av.open(io.BytesIO(data), format=name.partition(",")[0]) as container:
            for number, one in enumerate(container.decode(video=0)):
                if one.width * one.height > MAX_PIXELS:
                    raise RefusedFileError("large", most=MAX_PIXELS // 10**6)
                last = one
                if number == FRAME:
                    break
    except RefusedFileError:
        raise
    except (*DECODER_FAULTS, av.FFmpegError):
        if last is None:
            raise RefusedFileError("damaged_video") from None
    if last is None:
        raise RefusedFileError("damaged_video")
    return _png(last.to_image(), None)


def _png(image: Any, profile: bytes | None) -> bytes:
    """A picture as the bytes of a PNG that is quickly written."""
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=0, icc_profile=profile)
    return file.getvalue()
