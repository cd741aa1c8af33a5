"""Pupils' phones in a workshop: the room and its server, and what phones show at each step of a round.

Owns the way from the screen at hand to what phones show, and the one picture that they are given. Whether a vote is
open is told by the ballot alone. Refuses to know what is sent and how: that is `web`'s.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from game.base.later import in_background, taken
from game.seats.workshop.ballot import BallotScene
from game.seats.workshop.discuss import DiscussScene
from game.seats.workshop.phones_door import DoorScene
from game.seats.workshop.wrapup import WrapUpScene
from game.web.phones.room import Room
from game.web.phones.shown import PhoneScreen, PhoneStep, ShownPicture, evidence_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from concurrent.futures import Future

    from game.model.picture import Picture
    from game.model.terms import Says
    from game.play.event import Team
    from game.seats.workshop.workshop_playing import Workshop
    from game.ui.kit import Kit
    from game.ui.scene import Scene
    from game.web.phones.phone_server import PhoneServer

log = logging.getLogger(__name__)

LIBRARIES = ("aiohttp", "segno", "ifaddr")  # of the extra `phones`
PICTURE_SIDE = 2048  # px: enough to look closer on a phone


def lacking() -> str:
    """The first library of the extra that is missing; empty where all are there."""
    return next((name for name in LIBRARIES if find_spec(name) is None), "")


class _Encoded(NamedTuple):
    picture: str  # its id
    key: str
    content: bytes


class Phones:
    """A room with its server, from the setting-up to the wrap-up: a VoteSource."""

    def __init__(self, kit: Kit, teams: tuple[Team, ...], ports: tuple[int, ...] | None = None) -> None:
        self.kit = kit
        self.room = Room(time.monotonic, [team.sign for team in teams])
        self.addresses: tuple[str, ...] = ()  # as a pupil types them
        self.problem = ""  # why nobody can come in
        self._server: PhoneServer | None = None
        self._coming: Future[tuple[PhoneServer, tuple[str, ...]]] | None = in_background(
            lambda: _served(self.room, kit, teams, ports), "phones-start"
        )
        self._lock = threading.Lock()
        self._now: tuple[PhoneScreen, Picture | None] = PhoneScreen("lobby"), None
        self._encoded: _Encoded | None = None
        self._encoding = ""  # the picture that is being encoded

    # --- its life

    @property
    def ready(self) -> bool:
        """Whether phones can come in, or it is known why not; asked now and then."""
        if self._coming is not None:
            try:
                found = taken(self._coming)
            except (OSError, ImportError) as error:
                log.warning("no phones: %s", error)
                self._coming, self.problem = None, getattr(error, "strerror", None) or str(error)
                return True
            if found is None:
                return False
            self._coming = None
            self._server, self.addresses = found
        return True

    @property
    def code(self) -> str:
        """The room's four letters."""
        return self.room.code

    @property
    def entrance(self) -> str:
        """How to come in, in one line."""
        return f"{self.addresses[0]} · {self.code}" if self.addresses else ""

    def close(self) -> None:
        """The lesson is over: forget every phone, and serve nothing more. Waits for nothing."""
        self.room.ends()
        coming, server = self._coming, self._server
        self._coming = self._server = None
        if server is not None:
            threading.Thread(target=server.close, name="phones-end", daemon=True).start()
        elif coming is not None:
            coming.add_done_callback(lambda done: None if done.exception() else done.result()[0].close())

    # --- its votes

    def opens(self, vote: str, so_far: Mapping[str, Says]) -> None:
        """Phones may vote."""
        self.room.opens(vote, so_far)

    def closes(self) -> None:
        """They may not."""
        self.room.closes()

    def votes(self) -> Mapping[str, Says]:
        """Which phone says what."""
        return self.room.votes()

    @property
    def changes(self) -> int:
        """Another number once there is something new."""
        return self.room.changes

    @property
    def seen(self) -> int:
        """How many phones are here."""
        return self.room.seen

    # --- what they show

    def follow(self, workshop: Workshop, scene: Scene) -> None:
        """Have phones show what belongs to a screen; what was opened from it changes nothing on them."""
        while scene.origin is not None:
            scene = scene.origin
        if isinstance(scene, WrapUpScene):
            self.room.ends()
            return
        self._show(*self._shown(workshop, scene))

    def _shown(self, workshop: Workshop, scene: Scene) -> tuple[PhoneScreen, Picture | None]:
        if isinstance(scene, DoorScene):
            return PhoneScreen("lobby"), None
        if isinstance(scene, BallotScene):
            picture, ballot = scene.picture, scene.ballot
            before, every = scene.session.answered  # cards count nowhere, as on the projector
            step: PhoneStep = "vote" if ballot else "talk" if scene.step == "talk" else "look"
            vote = scene.vote_id if ballot else ""
            shown = PhoneScreen(step, before + 1, every, vote, ballot, picture.size)
            return shown, picture
        session = workshop.session
        place = session.place - 1 if session is not None else -1
        told = workshop.event.step in ("reveal", "discuss") and (scene.explains or isinstance(scene, DiscussScene))
        if session is None or not told or place < 0 or not session.rounds[place].voted:
            return PhoneScreen("elsewhere"), None
        picture = workshop.picture(place)
        revealed = evidence_of(picture, self.kit.pack, self.kit.words)
        so_far, every = session.answered
        return PhoneScreen("reveal", so_far, every, size=picture.size, revealed=revealed), picture

    def _show(self, shown: PhoneScreen, picture: Picture | None) -> None:
        with self._lock:
            self._now = shown, picture
            wanted = picture.id if picture is not None else ""
            missing = picture is not None and (self._encoded is None or self._encoded.picture != wanted)
            begins = missing and self._encoding != wanted
            if begins:
                self._encoding = wanted
            self._publish()
        if begins and picture is not None:
            in_background(lambda: self._encode(picture), "phones-picture")

    def _publish(self) -> None:
        """(Behind the lock.) Give the room what is to be shown, with the picture where it is there."""
        shown, picture = self._now
        encoded = self._encoded
        if picture is None or encoded is None or encoded.picture != picture.id:
            self.room.show(shown, None)
            return
        alt = self.kit.words.of(picture.alt)
        given = ShownPicture(encoded.key, picture.size, alt, moves=picture.clip is not None)
        self.room.show(msgspec.structs.replace(shown, picture=given), (encoded.key, encoded.content))

    def _encode(self, picture: Picture) -> None:
        """(On a thread of its own.) The picture without what its file says of it, under a name that says nothing."""
        from game.pixels.encode import bare_jpeg
        from game.pixels.imagefiles import open_picture
        from game.pixels.pictures import one_frame

        path = self.kit.pack.path(picture.file)
        try:
            image = one_frame(path, picture.clip.frames // 2) if picture.clip else open_picture(path)
            content = bare_jpeg(image, PICTURE_SIDE)
        except (OSError, ValueError) as error:
            log.warning("the phones do without a picture: %s", error)
            return
        with self._lock:
            self._encoded = _Encoded(picture.id, secrets.token_urlsafe(12), content)
            self._publish()


def _served(
    room: Room, kit: Kit, teams: tuple[Team, ...], ports: tuple[int, ...] | None
) -> tuple[PhoneServer, tuple[str, ...]]:
    """(On a thread of its own.) The server, and the addresses that it is reached by."""
    from game.web.phones.addresses import own_addresses
    from game.web.phones.phone_server import PORTS, PhoneServer
    from game.web.phones.pupils_page import page_files

    server = PhoneServer(room, page_files(kit.words, room.code, teams))
    server.start(ports=ports or PORTS)
    port = "" if server.port == 80 else f":{server.port}"
    return server, tuple(f"{address}{port}" for address in own_addresses())
