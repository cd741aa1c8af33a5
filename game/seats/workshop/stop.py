"""Whether a workshop is to end: before its time, as when the bell rings, or after its last page."""

from __future__ import annotations

from game.ui.kit import Kit
from game.ui.notice import NoticeButton, NoticeScene
from game.ui.outcomes import Go, Leave, Outcome, StopWorkshop
from game.ui.widgets import Look, giving


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


class FinishScene(NoticeScene):
    """Asked where a key would close the last page; by the same key one stays."""

    name = "finish"

    def arrange(self) -> None:
        """Question, where the workshop is found again, and the two ways."""
        words = self.kit.words
        self.notice(
            words("workshop.finish"), words("workshop.finish.text"),
            NoticeButton("stay", words("workshop.finish.stay"), Leave, Look("primary", "left", scale=1.2)),
            NoticeButton("finish", words("workshop.done"), giving(Go("title")), Look("plain", "square", scale=1.2)),
        )  # fmt: skip

    def back(self) -> Outcome | None:
        """To the last page."""
        return Leave()
