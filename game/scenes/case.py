"""A post with a claim, and places to look, to be opened in any order; then which of five it is, and how sure.

Owns what was opened, and in which order. Refuses to say what settles it: that stands on the reveal.
"""

from __future__ import annotations

import pygame

from game.model.answer import Answer
from game.model.kinds.investigate_round import CLAIMS, InvestigateRound
from game.model.scoring import CONFIDENCE
from game.model.terms import CaseAnswer, SourceKind
from game.pack.cases import answer_key, found_at
from game.play.rules import Session
from game.ui.kit import Kit
from game.ui.outcomes import Answered, Outcome
from game.ui.post import PostCard, case_places
from game.ui.round import RoundScene
from game.ui.typeset import pages
from game.ui.widgets import Button, Columns, Label, Look, Panel, PictureView, Pressed, Widget, split, text_height

LEAD_SIGNS = {
    "reverse-search": "loupe", "account": "person", "coverage": "list", "place": "pin", "file": "page",
    "original": "photo", "expert": "bubble",
}  # fmt: skip
FOUND_SHARES = (0.6, 0.5, 0.4, 0.32)  # of the room for finds, what a picture found there may take


class CaseScene(RoundScene):
    """The post at the left, places to look and what was found at the right, the answers across the foot."""

    name = "case"

    def __init__(self, kit: Kit, session: Session) -> None:
        entry = session.round
        assert isinstance(entry, InvestigateRound)  # noqa: S101 (the table of scenes says so)
        super().__init__(kit, session, [kit.pack.pictures[entry.picture]] if entry.picture else [])
        self.entry = entry
        self.opened: list[int] = []
        self.shown: int | None = None  # the lead whose finds stand there
        self.claim: CaseAnswer | None = None
        self._finds: dict[tuple[int, str], str] = {}  # in words, by lead and language: a file is read once

    def arrange(self) -> None:
        """Post and places; below them five answers, or how sure one is of the one given."""
        theme = self.kit.theme
        post_area, column, foot = case_places(self.kit, with_picture=bool(self.pictures))
        card = PostCard("post", post_area, self.entry.post, self.kit, with_picture=bool(self.pictures))
        views = self.lay_pictures(card.inside)
        columns = Columns(column, theme.px(1.2))
        parts = self.head(columns, self.kit.words("case.question" if self.claim is None else "sure.question"))
        tools = self.tools(columns)
        parts += [*self._leads(columns), *self._find(columns)]
        self.widgets = [card, *views, *self.controls, *parts, *self._answers(foot), *tools]

    def _leads(self, columns: Columns) -> list[Widget]:
        """A button for each place to look; in two columns where one would take more than half of the room."""
        theme, words, leads = self.kit.theme, self.kit.words, self.entry.sources
        gap = theme.apart(0.8)
        least = max(theme.target, theme.px(5))
        across = 1 if len(leads) * (theme.tall(7) + gap) <= columns.rect.height * 0.55 else 2
        rows = -(-len(leads) // across)
        height = min(theme.tall(7), max(least, (round(columns.rect.height * 0.6) - (rows - 1) * gap) // rows))
        before, columns.gap = columns.gap, gap
        cells = [cell for _ in range(rows) for cell in split(columns.top(height), across, gap)]
        columns.gap = before
        noted = self._noted(cells[0])
        buttons: list[Widget] = []
        for number, (lead, cell) in enumerate(zip(leads, cells, strict=False)):
            seen = number in self.opened
            note = words("case.opened" if seen else f"case.lead.{lead.kind}.note")
            look = Look(
                "plain", "tick" if seen else LEAD_SIGNS[lead.kind], selected=number == self.shown,
                note=note if noted else "", scale=1.0,
            )  # fmt: skip
            text = words(f"case.lead.{lead.kind}")
            buttons.append(Button(f"lead-{lead.kind}", cell, text, self._open(number), look))
        return buttons

    def _noted(self, cell: pygame.Rect) -> bool:
        """Whether every button has room for a note below its name; all have one, or none."""
        theme, words = self.kit.theme, self.kit.words
        large, small = theme.type(0.9), round(theme.type() * 0.88)
        width = cell.width - theme.px(4.4) - round(theme.type() * 1.5)
        return all(
            text_height(words(f"case.lead.{lead.kind}"), width, large, bold=True)
            + text_height(words(f"case.lead.{lead.kind}.note"), width, small)
            <= cell.height - theme.px(0.8)
            for lead in self.entry.sources
        )

    def _find(self, columns: Columns) -> list[Widget]:
        """What was found at the place that is open; before, what can be done."""
        theme, words = self.kit.theme, self.kit.words
        if self.shown is None:
            return self._asked(columns)
        area = columns.rect.copy()
        lead = self.entry.sources[self.shown]
        pad, key = theme.px(1.6), (self.shown, words.language)
        if key not in self._finds:
            self._finds[key] = found_at(lead, self.entry.picture, self.kit.pack, words)
        text = self._finds[key]
        inner = area.inflate(-2 * pad, -2 * pad)
        parts: list[Widget] = [Panel("find-panel", area, theme.colours.surface)]
        if lead.picture is not None:
            parts.append(self._found(lead.picture, inner, text))
        size = theme.type(1.2)
        if text_height(text, inner.width, size) > inner.height:
            size = theme.type(1.05)
        least = theme.type() / size  # from a classroom's last row no less can be read
        leaves = pages(text, inner.size, size, least)
        if len(leaves) > 1:
            turn = pygame.Rect(0, 0, max(theme.target, theme.px(6)), max(theme.target, theme.px(5.2)))
            turn.bottomright = inner.bottomright
            leaves = pages(text, (inner.width, inner.height - turn.height), size, least)
            self.page %= len(leaves)
            sign = "right" if self.page + 1 < len(leaves) else "again"
            parts.append(Button("page-on", turn, "", self._leaf, Look("plain", sign)))
            inner.height -= turn.height
        self.page %= len(leaves)
        parts.append(Label("find", inner, leaves[self.page], size, theme.colours.text))
        return parts

    def _asked(self, columns: Columns) -> list[Widget]:
        """What is to be judged, in one sentence, and what can be done."""
        theme, words = self.kit.theme, self.kit.words
        hint, size = f"{words('case.hint')}\n{words('case.answer')}", theme.type()
        claim, width = words("case.claims", claim=words.of(self.entry.claim)), columns.rect.width
        left = columns.rect.height - columns.gap - text_height(hint, width, size)
        large = next((one for one in (1.25, 1.1) if text_height(claim, width, theme.type(one)) <= left), 1.0)
        high = min(text_height(claim, width, theme.type(large)), columns.rect.height)
        said = Label("claim", columns.top(high), claim, theme.type(large), theme.colours.text)
        if columns.rect.height < text_height(hint, width, size):
            return [said]
        return [said, Label("hint", columns.rect.copy(), hint, size, theme.colours.quiet)]

    def _found(self, name: str, inner: pygame.Rect, text: str) -> PictureView:
        """A picture that is found at a place, above its text or beside it, where it is larger; `inner` is the rest."""
        theme, found, size = self.kit.theme, self.kit.pack.pictures[name], self.kit.theme.type(1.05)
        gap, shape = theme.px(1.6), found.size[0] / found.size[1]
        shares = (share for share in FOUND_SHARES if self._fits(text, inner, round(inner.width * share) + gap))
        beside = min(round(inner.width * next(shares, FOUND_SHARES[-1])), round(inner.height * shape))
        left = max(0, inner.height - gap - text_height(text, inner.width, size))
        above = min(inner.width, round(left * shape))
        area = pygame.Rect(inner.topleft, (max(above, beside), round(max(above, beside) / shape)))
        view = PictureView("found", area, self.kit.pack.path(found.file), found.size)
        view.alt = self.kit.words.of(found.alt)
        if above > beside:
            inner.height -= area.height + gap
            inner.top = area.bottom + gap
        else:
            inner.width -= area.width + gap
            inner.left = area.right + gap
        self.views.append(view)
        return view

    def _fits(self, text: str, inner: pygame.Rect, taken: int) -> bool:
        return text_height(text, inner.width - taken, self.kit.theme.type(1.05)) <= inner.height

    def _leaf(self) -> None:
        self.page += 1
        self.ask("page-on")

    def _answers(self, foot: pygame.Rect) -> list[Widget]:
        """The five answers; once one is given, it and the four steps of confidence in their places."""
        theme, words = self.kit.theme, self.kit.words
        across = 5 if not theme.portrait and theme.text_scale < 1.2 and not theme.tight else 3
        rows = -(-5 // across)
        gap = theme.apart(1)
        height = (foot.height - (rows - 1) * gap) // rows
        cells: list[pygame.Rect] = []
        for row in range(rows):
            line = pygame.Rect(foot.left, foot.top + row * (height + gap), foot.width, height)
            cells += split(line, min(across, 5 - row * across), gap)
        if self.claim is None:
            return [
                Button(
                    f"claim-{claim}",
                    cell,
                    words(answer_key(claim, self.entry.post)),
                    self._claims(claim),
                    _plain(str(number)),
                )
                for number, (claim, cell) in enumerate(zip(CLAIMS, cells, strict=True), 1)
            ]
        chosen, change = words(answer_key(self.claim, self.entry.post)), words("sure.change")
        width, small = cells[0].width - theme.px(4), round(theme.type() * 0.88)
        high = text_height(chosen, width, theme.type(0.8), bold=True) + text_height(change, width, small)
        note = change if high <= cells[0].height - theme.px(0.8) else ""
        look = Look("plain", selected=True, note=note, align="centre")
        parts: list[Widget] = [Button("change", cells[0], chosen, self.reconsider, look)]
        for step, cell in enumerate(cells[1 : 1 + len(CONFIDENCE)]):
            look = _plain(str(step + 1))._replace(note=words(f"sure.{step}.note"))
            parts.append(Button(f"sure-{step}", cell, words(f"sure.{step}"), self._sure(step), look))
        return parts

    def _open(self, number: int) -> Pressed:
        def press() -> None:
            self.open_lead(self.entry.sources[number].kind)
            self.ask(f"lead-{self.entry.sources[number].kind}")

        return press

    @property
    def ask_areas(self) -> list[pygame.Rect]:
        """All but the post."""
        return list(case_places(self.kit, with_picture=bool(self.pictures))[1:])

    def open_lead(self, kind: SourceKind) -> None:
        """Show what is found at a place, and remember that it was looked at."""
        number = [lead.kind for lead in self.entry.sources].index(kind)
        if number not in self.opened:
            self.opened.append(number)
        self.shown, self.page = number, 0

    def _claims(self, claim: CaseAnswer) -> Pressed:
        def press() -> None:
            self.claim = claim
            self.ask("sure-1")

        return press

    def _sure(self, step: int) -> Pressed:
        return lambda: Answered(
            Answer(confidence=step, milliseconds=self.milliseconds, claim=self.claim, opened=tuple(self.opened))
        )

    def reconsider(self) -> None:
        """Back to the five answers."""
        claim, self.claim = self.claim, None
        self.ask(f"claim-{claim}")

    def back(self) -> Outcome | None:
        """First the answer is taken back, then the level is left."""
        if self.claim is not None:
            self.reconsider()
            return None
        return self.leave()


def _plain(key: str) -> Look:
    return Look("plain", key=key, key_shown=False, align="centre", scale=1.05)
