"""What a case was, why, and the shortest way that settles it, with the move of SIFT that it is.

Owns that page. What was opened cost nothing: it says so by not counting it against anyone.
"""

from __future__ import annotations

import pygame

from game.model.kinds.investigate_round import InvestigateRound
from game.model.scoring import over_guessing
from game.pack.cases import answer_key, found_at
from game.play.rules import Session
from game.ui.headline import headline
from game.ui.kit import Kit
from game.ui.layout import places
from game.ui.outcomes import Leave, Onward, Outcome
from game.ui.post import PostCard, case_places
from game.ui.round import PictureScene, progress_of
from game.ui.widgets import Button, Columns, Label, Look, Panel, PictureView, Widget, text_height


class CaseRevealScene(PictureScene):
    """The reveal of a case; `review` is a look back from the summary."""

    name = "case-reveal"
    explains = True
    in_steps = True
    focus_first = "onward"

    def __init__(self, kit: Kit, session: Session, place: int, *, review: bool = False) -> None:
        self.session, self.place, self.review = session, place, review
        entry = session.rounds[place]
        assert isinstance(entry, InvestigateRound)  # noqa: S101 (the table of scenes says so)
        self.entry, self.verdict, self.said = entry, session.verdicts[place], session.answers[place]
        super().__init__(kit, [kit.pack.pictures[entry.picture]] if entry.picture else [])

    def arrange(self) -> None:
        """The post where it stood; beside it what it was, the shortest way, and what can be learnt."""
        theme, words = self.kit.theme, self.kit.words
        post_area, column, foot = case_places(self.kit, with_picture=bool(self.pictures))
        column.height = foot.bottom - column.top
        card = PostCard("post", post_area, self.entry.post, self.kit, with_picture=bool(self.pictures))
        views = self.lay_pictures(card.inside)
        columns = Columns(column, theme.px(1.6))
        parts: list[Widget] = [card, *views]
        if not self.review:
            parts.append(progress_of(self.kit, self.session, self.place, columns.top(theme.px(4)), passed=True))
        parts += self._headline(columns)
        key = "reveal.back" if self.review else "reveal.next"
        onward = Button(
            "onward", columns.bottom(theme.tall(8)), words(key), self._onward, Look("primary", align="centre")
        )
        foot_parts = self.foot(columns, onward)
        if theme.portrait:
            foot = columns.bottom(theme.px(6))
        foot.width = post_area.width
        credit = self._credit(foot)
        parts += [*self._why(columns, onward), *credit, *foot_parts]
        self.widgets = [*parts, *self.controls]

    def _headline(self, columns: Columns) -> list[Widget]:
        theme, words = self.kit.theme, self.kit.words
        right = self.verdict.knowledge == 100
        answer = words(answer_key(self.entry.answer, self.entry.post))
        text = words("case.right" if right else "case.wrong", answer=answer)
        said, small = self._said(right=right), theme.type()
        head = headline(self.kit, columns, self.verdict.sign, text, 1.6)
        below = columns.top(text_height(said, columns.rect.width, small))
        return [*head, Label("points", below, said, small, theme.colours.quiet)]

    def _said(self, *, right: bool) -> str:
        """The points against guessing, and, where it was another one, the answer given."""
        words = self.kit.words
        over = over_guessing(self.verdict.points or 0)
        said = [words.decimal(over, signed=True, places=0)]
        if self.said.confidence is not None:
            said.append(words(f"sure.{self.said.confidence}"))
        if not right and self.said.claim is not None:
            said.append(words("case.yours", answer=words(answer_key(self.said.claim, self.entry.post))))
        return " · ".join(said)

    def _why(self, columns: Columns, onward: Button) -> list[Widget]:
        """The shortest way, and the explanation, on a card."""
        theme, words = self.kit.theme, self.kit.words
        pad, size = theme.px(2), theme.type(1.2)
        area = columns.rect.copy()
        inner = Columns(area.inflate(-2 * pad, -2 * pad), columns.gap)
        way = self._way()
        height = text_height(way, inner.rect.width, size, bold=True)
        if height > inner.rect.height // 3:
            height = min(text_height(way, inner.rect.width, theme.type(), bold=True), inner.rect.height // 2)
        parts: list[Widget] = [Panel("card", area, theme.colours.surface)]
        parts.append(Label("way", inner.top(height), way, size, theme.colours.accent, bold=True))
        page, turns = self.paged(inner, onward, words.of(self.entry.explain), size, theme.type() / size)
        place = inner.rect.copy()
        if not turns:
            parts += self._settled(place, text_height(page, place.width, size) + columns.gap)
        parts.append(Label("explain", place, page, size, theme.colours.text))
        return [*parts, *turns]

    def _settled(self, place: pygame.Rect, taken: int) -> list[Widget]:
        """What settles it, once more, at the foot of the card where there is room: the picture found, or the words."""
        theme, shortest = self.kit.theme, self.entry.shortest
        room = place.height - taken
        if shortest is None or room < theme.px(6):
            return []
        lead, size = self.entry.sources[shortest], theme.type()
        area = pygame.Rect(place.left, place.top + taken, place.width, room)
        if lead.picture is not None and room >= theme.px(14):
            found = self.kit.pack.pictures[lead.picture]
            view = PictureView("found", area, self.kit.pack.path(found.file), found.size)
            view.alt = self.kit.words.of(found.alt)
            view.rect.left = area.left
            self.views.append(view)
            place.height = taken
            return [view]
        text = found_at(lead, self.entry.picture, self.kit.pack, self.kit.words)
        if text_height(text, area.width, size) > room:
            return []
        place.height = taken
        return [Label("settled", area, text, size, theme.colours.quiet)]

    def _way(self) -> str:
        words, shortest = self.kit.words, self.entry.shortest
        if shortest is None:
            return words("case.shortest.none")
        lead = self.entry.sources[shortest]
        text = words("case.shortest", lead=words(f"case.lead.{lead.kind}"), move=words(f"move.{lead.move}"))
        opened = self.said.opened
        if opened and self.entry.sources[opened[0]].settles:
            return f"{text} {words('case.shortest.yours')}"
        if opened:
            return f"{text} {words('case.opened.count', n=len(opened), all=len(self.entry.sources))}"
        return text

    def _credit(self, place: pygame.Rect) -> list[Widget]:
        """Who made the pictures: the post is invented, they are not."""
        pack, words, size = self.kit.pack, self.kit.words, self.kit.theme.type(0.8)
        shown = [pack.pictures[name] for name in dict.fromkeys(self.entry.pictures)]
        lines = [pack.byline(item, words) for item in shown]
        text = "\n".join(dict.fromkeys(lines))
        return [Label("credit", place, text, size, self.kit.theme.colours.quiet)] if lines else []

    def _onward(self) -> Outcome | None:
        return Leave() if self.review else Onward()

    def refresh_pictures(self) -> None:
        """The picture became ready."""
        super().refresh_pictures()
        self.damage.append(places(self.kit.theme).picture)

    def back(self) -> Outcome | None:
        """Back to the summary, or out of the level."""
        return Leave()
