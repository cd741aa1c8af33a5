"""Licences of pictures: which names are known, how they are spelt, and what they do not allow.

Owns a short list: the licences under which pictures are shared, spelt as SPDX (https://spdx.org/licenses/) has them
where it has them. Refuses to be a lawyer.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

KNOWN = (
    "CC0-1.0", "Public domain", "No known copyright restrictions", "MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause",
    "ISC", "Unlicense", "GPL-2.0-only", "GPL-2.0-or-later", "GPL-3.0-only", "GPL-3.0-or-later", "GFDL-1.2-only",
    "GFDL-1.2-or-later", "GFDL-1.3-only", "GFDL-1.3-or-later", "OFL-1.1", "ODbL-1.0", "LAL-1.3", "OGL-UK-3.0",
    "etalab-2.0", "NLOD-2.0", "Unsplash License", "Pexels License", "Pixabay License", "Own work",
)  # fmt: skip
_CREATIVE_COMMONS = re.compile(r"CC-BY(-NC)?(-SA|-ND)?-[1-4]\.[05](-[A-Z]{2,3})?")
_NAMES = {  # as people write them, without spaces, dots and hyphens
    "cc0": "CC0-1.0", "cc010": "CC0-1.0", "cczero": "CC0-1.0", "creativecommonszero": "CC0-1.0",
    "publicdomain": "Public domain", "pd": "Public domain", "publicdomainmark": "Public domain",
    "publicdomainmark10": "Public domain", "pdm10": "Public domain", "gemeinfrei": "Public domain",
    "pubblicodominio": "Public domain", "domainepublic": "Public domain", "dominiopublico": "Public domain",
    "noknowncopyright": "No known copyright restrictions", "unsplash": "Unsplash License", "pexels": "Pexels License",
    "pixabay": "Pixabay License", "apache20": "Apache-2.0", "apache2": "Apache-2.0",
    "fal13": "LAL-1.3", "freeartlicense13": "LAL-1.3",
}  # fmt: skip
_LONG = {
    "creative commons": "cc", "attribution": "by", r"non-?commercial": "nc", r"share-?alike": "sa",
    r"no-?deriv(ative)?s": "nd", r"\b(international|unported|generic|licen[cs]e)\b": "",
}  # fmt: skip
_SHORT = re.compile(r"cc[\s_-]*by((?:[\s_,+-]+(?:nc|sa|nd))*)(?:[\s_-]*v?([1-4]\.[05]))?[\s_-]*")
_CLOSED = re.compile(
    r"all rights reserved|tutti i diritti riservati|alle rechte vorbehalten|tous droits réservés|©", re.IGNORECASE
)


class Opinion(NamedTuple):
    """What there is to say of a licence; nothing where `message` is empty."""

    message: str = ""
    grave: bool = False  # more than a hint
    better: str = ""  # the same licence in its usual spelling


@cache
def opinion(licence: str, *, altered: bool) -> Opinion:
    """What an editor says of a licence; `altered` of a picture that was made of another one."""
    name = _name_in(licence)
    if _CLOSED.search(licence):
        return Opinion(f"'{licence}' lets nobody pass the picture on; ask its author for a licence", grave=True)
    spelt = _spelt(name)
    if altered and forbids_changes(licence):
        return Opinion(f"'{spelt}' allows no altered versions, and this picture is one", grave=True)
    if _is_known(name):
        return Opinion()
    if spelt == "CC-BY" or (spelt.startswith("CC-BY-") and not re.search(r"\d", spelt)):
        return Opinion(f"'{name}' comes in several versions; say which, such as '{spelt}-4.0'", grave=True)
    if _is_known(spelt):
        whole = spelt + licence[len(name) :]
        return Opinion(f"'{name}' is usually spelt '{spelt}'", better=whole)
    if any(_is_known(part.strip()) for part in re.split(r"[,;:]", licence)):
        return Opinion()
    return Opinion(f"no licence is known by the name '{name}'; where it has an SPDX name, begin with that")


def forbids_changes(licence: str) -> bool:
    """Whether a licence allows no altered versions (Creative Commons' ND)."""
    return "-ND" in _spelt(_name_in(licence))


def _name_in(licence: str) -> str:
    """The name that a licence begins with; it may go on in brackets or after a semicolon."""
    return re.split(r"\s*[;(]", licence, maxsplit=1)[0].strip()


def _is_known(name: str) -> bool:
    return name in KNOWN or bool(_CREATIVE_COMMONS.fullmatch(name))


def _plain(name: str) -> str:
    return re.sub(r"[\s._-]+", "", name).lower()


_NAMES |= {_plain(known): known for known in KNOWN}


def _spelt(name: str) -> str:
    """The usual spelling of a name, where it can be made out; else the name."""
    plain = _plain(name)
    if plain in _NAMES:
        return _NAMES[plain]
    short = name.lower()
    for words, letters in _LONG.items():
        short = re.sub(words, letters, short)
    found = _SHORT.fullmatch(short)
    if found is None:
        return name
    kinds = [kind.upper() for kind in ("nc", "sa", "nd") if kind in re.findall("nc|sa|nd", found[1])]
    return "-".join(["CC-BY", *kinds, *([found[2]] if found[2] else [])])
