"""How many single voters have voted, as everybody may see it: never what, and never who.

Owns those parts of a round's screen. Refuses to take votes, which the ballot does.
"""

from __future__ import annotations

from typing import NamedTuple

import pygame

from game.play.event import Ballot, Event, Votes
from game.seats.workshop.card_board import board
from game.seats.workshop.cards import Cards
from game.ui.kit import Kit
from game.ui.widgets import Columns, Label, Sign, Widget, split, text_height


class SingleVotes(NamedTuple):
    """The votes of a source, while they come in."""

    votes: Votes
    ballot: Ballot
    event: Event
    missing: bool  # the way on was pressed, although some are missing
    test: bool

    def rows(self, kit: Kit, columns: Columns) -> list[Widget]:
        """How many of how many, large; and where there are teams, how many of each."""
        theme, words = kit.theme, kit.words
        voted, seen = len(self.votes.voters[self.ballot]), self._seen
        parts: list[Widget] = []
        for name, text, scale, colour in (
            ("count", words("workshop.phones.count", n=voted, of=seen), 2.4, theme.colours.accent),
            ("hint", self._hint(kit, voted, seen), 1.0, theme.colours.text),
        ):
            bold, size = name == "count", theme.type(scale)
            height = min(text_height(text, columns.rect.width, size, bold=bold), columns.rect.height // 2)
            parts.append(Label(name, columns.top(height), text, size, colour, bold=bold))
        if isinstance(self.event.source, Cards):
            return [*parts, *board(kit, self.event.source, columns.rect, self.event.source.ballot.voted)]
        if self.event.teams:
            parts += self._teams(kit, columns)
        return parts

    def _teams(self, kit: Kit, columns: Columns) -> list[Widget]:
        """Each team's sign, name and number of votes; two beside each other."""
        theme, words = kit.theme, kit.words
        gap, rows = theme.px(0.8), -(-len(self.event.teams) // 2)
        high = max(1, min(theme.px(6), (columns.rect.height - rows * gap) // rows))
        parts: list[Widget] = []
        for number, team in enumerate(self.event.teams):
            cell = split(pygame.Rect(columns.rect.left, 0, columns.rect.width, high), 2, gap)[number % 2]
            cell.top = columns.rect.top + number // 2 * (high + gap)
            side = round(min(high, theme.type(1.0) * 1.2))
            mark = pygame.Rect(cell.left, cell.centery - side // 2, side, side)
            name = pygame.Rect(mark.right + theme.px(1), cell.top, cell.right - mark.right - theme.px(1), high)
            text = f"{words(f'team.{team.name}')}: {sum(self.votes.of_team(self.ballot, number).values())}"
            parts += [
                Sign(f"sign-{number + 1}", mark, team.sign, theme.colours.text),
                Label(f"team-{number + 1}", name, text, theme.type(1.0), theme.colours.text, middle=True),
            ]
        return parts

    @property
    def _seen(self) -> int:
        return self.event.source.seen if self.event.source is not None else 0

    def _hint(self, kit: Kit, voted: int, seen: int) -> str:
        """What is to be done, or, where the way on was pressed too soon, who is still missing."""
        words, source = kit.words, self.event.source
        way = "cards" if isinstance(source, Cards) else "phones"
        if isinstance(source, Cards) and source.state in ("opening", "absent", "unread"):
            return words(f"workshop.cards.vote.{source.state}")
        if not self.missing:
            again = self.ballot == "second" and not self.test
            return words(f"workshop.{way}.second" if again else f"workshop.{way}.hint")
        if not voted:
            return words(f"workshop.{way}.nobody")
        return words(f"workshop.{way}.missing", n=max(0, seen - voted))


def entrance(kit: Kit, event: Event, columns: Columns) -> list[Widget]:
    """How somebody who comes late comes in; nothing where nobody can."""
    if not event.entrance:
        return []
    text, size = event.entrance, kit.theme.type(0.8)
    place = columns.bottom(text_height(text, columns.rect.width, size))
    return [Label("entrance", place, text, size, kit.theme.colours.quiet)]
