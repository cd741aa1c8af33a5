"""What came of a round about knowledge: the right answer, the player's own, and why."""

from __future__ import annotations

from game.model.kinds.forms import ArrangeSteps, ChooseOne
from game.play.rules import Session, shuffled
from game.ui.headline import headline
from game.ui.kit import Kit
from game.ui.layout import LARGE_TEXT, page_or_column, places
from game.ui.outcomes import Leave, Onward, Outcome
from game.ui.round import PictureScene, progress_of
from game.ui.steptile import StepTile, step_places
from game.ui.typeset import READABLE, largest
from game.ui.widgets import Button, Columns, Label, Look, Panel, Widget, text_height

WHY = (1.75, 1.6, 1.45, 1.3, 1.2)  # steps of type for the explanation; beside pictures from the third on
BESIDE = 2


class LessonScene(PictureScene):
    """The reveal of a round about knowledge; `review` is a look back from the summary."""

    name = "lesson"
    explains = True
    in_steps = True
    focus_first = "onward"

    def __init__(self, kit: Kit, session: Session, place: int, *, review: bool = False) -> None:
        self.session, self.place, self.review = session, place, review
        self.verdict, self.said = session.verdicts[place], session.answers[place]
        form = session.rounds[place].form
        assert isinstance(form, (ArrangeSteps, ChooseOne))  # noqa: S101 (the table of scenes says so)
        self.form: ArrangeSteps | ChooseOne = form
        beside = form.picture if isinstance(form, ChooseOne) else None
        super().__init__(kit, [kit.pack.pictures[beside]] if beside else [])

    def arrange(self) -> None:
        """As the round was laid out; the verdict above, why below, onward."""
        theme, words = self.kit.theme, self.kit.words
        ordering = isinstance(self.form, ArrangeSteps)
        area = places(theme, tall=ordering)
        views: list[Widget] = [*self.lay_pictures(area.picture)]
        beside = area.column if ordering else page_or_column(theme, with_picture=bool(self.pictures))
        columns = Columns(beside, theme.px(1.6))
        parts: list[Widget] = []
        if not self.review:
            row = columns.top(theme.px(4))
            parts.append(progress_of(self.kit, self.session, self.place, row, passed=True))
        parts += self._headline(columns)
        key = "reveal.back" if self.review else "reveal.next"
        look = Look("primary", align="centre")
        onward = Button("onward", columns.bottom(theme.tall(8)), words(key), self._onward, look)
        foot = self.foot(columns, onward)
        if isinstance(self.form, ArrangeSteps):
            for place, (step, rect) in enumerate(
                zip(self.form.steps, step_places(area.picture, self.form.steps, theme), strict=True)
            ):
                tile = StepTile(f"step-{place + 1}", rect, self.kit, step, lambda: None)
                tile.badge, tile.focusable = str(place + 1), False
                tile.sign = "tick" if self.verdict.found[place] else "cross"
                views.append(tile)
        else:
            parts += self._choices(self.form, columns)
        self.widgets = [*views, *self.controls, *parts, *self._why(columns, onward), *foot]

    def _headline(self, columns: Columns) -> list[Widget]:
        words, sign = self.kit.words, self.verdict.sign
        right = sign == "tick"
        kind = "order" if isinstance(self.form, ArrangeSteps) else "choose"
        text = words(f"lesson.{kind}.right") if right else words(f"lesson.{kind}.wrong")
        if kind == "order" and not right:
            text = words("lesson.order.some", n=sum(self.verdict.found), all=len(self.verdict.found))
        return headline(self.kit, columns, sign, text)

    def _choices(self, form: ChooseOne, columns: Columns) -> list[Widget]:
        """The choices in the order shown: right ones ticked, the player's own framed; in little room no others."""
        theme, words = self.kit.theme, self.kit.words
        shown = list(enumerate(shuffled(self.session, self.place, len(form.choices)), 1))
        if theme.text_scale >= LARGE_TEXT:
            shown = [item for item in shown if form.choices[item[1]].right or item[1] == self.said.choice]
        count = len(shown)
        if not self.pictures:
            columns.top(max(1, columns.rect.height // (4 if theme.portrait else 12)))
        room = (columns.rect.height // 2 - (count - 1) * columns.gap) // count
        height = min(max(theme.px(8 if self.pictures else 11), theme.type(2.8)), room)
        parts: list[Widget] = []
        for place, number in shown:
            choice = form.choices[number]
            sign = "tick" if choice.right else "cross" if number == self.said.choice else "blank"
            look = Look("plain", sign, selected=number == self.said.choice, scale=1.0 if self.pictures else 1.25)
            button = Button(f"choice-{place}", columns.top(height), words.of(choice.text), lambda: None, look)
            button.focusable = False
            parts.append(button)
        return parts

    def _why(self, columns: Columns, onward: Button) -> list[Widget]:
        """What to say to this answer, and the explanation, in a card."""
        theme, words = self.kit.theme, self.kit.words
        text = words.of(self.form.explain)
        if isinstance(self.form, ChooseOne) and self.said.choice is not None:
            text = f"{words.of(self.form.choices[self.said.choice].note)}\n{text}"
        pad = theme.px(2)
        inner = Columns(columns.rect.inflate(-2 * pad, -2 * pad), columns.gap)
        scales = WHY[BESIDE:] if self.pictures or isinstance(self.form, ArrangeSteps) else WHY
        size = largest(text, inner.rect.size, scales, theme)
        page, turns = self.paged(inner, onward, text, size, READABLE * self.kit.theme.type() / size)
        place = inner.rect.copy()
        card = columns.rect.copy()
        if not turns:
            place.height = min(text_height(text, place.width, size), place.height)
            card.height = min(place.height + 2 * pad, card.height)
        return [
            Panel("card", card, theme.colours.surface),
            Label("explain", place, page, size, theme.colours.text),
            *turns,
        ]

    def _onward(self) -> Outcome | None:
        return Leave() if self.review else Onward()

    def refresh_pictures(self) -> None:
        """The steps' pictures became ready."""
        super().refresh_pictures()
        self.damage.append(places(self.kit.theme, tall=isinstance(self.form, ArrangeSteps)).picture)

    def back(self) -> Outcome | None:
        """Back to the summary, or out of the level."""
        return Leave()
