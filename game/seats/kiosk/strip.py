"""The strip below every screen of a visit: language, text, contrast, reach, voice; and that it is closing time.

Owns which of these there are, and their places. What a press does follows from its outcome.
"""

from __future__ import annotations

from typing import NamedTuple

import pygame

from game.base.settings import TEXT_SIZES
from game.base.text import languages
from game.ui.kit import Kit
from game.ui.outcomes import ChangeSettings, ListLanguages, Lower, Outcome, Speak
from game.ui.widgets import Button, Label, Look, Widget, giving, split

NOTICE_SHARE = 0.4  # of the strip, at closing time


class StripState(NamedTuple):
    """What the strip shows of a kiosk."""

    languages: tuple[str, ...]  # that a visitor may choose
    listing: bool  # of more than two of them, which are shown now instead of all else
    lowers: bool  # not everything is within reach
    low: bool  # but it is now
    speaks: bool  # there is a voice
    reading: bool  # which reads
    closing: bool  # the opening hours are over
    gap: int  # pixels between two targets


class StripTool(NamedTuple):
    """A button of the strip."""

    name: str
    sign: str
    text: str
    on: bool
    outcome: Outcome


def strip(kit: Kit, state: StripState) -> list[Widget]:
    """Its parts, in a row; at closing time those that there is room for, and the notice."""
    theme, words = kit.theme, kit.words
    row = pygame.Rect(theme.margin, theme.size[1] + state.gap, theme.size[0] - 2 * theme.margin, theme.target)
    tools, parts = _tools(kit, state), list[Widget]()
    places = max(4, len(tools))
    if state.closing:
        width = round(row.width * NOTICE_SHARE)
        notice = pygame.Rect(row.right - width, row.top, width, row.height)
        row.width -= width + state.gap
        tools = tools[: max(1, (row.width + state.gap) // (theme.target + state.gap))]
        places = len(tools)
        text, colour = words("kiosk.closing"), theme.colours.accent
        parts.append(Label("closing", notice, text, theme.type(1.1), colour, bold=True, middle=True))
    for tool, cell in zip(tools, split(row, places, state.gap), strict=False):
        look = Look("quiet", tool.sign, selected=tool.on, scale=0.9, align="left" if tool.sign else "centre")
        parts.append(Button(tool.name, cell, tool.text, giving(tool.outcome), look))
    return parts


def _tools(kit: Kit, state: StripState) -> list[StripTool]:
    """What there is; those that are missed least where there is little room come last."""
    words, settings, codes = kit.words, kit.settings, state.languages
    if state.listing:
        return [_in_language(code, kit) for code in codes]
    tools: list[StripTool] = []
    if len(codes) > 2:
        tools.append(StripTool("language", "globe", languages()[words.language], on=False, outcome=ListLanguages()))
    elif len(codes) == 2:
        following = codes[(codes.index(words.language) + 1) % len(codes)] if words.language in codes else codes[0]
        change = ChangeSettings(settings._replace(language=following))
        tools.append(StripTool("language", "globe", languages()[following], on=False, outcome=change))
    size = settings.text_size
    larger = ChangeSettings(settings._replace(text_size=TEXT_SIZES[(TEXT_SIZES.index(size) + 1) % len(TEXT_SIZES)]))
    tools.append(StripTool("text", "letters", words("kiosk.text"), on=size != TEXT_SIZES[0], outcome=larger))
    on = settings.theme == "contrast"
    change = ChangeSettings(settings._replace(theme="dark" if on else "contrast"))
    tools.append(StripTool("contrast", "contrast", words("kiosk.contrast"), on, change))
    if state.lowers:
        tools.append(StripTool("lower", "lower", words("kiosk.lower"), state.low, Lower()))
    if state.speaks:
        tools.append(StripTool("speak", "headphones", words("kiosk.speak"), state.reading, Speak()))
    return tools


def _in_language(code: str, kit: Kit) -> StripTool:
    """A language by its own name."""
    change = ChangeSettings(kit.settings._replace(language=code))
    return StripTool(f"language-{code}", "", languages()[code], on=code == kit.words.language, outcome=change)
