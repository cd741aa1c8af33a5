"""Translators' files: PO, as Poedit, Weblate and gettext have it, through Babel.

Owns how a text becomes an entry (its context names it, comments say what it is) and what is wrong with a file.
Refuses to write where texts stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from game.author.translating.messages import INTERFACE, Message, braced
from game.base.errors import PackError
from game.base.files import write_atomically
from game.base.text import FALLBACK, cldr

MAX_BYTES = 16 * 1024 * 1024
_SAMPLES = range(1_000)  # numbers whose forms a language is asked for; what only millions need is left out


class UnknownLanguageError(ValueError):
    """A code that the CLDR has no language for."""


class Translated(NamedTuple):
    """What a translator wrote for one text."""

    context: str
    source: str
    text: str
    forms: dict[str, str]  # plural category -> text, but for the usual one
    line: int


class Translation(NamedTuple):
    """A translator's file, read."""

    language: str
    given: list[Translated]
    fuzzy: int  # entries that the translator, or a merge, has marked as doubtful: not taken
    missing: int  # entries without a text
    problems: list[str]  # FILE:LINE: what is wrong; the remedy


def plural(language: str) -> tuple[str, tuple[str, ...]]:
    """The Plural-Forms header of a language, and the CLDR category of each of its forms; the last is the usual.

    Raises UnknownLanguageError.
    """
    from babel.core import UnknownLocaleError
    from babel.plural import PluralRule, to_gettext

    try:
        rule = cldr(language).plural_form
    except (UnknownLocaleError, ValueError) as error:
        message = f"no language '{language}'; write a code of BCP 47, such as fr, pt-BR or zh-Hans"
        raise UnknownLanguageError(message) from error
    used = {rule(number) for number in _SAMPLES}
    ordered = tuple(category for category in ("zero", "one", "two", "few", "many", "other") if category in used)
    return to_gettext(PluralRule({category: rule.rules[category] for category in ordered[:-1]})), ordered


def write(path: Path, messages: Iterable[Message], language: str, title: str, version: str) -> tuple[int, int, int]:
    """Write texts with what there is of a language; how many there are, how many are missing, and how many fuzzy.

    What a translator has noted in a file that is already there stays, and a text whose source has changed since is
    marked as fuzzy. Raises UnknownLanguageError, PackError where that file cannot be read, and OSError.
    """
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import write_po

    header, categories = plural(language)
    before = {item.context: item for item in _catalogue(path) if item.id} if path.is_file() else {}
    head = f"# Texts of {title}\n# Each entry's context names the text; comments say what it is."
    catalogue = Catalog(
        locale=language.replace("-", "_"), project=title, version=version, header_comment=head, charset="utf-8",
        fuzzy=False, msgid_bugs_address=" ", last_translator=" ", language_team=language,
        revision_date=datetime.now(UTC),
    )  # fmt: skip
    catalogue.mime_headers = [("Plural-Forms", header)]
    count = missing = fuzzy = 0
    for message in messages:
        known = before.get(message.context)
        changed = known is not None and _source(known) != message.source
        text = message.texts.get(language, "")
        ids: Any = message.source
        texts: Any = text
        if message.counts:
            one = next(iter(message.forms.get(FALLBACK, {}).values()), message.source)
            ids = (one, message.source)
            own = message.forms.get(language, {})
            texts = (*(own.get(category, text) for category in categories[:-1]), text)
        flags = {"python-brace-format"} if message.values else set()
        if changed and text:
            flags.add("fuzzy")
        previous = [] if known is None or not changed else [known.id] if isinstance(known.id, str) else list(known.id)
        catalogue.add(
            ids, texts, locations=[message.where], flags=flags, auto_comments=message.about, context=message.context,
            user_comments=known.user_comments if known is not None else (), previous_id=previous,
        )  # fmt: skip
        count, missing, fuzzy = count + 1, missing + (not text), fuzzy + (changed and bool(text))
    file = BytesIO()
    write_po(file, catalogue, width=0, include_previous=True)
    write_atomically(path.resolve(), file.getvalue())
    return count, missing, fuzzy


def read(path: Path, known: dict[str, Message]) -> Translation:
    """Read a translator's file against the texts that there are; raises PackError where it is none, and OSError."""
    catalogue = _catalogue(path)
    language = str(catalogue.locale_identifier or "").replace("_", "-")
    if not language:
        raise PackError([f"{path.name}:1: no 'Language' in the head; write one, such as \"Language: fr\\n\""])
    try:
        _, categories = plural(language)
    except UnknownLanguageError as error:
        raise PackError([f"{path.name}:1: {error}"]) from error
    found = Translation(language, [], 0, 0, [])
    fuzzy = missing = 0
    for item in catalogue:
        if not item.id:
            continue
        texts = (item.string,) if isinstance(item.string, str) else tuple(item.string)
        if not all(texts):
            missing += 1
        elif item.fuzzy:
            fuzzy += 1
        else:
            given = Translated(
                item.context or "", _source(item), texts[-1], dict(zip(categories[:-1], texts[:-1], strict=False)),
                item.lineno or 1,
            )  # fmt: skip
            wrong = _wrong(given, known.get(given.context), len(texts), categories)
            if wrong:
                found.problems.append(f"{path.name}:{given.line}: {wrong}")
            else:
                found.given.append(given)
    return found._replace(fuzzy=fuzzy, missing=missing)


def _wrong(given: Translated, message: Message | None, texts: int, categories: tuple[str, ...]) -> str:
    """Why a translation is not taken; empty where it is."""
    if message is None:
        return f"no text '{given.context}' here; it was renamed or is of another pack; export anew"
    if given.source != message.source:
        return f"'{given.context}' has changed since the file was written; export anew, and look at it again"
    if message.counts and texts != len(categories):
        return f"'{given.context}' needs {len(categories)} forms ({', '.join(categories)}), and has {texts}"
    if not given.context.startswith(f"{INTERFACE}/"):
        return ""
    for form, text in {**given.forms, "other": given.text}.items():
        there = frozenset(re.findall(r"{(\w+)}", text))
        if strange := there - message.values:
            return f"'{given.context}' has no value {braced(strange)}; values are not translated"
        if form == "other" and (lost := message.values - there):
            return f"'{given.context}' has lost {braced(lost)}; put it where the sentence wants it"
        if text.count("{") != len(re.findall(r"{\w+}", text)) or text.count("}") != text.count("{"):
            return f"'{given.context}' has a brace too many or too few"
    return ""


def _source(item: Any) -> str:
    """The text that an entry is of: of one that counts, the form for many."""
    return item.id if isinstance(item.id, str) else item.id[-1]


def _catalogue(path: Path) -> Any:
    """A PO file's entries; raises PackError where it cannot be read."""
    from babel.messages.pofile import PoFileError, read_po

    raw = path.read_bytes()
    if len(raw) > MAX_BYTES:
        raise PackError([f"{path.name}: larger than {MAX_BYTES // 2**20} MB: no PO file of texts"])
    try:
        raw.decode("utf-8")
        return read_po(BytesIO(raw.removeprefix(b"\xef\xbb\xbf")), abort_invalid=True)
    except UnicodeDecodeError as error:
        raise PackError([f"{path.name}: not UTF-8 (byte {error.start}); save it as UTF-8"]) from error
    except PoFileError as error:
        raise PackError([f"{path.name}:{error.lineno}: {error}; open it in Poedit, which says more"]) from error
    except Exception as error:  # Babel raises whatever it stumbles over, in a date or a number of its head, too
        message = f"{path.name}: no PO file that can be read ({error}); open it in Poedit, which says more"
        raise PackError([message]) from error
