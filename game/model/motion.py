"""Evidence that moves: where a region is in each frame of a clip.

Pure; interpolates boxes and ellipses evenly between their keyframes.
"""

from __future__ import annotations

from game.model.picture import Clip, Evidence, Picture, Region

PASSING = 0.2  # of a clip: what is seen for less than that has passed before it is found
WHOLE = 0.9  # of a clip: what is seen for that long is seen all the time


def region_at(evidence: Evidence, frame: float) -> Region:
    """The region of a piece of evidence at a frame (0 is the first); a tell that does not move stays where it is."""
    keys = sorted(evidence.keyframes, key=lambda key: key.frame)
    if not keys:
        return evidence.region
    before = max((key for key in keys if key.frame <= frame), key=lambda key: key.frame, default=keys[0])
    after = min((key for key in keys if key.frame >= frame), key=lambda key: key.frame, default=keys[-1])
    if after.frame == before.frame:
        return before.region
    share = (frame - before.frame) / (after.frame - before.frame)
    return Region(
        box=_between(before.region.box, after.region.box, share),
        ellipse=_between(before.region.ellipse, after.region.ellipse, share),
    )


def moment(picture: Picture, evidence: int) -> int | None:
    """The frame of a clip that shows a piece of evidence where its region says; None for a still picture."""
    if picture.clip is None:
        return None
    item = picture.evidence[evidence]
    there = [key.frame for key in item.keyframes if key.region == item.region]
    return (there or [key.frame for key in item.keyframes] or [0])[0]


def stretch(picture: Picture, evidence: int) -> tuple[int, int] | None:
    """First and last frame between which a tell is to be seen; None where that is the whole clip, or no clip."""
    if picture.clip is None:
        return None
    frames = [key.frame for key in picture.evidence[evidence].keyframes]
    if not frames or max(frames) - min(frames) >= (picture.clip.frames - 1) * WHOLE:
        return None
    return min(frames), max(frames)


def passes(clip: Clip, frames: tuple[int, int]) -> bool:
    """Whether what shows between two frames has passed before it is found."""
    return frames[1] - frames[0] < clip.frames * PASSING


def _between(
    first: tuple[float, float, float, float] | None, second: tuple[float, float, float, float] | None, share: float
) -> tuple[float, float, float, float] | None:
    """Four numbers on the way from one to the other; None where one of the two is missing."""
    if first is None or second is None:
        return None
    a, b, c, d = (one + (other - one) * share for one, other in zip(first, second, strict=True))
    return a, b, c, d
