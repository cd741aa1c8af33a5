"""Something went wrong inside: a calm word, and the way back. The details are in the log."""

from __future__ import annotations

from game.ui.notice import NoticeButton, NoticeScene
from game.ui.outcomes import Go, Outcome
from game.ui.widgets import Look


class OopsScene(NoticeScene):
    """What a visitor sees instead of a traceback."""

    name = "oops"

    def arrange(self) -> None:
        """Two sentences and a button."""
        words = self.kit.words
        home = NoticeButton("home", words("oops.home"), lambda: Go("title"), Look("primary", "home", scale=1.2))
        self.notice(words("oops.title"), words("oops.text"), home)

    def back(self) -> Outcome | None:
        """To the title."""
        return Go("title")
