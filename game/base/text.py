"""The interface's own words and numbers, by language, with fallback to English.

Owns strings/*.json. Refuses the packs' texts, which come with their packs (`Words.of` only picks among them).
Imports nothing heavy: the first frame waits for it.
"""

from __future__ import annotations

import json
import locale
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "strings"
FALLBACK = "en"


@cache
def languages() -> dict[str, str]:
    """Every language of the interface: code -> its name in itself."""
    codes = sorted(path.stem for path in FOLDER.glob("*.json"))
    return {code: _strings(code)["language.name"] for code in codes}


@cache
def _strings(code: str) -> dict[str, str]:
    strings: dict[str, str] = json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8"))
    return strings


class Words:
    """The interface in one language: `words("title.play")`, with values for the {braces} in a text."""

    def __init__(self, language: str) -> None:
        self.language = language if language in languages() else FALLBACK
        self._own = _strings(self.language)

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key; where a value NAME is 1 in its form `key.one-NAME`, if there is one."""
        key = next((one for name in values if values[name] == 1 and (one := f"{key}.one-{name}") in self._own), key)
        text = self._own.get(key) or _strings(FALLBACK).get(key, key)
        return text.format(**values) if values else text

    def has(self, key: str) -> bool:
        """Whether there is a text for a key."""
        return key in self._own or key in _strings(FALLBACK)

    def decimal(self, value: float, *, signed: bool = False, places: int = 1) -> str:
        """A number with this language's decimal sign and a true minus."""
        text = f"{value:+.{places}f}" if signed else f"{value:.{places}f}"
        if not float(text):
            text = text.lstrip("+-")
        return text.replace("-", "\N{MINUS SIGN}").replace(".", self("number.decimal"))

    def of(self, texts: Mapping[str, str] | None) -> str:
        """A pack's text in this language, else in English, else in whatever there is."""
        if not texts:
            return ""
        return texts.get(self.language) or texts.get(FALLBACK) or next(iter(texts.values()))


def in_all_languages(key: str) -> dict[str, str]:
    """A text of the interface in the form of a pack's text."""
    return {code: Words(code)(key) for code in languages()}


def system_language() -> str:
    """The language this machine speaks, where the interface has it; else English."""
    name = locale.getlocale()[0] or ""
    code = name.partition("_")[0].lower()
    known = {"italian": "it", "english": "en"}
    code = known.get(code, code)
    return code if (FOLDER / f"{code}.json").is_file() else FALLBACK
