"""The panels of a lens that gives several pictures in a row: how many, and where they lie in what it gives.

Owns their geometry, for the lenses that make them and the screens that take them apart. Refuses to compute a pixel.
"""

from __future__ import annotations

PANELS = {"mirror": 2, "rgb": 3, "ycbcr": 3}


def count(lens: str) -> int:
    """How many pictures a lens gives."""
    return PANELS.get(lens, 1)


def wider(lens: str) -> float:
    """How many times as wide as its picture what a lens gives is at most, gaps between panels included."""
    return count(lens) + (0.1 if lens in PANELS else 0.0)


def gap(width: int) -> int:
    """Pixels between two panels, of a picture of so many pixels' width."""
    return max(2, width // 40)


def spans(lens: str, width: int, given: int) -> list[tuple[int, int]]:
    """Left edge and width of each panel, of a picture `width` pixels wide, where what the lens gives has `given`."""
    panel = width // 2 * 2 if lens == "mirror" else width
    between = gap(width) if lens in PANELS else 0
    scale = given / (count(lens) * panel + (count(lens) - 1) * between)
    lefts = [round(place * (panel + between) * scale) for place in range(count(lens))]
    return [(left, min(max(1, round(panel * scale)), given - left)) for left in lefts]
