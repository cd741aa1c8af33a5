"""What the report says, in which order: plain words first, then numbers, then how they were found.

Owns the sentences, those of what cannot be concluded no less than the others; what may be claimed `claims` decides.
Refuses to know whether it becomes HTML or PDF.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
from msgspec import Struct

from game.base.dates import day
from game.base.text import Words
from game.model.claims import Change, Difference, Revotes
from game.model.scoring import ENOUGH_ANSWERS
from game.pack.library import Library
from game.paper.report import charts
from game.paper.report.charts import Bar, Dot, Drawing
from game.paper.report.measures import (
    Calibration,
    Comparison,
    Condition,
    HandsMoved,
    Missed,
    ObservedDifficulty,
    Proportion,
    Talk,
    added,
    by_kind,
    by_tell,
    calibrate,
    compare,
    condition,
    difficulties,
    hands_moved,
    paired,
    revoted,
    share,
    talks,
)
from game.paper.report.reading import Results

LEANS = 0.25  # of the criterion: some ten answers of a hundred that go one way; less is called even
HARDEST = 15  # pictures named before the list of all of them
MOST_BARS = 12  # in one chart
TO = "\N{EN DASH}"  # between two ends


class Heading(Struct, frozen=True):
    """A heading; level 1 is the report's title, level 2 a section's."""

    level: int
    text: str


class Paragraph(Struct, frozen=True):
    """A paragraph; a leading one is to be read out."""

    text: str
    leading: bool = False


class Points(Struct, frozen=True):
    """A list of sentences."""

    items: tuple[str, ...]


class Table(Struct, frozen=True):
    """A table: its first column names the rows, the others are set to the right."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]  # relative to each other


class Chart(Struct, frozen=True):
    """A drawing with its title, and in words what it shows."""

    title: str
    description: str
    drawing: Drawing
    tells: tuple[str, ...] = ()  # of the field guide, where it is about them


class NewPage(Struct, frozen=True):
    """What follows begins a page in print."""


ReportBlock = Heading | Paragraph | Points | Table | Chart | NewPage


class Measures(Struct, frozen=True):
    """All numbers of a report."""

    overall: Condition
    comparison: Comparison | None
    left_out: int  # courses without a pair of whole tests
    calibration: Calibration
    tells: tuple[Missed, ...]
    kinds: tuple[Missed, ...]
    pictures: tuple[ObservedDifficulty, ...]
    talks: tuple[Talk, ...]
    revotes: Revotes  # of the teams of all workshops
    hands: tuple[HandsMoved, ...]


def measure(results: Results, library: Library) -> Measures:
    """Every number of the report."""
    pairs, left_out = paired(results.sessions)
    return Measures(
        condition(added(item.counts for item in results.sessions)), compare(pairs), left_out,
        calibrate(results.stated),
        tuple(by_tell(results.pictures, library.pictures)),
        tuple(by_kind(results.pictures, library.pictures)),
        tuple(difficulties(results.pictures, library.pictures)),
        tuple(talks(results.votes)), revoted(results.votes), tuple(hands_moved(results.hands)),
    )  # fmt: skip


def contents(results: Results, library: Library, words: Words) -> list[ReportBlock]:
    """The whole report, block by block."""
    return _Writer(results, library, words).blocks()


