"""The picture that is annotated, with what was marked on it: lines, numbers, handles, painted parts.

Owns how it is drawn. Refuses to change anything: the tools do (marking).
"""

from __future__ import annotations

import pygame

from game.author.annotating import regions
from game.author.annotating.brush import Painting, Stroke
from game.author.annotating.draft import Finding
from game.author.annotating.marking import Hand, Marking
from game.model.picture import Region
from game.model.terms import Point
from game.pixels.pictures import PictureRequest, sharp_size
from game.ui import paint
from game.ui.intents import Position
from game.ui.kit import Kit
from game.ui.overlays import line_layer, numbered
from game.ui.theme import ON_PICTURE, UNDER_STROKE, Colour, Theme
from game.ui.typeset import fit_text
from game.ui.widgets import draw_focus

TINT, TINT_SELECTED = 90, 140  # of 255: how much of a painted region covers the picture
LINES = 16  # outlines kept as they were drawn
PAPER = (244, 241, 234)  # of handles, and of what is not selected


class Canvas(Marking):
    """A picture under tools, and all that is marked on it."""

    def __init__(self, name: str, hand: Hand) -> None:
        super().__init__(name, hand)
        self._pixels: tuple[PictureRequest, pygame.Surface] | None = None  # held here, whatever the cache lets go of
        self._tints: dict[object, pygame.Surface] = {}
        self._kept: dict[object, tuple[pygame.Surface, Position] | None] = {}
        self._begun = Painting((1, 1), None)  # for a stroke that is no finding yet

    def _wanted(self) -> PictureRequest:
        """The picture at its own size."""
        return PictureRequest(self.shown.path, sharp_size(self.shown.size), frame=0 if self.shown.clip else None)

    def pixels(self, kit: Kit) -> pygame.Surface | None:
        """The picture's pixels, once they are ready."""
        wanted = self._wanted()
        if self._pixels is None or self._pixels[0] != wanted:
            ready = kit.pictures.get(wanted)
            self._pixels = (wanted, ready) if ready is not None else None
        return self._pixels[1] if self._pixels is not None else None

    def draw(self, surface: pygame.Surface, kit: Kit, *, focused: bool, pressed: bool) -> None:  # noqa: D102
        theme, clip = kit.theme, surface.get_clip()
        surface.set_clip(clip.clip(self.rect))
        surface.fill(theme.colours.surface, self.rect)
        pixels = self.pixels(kit)
        if pixels is not None:
            self.view.draw(surface, self.rect, pixels)
        else:
            key = "picture.missing" if kit.pictures.failed(self._wanted()) else "table.wait"
            text = fit_text(kit.words(key), self.rect.size, theme.type(1.1))
            area = pygame.Rect(self.rect.left, self.rect.centery - text.height // 2, self.rect.width, text.height)
            text.draw(surface, area, theme.colours.quiet, "centre")
        self._draw_findings(surface, theme)
        self._draw_tool(surface, theme)
        surface.set_clip(clip)
        if focused:
            draw_focus(surface, self.rect, theme)

    def _draw_findings(self, surface: pygame.Surface, theme: Theme) -> None:
        """Painted parts below, lines above, the selected one last."""
        chosen = self.selected
        ordered = [item for item in self.shown.findings if item is not chosen] + ([chosen] if chosen else [])
        for finding in ordered:
            if finding.region.mask is not None:
                self._draw_mask(surface, finding, theme)
        for finding in ordered:
            region = self.preview if finding is chosen and self.preview and self.tool == "select" else finding.region
            width = max(2, theme.px(0.45 if finding is chosen else 0.25))
            if regions.is_drawn(region) and region.mask is None:
                self._draw_line(surface, self._line(region), width, ON_PICTURE if finding is chosen else PAPER)
            number = self.shown.findings.index(finding) + 1
            place = self._number_place(region, theme)
            if place is not None:
                numbered(surface, place, number, theme)
            if finding is chosen and self.tool == "select":
                self._draw_handles(surface, region, theme)

    def _draw_line(
        self, surface: pygame.Surface, corners: list[Point], width: int, colour: Colour = ON_PICTURE, *,
        closed: bool = True,
    ) -> None:  # fmt: skip
        """A line through places in the window; drawn once, then kept while it stays."""
        key = tuple(corners), width, colour, closed, tuple(self.rect)
        if key not in self._kept:
            kept = list(self._kept.items())[1 - LINES :]
            self._kept = dict([*kept, (key, line_layer(corners, width, colour, self.rect, closed=closed))])
        layer = self._kept[key]
        if layer is not None:
            surface.blit(*layer)

    def _number_place(self, region: Region, theme: Theme) -> tuple[int, int] | None:
        """Above the upper left of a region, beside its handle, and on the canvas."""
        line = self._line(region)
        if not line:
            return None
        away, half = theme.px(2.4), theme.px(2.2)
        x, y = round(min(x for x, _ in line)) - away, round(min(y for _, y in line)) - away
        inside = self.rect.inflate(-2 * half, -2 * half)
        return min(max(inside.left, x), inside.right), min(max(inside.top, y), inside.bottom)

    def _line(self, region: Region) -> list[Point]:
        """The outline of a region in the window."""
        return [self.to_window(point) for point in regions.outline(region)]

    def _draw_handles(self, surface: pygame.Surface, region: Region, theme: Theme) -> None:
        for handle in self.handles(region, theme):
            x, y = (round(value) for value in self.to_window(handle.point))
            taken = handle.kind == "corner" and handle.number == self.shown.corner
            side = theme.px(1.1 if handle.kind == "middle" else 2.2 if taken else 1.7)
            spot = pygame.Rect(0, 0, side, side)
            spot.center = x, y
            paint.panel(surface, spot.inflate(4, 4), UNDER_STROKE, side)
            paint.panel(surface, spot, ON_PICTURE if taken else PAPER, side)

    def _draw_mask(self, surface: pygame.Surface, finding: Finding, theme: Theme) -> None:
        """A tint where it was painted."""
        strokes = finding.strokes
        chosen = finding.key == self.shown.selected
        if chosen and self.stroke:
            strokes = (*strokes, Stroke(self.stroke, self.radius, self.tool == "eraser"))
        self._lay_tint(surface, self.hand.painting(finding), strokes, TINT_SELECTED if chosen else TINT)

    def _lay_tint(self, surface: pygame.Surface, painting: Painting, strokes: tuple[Stroke, ...], cover: int) -> None:
        """A mask's part that is seen; while the brush is pulled, only what is drawn again."""
        area = surface.get_clip().clip(self.rect) if self.stroke else self.rect
        left, top = self.to_picture(area.topleft)
        right, bottom = self.to_picture(area.bottomright)
        width, height = self.shown.size
        part = max(0.0, left), max(0.0, top), min(float(width), right), min(float(height), bottom)
        if part[2] - part[0] < 1 or part[3] - part[1] < 1:
            return
        x1, y1 = self.to_window(part[:2])
        x2, y2 = self.to_window(part[2:])
        size = max(1, round(x2 - x1)), max(1, round(y2 - y1))
        key = painting, part, size, strokes, cover
        tint = self._tints.get(key)
        if tint is None:
            data = painting.tinted(strokes, part, size, ON_PICTURE, cover)
            tint = pygame.image.frombuffer(data, size, "RGBA")
            if not self.stroke:
                self._tints = dict([*list(self._tints.items())[-3:], (key, tint)])
        surface.blit(tint, (round(x1), round(y1)))

    def _draw_tool(self, surface: pygame.Surface, theme: Theme) -> None:
        """What is being drawn, and the brush's ring."""
        width = max(2, theme.px(0.45))
        if self.preview is not None and self.tool in ("box", "ellipse"):
            self._draw_line(surface, self._line(self.preview), width)
        if self.corners:
            line = [self.to_window(corner) for corner in self.corners]
            if len(line) > 1:
                self._draw_line(surface, line, width, closed=False)
            for number, (x, y) in enumerate(line):
                side = theme.px(2.2 if number == 0 else 1.4)
                spot = pygame.Rect(0, 0, side, side)
                spot.center = round(x), round(y)
                paint.panel(surface, spot.inflate(4, 4), UNDER_STROKE, side)
                paint.panel(surface, spot, ON_PICTURE if number == 0 else PAPER, side)
        if self.tool in ("brush", "eraser") and self.hover is not None:
            radius = max(3, round(self.radius * self.view.scale(self.rect, self.shown.size)))
            for colour, extra in ((UNDER_STROKE, 1), (ON_PICTURE if self.tool == "brush" else PAPER, 0)):
                pygame.draw.aacircle(surface, colour, self.hover, radius + extra, 2)
        chosen = self.selected
        if self.stroke and self.tool == "brush" and (chosen is None or chosen.region.mask is None):
            self._draw_first_stroke(surface)

    def _draw_first_stroke(self, surface: pygame.Surface) -> None:
        """A stroke that begins a mask of its own is not part of any finding yet."""
        if self._begun.size != self.shown.size:
            self._begun = Painting(self.shown.size, None)
        self._lay_tint(surface, self._begun, (Stroke(self.stroke, self.radius),), TINT_SELECTED)
