"""Cut the typefaces for other scripts down to the letters that living texts are written in.

Owns NotoSans*.ttf in assets/fonts: screens and paper turn to them where the text face lacks a letter. All shaping is
kept; glyphs that nothing asks for are not, nor are letters of phoneticians, of medieval manuscripts and of Old Church
Slavonic. The hints of NotoSans itself are kept, so that screens look as they did. Run twice, it changes nothing more.

    python assets/recipes/scripts.py FOLDER      (of Debian's fonts-noto-core; fontTools comes with fpdf2)
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parent.parent / "fonts"
WEIGHTS = ("Regular", "Bold")
LETTERS = {
    "Arabic": range(0x0600, 0x0700),
    "Hebrew": range(0x0590, 0x0600),
    "Devanagari": range(0x0900, 0x0980),
    "Thai": range(0x0E00, 0x0E80),
}
SHARED = (0x20, 0xA0, 0x200C, 0x200D, 0x200E, 0x200F, 0x25CC)  # spaces, joiners, marks of direction, a letter's place
RARE = (  # of the blocks in NotoSans
    range(0x1AB0, 0x1B00), range(0x1D80, 0x1DC0), range(0x2DE0, 0x2E00), range(0xA640, 0xA6A0), range(0xA720, 0xA800),
    range(0xAB30, 0xAB70),
)  # fmt: skip


def cut(font: TTFont, codes: Iterable[int], path: Path, *, hinting: bool) -> None:
    """Keep these characters of a font, with all that their shaping needs."""
    cutter = Subsetter(Options(hinting=hinting, notdef_outline=True))
    cutter.populate(unicodes=codes)
    cutter.subset(font)
    font.save(path)


def main() -> None:
    """Both weights of each."""
    for weight in WEIGHTS:
        for script, letters in LETTERS.items():
            name = f"NotoSans{script}-{weight}.ttf"
            whole = TTFont(Path(sys.argv[1]) / name, recalcTimestamp=False)
            cut(whole, (*SHARED, *letters), FONTS / name, hinting=False)
        path = FONTS / f"NotoSans-{weight}.ttf"
        font = TTFont(path, recalcTimestamp=False)
        cut(font, [code for code in font.getBestCmap() if not any(code in some for some in RARE)], path, hinting=True)


if __name__ == "__main__":
    main()
