"""Before and after a lesson: two parallel tests side by side, in words first.

Owns how they look; what may be said of a change is decided in `claims`, as for the report.
"""

from __future__ import annotations

from collections.abc import Sequence

import pygame

from game.model import claims, scoring
from game.model.answer import Judgement
from game.model.claims import Judged
from game.model.scoring import ENOUGH_ANSWERS
from game.play.rules import Session
from game.ui import paint
from game.ui.kit import Kit
from game.ui.outcomes import Go, Outcome, Review
from game.ui.round import sign_of_round
from game.ui.scene import Scene
from game.ui.theme import Colour
from game.ui.thumbs import grid, square_of
from game.ui.typeset import fit_text
from game.ui.widgets import Button, Columns, Label, Look, Widget, giving, text_height


class GainScene(Scene):
    """A sentence, the counts before and after, every picture of both tests again."""

    name = "gain"
    focus_first = "levels"

    def __init__(
        self, kit: Kit, tests: tuple[Session, Session],
        teams: Sequence[tuple[tuple[Judgement, ...], tuple[Judgement, ...]]] = (), onward: str = "summary.levels",
    ) -> None:  # fmt: skip
        """`teams` are the judgements of each team of a workshop, before and after; without them the sessions' count.

        `onward` is the key of what the way on says to one player.
        """
        super().__init__(kit)
        self.tests = tests
        self.projected = bool(teams)
        self._onward = onward
        self.pairs = teams or [(tests[0].judgements, tests[1].judgements)]

    def arrange(self) -> None:
        """Words and bars at the left, the pictures at the right; in portrait below."""
        theme, words = self.kit.theme, self.kit.words
        window = theme.window.inflate(-2 * theme.margin, -2 * theme.px(3))
        left, right = window.copy(), window.copy()
        if theme.portrait:
            left.height = round(window.height * 0.58)
            right.top, right.height = left.bottom + theme.px(2), window.bottom - left.bottom - theme.px(2)
        else:
            left.width = round(window.width * 0.54)
            right.left, right.width = left.right + theme.px(4), window.right - left.right - theme.px(4)
        columns = Columns(left, theme.px(1.8))
        before, after = (scoring.count(item for pair in self.pairs for item in pair[side]) for side in (0, 1))
        texts = [
            ("title", words("gain.title"), 1.1, theme.colours.accent, True),
            ("sentence", self._said(self._verdict()), 1.8, theme.colours.text, True),
        ]
        parts: list[Widget] = []
        for name, text, scale, colour, bold in texts:
            size = theme.type(scale)
            height = min(text_height(text, left.width, size, bold=bold), left.height // 3)
            parts.append(Label(name, columns.top(height), text, size, colour, bold=bold))
        shown, votes = len({item.picture for pair in self.pairs for item in pair[0]}), before.fakes + before.reals
        key = "note" if self.projected or shown < ENOUGH_ANSWERS else "note.enough"
        note, size = self._said(key, n=shown, enough=ENOUGH_ANSWERS, votes=votes), theme.type(0.95)
        height = text_height(note, left.width, size)
        foot = Label("note", columns.bottom(height), note, size, theme.colours.quiet)
        height = min(theme.px(19), (columns.rect.height - columns.gap) // 2)
        rows = (
            ("hits", (before.hits, before.fakes), (after.hits, after.fakes), theme.colours.fake),
            ("alarms", (before.false_alarms, before.reals), (after.false_alarms, after.reals), theme.colours.real),
        )
        for name, was, now, tint in rows:
            parts.append(BeforeAfter(name, columns.top(height), words(f"summary.{name}"), was, now, tint))
        side = Columns(right, theme.px(1.6))
        row = side.bottom(theme.px(8))
        look = Look("primary", align="centre")
        text = words("card.onward" if self.projected else self._onward)
        onward = Button("levels", row, text, lambda: Go("levels"), look)
        self.widgets = [*parts, foot, *self._thumbnails(side), onward]

    def _verdict(self) -> str:
        """What may be said, as the report says it."""
        forms = [test.level for test in self.tests]
        change = claims.change(
            (_judged(before, forms[0]), _judged(after, forms[1])) for before, after in self.pairs
        )  # fmt: skip
        return change.verdict if change is not None else "few"

    def _said(self, name: str, **values: object) -> str:
        """A text of this page, to one player or to a class."""
        words, key = self.kit.words, f"gain.class.{name}"
        return words(key if self.projected and words.has(key) else f"gain.{name}", **values)

    def _thumbnails(self, columns: Columns) -> list[Widget]:
        """Both tests' pictures, each with its sign; they open their reveals."""
        theme, words, pack = self.kit.theme, self.kit.words, self.kit.pack
        parts: list[Widget] = []
        size = theme.type(1.0)
        half = (columns.rect.height - columns.gap) // 2
        for number, (test, key) in enumerate(zip(self.tests, ("gain.before", "gain.after"), strict=True)):
            area = Columns(columns.top(half), theme.px(1))
            parts.append(Label(key, area.top(round(size * 1.5)), words(key), size, theme.colours.quiet))
            judged = [
                (place, item.picture) for place, verdict in enumerate(test.verdicts) for item in verdict.judgements
            ]
            cells = grid(area.rect, len(judged), theme.px(1), theme.px(26))
            for (place, name), cell in zip(judged, cells, strict=True):
                picture = pack.pictures[name]
                label = f"again-{number + 1}-{place + 1}"
                press = giving(Review(place, number))
                thumb = square_of(label, cell, pack.path(picture.file), picture, press)
                thumb.sign = sign_of_round(test, place)
                parts.append(thumb)
        return parts

    def back(self) -> Outcome | None:
        """To the levels."""
        return Go("levels")


def _judged(judgements: Sequence[Judgement], test: str) -> list[Judged]:
    return [Judged(item.picture, test, item.fake, item.says == "fake") for item in judgements]


class BeforeAfter(Widget):
    """Two bars below a word: so many of so many before, and after."""

    def __init__(
        self, name: str, rect: pygame.Rect, text: str, before: tuple[int, int], after: tuple[int, int], tint: Colour
    ) -> None:
        super().__init__(name, rect)
        self._text, self.before, self.after, self._tint = text, before, after, tint

    def draw(self, surface: pygame.Surface, kit: Kit, *, focused: bool, pressed: bool) -> None:  # noqa: D102
        theme, colours = kit.theme, kit.theme.colours
        area = self.rect
        title = fit_text(self._text, (area.width, area.height // 3), theme.type(1.15), bold=True)
        title.draw(surface, area, colours.text)
        top = area.top + title.height + theme.px(0.5)
        room = (area.bottom - top - theme.px(1)) // 2
        labels = [
            fit_text(kit.words(key), (area.width // 3, room), theme.type(1.0)) for key in ("gain.was", "gain.now")
        ]
        values = [
            fit_text(kit.words("gain.count", n=count, of=of), (area.width // 3, room), theme.type(1.15), bold=True)
            for count, of in (self.before, self.after)
        ]
        left = area.left + max(label.width for label in labels) + theme.px(1.5)
        wide = area.right - left - max(value.width for value in values) - theme.px(1)
        for number, (label, value, (count, of)) in enumerate(
            zip(labels, values, (self.before, self.after), strict=True)
        ):
            row = pygame.Rect(left, top + number * (room + theme.px(1)), wide, room)
            label.draw(surface, pygame.Rect(area.left, row.centery - label.height // 2, 0, 0), colours.quiet)
            bar = row.inflate(0, -max(0, room - theme.px(4)))
            edge = colours.outline if theme.contrast else colours.surface
            paint.framed(surface, bar, colours.surface, edge, theme.line, theme.radius)
            full = bar.copy()
            full.width = round(bar.width * count / max(1, of))
            if full.width:
                paint.panel(surface, full, self._tint, theme.radius)
                if number == 0:
                    paint.hatch(surface, full, colours.ground, theme.px(1))
            value.draw(
                surface, pygame.Rect(bar.right + theme.px(1), bar.centery - value.height // 2, 0, 0), colours.text
            )
