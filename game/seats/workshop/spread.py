"""How the votes are spread before the reveal: which answers there are, and not which one is right."""

from __future__ import annotations

import pygame

from game.play.event import ANSWERS, Ballot, Votes
from game.seats.workshop.discuss import TwoBars
from game.ui.kit import Kit
from game.ui.outcomes import Leave, Outcome
from game.ui.scene import Scene
from game.ui.widgets import Button, Columns, Label, Look, Widget


class SpreadScene(Scene):
    """Bars of the votes that are complete; everything leads back to the round."""

    name = "spread"
    asks = True
    focus_first = "back"

    def __init__(self, kit: Kit, votes: Votes, ballots: tuple[Ballot, ...]) -> None:
        super().__init__(kit)
        self.votes, self.ballots = votes, ballots

    def arrange(self) -> None:
        """Title, an answer's bars below another's, the way back."""
        theme, words = self.kit.theme, self.kit.words
        columns = Columns(theme.window.inflate(-2 * theme.margin, -2 * theme.px(3)), theme.px(2))
        size = theme.type(1.35)
        title = Label(
            "title", columns.top(round(size * 1.4)), words("workshop.spread"), size, theme.colours.text, bold=True
        )
        row = columns.bottom(theme.tall(9))
        tallies = [self.votes.tally(ballot) for ballot in self.ballots]
        most = max(1, *(max(tally.values()) for tally in tallies))
        gap = theme.px(1.5)
        height = (columns.rect.height - 2 * gap) // len(ANSWERS)
        bars: list[Widget] = []
        for number, says in enumerate(ANSWERS):
            place = pygame.Rect(
                columns.rect.left, columns.rect.top + number * (height + gap), columns.rect.width, height
            )
            counts = tuple(tally[says] for tally in tallies)
            text = words(f"answer.{says}")
            bars.append(TwoBars(f"bars-{says}", place, text, says, counts, most, right=False, kit=self.kit))
        look = Look("primary", "left", key="v", key_shown=False)
        self.widgets = [title, *bars, Button("back", row, words("workshop.spread.back"), Leave, look)]

    def back(self) -> Outcome | None:
        """To the round."""
        return Leave()
