"""The four steps of confidence, from "guess" to "certain", shown in place of the answers."""

from __future__ import annotations

from collections.abc import Callable

from game.model.scoring import CONFIDENCE
from game.model.terms import Says
from game.ui.kit import Kit
from game.ui.outcomes import Outcome
from game.ui.widgets import Button, Columns, Look, Pressed, Widget


def confidence_steps(
    columns: Columns, kit: Kit, says: Says, sure: Callable[[int], Outcome | None], change: Pressed
) -> list[Widget]:
    """A line that recalls the verdict and takes it back, and a button for each step."""
    theme, words = kit.theme, kit.words
    tint = getattr(theme.colours, says)
    rows = len(CONFIDENCE) + 1
    if rows * (theme.target + columns.gap) > columns.rect.height:
        columns.gap = theme.px(0.7)  # where targets are large, room is for them
    height = min(theme.tall(10.5), (columns.rect.height - (rows - 1) * columns.gap) // rows)
    steps: list[Widget] = []
    for step in reversed(range(len(CONFIDENCE))):
        look = Look("plain", tint=tint, key=str(step + 1), scale=1.15, note=words(f"sure.{step}.note"))
        press = _press(sure, step)
        steps.insert(0, Button(f"sure-{step}", columns.bottom(height), words(f"sure.{step}"), press, look))
    look = Look("plain", says, tint, hatched=says == "fake", selected=True, note=words("sure.change"))
    return [Button("change", columns.bottom(height), words(f"answer.{says}"), change, look), *steps]


def _press(sure: Callable[[int], Outcome | None], step: int) -> Pressed:
    return lambda: sure(step)
