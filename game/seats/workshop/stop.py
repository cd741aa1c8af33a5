"""Whether a workshop is to end before its time: a lesson is over when the bell rings."""

from __future__ import annotations

from game.ui.kit import Kit
from game.ui.notice import NoticeButton, NoticeScene
from game.ui.outcomes import Leave, Outcome, StopWorkshop
from game.ui.widgets import Look


class StopScene(NoticeScene):
    """A question with two answers; Back goes on, so that nothing ends by a key that is held too long."""

    name = "stop"

    def __init__(self, kit: Kit, *, voted: bool) -> None:
        super().__init__(kit)
        self.voted = voted  # there is something to be looked at in the end

    def arrange(self) -> None:
        """Question, what becomes of the votes, and the two ways."""
        words = self.kit.words
        stop = words("workshop.stop.end" if self.voted else "workshop.stop.other")
        self.notice(
            words("workshop.stop"), words("workshop.stop.text"),
            NoticeButton("stay", words("workshop.stop.go-on"), Leave, Look("primary", "play", scale=1.2)),
            NoticeButton("stop", stop, StopWorkshop, Look("plain", "square", scale=1.2)),
        )  # fmt: skip

    def back(self) -> Outcome | None:
        """On with the round."""
        return Leave()
