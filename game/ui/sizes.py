"""Sizes of files in words."""

from __future__ import annotations

from game.base.text import Words


def megabytes(size: int, words: Words) -> str:
    """A number of bytes in whole megabytes (10^6 bytes), at least one."""
    return words("size.mb", n=max(1, round(size / 1e6)))
