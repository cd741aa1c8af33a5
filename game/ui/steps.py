"""What is asked of a picture: the three answers and, in their place, four steps of confidence, "guess" to "certain"."""

from __future__ import annotations

from collections.abc import Callable

from game.model.scoring import CONFIDENCE
from game.model.terms import Says
from game.ui.kit import Kit
from game.ui.outcomes import Outcome
from game.ui.widgets import Button, Columns, Look, Pressed, Widget, split

SAYS: tuple[Says, ...] = ("real", "fake", "unsure")


def answer_steps(columns: Columns, kit: Kit, height: int, say: Callable[[Says], Pressed], scale: float) -> list[Widget]:
    """A button for each of the three answers, at the column's end; `height` in pixels, `scale` of their words."""
    words, answers = kit.words, list[Widget]()
    for says in reversed(SAYS):
        look = Look(
            "plain", says, getattr(kit.theme.colours, says), hatched=says == "fake", key=words(f"key.{says}"),
            scale=scale, note=words(f"answer.{says}.note"),
        )  # fmt: skip
        answers.insert(0, Button(says, columns.bottom(height), words(f"answer.{says}"), say(says), look))
    return answers


def confidence_steps(
    columns: Columns, kit: Kit, says: Says, sure: Callable[[int], Outcome | None], change: Pressed
) -> list[Widget]:
    """A line that recalls the verdict and takes it back, and a button for each step; two in a row in little room."""
    theme, words = kit.theme, kit.words
    tint = getattr(theme.colours, says)
    gap, each = theme.apart(0.7), 1
    if (len(CONFIDENCE) + 1) * (theme.target + columns.gap) > columns.rect.height:
        columns.gap = gap  # where targets are large, room is for them
    if (len(CONFIDENCE) + 1) * (theme.target + gap) > columns.rect.height:
        each = 2
    rows = len(CONFIDENCE) // each + 1
    height = min(theme.tall(10.5), (columns.rect.height - (rows - 1) * columns.gap) // rows)
    steps: list[Widget] = []
    for first in reversed(range(0, len(CONFIDENCE), each)):
        cells = split(columns.bottom(height), each, gap)
        for step, cell in reversed(list(enumerate(cells, first))):
            look = Look("plain", tint=tint, key=str(step + 1), scale=1.15, note=words(f"sure.{step}.note"))
            steps.insert(0, Button(f"sure-{step}", cell, words(f"sure.{step}"), _press(sure, step), look))
    look = Look("plain", says, tint, hatched=says == "fake", selected=True, note=words("sure.change"))
    return [Button("change", columns.bottom(height), words(f"answer.{says}"), change, look), *steps]


def _press(sure: Callable[[int], Outcome | None], step: int) -> Pressed:
    return lambda: sure(step)
