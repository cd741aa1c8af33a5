"""What is laid over a picture: the loupe, the ring that draws itself, the spotlight, masks' outlines.

Owns their pixels and which rectangles they change. Refuses to know why they are shown.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import pygame

from game.model.picture import Region
from game.model.shapes import bounds
from game.model.terms import Point
from game.pixels.pictures import PictureRequest, sharp_size
from game.ui import paint
from game.ui.kept import kept
from game.ui.kit import Kit
from game.ui.theme import ON_PICTURE, UNDER_STROKE, Colour, Theme
from game.ui.typeset import line
from game.ui.widgets import PictureView

DIM = 92  # of 255: how bright the surround of a spotlight stays
LOUPE_ZOOM = 2.5  # window pixels of the loupe for each window pixel of the picture
LOUPE_SHARP = 2.25  # times as many pixels each way as are shown: with the others of a screen they fit into the cache


@kept(8)
def _soft_disc(diameter: int, softness: int) -> pygame.Surface:
    """A white disc whose edge fades over `softness` pixels, to cut round pieces out of pictures."""
    small = max(8, diameter // 2)
    disc = pygame.Surface((small, small), pygame.SRCALPHA)
    disc.fill((255, 255, 255, 0))
    steps = max(1, softness // 2)
    for step in range(steps):
        cover = round(255 * (step + 1) / steps)
        pygame.draw.circle(disc, (255, 255, 255, cover), (small / 2, small / 2), small / 2 - step)
    return pygame.transform.smoothscale(disc, (diameter, diameter))


@kept(4)
def _loupe_frame(diameter: int) -> pygame.Surface:
    fine = 2
    frame = pygame.Surface((diameter * fine,) * 2, pygame.SRCALPHA)
    centre, radius = (diameter * fine / 2,) * 2, diameter * fine / 2
    pygame.draw.circle(frame, (*UNDER_STROKE, 255), centre, radius, max(2, round(radius * 0.055)))
    pygame.draw.circle(frame, (*ON_PICTURE, 255), centre, radius * 0.985, max(2, round(radius * 0.03)))
    return pygame.transform.smoothscale(frame, (diameter, diameter))


class Loupe:
    """A round glass over a picture, showing it larger and as sharp as the file is, or nearly as the glass can show."""

    def __init__(self, view: PictureView, pos: tuple[int, int]) -> None:
        self.view = view
        self.pos = pos
        self._sharp = sharp_size(view.natural, view.rect.width * view.rect.height * LOUPE_SHARP**2)

    @property
    def wanted(self) -> PictureRequest:
        """The picture, sharp; of a clip the frame that is on the screen."""
        return PictureRequest(self.view.path, self._sharp, frame=self.view.wanted.frame)

    def rect(self, theme: Theme) -> pygame.Rect:
        """The glass: centred on what it looks at, and kept in the window."""
        side = theme.px(34)
        glass = pygame.Rect(0, 0, side, side)
        glass.center = self.pos
        return glass.clamp(theme.window)

    def draw(self, surface: pygame.Surface, kit: Kit) -> None:
        """Draw the glass."""
        glass = self.rect(kit.theme)
        if not glass.colliderect(surface.get_clip()):
            return
        sharp = kit.pictures.get(self.wanted)
        source = sharp if sharp is not None else self.view.surface(kit)
        side = glass.width
        piece = pygame.Surface((side, side), pygame.SRCALPHA)
        piece.fill((*kit.theme.colours.ground, 255))
        if source is not None:
            self._magnify(piece, source, side)
        piece.blit(_soft_disc(side, 4), (0, 0), special_flags=pygame.BLEND_RGBA_MULT)
        surface.blit(piece, glass)
        surface.blit(_loupe_frame(side), glass)

    def _magnify(self, piece: pygame.Surface, source: pygame.Surface, side: int) -> None:
        """Scale the part of the picture under the glass into `piece`."""
        scale = source.get_width() / self.view.rect.width
        reach = max(2, round(side / LOUPE_ZOOM * scale))
        centre = (
            round((self.pos[0] - self.view.rect.left) * scale),
            round((self.pos[1] - self.view.rect.top) * scale),
        )
        wanted = pygame.Rect(0, 0, reach, reach)
        wanted.center = centre
        seen = wanted.clip(source.get_rect())
        if not seen.width or not seen.height:
            return
        k = side / reach
        part = pygame.transform.smoothscale(
            source.subsurface(seen), (max(1, round(seen.width * k)), max(1, round(seen.height * k)))
        )
        piece.blit(part, (round((seen.left - wanted.left) * k), round((seen.top - wanted.top) * k)))


def outline_points(view: PictureView, region: Region) -> list[tuple[float, float]]:
    """The closed line around a region, in window pixels, about a pixel and a half apart."""
    if region.ellipse is not None:
        x, y, radius_x, radius_y = region.ellipse
        around = 2 * math.pi * max(radius_x, radius_y) * view.rect.width / view.natural[0]
        steps = max(24, round(around / 1.5))
        turns = [-math.pi / 2 + 2 * math.pi * step / steps for step in range(steps + 1)]
        return [view.to_window((x + radius_x * math.cos(turn), y + radius_y * math.sin(turn))) for turn in turns]
    if region.polygon is not None:
        corners = [view.to_window(point) for point in region.polygon]
    else:
        left, top, right, bottom = bounds(region)
        corners = [view.to_window(point) for point in ((left, top), (right, top), (right, bottom), (left, bottom))]
    points = []
    for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True):
        steps = max(1, round(math.hypot(x2 - x1, y2 - y1) / 1.5))
        points += [(x1 + (x2 - x1) * step / steps, y1 + (y2 - y1) * step / steps) for step in range(steps)]
    return [*points, points[0]]


def region_rect(view: PictureView, region: Region) -> pygame.Rect:
    """The rectangle in the window that a region covers; the whole picture for a mask."""
    if region.mask:
        return view.rect.copy()
    left, top, right, bottom = bounds(region)
    (x1, y1), (x2, y2) = view.to_window((left, top)), view.to_window((right, bottom))
    return pygame.Rect(math.floor(x1), math.floor(y1), math.ceil(x2 - x1), math.ceil(y2 - y1))


@kept(128)
def _dot(diameter: int, colour: Colour, right: int = 0, down: int = 0) -> pygame.Surface:
    """A smooth disc in a square one pixel larger, moved right and down by quarters of a pixel."""
    fine = 8
    large = pygame.Surface(((diameter + 1) * fine,) * 2, pygame.SRCALPHA)
    large.fill((*colour, 0))
    centre = (diameter * fine / 2 + right * fine / 4, diameter * fine / 2 + down * fine / 4)
    pygame.draw.circle(large, (*colour, 255), centre, diameter * fine / 2)
    return pygame.transform.smoothscale(large, (diameter + 1, diameter + 1))


def _stamps(
    points: Sequence[tuple[float, float]], diameter: int, colour: Colour
) -> list[tuple[pygame.Surface, tuple[int, int]]]:
    """Smooth dots, and where they go, that make a line of points into a stroke."""
    stamps = []
    for x, y in points:
        left, top = x - diameter / 2, y - diameter / 2
        dot = _dot(diameter, colour, int(left % 1 * 4), int(top % 1 * 4))
        stamps.append((dot, (math.floor(left), math.floor(top))))
    return stamps


def line_layer(
    corners: Sequence[tuple[float, float]], width: int, colour: Colour, clip: pygame.Rect, *, closed: bool = True
) -> tuple[pygame.Surface, tuple[int, int]] | None:
    """A smooth line through places in the window on a dark under-stroke, as a surface and where it goes.

    Only what lies inside `clip` is drawn; None where nothing does.
    """
    near = clip.inflate(4 * width, 4 * width)
    points: list[tuple[float, float]] = []
    for (x1, y1), (x2, y2) in pairwise([*corners, corners[0]] if closed else corners):
        steps = max(1, round(math.hypot(x2 - x1, y2 - y1) / max(0.75, min(1.5, width / 3))))
        first, last = _steps_inside(near, (x1, y1), (x2, y2), steps)
        points += [(x1 + (x2 - x1) * step / steps, y1 + (y2 - y1) * step / steps) for step in range(first, last + 1)]
    if not points:
        return None
    thick = width + max(3, width // 2)
    xs, ys = zip(*points, strict=True)
    left, top = math.floor(min(xs)) - thick, math.floor(min(ys)) - thick
    size = math.ceil(max(xs)) + thick - left, math.ceil(max(ys)) + thick - top
    layer = pygame.Surface(size, pygame.SRCALPHA)
    here = [(x - left, y - top) for x, y in points]
    for diameter, ink in ((thick, UNDER_STROKE), (width, colour)):
        layer.fblits(_stamps(here, diameter, ink))
    return layer, (left, top)


def _steps_inside(
    clip: pygame.Rect, start: tuple[float, float], end: tuple[float, float], steps: int
) -> tuple[int, int]:
    """Which of the steps from start to end lie inside a rectangle: at a high zoom, few."""
    inside = clip.clipline(*start, *end)
    if not inside:
        return 0, -1
    length = math.hypot(end[0] - start[0], end[1] - start[1]) or 1.0
    first, last = (math.dist(start, place) / length * steps for place in inside)
    return max(0, math.floor(first) - 1), min(steps, math.ceil(last) + 1)


class Ring:
    """The outline of a region that draws itself: a colour on a dark under-stroke, seen on any picture."""

    def __init__(
        self, view: PictureView, region: Region, theme: Theme, colour: Colour = ON_PICTURE, *, thin: bool = False
    ) -> None:  # fmt: skip
        self._points = outline_points(view, region)
        self._ends: dict[tuple[int, int], tuple[int, int]] = {}
        line_ = max(2, theme.px(0.3)) if thin else max(3, theme.px(0.55)) + (2 if theme.contrast else 0)
        self._strokes = (line_ + max(4, theme.px(0.5)), UNDER_STROKE), (line_, colour)
        margin = self._margin = self._strokes[0][0] + 1
        xs, ys = zip(*self._points, strict=True)
        left, top = math.floor(min(xs)) - margin, math.floor(min(ys)) - margin
        size = (math.ceil(max(xs)) + margin - left, math.ceil(max(ys)) + margin - top)
        self.rect = pygame.Rect((left, top), size)
        self._layers = []
        for _, stroke in self._strokes:
            layer = pygame.Surface(size, pygame.SRCALPHA)
            layer.fill((*stroke, 0))
            self._layers.append(layer)
        self._drawn = 0

    def furthest(self, right: int, down: int) -> tuple[int, int]:
        """The point of the outline that lies furthest in a direction; asked for in every frame."""
        if (right, down) not in self._ends:
            x, y = max(self._points, key=lambda point: point[0] * right + point[1] * down)
            self._ends[right, down] = round(x), round(y)
        return self._ends[right, down]

    def advance(self, share: float) -> pygame.Rect | None:
        """Draw the line up to a share of its length; gives the rectangle that changed."""
        until = min(len(self._points), round(share * len(self._points)))
        if until <= self._drawn:
            return None
        fresh = self._points[self._drawn : until]
        self._drawn = until
        left, top = self.rect.topleft
        here = [(x - left, y - top) for x, y in fresh]
        for layer, (diameter, colour) in zip(self._layers, self._strokes, strict=True):
            layer.fblits(_stamps(here, diameter, colour), pygame.BLEND_RGBA_MAX)
        xs, ys = zip(*fresh, strict=True)
        margin = self._margin
        return pygame.Rect(
            math.floor(min(xs)) - margin,
            math.floor(min(ys)) - margin,
            math.ceil(max(xs) - min(xs)) + 2 * margin,
            math.ceil(max(ys) - min(ys)) + 2 * margin,
        )

    def draw(self, surface: pygame.Surface) -> None:
        """Draw what there is of the line."""
        clip = surface.get_clip().clip(self.rect)
        if clip.width:
            part = clip.move(-self.rect.left, -self.rect.top)
            for layer in self._layers:
                surface.blit(layer, clip.topleft, part)


@kept(1)
def _fall_off() -> pygame.Surface:
    """How much light a spotlight leaves, from white in the middle to the surround's grey: a square to be scaled."""
    side, edge = 192, 24
    light = pygame.Surface((side, side), 0, 32)
    light.fill((DIM,) * 3)
    for step in range(edge + 1):
        level = DIM + (255 - DIM) * step // edge
        pygame.draw.circle(light, (level,) * 3, (side / 2, side / 2), side / 2 - step)
    return light


