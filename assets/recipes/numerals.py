"""Take the slash out of the zero of the text face, and offer figures of one width to programs that can ask for them.

Owns the two files of Atkinson Hyperlegible Next in assets/fonts, whose licence reserves no name. A slashed zero helps
where O and 0 stand mixed; here numbers are counts and years, and in them it reads as a sign of its own. The counter of
the zero is drawn again from the quarter that the slash leaves whole. Run twice, it changes nothing more.

    python assets/recipes/numerals.py                              (fontTools comes with fpdf2)
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import GlyphCoordinates, flagOnCurve

FONTS = Path(__file__).resolve().parent.parent / "fonts"
FIGURES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
NOTE = "; zero without its slash"
OUTER, UPPER_HALF = 0, 2  # contours of the slashed zero: the outside, and the half of its counter above the slash


def unslash(font: TTFont) -> None:
    """Give the zero one counter in place of two halves, where it has two."""
    zero = font["glyf"]["zero"]
    if zero.numberOfContours == UPPER_HALF:
        return
    ends = zero.endPtsOfContours
    points, flags = list(zero.coordinates), list(zero.flags)
    half = list(zip(points, flags, strict=True))[ends[UPPER_HALF - 1] + 1 :]
    on_curve = [place for place, (_, flag) in enumerate(half) if flag & flagOnCurve]
    right = max(on_curve, key=lambda place: half[place][0][0])
    top = max(on_curve, key=lambda place: half[place][0][1])
    quarter = half[right : top + 1]
    x0, y0 = half[top][0][0], half[right][0][1]  # the axes of the counter
    left_up = [((2 * x0 - x, y), flag) for (x, y), flag in reversed(quarter)]
    left_down = [((2 * x0 - x, 2 * y0 - y), flag) for (x, y), flag in quarter]
    right_down = [((x, 2 * y0 - y), flag) for (x, y), flag in reversed(quarter)]
    counter = [*quarter, *left_up[1:], *left_down[1:], *right_down[1:-1]]
    outer = ends[OUTER] + 1
    zero.coordinates = GlyphCoordinates([*points[:outer], *(point for point, _ in counter)])
    zero.flags = bytearray([*flags[:outer], *(flag for _, flag in counter)])
    zero.endPtsOfContours = [ends[OUTER], len(zero.flags) - 1]
    zero.numberOfContours = UPPER_HALF
    zero.recalcBounds(font["glyf"])


def offer_tabular(font: TTFont) -> None:
    """The feature tnum, with the tabular figures that the font has."""
    if "GSUB" not in font:
        swaps = " ".join(f"sub {name} by {name}.tf;" for name in FIGURES)
        addOpenTypeFeaturesFromString(font, f"feature tnum {{ {swaps} }} tnum;", tables=["GSUB"])


def main() -> None:
    """Both weights, in place."""
    for weight in ("Regular", "Bold"):
        path = FONTS / f"AtkinsonHyperlegibleNext-{weight}.ttf"
        font = TTFont(path, recalcTimestamp=False)
        unslash(font)
        offer_tabular(font)
        version = font["name"].getDebugName(5)
        if not version.endswith(NOTE):
            font["name"].setName(version + NOTE, 5, 3, 1, 0x409)
        font.save(path)
        sys.stdout.write(f"{path.name} {path.stat().st_size}\n")


if __name__ == "__main__":
    main()
