"""The measurements of `bench` about lessons: votes by phones, and cards of paper that a camera sees."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from game.commands.benchmarks import material
from game.commands.benchmarks.benchmarks import START_SIZE, Bench
from game.commands.benchmarks.child import in_turn
from game.commands.benchmarks.figures import Figure, Goal, spread

A_CLASS, MANY = 28, 200  # phones
CARDS, METRES = 30, 4.0  # held up; from the camera


def phones(bench: Bench) -> Iterator[Figure]:
    """From a phone's POST until the projector's next frame counts it: of a class, and of two hundred phones."""
    import aiohttp  # noqa: F401 (better to say so before a crowd waits)
    import ifaddr  # noqa: F401
    import segno  # noqa: F401

    pack, rounds = bench.pack(material.DIFFERENT, 1000), bench.runs(6, 2)
    for count in (A_CLASS,) if bench.quick else (A_CLASS, MANY):
        data = bench.folder / f"data-phones-{count}"
        found = bench.child("lesson_child.phones", data, START_SIZE, pack, count, rounds)
        bare = bench.child("lesson_child.bare_phones", START_SIZE, count, rounds)
        ours, theirs = spread(found["times"]), spread(bare["times"])
        goals = (Goal(300, "p95"),) if count == MANY else ()  # stated for a worse network than loopback
        note = f"p95 {ours.p95:.0f} ms to {theirs.p95:.0f}"
        name = f"vote of {count} phones to the projector"
        yield Figure("phones", name, "ms", ours, "a bare aiohttp handler and window", theirs, goals, note)


def cards(bench: Bench) -> Iterator[Figure]:
    """A camera's frame with thirty cards in it, read on one core."""
    import cv2
    from cv2 import aruco
    from numpy.random import default_rng

    from game.commands.benchmarks.card_room import LIGHTS, clutter, hold, show, taken
    from game.play.vote_cards import DICTIONARY
    from game.seats.workshop.card_reader import CardReader

    threads, chance = cv2.getNumThreads(), default_rng(1)
    room = clutter(chance)
    held = hold(CARDS, METRES, chance)
    frames = [taken(show(room, held, chance), light, chance) for light in LIGHTS]
    reader, plain = CardReader(), aruco.ArucoDetector(aruco.getPredefinedDictionary(getattr(aruco, DICTIONARY)))
    ours: list[float] = []
    theirs: list[float] = []
    cv2.setNumThreads(1)
    try:
        for frame in frames:
            mine, its = in_turn(bench.runs(12, 3), partial(reader.read, frame), partial(plain.detectMarkers, frame))
            ours += mine
            theirs += its
    finally:
        cv2.setNumThreads(threads)
    name = f"a frame of 1080 lines with {CARDS} cards"
    read = sum(len(reader.read(frame)) for frame in frames) / len(frames)
    yield Figure(
        "cards", name, "ms", spread(ours), "OpenCV's own ArUco detection", spread(theirs), (Goal(100, "median"),),
        f"{read:.0f} of them read at once",
    )  # fmt: skip


GROUPS: dict[str, Callable[[Bench], Iterator[Figure]]] = {"phones": phones, "cards": cards}
