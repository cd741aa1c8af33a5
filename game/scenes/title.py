"""The first screen: what this is, and the ways in. It is drawn before anything is decoded or read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pygame

from game.text import languages
from game.ui.kit import Kit
from game.ui.outcomes import Change, Go, OpenPractice, OpenWorkshop, Outcome, Quit
from game.ui.scene import Scene
from game.ui.sizes import megabytes
from game.ui.widgets import Button, Columns, Label, Look, PictureView, Pressed, Widget, split, text_height

if TYPE_CHECKING:
    from game.ui.overlays import Ring

HERO_SHARE = 0.5  # of the window's width, in landscape


class TitleScene(Scene):
    """Name, one sentence, buttons; a picture with its evidence once the library is there."""

    name = "title"

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
        size = theme.type(3.1)
        name = words("title.name")
        height = min(text_height(name, column.width, size, bold=True), column.height // 4)
        parts: list[Widget] = [Label("name", columns.top(height), name, size, theme.colours.text, bold=True)]
        line = words("title.line")
        size = theme.type(1.2)
        parts.append(
            Label(
                "line",
                columns.top(min(text_height(line, column.width, size), column.height // 4)),
                line,
                size,
                theme.colours.quiet,
            )
        )
        if self.notices:
            text, size = "\n".join(self.notices), theme.type(0.85)
            parts.append(
                Label(
                    "notice",
                    columns.top(min(text_height(text, column.width, size), column.height // 6)),
                    text,
                    size,
                    theme.colours.accent,
                )
            )
        parts += self._buttons(columns)
        self.widgets = [*self._hero(hero), *parts]

    def _buttons(self, columns: Columns) -> list[Widget]:
        theme, words = self.kit.theme, self.kit.words
        height = min(theme.px(8.5), (columns.rect.height - 6 * columns.gap) // 7)
        last, third, second, middle, stack, first = (columns.bottom(height) for _ in range(6))
        gap = theme.px(1.6)
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
            parts.append(Button(name, cell, words(f"title.{name}"), press, Look("plain", sign)))
        left, centre, right = split(last, 3, gap)
        credits_ = Button("credits", left, words("title.credits"), lambda: Go("credits"), Look("quiet", "copyright"))
        language = Button("language", centre, self._next_language()[1], self._change_language, Look("quiet", "globe"))
        leave = Button("quit", right, words("title.quit"), Quit, Look("quiet", "cross"))
        return [*parts, credits_, language, leave]

    def _state(self) -> str:
        """The collection that is played from; and what is on its way, has come, or can be had."""
        words, library, collections = self.kit.words, self.kit.library, self.kit.collections
        playing = words.of(library.pack.title) if library is not None else ""
        if collections is None:
            return playing
        if collections.news is not None:
            item, state = collections.news
            stages = {"installed": "done", "failed": "failed"}
            title, percent = words.of(item.title), int(100 * state.share)
            return words(f"title.collections.{stages.get(state.stage, 'busy')}", title=title, percent=percent)
        offers = [item for item in collections.known or () if item.path is None]
        if not offers:
            return playing
        size = megabytes(sum(item.bytes for item in offers), words)
        more = words("title.collections.more", n=len(offers), size=size)
        return f"{playing} · {more}" if playing else more

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
        return Change(self.kit.settings._replace(language=self._next_language()[0]))

    def _hero(self, area: pygame.Rect) -> list[Widget]:
        """The cover of the last level, with the ring on its evidence."""
        self._ring = None
        library = self.kit.library
        if library is None:
            return []
        from game.library import cover

        picture = cover(library)
        if picture is None:
            return []
        view = PictureView("hero", area, library.path(picture.file), picture.size)
        regions = [item.region for item in picture.evidence if not item.region.mask]
        if regions:
            from game.ui.overlays import Ring

            self._ring = Ring(view, regions[0], self.kit.theme)
            self._ring.advance(1.0)
        return [view]

    def first_focus(self) -> Button | None:
        """Play."""
        button = self.widget("play")
        return button if isinstance(button, Button) else None

    def draw(self, surface: pygame.Surface) -> None:
        """The parts, and the ring on the picture."""
        super().draw(surface)
        if self._ring is not None:
            view = self.widget("hero")
            if isinstance(view, PictureView) and view.surface(self.kit) is not None:
                self._ring.draw(surface)
