"""The first screen: what this is, and the ways in. It is drawn before anything is decoded or read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pygame

from game.base.text import languages
from game.ui.kit import Kit
from game.ui.outcomes import ChangeSettings, Go, OpenPractice, OpenWorkshop, Outcome, Quit
from game.ui.scene import Scene
from game.ui.sizes import megabytes
from game.ui.typeset import fit_text
from game.ui.widgets import Button, Columns, Label, Look, PictureView, Pressed, Widget, split

if TYPE_CHECKING:
    from game.ui.overlays import Ring

HERO_SHARE = 0.5  # of the window's width, in landscape
ROWS = 6  # of buttons
LEAST_UNITS = 6.4  # of a row's height


class TitleScene(Scene):
    """Name, one sentence, buttons; a picture with its evidence once the library is there."""

    name = "title"
    home = True
    focus_first = "play"
    ends = True

    def __init__(self, kit: Kit, notices: tuple[str, ...] = ()) -> None:
        super().__init__(kit)
        self.notices = notices
        self._ring: Ring | None = None

    def arrange(self) -> None:
        """Words at the left, the picture at the right; in portrait the picture above."""
        theme, words = self.kit.theme, self.kit.words
        window = theme.window.inflate(-2 * theme.margin, -2 * theme.margin)
        if theme.portrait:
            hero = pygame.Rect(window.left, window.top, window.width, round(window.height * 0.44))
            column = pygame.Rect(window.left, hero.bottom + theme.px(3), window.width, 0)
            column.height = window.bottom - column.top
        else:
            hero = pygame.Rect(0, window.top, round(window.width * HERO_SHARE), window.height)
            hero.right = window.right
            column = pygame.Rect(window.left, window.top, hero.left - window.left - theme.px(5), window.height)
        columns = Columns(column, theme.px(1.6))
        room = column.height - ROWS * (theme.px(LEAST_UNITS) + columns.gap)  # for words: what the buttons leave
        parts: list[Widget] = []
        texts = [
            ("name", words("title.name"), theme.type(3.1), theme.colours.text),
            ("line", words("title.line"), theme.type(1.2), theme.colours.quiet),
        ]
        if self.notices:
            texts.append(("notice", "\n".join(self.notices), theme.type(0.85), theme.colours.accent))
        for number, (name, text, size, colour) in enumerate(texts, 1):
            most = room if number == len(texts) else room // 2
            height = fit_text(text, (column.width, most), size, bold=name == "name").height
            parts.append(Label(name, columns.top(height), text, size, colour, bold=name == "name"))
            room -= height + columns.gap
        parts += self._buttons(columns)
        self.widgets = [*self._hero(hero), *parts]

    def _buttons(self, columns: Columns) -> list[Widget]:
        theme, words = self.kit.theme, self.kit.words
        share = 1.4 if theme.text_scale > 1.2 else 1.0  # of the row with two lines
        height = min(theme.px(8.5), round((columns.rect.height - ROWS * columns.gap) / (ROWS - 1 + share)))
        last, third, second, middle = (columns.bottom(height) for _ in range(4))
        stack, first = columns.bottom(round(height * share)), columns.bottom(height)
        gap = theme.px(1.6)
        scale = max(0.75, min(1.0, stack.width / (22 * theme.type())))  # a word beside each sign, before large letters
        play = Button("play", first, words("title.play"), lambda: Go("levels"), Look("primary", sign="play", scale=1.3))
        entries: list[tuple[str, str, Pressed]] = [
            ("guide", "book", lambda: Go("guide")), ("practice", "again", OpenPractice),
            ("workshop", "group", OpenWorkshop), ("results", "list", lambda: Go("results")),
            ("settings", "gear", lambda: Go("settings")), ("help", "question", lambda: Go("help")),
        ]  # fmt: skip
        cells = [cell for row in (middle, second, third) for cell in split(row, 2, gap)]
        look = Look("plain", "stack", note=self._state())
        parts: list[Widget] = [
            play, Button("collections", stack, words("title.collections"), lambda: Go("collections"), look)
        ]  # fmt: skip
        for (name, sign, press), cell in zip(entries, cells, strict=True):
            parts.append(Button(name, cell, words(f"title.{name}"), press, Look("plain", sign, scale=scale)))
        left, centre, right = split(last, 3, gap)
        credits_ = Button(
            "credits",
            left,
            words("title.credits"),
            lambda: Go("credits"),
            Look("quiet", "copyright", scale=scale),
        )
        language = Button(
            "language",
            centre,
            self._next_language()[1],
            self._change_language,
            Look("quiet", "globe", scale=scale),
        )
        leave = Button("quit", right, words("title.quit"), Quit, Look("quiet", "cross", scale=scale))
        return [*parts, credits_, language, leave]

    def _state(self) -> str:
        """What is on its way, or has come; else the collection played from; else what can be had beside the game's."""
        words, library, collections = self.kit.words, self.kit.library, self.kit.collections
        if collections is not None and collections.news is not None:
            item, state = collections.news
            stages = {"installed": "done", "failed": "failed"}
            title, percent = words.of(item.title), int(100 * state.share)
            return words(f"title.collections.{stages.get(state.stage, 'busy')}", title=title, percent=percent)
        known = (collections.known if collections is not None else None) or ()
        offers = [item for item in known if item.path is None]
        own = library is None or any(item.own and str(item.path) == library.root for item in known)
        if offers and own:
            size = megabytes(sum(item.bytes for item in offers), words)
            return words("title.collections.more", n=len(offers), size=size)
        return words.of(library.pack.title) if library is not None else ""

    def update(self, seconds: float) -> Outcome | None:
        """Say what is new of the collections."""
        button, state = self.widget("collections"), self._state()
        if isinstance(button, Button) and button.look.note != state:
            button.look = button.look._replace(note=state)
            self.touch(button)
        return None

    def _next_language(self) -> tuple[str, str]:
        """The language that the globe switches to, and its own name for itself."""
        known = languages()
        codes = list(known)
        following = codes[(codes.index(self.kit.words.language) + 1) % len(codes)]
        return following, known[following]

    def _change_language(self) -> Outcome | None:
        return ChangeSettings(self.kit.settings._replace(language=self._next_language()[0]))

    def _hero(self, area: pygame.Rect) -> list[Widget]:
        """The cover of the last level, with the ring on its evidence."""
        self._ring = None
        library = self.kit.library
        if library is None:
            return []
        from game.pack.library import cover

        picture = cover(library)
        if picture is None:
            return []
        view = PictureView("hero", area, library.path(picture.file), picture.size)
        regions = [item.region for item in picture.visible if not item.region.mask] if picture.fake else []
        if regions:
            from game.ui.overlays import Ring

            self._ring = Ring(view, regions[0], self.kit.theme)
            self._ring.advance(1.0)
        return [view]

    def draw(self, surface: pygame.Surface) -> None:
        """The parts, and the ring on the picture."""
        super().draw(surface)
        if self._ring is not None:
            view = self.widget("hero")
            if isinstance(view, PictureView) and view.surface(self.kit) is not None:
                self._ring.draw(surface)
