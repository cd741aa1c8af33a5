"""A lesson's plan on the screen and in the notes window, and the lesson on paper.

Owns what of a plan is shown where. What stands on the sheets is `paper`'s.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from game.base.text import Words
from game.model.level import Level, Plan
from game.paper.report.contents import Heading, Paragraph, Points, ReportBlock
from game.scenes.report import ReportScene

if TYPE_CHECKING:
    from game.pack.library import Library


class PlanScene(ReportScene):
    """A plan to be read: aims, material, steps, questions, exit slip."""

    name = "plan"
    title_key = "handout.lesson"


def plan_blocks(level: Level, plan: Plan, words: Words) -> list[ReportBlock]:
    """The plan, in the order in which it is needed; the first block is the title."""
    steps = tuple(f"{words('workshop.minutes', n=step.minutes)}: {words.of(step.text)}" for step in plan.steps)
    checks = tuple(f"{words.of(check.question)} {words.of(check.expected)}" for check in plan.checks)
    lists = [
        ("handout.aims", tuple(map(words.of, plan.aims))),
        ("handout.checks", checks),
        ("handout.material", tuple(map(words.of, plan.material))),
        ("handout.steps", steps),
        *((f"handout.{key}", tuple(map(words.of, getattr(plan, key)))) for key in _ASKED),
    ]
    blocks: list[ReportBlock] = [Heading(1, words("handout.lesson")), Heading(1, words.of(level.title))]
    blocks.append(Paragraph(_about(plan, words), leading=True))
    for key, items in lists:
        if items:
            blocks += [Heading(2, words(key)), Points(items)]
    return blocks


_ASKED = ("before", "during", "after", "exit_slip")


def _about(plan: Plan, words: Words) -> str:
    return f"{words('workshop.minutes', n=plan.minutes)} · {words.of(plan.ages)}"


def opening_notes(level: Level, words: Words) -> str:
    """For whoever leads, before the first round: what to ask, and the steps; nothing where there is no plan."""
    plan = level.plan
    if plan is None:
        return ""
    lines = [f"{words.of(level.title)} · {_about(plan, words)}"]
    if plan.before:
        lines += [f"{words('handout.before')}:", *(f"- {words.of(text)}" for text in plan.before)]
    lines += [f"{words('handout.steps')}:"]
    lines += [f"- {words('workshop.minutes', n=step.minutes)}: {words.of(step.text)}" for step in plan.steps]
    return "\n".join(lines)


def print_lesson(library: Library, words: Words, level: str, folder: Path) -> list[Path]:
    """Write the pupils' sheet and the answers with the plan as PDF; gives their places.

    Raises PackError, OSError and ModuleNotFoundError.
    """
    from game.base.files import write_atomically
    from game.paper.handout import handout

    name = level.replace("/", "-")
    sheet, answers = folder / f"{name}.pdf", folder / f"{name}-answers.pdf"
    write_atomically(sheet, handout(library, words, "sheet", level).content)
    write_atomically(answers, handout(library, words, "answers", level).content)
    return [sheet, answers]
