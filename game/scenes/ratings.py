"""The player's own ratings: what each quality said of real and of generated faces, before the truth was known.

Owns that page. Refuses to say more than the intervals allow, and says what the study behind it does not know.
"""

from __future__ import annotations

from collections.abc import Sequence

import pygame

from game.model.impressions import QualityRatings, Rated, by_quality
from game.play.rules import Session
from game.ui.kit import Kit
from game.ui.outcomes import Leave, Onward, Outcome
from game.ui.ratings_chart import RatingsChart
from game.ui.scene import Scene
from game.ui.widgets import Button, Columns, Label, Look, Widget, text_height


class RatingsScene(Scene):
    """The page; `tests` are the one before and the one after, where there were any."""

    name = "ratings"
    explains = True
    in_steps = True
    focus_first = "onward"

    def __init__(self, kit: Kit, ratings: Sequence[Rated], tests: tuple[Session, ...] = ()) -> None:
        super().__init__(kit)
        self.found = by_quality(ratings)
        first = ratings[0].quality if ratings else ""
        faces = [item.fake for item in ratings if item.quality == first]
        self.reals, self.fakes = faces.count(False), faces.count(True)
        self.tests = tests

    def arrange(self) -> None:
        """Title, the chart, sentences, what is known of it, the way on."""
        theme, words = self.kit.theme, self.kit.words
        page = theme.window.inflate(-2 * theme.margin, -2 * theme.px(3))
        columns = Columns(page, theme.px(1.4))
        told = any(item.sign for item in self.found)
        title = words("ratings.title" if told else "ratings.title.none")
        parts: list[Widget] = [self._label("title", columns, title, 2.0, theme.colours.text, bold=True)]
        line = words("ratings.line", reals=self.reals, fakes=self.fakes)
        parts.append(self._label("line", columns, line, 1.1, theme.colours.quiet))
        width = min(page.width, theme.px(44))
        button = columns.bottom(theme.tall(8))
        button.left, button.width = page.right - width, width
        key = "reveal.back" if self.origin is not None else "reveal.next"
        onward = Button("onward", button, words(key), self._onward, Look("primary", align="centre"))
        study = f"{words('ratings.few')} {words('ratings.study')}"
        small = theme.type(0.85)
        if page.width > 2 * width and not theme.portrait:  # beside the button
            place = button.copy()
            place.left, place.width = page.left, button.left - page.left - theme.px(3)
            place.height = min(text_height(study, place.width, small), page.height // 4)
            place.bottom = button.bottom
            columns.rect.height -= max(0, place.height - button.height)
        else:
            place = columns.bottom(min(text_height(study, page.width, small), page.height // 4))
        parts.append(Label("study", place, study, small, theme.colours.quiet))
        said = self._sentences()
        if not self.found:
            said = [words("ratings.too-few")]
        text, size = " ".join(said), theme.type(1.15)
        below = columns.bottom(min(text_height(text, page.width, size), columns.rect.height // 3)) if text else None
        if below is not None:
            parts.append(Label("said", below, text, size, theme.colours.text))
        if self.found:
            chart = columns.rect.copy()
            chart.height = min(
                chart.height, round(theme.type(1.0) * 1.8) + len(self.found) * theme.px(22 if theme.portrait else 12)
            )
            parts.append(RatingsChart("chart", chart, self.found, self.kit))
        self.widgets = [*parts, onward]

    def _label(
        self, name: str, columns: Columns, text: str, scale: float, colour: tuple[int, int, int], *, bold: bool = False
    ) -> Label:
        size = self.kit.theme.type(scale)
        place: pygame.Rect = columns.top(text_height(text, columns.rect.width, size, bold=bold))
        return Label(name, place, text, size, colour, bold=bold)

    def _sentences(self) -> list[str]:
        """Which quality told the two apart best, and the one that was used the wrong way round; then the tests."""
        words, said = self.kit.words, list[str]()
        telling = [item for item in self.found if item.sign]
        if telling:
            said.append(self._higher(max(telling, key=lambda item: abs(item.area.value - 0.5))))
        wrong = max(telling, key=_share_misused, default=None)
        if wrong is not None and wrong.misused[0]:
            if said and wrong is not max(telling, key=lambda item: abs(item.area.value - 0.5)):
                said.append(self._higher(wrong))
            n, of = wrong.misused
            said.append(words(f"ratings.misused.{'high' if wrong.sign < 0 else 'low'}", n=n, all=of))
        if len(self.tests) == 2:
            (before, first), (after, second) = ((_right(test), len(test.judgements)) for test in self.tests)
            said.append(words("ratings.tests", before=before, first=first, after=after, second=second))
        return said

    def _higher(self, item: QualityRatings) -> str:
        truth = "fake" if item.sign > 0 else "real"
        return self.kit.words(f"ratings.higher.{truth}", name=self.kit.words(f"quality.{item.quality}"))

    def _onward(self) -> Outcome:
        return Leave() if self.origin is not None else Onward()

    def back(self) -> Outcome | None:
        """Back to where it was opened from, or on."""
        return self._onward()


def _share_misused(item: QualityRatings) -> float:
    count, of = item.misused
    return count / of if of else 0.0


def _right(test: Session) -> int:
    return sum(item.right for item in test.judgements)
