"""Lines of any script on a screen: broken, joined, cut and put where they belong."""

from __future__ import annotations

import pygame
import pytest

from game.base import faces, scripts
from game.ui.typeset import TextBlock, fit_text, fits, line, pages, set_text, shortened, width_of

INK = (255, 255, 255)
TEXTS = {
    "ar": "قد تكون الصورة حقيقية ومع ذلك تكذب: المكان غير المكان، أو قُصّ نصفها قبل أن تُنشر على Facebook عام 2026.",
    "he": "גם תמונה אמיתית יכולה לשקר: המקום אחר, או שחצי ממנה נחתך לפני שפורסמה ב־Facebook בשנת 2026.",
    "hi": "सच्ची तस्वीर भी झूठ बोल सकती है: जगह दूसरी हो, या Facebook पर डालने से पहले आधी काट दी गई हो (2026)।",
    "th": "ภาพที่เป็นจริงก็อาจโกหกได้ เพราะสถานที่อาจเป็นที่อื่น หรือถูกตัดไปครึ่งหนึ่งก่อนลง Facebook ปี 2026",
    "ja": "本物の写真でも嘘をつくことがある。場所が違う、あるいは「Facebook」に載る前に半分が切り取られた（2026年）。",
    "zh": "真实的照片也可能说谎：地点不同，或者在2026年发到“Facebook”之前被剪掉了一半。",
}


@pytest.fixture(autouse=True)
def fonts() -> None:
    """Text can be measured."""
    pygame.font.init()


def needs_shapes(text: str) -> None:
    """Skip where the system has no typeface for a script that does not come with the game."""
    if faces.shapeless(text):
        pytest.skip("no typeface here has the letters of this script")


def ink(surface: pygame.Surface) -> pygame.Rect:
    """What is drawn on it."""
    first, *more = pygame.mask.from_surface(surface, 60).get_bounding_rects()
    return first.unionall(more)


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("width", [90, 180, 400])
def test_every_script_is_broken_to_fit(language: str, width: int) -> None:
    """No line is wider than asked, nothing is lost, no line begins with what belongs to the one before it."""
    text = TEXTS[language]
    block = set_text(text, width, 20)
    assert all(width_of(item, 20, tongue=block.tongue) <= width for item in block.lines)
    assert scripts.seen("".join(block.lines)) == scripts.seen(text)
    assert not any(item.lstrip("\u200e\u200f").startswith(tuple("。，、：）”」.,،:؛।)")) for item in block.lines)
    assert len({scripts.right_to_left(item) for item in block.lines}) == 1, "a paragraph runs one way"


def test_words_are_broken_only_where_nothing_else_helps() -> None:
    """Then between letters as readers know them, and it is known that one was."""
    assert not set_text(TEXTS["ar"], 200, 20).cut
    block = set_text("प्रतिद्वन्द्विता", 40, 20)
    assert block.cut
    assert [letter for item in block.lines for letter in scripts.clusters(item)] == list(
        scripts.clusters("प्रतिद्वन्द्विता")
    )
    assert not fits("प्रतिद्वन्द्विता", (40, 400), 20)


def test_a_no_break_space_is_never_where_a_line_ends() -> None:
    """Also where it would fit better, and where nothing else is special about a text."""
    text = "Il a dit « bien » à 23\u00a0% de «\u202fnous\u202f» tous"
    for width in range(60, 300, 7):
        block = set_text(text, width, 20)
        if not block.cut:
            assert not any(
                (item.startswith(("%", "»")) and not item.startswith("» ")) or item.endswith("«\u202f")
                for item in block.lines
            )
            assert " ".join(block.lines) == text
    assert set_text("23\u00a0%", width_of("23", 20) + 2, 20).cut
    assert not fits("23\u00a0%", (width_of("23", 20) + 2, 200), 20)
    assert width_of("a\u202fb", 96) < width_of("a b", 96)
    assert width_of("\u202f", 96) < 20, "a box stands for it"


def test_arabic_is_joined() -> None:
    """A word is narrower than its letters one by one; Latin in it stays as it is."""
    word = "الصورة"
    assert width_of(word, 40) < 0.85 * sum(width_of(letter, 40) for letter in word)
    assert width_of(f"{word} Facebook", 40) == pytest.approx(width_of(word, 40) + width_of(" Facebook", 40), abs=5)


