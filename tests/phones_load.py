"""A lesson with many phones through a bad network: `python -m tests.phones_load [PHONES [ROUNDS]]`.

The real game plays a workshop without a display, as fast as a frame allows; the phones are a process of their own
behind a proxy that delays, stalls, cuts and lets connections overtake. The same lesson is held with teams first, in
another process: what it takes of memory and time is not the phones'. Prints what came of it, and ends with 1 where a
vote was lost, counted twice, or too slow, or where phones take more memory than they may.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import quantiles
from typing import Any, NamedTuple

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")

import msgspec
import psutil
import pygame

from game.base import places
from game.base.settings import Settings
from game.commands.tour import Player, open_app
from game.model.kinds.verdict_round import VerdictRound
from game.pack import cache
from game.pack.library import Library
from game.results.store import looking
from game.seats.app import Options
from game.seats.workshop.ballot import BallotScene
from game.seats.workshop.workshop_flow import WorkshopFlow
from game.web.phones import phone_server
from tests.web.faulty import Faults

FAULTS = Faults(delay=0.1, jitter=0.02, cut=0.005, cut_after=0.005, stall=0.0005)  # a cut in every hundredth exchange
FRAME = 1 / 60
P95_SECONDS, MOST_MB = 0.3, 40.0  # what the lesson may take
WAIT_SECONDS = 30.0


class Outcome(NamedTuple):
    """What came of a lesson; times in seconds."""

    phones: int
    rounds: int
    votes: int  # kept, of both ballots
    lost: int  # told to be taken, and not kept
    wrong: int  # kept otherwise than said
    doubled: int  # rows beyond one for a phone and a round
    unsure: int  # of which a phone never heard whether they were taken
    p50: float  # from sending to the projector, delay included
    p95: float
    memory_mb: float  # of the game, at the end
    teams_mb: float  # in the same lesson with teams
    frame_p99: float
    teams_p99: float
    crowd: dict[str, int]

    @property
    def fine(self) -> bool:
        """Whether all of it is as it should be."""
        return (
            not (self.lost or self.wrong or self.doubled)
            and self.p95 <= P95_SECONDS
            and self.memory_mb - self.teams_mb <= MOST_MB
        )


def many_rounds(library: Library, rounds: int) -> Library:
    """A level of so many votes."""
    names = [picture.id for picture in library.pictures.values() if picture.askable and picture.clip is None]
    level = msgspec.structs.replace(
        library.levels["cut-clone-erase"],
        rounds=tuple(VerdictRound(names[place % len(names)]) for place in range(rounds)),
    )
    return msgspec.structs.replace(library, levels={level.id: level})


class Lesson:
    """The game's side."""

    def __init__(self, folder: Path, rounds: int, *, phones: bool) -> None:
        library = many_rounds(cache.load(places.default_pack(), None), rounds)
        settings = Settings(language="en", reduced_motion=True)
        options = Options(data=folder, size=(1920, 1080), seed=1, settings=settings, workshop="", phones=phones)
        phone_server.PORTS = (0,)
        self.app = open_app(options, library)
        self.player = Player(self.app)
        self.flow = self.app.flow
        assert isinstance(self.flow, WorkshopFlow)
        self.frames: list[float] = []  # while a vote is open
        self.seen: dict[tuple[str, str], float] = {}  # by vote and phone: when the projector showed it

    def turn(self) -> None:
        """One frame, and what it shows of the votes."""
        scene, began = self.app.scene, time.monotonic()
        self.app.step(FRAME)
        now = time.monotonic()
        if isinstance(scene, BallotScene) and scene.ballot is not None:
            self.frames.append(now - began)
        if isinstance(scene, BallotScene) and scene.ballot is not None:
            for who in scene.votes.voters[scene.ballot]:
                self.seen.setdefault((scene.vote_id, who), now)
        time.sleep(max(0.0, FRAME - (now - began)))

    def until(self, done: Any, seconds: float = WAIT_SECONDS) -> None:
        """Turn until something is so; go on without it after a while."""
        end = time.monotonic() + seconds
        while not done() and time.monotonic() < end:
            self.turn()

    def rest(self, seconds: float) -> None:
        """Turn for a while."""
        self.until(lambda: False, seconds)

    def play(self, phones: int, rounds: int) -> None:
        """Every round to its end: both votes, once all are in."""
        for place in range(rounds):
            for ballot in ("first", "second"):
                scene = self.app.scene
                while not (isinstance(scene, BallotScene) and scene.ballot == ballot and scene.session.place == place):
                    self.player.key(pygame.K_PAGEDOWN)
                    scene = self.app.scene
                if not phones:
                    scene.votes.teams[ballot] = dict(
                        enumerate(["real", "fake", "fake" if ballot == "first" else "real", "unsure"])
                    )
                    scene.rearrange()
                    self.rest(0.9)
                    self.player.key(pygame.K_PAGEDOWN)
                    continue
                self.until(lambda scene=scene, ballot=ballot: len(scene.votes.voters[ballot]) >= phones)
                self.rest(0.4)  # whoever changes a vote may do so
                self.player.key(pygame.K_PAGEDOWN, pygame.K_PAGEDOWN)
        for _ in range(40):
            if self.app.scene.name == "wrap-up":
                break
            self.player.key(pygame.K_PAGEDOWN)
            self.rest(0.02)