@kept(3)
def _light(diameter: int) -> pygame.Surface:
    return pygame.transform.smoothscale(_fall_off(), (diameter, diameter))


class Spotlight:
    """A bright round piece of a dimmed picture; its centre and radius travel."""

    def __init__(self, centre: tuple[float, float], radius: float) -> None:
        self.centre = centre
        self.radius = radius

    @property
    def rect(self) -> pygame.Rect:
        """What it covers in the window."""
        side = max(8, round(self.radius * 2))
        return pygame.Rect(round(self.centre[0] - side / 2), round(self.centre[1] - side / 2), side, side)

    def draw(self, surface: pygame.Surface, view: PictureView, bright: pygame.Surface) -> None:
        """Lay the picture in its light over the dimmed one: a copy and a multiplication, nothing is blended."""
        spot = self.rect
        seen = spot.clip(view.rect).clip(surface.get_clip())
        if seen.width and seen.height:
            surface.blit(bright, seen.topleft, seen.move(-view.rect.left, -view.rect.top))
            light = _light(spot.width)
            surface.blit(light, seen.topleft, seen.move(-spot.left, -spot.top), pygame.BLEND_RGB_MULT)


def draw_wipe(surface: pygame.Surface, view: PictureView, before: pygame.Surface | None, share: float) -> int:
    """The original left of a line, the picture (drawn already) right of it; gives the line's place."""
    x = view.rect.left + round(share * view.rect.width)
    part = pygame.Rect(view.rect.left, view.rect.top, x - view.rect.left, view.rect.height).clip(surface.get_clip())
    if before is not None and part.width > 0:
        surface.blit(before, part.topleft, part.move(-view.rect.left, -view.rect.top))
    width = max(2, view.rect.width // 300)
    for colour, thick in ((UNDER_STROKE, width + 4), (ON_PICTURE, width)):
        pygame.draw.line(surface, colour, (x, view.rect.top), (x, view.rect.bottom - 1), thick)
    return x


def wiped(view: PictureView, old: float, new: float) -> pygame.Rect:
    """What changes in the window when a wipe's line goes from one share of the picture to another."""
    left, right = sorted((old, new))
    line_ = max(2, view.rect.width // 300) // 2 + 4  # of the line, which is drawn on top
    strip = pygame.Rect(view.rect.left + int(left * view.rect.width) - line_, view.rect.top, 0, view.rect.height)
    strip.width = math.ceil((right - left) * view.rect.width) + 2 * line_ + 1
    return strip.clip(view.rect)


def dim(surface: pygame.Surface, rect: pygame.Rect) -> None:
    """Darken a picture as it looks around a spotlight; where it was drawn, which costs less than to keep a dark one."""
    surface.fill((DIM, DIM, DIM), rect, pygame.BLEND_RGB_MULT)


def numbered(
    surface: pygame.Surface,
    centre: tuple[int, int],
    number: int,
    theme: Theme,
    colour: Colour = ON_PICTURE,
    end: Point | None = None,
) -> None:
    """A small numbered disc, with a leader to the `end` that it stands beside."""
    side, width = theme.px(4), max(2, theme.px(0.25))
    spot = pygame.Rect(0, 0, side, side)
    spot.center = centre
    spot.clamp_ip(theme.window)
    for ink, thick in ((UNDER_STROKE, width + 3), (colour, width)) if end is not None else ():
        pygame.draw.line(surface, ink, end or centre, spot.center, thick)
    paint.panel(surface, spot.inflate(4, 4), UNDER_STROKE, side)
    paint.panel(surface, spot, colour, side)
    text = line(str(number), round(side * 0.62), UNDER_STROKE, bold=True)
    surface.blit(text, text.get_rect(center=spot.center))
