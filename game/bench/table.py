"""Runs of `bench` as tables in a terminal, side by side, and as a chart."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from game.bench.figures import Figure, Run, Spread
from game.files import write_atomically

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


def chart(runs: Sequence[Run], out: Path) -> None:
    """A PNG of the ratios of several runs, oldest first, a panel a group; raises OSError."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    ordered = sorted(runs, key=lambda run: run.when)
    rows: dict[str, dict[str, list[tuple[int, float]]]] = {}
    limits: dict[tuple[str, str], float] = {}
    for place, run in enumerate(ordered):
        for figure in run.figures:
            if figure.ratio is None:
                continue
            name = f"{figure.name} / {figure.yardstick}"
            rows.setdefault(figure.group, {}).setdefault(name, []).append((place, figure.ratio))
            for goal in figure.goals:
                if goal.of == "ratio":
                    limits[figure.group, name] = goal.most
    heights = [len(names) for names in rows.values()]
    figure_, panels = plt.subplots(
        len(rows), 1, figsize=(11, 1.6 + 0.34 * sum(heights) + 0.5 * len(rows)), squeeze=False,
        gridspec_kw={"height_ratios": [count + 0.8 for count in heights]}, layout="constrained",
    )  # fmt: skip
    for (group, names), (panel,) in zip(rows.items(), panels, strict=True):
        for row, (name, points) in enumerate(names.items()):
            shades = [str(0.75 - 0.75 * (place + 1) / len(ordered)) for place, _ in points]
            panel.scatter([ratio for _, ratio in points], [row] * len(points), c=shades, zorder=3)
            if (group, name) in limits:
                panel.plot([limits[group, name]] * 2, [row - 0.35, row + 0.35], color="#A14A00", linewidth=3)
        panel.set_yticks(range(len(names)), list(names))
        panel.set_ylim(len(names) - 0.4, -0.6)
        panel.set_xscale("log")
        panel.axvline(1.0, color="0.6", linewidth=1)
        panel.set_title(group, loc="left", fontsize=10, fontweight="bold")
        panel.grid(axis="x", which="both", color="0.9")
    panels[-1][0].set_xlabel("times the yardstick (dark: the newest run; bar: the goal)")
    figure_.suptitle(f"Spot the Fake {ordered[-1].version}: {ordered[-1].machine}", fontsize=11)
    picture = BytesIO()
    figure_.savefig(picture, dpi=110)
    plt.close(figure_)
    write_atomically(out, picture.getvalue())
