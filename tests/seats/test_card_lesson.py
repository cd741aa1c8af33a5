"""A workshop by paper cards, through real input: aimed, ticked off, hidden until closed, kept without numbers."""

from __future__ import annotations

from collections.abc import Mapping

import pygame
import pytest

from game.base.settings import Settings
from game.commands.tour import Player
from game.pack.library import Library
from game.paper.report import reading
from game.paper.report.measures import talks
from game.play.vote_cards import SIDES, CardReading
from game.seats.workshop import cards as card_module
from game.seats.workshop.ballot import BallotScene
from game.seats.workshop.card_aim import AimScene
from game.seats.workshop.card_board import CardBoard
from game.seats.workshop.card_camera import CameraState, SeenFrame
from game.seats.workshop.card_reader import Sighting
from game.seats.workshop.setup import SetupScene
from game.ui.outcomes import OpenWorkshop
from game.ui.widgets import Label
from tests.conftest import Opens

CAMERAS: list[StubCamera] = []
PUPILS = 6


class StubCamera:
    """A camera that sees what a test says."""

    def __init__(self) -> None:
        self.state: CameraState = "off"
        self.number = 0
        self.preview = None
        self.closed = False
        self.plugged = True
        self.frames: list[SeenFrame] = []
        self.seconds = 0.0
        CAMERAS.append(self)

    def watch(self, *, aiming: bool = False) -> None:
        """On."""
        self.state = "on" if self.plugged else "absent"

    def rest(self) -> None:
        """Off."""
        self.state = "off"

    def choose_next(self) -> None:
        """Another one."""
        self.number += 1

    def close(self) -> None:
        """The end."""
        self.closed = True

    def take(self) -> list[SeenFrame]:
        """What was seen."""
        frames, self.frames = self.frames, []
        return frames

    def see(self, sides: Mapping[int, int]) -> None:
        """Cards held up for a second."""
        for _ in range(5):
            self.seconds += 0.2
            found = [Sighting(CardReading(card, side), (0.5, 0.5)) for card, side in sides.items()]
            self.frames.append(SeenFrame(self.seconds, found))


@pytest.fixture
def lesson(opens: Opens, shipped: Library, monkeypatch: pytest.MonkeyPatch) -> Player:
    """A workshop by cards that was just begun, at the aiming."""
    CAMERAS.clear()
    monkeypatch.setattr(card_module, "CardCamera", StubCamera)
    monkeypatch.setattr(card_module, "lacking", lambda: "")
    player = opens(shipped, (1280, 720), Settings(language="en", reduced_motion=True))
    player.app.show(player.app.flow.follow(player.app.scene, OpenWorkshop("cut-clone-erase", cards=True)))
    scene = player.app.scene
    assert isinstance(scene, SetupScene)
    scene.pupils, scene.tested = PUPILS, False
    scene.rearrange()
    player.click("begin")
    assert isinstance(player.app.scene, AimScene)
    return player


def onward(player: Player) -> None:
    """The clicker."""
    player.key(pygame.K_PAGEDOWN)


def ballot(player: Player) -> BallotScene:
    """The round at hand."""
    scene = player.app.scene
    assert isinstance(scene, BallotScene)
    return scene


def hold(player: Player, *sides: int) -> None:
    """Cards from number 1 on are held up, each with a side up."""
    CAMERAS[-1].see(dict(enumerate(sides, 1)))
    player.let(0.2)


def says(player: Player) -> str:
    """All that is written."""
    return " ".join(item.text for item in player.app.scene.widgets if isinstance(item, Label))


def first_vote(player: Player) -> None:
    """On to the first vote of the first picture."""
    for _ in range(5):
        if isinstance(player.app.scene, BallotScene) and ballot(player).step == "first":
            return
        onward(player)
        player.let(0.5)
    raise AssertionError("no vote")


def test_aiming_counts_the_cards_in_sight(lesson: Player) -> None:
    """How many of how many; nobody has voted by it; C tries another camera."""
    hold(lesson, 0, 1, 3)
    assert "3 of 6 cards in sight" in says(lesson)
    board = lesson.app.scene.widget("board")
    assert isinstance(board, CardBoard)
    assert board.spoken() == "4 5 6"
    lesson.key(pygame.K_c)
    assert CAMERAS[-1].number == 1
    first_vote(lesson)
    assert "0 of 6" in says(lesson)


def test_a_vote_shows_who_and_never_what(lesson: Player) -> None:
    """The count and the ticks come at once; the same pixels, whatever the cards say; the fourth side is no vote."""
    first_vote(lesson)
    hold(lesson, 0, 1, 2, 3)
    assert "3 of 6" in says(lesson)
    lesson.app.step(0.0)
    shown = pygame.image.tobytes(lesson.app.surface, "RGB")
    hold(lesson, 2, 0, 1, 3)
    lesson.app.step(0.0)
    assert pygame.image.tobytes(lesson.app.surface, "RGB") == shown
    assert ballot(lesson).votes.tally("first") == {"real": 1, "fake": 1, "unsure": 1}
    assert list(ballot(lesson).votes.voters["first"].values()) == ["unsure", "real", "fake"]


