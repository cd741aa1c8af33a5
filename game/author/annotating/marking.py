"""Tools over a picture: select, box, ellipse, polygon, brush, and the hand that moves the view.

Owns the way from pointer and keys to a region, in pixels of the full picture. Refuses to keep regions: it works on
those it is given, and hands each change over when it is finished.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Literal, NamedTuple, Protocol

import pygame

from game.author.annotating import regions
from game.author.annotating.brush import Painting, Stroke
from game.author.annotating.draft import Finding
from game.author.annotating.regions import Handle
from game.model.picture import Region
from game.model.terms import Point
from game.ui.intents import Drag, Hover, Intent, Pan, Pinch, Press, Release, Wheel
from game.ui.theme import Theme
from game.ui.view import ZOOM_STEP, View
from game.ui.widgets import Target

Tool = Literal["select", "hand", "box", "ellipse", "polygon", "brush", "eraser"]
SMALLEST_BRUSH, LARGEST_BRUSH = 1, 400  # px of the picture: radius


class Hand(Protocol):
    """Whoever takes what was done on the canvas."""

    def selected(self, key: int | None, corner: int | None = None) -> None:
        """A finding was touched, or none; perhaps a corner of its polygon."""

    def shaped(self, key: int, region: Region) -> None:
        """A finding's region was moved or reshaped."""

    def drawn(self, region: Region) -> None:
        """A new region was drawn."""

    def stroked(self, stroke: Stroke) -> None:
        """The brush or eraser was pulled over the picture."""

    def painting(self, finding: Finding) -> Painting:
        """The pixels of a painted region."""


class CanvasContents(NamedTuple):
    """What lies on the canvas."""

    path: Path
    size: tuple[int, int]
    clip: bool = False  # only the first frame of it is shown
    findings: tuple[Finding, ...] = ()
    selected: int | None = None  # a finding's key
    corner: int | None = None  # of the selected polygon


class _Grip(NamedTuple):
    """What a pointer has hold of since it went down."""

    what: Literal["view", "region", "handle", "shape", "stroke", "corner", "nothing"]
    start: Point  # in the picture
    pos: tuple[int, int]  # in the window
    handle: Handle | None = None


