"""The end of a level, one page: its best picture with the count and the closing words upon it, the summary beneath.

Owns where its parts stand. What is said is `summing`'s, which level comes next `shelves`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import pygame

from game.model.answer import OutcomeSign
from game.model.kinds.investigate_round import InvestigateRound
from game.pack.cases import answer_key
from game.pack.heroes import heroes
from game.pack.shelves import next_level
from game.play import rules
from game.play.rules import Session
from game.play.striking import striking
from game.results.progress import Progress
from game.ui.banner import Banner
from game.ui.blocks import Blocks
from game.ui.kit import Kit
from game.ui.menu import LOOK_SECONDS
from game.ui.outcomes import Go, OpenLevel, OpenTell, Outcome, Review, StartLevel
from game.ui.round import sign_of_round
from game.ui.scene import Scene
from game.ui.summing import best_line, count_line, first_sentences, further_lines, level_title, sureness
from game.ui.theme import Colour
from game.ui.thumbs import grid, square_of
from game.ui.typeset import fit_text, fits, shortened
from game.ui.widgets import Button, Columns, Label, Look, Target, Widget, giving, split, text_height

BAND = 0.42, 0.27  # of the window's height, in landscape and in portrait: the picture, where words need no more
BAND_MOST = 0.5  # where its words need more, they are set smaller, step by step
SHRUNK = 1.0, 0.85, 0.7
WORDS_SHARE = 0.56  # of the width between the margins, for words upon it in landscape


class BandText(NamedTuple):
    """A text upon the band."""

    name: str
    text: str
    size: int
    bold: bool = False

    def height(self, width: int) -> int:
        """What it takes of a width, in pixels."""
        return text_height(self.text, width, self.size, bold=self.bold)

    def label(self, place: pygame.Rect, colour: Colour) -> Label:
        """The part."""
        return Label(self.name, place, self.text, self.size, colour, bold=self.bold)


def _height(texts: Sequence[BandText], width: int, gap: int) -> int:
    """What texts take one below the other, in pixels."""
    return sum(text.height(width) + gap for text in texts) - gap if texts else 0


def _fitting(heights: list[int], room: int, gap: int) -> list[int]:
    """Heights of texts one below the other that fit into a room: the highest one gives way first."""
    over = sum(heights) + gap * (len(heights) - 1) - room
    fitted = list(heights)
    for place in sorted(range(len(heights)), key=lambda place: -heights[place]):
        given_up = max(0, min(over, fitted[place] - room // 6))
        fitted[place] -= given_up
        over -= given_up
    return fitted


class SummaryScene(Scene):
    """Count, sentences, blocks, every picture again, tells to practise, and the ways on.

    `name` is the session's own in what is kept; `old` is one of the list of results. What the player's earlier sessions
    add (the best one, the level to come) is filled in as soon as `read` gives it.
    """

    name = "summary"
    in_steps = True
    ends = True

    def __init__(
        self, kit: Kit, session: Session, name: str = "", read: Callable[[], Progress | None] = Progress,
        *, old: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(kit)
        self.session, self.session_name, self.old = session, name, old
        self._read = read
        self.progress = read()
        self._banner: Banner | None = None

    def arrange(self) -> None:
        """The band above; below it words left and pictures right, in portrait one below the other."""
        theme = self.kit.theme
        rect, band = self._band()
        area = theme.window.inflate(-2 * theme.margin, 0)
        area.top = rect.bottom + theme.px(2)
        area.height = theme.window.bottom - theme.px(3.5) - area.top
        left, right = area.copy(), area.copy()
        if not theme.portrait:
            left.width = round(area.width * 0.5) - theme.px(2)
            right.left, right.width = left.right + theme.px(4), area.right - left.right - theme.px(4)
        side = Columns(right, theme.px(2.4))
        buttons = self._buttons(side)
        if theme.portrait:
            left = side.rect
        columns = Columns(left, theme.px(1.6))
        rows = self._rows(columns)
        if theme.portrait:
            said = [*rows, *self._lines(columns, columns.rect.height // 2), *self._practise(columns, columns.top)]
            right = columns.rect
        else:
            practise = self._practise(columns, columns.bottom)
            said = [*rows, *self._lines(columns, columns.rect.height), *practise]
            right = side.rect
        free = [right] if theme.portrait else [columns.rect.copy(), right]
        self.widgets = [*band, *said, *self._again(right, free), *buttons]

    # --- the band

    def _band(self) -> tuple[pygame.Rect, list[Widget]]:
        """Where it is; the picture, and upon it title, count, sentences and closing words, as large as leaves room."""
        theme = self.kit.theme
        most = round(theme.size[1] * BAND_MOST)
        for shrunk in SHRUNK:
            rect, labels = self._words_on_band(shrunk)
            if rect.height <= most:
                break
        return rect, [*self._picture(rect, labels), *labels]

    def _words_on_band(self, shrunk: float) -> tuple[pygame.Rect, list[Label]]:
        """The band, as high as its words need, and these: in a column, or the closing words beside the others."""
        theme, words = self.kit.theme, self.kit.words
        level = self.kit.pack.levels.get(self.session.level)
        closing = words.of(level.closing) if level is not None else ""
        said = [
            BandText("title", level_title(self.kit, self.session.level), theme.type(1.1), bold=True),
            BandText("count", count_line(self.session, words), theme.type(3.2 * shrunk), bold=True),
            BandText("sentences", first_sentences(self.session, words), theme.type(1.3 * shrunk)),
        ]
        last = [BandText("closing", closing, theme.type(1.15 * shrunk))] if closing else []
        rows = [text for text in said if text.text]
        width, gap = theme.size[0] - 2 * theme.margin, theme.px(0.8)
        usual = round(theme.size[1] * BAND[theme.portrait])
        column = pygame.Rect(theme.margin, 0, width if theme.portrait else round(width * WORDS_SHARE), 0)
        beside = pygame.Rect(column.right + theme.px(5), 0, width - column.width - theme.px(5), 0)
        if theme.portrait or _height([*rows, *last], column.width, gap) <= usual - theme.px(4):
            rows, last = [*rows, *last], []
        needs = max(_height(texts, place.width, gap) for texts, place in ((rows, column), (last, beside)))
        rect = pygame.Rect(0, 0, theme.size[0], max(usual, needs + theme.px(4)))
        if shrunk == SHRUNK[-1]:
            rect.height = min(rect.height, round(theme.size[1] * BAND_MOST))
        labels: list[Label] = []
        for texts, place in ((rows, column), (last, beside)):
            heights = _fitting([text.height(place.width) for text in texts], rect.height - theme.px(4), gap)
            top = rect.bottom - theme.px(1.5) - sum(heights) - gap * (len(texts) - 1)
            for text, height in zip(texts, heights, strict=True):
                spot = pygame.Rect(place.left, top, place.width, height)
                labels.append(text.label(spot, theme.colours.text))
                top = spot.bottom + gap
        return rect, labels

    def _picture(self, rect: pygame.Rect, labels: list[Label]) -> list[Widget]:
        """The most striking picture of the rounds, as a band; a level without pictures has none."""
        pack = self.kit.pack
        picture = striking(self.session, pack.pictures, {item.id for item in heroes(pack)})
        if picture is None:
            self._banner = None
            return []
        columns: dict[int, pygame.Rect] = {}
        for label in labels:
            spot = pygame.Rect(label.rect.topleft, (label.block.width, label.block.height))
            columns[spot.left] = columns.get(spot.left, spot).union(spot)
        path, words = pack.path(picture.file), list(columns.values())
        if self._banner is None or not self._banner.shows(path, rect, words):
            self._banner = Banner(rect, path, picture, words)
        return [self._banner]

    # --- the words

    def _rows(self, columns: Columns) -> list[Widget]:
        """Two rows of blocks: what was judged, or what else was asked."""
        theme, words, colours = self.kit.theme, self.kit.words, self.kit.theme.colours
        judged: Sequence[tuple[bool, OutcomeSign]] = [
            (item.fake, "tick" if item.right else "dash" if item.outcome == "unsure" else "cross")
            for item in self.session.judgements
        ]
        found: list[OutcomeSign] = [
            "tick" if one else "cross"
            for verdict in self.session.verdicts
            if verdict.evidence is not None
            for one in verdict.found
        ]
        known: list[OutcomeSign] = [verdict.sign for verdict in self.session.verdicts if verdict.knowledge is not None]
        rows: list[tuple[str, list[OutcomeSign], Colour]] = [
            ("hits", [sign for fake, sign in judged if fake], colours.fake),
            ("rejections", [sign for fake, sign in judged if not fake], colours.real),
            ("tells-found", found, colours.accent),
            ("questions", known, colours.accent),
        ]
        parts: list[Widget] = []
        for name, signs, tint in [row for row in rows if row[1]][:2]:
            text = words(f"summary.{name}")
            spoken = words("summary.row", text=text, n=signs.count("tick"), of=len(signs))
            parts.append(Blocks(name, columns.top(Blocks.height(theme)), text, spoken, signs, tint))
        return parts

    def _lines(self, columns: Columns, most: int) -> list[Widget]:
        """Calibration, the personal best, then as many of the other measures as there is room for, in pixels."""
        theme, words = self.kit.theme, self.kit.words
        level = self.kit.pack.levels.get(self.session.level)
        best = None
        if level is not None and not level.form and self.progress is not None:
            best = self.progress.best(level.id, but=self.session_name)
        lines = [*sureness(self.session, words), *best_line(self.session, best, words)]
        lines += further_lines(self.session, words)
        width, sizes = columns.rect.width, (theme.type(1.05), theme.type(0.9))
        while lines and text_height(" ".join(lines), width, sizes[len(lines) == 1]) > most:
            lines.pop()
        if not lines:
            return []
        text = " ".join(lines)
        size = next(size for size in sizes if text_height(text, width, size) <= most)
        return [Label("points", columns.top(text_height(text, width, size)), text, size, theme.colours.quiet)]

    def _practise(self, columns: Columns, take: Callable[[int], pygame.Rect]) -> list[Widget]:
        """The tells that were missed: each opens its page of the guide."""
        theme, words, pack = self.kit.theme, self.kit.words, self.kit.pack
        names = [name for name in rules.tells_to_practise(self.session, pack.pictures) if name in pack.tells]
        if not names:
            return []
        size = theme.type(1.0)
        head, high = round(size * 1.4), theme.tall(7 if theme.text_scale < 1.2 else 10)
        needs = head + theme.px(0.8) + high
        if needs > columns.rect.height:
            return []
        columns = Columns(take(needs), theme.px(0.8))
        heading, row = columns.top(head), columns.rect
        places = split(row, len(names), theme.apart(1.2))
        room = places[0].width - theme.px(8), high
        if any(fit_text(words.of(pack.tells[name].name), room, size, bold=True).cut for name in names):
            names, places = names[:1], [row]
        parts: list[Widget] = [Label("practise", heading, words("summary.practise"), size, theme.colours.quiet)]
        for name, place in zip(names, places, strict=True):
            look = Look("plain", "book")
            parts.append(Button(f"tell-{name}", place, words.of(pack.tells[name].name), giving(OpenTell(name)), look))
        return parts

    # --- the pictures, and the ways on

    def _again(self, area: pygame.Rect, free: list[pygame.Rect]) -> list[Widget]:
        """What was asked, to be looked at again: the pictures, and where there is room beside or below the cases."""
        passed = self.session.rounds[: len(self.session.verdicts)]
        cases = [(place, entry) for place, entry in enumerate(passed) if isinstance(entry, InvestigateRound)]
        if not cases:
            return self._thumbnails(area)
        pictures: list[Widget] = []
        if any(verdict.judgements or verdict.evidence is not None for verdict in self.session.verdicts):
            above = area.copy()
            if len(free) == 1:  # upright: cases stand below the pictures
                above.height = area.height // 2 - self.kit.theme.px(1.6)
            pictures = self._thumbnails(above)
            free = free[:-1] or [pygame.Rect(area.left, area.centery, area.width, area.height // 2)]
        theme, words = self.kit.theme, self.kit.words
        gap, line = theme.apart(0.8), theme.type()
        rows: list[pygame.Rect] = []
        for least in (round(line * 3.2), round(line * 1.9)):
            high = max(theme.target, least, theme.px(5))
            rows = [
                pygame.Rect(part.left, part.top + number * (high + gap), part.width, high)
                for part in free
                for number in range((part.height + gap) // (high + gap))
            ]
            if len(rows) >= len(cases):
                break
        worded = len(rows) >= len(cases)
        if not worded:  # their signs alone
            rows = grid(free[-1], len(cases), gap, theme.px(8))
        parts: list[Widget] = []
        for number, ((place, entry), rect) in enumerate(zip(cases, rows, strict=False)):
            note = self._way(entry) if worded and rect.height >= round(line * 3.2) else ""
            look = Look("plain", self.session.verdicts[place].sign, note=note)
            claim = words.of(entry.claim).rstrip(".")
            said = words(
                "case.row", answer=words(answer_key(entry.answer, entry.post)), claim=claim
            )  # what is so comes first
            text = said if worded else str(number + 1)
            room = rect.width - round(1.5 * line) - theme.px(5)  # beside the sign
            if not note and not fits(text, (room, rect.height - theme.px(0.8)), line, bold=True):
                text = shortened(text, room, line, bold=True)
            parts.append(Button(f"case-{number + 1}", rect, text, giving(Review(place)), look))
        return [*pictures, *parts]

    def _way(self, entry: InvestigateRound) -> str:
        """The shortest way that settles a case, and the move of SIFT that it is; that nothing does."""
        words, shortest = self.kit.words, entry.shortest
        if shortest is None:
            return words("case.claim.cannot-know")
        source = entry.sources[shortest]
        return words("case.shortest", lead=words(f"case.lead.{source.kind}"), move=words(f"move.{source.move}"))

    def _thumbnails(self, area: pygame.Rect) -> list[Widget]:
        """Every picture that was asked about, with its outcome; each opens its reveal."""
        theme, pack = self.kit.theme, self.kit.pack
        shown = [
            (place, pack.pictures[name])
            for place, entry in enumerate(self.session.rounds[: len(self.session.verdicts)])
            for name in entry.pictures
            if name in pack.pictures
            and (self.session.verdicts[place].judgements or self.session.verdicts[place].evidence is not None)
        ]
        cells = grid(area, len(shown), theme.px(1.2), theme.px(24))
        parts: list[Widget] = []
        for number, ((place, picture), cell) in enumerate(zip(shown, cells, strict=True)):
            thumb = square_of(f"again-{number + 1}", cell, pack.path(picture.file), picture, giving(Review(place)))
            thumb.sign = _sign_of(self.session, place, picture.id)
            thumb.alt = self.kit.words.of(picture.alt)
            parts.append(thumb)
        return parts

    def _buttons(self, columns: Columns) -> list[Widget]:
        """Again, the levels, and the next one; back to the results from where it was opened there."""
        theme, words = self.kit.theme, self.kit.words
        row, onward = columns.bottom(theme.tall(8)), Look("primary", align="centre")
        if self.old:
            return [Button("results", row, words("summary.results"), lambda: Go("results"), onward)]
        level, following = self.session.level, self._following()
        plain, levels = Look("plain", align="centre"), "summary.levels"
        if following is None:
            again, shelf = split(row, 2, theme.apart(1.2))
            return [
                Button("again", again, words("summary.play-again"), giving(StartLevel(level)), plain),
                Button("levels", shelf, words(levels), lambda: Go("levels"), onward),
            ]
        again, shelf, further = split(row, 3, theme.apart(1.2))
        return [
            Button("again", again, words("summary.play-again"), giving(StartLevel(level)), plain),
            Button("levels", shelf, words(levels), lambda: Go("levels"), plain),
            Button("next", further, words("summary.next"), giving(OpenLevel(following)), onward),
        ]

    def _following(self) -> str | None:
        """The level to come next."""
        finished = self.progress.shares if self.progress is not None else {}
        level = next_level(self.kit.pack, finished, self.session.level)
        return level.id if level is not None else None

    def first_focus(self) -> Target | None:
        """The way on."""
        ways = {item.name: item for item in self.targets}
        return next((ways[name] for name in ("results", "next", "levels") if name in ways), super().first_focus())

    def back(self) -> Outcome | None:
        """To the levels, or to the list of results."""
        return Go("results" if self.old else "levels")

    # --- what was played before

    @property
    def reading(self) -> bool:
        """Whether what was played before is still read."""
        return self.progress is None

    def update(self, seconds: float) -> Outcome | None:
        """Look whether it is there."""
        if self.progress is None and (found := self._read()) is not None:
            self.progress = found
            self.rearrange()
        return super().update(seconds)

    def wake_in(self) -> float | None:
        """Soon, while there is something to wait for."""
        return LOOK_SECONDS if self.progress is None else super().wake_in()

    def hide(self) -> None:
        """The band is made again from its picture."""
        super().hide()
        if self._banner is not None:
            self._banner.forget()

    def refresh_pictures(self) -> None:
        """The band lies under words."""
        super().refresh_pictures()
        if self._banner is not None:
            self.damage.append(self._banner.rect)


def _sign_of(session: Session, place: int, picture: str) -> str:
    """The sign of one picture: its own judgement's where it has one."""
    own = next((item.sign for item in session.verdicts[place].judgements if item.picture == picture), None)
    return own or sign_of_round(session, place)
