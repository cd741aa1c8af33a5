"""What is asked of Python and of glibc, so that a game that runs for weeks holds no more than one that has just begun.

Owns those requests. Other C libraries give freed memory back on their own: there nothing is asked of them.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable

_M_MMAP_THRESHOLD, _LARGE_BLOCK = -3, 64 * 1024  # the option's number in malloc.h; bytes
_M_ARENA_MAX, _ARENAS = -8, 2


def hand_back_large_blocks() -> None:
    """Have the memory of every large block given back when it is freed, and heaps shared between threads.

    Left alone, glibc raises its own limit to the largest block freed so far, and decoded pictures leave holes in the
    heap: after one level that is a quarter of all memory. See mallopt(3), "Dynamic adjustment of the mmap threshold".
    And every thread gets a heap of its own, up to eight a core, that keeps what was once needed there.
    """
    set_option = _of_glibc("mallopt")
    if set_option is not None:
        set_option(_M_MMAP_THRESHOLD, _LARGE_BLOCK)
        set_option(_M_ARENA_MAX, _ARENAS)


def clear_up() -> None:
    """Let go of what only refers to itself, and give back the pages that nothing lies in any more; takes some 20 ms.

    Left alone, Python looks for the first hardly ever: a scene, which its own buttons refer to, holds its pictures for
    hundreds of rounds. And glibc keeps the pages below the heap's last block: in a day of rounds, half of the heap. See
    malloc_trim(3).
    """
    gc.collect()
    trim = _of_glibc("malloc_trim")
    if trim is not None:
        trim(0)


def _of_glibc(name: str) -> Callable[..., int] | None:
    if sys.platform != "linux":
        return None
    import ctypes  # not before the first frame

    return getattr(ctypes.CDLL(None), name, None)  # musl has neither
