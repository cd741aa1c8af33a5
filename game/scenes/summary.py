"""An honest end: in words how often fakes fooled the player and how often real pictures were distrusted."""

from __future__ import annotations

import pygame

from game.model import scoring
from game.play import rules
from game.play.rules import Session
from game.ui import paint
from game.ui.kit import Kit
from game.ui.outcomes import Go, OpenTell, Outcome, Review, StartLevel
from game.ui.round import sign_of_round
from game.ui.scene import Scene
from game.ui.summing import first_sentences, level_title
from game.ui.theme import Colour, Theme
from game.ui.thumbs import Thumbnail, grid
from game.ui.typeset import fit_text, width_of
from game.ui.widgets import Button, Columns, Label, Look, Widget, giving, split, text_height


class SummaryScene(Scene):
    """Sentences, counts, every picture again, two tells to practise."""

    name = "summary"
    in_steps = True
    ends = True

    def __init__(self, kit: Kit, session: Session, *, old: bool = False) -> None:
        super().__init__(kit)
        self.session, self.old = session, old

    def arrange(self) -> None:
        """Two halves in landscape, one above the other in portrait."""
        theme, words = self.kit.theme, self.kit.words
        window = theme.window.inflate(-2 * theme.margin, -2 * theme.px(3))
        if theme.portrait:
            left = pygame.Rect(window.left, window.top, window.width, round(window.height * 0.55))
            right = pygame.Rect(window.left, left.bottom + theme.px(2), window.width, 0)
            right.height = window.bottom - right.top
        else:
            left = pygame.Rect(window.left, window.top, round(window.width * 0.56), window.height)
            right = pygame.Rect(left.right + theme.px(3), window.top, 0, window.height)
            right.width = window.right - right.left
        columns = Columns(left, theme.px(1.8))
        title = words("summary.title", level=level_title(self.kit, self.session.level))
        self.widgets = [
            Label("title", columns.top(theme.px(4)), title, theme.type(1.1), theme.colours.accent, bold=True),
            *self._sentences(columns),
            *self._counts(columns),
            *self._practise(columns),
        ]
        side = Columns(right, theme.px(1.6))
        self.widgets += [*self._buttons(side), *self._thumbnails(side)]

    def _sentences(self, columns: Columns) -> list[Widget]:
        theme = self.kit.theme
        text = first_sentences(self.session, self.kit.words)
        size = theme.type(1.7)
        height = min(text_height(text, columns.rect.width, size, bold=True), round(columns.rect.height * 0.4))
        return [Label("sentences", columns.top(height), text, size, theme.colours.text, bold=True)]

    def _counts(self, columns: Columns) -> list[Widget]:
        """The two-by-two of signal detection, in signs and counts."""
        theme, words, colours = self.kit.theme, self.kit.words, self.kit.theme.colours
        counts = scoring.count(self.session.judgements)
        if not counts.fakes + counts.reals:
            return self._evidence_line(columns)
        fakes = ("hits", "tick", counts.hits, colours.fake), ("misses", "cross", counts.misses, colours.fake)
        reals = (
            ("rejections", "tick", counts.correct_rejections, colours.real),
            ("alarms", "cross", counts.false_alarms, colours.real),
        )
        rows: list[tuple[tuple[str, str, int, Colour], ...]]
        rows = [row for row, shown in ((fakes, counts.fakes), (reals, counts.reals)) if shown]
        if theme.text_scale > 1.2 and not theme.portrait:  # side by side the words would be cut
            rows = [(cell,) for row in rows for cell in row]
        height = theme.px(9.5 if len(rows) <= 2 else 7)
        words_of = {name: words(f"summary.{name}") for row in rows for name, *_ in row}
        size = min(
            Count.fitting(text, split(columns.rect, len(rows[0]), theme.px(1.6))[0].width, height, theme)
            for text in words_of.values()
        )
        parts: list[Widget] = []
        for row in rows:
            places = split(columns.top(height), len(row), theme.px(1.6))
            for (name, sign, number, tint), place in zip(row, places, strict=True):
                parts.append(Count(name, place, sign, number, words_of[name], tint, size))
        points = [item.points for item in self.session.judgements]
        line = [words("summary.points", points=sum(points), most=100 * len(points))]
        unsure = counts.unsure_fakes + counts.unsure_reals
        if unsure:
            line.append(words("summary.unsure", n=unsure))
        sensitivity = scoring.sensitivity(counts)
        if sensitivity is not None:
            line.append(
                words(
                    "summary.dprime",
                    d=words.decimal(sensitivity.d_prime),
                    c=words.decimal(sensitivity.criterion, signed=True),
                    fakes=sensitivity.fakes,
                    reals=sensitivity.reals,
                )
            )
        line += self._calibration()
        line += self._lens_line()
        text, size = " ".join(line), theme.type(1.05)
        height = min(text_height(text, columns.rect.width, size), columns.rect.height // 2)
        parts.append(Label("points", columns.top(height), text, size, colours.quiet))
        return [*parts, *self._evidence_line(columns)]

    def _calibration(self) -> list[str]:
        """What came of saying "certain"."""
        certain = len(scoring.CONFIDENCE) - 1
        rows = [
            item.right
            for verdict, said in zip(self.session.verdicts, self.session.answers, strict=True)
            for item in verdict.judgements
            if said.confidence == certain and item.outcome != "unsure"
        ]
        return [self.kit.words("summary.certain", right=sum(rows), n=len(rows))] if rows else []

    def _lens_line(self) -> list[str]:
        """The lens that was used most, and how often the answer was right with it."""
        rows: dict[str, list[bool]] = {}
        for place, (verdict, said) in enumerate(zip(self.session.verdicts, self.session.answers, strict=True)):
            right = all(item.right for item in verdict.judgements)
            if not verdict.judgements:
                right = sign_of_round(self.session, place) == "tick"
            for lens in said.lenses:
                rows.setdefault(lens, []).append(right)
        if not rows:
            return []
        lens = max(rows, key=lambda name: (len(rows[name]), sum(rows[name])))
        name = self.kit.words(f"lens.{lens}")
        return [self.kit.words("summary.lens", lens=name, right=sum(rows[lens]), n=len(rows[lens]))]

    def _evidence_line(self, columns: Columns) -> list[Widget]:
        theme = self.kit.theme
        scores = [verdict.evidence for verdict in self.session.verdicts if verdict.evidence is not None]
        if not scores:
            return []
        text = self.kit.words("summary.evidence", score=round(sum(scores) / len(scores)), n=len(scores))
        size = theme.type(1.05)
        height = text_height(text, columns.rect.width, size)
        return [Label("evidence", columns.top(height), text, size, theme.colours.quiet)]

    def _practise(self, columns: Columns) -> list[Widget]:
        """The tells that were missed, as many of the two as there is room for: each opens its page of the guide."""
        theme, words, pack = self.kit.theme, self.kit.words, self.kit.pack
        names = [name for name in rules.tells_to_practise(self.session, pack.pictures) if name in pack.tells]
        if not names:
            return []
        size = theme.type(1.0)
        parts: list[Widget] = [
            Label("practise", columns.top(round(size * 1.5)), words("summary.practise"), size, theme.colours.quiet)
        ]
        height = theme.px(12 if theme.text_scale < 1.2 else 16)
        for name in names[: max(0, (columns.rect.height + columns.gap) // (height + columns.gap))]:
            tell = pack.tells[name]
            look = Look("plain", "book", note=words.of(tell.look), scale=1.1)
            parts.append(Button(f"tell-{name}", columns.top(height), words.of(tell.name), giving(OpenTell(name)), look))
        return parts if len(parts) > 1 else []

    def _thumbnails(self, columns: Columns) -> list[Widget]:
        theme, words, pack = self.kit.theme, self.kit.words, self.kit.pack
        shown = [
            (place, pack.pictures[name])
            for place, entry in enumerate(self.session.rounds[: len(self.session.verdicts)])
            for name in entry.pictures
            if name in pack.pictures
            and (self.session.verdicts[place].judgements or self.session.verdicts[place].evidence is not None)
        ]
        if not shown:
            return []
        size = theme.type()
        heading = columns.top(round(size * 1.5))
        parts: list[Widget] = [Label("again", heading, words("summary.again"), size, theme.colours.quiet)]
        cells = grid(columns.rect, len(shown), theme.px(1.2), theme.px(30))
        for number, ((place, picture), cell) in enumerate(zip(shown, cells, strict=True)):
            thumb = Thumbnail(
                f"again-{number + 1}", cell, pack.path(picture.file), picture.size, press=giving(Review(place))
            )
            thumb.sign = _sign_of(self.session, place, picture.id)
            parts.append(thumb)
        return parts

    def _buttons(self, columns: Columns) -> list[Widget]:
        theme, words = self.kit.theme, self.kit.words
        row, onward = columns.bottom(theme.px(8)), Look("primary", align="centre")
        if self.old:
            return [Button("results", row, words("summary.results"), lambda: Go("results"), onward)]
        left, right = split(row, 2, theme.px(1.2))
        level, look = self.session.level, Look("plain", align="centre")
        return [
            Button("again", left, words("summary.play-again"), lambda: StartLevel(level), look),
            Button("levels", right, words("summary.levels"), lambda: Go("levels"), onward),
        ]

    def first_focus(self) -> Button | None:
        """The way on."""
        button = self.widget("results" if self.old else "levels")
        return button if isinstance(button, Button) else None

    def back(self) -> Outcome | None:
        """To the levels, or to the list of results."""
        return Go("results" if self.old else "levels")


class Count(Widget):
    """One cell of the two-by-two: a sign, a number, a word."""

    def __init__(
        self, name: str, rect: pygame.Rect, sign: str, number: int, text: str, tint: tuple[int, int, int], size: int
    ) -> None:
        super().__init__(name, rect)
        self._sign, self.number, self._text, self._tint, self._size = sign, number, text, tint, size

    @staticmethod
    def fitting(text: str, width: int, height: int, theme: Theme) -> int:
        """The size of letters in which a word fits into a cell beside its sign and a number of two digits."""
        side = min(theme.px(4.4), round(height * 0.55))
        taken = theme.px(3) + side + width_of("88", theme.type(2.2), bold=True) + theme.px(2.4)
        return fit_text(text, (max(1, width - taken), height), theme.type(1.05)).size

    def draw(self, surface: pygame.Surface, kit: Kit, *, focused: bool, pressed: bool) -> None:  # noqa: D102
        theme = kit.theme
        edge = theme.colours.outline if theme.contrast else theme.colours.surface
        paint.framed(surface, self.rect, theme.colours.surface, edge, theme.line, theme.radius)
        strip = pygame.Rect(self.rect.left, self.rect.top + theme.radius, theme.px(0.8), 0)
        strip.height = self.rect.height - 2 * theme.radius
        surface.fill(self._tint, strip)
        side = min(theme.px(4.4), round(self.rect.height * 0.55))
        centre = self.rect.left + theme.px(2) + side // 2, self.rect.centery
        paint.draw_sign(surface, self._sign, centre, side, theme.colours.text)
        number = fit_text(str(self.number), (theme.px(9), self.rect.height), theme.type(2.2), bold=True)
        left = self.rect.left + theme.px(3) + side
        number.draw(surface, pygame.Rect(left, self.rect.centery - number.height // 2, 0, 0), theme.colours.text)
        left += number.width + theme.px(1.4)
        text = fit_text(self._text, (self.rect.right - left - theme.px(1), self.rect.height), self._size)
        text.draw(surface, pygame.Rect(left, self.rect.centery - text.height // 2, 0, 0), theme.colours.quiet)


def _sign_of(session: Session, place: int, picture: str) -> str:
    """The sign of one picture: its own judgement's where it has one."""
    for item in session.verdicts[place].judgements:
        if item.picture == picture:
            return "tick" if item.right else "dash" if item.outcome == "unsure" else "cross"
    return sign_of_round(session, place)
