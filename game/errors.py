"""What a user is told instead of a traceback: each has a sentence and an exit code at the command line.

Imports nothing: the first frame waits for it.
"""

from __future__ import annotations

from collections.abc import Sequence


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
