"""Finding a tell while its name is being typed, whatever accents and capitals are left out.

Owns what counts as found, and in which order. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from game.model.picture import Tell


def folded(text: str) -> str:
    """A text without accents and capitals: "Perché" and "perche" are the same."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in apart if not unicodedata.combining(character))


def matching(tells: Iterable[Tell], typed: str, language: str) -> list[Tell]:
    """The tells in which every typed word is found, best first; all of them, as they come, where nothing is typed.

    A word at the beginning of the name counts most, then in the name, then in the rest; the name in `language` counts
    before the other languages.
    """
    words = folded(typed).split()
    if not words:
        return list(tells)
    found = []
    for place, tell in enumerate(tells):
        name = folded(tell.name.get(language, ""))
        elsewhere = folded(" ".join([*tell.name.values(), tell.id, tell.family]))
        rest = folded(" ".join([*tell.look.values(), *tell.why.values()]))
        ranks = [_rank(word, name, elsewhere, rest) for word in words]
        if None not in ranks:
            found.append((sum(rank or 0 for rank in ranks), place, tell))
    return [tell for _, _, tell in sorted(found, key=lambda row: row[:2])]


def _rank(word: str, name: str, elsewhere: str, rest: str) -> int | None:
    """How far from the beginning of the name a word is found; None where it is nowhere."""
    if name.startswith(word):
        return 0
    if any(part.startswith(word) for part in re.findall(r"\w+", name)):
        return 1
    for rank, text in enumerate((name, elsewhere, rest), 2):
        if word in text:
            return rank
    return None
