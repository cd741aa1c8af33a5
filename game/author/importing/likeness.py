"""Which pictures are the same, or nearly: by content, and by two perceptual hashes.

Owns the fingerprint of a picture and what counts as near. Needs the library imagehash (the extra `authoring`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from PIL.Image import Image as PillowImage

NEAR = 4  # of 64 bits of the first hash; twice as many of the second
UNRELATED = 20  # of 64 bits: pictures that have nothing to do with each other differ in about 32
HASHED_FROM = 128  # px a side, at least, that a hash is taken from


class Prints(NamedTuple):
    """A picture's fingerprint: its bytes, and two hashes of 64 bits of how it looks."""

    sha256: str
    coarse: int  # of the lowest frequencies (pHash, Zauner 2010)
    fine: int  # of differences between neighbours (dHash)


def available() -> bool:
    """Whether the library is there."""
    from importlib.util import find_spec

    return find_spec("imagehash") is not None


def prints(sha256: str, image: PillowImage) -> Prints:
    """The fingerprint of a file, by its hash, and its picture."""
    import imagehash

    return Prints(sha256, _bits(imagehash.phash(image)), _bits(imagehash.dhash(image)))


def _bits(found: Any) -> int:
    """A hash as a number of 64 bits."""
    return int(str(found), 16)


def distance(one: int, other: int) -> int:
    """In how many bits two hashes differ."""
    return (one ^ other).bit_count()


class Seen:
    """The hashes of many pictures, 16 bytes each, to find the near ones among."""

    def __init__(self, near: int) -> None:
        """`near` is the largest distance of the first hash that still counts."""
        import numpy as np

        self._near = near
        self._hashes = np.zeros((1024, 2), np.uint64)
        self._keys: list[Any] = []
        self._counts = np.array([value.bit_count() for value in range(1 << 16)], np.uint8)

    def add(self, key: Any, coarse: int, fine: int) -> None:
        """Remember a picture."""
        import numpy as np

        if len(self._keys) == len(self._hashes):
            self._hashes = np.concatenate([self._hashes, np.zeros_like(self._hashes)])
        self._hashes[len(self._keys)] = (coarse, fine)
        self._keys.append(key)

    def near(self, coarse: int, fine: int) -> list[Any]:
        """The keys of the pictures that look nearly like this, in the order in which they came."""
        import numpy as np

        known = self._hashes[: len(self._keys)]
        first = np.flatnonzero(self._distances(known[:, 0], coarse) <= self._near)
        both = first[self._distances(known[first, 1], fine) <= 2 * self._near]
        return [self._keys[place] for place in both]

    def _distances(self, hashes: np.ndarray[Any, Any], one: int) -> np.ndarray[Any, Any]:
        """In how many bits each differs from one."""
        import numpy as np

        words = (hashes ^ np.uint64(one)).view(np.uint16).reshape(-1, 4)
        found: np.ndarray[Any, Any] = self._counts[words].sum(axis=1, dtype=np.uint8)
        return found
