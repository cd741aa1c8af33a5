"""Setting up a workshop: the lesson, how votes are given, the timer, a test before and after, the buzzers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pygame

from game.base.errors import PackError
from game.model.level import Level
from game.pack.catalogue import lacking
from game.play.event import FEWEST, MOST, MOST_HANDS, Event, Team, generated
from game.ui.intents import Buzz, Intent, Key
from game.ui.kit import Kit
from game.ui.menu import LOOK_SECONDS, PageScene
from game.ui.outcomes import AskForBuzzer, BeginWorkshop, Outcome, PrintLesson, ReadPlan, ShowNotes, WorkshopPlan
from game.ui.summing import listed_title
from game.ui.theme import Colour
from game.ui.typeset import width_of
from game.ui.widgets import Button, Label, Look, Pressed, Widget, giving, split, text_height

TIMERS = (0, 30, 45, 60)  # seconds
USUAL_TEAMS, USUAL_TALK = 4, 45
ChoiceRow = tuple[str, object, list[tuple[object, str]]]


class SetupScene(PageScene):
    """Rows of choices, like the settings. Nobody's name is asked."""

    name = "setup"
    title_key = "workshop.title"

    def __init__(self, kit: Kit, level: str, *, phones: bool = False, cards: bool = False) -> None:
        super().__init__(kit)
        self.levels = _lessons(kit)
        known = [item.id for item in self.levels]
        self.level = level if level in known else known[0]
        self.phones = phones
        self.cards = cards
        self.lacking = ""  # why there can be no phones or cards: a library is missing
        self.teams = 0 if phones or cards else USUAL_TEAMS
        self.look, self.talk = 0, USUAL_TALK
        self.tested = self._tested_as_planned
        self.pupils = 0  # where hands are shown; 0: not said
        self.event = Event(generated(MOST, kit.rng))
        self.printing: Callable[[], list[Path] | None] | None = None  # asked whether the sheets are there
        self.said = ""  # of the sheets: where they are, or why not
        if cards and (library := _lacking_for_cards()):
            self.cards, self.lacking = False, kit.words("workshop.cards.lacking", name=library)

    @property
    def _tested_as_planned(self) -> bool:
        """Whether there are tests that the lesson's plan reckons with."""
        level = self.kit.pack.levels[self.level]
        return level.forms is not None and level.plan is not None

    @property
    def buzzers(self) -> bool:
        """Each press gives a team its buzzer."""
        return not self.phones and not self.cards

    @property
    def named(self) -> tuple[Team, ...]:
        """The teams as they will be called."""
        return self.event.teams[: self.teams]

    def fill(self, area: pygame.Rect) -> tuple[list[Widget], int]:
        """Begin first, then the choices."""
        theme, words = self.kit.theme, self.kit.words
        level = self.kit.pack.levels[self.level]
        height, gap = theme.tall(8), theme.px(1.6)
        top = area.top
        parts: list[Widget] = []
        begin = pygame.Rect(area.left, top, area.width, theme.tall(9))
        look = Look("primary", "play", note=words.of(level.title), scale=1.2)
        parts.append(Button("begin", begin, words("workshop.begin"), self._begin, look))
        top = begin.bottom + gap
        ways, top = self._beside(area, top)
        parts += ways
        for name, value, choices in self._choices(level):
            place = pygame.Rect(area.left, top, round(area.width * 0.3) - theme.px(1.5), height)
            row = pygame.Rect(place.right + theme.px(1.5), top, 0, height)
            row.width = area.right - row.left
            cells = split(row, len(choices), theme.px(0.8))
            if name == "teams":  # a show of hands takes more room than a number
                first, second, *others = split(row, len(choices) + 1, theme.px(0.8))
                cells = [first.union(second), *others]
            label = words(f"workshop.{name}")
            parts.append(Label(f"{name}-label", place, label, theme.type(1.1), theme.colours.text, middle=True))
            for (choice, caption), cell in zip(choices, cells, strict=True):
                press = self._set(name, choice)
                look = Look("plain", selected=choice == value, align="centre")
                parts.append(Button(_named(name, choice), cell, caption, press, look))
            top += height + gap
        if self.lacking:
            remark, top = self._remark("lacking", self.lacking, theme.colours.accent, area, top)
            parts.append(remark)
        parts += self._team_line(pygame.Rect(area.left, top, area.width, height))
        top += height + gap
        if not self.teams and not self.phones:
            parts += self._pupils_line(pygame.Rect(area.left, top, area.width, height))
            top += height + gap
        if self.teams and not self.phones:
            remark, top = self._remark("buzzers", words("workshop.buzzers"), theme.colours.quiet, area, top)
            parts.append(remark)
        for item in self.levels:
            place = pygame.Rect(area.left, top, area.width, height)
            text = listed_title(self.kit, item.id)
            if item.plan is not None:
                text += f" · {words('workshop.minutes', n=item.plan.minutes)}"
            chosen = item.id == self.level
            look = Look("plain", "tick" if chosen else "book", selected=chosen)
            parts.append(Button(f"level-{item.id}", place, text, self._set("level", item.id), look))
            top += height + theme.px(0.8)
        return parts, top - area.top

    def _choices(self, level: Level) -> list[ChoiceRow]:
        """What there is to choose between: a name, the choice that stands, all choices with their captions."""
        words = self.kit.words
        none = words("workshop.phones.no-teams" if self.phones else "workshop.hands")
        counts: list[tuple[object, str]] = [(0, none)]
        counts += [(count, str(count)) for count in range(FEWEST, MOST + 1)]
        timers: list[tuple[object, str]] = [
            (n, words("workshop.seconds", n=n) if n else words("workshop.no-timer")) for n in TIMERS
        ]
        on_off: list[tuple[object, str]] = [(True, words("settings.on")), (False, words("settings.off"))]
        single: list[tuple[object, str]] = [
            ("", words("workshop.single.no")), *((way, words(f"workshop.{way}")) for way in ("phones", "cards"))
        ]  # fmt: skip
        rows: list[ChoiceRow] = [
            ("single", "phones" if self.phones else "cards" if self.cards else "", single),
            *([] if self.cards else [("teams", self.teams, counts)]),
            ("look", self.look, timers), ("talk", self.talk, timers),
        ]  # fmt: skip
        if level.forms:
            rows.append(("tested", self.tested, on_off))
        return rows

    def _remark(self, name: str, text: str, colour: Colour, area: pygame.Rect, top: int) -> tuple[Label, int]:
        """A text across the page, and where it goes on below."""
        theme = self.kit.theme
        size = theme.type(0.95)
        place = pygame.Rect(area.left, top, area.width, text_height(text, area.width, size))
        return Label(name, place, text, size, colour), place.bottom + theme.px(1.6)

    def _beside(self, area: pygame.Rect, top: int) -> tuple[list[Widget], int]:
        """What whoever leads reads and prints; and where the choices begin."""
        theme, words = self.kit.theme, self.kit.words
        ways: list[tuple[str, str, Pressed]] = [
            ("print", "get", giving(PrintLesson(self.level))), ("notes", "beside", ShowNotes)
        ]  # fmt: skip
        if self.kit.pack.levels[self.level].plan is not None:
            ways.insert(0, ("plan", "book", giving(ReadPlan(self.level))))
        row = pygame.Rect(area.left, top, area.width, theme.tall(7))
        parts: list[Widget] = [
            Button(name, cell, words(f"workshop.{name}"), press, Look("plain", sign))
            for (name, sign, press), cell in zip(ways, split(row, len(ways), theme.px(0.8)), strict=True)
        ]
        top = row.bottom + theme.px(1.6)
        said = words("workshop.printing") if self.printing is not None else self.said
        if said:
            size = theme.type(1.0)
            place = pygame.Rect(area.left, top, area.width, text_height(said, area.width, size))
            parts.append(Label("printed", place, said, size, theme.colours.accent))
            top = place.bottom + theme.px(1.6)
        return parts, top

    @property
    def reading(self) -> bool:
        """Whether sheets are still written."""
        return self.printing is not None

    def update(self, seconds: float) -> Outcome | None:
        """Look whether the sheets are there."""
        if self.printing is not None:
            words, said = self.kit.words, ""
            try:
                paths = self.printing()
                said = words("workshop.printed", files=", ".join(map(str, paths))) if paths else ""
            except ModuleNotFoundError as error:
                said = words("workshop.unprinted", problem=words("workshop.unprinted.library", name=error.name))
            except (OSError, PackError) as error:
                said = words("workshop.unprinted", problem=getattr(error, "strerror", None) or error)
            if said:
                self.printing, self.said = None, said
                self.rearrange()
        return super().update(seconds)

    def wake_in(self) -> float | None:
        """Soon, while sheets are written."""
        return LOOK_SECONDS if self.printing is not None else super().wake_in()

    def _team_line(self, row: pygame.Rect) -> list[Widget]:
        """The teams by sign and name; those with a buzzer are marked."""
        theme, words = self.kit.theme, self.kit.words
        if not self.teams:
            way = "phones" if self.phones else "cards" if self.cards else "hands"
            text = words(f"workshop.{way}.about")
            return [Label("team-class", row, text, theme.type(1.0), theme.colours.quiet, middle=True)]
        parts: list[Widget] = []
        for number, (team, cell) in enumerate(zip(self.named, split(row, self.teams, theme.px(0.8)), strict=True)):
            ready = number in self.event.devices.values()
            name = words(f"team.{team.name}")
            short = name if width_of(name, theme.type(1.0)) < cell.width - theme.px(7) else ""
            look = Look("quiet", team.sign, tint=theme.colours.accent if ready else None, selected=ready)
            parts.append(Button(f"team-{number + 1}", cell, short, self._take_back(number), look))
        return parts

    def _pupils_line(self, row: pygame.Rect) -> list[Widget]:
        """How many pupils there are, so that hands can be checked; typed, or counted up and down."""
        theme, words = self.kit.theme, self.kit.words
        name = pygame.Rect(row.left, row.top, round(row.width * 0.3) - theme.px(1.5), row.height)
        less = pygame.Rect(name.right + theme.px(1.5), row.top, row.height, row.height)
        number = pygame.Rect(less.right, row.top, theme.px(9), row.height)
        more = pygame.Rect(number.right, row.top, row.height, row.height)
        note = pygame.Rect(more.right + theme.px(2), row.top, row.right - more.right - theme.px(2), row.height)
        count = str(self.pupils) if self.pupils else "?"
        size, colours = theme.type(1.1), theme.colours
        told = words("workshop.cards.note" if self.cards else "workshop.pupils.note")
        return [
            Label("pupils-label", name, words("workshop.pupils"), size, colours.text, middle=True),
            Button("pupils-less", less, "", self._set("pupils", max(0, self.pupils - 1)), Look("plain", "minus")),
            Label("pupils", number, count, size, colours.text, bold=True, align="centre", middle=True),
            Button(
                "pupils-more", more, "", self._set("pupils", min(MOST_HANDS, self.pupils + 1)), Look("plain", "plus")
            ),
            Label("pupils-note", note, told, theme.type(0.95), colours.quiet, middle=True),
        ]

    def _set(self, name: str, value: object) -> Pressed:
        def press() -> None:
            if name == "single":
                self._set_single(str(value))
                return
            setattr(self, name, value)
            if name == "level":
                self.tested = self._tested_as_planned
            self.rearrange()

        return press

    def _set_single(self, way: str) -> None:
        """Each pupil votes alone, by `phones` or `cards`, where the library is there for it; else there are teams."""
        from game.seats.workshop.phones import lacking

        library = lacking() if way == "phones" else _lacking_for_cards() if way == "cards" else ""
        self.lacking = self.kit.words(f"workshop.{way}.lacking", name=library) if library else ""
        if library:
            way = ""
        if (self.phones, self.cards) != (way == "phones", way == "cards"):
            self.phones, self.cards = way == "phones", way == "cards"
            self.teams = 0 if way else USUAL_TEAMS
        self.rearrange()

    def _take_back(self, team: int) -> Pressed:
        """A team without its buzzer, so that it can have another one."""

        def press() -> None:
            self.event.devices = {device: owner for device, owner in self.event.devices.items() if owner != team}
            self.rearrange(f"team-{team + 1}")

        return press

    def handle(self, intent: Intent) -> Outcome | None:
        """A controller's button, or a buzzer that types a letter or digit, is the next team's; it begins nothing."""
        if isinstance(intent, Key) and not self.phones:
            return self._key(intent.name)
        if isinstance(intent, Buzz):
            if self.teams:
                self.event.assign(intent.device, self.teams)
                self.rearrange()
            return None
        return super().handle(intent)

    def _key(self, name: str) -> Outcome | None:
        """A digit where hands are shown is a number of pupils; where teams vote it may be a vote typed too early."""
        if self.teams:
            if name.isdecimal() and f"key-{name}" not in self.event.devices:
                return AskForBuzzer(name) if self.event.without_buzzer(self.teams) is not None else None
            if name.isalnum() and len(name) == 1:
                self.give_buzzer(name)
        elif name.isdecimal():
            typed = self.pupils * 10 + int(name)
            self.pupils = typed if typed <= MOST_HANDS else int(name)
            self.rearrange()
        return None

    def give_buzzer(self, key: str) -> None:
        """The key is a buzzer: the next team's."""
        self.event.assign(f"key-{key}", self.teams)
        self.rearrange()

    def _begin(self) -> Outcome:
        forms = self.kit.pack.levels[self.level].forms
        return BeginWorkshop(
            WorkshopPlan(
                self.level, self.teams, self.talk, self.tested and forms is not None, self.pupils, self.look,
                self.phones, self.cards,
            )
        )  # fmt: skip


def _lacking_for_cards() -> str:
    from game.seats.workshop.cards import lacking

    return lacking()


def _named(row: str, choice: object) -> str:
    """What a choice is found by."""
    return f"{choice or 'none'}-true" if row == "single" else f"{row}-{choice}".lower()


def _lessons(kit: Kit) -> list[Level]:
    """Lessons with a plan first, the shortest at the top, then every other level; tests where there is nothing else."""
    levels = [item for item in kit.pack.levels.values() if not item.form and not lacking(kit.pack, item)]
    return sorted(
        levels or kit.pack.levels.values(), key=lambda item: item.plan.minutes if item.plan is not None else 1000
    )
