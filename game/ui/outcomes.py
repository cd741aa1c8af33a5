"""What a scene can answer: tiny values that say what happened. flow.py alone knows what follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from game.base.settings import Settings
    from game.model.answer import Answer
    from game.model.terms import Says
    from game.results.played import ReplayedSession

MenuScreen = Literal[
    "title", "levels", "settings", "languages", "help", "credits", "results", "guide", "collections", "curriculum"
]


class Go(NamedTuple):
    """To a screen of the menu."""

    screen: MenuScreen


class Quit(NamedTuple):
    """Out of the game."""


class Leave(NamedTuple):
    """Back to where this screen was opened from."""


class OpenLevel(NamedTuple):
    """To a level's introduction."""

    level: str


class StartLevel(NamedTuple):
    """Deal a session of a level and play it, with its tests before and after if they are wanted."""

    level: str
    tested: bool = False


class GoOn(NamedTuple):
    """Play on where a session was left."""

    left: ReplayedSession


class BreakOff(NamedTuple):
    """Leave a level before its end."""


class OpenPractice(NamedTuple):
    """To the introduction of a practice session, on one tell or on all."""

    tell: str = ""


class OpenTell(NamedTuple):
    """To one tell's page in the field guide."""

    tell: str


class OpenLens(NamedTuple):
    """To one lens's page in the field guide."""

    lens: str


class OpenExample(NamedTuple):
    """Look at a picture of the field guide with one piece of its evidence."""

    picture: str
    evidence: int


class Answered(NamedTuple):
    """A round has its answer."""

    answer: Answer


class Onward(NamedTuple):
    """Past a reveal, a card or a closing lesson."""


class OpenTable(NamedTuple):
    """Put the pictures of this screen on the light table."""


class Review(NamedTuple):
    """Look at one round of a finished session again; of the gain screen's two tests the first or second."""

    place: int
    test: int = 0


class OpenResult(NamedTuple):
    """Look at a kept session."""

    kept: ReplayedSession


class AnswerHero(NamedTuple):
    """The picture of the first screen has its answer, and the warm-up begins."""

    picture: str
    says: Says
    milliseconds: int


class GetAllPacks(NamedTuple):
    """Fetch every collection that is on offer."""


class GetPack(NamedTuple):
    """Fetch a collection that is on offer; from a copy of its files, where one is named."""

    pack: str
    copy_at: Path | None = None


class OpenCollection(NamedTuple):
    """To all that is to be known of a collection: licences, authors, where it comes from."""

    pack: str


class OpenNeeded(NamedTuple):
    """To the collections, those first of which a level needs one."""

    packs: tuple[str, ...]


class CancelPack(NamedTuple):
    """Stop fetching it."""

    pack: str


class PlayPack(NamedTuple):
    """Open the levels at those of an installed collection; at the game's own where the name is empty."""

    pack: str


class ChangeSettings(NamedTuple):
    """Other settings, from now on."""

    settings: Settings
    leaves: bool = False  # this screen, for the one before it


class ListLanguages(NamedTuple):
    """Show every language in the strip, or no longer."""


class Begin(NamedTuple):
    """A visitor came: play."""

    picture: str = ""  # that was shown, to be asked about first


class Speak(NamedTuple):
    """Read this screen and those to come out, or stop doing so."""


class Lower(NamedTuple):
    """Bring everything within reach, or back."""


class TryPin(NamedTuple):
    """A PIN was typed in."""

    digits: str


Order = Literal[
    "quit", "restart", "reload", "louder", "quieter", "brighter", "darker", "clean", "statistics", "log", "ruler",
    "panel", "close",
]  # fmt: skip


class Operate(NamedTuple):
    """What the operator wants of the kiosk."""

    order: Order


class OpenWorkshop(NamedTuple):
    """To the setting-up of a workshop, of a level or of whichever is chosen there."""

    level: str = ""
    phones: bool = False  # pupils vote by their phones
    cards: bool = False  # or by cards of paper, which a camera reads


class OpenDoor(NamedTuple):
    """To how a phone comes into the workshop, or how cards come into the camera's sight."""


class CountHands(NamedTuple):
    """Cards cannot be read: the workshop goes on with a show of hands."""


class WorkshopPlan(NamedTuple):
    """What a workshop begins with."""

    level: str
    teams: int  # 0: hands are shown
    talk_seconds: int  # 0: no timer
    tested: bool
    pupils: int = 0  # where hands are shown; 0: not said
    look_seconds: int = 0  # 0: no timer
    phones: bool = False  # pupils vote by their phones
    cards: bool = False  # or by cards of paper, which a camera reads


class AskForBuzzer(NamedTuple):
    """A digit was pressed where buzzers are given to teams: it may be one, or a vote typed too early."""

    digit: str


class BeginWorkshop(NamedTuple):
    """Begin a workshop."""

    chosen: WorkshopPlan


class StopWorkshop(NamedTuple):
    """End a workshop where it is: what was voted on counts, the rest is left out."""


class OpenReport(NamedTuple):
    """To the report on the workshop that has ended, as a screen."""


class ReadPlan(NamedTuple):
    """To the plan of a lesson."""

    level: str


class PrintLesson(NamedTuple):
    """Write a lesson's sheets, to be printed."""

    level: str


class ShowNotes(NamedTuple):
    """Open the window with the notes of whoever leads, or close it."""


class OpenPastReport(NamedTuple):
    """To the report on a workshop that is kept; on all that is kept, where the name is empty."""

    event: str = ""


class SaveTable(NamedTuple):
    """Write the votes of all workshops as one table."""


LeadStep = Literal["forward", "back", "skip", "black", "spread"]


class Lead(NamedTuple):
    """Where whoever leads a workshop wants it to go."""

    stage: LeadStep


class OpenAnnotation(NamedTuple):
    """Mark the evidence on a picture."""

    picture: str


class OpenTells(NamedTuple):
    """Choose the tell of what is marked."""


class TakeTell(NamedTuple):
    """Take this tell."""

    tell: str


class OpenAlbum(NamedTuple):
    """See all pictures of the pack that is annotated."""


class OpenEntry(NamedTuple):
    """Annotate the picture at a place of the pack."""

    place: int


class OpenCollision(NamedTuple):
    """Somebody else changed what was changed here: ask whose change stays."""


class Settle(NamedTuple):
    """Whose change stays."""

    choice: Literal["theirs", "mine", "both"]


Outcome = (
    Go | Quit | Leave | OpenLevel | StartLevel | GoOn | BreakOff | OpenPractice | OpenTell | OpenLens | OpenExample
    | OpenTable | Answered | Onward | Review | OpenResult | ChangeSettings | ListLanguages | Begin | Speak | Lower
    | TryPin | Operate
    | OpenWorkshop | AskForBuzzer | BeginWorkshop | StopWorkshop | OpenReport | OpenPastReport | SaveTable | Lead
    | CountHands | OpenDoor | ReadPlan | PrintLesson | ShowNotes | AnswerHero | GetAllPacks | GetPack
    | OpenCollection | OpenNeeded | CancelPack | PlayPack
    | OpenAnnotation | OpenTells | TakeTell | OpenAlbum | OpenEntry | OpenCollision | Settle
)  # fmt: skip
