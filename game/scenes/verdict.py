"""One picture: real, fake, or can't tell; then how sure."""

from __future__ import annotations

from game.model.kinds.clip_round import ClipRound
from game.model.kinds.verdict_round import VerdictRound
from game.play.rules import Session
from game.ui.judging_scene import JudgingScene
from game.ui.kit import Kit
from game.ui.round import column_and_views


class VerdictScene(JudgingScene):
    """Asks for a verdict, then for the confidence in it."""

    name = "verdict"

    def __init__(self, kit: Kit, session: Session) -> None:
        entry = session.round
        assert isinstance(entry, (VerdictRound, ClipRound))  # noqa: S101 (the table of scenes says so)
        super().__init__(kit, session, entry.picture)

    def arrange(self) -> None:
        """Picture, question, three answers; once a verdict is given, four steps in their place."""
        columns, views = column_and_views(self)
        head = self.head(columns, self.kit.words("verdict.question" if not self.says else "sure.question"))
        tools = self.tools(columns)
        self.widgets = [*views, *head, *self.judging(columns), *self.controls, *tools]
