"""Values change in a YAML text and nothing else does: comments, order, quotes, blanks and line ends stay."""

from __future__ import annotations

import difflib
from copy import deepcopy
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from game.author import yamledit
from game.author.yamledit import EditError, rewrite
from game.pack import yamlfile
from game.pack.yamlfile import Document

ITEM = """\
  # a picture
  - id: a     # its name
    file: x.jpg
    size: [ 480,360 ]
    difficulty: 1     # easy
    alt:
      en: >-
        Folded, and
        long.
      # between the languages
      it: 'L''ombra'
    # above the evidence
    evidence:
      # the first
      - tell: cut-edge   # why
        region:
          box: [ 1,2,  30, 40 ]   # px
        note:
          en: "Quoted: text"
          it: Testo semplice

      # the second
      - tell: clone-repeat
        region: {ellipse: [10, 10, 5, 5]}
        note: {en: "flow, text", it: plain}
      # below the evidence
    source: "x"   # last

"""


def plain(text: str) -> Any:
    """What an item says."""
    return yamlfile.parse(text, Document("")).data[0]


def diff(before: str, after: str) -> list[str]:
    """The lines that were taken out and put in."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


def test_the_same_is_written_as_it_was() -> None:
    """No change, no other byte, in whatever style it is written."""
    assert rewrite(ITEM, plain(ITEM)) == ITEM
    assert rewrite(ITEM.replace("\n", "\r\n"), plain(ITEM)) == ITEM.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (("difficulty",), 4, ["-    difficulty: 1     # easy", "+    difficulty: 4     # easy"]),
        (("alt", "it"), "L'aria: ecco", ["-      it: 'L''ombra'", "+      it: 'L''aria: ecco'"]),
        (("alt", "en"), "Short.", ["-        Folded, and", "-        long.", "+        Short."]),
        (
            ("evidence", 0, "region", "box"), [5, 2, 31, 40],
            ["-          box: [ 1,2,  30, 40 ]   # px", "+          box: [ 5,2,  31, 40 ]   # px"],
        ),
        (
            ("evidence", 0, "region"), {"polygon": [[1, 2], [30, 4], [5, 60]]},
            ["-          box: [ 1,2,  30, 40 ]   # px", "+          polygon: [[1, 2], [30, 4], [5, 60]]"],
        ),
        (
            ("evidence", 1, "region"), {"mask": "masks/0a.png"},
            ["-        region: {ellipse: [10, 10, 5, 5]}", "+        region: {mask: masks/0a.png}"],
        ),
        (
            ("evidence", 1, "note", "it"), "a, b]",
            ['-        note: {en: "flow, text", it: plain}', '+        note: {en: "flow, text", it: \'a, b]\'}'],
        ),
        (("evidence", 0, "note", "it"), "no", ["-          it: Testo semplice", "+          it: no"]),
        (("evidence", 0, "note", "it"), "1.5", ["-          it: Testo semplice", "+          it: '1.5'"]),
        (
            ("evidence", 0, "note", "en"), 'Two\nlines "said"',
            ['-          en: "Quoted: text"', '+          en: "Two\\nlines \\"said\\""'],
        ),
    ],
)  # fmt: skip
def test_one_value_changes_in_its_own_style(path: tuple[str | int, ...], value: Any, expected: list[str]) -> None:
    """Quotes stay quotes, folds folds, lists in one line lists in one line; the comment beside it stays."""
    wanted = plain(ITEM)
    part = wanted
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    changed = rewrite(ITEM, wanted, {("evidence",): (0, 1)})
    assert diff(ITEM, changed) == expected
    assert plain(changed) == wanted


def test_keys_come_and_go_in_lines_of_their_own() -> None:
    """A new key goes where its mapping has it, in the layout of packs; one that goes takes its lines along."""
    wanted = plain(ITEM)
    del wanted["source"], wanted["difficulty"]
    wanted = {**wanted, "looks_odd": {"en": "Line one\nline two", "it": "x: y"}}
    changed = rewrite(ITEM, wanted)
    assert sorted(diff(ITEM, changed)) == sorted(
        [
            "-    difficulty: 1     # easy",
            '-    source: "x"   # last',
            "+    looks_odd:",
            "+      en: |-",
            "+        Line one",
            "+        line two",
            "+      it: 'x: y'",
        ]
    )


def test_the_key_behind_the_dash_may_go() -> None:
    """The next one takes its place."""
    wanted = plain(ITEM)
    del wanted["evidence"][1]["tell"]
    assert diff(ITEM, rewrite(ITEM, wanted, {("evidence",): (0, 1)})) == [
        "-      - tell: clone-repeat",
        "-        region: {ellipse: [10, 10, 5, 5]}",
        "+      - region: {ellipse: [10, 10, 5, 5]}",
    ]


def test_items_move_with_their_comments_and_new_ones_come_between() -> None:
    """Each keeps its own lines, however they are written."""
    wanted = plain(ITEM)
    first, second = wanted["evidence"]
    new = {"tell": "new-one", "region": {"box": [1, 2, 3, 4]}, "note": {"en": "New.", "it": "Nuovo."}}
    wanted["evidence"] = [second, new, first]
    changed = rewrite(ITEM, wanted, {("evidence",): (1, None, 0)})
    assert changed[changed.index("    evidence:") : changed.index("      # below")] == (
        "    evidence:\n"
        "      # the second\n"
        "      - tell: clone-repeat\n"
        "        region: {ellipse: [10, 10, 5, 5]}\n"
        '        note: {en: "flow, text", it: plain}\n'
        "      - tell: new-one\n"
        "        region:\n"
        "          box: [1, 2, 3, 4]\n"
        "        note:\n"
        "          en: New.\n"
        "          it: Nuovo.\n"
        "      # the first\n"
        "      - tell: cut-edge   # why\n"
        "        region:\n"
        "          box: [ 1,2,  30, 40 ]   # px\n"
        "        note:\n"
        '          en: "Quoted: text"\n'
        "          it: Testo semplice\n"
        "\n"
    )
    assert changed.startswith(ITEM[: ITEM.index("    evidence:")])
    assert changed.endswith(ITEM[ITEM.index("      # below") :])


def test_an_item_that_goes_takes_its_comment_along() -> None:
    """And the list goes with the last of them."""
    wanted = plain(ITEM)
    wanted["evidence"] = wanted["evidence"][1:]
    changed = rewrite(ITEM, wanted, {("evidence",): (1,)})
    assert "# the first" not in changed
    assert "# the second" in changed
    del wanted["evidence"]
    bare = rewrite(changed, wanted)
    assert "evidence:" not in bare
    assert "# below the evidence" in bare


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", [True, False])
def test_line_ends_stay(end: str, last: bool) -> None:
    """Windows' too, and a last line without one."""
    text = "- id: a\n  difficulty: 2\n  tags: [x]\n".replace("\n", end)
    text = text if last else text.removesuffix(end)
    wanted = {"id": "a", "difficulty": 2, "tags": ["x"], "evidence": [{"tell": "t", "note": {"en": "N."}}]}
    added = "  evidence:\n    - tell: t\n      note:\n        en: N.\n".replace("\n", end)
    assert rewrite(text, wanted) == (text + added if last else text + end + added.removesuffix(end))


