"""A lesson's plan, for whoever leads: aims, material, steps, questions with what good answers say, and a rubric.

Owns how a plan is set. The rubric is the game's own: it fits every lesson.
"""

from __future__ import annotations

from game.model.level import Plan, PlanAnswers
from game.paper.sheet import BODY, SMALL, SMALL_STRONG, STRONG, Group, Sheet, SheetPart

CRITERIA = ("place", "reason", "sureness", "source")
STEPS = ("not-yet", "on-the-way", "there")
NAME, BETWEEN = 30.0, 4.0  # mm: the column of criteria, and the space between columns


def groups(sheet: Sheet, plan: Plan) -> list[Group]:
    """What a teacher reads before a lesson, and has at hand while it is talked about."""
    words = sheet.words
    line = f"{words('workshop.minutes', n=plan.minutes)} · {words.of(plan.ages)}"
    asked = [part for key in PlanAnswers.__struct_fields__ for part in _questions(sheet, plan, key)]
    steps = [sheet.section("handout.steps")]
    steps += [_step(sheet, step.minutes, words.of(step.text)) for step in plan.steps]
    return [
        [sheet.section("handout.lesson"), sheet.part(line, BODY), *_list(sheet, plan, "aims")],
        _checks(sheet, plan),
        _list(sheet, plan, "material"),
        steps,
        [*asked, *_list(sheet, plan, "exit_slip")],
        _rubric(sheet),
    ]


def expected(sheet: Sheet, text: str, x: float = 0.0) -> SheetPart:
    """What a good answer says, from x on."""
    return sheet.part(f"{sheet.words('handout.expected')}: {text}", SMALL, x)


def _list(sheet: Sheet, plan: Plan, key: str) -> list[SheetPart]:
    """One of a plan's lists below its name; nothing where it is empty."""
    texts = [sheet.words.of(text) for text in getattr(plan, key)]
    return [sheet.part(sheet.words(f"handout.{key}"), STRONG, after=0.6), *sheet.points(texts)] if texts else []


def _checks(sheet: Sheet, plan: Plan) -> list[SheetPart]:
    """For each aim the question that shows whether it was reached, and what a good answer says."""
    words, parts = sheet.words, list[SheetPart]()
    for check in plan.checks:
        parts += [*sheet.points([words.of(check.question)]), expected(sheet, words.of(check.expected), 5)]
    return [sheet.part(words("handout.checks"), STRONG, after=0.6), *parts] if parts else []


def _questions(sheet: Sheet, plan: Plan, key: str) -> list[SheetPart]:
    """Questions below their name, each with what a good answer says, where the plan has that."""
    parts = _list(sheet, plan, key)
    answers = [expected(sheet, sheet.words.of(text), 5) for text in getattr(plan.answers, key)]
    if not answers:
        return parts
    return [parts[0], *(part for pair in zip(parts[1:], answers, strict=True) for part in pair)]


def _step(sheet: Sheet, minutes: int, text: str) -> SheetPart:
    """So many minutes, and what is done in them, above a rule."""
    inner = sheet.part(text, BODY, 20, after=3)

    def draw(top: float, height: float) -> None:
        sheet.text(sheet.left, top, 16, f"{minutes} min", STRONG, "R")
        inner.draw(top, height)
        sheet.rule(sheet.left, top + height - 1.6, sheet.width, 0.15)

    return SheetPart(inner.least, draw)


def _rubric(sheet: Sheet) -> Group:
    """How good a reason is: a row for each criterion, a column for each step towards it."""
    words = sheet.words
    rows = [["", *(words(f"handout.rubric.{step}") for step in STEPS)]]
    rows += [[words(f"handout.rubric.{name}"), *(words(f"handout.rubric.{name}.{step}") for step in STEPS)]
             for name in CRITERIA]  # fmt: skip
    head = [sheet.section("handout.rubric"), sheet.part(words("handout.rubric.line"), BODY)]
    return [*head, *(_row(sheet, cells, bold=not number) for number, cells in enumerate(rows))]


def _row(sheet: Sheet, cells: list[str], *, bold: bool) -> SheetPart:
    """Cells side by side, the first one narrow, above a rule."""
    width = (sheet.width - NAME - len(STEPS) * BETWEEN) / len(STEPS)
    kinds = [SMALL_STRONG, *[SMALL_STRONG if bold else SMALL] * len(STEPS)]
    widths = [NAME, *[width] * len(STEPS)]
    height = max(sheet.tall(text, wide, kind) for text, wide, kind in zip(cells, widths, kinds, strict=True))

    def draw(top: float, _height: float) -> None:
        x = sheet.left
        for text, wide, kind in zip(cells, widths, kinds, strict=True):
            sheet.text(x, top, wide, text, kind)
            x += wide + BETWEEN
        sheet.rule(sheet.left, top + height + 1, sheet.width, 0.15)

    return SheetPart(height + 2.2, draw)
