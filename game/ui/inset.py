"""A small tell brought near: beside its ring, three times as large, with the matching part next to it.

Owns which piece of the picture is magnified, where it stands, and its pixels. Refuses to cover a ring: where there is
no room at three times, it is twice; where there is none at all, there is no inset.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import pygame

from game.model.picture import Region
from game.model.shapes import bounds
from game.pixels.pictures import PictureRequest
from game.ui import paint
from game.ui.kit import Kit
from game.ui.theme import UNDER_STROKE, Colour
from game.ui.typeset import line
from game.ui.widgets import PictureView

SMALL = 0.12  # of the picture's width: what is narrower is brought near
TIMES = 3, 2
AROUND = 0.16  # of the region's longer side, shown on each side of it
LEAST_UNITS = 15  # of a piece's shorter side, in the window
MOST = 0.45  # of the area around the picture that pieces may take
GRID = 32  # cells each way, by which the quiet places of a picture are found

Piece = tuple[int, int, int, int]  # left, top, width, height in pixels of the full picture


class InsetPlan(NamedTuple):
    """What is magnified how often, and where in the window the pieces stand."""

    times: int
    pieces: tuple[Piece, ...]
    panes: tuple[pygame.Rect, ...]

    @property
    def rect(self) -> pygame.Rect:
        """All pieces together."""
        return self.panes[0].unionall(list(self.panes[1:]))


def is_small(region: Region, width: int) -> bool:
    """Whether a region is narrower than the share of a picture's width from which it is seen well."""
    if region.mask:
        return False
    left, _, right, _ = bounds(region)
    return right - left < SMALL * width


def plan(
    kit: Kit, view: PictureView, regions: Sequence[Region], rings: Sequence[pygame.Rect], avoid: Sequence[pygame.Rect]
) -> InsetPlan | None:
    """Where the tell (the first region) and its matching part stand: upon no ring, upon little of `avoid`.

    Of the places with room the quietest and nearest; None where there is none. The matching part stands on the side
    on which it lies.
    """
    quiet = _Quiet(view, kit)
    for times in TIMES:
        pieces = _pieces(view, regions, times, kit.theme.px(LEAST_UNITS))
        best: tuple[float, InsetPlan] | None = None
        for across in (True, False)[: len(pieces)]:
            order = sorted(range(len(pieces)), key=lambda place: pieces[place][0 if across else 1])
            panes = _side_by_side(view, [pieces[place] for place in order], times, kit.theme.px(0.8), across=across)
            size = panes[0].unionall(panes[1:]).size
            if size[0] * size[1] > MOST * view.area.width * view.area.height:
                continue
            for place in _corners(view.area, size, rings[0], kit.theme.px(3)):
                rect = pygame.Rect(place, size)
                if any(rect.inflate(kit.theme.px(2), kit.theme.px(2)).colliderect(ring) for ring in rings):
                    continue
                cost = _cost(rect, view.rect, rings[0], avoid, quiet)
                if best is None or cost < best[0]:
                    moved = [pane.move(place) for pane in panes]
                    found = InsetPlan(times, pieces, tuple(moved[order.index(number)] for number in range(len(order))))
                    best = cost, found
        if best is not None:
            return best[1]
    return None


def _pieces(view: PictureView, regions: Sequence[Region], times: int, least: int) -> tuple[Piece, ...]:
    """The pieces of the picture that are magnified, all of one size, each around its region and within the picture."""
    scale = view.rect.width / view.natural[0] * times
    edges = [bounds(region) for region in regions]
    width, height = (max(least / scale, *(edge[end] - edge[end - 2] for edge in edges)) for end in (2, 3))
    more = 2 * AROUND * max(max(edge[2] - edge[0], edge[3] - edge[1]) for edge in edges)
    width, height = min(width + more, view.natural[0]), min(height + more, view.natural[1])
    size = max(1, int(width)), max(1, int(height))
    return tuple(around(region, size, view.natural) for region in regions)


def around(region: Region, size: tuple[int, int], natural: tuple[int, int]) -> Piece:
    """The piece of so many pixels around a region, within the picture."""
    left, top, right, bottom = bounds(region)
    x = min(max(0, round((left + right - size[0]) / 2)), natural[0] - size[0])
    y = min(max(0, round((top + bottom - size[1]) / 2)), natural[1] - size[1])
    return x, y, *size