def test_missing_cards_are_remarked_on_once(lesson: Player) -> None:
    """The way on says how many are missing, and closes the vote at the second press; then the camera is off."""
    first_vote(lesson)
    hold(lesson, 0, 1, 2, 0, 0)
    onward(lesson)
    assert "1 card is missing" in says(lesson)
    onward(lesson)
    assert ballot(lesson).step == "talk"
    assert CAMERAS[-1].state == "off"
    hold(lesson, 1, 1, 1, 1, 1, 1)
    assert sum(ballot(lesson).votes.tally("first").values()) == 5  # too late


def test_votes_are_kept_in_pairs_without_the_numbers_of_the_cards(lesson: Player) -> None:
    """Two votes of each pupil under a number that chance gave; the report counts them pupil by pupil."""
    first_vote(lesson)
    hold(lesson, *[SIDES.index("real")] * PUPILS)
    onward(lesson)
    onward(lesson)
    hold(lesson, *[SIDES.index("fake")] * 5, SIDES.index("real"))
    onward(lesson)
    assert lesson.app.scene.name == "reveal"
    store = lesson.app._store
    assert store is not None
    store.settle()
    kept = reading.read(store.path, lesson.app.kit.pack, None)
    (talk,) = talks(kept.votes)
    assert (talk.teams, talk.single) == (PUPILS, True)
    assert talk.votes.to_right + talk.votes.to_wrong == 5
    numbers = {vote.team for vote in kept.votes}
    assert len(numbers) == PUPILS
    assert numbers != {f"square-{card}" for card in range(1, PUPILS + 1)}


def test_without_a_camera_the_lesson_goes_on_with_hands(lesson: Player) -> None:
    """Unplugged in a vote: it says what to do; the eye leads to hands; the same round goes on with them."""
    first_vote(lesson)
    CAMERAS[-1].plugged = False
    CAMERAS[-1].state = "absent"
    lesson.let(0.3)
    assert "The camera is gone." in says(lesson)
    lesson.key(pygame.K_q)
    assert "No camera here" in says(lesson)
    lesson.click("hands")
    assert ballot(lesson).step == "first"
    assert CAMERAS[-1].closed
    lesson.key(pygame.K_3, pygame.K_RETURN, pygame.K_2, pygame.K_RETURN, pygame.K_1, pygame.K_RETURN)
    assert ballot(lesson).votes.tally("first") == {"real": 3, "fake": 2, "unsure": 1}


def test_the_camera_ends_with_the_lesson(lesson: Player) -> None:
    """Escape at the aiming asks; another lesson may be chosen; nobody looks any more."""
    lesson.key(pygame.K_ESCAPE)
    lesson.click("stop")
    assert isinstance(lesson.app.scene, SetupScene)
    assert CAMERAS[-1].closed


def test_without_opencv_the_setting_up_offers_hands(
    opens: Opens, shipped: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says what is missing; a show of hands is chosen, and begins."""
    monkeypatch.setattr(card_module, "lacking", lambda: "opencv-python-headless")
    player = opens(shipped, (1280, 720), Settings(language="en", reduced_motion=True))
    player.app.show(player.app.flow.follow(player.app.scene, OpenWorkshop("cut-clone-erase", cards=True)))
    scene = player.app.scene
    assert isinstance(scene, SetupScene)
    assert (scene.cards, scene.teams) == (False, 0)
    assert "opencv-python-headless" in says(player)
    player.click("begin")
    assert isinstance(player.app.scene, BallotScene)


def test_phones_and_cards_exclude_each_other(opens: Opens, shipped: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever was chosen last stands; off again, there are teams."""
    monkeypatch.setattr(card_module, "lacking", lambda: "")
    monkeypatch.setattr("game.seats.workshop.phones.lacking", lambda: "")
    player = opens(shipped, (1280, 720), Settings(language="en", reduced_motion=True))
    player.click("workshop")
    scene = player.app.scene
    assert isinstance(scene, SetupScene)
    player.click("cards-true")
    assert (scene.cards, scene.phones, scene.teams) == (True, False, 0)
    assert not scene.has("teams-2")
    player.click("phones-true")
    assert (scene.cards, scene.phones) == (False, True)
    player.click("cards-true")
    assert (scene.cards, scene.phones) == (True, False)
    player.click("none-true")
    assert (scene.cards, scene.phones, scene.teams) == (False, False, 4)
