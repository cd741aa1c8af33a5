"""The screens that only a study has: its welcome, the question whether to stop, its thanks.

Owns how they look. Every page of a welcome is seen before there is a way to begin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from game.ui.layout import page_or_column
from game.ui.notice import NoticeButton, NoticeScene
from game.ui.outcomes import Begin, BreakOff, Go, Leave, Outcome, Quit
from game.ui.round import PictureScene
from game.ui.typeset import pages
from game.ui.widgets import Button, Columns, Label, Look, Pressed, split, text_height

if TYPE_CHECKING:
    from game.seats.study.study_file import Study
    from game.ui.kit import Kit


class StudyPage(PictureScene):
    """A title, a text of one page or several, a note that stands below each of them, and the way on."""

    in_steps = True
    focus_first = "onward"

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, [])

    def lay_page(self, title: str, text: str, note: str, onward: Button, other: Button | None = None) -> None:
        """Lay it out as a block in the middle, or page by page where that is too high.

        The way on, and what stands beside it, wait for the last page.
        """
        theme, words, text = self.kit.theme, self.kit.words, text.strip()
        columns = Columns(page_or_column(theme, with_picture=False), theme.px(2))
        width, row = columns.rect.width, theme.tall(10)
        sizes = theme.type(2.2), theme.type(1.35), theme.type(1.05)
        heights = [
            text_height(said, width, size, bold=not place) if said else 0
            for place, (said, size) in enumerate(zip((title, text, note), sizes, strict=True))
        ]
        apart = theme.px(4)  # from the words to the note, and to the buttons
        spare = columns.rect.height - sum(heights) - row - columns.gap - apart * (2 if note else 1)
        columns.rect.inflate_ip(0, -max(0, spare))
        onward.rect = columns.bottom(row)
        if other is not None:
            other.rect, onward.rect = split(onward.rect, 2, theme.apart(1.6))
        columns.rect.height -= apart - columns.gap
        parts = []
        if note:
            parts.append(Label("note", columns.bottom(heights[2]), note, sizes[2], theme.colours.quiet))
            columns.rect.height -= apart - columns.gap
        heading = columns.top(min(heights[0], columns.rect.height // 3))
        shown, turns = self.paged(columns, onward, text, sizes[1])
        if turns and self.page < len(pages(text, columns.rect.size, sizes[1])) - 1:
            onward.text, onward.press = words("card.onward"), self._next_page
            onward.look = onward.look._replace(sign="right")
        ink = theme.colours.text
        parts = [
            Label("title", heading, title, sizes[0], ink, bold=True),
            Label("text", columns.rect, shown, sizes[1], ink),
            *parts,
        ]
        self.widgets = [*parts, *turns, *([other] if other is not None else []), onward]

    def _next_page(self) -> None:
        self.page += 1
        self.rearrange()

    def way(self, text: str, press: Pressed) -> Button:
        """The way on from the last page."""
        return Button("onward", self.kit.theme.window, text, press, Look("primary", "play", scale=1.2))


class WelcomeScene(StudyPage):
    """What is asked, what is kept, and the way to begin."""

    name = "study-welcome"
    home = True
    ends = True

    def __init__(self, kit: Kit, study: Study, notices: tuple[str, ...] = ()) -> None:
        super().__init__(kit)
        self.study = study
        self.notices = notices

    def arrange(self) -> None:
        """The researcher's words, and the game's own on what is kept."""
        words = self.kit.words
        note = " ".join([*self.notices, words("study.kept")])
        close = Button("close", self.kit.theme.window, words("title.quit"), Quit, Look("plain", "left", scale=1.2))
        begin = self.way(words("intro.begin"), Begin)
        self.lay_page(words.of(self.study.title), words.of(self.study.welcome), note, begin, close)


class ThanksScene(StudyPage):
    """Thanks, and what the researchers want to say at the end."""

    name = "study-thanks"
    ends = True

    def __init__(self, kit: Kit, text: dict[str, str] | None, *, stopped: bool, last: bool) -> None:
        """`stopped` is whether there was more to come, `last` whether nobody follows."""
        super().__init__(kit)
        self.text, self.stopped, self.last = text, stopped, last

    def arrange(self) -> None:
        """The game's own words, then the researchers'."""
        words = self.kit.words
        own = words("study.stopped" if self.stopped else "study.thanks.text")
        said = "\n\n".join([own, *([words.of(self.text)] if self.text else [])])
        done = self.way(words("ending.done"), self._done)
        done.look = done.look._replace(sign="tick")
        self.lay_page(words("study.thanks"), said, "", done)

    def _done(self) -> Outcome | None:
        return Quit() if self.last else Go("title")


class LeaveStudyScene(NoticeScene):
    """Whether somebody wants to take part no longer; Back goes on."""

    name = "study-stop"
    focus_first = "go-on"

    def arrange(self) -> None:
        """The question, what becomes of the answers, and the two ways."""
        words = self.kit.words
        self.notice(
            words("study.stop"), words("study.stop.text"),
            NoticeButton("go-on", words("break-off.go-on"), Leave, Look("primary", "play", scale=1.2)),
            NoticeButton("leave", words("study.stop.leave"), BreakOff, Look("plain", "left", scale=1.2)),
        )  # fmt: skip

    def back(self) -> Outcome | None:
        """On with the round."""
        return Leave()
