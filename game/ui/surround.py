"""The light that a picture throws on its surround: a blurred copy of it, faint enough for any text upon it.

Owns that light, the picture's shadow on it, and the picture's round corners. There is none in high contrast.
"""

from __future__ import annotations

import pygame

from game.ui.kept import kept
from game.ui.theme import Theme

COARSE, FINE, QUARTER = 24, 96, 4  # on the way to the light: two squares' sides in pixels, then a part of the window
GLOW = {False: 0.22, True: 0.15}  # of the picture in the light, by whether the theme is a light one
GROUND = {False: 0.67, True: 0.9}  # of the theme's ground
SHADE = {False: 120, True: 205}  # of 255: what a shadow leaves in its middle
SHADOW_UNITS = 2.5
SHADOW_STEPS = 6  # from its edge to its end: it is blurred as small as that


class Surround:
    """The ground of a window around one picture, whose place in it is `place`."""

    def __init__(self, picture: pygame.Surface, place: pygame.Rect, theme: Theme) -> None:
        bright = sum(theme.colours.ground) > sum(theme.colours.text)
        width, height = theme.whole.size
        light = pygame.transform.smoothscale(picture, (COARSE, COARSE)).convert(24)
        light = pygame.transform.smoothscale(pygame.transform.gaussian_blur(light, 2), (FINE, FINE))
        light = pygame.transform.gaussian_blur(light, 4)
        light = pygame.transform.smoothscale(light, (width // QUARTER, height // QUARTER))
        light.fill((round(255 * GLOW[bright]),) * 3, special_flags=pygame.BLEND_RGB_MULT)  # earlier it would show steps
        ground = tuple(round(part * GROUND[bright]) for part in theme.colours.ground)
        light.fill(ground, special_flags=pygame.BLEND_RGB_ADD)
        self.ground = pygame.transform.smoothscale(light.convert(), (width, height))
        reach = theme.px(SHADOW_UNITS)
        shadow = _shadow(place.size, reach, SHADE[bright])
        at = place.inflate(2 * reach, 2 * reach).move(0, reach // 3)
        self.ground.blit(shadow, at, special_flags=pygame.BLEND_RGB_MULT)
        self._corners = self._cut(place, theme.radius)

    def _cut(self, place: pygame.Rect, radius: int) -> list[tuple[pygame.Surface, pygame.Rect]]:
        """The ground's pieces that lie over the picture's corners, and where."""
        hole, pieces = _hole(radius), []
        for right, bottom in ((0, 0), (1, 0), (0, 1), (1, 1)):
            corner = pygame.Rect(0, 0, radius, radius)
            corner.left = place.right - radius if right else place.left
            corner.top = place.bottom - radius if bottom else place.top
            inside = corner.clip(self.ground.get_rect())
            if inside.size != corner.size:
                continue
            piece = self.ground.subsurface(corner).convert_alpha()
            piece.blit(
                hole, (0, 0), (right * radius, bottom * radius, radius, radius), special_flags=pygame.BLEND_RGBA_MULT
            )
            pieces.append((piece, corner))
        return pieces

    def draw(self, surface: pygame.Surface) -> None:
        """The ground, within the surface's clip."""
        clip = surface.get_clip()
        surface.blit(self.ground, clip.topleft, clip)

    def draw_over(self, surface: pygame.Surface, share: float) -> None:
        """The ground upon another one: 1 hides that."""
        self.ground.set_alpha(round(255 * share))
        self.draw(surface)
        self.ground.set_alpha(None)

    def round_off(self, surface: pygame.Surface) -> None:
        """Round the corners of the picture, which has been drawn."""
        for piece, corner in self._corners:
            surface.blit(piece, corner)


@kept(4)
def _shadow(size: tuple[int, int], reach: int, shade: int) -> pygame.Surface:
    """The light that a shadow of `size` pixels leaves, white at `reach` pixels around it."""
    times = max(1, reach // SHADOW_STEPS)
    width, height = ((side + 2 * reach) // times + 1 for side in size)
    edge = max(1, reach // times)
    small = pygame.Surface((width, height), 0, 24)
    small.fill((255, 255, 255))
    small.fill((shade,) * 3, (edge, edge, max(1, width - 2 * edge), max(1, height - 2 * edge)))
    small = pygame.transform.gaussian_blur(small, max(1, edge // 2))
    return pygame.transform.smoothscale(small, (size[0] + 2 * reach, size[1] + 2 * reach))


@kept(2)
def _hole(radius: int) -> pygame.Surface:
    """White with a clear disc of `radius` pixels: its quarters leave of a ground what lies outside round corners."""
    fine = 4
    hole = pygame.Surface((2 * radius * fine,) * 2, pygame.SRCALPHA)
    hole.fill((255, 255, 255, 255))
    pygame.draw.circle(hole, (255, 255, 255, 0), (radius * fine,) * 2, radius * fine)
    return pygame.transform.smoothscale(hole, (2 * radius, 2 * radius))
