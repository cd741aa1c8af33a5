"""Which typeface has a shape for which character: those that come with the game, then those of the system.

Owns the names of typefaces, the search for them, and which part of a line is set in which. Refuses to draw: screens and
paper open the files. What it needs to know of a file it reads with fontTools, once a text asks for it.
"""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from game.base.places import fonts_folder
from game.base.scripts import Tongue, in_sight, levels, needs_more, tongue

BOLD_OF = {"Regular": "Bold", "W3": "W6", "Light": "Medium", "R": "B"}  # how files name their weights


class Face(NamedTuple):
    """A typeface: its files, and which of the faces in them it is (collections, .ttc, have several)."""

    name: str
    regular: Path
    bold: Path | None = None
    number: int = 0


def _bundled(name: str, file: str) -> Face:
    return Face(name, fonts_folder() / f"{file}-Regular.ttf", fonts_folder() / f"{file}-Bold.ttf")


FIRST = _bundled("Atkinson Hyperlegible Next", "AtkinsonHyperlegibleNext")
WIDE = _bundled("Noto Sans", "NotoSans")  # the second where the first lacks a character
OWN = {  # by ISO 15924
    "Arab": _bundled("Noto Sans Arabic", "NotoSansArabic"),
    "Deva": _bundled("Noto Sans Devanagari", "NotoSansDevanagari"),
    "Hebr": _bundled("Noto Sans Hebrew", "NotoSansHebrew"),
    "Thai": _bundled("Noto Sans Thai", "NotoSansThai"),
}
_SIMPLE = ("Latn", "Grek", "Cyrl", "Zyyy", "Zinh", "Zzzz")  # their signs are set as the text face has them
_WIDE_SIGNS, _WIDE_SIGNS_OF = "‘’“”…—", ("ja", "zh", "zh-hant")  # as wide there as a letter  # noqa: RUF001
_EAST = ("Hani", "Hira", "Kana", "Bopo", "Hang")
# files that systems have, best first: Noto and Source Han by number in their collections, Apple, Microsoft, older Linux
_HAN: dict[Tongue, tuple[tuple[str, int], ...]] = {
    "ja": (
        ("NotoSansCJK-Regular.ttc", 0), ("SourceHanSans-Regular.ttc", 0), ("NotoSansCJKjp-Regular.otf", 0),
        ("NotoSansJP-Regular.otf", 0), ("NotoSansJP-Regular.ttf", 0), ("SourceHanSansJP-Regular.otf", 0),
        ("SourceHanSans-Regular.otf", 0), ("ヒラギノ角ゴシック W3.ttc", 0), ("YuGothR.ttc", 0), ("YuGothM.ttc", 0),
        ("meiryo.ttc", 0), ("msgothic.ttc", 0), ("ipaexg.ttf", 0), ("ipag.ttf", 0), ("TakaoPGothic.ttf", 0),
        ("VL-Gothic-Regular.ttf", 0), ("NotoSansCJK-VF.ttc", 0), ("NotoSansJP-VF.ttf", 0), ("NotoSansJP[wght].ttf", 0),
    ),
    "ko": (
        ("NotoSansCJK-Regular.ttc", 1), ("SourceHanSans-Regular.ttc", 1), ("NotoSansCJKkr-Regular.otf", 0),
        ("NotoSansKR-Regular.otf", 0), ("NotoSansKR-Regular.ttf", 0), ("AppleSDGothicNeo.ttc", 0), ("malgun.ttf", 0),
        ("NanumGothic.ttf", 0), ("NotoSansCJK-VF.ttc", 1), ("NotoSansKR[wght].ttf", 0),
    ),
    "zh": (
        ("NotoSansCJK-Regular.ttc", 2), ("SourceHanSans-Regular.ttc", 2), ("NotoSansCJKsc-Regular.otf", 0),
        ("NotoSansSC-Regular.otf", 0), ("NotoSansSC-Regular.ttf", 0), ("SourceHanSansSC-Regular.otf", 0),
        ("SourceHanSansCN-Regular.otf", 0), ("PingFang.ttc", 0), ("Hiragino Sans GB.ttc", 0), ("STHeiti Light.ttc", 1),
        ("msyh.ttc", 0), ("msyh.ttf", 0), ("simhei.ttf", 0), ("wqy-microhei.ttc", 0), ("wqy-zenhei.ttc", 0),
        ("DroidSansFallbackFull.ttf", 0), ("DroidSansFallback.ttf", 0), ("NotoSansCJK-VF.ttc", 2),
        ("NotoSansSC[wght].ttf", 0),
    ),
    "zh-hant": (
        ("NotoSansCJK-Regular.ttc", 3), ("SourceHanSans-Regular.ttc", 3), ("NotoSansCJKtc-Regular.otf", 0),
        ("NotoSansTC-Regular.otf", 0), ("NotoSansTC-Regular.ttf", 0), ("SourceHanSansTC-Regular.otf", 0),
        ("SourceHanSansTW-Regular.otf", 0), ("PingFang.ttc", 1), ("STHeiti Light.ttc", 0), ("msjh.ttc", 0),
        ("mingliu.ttc", 0), ("NotoSansCJK-VF.ttc", 3), ("NotoSansTC[wght].ttf", 0),
    ),
}  # fmt: skip
_ANY = (  # wide cover, signs and pictographs last
    "arial unicode.ttf", "ArialUni.ttf", "Nirmala.ttc", "Nirmala.ttf", "segoeui.ttf", "LeelawUI.ttf", "ebrima.ttf",
    "gadugi.ttf", "mmrtext.ttf", "himalaya.ttf", "monbaiti.ttf", "msyi.ttf", "taile.ttf", "javatext.ttf",
    "DejaVuSans.ttf", "FreeSans.ttf", "Apple Symbols.ttf", "seguisym.ttf", "NotoSansSymbols-Regular.ttf",
    "NotoSansSymbols2-Regular.ttf", "NotoSansMath-Regular.ttf", "NotoEmoji-Regular.ttf", "Symbola.ttf", "seguiemj.ttf",
)  # fmt: skip


