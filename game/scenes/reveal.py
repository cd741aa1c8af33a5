"""The answer, and why, drawn on the picture: the heart of the game.

The picture stays where the round showed it; its light is the stage's, the card beside it says what is lit. Owns the
steps through the evidence, the column, and the tools. Refuses to draw on pictures, and to word or place the card.
"""

from __future__ import annotations

import pygame

from game.model.motion import moment, stretch
from game.model.picture import Picture, Tell
from game.model.terms import NONE_VISIBLE
from game.pixels.pictures import PictureRequest
from game.play.rules import Session
from game.ui import paint
from game.ui.headline import headline
from game.ui.intents import Intent
from game.ui.kit import Kit
from game.ui.layout import places, stacked
from game.ui.outcomes import Leave, Onward, OpenAnnotation, OpenTable, OpenTell, Outcome
from game.ui.reveal_card import CardWords, RevealCard, RevealTool, roomy
from game.ui.reveal_stage import Stage
from game.ui.reveal_wipe import Wipe
from game.ui.reveal_words import RevealStop, RevealWords, stops_of
from game.ui.round import PictureScene, column_and_views, progress_of, sign_of_round
from game.ui.typeset import line, width_of
from game.ui.widgets import (
    Button,
    Columns,
    Label,
    Look,
    PictureView,
    Pressed,
    Widget,
    giving,
    split,
    text_height,
)

