"""Why a file cannot be taken, as a sentence in the user's language.

Owns the exception that carries such a sentence, what a file is that is no picture, and the answer for whatever else a
decoder raises: what a library says of its inside is nobody's answer. Refuses to decide what becomes of the file.
"""

from __future__ import annotations

import struct
import zipfile
import zlib

from game.base.text import Words

DECODER_FAULTS = (  # what decoders raise for damaged files, and a zip file for damaged entries
    OSError, ValueError, SyntaxError, EOFError, struct.error, TypeError, KeyError, IndexError, AttributeError,
    OverflowError, ZeroDivisionError, MemoryError, RuntimeError, zlib.error,
    zipfile.BadZipFile,
)  # fmt: skip
_SIGNS: tuple[tuple[int, bytes, str], ...] = (  # what a file that is no picture begins with
    (0, b"<html", "page"), (0, b"<!doc", "page"), (0, b"%PDF", "pdf"), (0, b"8BPS", "psd"), (0, b"PK\x03\x04", "zip"),
    (4, b"ftypisom", "video"), (4, b"ftypmp4", "video"), (4, b"ftypqt", "video"), (4, b"ftypM4V", "video"),
    (0, b"\x1a\x45\xdf\xa3", "video"), (0, b"\xff\x0a", "jxl"), (4, b"JXL ", "jxl"),
    (4, b"jP  ", "jp2"), (0, b"<svg", "svg"), (0, b"<?xml", "svg"),
)  # fmt: skip


class RefusedFileError(ValueError):
    """A file that cannot be taken: the key of a sentence below `import.fault.`, and what stands in it."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values

    def said(self, words: Words) -> str:
        """The reason and its remedy in a language."""
        return words(f"import.fault.{self.key}", **self.values)


def said(error: BaseException, words: Words) -> str:
    """Why a file cannot be taken."""
    from PIL import UnidentifiedImageError

    in_words = getattr(error, "said", None)
    if callable(in_words):
        return str(in_words(words))
    if isinstance(error, UnidentifiedImageError):
        return words("import.fault.unknown")
    if isinstance(error, OSError) and error.strerror:
        return words("import.fault.unreadable", why=error.strerror)
    if _is_ours(error):
        return " ".join(str(error).split())
    if isinstance(error, MemoryError):
        return words("import.fault.memory")
    cut = "truncated" in str(error).lower() or isinstance(error, EOFError)
    return words("import.fault.cut" if cut else "import.fault.damaged")


def refuse_what_is_no_picture(head: bytes) -> None:
    """Raises RefusedFileError for a file that begins like something else: empty, a web page, a PDF."""
    low = head.lstrip()[:16].lower() if head[:1] in b"< \n\r\t\xef" else head
    kinds = (kind for place, sign, kind in _SIGNS if (low if place == 0 else head)[place:].startswith(sign))
    kind = next(kinds, "") if head else "empty"
    if kind:
        raise RefusedFileError(kind)


def _is_ours(error: BaseException) -> bool:
    """Whether the game itself raised it, with a sentence for people, and not a library that it called."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    module = trace.tb_frame.f_globals.get("__name__", "") if trace is not None else ""
    return isinstance(error, ValueError) and str(module).startswith("game.")
