"""Three quiet sounds, made here: chosen, right, other. None is longer than 300 ms, none of them scolds."""

from __future__ import annotations

import logging
import math
from array import array
from typing import Literal

import pygame

log = logging.getLogger(__name__)

RATE = 22050  # samples a second
VOLUME = 0.16  # of full scale
NOTES: dict[str, tuple[tuple[float, float, float], ...]] = {  # hertz, start and length in seconds
    "chosen": ((660.0, 0.0, 0.07),),
    "right": ((523.25, 0.0, 0.14), (783.99, 0.10, 0.18)),
    "other": ((392.0, 0.0, 0.22),),
}


def samples(name: str) -> array[int]:
    """The sound as signed 16-bit mono samples: soft sine notes with a quick rise and a slow fall."""
    length = max(start + seconds for _, start, seconds in NOTES[name])
    wave = [0.0] * round(length * RATE)
    for hertz, start, seconds in NOTES[name]:
        count = round(seconds * RATE)
        for step in range(count):
            rise = min(1.0, step / (0.008 * RATE))
            fall = (1 - step / count) ** 2
            at = round(start * RATE) + step
            if at < len(wave):
                wave[at] += math.sin(2 * math.pi * hertz * step / RATE) * rise * fall
    peak = max(1.0, *map(abs, wave))
    return array("h", (round(32767 * VOLUME * value / peak) for value in wave))


class Sounds:
    """The sounds, once a machine has something to play them on; silent otherwise."""

    def __init__(self) -> None:
        self._sounds: dict[str, pygame.mixer.Sound] = {}
        self.volume = 1.0
        try:
            pygame.mixer.init(RATE, -16, 1, 512)
        except pygame.error as error:
            log.warning("no sound: %s", error)
            return
        self._sounds = {name: pygame.mixer.Sound(buffer=samples(name).tobytes()) for name in NOTES}

    def play(self, name: Literal["chosen", "right", "other"]) -> None:
        """Play a sound, if there is anything to play it on."""
        if name in self._sounds:
            self._sounds[name].set_volume(self.volume)
            self._sounds[name].play()

    def close(self) -> None:
        """Give the sound device back."""
        self._sounds = {}
        pygame.mixer.quit()