def _side_by_side(
    view: PictureView, pieces: Sequence[Piece], times: int, gap: int, *, across: bool
) -> list[pygame.Rect]:  # fmt: skip
    """Panes for the pieces from 0, 0 on, in a row or one below the other."""
    scale = view.rect.width / view.natural[0] * times
    width, height = max(1, round(pieces[0][2] * scale)), max(1, round(pieces[0][3] * scale))
    step = (width + gap, 0) if across else (0, height + gap)
    return [pygame.Rect(number * step[0], number * step[1], width, height) for number in range(len(pieces))]


def _corners(area: pygame.Rect, size: tuple[int, int], ring: pygame.Rect, gap: int) -> list[tuple[int, int]]:
    """Where the pieces may begin: at the area's edges, beside the ring, in line with it."""
    room, (width, height) = area.inflate(-gap, -gap), size
    across = room.left, room.right - width, ring.left - gap - width, ring.right + gap, ring.centerx - width // 2
    down = room.top, room.bottom - height, ring.top - gap - height, ring.bottom + gap, ring.centery - height // 2
    return [(x, y) for x in across for y in down if room.contains(pygame.Rect((x, y), size))]


def _cost(
    rect: pygame.Rect, picture: pygame.Rect, ring: pygame.Rect, avoid: Sequence[pygame.Rect], quiet: _Quiet
) -> float:
    """How much is lost where the pieces stand somewhere: what is busy, what is marked, and the way from the ring."""
    far = math.dist(*nearest(ring, rect)) / math.hypot(*picture.size)
    covered = picture.clip(rect)
    hides = covered.width * covered.height / (rect.width * rect.height)  # beside it there is nothing to hide
    return far + 0.8 * hides + 2.0 * quiet.busy(rect) + 0.5 * sum(rect.colliderect(other) for other in avoid)


def nearest(one: pygame.Rect, other: pygame.Rect) -> tuple[tuple[int, int], tuple[int, int]]:
    """The ends of a short line between two rectangles."""
    x1, x2 = _between((one.left, one.right - 1), (other.left, other.right - 1))
    y1, y2 = _between((one.top, one.bottom - 1), (other.top, other.bottom - 1))
    return (x1, y1), (x2, y2)


