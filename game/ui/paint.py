"""Shapes drawn smoothly: panels, signs, hatching.

Owns how a shape becomes pixels (drawn large, scaled down, kept). Refuses to know widgets and scenes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

import pygame

from game.ui.kept import kept
from game.ui.theme import Colour

_FINE = 4  # signs are drawn this much larger, then scaled down

Surface = pygame.Surface
DrawSign = Callable[[Surface, float, tuple[int, int, int, int]], None]


@kept(128)
def _corner(radius: int, colour: Colour) -> pygame.Surface:
    """A smooth disc of `radius` pixels, whose quarters are a panel's corners."""
    large = pygame.Surface((radius * 2 * _FINE,) * 2, pygame.SRCALPHA)
    large.fill((*colour, 0))
    pygame.draw.circle(large, (*colour, 255), (radius * _FINE, radius * _FINE), radius * _FINE)
    return pygame.transform.smoothscale(large, (radius * 2, radius * 2))


def panel(surface: pygame.Surface, rect: pygame.Rect, colour: Colour, radius: int = 0) -> None:
    """A filled rectangle with smooth round corners."""
    radius = min(radius, rect.width // 2, rect.height // 2)
    if radius < 2:
        surface.fill(colour, rect)
        return
    surface.fill(colour, (rect.left + radius, rect.top, rect.width - 2 * radius, rect.height))
    surface.fill(colour, (rect.left, rect.top + radius, radius, rect.height - 2 * radius))
    surface.fill(colour, (rect.right - radius, rect.top + radius, radius, rect.height - 2 * radius))
    _round_off(surface, rect, colour, radius)


def _round_off(surface: pygame.Surface, rect: pygame.Rect, colour: Colour, radius: int) -> None:
    """The four quarters of a disc in a rectangle's corners."""
    disc = _corner(radius, colour)
    for right, bottom in ((0, 0), (1, 0), (0, 1), (1, 1)):
        place = (rect.right - radius if right else rect.left, rect.bottom - radius if bottom else rect.top)
        surface.blit(disc, place, (right * radius, bottom * radius, radius, radius))


def framed(
    surface: pygame.Surface, rect: pygame.Rect, colour: Colour, edge: Colour, width: int, radius: int = 0
) -> None:
    """A panel with an outline of `width` pixels inside its rectangle; what lies under its middle is drawn once."""
    if 2 * width >= min(rect.size):
        panel(surface, rect, edge, radius)
        return
    radius = min(radius, rect.width // 2, rect.height // 2)
    if radius < 2:
        radius = 0
    across, down = rect.width - 2 * radius, rect.height - 2 * radius
    surface.fill(edge, (rect.left + radius, rect.top, across, width))
    surface.fill(edge, (rect.left + radius, rect.bottom - width, across, width))
    surface.fill(edge, (rect.left, rect.top + radius, width, down))
    surface.fill(edge, (rect.right - width, rect.top + radius, width, down))
    if radius:
        _round_off(surface, rect, edge, radius)
    panel(surface, rect.inflate(-2 * width, -2 * width), colour, max(0, radius - width))


def frame(surface: pygame.Surface, rect: pygame.Rect, colour: Colour, width: int, radius: int = 0) -> None:
    """Only the outline of a panel; what is inside stays."""
    pygame.draw.rect(surface, colour, rect, width, border_radius=radius)


@kept(16)
def _hatching(colour: Colour, gap: int, width: int) -> pygame.Surface:
    side = gap * 16
    tile = pygame.Surface((side, side), pygame.SRCALPHA)
    for start in range(-side, side * 2, gap):
        pygame.draw.line(tile, colour, (start, side), (start + side, 0), width)
    return tile


def hatch(surface: pygame.Surface, rect: pygame.Rect, colour: Colour, gap: int) -> None:
    """Slanted lines over a rectangle: the pattern that says "fake" without colour."""
    before = surface.get_clip()
    surface.set_clip(before.clip(rect))
    tile = _hatching(colour, gap, max(1, gap // 4))
    for left in range(rect.left, rect.right, tile.get_width()):
        for top in range(rect.top, rect.bottom, tile.get_height()):
            surface.blit(tile, (left, top))
    surface.set_clip(before)


@kept(256)
def sign(name: str, size: int, colour: Colour) -> pygame.Surface:
    """A sign of `size` pixels square; see SIGNS for the names."""
    large = pygame.Surface((size * _FINE,) * 2, pygame.SRCALPHA)
    large.fill((*colour, 0))
    SIGNS[name](large, size * _FINE / 100, (*colour, 255))
    return pygame.transform.smoothscale(large, (size, size))


def draw_sign(surface: pygame.Surface, name: str, centre: tuple[int, int], size: int, colour: Colour) -> None:
    """Draw a sign around a centre."""
    surface.blit(sign(name, size, colour), (centre[0] - size // 2, centre[1] - size // 2))


def _stroke(
    canvas: Surface, k: float, ink: tuple[int, int, int, int], points: Sequence[tuple[float, float]], width: float = 11
) -> None:
    """A line of round ends and joints through points of the 100 x 100 grid."""
    scaled = [(x * k, y * k) for x, y in points]
    radius = width * k / 2
    for (x1, y1), (x2, y2) in pairwise(scaled):
        length = math.hypot(x2 - x1, y2 - y1) or 1
        across = ((y1 - y2) / length * radius, (x2 - x1) / length * radius)
        corners = [
            (x1 + across[0], y1 + across[1]), (x2 + across[0], y2 + across[1]),
            (x2 - across[0], y2 - across[1]), (x1 - across[0], y1 - across[1]),
        ]  # fmt: skip
        pygame.draw.polygon(canvas, ink, corners)
    for point in scaled:
        pygame.draw.circle(canvas, ink, point, radius)


def _ring(
    canvas: Surface, k: float, ink: tuple[int, int, int, int], x: float, y: float, radius: float, width: float = 10
) -> None:
    pygame.draw.circle(canvas, ink, (x * k, y * k), (radius + width / 2) * k, max(1, round(width * k)))


def _tick(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    _stroke(c, k, ink, [(18, 54), (41, 77), (83, 26)], 14)


def _cross(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    _stroke(c, k, ink, [(24, 24), (76, 76)], 14)
    _stroke(c, k, ink, [(76, 24), (24, 76)], 14)


def _question(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    points = [(50 + 19 * math.cos(a / 10), 33 + 19 * math.sin(a / 10)) for a in range(-32, 10)]
    _stroke(c, k, ink, [*points, (50, 60)], 13)
    pygame.draw.circle(c, ink, (50 * k, 83 * k), 8.5 * k)


def _real(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    pygame.draw.circle(c, ink, (50 * k, 50 * k), 40 * k)


def _fake(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    _ring(c, k, ink, 50, 50, 35, 9)
    cover = pygame.Surface(c.get_size(), pygame.SRCALPHA)
    for start in range(-100, 200, 20):
        pygame.draw.line(cover, ink, (start * k, 100 * k), ((start + 100) * k, 0), max(1, round(8 * k)))
    disc = pygame.Surface(c.get_size(), pygame.SRCALPHA)
    pygame.draw.circle(disc, (255, 255, 255, 255), (50 * k, 50 * k), 37 * k)
    cover.blit(disc, (0, 0), special_flags=pygame.BLEND_RGBA_MULT)
    c.blit(cover, (0, 0))


def _unsure(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    _ring(c, k, ink, 50, 50, 36, 8)
    points = [(50 + 12 * math.cos(a / 10), 39 + 12 * math.sin(a / 10)) for a in range(-32, 10)]
    _stroke(c, k, ink, [*points, (50, 57)], 8.5)
    pygame.draw.circle(c, ink, (50 * k, 71 * k), 5.5 * k)


def _loupe(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    _ring(c, k, ink, 42, 42, 26, 10)
    _stroke(c, k, ink, [(63, 63), (86, 86)], 14)


def _left(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    _stroke(c, k, ink, [(62, 20), (32, 50), (62, 80)], 13)


def _right(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    _stroke(c, k, ink, [(38, 20), (68, 50), (38, 80)], 13)


def _up(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    _stroke(c, k, ink, [(20, 62), (50, 32), (80, 62)], 13)


def _down(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    _stroke(c, k, ink, [(20, 38), (50, 68), (80, 38)], 13)


def _wipe(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    _stroke(c, k, ink, [(50, 8), (50, 92)], 8)
    _stroke(c, k, ink, [(30, 34), (14, 50), (30, 66)], 10)
    _stroke(c, k, ink, [(70, 34), (86, 50), (70, 66)], 10)


def _eye(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    upper = [(10 + t, 50 - 26 * math.sin(math.pi * t / 80)) for t in range(0, 81, 4)]
    lower = [(10 + t, 50 + 26 * math.sin(math.pi * t / 80)) for t in range(0, 81, 4)]
    _stroke(c, k, ink, upper, 8)
    _stroke(c, k, ink, lower, 8)
    pygame.draw.circle(c, ink, (50 * k, 50 * k), 13 * k)


def _hand(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    _stroke(c, k, ink, [(40, 16), (40, 62)], 13)
    _stroke(c, k, ink, [(55, 46), (55, 66)], 13)
    _stroke(c, k, ink, [(69, 51), (69, 68)], 12)
    _stroke(c, k, ink, [(24, 56), (37, 72)], 12)
    pygame.draw.rect(c, ink, (34 * k, 56 * k, 41 * k, 30 * k), border_radius=round(12 * k))


def _list(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    for y in (24, 50, 76):
        pygame.draw.circle(c, ink, (20 * k, y * k), 8 * k)
        _stroke(c, k, ink, [(40, y), (84, y)], 11)


def _gear(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    _ring(c, k, ink, 50, 50, 22, 13)
    for step in range(8):
        x, y = math.cos(step * math.pi / 4), math.sin(step * math.pi / 4)
        _stroke(c, k, ink, [(50 + 28 * x, 50 + 28 * y), (50 + 38 * x, 50 + 38 * y)], 13)


def _play(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    _stroke(c, k, ink, [(32, 22), (32, 78), (78, 50), (32, 22)], 10)
    pygame.draw.polygon(c, ink, [(32 * k, 22 * k), (32 * k, 78 * k), (78 * k, 50 * k)])


def _globe(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    _ring(c, k, ink, 50, 50, 36, 8)
    _stroke(c, k, ink, [(14, 50), (86, 50)], 7)
    _stroke(c, k, ink, [(50 + 17 * math.sin(t / 10), 14 + 72 * t / 31.4) for t in range(32)], 7)
    _stroke(c, k, ink, [(50 - 17 * math.sin(t / 10), 14 + 72 * t / 31.4) for t in range(32)], 7)


def _copyright(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    _ring(c, k, ink, 50, 50, 36, 8)
    points = [(50 + 17 * math.cos(a / 10), 50 + 17 * math.sin(a / 10)) for a in range(8, 56)]
    _stroke(c, k, ink, points, 9)


def _home(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    _stroke(c, k, ink, [(14, 52), (50, 18), (86, 52)], 11)
    _stroke(c, k, ink, [(27, 48), (27, 82), (73, 82), (73, 48)], 11)


def _dash(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    _stroke(c, k, ink, [(24, 50), (76, 50)], 14)


def _dot(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    pygame.draw.circle(c, ink, (50 * k, 50 * k), 20 * k)


def _book(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    _stroke(c, k, ink, [(50, 26), (50, 82)], 8)
    _stroke(c, k, ink, [(50, 28), (34, 20), (14, 20), (14, 74), (34, 74), (50, 82)], 9)
    _stroke(c, k, ink, [(50, 28), (66, 20), (86, 20), (86, 74), (66, 74), (50, 82)], 9)


def _again(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    points = [(50 + 32 * math.cos(a / 10), 52 + 32 * math.sin(a / 10)) for a in range(-8, 44)]
    _stroke(c, k, ink, points, 11)
    _stroke(c, k, ink, [(74, 6), (73, 30), (50, 28)], 11)


def _gauge(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    for x, top in ((22, 58), (50, 40), (78, 18)):
        _stroke(c, k, ink, [(x, 82), (x, top)], 15)


def _plus(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    _stroke(c, k, ink, [(50, 22), (50, 78)], 13)
    _stroke(c, k, ink, [(22, 50), (78, 50)], 13)


def _minus(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    _stroke(c, k, ink, [(22, 50), (78, 50)], 13)


def _beside(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    for left in (10, 56):
        pygame.draw.rect(c, ink, (left * k, 24 * k, 34 * k, 52 * k), round(9 * k), border_radius=round(5 * k))


def _table(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    pygame.draw.rect(c, ink, (12 * k, 18 * k, 76 * k, 52 * k), round(9 * k), border_radius=round(6 * k))
    _stroke(c, k, ink, [(30, 84), (70, 84)], 9)
    pygame.draw.circle(c, ink, (50 * k, 44 * k), 11 * k)


def _pause(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    _stroke(c, k, ink, [(34, 24), (34, 76)], 16)
    _stroke(c, k, ink, [(66, 24), (66, 76)], 16)


def _headphones(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    arc = [(50 + 34 * math.cos(a / 10), 52 + 36 * math.sin(a / 10)) for a in range(-32, 1)]
    _stroke(c, k, ink, arc, 9)
    for x in (18, 82):
        _stroke(c, k, ink, [(x, 60), (x, 80)], 18)


def _contrast(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    _ring(c, k, ink, 50, 50, 35, 9)
    pygame.draw.circle(c, ink, (50 * k, 50 * k), 36 * k, draw_top_left=True, draw_bottom_left=True)


def _letters(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    _stroke(c, k, ink, [(8, 82), (32, 20), (56, 82)], 10)
    _stroke(c, k, ink, [(18, 60), (46, 60)], 9)
    _stroke(c, k, ink, [(64, 82), (78, 46), (92, 82)], 8)
    _stroke(c, k, ink, [(70, 70), (86, 70)], 7)


def _lower(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    _stroke(c, k, ink, [(50, 14), (50, 62)], 11)
    _stroke(c, k, ink, [(28, 42), (50, 64), (72, 42)], 11)
    _stroke(c, k, ink, [(16, 86), (84, 86)], 11)


def _polygon(c: Surface, k: float, ink: tuple[int, int, int, int], corners: int, turn: float, inner: float = 1) -> None:
    """A regular polygon, or a star where every other corner is drawn in."""
    steps = corners * (2 if inner < 1 else 1)
    points = []
    for step in range(steps):
        angle = turn + 2 * math.pi * step / steps
        radius = 42 * (inner if inner < 1 and step % 2 else 1)
        points.append(((50 + radius * math.cos(angle)) * k, (50 + radius * math.sin(angle)) * k))
    pygame.draw.polygon(c, ink, points)


def _triangle(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    _polygon(c, k, ink, 3, -math.pi / 2)


def _square(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    _polygon(c, k, ink, 4, -math.pi / 4)


def _star(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    _polygon(c, k, ink, 5, -math.pi / 2, 0.42)


def _diamond(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    _polygon(c, k, ink, 4, -math.pi / 2)


def _hexagon(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    _polygon(c, k, ink, 6, 0)


def _group(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    for x, y, head, body in ((50, 30, 15, 22), (20, 42, 11, 16), (80, 42, 11, 16)):
        pygame.draw.circle(c, ink, (x * k, y * k), head * k)
        pygame.draw.circle(c, ink, (x * k, 92 * k), (body + 6) * k, draw_top_left=True, draw_top_right=True)


def _stack(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    pygame.draw.rect(c, ink, (12 * k, 40 * k, 76 * k, 46 * k), round(9 * k), border_radius=round(6 * k))
    _stroke(c, k, ink, [(22, 27), (78, 27)], 8)
    _stroke(c, k, ink, [(31, 13), (69, 13)], 8)


def _pointer(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    arrow = [(28, 10), (28, 78), (44, 63), (55, 88), (67, 83), (56, 58), (78, 57)]
    pygame.draw.polygon(c, ink, [(x * k, y * k) for x, y in arrow])


def _box(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    pygame.draw.rect(c, ink, (14 * k, 24 * k, 72 * k, 52 * k), round(10 * k))


def _oval(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    points = [(50 + 36 * math.cos(a / 10), 50 + 25 * math.sin(a / 10)) for a in range(64)]
    _stroke(c, k, ink, points, 10)


def _corners(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    corners = [(50, 16), (86, 44), (70, 84), (28, 80), (14, 40)]
    _stroke(c, k, ink, [*corners, corners[0]], 8)
    for x, y in corners:
        pygame.draw.circle(c, ink, (x * k, y * k), 9 * k)


def _brush(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    _stroke(c, k, ink, [(86, 12), (56, 46)], 12)
    tip = [(60, 40), (66, 56), (56, 74), (36, 86), (12, 86), (24, 72), (28, 54), (44, 42)]
    pygame.draw.polygon(c, ink, [(x * k, y * k) for x, y in tip])


def _eraser(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    block = [(40, 84), (12, 56), (54, 14), (86, 46), (48, 84)]
    _stroke(c, k, ink, [*block, block[0]], 9)
    pygame.draw.polygon(c, ink, [(x * k, y * k) for x, y in ((54, 14), (86, 46), (66, 66), (34, 34))])
    _stroke(c, k, ink, [(48, 84), (88, 84)], 9)


def _fit(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    for x, y, dx, dy in ((14, 14, 1, 1), (86, 14, -1, 1), (86, 86, -1, -1), (14, 86, 1, -1)):
        _stroke(c, k, ink, [(x + 22 * dx, y), (x, y), (x, y + 22 * dy)], 11)


def _undo(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    arc = [(54 + 28 * math.cos(a / 10), 58 + 26 * math.sin(a / 10)) for a in range(-16, 14)]
    _stroke(c, k, ink, [(16, 32), *arc], 11)
    _stroke(c, k, ink, [(36, 12), (16, 32), (36, 52)], 11)


def _redo(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    arc = [(46 - 28 * math.cos(a / 10), 58 + 26 * math.sin(a / 10)) for a in range(-16, 14)]
    _stroke(c, k, ink, [(84, 32), *arc], 11)
    _stroke(c, k, ink, [(64, 12), (84, 32), (64, 52)], 11)


def _bin(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    _stroke(c, k, ink, [(16, 26), (84, 26)], 10)
    _stroke(c, k, ink, [(38, 26), (40, 13), (60, 13), (62, 26)], 8)
    _stroke(c, k, ink, [(26, 30), (31, 86), (69, 86), (74, 30)], 9)
    for x in (43, 57):
        _stroke(c, k, ink, [(x, 44), (x, 71)], 7)


def _pen(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    shaft = [(70, 10), (90, 30), (40, 80), (20, 60)]
    pygame.draw.polygon(c, ink, [(x * k, y * k) for x, y in shaft])
    pygame.draw.polygon(c, ink, [(x * k, y * k) for x, y in ((16, 66), (34, 84), (10, 90))])


def _grid(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    for x in (14, 56):
        for y in (14, 56):
            pygame.draw.rect(c, ink, (x * k, y * k, 30 * k, 30 * k), border_radius=round(5 * k))


def _skip(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    for x in (14, 42):
        pygame.draw.polygon(c, ink, [(x * k, 24 * k), ((x + 30) * k, 50 * k), (x * k, 76 * k)])
    _stroke(c, k, ink, [(80, 27), (80, 73)], 12)


def _moon(c: Surface, k: float, ink: tuple[int, int, int, int]) -> None:
    pygame.draw.circle(c, ink, (46 * k, 52 * k), 36 * k)
    pygame.draw.circle(c, (*ink[:3], 0), (63 * k, 38 * k), 31 * k)


SIGNS: dict[str, DrawSign] = {
    "tick": _tick, "cross": _cross, "question": _question, "real": _real, "fake": _fake, "unsure": _unsure,
    "loupe": _loupe, "left": _left, "right": _right, "up": _up, "down": _down, "wipe": _wipe, "eye": _eye,
    "hand": _hand, "list": _list, "gear": _gear, "play": _play, "globe": _globe, "copyright": _copyright,
    "home": _home, "book": _book, "again": _again, "gauge": _gauge,
    "plus": _plus, "minus": _minus, "beside": _beside, "table": _table, "pause": _pause, "dash": _dash, "dot": _dot,
    "headphones": _headphones, "contrast": _contrast, "letters": _letters, "lower": _lower,
    "circle": _real, "triangle": _triangle, "square": _square, "star": _star, "diamond": _diamond,
    "hexagon": _hexagon, "group": _group, "get": _lower, "stack": _stack,
    "pointer": _pointer, "box": _box, "oval": _oval, "corners": _corners, "brush": _brush, "eraser": _eraser,
    "fit": _fit, "undo": _undo, "redo": _redo, "bin": _bin, "pen": _pen, "grid": _grid, "skip": _skip, "moon": _moon,
}  # fmt: skip
