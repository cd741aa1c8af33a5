"""What was played before with the packs on the shelf: the workshops and the player's own latest sessions, newest first.

A session opens its summary again, a workshop its report. Of workshops a table can be saved.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pygame

from game.base.errors import ResultsError
from game.results.played import ReplayedSession
from game.results.workshops import PastWorkshop
from game.ui.kit import Kit
from game.ui.menu import LOOK_SECONDS, ReadingScene
from game.ui.outcomes import OpenPastReport, OpenResult, Outcome, SaveTable
from game.ui.summing import first_sentences, listed_title
from game.ui.widgets import Button, Label, Look, Pressed, Widget, giving, split, text_height


class ResultsScene(ReadingScene[tuple[ReplayedSession, ...]]):
    """A list of workshops and sessions, or a word that there is nothing yet, or that they are still read."""

    name = "results"
    title_key = "results.title"
    keeps_place = True
    saving: Callable[[], Path | None] | None = None  # asked whether the table is there
    said = ""  # of the table: where it is, or why not

    def __init__(
        self, kit: Kit, read: Callable[[], tuple[ReplayedSession, ...] | None],
        read_held: Callable[[], tuple[PastWorkshop, ...] | None],
    ) -> None:  # fmt: skip
        super().__init__(kit, read)
        self._read_held = read_held
        self.held = read_held()

    @property
    def reading(self) -> bool:
        """Whether sessions, workshops or a table are not there yet."""
        return self.found is None or self.held is None or self.saving is not None

    def fill(self, area: pygame.Rect) -> tuple[list[Widget], int]:
        """A button for each workshop and each session; above them what is to be had of workshops."""
        theme, words = self.kit.theme, self.kit.words
        if not self.found and not self.held:
            return self.note(area, words("results.reading" if self.reading else "results.none"))
        height, gap = theme.px(11 if theme.text_scale < 1.2 else 15), theme.px(1.6)
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
        for name, text, note, press, sign in rows:
            rect = pygame.Rect(area.left, top, area.width, height)
            parts.append(Button(name, rect, text, press, Look("plain", sign, note=note)))
            top += height + gap
        return parts, top - gap - area.top

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
        """Look whether workshops and a table are there, too."""
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
        """Soon, while workshops are read or a table is written."""
        return LOOK_SECONDS if self.saving is not None or self.held is None else super().wake_in()

    def _held(self, held: PastWorkshop) -> str:
        """The lesson and when it was held, in local time."""
        return self.kit.words("results.row", level=listed_title(self.kit, held.level), date=_local(held.started))

    def _teams(self, held: PastWorkshop) -> str:
        """Who voted, and whether it was stopped early."""
        words = self.kit.words
        text = words("results.teams", n=len(held.teams)) if held.teams else words("results.hands")
        return text if held.finished else words("results.stopped", teams=text)

    def _named(self, kept: ReplayedSession) -> str:
        """The level and when it was played, in local time."""
        return self.kit.words(
            "results.row", level=listed_title(self.kit, kept.row.level), date=_local(kept.row.started)
        )

    def _outcome(self, kept: ReplayedSession) -> str:
        """What came of it; where it was broken off, how far it went."""
        row, session = kept
        result = first_sentences(session, self.kit.words)
        if row.finished:
            return result
        level = self.kit.pack.levels.get(row.level)
        cards = level.cards if level is not None else 0
        asked = max(len(session.rounds), row.rounds - cards)  # a card asks nothing, and nothing is kept of it
        return self.kit.words("results.open", result=result, done=len(session.rounds), rounds=asked)


def _local(started: str) -> str:
    return datetime.fromisoformat(started).astimezone().strftime("%Y-%m-%d %H:%M")


def _open(kept: ReplayedSession) -> Pressed:
    return lambda: OpenResult(kept)
