"""Thousands of drawn classrooms with vote cards: how many are read, and whether one is ever read wrongly.

    python -m tests.cards_long [FRAMES] [SEED]

Each look is three seconds of eight frames. For each distance and light it says how many cards voted rightly in time,
and how many were read in a single frame; and of all: cards that are not there, wrong sides, wrong votes. Exit 1 if any
is wrong, or if fewer than 99 % of all cards voted in time.
"""

from __future__ import annotations

import sys
from collections import Counter
from itertools import cycle, product
from time import perf_counter

import numpy as np

from game.commands.benchmarks.card_room import LIGHTS, METRES, clutter, hold, moved, show, taken
from game.play.vote_cards import SteadyCards
from game.seats.workshop.card_reader import CardReader

FRAMES, CARDS = 10_000, 30
LOOK_SECONDS, RATE = 3, 8  # frames a second


def look(metres: float, light: str, seed: int, count: Counter[str]) -> None:
    """Three seconds of one room, added to what is counted."""
    chance = np.random.default_rng(seed)
    reader, steady, room = CardReader(), SteadyCards(), clutter(chance)
    held = hold(CARDS, metres, chance)
    true = {item.reading.card: item.reading.side for item in held}
    seen = room
    for number in range(LOOK_SECONDS * RATE):
        if number % 2 == 0:  # hands move more slowly than light flickers
            seen = show(room, [moved(item, chance) for item in held], chance)
        frame = taken(seen, light, chance)
        start = perf_counter()
        readings = [item.reading for item in reader.read(frame)]
        count["ms"] += round(1000 * (perf_counter() - start))
        steady.take(readings, number / RATE)
        count["frames"] += 1
        count["shown"] += len(held)
        count["read"] += sum(item.side is not None and true.get(item.card) == item.side for item in readings)
        count["absent"] += sum(item.card not in true for item in readings)
        count["turned"] += sum(item.card in true and item.side not in (None, true[item.card]) for item in readings)
    count["held"] += len(held)
    count["voted"] += sum(true.get(card) == side for card, side in steady.sides.items())
    count["wrong"] += sum(true.get(card) != side for card, side in steady.sides.items())


def main(frames: int = FRAMES, seed: int = 1) -> int:
    """Look until so many frames were read; 0 where all is well."""
    every: Counter[str] = Counter()
    counts = {case: Counter[str]() for case in product(METRES, LIGHTS)}
    for number, (metres, light) in enumerate(cycle(counts)):
        look(metres, light, seed * 1_000_000 + number, counts[metres, light])
        done = sum(count["frames"] for count in counts.values())
        sys.stderr.write(f"\r{done} frames, wrong {sum(map(_wrong, counts.values()))} ")
        if done >= frames:
            break
    sys.stderr.write("\n")
    for (metres, light), count in counts.items():
        every.update(count)
        if count["frames"]:
            sys.stdout.write(
                f"{metres:.0f} m {light:7} {count['frames']:6} frames  voted {count['voted']}/{count['held']}"
                f" = {count['voted'] / count['held']:.2%}  read in a frame {count['read'] / count['shown']:.2%}"
                f"  absent {count['absent']} turned {count['turned']} wrong {count['wrong']}\n"
            )
    share = every["voted"] / every["held"]
    sys.stdout.write(
        f"all: {every['frames']} frames, voted {every['voted']}/{every['held']} = {share:.2%},"
        f" absent {every['absent']}, turned {every['turned']}, wrong {every['wrong']},"
        f" {every['ms'] / every['frames']:.0f} ms a frame\n"
    )
    return 0 if share >= 0.99 and not _wrong(every) else 1


def _wrong(count: Counter[str]) -> int:
    return count["absent"] + count["turned"] + count["wrong"]


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
