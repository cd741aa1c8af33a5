"""What the field guide's screens share: examples cut out around one piece of evidence, and tells that go together."""

from __future__ import annotations

import pygame

from game.model.motion import moment
from game.model.picture import Picture, Tell
from game.model.shapes import piece
from game.model.terms import NONE_VISIBLE
from game.pack.library import Library
from game.ui.kit import Kit
from game.ui.widgets import PictureView, Pressed

ALIGNED = 6  # faces laid over each other


def example_view(
    name: str, area: pygame.Rect, kit: Kit, picture: Picture, evidence: int, *,
    square: bool = False, press: Pressed | None = None,
) -> PictureView:  # fmt: skip
    """A picture's part around one piece of evidence, in the area's proportions."""
    crop = piece(picture, evidence, area.size if not square else (1, 1))
    path, frame = kit.pack.path(picture.file), moment(picture, evidence)
    return PictureView(name, area, path, picture.size, press=press, crop=crop, frame=frame)


def related(pack: Library, tell: Tell) -> list[Tell]:
    """Tells of the same family that one of the same ways of making leaves, those with most of them in common first."""
    makers = set(tell.generators)
    others = [
        item
        for item in pack.tells.values()
        if item.family == tell.family and item.id not in (tell.id, NONE_VISIBLE) and makers & set(item.generators)
    ]
    return sorted(others, key=lambda item: (-len(makers & set(item.generators)), item.reliability == "gone"))


def alike(pack: Library, picture: Picture) -> list[Picture]:
    """Other faces by the same kind of maker, for the lens that lays them over each other; those of the story, too."""
    others = [
        item
        for item in pack.each
        if item.made_by == picture.made_by
        and "face" in item.tags
        and item.id != picture.id
        and (item.in_draws or not picture.in_draws)
    ]
    return sorted(others, key=lambda item: item.id)[: ALIGNED - 1]


def file_says(kit: Kit, picture: Picture) -> str:
    """What the picture's file says of itself, a line for each thing, in words where there are words for it."""
    from game.pack.cases import said_by_file

    return said_by_file(kit.pack.path(picture.file), kit.words)
