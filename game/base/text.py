"""The interface's own words and numbers, by language, with fallback to English.

Owns strings/*.json. Refuses the packs' texts, which come with their packs (`Words.of` only picks among them).
One and many, and decimal signs, are as the Unicode CLDR has them, through Babel.
Imports nothing heavy: the first frame waits for it.
"""

from __future__ import annotations

import json
import locale
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent / "strings"
FALLBACK = "en"
REGIONS = {"en": "en_GB"}  # whose dates a language has here, where the CLDR would give it another region's
_FORMS = "zero", "one", "two", "few", "many"
_COUNTED = re.compile(rf"(?P<key>.+)\.(?P<form>{'|'.join(_FORMS)})-(?P<name>\w+)")


@cache
def codes() -> tuple[str, ...]:
    """The codes of the interface's languages: one for each file in strings/."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


@cache
def languages() -> dict[str, str]:
    """Every language of the interface: code -> its name in itself."""
    return {code: strings(code)["language.name"] for code in codes()}


@cache
def strings(code: str) -> dict[str, str]:
    """All texts of a language by their keys, as they stand in its file."""
    texts: dict[str, str] = json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8"))
    return texts


def without_form(key: str) -> str:
    """The key without the form that it may name: `levels.line` of `levels.line.one-n`."""
    found = _COUNTED.fullmatch(key)
    return found["key"] if found else key


def is_form(key: str) -> bool:
    """Whether a key is that of a text's form for some numbers."""
    return without_form(key) != key


@cache
def counted(code: str) -> dict[str, str]:
    """Each key of a language whose text depends on a number -> the name of that value."""
    return {found["key"]: found["name"] for key in strings(code) if (found := _COUNTED.fullmatch(key))}


def forms(code: str, key: str, name: str) -> dict[str, str]:
    """The forms of a key for the numbers of a value: plural category -> text, but for "other"."""
    own = strings(code)
    return {form: own[there] for form in _FORMS if (there := f"{key}.{form}-{name}") in own}


@cache
def cldr(code: str) -> Any:
    """What the Unicode CLDR knows of a language (de, pt-BR), as Babel has it."""
    from babel.core import Locale

    return Locale.parse(REGIONS.get(code, code), sep="-" if "-" in code else "_")


class Words:
    """The interface in one language: `words("title.play")`, with values for the {braces} in a text."""

    def __init__(self, language: str, *, to_class: bool = False) -> None:
        """`to_class`: the reader is a whole class; a text that has a form for one, `key.class`, is given in it."""
        self.to_class = to_class
        self.language = language if language in languages() else FALLBACK
        self.texts = language or FALLBACK  # the language of packs' texts, which may be one that the interface lacks
        self._own = strings(self.language)

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key; of one that counts a value NAME in the form `key.FORM-NAME`, where the language has it.

        FORM is the CLDR's plural category of the number: zero, one, two, few or many; "other" is the key itself.
        """
        key = many if self.to_class and (many := f"{key}.class") in self._own else key
        code = self.language if key in self._own else FALLBACK
        texts = strings(code)
        text = texts.get(key, key)
        name = counted(code).get(key)
        if name is not None and isinstance(number := values.get(name), int):
            text = texts.get(f"{key}.{cldr(code).plural_form(number)}-{name}", text)
        return text.format(**values) if values else text

    def known(self) -> Iterator[str]:
        """Every key for which there is a text, in this language or in English."""
        return iter(dict.fromkeys((*strings(FALLBACK), *self._own)))

    def has(self, key: str) -> bool:
        """Whether there is a text for a key."""
        return key in self._own or key in strings(FALLBACK)

    def decimal(self, value: float, *, signed: bool = False, places: int = 1) -> str:
        """A number with this language's signs and a true minus."""
        from babel.numbers import format_decimal

        shown = round(value, places)
        text: str = format_decimal(abs(shown), f"0.{'0' * places}" if places else "0", cldr(self.language))
        sign = "\N{MINUS SIGN}" if shown < 0 else "+" if signed and shown > 0 else ""
        return sign + text

    def of(self, texts: Mapping[str, str] | None) -> str:
        """A pack's text in this language, else in English, else in whatever there is."""
        return texts[self.spoken(texts)] if texts else ""

    def spoken(self, texts: Mapping[str, str]) -> str:
        """The language that `of` gives a text in."""
        return next((code for code in (self.texts, self.language, FALLBACK) if texts.get(code)), next(iter(texts)))


def name_of(code: str) -> str:
    """A language's name in itself, also of one that the interface lacks; its code, where nobody knows it."""
    if code in languages():
        return languages()[code]
    from babel.core import UnknownLocaleError

    try:
        return str(cldr(code).get_display_name() or code)
    except (UnknownLocaleError, ValueError):
        return code


def in_all_languages(key: str) -> dict[str, str]:
    """A text of the interface in the form of a pack's text."""
    return {code: Words(code)(key) for code in languages()}


def system_language(preferred: Callable[[], Iterable[str]] = tuple) -> str:
    """The first language this machine prefers that the interface has; else English.

    The environment counts first (as GNU gettext reads it: LANGUAGE is a list, and void beside the locale C), then what
    `preferred` gives, which is asked only if need be, then the C library's locale. Names may be those of POSIX
    (it_IT.UTF-8), of the web (it-IT) or of Windows (Italian_Italy).
    """
    return next((code for name in _preferred_names(preferred) if (code := _code_of(name))), FALLBACK)


def _preferred_names(preferred: Callable[[], Iterable[str]]) -> Iterator[str]:
    """Languages by any name, the preferred one first."""
    chosen = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    if chosen in ("C", "POSIX"):
        yield FALLBACK
    yield from os.environ.get("LANGUAGE", "").split(":")
    yield chosen
    yield from preferred()
    with suppress(ValueError):  # of a locale that Python does not know
        yield locale.getlocale()[0] or ""


def _code_of(name: str) -> str:
    """The interface's own code for a language by any name; empty where it does not have it."""
    known = {code.lower(): code for code in codes()}
    tag = name.partition(".")[0].partition("@")[0].lower().replace("_", "-")
    language = locale.normalize(tag.partition("-")[0]).partition("_")[0]  # "italian" is "it" as well
    parts = tag.split("-")
    tags = ["-".join(parts[:length]) for length in range(len(parts), 0, -1)]  # zh-hans-cn, zh-hans, zh
    return next((known[one] for one in (*tags, language) if one in known), "")
