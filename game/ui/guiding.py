"""What the field guide's screens share: examples cut out around one piece of evidence, and tells that go together."""

from __future__ import annotations

import pygame

from game.model.motion import moment
from game.model.picture import Picture, Tell
from game.model.shapes import piece
from game.model.terms import NONE_VISIBLE
from game.pack.library import Library
from game.ui.kit import Kit
from game.ui.overlays import Ring
from game.ui.widgets import PictureView, Pressed

ALIGNED = 6  # faces laid over each other
SMALLEST_RINGED = 20  # units that an example has each way


class ExampleView(PictureView):
    """A picture's part around one piece of evidence, which is ringed as on its reveal; where it is large, and rests."""

    def __init__(
        self, name: str, area: pygame.Rect, kit: Kit, picture: Picture, evidence: int, shape: tuple[int, int],
        press: Pressed | None,
    ) -> None:  # fmt: skip
        crop = piece(picture, evidence, shape)
        path, frame = kit.pack.path(picture.file), moment(picture, evidence)
        super().__init__(name, area, path, picture.size, press=press, crop=crop, frame=frame)
        self._corner = crop[:2]
        self.ring: Ring | None = None  # on a thumbnail it would cover what it marks
        if min(self.rect.size) >= kit.theme.px(SMALLEST_RINGED):
            self.ring = Ring(self, picture.evidence[evidence].region, kit.theme)
            self.ring.advance(1.0)

    def to_window(self, point: tuple[float, float]) -> tuple[float, float]:
        """A point of the full picture as a place in the window, of which this part shows a part."""
        return super().to_window((point[0] - self._corner[0], point[1] - self._corner[1]))

    def draw(self, surface: pygame.Surface, kit: Kit, *, focused: bool, pressed: bool) -> None:
        """The part, and the ring on it once it is there."""
        super().draw(surface, kit, focused=focused, pressed=pressed)
        if self.ring is None or self.surface(kit) is None:
            return
        clip = surface.get_clip()
        surface.set_clip(clip.clip(self.rect))
        self.ring.draw(surface)
        surface.set_clip(clip)


def example_view(
    name: str, area: pygame.Rect, kit: Kit, picture: Picture, evidence: int, *,
    square: bool = False, press: Pressed | None = None,
) -> ExampleView:  # fmt: skip
    """A picture's part around one piece of evidence, in the area's proportions."""
    return ExampleView(name, area, kit, picture, evidence, area.size if not square else (1, 1), press)


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
