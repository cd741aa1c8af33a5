"""Stages to be put in order: they are touched in the order in which they happen."""

from __future__ import annotations

from game.model.answer import Answer
from game.model.kinds.order_round import OrderRound
from game.play.rules import Session, shuffled
from game.ui.kit import Kit
from game.ui.layout import places
from game.ui.outcomes import Answered, Outcome
from game.ui.round import RoundScene
from game.ui.steptile import StepTile, step_places
from game.ui.widgets import Button, Columns, Label, Look, Pressed, Widget, split, text_height


class OrderScene(RoundScene):
    """Every touch gives a step the next number; touching it again takes back this number and those after it."""

    name = "order"

    def __init__(self, kit: Kit, session: Session) -> None:
        super().__init__(kit, session, [])
        entry = session.round
        assert isinstance(entry, OrderRound)  # noqa: S101 (the table of scenes says so)
        self.entry = entry
        self.shown = shuffled(session, session.place, len(entry.steps))
        self.given: list[int] = []

    def arrange(self) -> None:
        """The steps where pictures are, question and buttons in the column."""
        words, theme = self.kit.words, self.kit.theme
        area = places(theme, tall=True)
        columns = Columns(area.column, theme.px(1.6))
        rects = step_places(area.picture, self.entry.steps, theme)
        steps: list[Widget] = []
        for place, (number, rect) in enumerate(zip(self.shown, rects, strict=True)):
            step, key = self.entry.steps[number], str(place + 1)
            steps.append(StepTile(f"step-{key}", rect, self.kit, step, self._touch(number), key))
        head = self.head(columns, words.of(self.entry.question))
        hint, size = words("order.hint"), theme.type(1.05)
        height = text_height(hint, columns.rect.width, size)
        head.append(Label("hint", columns.top(height), hint, size, theme.colours.quiet))
        tools = self.tools(columns)
        rows = split(columns.bottom(theme.tall(10)), 2, theme.apart(1.2))
        complete = len(self.given) == len(self.entry.steps)
        look = Look("plain", "undo", key="t", key_shown=False)
        undo = Button("undo", rows[0], words("order.undo"), self._undo, look, enabled=bool(self.given))
        look = Look("primary", key="d", align="centre", key_shown=False)
        done = Button("done", rows[1], words("order.done"), self._done, look, enabled=complete)
        self.widgets = [*steps, *head, undo, done, *tools]
        self._number()

    def _number(self) -> None:
        """Write the numbers given so far on the steps."""
        for place, number in enumerate(self.shown):
            tile = self.widget(f"step-{place + 1}")
            assert isinstance(tile, StepTile)  # noqa: S101 (steps are tiles)
            tile.badge = str(self.given.index(number) + 1) if number in self.given else ""
            chosen = number in self.given
            tile.look = Look("tile", key=tile.look.key, key_shown=False, selected=chosen)

    def _touch(self, number: int) -> Pressed:
        def press() -> None:
            if number in self.given:
                del self.given[self.given.index(number) :]
            else:
                self.given.append(number)
            self.rearrange("done" if len(self.given) == len(self.entry.steps) else None)

        return press

    def _undo(self) -> None:
        self.given.pop()
        self.rearrange("undo")

    def _done(self) -> Outcome | None:
        return Answered(Answer((), None, (), self.milliseconds, tuple(self.given)))

    def refresh_pictures(self) -> None:
        """The steps' pictures became ready."""
        self.damage.append(places(self.kit.theme, tall=True).picture)

    def back(self) -> Outcome | None:
        """First the last number is taken back, then the level is left."""
        if self.given:
            self._undo()
            return None
        return self.leave()
