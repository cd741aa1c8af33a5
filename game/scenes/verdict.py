"""One picture: real, fake, or can't tell; then how sure."""

from __future__ import annotations

from game.model.answer import Answer
from game.model.kinds.clip_round import ClipRound
from game.model.kinds.verdict_round import VerdictRound
from game.model.terms import Says
from game.play.rules import Session
from game.ui.kit import Kit
from game.ui.outcomes import Answered, Outcome
from game.ui.round import RoundScene, column_and_views
from game.ui.steps import answer_steps, confidence_steps
from game.ui.widgets import Pressed, Widget


class VerdictScene(RoundScene):
    """Asks for a verdict, then for the confidence in it; "can't tell" needs none."""

    name = "verdict"

    def __init__(self, kit: Kit, session: Session) -> None:
        entry = session.round
        assert isinstance(entry, (VerdictRound, ClipRound))  # noqa: S101 (the table of scenes says so)
        super().__init__(kit, session, [kit.pack.pictures[entry.picture]])
        self.says: Says | None = None

    def arrange(self) -> None:
        """Picture, question, three answers; once a verdict is given, four steps in their place."""
        words, theme = self.kit.words, self.kit.theme
        columns, views = column_and_views(self)
        parts: list[Widget] = [
            *views,
            *self.head(columns, words("verdict.question" if not self.says else "sure.question")),
        ]
        tools = self.tools(columns)
        if self.says is None:
            room = columns.rect
            height = min(theme.tall(13), (room.height - 2 * columns.gap) // 3)
            parts += answer_steps(columns, self.kit, height, self._say, 1.35)
        else:
            parts += confidence_steps(columns, self.kit, self.says, self._sure, self.reconsider)
        self.widgets = [*parts, *self.controls, *tools]

    def _say(self, says: Says) -> Pressed:
        def press() -> Outcome | None:
            if says == "unsure":
                return Answered(Answer((says,), None, (), self.milliseconds))
            self.says = says
            self.ask("sure-1")
            return None

        return press

    def _sure(self, step: int) -> Outcome | None:
        assert self.says is not None  # noqa: S101 (the steps are only there after a verdict)
        return Answered(Answer((self.says,), step, (), self.milliseconds))

    def reconsider(self) -> None:
        """Back to the three answers."""
        says, self.says = self.says, None
        self.ask(says or "")

    def back(self) -> Outcome | None:
        """First the verdict is taken back, then the level is left."""
        if self.says is not None:
            self.reconsider()
            return None
        return self.leave()