class Marking(Target):
    """A part with a picture under tools. `show` says what lies on it; `rect` is where in the window."""

    def __init__(self, name: str, hand: Hand) -> None:
        super().__init__(name, pygame.Rect(0, 0, 1, 1), lambda: None)
        self.hand = hand
        self.view = View()
        self.tool: Tool = "select"
        self.radius = 12  # of the brush, in pixels of the picture
        self.shown = CanvasContents(Path(), (1, 1))
        self.corners: tuple[Point, ...] = ()  # of a polygon that is being drawn
        self.damage: list[pygame.Rect] = []
        self._grip: _Grip | None = None
        self.preview: Region | None = None  # of what is being drawn or moved
        self.stroke: tuple[tuple[int, int], ...] = ()
        self.hover: tuple[int, int] | None = None
        self._moved = False

    def show(self, shown: CanvasContents) -> None:
        """Lay something on the canvas; another picture is looked at as a whole."""
        if shown.path != self.shown.path:
            self.view = View()
            self.corners, self.preview, self._grip, self.stroke = (), None, None, ()
        self.shown = shown
        self.view.clamp(self.rect, shown.size)

    def take(self, tool: Tool) -> None:
        """Another tool; what was begun with the one before is dropped."""
        self.tool = tool
        self.drop()

    def drop(self) -> bool:
        """Let go of what is being drawn; gives whether there was anything."""
        busy = bool(self.corners or self.stroke or self.preview is not None)
        self.corners, self.preview, self.stroke = (), None, ()
        if self._grip is not None:
            self._grip = self._grip._replace(what="nothing")
        self.damage.append(self.rect)
        return busy

    @property
    def held(self) -> bool:
        """Whether a pointer is down on it."""
        return self._grip is not None

    @property
    def selected(self) -> Finding | None:
        """The selected finding."""
        return next((item for item in self.shown.findings if item.key == self.shown.selected), None)

    # --- places

    def to_picture(self, pos: tuple[float, float]) -> Point:
        """A place in the window as a point of the picture."""
        return self.view.to_picture(self.rect, self.shown.size, pos)

    def to_window(self, point: Point) -> Point:
        """A point of the picture as a place in the window."""
        return self.view.to_window(self.rect, self.shown.size, point)

    def _reach(self, theme: Theme) -> float:
        """How near to a handle a pointer takes hold of it, in window pixels: a finger's breadth."""
        return max(theme.px(2.2), theme.target / 3)

    def handles(self, region: Region, theme: Theme) -> list[Handle]:
        """The handles of a region that have room: of a short side only its ends."""
        found = regions.handles(region)
        room = 3 * self._reach(theme)
        shown = []
        for handle in found:
            if handle.kind == "corner" or (handle.kind == "side" and handle.number % 2 == 0):
                shown.append(handle)
                continue
            corners = [item for item in found if item.kind == "corner" or (item.kind == "side" and not item.number % 2)]
            step = handle.number if handle.kind == "middle" else handle.number // 2
            ends = corners[step], corners[(step + 1) % len(corners)]
            if math.dist(self.to_window(ends[0].point), self.to_window(ends[1].point)) >= room:
                shown.append(handle)
        return shown

    # --- intents

    def handle(self, intent: Intent, theme: Theme) -> bool:
        """Take an intent; gives whether it was one for the canvas."""
        if isinstance(intent, Press) and self.rect.collidepoint(intent.pos):
            self._press(intent.pos, theme)
        elif isinstance(intent, Drag) and self._grip is not None:
            self._drag(intent.pos, theme)
        elif isinstance(intent, Release) and self._grip is not None:
            self._release(theme)
        elif isinstance(intent, Hover):
            self._follow(intent.pos)
            return False
        elif isinstance(intent, Wheel) and (self.hover is None or self.rect.collidepoint(self.hover)):
            self.zoom(ZOOM_STEP**intent.steps, self.hover)
        elif isinstance(intent, Pinch):
            self.drop()  # the first finger began to draw before the second came
            self.zoom(intent.ratio, intent.pos)
            self.pan(*intent.moved)
        elif isinstance(intent, Pan):
            self.pan(intent.dx, intent.dy)
        else:
            return False
        return True

    def zoom(self, factor: float, pos: tuple[int, int] | None = None) -> None:
        """Zoom around a place in the window, or the middle."""
        self.view.zoom_at(self.rect, self.shown.size, pos or self.rect.center, factor)
        self.damage.append(self.rect)

    def pan(self, dx: float, dy: float) -> None:
        """Move the picture by window pixels."""
        self.view.pan(self.rect, self.shown.size, dx, dy)
        self.damage.append(self.rect)

    def _press(self, pos: tuple[int, int], theme: Theme) -> None:
        point = self.to_picture(pos)
        self._moved = False
        self.hover = pos
        if self.tool in ("box", "ellipse"):
            self._grip = _Grip("shape", point, pos)
        elif self.tool in ("brush", "eraser"):
            self._grip = _Grip("stroke", point, pos)
            self.stroke = (_whole(point),)
        elif self.tool == "polygon":
            self._grip = _Grip("corner", point, pos)
            if len(self.corners) > 2 and self._near(self.corners[0], pos, theme):
                self.finish()
                self._grip = self._grip._replace(what="nothing")
            else:
                self.corners = (*self.corners, _clamped(point, self.shown.size))
        elif self.tool == "hand":
            self._grip = _Grip("view", point, pos)
        else:
            self._grip = self._taken(point, pos, theme)
        self.damage.append(self.rect)

    def _taken(self, point: Point, pos: tuple[int, int], theme: Theme) -> _Grip:
        """What the select tool takes hold of: a handle, a region, else the view."""
        chosen = self.selected
        if chosen is not None:
            near = [item for item in self.handles(chosen.region, theme) if self._near(item.point, pos, theme)]
            if near:
                handle = min(near, key=lambda item: (item.kind == "middle", math.dist(self.to_window(item.point), pos)))
                self.hand.selected(chosen.key, handle.number if handle.kind == "corner" else None)
                return _Grip("handle", point, pos, handle)
        under = [item for item in self.shown.findings if self._covers(item, point)]
        if not under:
            return _Grip("view", point, pos)
        inside = chosen is not None and chosen in under
        target = chosen if inside and chosen is not None else min(under, key=lambda item: regions.area(item.region))
        self.hand.selected(target.key)
        return _Grip("region" if target.region.mask is None else "view", point, pos)

    def _covers(self, finding: Finding, point: Point) -> bool:
        if finding.region.mask is None:
            return regions.contains(finding.region, point)
        x, y = round(point[0]), round(point[1])
        if not (0 <= x < self.shown.size[0] and 0 <= y < self.shown.size[1]):
            return False
        return bool(self.hand.painting(finding).show(finding.strokes).getpixel((x, y)))

    def _near(self, point: Point, pos: tuple[int, int], theme: Theme) -> bool:
        return math.dist(self.to_window(point), pos) <= self._reach(theme)

    def _drag(self, pos: tuple[int, int], theme: Theme) -> None:
        grip = self._grip
        if grip is None or grip.what == "nothing":
            return
        self._moved = self._moved or math.dist(pos, grip.pos) > max(3, theme.px(0.6))
        was, self.hover = self.hover or pos, pos
        if not self._moved and grip.what != "stroke":
            return
        point, size = self.to_picture(pos), self.shown.size
        if grip.what == "view":
            self.pan(pos[0] - was[0], pos[1] - was[1])
            return
        if grip.what == "stroke":
            self._pull(_whole(point), was, pos)
            return
        if grip.what == "corner" and self.corners:
            self.corners = (*self.corners[:-1], _clamped(point, size))
        chosen = self.selected
        if grip.what == "shape" and self.tool in ("box", "ellipse"):
            self.preview = regions.drawn("box" if self.tool == "box" else "ellipse", grip.start, point, size)
        elif grip.what == "region" and chosen is not None:
            dx, dy = point[0] - grip.start[0], point[1] - grip.start[1]
            self.preview = regions.moved(chosen.region, dx, dy, size)
        elif grip.what == "handle" and chosen is not None and grip.handle is not None:
            self.preview = regions.reshaped(chosen.region, grip.handle, point, size)
        self.damage.append(self.rect)

    def _pull(self, point: tuple[int, int], was: tuple[int, int], pos: tuple[int, int]) -> None:
        """The brush goes on."""
        if point != self.stroke[-1]:
            self.stroke = (*self.stroke, point)
        reach = round(self.radius * self.view.scale(self.rect, self.shown.size)) + 6
        for place in (was, pos):
            spot = pygame.Rect(0, 0, 2 * reach, 2 * reach)
            spot.center = place
            self.damage.append(spot.clip(self.rect))
        first, second = self.damage[-2:]
        self.damage[-2:] = [first.union(second)]

    def _release(self, theme: Theme) -> None:
        grip, self._grip = self._grip, None
        preview, self.preview = self.preview, None
        stroke, self.stroke = self.stroke, ()
        chosen = self.selected
        self.damage.append(self.rect)
        if grip is None:
            return
        if grip.what == "view" and not self._moved and self.tool == "select":
            if not self._covers_any(grip.start):
                self.hand.selected(None)
        elif grip.what == "stroke" and stroke:
            self.hand.stroked(Stroke(stroke, self.radius, self.tool == "eraser"))
        elif preview is None:
            return
        elif grip.what == "shape":
            self.hand.drawn(preview)
        elif chosen is not None:
            added = grip.handle is not None and grip.handle.kind == "middle"
            self.hand.shaped(chosen.key, preview)
            if added and grip.handle is not None:
                self.hand.selected(chosen.key, grip.handle.number + 1)

    def _covers_any(self, point: Point) -> bool:
        return any(self._covers(item, point) for item in self.shown.findings)

    def _follow(self, pos: tuple[int, int]) -> None:
        """The mouse moves: the brush's ring goes along."""
        was, self.hover = self.hover, pos
        if self.tool not in ("brush", "eraser"):
            return
        reach = round(self.radius * self.view.scale(self.rect, self.shown.size)) + 6
        for place in (was, pos):
            if place is not None:
                spot = pygame.Rect(0, 0, 2 * reach, 2 * reach)
                spot.center = place
                self.damage.append(spot.clip(self.rect))

    # --- by keys

    def finish(self) -> bool:
        """Close the polygon that is being drawn; gives whether there was one."""
        region = regions.polygon(self.corners, self.shown.size)
        if region is None:
            return False
        self.corners = ()
        self.hand.drawn(region)
        return True

    def take_back(self) -> bool:
        """The last corner of the polygon that is being drawn; gives whether there was one."""
        had, self.corners = bool(self.corners), self.corners[:-1]
        self.damage.append(self.rect)
        return had

    def place(self) -> None:
        """Put a region of the present tool into the middle of what is seen, to be moved by keys from there."""
        x, y = self.to_picture(self.rect.center)
        scale = self.view.scale(self.rect, self.shown.size)
        rx, ry = self.rect.width / scale / 8, self.rect.height / scale / 8
        if self.tool in ("box", "ellipse"):
            shape: regions.Shape = "box" if self.tool == "box" else "ellipse"
            region = regions.drawn(shape, (x - rx, y - ry), (x + rx, y + ry), self.shown.size)
        elif self.tool == "polygon":
            corners = ((x - rx, y - ry), (x + rx, y - ry), (x + rx, y + ry), (x - rx, y + ry))
            region = regions.polygon(corners, self.shown.size)
        else:
            if self.tool in ("brush", "eraser"):
                self.hand.stroked(Stroke((_whole((x, y)),), self.radius, self.tool == "eraser"))
            return
        if region is not None:
            self.hand.drawn(region)


def _whole(point: Point) -> tuple[int, int]:
    return round(point[0]), round(point[1])


def _clamped(point: Point, size: tuple[int, int]) -> Point:
    """A point in whole pixels inside the picture."""
    return float(min(max(0, round(point[0])), size[0])), float(min(max(0, round(point[1])), size[1]))