_UNSEEN = ("Cc", "Cf", "Zs", "Zl", "Zp")  # categories of characters that need no shape


# --- the system's


def _folders() -> Iterator[Path]:
    """Where this system keeps typefaces, those of the user last."""
    home = Path.home()
    if sys.platform == "win32":
        yield Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts"
        yield Path(os.environ.get("LOCALAPPDATA", home)) / "Microsoft" / "Windows" / "Fonts"
    elif sys.platform == "darwin":
        yield from (Path("/System/Library/Fonts"), Path("/System/Library/AssetsV2"), Path("/Library/Fonts"))
        yield home / "Library" / "Fonts"
    else:
        shared = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
        yield from (Path(folder) / "fonts" for folder in shared.split(":") if folder)
        yield from (home / ".local" / "share" / "fonts", home / ".fonts")


@cache
def _installed() -> dict[str, Path]:
    """Every file in those folders, by its name without regard to case."""
    found: dict[str, Path] = {}
    for top in _folders():
        for folder, _, files in os.walk(top):
            found |= {unicodedata.normalize("NFC", name).casefold(): Path(folder) / name for name in files}
    return found


def _system(name: str, number: int = 0) -> Face | None:
    """A typeface of the system by the file of its regular weight, if it is there."""
    path = _installed().get(name.casefold())
    if path is None:
        return None
    stem, suffix = Path(name).stem, Path(name).suffix
    bolds = [f"{stem[: -len(one)]}{bold}{suffix}" for one, bold in BOLD_OF.items() if stem.endswith(one)]
    bolds += [f"{stem}bd{suffix}", f"{stem}b{suffix}", f"{stem}Bold{suffix}"]  # as Microsoft and Korea name them
    bold = next((_installed()[one.casefold()] for one in bolds if one.casefold() in _installed()), None)
    return Face(f"{stem} {number}" if number else stem, path, bold, number)


# --- which for which


@cache
def shapes(face: Face) -> frozenset[int]:
    """The characters that a typeface has a shape for; none where a file of the system cannot be read as one.

    Raises OSError where one of the game's own cannot be read.
    """
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with TTFont(face.regular, fontNumber=face.number, lazy=True) as font:
            return frozenset(font.getBestCmap() or ())
    except (TTLibError, OSError) as error:
        if face.regular.parent == fonts_folder():
            raise OSError(f"'{face.regular}' is no typeface: {error}") from error
        return frozenset()


