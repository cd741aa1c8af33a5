"""One tell of the field guide: what to look at, why it happens, how far to trust it, and examples to look at."""

from __future__ import annotations

from collections.abc import Sequence

import pygame

from game.model.picture import Picture, Tell
from game.pack.library import examples
from game.ui.guiding import example_view, related
from game.ui.kit import Kit
from game.ui.layout import places, tiles
from game.ui.outcomes import Leave, OpenExample, OpenPractice, OpenTell, Outcome
from game.ui.scene import Scene
from game.ui.theme import Colour
from game.ui.widgets import Button, Columns, Label, Look, Pressed, Widget, giving, text_height

MOST = 4  # examples shown
MOST_RELATED = 3
SCALES = (1.0, 0.92, 0.85, 0.78, 0.72)  # of the words, until they fit


class TellScene(Scene):
    """Examples where the pictures are, the words in the column."""

    name = "tell"
    guides = True

    def __init__(self, kit: Kit, tell: str) -> None:
        super().__init__(kit)
        self.tell = kit.pack.tells[tell]
        self.told_tell = tell
        self.found: list[tuple[Picture, int]] = examples(kit.pack, tell)[:MOST]

    def arrange(self) -> None:
        """Name, family, look, why, facts; examples; practise and back."""
        theme, words = self.kit.theme, self.kit.words
        area = places(theme)
        columns = Columns(area.column, theme.px(1.4))
        shown: list[Widget] = []
        rects = tiles(area.picture, [(100, 100)] * len(self.found), theme.px(1.5)) if self.found else []
        for number, ((picture, evidence), rect) in enumerate(zip(self.found, rects, strict=True)):
            press = _open(picture.id, evidence)
            shown.append(example_view(f"example-{number + 1}", rect, self.kit, picture, evidence, press=press))
        if not self.found:
            text = words("guide.no-example")
            place = area.picture.inflate(-theme.px(10), 0)
            shown.append(
                Label("no-example", place, text, theme.type(1.3), theme.colours.quiet, align="centre", middle=True)
            )
        tell, colours = self.tell, theme.colours
        rows = columns.bottom(theme.px(8))
        back = pygame.Rect(rows.left, rows.top, theme.px(8), rows.height)
        onward = pygame.Rect(back.right + theme.px(1.2), rows.top, rows.right - back.right - theme.px(1.2), rows.height)
        buttons: list[Widget] = [Button("back", back, "", self.back, Look("plain", "left"))]
        if self.found and self.kit.exits.practice:
            look = Look("primary", align="centre", key="p", key_shown=False)
            buttons.append(Button("practise", onward, words("guide.practise"), lambda: OpenPractice(tell.id), look))
        facts = words(
            "guide.facts",
            makers=", ".join(words(f"maker.{name}") for name in tell.generators) or words("maker.none"),
            years=tell.years,
            source=tell.source,
        )
        small = theme.type(0.85)
        height = text_height(facts, columns.rect.width, small)
        foot = Label("facts", columns.bottom(min(height, columns.rect.height // 3)), facts, small, colours.quiet)
        others = related(self.kit.pack, tell)[:MOST_RELATED]
        kept = columns.bottom(theme.tall(6)) if others else None  # for one of them; for more where there is room
        texts: tuple[tuple[str, str, float, Colour, bool], ...] = (
            ("family", words(f"family.{tell.family}"), 0.95, colours.quiet, False),
            ("name", words.of(tell.name), 1.8, colours.quiet if tell.reliability == "gone" else colours.accent, True),
            ("now", words(f"guide.{tell.reliability}.now"), 0.95, colours.quiet, False),
            ("look", words.of(tell.look), 1.3, colours.text, True),
            ("why", words.of(tell.why), 1.15, colours.text, False),
        )
        parts: list[Widget] = []
        width, room = columns.rect.width, columns.rect.height - columns.gap * len(texts)
        if kept is not None and room < self._heights(texts, width, SCALES[-1]):  # what is said comes first
            columns.rect.height, room, kept = columns.rect.height + kept.height + columns.gap, room + kept.height, None
        for dispensable in ("", "family", "now"):
            texts = tuple(item for item in texts if item[0] != dispensable)
            room = columns.rect.height - columns.gap * len(texts)
            if self._heights(texts, width, SCALES[-1]) <= room:
                break
        scale = next((scale for scale in SCALES if self._heights(texts, width, scale) <= room), SCALES[-1])
        sizes = [theme.type(one * scale) for _, _, one, _, _ in texts]
        heights = [
            text_height(text, width, size, bold=bold) for (_, text, _, _, bold), size in zip(texts, sizes, strict=True)
        ]
        for (name, text, _, colour, bold), size, height in zip(texts, sizes, heights, strict=True):
            parts.append(Label(name, columns.top(height), text, size, colour, bold=bold))
        if kept is not None:
            parts += self._related(
                others, columns.rect.union(kept) if columns.rect.bottom > columns.rect.top + 1 else kept
            )
        self.widgets = [*shown, *parts, foot, *buttons]

    def _heights(self, texts: Sequence[tuple[str, str, float, Colour, bool]], width: int, scale: float) -> int:
        """What texts take together of a width, at a scale."""
        theme = self.kit.theme
        return sum(text_height(text, width, theme.type(one * scale), bold=bold) for _, text, one, _, bold in texts)

    def _related(self, others: list[Tell], area: pygame.Rect) -> list[Widget]:
        """Ways to as many tells that go with this one as there is room for, at an area's bottom."""
        theme, words = self.kit.theme, self.kit.words
        columns, high, size = Columns(area, theme.apart(0.8)), theme.tall(6), theme.type(0.9)
        heading = round(size * 1.5)
        count = min(len(others), max(1, (area.height - heading) // (high + columns.gap)))
        parts: list[Widget] = []
        for tell in reversed(others[:count]):
            press, look = giving(OpenTell(tell.id)), Look("plain", "book", scale=0.95)
            parts.append(Button(f"related-{tell.id}", columns.bottom(high), words.of(tell.name), press, look))
        if columns.rect.height >= heading:
            text = words("guide.related")
            parts.append(Label("related", columns.bottom(heading), text, size, theme.colours.quiet))
        return parts[::-1]

    def first_focus(self) -> Button | None:
        """Practise, or the way back."""
        button = self.widget("practise" if self.has("practise") else "back")
        return button if isinstance(button, Button) else None

    def back(self) -> Outcome | None:
        """To where this page was opened from."""
        return Leave()


def _open(picture: str, evidence: int) -> Pressed:
    return lambda: OpenExample(picture, evidence)
