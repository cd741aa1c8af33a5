"""Saving clips: what is written lasts as long as it says."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from game.pixels.encode import frame_durations, save_clip


@pytest.mark.parametrize(("count", "fps", "milliseconds"), [(45, 15, 3000), (90, 30, 3000), (84, 23.98, 3503)])
def test_a_saved_clip_lasts_its_frames_at_its_rate(count: int, fps: float, milliseconds: int, tmp_path: Path) -> None:
    """WebP knows whole milliseconds only; rounded one by one, 45 frames at 15 a second would last 3.015 seconds."""
    frames = [Image.new("RGB", (8, 8), (number * 2, 0, 255 - number * 2)) for number in range(count)]
    save_clip(frames, tmp_path / "clip.webp", fps, None, "nobody")
    with Image.open(tmp_path / "clip.webp") as clip:
        lasted = 0
        for number in range(clip.n_frames):
            clip.seek(number)
            clip.load()
            lasted += int(clip.info["duration"])
    assert lasted == milliseconds


def test_no_frame_is_shown_much_longer_than_another() -> None:
    """They differ by a millisecond at most."""
    assert set(frame_durations(45, 15)) == {66, 67}
    assert set(frame_durations(50, 25)) == {40}