def _candidates(script: str, of: Tongue) -> Iterator[Face | None]:
    """Typefaces for a script, the best one first."""
    if script in _EAST:
        yield from (_system(*one) for one in _HAN[of or "zh"])
    yield OWN.get(script)
    yield FIRST
    yield WIDE
    if script not in _SIMPLE:
        from fontTools.unicodedata import script_name

        name = script_name(script).replace("_", "")
        yield from (_system(f"NotoSans{name}-Regular.ttf"), _system(f"NotoSerif{name}-Regular.ttf"))
    for tongues in (of or "zh", *_HAN):
        yield from (_system(*one) for one in _HAN[tongues])
    yield from map(_system, _ANY)


@lru_cache(4096)
def _face_of(character: str, script: str, of: Tongue) -> Face | None:
    """The typeface for a character among others of a script; none has a shape for it: None."""
    return next((one for one in _candidates(script, of) if one and ord(character) in shapes(one)), None)


# --- a line


class TextRun(NamedTuple):
    """A part of a line that is set in one go."""

    text: str
    face: Face
    script: str  # by ISO 15924; "Zyyy" where it has none of its own
    backwards: bool  # from right to left
    at: int = 0  # where it begins in the line as it is read


def runs(line: str, of: Tongue = "") -> tuple[TextRun, ...]:
    """A line in parts of one typeface and one direction each, from left to right as they are seen."""
    return _runs(line, of or tongue(line))


@lru_cache(2048)
def _runs(line: str, of: Tongue) -> tuple[TextRun, ...]:
    if not of and not needs_more(line) and all(ord(one) in shapes(FIRST) for one in line):
        return (TextRun(line, FIRST, "Latn", backwards=False),)
    deep, scripts = levels(line), _scripts(line)
    faces: list[Face] = []
    for place, (one, script) in enumerate(zip(line, scripts, strict=True)):
        before = faces[-1] if place and deep[place - 1] == deep[place] else None
        faces.append(_set_in(one, script, of, before))
    parts = []
    for (level, face), places in groupby(range(len(line)), lambda place: (deep[place], faces[place])):
        own = list(places)
        script = next((scripts[place] for place in own if scripts[place] not in ("Zyyy", "Zinh")), "Zyyy")
        text = "".join(line[place] for place in own)
        parts.append((level, TextRun(text, face, script, backwards=bool(level % 2), at=own[0])))
    return tuple(in_sight(parts))


def _scripts(line: str) -> list[str]:
    """The script of each character; what belongs to none, such as a full stop, goes with what is before it."""
    from fontTools.unicodedata import script

    own = [script(one) for one in line]
    last = next((one for one in own if one not in ("Zyyy", "Zinh")), "Zyyy")
    found = []
    for one in own:
        last = last if one in ("Zyyy", "Zinh") else one
        found.append(last)
    return found


def _set_in(character: str, script: str, of: Tongue, before: Face | None) -> Face:
    """The typeface of a character in a line; `before`: that of the character before it, in the same direction."""
    clings = unicodedata.category(character) in ("Mn", "Mc", "Me", "Cf")
    if before and (clings or (character == " " and ord(" ") in shapes(before))):
        return before
    if of in _WIDE_SIGNS_OF and character in _WIDE_SIGNS:
        return _face_of(character, "Hani", of) or FIRST
    if ord(character) in shapes(FIRST) and (script not in _EAST or character.isascii()):
        return FIRST  # figures, and the signs between words
    return _face_of(character, script, of) or before or FIRST


def shapeless(text: str) -> str:
    """The characters of a text that no typeface here has a shape for, each once and in order; boxes show for them."""
    if all(ord(one) in shapes(FIRST) for one in text):
        return ""
    lacking = {
        one for line in text.splitlines() for run in runs(line) for one in run.text if ord(one) not in shapes(run.face)
    }
    return "".join(one for one in dict.fromkeys(text) if one in lacking and unicodedata.category(one) not in _UNSEEN)


def remedy(lacking: str) -> str:
    """A typeface that has a shape for the first of some characters, by the name that it is looked for by."""
    from fontTools.unicodedata import script, script_name

    code = script(lacking[0])
    if code in _EAST:
        return "Noto Sans CJK"
    return "a font that has it" if code in _SIMPLE else f"Noto Sans {script_name(code)}"