@pytest.mark.parametrize(
    "text", ["- {id: a, tags: [b]}\n", "id: a\n", "- id: a\n- id: b\n", "- id: [\n", "- &x {id: a}\n"]
)
def test_what_is_no_item_in_lines_is_refused(text: str) -> None:
    """Or it is changed rightly; never wrongly."""
    try:
        changed = rewrite(text, {"id": "b"})
    except EditError:
        return
    assert plain(changed) == {"id": "b"}


def test_every_short_text_is_read_as_it_was_written_between_braces() -> None:
    """Ruamel leaves quotes away that PyYAML, with which the game reads, needs there: of "Why?", and of ":)"."""
    signs = "a :?#,[]{}-&*!|>%@`'\"\\.0"
    texts = [*signs, *map("".join, product(signs, repeat=2)), "Why?", ": b", "a ?b"]
    wanted = [text for text in texts if text == text.strip() and text]
    changed = rewrite("- id: a\n  alt: {en: x, no: [y]}\n", {"id": "a", "alt": {"en": wanted, "no": ["y"]}})
    assert plain(changed) == {"id": "a", "alt": {"en": wanted, "no": ["y"]}}
    for text in ("Why?", ":)", "a ?b"):
        assert plain(rewrite("- id: a\n  alt: {en: x}\n", {"id": "a", "alt": {"en": text}}))["alt"] == {"en": text}


WORDS = st.text(
    st.sampled_from("abcdefg ABC éñ'\"\\:#-,[]{}&*!|>%@`?0123.\n"), min_size=1, max_size=60
).map(str.strip).filter(bool)  # fmt: skip
TEXTS = st.dictionaries(st.sampled_from(["en", "it", "no", "de"]), WORDS, min_size=1, max_size=3)
NUMBERS = st.integers(0, 999)
REGIONS = st.one_of(
    st.fixed_dictionaries({"box": st.lists(NUMBERS, min_size=4, max_size=4)}),
    st.fixed_dictionaries({"polygon": st.lists(st.lists(NUMBERS, min_size=2, max_size=2), min_size=3, max_size=5)}),
    st.just({"mask": "masks/0a1b2c3d.png"}),
)
EVIDENCE = st.fixed_dictionaries({}, optional={"tell": st.just("cut-edge"), "region": REGIONS, "note": TEXTS}).filter(
    bool
)
ITEMS = st.fixed_dictionaries(
    {"id": st.just("a"), "file": st.just("x.jpg")},
    optional={
        "difficulty": st.integers(1, 5), "alt": TEXTS, "looks_odd": TEXTS,
        "evidence": st.lists(EVIDENCE, min_size=1, max_size=3),
    },
)  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(before=ITEMS, after=ITEMS, data=st.data())
def test_whatever_is_wanted_is_written(before: dict[str, Any], after: dict[str, Any], data: st.DataObject) -> None:
    """From any item to any other one, in any order of the evidence; and back to one that says the same."""
    text = yamledit.fresh([before])
    assert plain(text) == before
    olds, news = before.get("evidence", []), after.get("evidence", [])
    places = data.draw(st.permutations([*range(len(olds)), *[None] * len(news)]))[: len(news)]
    changed = rewrite(text, after, {("evidence",): places} if olds and news else {})
    assert plain(changed) == after
    assert plain(rewrite(changed, deepcopy(before))) == before
