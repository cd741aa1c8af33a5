"""Three quiet tones, made here: chosen, right (it rises), other (it stays level). None lasts 300 ms, none scolds."""

from __future__ import annotations

import logging
import math
from array import array
from typing import Literal, NamedTuple

import pygame

log = logging.getLogger(__name__)

RATE = 22050  # samples a second
VOLUME = 0.16  # of full scale: 16 dB below it
RISE_SECONDS, FALL_SECONDS = 0.02, 0.09  # a sound that begins or ends at once clicks


class Tone(NamedTuple):
    """A soft sine tone that goes evenly, in steps that sound alike, from one pitch to another."""

    start_hertz: float
    end_hertz: float
    seconds: float


TONES = {
    "chosen": Tone(660.0, 660.0, 0.12),
    "right": Tone(440.0, 660.0, 0.28),  # rises by a fifth
    "other": Tone(370.0, 370.0, 0.24),  # stays level: a buzzer would fall, and scold
}


def samples(name: str) -> array[int]:
    """The sound as signed 16-bit mono samples."""
    tone = TONES[name]
    count = round(tone.seconds * RATE)
    phase, wave = 0.0, array("h")
    for step in range(count):
        hertz = tone.start_hertz * (tone.end_hertz / tone.start_hertz) ** (step / count)
        phase += 2 * math.pi * hertz / RATE
        level = _smooth(step / (RISE_SECONDS * RATE)) * _smooth((count - 1 - step) / (FALL_SECONDS * RATE))
        wave.append(round(32767 * VOLUME * level * math.sin(phase)))
    return wave


def _smooth(share: float) -> float:
    """From 0 to 1 without a corner."""
    return 0.5 - 0.5 * math.cos(math.pi * min(1.0, max(0.0, share)))


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
        self._sounds = {name: pygame.mixer.Sound(buffer=samples(name).tobytes()) for name in TONES}

    def play(self, name: Literal["chosen", "right", "other"]) -> None:
        """Play a sound, if there is anything to play it on."""
        if name in self._sounds:
            self._sounds[name].set_volume(self.volume)
            self._sounds[name].play()

    def close(self) -> None:
        """Give the sound device back."""
        self._sounds = {}
        pygame.mixer.quit()
