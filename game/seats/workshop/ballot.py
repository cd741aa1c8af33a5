"""A workshop's round until the reveal: look, vote, talk, vote again.

Whoever leads drives it: the large button, Space, Enter, a page key or a clicker goes on. Votes come by touch on the
board, by number keys team after team, by buzzers, or as numbers of hands.
"""

from __future__ import annotations

import math

import pygame

from game.model.picture import Picture
from game.model.terms import Says
from game.play.event import ANSWERS, MOST_HANDS, Ballot, Event, Team, Votes, WorkshopStep
from game.play.rules import Session
from game.play.vote_source import VoteSource
from game.seats.workshop.cards import Cards
from game.seats.workshop.single_votes import SingleVotes, entrance
from game.ui.intents import Buzz, Confirm, Intent, Key, Move
from game.ui.kit import Kit
from game.ui.outcomes import Lead, Leave, OpenDoor, OpenTable, Outcome
from game.ui.round import PictureScene, column_and_views, progress_of
from game.ui.typeset import width_of
from game.ui.widgets import Button, Columns, Label, Look, Pressed, Sign, Target, Widget, giving, split, text_height

MORE_SECONDS = 30
LOOK_SECONDS = 0.1  # how often single votes are looked at, while they come
LEADS = 0  # the button of a controller that leads
PAD_ANSWERS: tuple[Says, ...] = ("real", "fake", "unsure", "unsure")  # a controller's first four buttons