LAST = 1_000_000  # page, however many there are


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
        self.stops = stops_of(self.pictures)
        self.step = 0
        self._told_steps: set[int] = set()  # those that were shown
        self.see_all = False
        self.wipe: Wipe | None = None
        self.stage = Stage(kit, self.pictures, self.transport)
        self._opens = True  # laid out for the first time, the light travels from the middle of the picture
        self._card_parts: list[Widget] = []
        self._static: list[Widget] = []
        self._leafed = False  # a text takes more than one page

    # --- layout

    def arrange(self) -> None:
        """Picture, headline, card, tools, credit, onward; steps, too, where a text takes more than one page."""
        self._said = RevealWords(self.kit.words, self.kit.pack, self.pictures)
        self._leafed = False
        self._frame()
        if self._too_long():
            self._leafed = True
            self._frame()
        self.stage.lay(self.kit, self.views, self.said.marks)
        self._show(self.step, self.page, moving=self._opens)
        self._opens = False

    def _dwell(self) -> bool:
        """Play the part that shows a tell, for as long as it is spoken of; whether that is new."""
        if self.transport is None or not self.stops:
            return False
        stop = self.stops[self.step]
        picture = self.pictures[stop.picture]
        if stop.evidence is None or self.see_all:
            return self.transport.dwell(None)
        number = picture.evidence.index(stop.evidence)
        return self.transport.dwell(stretch(picture, number), moment(picture, number) or 0)

    def _frame(self) -> None:
        """All but what is in the card."""
        theme, words = self.kit.theme, self.kit.words
        columns, views = column_and_views(self)
        if self.wipe is not None:
            self.wipe = self._wiping(self.wipe.share)
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
        steps = self._steps() if self._steps_in_card else []
        self._card = RevealCard(self.kit, columns.rect.copy(), steps, counted=self._leafed)

    def _headline(self, columns: Columns) -> list[Widget]:
        """Sign and words of how it turned out, and what that is worth."""
        heading = self._said.heading(sign_of_round(self.session, self.place), self.verdict, self.said)
        head = headline(self.kit, columns, heading.sign, heading.text, 1.5 if roomy(self.kit) else 1.25)
        aside = self.aside()
        points, small = ("", aside) if aside else (heading.points, heading.small)
        small = " · ".join(filter(None, (small, self._said.crowd(self.crowd()))))
        return [*head, *(self._worth(columns, points, small) if small else [])]

    def _worth(self, columns: Columns, points: str, text: str) -> list[Widget]:
        """Points beside those of a guess, in accent, before what they are for; none, and the text alone."""
        theme, colours = self.kit.theme, self.kit.theme.colours
        size = theme.type()
        before = width_of(points, size, bold=True) + theme.px(1) if points else 0
        width = columns.rect.width - before
        row = columns.top(min(text_height(text, width, size), columns.rect.height // 4))
        place = pygame.Rect(row.left + before, row.top, width, row.height)
        number = pygame.Rect(row.left, row.top, before, row.height)
        parts: list[Widget] = [Label("points", place, text, size, colours.quiet)]
        return [*([Label("worth", number, points, size, colours.accent, bold=True)] if points else []), *parts]

    def _credit_place(self, columns: Columns) -> pygame.Rect:
        """As high as the longest of the round's credits needs; one without end is whole on the credits screen only."""
        size, width = self._credit_size, columns.rect.width
        height = max(text_height(self._credit_line(item), width, size) for item in self.pictures)
        return columns.bottom(min(height, columns.rect.height // (3 if self.kit.theme.tight else 4)))

    def _credit_line(self, picture: Picture) -> str:
        """Author or model, year and licence."""
        return self.kit.pack.byline(picture, self.kit.words)

    def _credit(self, place: pygame.Rect) -> Label:
        """Author and licence of the picture that is spoken of."""
        picture = self.pictures[self.stops[self.step].picture] if self.stops else self.pictures[0]
        return Label("credit", place, self._credit_line(picture), self._credit_size, self.kit.theme.colours.quiet)

    @property
    def _credit_size(self) -> int:
        return self.kit.theme.type(0.72 if roomy(self.kit) else 0.6)

    @property
    def _steps_in_card(self) -> bool:
        """Whether there is room for the card's two buttons inside it."""
        return roomy(self.kit) and not self.kit.theme.tight

    # --- tools

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
        words = roomy(self.kit) and side is None
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
        if self.kit.exits.guide and self._told_of() is not None and not self._in_guide:
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

    def _told_of(self) -> RevealStop | None:
        """What is shown, or in a round of several pictures, whose last one may be real, another with a page of its own.

        None where no evidence has one in the field guide.
        """
        later = (*self.stops[self.step :], *self.stops)
        told = next((stop for stop in later if stop.evidence), None)
        return told if told is not None and self._said.tell(told) is not None else None

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
        told = self._told_of()
        tell = self._said.tell(told) if told is not None else None
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
        """Begin to show one stop (or all of them): its light, and a page of the card."""
        self.step, self.page = step, page
        if self._dwell():
            self.rearrange()
            return
        self._told_steps.update(range(len(self.stops)) if self.see_all else {step})
        self._fill_card()
        shown = self.stops if self.see_all else self.stops[step : step + 1]
        theme = self.kit.theme
        beside = not theme.portrait and places(theme).side is None
        goal = self._card.first_words(self._card_words().title) if beside else None
        moving = moving and not theme.reduced_motion
        self.stage.show(shown if self.wipe is None else [], goal, everything=self.see_all, moving=moving)
        self.damage += [*self.stage.damage, self._card.rect]
        self.stage.damage.clear()

    def _too_long(self) -> bool:
        """Whether anything that the card is to say needs more than one page."""
        if self.wipe is not None:
            return False
        return any(len(self._card.pages(title, text)) > 1 for title, text in self._all_said())

    def _all_said(self) -> list[tuple[str, str]]:
        """Titles and texts of all that can be leafed through now."""
        return [self._said.of_all(self.stops)] if self.see_all else [self._said.of(stop) for stop in self.stops]

    def _fill_card(self) -> None:
        """The card's own parts for the present step and page."""
        colours = self.kit.theme.colours
        said = self._card_words()
        self.page = min(self.page, len(self._card.pages(said.title, said.text)) - 1)
        real = not self.see_all and self.wipe is None and not self.pictures[self.stops[self.step].picture].fake
        colour, edge = (colours.real, colours.real) if real else (colours.accent, None)
        named = self._named_tell()
        opens = giving(OpenTell(named.id)) if named is not None else None
        self._card_parts = self._card.parts(said, self.page, self._counted(), colour, edge, opens)
        focus = self.focus.name if self.focus else ""
        self.widgets = [*self._static, *self._card_parts]
        self.focus = next((item for item in self.targets if item.name == focus), None)

    def _counted(self) -> str:
        """Which of all pages this is."""
        counts = [len(self._card.pages(title, text)) for title, text in self._all_said()]
        place = sum(counts[: 0 if self.see_all else self.step]) + self.page + 1
        return self.kit.words("reveal.counter", place=place, all=sum(counts))

    def _card_words(self) -> CardWords:
        """What the card says now."""
        words, said = self.kit.words, self._said
        if self.wipe is not None:
            return CardWords(words("reveal.wipe.title"), words("reveal.wipe.text"))
        if self.see_all:
            return CardWords(*said.of_all(self.stops))
        stop = self.stops[self.step]
        rated = said.rated(self.entry, self.said)
        lines = (("rated", rated), ("why", said.why(stop)), ("lasts", said.lasts(stop)))
        return CardWords(*said.of(stop), lines, bool(rated))

    # --- presses

    def _go(self, way: int) -> Pressed:
        """The next page of what is said, or the next thing that is shown."""

        def press() -> None:
            said = self._card_words()
            if 0 <= self.page + way < len(self._card.pages(said.title, said.text)):
                self.page += way
                self._fill_card()
                self.damage.append(self._card.rect)
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
        self.wipe, self.see_all, self.page = (self._wiping() if self.wipe is None else None), False, 0
        self.rearrange()

    def _wiping(self, share: float = 0.5) -> Wipe | None:
        """A wipe of the picture where it is now, and its original."""
        original = self._original()
        if original is None:
            return None
        view = self.views[0]
        return Wipe(self.kit, view, PictureRequest(self.kit.pack.path(original.file), view.rect.size), share)

    def _wipe_to(self, share: float) -> Pressed:
        def press() -> None:
            if self.wipe is not None:
                self.wipe.set(share)
                self._take_damage()

        return press

    def _onward(self) -> Outcome | None:
        if self.in_full and not self.review and not self.see_all:
            said = self._card_words()
            if self.wipe is None and self.page + 1 < len(self._card.pages(said.title, said.text)):
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
            taken = self.wipe.handle(intent, by_keys=not self.focus_shown)
            self._take_damage()
            if taken:
                return None
        return super().handle(intent)

    # --- time

    def update(self, seconds: float) -> Outcome | None:
        """The light travels, the ring is drawn; only what changed is damaged."""
        self.stage.advance(seconds)
        self._take_damage()
        return super().update(seconds)

    def _take_damage(self) -> None:
        for part in (self.stage, self.wipe):
            if part is not None:
                self.damage += part.damage
                part.damage.clear()

    def frame_shown(self) -> None:
        """Light and rings go with what they are about."""
        super().frame_shown()
        self.stage.follow()
        self._take_damage()

    def wake_in(self) -> float | None:
        """Every frame while something moves."""
        if self.stage.rings and self.wipe is None and not self.stage.complete:
            return 0.0
        return super().wake_in()

    def refresh_pictures(self) -> None:
        """What is brought near may have become sharper."""
        super().refresh_pictures()
        if self.stage.inset is not None:
            self.damage.append(self.stage.inset.rect)

    # --- drawing

    def draw(self, surface: pygame.Surface) -> None:
        """Parts, then what lies over the pictures."""
        self.draw_parts(surface)
        if self.wipe is not None:
            self.wipe.draw(surface)
        else:
            self.stage.draw(surface)
            if len(self.views) > 1:
                for number, view in enumerate(self.views):
                    self._draw_tag(surface, number, view)
        if self.loupe is not None:
            self.loupe.draw(surface, self.kit)

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
