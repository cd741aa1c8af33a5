"""Draws the pictures of today's game that pages show, beside this file: `python -m tests.readme.pictures [NAME …]`.

Owns which screens those are. The workshop is the real one, with its server and 28 phones on loopback, of which a real
Chromium is one. Look at what was drawn before it is committed.
"""

from __future__ import annotations

import base64
import contextlib
import io
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple
from unittest.mock import patch

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")

import msgspec
import pygame
from PIL import Image, ImageDraw

from game.base import places
from game.base.settings import Settings
from game.commands.tour import Player, open_app
from game.model.answer import Answer
from game.model.kinds.verdict_round import VerdictRound
from game.pack import cache
from game.pack.heroes import heroes
from game.pack.library import Library
from game.play import rules
from game.scenes.hero import HeroScene
from game.seats.app import Options
from game.seats.round_scenes import asking, revealing
from game.seats.workshop.ballot import BallotScene
from game.seats.workshop.workshop_flow import WorkshopFlow

if TYPE_CHECKING:
    from game.seats.workshop.phones import Phones
    from tests.seats.test_phones import Phone
    from tests.web.chromium import Page

HERE = Path(__file__).parent
SIZE = (960, 540)
MOST_BYTES = 120_000
HERO = "portrait-wet-backlight"
FACE = "portrait-double-exposure"
CASE, LEAD = "case-otter", "lead-original"
LESSON = "made-by-prompt"
ADDRESS = "192.168.178.24"  # as a school's computer may have it
PHONES, VOTED = 28, 23
PROJECTOR = (900, 600)
PHONE = (360, 640)


@contextlib.contextmanager
def opened(size: tuple[int, int] = SIZE, **options: Any) -> Iterator[Player]:
    """The game without a display, of one who has never played, and what somebody presses there."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(language="en", reduced_motion=True)
        library = cache.load(places.default_pack(), None)
        given = Options(data=Path(folder), size=size, seed=1, settings=settings, headless=True, **options)
        app = open_app(given, library)
        try:
            yield Player(app)
        finally:
            app.close()


def seen(player: Player) -> Image.Image:
    """The screen, at rest."""
    player.settle()
    canvas = player.app.canvas
    return Image.frombytes("RGB", canvas.get_size(), pygame.image.tobytes(canvas, "RGB"))


def first_screen() -> Image.Image:
    """One of the heroes, unanswered."""
    with opened() as player:
        assert player.app.kit.collections is not None
        player.app.kit.collections.look_now()
        scene = player.app.scene
        assert isinstance(scene, HeroScene)
        scene.pictures = [hero for hero in heroes(player.app.kit.pack) if hero.id == HERO]
        scene.rearrange()
        return seen(player)


def up_to(library: Library, level: str, picture: str) -> rules.Session:
    """A level, played until a picture is asked about; where it deals others, this one takes the third one's place."""
    session = rules.start(library.levels[level], library.pictures, 1)
    if all(picture not in entry.pictures for entry in session.rounds):
        place = [place for place, entry in enumerate(session.rounds) if isinstance(entry, VerdictRound)][2]
        rounds = (*session.rounds[:place], VerdictRound(picture), *session.rounds[place + 1 :])
        session = msgspec.structs.replace(session, rounds=rounds)
    while picture not in session.round.pictures:
        given = msgspec.structs.replace(session.round.sample_answers(library.pictures)[0])
        if session.round.judged:
            says = ["fake" if library.pictures[name].fake else "real" for name in session.round.judged]
            given = Answer(tuple(says), 2)
        session, _ = rules.answer(session, given, library.pictures, lambda _picture, _file: None)
    return session


def reveal() -> Image.Image:
    """A prompted face, told to be fake by one who was fairly sure."""
    with opened() as player:
        library = player.app.kit.pack
        session = up_to(library, "made-by-prompt", FACE)
        place = session.place
        session, _ = rules.answer(session, Answer(("fake",), 2), library.pictures, lambda _picture, _file: None)
        player.app.show(revealing(player.app.kit, session, place).open())
        return seen(player)


def case() -> Image.Image:
    """A post, and the one place to look that was opened so far."""
    with opened() as player:
        session = up_to(player.app.kit.pack, "true-picture-which-story", CASE)
        player.app.show(asking(player.app.kit, session).open())
        for lead in ("lead-reverse-search", "lead-account", LEAD):
            player.click(lead)
        return seen(player)


