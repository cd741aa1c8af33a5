"""What the first screen has before and after its picture is there: where things stand, its words, the menu's bar.

The bar is slim, at the window's foot, in as many rows as its words need.
"""

from __future__ import annotations

from typing import NamedTuple

import pygame

from game.base.text import name_of
from game.ui.kit import Kit
from game.ui.outcomes import Go, OpenPractice, OpenWorkshop, Quit
from game.ui.sizes import megabytes
from game.ui.theme import Theme
from game.ui.typeset import LINE_HEIGHT, fit_text, width_of
from game.ui.widgets import Button, Columns, Label, Look, Panel, Pressed, Widget

PICTURE_SHARE = 0.54  # of the window's width in landscape
HIGHEST_SHARE = 0.6  # in portrait, of what is above the bar
NAME_SCALE, BASELINE = 1.5, 1.05  # of the name; how far down a smaller text stands on the same line, by their sizes
SCALE = 0.8  # of the body text, in the bar
ROW_UNITS = 7
SIGNS_ALONE = "help", "credits", "quit"


class TitlePlaces(NamedTuple):
    """Where the first screen's picture and words stand."""

    head: pygame.Rect  # name and sentence: above all in portrait, else the column itself
    picture: pygame.Rect
    column: pygame.Rect


def title_places(theme: Theme, above: pygame.Rect) -> TitlePlaces:
    """The picture at the left, or above; the words beside, or around it; both over the menu's bar."""
    edge = theme.px(3)
    inner = above.inflate(-2 * edge, -2 * edge)
    if theme.portrait:
        head = pygame.Rect(inner.left, inner.top, inner.width, round(theme.type(NAME_SCALE) * LINE_HEIGHT))
        above_picture, below = head.bottom + theme.px(1.5), theme.px(3)
        room = inner.bottom - above_picture - below - _least_column(theme)
        height = max(1, min(inner.width, round(inner.height * HIGHEST_SHARE), room))
        picture = pygame.Rect(inner.left, above_picture, inner.width, height)
        top = picture.bottom + below
        return TitlePlaces(head, picture, pygame.Rect(inner.left, top, inner.width, inner.bottom - top))
    width = min(round(above.width * PICTURE_SHARE), inner.height)
    picture = pygame.Rect(inner.left, inner.top, width, inner.height)
    left = picture.right + theme.px(5)
    column = pygame.Rect(left, inner.top, inner.right - left, inner.height)
    return TitlePlaces(column, picture, column)


def _least_column(theme: Theme) -> int:
    """The height that a question, a line and three answers need, in pixels."""
    answer = max(theme.tall(8), round(theme.type(2.6) * LINE_HEIGHT))
    return 3 * answer + 6 * theme.apart(1.2) + round(theme.type(3.4) * LINE_HEIGHT)


