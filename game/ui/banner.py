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
CLOUD_PIXELS = 160  # of the band's width, for the cloud
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
        self._made: pygame.Surface | None = None

    def forget(self) -> None:
        """Let go of the pixels; they are made again."""
        self._made = None

    def draw(self, surface: pygame.Surface, kit: Kit, *, focused: bool, pressed: bool) -> None:  # noqa: D102
        shown = self.surface(kit)
        if shown is None:
            surface.fill(kit.theme.colours.ground, self.rect.clip(surface.get_clip()))
            return
        if self._made is None:
            self._made = self.composed(shown, kit.theme.colours.ground).convert(surface)
        clip = surface.get_clip().clip(self.rect)
        surface.blit(self._made, clip.topleft, clip.move(-self.rect.left, -self.rect.top))

    def composed(self, shown: pygame.Surface, ground: Colour) -> pygame.Surface:
        """The band as it is shown."""
        sharp = pygame.Surface(self._part.size, 0, 24)
        sharp.blit(shown, (0, 0), (0, self._offset, *self._part.size))
        small = pygame.transform.smoothscale(sharp, (GLOW_PIXELS, GLOW_PIXELS // 2))
        made = pygame.transform.smoothscale(pygame.transform.gaussian_blur(small, 3), self.rect.size)
        if self._part.width < self.rect.width:
            beside = made.subsurface(self._part).copy()
            _mix(beside, sharp, _ramp(self._part.size, SIDE_SHARE))
            made.blit(beside, self._part)
        else:
            made.blit(sharp, self._part)
        cloud = self._cloud()
        _mix(made, _filled(self.rect.size, ground), cloud)
        return made

    def _cloud(self) -> pygame.Surface:
        """How much of the ground lies where, as grey."""
        coarse = self.rect.width / CLOUD_PIXELS
        size = CLOUD_PIXELS, max(1, round(self.rect.height / coarse))
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
        return pygame.transform.smoothscale(cloud, self.rect.size)


def _filled(size: tuple[int, int], colour: Colour) -> pygame.Surface:
    made = pygame.Surface(size, 0, 24)
    made.fill(colour)
    return made


def _ramp(size: tuple[int, int], share: float) -> pygame.Surface:
    """From black at the left to white, over a share of the width, as grey."""
    ramp = _filled(size, (255, 255, 255))
    wide = max(1, round(size[0] * share))
    for column in range(wide):
        ramp.fill((round(255 * column / wide),) * 3, (column, 0, 1, size[1]))
    return ramp


def _mix(under: pygame.Surface, over: pygame.Surface, grey: pygame.Surface) -> None:
    """Lay one surface over another one of its size, as thick as the grey says; both others are used up."""
    over.blit(grey, (0, 0), special_flags=pygame.BLEND_RGB_MULT)
    rest = _filled(grey.get_size(), (255, 255, 255))
    rest.blit(grey, (0, 0), special_flags=pygame.BLEND_RGB_SUB)
    under.blit(rest, (0, 0), special_flags=pygame.BLEND_RGB_MULT)
    under.blit(over, (0, 0), special_flags=pygame.BLEND_RGB_ADD)
