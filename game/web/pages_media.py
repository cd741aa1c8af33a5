"""The picture files that go along with a page: under names that say nothing, and clips as animated WebP.

Owns names, bytes and types of these files. A name is made of what is in the file, so it tells neither the pack's id nor
the answer, and one picture has one file. Files go along as they are, with the source type and credit that they carry;
only clips of another form are saved anew.
"""

from __future__ import annotations

import mimetypes
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from game.base.errors import PackError
from game.pack.library import Library

if TYPE_CHECKING:
    from game.model.picture import Picture

FOLDER = "media"
_CLIPS = ".webp"  # the form in which a page reads moving pictures


class PageMedia:
    """The files of the pictures that were named so far."""

    def __init__(self, library: Library, *, scripts: bool) -> None:
        """`scripts`: clips are written as scripts, the only form in which a page without a server can read bytes."""
        self.library, self._scripts = library, scripts
        self._sources: dict[str, Picture] = {}  # by name
        self._names: dict[str, str] = {}  # by path

    def name(self, picture: Picture) -> str:
        """Where a page finds a picture; raises PackError where its file cannot be read."""
        path = str(self.library.path(picture.file))
        if path not in self._names:
            ending = Path(picture.file).suffix.lower() or ".jpg"
            if picture.clip:
                ending = ".js" if self._scripts else _CLIPS
            name = f"{FOLDER}/{sha256(self._read(picture)).hexdigest()[:16]}{ending}"
            self._names[path] = name
            self._sources.setdefault(name, picture)
        return self._names[path]

    @property
    def names(self) -> list[str]:
        """All that were given."""
        return sorted(self._sources)

    def content(self, name: str) -> bytes:
        """What is in a file, by its name; a clip's is its animated WebP, whatever it is written as."""
        return self._read(self._sources[name])

    def type(self, name: str) -> str:
        """The MIME type of what `content` gives."""
        file = self._sources[name]
        known = "image/webp" if file.clip else mimetypes.guess_type(name)[0]
        return known or {".avif": "image/avif", ".webp": "image/webp"}.get(Path(name).suffix, "image/jpeg")

    def _read(self, picture: Picture) -> bytes:
        path = self.library.path(picture.file)
        try:
            if picture.clip and path.suffix.lower() != _CLIPS:
                return _as_webp(path, picture)
            return path.read_bytes()
        except (OSError, ValueError, ModuleNotFoundError) as error:
            why = getattr(error, "strerror", None) or str(error)
            message = f"{path}: error: picture '{picture.id}' cannot be read ({why}); 'spot-the-fake check' says more"
            raise PackError([message]) from error


def _as_webp(path: Path, picture: Picture) -> bytes:
    """A clip of another form, saved as the game saves clips."""
    from game.pixels.encode import clip_bytes
    from game.pixels.imagefiles import Frames

    assert picture.clip is not None  # noqa: S101 (whoever asks has looked)
    with Frames(path) as frames:
        images = [frames.get(number) for number in range(picture.clip.frames)]
    written = BytesIO()
    clip_bytes(images, written, picture.clip.fps, picture.source_type, picture.credit)
    return written.getvalue()
