"""Runs of `bench` as tables in a terminal, side by side, and as a chart."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from rich.table import Table
from rich.text import Text

from game.base.files import write_atomically
from game.commands.benchmarks.figures import Figure, Run, Spread

if TYPE_CHECKING:
    from rich.console import Console

WORSE = 1.15  # a ratio that grew by this factor is pointed out


def show(run: Run, console: Console) -> None:
    """Every figure beside its yardstick, with its ratio and whether the goal is met."""
    table = Table(title=Text(f"Spot the Fake {run.version} · Python {run.python} · {run.machine} · {run.when}"))
    for name in ("what", "", "median", "p99", "most", "n", "yardstick", "its median", "ratio", "goal"):
        table.add_column(name, justify="left" if name in ("what", "", "yardstick", "goal") else "right")
    for figure in run.figures:
        ours, theirs = figure.ours, figure.theirs
        table.add_row(
            figure.group, _named(figure), *_values(ours), str(ours.runs), figure.yardstick,
            number(theirs.median) if theirs else "", f"{figure.ratio:.2f}x" if figure.ratio is not None else "",
            _goal(figure),
        )  # fmt: skip
    console.print(table, markup=False)
    for item in run.skipped:
        console.print(f"not measured: {item.group}: {item.why}", markup=False)


def _named(figure: Figure) -> str:
    unit = f" [{figure.unit}]" if figure.unit else ""
    return f"{figure.name}{unit}{f' ({figure.note})' if figure.note else ''}"


def _values(values: Spread) -> tuple[str, str, str]:
    return number(values.median), number(values.p99), number(values.most)


def number(value: float) -> str:
    """Three digits that count."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _goal(figure: Figure) -> str:
    """The goals, and a word on whether they are met."""
    parts = []
    for goal in figure.goals:
        what = {"ratio": f"≤ {goal.most:g}x", "median": f"≤ {goal.most:g}"}.get(goal.of, f"{goal.of} ≤ {goal.most:g}")
        parts.append(what)
    word = {True: "met", False: "MISSED", None: ""}[figure.met]
    return ", ".join(parts) + (f": {word}" if word else "")


def compare(old: Run, new: Run, console: Console) -> int:
    """Figure by figure: what it was, what it is, and the change; gives how many became worse.

    Compared are ratios to the yardsticks where there are any, since machines differ; else medians.
    """
    table = Table(title=Text(f"{old.version} ({old.when}) → {new.version} ({new.when})"))
    for name in ("what", "", "before", "now", "change"):
        table.add_column(name, justify="left" if name in ("what", "") else "right")
    before = {(item.group, item.name, item.yardstick): item for item in old.figures}
    worse = 0
    for figure in new.figures:
        was = before.pop((figure.group, figure.name, figure.yardstick), None)
        if was is None:
            table.add_row(figure.group, _named(figure), "", _compared(figure)[1], "new")
            continue
        (then, then_shown), (now, now_shown) = _compared(was), _compared(figure)
        factor = now / then if then > 0 else 1.0
        worse += factor > WORSE
        sign = "WORSE" if factor > WORSE else "better" if factor < 1 / WORSE else ""
        table.add_row(figure.group, _named(figure), then_shown, now_shown, f"{factor:.2f} {sign}".strip())
    for was in before.values():
        table.add_row(was.group, _named(was), _compared(was)[1], "", "gone")
    console.print(table, markup=False)
    return worse


def _compared(figure: Figure) -> tuple[float, str]:
    """What a comparison is about, as a number and shown."""
    if figure.ratio is not None:
        return figure.ratio, f"{figure.ratio:.2f}x"
    value = figure.ours.p99 if figure.judged_by_p99 else figure.ours.median
    return value, f"{number(value)} {figure.unit}".strip()


class _Row(NamedTuple):
    """One figure over several runs: its ratios by the run's place, the newest run's last."""

    name: str
    yardstick: str
    ratios: dict[int, float]
    goal: float | None


