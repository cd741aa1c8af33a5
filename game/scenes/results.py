"""What was played before with the packs on the shelf: the workshops and the player's own latest sessions, newest first.

Above them a curve shows how the player is doing, from three finished levels on. A session opens its summary again, a
workshop its report. Of workshops a table can be saved.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pygame

from game.base.dates import day, local, moment
from game.base.errors import ResultsError
from game.model.scoring import wilson
from game.results.played import ReplayedSession
from game.results.progress import PastSession, Progress
from game.results.workshops import PastWorkshop
from game.ui.curve import AxisWords, Curve, CurvePoint
from game.ui.kit import Kit
from game.ui.layout import LARGE_TEXT
from game.ui.menu import LOOK_SECONDS, ReadingScene
from game.ui.outcomes import OpenPastReport, OpenResult, Outcome, SaveTable
from game.ui.summing import in_short, listed_title
from game.ui.widgets import Button, Label, Look, Pressed, Widget, giving, split, text_height

FEWEST_POINTS = 3  # sessions: fewer are no curve
MOST_POINTS = 24  # the latest ones


class ResultsScene(ReadingScene[tuple[ReplayedSession, ...]]):
    """A list of workshops and sessions, or a word that there is nothing yet, or that they are still read."""

    name = "results"
    title_key = "results.title"
    keeps_place = True
    saving: Callable[[], Path | None] | None = None  # asked whether the table is there
    said = ""  # of the table: where it is, or why not

    def __init__(
        self, kit: Kit, read: Callable[[], tuple[ReplayedSession, ...] | None],
        read_held: Callable[[], tuple[PastWorkshop, ...] | None], read_progress: Callable[[], Progress | None],
    ) -> None:  # fmt: skip
        super().__init__(kit, read)
        self._read_progress = read_progress
        self.progress = read_progress()
        self._read_held = read_held
        self.held = read_held()

    @property
    def reading(self) -> bool:
        """Whether sessions, workshops, what they come to, or a table are not there yet."""
        return None in (self.found, self.held, self.progress) or self.saving is not None

    def fill(self, area: pygame.Rect) -> tuple[list[Widget], int]:
        """A button for each workshop and each session; above them what workshops offer: the report, the table."""
        theme, words = self.kit.theme, self.kit.words
        if not self.found and not self.held:
            return self.note(area, words("results.reading" if self.reading else "results.none"))
        height, gap = (
            theme.px(11 if theme.text_scale < 1.2 else 15 if theme.text_scale < LARGE_TEXT else 20),
            theme.px(1.6),
        )
        parts: list[Widget] = []
        rows = [
            (f"workshop-{number}", self._held(held), self._teams(held), giving(OpenPastReport(held.event)), "group")
            for number, held in enumerate(self.held or (), 1)
        ] + [
            (f"result-{number}", self._named(kept), self._outcome(kept), _open(kept), "right")
            for number, kept in enumerate(self.found or (), 1)
        ]
        top = area.top
        if self.held:
            parts, top = self._of_workshops(area)
        if self.found and self.progress is not None:
            curve, top = self._curve(area, top)
            parts += curve
        for name, text, note, press, sign in rows:
            rect = pygame.Rect(area.left, top, area.width, height)
            parts.append(Button(name, rect, text, press, Look("plain", sign, note=note)))
            top += height + gap
        return parts, top - gap - area.top

    def _curve(self, area: pygame.Rect, top: int) -> tuple[list[Widget], int]:
        """How the player is doing, level after level, with what it means in words; and where the list begins."""
        theme, words = self.kit.theme, self.kit.words
        sessions = self.progress.sessions if self.progress is not None else ()
        past = [item for item in sessions if item.counts.fakes + item.counts.reals][-MOST_POINTS:]
        few, size, colours = len(past) < FEWEST_POINTS, theme.type(1.0), theme.colours
        texts = [
            ("curve-note", words("results.curve.few" if few else "results.curve.note"), size, colours.quiet, False)
        ]
        if not few:
            texts.insert(0, ("curve-title", words("results.curve"), theme.type(1.35), colours.accent, True))
        parts: list[Widget] = []
        for name, text, scale, colour, bold in texts:
            place = pygame.Rect(area.left, top, area.width, text_height(text, area.width, scale, bold=bold))
            parts.append(Label(name, place, text, scale, colour, bold=bold))
            top = place.bottom + theme.px(0.8)
        if not few:
            place = pygame.Rect(area.left, top + theme.px(1), area.width, theme.px(24))
            days = (day(local(item.started).date(), words.language) for item in (past[0], past[-1]))
            ends = (words(f"results.curve.{end}") for end in ("all", "half", "none"))
            parts.append(Curve("curve", place, [self._point(item) for item in past], AxisWords(*ends, *days)))
            top = place.bottom + theme.px(1)
        return parts, top + theme.px(1.6)

    def _point(self, past: PastSession) -> CurvePoint:
        """A session's share of pictures judged right, with its interval."""
        counts = past.counts
        right, of = counts.hits + counts.correct_rejections, counts.fakes + counts.reals
        low, high = wilson(right, of)
        spoken = self.kit.words(
            "results.curve.spoken", day=day(local(past.started).date(), self.kit.words.language), right=right, n=of,
            level=listed_title(self.kit, past.level), low=round(100 * low), high=round(100 * high),
        )  # fmt: skip
        return CurvePoint(right / of, low, high, spoken)

    def _of_workshops(self, area: pygame.Rect) -> tuple[list[Widget], int]:
        """The report on all that is kept, the table, and what became of that; and where the list begins."""
        theme, words = self.kit.theme, self.kit.words
        row = pygame.Rect(area.left, area.top, area.width, theme.px(8))
        report, table = split(row, 2, theme.px(1.6))
        parts: list[Widget] = [
            Button("report", report, words("results.report"), giving(OpenPastReport()), Look("plain", "list")),
            Button("table", table, words("results.table"), SaveTable, Look("plain", "grid")),
        ]
        top = row.bottom + theme.px(1.6)
        if self.said:
            size = theme.type(1.0)
            place = pygame.Rect(area.left, top, area.width, text_height(self.said, area.width, size))
            parts.append(Label("saved", place, self.said, size, theme.colours.accent))
            top = place.bottom + theme.px(1.6)
        return parts, top

    def update(self, seconds: float) -> Outcome | None:
        """Look whether workshops, what sessions come to, and a table are there, too."""
        if self.progress is None and (progress := self._read_progress()) is not None:
            self.progress = progress
            self.rearrange()
        if self.held is None and (held := self._read_held()) is not None:
            self.held = held
            self.rearrange()
        if self.saving is not None:
            try:
                path = self.saving()
                said = self.kit.words("results.saved", file=path) if path is not None else ""
            except (OSError, ResultsError) as error:
                said = self.kit.words("results.unsaved", problem=getattr(error, "strerror", None) or error)
            if said:
                self.saving, self.said = None, said
                self.scroll(-self.page_height)
                self.rearrange()
        return super().update(seconds)

    def wake_in(self) -> float | None:
        """Soon, while something is read or a table is written."""
        return LOOK_SECONDS if self.reading else super().wake_in()

    def _when(self, started: str) -> str:
        """A moment in local time, as the language writes it."""
        return moment(local(started), self.kit.words.language)

    def _held(self, held: PastWorkshop) -> str:
        """The lesson and when it was held, in local time."""
        return self.kit.words("results.row", level=listed_title(self.kit, held.level), date=self._when(held.started))

    def _teams(self, held: PastWorkshop) -> str:
        """Who voted, and whether it was stopped early."""
        words = self.kit.words
        key = "results.hands" if not held.teams else "results.pupils" if held.single else "results.teams"
        text = words(key, n=len(held.teams)) if held.teams else words(key)
        return text if held.finished else words("results.stopped", teams=text)

    def _named(self, kept: ReplayedSession) -> str:
        """The level and when it was played, in local time."""
        return self.kit.words(
            "results.row", level=listed_title(self.kit, kept.row.level), date=self._when(kept.row.started)
        )

    def _is_best(self, kept: ReplayedSession) -> bool:
        """Whether a session is the player's best of its level, which was played more than once."""
        if self.progress is None:
            return False
        own = [item for item in self.progress.sessions if item.level == kept.row.level]
        best = max(own, key=lambda item: item.score.rank, default=None)  # of equals the first one
        return len(own) > 1 and best is not None and best.id == kept.row.id

    def _outcome(self, kept: ReplayedSession) -> str:
        """What came of it; where it was broken off, how far it went."""
        result = in_short(kept.session, self.kit.words)
        left = kept.left_at(self.kit.pack)
        if left is None:
            return self.kit.words("results.best", result=result) if self._is_best(kept) else result
        return self.kit.words("results.open", result=result, done=left[0], rounds=left[1])


def _open(kept: ReplayedSession) -> Pressed:
    return lambda: OpenResult(kept)
