"""What a scene can answer: tiny values that say what happened. flow.py alone knows what follows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from game.model import Answer
    from game.settings import Settings

Screen = Literal["title", "levels", "settings", "help", "credits", "results"]


@dataclass(frozen=True)
class Go:
    """To a screen of the menu."""

    screen: Screen


@dataclass(frozen=True)
class Quit:
    """Out of the game."""


@dataclass(frozen=True)
class Leave:
    """Back to where this screen was opened from."""


@dataclass(frozen=True)
class OpenLevel:
    """To a level's introduction."""

    level: str


@dataclass(frozen=True)
class StartLevel:
    """Deal a session of a level and play it."""

    level: str


@dataclass(frozen=True)
class Answered:
    """A round has its answer."""

    answer: Answer


@dataclass(frozen=True)
class Onward:
    """Past a reveal, a card or a closing lesson."""


@dataclass(frozen=True)
class Review:
    """Look at one round of a finished session again."""

    place: int


@dataclass(frozen=True)
class OpenResult:
    """Look at a kept session."""

    session: str


@dataclass(frozen=True)
class Change:
    """Other settings, from now on."""

    settings: Settings


Outcome = Go | Quit | Leave | OpenLevel | StartLevel | Answered | Onward | Review | OpenResult | Change
