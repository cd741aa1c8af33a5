"""What is asked of one picture: real, fake or can't tell, and then how sure; shared by the rounds that end with it.

Owns the three answers, the steps of confidence in their place, and the way back. Refuses to know what came before.
"""

from __future__ import annotations

from game.model.answer import Answer
from game.model.terms import Says
from game.play.rules import Session
from game.ui.kit import Kit
from game.ui.outcomes import Answered, Outcome
from game.ui.round import RoundScene
from game.ui.steps import answer_steps, confidence_steps
from game.ui.widgets import Columns, Pressed, Widget


class JudgingScene(RoundScene):
    """A round about one picture that ends with a verdict; "can't tell" needs no confidence."""

    def __init__(self, kit: Kit, session: Session, picture: str) -> None:
        super().__init__(kit, session, [kit.pack.pictures[picture]])
        self.says: Says | None = None

    def judging(self, columns: Columns) -> list[Widget]:
        """Three answers; once one is given, four steps in their place."""
        if self.says is not None:
            return confidence_steps(columns, self.kit, self.says, self._sure, self.reconsider)
        height = min(self.kit.theme.tall(13), (columns.rect.height - 2 * columns.gap) // 3)
        return answer_steps(columns, self.kit, height, self._say, 1.35)

    def judged(self, says: Says, confidence: int | None) -> Answer:
        """The round's answer; rounds that asked for more before add it here."""
        return Answer((says,), confidence, (), self.milliseconds)

    def _say(self, says: Says) -> Pressed:
        def press() -> Outcome | None:
            if says == "unsure":
                return Answered(self.judged(says, None))
            self.says = says
            self.ask("sure-1")
            return None

        return press

    def _sure(self, step: int) -> Outcome | None:
        assert self.says is not None  # noqa: S101 (the steps are only there after a verdict)
        return Answered(self.judged(self.says, step))

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
