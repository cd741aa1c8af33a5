"""What was played before: the latest sessions of this pack, newest first; each opens its summary again."""

from __future__ import annotations

from datetime import datetime

import pygame

from game.results.played import ReplayedSession
from game.ui.menu import ReadingScene
from game.ui.outcomes import OpenResult
from game.ui.summing import first_sentences, level_title
from game.ui.widgets import Button, Look, Pressed, Widget


class ResultsScene(ReadingScene[tuple[ReplayedSession, ...]]):
    """A list of sessions, or a word that there is none yet, or that they are still read."""

    name = "results"
    title_key = "results.title"

    def fill(self, area: pygame.Rect) -> tuple[list[Widget], int]:
        """A button for each session."""
        theme, words = self.kit.theme, self.kit.words
        if not self.found:
            return self.note(area, words("results.reading" if self.reading else "results.none"))
        height, gap = theme.px(11 if theme.text_scale < 1.2 else 15), theme.px(1.6)
        parts: list[Widget] = []
        for number, kept in enumerate(self.found):
            rect = pygame.Rect(area.left, area.top + number * (height + gap), area.width, height)
            look = Look("plain", "right", note=self._outcome(kept))
            parts.append(Button(f"result-{number + 1}", rect, self._named(kept), _open(kept), look))
        return parts, len(self.found) * (height + gap) - gap

    def _named(self, kept: ReplayedSession) -> str:
        """The level and when it was played, in local time."""
        date = datetime.fromisoformat(kept.row.started).astimezone().strftime("%Y-%m-%d %H:%M")
        return self.kit.words("results.row", level=level_title(self.kit, kept.row.level), date=date)

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


def _open(kept: ReplayedSession) -> Pressed:
    return lambda: OpenResult(kept)
