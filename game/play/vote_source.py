"""Where the votes of single pupils come from: their phones, or cards that a camera reads.

Owns the one protocol between a workshop and such a source. Refuses to know devices, networks and cameras.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from game.model.terms import Says


class VoteSource(Protocol):
    """Votes of single voters, each known by a sign and a number such as `triangle-12`, and by nothing else.

    It is asked in every turn of the game's loop while a vote is open, so every answer is there at once.
    """

    def opens(self, vote: str, so_far: Mapping[str, Says]) -> None:
        """A vote begins, or goes on where it was left; `vote` names level, round and ballot."""

    def closes(self) -> None:
        """It is over: nothing that comes later counts."""

    def votes(self) -> Mapping[str, Says]:
        """Who says what so far: of each voter the vote given last."""

    @property
    def changes(self) -> int:
        """A number that is another one once `votes`, or `seen`, would give something else."""

    @property
    def seen(self) -> int:
        """How many voters there are now, whether they have voted or not."""