def test_hindi_is_joined() -> None:
    """A conjunct is narrower than its letters, and virama is not seen."""
    assert width_of("क्ष", 60) < width_of("क", 60) + width_of("ष", 60)


@pytest.mark.parametrize("language", TEXTS)
def test_a_cut_text_ends_with_a_whole_letter(language: str) -> None:
    """The ellipsis takes the place of what readers know as letters, never of a part of one."""
    text = TEXTS[language]
    whole = scripts.clusters(text)
    for width in range(60, 260, 11):
        (item,) = fit_text(text, (width, 10), 20).lines
        assert item.endswith("…")
        rest = item.removesuffix("…").lstrip("\u200e\u200f").rstrip()
        assert any("".join(whole[:count]).rstrip() == rest for count in range(len(whole)))
        short = shortened(text, width, 20)
        assert any(short == "".join(whole[:count]).rstrip() + "…" for count in range(len(whole)))


def test_what_runs_from_right_to_left_begins_at_the_right() -> None:
    """Unless it is centred; a line of it that begins with a Latin word as well."""
    area = pygame.Rect(10, 0, 300, 200)
    text = "كلمات كثيرة قبل ذلك ثم\nFacebook"
    arabic, latin = set_text(TEXTS["ar"], 300, 20), set_text("Few words", 300, 20)
    lefts = [arabic.left_of(item, area) + width_of(item, 20) for item in arabic.lines]
    assert lefts == [area.right] * len(lefts)
    assert latin.left_of("Few words", area) == area.left
    middle = arabic.left_of(arabic.lines[-1], area, "centre") + width_of(arabic.lines[-1], 20) / 2
    assert middle == pytest.approx(area.centerx, abs=1)
    assert set_text(text, 300, 20).left_of("Facebook", area) == area.left, "a paragraph of its own"
    (_, second) = set_text("كلمات Facebook", width_of("Facebook", 20) + 2, 20).lines
    assert second == "\u200fFacebook"
    surface = pygame.Surface((320, 40), pygame.SRCALPHA)
    TextBlock((second,), 20, bold=False, width=0).draw(surface, area, INK)
    assert ink(surface).right in range(area.right - 3, area.right + 1)


def test_pages_of_a_long_text_keep_their_direction() -> None:
    """Each part is set anew; a line of it that begins with a Latin word still begins at the right."""
    text = " ".join([TEXTS["ar"]] * 4)
    parts = pages(text, (200, 120), 20)
    assert len(parts) > 1
    assert scripts.seen("".join(parts)) == scripts.seen(text)
    assert all(scripts.right_to_left(item) for part in parts for item in set_text(part, 200, 20).lines)


@pytest.mark.parametrize("language", TEXTS)
def test_lines_stand_on_one_baseline_and_none_is_clipped(language: str) -> None:
    """Latin letters in a line of any script stand where they do in a line of their own; marks lie within the line."""
    needs_shapes(TEXTS[language])
    size = 40
    block = set_text(TEXTS[language], 2000, size)
    rendered = line(block.lines[0], size, INK, tongue=block.tongue)
    drawn = ink(rendered)
    assert drawn.height <= block.line_height
    assert drawn.top >= 0
    assert drawn.bottom <= rendered.get_height()
    alone = line("Facebook", size, INK)
    beside = line(f"{TEXTS[language][:3]} Facebook", size, INK, tongue=block.tongue)
    at = beside.get_width() - alone.get_width() if not scripts.right_to_left(TEXTS[language]) else 0
    part = beside.subsurface((at, 0, alone.get_width(), beside.get_height()))
    assert ink(part).bottom - beside.get_height() / 2 == pytest.approx(
        ink(alone).bottom - alone.get_height() / 2, abs=1
    )


def test_han_letters_are_those_of_the_text() -> None:
    """A line of a Japanese text that has no kana is set as the rest of it is."""
    needs_shapes(TEXTS["ja"] + TEXTS["zh"])
    block = set_text("写真\n場所が違う", 400, 20)
    assert block.tongue == "ja"
    assert {run.face for run in faces.runs("写真", block.tongue)} == {run.face for run in faces.runs("が", "ja")}
    assert set_text(TEXTS["zh"], 400, 20).tongue == "zh"
