"""What an answer is worth and what a row of answers says about a player.

Owns the measures: Brier-based points, hits and false alarms, d' and criterion, calibration, distance to evidence.
Refuses to know rounds and sessions; pure functions of plain values. Speed earns nothing, anywhere.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from msgspec import Struct

from game.model.answer import ALL_POINTS, EVEN_POINTS, Judgement
from game.model.picture import Picture, Region
from game.model.terms import Detection, Point, Says

CONFIDENCE = (0.5, 0.7, 0.85, 0.99)  # stated probability of being right, for "guess" to "certain"
ENOUGH_ANSWERS = 20  # below this a personal d' is noise: counts only
REACH = 0.08  # of the picture's diagonal: how far from a tell a mark still earns something


class Mask(Struct, frozen=True):
    """The altered area of a picture, row by row: one byte a pixel, 255 where altered and 0 elsewhere."""

    width: int  # in mask pixels
    height: int
    rows: bytes  # width * height bytes
    scale: float  # picture pixels per mask pixel

    def distance(self, point: Point) -> float:
        """Distance in picture pixels from a point to the altered area; infinite where the mask is empty.

        Good to about one mask pixel; a point inside has distance 0.
        """
        x, y = point[0] / self.scale, point[1] / self.scale
        column, row = int(min(max(x, 0), self.width - 1)), int(min(max(y, 0), self.height - 1))
        if self.rows[row * self.width + column]:
            return 0.0
        nearest = math.inf
        for top in sorted(range(self.height), key=lambda top: abs(top + 0.5 - y)):
            if abs(top + 0.5 - y) >= nearest:
                break
            start = top * self.width
            right = self.rows.find(b"\xff", start + column, start + self.width)
            left = self.rows.rfind(b"\xff", start, start + column + 1)
            for place in (right, left):
                if place >= 0:
                    nearest = min(nearest, math.hypot(place - start + 0.5 - x, top + 0.5 - y))
        return max(0.0, nearest - 0.5) * self.scale


def brier(probability: float, happened: bool) -> float:
    """The Brier loss of one forecast, (p - outcome)², from 0 (best) to 1; an even guess always costs 0.25.

    Source: Brier 1950, "Verification of forecasts expressed in terms of probability". Proper: honesty pays best.
    """
    return (probability - (1.0 if happened else 0.0)) ** 2


def wilson(count: int, of: int) -> tuple[float, float]:
    """The 95 % score interval of a share (Wilson 1927); without an answer anything from 0 to 1 is possible."""
    if not of:
        return 0.0, 1.0
    z = 1.959964  # of the normal distribution, for 95 %
    rate, extra = count / of, z * z / of
    half = z * math.sqrt(rate * (1 - rate) / of + extra / (4 * of))
    return (rate + extra / 2 - half) / (1 + extra), (rate + extra / 2 + half) / (1 + extra)


def points(says: Says, confidence: int | None, *, fake: bool, shows_nothing: bool = False) -> int:
    """Points of one judgement, 0 to 100: 100 · (1 - Brier loss), an affine form of a proper score.

    "Can't tell" counts as an even guess (75), and as right (100) where the picture truly shows nothing.
    """
    if says == "unsure":
        return ALL_POINTS if shows_nothing else EVEN_POINTS
    return stated(confidence, right=(says == "fake") == fake)


def stated(confidence: int | None, *, right: bool) -> int:
    """Points of an answer that was given with a confidence step; without one it counts as the second step."""
    return round(ALL_POINTS * (1 - brier(CONFIDENCE[1 if confidence is None else confidence], right)))


def over_guessing(points: int) -> int:
    """What a judgement's points say beside those of a guess: 0 for a guess, up to 25 above and 73 below.

    An answer that earns more than a coin would is above 0, one that costs is below.
    """
    return points - EVEN_POINTS


def outcome(says: Says, *, fake: bool) -> Detection:
    """Signal detection's name for one answer, where "fake" is the signal (Green & Swets 1966)."""
    if says == "unsure":
        return "unsure"
    if fake:
        return "hit" if says == "fake" else "miss"
    return "false alarm" if says == "fake" else "correct rejection"


def judged(picture: Picture, says: Says, confidence: int | None = None) -> Judgement:
    """What was said of one picture, and how that turned out; votes of a class have no confidence."""
    worth = points(says, confidence, fake=picture.fake, shows_nothing=picture.shows_nothing)
    return Judgement(picture.id, picture.fake, says, outcome(says, fake=picture.fake), worth)


class Counts(Struct, frozen=True):
    """How the judgements of a row of answers turned out; "can't tell" is counted apart on fakes and on real ones."""

    hits: int = 0
    misses: int = 0
    false_alarms: int = 0
    correct_rejections: int = 0
    unsure_fakes: int = 0
    unsure_reals: int = 0

    @property
    def fakes(self) -> int:
        """How many fakes were shown."""
        return self.hits + self.misses + self.unsure_fakes

    @property
    def reals(self) -> int:
        """How many real pictures were shown."""
        return self.false_alarms + self.correct_rejections + self.unsure_reals


def count(judgements: Iterable[Judgement]) -> Counts:
    """Count a row of judgements."""
    tally = dict.fromkeys(("hit", "miss", "false alarm", "correct rejection", "unsure fake", "unsure real"), 0)
    for item in judgements:
        tally[item.counted_as] += 1
    return Counts(*tally.values())


class Sensitivity(Struct, frozen=True):
    """d' (0: no discernment) and criterion c (below 0: calls too much fake, above 0: trusts too much)."""

    d_prime: float
    criterion: float
    fakes: int  # decided answers that they rest on
    reals: int


