"""Which file of a source a table or a region file means: people write other machines' paths, capitals, bare stems.

Owns the ways in which a written path may differ from the file's, the strictest first. A way that leads to two files
leads to none. Refuses to guess from likeness.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from urllib.parse import unquote

from game.author.importing.foreign import VIDEOS

_PREFIX = re.compile(r"^[0-9a-f]{8}-")  # that Label Studio puts before an uploaded file's name


class FileNames:
    """The files of a source, to be found by what is written of them."""

    def __init__(self, paths: Iterable[str], source: str = "") -> None:
        """`source` is what the source is called, which people write before its paths."""
        self.paths = list(paths)
        self._source = source.removesuffix(".zip").casefold()
        self._exact: dict[str, str] = {}
        self._folded: dict[str, list[str]] = defaultdict(list)
        self._stems: dict[str, list[str]] = defaultdict(list)  # without ending
        self._last: dict[str, list[str]] = defaultdict(list)  # by the last part, folded
        self._folders: dict[str, list[str]] = defaultdict(list)  # by the name of the folder they are in
        for path in self.paths:
            plain = unicodedata.normalize("NFC", path)
            self._exact[plain] = path
            folded = plain.casefold()
            self._folded[folded].append(path)
            stem = _without_ending(folded)
            self._stems[stem].append(path)
            self._last[folded.rpartition("/")[2]].append(path)
            if (last := stem.rpartition("/")[2]) != folded.rpartition("/")[2]:
                self._last[last].append(path)
            self._folders[folded.rpartition("/")[0].rpartition("/")[2]].append(path)

    def find(self, written: str, folder: str = "") -> str | None:
        """The file that is meant; `folder` is where the table lies in the source. None where it is none, or unclear."""
        found = self.meant(written, folder)
        return found[0] if len(found) == 1 else None

    def meant(self, written: str, folder: str = "") -> list[str]:
        """Every file that may be meant."""
        wanted = unicodedata.normalize("NFC", _plain(written))
        if not wanted:
            return []
        elsewhere = _is_absolute(written)
        for one in (f"{folder}/{wanted}" if folder else wanted, wanted):
            if one in self._exact:
                return [self._exact[one]]
        ways = self._ways(wanted.casefold(), folder.casefold(), elsewhere=elsewhere)
        return next((found for way in ways if (found := list(dict.fromkeys(way)))), [])

    def _ways(self, wanted: str, folder: str, *, elsewhere: bool) -> Iterator[list[str]]:
        """The files that each way of reading leads to; a path of `elsewhere` may begin outside of the source."""
        for one in dict.fromkeys((f"{folder}/{wanted}" if folder else wanted, wanted)):
            yield self._folded.get(one, [])
            yield self._same_stem(one)
        last = wanted.rpartition("/")[2]
        same = self._last.get(last, []) or self._last.get(_without_ending(last), [])
        yield [path for path in same if self._ends_alike(path, wanted, elsewhere=elsewhere)]
        if PurePosixPath(wanted).suffix in VIDEOS:
            yield self._frame_of(_without_ending(last))

    def _ends_alike(self, path: str, wanted: str, *, elsewhere: bool) -> bool:
        """Whether all of a written path is the end of a file's, or the other way round; endings may differ."""
        one = _without_ending(unicodedata.normalize("NFC", path).casefold()).split("/")
        other = _without_ending(wanted).split("/")
        if len(other) <= len(one):
            return one[-len(other) :] == other
        outside = other[: -len(one)]
        return other[-len(one) :] == one and (elsewhere or outside[-1] == self._source)

    def _same_stem(self, wanted: str) -> list[str]:
        """Files of a path with another ending, or without one; a picture before a video."""
        found = self._stems.get(wanted, []) if PurePosixPath(wanted).suffix == "" else []
        return found or self._stems.get(_without_ending(wanted), [])

    def _frame_of(self, stem: str) -> list[str]:
        """The middle one of the pictures that were taken out of a video."""
        frames = self._folders.get(stem, []) or sorted(
            path for last, paths in self._last.items() if last.startswith(f"{stem}_") for path in paths
        )
        frames = sorted(dict.fromkeys(frames))
        return [frames[len(frames) // 2]] if frames else []


def uploaded(written: str) -> str:
    """The name of a file as it was before Label Studio took it in."""
    name = unquote(written.partition("?d=")[2] or written.partition("?")[0])
    before, slash, last = name.rpartition("/")
    return f"{before}{slash}{_PREFIX.sub('', last)}"


def _plain(written: str) -> str:
    """A written path with slashes, without what only leads to where one is."""
    plain = written.strip().strip('"').replace("\\", "/")
    plain = re.sub(r"^(?:file://+|[A-Za-z]:/+|/+)", "", plain)
    parts = [part for part in plain.split("/") if part not in ("", ".")]
    return "" if ".." in parts else "/".join(parts)


def _without_ending(path: str) -> str:
    """A path without the ending of its last part, where that is one."""
    before, slash, last = path.rpartition("/")
    stem, dot, ending = last.rpartition(".")
    return f"{before}{slash}{stem}" if dot and stem and 2 <= len(ending) <= 5 and ending.isalnum() else path


def _is_absolute(written: str) -> bool:
    """Whether a path begins at the root of some machine."""
    return re.match(r"""["\s]*(?:file:|[A-Za-z]:[\\/]|[\\/])""", written) is not None