def chart(runs: Sequence[Run], out: Path) -> None:
    """A PNG of the ratios of several runs, the newest one dark, a panel a group; raises OSError."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt
    from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

    ordered = sorted(runs, key=lambda run: run.when)
    groups = _rows(ordered)
    ratios = [ratio for rows in groups.values() for row in rows for ratio in row.ratios.values()]
    lowest, highest = min([0.5, *ratios]) * 0.6, max([2.0, *ratios]) * 1.8
    steps = [step for step in (2.0**power for power in range(-10, 11)) if lowest <= step <= highest]
    counts = [len(rows) for rows in groups.values()]
    whole, panels = plt.subplots(
        len(groups), 1, figsize=(11, 1.2 + 0.3 * sum(counts) + 0.45 * len(groups)), squeeze=False, sharex=True,
        gridspec_kw={"height_ratios": [count + 0.6 for count in counts]}, layout="constrained",
    )  # fmt: skip
    for (group, rows), (panel,) in zip(groups.items(), panels, strict=True):
        panel.set_title(group, loc="left", fontsize=10, fontweight="bold")
        panel.set_xscale("log")
        panel.set_xlim(lowest, highest)
        panel.xaxis.set_major_locator(FixedLocator(steps))
        panel.xaxis.set_minor_locator(NullLocator())
        panel.xaxis.set_major_formatter(FuncFormatter(lambda step, _place: f"{step:g}x"))
        panel.set_yticks(range(len(rows)), [row.name for row in rows], fontsize=9)
        panel.set_ylim(len(rows) - 0.5, -0.5)
        panel.tick_params(length=0)
        panel.spines[:].set_visible(False)
        panel.grid(axis="x", color="0.9")
        panel.axvline(1.0, color="0.55", linewidth=1)
        for place, row in enumerate(rows):
            _draw_row(panel, place, row, len(ordered))
    panels[-1][0].set_xlabel(
        "times the yardstick at the right, measured in the same run; bar: the goal, green where it is met", fontsize=9
    )
    newest = ordered[-1]
    whole.suptitle(f"Spot the Fake {newest.version}, {newest.machine}, {newest.when[:10]}", fontsize=11)
    picture = BytesIO()
    whole.savefig(picture, dpi=110)
    plt.close(whole)
    write_atomically(out, picture.getvalue())


def _draw_row(panel: Any, place: int, row: _Row, runs: int) -> None:
    """The points of one figure, its goal and its yardstick."""
    last = max(row.ratios)
    judged = "#333333" if row.goal is None else "#14532D" if row.ratios[last] <= row.goal else "#B3261E"
    for run, ratio in row.ratios.items():
        newest = run == last
        shade = judged if newest else str(0.85 - 0.25 * (run + 1) / runs)
        panel.plot([1.0, ratio], [place] * 2, color=shade, linewidth=1.5 if newest else 0, alpha=0.35, zorder=2)
        panel.plot([ratio], [place], "o", color=shade, markersize=6, zorder=4 if newest else 3)
        if newest:
            beside = (7, 0) if ratio >= 1 else (-7, 0)
            panel.annotate(
                f"{ratio:.2f}x", (ratio, place), beside, textcoords="offset points", fontsize=8, va="center",
                ha="left" if ratio >= 1 else "right", color=shade, zorder=5,
                bbox={"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none"},
            )  # fmt: skip
    if row.goal is not None:
        panel.plot([row.goal] * 2, [place - 0.32, place + 0.32], color="#A14A00", linewidth=3, zorder=1)
    panel.text(1.01, place, row.yardstick, transform=panel.get_yaxis_transform(), fontsize=8, va="center", color="0.4")


def _rows(ordered: Sequence[Run]) -> dict[str, list[_Row]]:
    """What has a ratio in the newest run, by group; nothing at all has no place on a scale of ratios."""
    found: dict[str, dict[tuple[str, str], _Row]] = {}
    for place, run in enumerate(ordered):
        for figure in run.figures:
            if not figure.ratio:
                continue
            goal = next((goal.most for goal in figure.goals if goal.of == "ratio"), None)
            rows, key = found.setdefault(figure.group, {}), (figure.name, figure.yardstick)
            before = rows[key].ratios if key in rows else {}
            rows[key] = _Row(*key, {**before, place: figure.ratio}, goal)
    newest = len(ordered) - 1
    kept = {group: [row for row in rows.values() if newest in row.ratios] for group, rows in found.items()}
    return {group: rows for group, rows in kept.items() if rows}
