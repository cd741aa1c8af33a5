"""The seat of whoever makes a pack: the game with an annotation window, or that window alone.

Owns what such a seat changes of the game, and that nothing is lost when it is left.
"""

from __future__ import annotations

import sys
from pathlib import Path

from game.author.author_flow import AuthorFlow
from game.base import places
from game.base.errors import PackError, UnknownPictureError
from game.pack.library import Library
from game.seats.app import App, Options
from game.seats.app import run as run_app
from game.seats.seat import Seat
from game.ui.kit import Exits, Kit


class AuthorSeat(Seat):
    """A desk that offers to annotate; with a `picture` (or "") it is the annotation window alone."""

    def __init__(self, picture: str | None = None) -> None:
        super().__init__()
        self.picture = picture
        self.unsaved: Path | None = None  # what could be saved nowhere else

    def flow(self, kit: Kit) -> AuthorFlow:
        """The desk's flow, with the window."""
        return AuthorFlow(kit, self.app.data, self.app.put_to_use)

    def dress(self, kit: Kit) -> Kit:
        """A button for it on every reveal."""
        return kit._replace(exits=Exits(annotate=True))

    @property
    def authoring(self) -> AuthorFlow:
        """The flow, as what it is."""
        assert isinstance(self.app.flow, AuthorFlow)  # noqa: S101 (made above)
        return self.app.flow

    def read(self) -> Library:
        """For the window alone a pack with errors will do: mending them is what it is for."""
        if self.picture is None:
            return super().read()
        from game.pack import library

        folder = self.app.options.pack or places.default_pack()
        found, problems = library.survey(folder.resolve())
        if found is None:
            raise PackError(problems)
        return found

    def read_more(self, home: Library) -> None:
        """An author works on one pack alone."""

    def took(self) -> None:
        """The window alone opens at once."""
        if self.picture is None:
            return
        try:
            self.app.show(self.authoring.annotate(self.picture))
        except (PackError, UnknownPictureError) as error:
            self.app.refuse(error)

    def closing(self) -> None:
        """Save what was changed."""
        self.unsaved = self.authoring.put_away()


def run(options: Options, picture: str | None = None) -> int:
    """Open the game in author mode, or the annotation window alone; gives the exit code.

    Raises PackError, UnknownLevelError or UnknownPictureError where what was asked for cannot be opened.
    """
    seat = AuthorSeat(picture)
    app = App(options, seat)
    try:
        return run_app(app)
    finally:
        if seat.unsaved is not None:
            sys.stderr.write(f"what could not be saved is in {seat.unsaved}\n")
