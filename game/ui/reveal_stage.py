"""The pictures of a reveal under its light: dimmed around a spotlight, tells ringed, small ones brought near.

Owns what lies over the pictures, when each part of it appears, and which rectangles that changes. Refuses to know the
column: it is told where the card's first words are.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import pygame

from game.model.motion import region_at
from game.model.picture import Evidence, Picture, Region
from game.model.terms import NONE_VISIBLE, Point
from game.pixels.pictures import PictureRequest
from game.ui import inset, paint
from game.ui.kit import Kit
from game.ui.marks import PlacedMark, set_marks
from game.ui.overlays import Ring, Spotlight, dim, numbered, region_rect
from game.ui.reveal_words import RevealStop
from game.ui.theme import ON_PICTURE, REAL_ON_PICTURE, UNDER_STROKE, Colour
from game.ui.transport import Transport
from game.ui.widgets import PictureView

TRAVEL_SECONDS = 0.45
RING_SECONDS = 0.30
INSET_SECONDS = 0.30
TRAVEL_LIMIT = 0.45  # of the picture's longer side
WAYS = (-1, -1), (1, -1), (1, 1), (-1, 1), (-1, 0), (0, -1), (1, 0), (0, 1)  # where a ring's number stands, if it can
PIECES = 8  # of a line, so that little is drawn again with it

Badge = tuple[int, Point, tuple[int, int]]  # a number, the end of its leader on the ring, its place


class Stage:
    """What is shown of some pictures now: one stop, or all."""

    def __init__(self, kit: Kit, pictures: Sequence[Picture], transport: Transport | None) -> None:
        self.kit, self.pictures, self.transport = kit, pictures, transport
        self.views: list[PictureView] = []
        self.told: list[RevealStop] = []
        self.everything = False
        self.goal: tuple[int, int] | None = None  # where a line to the card ends
        self.seconds = 0.0  # since the present step began
        self.damage: list[pygame.Rect] = []
        self.rings: list[Ring] = []
        self.spot: Spotlight | None = None
        self.inset: inset.Inset | None = None
        self.marks: list[PlacedMark] = []
        self._matching: Ring | None = None  # around the part that the tell is compared with
        self._from: tuple[float, float] | None = None  # where the light comes from, while it travels
        self._wait = 0.0  # seconds until the ring begins

    def lay(self, kit: Kit, views: list[PictureView], marked: Sequence[Point]) -> None:
        """The pictures have got their places, and so have the player's marks."""
        self.kit, self.views = kit, views
        places = [views[0].to_window(mark) for mark in marked] if marked else []
        tells = [item.region for item in self.pictures[0].visible if not item.region.mask]
        avoid = [region_rect(views[0], region) for region in tells]
        self.marks = set_marks(places, views[0].rect, kit.theme, avoid) if places else []

    # --- what is shown

    def show(
        self, stops: Sequence[RevealStop], goal: tuple[int, int] | None, *, everything: bool, moving: bool
    ) -> None:  # fmt: skip
        """Begin to show one stop or all of them; none leaves the pictures alone. Of what was there only changes go."""
        light, before = self.spot, self._covered()
        self.told, self.everything, self.goal = list(stops), everything, goal
        self.rings, self.spot, self._from, self.inset, self._matching = self._ringed(), None, None, None, None
        if self.rings and not everything:
            self._light(light if moving else None, moving=moving)
            self._bring_near()
        self._wait = TRAVEL_SECONDS if self._from is not None else 0.0
        self.seconds = 0.0 if moving else self.length
        if light is not None and self.spot is not None and len(self.views) == 1:
            self.damage += [*before, *self._covered()]
            self._move_spot()
        else:
            self.damage.append(self.views[0].rect.unionall([view.area for view in self.views]).inflate(8, 8))
            self.damage += before
        self.advance(0.0)

    def _covered(self) -> list[pygame.Rect]:
        """What lies over the pictures now."""
        parts = *self.rings, self._matching, self.spot, self.inset
        return [*(part.rect for part in parts if part is not None), *self._leader_damage()]

    def _evidence(self) -> list[tuple[int, Evidence]]:
        """The picture's number and the evidence of each stop that is shown now."""
        return [(stop.picture, stop.evidence) for stop in self.told if stop.evidence is not None]

    def _ringed(self) -> list[Ring]:
        """A ring around each tell that is shown now and has a place; a mask is drawn as it is."""
        return [
            Ring(self.views[picture], self._where(evidence), self.kit.theme, self.colour(picture))
            for picture, evidence in self._evidence()
            if not evidence.region.mask and evidence.tell != NONE_VISIBLE
        ]

    def colour(self, picture: int) -> Colour:
        """What points at a picture's evidence: the colour of fakes' tells, or that of "real"."""
        return ON_PICTURE if self.pictures[picture].fake else REAL_ON_PICTURE

    def _where(self, evidence: Evidence) -> Region:
        """Where a tell is now: in a clip it may move."""
        return region_at(evidence, self.transport.place) if self.transport is not None else evidence.region

    def _light(self, before: Spotlight | None, *, moving: bool) -> None:
        """Set the spotlight on the present stop; it comes from where it was, or from the middle of the picture."""
        picture, evidence = self._evidence()[0]
        view = self.views[picture]
        area = region_rect(view, self._where(evidence))
        radius = max(area.width, area.height) * 0.72 + self.kit.theme.px(3)
        self.spot = Spotlight((float(area.centerx), float(area.centery)), radius)
        # so large a light does not travel: it is simply there
        if moving and radius * 2 <= TRAVEL_LIMIT * max(view.rect.size):
            self._from = before.centre if before else (float(view.rect.centerx), float(view.rect.centery))

    def _bring_near(self) -> None:
        """Plan the inset of a tell that is small, or is to be compared with another part."""
        picture, evidence = self._evidence()[0]
        view = self.views[picture]
        if evidence.beside is None and not inset.is_small(evidence.region, view.natural[0]):
            return
        regions = [self._where(evidence), *([evidence.beside] if evidence.beside is not None else [])]
        swept = [Ring(view, key.region, self.kit.theme).rect for key in evidence.keyframes]
        rings = [self.rings[0].rect.unionall(swept)]
        if evidence.beside is not None:
            self._matching = Ring(view, evidence.beside, self.kit.theme, self.colour(picture), thin=True)
            rings.append(self._matching.rect)
        avoid = [mark.rect for mark in self.marks]
        planned = inset.plan(self.kit, view, regions, rings, avoid)
        if planned is not None:
            self.inset = inset.Inset(self.kit, view, planned, self.rings[0].rect, self.colour(picture))

    def follow(self) -> None:
        """Another frame of a clip is shown: light, ring and inset go with what they are about."""
        if not self.rings or not any(item.keyframes for _, item in self._evidence()):
            return
        share = self._drawn
        self.rings = self._ringed()
        for ring in self.rings:
            ring.advance(share)
        _, evidence = self._evidence()[0]
        if self.spot is not None and self._from is None:
            self.spot.centre = _middle(region_rect(self.views[0], self._where(evidence)))
        if self.inset is not None:
            self.inset.follow(self.rings[0].rect, self._pieces_now(evidence))
        self.damage.append(self.views[0].area)

    def _pieces_now(self, evidence: Evidence) -> tuple[inset.Piece, ...]:
        """The pieces of the inset, the first one around where the tell is now."""
        assert self.inset is not None  # noqa: S101 (asked only where there is one)
        first, *rest = self.inset.plan.pieces
        return inset.around(self._where(evidence), first[2:], self.views[0].natural), *rest

    # --- time

    @property
    def length(self) -> float:
        """Seconds until all of a step is drawn."""
        return self._wait + (RING_SECONDS if self.rings else 0.0) + (INSET_SECONDS if self.inset is not None else 0.0)

    @property
    def _drawn(self) -> float:
        """The share of the rings that is drawn."""
        return 1.0 if self.everything else min(1.0, max(0.0, (self.seconds - self._wait) / RING_SECONDS))

    @property
    def complete(self) -> bool:
        """Whether all of the step is drawn."""
        return self.everything or self.seconds >= self.length - 1e-6

    def advance(self, seconds: float) -> None:
        """Let time pass: the light travels, the ring draws itself, the inset grows out of it, then comes the line."""
        before = self.complete
        self.seconds += seconds
        self._move_spot()
        for ring in self.rings:
            changed = ring.advance(self._drawn)
            if changed is not None:
                self.damage.append(changed)
        if self._matching is not None and self._drawn >= 1.0 and self._matching.advance(1.0) is not None:
            self.damage.append(self._matching.rect)
        if self.inset is not None and self.inset.share < 1.0 and self._drawn >= 1.0:
            share = (self.seconds - self._wait - RING_SECONDS) / INSET_SECONDS
            self.inset.share = 1.0 if self.complete else min(1.0, max(0.0, share))
            self.damage.append(self.inset.rect)
        if self.complete and not before:
            self.damage += self._leader_damage()

    def _move_spot(self) -> None:
        if self.spot is None or self._from is None:
            return
        picture, evidence = self._evidence()[0]
        end = _middle(region_rect(self.views[picture], self._where(evidence)))
        share = min(1.0, self.seconds / TRAVEL_SECONDS)
        eased = 1 - (1 - share) ** 3
        centre = tuple(a + (b - a) * eased for a, b in zip(self._from, end, strict=True))
        if centre != self.spot.centre:
            self.damage.append(self.spot.rect.copy())
            self.spot.centre = centre[0], centre[1]
            self.damage.append(self.spot.rect.copy())
        if share >= 1.0:
            self._from = None

    # --- drawing

    def draw(self, surface: pygame.Surface) -> None:
        """Everything that lies over the pictures."""
        self._draw_light(surface)
        self._draw_masks(surface)
        for ring in self.rings:
            ring.draw(surface)
        if self._matching is not None:
            self._matching.draw(surface)
        if self.everything:
            for number, end, place in self.badges():
                picture = self._evidence()[number - 1][0]
                numbered(surface, place, number, self.kit.theme, self.colour(picture), end)
        elif self.complete:
            self._draw_leader(surface)
        for mark in self.marks:
            mark.draw(surface)
        if self.inset is not None:
            self.inset.draw(surface)

    def _draw_light(self, surface: pygame.Surface) -> None:
        """Dim the pictures but for what is shown: a tell, or one of several pictures as a whole."""
        lit = self.told[0].picture if self.told and not self.everything else None
        whole = self.spot is None
        if lit is None or (whole and len(self.views) == 1):
            return
        for number, view in enumerate(self.views):
            bright = view.surface(self.kit)
            if bright is None or not view.rect.colliderect(surface.get_clip()):
                continue
            if not (whole and number == lit):
                dim(surface, view.rect)
            if self.spot is not None and number == lit:
                self.spot.draw(surface, view, bright)
            elif whole and number == lit:
                paint.frame(surface, view.rect, self.colour(number), max(3, self.kit.theme.px(0.55)))

    def badges(self) -> list[Badge]:
        """Where the numbers of all tells stand: each beside its ring, within the picture, and not upon another."""
        rings, apart, beside = iter(self.rings), self.kit.theme.px(5), self.kit.theme.px(4)
        found: list[Badge] = []
        for number, (picture, evidence) in enumerate(self._evidence(), 1):
            if evidence.region.mask:
                continue
            rect = self.views[picture].rect
            inside = rect.inflate(-apart, -apart)
            corner = region_rect(self.views[picture], self._where(evidence)).topleft
            places: list[tuple[Point, tuple[int, int]]] = [(corner, corner)]
            if evidence.tell != NONE_VISIBLE:
                ring = next(rings)
                ends = [(ring.furthest(*way), way) for way in WAYS]
                places = [(end, _away(end, way, beside)) for end, way in ends]
            taken = [other for _, _, other in found]
            free = [
                (end, place)
                for end, place in places
                if inside.collidepoint(place) and all(math.dist(place, other) >= apart for other in taken)
            ]
            if not free:  # then the one that covers least
                kept = [(end, _within(place, inside)) for end, place in places]
                free = [max(kept, key=lambda one: min((math.dist(one[1], other) for other in taken), default=0.0))]
            found.append((number, *free[0]))
        return found

    def _draw_masks(self, surface: pygame.Surface) -> None:
        """Outlines of exactly known altered areas: where the evidence is the mask, and when all is shown."""
        for number, (view, picture) in enumerate(zip(self.views, self.pictures, strict=True)):
            mask = picture.mask if self.everything else None
            for where, evidence in self._evidence():
                if where == number and evidence.region.mask and not self.everything:
                    mask = evidence.region.mask
            if mask:
                wanted = PictureRequest(self.kit.pack.path(mask), view.rect.size, "outline", ON_PICTURE)
                outline = self.kit.pictures.get(wanted)
                if outline is not None:
                    surface.blit(outline, view.rect)

    # --- the line to the card

    def leader(self) -> tuple[tuple[int, int], tuple[int, int]] | None:
        """From the ring, or from the inset that is nearer, to the card's first words; none across another picture."""
        if self.goal is None or not self.rings or self.spot is None:
            return None
        picture = self._evidence()[0][0]
        others = [view.rect for number, view in enumerate(self.views) if number != picture]
        margin = max(4, self.kit.theme.px(0.5))
        start = self.rings[0].rect.right - margin, self.rings[0].rect.centery
        near = self.inset.plan.rect if self.inset is not None else None
        if near is not None and (near.clipline(start, self.goal) or near.right > start[0]):
            start = near.right, min(max(self.goal[1], near.top + margin), near.bottom - margin)
        if start[0] >= self.goal[0] or any(other.clipline(start, self.goal) for other in others):
            return None
        return start, self.goal

    def _leader_damage(self) -> list[pygame.Rect]:
        """The pieces of window that the line crosses, cut so that little is drawn again."""
        ends = self.leader()
        if ends is None:
            return []
        (x1, y1), (x2, y2) = ends
        rects = []
        for piece in range(PIECES):
            start = (x1 + (x2 - x1) * piece / PIECES, y1 + (y2 - y1) * piece / PIECES)
            end = (x1 + (x2 - x1) * (piece + 1) / PIECES, y1 + (y2 - y1) * (piece + 1) / PIECES)
            area = pygame.Rect(
                min(start[0], end[0]), min(start[1], end[1]), abs(end[0] - start[0]), abs(end[1] - start[1])
            )
            rects.append(area.inflate(14, 14))
        return rects

    def _draw_leader(self, surface: pygame.Surface) -> None:
        ends = self.leader()
        if ends is None:
            return
        width = max(2, self.kit.theme.px(0.25))
        pygame.draw.line(surface, UNDER_STROKE, *ends, width + 3)
        pygame.draw.line(surface, self.colour(self._evidence()[0][0]), *ends, width)


def _middle(rect: pygame.Rect) -> tuple[float, float]:
    return float(rect.centerx), float(rect.centery)


def _away(end: tuple[int, int], way: tuple[int, int], beside: int) -> tuple[int, int]:
    """A place so far from a point, in a direction."""
    length = math.hypot(*way)
    return round(end[0] + way[0] / length * beside), round(end[1] + way[1] / length * beside)


def _within(place: tuple[int, int], rect: pygame.Rect) -> tuple[int, int]:
    """The place in a rectangle that is nearest to one."""
    return max(rect.left, min(place[0], rect.right - 1)), max(rect.top, min(place[1], rect.bottom - 1))
