"""The tones: quiet, short, without clicks; right rises, other stays level."""

from __future__ import annotations

import math

import numpy as np
import pytest

from game.ui import sound

QUIET_DB = -12  # of full scale


def wave_of(name: str) -> np.ndarray:  # type: ignore[type-arg]
    """The samples, full scale being 1."""
    return np.frombuffer(sound.samples(name).tobytes(), dtype=np.int16) / 32767


def pitch(wave: np.ndarray) -> float:  # type: ignore[type-arg]
    """The strongest frequency, in hertz."""
    spectrum = np.abs(np.fft.rfft(wave * np.hanning(len(wave)), 1 << 16))
    return float(np.argmax(spectrum) * sound.RATE / (1 << 16))


@pytest.mark.parametrize("name", sound.TONES)
def test_tones_are_short_and_quiet(name: str) -> None:
    """Under 300 ms; the peak at least 12 dB below full scale, and yet to be heard."""
    wave = wave_of(name)
    assert len(wave) / sound.RATE < 0.3
    assert -30 < 20 * math.log10(np.abs(wave).max()) < QUIET_DB


@pytest.mark.parametrize("name", sound.TONES)
def test_tones_do_not_click(name: str) -> None:
    """They begin and end at nothing, by degrees: no step between samples is larger than a sine of that level makes."""
    wave, tone = wave_of(name), sound.TONES[name]
    assert abs(wave[0]) < 0.001
    assert abs(wave[-1]) < 0.001
    steepest = sound.VOLUME * 2 * math.pi * max(tone.start_hertz, tone.end_hertz) / sound.RATE
    assert np.abs(np.diff(wave)).max() <= 1.05 * steepest
    edge = round(0.005 * sound.RATE)
    middle = np.abs(wave).max()
    assert np.abs(wave[:edge]).max() < middle / 4
    assert np.abs(wave[-edge:]).max() < middle / 4


def test_right_rises_and_other_stays_level() -> None:
    """What is not right is not scolded: its tone neither falls nor buzzes."""
    right, other = wave_of("right"), wave_of("other")
    half = len(right) // 2
    assert pitch(right[half:]) > 1.15 * pitch(right[:half])
    half = len(other) // 2
    assert pitch(other[half:]) == pytest.approx(pitch(other[:half]), rel=0.02)
    spectrum = np.abs(np.fft.rfft(other))
    hertz = np.fft.rfftfreq(len(other), 1 / sound.RATE)
    base = sound.TONES["other"].start_hertz
    assert spectrum[hertz > 2 * base].sum() < 0.1 * spectrum.sum()  # a buzzer's sound lies in its overtones