def sensitivity(counts: Counts) -> Sensitivity | None:
    """D' = z(H) - z(F) and c = -(z(H) + z(F)) / 2, or None where there are too few answers to say.

    Rates carry the log-linear correction (hits + 0.5) / (fakes + 1) of Hautus 1995, so they are never 0 or 1.
    Formulas: Macmillan & Creelman 2005, "Detection Theory". "Can't tell" answers are left out.
    """
    fakes, reals = counts.hits + counts.misses, counts.false_alarms + counts.correct_rejections
    if fakes + reals < ENOUGH_ANSWERS or not fakes or not reals:
        return None
    from statistics import NormalDist

    z = NormalDist().inv_cdf
    z_hit, z_false = z((counts.hits + 0.5) / (fakes + 1)), z((counts.false_alarms + 0.5) / (reals + 1))
    return Sensitivity(z_hit - z_false, -(z_hit + z_false) / 2, fakes, reals)


class CalibrationStep(Struct, frozen=True):
    """How often the player was right when saying one confidence step."""

    stated: float  # probability that the step stands for
    right: int
    answers: int


def calibration(rows: Iterable[tuple[int, bool]]) -> tuple[CalibrationStep, ...]:
    """For each confidence step, how often (step, was right) came true; steps never used have 0 answers."""
    right, answers = [0] * len(CONFIDENCE), [0] * len(CONFIDENCE)
    for step, was_right in rows:
        answers[step] += 1
        right[step] += was_right
    return tuple(CalibrationStep(*row) for row in zip(CONFIDENCE, right, answers, strict=True))


def overconfidence(steps: Sequence[CalibrationStep]) -> float | None:
    """Mean stated probability minus share right (above 0: surer than right), or None without an answer.

    Source: Lichtenstein, Fischhoff & Phillips 1982, "Calibration of probabilities".
    """
    answers = sum(step.answers for step in steps)
    if not answers:
        return None
    return sum(step.stated * step.answers - step.right for step in steps) / answers


def distance(region: Region, point: Point, mask: Mask | None = None) -> float:
    """Distance in pixels from a point to a region; 0 inside. A mask region needs its mask, else it is infinite."""
    x, y = point
    if region.box is not None:
        left, top, width, height = region.box
        return math.hypot(max(left - x, 0, x - left - width), max(top - y, 0, y - top - height))
    if region.ellipse is not None:
        return _ellipse_distance(region.ellipse, point)
    if region.polygon is not None:
        return _polygon_distance(region.polygon, point)
    return mask.distance(point) if mask is not None else math.inf


def _ellipse_distance(ellipse: tuple[float, float, float, float], point: Point) -> float:
    """Distance to an ellipse, found by following the normal (Newton's method as in Chou & Wang's robust form)."""
    centre_x, centre_y, a, b = ellipse
    x, y = abs(point[0] - centre_x), abs(point[1] - centre_y)
    if a <= 0 or b <= 0:
        return math.hypot(max(0.0, x - max(a, 0)), max(0.0, y - max(b, 0)))
    if (x / a) ** 2 + (y / b) ** 2 <= 1:
        return 0.0
    on_x = on_y = math.sqrt(0.5)  # a point of the unit circle that follows the nearest point
    for _ in range(6):
        evolute_x, evolute_y = (a * a - b * b) * on_x**3 / a, (b * b - a * a) * on_y**3 / b
        radius = math.hypot(a * on_x - evolute_x, b * on_y - evolute_y)
        away = math.hypot(x - evolute_x, y - evolute_y) or 1e-12
        on_x = min(1.0, max(0.0, ((x - evolute_x) * radius / away + evolute_x) / a))
        on_y = min(1.0, max(0.0, ((y - evolute_y) * radius / away + evolute_y) / b))
        length = math.hypot(on_x, on_y) or 1.0
        on_x, on_y = on_x / length, on_y / length
    return math.hypot(x - a * on_x, y - b * on_y)


def _polygon_distance(corners: Sequence[Point], point: Point) -> float:
    """Distance to a polygon; inside by the even-odd rule."""
    x, y = point
    inside, nearest = False, math.inf
    for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
        length = (x2 - x1) ** 2 + (y2 - y1) ** 2
        along = 0.0 if length == 0 else min(1.0, max(0.0, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length))
        nearest = min(nearest, math.hypot(x - x1 - along * (x2 - x1), y - y1 - along * (y2 - y1)))
    return 0.0 if inside else nearest


def closeness(pixels: float, size: tuple[int, int]) -> float:
    """1 on the tell, falling evenly to 0 at REACH of the picture's diagonal."""
    return max(0.0, 1.0 - pixels / (REACH * math.hypot(*size)))


def evidence_score(distances: Sequence[Sequence[float]], size: tuple[int, int]) -> tuple[int, tuple[bool, ...]]:
    """Score 0 to 100 of marks, and which regions they found.

    `distances` has a row for each mark and in it the distance in pixels to each region. The score is the mean
    closeness of every mark to its nearest region, so a mark that hits nothing costs; a region is found when a
    mark lies within half the reach.
    """
    if not distances or not distances[0]:
        return 0, (False,) * (len(distances[0]) if distances else 0)
    mean = sum(closeness(min(row), size) for row in distances) / len(distances)
    found = tuple(any(closeness(row[place], size) >= 0.5 for row in distances) for place in range(len(distances[0])))
    return round(100 * mean), found