def by_teams(rounds: int) -> tuple[float, float]:
    """Hold a lesson without phones: how many MB it takes, and the 99th percentile of its frames."""
    with tempfile.TemporaryDirectory() as folder:
        held = Lesson(Path(folder), rounds, phones=False)
        held.player.click("begin")
        held.rest(2.0)
        held.frames = []
        held.play(0, rounds)
        memory = psutil.Process().memory_info().rss / 2**20
        held.app.close()
        return memory, quantiles(held.frames, n=100)[98]


def lesson(phones: int, rounds: int, faults: Faults = FAULTS, seed: int = 1) -> Outcome:
    """Hold one, and compare what phones were told with what is kept."""
    with tempfile.TemporaryDirectory() as folder:
        held = Lesson(Path(folder), rounds, phones=True)
        try:
            return _held(held, Path(folder), phones, rounds, faults, seed)
        finally:
            held.app.close()


def _held(held: Lesson, folder: Path, phones: int, rounds: int, faults: Faults, seed: int) -> Outcome:
    held.player.click("begin")
    flow = held.flow
    assert isinstance(flow, WorkshopFlow)
    assert flow.phones is not None
    room = flow.phones
    held.until(lambda: room.ready and room._server is not None)
    assert room._server is not None, room.problem
    held.rest(2.0)
    held.frames = []
    command = [sys.executable, "-m", "tests.web.crowd", str(room._server.port), room.code, str(phones), str(seed),
               json.dumps(faults._asdict())]  # fmt: skip
    crowd = subprocess.Popen(command, stdout=subprocess.PIPE)
    held.until(lambda: room.seen >= phones)
    held.play(phones, rounds)
    memory = psutil.Process().memory_info().rss / 2**20
    frames = held.frames
    said = json.loads(crowd.communicate(timeout=120)[0])
    assert held.app._store is not None
    held.app._store.settle()
    return _compared(held, folder, said, rounds, frames, memory)


def _compared(
    held: Lesson,
    folder: Path,
    crowd: dict[str, Any],
    rounds: int,
    frames: list[float],
    memory: float,
) -> Outcome:
    kept: dict[tuple[str, str], list[str | None]] = {}
    with looking(folder / "results.sqlite3") as db:
        rows = db.execute(
            "SELECT s.team, a.round, a.first, a.says FROM answers a JOIN sessions s ON s.id = a.session"
            " WHERE s.team LIKE '%-%'"
        ).fetchall()
    for who, place, first, second in rows:
        for ballot, says in (("first", first), ("second", second)):
            kept.setdefault((f"cut-clone-erase {place} {ballot}", who), []).append(says)
    told: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for item in crowd["said"]:
        told.setdefault((item["vote"], item["who"]), []).append(item)
    lost = wrong = unsure = 0
    for key, items in told.items():
        possible = {item["says"] for item in items if not item["sure"]}
        taken = [item for item in items if item["taken"]]
        unsure += bool(possible)
        last = max(taken, key=lambda item: item["nth"])["says"] if taken else None
        says = (kept.get(key) or [None])[0]
        if last is not None and says is None:
            lost += 1
        elif says not in possible | {last}:
            wrong += 1
    times = [
        held.seen[key] - min(item["sent"] for item in items) for key, items in told.items() if key in held.seen
    ]  # fmt: skip
    cuts = quantiles(times, n=100)
    doubled = sum(len(items) - 1 for items in kept.values())
    counted = {key: crowd[key] for key in ("failures", "closed", "cuts", "stalls", "pieces")}
    return Outcome(
        len(crowd["who"]), rounds, sum(items[0] is not None for items in kept.values()), lost, wrong, doubled, unsure,
        cuts[49], cuts[94], memory,  0.0, quantiles(frames, n=100)[98], 0.0, counted,
    )  # fmt: skip


if __name__ == "__main__":
    numbers = [int(text) for text in sys.argv[1:]]
    many, long = numbers + [200, 50][len(numbers) :]
    if not many:
        sys.stdout.write(json.dumps(by_teams(long)))
        sys.exit(0)
    alone = subprocess.run(
        [sys.executable, "-m", "tests.phones_load", "0", str(long)], stdout=subprocess.PIPE, check=True
    )
    teams_mb, teams_p99 = json.loads(alone.stdout.splitlines()[-1])
    outcome = lesson(many, long)._replace(teams_mb=teams_mb, teams_p99=teams_p99)
    sys.stdout.write("\n".join(f"{name}: {value}" for name, value in outcome._asdict().items()) + "\n")
    sys.exit(0 if outcome.fine else 1)
