"""The seat of a study's participants: the game's window and loop, without the menu.

Owns what such a seat changes of the game: one library for all of the study, no collections, nothing of anybody's
settings. Chance deals anew for each participant, so that nothing that is kept leads back to a number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from game.seats.app import App, Options
from game.seats.app import run as run_app
from game.seats.seat import Seat
from game.seats.study.study_flow import StudyFlow
from game.ui.kit import Exits, Kit

if TYPE_CHECKING:
    from game.pack.library import Library
    from game.seats.study.study_file import Study


class StudySeat(Seat):
    """A desk for participants. `number` is the one participant's; without it each gets the next free one."""

    fetches = False
    saves_settings = False

    def __init__(self, study: Study, library: Library, number: int | None = None) -> None:
        super().__init__()
        self.study, self.library, self.number = study, library, number

    def flow(self, kit: Kit) -> StudyFlow:
        """The study's."""
        return StudyFlow(kit, self.study, self.number)

    def dress(self, kit: Kit) -> Kit:
        """Neither field guide nor practice: they would train whoever opened them."""
        return kit._replace(exits=Exits(guide=False, practice=False))

    def glance(self) -> None:
        """The library is here."""

    def read(self) -> Library:
        """As it was when the study was checked."""
        return self.library

    def read_more(self, home: Library) -> None:
        """All that is installed stands in it."""


def study_app(options: Options, study: Study, library: Library, number: int | None = None) -> App:
    """The game at that seat; what `--seed` says is the participant's number, and seeds no chance."""
    return App(options._replace(seed=None, level=None), StudySeat(study, library, number))


def run(options: Options, study: Study, library: Library, number: int | None) -> int:
    """Open the study; gives the exit code."""
    return run_app(study_app(options, study, library, number))
