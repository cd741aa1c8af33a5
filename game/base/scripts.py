"""What Unicode says of a text in any script: where a line may break, what runs which way, what is never cut apart.

Owns the way to the libraries that know it; each is imported when the first text needs it. Refuses typefaces (`faces`)
and measures: whoever sets a line knows how wide it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from typing import Literal, Protocol, TypeVar

T = TypeVar("T")
Tongue = Literal["", "ja", "ko", "zh", "zh-hant"]  # whose forms of Han letters are meant; "" where it does not matter

WORD = r"[\S\u00a0\u2007\u202f\u3000]+"  # what stands between spaces at which a line may break
_MARKS = "\u200e\u200f"  # LEFT-TO-RIGHT MARK, RIGHT-TO-LEFT MARK: a line begins with one where its paragraph runs so
# letters that stand side by side as they come, and spaces between words: Latin, Greek, Cyrillic, signs; first and last
_SIMPLE = (
    (0x0000, 0x02FF), (0x0370, 0x0482), (0x048A, 0x052F), (0x1D00, 0x1DBF), (0x1E00, 0x200A), (0x2010, 0x2029),
    (0x202F, 0x205F), (0x2070, 0x20CF), (0x2100, 0x2D2F), (0x2DE0, 0x2E7F), (0xA640, 0xA66E), (0xA67E, 0xA69F),
    (0xA700, 0xA7FF), (0xAB30, 0xAB6F), (0xFB00, 0xFB12),
)  # fmt: skip
# patterns, each made when it is first asked for
_BACKWARDS = (
    "[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_KANA, _HANGUL = "[\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9f]", "[\u1100-\u11ff\uac00-\ud7af]"
_CJK = "[\u3005\u3007\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]"
_THAI = "[\u0e01-\u0e3a\u0e40-\u0e4e]+"
_CLINGING = ("\u0e2f", "\u0e46")  # Thai PAIYANNOI and MAIYAMOK: they stay with the word before them
_UNSPACED = "[\u0e80-\u0eff\u1000-\u109f\u1780-\u17d3\u19e0-\u1aad\ua9e0-\ua9fe\uaa60-\uaadf]{2,}"
# marks stand above and below letters: lines of these scripts need more room
_TALL = "[\u0600-\u08ff\u0900-\u109f\u1780-\u17ff\ua8e0-\ua8ff\ufb50-\ufdff\ufe70-\ufefc]"


def needs_more(text: str) -> bool:
    """Whether setting a text takes more than letters side by side, and lines broken at spaces."""
    return not text.isascii() and any(map(_is_more, set(text)))


@cache
def _is_more(character: str) -> bool:
    code = ord(character)
    return not any(first <= code <= last for first, last in _SIMPLE)


def is_tall(text: str) -> bool:
    """Whether a text has marks above and below its letters that lines need room for."""
    return re.search(_TALL, text) is not None


def words_of(text: str) -> list[str]:
    """A text in what stands between spaces at which a line may break: NO-BREAK SPACE is none."""
    return re.findall(WORD, text)


def seen(text: str) -> str:
    """What of a text can be seen: all but spaces and marks of direction."""
    return re.sub(rf"[\s{_MARKS}]+", "", text)


# --- whose Han letters

_preferred: Tongue = "zh"


def prefer_han_of(languages: Sequence[str], reading: str = "") -> None:
    """Set Han letters that say nothing of their language in the forms of one of these: of the one that is read.

    Where that has none, of Chinese if it is among them, since a text in Japanese mostly has kana, else of the first.
    """
    global _preferred  # noqa: PLW0603 (one for the process, as its one window is)
    found = [tongue for code in languages if (tongue := _han_of(code))]
    chinese = [tongue for tongue in found if tongue.startswith("zh")]
    _preferred = _han_of(reading) or next(iter((*chinese, *found)), "zh")


def _han_of(code: str) -> Tongue:
    language, _, more = code.lower().replace("_", "-").partition("-")
    if language == "zh":
        return "zh-hant" if more.startswith(("hant", "tw", "hk", "mo")) else "zh"
    return "ja" if language == "ja" else "ko" if language == "ko" else ""


def tongue(text: str) -> Tongue:
    """Whose forms of Han letters a text is to be set in: kana make it Japanese, Hangul Korean."""
    if not needs_more(text):
        return ""
    if re.search(_KANA, text):
        return "ja"
    if re.search(_HANGUL, text):
        return "ko"
    return _preferred if re.search(_CJK, text) else ""


# --- lines


def clusters(text: str) -> tuple[str, ...]:
    """A text in what readers take for its letters: a letter with all of its marks, a joined syllable (UAX #29)."""
    if not needs_more(text):
        return tuple(text)
    from uniseg.graphemecluster import grapheme_clusters

    return tuple(grapheme_clusters(text))


Phrase = tuple[str, ...]


@lru_cache(512)
def phrases(paragraph: str) -> tuple[Phrase, ...]:
    """A paragraph in phrases, after each of which a line ends well, and each in parts, after which it may end.

    By UAX #14, and where no spaces stand between words by BudouX: in Thai, Japanese and Chinese. Spaces stay at
    the end.
    """
    from uniseg.linebreak import line_break_boundaries

    may = {place for place in line_break_boundaries(paragraph) if 0 < place < len(paragraph)}
    well = {place for place in _between_words(paragraph) if 0 < place < len(paragraph)}
    poor = {at for at in may if _within_phrase(paragraph[at - 1], paragraph[at], known=at in well)}
    for word in re.finditer(_UNSPACED, paragraph):  # Lao, Khmer, Burmese: nobody here knows their words
        inside = {word.start() + end for end in accumulate(map(len, clusters(word.group())))} - {word.end()}
        may |= inside
        poor |= inside
    may |= {at for at in well if re.match(_THAI, paragraph[at - 1]) and re.match(_THAI, paragraph[at])}
    ends = sorted(may | {len(paragraph)})
    found: list[Phrase] = []
    parts: list[str] = []
    for start, end in pairwise([0, *ends]):
        parts.append(paragraph[start:end])
        if end not in poor:
            found.append(tuple(parts))
            parts = []
    return tuple(found)


def _within_phrase(before: str, after: str, *, known: bool) -> bool:
    """Whether two signs, between which a line may end, had better stay together; `known`: a phrase ends there."""
    if not re.match(_CJK, before) and not re.match(_CJK, after):
        return False
    return before.isalnum() and after.isalnum() and (not known or before.isdigit())  # 2026年


def _between_words(text: str) -> set[int]:
    """Where words of Thai, Japanese and Chinese end, as BudouX sees it."""
    found: set[int] = set()
    for run in re.finditer(_THAI, text):
        apart = set(accumulate(map(len, clusters(run.group()))))
        ends = {end for end in accumulate(map(len, _parser("th").parse(run.group()))) if end in apart}
        found |= {run.start() + end for end in ends if run.group()[end : end + 1] not in _CLINGING}
    if re.search(_CJK, text):
        found |= set(accumulate(map(len, _parser(tongue(text)).parse(text))))
    return found


class _Parser(Protocol):
    """What finds phrases."""

    def parse(self, sentence: str) -> list[str]:
        """A text in phrases."""


@cache
def _parser(language: str) -> _Parser:
    import budoux

    if language == "th":
        return budoux.load_default_thai_parser()
    if language == "ja":
        return budoux.load_default_japanese_parser()
    if language == "zh-hant":
        return budoux.load_default_traditional_chinese_parser()
    return budoux.load_default_simplified_chinese_parser()


def lines(paragraph: str, width: float, measure: Callable[[str], float]) -> tuple[list[str], bool]:
    """A paragraph in lines no wider than `width`, and whether a word had to be broken; `measure` says how wide one is.

    Phrase by phrase, a long phrase by its parts, a long part by what readers take for a letter. Each line is marked so
    that it runs as the paragraph does.
    """
    paragraph = " ".join(words_of(paragraph))
    wide = cache(lambda part: measure(part.rstrip()))
    rows: list[str] = []
    row: list[str] = []
    used, cut = 0.0, False
    for phrase in phrases(paragraph):
        for part in phrase if wide("".join(phrase)) > width else ("".join(phrase),):
            broken = wide(part) > width
            cut |= broken
            for bit in clusters(part) if broken else (part,):
                # parts side by side are about as wide as their sum: only a line that may be full is measured whole
                full = row and used + wide(bit) > width - len(row) and wide("".join((*row, bit))) > width
                if full:
                    rows.append("".join(row).rstrip())
                    row, used = [], 0.0
                row.append(bit)
                used += measure(bit)
    backwards = right_to_left(paragraph)
    return [in_direction(item, backwards=backwards) for item in (*rows, "".join(row).rstrip())], cut


# --- directions


def right_to_left(text: str) -> bool:
    """Whether a paragraph runs from right to left: by its first letter that has a direction (UAX #9, P2)."""
    if not re.search(_BACKWARDS, text):
        return False
    first = next((kind for one in text if (kind := unicodedata.bidirectional(one)) in ("L", "R", "AL")), "L")
    return first != "L"


def in_direction(line: str, *, backwards: bool) -> str:
    """A line that by itself runs as its paragraph does: with a mark before it where its own letters say otherwise."""
    return line if right_to_left(line) == backwards else f"{_MARKS[backwards]}{line}"


def levels(line: str) -> list[int]:
    """How deep each character is embedded (UAX #9): those of even levels run from left to right, the others back."""
    if not re.search(_BACKWARDS, line):
        return [0] * len(line)
    from fpdf.bidi import BidiParagraph
    from fpdf.enums import TextDirection

    base = int(right_to_left(line))
    paragraph = BidiParagraph(line, TextDirection.RTL if base else TextDirection.LTR)
    known = {one.character_index: int(one.embedding_level) for one in paragraph.get_characters_with_embedding_level()}
    found: list[int] = []
    for place in range(len(line)):  # what only gives directions has no level: it goes with what is before it
        found.append(known.get(place, found[-1] if found else base))
    for place in range(len(line.rstrip()), len(line)):
        found[place] = base  # L1
    return found


def in_sight(parts: Sequence[tuple[int, T]]) -> list[T]:
    """Parts of a line with their levels, as they follow each other in the text, from left to right (UAX #9, L2)."""
    order = list(parts)
    for level in range(max((level for level, _ in parts), default=0), 0, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and order[end][0] >= level:
                end += 1
            order[start:end] = reversed(order[start:end])
            start = max(end, start + 1)
    return [part for _, part in order]