def _between(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    """The places on two stretches that are nearest to each other, in the middle where they overlap."""
    if one[1] < other[0]:
        return one[1], other[0]
    if other[1] < one[0]:
        return one[0], other[1]
    middle = (max(one[0], other[0]) + min(one[1], other[1])) // 2
    return middle, middle


class _Quiet:
    """How much there is to see in each part of a picture; nothing is known of one that is not ready, or moves."""

    def __init__(self, view: PictureView, kit: Kit) -> None:
        self._rect = view.rect
        shown = view.surface(kit) if view.wanted.frame is None else None
        self._sums = [[0] * (GRID + 1) for _ in range(GRID + 1)]  # of all edges above and left of a corner of the grid
        if shown is None:
            return
        small = pygame.transform.smoothscale(shown, (GRID + 1, GRID + 1))
        light = [[sum(small.get_at((x, y))[:3]) for x in range(GRID + 1)] for y in range(GRID + 1)]
        for y in range(1, GRID + 1):
            row = 0
            for x in range(1, GRID + 1):
                row += abs(light[y][x] - light[y][x - 1]) + abs(light[y][x] - light[y - 1][x])
                self._sums[y][x] = self._sums[y - 1][x] + row

    def busy(self, rect: pygame.Rect) -> float:
        """From 0, where a rectangle covers nothing, to about 1."""
        here, picture = rect.clip(self._rect), self._rect
        left, right = ((x - picture.left) * GRID // picture.width for x in (here.left, here.right))
        top, bottom = ((y - picture.top) * GRID // picture.height for y in (here.top, here.bottom))
        if not here.width or not here.height:
            return 0.0
        sums = self._sums
        edges = sums[bottom][right] - sums[top][right] - sums[bottom][left] + sums[top][left]
        cells = rect.width * rect.height * GRID * GRID / (picture.width * picture.height)
        return edges / max(1.0, cells) / 255


class Inset:
    """The magnified pieces, which grow out of the ring; `share` of the way is done."""

    def __init__(self, kit: Kit, view: PictureView, planned: InsetPlan, ring: pygame.Rect, colour: Colour) -> None:
        self.kit, self.view, self.plan = kit, view, planned
        self.ring, self._colour = ring, colour
        self.share = 0.0
        self._frame = max(3, kit.theme.px(0.45))
        for pane, piece in zip(planned.panes, planned.pieces, strict=True):
            if self._sharper:
                kit.pictures.prefetch(self._wanted(pane, piece))

    def _wanted(self, pane: pygame.Rect, piece: Piece) -> PictureRequest:
        return PictureRequest(self.view.path, pane.size, crop=piece, frame=self.view.wanted.frame)

    @property
    def _sharper(self) -> bool:
        """Whether the file has more to show than the screen: of a clip only where it is shown smaller than it is."""
        return self.view.wanted.frame is None or self.view.rect.width < self.view.natural[0]

    @property
    def rect(self) -> pygame.Rect:
        """What it covers in the window now, its line to the ring included."""
        now = self._now(self.plan.rect)
        return now.union(self.ring).inflate(4 * self._frame, 4 * self._frame)

    def _now(self, rect: pygame.Rect) -> pygame.Rect:
        """Where what comes to stand in a rectangle is on its way there from the middle of the ring."""
        eased = 1 - (1 - self.share) ** 3
        x, y = self.ring.center
        left, top = x + (rect.left - x) * eased, y + (rect.top - y) * eased
        size = max(1, round(rect.width * eased)), max(1, round(rect.height * eased))
        return pygame.Rect((round(left), round(top)), size)

    def follow(self, ring: pygame.Rect, pieces: tuple[Piece, ...]) -> None:
        """What is magnified has moved; the panes stay."""
        self.ring, self.plan = ring, self.plan._replace(pieces=pieces)

    def draw(self, surface: pygame.Surface) -> None:
        """The line from the ring, the pieces in their frames, how often they are magnified."""
        if self.share <= 0.0 or not self.rect.colliderect(surface.get_clip()):
            return
        width = max(2, self.kit.theme.px(0.25))
        start, end = nearest(self.ring, self._now(self.plan.panes[0]))
        pygame.draw.line(surface, UNDER_STROKE, start, end, width + 3)
        pygame.draw.line(surface, self._colour, start, end, width)
        for pane, piece in zip(self.plan.panes, self.plan.pieces, strict=True):
            self._draw_pane(surface, self._now(pane), pane, piece)
        if self.share >= 1.0:
            self._draw_times(surface)

    def _draw_pane(self, surface: pygame.Surface, now: pygame.Rect, pane: pygame.Rect, piece: Piece) -> None:
        theme, frame = self.kit.theme, self._frame
        pixels = self.kit.pictures.get(self._wanted(pane, piece)) if self._sharper else None
        if pixels is None:
            pixels = self._from_view(piece)
        if pixels is not None and pixels.get_size() != now.size:
            scale = pygame.transform.smoothscale if self.share >= 1.0 else pygame.transform.scale
            pixels = scale(pixels, now.size)
        paint.panel(surface, now.inflate(2 * frame + 4, 2 * frame + 4), UNDER_STROKE, theme.radius + frame + 2)
        paint.panel(surface, now.inflate(2 * frame, 2 * frame), self._colour, theme.radius + frame)
        if pixels is not None:
            surface.blit(pixels, now)

    def _from_view(self, piece: Piece) -> pygame.Surface | None:
        """The piece as it is on the screen, until it is there in all its sharpness."""
        shown = self.view.surface(self.kit)
        if shown is None:
            return None
        scale = shown.get_width() / self.view.natural[0]
        left, top = (int(value * scale) for value in piece[:2])
        size = (max(1, round(value * scale)) for value in piece[2:])
        return shown.subsurface(pygame.Rect((left, top), tuple(size)).clip(shown.get_rect()))

    def _draw_times(self, surface: pygame.Surface) -> None:
        theme, pane = self.kit.theme, self.plan.panes[0]
        text = line(self.kit.words("reveal.times", n=self.plan.times), theme.type(0.8), theme.colours.text, bold=True)
        tag = text.get_rect().inflate(theme.px(1.6), theme.px(0.6))
        tag.bottomleft = pane.left + theme.px(0.6), pane.bottom - theme.px(0.6)
        paint.panel(surface, tag, theme.colours.ground, tag.height // 2)
        surface.blit(text, text.get_rect(center=tag.center))
