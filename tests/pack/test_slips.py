"""What people write wrongly in YAML: each is told where it was written, with what to write."""

# ruff: noqa: RUF001 (characters that look like others are what is tested)

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from game.model.level import Level
from game.pack import schema, slips, yamlfile
from game.pack.yamlfile import Document

UNREADABLE = {  # text -> line, column and beginning of what is said
    "a quote open, and another one below": ('a:\n  en: "A\n  it: B\nx: "C"\n', "2:7: the text that begins here"),
    "a quote open to the end": ('id: a\ntitle:\n  en: "A\n  it: B\n', '3:7: the text that begins here with " has no'),
    "an apostrophe open": ("title:\n  en: 'A\n  it: 'B'\n", "2:7: the text that begins here with '"),
    "a quote that a smart one should close": (
        'a:\n  en: "A”\n  it: B\n', '2:7: the text that begins here with " has no " at its end; add it; ” is no quote'
    ),
    "a quote open in an item": ('a:\n  - "A\n  - B\n', '2:5: the text that begins here with " has no'),
    "a quote open in an entry of an item": ('a:\n  - en: "A\n    it: "B"\n', "2:9: the text that begins here"),
    "a quote open in brackets": ('a: ["A, "B"]\nb: c\n', '1:10: the text ends at the " before this'),
    "a quote open on the line below its key": ('a:\n  "A\nb: "c"\n', '2:3: the text that begins here with " has no'),
    "quotes within quotes": ('a: "He said "no" to me"\n', '1:14: the text ends at the " before this; write \\" for'),
    "an apostrophe within apostrophes": ("a: 'L'acqua'\n", "1:7: the text ends at the ' before this; double a '"),
    "a text after a quoted one": ('a: "Real" or fake\n', '1:11: the text ends at the " before this'),
    "a backslash": ('a: "C:\\Users\\x"\n', "1:7: a \\ in double quotes means more"),
    "an unknown escape": ('a: "50\\%"\n', "1:7: a \\ in double quotes means more"),
    "a list open": ("a: [en, it\nb: c\n", "1:4: the '[' that opens here is not closed; write ']'"),
    "a list open to the end": ("a: [en, it\n", "1:4: the '[' that opens here is not closed"),
    "a list open after a comma": ("a: [en,\n", "1:4: the '[' that opens here is not closed"),
    "a list open in an item": ("a:\n  - b: [c, \n", "2:8: the '[' that opens here is not closed"),
    "a comma too many": ("a: [en, , it]\n", "1:9: there is a ',' too many"),
    "a mapping open": ("a: {en: A, it: B\nb: c\n", "1:4: the '{' that opens here is not closed; write '}'"),
    "a bracket too many": ("a: [en, it]]\n", "1:12: there is a ']' too many"),
    "a comma missing": ("a: {en: A it: B}\n", "1:13: a comma is missing before this"),
    "a text that begins with a bracket": ("a: [Laughs] Hello\n", "1:4: a text cannot begin with '['"),
    "a tab": ("a:\n\ten: A\n", "2:1: a tab indents this line"),
    "a tab after spaces": ("a:\n  b: c\n \td: e\n", "3:2: a tab indents this line"),
    "no space after a colon": ("id: a\ntitle:\n  en:A\n  it: B\n", "3:5: a space is missing after 'en:'"),
    "no space after a colon, at the top": ("format:1\nid: a\n", "1:7: a space is missing after 'format:'"),
    "no space after a colon, last": ("id: a\nformat:1\n", "2:7: a space is missing after 'format:'"),
    "no space after an item's colon": ("a:\n  - ask:verdict\n    b: c\n", "2:8: a space is missing after 'ask:'"),
    "no space after an item's dash": ("a:\n  -ask: verdict\n   b: c\n", "2:3: a space is missing after the '-'"),
    "a dash of typography": ("a:\n  – ask: verdict\n    b: c\n", "2:3: '–' begins no item of a list"),
    "a bullet": ("a:\n  • ask: verdict\n    b: c\n", "2:3: '•' begins no item of a list"),
    "an asterisk": ("a:\n  * ask: verdict\n", "2:3: '*' begins no item of a list"),
    "a full-width colon": ("title：\n  en: A\n", "1:6: '：' is no colon in YAML"),
    "a full-width colon with a value": ("id: a\ntitle：A\n", "2:6: '：' is no colon in YAML"),
    "a no-break space after a colon": ("a:\n  en:\u00a0A\n  it: B\n", "2:6: there is a space of another kind (U+00A0)"),
    "a no-break space that indents": ("a:\n  en: A\n\u00a0 it: B\n", "3:1: there is a space of another kind (U+00A0)"),
    "a byte order mark in the middle": ("id: a\n\ufefftitle: b\n", "2:1: "),
    "a line separator": ("id: a\u2028b: c\ntitle: x: y\n", "3:9: put quotes around"),
    "a text with a colon": ("a:\n  en: Real: or fake?\n", "2:11: put quotes around a text that holds a colon"),
    "a text that ends in a colon": ("a:\n  en: Who made it:\n", "2:18: put quotes around a text that holds a colon"),
    "smart quotes around a colon": ("a:\n  en: “Real: or fake?”\n", "2:7: “ is no quote in YAML"),
    "guillemets around a colon": ("a:\n  it: «Vero: o falso?»\n", "2:7: « is no quote in YAML"),
    "@": ("a: @home\n", "1:4: a text cannot begin with '@'"),
    "@ within brackets": ("a: [b, @home]\n", "1:8: a text cannot begin with '@'"),
    "`": ("a: `b`\n", "1:4: a text cannot begin with '`'"),
    "%": ("a: %50\n", "1:4: a text cannot begin with '%'"),
    "*": ("a: *bold* text\n", "1:4: a text cannot begin with '*'"),
    "|": ("a: |text\n", "1:4: a text cannot begin with '|'"),
    ">": ("a: > text\n", "1:4: a text cannot begin with '>'"),
    "?": ("a: ? really\n", "1:4: a text cannot begin with '?'"),
    "-": ("a: - a dash\n", "1:4: a text cannot begin with '-'"),
    ",": ("a: , b\n", "1:4: a text cannot begin with ','"),
    "]": ("a: ] b\n", "1:4: a text cannot begin with ']'"),
    "dots that end the file": ("a: b\n... and more\nc: d\n", "2:1: a text cannot begin with '...'"),
    "less indentation": ("a:\n  en: A\n it: B\n", "3:2: this line starts in column 2, but keys or items above"),
    "more indentation": ("a: b\n  c: d\n", "2:3: this line starts in column 3, but keys or items above it in column 1"),
    "an item's key misplaced": ("a:\n  - b: c\n   d: e\n", "3:4: this line starts in column 4, but"),
    "an item misplaced": ("a:\n  - b: c\n - d: e\n", "3:2: this line starts in column 2, but"),
    "a comment in the middle": ("a:\n  it: Compito #1\n    del giorno\nb: c\n", "2:15: from ' #' on it is a comment"),
    "a key without a colon": ("a: b\ntitle\nc: d\n", "2:1: this line has no ': '"),
    "a text over lines": ("a:\n  en: A text that\n  goes on\n  it: B\n", "3:3: this line has no ': '"),
    "a key in smart quotes": ("“id”: a\n", "1:1: “ and ” are no quotes in YAML, and a key needs none; write 'id'"),
    "a key after a no-break space": ("a: b\n\u00a0c: d\n", "2:1: there is a space of another kind (U+00A0)"),
    "a key before a no-break space": ("a\u00a0: b\n", "1:1: there is a space of another kind (U+00A0)"),
    "a key after what cannot be seen": ("\u200bid: a\n", "1:1: there is a character that cannot be seen (U+200B)"),
    "an item's only key after its dash": ("a:\n-ask: b\n", "2:1: a space is missing after the '-'"),
    "an item's only key after a dash of typography": ("a:\n  – ask: b\n", "2:3: '–' begins no item of a list"),
}  # fmt: skip
FINE = (
    "a: \"A text: with all # of it\"\nb: 'it''s'\n",
    'a: "A text\n  that: goes on"\nb: c\n',
    'a: |\n  "Who\n  it: me\n  – dash: x\nb: c\n',
    "a: >-\n  'tis\n\n  - so\nb: 'c'\n",
    "a: rock 'n' roll\nb: {en: don't, it: l'ora}\n",
    "a:\n  - {b: [c, \"d\"], e: 'f'}  # why\n",
    "a: He said “no”\nb: “no” and “yes”\n",
    "a: caf\u00e9\u00a0: yes\n".replace("\u00a0:", "\u00a0\u2013"),
    "a: 12:30\nb: https://example.org\nc: no\n",
    "a: a family \U0001f469\u200d\U0001f467 of two\n",
)


