"""Where the cards of the shelves stand: rows, headings, and the large card that comes first.

Owns this arithmetic; it knows how many cards a shelf has, and nothing of what they show.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pygame

from game.ui.theme import Theme

CARD_EMS = 16  # a card is at least so wide
MOST_COLUMNS = 3, 4  # below 1080p, and from there on
FLATTEST = 3.2  # a card is at most so many times as wide as high


class CardGrid(NamedTuple):
    """Columns, and pixels."""

    columns: int
    gap: int
    height: int  # of a card
    low: int  # of one that stands on another beside the large one


def card_grid(theme: Theme, area: pygame.Rect) -> CardGrid:
    """As many columns as have room for their words."""
    most = MOST_COLUMNS[min(theme.size) >= 1080]
    columns = max(1, min(most, area.width // theme.type(CARD_EMS)))
    gap = theme.apart(2)
    width = (area.width - gap * (columns - 1)) // columns
    height = max(theme.type(8.5), min(round(width * 0.6), theme.px(36)), theme.target)
    return CardGrid(columns, gap, height, max(theme.type(7.5), round(height * 0.74), theme.target))


def rows_of(count: int, columns: int) -> list[int]:
    """How many cards stand in each row: as few rows as can be, filled alike, the fuller ones first."""
    rows = -(-count // columns)
    return [count // rows + (number < count % rows) for number in range(rows)] if rows else []


def bands(counts: Sequence[int], columns: int) -> list[list[int]]:
    """Which shelves (by number) share a row: short ones side by side, as long as all of their cards fit."""
    found: list[list[int]] = []
    room = 0
    for number, count in enumerate(counts):
        if count <= room:
            found[-1].append(number)
            room -= count
        else:
            found.append([number])
            room = columns - count
    return found


def cells_of(place: pygame.Rect, count: int, cells: int, gap: int) -> list[pygame.Rect]:
    """The first few of so many equal cells that fill a place's width to the pixel."""
    cell = (place.width - gap * (cells - 1)) / cells
    found = []
    for number in range(count):
        left = place.left + number * (cell + gap)
        found.append(pygame.Rect(round(left), place.top, round(left + cell) - round(left), place.height))
    return found


def cells_in(width: int, count: int, known: CardGrid) -> int:
    """How many cells a row of so many cards has: as few as the flattest card allows, one less than a full row's."""
    fewest = max(1, known.columns - 1) if known.columns > 2 else 1
    while fewest < known.columns and (width - known.gap * (fewest - 1)) / fewest > FLATTEST * known.height:
        fewest += 1
    return max(count, fewest)


def opening(area: pygame.Rect, top: int, beside: int, known: CardGrid) -> list[pygame.Rect]:
    """The large card, and those beside or below it that belong to the same shelf, so many of them."""
    columns, gap = known.columns, known.gap
    column = (area.width - gap * (columns - 1)) / columns
    if columns < 3 or not beside:
        high = round(known.height * (1.3 if columns > 1 else 1.15))
        large = pygame.Rect(area.left, top, min(area.width, round(high * 1.2 * FLATTEST)), high)
        return [large, *below(area, large.bottom + gap, beside, known)]
    high = 2 * known.low + gap
    large = pygame.Rect(area.left, top, round(2 * column) + gap, high)
    left, free = large.right + gap, columns - 2
    rows = rows_of(min(beside, 2 * free), free)
    places = [large]
    for number, count in enumerate(rows):
        each = (high - gap * (len(rows) - 1)) // len(rows)
        line = pygame.Rect(left, top + number * (each + gap), area.right - left, each)
        places += cells_of(line, count, count, gap)
    return places + below(area, large.bottom + gap, beside - len(places) + 1, known)


def below(area: pygame.Rect, top: int, count: int, known: CardGrid) -> list[pygame.Rect]:
    """Rows of cards over an area's width, from `top` down."""
    places: list[pygame.Rect] = []
    for in_row in rows_of(count, known.columns):
        line = pygame.Rect(area.left, top, area.width, known.height)
        places += cells_of(line, in_row, cells_in(area.width, in_row, known), known.gap)
        top += known.height + known.gap
    return places
