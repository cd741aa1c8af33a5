"""Whether a digit that was pressed in the setting-up is a team's buzzer: it may be a vote, typed too early."""

from __future__ import annotations

from collections.abc import Callable

from game.play.event import Team
from game.ui.kit import Kit
from game.ui.notice import NoticeButton, NoticeScene
from game.ui.outcomes import Leave, Outcome
from game.ui.widgets import Look


class BuzzerScene(NoticeScene):
    """A question with two answers; `give` makes the digit the team's."""

    name = "buzzer"

    def __init__(self, kit: Kit, digit: str, team: Team, give: Callable[[str], None]) -> None:
        super().__init__(kit)
        self.digit, self.team, self.give = digit, team, give

    def arrange(self) -> None:
        """Question, what it means, and the two ways."""
        words = self.kit.words
        name = words(f"team.{self.team.name}")
        self.notice(
            words("workshop.buzzer", digit=self.digit), words("workshop.buzzer.text", team=name),
            NoticeButton("no", words("workshop.buzzer.no"), Leave, Look("primary", "left", scale=1.2)),
            NoticeButton("yes", words("workshop.buzzer.yes", team=name), self._yes,
                         Look("plain", self.team.sign, scale=1.2)),
        )  # fmt: skip

    def _yes(self) -> Outcome:
        self.give(self.digit)
        return Leave()

    def back(self) -> Outcome | None:
        """It was a slip."""
        return Leave()
