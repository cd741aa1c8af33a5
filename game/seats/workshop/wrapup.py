"""The end of a workshop: votes before and after the talk, in words first, then team by team as means.

Where nothing was voted on, what was answered together: how much of it was right, and each case with what was so.
"""

from __future__ import annotations

from collections.abc import Sequence

import pygame

from game.model import claims
from game.model.answer import OutcomeSign
from game.model.kinds.investigate_round import InvestigateRound
from game.model.picture import Picture
from game.model.scoring import ENOUGH_ANSWERS
from game.play import event as workshop
from game.play.event import Event, Votes
from game.play.rules import Session
from game.ui import paint
from game.ui.intents import Confirm, Intent
from game.ui.kit import Kit
from game.ui.outcomes import Go, Lead, OpenReport, Outcome
from game.ui.scene import Scene
from game.ui.summing import case_line, level_title
from game.ui.typeset import fit_text, width_of
from game.ui.widgets import Button, Columns, Label, Look, Sign, Widget, split, text_height


class WrapUpScene(Scene):
    """Sentences, and a pair of bars for each team; without votes the cases."""

    name = "wrap-up"
    focus_first = "done"
    ends = True

    def __init__(
        self, kit: Kit, event: Event, entries: list[tuple[Votes, Picture]], done: Sequence[Session] = (),
        *, reported: bool,
    ) -> None:  # fmt: skip
        super().__init__(kit)
        self.event, self.entries, self.done, self.reported = event, entries, done, reported
        self.voted = workshop.mean(entries, "second") is not None

    def arrange(self) -> None:
        """Words above, bars below."""
        theme, words = self.kit.theme, self.kit.words
        window = theme.window.inflate(-2 * theme.margin, -2 * theme.px(3))
        columns = Columns(window, theme.px(1.6))
        title, size = words("workshop.end"), theme.type(1.0)
        if not self.voted and self.done:
            title = level_title(self.kit, self.done[-1].level)
        place = columns.top(round(size * 1.4))
        parts: list[Widget] = [Label("title", place, title, size, theme.colours.accent, bold=True)]
        row = columns.bottom(theme.tall(9))
        *more, place = split(row, 2, theme.px(2)) if self.reported else [row]
        look = Look("plain", "list", align="centre")
        buttons = [Button("report", left, words("workshop.report"), OpenReport, look) for left in more]
        buttons.append(Button("done", place, words("workshop.done"), self._done, Look("primary", align="centre")))
        for name, text, scale, bold in self._sentences():
            size = theme.type(scale)
            height = min(text_height(text, window.width, size, bold=bold), columns.rect.height // 2)
            colour = theme.colours.text if bold else theme.colours.quiet
            parts.append(Label(name, columns.top(height), text, size, colour, bold=bold))
        self.widgets = [*parts, *(self._bars(columns) if self.voted else self._cases(columns)), *buttons]

    def _sentences(self) -> list[tuple[str, str, float, bool]]:
        """Name, text, size and weight of each."""
        words = self.kit.words
        first, second = (workshop.mean(self.entries, ballot) for ballot in ("first", "second"))
        if second is None:
            right, of = (sum(item.score[part] for item in self.done) for part in (0, 1))
            if not of:
                return [("sentence", words("workshop.end.none"), 1.35, True)]
            return [("sentence", words("workshop.end.together", right=right, n=of), 1.35, True)]
        values = {"first": round(100 * (second if first is None else first)), "second": round(100 * second)}
        key = "same" if values["first"] == values["second"] else "means"
        texts = [("sentence", words(f"workshop.end.{key}", **values), 1.35, True)]
        revotes = claims.revoted(workshop.revotes(self.entries))
        if revotes.to_right or revotes.to_wrong:
            text = words("workshop.end.moves", to_right=revotes.to_right, to_wrong=revotes.to_wrong)
            texts.append(("moves", text, 1.0, False))
        votes = sum(sum(item.tally("second").values()) for item, _ in self.entries)
        if votes < ENOUGH_ANSWERS:
            texts.append(("claim", words("workshop.end.few", n=votes), 1.0, False))
        elif revotes.votes:
            key = {1: "better", 0: "chance", -1: "worse"}[revotes.sign]
            texts.append(("claim", words(f"workshop.end.{key}"), 1.0, revotes.sign != 0))
        return texts

    def _cases(self, columns: Columns) -> list[Widget]:
        """What each case was, what was claimed, how it was answered: all in one size, in two columns where needed."""
        theme = self.kit.theme
        rows = [
            (verdict.sign, case_line(entry, self.kit.words))
            for item in self.done
            for entry, verdict in zip(item.rounds, item.verdicts, strict=False)
            if isinstance(entry, InvestigateRound)
        ]
        gap, area = theme.px(1), columns.rect
        for size in (theme.type(1.2), theme.type(1.0), theme.type(0.9), theme.type(0.8)):
            side = round(size * 1.4)
            for count in (1, 2):
                places = split(area, count, theme.px(4))
                wide = places[0].width - side - theme.px(1.5)
                heights = [max(side, text_height(text, wide, size)) + gap for _, text in rows]
                half = -(-len(rows) // count)
                if all(sum(heights[at : at + half]) <= area.height for at in range(0, len(rows), half or 1)):
                    return self._case_rows(rows, places, heights, size)
        return []

    def _case_rows(
        self, rows: list[tuple[OutcomeSign, str]], places: list[pygame.Rect], heights: list[int], size: int
    ) -> list[Widget]:
        theme, side = self.kit.theme, round(size * 1.4)
        half, parts = -(-len(rows) // len(places)), list[Widget]()
        for number, ((sign, text), height) in enumerate(zip(rows, heights, strict=True)):
            place = places[number // half]
            top = place.top + sum(heights[number - number % half : number])
            parts.append(
                Sign(f"sign-{number + 1}", pygame.Rect(place.left, top, side, side), sign, theme.colours.accent)
            )
            left = place.left + side + theme.px(1.5)
            rect = pygame.Rect(left, top, place.right - left, height - theme.px(1))
            parts.append(Label(f"case-{number + 1}", rect, text, size, theme.colours.text))
        return parts

    def _bars(self, columns: Columns) -> list[Widget]:
        """Each team's mean before and after the talk."""
        theme, words = self.kit.theme, self.kit.words
        rows: list[tuple[str, str, int | None]] = [
            (team.sign, words(f"team.{team.name}"), number) for number, team in enumerate(self.event.teams)
        ]
        if not rows and self.entries:
            rows = [("group", words("team.class"), None)]
        count = max(1, len(rows))
        gap = theme.px(1)
        height = min(theme.px(9), (columns.rect.height - (count - 1) * gap) // count)
        parts: list[Widget] = []
        names = max((width_of(name, theme.type()) for _, name, _ in rows), default=0)  # no name is broken
        for number, (sign, name, team) in enumerate(rows):
            place = columns.rect.copy()
            place.top, place.height = columns.rect.top + number * (height + gap), height
            means = tuple(workshop.mean(self.entries, ballot, team) for ballot in ("first", "second"))
            parts.append(TeamBars(f"team-{number + 1}", place, sign, name, means, names))
        return parts

    def _done(self) -> Outcome:
        return Go("title")

    def handle(self, intent: Intent) -> Outcome | None:
        """A key that leads asks whether to finish: it may have been pressed once too often."""
        onward = self.focus is None or not self.focus_shown or self.focus.name == "done"
        return Lead("forward") if isinstance(intent, Confirm) and onward else super().handle(intent)

    def back(self) -> Outcome | None:
        """Whether to finish."""
        return Lead("forward")


class TeamBars(Widget):
    """A team's sign, name, and the share of right votes at first (outline) and after the talk (filled)."""

    def __init__(
        self, name: str, rect: pygame.Rect, sign: str, text: str, means: tuple[float | None, ...], names: int
    ) -> None:
        """`names`: pixels that the longest of the teams' names needs."""
        super().__init__(name, rect)
        self.sign, self.text, self.means, self.names = sign, text, means, names

    def spoken(self) -> str:  # noqa: D102
        return f"{self.text}: " + ", ".join(f"{round(100 * mean)} %" for mean in self.means if mean is not None)

    def draw(self, surface: pygame.Surface, kit: Kit, *, focused: bool, pressed: bool) -> None:  # noqa: D102
        theme, colours = kit.theme, kit.theme.colours
        side = min(self.rect.height, theme.px(5))
        paint.draw_sign(surface, self.sign, (self.rect.left + side // 2, self.rect.centery), side, colours.accent)
        wide = max(round(self.rect.width * 0.24), min(side + theme.px(3) + self.names, self.rect.width // 2))
        text = fit_text(self.text, (wide - side - theme.px(3), self.rect.height), theme.type(1.0))
        left = self.rect.left + side + theme.px(1.5)
        text.draw(surface, pygame.Rect(left, self.rect.centery - text.height // 2, wide, text.height), colours.text)
        size = theme.type(1.0)
        said = " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} ".join(
            f"{round(100 * mean)} %" for mean in self.means if mean is not None
        )
        start, room = self.rect.left + wide, self.rect.width - wide - round(size * 7.5)
        high = (self.rect.height - theme.px(0.6)) // 2
        for number, mean in enumerate(self.means):
            if mean is None:
                continue
            top = self.rect.top + number * (high + theme.px(0.6))
            bar = pygame.Rect(start, top, max(2, round(room * mean)), high)
            if number:
                paint.panel(surface, bar, colours.accent, theme.radius // 2)
            else:
                paint.framed(surface, bar, colours.ground, colours.accent, max(2, theme.line * 2), theme.radius // 2)
        value = fit_text(said, (round(size * 7), max(self.rect.height, size * 2)), size, bold=True)
        left = self.rect.right - value.width
        value.draw(surface, pygame.Rect(left, self.rect.centery - value.height // 2, 0, 0), colours.text)
