"""The language of a machine, by all the names that systems have for one."""

from __future__ import annotations

import locale

import pytest

from game.base import text
from game.base.text import Words, name_of
from game.ui import preferred

NAMES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


@pytest.fixture(autouse=True)
def _five(monkeypatch: pytest.MonkeyPatch) -> None:
    """An interface in five languages and a script, on a machine that says nothing."""
    monkeypatch.setattr(text, "codes", lambda: ("de", "en", "es", "fr", "it", "zh-Hans"))
    monkeypatch.setattr(locale, "getlocale", lambda: (None, "UTF-8"))
    monkeypatch.setattr(preferred, "_of_the_system", list)
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("environment", "code"),
    [
        ({"LANG": "it_IT.UTF-8"}, "it"),
        ({"LANG": "it"}, "it"),
        ({"LANG": "it_IT@euro"}, "it"),
        ({"LANG": "de_CH.ISO8859-1"}, "de"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "pl_PL.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "es_ES.UTF-8", "LC_MESSAGES": "fr_FR.UTF-8"}, "es"),
        ({"LANG": "en_GB.UTF-8", "LANGUAGE": "it:en"}, "it"),
        ({"LANG": "C.UTF-8", "LANGUAGE": "it:en"}, "it"),
        ({"LANGUAGE": "it:en"}, "it"),
        ({"LANG": "de_DE.UTF-8", "LANGUAGE": "pl:fr:de"}, "fr"),
        ({"LANG": "de_DE.UTF-8", "LANGUAGE": ""}, "de"),
        ({"LC_ALL": "C", "LANGUAGE": "it:en"}, "en"),  # as with every program that gettext translates
        ({"LC_ALL": "", "LANG": "it_IT.UTF-8"}, "it"),
        ({"LANG": "german"}, "de"),
        ({}, "en"),
    ],
)
def test_the_environment_names_the_language(
    environment: dict[str, str], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As GNU gettext reads it."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert preferred.machine_language() == code


@pytest.mark.parametrize(
    ("languages", "code"),
    [
        (["it-IT", "en-US"], "it"),
        (["pl-PL", "fr-FR"], "fr"),
        (["zh-Hans-CN"], "zh-Hans"),
        (["zh-CN", "en"], "en"),
        (["ES"], "es"),
        ([], "en"),
    ],
)
def test_without_it_the_system_is_asked(languages: list[str], code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on macOS and Windows; a locale that says nothing, such as C.UTF-8, does not stop that."""
    monkeypatch.setattr(preferred, "_of_the_system", lambda: languages)
    assert preferred.machine_language() == code
    monkeypatch.setenv("LANG", "C.UTF-8")
    assert preferred.machine_language() == code


def test_the_system_is_not_asked_where_the_environment_says_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command does not wait for SDL then."""
    monkeypatch.setattr(preferred, "_of_the_system", lambda: pytest.fail("it was asked"))
    monkeypatch.setenv("LANG", "it_IT.UTF-8")
    assert preferred.machine_language() == "it"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("German_Germany", "de"), ("Italian_Italy", "it"), ("French_Canada", "fr"), ("Spanish_Mexico", "es"),
        ("English_United States", "en"), ("Polish_Poland", "en"), ("it_IT", "it"), (None, "en"),
    ],
)  # fmt: skip
def test_last_comes_the_locale_of_the_c_library(name: str | None, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows has names of its own for it; macOS often has none."""
    monkeypatch.setattr(locale, "getlocale", lambda: (name, "1252"))
    assert preferred.machine_language() == code


def test_a_locale_that_python_does_not_know_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as LC_CTYPE=UTF-8 on macOS."""

    def unknown() -> tuple[str, str]:
        raise ValueError("unknown locale: UTF-8")

    monkeypatch.setattr(locale, "getlocale", unknown)
    assert preferred.machine_language() == "en"


def test_sdl_tells_what_the_system_prefers(monkeypatch: pytest.MonkeyPatch) -> None:
    """On this platform too: a list of names as on the web."""
    monkeypatch.undo()
    assert all(isinstance(name, str) and name for name in preferred._of_the_system())


def test_the_languages_are_those_of_the_strings(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new file is a new language; nothing else lists them."""
    monkeypatch.undo()
    files = sorted(path.stem for path in text.FOLDER.glob("*.json"))
    assert list(text.codes()) == list(text.languages()) == files


def test_a_pack_may_speak_what_the_interface_does_not() -> None:
    """Its texts in their language, the interface in English."""
    words = Words("ar")
    assert words.of({"en": "House", "ar": "بيت"}) == "بيت"
    assert words.of({"en": "House", "it": "Casa"}) == "House"
    assert words("title.name") == "Spot the Fake"
    assert words.decimal(1.5) == "1.5"


@pytest.mark.parametrize(
    ("code", "name"),
    [("de", "Deutsch"), ("ar", "العربية"), ("zh", "中文"), ("pt-BR", "português (Brasil)"), ("q1", "q1")],
)
def test_languages_are_called_by_their_own_names(code: str, name: str) -> None:
    """Those of the interface as it says, others as the CLDR does, and one that nobody knows by its code."""
    assert name_of(code) == name


@pytest.mark.parametrize(
    ("code", "number", "said"),
    [
        ("fr", 0, "0 manche"), ("fr", 1, "1 manche"), ("fr", 2, "2 manches"), ("de", 0, "0 Runden"),
        ("de", 1, "1 Runde"), ("es", 1, "1 ronda"), ("es", 0, "0 rondas"), ("en", 0, "0 rounds"), ("it", 1, "1 turno"),
    ],
)  # fmt: skip
def test_one_and_many_are_the_languages_own(code: str, number: int, said: str) -> None:
    """In French nothing is one."""
    assert Words(code)("levels.line", n=number) == said


@pytest.mark.parametrize(("code", "said"), [("de", "1,5"), ("fr", "1,5"), ("es", "1,5"), ("it", "1,5"), ("en", "1.5")])
def test_decimal_signs_are_the_languages_own(code: str, said: str) -> None:
    """With a true minus."""
    assert Words(code).decimal(-1.5) == f"\N{MINUS SIGN}{said}"