class Room(NamedTuple):
    """A lesson that phones have come in to; the page is the one whose screen is seen."""

    player: Player
    door: Phones
    page: Page
    phones: list[Phone]

    def until(self, done: Callable[[], bool]) -> None:
        """Let frames pass until something is so, which another thread sees to."""
        end = time.monotonic() + 20
        while not done():
            assert time.monotonic() < end, self.player.app.scene.spoken()
            time.sleep(0.01)
            self.player.app.step(0.02)


@contextlib.contextmanager
def room() -> Iterator[Room]:
    """The real server on loopback, and 28 phones, of which a Chromium is one; address and letters are made up."""
    from game.web.phones import phone_server
    from tests.seats.test_phones import Phone
    from tests.web.chromium import Chromium

    with (
        patch.object(phone_server, "PORTS", (0,)),
        patch("secrets.choice", Random(4).choice),
        opened(PROJECTOR, workshop=LESSON, phones=True) as player,
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home,
        Chromium(Path(home)) as browser,
    ):
        player.click("begin")
        assert isinstance(player.app.flow, WorkshopFlow)
        door = player.app.flow.phones
        assert door is not None
        while not door.ready:
            player.let(0.1)
        assert door._server is not None, door.problem
        door.addresses = (ADDRESS,)
        page = browser.page(f"http://127.0.0.1:{door._server.port}/{door.code}", PHONE, touch=True,
                            prefers_color_scheme="dark")  # fmt: skip
        width, height = PHONE
        page.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=2, mobile=True)
        page.until("!document.getElementById('who').hidden")
        made = Room(player, door, page, [Phone(player) for _ in range(PHONES - 1)])
        assert [phone.join() for phone in made.phones] == [200] * (PHONES - 1)
        made.until(lambda: door.seen == PHONES)
        yield made


def door() -> Image.Image:
    """How phones come in."""
    with room() as made:
        return seen(made.player).resize((600, 400), Image.Resampling.LANCZOS)


def workshop() -> Image.Image:
    """The projector while a vote is open, and a phone that has voted."""
    with room() as made:
        player, page = made.player, made.page
        scene = player.app.scene
        while not (isinstance(scene, BallotScene) and scene.ballot == "first"):
            player.key(pygame.K_PAGEDOWN)
            scene = player.app.scene
        ballot = scene
        made.until(lambda: bool(made.phones[0].state["shown"].get("picture")))
        page.until("!document.getElementById('answers').hidden && document.querySelector('img').complete")
        page.tap("#answer-fake")
        page.until("!pending && document.querySelector('[aria-pressed=true] small')?.textContent")
        for place, phone in enumerate(made.phones[: VOTED - 1]):
            assert phone.vote(("fake", "real", "unsure")[place % 3]) == 200
        made.until(lambda: len(ballot.votes.voters["first"]) == VOTED)
        page.until(f"document.body.innerText.includes('{VOTED} of {PHONES}')")
        page.run("scrollTo(0, 0)")
        shot = base64.b64decode(page.send("Page.captureScreenshot", format="png")["data"])
        return side_by_side(seen(player), Image.open(io.BytesIO(shot)).convert("RGB"))


def side_by_side(projector: Image.Image, phone: Image.Image) -> Image.Image:
    """Both on a dark ground, the phone with round corners."""
    width, height = SIZE
    ground = Image.new("RGB", SIZE, "#e4dfd4")
    gap = 18
    tall = height - 2 * gap
    hand = round(tall * PHONE[0] / PHONE[1])
    wide = width - hand - 3 * gap
    high = round(wide * PROJECTOR[1] / PROJECTOR[0])
    ground.paste(projector.resize((wide, high), Image.Resampling.LANCZOS), (gap, (height - high) // 2))
    mask = Image.new("L", (hand * 4, tall * 4))
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, hand * 4 - 1, tall * 4 - 1), 80, fill=255)
    small = phone.resize((hand, tall), Image.Resampling.LANCZOS)
    ground.paste(small, (width - gap - hand, gap), mask.resize((hand, tall), Image.Resampling.LANCZOS))
    return ground


PICTURES: dict[str, Callable[[], Image.Image]] = {
    "first-screen": first_screen, "reveal": reveal, "case": case, "workshop": workshop, "door": door,
}  # fmt: skip


def save(image: Image.Image, path: Path) -> None:
    """As the best JPEG that is small enough."""
    for quality in range(92, 40, -2):
        image.save(path, quality=quality, optimize=True, progressive=True, subsampling=0)
        if path.stat().st_size <= MOST_BYTES:
            return
    raise ValueError(f"{path.name}: cannot be made small enough")


if __name__ == "__main__":
    for name in sys.argv[1:] or PICTURES:
        save(PICTURES[name](), HERE / f"{name}.jpg")
