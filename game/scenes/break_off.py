"""Whether a level is to be left before its end: a key may have been pressed by mistake."""

from __future__ import annotations

from game.play.rules import Session
from game.ui.kit import Kit
from game.ui.notice import NoticeButton, NoticeScene
from game.ui.outcomes import BreakOff, Leave, Outcome
from game.ui.widgets import Look


class BreakOffScene(NoticeScene):
    """A question with two answers; Back goes on."""

    name = "break-off"
    focus_first = "go-on"

    def __init__(self, kit: Kit, session: Session, *, goes_on: bool) -> None:
        super().__init__(kit)
        self.session = session
        self.goes_on = goes_on  # whether it can be taken up again where it is left

    def arrange(self) -> None:
        """Question, what becomes of the answers, and the two ways."""
        words, (done, rounds) = self.kit.words, self.session.answered
        text = words("break-off.text" if self.goes_on else "break-off.kept", done=done, n=rounds)
        self.notice(
            words("break-off"), text,
            NoticeButton("go-on", words("break-off.go-on"), Leave, Look("primary", "play", scale=1.2)),
            NoticeButton("leave", words("break-off.leave"), BreakOff, Look("plain", "left", scale=1.2)),
        )  # fmt: skip

    def back(self) -> Outcome | None:
        """On with the round."""
        return Leave()
