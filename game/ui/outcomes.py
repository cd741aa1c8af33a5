"""What a scene can answer: tiny values that say what happened. flow.py alone knows what follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from game.model import Answer
    from game.settings import Settings

Screen = Literal["title", "levels", "settings", "help", "credits", "results"]


class Go(NamedTuple):
    """To a screen of the menu."""

    screen: Screen


class Quit(NamedTuple):
    """Out of the game."""


class Leave(NamedTuple):
    """Back to where this screen was opened from."""


class OpenLevel(NamedTuple):
    """To a level's introduction."""

    level: str


class StartLevel(NamedTuple):
    """Deal a session of a level and play it."""

    level: str


class Answered(NamedTuple):
    """A round has its answer."""

    answer: Answer


class Onward(NamedTuple):
    """Past a reveal, a card or a closing lesson."""


class Review(NamedTuple):
    """Look at one round of a finished session again."""

    place: int


class OpenResult(NamedTuple):
    """Look at a kept session."""

    session: str


class Change(NamedTuple):
    """Other settings, from now on."""

    settings: Settings


Outcome = Go | Quit | Leave | OpenLevel | StartLevel | Answered | Onward | Review | OpenResult | Change