class _Writer:
    """The work of one `contents`: numbers, words, and the forms in which numbers are written."""

    def __init__(self, results: Results, library: Library, words: Words) -> None:
        self.results, self.library, self.words = results, library, words
        self.found = measure(results, library)

    def say(self, key: str, **values: object) -> str:
        """A text of the report."""
        return self.words(f"report.{key}", **values)

    def blocks(self) -> list[ReportBlock]:
        """Words, numbers, methods, and the list of all pictures where there are many."""
        parts = [
            *self.plain(), NewPage(), *self.before_and_after(), *self.confidence(), *self.missed(),
            *self.hardest(), *self.talk(), *self.methods(),
        ]  # fmt: skip
        if len(self.found.pictures) > HARDEST:
            parts += [NewPage(), Heading(2, self.say("all.title")), self.picture_table(self.found.pictures)]
        return parts

    def points(self, value: float) -> str:
        """A difference of shares in points of a hundred, with its sign."""
        return self.words.decimal(100 * value, signed=True, places=0)

    def counted(self, item: Proportion) -> str:
        """So many of so many."""
        return self.say("count", n=item.count, of=item.of)

    def interval(self, item: Proportion) -> str:
        """The interval of a share in percent."""
        return f"{100 * item.low:.0f}{TO}{100 * item.high:.0f}%" if item.of else self.say("nothing")

    def full(self, item: Proportion) -> str:
        """Counts, and from twenty answers on the percentage and its interval."""
        if item.of < ENOUGH_ANSWERS:
            return self.counted(item)
        return f"{self.counted(item)} = {100 * item.rate:.0f}% ({self.interval(item)})"

    def range(self, item: Difference) -> dict[str, str]:
        """The ends of an interval of a difference, in points."""
        return {"low": self.points(item.low), "high": self.points(item.high)}

    def ends(self, item: Difference) -> dict[str, int]:
        """The ends of an interval without their sign, the smaller one first."""
        low, high = sorted(abs(round(100 * end)) for end in (item.low, item.high))
        return {"low": low, "high": high}

    def bar(self, label: str, item: Proportion, fill: charts.Fill = "solid") -> Bar:
        """A share as a bar."""
        return Bar(label, item.rate, item.low, item.high, self.counted(item), fill)

    def event(self, event: str) -> str:
        """A workshop's day and the beginning of its id."""
        held = next((self.day(item.started, short=True) for item in self.results.sessions if item.event == event), "")
        return f"{held} · {event[:8]}" if held else event[:8]

    def percent(self, rate: float, answers: int) -> str:
        """A mean share in percent, where there are enough answers."""
        return f"{100 * rate:.0f}%" if answers >= ENOUGH_ANSWERS else self.say("nothing")

    def day(self, started: str, *, short: bool = False) -> str:
        """The day of a moment in UTC, by the clock of this place."""
        return day(datetime.fromisoformat(started).astimezone(), self.words.language, short=short)

    def plain(self) -> list[ReportBlock]:
        """A page to be read out."""
        sessions = self.results.sessions
        first, last = self.day(sessions[0].started), self.day(sessions[-1].started)
        counted = {"sessions": len(sessions), "answers": self.found.overall.judged}
        scope = self.say("scope.day", **counted, day=first)
        if first != last:
            scope = self.say("scope", **counted, first=first, last=last)
        if self.results.event is not None:
            scope += " " + self.say("scope.event", event=self.event(self.results.event))
        return [
            Heading(1, self.say("title")),
            Paragraph(scope),
            Heading(2, self.say("plain.title")),
            *(Paragraph(text, leading=True) for text in self.seen()),
            Heading(2, self.say("changed.title")),
            *(Paragraph(text, leading=True) for text in self.changed()),
            Heading(2, self.say("not.title")),
            Points(tuple(self.not_concluded())),
        ]

    def seen(self) -> list[str]:
        """How many fakes were found and how many real pictures distrusted, and what came of being certain."""
        comparison = self.found.comparison
        sides = [("all", self.found.overall)]
        if comparison is not None:
            sides = [("before", comparison.before), ("after", comparison.after)]
        texts = [
            self.say(f"{side}.hits", hits=one.hits.count, fakes=one.hits.of)
            + " "
            + self.say(f"{side}.alarms", alarms=one.alarms.count, reals=one.alarms.of)
            for side, one in sides
        ]
        certain = self.found.calibration.steps[-1]
        if certain.answers:
            texts.append(self.say("certain", right=certain.right, n=certain.answers))
        return texts

    def changed(self) -> list[str]:
        """What surely changed: with the tests, and after talks."""
        comparison = self.found.comparison
        texts = []
        if comparison is None:
            texts.append(self.say("changed.untested"))
        elif not comparison.change.enough:
            texts.append(self.say("changed.few"))
        else:
            texts += self.sure_changes(comparison.change)
        if self.found.talks:
            votes = [item.votes for item in self.found.talks]
            right, wrong = sum(item.to_right for item in votes), sum(item.to_wrong for item in votes)
            judged = sum(item.votes for item in votes)
            text = self.say("talk.moved", n=right + wrong, judged=judged, right=right, wrong=wrong)
            if self.found.revotes.sign:
                text += " " + self.say("talk.better" if self.found.revotes.sign > 0 else "talk.worse")
            texts.append(text)
        return texts

    def sure_changes(self, change: Change) -> list[str]:
        """A sentence for each change whose interval leaves out zero; or that there is none."""
        named = (
            ("eye", change.discernment), ("hits", change.hits), ("alarms", change.alarms), ("bias", change.suspicion),
        )  # fmt: skip
        texts = []
        for name, item in named:
            if item.sign:
                direction = "up" if item.sign > 0 else "down"
                n = abs(round(100 * item.value))
                values = {} if name in ("eye", "bias") else {"n": n, **self.ends(item)}
                texts.append(self.say(f"changed.{name}.{direction}", **values))
        if change.suspicion.sign > 0 and change.discernment.sign <= 0:
            texts.append(self.say("changed.distrust"))
        return texts or [self.say("changed.none")]

    def not_concluded(self) -> list[str]:
        """What these answers cannot tell, one point each."""
        comparison, overall = self.found.comparison, self.found.overall
        texts = []
        if overall.judged < ENOUGH_ANSWERS:
            texts.append(self.say("not.few-judged", n=overall.judged, enough=ENOUGH_ANSWERS))
        if comparison is None:
            texts.append(self.say("not.untested"))
        else:
            change = comparison.change
            named = (("eye", change.discernment), ("hits", change.hits), ("alarms", change.alarms))
            if change.enough:
                texts += [self.say(f"not.{name}", **self.range(item)) for name, item in named if not item.sign]
            else:
                before, after = comparison.before.judged, comparison.after.judged
                texts.append(self.say("not.few", before=before, after=after, enough=ENOUGH_ANSWERS))
            texts.append(self.say("not.lesson"))
        if self.found.left_out:
            texts.append(self.say("not.left", n=self.found.left_out))
        texts += self.talk_not_concluded()
        return [*texts, self.say("not.people"), self.say("not.elsewhere")]

    def talk_not_concluded(self) -> list[str]:
        """Where too few votes were talked over, or as many went wrong as right; and that talking was the reason."""
        revotes = self.found.revotes
        if not self.found.talks:
            return []
        if not revotes.votes:
            return [self.say("not.talk-hands")]
        if revotes.votes < ENOUGH_ANSWERS:
            return [self.say("not.talk-few", n=revotes.votes, enough=ENOUGH_ANSWERS)]
        if not revotes.sign:
            return [self.say("not.talk", n=revotes.to_right + revotes.to_wrong, right=revotes.to_right)]
        return [self.say("not.talk-cause")]

    def before_and_after(self) -> list[ReportBlock]:
        """Hits, false alarms and their differences, d' and criterion; of all answers where nothing was compared."""
        comparison = self.found.comparison
        sides = [(self.say("all"), self.found.overall)]
        if comparison is not None:
            sides = [(self.say("before"), comparison.before), (self.say("after"), comparison.after)]
        fills: list[charts.Fill] = ["hatched", "solid"] if len(sides) == 2 else ["solid"]
        filled = list(zip(sides, fills, strict=True))
        groups = [
            (self.say("hits"), [self.bar(label, one.hits, fill) for (label, one), fill in filled]),
            (self.say("alarms"), [self.bar(label, one.alarms, fill) for (label, one), fill in filled]),
        ]
        title = self.say("found.title" if comparison else "found.title-all")
        described = "; ".join(
            f"{heading}: " + ", ".join(f"{bar.label} {bar.value}" for bar in rows) for heading, rows in groups
        )
        chart = Chart(self.say("found.chart"), f"{described}.", charts.bars(groups, 90))
        parts: list[ReportBlock] = [Heading(2, title), chart]
        if comparison is not None:
            parts.append(Paragraph(self.say("found.pairs", n=comparison.pairs)))
        parts.append(self.rates_table(sides))
        return [*parts, *self.leanings(sides)]

    def rates_table(self, sides: Sequence[tuple[str, Condition]]) -> Table:
        """A row for each measure, a column for each side, and the difference where there are two."""
        comparison = self.found.comparison
        rows = [
            [self.say("hits"), *(self.full(one.hits) for _, one in sides)],
            [self.say("alarms"), *(self.full(one.alarms) for _, one in sides)],
            [self.say("discernment"), *(self.points_of(one.hits, one.alarms) for _, one in sides)],
            [self.say("called"), *(self.full(_called(one)) for _, one in sides)],
            [self.say("unsure"), *(self.counted(_unsure(one)) for _, one in sides)],
            [self.say("d-prime"), *(self.d_prime(one) for _, one in sides)],
            [self.say("criterion"), *(self.criterion(one) for _, one in sides)],
        ]
        head = ["", *(label for label, _ in sides)]
        if comparison is not None:
            head.append(self.say("difference"))
            found = msgspec.structs.astuple(comparison.change)
            for row, item in zip(rows, found, strict=False):
                written = self.say("points", n=self.points(item.value), **self.range(item))
                row.append(written if item.enough else self.say("nothing"))
            for row in rows[len(found) :]:
                row.append("")
        widths = (42, *((43,) * len(sides)), *((46,) if comparison else ()))
        return Table(self.say("found.caption"), tuple(head), tuple(map(tuple, rows)), widths)

    def points_of(self, hits: Proportion, alarms: Proportion) -> str:
        """Hit rate less false-alarm rate, where both have enough answers."""
        if hits.of + alarms.of < ENOUGH_ANSWERS or not (hits.of and alarms.of):
            return self.say("nothing")
        return self.points(hits.rate - alarms.rate)

    def d_prime(self, one: Condition) -> str:
        """D' and how many answers it rests on, where there are enough."""
        found = one.sensitivity
        if found is None:
            return self.say("nothing")
        return self.say(
            "d-prime.of", d=self.words.decimal(found.d_prime, signed=True), fakes=found.fakes, reals=found.reals
        )

    def criterion(self, one: Condition) -> str:
        """The criterion, where there are enough answers."""
        return self.words.decimal(one.sensitivity.criterion, signed=True) if one.sensitivity else self.say("nothing")

    def leanings(self, sides: Sequence[tuple[str, Condition]]) -> list[ReportBlock]:
        """The criterion in words."""
        texts = []
        for label, one in sides:
            if one.sensitivity is not None:
                c = one.sensitivity.criterion
                name = "even" if abs(c) < LEANS else "fake" if c < 0 else "real"
                texts.append(f"{label}: {self.say(f'leans.{name}', c=self.words.decimal(c, signed=True))}")
        return [Points(tuple(texts))] if texts else [Paragraph(self.say("leans.few", enough=ENOUGH_ANSWERS))]

    def confidence(self) -> list[ReportBlock]:
        """Said probability beside the share that came true."""
        found = self.found.calibration
        parts: list[ReportBlock] = [Heading(2, self.say("sure.title"))]
        if found.brier is None or found.overconfidence is None:
            return [*parts, Paragraph(self.say("sure.none"))]
        used = [(step, share(step.right, step.answers)) for step in found.steps if step.answers]
        dots = [Dot(step.stated, item.rate, item.low, item.high, self.counted(item)) for step, item in used]
        ticks = [(step.stated, f"{100 * step.stated:.0f}%") for step in found.steps]
        drawing = charts.plot(dots, self.say("sure.said"), self.say("sure.true"), ticks, diagonal=True)
        described = ", ".join(f"{100 * step.stated:.0f}%: {self.counted(item)}" for step, item in used)
        rows = tuple(
            (self.words(f"sure.{place}"), f"{100 * step.stated:.0f}%", self.full(share(step.right, step.answers)))
            for place, step in enumerate(found.steps)
        )
        head = (self.say("sure.step"), self.say("sure.said"), self.say("sure.right"))
        text = self.say("sure.brier", brier=self.words.decimal(found.brier, places=2), n=found.answers)
        if found.overconfidence.enough:
            name = {1: "over", 0: "even", -1: "under"}[found.overconfidence.sign]
            text += " " + self.say(
                f"sure.{name}", n=abs(round(100 * found.overconfidence.value)), **self.ends(found.overconfidence)
            )
        return [
            *parts,
            Chart(self.say("sure.chart"), f"{described}.", drawing),
            Paragraph(self.say("sure.read")),
            Table(self.say("sure.caption"), head, rows, (30, 20, 34)),
            Paragraph(text),
        ]

    def missed(self) -> list[ReportBlock]:
        """By tell and by way of making."""
        tells = [Missed(self.tell(item.name), item.share) for item in self.found.tells]
        parts: list[ReportBlock] = [Heading(2, self.say("tells.title"))]
        if tells:
            rows = [self.bar(item.name, item.share) for item in tells[:MOST_BARS]]
            worst = "; ".join(self.say("tells.one", missed=bar.value, tell=bar.label) for bar in rows)
            parts += [
                Paragraph(self.say("tells.read")),
                Chart(self.say("tells.chart"), f"{worst}.", charts.bars([("", rows)], 250), self.known_tells()),
            ]
            if len(tells) > MOST_BARS:
                parts.append(self.missed_table("tells", tells))
        else:
            parts.append(Paragraph(self.say("tells.none")))
        kinds = [Missed(self.kind(item.name), item.share) for item in self.found.kinds]
        if kinds:
            parts += [Heading(2, self.say("kinds.title")), self.missed_table("kinds", kinds)]
        if self.results.elsewhere:
            parts.append(Paragraph(self.say("elsewhere", n=self.results.elsewhere)))
        return parts

    def known_tells(self) -> tuple[str, ...]:
        """Those that were missed most and that the field guide has a page for."""
        return tuple(item.name for item in self.found.tells[:MOST_BARS] if item.name in self.library.tells)

    def missed_table(self, name: str, rows: Sequence[Missed]) -> Table:
        """What was missed, how often, and the interval."""
        head = (self.say(f"{name}.name"), self.say("not-right"), self.say("interval"))
        cells = tuple((item.name, self.counted(item.share), self.interval(item.share)) for item in rows)
        return Table(self.say(f"{name}.caption"), head, cells, (50, 20, 20))

    def tell(self, name: str) -> str:
        """The name of a tell."""
        return self.words.of(self.library.tells[name].name) if name in self.library.tells else name

    def kind(self, name: str) -> str:
        """The name of a way of making."""
        return self.say("kinds.camera") if name == "camera" else self.words(f"maker.{name}")

    def hardest(self) -> list[ReportBlock]:
        """Measured difficulty beside the author's estimate, and the hardest pictures."""
        pictures = self.found.pictures
        if not pictures:
            return []
        parts: list[ReportBlock] = [Heading(2, self.say("pictures.title"))]
        dots, described = [], []
        for estimate in range(1, 6):
            group = [item for item in pictures if item.estimate == estimate]
            if group:
                total = share(sum(item.not_right.count for item in group), sum(item.not_right.of for item in group))
                dots.append(Dot(estimate, total.rate, total.low, total.high, self.counted(total)))
                described.append(f"{estimate}: {self.counted(total)}")
        if dots:
            ticks = [(number, str(number)) for number in range(1, 6)]
            drawing = charts.plot(dots, self.say("pictures.estimate"), self.say("not-right"), ticks)
            parts.append(Chart(self.say("pictures.chart"), f"{'; '.join(described)}.", drawing))
            parts.append(Paragraph(self.say("pictures.read")))
        return [*parts, self.picture_table(pictures[:HARDEST])]

    def picture_table(self, pictures: Sequence[ObservedDifficulty]) -> Table:
        """A row for each picture."""
        caption = "pictures.caption" if len(pictures) <= HARDEST else "all.caption"
        head = ("picture", "truth", "not-right", "interval", "estimate")
        rows = tuple(
            (
                self.picture(item.picture), self.words("answer.fake" if item.fake else "answer.real"),
                self.counted(item.not_right), self.interval(item.not_right), str(item.estimate or self.say("nothing")),
            )
            for item in pictures
        )  # fmt: skip
        return Table(self.say(caption), tuple(self.say(name) for name in head), rows, (74, 14, 22, 20, 20))

    def picture(self, name: str) -> str:
        """What a picture shows, and its id."""
        picture = self.library.pictures.get(name)
        return f"{self.words.of(picture.alt).rstrip('.')} ({name})" if picture else name

    def talk(self) -> list[ReportBlock]:
        """Verdicts before and after the talk, by workshop: teams, the class, hands."""
        rows, hands = self.found.talks, self.found.hands
        if not rows and not hands:
            return []
        parts: list[ReportBlock] = [Heading(2, self.say("talk.title"))]
        if rows:
            parts += [self.talk_chart(rows[-MOST_BARS:]), Paragraph(self.say("talk.read")), self.talk_table(rows)]
        if hands:
            head = tuple(self.say(f"talk.{name}") for name in ("workshop", "pictures", "hands", "first", "second"))
            cells = tuple(
                (
                    self.event(item.event), str(item.pictures), str(item.most),
                    self.percent(item.first, item.hands), self.percent(item.second, item.hands),
                )
                for item in hands
            )  # fmt: skip
            parts.append(Table(self.say("talk.hands-caption"), head, cells, (44, 18, 18, 24, 24)))
        return parts

    def talk_chart(self, rows: Sequence[Talk]) -> Chart:
        """A bar for each workshop's teams, and for each class."""
        legend: list[tuple[str, charts.Fill]] = [
            (self.say("talk.kept-right"), "solid"), (self.say("talk.to-right"), "middle"),
            (self.say("talk.to-wrong"), "hatched"), (self.say("talk.kept-wrong"), "empty"),
        ]  # fmt: skip
        cells = [
            (
                self.who(item) if len({row.event for row in rows}) == 1 else f"{item.event[:8]} · {self.who(item)}",
                list(zip(_four(item.votes), (fill for _, fill in legend), strict=True)),
            )
            for item in rows
        ]  # fmt: skip
        described = "; ".join(
            f"{label}: " + ", ".join(f"{name} {count}" for (name, _), (count, _) in zip(legend, row, strict=True))
            for label, row in cells
        )
        return Chart(self.say("talk.chart"), f"{described}.", charts.stacked(cells, legend))

    def talk_table(self, rows: Sequence[Talk]) -> Table:
        """The same in numbers, with the mean share of right verdicts before and after."""
        names = ("workshop", "who", "kept-right", "to-right", "to-wrong", "kept-wrong", "first", "second")
        cells = tuple(
            (
                self.event(item.event), self.who(item), *map(str, _four(item.votes)),
                self.percent(item.first, item.votes.votes), self.percent(item.second, item.votes.votes),
            )
            for item in rows
        )  # fmt: skip
        head = tuple(self.say(f"talk.{name}") for name in names)
        return Table(self.say("talk.caption"), head, cells, (38, 28, 18, 19, 19, 19, 19, 19))

    def who(self, item: Talk) -> str:
        """So many teams, or the class."""
        if not item.teams:
            return self.say("talk.class")
        return self.say("talk.pupils" if item.single else "talk.teams", n=item.teams)

    def methods(self) -> list[ReportBlock]:
        """What was counted, and the names of the methods."""
        keys = ["tests", "unsure", "wilson"]
        if self.found.comparison is not None:
            keys += ["differences", "d-prime"]
        if self.found.talks or self.found.hands:
            keys.append("teams")
        if self.found.revotes.votes:
            keys.append("revoting")
        if self.found.calibration.answers:
            keys.append("brier")
        return [Heading(2, self.say("methods.title")), Points(tuple(self.say(f"methods.{key}") for key in keys))]


def _called(one: Condition) -> Proportion:
    """The share of all pictures that was called fake."""
    return share(one.counts.hits + one.counts.false_alarms, one.judged)


def _unsure(one: Condition) -> Proportion:
    """The share of all pictures that was answered with "can't tell"."""
    return share(one.counts.unsure_fakes + one.counts.unsure_reals, one.judged)


def _four(votes: Revotes) -> tuple[int, int, int, int]:
    """Kept right, to right, to wrong, kept wrong."""
    return votes.kept_right, votes.to_right, votes.to_wrong, votes.kept_wrong
