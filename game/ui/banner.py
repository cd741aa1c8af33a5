"""A picture across the window's top that fades into the ground, for words to be read upon it.

Owns how the picture stands there: sharp and large at the right, its light behind all, the ground as a soft cloud behind
words and as a fade at the foot. Refuses to enlarge a picture of few pixels more than three times.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pygame

from game.model.picture import Picture
from game.pixels.pictures import MOST_ENLARGED, PictureRequest
from game.ui.kit import Kit
from game.ui.theme import Colour
from game.ui.widgets import PictureView

LEAST_SEEN = 0.5  # of the picture's height: a narrower strip of it says nothing
LOOK_AT = 0.25  # of what is cut off, how much is above: faces are in the upper half
CLEAR = 0.06  # how much of the ground lies on the picture
BEHIND_WORDS = 0.74  # and behind words: text keeps 4.5:1 on a picture of any colour (a test measures it)
FOOT_SHARE = 0.4  # of the band's height, where it fades into the ground
SIDE_SHARE = 0.35  # of the picture's width, where it fades into its own light
COARSE_PIXELS = 160  # of the band's width, for what is soft in it
BLUR = 5  # of these
GLOW_PIXELS = 24  # of the picture's width, for its light


class Banner(PictureView):
    """The picture, cut to a band; `words` are the places of what is read upon it."""

    def __init__(self, rect: pygame.Rect, path: Path, picture: Picture, words: Sequence[pygame.Rect]) -> None:
        width, height = picture.size
        part = rect.copy()
        widest = round(rect.height / LEAST_SEEN * width / height)
        part.width = min(rect.width, MOST_ENLARGED * width, widest)
        part.right = rect.right
        scale = max(part.width / width, part.height / height)
        seen = min(width, round(part.width / scale)), min(height, round(part.height / scale))
        crop = (width - seen[0]) // 2, round((height - seen[1]) * LOOK_AT), *seen
        super().__init__("banner", part, path, picture.size, crop=crop)
        self.rect, self.words = rect, tuple(words)
        self._part = part.move(-rect.left, -rect.top)
        self._offset = 0
        self.wanted = PictureRequest(path, part.size, crop=crop)
        if picture.clip is not None:  # frames come whole
            whole = part.width, max(part.height, round(height * part.width / width))
            self._offset = round((whole[1] - part.height) * LOOK_AT)
            self.wanted = PictureRequest(path, whole, frame=0)
        self._made: tuple[pygame.Surface, Colour] | None = None

    def shows(self, path: Path, rect: pygame.Rect, words: Sequence[pygame.Rect]) -> bool:
        """Whether it is the band of this picture, here and behind these words."""
        return (self.path, self.rect, self.words) == (path, rect, tuple(words))

    def forget(self) -> None:
        """Let go of the pixels; they are made again."""
        self._made = None

    def draw(self, surface: pygame.Surface, kit: Kit, *, focused: bool, pressed: bool) -> None:  # noqa: D102
        shown = self.surface(kit)
        if shown is None:
            surface.fill(kit.theme.colours.ground, self.rect.clip(surface.get_clip()))
            return
        ground = kit.theme.colours.ground
        if self._made is None or self._made[1] != ground:
            self._made = self.composed(shown, ground), ground
        clip = surface.get_clip().clip(self.rect)
        surface.blit(self._made[0], clip.topleft, clip.move(-self.rect.left, -self.rect.top))

    def composed(self, shown: pygame.Surface, ground: Colour) -> pygame.Surface:
        """The band as it is shown; what is soft in it is made small, and then scaled up."""
        made = pygame.Surface(self.rect.size, 0, 32)
        made.blit(shown, self._part, (0, self._offset, *self._part.size))
        size = COARSE_PIXELS, max(1, round(self.rect.height * COARSE_PIXELS / self.rect.width))
        light = pygame.transform.smoothscale(made.subsurface(self._part), (GLOW_PIXELS, GLOW_PIXELS // 2))
        light = pygame.transform.smoothscale(pygame.transform.gaussian_blur(light, 3), size)
        large = pygame.Surface(self.rect.size, pygame.SRCALPHA, 32)
        for colours, cover in ((light, self._light_cover(size)), (_filled(size, ground), self._cloud(size))):
            made.blit(pygame.transform.smoothscale(_veil(colours, cover), self.rect.size, large), (0, 0))
        return made

    def _light_cover(self, size: tuple[int, int]) -> bytes:
        """How much of the picture's light lies where, 0 to 255: all of it beside the picture, less towards it."""
        left = self._part.left * size[0] / self.rect.width
        if not self._part.left:
            return bytes(size[0] * size[1])
        wide = self._part.width * size[0] / self.rect.width * SIDE_SHARE
        row = bytes(round(255 * min(1.0, max(0.0, 1 - (x - 1 - left) / wide))) for x in range(size[0]))
        return row * size[1]

    def _cloud(self, size: tuple[int, int]) -> bytes:
        """How much of the ground lies where, 0 to 255."""
        coarse = self.rect.width / size[0]
        cloud = _filled(size, (round(255 * CLEAR),) * 3)
        grey = (round(255 * BEHIND_WORDS),) * 3
        for place in self.words:
            spot = pygame.Rect([round(value / coarse) for value in place.move(-self.rect.left, -self.rect.top)])
            cloud.fill(grey, spot.inflate(4 * BLUR, 4 * BLUR))
        cloud = pygame.transform.gaussian_blur(cloud, BLUR)
        foot = _filled(size, (0, 0, 0))
        high = max(1, round(size[1] * FOOT_SHARE))
        for row in range(high):
            foot.fill((round(255 * ((row + 1) / high) ** 2),) * 3, (0, size[1] - high + row, size[0], 1))
        cloud.blit(foot, (0, 0), special_flags=pygame.BLEND_RGB_MAX)
        return pygame.image.tobytes(cloud, "RGB")[::3]


def _filled(size: tuple[int, int], colour: Colour) -> pygame.Surface:
    made = pygame.Surface(size, 0, 32)
    made.fill(colour)
    return made


def _veil(colours: pygame.Surface, cover: bytes) -> pygame.Surface:
    """Colours that cover what lies under them, each pixel by its own amount, 0 to 255."""
    veil = bytearray(pygame.image.tobytes(colours, "BGRA"))  # the order in which windows keep pixels: others are slow
    veil[3::4] = cover
    return pygame.image.frombuffer(veil, colours.get_size(), "BGRA")
