"""What was added or moved in one place and forgotten in another is found: texts, outcomes, columns, names."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from typing import get_args

import pytest
from babel import Locale

from game.base import text
from game.results.fields import AnswerRow, ResultsRow, SessionRow
from game.ui.outcomes import Outcome
from tests.conftest import REPOSITORY

GAME = REPOSITORY / "game"
PART = r"[\w.-]+"  # what a value in a key may be
KEY = re.compile(r"[a-z]+\\\.|\[\\w\.-\]\+\\\.[a-z]{4,}$")  # of a text: it begins with a word, or ends in one
SPOKEN_BY_CLIENT = re.compile(r"""["'`]([a-z][\w.-]*)["'`]""")
BEGUN_BY_CLIENT = re.compile(r"`([a-z][\w.-]*\.)\$\{\w+\}`")


@cache
def trees() -> tuple[ast.Module, ...]:
    """Every module of the game."""
    return tuple(ast.parse(path.read_text(encoding="utf-8")) for path in sorted(GAME.rglob("*.py")))


def nodes() -> Iterator[ast.AST]:
    """Everything in the game's code."""
    for tree in trees():
        yield from ast.walk(tree)


def name_of(call: ast.Call) -> str:
    """What is called: the last part of its name."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def test_every_text_that_is_asked_for_is_there() -> None:
    """Under its whole key; the game would show the key itself."""
    first = [node.args[0] for node in nodes() if isinstance(node, ast.Call) and name_of(node) == "words" and node.args]
    asked = {one.value for one in first if isinstance(one, ast.Constant)}
    assert len(asked) > 300
    assert sorted(asked - set(text.strings("en"))) == []


def test_every_text_is_asked_for() -> None:
    """By its key, or by one that is put together, here or in a page's script; forms belong to their key."""
    whole = {node.value for node in nodes() if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    put_together = {
        "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else PART for part in node.values)
        for node in nodes()
        if isinstance(node, ast.JoinedStr)
    }
    for script in GAME.rglob("*.js"):
        said = script.read_text(encoding="utf-8")
        whole |= set(SPOKEN_BY_CLIENT.findall(said))
        put_together |= {re.escape(beginning) + PART for beginning in BEGUN_BY_CLIENT.findall(said)}
    keys = [one for one in put_together if KEY.match(one)]
    made = re.compile("|".join(f"(?:{one})" for one in keys))
    assert not made.fullmatch("nobody.asks")
    plain = {key.removesuffix(".class") for key in map(text.without_form, text.strings("en"))}
    assert [key for key in sorted(plain) if key not in whole and not made.fullmatch(key)] == []


def test_every_outcome_is_followed_by_a_seat() -> None:
    """A flow, the window or a seat names it; a scene's button would do nothing."""
    followed = set()
    for room in ("seats", "author"):
        for path in (GAME / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.MatchClass):
                    followed.add(ast.unparse(node.cls).rpartition(".")[2])
                elif isinstance(node, ast.Call) and name_of(node) == "isinstance":
                    followed |= set(re.findall(r"\w+", ast.unparse(node.args[1])))
    assert {kind.__name__ for kind in get_args(Outcome)} - followed == set()


@pytest.mark.parametrize("row", [SessionRow, AnswerRow])
def test_every_column_is_filled_somewhere(row: type[ResultsRow]) -> None:
    """Where a row is begun, or changed later."""
    given: set[str | None] = set()
    for node in nodes():
        if isinstance(node, ast.Call) and name_of(node) in (row.__name__, "replace", "_replace"):
            given |= {keyword.arg for keyword in node.keywords}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            given |= set(re.findall(r"UPDATE sessions SET (\w+)", node.value))
    assert set(row.__struct_fields__) - given == set()


def test_the_package_names_the_languages_of_the_interface() -> None:
    """As the index of packages has them."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = {line.rpartition(":: ")[2] for line in project["classifiers"] if line.startswith("Natural Language")}
    assert named == {Locale(code).get_display_name("en") for code in text.codes()}


def test_pages_and_modules_that_the_code_refers_to_are_there() -> None:
    """Wherever it names one, such as README.md or check/check_masks.py."""
    there = [path.as_posix() for path in (*REPOSITORY.glob("*.md"), *GAME.rglob("*.md"), *GAME.rglob("*.py"))]
    named = {
        (path.name, name)
        for path in GAME.rglob("*.py")
        for name in re.findall(r"\b[A-Z]{2,}\.md\b|\b[a-z_]+/[a-z_/]+\.py\b", path.read_text(encoding="utf-8"))
    }
    assert [found for found in sorted(named) if not any(file.endswith(f"/{found[1]}") for file in there)] == []