class BallotScene(PictureScene):
    """One picture for all to see, and the step at hand."""

    name = "ballot"
    asks = True
    in_steps = True
    focus_first = "onward"

    def __init__(self, kit: Kit, session: Session, picture: Picture, event: Event, *, test: bool) -> None:
        super().__init__(kit, [picture])
        self.session, self.event, self.test = session, event, test
        self.left = float(event.seconds_given)
        self.lenses = event.lenses
        self.paused = False
        self.field = self._uncounted or ANSWERS[0]  # where typed numbers of hands go
        self._began = False  # the number there was begun here, so that a digit is added to it
        self._doubted: int | None = None  # the number of hands, or votes, that was remarked on, and may pass now
        self._counting = pygame.Rect(0, 0, 0, 0), 0  # where single votes are counted, and the gap between its lines
        self._looked: int | None = None  # what the source's changes were when its votes were looked at

    @property
    def step(self) -> WorkshopStep:
        """The step at hand."""
        return self.event.step

    @property
    def ballot(self) -> Ballot | None:
        """Which vote is taken now, if one is."""
        return "first" if self.step == "first" else "second" if self.step == "second" else None

    @property
    def spread(self) -> tuple[Ballot, ...]:
        """The votes whose spread may be shown now."""
        return () if self.test else self.event.spread(self.votes)

    @property
    def buzzers(self) -> bool:
        """Whether controllers vote now."""
        return self.ballot is not None and bool(self.event.teams) and self.event.source is None

    @property
    def votes(self) -> Votes:
        """The votes on this picture."""
        return self.event.votes_on(self.session.level, self.session.place)

    @property
    def picture(self) -> Picture:
        """The picture that is voted on."""
        return self.pictures[0]

    @property
    def vote_id(self) -> str:
        """What a source knows the vote by that is taken now."""
        return f"{self.session.level} {self.session.place} {self.ballot}"

    # --- layout

    def arrange(self) -> None:
        """Picture; step, hint, votes or timer; the way on."""
        theme, words = self.kit.theme, self.kit.words
        columns, views = column_and_views(self)
        columns.gap = theme.px(1)
        progress = progress_of(self.kit, self.session, self.session.place, columns.top(theme.px(4)))
        title, size = words("workshop.vote" if self.test else f"workshop.{self.step}"), theme.type(1.25)
        parts: list[Widget] = [*views, progress]
        place = columns.top(text_height(title, columns.rect.width, size, bold=True))
        parts.append(Label("step", place, title, size, theme.colours.accent, bold=True))
        last = self.session.place + 1 == self.session.length
        onward = f"workshop.onward.{self.step}" if not self.test else "card.onward" if last else "workshop.next"
        look = Look("primary", "right")
        ready = (
            self.ballot is None
            or self.event.source
            or not self.event.teams
            or self.event.complete(self.votes, self.ballot)
        )
        row = columns.bottom(theme.tall(9))
        forward = Button("onward", row, words(onward), self._lead, look, enabled=bool(ready))
        lead = self._lead_row(columns)
        parts += entrance(self.kit, self.event, columns)
        if self.event.source is not None and self.ballot is not None:
            self._counting = columns.rect.copy(), columns.gap
            parts += self._counted_votes(self.ballot)
        elif self.ballot is None:
            parts += [*self._hint(columns), *self._timer(columns)]
        elif self.event.teams:
            parts += self._team_rows(columns, self.ballot)
        else:
            parts += self._hand_rows(columns, self.ballot)
        self.widgets = [*parts, *self.controls, forward, *lead]

    def _lead_row(self, columns: Columns) -> list[Widget]:
        """Back, skip, black, loupe, light table, and the spread of votes where one may be shown.

        Each with its word under its sign where all words have room.
        """
        theme, words = self.kit.theme, self.kit.words
        signs: list[tuple[str, str, str, Pressed]] = [
            ("back", "left", "", giving(Lead("back"))), ("skip", "skip", "s", giving(Lead("skip"))),
            ("black", "moon", "b", giving(Lead("black"))), ("loupe", "loupe", "z", self.toggle_loupe),
            ("table", "table", "l", OpenTable),
        ]  # fmt: skip
        if self.event.entrance or isinstance(self.event.source, Cards):
            signs.append(("door", "phone" if self.event.entrance else "eye", "q", OpenDoor))
        if self.spread:
            signs.append(("spread", "list", "v", giving(Lead("spread"))))
        texts = tuple(words(f"workshop.tool.{name}") for name, *_ in signs)
        size = theme.type(0.8)
        each = (columns.rect.width - (len(signs) - 1) * theme.px(0.8)) // len(signs)
        room = each - 2 * min(theme.px(1.6), each // 14)  # as a button leaves it to its words
        worded = all(width_of(text, size, bold=True) <= room for text in texts)
        tall = theme.tall(6)
        row = columns.bottom(max(tall, round(theme.type() * 2.5) + theme.px(0.8)) if worded else tall)
        return [
            Button(
                name, cell, text if worded else "", press,
                Look("quiet", sign, key=key, key_shown=False, row=texts if worded else ()),
            )
            for (name, sign, key, press), text, cell in zip(
                signs, texts, split(row, len(signs), theme.px(0.8)), strict=True
            )
        ]  # fmt: skip

    def _hint(self, columns: Columns) -> list[Widget]:
        theme = self.kit.theme
        key = "look.timed" if self.step == "look" and self.event.look_seconds else f"{self.step}.hint"
        text, size = self.kit.words(f"workshop.{key}"), theme.type(1.0)
        place = columns.top(min(text_height(text, columns.rect.width, size), columns.rect.height // 2))
        return [Label("hint", place, text, size, theme.colours.text)]

    def _timer(self, columns: Columns) -> list[Widget]:
        """The seconds left to look or talk, which count for nothing; to stop them, and to give more."""
        if not self.event.seconds_given:
            return []
        theme, words = self.kit.theme, self.kit.words
        pause, more = split(columns.bottom(theme.tall(6)), 2, theme.px(0.8))
        look = Look("quiet", "play" if self.paused else "pause", key="p", key_shown=False)
        text = words("workshop.more-time", n=MORE_SECONDS)
        buttons: list[Widget] = [
            Button("pause", pause, "", self._pause, look),
            Button("more-time", more, text, self._more_time, Look("quiet", key="t", key_shown=False, align="centre")),
        ]
        size = theme.type(3.2)
        place = columns.rect.copy()
        colour = theme.colours.quiet if self.paused else theme.colours.accent
        text = f"{math.ceil(self.left) // 60}:{math.ceil(self.left) % 60:02d}"
        return [Label("timer", place, text, size, colour, bold=True, align="centre", middle=True), *buttons]

    def _team_rows(self, columns: Columns, ballot: Ballot) -> list[Widget]:
        """A row for each team: sign, name, three answers to touch; which one was touched is not shown to the others."""
        theme, words = self.kit.theme, self.kit.words
        typing = any(device.startswith("key-") for device in self.event.devices)
        hint, size = words("workshop.presses" if typing else "workshop.keys"), theme.type(0.62)
        high = text_height(hint, columns.rect.width, size)
        foot = Label("keys", columns.bottom(high), hint, size, theme.colours.quiet)
        count = len(self.event.teams)
        gap = theme.px(0.8)
        height = min(theme.tall(9), (columns.rect.height - (count - 1) * gap) // count)
        cast = self.votes.teams[ballot]
        turn = self.event.at_turn(self.votes, ballot)
        parts: list[Widget] = []
        for number, team in enumerate(self.event.teams):
            row = pygame.Rect(columns.rect.left, columns.rect.top + number * (height + gap), columns.rect.width, height)
            parts += self._team_row(row, number, team, voted=number in cast, turn=number == turn)
        return [*parts, foot]

    def _team_row(self, row: pygame.Rect, number: int, team: Team, *, voted: bool, turn: bool) -> list[Widget]:
        theme, words = self.kit.theme, self.kit.words
        side = min(row.height, theme.px(5))
        mark = pygame.Rect(row.left, row.centery - side // 2, side, side)
        buttons = pygame.Rect(0, row.top, min(3 * row.height + 2 * theme.px(0.6), row.width // 2), row.height)
        buttons.right = row.right
        name = pygame.Rect(mark.right + theme.px(1), row.top, buttons.left - mark.right - theme.px(2), row.height)
        colour = theme.colours.accent if turn else theme.colours.text
        sign = "tick" if voted else team.sign
        parts: list[Widget] = [
            Sign(f"sign-{number + 1}", mark, sign, theme.colours.text if voted else colour),
            Label(f"team-{number + 1}", name, words(f"team.{team.name}"), theme.type(1.0), colour, middle=True),
        ]
        texts = words("answer.real"), words("answer.fake"), ""  # the question mark speaks for itself
        for says, text, cell in zip(ANSWERS, texts, split(buttons, 3, theme.px(0.6)), strict=True):
            look = Look("plain", says, getattr(theme.colours, says), row=texts)
            button = Button(f"vote-{number + 1}-{says}", cell, text, self._vote(number, says), look)
            button.by_key = False  # else the key that leads would vote, once the focus stood there
            parts.append(button)
        return parts

    def _counted_votes(self, ballot: Ballot) -> list[Widget]:
        """How many have voted."""
        room, gap = self._counting
        missing = self._doubted is not None
        return SingleVotes(self.votes, ballot, self.event, missing, self.test).rows(self.kit, Columns(room.copy(), gap))

    def _recount(self, ballot: Ballot) -> None:
        """Put the new numbers where the old ones stand; all else stays as it is drawn."""
        fresh = {item.name: item for item in self._counted_votes(ballot)}
        if {item.name: item.rect for item in self.widgets if item.name in fresh} != {
            item.name: item.rect for item in fresh.values()
        }:
            self.rearrange()  # a longer text, or the first card
            return
        for place, item in enumerate(self.widgets):
            if item.name in fresh and fresh[item.name].spoken() != item.spoken():
                self.widgets[place] = fresh[item.name]
                self.damage.append(item.rect.union(fresh[item.name].rect))

    def _hand_rows(self, columns: Columns, ballot: Ballot) -> list[Widget]:
        """A row for each answer: how many hands; typed, or counted up and down."""
        theme, words = self.kit.theme, self.kit.words
        hint, size = self._counted(ballot), theme.type(1.0)
        place = columns.top(text_height(hint, columns.rect.width, size))
        colour = theme.colours.quiet if self._doubted is None else theme.colours.accent
        parts: list[Widget] = [Label("hint", place, hint, size, colour)]
        height = min(theme.tall(11), (columns.rect.height - 2 * columns.gap) // 3)
        side = min(height, theme.tall(7))
        for says in ANSWERS:
            row = columns.top(height)
            less = pygame.Rect(row.right - 2 * side - theme.px(9), row.centery - side // 2, side, side)
            more = pygame.Rect(row.right - side, less.top, side, side)
            number = pygame.Rect(less.right, row.top, more.left - less.right, row.height)
            name = pygame.Rect(row.left, less.top, less.left - row.left - theme.px(1), side)
            count = self.votes.hands[ballot].get(says, 0)
            look = Look("quiet", says, getattr(theme.colours, says), selected=says == self.field, scale=0.85)
            parts += [
                Button(f"field-{says}", name, words(f"answer.{says}"), self._choose_field(says), look),
                Button(f"less-{says}", less, "", self._hands(says, count - 1), Look("plain", "minus")),
                Label(f"hands-{says}", number, str(count), theme.type(1.5), theme.colours.text, bold=True,
                      align="centre", middle=True),
                Button(f"more-{says}", more, "", self._hands(says, count + 1), Look("plain", "plus")),
            ]  # fmt: skip
        for item in parts:
            if isinstance(item, Button):
                item.by_key = False
        return parts

    def _counted(self, ballot: Ballot) -> str:
        """How many hands there are so far, and how many there should be; at first what is to be done."""
        words, expected = self.kit.words, self.event.hands_expected(self.votes, ballot)
        hands = self.votes.hands[ballot]
        n = sum(hands.values())
        if self._doubted is not None:
            return words("workshop.hands.doubt", n=n, expected=expected) if n else words("workshop.hands.none")
        if not hands:
            return words("workshop.hands.hint")
        return words("workshop.hands.count", n=n) if expected is None else words(
            "workshop.hands.count-of", n=n, expected=expected
        )  # fmt: skip

    @property
    def _uncounted(self) -> Says | None:
        """The first answer for which no hands were counted yet."""
        ballot = self.ballot
        return next((says for says in ANSWERS if ballot is not None and says not in self.votes.hands[ballot]), None)

    # --- votes

    def _vote(self, team: int, says: Says) -> Pressed:
        def press() -> None:
            ballot = self.ballot
            if ballot is not None:
                cast = self.votes.teams[ballot]
                cast.pop(team, None)  # so that the vote given last stands last
                cast[team] = says
                self.rearrange()

        return press

    def _choose_field(self, says: Says) -> Pressed:
        def press() -> None:
            self.field, self._began = says, False
            self.rearrange()

        return press

    def _lead(self) -> Outcome | None:
        """On; hands, first to the answer that was not counted yet, and past a doubtful number only twice."""
        ballot = self.ballot
        if ballot is not None and self.event.source is not None:
            return self._close(self.event.source, ballot)
        if ballot is None or self.event.teams:
            return Lead("forward")
        hands = self.votes.hands[ballot]
        hands.setdefault(self.field, 0)
        n, expected = sum(hands.values()), self.event.hands_expected(self.votes, ballot)
        if self._uncounted is not None:
            self.field, self._began = self._uncounted, False
        elif n and (expected in (None, n) or self._doubted == n):
            return Lead("forward")
        else:
            self._doubted, self._began = n, False
        self.rearrange()
        return None

    def _close(self, source: VoteSource, ballot: Ballot) -> Outcome | None:
        """On, once all have voted; past those that are missing only by a second press."""
        self.take_votes()
        voted = len(self.votes.voters[ballot])
        if (voted and voted >= source.seen) or self._doubted is not None:
            return Lead("forward")
        self._doubted = voted
        self.rearrange()
        return None

    def take_votes(self) -> None:
        """What the source's voters say, up to now."""
        source, ballot = self.event.source, self.ballot
        if source is not None and ballot is not None:
            self._looked = source.changes
            self.votes.voters[ballot] = dict(source.votes())

    def _hands(self, says: Says, count: int) -> Pressed:
        def press() -> None:
            ballot = self.ballot
            if ballot is not None:
                self.votes.hands[ballot][says] = min(MOST_HANDS, max(0, count))
                self.field, self._doubted, self._began = says, None, False
                self.rearrange()

        return press

    def _typed(self, digit: int) -> None:
        """A digit: an answer of the team whose turn it is, or a number of hands."""
        ballot = self.ballot
        if ballot is None or self.event.source is not None:
            return
        if not self.event.teams:
            before = self.votes.hands[ballot].get(self.field, 0) if self._began else 0
            self._hands(self.field, before * 10 + digit if before * 10 + digit <= MOST_HANDS else digit)()
            self._began = True
            return
        cast = self.votes.teams[ballot]
        if digit == 0 and cast:
            cast.popitem()
            self.rearrange("")
        turn = self.event.at_turn(self.votes, ballot)
        if 1 <= digit <= len(ANSWERS) and turn is not None:
            self._vote(turn, ANSWERS[digit - 1])()

    def _buzzed(self, buzz: Buzz) -> None:
        """A controller's button is its team's vote; it may be changed until the vote is over."""
        team = self.event.assign(buzz.device)
        if team is not None and buzz.button < len(PAD_ANSWERS):
            self._vote(team, PAD_ANSWERS[buzz.button])()

    def first_focus(self) -> Target | None:
        """The way on, and nothing where votes are still awaited: no other part is what a key that leads means."""
        button = self.widget("onward")
        return button if isinstance(button, Button) and button.enabled else None

    def handle(self, intent: Intent) -> Outcome | None:
        """Votes by keys and buzzers; Space and Enter go on, but for a part that the keys are on."""
        if isinstance(intent, Buzz) and (self.event.source is None or intent.device in self.event.leading):
            if intent.device not in self.event.leading:
                self._buzzed(intent)
                return None
            if intent.button != LEADS:
                return None
            intent = Confirm()
        if isinstance(intent, Key) and self.ballot is not None:
            known = f"key-{intent.name}"
            if known in self.event.devices:
                self._cycle(self.event.devices[known])
                return None
            if intent.name.isdecimal():
                self._typed(int(intent.name))
                return None
        if isinstance(intent, Confirm) and not (self.focus_shown and self.focus) and self.loupe is None:
            return self._lead() if self.first_focus() is not None else None
        by_hands = not self.event.teams and self.event.source is None
        if isinstance(intent, Move) and intent.dy and self.ballot is not None and by_hands:
            place = ANSWERS.index(self.field) + intent.dy
            self._choose_field(ANSWERS[min(len(ANSWERS) - 1, max(0, place))])()
            return None
        return super().handle(intent)

    def _cycle(self, team: int) -> None:
        """A buzzer of one button: each press is the next answer."""
        ballot = self.ballot
        if ballot is not None:
            now = self.votes.teams[ballot].get(team)
            self._vote(team, ANSWERS[(ANSWERS.index(now) + 1) % len(ANSWERS)] if now else ANSWERS[0])()

    # --- time

    def _pause(self) -> None:
        self.paused = not self.paused
        self.rearrange()

    def _more_time(self) -> None:
        self.left += MORE_SECONDS
        self.rearrange()

    def update(self, seconds: float) -> Outcome | None:
        """The step's timer, and the round's own clock."""
        self.event.seconds += seconds
        source = self.event.source
        if source is not None and self.ballot is not None and source.changes != self._looked:
            self.take_votes()
            self._recount(self.ballot)
        if not self.paused and self.left > 0:
            before = math.ceil(self.left)
            self.left = max(0.0, self.left - seconds)
            if math.ceil(self.left) != before:
                self.rearrange()
        return super().update(seconds)

    def wake_in(self) -> float | None:
        """At the timer's next second."""
        usual = super().wake_in()
        if self.event.source is not None and self.ballot is not None:
            return LOOK_SECONDS if usual is None else min(usual, LOOK_SECONDS)
        if self.paused or self.left <= 0:
            return usual
        tick = max(0.01, self.left % 1 or 1.0)
        return tick if usual is None else min(usual, tick)

    def back(self) -> Outcome | None:
        """Whether to end the workshop here; one step back has its own button and key."""
        return Leave()