@pytest.mark.parametrize("pure", [False, True], ids=["libyaml", "pure"])
@pytest.mark.parametrize("case", UNREADABLE)
def test_a_slip_is_told_where_it_was_made(case: str, pure: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to write instead; whichever of PyYAML's readers is there."""
    if pure:
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    text, expected = UNREADABLE[case]
    problems = yamlfile.parse(text, Document("x.yaml")).problems
    if pure and not problems and "\ufeff" in text:
        pytest.skip("PyYAML's own reader takes it for a letter")
    said = [f"{item.line}:{item.column}: {item.message}" for item in problems]
    assert len(said) == 1
    assert said[0].startswith(expected)
    assert "not valid YAML" not in said[0]


@pytest.mark.parametrize("text", FINE)
def test_nothing_is_said_of_what_is_right(text: str) -> None:
    """However near it comes to a slip."""
    document = yamlfile.parse(text, Document("x.yaml"))
    assert document.problems == []
    assert document.cut == document.wrapped == {}


@pytest.mark.parametrize("text", FINE)
def test_a_slip_is_not_taken_for_one_above_it(text: str) -> None:
    """What is right stays so, whatever comes after it."""
    lines = text.count("\n")
    (problem,) = yamlfile.parse(text + "z: @home\n", Document("x.yaml")).problems
    assert (problem.line, problem.column) == (lines + 1, 4)


@pytest.mark.parametrize(
    ("text", "cut", "wrapped"),
    [
        ("a: Compito #1\n", {("a",): "#1"}, {}),
        ("a: Compito # 1\n", {("a",): "# 1"}, {}),
        ("a: Compito  # one\n", {}, {}),
        ("a: #1 of ten\n", {("a",): "#1 of ten"}, {}),
        ("a:\n  # of it\n  b: c\n", {}, {}),
        ('a: "Compito #1" # one\n', {}, {}),
        ("a: Compito#1\n", {}, {}),
        ("a: [b #c\n  ]\n", {("a", 0): "#c"}, {}),
        ("a: “Hello”\n", {}, {("a",): "“”"}),
        ("a: „Hallo“\n", {}, {("a",): "„“"}),
        ('a: “Hello"\n', {}, {("a",): '“"'}),
        ("a: «Ciao»\n", {}, {("a",): "«»"}),
        ("a: “Hello” and “bye”\n", {}, {}),
        ("a: “Hello” she said\n", {}, {}),
    ],
)
def test_what_yaml_makes_of_signs_is_noted(text: str, cut: dict[object, str], wrapped: dict[object, str]) -> None:
    """A comment that may be meant as text, and quotes that YAML does not take for some."""
    document = yamlfile.parse(text, Document("x.yaml"))
    assert document.problems == []
    assert (document.cut, document.wrapped) == (cut, wrapped)


LEVEL = "format: 1\nid: a\ntitle: {en: A}\nintro: {en: B}\nrounds:\n  - {ask: verdict, picture: p}\n"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("id: a", "ID: a", "2:1: unknown key 'ID'; write 'id'"),
        ("id: a", "id: a\nId: b", "3:1: unknown key 'Id'; it is another spelling of 'id' in line 2: keep one of them"),
        ("ask: verdict", "Ask: verdict", "6:6: unknown key 'Ask'; write 'ask'"),
        ("ask: verdict", "ask: verdict, ASK: pick", "6:20: unknown key 'ASK' in a 'verdict' round; it is another"),
        ("{ask: verdict, picture: p}", "ask:verdict", "6:5: 'rounds' holds 'ask:verdict', but must be a mapping; a"),
        ("id: a", "id: a\ndifficulty: 02", "3:13: 'difficulty' is '02', but must be a whole number; write 2"),
        ("id: a", 'id: a\ndifficulty: "2"', "3:13: 'difficulty' is '2', but must be a whole number; write 2, without"),
        ("id: a", "id: a\ndifficulty: ２", "3:13: 'difficulty' is '２', but must be a whole number; write 2"),
        ("id: a", "id: a\ndifficulty: 2,5", "3:13: 'difficulty' is '2,5', but must be a whole number"),
        ("id: a", "id: 7", "2:5: 'id' is '7', but must be a text; put quotes around it"),
        ("{en: A}", "en:A", "3:8: 'title' is one text, but must be texts by language; a space is missing after 'en:'"),
        ("{en: A}", "en：A", "3:8: 'title' is one text, but must be texts by language; '：' is no colon in YAML"),
        ("{en: A}", "A", "3:8: 'title' is one text, but must be texts by language; write 'en: …' in a line of its"),
        ("en: A", "en: true", "3:13: 'en' is 'true', but must be a text; put quotes around it"),
        (LEVEL, "format:1\n", "1:1: the file is 'format:1', but must be a mapping; a space is missing after 'format:'"),
    ],
)  # fmt: skip
def test_a_slip_in_what_can_be_read(old: str, new: str, said: str) -> None:
    """Spelling, numbers and spaces: with what to write."""
    document = yamlfile.parse(LEVEL.replace(old, new, 1), Document("x.yaml"))
    assert document.problems == []
    schema.read_as(document, Level)
    found = [f"{item.line}:{item.column}: {item.message}" for item in document.problems]
    assert any(line.startswith(said) for line in found), found


PARTS = st.sampled_from(
    ["a", "b: ", "- ", " ", "  ", "\n", '"', "'", "[", "]", "{", "}", ",", ":", "#", " #", "|", ">", "@", "\t", "“",
     "：", "\u00a0", "\ufeff", "\u2028", "\x85", "\\", "–", "...", "---", "%", "&", "*", "!", "?", "0"]
)  # fmt: skip


@given(parts=st.lists(PARTS, max_size=40))
def test_any_text_is_explained(parts: list[str]) -> None:
    """Nothing makes the explanation fail, and it names a place in the text."""
    text = "".join(parts)
    lines = slips.LINE_END.split(text)
    for problem in yamlfile.parse(text, Document("x.yaml")).problems:
        assert 1 <= problem.line <= len(lines) + 1
        assert problem.column >= 1
        assert problem.message
