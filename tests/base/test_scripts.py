"""Texts of any script: where lines may break, which way parts run, what stays whole, and which typeface has a shape."""

from __future__ import annotations

from pathlib import Path

import pytest

from game.base import faces, scripts

ARABIC = "نُشرت الصورة على Facebook (بعد 10 أيام) عام 2026."


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system without a typeface of its own."""
    monkeypatch.setattr(faces, "_installed", dict)
    monkeypatch.setattr(faces, "_face_of", faces._face_of.__wrapped__)
    monkeypatch.setattr(faces, "_runs", faces._runs.__wrapped__)


def parts(text: str) -> list[str]:
    """Everything after which a line may end."""
    return [part for phrase in scripts.phrases(text) for part in phrase]


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("Perché? “Ελληνικά” Ж — 23\u00a0% d′", False), ("Ünïcode ﬁ ₿ →", False), ("cafe\u0301", True),
        ("صورة", True), ("תמונה", True), ("तस्वीर", True), ("ภาพ", True), ("写真", True), ("a\u200fb", True),
    ],
)  # fmt: skip
def test_what_needs_more_than_letters_side_by_side(text: str, *, more: bool) -> None:
    """Latin, Greek and Cyrillic do not, however they are accented; a loose accent and all other scripts do."""
    assert scripts.needs_more(text) is more


def test_a_line_breaks_at_spaces_but_not_at_no_break_spaces() -> None:
    """French and percentages keep together what belongs together; other spaces do not count."""
    text = "«\u202fc’est\u202f»  23\u00a0% de\u2007plus\tici"
    assert scripts.words_of(text) == ["«\u202fc’est\u202f»", "23\u00a0%", "de\u2007plus", "ici"]
    assert parts("في 23\u00a0% منها") == ["في ", "23\u00a0% ", "منها"]


def test_arabic_breaks_between_words_only() -> None:
    """Letters of a word are joined; a bracket and a full stop stay with their word."""
    assert parts(ARABIC) == ["نُشرت ", "الصورة ", "على ", "Facebook ", "(بعد ", "10 ", "أيام) ", "عام ", "2026."]


def test_thai_breaks_between_words_and_never_within_a_letter_and_its_marks() -> None:
    """There are no spaces; the sign of repetition stays with its word."""
    text = "ภาพนี้ดูเหมือนจริงมากๆ แต่เงาตกไปคนละทางกับต้นไม้ที่อยู่ข้างๆ"
    found = parts(text)
    assert "".join(found) == text
    assert len(found) > 12
    assert found[:2] == ["ภาพ", "นี้"]
    assert "มากๆ " in found
    marks = [chr(code) for code in (0x0E2F, 0x0E31, *range(0x0E33, 0x0E3B), *range(0x0E46, 0x0E4F))]
    assert not any(part.startswith(tuple(marks)) for part in found)
    assert not any(part.rstrip().endswith(tuple("เแโใไ")) for part in found)


@pytest.mark.parametrize(
    "text",
    [
        "「えっ？」と彼は言った。でも、写真（２０２６年）はきっと本物……だった！",
        "这张照片是2026年拍的（据说），“真的”吗？请先查来源。",
    ],
)
def test_no_line_begins_with_a_closing_sign_or_ends_with_an_opening_one(text: str) -> None:
    """Kinsoku: punctuation stays with what it closes or opens, small kana and long marks with what is before them."""
    found = parts(text)
    assert "".join(found) == text
    assert len(found) > 10
    assert not any(part.startswith(tuple("。、，？！）」”…っょー")) for part in found)
    assert not any(part.endswith(tuple("「（“")) for part in found)


def test_phrases_of_japanese_stay_together() -> None:
    """A line may end anywhere, but better between phrases."""
    assert ["".join(phrase) for phrase in scripts.phrases("2026年に")] == ["2026年に"]
    assert scripts.phrases("2026年拍的") == (("2026", "年"), ("拍",), ("的",))
    assert ["".join(phrase) for phrase in scripts.phrases("影の向きが木と電柱で違う。")] == [
        "影の", "向きが", "木と", "電柱で", "違う。",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("हिन्दी", ["हि", "न्दी"]),
        ("क्षत्रिय", ["क्ष", "त्रि", "य"]),
        ("ที่นี่", ["ที่", "นี่"]),
        ("cafe\u0301", [*"caf", "e\u0301"]),
        ("abc", [*"abc"]),
    ],
)
def test_what_readers_take_for_a_letter_is_one(text: str, letters: list[str]) -> None:
    """A conjunct of Hindi, a letter of Thai with vowel and tone, a letter and its accent."""
    assert list(scripts.clusters(text)) == letters


@pytest.mark.parametrize(
    ("text", "backwards"),
    [("صورة من Facebook", True), ("Facebook: صورة", False), ("(2026) תמונה", True), ("2026", False), ("“写真”", False)],
)
def test_a_paragraph_runs_as_its_first_letter_does(text: str, *, backwards: bool) -> None:
    """Figures and signs have no say in it."""
    assert scripts.right_to_left(text) is backwards
    assert scripts.right_to_left(scripts.in_direction(text, backwards=not backwards)) is not backwards
    assert scripts.in_direction(text, backwards=backwards) == text


def test_figures_and_latin_words_run_from_left_to_right_in_arabic() -> None:
    """Seen from the left: the end of the sentence first, but 2026 and Facebook as they are written."""
    seen = [run.text.strip() for run in faces.runs(ARABIC) if run.text.strip()]
    assert seen.index("2026") < seen.index("10") < seen.index("Facebook") < len(seen) - 1
    assert not any(run.backwards for run in faces.runs(ARABIC) if run.text in ("2026", "10", "Facebook"))
    assert all(run.backwards for run in faces.runs(ARABIC) if run.script == "Arab" and not run.text.isascii())
    assert "".join(sorted("".join(run.text for run in faces.runs(ARABIC)))) == "".join(sorted(ARABIC))


def test_an_arabic_word_in_latin_text_stays_where_it_is_read() -> None:
    """What is around it runs from left to right."""
    assert [run.text.strip() for run in faces.runs("The word صورة means picture.")] == [
        "The word",
        "صورة",
        "means picture.",
    ]


@pytest.mark.usefixtures("bare")
def test_four_scripts_come_with_the_game() -> None:
    """On a system without typefaces; of Chinese it is known which letters would be boxes."""
    assert faces.shapeless("Perché? Ελληνικά\nЖ … 23\u00a0% «\u202foui\u202f»") == ""
    assert faces.shapeless("صورة؟ תמונה: तस्वीर। ภาพฯ ๆ ١٢٣ \u200fא\u200d") == ""
    assert faces.shapeless("a \u4e2d\U00012000 \u4e2d") == "\u4e2d\U00012000"
    assert faces.remedy("\u4e2d") == "Noto Sans CJK"
    assert faces.remedy("\u0985") == "Noto Sans Bengali"


@pytest.mark.usefixtures("bare")
def test_typefaces_of_the_system_are_found_by_their_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Japanese and Chinese in the forms of each; where a text does not say it, in those of the pack's language."""
    files = {name.casefold(): tmp_path / name for name in ("YuGothR.ttc", "YuGothB.ttc", "msyh.ttc", "msyhbd.ttc")}
    monkeypatch.setattr(faces, "_installed", lambda: files)
    monkeypatch.setattr(
        faces, "shapes", lambda face: frozenset(map(ord, "直です") if "msyh" not in face.name else [ord("直")])
    )
    yu, ya = (
        faces.Face("YuGothR", files["yugothr.ttc"], files["yugothb.ttc"]),
        faces.Face("msyh", files["msyh.ttc"], files["msyhbd.ttc"]),
    )
    assert {run.face for run in faces.runs("直です")} == {yu}
    assert {run.face for run in faces.runs("直")} == {ya}
    scripts.prefer_han_of(["en", "ja"])
    try:
        assert {run.face for run in faces.runs("直")} == {yu}
        scripts.prefer_han_of(["ja", "zh-Hant"])
        assert scripts.tongue("直") == "zh-hant"
        scripts.prefer_han_of(["ja", "zh"], "ja")
        assert scripts.tongue("直") == "ja"
    finally:
        scripts.prefer_han_of([])
