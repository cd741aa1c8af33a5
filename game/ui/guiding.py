"""Examples of the field guide: pieces of pictures, cut out around one piece of evidence."""

from __future__ import annotations

import pygame

from game.library import Library, bounds
from game.model import Picture
from game.ui.kit import Kit
from game.ui.widgets import PictureView, Pressed

AROUND = 0.35  # of the evidence's size: how much of the surroundings an example shows on each side
ALIGNED = 6  # faces laid over each other
LEAST = 150  # px of the picture: the smallest piece shown


def example_view(
    name: str, area: pygame.Rect, kit: Kit, picture: Picture, evidence: int, *,
    square: bool = False, press: Pressed | None = None,
) -> PictureView:  # fmt: skip
    """A picture's part around one piece of evidence, in the area's proportions."""
    crop = piece(picture, evidence, area.size if not square else (1, 1))
    return PictureView(name, area, kit.pack.path(picture.file), picture.size, press=press, crop=crop)


def alike(pack: Library, picture: Picture) -> list[Picture]:
    """Other faces by the same kind of maker, for the lens that lays them over each other."""
    others = [
        item
        for item in pack.pictures.values()
        if item.made_by == picture.made_by and "face" in item.tags and item.in_draws and item.id != picture.id
    ]
    return sorted(others, key=lambda item: item.id)[: ALIGNED - 1]


def file_says(kit: Kit, picture: Picture) -> str:
    """What the picture's file says of itself, a line for each thing, in words where there are words for it."""
    from game import lenses

    words = kit.words
    try:
        rows = lenses.metadata(kit.pack.path(picture.file))
    except (OSError, ValueError, SyntaxError):
        return words("picture.missing")
    lines = []
    for name, value in rows:
        said = next((words(key) for key in (f"file.{name}.{value}", f"source.{value}") if words.has(key)), value)
        label = words(f"file.{name}") if words.has(f"file.{name}") else name
        lines.append(f"{label}: {said}" if said else label)
    return "\n".join(lines)


def piece(picture: Picture, evidence: int, shape: tuple[int, int]) -> tuple[int, int, int, int]:
    """Left, top, width and height (px) of the part to show, in the proportions of `shape` where it fits."""
    left, top, right, bottom = bounds(picture.evidence[evidence].region)
    width, height = (right - left) * (1 + 2 * AROUND), (bottom - top) * (1 + 2 * AROUND)
    width, height = max(width, LEAST), max(height, LEAST)
    ratio = shape[0] / shape[1]
    width, height = max(width, height * ratio), max(height, width / ratio)
    most = min(picture.size[0] / width, picture.size[1] / height, 1.0)
    width, height = round(width * most), round(height * most)
    x = min(max(0, round((left + right - width) / 2)), picture.size[0] - width)
    y = min(max(0, round((top + bottom - height) / 2)), picture.size[1] - height)
    return x, y, width, height
