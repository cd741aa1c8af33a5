"""What a user is told instead of a traceback: each has a sentence and an exit code at the command line.

Owns these kinds, and how a stranger's text is made harmless to a terminal. Imports nothing: the first frame waits for
it.
"""

from __future__ import annotations

from collections.abc import Sequence

# what acts on a terminal, breaks a line or turns its direction: C0, DEL and C1, line ends, and bidirectional controls
_ACTS = [*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
_WRITTEN_OUT = {number: f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" for number in _ACTS}


def plain(text: str) -> str:
    r"""A text as one harmless line: whatever would act on a terminal is written out, as in `\x1b`."""
    return text.translate(_WRITTEN_OUT)


class PackError(Exception):
    """A pack that cannot be played; carries its problems, each of which reads as a line."""

    def __init__(self, problems: Sequence[object]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class UnknownLevelError(Exception):
    """The level that was asked for is not in the pack; says what there is, with a guess."""


class UnknownPictureError(Exception):
    """The picture that was asked for is not in the pack; with a guess."""


class ResultsError(Exception):
    """Results that cannot be read or handed on; says in one line why, and what to do."""


class TakenError(Exception):
    """Another process holds what this one needs."""


class BenchError(Exception):
    """Something that cannot be measured or compared; says in one line why, and what to do."""


class NoDisplayError(Exception):
    """There is no screen to open a window on."""
