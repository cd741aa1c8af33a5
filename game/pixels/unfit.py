"""Why a file cannot be shown as a picture, in plain words and in the reader's language.

Owns that exception, and what is said of others. Its words are those of `strings/`, under `unfit.`.
"""

from __future__ import annotations

from game.base.text import FALLBACK, Words


class UnfitPictureError(ValueError):
    """A file that cannot be shown as a picture; `reason` is a key below `unfit.`, with the values of its text."""

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = values

    def said(self, words: Words) -> str:
        """The reason and its remedy in a language."""
        return words(f"unfit.{self.reason}", **self.values)

    def __str__(self) -> str:
        return self.said(Words(FALLBACK))


def said(error: BaseException, words: Words | None = None) -> str:
    """In one line, and in English unless other `words` are given, why a file could not be read."""
    words = words or Words(FALLBACK)
    if isinstance(error, UnfitPictureError):
        return error.said(words)
    if isinstance(error, MemoryError):
        return words("unfit.memory")
    if isinstance(error, OSError) and error.strerror:
        return words("unfit.unread", why=error.strerror)
    return " ".join(str(error).split()) or type(error).__name__
