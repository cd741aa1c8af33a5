"""The answer, and why, drawn on the picture: the heart of the game.

The picture stays where the round showed it. The surround dims, a spotlight travels to each tell, a ring draws itself,
a line leads to the card that names it; in portrait, where the card stands below, there is none. A wipe compares the
picture with its untouched original.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import pygame

from game.model.motion import region_at
from game.model.picture import Evidence, Picture, Region, Tell
from game.model.terms import NONE_VISIBLE
from game.pixels.pictures import PictureRequest
from game.play.rules import Session
from game.ui import marks, paint
from game.ui.intents import Drag, Intent, Move, Press, Release, Wheel
from game.ui.kit import Kit
from game.ui.layout import places, stacked
from game.ui.outcomes import Leave, Onward, OpenAnnotation, OpenTable, OpenTell, Outcome
from game.ui.overlays import Ring, Spotlight, dim, draw_wipe, numbered, region_rect, wiped
from game.ui.round import PictureScene, column_and_views, progress_of, sign_of_round
from game.ui.theme import ON_PICTURE, REAL_ON_PICTURE, UNDER_STROKE, Colour
from game.ui.typeset import line, pages
from game.ui.widgets import (
    Button,
    Columns,
    Label,
    Look,
    Panel,
    PictureView,
    Pressed,
    Sign,
    Style,
    TextLink,
    Widget,
    giving,
    split,
    text_height,
)

TRAVEL_SECONDS = 0.45
RING_SECONDS = 0.30
TRAVEL_LIMIT = 0.45  # of the picture's longer side
LAST = 1_000_000  # page, however many there are
WAYS = (-1, -1), (1, -1), (1, 1), (-1, 1), (-1, 0), (0, -1), (1, 0), (0, 1)  # where a ring's number stands, if it can


class RevealStop(NamedTuple):
    """One thing to be shown: a piece of evidence, or (None) why a picture is real, or that nobody marked a fake yet."""

    picture: int
    evidence: Evidence | None


class CardPlaces(NamedTuple):
    """Where the parts of the card stand, and the sizes of its title and its text."""

    steps: pygame.Rect | None
    counter: pygame.Rect | None
    title: pygame.Rect
    text: pygame.Rect
    sizes: tuple[int, int]


class RevealTool(NamedTuple):
    """Something that can be done on a reveal, as a button shows it."""

    name: str
    sign: str
    text: str
    key: str
    press: Pressed
    on: bool = False

    def look(self, style: Style) -> Look:
        """Its look as a button of a style; it shows no key."""
        return Look(style, self.sign, selected=self.on, key=self.key, key_shown=False)


class RevealScene(PictureScene):
    """Steps through the evidence of one round; `review` is a look back from the summary."""

    name = "reveal"
    explains = True
    in_steps = True
    focus_first = "onward"

    def __init__(self, kit: Kit, session: Session, place: int, *, review: bool = False) -> None:
        self.session, self.place, self.review = session, place, review
        self.entry, self.verdict, self.said = session.rounds[place], session.verdicts[place], session.answers[place]
        super().__init__(kit, [kit.pack.pictures[name] for name in self.entry.pictures])
        self.stops = [stop for number, picture in enumerate(self.pictures) for stop in _stops(number, picture)]
        self.step = 0
        self._told_steps: set[int] = set()  # those that were shown
        self.see_all = False
        self.wipe: float | None = None  # share of the picture that shows the original
        self.seconds = 0.0  # since the present step began
        self._opens = True  # laid out for the first time, the light travels from the middle of the picture
        self._wiping = False
        self._from: tuple[float, float] | None = None  # where the light comes from, while it travels
        self._wait = 0.0  # seconds until the ring begins
        self._rings: list[Ring] = []
        self._spot: Spotlight | None = None
        self._card = pygame.Rect(0, 0, 0, 0)
        self._card_parts: list[Widget] = []
        self._static: list[Widget] = []
        self._leafed = False  # a text takes more than one page

    # --- layout

    def arrange(self) -> None:
        """Picture, headline, card, tools, credit, onward; steps, too, where a text takes more than one page."""
        self._leafed = False
        self._frame()
        if self._too_long():
            self._leafed = True
            self._frame()
        self._show(self.step, self.page, moving=self._opens)
        self._opens = False

    def _frame(self) -> None:
        """All but what is in the card."""
        theme, words = self.kit.theme, self.kit.words
        columns, views = column_and_views(self)
        parts: list[Widget] = [*views]
        if not self.review:
            row = columns.top(theme.px(4))
            parts.append(progress_of(self.kit, self.session, self.place, row, passed=True))
        parts += self._headline(columns)
        key = "reveal.back" if self.review else "reveal.next"
        if self._in_guide:
            key = "reveal.back.guide"
        onward = Button(
            "onward", columns.bottom(theme.tall(8)), words(key), self._onward, Look("primary", align="centre")
        )
        credit = self._credit(self._credit_place(columns))
        self._static = [*parts, credit, *self._tools(columns, onward), onward, *self.controls]
        self._card = columns.rect.copy()

    def _headline(self, columns: Columns) -> list[Widget]:
        theme = self.kit.theme
        sign, text, small = self._result()
        small = self.aside() or small
        size, small_size = (theme.type(1.5), theme.type(0.95)) if self._roomy else (theme.type(1.25), theme.type(1.0))
        side = theme.px(5.5)
        width = columns.rect.width - side - theme.px(1.5)
        height = max(side, text_height(text, width, size, bold=True))
        row = columns.top(min(height, columns.rect.height // 3))
        mark = pygame.Rect(row.left, row.top, side, side)
        place = pygame.Rect(mark.right + theme.px(1.5), row.top, width, row.height)
        colours = theme.colours
        parts: list[Widget] = [
            Sign("outcome", mark, sign, colours.accent if sign == "tick" else colours.text),
            Label("headline", place, text, size, colours.text, bold=True, middle=True),
        ]
        if small:
            place = columns.top(text_height(small, columns.rect.width, small_size))
            parts.append(Label("points", place, small, small_size, colours.quiet))
        return parts

    def _result(self) -> tuple[str, str, str]:
        """Sign, headline and the quieter line under it."""
        words, items = self.kit.words, self.verdict.judgements
        sign = sign_of_round(self.session, self.place)
        if self.verdict.evidence is not None:
            small = words("reveal.evidence", points=self.verdict.evidence)
            if not self.verdict.found:
                return sign, words("reveal.point.nothing"), small
            found = sum(self.verdict.found)
            key = "reveal.point" if found else "reveal.point.none"
            return sign, words(key, n=found, all=len(self.verdict.found)), small
        if not items:
            return "eye", words("reveal.look"), ""
        points = round(sum(item.points for item in items) / len(items))
        small = words("reveal.points", points=points)
        if len(items) > 1:
            right = sum(item.right for item in items)
            return sign, words("reveal.pick", right=right, all=len(items)), small
        item = items[0]
        if self.pictures[0].shows_nothing:
            if item.outcome == "unsure":
                return "tick", words("reveal.unsure.right"), small
            return sign, words(f"reveal.{item.outcome}.unseen"), small
        key = item.outcome if item.outcome != "unsure" else f"unsure.{'fake' if item.fake else 'real'}"
        return sign, words(f"reveal.{key.replace(' ', '-')}"), small

    def _credit_place(self, columns: Columns) -> pygame.Rect:
        """As high as the longest of the round's credits needs; one without end is whole on the credits screen only."""
        size, width = self._credit_size, columns.rect.width
        height = max(text_height(self._credit_line(item), width, size) for item in self.pictures)
        return columns.bottom(min(height, columns.rect.height // (3 if self.kit.theme.tight else 4)))

    def _credit_line(self, picture: Picture) -> str:
        """Author and licence."""
        pack, words = self.kit.pack, self.kit.words
        return f"{pack.credited(picture.credit, words)} · {pack.credited(picture.licence, words)}"

    def _credit(self, place: pygame.Rect) -> Label:
        """Author and licence of the picture that is spoken of."""
        picture = self.pictures[self.stops[self.step].picture] if self.stops else self.pictures[0]
        return Label("credit", place, self._credit_line(picture), self._credit_size, self.kit.theme.colours.quiet)

    @property
    def _credit_size(self) -> int:
        return self.kit.theme.type(0.72 if self._roomy else 0.6)

    @property
    def _roomy(self) -> bool:
        """Whether there is room for large words in the card, and for words on the tools."""
        return self.kit.theme.text_scale < 1.2

    @property
    def _steps_in_card(self) -> bool:
        """Whether there is room for the card's two buttons inside it."""
        return self._roomy and not self.kit.theme.tight

    def _tools(self, columns: Columns, onward: Button) -> list[Widget]:
        """What can be done with the picture; in little room also the steps, beside these or before the way on."""
        theme, side = self.kit.theme, places(self.kit.theme).side
        tools, gap = self._uses(), theme.apart(0.8)
        steps = self._steps() if not self._steps_in_card else []
        if side is not None:
            cells = stacked(side, len(tools), gap)[::-1]
        else:
            row = columns.bottom(theme.tall(6))
            together = split(row, len(steps) + len(tools), gap)
            if together[0].width >= theme.target:
                tools, steps, cells = steps + tools, [], together
            else:
                cells = split(row, len(tools), gap)
        words = self._roomy and side is None
        texts = tuple(tool.text if words else "" for tool in tools)
        alone = len(tools) == 1
        parts: list[Widget] = []
        for tool, text, cell in zip(tools, texts, cells, strict=True):
            look = tool.look("quiet" if alone and side is None else "plain")
            parts.append(Button(tool.name, cell, text, tool.press, look if alone else look._replace(row=texts)))
        left = [Button(tool.name, onward.rect.copy(), "", tool.press, tool.look("plain")) for tool in steps]
        self.before(onward, left)
        return [*left, *parts]

    def _uses(self) -> list[RevealTool]:
        """Everything to be seen at once, before and after, the guide, the light table, the loupe."""
        words = self.kit.words
        tools: list[RevealTool] = []
        if sum(stop.evidence is not None for stop in self.stops) > 1 or any(item.mask for item in self.pictures):
            tools.append(RevealTool("see-all", "eye", words("reveal.see-all"), "a", self._toggle_all, on=self.see_all))
        if self._original() is not None:
            on = self.wipe is not None
            tools.append(RevealTool("wipe", "wipe", words("reveal.wipe"), "b", self._toggle_wipe, on=on))
        if self.kit.exits.guide and self._tell() is not None and not self._in_guide:
            tools.append(RevealTool("guide", "book", words("reveal.guide"), "g", self._open_guide))
        if self.kit.exits.annotate:
            tools.append(RevealTool("annotate", "pen", words("reveal.annotate"), "e", self._annotate))
        if self.kit.exits.table:
            tools.append(RevealTool("table", "table", words("reveal.table"), "l", OpenTable))
        on = self.loupe is not None
        return [*tools, RevealTool("loupe", "loupe", words("round.loupe"), "z", self.toggle_loupe, on=on)]

    @property
    def _in_guide(self) -> bool:
        return self.origin is not None and self.origin.guides

    def _tell(self) -> Tell | None:
        """The field guide's page for what is shown."""
        later = (*self.stops[self.step :], *self.stops)  # in a round of several pictures the last one may be real
        evidence = next((stop.evidence for stop in later if stop.evidence), None)
        return self.kit.pack.tells.get(evidence.tell) if evidence else None

    def _named_tell(self) -> Tell | None:
        """The tell that the card's title names, where that leads to its page of the guide."""
        if not self.kit.exits.guide or not self.stops or self.see_all or self.wipe is not None:
            return None
        stop = self.stops[self.step]
        if stop.evidence is None or not self.pictures[stop.picture].fake:
            return None
        came_from = self.origin.told_tell if self.origin is not None else ""  # its own page: Back leads there
        tell = self.kit.pack.tells.get(stop.evidence.tell)
        return tell if tell is not None and tell.id not in (NONE_VISIBLE, came_from) else None

    def _open_guide(self) -> Outcome | None:
        tell = self._tell()
        return OpenTell(tell.id) if tell is not None else None

    def _annotate(self) -> Outcome:
        return OpenAnnotation(self.pictures[self.stops[self.step].picture if self.stops else 0].id)

    def _steps(self) -> list[RevealTool]:
        """The card's two buttons; none where there is one thing to show, and room for all that is said of it."""
        words = self.kit.words
        if self.wipe is not None:
            return [
                RevealTool("before", "left", words("reveal.before"), "p", self._wipe_to(1.0)),
                RevealTool("after", "right", words("reveal.after"), "n", self._wipe_to(0.0)),
            ]
        if self._leafed or (len(self.stops) > 1 and not self.see_all):
            return [
                RevealTool("previous", "left", "", "p", self._go(-1)),
                RevealTool("next", "right", "", "n", self._go(1)),
            ]
        return []

    def _original(self) -> Picture | None:
        if len(self.pictures) != 1 or self.transport is not None:
            return None
        return self.kit.pack.pictures.get(self.pictures[0].original or "")

    # --- the card and what it stands for

    def _show(self, step: int, page: int = 0, *, moving: bool = True) -> None:
        """Begin to show one stop (or all of them): spotlight, rings and a page of the card."""
        moving = moving and not self.kit.theme.reduced_motion
        before = self._spot, self._rings, self._leader_damage()
        self.step, self.page = step, page
        self._told_steps.update(range(len(self.stops)) if self.see_all else {step})
        self._rings, self._spot, self._from = [], None, None
        if self.stops and self.wipe is None:
            self._rings = self._ringed()
            if self._rings and not self.see_all and self.transport is None:
                self._light(before[0] if moving else None, moving=moving)
        self._wait = TRAVEL_SECONDS if self._from is not None else 0.0
        self.seconds = 0.0 if moving else self._wait + RING_SECONDS
        self._fill_card()
        if before[0] is not None and self._spot is not None and len(self.views) == 1:
            spots = [before[0].rect, self._spot.rect]
            self.damage += [*spots, *(ring.rect for ring in before[1]), *before[2], self._card]
            self._move_spot()
        else:
            self._damage_pictures()
        self.update(0.0)

    def _told(self) -> list[tuple[int, Evidence]]:
        """The picture's number and the evidence of each stop that is shown now."""
        shown = self.stops if self.see_all else self.stops[self.step : self.step + 1]
        return [(stop.picture, stop.evidence) for stop in shown if stop.evidence is not None]

    def _ringed(self) -> list[Ring]:
        """A ring around each tell that is shown now and has a place; a mask is drawn as it is."""
        return [
            Ring(self.views[picture], self._where(evidence), self.kit.theme, self._colour(picture))
            for picture, evidence in self._told()
            if not evidence.region.mask and evidence.tell != NONE_VISIBLE
        ]

    def _colour(self, picture: int) -> Colour:
        """What points at a picture's evidence: the colour of fakes' tells, or that of "real"."""
        return ON_PICTURE if self.pictures[picture].fake else REAL_ON_PICTURE

    def _where(self, evidence: Evidence) -> Region:
        """Where a tell is now: in a clip it may move."""
        return region_at(evidence, self.transport.place) if self.transport is not None else evidence.region

    def frame_shown(self) -> None:
        """The rings go with what they are about."""
        super().frame_shown()
        if self._rings and any(item.keyframes for _, item in self._told()):
            self._rings = self._ringed()
            for ring in self._rings:
                ring.advance(1.0)

    def _light(self, before: Spotlight | None, *, moving: bool) -> None:
        """Set the spotlight on the present stop; it comes from where it was, or from the middle of the picture."""
        stop = self.stops[self.step]
        view = self.views[stop.picture]
        if stop.evidence is None:
            return
        area = region_rect(view, stop.evidence.region)
        radius = max(area.width, area.height) * 0.72 + self.kit.theme.px(3)
        self._spot = Spotlight((float(area.centerx), float(area.centery)), radius)
        # so large a light does not travel: it is simply there
        if moving and radius * 2 <= TRAVEL_LIMIT * max(view.rect.size):
            self._from = before.centre if before else (float(view.rect.centerx), float(view.rect.centery))

    def _damage_pictures(self) -> None:
        area = self._card.copy()
        for view in self.views:
            area.union_ip(view.rect)
        self.damage.append(area.inflate(8, 8))

    def _card_places(self, title: str) -> CardPlaces:
        """Where the parts of the card stand, under a title."""
        theme, roomy = self.kit.theme, self._roomy
        pad = theme.px(2 if roomy else 1.4)
        inner = Columns(self._card.inflate(-2 * pad, -2 * pad), theme.px(1.2))
        row, counter = None, None
        if self._steps_in_card and self._steps():
            row = inner.bottom(theme.tall(7))
        elif self._leafed:
            counter = inner.bottom(round(theme.type(0.9) * 1.32))
        sizes = (theme.type(1.35), theme.type(1.2)) if roomy else (theme.type(1.1), theme.type(1.0))
        height = min(text_height(title, inner.rect.width, sizes[0], bold=True), inner.rect.height // 2)
        return CardPlaces(row, counter, inner.top(height), inner.rect, sizes)

    def _pages(self, title: str, text: str) -> tuple[str, ...]:
        """What is said under a title, in as many pages as it takes."""
        places = self._card_places(title)
        return pages(text, places.text.size, places.sizes[1])

    def _too_long(self) -> bool:
        """Whether anything that the card is to say needs more than one page."""
        if self.wipe is not None:
            return False
        said = [self._all_words()] if self.see_all else [self._stop_words(stop) for stop in self.stops]
        return any(len(self._pages(title, text)) > 1 for title, text in said)

    def _fill_card(self) -> None:
        """The card's own parts for the present step and page."""
        theme = self.kit.theme
        colours = theme.colours
        parts: list[Widget] = [Panel("card", self._card, colours.surface, None)]
        title, text = self._card_words()
        row, counter, place, note, (size_title, size) = self._card_places(title)
        if row is not None:
            parts += self._step_buttons(row)
        elif counter is not None:
            counted = Label("counter", counter, self._counted(), theme.type(0.9), colours.quiet, align="centre")
            parts.append(counted)
        real = not self.see_all and self.wipe is None and not self.pictures[self.stops[self.step].picture].fake
        colour = colours.real if real else colours.accent
        named = self._named_tell()
        if named is not None:
            press = giving(OpenTell(named.id))
            link = TextLink("tell", place, title, size_title, colour, press, bold=True)
            parts.append(link.reach(theme.px(5) + 1))
        else:
            parts.append(Label("tell", place, title, size_title, colour, bold=True))
        leaves = self._pages(title, text)
        self.page = min(self.page, len(leaves) - 1)
        text = leaves[self.page]
        why, small = self._why(), theme.type(0.92)
        height, gap = text_height(text, note.width, size), theme.px(2)
        if len(leaves) == 1 and why and height + gap + text_height(why, note.width, small) <= note.height:
            below = note.copy()
            below.top, below.height = note.top + height + gap, note.height - height - gap
            note = pygame.Rect(note.left, note.top, note.width, height)
            parts.append(Label("why", below, why, small, colours.quiet))
        parts.append(Label("note", note, text, size, colours.text))
        self._card_parts = parts
        focus = self.focus.name if self.focus else ""
        self.widgets = [*self._static, *parts]
        self.focus = next((item for item in self.targets if item.name == focus), None)

    def _step_buttons(self, row: pygame.Rect) -> list[Widget]:
        """Two buttons at the ends of the card's last row, and between them where one is."""
        theme, parts = self.kit.theme, list[Widget]()
        width = (row.width - theme.px(1)) // 2 if self.wipe is not None else theme.tall(9)
        left = pygame.Rect(row.left, row.top, width, row.height)
        right = pygame.Rect(row.right - width, row.top, width, row.height)
        for step, cell in zip(self._steps(), (left, right), strict=True):
            look = Look("plain", "" if step.text else step.sign, key=step.key, key_shown=False, align="centre")
            parts.append(Button(step.name, cell, step.text, step.press, look))
        if self.wipe is None:
            middle, colour = pygame.Rect(left.right, row.top, right.left - left.right, row.height), theme.colours.quiet
            counted = self._counted()
            parts.append(Label("counter", middle, counted, theme.type(), colour, align="centre", middle=True))
        return parts

    def _counted(self) -> str:
        """Which of all pages this is."""
        said = [self._all_words()] if self.see_all else [self._stop_words(stop) for stop in self.stops]
        counts = [len(self._pages(title, text)) for title, text in said]
        place = sum(counts[: 0 if self.see_all else self.step]) + self.page + 1
        return self.kit.words("reveal.counter", place=place, all=sum(counts))

    def _card_words(self) -> tuple[str, str]:
        """Title and text of the card."""
        words = self.kit.words
        if self.wipe is not None:
            return words("reveal.wipe.title"), words("reveal.wipe.text")
        return self._all_words() if self.see_all else self._stop_words(self.stops[self.step])

    def _all_words(self) -> tuple[str, str]:
        """By the numbers on the picture the names of all tells, or what is right in a real picture."""
        words = self.kit.words
        rows = [stop for stop in self.stops if stop.evidence is not None]
        real = [not self.pictures[stop.picture].fake for stop in rows]
        title = words("reveal.right.title" if rows and all(real) else "reveal.all.title")
        said = (self._stop_words(stop)[1 if is_real else 0] for stop, is_real in zip(rows, real, strict=True))
        return title, "\n".join(f"{number}  {text}" for number, text in enumerate(said, 1))

    def _stop_words(self, stop: RevealStop) -> tuple[str, str]:
        """What is said of one thing that is shown."""
        words = self.kit.words
        if stop.evidence is None:
            picture = self.pictures[stop.picture]
            if picture.fake:
                return words("reveal.unmarked.title"), words("reveal.unmarked")
            return words("reveal.real.title"), words.of(picture.looks_odd) or words("reveal.real.plain")
        return self._stop_title(stop), words.of(stop.evidence.note)

    def _why(self) -> str:
        """From the field guide: why fakes show the present tell; of a real picture, what one looks for there."""
        stop = self.stops[self.step] if self.stops and self.wipe is None and not self.see_all else None
        tell = self.kit.pack.tells.get(stop.evidence.tell) if stop and stop.evidence else None
        if stop is None or tell is None:
            return ""
        return self.kit.words.of(tell.why if self.pictures[stop.picture].fake else tell.look)

    def _stop_title(self, stop: RevealStop) -> str:
        """What the card's title says of a piece of evidence: the tell, or that here is right where generators fail."""
        evidence = stop.evidence
        if evidence is None:
            return ""
        if not self.pictures[stop.picture].fake:
            return self.kit.words("reveal.right.title")
        tell = self.kit.pack.tells.get(evidence.tell)
        if tell is not None:
            return self.kit.words.of(tell.name)
        return self.kit.words("reveal.none-visible") if evidence.tell == NONE_VISIBLE else evidence.tell

    # --- presses

    def _go(self, way: int) -> Pressed:
        """The next page of what is said, or the next thing that is shown."""

        def press() -> None:
            here = len(self._pages(*self._card_words()))
            if 0 <= self.page + way < here:
                self.page += way
                self._fill_card()
                self.damage.append(self._card)
                return
            step = self.step if self.see_all else (self.step + way) % len(self.stops)
            self._show(step, 0 if way > 0 else LAST)
            self._recredit()

        return press

    def _recredit(self) -> None:
        """In a round with several pictures the credit follows the one shown."""
        if len(self.pictures) > 1:
            old = self.widget("credit")
            fresh = self._credit(old.rect)
            self._static = [fresh if item is old else item for item in self._static]
            self.widgets = [*self._static, *self._card_parts]
            self.touch(old)

    def _toggle_all(self) -> None:
        self.see_all, self.wipe, self.page = not self.see_all, None, 0
        self.rearrange()

    def _toggle_wipe(self) -> None:
        self.wipe, self.see_all, self.page = (0.5 if self.wipe is None else None), False, 0
        self.rearrange()

    def _wipe_to(self, share: float) -> Pressed:
        def press() -> None:
            self._set_wipe(share)

        return press

    def _set_wipe(self, share: float) -> None:
        before = self._handle_rect()
        old = self.wipe or 0.0
        self.wipe = min(1.0, max(0.0, share))
        self.damage += [wiped(self.views[0], old, self.wipe), before, self._handle_rect()]

    def _handle_rect(self) -> pygame.Rect:
        """The wipe's line and grip."""
        view, side = self.views[0], self.kit.theme.px(7)
        x = view.rect.left + round((self.wipe or 0.0) * view.rect.width)
        return pygame.Rect(x - side // 2 - 2, view.rect.top, side + 4, view.rect.height)

    def _onward(self) -> Outcome | None:
        if self.in_full and not self.review and not self.see_all:
            if self.wipe is None and self.page + 1 < len(self._pages(*self._card_words())):
                self._go(1)()
                return None
            untold = next((step for step in range(len(self.stops)) if step not in self._told_steps), None)
            if untold is not None:
                self._tell_of(untold)
                return None
        return Leave() if self.review else Onward()

    def _tell_of(self, step: int) -> None:
        """Show one stop; a wipe is over."""
        if self.wipe is None:
            self._show(step)
            self._recredit()
        else:
            self.wipe, self.step = None, step
            self.rearrange()

    def all_told(self) -> None:
        """Everything was shown before: the way on leads on at once."""
        self._told_steps.update(range(len(self.stops)))

    def back(self) -> Outcome | None:
        """Out of the wipe first, then back to the summary or out of the level."""
        if self.wipe is not None:
            self._toggle_wipe()
            return None
        return Leave()

    def handle(self, intent: Intent) -> Outcome | None:
        """The wipe's handle first, then as every picture screen."""
        if self.wipe is not None and self.loupe is None:
            view = self.views[0]
            if isinstance(intent, Press):
                self._wiping = view.rect.collidepoint(intent.pos)
            if isinstance(intent, (Press, Drag)) and self._wiping:
                self._set_wipe((intent.pos[0] - view.rect.left) / view.rect.width)
                return None
            if isinstance(intent, Release) and self._wiping:
                self._wiping = False
                return None
            if isinstance(intent, Move) and intent.dx and not self.focus_shown:
                self._set_wipe(self.wipe + intent.dx * 0.04)
                return None
            if isinstance(intent, Wheel):
                self._set_wipe(self.wipe + intent.steps * 0.04)
                return None
        return super().handle(intent)

    # --- time

    def update(self, seconds: float) -> Outcome | None:
        """Travel, then draw the ring; only what changed is damaged."""
        self.seconds += seconds
        drawing = min(1.0, max(0.0, (self.seconds - self._wait) / RING_SECONDS))
        self._move_spot()
        for ring in self._rings:
            changed = ring.advance(1.0 if self.see_all else drawing)
            if changed is not None:
                self.damage.append(changed)
        if drawing >= 1.0 and seconds and self._rings and self.seconds - seconds < self._wait + RING_SECONDS:
            for area in self._leader_damage():
                self.damage.append(area)
        return super().update(seconds)

    def _move_spot(self) -> None:
        spot, start = self._spot, self._from
        if spot is None or start is None:
            return
        evidence = self.stops[self.step].evidence
        assert evidence is not None  # noqa: S101 (a spotlight has evidence)
        end = region_rect(self.views[self.stops[self.step].picture], evidence.region).center
        share = min(1.0, self.seconds / TRAVEL_SECONDS)
        eased = 1 - (1 - share) ** 3
        centre = (start[0] + (end[0] - start[0]) * eased, start[1] + (end[1] - start[1]) * eased)
        if centre != spot.centre:
            self.damage.append(spot.rect.copy())
            spot.centre = centre
            self.damage.append(spot.rect.copy())
        if share >= 1.0:
            self._from = None

    def wake_in(self) -> float | None:
        """Every frame while something moves."""
        if self._rings and self.wipe is None and self.seconds < self._wait + RING_SECONDS:
            return 0.0
        return super().wake_in()

    # --- drawing

    def draw(self, surface: pygame.Surface) -> None:
        """Parts, then what lies over the pictures."""
        self.draw_parts(surface)
        clip = surface.get_clip()
        if self.wipe is not None:
            self._draw_wipe(surface)
        else:
            self._draw_evidence(surface, clip)
        if self.loupe is not None:
            self.loupe.draw(surface, self.kit)

    def _draw_evidence(self, surface: pygame.Surface, clip: pygame.Rect) -> None:
        theme = self.kit.theme
        if self._spot is not None:
            for number, view in enumerate(self.views):
                bright = view.surface(self.kit)
                if bright is None or not view.rect.colliderect(clip):
                    continue
                dim(surface, view.rect)
                if number == self.stops[self.step].picture:
                    self._spot.draw(surface, view, bright)
        self._draw_masks(surface)
        for ring in self._rings:
            ring.draw(surface)
        if self.see_all:
            for number, place in self._badges():
                numbered(surface, place, number, theme, self._colour(self._told()[number - 1][0]))
        elif self._spot is not None and self.seconds >= self._wait + RING_SECONDS:
            self._draw_leader(surface)
        for mark in self.said.marks:
            marks.draw_mark(surface, self.views[0].to_window(mark), theme)
        if len(self.views) > 1:
            for number, view in enumerate(self.views):
                self._draw_tag(surface, number, view)

    def _badges(self) -> list[tuple[int, tuple[int, int]]]:
        """Where the numbers of all tells stand: each on its ring, within the picture, and not upon another."""
        rings, apart = iter(self._rings), self.kit.theme.px(5)
        found: list[tuple[int, tuple[int, int]]] = []
        for number, (picture, evidence) in enumerate(self._told(), 1):
            if evidence.region.mask:
                continue
            inside = self.views[picture].rect.inflate(-apart, -apart)
            places = [region_rect(self.views[picture], self._where(evidence)).topleft]
            if evidence.tell != NONE_VISIBLE:
                ring = next(rings)
                places = [ring.furthest(*way) for way in WAYS]
            free = [
                place
                for place in places
                if inside.collidepoint(place) and all(math.dist(place, other) >= apart for _, other in found)
            ]
            if not free:  # then the one that covers least
                free = [max(places, key=lambda place: min((math.dist(place, other) for _, other in found), default=0))]
            rect = self.views[picture].rect
            x, y = min(free[0][0], rect.right - 1), min(free[0][1], rect.bottom - 1)
            found.append((number, (max(x, rect.left), max(y, rect.top))))
        return found

    def _draw_masks(self, surface: pygame.Surface) -> None:
        """Outlines of exactly known altered areas: where the evidence is the mask, and when all is shown."""
        stop = self.stops[self.step] if self.stops else None
        for number, (view, picture) in enumerate(zip(self.views, self.pictures, strict=True)):
            mask = picture.mask if self.see_all else None
            if stop is not None and stop.picture == number and stop.evidence and stop.evidence.region.mask:
                mask = stop.evidence.region.mask
            if mask:
                path = self.kit.pack.path(mask)
                wanted = PictureRequest(path, view.rect.size, "outline", ON_PICTURE)
                outline = self.kit.pictures.get(wanted)
                if outline is not None:
                    surface.blit(outline, view.rect)

    def _leader(self) -> tuple[tuple[int, int], tuple[int, int]] | None:
        """The line from the ring to its card; none where it would cross the picture downwards, or the tools."""
        theme = self.kit.theme
        if not self._rings or self._spot is None or theme.portrait or places(theme).side is not None:
            return None
        ring, card = self._rings[0].rect, self._card
        margin = max(4, self.kit.theme.px(0.5))
        y = min(max(ring.centery, card.top + self.kit.theme.px(3)), card.bottom - margin)
        return (ring.right - margin, ring.centery), (card.left, y)

    def _leader_damage(self) -> list[pygame.Rect]:
        """The pieces of window that the line crosses, cut so that little is drawn again."""
        ends = self._leader()
        if ends is None:
            return []
        (x1, y1), (x2, y2) = ends
        pieces = 8
        rects = []
        for piece in range(pieces):
            start = (x1 + (x2 - x1) * piece / pieces, y1 + (y2 - y1) * piece / pieces)
            end = (x1 + (x2 - x1) * (piece + 1) / pieces, y1 + (y2 - y1) * (piece + 1) / pieces)
            area = pygame.Rect(
                min(start[0], end[0]), min(start[1], end[1]), abs(end[0] - start[0]), abs(end[1] - start[1])
            )
            rects.append(area.inflate(14, 14))
        return rects

    def _draw_leader(self, surface: pygame.Surface) -> None:
        ends = self._leader()
        if ends is None:
            return
        width = max(2, self.kit.theme.px(0.25))
        pygame.draw.line(surface, UNDER_STROKE, *ends, width + 3)
        pygame.draw.line(surface, self._colour(self.stops[self.step].picture), *ends, width)

    def _draw_tag(self, surface: pygame.Surface, number: int, view: PictureView) -> None:
        """On each of several pictures: what it is, and whether the player saw it."""
        theme, words, colours = self.kit.theme, self.kit.words, self.kit.theme.colours
        fake = self.pictures[number].fake
        text = line(words("answer.fake" if fake else "answer.real"), theme.type(1.0), colours.text, bold=True)
        side = theme.px(3.2)
        tag = pygame.Rect(view.rect.left, view.rect.top, text.get_width() + 3 * side, round(side * 1.5))
        if not tag.colliderect(surface.get_clip()):
            return
        paint.panel(surface, tag, colours.ground)
        tint = colours.fake if fake else colours.real
        paint.draw_sign(surface, "fake" if fake else "real", (tag.left + side * 3 // 4, tag.centery), side, tint)
        surface.blit(text, (tag.left + round(side * 1.4), tag.centery - text.get_height() // 2))
        if number < len(self.verdict.judgements):
            sign = "tick" if self.verdict.judgements[number].right else "cross"
            paint.draw_sign(surface, sign, (tag.right - side * 3 // 4, tag.centery), side, colours.text)

    def _draw_wipe(self, surface: pygame.Surface) -> None:
        """The original left of the line, the altered picture right of it."""
        original, view, theme = self._original(), self.views[0], self.kit.theme
        if original is None or self.wipe is None:
            return
        before = self.kit.pictures.get(PictureRequest(self.kit.pack.path(original.file), view.rect.size))
        clip = surface.get_clip()
        x = draw_wipe(surface, view, before, self.wipe)
        for text, right in ((self.kit.words("reveal.before"), False), (self.kit.words("reveal.after"), True)):
            label = line(text, theme.type(0.95), theme.colours.text, bold=True)
            tag = label.get_rect().inflate(theme.px(2), theme.px(1))
            tag.top = view.rect.top
            if right:
                tag.right = view.rect.right
            else:
                tag.left = view.rect.left
            if tag.colliderect(clip) and (x > tag.centerx if not right else x < tag.centerx):
                paint.panel(surface, tag, theme.colours.ground)
                surface.blit(label, label.get_rect(center=tag.center))
        side = theme.px(6.4)
        grip = pygame.Rect(0, 0, side, side)
        grip.center = (x, view.rect.centery)
        paint.panel(surface, grip.inflate(6, 6), UNDER_STROKE, side)
        paint.panel(surface, grip, ON_PICTURE, side)
        paint.draw_sign(surface, "wipe", grip.center, round(side * 0.7), UNDER_STROKE)


def _stops(number: int, picture: Picture) -> list[RevealStop]:
    """What there is to show of one picture."""
    told = [RevealStop(number, item) for item in picture.evidence]
    if told and (picture.fake or picture.looks_odd is None):
        return told
    return [*told, RevealStop(number, None)]