def title_words(kit: Kit, places: TitlePlaces, columns: Columns, notices: tuple[str, ...]) -> list[Widget]:
    """Name and one sentence, side by side where there is room; and what a player has to know before all else."""
    theme, words = kit.theme, kit.words
    name, line = words("title.name"), words("title.line")
    large, small = theme.type(NAME_SCALE), theme.type(0.95)
    row = columns if places.head == places.column else Columns(places.head, 0)
    head = row.top(round(large * LINE_HEIGHT))
    beside = head.copy()
    beside.left += width_of(name, large, bold=True) + theme.px(3)
    beside.width = max(0, head.right - beside.left)
    parts: list[Widget] = [Label("name", head, name, large, theme.colours.text, bold=True)]
    if width_of(line, small) <= beside.width:
        head.width = beside.left - theme.px(1) - head.left
        beside.top += round((large - small) * BASELINE)
        beside.height = head.bottom - beside.top
        parts.append(Label("line", beside, line, small, theme.colours.quiet))
    else:
        place = columns.top(fit_text(line, (head.width, columns.rect.height // 4), small).height)
        parts.append(Label("line", place, line, small, theme.colours.quiet))
    if notices:
        text, size = "\n".join(notices), theme.type(0.85)
        place = columns.top(fit_text(text, (head.width, columns.rect.height // 4), size).height)
        parts.append(Label("notice", place, text, size, theme.colours.accent))
    return parts


def menu_bar(kit: Kit) -> tuple[list[Widget], pygame.Rect]:
    """The bar and its buttons, and the part of the window that it leaves."""
    theme = kit.theme
    size, gap = theme.type(SCALE), theme.apart(0.4)
    room = theme.window.width - 2 * theme.px(2)
    for alone in ((), SIGNS_ALONE):  # these do without their words where there is no room for all
        entries = [(name, sign, "" if name in alone else text, press) for name, sign, text, press in _entries(kit)]
        widths = [_width(text, size, theme) for _, _, text, _ in entries]
        rows = _rows(widths, room, gap)
        if len(rows) == 1:
            break
    height = theme.tall(ROW_UNITS)
    top = theme.window.bottom - len(rows) * (height + gap) - theme.px(0.8)
    buttons: list[Widget] = []
    for number, row in enumerate(rows):
        spare = room - sum(widths[at] for at in row) - gap * (len(row) - 1)
        x = theme.px(2)
        for at in row:
            name, sign, text, press = entries[at]
            if name == "language" and number == len(rows) - 1:
                x += spare  # what is not about playing stands at the far end
            rect = pygame.Rect(x, top + number * (height + gap), widths[at], height)
            buttons.append(Button(name, rect, text, press, Look("quiet", sign, scale=SCALE)))
            x = rect.right + gap
    bar = pygame.Rect(0, top - theme.px(0.8), theme.window.width, theme.window.bottom - top + theme.px(0.8))
    above = theme.window.copy()
    above.height = bar.top
    return [Panel("bar", bar, theme.colours.ground, None), *buttons], above


def _width(text: str, size: int, theme: Theme) -> int:
    """How wide an entry is: its sign, its words, and the room that a button leaves around and between them."""
    return max(
        theme.target, (width_of(text, size) + theme.px(1.2) + 4 if text else 0) + round(1.5 * size) + theme.px(3.2)
    )


def _rows(widths: list[int], room: int, gap: int) -> list[list[int]]:
    """The numbers of the entries in each row: as few rows as can be, and none with one entry alone."""
    rows: list[list[int]] = [[]]
    used = 0
    for number, width in enumerate(widths):
        if rows[-1] and used + gap + width > room:
            rows.append([])
            used = 0
        used += width + (gap if rows[-1] else 0)
        rows[-1].append(number)
    if len(rows) > 1 and len(rows[-1]) == 1:
        rows[-1].insert(0, rows[-2].pop())
    return rows


def _entries(kit: Kit) -> list[tuple[str, str, str, Pressed]]:
    """Name, sign, text and what comes of it, in reading order."""
    words = kit.words
    menu: list[tuple[str, str, Pressed]] = [
        ("play", "play", lambda: Go("levels")), ("collections", "stack", lambda: Go("collections")),
        ("guide", "book", lambda: Go("guide")), ("practice", "again", OpenPractice),
        ("workshop", "group", OpenWorkshop), ("results", "list", lambda: Go("results")),
        ("settings", "gear", lambda: Go("settings")),
        ("help", "question", lambda: Go("help")), ("credits", "copyright", lambda: Go("credits")),
    ]  # fmt: skip
    return [
        *((name, sign, words(f"title.{name}"), press) for name, sign, press in menu),
        ("language", "globe", name_of(words.texts), lambda: Go("languages")),
        ("quit", "cross", words("title.quit"), Quit),
    ]


def called(kit: Kit, names: tuple[str, ...]) -> list[str]:
    """The titles of collections; of those that are not known their ids."""
    known = kit.collections.known if kit.collections is not None else None
    titles = {item.id: kit.words.of(item.title) for item in known or ()}
    return [titles.get(name, name) for name in names]


def state_of_collections(kit: Kit) -> str:
    """What is on its way, or has come; else how many more can be had; nothing where there are none."""
    words, collections = kit.words, kit.collections
    if collections is None:
        return ""
    if collections.news is not None:
        item, state = collections.news
        stages = {"installed": "done", "failed": "failed"}
        title, percent = words.of(item.title), int(100 * state.share)
        return words(f"title.collections.{stages.get(state.stage, 'busy')}", title=title, percent=percent)
    offers = [item for item in collections.known or () if item.path is None]
    if not offers:
        return ""
    size = megabytes(sum(item.bytes for item in offers), words)
    return words("title.collections.more", n=len(offers), pictures=sum(item.pictures for item in offers), size=size)
